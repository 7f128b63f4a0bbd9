"""The SQLite form of a generation, written: its tables, and what goes into them. `kg.index` reads it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple
from typing import Any

from kg.edges import Names, Unresolved
from kg.index import EDGE, FILTERS, NAME, SEARCHED, Conflict, quoted
from kg.model import Instrument, Settled
from kg.nodes import iri
from kg.records import Row
from kg.text import fold

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
CREATE INDEX names_reason ON names (reason, source, start IS NULL, start, id);
CREATE INDEX edges_subject ON edges (subject);
CREATE INDEX edges_object ON edges (object);
CREATE INDEX edges_document ON edges (document);
CREATE INDEX edges_evidence ON edges (evidence);
CREATE INDEX conflicts_instrument ON conflicts (instrument);
"""


def add_instruments(db: sqlite3.Connection, instruments: list[Instrument]) -> None:
    """The merged facts of the collection, to look up, to list and to search; and their tallies."""

    def listed(i: Instrument) -> tuple[str, ...]:
        return tuple(str(getattr(i, f) or "") for f in FILTERS)

    db.executemany(
        f"INSERT INTO instruments VALUES ({_marks(9)})",
        (
            (iri(i.id), _json({**asdict(i), "id": iri(i.id)}), i.date or str(i.year or ""), *listed(i), i.issuer or "")
            for i in instruments
        ),
    )
    db.executemany(f"INSERT INTO search VALUES ({_marks(8)})", ((iri(i.id), *_words(i)) for i in instruments))
    tallies = {f: Counter(str(getattr(i, f) or "") for i in instruments) for f in FILTERS}
    db.execute("INSERT INTO meta VALUES ('tallies', ?)", (_json(tallies),))


def add(db: sqlite3.Connection, names: Names, unresolved: Iterable[Unresolved]) -> None:
    """Evidence, names and open names of one document."""
    edges = [tuple(getattr(e, c) for c in EDGE) for e in names.edges]
    db.executemany(f"INSERT INTO edges VALUES ({_marks(len(EDGE))})", edges)
    db.executemany("INSERT INTO nodes VALUES (?, ?, ?)", names.renamed())
    for name in unresolved:
        values = {f: getattr(name, f) for f in NAME}
        values["facts"] = _json(asdict(name.facts))
        values["candidates"] = _json(list(name.candidates))
        query = f"INSERT INTO names ({quoted(NAME)}) VALUES ({_marks(len(NAME))})"
        n = db.execute(query, tuple(values.values())).lastrowid
        columns = f"rowid, {', '.join(SEARCHED)}, code"
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


def add_documents(db: sqlite3.Connection, documents: Iterable[Row], embodied: Mapping[str, str | None]) -> None:
    """The list of documents, in their order; `embodied` are the instruments that they are the text of."""
    db.executemany(
        f"INSERT INTO documents VALUES ({_marks(9)})",
        (
            (n, d.id, d.source, d.sha256, d.format, d.chars, d.fingerprint, d.read_at, embodied.get(d.id))
            for n, d in enumerate(documents)
        ),
    )


def add_conflicts(db: sqlite3.Connection, conflicts: Iterable[Conflict]) -> None:
    """Where documents disagree."""
    db.executemany(f"INSERT INTO conflicts VALUES ({_marks(6)})", map(astuple, conflicts))


def replace(db: sqlite3.Connection, names: Names, unresolved: Iterable[Unresolved]) -> None:
    """Puts what a document says now in the place of what it said."""
    rows = db.execute("SELECT n FROM names WHERE document = ?", (names.document,)).fetchall()
    db.executemany("DELETE FROM searched_names WHERE rowid = ?", rows)
    for table in ("names", "edges", "nodes"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (names.document,))
    add(db, names, unresolved)
    db.execute("UPDATE documents SET instrument = ? WHERE id = ?", (names.embodied, names.document))


def _words(i: Instrument) -> tuple[str, ...]:
    code = "".join(re.findall(r"[a-z]+\d*", fold(i.number or "")))
    return (*(fold(getattr(i, c) or "") for c in SEARCHED), code)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _marks(n: int) -> str:
    return ", ".join("?" * n)
