"""What stands before a name and tells of it: who issues it, and when, "ngày 06/10/2021, Ban Thường vụ Tỉnh ủy đã ban hành …"."""

from __future__ import annotations

import re
from collections.abc import Collection

from kg import acting, dates, dating, issuers, issuing, organs, placenames, unknown, writers
from kg.beside import joined, meant
from kg.cues import governing
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK
from kg.text import FEW, roman

_TERM_BEFORE = pattern(r"(?<!\w)khóa\s+([IVXL]{1,6})(?!\w)", re.IGNORECASE)  # "Bộ Chính trị khóa XII ban hành …"
_NOUN = pattern(r"[^,.;:()\n]{1,40}$")  # before "của": "Kế hoạch hành động"
# "đã ban hành bốn nghị quyết quan trọng: Nghị quyết 57 về …; Nghị quyết 59 về …; tiếp đó là NQ 70": the head of a list, its members
_HEAD = pattern(
    rf"(?:(?:\d{{1,3}}|một|{FEW})\s+)?((?:[^\W\d]+\s?){{1,3}})(?:\s[^.;:\n]{{0,120}})?:\s*{MARK}?\s*",
    re.IGNORECASE,
)
_MEMBER = pattern(
    rf"[;,]\s+(?:{MARK}\s*)?(?:và\s+)?(?:(?:tiếp\s+(?:đó|theo|đến)|sau\s+đó|cuối\s+cùng|mới\s+đây|gần\s+đây)(?:\s+nhất)?\s+(?:là\s+)?)?$",
    re.IGNORECASE,
)
_LONGEST_NEXT = 40  # characters
_LONGEST_NOUN = 40  # characters
# Between "ban hành" and what is issued: nothing, or how many.
_ISSUED = pattern(r"[\s“\"]*(?:(?:các|những|\d{1,3}|một|hai|ba)\s+)?", re.IGNORECASE)


def issued_before(
    text: str,
    found: list[Name],
    first: int,
    last: int,
    start: int,
    coded: Collection[tuple[str | None, str]],
    lexicon: Lexicon,
) -> None:
    """ "ngày 06/10/2021, Ban Thường vụ Tỉnh ủy đã ban hành Nghị quyết 08-NQ/TU …; Nghị quyết …": issuer and date before."""
    issuer: tuple[str, str | None] | None = None
    heads: str | None = None  # the type of a list that what a body has issued heads
    at = start
    for i in range(first, last):
        if found[i].form == "back":
            continue
        name, of_member = _told_beside(text, at, found[i], lexicon)
        if of_member:  # it is that place's, whoever has issued what stands before
            found[i] = name
            at = max(at, name.told)
            continue
        clause, day = _clause(text, start, at, name, issuer, lexicon)
        if clause:
            issuer = clause[:2]
            name = _of_clause(text, at, name, clause, lexicon)
            heads = name.type if _headed(text, clause.end, name) else None
        elif name.facts.date is None:
            if day is None or not writers.of_year(name.facts, day, lexicon):
                day = _approved_on(text, max(start, name.start - _APPROVAL), name, lexicon)
            name = name.telling(**dating.on(day)) if day else name
        if issuer:
            # "Tỉnh ủy ban hành kế hoạch học tập Nghị quyết 68": without its code, only what is issued itself, or beside it.
            listed = heads == name.type and (clause is not None or _member(text, at, name))
            name = _by_issuer(text, found[i - 1], name, issuer, clause, coded, lexicon, listed=listed)
        found[i] = name
        at = max(at, name.told)


def _by_issuer(
    text: str,
    before: Name,
    name: Name,
    issuer: tuple[str, str | None],
    clause: issuing.Clause | None,
    coded: Collection[tuple[str | None, str]],
    lexicon: Lexicon,
    *,
    listed: bool,
) -> Name:
    """A number with the body of the last clause that says who issues, its own or before it, if that writes and issues it."""
    if name.facts.issuer is not None or name.kind == "law" or not name.facts.number:
        return name
    of_place = lexicon.authority(issuer[0]) is None
    if not (of_place or writers.writes(name.facts, issuer[0], lexicon)):
        return name
    if not listed:
        # "UBND huyện ban hành Kế hoạch 88/KH-UBND thực hiện Kế hoạch 395": another's.
        others = governing(text, clause.end if clause else before.told, name.start, lexicon)
        if others or (name.form == "short" and not _issued(text, before, name, issuer[0], clause, coded)):
            return name
    by = writers.of_place(name.facts, issuer[0], lexicon) if of_place else issuer[0]
    return name.telling(issuer=by, place=issuer[1])


def _told_beside(text: str, at: int, name: Name, lexicon: Lexicon) -> tuple[Name, bool]:
    """A number with the body that acts in it, or that is told right before it; or with the place in a list that it belongs to,
    and whether it does."""
    if name.facts.issuer is not None or not name.facts.number:
        return name, False
    body = acting.tells_in(text, at, name, lexicon)
    if body and writers.writes(name.facts, body[0], lexicon):
        return name.telling(issuer=body[0], place=body[1]), False
    if unit := unknown.speaks(text, at, name.start, name.facts, lexicon):
        return name.telling(issuer=unit), False
    if body:
        return name, False
    if told := _told_before(text, name, lexicon):
        return name.telling(issuer=told[0], place=told[1]), False
    place = _place_before(text, name, lexicon)
    return (name.telling(place=place), True) if place else (name, False)


def _clause(
    text: str, start: int, at: int, name: Name, issuer: tuple[str, str | None] | None, lexicon: Lexicon
) -> tuple[issuing.Clause | None, str | None]:
    """The clause before a name that says who issues it, of the subject of the one before where it has none; or its day alone."""
    clause = issuing.last(text, at, name.start, lexicon, places=True)
    if clause or not name.facts.number:
        return clause, None
    if name.facts.date is None or name.facts.issuer is None:
        presented = issuing.presenting(text, at, name.start, lexicon)
        if presented and writers.writes(name.facts, presented.issuer, lexicon):
            return presented, None
    on = acting.goes_on(text, start, name, lexicon)
    if on is None:
        return None, None
    subject, day = issuer or on[0], on[1]
    return (issuing.Clause(*subject, day, name.start), None) if subject else (None, day)


def _of_clause(text: str, at: int, name: Name, clause: issuing.Clause, lexicon: Lexicon) -> Name:
    """A name with the day and the term that the clause tells which issues it."""
    day, verb_end = clause.day, clause.end
    bare = name.facts.date is None and not text[verb_end : name.start].strip('“" ')
    if day and bare and writers.of_year(name.facts, day, lexicon):
        name = name.telling(**dating.on(day))
    if name.facts.term is None and (m := _TERM_BEFORE.search(text, max(at, verb_end - 60), verb_end)):
        name = name.telling(term=roman(m[1]))
    return name


_APPROVAL = 600  # characters from the day of an approval to its number
_APPROVES = pattern(r"\s+(?:(?:đã|vừa|tiếp\s+tục)\s+)*(?:phê\s+duyệt|ban\s+hành|thông\s+qua)\s+[“\"]?", re.IGNORECASE)
_APART = pattern(r"[.;:()\n]|\d/[A-ZĐ]|\sngày\s")  # what stands in no name of a scheme


_ON_DAY = pattern(r"(?<!\w)ngày\s{1,3}(?=\d)", re.IGNORECASE)
_AFTER_DAY = pattern(r"\s?,?\s{1,2}(?=\w)")


def _opened(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[str, str | None, int, str] | None:
    """The last body of a stretch that a day leads to, "Ngày 29/11/2021, Ủy ban nhân dân tỉnh": issuer, place, its end, the day."""
    found = None
    for m in _ON_DAY.finditer(text, start, end):
        day = dates.match(text, m.end())
        lead = _AFTER_DAY.match(text, day[1], end) if day else None
        read = issuers.issuer(text, lead.end(), lexicon) if lead else None
        if day and read:
            found = (*read, day[0])
    return found


def _approved_on(text: str, start: int, name: Name, lexicon: Lexicon) -> str | None:
    """ "Ngày 29/11/2021, Ủy ban nhân dân tỉnh phê duyệt Đề án … tại Quyết định số …": the day of what a scheme is approved in."""
    if not name.facts.number or not acting.stands_in(text, start, name):
        return None
    read = _opened(text, start, name.start, lexicon)
    verb = _APPROVES.match(text, read[2]) if read else None
    if not read or not verb or not lexicon.nouns.match(text, verb.end()) or _APART.search(text, verb.end(), name.start):
        return None
    fits = writers.writes(name.facts, read[0], lexicon) and writers.of_year(name.facts, read[3], lexicon)
    return read[3] if fits else None


def _headed(text: str, at: int, name: Name) -> bool:
    """Whether what a clause issues heads a list of the type of a name: "đã ban hành bốn nghị quyết …: Nghị quyết 57"."""
    m = _HEAD.fullmatch(text, at, name.start)
    noun = f"{' '.join(m[1].lower().split())} " if m else ""
    return bool(name.type) and noun.startswith((f"{(name.type or '').lower()} ", "văn bản "))


def _member(text: str, at: int, name: Name) -> bool:
    """Whether a name without its code opens a member of a list, whatever title stands before it."""
    return _MEMBER.search(text, max(at, name.start - _LONGEST_NEXT), name.start) is not None


def _issued(
    text: str,
    before: Name,
    name: Name,
    issuer: str,
    clause: issuing.Clause | None,
    coded: Collection[tuple[str | None, str]],
) -> bool:
    """Whether a name without its code is what a clause issues, or a member of a list of that, whose titles may stand between."""
    if clause:
        return _ISSUED.fullmatch(text, clause.end, name.start) is not None
    if before.facts.issuer != issuer or meant(name) in coded:
        return False
    return joined(text, before, name) or bool(writers.AND.search(text, max(before.told, name.start - 6), name.start))


# "…: huyện Cái Bè (Kế hoạch số 12/KH-UBND), huyện Cai Lậy (": a list of places, with what each has issued in brackets.
_LISTED_PLACE = pattern(
    r"(?:[.:;,–-]|\s(?:và|gồm|như)|\n[-+*]?)"
    r"(?=\s{1,2}[^\W\d_][^,;:()\n]{1,52}\s\($)"
)
_LONGEST_PLACE = 60  # characters


def _place_before(text: str, name: Name, lexicon: Lexicon) -> str | None:
    """The member of a list of places whose brackets a number of a local body opens."""
    if text[name.start - 1 : name.start] != "(" or name.facts.place:
        return None
    body = organs.writer(name.facts, lexicon)
    m = _LISTED_PLACE.search(text, max(0, name.start - _LONGEST_PLACE), name.start) if body and body.local else None
    if m is None:
        return None
    noun, place, told = placenames.place(text, m.end(), lexicon, below=True)
    whole = place if text[told : name.start].strip() == "(" else None
    return whole if noun or whole in lexicon.provinces else None


def _told_before(text: str, name: Name, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """ "Kế hoạch của Ban Bí thư (Kế hoạch số 46-KH/TW …)": brackets that repeat the noun tell the number of what is told before."""
    if text[name.start - 1 : name.start] != "(":
        return None
    for at, read in issuers.of(text, max(0, name.start - issuers.LONGEST_BODY), name.start, lexicon):
        if not text[read.end : name.start - 1].strip():
            noun = _NOUN.search(text, max(0, at - _LONGEST_NOUN), at)
            same = noun is not None and name.type is not None and f"{name.type.lower()} " in f" {noun.group().lower()} "
            return read[:2] if same and writers.writes(name.facts, read[0], lexicon) else None
    return None
