"""A name with the date that stands right after it: part of its span, and a fact that it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg import dates, issuers, issuing, laws
from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern

# "…36-NQ/TW⏎Ngày 14/3/2025, Bộ trưởng …": a line that begins so is a sentence of its own.
NEW_LINE = r"(?-i:(?!\s?\n\s?Ngày))"
_DATE_LEAD = pattern(
    NEW_LINE + r"(?:\s{1,2}(?=\d{1,2}\s{1,2}tháng\s)|(?:\s{0,2},)?(?:\s{1,3}|(?=ngày\s))"
    r"(?:(?:được\s+)?(?:ban hành|ký|thông qua|công bố)\s+|của\s+(?=ngày\s)|(?:(?<!,\s)cùng|đều|đề)\s+(?=ngày\s))?"
    r"(?:ng[aàáảãạ][yýỳỷỹỵv]\s{0,3}){1,2})",
    re.IGNORECASE,
)
_OWN_YEAR = pattern(r"/\s?((?:19|20)\d\d)\s?[/-]")
_BARE_YEAR = pattern(r"\s((?:19|20)\d\d)(?![\w/-]|\.\d)")
# "năm 2022", "tháng 6 năm 2022", "tháng 10/2017", of a law "các năm 2014, 2023" too
_YEAR = pattern(
    r"\s{1,2}(?:tháng\s{1,2}(?:0?[1-9]|1[0-2])(?:\s{1,2}năm\s{1,2}|\s?[/-]\s?)|(?:các\s{1,2})?năm\s{1,2})"
    r"((?:19|20)\d\d)(?!\d)(?!\s?[/-]\s?\d)",
    re.IGNORECASE,
)
# The next cell of a table: "15/2014/TT-BTC⏎13/01/2014". The year of the number, where it has one, tells it from other dates.
_CELL = pattern(r"[\s|]{1,3}(?=\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d\d(?![\w/-]))")
_BY = ("bởi ", "bằng ")
_CELL_MARKS = ' -+\t\n“"*_'  # what may stand before a name that fills its cell
# "ngày … tháng … năm 2016", "ngày   tháng 5 năm 2016": the day is left blank, to be filled in by hand,
# or the month: "ngày 05 tháng năm 2019".
_BLANK_DAY = pattern(
    r"\s{1,2}ngày(?:\s\d{1,2}(?=\stháng\s))?[\s….]{1,20}(?:tháng[\s….]{1,20}(?:\d{1,2}\s{1,3})?)?năm\s{1,2}((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)

# The mark of a footnote between a number and its date: "33/2020/NĐ-CP (1) ngày 05/4/2020", "NĐ-CP* ngày".
_NOTE = pattern(r"\s?(?:\(\d{1,2}\)|\[\d{1,2}\]|\*{1,3})(?=,?\s{1,2}ngày\s{1,2}\d)")


def dated(text: str, start: int, end: int, form: str, kind: DocumentType | None, **facts: Any) -> Name:
    """The name that tells some facts, with the date that stands right after it, which is part of its span.

    Its type is that of its kind, unless they tell it.
    """
    facts = {"type": kind.label if kind else None, **facts}
    told = end
    if form == "number" and (note := _NOTE.match(text, end)):
        end = note.end()
    if (after := text[end : end + 1]).isspace() or after in (",", "n", "N", "|"):
        law = kind is not None and kind.kind == "law"
        passed = laws.PASSED.match(text, end) if law else None
        if lead := _DATE_LEAD.match(text, passed.end() if passed else end):
            more, told = _day(text, lead, facts.get("number")) or ({}, end)
            facts |= more
        elif form == "number" and (cell := _next_cell(text, start, end)) and (day := dates.match(text, cell.end())):
            if _of_own_year(facts.get("number"), day[0][:4]):
                facts |= on(day[0])
                told = day[1]
        elif year := _year(text, end, facts.get("number"), bare=form == "name" and law):
            facts["year"], told = int(year[1]), year.end()
        if not (passed and facts["type"] == "Pháp lệnh"):
            end = told  # the corpus counts the day that the Assembly passed a law as its date, the Committee's as told beside it
    return Name(start, end, form, facts["type"], kind.kind if kind else "policy", facts=Instrument(**facts), told=told)


def _year(text: str, at: int, number: str | None, *, bare: bool) -> re.Match[str] | None:
    """The year, or the month of one, at an offset; a `bare` one too: "Luật Đất đai 2013"."""
    m = _YEAR.match(text, at) or (_BARE_YEAR.match(text, at) if bare else None)
    # Not "… số 34/2016/NĐ-CP tháng 6 năm 2022 đã …".
    return m if m and ("tháng" not in m.group().lower() or _of_own_year(number, m[1])) else None


def _of_own_year(number: str | None, year: str) -> bool:
    """Whether a number may be of a year: it tells none, or that."""
    own = _OWN_YEAR.search(number or "")
    return own is None or own[1] == year


def _next_cell(text: str, start: int, end: int) -> re.Match[str] | None:
    """What leads to a date in the cell after a name that fills its own.

    "Được thay thế bởi Quyết định số … | 08/9/2025": the next cell tells when another ended.
    """
    cell = _CELL.match(text, end)
    if cell is None or text.endswith(_BY, max(0, start - 5), start):
        return None
    apart = "|" in cell.group()
    return None if apart and text[max(0, start - 9) : start].rstrip(_CELL_MARKS)[-1:] not in ("|", "") else cell


def _day(text: str, lead: re.Match[str], number: str | None) -> tuple[dict[str, Any], int] | None:
    """What the date after "ngày" tells, and where it ends."""
    if day := dates.match(text, lead.end()):
        if lead.group().lstrip().startswith(",") and not _of_own_year(number, day[0][:4]):
            return None  # "Nghị định số 12/2020/NĐ-CP, ngày 30/6/2021 tỉnh tổ chức …"
        return on(day[0]), day[1]
    if no_day := dates.DATE.match(text, lead.end()):
        return {}, no_day.end()  # "ngày 31 tháng 11 năm 2013" is part of the span and no date
    blank = _BLANK_DAY.match(text, lead.start())
    return ({"year": int(blank[1])}, blank.end()) if blank else None


_COMMA_DAY = pattern(r",\s{1,2}ngày\s")
_NEXT_CLAUSE = pattern(r",?\s(?=\w)")
_HAS = pattern(r"\s{1,2}(?:đã|vừa)\s")
_BY_IT = pattern(r"(?<!\w)(?:tại|theo)\s+(?:các\s+)?$", re.IGNORECASE)
_LEAD = 12  # characters


def own_day(text: str, bare: Name, name: Name, after: Name | None, lexicon: Lexicon) -> Name:
    """ "Thực hiện Nghị quyết số 57-NQ/TW, ngày 14/02/2025, Tỉnh ủy ban hành …": the name without the day of the next clause.

    `bare` is the name as it was before its issuer was read, `after` the name after it.
    """
    if not name.facts.date or (lead := _NEXT_CLAUSE.match(text, name.end)) is None:
        return name
    m = _COMMA_DAY.search(text, name.start, name.end)
    body = issuers.issuer(text, lead.end(), lexicon) if m else None
    if not m or not body or any(c.date == name.facts.date for c in lexicon.numbered(name.facts.number)):
        return name
    has = _HAS.match(text, body.end) is not None and issuing.acts(text, body.end)
    if not has and not _issues(text, name, body.end, after, lexicon):
        return name
    return name.telling(date=None, year=None)._replace(end=min(bare.end, m.start()), told=m.start())


def _issues(text: str, name: Name, at: int, after: Name | None, lexicon: Lexicon) -> bool:
    """Whether the body before an offset issues another instrument, of the day before it.

    Not "Theo Quyết định số …, ngày …, Ủy ban nhân dân tỉnh ban hành Quy chế …"; nor what has a day of its own.
    """
    verb = issuing.issues(text, at, lexicon)
    if verb is None or _BY_IT.search(text, max(0, name.start - _LEAD), name.start):
        return False
    return after is None or after.start != verb or after.facts.date is None


_NEXT_YEAR = pattern(r"(?:\s?,\s?|,?\s{1,2}(?:và|hoặc)\s{1,2}(?:năm\s{1,2})?)((?:19|20)\d\d)(?![\w/-]|[.,]\d)")


def more_years(text: str, name: Name, lexicon: Lexicon) -> Iterator[Name]:
    """ "Luật Đất đai 2013, 2024": the laws of that name that the catalogue knows of the years after the first."""
    title = name.facts.name
    if name.form != "name" or not title or name.facts.year is None or name.facts.date or name.facts.number:
        return
    at = name.end
    while m := _NEXT_YEAR.match(text, at):
        year = int(m[1])
        if all(law.year != year and (law.date or "")[:4] != m[1] for law in lexicon.named(title)):
            return
        at = m.end()
        yield name.telling(year=year)._replace(start=m.start(1), end=at, told=at)


def on(day: str) -> dict[str, Any]:
    """The facts that an ISO day tells."""
    return {"date": day, "year": int(day[:4])}
