"""The verbs of the command as a user meets them: what each prints and writes."""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg import cli, export, find, labels, results, terminal
from kg.model import KgError

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
ROOT, SEED, run, sentence = (commands[name] for name in "ROOT SEED run sentence".split())


def test_build_again_changes_nothing(store: str):
    assert "Không có gì thay đổi" in run("build", "seeds", "--store", store).stdout


def test_help_without_a_verb_keeps_its_lines():
    done = run(status=2)
    assert len(done.stderr.splitlines()) > 20
    assert any(line.startswith("  trace ") for line in done.stderr.splitlines())


def test_a_chain_that_ends_at_once_tells_the_other_way(store: str):
    assert "thêm --down để xem" in run("trace", "52-NQ/TW", "--store", store).stdout
    assert "bỏ --down để xem" in run("trace", "370/KH-UBND", "--down", "--store", store).stdout


def test_places_of_districts_are_told_apart_in_a_list():
    places = {"place": ["Bến Tre", "Cái Bè, Tiền Giang", "Long An"]}
    with pytest.raises(KgError, match=r"it has Bến Tre; Cái Bè, Tiền Giang; Long An\."):
        find._place(SimpleNamespace(tallies=lambda: places), "Hà Nội")


def test_trace_prints_each_step_with_its_evidence(store: str):
    out = run("trace", "kh 370", "--store", store).stdout
    assert out.startswith("370/KH-UBND · Kế hoạch · 06/12/2021 · Ủy ban nhân dân tỉnh Tiền Giang\n")
    for number in ("08-NQ/TU", "52-NQ/TW", "749/QĐ-TTg", "942/QĐ-TTg"):
        assert number in out
    where = rf"{re.escape(SEED)}:\d+:\d+ · ký tự \d+–\d+"
    assert re.search(rf"{where} · quy tắc: từ nối giữa các câu “.*” · độ tin cậy 0,\d\d · đọc qua nhiều câu", out)
    assert "\x1b" not in out, "no colour in a pipe"


def test_trace_json_of_a_long_chain(tmp_path: Path):
    names = [f"Kế hoạch số {n}/KH-UBND ngày 01/02/{2026 - n // 40} của UBND tỉnh Tiền Giang" for n in range(1, 901)]
    text = "".join(f"{a} thực hiện {b}.\n" for a, b in itertools.pairwise(names))
    (tmp_path / "a.txt").write_text(f"Bài báo.\n{text}", encoding="utf-8")
    run("build", str(tmp_path / "a.txt"), "--store", str(tmp_path / "kg"))
    told = run("trace", "1/KH-UBND", "--json", "--store", str(tmp_path / "kg")).stdout
    assert told.count('"children"') == 900
    assert told.count("\n") == 1


def test_trace_json_holds_the_same_tree(store: str):
    tree = json.loads(run("trace", "370/KH-UBND", "--json", "--store", store).stdout)
    local = tree["children"][0]
    assert local["instrument"]["number"] == "08-NQ/TU"
    assert {c["instrument"]["number"] for c in local["children"]} == {"52-NQ/TW", "749/QĐ-TTg", "942/QĐ-TTg"}
    proof = local["evidence"][0]
    text = (ROOT / proof["source"]).read_text(encoding="utf-8")
    assert text[proof["start"] : proof["end"]] == proof["quote"]
    assert text.splitlines()[proof["line"] - 1][proof["column"] - 1 :].startswith(proof["quote"][:20])


def test_trace_down_and_depth(store: str):
    down = run("trace", "52-NQ/TW", "--down", "--store", store).stdout
    assert "52-CTr/TU" in down
    assert "370/KH-UBND" in down
    cut = run("trace", "52-NQ/TW", "--down", "--depth", "1", "--store", store).stdout
    assert "370/KH-UBND" not in cut
    assert "còn 1 bước tiếp theo" in cut


def test_an_id_that_fits_several_lists_them(store: str):
    done = run("trace", "20/KH-UBND", "--store", store, status=2)
    assert "fits 2 instruments" in sentence(done)
    assert "19/01/2023" in done.stdout
    assert "19/01/2024" in done.stdout
    assert done.stdout.count("Ủy ban nhân dân tỉnh Tiền Giang") == 2
    assert "20/KH-UBND" in run("show", "20/KH-UBND 2024", "--store", store).stdout


def test_show_tells_both_directions(store: str):
    out = run("show", "08-NQ/TU", "--store", store).stdout
    assert "căn cứ: " in out
    assert "được thực hiện bởi: " in out
    assert "URN:" in out
    known = json.loads(run("show", "08-NQ/TU", "--json", "--store", store).stdout)
    assert {e["predicate"] for e in known["from"]} >= {"basedOn"}


def test_find_needs_no_diacritics(store: str):
    assert "08-NQ/TU" in run("find", "chuyen", "doi", "so", "--store", store).stdout
    assert "zzz" in sentence(run("find", "zzz", "--store", store, status=1))


def test_find_says_that_there_are_more(store: str):
    cut = run("find", "quyet", "--limit", "3", "--store", store)
    assert len(cut.stdout.splitlines()) == 4
    assert sentence(cut) == "kg: there are more than 3; --limit lists more, and another word fewer"
    assert not run("find", "quyet", "--limit", "3000", "--store", store).stderr


@pytest.mark.parametrize(
    ("args", "first"),
    [
        (["gaps", "--format", "csv"], "resolution,"),
        (["sources", "--format", "csv"], "source,reader,"),
        (["query", "SELECT ?s { ?s a kg:Instrument }", "--format", "csv"], "s"),
    ],
)
def test_a_table_is_written_for_spreadsheets_where_a_file_is_named(
    store: str, tmp_path: Path, args: list[str], first: str
):
    printed = run(*args, "--store", store).stdout
    assert not run(*args, "--store", store, "-o", str(tmp_path / "t.csv")).stdout
    written = (tmp_path / "t.csv").read_bytes().decode()
    assert written.startswith("\ufeff" + first), "Excel knows by the mark that it is UTF-8"
    assert written.removeprefix("\ufeff").splitlines() == printed.splitlines()


@pytest.mark.parametrize(
    ("args", "name", "begins"),
    [
        (["gaps"], "thiếu.csv", "\ufeffresolution,"),
        (["gaps"], "g.JSONL", '{"resolution":'),
        (["gaps"], "g.txt", "Văn bản Trung ương  "),
        (["gaps", "--format", "table"], "g.csv", "Văn bản Trung ương  "),
        (["sources"], "s.csv", "\ufeffsource,"),
        (["sources"], "s.json", '{"source":'),
        (["query", "timeline"], "t.csv", "\ufeffdate,"),
        (["query", "timeline"], "t.tsv", "?date\t"),
        (["query", "DESCRIBE kg:Instrument"], "d.ttl", "@prefix "),
        (["export"], "x.graphml", "<?xml "),
        (["export"], "x.ttl", "@prefix "),
        (["export"], "x", "@prefix "),
        (["map"], "m.html", "<!DOCTYPE html>"),
    ],
)
def test_a_files_name_says_its_form_where_no_option_does(
    store: str, tmp_path: Path, args: list[str], name: str, begins: str
):
    run(*args, "-o", str(tmp_path / name), "--store", store)
    assert (tmp_path / name).read_bytes().decode().startswith(begins)


def test_a_query_for_what_no_graph_holds_says_so(store: str):
    done = run("query", "SELECT ?x { ?x kg:implemets ?y }", "--store", store)
    assert done.stdout.splitlines()[-1] == "0 rows"
    assert sentence(done) == "kg: The vocabulary has no kg:implemets; the nearest is kg:implements."


def test_unresolved_says_why(store: str):
    from kg.store import open_store

    with open_store(store) as opened:
        names = opened.unresolved()
    assert "points-back" in {n.reason for n in names}
    assert all(labels.reason(n.reason) != n.reason for n in names)
    out = run("unresolved", "--store", store).stdout
    assert out.endswith(f"{len(names)} tên chưa xác định\n")
    assert all(terminal.clean(n.label) in out and labels.reason(n.reason) in out for n in names)
    told = [json.loads(line) for line in run("unresolved", "--json", "--store", store).stdout.splitlines()]
    assert [(t["reason"], t["why"]["en"]) for t in told] == [
        (n.reason, labels.reason(n.reason, language="en")) for n in names
    ]


@pytest.mark.parametrize("form", results.FORMATS)
def test_query_forms(store: str, form: str):
    text = (
        "CONSTRUCT { ?s kg:number ?n } WHERE { ?s kg:number ?n }"
        if form == "turtle"
        else "SELECT ?n { ?s kg:number ?n }"
    )
    out = run("query", text, "--format", form, "--store", store).stdout
    assert "370/KH-UBND" in out
    assert not set(out) & set("\x1b\x07\x9b\u202e")


def test_query_by_name_with_an_id_as_people_type_it(store: str):
    out = run("query", "lineage-up", "--param", "id=KH 370", "--format", "csv", "--store", store).stdout
    assert "08-NQ/TU" in out
    assert "id" in sentence(run("query", "lineage-up", "--param", "id", "--store", store, status=1))


def test_query_from_a_file(store: str, tmp_path: Path):
    (tmp_path / "q.rq").write_text("ASK { ?s kg:number '370/KH-UBND' }", encoding="utf-8")
    assert (
        json.loads(run("query", str(tmp_path / "q.rq"), "--format", "json", "--store", store).stdout)["boolean"] is True
    )


def test_map_is_written(store: str, tmp_path: Path):
    page = tmp_path / "m.html"
    assert str(page) in run("map", "-o", str(page), "--store", store).stdout
    assert "394/KH-UBND" in page.read_text(encoding="utf-8")
    run("map", "52-CTr/TU", "--up", "-o", str(page), "--store", store)
    assert "394/KH-UBND" not in page.read_text(encoding="utf-8"), "of one lineage only"


def test_check_passes_on_the_seeds(store: str):
    assert run("check", "--store", store).stdout.startswith("0 lỗi")


@pytest.mark.parametrize("form", export.FORMATS)
def test_export_to_a_file(store: str, tmp_path: Path, form: str):
    target = tmp_path / "out"
    run("export", "--format", form, "-o", str(target), "--store", store)
    files = [target] if target.is_file() else list(target.iterdir())
    assert any("370/KH-UBND" in f.read_text(encoding="utf-8-sig") for f in files)


def test_export_to_standard_output(store: str):
    assert "370/KH-UBND" in run("export", "--store", store).stdout
    assert "folder" in sentence(run("export", "--format", "csv", "--store", store, status=1))


def test_what_the_command_wrote_is_no_document(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "hồ sơ"
    folder.mkdir()
    plan = (
        "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị. Xem URN, quy tắc và độ tin cậy: kg trace.\n"
    )
    (folder / "a.txt").write_text(plan, encoding="utf-8")
    (folder / "b.csv").write_text("so_hieu,trich_yeu\n12/KH-UBND,Thực hiện Chỉ thị số 05-CT/TW\n", encoding="utf-8")
    monkeypatch.setenv("KG_STORE", store)

    def wrote(name: str, *args: str) -> None:
        with contextlib.suppress(SystemExit):
            cli.main(args)
        (folder / name).write_text(capsys.readouterr().out, encoding="utf-8")

    printed = [
        *(["trace", "KH 370"], ["trace", "Nghị quyết 52", "--down", "--full"], ["show", "KH 370"], ["unresolved"]),
        *(["find", "chuyển đổi số"], ["gaps"], ["sources"], ["query", "timeline"], ["check"]),
    ]
    for args in printed:
        wrote(f"{' '.join(args)}.txt", *args)
    for args in (["gaps"], ["sources"], ["query", "evidence", "--param", "id=KH 370"]):
        wrote(f"{args[0]}.csv", *args, "--format", "csv")
    wrote("review.csv", "review")
    wrote("t.tsv", "query", "timeline", "--format", "tsv")
    wrote("e.jsonl", "extract", SEED)
    wrote("f.jsonl", "find", "chuyển", "--json")
    with contextlib.suppress(SystemExit):
        cli.main(["export", "--format", "csv", "-o", str(folder / "bảng")])
    done = run("build", str(folder), "--store", str(tmp_path / "s"))
    assert "Tài liệu                2 (mới 2" in done.stdout, done.stdout
    assert "Bỏ qua, vì do kg viết ra: 18 tệp" in done.stdout
    again = run("build", str(folder), "--store", str(tmp_path / "s")).stdout
    assert "do kg viết ra: 18 tệp" in again
    assert "Không có gì thay đổi" in again
    assert "files that kg wrote itself: 1" in run("sources", "--store", str(tmp_path / "s")).stdout
    told = sentence(run("extract", str(folder / "gaps.csv"), status=1))
    assert told.endswith("gaps.csv: kg wrote this itself, so it proves nothing and is not read.")
