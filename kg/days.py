"""Days that several names share, or have each in its turn: "A (ngày …) và B (cùng ngày)", "A và B lần lượt ngày … và ngày …"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from kg import dates, dating, writers
from kg.beside import joined
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK

_SAME = pattern(r"\s?(?:\(\s?cùng\s+ngày\s?\)|,?\s+cùng\s+ngày(?!\s+\d)(?!\w))", re.IGNORECASE)
_IN_TURN = pattern(
    r"\s?[(,]?\s{0,2}(?:(?:được\s+)?(?:ban\s+hành|ký)\s+)?lần\s+lượt\s+(?:vào\s+)?(?:các\s+)?ngày\s+", re.IGNORECASE
)
# "Các nghị quyết nêu trên đều được ban hành ngày …": the day of all that a list names.
_ABOVE = ("trên đều", "trên được", "này đều", "này được", "trên ban hành", "trên cùng")
_ALL = pattern(
    r"(?:Các|Những)\s(?=\w)(?P<noun>[^\W\d]+\s[^\W\d]+)\s(?:(?:nêu|nói|kể)\s)?(?:trên|này)\s(?:(?:cùng|đều)\s){0,2}(?:được\s)?"
    r"(?:ký\sban\shành|ban\shành|thông\squa|ký)\s(?:cùng\s)?(?:vào\s)?ngày\s{1,3}"
)
_HEAD = pattern(rf"(?:^|\n)[^\S\n]*{MARK}\s*(?:[^\W\d]+\s){{0,2}}$", re.IGNORECASE)
_LIST_BEGINS = pattern(r"\n\s*\n|:[^\S\n]*\n")
_LONGEST_ITEM, _LONGEST_HEAD = 1500, 40  # characters
_NEXT = pattern(r"(?:\s?[,;]\s?(?:và\s+)?|\s+và\s+)(?:ngày\s+)?", re.IGNORECASE)


def same(text: str, name: Name, before: Name | None, lexicon: Lexicon) -> Name:
    """ "A (ngày 30/11/2023) và B (cùng ngày) của …": B with the day of A."""
    if name.facts.date or before is None or before.facts.date is None or not name.facts.number:
        return name
    m = _SAME.match(text, name.told) if text.find("ùng", name.told, name.told + 6) > 0 else None
    if m is None or not writers.of_year(name.facts, before.facts.date, lexicon):
        return name
    return name.telling(**dating.on(before.facts.date))._replace(told=m.end())


def in_turn(text: str, names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """The names, with as many days as there are names in a list before them."""
    found = list(names)
    if "lần lượt" not in text:  # nearly always
        return found
    for i, name in enumerate(found):
        m = _IN_TURN.match(text, name.told) if name.facts.number and name.facts.date is None else None
        days, end = _days(text, m.end()) if m else ([], 0)
        first = i + 1 - len(days)
        members = found[max(0, first) : i + 1]
        alone = any(a.facts.date or not a.facts.number or not joined(text, a, b) for a, b in pairwise(members))
        if first < 0 or len(days) < 2 or alone:
            continue
        if all(writers.of_year(n.facts, day, lexicon) for n, day in zip(members, days, strict=True)):
            found[first : i + 1] = [n.telling(**dating.on(d)) for n, d in zip(members, days, strict=True)]
            found[i] = found[i]._replace(told=end)
    return found


def of_all(text: str, names: list[Name], lexicon: Lexicon) -> None:
    """The day told of all members of a list behind it: each opens an item, and tells none itself."""
    undated = sum(n.form == "number" and n.facts.date is None for n in names)
    if undated < 2 or not any(words in text for words in _ABOVE):  # nearly always
        return
    begin = 0
    for m in _ALL.finditer(text):
        least, begin = begin, m.end()
        day = dates.match(text, m.end())
        kind = lexicon.type_called(m["noun"])
        if day is None or not (kind or m["noun"] == "văn bản"):
            continue
        heads = _items(text, names, least, m.start())
        heads = [i for i in heads if kind in (None, lexicon.types.get(names[i].type or ""))]
        if len(heads) > 1 and all(writers.of_year(names[i].facts, day[0], lexicon) for i in heads):
            for i in heads:
                if names[i].facts.date is None:
                    names[i] = names[i].telling(**dating.on(day[0]))


def _items(text: str, names: Sequence[Name], start: int, end: int) -> list[int]:
    """The numbers that open the items of the list which ends at an offset, from another on."""
    found: list[int] = []
    for i in range(bisect_left(names, end, key=lambda n: n.start) - 1, -1, -1):
        name = names[i]
        if name.start < start or end - name.start > _LONGEST_ITEM or _LIST_BEGINS.search(text, name.start, end):
            break
        if name.form == "number" and _HEAD.search(text, max(0, name.start - _LONGEST_HEAD), name.start):
            found.append(i)
            end = name.start
    return found


def _days(text: str, at: int) -> tuple[list[str], int]:
    """The dates of a list at an offset, and where the last ends."""
    days: list[str] = []
    end = at
    while day := dates.match(text, at):
        days.append(day[0])
        end = day[1]
        more = _NEXT.match(text, end)
        if more is None:
            break
        at = more.end()
    return days, end + (bool(days) and text[end : end + 1] == ")")
