"""What a document holds is never run by the map."""

from __future__ import annotations

import runpy
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Browser

from kg.render import render

map_page = runpy.run_path(str(Path(__file__).with_name("map_page.py")))
browser, visit, opened, at, text, seeds, Open = (
    map_page[name] for name in "browser visit opened at text seeds Open".split()
)
pytestmark = pytest.mark.browser
HOSTILE = [
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "<!--<script>window.hit=1",
    "a href=javascript:window.hit=1 \"'`>",
    "\u202eTTg-ĐQ/249\u2066",
    "\u2028window.hit=1//\u2029",
    "__proto__",
    "constructor",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_document_cannot_run_anything(opened: Open, words: str) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    fields = ("number", "type", "issuer", "place", "name", "title")
    for key in (words, words + "2", words + "3"):
        graph.add_node(key, status="unresolved", candidates=[words], date="2021-02-03", **dict.fromkeys(fields, key))
    facts = {"quote": words, "rule": words, "source": words, "provision": words, "confidence": 0.5, "status": words}
    graph.add_edge(words, words + "2", predicate=words, **facts)
    graph.add_edge(words, words + "3", predicate="implements", **facts)
    page = opened(graph, title=words)
    start = page.evaluate("document.querySelectorAll('script, img, iframe, a').length")
    shown = "".join("\ufffd" if c in "\u202e\u2066" else c for c in words)
    x, y = at(page, shown)
    page.mouse.move(x, y)
    page.wait_for_selector("#tip:not([hidden])")
    page.mouse.click(x, y)
    assert shown.split("\u2028")[0] in text(page, "#panel h2")
    page.click("#lang-button")
    page.fill("#find", words)
    page.click("#view-button")
    page.click("#theme-button")
    assert page.evaluate("document.querySelectorAll('script, img, iframe, a').length") == start
    assert page.evaluate("window.hit") is None
    picture = ElementTree.fromstring(page.evaluate("kgMap.picture().svg"))
    tags = {node.tag.rpartition("}")[2] for node in picture.iter()}
    assert tags <= set("svg title rect defs marker path text g".split())
    assert not any(name.startswith("on") or "href" in name for node in picture.iter() for name in node.attrib)


def test_a_script_that_got_in_would_still_not_run(browser: Browser, tmp_path: Path) -> None:
    """The policy itself: even markup put into the page by hand stays dead, and nothing can be sent."""
    file = tmp_path / "map.html"
    file.write_text(render(seeds()), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.evaluate(
        """() => {
        window.seen = [];
        document.addEventListener("securitypolicyviolation", e => seen.push(e.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.hit = 1";
        document.body.append(script);
        fetch("https://example.org/").catch(() => {}); }"""
    )
    page.wait_for_function("seen.length >= 2")
    assert sorted(page.evaluate("seen")) == ["connect-src", "script-src-elem"]
    assert page.evaluate("window.hit") is None
    page.close()
