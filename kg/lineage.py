"""Lineage: from an instrument up to what it carries out, and down to what carries it out.

Up follows `implements`, `guides` and `basedOn` from subject to object, and `approves` backwards: what a decision puts
in force has its force from that decision. Down is the exact inverse. Citing, reviewing or amending is no lineage.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from kg import drafts, lexicon
from kg.endings import End, endings
from kg.model import DOCUMENT_ID, NAMED_ID, OPEN_ID, Instrument, KgError
from kg.span import ENDS

if TYPE_CHECKING:
    import networkx as nx

    from kg.edges import Edge
    from kg.store import Store

DERIVES = ("implements", "guides", "basedOn")  # the subject has its reason in the object; the strongest first
APPROVES = "approves"  # the object has its force from the subject
PREDICATES = (*DERIVES, APPROVES)

Direction = Literal["up", "down", "both"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Step:
    """A node of a lineage tree, which can be printed, compared and pickled however long its chains are.

    `edges` is the evidence that ties it to the step above (none for the root), the most certain first. `again` says
    that the instrument and what follows from it stand earlier in the tree, in reading order; `more` counts the next
    steps that `max_depth` left out; `ended` is what replaces or repeals the instrument, or parts of it.
    """

    instrument: Instrument
    status: str  # resolved, named, unresolved
    depth: int = 0
    edges: tuple[Edge, ...] = ()
    children: tuple[Step, ...] = ()
    again: bool = False
    more: int = 0
    ended: tuple[End, ...] = ()

    # What dataclasses make of these goes down the tree by calls, and Python's stack ends after some hundreds of steps.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Step):
            return NotImplemented
        return all(a == b for a, b in zip_longest(_rows(self), _rows(other)))

    def __hash__(self) -> int:
        return hash(tuple(_rows(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _grown, (tuple(_rows(self)),)

    def __repr__(self) -> str:
        def head(s: Step) -> str:
            told = f"status={s.status!r}, depth={s.depth!r}, edges={s.edges!r}, children=("
            return f"Step(instrument={s.instrument!r}, {told}"

        def tail(s: Step) -> str:
            return f"{',' if len(s.children) == 1 else ''}), again={s.again!r}, more={s.more!r}, ended={s.ended!r})"

        return "".join(written(self, head, tail))


def _rows(root: Step) -> Iterator[tuple[Any, ...]]:
    """The steps of a tree in reading order: what each holds but its children, and how many those are."""
    return ((s.instrument, s.status, s.depth, s.edges, s.again, s.more, s.ended, len(s.children)) for s in steps(root))


def _grown(rows: Sequence[tuple[Any, ...]]) -> Step:
    """The tree of such rows."""
    made: list[Step] = []  # what stands behind a row and has no parent yet, the first child last
    for instrument, status, depth, edges, again, more, ended, count in reversed(rows):
        first = len(made) - count
        children = tuple(reversed(made[first:]))
        told = {"depth": depth, "edges": edges, "again": again, "more": more, "ended": ended}
        made[first:] = [Step(instrument=instrument, status=status, children=children, **told)]
    return made[0]


def written(root: Step, head: Callable[[Step], str], tail: Callable[[Step], str]) -> Iterator[str]:
    """A tree as text, in pieces: of each step its head, its children with ", " between them, and its tail."""
    stack: list[Step | str] = [root]
    while stack:
        found = stack.pop()
        if isinstance(found, str):
            yield found
            continue
        yield head(found)
        stack.append(tail(found))
        for n in range(len(found.children) - 1, -1, -1):
            stack += [found.children[n], ", "] if n else [found.children[n]]


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
    return known or _catalogued().get(ident) or Instrument(id=ident)


@cache
def _catalogued() -> dict[str, Instrument]:
    return {i.id: i for i in lexicon.load().catalogue}


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

    Every instrument is opened once, where it is read first; later it is only referred to (`again`), so cycles end.
    The tree ends after so many steps in reading order as `most` says.
    Raises KgError where the collection has no such instrument.
    """
    if store.instrument(ident) is None:
        raise KgError(f"there is no instrument {ident!r} in {store.directory}; look for it with: kg find WORDS")
    opened: set[str] = set()
    over: dict[str, tuple[End, ...]] = {}
    # The tree is walked in reading order with an own stack: a chain may be longer than Python's.
    rows: list[tuple[Step, int]] = []  # a step without its children, and the row of its parent
    stack: list[tuple[str, int, int, tuple[Edge, ...]]] = [(ident, -1, 0, ())]
    while stack and (most is None or len(rows) < most):
        current, parent, depth, edges = stack.pop()
        again, more = current in opened, 0
        following: list[tuple[str, tuple[Edge, ...]]] = []
        if not again:
            following, over[current] = _next(store, current, down)
            if max_depth is not None and depth >= max_depth:
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
            ended=over[current],
        )
        rows.append((step, parent))
        stack += [(other, len(rows) - 1, depth + 1, found) for other, found in reversed(following)]
    return _tree(rows)


def _tree(rows: Sequence[tuple[Step, int]]) -> Step:
    """The tree of steps in reading order, each without its children and with the row of its parent; the first has none, -1."""
    children: dict[int, list[Step]] = {}
    for i in range(len(rows) - 1, -1, -1):
        step, parent = rows[i]
        if i in children:
            step = dataclasses.replace(step, children=tuple(reversed(children.pop(i))))
        children.setdefault(parent, []).append(step)
    return children[-1][0]


def steps(root: Step) -> Iterator[Step]:
    """All steps of a tree, in reading order."""
    stack = [root]
    while stack:
        step = stack.pop()
        yield step
        stack += reversed(step.children)


def graph(store: Store, roots: Iterable[str] | None = None, *, direction: Direction = "both") -> nx.MultiDiGraph[str]:
    """The collection, or the lineage of some instruments, as a networkx graph.

    Nodes are ids, with the fields of Instrument, `status` ("resolved", "named", "unresolved", "document"),
    `candidates` (ids) and `ended` (what replaces or repeals it: `kg.endings.End`). Edges are evidence, with the fields of
    Edge; their key is predicate + evidence hash. With `roots`, the nodes are what is reached from them up, down or both ways
    by lineage; in both directions also their direct neighbours by any relation. Evidence that a person rejected is left out.
    """
    import networkx as nx

    if roots is not None:
        nodes = _near(store, roots, direction)
        edges = [e for ident in sorted(nodes) for e in store.edges(subject=ident) if e.object in nodes]
        ending = {ident: [e for e in store.edges(object=ident) if e.predicate in ENDS] for ident in nodes}
    else:
        edges, ending = list(store.edges()), {}
        for e in edges:
            if e.predicate in ENDS:
                ending.setdefault(e.object, []).append(e)
        nodes = _ends(edges) | {instrument.id for instrument in store.instruments()}
    edges = [e for e in edges if e.status != "rejected"]
    result: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for ident in sorted(nodes):
        facts = dataclasses.asdict(node(store, ident))
        name = store.name(ident) if status(ident) == "unresolved" else None
        ended = endings(drafts.issued(store, ending.get(ident, ())), store.instrument)
        candidates = list(name.candidates if name else ())
        result.add_node(ident, **facts, status=status(ident), candidates=candidates, ended=ended)
    for e in edges:
        result.add_edge(e.subject, e.object, key=edge_key(e), **_fields(e))
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


def edge_key(edge: Edge) -> str:
    """The key of an edge in a graph: the predicate and the hash of the evidence."""
    return f"{edge.predicate}:{edge.evidence.rpartition(':')[2]}"


def _fields(value: Any) -> dict[str, Any]:
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}


def _next(store: Store, ident: str, down: bool) -> tuple[list[tuple[str, tuple[Edge, ...]]], tuple[End, ...]]:
    """What follows a node, the oldest first, each with its evidence; and what has ended it."""
    along, back = (DERIVES, (APPROVES,)) if not down else ((APPROVES,), DERIVES)
    found: dict[str, list[Edge]] = {}
    ending: list[Edge] = []
    for e in store.edges(subject=ident):
        if e.predicate in along and e.status != "rejected":
            found.setdefault(e.object, []).append(e)
    for e in store.edges(object=ident):
        if e.predicate in back and e.status != "rejected":
            found.setdefault(e.subject, []).append(e)
        elif e.predicate in ENDS:
            ending.append(e)
    ordered = []
    days = store.days(found)
    for other, edges in found.items():
        best = best_first(edges)
        day = days[other] if other in days else _day(node(store, other))
        ordered.append(((PREDICATES.index(best[0].predicate), day or "9999", other), other, best))
    following = [(other, best) for _, other, best in sorted(ordered, key=lambda row: row[0])]
    return following, endings(drafts.issued(store, ending), store.instrument)


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
