"""What stands at the end of a title and tells of the instrument: "Nghị định số … về … ngày 30/01/2011 của Chính phủ"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kg import dates, dating, identity, issuers, unknown, writers
from kg.beside import meant
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.titling import LONGEST_TITLE, days, title_noted

_TITLED = pattern(r"[\s,“\"]{1,4}(?:về|quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi|kèm|ngày)\s", re.IGNORECASE)
_EFFECT = pattern(r"(?:hiệu lực|áp dụng|thực hiện)[^.;,]{0,20}(?:từ|đến)$", re.IGNORECASE)
# "…, có hiệu lực thi hành kể từ ngày …" closes a citation note: the date before it is that of the instrument cited.
_IN_FORCE = pattern(r"\s?\.?,?\s*có\s+hiệu\s+lực", re.IGNORECASE)
# "… ngày 05/10/1999 của Tổng Tham mưu trưởng, có hiệu lực …", "… của Hội Nhà báo Việt Nam)": so does who signed, listed or not.
_OF_ANYONE = pattern(r"\s+của\s+[^\d;:()\n]{3,120}?(?=\s?\.?\)|[,;.]?\s*có\s+hiệu\s+lực)", re.IGNORECASE)


def late(
    text: str,
    found: list[Name],
    first: int,
    last: int,
    end: int,
    coded: Collection[tuple[str | None, str]],
    lexicon: Lexicon,
) -> None:
    """Gives the names `first` to `last` of a sentence, which goes to `end`, what the ends of their titles tell of them."""
    if all(found[i].facts.date and found[i].facts.issuer for i in range(first, last)):
        return
    # "Đưa Nghị quyết 18 vào chương trình công tác của Ban Thường vụ Tỉnh ủy": only a title leads from a short name to its issuer.
    apart = {
        i
        for i in range(first, last)
        if found[i].form == "short" and (meant(found[i]) in coded or not _TITLED.match(text, found[i].told))
    }
    _noted(text, found, first, last, end, lexicon)
    _dated(text, found, first, last, end, apart, lexicon)
    _issued_on(text, found, first, last, end, lexicon)
    for i in range(first, last):
        limit = found[i + 1].start if i + 1 < last else end
        if i not in apart and (read := _issuer(text, found[i], limit, lexicon)):
            found[i] = found[i].telling(issuer=read[0], place=read[1])


def _dated(
    text: str, found: list[Name], first: int, last: int, end: int, apart: Collection[int], lexicon: Lexicon
) -> None:
    """ "Nghị định số 12/2011/NĐ-CP Về tổ chức … ngày 30/01/2011 của Chính phủ": date and issuer after the title.

    They belong to the first name that still lacks a date and whose code that issuer writes, even where the date seems to follow a
    law's name in the title: a law is not of the Government. Names `apart` have no title.
    """
    for at, after in days(text, found[first].told, end):
        day = dates.match(text, after)
        if not day or _EFFECT.search(text, max(0, at - 30), at):
            continue
        holders = [i for i in range(first, last) if found[i].start <= at < found[i].told]
        holder = holders[0] if holders else None
        read = issuers.issuer_after(text, day[1], lexicon)
        if not read or (
            holder is not None
            and not writers.ill_fits(found[holder], day[0], read.name, lexicon)
            and not _of_earlier(found[first:holder], found[holder], day[0], read.name, lexicon)
        ):
            continue
        told, more, _ = writers.joint(text, read.end, Instrument(), lexicon)
        closing = bool(_IN_FORCE.match(text, told))
        for i in range(first, holder if holder is not None else last):
            facts = found[i].facts
            if i in apart or facts.date is not None or found[i].told > at or facts.year not in (None, int(day[0][:4])):
                continue
            # Taken from another's end, it must fit the year in the number; at a title's end, a wrong year is a slip.
            fits = facts.number and (holder is None or writers.of_year(facts, day[0], lexicon))
            if fits and (closing or writers.writes_loosely(facts, read.name, lexicon)):
                found[i] = found[i].telling(
                    **dating.on(day[0]), issuer=issuers.listing([read.name, *more]), place=read.place
                )
                for h in holders:  # a law that amends another, and the other within its name
                    found[h] = _undated(found[h], at)
                break


def _noted(text: str, found: list[Name], first: int, last: int, end: int, lexicon: Lexicon) -> None:
    """ "(Điều 1 Quyết định số 1442/QĐ-TM Về phối hợp ngày 05/10/1999 của Tổng Tham mưu trưởng)": a citation note tells the day at
    the end of a title also where nobody lists who is told behind it."""
    for i in range(first, last):
        name = found[i]
        if name.facts.date is not None or title_noted(text, name) is None:
            continue  # nearly always
        for at, after in days(text, name.told, min(end, name.told + LONGEST_TITLE)):
            day = dates.match(text, after)
            if day is None or _EFFECT.search(text, max(0, at - 30), at) or not _OF_ANYONE.match(text, day[1]):
                continue
            fits = writers.of_year(name.facts, day[0], lexicon) and issuers.issuer_after(text, day[1], lexicon) is None
            if fits and not any(n.start <= at < n.told for n in found[i:last]):
                body = unknown.called(text, day[1], lexicon) if unknown.unlisted(name.facts, lexicon) else None
                by = {"issuer": body.name, "place": body.place} if body and name.facts.issuer is None else {}
                found[i] = name.telling(**dating.on(day[0]), **by)
            break


def _of_earlier(before: Sequence[Name], holder: Name, day: str, issuer: str, lexicon: Lexicon) -> bool:
    """ "Thông tư liên tịch số 31/2010/TTLT-BGDĐT-BTC … Quyết định số 85/2010/QĐ-TTg ngày … của Bộ Giáo dục và Đào tạo và …": whose
    code the issuer writes, where that of the name before the date is another's."""
    if writers.writes(holder.facts, issuer, lexicon):
        return False
    undated = (n.facts for n in before if n.form == "number" and n.facts.date is None)
    return any(writers.writes(f, issuer, lexicon) and writers.of_year(f, day, lexicon) for f in undated)


# "… về phát triển khoa học ban hành ngày 24/5/2022"
_ISSUED_ON = pattern(r"\s(?:được\s+)?(?:ký\s+)?(?:ban\s+hành|thông\s+qua|ký)\s+ngày\s{1,3}(?=\d)", re.IGNORECASE)
_APART = pattern(r"[.,;:()\n]")
# "về việc sửa đổi Quy chế ban hành ngày 05/3/2020": the day of what is amended
_ANOTHERS = pattern(r"[\s,“\"]{1,4}(?:về\s+)?(?:việc\s+)?(?:sửa|bãi|thay|hủy|đính|gia hạn)\s", re.IGNORECASE)


def _issued_on(text: str, found: list[Name], first: int, last: int, end: int, lexicon: Lexicon) -> None:
    """Gives the only number of a sentence that has no date the day on which its title's end says that it was issued."""
    undated = [i for i in range(first, last) if found[i].form == "number" and found[i].facts.date is None]
    if len(undated) != 1 or undated[0] + 1 != last:
        return
    (i,) = undated
    name = found[i]
    lead = _TITLED.match(text, name.told) and not _ANOTHERS.match(text, name.told)
    m = _ISSUED_ON.search(text, name.told, min(end, name.told + LONGEST_TITLE)) if lead else None
    day = dates.match(text, m.end()) if m and not _APART.search(text, name.told, m.start()) else None
    if day and writers.of_year(name.facts, day[0], lexicon):
        found[i] = name.telling(**dating.on(day[0]))


def _issuer(text: str, name: Name, limit: int, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """ "22-NQ/TW ngày 10/4/2013 về hội nhập quốc tế của Bộ Chính trị và …": the issuer after the title, before an offset."""
    facts = name.facts
    if facts.issuer is not None or not facts.number or identity.identify(facts, lexicon).issuer is not None:
        return None
    bodies = issuers.of(text, name.told, min(limit, name.told + LONGEST_TITLE), lexicon)
    return next((body[:2] for _, body in bodies if writers.writes(facts, body.name, lexicon)), None)


_LONGEST_LEAD = 120  # characters
_AMENDS = pattern(r"(?<!\w)(?:sửa đổi|bổ sung)(?!\w)[^.;:()\n\d]{0,90}?\scủa\s{1,2}$", re.IGNORECASE)


def of_amending(text: str, found: list[Name], first: int, last: int, lexicon: Lexicon) -> None:
    """ "Nghị định sửa đổi, bổ sung một số điều của Nghị định số 43/2014/NĐ-CP ngày 06 tháng 01 năm 2017": no day of the inner, but
    of the outer, if it is the number before it."""
    for i in range(first, last):
        name, day = found[i], found[i].facts.date
        if not day or name.form != "number" or writers.of_year(name.facts, day, lexicon):
            continue
        lead = _AMENDS.search(text, max(0, name.start - _LONGEST_LEAD), name.start)
        if lead is None:
            continue
        at = next((at for at, _ in days(text, name.start, name.end)), name.end)
        found[i] = name.telling(date=None, year=None)._replace(end=min(name.end, at))
        outer = found[i - 1] if i > first else name
        next_to = outer.form == "number" and outer.told <= lead.start() < outer.told + _NEXT
        if next_to and not outer.facts.date and writers.of_year(outer.facts, day, lexicon):
            found[i - 1] = outer.telling(**dating.on(day))


_NEXT = 20  # characters between an instrument and what tells that it amends another


def _undated(name: Name, at: int) -> Name:
    """The name without the date at its end, which is another's."""
    end = min(name.end, at)
    return name.telling(date=None, year=None, issuer=None)._replace(end=end, told=min(name.told, at))
