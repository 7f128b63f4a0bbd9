"""Gaps: what counts as a plan of a place or an issuer, on what it rests, and what is a gap. The page is in test_gaps_browser.py."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kg import coverage, forms, gaps, lineage, quoting, reviews, show, store
from kg.cli import main
from kg.gapmap import render
from kg.gaps import Matrix
from kg.model import KgError

NQ = "type=Nghị quyết; issuer=Bộ Chính trị; level=central; branch=party"
CENTRAL = f"""nq1 | number=1-NQ/TW; {NQ}; date=2019-01-01; year=2019
nq2 | number=2-NQ/TW; {NQ}; date=2020-02-01; year=2020
nq3 | number=3-NQ/TW; {NQ}; date=2021-03-01; year=2021
qd4 | number=4/QĐ-TTg; type=Quyết định; issuer=Thủ tướng Chính phủ; level=central; date=2021-06-15; year=2021
nd5 | number=5/2020/NĐ-CP; type=Nghị định; issuer=Chính phủ; level=central; date=2020-05-05; year=2020
"""


def local(name: str, place: str, date: str, **facts: str) -> str:
    values = {"type": "Kế hoạch", "issuer": "Ủy ban nhân dân tỉnh", "level": "province", "date": date, "year": date[:4]}
    values |= {"number": f"{name}/KH-UBND", "place": place, **facts}
    return f"{name} | " + "; ".join(f"{k}={v}" for k, v in values.items()) + "\n"


@pytest.fixture
def matrix(small: ModuleType, files: Callable[[dict[str, str]], Path], tmp_path: Path) -> Callable[..., Matrix]:
    """The matrix of a collection in the small language: the central instruments and these texts."""

    def make(*texts: str, by: gaps.By = "place") -> Matrix:
        folder = files({"central.txt": CENTRAL, **{f"{i}.txt": text for i, text in enumerate(texts)}})
        store.build([folder], tmp_path / "kg")
        with store.open_store(tmp_path / "kg") as opened:
            return gaps.matrix(opened, by)

    return make


def cells(found: Matrix) -> dict[tuple[str, str], list[tuple[str, bool, int | None]]]:
    """Each cell that has plans: (number of the resolution, column) → [(number, direct, days)]."""
    labels = {c.key: c.label for c in found.columns}
    numbers = {r.instrument.id: r.instrument.number or "" for r in found.rows}
    return {
        (numbers[r], labels[c]): [(p.instrument.number or p.instrument.name or "", p.direct, p.days) for p in plans]
        for (r, c), plans in found.cells.items()
    }


HUE = local("kh1", "Huế", "2019-03-02")
# (the text of a document of Huế, its cells, why)
CASES = [
    (f"= kh1\n{HUE}kh1 implements nq1\n", {("1-NQ/TW", "Huế"): [("kh1/KH-UBND", True, 60)]}, "one step is direct"),
    (
        f"= kh1\n{HUE}{local('ct', 'Huế', '2019-02-01', type='Chương trình')}kh1 implements ct\nct implements nq1\n",
        {("1-NQ/TW", "Huế"): [("ct/KH-UBND", True, 31), ("kh1/KH-UBND", False, 60)]},
        "through another one is indirect, and the earlier one leads",
    ),
    (
        f"= kh1\n{HUE}kh1 implements nq1\nkh1 implements ct\nct implements nq1\n{local('ct', 'Huế', '2019-02-01')}",
        {("1-NQ/TW", "Huế"): [("ct/KH-UBND", True, 31), ("kh1/KH-UBND", True, 60)]},
        "the shortest way decides",
    ),
    (f"= kh1\n{HUE}kh1 cites nq1\nkh1 reviews nq2\n", {}, "citing and reviewing carry nothing out"),
    (f"= kh1\n{HUE}kh1 implements nd5\n", {}, "a decree is no row"),
    (f"= kh1\n{HUE}nq2 implements nq1\n", {}, "a central instrument is no plan of a place"),
    (f"= kh1\n{HUE}_:plan ? kh1 nq1\n_:plan implements nq1\n", {}, "an open name is no plan"),
    ("document implements nq1\n", {}, "a document that is no instrument is no plan"),
    (
        f"= kh1\n{HUE.replace('2019-03-02', '2022-01-01')}kh1 implements urn:kg:named:ct\nqd4 approves urn:kg:named:ct\n"
        "urn:kg:named:ct | name=Chương trình quốc gia; type=Chương trình\n",
        {("4/QĐ-TTg", "Huế"): [("kh1/KH-UBND", True, 200)]},
        "what a decision approves counts as the decision",
    ),
    (
        f"= kh1\n{HUE}kh1 approves urn:kg:named:da\nurn:kg:named:da implements nq1\n"
        "urn:kg:named:da | name=Đề án của tỉnh; type=Đề án\n",
        {("1-NQ/TW", "Huế"): [("kh1/KH-UBND", True, 60)]},
        "a local decision has what its scheme carries out",
    ),
    (
        f"= kh1\n{HUE.replace('; date=2019-03-02', '')}kh1 implements nq1\n",
        {("1-NQ/TW", "Huế"): [("kh1/KH-UBND", True, None)]},
        "without a day there is no number of days",
    ),
    (
        f"= kh1\n{HUE}kh1 implements nq1\nnq1 implements kh1\n",
        {("1-NQ/TW", "Huế"): [("kh1/KH-UBND", True, 60)]},
        "a cycle ends",
    ),
]


@pytest.mark.parametrize(("text", "wanted", "why"), CASES, ids=[row[2] for row in CASES])
def test_what_counts(matrix: Callable[..., Matrix], text: str, wanted: dict, why: str) -> None:
    assert cells(matrix(text)) == wanted, why


def test_rows_are_by_date_and_columns_by_name(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= b\n{local('b', 'Đắk Lắk', '2020-01-01')}", f"= a\n{local('a', 'Cần Thơ', '2020-01-01')}")
    assert [r.instrument.number for r in found.rows] == ["1-NQ/TW", "2-NQ/TW", "3-NQ/TW", "4/QĐ-TTg"]
    assert [(c.label, c.documents, c.instruments) for c in found.columns] == [("Cần Thơ", 1, 1), ("Đắk Lắk", 1, 1)]
    assert found.missing == found.rows


def test_a_place_of_which_nothing_was_read_is_unknown_not_a_gap(matrix: Callable[..., Matrix]) -> None:
    other = local("x", "Cần Thơ", "2020-03-01")
    named = local("n", "An Giang", "2020-01-01")
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n{other}x implements nq2\n{named}kh1 cites n\n")
    states = {
        c.label: [found.state(r, c) for r in found.rows if r.instrument.number in ("1-NQ/TW", "2-NQ/TW")]
        for c in found.columns
    }
    assert states == {"Cần Thơ": ["unknown", "direct"], "Huế": ["direct", "none"]}


ENDS = [
    ("nq2 replaces nq1\n", (True, False), "the resolution itself was replaced"),
    ("nd5 repeals kh1\n", (False, True), "the plan itself was repealed"),
    ("nd5 repeals ct\n", (True, False), "what lies between was repealed"),
    ("nq2 amends nq1\n", (False, False), "what is amended lives on"),
    ("nd5 replaces nq3\n", (False, False), "what is not on the way does not matter"),
]


@pytest.mark.parametrize(("text", "wanted", "why"), ENDS, ids=[row[2] for row in ENDS])
def test_a_plan_that_rests_on_something_ended(
    matrix: Callable[..., Matrix], text: str, wanted: tuple, why: str
) -> None:
    ct = local("ct", "Huế", "2019-02-01")
    found = matrix(f"= kh1\n{HUE}kh1 implements ct\n{ct}ct implements nq1\n{text}")
    plan = next(p for p in found.plans(found.rows[0], found.columns[0]) if p.instrument.number == "kh1/KH-UBND")
    assert (plan.stale, plan.over) == wanted, why


STANDINGS = [
    (f"kh1 implements nq1\n{HUE}", "direct", "a plan in force counts"),
    (f"kh1 implements nq1\nnd5 repeals kh1\n{HUE}", "over", "what was repealed is no plan"),
    (f"kh1 implements nq2\n{HUE}", "early", "what is older than the resolution can't carry it out"),
    (
        f"kh1 implements ct\nct implements nq1\n{HUE}{local('ct', 'Huế', '2019-05-01')}",
        "early",
        "nor through what is younger than itself",
    ),
    (
        f"kh1 implements ct\nkh1 implements vb\nct implements nq1\nvb implements qq\nqq implements nq1\n{HUE}"
        f"{local('ct', 'Huế', '2019-05-01')}{local('vb', 'Huế', '2019-02-01')}{local('qq', 'Huế', '2019-01-03')}",
        "indirect",
        "a longer way that can be goes before a shorter one that can't",
    ),
]


@pytest.mark.parametrize(("text", "wanted", "why"), STANDINGS, ids=[row[2] for row in STANDINGS])
def test_what_is_no_plan_in_force_is_shown_and_not_counted(
    matrix: Callable[..., Matrix], text: str, wanted: str, why: str
) -> None:
    found = matrix(f"= kh1\n{text}")
    row = next(r for r in found.rows if found.plans(r, found.columns[0]))
    plan = next(p for p in found.plans(row, found.columns[0]) if p.instrument.number == "kh1/KH-UBND")
    assert (plan.standing, plan.counts) == (wanted, wanted in ("direct", "indirect")), why
    if not plan.counts and len(found.plans(row, found.columns[0])) == 1:
        assert row in found.missing
        assert found.state(row, found.columns[0]) == wanted


def test_what_does_not_count_stands_by_its_standing(matrix: Callable[..., Matrix]) -> None:
    letter = local("cv", "Huế", "2019-02-02", type="Công văn", number="100/UBND-KGVX")
    found = matrix(f"= cv\n{letter}cv implements nq1\n", f"= kh1\n{HUE}kh1 implements nq1\nnd5 repeals kh1\n")
    table = "\n".join(coverage.lines(found, "table"))
    assert re.search(r"Huế +đã hết hiệu lực +kh1/KH-UBND \(\+1\) +02/03/2019", table), "the state is of what is shown"


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


def test_of_a_part_no_line_says_nowhere(matrix: Callable[..., Matrix]) -> None:
    found = matrix(
        f"= kh1\n{HUE}kh1 implements nq1\n", *(f"= p{n}\n{local(f'p{n}', f'Nơi {n}', '2019-03-02')}" for n in range(4))
    )
    assert "chưa thấy ở đâu" in "\n".join(coverage.lines(found, "table"))
    none = gaps.pick(found, only="nơi", missing=True)
    assert "chưa thấy trong phạm vi chọn" in (table := "\n".join(coverage.lines(none, "table")))
    assert "chưa thấy ở đâu" not in table


NO_PLANS = [
    ("Công văn", "letter", "a letter asks for a plan, or tells of one"),
    ("Báo cáo", "letter", "a report is none"),
    ("Tờ trình", "letter", "nor is a submission"),
    ("Giấy mời", "letter", "nor an invitation"),
    ("Quyết định", "direct", "a decision may be one"),
    ("Nghị quyết", "direct", "and a resolution"),
]


@pytest.mark.parametrize(("kind", "wanted", "why"), NO_PLANS, ids=[row[-1] for row in NO_PLANS])
def test_what_kind_is_no_plan(matrix: Callable[..., Matrix], kind: str, wanted: str, why: str) -> None:
    found = matrix(f"= kh1\n{local('kh1', 'Huế', '2019-03-02', type=kind)}kh1 implements nq1\n")
    assert found.state(found.rows[0], found.columns[0]) == wanted, why
    assert (found.rows[0] in found.missing) == (wanted == "letter")
    table = "\n".join(coverage.lines(found, "table"))
    assert ("là công văn, báo cáo, không tính là kế hoạch" in table) == (wanted == "letter")


def test_what_is_suspended_counts_and_says_so(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\nqd4 suspends kh1\n")
    plan = found.plans(found.rows[0], found.columns[0])[0]
    assert (plan.counts, plan.halted, plan.over) == (True, True, False)
    assert "kh1/KH-UBND đã bị đình chỉ, ngưng hiệu lực bởi 4/QĐ-TTg" in "\n".join(coverage.lines(found, "table"))
    assert next(coverage.records(found))["suspended_by"].endswith(":qd4")


LIFTED = [
    ("nd5 repeals qd4\n", False, "the suspension was repealed"),
    ("nd5 replaces qd4\n", False, "or replaced"),
    ("nd5 replaces qd4\nnd5 suspends kh1\n", True, "what replaces it suspends again"),
    ("nd5 amends qd4\n", True, "what is amended lives on"),
]


@pytest.mark.parametrize(("text", "wanted", "why"), LIFTED, ids=[row[2] for row in LIFTED])
def test_a_suspension_that_has_ended_is_none(matrix: Callable[..., Matrix], text: str, wanted: bool, why: str) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\nqd4 suspends kh1\n{text}")
    assert found.plans(found.rows[0], found.columns[0])[0].halted == wanted, why
    assert ("đã bị đình chỉ" in "\n".join(coverage.lines(found, "table"))) == wanted


def test_grounds_alone_are_told_and_a_decision_on_them_goes_last(matrix: Callable[..., Matrix]) -> None:
    decision = local("qd1", "Huế", "2019-02-02", type="Quyết định", number="9/QĐ-UBND")
    other = local("qd2", "Huế", "2021-05-05", type="Quyết định", number="8/QĐ-UBND")
    found = matrix(f"= qd1\n{decision}qd1 basedOn nq1\n{other}qd2 basedOn nq3\n", f"= kh1\n{HUE}kh1 implements nq1\n")
    table = "\n".join(coverage.lines(found, "table"))
    assert re.search(r"1-NQ/TW +01/01/2019 +Huế +trực tiếp +kh1/KH-UBND \(\+1\)", table)
    assert re.search(r"3-NQ/TW +01/03/2021 +Huế +trực tiếp \(căn cứ\) +8/QĐ-UBND", table)
    grounds = [(r["plan"], r["grounds_only"]) for r in coverage.records(found) if r["plan"]]
    assert grounds == [("kh1/KH-UBND", False), ("9/QĐ-UBND", True), ("8/QĐ-UBND", True)]


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


INFERRED = """UBND TỈNH TIỀN GIANG
Số: 371/KH-UBND
Tiền Giang, ngày 06 tháng 12 năm 2021

KẾ HOẠCH
Thực hiện Nghị quyết số 91/NQ-CP của Chính phủ{told}
"""


@pytest.mark.parametrize(("told", "wanted"), [("", "only-in-collection"), (" ngày 10/3/2021", None)])
def test_an_inferred_step_is_marked(
    files: Callable[[dict[str, str]], Path], tmp_path: Path, told: str, wanted: str | None
) -> None:
    known = "Sau khi có Nghị quyết số 91/NQ-CP ngày 10/3/2021 của Chính phủ, các địa phương đã họp."
    store.build([files({"a.txt": INFERRED.format(told=told), "b.txt": known})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        found = gaps.matrix(opened)
        plan = next(p for plans in found.cells.values() for p in plans)
        root = lineage.trace(opened, plan.instrument.id)
        tree = "\n".join(show.tree(root, quoting.places(opened)))
        page = "\n".join(show.instrument(opened, plan.instrument))
        told_so = [
            e["inferred"] for e in forms.known(opened, plan.instrument)["from"] if e["predicate"] == "implements"
        ]
    words = "suy ra: văn bản duy nhất phù hợp trong bộ sưu tập"
    assert [r["inferred"] for r in coverage.records(found)] == [wanted]
    assert told_so == [wanted]
    assert ("suy ra văn bản được nêu: văn bản duy nhất" in "\n".join(coverage.lines(found, "table"))) == bool(wanted)
    assert (words in tree, words in page) == (bool(wanted),) * 2


@pytest.mark.parametrize(("day", "wanted"), [("", "only-in-collection"), (" ngày 10/3/2021", None)])
def test_an_inferred_repeal_is_marked(
    files: Callable[[dict[str, str]], Path], tmp_path: Path, day: str, wanted: str | None
) -> None:
    repeal = "CHÍNH PHỦ\nSố: 15/2021/NĐ-CP\nHà Nội, ngày 02 tháng 12 năm 2021\n\nNGHỊ ĐỊNH\nVề đất đai\n\n"
    texts = {
        "a.txt": INFERRED.format(told=" ngày 10/3/2021"),
        "b.txt": f"{repeal}Bãi bỏ Nghị quyết số 91/NQ-CP{day} của Chính phủ.",
    }
    store.build([files(texts)], tmp_path / "kg")
    words = "suy ra: văn bản duy nhất phù hợp trong bộ sưu tập"
    with store.open_store(tmp_path / "kg") as opened:
        found = gaps.matrix(opened)
        table = "\n".join(coverage.lines(found, "table"))
        resolution = found.rows[0].instrument
        tree = "\n".join(show.tree(lineage.trace(opened, resolution.id), quoting.places(opened)))
        told = forms.known(opened, resolution)["ended"]
        graph = lineage.graph(opened)
    assert f"đã bị thay thế, bãi bỏ bởi 15/2021/NĐ-CP{f' ({words})' if wanted else ''}" in table
    assert [(r["ended_inferred"], r["end_inferred"]) for r in coverage.records(found)] == [(wanted, wanted)]
    assert f"⚠ đã bị bãi bỏ bởi 15/2021/NĐ-CP (02/12/2021{f'; {words}' if wanted else ''})" in tree
    assert [end["inferred"] for end in told] == [wanted]
    assert {d["inferred"] for *_, d in graph.edges(data=True) if d["predicate"] == "repeals"} == {wanted}
    page = render([found])
    assert ("văn bản duy nhất phù hợp" in page) == bool(wanted)


def test_evidence_that_a_person_rejected_does_not_tell_what_is_inferred(
    files: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    other = (
        "Sau khi có Nghị quyết số 91/NQ-CP ngày 10/3/2021 của Chính phủ, các địa phương đã họp. Kế hoạch số 371/KH-UBND ngày "
        "06/12/2021 của UBND tỉnh Tiền Giang thực hiện Nghị quyết số 91/NQ-CP ngày 10/3/2021 của Chính phủ."
    )
    store.build([files({"a.txt": INFERRED.format(told=""), "b.txt": other})], tmp_path / "kg")

    def told() -> tuple[str, bool]:
        with store.open_store(tmp_path / "kg") as opened:
            plan = next(p for plans in gaps.matrix(opened).cells.values() for p in plans)
            return plan.inferred, "suy ra:" in "\n".join(show.instrument(opened, plan.instrument))

    assert told() == ("", False), "one text tells both"
    with store.open_store(tmp_path / "kg") as opened:
        proof = next(e for e in opened.edges() if e.predicate == "implements" and e.source.endswith("b.txt"))
        reviews.decide(tmp_path / "kg", [reviews.review(opened, proof.evidence, "rejected")])
    reviews.publish(tmp_path / "kg")
    assert told() == ("only-in-collection", True)


def test_a_plan_whose_own_place_is_inferred_is_marked(files: Callable[[dict[str, str]], Path], tmp_path: Path) -> None:
    own = """ỦY BAN NHÂN DÂN XÃ TÂN LẬP
Số: 77/KH-UBND
Tân Lập, ngày 10 tháng 11 năm 2025

KẾ HOẠCH
Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị

Căn cứ Kế hoạch số 41/KH-UBND của Ủy ban nhân dân xã.
"""
    known = "Theo Kế hoạch số 41/KH-UBND ngày 12/8/2025 của UBND xã Tân Lập, tỉnh Thái Nguyên, các xóm đã họp."
    store.build([files({"a.txt": own, "b.txt": known})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        found = coverage.records(gaps.matrix(opened))
    assert [(r["plan"], r["inferred"]) for r in found if r["state"] == "direct"] == [("77/KH-UBND", "place-of-names")]


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


DRAFT = """ỦY BAN NHÂN DÂN
TỈNH AN GIANG
Số: {number}/KH-UBND
An Giang, ngày {day} tháng 6 năm 2025
{stamp}

KẾ HOẠCH
Triển khai thực hiện Nghị quyết số 66-NQ/TW ngày 30/4/2025 của Bộ Chính trị về đổi mới công tác xây dựng pháp luật

Thực hiện Nghị quyết số 66-NQ/TW ngày 30/4/2025 của Bộ Chính trị, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:
"""


@pytest.mark.parametrize(
    ("number", "day", "stamp", "wanted"),
    [
        ("     ", "   ", "DỰ THẢO", "draft"),
        ("     ", "   ", "(Dự thảo lần 2)", "draft"),
        ("     ", "   ", "", "direct"),
        ("12", "5", "Dự thảo", "direct"),
    ],
)
def test_a_draft_is_no_plan(
    files: Callable[[dict[str, str]], Path], tmp_path: Path, number: str, day: str, stamp: str, wanted: str
) -> None:
    store.build([files({"a.txt": DRAFT.format(number=number, day=day, stamp=stamp)})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        found = gaps.matrix(opened)
    assert [found.state(r, c) for r in found.rows for c in found.columns] == [wanted]
    assert bool(found.missing) == (wanted == "draft")
    table = "\n".join(coverage.lines(found, "table"))
    assert ("mới là dự thảo" in table) == (wanted == "draft")
    assert ("chỉ có văn bản hết hiệu lực, dự thảo" in table) == (wanted == "draft")
    told = bool(number.strip() and stamp)  # it was issued, and the text that was read says otherwise
    assert ("bản đã đọc của 12/KH-UBND ghi là dự thảo" in table) == told
    assert [r["says_draft"] for r in coverage.records(found)] == [told]


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


ACROSS = """UBND TỈNH TIỀN GIANG
Số: 370/KH-UBND
Tiền Giang, ngày 06 tháng 12 năm 2021

KẾ HOẠCH
Chuyển đổi số

"""
ACROSS += "Bộ Chính trị ban hành Nghị quyết số 52-NQ/TW ngày 27/09/2019 về công nghiệp. Trên cơ sở đó"
ACROSS += ", Ủy ban nhân dân tỉnh ban hành Kế hoạch số 370/KH-UBND ngày 06/12/2021."


def test_a_step_across_sentences_is_marked(files: Callable[[dict[str, str]], Path], tmp_path: Path) -> None:
    store.build([files({"a.txt": ACROSS})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        found = gaps.matrix(opened)
    assert [p.across for plans in found.cells.values() for p in plans] == [True]
    assert re.search(r"đọc qua nhiều câu, độ tin cậy 0,\d\d", "\n".join(coverage.lines(found, "table")))
    assert [r["across_sentences"] for r in coverage.records(found)] == [True]
    assert '"across":true' in render([found])


def test_a_place_that_is_not_here_is_an_error(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n")
    with pytest.raises(KgError, match=r"No place of the collection has the words 'Hà Nội'; it has Huế\."):
        gaps.pick(found, only="Hà Nội")


def test_the_way_has_its_evidence(matrix: Callable[..., Matrix]) -> None:
    ct = local("ct", "Huế", "2019-02-01")
    found = matrix(f"= kh1\n{HUE}kh1 implements ct\n{ct}ct basedOn nq1\n")
    plan = found.plans(found.rows[0], found.columns[0])[1]
    assert [(link.predicate, link.edges[0].quote.strip()) for link in plan.path] == [
        ("implements", "kh1 implements ct"),
        ("basedOn", "ct basedOn nq1"),
    ]
    assert {i.number for i in found.known.values()} == {"kh1/KH-UBND", "ct/KH-UBND", "1-NQ/TW"}


def test_against_issuers_central_ones_count_too(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nd5\nnd5 implements nq1\n", by="issuer")
    assert cells(found) == {
        ("1-NQ/TW", "Chính phủ"): [("5/2020/NĐ-CP", True, 490)],
        ("1-NQ/TW", "Ủy ban nhân dân tỉnh Huế"): [("kh1/KH-UBND", False, 60)],
    }


def test_a_part_of_it(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n", f"= a\n{local('a', 'Cần Thơ', '2021-01-01')}a implements nq2\n")
    numbers = lambda m: [r.instrument.number for r in m.rows]  # noqa: E731
    assert numbers(gaps.pick(found, since=2020, until=2020)) == ["2-NQ/TW"]
    assert [c.label for c in gaps.pick(found, only="can tho").columns] == ["Cần Thơ"]
    assert numbers(gaps.pick(found, missing=True)) == ["3-NQ/TW", "4/QĐ-TTg"]
    assert numbers(gaps.pick(found, missing=True, only="hue")) == ["2-NQ/TW", "3-NQ/TW", "4/QĐ-TTg"]


# --- The command and the page


@pytest.fixture
def run(small: ModuleType, files: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a verb over a collection with one plan of Huế for 1-NQ/TW, whose title is hostile; gives what it prints."""
    hostile = local("kh1", "Huế", "2019-03-02", title="=cmd() </script><img src=x onerror=hit=1> \x1b[31m\u202eEN")
    store.build([files({"c.txt": CENTRAL, "h.txt": f"= kh1\n{hostile}kh1 implements nq1\n"})], tmp_path / "kg")

    def call(*args: str) -> str:
        with pytest.raises(SystemExit) as end:
            main([*args, "--store", str(tmp_path / "kg")])
        out = capsys.readouterr()
        assert end.value.code == 0, out.err
        return out.out

    return call


def test_kg_gaps(run: Callable[..., str]) -> None:
    table = run("gaps")
    assert re.search(r"1-NQ/TW +01/01/2019 +Huế +trực tiếp +kh1/KH-UBND +02/03/2019 +60", table)
    assert "4 văn bản Trung ương: 1 đã có triển khai, 3 chưa thấy" in table
    rows = list(csv.DictReader(io.StringIO(run("gaps", "--format", "csv"))))
    assert [(r["resolution"], r["state"], r["days"]) for r in rows][:2] == [
        ("1-NQ/TW", "direct", "60"),
        ("2-NQ/TW", "none", ""),
    ]
    assert rows[0]["plan_title"].startswith("'=cmd()")
    empty = run("gaps", "--format", "csv", "--from", "2100").splitlines()
    assert empty == [",".join(rows[0])], "the header line alone"
    lines = run("gaps", "--format", "json", "--missing").splitlines()
    assert [json.loads(line)["resolution"] for line in lines] == ["2-NQ/TW", "3-NQ/TW", "4/QĐ-TTg"]
    for form in ("table", "csv", "json"):
        assert not re.search("[\x1b\u202e]", run("gaps", "--format", form)), form


def test_years_the_wrong_way_round_are_an_error(run: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="--from 2024 is after --to 2020"):
        run("gaps", "--from", "2024", "--to", "2020")


def test_kg_map_gaps(run: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "gaps.html"
    assert "4 văn bản Trung ương, 3 chưa thấy triển khai, 1 địa phương" in run("map", "--gaps", "-o", str(file))
    page = file.read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script") == 2
    assert "<img" not in page
    assert not re.search("[\x1b\u202e]", page)
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page)
    assert len(page.encode()) < 100_000


def test_the_page_wants_one_collection(matrix: Callable[..., Matrix]) -> None:
    with pytest.raises(KgError, match="same rows"):
        render([])
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n")
    with pytest.raises(KgError, match="same rows"):
        render([found, gaps.pick(found, since=2020)])
    assert render([found]) == render([found])


def test_levels_of_one_name_are_columns_of_their_own(matrix: Callable[..., Matrix]) -> None:
    district = local("kh1", "Mộc Châu, Sơn La", "2019-03-02", issuer="Ủy ban nhân dân huyện", level="district")
    commune = local("kh2", "Mộc Châu, Sơn La", "2020-03-02", issuer="Đảng ủy xã", level="commune")
    other = local("kh3", "Mai Sơn, Sơn La", "2020-03-02", issuer="Ủy ban nhân dân huyện", level="district")
    found = matrix(f"= kh1\n{district}kh1 implements nq1\n", f"= kh2\n{commune}kh2 implements nq1\n", f"= kh3\n{other}")
    labels = {"huyện Mộc Châu, Sơn La", "xã Mộc Châu, Sơn La", "Mai Sơn, Sơn La"}
    assert {c.label for c in found.columns} == labels
    assert {column for _, column in cells(found)} == {"huyện Mộc Châu, Sơn La", "xã Mộc Châu, Sơn La"}


def test_a_programme_does_not_carry_out_the_decision_that_approves_it(matrix):
    programme = (
        "urn:kg:named:ct | name=Chương trình chuyển đổi số; type=Chương trình; issuer=Chính phủ; level=central\n"
    )
    found = matrix(f"{programme}qd4 approves urn:kg:named:ct\n", by="issuer")
    assert cells(found) == {}
    found = matrix(
        f"= kh1\n{HUE}{programme}qd4 approves urn:kg:named:ct\nkh1 implements urn:kg:named:ct\n", by="issuer"
    )
    assert [n for n, _ in cells(found)] == ["4/QĐ-TTg"], "what carries out the programme does"
