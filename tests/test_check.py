"""Each fault that the check looks for, planted; and none where none is."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import check, edges, nodes, rdf, shapes
from kg.lexicon import load
from kg.model import Instrument
from kg.store import build, open_store


def edge(subject: str, predicate: str, object: str, **more) -> edges.Edge:
    facts = {
        "start": 3,
        "end": 9,
        "page": None,
        "quote": "thực hiện",
        "rule": "clause",
        "confidence": 0.9,
        "provision": None,
        "status": "unreviewed",
        "document": "urn:kg:document:0000000000000001",
        "source": "a.txt",
    } | more
    evidence = f"urn:kg:evidence:{nodes.digest(subject, predicate, object, facts['start'])}"
    return edges.Edge(subject=subject, predicate=predicate, object=object, evidence=evidence, **facts)


def instruments(**dates: str | None) -> dict[str, Instrument]:
    return {name: Instrument(id=name, number=f"{name}/QĐ-TTg", date=date) for name, date in dates.items()}


LATER = [
    ("2021-06-15", "2020-01-22", "implements", False, "the reason is older"),
    ("2020-01-22", "2021-06-15", "implements", True, "the reason is younger"),
    ("2020-01-22", "2021-06-15", "basedOn", True, "on what is later nothing rests"),
    ("2020-01-22", "2020-01-22", "implements", False, "the same day is possible"),
    ("2020-01-22", None, "implements", False, "no date, no finding"),
]


@pytest.mark.parametrize(("a", "b", "predicate", "wrong", "reason"), LATER, ids=[r[-1] for r in LATER])
def test_later(a: str, b: str | None, predicate: str, wrong: bool, reason: str):
    found = list(check.later(instruments(a=a, b=b), [edge("a", predicate, "b"), edge("a", predicate, "b", start=4)]))
    assert [f.instrument for f in found] == ["a"] * wrong, reason
    for f in found:
        assert f.severity == "error"
        assert len(f.evidence) == 2
        assert "22/01/2020" in f.message


def test_what_people_rejected_is_no_finding(monkeypatch: pytest.MonkeyPatch):
    told = instruments(a="2020-01-22", b="2021-06-15")
    for status, wrong in (("unreviewed", 1), ("rejected", 0)):
        edges = [edge("a", "implements", "b", status=status)]
        store = SimpleNamespace(instruments=told.values, edges=lambda edges=edges: edges)
        for other in ("shapes", "unproven", "astray", "issuers", "dates"):
            monkeypatch.setattr(check, other, lambda *_, **__: [])
        assert [f.kind for f in check.check(store)] == ["later"] * wrong


def test_later_compares_years_where_days_are_missing():
    known = {
        "a": Instrument(id="a", number="1/QĐ", year=2019),
        "b": Instrument(id="b", number="2/QĐ", date="2020-05-01"),
    }
    assert [f.instrument for f in check.later(known, [edge("a", "guides", "b")])] == ["a"]
    assert not list(check.later(known, [edge("b", "guides", "a")]))


CYCLES = [
    ([("a", "b"), ("b", "c")], [], "a chain"),
    ([("a", "b"), ("b", "a")], [{"a", "b"}], "two that carry each other out"),
    ([("a", "a")], [{"a"}], "one that carries itself out"),
    (
        [("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "d"), ("a", "d")],
        [{"a", "b", "c"}, {"d", "e"}],
        "two knots",
    ),
]


@pytest.mark.parametrize(("arrows", "knots", "reason"), CYCLES, ids=[r[-1] for r in CYCLES])
def test_cycles(arrows: list[tuple[str, str]], knots: list[set[str]], reason: str):
    edges = [edge(a, "implements", b) for a, b in arrows]
    found = sorted(check.cycles({}, edges), key=lambda f: f.instrument)
    assert [{e.subject for e in f.evidence} for f in found] == knots, reason
    assert all(f.severity == "error" for f in found)


def test_edges_are_gone_through_a_few_times_however_many_knots_there_are():
    class Counted(list):
        times = 0

        def __iter__(self):
            self.times += 1
            return super().__iter__()

    chain = Counted(edge(f"n{i}", "implements", f"n{i + 1}") for i in range(200))
    assert not list(check.cycles({}, chain))
    assert chain.times <= 3


ISSUERS = [
    ("42/2022/NĐ-CP", "Chính phủ", None, "the issuer of the code"),
    ("42/2022/NĐ-CP", "Bộ Tài chính", "error", "a ministry issues no NĐ-CP"),
    ("942/QĐ-TTg", "Thủ tướng Chính phủ", None, "the Prime Minister"),
    ("942/QĐ-TTg", "Ủy ban nhân dân tỉnh", "error", "a province issues no QĐ-TTg"),
    ("52-NQ/TW", "Bộ Chính trị", None, "TW stands for several"),
    ("41-CT/TW", "Ban Bí thư", None, "TW stands for several"),
    ("370/KH-UBND", "Ủy ban nhân dân tỉnh Tiền Giang", None, "with its place"),
    ("370/KH-UBND", "UBND tỉnh Tiền Giang", None, "abbreviated"),
    ("370/KH-UBND", "Hội Người yêu hoa", "warning", "an issuer that the lexicon does not know"),
    ("370/KH-XYZW", "Bộ Tài chính", None, "a code that the lexicon does not know"),
    ("Không số", "Bộ Tài chính", None, "no number to compare with"),
]


@pytest.mark.parametrize(
    ("number", "noun", "issuer"),
    [
        ("24-L/CTN", "Luật", "Quốc hội"),  # Chủ tịch nước made it known
        ("47-LCT/HĐNN8", "Luật", "Quốc hội"),
        ("05/TT-LB", "Thông tư", "Bộ Tài chính"),  # one of the several ministries
    ],
)
def test_codes_that_contradict_no_issuer(number: str, noun: str, issuer: str) -> None:
    assert not [*check.issuers({"x": Instrument(id="x", number=number, type=noun, issuer=issuer)}, load())]


@pytest.mark.parametrize(("number", "issuer", "severity", "reason"), ISSUERS, ids=[f"{r[0]}: {r[-1]}" for r in ISSUERS])
def test_issuers(number: str, issuer: str, severity: str | None, reason: str):
    known = {"x": Instrument(id="x", number=number, issuer=issuer)}
    assert [f.severity for f in check.issuers(known, load())] == ([severity] if severity else []), reason


def test_two_dates_for_one_key():
    rows = [("date", "2021-12-06", "2021-12-07"), ("title", "a", "b")]
    conflicts = [
        SimpleNamespace(instrument="x", field=f, kept=a, other=b, document="urn:kg:document:1", source="b.txt")
        for f, a, b in rows
    ]
    found = list(check.dates(SimpleNamespace(conflicts=lambda: conflicts), instruments(x="2021-12-06")))
    assert [(f.severity, f.kind) for f in found] == [("error", "dates"), ("warning", "facts")]
    assert found[0].message == "x/QĐ-TTg: ngày ban hành là 06/12/2021, nhưng b.txt ghi 07/12/2021"


# --- Triples


def store_of(*, instruments: list[Instrument] = (), edges: list[edges.Edge] = (), more: str = "") -> SimpleNamespace:
    """A graph in memory, written as the store writes it."""
    import pyoxigraph as ox

    quads = [*rdf.instrument_quads(instruments)]
    for e in edges:
        quads += [
            f"<{e.subject}> <{nodes.KG}{e.predicate}> <{e.object}> <{e.document}> .\n",
            rdf._evidence(e, f" <{e.document}> .\n"),
        ]
    graph = ox.Store()
    graph.load("".join([*quads, more]).encode(), format=ox.RdfFormat.N_QUADS)
    return SimpleNamespace(graph=graph, edges=lambda: iter(edges))


GOOD = Instrument(
    id="urn:lex:vn:x:2020;1",
    number="1/QĐ-TTg",
    type="Quyết định",
    level="central",
    branch="state",
    date="2020-02-03",
    year=2020,
)


def test_what_the_store_writes_fits_the_shapes():
    store = store_of(instruments=[GOOD], edges=[edge(GOOD.id, "implements", "urn:b", page=2, confidence=1.0)])
    assert not list(check.shapes(store))
    assert not list(check.unproven(store, load()))


SHAPES = [
    ({"date": "2020-02-31x"}, "Ngày", "no such day"),
    ({"year": 1020}, "Năm", "a year out of range"),
    ({"term": 0}, "Khóa", "no such term"),
    ({"level": "galaxy"}, "Cấp", "a level out of the list"),
    ({"branch": "church"}, "Khối", "a branch out of the list"),
    ({"number": "ABC"}, "Số", "a number without a digit"),
    ({"number": None, "type": None}, "không có số", "nothing to call it by"),
]


@pytest.mark.parametrize(("change", "words", "reason"), SHAPES, ids=[r[-1] for r in SHAPES])
def test_shapes_of_instruments(change: dict, words: str, reason: str):
    found = list(check.shapes(store_of(instruments=[dataclasses.replace(GOOD, **change)])))
    assert [(f.severity, f.kind, f.instrument) for f in found] == [("error", "shape", GOOD.id)], reason
    assert words in found[0].message


EVIDENCE = [
    ({"confidence": 0.0}, "Độ tin cậy", "no confidence"),
    ({"confidence": 1.5}, "Độ tin cậy", "more than certain"),
    ({"quote": ""}, "trích nguyên văn", "no quote"),
    ({"rule": ""}, "quy tắc", "no rule"),
    ({"start": 9}, "Vị trí đầu", "an empty span"),
    ({"start": -1}, "Vị trí đầu", "before the text"),
    ({"page": 0}, "Trang", "pages count from 1"),
    ({"status": "maybe"}, "Tình trạng", "an unknown review"),
    ({"source": ""}, "tệp nguồn", "no source"),
]


@pytest.mark.parametrize(("change", "words", "reason"), EVIDENCE, ids=[r[-1] for r in EVIDENCE])
def test_shapes_of_evidence(change: dict, words: str, reason: str):
    found = list(check.shapes(store_of(edges=[edge("urn:a", "implements", "urn:b", **change)])))
    assert [(f.severity, f.kind) for f in found] == [("error", "shape")], reason
    assert words in found[0].message


UNRESOLVED = [
    ({"level": "galaxy"}, "Cấp", "a level out of the list"),
    ({"branch": "church"}, "Khối", "a branch out of the list"),
    ({"number": "abc"}, "Số", "a number without a digit"),
    ({"year": 1020}, "Năm", "a year out of range"),
    ({}, "Loại", "two types"),
]


@pytest.mark.parametrize(("change", "words", "reason"), UNRESOLVED, ids=[r[-1] for r in UNRESOLVED])
def test_shapes_of_open_names(change: dict, words: str, reason: str):
    name = "urn:kg:name:aa:b"
    facts = Instrument(id=name, number="1/QĐ-TTg", type="Quyết định", level="central", branch="state")
    said = [
        f"<{name}> <{nodes.PREFIXES['rdf']}type> <{nodes.KG}UnresolvedName> <urn:g> .\n",
        *rdf._facts(name, facts, "urn:g"),
    ]
    assert not list(check.shapes(store_of(more="".join(said))))
    if change:
        said = [said[0], *rdf._facts(name, dataclasses.replace(facts, **change), "urn:g")]
    else:
        said.append(f'<{name}> <{nodes.KG}type> "Kế hoạch" <urn:g> .\n')
    found = list(check.shapes(store_of(more="".join(said))))
    assert [(f.severity, f.instrument) for f in found] == [("error", name)], reason
    assert words in found[0].message


# --- What evidence names

DOCUMENT = "urn:kg:document:0000000000000001"
TYPED = f"{nodes.PREFIXES['rdf']}type"
READ = f"<{DOCUMENT}> <{TYPED}> <{nodes.KG}Document> <{DOCUMENT}> .\n"
OTHER = dataclasses.replace(GOOD, id="urn:lex:vn:x:2019;2")
OPEN = f"<urn:kg:name:aa:b> <{TYPED}> <{nodes.KG}UnresolvedName> <{DOCUMENT}> .\n"
ASTRAY = [
    ({}, "", "all is there"),
    ({"object": "urn:kg:name:aa:b"}, "", "a name that is open"),
    ({"subject": DOCUMENT}, "", "a document that is no instrument"),
    ({"subject": "urn:gone"}, "Chủ thể", "no such subject"),
    ({"object": "urn:gone"}, "Đối tượng", "no such object"),
    ({"object": DOCUMENT}, "Đối tượng", "a document is carried out by nothing"),
    ({"object": f"{nodes.KG}Instrument"}, "Đối tượng", "a class is no instrument"),
    ({"document": "urn:gone"}, "Tài liệu", "no such document"),
    ({"predicate": "isNoRelation"}, "Quan hệ", "no such relation"),
    ({"predicate": "issuedBy"}, "Quan hệ", "a property that is no relation"),
]


@pytest.mark.parametrize(("change", "words", "reason"), ASTRAY, ids=[r[-1] for r in ASTRAY])
def test_what_evidence_names_is_there(change: dict, words: str, reason: str):
    told = edge(**{"subject": GOOD.id, "predicate": "implements", "object": OTHER.id} | change)
    found = list(check.astray(store_of(instruments=[GOOD, OTHER], edges=[told], more=READ + OPEN), load()))
    assert [(f.severity, f.kind, f.instrument) for f in found] == [("error", "evidence", told.evidence)] * bool(
        words
    ), reason
    assert all(f.message.startswith(words) for f in found)


TARGETS = [
    (r"#target> <\S+hasSource>", "the place is in no document"),
    (r"#target> <\S+hasSelector>", "the place is not told"),
    (r"#(position|quote)> <\S+#type>", "the place is told by nothing known"),
    (r"#target> <\S+#type>", "the target is no place"),
]


@pytest.mark.parametrize(("gone", "reason"), TARGETS, ids=[r[-1] for r in TARGETS])
def test_the_place_of_evidence_is_told(gone: str, reason: str):
    told = edge(GOOD.id, "implements", OTHER.id)
    lines = rdf._evidence(told, f" <{told.document}> .\n").splitlines(True)
    left = "".join(line for line in lines if not re.search(gone, line))
    found = list(check.astray(store_of(instruments=[GOOD, OTHER], more=READ + left), load()))
    assert ["Chỗ" in f.message for f in found] == [True], reason


# Whatever a graph holds, pySHACL finds nothing wrong with a node that was not suspected.
VALUES = [
    *(f'"{v}"^^<{nodes.PREFIXES["xsd"]}{t}>' for t in ("date", "gYear", "integer", "decimal", "string") for v in
      ("2020-02-03", "2020-02-30", "2020", "1020", "3", "-1", "0", "1.5", "0.4", "", " 7 ", "1e2", "x")),
    '"central"@vi', '"central"', '"party"', '"accepted"', '"1/QĐ-TTg"', "<urn:x>", "<urn:y>", "_:b",
]  # fmt: skip
PROPERTIES = [
    *(f"{nodes.KG}{p}" for p in
      "number name title type issuer level branch dated year term candidate reason quote start end page rule confidence status "
      "source sha256 embodies".split()),
    *(f"{nodes.PREFIXES['rdf']}{p}" for p in ("subject", "predicate", "object")),
    f"{nodes.PREFIXES['prov']}wasDerivedFrom", f"{nodes.PREFIXES['oa']}hasTarget",
]  # fmt: skip
TRIPLES = st.tuples(
    st.sampled_from(("<urn:n>", "<urn:m>", "_:n")), st.sampled_from(PROPERTIES), st.sampled_from(VALUES)
)
CLASSES = st.sampled_from(("Instrument", "NamedInstrument", "UnresolvedName", "Evidence", "Document"))


@settings(max_examples=150, deadline=None)
@given(st.lists(TRIPLES, max_size=12), CLASSES, CLASSES)
def test_what_pyshacl_finds_was_suspected(triples: list[tuple[str, str, str]], first: str, second: str):
    import pyoxigraph as ox

    kinds = (("<urn:n>", first), ("<urn:m>", second), ("_:n", first))
    lines = [f"{n} <{nodes.PREFIXES['rdf']}type> <{nodes.KG}{kind}> <urn:g> .\n" for n, kind in kinds]
    graph = ox.Store()
    graph.load("".join([*lines, *(f"{n} <{p}> {v} <urn:g> .\n" for n, p, v in triples)]), format=ox.RdfFormat.N_QUADS)
    suspected = {n.value for query in shapes.queries() for n in shapes._nodes(graph, query)}
    typed = {q.subject for q in graph if q.predicate.value == f"{nodes.PREFIXES['rdf']}type"}
    assert {v.node for v in shapes.judged(graph, typed)} <= suspected


@pytest.mark.parametrize("kind", ["Instrument", "UnresolvedName", "Evidence", "Document"])
def test_a_blank_node_of_a_class_is_a_finding(kind: str):
    """The program writes none; a graph that was made elsewhere may hold one, whose name no IRI is made of."""
    store = store_of(more=f"_:b <{nodes.PREFIXES['rdf']}type> <{nodes.KG}{kind}> <urn:g> .\n")
    [blank] = {q.subject for q in store.graph}
    found = list(check.shapes(store))
    assert found
    assert {f.instrument for f in found} == {blank.value}


def test_what_pyshacl_refuses_to_judge_is_a_finding_and_the_others_are_judged():
    """It compares no blank nodes."""
    bad, good = edge("urn:a", "implements", "urn:b", rule=""), edge("urn:a", "implements", "urn:c")
    more = f"<{good.evidence}> <{nodes.KG}start> _:b <urn:g> .\n"
    wrong = [GOOD, dataclasses.replace(GOOD, id="urn:lex:vn:x:2020;2", branch="church")]
    found = list(check.shapes(store_of(instruments=wrong, edges=[bad, good], more=more)))
    assert {f.instrument for f in found} == {bad.evidence, good.evidence, "urn:lex:vn:x:2020;2"}


def test_a_constraint_that_the_look_does_not_know_has_every_node_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    text = (shapes.ontology_dir() / "shapes.ttl").read_text(encoding="utf-8")
    ours = "kg:OurShape a sh:NodeShape ; sh:targetClass kg:Instrument ; sh:property [ sh:path kg:number ; sh:maxLength 5 ] ."
    (tmp_path / "shapes.ttl").write_text(f"{text}\n{ours}\n", encoding="utf-8")
    monkeypatch.setattr(shapes, "ontology_dir", lambda: tmp_path)
    assert [f.kind for f in check.shapes(store_of(instruments=[GOOD]))] == ["shape"], "1/QĐ-TTg is longer"


def test_two_dates_break_a_shape():
    again = f'<{GOOD.id}> <{nodes.KG}dated> "2021-01-01"^^<http://www.w3.org/2001/XMLSchema#date> <urn:g> .\n'
    assert ["Ngày" in f.message for f in check.shapes(store_of(instruments=[GOOD], more=again))] == [True]


def test_a_sample_is_told(monkeypatch: pytest.MonkeyPatch):
    many = [dataclasses.replace(GOOD, id=f"urn:lex:vn:x:2020;{n}", branch="church") for n in range(7)]
    monkeypatch.setattr(shapes, "_PORTION", 2)
    assert len(list(check.shapes(store_of(instruments=many)))) == 7, "portions leave nothing out"
    note, *found = check.shapes(store_of(instruments=many), most=3)
    assert note.severity == "note"
    assert "3 trong 7" in note.message
    assert len(found) == 3


def test_a_relation_without_evidence():
    bare = f"<urn:a> <{nodes.KG}implements> <urn:c> <urn:g> .\n"
    store = store_of(edges=[edge("urn:a", "implements", "urn:b")], more=bare)
    assert [(f.severity, f.instrument) for f in check.unproven(store, load())] == [("error", "urn:a")]


def test_the_seeds_are_sound(tmp_path):
    build(["seeds"], tmp_path / "s")
    with open_store(tmp_path / "s") as store:
        found = check.check(store)
    assert [f.message for f in found if f.severity == "error"] == []
