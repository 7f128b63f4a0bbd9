"""What a document tells others to do: "III. NHIỆM VỤ, GIẢI PHÁP⏎1. Sở Tư pháp⏎- Bãi bỏ Quyết định số …" repeals nothing yet."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg import issuers, organs
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.sentences import Sentences
from kg.span import CHANGES, DOCUMENT, Link
from kg.text import places

# The lines that open something, by how they begin; what opens an item of a lower level stands under the last one of a higher level.
_MARKED = pattern(
    r"^[^\S\n]{0,40}(?:(?P<article>Điều\s\d{1,3}[a-zđ]?\s?[.:]?)|(?P<part>(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s[\dIVXLN]\S{0,8})"
    r"|(?P<roman>[IVX]{1,5}\s?[.)/-])|(?P<capital>[A-ZĐ][.)])|(?P<number>\d{1,2}(?:(?:\.\d{1,2}){1,3}[.)]?(?=\s)|\s?[.)/]))"
    r"|(?P<letter>[a-zđ]\d?[.)])|(?P<dash>[-–])|(?P<plus>[+•*]))[^\S\n]*(?=\S)"
    r"|^[^\S\n]{0,40}(?=[^\n]{3,400}:[^\S\n]*$)|^[^\S\n]{0,40}(?=[^a-z\n]{0,80}[A-ZĐ]{2}[^a-z\n]{0,120}$)",
    re.MULTILINE,
)
_LEVEL = {"article": 0, "part": 0, "capital": 1, "roman": 2, "number": 3, "letter": 7, "dash": 8, "plus": 9}
_CAPITALS, _PARAGRAPH = 2, 2.5  # the levels of a heading in capitals, and of a line without a mark
_LONGEST_HEADING = 200  # characters
_LONGEST_LEAD = 400
_NO_HEADING = (".", ";", ",")
# Behind the first of the bodies that a heading names.
_BODIES = pattern(r"(?:\s*(?:,|;|và\s|\()[^.\n]{0,150})?\s*:?\s*")
# "4. Chỉ thị này có hiệu lực từ ngày ký. Bãi bỏ Chỉ thị số …": among the tasks, what the document does itself.
_IN_FORCE = pattern(r"\snày\s+có\s+hiệu\s+lực", re.IGNORECASE)
_TO = pattern(r"(?:đối với|về phía)\s+", re.IGNORECASE)
# "CHƯƠNG TRÌNH HÀNH ĐỘNG⏎thực hiện Nghị quyết …⏎(Kèm theo Nghị quyết số …)"
_PROGRAMMES = ("CHƯƠNG TRÌNH", "KẾ HOẠCH", "ĐỀ ÁN", "PHƯƠNG ÁN")
_ANNEXED = pattern(
    r"[^\n]{0,200}\n(?:[^\n]{0,300}\n){0,8}?[^\w\n]{0,8}(?:[Bb]an hành )?[Kk]èm theo (?:Nghị quyết|Quyết định|Công văn)"
)
# "Sau khi nghe …, Thường trực Huyện ủy A kết luận như sau:"
_CONCLUDES = pattern(
    r"[,;]\s+(?:đồng\s+chí\s+)?(?=[^\W\d])(?P<body>[^,;:.]{4,120}?)\s+(?:đã\s+)?(?:kết\s+luận|quyết\s+định|quyết\s+nghị|thống\s+nhất|yêu\s+cầu|chỉ\s+đạo)"
    r"(?!\w)[^.;:]{0,120}:\s*$"
)


class _Line(NamedTuple):
    """A line that opens something: its level, where its words begin and end."""

    level: float
    start: int
    end: int


def own_deeds(text: str, body: int, links: list[Link], own: Instrument | None, lexicon: Lexicon) -> list[Link]:
    """The links but those of what the document, which is `own` and whose title ends at `body`, tells others to change."""
    if not any(map(_changes, links)):
        return links  # nearly always
    annex = _programme(text, body) if own else len(text)  # "2. Bãi bỏ Thông tư số …" in a programme is to be done yet
    links = [k for k in links if k.start < annex or not _changes(k)]
    changes = sorted({k.start for k in links if _by_verb(text, k, lexicon)})
    tasks = set(_tasks(text, body, changes, own.issuer if own else None, lexicon) if changes else ())
    return [k for k in links if not (k.start in tasks and _changes(k))]


def _changes(k: Link) -> bool:
    """Whether a link tells what the document itself changes."""
    return k.subject == DOCUMENT and k.predicate in CHANGES


def _programme(text: str, body: int) -> int:
    """Where a programme begins that the document puts in force as its annex, or the end of the text."""
    found = (at for noun in _PROGRAMMES for at in places(text, f"\n{noun}", body) if _ANNEXED.match(text, at + 1))
    return min(found, default=len(text))


def own_hearings(
    text: str, links: list[Link], own: Instrument | None, within: Sentences, lexicon: Lexicon
) -> list[Link]:
    """The links but those of what a body of another level than the document's considers: "…, Thường trực Huyện ủy A kết luận:"."""
    if own is None or own.level is None:
        return links
    return [k for k in links if k.predicate != "considers" or not _concludes(text, k, own.level, within, lexicon)]


def _concludes(text: str, k: Link, level: str, within: Sentences, lexicon: Lexicon) -> bool:
    """Whether the sentence of a link ends with what a body of another level concludes."""
    end = within.bounds(k.start)[1]
    if k.subject != DOCUMENT or text[max(0, end - 2) : end].strip()[-1:] != ":":
        return False  # nearly always
    m = _CONCLUDES.search(text, k.end, end)
    body = issuers.issuer(text, m.start("body"), lexicon) if m else None
    told = organs.level(body.name, lexicon.authority(body.name), body.place, lexicon) if body else None
    return told is not None and told != level


def _by_verb(text: str, k: Link, lexicon: Lexicon) -> bool:
    """Whether a change is told by its verb alone, and not of "Quyết định này"."""
    if not (_changes(k) and k.rule.startswith("effect")):
        return False
    found = lexicon.cues.match(text, k.start)
    return found is not None and found[0].voice == "active" and bool(found[0].predicate)


def _tasks(text: str, body: int, changes: Sequence[int], own: str | None, lexicon: Lexicon) -> Iterator[int]:
    """Of the offsets at which changes are told those under a heading, or a line with a colon, that makes them tasks."""
    above: list[_Line] = []  # the headings that an offset stands under, from the highest down
    lines = list(_lines(text, _article(text, body, changes[0]), changes[-1] + 1))
    starts = [line.start for line in lines]
    told: dict[int, bool] = {}
    n = 0
    for at in changes:
        last = bisect_right(starts, at)
        for line in lines[n:last]:
            _put(above, line)
        n = last
        marked = last > 0 and at <= lines[last - 1].end
        level = lines[last - 1].level if marked else _PARAGRAPH
        for line in above:
            if line.level < level and line.start not in told:
                told[line.start] = _is_task(text, line, own, lexicon)
        if any(line.level < level and told[line.start] for line in above) and not _takes_effect(text, at):
            yield at


def _takes_effect(text: str, at: int) -> bool:
    """Whether the line of an offset, or the one before it, says before it that the document takes effect."""
    line = text.rfind("\n", max(0, at - _LONGEST_LEAD), at)
    before = text.rfind("\n", max(0, line - _LONGEST_LEAD), line) if line > 0 else -1
    return _IN_FORCE.search(text, max(before, at - 2 * _LONGEST_LEAD, 0), at) is not None


def _article(text: str, body: int, at: int) -> int:
    """Where the article begins that an offset stands in, else the body: no heading above an article reaches into it."""
    line = text.rfind("\nĐiều ", body, at) + 1
    m = _MARKED.match(text, line) if line else None
    return line if m and m["article"] else body


def _lines(text: str, body: int, end: int) -> Iterator[_Line]:
    """The lines that open something, between two offsets; one with a colon and no mark stands above the marks that follow it."""
    lead: tuple[int, int] | None = None
    for m in _MARKED.finditer(text, body, end):
        over = text.find("\n", m.end())
        over = len(text) if over < 0 else over
        kind = m.lastgroup
        if kind is None and text[m.end() : over].rstrip().endswith(":") and not text[m.end() : over].isupper():
            lead = m.end(), over
            continue
        level: float = _LEVEL[kind] if kind else _CAPITALS
        if kind == "number":
            level += m["number"].count(".", 0, -1)
        if lead and not text[lead[1] : m.start()].strip():
            yield _Line(level - 0.5, *lead)
        lead = None
        yield _Line(level, m.end(), over)


def _put(above: list[_Line], line: _Line) -> None:
    """A line takes the place of those of its level and below."""
    while above and above[-1].level >= line.level:
        above.pop()
    above.append(line)


def _is_task(text: str, line: _Line, own: str | None, lexicon: Lexicon) -> bool:
    """Whether a line says that what stands under it is for others to do."""
    heading = text[line.start : min(line.end, line.start + _LONGEST_LEAD)].strip()
    cue = lexicon.cues.match(heading, 0)
    if cue and cue[0].predicate:  # "Sửa đổi quy định về nhiệm vụ …"
        return False
    if heading.endswith(":") and _asks(lexicon).search(heading):
        return True
    if len(heading) > _LONGEST_HEADING or heading.endswith(_NO_HEADING):
        return False
    section = 0 < line.level <= _CAPITALS
    found = _begins(lexicon).match(heading) or (section and _holds(lexicon).search(heading))
    return bool(found) or _names_bodies(heading, own, lexicon)


def _names_bodies(heading: str, own: str | None, lexicon: Lexicon) -> bool:
    """Whether a heading names bodies and nothing else: "1. Sở Tư pháp", "2. Đối với Ủy ban nhân dân các xã:"."""
    to = _TO.match(heading)
    read = issuers.issuer(heading, to.end() if to else 0, lexicon)
    return read is not None and read.name != own and _BODIES.fullmatch(heading, read.end) is not None


@lru_cache(maxsize=4)
def _begins(lexicon: Lexicon) -> re.Pattern[str]:
    """What begins a heading of tasks."""
    return re.compile(rf"(?:{lexicon.words['task'].any}|{lexicon.words['ask'].any})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _holds(lexicon: Lexicon) -> re.Pattern[str]:
    """What the heading of a section of tasks holds."""
    return re.compile(rf"(?<!\w){lexicon.words['task'].any}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _asks(lexicon: Lexicon) -> re.Pattern[str]:
    """What ends a line that asks others to do what follows: "… đề nghị Ủy ban nhân dân huyện:"."""
    decides = r"(?!.*(?<!\w)quyết\s(?:định|nghị)\s*:)"
    return re.compile(rf"{decides}.*(?<!\w){lexicon.words['ask'].any}(?!\w)(?!\s+của)[^.;:]{{0,200}}:$", re.IGNORECASE)
