"""What has ended is told where it is traced: on the command line, on pages, in JSON and on the map, in both languages."""

from __future__ import annotations

import html
import json
import re
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from playwright.sync_api import Browser, Page, expect

from kg import forms, lineage, quoting, show, store
from kg.edges import Edge
from kg.endings import changes, endings
from kg.find import find_one
from kg.model import Instrument
from kg.render import render

HERE = Path(__file__).resolve().parent
tools = runpy.run_path(str(HERE / "serving.py"))
fixtures = runpy.run_path(str(HERE / "offline_page.py"))
browser, visit = fixtures["browser"], fixtures["visit"]
HEAD = "ỦY BAN NHÂN DÂN\nTỈNH BẾN TRE\nSố: {}\nBến Tre, ngày {}\n\n"
TEXTS = {
    "nq.txt": "BAN CHẤP HÀNH TRUNG ƯƠNG\n*\nSố 57-NQ/TW\n\nĐẢNG CỘNG SẢN VIỆT NAM\nHà Nội, ngày 22 tháng 12 năm 2024\n\nNGHỊ "
    "QUYẾT\nvề đột phá phát triển khoa học, công nghệ\n\nNghị quyết này thay thế Nghị quyết số 52-NQ/TW, ngày 27/9/2019 "
    "của Bộ Chính trị.\n",
    "plan.txt": HEAD.format("47/KH-UBND", "12 tháng 3 năm 2020")
    + "KẾ HOẠCH\nTriển khai Nghị quyết số 52-NQ/TW ngày 27/9/2019 "
    "của Bộ Chính trị\n\nThực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị, "
    "Ủy ban nhân dân tỉnh ban hành Kế hoạch.\n",
    "next.txt": HEAD.format("88/KH-UBND", "20 tháng 4 năm 2021")
    + "KẾ HOẠCH\nChuyển đổi số năm 2021\n\nThực hiện Kế hoạch số "
    "47/KH-UBND ngày 12 tháng 3 năm 2020 của Ủy ban nhân dân tỉnh, Ủy ban nhân dân tỉnh ban hành Kế hoạch.\n",
    "end.txt": HEAD.format("12/QĐ-UBND", "05 tháng 01 năm 2025")
    + "QUYẾT ĐỊNH\nVề việc bãi bỏ văn bản\n\nĐiều 1. Bãi bỏ Kế hoạch số "
    "47/KH-UBND ngày 12 tháng 3 năm 2020 của Ủy ban nhân dân tỉnh.\nĐiều 2. Bãi bỏ khoản 2 Điều 3 Kế hoạch số 88/KH-UBND "
    "ngày 20 tháng 4 năm 2021 của Ủy ban nhân dân tỉnh.\n",
}
PLAN = "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2021;88"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ended")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    store.build([folder / name for name in TEXTS], folder / "kg")
    return folder / "kg"


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator:
    with tools["serving"](built) as found:
        yield found


def proof(subject: str, predicate: str, **more) -> Edge:
    told = {"start": 0, "end": 1, "page": None, "quote": "q", "rule": "clause", "confidence": 0.9, "provision": None}
    told |= {"status": "unreviewed", "document": "urn:kg:document:1", "source": "a.txt"} | more
    return Edge(subject=subject, predicate=predicate, object="o", **told)


@pytest.mark.parametrize(
    ("edges", "found", "why"),
    [
        ([proof("a", "replaces")], [("a", "replaces", ())], "replaced as a whole"),
        ([proof("a", "repeals", provision="Điều 3")], [("a", "repeals", ("Điều 3",))], "only a part"),
        ([proof("a", "repeals", provision="Điều 3"), proof("a", "repeals")], [("a", "repeals", ())], "one says all of it"),
        ([proof("b", "repeals", provision="Điều 3"), proof("c", "replaces")],
         [("c", "replaces", ()), ("b", "repeals", ("Điều 3",))], "the whole first"),
        ([proof("d", "replaces"), proof("c", "replaces")], [("c", "replaces", ()), ("d", "replaces", ())], "the earlier first"),
        ([proof("a", "replaces", status="rejected")], [], "what a person rejected ends nothing"),
        ([proof("o", "replaces"), proof("a", "amends")], [], "not by itself, and amending ends nothing"),
        ([proof("a", "suspends")], [("a", "suspends", ())], "what is suspended is not in force"),
    ],
)  # fmt: skip
def test_what_ends(edges: list[Edge], found: list, why: str) -> None:
    dates = {"c": "2020-01-01", "d": "2021-01-01"}
    told = endings(edges, lambda ident: Instrument(id=ident, date=dates.get(ident)))
    assert [(end.by.id, end.predicate, end.provisions) for end in told] == found, why


def test_what_changes() -> None:
    edges = [
        proof("a", "amends"),
        proof("b", "corrects"),
        proof("c", "suspends"),
        proof("d", "amends", status="rejected"),
    ]
    told = changes(edges, lambda ident: Instrument(id=ident))
    assert [(end.by.id, end.predicate) for end in told] == [("a", "amends"), ("b", "corrects")]


def test_the_tree_tells_what_suspends_and_what_changes(
    small: ModuleType, files: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    text = "= kh\nkh | number=47/KH-UBND; date=2020-03-12\nnq | number=52-NQ/TW; date=2019-09-27\nkh implements nq\n"
    for n, (predicate, day) in enumerate(
        (("suspends", "2021-01-01"), ("amends", "2020-06-01"), ("corrects", "2020-07-01"))
    ):
        text += f"q{n} | number={n}/QĐ-UBND; date={day}\nq{n} {predicate} kh\n"
    store.build([files({"a.txt": text})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        root = lineage.trace(opened, "urn:lex:vn:test:nq", down=True)
        tree = [click.unstyle(line).strip("│ ├└─") for line in show.tree(root, quoting.places(opened), down=True)]
        top = [click.unstyle(line).strip() for line in show.instrument(opened, root.children[0].instrument)]
        told = json.loads(forms.tree(root, quoting.places(opened)))["children"][0]
        known = forms.known(opened, root.children[0].instrument)
    ended = "⚠ đã bị đình chỉ bởi 0/QĐ-UBND (01/01/2021)"
    changed = "✎ đã được sửa đổi, bổ sung bởi 1/QĐ-UBND (01/06/2020); đã được đính chính bởi 2/QĐ-UBND (01/07/2020)"
    assert {ended, changed} <= set(tree)
    assert top[1:3] == [ended, changed]
    assert [e["relation"] for e in told["changed"]] == ["amends", "corrects"]
    assert (told["ended"], told["changed"]) == (known["ended"], known["changed"])


@pytest.mark.parametrize(
    ("text", "wanted", "why"),
    [
        ("", True, "it is suspended"),
        ("q2 repeals q1\n", False, "the suspension was repealed"),
        ("q2 replaces q1\n", False, "or replaced"),
        ("q2 amends q1\n", True, "what is amended lives on"),
    ],
)
def test_a_suspension_that_has_ended_is_not_told(
    small: ModuleType, files: Callable[[dict[str, str]], Path], tmp_path: Path, text: str, wanted: bool, why: str
) -> None:
    facts = "kh | number=47/KH-UBND\nq1 | number=1/QĐ-UBND\nq2 | number=2/QĐ-UBND\nnq | number=52-NQ/TW\n"
    store.build([files({"a.txt": f"= kh\n{facts}kh implements nq\nq1 suspends kh\n{text}"})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        root = lineage.trace(opened, "urn:lex:vn:test:kh")
        page = "\n".join(show.instrument(opened, root.instrument))
        known = forms.known(opened, root.instrument)
        drawn = lineage.graph(opened).nodes["urn:lex:vn:test:kh"]["ended"]
    assert [bool(told) for told in (root.ended, known["ended"], drawn)] == [wanted] * 3, why
    assert ("đã bị đình chỉ" in page) == wanted


def test_the_tree_and_the_facts_tell_it(built: Path) -> None:
    with store.open_store(built) as opened:
        root = lineage.trace(opened, PLAN)
        tree = [click.unstyle(line).strip("│ ├└─") for line in show.tree(root, quoting.places(opened))]
        top = [click.unstyle(line) for line in show.instrument(opened, find_one(opened, PLAN))]
        told = json.loads(forms.tree(root, quoting.places(opened)))
        known = forms.known(opened, find_one(opened, PLAN))
    assert tree[1] == "⚠ một phần đã bị bãi bỏ bởi 12/QĐ-UBND (05/01/2025): khoản 2 Điều 3"
    assert "⚠ đã bị bãi bỏ bởi 12/QĐ-UBND (05/01/2025)" in tree
    assert "⚠ đã được thay thế bởi 57-NQ/TW (22/12/2024)" in tree
    assert top[1].strip() == tree[1]
    assert known["ended"] == told["ended"]
    assert [(e["number"], e["date"], e["whole"], e["provisions"]) for e in told["ended"]] == [
        ("12/QĐ-UBND", "2025-01-05", False, ["khoản 2 Điều 3"])
    ]
    step = told["children"][0]["children"][0]
    assert [(e["number"], e["relation"], e["whole"]) for e in step["ended"]] == [("57-NQ/TW", "replaces", True)]


@pytest.mark.parametrize(
    ("language", "head", "steps"),
    [
        ("vi", "Một phần bị bãi bỏ bởi 12/QĐ-UBND Quyết định · 05/01/2025",
         ["bị bãi bỏ bởi 12/QĐ-UBND", "được thay thế bởi 57-NQ/TW"]),
        ("en", "In part repealed by 12/QĐ-UBND Quyết định · 2025-01-05", ["repealed by 12/QĐ-UBND", "replaced by 57-NQ/TW"]),
    ],
)  # fmt: skip
def test_the_page_tells_it_at_its_head_and_at_each_step(server, language: str, head: str, steps: list[str]) -> None:
    page = server.ask(f"/instrument/{PLAN}", cookie=f"kg_lang={language}").text
    plain = [
        re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]+>", "", part))).strip()
        for part in re.findall(r'<p class="ended">.*?</p>', page, re.DOTALL)
    ]
    assert plain[0].startswith(f"⚠ {head}")
    assert ": khoản 2 Điều 3" in plain[0]
    assert [line.split(" ", 1)[1].startswith(step) for line, step in zip(plain[1:], steps, strict=True)] == [True, True]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("vi", "Một phần bị bãi bỏ bởi 12/QĐ-UBND (05/01/2025): khoản 2 Điều 3", "Được thay thế bởi 57-NQ/TW (22/12/2024)"),
        ("en", "In part repealed by 12/QĐ-UBND (2025-01-05): khoản 2 Điều 3", "Replaced by 57-NQ/TW (2024-12-22)"),
    ],
)  # fmt: skip
def test_the_panel_of_the_map_tells_it(
    browser: Browser, built: Path, visit: Callable[..., Page], language: str, first: str, second: str
) -> None:
    with store.open_store(built) as opened:
        page = visit(
            render(lineage.graph(opened, [PLAN]), focus=PLAN, language=language), "window.kgMap && kgMap.drawn !== null"
        )
    ends = page.locator("#panel .ended")
    expect(ends.first).to_have_text(first)
    expect(ends.last).to_have_text(second)  # which stands on no card of this map
    ends.first.get_by_role("button", name="12/QĐ-UBND").click()
    expect(page.locator("#panel h2").first).to_have_text("Quyết định 12/QĐ-UBND")
