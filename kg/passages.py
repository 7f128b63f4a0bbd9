"""A document's text in passages: what is named in each, where evidence begins, and which words are to be lit up."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PART = 100_000  # characters of a text that one page shows
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of the text in which nothing begins or ends. `named` are the ids of what it is the name of."""

    text: str
    named: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()  # those of `named` after the first whose mention ends here
    anchors: tuple[str, ...] = ()  # keys of the evidence that begins here
    lit: bool = False
    page: int | None = None  # the page that begins here


def part_of(offset: int) -> int:
    """The part, from 1, in which a character stands."""
    return offset // PART + 1


def passages(
    text: str,
    mentions: Iterable[tuple[int, int, str]],
    proofs: Iterable[tuple[int, int, str]],
    *,
    lit: tuple[int, int] | None = None,
    pages: Sequence[int] | None = None,
    part: int = 1,
) -> list[Passage]:
    """The passages of one part of a text, in order; together they are its text.

    `mentions` are (start, end, id) and may overlap, `proofs` are (start, end, key), `lit` is a span, `pages` the offsets at
    which pages begin. Control characters and those that turn the direction of text become U+FFFD, one for one.
    """
    low, high = (part - 1) * PART, min(part * PART, len(text))
    spans = [(max(s, low), min(e, high), ident) for s, e, ident in mentions if s < high and e > low and s < e]
    begins = [(s, key) for s, _, key in proofs if low <= s < high or s == high == len(text)]
    bright = (max(lit[0], low), min(lit[1], high)) if lit and lit[0] < high and lit[1] > low else None
    starts = {offset: n for n, offset in enumerate(pages or (), start=1) if low <= offset < high}
    cuts = sorted(
        {low, high, *starts, *(bright or ()), *(s for s, _ in begins), *(x for s, e, _ in spans for x in (s, e))}
    )
    within, ends = _placed(cuts, spans)
    anchors: dict[int, list[str]] = {}
    for s, key in begins:
        anchors.setdefault(s, []).append(key)
    return [
        Passage(
            text=_UNSEEN.sub("\ufffd", text[start:end]),
            named=tuple(within[n]),
            ended=tuple(dict.fromkeys(ends[n])),
            anchors=tuple(anchors.get(start, ())),
            lit=bright is not None and bright[0] <= start < bright[1],
            page=starts.get(start),
        )
        for n, (start, end) in enumerate(zip(cuts, [*cuts[1:], high], strict=True))
        if start < end or start in anchors
    ]


def _placed(cuts: Sequence[int], spans: Iterable[tuple[int, int, str]]) -> tuple[list[list[str]], list[list[str]]]:
    """The ids of the spans in each piece that begins at a cut; and of those that end there all but the piece's first."""
    within: list[list[str]] = [[] for _ in cuts]
    ends: list[list[str]] = [[] for _ in cuts]
    for s, e, ident in sorted(spans):
        first, last = bisect_left(cuts, s), bisect_left(cuts, e) - 1
        for n in range(first, last + 1):
            if ident not in within[n]:
                within[n].append(ident)
        if within[last][0] != ident:
            ends[last].append(ident)
    return within, ends
