"""The catalogue of a collection: which files were read, their texts and extractions, failures, reviews; in SQLite.

A file's documents are saved in one transaction, so that a kill leaves each file either as it was or as it is. Every change
raises `revision`, every decision `reviewed`; the graph says from which of both it was made, and so whether it is behind.
Texts are kept under the document's id and extractions under the id and the fingerprint of the lexicon, so that readers of an
older graph still find what it was made from until that graph goes.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kg import opening
from kg.files import CATALOGUE, File, printable
from kg.model import Extraction, Failure, KgError
from kg.records import Packed, Review, Row, now, unpack

FILE = CATALOGUE
# Between the path of a file and the name of a part of it that failed. A folder may be called "Khẩn!", so that "!/" tells nothing,
# but no real path holds two slashes.
PART = "!//"
# What people decided, on evidence and on names, in the columns of Review.
_DECIDED = (
    "SELECT status, evidence, '' document, '' local, '' instrument, note, reviewer, at FROM reviews",
    "SELECT status, '' evidence, document, local, instrument, note, reviewer, at FROM choices",
)


class Seen(NamedTuple):
    """A file as it was when it was read, or was tried, at `read_ns`."""

    size: int
    mtime_ns: int
    sha256: str
    fingerprint: str
    read_ns: int


class Catalogue:
    """The open catalogue of a directory. To write, the build opens it, which holds the directory's lock, and a review."""

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
                f"{path} was made by another version of kg (format {version}, not {opening.VERSION}); build it again."
            )

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    # --- What is there

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
        named = self._db.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'choices'"
        ).fetchone()  # an older one has none
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

    # --- What a build asks and writes

    def state(self, path: str) -> Seen | None:
        """How a file was when it was read."""
        query = "SELECT size, mtime_ns, sha256, fingerprint, read_ns FROM files WHERE path = ?"
        row = self._db.execute(query, (path,)).fetchone()
        return Seen(*row) if row else None

    def unreadable(self, path: str) -> Seen | None:
        """How a file was that could not be read, while its failure is listed."""
        query = """SELECT size, mtime_ns, sha256, fingerprint, read_ns FROM unreadable
                   WHERE path = ? AND path IN (SELECT path FROM failures)"""
        row = self._db.execute(query, (path,)).fetchone()
        return Seen(*row) if row else None

    def count(self, path: str) -> int:
        """How many documents came from a file."""
        return int(self._db.execute("SELECT count(*) FROM documents WHERE path = ?", (path,)).fetchone()[0])

    def below(self, path: str) -> list[tuple[str, str]]:
        """(path, as it was given) of the files, read or failed, that are this path or lie below it."""
        # "0" is the character after "/": the range holds all that starts with `path/`, whatever LIKE thinks of its letters.
        low, high = (path, path + "\x00") if path.endswith("/") else (path + "/", path + "0")
        high = "0" if path == "/" else high
        query = "SELECT path, shown FROM {} WHERE path = ? OR (path >= ? AND path < ?)"
        found = dict(self._db.execute(query.format("failures"), (path, low, high)))
        found |= dict(self._db.execute(query.format("files"), (path, low, high)))
        return sorted(found.items())

    def touch(self, file: File) -> None:
        """Notes that a file, perhaps with new times, has the bytes that were read."""
        self.recover(file.path)
        query = "UPDATE files SET size = ?, mtime_ns = ?, read_ns = ? WHERE path = ?"
        self._db.execute(query, (file.size, file.mtime_ns, time.time_ns(), file.path))

    @contextmanager
    def replacing(self, file: File, sha256: str, fingerprint: str) -> Iterator[Callable[[Packed], None]]:
        """A transaction that puts the documents given to the function in the place of what came from the file before."""
        with self._transaction():
            name = self._replace(file, sha256, fingerprint)
            sources: set[str] = set()

            def add(d: Packed) -> None:
                own = d.source.startswith(file.shown)
                row = d.source[len(file.shown) :] if own else ""
                source, n = file.path + row, 1
                while source in sources:  # a register may hold one key twice
                    n += 1
                    source = f"{file.path}{row}({n})"
                sources.add(source)
                shown = (name + row if own else d.source) + (f"({n})" if n > 1 else "")
                self._db.execute(
                    "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (source, file.path, shown, d.id, d.sha256, d.format, d.chars, fingerprint, now()),
                )
                self._db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (d.id, d.text))
                read = (d.id, fingerprint, d.extraction)
                self._db.execute("INSERT OR REPLACE INTO extractions VALUES (?, ?, ?)", read)

            yield add
            self._raise_revision()

    def copy(self, file: File, sha256: str, fingerprint: str) -> bool:
        """Gives a file what was read from another one of the same bytes and type; whether there is such a one."""
        suffix = Path(file.path).suffix.lower()
        query = "SELECT path, shown FROM files WHERE sha256 = ? AND fingerprint = ? AND path != ? ORDER BY path"
        for path, shown in self._db.execute(query, (sha256, fingerprint, file.path)).fetchall():
            part = "SELECT 1 FROM failures WHERE path >= ? AND path < ?"
            parts = self._db.execute(part, _parts(path)).fetchone() or self.left_in([path])
            if Path(path).suffix.lower() != suffix or parts:
                continue
            with self._transaction():
                name = self._replace(file, sha256, fingerprint)
                self._db.execute(
                    """INSERT INTO documents SELECT ?1 || substr(source, ?2), ?1, ?3 || substr(shown, ?4),
                       id, sha256, format, chars, fingerprint, ?5 FROM documents WHERE path = ?6""",
                    (file.path, len(path) + 1, name, len(shown) + 1, now(), path),
                )
                self._raise_revision()
            return True
        return False

    def _replace(self, file: File, sha256: str, fingerprint: str) -> str:
        """Forgets what came from a file before, and notes how it is now, under the name that is returned."""
        self._forget(file.path)
        name = self._name(file)
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file.path, name, file.size, file.mtime_ns, sha256, fingerprint, time.time_ns()),
        )
        return name

    def _name(self, file: File) -> str:
        """A file's name as it was given; its path where another file has that name, which was given in another folder."""
        same = self._db.execute("SELECT 1 FROM files WHERE shown = ? AND path <> ?", (file.shown, file.path)).fetchone()
        return file.path if same else file.shown

    def _forget(self, path: str) -> None:
        """Takes a file out, with what came from it and what failed of it and its parts."""
        self._db.execute("DELETE FROM failures WHERE path = ? OR (path >= ? AND path < ?)", (path, *_parts(path)))
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        if self.left_in([path]):
            known = json.loads(self.meta("left"))
            self.remember("left", json.dumps({p: v for p, v in known.items() if p != path + PART}))

    def fail(self, file: File, reason: str, *, sha256: str = "", fingerprint: str = "") -> None:
        """Notes why a file can't be read. What was read from it earlier stays; with its digest it is not tried again as it is."""
        with self._transaction():
            query = "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)"
            self._db.execute(query, (file.path, self._name(file), reason, now()))
            self._db.execute("DELETE FROM unreadable WHERE path = ?", (file.path,))
            if sha256:
                seen = (file.path, file.size, file.mtime_ns, sha256, fingerprint, time.time_ns())
                self._db.execute("INSERT INTO unreadable VALUES (?, ?, ?, ?, ?, ?)", seen)

    def fail_part(self, file: File, part: Failure) -> None:
        """Notes why a part of a file, such as one member of an archive, can't be read where others can."""
        inside = f"{file.shown}!/"
        inner = (part.source.startswith(inside) and part.source.removeprefix(inside)) or part.reason
        query = "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)"
        self._db.execute(query, (f"{file.path}{PART}{inner}", printable(part.source), part.reason, now()))

    def recover(self, path: str) -> None:
        """Notes that a file can be read (again)."""
        self._db.execute("DELETE FROM failures WHERE path = ?", (path,))

    def drop(self, paths: Iterable[str]) -> None:
        """Takes files out, with all that came from them."""
        with self._transaction():
            for path in paths:
                self._forget(path)
            self._raise_revision()

    def leave(self, left: Mapping[str, tuple[str, Mapping[str, int]]]) -> None:
        """Notes what is not read: path → (as it was given, count by suffix). What is known of folders below is of these now."""
        known = json.loads(self.meta("left", "{}"))
        for path, (shown, counts) in left.items():
            if path.endswith(PART):  # an archive, which no folder counts for
                known[path] = (shown, counts)
            elif not any(path.startswith(f"{other}/") for other in known):
                known = {p: v for p, v in known.items() if not p.startswith(f"{path}/") or p.endswith(PART)}
                known[path] = (shown, counts)
        self.remember("left", json.dumps(known))

    def remember(self, key: str, value: str) -> None:
        """Keeps a value under a key."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def forget_texts(self, kept: Iterable[tuple[str, str]]) -> None:
        """Drops texts and extractions that neither the catalogue nor `kept` ((id, fingerprint) of graphs in use) needs."""
        self._db.execute(
            "CREATE TEMP TABLE kept (id TEXT, fingerprint TEXT, PRIMARY KEY (id, fingerprint)) WITHOUT ROWID"
        )
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO kept SELECT id, fingerprint FROM documents")
            self._db.executemany("INSERT OR IGNORE INTO kept VALUES (?, ?)", kept)
            self._db.execute("DELETE FROM texts WHERE id NOT IN (SELECT id FROM kept)")
            self._db.execute(
                "DELETE FROM extractions WHERE (id, fingerprint) NOT IN (SELECT id, fingerprint FROM kept)"
            )
        self._db.execute("DROP TABLE kept")

    def _raise_revision(self) -> None:
        self.remember("revision", str(self.revision + 1))

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


def _parts(path: str) -> tuple[str, str]:
    """Between which two all parts of a file are: from the first, below the second."""
    return path + PART, path + PART[:-1] + "0"  # "0" is the character after "/"


class Extractions:
    """The extractions of a catalogue, which can be gone through more than once without holding them all."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __iter__(self) -> Iterator[Extraction]:
        return (extraction for extraction, _ in self._catalogue.extractions())
