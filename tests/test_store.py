"""What a collection on disk tells: its edges, names and counts, what a search finds, and that the graph holds the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import catalogue, store
from kg.model import KgError
from kg.nodes import INSTRUMENTS, KG, ONTOLOGY


def test_reviews_reach_the_graph(built: Path, tmp_path: Path):
    with store.open_store(built) as s:
        edge = next(e for e in s.edges() if e.predicate == "basedOn")
    with sqlite3.connect(built / catalogue.FILE) as db:
        db.execute("INSERT INTO reviews VALUES (?, 'rejected', '', 'an', '2024-01-01')", (edge.evidence,))
        db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    assert store.build([tmp_path / "in"], built).changed is True
    with store.open_store(built) as s:
        assert [e.status for e in s.edges(subject=edge.subject)] == ["rejected"]
        assert not s.query("ASK { ?s kg:basedOn ?o }")


def test_edges_are_the_evidence_of_the_graph(built: Path):
    query = """SELECT DISTINCT ?e ?s ?p ?o ?q ?start ?end { ?e a kg:Evidence ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
               kg:quote ?q ; kg:start ?start ; kg:end ?end . GRAPH ?d { ?s ?p ?o . ?e prov:wasDerivedFrom ?d } }"""
    with store.open_store(built) as s:
        rows = {tuple(term.value for term in row) for row in s.query(query).rows}
        edges = list(s.edges())
        assert rows == {
            (e.evidence, e.subject, KG + e.predicate, e.object, e.quote, str(e.start), str(e.end)) for e in edges
        }
        assert len(edges) == 7
        for e in edges:
            assert s.text(e.document)[e.start : e.end] == e.quote
        one = edges[3]
        assert set(s.edges(subject=one.subject)) == {e for e in edges if e.subject == one.subject}
        assert set(s.edges(object=one.object)) == {e for e in edges if e.object == one.object}
        assert set(s.edges(one.subject, one.object)) == {one}


def test_no_relation_is_lost_between_reading_and_graph(tmp_path: Path):
    """Two parts of one instrument that a sentence changes are two edges."""
    text = """CHÍNH PHỦ
Số: 88/2024/NĐ-CP
Hà Nội, ngày 15 tháng 7 năm 2024

NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của Nghị định số 12/2020/NĐ-CP ngày 15 tháng 01 năm 2020 của Chính phủ

Điều 1. Sửa đổi điểm a khoản 1, bổ sung điểm đ khoản 3 Điều 7 của Nghị định số 12/2020/NĐ-CP như sau:
"""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    store.build([tmp_path / "a.txt"], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as s:
        (row,) = s.documents()
        told = [(r.predicate, r.start, r.provision) for r in s.extraction(row.id).relations]
        assert sorted(map(str, told)) == sorted(str((e.predicate, e.start, e.provision)) for e in s.edges())
        assert len({provision for _, _, provision in told}) == len(told) == 3


def test_what_a_store_tells(built: Path):
    with store.open_store(built) as s:
        plan = s.instrument("urn:lex:vn:test:kh370")
        assert (plan.number, plan.place, plan.year) == ("370/KH-UBND", "Tiền Giang", 2021)
        assert s.instrument("urn:lex:vn:test:none") is None
        assert [i.id for i in s.instruments()] == sorted(i.id for i in s.instruments())
        assert {u.local: u.candidates for u in s.unresolved()} == {
            "_:nq": ("urn:lex:vn:test:nq52", "urn:lex:vn:test:nq36"),
            "_:kh": (),
        }
        assert s.instrument(s.unresolved()[0].id) == s.unresolved()[0].facts
        news, plan_text, register = s.documents()
        assert (news.instrument, plan_text.instrument, register.instrument) == (None, plan.id, None)
        extraction = s.extraction(plan_text.id)
        assert (extraction.instrument, len(extraction.document.text)) == (plan.id, plan_text.chars)
        for ask in (s.text, s.extraction):
            with pytest.raises(KgError, match="urn:nope"):
                ask("urn:nope")
        assert len(s.dataset.graph(ONTOLOGY)) > 100
        assert len(list(s.dataset.query("SELECT DISTINCT ?i WHERE { ?i a kg:Instrument ; kg:number ?n }"))) == 7


SEARCHES = [
    ("370/KH-UBND", ["kh370"], "a number as it is written"),
    ("370 kh ubnd", ["kh370"], "its parts"),
    ("nghi quyet 52", ["nq52"], "without diacritics"),
    ("NGHỊ QUYẾT bộ chính", ["nq36", "nq52"], "words of several fields, the last one cut"),
    ("tien giang", ["kh370", "nq08"], "a place"),
    ("chính phủ số", ["urn:kg:named:chien.luoc"], "a name"),
    ("5", [], "a number is not cut"),
    ('" OR *', [], "the syntax of the index is only words"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize(("words", "expected", "why"), SEARCHES, ids=[s[2] for s in SEARCHES])
def test_search(built: Path, words: str, expected: list[str], why: str):
    with store.open_store(built) as s:
        found = [i.id.removeprefix("urn:lex:vn:test:") for i in s.search(words)]
        assert sorted(found) == expected
        assert len(s.search(words, 1)) == min(1, len(expected))


def test_instruments_stand_in_their_own_graph(built: Path):
    with store.open_store(built) as s:
        graphs = {q.graph_name.value for q in s.graph.quads_for_pattern(None, ox.NamedNode(KG + "number"), None)}
        assert graphs == {INSTRUMENTS}
        assert s.query("ASK { GRAPH <urn:kg:graph:ontology> { kg:implements rdfs:label ?l } }")


def test_there_is_no_collection_yet(tmp_path: Path):
    with pytest.raises(KgError, match="kg build"):
        store.open_store(tmp_path)
