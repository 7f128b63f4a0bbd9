"""Enumerations: "các Kế hoạch để thực hiện X như: A; B", "12 văn bản thực hiện X (A, B)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.cues import governing
from kg.items import APART, JOINED, LONGEST_MARK, LONGEST_TITLE, opens
from kg.lexicon import Lexicon
from kg.linking import link_of
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK
from kg.span import Link, Sentence
from kg.text import FEW, holds, wrap

_COUNTED = ("nghị quyết", "kế hoạch", "quyết định", "chương trình")
_PLURAL = pattern(
    r"(?<!\w)(?:(?:các|những|nhiều|một\s+số|(ban\s+hành))\s+(?=\w)|\d{1,3}\s+(?=văn\s)"
    rf"|(?<!điều )(?<!khoản )(?<!số )\d{{1,3}}\s+(?-i:(?=(?:{'|'.join(_COUNTED)})\s)))",
    re.IGNORECASE,
)
# One of which it holds.
_PLURALS = ("ác ", "hững ", "hiều ", "ột số ", " văn bản", "an hành ", *(f" {noun} " for noun in _COUNTED))
_DOCUMENTS = pattern(r"(?:loại\s+)?văn\s+bản(?!\w)", re.IGNORECASE)
_AND = pattern(r"(?:\s?,|\s+và)\s+")
_OPENER = pattern(
    rf"(?:(?<!\w)(?:như|(?:bao\s+)?gồm(?:\s+có)?|cụ\s+thể(?:\s+là)?|sau(?:\s+đây)?|trong\s+đó(?:\s+có)?)\s*:?|[:(])\s*(?:{MARK}\s*)?(?:các\s+)?$",
    re.IGNORECASE,
)
_DEEDS = frozenset({"implements", "guides", "amends"})
_LONGEST_HEAD = 120  # characters
_MOST_NOUNS = 6


def enumerated(text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[Link]:
    """ "các Kế hoạch để thực hiện X như: A; B; C", "12 văn bản thực hiện X (A, B)": each member implements X."""
    for n, s in enumerate(sentences):
        yield from _guiding(text, names, s)
        found = _headed(text, names, s, lexicon)
        if not found:
            continue
        head, i, first = found
        stop = s.last
        if first == stop and n + 1 < len(sentences):  # the items begin on the next line
            below = sentences[n + 1]
            stop = below.last if below.start <= s.end and opens(text, below.start, names[first].start) else stop
        for j in _members(text, names, first, stop, head.noun):
            yield link_of(j, head.predicate, i, head.start, names[j].end, "enumeration")


# "Luật A và ba nghị định hướng dẫn (B, C và D)": what stands between the law and B
_GUIDES = pattern(
    rf"(?:,|,?\s+và|\s+cùng(?:\s+với)?)\s+(?:các|\d{{1,2}}|một|{FEW})\s+(nghị\s+định|thông\s+tư)\s+"
    r"(?:quy\s+định\s+chi\s+tiết|hướng\s+dẫn)(?:\s+(?:và|hướng\s+dẫn|chi\s+tiết|thi\s+hành|thực\s+hiện)){0,4}\s*[(:]\s*",
    re.IGNORECASE,
)
_LONGEST_GUIDES = 90  # characters


def _guiding(text: str, names: Sequence[Name], s: Sentence) -> Iterator[Link]:
    """ "Luật A và ba nghị định hướng dẫn (B, C và D)": each of them guides the law that they stand beside."""
    for i in range(s.first, s.last - 1):
        law, at = names[i], names[i + 1].start
        if law.kind != "law" or not 0 < at - law.told < _LONGEST_GUIDES or text[at - 1] not in "( ":
            continue
        m = _GUIDES.fullmatch(text, law.told, at)
        noun = wrap(m[1].lower()) if m else None
        for j in range(i + 1, s.last):
            joined = j == i + 1 or JOINED.search(text, names[j - 1].told, names[j].start)
            if not joined or (names[j].type or "").lower() != noun:
                break
            yield link_of(j, "guides", i, law.start, names[j].end, "enumeration")


class _Head(NamedTuple):
    """What opens a list of instruments: where, of which type they are if it is one, and what they do to the one named next."""

    start: int
    noun: str | None
    predicate: str


def _headed(text: str, names: Sequence[Name], s: Sentence, lexicon: Lexicon) -> tuple[_Head, int, int] | None:
    """The words that open a list in a sentence, the instrument that they act on, and the first that may be a member."""
    if s.last - s.first < 2 and text[s.start : s.end].rstrip()[-1:] != ":":
        return None
    for i in range(s.first, s.last):
        head = None if names[i].form == "back" else _plural_head(text, names[i].start, s.start, lexicon)
        if not head:
            continue
        for j in range(i + 1, s.last + 1):
            at = names[j].start if j < s.last else s.end
            if at - names[i].start > LONGEST_TITLE:
                break
            opened = _OPENER.search(text, max(names[j - 1].told, at - LONGEST_MARK), at)
            if opened and text.find(";", names[i].told, opened.start()) < 0:
                return head, i, j
        return None  # one list a sentence
    return None


def _members(text: str, names: Sequence[Name], first: int, stop: int, noun: str | None) -> Iterator[int]:
    """The members of a list: those of its type, or of any type one beside the other, whatever their titles name."""
    beside = True
    for j in range(first, stop):
        if noun is not None:
            if names[j].type == noun:
                yield j
            continue
        if j > first:
            between = text[max(names[j - 1].told, names[j].start - LONGEST_MARK) : names[j].start]
            beside = bool((JOINED if beside else APART).search(between))
        if beside and names[j].form == "number":
            yield j


def _plural_head(text: str, at: int, start: int, lexicon: Lexicon) -> _Head | None:
    """ "các Kế hoạch để thực hiện", "12 văn bản, chương trình nhằm cụ thể hóa" before a name."""
    first = max(start, at - _LONGEST_HEAD)
    if not holds(text, _PLURALS, first, at):
        return None
    for m in reversed(list(_PLURAL.finditer(text, first, at))):
        nouns, end = _nouns(text, m.end(), at, lexicon)
        if len(nouns) < (2 if m[1] else 1):  # "đã ban hành nghị quyết, kế hoạch thực hiện X, gồm: A; B"
            continue
        found = governing(text, end, at, lexicon)
        near = found is not None and found.start - end <= LONGEST_MARK
        if found and near and found.cue.voice == "active" and found.cue.predicate in _DEEDS:
            # "các văn bản hướng dẫn X" guide it, "các văn bản chỉ đạo, hướng dẫn thực hiện X" carry it out.
            guides = found.cue.predicate == "guides" and text[end : found.start].strip()
            deed = "implements" if guides else found.cue.predicate
            return _Head(m.start(), nouns[0] if len(nouns) == 1 else None, deed)
    return None


def _nouns(text: str, at: int, stop: int, lexicon: Lexicon) -> tuple[list[str | None], int]:
    """The types that nouns at an offset name, and where the last ends; None for "văn bản", which may be any."""
    found: list[str | None] = []
    while len(found) < _MOST_NOUNS:
        if any_kind := _DOCUMENTS.match(text, at, stop):
            found += [None, None]
            return found, any_kind.end()
        noun = lexicon.nouns.match(text, at, stop)
        if not noun:
            break
        found.append(noun[0].label)
        end = noun[1]
        joined = _AND.match(text, end, stop)
        if not joined:
            return found, end
        at = joined.end()
    return found, at
