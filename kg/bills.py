"""Bills: "dự án Luật Khám bệnh, chữa bệnh (sửa đổi)" is not the law of that name, which it may replace, and becomes another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern

_MARK = " (dự án)"
# "các dự án Luật A (sửa đổi), Luật B (sửa đổi) và Luật C": of several, all; of one, what is called new too.
_NEXT = pattern(r"\s?(?:\((?:sửa đổi|bổ sung|mới|thay thế)[^()\n]{0,30}\)\s?)?(?:,|;|,?\svà)\s{1,2}", re.IGNORECASE)
_NEW = pattern(r"\s?\(sửa đổi", re.IGNORECASE)


@lru_cache(maxsize=4)
def _leads(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<several>(?:các|những|\d{{1,3}})\s+)?{lexicon.words['bill'].any}\s{{1,2}}[“\"]?$", re.IGNORECASE
    )


def told(text: str, names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """The names, those of bills called so, where no year or day tells the law that one became."""
    found: list[Name] = []
    before: Name | None = None  # the bill right before, and whether it is one of several
    several = False
    for name in names:
        is_law = name.kind == "law" and name.form == "name"
        lead = _leads(lexicon).search(text, max(0, name.start - 24), name.start) if is_law else None
        beside = is_law and before is not None and _NEXT.fullmatch(text, before.told, name.start) is not None
        listed = beside and (several or _NEW.match(text, name.told) is not None)
        several = bool(lead["several"]) if lead else several and listed
        before = name if lead or listed else None
        found.append(_bill(name) if before else name)
    return found


def _bill(name: Name) -> Name:
    facts = name.facts
    if not facts.name or facts.number or facts.date or facts.year:
        return name
    return name.telling(name=f"{facts.name}{_MARK}")


def of(called: str) -> str | None:
    """The law that a bill is for, by the bill's name; None for what is no bill.

    >>> of("Luật Đất đai (dự án)"), of("Luật Đất đai")
    ('Luật Đất đai', None)
    """
    return called.removesuffix(_MARK) if called.endswith(_MARK) else None


def becomes(called: str, written: str | None, lexicon: Lexicon) -> list[Instrument]:
    """The laws that a bill may have become, none earlier than the document."""
    return [c for c in lexicon.named(of(called) or "") if c.date and (not written or c.date > written)]
