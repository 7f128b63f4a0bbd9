"""Values as plain JSON objects, for `--json`: instruments, steps of a lineage, open names, findings."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from kg import drafts, labels
from kg.endings import End
from kg.inference import inferences
from kg.lineage import across_sentences, best_first, fate, node, status
from kg.model import Instrument
from kg.quoting import Place, places
from kg.steps import Step, written

if TYPE_CHECKING:
    from kg.check import Finding
    from kg.edges import Edge, Unresolved
    from kg.store import Store


def facts(i: Instrument) -> dict[str, Any]:
    """The fields of an instrument, with its status."""
    return {**dataclasses.asdict(i), "status": status(i.id)}


def evidence(e: Edge, place: Place | None = None) -> dict[str, Any]:
    """The fields of an edge; with `place`, the line and column of its start too."""
    found = {**dataclasses.asdict(e), "across_sentences": across_sentences(e)}
    if place:
        found["line"], found["column"] = place(e)
    return found


def ending(end: End) -> dict[str, Any]:
    """What ends, suspends or changes an instrument: its id, number or name and date, how, which parts, and the words for it."""
    by, proof = end.by, end.edges[0]
    return {
        "by": by.id,
        "number": by.number,
        "name": by.name or (by.title if not by.number else None),
        "date": by.date or (str(by.year) if by.year else None),
        "relation": end.predicate,
        "whole": end.whole,
        "provisions": list(end.parts),
        "quote": proof.quote,
        "source": proof.source,
        "inferred": end.inferred or None,
    }


def _own(node: Step, place: Place) -> dict[str, Any]:
    """The fields of a step but its children."""
    return {
        "instrument": facts(node.instrument),
        "evidence": [evidence(e, place) for e in node.edges],
        "again": node.again,
        "more": node.more,
        "ended": [ending(end) for end in node.ended],
        "changed": [ending(end) for end in node.changed],
        "inferred": node.inferred or None,
    }


def tree(root: Step, place: Place) -> str:
    """The JSON of `step`, also of a chain that is longer than `json` can write (some five hundred steps)."""

    def head(node: Step) -> str:
        return json.dumps(_own(node, place), ensure_ascii=False)[:-1] + ', "children": ['

    return "".join(written(root, head, lambda node: "]}"))


def step(root: Step, place: Place) -> dict[str, Any]:
    """A lineage tree: {"instrument", "evidence", "again", "more", "ended", "changed", "inferred", "children": [the same]}."""
    top: dict[str, Any] = {"children": []}
    stack = [(root, top["children"])]
    while stack:
        node, siblings = stack.pop()
        value: dict[str, Any] = {**_own(node, place), "children": []}
        siblings.append(value)
        stack += [(child, value["children"]) for child in reversed(node.children)]
    tree: dict[str, Any] = top["children"][0]
    return tree


def known(store: Store, i: Instrument) -> dict[str, Any]:
    """All that is known of one: {"instrument", "draft", "open", "ended", "changed", "documents", "from": […], "to": […]}.

    Evidence tells its place, what stands at its other end, and why that was inferred, if it was; `open` is of a name that could
    not be settled: why, and what it may be.
    """
    into, inferred, place = best_first(store.edges(object=i.id)), inferences(store), places(store)
    ended, changed = fate(store, into, inferred)
    name = store.name(i.id) if status(i.id) == "unresolved" else None

    @cache
    def other(ident: str) -> dict[str, Any]:
        n = node(store, ident)
        told = {
            field: getattr(n, field) for field in ("id", "number", "name", "type", "date", "year", "issuer", "place")
        }
        return {**told, "status": status(ident), "draft": drafts.is_draft(store, ident)}

    def proof(e: Edge, end: str) -> dict[str, Any]:
        return {**evidence(e, place), "inferred": inferred([e]) or None, "other": other(end)}

    return {
        "instrument": facts(i),
        "draft": drafts.is_draft(store, i.id),
        "open": _open(name) if name else None,
        "ended": [ending(end) for end in ended],
        "changed": [ending(end) for end in changed],
        "documents": [d.source for d in store.texts(i.id)],
        "from": [proof(e, e.object) for e in best_first(store.edges(subject=i.id))],
        "to": [proof(e, e.subject) for e in into],
    }


def _open(name: Unresolved) -> dict[str, Any]:
    """An open name; `why` tells the reason in both languages."""
    why = {language: labels.reason(name.reason, language=language) for language in ("vi", "en")}
    return {**dataclasses.asdict(name), "why": why}


def open_names(store: Store) -> Iterator[dict[str, Any]]:
    """The names that could not be settled; `why` tells the reason in both languages."""
    yield from map(_open, store.unresolved())


def finding(f: Finding) -> dict[str, Any]:
    """A finding of the check."""
    return dataclasses.asdict(f)
