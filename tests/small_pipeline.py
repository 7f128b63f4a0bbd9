"""A collection in a small language of its own, so that tests of the store do not lean on what the extractor reads.

A text has one statement a line: `= a` (the document is a), `a | number=…; date=…` (facts), `a implements b` (a relation, whose
quote is the line), `_:x ? a b` (a name that may be a or b). Ids without a colon stand for URN LEX names.

Run as a program it builds: `small_pipeline.py PAUSE STORE PATH…`, waiting PAUSE seconds at each document. With KG_TEST_DIE=N it
kills itself before its N-th step that touches the disk for good.
"""

from __future__ import annotations

import dataclasses
import itertools
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable
from types import ModuleType

from kg.model import Document, Extraction, Instrument, KgError, Mention, Relation, Resolution, Settled

NUMBERS = ("year", "term")


def ident(word: str) -> str:
    return word if ":" in word else f"urn:lex:vn:test:{word}"


def extract(document: Document) -> Extraction:
    if document.text.startswith("CRASH"):
        raise ArithmeticError("a defect")
    embodied, instruments, mentions, relations = None, {}, [], []

    def named(word: str, at: int, candidates: tuple[str, ...] = ()) -> str:
        key = ident(word)
        instruments.setdefault(key, Instrument(id=key))
        mentions.append(
            Mention(
                start=at, end=at + len(word), text=word, type=None, form="number", instrument=key, candidates=candidates
            )
        )
        return key

    at = 0
    for line in document.text.splitlines(keepends=True):
        words = line.split()
        if line.startswith("= "):
            embodied = named(words[1], at + 2)
        elif len(words) > 1 and words[1] == "|":
            key = named(words[0], at)
            facts = dict(f.strip().split("=", 1) for f in line.split("|", 1)[1].split(";"))
            values = {k: int(v) if k in NUMBERS else v for k, v in facts.items()}
            instruments[key] = dataclasses.replace(instruments[key], **values)
        elif len(words) > 1 and words[1] == "?":
            named(words[0], at, tuple(ident(w) for w in words[2:]))
        elif len(words) == 3:
            subject = document.id if words[0] == "document" else named(words[0], at)
            relations.append(
                Relation(
                    subject=subject,
                    predicate=words[1],
                    object=named(words[2], at + line.index(words[2])),
                    start=at,
                    end=at + len(line.rstrip("\n")),
                    quote=line.rstrip("\n"),
                    rule="line",
                    confidence=0.9,
                )
            )
        at += len(line)
    return Extraction(
        document=dataclasses.replace(document, text=""),
        instrument=embodied,
        instruments=instruments,
        mentions=tuple(mentions),
        relations=tuple(relations),
    )


def resolve(extractions: Iterable[Extraction]) -> Resolution:
    instruments: dict[str, Instrument] = {}
    settled, conflicts = {}, []
    for e in extractions:
        for key, facts in e.instruments.items():
            if key.startswith("_:"):
                candidates = tuple(dict.fromkeys(c for m in e.mentions if m.instrument == key for c in m.candidates))
                settled[e.document.id, key] = Settled(
                    document=e.document.id,
                    local=key,
                    instrument=candidates[0] if len(candidates) == 1 else None,
                    candidates=candidates,
                    reason="one fits" if len(candidates) == 1 else "several fit" if candidates else "nothing fits",
                )
                continue
            known = instruments.get(key, facts)
            for f in dataclasses.fields(Instrument):
                mine, other = getattr(known, f.name), getattr(facts, f.name)
                if mine is None:
                    known = dataclasses.replace(known, **{f.name: other})
                elif other not in (None, mine):
                    conflicts.append((key, f.name, str(mine), str(other), e.document.id))
            instruments[key] = known
    return Resolution(instruments=instruments, settled=settled, conflicts=tuple(conflicts))


def modules(pause: float = 0.0) -> dict[str, ModuleType]:
    """The modules that take the place of kg.extract and kg.resolve."""
    extractor, resolver = ModuleType("kg.extract"), ModuleType("kg.resolve")

    def slowly(document: Document) -> Extraction:
        time.sleep(pause)
        return extract(document)

    extractor.extract = slowly  # type: ignore[attr-defined]
    resolver.resolve = resolve  # type: ignore[attr-defined]
    return {"kg.extract": extractor, "kg.resolve": resolver}


def program(pause: float = 0.0) -> str:
    """The program of a build's processes, with these modules in it."""
    here = f"runpy.run_path({os.path.abspath(__file__)!r})"
    return f"import runpy, sys; sys.modules.update({here}['modules']({pause})); from kg.intake import serve; serve()"


def die_at(step: int) -> None:
    """Kills this process before the given call of what makes, renames or removes."""
    calls = itertools.count(1)

    def mortal(function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if next(calls) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return call

    for module, names in ((os, ("replace", "rename", "unlink", "mkdir")), (shutil, ("rmtree",))):
        for name in names:
            setattr(module, name, mortal(getattr(module, name)))


def main() -> None:
    sys.modules.update(modules())
    if "KG_TEST_DIE" in os.environ:
        die_at(int(os.environ["KG_TEST_DIE"]))
    from kg import changes, store

    changes._PROGRAM = program(float(sys.argv[1]))
    try:
        report = store.build(sys.argv[3:], sys.argv[2], progress=lambda done, total, source: print(done, flush=True))
    except KgError as error:
        sys.exit(str(error))
    print("changed" if report.changed else "unchanged", flush=True)


if __name__ == "__main__":
    main()
