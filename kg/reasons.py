"""Why an item of a list has ended, told behind it: "1. Quyết định số … về chợ.⏎- Lý do: được thay thế bởi Quyết định số …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg import provisions, rank
from kg.cues import Found, governing
from kg.items import JOINED, mark, opens
from kg.lexicon import Lexicon
from kg.linking import EACH, link_of, within_verb
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK
from kg.span import CHANGES, Link, Sentence

_BECAUSE = r"lý\s+do(?:\s+[^\W\d]+){0,6}\s*:"
_VERB = rf"(?:(?P<part>{provisions.PARTS})\s+)?(?:(?:văn\s+bản|do|vì|đã|nay)\s+)*"
# Nothing else stands before the verb: what suffers is told above.
_OPENS = pattern(rf"\s*(?:{MARK}\s*)?\(?(?P<because>{_BECAUSE}\s*)?{_VERB}", re.IGNORECASE)
_ASIDE = pattern(rf"[\s(;,.–-]\s*{_BECAUSE}\s*{_VERB}$", re.IGNORECASE)
_REASON = pattern(rf"[\s(;,.–-]*{_BECAUSE}", re.IGNORECASE)
_NEXT = pattern(rf"\s*[;,]\s*(?:và\s+)?{_VERB}", re.IGNORECASE)
_NUMBERED = pattern(r"\n[^\S\n]*(?:\d{1,3}|[a-zđ])\s?[.)]\s", re.IGNORECASE)
# "+ Nội dung hết hiệu lực: Điều 3.", on a line between an item and its reason.
_ENDED = pattern(
    rf"(?:nội\s+dung|phần|quy\s+định|điều\s+khoản)(?:\s+[^\W\d]+){{0,5}}\s*:\s*({provisions.PARTS})(?=\s*[.;,\n])",
    re.IGNORECASE,
)
_LONGEST = 200  # characters before the name of what ends another
_APART = 300  # characters from an item to the reason below it


def read(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], links: Sequence[Link], lexicon: Lexicon
) -> Iterator[Link]:
    """What ends or changes the item of a list, where the words that say so have no subject of their own."""
    told = {k.subject for k in links if k.predicate in CHANGES}
    item: list[int] = []  # the one whose reason may follow, and those beside it
    over = 0  # where what is told of it ends so far
    for s in sentences:
        reasons: list[_Reason] = []
        below = _below(text, names, s, over, lexicon) if item else None
        if below is None:
            item = _item(text, names, s)
        elif below.because or not below.part or mark(text, names[item[0]].start):
            reasons = [below]
        over = s.end
        for i in range(item[-1] + 1 if below is None else s.first + 1, s.last) if item else ():
            again = bool(reasons) and reasons[-1].name == i - 1
            # "A căn cứ B (lý do: được thay thế bởi C)": what stands between is meant as likely as the item
            reason = _further(text, names, i, lexicon, again=again) if again or item[-1] == i - 1 else None
            reasons += [reason] if reason else []
        for reason in reasons:
            yield from (k for k in _told(text, names, s, item, reason, lexicon) if k.subject not in told)


class _Reason(NamedTuple):
    """A verb in the passive, the name behind it, the part that it is told of, and whether it is told as a reason."""

    verb: Found
    name: int
    part: str | None
    because: bool


def _item(text: str, names: Sequence[Name], s: Sentence) -> list[int]:
    """The name that opens a sentence, and those beside it: "1. Quyết định A và Quyết định B."."""
    if names[s.first].form != "number" or not opens(text, s.start, names[s.first].start):
        return []
    item = [s.first]
    for i in range(s.first + 1, s.last):
        if names[i].form != "number" or not JOINED.fullmatch(text, names[i - 1].told, names[i].start):
            break
        item.append(i)
    return item


def _below(text: str, names: Sequence[Name], s: Sentence, over: int, lexicon: Lexicon) -> _Reason | None:
    """The reason that a sentence opens with."""
    at = names[s.first].start
    if names[s.first].form != "number" or not s.start < at <= s.start + _LONGEST or s.start - over > _APART:
        return None
    found = _suffering(text, s.start, at, lexicon)
    opened = _OPENS.fullmatch(text, s.start, found.start) if found else None
    if found is None or opened is None or _NUMBERED.search(text, max(0, over - 1), s.start + 4):
        return None
    ended = None if opened["part"] else _ENDED.search(text, over, s.start)
    return _Reason(found, s.first, ended[1] if ended else opened["part"], opened["because"] is not None)


def _further(text: str, names: Sequence[Name], i: int, lexicon: Lexicon, *, again: bool) -> _Reason | None:
    """ "A … (lý do: khoản 2 Điều 3 bị bãi bỏ bởi B)"; or, after a reason, "…; khoản 4 được sửa đổi bởi C"."""
    begin, at = max(names[i - 1].told, names[i].start - _LONGEST), names[i].start
    if names[i].form != "number" or not (again or text.find("ý do", begin, at) >= 0):
        return None  # nearly always
    found = _suffering(text, begin, at, lexicon)
    led = (_NEXT.fullmatch if again else _ASIDE.search)(text, begin, found.start) if found else None
    return _Reason(found, i, led["part"], not again) if found and led else None


def _suffering(text: str, begin: int, at: int, lexicon: Lexicon) -> Found | None:
    found = governing(text, begin, at, lexicon)
    return found if found and found.cue.voice == "passive" and found.cue.predicate in CHANGES else None


def _told(
    text: str, names: Sequence[Name], s: Sentence, items: Sequence[int], reason: _Reason, lexicon: Lexicon
) -> Iterator[Link]:
    """What a name, and those in a list with it, did to items: each to all, or "lần lượt" each to its own."""
    predicate = reason.verb.cue.predicate
    part = reason.part or within_verb(text, reason.verb, predicate)
    agents = list(_agents(text, names, s, reason.name))
    pairs = [(j, item) for item in items for j in agents]
    if EACH.search(text, reason.verb.start, names[reason.name].start):
        pairs = list(zip(agents, items, strict=True)) if len(agents) == len(items) else []
    for j, item in pairs:
        rule = "passive" if j == reason.name else "passive+list"
        link = link_of(j, predicate, item, names[item].start, names[j].end, rule, provision=part)
        if rank.possible(names, link, lexicon):
            yield link


def _agents(text: str, names: Sequence[Name], s: Sentence, first: int) -> Iterator[int]:
    """A name and those in a list with it; none that has a reason of its own: "… bởi A; B, lý do: …"."""
    yield first
    for j in range(first + 1, s.last):
        joined = names[j].form == "number" and JOINED.fullmatch(text, names[j - 1].told, names[j].start)
        if not joined or _REASON.match(text, names[j].told, s.end):
            return
        yield j
