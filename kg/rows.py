"""The rows of a table → documents: which column tells what, and what a row tells of its document."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from kg import columns, heading, ownwork
from kg.model import DOCUMENT_ID, Document, Failure, Instrument, KgError
from kg.plaintext import mend
from kg.reading import Found, Options, tick
from kg.text import fold

LEAD = 20  # rows among which the names of the columns are looked for
_SHOWN = 20  # rows that are named in one sentence


class NamelessError(KgError):
    """A table none of whose columns is known."""


def telling(roles: Iterable[str | None]) -> bool:
    """Whether columns tell an instrument: what it is called, its number, or its text."""
    return bool({"number", "title", "text"} & set(roles))


def nameless(source: str, names: Sequence[str]) -> NamelessError:
    """The error of a table with such columns."""
    told = ", ".join(map(repr, names[:LEAD]))
    return NamelessError(f"{source}: no column is known; its columns are {told}; use --columns title=NAME,number=NAME.")


def documents(rows: Iterable[list[str]], source: str, form: str, options: Options, prefix: str = "") -> Iterator[Found]:
    """The documents of a table; its column names may stand below a title. Days that are none are a failure, told once for all."""
    it = iter(rows)
    lead = list(islice(it, LEAD))
    if not lead:
        return
    ownwork.refuse_rows(lead, source)
    names, first = columns.header(lead, options.columns)
    unknown = [c for c in options.columns.values() if columns.folded(c) not in map(columns.folded, names)]
    if unknown:
        raise KgError(f"{source}: there is no column {unknown[0]!r}; its columns are {', '.join(map(repr, names))}.")
    roles = telling_columns(names, options)
    rows = chain(lead[first:], it)
    if not telling(role for _, role in roles):
        if any(cell.strip() for row in rows for cell in row):
            raise nameless(source, names)
        return
    place, received = heading.owner(lead[: first - 1]), heading.received(lead[: first - 1])
    above = [row for row in lead[:first] if sum(map(bool, row)) > 1]
    shown = [dict(zip(names, row, strict=False)) for row in lead[first:]]
    nouns = _noun_first(shown, roles)
    dated = [name for name, role in roles if role == "date"]
    slips: dict[str, str] = {}
    turned = [name for name in dated if columns.month_first(row.get(name, "") for row in shown)]
    for n, row in enumerate(rows, start=1):
        if n % 1000 == 0:
            tick()
        if any(cell.strip() for cell in row) and row not in above and not columns.counts(row):
            cells = dict(zip(names, row, strict=False))
            cells |= {name: columns.day_first(cells[name]) for name in turned if name in cells}
            here = not received or any(role == "issuer" and cells.get(name, "").strip() for name, role in roles)
            found = document(cells, roles, str(n), source, form, prefix, place if here else None, nouns=nouns)
            if found.text.strip() or found.known:  # else a heading in the table, or who signed below it
                if slip := no_day(cells, roles):
                    slips[found.source] = slip
                yield found
    yield from no_days(source, slips)


def no_day(cells: Mapping[str, str], roles: Sequence[tuple[str, str]]) -> str | None:
    """What stands in a row for its day and is none."""
    return next((cell for name, role in roles if role == "date" and columns.no_day(cell := cells.get(name, ""))), None)


def no_days(source: str, slips: Mapping[str, str]) -> Iterator[Failure]:
    """What is said of days that no calendar has, by the source of their rows: one sentence for all.

    >>> [f.reason for f in no_days("a.csv", {"a.csv#2": "31/02/2024"})]
    ["a.csv#2: '31/02/2024' is no day of the calendar; the row was read without a date: mend it in the register."]
    """
    for (row, cell), *more in [list(slips.items())] if slips else []:
        rows = ", ".join(f"#{other.rpartition('#')[2]}" for other, _ in more[:_SHOWN])
        others = f", as were {len(more)} more ({rows}{' …' if len(more) > _SHOWN else ''})" if more else ""
        told = f"{row}: {cell!r} is no day of the calendar; the row was read without a date{others}: mend it in the register."
        yield Failure(source=source, reason=told)


def telling_columns(names: Sequence[str], options: Options) -> list[tuple[str, str]]:
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


def document(
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
