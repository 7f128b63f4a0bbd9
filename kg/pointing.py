"""Names that point back: "Nghị quyết này", "Quyết định nêu trên". Most names in laws and circulars do."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.scan import Hit

_THIS = " này"
_BACK = pattern(
    r"\s{1,2}(này|nêu trên|nói trên|kể trên|trên đây|dẫn trên|vừa nêu|đã nêu|đó"
    r"|trên(?=[,.;:)]|\s(?:được|đã|có|và|không|thì|là)\s))(?!\w)",
    re.IGNORECASE,
)
# What counts a noun, so that it means several instruments: "các Nghị quyết này".
_SEVERAL = pattern(r"(?<!\w)(?:hai|ba|bốn|năm|các|những|cả|mọi)\s+$", re.IGNORECASE)
_SEVERAL_END = frozenset("iIaAnNmMcCgGảẢ")  # the last letters of these
# "02 Nghị quyết này", not "Điều 5 Nghị quyết này".
_COUNT = pattern(r"(?<!iều )(?<!oản )(?<!iểm )(?<!ục )(?<!ần )(?<!ương )(?<!số )(?<![\w/.-])0[2-9] +$")


def this(text: str, at: int) -> int | None:
    """Where "này" ends that stands at an offset as people write it, after one blank."""
    end = at + len(_THIS)
    goes_on = text[end : end + 1].isalnum() or text[end : end + 1] == "_"
    return end if text.startswith(_THIS, at) and not goes_on else None


def any_way(text: str, at: int) -> tuple[int, bool] | None:
    """Where the words end that point back from an offset, and whether they are "này"."""
    m = _BACK.match(text, at)
    return (m.end(), m[1].lower() == "này") if m else None


def name(text: str, hit: Hit, end: int, *, this: bool) -> Name:
    """ "Nghị quyết này": what it means, the document tells."""
    kind = hit.type
    several = _counted(text, hit.at)
    meant = "plural" if several else kind.kind
    return Name(hit.at, end, "back", kind.label, meant, _of_type(kind.label), told=end, this=this and not several)


def _counted(text: str, at: int) -> bool:
    """Whether the word before a noun tells that it means several."""
    first = max(0, at - 12)
    word = text[first:at].rstrip()[-1:]
    if word.isdigit():
        return _COUNT.search(text[first:at]) is not None
    return word in _SEVERAL_END and _SEVERAL.search(text, first, at) is not None


@lru_cache(maxsize=256)
def _of_type(label: str) -> Instrument:
    return Instrument(type=label)
