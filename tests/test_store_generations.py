"""Readers and builds at once: a reader keeps its generation, a write that breaks off leaves the old one."""

from __future__ import annotations

import runpy
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import catalogue, generation, store
from kg import files as disk
from kg.cataloguing import Writing
from kg.model import KgError
from kg.nodes import KG

two_files = runpy.run_path(str(Path(__file__).with_name("two_files.py")))
ONE, dump, relations = two_files["ONE"], two_files["dump"], two_files["relations"]
PROGRAM = Path(__file__).with_name("small_pipeline.py")


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


def test_the_catalogue_rolls_back_what_breaks_off(tmp_path: Path, files):
    folder = files(ONE)
    c = Writing(tmp_path, write=True)
    file = disk.stat(folder / "a.txt")
    with pytest.raises(ZeroDivisionError), c.replacing(file, "0", "f"):
        raise ZeroDivisionError
    assert (c.state(file.path), c.revision) == (None, 0)
    c.close()
