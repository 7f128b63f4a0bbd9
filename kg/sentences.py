"""Where sentences and items end: the field within which a cue or an issuer can reach a name."""

from __future__ import annotations

import re
from bisect import bisect_right

from kg.text import LOWER

# A full stop before a capital or an item mark. The patterns start with a plain character set, which `re` scans for quickly.
_STOP = re.compile(r"[.!?…][\"”’)*_]*\s+(?=[^" + LOWER + r"\s,;])")
_ABBREVIATED = re.compile(r"\b(?:TP|Tp|tp|TS|GS|ThS|số)$")
_LINES = re.compile(r"\n(?:[ \t]*\n\s*)?")
# A line that opens an item or a clause of the preamble.
_OPENS = re.compile(
    r"[ \t]*(?:[-+•*][ \t]|\d{1,2}[.)][ \t]|[a-zđ]\)|Điều\s\d|Khoản\s\d|Căn cứ|CĂN CỨ|Theo đề nghị|Xét|"
    r"Chương\s|Mục\s|Phụ lục|PHỤ LỤC|Nơi nhận|QUYẾT ĐỊNH|NGHỊ QUYẾT)"
)
LONGEST = 5000  # characters; the longest sentences of laws, lists apart, have about 3,000
_FINAL = (".", ";", ":", "!", "?")
_CLAUSE = re.compile(
    r"[ \t]*[-+•*]?[ \t]*(?:Căn cứ|Thực hiện|Theo|Xét)\s"
)  # each clause of a preamble stands by itself
_ITEM = re.compile(r"[ \t]*(?:[-+•*][ \t]|\d{1,2}[.)][ \t]|[a-zđ]\))")


def breaks(text: str) -> list[int]:
    """The offsets at which sentences start, in order, the first 0.

    An empty line before a small letter is a page break inside a sentence, and no end.

    >>> breaks("Điều 1. Sửa đổi Luật A. Điều 2.\\n\\nChương trình\\n\\nhành động")
    [0, 8, 24, 33]
    """
    starts = {0}
    for m in _STOP.finditer(text):
        if not _ABBREVIATED.search(text, max(0, m.start() - 4), m.start()) and not _page_break(
            text, m.start() + 1, m.end()
        ):
            starts.add(m.end())
    for m in _LINES.finditer(text):
        start, end = m.span()
        before = text[start - 1 : start]
        if end - start > 1:
            if not (text[end : end + 1].islower() and before not in _FINAL):
                starts.add(end)
        elif _OPENS.match(text, end):
            if (
                before != ";" or not _ITEM.match(text, end) or _CLAUSE.match(text, end)
            ):  # items of one list, each on its line, are one sentence
                starts.add(end)
        elif before in _FINAL and before not in "!?":
            starts.add(end)
    return _bounded(sorted(starts), text)


def _bounded(starts: list[int], text: str) -> list[int]:
    """The starts, with more where a sentence would be longer than any real one: what reads sentences stays linear."""
    ends = [*starts[1:], len(text)]
    if all(end - start <= LONGEST for start, end in zip(starts, ends, strict=True)):
        return starts
    bounded: list[int] = []
    for start, end in zip(starts, ends, strict=True):
        at = start
        bounded.append(at)
        while end - at > LONGEST:
            blank = text.find(" ", at + LONGEST // 2, at + LONGEST)
            at = blank + 1 if blank >= 0 else at + LONGEST
            bounded.append(at)
    return bounded


def _page_break(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 1 and text[end : end + 1].islower()


def bounds(starts: list[int], at: int, length: int) -> tuple[int, int]:
    """Start and end of the sentence that holds an offset."""
    n = bisect_right(starts, at)
    return starts[n - 1], starts[n] if n < len(starts) else length
