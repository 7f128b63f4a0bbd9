"""What the map folds: a subtree, and the summary that a large map opens on."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

map_page = runpy.run_path(str(Path(__file__).with_name("map_page.py")))
browser, visit, opened, READY, at, choose, drawn, chain, large, colours_drawn, Open = (
    map_page[name] for name in "browser visit opened READY at choose drawn chain large colours_drawn Open".split()
)
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("lang", "shut", "unfold"), [("vi", "Thu gọn nhánh", "Mở nhánh"), ("en", "Collapse subtree", "Expand subtree")]
)
def test_a_subtree_folds_and_opens(opened: Open, lang: str, shut: str, unfold: str) -> None:
    page = opened(chain(), fragment=f"#lang={lang}")
    choose(page, "1-NQ/TW")
    page.click(f"#panel button:has-text('{shut}')")
    # what also hangs on another one stays
    assert sorted(drawn(page)) == ["other", "shared", "top"]
    page.keyboard.press("Escape")
    assert sorted(drawn(page)) == ["other", "shared", "top"]
    assert page.evaluate("kgMap.nodes.find(n => n.key === 'top').holds") == 2
    assert sorted(drawn(opened(chain(), fragment=page.evaluate("location.hash")))) == ["other", "shared", "top"]
    choose(page, "1-NQ/TW")
    page.click(f"#panel button:has-text('{unfold}')")
    page.keyboard.press("Escape")
    assert len(drawn(page)) == 5


def test_a_double_click_folds_and_a_search_opens_what_it_finds(opened: Open) -> None:
    page = opened(chain())
    page.mouse.dblclick(*at(page, "middle"))
    page.keyboard.press("Escape")
    assert sorted(drawn(page)) == ["middle", "other", "shared", "top"]
    choose(page, "4-NQ/TW")
    page.keyboard.press("Escape")
    assert len(drawn(page)) == 5


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_large_map_opens_on_its_summary_and_unfolds(visit: Open, lang: str) -> None:
    page = visit(large(), READY, fragment=f"#lang={lang}")
    assert drawn(page) == []
    assert colours_drawn(page) > 10
    tiles = page.evaluate("[...kgMap.groups.values()].map(g => g.members.length)")
    assert sum(tiles) == 1600
    assert len(tiles) < 120
    tile = page.evaluate(
        """() => { const g = kgMap.groups.get("province|2021");
        const m = document.getElementById("mynetwork").getBoundingClientRect();
        const p = kgMap.network.canvasToDOM({x: (g.left + g.right) / 2, y: (g.top + g.bottom) / 2});
        return [m.x + p.x, m.y + p.y, g.members.length]; }"""
    )
    page.mouse.click(*tile[:2])
    assert len(drawn(page)) == tile[2]
    assert page.evaluate(
        "kgMap.nodes.every(n => kgMap.network.body.data.nodes.get(n.id).hidden === (n.group !== 'province|2021'))"
    )
    again = visit(large(), READY, fragment=page.evaluate("location.hash"))
    assert len(drawn(again)) == tile[2]
    page.uncheck("#legend input[name=summary]")
    assert len(drawn(page)) == 1600


def test_a_search_on_a_summary_draws_the_whole_path(visit: Open) -> None:
    page = visit(large(), READY)
    key = page.evaluate(
        "(kgMap.edges.find(e => e.p === 'implements' && kgMap.nodes[e.from].group !== kgMap.nodes[e.to].group)).from"
    )
    page.evaluate("i => kgMap.select(i)", key)
    lit = page.evaluate("kgMap.edges.map(kgMap.lookOf).filter(look => look.alpha === 1 && !look.hidden).length")
    assert lit >= 1
    page.focus("#mynetwork")
    page.keyboard.press("Escape")
    assert 0 < len(drawn(page)) < 400, "the group of what was found stays open"


def test_enter_opens_the_tile_in_the_middle(visit: Open) -> None:
    page = visit(large(), READY)
    page.focus("#mynetwork")
    page.keyboard.press("Enter")
    assert drawn(page)
