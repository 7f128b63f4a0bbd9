"""`/sparql` speaks the SPARQL 1.1 protocol: to a table of requests, to rdflib, and to curl. A real server answers."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import re
import runpy
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg import protocol
from kg.protocol import RefusedError

tools = runpy.run_path(str(Path(__file__).with_name("serving.py")))
SELECT = "SELECT ?s ?n WHERE { ?s kg:number ?n ; kg:branch 'party' } ORDER BY ?n"
ASK = "ASK { ?s kg:number '370/KH-UBND' }"
CONSTRUCT = "CONSTRUCT WHERE { ?s kg:implements ?o }"
ENDS = (".min.js", ".min.css")
URLENCODED, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


@pytest.fixture(scope="module")
def server(collection: Path) -> Iterator:
    with tools["serving"](collection, "--rows", "50", "--timeout", "5") as found:
        yield found


def test_the_three_ways_to_ask_give_the_same(server):
    answers = [
        server.ask(f"/sparql?{urlencode({'query': SELECT})}", accept="text/csv"),
        server.post("/sparql", {"query": SELECT}, accept="text/csv"),
        server.ask("/sparql", method="POST", body=SELECT.encode(), content_type=DIRECT, accept="text/csv"),
        server.ask(
            "/sparql", method="POST", body=SELECT.encode(), content_type=f"{DIRECT}; charset=UTF-8", accept="text/csv"
        ),
    ]
    assert [a.status for a in answers] == [200] * 4
    assert len({a.body for a in answers}) == 1
    assert "36-NQ/TW" in answers[0].text


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (SELECT, "text/*;q=0.5, application/sparql-results+json;q=0.1", "text/csv"),
        (SELECT, "image/png, */*;q=0.1", "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        # What rdflib sends for everything.
        (CONSTRUCT, "application/sparql-results+xml, application/rdf+xml", "application/rdf+xml"),
    ],
)
def test_the_form_is_what_is_accepted(server, query: str, accept: str, kind: str):
    answer = server.ask(f"/sparql?{urlencode({'query': query})}", accept=accept)
    assert (answer.status, answer.kind) == (200, kind)


def test_all_forms_of_rows_hold_the_same(server):
    def get(accept: str):
        return server.ask(f"/sparql?{urlencode({'query': SELECT})}", accept=accept)

    rows = [[b[v]["value"] for v in ("s", "n")] for b in get("application/json").json()["results"]["bindings"]]
    assert [n for _, n in rows] == ["36-NQ/TW", "41-CT/TW", "52-NQ/TW"]
    assert list(csv.reader(io.StringIO(get("text/csv").text)))[1:] == rows
    told = [line.split("\t") for line in get("text/tab-separated-values").text.splitlines()]
    assert told == [["?s", "?n"], *([f"<{s}>", f'"{n}"'] for s, n in rows)]
    space = {"r": "http://www.w3.org/2005/sparql-results#"}
    root = ElementTree.fromstring(get("application/sparql-results+xml").body)
    assert [v.get("name") for v in root.findall("r:head/r:variable", space)] == ["s", "n"]
    found = root.findall("r:results/r:result", space)
    assert [["".join(b.itertext()) for b in r.findall("r:binding", space)] for r in found] == rows


def test_xml_holds_what_no_xml_can(server):
    query = "SELECT ?x ?y ?z WHERE { BIND('a\\u0001<&]]>\\r' AS ?x) BIND('é'@vi AS ?y) BIND(3 AS ?z) }"
    answer = server.ask(f"/sparql?{urlencode({'query': query})}", accept="application/sparql-results+xml")
    cells = [e for e in ElementTree.fromstring(answer.body).iter() if e.tag.endswith("literal")]
    assert [c.text for c in cells] == ["a\ufffd<&]]>\r", "é", "3"]
    assert cells[1].get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert cells[2].get("datatype") == "http://www.w3.org/2001/XMLSchema#integer"


@pytest.mark.parametrize(
    ("method", "search", "kind", "body", "status", "told"),
    [
        ("GET", {"query": "SELECT ?x WHERE { ?x"}, "", "", 400, "Line 1"),
        ("GET", {"query": ""}, "", "", 400, "too early"),
        ("GET", {"query": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}, "", "", 400, "INSERT is refused"),
        ("GET", {"update": "CLEAR ALL"}, "", "", 400, "refused"),
        ("POST", {}, URLENCODED, "update=CLEAR+ALL", 400, "refused"),
        ("POST", {}, "application/sparql-update", "CLEAR ALL", 400, "refused"),
        ("POST", {}, DIRECT, "LOAD <file:///etc/passwd>", 400, "LOAD is refused"),
        ("POST", {}, DIRECT, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE is refused"),
        ("POST", {}, DIRECT, "SELECT * FROM <http://127.0.0.1/> { ?s ?p ?o }", 400, "FROM is refused"),
        ("GET", {"query": ASK, "default-graph-uri": "a b"}, "", "", 400, "default-graph-uri"),
        ("GET", {"query": ASK, "named-graph-uri": "x"}, "", "", 400, "named-graph-uri"),
        ("GET", [("query", ASK), ("query", ASK)], "", "", 400, "several"),
        ("POST", {"query": ASK}, URLENCODED, urlencode({"query": ASK}), 400, "several"),
        ("POST", {}, URLENCODED, "x=1", 400, "no query"),
        ("POST", {}, DIRECT, b"\xff\xfe", 400, "UTF-8"),
        ("POST", {}, "text/plain", ASK, 415, "sparql-query"),
        ("POST", {}, "", ASK, 415, "sparql-query"),
        ("GET", {"query": ASK, "format": "exe"}, "", "", 400, "format"),
        ("GET", {"query": ASK, "format": "turtle"}, "", "", 406, "forms"),
        # Neither a named query nor a file: the text is a query and nothing else.
        ("GET", {"query": "timeline"}, "", "", 400, "too early"),
        ("GET", {"query": "/etc/passwd"}, "", "", 400, "«/etc/passwd»"),
    ],
)
def test_bad_requests_are_told_why_as_text(server, method, search, kind, body, status, told):
    data = body if isinstance(body, bytes) else body.encode()
    headers = {"content_type": kind} if kind else {}
    answer = server.ask(
        f"/sparql?{urlencode(search)}", method=method, body=data if method == "POST" else None, accept="*/*", **headers
    )
    assert (answer.status, answer.kind) == (status, "text/plain")
    assert told in answer.text


INSTRUMENTS = "urn:kg:graph:instruments"


@pytest.mark.parametrize(
    ("query", "graphs", "found", "reason"),
    [
        (ASK, {}, True, "the default graph is the union of all"),
        (ASK, {"default-graph-uri": [INSTRUMENTS]}, True, "the graph that holds it"),
        (ASK, {"default-graph-uri": ["urn:x", INSTRUMENTS]}, True, "the union of several"),
        (ASK, {"default-graph-uri": ["urn:x"]}, False, "a graph that is not there is empty"),
        (ASK, {"named-graph-uri": [INSTRUMENTS]}, False, "with named graphs alone the default graph is empty"),
        ("ASK { GRAPH ?g { ?s kg:number ?n } }", {"named-graph-uri": [INSTRUMENTS]}, True, "and those are there"),
        ("ASK { GRAPH ?g { ?s kg:number ?n } }", {"default-graph-uri": [INSTRUMENTS]}, False, "no graph was named"),
    ],
)
def test_graphs_can_be_chosen(server, query, graphs, found, reason):
    fields = urlencode({"query": query, **graphs}, doseq=True)
    asked = server.ask(f"/sparql?{fields}", accept="application/json")
    posted = server.ask(
        "/sparql", method="POST", body=fields.encode(), content_type=URLENCODED, accept="application/json"
    )
    rest = urlencode(graphs, doseq=True)
    direct = server.ask(
        f"/sparql?{rest}", method="POST", body=query.encode(), content_type=DIRECT, accept="application/json"
    )
    assert [a.json()["boolean"] for a in (asked, posted, direct)] == [found] * 3, reason


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
def test_what_cannot_be_accepted_is_told(server, query: str):
    assert server.ask(f"/sparql?{urlencode({'query': query})}", accept="image/png").status == 406


@pytest.mark.parametrize(
    ("triple", "kind", "why"),
    [
        ("<urn:s> <urn:p> <<( <urn:a> <urn:b> 'x' )>>", "application/ld+json", "a triple in a triple"),
        ("<urn:s> <urn:x:1> 'x'", "application/rdf+xml", "a predicate that ends in a figure"),
        ("<urn:s> <http://x/> 'x'", "application/rdf+xml", "one without an end"),
        ("<urn:s> a <urn:x:1>", "application/rdf+xml", "a class that ends in a figure"),
        ("<urn:s> rdf:li 'x'", "application/rdf+xml", "a word of RDF/XML itself"),
    ],
)
def test_what_a_form_can_not_hold_is_refused_in_it(server, triple: str, kind: str, why: str):
    asked = f"/sparql?{urlencode({'query': f'CONSTRUCT {{ {triple} }} WHERE {{}}'})}"
    short = next(name for name, kinds in protocol.GRAPHS.items() if kind in kinds)
    for answer in (server.ask(asked, accept=kind), server.ask(f"{asked}&format={short}", accept="*/*")):
        assert (answer.status, answer.kind) == (406, "text/plain"), why
        assert "ask for text/turtle" in answer.text
        assert answer.text.count("\n") == 1
    assert server.ask(asked, accept="text/turtle").status == 200


def test_rdf_xml_holds_what_no_xml_can(server):
    query = "CONSTRUCT { <urn:s> <urn:p> 'a\\u0001b\\r\\n]]>' } WHERE {}"
    answer = server.ask(f"/sparql?{urlencode({'query': query})}", accept="application/rdf+xml")
    (triple,) = rdflib.Graph().parse(data=answer.body, format="xml")
    assert str(triple[2]) == "a\ufffdb\r\n]]>"


def test_rows_beyond_the_limit_are_left_out_and_it_says_so(server):
    answer = server.ask(f"/sparql?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}", accept="text/csv")
    assert len(answer.text.splitlines()) == 51
    assert answer.headers["kg-truncated"] == "true"
    assert "kg-truncated" not in server.ask(f"/sparql?{urlencode({'query': SELECT})}", accept="text/csv").headers


def test_a_collection_that_is_gone_is_no_mistake_of_the_query(collection: Path, tmp_path: Path):
    shutil.copytree(collection, tmp_path / "kg")
    with tools["serving"](tmp_path / "kg") as server:
        (tmp_path / "kg").rename(tmp_path / "moved")
        for accept in ("application/sparql-results+json", tools["BROWSER"]):
            assert server.ask(f"/sparql?{urlencode({'query': ASK})}", accept=accept).status == 503


def test_without_a_query_it_describes_itself(server):
    for accept in ("*/*", "text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"):
        answer = server.ask("/sparql", accept=accept)
        graph = rdflib.Graph().parse(
            data=answer.body,
            format=answer.kind.replace("application/rdf+xml", "xml").replace("application/n-triples", "nt"),
        )
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        assert [str(o) for o in graph.objects(None, sd.endpoint)] == [f"{server.address}/sparql"]
        assert (None, sd.supportedLanguage, sd.SPARQL11Query) in graph
        simple = rdflib.URIRef("http://www.w3.org/ns/entailment/Simple")
        assert list(graph.objects(None, sd.defaultEntailmentRegime)) == [simple]


def test_rdflib_works_against_it(server):
    graph = rdflib.Graph(SPARQLStore(f"{server.address}/sparql"))
    rows = list(graph.query(f"PREFIX kg: <https://w3id.org/kg-vn#> {SELECT}"))
    assert rdflib.Literal("36-NQ/TW") in [row.n for row in rows]
    assert graph.query(f"PREFIX kg: <https://w3id.org/kg-vn#> {ASK}").askAnswer is True
    made = graph.query(f"PREFIX kg: <https://w3id.org/kg-vn#> {CONSTRUCT}").graph
    assert len(made) == len(set(made)) > 0
    kg = rdflib.Namespace("https://w3id.org/kg-vn#")
    assert (None, kg.number, rdflib.Literal("370/KH-UBND")) in graph


@pytest.mark.parametrize(
    "options",
    [
        ["--get", "--data-urlencode", f"query={SELECT}"],
        ["--data-urlencode", f"query={SELECT}"],
        ["--data-binary", SELECT, "-H", f"Content-Type: {DIRECT}"],
    ],
)
def test_curl_works_against_it(server, options: list[str]):
    if shutil.which("curl") is None:
        pytest.fail("this test needs curl: install it with `apt-get install curl`")
    command = ["curl", "-sS", "--max-time", "20", "-H", "Accept: text/csv", *options, f"{server.address}/sparql"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "36-NQ/TW" in run.stdout


def test_a_browser_gets_the_editor_with_the_answer(server):
    page = server.ask(f"/sparql?query={quote(SELECT)}")
    assert (page.status, page.kind) == (200, "text/html")
    assert "36-NQ/TW" in page.text
    assert "lineage-up" in page.text  # a named query as an example
    wrong = server.ask("/sparql?query=SELECT+%3Cscript%3E")
    assert wrong.status == 400
    assert "<script>" not in wrong.text.split("</head>")[1]


def test_the_vendored_editor_is_what_its_note_says():
    folder = Path(__file__).resolve().parent.parent / "kg/assets/web/yasqe"
    told = dict(
        reversed(line.split()) for line in (folder / "README.md").read_text().splitlines() if line.endswith(ENDS)
    )
    assert {p.name for p in folder.glob("yasqe*")} == set(told)
    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in told} == told
    assert "MIT" in (folder / "LICENSE.txt").read_text()


MISTAKES = [
    ("SELCT ?x { }", "Dòng 1, cột 1: «SELCT ?x { }» không đúng chỗ hoặc viết sai; câu truy vấn bắt đầu bằng SELECT"),
    ("SELECT ?x\n{ ?x kg:number ", "Dòng 2, cột 16: câu truy vấn kết thúc quá sớm; hãy viết tiếp"),
    ("SELECT ?x { ?x nix:bar ?y }", "tiền tố nix: chưa được khai báo; hãy dùng kg: hoặc thêm PREFIX"),
    ("SELECT ?x { ?x a <a b> }", "một IRI ở đây không hợp lệ"),
    ("SELECT ?x { ?x kg:number ?n } LIMIT abc", "Dòng 1, cột 37: «abc» không đúng chỗ hoặc viết sai."),
    ("SELECT (SUM(?x) AS ?y) ?z { ?x ?p ?z }", "biến sau SELECT phải có trong GROUP BY"),
    ("CLEAR ALL", "Không nhận CLEAR: câu truy vấn chỉ đọc"),
    ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "không nhận SERVICE"),
]


@pytest.mark.parametrize(("query", "told"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_the_page_tells_a_mistake_in_its_language(server, query: str, told: str):
    ask = f"/sparql?{urlencode({'query': query})}"
    vietnamese = html.unescape(server.ask(ask).text)
    english = html.unescape(server.ask(f"{ask}&lang=en").text)
    assert told in vietnamese
    assert told not in english
    original = re.search(r'role="alert"><bdi>(.*?)</bdi>', english)[1]
    assert f"({original})" in vietnamese, "the words of the program, to look up"


def test_the_page_tells_what_no_graph_holds(server):
    ask = f"/sparql?{urlencode({'query': 'SELECT ?x { ?x kg:implemets ?y }'})}"
    assert "Bộ từ vựng không có kg:implemets; gần nhất là kg:implements." in server.ask(ask).text
    assert "The vocabulary has no kg:implemets" in server.ask(f"{ask}&lang=en").text
    assert "Bộ từ vựng" not in server.ask(f"/sparql?{urlencode({'query': 'SELECT ?x { ?x kg:implements ?y }'})}").text


def test_what_an_example_tells_shows_its_commands_as_code(server):
    section = server.ask("/sparql").text.partition('class="examples"')[2].partition("</ul>")[0]
    assert "<code>kg gaps --missing</code>" in section
    assert "`" not in section


def test_an_example_opens_in_the_editor(server):
    assert "VALUES ?id { UNDEF }" in server.ask("/sparql?example=lineage-up").text


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "json"),  # nothing said: everything
        ("text/csv;q=0", None),  # refused by weight
        ("application/*", "json"),
        ("text/csv;q=2", "csv"),  # a weight that is none counts as 1
        (",,;;/,text/csv", "csv"),
        ("*/*;q=0.1, application/json;q=0", "xml"),  # the specific range wins, for its own type
    ],
)
def test_accept_headers(header: str, chosen: str | None):
    assert protocol.choose(header, {**protocol.TABLES, "json": ("application/json",)}.items()) == chosen


def test_too_many_fields_are_refused_and_not_counted():
    with pytest.raises(RefusedError, match="100 fields"):
        protocol.asked("GET", "", "&".join("a=1" for _ in range(200)), b"")
