"""What other programs get: nothing lost, nothing that they would run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from kg import collection as collections
from kg import export, nodes, store
from kg.model import KgError


def quads(directory: Path) -> set[str]:
    with store.open_store(directory) as s:
        return {str(q) for q in s.graph if "_:" not in str(q)}


def write(directory: Path, form: str, out: Path) -> Path:
    with store.open_store(directory) as s:
        export.export(s, form, out)
    return out


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


@pytest.mark.parametrize(("form", "parser"), [("nquads", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_graphs_round_trip(collection: Path, tmp_path: Path, form: str, parser: ox.RdfFormat):
    out = write(collection, form, tmp_path / "out")
    found = ox.Store()
    found.bulk_load(path=str(out), format=parser)
    assert {str(q) for q in found if "_:" not in str(q)} == quads(collection)


def test_turtle_holds_the_union(collection: Path, tmp_path: Path):
    out = write(collection, "turtle", tmp_path / "out.ttl")
    found = list(ox.parse(out.read_bytes(), format=ox.RdfFormat.TURTLE))
    assert len(found) == len(set(found))
    with store.open_store(collection) as s:
        assert {q.triple for q in found} == {q.triple for q in s.graph}
    text = out.read_text(encoding="utf-8")
    assert "kg:implements" in text
    graph = rdflib.Graph().parse(out)
    plan = rdflib.URIRef("urn:lex:vn:test:kh370")
    assert {str(o) for o in graph.objects(plan, rdflib.URIRef(nodes.KG + "implements"))} == {
        "urn:lex:vn:test:nq08",
        "urn:kg:named:chien.luoc",
    }


def test_graphml_is_read_by_others(collection: Path, tmp_path: Path):
    graph = nx.read_graphml(write(collection, "graphml", tmp_path / "out.graphml"), force_multigraph=True)
    with store.open_store(collection) as s:
        assert {(e.subject, e.object, e.evidence, e.quote, e.start) for e in s.edges()} == {
            (a, b, key, d["quote"], d["start"]) for a, b, key, d in graph.edges(keys=True, data=True)
        }
        assert {i.id for i in s.instruments()} | {u.id for u in s.unresolved()} < set(graph)
    plan = graph.nodes["urn:lex:vn:test:kh370"]
    assert (plan["number"], plan["year"], plan["status"]) == ("370/KH-UBND", 2021, "resolved")
    assert {d["status"] for _, d in graph.nodes(data=True)} == {"resolved", "named", "unresolved", "document"}


def test_csv_opens_in_a_spreadsheet(collection: Path, tmp_path: Path):
    folder = write(collection, "csv", tmp_path / "new" / "out")
    for name in ("nodes.csv", "edges.csv"):
        assert (folder / name).read_bytes().startswith(b"\xef\xbb\xbf")
    nodes, edges = cells(folder / "nodes.csv"), cells(folder / "edges.csv")
    plan = next(n for n in nodes if n["id"] == "urn:lex:vn:test:kh370")
    assert (plan["issuer"], plan["label"]) == ("Ủy ban nhân dân tỉnh", "Kế hoạch 370/KH-UBND (06/12/2021)")
    name = next(n for n in nodes if n["label"] == "_:nq")
    assert name["candidates"] == "urn:lex:vn:test:nq52 urn:lex:vn:test:nq36"
    assert {e["subject"] for e in edges} | {e["object"] for e in edges} <= {n["id"] for n in nodes}
    assert [e["quote"] for e in edges if e["predicate"] == "basedOn"] == ["nq08 basedOn nq52"]


HOSTILE = [
    ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
    ("+1-2", "'+1-2"),
    ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
    ("@SUM(1)", "'@SUM(1)"),
    (" =1", "' =1"),
    ("-5", "-5"),
    ('<script>"x",\u202e</script>', '<script>"x",\u202e</script>'),
]


@pytest.mark.parametrize(("title", "cell"), HOSTILE)
def test_hostile_words_are_only_words(small, files, tmp_path: Path, title: str, cell: str):
    folder = files({"a.txt": f"a | title={title}\na implements b\n"})
    store.build([folder], tmp_path / "kg")
    rows = cells(write(tmp_path / "kg", "csv", tmp_path / "csv") / "nodes.csv")
    assert [n["title"] for n in rows if n["title"]] == [cell]
    graph = nx.read_graphml(write(tmp_path / "kg", "graphml", tmp_path / "x.graphml"))
    assert graph.nodes["urn:lex:vn:test:a"]["title"] == title


def test_control_characters_do_not_break_xml(small, files, tmp_path: Path):
    folder = files({"a.txt": "a | title=a\x01\x1b&<b>\ufffec\na implements b\n"})
    store.build([folder], tmp_path / "kg")
    graph = nx.read_graphml(write(tmp_path / "kg", "graphml", tmp_path / "x.graphml"))
    assert graph.nodes["urn:lex:vn:test:a"]["title"] == "a\ufffd\ufffd&<b>\ufffdc"


@pytest.mark.parametrize("form", ["turtle", "nquads", "jsonld", "graphml"])
def test_streams(collection: Path, tmp_path: Path, form: str):
    stream = io.BytesIO()
    with store.open_store(collection) as s:
        export.export(s, form, stream)
    assert len(stream.getvalue()) == write(collection, form, tmp_path / "out").stat().st_size


def test_a_file_appears_when_it_is_complete(collection: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "out.graphml"
    out.write_text("before", encoding="utf-8")
    monkeypatch.setattr(export, "_nodes", lambda store: iter([{}]))  # fails half-way
    with store.open_store(collection) as s, pytest.raises(KeyError):
        export.export(s, "graphml", out)
    assert out.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_what_can_not_be_written_is_told(collection: Path, tmp_path: Path):
    (tmp_path / "file").touch()
    with store.open_store(collection) as s:
        with pytest.raises(KgError, match="turtle, nquads"):
            export.export(s, "xlsx", tmp_path / "out")
        with pytest.raises(KgError, match=r"nowhere/out\.ttl can't be written"):
            export.export(s, "turtle", tmp_path / "nowhere" / "out.ttl")
        with pytest.raises(KgError, match=r"can't be written: it is a file, and CSV is a folder"):
            export.export(s, "csv", tmp_path / "file")
        with pytest.raises(KgError, match="give a folder"):
            export.export(s, "csv", io.BytesIO())


FORMS = [(nx.write_graphml, nx.read_graphml), (nx.write_gexf, nx.read_gexf), (nx.write_gml, nx.read_gml)]


@pytest.mark.parametrize(("write", "read"), FORMS, ids=["graphml", "gexf", "gml"])
def test_a_plain_graph_is_written_by_networkx(small, files, tmp_path: Path, write, read):
    hostile = "= x \x01\nx implements y\nz replaces x\nw cites open\n"
    store.build([files({"a.txt": hostile})], tmp_path / "kg")
    with collections.open(tmp_path / "kg") as c:
        full, graph = c.lineage(), c.lineage(plain=True)
    write(graph, tmp_path / "graph")
    again = read(tmp_path / "graph")
    assert (set(again), again.number_of_edges()) == (set(full), full.number_of_edges())
    ended = {node: [end.by.id for end in data["ended"]] for node, data in full.nodes(data=True) if data["ended"]}
    assert {node: data["ended"].split() for node, data in graph.nodes(data=True) if "ended" in data} == ended
    assert ended
