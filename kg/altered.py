"""Which parts the items of an amending instrument change that name no instrument: "Điều 1. Sửa đổi … A: 1. Sửa đổi Điều 7: …"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, takewhile

from kg import commands, provisions
from kg.commands import Change, Command
from kg.items import listed
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import ARTICLE, MARK
from kg.span import ALTERS, DOCUMENT, Link

_HEADING = (
    r"(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s(?:[IVXLC]{1,6}|\d{1,2}|(?:thứ|THỨ)\s\w{2,4})(?=\s*[.:\n]|\s+[A-ZĐ]{2})"
)
# These start with a plain character, which `re` scans for quickly.
_HEAD = pattern(rf"\n[^\S\n]*(?:(?P<article>{ARTICLE})|(?P<heading>{_HEADING}))")
_MARKED = (
    rf"[^\S\n]*(?:(?P<article>{ARTICLE})|(?P<heading>{_HEADING})"
    rf"|(?P<deep>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?)|(?P<mark>{MARK}))[^\S\n]{{0,3}}"
)
_LINE, _FIRST_LINE = pattern(rf"\n{_MARKED}"), pattern(_MARKED)
_WORDS = pattern(r"\s{0,3}")
# What stands behind is no article of the instrument.
_OVER = pattern(r"\n[^\w\n]{0,20}(?:(?:Nơi nhận|NƠI NHẬN|PHỤ LỤC)(?!\w)|Phụ lục(?: (?:số )?[\dIVX]{1,4})?[^\S\n]*\n)")
_GOES_ON = pattern(
    r"(?:(?<!\w)(?:khoản|điểm|tiết)\s[\w.]{0,4}\w|(?<!\w)(?:của|và|tại|theo|sau|trước|các)|,)[^\S\n]*$", re.IGNORECASE
)
_ALTERING = pattern(r"(?<!\w)(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|điều\s+chỉnh|(?:bãi|hủy)\s+bỏ)(?!\w)", re.IGNORECASE)
# A head of what people hold, or of who may do it: "Điều 9. Điều chỉnh, bổ sung giấy phép", "Điều 3. Trách nhiệm sửa đổi, bổ sung".
_OTHERWISE = pattern(
    r"(?:(?:trách\s+nhiệm|trình\s+tự|thủ\s+tục|hồ\s+sơ|thẩm\s+quyền|điều\s+kiện|(?:các\s+)?trường\s+hợp)"
    r"|[^.\n]{0,80}?(?:đổi|sung|thế|chỉnh|bỏ)\s+(?:nội\s+dung\s+)?(?:giấy|hồ\s+sơ|hợp\s+đồng|chứng\s+chỉ|văn\s+bằng))(?!\w)",
    re.IGNORECASE,
)
_ABOUT = pattern(r"(?:đối\s+với|tại|về)\s+", re.IGNORECASE)
_LONGEST_HEAD = 400  # characters
_LEAD = 6  # words of a title before it says what is amended: "Ban hành Quy định sửa đổi …"
_RANK = {"phần": 0, "chương": 1, "mục": 2, "article": 3}
_ITEM = 4
_NUMBER = pattern(r"Điều\s(\d{1,3})\s?[.:]")
_SKIPPED = 3  # articles whose headings a scanner may have lost


@dataclass(slots=True)
class _Line:
    """A line that others stand below: the kind of its mark, where it begins, where its words do and where they end."""

    kind: str
    start: int
    at: int
    end: int
    number: int = 0  # of an article
    command: Command = field(default_factory=Command)
    name: int | None = None  # what it changes; -1 where that is not certain
    over: str | None = None  # the part that it tells
    alters: bool = False
    told: bool = False  # lines below it tell parts

    @property
    def rank(self) -> int:
        return _RANK.get(self.kind, _ITEM)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its names, those that it changes, and the new wording, in which nothing is changed."""

    text: str
    names: Sequence[Name]
    changed: Sequence[int]
    within: Sequence[tuple[int, int]]
    lexicon: Lexicon

    def only(self, start: int, end: int) -> int | None:
        """The one name between two offsets that is changed; -1 where there are several, None where there is none."""
        first = bisect_left(self.changed, start, key=self._start)
        found = self.changed[first : bisect_left(self.changed, end, key=self._start)]
        return (found[0] if len(found) == 1 else -1) if found else None

    def quoted(self, at: int) -> bool:
        """Whether an offset stands in new wording."""
        i = bisect_right(self.within, at, key=lambda span: span[0]) - 1
        return i >= 0 and at < self.within[i][1]

    def named(self, start: int, end: int) -> bool:
        """Whether an instrument is named between two offsets, other than by pointing back."""
        first = bisect_left(self.names, start, key=lambda n: n.start)
        return any(n.form != "back" for n in takewhile(lambda n: n.start < end, islice(self.names, first, None)))

    def again(self, at: int) -> int | None:
        """The one that is changed by the number of the name at an offset: "3. Đối với Thông tư số …:"."""
        k = bisect_left(self.names, at, key=lambda n: n.start)
        number = self.names[k].facts.number if k < len(self.names) and self.names[k].start == at else None
        return next((i for i in self.changed if number and self.names[i].facts.number == number), None)

    def _start(self, i: int) -> int:
        return self.names[i].start


def parts(
    text: str,
    names: Sequence[Name],
    links: Sequence[Link],
    within: Sequence[tuple[int, int]],
    title: tuple[int, int],
    lexicon: Lexicon,
) -> Iterator[Link]:
    """What items change of the one instrument that the lines above them, or the title, say is changed.

    `within` are the spans of new wording, in which nothing is changed.
    """
    objects = {k.object for k in links if k.subject == DOCUMENT and _alters(k)}
    if not objects:
        return  # nearly always
    t = _Text(text, names, sorted(objects), within, lexicon)
    t = replace(t, changed=[i for i in t.changed if not t.quoted(names[i].start)])
    whole = t.only(*title) if _amends(text, title) else None
    over = next((m.start() for m in _OVER.finditer(text, title[1]) if not t.quoted(m.start())), len(text))
    for start, end in [(title[1], over)] if whole is not None and whole >= 0 else _regions(t, title[1], over):
        yield from _changes(t, start, end, whole)


def _alters(k: Link) -> bool:
    """Whether a link tells of a change that leaves the instrument in force."""
    return k.predicate == "amends" or (k.predicate in ALTERS and k.provision is not None)


def _amends(text: str, title: tuple[int, int]) -> bool:
    """Whether a title says first that something is amended; what lays down rules too amends in some of its articles only."""
    m = _ALTERING.search(text, *title)
    lead = text[title[0] : m.start()].lower().split() if m else ()
    return m is not None and len(lead) <= _LEAD and "và" not in lead


def _regions(t: _Text, body: int, over: int) -> Iterator[tuple[int, int]]:
    """The articles, or the chapters, that name what is changed, between two offsets."""
    heads = [(m.start(), _rank(m["heading"])) for m in _HEAD.finditer(t.text, body, over) if not t.quoted(m.start())]
    last = body
    for at in (t.names[i].start for i in t.changed):
        n = bisect_right(heads, at, key=lambda head: head[0]) - 1
        start, rank = heads[n] if n >= 0 else (body, _ITEM)
        if last <= start and body <= at < over:
            last = next((begin for begin, other in heads[n + 1 :] if other <= rank), over)
            yield start, last


def _rank(heading: str | None) -> int:
    return _RANK[heading.split()[0].lower()] if heading else _RANK["article"]


def _changes(t: _Text, start: int, end: int, whole: int | None) -> Iterator[Link]:
    """What the lines between two offsets change; `whole` is what the title says is changed."""
    found: list[tuple[_Line, Change, Link]] = []
    above: list[_Line] = []
    article = 0
    for line in _lines(t, start, end):
        if line.kind == "article" and _restated(t, line, article):
            continue
        article = line.number or article
        _clear(above, line)
        _read(t, line, above[-1] if above else None)
        over = next((a.over for a in reversed(above) if a.over is not None), None)
        for change, link in _told(t, line, above, over, whole):
            found.append((line, change, link))
            for a in above:
                a.told = True
        part = line.command.part
        line.over = part and (None if provisions.unspecified(part) else commands.in_full(part, over) or "")
        above.append(line)
    yield from (link for line, change, link in found if not (change.vague and line.told))


def _clear(above: list[_Line], line: _Line) -> None:
    """Takes away the lines that a line does not stand below: that of its kind, and all below that."""
    same = (k for k, a in enumerate(above) if a.kind == line.kind or a.rank > line.rank)
    del above[next(same, len(above)) :]


def _told(
    t: _Text, line: _Line, above: Sequence[_Line], over: str | None, whole: int | None
) -> Iterator[tuple[Change, Link]]:
    """What a line itself changes; `over` is the part that those above it tell. One that names an instrument is read elsewhere."""
    name = next((a.name for a in reversed(above) if a.name is not None), whole)
    if line.name is not None or name is None or name < 0:
        return
    # "Sửa đổi một số điều của Quy định ban hành kèm theo Quyết định số …:": the decision has articles of its own
    at = t.names[name].start
    annex = provisions.annex(t.text, max(0, at - _LONGEST_HEAD), at) if line.command.changes else None
    for change in line.command.changes:
        part = None if provisions.unspecified(change.part) else commands.in_full(change.part, over)
        if part and (change.predicate == "repeals" or _amending(above, line, change)):
            part = f"{part} {annex}" if annex else part
            yield change, listed(change.predicate, name, change.start, change.end, (part, change.start))


def _lines(t: _Text, start: int, end: int) -> Iterator[_Line]:
    """The lines between two offsets that others may stand below."""
    first = _FIRST_LINE.match(t.text, 0, end) if start == 0 else None
    marked = chain([first] if first else [], _LINE.finditer(t.text, start, end))
    lines = [m for m in marked if not (t.quoted(m.end()) or (m["article"] and _on(t.text, m.start())))]
    for k, m in enumerate(lines):
        heading, mark = m["heading"], m["mark"]
        kind = heading.split()[0].lower() if heading else _kind(mark) if mark else m.lastgroup or ""
        number = _NUMBER.match(m["article"]) if m["article"] else None  # that of "Điều 8a" follows none
        over = lines[k + 1].start() if k + 1 < len(lines) else end
        words = _WORDS.match(t.text, m.end(), over)  # which may stand on the line below
        yield _Line(kind, m.start(), words.end() if words else over, over, int(number[1]) if number else 0)


def _on(text: str, at: int) -> bool:
    """Whether the line that ends at an offset goes on: "… khoản 2⏎Điều 5: …"."""
    return _GOES_ON.search(text, max(0, at - 20), at) is not None


def _restated(t: _Text, line: _Line, last: int) -> bool:
    """Whether an article is one of new wording whose marks are lost: it changes nothing, and does not follow the `last` one."""
    follows = last == 0 or last < line.number <= last + _SKIPPED
    return not (follows or _tells_change(t.text[line.at : min(line.end, line.at + _LONGEST_HEAD)]))


def _tells_change(head: str) -> bool:
    """Whether a head says that something is changed which is no paper that people hold."""
    return _ALTERING.search(head) is not None and _OTHERWISE.match(head) is None


def _kind(mark: str) -> str:
    return "1" if mark[0].isdigit() else "a" if mark[0].isalpha() else "-"


def _read(t: _Text, line: _Line, above: _Line | None) -> None:
    """What a line tells of what is changed: which instrument, and what it commands."""
    line.name = t.only(line.start, line.end)
    leads = above.command.leads if above else None
    line.command = commands.read(t.text, line.at, line.end, leads, t.named, t.lexicon)
    if line.rank < _RANK["article"]:
        line.command = line.command._replace(changes=())
    if line.name is None and line.command.other:
        line.name = -1
    if line.name is None and (about := _ABOUT.match(t.text, line.at, line.end)):
        line.name = t.again(about.end())
    if line.rank < _ITEM:
        head = t.text[line.at : min(line.end, line.at + _LONGEST_HEAD)]
        first = head.strip().split("\n", 1)[0] if line.kind == "article" else head
        line.alters = line.name is not None or not first or _tells_change(first)


def _amending(above: Sequence[_Line], line: _Line, change: Change) -> bool:
    """Whether a line stands in what amends: in an article that says that something is changed, or below one in it that names what
    is; where there are no articles, it tells the new words.
    """
    article = next((a for a in (*above, line) if a.kind == "article"), None)
    if article is None:
        return change.worded or any(a.alters for a in above)
    return article.alters or any(a.name is not None for a in above)
