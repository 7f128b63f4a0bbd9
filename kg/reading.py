"""What every reader takes and gives: the options of a run, and the document made of a file's bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kg.model import DOCUMENT_ID, Document, Failure, Instrument, KgError


@dataclass(slots=True)
class Budget:
    """What is left for one file to unpack, archives in archives together."""

    bytes: int
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How files are read, and how much one of them may cost.

    `columns` maps a role (id, number, date, issuer, type, title, text, place) to the name of a register's column, `place` is the
    province of documents that do not tell theirs.
    """

    ocr: bool = True  # read pages that are pictures with tesseract
    place: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    file_bytes: int = 512 * 2**20  # a larger file is not read
    unpacked_bytes: int = 2**30  # that one file may unpack to
    members: int = 20_000  # of one archive, those of archives in it too
    depth: int = 4  # of archives in archives
    pages: int = 20_000
    ocr_pages: int = 500
    chars: int = 100_000_000  # of one document
    memory_bytes: int = 2 * 2**30  # of the process that reads
    idle_seconds: float = 150.0  # without another page or document
    seconds: float = 3600.0  # for one file
    budget: Budget | None = None  # set by the archive that a file stands in


class UnreadError(KgError):
    """A file of a type that nothing reads, by its suffix."""

    def __init__(self, message: str, suffix: str) -> None:
        self.suffix = suffix
        super().__init__(message)


_BY_SUFFIX = frozenset(("html", "mhtml", "eml"))  # formats in which a suffix alone can have bytes read
Found = Document | Failure  # a failure is a part of a file that can't be read, where others can
Reader = Callable[[bytes, str, Options], Iterator[Found]]


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
    """The document of a file: its id comes from its bytes, so that a copy elsewhere is the same document.

    What is a mail or a web page because of its suffix is another document than the same bytes read as text, and has another id.
    """
    digest = hashlib.sha256(data).hexdigest()
    key = hashlib.sha256(form.encode() + b"\0" + data).hexdigest() if form in _BY_SUFFIX else digest
    return Document(
        id=f"{DOCUMENT_ID}{key[:16]}",
        source=source,
        sha256=digest,
        format=form,
        text=text,
        pages=pages,
        known=known,
        ocr=ocr,
    )


def placed(found: Found, place: str | None) -> Found:
    """The same with the place that was told for documents that don't tell theirs."""
    if place is None or isinstance(found, Failure) or (found.known and found.known.place):
        return found
    return replace(found, known=replace(found.known or Instrument(), place=place))


_tick: Callable[[], None] = lambda: None  # noqa: E731 - replaced in the process that is watched


def tick() -> None:
    """Says that the work goes on: to be called for every page."""
    _tick()


def on_tick(f: Callable[[], None]) -> None:
    """Has `f` called at every sign of life."""
    global _tick  # noqa: PLW0603 - one process reads one file at a time
    _tick = f
