"""Items of lists: the marks that open them, the names that stand first in them, and the links that lists tell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg import provisions
from kg.field import only_mark
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK
from kg.span import DOCUMENT, Link, Sentence

# What stands between two members of a list.
JOINED = pattern(rf"(?:[;,]\s*(?:và\s+)?{MARK}?\s*|\s(?:và|&)\s+)(?:các\s+)?$", re.IGNORECASE)
# What stands between two of a list whose members have titles of their own.
APART = pattern(rf"[;\n]\s*(?:và\s+)?{MARK}?\s*(?:(?:các|toàn\s+bộ)\s+)?$", re.IGNORECASE)
_LISTED = 0.9  # how sure what a list tells is
LONGEST_LEAD = 300  # characters
LONGEST_MARK = 40
LONGEST_TITLE = 1200  # characters from a name in an item to the next item
_ITEM = pattern(rf"\s*{MARK}", re.IGNORECASE)
_THE = pattern(
    r"(?<!\w)(?:(?:các|những|toàn\s+bộ)\s+(?:(?:quy\s+định|nội\s+dung)\s+(?:(?:tại|trong|của|ở)\s+(?:các\s+)?)?)?"
    r"|quy\s+định\s+tại\s+(?:các\s+)?|(?:các|những)(?:\s[^\W\d]+){1,5}\s?:\s*)$",
    re.IGNORECASE,
)
_FIRST = pattern(rf"[^\S\n]*{MARK}\s*(?:căn\s+cứ\s+)?", re.IGNORECASE)
_OPENS = pattern(r":[^\S\n]*\n")
_NEXT_ITEM = pattern(
    rf"\n(?=[^\S\n]*(?:{MARK}|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)]?|[IVX]{{1,4}}[.)\-]|\n)\s)", re.IGNORECASE
)


def items(text: str, names: Sequence[Name], at: int) -> Iterator[tuple[int, int]]:
    """The names that open the items which begin at an offset, each on a line of its own, and where.

    A mark of another kind ends the list, and so does a line that opens another one.
    """
    kind = mark(text, at) if at < len(text) else ""
    while (item := _FIRST.match(text, at)) and mark(text, at) == kind:
        i = bisect_left(names, item.end(), key=lambda n: n.start)
        if i == len(names) or names[i].start != item.end():
            return
        yield i, item.end()
        end = _NEXT_ITEM.search(text, names[i].end, names[i].end + LONGEST_TITLE)
        if end is None or _OPENS.search(text, names[i].end, end.end()):
            return
        at = end.end()


def mark(text: str, at: int) -> str:
    """The kind of the mark of an item, at an offset or right before it: "a" for letters, "1" for numbers, "-"; or ""."""
    near = max(0, at - LONGEST_MARK)
    m = _ITEM.match(text, at) or _ITEM.fullmatch(text[max(near, text.rfind("\n", near, at)) : at].rstrip())
    if not m:
        return ""
    first = m.group().strip()[0]
    return "1" if first.isdigit() else "a" if first.isalpha() else "-"


def opens(text: str, start: int, at: int) -> bool:
    """Whether only a mark stands before a member: "b) Các Điều 2, 3 của …", "Các Quyết định: số …"."""
    the = _THE.search(text, start, at)
    return only_mark(text, start, the.start() if the else at)


def is_member(names: Sequence[Name], i: int) -> bool:
    """Whether a name may be a member of a list: told by number, or a law; not one in the name of another."""
    name = names[i]
    law = name.form == "name" and name.kind == "law" and (i == 0 or names[i - 1].told < name.end)
    return name.form == "number" or law


def part_at(text: str, s: Sentence, name: Name) -> tuple[str, int] | None:
    """The part of a name that is told right before it, and where its words begin."""
    return provisions.before(text, max(s.start, name.start - LONGEST_LEAD), name.start)


def listed(
    predicate: str, obj: int, start: int, end: int, part: tuple[str, int] | None, *, rule: str = "effect+list"
) -> Link:
    """A link that a list tells of the document: to the name `obj`, in so many characters of the text."""
    return Link(DOCUMENT, predicate, obj, start, end, rule, _LISTED, part[0] if part else None)
