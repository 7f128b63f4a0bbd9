"""How well extractions agree with a user's own gold: precision and recall of mentions, facts and each relation, and the misses.

Gold has the form that `kg extract` prints, one document a line: print it, correct it by hand, keep it. Only what a gold line holds
is scored: leave `relations` out, and no relation of that document counts.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import readers
from kg.extract import extract
from kg.model import KgError, to_json
from kg.text import fold

Line = Mapping[str, Any]
_ITEMS = {"mentions": ("start", "end", "text"), "relations": ("subject", "predicate", "object")}
_NOTHING: Line = {"instruments": {}, "mentions": [], "relations": []}
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LOST = 5  # documents of the gold that are named
_FACTS = ("number", "type", "issuer", "date", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of one kind: right, extra (not in the gold) and missed."""

    kind: str  # mention, fact:date, relation:implements, rule:clause
    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right; 1 where nothing was found."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Of what the gold holds, the share that was found; 1 where it holds nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One disagreement: `missed` or `extra`, in which document, and what."""

    kind: str
    side: str
    source: str
    what: str


def lines(path: str | Path) -> list[Line]:
    """The documents of a file of JSON lines. Raises KgError for one that can't be read, with its line."""
    try:
        data = Path(path).read_bytes()
        text = data.decode("utf-16" if data[:2] in _WIDE else "utf-8-sig")  # which PowerShell redirects into files
    except (OSError, UnicodeDecodeError) as e:
        raise KgError(f"{path}: {e}.") from e
    found: list[Line] = []
    for n, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except ValueError as e:
                raise KgError(f"{path}: line {n} is not JSON: {e}.") from e
            if wrong := _wrong(found[-1]):
                raise KgError(f"{path}: line {n} is no extraction: {wrong}.")
    return found


def _wrong(line: Any) -> str:
    """What keeps a value from being an extraction as `kg extract` prints one; nothing where it is one."""
    if not isinstance(line, dict):
        return "it is no object"
    document = line.get("document")
    if not (isinstance(document, dict) and isinstance(document.get("source"), str)):
        return "it has no document.source"
    for part, names in _ITEMS.items():
        for item in _values(line.get(part, [])):
            if not (isinstance(item, dict) and all(isinstance(item.get(name), str | int) for name in names)):
                return f"its {part} are not each an object with {', '.join(names)}"
    instruments = line.get("instruments", {})
    if not (isinstance(instruments, dict) and all(isinstance(i, dict) for i in instruments.values())):
        return "its instruments are not an object of objects"
    if not all(isinstance(i.get("number") or "", str) for i in instruments.values()):
        return "the number of an instrument is no text"
    return ""


def _values(items: Any) -> list[Any]:
    return items if isinstance(items, list) else [None]


def predicted(path: str, gold: Iterable[Line] = (), failed: Callable[[str], None] | None = None) -> Iterator[Line]:
    """What `kg extract` printed into a file, or what it would print for a document; of a folder for those that the gold names.

    `failed` is told of those that can't be read. What was printed into a folder is not taken for what would be printed.
    """
    if os.path.isdir(path):
        told = "\n".join(g["document"]["source"] for g in gold)
        for file in readers.files([path]):
            if os.path.basename(file) in told:
                yield from _extracted(file, failed)
        return
    if path.endswith(".jsonl"):
        try:
            yield from lines(path)
        except KgError:
            pass  # a register in JSON lines: its rows are documents
        else:
            return
    for document in readers.read(path):
        yield to_json(extract(document))


def _extracted(path: str, failed: Callable[[str], None] | None) -> Iterator[Line]:
    """What is printed for a file of a folder, which costs the others nothing."""
    try:
        yield from (to_json(extract(document)) for document in readers.read(path))
    except KgError as e:
        if failed:
            failed(str(e))


class Predictions:
    """Extractions by document: by their source as it was given, else by its last part, if only one has that."""

    def __init__(self, found: Iterable[Line]) -> None:
        self._of: dict[str, dict[str, Line]] = defaultdict(dict)  # last part → source → extraction
        for p in found:
            self._of[_name(p)][p["document"]["source"]] = p

    def of(self, gold: Line) -> Line | None:
        """That of a document of the gold; None where none is, or several may be."""
        named = self._of.get(_name(gold), {})
        return named.get(gold["document"]["source"]) or (next(iter(named.values())) if len(named) == 1 else None)


def lost(gold: Iterable[Line], found: Predictions) -> str:
    """What is said of the documents of the gold that have no extraction; nothing where all have."""
    names = [g["document"]["source"] for g in gold if found.of(g) is None]
    more = f" and {len(names) - _LOST} more" if len(names) > _LOST else ""
    told = f"no INPUT has, or several may be: {', '.join(names[:_LOST])}{more}; all of that counts as missed."
    return told if names else ""


def evaluate(gold: Iterable[Line], predicted: Iterable[Line] | Predictions) -> tuple[list[Score], list[Miss]]:
    """Scores by kind, and every disagreement."""
    found = predicted if isinstance(predicted, Predictions) else Predictions(predicted)
    right: Counter[str] = Counter()
    misses: list[Miss] = []
    for g in gold:
        name = _name(g)
        p = {**_NOTHING, **(found.of(g) or {})}
        for kind, wanted, got in _compared(g, p):
            right[kind] += len(wanted & got)
            misses += [Miss(kind=kind, side="missed", source=name, what=w) for w in sorted(wanted - got)]
            misses += [Miss(kind=kind, side="extra", source=name, what=w) for w in sorted(got - wanted)]
    sides = Counter((m.kind, m.side) for m in misses)
    kinds = sorted({*right, *(m.kind for m in misses)})
    scores = [Score(kind=k, right=right[k], extra=sides[k, "extra"], missed=sides[k, "missed"]) for k in kinds]
    return scores, misses


def _name(line: Line) -> str:
    return str(line["document"]["source"]).replace("\\", "/").rsplit("/", 1)[-1]


def _compared(g: Line, p: Line) -> Iterator[tuple[str, set[str], set[str]]]:
    """Kind, what the gold wants and what was found, as texts that a person can read."""
    if "mentions" in g:
        yield "mention", _mentions(g), _mentions(p)
    if "instruments" in g:
        shared = _numbers(g) & _numbers(p)
        for field in _FACTS:
            wanted = _facts(g, field, shared)
            told = {fact.split(": ", 1)[0] for fact in wanted}
            yield f"fact:{field}", wanted, {f for f in _facts(p, field, shared) if f.split(": ", 1)[0] in told}
    if "relations" in g:
        predicates = {r["predicate"] for r in (*g["relations"], *p["relations"])}
        for predicate in sorted(predicates):
            yield f"relation:{predicate}", _relations(g, predicate), _relations(p, predicate)
        for rule in sorted({_rule(r) for r in p["relations"]} - {""}):  # precision only: a gold line knows no rules
            got = {f"{r['predicate']}: {_said(p, r)}" for r in p["relations"] if _rule(r) == rule}
            yield f"rule:{rule}", got & {f"{r['predicate']}: {_said(g, r)}" for r in g["relations"]}, got


def _mentions(line: Line) -> set[str]:
    return {f"{m['start']}–{m['end']} {m['text']}" for m in line["mentions"]}


def _numbers(line: Line) -> set[str]:
    return {fold(i["number"]) for i in line["instruments"].values() if i.get("number")}


def _facts(line: Line, field: str, numbers: set[str]) -> set[str]:
    """What is told of the instruments with these numbers."""
    told = (i for i in line["instruments"].values() if i.get("number") and i.get(field) is not None)
    return {f"{fold(i['number'])}: {i[field]}" for i in told if fold(i["number"]) in numbers}


def _relations(line: Line, predicate: str) -> set[str]:
    return {_said(line, r) for r in line["relations"] if r["predicate"] == predicate}


def _rule(relation: Mapping[str, Any]) -> str:
    return str(relation.get("rule") or "").split(":")[0]


def _said(line: Line, relation: Mapping[str, Any]) -> str:
    """A relation in words: number or name, and date, of its two ends."""

    def end(key: str) -> str:
        i = line["instruments"].get(key)
        if key == line.get("instrument") or i is None:
            return "(document)"
        name = next((i[f] for f in ("number", "name", "title", "type") if i.get(f)), key)
        return " ".join(str(v) for v in (name, i.get("date")) if v)

    return f"{end(relation['subject'])} → {end(relation['object'])}"
