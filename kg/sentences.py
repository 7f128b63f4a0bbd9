"""Where sentences and items end: the field within which a cue or an issuer can reach a name."""

from __future__ import annotations

import re
from bisect import bisect_right

from kg.text import LOWER

# A full stop before a capital or an item mark, an empty line, or a line that opens an item or a clause of the preamble.
_BREAK = re.compile(
    r"(?<!\bTP)(?<!\bTp)(?<!\btp)(?<!\bTS)(?<!\bGS)(?<!\bThS)(?<!\bsố)[.!?…][\"”’)*_]*\s+(?=[^" + LOWER + r"\s,;])"
    r"|\n[ \t]*(?:\n\s*)+"
    r"|\n(?=[ \t]*(?:[-+•*][ \t]|\d{1,2}[.)][ \t]|[a-zđ]\)|Điều\s\d|Khoản\s\d|Căn cứ|CĂN CỨ|Theo đề nghị|Xét|Chương\s|Mục\s|Phụ lục|PHỤ LỤC|Nơi nhận|QUYẾT ĐỊNH|NGHỊ QUYẾT))"
    r"|(?<=[;:.])[ \t]*\n"
)
_ITEM = re.compile(r"[ \t]*(?:[-+•*][ \t]|\d{1,2}[.)][ \t]|[a-zđ]\))")


def breaks(text: str) -> list[int]:
    """The offsets at which sentences start, in order, the first 0.

    An empty line before a small letter is a page break inside a sentence, and no end.

    >>> breaks("Điều 1. Sửa đổi Luật A. Điều 2.\\n\\nChương trình\\n\\nhành động")
    [0, 8, 24, 33]
    """
    starts = [0]
    for m in _BREAK.finditer(text):
        end = m.end()
        blank = m.group()
        if blank.count("\n") > 1 and text[end : end + 1].islower() and text[m.start() - 1 : m.start()] not in tuple(".;:!?"):
            continue
        if blank == "\n" and text[m.start() - 1 : m.start()] == ";" and _ITEM.match(text, end):
            continue  # items of one list, each on its line
        starts.append(end)
    return starts


def bounds(starts: list[int], at: int, length: int) -> tuple[int, int]:
    """Start and end of the sentence that holds an offset."""
    n = bisect_right(starts, at)
    return starts[n - 1], starts[n] if n < len(starts) else length
