"""Files → Documents: one table of readers by suffix and content, each a small function.

A reader gives the text, the page starts and what it knows of the document; a register gives a document for every row, an archive
those of its members. Text and tables of text are read here; what needs a parser of foreign bytes is read in a process of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg import isolation
from kg.files import printable
from kg.model import Document, Failure, KgError
from kg.plaintext import decode, mend
from kg.reading import Found, Options, Reader, document, placed
from kg.registers import COLUMNS

__all__ = [
    "COLUMNS",
    "LINK",
    "READERS",
    "Options",
    "decode",
    "files",
    "here",
    "read",
    "readable",
    "serve",
    "text",
    "unread",
]

LINK = "link/"  # no suffix has a slash
_HEAD = 8192  # bytes that tell what a file is
_DEFAULT = Options()


def read(
    path: str | os.PathLike[str], options: Options = _DEFAULT, *, failed: Callable[[Failure], None] | None = None
) -> Iterator[Document]:
    """The documents of a file; `-` is standard input.

    A part that can't be read, such as one member of an archive, costs the others nothing: `failed` is told of it, or without
    `failed` a KgError is raised at the end. Raises KgError for a file that can't be read at all: what, where, and how to mend it.
    """
    failures: list[Failure] = []
    for one in _found(os.fspath(path), options):
        found = placed(one, options.place)
        if isinstance(found, Document):
            yield found
        elif failed:
            failed(found)
        else:
            failures.append(found)
    if failures:
        more = f" (and {len(failures) - 1} other parts can't be read)" if len(failures) > 1 else ""
        raise KgError(failures[0].reason + more)


def files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The files to read, in order: those given, and those of a known type in the folders given (hidden ones left out).

    Raises KgError for a path that doesn't exist.
    """
    for path in paths:
        if os.fspath(path) == "-" or Path(path).is_file():
            yield os.fspath(path)
        elif Path(path).is_dir():
            yield from (name for name in _walk(path) if _suffix(name) in READERS)
        else:
            raise KgError(f"{printable(os.fspath(path))}: no such file or folder.")


def unread(paths: Iterable[str | os.PathLike[str]]) -> Counter[str]:
    """How many files of each type, by suffix, are left out of the folders given because nothing reads them.

    Links to folders, which are not followed, are counted under LINK.
    """
    found: Counter[str] = Counter()
    for path in paths:
        if os.fspath(path) != "-" and Path(path).is_dir():
            found.update(_suffix(name) for name in _walk(path) if _suffix(name) not in READERS)
            links = sum(os.path.islink(os.path.join(here, f)) for here, folders, _ in os.walk(path) for f in folders)
            found.update({LINK: links} if links else {})
    return found


def _walk(folder: str | os.PathLike[str]) -> Iterator[str]:
    """The files below a folder that are not hidden; links to folders are not followed, so that there are no loops."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield os.path.join(here, name)


def _suffix(name: str) -> str:
    return Path(name).suffix.lower().lstrip(".")


# --- One file


_process = isolation.Isolated("from kg.readers import serve; serve()")


def serve() -> None:
    """Runs the process that reads for others."""
    isolation.serve(here)


def _found(name: str, options: Options) -> Iterator[Found]:
    if name == "-":
        yield from _plain(sys.stdin.buffer.read(), "-", options)
        return
    shown = Path(printable(name)).as_posix()
    head, size = _head(name, shown, options)
    reader = _reader(_kind(head, _suffix(name), shown))
    if reader in _LIGHT:
        yield from reader(_bytes(name, shown), shown, options)
        return
    if not size:
        raise KgError(f"{shown}: the file is empty.")
    yield from _process.read(name, options)


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
    if not data.strip():
        raise KgError(f"{source}: the file is empty.")
    yield from _reader(_kind(data[:_HEAD], _suffix(source), source))(data, source, options)


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


# --- What a file is

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"^content-type:\s*multipart/related|^snapshot-content-location:", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(
    rb"^(?:from|received|return-path|message-id|mime-version|delivered-to):", re.IGNORECASE | re.MULTILINE
)
_TEXTS = frozenset(("txt", "md", "csv", "tsv", "jsonl"))
_FOREIGN = {  # by what they start with, or by a member: types that are known and not read
    b"Rar!": "RAR archive; unpack it and give the folder",
    b"7z\xbc\xaf": "7-Zip archive; unpack it and give the folder",
    b"\x1f\x8b": "gzip archive; unpack it and give the file",
    b"GIF8": "GIF picture; save it as PNG",
    b"\x7fELF": "binary program",
    b"MZ\x90": "binary program",
}


def _kind(head: bytes, suffix: str, source: str) -> str:
    """The key in READERS: by the content where it tells, else by the suffix. Raises KgError for what is not read."""
    found = _by_content(head, suffix, source)
    if found:
        return found
    if suffix in ("doc", "dot", "rtf", "docx", "odt", "pdf", "xlsx", "zip", "msg", "png", "jpg", "jpeg", "tif", "tiff"):
        if not head.strip() or b"\0" in head or suffix not in ("doc", "rtf"):
            return suffix if suffix != "dot" else "doc"  # damaged: its reader says so
        return "txt"  # a text that was given the suffix of Word
    if suffix not in READERS:
        raise KgError(f"{source}: files of type '.{suffix}' are not read; give one of {', '.join(sorted(READERS))}.")
    return suffix


def _by_content(head: bytes, suffix: str, source: str) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(head, suffix, source)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "msg" if suffix == "msg" else "ole"
    if start.startswith(b"{\\rt"):
        return "rtf"
    if head.startswith(b"\x89PNG"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tif"
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise KgError(f"{source}: a {what}.")
    if suffix in _TEXTS and suffix not in ("txt", "md"):
        return suffix
    if _MAIL.search(head[:4096]) and (suffix in ("eml", "mhtml", "mht") or _MHTML.search(head)):
        return "mhtml" if _MHTML.search(head) and suffix != "eml" else "eml"
    if _HTML.match(start) and suffix not in ("eml", "mhtml", "mht"):
        return "html"
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") and _HTML.match(head.decode("utf-16", "ignore").encode())
    return "html" if wide else None


def _reader(kind: str) -> Reader:
    return READERS.get(kind) or _CONTAINERS[kind]


def _zipped(head: bytes, suffix: str, source: str) -> str:
    """What a ZIP container is; its first members stand in the head, as does the type of an OpenDocument."""
    if suffix in ("docx", "docm", "dotx", "odt", "xlsx", "xlsm", "zip"):
        return {"docm": "docx", "dotx": "docx", "xlsm": "xlsx"}.get(suffix, suffix)
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head:
        return "odt"
    if b"word/" in head:
        return "docx"
    if b"xl/" in head:
        return "xlsx"
    if b"ppt/" in head or suffix in ("pptx", "ods", "odp", "epub", "jar", "apk"):
        raise KgError(f"{source}: files of type '.{suffix}' are not read; save it as PDF.")
    return "office"


# --- The table


def _plain(data: bytes, source: str, options: Options) -> Iterator[Document]:
    body = mend(decode(data, source)) if len(data) <= 4 * options.chars else ""
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
    if names & {"Workbook", "Book"}:
        raise KgError(f"{source}: an old Excel workbook (.xls) is not read; save it as XLSX.")
    return READERS["doc"](data, source, options)


def _office(data: bytes, source: str, options: Options) -> Iterator[Found]:
    """A ZIP container whose suffix doesn't tell what it is."""
    from kg.container import open_zip

    with open_zip(data, source) as archive:
        names = set(archive.namelist())
    kinds = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "content.xml": "odt"}
    kind = next((kind for name, kind in kinds.items() if name in names), "zip")
    return READERS[kind](data, source, options)


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
    return Document(id=f"urn:kg:document:{digest[:16]}", source=source, sha256=digest, format="txt", text=body)
