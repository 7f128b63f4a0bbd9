"""Fixtures for pages in a real browser, without a network: Debian's Chromium, headless."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("the browser tests need Chromium: install it with `apt-get install chromium`")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page from a file and waits until it is drawn; at the end nothing may have gone wrong on any page."""
    wrong: list[str] = []
    pages: list[Page] = []

    def open_page(html: str, ready: str, *, width: int = 1280, height: int = 800, fragment: str = "") -> Page:
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        page = context.new_page()
        page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
        page.on("console", lambda m: wrong.append(f"console: {m.text}"))
        page.on("dialog", lambda d: wrong.append(f"dialog: {d.message}"))
        own = (file.as_uri(), "blob:null/")  # what the page itself makes, such as a picture to download
        page.on("request", lambda r: None if r.url.startswith(own) else wrong.append(f"request: {r.url}"))
        page.goto(file.as_uri() + fragment)
        page.wait_for_function(ready)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert not wrong
