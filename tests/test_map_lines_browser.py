"""How the map is drawn in a real browser: without a network, no line through a box, the same lines for the same graph."""

from __future__ import annotations

import runpy
from pathlib import Path

import networkx as nx
import pytest

map_page = runpy.run_path(str(Path(__file__).with_name("map_page.py")))
browser, visit, opened, READY, text, large, colours_drawn, seeds, made, Open = (
    map_page[name] for name in "browser visit opened READY text large colours_drawn seeds made Open".split()
)
pytestmark = pytest.mark.browser
lines = runpy.run_path(str(Path(__file__).with_name("drawn_lines.py")))


@pytest.mark.parametrize("size", [20, 200, 2000])
def test_it_draws_offline(opened: Open, size: int) -> None:
    graph = made(size)
    page = opened(graph, fragment="#summary=0")
    assert page.evaluate("kgMap.network.body.nodeIndices.length") == size
    assert page.evaluate("kgMap.edges.filter(e => !kgMap.lookOf(e).hidden).length") == len(
        {(s, o, d["predicate"]) for s, o, d in graph.edges(data=True)}
    )
    assert colours_drawn(page) > 20


@pytest.mark.parametrize("graph", [seeds(), made(20), made(200), made(2000)], ids=["seeds", "20", "200", "2000"])
def test_no_line_runs_through_a_box(opened: Open, graph: nx.MultiDiGraph) -> None:
    boxes, drawn_lines = lines["drawn"](opened(graph, fragment="#summary=0"))
    assert len(boxes) == len(graph)
    assert len(drawn_lines) >= len(graph) // 2
    assert not lines["through_boxes"](boxes, drawn_lines)
    middle = {node: ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for node, box in boxes.items()}
    for start, end, line in drawn_lines.values():
        for node, point in ((start, line[0]), (end, line[-1])):
            left, top, right, bottom = boxes[node]
            assert left <= point[0] <= right, "it begins and ends on the border of its boxes"
            assert top <= point[1] <= bottom
    straight = {i: (s, e, [middle[s], middle[e]]) for i, (s, e, _) in drawn_lines.items()}
    through = lines["through_boxes"](boxes, straight)
    assert len(through) > 2 * len(straight), "straight lines would run through other boxes than their own"


def test_lines_keep_clear_of_boxes_on_a_summary_that_unfolds(visit: Open) -> None:
    page = visit(large(), READY)
    streams = page.evaluate("kgMap.streams().map(([a, b]) => kgMap.pathOf(kgMap.streamWay(a, b, 0)))")
    tiles = "[...kgMap.groups.values()].map(g => [g.left + 8, g.top + 8, g.right - 8, g.bottom - 8])"
    paths = {i: (0, 0, list(lines["points"](path))) for i, path in enumerate(streams)}
    assert len(paths) == 40
    assert not lines["through_boxes"](dict(enumerate(page.evaluate(tiles))), paths)
    for key in ("province|2021", "province|2020", "government|2019", "party|2018"):
        page.evaluate(f"kgMap.toggleTile(kgMap.groups.get('{key}'))")
    boxes, drawn_lines = lines["drawn"](page)
    assert len(drawn_lines) > 20
    assert not lines["through_boxes"](boxes, drawn_lines)
    page.evaluate("kgMap.select(kgMap.edges.find(e => e.p === 'implements').from)")
    boxes, drawn_lines = lines["drawn"](page)
    assert not lines["through_boxes"](boxes, drawn_lines)


def test_the_order_in_the_bands_spares_crossings(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def crossed() -> int:
        _, found = lines["drawn"](opened(seeds()))
        return lines["crossings"]([line for _, _, line in found.values()])

    ordered = crossed()
    monkeypatch.setattr("kg.layout.SWEEPS", 0)
    assert ordered < 0.6 * crossed()


def test_the_same_graph_gives_the_same_lines(opened: Open) -> None:
    graph = made(200)
    shuffled: nx.MultiDiGraph = nx.MultiDiGraph()
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    shuffled.add_edges_from(reversed(list(graph.edges(data=True))))
    assert lines["drawn"](opened(graph)) == lines["drawn"](opened(shuffled))


def test_an_empty_map_says_so(opened: Open) -> None:
    page = opened(nx.MultiDiGraph())
    assert text(page, "#empty") == "Không có văn bản nào để vẽ."


def test_vis_keeps_the_places_that_the_program_gave(opened: Open) -> None:
    page = opened(made(200))
    assert page.evaluate(
        """() => { const p = kgMap.network.getPositions();
        return kgMap.nodes.every(n => p[n.id].x === n.x && p[n.id].y === n.y); }"""
    )
    assert page.evaluate(
        """() => kgMap.nodes.every(n => { const s = kgMap.network.body.nodes[n.id].shape;
        return s.width === kgMap.page.box[0] && s.height === kgMap.page.box[1]; })"""
    )


def test_dark_and_light(opened: Open) -> None:
    page = opened(seeds())
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme-button")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert colours_drawn(page) > 20
