"""A build in several processes: what comes of it is the same, and a file that breaks costs one process, not the build."""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kg import catalogue, cataloguing, changes, show, store
from kg.model import KgError
from kg.pool import Pool
from kg.readers import Options

PROGRAM = Path(__file__).with_name("small_pipeline.py")
Write = Callable[[dict[str, str]], Path]

MIXED = {
    "a.txt": "= a\na implements nq\n",
    "b.csv": "id,noi_dung\n1,b implements nq\n2,c basedOn b\n2,d cites b\n",
    "c.txt": "",
    "d.txt": "CRASH",
    "e/a.txt": "= a\na implements nq\n",  # a copy
    "e/crash.txt": "CRASH",  # a copy of what fails
    "e/z.md": "_:x ? a b\n",
}


def dump(directory: Path) -> list[str]:
    """All that readers can see, but for times."""
    with store.open_store(directory) as s:
        texts = [f"{d.source} {d.sha256} {s.text(d.id)} {s.extraction(d.id)}" for d in s.documents()]
        return sorted(str(q) for q in s.graph) + texts + [str(e) for e in s.edges()] + [str(f) for f in s.failures()]


def test_the_number_of_processes_changes_nothing(small: ModuleType, files: Write, tmp_path: Path) -> None:
    (tmp_path / "in" / "e").mkdir(parents=True)
    folder = files(MIXED)
    found = []
    for jobs in (1, 2, 5):
        report = store.build([folder], tmp_path / f"kg{jobs}", jobs=jobs)
        assert (report.read, report.documents, len(report.failures)) == (6, 6, 3)
        found.append(dump(tmp_path / f"kg{jobs}"))
    assert found[0] == found[1] == found[2]


def taking(small: ModuleType, code: str) -> str:
    """The program of a build's process that calls `what`, which the code defines, with the name of each file before it is read."""
    take = "from kg import intake, isolation\ndef take(n, o):\n  what(n)\n  yield from intake.take(n, o)\nisolation.serve(take)"
    return f"{small.program().rsplit('; from', 1)[0]}\n{code}\n{take}"


BREAKS = [
    ("import os, signal; f = lambda: os.kill(os.getpid(), signal.SIGKILL)", "memory", "killed, as the kernel does"),
    ("import os, signal; f = lambda: os.kill(os.getpid(), signal.SIGSEGV)", "crashed the reader", "a crash"),
    ("import time; f = lambda: time.sleep(60)", "took too long", "a hang"),
    ("f = lambda: bytearray(2**33)", "memory", "too much memory"),
]


@pytest.mark.parametrize(("code", "words", "why"), BREAKS, ids=[b[2] for b in BREAKS])
def test_a_file_that_breaks_its_process_is_listed_and_the_rest_is_read(
    small: ModuleType,
    files: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    words: str,
    why: str,
) -> None:
    folder = files({f"{n}.txt": f"= x{n}\n" for n in range(6)} | {"3.txt": "BREAK"})
    monkeypatch.setattr(changes, "_PROGRAM", taking(small, f"{code}\nwhat = lambda n: n.endswith('3.txt') and f()"))
    options = Options(idle_seconds=3.0 if "sleep" in code else 60.0)
    report = store.build([folder], tmp_path / "kg", jobs=2, options=options)
    (failure,) = report.failures
    assert failure.source == str(folder / "3.txt"), why
    assert words in failure.reason
    assert report.read == 5
    monkeypatch.setattr(changes, "_PROGRAM", small.program())
    mended = store.build(
        [folder], tmp_path / "kg", retry="bytearray" in code
    )  # what ended its process is tried at every build
    assert (mended.read, mended.unchanged, mended.failures) == (1, 5, ())


def test_the_same_file_twice_is_read_once(
    small: ModuleType, files: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setattr(
        changes, "_PROGRAM", taking(small, f"what = lambda n: open({str(log)!r}, 'a').write(n + '\\n')")
    )
    rows = "id,noi_dung\n1,b implements nq\n1,c basedOn b\n"
    folder = files({"a.csv": rows, "b.csv": rows, "c.csv": rows, "c.txt": rows, "d.txt": "= d\n"})
    report = store.build([folder], tmp_path / "kg", jobs=3)
    assert report.read == 2 * 3 + 2
    names = [Path(line).name for line in log.read_text(encoding="utf-8").splitlines()]
    assert sorted(names) == ["a.csv", "c.txt", "d.txt"], "another type may be read in another way"
    with store.open_store(tmp_path / "kg") as s:
        sources = [d.source.removeprefix(f"{folder}/") for d in s.documents()]
        assert sources[:6] == [f"{name}.csv#1{again}" for name in "abc" for again in ("", "(2)")]
    (folder / "moved").mkdir()
    (folder / "a.csv").rename(folder / "moved" / "a.csv")
    assert store.build([folder], tmp_path / "kg", prune=True).read == 2
    assert len(log.read_text(encoding="utf-8").splitlines()) == 3, "a file that moves is not read again"


def test_odd_files_of_a_folder_are_listed_and_the_rest_is_read(small: ModuleType, files: Write, tmp_path: Path) -> None:
    folder = files({"a.txt": "= a\n", "zero.txt": "", "zero.pdf": ""})
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    (folder / "large.txt").touch()
    os.truncate(folder / "large.txt", 2 * 2**30)
    with open(os.path.join(os.fsencode(folder), b"caf\xe9.txt"), "wb") as f:
        f.write(b"CRASH")
    report = store.build([folder], tmp_path / "kg", jobs=2)
    assert report.read == 1
    said = {f.source.removeprefix(f"{folder}/"): f.reason.removeprefix(f"{folder}/") for f in report.failures}
    assert sorted(said) == sorted(
        ["zero.txt", "zero.pdf", "pipe.txt", "self.txt", "gone.txt", "large.txt", "caf\\xe9.txt"]
    )
    assert all(reason.startswith(f"{name}: ") and "\n" not in reason for name, reason in said.items())
    assert "2048 MB are more than" in said["large.txt"]
    assert dict(report.unread) == {"link/": 1}, "a link to a folder is not followed, and told"
    assert any("liên kết tới thư mục 1" in line for line in show.report(report))


def test_a_pdf_and_its_word_twin_are_one_instrument_with_two_sources(tmp_path: Path) -> None:
    make = runpy.run_path(str(PROGRAM.with_name("small_files.py")))
    letter = "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 35/KH-UBND\nBến Tre, ngày 12 tháng 02 năm 2025\n\nKẾ HOẠCH\nTrồng rừng"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(make["pdf"]([make["lines"](letter)]))
    (tmp_path / "in" / "b.docx").write_bytes(make["docx"]("".join(map(make["p"], letter.split("\n")))))
    assert store.build([tmp_path / "in"], tmp_path / "kg").documents == 2
    with store.open_store(tmp_path / "kg") as s:
        assert [d.format for d in s.documents()] == ["pdf", "docx"]
        (own,) = {d.instrument for d in s.documents()}
        plan = s.instrument(own or "")
        assert plan is not None
        assert (plan.number, plan.date) == ("35/KH-UBND", "2025-02-12")


def test_a_register_given_by_an_odd_path_keeps_the_keys_of_its_rows(
    small: ModuleType, files: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files({"r.csv": "id,noi_dung\n7,= a\n8,= b\n"}))
    store.build(["./r.csv"], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as s:
        assert [d.source for d in s.documents()] == ["r.csv#7", "r.csv#8"]


def test_what_a_file_gives_is_whole_and_in_order_however_large() -> None:
    program = "from kg import isolation; isolation.serve(lambda n, o: ((n, i, b'x' * 1000) for i in range(int(n))))"
    names = ["9000", "3", "0", "5000", "1"]
    with Pool(program, 2) as pool:
        found = []
        for result in pool.run(names, Options(), ordered=True):
            if result is not None:
                assert result.error is None
                items = list(result)
                assert items == [(result.name, i, b"x" * 1000) for i in range(int(result.name))]
                found.append(result.name)
        assert found == names
        assert sorted(r.name for r in pool.run(names, Options()) if r) == sorted(names), "it can be used again"


def test_what_was_found_before_a_break_is_told_with_the_error() -> None:
    program = "from kg import isolation\ndef f(n, o):\n  yield 1\n  raise isolation.KgError(n)\nisolation.serve(f)"
    with Pool(program, 1) as pool:
        (result,) = [(list(r), str(r.error)) for r in pool.run(["no"], Options()) if r]
    assert result == ([1], "no")


def test_a_pool_that_is_left_ends_its_processes() -> None:
    program = "import time; from kg import isolation; isolation.serve(lambda n, o: iter([time.sleep(9999)]))"
    with Pool(program, 2) as pool:
        assert next(pool.run(["a", "b", "c", "d"], Options())) is None, "nothing is ready yet"
        pids = [p._process.pid for p in pool._processes if p._process]
        assert len(pids) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def _children(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()] or [
        int(p.name)
        for p in Path("/proc").iterdir()
        if p.name.isdigit() and f"PPid:\t{pid}\n" in _status(int(p.name))  # it may have ended since
    ]


def _gone(pids: list[int]) -> bool:
    for _ in range(200):
        if not any(Path(f"/proc/{pid}").exists() and "State:\tZ" not in _status(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def _status(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return "State:\tZ"


def test_ctrl_c_stops_cleanly_and_the_next_build_goes_on(small: ModuleType, files: Write, tmp_path: Path) -> None:
    folder = files({f"{n:02}.txt": f"= x{n}\n" for n in range(40)})
    code = (
        f"import runpy, sys; small = runpy.run_path({str(PROGRAM)!r}); sys.modules.update(small['modules']())\n"
        "from kg import changes, cli; changes._PROGRAM = small['program'](0.2)\n"
        f"cli.main(['build', {str(folder)!r}, '--store', {str(tmp_path / 'kg')!r}, '-j', '2'])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as build:
        read = 0
        while read < 4:  # some files are saved
            assert build.poll() is None
            time.sleep(0.05)
            if (tmp_path / "kg" / catalogue.FILE).exists():
                try:
                    read = len(cataloguing.Writing(tmp_path / "kg").below(str(folder)))
                except KgError:  # it is just being made
                    read = 0
        pids = _children(build.pid)
        build.send_signal(signal.SIGINT)
        assert build.stderr
        said = build.stderr.read()
    assert build.returncode == 130
    assert said == "kg: stopped; the files read so far are kept, and the next build goes on from there.\n"
    assert pids
    assert _gone(pids)
    report = store.build([folder], tmp_path / "kg")
    assert (report.documents, report.unchanged >= read, report.read > 0) == (40, True, True)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_the_build_that_is_killed(files: Write, tmp_path: Path, number: int) -> None:
    folder = files({f"{n}.txt": f"= x{n}\n" for n in range(4)})
    command = [sys.executable, str(PROGRAM), "60", str(tmp_path / "kg"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as build:
        pids: list[int] = []
        while not pids:
            time.sleep(0.05)
            pids = _children(build.pid)
        os.kill(build.pid, number)
    assert _gone(pids)
