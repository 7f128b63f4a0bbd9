"""Two cues in a row: what they come to, "sơ kết 5 năm thực hiện", "sửa đổi Điều 3 và bãi bỏ Điều 9 của", "tạm hoãn việc bãi bỏ"."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg import dates, provisions
from kg.lexicon import Cue, Lexicon
from kg.patterns import pattern
from kg.sentences import MARK
from kg.span import ALTERS, CHANGES, ENDS
from kg.words import WORD

BARRIER = pattern(r"[;:]|\.\s|\n\s*\n\s*[-+]")
_OF_BODIES = frozenset({"implements", "repeals", "reviews", "disseminates"})
_COMPOSED = frozenset({"reviews", "guides", "disseminates", "suspends"})
BESIDE = pattern(r"\s*(?:,|,?\s*và)\s*", re.IGNORECASE)  # "tuyên truyền, quán triệt và triển khai thực hiện"
AND = pattern(r"(?:\s*[,;])?\s*(?:và|đồng\s+thời)?\s*$", re.IGNORECASE)
_AT = pattern(r"\btại\s*$", re.IGNORECASE)
_PROPOSING = pattern(r"[^;]*\svề\s[^;]*\stại\s*(?:các\s*)?", re.IGNORECASE)
_WITH = pattern(r"\bkèm\s+theo\s*$", re.IGNORECASE)
_RIGHT_BEHIND = 2  # words: the reach of what is told of many things, "thu hồi", "hủy", "gia hạn", "kết quả"
_ANNEXED = 12  # words between "hướng dẫn" and "ban hành kèm theo": what is guided is the annex, not something in it
_PUT_OFF = pattern(r"\s+(?:việc\s+)?", re.IGNORECASE)
# "dừng áp dụng mức thu cũ, thực hiện đúng A": something else is put off, and A is carried out.
OTHER = r"\s+(?!(?:và|hoặc|hay)\s)\w[^;:]{0,200}?(?:,|\s(?:và|rồi|mà|để))\s+"
_ANOTHER = pattern(OTHER, re.IGNORECASE)
# "hết hiệu lực thi hành kể từ ngày 01/7/2021 theo B": the day between tells when, and no instrument.
_FROM_DAY = pattern(rf"\s+{dates.TYPED}\s*,?\s+", re.IGNORECASE)


class At(NamedTuple):
    """A cue in a stretch, with the offsets there."""

    cue: Cue
    start: int
    end: int


def within(current: At, cue: Cue, stretch: str, at: int) -> bool:
    """Whether a later cue is part of what the one before it is about."""
    if cue.start or matter(current, stretch):  # "điều chỉnh phụ lục kèm theo Quyết định số …" amends
        return True
    if current.cue.predicate == "proposedBy" and _PROPOSING.fullmatch(stretch, current.end):
        return True  # "theo đề nghị của … về việc phê duyệt giá đất tại Tờ trình số …"
    # "điều chỉnh danh sách … thực hiện … tại Quyết định số …", "sửa đổi Quy chế sử dụng kết quả … ban hành kèm theo …"
    amends = current.cue.predicate == "amends" and cue.voice == "active" and cue.predicate in _OF_BODIES
    if cue.predicate in ALTERS and ";" in stretch[current.end : at]:
        return False  # "sửa đổi tên Chương III; bãi bỏ Phụ lục 2 kèm theo"
    # "sửa đổi Điều 4 và bãi bỏ Điều 9 của Quy định kèm theo …" is told of two parts of it.
    return amends and bool(_AT.search(stretch) or _WITH.search(stretch)) and not _shares(current, cue, stretch, at)


def matter(current: At, stretch: str) -> bool:
    """Whether all after a cue tells the matter that ends: "bãi bỏ các quy định về tổ chức thi hành … tại Thông tư số …"."""
    ends = current.cue.predicate in ENDS and current.cue.voice == "active"
    return ends and provisions.matter(stretch, current.end, len(stretch)) is not None


def together(current: At, later: At, stretch: str, lexicon: Lexicon) -> tuple[At | None, At | None]:
    """What two cues in a row come to: one cue, the later one alone, both with one object, or none."""
    cue, begin, end = later
    if current.cue.predicate in CHANGES and cue.predicate == "guides" and _noun(stretch, current.end, begin, lexicon):
        return None, None  # "sửa đổi các Nghị định quy định chi tiết Luật …": those guide the law
    # "tạm hoãn việc bãi bỏ": it is not done; "bãi bỏ việc tạm dừng": what was suspended goes on
    if _undoes(current.cue.predicate, cue.predicate) and _PUT_OFF.fullmatch(stretch, current.end, begin):
        return None, None
    suspends = current.cue.predicate == "suspends" and cue.predicate == "implements"
    if suspends and _ANOTHER.fullmatch(stretch, current.end, begin):
        return None, None
    if (
        current.cue.predicate == cue.predicate
        and current.cue.voice == cue.voice
        and _shares(current, cue, stretch, begin)
    ):
        return current, later  # "bãi bỏ khoản 1 Điều 5, bãi bỏ Điều 7 của": each of its own part
    if _composes(current, cue, stretch[current.end : begin], lexicon):
        return None, current._replace(end=end)
    if current.cue.voice != cue.voice:
        return None, current._replace(end=end) if _by_it_since(current, later, stretch) else later
    if BESIDE.fullmatch(stretch, current.end, begin):
        if {current.cue.predicate, cue.predicate} <= ALTERS:
            cue = current.cue  # "sửa đổi, bổ sung, hủy bỏ một số tài khoản": on the whole an amendment
        return None, At(cue, current.start, end)
    return (current if _shares(current, cue, stretch, begin) else None), later


def _undoes(first: str, then: str) -> bool:
    """Whether what one cue says undoes what the next would tell."""
    return (first == "suspends" and then in ALTERS) or (first in ENDS and then == "suspends")


def _by_it_since(current: At, later: At, stretch: str) -> bool:
    """Whether what ends from a day on does so by what follows: "hết hiệu lực kể từ ngày 01/7/2021 theo quy định tại"."""
    ends = current.cue.predicate in ENDS and current.cue.voice == "passive" and later.cue.predicate == "cites"
    by = ends and stretch[later.start : later.end].lower().startswith("theo")
    return by and _FROM_DAY.fullmatch(stretch, current.end, later.start) is not None


# "hết hiệu lực kể từ ngày 01/7/2025 do Nghị quyết B": why, and not by what; "…, ngày B có hiệu lực": when.
_ON_DAY = pattern(
    rf"\s+{dates.TYPED}(?!\w)(?!.*(?<!\w)(?:ngày|khi|thời\s+điểm|từ|theo|bởi|tại)\s+$)", re.IGNORECASE | re.DOTALL
)


def by_another(current: At, rest: str) -> bool:
    """Whether what ends from a day on, told behind a cue, does so for a reason that the rest of the words tells."""
    if current.cue.voice != "passive" or not any(c.isdigit() for c in rest):
        return False
    return current.cue.predicate in CHANGES and _ON_DAY.match(rest) is not None


def _noun(stretch: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether instruments are named between two offsets, without a number."""
    return any(lexicon.nouns.match(stretch, word.start(), end) for word in WORD.finditer(stretch, start, end))


_NEXT_ITEM = pattern(rf"\n\s*{MARK}\s*$")  # "c) bãi bỏ khoản 5 Điều 45;⏎d) bãi bỏ Điều 3 của B" may be told of two
# From a verb to the part that it is about: "thay thế cụm từ ____ bằng cụm từ ____ tại", what is quoted being blank.
_AT_PART = pattern(
    r"\s*(?:_+\s*(?:(?:bằng|thành)\s+(?:(?:cụm\s+)?từ\s+)?_+\s*)?(?:tại|ở|trong)\s+)?"
    r"(?:tên\s+(?:gọi\s+)?(?:của\s+)?)?(?:các\s+)?",
    re.IGNORECASE,
)


def _shares(current: At, cue: Cue, stretch: str, at: int) -> bool:
    """ "sửa đổi, bổ sung Điều 3 và bãi bỏ Điều 9 của Nghị định …": a part for each verb, one object for both."""
    joined = AND.search(stretch, current.end, at)
    part = provisions.before(stretch, current.end, joined.start() if joined else at)
    return (
        part is not None
        and _AT_PART.fullmatch(stretch, current.end, part[1]) is not None
        and not _NEXT_ITEM.search(stretch, part[1], at)
        and {current.cue.predicate, cue.predicate} <= ALTERS
    )


_NEXT_VERB = pattern(r"\)|(?<!\w)được\s", re.IGNORECASE)  # "(điều chỉnh) đã được … phê duyệt điều chỉnh"


def _opens(between: str, lexicon: Lexicon) -> bool:
    """Whether words begin with what an instrument has as its annex or part."""
    word = WORD.search(between)
    return word is None or bool(lexicon.nouns.match(between, word.start()) or provisions.opens(between, word.start()))


def _composes(current: At, cue: Cue, between: str, lexicon: Lexicon) -> bool:
    """ "sơ kết 5 năm thực hiện" reviews, "hướng dẫn thi hành" guides: the later cue is part of the earlier one."""
    first = current.cue
    if cue.predicate == first.predicate:
        near = len(between.split()) <= 8 and not BARRIER.search(between) and not _NEXT_VERB.search(between)
        return near and cue.voice == first.voice and not cue.start
    if cue.predicate == "approves" and cue.voice == "passive":
        # "sửa đổi Quy chế ban hành kèm theo Quyết định số …", "được sửa đổi tại Phụ lục I kèm theo Nghị quyết số …"
        held = first.voice == "active" and first.predicate not in ("approves", "cites")
        near = first.predicate in CHANGES or (held and len(between.split()) <= _ANNEXED)
        if first.reach <= _RIGHT_BEHIND and not _opens(between, lexicon):
            return False  # "thu hồi đất của dự án phê duyệt tại Quyết định số …": the land, and no decision
        part = provisions.before(between, 0, len(between)) if ";" in between else None
        return near and not BARRIER.search(between, 0, part[1] if part else len(between))
    if BARRIER.search(between) or cue.predicate != "implements" or len(between.split()) > 8:
        return False
    if first.predicate in ("basedOn", "considers", "proposedBy"):
        return True
    return first.predicate in _COMPOSED and first.order < cue.order
