"""The named queries count the gaps as the matrix does."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kg import gaps, store

gap_texts = runpy.run_path(str(Path(__file__).with_name("gap_texts.py")))
NQ, CENTRAL, HUE, local = gap_texts["NQ"], gap_texts["CENTRAL"], gap_texts["HUE"], gap_texts["local"]
EARLY = f"nq8 | number=8-NQ/TW; {NQ}; date=2013-11-04; year=2013\n"
LATE = f"nq9 | number=9-NQ/TW; {NQ}; date=2025-08-22; year=2025\n"
SCHEME = "urn:kg:named:da | name=Đề án của tỉnh; type=Đề án\n"
SAME = [
    ({}, "nothing local is known"),
    ({"a.txt": f"document cites x\n{local('x', 'Bình Định', '2024-01-01')}{LATE}"}, "no column"),
    ({"a.txt": f"= kh1\n{HUE}kh1 implements nq1\nnd5 repeals kh1\n"}, "what was repealed"),
    (
        {
            "letter.txt": f"= cv\n{local('cv', 'Huế', '2021-04-01', type='Công văn')}cv implements nq2\ncv implements nq3\n",
            "below.txt": f"= kh2\n{local('kh2', 'Huế', '2021-05-01')}kh2 implements cv\n",
        },
        "a letter is none, what carries it out is one",
    ),
    (
        {
            "a.txt": f"= kh1\n{HUE}{SCHEME}kh1 approves urn:kg:named:da\nurn:kg:named:da implements nq1\n",
            "b.txt": f"= kh2\n{local('kh2', 'Cần Thơ', '2020-05-01')}kh2 basedOn kh1\n",
        },
        "a local decision carries out what its scheme does, and so does what rests on it",
    ),
    (
        {
            "a.txt": f"= kh1\n{HUE}{SCHEME}nd5 approves urn:kg:named:da\nurn:kg:named:da implements nq1\nkh1 implements nd5\n"
        },
        "a central one does not",
    ),
    (
        {
            "a.txt": f"= kh1\n{HUE}qd4 approves urn:kg:named:ct\nurn:kg:named:ct | name=Chương trình A; type=Chương trình\n"
        },
        "a programme does not carry out what approves it",
    ),
    (
        {"a.txt": f"= kh1\n{HUE.replace('2019', '2022')}kh1 guides urn:kg:named:ct\nqd4 approves urn:kg:named:ct\n"},
        "what is approved counts as the decision",
    ),
    ({"a.txt": f"= kh1\n{HUE.replace('; place=Huế', '')}kh1 implements nq1\n"}, "a plan of no place"),
    ({"a.txt": f"= a\n{local('a', 'Bình Định', '2019-03-02')}{LATE}"}, "the only place had ended"),
    ({"a.txt": f"= a\n{local('a', 'Bình Định', '2019-03-02')}{LATE}", "b.txt": f"= kh1\n{HUE}"}, "another is there"),
    (
        {"a.txt": f"= a\n{local('a', 'Hoài Nhơn, Gia Lai', '2019-03-02', level='district')}{LATE}"},
        "districts ended",
    ),
    (
        {"a.txt": f"= a\n{local('a', 'Bát Xát, Lào Cai', '2025-12-01', level='commune')}{EARLY}{LATE}"},
        "a commune set up anew",
    ),
    (
        {"a.txt": f"= a\n{local('a', 'Quang Kim, Bát Xát, Lào Cai', '2019-12-01', level='commune')}{EARLY}{LATE}"},
        "a commune of a district",
    ),
    (
        {"a.txt": f"document cites a\n{local('a', 'Bình Định', '2019-03-02')}a implements nq1\n{LATE}"},
        "a plan without text",
    ),
]


@pytest.mark.parametrize(("texts", "why"), SAME, ids=[row[1] for row in SAME])
def test_named_queries_count_as_the_matrix_does(
    small: ModuleType, files: Callable[[dict[str, str]], Path], tmp_path: Path, texts: dict[str, str], why: str
) -> None:
    store.build([files({"c.txt": CENTRAL, **texts})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        found = gaps.matrix(opened)
        lacking = [row["id"].value for row in opened.query("resolutions-without-plan")]
        assert lacking == [row.instrument.id for row in found.missing], why
        for row in found.rows:
            told = opened.query("plans-of-resolution", bindings={"id": row.instrument.id})
            plans = {p.instrument.id: p for c in found.columns for p in found.plans(row, c)}
            counted = {ident: p.direct for ident, p in plans.items() if p.counts}
            placed = {
                r["planId"].value: r["direct"].value == "true"
                for r in told
                if "place" in r and r["ended"].value == "false"
            }
            assert placed == counted, why
