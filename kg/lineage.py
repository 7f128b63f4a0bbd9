"""Lineage: from an instrument up to what it carries out, and down to what carries it out.

Up follows `implements`, `guides` and `basedOn` from subject to object, and `approves` backwards: what a decision puts
in force has its force from that decision. Down is the exact inverse. Citing, reviewing or amending is no lineage.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from kg import drafts, lexicon
from kg.endings import End, changes, endings
from kg.inference import Inferred, inferences
from kg.model import DOCUMENT_ID, NAMED_ID, OPEN_ID, Instrument, KgError
from kg.span import CHANGES, STOPS
from kg.steps import Step as Step  # noqa: PLC0414 - had from here too
from kg.steps import grown
from kg.steps import steps as steps  # noqa: PLC0414

if TYPE_CHECKING:
    import networkx as nx

    from kg.edges import Edge
    from kg.store import Store

DERIVES = ("implements", "guides", "basedOn")  # the subject has its reason in the object; the strongest first
APPROVES = "approves"  # the object has its force from the subject
PREDICATES = (*DERIVES, APPROVES)

Direction = Literal["up", "down", "both"]


def status(ident: str) -> str:
    """Whether an id of the collection is `resolved`, `named` (known by its name only), `unresolved` or a `document`.

    >>> status("urn:lex:vn:chinh.phu:nghi.dinh:2022;42"), status("urn:kg:named:luat.hoa.chat")
    ('resolved', 'named')
    """
    for prefix, found in ((NAMED_ID, "named"), (OPEN_ID, "unresolved"), (DOCUMENT_ID, "document")):
        if ident.startswith(prefix):
            return found
    return "resolved"


def node(store: Store, ident: str) -> Instrument:
    """What is known of a node of the graph; a document that is no instrument has its source for a title, and a candidate that
    no document of the collection names has what the catalogue of the ontology tells."""
    known = store.instrument(ident)
    if known is None and status(ident) == "document":
        return Instrument(id=ident, title=next((e.source for e in store.edges(subject=ident)), None))
    return known or lexicon.load().catalogue.get(ident) or Instrument(id=ident)


def across_sentences(edge: Edge) -> bool:
    """Whether the relation was read across sentences, which is less sure."""
    return edge.rule.startswith("discourse")


def before(a: Instrument, b: Instrument) -> bool:
    """Whether a is certainly older than b."""
    if a.date and b.date:
        return a.date < b.date
    years = [int(i.date[:4]) if i.date else i.year for i in (a, b)]
    return years[0] is not None and years[1] is not None and years[0] < years[1]


def best_first(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Evidence in the order of trust: accepted by a person, confidence, strength of the relation, place."""
    order = {name: i for i, name in enumerate(PREDICATES)}
    return tuple(
        sorted(
            edges,
            key=lambda e: (
                e.status != "accepted",
                -e.confidence,
                order.get(e.predicate, len(order)),
                e.predicate,
                e.source,
                e.start,
            ),
        )
    )


def trace(
    store: Store, ident: str, *, down: bool = False, max_depth: int | None = None, most: int | None = None
) -> Step:
    """The lineage of one instrument as a tree; `ident` is an id of the collection (see `find` for what people type).

    Every instrument is opened once, where the way from the root is the shortest; elsewhere it is only referred to (`again`), so
    cycles end. The tree ends after so many steps in reading order as `most` says.
    Raises KgError where the collection has no such instrument.
    """
    if store.instrument(ident) is None:
        raise KgError(f"there is no instrument {ident!r} in {store.directory}; look for it with: kg find WORDS")
    opened: set[str] = set()
    inferred = inferences(store)
    after = cache(lambda current: _next(store, current, down))
    fates = cache(lambda current: fate(store, after(current)[1], inferred))
    nearest = _nearest(ident, after, max_depth, most)
    # The tree is walked in reading order with an own stack: a chain may be longer than Python's.
    rows: list[tuple[Step, int]] = []  # a step without its children, and the row of its parent
    stack: list[tuple[str, int, int, tuple[Edge, ...]]] = [(ident, -1, 0, ())]
    while stack and (most is None or len(rows) < most):
        current, parent, depth, edges = stack.pop()
        above = rows[parent][0].instrument.id if rows else ""
        again, more = current in opened or nearest.get(current, above) != above, 0
        following, (ended, changed) = after(current)[0], fates(current)
        if again:
            following = []
        elif max_depth is not None and depth >= max_depth:
            following, more = [], len(following)
        else:
            opened.add(current)
        step = Step(
            instrument=node(store, current),
            status=status(current),
            depth=depth,
            edges=edges,
            again=again,
            more=more,
            ended=ended,
            changed=changed,
            inferred=inferred(edges),
        )
        rows.append((step, parent))
        stack += [(other, len(rows) - 1, depth + 1, found) for other, found in reversed(following)]
    return grown(rows)


Following = list[tuple[str, tuple["Edge", ...]]]


def _nearest(
    root: str,
    after: Callable[[str], tuple[Following, list[Edge]]],
    max_depth: int | None,
    most: int | None,
) -> dict[str, str]:
    """The step above each instrument on its shortest way from the root, the first in reading order among equals.

    Where a tree may have so many steps as `most` says, as many are looked at: below those each is opened where it is met.
    """
    above = {root: ""}
    row, depth, looked = [root], 0, 0
    while row and (max_depth is None or depth < max_depth):
        below = []
        for current in row:
            if most is not None and looked >= most:
                return above
            looked += 1
            for other, _ in after(current)[0]:
                if other not in above:
                    above[other] = current
                    below.append(other)
        row, depth = below, depth + 1
    return above


def graph(store: Store, roots: Iterable[str] | None = None, *, direction: Direction = "both") -> nx.MultiDiGraph[str]:
    """The collection, or the lineage of some instruments, as a networkx graph.

    Nodes are ids, with the fields of Instrument, `status` ("resolved", "named", "unresolved", "document"), `candidates` (ids)
    and `ended` (what replaces, repeals or suspends it: `kg.endings.End`). Edges are evidence, with the fields of Edge, and
    `inferred` (see `kg.inference`; None where the words tell both ends); their key is predicate + evidence hash. With `roots`,
    the nodes are what is reached from them up, down or both ways by lineage; in both directions also their direct neighbours by
    any relation. Evidence that a person rejected is left out.
    """
    import networkx as nx

    if roots is not None:
        nodes = _near(store, roots, direction)
        edges = [e for ident in sorted(nodes) for e in store.edges(subject=ident) if e.object in nodes]
        ending = {ident: [e for e in store.edges(object=ident) if e.predicate in STOPS] for ident in nodes}
    else:
        edges, ending = list(store.edges()), {}
        for e in edges:
            if e.predicate in STOPS:
                ending.setdefault(e.object, []).append(e)
        nodes = _ends(edges) | {instrument.id for instrument in store.instruments()}
    edges = [e for e in edges if e.status != "rejected"]
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    inferred = inferences(store)
    for ident in sorted(nodes):
        facts = dataclasses.asdict(node(store, ident))
        name = store.name(ident) if status(ident) == "unresolved" else None
        ended, _ = fate(store, ending.get(ident, ()), inferred)
        candidates = list(name.candidates if name else ())
        result.add_node(ident, **facts, status=status(ident), candidates=candidates, ended=ended)
    for e in edges:
        result.add_edge(e.subject, e.object, key=edge_key(e), **_fields(e), inferred=inferred([e]) or None)
    return result


def _near(store: Store, roots: Iterable[str], direction: Direction) -> set[str]:
    """What is reached from some instruments; in both directions also what is next to them by any relation."""
    nodes: set[str] = set()
    for root in roots:
        if direction in ("up", "both"):
            nodes |= _reached(store, root, down=False)
        if direction in ("down", "both"):
            nodes |= _reached(store, root, down=True)
        if direction == "both":
            nodes |= _ends((*store.edges(subject=root), *store.edges(object=root)))
    return nodes


def _ends(edges: Iterable[Edge]) -> set[str]:
    """What stands at either end of the relations that nobody rejected."""
    return {end for e in edges if e.status != "rejected" for end in (e.subject, e.object)}


def fate(store: Store, incoming: Iterable[Edge], inferred: Inferred) -> tuple[tuple[End, ...], tuple[End, ...]]:
    """What has ended an instrument, and what has changed it, from the evidence that has it for its object; drafts do neither."""
    acts = list(drafts.issued(store, incoming))

    def told(ends: Iterable[End]) -> tuple[End, ...]:
        return tuple(dataclasses.replace(end, inferred=inferred(end.edges)) for end in ends)

    return told(endings(acts, store.instrument)), told(changes(acts, store.instrument))


def edge_key(edge: Edge) -> str:
    """The key of an edge in a graph: the predicate and the hash of the evidence."""
    return f"{edge.predicate}:{edge.evidence.rpartition(':')[2]}"


def _fields(value: Any) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}


def _next(store: Store, ident: str, down: bool) -> tuple[Following, list[Edge]]:
    """What follows a node, by relation and date, each with its evidence; and the evidence of what may have ended or changed it."""
    along, back = (DERIVES, (APPROVES,)) if not down else ((APPROVES,), DERIVES)
    found: dict[str, list[Edge]] = {}
    ending: list[Edge] = []
    for e in store.edges(subject=ident):
        if e.predicate in along and e.status != "rejected":
            found.setdefault(e.object, []).append(e)
    for e in store.edges(object=ident):
        if e.predicate in back and e.status != "rejected":
            found.setdefault(e.subject, []).append(e)
        elif e.predicate in CHANGES:
            ending.append(e)
    ordered = []
    days = store.days(found)
    for other, edges in found.items():
        best = _strongest_first(edges)
        day = days[other] if other in days else _day(node(store, other))
        ordered.append(((PREDICATES.index(best[0].predicate), day or "9999", other), other, best))
    following = [(other, best) for _, other, best in sorted(ordered, key=lambda row: row[0])]
    return following, ending


_SURE = 0.8


def _strongest_first(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Evidence in the order of trust, and of what is sure the strongest relation first: "thực hiện" before "căn cứ"."""
    return tuple(
        sorted(
            best_first(edges),
            key=lambda e: (
                e.status != "accepted",
                unsure := e.confidence < _SURE or across_sentences(e),
                0 if unsure else PREDICATES.index(e.predicate),
            ),
        )
    )


def _day(i: Instrument) -> str:
    return i.date or str(i.year or "")


def _reached(store: Store, root: str, *, down: bool) -> set[str]:
    seen, stack = {root}, [root]
    while stack:
        for other, _ in _next(store, stack.pop(), down)[0]:
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return seen
