"""A number after its noun, as typists write it and as scanners read it: "số 1 25/2025/NĐ-CP", "số 13/2O23/NĐ-CP"."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import numbering
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import next_letter

# What stands between a noun and its number.
LEAD = pattern(
    r"(?:\s{0,3},)?\s{1,3}(?:(?:s[oốộổỗồôóòỏõọ])\s{0,2}[:.]?\s{0,3}){0,2}|\s{0,3}(?:s[oốộổỗồôóòỏõọ])\s{0,2}[:.]?\s{0,3}",
    re.IGNORECASE,
)

# A number without its code: "36", "02", "64/2025".
_SHORT = pattern(r"(\d{1,4}[a-zđ]?)(?:\s?/\s?((?:19|20)\d\d))?(?![\w%])(?!\s?(?:[/:-]\s?|\.[^\S\n]?)\d)")
_NEXT = pattern(r"\s?,\s?\d")
_COUNTED = pattern(r"(?<=\d\d),\s\d{1,4}")


@lru_cache(maxsize=4)
def _unit(lexicon: Lexicon) -> re.Pattern[str]:
    year = r"(?!\s+(?:19|20)\d\d)"  # "Kế hoạch 5 năm", but not "Kế hoạch 36 năm 2022"
    return re.compile(
        rf"\s+(?:năm{year}|giai\s+đoạn{year}|ngày(?!\s*\d)|{lexicon.words['counted'].any})(?!\w)", re.IGNORECASE
    )


def counts(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a bare number that ends at an offset counts what follows, so that it is no number of a document."""
    return _unit(lexicon).match(text, end) is not None


def short(text: str, at: int, lexicon: Lexicon) -> re.Match[str] | None:
    """A number without its code at an offset; none before a comma and another, unless that counts something.

    "tại Kế hoạch 153, 29 nhiệm vụ đang thực hiện" has the number 153.
    """
    m = _SHORT.match(text, at)
    if m and _NEXT.match(text, m.end()):
        count = _COUNTED.match(text, m.end())
        return m if count and counts(text, count.end(), lexicon) else None
    return m


def near(text: str, at: int) -> bool:
    """Whether a digit or "số" may stand at an offset, after blanks and commas."""
    first = next_letter(text, at)
    return first == "s" or first.isdecimal()


def read(text: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A number with a code at an offset: as written, and its end."""
    lead = LEAD.match(text, at) if near(text, at) else None
    if not lead:
        return None
    m = numbering.NUMBER.match(text, lead.end())
    found = (m.group(), m.end()) if m else None
    said = "s" in lead.group().lower() or text[lead.end() : lead.end() + 1].isdecimal()
    if said and (not m or _DOUBTFUL.search(m.group())):
        found = _scanned(text, lead.end(), found, lexicon)
    number = numbering.parse(found[0], lexicon) if found else None
    if found is None or number is None:
        return None
    if not number.known and not (found[0].isupper() or number.year):
        return None
    return whole(text, *found, number, lexicon)


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
# What scanners make of a number up to its code: "1 25/2025/NĐ-CP", "13 7/2026/NĐ-CP", "I 40/2025/NĐ-CP", "58/2024/QH1 5", "QHI5",
# "l31/QĐ-TTg", "51O/QĐ-TTg", "O5-CT/TW", "94 9/QĐ-TTg".
_SCANNED = pattern(
    r"(?:([IlJ|\d]|\d\d(?=\s\d\s?/)|\d{2,3}(?=\s\d{1,3}/[A-ZĐ]))\s)?([\dIlO]{1,5})\s?([/-])\s?"
    r"(?:([12][\dOoIl]{3})\s?/\s?)?(?:(QH[1I])\s?(?=\d)|(?=[A-ZĐ]{2}))"
)
_FIGURES = str.maketrans("IlOo", "1100")
_ROMAN = frozenset("IO")  # alone they are no figures, where no year shows that they are
_LONGEST_CODE = 60  # characters


def _scanned(text: str, at: int, found: tuple[str, int] | None, lexicon: Lexicon) -> tuple[str, int] | None:
    """The number of a scan with its figures mended, and where it ends; as found where it was read right."""
    m = _SCANNED.match(text, at)
    if not m or (not m[4] and (_ROMAN.issuperset(m[2]) or not (m[1] or "1").isdecimal())):
        return found
    first = {"I": "1", "l": "1", "|": "1", "J": ""}.get(m[1] or "", m[1] or "")  # a lone I is a 1, a lone J is dirt
    head = (first + m[2]).translate(_FIGURES) + m[3] + (f"{m[4].translate(_FIGURES)}/" if m[4] else "")
    head += "QH1" if m[5] else ""
    mended = numbering.NUMBER.match(head + text[m.end() : m.end() + _LONGEST_CODE])
    number = numbering.parse(mended.group(), lexicon) if mended else None
    # "Công văn số 5 38/DP-DT": what follows "số" is one number, whoever writes the code.
    said = (m[1] or "").isdecimal() and text[max(0, at - 4) : at].strip().lower().endswith("số")
    if not mended or number is None or not (number.known or said):
        return found
    end = m.end() + mended.end() - len(head)
    if found and (end < found[1] or mended.group() == "".join(found[0].split())):
        return found
    return mended.group(), end


# "TT-BLĐ TBXH", "QĐ-UB ND", "NĐ CP": a blank in a code, or for its hyphen. "QĐ-UB TP Hà Nội" has its place after it.
_REST = pattern(r"\s(?!T[PX](?!\w))([A-ZĐ]{2,6}g?)(?![\w/&-])")


def whole(text: str, written: str, end: int, number: numbering.Number, lexicon: Lexicon) -> tuple[str, int]:
    """A number with the rest of its code, which a blank parts from it, and where it ends."""
    m = _REST.match(text, end)
    if not m:
        return written, end
    last = written.replace("/", "-").rsplit("-", 1)[-1].strip()
    if lexicon.issuers(last + m[1]):
        return written + m[1], m.end()
    if number.issuer_code is None and number.type_code and lexicon.type_code(last) and lexicon.issuers(m[1]):
        return f"{written}-{m[1]}", m.end()
    return written, end
