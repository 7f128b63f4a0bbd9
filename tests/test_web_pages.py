"""The pages of the explorer, from a real server: every one in both languages, every link, the data behind them."""

from __future__ import annotations

import csv
import html
import io
import re
import runpy
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg import pages, store
from kg.passages import PART, passages
from kg.snapshot import Library

ROOT = Path(__file__).resolve().parent.parent
tools = runpy.run_path(str(Path(__file__).with_name("serving.py")))
PLAN = "urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370"
PAGES = ["/", "/search?q=chuyen+doi+so", "/instruments", "/documents", "/unresolved", "/reviews", "/checks", "/gaps"]
PAGES += ["/gaps?by=issuer", "/sparql", f"/instrument/{quote(PLAN, safe=':;')}", "/document/7e663b39aa8159fe"]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeds") / "kg"
    store.build([ROOT / "seeds"], folder)
    return folder


@pytest.fixture(scope="module")
def server(seeds: Path) -> Iterator:
    with tools["serving"](seeds) as found:
        yield found


def test_what_is_not_there_is_told_in_the_readers_language(server):
    path = "/instrument/urn:lex:vn:khong.co:luat:2024;1"
    vi, en = (server.ask(path, cookie=f"kg_lang={x}", accept="text/html") for x in ("vi", "en"))
    assert (vi.status, en.status) == (404, 404)
    assert "Bộ sưu tập không có văn bản này: urn:lex:vn:khong.co:luat:2024;1" in vi.text
    assert "The collection has no such instrument" in en.text


def test_places_are_listed_in_the_order_of_the_alphabet(tmp_path: Path):
    places = ("Yên Bái", "Đà Nẵng", "Bình Phước", "Bình Định")
    rows = "".join(f"{n}/KH-UBND,05/03/2024,UBND tỉnh {p},x\n" for n, p in enumerate(places, 11))
    (tmp_path / "r.csv").write_text("so_hieu,ngay,co_quan_ban_hanh,trich_yeu\n" + rows, encoding="utf-8")
    store.build([tmp_path / "r.csv"], tmp_path / "kg")
    with tools["serving"](tmp_path / "kg") as found:
        options = re.findall(r'<option value="([^"-]+)"', found.ask("/instruments").text)
    assert [o for o in options if o in places] == ["Bình Định", "Bình Phước", "Đà Nẵng", "Yên Bái"]


def titles(text: str) -> list[str]:
    return [html.unescape(re.sub("<[^>]+>", "", t)) for t in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", text, re.DOTALL)]


@pytest.mark.parametrize("path", ["/map", f"/map/{quote(PLAN, safe=':;')}"])
def test_the_map_has_the_words_of_the_reader_and_a_way_back(server, path: str):
    vi, en = server.ask(path).text, server.ask(path, cookie="kg_lang=en").text
    assert '<html lang="vi"' in vi
    assert '<html lang="en"' in en
    back = "/" if path == "/map" else path.replace("/map/", "/instrument/")
    assert f'<a id="back" href="{back}"' in vi


def test_the_gaps_of_some_years_and_those_alone_without_a_plan(server):
    def rows(asked: str) -> set[str]:
        text = server.ask(f"/gaps?{asked}").text
        return set(re.findall(r'<th scope="row"><a class="node" href="([^"]*)"', text))

    every, late, missing = rows(""), rows("from=2020"), rows("missing=1")
    assert set() < late < every
    assert rows("to=2019") == every - late
    assert set() < missing < every
    assert rows("missing=1&from=2020") == missing & late
    told = csv.DictReader(io.StringIO(server.ask("/gaps?missing=1&from=2020&format=csv").text.removeprefix("\ufeff")))
    assert len({row["resolution_id"] for row in told}) == len(missing & late)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages(server, path: str):
    vi, en = server.ask(path), server.ask(path + ("&" if "?" in path else "?") + "lang=en")
    assert (vi.status, en.status) == (200, 200)
    assert '<html lang="vi">' in vi.text
    assert '<html lang="en">' in en.text
    assert "Tổng quan" in vi.text
    assert "Overview" in en.text
    assert "Overview" not in vi.text
    assert en.cookies["kg_lang"] == "en"
    assert '<html lang="en">' in server.ask(path, cookie="kg_lang=en").text


def test_every_word_is_told_in_both_languages():
    for key, told in tomllib.loads((ROOT / "kg/assets/web/words.toml").read_text(encoding="utf-8")).items():
        assert len(told) == 2, key
        assert all(word.strip() for word in told), key


def test_every_word_is_used():
    text = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "kg/assets/web").glob("*.html"))
    text += "".join((ROOT / f"kg/{name}.py").read_text(encoding="utf-8") for name in ("pages", "routes", "web", "site"))
    made = ("by_", "kind_", "standing_", "severity_", "mentions_", "error_")  # the rest of the key is a value
    fields = set(
        "type issuer place level branch date year term name title signer central province district commune party state front "
        "unreviewed accepted rejected".split()
    )
    for key in tomllib.loads((ROOT / "kg/assets/web/words.toml").read_text(encoding="utf-8")):
        assert key in fields or key.startswith(made) or re.search(rf"\bt\.{key}\b|[\"']{key}[\"']", text), key


def test_every_link_leads_somewhere_and_every_fragment_is_there(server):
    seen: dict[str, str] = {}
    waiting = ["/", f"/instrument/{quote(PLAN, safe=':;')}", "/document/7e663b39aa8159fe", "/unresolved"]
    wanted: set[str] = set()
    while waiting and len(seen) < 90:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = server.ask(path)
        assert answer.status == 200, path
        seen[path] = answer.text if answer.kind == "text/html" else ""
        if len(seen) > 8 or path.startswith("/map"):
            continue
        for found in re.findall(r'(?:href|src)="([^"]+)"', seen[path]):
            target = urlsplit(urljoin(f"http://x{path}", html.unescape(found)))
            if target.scheme == "http":
                assert target.netloc == "x", found
                asked = target.path + (f"?{target.query}" if target.query else "")
                waiting.append(asked)
                if target.fragment:
                    wanted.add(f"{asked}#{target.fragment}")
    checked = [w for w in wanted if w.partition("#")[0] in seen]
    for address in checked:
        asked, _, fragment = address.partition("#")
        assert f'id="{fragment}"' in seen[asked], address
    assert sum("#e-" in w for w in checked) > 10
    assert len(seen) >= 60


def test_an_instrument_page_tells_all(server):
    text = server.ask(f"/instrument/{quote(PLAN, safe=':;')}").text
    assert "370/KH-UBND" in titles(text)[0]
    assert {"Thông tin", "Dòng thời gian", "Bản đồ lân cận"} <= set(titles(text))
    assert "08-NQ/TU" in text  # its parent
    assert "52-NQ/TW" in text  # and the parent of that
    assert "theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch" in text  # the words that prove it


def test_the_quotes_of_a_tree_hold_the_names_of_their_steps(server):
    text = server.ask(f"/instrument/{quote(PLAN, safe=':;')}").text
    tree = re.search(r'<section id="lineage">.*?</section>', text, re.DOTALL)
    assert tree
    steps = tree[0].split("<li ")[2:]
    quotes = {}
    for step in steps:
        number, words = re.search(r"<bdi>(.*?)</bdi>", step), re.search(r"<blockquote>.*?<bdi>(.*?)</bdi>", step)
        assert number
        assert words, number[1]
        quotes[number[1]] = words[1]
    for number in ("749/QĐ-TTg", "942/QĐ-TTg"):
        assert number in quotes[number]
        assert "Trên cơ sở đó" in quotes[number], "the words that tie it"
    assert tree[0].count("đọc qua nhiều câu") >= 3


def test_a_resolution_shows_what_carries_it_out_through_others(server):
    text = server.ask(f"/instrument/{quote('urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52', safe=':;')}").text
    tree = re.search(r'<section id="descent">.*?</section>', text, re.DOTALL)
    assert tree
    assert "370/KH-UBND" in tree[0]


@pytest.mark.parametrize("kind", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_an_instrument_answers_with_its_data(server, kind: str):
    answer = server.ask(f"/instrument/{quote(PLAN, safe=':;')}", accept=kind)
    assert (answer.status, answer.kind) == (200, kind)
    assert "accept" in answer.headers["vary"]
    graph = rdflib.Graph().parse(data=answer.body, format=kind)
    kg, plan = rdflib.Namespace("https://w3id.org/kg-vn#"), rdflib.URIRef(PLAN)
    assert str(graph.value(plan, kg.number)) == "370/KH-UBND"
    assert any(graph.value(e, kg.quote) for e in graph.subjects(rdflib.RDF.subject, plan))


def test_what_is_not_there_is_404_for_people_and_programs(server):
    for path in (
        "/instrument/urn:lex:vn:none",
        "/document/0000",
        "/document/..%2f..%2fetc",
        "/nowhere",
        "/assets/base.html",
    ):
        assert server.ask(path).status == 404, path
        assert server.ask(path, accept="text/turtle").status == 404, path
        assert server.ask(path, accept="text/turtle").kind == "text/plain", path
    assert server.ask(f"/instrument/{quote(PLAN, safe=':;')}", accept="image/png").status == 406
    for path, told in (
        ("/instrument/urn:lex:vn:none", "không có văn bản này: urn:lex:vn:none"),
        ("/map/urn:lex:vn:none", "không có văn bản này: urn:lex:vn:none"),
        ("/document/0000", "không có tài liệu này, hoặc không còn"),  # of a bookmark, when the file has changed
    ):
        assert told in server.ask(path, accept="text/html").text, path


@pytest.mark.parametrize(
    ("path", "column", "value"),
    [
        ("/instruments?format=csv", "number", "370/KH-UBND"),
        ("/instruments?format=csv&branch=party", "number", "52-NQ/TW"),
        ("/search?q=370&format=csv", "number", "370/KH-UBND"),
        ("/documents?format=csv", "format", "txt"),
        ("/unresolved?format=csv", "label", "Nghị quyết của Chính phủ"),
        (f"/instrument/{quote(PLAN, safe=':;')}?format=csv", "predicate", "implements"),
        ("/gaps?format=csv", "place", "Tiền Giang"),
    ],
)
def test_lists_are_there_as_csv(server, path: str, column: str, value: str):
    answer = server.ask(path)
    assert (answer.status, answer.kind) == (200, "text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert any(row[column].startswith(value) for row in rows)


@pytest.mark.parametrize(
    "path",
    ["/instruments", "/search?q=370", "/documents", "/unresolved", "/reviews", "/gaps", f"/instrument/{quote(PLAN)}"],
)
def test_a_form_that_a_list_has_not_is_refused(server, path: str):
    joint = "&" if "?" in path else "?"
    assert server.ask(f"{path}{joint}format=xlsx").status == 406
    assert server.ask(f"{path}{joint}format=html").status == 200
    assert server.ask(f"{path}{joint}format=").status == 200


ENDED = """UBND TỈNH SƠN LA
Số: {number}/KH-UBND
Sơn La, ngày {day} năm 2025

KẾ HOẠCH
Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ

Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị, Ủy ban nhân dân tỉnh ban hành Kế hoạch.
{more}
"""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A collection with one plan of Sơn La in force, and one that it replaces."""
    folder = tmp_path_factory.mktemp("ended")
    repeal = "Kế hoạch này thay thế Kế hoạch số 11/KH-UBND ngày 03/02/2025 của Ủy ban nhân dân tỉnh Sơn La."
    (folder / "a.txt").write_text(ENDED.format(number=11, day="03 tháng 02", more=""), encoding="utf-8")
    (folder / "b.txt").write_text(ENDED.format(number=12, day="05 tháng 6", more=repeal), encoding="utf-8")
    store.build([folder], folder / "kg")
    with tools["serving"](folder / "kg") as found:
        yield found


def test_the_gaps_say_what_is_no_longer_in_force(ended):
    text = ended.ask("/gaps").text
    assert re.search(r"11/KH-UBND.*?đã hết hiệu lực", text, re.DOTALL)
    assert "đột phá phát triển khoa học" in text
    assert "chưa có" not in text


def test_the_gaps_of_some_places_and_in_other_forms(server, ended):
    for form, kind in (("csv", "text/csv"), ("json", "application/jsonl")):
        answer = ended.ask(f"/gaps?only=son+la&format={form}")
        assert (answer.status, answer.kind) == (200, kind)
        assert "12/KH-UBND" in answer.text
    assert ended.ask("/gaps?only=Son+La").status == 200
    for path in ("/gaps?only=Hà+Nội", "/gaps?only=Hà+Nội&format=csv"):
        answer = server.ask(quote(path, safe="/?=&+"))
        assert answer.status == 404
        assert "Hà Nội" in answer.text
        assert "chưa thấy" not in answer.text


def test_lists_are_filtered_and_paged(server):
    text = server.ask("/instruments?type=" + quote("Kế hoạch") + "&year=2021").text
    assert "370/KH-UBND" in text
    assert "52-NQ/TW" not in text
    assert server.ask("/instruments?page=999999").status == 200
    assert server.ask("/instruments?page=-1&year=x").status == 200


@pytest.mark.parametrize(
    ("lang", "why", "rule"), [("vi", "Không có", "trong một câu"), ("en", "No instrument", "within a clause")]
)
def test_reasons_and_rules_are_told_in_the_language_of_the_page(server, lang: str, why: str, rule: str):
    reasons = re.findall(r"(?:Lý do|Reason): <bdi>([^<]*)</bdi>", server.ask(f"/unresolved?lang={lang}").text)
    assert [r[: len(why)] for r in reasons] == [why]
    assert why in server.ask(f"/unresolved?format=csv&lang={lang}").text
    assert why not in server.ask(f"/unresolved?format=csv&lang={lang}&why=same-number").text
    assert f"<bdi>{rule}</bdi>" in server.ask(f"/document/7e663b39aa8159fe?lang={lang}").text


def test_suggestions_find_without_diacritics(server):
    found = server.ask("/suggest?q=nghi+quyet+52").json()
    assert found[0]["label"] == "52-NQ/TW"
    assert server.ask(found[0]["href"]).status == 200
    assert server.ask("/suggest?q=").json() == []


def test_the_checks_run_beside_the_server_and_what_was_found_stays(tmp_path: Path):
    for name, day in (("a", "3/2/2020"), ("c", "4/2/2020")):  # they disagree
        text = f"Bài báo. Quyết định số 9/QĐ-TTg ngày {day} của Thủ tướng Chính phủ."
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    store.build([tmp_path], tmp_path / "kg")
    words = tomllib.loads((ROOT / "kg/assets/web/words.toml").read_text(encoding="utf-8"))
    found = "9/QĐ-TTg: ngày ban hành là"
    with tools["serving"](tmp_path / "kg") as server:
        first = server.ask("/checks")
        assert words["checks_running"][0] in first.text
        assert first.headers["refresh"]
        while "refresh" in (answer := server.ask("/checks")).headers:
            assert server.ask("/").status == 200
            time.sleep(0.3)
        assert found in answer.text
        assert words["checks_again"][0] not in answer.text
        (tmp_path / "b.txt").write_text("Bài báo. Luật số 31/2024/QH15 ngày 18/01/2024.", encoding="utf-8")
        store.build([tmp_path / "b.txt"], tmp_path / "kg")
        again = server.ask("/checks")
        assert words["checks_again"][0] in again.text
        assert found in again.text
        while words["checks_again"][0] in server.ask("/checks").text:
            time.sleep(0.3)
        assert found in server.ask("/checks").text


def test_a_document_shows_its_text_whole_with_every_name(server, seeds: Path):
    answer = server.ask("/document/7e663b39aa8159fe")
    shown = answer.text.split('<div class="text">')[1].split("</div>")[0]
    with store.open_store(seeds) as s:
        found = s.extraction("urn:kg:document:7e663b39aa8159fe")
    assert html.unescape(re.sub("<[^>]+>", "", re.sub("<sup>.*?</sup>", "", shown))) == found.document.text
    marked = {html.unescape(m) for m in re.findall(r'<a class="mention[^>]*>([^<]*)</a>', shown)}
    assert "Nghị quyết 08-NQ/TU ngày 06/10/2021" in marked
    links = {unquote(m) for m in re.findall(r'<a class="mention[^>]*href="/instrument/([^"]*)"', shown)}
    local = {m.instrument for m in found.mentions if m.instrument and not m.instrument.startswith("_:")}
    assert local <= links
    assert not any(link.startswith("_:") for link in links)  # every name leads to what it was settled to


def test_a_build_shows_up_without_a_restart_and_never_half(tmp_path: Path):
    (tmp_path / "a.txt").write_text(
        "Bài báo. Nghị quyết số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị.", encoding="utf-8"
    )
    store.build([tmp_path / "a.txt"], tmp_path / "kg")
    with tools["serving"](tmp_path / "kg") as server:
        done = threading.Event()
        counts: set[tuple[int, int]] = set()
        wrong: list[object] = []
        ask = "SELECT (COUNT(DISTINCT ?d) AS ?n) (COUNT(DISTINCT ?i) AS ?m) WHERE { ?d a kg:Document ; kg:mentions ?i }"

        def look() -> None:
            while not done.is_set():
                answer = server.ask(f"/sparql?query={quote(ask)}", accept="application/json")
                if answer.status != 200 or server.ask("/").status != 200:
                    wrong.append(answer)
                    return
                row = answer.json()["results"]["bindings"][0]
                counts.add((int(row["n"]["value"]), int(row["m"]["value"])))

        looking = threading.Thread(target=look)
        looking.start()
        for n in (1, 2, 3):
            (tmp_path / f"b{n}.txt").write_text(
                f"Bài báo {n}. Luật số {30 + n}/2024/QH15 ngày 18/01/2024.", encoding="utf-8"
            )
            names = [str(p) for p in sorted(tmp_path.glob("*.txt"))]
            subprocess.run(
                [sys.executable, "-m", "kg", "build", *names, "--store", str(tmp_path / "kg")],
                check=True,
                capture_output=True,
            )
            answer = server.ask(f"/sparql?query={quote(ask)}", accept="text/csv")
            assert answer.text.splitlines()[1] == f"{n + 1},{n + 1}"
        done.set()
        looking.join()
    assert not wrong
    assert counts <= {(1, 1), (2, 2), (3, 3), (4, 4)}


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from("abc")), max_size=8)


@given(st.text(alphabet="xyz\n ", max_size=60), spans, spans, st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_passages_are_the_text_and_know_what_covers_them(text, mentions, proofs, lit):
    mentions = [(s, e, i) for s, e, i in mentions if s < e <= len(text)]
    proofs = [(s, e, f"{i}{n}") for n, (s, e, i) in enumerate(proofs) if s <= e <= len(text)]
    found = passages(text, mentions, proofs, lit=lit if lit[0] < lit[1] <= len(text) else None)
    assert "".join(p.text for p in found) == text
    at = 0
    for p in found:
        if p.text:
            assert set(p.named) == {i for s, e, i in mentions if s <= at < e}
            assert p.lit == (lit[0] < lit[1] <= len(text) and lit[0] <= at < lit[1])
        at += len(p.text)
    assert sorted(a for p in found for a in p.anchors) == sorted(key for _, _, key in proofs)


def test_a_long_text_comes_in_parts():
    text = "a" * (2 * PART + 10)
    mentions = [(PART - 5, PART + 5, "x")]
    parts = [passages(text, mentions, [(PART + 1, PART + 3, "e")], part=n) for n in (1, 2, 3)]
    assert [sum(len(p.text) for p in part) for part in parts] == [PART, PART, 10]
    assert [p.text for part in parts for p in part if p.named] == ["a" * 5, "a", "a" * 4]
    assert [n for n, part in enumerate(parts, 1) for p in part if p.anchors] == [2]


def test_the_page_of_a_hub_is_bounded_and_says_what_is_left_out(tmp_path: Path):
    rows = "".join(
        f"{n}/KH-UBND,{1 + n % 28:02}/{1 + n % 12:02}/2021,"
        "Kế hoạch thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị,Ủy ban nhân dân tỉnh Vĩnh Long\n"
        for n in range(1, 171)
    )
    (tmp_path / "a.csv").write_text(f"Số ký hiệu,Ngày ban hành,Trích yếu,Cơ quan ban hành\n{rows}", encoding="utf-8")
    store.build([tmp_path / "a.csv"], tmp_path / "kg")
    library = Library(tmp_path / "kg")
    with library.lease() as snapshot:
        found = pages.instrument(pages.View(snapshot), "urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52")
    library.close()
    below, down = found["below"], found["trees"]["down"]
    assert (len(below), found["more"]) == (150, 20)
    assert [g.other.date for g in below] == sorted(g.other.date for g in below), "the earliest of them"
    assert [row["cut"] for row in down] == [False] * 60 + [True]
    assert [row["ref"].id for row in down[1:60]] == [g.other.id for g in below[:59]]
    assert len(found["timeline"]) == 100


def test_every_part_that_is_amended_has_a_link_to_the_words_that_say_so(tmp_path: Path):
    head = "QUỐC HỘI\n\nLuật số: 40/2023/QH15\n\nLUẬT\nSỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT THỬ NGHIỆM SỐ 39/2021/QH15\n\n"
    items = "".join(f"{n}. Sửa đổi Điều {n} như sau:\n“Điều {n}. Rừng”\n" for n in range(1, 61))
    law = head + "Điều 1. Sửa đổi, bổ sung một số điều của Luật Thử nghiệm số 39/2021/QH15\n" + items
    (tmp_path / "a.txt").write_text(
        law + "\nLuật này được Quốc hội thông qua ngày 20 tháng 6 năm 2023.\n", encoding="utf-8"
    )
    store.build([tmp_path / "a.txt"], tmp_path / "kg")
    with tools["serving"](tmp_path / "kg") as server:
        page = server.ask("/instrument/urn:lex:vn:quoc.hoi:qh15:2021;39", accept="text/html").text
        below = page[page.index('id="below"') :]
        links = re.findall(r'href="(/document/[^"#]*\?e=[^"#]*#[^"]*)"><bdi>(Điều \d+)</bdi>', below)
        shown = re.findall(r"· <bdi>(Điều \d+)</bdi>", below)
        assert [*shown, *(part for _, part in links)] == [f"Điều {n}" for n in range(1, 61)], "in the order of the text"
        words = server.ask(html.unescape(links[-1][0]).partition("#")[0], accept="text/html").text
    assert re.search(r"<mark[^>]*>(?:<[^>]*>)*Sửa đổi Điều 60", words), "and the text is lit there"
    assert "bằng chứng khác" not in below, "nothing is left out"


@pytest.mark.parametrize(
    ("query", "vi", "en"),
    [
        ("from=abc", "Năm phải gồm bốn chữ số", "A year has four digits"),
        ("to=20245", "Năm phải gồm bốn chữ số", "A year has four digits"),
        ("from=2024&to=2020", "không có năm nào ở giữa", "none between them"),
    ],
)
def test_years_that_are_none_are_refused_and_told(server, query: str, vi: str, en: str):
    for language, words in (("vi", vi), ("en", en)):
        answer = server.ask(f"/gaps?{query}", cookie=f"kg_lang={language}")
        assert (answer.status, words in answer.text) == (400, True)
        assert (
            f'name="from" type="number" min="1945" max="2999" value="{query.partition("=")[2][:3]}' in answer.text
            or "to=" in query
        )
    assert server.ask(f"/gaps?{query}&format=csv").status == 400
    assert server.ask("/gaps?from=2015&to=2020").status == 200


def test_no_page_holds_control_characters(server):
    page = server.ask("/search?q=a%00%01%1b[31mb").text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", page)
    assert "a\ufffd\ufffd\ufffd[31mb" in page


def test_the_overview_counts_the_files_that_could_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "in").mkdir()
    for n in range(3):
        (tmp_path / "in" / f"{n}.pdf").write_bytes(b"%PDF-1.7 broken")
    store.build([ROOT / "seeds", tmp_path / "in"], tmp_path / "kg")
    monkeypatch.setattr(pages, "LISTED", 2)
    library = Library(tmp_path / "kg")
    with library.lease() as snapshot:
        found = pages.overview(snapshot)
    library.close()
    assert (len(found["failures"]), found["failed"]) == (2, 3)
    with tools["serving"](tmp_path / "kg") as server:
        page = server.ask("/").text
    assert "Tệp không đọc được (3)" in page
    assert "tệp nữa" not in page, "all are listed"


def test_what_is_open_is_counted_as_it_is_listed_and_can_be_narrowed(tmp_path: Path):
    (tmp_path / "in").mkdir()
    for name, text in tools["OPEN"].items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    (tmp_path / "in" / "row.csv").write_text("so_hieu,trich_yeu\n12/KH-UBND,trồng rừng ven biển\n", encoding="utf-8")
    store.build([tmp_path / "in"], tmp_path / "kg")
    with tools["serving"](tmp_path / "kg") as server:
        listed = list(csv.DictReader(io.StringIO(server.ask("/unresolved?format=csv").text)))
        reasons = {row["reason"] for row in listed}
        assert len(reasons) > 1
        told = re.search(r'<a href="/unresolved">[^<]*</a></dt><dd>(\d+)</dd>', server.ask("/").text)
        assert told
        assert int(told[1]) == len(listed)
        for reason in reasons:
            some = server.ask(f"/unresolved?why={reason}").text
            assert some.count('<section class="open"') == sum(row["reason"] == reason for row in listed)


def test_facts_are_told_as_they_are_written(server):
    text = server.ask("/instrument/urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52").text
    assert "<dt>Khóa</dt><dd><bdi>XII</bdi>" in text
    assert "không thuộc địa phương nào" in server.ask("/").text, "central instruments have no place"
    assert "sau 117 ngày" in server.ask("/gaps").text
    assert "không phải văn bản có số hiệu" in server.ask("/documents").text
