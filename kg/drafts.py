"""Drafts: a text without a number that says that it is one. What it says of others, nobody has done yet.

What a suspension that has ended says is left out with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from kg.model import UNNUMBERED_ID
from kg.patterns import pattern
from kg.span import CHANGES, ENDS
from kg.text import fold

if TYPE_CHECKING:
    from kg.edges import Edge
    from kg.store import Store

# "DỰ THẢO", "Dự thảo lần 2", "(Dự thảo ngày 12/5/2025)", "DỰ THẢO KẾ HOẠCH": a short line of its own, above the text.
_DRAFT = pattern(r"^\W*(?:ban )?du thao\b.{0,40}$", re.MULTILINE)
_HEAD = 1_500  # characters of a text in which a draft says that it is one


def stamped(store: Store, ident: str) -> bool:
    """Whether a text of an instrument says that it is a draft, though it may have been issued since."""
    return any(_DRAFT.search(fold(store.text(d.id)[:_HEAD])) for d in store.texts(ident))


def is_draft(store: Store, ident: str) -> bool:
    """Whether an instrument is a draft: its text says so, and has no number."""
    return ident.startswith(UNNUMBERED_ID) and stamped(store, ident)


def issued(store: Store, edges: Iterable[Edge]) -> Iterator[Edge]:
    """The evidence, but that of a draft for what it is to replace, repeal, suspend or change: it does nothing yet; and that of
    what suspends, where that was replaced or repealed: it does nothing any more."""
    draft, over = cache(partial(is_draft, store)), cache(partial(_over, store))
    for e in edges:
        idle = e.predicate in CHANGES and (draft(e.subject) or (e.predicate == "suspends" and over(e.subject)))
        if not idle:
            yield e


def _over(store: Store, ident: str) -> bool:
    """Whether the whole of an instrument was replaced or repealed, and not by a draft."""
    ends = (e for e in store.edges(object=ident) if e.predicate in ENDS and e.status != "rejected" and not e.provision)
    return any(e.subject != ident and not is_draft(store, e.subject) for e in ends)
