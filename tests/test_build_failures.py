"""Files that fail in a build: they are listed, the rest goes on, and they are tried again."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

from kg import changes, store

two_files = runpy.run_path(str(Path(__file__).with_name("two_files.py")))
ONE, relations = two_files["ONE"], two_files["relations"]


def test_what_fails_in_an_archive_and_beside_it_is_told_apart(small, files, tmp_path: Path):
    zipped = runpy.run_path(str(Path(__file__).with_name("small_files.py")))["zipped"]
    (tmp_path / "in" / "Khẩn!" / "a.zip!").mkdir(parents=True)
    broken = "id,noi_dung\n" + '1,"x\n2,y\n' * 2
    whole = {"Khẩn!/a.zip!/c.txt": b"\0", "Khẩn!/b.csv": broken}
    folder = files({**whole, "Khẩn!/a.zip": zipped({"a.txt": ONE["a.txt"], "b.txt": b"\0"})})
    shown = folder / "Khẩn!"

    def failed() -> list[str]:
        report = store.build([folder], tmp_path / "kg", prune=True)
        return sorted(f.source.removeprefix(f"{shown}/") for f in report.failures)

    for _ in range(2):
        assert failed() == ["a.zip!/b.txt", "a.zip!/c.txt", "b.csv", "b.csv"], "both lines of the register"
    files({"Khẩn!/a.zip": zipped({"a.txt": ONE["a.txt"]})})
    assert failed() == ["a.zip!/c.txt", "b.csv", "b.csv"], "what is beside the archive is none of it"
    files({"Khẩn!/a.zip": zipped({"a.txt": ONE["a.txt"], "b.txt": b"\0"})})
    assert len(failed()) == 4
    (shown / "a.zip").unlink()
    report = store.build([shown / "a.zip"], tmp_path / "kg", prune=True)
    assert report.dropped == (str(shown / "a.zip"),)
    assert str(shown / "a.zip!/b.txt") not in {f.source for f in report.failures}, "what failed of it goes with it"


BROKEN = [
    (b"", "empty", "an empty file"),
    (b"\xff\xfe\xff", "UTF-16", "half a character"),
    ("Caf\xe9 Z\xfcrich".encode("latin-1"), "UTF-8", "an encoding of another language"),
    (b"a\0b", "binary", "a binary file"),
    (b"CRASH", "the program failed on this file (ArithmeticError", "a defect of the program"),
]


@pytest.mark.parametrize(("data", "reason", "why"), BROKEN, ids=[b[2] for b in BROKEN])
def test_a_file_that_fails_is_listed_and_the_rest_goes_on(
    small, files, tmp_path: Path, data: bytes, reason: str, why: str
):
    folder = files({**ONE, "aa.txt": data})
    report = store.build([folder], tmp_path / "kg")
    (failure,) = report.failures
    assert failure.source == str(folder / "aa.txt")
    assert reason in failure.reason
    assert (report.read, len(relations(tmp_path / "kg"))) == (2, 2)
    again = store.build([folder], tmp_path / "kg")
    assert (again.failures, again.changed) == (report.failures, False)
    with store.open_store(tmp_path / "kg") as s:
        assert s.failures() == [failure]
    files({"aa.txt": "= new\n"})
    mended = store.build([folder], tmp_path / "kg")
    assert (mended.failures, mended.read) == ((), 1)


def test_what_failed_is_tried_again_when_it_may_be_read_now(
    small, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, kg = files({**ONE, "bad.txt": b"\0"}), tmp_path / "kg"
    (failure,) = store.build([folder], kg).failures
    monkeypatch.setattr(changes, "_PROGRAM", small.program().replace("kg.intake", "kg.nowhere"))  # nothing can be read
    assert store.build([folder], kg).failures == (failure,)
    os.utime(folder / "bad.txt")
    assert store.build([folder], kg).failures == (failure,), "other times, the same bytes"
    assert store.build([folder], kg, retry=True).failures != (failure,)
    monkeypatch.setattr(changes, "_PROGRAM", small.program())
    assert store.build([folder], kg, place="Bến Tre").failures == (failure,), "another way to read"


def test_what_the_machine_lacks_is_asked_for_at_every_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    make = runpy.run_path(str(Path(__file__).with_name("small_files.py")))
    (tmp_path / "a.png").write_bytes(make["picture"]("PNG"))
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", "/nowhere")
    (failure,) = store.build([tmp_path / "a.png"], tmp_path / "kg").failures
    assert "tesseract" in failure.reason
    monkeypatch.setenv("PATH", path)
    assert store.build([tmp_path / "a.png"], tmp_path / "kg").failures != (failure,), "it is there now"


def test_a_file_that_fails_later_keeps_what_it_gave(small, files, tmp_path: Path):
    folder = files(ONE)
    store.build([folder], tmp_path / "kg")
    files({"a.txt": b"\0"})
    report = store.build([folder], tmp_path / "kg")
    assert (len(report.failures), report.changed, len(relations(tmp_path / "kg"))) == (1, False, 2)
    (folder / "a.txt").unlink()
    report = store.build([folder], tmp_path / "kg", prune=True)
    assert (report.failures, report.dropped) == ((), (str(folder / "a.txt"),))


def test_a_failure_that_is_removed_is_forgotten(small, files, tmp_path: Path):
    folder = files({**ONE, "bad.txt": b"\0"})
    assert store.build([folder], tmp_path / "kg").failures
    (folder / "bad.txt").unlink()
    report = store.build([folder], tmp_path / "kg")
    assert (report.failures, report.missing, report.changed) == ((), (), False)
