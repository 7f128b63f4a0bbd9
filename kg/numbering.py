"""How the number of an instrument is made: its serial, year, term and codes, however it is written.

Parsing and printing are inverses.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import LOWER, UPPER, fold

# A number as texts write it: "36-NQ/TW", "29/2021/NQ-HĐND", "36 - nq/tw", "94- KH/BTGDVTW", "66.16/2026/NQ-CP", "210A-TC/VP",
# "167 HĐ/CTN", "40TC/VP". Blanks around a separator are allowed before capitals and before the codes most often typed small.
_LETTER = "A-Za-zĐđƯư"
# The word after a code may be glued to it: "NĐ-CPngày 15/5/2014", "QĐ-UBNDcủa", "TT-BTCđể"; no code has a small letter with marks.
_MARKS = LOWER.replace("a-z", "").replace("đ", "")
_GLUED = rf"(?:TTg|[A-ZĐ]{{2,8}})(?=(?:quy|theo|trong|cho)(?!\w)|[a-zđ]{{0,2}}[{_MARKS}])"
_SEGMENT = rf"(?:{_GLUED}|[{_LETTER}][{_LETTER}&\d]{{0,17}}(?!\w))"
_CAPITALS = r"[A-ZĐƯ][A-ZĐƯ&\d]{1,14}[gr]?(?!\w)"  # TTg, CTr
# A dot for the hyphen: "QĐ.UBND", "QĐ-UBND.NC"; not the full stop before a signature ("TM.") or a heading.
_DOT = (
    rf"\.(?=(?!(?:TM|KT|TL|TUQ)(?:\.|\s[{UPPER}]))(?:[A-ZĐ]{{2,6}}|K\d\d?)(?!\w)(?!\s[{UPPER}]{{2}}))"
    # "5912/qđ-ubnd.nn", as a register types it; the word after a full stop without a blank has marks, or is one of these.
    r"|(?<=ubnd|hđnd|/ttr|UBND|HĐND|/TTr)\.(?=(?!(?:theo|cho|trong|ban|thay|trung|do)(?!\w))[a-zđ]{2,5}(?!\w))"
)
_DASH = (
    rf"(?:{_DOT}|[/-](?={_SEGMENT})|\s?[/-]\s{{0,2}}(?={_CAPITALS})|"
    r"\s[/-]\s(?=(?:nq|qđ|kh|ctr|ct|kl|tb|hd|tw|tu|ttg|cp|ubnd)(?!\w)))"
)
NUMBER = pattern(
    rf"(?:\d{{1,5}}|\d{{6,8}}(?=/(?:QĐ|BB)-))(?:\.(?:\d{{1,3}}|[a-zđ])(?=\s?/))?[a-zA-ZĐđ]{{0,2}}(?:\s?[/-]\s{{0,2}}|\s(?={_CAPITALS}[/-])|\s(?=(?:(?i:CP|HĐBT|TTg|TC(?=/))|TC|CT)(?!\w))|(?=[A-ZĐ]{{2}}))"
    rf"(?:(?:(?:19|20)\d\d|[012]\d\d|\d{{4,5}}(?=/[A-ZĐ]{{2,4}}-))(?:\s?[/-]\s{{0,2}}|(?<=(?:19|20)\d\d)(?=[A-ZĐ]{{2,4}}-[A-ZĐ]|(?:UBTV)?QH1\d)))?"
    rf"{_SEGMENT}(?:{_DASH}{_SEGMENT})*(?:\s(?:HĐND|UBND|BTT)(?!\w)|(?<=QH)\sK?\d\d?(?!\w)|(?<=-KV)\s[IVX]{{1,5}}(?!\w)|(?<=SL)/\d\d(?!\w)|\s?\([A-Za-z]\d\d?\))?"
)
# serial, an optional year, and the code; separators may have blanks around them ("36 - NQ/TW", "94- KH/BTGDVTW").
_PARTS = pattern(r"\s*([^\s/-]+)\s*([/-])?\s*(.*)", re.DOTALL)
_UNIT = pattern(r"\s?\([A-Za-z]\d\d?\)$|(?<=SL)/\d\d$")  # "06/2003/TT-BCA (V19)"; the year of "01-SL/76"
# A year that can't be is a slip: "61/3006/TT-BTC".
_YEAR = pattern(r"((?:19|20)\d\d|[012]\d\d|\d{4,5})\s*[/-]\s*(?=\D)|((?:19|20)\d\d)(?=[A-ZĐ]{2,4}-|(?:UBTV)?QH1\d)")
_REGION = pattern(r"(?<![^-/])KV\s(?=[IVX]{1,5}$)")  # "218/TB-KV IX", of the State Audit's region IX
_BLANK_TERM = pattern(r"QH\s(?=K?\d{1,2}$)")  # "35 NQ/UBTVQH K9"
_COMMITTEE = pattern(
    r"(UB(?!ND)[A-ZĐ]{2,7}|HĐDT|ĐĐQH)(1\d)$"
)  # of the National Assembly: "3255/BC-UBĐN14", "292-ĐA/ĐĐQH15"
# The mark of a footnote, "126-KL/TW1", or the term of a council, "38/2016/NQ-HĐND9"; other codes have digits of their own.
_NOTED = pattern(r"^(TW|TU|ĐU|HĐND)\d{1,2}$")
_TERM = pattern(r"K\d\d?")  # "12/NQ.HĐND.K8": of the council's eighth term
# "NĐ-CP1"; the figures of the State Bank's and of steering committees' codes are theirs.
_MARKED = pattern(r"([A-ZĐ&]{2,8}(?<!NH)(?<!NHNN)(?<!BCĐ)g?)\d{1,2}$")
_ASSEMBLY = pattern(r"(QH|UBTVQH|UBTV|QHK|UBTVQHK)\s?(\d{1,2}|K\d{1,2})$", re.IGNORECASE)


JOINT = ("LT", "LB", "LN", "PH")  # how the codes of what several bodies issue end: TTLT, NQLT, TTLB, CTPH, QCPH


class Number(NamedTuple):
    """A number read apart. `type_code` is one of the lexicon's; so is `issuer_code` where that knows it, else as written."""

    serial: str  # without leading zeros, lower case: "52", "30a", "66.16"
    year: int | None
    type_code: str | None
    issuer_code: str | None  # all authorities and units: "BTC", "SNNMT-VP", "BTC-BTP"
    term: int | None  # of the National Assembly
    canonical: str
    usual: str  # the same with the type first, wherever it was printed: what two spellings of a number agree in
    hyphen: bool  # a hyphen after the serial: the Party's style
    known: bool  # whether the lexicon knows the type code or the issuer code

    @property
    def code(self) -> str:
        """Type and issuer, as one folded code: what two spellings of a number must agree in."""
        return fold(f"{self.type_code or ''}/{self.issuer_code or ''}")

    @property
    def joint(self) -> bool:
        """Whether several bodies issue it; else units follow the issuer, QĐ-BNN-KHCN."""
        return (self.type_code or "").endswith(JOINT)

    @property
    def bodies(self) -> tuple[str, ...]:
        """The codes of its issuers: one, or all of a joint number's."""
        codes = tuple((self.issuer_code or "").split("-"))
        return codes if self.joint else codes[:1]


@lru_cache(maxsize=100_000)
def parse(written: str, lexicon: Lexicon, noun: str | None = None) -> Number | None:
    """A number as a text writes it, or None where it has no code. The noun before it tells which of several codes is the type's.

    >>> from kg.lexicon import load
    >>> n = parse("36 - nq/tw", load())
    >>> n.serial, n.type_code, n.issuer_code, n.canonical
    ('36', 'NQ', 'TW', '36-NQ/TW')
    >>> parse("29/2021/NQ-HĐND", load()).canonical, parse("460/QĐUBND", load()).canonical, parse("19-2018/NQ-CP", load()).canonical
    ('29/2021/NQ-HĐND', '460/QĐ-UBND', '19/2018/NQ-CP')
    """
    apart = _taken_apart(written)
    if apart is None:
        return None
    serial, year, hyphen, segments = apart
    segments, term = _without_term(segments, lexicon)
    kind = lexicon.types.get(noun or "")
    letter = noun in lexicon.having["letter"]
    ministry = kind is not None and _by_ministry(segments, kind, lexicon)
    type_code, issuers = _codes(segments, lexicon, kind.codes if kind else (), letter=letter or ministry)
    spelled = (type_code, "-".join(issuers) or None)
    if ministry and kind:
        type_code = kind.codes[0]
    issuers = [_drafted(i, year, lexicon) for i in issuers]
    if type_code is None and kind and kind.kind == "policy" and year and year >= UNIFORM and term is None:
        type_code, issuers = _lacking(issuers, kind.codes, lexicon)
    usual = _print(serial, year, spelled[0], spelled[1], term, lexicon, hyphen=hyphen)
    return Number(
        serial=serial_key(serial),
        year=year,
        type_code=type_code,
        issuer_code="-".join(issuers) or None,
        term=term,
        canonical=_turned(segments, spelled, usual, lexicon),
        usual=usual,
        hyphen=hyphen,
        known=type_code is not None or any(map(lexicon.issuers, issuers)),
    )


def _turned(segments: list[str], spelled: tuple[str | None, str | None], usual: str, lexicon: Lexicon) -> str:
    """A number as its family is spelled, but an old one with its codes in the order in which they were printed, its type behind its
    issuer: "29-LĐTBXH/TT", "999-TC/QĐ/CĐKT"."""
    kind, others = spelled[0], (spelled[1] or "").split("-")
    at = next((i for i, s in enumerate(segments) if kind and lexicon.type_code(s) == kind), 0)
    known = len(segments) > 2 or lexicon.issuer_code(segments[0])
    if kind is None or not at or not known or len(others) + 1 != len(segments):
        return usual
    codes = [*others[:at], kind, *others[at:]]
    for mark, joint in (("-", "/"), ("/", "-")):  # of the Party's style and of the State's
        lead = usual.removesuffix(f"{mark}{kind}{joint}{spelled[1]}")
        if lead != usual:
            return f"{lead}{mark}{codes[0]}{joint}{'-'.join(codes[1:])}"
    return usual


def _taken_apart(written: str) -> tuple[str, int | None, bool, list[str]] | None:
    """The serial and the year of a number, whether a hyphen stands first, and what else it has; None for what is no number."""
    m = _PARTS.match(_UNIT.sub("", written))
    if not m or not m[1][0].isdigit():
        return None
    serial, rest = m[1], m[3]
    glued = re.match(r"(\d+)([A-ZĐ]{2,}.*)$", serial)  # "40TC/VP"
    if glued:
        serial, rest = glued[1], glued[2] + (m[2] or "") + rest
    year = None
    if y := _YEAR.match(rest):
        told = y[1] or y[2]
        year, rest = int(told) if re.fullmatch("(?:19|20)..", told) else None, rest[y.end() :]
    rest = _BLANK_TERM.sub("QH", rest) if "QH " in rest else _REGION.sub("KV", rest)
    # TƯ is how some write TW; folded, it would be TU.
    segments = [_NOTED.sub(r"\1", re.sub(r"T[Ưư]$", "TW", s)) for s in re.split(r"\s*[/.-]\s*|\s+", rest.strip()) if s]
    if len(segments) > 2 and (segments[-1].lower() == "nb" or _TERM.fullmatch(segments[-1])):
        del segments[-1]  # kept inside: "141-CV/VPTW/nb"
    if not segments or not any(c.isalpha() for c in segments[0]):
        return None  # a ratio, a period, a date
    return serial, year, m[2] == "-" and year is None, segments


def _without_term(segments: list[str], lexicon: Lexicon) -> tuple[list[str], int | None]:
    """The codes of a number without the term that the last one has, "QH15", or the mark of a unit; and the term."""
    *before, last = segments
    if a := _ASSEMBLY.match(last):
        return [*before, "UBTVQH" if a[1].upper().startswith("UBTV") else "QH"], int(a[2].lstrip("Kk"))
    if a := _COMMITTEE.match(last):
        return [*before, a[1]], int(a[2])
    marked = _MARKED.match(last) if len(before) == 1 else None
    if marked and lexicon.type_code(before[0]) and lexicon.issuers(marked[1]) and not lexicon.issuers(last):
        return [*before, marked[1]], None
    return segments, None


UNIFORM = 1997  # since then a number of the State is serial/year/TYPE-ISSUER
OF_ASSEMBLY = frozenset({"QH", "UBTVQH"})  # which write no type


def _lacking(issuers: list[str], codes: tuple[str, ...], lexicon: Lexicon) -> tuple[str | None, list[str]]:
    """The type by its noun, and the issuers, of "26/2014/BTTTT" and "31/2017/T-BCT", which lack all of its code or a letter."""
    whole = codes[0] if codes else ""
    part = len(issuers) > 1 and len(issuers[0]) < len(whole) and issuers[0] in whole and not lexicon.issuers(issuers[0])
    rest = issuers[1:] if part else issuers
    if not whole or not lexicon.issuers(rest[0]) or rest[0] in OF_ASSEMBLY:
        return None, issuers
    return whole, rest


def _by_ministry(segments: list[str], kind: DocumentType, lexicon: Lexicon) -> bool:
    """ "Thông tư số 14 TC/TCT": a ministry and its unit, where TC is the code of another type too, but not of this noun."""
    code = lexicon.type_code(segments[0])
    if code is None or code in kind.codes or len(segments) < 2 or kind.kind != "policy":
        return False
    if any(lexicon.type_code(s) in kind.codes for s in segments):
        return False  # "1141-TC/QĐ/CĐKT" tells its type
    units = lexicon.issuers(segments[1])
    written = lexicon.issuers(segments[0])
    ministries = bool(kind.codes and written) and all(not w.local for w in written)
    return ministries and (not units or any(u.branch == "state" for u in units))


_DRAFTED = pattern(r"([A-ZĐ]{2,8})\d{1,2}")
_LAST_DRAFTED = 2001


def _drafted(code: str, year: int | None, lexicon: Lexicon) -> str:
    """The issuer of "93/2000/QĐ-NHNN5", whose digit is the drafting department's, as central bodies wrote until 2001."""
    m = _DRAFTED.fullmatch(code) if code[-1:].isdigit() and (year is None or year <= _LAST_DRAFTED) else None
    known = lexicon.issuers(m[1]) if m and not lexicon.issuers(code) else ()
    return m[1] if m and known and not known[0].local and known[0].branch == "state" else code


def serial_key(written: str) -> str:
    """A serial without leading zeros, in small letters: what "Quyết định 06" and "Quyết định 6" agree in.

    >>> serial_key("030A")
    '30a'
    """
    return re.sub(r"^0+(?=\d)", "", written).lower()


# Types that old numbers write after the issuer: "1351/2003/BYT-QĐ". Other codes there are units: "1234/BTC-PC".
_REVERSED = frozenset({"QĐ", "TT", "CT", "NQ", "NĐ", "TTLT"})


def of(facts: Instrument, lexicon: Lexicon) -> Number | None:
    """The parts of an instrument's number, read with its type; None where it has no number, or one without a code.

    >>> from kg.lexicon import load
    >>> of(Instrument(number="36-NQ/TW"), load()).type_code, of(Instrument(title="Luật Đất đai"), load())
    ('NQ', None)
    """
    return parse(facts.number, lexicon, facts.type) if facts.number else None


def each_year(i: Instrument, lexicon: Lexicon) -> bool:
    """Whether the number of an instrument is issued again each year: the State's, but not in a term, nor of a law of the catalogue.

    >>> from kg.lexicon import load
    >>> [each_year(Instrument(number=n, branch=b), load()) for n, b in (("01/NQ-CP", "state"), ("36-NQ/TW", "party"))]
    [True, False]
    """
    if i.branch != "state" or (i.name and i.id in lexicon.catalogue):
        return False
    number = of(i, lexicon)
    return number is not None and number.term is None


def _codes(
    segments: list[str], lexicon: Lexicon, wanted: tuple[str, ...], *, letter: bool
) -> tuple[str | None, list[str]]:
    """Type code and issuer codes among the segments of a code, canonical where known."""
    found = [lexicon.type_code(s) for s in segments]
    issuers = [lexicon.issuer_code(s) for s in segments]
    at = next((i for i, t in enumerate(found) if t in wanted), None)
    glued = _glued(segments[0], lexicon) if at is None else None
    # "Chỉ thị số 21/CTUBND": CTUBND is the code of a chairman too.
    if glued and (not issuers[0] or (len(segments) == 1 and glued[0] in wanted)):
        return glued[0], [glued[1], *(lexicon.issuer_code(s) or _capitals(s) for s in segments[1:])]
    if at is None and not letter:
        # "40/HĐND-TT" is a letter of a local body, by the unit that wrote it
        turned = () if issuers[0] and lexicon.issuers(segments[0])[0].local else _REVERSED
        at = next(
            (i for i, t in enumerate(found) if t and not (i and (issuers[i] or (issuers[0] and t not in turned)))), None
        )
    if at is None:
        return None, [
            _unit(s, i) if n else i or _capitals(s) for n, (i, s) in enumerate(zip(issuers, segments, strict=True))
        ]
    rest = [i or _capitals(s) for n, (i, s) in enumerate(zip(issuers, segments, strict=True)) if n != at]
    return found[at], rest


def _glued(segment: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """Type and issuer written as one: "QĐUBND", "TBMTTQ"."""
    if lexicon.type_code(segment):
        return None
    for cut in range(4, 1, -1):
        head, tail = lexicon.type_code(segment[:cut]), lexicon.issuer_code(segment[cut:])
        if head and tail and len(segment) > cut + 1:
            return head, tail
    return None


def _unit(segment: str, issuer: str | None) -> str:
    """A unit's code behind its body's: "BCT-CNN" is no "BCT-CNn", whose last code a ministry had."""
    return issuer if issuer and segment != issuer.upper() else _capitals(segment)


def _capitals(segment: str) -> str:
    """A unit's code typed small ("bkhđt-đtnn") is in capitals."""
    return segment.upper() if segment.islower() else segment


def promulgated(type_code: str | None, term: int | None, lexicon: Lexicon) -> bool:
    """Whether a number is that of the order that promulgated a law: "24-L/CTN", "47-LCT/HĐNN8"."""
    return term is None and type_code in lexicon.types["Luật"].codes


_PARTY_STYLE = frozenset({"party", "front"})


def _print(
    serial: str,
    year: int | None,
    type_code: str | None,
    issuer: str | None,
    term: int | None,
    lexicon: Lexicon,
    *,
    hyphen: bool,
) -> str:
    """The spelling of the family: n-TYPE/ISSUER for the Party, n/yyyy/TYPE-ISSUER for the State."""
    if type_code and re.fullmatch(r"\d", serial):
        serial = f"0{serial}"  # numbers below 10 carry a 0 (Nghị định 30/2020/NĐ-CP, phụ lục I)
    term_text = str(term) if term is not None else ""
    if type_code and issuer:
        bodies = lexicon.issuers(issuer.split("-")[0])
        if hyphen:  # a body that nobody knows, or a union: as it writes
            party = not bodies or any(_PARTY_STYLE & set(b.branches) for b in bodies)
        else:
            party = any(b.branch == "party" for b in bodies[:1])
        if year is None and (party or promulgated(type_code, term, lexicon)):
            return f"{serial}-{type_code}/{issuer}{term_text}"
        code = f"{type_code}-{issuer}{term_text}"
    else:
        kind, _, body = (issuer or "").partition("-")
        if hyphen and not type_code and any("party" in b.branches for b in lexicon.issuers(body.split("-")[0])):
            return f"{serial}-{kind}/{body}{term_text}"  # "512-QĐNS/TW": of a kind that nobody knows, as it is written
        code = (type_code or issuer or "") + term_text
    return "/".join(p for p in (serial, str(year) if year else "", code) if p)
