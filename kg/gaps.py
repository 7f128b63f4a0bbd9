"""Gaps: which central resolutions have a plan, where, since when, on what it rests, and which have none.

A row is a central resolution, directive, conclusion or decision of the Prime Minister; a column is a place or an issuer.
A cell holds what carries the row out there: whatever reaches it by lineage (`kg.lineage`), directly or through others.
A name that is open is never there, nor is what a person rejected; a letter, a draft, what has ended and what is dated before its
reason is shown, and not counted as a plan. An empty cell says that the collection holds no plan, which is no proof that there is
none: `Column.documents` tells how much of the column it has read. A place that was not there when a resolution was issued has no
gap (`outside`), and what a province had that another took in is told in the cell of that one (`former`).
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from kg import eras, lexicon, locality, placenames
from kg.index import By
from kg.index import Column as IndexColumn
from kg.lineage import node, status
from kg.model import Instrument, KgError
from kg.placenames import body
from kg.plans import Graph, Link, Plan, Standing, is_local
from kg.plans import plans as plans_of
from kg.text import fold
from kg.typed import plain

if TYPE_CHECKING:
    from kg.store import Store

State = Standing | Literal["none", "unknown", "outside"]
_STANDINGS: tuple[Standing, ...] = ("direct", "indirect", "over", "early", "draft", "letter")  # the best first

_DECISION, _PREMIER = "Quyết định", "Thủ tướng"
_LISTED = 20  # places that are told where none fits


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A central resolution, and what replaces or repeals it."""

    instrument: Instrument
    ended: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A place or an issuer. `documents` counts its own instruments whose text the collection has, `instruments` all it knows of.

    `since` and `until` are the first and the last day of the place, where those are known, `into` the province that took it in.
    """

    key: str
    label: str
    place: str | None
    level: str | None
    documents: int
    instruments: int
    since: str | None = None
    until: str | None = None
    into: str | None = None


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Rows by date, columns by name; `cells` holds the plans of (row id, column key), and no empty cell: those that count first,
    and the earliest of them.

    `known` are the facts of every id that a way or an end names; `former` holds, where a province has no plan that counts, those
    of the provinces that it took in; `part` says that columns were left out.
    """

    by: By
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[str, str], tuple[Plan, ...]]
    known: Mapping[str, Instrument]
    former: Mapping[tuple[str, str], tuple[Plan, ...]] = dataclasses.field(default_factory=dict)
    part: bool = False

    def plans(self, row: Row, column: Column) -> tuple[Plan, ...]:
        """The plans of one cell: those that count first, and the earliest of them."""
        return self.cells.get((row.instrument.id, column.key), ())

    def state(self, row: Row, column: Column) -> State:
        """The best standing of its plans; without any `none`, `unknown` where no text of the column was read, or `outside` where
        the place was not there on the day of the row."""
        if found := {plan.standing for plan in self.plans(row, column)}:
            return min(found, key=_STANDINGS.index)
        if eras.outside(_told(row.instrument), column.since, column.until):
            return "outside"
        return "none" if column.documents else "unknown"

    @cached_property
    def missing(self) -> tuple[Row, ...]:
        """The rows without any plan that counts, of those that some column can lack."""
        planned = {row for (row, _), plans in self.cells.items() if any(p.counts for p in plans)}
        done = planned | {row.instrument.id for row in self.outside}
        return tuple(row for row in self.rows if row.instrument.id not in done)

    @cached_property
    def outside(self) -> tuple[Row, ...]:
        """The rows for which no column was there."""
        rows = self.rows if self.columns else ()
        return tuple(row for row in rows if all(self.state(row, c) == "outside" for c in self.columns))


def resolutions(store: Store) -> list[Instrument]:
    """What can be a row of the matrix, by date."""
    central = store.listed({"level": "central"})[1]
    return sorted((i for i in central if _is_resolution(i)), key=lambda i: (_day(i), i.id))


def matrix(store: Store, by: By = "place", only: Iterable[Instrument] | None = None) -> Matrix:
    """The matrix of a collection against places (of provinces, districts and communes) or issuers (central ones too).

    With `only` it has the rows of some `resolutions`, and costs what those cost; its columns are those of which a text was
    read, and those that have a plan in these rows.
    """
    graph = Graph(store)
    rows = tuple(Row(instrument=i, ended=graph.ends(i.id)) for i in (resolutions(store) if only is None else only))
    cells: dict[tuple[str, str], list[Plan]] = defaultdict(list)
    for row in rows:
        for plan in plans_of(row.instrument, graph):
            column = _column(plan.instrument, by)
            if column:
                cells[row.instrument.id, column].append(plan)
    named = {end for plans in cells.values() for p in plans for link in (*p.path, *p.ended) for end in _both(link)}
    named |= {end for plans in cells.values() for p in plans for link in p.suspended for end in _both(link)}
    named |= {end for row in rows for link in row.ended for end in _both(link)}
    return Matrix(
        by=by,
        rows=rows,
        columns=_columns(store, by, {column for _, column in cells}),
        cells={key: tuple(sorted(plans, key=_since)) for key, plans in sorted(cells.items())},
        known={ident: graph.known(ident) or node(store, ident) for ident in sorted(named)},
        former=_former(cells, by),
    )


def pick(
    found: Matrix, *, only: str | None = None, since: int | None = None, until: int | None = None, missing: bool = False
) -> Matrix:
    """A part of a matrix: the columns whose name has the words of `only` (diacritics do not matter), the resolutions of
    the years from `since` to `until`, and with `missing` those alone that have no plan in any column that is left, where one of
    these was there.

    Raises KgError where no column has the words: of a place that is not here, nothing can be said.
    """
    shown = narrowed(found, only).columns
    if not shown and (only or "").strip():
        raise KgError(_nowhere(found, only or ""))
    kept = {c.key for c in shown}
    rows = tuple(row for row in found.rows if within(row.instrument, since, until))
    if missing:
        cells = {(r, c): plans for (r, c), plans in found.cells.items() if c in kept}
        rows = dataclasses.replace(found, rows=rows, columns=shown, cells=cells).missing
    ids = {row.instrument.id for row in rows}
    cells = {(r, c): plans for (r, c), plans in found.cells.items() if r in ids and c in kept}
    former = {(r, c): plans for (r, c), plans in found.former.items() if r in ids and c in kept}
    part = found.part or len(shown) < len(found.columns)
    return dataclasses.replace(found, rows=rows, columns=shown, cells=cells, former=former, part=part)


def narrowed(found: Matrix, only: str | None) -> Matrix:
    """The columns of a matrix whose name has some words, which may be none."""
    shown = tuple(c for c in found.columns if _has(c.label, only, c.place, c.level))
    return dataclasses.replace(found, columns=shown, part=found.part or len(shown) < len(found.columns))


def called_so(store: Store, by: By, only: str) -> bool:
    """Whether the collection knows a place or an issuer whose name has some words."""
    return any(_has(label, only, place, level) for label, (_, place, level, *_) in _labelled(store, by))


def _has(label: str, only: str | None, place: str | None, level: str | None) -> bool:
    """Whether the name of a column has some words; a noun before them may be that of its place: "huyện Cái Bè"."""
    name, lex = fold(label), lexicon.load()
    if all(word in name for word in fold(plain(only or "")).split()):
        return True
    kind, rest = placenames.asked(plain(only or ""), lex)
    noun = kind is not None and placenames.is_called(kind, rest, place or "", level, lex)
    return noun and all(word in name for word in rest.split())


def _nowhere(found: Matrix, only: str) -> str:
    what = "place" if found.by == "place" else "issuer"
    labels = [c.label for c in found.columns]
    more = f" and {len(labels) - _LISTED} more" if len(labels) > _LISTED else ""
    known = f"it has {'; '.join(labels[:_LISTED])}{more}" if labels else f"it has no {what} at all"
    return f"No {what} of the collection has the words {only[:100]!r}; {known}."


def called(i: Instrument) -> str:
    """What to call an instrument in a cell: number, name, or type and title."""
    return i.number or i.name or " ".join(filter(None, (i.type, i.title))) or i.id


# --- Rows and columns


def _is_resolution(i: Instrument) -> bool:
    mandating = lexicon.load().having["mandating"]
    premier = i.type == _DECISION and (i.issuer or "").startswith(_PREMIER)
    return i.level == "central" and status(i.id) == "resolved" and (i.type in mandating or premier)


def _column(i: Instrument, by: By) -> str | None:
    """The key of the column that an instrument belongs to, or None."""
    if by == "place":
        return _key("", i.place, i.level) if is_local(i) and i.place else None
    return _key(i.issuer, i.place or "", i.level) if i.issuer else None


def _key(name: str, place: str, level: str | None) -> str:
    if name:
        return f"{name}\n{place}"
    return f"{level}\n{place}" if len(locality.parts(place)) > 1 else place


def _former(cells: Mapping[tuple[str, str], list[Plan]], by: By) -> dict[tuple[str, str], tuple[Plan, ...]]:
    """The plans that count of a province that another took in, by row and the column of that one, where it has none."""
    lex = lexicon.load()
    heirs: dict[str, str] = {}  # place that ended → the one that took it in
    found: dict[tuple[str, str], list[Plan]] = defaultdict(list)
    for (row, key), plans in sorted(cells.items()):
        name, _, place = key.rpartition("\n") if by == "issuer" else ("", "", key)
        if place in lex.provinces and place not in heirs:
            heirs[place] = eras.era(place, "province", "", lex).into or ""
        if heirs.get(place):
            if lex.provinces[heirs[place]].noun != lex.provinces[place].noun:
                name = _of_city(name)
            found[row, _key(name, heirs[place], None)] += [p for p in plans if p.counts]
    none = {cell for cell in found if not any(p.counts for p in cells.get(cell, ()))}
    return {cell: tuple(sorted(found[cell], key=_since)) for cell in sorted(none) if found[cell]}


def _of_city(name: str) -> str:
    """The body of a city that does what one of a province did.

    >>> _of_city("Ban Thường vụ Tỉnh ủy"), _of_city("Ủy ban nhân dân tỉnh")
    ('Ban Thường vụ Thành ủy', 'Ủy ban nhân dân thành phố')
    """
    return re.sub(r"\btỉnh\b", "thành phố", re.sub(r"\bTỉnh (?=ủy\b|đoàn\b)", "Thành ", name))


def _columns(store: Store, by: By, planned: set[str]) -> tuple[Column, ...]:
    """The columns of which the collection has read a text, or knows a plan."""
    found = []
    lex = lexicon.load()
    firsts = {
        (place, level): first for _, place, level, _, _, first in store.columns("place")
    }  # whatever body it is of
    for label, (name, place, level, known, read, first) in _labelled(store, by):
        key = _key(name, place, level)
        if read or key in planned:
            told = {"place": place or None, "level": level or None}
            era = eras.era(place, level, firsts.get((place, level), first), lex)._asdict() if place else {}
            found.append(Column(key=key, label=label, documents=read, instruments=known, **told, **era))
    return tuple(sorted(found, key=lambda c: (c.level != "central", fold(c.place or ""), fold(c.label), c.key)))


def _labelled(store: Store, by: By) -> Iterator[tuple[str, IndexColumn]]:
    """The columns with what to call each: the place, with its noun where a place of another level has its name."""
    listed = store.columns(by)
    shared = {place for place, n in Counter(place for name, place, *_ in listed if not name).items() if n > 1}
    nouns: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, place, level, known, *_ in store.columns("issuer") if shared else ():
        if place in shared and (noun := placenames.noun(name, lexicon.load())):
            nouns[place, level][noun] += known
    for row in listed:
        name, place, level, *_ = row
        told = sorted(nouns[place, level].items(), key=lambda n: (-n[1], n[0])) if place in shared and not name else []
        noun = told[0][0] if told else _LEVELS.get(level, "") if place in shared and not name else ""
        yield (body(name, place) if name else f"{noun} {place}".strip()), row


_LEVELS = {"district": "cấp huyện", "commune": "cấp xã"}


def _both(link: Link) -> tuple[str, str]:
    return link.subject, link.object


# --- Days


def _told(i: Instrument) -> str:
    return i.date or str(i.year or "")


def _day(i: Instrument) -> str:
    return _told(i) or "9999"


def _since(plan: Plan) -> tuple[int, bool, str, bool, str]:
    """What counts goes first, the rest by its standing; of each, what may be on another matter goes last."""
    standing = 0 if plan.counts else _STANDINGS.index(plan.standing)
    return standing, plan.aside, _day(plan.instrument), not plan.direct, plan.instrument.id


def within(i: Instrument, since: int | None, until: int | None) -> bool:
    """Whether an instrument is of the years from one to another."""
    year = i.year or (int(i.date[:4]) if i.date else None)
    if year is None:
        return since is None and until is None
    return (since is None or year >= since) and (until is None or year <= until)
