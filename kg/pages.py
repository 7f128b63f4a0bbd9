"""What the pages of the explorer show, as plain values: no markup, no web framework.

Every function reads one snapshot; numbers that could grow with the collection are bounded, and say what was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg import find, lineage
from kg.endings import End, folded
from kg.index import FILTERS
from kg.inference import Inferred, inferences
from kg.labels import day, reason
from kg.lineage import PREDICATES, across_sentences, best_first
from kg.model import Instrument, KgError
from kg.quoting import brief
from kg.records import Review, Row
from kg.show import called, issuer, noun, subject

if TYPE_CHECKING:
    from kg.edges import Edge, Unresolved
    from kg.snapshot import Snapshot

LISTED = 100  # rows of a page of a list
_GROUPS, _PROOFS, _STEPS, _DEPTH, _ENDS = 150, 5, 60, 6, 3
_RELATIONS = 400  # relations shown beside a text
_PARTS = 500  # of one relation, beside the proofs that are shown
FACTS = ("type", "issuer", "place", "level", "branch", "date", "year", "term", "name", "title", "signer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A node as a link shows it. `kind` is resolved, named, unresolved or document."""

    id: str
    label: str
    detail: str
    title: str
    kind: str
    date: str  # ISO day or year, empty where it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Evidence with what a person decided, which may not be in the graph yet (`pending`)."""

    edge: Edge
    key: str  # the last part of the IRI
    subject: Ref
    object: Ref
    status: str
    review: Review | None
    pending: bool
    across: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All evidence of one relation to one other node, the best first; `more` counts what is left out.

    `parts` is that of what is left out which tells a part of the instrument, for a link each.
    """

    predicate: str
    inverse: bool
    other: Ref
    proofs: tuple[Proof, ...]
    parts: tuple[Proof, ...]
    more: int
    inferred: str = ""  # the reason by which the collection settled an end of all its evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What ends, suspends or changes a node, or the parts of it that are told, with the words that say so."""

    by: Ref
    predicate: str
    provisions: str  # empty where the whole has ended
    proof: Proof
    inferred: str = ""  # why an end of it was inferred, in the page's language


def written(date: str | None, language: str) -> str:
    """An ISO date as a page of this language writes it: 06/12/2021, and 2021-12-06 in English, where the other is read two ways."""
    return (date or "") if language == "en" else day(date)


def ref(i: Instrument, language: str = "vi") -> Ref:
    """The link to an instrument."""
    detail = " · ".join(p for p in (noun(i), written(i.date, language) or str(i.year or ""), issuer(i)) if p)
    date = i.date or str(i.year or "")
    return Ref(id=i.id, label=called(i), detail=detail, title=subject(i), kind=lineage.status(i.id), date=date)


class View:
    """A snapshot with what one page looks up again and again: links and decisions."""

    def __init__(self, snapshot: Snapshot, language: str = "vi") -> None:
        self.snapshot, self.store, self.language = snapshot, snapshot.store, language
        self.ref, self.extraction = cache(self._ref), cache(self.store.extraction)

    def _ref(self, ident: str) -> Ref:
        kind = lineage.status(ident)
        if kind == "document" and (row := self.store.document(ident)):
            return replace(ref(Instrument(id=ident), self.language), label=row.source)
        if kind == "unresolved" and (name := self.store.name(ident)):
            return replace(ref(name.facts, self.language), label=name.label)
        return ref(lineage.node(self.store, ident), self.language)

    def proof(self, edge: Edge) -> Proof:
        """A piece of evidence, with the decision on it."""
        review = self.store.decided(evidence=edge.evidence)
        status = review.status if review else edge.status  # decided while a name of it was open, or just taken back
        return Proof(
            edge=edge,
            key=edge.evidence.rpartition(":")[2],
            subject=self.ref(edge.subject),
            object=self.ref(edge.object),
            status=status,
            review=review,
            pending=status != edge.status,
            across=across_sentences(edge),
        )

    def ended(self, ends: Sequence[End]) -> dict[str, Any]:
        """The first of what has ended a node, and how many more there are."""
        shown = [
            Ended(
                by=self.ref(end.by.id),
                predicate=end.predicate,
                provisions=folded(end.parts),
                proof=self.proof(end.edges[0]),
                inferred=reason(end.inferred, language=self.language) if end.inferred else "",
            )
            for end in ends[:_ENDS]
        ]
        return {"shown": shown, "more": max(0, len(ends) - _ENDS)}


# --- An instrument


def instrument(view: View, ident: str) -> dict[str, Any]:
    """All that the page of an instrument shows. Raises KgError for one that is not here."""
    store = view.store
    name = store.name(ident)
    found = name.facts if name else store.instrument(ident)
    if found is None:
        raise KgError(f"There is no instrument {ident[:200]!r} in {store.directory}.")
    into, inferred = list(store.edges(object=ident)), inferences(store)
    above, above_more = _groups(view, store.edges(subject=ident), inferred, inverse=False)
    below, below_more = _groups(view, into, inferred, inverse=True)
    ended, changed = lineage.fate(store, into, inferred)
    return {
        "instrument": replace(found, id=ident),
        "ref": view.ref(ident),
        "ended": view.ended(ended),
        "changed": view.ended(changed),
        "facts": facts(found, view.language),
        "texts": store.texts(ident)[:LISTED],
        "named_in": _sources(view, ident),
        "name": open_name(view, name) if name else None,
        "above": above,
        "below": below,
        "more": above_more + below_more,
        "trees": {way: list(tree(view, ident, down=way == "down")) for way in ("up", "down")},
        "timeline": timeline(view, ident, [g.other for g in (*above, *below)]),
        "conflicts": store.conflicts(ident)[:50],
    }


def facts(i: Instrument, language: str = "vi") -> list[tuple[str, str]]:
    """What is known of an instrument: (field, value); the words for levels and branches are the page's."""
    values = {**asdict(i), "date": written(i.date, language)}
    return [(f, str(values[f])) for f in FACTS if values[f] not in (None, "")]


def _sources(view: View, ident: str) -> list[Ref]:
    documents = {e.document: None for e in (*view.store.edges(subject=ident), *view.store.edges(object=ident))}
    return [view.ref(d) for d in list(documents)[:LISTED]]


def _groups(view: View, edges: Iterable[Edge], inferred: Inferred, *, inverse: bool) -> tuple[list[Group], int]:
    """Evidence by relation and other end, lineage first; and how many groups are left out."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for e in edges:
        found.setdefault((e.predicate, e.subject if inverse else e.object), []).append(e)
    order = {p: n for n, p in enumerate(PREDICATES)}
    days = view.store.days({other for _, other in found})

    def place(key: tuple[str, str]) -> tuple[int, str, str, str]:
        predicate, other = key
        day = days[other] if other in days else view.ref(other).date
        return order.get(predicate, len(order)), predicate, day or "9999", other

    keys = sorted(found, key=place)
    groups: list[Group] = []
    for predicate, other in keys[:_GROUPS]:
        told = best_first(found[predicate, other])
        rest = (view.proof(e) for e in told[_PROOFS:] if e.provision)
        parts = tuple(islice((p for p in rest if p.status != "rejected"), _PARTS))
        groups.append(
            Group(
                predicate=predicate,
                inverse=inverse,
                other=view.ref(other),
                proofs=tuple(map(view.proof, told[:_PROOFS])),
                parts=parts,
                more=max(0, len(told) - _PROOFS - len(parts)),
                inferred=inferred([e for e in told if e.status != "rejected"]),
            )
        )
    return groups, max(0, len(keys) - _GROUPS)


def tree(view: View, ident: str, *, down: bool = False) -> Iterator[dict[str, Any]]:
    """The lineage as rows of a tree in reading order: depth, node, how it is tied to the step above, and the best evidence.

    The quote is cut as the command cuts it, so that both names and the cue stay in it. A tree that is too long ends with what
    it leaves out.
    """
    above: list[Instrument] = []
    opened: set[str] = set()
    root = lineage.trace(view.store, ident, down=down, max_depth=_DEPTH, most=_STEPS + 1)
    for n, step in enumerate(lineage.steps(root)):
        if n >= _STEPS:
            yield {"cut": True}
            return
        opened |= set() if step.again else {step.instrument.id}
        best = step.edges[0] if step.edges else None
        above[step.depth :] = [step.instrument]
        names = [called(i) for i in above[-2:]]
        ties = dict.fromkeys((e.predicate, e.subject == step.instrument.id) for e in step.edges)
        yield {
            "cut": False,
            "depth": step.depth,
            "ref": view.ref(step.instrument.id),
            "again": "" if not step.again else "again" if step.instrument.id in opened else "further",
            "ended": view.ended(step.ended),
            "changed": view.ended(step.changed),
            "inferred": step.inferred,
            "more": step.more,
            "proof": view.proof(best) if best else None,
            "quote": brief(best, names) if best else "",
            "ties": list(ties),
        }


def timeline(view: View, ident: str, others: Iterable[Ref]) -> list[Ref]:
    """The instrument and those tied to it that have a date, the earliest first."""
    found = {r.id: r for r in (view.ref(ident), *others) if r.date and r.kind != "document"}
    return sorted(found.values(), key=lambda r: (r.date, r.id))[:LISTED]


# --- A document


def document(view: View, row: Row, *, part: int = 1, evidence: str = "") -> dict[str, Any]:
    """All that the page of a document shows; `evidence` is the key of what is lit up. Raises KgError for a part too many."""
    from kg.passages import PART, part_of, passages

    extraction, nodes = view.store.extraction(row.id), view.store.nodes(row.id)
    edges = sorted(view.store.edges(document=row.id), key=lambda e: (e.start, e.end))
    lit = next((e for e in edges if e.evidence.endswith(f":{evidence}")), None) if evidence else None
    if lit:
        part = part_of(lit.start)
    text = extraction.document.text
    parts = max(1, -(-len(text) // PART))
    if not 1 <= part <= parts:
        raise KgError(f"The document has {parts} parts, and no part {part}.")
    mentions = [(m.start, m.end, nodes.get(m.meant, m.meant)) for m in extraction.mentions]
    proofs = [(e.start, e.end, e.evidence.rpartition(":")[2]) for e in edges]
    span = (lit.start, lit.end) if lit else None
    shown = passages(text, mentions, proofs, lit=span, pages=extraction.document.pages, part=part)
    here = [e for e in edges if part_of(e.start) == part]
    return {
        "row": row,
        "embodied": view.ref(row.instrument) if row.instrument else None,
        "passages": shown,
        "refs": {ident: view.ref(ident) for p in shown for ident in p.named},
        "proofs": [view.proof(e) for e in sorted(here, key=lambda e: e is not lit)[:_RELATIONS]],
        "more": max(0, len(here) - _RELATIONS),
        "lit": evidence if lit else "",
        "part": part,
        "parts_": parts,
        "mentions": len(mentions),
    }


# --- Lists


def wanted(filters: Mapping[str, str]) -> dict[str, str]:
    """The values that a list of instruments is narrowed by; an unknown one is written "-"."""
    return {f: "" if v == "-" else v for f, v in filters.items() if f in FILTERS and v}


def search(view: View, words: str, limit: int) -> list[Ref]:
    """The instruments that words fit, best first."""
    return [view.ref(i.id) for i in find.search(view.store, words[:500], limit)] if words.strip() else []


def open_name(view: View, name: Unresolved) -> dict[str, Any]:
    """An open name with its candidates and what was decided on each."""
    known = {r.instrument: r for r in view.store.choices(name.document, name.local)}
    return {
        "name": name,
        "document": view.ref(name.document),
        "candidates": [(view.ref(c), known.get(c)) for c in dict.fromkeys((*name.candidates, *known))],
    }


def overview(snapshot: Snapshot) -> dict[str, Any]:
    """The counts of a collection: instruments by field, the most frequent first (years in their order)."""
    counts = snapshot.store.counts()
    tallies = {f: sorted(c.items(), key=lambda x: (-x[1], x[0])) for f, c in snapshot.store.tallies().items()}
    tallies["year"] = sorted(tallies["year"], reverse=True)
    failures = snapshot.store.failures()
    return {
        "counts": counts,
        "tallies": {f: (rows[:40], max(0, len(rows) - 40)) for f, rows in tallies.items()},
        "most": {f: max((n for _, n in rows), default=1) for f, rows in tallies.items()},
        "failures": failures[:LISTED],
        "failed": len(failures),
        "conflicts": counts.conflicts,
        "opened": snapshot.store.opened().total(),
    }
