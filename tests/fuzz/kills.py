"""Kills builds of mixed files at random moments, finishes them, and compares with a collection that was never killed.

    python tests/fuzz/kills.py [--kills N] [--files N] [--seed S]

Of three kills two are of the build's process group, one is of a process that reads for it. Before each round some files change,
come or go. After each kill the graph that readers see must open, and be whole.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kg import store
from kg.model import KgError

bench = runpy.run_path(str(Path(__file__).resolve().parents[1] / "bench" / "bench_folder.py"))
mixed, FORMS = bench["mixed"], bench["FORMS"]


def state(directory: Path) -> str:
    """A digest of all that readers can see, but for times."""
    found = hashlib.sha256()
    with store.open_store(directory) as s:
        lines = [f"{d.source} {d.sha256} {d.format} {s.text(d.id)} {s.extraction(d.id)}" for d in s.documents()]
        lines += sorted(str(q) for q in s.graph) + [str(e) for e in s.edges()]
        lines += [str(u) for u in s.unresolved()] + [str(f) for f in s.failures()]
    for line in lines:
        found.update(line.encode("utf-8", "replace"))
    return f"{len(lines):,} facts {found.hexdigest()[:16]}"


def change(folder: Path, kill: int, chance: random.Random) -> None:
    """Some files are written anew, some come, one goes."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    for path in chance.sample(files, max(1, len(files) // 4)):
        text = f"Kế hoạch số {chance.randrange(1, 99)}/KH-UBND ngày 0{kill % 9 + 1}/02/2025 thực hiện Nghị quyết 57-NQ/TW\n"
        path.write_bytes(FORMS[path.suffix[1:]][1](text * chance.randrange(1, 60)))
    files[chance.randrange(len(files))].unlink()
    mixed(folder / f"new{kill}", 5)


def command(folder: Path, directory: Path) -> list[str]:
    """A build of two processes."""
    return [sys.executable, "-m", "kg", "build", str(folder), "--store", str(directory), "--prune", "-j", "2"]


def killed(folder: Path, directory: Path, whole: float, worker: bool, chance: random.Random) -> str:
    """Starts a build and kills it, or a process of it, at a random moment; what became of it."""
    with subprocess.Popen(command(folder, directory), stdout=subprocess.DEVNULL, start_new_session=True) as build:
        time.sleep(chance.uniform(0.05, whole))
        if build.poll() is not None:
            return "ended before"
        victims = children(build.pid) if worker else []
        if victims:
            os.kill(chance.choice(victims), signal.SIGKILL)
            return "reader killed" if build.wait() == 0 else f"reader killed, status {build.returncode}"
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        return "build killed"


def children(pid: int) -> list[int]:
    """The processes that one has started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, task.read_text(encoding="ascii").split())
    return found


def run(kills: int, count: int, seed: int) -> bool:
    """Prints what became of each kill, and whether the collection is as if none had been."""
    chance = random.Random(seed)
    became: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        folder, directory = Path(made) / "in", Path(made) / "kg"
        mixed(folder, count)
        began = time.monotonic()
        subprocess.run(command(folder, directory), check=True, stdout=subprocess.DEVNULL)
        whole = time.monotonic() - began
        kill = 0
        while became["build killed"] + became["reader killed"] < kills:
            kill += 1
            change(folder, kill, chance)
            what = killed(folder, directory, whole, kill % 3 == 0, chance)
            became[what] += 1
            print(f"{kill:>3} {what:<16} {state(directory)}", flush=True)
        subprocess.run(command(folder, directory), check=True, stdout=subprocess.DEVNULL)
        clean = Path(made) / "clean"
        subprocess.run(command(folder, clean), check=True, stdout=subprocess.DEVNULL)
        one, other = state(directory), state(clean)
        print(f"{dict(became)}; killed and finished: {one}; never killed: {other}")
        return one == other


def main(args: list[str] | None = None) -> int:
    """The status is 0 if the collections are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(args)
    try:
        return int(not run(given.kills, given.files, given.seed))
    except KgError as e:
        print(f"a reader saw no whole graph: {e}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
