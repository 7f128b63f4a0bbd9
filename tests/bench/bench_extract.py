"""How fast `extract` reads, beside what any reader of the same text must do; and what it costs to start.

    python tests/bench/bench_extract.py [MEGABYTES] [FILE…]

The text is the files given, else the seeds, repeated up to that many megabytes (5). Everything runs in one process on
one core, the best of three; the figures that count are the ratios, which hold from machine to machine. The start is told in
processor time of new processes, the best of ten, beside that of an interpreter that does nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# The pattern that people write first.
NUMBER = re.compile(r"\d{1,5}(?:/(?:19|20)\d\d)?[/-][A-ZĐ]{1,6}[/-][A-ZĐa-z]{2,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was run, megabytes of UTF-8 a second, what it counted."""

    name: str
    speed: float
    found: int


def best_of(times: int, run: Callable[[], int]) -> tuple[float, int]:
    """The shortest time in seconds, and what the run returned."""
    shortest, result = float("inf"), 0
    for _ in range(times):
        start = time.perf_counter()
        result = run()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest, result


def texts(paths: list[Path], megabytes: float) -> list[str]:
    """The texts in turn, until they are that long together; each repeat differs by a line, so that nothing is remembered whole."""
    bodies = [path.read_text(encoding="utf-8") for path in paths]
    made: list[str] = []
    size = n = 0
    while size < megabytes * 1e6:
        body = bodies[n % len(bodies)] + f"\nLần {n}.\n"
        made.append(body)
        size += len(body.encode())
        n += 1
    return made


def measure(documents: list[str], times: int = 3) -> list[Figure]:
    """The figures, the program first."""
    from kg import lexicon
    from kg.extract import extract
    from kg.readers import text

    joined = "\n".join(documents)
    data = joined.encode()
    lexicon.load()
    runs: list[tuple[str, Callable[[], int]]] = [
        ("extract, complete", lambda: sum(len(extract(text(d)).mentions) for d in documents)),
        ("decode UTF-8", lambda: len(data.decode())),
        ("re, a plain number pattern", lambda: sum(1 for _ in NUMBER.finditer(joined))),
        ("bytes.count, one byte", lambda: data.count(b"/")),
    ]
    figures = []
    for name, run in runs:
        seconds, found = best_of(times, run)
        figures.append(Figure(name=name, speed=len(data) / 1e6 / max(seconds, 1e-9), found=found))
    return figures


START = """
import time
start = time.process_time()
from kg.extract import extract
from kg.readers import text
loaded = time.process_time()
extract(text("Kế hoạch số 370/KH-UBND thực hiện Nghị quyết số 52-NQ/TW."))
print(start, loaded - start, time.process_time() - loaded)
"""


def start(times: int = 10) -> tuple[float, float, float]:
    """Milliseconds of the processor: the interpreter, the imports, the first document with the lexicon and its automata."""
    with tempfile.TemporaryDirectory() as compiled:  # as an installed package is
        env = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-c", START]
        said = [
            subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
            for _ in range(times + 1)
        ]
    runs = [[1000 * float(s) for s in line.split()] for line in said[1:]]
    interpreter, imports, first = (min(r[i] for r in runs) for i in range(3))
    return interpreter, imports, first


def started(interpreter: float, imports: float, first: float) -> str:
    """What the start costs, and how it stands to the interpreter's."""
    return (
        f"start: interpreter {interpreter:.0f} ms, imports {imports:.0f} ms ({imports / interpreter:.1f}x), "
        f"first document with the lexicon {first:.0f} ms ({first / interpreter:.1f}x)"
    )


def table(figures: list[Figure]) -> str:
    """Speeds, and how they stand to the first."""
    first = figures[0].speed
    lines = [f"{'':30} {'MB/s':>10} {'of extract':>12} {'found':>10}"]
    lines += [f"{f.name:30} {f.speed:10.2f} {f.speed / first:11.1f}x {f.found:10,}" for f in figures]
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Prints the table."""
    megabytes = float(arguments[0]) if arguments else 5.0
    paths = [Path(a) for a in arguments[1:]] or sorted(SEEDS.glob("*.txt"))
    print(table(measure(texts(paths, megabytes))))
    print(started(*start()))


if __name__ == "__main__":
    main(sys.argv[1:])
