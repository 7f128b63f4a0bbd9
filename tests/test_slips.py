"""Slips of typists in a register's titles: cases/slips.toml."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from kg.extract import extract
from kg.lexicon import load
from kg.normal import normalise
from kg.readers import Options, read
from kg.slips import mended

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@pytest.mark.parametrize("row", cases["rows"]("slips"))
def test_slips(row: dict[str, Any]) -> None:
    assert mended(normalise(row["title"]), load()).text == row.get("read", row["title"])


TITLE = "thưc hịên nghị quyết số 24/nq.cp ngày 5/3/2020"
FILES = [
    ("a.txt", TITLE, "nghị quyết số 24/nq", "a text"),
    ("a.csv", f"stt,noi_dung\n1,{TITLE}\n", "nghị quyết số 24/nq", "a row with a text"),
    (
        "a.csv",
        f"stt,so_hieu,trich_yeu\n1,1/KH-UBND,{TITLE}\n",
        "nghị quyết số 24/nq.cp ngày 5/3/2020",
        "the title of a row",
    ),
]


@pytest.mark.parametrize(("name", "data", "found", "why"), FILES, ids=[f[-1] for f in FILES])
def test_only_the_title_of_a_row_is_mended_wherever_it_is_from(
    tmp_path: Path, name: str, data: str, found: str, why: str
) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    for place in (None, "Bình Dương"):  # what is told of a file's place makes no row of it
        (document,) = read(tmp_path / name, Options(place=place))
        assert found in [m.text for m in extract(document).mentions], (why, place)


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
