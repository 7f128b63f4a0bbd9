"""The command as a user meets it: what it prints, how it fails, and that its page is up to date."""

from __future__ import annotations

import ast
import contextlib
import inspect
import itertools
import json
import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from kg import asking, cli, export, find, labels, manual, options, results, terminal
from kg.model import KgError

ROOT = Path(__file__).resolve().parent.parent
SEED = "seeds/000_553b255afa740f49.txt"
HOSTILE = "\x1b[31m\x07\x9b2J\u202eevil"


def run(*args: str, status: int = 0, **more) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; what it answers must be `status`, and never a traceback."""
    more.setdefault("env", {})
    done = subprocess.run(
        [sys.executable, "-m", "kg", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=more.pop("cwd", ROOT),
        timeout=120,
        check=False,
        **{**more, "env": {**os.environ, **more["env"]}},
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that an error is."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("kg: ")
    return lines[0]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A collection of the seeds and of a hostile document, built once."""
    folder = tmp_path_factory.mktemp("cli")
    bad = folder / "bad.txt"
    bad.write_text(
        f"Kế hoạch số 999/KH-UBND ngày 01/02/2023 của UBND tỉnh Tiền Giang về {HOSTILE} thực hiện Nghị quyết số "
        "52-NQ/TW ngày 27/9/2019 của Bộ Chính trị. Hợp đồng này chưa ký.",
        encoding="utf-8",
    )
    done = run("build", "seeds", str(bad), "--store", str(folder / "s"))
    assert "Tài liệu" in done.stdout
    return str(folder / "s")


# --- Verbs


def test_build_again_changes_nothing(store: str):
    assert "Không có gì thay đổi" in run("build", "seeds", "--store", store).stdout


def test_build_tells_what_is_not_there_and_what_is_of_no_place(tmp_path: Path):
    (tmp_path / "in").mkdir()
    build = ("build", str(tmp_path / "in"), "--store", str(tmp_path / "s"))
    assert "Bộ sưu tập còn trống" in run(*build).stdout
    row = "so_hieu,ngay_ban_hanh,trich_yeu\n12/KH-UBND,05/3/2024,trồng rừng ven biển\n"
    (tmp_path / "in" / "so.csv").write_text(row, encoding="utf-8")
    assert "1 tài liệu có số nhưng chưa rõ địa phương" in run(*build).stdout
    assert "chưa rõ địa phương" not in run(*build, "--place", "Cà Mau").stdout


def test_what_is_no_collection_of_this_version_is_told_with_what_to_do(store: str, tmp_path: Path):
    file = tmp_path / "a.txt"
    file.write_text("a", encoding="utf-8")
    for verb in (("trace", "370/KH-UBND"), ("build", "seeds"), ("serve",)):
        run(*verb, "--store", str(file), status=1)
    assert "is a file" in sentence(run("find", "kh", "--store", str(file), status=1))
    shutil.copytree(store, tmp_path / "s")
    with contextlib.closing(sqlite3.connect(tmp_path / "s" / "catalogue.sqlite3")) as db:
        db.execute("PRAGMA user_version = 99")
    for verb in (("find", "kh"), ("build", "seeds")):
        told = sentence(run(*verb, "--store", str(tmp_path / "s"), status=1))
        assert "another version" in told
        assert "into another folder with --store" in told, "to build it again in place is refused as well"


def test_build_tells_what_it_cannot_read(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Nghị quyết số 52-NQ/TW", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\xff\xfeabc\0\xd8")
    done = run("build", str(tmp_path), "--store", str(tmp_path / "s"), status=3)
    assert re.search(r"Không đọc được\s+1 \(.*--retry\)\n", done.stdout)
    assert "b.txt" in done.stdout


def test_help_without_a_verb_keeps_its_lines():
    done = run(status=2)
    assert len(done.stderr.splitlines()) > 20
    assert any(line.startswith("  trace ") for line in done.stderr.splitlines())


def test_what_the_machine_refuses_is_one_sentence_and_no_defect(store: str):
    for args in (("gaps", "--store", "/etc/passwd"), ("build", "seeds", "--store", "/etc/passwd/x")):
        said = sentence(run(*args, status=1))
        assert "defect" not in said
        assert "/etc/passwd" in said
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "gaps", "--store", store],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
        )
    assert (done.returncode, "no space left on the disk" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("param", "iso"),
    [
        ("since=06/12/2021", "since=2021-12-06"),
        ("until=27/09/2019", "until=2019-09-27"),
        ("since=2024", "since=2024-01-01"),
        ("until=2019", "until=2019-12-31"),
        ("place=tien giang", "place=Tiền Giang"),
    ],
)
def test_the_values_of_a_named_query_are_typed_as_people_write(store: str, param: str, iso: str):
    out, same, whole = (
        run("query", "timeline", *more, "--format", "csv", "--store", store).stdout
        for more in (("--param", param), ("--param", iso), ())
    )
    assert out == same
    assert 1 < out.count("\n") < whole.count("\n")


def test_an_issuer_is_found_with_its_tones_in_the_old_places(store: str):
    new, old = (
        run("query", "issued-by", "--param", f"issuer={name}", "--format", "csv", "--store", store).stdout
        for name in ("Tỉnh ủy Tiền Giang", "Tỉnh uỷ Tiền Giang")
    )
    assert new == old
    assert new.count("\n") > 1


@pytest.mark.parametrize(
    ("typed", "spelled", "why"),
    [
        ("UBND tỉnh Tiền Giang", "Ủy ban nhân dân tỉnh Tiền Giang", "a short name"),
        ("ubnd tien giang", "Ủy ban nhân dân tỉnh Tiền Giang", "its words, without marks"),
        ("tinh uy tien giang", "Tỉnh ủy Tiền Giang", "a part of several names, without marks"),
        ("TTg", "Thủ tướng Chính phủ", "the code of a body"),
        ("ＵＢＮＤ tỉnh Tiền Giang", "Ủy ban nhân dân tỉnh Tiền Giang", "full-width letters"),
    ],
)
def test_an_issuer_is_typed_as_people_write(store: str, typed: str, spelled: str, why: str):
    found, same = (
        run("query", "issued-by", "--param", f"issuer={name}", "--format", "csv", "--store", store).stdout
        for name in (typed, spelled)
    )
    assert found == same, why
    assert found.count("\n") > 1


@pytest.mark.parametrize(
    ("query", "param", "words"),
    [
        ("timeline", "since=abc", "is no date"),
        ("timeline", "place=Hà Nội", "no place of the collection; it has Tiền Giang."),
        (
            "issued-by",
            "issuer=UBND tỉnh Cà Mau",
            "'UBND tỉnh Cà Mau' is no issuer of the collection; it has Ban Bí thư;",
        ),
    ],
)
def test_a_value_that_fits_nothing_is_refused(store: str, query: str, param: str, words: str):
    assert words in sentence(run("query", query, "--param", param, "--store", store, status=1))


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


# --- kg extract


def test_extract_prints_the_contract(tmp_path: Path):
    data = [json.loads(line) for line in run("extract", "seeds").stdout.splitlines()]
    assert [d["document"]["source"] for d in data] == sorted(d["document"]["source"] for d in data)
    for d in data:
        text = (ROOT / d["document"]["source"]).read_text(encoding="utf-8")
        assert d["document"]["chars"] == len(text)
        assert all(text[m["start"] : m["end"]] == m["text"] for m in d["mentions"])


def test_extract_reads_standard_input():
    done = run("extract", "-", input="Căn cứ Nghị quyết số 52-NQ/TW ngày 27/9/2019")
    assert json.loads(done.stdout)["mentions"][0]["text"] == "Nghị quyết số 52-NQ/TW ngày 27/9/2019"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_extract_goes_on_after_a_failure(tmp_path: Path, jobs: str):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00\x01")
    files = [SEED, str(bad), "seeds/nowhere.txt", "seeds/004_8df1a6e4e5b5e222.txt"]
    done = run("extract", *files, "-j", jobs, status=1)
    assert [json.loads(line)["document"]["source"] for line in done.stdout.splitlines()] == [files[0], files[3]]
    errors = done.stderr.splitlines()
    assert len(errors) == 2
    assert "bad.txt" in errors[0]
    assert "nowhere.txt" in errors[1]


def test_extract_in_two_processes_keeps_the_order(tmp_path: Path):
    for n in range(30):
        (tmp_path / f"{n:02}.txt").write_text(
            f"Nghị quyết số {n + 1}-NQ/TW ngày 27/9/2019\n" * (31 - n), encoding="utf-8"
        )
    assert run("extract", str(tmp_path), "-j", "2").stdout == run("extract", str(tmp_path)).stdout


# --- Hostile content


def test_no_document_reaches_the_terminal(store: str):
    for args in (
        ["trace", "999/KH-UBND", "--full"],
        ["show", "999/KH-UBND"],
        ["find", "evil"],
        ["unresolved"],
        ["check"],
    ):
        done = run(*args, "--store", store, status=0)
        assert not set(done.stdout) & set("\x1b\x07\x9b\u202e"), args
    assert "evil" in run("show", "999/KH-UBND", "--full", "--store", store).stdout


def strings(value: object) -> list[str]:
    """All strings of a JSON value."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [s for part in parts for s in strings(part)]


def test_json_escapes_what_a_terminal_obeys_and_loses_nothing(store: str, tmp_path: Path):
    for args in (["show", "999/KH-UBND", "--json", "--store", store], ["extract", str(Path(store).parent / "bad.txt")]):
        out = run(*args).stdout
        assert not set(out) & set("\x1b\x07\x9b\u202e")
        assert any(HOSTILE in s for s in strings(json.loads(out))), args


def test_an_argument_is_printed_without_escapes(store: str):
    assert "\x1b" not in run("trace", "\x1b[31m12345", "--store", store, status=1).stderr


# --- Terminals


def on_a_terminal(*args: str, **env: str) -> str:
    """What the command writes to a terminal, as its standard output and error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *args],
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "72", **env},
    )
    os.close(theirs)
    parts = []
    try:
        while data := os.read(ours, 65536):
            parts.append(data)
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return b"".join(parts).decode()


def test_colour_on_a_terminal_unless_it_is_not_wanted(store: str):
    args = ("trace", "370/KH-UBND", "--store", store)
    assert "\x1b[1m370/KH-UBND\x1b[0m" in on_a_terminal(*args, NO_COLOR="")
    plain = on_a_terminal(*args, NO_COLOR="1")
    assert "\x1b" not in plain
    quotes = [line for line in plain.splitlines() if "“" in line]
    assert quotes
    assert all(terminal.width(line) <= 72 for line in quotes), "quotes are folded at the width of the terminal"


def test_progress_on_a_terminal_only(tmp_path: Path):
    shown = on_a_terminal("build", "seeds", "--store", str(tmp_path / "s"))
    assert "3/3 tệp" in shown
    assert "/giây" in shown
    assert "tệp" not in run("build", "seeds", "--store", str(tmp_path / "t")).stderr


# --- Errors

ERRORS = [
    (["trace", "371/KH-UBND", "--store", "{store}"], 1, "371/KH-UBND", "no such instrument"),
    (["trace", "KH 370", "--store", "{tmp}/none"], 1, "kg build", "no collection: say how to make one"),
    (["build", "{tmp}/none", "--store", "{tmp}/s"], 1, "no such file", "no such path"),
    (["query", "SELECT * { ?s ?p", "--store", "{store}"], 1, "column", "a bad query: where"),
    (["query", "DELETE WHERE { ?s ?p ?o }", "--store", "{store}"], 1, "refused", "an update"),
    (
        ["query", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "0.3", "--store", "{store}"],
        1,
        "0.3 s",
        "too long",
    ),
    (["query", "no-such-query", "--store", "{store}"], 1, "no-such-query", "no such named query"),
    (["map", "-o", "{tmp}/no/such/folder/m.html", "--store", "{store}"], 1, "can't be written", "nowhere to write"),
    (
        ["query", "plans-of-resolutio", "--param", "id=zzz", "--store", "{store}"],
        1,
        "no query named 'plans-of-resolutio'",
        "a slip in the name of a query is told before its values",
    ),
    (["build", "seeds", "--store", "README.md"], 1, "README.md is a file", "a file for a store"),
    (["find", "zzz", "--store", "{store}"], 1, "zzz", "found nothing: no empty table"),
    (["frobnicate"], 2, "frobnicate", "no such verb"),
    (["trace"], 2, "ID", "an argument is missing"),
    (["trace", "x", "--depth", "-1"], 2, "--depth", "a value out of range"),
]


@pytest.mark.parametrize(("args", "status", "words", "reason"), ERRORS, ids=[r[-1] for r in ERRORS])
def test_errors_are_one_sentence(store: str, tmp_path: Path, args: list[str], status: int, words: str, reason: str):
    done = run(*(a.replace("{store}", store).replace("{tmp}", str(tmp_path)) for a in args), status=status)
    assert words in sentence(done), reason
    assert done.stdout == ""
    assert not list(tmp_path.iterdir()), "a mistake leaves nothing behind"


def test_a_catalogue_of_another_program_stays_as_it_is(tmp_path: Path):
    with contextlib.closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as db:
        db.executescript("CREATE TABLE documents (mine); INSERT INTO documents VALUES (1);")
    done = run("build", "seeds", "--store", str(tmp_path), status=1)
    assert "of another program" in sentence(done)
    with contextlib.closing(sqlite3.connect(tmp_path / "catalogue.sqlite3")) as db:
        assert db.execute("SELECT * FROM documents").fetchall() == [(1,)]


def test_a_defect_is_told_as_one(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def broken(directory: str) -> None:
        raise ZeroDivisionError("x\n\x1b[31m")

    monkeypatch.setattr(options, "opened", broken)
    monkeypatch.delenv("KG_DEBUG", raising=False)
    with pytest.raises(SystemExit) as status:
        cli.main(["unresolved"])
    assert status.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith("kg: ")
    assert error.count("\n") == 1
    assert "ZeroDivisionError" in error
    assert "KG_DEBUG=1" in error
    assert "\x1b" not in error
    monkeypatch.setenv("KG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["unresolved"])


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, click.Abort])
def test_ctrl_c(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], interrupt: type[BaseException]):
    def stopped(directory: str) -> None:
        raise interrupt

    monkeypatch.setattr(options, "opened", stopped)
    with pytest.raises(SystemExit) as status:
        cli.main(["unresolved"])
    assert status.value.code == 130
    assert "Traceback" not in capsys.readouterr().err


def test_ctrl_c_in_the_middle_of_extraction(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "extract", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    with Path(f"/proc/{process.pid}/wchan").open() as state:  # it waits for its input, hence it is up
        deadline = time.monotonic() + 30
        while "pipe" not in (state.seek(0) or state.read()) and time.monotonic() < deadline:
            time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in error


def test_a_reader_that_goes_away_is_no_error(store: str):
    command = f"{sys.executable} -m kg export --format nquads --store {store} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"


# What prints at once, and what asks for a terminal first; a list of candidates is printed for an error.
UNREAD = [
    "find KH",
    "trace 20/KH-UBND",
    "sources",
    "sources --format json",
    "query timeline",
    "export",
    "extract seeds",
]


@pytest.mark.parametrize("verb", UNREAD)
def test_an_output_that_is_closed_is_no_defect(store: str, verb: str):
    command = f"{sys.executable} -m kg {verb}" + ("" if verb.startswith("extract") else f" --store {store}")
    asked = 2 if verb.startswith("trace") else 0
    done = subprocess.run(["bash", "-c", f"{command} >&-"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (asked, asked // 2), done.stderr
    gone = f"sleep 0.1; exec {command}"  # `true` has ended when the first line is written
    both = ["bash", "-c", f"({gone}) | true; echo ${{PIPESTATUS[0]}}"]
    done = subprocess.run(both, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr.count("\n")) == ("0\n", asked // 2), done.stderr


def test_streams_that_are_closed_lead_nowhere(store: str):
    for closed in ("2>&-", "<&-", "<&- >&- 2>&-"):
        command = f"{sys.executable} -m kg build seeds --store {store} {closed}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_output_in_any_locale(store: str):
    out = run("trace", "370/KH-UBND", "--store", store, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}).stdout
    assert "Kế hoạch" in out


# --- The page of the command


def verbs() -> dict[str, click.Command]:
    return dict(cli.cli.commands)


def test_the_page_is_up_to_date():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == manual.reference() + "\n", "run: python -m kg.manual > docs/cli.md"


def test_every_verb_and_option_is_documented():
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert set(verbs()) == {
        "build", "extract", "trace", "show", "find", "unresolved", "query", "map", "check", "export",
        "eval", "gaps", "sources", "serve", "review", "mcp",
    }  # fmt: skip
    for name, command in verbs().items():
        assert f"## kg {name}\n" in page
        assert command.help, name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"kg {name} {option.opts[0]}"


def test_help_lists_no_form_that_is_not_there():
    assert asking._ANSWERS == results.FORMATS
    assert asking._EXPORTS == export.FORMATS


def test_verbs_are_few_lines():
    for name, command in verbs().items():
        source = inspect.getsource(inspect.unwrap(command.callback))
        function = ast.parse(source).body[0]
        lines = function.end_lineno - function.body[0].end_lineno  # after the help text
        assert lines <= 16, f"kg {name} has {lines} lines: move what it does into the library"


# --- The package


def test_extract_is_the_function_and_the_module():
    program = """
import kg
first = kg.extract("Nghị quyết số 52-NQ/TW")
import kg.extract, kg.render
from kg.extract import extract
from kg import extract as same
again = kg.extract("Nghị quyết số 52-NQ/TW")
assert first == again == same("Nghị quyết số 52-NQ/TW")
assert kg.extract.extract is extract
import networkx
assert "<html" in kg.render(networkx.MultiDiGraph(), title="x").lower()
assert set(kg.__all__) <= set(dir(kg))
for name in kg.__all__:
    assert callable(getattr(kg, name)), name
try:
    kg.nothing
except AttributeError as e:
    assert "nothing" in str(e)
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_collection(store: str):
    import kg
    from kg.find import AmbiguousError

    with kg.open(store) as collection:
        assert collection.find("KH 370")[0].number == "370/KH-UBND"
        assert collection.trace("KH 370").children[0].instrument.number == "08-NQ/TU"
        assert {i.number for i in collection.instruments()} >= {"370/KH-UBND", "08-NQ/TU"}
        assert bool(collection.query("ASK { ?s kg:number '370/KH-UBND' }"))
        assert len(collection.query("lineage-up", {"id": "KH 370"})) >= 4
        plan = collection.find("KH 370")[0].id
        assert plan in collection.lineage("KH 370", direction="up")
        assert collection.lineage().number_of_nodes() > collection.lineage("KH 370").number_of_nodes()
        assert any("370/KH-UBND" in str(o) for o in collection.rdf.objects())
        with pytest.raises(AmbiguousError):
            collection.trace("20/KH-UBND")
    with pytest.raises(KgError, match="kg build"):
        kg.open(f"{store}-none").find("x")


def test_a_file_that_is_there_stays_where_the_new_one_has_no_room(store: str, tmp_path: Path):
    """The limit is one of the process: beyond it nothing more can be written into a file."""
    out, small = tmp_path / "map.html", f'ulimit -f 1; trap "" XFSZ; exec "{sys.executable}" -m kg "$@"'
    for verb in (("map",), ("gaps", "--format", "csv"), ("map", "--gaps")):
        out.write_text("what was there", encoding="utf-8")
        done = subprocess.run(
            ["bash", "-c", small, "-", *verb, "-o", str(out), "--store", store],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=120,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert "can't be written: File too large" in done.stderr
        assert out.read_text(encoding="utf-8") == "what was there"
        assert [p.name for p in tmp_path.iterdir()] == ["map.html"]
    (tmp_path / "link.html").symlink_to(out)
    run("map", "-o", str(tmp_path / "link.html"), "--store", store)
    assert (tmp_path / "link.html").is_symlink()
    assert out.stat().st_size > 10_000
    assert run("gaps", "--format", "csv", "-o", "/dev/stdout", "--store", store).stdout.startswith("\ufeff")
