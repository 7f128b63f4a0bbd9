"""What every reader takes and gives: the options of a run, and the document made of a file's bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.model import Document, Instrument

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How files are read. `columns` maps a role (number, date, issuer, type, title, text, place, id) to a register's column."""

    ocr: bool = True  # read scanned pages with tesseract
    columns: Mapping[str, str] = field(default_factory=dict)
    file_bytes: int = 512 * 2**20  # larger files are not read
    unpacked_bytes: int = 1024 * 2**20  # what one archive may unpack to, all levels together
    members: int = 20_000  # files in one archive, all levels together
    depth: int = 4  # archives in archives
    pages: int = 20_000
    ocr_pages: int = 500
    chars: int = 200_000_000  # of one document's text


Reader = Callable[[bytes, str, Options], Iterator[Document]]


def document(
    data: bytes,
    source: str,
    form: str,
    text: str,
    *,
    pages: tuple[int, ...] | None = None,
    ocr: float | None = None,
    known: Instrument | None = None,
) -> Document:
    """The document of a file: its id comes from its bytes, so that a copy elsewhere is the same document."""
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        id=f"urn:kg:document:{digest[:16]}",
        source=source,
        sha256=digest,
        format=form,
        text=text,
        pages=pages,
        known=known,
        ocr=ocr,
    )
