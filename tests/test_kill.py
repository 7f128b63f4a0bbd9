"""A build that is killed at any moment loses nothing: the old graph answers, and the next build finishes the work."""

from __future__ import annotations

import os
import random
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import store

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("small_pipeline.py")
ROUNDS = 8


def dump(directory: Path) -> list[str]:
    """All that readers can see."""
    with store.open_store(directory) as s:
        texts = [f"{d.source} {s.text(d.id)} {s.extraction(d.id)}" for d in s.documents()]
        return sorted(str(q) for q in s.graph) + texts + [str(e) for e in s.edges()]


def write(folder: Path, generation: int) -> None:
    for n in range(15):
        text = f"= i{n}\ni{n} implements nq{(n + generation) % 3}\ni{n} | title=đợt {generation if n % 4 == 0 else 0}\n"
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")


def command(pause: float, directory: Path, folder: Path) -> list[str]:
    return [sys.executable, str(PROGRAM), str(pause), str(directory), str(folder)]


def test_kills_at_random_moments(small, tmp_path: Path):
    seed = random.randrange(2**32)
    print("seed", seed)  # shown when this fails
    chance = random.Random(seed)
    folder, directory, clean = tmp_path / "in", tmp_path / "kg", tmp_path / "clean"
    folder.mkdir()
    write(folder, 0)
    store.build([folder], directory)
    before = dump(directory)
    killed = 0
    for n in range(1, ROUNDS + 1):
        write(folder, n)
        store.build([folder], clean)
        with subprocess.Popen(command(0.02, directory, folder), stdout=subprocess.PIPE, text=True) as build:
            assert build.stdout
            build.stdout.readline()  # its interpreter is up, and it has begun to read
            time.sleep(chance.uniform(0, 0.6))
            build.kill()
        killed += build.returncode != 0
        after = dump(directory)
        assert after in (before, dump(clean)), "either the old graph or the new one, whole"
        before = after
    assert killed > ROUNDS // 2, "builds must be slow enough to be killed"
    assert subprocess.run(command(0, directory, folder), check=False, stdout=subprocess.DEVNULL).returncode == 0
    assert dump(directory) == dump(clean)
    assert store.build([folder], directory).changed is False


def test_kills_before_every_step_that_touches_the_disk(small, tmp_path: Path):
    folder, base, clean = tmp_path / "in", tmp_path / "base", tmp_path / "clean"
    folder.mkdir()
    for n in range(2):  # two generations, so that the third has one to remove
        write(folder, n)
        store.build([folder], base)
    before = dump(base)
    write(folder, 2)
    store.build([folder], clean)
    after = dump(clean)
    seen, step, code = [], 1, -9
    while code:
        directory = tmp_path / f"kg{step}"
        shutil.copytree(base, directory)
        environment = {**os.environ, "KG_TEST_DIE": str(step)}
        run = subprocess.run(command(0, directory, folder), env=environment, stdout=subprocess.DEVNULL, check=False)
        code = run.returncode
        assert code in (-9, 0)
        seen.append(dump(directory))
        assert seen[-1] in (before, after), f"killed at step {step}"
        assert store.build([folder], directory).failures == ()
        assert dump(directory) == after
        assert not list(directory.glob("*.tmp"))
        shutil.rmtree(directory)
        step += 1 if step < 8 else 6  # the later steps remove the files of an old generation, one like the other
    assert seen[0] == before
    assert seen[-2] == after, "the last kill was after the swap"
    assert len(seen) > 8


def test_kills_of_builds_and_of_their_readers_with_mixed_files(capsys: pytest.CaptureFixture[str]):
    status = runpy.run_path(str(PROGRAM.parent / "fuzz" / "kills.py"))["main"](["--kills", "3", "--files", "20"])
    assert status == 0, capsys.readouterr().out
