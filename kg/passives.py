"""What is told in the passive, its agents in a list or not told; and what a consolidated text puts together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg import rank
from kg.field import only_mark
from kg.items import LONGEST_LEAD, LONGEST_MARK, is_member, items, listed, opens, part_at
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.span import Link, Sentence
from kg.text import holds, line_start

_AMENDED_BY_ONE = pattern(r"được\s+sửa\s+đổi[^:;.]{0,60}?\s(?:bởi|theo)\s+(?:các\s+)?$", re.IGNORECASE)
_AND = pattern(r"\s*(?:[,;](?:\s+và)?|và)\s+(?:các\s+)?", re.IGNORECASE)
_AMENDED_BY = pattern(r"được\s+sửa\s+đổi[^:;]{0,60}(?:bởi|theo)\s*:\s*", re.IGNORECASE)
# "Điều 12 A về … được sửa đổi, bổ sung như sau": by the document.
_REWORDED = pattern(
    r"(?:\s[^.;:\n“\"]{0,200}?)?\s(?:được|nay)\s+(?:sửa(?:\s+đổi|\s+lại)|bổ\s+sung|điều\s+chỉnh|thay\s+thế)"
    r"[^.;:\n“\"]{0,100}?\s(?:như\s+sau|thành)(?!\w)"
    r"|\s+sửa(?:\s+đổi(?:,?\s+bổ\s+sung)?|\s+lại)\s+như\s+sau(?!\w)",
    re.IGNORECASE,
)
_STOP = pattern(r"[.;:]\s")
_PREAMBLE = pattern(r"^[^\w\n]*(?:Căn cứ|Quốc hội ban hành|Điều 1\b|Chương I\b)", re.MULTILINE)


def amended(text: str, names: Sequence[Name], lexicon: Lexicon) -> Iterator[Link]:
    """ "A về … được sửa đổi, bổ sung bởi:⏎a) B;⏎b) C": each item amends A."""
    for m in _AMENDED_BY.finditer(text) if "bởi:" in text else ():
        i = bisect_left(names, m.start(), key=lambda n: n.start) - 1
        if i < 0 or len(text[names[i].told : m.start()]) > LONGEST_LEAD or _STOP.search(text, names[i].told, m.start()):
            continue
        for j, _ in items(text, names, m.end()):
            amends = listed("amends", i, names[i].start, names[j].end, None, rule="passive+list")
            if names[j].form == "number" and rank.possible(names, amends._replace(subject=j), lexicon):
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
            if opens(text, line_start(text, s.start, begin), begin):
                yield listed("amends", i, begin, m.end(), part, rule="effect")


def _may_reword(text: str, at: int) -> bool:
    """Whether the words that `_REWORDED` needs stand near an offset; a pattern would look at each word for them."""
    end = at + LONGEST_LEAD
    to = max(text.find("sau", at, end), text.find("thành", at, end))
    return to >= 0 and holds(text, ("sửa", "bổ", "chỉnh", "thay"), at, to)


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
    last = first
    for i in range(first + 1, len(names)):
        name = names[i]
        if name.start >= end:
            break
        if name.form != "number" or not (
            _is_item(text, opened.end(), name) if opened else _amends(text, names, first, last, i)
        ):
            continue
        last = i
        yield listed("consolidates", i, begin, name.end, None, rule="consolidation")
        if opened:
            yield listed("amends", first, begin, name.end, None, rule="passive+list")._replace(subject=i)


def _is_item(text: str, start: int, name: Name) -> bool:
    """Whether a name opens an item of the list that begins at `start`."""
    near = max(start, name.start - LONGEST_MARK)
    return only_mark(text, line_start(text, near, name.start), name.start)


def _amends(text: str, names: Sequence[Name], first: int, last: int, i: int) -> bool:
    """Whether name i amends the first, by the words before it, or beside the last that does: "được sửa đổi bởi A và B"."""
    at = names[i].start
    if last > first and _AND.fullmatch(text, names[last].told, at):
        return True
    return _AMENDED_BY_ONE.search(text, max(names[first].told, at - LONGEST_LEAD), at) is not None


# "[1] Thông tư số … sửa đổi … có căn cứ ban hành như sau:⏎“Căn cứ Luật Giá ngày …;⏎Căn cứ …”": a note of a consolidated text.
_RESTATED = pattern(r"có\s+căn\s+cứ\s+ban\s+hành\s+như\s+sau\s?:\s*[“\"]", re.IGNORECASE)
_GROUND = pattern(r"[\n“\"][^\S\n]*Căn\s+cứ\s+(?:các\s+)?$")
_NOTE = 800  # characters of a note before the grounds that it tells
_LONGEST_NOTE = 8000  # characters


def restated(text: str, names: Sequence[Name]) -> Iterator[Link]:
    """What the notes of a consolidated text tell that the instruments in it rest on."""
    starts = [n.start for n in names]
    for m in _RESTATED.finditer(text):
        line = line_start(text, max(0, m.start() - _NOTE), m.start())
        end = text.find("”", m.end(), m.end() + _LONGEST_NOTE)
        inside = range(bisect_left(starts, m.end()), bisect_left(starts, end) if end > 0 else 0)
        near = range(bisect_left(starts, line), bisect_left(starts, m.start()))
        subject = next((i for i in near if names[i].form == "number"), None)
        if subject is None:
            continue
        for i in inside:
            if _GROUND.search(text, max(0, names[i].start - LONGEST_MARK), names[i].start):
                link = listed("basedOn", i, names[subject].start, names[i].end, None, rule="preamble+list")
                yield link._replace(subject=subject)
