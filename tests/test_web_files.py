"""Web pages that were saved: their document without the site, and their charset."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
SENTENCE, text_of = reading_files["SENTENCE"], reading_files["text_of"]
ARTICLE = "<p>" + "</p><p>".join([SENTENCE, "Điều 1. Phạm vi điều chỉnh", "Điều 2. Đối tượng áp dụng"] * 4) + "</p>"
MENU = (
    "<div class=menu>" + "".join(f"<a href=/{n}>Văn bản pháp luật mới ban hành {n}</a>" for n in range(40)) + "</div>"
)


@pytest.mark.parametrize(
    "page",
    [
        f"{MENU}<div id=content>{ARTICLE}</div><div>{MENU}</div>",
        f"<table><tr><td>{MENU}</td><td><div>{ARTICLE}</div></td></tr></table>",
        f"<nav>Trang chủ</nav><script>var x = 'Quyết định';</script><style>p{{}}</style><main>{ARTICLE}</main>",
        f"<main>{ARTICLE}</main><div style='display: none'>Quyết định ẩn</div><!-- Nghị định ẩn -->",
        f"<div><div>{ARTICLE}</div><div>"
        + "<p>Pursuant to the Law on Land, this Decision shall apply.</p>" * 30
        + "</div></div>",
    ],
    ids=["menus beside it", "layout table", "scripts", "hidden", "translation"],
)
def test_a_page_gives_its_document_without_the_site(page: str) -> None:
    want = [SENTENCE, "Điều 1. Phạm vi điều chỉnh", "Điều 2. Đối tượng áp dụng"] * 4
    assert text_of(f"<html><body>{page}</body></html>".encode(), "a.html").strip().split("\n") == want


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (f"<html><meta charset=utf-8><body><p>{SENTENCE}".encode(), "UTF-8"),
        (f"<html><body><p>{SENTENCE}".encode("utf-16"), "UTF-16"),
        (f"<html><meta charset=utf-16><p>{SENTENCE}".encode(), "says UTF-16 and is UTF-8"),
        (f"<html><body><p>{SENTENCE.replace('ế', '&#7871;').replace('ạ', '&#x1ea1;')}".encode(), "entities"),
    ],
)
def test_charsets_of_pages(data: bytes, why: str) -> None:
    assert text_of(data, "a.html").strip() == SENTENCE, why
