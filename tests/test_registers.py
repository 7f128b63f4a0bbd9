"""Registers: the rows of CSV and JSONL are documents, and a bad one costs no other."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from kg.extract import extract
from kg.model import Failure, KgError
from kg.readers import read

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
write, SENTENCE = reading_files["write"], reading_files["SENTENCE"]
ROW = {
    "so_hieu": "35/KH-UBND",
    "ngay_ban_hanh": "12/02/2025",
    "co_quan_ban_hanh": "Ủy ban nhân dân tỉnh Bến Tre",
    "trich_yeu": "Kế hoạch thực hiện Nghị quyết 57-NQ/TW ngày 22/12/2024",
}


def csv_of(delimiter: str, **columns: str) -> str:
    def quoted(v: str) -> str:
        return '"' + v.replace('"', '""') + '"'

    return "\n".join(delimiter.join(map(quoted, line)) for line in (columns, columns.values())) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("lead", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_csv_rows_are_documents(tmp_path: Path, delimiter: str, lead: str, end: str) -> None:
    path = write(tmp_path, "r.csv", lead + csv_of(delimiter, id="7", **ROW).replace("\n", end))
    (d,) = read(path)
    assert (d.source, d.format, d.text) == (f"{path.as_posix()}#7", "csv", ROW["trich_yeu"])
    e = extract(d)
    own = e.instruments[e.instrument]
    assert (own.number, own.date) == ("35/KH-UBND", "2025-02-12")
    assert (own.issuer, own.place, own.title) == ("Ủy ban nhân dân tỉnh", "Bến Tre", ROW["trich_yeu"])
    (r,) = e.relations
    assert (r.subject, r.predicate, e.instruments[r.object].number) == (e.instrument, "implements", "57-NQ/TW")


def test_a_register_may_tell_its_separator(tmp_path: Path) -> None:
    (d,) = read(write(tmp_path, "r.csv", "sep=|\nSố hiệu|Trích yếu\n1/KH-UBND|Trồng rừng; chăm sóc, bảo vệ\n"))
    assert d.text == "Trồng rừng; chăm sóc, bảo vệ"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (("01/05/2026", "1/14/2026", "02/27/2026 0:00"), ["2026-01-05", "2026-01-14", "2026-02-27"]),
        (("01/05/2026", "13/05/2026", "02/27/2026"), ["2026-05-01", "2026-05-13", None]),
        (("01/05/2026", "02/05/2026", "02/27/2026"), ["2026-05-01", "2026-05-02", None]),
    ],
    ids=["the month first", "the day first, and a slip", "a slip alone"],
)
def test_a_column_with_the_month_first_is_read_so(
    tmp_path: Path, days: tuple[str, ...], told: list[str | None]
) -> None:
    """Of a spreadsheet with American settings 01/05 is 5 January; one date that has no other order may be a slip."""
    rows = "".join(f"{n}/KH-UBND;{day};Kế hoạch trồng rừng\n" for n, day in enumerate(days, start=11))
    slips: list[Failure] = []
    found = read(write(tmp_path, "r.csv", f"Số ký hiệu;Ngày ban hành;Trích yếu\n{rows}"), failed=slips.append)
    assert [d.known and d.known.date for d in found] == told
    assert [f.reason.split("'")[1] for f in slips] == ["02/27/2026"] * (None in told)


def test_jsonl_of_a_web_site(tmp_path: Path) -> None:
    """Names in one word, a body as an object, an instant of UTC, a title with markup."""
    row = {
        "soKyHieu": "35/KH-UBND",
        "ngayBanHanh": "2025-02-11T17:00:00.000Z",
        "coQuanBanHanh": {"id": 7, "ten": "UBND tỉnh Bến Tre"},
        "trichYeu": "<p>Tr&#7891;ng r&#7915;ng</p>",
    }
    (d,) = read(write(tmp_path, "r.jsonl", json.dumps(row, ensure_ascii=False)))
    assert d.known is not None
    assert (d.text, d.known.date, d.known.issuer) == ("Trồng rừng", "2025-02-12", "UBND tỉnh Bến Tre")


def test_a_number_in_full_width_digits_is_that_number(tmp_path: Path) -> None:
    rows = (
        "so_hieu,ngay_ban_hanh,co_quan_ban_hanh,trich_yeu\n１３／KH-UBND,６/３/２０２４,UBND tỉnh Bến Tre,Trồng rừng\n"
    )
    (tmp_path / "r.csv").write_text(rows, encoding="utf-8")
    (found,) = map(extract, read(tmp_path / "r.csv"))
    own = found.instruments[found.instrument or ""]
    assert (own.number, own.date) == ("13/KH-UBND", "2024-03-06")


def test_rows_without_an_id_are_numbered(tmp_path: Path) -> None:
    path = write(tmp_path, "r.csv", "so_hieu,trich_yeu\n1/KH-UBND,Một\n2/KH-UBND,Hai\n")
    assert [d.source for d in read(path)] == [f"{path.as_posix()}#1", f"{path.as_posix()}#2"]


def test_two_rows_with_one_text_are_two_documents(tmp_path: Path) -> None:
    found = list(read(write(tmp_path, "r.csv", "so_hieu,trich_yeu\n1/KH-UBND,Trồng rừng\n2/KH-UBND,Trồng rừng\n")))
    assert len({d.id for d in found}) == 2


def test_a_row_keeps_its_id_when_its_neighbours_change(tmp_path: Path) -> None:
    before = list(read(write(tmp_path, "r.csv", "id,trich_yeu\na,Một\nb,Hai\n")))
    after = list(read(write(tmp_path, "r.csv", "id,trich_yeu\nb,Hai\nc,Ba\n")))
    assert before[1].id == after[0].id


def test_a_cell_over_lines_and_with_quotes(tmp_path: Path) -> None:
    body = 'Dòng một\nDòng hai; có "ngoặc", và 36-NQ/TW'
    (d,) = read(write(tmp_path, "r.csv", csv_of(",", id="1", noi_dung=body)))
    assert d.text == body


def test_a_text_column_is_read_as_a_whole_document(tmp_path: Path) -> None:
    (d,) = read(write(tmp_path, "r.csv", csv_of(",", id="1", noi_dung=SENTENCE, **ROW)))
    assert (d.text, d.known) == (SENTENCE, None)


def test_jsonl_rows_are_documents(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "x", **ROW}, ensure_ascii=False), "", json.dumps({"id": "y", "text": SENTENCE})]
    path = write(tmp_path, "r.jsonl", "\n".join(lines))
    one, two = read(path)
    assert (one.source, one.known.number) == (f"{path.as_posix()}#x", "35/KH-UBND")
    assert (two.source, two.text, two.known) == (f"{path.as_posix()}#y", SENTENCE, None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('{"text": "a"}\n{"text": \n', ["line 2", "JSON"]),
        ('{"text": "a"}\n[1, 2]\n', ["line 2", "object"]),
        ('{"text": "a"}\n"x"\n', ["line 2", "object"]),
    ],
)
def test_a_bad_line_of_jsonl_is_named(tmp_path: Path, data: str, words: list[str]) -> None:
    path = write(tmp_path, "r.jsonl", data)
    with pytest.raises(KgError) as error:
        list(read(path))
    assert str(error.value).startswith(path.as_posix())
    assert [w for w in words if w not in str(error.value)] == []


def test_rows_before_a_bad_line_are_given(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "r.jsonl", '{"id": "1", "text": "a"}\nnix\n'))
    assert next(rows).text == "a"
    with pytest.raises(KgError):
        next(rows)


def test_a_bad_line_of_jsonl_costs_no_other_line(tmp_path: Path) -> None:
    failed: list[Failure] = []
    data = '{"text": "a"}\nnix\n{"text": "b"}\n[1]\n{"id": 3}\n'
    rows = list(read(write(tmp_path, "r.jsonl", data), failed=failed.append))
    assert [d.text for d in rows] == ["a", "b"]
    told = ("line 2 is not JSON", "line 4 is not a JSON object", "1 lines name no column")
    assert [w in f.reason for w, f in zip(told, failed, strict=True)] == [True] * 3


def test_a_csv_that_is_binary_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="binary"):
        list(read(write(tmp_path, "r.csv", b"a,b\n\x00,\x01\n")))
