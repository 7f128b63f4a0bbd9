"""What a document rests on under a heading of grounds, item by item: "I. CĂN CỨ", "2. Cơ sở pháp lý"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg.items import items, listed
from kg.model import Name
from kg.patterns import pattern
from kg.span import Link

# "I. CĂN CỨ", "Căn cứ pháp lý:", "2. Cơ sở pháp lý": a heading of its own line, whose items a document rests on.
_GROUNDS = pattern(
    r"\n[^\w\n]*(?:(?-i:(?P<roman>[IVX]+)|(?:\d{1,2}\.)?(?P<number>\d)|(?P<letter>[a-zđ])|[A-ZĐ])\s?[.)\-]+\s*)?"
    r"(?:các\s+|những\s+)?(?:căn cứ|cơ sở)(?:,?\s+(?:để\s+)?"
    r"(?:pháp lý|chính trị|ban hành|xây dựng|lập|và(?:\s+thực tiễn)?|thực hiện|kế hoạch|đề án|chương trình)){0,6}"
    r"\s*[:.]?[^\S\n]*\n",
    re.IGNORECASE,
)
_KIND_OF_GROUNDS = pattern(r"pháp lý|chính trị", re.IGNORECASE)
_COUNTED = (tuple("123456789"), tuple("abcdđe"), ("I", "II", "III", "IV", "V", "VI"))
_WITHIN = 6000  # characters after the letterhead, in which such a heading stands
# "1. Văn bản của Trung ương": what parts the grounds, on a line of its own.
_GROUP = pattern(
    r"^[^\S\n]*(?:(?P<deep>\d{1,2}\.\d{1,2}[.)]?)|(?P<number>\d{1,2}[.)])|(?P<letter>[a-zđ][.)])|(?P<dash>[-+•]))[^\S\n]+"
    r"(?P<words>[^\n]{2,150}[^\s;,.])[^\S\n]*\n\s*",
    re.MULTILINE,
)
_OF_GROUNDS = pattern(
    r"(?<!\w)(?:văn bản|(?:căn cứ|cơ sở)(?! thực tiễn)|pháp lý|chính trị|trung ương|của|địa phương|cấp|luật)(?!\w)",
    re.IGNORECASE,
)
_SECTION = pattern(
    r"^[^\S\n]*(?:[IVX]{1,5}\s?[.)/-]|[A-ZĐ][.)]\s|(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC|Điều)\s)", re.MULTILINE
)


def read(text: str, names: Sequence[Name], body: int) -> Iterator[Link]:
    """What the items under a heading of grounds name first, and under the next heading of its kind."""
    done: set[int] = set()
    for heading in _headings(text, body):
        for at in _groups(text, names, heading):
            for i, start in items(text, names, at):
                if names[i].form != "back" and i not in done:
                    done.add(i)
                    yield listed("basedOn", i, start, names[i].end, None, rule="preamble+list")


def _headings(text: str, body: int) -> Iterator[re.Match[str]]:
    """The first heading of grounds, and those that go on with it: "1. Cơ sở chính trị", "2. Cơ sở pháp lý"."""
    heading = _GROUNDS.search(text, max(0, body - 1), body + _WITHIN)
    while heading:
        yield heading
        heading = next(
            (m for m in _GROUNDS.finditer(text, heading.end() - 1, heading.end() + _WITHIN) if _follows(heading, m)),
            None,
        )


def _follows(heading: re.Match[str], other: re.Match[str]) -> bool:
    """Whether a heading of grounds has the mark after another's; or none, and tells of which kind they are."""
    kind = heading.lastgroup
    if kind != other.lastgroup:
        return False
    if kind is None:
        return _KIND_OF_GROUNDS.search(other.group()) is not None
    row = next((row for row in _COUNTED if heading[kind] in row[:-1]), None)
    return row is not None and other[kind] == row[row.index(heading[kind]) + 1]


def _groups(text: str, names: Sequence[Name], heading: re.Match[str]) -> Iterator[int]:
    """Where the items under a heading begin, and under each heading below it: "I. CĂN CỨ⏎1. Văn bản của Trung ương⏎- A"."""
    at = heading.end()
    first = _GROUP.match(text, at)
    if first is None or _named(names, at, first.end()) or _kind(first) == heading.lastgroup:
        yield at
        return
    section = _SECTION.search(text, at, at + _WITHIN)
    over = section.start() if section else at + _WITHIN
    kinds = (_kind(first), "deep")
    for group in _GROUP.finditer(text, at, over):
        if _named(names, group.start(), group.end()):
            continue
        if _kind(group) == heading.lastgroup or (_kind(group) in kinds and not _OF_GROUNDS.search(group["words"])):
            return  # "2. Mục tiêu"
        if _kind(group) in kinds:
            yield group.end()


def _kind(group: re.Match[str]) -> str:
    """The kind of the mark of a line."""
    return next(kind for kind in ("deep", "number", "letter", "dash") if group[kind])


def _named(names: Sequence[Name], start: int, end: int) -> bool:
    """Whether an instrument is named between two offsets."""
    i = bisect_left(names, start, key=lambda n: n.start)
    return i < len(names) and names[i].start < end
