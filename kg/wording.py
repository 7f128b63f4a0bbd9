"""New wording that one instrument gives to another: in it, "Nghị định này" means the one that is amended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Name
from kg.patterns import pattern
from kg.sentences import ARTICLE, MARK
from kg.text import places

_MARKS = ("“", "”", '"')
_NEAR = 40  # characters of "như sau:" and blanks before an opening mark
_AS_FOLLOWS = pattern(r"như\s+sau\s*:\s*$")
_LONGEST_COMMAND = 600  # characters
# A line that says what is done to a part of an instrument: "Điều 9. Sửa đổi, bổ sung khoản 2 Điều 5".
_CHANGE = r"(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|điều\s+chỉnh)"
_COMMAND = pattern(
    rf"^[^\S\n]*(?:(?:Điều\s\d{{1,4}}[a-zđ]?\s?[.:]?|{MARK}|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?)\s{{0,3}})?"
    rf"{_CHANGE}(?!\w)(?=[^.;:\n]{{0,120}}?"
    r"\s(?:điều|khoản|điểm|tiết|đoạn|chương|mục|phần|phụ\s+lục|mẫu|biểu|tên|căn\s+cứ)(?!\w))",
    re.IGNORECASE | re.MULTILINE,
)
_ARTICLE = pattern(ARTICLE)
_OVER = pattern(rf"[.;:][^\S\n]*\n|\n[^\S\n]*(?:Điều\s\d|{MARK}\s)")  # where a command of one line or several is over
_LINE_ENDS = pattern(r"[ .;,/]{0,8}(?:\s{0,40}\n|$)")
_LONGEST_HEADING = 300  # characters from a verb to what is changed
_CHANGING = pattern(rf"{_CHANGE}[^.;:“”\"]*$", re.IGNORECASE)
# What became of an instrument: "A (được sửa đổi, bổ sung bởi B; C và D)".
_CHANGED = pattern(
    rf"(?:được\s+|\(\s?){_CHANGE}[^.;:“”\"()]{{0,80}}?\s(?:bởi|theo|tại|bằng)\s"
    r"[^.;:“”\"()]{0,60}$",
    re.IGNORECASE,
)
_BESIDE = pattern(r"\s*(?:[,;]|và|[,;]\s*và)\s+(?:(?:điểm|khoản|điều)\s[^.;:“”\"()]{0,60})?", re.IGNORECASE)


def passages(text: str) -> list[tuple[int, int]]:
    """Where new wording stands: in quotation marks after "như sau:" or below a line that commands it.

    It goes on to the mark that ends both it and a line; one that stays open is none.

    >>> t = "1. Sửa đổi Điều 5\\n“Điều 5. Hồ sơ “xanh”.\\nTheo Điều 7 Luật này.\\".\\n“Điều 6. Phí”\\n2. Sửa đổi"
    >>> [t[a:b] for a, b in passages(t)]
    ['Điều 5. Hồ sơ “xanh”.\\nTheo Điều 7 Luật này.', 'Điều 6. Phí']
    """
    found: list[tuple[int, int]] = []
    marks = sorted(at for mark in _MARKS for at in places(text, mark))
    plain = False
    opened = closed = -1  # of a passage: which marks
    while (opened := _opening(text, marks, closed)) >= 0:
        closed, surely = _closing(text, marks, opened, plain=plain)
        if closed < 0:
            break
        plain = plain or not surely
        found.append((marks[opened] + 1, marks[closed]))
    return found


def _opening(text: str, marks: Sequence[int], closed: int) -> int:
    """Which mark opens new wording next, or -1; `closed` is the one that closed the passage before, or -1."""
    over = marks[closed] if closed >= 0 else None
    for i in range(closed + 1, len(marks)):
        at = marks[i]
        near = max(0, at - _NEAR)
        left = text[near:at].rstrip()
        if text[at] == "”" or not (left.endswith(":") or "\n" in text[near + len(left) : at]):
            continue
        told = left.endswith(":") and _AS_FOLLOWS.search(left)
        if told or _ARTICLE.match(text, at + 1) or _below(text, over, at) or _commanded(text, at):
            return i
    return -1


def _below(text: str, closed: int | None, at: int) -> bool:
    """Whether nothing stands between a closing mark and an opening one: one command may give new words to several parts."""
    m = _LINE_ENDS.match(text, closed + 1) if closed is not None and at - closed < 2 * _NEAR else None
    return m is not None and not text[m.end() : at].strip()


def _commanded(text: str, at: int) -> bool:
    """Whether the lines right above an opening mark command the change of a part."""
    near = max(0, at - _LONGEST_COMMAND)
    above = near + len(text[near:at].rstrip())
    command = max(_COMMAND.finditer(text, near, above), key=re.Match.start, default=None)
    return command is not None and _OVER.search(text, command.end(), above) is None


def _closing(text: str, marks: Sequence[int], opened: int, *, plain: bool) -> tuple[int, bool]:
    """Which mark ends a line and closes what was opened, and whether it surely does: else it is the first at a line's end, or -1.

    A mark that typists leave out would keep a passage open: it is over where the next command follows. `plain` takes the first.
    """
    begin = text[marks[opened]]
    curly, straight = (1, 0) if begin == "“" else (0, 1)
    first = -1
    for i in range(opened + 1, len(marks)):
        mark = text[marks[i]]
        curly += (mark == "“") - (mark == "”")
        straight += mark == '"'
        over = _LINE_ENDS.match(text, marks[i] + 1) if mark != "“" else None
        if over is None:
            continue
        alone = curly < 1 if begin == "“" else curly < 0 or straight % 2 == 0
        closes = alone or (curly == 1 and straight % 2 == 1 and mark == '"')
        if plain or closes or _COMMAND.match(text, over.end()):
            return i, True
        first = i if first < 0 else first
    return first, False


def amended(text: str, names: Sequence[Name], within: Sequence[tuple[int, int]]) -> dict[int, int | None]:
    """For each "Nghị định này" in new wording the name of what is amended: it is of that type, and stands before it.

    Its command names it ("Sửa đổi Điều 5 Nghị định số …"), or else the last heading that tells of a change: "Chương II⏎Sửa đổi một
    số điều của Nghị định số …". What has amended that one before, "A (được sửa đổi bởi B)", is not amended here.
    """
    found: dict[int, int | None] = {}
    last: dict[str | None, int] = {}  # the last name of each type outside of new wording
    headed: dict[str | None, int] = {}  # the last of them that is told to change
    past = -1  # the last name that tells what became of another
    spans = iter(within)
    start, end = next(spans, (0, 0))
    for i, name in enumerate(names if within else ()):
        while end and name.start >= end:
            start, end = next(spans, (0, 0))
        if end and name.start >= start:
            if name.this:
                meant = last.get(name.type)
                near = meant is not None and _OVER.search(text, names[meant].end, start) is None
                found[i] = meant if near else headed.get(name.type, meant)
        elif name.form != "back":
            if _past(text, names, i, past):
                past = i
                continue
            last[name.type] = i
            if _CHANGING.search(text, max(0, name.start - _LONGEST_HEADING), name.start):
                headed[name.type] = i
    return found


def _past(text: str, names: Sequence[Name], i: int, past: int) -> bool:
    """Whether a name tells what became of the one before it; `past` is the last that does."""
    at = names[i].start
    if i and past == i - 1 and _BESIDE.fullmatch(text, names[past].told, at):
        return True
    return i > 0 and _CHANGED.search(text, max(names[i - 1].end, at - _LONGEST_HEADING), at) is not None
