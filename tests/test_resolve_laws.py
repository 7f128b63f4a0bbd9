"""Laws by their names alone: the one in force on the day of the document, or both where that is not certain."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, local, settle = resolving["read"], resolving["local"], resolving["settle"]


def test_a_bill_is_no_law_in_force() -> None:
    """It may have become a law of its name that came later, and is none from before."""
    found = settle(
        "BỘ Y TẾ\nSố: 61/BC-BYT\nHà Nội, ngày 14 tháng 10 năm 2022\n\nBÁO CÁO\nVề y tế\n\nBộ trình dự án Luật Khám bệnh, chữa bệnh."
    )
    assert (found.instrument, found.candidates) == (None, ("urn:lex:vn:quoc.hoi:qh15:2023;15",))


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("03 tháng 02 năm 2010", "13/2003/QH11"),
        ("03 tháng 02 năm 2020", "45/2013/QH13"),
        ("03 tháng 02 năm 2025", "31/2024/QH15"),
    ],
)
def test_a_law_is_the_one_of_the_documents_day(day: str, number: str) -> None:
    letter = (
        f"ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/BC-UBND\nBến Tre, ngày {day}\n\n"
        "BÁO CÁO\nQuản lý đất\n\nI. KẾT QUẢ\nĐã thi hành Luật Đất đai."
    )
    e = read(letter)
    r = resolve([e])
    assert r.instruments[r.identity(e.document.id, local(e))].number == number


def test_a_law_without_a_documents_day_stays_open() -> None:
    found = settle("Mọi người thi hành Luật Đất đai.")
    assert found.instrument is None
    assert len(found.candidates) >= 4


DECISION = "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 20/QĐ-UBND\nBến Tre, ngày {}\n\nQUYẾT ĐỊNH\nVề hạn mức giao đất\n\n{} Luật Đất đai;\n"
LAND_2013, LAND_2024 = "urn:lex:vn:quoc.hoi:qh13:2013;45", "urn:lex:vn:quoc.hoi:qh15:2024;31"


@pytest.mark.parametrize(
    ("day", "lead", "found"),
    [
        ("15 tháng 01 năm 2024", "Căn cứ", LAND_2013),  # three days before the new one was adopted
        ("02 tháng 3 năm 2024", "Căn cứ", LAND_2013),  # 44 days after that: none is in force so soon
        ("03 tháng 3 năm 2024", "Căn cứ", None),  # 45 days: it may be, or not: the catalogue doesn't say
        ("13 tháng 9 năm 2024", "Căn cứ", None),  # 239 days
        ("14 tháng 9 năm 2024", "Căn cứ", LAND_2024),
        ("20 tháng 02 năm 2024", "Kế hoạch này triển khai thi hành", LAND_2024),  # what is carried out is the new one
        ("17 tháng 3 năm 2025", "Căn cứ", LAND_2024),
    ],
)
def test_a_law_by_its_name_is_the_one_in_force(day: str, lead: str, found: str | None) -> None:
    text = DECISION.format(day, lead)
    e = read(text.replace("QUYẾT ĐỊNH", "KẾ HOẠCH").replace("QĐ-", "KH-") if lead != "Căn cứ" else text)
    settled = resolve([e]).settled[e.document.id, local(e)]
    assert (settled.instrument, settled.candidates) == (found, () if found else (LAND_2013, LAND_2024))


def test_a_law_is_not_later_than_what_guides_it() -> None:
    """Luật Hóa chất of 14 June 2025 is new on the day of this circular; what a circular of 2017 guides is that of 2007."""
    e = read(
        "BỘ CÔNG THƯƠNG\nSố: 38/2025/TT-BCT\nHà Nội, ngày 19 tháng 6 năm 2025\n\nTHÔNG TƯ\nSửa đổi quy định về phân cấp\n\n"
        "Căn cứ Thông tư số 32/2017/TT-BCT ngày 28 tháng 12 năm 2017 của Bộ trưởng Bộ Công Thương quy định cụ thể và hướng dẫn "
        "thi hành một số điều của Luật hóa chất;"
    )
    law = next(m.instrument for m in e.mentions if m.text == "Luật hóa chất")
    assert resolve([e]).identity(e.document.id, law or "") == "urn:lex:vn:quoc.hoi:qh12:2007;6"


@pytest.mark.parametrize(
    ("year", "law", "candidates"),
    [
        ("1993", "Pháp lệnh Chất lượng hàng hóa", 0),  # that of 1999 is the only one listed, and not there yet
        ("2020", "Luật Phá sản cũ", 1),  # of 2004 and 2014: not the last
    ],
)
def test_a_law_that_is_not_there_yet_and_the_old_one_stay_open(year: str, law: str, candidates: int) -> None:
    found = settle(DECISION.format(f"15 tháng 01 năm {year}", "Căn cứ").replace("Luật Đất đai", law))
    assert (found.instrument, len(found.candidates)) == (None, candidates)


def test_what_is_guided_before_its_time_stays_open() -> None:
    found = settle(
        "Nghị định số 57-HĐBT ngày 26/5/1989 của Hội đồng Bộ trưởng quy định chi tiết thi hành Pháp lệnh Giá."
    )
    assert (found.instrument, found.candidates) == (None, ())
