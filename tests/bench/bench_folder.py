"""A folder of mixed files and registers of many rows: time and memory of `kg build`, with one process and with two.

    python tests/bench/bench_folder.py [FILES] [ROWS]

The files are made from the seeds: TXT, DOCX, PDF, HTML and small CSV, and one in a hundred is broken. `main` and `worker` are the
peaks of memory of the building process and of the largest one that reads for it. `CPU` is processor time, all processes
together, which a busy machine changes little.
"""

from __future__ import annotations

import csv
import html
import io
import json
import random
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

make = runpy.run_path(str(Path(__file__).resolve().parents[1] / "small_files.py"))
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
MEASURED = """
import json, resource, sys
from kg import store
report = store.build([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]))
own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({
    "seconds": report.seconds, "cpu": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
    "main": own.ru_maxrss / 1024, "worker": others.ru_maxrss / 1024, "read": report.read + report.replaced,
    "unchanged": report.unchanged, "failed": len(report.failures), "instruments": report.instruments}))
"""


def register(rows: int, chance: random.Random) -> list[list[str]]:
    """A register of plans, with its column names."""
    found = [["STT", "Số hiệu", "Ngày ban hành", "Cơ quan ban hành", "Trích yếu"]]
    for n in range(1, rows + 1):
        year = chance.randrange(2015, 2026)
        date = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{year}"
        parent = f"{chance.randrange(1, 99)}-NQ/TW ngày 01/{chance.randrange(1, 10):02}/{year - 1}"
        title = f"Kế hoạch thực hiện Nghị quyết số {parent} của Bộ Chính trị về việc {n}"
        found.append([str(n), f"{chance.randrange(1, 400)}/KH-UBND", date, "Ủy ban nhân dân tỉnh Tiền Giang", title])
    return found


def as_csv(rows: list[list[str]]) -> bytes:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def paper(text: str) -> bytes:
    """The text as pages of a PDF, a line of about 90 letters for a line."""
    lines = [line[i : i + 90] for line in text.split("\n") for i in range(0, max(len(line), 1), 90)]
    return bytes(make["pdf"]([make["lines"]("\n".join(lines[i : i + 44])) for i in range(0, len(lines), 44)]))


FORMS: dict[str, tuple[int, Callable[[str], bytes]]] = {  # suffix → how many in a hundred, and the file of a text
    "txt": (40, str.encode),
    "docx": (20, lambda text: bytes(make["docx"]("".join(make["p"](html.escape(line)) for line in text.split("\n"))))),
    "pdf": (15, paper),
    "html": (15, lambda text: f"<html><body><p>{html.escape(text).replace(chr(10), '<p>')}</body></html>".encode()),
    "csv": (9, lambda text: as_csv(register(20, random.Random(text)))),
    "doc": (1, lambda text: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text.encode()),  # broken
}


def mixed(folder: Path, count: int) -> int:
    """So many files of all types in folders of a hundred; how many bytes they are."""
    chance = random.Random(count)
    texts = [path.read_text(encoding="utf-8").split("\n") for path in sorted(SEEDS.glob("*.txt"))]
    kinds = [form for form, (share, _) in FORMS.items() for _ in range(share)]
    size = 0
    for n in range(count):
        lines = chance.choice(texts)
        at = chance.randrange(max(1, len(lines) - 30))
        text = "\n".join([*lines[:8], *lines[at : at + 30], f"Bản {n}"])
        form = kinds[n % 100]
        here = folder / f"{n // 100:04}"
        here.mkdir(parents=True, exist_ok=True)
        size += (here / f"{n % 100:02}.{form}").write_bytes(FORMS[form][1](text))
    return size


def build(path: Path, store: str, jobs: int) -> str:
    """The figures of a build, in a process of its own."""
    command = [sys.executable, "-c", MEASURED, str(path), store, str(jobs)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    f = json.loads(run.stdout)
    return (
        f"{f['seconds']:7.1f} s {f['cpu']:7.1f} s CPU {f['main']:6.0f} MB main {f['worker']:6.0f} MB worker"
        f"{f['read']:8,} read {f['unchanged']:8,} as before {f['failed']:5,} failed {f['instruments']:8,} instruments"
    )


def main(args: list[str]) -> None:
    """Prints a line for each build."""
    files, rows = int(args[0]) if args else 500, int(args[1]) if len(args) > 1 else 5_000
    with tempfile.TemporaryDirectory() as made:
        for count in (files // 10, files):
            folder = Path(made) / f"in{count}"
            size = mixed(folder, count)
            for jobs in (1, 2):
                told = f"{count:,} files of {size / 1e6:.0f} MB, {jobs} process{'es' * (jobs > 1)}"
                print(f"{told:<42}{build(folder, f'{made}/{count}-{jobs}', jobs)}", flush=True)
            print(f"{'  nothing changed':<42}{build(folder, f'{made}/{count}-2', 2)}", flush=True)
            for path in sorted(folder.rglob("*.txt"))[:10]:
                path.write_text(path.read_text(encoding="utf-8") + "\nKế hoạch 5/KH-UBND", encoding="utf-8")
            print(f"{'  ten of them changed':<42}{build(folder, f'{made}/{count}-2', 2)}", flush=True)
        table = register(rows, random.Random(rows))
        for suffix, data in (("csv", as_csv(table)), ("xlsx", make["xlsx"]({"A": table}))):
            path = Path(made) / f"register.{suffix}"
            path.write_bytes(data)
            told = f"{suffix.upper()} of {rows:,} rows, {len(data) / 1e6:.0f} MB"
            print(f"{told:<42}{build(path, f'{made}/{suffix}', 2)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
