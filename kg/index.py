"""The SQLite form of a generation: instruments with full-text search, edges, open names, documents; to look up and to list.

Whatever a page shows comes from an index here, so that it takes as long in a collection of a hundred thousand instruments as
in one of a hundred.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from kg.model import Instrument, Settled
from kg.rdf import Edge, Names, Unresolved, iri
from kg.records import Row
from kg.text import fold

LISTED = ("level", "branch", "type", "place", "year")  # what a list of instruments is narrowed by
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (n INTEGER PRIMARY KEY, id TEXT, source TEXT, sha256 TEXT, format TEXT, chars INTEGER,
    fingerprint TEXT, read_at TEXT, instrument TEXT);
CREATE TABLE instruments (id TEXT PRIMARY KEY, facts TEXT NOT NULL, day TEXT NOT NULL, level TEXT NOT NULL, branch TEXT NOT NULL,
    type TEXT NOT NULL, place TEXT NOT NULL, year TEXT NOT NULL, issuer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (n INTEGER PRIMARY KEY, id TEXT, document TEXT, source TEXT, local TEXT, label TEXT, facts TEXT,
    candidates TEXT, reason TEXT, start INTEGER, "end" INTEGER);
CREATE TABLE edges (subject TEXT, predicate TEXT, object TEXT, start INTEGER, "end" INTEGER, page INTEGER, quote TEXT, rule TEXT,
    confidence REAL, provision TEXT, status TEXT, document TEXT, source TEXT, evidence TEXT);
CREATE TABLE nodes (document TEXT, local TEXT, id TEXT, PRIMARY KEY (document, local)) WITHOUT ROWID;
CREATE TABLE settled (document TEXT, local TEXT, instrument TEXT, candidates TEXT, reason TEXT, confidence REAL,
    PRIMARY KEY (document, local)) WITHOUT ROWID;
CREATE TABLE conflicts (instrument TEXT, field TEXT, kept TEXT, other TEXT, document TEXT, source TEXT);
CREATE VIRTUAL TABLE search USING fts5 (id UNINDEXED, number, name, title, type, issuer, place, code, tokenize = 'unicode61');
CREATE VIRTUAL TABLE searched_names USING fts5 (number, name, title, type, issuer, place, code, tokenize = 'unicode61');
"""
INDEXES = """
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_instrument ON documents (instrument);
CREATE INDEX instruments_listed ON instruments (day, id, level, branch, type, place, year, issuer);
CREATE UNIQUE INDEX names_id ON names (id);
CREATE INDEX names_document ON names (document);
CREATE INDEX names_place ON names (source, start IS NULL, start, id);
CREATE INDEX edges_subject ON edges (subject);
CREATE INDEX edges_object ON edges (object);
CREATE INDEX edges_document ON edges (document);
CREATE INDEX edges_evidence ON edges (evidence);
CREATE INDEX conflicts_instrument ON conflicts (instrument);
"""
_SEARCHED = ("number", "name", "title", "type", "issuer", "place")
_EDGE = tuple(f.name for f in fields(Edge))
_NAME = tuple(f.name for f in fields(Unresolved))
_ROW = tuple(f.name for f in fields(Row))
_IN_PLACE = "ORDER BY source, start IS NULL, start, id"


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
        self._tallied: dict[tuple[str, str], list[tuple[Any, ...]]] = {}

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def _one(self, query: str, *values: Any) -> Any:
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None

    def meta(self, key: str) -> str:
        """A value that the build noted."""
        return self._one("SELECT value FROM meta WHERE key = ?", key) or ""

    def counts(self) -> Counts:
        """What it holds."""
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
        """The documents that are the text of an instrument."""
        return self._rows("WHERE instrument = ? ORDER BY n", instrument)

    def _rows(self, where: str, *values: Any) -> list[Row]:
        query = f"SELECT {_columns(_ROW)} FROM documents {where}"
        return [Row(**dict(zip(_ROW, row, strict=True))) for row in self._db.execute(query, values)]

    # --- Instruments

    def instrument(self, ident: str) -> Instrument | None:
        """The facts of an instrument, or of a name that is open."""
        for table in ("instruments", "names"):
            if facts := self._one(f"SELECT facts FROM {table} WHERE id = ?", ident):
                return Instrument(**json.loads(facts))
        return None

    def resolved(self, ident: str) -> Instrument | None:
        """The facts of an instrument of the collection; open names are none."""
        facts = self._one("SELECT facts FROM instruments WHERE id = ?", ident)
        return Instrument(**json.loads(facts)) if facts else None

    def instruments(self) -> Iterator[Instrument]:
        """All instruments, by id; open names are not among them."""
        return self._instruments("SELECT facts FROM instruments ORDER BY id")

    def listed(
        self, filters: Mapping[str, str], *, offset: int = 0, limit: int = -1
    ) -> tuple[int, Iterator[Instrument]]:
        """How many instruments have these values in fields of LISTED ("" where it is not known), and those, the latest first."""
        where = " AND ".join(f"{f} = ?" for f in LISTED if f in filters) or "1"
        values = [filters[f] for f in LISTED if f in filters]
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
        """How many instruments there are by each field of LISTED; "" where it is not known."""
        found: dict[str, dict[str, int]] = json.loads(self.meta("tallies"))
        return found

    def columns(self, fields: Iterable[str], where: str = "") -> list[tuple[Any, ...]]:
        """(fields …, level, place, how many instruments, how many of them with a text) by fields of an instrument.

        Level and place are those of the first instrument by id.
        """
        keys = ", ".join(fields)
        if (keys, where) in self._tallied:  # an index never changes, and every page of the matrix asks for the same
            return self._tallied[keys, where]
        query = f"""SELECT {keys}, level, place, count(*),
                    sum(EXISTS (SELECT 1 FROM documents d WHERE d.instrument = instruments.id)), min(id)
                    FROM instruments INDEXED BY instruments_listed {where} GROUP BY {keys}"""
        found = self._tallied[keys, where] = [row[:-1] for row in self._db.execute(query)]
        return found

    # --- Search

    def search(self, words: str, limit: int, *, opened: bool = False) -> list[Instrument]:
        """The instruments (or open names) that hold all words, best first; the last word may be the start of one."""
        found = ["".join(c if c.isalnum() else " " for c in word).split() for word in fold(words).split()]
        tokens = [token for word in found for token in word]
        if not tokens:
            return []
        last = f'"{tokens[-1]}"' + ("" if tokens[-1].isdigit() else "*")
        return self._matching(" ".join([*(f'"{t}"' for t in tokens[:-1]), last]), limit, opened)

    def numbered(
        self, ordinal: str, words: Iterable[str] | None, limit: int, *, opened: bool = False
    ) -> list[Instrument]:
        """Those whose number has the ordinal, and which hold all words; or some of them as its letters, written together
        ("khubnd"). Without words all with the ordinal. Words and ordinals are folded, without leading zeros.
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

    def edges(self, **ends: str | None) -> Iterator[Edge]:
        """The evidence of relations, from a subject, to an object, in a document, or all; by document."""
        wanted = [(column, value) for column, value in ends.items() if value is not None]
        where = " AND ".join(f"{column} = ?" for column, _ in wanted) or "1"
        query = f"SELECT {_columns(_EDGE)} FROM edges WHERE {where} ORDER BY document, rowid"
        for row in self._db.execute(query, [value for _, value in wanted]):
            yield Edge(**dict(zip(_EDGE, row, strict=True)))

    def proven(self, evidence: str) -> str | None:
        """The document that some evidence comes from."""
        found: str | None = self._one("SELECT document FROM edges WHERE evidence = ?", evidence)
        return found

    def edge(self, evidence: str) -> Edge | None:
        """The relation of some evidence."""
        return next(self.edges(evidence=evidence), None)

    def unresolved(self, *, offset: int = 0, limit: int = -1) -> list[Unresolved]:
        """The names that are open, by source and place; or as many from an offset."""
        return self._names(f"{_IN_PLACE} LIMIT ? OFFSET ?", limit, offset)

    def name(self, ident: str) -> Unresolved | None:
        """An open name."""
        return next(iter(self._names("WHERE id = ?", ident)), None)

    def opened(self) -> int:
        """How many names are open."""
        return int(self._one("SELECT count(*) FROM names"))

    def _names(self, where: str, *values: Any) -> list[Unresolved]:
        found = []
        for row in self._db.execute(f"SELECT {_columns(_NAME)} FROM names {where}", values):
            told = dict(zip(_NAME, row, strict=True))
            told["facts"] = Instrument(**json.loads(told["facts"]))
            told["candidates"] = tuple(json.loads(told["candidates"]))
            found.append(Unresolved(**told))
        return found

    def nodes(self, document: str) -> dict[str, str]:
        """What a document's own ids stand for, where that is another IRI: local id → IRI."""
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
        rows = self._db.execute(f"SELECT {_columns(names)} FROM conflicts {where} ORDER BY rowid", (instrument,))
        return [Conflict(**dict(zip(names, row, strict=True))) for row in rows]


# --- Writing


def add_instruments(db: sqlite3.Connection, instruments: list[Instrument]) -> None:
    """The merged facts of the collection, to look up, to list and to search; and their tallies."""

    def listed(i: Instrument) -> tuple[str, ...]:
        return tuple(str(getattr(i, f) or "") for f in LISTED)

    db.executemany(
        f"INSERT INTO instruments VALUES ({_marks(9)})",
        (
            (iri(i.id), _json({**asdict(i), "id": iri(i.id)}), i.date or str(i.year or ""), *listed(i), i.issuer or "")
            for i in instruments
        ),
    )
    db.executemany(f"INSERT INTO search VALUES ({_marks(8)})", ((iri(i.id), *_words(i)) for i in instruments))
    tallies = {f: Counter(str(getattr(i, f) or "") for i in instruments) for f in LISTED}
    db.execute("INSERT INTO meta VALUES ('tallies', ?)", (_json(tallies),))


def add(db: sqlite3.Connection, names: Names, unresolved: Iterable[Unresolved]) -> None:
    """Evidence, names and open names of one document."""
    edges = [tuple(getattr(e, c) for c in _EDGE) for e in names.edges]
    db.executemany(f"INSERT INTO edges VALUES ({_marks(len(_EDGE))})", edges)
    db.executemany("INSERT INTO nodes VALUES (?, ?, ?)", names.renamed())
    for name in unresolved:
        values = {f: getattr(name, f) for f in _NAME}
        values["facts"] = _json(asdict(name.facts))
        values["candidates"] = _json(list(name.candidates))
        query = f"INSERT INTO names ({_columns(_NAME)}) VALUES ({_marks(len(_NAME))})"
        n = db.execute(query, tuple(values.values())).lastrowid
        columns = f"rowid, {', '.join(_SEARCHED)}, code"
        db.execute(f"INSERT INTO searched_names ({columns}) VALUES ({_marks(8)})", (n, *_words(name.facts)))


def add_settled(db: sqlite3.Connection, settled: Iterable[Settled]) -> None:
    """What the rules made of the documents' own ids."""
    db.executemany(
        f"INSERT INTO settled VALUES ({_marks(6)})",
        (
            (
                iri(s.document),
                s.local,
                iri(s.instrument) if s.instrument else None,
                _json([c if c.startswith("_:") else iri(c) for c in s.candidates]),
                s.reason,
                s.confidence,
            )
            for s in settled
        ),
    )


def remove(db: sqlite3.Connection, document: str) -> None:
    """Takes the evidence and the open names of a document out."""
    rows = db.execute("SELECT n FROM names WHERE document = ?", (document,)).fetchall()
    db.executemany("DELETE FROM searched_names WHERE rowid = ?", rows)
    for table in ("names", "edges", "nodes"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))


def _words(i: Instrument) -> tuple[str, ...]:
    code = "".join(re.findall(r"[a-z]+\d*", fold(i.number or "")))
    return (*(fold(getattr(i, c) or "") for c in _SEARCHED), code)


def _padded(word: str) -> str:
    """A word for the full-text search; a number with and without leading zeros."""
    if not word[:1].isdigit():
        return f'"{word}"'
    return "(" + " OR ".join(f'"{w}"' for w in dict.fromkeys(word.zfill(width) for width in (1, 2, 3))) + ")"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f'"{n}"' for n in names)


def _marks(n: int) -> str:
    return ", ".join("?" * n)
