"""The map of a graph opened in a browser, and what its tests ask of the page."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from functools import cache
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Page

from kg.render import render

graphs = runpy.run_path(str(Path(__file__).with_name("map_graphs.py")))
seeds, made = graphs["seeds"], graphs["made"]
fixtures = runpy.run_path(str(Path(__file__).with_name("offline_page.py")))
browser, visit = fixtures["browser"], fixtures["visit"]
PLAN = "urn:example:370/KH-UBND"
READY = "window.kgMap && kgMap.drawn !== null"
Open = Callable[..., Page]


@pytest.fixture
def opened(visit: Callable[..., Page]) -> Open:
    """Opens a graph's map."""

    def open_map(
        graph: nx.MultiDiGraph, *, width: int = 1280, height: int = 800, fragment: str = "", **options
    ) -> Page:
        return visit(render(graph, **options), READY, width=width, height=height, fragment=fragment)

    return open_map


@cache
def large() -> str:
    """A map that is large enough to open on its summary."""
    return render(made(1600))


def at(page: Page, key: str) -> tuple[float, float]:
    """Where a node stands on the screen."""
    return tuple(  # type: ignore[return-value]
        page.evaluate(
            """key => {
            const m = document.getElementById("mynetwork").getBoundingClientRect();
            const p = kgMap.network.canvasToDOM(kgMap.nodes.find(n => n.key === key));
            return [m.x + p.x, m.y + p.y]; }""",
            key,
        )
    )


def visible_edges(page: Page, predicate: str) -> int:
    return page.evaluate(
        """p => kgMap.edges.filter(e => e.p === p && !kgMap.lookOf(e).hidden).length""",
        predicate,
    )


def text(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def choose(page: Page, query: str) -> None:
    page.fill("#find", query)
    page.press("#find", "Enter")


def colours_drawn(page: Page) -> int:
    return page.evaluate(
        """() => { const c = document.querySelector("#mynetwork canvas");
        const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        const s = new Set();
        for (let i = 0; i < d.length; i += 16) s.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);
        return s.size; }"""
    )


def drawn(page: Page) -> list[str]:
    """The keys of the nodes that are drawn."""
    return page.evaluate("kgMap.nodes.filter(n => !kgMap.network.body.data.nodes.get(n.id).hidden).map(n => n.key)")


def chain() -> nx.MultiDiGraph:
    """top ← middle ← leaf, middle ← shared → other; every one on its day."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for day, key in enumerate(("top", "other", "middle", "leaf", "shared"), 1):
        facts = {"number": f"{day}-NQ/TW", "type": "Nghị quyết", "level": "central", "branch": "party"}
        graph.add_node(key, date=f"2020-01-{day:02d}", status="resolved", **facts)
    for s, o in (("middle", "top"), ("leaf", "middle"), ("shared", "middle"), ("shared", "other")):
        graph.add_edge(s, o, predicate="implements", quote=f"{s} thực hiện {o}")
    return graph
