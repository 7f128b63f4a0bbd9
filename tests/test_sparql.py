"""Queries: the named ones row by row, what is refused and how it is told, the time limit, the forms of an answer."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import mistakes, queries, results, sparql, store
from kg.model import KgError
from kg.results import Result

K = "urn:lex:vn:test:"
STRATEGY = "urn:kg:named:chien.luoc"
DOCS = Path(__file__).parent.parent / "docs"


def short(term) -> str:
    return results.short(term).removeprefix(K)


def answer(directory: Path, query: str, columns: str, **bindings: str) -> list[tuple[str, ...]]:
    with store.open_store(directory) as s:
        found = s.query(query, bindings=bindings)
        return [tuple(short(row.get(c)) for c in columns.split()) for row in found]


# --- Named queries, on the collection of conftest.TEXTS

PLAN, RESOLUTION = "Kế hoạch 370/KH-UBND (06/12/2021)", "Nghị quyết 08-NQ/TU (06/10/2021)"
NAMED = [
    (
        "lineage-up",
        {"id": K + "kh370"},
        "instrument relation to date quote",
        [
            (PLAN, "kg:implements", STRATEGY, "", f"kh370 implements {STRATEGY}"),
            (PLAN, "kg:implements", "nq08", "2021-10-06", "kh370 implements nq08"),
            (RESOLUTION, "kg:basedOn", "nq52", "2019-09-27", "nq08 basedOn nq52"),
            ("Chiến lược phát triển Chính phủ số", "kg:approves", "qd942", "2021-06-15", f"qd942 approves {STRATEGY}"),
        ],
    ),
    ("lineage-up", {"id": K + "nq52"}, "to", []),
    (
        "lineage-down",
        {"id": K + "nq52"},
        "relation child from to",
        [
            ("kg:implements", "_:kh", "nq52", "urn:kg:name:50947efeb0beaad9:kh"),
            ("kg:basedOn", RESOLUTION, "nq52", "nq08"),
            ("kg:implements", PLAN, "nq08", "kh370"),
        ],
    ),
    (
        "lineage-down",
        {"id": K + "qd942"},
        "relation from to",
        [("kg:implements", STRATEGY, "kh370"), ("kg:approves", "qd942", STRATEGY)],  # what has no date stands first
    ),
    (
        "plans-of-resolution",
        {"id": K + "nq52"},
        "plan date issuer place direct planId",
        [
            (RESOLUTION, "2021-10-06", "Ban Thường vụ Tỉnh ủy", "Tiền Giang", "true", "nq08"),
            (PLAN, "2021-12-06", "Ủy ban nhân dân tỉnh", "Tiền Giang", "false", "kh370"),
        ],
    ),
    ("plans-of-resolution", {"id": K + "nq08"}, "planId direct", [("kh370", "true")]),
    ("plans-of-resolution", {"id": K + "nq36"}, "planId", []),
    # 52-NQ/TW has a plan through 08-NQ/TU, 942/QĐ-TTg through the strategy it approves; a decree is no resolution.
    (
        "resolutions-without-plan",
        {},
        "id date issuer",
        [("ct41", "2010-04-15", "Ban Bí thư"), ("nq36", "2014-07-01", "Bộ Chính trị")],
    ),
    (
        "issued-by",
        {"issuer": "tỉnh TIỀN giang"},
        "authority id",
        [("Ủy ban nhân dân tỉnh Tiền Giang", "kh370")],
    ),
    (
        "issued-by",
        {"issuer": "Bộ Chính trị"},
        "date id title",
        [("2014-07-01", "nq36", ""), ("2019-09-27", "nq52", "về cách mạng công nghiệp")],
    ),
    (
        "timeline",
        {},
        "date id",
        [
            ("2010-04-15", "ct41"),
            ("2014-07-01", "nq36"),
            ("2019-09-27", "nq52"),
            ("2021-06-15", "qd942"),
            ("2021-10-06", "nq08"),
            ("2021-12-06", "kh370"),
            ("2022-06-24", "nd42"),
        ],
    ),
    ("timeline", {"since": "2021-10-06", "until": "2021-12-05"}, "id where", [("nq08", "Tiền Giang")]),
    ("timeline", {"place": "Tiền Giang"}, "id", [("nq08",), ("kh370",)]),
    (
        "evidence",
        {"id": K + "nq36"},
        "subject relation object quote source start end rule confidence status",
        [
            (
                "{in}/news.txt",
                "kg:reviews",
                "Nghị quyết 36-NQ/TW (01/07/2014)",
                "document reviews nq36",
                "{in}/news.txt",
                "0",
                "21",
                "line",
                "0.9",
                "unreviewed",
            )
        ],
    ),
    (
        "unresolved",
        {},
        "name source reason candidates",
        [
            ("_:kh", "{in}/news.txt", "nothing fits", ""),
            (
                "_:nq",
                "{in}/news.txt",
                "several fit",
                "Nghị quyết 36-NQ/TW (01/07/2014) | Nghị quyết 52-NQ/TW (27/09/2019)",
            ),
        ],
    ),
]


@pytest.mark.parametrize(
    ("name", "bindings", "columns", "expected"), NAMED, ids=[f"{n}-{'-'.join(b.values())}" for n, b, *_ in NAMED]
)
def test_named_queries(
    collection: Path, name: str, bindings: dict[str, str], columns: str, expected: list[tuple[str, ...]]
):
    found = answer(collection, name, columns, **bindings)
    found = [tuple(" | ".join(sorted(v.split(" | "))) for v in row) for row in found]
    assert found == [tuple(v.replace("{in}", str(collection.parent / "in")) for v in row) for row in expected]


def test_a_year_alone_stands_in_the_timeline(small, files, tmp_path: Path):
    folder = files({"a.txt": "a | year=2021\nb | date=2021-03-01; year=2021\nc | number=1\n"})
    store.build([folder], tmp_path / "kg")
    assert answer(tmp_path / "kg", "timeline", "date id") == [("2021", "a"), ("2021-03-01", "b")]
    assert answer(tmp_path / "kg", "timeline", "id", since="2021-02-01") == [("a",), ("b",)]
    assert answer(tmp_path / "kg", "timeline", "id", until="2021-02-01") == [("a",)]


def test_cycles_end(small, files, tmp_path: Path):
    folder = files({"a.txt": "a implements b\nb implements c\nc implements a\n"})
    store.build([folder], tmp_path / "kg")
    for name in ("lineage-up", "lineage-down"):
        assert len(answer(tmp_path / "kg", name, "from to", id=K + "a")) == 3


def test_named_queries_are_told_in_both_languages_and_take_their_values():
    assert set(queries.named()) == {n for n, *_ in NAMED}
    for query in queries.named().values():
        assert query.en.endswith(".")
        assert query.vi.endswith(".")
        assert query.en != query.vi
        for p in query.parameters:
            assert p.about
            text, rest = queries.bind(query.text, None, {p.name: "urn:x"})
            assert not rest, f"{query.name} has no VALUES ?{p.name} {{ UNDEF }}"
            assert "{ <urn:x> }" in text


def test_the_page_of_named_queries_is_up_to_date():
    page = (DOCS / "queries.md").read_text(encoding="utf-8")
    assert page == queries.reference(), "run: python -m kg.queries > docs/queries.md"


WRONG_PARAMETERS = [
    ("lineage-up", {}, "needs id"),
    ("lineage-up", {"id": K, "place": "Huế"}, "no parameter 'place'; it takes id"),
    ("unresolved", {"id": K}, "it takes none"),
    ("nothing-like-this", {}, "no query named 'nothing-like-this'.*lineage-up"),
    ("queries/none.rq", {}, "no file of that name"),
]


@pytest.mark.parametrize(("name", "bindings", "message"), WRONG_PARAMETERS)
def test_wrong_names_and_parameters(collection: Path, name: str, bindings: dict[str, str], message: str):
    with store.open_store(collection) as s, pytest.raises(KgError, match=message):
        s.query(name, bindings=bindings)


VALUES = [
    '"',
    "\\",
    "'} DROP ALL #",
    "urn:a> ?x . { <urn:b",
    "a\nb\t\r\x00\x1b",
    "\\u0022",
    "<urn:a>",
    "VALUES ?v { UNDEF }",
    "đ\U0001f600",
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_can_not_leave_its_place(collection: Path, value: str):
    with store.open_store(collection) as s:
        for query in ("SELECT ?v { VALUES ?v { UNDEF } }", "SELECT ?v { BIND (1 AS ?x) }"):
            (row,) = s.query(query, bindings={"v": value})
            assert row["v"] == ox.Literal(value)


@pytest.mark.parametrize("value", [*VALUES, "VALUES ?w { UNDEF }"])
def test_a_value_is_no_place_for_another(collection: Path, value: str):
    other = "VALUES ?v { UNDEF }"
    with store.open_store(collection) as s:
        for bindings in ({"v": value, "w": other}, {"w": other, "v": value}):
            (row,) = s.query("SELECT ?v ?w { VALUES ?v { UNDEF } values $w { undef } }", bindings=bindings)
            assert (row["v"], row["w"]) == (ox.Literal(value), ox.Literal(other))
        odd = {"since": "VALUES ?place { UNDEF }", "place": "Tiền Giang"}
        assert not s.query("timeline", bindings=odd).rows, "no day is after such a one, but the query is one"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_literal_is_written_as_the_parser_reads_it(value: str):
    text, _ = queries.bind("SELECT ?v { VALUES ?v { UNDEF } }", None, {"v": ox.Literal(value)})
    (row,) = ox.Store().query(text)
    assert row["v"].value == value


def test_a_value_that_is_no_iri_is_refused():
    with pytest.raises(KgError, match="can't be used"):
        queries.bind("SELECT ?v { VALUES ?v { UNDEF } }", None, {"v": "urn:a>b"})


def test_a_query_from_a_file(collection: Path, tmp_path: Path):
    path = tmp_path / "count.rq"
    path.write_text("SELECT (COUNT(DISTINCT ?i) AS ?n) { ?i a kg:Instrument }", encoding="utf-8")
    assert answer(collection, str(path), "n") == [("8",)]


def test_a_mark_at_the_start_of_a_file_is_no_part_of_the_query(collection: Path, tmp_path: Path):
    (tmp_path / "q.rq").write_text("ASK {}", encoding="utf-8-sig")
    with store.open_store(collection) as s:
        assert s.query(str(tmp_path / "q.rq"))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?x { ?x kg:implemets ?y }", ["The vocabulary has no kg:implemets; the nearest is kg:implements."]),
        ("SELECT ?x { ?x kg:zzzzzz ?y }", ["The vocabulary has no kg:zzzzzz."]),
        ("ASK { ?x a <https://w3id.org/kg-vn#Instrumnt> }", ["Instrumnt; the nearest is kg:Instrument."]),
        (
            "PREFIX k: <https://w3id.org/kg-vn#> SELECT ?n { ?x k:nummber ?n }",
            ["kg:nummber; the nearest is kg:number."],
        ),
        (
            "SELECT ?x { ?x eli:based_on ?y }",
            ["Nothing is inferred, so the graph has no eli:based_on; below it ontology/kg.ttl"],
        ),
        ("SELECT ?x { ?x kg:relation ?y ; kg:nmuber ?n }", ["no kg:relation", "no kg:nmuber"]),
        ("SELECT ?x { GRAPH <urn:kg:graph:ontology> { ?p rdfs:subPropertyOf* eli:based_on } ?x ?p ?y }", []),
        ("PREFIX kg: <http://example.org/> SELECT ?x { ?x kg:mine ?y }", []),
        ("SELECT ?x { ?x kg:year 2025 } LIMIT 2000", ['which 2025 is not: write "2025"^^xsd:gYear.']),
        ("SELECT ?x { ?x kg:year ?y FILTER(?y >= '2025') }", ['write "2025"^^xsd:gYear.']),
        (
            'SELECT ?x { ?x kg:dated ?d FILTER(?d < "2025-07-01" && ?d >= "2025-01-01"^^xsd:date) }',
            ['"2025-07-01" is not: write "2025-07-01"^^xsd:date.'],
        ),
        (
            'SELECT ?x { ?x kg:year "2025"^^xsd:gYear ; kg:dated ?d FILTER(?d > "2025-07-01" ^^xsd:date) } LIMIT 2000',
            [],
        ),
        ('SELECT ?x { ?x kg:dated ?d ; kg:year ?y FILTER(YEAR(?d) = 2025 || STR(?y) > "2024") }', []),
        ("SELECT ?x { ?x kg:implements/kg:basedOn ?y ; kg:number 'kg:none', \"eli:none\" } # kg:comment", []),
        ("SELECT ?x { ?x prov:wasDerivedFrom ?y ; oa:start ?n ; foo:bar <urn:lex:vn:x> }", []),
    ],
)
def test_what_no_graph_holds_is_told(query: str, told: list[str]):
    found = list(mistakes.vain(query))
    assert len(found) == len(told)
    assert all(words in english for words, (english, _) in zip(told, found, strict=True))


def test_an_instrument_that_the_collection_does_not_have_is_told(collection: Path):
    """Who writes an identifier from memory, a language model above all, is not answered with silence."""
    with store.open_store(collection) as s:
        held = next(s.instruments()).id
        opened = next(iter(s.unresolved())).id
        asked = f"SELECT * {{ VALUES ?x {{ <{held}> <{opened}> <urn:lex:vn:bo.chinh.tri:nghi.quyet:2031-01-01;9> }} ?x ?p ?o }}"
        ((english, vietnamese),) = mistakes.vain(asked, s.instrument)
        assert "no urn:lex:vn:bo.chinh.tri:nghi.quyet:2031-01-01;9;" in english
        assert "không có urn:lex:vn:bo.chinh.tri:nghi.quyet:2031-01-01;9;" in vietnamese
        lex = "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?y ?q ?x } FILTER(STRSTARTS(STR(?x), 'urn:lex:')) }"
        every = " ".join(f"<{row['x'].value}>" for row in s.query(lex))
        assert every.count("urn:lex:") > 3
        assert not list(mistakes.vain(f"SELECT * {{ VALUES ?x {{ {every} }} }}", s.instrument))


def test_all_that_a_graph_holds_is_known(collection: Path):
    with store.open_store(collection) as s:
        used = "SELECT DISTINCT ?t { { ?s ?t ?o } UNION { ?s a ?t } FILTER(STRSTARTS(STR(?t), STR(kg:))) }"
        terms = [f"<{row['t'].value}>" for row in s.query(used)]
    assert len(terms) > 20
    assert not list(mistakes.vain(f"SELECT * {{ VALUES ?p {{ {' '.join(terms)} }} }}"))
    assert not [note for q in queries.named().values() for note in mistakes.vain(q.text)]


def test_queries_in_the_terms_of_eli_ask_the_ontology_first(collection: Path):
    """Nothing is inferred, and docs/serve.md gives the queries that do without."""
    page = (Path(__file__).parent.parent / "docs" / "serve.md").read_text(encoding="utf-8")
    relations, works = re.findall(r"```sparql\n(.*?)```", page, re.DOTALL)
    assert answer(collection, "SELECT * { ?a eli:based_on ?b }", "a") == []
    assert answer(collection, "SELECT * { ?a a eli:LegalResource }", "a") == []
    own = "SELECT DISTINCT ?a ?p ?b { VALUES ?p { kg:basedOn kg:guides } ?a ?p ?b }"
    assert sorted(answer(collection, relations, "a p b")) == sorted(answer(collection, own, "a p b")) != []
    known = "SELECT DISTINCT ?work { GRAPH <urn:kg:graph:instruments> { ?work a kg:Instrument } }"
    assert sorted(answer(collection, works, "work")) == sorted(answer(collection, known, "work")) != []


# --- What is refused, and how it is told

REFUSED = [
    ("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT is refused"),
    ("# c\nPREFIX x: <urn:x#y>\nprefix y: <urn:y> delete where { ?s ?p ?o }", "DELETE is refused"),
    ("CLEAR ALL", "CLEAR is refused"),
    ("LOAD <file:///etc/passwd>", "LOAD is refused"),
    ("SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", "Line 1, column 12: SERVICE is refused"),
    ("ASK { service silent ?x { ?s ?p ?o } }", "Line 1, column 7: SERVICE is refused"),
    ("SELECT * { ?s ?p ?o FILTER(?a<?b)SERVICE#>\n?x { ?s ?p ?o } }", "SERVICE is refused"),
    ("SELECT * { FILTER(?a<'>') SERVICE <http://localhost:1/> { } FILTER(?a<'x') }", "SERVICE is refused"),
    ("SELECT *\nFROM <file:///etc/passwd> { ?s ?p ?o }", "Line 2, column 1: FROM is refused"),
    ("SELECT * FROM NAMED <urn:a> { ?s ?p ?o }", "FROM is refused"),
    ("SELECT ?x {", "Line 1, column 12: the query ends too early"),
    ("SELCT ?x { }", r"Line 1, column 1: «SELCT \?x { }» is not expected here; a query begins with"),
    ("SELECT ?x\nWHERE { ?x nix:bar ?y }", "Line 2, column .*the prefix nix: is not declared"),
    ("SELECT ?x { ?x a <a b> }", "Line 1, column .*an IRI here is not valid"),
    ("SELECT ?x { BIND(FOO(1) AS ?x) }", r"Line 1, column 18: «FOO\(1\)"),
    ("SELECT (SUM(?x) AS ?y) ?z { ?x ?p ?z }", "variable that is unbound"),
    ("# Nghị quyết\nSELECT ?x {\n ?x kg:a ;; ?b }", r"Line 3, column .*«;; \?b }»"),
    ("", "Line 1, column 1: the query ends too early"),
    ("SELECT ?x { ?x kg:number \x1b[31m }", "Line 1, column 26"),
]


@pytest.mark.parametrize(("query", "message"), REFUSED)
@pytest.mark.parametrize("timeout", [30.0, None], ids=["worker", "here"])
def test_bad_queries_are_told_with_their_place(collection: Path, query: str, message: str, timeout: float | None):
    with store.open_store(collection) as s:
        with pytest.raises(KgError, match=message) as found:
            s.query(query, timeout=timeout)
        assert re.fullmatch(r"[^\n]+[.]", str(found.value)), "one sentence"
        assert "\x1b" not in str(found.value), "which no terminal obeys"
        assert s.query("ASK { ?s ?p ?o }", timeout=timeout), "and the next query is answered"


ALLOWED = [
    'SELECT ?service { ?service kg:number "service from SERVICE" } # FROM here',
    "PREFIX from: <urn:from/service#> ASK { <urn:service> from:service ?from }",
    "SELECT * { ?s ?p ?o FILTER(?s<'>') FILTER(?p<'FROM') } LIMIT 1",
]


@pytest.mark.parametrize("query", ALLOWED)
def test_the_words_alone_are_not_refused(collection: Path, query: str):
    with store.open_store(collection) as s:
        s.query(query)


def test_the_graph_can_not_be_written(collection: Path):
    with store.open_store(collection) as s, pytest.raises(RuntimeError):
        s.graph.update("DELETE WHERE { ?s ?p ?o }")


# --- Limits

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }"


def test_a_runaway_query_is_ended(collection: Path):
    with store.open_store(collection) as s:
        assert s.query("ASK { ?s ?p ?o }")
        process = s.engine._process
        with pytest.raises(KgError, match=r"ended after 0\.3 s"):
            s.query(RUNAWAY, timeout=0.3)
        assert process.poll() is not None, "its process is gone"
        assert s.query("ASK { ?s ?p ?o }"), "and the next query has a new one"


def test_a_worker_that_dies_is_told_and_replaced(collection: Path):
    with store.open_store(collection) as s:
        assert s.query("ASK { ?s ?p ?o }")
        process = s.engine._process
        threading.Timer(0.3, process.kill).start()
        with pytest.raises(KgError, match="too much memory"):
            s.query(RUNAWAY, timeout=60)
        assert s.query("ASK { ?s ?p ?o }")


def test_closing_ends_the_worker(collection: Path):
    with store.open_store(collection) as s:
        s.query("ASK { ?s ?p ?o }")
        process = s.engine._process
    assert process.poll() is not None
    assert not os.path.exists(f"/proc/{process.pid}")


def test_a_worker_ends_with_its_parent(collection: Path):
    """Whoever is killed leaves no worker behind: its standard input ends."""
    engine = sparql.Engine(next(collection.glob("graph-*")) / "rdf")
    list(engine.ask("ASK { ?s ?p ?o }", {}, 30, None))
    process = engine._process
    engine._requests.close()
    assert process.wait(timeout=30) == 0
    engine.close()


def test_rows_beyond_the_limit_are_left_out(collection: Path):
    with store.open_store(collection) as s:
        everything = s.query("SELECT * { ?s ?p ?o }")
        assert (len(everything) > 3000, everything.truncated) == (True, False)
        some = s.query("SELECT * { ?s ?p ?o }", limit=7)
        assert (len(some), some.truncated) == (7, True)
        exact = s.query("SELECT * { ?s ?p ?o }", limit=len(everything))
        assert (len(exact), exact.truncated) == (len(everything), False)
        assert s.query("SELECT * { ?s ?p ?o }", timeout=None).rows == everything.rows


def test_threads_take_turns(collection: Path):
    with store.open_store(collection) as s:
        found = []
        threads = [
            threading.Thread(
                target=lambda n=n: found.append((n, int(next(iter(s.query(f"SELECT ({n} AS ?n) {{ }}")))["n"].value)))
            )
            for n in range(8)
        ]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        assert sorted(found) == [(n, n) for n in range(8)]


# --- Forms

ROW = Result(
    kind="rows",
    variables=("a", "b"),
    rows=(
        (ox.NamedNode(KG := "https://w3id.org/kg-vn#implements"), ox.Literal('=1+"x",\n\x1b[31m\u202eđ')),
        (None, ox.Literal("Nghị", language="vi")),
        (ox.BlankNode("n"), ox.Literal(-5)),
    ),
)


def written(result: Result, form: str, **more) -> str:
    out = io.StringIO()
    results.write(result, form, out, **more)
    return out.getvalue()


def test_a_table_is_aligned_and_safe():
    lines = written(ROW, "table").splitlines()
    assert lines == [
        "a              b",
        "─────────────  ─────────────",
        'kg:implements  =1+"x", [31mđ',
        "               Nghị",
        "_:n            -5",
        "3 rows",
    ]


def test_a_table_fits_the_terminal():
    wide = Result(kind="rows", variables=("a", "b"), rows=((ox.Literal("x" * 300), ox.Literal("12")),))
    assert max(map(len, written(wide, "table", width=80).splitlines())) == 80
    assert written(wide, "table").splitlines()[2].startswith("x" * 300)
    assert "…" in written(wide, "table", width=80)


def test_csv_holds_no_formula():
    rows = list(csv.reader(io.StringIO(written(ROW, "csv"), newline="")))
    assert rows == [["a", "b"], [KG, '\'=1+"x",\n\x1b[31m\u202eđ'], ["", "Nghị"], ["_:n", "-5"]]


@pytest.mark.parametrize(("form", "parser"), [("json", ox.QueryResultsFormat.JSON), ("tsv", ox.QueryResultsFormat.TSV)])
def test_the_standard_forms_lose_nothing(form: str, parser: ox.QueryResultsFormat):
    found = ox.parse_query_results(written(ROW, form).encode(), format=parser)
    assert [v.value for v in found.variables] == ["a", "b"]
    assert tuple(tuple(row) for row in found) == ROW.rows


@pytest.mark.parametrize("form", results.FORMATS)
def test_every_form_of_every_kind(collection: Path, form: str):
    with store.open_store(collection) as s:
        triples = s.query("CONSTRUCT { ?s kg:implements ?o } WHERE { ?s kg:implements ?o }")
        rows, yes = s.query("SELECT ?s { ?s kg:implements ?o }"), s.query("ASK { ?s kg:implements ?o }")
    if form == "turtle":
        assert {t.subject for t in ox.parse(written(triples, form).encode(), format=ox.RdfFormat.TURTLE)} == {
            r[0] for r in triples.rows
        }
        for other in (rows, yes):
            with pytest.raises(KgError, match="CONSTRUCT"):
                written(other, form)
    else:
        assert written(triples, form)
        assert written(rows, form)
        assert written(yes, form).strip().endswith({"table": "yes", "json": '"boolean": true}'}.get(form, "true"))


def test_an_unknown_form_is_told():
    with pytest.raises(KgError, match="table, csv"):
        written(ROW, "xlsx")


def test_json_of_ask_is_the_standard_one():
    assert json.loads(written(Result(kind="boolean", variables=(), rows=((False,),)), "json")) == {
        "head": {},
        "boolean": False,
    }


def test_the_row_of_ask_is_its_answer(collection: Path):
    with store.open_store(collection) as s:
        assert [{v: t.value for v, t in row.items()} for row in s.query("ASK {}")] == [{"answer": "true"}]
        assert [row["answer"].value for row in s.query("ASK { kg:x kg:y kg:z }")] == ["false"]


def test_describe_and_construct_hold_a_triple_once(small, files, tmp_path: Path):
    folder = files({"a.txt": "a implements b\n", "b.txt": "a implements b\n\n"})
    store.build([folder], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as s:
        assert len(s.query("CONSTRUCT WHERE { ?s kg:implements ?o }")) == 1
        found = s.query(f"DESCRIBE <{K}a>")
        assert (found.kind, len(found.rows)) == ("triples", len(set(found.rows)))


def test_waiting_for_an_answer_leaves_other_threads_their_time(collection: Path):
    def run() -> None:
        with pytest.raises(KgError):
            s.query(RUNAWAY, timeout=0.5)

    with store.open_store(collection) as s:
        s.query("ASK { ?s ?p ?o }")
        counted = 0
        thread = threading.Thread(target=run)
        thread.start()
        while thread.is_alive():
            counted += 1
            time.sleep(0.01)
        assert counted > 5
