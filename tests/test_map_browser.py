"""The map in a real browser: it draws without a network, and does what its buttons say. Debian's Chromium, headless."""

from __future__ import annotations

import runpy
import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from kg.endings import End
from kg.model import Instrument
from kg.render import render

pytestmark = pytest.mark.browser

graphs = runpy.run_path(str(Path(__file__).with_name("map_graphs.py")))
seeds, made = graphs["seeds"], graphs["made"]
fixtures = runpy.run_path(str(Path(__file__).with_name("offline_page.py")))
browser, visit = fixtures["browser"], fixtures["visit"]
lines = runpy.run_path(str(Path(__file__).with_name("drawn_lines.py")))
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


def test_the_legend_is_the_filter(opened: Open) -> None:
    page = opened(seeds())
    before = visible_edges(page, "implements")
    assert before == 15
    page.uncheck("#legend input[name=r-implements]")
    assert visible_edges(page, "implements") == 0
    assert visible_edges(page, "basedOn") == 3
    page.check("#legend input[name=r-implements]")
    assert visible_edges(page, "implements") == before
    page.uncheck("#legend input[name=unsure]")
    assert visible_edges(page, "basedOn") == 0
    page.uncheck("#legend input[name=b-party]")
    assert page.evaluate("kgMap.nodes.filter(n => kgMap.network.body.data.nodes.get(n.id).hidden).length") == 5


def test_what_is_inferred_is_dotted_and_says_so(opened: Open) -> None:
    graph = seeds()
    for s, o, key, data in list(graph.edges(keys=True, data=True)):
        graph[s][o][key]["inferred"] = "latest-law" if data["predicate"] == "implements" else None
    page = opened(graph, focus=PLAN)
    assert "nét có chấm: suy ra văn bản được nêu" in page.locator("#legend .inferred").inner_text()
    looks = page.evaluate(
        "kgMap.edges.filter(e => e.inferred).map(e => [e.p, kgMap.lookOf(e).dash, kgMap.edgeTip(e).at(-1)])"
    )
    assert {(p, dash) for p, dash, _ in looks} <= {("implements", "2 5"), ("implements", "9 5 2 5")}
    assert all(tip.startswith("suy ra văn bản được nêu: ") for *_, tip in looks)
    assert "suy ra văn bản được nêu" in page.locator("#panel").inner_text()
    assert 'stroke-dasharray="2 5"' in page.evaluate("kgMap.picture().svg")


def test_years_types_and_places_filter(opened: Open) -> None:
    page = opened(made(200))
    hidden = "kgMap.nodes.filter(n => kgMap.network.body.data.nodes.get(n.id).hidden)"
    page.select_option("#legend select[name=place]", "Huế")
    assert page.evaluate(f"{hidden}.every(n => n.place !== 'Huế') && {hidden}.length > 100")
    page.select_option("#legend select[name=place]", "")
    page.select_option("#legend select[name=type]", "Kế hoạch")
    assert page.evaluate(f"{hidden}.every(n => n.type !== 'Kế hoạch') && {hidden}.length > 50")
    page.select_option("#legend select[name=type]", "")
    page.select_option("#legend select[name=from]", "2020")
    assert page.evaluate(f"{hidden}.every(n => n.year < 2020) && {hidden}.length > 50")
    page.select_option("#legend select[name=to]", "2021")
    left = page.evaluate("[...new Set(kgMap.nodes.filter(n => !n.gone && n.year).map(n => n.year))].sort()")
    assert left == [2020, 2021]


SEARCHES = [
    ("370/KH-UBND", PLAN, "a number as written"),
    ("370/kh-ubnd", PLAN, "lower case"),
    ("KH 370", PLAN, "the other way round"),
    ("ke hoach 370", PLAN, "the noun without diacritics"),
    ("Cách mạng công nghiệp lần thứ tư", "urn:example:52-NQ/TW", "words of the title"),
    ("cach mang cong nghiep lan thu tu", "urn:example:52-NQ/TW", "without diacritics"),
    ("chuyen doi so tinh tien giang", "urn:example:08-NQ/TU", "đ as d"),
]


def test_search(opened: Open) -> None:
    page = opened(seeds())
    for query, key, why in SEARCHES:
        choose(page, query)
        assert page.evaluate("kgMap.nodes[kgMap.state.node].key") == key, why
    page.fill("#find", "không có gì như vậy")
    assert text(page, "#found") == "Không tìm thấy"


def test_search_by_keyboard(opened: Open) -> None:
    page = opened(seeds())
    page.fill("#find", "20/KH-UBND")
    assert page.locator("#found [role=option]").count() >= 2
    first = page.locator("#found [aria-selected=true]").inner_text()
    page.press("#find", "ArrowDown")
    assert page.locator("#found [aria-selected=true]").inner_text() != first
    assert page.get_attribute("#find", "aria-activedescendant") == "found-1"
    page.press("#find", "Enter")
    assert page.evaluate("kgMap.nodes[kgMap.state.node].date") == "2023-01-19"
    page.press("#find", "Escape")


def test_escape_closes_the_list_and_keeps_the_words(opened: Open) -> None:
    page = opened(seeds(), focus=PLAN)
    page.fill("#find", "20/KH-UBND")
    page.press("#find", "Escape")
    assert page.locator("#found").is_hidden()
    assert page.input_value("#find") == "20/KH-UBND"
    assert page.evaluate("kgMap.state.node") is not None, "what is selected stays"


@pytest.mark.parametrize(
    ("query", "found", "why"),
    [
        ("３７０／ＫＨ-ＵＢＮＤ", ["370/KH-UBND"], "full-width letters"),
        ("52-NQ/TƯ", ["52-NQ/TW"], "TƯ is TW"),
        ("f00d", [], "what only an id holds"),
        ("urn:example:370", ["370/KH-UBND"], "a URN"),
    ],
)
def test_search_is_for_what_people_see(opened: Open, query: str, found: list[str], why: str) -> None:
    graph = seeds()
    graph.add_node("urn:kg:unnumbered:bao.cao:f00d88", type="Báo cáo", title="sơ kết", status="resolved")
    page = opened(graph)
    assert page.evaluate("q => kgMap.search(q).map(n => n.number)", query)[: len(found)] == found, why
    assert bool(page.evaluate("q => kgMap.search(q).length", query)) == bool(found), why


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


def test_dark_and_light(opened: Open) -> None:
    page = opened(seeds())
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme-button")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert colours_drawn(page) > 20


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


def drawn(page: Page) -> list[str]:
    """The keys of the nodes that are drawn."""
    return page.evaluate("kgMap.nodes.filter(n => !kgMap.network.body.data.nodes.get(n.id).hidden).map(n => n.key)")


def slide(page: Page, to: int) -> None:
    page.locator("#legend input[name=least]").fill(str(to))


def test_the_slider_hides_what_is_less_certain(opened: Open) -> None:
    page = opened(seeds())
    before = visible_edges(page, "basedOn")
    slide(page, 80)
    assert visible_edges(page, "basedOn") == 0 < before
    assert page.locator("#legend output").inner_text() == "80%"
    sure = page.evaluate("kgMap.edges.filter(e => !kgMap.lookOf(e).hidden).map(e => e.confidence)")
    assert sure
    assert min(sure) >= 0.8
    assert opened(seeds(), fragment=page.evaluate("location.hash")).evaluate("kgMap.state.least") == 80
    slide(page, 0)
    assert visible_edges(page, "basedOn") == before


def chain() -> nx.MultiDiGraph:
    """top ← middle ← leaf, middle ← shared → other; every one on its day."""
    graph: nx.MultiDiGraph = nx.MultiDiGraph()
    for day, key in enumerate(("top", "other", "middle", "leaf", "shared"), 1):
        facts = {"number": f"{day}-NQ/TW", "type": "Nghị quyết", "level": "central", "branch": "party"}
        graph.add_node(key, date=f"2020-01-{day:02d}", status="resolved", **facts)
    for s, o in (("middle", "top"), ("leaf", "middle"), ("shared", "middle"), ("shared", "other")):
        graph.add_edge(s, o, predicate="implements", quote=f"{s} thực hiện {o}")
    return graph


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


@pytest.mark.parametrize(("lang", "name"), [("vi", "ban-do-van-ban"), ("en", "map-of-instruments")])
def test_the_picture_as_svg_and_png(opened: Open, lang: str, name: str) -> None:
    graph = seeds()
    page = opened(graph, fragment=f"#lang={lang}")
    page.uncheck("#legend input[name=b-party]")
    files = {}
    for kind in ("svg", "png"):
        with page.expect_download() as waiting:
            page.click(f"#legend button[name={kind}]")
        assert waiting.value.suggested_filename == f"{name}.{kind}"
        files[kind] = Path(waiting.value.path()).read_bytes()
    root = ElementTree.fromstring(files["svg"])
    svg = "{http://www.w3.org/2000/svg}"
    titles = [t.text or "" for t in root.iter(f"{svg}title")]
    assert any(t.startswith("Kế hoạch 370/KH-UBND") for t in titles)
    assert not any("52-NQ/TW" in t.split(" · ")[0] for t in titles), "what is filtered out is not in the picture"
    assert len(titles) == 1 + len(drawn(page))
    width, height = int(root.get("width", 0)), int(root.get("height", 0))
    assert files["png"].startswith(b"\x89PNG")
    assert struct.unpack(">II", files["png"][16:24]) == (width * 2, height * 2)
    assert len(files["png"]) > 50_000, "it is not blank"


def test_a_citation_is_copied(opened: Open) -> None:
    page = opened(seeds(), focus=PLAN)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#panel button:has-text('Chép trích dẫn')")
    page.wait_for_selector("#panel button:has-text('Đã chép')")
    words = "Kế hoạch 370/KH-UBND ngày 06/12/2021 của Ủy ban nhân dân tỉnh Tiền Giang"
    told = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert told[0] == words
    assert told[1].startswith("370/KH-UBND triển khai thực hiện 08-NQ/TU: “Nghị quyết 08-NQ/TU về chuyển đổi số")
    assert told[1].endswith("” (seeds/000_553b255afa740f49.txt, ký tự 1029–1173, suy qua nhiều câu)")


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


def test_print_hides_what_can_only_be_clicked(opened: Open) -> None:
    page = opened(seeds(), focus=PLAN)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for selector in (".find", ".tools", "#legend", "#panel .acts", "#mynetwork", ".zoom"):
        assert page.locator(selector).is_hidden(), selector
    assert page.locator("#map").is_visible()
    assert page.locator("#panel blockquote").first.is_visible()
    assert page.locator("#panel ol details").count() == page.locator("#panel ol details[open]").count() > 1
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#panel ol details[open]").count() == 1


def test_paper_has_the_whole_picture_in_light_colours(opened: Open) -> None:
    page = opened(seeds(), focus=PLAN)
    page.evaluate("document.getElementById('theme-button').click()")
    dark = page.evaluate("document.documentElement.dataset.theme")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.locator("#map > svg g > title").count() == seeds().number_of_nodes()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#map > svg").count() == 0
    assert page.evaluate("document.documentElement.dataset.theme") == dark == "dark"
    assert 'fill="#ffffff"' in page.evaluate("kgMap.picture().svg"), "a picture for a report is for paper too"
    assert len(page.pdf(prefer_css_page_size=True)) > 20_000


@pytest.mark.parametrize(
    ("lang", "words", "clear"),
    [
        ("vi", ["Nhà nước", "Kế hoạch, chương trình, đề án", "Tên chưa xác định", "Đảng ở Trung ương"], "Bỏ bộ lọc"),
        ("en", ["State", "Plan, programme, scheme", "Unresolved name", "Party, central"], "Clear filters"),
    ],
)
def test_every_mark_of_the_legend_is_a_filter(opened: Open, lang: str, words: list[str], clear: str) -> None:
    page = opened(seeds(), fragment=f"#lang={lang}")
    total = len(drawn(page))
    for name, word, field, value in (
        ("k-state", words[0], "branch", "state"),
        ("f-plan", words[1], "kind", "plan"),
        ("s-unresolved", words[2], "status", "unresolved"),
        ("b-party", words[3], "band", "party"),
    ):
        assert word in page.locator(f"#legend label:has(input[name={name}])").inner_text()
        page.uncheck(f"#legend input[name={name}]")
        left = page.evaluate("field => kgMap.nodes.filter(n => !n.gone).map(n => n[field])", field)
        assert 0 < len(left) < total, name
        assert value not in left
        again = opened(seeds(), fragment=page.evaluate("location.hash"))
        assert drawn(again) == drawn(page), "the address brings it back"
        assert not again.is_checked(f"#legend input[name={name}]")
        assert text(page, "#legend .count span").startswith(f"{len(left)} / {total}")
        page.click(f"#legend button:has-text('{clear}')")
        assert len(drawn(page)) == total


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
