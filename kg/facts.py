"""What the words around a name tell of it: issuer, date, term, place, title; before it, after it, shared by a list."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from kg import dates, dating, identity, issuers, numbering, plenums, several, unknown, writers
from kg.cues import governing
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.sentences import Sentences
from kg.text import next_letter, roman
from kg.titling import LONGEST_TITLE, days, titled

_TERM = pattern(
    r"\s{0,2},?\s{0,2}\(?\s?(?:khóa|khoá|nhiệm kỳ|Quốc hội khóa)\s{1,2}([IVXL]{1,6}|\d{1,2})(?!\w)\s?\)?", re.IGNORECASE
)
_TERM_BEFORE = pattern(r"(?<!\w)khóa\s+([IVXL]{1,6})(?!\w)", re.IGNORECASE)  # "Bộ Chính trị khóa XII ban hành …"
_DATE = pattern(
    dating.NEW_LINE + r"(?:\s{0,2},)?\s{1,3}(?:(?:(?:ký\s+)?ban hành|ký|thông qua)\s+)?ngày\s{0,3}", re.IGNORECASE
)
_DATE_APART = pattern(r"\s?;\s{1,2}(?:được\s+)?(?:ban hành|ký)\s+ngày\s{1,3}", re.IGNORECASE)  # outside the span
_BRACKET_DATE = pattern(r"\s{0,2}\(\s?(?:ngày\s+)?", re.IGNORECASE)
_OF = pattern(r"\scủa\s+")
_CLOSING = ".;:)/"  # what none of the words that tell something of a name starts with
_LISTED = pattern(r"[\s,;]*(?:và\s+|,\s*|hoặc\s+)*(?:số\s+|các\s+)?$", re.IGNORECASE)


def enrich(text: str, names: Sequence[Name], sentences: Sentences, lexicon: Lexicon) -> list[Name]:
    """The names with all that the words around them tell."""
    read = [n if n.form == "back" else dating.own_day(text, _after(text, n, lexicon), lexicon) for n in names]
    found = several.headed(text, read, lexicon)
    coded = _coded(found, lexicon)
    _share(text, found, coded, lexicon)
    for first, last, start, end in _by_sentence(found, sentences):
        _issued_before(text, found, first, last, start, coded, lexicon)
        _late(text, found, first, last, end, coded, lexicon)
    found = [_grouped(text, n, lexicon) for n in found]
    return [n if n.form == "back" else titled(text, found, i, sentences, lexicon) for i, n in enumerate(found)]


def _coded(names: Sequence[Name], lexicon: Lexicon) -> frozenset[tuple[str | None, str]]:
    """Types and serials that a document tells with their code: what "Nghị quyết 68" means, that has none."""
    numbers = ((n.type, numbering.of(n.facts, lexicon)) for n in names if n.form == "number")
    return frozenset((kind, number.serial) for kind, number in numbers if number)


def _meant(name: Name) -> tuple[str | None, str]:
    """The type and the serial of a short name."""
    return name.type, numbering.serial_key(name.facts.number or "")


_LONGEST_GROUP = 3000  # characters from a group's heading to its last member
_HEADING_ENDS = pattern(r"\s*(?:\([^()\n]{0,80}\)\s*)?(?:(?:đã\s+)?ban\s+hành|gồm|như\s+sau|sau(?:\s+đây)?|\s)*")


def _grouped(text: str, name: Name, lexicon: Lexicon) -> Name:
    """ "2. Của Ủy ban nhân dân tỉnh A:⏎a) Quyết định số …": the heading of a group of items tells whose they are."""
    if name.facts.issuer or name.form != "number" or "\n" not in text[max(0, name.start - 80) : name.start]:
        return name
    colon = text.rfind(":\n", max(0, name.start - _LONGEST_GROUP), name.start)
    line = text.rfind("\n", max(0, colon - LONGEST_TITLE), max(colon, 0)) + 1
    of = text.rfind("ủa ", line, colon) if 0 <= colon - line < LONGEST_TITLE else -1
    read = issuers.issuer(text, of + 3, lexicon) if of >= 0 else None
    if (
        not read
        or not _HEADING_ENDS.fullmatch(text, read[2], colon)
        or not writers.writes(name.facts, read[0], lexicon)
    ):
        return name
    return name.telling(issuer=read[0], place=read[1])


def _by_sentence(names: Sequence[Name], sentences: Sentences) -> list[tuple[int, int, int, int]]:
    """The sentences with a name that tells something: (first, last + 1, start, end of the sentence)."""
    runs: list[tuple[int, int, int, int]] = []
    last = 0
    for i, n in enumerate(names):
        if i < last or n.form == "back":
            continue
        start, end = sentences.bounds(n.start)
        first, last = i, i + 1
        while first and names[first - 1].start >= start:
            first -= 1
        while last < len(names) and names[last].start < end:
            last += 1
        runs.append((first, last, start, end))
    return runs


def _after(text: str, name: Name, lexicon: Lexicon) -> Name:
    """Issuer, term and date that follow the span."""
    if name.facts.title:
        return name
    facts, told = name.facts, name.told
    if text[told : told + 1] in _CLOSING:
        m = _DATE_APART.match(text, told) if facts.date is None else None
        day = dates.match(text, m.end()) if m else None
        if day:
            return name.telling(**_on(day[0]))._replace(told=day[1])
        return writers.in_brackets(text, name, lexicon) if text[told : told + 1] == ")" else name
    more: dict[str, Any] = {}
    if facts.date is None and (m := _BRACKET_DATE.match(text, told)) and (day := dates.match(text, m.end())):
        more = _on(day[0])
        told = day[1] + (text[day[1] : day[1] + 1] == ")")
    read = None
    aside = _ASIDE.match(text, told) if facts.issuer is None else None
    if facts.issuer is None:
        at = aside.end() if aside else told
        read = issuers.issuer_after(text, at, lexicon) or plenums.passed(text, at, lexicon)
        if read is None and (
            unknown.unlisted(facts, lexicon) or writers.department_follows(text, told, facts, lexicon)
        ):
            read = unknown.called(text, told, lexicon)
            if read and not read[1] and issuers.DEPARTMENT.match(read[0]):
                more["level"] = identity.level(read[0], None, None, lexicon) or "province"
        if read is None and (short := issuers.abbreviated(text, told, writers.may_write(name, lexicon))):
            body, place, told = short
            more |= {"issuer": body, "place": place} if body else {}
        if "issuer" not in more:
            read = read or writers.misspelled(text, told, facts, lexicon)
    if read:
        issuer, place, end = read
        end, others, shared = writers.joint(text, end, facts, lexicon)
        # "HĐND và UBND xã A", but not "HĐND tỉnh và UBND xã A"
        place = place or (shared if issuer.rsplit(" ", 1)[-1] not in _LEVEL_ENDS else None)
        if writers.fits(facts, issuer, lexicon) and (name.form != "short" or writers.may(facts.type, issuer, lexicon)):
            first = issuer.replace(" và Bộ ", ", Bộ ") if others else issuer  # "Liên Bộ A - B - Ủy ban C"
            more |= {"issuer": issuers.listing([first, *others]), "place": place}
            told = end if aside is None else told
    if m := _TERM.match(text, told):
        more["term"], told = roman(m[1]), m.end()
        lacks = facts.issuer is None and "issuer" not in more
        if lacks and (read := issuers.issuer_after(text, told, lexicon)):
            more |= {"issuer": read[0], "place": read[1]}
            told = read[2]
    lacks = facts.date is None and "date" not in more
    signed = _signed(text, facts, told, lexicon) if lacks else None
    m = _DATE.match(text, told) if lacks and not signed else None
    day = dates.match(text, m.end()) if m else None
    if signed:
        more |= {"issuer": signed[0], "place": signed[1]} | _on(signed[2])
        told = signed[3]
    elif m and day and ("," not in m.group() or writers.of_year(facts, day[0], lexicon)):
        # Not "…/2020/NĐ-CP, ngày 30/6/2021 tỉnh tổ chức …".
        # "số 120/2006/NĐ-CP của Chính phủ ngày 20 tháng 10 năm 2006": then the issuer stands inside the span.
        more |= _on(day[0])
        name, told = name._replace(end=day[1]), day[1]
    return name.telling(**more)._replace(told=told) if more or told != name.told else name


_LEVEL_ENDS = frozenset("tỉnh phố huyện quận xã phường trấn khu".split())  # of "thành phố", "thị trấn", "đặc khu"
# "… (sau đây viết tắt là KL131) của Bộ Chính trị": the body follows what the instrument is called from here on.
_ASIDE = pattern(r"\s?\((?:sau|dưới)\s+đây\s[^()\n]{3,80}\)(?=\s+của\s)", re.IGNORECASE)


_SAME = ("cùng ngày", "đều ngày")
_SIGNED = pattern(r"\s{1,2}(?:ký(?:\s+ban\s+hành)?|ban\s+hành|thông\s+qua|phê\s+duyệt)\s+ngày\s{1,3}", re.IGNORECASE)
_PASSIVE = pattern(r"\s{1,2}(?:đã\s+)?được\s{1,2}", re.IGNORECASE)


def _signed(text: str, facts: Instrument, told: int, lexicon: Lexicon) -> tuple[str, str | None, str, int] | None:
    """ "Quyết định số 72/QĐ-TTg được Thủ tướng Chính phủ ký ngày 12/01/2023": its issuer, place and date, and where it ends.

    What another body approves has another date.
    """
    m = _PASSIVE.match(text, told) if facts.number and next_letter(text, told) == "đ" else None
    read = issuers.issuer(text, m.end(), lexicon) if m else None
    verb = _SIGNED.match(text, read[2]) if read else None
    day = dates.match(text, verb.end()) if verb else None
    if (
        not read
        or not day
        or not writers.writes(facts, read[0], lexicon)
        or not writers.of_year(facts, day[0], lexicon)
    ):
        return None
    return read[0], read[1], *day


def _on(day: str) -> dict[str, Any]:
    """The facts that an ISO day tells."""
    return {"date": day, "year": int(day[:4])}


def _share(text: str, found: list[Name], coded: Collection[tuple[str | None, str]], lexicon: Lexicon) -> None:
    """A list shares the issuer told after its last member, or before: "36-NQ/TW, 52-NQ/TW của Bộ Chính trị"."""
    same: str | None = None  # "A, B và C cùng ngày …": the date of all
    for i in range(len(found) - 2, -1, -1):
        left, right = found[i], found[i + 1]
        if right.facts.date and any(word in text[right.start : right.end] for word in _SAME):
            same = right.facts.date
        same = same if _joined(text, left, right) and left.facts.number and left.facts.date is None else None
        if same and writers.of_year(left.facts, same, lexicon):
            found[i] = left = left.telling(**_on(same))
        if _bracketed(text, left, right):  # "Luật Giáo dục (số 43/2019/QH14)"
            found[i] = left = left.telling(number=right.facts.number)
            found[i + 1] = right.telling(type=left.type, name=left.facts.name)._replace(type=left.type, kind="law")
            continue
        if _named_after(text, left, right):  # "Luật số 20/2023/QH15 Luật Giao dịch điện tử": one law, told twice
            found[i + 1] = right.telling(number=left.facts.number)
        lacks = left.facts.issuer is None and left.form != "back" and left.kind != "law"
        lacks = lacks and not (right.form == "name" and right.facts.term)  # a plenum's or a congress's is its own
        if lacks and right.facts.issuer and _joined(text, left, right):
            # "Nghị quyết 18 và Quyết định số 759/QĐ-TTg của Thủ tướng Chính phủ": without its code only what is called alike.
            short = left.form == "short" or numbering.parse(left.facts.number or "", lexicon) is None
            alike = left.type == right.type
            writes = writers.writes(left.facts, right.facts.issuer, lexicon) and (left.facts.number or alike)
            fits = alike if short else writes
            if left.form == "short" and _meant(left) in coded and not text[right.start].isdigit():
                continue  # "Nghị quyết 18, Nghị quyết số 76/NQ-CP của Chính phủ", where "Nghị quyết số 18-NQ/TW" is told too
            if fits:
                term = left.facts.term or (right.facts.term if left.facts.date is None else None)
                found[i] = left.telling(issuer=right.facts.issuer, place=right.facts.place, term=term)


_IN_BRACKETS = pattern(r"\s?\(\s?")


def _bracketed(text: str, left: Name, right: Name) -> bool:
    """Whether brackets after a law's name hold its number."""
    named = left.kind == "law" and left.form == "name" and not (left.facts.date or left.facts.year or left.facts.number)
    numbered = right.form == "number" and (right.type is None or right.kind == "law") and right.facts.name is None
    return named and numbered and _IN_BRACKETS.fullmatch(text, left.end, right.start) is not None


def _named_after(text: str, left: Name, right: Name) -> bool:
    """Whether a law's name follows its number with nothing between."""
    laws = left.kind == right.kind == "law" and left.form == "number" and right.form == "name"
    return laws and left.facts.name is None and text[left.end : right.start].isspace()


def _joined(text: str, left: Name, right: Name) -> bool:
    return 0 <= right.start - left.told < 30 and bool(_LISTED.fullmatch(text[left.told : right.start]))


def _issued_before(
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
    at = start
    for i in range(first, last):
        name = found[i]
        if name.form == "back":
            continue
        lacks = name.facts.issuer is None and name.facts.number
        speaks = issuers.tells_in(text, at, name.start, lexicon) if lacks else None
        if speaks and writers.writes(name.facts, speaks[0], lexicon):
            name = name.telling(issuer=speaks[0], place=speaks[1])
        if lacks and speaks is None and (told := _told_before(text, name, lexicon)):
            name = name.telling(issuer=told[0], place=told[1])
        clause = issuers.issuing(text, at, name.start, lexicon, places=True)
        if clause is None and name.facts.number and (name.facts.date is None or name.facts.issuer is None):
            presented = issuers.presenting(text, at, name.start, lexicon)
            clause = presented if presented and writers.writes(name.facts, presented[0], lexicon) else None
        if clause:
            body, place, day, verb_end = clause
            issuer = (body, place)
            bare = name.facts.date is None and not text[verb_end : name.start].strip('“" ')
            if day and bare and writers.of_year(name.facts, day, lexicon):
                name = name.telling(**_on(day))
            if name.facts.term is None and (m := _TERM_BEFORE.search(text, max(at, verb_end - 60), verb_end)):
                name = name.telling(term=roman(m[1]))
        lacks = name.facts.issuer is None and name.kind != "law" and name.facts.number
        if issuer and lacks and (not issuer[0] or writers.writes(name.facts, issuer[0], lexicon)):
            # "UBND huyện ban hành Kế hoạch 88/KH-UBND thực hiện Kế hoạch 395": another's.
            others = not clause and governing(text, found[i - 1].told, name.start, lexicon)
            # "Tỉnh ủy ban hành kế hoạch học tập Nghị quyết 68": without its code, only what is issued itself, or beside it.
            if not others and (name.form != "short" or _issued(text, found[i - 1], name, issuer[0], clause, coded)):
                name = name.telling(issuer=issuer[0] or None, place=issuer[1])
        found[i] = name
        at = max(at, name.told)


def _issued(
    text: str,
    before: Name,
    name: Name,
    issuer: str,
    clause: issuers.Clause | None,
    coded: Collection[tuple[str | None, str]],
) -> bool:
    """Whether a name without its code is what a clause issues, or a member of a list of that, whose titles may stand between."""
    if clause:
        return _ISSUED.fullmatch(text, clause[3], name.start) is not None
    if before.facts.issuer != issuer or _meant(name) in coded:
        return False
    return _joined(text, before, name) or bool(writers.AND.search(text, max(before.told, name.start - 6), name.start))


def _told_before(text: str, name: Name, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """ "Kế hoạch của Ban Bí thư (Kế hoạch số 46-KH/TW …)": brackets that repeat the noun tell the number of what is told before."""
    if text[name.start - 1 : name.start] != "(":
        return None
    for m in _OF.finditer(text, max(0, name.start - issuers.LONGEST_BODY), name.start):
        read = issuers.issuer(text, m.end(), lexicon)
        if read and not text[read[2] : name.start - 1].strip():
            noun = _NOUN.search(text, max(0, m.start() - _LONGEST_NOUN), m.start())
            same = noun is not None and name.type is not None and f"{name.type.lower()} " in f" {noun.group().lower()} "
            return read[:2] if same and writers.writes(name.facts, read[0], lexicon) else None
    return None


def _late(
    text: str,
    found: list[Name],
    first: int,
    last: int,
    end: int,
    coded: Collection[tuple[str | None, str]],
    lexicon: Lexicon,
) -> None:
    """ "Nghị định số 12/2011/NĐ-CP Về tổ chức … ngày 30/01/2011 của Chính phủ": date and issuer after the title.

    They belong to the first name that still lacks a date and whose code that issuer writes, even where the date seems to follow a
    law's name in the title: a law is not of the Government.
    """
    if all(found[i].facts.date and found[i].facts.issuer for i in range(first, last)):
        return
    # "Đưa Nghị quyết 18 vào chương trình công tác của Ban Thường vụ Tỉnh ủy": only a title leads from a short name to its issuer.
    apart = {
        i
        for i in range(first, last)
        if found[i].form == "short" and (_meant(found[i]) in coded or not _TITLED.match(text, found[i].told))
    }
    for at, after in days(text, found[first].told, end):
        day = dates.match(text, after)
        if not day or _EFFECT.search(text, max(0, at - 30), at):
            continue
        holders = [i for i in range(first, last) if found[i].start <= at < found[i].told]
        holder = holders[0] if holders else None
        read = issuers.issuer_after(text, day[1], lexicon)
        if not read or (holder is not None and not writers.ill_fits(found[holder], day[0], read[0], lexicon)):
            continue
        told, more, _ = writers.joint(text, read[2], Instrument(), lexicon)
        closing = bool(_IN_FORCE.match(text, told))
        for i in range(first, holder if holder is not None else last):
            facts = found[i].facts
            if i in apart or facts.date is not None or found[i].told > at:
                continue
            fits = (
                facts.number
                and facts.year in (None, int(day[0][:4]))
                # Taken from another's end, it must fit the year in the number; at a title's end, a wrong year is a slip.
                and (holder is None or writers.of_year(facts, day[0], lexicon))
                and (closing or writers.writes_loosely(facts, read[0], lexicon))
            )
            if fits:
                found[i] = found[i].telling(**_on(day[0]), issuer=issuers.listing([read[0], *more]), place=read[1])
                for h in holders:  # a law that amends another, and the other within its name
                    found[h] = _undated(found[h], at)
                break
    for i in range(first, last):  # "22-NQ/TW ngày 10/4/2013 về hội nhập quốc tế của Bộ Chính trị và …"
        facts = found[i].facts
        limit = found[i + 1].start if i + 1 < last else end
        if (
            i not in apart
            and facts.issuer is None
            and facts.number
            and identity.identify(facts, lexicon).issuer is None
        ):
            for m in _OF.finditer(text, found[i].told, min(limit, found[i].told + LONGEST_TITLE)):
                read = issuers.issuer(text, m.end(), lexicon)
                if read and writers.writes(facts, read[0], lexicon):
                    found[i] = found[i].telling(issuer=read[0], place=read[1])
                    break


_NOUN = pattern(r"[^,.;:()\n]{1,40}$")  # before "của": "Kế hoạch hành động"
_LONGEST_NOUN = 40  # characters
# Between "ban hành" and what is issued: nothing, or how many.
_ISSUED = pattern(r"[\s“\"]*(?:(?:các|những|\d{1,3}|một|hai|ba)\s+)?", re.IGNORECASE)
_TITLED = pattern(r"[\s,“\"]{1,4}(?:về|quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi|kèm|ngày)\s", re.IGNORECASE)
_EFFECT = pattern(r"(?:hiệu lực|áp dụng|thực hiện)[^.;,]{0,20}(?:từ|đến)$", re.IGNORECASE)
# "…, có hiệu lực thi hành kể từ ngày …" closes a citation note: the date before it is that of the instrument cited.
_IN_FORCE = pattern(r"\s?\.?,?\s*có\s+hiệu\s+lực", re.IGNORECASE)


def _undated(name: Name, at: int) -> Name:
    """The name without the date at its end, which is another's."""
    end = min(name.end, at)
    return name.telling(date=None, year=None, issuer=None)._replace(end=end, told=min(name.told, at))
