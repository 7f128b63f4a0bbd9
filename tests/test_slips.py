"""Slips of typists in a register's titles: cases/slips.toml."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from kg.lexicon import load
from kg.slips import mended
from kg.text import normalise

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@pytest.mark.parametrize("row", cases["rows"]("slips"))
def test_slips(row: dict[str, Any]) -> None:
    assert mended(normalise(row["title"]), load()).text == row.get("read", row["title"])


@pytest.mark.parametrize(
    "title",
    [
        "thưc hịên ke\u0302\u0301 hoạhc  số 14/kh-ub nd ngyà 06/4/2023 cũa ủy ban",
        "thựchiện chỉ thị s ố 14/ct.ttg ngày 16/4//2023",
    ],
)
def test_offsets_are_those_of_the_title(title: str) -> None:
    e = cases["entered"](title, number="21/KH-UBND", date="2023-05-08")
    (m,) = (m for m in e.mentions if m.instrument != e.instrument)
    assert title[m.start : m.end] == m.text
    assert m.text.endswith(("06/4/2023", "16/4//2023"))
    assert m.text.startswith(("ke", "chỉ"))
    assert {r.quote == title[r.start : r.end] for r in e.relations} == {True}
    assert {r.predicate for r in e.relations} == {"implements"}
