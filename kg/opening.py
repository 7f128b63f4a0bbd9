"""The file of the catalogue: its tables, and how it is opened, in a folder that may not be written, too; and why it can't be."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from kg.model import KgError

VERSION = 1
_ROOM = 1 << 16  # bytes: an index of what is ahead takes half of them
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY,          -- absolute, without symbolic links
    shown TEXT NOT NULL,            -- as it was given
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,      -- of the program and the lexicon that read it
    read_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    source TEXT PRIMARY KEY,        -- path, with #ROW in a register
    path TEXT NOT NULL REFERENCES files (path) ON DELETE CASCADE,
    shown TEXT NOT NULL, id TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL,
    chars INTEGER NOT NULL, fingerprint TEXT NOT NULL, read_at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_path ON documents (path);
CREATE TABLE texts (id TEXT PRIMARY KEY, text BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE extractions (id TEXT NOT NULL, fingerprint TEXT NOT NULL, json BLOB NOT NULL,
    PRIMARY KEY (id, fingerprint)) WITHOUT ROWID;
CREATE TABLE failures (path TEXT PRIMARY KEY, shown TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reviews (evidence TEXT PRIMARY KEY, status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected')),
    note TEXT, reviewer TEXT, at TEXT NOT NULL) WITHOUT ROWID;
"""
# Made where it is missing: an older catalogue stays what it is.
LATER = """
CREATE TABLE IF NOT EXISTS choices (document TEXT NOT NULL, local TEXT NOT NULL, instrument TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('accepted', 'rejected')), note TEXT, reviewer TEXT, at TEXT NOT NULL,
    PRIMARY KEY (document, local, instrument)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_sha256 ON files (sha256);
CREATE INDEX IF NOT EXISTS files_shown ON files (shown);
CREATE TABLE IF NOT EXISTS unreadable (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, read_ns INTEGER NOT NULL) WITHOUT ROWID;
"""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A connection: to write, or to read from several threads. Raises KgError where the user may do neither."""
    if not write:
        try:
            return _reading(path)
        except sqlite3.DatabaseError as e:
            raise KgError(refused(path, e)) from e
    if not os.access(path if path.exists() else path.parent, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise KgError(f"{path.parent} can't be written: {_kept_from(path.parent)}; the collection stays as it is.")
    return sqlite3.connect(path, isolation_level=None)


def _kept_from(folder: Path) -> str:
    """Why nothing may be written into a folder, in the words of the system."""
    read_only = os.statvfs(folder).f_flag & os.ST_RDONLY
    return os.strerror(errno.EROFS if read_only else errno.EACCES)


def _reading(path: Path) -> sqlite3.Connection:
    """A connection to read. Beside a file in write-ahead mode SQLite makes others, for which there may be no right and no room;
    where nothing is ahead, the file alone is the whole."""
    try:
        ahead = path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        ahead = 0
    if ahead or os.access(path.parent, os.W_OK):
        try:
            return _opened(path, "mode=ro")
        except sqlite3.OperationalError as e:
            if ahead or _code(e) not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL):
                raise
    return _opened(path, "immutable=1")


def _opened(path: Path, how: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, check_same_thread=False)
    try:
        db.execute("PRAGMA user_version")  # nothing is opened before it is read
    except BaseException:
        db.close()
        raise
    return db


def _code(error: sqlite3.DatabaseError) -> int:
    """The kind of an error; the rest of its number tells more of the same."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def refused(path: Path, error: sqlite3.DatabaseError) -> str:
    """Why a catalogue can't be opened, and what to do."""
    if not path.exists():
        return f"{path} is missing; put it back from a copy. A new build would read all again, without what people decided."
    code = _code(error)
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{path} is no catalogue, or is damaged ({error}); move it away and build the collection again."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"{path} can't be opened ({error}); see whether you may read and write {path.parent}."
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL) and _full(path.parent):
        return f"{path} can't be opened: no space left on the disk; free some and run the command again."
    if code == sqlite3.SQLITE_ERROR:
        return f"{path} is of another program ({error}); give another folder with --store, or move the file away."
    return f"{path} can't be opened as a catalogue ({error}); try again."


def _full(folder: Path) -> bool:
    """Whether a disk has no room for what SQLite keeps beside a file."""
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False
