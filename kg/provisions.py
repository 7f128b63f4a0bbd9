"""The parts of an instrument that a text names before it: "khoản 2 Điều 3", "Mẫu số 03 Phụ lục V ban hành kèm theo"."""

from __future__ import annotations

import re

_UNIT = r"(?:điểm|khoản|điều|tiểu\s+mục|mục|chương|phần|tiết|đoạn|phụ\s+lục|phụ\s+biểu|mẫu\s+biểu|biểu\s+mẫu|biểu\s+số|mẫu|bảng)"
_MARK = r"(?:\d[\wđ.]{0,5}|(?:[A-Z]\.)?[IVXLC]{1,7}(?:\.\d{1,3})*|[a-zđ]\d?)(?![\w/])\)?"
_MARKS = rf"{_MARK}(?:(?:\s?[,;-]\s?(?:và\s)?|\s(?:và|hoặc|đến)\s){_MARK})*"
_PART = rf"(?:{_UNIT}(?:\s+số)?\s+{_MARKS}|phụ\s+lục(?!\w)|một\s+số\s+(?:điều|khoản|điểm|mẫu)(?!\w))"
_GLUE = r"(?:\s?[,;]\s?|\s)(?:(?:và|vào|sau|trước|của|tại|thuộc|trong|các|quy\s+định)\s+){0,3}"
_TAIL = r"(?:\s+(?:của|tại|thuộc|trong|quy\s+định|(?:được\s+)?ban\s+hành|(?:đính\s+)?kèm\s+theo|các))*\s*$"
# Possessive: a part once read stays read, so that no input is read twice from the same place.
_PARTS = re.compile(rf"(?<!\w)((?:{_PART})(?:{_GLUE}(?:{_PART}))*+){_TAIL}", re.IGNORECASE)
_LONGEST = 600  # characters
_TAIL_WORDS = frozenset("của tại thuộc trong quy định được ban hành đính kèm theo các".split())
_LONGEST_TAIL = 80  # characters
_LAST = re.compile(rf"(?:.*[,;-])?(?:{_MARK}|lục|điều|khoản|điểm|mẫu)", re.IGNORECASE)  # the last word of a part
_UNSPECIFIED = re.compile(r"một\s+số\s+\w+$", re.IGNORECASE)


def before(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The part named right before an offset, not before `start`, and where it begins; None where none is.

    >>> before("bãi bỏ khoản 2 Điều 3 của ", 6, 26)
    ('khoản 2 Điều 3', 7)
    >>> before("thay thế Mẫu số 03, 08 Phụ lục V kèm theo ", 8, 42)
    ('Mẫu số 03, 08 Phụ lục V', 9)
    """
    if not _may_end(text, start, end):
        return None
    m = _PARTS.search(text, max(start, end - _LONGEST), end)
    return (" ".join(m[1].split()).strip(" ,;"), m.start()) if m else None


def _may_end(text: str, start: int, end: int) -> bool:
    """Whether the last words before an offset may be a part's: most are not, and need no search."""
    words = text[max(start, end - _LONGEST_TAIL) : end].split()
    while words and words[-1].lower() in _TAIL_WORDS:
        words.pop()
    return not words or _LAST.fullmatch(words[-1]) is not None


def named(text: str, start: int, end: int) -> str | None:
    """The part named right before an offset; "một số điều" names none."""
    found = before(text, start, end)
    return None if found is None or _UNSPECIFIED.match(found[0]) else found[0]
