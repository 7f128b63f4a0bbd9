"""What has ended or changed an instrument, in whole or in part: who replaces, repeals, suspends, amends or corrects it, since when,
and the words that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.model import Instrument
from kg.span import REVISES, STOPS

if TYPE_CHECKING:
    from kg.edges import Edge

_SHOWN = 5  # parts that are told in one line


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What replaces, repeals or suspends an instrument, or changes it: `by`, whose day is all that is told of since when.

    `provisions` are the parts that it ends, none where it ends the whole; `edges` is the evidence, the most certain first;
    `inferred` the reason by which the collection settled an end of all of it, where the words alone do not tell it.
    """

    by: Instrument
    predicate: str
    provisions: tuple[str, ...]
    edges: tuple[Edge, ...]
    inferred: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that it ends, none where it ends the whole; of what it changes all that are told."""
        return named(self.edges) if self.predicate in REVISES else self.provisions

    @property
    def whole(self) -> bool:
        """Whether all of the instrument has ended, and not some of its parts."""
        return not self.provisions


def named(edges: Iterable[Edge]) -> tuple[str, ...]:
    """The parts that pieces of evidence tell, in the order of their texts."""
    told = sorted((e.source, e.start, e.provision) for e in edges if e.provision)
    return tuple(dict.fromkeys(part for *_, part in told))


def folded(parts: Sequence[str], places: str = "") -> str:
    """Parts in one line: the first of many, and how many there are; `places` is what they are called.

    >>> folded(["Điều 1", "Điều 2"]), folded([f"Điều {n}" for n in range(1, 61)], " chỗ")
    ('Điều 1; Điều 2', 'Điều 1; Điều 2; Điều 3; Điều 4; Điều 5; … (60 chỗ)')
    """
    more = f"; … ({len(parts)}{places})" if len(parts) > _SHOWN else ""
    return "; ".join(parts[:_SHOWN]) + more


def endings(incoming: Iterable[Edge], known: Callable[[str], Instrument | None]) -> tuple[End, ...]:
    """What ends or suspends an instrument, from the evidence that has it for its object: the whole first, then by date.

    `known` gives the facts of an id. What a person rejected ends nothing; a part that another piece of evidence of the same
    relation does not name is no part: the whole has ended.
    """
    return _told(incoming, known, STOPS)


def changes(incoming: Iterable[Edge], known: Callable[[str], Instrument | None]) -> tuple[End, ...]:
    """What amends or corrects an instrument, which lives on: in the same form and order."""
    return _told(incoming, known, REVISES)


def _told(
    incoming: Iterable[Edge], known: Callable[[str], Instrument | None], predicates: frozenset[str]
) -> tuple[End, ...]:
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for e in incoming:
        if e.predicate in predicates and e.status != "rejected" and e.subject != e.object:
            found[e.subject, e.predicate].append(e)
    ends = []
    for (subject, predicate), proofs in found.items():
        edges = tuple(sorted(proofs, key=_trust))
        named = dict.fromkeys(e.provision for e in edges if e.provision)
        # A document that is no instrument is called by its file, as everywhere.
        by = known(subject) or Instrument(id=subject, title=edges[0].source)
        provisions = tuple(named) if all(e.provision for e in edges) else ()
        ends.append(End(by=by, predicate=predicate, provisions=provisions, edges=edges))
    return tuple(sorted(ends, key=lambda end: (not end.whole, end.by.date or str(end.by.year or "9999"), end.by.id)))


def _trust(e: Edge) -> tuple[bool, float, str, int]:
    return e.status != "accepted", -e.confidence, e.source, e.start
