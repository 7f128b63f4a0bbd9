"""What a document says of itself over many words: "Thông tư này hướng dẫn …; … quy định tại Điều 5 A", "Thay đổi … tại A"."""

from __future__ import annotations

import re

from kg import provisions
from kg.cues import Found
from kg.field import Field, past_mark
from kg.patterns import pattern
from kg.span import CHANGES
from kg.words import WORD

_LONGEST_LEAD = 60  # characters from the verb to the noun of an annex
_LONGEST = 900  # characters from the verb to what it guides
# What leads from the matters to the instrument that left them to the document.
_LEFT_BY = pattern(
    r"(?<!\w)(?:theo(?:\s+(?:các\s+)?(?:quy|qui)\s+định)?(?:\s+(?:tại|của|trong|ở))?|(?:quy|qui)\s+định\s+(?:tại|của|trong)|"
    r"nêu\s+tại|thuộc|của)\s+(?:các\s+)?$",
    re.IGNORECASE,
)
# "các tổ chức thành lập theo Luật Doanh nghiệp": of whom a matter is told.
_MADE_BY = pattern(
    r"(?:thành\s+lập|hoạt\s+động|tổ\s+chức|đăng\s+ký|được\s+cấp|cấp\s+phép|công\s+nhận|ký\s+kết|tuyển\s+dụng|chuyển\s+đổi|ban\s+hành|"
    r"phê\s+duyệt|xử\s+phạt|xếp\s+lương|quyết\s+định)\s+$",
    re.IGNORECASE,
)
# "quy định tại Điều lệ tổ chức … ban hành kèm theo Quyết định số …"
_ANNEX = pattern(r"(?:quy|qui)\s+định\s+(?:tại|của|trong)\s+[^.;]{3,200}?\sban\s+hành\s+kèm\s+theo\s+$", re.IGNORECASE)
_AT = pattern(r"(?<!\w)tại\s+(?:các\s+)?$", re.IGNORECASE)
_ABOUT = pattern(r"\s*(?:(?:v/v|về\s+việc|về)\s+)?", re.IGNORECASE)
_BRING = pattern(r"(?<!\w)(?:(?:nhằm|để)\s+)?(?:(?:sớm|nhanh\s+chóng|kịp\s+thời)\s+)?đưa\s$", re.IGNORECASE)
_INTO_LIFE = pattern(
    r"[^.;:\n]{0,300}?\svào\s+(?:cuộc\s+sống|thực\s+tiễn|thực\s+tế\s+cuộc\s+sống)(?!\w)", re.IGNORECASE
)
_LONGEST_TITLE = 320  # characters
_PLAN = "Kế hoạch"
_PROPOSED = "heo đề nghị"
_NO_ANNEX = frozenset({"deciding", "normative", "guiding"})


def guided(f: Field, i: int, prev: int | None) -> Found | None:
    """The verb by which the document guides name i, the first after its own "Thông tư này" or in its title; or None."""
    name = f.names[i]
    start = _subject_end(f, prev)
    unguided = name.type == _PLAN or name.type in f.lexicon.having["guiding"] or name.form == "back"
    if start is None or unguided or name.start - start > _LONGEST:
        return None
    words = f.text[start : name.start]
    at = start + len(words) - len(words.lstrip())
    read = f.lexicon.cues.match(f.text, at, name.start)
    if read is None or read[0].predicate != "guides":
        return None
    end = read[1]
    part = provisions.before(f.text, end, name.start)
    stop = part[1] if part else name.start
    left = _LEFT_BY.search(f.text, end, stop)
    if left is None and not _ANNEX.search(f.text, end, name.start):
        return None
    return None if left and _MADE_BY.search(f.text, end, left.start()) else Found(read[0], at, end)


def changed(f: Field, i: int, prev: int | None) -> Found | None:
    """The verb that opens a title and tells what is changed in name i: "Thay đổi thành viên Ban Chỉ đạo … tại Quyết định số …"."""
    name = f.names[i]
    if prev is not None or not f.sentence.title or name.form != "number" or name.start - f.sentence.start > _LONGEST:
        return None
    part = provisions.before(f.text, f.sentence.start, name.start)
    if not _AT.search(f.text, f.sentence.start, part[1] if part else name.start):
        return None
    lead = _ABOUT.match(f.text, f.sentence.start)
    read = f.lexicon.cues.match(f.text, lead.end(), name.start) if lead else None
    if lead is None or read is None or read[0].voice != "active" or read[0].predicate not in ("amends", "replaces"):
        return None
    return Found(read[0]._replace(predicate="amends"), lead.end(), read[1])


def proposed(f: Field, i: int) -> Found | None:
    """By what a title says that it is proposed, whatever it does: "Bổ sung kinh phí … theo đề nghị của Sở … tại Tờ trình số …"."""
    name = f.names[i]
    if not f.sentence.title or name.type not in f.lexicon.having["proposing"]:
        return None
    at = f.text.rfind(_PROPOSED, f.sentence.start, name.start) - 1
    read = f.lexicon.cues.match(f.text, at, name.start) if at >= f.sentence.start else None
    return Found(read[0], at, read[1]) if read and read[0].predicate == "proposedBy" else None


def brought(f: Field, i: int) -> Found | None:
    """ "nhằm đưa Nghị quyết số … vào cuộc sống": to bring it to life is to carry it out, and the verb stands around it."""
    start, told = f.names[i].start, f.names[i].told
    if not f.text.endswith("ưa ", 0, start) or f.text.find("vào ", told, told + _LONGEST_TITLE) < 0:
        return None  # nearly always
    lead = _BRING.search(f.text, max(f.sentence.start, start - _LONGEST_LEAD), start)
    into = _INTO_LIFE.match(f.text, told, f.sentence.end) if lead else None
    cue = f.lexicon.cues.match("thực hiện", 0)
    return Found(cue[0], lead.start(), start) if lead and into and cue else None


def annex_changed(f: Field, prev: int | None, at: int) -> Found | None:
    """The verb that opens "Sửa đổi Chương trình của … thực hiện A ban hành kèm theo B"; "kèm theo" stands at the offset."""
    if prev is None or (f.sentence.preamble and not f.sentence.title):
        return None
    start = past_mark(f.text, f.sentence.start, at)
    read = f.lexicon.cues.match(f.text, start, at)
    if read is None or read[0].voice != "active" or read[0].predicate not in CHANGES:
        return None
    words = WORD.finditer(f.text, read[1], min(read[1] + _LONGEST_LEAD, f.names[prev].start))
    annexes = (f.lexicon.nouns.match(f.text, w.start(), at) for w in words)
    annexed = any(n and n[0].kind != "law" and _NO_ANNEX.isdisjoint(n[0].traits) for n in annexes)
    return Found(read[0], start, read[1]) if annexed else None


def _subject_end(f: Field, prev: int | None) -> int | None:
    """Where the words begin that a document says of itself: in its title, or after the name that means it and opens a clause."""
    if prev is None:
        return f.sentence.start if f.sentence.title else None
    own = f.names[prev]
    if not (prev in f.own and own.this and not f.sentence.preamble):
        return None
    return own.told if f.opens(own.start) or f.begins(own.start) else None
