"""The explorer below a path of a proxy, from a real server: every link, form, cookie and asset stays below it."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from kg import store

ROOT = Path(__file__).resolve().parent.parent
tools = runpy.run_path(str(Path(__file__).with_name("serving.py")))
browser = runpy.run_path(str(Path(__file__).with_name("offline_page.py")))["browser"]
PLAN = "/instrument/urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370"
PAGES = [
    "/",
    "/search?q=ke+hoach",
    "/instruments",
    "/documents",
    "/unresolved",
    "/reviews",
    "/checks",
    "/gaps",
    "/sparql",
]
PAGES += [PLAN, PLAN.replace("/instrument/", "/map/"), "/document/7e663b39aa8159fe", "/nothing"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prefixed")
    for name, text in tools["OPEN"].items():
        (folder / name).write_text(text, encoding="utf-8")
    store.build([ROOT / "seeds", *(folder / name for name in tools["OPEN"])], folder / "kg")
    return folder / "kg"


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator:
    with tools["serving"](built, "--prefix", "so/van-ban/") as found:
        yield found


def addresses(page: str, path: str) -> set[str]:
    """Where a page leads to, on its own server."""
    page = page.split('<script type="application/json"', maxsplit=1)[0]
    found = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', page)
    return {urlsplit(urljoin(path, a)).path for a in found if not a.startswith("data:")}


@pytest.mark.parametrize("path", PAGES)
def test_every_address_of_a_page_is_below_the_prefix(server, path: str):
    kept, taken_off = server.ask(f"/so/van-ban{path}"), server.ask(path)
    assert kept.status == taken_off.status == (404 if path == "/nothing" else 200)
    found = addresses(kept.text, f"/so/van-ban{path}")
    assert found
    assert not [a for a in found if not a.startswith("/so/van-ban/")]
    assert found == addresses(taken_off.text, f"/so/van-ban{path}"), "whether the proxy takes the prefix off or not"


def test_what_a_page_leads_to_is_there(server):
    for address in sorted(addresses(server.ask(f"/so/van-ban{PLAN}").text, f"/so/van-ban{PLAN}")):
        assert server.ask(address).status in (200, 405), address  # /review takes forms only
    assert server.ask("/so/van-ban").status == 200
    (first, *_) = server.ask("/so/van-ban/suggest?q=kh+370").json()
    assert first["href"] == f"/so/van-ban{PLAN}"
    assert server.ask("/so/van-ban/openapi.json").json()["servers"] == [{"url": "/so/van-ban"}]


def test_a_form_comes_back_below_it_and_its_cookies_stay_there(server):
    first = server.ask("/so/van-ban/unresolved")
    fields = {
        n: re.findall(f'name="{n}" value="([^"]*)"', first.text)[0] for n in ("token", "target", "candidate", "back")
    }
    assert fields["back"] == "/so/van-ban/unresolved"
    cookie = f"kg_session={first.cookies['kg_session']}"
    assert "Path=/so/van-ban" in first.headers["set-cookie"]
    answer = server.post("/review", {**fields, "act": "reject", "reviewer": "Lan"}, cookie=cookie)
    assert (answer.status, answer.headers["location"]) == (303, "/so/van-ban/unresolved")
    lost = server.post("/review", {**fields, "back": "//evil.example", "act": "reject"}, cookie=cookie)
    assert lost.headers["location"] == "/so/van-ban/"


def test_a_prefix_is_taken_from_a_request_only_where_that_is_asked_for(built: Path):
    told = {"x_forwarded_prefix": "/kho"}
    with tools["serving"](built) as plain:
        assert 'href="/documents"' in plain.ask("/", **told).text
    with tools["serving"](built, "--forwarded-prefix") as asked:
        assert 'href="/kho/documents"' in asked.ask("/", **told).text
        assert 'href="/documents"' in asked.ask("/").text
        for wrong in ("//evil.example", "/a/../b", "https://evil.example", '/"><script>'):
            assert 'href="/documents"' in asked.ask("/", x_forwarded_prefix=wrong).text, wrong


@pytest.mark.browser
def test_in_a_browser(browser: Browser, server):
    wrong: list[str] = []
    page = browser.new_page()
    # What is not waited for when the page is left is no failure.
    page.on("requestfailed", lambda r: None if r.failure == "net::ERR_ABORTED" else wrong.append(r.url))
    page.on("response", lambda r: wrong.append(r.url) if r.status >= 400 or "/so/van-ban/" not in r.url else None)
    page.goto(f"http://{server.host}:{server.port}/so/van-ban/")
    page.locator("#q").press_sequentially("kh 370", delay=20)
    expect(page.locator("#suggestions li").first).to_contain_text("370/KH-UBND")
    page.press("#q", "ArrowDown")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text("370/KH-UBND")
    page.locator("#map iframe").scroll_into_view_if_needed()
    expect(page.frame_locator("#map iframe").locator("#title")).to_have_text("370/KH-UBND")
    page.get_by_role("link", name="English", exact=True).click()
    page.locator("nav a").nth(2).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()
    assert not wrong
