"""How much of what a document tells is still read where it is typed without diacritics, in one case, or in lines broken anyhow.

    python tests/bench/bench_spelling.py [FILE…]

The files are texts (the seeds, unless others are given). For each way: instruments with a complete key, relations but citations,
and documents' own identities that stay the same, of those that are read as the file is; and the relations that are read at all.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kg.extract import extract
from kg.model import Extraction
from kg.readers import text as document
from kg.text import unmarked

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
WAYS: dict[str, Callable[[str], str]] = {
    "without diacritics": unmarked,
    "in small letters": str.lower,
    "in capitals": str.upper,
    "in capitals without diacritics": lambda text: unmarked(text.upper()),
    "in NFD": lambda text: unicodedata.normalize("NFD", text),
    "lines of 60 characters": lambda text: re.sub(r"(.{60}\S*) ", r"\1\n", text),
    "indented": lambda text: text.replace("\n", "\n        "),
    "filled to the margin": lambda text: text.replace(" ", "  "),
    "with Windows' line ends": lambda text: text.replace("\n", "\r\n"),
    "with blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "with Eth for D": lambda text: text.replace("Đ", "Ð").replace("đ", "ð"),
    "with old tones": lambda text: text.replace("òa", "oà").replace("óa", "oá").replace("ủy", "uỷ").replace("Ủy", "Uỷ"),
}
Told = tuple[set[str], set[tuple[str, str, str]], str | None]


def told(e: Extraction) -> Told:
    """The instruments with a complete key, the relations but citations, and the document's own identity.

    A document without a number of its own has an id of its bytes; it is "document" here.
    """
    own = {e.instrument or "", e.document.id} if not e.instrument or ":unnumbered:" in e.instrument else {e.document.id}

    def name(instrument: str) -> str:
        return "document" if instrument in own else instrument

    return (
        {name(i.id) for i in e.instruments.values() if not i.local},
        {(name(r.subject), r.predicate, name(r.object)) for r in e.relations if r.predicate != "cites"},
        name(e.instrument or ""),
    )


def measure(texts: list[str]) -> dict[str, Counter[str]]:
    """For each way: how many instruments, relations and documents are the same, of how many; and how many relations were read."""
    plain = [told(extract(document(text))) for text in texts]
    figures: dict[str, Counter[str]] = {}
    for way, typed in WAYS.items():
        counts = figures.setdefault(way, Counter())
        for text, (instruments, relations, own) in zip(texts, plain, strict=True):
            others, read, itself = told(extract(document(typed(text))))
            counts += Counter(
                instruments=len(instruments & others),
                of_instruments=len(instruments),
                relations=len(relations & read),
                of_relations=len(relations),
                read=len(read),
                documents=own == itself,
            )
    return figures


def table(figures: dict[str, Counter[str]], documents: int) -> str:
    lines = [f"{'':32} {'instruments':>12} {'relations':>12} {'read':>6} {'documents':>10}"]
    for way, n in figures.items():
        instruments = f"{n['instruments']}/{n['of_instruments']}"
        relations = f"{n['relations']}/{n['of_relations']}"
        lines.append(f"{way:32} {instruments:>12} {relations:>12} {n['read']:>6} {n['documents']:>7}/{documents}")
    return "\n".join(lines)


if __name__ == "__main__":
    files = [Path(a) for a in sys.argv[1:]] or sorted(SEEDS.glob("*.txt"))
    bodies = [f.read_text(encoding="utf-8") for f in files]
    print(table(measure(bodies), len(bodies)))
