"""Clauses that say who issues, "Ngày 06/10/2021, Ban Thường vụ Tỉnh ủy đã ban hành …"; where one with a body of its own begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg import dates, issuers, placenames
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, holds
from kg.words import WORD, key

_NOUNS = ("Công văn", "Văn bản", "Kế hoạch", "Chỉ thị", "Quyết định", "Nghị quyết")  # what a body "has"
_ISSUED = pattern(
    r"\s{0,2}(?:\(?khóa\s+[IVXL]{1,6}\)?,?\s+|\([^()]{2,50}\),?\s+)?(?:(?:đã|vừa|mới|cũng|lại|kịp\s+thời|chủ\s+động|khẩn\s+trương|tiếp\s+tục|chính\s+thức)\s+)*"
    r"(?:xây\s+dựng\s+(?=(?:kế hoạch|chương trình|đề án)\s|\Z)"
    r"|(?:(?:xây\s+dựng|tham\s+mưu)(?:\s+và|,)\s+|ký,?\s+)?ban\s+hành(?:\s+(?:các\s+|những\s+)?|(?=\s?:))"
    rf"|thông\s+qua\s+(?:các\s+)?(?=Nghị\s+quyết\s)|có\s+(?=(?:{'|'.join(_NOUNS)})\s+số\s))",
    re.IGNORECASE,
)
# One of which it holds.
_VERBS = (
    "ban hành",
    "ban\nhành",
    "xây dựng",
    "xây\ndựng",
    "thông qua",
    *(f"ó {noun}" for noun in _NOUNS),
)
# "Huyện Cái Bè có Kế hoạch số 12/KH-UBND"; "…, tỉnh Ninh Bình với Kế hoạch số 113/KH-UBND", where the place begins a member.
_HAS = pattern(r"\s{1,2}(?:(?:đã|cũng)\s)?(?:có|với)\s{1,2}$")
_MEMBER = pattern(r"(?:[,;:.(]|(?<!\w)(?:là|như|gồm|và)|^)\s*$")
_LONGEST_VERB = 32  # characters


class Clause(NamedTuple):
    """A clause that says who issues: the body, its place and the day, if they are told, and where the verb ends."""

    issuer: str
    place: str | None
    day: str | None
    end: int


def last(text: str, start: int, end: int, lexicon: Lexicon, *, places: bool = False) -> Clause | None:
    """The last clause "[ngày D,] <issuer> đã ban hành" in a stretch."""
    return [None, *clauses(text, start, end, lexicon, places=places)][-1]


def clauses(text: str, start: int, end: int, lexicon: Lexicon, *, places: bool = False) -> Iterator[Clause]:
    """The clauses "[ngày D,] <issuer> đã ban hành" of a stretch.

    The issuer is the noun alone where a place is told for its bodies, "huyện Cái Bè ban hành Kế hoạch …", and `places` asks for
    those too.
    """
    ends = places and text[max(start, end - _LONGEST_VERB) : end].rstrip().endswith(("có", "với"))
    has = _HAS.search(text, max(start, end - _LONGEST_VERB), end) if ends else None
    if not (has or holds(text, _VERBS, start, end)):
        return
    firsts, nouns = issuers.begins(lexicon), _nouns(lexicon)
    over = body = start  # where the verb of the last one ends, and the last body, whose place is its own
    for m in WORD.finditer(text, start, end):
        at = m.start()
        word = m.group()
        if at < over:
            continue
        who: issuers.Issuer | None = None
        if key(word) in firsts:
            who = issuers.issuer(text, at, lexicon)
            body = max(body, who.end if who else 0)
        placed = places and at >= body and word.lower() in nouns
        if placed:
            noun, place, told = placenames.place(text, at, lexicon, below=True)
            who = issuers.Issuer(noun or "", place, told) if place else None
        verb = _ISSUED.match(text, who.end, end) if who else None
        if has and placed and who and who.end == has.start():
            verb = has if "v" not in has.group() or _MEMBER.search(text, max(start, at - _LONGEST_VERB), at) else verb
        if who is None or not verb or not verb.group().strip():
            continue
        over = verb.end()
        place = issuers.alone(text, at, who[:2], lexicon, subject=True)
        yield Clause(who.name, place, _day_before(text, start, at), over)


def _day_before(text: str, start: int, at: int) -> str | None:
    """The date that ends at an offset: "Ngày 06/10/2021, "."""
    before = text[max(start, at - 40) : at]
    lead = list(dates.DAY.finditer(before))
    found = dates.match(before, lead[-1].end()) if lead else None
    return found[0] if found and not before[found[1] :].strip(" ,\n") else None


@lru_cache(maxsize=4)
def _nouns(lexicon: Lexicon) -> frozenset[str]:
    """The words with which places begin that are told with their noun."""
    return frozenset(name.split()[0].lower() for kind in lexicon.kinds for name in kind.names)


def presenting(text: str, start: int, end: int, lexicon: Lexicon) -> Clause | None:
    """The clause "[ngày D,] <issuer> có" that ends a stretch, with any verb of `cue:issue` right before what is named next."""
    verb = _presents(lexicon).search(text, max(start, end - _LONGEST_VERB), end)
    body = issuers.before(text, start, verb.start(), lexicon) if verb else None
    return Clause(*body[:2], _day_before(text, start, body[2]), end) if body else None


@lru_cache(maxsize=4)
def _presents(lexicon: Lexicon) -> re.Pattern[str]:
    """The verbs of issuing at the end of a stretch."""
    verbs = sorted({p for p, cue in lexicon.cue_phrases if cue.role == "issue"}, key=len, reverse=True)
    return re.compile(
        rf"\s(?:(?:vừa|cũng)\s)?(?:{'|'.join(verbs).replace(' ', chr(92) + 's')})\s{{1,2}}[“\"]?$", re.IGNORECASE
    )


# What a body does at the start of a clause of its own: "…, Ban Chấp hành Đảng bộ huyện ban hành Nghị quyết như sau".
_DOES = pattern(
    r"\s{1,2}(?:(?:đã|sẽ|cũng)\s+)*(?:ban hành|báo cáo|đề nghị|yêu cầu|xây dựng|triển khai|"
    r"tổ chức|chỉ đạo|giao|thống nhất|phê duyệt|thông báo|hướng dẫn|có\s+ý\s+kiến|"
    r"(?:kính\s+)?trình|quyết\s+(?:nghị|định)(?=\s*:))(?!\w)",
    re.IGNORECASE,
)
# "…, Ban Chỉ đạo chuyển đổi số tỉnh ban hành Kế hoạch": a body whose name goes on.
_GOES_ON = pattern(rf"(?:\s[{LOWER}]+){{1,8}}?\s{{1,2}}(?:đã\s+)?ban\s+hành\s+[{UPPER}]")
_CONCLUDES = pattern(r"\s{1,2}(?:đã\s+)?kết\s+luận(?!\w)")
_COMMA = pattern(rf"[,;]\s{{1,2}}(?=[{UPPER}])")


def acts(text: str, at: int, *, last: bool = False) -> bool:
    """Whether a verb at an offset makes the body before it the subject of a clause.

    After the last of a list it may begin the title instead: "của Bộ Tài chính và Bộ Công an hướng dẫn …".
    """
    return bool(_ISSUED.match(text, at) or (not last and _DOES.match(text, at)))


def issues(text: str, at: int, lexicon: Lexicon) -> int | None:
    """Where a noun begins that tells what the body before an offset issues: " đã ban hành Kế hoạch"."""
    verb = _ISSUED.match(text, at)
    said = verb is not None and bool(verb.group().strip())
    return verb.end() if verb and said and lexicon.nouns.match(text, verb.end()) else None


def next_clause(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Where a new clause with a body of its own begins in a stretch, at its comma; None where none does."""
    for m in _COMMA.finditer(text, start, end):
        read = issuers.issuer(text, m.end(), lexicon)
        if read and (acts(text, read.end) or _GOES_ON.match(text, read.end) or _CONCLUDES.match(text, read.end)):
            return m.start()
    return None
