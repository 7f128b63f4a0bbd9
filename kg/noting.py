"""Where what a citation note tells of its own instrument ends: "(Điều 5 Nghị định số … Quy định … ngày 11/3/2018 của Chính phủ"."""

from __future__ import annotations

import re

from kg import dates, issuers, writers
from kg.field import Field
from kg.model import Instrument
from kg.patterns import pattern
from kg.titling import LONGEST_TITLE, NEAR, days, title_noted

# "…, có nội dung được sửa đổi bởi": some of what the note's instrument says
_IN_PART = pattern(r",?\s+có\s+(?:một\s+số\s+)?(?:nội\s+dung|quy\s+định|điều|khoản|điểm)(?=\s)", re.IGNORECASE)


def told(f: Field, prev: int, at: int) -> tuple[int, int] | None:
    """The instrument of the citation note in which an offset stands, and where its title, date and issuer end before that offset.

    Name `prev` is that instrument, or one in its title: "(Điều 5 Thông tư số … Hướng dẫn Luật B ngày … của Bộ Tài chính".
    None where the last date before the offset is not the day of the note's instrument: then something else is told between.
    """
    text, names = f.text, f.names
    nearest = range(prev, max(f.sentence.first, prev - NEAR) - 1, -1)
    i = next(
        (j for j in nearest if at - names[j].told <= LONGEST_TITLE and title_noted(text, names[j]) is not None), None
    )
    if i is None or names[i].facts.date is None:
        return None
    place, after = next(iter([*days(text, names[i].told, at)][-1:]), (0, 0))
    day = dates.match(text, after) if after else None
    # The day in a number's own span is that number's: "… Hướng dẫn Nghị định số 12/2017/NĐ-CP ngày 11/02/2017".
    held = any(names[j].form == "number" and names[j].start <= place < names[j].end for j in range(i + 1, prev + 1))
    if day is None or day[0] != names[i].facts.date or held:
        return None
    read = issuers.issuer_after(text, day[1], f.lexicon)
    end = writers.joint(text, read.end, Instrument(), f.lexicon)[0] if read else None
    if end is None or end > at:
        return None
    part = _IN_PART.match(text, end, at)
    return i, part.end() if part else end
