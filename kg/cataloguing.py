"""The catalogue of a collection, written: what a build asks of it and saves in it. `kg.catalogue` reads it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kg.catalogue import PART, Catalogue
from kg.files import File, printable
from kg.model import Failure
from kg.records import Packed, now


class Seen(NamedTuple):
    """A file as it was when it was read, or was tried, at `read_ns`."""

    size: int
    mtime_ns: int
    sha256: str
    fingerprint: str
    read_ns: int


class Writing(Catalogue):
    """The catalogue as a build has it open, which holds the directory's lock."""

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
        """Notes why a part of a file, such as one member of an archive, can't be read where others can.

        Of one member there may be several: each sheet of a workbook has a reason of its own.
        """
        inside = f"{file.shown}!/"
        member = part.source.removeprefix(inside) if part.source.startswith(inside) else ""
        inner = f"{member}\x1f{part.reason}"
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


def _parts(path: str) -> tuple[str, str]:
    """Between which two all parts of a file are: from the first, below the second."""
    return path + PART, path + PART[:-1] + "0"  # "0" is the character after "/"
