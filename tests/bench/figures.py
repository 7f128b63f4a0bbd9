"""The figures of docs/design.md: time and memory of the main commands, on the seeds and on many copies of them. `make bench`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import kg

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
COPIES = 100  # of each seed, each with a line of its own


def best(code: str, times: int = 9) -> float:
    """Milliseconds of a new interpreter that runs the code, the best of some."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        found.append(time.perf_counter() - start)
    return min(found) * 1000


def command(*words: str) -> str:
    """Seconds and peak memory of a command."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "kg", *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, words
    return f"{time.perf_counter() - start:6.2f} s {usage.ru_maxrss / 1024:6.0f} MB"


def speed(read: object, texts: list[str]) -> str:
    """Megabytes of UTF-8 a second on one core, once everything is loaded; the best of some."""
    assert callable(read)
    size, times = sum(len(t.encode()) for t in texts), []
    for _ in range(6):
        start = time.perf_counter()
        for text in texts:
            read(text)
        times.append(time.perf_counter() - start)
    return f"{size / min(times) / 1e6:6.2f} MB/s"


def copies(folder: Path) -> int:
    """Many documents in a folder; how many bytes they are."""
    folder.mkdir()
    size = 0
    for path in SEEDS.glob("*.txt"):
        data = path.read_bytes()
        for n in range(COPIES):
            size += (folder / f"{path.stem}-{n:04d}.txt").write_bytes(data + f"\nBản {n}\n".encode())
    return size


def main() -> None:
    """Prints a figure a line. Commands come first: a child's peak memory is at least that of the parent that starts it."""
    with tempfile.TemporaryDirectory() as made:
        store, many = f"{made}/seeds", f"{made}/many"
        print(f"kg build seeds                           {command('build', str(SEEDS), '--store', store)}")
        print(f"kg build seeds, nothing changed          {command('build', str(SEEDS), '--store', store)}")
        print(f"kg trace 370/KH-UBND                     {command('trace', '370/KH-UBND', '--store', store)}")
        print(f"kg query plans-of-resolution             {command(*QUERY, '--store', store)}")
        print(f"kg map                                   {command('map', '--store', store, '-o', f'{made}/map.html')}")
        print(f"kg check                                 {command('check', '--store', store)}")
        size = copies(Path(made) / "copies")
        told = f"kg build, {3 * COPIES} documents of {size / 1e6:.1f} MB"
        print(f"{told:<40} {command('build', f'{made}/copies', '--store', many)}")
    empty = best("pass")
    print(f"import kg, beyond the interpreter        {best('import kg') - empty:6.0f} ms")
    first = best("import kg; kg.extract('Nghị quyết số 52-NQ/TW')") - empty
    print(f"import kg and the first extraction       {first:6.0f} ms")
    texts = [document.text for document in kg.read(SEEDS)]
    print(f"kg.extract, one core                     {speed(kg.extract, texts)}")
    import spacy

    nlp = spacy.blank("xx")
    print(f"spaCy's tokenizer alone                  {speed(nlp, texts)}")
    nlp.add_pipe("kg_instruments")
    print(f"spaCy with kg_instruments                {speed(nlp, texts)}")


QUERY = ("query", "plans-of-resolution", "--param", "id=Nghị quyết 52")

if __name__ == "__main__":
    main()
