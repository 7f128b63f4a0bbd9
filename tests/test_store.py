"""A collection on disk: what a build reads, replaces, reports and drops, and what readers see meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest

from kg import catalogue, changes, gapmap, gaps, generation, ingest, lineage, opening, records, store
from kg import files as disk
from kg.catalogue import Catalogue
from kg.cataloguing import Writing
from kg.model import Document, KgError
from kg.nodes import INSTRUMENTS, KG, ONTOLOGY
from kg.reading import Options
from kg.render import render

PROGRAM = Path(__file__).with_name("small_pipeline.py")
ONE = {"a.txt": "= x\nx implements y\n", "b.txt": "= z\nz basedOn y\n"}


def dump(directory: Path) -> list[str]:
    with store.open_store(directory) as s:
        return sorted(str(q) for q in s.graph)


def relations(directory: Path) -> set[tuple[str, str, str]]:
    with store.open_store(directory) as s:
        return {(e.subject.rsplit(":", 1)[1], e.predicate, e.object.rsplit(":", 1)[1]) for e in s.edges()}


def old(folder: Path) -> None:
    """Makes files old enough for their times to be trusted."""
    for path in folder.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))


def test_a_second_build_changes_nothing(small, files, tmp_path: Path):
    folder = files(ONE)
    first = store.build([folder], tmp_path / "kg")
    assert (first.read, first.changed, first.documents, first.instruments) == (2, True, 2, 3)
    assert (first.relations, first.mentions) == (
        {"basedOn": 1, "implements": 1},
        {"resolved": 6, "ambiguous": 0, "unresolved": 0},
    )
    name, before = generation.current(tmp_path / "kg"), dump(tmp_path / "kg")
    second = store.build([folder], tmp_path / "kg")
    assert (second.read, second.replaced, second.unchanged, second.changed) == (0, 0, 2, False)
    assert second.holds == first.holds
    assert generation.current(tmp_path / "kg") == name
    assert dump(tmp_path / "kg") == before


def test_new_times_alone_change_nothing(small, files, tmp_path: Path):
    folder = files(ONE)
    store.build([folder], tmp_path / "kg")
    old(folder)
    assert store.build([folder], tmp_path / "kg").changed is False
    (folder / "a.txt").touch()
    assert store.build([folder], tmp_path / "kg").changed is False


def test_a_changed_file_replaces_what_came_from_it(small, files, tmp_path: Path):
    folder = files(ONE)
    store.build([folder], tmp_path / "kg")
    files({"a.txt": "= x\nx amends w\n"})
    report = store.build([folder], tmp_path / "kg")
    assert (report.read, report.replaced, report.unchanged, report.changed) == (0, 1, 1, True)
    assert relations(tmp_path / "kg") == {("x", "amends", "w"), ("z", "basedOn", "y")}


def test_a_change_of_the_same_size_and_second_is_seen(small, files, tmp_path: Path):
    folder = files(ONE)
    store.build([folder], tmp_path / "kg")
    before = (folder / "a.txt").stat()
    files({"a.txt": "= x\nx implements w\n"})
    os.utime(folder / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.build([folder], tmp_path / "kg").replaced == 1


def test_the_order_of_files_does_not_matter(small, files, tmp_path: Path):
    folder = files({**ONE, "c.txt": "x | number=1; year=2020\n", "d.txt": "x | number=1; year=2021\n"})
    paths = sorted(folder.iterdir())
    store.build(paths, tmp_path / "one")
    for path in reversed(paths):
        store.build([path], tmp_path / "two")
    assert dump(tmp_path / "one") == dump(tmp_path / "two")
    with store.open_store(tmp_path / "one") as s:
        (conflict,) = s.conflicts()
    assert (conflict.field, {conflict.kept, conflict.other}) == ("year", {"2020", "2021"})


def test_what_is_gone_is_reported_and_with_prune_dropped(small, files, tmp_path: Path):
    folder = files(ONE)
    store.build([folder], tmp_path / "kg")
    (folder / "a.txt").unlink()
    report = store.build([folder], tmp_path / "kg")
    assert (report.missing, report.dropped, report.changed) == ((str(folder / "a.txt"),), (), False)
    assert len(relations(tmp_path / "kg")) == 2, "it stays until it is pruned"
    report = store.build([folder], tmp_path / "kg", prune=True)
    assert (report.missing, report.dropped, report.changed) == ((), (str(folder / "a.txt"),), True)
    assert relations(tmp_path / "kg") == {("z", "basedOn", "y")}
    assert store.build([folder], tmp_path / "kg", prune=True).changed is False


def test_an_empty_path_is_a_mistake_and_not_the_folder_where_it_was_typed(small, files, tmp_path: Path, monkeypatch):
    folder = files(ONE)
    monkeypatch.chdir(folder)
    store.build(["."], tmp_path / "kg")
    monkeypatch.chdir(tmp_path)
    for directory in (tmp_path / "kg", tmp_path / "none"):
        with pytest.raises(KgError, match="no such file"):
            store.build([""], directory, prune=True)
    assert len(relations(tmp_path / "kg")) == 2
    with pytest.raises(KgError, match="--store"):
        store.build([folder], "")


def test_files_that_were_given_under_one_name_have_two(small, files, tmp_path: Path, monkeypatch):
    shown = []
    for name in ("in", "again", "in"):
        (tmp_path / name / "sub").mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "sub" / "a.txt").write_text(f"= {name}\n{name} cites y\n", encoding="utf-8")
        monkeypatch.chdir(tmp_path / name)
        store.build(["sub"], tmp_path / "kg")
        with store.open_store(tmp_path / "kg") as s:
            shown.append(sorted(d.source for d in s.documents()))
            assert {e.source for e in s.edges()} == set(shown[-1])
    other = (tmp_path / "again" / "sub" / "a.txt").resolve()
    assert shown == [["sub/a.txt"], [str(other), "sub/a.txt"], [str(other), "sub/a.txt"]]


def test_a_link_to_nothing_is_a_failure_until_it_goes(small, files, tmp_path: Path):
    folder = files(ONE)
    (folder / "dead.txt").symlink_to(tmp_path / "nowhere.txt")
    (failure,) = store.build([folder], tmp_path / "kg").failures
    assert failure.source == str(folder / "dead.txt")
    assert "a link to what is not there" in failure.reason
    (folder / "dead.txt").unlink()
    assert store.build([folder], tmp_path / "kg").failures == ()


def test_a_type_that_nothing_reads_is_left_out_of_a_folder_and_of_an_archive(small, files, tmp_path: Path):
    folder = files(ONE)
    (folder / "b.bin").write_bytes(b"\0")
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("d.txt", "= d\nd cites y\n")
        archive.writestr("e.bin", b"\0")
        archive.writestr("slides.pptx", b"PK\x03\x04 ppt/")
    shutil.copy(folder / "c.zip", folder / "copy.zip")
    for _ in range(2):  # read, and as it was
        report = store.build([folder], tmp_path / "kg")
        assert (report.failures, report.unread) == ((), {"bin": 3, "pptx": 2})
    with store.open_store(tmp_path / "kg") as s:
        assert s.left()[f"{folder}/c.zip!"] == {"bin": 1, "pptx": 1}
    (folder / "copy.zip").unlink()
    report = store.build([folder], tmp_path / "kg", prune=True)
    assert (report.failures, report.unread) == ((), {"bin": 2, "pptx": 1})
    with store.open_store(tmp_path / "kg") as s:
        assert set(s.left()) == {str(folder), f"{folder}/c.zip!"}


@pytest.mark.parametrize("where", ["", "kg-store"])
def test_a_collection_among_the_files_and_its_maps_are_no_documents(small, files, where: str):
    folder = files(ONE)
    kept = folder / where
    store.build([folder], kept)
    with store.open_store(kept) as s:
        (folder / "Map.HTML").write_text(render(lineage.graph(s)), encoding="utf-8")
        (folder / "gaps.html").write_text(gapmap.render([gaps.matrix(s)]), encoding="utf-8")
    (folder / "lock.txt").write_text("= lock\nlock cites x\n", encoding="utf-8")
    again = store.build([folder], kept)
    assert (again.documents, dict(again.unread), again.failures) == (3, {}, ())


def test_a_first_build_that_was_stopped_is_told_as_that(small, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stopped(*args: object) -> None:
        raise KeyboardInterrupt

    folder = files(ONE)
    monkeypatch.setattr(ingest, "_write", stopped)
    with pytest.raises(KeyboardInterrupt):
        store.build([folder], tmp_path / "kg")
    with pytest.raises(KgError, match="what a build has read that was stopped, and no graph yet; go on with"):
        store.open_store(tmp_path / "kg")


def test_a_file_system_that_is_read_only_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "access", lambda *args: False)
    with pytest.raises(KgError, match="can't be written: Permission denied"):
        opening.connect(tmp_path / "c", write=True)
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    with pytest.raises(KgError, match="can't be written: Read-only file system"):
        opening.connect(tmp_path / "c", write=True)


def test_a_given_file_that_is_gone_is_missing_and_an_unknown_one_a_mistake(small, files, tmp_path: Path):
    folder = files(ONE)
    store.build([folder], tmp_path / "kg")
    (folder / "a.txt").unlink()
    assert store.build([folder / "a.txt"], tmp_path / "kg", prune=True).dropped == (str(folder / "a.txt"),)
    with pytest.raises(KgError, match="nowhere"):
        store.build([folder / "nowhere.txt"], tmp_path / "kg")


def test_files_elsewhere_are_not_missing(small, files, tmp_path: Path):
    folder = files(ONE)
    for name in ("in0", "in-2"):  # siblings whose names begin alike
        (tmp_path / name).mkdir()
        (tmp_path / name / "c.txt").write_text(f"{name} cites y\n", encoding="utf-8")
        store.build([tmp_path / name], tmp_path / "kg")
    report = store.build([folder], tmp_path / "kg", prune=True)
    assert (report.missing, report.dropped, report.documents) == ((), (), 4)


LIKE_ARCHIVES = [
    ("Khẩn!/a.txt", "a folder with an exclamation mark"),
    ("Khẩn!/Hỏa tốc!/a.txt", "one in another"),
    ("b.txt!/a.txt", "a folder called like a part of the file beside it"),
]


@pytest.mark.parametrize(("name", "why"), LIKE_ARCHIVES, ids=[c[1] for c in LIKE_ARCHIVES])
def test_a_folder_called_like_an_archive_is_none(small, files, tmp_path: Path, name: str, why: str):
    (tmp_path / "in" / name).parent.mkdir(parents=True)
    folder = files({"b.txt": ONE["b.txt"], name: ONE["a.txt"]})
    for changed in (True, False):
        report = store.build([folder], tmp_path / "kg", prune=True)
        assert (report.missing, report.dropped, report.documents) == ((), (), 2), why
        assert report.changed is changed


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


def test_one_document_at_two_paths_is_loaded_once_with_both_sources(small, files, tmp_path: Path):
    folder = files({"a.txt": ONE["a.txt"], "copy.txt": ONE["a.txt"]})
    report = store.build([folder], tmp_path / "kg")
    assert (report.documents, report.relations) == (2, {"implements": 1})
    with store.open_store(tmp_path / "kg") as s:
        a, b = s.documents()
        assert a.id == b.id
        found = s.query("SELECT ?s { ?d a kg:Document ; kg:source ?s } ORDER BY ?s")
        assert [row["s"].value for row in found] == [str(folder / "a.txt"), str(folder / "copy.txt")]
    (folder / "a.txt").unlink()
    store.build([folder], tmp_path / "kg", prune=True)
    assert relations(tmp_path / "kg") == {("x", "implements", "y")}


def test_one_file_by_two_names_is_one(small, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = files(ONE)
    (tmp_path / "link").symlink_to(folder)
    store.build([folder, tmp_path / "link", folder / "a.txt"], tmp_path / "kg")
    monkeypatch.chdir(folder)
    report = store.build(["a.txt", "../in"], tmp_path / "kg")
    assert (report.documents, report.unchanged, report.changed) == (2, 2, False)


def test_a_register_gives_a_document_for_every_row(small, files, tmp_path: Path):
    rows = ["id,noi_dung", "1,x implements y", "2,z basedOn y", "2,w cites y"]
    folder = files({"register.csv": "\n".join(rows)})
    assert store.build([folder], tmp_path / "kg").read == 3
    with store.open_store(tmp_path / "kg") as s:
        sources = [d.source.removeprefix(str(folder)) for d in s.documents()]
        assert sources == ["/register.csv#1", "/register.csv#2", "/register.csv#2(2)"]
        assert s.text(s.documents()[1].id) == "z basedOn y"
    files({"register.csv": "\n".join(rows[:2])})
    assert store.build([folder], tmp_path / "kg").replaced == 1
    assert relations(tmp_path / "kg") == {("x", "implements", "y")}


def test_a_changed_lexicon_or_place_reads_everything_anew(
    small, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = files(ONE)
    old(folder)
    store.build([folder], tmp_path / "kg", place="Tiền Giang")
    assert store.build([folder], tmp_path / "kg").changed is False, "the place is kept"
    assert store.build([folder], tmp_path / "kg", place="Bến Tre").replaced == 2
    monkeypatch.setattr(ingest, "_fingerprint", lambda *_: "another")
    assert store.build([folder], tmp_path / "kg").replaced == 2


def test_a_build_that_fails_keeps_nothing_of_how_it_was_to_read(small, files, tmp_path: Path):
    folder, kg = files(ONE), tmp_path / "kg"
    old(folder)
    store.build([folder], kg, place="Tiền Giang")
    with pytest.raises(KgError, match="nowhere"):
        store.build([tmp_path / "nowhere"], kg, place="Bến Tre", options=Options(ocr=False))
    assert store.build([folder], kg).changed is False, "as it was read before"
    assert store.build([folder], kg, place="").replaced == 2
    assert store.build([folder], kg).changed is False, "no place is kept too"


PLACES = [
    ("Bình Dương", "the label"),
    ("tỉnh BÌNH DƯƠNG ", "as letterheads write it"),
    ("binh duong", "as people type it"),
]


@pytest.mark.parametrize(("place", "why"), PLACES, ids=[c[1] for c in PLACES])
def test_a_place_is_a_province_however_it_is_written(small, files, tmp_path: Path, place: str, why: str):
    store.build([files(ONE)], tmp_path / "kg", place=place)
    with contextlib.closing(Catalogue(tmp_path / "kg")) as c:
        assert list(json.loads(c.meta("places")).values()) == ["", "Bình Dương"], why


def test_the_province_of_one_register_is_not_that_of_another(tmp_path: Path):
    row = "so_hieu,ngay_ban_hanh,trich_yeu\n{},05/03/2024,trồng rừng ven biển\n"
    folder, kg = tmp_path / "in", tmp_path / "kg"
    for name, number in (("a", "12/KH-UBND"), ("b", "14/KH-UBND")):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.csv").write_text(row.format(number), encoding="utf-8")
    assert store.build([folder], kg).placeless == 2
    assert store.build([folder / "a"], kg, place="Bình Dương").placeless == 1
    store.build([folder / "b" / "b.csv"], kg, place="Sơn La")
    assert store.build([folder], kg).changed is False, "each is read as it was"
    (folder / "a" / "c.csv").write_text(row.format("15/KH-UBND"), encoding="utf-8")
    assert store.build([folder], kg).read == 1
    with store.open_store(kg) as s:
        found = {i.number: i.place for i in s.instruments()}
    assert found == {"12/KH-UBND": "Bình Dương", "15/KH-UBND": "Bình Dương", "14/KH-UBND": "Sơn La"}
    store.build([folder], kg, place="Bến Tre")
    with store.open_store(kg) as s:
        assert {i.place for i in s.instruments()} == {"Bến Tre"}, "what is told of a folder holds for all below it"


NO_PLACES = [
    ("Atlantis", "Bình Dương", "nowhere"),
    ("Bình Dươg", "Bình Dương", "a letter is missing"),
    ("hồ chí minh", "Thành phố Hồ Chí Minh", "half of its name"),
    ("Cái Bè, Tiền Giang", "Tiền Giang", "a district"),
]


@pytest.mark.parametrize(("place", "meant", "why"), NO_PLACES, ids=[c[2] for c in NO_PLACES])
def test_a_place_that_is_no_province_is_told(small, files, tmp_path: Path, place: str, meant: str, why: str):
    with pytest.raises(KgError, match=f"'{place}' is no province .* such as '{meant}'"):
        store.build([files(ONE)], tmp_path / "kg", place=place)
    assert not (tmp_path / "kg").exists(), why


def test_reviews_reach_the_graph(built: Path, tmp_path: Path):
    with store.open_store(built) as s:
        edge = next(e for e in s.edges() if e.predicate == "basedOn")
    with sqlite3.connect(built / catalogue.FILE) as db:
        db.execute("INSERT INTO reviews VALUES (?, 'rejected', '', 'an', '2024-01-01')", (edge.evidence,))
        db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    assert store.build([tmp_path / "in"], built).changed is True
    with store.open_store(built) as s:
        assert [e.status for e in s.edges(subject=edge.subject)] == ["rejected"]
        assert not s.query("ASK { ?s kg:basedOn ?o }")


def test_edges_are_the_evidence_of_the_graph(built: Path):
    query = """SELECT DISTINCT ?e ?s ?p ?o ?q ?start ?end { ?e a kg:Evidence ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
               kg:quote ?q ; kg:start ?start ; kg:end ?end . GRAPH ?d { ?s ?p ?o . ?e prov:wasDerivedFrom ?d } }"""
    with store.open_store(built) as s:
        rows = {tuple(term.value for term in row) for row in s.query(query).rows}
        edges = list(s.edges())
        assert rows == {
            (e.evidence, e.subject, KG + e.predicate, e.object, e.quote, str(e.start), str(e.end)) for e in edges
        }
        assert len(edges) == 7
        for e in edges:
            assert s.text(e.document)[e.start : e.end] == e.quote
        one = edges[3]
        assert set(s.edges(subject=one.subject)) == {e for e in edges if e.subject == one.subject}
        assert set(s.edges(object=one.object)) == {e for e in edges if e.object == one.object}
        assert set(s.edges(one.subject, one.object)) == {one}


def test_no_relation_is_lost_between_reading_and_graph(tmp_path: Path):
    """Two parts that one quote amends are two edges, with the same words as evidence."""
    text = """CHÍNH PHỦ
Số: 88/2024/NĐ-CP
Hà Nội, ngày 15 tháng 7 năm 2024

NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của Nghị định số 12/2020/NĐ-CP ngày 15 tháng 01 năm 2020 của Chính phủ

Điều 1. Sửa đổi điểm a khoản 1, bổ sung điểm đ khoản 3 Điều 7 của Nghị định số 12/2020/NĐ-CP như sau:
"""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    store.build([tmp_path / "a.txt"], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as s:
        (row,) = s.documents()
        told = [(r.predicate, r.start, r.provision) for r in s.extraction(row.id).relations]
        assert sorted(map(str, told)) == sorted(str((e.predicate, e.start, e.provision)) for e in s.edges())
        assert len({start for _, start, _ in told}) < len(told), "two of one quote"


def test_what_a_store_tells(built: Path):
    with store.open_store(built) as s:
        plan = s.instrument("urn:lex:vn:test:kh370")
        assert (plan.number, plan.place, plan.year) == ("370/KH-UBND", "Tiền Giang", 2021)
        assert s.instrument("urn:lex:vn:test:none") is None
        assert [i.id for i in s.instruments()] == sorted(i.id for i in s.instruments())
        assert {u.local: u.candidates for u in s.unresolved()} == {
            "_:nq": ("urn:lex:vn:test:nq52", "urn:lex:vn:test:nq36"),
            "_:kh": (),
        }
        assert s.instrument(s.unresolved()[0].id) == s.unresolved()[0].facts
        news, plan_text, register = s.documents()
        assert (news.instrument, plan_text.instrument, register.instrument) == (None, plan.id, None)
        extraction = s.extraction(plan_text.id)
        assert (extraction.instrument, len(extraction.document.text)) == (plan.id, plan_text.chars)
        for ask in (s.text, s.extraction):
            with pytest.raises(KgError, match="urn:nope"):
                ask("urn:nope")
        assert len(s.dataset.graph(ONTOLOGY)) > 100
        assert len(list(s.dataset.query("SELECT DISTINCT ?i WHERE { ?i a kg:Instrument ; kg:number ?n }"))) == 7


SEARCHES = [
    ("370/KH-UBND", ["kh370"], "a number as it is written"),
    ("370 kh ubnd", ["kh370"], "its parts"),
    ("nghi quyet 52", ["nq52"], "without diacritics"),
    ("NGHỊ QUYẾT bộ chính", ["nq36", "nq52"], "words of several fields, the last one cut"),
    ("tien giang", ["kh370", "nq08"], "a place"),
    ("chính phủ số", ["urn:kg:named:chien.luoc"], "a name"),
    ("5", [], "a number is not cut"),
    ('" OR *', [], "the syntax of the index is only words"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize(("words", "expected", "why"), SEARCHES, ids=[s[2] for s in SEARCHES])
def test_search(built: Path, words: str, expected: list[str], why: str):
    with store.open_store(built) as s:
        found = [i.id.removeprefix("urn:lex:vn:test:") for i in s.search(words)]
        assert sorted(found) == expected
        assert len(s.search(words, 1)) == min(1, len(expected))


def test_instruments_stand_in_their_own_graph(built: Path):
    with store.open_store(built) as s:
        graphs = {q.graph_name.value for q in s.graph.quads_for_pattern(None, ox.NamedNode(KG + "number"), None)}
        assert graphs == {INSTRUMENTS}
        assert s.query("ASK { GRAPH <urn:kg:graph:ontology> { kg:implements rdfs:label ?l } }")


def test_there_is_no_collection_yet(tmp_path: Path):
    with pytest.raises(KgError, match="kg build"):
        store.open_store(tmp_path)


def test_standard_input_is_refused(small, tmp_path: Path):
    with pytest.raises(KgError, match="Standard input"):
        store.build(["-"], tmp_path / "kg")


def _without_rights(code: str, *args: str) -> str:
    """What a program prints that may not write where the rights say so, whoever runs the tests."""
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if drop and not shutil.which("setpriv"):
        pytest.skip("the superuser may write everywhere")
    run = subprocess.run([*drop, sys.executable, "-c", code, *args], capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def test_a_collection_in_a_folder_that_may_not_be_written_is_read(small, files, tmp_path: Path):
    store.build([files(ONE)], tmp_path / "kg")
    read = (
        "import sys; from kg import store; s = store.open_store(sys.argv[1]); print(len(list(s.edges())), s.reviews())"
    )
    write = "import sys; from kg import reviews; reviews.decide(sys.argv[1], [])"
    locked = [p for p in (tmp_path / "kg").rglob("*") if p.is_dir()] + [tmp_path / "kg"]
    try:
        for path in locked:
            path.chmod(0o555)
        assert _without_rights(read, str(tmp_path / "kg")) == "2 []\n"
        assert "can't be written" in _without_rights(write, str(tmp_path / "kg"))
    finally:
        for path in locked:
            path.chmod(0o755)


def test_a_collection_is_read_where_nothing_can_be_written(small, files, tmp_path: Path):
    """As on a full disk: SQLite has no room for what it keeps beside a file."""
    store.build([files(ONE)], tmp_path / "kg")
    read = (
        "import resource as r, sys; from kg import store; r.setrlimit(r.RLIMIT_FSIZE, (0, r.RLIM_INFINITY)); "
        "s = store.open_store(sys.argv[1]); print(len(list(s.edges())), s.reviews())"
    )
    run = subprocess.run([sys.executable, "-c", read, str(tmp_path / "kg")], capture_output=True, text=True, check=True)
    assert run.stdout == "2 []\n"


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "c").touch()
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    assert "no space" not in opening.refused(tmp_path / "c", error)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 0))
    assert "no space left on the disk" in opening.refused(tmp_path / "c", error)


def test_a_catalogue_of_something_else_is_refused(small, files, tmp_path: Path):
    (tmp_path / "kg").mkdir()
    (tmp_path / "kg" / catalogue.FILE).write_bytes(b"no database" * 100)
    with pytest.raises(KgError, match=r"no catalogue.* move it away"):
        store.build([files(ONE)], tmp_path / "kg")


# What half a copy lacks.
DAMAGES = [
    lambda made: (made / "index.sqlite3").write_bytes(b""),
    lambda made: (made / "index.sqlite3").unlink(),
    lambda made: (made / "rdf" / "CURRENT").unlink(),
    lambda made: shutil.rmtree(made / "rdf"),
    lambda made: [path.unlink() for path in (made / "rdf").glob("*.sst")],
    lambda made: [os.truncate(path, path.stat().st_size // 2) for path in (made / "rdf").glob("*.sst")],
]


@pytest.mark.parametrize("damage", DAMAGES, ids=["empty", "index", "current", "graph", "tables", "cut"])
def test_a_damaged_graph_is_made_again(built: Path, tmp_path: Path, damage: Callable[[Path], object]):
    before = dump(built)
    damage(built / generation.current(built))
    with pytest.raises(KgError, match="build the collection again"):
        dump(built)
    assert store.build([tmp_path / "in"], built).changed is True
    assert dump(built) == before


def test_a_catalogue_that_is_missing_is_told_as_that(built: Path):
    (built / catalogue.FILE).unlink()
    with pytest.raises(KgError, match="is missing; put it back from a copy"):
        store.open_store(built)


def test_a_block_that_went_bad_is_told_with_what_to_do(built: Path):
    made = built / generation.current(built)
    with store.open_store(built) as s:
        s.query("ASK {}")  # the tables of a graph that is open are read when they are needed
        for path in (made / "rdf").glob("*.sst"):
            path.write_bytes(bytes(b ^ 0xFF for b in path.read_bytes()[:-100]) + path.read_bytes()[-100:])
        with pytest.raises(KgError, match="graph-"):
            s.query("SELECT * { ?s ?p ?o }")


def test_names_that_are_not_utf8_can_be_built(small, files, tmp_path: Path):
    folder = files({})
    path = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(path, "wb") as f:
        f.write(ONE["a.txt"].encode())
    store.build([folder], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as s:
        assert s.documents()[0].source.endswith("/caf\\xe9.txt")
    assert store.build([folder], tmp_path / "kg").changed is False


def test_half_a_surrogate_pair_can_be_kept(small, files, tmp_path: Path):
    text = "x implements \ud83d y\nx implements y\n"
    document = Document(id="urn:kg:document:00", source="a.txt#1", sha256="0", format="jsonl", text=text)
    file = disk.stat(files(ONE) / "a.txt")
    with contextlib.closing(Writing(tmp_path, write=True)) as c:
        with c.replacing(file, "0", "f") as add:
            add(records.pack(document, small.extract(document)))
        found = c.extraction(document.id, "f")
        assert found.document.text == text.replace("\ud83d", "?")
        assert [found.document.text[r.start : r.end] for r in found.relations] == [r.quote for r in found.relations]


def test_progress_counts_files(small, files, tmp_path: Path):
    seen = []
    folder = files(ONE)
    store.build([folder], tmp_path / "kg", progress=lambda *step: seen.append(step))
    steps = [(done, source) for done, total, source in seen if total == len(ONE)]
    assert len(steps) == len(seen)
    assert steps == sorted(steps, key=lambda step: step[0]), "it never goes back"
    assert {source for _, source in steps} == {*(str(folder / name) for name in ONE), ""}
    assert (steps[0][0], steps[-1]) == (0, (2, ""))


def test_readers_keep_their_generation_during_builds(built: Path, files, tmp_path: Path):
    folder = tmp_path / "in"
    with store.open_store(built) as s:
        edges, documents = list(s.edges()), s.documents()
        for n in range(3):  # more than the one generation that is kept anyway
            files({"plan.txt": f"= new{n}\n"})
            store.build([folder], built)
        assert (list(s.edges()), s.documents()) == (edges, documents)
        for d in documents:
            assert s.extraction(d.id).document.text == s.text(d.id)
        assert len(s.query("SELECT ?e { ?e a kg:Evidence }")) == len(edges)
    with store.open_store(built) as s:
        assert s.instrument("urn:lex:vn:test:new2")
    files({"plan.txt": "= last\n"})
    store.build([folder], built)
    kept = sorted(p.name for p in built.glob("graph-*"))
    assert kept == ["graph-000004", "graph-000005"], "the current one and the one before"
    with sqlite3.connect(built / catalogue.FILE) as db:
        # The two documents that stay, and the plan's text of each generation that is kept.
        assert db.execute("SELECT count(*) FROM texts").fetchone() == (4,)


def test_two_builds_at_once(files, tmp_path: Path, small):
    folder = files({f"{n}.txt": f"= x{n}\n" for n in range(20)})
    command = [sys.executable, str(PROGRAM), "0.5", str(tmp_path / "kg"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        first.stdout.readline()  # it is at its first file
        with pytest.raises(KgError, match=rf"is running \(pid {first.pid}, since \d{{4}}-"):
            store.build([folder], tmp_path / "kg")
        first.send_signal(signal.SIGKILL)
    store.build([folder], tmp_path / "kg")  # a killed build leaves no lock


def test_a_reader_is_never_without_a_graph(built: Path, tmp_path: Path, files):
    """Opens and asks again and again while another process builds."""
    for n in range(30):
        files({f"more{n}.txt": f"= m{n}\nm{n} implements nq52\n"})
    command = [sys.executable, str(PROGRAM), "0.01", str(built), str(tmp_path / "in")]
    seen = set()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as other:
        while other.poll() is None:
            with store.open_store(built) as s:
                found = s.counts().relations["implements"]
                assert len({e.evidence for e in s.edges() if e.predicate == "implements"}) == found
                assert len(list(s.graph.quads_for_pattern(None, ox.NamedNode(KG + "implements"), None))) == found
                seen.add(found)
            time.sleep(0.01)
    assert other.returncode == 0
    assert seen <= {3, 33}
    assert 3 in seen
    assert len(relations(built)) == 37


def test_a_failing_write_leaves_the_old_graph(built: Path, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = dump(built)
    files({"more.txt": "a implements b\n"})
    with monkeypatch.context() as patched:
        patched.setattr(generation, "_load", lambda *_: (_ for _ in ()).throw(KgError("lost")))
        with pytest.raises(KgError, match="lost"):
            store.build([tmp_path / "in"], built)
    assert dump(built) == before
    assert store.build([tmp_path / "in"], built).changed is True
    assert not list(built.glob("*.tmp"))


def test_lost_quads_are_noticed(tmp_path: Path):
    quads = tmp_path / "q.nq"
    quads.write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n" * 2, encoding="utf-8")
    with pytest.raises(KgError, match="were written"):
        generation._load(quads, tmp_path / "rdf", 2)


def test_the_catalogue_rolls_back_what_breaks_off(tmp_path: Path, files):
    folder = files(ONE)
    c = Writing(tmp_path, write=True)
    file = disk.stat(folder / "a.txt")
    with pytest.raises(ZeroDivisionError), c.replacing(file, "0", "f"):
        raise ZeroDivisionError
    assert (c.state(file.path), c.revision) == (None, 0)
    c.close()
