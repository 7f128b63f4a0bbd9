"""What a register's row is, and what its title names: cases/entries.toml."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@pytest.mark.parametrize("row", cases["rows"]("entries"))
def test_entries(row: dict[str, Any]) -> None:
    e = cases["entered"](row["title"], **row["columns"])
    assert e.instrument is not None
    own = e.instruments[e.instrument]
    assert {k: getattr(own, k) or "" for k in row["own"]} == row["own"]
    named = [i for m in e.mentions if (i := e.instruments.get(m.instrument or "")) and i is not own]
    for i, want in zip(named, row.get("names", named), strict=True):
        if want is not i:
            assert {k: getattr(i, k) or "" for k in want} == want
    if "want" in row:
        told = {(cases["label"](e, r.object), r.predicate) for r in e.relations}
        assert told == {tuple(t) for t in row["want"]}
