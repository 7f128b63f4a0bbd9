"""Registers (CSV, TSV, workbooks, JSONL): every row is a document, its columns recognised by their usual names."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from kg import columns, heading, kinds, ownwork, spreadsheet
from kg.model import DOCUMENT_ID, Document, Failure, Instrument, KgError
from kg.plaintext import decode, mend
from kg.reading import Found, Options, tick
from kg.text import fold

_LEAD = 20  # rows among which the names of the columns are looked for
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # as Excel writes it above a table
_REPAIRS = 20  # open quotes that are mended one by one


class _NamelessError(KgError):
    """A table none of whose columns is known."""


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
    for row in _table(_csv_rows(text, delimiter, source, failures), source, form, options):
        found += 1
        yield row
    yield from failures
    if not found and not failures:
        raise KgError(f"{source}: the register has no rows below its column names.")


def _delimiter(head: str, options: Options) -> str:
    """What parts the cells: what names the most columns in a row, and else stands most often in the first line, or at all.

    A title above the names may hold commas where semicolons part the cells.
    """
    first, lines = head.split("\n", 1)[0], head.splitlines()[:_LEAD]

    def told(delimiter: str) -> int:
        rows = csv.reader(lines, delimiter=delimiter)
        return max((len(columns.told(row, options.columns)) for row in rows), default=0)

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
    for n, (name, rows) in enumerate(sheets):
        prefix = f"{name}!" if n else ""
        try:
            for row in _table(rows, source, form, options, prefix):
                found += 1
                yield row
        except _NamelessError as e:  # a cover, or notes beside the register
            nameless = nameless or e
    if nameless and not found:
        raise nameless
    if not found:
        raise KgError(f"{source}: the workbook has no rows below its column names.")


def read_jsonl(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The objects of a JSON Lines file. A line that is none is a failure that costs no other line."""
    failures: list[str] = []
    names: dict[str, None] = {}
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
        names |= dict.fromkeys(map(str, row)) if len(names) < _LEAD else {}
        if not _telling(columns.roles(list(map(str, row)), options.columns)):
            continue
        known += 1
        values = {str(k): cell for k, v in row.items() if (cell := _cell(v)) is not None}
        yield _row(values, _roles(list(values), options), str(n), source, "jsonl")
    if failures and not read:
        raise KgError(failures[0])
    if read and not known:
        raise _NamelessError(_nameless(source, list(names)))
    if read > known:
        failures.append(f"{source}: {read - known} lines name no column that is known, and were left out.")
    more = len(failures) - _REPAIRS
    yield from (Failure(source=source, reason=reason) for reason in failures[:_REPAIRS])
    if more > 0:
        yield Failure(source=source, reason=f"{source}: {more} more lines could not be read.")


def _telling(roles: Iterable[str | None]) -> bool:
    """Whether columns tell an instrument: what it is called, its number, or its text."""
    return bool({"number", "title", "text"} & set(roles))


def _nameless(source: str, names: Sequence[str]) -> str:
    told = ", ".join(map(repr, names[:_LEAD]))
    return f"{source}: no column is known; its columns are {told}; use --columns title=NAME,number=NAME."


def _cell(value: object) -> str | None:
    """A value of a JSON object as text; of an object in it, its name: {"co_quan": {"id": 3, "ten": "Bộ Y tế"}}."""
    if isinstance(value, dict):
        named = {columns.folded(str(k)): v for k, v in value.items()}
        return next((v for k in ("ten", "name", "title", "label") if isinstance(v := named.get(k), str)), None)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


# --- Rows → documents


def _table(rows: Iterable[list[str]], source: str, form: str, options: Options, prefix: str = "") -> Iterator[Document]:
    """The documents of a table; its column names may stand below a title."""
    it = iter(rows)
    lead = list(islice(it, _LEAD))
    if not lead:
        return
    ownwork.refuse_rows(lead, source)
    names, first = columns.header(lead, options.columns)
    unknown = [c for c in options.columns.values() if columns.folded(c) not in map(columns.folded, names)]
    if unknown:
        raise KgError(f"{source}: there is no column {unknown[0]!r}; its columns are {', '.join(map(repr, names))}.")
    roles = _roles(names, options)
    rows = chain(lead[first:], it)
    if not _telling(role for _, role in roles):
        if any(cell.strip() for row in rows for cell in row):
            raise _NamelessError(_nameless(source, names))
        return
    place, received = heading.owner(lead[: first - 1]), heading.received(lead[: first - 1])
    above = [row for row in lead[:first] if sum(map(bool, row)) > 1]
    shown = [dict(zip(names, row, strict=False)) for row in lead[first:]]
    nouns = _noun_first(shown, roles)
    dated = [name for name, role in roles if role == "date"]
    turned = [name for name in dated if columns.month_first(row.get(name, "") for row in shown)]
    for n, row in enumerate(rows, start=1):
        if n % 1000 == 0:
            tick()
        if any(cell.strip() for cell in row) and row not in above and not columns.counts(row):
            cells = dict(zip(names, row, strict=False))
            cells |= {name: columns.day_first(cells[name]) for name in turned if name in cells}
            here = not received or any(role == "issuer" and cells.get(name, "").strip() for name, role in roles)
            found = _row(cells, roles, str(n), source, form, prefix, place if here else None, nouns=nouns)
            if found.text.strip() or found.known:  # else a heading in the table, or who signed below it
                yield found


def _roles(names: Sequence[str], options: Options) -> list[tuple[str, str]]:
    """The columns that tell something, each with what it tells; of one role, the usual name goes first."""
    found = [(name, role) for name, role in zip(names, columns.roles(names, options.columns), strict=True) if role]
    known = sorted(found, key=lambda x: columns.rank(x[1], x[0]))
    if any(role == "number" for _, role in known):
        return known
    return known + [(name, "document") for name in names if columns.of_documents(name) and name not in dict(known)]


_OPEN_NOUN = "quy dinh"  # also what a Quyết định does: no evidence
_FEWEST_NOUNS = 3


def _noun_first(rows: Iterable[Mapping[str, str]], roles: Sequence[tuple[str, str]]) -> bool:
    """Whether the titles of a table begin with the nouns of what they are of: those of "35-CT/TW" with C and T, "Chỉ thị về …"."""
    names = {role: name for name, role in reversed(roles)}
    found: list[bool] = []
    for row in rows:
        number, title = (fold(row.get(names.get(role, ""), "")) for role in ("number", "title"))
        codes = _CODE.findall(number)
        if codes and title and not title.startswith(_OPEN_NOUN):
            letters = "".join(word[0] for word in title.split()[:2])
            found.append(any(code.startswith(letters) for code in codes))
    return len(found) >= _FEWEST_NOUNS and sum(found) >= 0.8 * len(found)


_CODE = re.compile(r"[a-z]{2,}")


def _row(
    row: Mapping[str, str],
    roles: Sequence[tuple[str, str]],
    n: str,
    source: str,
    form: str,
    prefix: str = "",
    place: str | None = None,
    *,
    nouns: bool = False,
) -> Document:
    """A register's row: its title (and text, if it has one) are the document's text, the other columns what is known."""
    cells: dict[str, list[str]] = defaultdict(list)
    for name, role in roles:
        if row.get(name, "").strip():
            cells[role].append(row[name])

    def column(role: str) -> str:
        return cells[role][0] if role in cells else ""

    key = prefix + (column("id").strip() or n)
    body, title = column("text"), columns.plain(column("title"))
    nouns = nouns or columns.with_noun(next((name for name, r in roles if r == "title" and row.get(name)), ""))
    number, date, year = _numbered(cells)
    if not title and (number or date) and columns.titled(body):
        body, title = "", columns.plain(body)
    digest = hashlib.sha256(
        "\x1f".join((key, *(f"{k}={v}" for k, v in row.items()))).encode("utf-8", "surrogatepass")
    ).hexdigest()
    known = None
    if not body and (number or title):
        known = Instrument(
            number=number or None,
            type=column("type").strip() or (title.strip() if nouns else "") or None,  # `kg.entry` reads its noun
            date=date,
            year=int(date[:4]) if date else year,
            issuer=column("issuer").strip() or None,
            place=column("place").strip() or place,
            title=title.strip() or None,
            signer=column("signer").strip() or None,
        )
    return Document(
        id=f"{DOCUMENT_ID}{digest[:16]}",
        source=f"{source}#{key}",
        sha256=digest,
        format=form,
        text=mend(body or title),
        known=known,
        row=known is not None,
    )


def _numbered(cells: Mapping[str, Sequence[str]]) -> tuple[str, str | None, int | None]:
    """The number of a row by its cells, the day that one of them tells, and the year, where that is all that one tells."""
    numbers = cells.get("number") or [cell for cell in cells.get("document", ()) if columns.stated(cell)]
    number, day = columns.number(columns.joined(numbers))
    days = cells.get("date", ())
    date = next((d for cell in (*days, day) if (d := columns.date(cell))), None)
    return number, date, next((int(c) for c in map(str.strip, days) if c.isdecimal() and len(c) == 4), None)
