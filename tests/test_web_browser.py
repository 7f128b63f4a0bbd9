"""The explorer in a real browser: what a lawyer does, in both languages, with nothing wrong on any page."""

from __future__ import annotations

import contextlib
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg import store

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
tools = runpy.run_path(str(Path(__file__).with_name("serving.py")))
browser = runpy.run_path(str(Path(__file__).with_name("offline_page.py")))["browser"]
Open = Callable[..., Page]
WORDS = {
    "vi": {"accept": "Chấp nhận", "review": "Rà soát", "in_text": "Xem trong văn bản", "accepted": "đã duyệt"},
    "en": {"accept": "Accept", "review": "Review", "in_text": "See it in the text", "accepted": "accepted"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    folder = tmp_path_factory.mktemp("browsed")
    for name, text in tools["OPEN"].items():
        (folder / name).write_text(text, encoding="utf-8")
    store.build([ROOT / "seeds", folder / "plan.txt", folder / "news.txt"], folder / "kg")
    with tools["serving"](folder / "kg") as found:
        yield found


@pytest.fixture
def opened(browser: Browser, server) -> Iterator[Open]:
    """Opens a page; at the end nothing may have gone wrong, and nothing may have been asked of another server."""
    wrong: list[str] = []
    contexts = []

    def open_page(path: str, *, language: str = "vi", width: int = 1280) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "kg_lang", "value": language, "url": server.address}])
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
        page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("dialog", lambda d: wrong.append(f"dialog: {d.message}"))
        page.on(
            "request", lambda r: None if r.url.startswith((server.address, "data:", "blob:")) else wrong.append(r.url)
        )
        page.goto(server.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_a_few_letters_to_the_words_that_prove_it(opened: Open, language: str):
    page = opened("/", language=language)
    page.locator("#q").press_sequentially("kh 370", delay=20)
    expect(page.locator("#suggestions li").first).to_contain_text("370/KH-UBND")
    page.press("#q", "ArrowDown")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text("370/KH-UBND")
    expect(page.locator("#lineage .tree")).to_contain_text("52-NQ/TW")
    expect(page.locator("#timeline li.self")).to_contain_text("370/KH-UBND")
    quote = page.locator("#above blockquote").first.inner_text()
    page.locator("#above").get_by_role("link", name=WORDS[language]["in_text"]).first.click()
    lit = page.locator("#text .lit")
    expect(lit.first).to_be_in_viewport()
    shown = re.sub(r"\s+", " ", "".join(lit.all_inner_texts()))
    assert shown.startswith(re.sub(r"\s+", " ", quote)[:60])
    page.locator("#text a.mention.lit").first.click()
    expect(page).to_have_url(re.compile("/instrument/urn:lex:"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_language_is_switched_and_stays(opened: Open, language: str):
    other, switch = ("en", "English") if language == "vi" else ("vi", "Tiếng Việt")
    page = opened("/instruments?year=2021", language=language)
    page.get_by_role("link", name=switch, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("select[name=year]")).to_have_value("2021")
    page.locator("nav a").nth(2).click()
    expect(page.locator("html")).to_have_attribute("lang", other)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_evidence_is_accepted_with_a_note_and_shows_in_the_graph(opened: Open, server, language: str):
    told = WORDS[language]
    plan = "/instrument/urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370"
    page = opened(plan, language=language)
    proof = page.locator("#above .proof" if language == "vi" else "#below .proof").first
    proof.locator("summary").click()
    proof.locator("input[name=reviewer]").fill("Nguyễn Thị Lan")
    proof.locator("input[name=note]").fill(f"<b>đúng</b> {language}")
    evidence = proof.locator("input[name=target]").get_attribute("value")
    proof.get_by_role("button", name=told["accept"]).click()
    expect(page.locator(".tag.accepted").first).to_have_text(told["accepted"])
    expect(page.locator(".said").filter(has_text=f"<b>đúng</b> {language}")).to_contain_text("Nguyễn Thị Lan")
    # The next form has the name, as it was typed.
    expect(page.locator("input[name=reviewer]").last).to_have_value("Nguyễn Thị Lan")
    ask = f"ASK {{ <{evidence}> kg:status 'accepted' }}"
    for _ in range(100):
        if server.post("/sparql", {"query": ask}, accept="application/json").json()["boolean"]:
            break
        page.wait_for_timeout(200)
    assert server.post("/sparql", {"query": ask}, accept="application/json").json()["boolean"]
    page.goto(server.address + "/reviews")
    expect(page.locator("main tbody")).to_contain_text(f"<b>đúng</b> {language}")


def test_a_name_is_settled(opened: Open, server):
    page = opened("/unresolved")
    name = page.locator("section.open").filter(has_text="36-NQ/TW")
    candidate = name.locator(".proof").filter(has_text="2018")
    candidate.get_by_role("button", name="Chấp nhận").click()
    for _ in range(100):
        page.goto(server.address + "/unresolved")
        if name.count() == 0:
            break
        page.wait_for_timeout(200)
    expect(name).to_have_count(0)
    page.goto(server.address + "/instrument/urn:lex:vn:trung.uong.dang:nghi.quyet:2018;36")
    expect(page.locator("#below")).to_contain_text("11/KH-UBND")


def test_the_map_draws_in_its_sandbox(opened: Open):
    page = opened("/instrument/urn:lex:vn;tien.giang:tinh.uy:nghi.quyet:2021;8")
    page.locator("iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    expect(frame.locator("#mynetwork canvas")).to_be_visible()
    expect(page.locator("iframe")).to_have_attribute("sandbox", "allow-scripts")
    inner = next(f for f in page.frames if "/map/" in f.url)
    inner.wait_for_function("window.kgMap && kgMap.drawn !== null")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_query_is_taken_from_an_example_and_run(opened: Open, language: str):
    page = opened("/sparql", language=language)
    page.get_by_role("link", name="plans-of-resolution", exact=True).click()
    expect(page.locator(".CodeMirror")).to_contain_text("UNDEF")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?i ?n WHERE { ?i kg:nu")
    # From this vocabulary: nothing is asked elsewhere. Four names begin with "kg:n", one with "kg:nu": until the list
    # has seen the last letter, Enter takes nothing from it.
    expect(page.locator(".CodeMirror-hints > li")).to_have_text(["kg:number"])
    page.keyboard.press("Enter")
    page.keyboard.type(" ?n . FILTER(CONTAINS(?n, '370')) }")
    expect(page.locator(".parseErrorIcon")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    page.locator("#answer a").first.click()
    expect(page.locator("h1")).to_contain_text("370/KH-UBND")


@pytest.mark.parametrize(
    ("language", "day", "head"),
    [("vi", "27/09/2019", "Văn bản Trung ương"), ("en", "2019-09-27", "Central instrument")],
)
def test_days_are_written_as_the_reader_does(opened: Open, language: str, day: str, head: str):
    page = opened("/gaps", language=language)
    expect(page.locator("thead th").first).to_have_text(head)
    row = page.locator(".matrix tbody tr", has_text="52-NQ/TW").first
    expect(row.locator("th .detail")).to_contain_text(day)
    page = opened("/instrument/urn:lex:vn;tien.giang:tinh.uy:nghi.quyet:2021;8", language=language)
    expect(page.locator("#timeline time").first).to_have_text(day)
    expect(page.locator("#descent .detail").first).to_contain_text("06/10/2021" if language == "vi" else "2021-10-06")
    assert ("06/10/2021" in page.locator(".facts").inner_text()) == (language == "vi")
    expect(page.locator("h1")).to_have_text("Nghị quyết 08-NQ/TU")


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_shows_every_title_and_every_page_of_the_menu(opened: Open, width: int):
    page = opened("/instruments")
    page.set_viewport_size({"width": width, "height": 800})
    for box in [page.locator("table.stack td:nth-child(2) bdi:not(:empty)").first, *page.locator("nav a").all()]:
        found = box.bounding_box()
        assert found
        assert found["x"] + found["width"] <= width


def test_documents_are_read_on_a_phone_without_scrolling_aside(opened: Open):
    page = opened("/documents", width=375)
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.scroll'))")
    expect(page.locator("tbody tr", has_text="001_")).to_contain_text("44.985 ký tự")


def test_no_number_of_the_gaps_is_broken(opened: Open):
    page = opened("/gaps", width=900)
    page.evaluate("document.querySelector('.matrix th .node bdi').textContent = '151/2001/UBTVQH10'")
    page.evaluate("""for (const tr of document.querySelectorAll(".matrix tr"))
        for (let n = 9; n--;) tr.append(tr.lastElementChild.cloneNode(true))""")
    assert page.evaluate("document.querySelector('.matrix th .node bdi').getClientRects().length") == 1


def test_the_editor_is_dark_where_the_page_is(opened: Open):
    page = opened("/sparql")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        turned = page.locator(".CodeMirror").first.evaluate("e => getComputedStyle(e).filter")
        assert turned.startswith("invert") == (scheme == "dark")


def test_the_editor_marks_what_is_wrong_and_lets_the_keyboard_out(opened: Open):
    page = opened("/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?i WHERE ?i }")
    expect(page.locator(".parseErrorIcon")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator("form.query button.yes")).to_be_focused()


def test_queries_run_without_javascript(browser: Browser, server):
    with contextlib.closing(browser.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto(f"{server.address}/sparql")
        page.locator("#query").fill("SELECT ?n WHERE { ?i kg:number ?n . FILTER(CONTAINS(?n, '370')) }")
        page.locator("form.query button.yes").click()
        expect(page.locator("#answer")).to_contain_text("370/KH-UBND")


PAGES = ["/", "/instruments", "/documents", "/document/8537c4e881db5166", "/unresolved", "/checks", "/gaps", "/sparql"]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_the_screen(opened: Open, server, width: int):
    page = opened("/", width=width)
    for path in [*PAGES, "/instrument/urn:lex:vn;tien.giang:tinh.uy:nghi.quyet:2021;8"]:
        page.goto(server.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_escape_closes_the_suggestions_and_keeps_the_words(opened: Open):
    page = opened("/")
    page.locator("#q").press_sequentially("kh 370", delay=20)
    expect(page.locator("#suggestions li").first).to_be_visible()
    page.press("#q", "Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("kh 370")


def test_the_map_in_a_page_has_no_way_back_of_its_own(opened: Open):
    page = opened("/instrument/urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370")
    page.locator("#map iframe").scroll_into_view_if_needed()
    frame = page.frame_locator("#map iframe")
    expect(frame.locator("#title")).to_have_text("370/KH-UBND")
    expect(frame.locator("#back")).to_have_count(0)
    page.get_by_role("link", name="Mở bản đồ toàn trang").click()
    expect(page.locator("#back")).to_be_visible()


def test_text_grows_with_the_readers_own_size(browser: Browser, server):
    sizes = """() => ["body", ".node", ".detail", ".where", "dd", "h1"].map(
        s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize))"""
    plan = f"{server.address}/instrument/urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(plan)
    usual = page.evaluate(sizes)
    # A reader's own default size is what 1rem is.
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(sizes) == [2 * size for size in usual]
    context.close()
    for path in ("/", "/gaps", "/unresolved", "/instruments", plan.removeprefix(server.address)):
        context = browser.new_context(viewport={"width": 375, "height": 800})
        page = context.new_page()
        page.goto(server.address + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        context.close()


def test_on_paper_every_quote_is_there_with_its_place(opened: Open):
    page = opened("/instrument/urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370")
    expect(page.locator(".where").first).to_contain_text(re.compile(r"\.txt · ký tự [\d.]+–[\d.]+"))
    page.evaluate("document.querySelectorAll('details.group').forEach(d => d.open = false)")
    quote = page.locator(".group blockquote").first
    expect(quote).not_to_be_visible()
    page.emulate_media(media="print")
    expect(quote).to_be_visible()
    expect(page.locator(".group form.review").first).not_to_be_visible()


def test_on_paper_no_row_is_parted_and_every_row_has_its_line(opened: Open):
    """A cell that stays in place while one scrolls is painted over the line below it."""
    page = opened("/gaps")
    page.emulate_media(media="print")
    head = page.locator(".matrix th[scope=row]").first
    assert head.evaluate("e => getComputedStyle(e).position") == "static"
    assert head.evaluate("e => getComputedStyle(e.closest('tr')).breakInside") == "avoid"


def test_each_button_says_what_it_decides(opened: Open):
    page = opened("/unresolved")
    names = page.locator("form.review button[value=accept]").evaluate_all("all => all.map(b => b.ariaLabel)")
    assert names
    assert all(name.startswith("Chấp nhận: ") and len(name) > 14 for name in names)
