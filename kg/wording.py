"""New wording that one instrument gives to another: in it, "Nghị định này" means the one that is amended."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Name
from kg.patterns import pattern

_OPENS = pattern(r'như\s+sau\s*:\s*(["“])')
_CLOSES = {"“": pattern(r"”[\s.;,]*(?:\n|$)"), '"': pattern(r'"[\s.;,]*(?:\n|$)')}


def passages(text: str) -> list[tuple[int, int]]:
    """Where new wording stands: in quotation marks after "như sau:", to the mark that ends a line; none that stays open.

    >>> t = "Sửa đổi Điều 5 như sau:\\n“Điều 5. Hồ sơ “xanh”, theo Điều 7 Luật này.”.\\n2. Sửa đổi"
    >>> [t[a:b] for a, b in passages(t)]
    ['Điều 5. Hồ sơ “xanh”, theo Điều 7 Luật này.']
    """
    found: list[tuple[int, int]] = []
    at = 0
    while opened := _OPENS.search(text, at):
        closed = _CLOSES[opened[1]].search(text, opened.end())
        if closed is None:
            break
        found.append((opened.end(), closed.start()))
        at = closed.end()
    return found


def amended(names: Sequence[Name], within: Sequence[tuple[int, int]]) -> dict[int, int | None]:
    """For each "Nghị định này" in new wording the name of what is amended: the last of its type before it, or None."""
    found: dict[int, int | None] = {}
    last: dict[str | None, int] = {}  # the last name of each type outside of new wording
    spans = iter(within)
    start, end = next(spans, (0, 0))
    for i, name in enumerate(names):
        while end and name.start >= end:
            start, end = next(spans, (0, 0))
        if end and name.start >= start:
            if name.this:
                found[i] = last.get(name.type)
        elif name.form != "back":
            last[name.type] = i
    return found
