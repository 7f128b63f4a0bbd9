"""The steps of a lineage tree: values that can be printed, compared and pickled however long their chains are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from kg.endings import End
from kg.model import Instrument

if TYPE_CHECKING:
    from kg.edges import Edge


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Step:
    """A node of a lineage tree, which can be printed, compared and pickled however long its chains are.

    `edges` is the evidence that ties it to the step above (none for the root), the strongest relation first. `again` says
    that what follows from the instrument stands elsewhere in the tree, where the way from the root is the shortest; `more`
    counts the next steps that `max_depth` left out; `ended` is what replaces, repeals or suspends the instrument, or parts
    of it, `changed` what amends or corrects it; `inferred` is the reason by which the collection settled an end of all the
    evidence, where the words alone do not tell it.
    """

    instrument: Instrument
    status: str  # resolved, named, unresolved
    depth: int = 0
    edges: tuple[Edge, ...] = ()
    children: tuple[Step, ...] = ()
    again: bool = False
    more: int = 0
    ended: tuple[End, ...] = ()
    changed: tuple[End, ...] = ()
    inferred: str = ""

    # What dataclasses make of these goes down the tree by calls, and Python's stack ends after some hundreds of steps.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Step):
            return NotImplemented
        return all(a == b for a, b in zip_longest(_rows(self), _rows(other)))

    def __hash__(self) -> int:
        return hash(tuple(_rows(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (tuple(_rows(self)),)

    def __repr__(self) -> str:
        def head(s: Step) -> str:
            told = f"status={s.status!r}, depth={s.depth!r}, edges={s.edges!r}, children=("
            return f"Step(instrument={s.instrument!r}, {told}"

        def tail(s: Step) -> str:
            told = f"again={s.again!r}, more={s.more!r}, ended={s.ended!r}, changed={s.changed!r}, inferred={s.inferred!r})"
            return f"{',' if len(s.children) == 1 else ''}), {told}"

        return "".join(written(self, head, tail))


def _rows(root: Step) -> Iterator[tuple[Any, ...]]:
    """The steps of a tree in reading order: what each holds but its children, and how many those are."""
    return (
        (s.instrument, s.status, s.depth, s.edges, (s.again, s.more, s.ended, s.changed, s.inferred), len(s.children))
        for s in steps(root)
    )


def _again(rows: Sequence[tuple[Any, ...]]) -> Step:
    """The tree of such rows."""
    made: list[Step] = []  # what stands behind a row and has no parent yet, the first child last
    for instrument, status, depth, edges, (again, more, ended, changed, inferred), count in reversed(rows):
        first = len(made) - count
        children = tuple(reversed(made[first:]))
        told = {"depth": depth, "edges": edges, "again": again, "more": more}
        told |= {"ended": ended, "changed": changed, "inferred": inferred}
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


def grown(rows: Sequence[tuple[Step, int]]) -> Step:
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
