"""`kg gaps`, `kg map --gaps` and the page of the gaps as text."""

from __future__ import annotations

import csv
import io
import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kg import gaps, store
from kg.cli import main
from kg.gapmap import render
from kg.gaps import Matrix
from kg.model import KgError

gap_texts = runpy.run_path(str(Path(__file__).with_name("gap_texts.py")))
CENTRAL, HUE, local, matrix = gap_texts["CENTRAL"], gap_texts["HUE"], gap_texts["local"], gap_texts["matrix"]


@pytest.fixture
def run(small: ModuleType, files: Callable, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a verb over a collection with one plan of Huế for 1-NQ/TW, whose title is hostile; gives what it prints."""
    hostile = local("kh1", "Huế", "2019-03-02", title="=cmd() </script><img src=x onerror=hit=1> \x1b[31m\u202eEN")
    store.build([files({"c.txt": CENTRAL, "h.txt": f"= kh1\n{hostile}kh1 implements nq1\n"})], tmp_path / "kg")

    def call(*args: str) -> str:
        with pytest.raises(SystemExit) as end:
            main([*args, "--store", str(tmp_path / "kg")])
        out = capsys.readouterr()
        assert end.value.code == 0, out.err
        return out.out

    return call


def test_kg_gaps(run: Callable[..., str]) -> None:
    table = run("gaps")
    assert re.search(r"1-NQ/TW +01/01/2019 +Huế +trực tiếp +kh1/KH-UBND +02/03/2019 +60", table)
    assert "4 văn bản Trung ương: 1 đã có triển khai, 3 chưa thấy" in table
    rows = list(csv.DictReader(io.StringIO(run("gaps", "--format", "csv"))))
    assert [(r["resolution"], r["state"], r["days"]) for r in rows][:2] == [
        ("1-NQ/TW", "direct", "60"),
        ("2-NQ/TW", "none", ""),
    ]
    assert rows[0]["plan_title"].startswith("'=cmd()")
    empty = run("gaps", "--format", "csv", "--from", "2100").splitlines()
    assert empty == [",".join(rows[0])], "the header line alone"
    lines = run("gaps", "--format", "json", "--missing").splitlines()
    assert [json.loads(line)["resolution"] for line in lines] == ["2-NQ/TW", "3-NQ/TW", "4/QĐ-TTg"]
    for form in ("table", "csv", "json"):
        assert not re.search("[\x1b\u202e]", run("gaps", "--format", form)), form


def test_years_the_wrong_way_round_are_an_error(run: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="--from 2024 is after --to 2020"):
        run("gaps", "--from", "2024", "--to", "2020")


def test_kg_map_gaps(run: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "gaps.html"
    assert "4 văn bản Trung ương, 3 chưa thấy triển khai, 1 địa phương" in run("map", "--gaps", "-o", str(file))
    page = file.read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script") == 2
    assert "<img" not in page
    assert not re.search("[\x1b\u202e]", page)
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page)
    assert len(page.encode()) < 100_000


def test_the_page_wants_one_collection(matrix: Callable[..., Matrix]) -> None:
    with pytest.raises(KgError, match="same rows"):
        render([])
    found = matrix(f"= kh1\n{HUE}kh1 implements nq1\n")
    with pytest.raises(KgError, match="same rows"):
        render([found, gaps.pick(found, since=2020)])
    assert render([found]) == render([found])
