"""What a text names, and what it says of it: cases/mentions.toml."""

from __future__ import annotations

import dataclasses
import runpy
from pathlib import Path
from typing import Any

import pytest

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))
_OF_MENTION = frozenset({"text", "form", "type"})


@pytest.mark.parametrize("row", cases["rows"]("mentions"))
def test_mentions(row: dict[str, Any]) -> None:
    e = cases["read"](row["text"])
    assert [(m.text, m.instrument) for m in e.mentions if m.text != row["text"][m.start : m.end]] == []
    assert "" not in [fact for i in e.instruments.values() for fact in dataclasses.astuple(i)]
    found = [m.text for m in e.mentions]
    assert len(found) == len(row["want"]), found
    for m, want in zip(e.mentions, row["want"], strict=True):
        i = e.instruments.get(m.instrument or "")
        for key, value in want.items():
            match key:
                case "text" | "form" | "type":
                    assert getattr(m, key) == value, (key, m)
                case "same":
                    assert m.instrument == e.mentions[value].instrument is not None, m
                case "open":
                    assert (m.instrument is None or m.instrument.startswith("_:")) == value, m
                case "candidates":
                    assert len(m.candidates) == value, m
                case "id":
                    assert m.instrument == value, m
                case _:
                    assert i is not None, m
                    assert (getattr(i, key) or "") == value, (key, i)
