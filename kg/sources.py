"""What was read: every file of a collection, by which reader, with how many pages, by OCR or not, and what failed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.ownwork import OURS
from kg.readers import LINK
from kg.results import cell

if TYPE_CHECKING:
    from kg.records import Row
    from kg.store import Store

_LEFT = {"": "*", LINK: "*/"}  # what is no suffix
_UNREAD = "files of a type that nothing reads"
_WHY = {LINK: "links to folders, which are not followed", OURS: "files that kg wrote itself"}
_REGISTERS = frozenset(("csv", "tsv", "xlsx", "xls", "jsonl"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file, or a member of an archive. `pages` is None for a format without pages, `ocr` where nothing was read from pictures."""

    source: str
    reader: str  # the format; empty where nothing could be read
    documents: int = 0  # rows, for a register
    numbered: int = 0  # documents of which the own number is known
    number: str | None = None  # of the document, where there is one only
    pages: int | None = None
    ocr: float | None = None  # mean confidence in [0, 1]
    chars: int = 0
    failure: str | None = None


def sources(store: Store) -> list[Source]:
    """Every source of the collection by name, those that failed and the types that are not read among them."""
    found: dict[str, Source] = {}
    for row in store.documents():
        name = row.source.rpartition("#")[0] if row.format in _REGISTERS and "#" in row.source else row.source
        one = _source(store, row, name)
        found[name] = _together(found[name], one) if name in found else one
    for failure in store.failures():
        known = found.get(failure.source) or Source(source=failure.source, reader="")
        reasons = f"{known.failure} {failure.reason}" if known.failure else failure.reason
        found[failure.source] = replace(known, failure=reasons)
    for folder, counts in store.left().items():
        for suffix, n in counts.items():
            name = f"{folder.rstrip('/')}/{_LEFT.get(suffix, f'*.{suffix}')}"
            if suffix == OURS:
                name = folder.removesuffix("!")
            found[name] = Source(source=name, reader="", failure=f"{_WHY.get(suffix, _UNREAD)}: {n}")
    return [found[name] for name in sorted(found)]


def _source(store: Store, row: Row, name: str) -> Source:
    extraction = store.extraction(row.id)
    own = extraction.instruments.get(extraction.instrument or "")
    number = own.number if own else None
    pages = extraction.document.pages
    return Source(
        source=name,
        reader=row.format,
        documents=1,
        numbered=int(number is not None),
        number=number,
        pages=None if pages is None else len(pages),
        ocr=extraction.document.ocr,
        chars=row.chars,
    )


def _together(a: Source, b: Source) -> Source:
    """Rows of one register."""
    return Source(
        source=a.source,
        reader=a.reader,
        documents=a.documents + b.documents,
        numbered=a.numbered + b.numbered,
        chars=a.chars + b.chars,
    )


def rows(found: Iterable[Source]) -> Iterator[list[str]]:
    """The cells of a table that people read, in Vietnamese."""
    for s in found:
        own = s.number or (f"{s.numbered}/{s.documents}" if s.documents > 1 else "không thấy")
        yield [
            s.source,
            s.reader or "–",
            str(s.documents),
            "" if s.pages is None else str(s.pages),
            "" if s.ocr is None else f"{s.ocr:.0%}",
            own if s.documents else "",
            s.failure or "",
        ]


HEADER = ("Nguồn", "Loại", "Tài liệu", "Trang", "OCR", "Số của chính nó", "Lỗi")


def as_csv(found: Iterable[Source]) -> str:
    """The same as CSV, with the names of the fields; a cell that a spreadsheet would run starts with an apostrophe."""
    out = io.StringIO()
    names = list(Source.__dataclass_fields__)
    writer = csv.writer(out)
    writer.writerow(names)
    for s in found:
        values: dict[str, Any] = asdict(s)
        writer.writerow(["" if values[n] is None else cell(str(values[n])) for n in names])
    return out.getvalue()
