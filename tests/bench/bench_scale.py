"""How `extract` grows: time with the length of one document, memory with the number of documents, the second process, the start.

    python tests/bench/bench_scale.py [MEGABYTES]

The texts are the seeds, repeated. Times of one process are processor time; those of a folder are of the clock, and mean little on a
busy machine. What counts are the ratios.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

bench = runpy.run_path(str(Path(__file__).with_name("bench_extract.py")))
PEAK = """
import resource, sys
sys.path.insert(0, sys.argv[2])
from bench_extract import SEEDS, texts
from kg.extract import extract
from kg.readers import text
body = sorted(SEEDS.glob("*.txt"))
for n in range(int(sys.argv[1])):
    extract(text(body[n % len(body)].read_text(encoding="utf-8") + f"\\nLần {n}.\\n"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def length(megabytes: float) -> str:
    """Seconds a megabyte for one document of 1, 4 and 16 times the length."""
    from kg.extract import extract
    from kg.readers import text

    extract(text("Nghị quyết 57-NQ/TW"))
    paces = []
    for times in (1, 4, 16):
        body = "".join(bench["texts"](sorted(bench["SEEDS"].glob("*.txt")), megabytes * times / 16))
        start = time.process_time()
        extract(text(body))
        paces.append((time.process_time() - start) / len(body.encode()) * 1e6)
    told = ", ".join(f"{n}x {pace / paces[0]:.2f}" for n, pace in zip((1, 4, 16), paces, strict=True))
    return f"time a megabyte of one document, by its length: {told}"


def run(code: str, *arguments: str) -> list[float]:
    """The figures that a program prints, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()]


def memory(documents: int) -> str:
    """The peak of memory after some documents, and after ten times as many."""
    few, many = (run(PEAK, str(n), str(Path(__file__).parent))[0] for n in (documents, 10 * documents))
    return f"peak of memory: {few:.0f} MB after {documents} documents, {many:.0f} MB after {10 * documents}"


def folder(megabytes: float) -> str:
    """`kg extract` on a folder, with one process and with two."""
    with tempfile.TemporaryDirectory() as name:
        for n, body in enumerate(bench["texts"](sorted(bench["SEEDS"].glob("*.txt")), megabytes)):
            (Path(name) / f"{n}.txt").write_text(body, encoding="utf-8")
        seconds = []
        for jobs in ("1", "2"):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "kg", "extract", name, "-j", jobs], check=True, stdout=subprocess.DEVNULL
            )
            seconds.append(time.perf_counter() - start)
    one, two = seconds
    return (
        f"kg extract on a folder of {megabytes:g} MB: {one:.1f} s, with -j 2 {two:.1f} s: {one / two:.2f} times as fast"
    )


def main(arguments: list[str]) -> None:
    """Prints a line for each."""
    megabytes = float(arguments[0]) if arguments else 10.0
    for line in (
        bench["started"](*bench["start"]()),
        length(megabytes),
        memory(max(4, int(10 * megabytes))),
        folder(megabytes),
    ):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
