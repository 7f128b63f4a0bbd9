"""A collection that is damaged, cut short, locked or on a full disk: it is told, or made again."""

from __future__ import annotations

import os
import runpy
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg import catalogue, generation, ingest, opening, store
from kg.model import KgError

two_files = runpy.run_path(str(Path(__file__).with_name("two_files.py")))
ONE, dump = two_files["ONE"], two_files["dump"]


def test_a_first_build_that_was_stopped_is_told_as_that(small, files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stopped(*args: object) -> None:
        raise KeyboardInterrupt

    folder = files(ONE)
    monkeypatch.setattr(ingest, "_write", stopped)
    with pytest.raises(KeyboardInterrupt):
        store.build([folder], tmp_path / "kg")
    with pytest.raises(KgError, match="what a build has read that was stopped, and no graph yet; go on with"):
        store.open_store(tmp_path / "kg")


def test_a_first_build_that_is_running_is_told_as_that(small, files, tmp_path: Path):
    folder = tmp_path / "kg"
    folder.mkdir()
    with ingest._locked(folder), pytest.raises(KgError, match="is running, and it has no graph yet"):
        store.open_store(folder)
    with pytest.raises(KgError, match="holds no collection yet; make one with"):
        store.open_store(folder)
    store.build([files(ONE)], folder)
    with ingest._locked(folder), store.open_store(folder) as s:
        assert s.documents(), "a later build hides nothing"


def test_a_file_system_that_is_read_only_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "access", lambda *args: False)
    with pytest.raises(KgError, match="can't be written: Permission denied"):
        opening.connect(tmp_path / "c", write=True)
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    with pytest.raises(KgError, match="can't be written: Read-only file system"):
        opening.connect(tmp_path / "c", write=True)


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


def test_lost_quads_are_noticed(tmp_path: Path):
    quads = tmp_path / "q.nq"
    quads.write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n" * 2, encoding="utf-8")
    with pytest.raises(KgError, match="were written"):
        generation._load(quads, tmp_path / "rdf", 2)
