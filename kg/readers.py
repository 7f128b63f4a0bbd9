"""Files → Documents: one table of readers by suffix and content, each a small function.

A reader gives the text, the page starts and what it knows of the document; a register gives a document for every row, an archive
those of its members. Text and tables of text are read here; what needs a parser of foreign bytes is read in a process of its own.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg import ownwork
from kg.files import below, printable, spelled
from kg.kinds import kind
from kg.model import DOCUMENT_ID, Document, Failure, KgError
from kg.plaintext import decode, mend
from kg.reading import Found, Options, Reader, UnreadError, document, placed

if TYPE_CHECKING:
    from kg.isolation import Isolated

__all__ = ["LINK", "READERS", "Options", "decode", "files", "here", "read", "readable", "serve", "text", "unread"]

LINK = "link/"  # no suffix has a slash
_HEAD = 8192  # bytes that tell what a file is
_DEFAULT = Options()


def read(
    path: str | os.PathLike[str], options: Options = _DEFAULT, *, failed: Callable[[Failure], None] | None = None
) -> Iterator[Document]:
    """The documents of a file; `-` is standard input.

    A part that can't be read, such as one member of an archive, costs the others nothing: `failed` is told of it, or without
    `failed` a KgError is raised at the end, but not for members of a type that nothing reads. Raises KgError for a file that
    can't be read at all: what, where, and how to mend it.
    """
    failures: list[Failure] = []
    for one in _found(os.fspath(path), options):
        found = placed(one, options.place)
        if isinstance(found, Document):
            yield found
        elif failed:
            failed(found)
        elif found.left is None:
            failures.append(found)
    if failures:
        more = f" (and {len(failures) - 1} other parts can't be read)" if len(failures) > 1 else ""
        raise KgError(failures[0].reason + more)


def files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The files to read, in order: those given, and those of a known type below the folders given (`kg.files.below`).

    Raises KgError for a path that doesn't exist.
    """
    for given in paths:
        path = spelled(given)
        if not path:  # a variable of the shell that is not set, and not the folder where it was typed
            raise absent(path)
        if path == "-" or Path(path).is_file():
            yield path
        elif Path(path).is_dir():
            yield from (name for name in below(path) if _suffix(name) in READERS)
        else:
            raise absent(path)


def absent(path: str | os.PathLike[str]) -> KgError:
    """What is said of a path that doesn't exist."""
    return KgError(f"{printable(os.fspath(path)) or 'An empty path'}: no such file or folder.")


def unread(paths: Iterable[str | os.PathLike[str]]) -> Counter[str]:
    """How many files of each type, by suffix, are left out of the folders given because nothing reads them.

    Links to folders, which are not followed, are counted under LINK.
    """
    found: Counter[str] = Counter()
    for path in paths:
        if os.fspath(path) != "-" and Path(path).is_dir():
            found.update(_suffix(name) for name in below(path) if _suffix(name) not in READERS)
            links = sum(os.path.islink(os.path.join(here, f)) for here, folders, _ in os.walk(path) for f in folders)
            found.update({LINK: links} if links else {})
    return found


def _suffix(name: str) -> str:
    return Path(name).suffix.lower().lstrip(".")


# --- One file


@cache
def _process() -> Isolated:
    """The process that reads what this one must not, started by the first such file."""
    from kg.isolation import Isolated

    return Isolated("from kg.readers import serve; serve()")


def serve() -> None:
    """Runs the process that reads for others."""
    from kg import isolation

    isolation.serve(here)


def _found(name: str, options: Options) -> Iterator[Found]:
    if not name:
        raise absent(name)
    if name == "-":
        yield from _plain(sys.stdin.buffer.read(), "-", options)
        return
    shown = Path(printable(name)).as_posix()
    head, size = _head(name, shown, options)
    reader = _reader(kind(head, _suffix(name), shown, READERS))
    if reader in _LIGHT:
        yield from reader(_bytes(name, shown), shown, options)
        return
    if not size:
        raise KgError(f"{shown}: the file is empty.")
    yield from _process().read(name, options)


def here(name: str, options: Options) -> Iterator[Found]:
    """Reads a file in this process, whatever parser it needs: for one that has limits of time and memory."""
    shown = Path(printable(name)).as_posix()
    readable(name, options)
    for found in dispatch(_bytes(name, shown), shown, options):
        yield placed(found, options.place)


def readable(name: str, options: Options) -> None:
    """Raises KgError for what is no regular file, is larger than is read, or can't be opened."""
    _head(name, Path(printable(name)).as_posix(), options)


def dispatch(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """The documents of a file's bytes, by their content and the suffix of their source."""
    suffix = _suffix(source)
    try:
        if not data.strip():
            raise KgError(f"{source}: the file is empty.")
        reader = _reader(kind(data[:_HEAD], suffix, source, READERS))
    except KgError as e:
        if suffix in READERS:
            raise
        raise UnreadError(str(e), suffix) from e
    yield from reader(data, source, options)


def _head(name: str, shown: str, options: Options) -> tuple[bytes, int]:
    """The first bytes and the size of a regular file that is not too large."""
    try:
        found = os.stat(name)
        if not stat.S_ISREG(found.st_mode):
            raise KgError(f"{shown}: {'a folder' if stat.S_ISDIR(found.st_mode) else 'a device or pipe'}, not a file.")
        if found.st_size > options.file_bytes:
            most = options.file_bytes // 2**20
            raise KgError(
                f"{shown}: {found.st_size / 2**20:.0f} MB are more than the {most} MB that are read; split it."
            )
        with open(name, "rb") as f:
            return f.read(_HEAD), found.st_size
    except OSError as e:
        raise KgError(f"{shown}: {e.strerror or e}.") from e


def _bytes(name: str, shown: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as e:
        raise KgError(f"{shown}: {e.strerror or e}.") from e


# --- The table


def _reader(name: str) -> Reader:
    return READERS.get(name) or _CONTAINERS[name]


def _plain(data: bytes, source: str, options: Options) -> Iterator[Document]:
    body = mend(decode(data, source)) if len(data) <= 4 * options.chars else ""
    ownwork.refuse_text(body, source)
    if len(body or data) > options.chars:
        raise KgError(f"{source}: more than {options.chars:,} characters; split the file.")
    yield document(data, source, "txt", body)


def _lazy(module: str, name: str, *, members: bool = False) -> Reader:
    """A reader whose module is loaded by its first file; one of archives is given the way back to this table."""

    def reader(data: bytes, source: str, options: Options) -> Iterator[Found]:
        import importlib

        f = getattr(importlib.import_module(f"kg.{module}"), name)
        yield from f(data, source, options, dispatch) if members else f(data, source, options)

    return reader


def _ole(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """A compound file: a Word document, an Outlook message, an encrypted file of a new Office, or one that is not read."""
    from kg import compound

    asked = ("WordDocument", "__properties_version1.0", "Workbook", "Book", "EncryptedPackage")
    names = set(compound.streams(data, source, asked))
    if "EncryptedPackage" in names:
        raise KgError(f"{source}: the file is encrypted; save it without its password and try again.")
    if "__properties_version1.0" in names:
        return READERS["msg"](data, source, options)
    return READERS["xls" if names & {"Workbook", "Book"} else "doc"](data, source, options)


def _office(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """A ZIP container whose suffix doesn't tell what it is."""
    from kg.container import open_zip

    with open_zip(data, source) as archive:
        names = set(archive.namelist())
    kinds = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "content.xml": "odt"}
    found = next((known for name, known in kinds.items() if name in names), "zip")
    return READERS[found](data, source, options)


_csv, _jsonl = _lazy("registers", "read_csv"), _lazy("registers", "read_jsonl")
_html, _mhtml = _lazy("markup", "read"), _lazy("markup", "read_mhtml")
_word, _picture = _lazy("office", "read_docx"), _lazy("ocr", "read")

READERS: dict[str, Reader] = {
    "txt": _plain,
    "md": _plain,
    "csv": _csv,
    "tsv": _csv,
    "jsonl": _jsonl,
    "xlsx": _lazy("registers", "read_xlsx"),
    "xls": _lazy("registers", "read_xls"),
    "pdf": _lazy("pdf", "read"),
    "docx": _word,
    "doc": _lazy("worddoc", "read_doc"),
    "rtf": _lazy("rtf", "read"),
    "odt": _lazy("office", "read_odt"),
    "html": _html,
    "htm": _html,
    "xhtml": _html,
    "mhtml": _mhtml,
    "mht": _mhtml,
    "png": _picture,
    "jpg": _picture,
    "jpeg": _picture,
    "tif": _picture,
    "tiff": _picture,
    "zip": _lazy("archives", "read_zip", members=True),
    "eml": _lazy("archives", "read_eml", members=True),
    "msg": _lazy("archives", "read_msg", members=True),
}
_CONTAINERS: dict[str, Reader] = {"ole": _ole, "office": _office}
_LIGHT = frozenset((_plain, _csv, _jsonl))


def text(body: str, source: str = "-") -> Document:
    """A document from a string."""
    digest = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(id=f"{DOCUMENT_ID}{digest[:16]}", source=source, sha256=digest, format="txt", text=body)
