"""The SQLite form of a generation: instruments with full-text search, edges, open names, documents; to look up and to list.

`kg.indexing` writes it. Whatever a page shows comes from an index here, so that it takes as long in a collection of a hundred
thousand instruments as in one of a hundred.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from kg.edges import Edge, Unresolved
from kg.model import Instrument, Settled
from kg.records import Row
from kg.text import fold

FILTERS = ("level", "branch", "type", "place", "year")  # what a list of instruments is narrowed by
SEARCHED = ("number", "name", "title", "type", "issuer", "place")
EDGE = tuple(f.name for f in fields(Edge))
NAME = tuple(f.name for f in fields(Unresolved))
Column = tuple[
    str, str, str, int, int, str
]  # issuer, place, level, how many instruments, how many with a text, the first day
_ROW = tuple(f.name for f in fields(Row))
_IN_PLACE = "ORDER BY source, start IS NULL, start, id"
_COLUMNS = {  # of the gap matrix: what is shown, of which instruments, in groups by
    # A huyện and a xã of one name are two columns; a province is one, whatever of it is told.
    "place": (
        "'', place",
        "level NOT IN ('', 'central') AND place <> ''",
        "place, CASE WHEN instr(place, ', ') THEN level ELSE '' END",
    ),
    "issuer": ("issuer, place", "issuer <> ''", "issuer, place"),
}
By = Literal["place", "issuer"]
_AT_ONCE = 500  # values in one query


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a generation holds: `mentions` by resolved, ambiguous and unresolved, `relations` as evidence by predicate."""

    documents: int = 0
    instruments: int = 0
    mentions: Mapping[str, int] = field(default_factory=dict)
    relations: Mapping[str, int] = field(default_factory=dict)
    conflicts: int = 0
    quads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field of an instrument that two documents tell differently: the value kept, and what the document says instead."""

    instrument: str
    field: str
    kept: str
    other: str
    document: str
    source: str


class Index:
    """An index, opened to read; it may be used from several threads."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._counted: dict[By, list[Column]] = {}

    def close(self) -> None:
        """Lets the file go; values that were read stay."""
        self._db.close()

    def _one(self, query: str, *values: Any) -> Any:
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None

    def meta(self, key: str) -> str:
        """A value that the build noted, or nothing."""
        return self._one("SELECT value FROM meta WHERE key = ?", key) or ""

    def counts(self) -> Counts:
        """What the collection holds."""
        return Counts(**json.loads(self.meta("counts")))

    # --- Documents

    def documents(self, *, offset: int = 0, limit: int = -1) -> list[Row]:
        """The documents, by source; or as many from an offset."""
        return self._rows("ORDER BY n LIMIT ? OFFSET ?", limit, offset)

    def document(self, ident: str) -> Row | None:
        """The document of an id, the first source of it where several hold it."""
        return next(iter(self._rows("WHERE id = ? ORDER BY n LIMIT 1", ident)), None)

    def sources(self, ident: str) -> list[Row]:
        """All that hold the document of an id."""
        return self._rows("WHERE id = ? ORDER BY n", ident)

    def texts(self, instrument: str) -> list[Row]:
        """The documents that are the text of an instrument, by its IRI."""
        return self._rows("WHERE instrument = ? ORDER BY n", instrument)

    def _rows(self, where: str, *values: Any) -> list[Row]:
        query = f"SELECT {quoted(_ROW)} FROM documents {where}"
        return [Row(**dict(zip(_ROW, row, strict=True))) for row in self._db.execute(query, values)]

    # --- Instruments

    def instrument(self, ident: str) -> Instrument | None:
        """An instrument, or a name that is open, by its IRI."""
        for table in ("instruments", "names"):
            if facts := self._one(f"SELECT facts FROM {table} WHERE id = ?", ident):
                return Instrument(**json.loads(facts))
        return None

    def days(self, idents: Iterable[str]) -> dict[str, str]:
        """The dates of instruments, or their years, by IRI; an empty one is not known, and what is no instrument is left out."""
        found: dict[str, str] = {}
        asked = iter(idents)
        while some := list(islice(asked, _AT_ONCE)):
            marks = ", ".join("?" * len(some))
            found |= dict(self._db.execute(f"SELECT id, day FROM instruments WHERE id IN ({marks})", some))
        return found

    def resolved(self, ident: str) -> Instrument | None:
        """An instrument of the collection by its IRI; open names are none."""
        facts = self._one("SELECT facts FROM instruments WHERE id = ?", ident)
        return Instrument(**json.loads(facts)) if facts else None

    def instruments(self) -> Iterator[Instrument]:
        """All instruments, by IRI; names that are open are in `unresolved`."""
        return self._instruments("SELECT facts FROM instruments ORDER BY id")

    def listed(
        self, filters: Mapping[str, str], *, offset: int = 0, limit: int = -1
    ) -> tuple[int, Iterator[Instrument]]:
        """How many instruments have these values in fields of FILTERS ("" where it is not known), and those (or as many from
        an offset), the latest first."""
        where = " AND ".join(f"{f} = ?" for f in FILTERS if f in filters) or "1"
        values = [filters[f] for f in FILTERS if f in filters]
        total = self._one(f"SELECT count(*) FROM instruments INDEXED BY instruments_listed WHERE {where}", *values)
        # The page is found in the index alone; only its own rows are read.
        ids = f"""SELECT id, day FROM instruments INDEXED BY instruments_listed WHERE {where}
                  ORDER BY day DESC, id DESC LIMIT ? OFFSET ?"""
        query = f"SELECT i.facts FROM ({ids}) p JOIN instruments i ON i.id = p.id ORDER BY p.day DESC, p.id DESC"
        return total, self._instruments(query, *values, limit, offset)

    def _instruments(self, query: str, *values: Any) -> Iterator[Instrument]:
        for (facts,) in self._db.execute(query, values):
            yield Instrument(**json.loads(facts))

    def tallies(self) -> dict[str, dict[str, int]]:
        """How many instruments there are by each field of FILTERS; "" where it is not known."""
        found: dict[str, dict[str, int]] = json.loads(self.meta("tallies"))
        return found

    def columns(self, by: By) -> list[Column]:
        """The places of local instruments, or the issuers with their places; the level is that of the first instrument by id.

        A column by place has no issuer.
        """
        if by not in self._counted:  # an index never changes, and every page of the matrix asks for the same
            shown, which, keys = _COLUMNS[by]
            query = f"""SELECT {shown}, level, count(*),
                        sum(EXISTS (SELECT 1 FROM documents d WHERE d.instrument = instruments.id)),
                        ifnull(min(nullif(day, '')), ''), min(id)
                        FROM instruments INDEXED BY instruments_listed WHERE {which} GROUP BY {keys}"""
            self._counted[by] = [row[:-1] for row in self._db.execute(query)]
        return self._counted[by]

    # --- Search

    def search(self, words: str, limit: int = 20, *, opened: bool = False) -> list[Instrument]:
        """Instruments (or open names) that have all words in number, name, title, type, issuer or place, best first.

        Diacritics and zeros before a number do not matter, and the last word may be the start of one."""
        found = ["".join(c if c.isalnum() else " " for c in word).split() for word in fold(words).split()]
        tokens = [token for word in found for token in word]
        if not tokens:
            return []
        *others, last = (_padded(t.lstrip("0") or "0") if t.isdigit() else f'"{t}"' for t in tokens)
        return self._matching(" AND ".join([*others, last + ("" if tokens[-1].isdigit() else "*")]), limit, opened)

    def numbered(
        self, ordinal: str, words: Iterable[str] | None, limit: int, *, opened: bool = False
    ) -> list[Instrument]:
        """Instruments (or open names) whose number has the ordinal, and which hold all words; or some of them as its letters,
        written together ("khubnd"). Without words all with the ordinal. Words and ordinals are folded, without leading zeros.
        """
        match = f"number : {_padded(ordinal)}"
        if words is not None and (given := list(words)):
            runs = {"".join(given[i:j]) for i in range(len(given)) for j in range(i + 1, min(len(given), i + 6) + 1)}
            glued = " OR ".join(f'"{run}"' for run in sorted(runs))
            match += f" AND (({' AND '.join(map(_padded, given))}) OR code : ({glued}))"
        return self._matching(match, limit, opened)

    def _matching(self, match: str, limit: int, opened: bool) -> list[Instrument]:
        if opened:
            query = """SELECT n.facts FROM searched_names s JOIN names n ON n.n = s.rowid WHERE searched_names MATCH ?
                       ORDER BY bm25(searched_names, 8, 6, 2, 2, 1, 1, 1), n.id LIMIT ?"""
        else:
            query = """SELECT i.facts FROM (SELECT id, bm25(search, 0, 8, 6, 2, 2, 1, 1, 1) AS rank FROM search
                       WHERE search MATCH ? ORDER BY 2, 1 LIMIT ?) s JOIN instruments i ON i.id = s.id ORDER BY s.rank, s.id"""
        return list(self._instruments(query, match, limit))

    # --- Relations and open names

    def edges(
        self, subject: str | None = None, object: str | None = None, document: str | None = None
    ) -> Iterator[Edge]:
        """The evidence of relations: from a subject, to an object, in a document, or all; by document."""
        return self._edges(subject=subject, object=object, document=document)

    def _edges(self, **wanted: str | None) -> Iterator[Edge]:
        told = {column: value for column, value in wanted.items() if value is not None}
        where = " AND ".join(f"{column} = ?" for column in told) or "1"
        query = f"SELECT {quoted(EDGE)} FROM edges WHERE {where} ORDER BY document, rowid"
        for row in self._db.execute(query, [*told.values()]):
            yield Edge(**dict(zip(EDGE, row, strict=True)))

    def proven(self, evidence: str) -> str | None:
        """The document that some evidence comes from."""
        found: str | None = self._one("SELECT document FROM edges WHERE evidence = ?", evidence)
        return found

    def edge(self, evidence: str) -> Edge | None:
        """A piece of evidence, by its IRI."""
        return next(self._edges(evidence=evidence), None)

    def unresolved(self, *, reason: str = "", offset: int = 0, limit: int = -1) -> list[Unresolved]:
        """The names that could not be settled, by source and place; or those of one reason, or as many from an offset."""
        where, values = ("WHERE reason = ?", [reason]) if reason else ("", [])
        return self._names(f"{where} {_IN_PLACE} LIMIT ? OFFSET ?", *values, limit, offset)

    def name(self, ident: str) -> Unresolved | None:
        """A name that could not be settled, by its IRI."""
        return next(iter(self._names("WHERE id = ?", ident)), None)

    def opened(self) -> Counter[str]:
        """How many names could not be settled, by reason."""
        return Counter(dict(self._db.execute("SELECT reason, count(*) FROM names GROUP BY reason")))

    def placeless(self) -> int:
        """Of how many documents the own number is open, for want of a place, an issuer or a day."""
        return int(self._one("SELECT count(*) FROM names WHERE reason IN ('no-place', 'no-year') AND start IS NULL"))

    def _names(self, where: str, *values: Any) -> list[Unresolved]:
        found = []
        for row in self._db.execute(f"SELECT {quoted(NAME)} FROM names {where}", values):
            told = dict(zip(NAME, row, strict=True))
            told["facts"] = Instrument(**json.loads(told["facts"]))
            told["candidates"] = tuple(json.loads(told["candidates"]))
            found.append(Unresolved(**told))
        return found

    def nodes(self, document: str) -> dict[str, str]:
        """What a document's own ids stand for in the graph, where that is another IRI: local id → IRI."""
        return dict(self._db.execute("SELECT local, id FROM nodes WHERE document = ?", (document,)))

    def settled(self, document: str) -> Iterator[Settled]:
        """What the rules made of a document's own ids, before any decision; instruments and candidates are IRIs."""
        query = "SELECT local, instrument, candidates, reason, confidence FROM settled WHERE document = ?"
        for local, instrument, candidates, reason, confidence in self._db.execute(query, (document,)):
            yield Settled(
                document=document,
                local=local,
                instrument=instrument,
                candidates=tuple(json.loads(candidates)),
                reason=reason,
                confidence=confidence,
            )

    def conflicts(self, instrument: str | None = None) -> list[Conflict]:
        """Where documents disagree on an instrument, or on any."""
        names = [f.name for f in fields(Conflict)]
        where = "WHERE ?1 IS NULL" if instrument is None else "WHERE instrument = ?1"
        rows = self._db.execute(f"SELECT {quoted(names)} FROM conflicts {where} ORDER BY rowid", (instrument,))
        return [Conflict(**dict(zip(names, row, strict=True))) for row in rows]


def _padded(word: str) -> str:
    """A word for the full-text search; a number with and without leading zeros."""
    if not word[:1].isdigit():
        return f'"{word}"'
    return "(" + " OR ".join(f'"{w}"' for w in dict.fromkeys(word.zfill(width) for width in (1, 2, 3))) + ")"


def quoted(names: Iterable[str]) -> str:
    """Names of columns, as SQL lists them."""
    return ", ".join(f'"{n}"' for n in names)
