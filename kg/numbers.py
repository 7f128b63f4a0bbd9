"""A number after its noun, as typists write it and as scanners read it: "số 1 25/2025/NĐ-CP", "số 13/2O23/NĐ-CP"."""

from __future__ import annotations

import re

from kg import numbering
from kg.lexicon import DocumentType, Lexicon
from kg.patterns import pattern
from kg.text import next_letter

# What stands between a noun and its number.
LEAD = pattern(
    r"(?:\s{0,3},)?\s{1,3}(?:(?:s[oốộổỗồôóòỏõọ])\s{0,2}[:.]?\s{0,3})?|\s{0,3}(?:s[oốộổỗồôóòỏõọ])\s{0,2}[:.]?\s{0,3}",
    re.IGNORECASE,
)

# A number without its code: "36", "02", "64/2025".
SHORT = pattern(r"(\d{1,4}[a-zđ]?)(?:\s?/\s?((?:19|20)\d\d))?(?![\w%])(?!\s?(?:[/,:-]\s?|\.[^\S\n]?)\d)")
# What a bare number after a noun counts, so that it is no number of a document: "Kế hoạch 5 năm", "Chương trình 30 phút".
UNITS = pattern(
    r"\s+(?:năm(?!\s+(?:19|20)\d\d)|"
    r"tháng|ngày(?!\s*\d)|quý|tuần|giờ|phút|lần|điểm|điều|khoản|mục|nội dung|nhiệm vụ|giải pháp|nhóm|tỷ|triệu|nghìn|đồng|"
    r"người|xã|huyện|tỉnh|"
    r"bước|giai đoạn|cấp|bản|trang|loại|mẫu|văn bản|dự án|công trình|đơn vị|cơ quan|trường hợp|hộ|ha|km|tấn)(?!\w)",
    re.IGNORECASE,
)


def near(text: str, at: int) -> bool:
    """Whether a digit or "số" may stand at an offset, after blanks and commas."""
    first = next_letter(text, at)
    return first == "s" or first.isdecimal()


def read(text: str, at: int, lexicon: Lexicon, *, noun: DocumentType | None) -> tuple[str, int] | None:
    """A number with a code at an offset: as written, and its end."""
    lead = LEAD.match(text, at) if near(text, at) else None
    if not lead:
        return None
    m = numbering.NUMBER.match(text, lead.end())
    written = m.group() if m else ""
    if noun and "s" in lead.group().lower() and (not m or _DOUBTFUL.search(written)):
        if scanned := _SCANNED.match(text, lead.end()):
            mended = numbering.NUMBER.match(_mended(scanned))
            if mended and mended.group() != scanned.group() and not (m and m.end() > scanned.end()):
                m, written = scanned, mended.group()
        if not m and (party := _SCANNED_PARTY.match(text, lead.end())):
            m, written = party, party[1].translate(_FIGURES) + party[2]  # "số O5-CT/TW"
        if parted := _PARTED.match(text, lead.end()):
            m, written = parted, parted[1] + parted[2]  # "số 94 9/QĐ-TTg"
    if not m:
        return None
    number = numbering.parse(written, lexicon)
    if number is None:
        return None
    if not number.known and not (noun and (written.isupper() or number.year)):
        return None
    return written, m.end()


# "số 12, 13 và 14/QĐ-UBND": one code for several serials.
_SERIALS = pattern(
    r"\s{1,2}(?:số\s?:?\s?)?(?=\d)((?:\d{1,4}[a-zđ]?(?:\s?,\s?(?:và\s)?|\s(?:và|hoặc)\s)(?:số\s)?){1,20})(?=\d)"
)
_SERIAL = pattern(r"\d{1,4}[a-zđ]?")


def shared(text: str, at: int, lexicon: Lexicon) -> list[tuple[str, int, int]]:
    """The numbers that share one code after a noun: each in full, and where what is written of it starts and ends.

    >>> from kg.lexicon import load
    >>> shared(" số 18, 19-NQ/TW", 0, load())
    [('18-NQ/TW', 4, 6), ('19-NQ/TW', 8, 16)]
    """
    m = _SERIALS.match(text, at)
    last = numbering.NUMBER.match(text, m.end()) if m else None
    number = numbering.parse(last.group(), lexicon) if last else None
    if not m or not last or number is None or not number.known or number.type_code is None:
        return []
    code = last.group()[len(_SERIAL.match(last.group()).group()) :]  # type: ignore[union-attr]
    first = [(s.group() + code, s.start(), s.end()) for s in _SERIAL.finditer(text, m.start(1), m.end(1))]
    return [*first, (last.group(), last.start(), last.end())]


def serials(text: str, at: int) -> list[tuple[int, int]]:
    """Where the serials of a list start and end; of its last, both are where it starts.

    >>> serials(" 57, 59 và 68", 0)
    [(1, 3), (5, 7), (11, 11)]
    """
    m = _SERIALS.match(text, at)
    return [*(s.span() for s in _SERIAL.finditer(text, m.start(1), m.end(1))), (m.end(), m.end())] if m else []


# A number without any of these is as its typist wrote it.
_DOUBTFUL = pattern(r"[\sIlJOo|]|QH")
# What scanners make of a number after "số": "1 25/2025/NĐ-CP", "13 7/2026/NĐ-CP", "I 40/2025/NĐ-CP", "58/2024/QH1 5", "QHI5".
_SCANNED = pattern(
    r"(?:([IlJ|\d]|\d\d(?=\s\d\s?/))\s)?([\dIl][\dIlO]{0,3})\s?/\s?([12][\dOoIl]{3})\s?/\s?(QH[1I]\s?\d|[A-ZĐ]{2,5}-[A-ZĐ]{2,8}(?:-[A-ZĐ]{2,8})*)(?![\w/&-])"
)


_SCANNED_PARTY = pattern(r"([\dIlO]{1,4})\s?(-[A-ZĐ][A-Za-zĐđ]{1,4}/[A-ZĐ]{2,8})(?![\w/&-])")
_FIGURES = str.maketrans("IlOo", "1100")
_PARTED = pattern(r"(\d{1,3})\s(\d{1,3}/[A-ZĐ]{2,4}-[A-ZĐ][A-ZĐa-z]{1,8})(?![\w/&-])")


def _mended(m: re.Match[str]) -> str:
    """The number of a scan without its blanks; a lone I before it is a 1, a lone J is dirt."""
    first = {"I": "1", "l": "1", "|": "1", "J": ""}.get(m[1] or "", m[1] or "")
    digits, year = (first + m[2]).translate(_FIGURES), m[3].translate(_FIGURES)
    code = re.sub(r"QH[1I]\s?", "QH1", m[4])
    return f"{digits}/{year}/{code}"
