"""Dates as Vietnamese documents write them: "ngày 08 tháng 10 năm 2018", "05 /4/2016", "26-5-2025", "15.6.2021"."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from kg.patterns import pattern

# A day, month and year; blanks and line breaks may stand anywhere between.
_L = r"(?-i:[lIO])"  # what scanners make of 1 and 0
_DAY = rf"(\d\s\d(?=\s{{1,3}}(?:th|n[aă]m\s))|\d(?:\d|{_L})?|{_L}(?:\d|{_L}))"  # a month too
_WORDS = {
    **dict.fromkeys(("một", "giêng"), "1"),
    **dict(zip("hai ba tư năm sáu bảy tám chín mười".split(), map(str, range(2, 11)), strict=True)),
    **{"bốn": "4", "mười một": "11", "mười hai": "12", "chạp": "12"},
}
_MONTH = rf"(?:{_DAY}|({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?=\s))"
_FULL_YEAR = rf"([12](?:\d|{_L}){{3}}|\d{{2,4}})"
DATE = pattern(
    rf"(?:m[ồù]ng\s{{1,2}})?{_DAY}\s{{0,3}}(?:"
    rf"(?:/|-|\.)\s{{0,2}}{_DAY}\s{{0,2}}(?:/|-|\.)\s{{0,2}}{_FULL_YEAR}(?![\d/])"
    rf"|(?:th[aàáảãạ]ng|ngày)\s{{0,3}}{_MONTH}\s{{0,3}}n[aăắằẳẵặâáấ]m\s{{0,3}}(?:(20\s\d\d|20\d\s\d)(?!\d)|{_FULL_YEAR}(?!\d))"
    # "ngày 15 năm 12 năm 2023", "ngày 15 ngày 3 tháng 2016": the wrong word
    rf"|(?:năm|tháng|ngày)\s{{1,3}}{_DAY}\s{{1,3}}(?:năm|tháng)\s{{1,3}}((?:19|20)\d\d)(?!\d)"
    r")",
    re.IGNORECASE,
)
DAY = pattern(r"ngày\s{1,3}", re.IGNORECASE)  # leads to one
# As most are typed: where one is only passed over, within a longer pattern.
TYPED = r"\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
_FIGURES = str.maketrans("lIO", "110")
_YEARS = range(1900, 2101)
_CENTURY = 45  # documents of the State begin in 1945: "12/5/98" is of 1998, "14/6/07" of 2007


def _year(written: str | int) -> int:
    """A year; one of two figures in full, and one that has lost its first: "98", "007", "975"."""
    year = int(written)
    if year < 100:
        return year + (1900 if year >= _CENTURY else 2000)
    return year + 1000 if year < 1000 else year


@lru_cache(maxsize=20_000)
def iso(day: str | int, month: str | int, year: str | int) -> str | None:
    """The ISO 8601 date, or None where there is no such day.

    >>> iso(8, "10", 2018), iso(31, 2, 2020), iso(14, 6, "98"), iso(14, 6, "007")
    ('2018-10-08', None, '1998-06-14', '2007-06-14')
    """
    try:
        d = datetime.date(_year(year), int(month), int(day))
    except ValueError:
        return None
    return d.isoformat() if d.year in _YEARS else None


def match(text: str, at: int) -> tuple[str, int] | None:
    """The date that stands at an offset, and where it ends.

    >>> match("ngày 05 /4/2016 của", 5), match("0l tháng 7 năm 20I4", 0), match("1 1 tháng 5 năm 202 3", 0)
    (('2016-04-05', 15), ('2014-07-01', 19), ('2023-05-11', 21))
    >>> match("mồng 5 tháng Giêng năm 1994", 0)
    ('1994-01-05', 27)
    """
    m = DATE.match(text, at)
    if not m:
        return None
    day, month, year = [_WORDS.get(p.lower()) or "".join(p.split()).translate(_FIGURES) for p in m.groups() if p]
    found = iso(day, month, year)
    return (found, m.end()) if found else None


# Months as programs write them, in English and in Vietnamese: "01 Feb 2024", "1-Thg2-24", "February 1, 2024".
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED = pattern(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s./-]{{1,2}}(?:(?:thg|th[aá]ng|th)\.?\s?(\d{{1,2}})|({'|'.join(_MONTHS)})[a-z]*\.?)[\s,./-]{{1,3}}(\d{{4}}|\d{{2}})(?!\d)"
    rf"|(?<![a-z])({'|'.join(_MONTHS)})[a-z]*\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
# With the hours of an American clock the month stands first: "2/13/2024 12:00:00 AM".
_AMERICAN = pattern(r"(\d{1,2})/(\d{1,2})/(\d{4})\s+\d{1,2}:\d\d(?::\d\d)?\s?[AP]M", re.IGNORECASE)


def parse(text: str) -> str | None:
    """A date in any usual form, as a register's column holds it; ISO dates and times too, and what programs export.

    >>> parse("12/07/2022"), parse("2026-06-02"), parse("2026-06-02T00:00:00"), parse("không rõ")
    ('2022-07-12', '2026-06-02', '2026-06-02', None)
    >>> parse("20260602"), parse("02 Jun 2026"), parse("2-Thg6-26"), parse("6/2/2026 12:00:00 AM")
    ('2026-06-02', '2026-06-02', '2026-06-02', '2026-06-02')
    >>> parse("13/2/2026 1:00:00 PM")  # no month thirteen: the day stands first after all
    '2026-02-13'
    """
    text = text.strip()
    if m := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return iso(m[3], m[2], m[1])
    if m := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text):
        return iso(m[3], m[2], m[1])
    if (m := _AMERICAN.match(text)) and (american := iso(m[2], m[1], m[3])):
        return american
    if m := _NAMED.search(text):
        month = m[2] or 1 + _MONTHS.index((m[3] or m[5])[:3].lower())
        return iso(m[1] or m[6], month, m[4] or m[7])
    m = DATE.search(text)
    found = match(text, m.start()) if m else None
    return found[0] if found else None
