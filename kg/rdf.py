"""Extractions and their resolution as RDF: lines of N-Quads in the vocabulary of `ontology/kg.ttl`.

Merged facts of instruments stand in one graph; what a document says (the direct triples, each beside its evidence, and the
names that stay open) stands in the document's own graph, whose name is the document's id. Lines are built as text, at
about ten times the speed of a library's `add`; every value from a document goes through `literal` or `iri`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import eras
from kg.bodies import Body, body
from kg.edges import Edge, Names, Unresolved
from kg.lexicon import load
from kg.model import NAMED_ID, Instrument
from kg.nodes import INSTRUMENTS, PREFIXES, iri, label, literal, property_iri
from kg.patterns import pattern
from kg.turtle import KG

_RDF, _RDFS, _XSD, _OA, _PROV = (PREFIXES[p] for p in ("rdf", "rdfs", "xsd", "oa", "prov"))
_DAY = pattern(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def instrument_quads(instruments: Iterable[Instrument]) -> Iterator[str]:
    """The merged facts of the collection's instruments, and their issuing authorities, each line once."""
    lexicon, instruments = load(), list(instruments)
    authorities: set[str] = set()
    firsts = _firsts(instruments)
    for i in instruments:
        subject = iri(i.id)
        yield f"<{subject}> <{_RDF}type> <{KG}Instrument> <{INSTRUMENTS}> .\n"
        if subject.startswith(NAMED_ID):
            yield f"<{subject}> <{_RDF}type> <{KG}NamedInstrument> <{INSTRUMENTS}> .\n"
        yield f"<{subject}> <{_RDFS}label> {literal(label(i))}@vi <{INSTRUMENTS}> .\n"
        yield from _facts(subject, i, INSTRUMENTS)
        if i.issuer:
            issuer = body(i.issuer, i.place, lexicon)
            yield f"<{subject}> <{KG}issuedBy> <{issuer.id}> <{INSTRUMENTS}> .\n"
            if issuer.id not in authorities:
                authorities.add(issuer.id)
                yield from _authority(issuer, i.place)
                if i.place and i.level not in (None, "central"):
                    era = eras.era(i.place, i.level or "", firsts.get((i.place, i.level), ""), lexicon)
                    yield from _era(issuer.id, i.level or "", era)


def _firsts(instruments: Iterable[Instrument]) -> dict[tuple[str | None, str | None], str]:
    """The first day of what is known of each place."""
    found: dict[tuple[str | None, str | None], str] = {}
    for i in instruments:
        if day := i.date or str(i.year or ""):
            found[i.place, i.level] = min(day, found.get((i.place, i.level), day))
    return found


def _era(subject: str, level: str, era: eras.Era) -> Iterator[str]:
    """Of which level a local body is, and the days of its place."""
    yield f"<{subject}> <{KG}level> {literal(level)} <{INSTRUMENTS}> .\n"
    for name, day in (("validFrom", era.since), ("validUntil", era.until)):
        if day:
            yield f"<{subject}> <{KG}{name}> {literal(day)}^^<{_XSD}date> <{INSTRUMENTS}> .\n"


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
        yield f"<{subject}> <{property_iri(predicate)}> <{target}>{g}"
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
        f"<{n}> <{_RDF}predicate> <{property_iri(e.predicate)}>{g}"
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
