"""What carries an instrument out: by which way through the graph, since when, and whether it counts as a plan in force.

What has ended, is a draft, a letter or a report, or is dated before what it carries out is shown, and does not count. What is
suspended counts, and says so: whether it is taken up again, nobody need write.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

from kg import drafts, lexicon
from kg.inference import inferences, of_all
from kg.lineage import APPROVES, DERIVES, PREDICATES, across_sentences, before, best_first, status
from kg.model import Instrument
from kg.span import ENDS, STOPS

if TYPE_CHECKING:
    from kg.edges import Edge
    from kg.store import Store

Standing = Literal["direct", "indirect", "over", "early", "draft", "letter"]
_GROUND = "basedOn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A step between two ids, with all its evidence, the most certain first; `inferred` as in `kg.inference`."""

    subject: str
    predicate: str
    object: str
    edges: tuple[Edge, ...]
    inferred: str = ""

    @property
    def across(self) -> bool:
        """Whether even the best evidence of it was read across sentences."""
        return across_sentences(self.edges[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What carries a resolution out, and the way from it up to the resolution.

    `direct` says that one step of carrying out ties them (what a decision approves counts as that decision); `days` are
    counted from the day of the resolution, None where a day is not known; `ended` are the links that replace or repeal
    the plan or something on its way, the resolution included; `confidence` is that of its least certain step. `early` says
    that it, or something on its way, is dated before what it carries out, which can't be; `draft` that its text is a draft;
    `stamped` that it has a number and yet its text says that it is a draft, which is to be looked at; `suspended` are the links
    that suspend it or something on its way.
    """

    instrument: Instrument
    direct: bool
    days: int | None
    path: tuple[Link, ...]
    ended: tuple[Link, ...]
    confidence: float
    early: bool = False
    draft: bool = False
    stamped: bool = False
    suspended: tuple[Link, ...] = ()

    @property
    def standing(self) -> Standing:
        """How it carries the resolution out, or why it does not count as a plan in force."""
        if is_letter(self.instrument):
            return "letter"
        if self.over:
            return "over"
        if self.draft:
            return "draft"
        if self.early:
            return "early"
        return "direct" if self.direct else "indirect"

    @property
    def counts(self) -> bool:
        """Whether it is a plan in force, as far as the collection knows."""
        return self.standing in ("direct", "indirect")

    @property
    def grounded(self) -> bool:
        """Whether it is tied to what it carries out by its grounds alone."""
        return self.path[0].predicate == _GROUND

    @property
    def aside(self) -> bool:
        """Whether it may be on another matter: a decision or a resolution that is tied by its grounds alone."""
        return self.grounded and self.instrument.type in lexicon.load().having["deciding"]

    @property
    def inferred(self) -> str:
        """The reason by which the collection settled an instrument of its way that the words alone do not tell, or empty."""
        return next((link.inferred for link in self.path if link.inferred), "")

    @property
    def end_inferred(self) -> str:
        """Such a reason for all that replaces, repeals or suspends it or something on its way, or empty."""
        return surmised((*self.ended, *self.suspended))

    @property
    def halted(self) -> bool:
        """Whether it is suspended itself, in whole."""
        return any(link.object == self.instrument.id for link in self.suspended)

    @property
    def across(self) -> bool:
        """Whether a step of its way was read across sentences, and is to be read before it is relied on."""
        return any(link.across for link in self.path)

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
        self._to = cache(lambda ident: _links(drafts.issued(store, store.edges(object=ident))))
        self.ends = cache(partial(self._of, ENDS))
        self.halts = cache(partial(self._of, STOPS - ENDS))
        self.drafted = cache(partial(drafts.stamped, store))
        self.inferred = inferences(store)

    def _known(self, ident: str) -> Instrument | None:
        """An instrument; what is open is none."""
        return self._store.instrument(ident) if status(ident) in ("resolved", "named") else None

    def _of(self, predicates: frozenset[str], ident: str) -> tuple[Link, ...]:
        """What replaces or repeals it, or suspends it."""
        return tuple(self.told(link) for link in self._to(ident) if link.predicate in predicates)

    def told(self, link: Link) -> Link:
        """A link with the reason by which it was inferred, if it was."""
        why = self.inferred(link.edges)
        return replace(link, inferred=why) if why else link

    def early(self, link: Link) -> bool:
        """Whether what carries out, rests or guides is certainly older than its reason."""
        if link.predicate not in DERIVES:
            return False
        subject, reason = self.known(link.subject), self.known(link.object)
        return bool(subject and reason and before(subject, reason))

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
    """The steps that evidence tells; what ends or suspends a part of an instrument does not matter here."""
    found: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for e in edges:
        whole = e.predicate in PREDICATES or (e.predicate in STOPS and not e.provision)
        if whole and e.status != "rejected" and e.subject != e.object:
            found[e.subject, e.predicate, e.object].append(e)
    return [
        Link(subject=s, predicate=p, object=o, edges=best_first(proofs)) for (s, p, o), proofs in sorted(found.items())
    ]


def plans(top: Instrument, graph: Graph) -> Iterator[Plan]:
    """All that carries an instrument out, each by its shortest way, and of those by the strongest relations.

    A way on which nothing is older than its reason goes before every other.
    """
    best, above = _ways(top, graph)
    for ident in sorted(above):
        instrument = graph.known(ident)
        approved = best[ident][1] == 0  # a programme does not carry out the decision that puts it in force
        if instrument is None or (approved and not is_local(instrument)):
            continue
        path, ids = [], [ident]
        while ids[-1] != top.id:
            upper, link = above[ids[-1]]
            path.append(graph.told(link))
            ids.append(upper)
        drafted = graph.drafted(ident)
        yield Plan(
            instrument=instrument,
            direct=best[ident][1] == 1,
            days=_days(top, instrument),
            path=tuple(path),
            ended=tuple(end for i in ids for end in graph.ends(i)),
            confidence=min(link.edges[0].confidence for link in path),
            early=best[ident][0] > 0 or before(instrument, top),
            draft=drafted and not instrument.number,  # one with a number was issued, whatever its file still says
            stamped=drafted and bool(instrument.number),
            suspended=tuple(halt for i in ids for halt in graph.halts(i)),
        )


def _ways(top: Instrument, graph: Graph) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[str, Link]]]:
    """Of all below an instrument the best way up: how many of its steps are odd, how many there are; and the first of them."""
    best: dict[str, tuple[int, int]] = {}
    above: dict[str, tuple[str, Link]] = {}
    heap: list[tuple[int, int, int, str, str, Link | None]] = [(0, 0, 0, top.id, "", None)]
    while heap:
        odd, steps, weak, ident, upper, link = heapq.heappop(heap)
        if ident in best:
            continue
        best[ident] = (odd, steps)
        if link:
            above[ident] = (upper, link)
        for other, step in graph.down(ident):
            if other not in best:
                carries = step.predicate != APPROVES
                rank = weak + PREDICATES.index(step.predicate) * carries
                heapq.heappush(heap, (odd + graph.early(step), steps + carries, rank, other, ident, step))
    return best, above


def surmised(links: Iterable[Link]) -> str:
    """The reason of the first of some links, where all were inferred; empty where the words tell one of them."""
    return of_all([link.inferred for link in links])


def is_local(i: Instrument) -> bool:
    """Whether it is of a province, a district or a commune."""
    return i.level not in (None, "central")


def is_letter(i: Instrument) -> bool:
    """Whether it is a letter, a report or a submission: it may ask for a plan, or tell of one, and is none.

    >>> is_letter(Instrument(id="", type="Công văn")), is_letter(Instrument(id="", type="Kế hoạch"))
    (True, False)
    """
    having = lexicon.load().having
    return i.type in having["letter"] or i.type in having["proposing"]


def _days(top: Instrument, plan: Instrument) -> int | None:
    try:
        return (date.fromisoformat(plan.date or "") - date.fromisoformat(top.date or "")).days
    except ValueError:
        return None
