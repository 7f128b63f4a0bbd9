"""`extract` beside programs of its kind, each on a text of its own language, and beside ripgrep on the same bytes.

    python tests/bench/bench_peers.py [MEGABYTES]

legal-reference-extraction (MIT) reads German law, eyecite (BSD) US case law: pip install legal-reference-extraction eyecite.
Their texts are invented. Times are processor time of one process, the better of two.
"""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

bench = runpy.run_path(str(Path(__file__).with_name("bench_extract.py")))
GERMAN = """Die Klägerin verlangt die Rückzahlung des Kaufpreises. Der Anspruch folgt aus § 437 Nr. 2, § 323
Abs. 1 und § 346 Abs. 1 BGB. Das Landgericht hat die Beklagte antragsgemäß verurteilt (LG
Musterstadt, Urteil vom 3. März 2021 - 4 O 112/20). Die Berufung blieb ohne Erfolg. Über die Kosten
war nach § 97 Abs. 1 ZPO zu entscheiden; die vorläufige Vollstreckbarkeit folgt aus § 708 Nr. 10, §
711 ZPO.

"""
ENGLISH = """The district court granted summary judgment, and the plaintiff appealed. We review de novo. Doe v.
Roe, 512 U.S. 218, 224 (1994). A party must show harm that is concrete and not conjectural. Id. at
226. See also Smith v. Jones, 88 F.3d 1021, 1025 (9th Cir. 1996); 42 U.S.C. § 1983. The statute was
amended in 1998, 112 Stat. 3045. For these reasons the judgment is affirmed. Roe, 512 U.S. at 230.

"""


def german() -> Callable[[str], int]:
    """legal-reference-extraction."""
    from refex.orchestrator import CitationExtractor

    extractor = CitationExtractor()
    return lambda body: len(extractor.extract(body).citations)


def american() -> Callable[[str], int]:
    """eyecite, with the tokenizer that needs no Hyperscan."""
    from eyecite import get_citations

    return lambda body: len(get_citations(body))


def ours() -> Callable[[str], int]:
    """The program."""
    from kg.extract import extract
    from kg.readers import text

    return lambda body: len(extract(text(body)).mentions)


def pace(read: Callable[[str], int], documents: list[str]) -> tuple[float, int]:
    """Megabytes of UTF-8 a second, and how much was found."""
    seconds, found = float("inf"), 0
    for _ in range(2):
        start = time.process_time()
        found = sum(read(d) for d in documents)
        seconds = min(seconds, time.process_time() - start)
    return sum(len(d.encode()) for d in documents) / 1e6 / seconds, found


def ripgrep(documents: list[str]) -> float | None:
    """Megabytes a second of `rg -c` with a plain number pattern, or None where there is no rg."""
    program = shutil.which("rg")
    if program is None:
        return None
    pattern = bench["NUMBER"].pattern
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write("\n".join(documents).encode())
        file.flush()
        before = getrusage(RUSAGE_CHILDREN).ru_utime
        subprocess.run([program, "-j1", "-c", pattern, file.name], check=False, stdout=subprocess.DEVNULL)
        return Path(file.name).stat().st_size / 1e6 / max(getrusage(RUSAGE_CHILDREN).ru_utime - before, 1e-4)


def main(arguments: list[str]) -> None:
    """Prints the table."""
    megabytes = float(arguments[0]) if arguments else 4.0
    vietnamese = bench["texts"](sorted(bench["SEEDS"].glob("*.txt")), megabytes)
    read = ours()
    read(vietnamese[0])
    first, found = pace(read, vietnamese)
    print(f"{'extract, Vietnamese':42} {first:8.2f} MB/s {1:7.2f}x {found:8,} found")
    peers = (("legal-reference-extraction, German", german, GERMAN), ("eyecite, US case law", american, ENGLISH))
    for name, make, body in peers:
        try:
            peer = make()
        except ImportError:
            print(f"{name}: not installed (pip install legal-reference-extraction eyecite)")
            continue
        peer(body)
        speed, found = pace(peer, [body * 20] * max(1, int(megabytes * 5e3 / len(body.encode()))))
        print(f"{name:42} {speed:8.2f} MB/s {speed / first:7.2f}x {found:8,} found")
    speed_of_rg = ripgrep(vietnamese)
    if speed_of_rg is None:
        print("rg -c: ripgrep is not on PATH (apt-get install ripgrep)")
    else:
        print(f"{'rg -c, a plain number pattern':42} {speed_of_rg:8.2f} MB/s {speed_of_rg / first:7.2f}x")


if __name__ == "__main__":
    main(sys.argv[1:])
