"""What carries an instrument out: by which way through the graph, since when, and whether something on the way has ended."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kg.lineage import APPROVES, DERIVES, PREDICATES, best_first, status
from kg.model import Instrument
from kg.span import ENDS

if TYPE_CHECKING:
    from kg.rdf import Edge
    from kg.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A step between two ids, with all its evidence, the most certain first."""

    subject: str
    predicate: str
    object: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What carries a resolution out, and the way from it up to the resolution.

    `direct` says that one step of carrying out ties them (what a decision approves counts as that decision); `days` are
    counted from the day of the resolution, None where a day is not known; `ended` are the links that replace or repeal
    the plan or something on its way, the resolution included; `confidence` is that of its least certain step.
    """

    instrument: Instrument
    direct: bool
    days: int | None
    path: tuple[Link, ...]
    ended: tuple[Link, ...]
    confidence: float

    @property
    def stale(self) -> bool:
        """Whether it rests on something replaced or repealed; its own end is another matter."""
        return any(link.object != self.instrument.id for link in self.ended)

    @property
    def over(self) -> bool:
        """Whether it is replaced or repealed itself."""
        return any(link.object == self.instrument.id for link in self.ended)


class Graph:
    """The relations that matter here, read where they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.known = cache(self._known)
        self._from = cache(lambda ident: _links(store.edges(subject=ident)))
        self._to = cache(lambda ident: _links(store.edges(object=ident)))
        self.ends = cache(self._ends)

    def _known(self, ident: str) -> Instrument | None:
        """An instrument; what is open is none."""
        return self._store.instrument(ident) if status(ident) in ("resolved", "named") else None

    def _ends(self, ident: str) -> tuple[Link, ...]:
        """What replaces or repeals it."""
        return tuple(link for link in self._to(ident) if link.predicate in ENDS)

    def down(self, ident: str) -> Iterator[tuple[str, Link]]:
        """What stands one step below. A local decision also stands below the scheme that it approves, where nothing but
        its name is known of the scheme: what the scheme carries out, the decision does."""
        for link in self._to(ident):
            if link.predicate in DERIVES:
                yield link.subject, link
            elif link.predicate == APPROVES:
                scheme, decision = self.known(ident), self.known(link.subject)
                if decision and is_local(decision) and not (scheme and scheme.level):
                    yield link.subject, link
        for link in self._from(ident):
            if link.predicate == APPROVES:
                yield link.object, link


def _links(edges: Iterable[Edge]) -> list[Link]:
    found: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for e in edges:
        whole = e.predicate in PREDICATES or (e.predicate in ENDS and not e.provision)
        if whole and e.status != "rejected" and e.subject != e.object:
            found[e.subject, e.predicate, e.object].append(e)
    return [
        Link(subject=s, predicate=p, object=o, edges=best_first(proofs)) for (s, p, o), proofs in sorted(found.items())
    ]


def plans(top: Instrument, graph: Graph) -> Iterator[Plan]:
    """All that carries an instrument out, each by its shortest way, and of those by the strongest relations."""
    best: dict[str, tuple[int, int]] = {}
    above: dict[str, tuple[str, Link]] = {}
    heap: list[tuple[int, int, str, str, Link | None]] = [(0, 0, top.id, "", None)]
    while heap:
        steps, weak, ident, upper, link = heapq.heappop(heap)
        if ident in best:
            continue
        best[ident] = (steps, weak)
        if link:
            above[ident] = (upper, link)
        for other, step in graph.down(ident):
            if other not in best:
                carries = step.predicate != APPROVES
                rank = weak + PREDICATES.index(step.predicate) * carries
                heapq.heappush(heap, (steps + carries, rank, other, ident, step))
    for ident in sorted(above):
        instrument = graph.known(ident)
        if instrument is None:
            continue
        path, ids = [], [ident]
        while ids[-1] != top.id:
            upper, link = above[ids[-1]]
            path.append(link)
            ids.append(upper)
        yield Plan(
            instrument=instrument,
            direct=best[ident][0] == 1,
            days=_days(top, instrument),
            path=tuple(path),
            ended=tuple(end for i in ids for end in graph.ends(i)),
            confidence=min(link.edges[0].confidence for link in path),
        )


def is_local(i: Instrument) -> bool:
    """Whether it is of a province, a district or a commune."""
    return i.level not in (None, "central")


def _days(top: Instrument, plan: Instrument) -> int | None:
    try:
        return (date.fromisoformat(plan.date or "") - date.fromisoformat(top.date or "")).days
    except ValueError:
        return None
