"""Which evidence rests on an inferred identity: its text told too little of an instrument, and the collection decided.

"Nghị quyết số 02/NQ-CP" without a year is the only one known of that number, or the latest law of a name: likely, not certain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.edges import Edge
    from kg.store import Store

# The reasons (kg:Reason in reading.ttl) that settle a name by what else is known.
INFERRED = frozenset({"only-in-collection", "only-in-catalogue", "same-subject", "latest-law", "place-of-names"})

Inferred = Callable[["Sequence[Edge]"], str]


def inferences(store: Store) -> Inferred:
    """A function that gives the reason by which an end of a relation was inferred, of all its evidence; empty where one text tells
    both ends, or a person has decided."""
    reviewed = store.reviewed() > 0

    @lru_cache(maxsize=256)
    def settled(document: str) -> dict[str, str]:
        found = {s.instrument: s for s in store.settled(document) if s.instrument and s.reason in INFERRED}
        if reviewed:
            found = {
                i: s
                for i, s in found.items()
                if not any(r.status == "accepted" for r in store.choices(document, s.local))
            }
        return {ident: s.reason for ident, s in found.items()}

    def told(e: Edge) -> str:
        if e.status == "accepted":
            return ""
        known = settled(e.document)
        return known.get(e.object) or known.get(e.subject) or ""

    return lambda edges: of_all([told(e) for e in edges])


def of_all(reasons: Sequence[str]) -> str:
    """The first of the reasons by which some things were inferred; empty where one of them was not."""
    return reasons[0] if reasons and all(reasons) else ""
