"""What the pages of reviews show: what was decided, and what a decision is on, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from kg.nodes import name_iri
from kg.pages import View
from kg.records import Review


def concerned(view: View, target: str) -> dict[str, Any]:
    """What a decision is on: an open name with its document, or a piece of evidence; neither where it is gone."""
    name, edge = view.store.name(target), view.store.edge(target)
    return {
        "name": view.ref(target) if name else None,
        "document": view.ref(name.document) if name else None,
        "proof": view.proof(edge) if edge else None,
    }


def decisions(view: View, reviews: Iterable[Review]) -> list[dict[str, Any]]:
    """Some of what people decided, with what it concerns where the collection still holds it."""
    found = []
    words = cache(partial(_words, view))
    for r in reviews:
        edge = view.store.edge(r.evidence) if r.evidence else None
        target = r.evidence or name_iri(r.document, r.local)
        waiting = edge.status != r.status if edge else not r.evidence and view.store.name(target) is not None
        found.append(
            {
                "review": r,
                "target": target,
                "proof": view.proof(edge) if edge else None,
                "document": view.ref(r.document) if r.document else None,
                "words": words(r.document, r.local) if r.local else "",
                "candidate": view.ref(r.instrument) if r.instrument else None,
                "pending": waiting and (r.status == "accepted" or edge is not None),
                "gone": edge is None if r.evidence else view.store.document(r.document) is None,
            }
        )
    return found


def _words(view: View, document: str, local: str) -> str:
    """The words of a name, which are in its document when it is open no longer; its id where neither is here."""
    if name := view.store.name(name_iri(document, local)):
        return name.label
    if view.store.document(document) is None:
        return local
    for m in view.extraction(document).mentions:
        if local in (m.instrument, f"_:mention-{m.start}-{m.end}"):
            return " ".join(m.text.split())
    return local
