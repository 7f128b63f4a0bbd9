"""What a build reads, replaces, reports and drops, and that a second one changes nothing."""

from __future__ import annotations

import contextlib
import os
import runpy
import shutil
import unicodedata
import zipfile
from pathlib import Path

import pytest

from kg import files as disk
from kg import gapmap, gaps, generation, ingest, lineage, records, store
from kg.cataloguing import Writing
from kg.model import Document, KgError
from kg.reading import Options
from kg.render import render

two_files = runpy.run_path(str(Path(__file__).with_name("two_files.py")))
ONE, dump, relations = two_files["ONE"], two_files["dump"], two_files["relations"]


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


def test_a_folder_asked_for_in_another_form_is_the_same_folder(small, files, tmp_path: Path):
    folder = files(ONE)
    parted = folder.rename(tmp_path / unicodedata.normalize("NFD", "Văn bản"))
    whole = tmp_path / unicodedata.normalize("NFC", "Văn bản")
    assert store.build([whole], tmp_path / "kg").read == len(ONE)
    report = store.build([parted], tmp_path / "kg")
    assert (report.read, report.unchanged, report.missing) == (0, len(ONE), ())


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


def test_standard_input_is_refused(small, tmp_path: Path):
    with pytest.raises(KgError, match="Standard input"):
        store.build(["-"], tmp_path / "kg")


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
