"""What the map leaves out and finds: the legend as a filter, years, types, places, certainty, and the search."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from playwright.sync_api import Page

map_page = runpy.run_path(str(Path(__file__).with_name("map_page.py")))
browser, visit, opened, PLAN, visible_edges, text, choose, drawn, seeds, made, Open = (
    map_page[name] for name in "browser visit opened PLAN visible_edges text choose drawn seeds made Open".split()
)
pytestmark = pytest.mark.browser


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
