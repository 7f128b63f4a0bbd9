"""Registers (CSV, TSV, workbooks, JSONL): every row is a document, its columns recognised by their usual names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from kg import columns, kinds, ownwork, rows, spreadsheet
from kg.model import Failure, KgError
from kg.plaintext import decode
from kg.reading import Found, Options

_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # as Excel writes it above a table
_REPAIRS = 20  # open quotes that are mended one by one


def read_csv(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The rows of a CSV or TSV file. A quote that is never closed is a failure that costs its own line only."""
    text = decode(data, source).lstrip("\ufeff")
    if m := _SEPARATOR.match(text):
        text = text[m.end() :]
    delimiter = m[1] if m else _delimiter(text[:20_000], options)
    csv.field_size_limit(2**31 - 1)
    failures: list[Failure] = []
    form = "tsv" if source.lower().endswith(".tsv") else "csv"
    found = 0
    for row in rows.documents(_csv_rows(text, delimiter, source, failures), source, form, options):
        found += 1
        yield row
    yield from failures
    if not found and not failures:
        raise KgError(f"{source}: the register has no rows below its column names.")


def _delimiter(head: str, options: Options) -> str:
    """What parts the cells: what names the most columns in a row, and else stands most often in the first line, or at all.

    A title above the names may hold commas where semicolons part the cells.
    """
    first, lines = head.split("\n", 1)[0], head.splitlines()[: rows.LEAD]

    def told(delimiter: str) -> int:
        table = csv.reader(lines, delimiter=delimiter)
        return max((len(columns.told(row, options.columns)) for row in table), default=0)

    return max(",;\t|", key=lambda d: (told(d), first.count(d), head.count(d)))


def _csv_rows(text: str, delimiter: str, source: str, failures: list[Failure]) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="").readlines()
    at = repairs = 0
    while at < len(lines):
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter)
        start, at_start = 0, at
        try:
            for row in reader:
                end = reader.line_num
                if end - start > 1 and repairs < _REPAIRS and _broken(lines[at + start : at + end], delimiter):
                    where = f"{source}: line {at + start + 1}"
                    failures.append(
                        Failure(
                            source=source,
                            reason=f"{where} opens a quote that is never closed; it was read as it stands.",
                        )
                    )
                    yield lines[at + start].rstrip("\r\n").replace('"', "").split(delimiter)
                    at, repairs = at + start + 1, repairs + 1
                    break
                yield row
                start = end
        except csv.Error as e:
            raise KgError(f"{source}: line {at + reader.line_num} is not CSV: {e}.") from e
        if at == at_start:
            return


def _broken(lines: Sequence[str], delimiter: str) -> bool:
    """Whether the quotes of a row over several lines open and close where no cell does."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return True
    return False


def read_xlsx(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The rows of every sheet of a workbook."""
    return _sheets(spreadsheet.sheets(data, source, options), source, "xlsx", options)


def read_xls(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The rows of every sheet of an old workbook.

    What programs export as `.xls` is often a web page with a table, or text that tabs part: they are read as such.
    """
    from kg import biff, markup

    if kinds.is_page(data):
        return _sheets(markup.tables(data, source), source, "xls", options)
    if not kinds.is_packed(data):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
            raise KgError(f"{source}: an XML spreadsheet of Excel 2003 is not read; save it as XLSX.")
        return read_csv(data, source, options)
    return _sheets(biff.sheets(data, source, options), source, "xls", options)


def _sheets(
    sheets: Iterable[tuple[str, Iterable[list[str]]]], source: str, form: str, options: Options
) -> Iterator[Found]:
    """The documents of several tables; the key of a row tells its sheet, but of the first."""
    found, nameless = 0, None
    for n, (name, table) in enumerate(sheets):
        prefix = f"{name}!" if n else ""
        try:
            for document in rows.documents(table, source, form, options, prefix):
                found += 1
                yield document
        except rows.NamelessError as e:  # a cover, or notes beside the register
            nameless = nameless or e
    if nameless and not found:
        raise nameless
    if not found:
        raise KgError(f"{source}: the workbook has no rows below its column names.")


def read_jsonl(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The objects of a JSON Lines file. A line that is none is a failure that costs no other line."""
    failures: list[str] = []
    names: dict[str, None] = {}
    slips: dict[str, str] = {}
    read = known = 0
    for n, line in enumerate(io.StringIO(decode(data, source).lstrip("\ufeff")), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as e:
            where = f"{e.msg} in column {e.colno}" if isinstance(e, json.JSONDecodeError) else str(e)
            failures.append(f"{source}: line {n} is not JSON: {where}.")
            continue
        if not isinstance(row, dict):
            failures.append(f"{source}: line {n} is not a JSON object.")
            continue
        read += 1
        ownwork.refuse_object(row, source)
        names |= dict.fromkeys(map(str, row)) if len(names) < rows.LEAD else {}
        if not rows.telling(columns.roles(list(map(str, row)), options.columns)):
            continue
        known += 1
        values = {str(k): cell for k, v in row.items() if (cell := _cell(v)) is not None}
        told = rows.telling_columns(list(values), options)
        found = rows.document(values, told, str(n), source, "jsonl")
        if slip := rows.no_day(values, told):
            slips[found.source] = slip
        yield found
    yield from rows.no_days(source, slips)
    if failures and not read:
        raise KgError(failures[0])
    if read and not known:
        raise rows.nameless(source, list(names))
    if read > known:
        failures.append(f"{source}: {read - known} lines name no column that is known, and were left out.")
    more = len(failures) - _REPAIRS
    yield from (Failure(source=source, reason=reason) for reason in failures[:_REPAIRS])
    if more > 0:
        yield Failure(source=source, reason=f"{source}: {more} more lines could not be read.")


def _cell(value: object) -> str | None:
    """A value of a JSON object as text; of an object in it, its name: {"co_quan": {"id": 3, "ten": "Bộ Y tế"}}."""
    if isinstance(value, dict):
        named = {columns.folded(str(k)): v for k, v in value.items()}
        return next((v for k in ("ten", "name", "title", "label") if isinstance(v := named.get(k), str)), None)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None
