"""Extractions as N-Quads: every value from a document comes back as it was, and none breaks a line."""

from __future__ import annotations

import dataclasses
from functools import cache

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.namespace import RDF

from kg import edges, nodes, rdf
from kg.bodies import body
from kg.lexicon import load, ontology_dir
from kg.model import Document, Extraction, Instrument, Mention, Relation, Resolution, Settled

DOCUMENT = Document(
    id="urn:kg:document:00000000000000aa", source="a.txt", sha256="aa", format="txt", text="", pages=(0, 10)
)
A, B, NAMED = "urn:lex:vn:a:b:2021;1", "urn:lex:vn:a:b:2020;2", "urn:kg:named:chien.luoc"

HOSTILE = [
    ('"quoted"', "quotes end literals"),
    ("a\\b\\", "so do backslashes"),
    ("dòng\nkhác\r\n\ttab", "line ends end statements"),
    ("\x00\x01\x1f\x7f\x1b[31m", "control characters, also NUL"),
    ("<script>alert(1)</script>", "markup"),
    ('" .\n<urn:a> <urn:b> <urn:c> .\n#', "a statement in a literal"),
    ("\u202e\ufeff\u2028\U0001f600Nghị", "directions, marks, planes beyond the first"),
    ("^^<http://x>@vi", "what follows literals"),
    ("", "nothing"),
]


def quads(lines) -> list[ox.Quad]:
    return list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))


def values(found: list[ox.Quad], subject: str, name: str) -> list[str]:
    return [q.object.value for q in found if q.subject.value == subject and q.predicate.value == nodes.KG + name]


@pytest.mark.parametrize(("text", "why"), HOSTILE, ids=[w for _, w in HOSTILE])
def test_hostile_words_round_trip_in_every_place(text: str, why: str):
    facts = Instrument(
        id=A, number=text, title=text, issuer=text, place=text, name=text, type=text, signer=text, date=text
    )
    instruments = quads(rdf.instrument_quads([facts]))
    for name in ("number", "title", "name", "type", "signer", "dated"):
        assert values(instruments, A, name) == ([text] if text else [])

    relation = Relation(
        subject=A,
        predicate="implements",
        object="_:" + text,
        start=0,
        end=1,
        quote=text,
        rule=text,
        confidence=0.5,
        provision=text,
    )
    extraction = Extraction(document=DOCUMENT, instrument=None, instruments={A: facts}, relations=(relation,))
    names = edges.Names(extraction, Resolution(instruments={A: facts}, settled={}), text, {})
    found = quads(rdf.document_quads(names, [text], list(names.unresolved())))
    evidence = names.edges[0].evidence
    for name in ("quote", "rule", "provision", "source"):
        assert values(found, evidence, name) == [text]
    assert {q.graph_name.value for q in found} == {DOCUMENT.id}


@given(st.text())
def test_any_literal_round_trips(text: str):
    (quad,) = quads([f"<urn:a> <urn:b> {nodes.literal(text)} <urn:g> .\n"])
    assert quad.object.value == text


@given(st.text(st.characters(categories=["Cs"]), min_size=1))
def test_half_surrogates_are_replaced(text: str):
    (quad,) = quads([f"<urn:a> <urn:b> {nodes.literal(text)} <urn:g> .\n"])
    assert quad.object.value == "\ufffd" * len(text)


@given(st.one_of(st.text(), st.text().map("urn:".__add__), st.text().map("urn:lex:vn:".__add__)))
def test_any_id_is_an_iri(ident: str):
    ox.NamedNode(nodes.iri(ident))
    assert "#" not in nodes.iri(ident)


def test_ids_that_are_urns_stay_and_others_stay_apart():
    assert (
        nodes.iri("urn:lex:vn;tien.giang:uy.ban:ke.hoach:2021;370") == "urn:lex:vn;tien.giang:uy.ban:ke.hoach:2021;370"
    )
    assert (
        len({nodes.iri(i) for i in ("a> <b", "a%3E%20%3Cb", "a<b", "a b")}) == 3
    )  # only the first two are the same name


LABELS = [
    (Instrument(type="Kế hoạch", number="370/KH-UBND", date="2021-12-06"), "Kế hoạch 370/KH-UBND (06/12/2021)"),
    (Instrument(type="Kế hoạch", number="370/KH-UBND", year=2021), "Kế hoạch 370/KH-UBND (2021)"),
    (Instrument(type="Luật", name="Luật Hóa chất"), "Luật Hóa chất"),  # the noun is told once
    (Instrument(type="Kế hoạch", issuer="Ủy ban nhân dân tỉnh"), "Kế hoạch (Ủy ban nhân dân tỉnh)"),
    (Instrument(id="urn:x"), "urn:x"),
    (Instrument(type="Luật", name="về\n  đất\tđai"), "Luật về đất đai"),
]


@pytest.mark.parametrize(("instrument", "expected"), LABELS)
def test_labels(instrument: Instrument, expected: str):
    assert nodes.label(instrument) == expected


AUTHORITIES = [
    ("Bộ Chính trị", None, "bo.chinh.tri", "Bộ Chính trị"),
    ("Tỉnh ủy", "Tiền Giang", "tinh.uy.tien.giang", "Tỉnh ủy Tiền Giang"),
    ("Tỉnh ủy Tiền Giang", "Tiền Giang", "tinh.uy.tien.giang", "Tỉnh ủy Tiền Giang"),
    ("Ủy ban nhân dân tỉnh", "Tiền Giang", "uy.ban.nhan.dan.tinh.tien.giang", "Ủy ban nhân dân tỉnh Tiền Giang"),
]


@pytest.mark.parametrize(("issuer", "place", "expected", "label"), AUTHORITIES)
def test_authorities_are_issuer_and_place(issuer, place, expected, label):
    found = body(issuer, place, load())
    assert (found.id, found.label) == (f"urn:kg:authority:{expected}", label)


TWO_BODIES = [
    (
        ("Ủy ban nhân dân xã", "Tân Thạnh, Đồng Tháp"),
        ("Ủy ban nhân dân xã", "Tân Thành, Đồng Tháp"),
        "communes of a province",
    ),
    (("Hội Người yêu hoa", None), ("Hội Người yếu hoá", None), "bodies that the lexicon does not know"),
    (
        ("Đảng ủy xã Tân Thạnh", "Đồng Tháp"),
        ("Đảng ủy xã Tân Thành", "Đồng Tháp"),
        "the commune in the name of the body",
    ),
]


@pytest.mark.parametrize(("one", "other", "why"), TWO_BODIES, ids=[r[-1] for r in TWO_BODIES])
def test_bodies_that_differ_in_their_marks_alone_are_two(one, other, why):
    assert body(*one, load()).id != body(*other, load()).id, why
    tones = "Ủy ban nhân dân phường", "Hoà Bình, Phú Thọ"
    assert body(*tones, load()) != body(*one, load())
    assert body(*tones, load()).id == body(tones[0], "Hòa Bình, Phú Thọ", load()).id, (
        "where the tone stands is spelling"
    )


PLACE, ENTRY, TYPE = (f"https://w3id.org/kg-vn/{kind}#" for kind in ("place", "authority", "type"))
LINKS = [
    ("Chính phủ", None, f"{ENTRY}chinh-phu", True, None, "the body itself"),
    ("Thủ tướng", None, f"{ENTRY}thu-tuong-chinh-phu", True, None, "by another of its names"),
    (
        "Ủy ban nhân dân tỉnh",
        "Tiền Giang",
        f"{ENTRY}uy-ban-nhan-dan",
        False,
        f"{PLACE}tien-giang",
        "one in every place",
    ),
    (
        "Ủy ban nhân dân huyện Cái Bè",
        "Cái Bè, Tiền Giang",
        f"{ENTRY}uy-ban-nhan-dan",
        False,
        f"{PLACE}tien-giang",
        "and below",
    ),
    (
        "Cục Thuế tỉnh",
        "Bình Dương",
        f"{ENTRY}cuc-thue-tinh",
        False,
        f"{PLACE}binh-duong",
        "the office of a central body",
    ),
    ("Đảng ủy Bộ Tài chính", None, f"{ENTRY}dang-uy", False, None, "a committee in another body"),
    ("Bộ Tài chính và Bộ Y tế", None, None, False, None, "two bodies"),
    ("Hội Người yêu hoa", "Sao Hỏa", None, False, None, "neither is known"),
]


@pytest.mark.parametrize(("issuer", "place", "entry", "same", "province", "why"), LINKS, ids=[r[-1] for r in LINKS])
def test_authorities_lead_to_the_lexicon(issuer, place, entry, same, province, why):
    found = quads(rdf.instrument_quads([Instrument(id=A, number="1", issuer=issuer, place=place)]))
    own = body(issuer, place, load()).id
    assert values(found, own, "body") == ([entry] if entry else []), why
    assert values(found, own, "inProvince") == ([province] if province else [])
    assert [q.object.value for q in found if q.predicate.value.endswith("#sameAs")] == ([entry] if same else [])
    known = {
        s.value
        for s, *_ in (q for f in ("authorities", "places") for q in ox.parse(path=str(ontology_dir() / f"{f}.ttl")))
    }
    assert {entry, province} - {None} <= known, "no link leads nowhere"


def test_types_lead_to_the_lexicon():
    found = quads(rdf.instrument_quads([Instrument(id=A, type="Kế hoạch"), Instrument(id=B, type="Chuyện kể")]))
    assert values(found, A, "documentType") == [f"{TYPE}ke-hoach"]
    assert values(found, B, "documentType") == []


def test_facts_have_their_types():
    i = Instrument(id=NAMED, name="Chiến lược", date="2021-06-15", year=2021, term=13, issuer="Bộ Chính trị")
    lines = list(rdf.instrument_quads([i, Instrument(id=A, issuer="Bộ Chính trị", date="15/6")]))
    assert len(lines) == len(set(lines)), "the authority is told once"
    text = "".join(lines)
    for part in (
        '"2021-06-15"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"2021"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        '"13"^^<http://www.w3.org/2001/XMLSchema#integer>',
        f"<{NAMED}> <{nodes.PREFIXES['rdf']}type> <{nodes.KG}NamedInstrument>",
        f'<{A}> <{nodes.KG}dated> "15/6" <',  # no day: kept as it was told
    ):
        assert part in text


def relation(**changes) -> Relation:
    facts = {
        "subject": A,
        "predicate": "implements",
        "object": B,
        "start": 12,
        "end": 20,
        "quote": "thực hiện",
        "rule": "cue",
        "confidence": 0.95,
    }
    return Relation(**{**facts, **changes})


def test_evidence_stands_beside_the_direct_triple_and_names_its_place():
    extraction = Extraction(
        document=DOCUMENT, instrument=A, relations=(relation(), relation(start=1, end=5), relation())
    )
    known = {i: Instrument(id=i) for i in (A, B)}
    names = edges.Names(extraction, Resolution(instruments=known, settled={}), "a.txt", {})
    lines = list(rdf.document_quads(names, ["a.txt", "b/a.txt", "a.txt"], []))
    joined = [line for chunk in lines for line in chunk.splitlines()]
    assert len(joined) == len(set(joined)), "no line twice, though a relation was told twice"
    found = quads(lines)
    assert sum(q.predicate.value == nodes.KG + "implements" for q in found) == 1
    later, earlier = names.edges
    assert (later.page, earlier.page) == (2, 1)
    assert values(found, DOCUMENT.id, "source") == ["a.txt", "b/a.txt"]
    assert values(found, DOCUMENT.id, "embodies") == [A]
    objects = {
        (q.subject.value.removeprefix(later.evidence), q.predicate.value.rsplit("#", 1)[1]): q.object for q in found
    }
    assert objects["#quote", "exact"].value == "thực hiện"
    assert (objects["#position", "start"].value, objects["#position", "end"].value) == ("12", "20")
    assert objects["#target", "hasSource"].value == DOCUMENT.id
    assert objects["", "wasDerivedFrom"].value == DOCUMENT.id
    assert (objects["", "confidence"].value, objects["", "status"].value) == ("0.95", "unreviewed")


def test_two_parts_that_the_same_words_tell_are_two_edges():
    parts = ("khoản 1 Điều 7", "khoản 3 Điều 7")
    told = tuple(dataclasses.replace(relation(), predicate="amends", provision=part) for part in parts)
    extraction = Extraction(document=DOCUMENT, instrument=A, relations=told)
    names = edges.Names(
        extraction, Resolution(instruments={i: Instrument(id=i) for i in (A, B)}, settled={}), "a.txt", {}
    )
    assert [e.provision for e in names.edges] == list(parts)
    assert len({e.evidence for e in names.edges}) == 2


def test_a_rejected_reading_keeps_its_evidence_and_loses_its_triple():
    extraction = Extraction(document=DOCUMENT, instrument=A, relations=(relation(),))
    resolution = Resolution(instruments={i: Instrument(id=i) for i in (A, B)}, settled={})
    evidence = edges.Names(extraction, resolution, "a.txt", {}).edges[0].evidence
    names = edges.Names(extraction, resolution, "a.txt", {evidence: "rejected"})
    found = quads(rdf.document_quads(names, ["a.txt"], []))
    assert not [q for q in found if q.predicate.value == nodes.KG + "implements"]
    assert values(found, evidence, "status") == ["rejected"]


def test_names_are_settled_open_or_told_without_an_id():
    mentions = (
        Mention(start=0, end=3, text="Nghị quyết\n36", type="Nghị quyết", form="short", instrument="_:a"),
        Mention(start=4, end=6, text="Kế hoạch", type="Kế hoạch", form="name", instrument="_:b"),
        Mention(start=7, end=9, text="Luật", type="Luật", form="name", instrument=None, candidates=(A, "_:b")),
    )
    settled = {
        (DOCUMENT.id, "_:a"): Settled(document=DOCUMENT.id, local="_:a", instrument=A),
        (DOCUMENT.id, "_:b"): Settled(
            document=DOCUMENT.id, local="_:b", instrument=None, candidates=(A, B), reason="several fit"
        ),
    }
    facts = {"_:a": Instrument(id="_:a"), "_:b": Instrument(id="_:b", type="Kế hoạch")}
    extraction = Extraction(document=DOCUMENT, instrument="_:a", instruments=facts, mentions=mentions)
    names = edges.Names(extraction, Resolution(instruments={A: Instrument(id=A)}, settled=settled), "a.txt", {})
    b, none = names.unresolved()
    assert names.embodied == A
    assert (b.id, b.label, b.candidates, b.reason) == (
        "urn:kg:name:00000000000000aa:b",
        "Kế hoạch",
        (A, B),
        "several fit",
    )
    assert (none.label, none.candidates, none.start) == ("Luật", (A, b.id), 7)
    found = quads(rdf.document_quads(names, ["a.txt"], [b, none]))
    assert {q.object.value for q in found if q.predicate.value == nodes.KG + "candidate"} == {A, B, b.id}
    assert list(names.mentioned) == [A, b.id, none.id]


def test_a_document_that_is_no_instrument_keeps_its_own_name_as_subject():
    extraction = Extraction(
        document=DOCUMENT, instrument=None, relations=(relation(subject=DOCUMENT.id, predicate="reviews"),)
    )
    names = edges.Names(extraction, Resolution(instruments={B: Instrument(id=B)}, settled={}), "a.txt", {})
    assert [(e.subject, e.object) for e in names.edges] == [(DOCUMENT.id, B)]
    assert not list(names.unresolved())


def test_evidence_is_named_by_what_it_says_and_where():
    resolution = Resolution(instruments={i: Instrument(id=i) for i in (A, B)}, settled={})

    def name(document: Document = DOCUMENT, **changes) -> str:
        extraction = Extraction(document=document, instrument=None, relations=(relation(**changes),))
        return edges.Names(extraction, resolution, "a.txt", {}).edges[0].evidence

    assert name() == name(confidence=0.1) == name(dataclasses.replace(DOCUMENT, source="b.txt"))
    changed = [{"object": A}, {"predicate": "guides"}, {"start": 11}, {"end": 21}, {"rule": "other"}]
    changed += [{"provision": "Điều 1"}, {"provision": "Điều 2"}]
    other = dataclasses.replace(DOCUMENT, id="urn:kg:document:00000000000000bb")
    assert len({name(), name(other), *(name(**c) for c in changed)}) == 2 + len(changed)


# --- What the graph says in the standards that its vocabulary names

# What ELI, Web Annotation, SKOS and PROV-O say of the terms that kg.ttl is below: what follows from a domain, a range or a class.
STANDARDS = """
@prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
eli:LegalResource rdfs:subClassOf eli:Work . eli:LegalExpression rdfs:subClassOf eli:Expression .
eli:Format rdfs:subClassOf eli:Manifestation .
eli:title rdfs:domain eli:Expression . eli:embodies rdfs:domain eli:Manifestation ; rdfs:range eli:Expression .
eli:based_on rdfs:domain eli:Work . eli:ensures_implementation_of rdfs:range eli:LegalResource .
eli:date_document rdfs:domain eli:Work . eli:passed_by rdfs:domain eli:LegalResource ; rdfs:range eli:Agent .
eli:type_document rdfs:domain eli:LegalResource ; rdfs:range eli:ResourceType .
oa:exact rdfs:domain oa:TextQuoteSelector . oa:hasTarget rdfs:domain oa:Annotation . oa:hasSource rdfs:domain oa:SpecificResource .
prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
skos:semanticRelation rdfs:domain skos:Concept ; rdfs:range skos:Concept .
skos:broader rdfs:subPropertyOf skos:semanticRelation . skos:exactMatch rdfs:subPropertyOf skos:semanticRelation .
"""
APART = [
    ("eli:Work", "eli:Expression", "levels of FRBR"),
    ("eli:Work", "eli:Manifestation", "levels of FRBR"),
    ("kg:Evidence", "oa:TextQuoteSelector", "an annotation has a selector and is none"),
    ("kg:Document", "kg:Instrument", "news that cites is no instrument"),
    ("kg:UnresolvedName", "kg:Instrument", "one that is not known is not counted with those that are"),
]


@cache
def entailed() -> rdflib.Graph:
    """All that follows by RDFS from a graph in which every kind of node stands in what it can stand in."""
    first = Instrument(
        id=A, number="1/KH-UBND", type="Kế hoạch", title="phát triển", issuer="Chính phủ", date="2021-12-06", year=2021
    )
    mention = Mention(start=0, end=3, text="Nghị quyết 36", type="Nghị quyết", form="short", instrument="_:a")
    own = Extraction(
        document=DOCUMENT,
        instrument=A,
        instruments={A: first},
        mentions=(mention,),
        relations=(relation(), relation(object="_:a"), relation(subject="_:a", predicate="basedOn")),
    )
    news = dataclasses.replace(DOCUMENT, id="urn:kg:document:00000000000000bb")  # no instrument
    other = Extraction(
        document=news,
        instrument=None,
        relations=(relation(subject=news.id), relation(subject=news.id, predicate="basedOn")),
    )
    known = Resolution(instruments={A: first, B: Instrument(id=B, number="2", title="b")}, settled={})
    lines = [*rdf.instrument_quads(known.instruments.values())]
    for extraction in (own, other):
        names = edges.Names(extraction, known, "a.txt", {})
        lines += rdf.document_quads(names, ["a.txt"], names.unresolved())
    graph = rdflib.Graph().parse(ontology_dir() / "kg.ttl").parse(data=STANDARDS, format="turtle")
    for q in quads(lines):
        graph.parse(data=f"{q.triple} .", format="nt")
    owlrl.DeductiveClosure(owlrl.RDFS_Semantics).expand(graph)
    return graph


def of_class(name: str) -> set[str]:
    prefix, _, local = name.partition(":")
    return {str(s) for s in entailed().subjects(RDF.type, rdflib.URIRef(nodes.PREFIXES[prefix] + local))}


@pytest.mark.parametrize(("one", "other", "why"), APART, ids=[f"{a} {b}" for a, b, _ in APART])
def test_no_node_is_entailed_to_be_of_two_kinds(one: str, other: str, why: str):
    assert of_class(one), "else nothing is tested"
    assert of_class(one) & of_class(other) == set(), why
