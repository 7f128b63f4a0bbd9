"""How fast each format is read: pages a second of processor time, one process.

    python tests/bench/bench_readers.py [PATH...]

Without paths it reads files made from the seeds. Where a format has no pages, 2,000 characters count as one. The time of tesseract
is counted too.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kg.model import Document, KgError
from kg.readers import Options, dispatch, files

PAGE = 2_000  # characters


def used() -> float:
    """Seconds of processor time of this process and of those that it has run."""
    import os

    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measure(paths: Iterable[str | Path], *, ocr: bool = True) -> dict[str, tuple[int, int, int, float]]:
    """Format → files, pages, characters and seconds."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0, 0.0])
    for path in files(paths):
        data = Path(path).read_bytes()
        began, pages, chars, form = used(), 0, 0, ""
        try:
            for d in dispatch(data, path, Options(ocr=ocr)):
                if isinstance(d, Document):
                    form = d.format + (" by OCR" if d.ocr is not None else "")
                    chars += len(d.text)
                    pages += len(d.pages) if d.pages else max(1, len(d.text) // PAGE)
        except KgError as e:
            print(e, file=sys.stderr)
            continue
        for at, value in enumerate((1, pages, chars, used() - began)):
            found[form][at] += value
    return {form: (int(n), int(pages), int(chars), seconds) for form, (n, pages, chars, seconds) in found.items()}


def main(args: list[str]) -> None:
    """Prints a line a format."""
    with tempfile.TemporaryDirectory() as made:
        if not args:
            bench = runpy.run_path(str(Path(__file__).with_name("bench_folder.py")))
            bench["mixed"](Path(made), 300)
            args = [made]
        began = time.monotonic()
        for form, (count, pages, chars, seconds) in sorted(measure(args).items()):
            rate = f"{pages / max(seconds, 1e-9):10,.1f} pages/s {chars / 1e6 / max(seconds, 1e-9):8.2f} M characters/s"
            print(f"{form:<12}{count:6,} files {pages:7,} pages {seconds:8.2f} s CPU {rate}")
        print(f"in all {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
