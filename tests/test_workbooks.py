"""Registers as workbooks: their sheets, formulas, columns and dates."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.model import Document, KgError

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
make, found = reading_files["make"], reading_files["found"]
HEADERS = ["STT", "Số, ký hiệu", "Ngày tháng", "Trích yếu"]


def test_a_workbook_gives_a_document_for_every_row_of_every_sheet() -> None:
    rows = [
        ["DANH MỤC VĂN BẢN"],
        [],
        HEADERS,
        [1, "35/KH-UBND", 45700, "Kế hoạch"],
        [],
        [2, "36/KH-UBND", "14/02/2025", "Hai"],
    ]
    data = make.xlsx({"Năm 2025": rows, "Trống": [], "2024": [HEADERS, [1, "9/KH-UBND", 45300, "Cũ"]]}, dates=True)
    got = [
        (d.source, d.known.number, d.known.date, d.text)
        for d in found(data, "r.xlsx")
        if isinstance(d, Document) and d.known
    ]
    assert [g[1:] for g in got] == [
        ("35/KH-UBND", "2025-02-12", "Kế hoạch"),
        ("36/KH-UBND", "2025-02-14", "Hai"),
        ("9/KH-UBND", "2024-01-09", "Cũ"),
    ]
    assert len({g[0] for g in got}) == 3


def test_formulas_are_never_run_nor_shown() -> None:
    data = make.xlsx(
        {"A": [["Số hiệu", "Trích yếu"], ["1/KH-UBND", '=HYPERLINK("http://x")'], ["2/KH-UBND", "Kế hoạch"]]}
    )
    assert [d.text for d in found(data, "r.xlsx") if isinstance(d, Document)] == ["", "Kế hoạch"]


def test_columns_can_be_named() -> None:
    data = b"a,b,c\n35/KH-UBND,12/02/2025,Trong rung\n"
    (d,) = found(data, "r.csv", columns={"number": "a", "date": "B", "title": "c"})
    assert isinstance(d, Document)
    assert d.known is not None
    assert (d.known.number, d.known.date, d.known.title) == ("35/KH-UBND", "2025-02-12", "Trong rung")
    with pytest.raises(KgError, match="no column 'x'"):
        found(data, "r.csv", columns={"number": "x"})


@pytest.mark.parametrize(
    "value",
    [
        "12/02/2025",
        "12-2-2025",
        "2025-02-12",
        "ngày 12 tháng 02 năm 2025",
        "12.02.2025",
        "45700",
        "2025-02-12T00:00:00",
        "12/02/2025 14:30",
        "2025-02-11T17:00:00Z",
        "1739293200000",
        "20250212",
        "12 Feb 2025",
        "12-Feb-25",
        "12/February/2025",
        "February 12, 2025",
        "12-Thg2-25",
        "12 thg 2, 2025",
        "2/12/2025 12:00:00 AM",
    ],
)
def test_dates_of_registers(value: str) -> None:
    (d,) = found(f"Số hiệu;Ngày ban hành;Trích yếu\n1/KH-UBND;{value};Một\n".encode(), "r.csv")
    assert isinstance(d, Document)
    assert d.known is not None
    assert d.known.date == "2025-02-12"
