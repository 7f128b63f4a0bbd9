"""Extractions and their resolution as RDF: lines of N-Quads in the vocabulary of `ontology/kg.ttl`.

Merged facts of instruments stand in one graph; what a document says (the direct triples, each beside its evidence, and the
names that stay open) stands in the document's own graph, whose name is the document's id. Lines are built as text, at
about ten times the speed of a library's `add`; every value from a document goes through `literal` or `iri`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kg.bodies import Body, body
from kg.lexicon import load
from kg.model import Extraction, Instrument, Relation, Resolution
from kg.patterns import pattern
from kg.text import wrap

KG = "https://w3id.org/kg-vn#"
PREFIXES: Mapping[str, str] = {
    "kg": KG,
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dct": "http://purl.org/dc/terms/",
}
INSTRUMENTS = "urn:kg:graph:instruments"
ONTOLOGY = "urn:kg:graph:ontology"

_RDF, _RDFS, _XSD, _OA, _PROV = (PREFIXES[p] for p in ("rdf", "rdfs", "xsd", "oa", "prov"))
_LITERAL_UNSAFE = pattern(r'[\x00-\x1f\x7f"\\\ud800-\udfff]')
_IRI_UNSAFE = pattern(r"[^A-Za-z0-9._~:;/?@!$&'()*+,=%-]|%(?![0-9A-Fa-f]{2})")
_DAY = pattern(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_LABEL = 120  # characters of a name or title that a label shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation as the graph holds it, with its evidence. `start` and `end` count characters, `page` counts from 1."""

    subject: str  # IRI of an instrument, of a name that is open, or of a document that is no instrument
    predicate: str  # local name: implements
    object: str
    start: int
    end: int
    page: int | None
    quote: str
    rule: str
    confidence: float
    provision: str | None
    status: str  # unreviewed, accepted, rejected
    document: str
    source: str
    evidence: str = ""  # IRI of the evidence node


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name in one document that could not be settled. `facts` is what the words tell; `start` is where they stand first;
    `reason` is the notation of a kg:Reason.
    """

    id: str
    document: str
    source: str
    local: str
    label: str
    facts: Instrument
    candidates: tuple[str, ...]
    reason: str
    start: int | None
    end: int | None


# --- Terms


def literal(text: str) -> str:
    """A string literal. Half a surrogate pair, which no RDF file can hold, becomes U+FFFD.

    >>> print(literal('"a"\\n<b>'))
    "\\"a\\"\\n<b>"
    """
    return f'"{_LITERAL_UNSAFE.sub(_escape, text)}"' if _LITERAL_UNSAFE.search(text) else f'"{text}"'


def _escape(m: re.Match[str]) -> str:
    c = m.group()
    if c in _SHORT:
        return _SHORT[c]
    return "\ufffd" if c >= "\ud800" else f"\\u{ord(c):04X}"


def iri(ident: str) -> str:
    """An id as a URN: what has no place there is percent-encoded, and what is no URN gets `urn:kg:id:` before it.

    >>> iri("urn:lex:vn:chinh.phu:nghi.dinh:2022;42"), iri("a> <b")
    ('urn:lex:vn:chinh.phu:nghi.dinh:2022;42', 'urn:kg:id:a%3E%20%3Cb')
    """
    if _IRI_UNSAFE.search(ident):
        ident = _IRI_UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m.group().encode("utf-8", "replace")), ident)
    return ident if ident.startswith("urn:") else f"urn:kg:id:{ident}"


def _property(name: str) -> str:
    return KG + re.sub(r"[^A-Za-z0-9]", "_", name)


def digest(*parts: object) -> str:
    """A short hash of values, in hex."""
    joined = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=10).hexdigest()


def name_iri(document: str, local: str) -> str:
    """The IRI of a name that holds in one document only."""
    tail = local.removeprefix("_:")
    return (
        f"urn:kg:name:{document.rsplit(':', 1)[-1]}:{tail if re.fullmatch(r'[a-z0-9.-]{1,60}', tail) else digest(tail)}"
    )


def label(instrument: Instrument) -> str:
    """A short label for people: "Kế hoạch 370/KH-UBND (06/12/2021)"."""
    name = instrument.number or instrument.name or instrument.title
    kind = instrument.type or ""
    words = wrap(
        " ".join(w for w in (kind if not name or not name.casefold().startswith(kind.casefold()) else "", name) if w)
    )
    if len(words) > _LABEL:
        words = words[: _LABEL - 1].rstrip() + "…"
    if not name and instrument.issuer:
        words = f"{words} ({wrap(instrument.issuer)})".strip()
    day = "/".join(reversed(instrument.date.split("-"))) if instrument.date else str(instrument.year or "")
    return f"{words} ({day})" if words and day else words or instrument.id


# --- Edges and open names of one document


class Names:
    """What the ids of one document stand for in the graph, and its edges and open names."""

    def __init__(self, extraction: Extraction, resolution: Resolution, source: str, reviews: Mapping[str, str]) -> None:
        self.extraction, self.resolution, self.source = extraction, resolution, source
        self.document = iri(extraction.document.id)
        self._nodes: dict[str, str] = {}
        self._open: dict[str, str] = {}  # local id → IRI, in the order of their first use
        self.mentioned = self._mentioned()
        self.embodied = None if extraction.instrument is None else self.node(extraction.instrument)
        self.edges = self._edges(reviews)

    def node(self, local: str) -> str:
        """The IRI of an id: the collection's instrument, else a name that is open in this document."""
        found = self._nodes.get(local)
        if found is None:
            document = self.extraction.document.id
            identity = self.resolution.identity(document, local)
            if local == document:
                found = self.document
            elif identity is not None:
                found = iri(identity)
            else:
                found = self._open[local] = name_iri(document, local)
            self._nodes[local] = found
        return found

    def renamed(self) -> list[tuple[str, str, str]]:
        """(document, id in the document, IRI) where the two differ."""
        return [(self.document, local, node) for local, node in self._nodes.items() if local != node]

    def _mentioned(self) -> dict[str, None]:
        """The IRIs of all that the text names, in the order of the text."""
        nodes: dict[str, None] = {}
        for m in self.extraction.mentions:
            # A mention without an instrument is a name of its own: nothing that was read is dropped.
            nodes[self.node(m.instrument if m.instrument is not None else f"_:mention-{m.start}-{m.end}")] = None
        return nodes

    def _edges(self, reviews: Mapping[str, str]) -> list[Edge]:
        pages = self.extraction.document.pages
        found = {}
        for r in self.extraction.relations:
            subject, target = self.node(r.subject), self.node(r.object)
            evidence = self._evidence(r, subject, target)
            status = reviews.get(evidence)
            if status is None and reviews and (self._told_so(r.subject) or self._told_so(r.object)):
                # What was reviewed while a name was open, or stood for itself, holds when more is known of it.
                for of in (self._unsettled, self._alone):
                    status = status or reviews.get(self._evidence(r, of(r.subject), of(r.object)))
            found[evidence] = Edge(
                subject=subject,
                predicate=r.predicate,
                object=target,
                start=r.start,
                end=r.end,
                page=None if pages is None else max(1, bisect_right(pages, r.start)),
                quote=r.quote,
                rule=r.rule,
                confidence=r.confidence,
                provision=r.provision,
                status=status or "unreviewed",
                document=self.document,
                source=self.source,
                evidence=evidence,
            )
        return list(found.values())

    def _evidence(self, r: Relation, subject: str, target: str) -> str:
        # One quote may tell the same of two parts: "sửa đổi khoản 1, bổ sung khoản 3 Điều 7 của …".
        part = (r.provision,) if r.provision else ()
        return f"urn:kg:evidence:{digest(subject, r.predicate, target, self.document, r.start, r.end, r.rule, *part)}"

    def _told_so(self, local: str) -> bool:
        """Whether the collection tells what an id of the document stands for."""
        return local[:2] == "_:" or (self.extraction.document.id, local) in self.resolution.settled

    def _unsettled(self, local: str) -> str:
        return name_iri(self.extraction.document.id, local) if self._told_so(local) else self.node(local)

    def _alone(self, local: str) -> str:
        return self.node(local) if local[:2] == "_:" else iri(local)

    def unresolved(self) -> Iterator[Unresolved]:
        """The names of this document that stay open."""
        first = {}
        for m in reversed(self.extraction.mentions):
            first[m.instrument if m.instrument is not None else f"_:mention-{m.start}-{m.end}"] = m
        for local, node in self._open.items():
            settled = self.resolution.settled.get((self.extraction.document.id, local))
            mention = first.get(local)
            facts = self.extraction.instruments.get(local) or Instrument(type=mention.type if mention else None)
            candidates = settled.candidates if settled else mention.candidates if mention else ()
            yield Unresolved(
                id=node,
                document=self.document,
                source=self.source,
                local=local,
                label=wrap(mention.text) if mention else label(facts),
                facts=replace(facts, id=node),
                # A candidate is an instrument of the collection, or another id of this document.
                candidates=tuple(dict.fromkeys(self._candidate(c) for c in candidates)),
                reason=settled.reason if settled else "points-back",
                start=mention.start if mention else None,
                end=mention.end if mention else None,
            )

    def _candidate(self, ident: str) -> str:
        identity = self.resolution.identity(self.extraction.document.id, ident)
        if identity is not None:
            return iri(identity)
        return name_iri(self.extraction.document.id, ident) if ident.startswith("_:") else iri(ident)


# --- Quads


def instrument_quads(instruments: Iterable[Instrument]) -> Iterator[str]:
    """The merged facts of the collection's instruments, and their issuing authorities, each line once."""
    lexicon = load()
    authorities: set[str] = set()
    for i in instruments:
        subject = iri(i.id)
        yield f"<{subject}> <{_RDF}type> <{KG}Instrument> <{INSTRUMENTS}> .\n"
        if subject.startswith("urn:kg:named:"):
            yield f"<{subject}> <{_RDF}type> <{KG}NamedInstrument> <{INSTRUMENTS}> .\n"
        yield f"<{subject}> <{_RDFS}label> {literal(label(i))}@vi <{INSTRUMENTS}> .\n"
        yield from _facts(subject, i, INSTRUMENTS)
        if i.issuer:
            issuer = body(i.issuer, i.place, lexicon)
            yield f"<{subject}> <{KG}issuedBy> <{issuer.id}> <{INSTRUMENTS}> .\n"
            if issuer.id not in authorities:
                authorities.add(issuer.id)
                yield from _authority(issuer, i.place)


def _authority(b: Body, place: str | None) -> Iterator[str]:
    yield f"<{b.id}> <{_RDF}type> <{KG}Authority> <{INSTRUMENTS}> .\n"
    yield f"<{b.id}> <{_RDFS}label> {literal(b.label)}@vi <{INSTRUMENTS}> .\n"
    if place:
        yield f"<{b.id}> <{KG}place> {literal(place)} <{INSTRUMENTS}> .\n"
    if b.entry:
        yield f"<{b.id}> <{KG}body> <{b.entry}> <{INSTRUMENTS}> .\n"
    if b.same:
        yield f"<{b.id}> <{PREFIXES['owl']}sameAs> <{b.entry}> <{INSTRUMENTS}> .\n"
    if b.province:
        yield f"<{b.id}> <{KG}inProvince> <{b.province}> <{INSTRUMENTS}> .\n"


_WORDS = ("number", "type", "issuer", "place", "level", "branch", "name", "title", "signer")


def _facts(subject: str, i: Instrument, graph: str) -> Iterator[str]:
    for field in _WORDS:
        if value := getattr(i, field):
            yield f"<{subject}> <{KG}{field}> {literal(value)} <{graph}> .\n"
    if kind := load().types.get(i.type or ""):
        yield f"<{subject}> <{KG}documentType> <{kind.id}> <{graph}> .\n"
    if i.date:
        # What is no day stays as it was told, without the type that it would break.
        day = f"^^<{_XSD}date>" if _DAY.fullmatch(i.date) else ""
        yield f"<{subject}> <{KG}dated> {literal(i.date)}{day} <{graph}> .\n"
    if i.year is not None:
        yield f'<{subject}> <{KG}year> "{i.year:04d}"^^<{_XSD}gYear> <{graph}> .\n'
    if i.term is not None:
        yield f'<{subject}> <{KG}term> "{i.term}"^^<{_XSD}integer> <{graph}> .\n'


def document_quads(names: Names, sources: Iterable[str], unresolved: Iterable[Unresolved]) -> Iterator[str]:
    """All that one document says, in its own graph; no line twice. `sources` are the paths that hold this document."""
    d, doc = names.extraction.document, names.document
    g = f" <{doc}> .\n"
    yield f"<{doc}> <{_RDF}type> <{KG}Document>{g}<{doc}> <{_RDFS}label> {literal(names.source)}{g}"
    for source in dict.fromkeys(sources):
        yield f"<{doc}> <{KG}source> {literal(source)}{g}"
    yield f"<{doc}> <{KG}sha256> {literal(d.sha256)}{g}<{doc}> <{KG}format> {literal(d.format)}{g}"
    if names.embodied:
        yield f"<{doc}> <{KG}embodies> <{names.embodied}>{g}"
    for node in names.mentioned:
        yield f"<{doc}> <{KG}mentions> <{node}>{g}"
    # The direct triple holds while one reading of it is not rejected.
    said = dict.fromkeys((e.subject, e.predicate, e.object) for e in names.edges if e.status != "rejected")
    for subject, predicate, target in said:
        yield f"<{subject}> <{_property(predicate)}> <{target}>{g}"
    for e in names.edges:
        yield _evidence(e, g)
    for name in unresolved:
        yield f"<{name.id}> <{_RDF}type> <{KG}UnresolvedName>{g}<{name.id}> <{_RDFS}label> {literal(name.label)}@vi{g}"
        yield from _facts(name.id, name.facts, doc)
        if name.reason:
            yield f"<{name.id}> <{KG}reason> {literal(name.reason)}{g}"
        for candidate in name.candidates:
            yield f"<{name.id}> <{KG}candidate> <{candidate}>{g}"


def _evidence(e: Edge, g: str) -> str:
    """The evidence node: flat properties for plain queries, and Web Annotation selectors for tools that know them."""
    n, quote = e.evidence, literal(e.quote)
    integer, natural = f"^^<{_XSD}integer>", f"^^<{_XSD}nonNegativeInteger>"
    confidence = f"{e.confidence:.4f}".rstrip("0")
    confidence += "0" if confidence.endswith(".") else ""
    page = "" if e.page is None else f'<{n}> <{KG}page> "{e.page}"{integer}{g}'
    provision = "" if e.provision is None else f"<{n}> <{KG}provision> {literal(e.provision)}{g}"
    return (
        f"<{n}> <{_RDF}type> <{KG}Evidence>{g}"
        f"<{n}> <{_RDF}subject> <{e.subject}>{g}"
        f"<{n}> <{_RDF}predicate> <{_property(e.predicate)}>{g}"
        f"<{n}> <{_RDF}object> <{e.object}>{g}"
        f"<{n}> <{KG}quote> {quote}{g}"
        f'<{n}> <{KG}start> "{e.start}"{integer}{g}'
        f'<{n}> <{KG}end> "{e.end}"{integer}{g}'
        f"{page}{provision}"
        f"<{n}> <{KG}rule> {literal(e.rule)}{g}"
        f'<{n}> <{KG}confidence> "{confidence}"^^<{_XSD}decimal>{g}'
        f"<{n}> <{KG}status> {literal(e.status)}{g}"
        f"<{n}> <{KG}source> {literal(e.source)}{g}"
        f"<{n}> <{_PROV}wasDerivedFrom> <{e.document}>{g}"
        f"<{n}> <{_OA}hasTarget> <{n}#target>{g}"
        f"<{n}#target> <{_RDF}type> <{_OA}SpecificResource>{g}"
        f"<{n}#target> <{_OA}hasSource> <{e.document}>{g}"
        f"<{n}#target> <{_OA}hasSelector> <{n}#position>{g}"
        f"<{n}#target> <{_OA}hasSelector> <{n}#quote>{g}"
        f"<{n}#position> <{_RDF}type> <{_OA}TextPositionSelector>{g}"
        f'<{n}#position> <{_OA}start> "{e.start}"{natural}{g}'
        f'<{n}#position> <{_OA}end> "{e.end}"{natural}{g}'
        f"<{n}#quote> <{_RDF}type> <{_OA}TextQuoteSelector>{g}"
        f"<{n}#quote> <{_OA}exact> {quote}{g}"
    )
