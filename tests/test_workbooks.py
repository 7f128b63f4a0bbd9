"""Registers as workbooks: their sheets, formulas, columns and dates."""

from __future__ import annotations

import json
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


PAGE = """<html><head><meta charset="utf-8"></head><body><h3>DANH MỤC VĂN BẢN CỦA UBND TỈNH BẾN TRE</h3><table>
<tr><th rowspan=2>STT</th><th colspan=2>Văn bản</th><th rowspan=2>Trích yếu</th></tr>
<tr><th>Số, ký hiệu</th><th>Ngày tháng</th></tr>
<tr><td>1</td><td>35/KH-UBND</td><td>12/02/2025</td><td>Kế hoạch</td></tr>
<tr><td>2</td><td>36/KH-UBND</td><td>14/02/2025</td><td>Hai<br>dòng</td></tr>
</table></body></html>"""
TABBED = "Số hiệu\tNgày ban hành\tTrích yếu\n35/KH-UBND\t12/02/2025\tKế hoạch\n36/KH-UBND\t14/02/2025\tHai dòng\n"
OLD = [
    ["DANH MỤC VĂN BẢN"],
    [],
    HEADERS,
    [1, "35/KH-UBND", 45700, "Kế hoạch"],
    [],
    [2, "36/KH-UBND", "14/02/2025", "Hai dòng"],
]


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("r.xls", make.xls({"Năm 2025": OLD, "Trống": []}, dates=True), "xls"),
        ("r", make.xls({"Năm 2025": OLD}, dates=True), "xls"),
        ("r.doc", make.xls({"Bìa": [["Bìa"]], "Năm 2025": OLD}, dates=True), "xls"),
        ("r.xls", PAGE.encode(), "xls"),
        ("r.xls", ("\ufeff" + PAGE).encode("utf-16"), "xls"),
        ("r.xls", TABBED.encode("utf-16"), "csv"),
        ("r.xls", make.xlsx({"Năm 2025": OLD}, dates=True), "xlsx"),
    ],
    ids=["Excel 97", "no suffix", "named a Word file", "a page", "a page in UTF-16", "tabs part it", "a new workbook"],
)
def test_old_workbooks_and_what_is_called_so(name: str, data: bytes, form: str) -> None:
    got = [(d.format, d.known.number, d.known.date, d.text) for d in found(data, name) if d.known]
    assert got == [(form, "35/KH-UBND", "2025-02-12", "Kế hoạch"), (form, "36/KH-UBND", "2025-02-14", "Hai dòng")]


def test_what_stands_above_the_table_of_a_page_tells_whose_register_it_is() -> None:
    assert {d.known.place for d in found(PAGE.encode(), "r.xls")} == {"UBND TỈNH BẾN TRE"}


def test_every_sheet_of_an_old_workbook_is_read_and_its_rows_have_keys_of_their_own() -> None:
    got = found(make.xls({"A": OLD, "B": OLD}, dates=True), "r.xls")
    assert [d.source for d in got] == ["r.xls#1", "r.xls#2", "r.xls#B!1", "r.xls#B!2"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (make.compound({"Workbook": b"\x09\x08" + bytes(30)}), "damaged or cut short"),
        (make.xls({"A": OLD})[:700], "damaged or cut short"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "save it as XLSX"),
        (
            b"<html><body><table><tr><td>Xin</td><td>ch\xc3\xa0o</td></tr><tr><td>b</td></tr></table></html>",
            "no column is known",
        ),
        (make.xls({"A": [["Số hiệu", "Trích yếu"]]}), "no rows"),
    ],
    ids=["noise", "cut", "XML of 2003", "a page of something else", "no rows"],
)
def test_old_workbooks_that_are_not_read_say_why(data: bytes, told: str) -> None:
    with pytest.raises(KgError, match=told) as e:
        found(data, "r.xls")
    assert "\n" not in str(e.value)


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


@pytest.mark.parametrize("name", ["r.csv", "r.jsonl"])
def test_a_day_that_no_calendar_has_is_named_and_costs_the_date_only(name: str) -> None:
    cells = [("31/02/2024", None), ("12/02/2024", "2024-02-12"), ("2024-13-01", None), ("2023", None), ("", None)]
    lines = [f"{n}/KH-UBND;{cell};Kế hoạch {n}" for n, (cell, _) in enumerate(cells)]
    data = "\n".join(["Số hiệu;Ngày ban hành;Trích yếu", *lines])
    if name == "r.jsonl":
        keys = ("Số hiệu", "Ngày ban hành", "Trích yếu")
        data = "\n".join(json.dumps(dict(zip(keys, line.split(";"), strict=True))) for line in lines)
    *documents, failure = found(data.encode(), name)
    assert [d.known.date for d in documents] == [date for _, date in cells]
    assert failure.reason == (
        f"{name}#1: '31/02/2024' is no day of the calendar; the row was read without a date, as were 1 more (#3): "
        "mend it in the register."
    )


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
