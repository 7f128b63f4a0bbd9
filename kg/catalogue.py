"""The catalogue of a collection: which files were read, their texts and extractions, failures, reviews; in SQLite.

A file's documents are saved in one transaction, so that a kill leaves each file either as it was or as it is. Every change
raises `revision`, every decision `reviewed`; the graph says from which of both it was made, and so whether it is behind.
Texts are kept under the document's id and extractions under the id and the fingerprint of the lexicon, so that readers of an
older graph still find what it was made from until that graph goes.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg import opening
from kg.files import CATALOGUE
from kg.model import Extraction, Failure, KgError
from kg.records import Review, Row, now, unpack

FILE = CATALOGUE
# Between the path of a file and the name of a part of it that failed. A folder may be called "Khẩn!", so that "!/" tells nothing,
# but no real path holds two slashes.
PART = "!//"
# What people decided, on evidence and on names, in the columns of Review.
_DECIDED = (
    "SELECT status, evidence, '' document, '' local, '' instrument, note, reviewer, at FROM reviews",
    "SELECT status, '' evidence, document, local, instrument, note, reviewer, at FROM choices",
)


class Catalogue:
    """The open catalogue of a directory, to read, or to write down what people decide. A build opens `cataloguing.Writing`."""

    def __init__(self, directory: Path, *, write: bool = False) -> None:
        path = directory / FILE
        self._db = opening.connect(path, write=write)
        try:
            if write:
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA busy_timeout = 10000")
            self._create(path, write)
            if write:
                self._db.executescript(opening.LATER)
        except sqlite3.DatabaseError as e:
            self._db.close()
            raise KgError(opening.refused(path, e)) from e

    def _create(self, path: Path, write: bool) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and write:
            self._db.executescript(f"BEGIN; {opening.SCHEMA} PRAGMA user_version = {opening.VERSION}; COMMIT;")
        elif version != opening.VERSION:
            raise KgError(
                f"{path} was made by another version of kg (format {version}, not {opening.VERSION}); build into another "
                "folder with --store, or use that version. `kg review` of that version gives what people decided."
            )

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def meta(self, key: str, default: str = "") -> str:
        """A value kept under a key."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else default

    @property
    def revision(self) -> int:
        """Counts the changes of documents."""
        return int(self.meta("revision", "0"))

    @property
    def reviewed(self) -> int:
        """Counts the changes of decisions."""
        return int(self.meta("reviewed", "0"))

    def documents(self) -> Iterator[Row]:
        """The documents, by source."""
        query = "SELECT id, shown, sha256, format, chars, fingerprint, read_at FROM documents ORDER BY source"
        for ident, shown, sha256, form, chars, fingerprint, read_at in self._db.execute(query):
            yield Row(
                id=ident,
                source=shown,
                sha256=sha256,
                format=form,
                chars=chars,
                fingerprint=fingerprint,
                read_at=read_at,
            )

    def extractions(self) -> Iterator[tuple[Extraction, tuple[str, ...]]]:
        """Every document once, by id, with the sources that hold it."""
        query = """SELECT d.shown, e.json, d.id FROM documents d
                   JOIN extractions e ON e.id = d.id AND e.fingerprint = d.fingerprint ORDER BY d.id, d.shown, d.source"""
        last, blob, sources = None, b"", list[str]()
        for shown, json_, ident in self._db.execute(query):
            if ident != last:
                if last is not None:
                    yield unpack(blob, sources[0]), tuple(sources)
                last, blob, sources = ident, json_, []
            sources.append(shown)
        if last is not None:
            yield unpack(blob, sources[0]), tuple(sources)

    def text(self, ident: str) -> str | None:
        """The text of a document."""
        row = self._db.execute("SELECT text FROM texts WHERE id = ?", (ident,)).fetchone()
        return zlib.decompress(row[0]).decode() if row else None

    def extraction(self, ident: str, fingerprint: str) -> Extraction | None:
        """What was read in a document, with its text."""
        query = """SELECT json, (SELECT min(shown) FROM documents d WHERE d.id = e.id) FROM extractions e
                   WHERE id = ? AND fingerprint = ?"""
        row = self._db.execute(query, (ident, fingerprint)).fetchone()
        return unpack(row[0], row[1], self.text(ident) or "") if row else None

    def left(self) -> dict[str, dict[str, int]]:
        """How many files of each suffix lie in the folders and archives that were built and are not read: folder, as it was
        given, or archive with "!" → counts."""
        return dict(json.loads(self.meta("left", "{}")).values())

    def left_in(self, files: Iterable[str]) -> list[dict[str, int]]:
        """The same for those of some files that are archives with such members."""
        known = json.loads(self.meta("left", "{}"))
        return [known[path + PART][1] for path in files if path + PART in known]

    def failures(self) -> list[Failure]:
        """The files that could not be read, and why."""
        rows = self._db.execute("SELECT shown, reason FROM failures ORDER BY path")
        return [Failure(source=shown, reason=reason) for shown, reason in rows]

    def decisions(self, *, offset: int = 0, limit: int = -1, **told: str) -> list[Review]:
        """What people decided, on evidence and on names, the latest first (or as many from an offset): all, or that of which
        fields of Review are told."""
        order = ", ".join(f"{name} DESC" for name in ("at", "evidence", "document", "local", "instrument"))
        rows = self._db.execute(
            f"{self._decided(told)} ORDER BY {order} LIMIT ? OFFSET ?", (*told.values(), limit, offset)
        )
        names = [name for name, *_ in rows.description]
        return [Review(**{n: v or "" for n, v in zip(names, row, strict=True)}) for row in rows]

    def decided(self) -> int:
        """How many decisions there are."""
        return int(self._db.execute(f"SELECT count(*) FROM ({self._decided({})})").fetchone()[0])

    def _decided(self, told: Iterable[str]) -> str:
        # An older catalogue has no choices.
        named = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'choices'").fetchone()
        where = " AND ".join(f"{field} = ?" for field in told) or "1"
        return f"SELECT * FROM ({' UNION ALL '.join(_DECIDED if named else _DECIDED[:1])}) WHERE {where}"

    def decide(self, reviews: Iterable[Review]) -> None:
        """Keeps decisions, in one transaction; one without a status takes the earlier one back.

        A name means one instrument: to accept a second one takes the first acceptance back.
        """
        with self._transaction():
            for r in reviews:
                told = (r.status, r.note or None, r.reviewer or None, r.at or now())
                key = (r.document, r.local, r.instrument)
                if r.evidence:
                    self._db.execute("DELETE FROM reviews WHERE evidence = ?", (r.evidence,))
                else:
                    self._db.execute("DELETE FROM choices WHERE (document, local, instrument) = (?, ?, ?)", key)
                if r.status == "accepted" and not r.evidence:
                    query = "DELETE FROM choices WHERE document = ? AND local = ? AND status = 'accepted'"
                    self._db.execute(query, key[:2])
                if r.status and r.evidence:
                    self._db.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?)", (r.evidence, *told))
                elif r.status:
                    self._db.execute("INSERT INTO choices VALUES (?, ?, ?, ?, ?, ?, ?)", (*key, *told))
            self.remember("reviewed", str(self.reviewed + 1))

    def remember(self, key: str, value: str) -> None:
        """Keeps a value under a key."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as e:
            raise KgError(f"The catalogue is in use by another process ({e}); try again.") from e
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


class Extractions:
    """The extractions of a catalogue, which can be gone through more than once without holding them all."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __iter__(self) -> Iterator[Extraction]:
        return (extraction for extraction, _ in self._catalogue.extractions())
