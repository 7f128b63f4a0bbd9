"""Where what a citation note tells of its own instrument ends: "(Điều 5 Nghị định số … Quy định … ngày 11/3/2018 của Chính phủ"."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg import dates, issuers, unknown, writers
from kg.field import Field
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import wrap
from kg.titling import LONGEST_TITLE, NEAR, days, title_noted

# "…, có nội dung được sửa đổi bởi": some of what the note's instrument says
_IN_PART = pattern(r",?\s+có\s+(?:một\s+số\s+)?(?:nội\s+dung|quy\s+định|điều|khoản|điểm)(?=\s)", re.IGNORECASE)
# "…, có hiệu lực thi hành kể từ ngày 01/01/2011": since when it is in force, which the codification's notes tell of each
_FORCE = r"hiệu\s+lực(?:\s+thi\s+hành)?(?:\s+kể)?\s+từ"
_IN_FORCE = pattern(rf"\s?[.,;]?\s*có\s+{_FORCE}\s+ngày\s+", re.IGNORECASE)
_SINCE = pattern(rf"{_FORCE}$", re.IGNORECASE)
_BEFORE_DAY = 40  # characters
# Behind one that acts, before the next: "được sửa đổi bởi A, có hiệu lực kể từ ngày 15/8/2022, B".
SINCE = pattern(rf",?\s+có\s+{_FORCE}\s+ngày\s+{dates.TYPED}", re.IGNORECASE)
# "…). Điều này được sửa đổi bởi", "…; điểm a khoản này được", "…). Cụm từ “A” tại khoản 2 Điều này được": behind what a note tells
# of its instrument, or behind the note, what it tells the source of, or a part of that
_THIS = pattern(
    r"[\s.;,]*[);][\s.;,]*(?P<words>(?:các\s+)?(?:cụm\s+từ|từ)\s+[“\"][^”\"]{1,200}[”\"]\s+(?:tại|trong|của)\s+)?(?:các\s+)?"
    r"(?P<part>(?:(?:điểm|khoản)\s+\w{1,3}(?:(?:,|\s+và)\s+\w{1,3}){0,8}\s+){0,2})"
    r"(?P<this>(?:điều|khoản|điểm|mục|chương|mẫu|phụ\s+lục|nội\s+dung|quy\s+định)\s+này)(?=\s)",
    re.IGNORECASE,
)
_LONGEST_THIS = 60  # characters from the start of a sentence to what is done to "Điều này"


class Note(NamedTuple):
    """The instrument of a citation note, where what is told of that ends, and "Điều này", if that leads on in another sentence.

    `part` is what is told of that: "khoản 2 Điều này", in lower case; `words`: only words of it, "cụm từ “A” tại khoản này".
    """

    name: int
    end: int
    this: str | None = None
    part: str = ""
    words: bool = False

    def within(self, part: str | None) -> str | None:
        """The part of its instrument that is meant, where the note is of another part: "khoản 2 Điều này" in one of Điều 5."""
        unit = self.part.split()[-2:-1]
        at = part.lower().find(unit[0]) if part and unit and self.part.count(" ") > 1 else -1
        return f"{self.part.rsplit(None, 2)[0]} {part[at:]}" if part and at >= 0 else part


def told(f: Field, prev: int | None, at: int) -> Note | None:
    """The citation note in which an offset stands, or behind which "Điều này" leads to it, once its title, day and issuer are told.

    Name `prev` is its instrument, or one in its title: "(Điều 5 Thông tư số … Hướng dẫn Luật B ngày … của Bộ Tài chính"; None where
    the offset stands in a sentence behind it. None where the last date before the offset is not the day of the note's instrument,
    but for the day since which it is in force: then something else is told between.
    """
    text, names = f.text, f.names
    first, last = (0, f.sentence.first - 1) if prev is None else (f.sentence.first, prev)
    apart = prev is None and not (at - f.sentence.start <= _LONGEST_THIS and " này " in text[f.sentence.start : at])
    # "…, có hiệu lực thi hành kể từ ngày 01/01/2014, Thông tư này bị thay thế bởi": told of what it means
    if apart or last < first or names[last].form == "back":
        return None
    nearest = range(last, max(first, last - NEAR) - 1, -1)
    i = next(
        (j for j in nearest if at - names[j].told <= LONGEST_TITLE and title_noted(text, names[j]) is not None), None
    )
    end = None if i is None else _end(f, i, last, at)
    if i is None or end is None or names[last].told > end:
        return None
    if this := _THIS.match(text, end, at):
        unit = wrap(this["this"].lower())
        part = wrap(f"{this['part'].lower()} {unit}")
        return Note(i, this.end(), unit if prev is None else None, part, this["words"] is not None)
    if prev is None:
        return None
    some = _IN_PART.match(text, end, at)
    return Note(i, some.end() if some else end)


def _end(f: Field, i: int, last: int, at: int) -> int | None:
    """Where the day and the issuer of a note's instrument i, and since when it is in force, end before an offset; or those of
    another that is told to have acted on it: "được sửa đổi bởi A ngày … của …, bị bãi bỏ bởi"."""
    text, names = f.text, f.names
    told_of = [d for d in days(text, names[i].told, at) if not _SINCE.search(text, max(0, d[0] - _BEFORE_DAY), d[0])]
    place, after = next(iter(told_of[-1:]), (0, 0))
    day = dates.match(text, after) if after else None
    acting = [k for k in range(i + 1, last + 1) if k in f.acting and f.acting[k].object == i]
    # The day in a number's own span is that number's: "… Hướng dẫn Nghị định số 12/2017/NĐ-CP ngày 11/02/2017".
    holder = next((j for j in range(i + 1, last + 1) if names[j].start <= place < names[j].end), None)
    if holder is not None and names[holder].form == "number" and holder not in acting:
        return None
    if day is None or not any(day[0] == names[k].facts.date for k in (i, *acting)):
        return None
    read = issuers.issuer_after(text, day[1], f.lexicon) or unknown.called(text, day[1], f.lexicon)
    end = writers.joint(text, read.end, Instrument(), f.lexicon)[0] if read else None
    if end is None or end > at:
        return None
    since = _IN_FORCE.match(text, end, at)
    in_force = dates.match(text, since.end()) if since else None
    return in_force[1] if in_force else end
