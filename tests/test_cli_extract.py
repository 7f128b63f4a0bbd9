"""`kg extract`: its lines keep the contract and their order, and it goes on after a failure."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
ROOT, SEED, run = commands["ROOT"], commands["SEED"], commands["run"]


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
