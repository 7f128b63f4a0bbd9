"""Gaps: what counts as a plan of a place, on what it rests, and what is a gap. The page is in test_gaps_browser.py."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import coverage, gaps
from kg.gaps import Matrix

gap_texts = runpy.run_path(str(Path(__file__).with_name("gap_texts.py")))
HUE, local, matrix, cells = gap_texts["HUE"], gap_texts["local"], gap_texts["matrix"], gap_texts["cells"]
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


def test_the_way_has_its_evidence(matrix: Callable[..., Matrix]) -> None:
    ct = local("ct", "Huế", "2019-02-01")
    found = matrix(f"= kh1\n{HUE}kh1 implements ct\n{ct}ct basedOn nq1\n")
    plan = found.plans(found.rows[0], found.columns[0])[1]
    assert [(link.predicate, link.edges[0].quote.strip()) for link in plan.path] == [
        ("implements", "kh1 implements ct"),
        ("basedOn", "ct basedOn nq1"),
    ]
    assert {i.number for i in found.known.values()} == {"kh1/KH-UBND", "ct/KH-UBND", "1-NQ/TW"}


def test_a_part_of_it(matrix: Callable[..., Matrix]) -> None:
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n", f"= a\n{local('a', 'Cần Thơ', '2021-01-01')}a implements nq2\n")
    numbers = lambda m: [r.instrument.number for r in m.rows]  # noqa: E731
    assert numbers(gaps.pick(found, since=2020, until=2020)) == ["2-NQ/TW"]
    assert [c.label for c in gaps.pick(found, only="can tho").columns] == ["Cần Thơ"]
    assert numbers(gaps.pick(found, missing=True)) == ["3-NQ/TW", "4/QĐ-TTg"]
    assert numbers(gaps.pick(found, missing=True, only="hue")) == ["2-NQ/TW", "3-NQ/TW", "4/QĐ-TTg"]


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
