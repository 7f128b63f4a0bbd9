"""The parts of an instrument that a text names before it: "khoản 2 Điều 3", "Mẫu số 03 Phụ lục V ban hành kèm theo"."""

from __future__ import annotations

import re

from kg.patterns import pattern

_UNIT = (
    r"(?:điểm|khoản|điều|tiểu\s+mục|mục|chương|phần|tiết|(?<!giai )đoạn|phụ\s+lục|phụ\s+biểu|"
    r"mẫu\s+biểu|biểu\s+mẫu|biểu|mẫu|bảng|số\s+thứ\s+tự|danh\s+mục)"
)
# A bracket belongs to the mark of a point, "điểm a)", and a full stop to none.
_MARK = (
    r"(?:\d(?:[\wđ.]{0,4}[\wđ])?(?:/[A-ZĐ-]{1,8})?(?![\w/])"
    r"|(?:[A-Z]\.)?[IVXLC]{1,7}(?:\.\d{1,3})*(?![\w/])|(?-i:[IVXLC]{1,7}[a-dđ])(?![\w/])"
    r"|(?-i:[a-zđ])\d?(?![\w/])\)?|[A-ZĐ]\d?(?![\w/]))"
)
_SEMICOLON = r";(?!\s*\n\s*(?:(?:[a-zđ]|\d{1,2})\s?[.)]|[-+•])\s)"  # no semicolon past which another item begins
# Told by its place: "đoạn thứ hai", "gạch đầu dòng thứ ba", "câu cuối".
_PIECE = (
    r"(?:gạch\s+đầu\s+dòng|(?<!giai )đoạn|câu|nội\s+dung|ý|dòng|phần)"
    r"\s+(?:thứ\s+(?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|\d{1,2})|đầu(?:\s+tiên)?|cuối(?:\s+cùng)?)(?!\w)"
)
_EXPLAINED = r"(?:\s\([^()\n;]{1,80}\))?"  # "Chương II (từ Điều 5 đến Điều 9)"
_SOME = r"(?:điều|khoản|điểm|mẫu|phụ\s+lục|biểu\s+mẫu)(?!\w)(?!\s+\d)"
_OF_SOME = (
    rf"một\s+số\s+{_SOME}(?:(?:\s*,|,?\s+và)\s+{_SOME})*+"
    rf"|một\s+(?:phần(?:\s+(?:quy\s+định|nội\s+dung))?|số\s+(?:quy\s+định|nội\s+dung))(?!\w)(?!\s+(?:của|tại|trong)\s+{_UNIT})"
)


def _parts(comma: str, at: str = "tại|") -> str:
    """The pattern of the parts of one instrument, with what stands between two of them; `at`: "khoản 2 tại Điều 5".

    Possessive: a part once read stays read, so that no input is read twice from the same place.
    """
    marks = rf"{_MARK}(?:(?:\s?(?:{comma}|-)\s?(?:và\s)?|\s(?:và|hoặc|đến)\s){_MARK})*"
    ranged = rf"từ\s+{_UNIT}\s+{_MARK}\s+đến\s+(?:hết\s+)?{_UNIT}\s+{_MARK}"
    part = rf"(?:{ranged}|{_PIECE}|{_UNIT}(?:\s+số)?\s+{marks}|phụ\s+lục(?!\w)|{_OF_SOME})"
    glue = rf"{_EXPLAINED}(?:\s?(?:{comma})\s?|\s)(?:(?:và|vào|sau|trước|của|{at}thuộc|trong|các|quy\s+định)\s+){{0,3}}"
    return rf"{part}(?:{glue}{part})*+"


PARTS = _parts(rf",|{_SEMICOLON}")
EXCEPTED = _parts(",")  # an exception ends at a semicolon
BY_VERB = _parts(",", at="")  # "được sửa đổi khoản 2 Điều 7 tại khoản 1 Điều 1 B": of two instruments
_TAIL = r",?(?:\s+(?:của|tại|thuộc|trong|quy\s+định|(?:được\s+)?ban\s+hành|(?:đính\s+)?kèm\s+theo|các))*\s*$"
_PARTS = pattern(rf"(?<!\w)({PARTS}{_EXPLAINED}){_TAIL}", re.IGNORECASE)
_LONGEST = 600  # characters
_TAIL_WORDS = frozenset("của tại thuộc trong quy định được ban hành đính kèm theo các".split())
_WORDS = _TAIL_WORDS | frozenset(
    "điểm khoản điều tiểu mục chương phần tiết đoạn phụ lục biểu mẫu bảng danh thứ tự gạch đầu dòng câu cuối "
    "nhất hai ba tư năm sáu bảy tám chín mười cùng tiên ý một nội dung và vào sau trước hoặc từ đến hết".split()
)
_ROMAN = frozenset("IVXLC")
_NEAR = 80  # characters
_LAST = pattern(  # the last word of a part
    rf"(?:.*[,;-])?(?:{_MARK}|lục|điều|khoản|điểm|mẫu|phần|số|dung|định|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|đầu|cuối|cùng|tiên)\)?,?",
    re.IGNORECASE,
)
_UNSPECIFIED = pattern(r"một\s+(?:số|phần)(?:,?\s+[^\W\d]+){0,9}$", re.IGNORECASE)
# What an instrument says of a matter, where not all of it ends: "các quy định về hồ sơ cấp phép tại".
_MATTER = pattern(
    r"\s*((?:toàn\s+bộ\s+)?(?:(?:các|những|một\s+số)\s+)?(?:nội\s+dung|quy\s+định)\s(?:(?:[^\s;:]|(?<=\d):(?=\d))+\s+){1,60}?)"
    r"(?:(?:đã\s+)?(?:được\s+)?(?:quy\s+định|nêu|ghi|ban\s+hành)\s+)?(?:tại|trong|của|(?:đính\s+)?kèm\s+theo)\s+(?:các\s+)?$",
    re.IGNORECASE,
)
_OF_MATTER = pattern(r"(?:toàn bộ )?(?:(?:các|những|một số) )?(?:nội dung|quy định) ", re.IGNORECASE)
AGAINST = pattern(r"(?<!\w)(?:trái|mâu thuẫn|chồng chéo|(?:không|chưa) (?:còn )?phù hợp)(?!\w)", re.IGNORECASE)


def before(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The part named right before an offset, not before `start`, and where it begins; None where none is.

    >>> before("bãi bỏ khoản 2 Điều 3 của ", 6, 26)
    ('khoản 2 Điều 3', 7)
    >>> before("thay thế Mẫu số 03, 08 Phụ lục V kèm theo ", 8, 42)
    ('Mẫu số 03, 08 Phụ lục V', 9)
    >>> before("bãi bỏ từ Điều 5 đến hết Điều 12 của ", 6, 38)
    ('từ Điều 5 đến hết Điều 12', 7)
    >>> before("bãi bỏ Điều 3 Quy chế làm việc ban hành kèm theo ", 6, 49)
    ('Điều 3', 7)
    >>> before("đoạn thứ hai khoản 1 Điều 7 của ", 0, 32), before("khoản 2a vào sau khoản 2 Điều 5 ", 0, 32)
    (('đoạn thứ hai khoản 1 Điều 7', 0), ('khoản 2a Điều 5', 0))
    >>> before(", trừ Điều 5 và Điều 6 của ", 0, 27)
    ('Điều 6', 16)
    """
    if annex := _annex(text, start, end):
        end = annex.start()
    first = _first(text, max(start, end - _LONGEST), end)
    m = _PARTS.search(text, first, end) if first is not None else None
    if m is None:
        return None
    begin: int | None = m.start()
    if _EXCEPTING.search(text, max(start, m.start() - _NEAR), m.start()):
        begin = None if text.startswith(",", m.end(1)) else last(text, m.start(), m.end(1))
    return None if begin is None else (tidy(text[begin : m.end(1)]), begin)


def tidy(words: str) -> str:
    """The words of a part as a provision: without line breaks, and without what it is put after.

    >>> tidy("Điều 8a vào sau Điều 8"), tidy("khoản 1a vào Điều 3")
    ('Điều 8a', 'khoản 1a Điều 3')
    """
    return " ".join(_ANCHOR.sub("", words).split()).strip(" ,;")


# "Phụ lục II về mẫu báo cáo thống kê của": a part that tells what it is about.
_ABOUT = pattern(
    rf"\s*(?:(?:các|toàn\s+bộ)\s+)?({PARTS}\s+(?:quy\s+định\s+)?về\s+[^.;:()\n]{{3,200}}?)"
    r"\s+(?:của|tại|trong|(?:ban\s+hành\s+)?kèm\s+theo)\s+(?:các\s+)?$",
    re.IGNORECASE,
)
_ALL_PARTS = pattern(rf"(?<!\w){PARTS}", re.IGNORECASE)


def about(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The parts between a verb and an instrument that tell what they are about, and where they begin; None where none do.

    >>> about("bãi bỏ Phụ lục II về mẫu báo cáo và khoản 2 Điều 8 về phí của ", 6, 62)
    ('Phụ lục II, khoản 2 Điều 8', 7)
    """
    m = _ABOUT.fullmatch(text, start, end) if " về " in text[start:end] else None
    if m is None:
        return None
    return ", ".join(" ".join(part.group().split()) for part in _ALL_PARTS.finditer(m[1])), m.start(1)


# "khoản 2a vào sau khoản 2 Điều 5": what is put after another part changes that one's article, and not that part.
_ANCHOR = pattern(rf"\s+(?:vào\s+)?(?:sau|trước)\s+{_UNIT}\s+{_MARK}|\s+vào(?=\s)", re.IGNORECASE)


_EXCEPTING = pattern(
    r"(?<!\w)trừ\s+(?:(?:các|những|một\s+số)\s+)?(?:(?:quy\s+định|nội\s+dung)\s+(?:(?:tại|của|trong)\s+)?)?$",
    re.IGNORECASE,
)
_UNITS = pattern(rf"(?<!\w){_UNIT}(?!\w)", re.IGNORECASE)
_MEMBER = pattern(rf"(?:[,;]|\svà)\s+(?:các\s+)?(?={_UNIT}(?!\w))", re.IGNORECASE)


def opens(text: str, at: int) -> bool:
    """Whether a part begins at an offset: "khoản 2", "Danh mục …"."""
    return _UNITS.match(text, at) is not None


def last(text: str, start: int, end: int) -> int | None:
    """Where the last member of a list of parts begins; None where there is but one.

    >>> last("khoản 2 Điều 5, Điều 6 và khoản 1, khoản 3 Điều 7", 0, 49)
    26
    """
    units = list(_UNITS.finditer(text, start, end))
    same = next((u.end() for u in reversed(units[:-1]) if u[0].lower() == units[-1][0].lower()), start)
    joint = _MEMBER.search(text, same, end)
    return joint.end() if joint else None


# What has the part, where it is an annex of the instrument: "Điều 3 (của) Quy chế làm việc ban hành kèm theo Quyết định số …".
_ANNEX = pattern(
    r"(Quy chế|Quy định|Điều lệ|Nội quy|Danh mục|Chương trình|Kế hoạch|Đề án|Phương án|Hướng dẫn|Quy chuẩn|Quy trình)(?!\w)"
    r"(?!\s+(?:tại|trong|của)\s)(?:,?\s+[^\W\d]+){0,20}\s*$",
    re.IGNORECASE,
)
_WITH = pattern(r",?\s(?:(?:được\s+)?ban\s+hành\s+)?(?:đính\s+)?kèm\s+theo\s*$", re.IGNORECASE)
_LONGEST_ANNEX = 150  # characters


def annex(text: str, start: int, end: int) -> str | None:
    """What an instrument calls its annex that stands right before an offset.

    >>> annex("Sửa đổi một số điều của Quy định về phí ban hành kèm theo ", 0, 58), annex("Sửa đổi một số điều của ", 0, 24)
    ('Quy định', None)
    """
    m = _annex(text, start, end)
    return " ".join(m[1].split()) if m else None


def _annex(text: str, start: int, end: int) -> re.Match[str] | None:
    """The annex that the words before an offset tell to be put in force with what follows, and those words; None for no annex."""
    if text[max(start, end - 40) : end].rstrip()[-4:].lower() != "theo":
        return None  # nearly always
    tail = _WITH.search(text, max(start, end - 40), end)
    return _ANNEX.search(text, max(start, tail.start() - _LONGEST_ANNEX), tail.start()) if tail else None


def _first(text: str, start: int, end: int) -> int | None:
    """Where to look for a part that ends before an offset: after the last word of another kind; None where none can end there."""
    near = max(start, end - _NEAR)
    words = text[near:end].split()  # the first may be cut
    n = len(words) - 1
    while n > 0 and words[n].lower() in _TAIL_WORDS:
        n -= 1
    if n > 0 and not _LAST.fullmatch(words[n]):
        return None  # nearly always
    while n > 0 and not _foreign(words[n]):
        n -= 1
    return near + len(text[near:end].rsplit(None, len(words) - 1 - n)[0]) if n > 0 else start


def _foreign(word: str) -> bool:
    """Whether a word can't stand in the name of a part: none of its words, no letter, no number."""
    return word.isalpha() and len(word) > 2 and word.lower() not in _WORDS and not set(word.upper()) <= _ROMAN


_LED = r"\s+(?:(?:các|toàn\s+bộ|nội\s+dung|quy\s+định(?:\s+tại)?)\s+){0,3}"
_BEHIND = pattern(rf"{_LED}({BY_VERB})", re.IGNORECASE)
_BEHIND_ALONE = pattern(rf"{_LED}({PARTS})", re.IGNORECASE)


def behind(text: str, at: int, end: int, *, alone: bool = False) -> tuple[str, int] | None:
    """The part told right behind a verb, which ends at an offset, and where its words end; None where none is.

    `alone`: it goes on past semicolons.

    >>> behind("đã bị B bãi bỏ khoản 2 Điều 8 và Điều 9.", 14, 40)
    ('khoản 2 Điều 8 và Điều 9', 39)
    """
    m = (_BEHIND_ALONE if alone else _BEHIND).match(text, at, end)
    return (" ".join(m[1].split()), m.end()) if m else None


_CLAUSE, _ARTICLE = pattern(r"(?:khoản|điều)\s.*", re.IGNORECASE), pattern(r"điều\s.*", re.IGNORECASE)


def above(part: str, told: str) -> str | None:
    """What holds a part that does not say it, as another part of its instrument does.

    >>> above("khoản 2", "khoản 1 Điều 4"), above("điểm a", "khoản 1 Điều 4"), above("Điều 5", "Điều 4")
    ('Điều 4', 'khoản 1 Điều 4', None)
    """
    small = part.lower()
    if "điều" in small or not ("khoản" in small or small.startswith("điểm")):
        return None
    m = (_ARTICLE if "khoản" in small else _CLAUSE).search(told)
    return m[0] if m else None


def named(text: str, start: int, end: int) -> str | None:
    """The part named right before an offset; "một số điều" names none."""
    found = before(text, start, end)
    return None if found is None or unspecified(found[0]) else found[0]


def unspecified(part: str) -> bool:
    """Whether a part is told without saying which: "một số điều"."""
    return _UNSPECIFIED.match(part) is not None


def matter(text: str, start: int, end: int) -> str | None:
    """What is told of the matter that ends, between a cue and a name or its part; None where it is no part of an instrument.

    >>> matter("bãi bỏ các quy định về phí cấp phép tại Thông tư", 6, 40)
    'các quy định về phí cấp phép'
    >>> matter("bãi bỏ các quy định trái với quy định tại Thông tư", 6, 42)
    """
    part = before(text, start, end)
    m = _MATTER.fullmatch(text, start, part[1] if part else end)
    if m is None or AGAINST.search(m[1]) or m[1].rstrip().endswith("theo"):
        return None
    return None if _says_all(m[1]) else " ".join(m[1].split())


# "Danh mục tại Thông tư số … hết hiệu lực": what an instrument holds, told without its place.
_HELD = pattern(
    r"((?:(?:[^\s;:.]|(?<=\d)[.:](?=\d))+\s+){1,60}?)(?:(?:đã\s+)?(?:được\s+)?"
    r"(?:ban\s+hành\s+(?:theo|tại|(?:đính\s+)?kèm\s+theo)|(?:quy\s+định|nêu|ghi)\s+(?:tại|trong))|tại|trong|kèm\s+theo)\s+(?:các\s+)?",
    re.IGNORECASE,
)
# Words for all that an instrument says: "toàn bộ nội dung quy định".
_ALL = frozenset("các những toàn bộ tất cả quy định nội dung cho đã được".split())


def held(text: str, start: int, end: int) -> str | None:
    """What an instrument holds, told between two offsets before it, where it has no part; None for all that it says.

    >>> held("thay thế Danh mục thuốc ban hành kèm theo ", 8, 42), held("Các mức phí tại ", 0, 16)
    ('Danh mục thuốc', 'Các mức phí')
    >>> held("bãi bỏ các quy định tại ", 6, 24)
    """
    start += len(text[start:end]) - len(text[start:end].lstrip())
    m = _HELD.fullmatch(text, start, end)
    return None if m is None or AGAINST.search(m[1]) or _says_all(m[1]) else " ".join(m[1].split())


def _says_all(words: str) -> bool:
    """Whether words name no matter of their own."""
    return all(w.lower() in _ALL for w in words.split())


def is_matter(part: str) -> bool:
    """Whether a part is told by its matter, which may be told of several instruments; an article is one instrument's.

    >>> is_matter("các quy định về phí cấp phép"), is_matter("khoản 2 Điều 3")
    (True, False)
    """
    return _OF_MATTER.match(part) is not None
