"""What is told in the passive with its agents in a list, or with none: "A được sửa đổi bởi:⏎a) B", "A được sửa đổi như sau"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg import rank
from kg.field import opening
from kg.items import LONGEST_LEAD, LONGEST_MARK, is_member, items, listed, opens, part_at
from kg.model import Name
from kg.patterns import pattern
from kg.span import Link, Sentence

_AMENDED_BY = pattern(r"được\s+sửa\s+đổi[^:;]{0,60}(?:bởi|theo)\s*:\s*", re.IGNORECASE)
# "Điều 12 A về … được sửa đổi, bổ sung như sau": by the document.
_REWORDED = pattern(
    r"(?:\s[^.;:\n“\"]{0,200}?)?\s(?:được|nay)\s+(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|thay\s+thế)"
    r"[^.;:\n“\"]{0,100}?\s(?:như\s+sau|thành)(?!\w)",
    re.IGNORECASE,
)
_STOP = pattern(r"[.;:]\s")
_PREAMBLE = pattern(r"^[^\w\n]*(?:Căn cứ|Quốc hội ban hành|Điều 1\b|Chương I\b)", re.MULTILINE)


def amended(text: str, names: Sequence[Name]) -> Iterator[Link]:
    """ "A về … được sửa đổi, bổ sung bởi:⏎a) B;⏎b) C": each item amends A."""
    for m in _AMENDED_BY.finditer(text) if "bởi:" in text else ():
        i = bisect_left(names, m.start(), key=lambda n: n.start) - 1
        if i < 0 or len(text[names[i].told : m.start()]) > LONGEST_LEAD or _STOP.search(text, names[i].told, m.start()):
            continue
        for j, _ in items(text, names, m.end()):
            amends = listed("amends", i, names[i].start, names[j].end, None, rule="passive+list")
            if names[j].form == "number" and rank.possible(names, amends._replace(subject=j)):
                yield amends._replace(subject=j)


def reworded(text: str, names: Sequence[Name], sentences: Sequence[Sentence]) -> Iterator[Link]:
    """ "Khoản 2 Điều 12 A được sửa đổi, bổ sung như sau": what the document gives new words."""
    for s in sentences:
        if s.preamble or s.title:
            continue
        for i in range(s.first, s.last):
            at = names[i].told
            if names[i].form == "back" or not _may_reword(text, at):
                continue  # nearly always
            m = _REWORDED.match(text, at) if is_member(names, i) else None
            if m is None:
                continue
            part = part_at(text, s, names[i])
            begin = part[1] if part else names[i].start
            if opens(text, max(s.start, text.rfind("\n", s.start, begin) + 1), begin):
                yield listed("amends", i, begin, m.end(), part, rule="effect")


def _may_reword(text: str, at: int) -> bool:
    """Whether the words that `_REWORDED` needs stand near an offset; a pattern would look at each word for them."""
    end = at + LONGEST_LEAD
    to = max(text.find("sau", at, end), text.find("thành", at, end))
    return to >= 0 and any(text.find(verb, at, to) >= 0 for verb in ("sửa", "bổ", "chỉnh", "thay"))


def consolidated(text: str, names: Sequence[Name], start: int) -> Iterator[Link]:
    """What a consolidated text puts together: the instrument that it tells first, and those that it lists as amending it.

    They stand between its title, which ends at `start`, and its preamble: "Luật Giá số … được sửa đổi, bổ sung bởi: 1. Luật số …".
    """
    over = _PREAMBLE.search(text, start)
    end = over.start() if over else start
    first = next((i for i, n in enumerate(names) if start <= n.start < end and n.form == "number"), None)
    if first is None:
        return
    begin = names[first].start
    yield listed("consolidates", first, begin, names[first].end, None, rule="consolidation")
    opened = _AMENDED_BY.search(text, names[first].end, end)
    for i in range(first + 1, len(names) if opened else 0):
        name = names[i]
        if name.start >= end or name.form != "number":
            continue
        near = max(opened.end() if opened else 0, name.start - LONGEST_MARK)
        if opened and opening(text, max(near, text.rfind("\n", near, name.start) + 1), name.start):
            yield listed("consolidates", i, begin, name.end, None, rule="consolidation")
            yield listed("amends", first, begin, name.end, None, rule="passive+list")._replace(subject=i)
