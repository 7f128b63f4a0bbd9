"""Registers (CSV, TSV, XLSX, JSONL): every row is a document, its columns recognised by their usual names."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from kg import dates
from kg.model import Document, Failure, Instrument, KgError
from kg.plaintext import decode, mend
from kg.reading import COLUMNS, Found, Options, tick
from kg.spreadsheet import day, sheets
from kg.text import fold

_KNOWN = {name: role for role, names in COLUMNS.items() for name in names}
_LEAD = 20  # rows among which the names of the columns are looked for
_REPAIRS = 20  # open quotes that are mended one by one


def read_csv(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The rows of a CSV or TSV file. A quote that is never closed is a failure that costs its own line only."""
    text = decode(data, source).lstrip("\ufeff")
    head = text[:20_000].split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    if not head.count(delimiter):
        delimiter = max(",;\t|", key=text[:20_000].count)
    csv.field_size_limit(2**31 - 1)
    failures: list[Failure] = []
    form = "tsv" if source.lower().endswith(".tsv") else "csv"
    yield from _table(_csv_rows(text, delimiter, source, failures), source, form, options)
    yield from failures


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
    """The rows of every sheet of a workbook; the key of a row tells its sheet where there are several."""
    found = 0
    for n, (name, rows) in enumerate(sheets(data, source, options)):
        prefix = f"{name}!" if n else ""
        for row in _table(rows, source, "xlsx", options, prefix):
            found += 1
            yield row
    if not found:
        raise KgError(f"{source}: the workbook has no rows below its column names.")


def read_jsonl(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The objects of a JSON Lines file."""
    for n, line in enumerate(io.StringIO(decode(data, source).lstrip("\ufeff")), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as e:
            raise KgError(f"{source}: line {n} is not JSON: {e}.") from e
        if not isinstance(row, dict):
            raise KgError(f"{source}: line {n} is not a JSON object.")
        values = {
            str(k): str(v) for k, v in row.items() if isinstance(v, (str, int, float)) and not isinstance(v, bool)
        }
        yield _row(values, _roles(list(values), options), str(n), source, "jsonl", "")


# --- Rows → documents


def _table(rows: Iterable[list[str]], source: str, form: str, options: Options, prefix: str = "") -> Iterator[Document]:
    """The documents of a table; its column names may stand below a title."""
    it = iter(rows)
    lead = list(islice(it, _LEAD))
    scores = [len(set(_roles(row, options).values()) - {"id"}) for row in lead]
    at = next((i for i, s in enumerate(scores) if s >= 2), None)
    if at is None:
        at = next((i for i, s in enumerate(scores) if s), 0)
    if not lead:
        return
    names = [name.strip() or f"column {i + 1}" for i, name in enumerate(lead[at])]
    roles = _roles(names, options)
    if options.columns and (unknown := [c for c in options.columns.values() if _folded(c) not in map(_folded, names)]):
        raise KgError(f"{source}: there is no column {unknown[0]!r}; its columns are {', '.join(map(repr, names))}.")
    for n, row in enumerate(chain(lead[at + 1 :], it), start=1):
        if n % 1000 == 0:
            tick()
        if any(cell.strip() for cell in row):
            yield _row(dict(zip(names, row, strict=False)), roles, str(n), source, form, prefix)


def _folded(name: str) -> str:
    return re.sub(r"\W+", "_", fold(name).strip()).strip("_")


def _roles(names: Sequence[str], options: Options) -> dict[str, str]:
    """Name of a column → its role; for one role, the names that stand first in `COLUMNS` come first."""
    given = {_folded(column): role for role, column in options.columns.items()}
    folded = {name: _folded(name) for name in names}
    found = {name: given.get(f) or _KNOWN[f] for name, f in folded.items() if f in given or f in _KNOWN}
    found = {name: role for name, role in found.items() if role not in options.columns or folded[name] in given}

    def rank(name: str) -> int:
        names = COLUMNS.get(found[name], ())
        return names.index(folded[name]) if folded[name] in names else -1

    return {name: found[name] for name in sorted(found, key=rank)}


def _row(row: dict[str, str], roles: dict[str, str], n: str, source: str, form: str, prefix: str) -> Document:
    """A register's row: its title (and text, if it has one) are the document's text, the other columns what is known."""

    def column(role: str) -> str:
        return next((row[name] for name, r in roles.items() if r == role and name in row and row[name].strip()), "")

    key = prefix + (column("id").strip() or n)
    body, title = column("text"), column("title")
    number, date = column("number").strip(), column("date").strip()
    digest = hashlib.sha256(
        "\x1f".join((key, *(f"{k}={v}" for k, v in row.items()))).encode("utf-8", "surrogatepass")
    ).hexdigest()
    known = None
    if title and (number or date) and not body:
        known = Instrument(
            number=number or None,
            type=column("type").strip() or None,
            date=_date(date),
            issuer=column("issuer").strip() or None,
            place=column("place").strip() or None,
            title=title.strip(),
        )
    return Document(
        id=f"urn:kg:document:{digest[:16]}",
        source=f"{source}#{key}",
        sha256=digest,
        format=form,
        text=mend(body or title),
        known=known,
    )


def _date(value: str) -> str | None:
    """A date in any usual form, the day number of a spreadsheet among them."""
    if re.fullmatch(r"[2-6]\d{4}(?:\.0+)?", value):
        return day(value)
    return dates.parse(value) if value else None
