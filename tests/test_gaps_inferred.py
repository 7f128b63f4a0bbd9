"""What of a gap rests on an inference, on evidence that a person rejected, on a draft or across sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import coverage, forms, gaps, lineage, quoting, reviews, show, store
from kg.gapmap import render

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
