"""Identity over a collection: certain where the texts tell, open with candidates where they do not; facts come together."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, local, settle, BEN_TRE, BEN_TRE_23, LONG_AN, NO_YEAR, BEN_TRE_ID = (
    resolving[name] for name in "read local settle BEN_TRE BEN_TRE_23 LONG_AN NO_YEAR BEN_TRE_ID".split()
)


def test_a_number_without_its_year_is_the_one_of_that_place() -> None:
    found = settle(NO_YEAR, BEN_TRE, LONG_AN)
    assert (found.instrument, found.reason) == (BEN_TRE_ID, "only-in-collection")


def test_a_number_that_fits_two_years_stays_open_with_both() -> None:
    found = settle(NO_YEAR, BEN_TRE, BEN_TRE_23)
    assert found.instrument is None
    assert found.candidates == (BEN_TRE_ID, "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2023;140")
    assert found.reason == "same-number"


def test_a_number_that_nothing_fits_stays_open() -> None:
    found = settle(NO_YEAR, LONG_AN)
    assert (found.instrument, found.candidates, found.reason) == (None, (), "no-year")


def test_documents_that_disagree_are_reported_and_the_own_text_wins() -> None:
    own = "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/KH-UBND\nBến Tre, ngày 03 tháng 01 năm 2023\n\nKẾ HOẠCH\nTrồng rừng\n\nI. MỤC TIÊU"
    other = "Kế hoạch 11/KH-UBND ngày 13/01/2023 của Ủy ban nhân dân tỉnh Bến Tre về trồng rừng. Bài {}."
    r = resolve([read(own), *(read(other.format(n)) for n in range(3))])
    key = "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2023;11"
    assert r.instruments[key].date == "2023-01-03"
    assert [(c[0], c[1], c[2], c[3]) for c in r.conflicts] == [(key, "date", "2023-01-03", "2023-01-13")] * 3


def test_facts_of_several_documents_come_together() -> None:
    r = resolve(
        [
            read("Kế hoạch 11/KH-UBND ngày 13/01/2023 của Ủy ban nhân dân tỉnh Bến Tre."),
            read("Kế hoạch 11/KH-UBND năm 2023 của Ủy ban nhân dân tỉnh Bến Tre về trồng rừng ngập mặn."),
        ]
    )
    (plan,) = [i for i in r.instruments.values() if i.number == "11/KH-UBND"]
    assert (plan.date, plan.title) == ("2023-01-13", "trồng rừng ngập mặn")


def test_nothing_in_gives_nothing_out() -> None:
    r = resolve([])
    assert (dict(r.instruments), dict(r.settled), r.conflicts) == ({}, {}, ())


def test_a_number_with_a_year_too_few_is_that_of_its_day_and_no_other() -> None:
    own = read(
        "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 05/2024/QĐ-UBND\nBến Tre, ngày 20 tháng 3 năm 2024\n\nQUYẾT ĐỊNH\nQuy định giá đất\n\n"
        "Điều 1. Giá."
    )
    cited = "Quyết định số 05/QĐ-UBND ngày {} của UBND tỉnh Bến Tre được thực hiện."
    slip, other = read(cited.format("20/3/2024")), read(cited.format("03/01/2024"))
    for texts in ([own, slip, other], [other, slip, own]):
        found = resolve(texts)
        assert found.identity(slip.document.id, slip.mentions[0].instrument or "") == own.instrument
        assert found.identity(other.document.id, other.mentions[0].instrument or "") == (
            "urn:lex:vn;ben.tre:uy.ban.nhan.dan:quyet.dinh:2024;5"
        )
        assert found.instruments[own.instrument or ""].number == "05/2024/QĐ-UBND"
        assert not found.conflicts


def test_a_short_number_with_its_year_is_of_the_series_that_the_collection_knows() -> None:
    short = read("Quyết định 749 năm 2020 của Thủ tướng Chính phủ có 8 chương.")
    long = read(
        "Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ; Quyết định số 22/2020/QĐ-TTg ngày 06/8/2020."
    )
    found = resolve([short, long]).identity(short.document.id, short.mentions[0].instrument or "")
    assert found == "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2020;749"


def test_two_days_of_one_number_in_one_document_disagree() -> None:
    one = read(
        "Kế hoạch số 140/KH-UBND ngày 04/9/2023 của UBND tỉnh Lâm Đồng về tuyển dụng. Kế hoạch số 140/KH-UBND ngày 01/9/2023 "
        "của UBND tỉnh Lâm Đồng về chuyển đổi số. Kế hoạch số 140/KH-UBND ngày 04/9/2023 của UBND tỉnh Lâm Đồng."
    )
    key = one.mentions[0].instrument or ""
    assert resolve([one]).conflicts == ((key, "date", "2023-09-04", "2023-09-01", one.document.id),)


def test_a_member_of_a_list_is_not_the_one_of_its_number_beside_it() -> None:
    two = read(
        "Thực hiện Kế hoạch số 140/KH-UBND của UBND tỉnh Bến Tre và Kế hoạch số 140/KH-UBND ngày 12/4/2020 của UBND tỉnh Bến Tre."
    )
    alone = resolve([two]).settled[two.document.id, local(two)]
    assert (alone.instrument, alone.candidates) == (None, ())
    for texts in ([two, read(BEN_TRE)], [read(BEN_TRE), two]):
        assert resolve(texts).settled[two.document.id, local(two)].instrument == BEN_TRE_ID


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15, "
        "Luật Kinh doanh bất động sản số 29/2023/QH15 và Luật Các tổ chức tín dụng số 32/2024/QH15 ngày 29 tháng 6 năm 2024;",
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 31/2024/QH15 ngày 10 tháng 12 năm 2025;",
        "Nghị định số 61/2014/NĐ-CP ngày 02/6/2014. Căn cứ Nghị định sửa đổi, bổ sung một số điều của Nghị định số "
        "61/2014/NĐ-CP ngày 06 tháng 01 năm 2017;",
    ],
)
def test_the_day_of_what_amends_is_in_no_conflict_with_that_of_what_is_amended(text: str) -> None:
    assert resolve([read(text), read("Luật Đất đai số 31/2024/QH15 ngày 18/01/2024.")]).conflicts == ()


@pytest.mark.parametrize("right_first", [True, False])
def test_a_day_of_the_year_in_the_number_is_kept_before_one_of_another_year(right_first: bool) -> None:
    right = "Căn cứ Nghị định số 94/2024/NĐ-CP ngày 24 tháng 7 năm 2024 của Chính phủ."
    slip = "Căn cứ Nghị định số 94/2024/NĐ-CP ngày 24 tháng 7 năm 2025 của Chính phủ. Nghị định số 94/2024/NĐ-CP ngày 24/7/2025."
    found = resolve([read(t) for t in ((right, slip) if right_first else (slip, right))])
    (one,) = (i for i in found.instruments.values() if i.number == "94/2024/NĐ-CP")
    assert (one.date, one.year) == ("2024-07-24", 2024)
    assert {c[2:4] for c in found.conflicts} == {("2024-07-24", "2025-07-24")}, "the slip is told by the checks"
