"""What is told in the passive, its agents in a list, before the verb, or not told; and what a consolidated text puts together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg import provisions, rank
from kg.field import attached, only_mark
from kg.items import LONGEST_LEAD, LONGEST_MARK, is_member, items, listed, opens, part_at
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import cues_in
from kg.span import ALTERS, ENDS, TOUCHES, Link, Sentence
from kg.text import holds, line_start, wrap

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
# "A (đã) được B (của Bộ Tài chính) sửa đổi", "A (Điều 3 B sửa đổi)", "A do B sửa đổi."
_SUFFERS = pattern(
    r"(?:,?\s+|\s?(?P<aside>\()\s?)(?:(?:đã|vừa|mới)\s+)?(?:(?P<suffers>được|bị)|do(?=\s))?\s*$", re.IGNORECASE
)
# "A không còn hiệu lực do bị B thay thế"
_OVER = pattern(
    r"\s+(?:(?:nay\s+)?(?:đã\s+)?hết|không\s+còn)\s+hiệu\s+lực(?:\s+thi\s+hành)?,?\s+(?:do|vì)$", re.IGNORECASE
)
_LEADS = ("được ", "bị ", "do ", "(")
_CLOSES = pattern(r"\s*(?:\)|[.;]?\s*$|[.;]\s)")
_DO = pattern(r"(?<!\w)do\s*$", re.IGNORECASE)
_ACTS = pattern(
    r"(?:\s+của\s[^,.;:()\n]{3,60}?)?(?:\s+về\s[^,.;:()\n]{3,120}?)?"
    r"\s+(?:đã\s+)?(?=(?:sửa|bổ\s+sung|thay\s+thế|bãi|hủy|điều\s+chỉnh|cụ\s+thể|thể\s+chế|hướng\s+dẫn|quy\s+định\s+chi\s+tiết))"
)
_ALSO = pattern(r"(?:[,;]|\svà|\sđồng\s+thời)(?:\s+(?:nay|sau\s+đó|tiếp\s+tục|lại))*\s*$", re.IGNORECASE)
_DENIAL_WORDS = 3
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


def between(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], links: Sequence[Link], lexicon: Lexicon
) -> Iterator[Link]:
    """ "A đã được B sửa đổi, bổ sung", "A bị B bãi bỏ": who acts stands between "được" and the verb.

    "A được B sửa đổi và bị C bãi bỏ": what `links` say that B acts on suffers from C too.
    """
    acting = {k.subject: k.object for k in links if k.rule == "passive" and k.predicate in TOUCHES}
    for s in sentences:
        for i in range(s.first + 1, s.last):
            name, told = names[i], names[i - 1].told
            if name.form != "number" or not holds(text, _LEADS, max(told, name.start - LONGEST_MARK), name.start):
                continue  # nearly always
            verb = _ACTS.match(text, name.told, s.end)
            cue = lexicon.cues.match(text, verb.end(), s.end) if verb else None
            one = names[i - 1]
            if not (verb and cue and cue[0].predicate) or not (is_member(names, i - 1) or one.form == "short"):
                continue
            part = part_at(text, s, name)
            subject = _suffers(text, told, part[1] if part else name.start, cue[1])
            stretch = _OVER.sub("", text[told:subject]) if subject is not None else ""
            if subject is None or not attached(stretch) or _unreal(stretch, lexicon):
                continue
            predicate, end = cue[0].predicate, cue[1]
            first = acting.get(i - 1) if _ALSO.search(text, told, subject + 1) else None
            on = i - 1 if first is None else first
            if predicate == "amends" and not rank.alike(names, on, i, lexicon):
                on = i - 1
            part = part_at(text, s, names[on]) or _in_part(text, verb.end(), end, predicate)
            begin = min(part[1], names[on].start) if part else names[on].start
            link = listed(predicate, on, begin, end, part, rule="passive")
            if rank.possible(names, link := link._replace(subject=i), lexicon):
                acting[i] = on
                yield from _parts(text, s, link, lexicon)


def _in_part(text: str, start: int, end: int, predicate: str) -> tuple[str, int] | None:
    """ "bãi bỏ một phần": the verb tells that not all ends."""
    at = text.find("một", start, end) if predicate in ENDS else -1
    return (wrap(text[at:end]), at) if at >= 0 else None


def _parts(text: str, s: Sentence, link: Link, lexicon: Lexicon) -> Iterator[Link]:
    """The link, with the part told behind its verb; and what else is done to another: "A bị B sửa đổi Điều 4, bãi bỏ Điều 8"."""
    part = provisions.behind(text, link.end, s.end) if link.predicate in TOUCHES else None
    if part is None:
        yield link
    elif link.provision:  # "Điều 7 A được B bãi bỏ khoản 2"
        above = provisions.above(part[0], link.provision)
        yield link._replace(provision=f"{part[0]} {above}", end=part[1]) if above else link
        return
    while part:
        told = None if link.predicate == "amends" and provisions.unspecified(part[0]) else part[0]
        yield link._replace(provision=told, end=part[1])
        joint = _AND.match(text, part[1], s.end)
        cue = lexicon.cues.match(text, joint.end(), s.end) if joint else None
        if cue is None or cue[0].predicate not in ALTERS or cue[0].voice != "active":
            return
        link = link._replace(predicate=cue[0].predicate, end=cue[1])
        part = provisions.behind(text, link.end, s.end)


def _unreal(words: str, lexicon: Lexicon) -> bool:
    """Whether the last words before "được" deny what follows, or say that it is yet to come: "A chưa được B sửa đổi"."""
    last = words.split()[-_DENIAL_WORDS:]
    return "cần" in last or any(cue.role == "unreal" for cue, _, _ in cues_in(" ".join(last), lexicon))


def _suffers(text: str, told: int, at: int, end: int) -> int | None:
    """Where the words begin that lead from a name, told up to an offset, to what acts on it and to the verb; that ends at `end`.

    Without "được" nothing follows the verb: "A (Điều 3 B sửa đổi)", "A do B sửa đổi."
    """
    m = _SUFFERS.search(text, told, at) if told <= at else None
    if m is None or m["suffers"]:
        return m.start() if m else None
    led = m["aside"] or _DO.search(text, told, at)
    return m.start() if led and _CLOSES.match(text, end) else None


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
