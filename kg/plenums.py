"""Resolutions of the Party told by the plenum or the congress that passed them: "Nghị quyết Trung ương 8 khóa XII"."""

from __future__ import annotations

import re

from kg.model import Instrument, Name
from kg.scan import Hit
from kg.text import roman

# "Nghị quyết Hội nghị lần thứ tám Trung ương Đảng khóa XII", "Nghị quyết Trung ương 3, 4 (khóa XI)".
_PLENUM = re.compile(
    r"\s+(?:Hội nghị\s+)?(?:lần thứ\s+(\w+)\s+)?(?:(?:của\s+)?Ban [Cc]hấp hành\s+)?"
    r"(?:Trung ương|TW|TƯ)(?:\s+Đảng)?"
    r"(?:\s+(?:lần thứ\s+(\w+)|(\d{1,2}(?:(?:\s?,\s?|\s+và\s+)\d{1,2}){0,8})))?,?\s*\(?[Kk]h(?:óa|oá)\s+([IVX]+)\)?"
)
_NEXT_TERM = re.compile(r"\s?(?:,|,?\s+và)\s{1,2}((?:[Kk]h(?:óa|oá)\s+)?([IVX]+))(?!\w)")
_TERMS = 8
_ORDINALS = dict(zip("nhất hai ba tư năm sáu bảy tám chín mười".split(), range(1, 11), strict=True)) | {"bốn": 4}
_CONGRESS = re.compile(
    r"\s+Đại hội(?:\s+đại biểu)?(?:\s+toàn quốc)?(?:\s+(?:lần thứ|Đảng))*\s+([IVX]+)(?:\s+của Đảng)?(?!\w)"
    r"(?!\s+(?:của\s+)?(?:[Đđ]ảng|[Cc]hi)\s+bộ)"
)


def named(text: str, hit: Hit) -> list[Name]:
    """The resolutions that a noun names by plenum and term, or by congress: as many as it lists plenums or terms."""
    if hit.type.label != "Nghị quyết":
        return []
    if m := _CONGRESS.match(text, hit.end):
        name = f"{hit.type.label} Đại hội đại biểu toàn quốc lần thứ {m[1]} của Đảng"
        return [_name(hit, hit.at, m.end(), name, m[1], "Đại hội đại biểu toàn quốc")]
    m = _PLENUM.match(text, hit.end)
    return _plenums(text, hit, m) if m else []


def _plenums(text: str, hit: Hit, m: re.Match[str]) -> list[Name]:
    """The members of a list of plenums, or of terms; each by its own words, the first with the noun, the last with the term."""
    listed = list(re.finditer(r"\d+", m[3])) if m[3] else []
    spans = [(n.group(), m.start(3) + n.start(), m.start(3) + n.end()) for n in listed]
    if not spans:
        told = (m[1] or m[2] or "").lower()
        spans = [(str(_ORDINALS.get(told, told)), hit.at, m.end())]
    found = [
        _plenum(hit, start if n else hit.at, m.end() if n == len(spans) - 1 else end, told, m[4])
        for n, (told, start, end) in enumerate(spans)
    ]
    end = m.end()
    while len(listed) < 2 and len(found) < _TERMS and (more := _NEXT_TERM.match(text, end)):
        found.append(_plenum(hit, more.start(1), more.end(), spans[-1][0], more[2]))
        end = more.end()
    return found


def _plenum(hit: Hit, start: int, end: int, told: str, term: str) -> Name:
    # Plenums are called in several ways: the name is one.
    name = f"{hit.type.label} Trung ương {told} khóa {term}"
    return _name(hit, start, end, name, term, "Ban Chấp hành Trung ương")


def _name(hit: Hit, start: int, end: int, name: str, term: str, issuer: str) -> Name:
    kind = hit.type
    facts = Instrument(type=kind.label, name=name, term=roman(term), level="central", branch="party", issuer=issuer)
    return Name(start=start, end=end, form="name", type=kind.label, kind=kind.kind, facts=facts, told=end)
