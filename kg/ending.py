"""How much of an instrument ends: a part of it, what it says of a matter, or all but a part."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from kg import provisions
from kg.field import only_mark, past_mark
from kg.model import Name
from kg.patterns import pattern
from kg.span import ENDS, Link
from kg.text import wrap

_LONGEST = 300  # characters between an instrument and its exception
# "Giấy phép cấp theo Thông tư số … hết hiệu lực": what was done by an instrument ends, and not the instrument.
_DONE_BY = pattern(
    r"(?<!kèm )(?<!hành )theo\s+(?:(?:các\s+)?quy\s+định\s+(?:tại|của|trong)\s+)?(?:các\s+)?$", re.IGNORECASE
)
_ARTICLE = pattern(r"Điều\s\d{1,3}[a-zđ]?\s?[.:]?\s*$")  # before its heading, which has no full stop
_HEADING = pattern(r"(?:Chương|Mục|Phần)\s+[IVXLC\d]+\s*$", re.IGNORECASE)
_JOINT = pattern(r"(?:[,;]|\svà)\s+(?:các\s+)?$")  # between what stays and the next part
_OF = pattern(r"(?:\s+(?:của|tại|trong))?\s+")
_EXCEPTED = pattern(
    rf"[^.;:\n]{{0,{_LONGEST}}}?[\s,(]+(?:ngoại\s+)?trừ\s+"
    rf"((?:(?:các|những|một\s+số)\s+)?(?:(?:quy\s+định|nội\s+dung)\s+(?:(?:tại|của|trong)\s+)?)?{provisions.EXCEPTED}"
    r"|(?:(?:các|những|một\s+số)\s+)?(?:quy\s+định|nội\s+dung)\s[^.,;:()\n]{3,150}?(?=[.,;:()\n]|\s(?:tiếp\s+tục|vẫn|hết\s+hiệu)\s|$))"
    r"(?!(?:\s+của)?(?:\s+[^\W\d]+){1,3}?\s+này(?!\w))",
    re.IGNORECASE,
)
# Between a name and what goes on: ", trừ Điều 5,", "(trừ Điều 5)", ", trừ Điều 5 và".
EXCEPTION = pattern(
    r"(?:,\s|\s?\()(?:ngoại\s+)?trừ\s(?:[^.;:()\n]|(?<=\s[a-zđ])\)){3,200}(?:[,)]|(?=\svà\s+$))", re.IGNORECASE
)
_IN_PART = pattern(r"hết\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?một\s+phần(?!\w)", re.IGNORECASE)
# "Bãi bỏ một phần Quyết định số …: khoản 1 Điều 4."
_UNTOLD = pattern(
    r"một\s+(?:phần|số\s+(?:điều|khoản|nội\s+dung|quy\s+định))(?:\s+(?:nội\s+dung|quy\s+định))?$", re.IGNORECASE
)
_BELOW = pattern(rf"(?:\s+của\s[^.,;:()\n]{{3,80}})?\s?:\s*({provisions.EXCEPTED})(?=\s*[.;\n]|\s*$)", re.IGNORECASE)
_BUT_FOR = pattern(rf"(?<!\w)(?:ngoại\s+)?trừ\s+({provisions.EXCEPTED}),\s*$", re.IGNORECASE)


def told(text: str, start: int, at: int) -> tuple[str | None, int] | None:
    """What a sentence that begins at `start` says of an instrument that ends, told at `at`: the part, and where its words begin.

    The part is None where all of it ends; None where it is not told of the instrument.

    >>> told("Khoản 2 Điều 3 của ", 0, 19)
    ('Khoản 2 Điều 3', 0)
    >>> told("Các mức phí quy định tại ", 0, 25)
    ('Các mức phí', 0)
    >>> told("Trừ Điều 5, ", 0, 12)
    ('trừ Điều 5', 0)
    >>> told("Giấy phép đã cấp theo ", 0, 22)
    """
    if part := provisions.before(text, start, at):
        return part
    but = _BUT_FOR.search(text, max(start, at - _LONGEST), at) if text.find("rừ ", start, at) >= 0 else None
    if but and only_mark(text, _under_heading(text, start, at), but.start()):
        return f"trừ {wrap(but[1])}", but.start()
    line = clause(text, start, at)
    begin = past_mark(text, line, at)
    if text.startswith("của ", begin, at) and (heading := _HEADING.search(text, line, begin)):
        begin = heading.start()  # "2. Mục 3 của Phụ lục I về phí": the part, and no mark of an item
    if _DONE_BY.search(text, begin, at) or provisions.AGAINST.search(text, begin, at):
        return None
    if found := provisions.held(text, begin, at):
        return found, begin
    return None, at


def clause(text: str, start: int, at: int) -> int:
    """Where the words of a clause begin: under the heading of an article, or after a semicolon."""
    return max(_under_heading(text, start, at), text.rfind(";", start, at) + 1)


def _under_heading(text: str, start: int, at: int) -> int:
    """Where the words begin that stand under the heading of an article, which begins at `start`; `start` where none does."""
    if _ARTICLE.search(text, max(0, start - 12), start) is None:
        return start
    return text.find("\n", start, at) + 1 or start


def but_for(text: str, names: Sequence[Name], links: Sequence[Link]) -> Iterator[Link]:
    """The links, with how much ends where the words behind an instrument tell that: "bãi bỏ A, trừ Điều 5"."""
    starts = sorted(names[k.object].start for k in links if k.predicate in ENDS)
    return (_within(text, names, k, starts) or k for k in links)


def _within(text: str, names: Sequence[Name], k: Link, starts: Sequence[int]) -> Link | None:
    """A link with how much ends; None where no more of that is told. `starts` are those of all that ends."""
    told = names[k.object].told
    if k.provision:
        below = _BELOW.match(text, told) if _UNTOLD.match(k.provision) else None
        return k._replace(provision=wrap(below[1]), end=below.end(1)) if below else None
    if k.predicate not in ENDS:
        return None
    if _IN_PART.search(text, told, k.end):
        return k._replace(provision="một phần")
    if text.find("trừ", told, told + 2 * _LONGEST) < 0:
        return None  # nearly always
    after = bisect_right(starts, names[k.object].start)
    m = _EXCEPTED.match(text, told, min([told + 2 * _LONGEST, *starts[after : after + 1]]))
    end = _end(text, names, k.object, m) if m else None
    # "trừ quy định tại khoản 2 Điều này" tells of cases that go on.
    if m is None or end is None or m[1].endswith("này"):
        return None
    return k._replace(provision=_but(text, m, end), end=max(k.end, end))


def _end(text: str, names: Sequence[Name], i: int, m: re.Match[str]) -> int | None:
    """Where what stays of name i ends; a part right before another instrument is that one's: "A, trừ Điều 5 và Điều 3 C"."""
    after = bisect_left(names, m.end(1), key=lambda n: n.start)
    number = names[after].facts.number if after < len(names) else None
    if number is None or number == names[i].facts.number:
        return m.end(1)
    if not _OF.fullmatch(text, m.end(1), names[after].start):
        return m.end(1)
    own = provisions.last(text, m.start(1), m.end(1))
    joint = _JOINT.search(text, m.start(1), own) if own else None
    return joint.start() if joint else None


def _but(text: str, m: re.Match[str], end: int) -> str:
    """What stays, as a provision; without the bracket of "(trừ Điều 5)", with that of "trừ điểm a)"."""
    words = f"trừ {wrap(text[m.start(1) : end])}".rstrip(".")
    return words.rstrip(")") if "(" in text[m.start() : m.start(1)] else words
