"""Files → Documents: one table of readers by suffix, each a small function.

A reader gives the text, the page starts and what it knows of the document; a register gives a document for every row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg import dates
from kg.model import Document, Instrument, KgError
from kg.text import fold

# Columns of registers: the folded names under which provinces publish them, in Vietnamese and English.
COLUMNS = {
    "id": ("id", "stt", "ma", "row", "key"),
    "number": ("so_hieu", "so_ky_hieu", "so_van_ban", "ky_hieu", "number", "so"),
    "date": ("ngay_ban_hanh", "ngay_ky", "ngay", "date", "issued"),
    "issuer": ("co_quan_ban_hanh", "don_vi_ban_hanh", "noi_ban_hanh", "co_quan", "issuer"),
    "type": ("loai_van_ban", "loai", "hinh_thuc", "type"),
    "title": ("trich_yeu", "trich_yeu_noi_dung", "tieu_de", "ten_van_ban", "title"),
    "text": ("noi_dung", "toan_van", "text", "content"),
    "place": ("dia_phuong", "tinh", "place"),
}


def read(path: str | os.PathLike[str]) -> Iterator[Document]:
    """The documents of a file; `-` is standard input.

    Raises KgError for a file that can't be read: what, where, and how to mend it.
    """
    name = os.fspath(path)
    if name == "-":
        yield _document(sys.stdin.buffer.read(), "-", "txt")
        return
    suffix = Path(name).suffix.lower().lstrip(".")
    reader = READERS.get(suffix)
    if reader is None:
        raise KgError(f"{name}: files of type '.{suffix}' are not read; give one of {', '.join(sorted(READERS))}.")
    try:
        data = Path(name).read_bytes()
    except OSError as e:
        raise KgError(f"{name}: {e.strerror or e}.") from e
    yield from reader(data, Path(name).as_posix())


def files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The files to read, in order: those given, and those of a known type in the folders given (hidden ones left out).

    Raises KgError for a path that doesn't exist.
    """
    for path in paths:
        if os.fspath(path) == "-" or Path(path).is_file():
            yield os.fspath(path)
        elif Path(path).is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(f for f in folders if not f.startswith("."))
                for name in sorted(names):
                    if not name.startswith(".") and Path(name).suffix.lower().lstrip(".") in READERS:
                        yield os.path.join(folder, name)
        else:
            raise KgError(f"{os.fspath(path)}: no such file or folder.")


def decode(data: bytes, source: str) -> str:
    """UTF-8 text, with or without a byte order mark, and UTF-16 with one.

    Raises KgError for empty, binary and otherwise encoded data.
    """
    if not data.strip():
        raise KgError(f"{source}: the file is empty.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data[:65536]:
        raise KgError(f"{source}: this is a binary file, not text.")
    else:
        encoding = "utf-8"  # a byte order mark stays in the text, as a character without width: offsets count it
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        raise KgError(
            f"{source}: not {encoding.upper()} text (byte {e.start}, line {line}); save the file as UTF-8 and try again."
        ) from e


def _document(data: bytes, source: str, form: str) -> Document:
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        id=f"urn:kg:document:{digest[:16]}", source=source, sha256=digest, format=form, text=decode(data, source)
    )


def _text(data: bytes, source: str) -> Iterator[Document]:
    yield _document(data, source, source.rsplit(".", 1)[-1].lower())


def _csv(data: bytes, source: str) -> Iterator[Document]:
    text = decode(data, source).lstrip("\ufeff")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    csv.field_size_limit(2**31 - 1)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for n, row in enumerate(rows, start=1):
            yield _row({k or "": v for k, v in row.items() if isinstance(v, str)}, n, source, "csv")
    except csv.Error as e:
        raise KgError(f"{source}: line {rows.line_num} is not CSV: {e}.") from e


def _jsonl(data: bytes, source: str) -> Iterator[Document]:
    for n, line in enumerate(decode(data, source).lstrip("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as e:
            raise KgError(f"{source}: line {n} is not JSON: {e}.") from e
        if not isinstance(row, dict):
            raise KgError(f"{source}: line {n} is not a JSON object.")
        yield _row({str(k): v for k, v in row.items() if isinstance(v, str)}, n, source, "jsonl")


def _row(row: dict[str, str], n: int, source: str, form: str) -> Document:
    """A register's row: its title (and text, if it has one) are the document's text, the other columns what is known."""
    named = {re.sub(r"\W+", "_", fold(k).strip()).strip("_"): v.strip() for k, v in row.items()}

    def column(name: str) -> str | None:
        return next((named[c] for c in COLUMNS[name] if named.get(c)), None)

    key = column("id") or str(n)
    raw = {re.sub(r"\W+", "_", fold(k).strip()).strip("_"): v for k, v in row.items()}
    body = next((raw[c] for c in COLUMNS["text"] if raw.get(c)), "")
    title = next((raw[c] for c in COLUMNS["title"] if raw.get(c)), "")
    text = body or title
    number, date = column("number"), column("date")
    digest = hashlib.sha256("\x1f".join((key, *(f"{k}={v}" for k, v in row.items()))).encode()).hexdigest()
    known = None
    if title and (number or date) and not body:
        known = Instrument(
            number=number,
            type=column("type"),
            date=dates.parse(date) if date else None,
            issuer=column("issuer"),
            place=column("place"),
            title=title.strip(),
        )
    return Document(
        id=f"urn:kg:document:{digest[:16]}",
        source=f"{source}#{key}",
        sha256=digest,
        format=form,
        text=text,
        known=known,
    )


READERS: dict[str, Callable[[bytes, str], Iterator[Document]]] = {
    "txt": _text,
    "md": _text,
    "csv": _csv,
    "tsv": _csv,
    "jsonl": _jsonl,
}


def text(body: str, source: str = "-") -> Document:
    """A document from a string."""
    return Document(
        id=f"urn:kg:document:{hashlib.sha256(body.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}",
        source=source,
        sha256=hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest(),
        format="txt",
        text=body,
    )
