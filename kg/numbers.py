"""A number after its noun, as typists write it and as scanners read it: "số 1 25/2025/NĐ-CP", "số 13/2O23/NĐ-CP"."""

from __future__ import annotations

import re

from kg import identity
from kg.lexicon import DocumentType, Lexicon

# What stands between a noun and its number.
LEAD = re.compile(
    r"(?:\s{0,3},)?\s{1,3}(?:(?:s[ốôổỗồo])\s{0,2}[:.]?\s{0,3})?|\s{0,3}(?:s[ốôổỗồo])\s{0,2}[:.]?\s{0,3}", re.IGNORECASE
)


def read(text: str, at: int, lexicon: Lexicon, *, noun: DocumentType | None) -> tuple[str, int] | None:
    """A number with a code at an offset: as written, and its end."""
    lead = LEAD.match(text, at)
    if not lead:
        return None
    m = identity.NUMBER.match(text, lead.end())
    written = m.group() if m else ""
    if noun and "s" in lead.group().lower() and (scanned := _SCANNED.match(text, lead.end())):
        mended = identity.NUMBER.match(_mended(scanned))
        if mended and mended.group() != scanned.group() and not (m and m.end() > scanned.end()):
            m, written = scanned, mended.group()
    if noun and (parted := _PARTED.match(text, lead.end())) and "s" in lead.group().lower():
        m, written = parted, parted[1] + parted[2]  # "số 94 9/QĐ-TTg"
    if not m:
        return None
    number = identity.parse(written, lexicon)
    if number is None:
        return None
    if not number.known and not (noun and (written.isupper() or number.year)):
        return None
    return written, m.end()


# What scanners make of a number after "số": "1 25/2025/NĐ-CP", "I 40/2025/NĐ-CP", "58/2024/QH1 5", "QHI5".
_SCANNED = re.compile(
    r"(?:([IlJ|\d])\s)?([\dIl][\dIlO]{0,3})\s?/\s?([12][\dOoIl]{3})\s?/\s?(QH[1I]\s?\d|[A-ZĐ]{2,5}-[A-ZĐ]{2,8}(?:-[A-ZĐ]{2,8})*)(?![\w/&-])"
)


_PARTED = re.compile(r"(\d{1,3})\s(\d{1,3}/[A-ZĐ]{2,4}-[A-ZĐ][A-ZĐa-z]{1,8})(?![\w/&-])")


def _mended(m: re.Match[str]) -> str:
    """The number of a scan without its blanks; a lone I before it is a 1, a lone J is dirt."""
    first = {"I": "1", "l": "1", "|": "1", "J": ""}.get(m[1] or "", m[1] or "")
    figures = str.maketrans("IlOo", "1100")
    digits, year = (first + m[2]).translate(figures), m[3].translate(figures)
    code = re.sub(r"QH[1I]\s?", "QH1", m[4])
    return f"{digits}/{year}/{code}"
