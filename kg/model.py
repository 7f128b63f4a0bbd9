"""The values that flow through the program, and its one base error.

Every value is frozen, can be pickled and compared, and has one JSON form: the public contract of `kg extract`
(see `docs/contract.md`). Offsets count characters of `Document.text` as the reader gave it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# How ids begin that are not URN LEX names.
NAMED_ID = "urn:kg:named:"  # of an instrument that is known by its name only
UNNUMBERED_ID = "urn:kg:unnumbered:"  # of a document's own instrument whose number is not in its text
OPEN_ID = "urn:kg:name:"  # of a name that stays open
DOCUMENT_ID, EVIDENCE_ID = "urn:kg:document:", "urn:kg:evidence:"


class KgError(Exception):
    """Bad input or a state that the user can mend; its text is one sentence: what, where, how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A legal instrument, or as much of one as a text tells.

    `id` is a URN LEX name (RFC 9676) when the key (place, code, number, year or term) is complete; `urn:kg:named:…`
    when it is known by its name only; `urn:kg:unnumbered:…` for a document whose own number is not in its text; and starts
    with `_:` when it holds in one document only.
    """

    id: str = ""
    number: str | None = None  # "52-NQ/TW", as the canonical spelling of the family writes it
    type: str | None = None  # the noun: "Nghị quyết", "Chương trình hành động"
    issuer: str | None = None  # "Ban Thường vụ Tỉnh ủy"; the place is apart
    place: str | None = None  # "Tiền Giang" for a local issuer, None for a central one
    level: str | None = None  # central, province, district, commune
    branch: str | None = None  # party, state, front
    date: str | None = None  # ISO 8601 day of signature
    year: int | None = None
    term: int | None = None  # Party congress or National Assembly term: khóa XI is 11
    name: str | None = None  # "Luật Hóa chất", for what is known by name
    title: str | None = None  # trích yếu
    signer: str | None = None

    @property
    def local(self) -> bool:
        """Whether the id holds in one document only."""
        return self.id.startswith("_:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its source. `pages` are the offsets at which pages start, or None for a format without pages."""

    id: str  # urn:kg:document:<16 hex digits>, from the content (and the row id, for a register)
    source: str  # the path as given; "FILE#ID" for a row
    sha256: str  # of the file's bytes; of the row's text, for a row
    format: str  # txt, csv, jsonl
    text: str
    pages: tuple[int, ...] | None = None
    known: Instrument | None = (
        None  # what is known of the document itself: a register's columns, the place told for a build
    )
    row: bool = False  # whether the text is a title in a register, and no running text
    ocr: float | None = None  # mean confidence in [0, 1] of pages read from pictures, None if there are none


class Name(NamedTuple):
    """A name as the normal text gives it, before it is known what it means: its span, its form and the facts it tells.

    `kind` is that of its document type (law, policy, letter, licence, other); `told` is where the words after the span
    that belong to it (issuer, title) end.
    """

    start: int
    end: int
    form: str  # number, name, short, back
    type: str | None
    kind: str
    facts: Instrument
    told: int
    this: bool = False  # "Nghị quyết này": the document itself, or what a quotation in it is from
    perhaps: int | None = None  # a year behind its issuer: its own, or that in which something is done with it

    @property
    def scheme(self) -> bool:
        """Whether it is told by a name that is no law's: that of a programme, a plan, a regulation."""
        return self.form == "name" and self.kind != "law"

    def telling(self, **more: Any) -> Name:
        """The name with more facts."""
        return self._replace(facts=dataclasses.replace(self.facts, **more))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a text names an instrument. Its identity is (span, instrument), never the span alone."""

    start: int
    end: int
    text: str
    type: str | None  # the noun, canonical: "Nghị quyết"
    form: str  # number, name, short, back
    instrument: str | None = None  # key of Extraction.instruments
    candidates: tuple[str, ...] = ()

    @property
    def meant(self) -> str:
        """The id of what it means; without an instrument it is a name of its own: nothing that was read is dropped."""
        return self.instrument if self.instrument is not None else f"_:mention-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """An edge with the words that prove it. `rule` names the rule that read it; across sentences it starts with `discourse`."""

    subject: str  # key of Extraction.instruments, or the document's id where the document is no instrument
    predicate: str  # local name of a property of the ontology: implements, basedOn, …
    object: str
    start: int
    end: int
    quote: str
    rule: str
    confidence: float  # in (0, 1]
    provision: str | None = None  # the part concerned: "khoản 2 Điều 3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one document tells, with the shape of the JSON contract. `document` holds no text."""

    document: Document
    instrument: str | None  # the instrument that the document itself is
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a document's own id turned out to be, over the collection: `instrument`, or None with its candidates."""

    document: str
    local: str
    instrument: str | None
    candidates: tuple[str, ...] = ()
    reason: str = ""  # why it is settled so, or open: the notation of a kg:Reason of the ontology
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The instruments of a whole collection, and how every document's ids map to them.

    `settled` holds only the ids that need it: another stands for itself. `conflicts` are
    (instrument id, field, value kept, other value, document id) where two documents disagree.
    """

    instruments: Mapping[str, Instrument]
    settled: Mapping[tuple[str, str], Settled]
    conflicts: tuple[tuple[str, str, str, str, str], ...] = ()

    def identity(self, document: str, local: str) -> str | None:
        """The collection's id for a document's id, or None while it is open."""
        found = self.settled.get((document, local))
        return found.instrument if found else local if local in self.instruments else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A source that could not be read, and why, in one sentence.

    `left` is the suffix of a member of an archive that is of a type which nothing reads: as in a folder, it is left out.
    """

    source: str
    reason: str
    left: str | None = None


_INSTRUMENT_FIELDS = tuple(f.name for f in dataclasses.fields(Instrument) if f.name != "id")


def to_json(extraction: Extraction) -> dict[str, Any]:
    """The extraction as the JSON object of the contract (plain dicts, lists, strings and numbers)."""
    d = extraction.document
    return {
        "document": {
            "id": d.id,
            "source": d.source,
            "sha256": d.sha256,
            "format": d.format,
            "chars": len(d.text),
            "pages": None if d.pages is None else list(d.pages),
            "ocr": d.ocr,
        },
        "instrument": extraction.instrument,
        "instruments": {
            key: {name: getattr(value, name) for name in _INSTRUMENT_FIELDS}
            for key, value in extraction.instruments.items()
        },
        "mentions": [
            {
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "type": m.type,
                "form": m.form,
                "instrument": m.instrument,
                "candidates": list(m.candidates),
            }
            for m in extraction.mentions
        ],
        "relations": [
            {
                "subject": r.subject,
                "predicate": r.predicate,
                "object": r.object,
                "start": r.start,
                "end": r.end,
                "quote": r.quote,
                "rule": r.rule,
                "confidence": r.confidence,
                "provision": r.provision,
            }
            for r in extraction.relations
        ],
    }


def from_json(data: Mapping[str, Any], text: str = "") -> Extraction:
    """The inverse of `to_json`; `text` is the document's text where it is wanted."""
    d = data["document"]
    return Extraction(
        document=Document(
            id=d["id"],
            source=d["source"],
            sha256=d["sha256"],
            format=d["format"],
            text=text,
            pages=None if d["pages"] is None else tuple(d["pages"]),
            ocr=d.get("ocr"),
        ),
        instrument=data["instrument"],
        instruments={key: Instrument(id=key, **value) for key, value in data["instruments"].items()},
        mentions=tuple(Mention(**{**m, "candidates": tuple(m["candidates"])}) for m in data["mentions"]),
        relations=tuple(Relation(**r) for r in data["relations"]),
    )
