"""`kg sources`: what was read, how, and what failed."""

from __future__ import annotations

import csv
import io
import json
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg import cli, sources, store

make = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "small_files.py")))
LETTER = (
    "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 35/KH-UBND\nBến Tre, ngày 12 tháng 02 năm 2025\n\n"
    "KẾ HOẠCH\nTrồng rừng\n\nĐiều 1. Rừng.\n"
)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(make.pdf([make.lines(LETTER), make.lines("Trang hai nói thêm.")]))
    (folder / "e").mkdir()
    for name in ("f.exe", "g.exe", "e/h.exe", "i"):
        (folder / name).write_bytes(b"MZ")
    (folder / "link").symlink_to(folder / "e")
    (folder / "=b.txt").write_text("Một bài báo.", encoding="utf-8")
    (folder / "c.csv").write_text("so_hieu,trich_yeu\n1/KH-UBND,Một\n,Hai\n3/KH-UBND,Ba\n", encoding="utf-8")
    (folder / "d.zip").write_bytes(make.zipped({"x#1.txt": LETTER + "Khác.\n", "y.pdf": b"%PDF-1.7"}))
    store.build([folder], tmp_path / "kg")
    return tmp_path / "kg"


def test_every_file_and_member_has_a_line(collection: Path) -> None:
    with store.open_store(collection) as s:
        found = {x.source.rsplit("/k/", 1)[1]: x for x in sources.sources(s)}
    facts = {
        name: (x.reader, x.documents, x.numbered, x.number, x.pages, x.failure is not None) for name, x in found.items()
    }
    assert facts == {
        "=b.txt": ("txt", 1, 0, None, None, False),
        "a.pdf": ("pdf", 1, 1, "35/KH-UBND", 2, False),
        "c.csv": ("csv", 3, 2, None, None, False),
        "d.zip!/x#1.txt": ("txt", 1, 1, "35/KH-UBND", None, False),
        "d.zip!/y.pdf": ("", 0, 0, None, None, True),
        "*.exe": ("", 0, 0, None, None, True),
        "*": ("", 0, 0, None, None, True),
        "*/": ("", 0, 0, None, None, True),
    }
    assert [(found[name].failure or "").rpartition(": ")[2] for name in ("*.exe", "*", "*/")] == ["3", "1", "1"]


def test_all_that_failed_of_one_file_or_member_is_told(tmp_path: Path) -> None:
    headers = ["Số hiệu", "Ngày ban hành", "Trích yếu"]
    sheets = {
        year: [headers, *([f"{n}/KH-UBND", day, "Kế hoạch"] for n, day in enumerate(days, 1))]
        for year, days in {"2023": ["31/02/2023", "01/03/2023"], "2024": ["30/02/2024"]}.items()
    }
    folder = tmp_path / "k"
    folder.mkdir()
    for name, data in {"a.xls": make.xls(sheets), "b.zip": make.zipped({"c.xls": make.xls(sheets)})}.items():
        (folder / name).write_bytes(data)
    for _ in range(2):  # a rebuild says the same
        report = store.build([folder], tmp_path / "kg")
        told = sorted(f.reason.split("/k/")[1].partition(" is")[0] for f in report.failures)
        assert told == [
            "a.xls#1: '31/02/2023'",
            "a.xls#2024!1: '30/02/2024'",
            "b.zip!/c.xls#1: '31/02/2023'",
            "b.zip!/c.xls#2024!1: '30/02/2024'",
        ]
    with store.open_store(tmp_path / "kg") as s:
        listed = sources.sources(s)
    assert [(x.documents, "31/02/2023" in (x.failure or ""), "30/02/2024" in (x.failure or "")) for x in listed] == [
        (3, True, True),
        (3, True, True),
    ]


def test_a_build_of_a_part_leaves_what_is_known_of_the_whole(collection: Path) -> None:
    folder = collection.parent / "k"
    store.build([folder / "e", folder / "a.pdf"], collection)
    with store.open_store(collection) as s:
        assert s.left() == {str(folder): {"exe": 3, "": 1, "link/": 1}}
    (folder / "f.exe").unlink()
    store.build([folder], collection)
    with store.open_store(collection) as s:
        assert s.left()[str(folder)]["exe"] == 2


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_command_prints_them(
    collection: Path, form: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["kg"])
    with pytest.raises(SystemExit) as end:
        cli.main(["sources", "--store", str(collection), "--format", form])
    assert end.value.code == 0
    out = capsys.readouterr().out
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [r["reader"] for r in rows] == ["", "", "", "txt", "pdf", "csv", "txt", ""]
    elif form == "json":
        assert [json.loads(line)["documents"] for line in out.splitlines()] == [0, 0, 0, 1, 1, 3, 1, 0]
    else:
        assert out.splitlines()[0].split()[0] == "Nguồn"
        assert "2/3" in out


def test_cells_that_a_spreadsheet_would_run_are_inert() -> None:
    found = [sources.Source(source="=cmd|calc", reader="txt")]
    assert sources.as_csv(found).splitlines()[1].startswith("'=cmd|calc,")
