"""The gap matrix in a real browser: it sorts, filters, proves its cells and writes its CSV, in both languages."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from kg.edges import Edge
from kg.gapmap import render
from kg.gaps import Column, Matrix, Row
from kg.index import By
from kg.model import Instrument
from kg.plans import Link, Plan

pytestmark = pytest.mark.browser

fixtures = runpy.run_path(str(Path(__file__).with_name("offline_page.py")))
browser, visit = fixtures["browser"], fixtures["visit"]
PLACES = ("An Giang", "Cần Thơ", "Đắk Lắk", "Huế")
Open = Callable[..., Page]


def link(subject: str, predicate: str, target: str, quote: str) -> Link:
    edge = Edge(
        subject=subject,
        predicate=predicate,
        object=target,
        start=10,
        end=90,
        page=3,
        quote=quote,
        rule="clause",
        confidence=0.9,
        provision=None,
        status="unreviewed",
        document="urn:kg:document:0",
        source="van-ban/001.txt",
    )
    return Link(subject=subject, predicate=predicate, object=target, edges=(edge,))


def made(rows: int = 6, title: str = "", by: By = "place") -> Matrix:
    """Resolution n (from 0) has a plan in the places whose index is below n modulo 5: direct, of An Giang also an indirect
    one; An Giang's text was never read; the plans of resolution 2 rest on something replaced."""
    columns = tuple(
        Column(key=p, label=title or p, place=p, level="province", documents=12 * n, instruments=20)
        for n, p in enumerate(PLACES)
    )
    known: dict[str, Instrument] = {}
    rows_, cells = [], {}
    for n in range(rows):
        top = Instrument(
            id=f"urn:r{n}", number=f"{n + 1:02d}-NQ/TW", type="Nghị quyết", issuer="Bộ Chính trị", level="central",
            date=f"{2015 + n % 8}-01-01", year=2015 + n % 8, title=title or f"việc thứ {n + 1}",
        )  # fmt: skip
        known[top.id] = top
        ended = (link("urn:r0", "replaces", top.id, "thay thế Nghị quyết này"),) if n == 2 else ()
        rows_.append(Row(instrument=top, ended=ended))
        for c, place in enumerate(PLACES[: n % 5]):
            plan = Instrument(
                id=f"urn:p{n}{c}", number=title or f"{n}{c}/KH-UBND", type="Kế hoạch", issuer="Ủy ban nhân dân tỉnh",
                place=place, level="province", date=f"{2015 + n % 8}-0{c + 2}-01", title=title or "thực hiện Nghị quyết",
            )  # fmt: skip
            known[plan.id] = plan
            way = (link(plan.id, "implements", top.id, title or "Kế hoạch để thực hiện Nghị quyết của Bộ Chính trị"),)
            found = Plan(
                instrument=plan, direct=c > 0, days=31 + 30 * c, path=way, ended=ended, confidence=0.9
            )  # fmt: skip
            cells[top.id, place] = (found,)
    return Matrix(by=by, rows=tuple(rows_), columns=columns, cells=cells, known=known)


@pytest.fixture
def opened(visit: Open) -> Open:
    def open_gaps(*matrices: Matrix, **options) -> Page:
        return visit(render(matrices or [made(), made(by="issuer")]), "window.kgGaps", **options)

    return open_gaps


def column(page: Page, n: int) -> list[str]:
    return page.locator(f"#matrix tbody tr > :nth-child({n})").all_inner_texts()


def numbers(page: Page) -> list[str]:
    return page.locator("#matrix tbody th b").all_inner_texts()


def cell(page: Page, row: int, column: int) -> str:
    return f"#matrix button[data-row='{row}'][data-column='{column}']"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", ["6 văn bản Trung ương · 4 đã có triển khai · 2 chưa thấy · 4 địa phương", "+61 ngày", "chưa đọc"]),
        (
            "en",
            ["6 central instruments · 4 carried out · 2 without any plan seen · 4 places", "+61 days", "no text read"],
        ),
    ],
)
def test_it_says_who_has_a_plan_since_when_and_who_has_none(opened: Open, lang: str, words: list[str]) -> None:
    page = opened(fragment=f"#lang={lang}")
    shown = page.locator("body").inner_text()
    assert all(word in shown for word in words)
    kinds = page.eval_on_selector_all("#matrix tbody tr:nth-child(3) td.cell", "e => e.map(x => x.className)")
    assert kinds == ["cell indirect ended", "cell direct ended", "cell none", "cell none"]
    assert (
        page.eval_on_selector_all("#matrix tbody tr:nth-child(1) td.cell", "e => e.map(x => x.className)")[0]
        == "cell unknown"
    )
    assert ("03/02/2015" if lang == "vi" else "2017-03-01") not in column(page, 4)
    assert page.get_attribute("html", "lang") == lang
    page.click("#lang-button")
    assert page.get_attribute("html", "lang") != lang


@pytest.mark.parametrize(("lang", "why"), [("vi", "chưa chứng tỏ là không có"), ("en", "no proof that there is none")])
def test_a_click_shows_the_plan_with_its_words_or_why_there_is_none(opened: Open, lang: str, why: str) -> None:
    page = opened(fragment=f"#lang={lang}")
    page.click(cell(page, 3, 1))
    panel = page.locator("#panel")
    assert "04-NQ/TW" in panel.locator("h2").inner_text()
    assert panel.locator("h3").inner_text() == "Kế hoạch 31/KH-UBND"
    assert panel.locator("blockquote mark").inner_text() == "để thực hiện"
    assert "van-ban/001.txt" in panel.locator(".where").inner_text()
    page.click(cell(page, 2, 0))
    assert panel.locator(".warn blockquote").inner_text() == "thay thế Nghị quyết này"
    page.click(cell(page, 1, 3))
    assert why in panel.inner_text()
    page.click(cell(page, 3, ""))
    assert panel.locator("li").count() == 4
    page.keyboard.press("Escape")
    assert panel.is_hidden()


def test_it_sorts_by_every_column(opened: Open) -> None:
    page = opened()
    assert numbers(page)[0] == "Nghị quyết 01-NQ/TW"
    page.click("[data-sort=number]")
    page.click("[data-sort=number]")
    assert numbers(page)[0] == "Nghị quyết 06-NQ/TW"
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Văn bản")
    page.click("[data-sort=covered]")
    counts = [int(c.split("/")[0]) for c in column(page, 3)]
    assert counts == sorted(counts)
    page.click("[data-sort='3']")  # Huế: the one that has a plan first
    assert numbers(page)[0] == "Nghị quyết 05-NQ/TW"
    assert page.evaluate("document.activeElement.dataset.sort") == "3"


def test_filters(opened: Open) -> None:
    page = opened()
    page.select_option("[name=from]", "2017")
    page.select_option("[name=to]", "2018")
    assert numbers(page) == ["Nghị quyết 03-NQ/TW", "Nghị quyết 04-NQ/TW"]
    page.select_option("[name=from]", "")
    page.select_option("[name=to]", "")
    page.select_option("[name=place]", "Huế")
    assert page.locator("#matrix thead th").count() == 4
    page.select_option("[name=show]", "with")
    assert numbers(page) == ["Nghị quyết 05-NQ/TW"]
    page.select_option("[name=show]", "without")
    assert len(numbers(page)) == 5
    page.select_option("[name=place]", "")
    page.select_option("[name=show]", "stale")
    assert numbers(page) == ["Nghị quyết 03-NQ/TW"]
    page.select_option("[name=show]", "all")
    page.fill("#find", "VIEC THU 4")
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    page.fill("#find", "không có")
    page.click("#empty button")
    assert len(numbers(page)) == 6


def test_csv_is_what_is_shown(opened: Open) -> None:
    page = opened()
    page.select_option("[name=place]", "Cần Thơ")
    with page.expect_download() as waiting:
        page.click("#csv-button")
    text = Path(waiting.value.path()).read_bytes().decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) == 7
    assert all(len(row) == len(rows[0]) for row in rows)
    assert [row[8] for row in rows[1:]] == ["", "", "21/KH-UBND", "31/KH-UBND", "41/KH-UBND", ""]
    assert rows[3][11] == "61"


def test_the_address_brings_the_view_back(opened: Open) -> None:
    page = opened()
    page.select_option("[name=by]", "1")
    page.select_option("[name=from]", "2017")
    page.click("[data-sort=covered]")
    page.click(cell(page, 3, 1))
    page.click("#lang-button")
    wanted = page.evaluate("JSON.stringify(kgGaps.state)")
    again = opened(fragment=page.evaluate("location.hash"))
    assert again.evaluate("JSON.stringify(kgGaps.state)") == wanted
    assert "31/KH-UBND" in again.locator("#panel").inner_text()


@pytest.mark.parametrize("fragment", ["#row=x&column=y&by=7&sort=%22&show=__proto__&lang=constructor", "#%"])
def test_a_bad_address_does_no_harm(opened: Open, fragment: str) -> None:
    assert len(numbers(opened(fragment=fragment))) == 6


def test_the_keyboard_walks_from_cell_to_cell(opened: Open) -> None:
    page = opened()
    assert page.locator("#matrix tbody button[tabindex='0']").count() == 1
    page.focus("#matrix tbody button[tabindex='0']")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == (
        "03-NQ/TW, Cần Thơ: Triển khai trực tiếp; Kế hoạch 21/KH-UBND 01/03/2017, sau 61 ngày; "
        "Dựa trên văn bản đã bị thay thế, bãi bỏ"
    )
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == label
    assert page.locator("#matrix th[scope=row]").count() == 6
    assert page.locator("#matrix th[scope=col]").count() == 7


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_shows_every_filter_and_what_the_signs_mean(opened: Open, width: int) -> None:
    page = opened(width=width)
    for shown in (*page.locator("#filters select").all(), *page.locator("#summary .key").all()):
        box = shown.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
    grid = page.locator("#grid").bounding_box()
    assert grid is not None
    assert grid["height"] > 300


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_nothing_sticks_out_of_the_screen(opened: Open, width: int) -> None:
    page = opened(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("#find", "#csv-button", "#lang-button", cell(page, 0, 0)):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert 0 <= box["x"] < width - 30, selector


def test_print_shows_every_row_and_no_control(opened: Open) -> None:
    page = opened(made(300))
    assert len(numbers(page)) == 250
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(numbers(page)) == 300
    for selector in ("#filters", "#csv-button", "#find"):
        assert page.locator(selector).is_hidden()


def test_every_sheet_names_the_places_on_white_paper(opened: Open) -> None:
    page = opened(made(60))
    page.evaluate("document.getElementById('theme-button').click()")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    paper = PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(paper) > 2
    for sheet in paper:
        assert "Đắk Lắk" in sheet.get_textpage().get_text_bounded()
        corner = sheet.render().to_pil().getpixel((2, 2))
        assert min(corner[:3]) == 255
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_place_that_was_not_there_lacks_nothing_and_its_heir_tells_its_plans(opened: Open) -> None:
    found = made(6)
    columns = tuple(
        dataclasses.replace(c, until="2018-12-31", into="Huế") if c.key == "Cần Thơ" else c for c in found.columns
    )
    row, old = next((r, p) for (r, key), plans in found.cells.items() if key == "Cần Thơ" for p in plans)
    n = next(i for i, r in enumerate(found.rows) if r.instrument.id == row)
    cells = {key: plans for key, plans in found.cells.items() if key != (row, "Huế")}
    letter = dataclasses.replace(old.instrument, id="urn:letter", type="Công văn", issuer="Tỉnh đoàn")
    cells[found.rows[1].instrument.id, "Đắk Lắk"] = (dataclasses.replace(old, instrument=letter),)
    page = opened(dataclasses.replace(found, columns=columns, cells=cells, former={(row, "Huế"): (old,)}))
    assert "không áp dụng" in page.locator("#summary").inner_text()
    gone = page.eval_on_selector_all("td.outside button", "e => e.map(x => [Number(x.dataset.row), x.dataset.column])")
    assert gone
    assert {c for _, c in gone} == {"1"}
    assert column(page, 3)[gone[0][0]].endswith("/3"), "of those that were there"
    page.click(cell(page, gone[0][0], 1))
    assert "chỉ có đến 31/12/2018, nay thuộc Huế" in page.locator("#panel").inner_text()
    assert f"trước sáp nhập: {old.instrument.number}" in page.locator(cell(page, n, 3)).inner_text()
    page.click(cell(page, n, 3))
    assert "TRƯỚC SÁP NHẬP" in page.locator("#panel").inner_text().upper()
    assert "Tỉnh đoàn" in page.locator(cell(page, 1, 2)).inner_text()
    assert page.eval_on_selector(cell(page, 1, 2), "e => e.parentElement.classList[1]") == "letter"


def test_what_no_place_that_is_shown_can_lack_is_not_without_a_plan(opened: Open) -> None:
    found = made(3)
    columns = tuple(dataclasses.replace(c, until="2000-12-31") for c in found.columns)
    page = opened(dataclasses.replace(found, columns=columns))  # the first has no plan anywhere
    assert (
        "3 văn bản Trung ương · 2 đã có triển khai · 0 chưa thấy · 1 không áp dụng"
        in page.locator("#summary").inner_text()
    )
    page.select_option("[name=show]", "without")
    assert numbers(page) == []


def test_the_instrument_of_a_cell_is_that_of_its_state(opened: Open) -> None:
    found = made(3)
    key = found.rows[1].instrument.id, "An Giang"
    (plan,) = found.cells[key]
    early = dataclasses.replace(plan.instrument, id="urn:letter", type="Công văn", number="100/UBND", date="2000-01-01")
    letter = dataclasses.replace(plan, instrument=early)
    page = opened(
        dataclasses.replace(found, cells={**found.cells, key: (letter, dataclasses.replace(plan, draft=True))})
    )
    assert page.eval_on_selector(cell(page, 1, 0), "e => e.parentElement.classList[1]") == "draft"
    told = page.evaluate("kgGaps.csv()")
    assert 0 < told.index(plan.instrument.number) < told.index("100/UBND")


HOSTILE = ["<img src=x onerror=window.hit=1>", "</script><script>window.hit=1</script>", "__proto__", '=1+1"<!--']


def test_what_does_not_count_is_shown_and_told(opened: Open) -> None:
    found = made(3)
    ids = [row.instrument.id for row in found.rows]
    (plan,) = found.cells[ids[1], "An Giang"]
    discourse = dataclasses.replace(plan.path[0].edges[0], rule="discourse.tren-co-so-do", confidence=0.6)
    far = dataclasses.replace(plan, direct=True, path=(dataclasses.replace(plan.path[0], edges=(discourse,)),))
    cells = {
        (ids[0], "An Giang"): (dataclasses.replace(plan, draft=True),),
        (ids[2], "Cần Thơ"): (dataclasses.replace(*found.cells[ids[2], "Cần Thơ"], early=True, days=-66),),
        (ids[1], "An Giang"): (far,),
    }
    page = opened(dataclasses.replace(found, cells=cells))
    assert "3 văn bản Trung ương · 1 đã có triển khai · 2 chưa thấy" in page.locator("#summary").inner_text()
    assert "Mới là dự thảo" in page.locator("#summary").inner_text()
    kinds = page.eval_on_selector_all("#matrix td.cell", "e => e.map(x => x.className.split(' ')[1])")
    assert [kinds[0], kinds[4], kinds[9]] == ["draft", "direct", "early"]
    assert "≈" in page.locator(cell(page, 1, 0)).inner_text()
    for row, column_, words in ((0, 0, "dự thảo"), (2, 1, "ngày không hợp lý"), (1, 0, "qua nhiều câu")):
        page.click(cell(page, row, column_))
        assert words in page.locator("#panel").inner_text()
    rows = list(csv.reader(io.StringIO(page.evaluate("kgGaps.csv()"))))
    assert [row[7] for row in rows[1:] if row[8]] == ["dự thảo", "trực tiếp", "ngày không hợp lý"]
    page.select_option("[name=show]", "without")
    assert numbers(page) == ["Nghị quyết 01-NQ/TW", "Nghị quyết 03-NQ/TW"]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_document_cannot_run_anything(opened: Open, words: str) -> None:
    page = opened(made(title=words))
    start = page.evaluate("document.querySelectorAll('script, img, iframe, a').length")
    for row, column in itertools.product((2, 3), ("", 0, 1)):
        page.click(cell(page, row, column))
        assert words in page.locator("#panel").inner_text()
    page.click("#lang-button")
    page.click("#theme-button")
    assert page.evaluate("document.querySelectorAll('script, img, iframe, a').length") == start
    assert page.evaluate("window.hit") is None
    rows = list(csv.reader(io.StringIO(page.evaluate("kgGaps.csv()"))))
    assert {row[4] for row in rows[1:]} == {f"'{words}" if words.startswith("=") else words}
