"""The benchmarks run; what they measure is read by people, not by a test."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from kg.store import build

BENCH = Path(__file__).parent / "bench" / "bench_extract.py"


def test_the_benchmark_of_extract_runs_on_little(capsys: pytest.CaptureFixture[str]) -> None:
    bench = runpy.run_path(str(BENCH))
    bench["main"](["0.05"])
    said = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in said[1:-1]] == [
        "extract, complete",
        "decode UTF-8",
        "re, a plain number pattern",
        "bytes.count, one byte",
    ]
    assert said[1].split()[-2] == "1.0x"
    found = [int(line.split()[-1].replace(",", "")) for line in said[1:-1]]
    assert found[0] >= found[2] > 0, "the program finds no less than a plain pattern does"
    assert re.fullmatch(
        r"start: interpreter \d+ ms, imports \d+ ms \(.+x\), first document .+ \d+ ms \(.+x\)", said[-1]
    )


def test_the_benchmark_of_extract_reads_the_files_given(tmp_path: Path) -> None:
    bench = runpy.run_path(str(BENCH))
    path = tmp_path / "a.txt"
    path.write_text("Nghị quyết 36-NQ/TW. " * 50, encoding="utf-8")
    documents = bench["texts"]([path], 0.01)
    assert 0.01e6 <= sum(len(d.encode()) for d in documents) < 0.02e6
    assert len(set(documents)) == len(documents)
    figures = bench["measure"](documents, times=1)
    assert figures[0].found == figures[2].found == 50 * len(documents)


def test_the_benchmark_of_folders_makes_files_of_every_type_and_builds_them(tmp_path: Path) -> None:
    bench = runpy.run_path(str(BENCH.with_name("bench_folder.py")))
    assert bench["mixed"](tmp_path / "in", 100) > 100_000
    assert {p.suffix[1:] for p in tmp_path.rglob("*.*")} == set(bench["FORMS"])
    told = [" ".join(bench["build"](tmp_path / "in", str(tmp_path / "kg"), jobs).split()) for jobs in (2, 1)]
    assert "270 read 0 as before 1 failed" in told[0], "90 files and 9 registers of 20 rows"
    assert "0 read 270 as before 1 failed" in told[1]


def test_the_benchmark_of_readers_tells_pages_of_every_format(tmp_path: Path) -> None:
    folder = runpy.run_path(str(BENCH.with_name("bench_folder.py")))
    folder["mixed"](tmp_path, 100)
    found = runpy.run_path(str(BENCH.with_name("bench_readers.py")))["measure"]([tmp_path])
    assert set(found) == {"txt", "docx", "pdf", "html", "csv"}
    assert all(pages >= count > 0 and chars > 0 and seconds >= 0 for count, pages, chars, seconds in found.values())


def test_the_invented_collection_has_as_many_instruments_as_told(tmp_path: Path) -> None:
    many = runpy.run_path(str(BENCH.with_name("many.py")))
    assert many["write"](tmp_path / "in", 120) == 120
    held = build([tmp_path / "in"], tmp_path / "kg").holds
    assert held.documents == 120
    assert held.relations["implements"] > 20


def test_the_requests_of_the_benchmark_of_the_server_are_answered(tmp_path: Path) -> None:
    build([BENCH.parents[2] / "seeds"], tmp_path)
    names = runpy.run_path(str(BENCH.with_name("bench_serve.py")))
    plan, found = "urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370", set()
    with names["serving"](tmp_path) as (address, _):
        client = names["Client"](address)
        for what, _, asked in names["requests"]([plan], ["370/KH-UBND"]):
            path, accept = asked(1)
            found.add(what if client.ask(path, accept) else "")
    assert len(found) == 20


@pytest.mark.browser
def test_the_benchmark_of_the_map_runs_on_little(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(BENCH.with_name("map_speed.py")))["main"]((30,), 1)
    heads, line = capsys.readouterr().out.splitlines()
    assert heads.split()[:2] == ["instruments", "opens"]
    assert line.split()[:3] == ["30", "all", "boxes"]
    assert 300 < int(line.split()[3]) < 1200, "kilobytes: vis-network is most of it"
