"""The columns of the gaps: places and bodies, those that were not there yet, and those that took others in."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import coverage, gaps
from kg.gapmap import render
from kg.gaps import Matrix
from kg.model import KgError

gap_texts = runpy.run_path(str(Path(__file__).with_name("gap_texts.py")))
NQ, HUE, local, matrix, cells = (gap_texts[name] for name in "NQ HUE local matrix cells".split())
ERAS = [
    ("Bình Định", "province", "2025-08-22", "outside", "the province had ended"),
    ("Bình Định", "province", "2025-06-30", "none", "on its last day it was there"),
    ("Gia Lai", "province", "2025-08-22", "none", "the province that took it in"),
    ("Hoài Nhơn, Gia Lai", "district", "2025-08-22", "outside", "districts have ended"),
    ("Bát Xát, Lào Cai", "commune", "2013-11-04", "outside", "communes were set up anew"),
    ("Bát Xát, Lào Cai", "commune", "2025-08-22", "none", "and lack what came later"),
    ("Quang Kim, Bát Xát, Lào Cai", "commune", "2025-08-22", "outside", "a commune of a district ended with it"),
    ("Quang Kim, Bát Xát, Lào Cai", "commune", "2013-11-04", "none", "and was there before"),
]


@pytest.mark.parametrize(("place", "level", "day", "wanted", "why"), ERAS, ids=[row[-1] for row in ERAS])
def test_a_place_that_was_not_there_lacks_nothing(
    matrix: Callable[..., Matrix], place: str, level: str, day: str, wanted: str, why: str
) -> None:
    found = matrix(
        f"= kh1\n{local('kh1', place, '2025-12-01', level=level)}nq9 | number=9-NQ/TW; {NQ}; date={day}; year={day[:4]}\n"
    )
    row = next(r for r in found.rows if r.instrument.number == "9-NQ/TW")
    assert found.state(row, found.columns[0]) == wanted, why
    assert (next(r["state"] for r in coverage.records(found) if r["resolution"] == "9-NQ/TW")) == wanted
    assert ("không áp dụng" in "\n".join(coverage.lines(found, "table"))) == any(
        found.state(r, found.columns[0]) == "outside" for r in found.rows
    )
    assert (row in found.missing) == (row in gaps.pick(found, missing=True).rows) == (wanted == "none")


def test_what_no_place_that_is_left_can_lack_is_counted_apart(matrix: Callable[..., Matrix]) -> None:
    late = f"nq9 | number=9-NQ/TW; {NQ}; date=2025-08-22; year=2025\n"
    own = local("kh0", "Bình Định", "2025-09-01")
    former = ("Bình Định", "Quảng Nam", "Hải Dương", "Long An")
    texts = [f"= kh{n}\n{local(f'kh{n}', place, '2019-03-02')}" for n, place in enumerate(former, 1)]
    found = matrix(*texts, late)
    table = list(coverage.lines(found, "table"))
    assert any(re.match(r"9-NQ/TW +22/08/2025 +không áp dụng", line) for line in table), "not: seen nowhere"
    assert "5 văn bản Trung ương: 0 đã có triển khai, 4 chưa thấy trong tập tài liệu, 1 không áp dụng" in table
    hue = matrix(*texts, late, f"= kh9\n{local('kh9', 'Huế', '2019-03-02')}")
    assert "9-NQ/TW" in [row.instrument.number for row in hue.missing], "one place that is there can lack it"
    assert gaps.pick(hue, only="Long An", missing=True).rows == hue.rows[:-1]
    planned = matrix(f"= kh0\n{own}kh0 implements nq9\n{late}")
    assert len(planned.missing) == len(planned.rows) - 1, "what has a plan all the same is not apart"


def test_a_commune_is_as_old_as_what_is_known_of_any_of_its_bodies(matrix: Callable[..., Matrix]) -> None:
    old = local("kh1", "Bát Xát, Lào Cai", "2023-12-01", level="commune", issuer="Ủy ban nhân dân xã")
    new = local("kh2", "Bát Xát, Lào Cai", "2025-12-01", level="commune", issuer="Đảng ủy xã")
    found = matrix(f"= kh1\n{old}", f"= kh2\n{new}", by="issuer")
    assert {found.state(found.rows[0], c) for c in found.columns} == {"none"}


def test_the_plan_of_a_former_province_is_told_in_the_one_that_took_it_in(matrix: Callable[..., Matrix]) -> None:
    old, new = local("kh1", "Bình Định", "2019-04-11"), local("kh2", "Gia Lai", "2021-05-05")
    found = matrix(f"= kh1\n{old}kh1 implements nq1\nkh1 implements nq2\n", f"= kh2\n{new}kh2 implements nq2\n")
    gia_lai = gaps.pick(found, only="gia lai")
    assert [(r["resolution"], r["state"], r["former"]) for r in coverage.records(gia_lai)][:2] == [
        ("1-NQ/TW", "none", "kh1/KH-UBND (Bình Định)"),
        ("2-NQ/TW", "direct", None),  # it has its own
    ]
    assert "có văn bản trước sáp nhập: kh1/KH-UBND (Bình Định)" in "\n".join(coverage.lines(gia_lai, "table"))
    by_issuer = matrix(f"= kh1\n{old}kh1 implements nq1\n", f"= kh2\n{new}", by="issuer")
    assert [key.replace("\n", " ") for _, key in by_issuer.former] == ["Ủy ban nhân dân tỉnh Gia Lai"]
    assert '"former":[[0,1,[0]]]' in render([found])


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân thành phố", "Đà Nẵng"),
        ("Tỉnh ủy", "Thành ủy", "Đà Nẵng"),
        ("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Thành ủy", "Đà Nẵng"),
        ("Tỉnh ủy", "Tỉnh ủy", "Gia Lai"),
    ],
)
def test_the_body_of_a_former_province_is_paired_with_that_of_a_city(
    matrix: Callable[..., Matrix], old: str, new: str, place: str
) -> None:
    left = local("kh1", "Quảng Nam" if place == "Đà Nẵng" else "Bình Định", "2019-04-11", issuer=old)
    right = local("kh2", place, "2021-05-05", issuer=new)
    found = matrix(f"= kh1\n{left}kh1 implements nq1\n", f"= kh2\n{right}", by="issuer")
    assert [key for _, key in found.former] == [c.key for c in found.columns if c.place == place]
    assert "có văn bản trước sáp nhập: kh1/KH-UBND" in "\n".join(coverage.lines(found, "table"))


ISSUERS = [
    ("Tỉnh đoàn", "kh1/KH-UBND (Tỉnh đoàn)", "a plan of the Youth Union is not the province's"),
    ("Đảng ủy Sở Y tế", "kh1/KH-UBND (Đảng ủy Sở Y tế)", "nor is that of the Party in a department"),
    ("Ban Thường vụ Tỉnh ủy", "kh1/KH-UBND ", "the Party committee speaks for it"),
    ("Hội đồng nhân dân tỉnh", "kh1/KH-UBND ", "so does the council"),
]


@pytest.mark.parametrize(("issuer", "wanted", "why"), ISSUERS, ids=[row[-1] for row in ISSUERS])
def test_a_cell_names_another_body_of_the_place(
    matrix: Callable[..., Matrix], issuer: str, wanted: str, why: str
) -> None:
    found = matrix(f"= kh1\n{local('kh1', 'Huế', '2019-03-02', issuer=issuer)}kh1 implements nq1\n")
    table = "\n".join(coverage.lines(found, "table"))
    assert wanted in table, why
    assert (f"({issuer})" in table) == (f"({issuer})" in wanted)


def test_how_many_more_there_are_stands_before_the_body(matrix: Callable[..., Matrix]) -> None:
    front = local("kh1", "Huế", "2019-03-02", issuer="Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh")
    other = local("kh2", "Huế", "2019-04-02")
    found = matrix(f"= kh1\n{front}kh1 implements nq1\n", f"= kh2\n{other}kh2 implements nq1\n")
    assert "kh1/KH-UBND (+1) (Ban Thường trực" in "\n".join(coverage.lines(found, "table")), "a long one is cut"


def test_places_without_a_plan_share_a_line_of_the_table_or_have_their_own(matrix: Callable[..., Matrix]) -> None:
    places = ("Huế", "Cần Thơ", "Long An", "Đắk Lắk, Cái Bè")
    found = matrix(
        f"= kh0\n{local('kh0', places[0], '2019-03-02')}kh0 implements nq1\nnq2 replaces nq1\nnq1 | title=kinh tế biển\n",
        *(f"= kh{n}\n{local(f'kh{n}', place, '2019-03-02')}" for n, place in enumerate(places[1:], 1)),
    )
    table = list(coverage.lines(found, "table"))
    assert re.search(r"1-NQ/TW +01/01/2019 +3 địa phương +chưa thấy +Cần Thơ; Đắk Lắk, Cái Bè; Long An$", table[2])
    assert table[1].endswith("đã bị thay thế, bãi bỏ bởi 2-NQ/TW · kinh tế biển"), (
        "what ended it does not hide its title"
    )
    every = list(coverage.lines(found, "table", every=True))
    assert [line.split("  ")[0] for line in every].count("1-NQ/TW") == len(places)
    assert any(re.match(r"1-NQ/TW +01/01/2019 +Long An +chưa thấy", line) for line in every)


def test_a_long_list_of_places_is_cut_and_says_so(matrix: Callable[..., Matrix]) -> None:
    found = matrix(
        f"= kh1\n{HUE}kh1 implements nq1\n",
        *(f"= p{n}\n{local(f'p{n}', f'Nơi {n:02}', '2019-03-02')}" for n in range(23)),
    )
    line = next(line for line in coverage.lines(found, "table") if "23 địa phương" in line)
    assert line.endswith("Nơi 19; và 3 địa phương khác (--every)")


def test_a_place_that_is_not_here_is_an_error(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n")
    with pytest.raises(KgError, match=r"No place of the collection has the words 'Hà Nội'; it has Huế\."):
        gaps.pick(found, only="Hà Nội")


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("tỉnh Tiền Giang", ["Tiền Giang"]),
        ("Tiền Giang", ["Cái Bè, Tiền Giang", "Tiền Giang"]),
        ("huyện Cái Bè", ["Cái Bè, Tiền Giang"]),
        ("huyen cai be, tien giang", ["Cái Bè, Tiền Giang"]),
        ("thành phố Huế", ["Huế"]),
        ("TP. Huế", ["Huế"]),
        ("tỉnh Huế", []),
        ("xã Cái Bè", []),
        ("thành phố Tiền Giang", []),
    ],
)
def test_a_place_may_be_asked_for_with_its_noun(matrix: Callable[..., Matrix], typed: str, labels: list[str]) -> None:
    found = matrix(
        f"= kh1\n{HUE}kh1 implements nq1\n",
        f"= kh2\n{local('kh2', 'Tiền Giang', '2021-05-01')}",
        f"= kh3\n{local('kh3', 'Cái Bè, Tiền Giang', '2021-05-01', level='district')}",
    )
    assert [c.label for c in gaps.narrowed(found, typed).columns] == labels


def test_against_issuers_central_ones_count_too(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nd5\nnd5 implements nq1\n", by="issuer")
    assert cells(found) == {
        ("1-NQ/TW", "Chính phủ"): [("5/2020/NĐ-CP", True, 490)],
        ("1-NQ/TW", "Ủy ban nhân dân tỉnh Huế"): [("kh1/KH-UBND", False, 60)],
    }


def test_levels_of_one_name_are_columns_of_their_own(matrix: Callable[..., Matrix]) -> None:
    district = local("kh1", "Mộc Châu, Sơn La", "2019-03-02", issuer="Ủy ban nhân dân huyện", level="district")
    commune = local("kh2", "Mộc Châu, Sơn La", "2020-03-02", issuer="Đảng ủy xã", level="commune")
    other = local("kh3", "Mai Sơn, Sơn La", "2020-03-02", issuer="Ủy ban nhân dân huyện", level="district")
    found = matrix(f"= kh1\n{district}kh1 implements nq1\n", f"= kh2\n{commune}kh2 implements nq1\n", f"= kh3\n{other}")
    labels = {"huyện Mộc Châu, Sơn La", "xã Mộc Châu, Sơn La", "Mai Sơn, Sơn La"}
    assert {c.label for c in found.columns} == labels
    assert {column for _, column in cells(found)} == {"huyện Mộc Châu, Sơn La", "xã Mộc Châu, Sơn La"}
