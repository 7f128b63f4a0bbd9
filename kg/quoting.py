"""How evidence is printed: its quote, shortened around what it proves, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.labels import rule
from kg.lineage import across_sentences
from kg.offline import marked
from kg.terminal import clean, faint, fit

if TYPE_CHECKING:
    from kg.edges import Edge
    from kg.store import Store

_WIDE = 280  # characters of a quote that are shown whole
_AROUND = 60  # characters kept at the ends of a shortened quote, and around a name in it
_KEPT = 4  # names and cues that are kept in it
REVIEW = {"accepted": "đã duyệt", "rejected": "đã bác bỏ"}

Place = Callable[["Edge"], tuple[int, int]]


def evidence(
    edges: Sequence[Edge], place: Place, *, names: Iterable[str] = (), full: bool = False, room: int | None = None
) -> Iterator[str]:
    """The lines of the evidence for one step: the best, and how many more; with `full` all of it, quotes whole."""
    for e in edges if full else edges[:1]:
        yield from fit(f"“{clean(e.quote) if full else brief(e, names)}”", room)
        yield from map(faint, fit(whence(e, place), room))
    if len(edges) > 1 and not full:
        yield faint(f"và {len(edges) - 1} bằng chứng khác (--full)")


def whence(e: Edge, place: Place) -> str:
    """File, place in it, rule and confidence of one piece of evidence."""
    line, column = place(e)
    parts = (
        f"{clean(e.source)}:{line}:{column}",
        f"ký tự {e.start}–{e.end}",
        "" if e.page is None else f"trang {e.page}",
        f"quy tắc: {clean(rule(e.rule))}",
        f"độ tin cậy {e.confidence:.2f}".replace(".", ","),
        "đọc qua nhiều câu" if across_sentences(e) else "",
        REVIEW.get(e.status, ""),
        clean(e.provision or ""),
    )
    return " · ".join(p for p in parts if p)


def brief(e: Edge, names: Iterable[str]) -> str:
    """The quote of a piece of evidence in short: what it names stays in it, and the words that tell the relation."""
    quote = clean(e.quote)
    if len(quote) <= _WIDE:
        return quote
    words = e.rule.partition("+")[0].partition(":")[2]
    return shorten(quote, [*names, *([words] if words else dict.fromkeys(marked(quote, e.predicate)[1::2]))][:_KEPT])


def shorten(quote: str, names: Iterable[str]) -> str:
    """A long quote with parts of its middle left out; its ends and the places where `names` stand are kept.

    >>> short = shorten("370/KH-UBND " + "xa " * 99 + "52-NQ/TW " + "gần " * 99, ["370/KH-UBND", "52-NQ/TW"])
    >>> len(short) < 280, short.count(" … "), "52-NQ/TW" in short
    (True, 2, True)
    """
    if len(quote) <= _WIDE:
        return quote
    kept = [(0, _AROUND), (len(quote) - _AROUND, len(quote))]
    for known in names:
        words = re.findall(r"\w+", known)[:6]
        if words and (m := re.search(r"\W{0,3}".join(map(re.escape, words)), quote, re.IGNORECASE)):
            kept.append((max(0, m.start() - _AROUND // 2), min(len(quote), m.end() + _AROUND // 2)))
    parts: list[list[int]] = []
    for start, end in sorted(kept):
        if parts and start <= parts[-1][1] + 3:
            parts[-1][1] = max(end, parts[-1][1])
        else:
            parts.append([start, end])
    # Whole words only: a part begins after a blank and ends before one.
    whole = [(quote.find(" ", a) + 1 if a else 0, quote.rfind(" ", a, b) if b < len(quote) else b) for a, b in parts]
    return " … ".join(quote[a:b].strip() for a, b in whole if a < b)


def places(store: Store) -> Place:
    """A function that gives line and column (from 1, in characters) of the start of a quote in its text."""

    @lru_cache(maxsize=8)
    def text(document: str) -> str:
        return store.text(document)

    def place(edge: Edge) -> tuple[int, int]:
        whole = text(edge.document)
        return whole.count("\n", 0, edge.start) + 1, edge.start - whole.rfind("\n", 0, edge.start)

    return place
