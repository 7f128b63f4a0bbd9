"""One generation of a collection's graph: a folder `graph-N` that is written whole, put in place at once, and never changed.

It holds `rdf/` (Oxigraph) and `index.sqlite3` (instruments with full-text search, edges, open names, the list of documents),
made from the same values, so that a reader sees one consistent state whatever a build does meanwhile. The file CURRENT names
the generation that readers open. A reader holds a shared lock on the generation it has open; a build removes only those that
nobody holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from kg.catalogue import Row
from kg.model import Extraction, Instrument, KgError, Resolution
from kg.rdf import ONTOLOGY, Edge, Names, Unresolved, document_quads, instrument_quads, iri
from kg.text import fold

CURRENT = "CURRENT"
_RDF, _INDEX, _LOCK = "rdf", "index.sqlite3", "lock"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (n INTEGER PRIMARY KEY, id TEXT, source TEXT, sha256 TEXT, format TEXT, chars INTEGER,
    fingerprint TEXT, read_at TEXT, instrument TEXT);
CREATE TABLE instruments (id TEXT PRIMARY KEY, facts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE names (id TEXT PRIMARY KEY, document TEXT, source TEXT, local TEXT, label TEXT, facts TEXT, candidates TEXT,
    reason TEXT, start INTEGER, "end" INTEGER) WITHOUT ROWID;
CREATE TABLE edges (subject TEXT, predicate TEXT, object TEXT, start INTEGER, "end" INTEGER, page INTEGER, quote TEXT, rule TEXT,
    confidence REAL, provision TEXT, status TEXT, document TEXT, source TEXT, evidence TEXT);
CREATE TABLE nodes (document TEXT, local TEXT, id TEXT, PRIMARY KEY (document, local)) WITHOUT ROWID;
CREATE TABLE conflicts (instrument TEXT, field TEXT, kept TEXT, other TEXT, document TEXT, source TEXT);
CREATE VIRTUAL TABLE search USING fts5 (id UNINDEXED, number, name, title, type, issuer, place, tokenize = 'unicode61');
"""
_INDEXES = """
CREATE INDEX documents_id ON documents (id);
CREATE INDEX edges_subject ON edges (subject);
CREATE INDEX edges_object ON edges (object);
CREATE INDEX edges_document ON edges (document);
"""
_SEARCHED = ("number", "name", "title", "type", "issuer", "place")
_EDGE = tuple(f.name for f in fields(Edge))
_NAME = tuple(f.name for f in fields(Unresolved))


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


# --- Reading


class Generation:
    """The generation that a directory names as its current one, held open. Raises KgError where there is none."""

    def __init__(self, directory: Path) -> None:
        for attempt in range(5):
            name = current(directory)
            if name is None:
                raise KgError(f"{directory} holds no collection yet; make one with: kg build PATH… --store {directory}")
            self.path = directory / name
            try:
                self._lock = _hold(self.path, fcntl.LOCK_SH)
                if (self.path / _LOCK).exists():  # not removed while this waited
                    break
                os.close(self._lock)
                raise FileNotFoundError(name)
            except FileNotFoundError as e:
                # Two builds have ended between the two lines above: there is a newer one.
                if attempt == 4:
                    raise KgError(
                        f"{directory / CURRENT} names {name}, which is missing; build the collection again."
                    ) from e
        self._db = sqlite3.connect(
            f"{(self.path / _INDEX).resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        try:
            whole = self.meta("counts") and self.rdf.is_dir()
        except sqlite3.DatabaseError:
            whole = False
        if not whole:
            self.close()
            raise KgError(f"{self.path} is damaged; build the collection again.")

    @property
    def rdf(self) -> Path:
        """The folder of the Oxigraph store."""
        return self.path / _RDF

    def close(self) -> None:
        """Lets the generation go."""
        self._db.close()
        os.close(self._lock)

    def meta(self, key: str) -> str:
        """A value that the build noted."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def counts(self) -> Counts:
        """What it holds."""
        return Counts(**json.loads(self.meta("counts")))

    def documents(self) -> list[Row]:
        """The documents, by source."""
        columns = [f.name for f in fields(Row)]
        query = f"SELECT {', '.join(columns)} FROM documents ORDER BY n"
        return [Row(**dict(zip(columns, row, strict=True))) for row in self._db.execute(query)]

    def fingerprint(self, document: str) -> str | None:
        """Under which fingerprint the document's extraction was made, or None for one that is not here."""
        row = self._db.execute("SELECT fingerprint FROM documents WHERE id = ?", (document,)).fetchone()
        return row[0] if row else None

    def instrument(self, ident: str) -> Instrument | None:
        """The facts of an instrument, or of a name that is open."""
        for table in ("instruments", "names"):
            row = self._db.execute(f"SELECT facts FROM {table} WHERE id = ?", (ident,)).fetchone()
            if row:
                return Instrument(**json.loads(row[0]))
        return None

    def instruments(self) -> Iterator[Instrument]:
        """All instruments, by id; open names are not among them."""
        for (facts,) in self._db.execute("SELECT facts FROM instruments ORDER BY id"):
            yield Instrument(**json.loads(facts))

    def search(self, words: str, limit: int) -> list[Instrument]:
        """The instruments that hold all words, best first; the last word may be the start of one."""
        found = ["".join(c if c.isalnum() else " " for c in word).split() for word in fold(words).split()]
        tokens = [token for word in found for token in word]
        if not tokens:
            return []
        last = f'"{tokens[-1]}"' + ("" if tokens[-1].isdigit() else "*")
        match = " ".join([*(f'"{t}"' for t in tokens[:-1]), last])
        query = """SELECT i.facts FROM search s JOIN instruments i ON i.id = s.id WHERE search MATCH ?
                   ORDER BY bm25(search, 0, 8, 6, 2, 2, 1, 1), s.id LIMIT ?"""
        return [Instrument(**json.loads(facts)) for (facts,) in self._db.execute(query, (match, limit))]

    def edges(self, **ends: str | None) -> Iterator[Edge]:
        """The evidence of relations, from a subject, to an object, in a document, or all."""
        wanted = [(column, value) for column, value in ends.items() if value is not None]
        where = " AND ".join(f"{column} = ?" for column, _ in wanted) or "1"
        query = f"SELECT {_columns(_EDGE)} FROM edges WHERE {where} ORDER BY rowid"
        for row in self._db.execute(query, [value for _, value in wanted]):
            yield Edge(**dict(zip(_EDGE, row, strict=True)))

    def unresolved(self) -> list[Unresolved]:
        """The names that are open, by source and place."""
        found = []
        query = f"SELECT {_columns(_NAME)} FROM names ORDER BY source, start IS NULL, start, id"
        for row in self._db.execute(query):
            values = dict(zip(_NAME, row, strict=True))
            values["facts"] = Instrument(**json.loads(values["facts"]))
            values["candidates"] = tuple(json.loads(values["candidates"]))
            found.append(Unresolved(**values))
        return found

    def nodes(self, document: str) -> dict[str, str]:
        """What a document's own ids stand for, where that is another IRI: local id → IRI."""
        return dict(self._db.execute("SELECT local, id FROM nodes WHERE document = ?", (document,)))

    def conflicts(self) -> list[Conflict]:
        """Where documents disagree on an instrument."""
        names = [f.name for f in fields(Conflict)]
        rows = self._db.execute(f"SELECT {_columns(names)} FROM conflicts ORDER BY rowid")
        return [Conflict(**dict(zip(names, row, strict=True))) for row in rows]


def current(directory: Path) -> str | None:
    """The name of the generation in use, or None."""
    try:
        return (directory / CURRENT).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


# --- Writing; the caller holds the lock of the directory


def write(
    directory: Path,
    extractions: Iterable[tuple[Extraction, tuple[str, ...]]],
    documents: Iterable[Row],
    resolution: Resolution,
    reviews: Mapping[str, str],
    meta: Mapping[str, str],
) -> Counts:
    """Makes the next generation and puts it in place; until the last moment readers get the one before."""
    name = f"graph-{_number(current(directory)) + 1:06d}"
    work = directory / f"{name}.tmp"
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(directory / name, ignore_errors=True)  # a build was killed before it named this one
    work.mkdir()
    (work / _LOCK).touch()
    db = sqlite3.connect(work / _INDEX)
    db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
    counts = _fill(db, work / "quads.nq", extractions, documents, resolution, reviews)
    db.executescript(_INDEXES)
    quads = _load(work / "quads.nq", work / _RDF, counts.quads)
    counts = Counts(**{**asdict(counts), "quads": quads})
    db.executemany("INSERT INTO meta VALUES (?, ?)", [*meta.items(), ("counts", json.dumps(asdict(counts)))])
    db.commit()
    db.close()
    (work / "quads.nq").unlink()
    for path in [*work.rglob("*"), work]:
        _sync(path)
    work.rename(directory / name)
    _sync(directory)
    pointer = directory / f"{CURRENT}.tmp"
    pointer.write_text(f"{name}\n", encoding="ascii")
    _sync(pointer)
    os.replace(pointer, directory / CURRENT)
    _sync(directory)
    return counts


def others(directory: Path) -> list[Path]:
    """The complete generations beside the current one, the newest first."""
    now = current(directory)
    found = [p for p in directory.glob("graph-*") if p.is_dir() and p.suffix != ".tmp" and p.name != now]
    return sorted(found, key=lambda p: -_number(p.name))


def sweep(directory: Path) -> list[tuple[str, str]]:
    """Removes what killed builds left, and generations before the previous one that nobody reads.

    Returns (document id, fingerprint) of those that stay beside the current one.
    """
    for path in directory.glob("*.tmp"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    kept: list[tuple[str, str]] = []
    now = _number(current(directory))
    for n, path in enumerate(others(directory)):
        # One after the current generation was made by a build that was killed before it was named.
        if n > 0 or _number(path.name) > now:
            with contextlib.suppress(BlockingIOError, FileNotFoundError):
                handle = _hold(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path)
                os.close(handle)
                continue
        with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(path / _INDEX)) as db:
            kept += db.execute("SELECT DISTINCT id, fingerprint FROM documents").fetchall()
    return kept


def _fill(
    db: sqlite3.Connection,
    quads: Path,
    extractions: Iterable[tuple[Extraction, tuple[str, ...]]],
    documents: Iterable[Row],
    resolution: Resolution,
    reviews: Mapping[str, str],
) -> Counts:
    mentions, relations, lines = Counter[str](), Counter[str](), 0
    embodied: dict[str, str | None] = {}
    shown: dict[str, str] = {}
    instruments = [resolution.instruments[i] for i in sorted(resolution.instruments)]
    with quads.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as out:
        for line in instrument_quads(instruments):
            lines += line.count("\n")
            out.write(line)
        for extraction, sources in extractions:
            names = Names(extraction, resolution, sources[0], reviews)
            unresolved = list(names.unresolved())
            for line in document_quads(names, sources, unresolved):
                lines += line.count("\n")
                out.write(line)
            embodied[extraction.document.id] = names.embodied
            shown[extraction.document.id] = sources[0]
            relations.update(e.predicate for e in names.edges)
            candidates = {u.local: u.candidates for u in unresolved}
            for m in extraction.mentions:
                local = m.instrument if m.instrument is not None else f"_:mention-{m.start}-{m.end}"
                open_ = candidates.get(local)
                mentions["resolved" if open_ is None else "ambiguous" if open_ else "unresolved"] += 1
            db.executemany(
                f"INSERT INTO edges VALUES ({_marks(_EDGE)})",
                [tuple(getattr(e, c) for c in _EDGE) for e in names.edges],
            )
            db.executemany(f"INSERT INTO names VALUES ({_marks(_NAME)})", [_name_row(u) for u in unresolved])
            db.executemany("INSERT INTO nodes VALUES (?, ?, ?)", names.renamed())
    db.executemany(
        "INSERT INTO instruments VALUES (?, ?)",
        ((iri(i.id), _json({**asdict(i), "id": iri(i.id)})) for i in instruments),
    )
    db.executemany(
        f"INSERT INTO search VALUES ({_marks(('id', *_SEARCHED))})",
        ((iri(i.id), *(fold(getattr(i, c) or "") for c in _SEARCHED)) for i in instruments),
    )
    db.executemany(
        f"INSERT INTO documents VALUES ({_marks(range(9))})",
        (
            (n, d.id, d.source, d.sha256, d.format, d.chars, d.fingerprint, d.read_at, embodied.get(d.id))
            for n, d in enumerate(documents)
        ),
    )
    db.executemany(
        "INSERT INTO conflicts VALUES (?, ?, ?, ?, ?, ?)",
        ((iri(i), f, str(kept), str(other), d, shown.get(d, d)) for i, f, kept, other, d in resolution.conflicts),
    )
    return Counts(
        documents=db.execute("SELECT count(*) FROM documents").fetchone()[0],
        instruments=len(instruments),
        mentions={k: mentions[k] for k in ("resolved", "ambiguous", "unresolved")},
        relations=dict(sorted(relations.items())),
        conflicts=len(resolution.conflicts),
        quads=lines,
    )


def _load(quads: Path, folder: Path, lines: int) -> int:
    """The file and the ontology as an Oxigraph store; the number of quads in it. Raises KgError where some got lost."""
    import pyoxigraph as ox

    from kg.lexicon import ontology_dir

    store = ox.Store(str(folder))
    for path in sorted(ontology_dir().glob("*.ttl")):
        # The catalogue's instruments are not the collection's, and shapes are no vocabulary.
        if path.stem not in ("catalogue", "shapes"):
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY))
    vocabulary = len(store)
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()
    found = len(store)
    if found != vocabulary + lines:
        raise KgError(
            f"The graph holds {found} quads where {vocabulary + lines} were written; the collection stays as it was."
        )
    return found


def _name_row(name: Unresolved) -> tuple[Any, ...]:
    values = {f: getattr(name, f) for f in _NAME}
    values["facts"] = _json(asdict(name.facts))
    values["candidates"] = _json(list(name.candidates))
    return tuple(values.values())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _columns(names: Iterable[str]) -> str:
    return ", ".join(f'"{n}"' for n in names)


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)


def _number(name: str | None) -> int:
    return int("0" + "".join(filter(str.isdigit, name or "")))


def _hold(generation: Path, mode: int) -> int:
    handle = os.open(generation / _LOCK, os.O_RDONLY)
    try:
        fcntl.flock(handle, mode)
    except OSError:
        os.close(handle)
        raise
    return handle


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
