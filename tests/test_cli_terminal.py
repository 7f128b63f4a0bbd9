"""What reaches a terminal: nothing that it obeys, colour and progress where wanted, any locale, streams that are closed."""

from __future__ import annotations

import json
import os
import pty
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from kg import terminal

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
ROOT, HOSTILE, run = commands["ROOT"], commands["HOSTILE"], commands["run"]


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


# --- Streams


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
