"""How the command fails: one sentence, a status, nothing left behind."""

from __future__ import annotations

import contextlib
import re
import runpy
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from kg import cli, options

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
ROOT, run, sentence = commands["ROOT"], commands["run"], commands["sentence"]


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
    (["gaps", "-o", "{tmp}/thiếu.xlsx", "--store", "{store}"], 1, "ends in .csv", "a table of text opens in no Excel"),
    (
        ["gaps", "--format", "csv", "-o", "{tmp}/g.ods", "--store", "{store}"],
        1,
        "ends in .csv",
        "nor does a CSV of that name",
    ),
    (["query", "timeline", "-o", "{tmp}/t.docx", "--store", "{store}"], 1, "writes no .docx", "what no verb writes"),
    (["map", "-o", "{tmp}/m.pdf", "--store", "{store}"], 1, "ends in .html", "a map is a page"),
    (["map", "--gaps", "-o", "{tmp}/m.png", "--store", "{store}"], 1, "ends in .html", "and so is that of the gaps"),
    (["export", "-o", "{tmp}/x.csv", "--store", "{store}"], 1, "a folder of two", "a name of one file for two tables"),
    (["trace", "x" * 5000, "--store", "{store}"], 1, "fits '" + "x" * 100 + "';", "what was typed is told in short"),
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
