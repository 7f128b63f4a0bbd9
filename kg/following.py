"""What follows a name and tells of it: issuer, term and date, in the active or in the passive, in brackets or after a comma."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from kg import dates, dating, issuers, locality, organs, plenums, unknown, writers
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.text import ORDINAL, next_letter, roman, wrap

# "khóa XVIII, kỳ họp thứ 8", "khóa X, nhiệm kỳ 2021 - 2026": what a resolution of an assembly tells behind its body.
_NTH = rf"(?:\d{{1,2}}|{ORDINAL})"
_SESSION = (
    rf"kỳ\s{{1,2}}họp\s{{1,2}}(?:(?:bất\sthường|chuyên\sđề)(?:\s(?:lần\s)?thứ\s{_NTH})?|(?:lần\s)?thứ\s{{1,2}}{_NTH}(?:\s\(chuyên\sđề\))?)"
    r"|nhiệm\s{1,2}kỳ\s{1,2}\d{4}\s?[-–]\s?\d{4}"
)
_TERM = pattern(
    r"\s{0,2},?\s{0,2}\(?\s?(?:khóa|nhiệm kỳ|Quốc hội khóa)\s{1,2}([IVXL]{1,6}|\d{1,2})(?!\w)"
    rf"(?:\s?[,-]?\s{{1,2}}(?:tại\s)?(?:{_SESSION})(?!\w)){{0,2}}(?:\s?\))?",
    re.IGNORECASE,
)
_DATE = pattern(
    dating.NEW_LINE + r"(?:\s{0,2},)?\s{1,3}(?:(?:(?:ký\s+)?ban hành|ký|thông qua)\s+)?ngày\s{0,3}", re.IGNORECASE
)
_DATE_APART = pattern(r"\s?;\s{1,2}(?:được\s+)?(?:ban hành|ký)\s+ngày\s{1,3}", re.IGNORECASE)  # outside the span
_MADE = r"(?:(?:được\s+)?(?:(?:ký\s+)?ban hành|ký|thông qua|công bố)\s+)?"
_BRACKET_DATE = pattern(rf"\s{{0,2}}\(\s?{_MADE}(?:ngày\s+)?", re.IGNORECASE)
_BRACKET_YEAR = rf"\s?\(\s?{_MADE}(?:năm\s+)?((?:19|20)\d\d)(?:\s?\)|(?=\s?[;,]\s?[^\W\d]))"
# "Nghị quyết số 02/NQ-CP của Chính phủ năm 2026", "… (năm 2026)"; not the years of a plan, "năm 2026 - 2027", "năm 2026 và 2027".
_LATER_YEAR = pattern(
    r"(?:\s?\(\s?(?:ban\s+hành\s+)?năm\s{1,2}((?:19|20)\d\d)\s?\)|\s{1,2}(?:ban\s+hành\s+)?năm\s{1,2}((?:19|20)\d\d)(?!\d))"
    r"(?!\s?(?:[-/]|,|và\s|đến\s)\s?(?:năm\s)?(?:19|20)?\d\d)",
    re.IGNORECASE,
)
# What goes on behind an instrument's own year: its title or its issuer; its title alone where the issuer was told before.
_ITS_OWN, _ITS_TITLE = pattern(r",?\s(?:về|của)\s"), pattern(r",?\svề\s(?!cơ\s+bản)")
# A year that is nothing else's: a ground has no time of its own, and "ban hành năm 2024" tells when it was issued, but behind a
# plan that carries it out.
_GROUND, _GROUND_ENDS = pattern(r"(?<!\w)căn\s{1,2}cứ\s{1,2}$", re.IGNORECASE), pattern(r"\s?[;.,:\n]|\s*$")
_CARRIED = pattern(r"(?<!\w)(?:hiện|khai|hành|hóa|dẫn)\s{1,2}$", re.IGNORECASE)
_CLOSING = ".;:)/"  # what none of the words that tell something of a name starts with
_LEVEL_ENDS = frozenset("tỉnh phố huyện quận xã phường trấn khu".split())  # of "thành phố", "thị trấn", "đặc khu"
# "… (sau đây viết tắt là KL131) của Bộ Chính trị": the body follows what the instrument is called from here on.
_ASIDE = pattern(r"\s?\((?:sau|dưới)\s+đây\s[^()\n]{3,80}\)(?=\s+của\s)", re.IGNORECASE)
_LONGEST_LEAD = 16  # characters to "năm"
_LONGEST_GROUND = len("căn  cứ  ")
_OWN_YEAR = pattern(r"(?:19|20)\d\d")
_SIGNED = pattern(r"\s{1,2}(?:ký(?:\s+ban\s+hành)?|ban\s+hành|thông\s+qua|phê\s+duyệt)\s+ngày\s{1,3}", re.IGNORECASE)
_LONGEST_VERB = 12  # characters of "ban hành", and blanks
_PASSIVE = pattern(r"\s{1,2}(?:đã\s+)?được\s{1,2}", re.IGNORECASE)


@lru_cache(maxsize=4)
def _version(lexicon: Lexicon) -> re.Pattern[str]:
    """Which of the laws of a name: "Luật Đất đai (năm 2013)", "… cũ", "… mới nhất năm 2024", "… trước đây (2003)"."""
    former, version = lexicon.words["former"], lexicon.words["version"]
    words = rf"(?:\s(?:{former.any}|{version.any})(?!\w))"
    return re.compile(
        rf"{words}?{_BRACKET_YEAR}|{words}\snăm\s((?:19|20)\d\d)(?!\s?[/-])|\s(?P<only>{former.any})(?!\w)",
        re.IGNORECASE,
    )


def _of_version(text: str, name: Name, lexicon: Lexicon) -> Name:
    """A law's name with the year in brackets or behind such words; "Luật Đất đai cũ" is not the one that the text dates."""
    facts = name.facts
    if name.kind != "law" or name.form != "name" or facts.year or text[name.told : name.told + 1] not in (" ", "("):
        return name
    m = _version(lexicon).match(text, name.told)
    if not m or not facts.name:
        return name
    if m["only"]:
        return name.telling(name=f"{facts.name} {wrap(m['only'])}")._replace(told=m.end())
    return name.telling(year=int(m[1] or m[2]))._replace(told=m.end())


def told_after(text: str, name: Name, lexicon: Lexicon) -> Name:
    """Issuer, term and date that follow the span."""
    if name.facts.title:
        return name
    name = _of_version(text, name, lexicon)
    facts, told = name.facts, name.told
    if text[told : told + 1] in _CLOSING:
        return _apart(text, name, lexicon)
    more: dict[str, Any] = {}
    if facts.date is None and (m := _BRACKET_DATE.match(text, told)) and (day := dates.match(text, m.end())):
        more = dating.on(day[0])
        told = day[1] + (text[day[1] : day[1] + 1] == ")")
    if facts.issuer is None:
        by, told = _issued_by(text, name, told, lexicon)
        more |= by
    if not (facts.date or facts.year or more.get("date")) and name.form in ("number", "short"):
        name, more, told = _of_year(text, name, more, told, lexicon)
        facts = name.facts
    if m := _TERM.match(text, told):
        more["term"], told = roman(m[1]), m.end()
        lacks = facts.issuer is None and "issuer" not in more
        if lacks and (read := issuers.issuer_after(text, told, lexicon)):
            more |= {"issuer": read.name, "place": read.place}
            told = read.end
    lacks = facts.date is None and "date" not in more
    signed = _signed(text, facts, told, lexicon) if lacks else None
    m = _DATE.match(text, told) if lacks and not signed else None
    day = dates.match(text, m.end()) if m else None
    if signed:
        more |= {"issuer": signed[0], "place": signed[1]} | dating.on(signed[2])
        told = signed[3]
    elif m and day and ("," not in m.group() or writers.of_year(facts, day[0], lexicon)):
        # Not "…/2020/NĐ-CP, ngày 30/6/2021 tỉnh tổ chức …".
        # "số 120/2006/NĐ-CP của Chính phủ ngày 20 tháng 10 năm 2006": then the issuer stands inside the span.
        more |= dating.on(day[0])
        name, told = name._replace(end=day[1]), day[1]
    return name.telling(**more)._replace(told=told) if more or told != name.told else name


def _apart(text: str, name: Name, lexicon: Lexicon) -> Name:
    """A name with what is told behind a semicolon, or behind the brackets that it ends."""
    m = _DATE_APART.match(text, name.told) if name.facts.date is None else None
    if m and (day := dates.match(text, m.end())):
        return name.telling(**dating.on(day[0]))._replace(told=day[1])
    return writers.in_brackets(text, name, lexicon) if text.startswith(")", name.told) else name


def _of_year(
    text: str, name: Name, more: dict[str, Any], told: int, lexicon: Lexicon
) -> tuple[Name, dict[str, Any], int]:
    """A name with the year behind its number or its issuer: its own before its issuer or its title; else perhaps.

    "Kế hoạch thực hiện Quyết định số 749/QĐ-TTg của Thủ tướng Chính phủ năm 2023 của tỉnh A" is of 2023, the decision is not.
    Before a title, too, it is not that of a number of the Party, which are counted by terms.
    """
    m = _LATER_YEAR.match(text, told) if text.find("năm", told, told + _LONGEST_LEAD) > 0 else None
    if not m or name.kind == "law" or _OWN_YEAR.search(name.facts.number or ""):
        return name, more, told
    year = int(m[1] or m[2])
    issued = "issuer" in more or name.facts.issuer is not None
    own = (_ITS_TITLE if issued else _ITS_OWN).match(text, m.end()) or _alone(text, name, m)
    if not own or (issued and m[1] is None and _of_term(name, lexicon)):
        return (name._replace(perhaps=year) if issued else name), more, told
    more, told = more | {"year": year}, m.end()
    if not issued:
        by, told = _issued_by(text, name, told, lexicon)
        more |= by
    return name, more, told


def _alone(text: str, name: Name, year: re.Match[str]) -> bool:
    """Whether a year behind an issuer can be of nothing but what is named, though nothing more is told of that."""
    before = text[max(0, name.start - _LONGEST_GROUND) : name.start]
    if _GROUND.search(before):
        return _GROUND_ENDS.match(text, year.end()) is not None
    return "hành" in year.group() and not _CARRIED.search(before)


def _of_term(name: Name, lexicon: Lexicon) -> bool:
    """Whether a number is one of those that begin anew with each term: the Party's."""
    body = organs.body(name.facts, lexicon)
    return body is not None and body.branch == "party"


def _issued_by(text: str, name: Name, at: int, lexicon: Lexicon) -> tuple[dict[str, Any], int]:
    """The facts that the issuer after an offset tells, and where it ends: nothing and the offset where there is none."""
    facts, more, told = name.facts, dict[str, Any](), at
    aside = _ASIDE.match(text, at)
    start = aside.end() if aside else at
    read = issuers.issuer_after(text, start, lexicon) or plenums.passed(text, start, lexicon)
    if read is None and (unknown.unlisted(facts, lexicon) or writers.department_follows(text, at, facts, lexicon)):
        read = unknown.called(text, at, lexicon)
        if read and not read.place and issuers.DEPARTMENT.match(read.name):
            more["level"] = organs.level(read.name, None, None, lexicon) or "province"
    if read is None and (short := issuers.abbreviated(text, at, writers.may_write(name, lexicon))):
        body, told = short
        if body:
            return more | {"issuer": body}, told
    read = read or writers.misspelled(text, told, facts, lexicon)
    if read is None and not text[max(0, name.start - _LONGEST_VERB) : name.start].rstrip().endswith("ban hành"):
        read = writers.in_place(text, told, facts, lexicon)  # whoever has issued it stands before
    if read is None:
        return more, told
    issuer, place, end = read
    end, others, shared = writers.joint(text, end, facts, lexicon)
    first = place
    # "HĐND và UBND xã A", but not "HĐND tỉnh và UBND xã A"
    if not place and issuer.rsplit(" ", 1)[-1] not in _LEVEL_ENDS:
        place = shared or place
    if writers.fits(facts, issuer, lexicon) and (name.form != "short" or writers.may(facts.type, issuer, lexicon)):
        jointly = "hợp" in text[name.start : name.end]  # "Kế hoạch phối hợp số …"
        alike = others and shared and shared != first and lexicon.authority(others[-1]) == lexicon.authority(issuer)
        if alike and not jointly and writers.each_has(facts, others[-1], lexicon):
            return more | {"issuer": issuer, "place": locality.UNREAD}, end
        one = issuer.replace(" và Bộ ", ", Bộ ") if others else issuer  # "Liên Bộ A - B - Ủy ban C"
        more |= {"issuer": issuers.listing([one, *others]), "place": place}
        told = end if aside is None else told
    return more, told


def _signed(text: str, facts: Instrument, told: int, lexicon: Lexicon) -> tuple[str, str | None, str, int] | None:
    """ "Quyết định số 72/QĐ-TTg được Thủ tướng Chính phủ ký ngày 12/01/2023": its issuer, place and date, and where it ends.

    What another body approves has another date.
    """
    m = _PASSIVE.match(text, told) if facts.number and next_letter(text, told) == "đ" else None
    read = issuers.issuer(text, m.end(), lexicon) if m else None
    verb = _SIGNED.match(text, read.end) if read else None
    day = dates.match(text, verb.end()) if verb else None
    if (
        not read
        or not day
        or not writers.writes(facts, read.name, lexicon)
        or not writers.of_year(facts, day[0], lexicon)
    ):
        return None
    return read.name, read.place, *day
