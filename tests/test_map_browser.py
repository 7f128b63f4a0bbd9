"""The map in a real browser: its panel, its table, its languages, and the view that an address brings back."""

from __future__ import annotations

import runpy
from pathlib import Path

import networkx as nx
import pytest

from kg.endings import End
from kg.model import Instrument

map_page = runpy.run_path(str(Path(__file__).with_name("map_page.py")))
browser, visit, opened, PLAN, at, visible_edges, text, choose, chain, seeds, made, Open = (
    map_page[name] for name in "browser visit opened PLAN at visible_edges text choose chain seeds made Open".split()
)
pytestmark = pytest.mark.browser


def test_click_shows_the_evidence_with_its_cue(opened: Open) -> None:
    page = opened(seeds())
    page.mouse.click(*at(page, PLAN))
    panel = page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Kế hoạch 370/KH-UBND"
    quote = panel.locator("blockquote").first
    assert "theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch" in quote.inner_text()
    assert quote.locator("mark").first.inner_text() == "theo đó"
    where = panel.locator(".where").first.inner_text()
    for fact in ("seeds/000_553b255afa740f49.txt", "1029–1173", "discourse", "75%", "suy qua nhiều câu"):
        assert fact in where


def test_click_lights_the_whole_path_and_dims_the_rest(opened: Open) -> None:
    page = opened(seeds())
    page.mouse.click(*at(page, PLAN))
    strong = page.evaluate(
        """() => kgMap.edges.filter(e => kgMap.lookOf(e).alpha === 1)
        .map(e => [kgMap.nodes[e.from].number, e.p, kgMap.nodes[e.to].number].join(" ")).sort()"""
    )
    assert strong == [
        "08-NQ/TU basedOn 52-NQ/TW",
        "08-NQ/TU basedOn 749/QĐ-TTg",
        "08-NQ/TU basedOn 942/QĐ-TTg",
        "370/KH-UBND implements 08-NQ/TU",
    ]
    assert page.evaluate("kgMap.edges.every(e => [1, .1].includes(kgMap.lookOf(e).alpha))")
    steps = page.locator("#panel li").all_inner_texts()
    assert any("52-NQ/TW" in step for step in steps)
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("kgMap.edges.every(e => kgMap.lookOf(e).alpha > .5)")


def test_click_on_a_resolution_lists_what_implements_it(opened: Open) -> None:
    page = opened(seeds())
    choose(page, "08-NQ/TU")
    assert "370/KH-UBND" in text(page, "#panel")
    assert "VĂN BẢN TRIỂN KHAI (1)" in text(page, "#panel").upper()


def test_click_on_a_line_shows_its_evidence(opened: Open) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_node("a", number="1-NQ/TW", level="central", branch="party", date="2020-01-01")
    graph.add_node("b", number="2-KH/TU", level="province", branch="party", date="2020-05-01")
    graph.add_edge("b", "a", predicate="implements", quote="để thực hiện Nghị quyết 1-NQ/TW", source="x.txt", page=3)
    page = opened(graph)
    (x1, y1), (x2, y2) = at(page, "a"), at(page, "b")
    page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2)
    assert text(page, "#panel h2") == "triển khai thực hiện"
    assert "trang 3" in text(page, "#panel .where")


@pytest.mark.parametrize(("lang", "words"), [("vi", "triển khai thực hiện"), ("en", "implements")])
def test_hover_on_a_line_tells_its_relation(opened: Open, lang: str, words: str) -> None:
    page = opened(chain(), fragment=f"#lang={lang}")
    middle = page.evaluate(
        """() => { const [[x1, y1], [x2, y2]] = kgMap.wayOf(kgMap.edges.find(e => kgMap.nodes[e.to].key === "top")).slice(-2);
        const m = document.getElementById("mynetwork").getBoundingClientRect();
        const p = kgMap.network.canvasToDOM({x: (x1 + x2) / 2, y: (y1 + y2) / 2});
        return [m.x + p.x, m.y + p.y]; }"""
    )
    page.mouse.move(*middle)
    page.wait_for_selector("#tip:not([hidden])")
    assert f"3-NQ/TW {words} 1-NQ/TW" in text(page, "#tip")
    page.mouse.move(middle[0], middle[1] + 300)
    page.wait_for_selector("#tip", state="hidden")


def test_hover_tells_in_short(opened: Open) -> None:
    page = opened(seeds())
    page.mouse.move(*at(page, PLAN))
    page.wait_for_selector("#tip:not([hidden])")
    assert "Kế hoạch 370/KH-UBND" in text(page, "#tip")
    assert "06/12/2021" in text(page, "#tip")


@pytest.mark.parametrize(("width", "hidden"), [(375, True), (1280, False)])
def test_the_small_overview_covers_no_card_on_a_phone(opened: Open, width: int, hidden: bool) -> None:
    page = opened(seeds(), width=width, height=700)
    page.evaluate("() => { kgMap.network.moveTo({scale: 1.2}); kgMap.network.redraw(); }")
    page.wait_for_timeout(300)
    assert page.locator("#mini").is_hidden() == hidden


@pytest.mark.parametrize("title", [None, "seeds/004_8df1a6e4e5b5e222.txt"])
def test_a_document_without_a_title_is_called_by_its_file(opened: Open, title: str | None) -> None:
    graph = seeds()
    news = "urn:kg:document:8df1a6e4e5b5e222"
    graph.nodes[news]["title"] = title
    page = opened(graph)
    choose(page, "004_8df1a6e4e5b5e222.txt")
    assert text(page, "#panel h2") == "004_8df1a6e4e5b5e222.txt"
    assert "seeds/004_8df1a6e4e5b5e222.txt" in text(page, "#panel .where")


def test_long_words_do_not_widen_the_panel(opened: Open) -> None:
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    graph.add_node("urn:lex:vn;" + "a" * 300, title="b" * 300, issuer="c" * 90)
    page = opened(graph, focus="urn:lex:vn;" + "a" * 300)
    assert page.evaluate("(p => p.scrollWidth <= p.clientWidth)(document.getElementById('panel'))")


def test_unresolved_names_show_their_candidates(opened: Open) -> None:
    page = opened(seeds())
    choose(page, "Nghị quyết của Chính phủ về tiếp tục")
    panel = text(page, "#panel")
    assert "Tên này chưa xác định được" in panel
    assert "50/NQ-CP" in panel
    page.locator("#panel .warn button").first.click()
    assert page.evaluate("kgMap.nodes[kgMap.state.node].number") == "50/NQ-CP"


def test_language(opened: Open) -> None:
    page = opened(seeds())
    choose(page, "370/KH-UBND")
    assert "triển khai thực hiện" in text(page, "#legend")
    page.click("#lang-button")
    assert page.get_attribute("html", "lang") == "en"
    assert "implements" in text(page, "#legend")
    assert "triển khai thực hiện" not in text(page, "#legend")
    assert "read across sentences" in text(page, "#panel")
    page.click("#lang-button")
    assert "suy qua nhiều câu" in text(page, "#panel")


def test_both_languages_say_the_same_things(opened: Open) -> None:
    page = opened(made(30))
    for _ in range(2):
        assert "undefined" not in page.locator("body").inner_text()
        page.click("#view-button")
        assert "undefined" not in page.locator("body").inner_text()
        page.click("#view-button")
        page.click("#lang-button")


def test_the_address_brings_the_view_back(opened: Open) -> None:
    page = opened(seeds())
    choose(page, "370/KH-UBND")
    page.click("#lang-button")
    page.uncheck("#legend input[name=r-reviews]")
    page.click("#zoom-in")
    address = page.evaluate("location.hash")
    state = "[kgMap.nodes[kgMap.state.node].key, kgMap.state.lang, [...kgMap.state.off].join()]"
    camera = "[kgMap.network.getScale(), kgMap.network.getViewPosition().x, kgMap.network.getViewPosition().y]"
    wanted, seen = page.evaluate(state), page.evaluate(camera)
    again = opened(seeds(), fragment=address)
    assert again.evaluate(state) == wanted == [PLAN, "en", "reviews"]
    assert again.evaluate(camera) == pytest.approx(seen, abs=1)
    assert "Path to the roots".upper() in text(again, "#panel").upper()
    assert visible_edges(again, "reviews") == 0


@pytest.mark.parametrize(
    "fragment",
    [
        "#id=%3Cscript%3E&lang=xx&off=nothing&at=NaN,1,2",
        "#%",
        "#edge=99999&view=x&sort-nodes=__proto__,x&levels=__proto__",
    ],
)
def test_a_bad_address_does_no_harm(opened: Open, fragment: str) -> None:
    page = opened(seeds(), fragment=fragment)
    assert page.evaluate("[kgMap.state.node, kgMap.state.edge, kgMap.state.lang, kgMap.state.view]") == [
        None,
        None,
        "vi",
        "map",
    ]


def test_focus_opens_the_panel(opened: Open) -> None:
    page = opened(seeds(), focus=PLAN, title="Từ kế hoạch lên nghị quyết")
    assert text(page, "#panel h2") == "Kế hoạch 370/KH-UBND"
    assert text(page, "h1") == "Từ kế hoạch lên nghị quyết"


def test_the_table_holds_the_same_and_sorts(opened: Open) -> None:
    graph = seeds()
    page = opened(graph)
    page.click("#view-button")
    assert page.locator("#t-nodes tbody tr").count() == graph.number_of_nodes()
    lines = {(s, o, d["predicate"]) for s, o, d in graph.edges(data=True)}
    assert page.locator("#t-edges tbody tr").count() == len(lines)
    page.click("[data-sort=nodes-number]")
    assert page.locator("#t-nodes th[aria-sort=ascending]").inner_text().startswith("Số, ký hiệu")
    names = page.locator("#t-nodes tbody tr td:first-child").all_inner_texts()
    page.click("[data-sort=nodes-number]")
    assert page.locator("#t-nodes tbody tr td:first-child").all_inner_texts() == names[::-1]
    again = opened(graph, fragment=page.evaluate("location.hash"))
    assert again.locator("#t-nodes tbody tr td:first-child").all_inner_texts() == names[::-1], (
        "the address keeps the order"
    )
    page.locator("#t-nodes button.link", has_text="370/KH-UBND").focus()
    page.keyboard.press("Enter")
    assert page.locator("#map").is_visible()
    assert text(page, "#panel h2") == "Kế hoạch 370/KH-UBND"


def test_a_long_table_is_shown_whole_on_demand(opened: Open) -> None:
    page = opened(made(700), fragment="#view=table")
    assert page.locator("#t-nodes tbody tr").count() == 500
    page.locator("#table button.all").first.click()
    assert page.locator("#t-nodes tbody tr").count() == 700


def test_keyboard_moves_the_map(opened: Open) -> None:
    page = opened(made(200))
    page.focus("#mynetwork")
    before = page.evaluate("kgMap.network.getViewPosition().x")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("kgMap.network.getViewPosition().x") > before
    scale = page.evaluate("kgMap.network.getScale()")
    page.keyboard.press("+")
    assert page.evaluate("kgMap.network.getScale()") > scale
    page.keyboard.press("0")
    assert page.evaluate("kgMap.network.getScale()") < scale


@pytest.mark.parametrize("width", [360, 1280, 1920])
@pytest.mark.parametrize("view", ["map", "table"])
def test_nothing_sticks_out_of_the_screen(opened: Open, width: int, view: str) -> None:
    page = opened(seeds(), width=width, height=740, fragment=f"#view={view}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("#find", "#legend-button", "#view-button", "#lang-button"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    if view == "map":
        choose(page, "370/KH-UBND")
        x, y = at(page, PLAN)
        panel = page.locator("#panel").bounding_box()
        assert panel is not None
        assert 0 < x < width
        assert x < panel["x"] or y < panel["y"], "the selected box must not hide under the panel"


def test_plans_of_one_number_and_day_are_told_apart_by_their_place(opened: Open) -> None:
    graph = seeds()
    for n, place in enumerate(("An Giang", "Vĩnh Long")):
        facts = {**graph.nodes[PLAN], "place": place, "number": "40/KH-UBND", "issuer": "Ủy ban nhân dân tỉnh"}
        graph.add_node(f"urn:twin:{n}", **facts)
    page = opened(graph)
    page.fill("#find", "40/KH-UBND")
    shown = page.locator("#found small").all_inner_texts()
    assert sorted("An Giang" in words for words in shown) == [False, True]
    assert sum("Vĩnh Long" in words for words in shown) == 1
    svg = page.evaluate("kgMap.picture().svg")
    assert all(f"06/12/2021 · {place}" in svg for place in ("An Giang", "Vĩnh Long"))


def test_cards_of_one_number_and_place_tell_the_day_and_what_has_ended_its_end(opened: Open) -> None:
    graph = seeds()
    by = Instrument(id="urn:by", number="52/KH-UBND", date="2025-09-15")
    for n, (day, ended) in enumerate((("2025-03-18", ("replaces", ())), ("2025-08-11", ("repeals", ("Điều 3",))))):
        facts = {**graph.nodes[PLAN], "number": "95/KH-UBND", "date": day}
        end = End(by=by, predicate=ended[0], provisions=ended[1], edges=())
        graph.add_node(f"urn:twin:{n}", **{**facts, "ended": (end,)})
    page = opened(graph)
    told = page.evaluate("kgMap.nodes.filter(n => n.number === '95/KH-UBND').map(kgMap.apart)")
    assert sorted(told) == ["11/08/2025", "18/03/2025"]
    svg = page.evaluate("kgMap.picture().svg")
    assert (svg.count("⚠ 95/KH-UBND"), svg.count(">95/KH-UBND")) == (1, 1), "a part of the other has ended"
