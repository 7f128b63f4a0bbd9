"""The map as a file: places, bytes and safety. What a browser makes of it is in the tests of a browser, test_map_*.py."""

from __future__ import annotations

import itertools
import json
import random
import re
import runpy
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import layout
from kg.model import KgError
from kg.render import render

graphs = runpy.run_path(str(Path(__file__).with_name("map_graphs.py")))
seeds, made = graphs["seeds"], graphs["made"]


def page_data(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


def by_id(graph: nx.MultiDiGraph, number: str) -> str:
    return next(n for n, d in graph.nodes(data=True) if d.get("number") == number)


def overlaps(positions: dict[str, tuple[int, int]]) -> list[tuple[str, str]]:
    """Pairs of boxes that touch: each box is compared with those of the cells around it."""
    width, height = layout.BOX
    cells: dict[tuple[int, int], list[str]] = {}
    for n, (x, y) in positions.items():
        cells.setdefault((x // width, y // height), []).append(n)
    found = []
    for (i, j), names in cells.items():
        around = [m for a in (i - 1, i, i + 1) for b in (j - 1, j, j + 1) for m in cells.get((a, b), ())]
        for n in names:
            for m in around:
                (x1, y1), (x2, y2) = positions[n], positions[m]
                if n < m and abs(x1 - x2) < width + 8 and abs(y1 - y2) < height + 8:
                    found.append((n, m))
    return found


# --- Places

attributes = st.fixed_dictionaries(
    {
        "date": st.sampled_from([None, "2019-09-27", "2020-01-22", "2021-12-06", "1946-01-01", "not a date", ""]),
        "year": st.sampled_from([None, 2019, 2021, 1990]),
        "level": st.sampled_from(["central", "province", "district", "commune", None, "other"]),
        "branch": st.sampled_from(["party", "state", "front", None]),
        "issuer": st.sampled_from(["Bộ Chính trị", "Chính phủ", "Bộ Y tế", "Sở Y tế", None]),
        "status": st.sampled_from(["resolved", "named", "unresolved", "document"]),
    }
)


@st.composite
def any_graph(draw: st.DrawFn) -> nx.MultiDiGraph:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for i, data in enumerate(draw(st.lists(attributes, max_size=40))):
        graph.add_node(f"n{i}", **data)
    if graph:
        ends = st.tuples(st.sampled_from(sorted(graph)), st.sampled_from(sorted(graph)))
        for s, o in draw(st.lists(ends, max_size=60)):
            graph.add_edge(s, o, predicate=draw(st.sampled_from(["implements", "approves", "annexOf", "cites"])))
    return graph


@given(any_graph())
@settings(max_examples=150, deadline=None)
def test_boxes_never_overlap_and_stay_in_their_band(graph: nx.MultiDiGraph) -> None:
    plan = layout.arrange(graph)
    assert set(plan.positions) == set(graph)
    assert not overlaps(dict(plan.positions))
    bands = {b.key: b for b in plan.bands}
    for n, (x, y) in plan.positions.items():
        key = layout.band_of(graph.nodes[n])
        if key != "unknown":  # the unknown may stand beside the decision that approves them
            assert bands[key].top < y - layout.BOX[1] / 2
            assert y + layout.BOX[1] / 2 < bands[key].bottom
        assert layout.BOX[0] / 2 <= x <= plan.width - layout.BOX[0] / 2
    assert [b.key for b in plan.bands] == [k for k in layout.BANDS if k in bands]


@pytest.mark.parametrize("size", [20, 200, 2000])
def test_boxes_never_overlap_in_large_graphs(size: int) -> None:
    assert not overlaps(layout.layout(made(size)))


def test_an_overlap_would_be_seen() -> None:
    assert overlaps({"a": (0, 0), "b": (150, 60)}) == [("a", "b")]


@pytest.mark.parametrize("graph", [seeds(), made(300)], ids=["seeds", "300"])
def test_time_runs_from_left_to_right(graph: nx.MultiDiGraph) -> None:
    places = layout.layout(graph)
    dated = sorted((d["date"], places[n][0]) for n, d in graph.nodes(data=True) if d.get("date"))
    assert len(dated) > 30
    for (day1, x1), (day2, x2) in itertools.pairwise(dated):
        assert x1 <= x2 or day1 == day2


def test_every_dated_box_stands_under_its_year() -> None:
    graph = made(300)
    plan = layout.arrange(graph)
    years = {y.year: y for y in plan.years}
    for n, d in graph.nodes(data=True):
        year = years[d["year"]]
        assert year.left < plan.positions[n][0] < year.right
    assert [y.year for y in plan.years[1:]] == sorted(y.year for y in plan.years[1:] if y.year)


def test_the_implementing_instrument_is_below_or_right_of_what_it_implements() -> None:
    graph = seeds()
    places = layout.layout(graph)
    checked = 0
    for s, o, d in graph.edges(data=True):
        if d["predicate"] == "implements":
            assert places[s][1] > places[o][1] or places[s][0] > places[o][0], (s, o)
            checked += 1
    assert checked == 17


def test_same_day_same_band_chain_runs_downwards() -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for n in "zyx":  # against the order of the ids
        graph.add_node(n, date="2021-01-01", level="province", branch="state", issuer="Ủy ban nhân dân tỉnh")
    graph.add_edge("x", "y", predicate="implements")
    graph.add_edge("y", "z", predicate="implements")
    places = layout.layout(graph)
    # in one column the lower one is the later step; a new column is right of the old one
    assert all(places[s][1] > places[o][1] or places[s][0] > places[o][0] for s, o in (("y", "z"), ("x", "y")))


BANDS = [
    ({"level": "central", "branch": "party", "issuer": "Bộ Chính trị"}, "party", "the Politburo is no ministry"),
    ({"level": "central", "branch": "state", "issuer": "Thủ tướng Chính phủ"}, "government", "the Prime Minister"),
    (
        {"level": "central", "branch": "state", "issuer": "Uỷ ban thường vụ Quốc hội"},
        "government",
        "old tone placement",
    ),
    ({"level": "central", "branch": "state", "number": "749/QĐ-TTg"}, "government", "by its code, without an issuer"),
    ({"level": "central", "branch": "state", "issuer": "Bộ Giáo dục và Đào tạo"}, "ministry", "a ministry"),
    ({"level": "central", "branch": "front", "issuer": "Trung ương Đoàn"}, "ministry", "central mass organisation"),
    ({"level": "province", "branch": "party"}, "province-party", "province Party"),
    ({"level": "province", "branch": "state", "issuer": "Hội đồng nhân dân tỉnh"}, "province", "a council"),
    ({"level": "province", "branch": "state", "issuer": "Sở Y tế"}, "below", "a department"),
    ({"level": "commune", "branch": "party"}, "below", "a commune"),
    ({"type": "Luật"}, "government", "a law known by name only"),
    ({"type": "Nghị quyết"}, "unknown", "anybody may issue it"),
    ({"level": "central", "branch": "party", "status": "document"}, "document", "no instrument at all"),
]


@pytest.mark.parametrize(("data", "band", "why"), BANDS, ids=[row[2] for row in BANDS])
def test_band(data: dict, band: str, why: str) -> None:
    assert layout.band_of(data) == band, why


def test_what_a_decision_approves_stands_beside_it() -> None:
    graph = seeds()
    decision = by_id(graph, "942/QĐ-TTg")
    programme = next(o for _, o, d in graph.out_edges(decision, data=True) if d["predicate"] == "approves")
    places = layout.layout(graph)
    assert places[programme][0] == places[decision][0]


# --- Bytes


def shuffled(graph: nx.MultiDiGraph, seed: int) -> nx.MultiDiGraph:
    rng = random.Random(seed)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(data=True))
    rng.shuffle(nodes)
    rng.shuffle(edges)
    result: nx.MultiDiGraph = nx.MultiDiGraph()
    result.add_nodes_from(nodes)
    result.add_edges_from(edges)
    return result


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_input_does_not_matter(seed: int) -> None:
    graph = seeds() if seed % 2 else made(80)
    assert render(shuffled(graph, seed), title="x") == render(graph, title="x")


def test_another_fact_gives_another_page() -> None:
    graph = seeds()
    before = render(graph)
    graph.nodes[by_id(graph, "52-NQ/TW")]["title"] = "khác"
    assert render(graph) != before


def test_the_page_has_every_node_edge_and_quote() -> None:
    graph = seeds()
    data = page_data(render(graph))
    assert {n["key"] for n in data["nodes"]} == set(graph)
    keys = [n["key"] for n in data["nodes"]]
    assert keys == sorted(keys)
    lines = {(keys[e["from"]], keys[e["to"]], e["p"]) for e in data["edges"]}
    assert lines == {(s, o, d["predicate"]) for s, o, d in graph.edges(data=True)}
    assert sum(len(e["evidence"]) for e in data["edges"]) == graph.number_of_edges()
    assert {"".join(q) for q in data["page"]["quotes"]} == {d["quote"] for *_, d in graph.edges(data=True)}


def test_weight_of_500_nodes() -> None:
    graph = made(500)
    assert len(render(graph).encode()) < 1_200_000


def test_the_cue_is_marked_whatever_its_spelling() -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_edge("a", "b", predicate="implements", quote="Kế hoạch TRIỂN KHAI\n thư\u0323c hiê\u0323n Nghị quyết")
    assert page_data(render(graph))["page"]["quotes"] == [
        ["Kế hoạch ", "TRIỂN KHAI\n thư\u0323c hiê\u0323n", " Nghị quyết"]
    ]


UNSURE = [
    ({"confidence": 0.79, "rule": "cue"}, True, "low confidence"),
    ({"confidence": 0.8, "rule": "cue"}, False, "at the limit"),
    ({"confidence": 1.0, "rule": "discourse-announced"}, True, "across sentences"),
    ({}, False, "nothing is said"),
]


@pytest.mark.parametrize(("data", "unsure", "why"), UNSURE, ids=[row[2] for row in UNSURE])
def test_dashed(data: dict, unsure: bool, why: str) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_edge("a", "b", predicate="implements", **data)
    assert page_data(render(graph))["edges"][0]["unsure"] is unsure, why


@pytest.mark.parametrize(
    ("reasons", "wanted"), [(["latest-law"], True), ([None], False), (["latest-law", None], False)]
)
def test_an_inferred_line_says_so_where_no_text_tells_both_ends(reasons: list[str | None], wanted: bool) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for n, reason in enumerate(reasons):
        graph.add_edge("a", "b", predicate="implements", start=n, inferred=reason)
    edge = page_data(render(graph))["edges"][0]
    assert ("inferred" in edge) == wanted
    assert set(edge.get("inferred", ())) == ({"vi", "en"} if wanted else set())


def test_the_best_evidence_comes_first_and_rejected_edges_are_told() -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for status, confidence in (("unreviewed", 1.0), ("rejected", 1.0), ("accepted", 0.5)):
        graph.add_edge("a", "b", predicate="implements", status=status, confidence=confidence)
    graph.add_edge("a", "c", predicate="implements", status="rejected")
    first, second = page_data(render(graph))["edges"]
    assert [e[-1] for e in first["evidence"]] == ["accepted", "unreviewed", "rejected"]
    assert "rejected" not in first
    assert second["rejected"] is True


def test_evidence_of_one_confidence_stands_in_the_order_of_its_text() -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for start in (1002, 382, 10, None):
        graph.add_edge("a", "b", predicate="amends", source="luat.txt", start=start, confidence=0.9)
    (edge,) = page_data(render(graph))["edges"]
    assert [e[1] for e in edge["evidence"]] == [None, 10, 382, 1002]


def test_labels_come_from_the_ontology_and_an_unknown_relation_keeps_its_name() -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_edge("a", "b", predicate="implements")
    graph.add_edge("a", "b", predicate="hugs")
    relations = page_data(render(graph))["page"]["relations"]
    assert relations["implements"] == {"vi": "triển khai thực hiện", "en": "implements"}
    assert relations["hugs"] == {"vi": "hugs", "en": "hugs"}


def test_empty_graph_and_bare_nodes() -> None:
    assert page_data(render(nx.MultiDiGraph()))["nodes"] == []
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_node("only")
    assert page_data(render(graph, focus="only"))["page"]["focus"] == 0


def test_focus_must_be_in_the_graph() -> None:
    with pytest.raises(KgError, match="no such node"):
        render(seeds(), focus="urn:nothing")


# --- Safety

HOSTILE = [
    "</script><script>window.hit=1</script>",
    "<!-- <script>",
    "<img src=x onerror=window.hit=1>",
    '" onload="window.hit=1',
    "see href here",
    "{{ 7*7 }}{% raw %}",
    "line\u2028separator\u2029",
    "number\u202egnp.exe\u2066",
    "lone \ud800 surrogate",
    "nul\x00esc\x1b[31m",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    fields = ("number", "type", "issuer", "place", "name", "title")
    graph.add_node(text, candidates=[text], **dict.fromkeys(fields, text))
    graph.add_edge(text, text, predicate=text, quote=text, rule=text, source=text, provision=text, status=text)
    page = render(graph, title=text)
    plain = render(nx.MultiDiGraph())
    for mark in ("<script", "</script", "<!--", "<img", "<b>"):
        assert page.count(mark) == plain.count(mark), mark
    page.encode("utf-8")
    assert not re.search("[\u2028\u2029\u202a-\u202e\u2066-\u2069\x00\x1b]", page)
    clean = page_data(page)["nodes"][0]["title"]
    assert re.sub("[\u202e\u2066\ud800\x00\x1b]", "\ufffd", text) == clean


def test_nothing_comes_from_outside() -> None:
    page = render(made(20), title="https://example.org/")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page)
    assert not re.search(r"<(?:link|iframe|img|object|embed|base)\b", page.split('<script type="application/json"')[0])
    assert "@import" not in page
    assert "sourceMappingURL" not in page
    assert "Apache" in page  # vis-network's licence note


def test_policy_allows_only_the_packages_own_code() -> None:
    page = render(made(20))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for name in ("script-src", "style-src"):
        assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", source) for source in rules[name].split())
    assert policy[1] == re.search(r'Content-Security-Policy" content="([^"]*)"', render(seeds()))[1]  # type: ignore[index]


# --- Colours: WCAG AA, for text 4.5 and for lines and boxes 3

STYLE = Path(layout.__file__).with_name("assets").joinpath("theme.css").read_text(encoding="utf-8")


def colours(selector: str) -> dict[str, str]:
    block = STYLE.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("selector", [":root", ':root[data-theme="dark"]'], ids=["light", "dark"])
def test_contrast(selector: str) -> None:
    c = colours(selector)
    for ink, papers in {
        "text": ("paper", "page", "ruler", "mark", "band-a"),
        "muted": ("paper", "page", "ruler"),
        "accent": ("paper", "page", "ruler"),
        "warn": ("warn-paper", "paper"),
    }.items():
        for paper in papers:
            assert contrast(c[ink], c[paper]) >= 4.5, (ink, paper)
    lines = [name for name in c if name.startswith("r-")] + ["party", "state", "front", "none", "control", "warn"]
    assert len(lines) > 20
    for line in lines:
        for paper in ("paper", "band-a", "band-b"):
            assert contrast(c[line], c[paper]) >= 3, (line, paper)
