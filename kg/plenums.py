"""Resolutions of the Party told by the plenum or the congress that passed them: "Nghị quyết Trung ương 8 khóa XII"."""

from __future__ import annotations

import re

from kg import issuers
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import Hit
from kg.text import ORDINAL, numeral, ordinal, roman

# "Nghị quyết Hội nghị lần thứ tám Trung ương Đảng khóa XII", "Nghị quyết Trung ương 3, 4 (khóa XI)", "NQTW4 (khóa XII)".
_WHICH = rf"(?:{ORDINAL}|\w+)"
_PLENUM = pattern(
    rf"(?:\s+(?:Hội\snghị\s+)?(?:lần\sthứ\s+({_WHICH})\s+)?(?:(?:của\s+)?(?:Ban\s[Cc]hấp\shành|BCH)\s+)?|(?=T))"
    r"(?:Trung\sương|TW|TƯ)(?:\s+Đảng)?"
    rf"(?:\s+lần\sthứ\s+({_WHICH})|\s{{0,2}}(\d{{1,2}}(?:(?:\s?,\s?|\s+và\s+)\d{{1,2}}){{0,8}}))?,?\s*\(?[Kk]hóa\s+([IVX]+)\)?",
    re.IGNORECASE,
)
_NEXT_TERM = pattern(r"\s?(?:,|,?\s+và)\s{1,2}((?:[Kk]hóa\s+)?([IVX]+))(?!\w)")
_TERMS = 8
_COUNT = rf"((?:lần\sthứ\s+)?(?:[IVX]+|\d{{1,2}})|lần\sthứ\s+{ORDINAL})(?!\w)"
_HELD = "Đại hội"
_HELD_SHORT = "ĐH"  # "NQĐH XIII của Đảng"
_CONGRESS = pattern(
    rf"(?:\s+Đại\shội|{_HELD_SHORT})(?:\s+đại\sbiểu)?(?:\s+(?:Đảng|toàn\squốc))*\s+{_COUNT}", re.IGNORECASE
)
_OF_PARTY = pattern(r"\s+của\sĐảng(?!\s+bộ|\w)", re.IGNORECASE)
_OF = pattern(r"\s+(?:của\s+)?(?=[ĐCHMPTđc])")
_WHOLE = pattern(r"\s+(?:Việt\sNam|toàn\squốc)(?!\w)")
_COUNTED = pattern(rf",?\s+{_COUNT}", re.IGNORECASE)
_PERIOD = pattern(r",?\s+\(?nhiệm\s+kỳ\s+\d{4}\s?-\s?\d{4}\)?", re.IGNORECASE)
_LONGEST = 120  # characters of what holds a congress


def named(text: str, hit: Hit, lexicon: Lexicon) -> list[Name]:
    """The resolutions that a noun names by plenum and term, or by congress: as many as it lists plenums or terms."""
    if "passed" not in hit.type.traits:
        return []
    after = text[hit.end : hit.end + 1 + len(_HELD)].lower().replace("\n", " ")
    if hit.type.label == "Nghị quyết" and (after[1:] == _HELD.lower() or after.startswith(_HELD_SHORT.lower())):
        congress = _congress(text, hit, lexicon)
        period = _PERIOD.match(text, congress.end) if congress else None
        return [congress._replace(told=period.end() if period else congress.end)] if congress else []
    m = _PLENUM.match(text, hit.end)
    return _plenums(text, hit, m) if m else []


def _congress(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "Nghị quyết Đại hội XIII của Đảng", "… Đại hội đại biểu Đảng bộ tỉnh lần thứ XI", "… Đại hội XII Công đoàn Việt Nam"."""
    m = _CONGRESS.match(text, hit.end)
    if m is None:
        at = hit.end + 1
        held = issuers.issuer(text, at, lexicon)
        end = _whole(text, held.end) if held else 0
        counted = _COUNTED.match(text, end) if held else None
        return _local(text, hit, counted.end(), counted[1], held, end) if held and counted else None
    told = _OF_PARTY.match(text, m.end())
    of = None if told else _OF.match(text, m.end())
    said = f"{_HELD} {text[of.end() : of.end() + _LONGEST]}" if of else ""
    if of and (held := issuers.issuer(said, 0, lexicon)):
        end = _whole(said, held.end) - len(_HELD) - 1 + of.end()
        return _local(text, hit, end, m[1], held, end)
    name = f"{hit.type.label} Đại hội đại biểu toàn quốc lần thứ {_numeral(m[1])} của Đảng"
    return _name(hit, hit.at, told.end() if told else m.end(), name, _numeral(m[1]), "Đại hội đại biểu toàn quốc")


_AT = pattern(
    rf"[\s,]{{0,2}}\s\(?(?:(?:của|tại)\s+)?Hội\snghị\s+(?:lần\sthứ\s+{_WHICH},?\s+(?:của\s+)?)?(?=[BTHQĐ])",
    re.IGNORECASE,
)
_CENTRE = "Trung ương Đảng"  # what texts call all its bodies
_NTH = pattern(r"\s+(?:lần\sthứ\s+)?(?:\d{1,2}|[IVX]+)(?!\w)", re.IGNORECASE)


def passed(text: str, at: int, lexicon: Lexicon) -> issuers.Issuer | None:
    """ "… (của) Hội nghị lần thứ bảy Ban Chấp hành Trung ương", "Hội nghị Trung ương 7": who met, its place, where that ends."""
    m = _AT.match(text, at)
    met = issuers.issuer(text, m.end(), lexicon) if m else None
    if met is None:
        return None
    who = "Ban Chấp hành Trung ương" if met.name == _CENTRE else met[0]  # it is the Committee that meets
    nth = _NTH.match(text, met.end)
    return issuers.Issuer(who, met.place, nth.end() if nth else met.end)


def _whole(text: str, at: int) -> int:
    m = _WHOLE.match(text, at)
    return m.end() if m else at


def _local(text: str, hit: Hit, end: int, counted: str, held: issuers.Issuer, whole: int) -> Name:
    """The resolution of another congress than the Party's: of a province, a district, a commune; of a union, there or of all."""
    central = bool(_WHOLE.search(text, max(0, whole - 11), whole))
    issuer = f"{held.name} Việt Nam" if central else held.name
    name = f"{hit.type.label} {issuer} lần thứ {_numeral(counted)}"
    return hit.name(end, name=name, issuer=issuer, place=held.place, level="central" if central else None)


def _numeral(counted: str) -> str:
    """ "lần thứ mười", "13", "XIII" in Roman figures."""
    return numeral(_number(counted.lower().rpartition("thứ")[2]) or 0)


def _number(told: str) -> int | None:
    """ "tám", "mười một", "8", "VIII" as a number."""
    return ordinal(told) or roman(told.strip())


def _plenums(text: str, hit: Hit, m: re.Match[str]) -> list[Name]:
    """The members of a list of plenums, or of terms; each by its own words, the first with the noun, the last with the term.

    Where no plenum is told, which of the term's it is stays open.
    """
    listed = list(re.finditer(r"\d+", m[3])) if m[3] else []
    spans: list[tuple[str | None, int, int]] = [
        (n.group(), m.start(3) + n.start(), m.start(3) + n.end()) for n in listed
    ]
    if not spans:
        told = m[1] or m[2]
        spans = [(str(_number(told) or told.lower()) if told else None, hit.at, m.end())]
    found = [
        _plenum(hit, start if n else hit.at, m.end() if n == len(spans) - 1 else end, told, m[4])
        for n, (told, start, end) in enumerate(spans)
    ]
    end = m.end()
    while len(listed) < 2 and len(found) < _TERMS and (more := _NEXT_TERM.match(text, end)):
        found.append(_plenum(hit, more.start(1), more.end(), spans[-1][0], more[2]))
        end = more.end()
    return found


def _plenum(hit: Hit, start: int, end: int, told: str | None, term: str) -> Name:
    # Plenums are called in several ways: the name is one.
    name = f"{hit.type.label} Trung ương {told} khóa {term}" if told else None
    return _name(hit, start, end, name, term, "Ban Chấp hành Trung ương")


def _name(hit: Hit, start: int, end: int, name: str | None, term: str, issuer: str) -> Name:
    told = hit.name(end, name=name, term=roman(term), level="central", branch="party", issuer=issuer)
    return told._replace(start=start)
