"""What leaves the map: a picture, a citation, a printed page."""

from __future__ import annotations

import runpy
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

map_page = runpy.run_path(str(Path(__file__).with_name("map_page.py")))
browser, visit, opened, PLAN, drawn, seeds, Open = (
    map_page[name] for name in "browser visit opened PLAN drawn seeds Open".split()
)
pytestmark = pytest.mark.browser


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
