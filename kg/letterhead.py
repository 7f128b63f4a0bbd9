"""The lines of a letterhead, as typed and as a scanner read them: the number's, that of place and date; what tells of a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg import dates, numbering
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER

_NUMBER_LINE = pattern(
    r"^([^\w\n]*)((?:Luật|Nghị quyết|Pháp lệnh|Bộ luật)\s+)?(?:(?:Số|SỐ|số)(?=[\s:.\d])|"
    r"(?:So|SO|Sô|SÔ|Só|SÓ|Sồ|Sổ)(?=\s?[:.]|\s[\dIlO]{1,4}-))"
    r"\s{0,3}[:.]?\s{0,20}([^\n]{2,80})",
    re.MULTILINE,
)
# What scanners make of digits, where nothing but digits may stand: "II /2026/QĐ-UBND" is 11, "ngày l5 tháng 8 năm 2O24".
_OCR_DIGITS = str.maketrans("IiLlOoSÓ|", "111100501")
_SERIAL = pattern(r"([\dIlOoS]{1,8}(?:\.\d{1,3})?[a-zđ]?)(?:\s{0,3}(?=[/-])|\s(?=[A-ZĐ]{2,5}[a-z]?/))")
# The end of the word before, and what scanners make of a digit, after digits at most: a plain set comes first, which `re` scans for
# quickly.
_SCANNED = pattern(
    r"[yYgGmM/](?=\s?\d{0,3}[IiLlOo|])(?i:(?<=ng[àaá]y)\s[\dIlOo|]{1,2}(?=\s{1,3}th)|(?<=th[áaả]ng)\s[\dIlOo|]{1,2}(?=\s{1,3}n)"
    r"|(?<=n[ăaâ]m)\s[2l][\dOoIl]{3}(?!\w)|(?<=/)2[\dOoIl]{3}(?=\s?/))"
)
# "1 876/SYT-NVY", as a PDF's text has it.
_SPLIT = pattern(r"^\d{1,3}\s\d{1,4}(?=\s?[/-]\s?(?:(?:19|20)\d\d\s?/\s?)?[A-ZĐ])")
_BLANK = pattern(r"[\s….·_-]{0,40}([/-])\s{0,3}(?=[A-ZĐ])")
_PLACED = rf"(?<![/&\d-])([{UPPER}][{UPPER}{LOWER}. -]{{2,40}}?),?\s{{1,4}}(?:[Nn]g[àaá]y|NGÀY)\s{{0,4}}(?=[\d.…_\s])"
_PLACE_DATE = pattern(_PLACED)
_MONTH = pattern(r"[\s….·_]{0,12}th[áaả]ng[\s….·_]{0,12}(?:\d{1,2})?[\s….·_]{0,12}n[ăaâ]m\s{0,3}(\d{4})", re.IGNORECASE)
MARKUP = pattern(r"[*_#]+")
# "Hôm nay, hồi 8 giờ 00 ngày 05 tháng 11 năm 2025, tại …", "Thời gian: 14 giờ 00, ngày …": when minutes were taken.
# Not the day of what is cited by number, "Hôm nay, thực hiện Quyết định số … ngày …", nor when a term begins, "từ ngày …".
_HELD = pattern(
    r"^[^\w\n]*(?:\d\W\s*)?"
    r"(?:Hôm nay|Thời gian(?:\s(?:họp|bắt đầu|lập|tiến hành|tổ chức|làm việc)[^\n:]{0,12})?\s?:|Vào (?:hồi|lúc))"
    r"(?:(?!\b(?:số|từ(?!\s\d{1,2}\s?(?:giờ|h)))\b)[^;]){0,100}?\sngày\s{1,3}(?=\d)",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST_LEAD = 1500  # characters from the title to it


class Dated(NamedTuple):
    """What the line of place and date tells: an ISO day, or only the year while the day is blank; and the province."""

    date: str | None = None
    year: int | None = None
    town: str | None = None


def mended(head: str) -> str:
    """A head of the same length whose digits in dates and years are digits."""
    return _SCANNED.sub(lambda m: m.group().translate(_OCR_DIGITS), head)


# A copy has the number, the day and the signature of who certifies it (Decree 30/2020/NĐ-CP, articles 25 to 27), above the
# letterhead of the original or below its signature: "SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO".
_COPY = pattern(
    r"^[^\w\n]*(?:BẢN\s)?(?:SAO\s(?:Y|LỤC)|TRÍCH\sSAO)(?:\sBẢN\sCHÍNH|\sTỪ\s[^\n]{3,40})?[^\w\n]*$", re.MULTILINE
)
# Up to its day; not where the number of the original comes first, below a mere stamp.
_CERTIFIED = pattern(
    r"(?:(?!\W*S[ốỐ]\s?:(?![^\n]*[/-](?:SY|SL|TrS)(?!\w)))[^\n]*\n){1,6}?[^\n]*[Nn]gày\s{1,3}\d[^\n]*\n?"
)
_MARGIN = 40  # characters of a line before it


def copies(text: str, start: int = 0) -> Iterator[int]:
    """Where what tells of a copy begins, from an offset on."""
    while (at := text.find("SAO", start)) >= 0:
        before = text.rfind("\n", max(0, at - _MARGIN), at)
        m = _COPY.match(text, before + 1) if before >= 0 or at <= _MARGIN else None
        if m:
            yield m.start()
        start = m.end() if m else at + 3


def original(head: str) -> str:
    """A head of the same length without what tells above the letterhead that it is a copy, up to the day of that."""
    at = next(copies(head), None)
    m = _CERTIFIED.match(head, at) if at is not None and not head[:at].strip() else None
    return head if m is None else f"{' ' * m.end()}{head[m.end() :]}"


def own_number(head: str, limit: int, lexicon: Lexicon) -> tuple[str | None, int | None]:
    """The number after "Số:" above the type line, and where its line starts; a blank one counts as none."""
    for m in _NUMBER_LINE.finditer(head[: max(limit, 400)]):
        if head[: m.start()].rstrip()[-1:] in (";", ",") and head[m.start() :].lstrip().startswith("số"):
            continue  # a member of a list: "… số 09-HD/UBKTTW, ngày 06/6/2013;⏎số 07-HD/UBKTTW"
        if m[2] and _BULLET.search(m[1]):
            continue
        rest = _SPLIT.sub(lambda s: "".join(s.group().split()), m[3], count=1)
        if rest.endswith("-") and (unit := _UNIT_BELOW.match(head, m.end())):
            rest += unit[1]
        serial = _SERIAL.match(rest)
        if serial:
            digits = serial[1].translate(_OCR_DIGITS)
            written = _code_only(re.sub(r"\s+(?=[/-])", "", digits + rest[serial.end(1) :]), lexicon, named=bool(m[2]))
            if written:
                return written, m.start()
        if _BLANK.match(rest):
            return None, m.start()
    return None, None


# "Số: 1785/SGDĐT-⏎GDTrH": the unit, alone on the next line of a narrow column.
_UNIT_BELOW = pattern(rf"[^\S\n]*\n[^\S\n]*((?=[^\n]*[{UPPER}]{{2}})[\w&-]{{2,16}})[^\S\n]*(?=\n|$)")
_BULLET = pattern(r"[-–+•]\s*$")  # of an item of a list
# What follows a number in a sentence, and not in a letterhead, where its line ends or goes on with place and date.
_GOES_ON = pattern(rf"[\s*_”\"]*(?:[{LOWER}]|,[\s*_]*(?:(?!ngày\s)[{LOWER}]|\d)|;)")
# Where the line of a number ends that its noun begins: "Luật số: 57/2020/QH14"; what goes on is a sentence about another one.
_ALONE = pattern(rf"[*_|]*(?:\s*$|\s{{3}}|\s{{1,2}}(?={_PLACED})|\s{{1,2}}(?:CỘNG|Độc lập)|\s{{0,2}}[-_=]{{3}})")


def _code_only(written: str, lexicon: Lexicon, *, named: bool) -> str | None:
    """The number at the start of a line that may go on with place and date; not behind a noun, where it is a sentence's."""
    m = numbering.NUMBER.match(written)
    if m and (_GOES_ON.match(written, m.end()) or (named and not _ALONE.match(written, m.end()))):
        return None  # a sentence of the body: "Số: 88-KH/TU là kế hoạch …", "Nghị quyết số: 36-NQ/TW, 37-NQ/TW và …"
    return m.group() if m and numbering.parse(m.group(), lexicon) else None


def place_and_date(head: str, limit: int, lexicon: Lexicon) -> Dated:
    """The line "Tiền Giang, ngày 06 tháng 12 năm 2021"."""
    for m in _PLACE_DATE.finditer(head[: limit + 200]):
        found = lexicon.place_names.match(m[1].strip().rsplit("   ", maxsplit=1)[-1].lstrip(), 0)  # after a gap
        town = found[0].label if found else None
        day = dates.match(head, m.end())
        alone = "," in head[m.end(1) : m.end()] and head[day[1] : day[1] + 1] in ("", "\n", "*", "\r") if day else False
        if day and (found or alone):
            return Dated(day[0], int(day[0][:4]), town)
        month = _MONTH.match(head, m.end())
        if found or month:
            return Dated(None, int(month[1]) if month else None, town)
    return Dated()


def held(text: str, start: int) -> str | None:
    """The day of a meeting, told below the title that ends at an offset: "Hôm nay, ngày 05 tháng 11 năm 2025, tại …"."""
    m = _HELD.search(text, start, start + _LONGEST_LEAD)
    day = dates.match(text, m.end()) if m else None
    return day[0] if day else None
