"""Programmes whose time is extended: "kéo dài thời gian thực hiện Chương trình A giai đoạn 2025 - 2028 … đến hết năm 2030"."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import twins
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.span import Link

_UNTIL = pattern(
    r"(?<!\w)(?<!nhìn )(?<!hướng )(?<!xét )(?:đến|tới|sang)\s+(?:hết\s+)?"
    r"(?:ngày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}\s+năm\s+|\s?[/.-]\s?\d{1,2}\s?[/.-]\s?)"
    r"|tháng\s+\d{1,2}(?:\s+năm\s+|\s?/\s?)|năm\s+)?((?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
_CLAUSE_ENDS = pattern(r"[;:\n]|\.(?=\s|$)")
_LONGEST = 300  # characters from the programme's name to the year


@lru_cache(maxsize=4)
def _prolongs(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lexicon.words['prolonging'].any})(?!\w)", re.IGNORECASE)


def until(words: str, name: str, lexicon: Lexicon) -> str | None:
    """The year to which words extend a programme, whose id tells the last year of its period.

    >>> from kg.lexicon import load
    >>> until("Kéo dài thời gian thực hiện Đề án A giai đoạn 2021 - 2025 đến hết năm 2026", "urn:kg:named:de.an:a:2025", load())
    '2026'
    >>> until("Gia hạn Đề án A giai đoạn 2021 - 2025, tầm nhìn đến năm 2030", "urn:kg:named:de.an:a:2025", load())
    """
    m = _prolongs(lexicon).search(words)
    found = _year(words, m.end(), len(words), name) if m else None
    return found[1] if found else None


def _year(text: str, start: int, end: int, name: str) -> re.Match[str] | None:
    """The first year in a stretch of text that is later than the period in the id of a programme."""
    period = twins.parted(name)[1]
    return next((m for m in _UNTIL.finditer(text, start, end) if m[1] > period), None) if period else None


def proven(text: str, link: Link, name: str, lexicon: Lexicon) -> int:
    """Where the words of a link end, with the year to which it extends the programme of that id: they are part of the proof."""
    if link.predicate != "amends" or twins.parted(name)[1] is None:
        return link.end
    if not _prolongs(lexicon).search(text, link.start, link.end):
        return link.end
    limit = min(len(text), link.end + _LONGEST)
    stop = _CLAUSE_ENDS.search(text, link.end, limit)
    m = _year(text, link.end, stop.start() if stop else limit, name)
    return m.end() if m else link.end
