"""A file as it lies on disk: its identity, its times, its digest and its path as text."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from kg.patterns import pattern

CATALOGUE = "catalogue.sqlite3"
DRAWN = b'<meta name="generator" content="kg">'  # in the head of a map that was drawn
_SYSTEM = frozenset(("thumbs.db", "desktop.ini"))  # which Windows writes into folders
# What a collection keeps in its folder, beside the catalogue.
_KEPT = pattern(r"catalogue\.sqlite3(?:-\w+)?|(?:CURRENT|graph-\d+)(?:\.tmp)?|lock")


class File(NamedTuple):
    """A file as it lies on disk: `path` is absolute and real, `shown` is what the user gave."""

    path: str
    shown: str
    size: int
    mtime_ns: int


def printable(path: str) -> str:
    """A path as text that any file can hold: bytes that are not UTF-8 are written as `\\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def real(path: str | os.PathLike[str]) -> str:
    """The absolute path without symbolic links; that of the link itself where it leads to nothing."""
    if not os.path.islink(path) or os.path.exists(path):
        return os.path.realpath(path)
    folder, name = os.path.split(os.fspath(path))
    return os.path.join(os.path.realpath(folder), name)


def spelled(path: str | os.PathLike[str]) -> str:
    """A path with its names as their folders have them: macOS parts "ế" into a letter and its marks, and nobody sees that."""
    given = os.fspath(path)
    if given.isascii() or os.path.lexists(given):
        return given
    here = ""
    for part in Path(given).parts:
        there = os.path.join(here, part)
        if not os.path.lexists(there):
            whole = unicodedata.normalize("NFC", part)
            try:
                names = sorted(os.listdir(here or "."))
            except OSError:
                return given
            there = os.path.join(here, next((n for n in names if unicodedata.normalize("NFC", n) == whole), part))
        here = there
    return here if os.path.lexists(here) else given


def below(folder: str | os.PathLike[str]) -> Iterator[str]:
    """The files below a folder that are not hidden, in order: not those of a collection that is kept there, nor maps of one.

    Links to folders are not followed, so that there are no loops.
    """
    for here, folders, names in os.walk(folder):
        kept = CATALOGUE in names
        folders[:] = sorted(f for f in folders if not (f.startswith(".") or (kept and _KEPT.fullmatch(f))))
        for name in sorted(names):
            path = os.path.join(here, name)
            if not (
                name.startswith((".", "~$"))
                or name.lower() in _SYSTEM
                or (kept and _KEPT.fullmatch(name))
                or _drawn(path)
            ):
                yield path


def _drawn(path: str) -> bool:
    """Whether a file is a map that this program drew, which tells what others say."""
    if not (path.lower().endswith(".html") and os.path.isfile(path)):
        return False
    try:
        with open(path, "rb") as file:
            return DRAWN in file.read(512)
    except OSError:
        return False


def stat(path: str | os.PathLike[str]) -> File:
    """A file's identity and times. Raises OSError where it is gone."""
    found = os.stat(path)
    return File(
        path=printable(os.path.realpath(path)),
        shown=Path(printable(os.fspath(path))).as_posix(),
        size=found.st_size,
        mtime_ns=found.st_mtime_ns,
    )


def digest(path: str | os.PathLike[str]) -> str:
    """The SHA-256 of a file's bytes, in hex. Raises OSError where it can't be read."""
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside the path that takes its place at the end, or goes where something fails."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as f:
            yield f
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)  # mkstemp's files are for their owner only
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
