"""Damages small valid files of every format and reads them: millions of inputs, at the speed of the readers.

    python tests/fuzz/readers.py [--inputs N] [--seed S] [--keep FOLDER] [FORMAT...]

An input is told by its format, the seed and its index, and so can be made again. It is read in a process of its own
with limits of time and memory, which is forked anew where it dies. What counts as a finding: a death of the process, more than
`SECONDS` of processor time, any error but a `KgError` of one line, and an extraction that fails on the text that was read.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import mmap
import os
import random
import resource
import runpy
import signal
import struct
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg import ocr
from kg.extract import extract
from kg.model import Document, KgError
from kg.readers import Options, dispatch, text

make = runpy.run_path(str(Path(__file__).parents[1] / "small_files.py"))
SEEDS: dict[str, bytes] = make["seeds"]()
SECONDS = 10.0  # for one input
MEMORY = 2**30
EXTRACTED = 50  # of so many inputs one is also extracted
LARGE = 60_000  # bytes of one input
SLICE = 5.0  # seconds of one format before the next has its turn, so that what is fast reads more
STATE = "<QQdQ"  # the index, how many gave a document, the slowest and its index
PACKED = {"docx", "odt", "xlsx", "zip"}
# What tesseract prints of a picture: a table of words, here one that fills it.
TABLE = "level\n5\t1\t1\t1\t1\t1\t0\t0\t{0}\t{1}\t90\t{0}x{1}"
OPTIONS = Options(pages=100, ocr_pages=3, unpacked_bytes=2**26, file_bytes=2**24)
STOP: list[int] = []  # Ctrl-C asks for the end
# Values that break lengths and offsets.
EDGES = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFFFFFE]
WORDS = [
    b"<", b">", b"&", b'"', b"'", b"\\", b"{", b"}", b"\n", b"\r", b"\0", b"]]>", b"--", b"%1", b"-1", b"1e309", b"<<",
    b"<!DOCTYPE a [", b"<!ENTITY b 'c'>", b"\\u-1", b"\\bin9999 ", b"\\'", b"endobj", b"stream", b"obj", b"/Kids", b"0 R",
    b"=?utf-8?q?", b"Content-Type: ", b"boundary=", b"999999999999", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
]  # fmt: skip


@dataclass
class Tally:
    """What became of the inputs of one format."""

    inputs: int = 0
    read: int = 0  # gave a document
    seconds: float = 0.0
    slowest: tuple[float, int] = (0.0, 0)  # seconds of processor time, index
    findings: list[str] = field(default_factory=list)


def damaged(form: str, seed: int, index: int) -> bytes:
    """The input of a format with this seed and index."""
    chance = random.Random(f"{form} {seed} {index}")
    data = SEEDS[form]
    if form in PACKED and chance.random() < 0.8:  # inside: what is packed is damaged, and packed again
        return repacked(data, chance)
    if chance.random() < 0.02:
        return data[:8] + chance.randbytes(chance.randrange(400))
    if chance.random() < 0.05:  # the head of one format, the body of another
        other = SEEDS[chance.choice(sorted(SEEDS))]
        at = chance.randrange(min(len(data), len(other)))
        data = data[:at] + other[at:]
    return mutated(data, chance)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """A container with one member damaged, doubled, emptied or gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        names = old.namelist()
        bad = chance.choice(names)
        for name in names:
            body = old.read(name)
            if name != bad:
                new.writestr(zipfile.ZipInfo(name), body)  # of no time: made again it is the same
                continue
            match chance.randrange(20):
                case 0:
                    continue
                case 1:
                    body = b""
                case 2:
                    name = "../" + name  # noqa: PLW2901 - it is another name now
                case _:
                    body = mutated(body, chance)
            new.writestr(zipfile.ZipInfo(name), body)
    return out.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bits flipped, bytes cut, doubled, moved or added, numbers set to their limits."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5, 8))):
        at = chance.randrange(len(found) + 1)
        size = chance.choice((1, 2, 4, 8, 30, 200))
        match chance.randrange(9):
            case 0 | 1 if at < len(found):
                found[at] ^= 1 << chance.randrange(8)
            case 2:
                found[at : at + size] = chance.randbytes(chance.choice((0, 1, size)))
            case 3:
                del found[at : at + size]
            case 4:
                del found[at:]
            case 5:
                found[at:at] = found[at : at + size] * chance.choice((1, 2, 50, 1000))
            case 6:
                form = chance.choice("<B <H >H <I >I <Q".split())
                width = struct.calcsize(form)
                found[at : at + width] = struct.pack(form, chance.choice(EDGES) & (2 ** (8 * width) - 1))
            case 7:
                found[at:at] = chance.choice(WORDS) * chance.choice((1, 1, 1, 300))
            case _:
                other = chance.randrange(len(found) + 1)
                found[at:at] = found[other : other + size]
        if len(found) > LARGE:
            del found[LARGE:]
    return bytes(found)


def read(data: bytes, form: str, index: int) -> bool:
    """Whether a document comes of an input. Raises what is a finding."""
    documents = []
    try:
        for found in dispatch(data, f"a.{form}", OPTIONS):
            if isinstance(found, Document):
                documents.append(found)
            else:
                _one_line(found.reason)
    except KgError as e:
        _one_line(str(e))
    except RecursionError:  # the process that reads for others says so in one sentence
        return False
    for document in documents:
        pages = document.pages or ()
        assert list(pages) == sorted(p for p in pages if 0 <= p <= len(document.text)), "pages out of the text"
    if documents and index % EXTRACTED == 0:
        extract(documents[0])
    return bool(documents)


def _one_line(said: str) -> None:
    assert "\n" not in said and "please report" not in said and said.startswith("a."), f"no clear sentence: {said!r}"  # noqa: PT018


# --- The process that reads


def child(form: str, seed: int, first: int, last: int, state: mmap.mmap, report: int) -> None:
    """Reads the inputs from first to last; where it is stands in `state`, what it finds goes to `report`."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ocr._run = lambda image, *_: TABLE.format(*image.size)  # the picture is what is damaged, not tesseract
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 2)
    got, slowest = 0, (0.0, 0)
    for index in range(first, last):
        struct.pack_into(STATE, state, 0, index, got, *slowest)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        began = time.process_time()
        try:
            got += read(damaged(form, seed, index), form, index)
        except Exception as e:
            where = traceback.extract_tb(e.__traceback__)[-1]
            said = f"{type(e).__name__}: {e}"[:300].replace("\n", "\\n")
            os.write(report, f"{index}\t{said} ({Path(where.filename).name}:{where.lineno})\n".encode())
        slowest = max(slowest, (time.process_time() - began, index))
    struct.pack_into(STATE, state, 0, last, got, *slowest)


def slice_of(form: str, seed: int, first: int, last: int, tally: Tally) -> Iterator[tuple[int, str]]:
    """Reads inputs, as often in a new process as one dies; gives the index of each finding and what it was."""
    with mmap.mmap(-1, 64) as state:
        while first < last:
            out, into = os.pipe()
            struct.pack_into(STATE, state, 0, first, 0, 0.0, 0)
            pid = os.fork()
            if not pid:
                status = 1
                with contextlib.suppress(BaseException):
                    os.close(out)
                    child(form, seed, first, last, state, into)
                    status = 0
                os._exit(status)
            os.close(into)
            with os.fdopen(out, encoding="utf-8", errors="replace") as report:
                for line in report:
                    index, said = line.rstrip("\n").split("\t", 1)
                    yield int(index), said
            _, status = os.waitpid(pid, 0)
            at, got, *slowest = struct.unpack_from(STATE, state)
            tally.read += got
            tally.slowest = max(tally.slowest, (slowest[0], slowest[1]))
            if at >= last:
                return
            code = os.waitstatus_to_exitcode(status)
            yield at, "took too long" if code == -signal.SIGPROF else f"ended the process ({code})"
            first = at + 1


def run(forms: list[str], inputs: int, seed: int, keep: Path | None = None) -> dict[str, Tally]:
    """Reads so many inputs in all, a slice of each format in turn; findings are kept in a folder, one file each."""
    tallies = {form: Tally() for form in forms}
    extract(text("Nghị quyết 36-NQ/TW"))  # what is loaded now is not loaded by every process anew
    left = inputs
    while left > 0 and not STOP:
        for form in forms:
            tally = tallies[form]
            rate = tally.inputs / tally.seconds if tally.seconds else 20
            count = min(int(SLICE * rate) + 1, left, max(1, inputs // len(forms)))
            began = time.monotonic()
            for index, said in slice_of(form, seed, tally.inputs, tally.inputs + count, tally):
                tally.findings.append(f"{form} {seed} {index}: {said}")
                print(tally.findings[-1], flush=True)
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{seed}-{index}.{form}").write_bytes(damaged(form, seed, index))
            tally.seconds += time.monotonic() - began
            tally.inputs += count
            left -= count
            if left <= 0 or STOP:
                break
    return tallies


def main(args: list[str] | None = None) -> int:
    """Prints a line a format; the status is 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("forms", nargs="*", default=sorted(SEEDS), metavar="FORMAT")
    parser.add_argument("--inputs", type=int, default=18_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args(args)
    before = signal.signal(signal.SIGINT, lambda number, frame: STOP.append(number))  # at the end of the slice
    tallies = run(given.forms, given.inputs, given.seed, given.keep)
    signal.signal(signal.SIGINT, before)
    STOP.clear()
    print(f"{'format':<8}{'inputs':>10}{'read':>10}{'seconds':>9}{'a second':>10}{'slowest':>9}  findings")
    for form, t in tallies.items():
        rate = t.inputs / max(t.seconds, 1e-9)
        told = f"{form:<8}{t.inputs:>10,}{t.read:>10,}{t.seconds:>9.0f}{rate:>10,.0f}"
        print(f"{told}{t.slowest[0]:>8.2f}s ({t.slowest[1]})  {len(t.findings)}")
    total = sum(t.inputs for t in tallies.values())
    kinds = Counter(f.split(": ", 1)[1] for t in tallies.values() for f in t.findings)
    print(f"{total:,} inputs in {sum(t.seconds for t in tallies.values()):.0f} s, {sum(kinds.values())} findings")
    for kind, n in kinds.most_common():
        print(f"{n:>6}  {kind}")
    return int(bool(kinds))


if __name__ == "__main__":
    sys.exit(main())
