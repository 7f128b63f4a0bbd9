"""What the catalogue keeps of a document, as values: its row, its text and extraction packed, and what people decided of it."""

from __future__ import annotations

import json
import time
import zlib
from dataclasses import dataclass

from kg.files import printable
from kg.model import Document, Extraction, from_json, to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document of the collection: where it stands and what it is. `read_at` is ISO 8601 in UTC."""

    id: str
    source: str
    sha256: str
    format: str
    chars: int
    fingerprint: str
    read_at: str
    instrument: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A document and what was read in it, as the catalogue keeps them: `text` and `extraction` are compressed."""

    id: str
    source: str
    sha256: str
    format: str
    chars: int
    text: bytes
    extraction: bytes


def pack(d: Document, extraction: Extraction) -> Packed:
    """What the catalogue keeps of a document. It costs time, and so is done where the document is read."""
    data = json.dumps(to_json(extraction), ensure_ascii=False, separators=(",", ":"))
    return Packed(
        id=d.id,
        source=printable(d.source),
        sha256=d.sha256,
        format=d.format,
        chars=len(d.text),
        # Half a surrogate pair, which a JSON file may hold but no UTF-8 text, becomes "?": offsets stay right.
        text=zlib.compress(d.text.encode("utf-8", "replace"), 6),
        extraction=zlib.compress(data.encode("utf-8", "replace"), 6),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person decided: on a piece of `evidence`, or on whether a name of a document (`local`) means an instrument.

    `status` is accepted or rejected; `at` is ISO 8601 in UTC.
    """

    status: str
    evidence: str = ""  # IRI; empty where a name is decided
    document: str = ""
    local: str = ""
    instrument: str = ""
    note: str = ""
    reviewer: str = ""
    at: str = ""


def now() -> str:
    """The time in UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def unpack(blob: bytes, source: str | None, text: str = "") -> Extraction:
    """An extraction as it is kept, under the first of its sources: the same bytes may have been read from several, in any order."""
    data = json.loads(zlib.decompress(blob))
    data["document"]["source"] = source or data["document"]["source"]
    return from_json(data, text)
