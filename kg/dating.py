"""A name with the date that stands right after it: part of its span, and a fact that it tells."""

from __future__ import annotations

import re
from dataclasses import replace

from kg import dates, laws
from kg.lexicon import DocumentType
from kg.model import Instrument, Name

_DATE_LEAD = re.compile(
    r"\s{1,2}(?=\d{1,2}\s{1,2}tháng\s)|(?:\s{0,2},)?(?:\s{1,3}|(?=ngày\s))"
    r"(?:(?:được\s+)?(?:ban hành|ký|thông qua|công bố)\s+|của\s+(?=ngày\s))?"
    r"(?:ng[àa][yv]\s{0,3}){1,2}",
    re.IGNORECASE,
)
_OWN_YEAR = re.compile(r"/\s?((?:19|20)\d\d)\s?[/-]")
_BARE_YEAR = re.compile(r"\s((?:19|20)\d\d)(?![\w/-]|\.\d)")
_YEAR = re.compile(r"\s{1,2}n[ăa]m\s{1,2}((?:19|20)\d\d)(?!\d)(?!\s?[/-]\s?\d)", re.IGNORECASE)
# "ngày … tháng … năm 2016": the day is left blank, to be filled in by hand.
_BLANK_DAY = re.compile(r"\s{1,2}ngày[\s….]{1,20}(?:tháng[\s….]{1,20})?năm\s{1,2}((?:19|20)\d\d)(?!\d)", re.IGNORECASE)


def dated(text: str, start: int, end: int, form: str, kind: DocumentType | None, facts: Instrument) -> Name:
    """The name with the date that stands right after it, which is part of its span."""
    passed = laws.PASSED.match(text, end) if kind and kind.kind == "law" else None
    name_end = end
    lead = _DATE_LEAD.match(text, passed.end() if passed else end)
    day = dates.match(text, lead.end()) if lead else None
    if (
        lead
        and day
        and lead.group().lstrip().startswith(",")
        and (own := _OWN_YEAR.search(facts.number or ""))
        and own[1] != day[0][:4]
    ):
        lead = day = None  # "Nghị định số 12/2020/NĐ-CP, ngày 30/6/2021 tỉnh tổ chức …"
    if day:
        facts = replace(facts, date=day[0], year=int(day[0][:4]))
        end = day[1]
    elif lead and (no_day := dates.DATE.match(text, lead.end())):
        end = no_day.end()  # "ngày 31 tháng 11 năm 2013" is part of the span and no date
    elif m := (
        _YEAR.match(text, end)
        or (_BARE_YEAR.match(text, end) if form == "name" and kind and kind.kind == "law" else None)
        or _BLANK_DAY.match(text, end)
    ):
        facts, end = replace(facts, year=int(m[1])), m.end()
    told = end
    if passed and facts.type == "Pháp lệnh":
        end = name_end  # the corpus counts the day that the Assembly passed a law as its date, the Committee's as told beside it
    return Name(
        start=start, end=end, form=form, type=facts.type, kind=kind.kind if kind else "policy", facts=facts, told=told
    )
