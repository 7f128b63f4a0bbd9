"""What makes an instrument the same: the number read apart, its canonical spelling, and the URN LEX name of its key.

Key = place + code (type and issuing authority, as the number writes them) + serial + year, or term where only that is told
(design, section 3). Parsing and printing are inverses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from kg import locality, naming
from kg.lexicon import Authority, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import UPPER, fold, slug

# A number as texts write it: "36-NQ/TW", "29/2021/NQ-HĐND", "36 - nq/tw", "94- KH/BTGDVTW", "66.16/2026/NQ-CP", "210A-TC/VP",
# "167 HĐ/CTN", "40TC/VP". Blanks around a separator are allowed before capitals and before the codes most often typed small.
_LETTER = "A-Za-zĐđƯư"
# The word after a code may be glued to it: "NĐ-CPngày 15/5/2014", "QĐ-UBNDcủa".
_GLUED = r"[A-ZĐ]{1,8}(?:Tg)?(?=(?:ngày|được|của|về|và|quy|có|thì)(?!\w))"
_SEGMENT = rf"(?:{_GLUED}|[{_LETTER}][{_LETTER}&\d]{{0,17}}(?!\w))"
_CAPITALS = r"[A-ZĐƯ][A-ZĐƯ&\d]{1,14}[gr]?(?!\w)"  # TTg, CTr
# A dot for the hyphen: "QĐ.UBND", "QĐ-UBND.NC"; not the full stop before a signature ("TM.") or a heading.
_DOT = rf"\.(?=(?!TM|KT|TL|TUQ)[A-ZĐ]{{2,6}}(?!\w)(?!\s[{UPPER}]{{2}}))"
_DASH = (
    rf"(?:{_DOT}|[/-](?={_SEGMENT})|\s?[/-]\s{{0,2}}(?={_CAPITALS})|"
    r"\s[/-]\s(?=(?:nq|qđ|kh|ctr|ct|kl|tb|hd|tw|tu|ttg|cp|ubnd)(?!\w)))"
)
NUMBER = pattern(
    rf"(?:\d{{1,5}}|\d{{6,8}}(?=/(?:QĐ|BB)-))(?:\.(?:\d{{1,3}}|[a-zđ])(?=\s?/))?[a-zA-ZĐđ]{{0,2}}(?:\s?[/-]\s{{0,2}}|\s(?={_CAPITALS}[/-])|\s(?=(?:(?i:CP|HĐBT|TTg)|TC|CT)(?!\w))|(?=[A-ZĐ]{{2}}))"
    rf"(?:(?:(?:19|20)\d\d|[012]\d\d|\d{{4,5}}(?=/[A-ZĐ]{{2,4}}-))\s?[/-]\s{{0,2}})?"
    rf"{_SEGMENT}(?:{_DASH}{_SEGMENT})*(?:\s(?:HĐND|UBND|BTT)(?!\w)|(?<=QH)\s\d\d?(?!\w)|(?<=-KV)\s[IVX]{{1,5}}(?!\w)|\s?\([A-Za-z]\d\d?\))?"
)

# serial, an optional year, and the code; separators may have blanks around them ("36 - NQ/TW", "94- KH/BTGDVTW").
_PARTS = pattern(r"\s*([^\s/-]+)\s*([/-])?\s*(.*)", re.DOTALL)
_UNIT = pattern(r"\s?\([A-Za-z]\d\d?\)$")  # "06/2003/TT-BCA (V19)"
# A year that can't be is a slip: "61/3006/TT-BTC".
_YEAR = pattern(r"((?:19|20)\d\d|[012]\d\d|\d{4,5})\s*[/-]\s*(?=\D)")
_REGION = pattern(r"(?<![^-/])KV\s(?=[IVX]{1,5}$)")  # "218/TB-KV IX", of the State Audit's region IX
_COMMITTEE = pattern(r"(UB[A-ZĐ]{2,7}|HĐDT)(1\d)$")  # of the National Assembly: "3255/BC-UBĐN14"
_NOTED = pattern(r"^(TW|TU|ĐU)\d{1,2}$")  # the mark of a footnote: "126-KL/TW1"; other codes have digits of their own
_ASSEMBLY = pattern(r"(QH|UBTVQH|UBTV|QHK|UBTVQHK)\s?(\d{1,2}|K\d{1,2})$", re.IGNORECASE)


class Number(NamedTuple):
    """A number read apart. `type_code` and `issuer_code` are canonical where the lexicon knows them, as written otherwise."""

    serial: str  # without leading zeros, lower case: "52", "30a", "66.16"
    year: int | None
    type_code: str | None
    issuer_code: str | None  # all authorities and units: "BTC", "SNNMT-VP", "BTC-BTP"
    term: int | None  # of the National Assembly
    canonical: str
    hyphen: bool  # a hyphen after the serial: the Party's style
    known: bool  # whether the lexicon knows the type code or the issuer code

    @property
    def code(self) -> str:
        """Type and issuer, as one folded code: what two spellings of a number must agree in."""
        return fold(f"{self.type_code or ''}/{self.issuer_code or ''}")

    @property
    def joint(self) -> bool:
        """Whether several bodies issue it (TTLT, NQLT, TTLB, CTPH, QCPH); else units follow the issuer, QĐ-BNN-KHCN."""
        return (self.type_code or "").endswith(("LT", "LB", "LN", "PH"))

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
    m = _PARTS.match(_UNIT.sub("", written))
    if not m or not m[1][0].isdigit():
        return None
    serial, rest = m[1], m[3]
    glued = re.match(r"(\d+)([A-ZĐ]{2,}.*)$", serial)  # "40TC/VP"
    if glued:
        serial, rest = glued[1], glued[2] + (m[2] or "") + rest
    year = None
    if y := _YEAR.match(rest):
        year, rest = int(y[1]) if re.fullmatch("(?:19|20)..", y[1]) else None, rest[y.end() :]
    rest = _REGION.sub("KV", rest)
    # TƯ is how some write TW; folded, it would be TU.
    segments = [_NOTED.sub(r"\1", re.sub(r"T[Ưư]$", "TW", s)) for s in re.split(r"\s*[/.-]\s*|\s+", rest.strip()) if s]
    if len(segments) > 2 and segments[-1].lower() == "nb":  # kept inside: "141-CV/VPTW/nb"
        del segments[-1]
    if not segments or not any(c.isalpha() for c in segments[0]):
        return None  # a ratio, a period, a date
    term = None
    if a := _ASSEMBLY.match(segments[-1]):
        term = int(a[2].lstrip("Kk"))
        segments[-1] = "UBTVQH" if a[1].upper().startswith("UBTV") else "QH"
    elif a := _COMMITTEE.match(segments[-1]):
        term, segments[-1] = int(a[2]), a[1]
    kind = lexicon.types.get(noun or "")
    letter = kind is not None and kind.kind == "letter"
    type_code, issuers = _codes(segments, lexicon, kind.codes if kind else (), letter=letter)
    known = type_code is not None and lexicon.type_code(type_code) is not None
    known = known or any(lexicon.issuers(i) for i in issuers)
    issuer_code = "-".join(issuers) or None
    body = re.sub(r"^0+(?=\d)", "", serial).lower()
    hyphen = m[2] == "-" and year is None
    canonical = _print(serial, year, type_code, issuer_code, term, lexicon, hyphen=hyphen)
    return Number(
        serial=body,
        year=year,
        type_code=type_code,
        issuer_code=issuer_code,
        term=term,
        canonical=canonical,
        hyphen=hyphen,
        known=known,
    )


# Types that old numbers write after the issuer: "1351/2003/BYT-QĐ". Other codes there are units: "1234/BTC-PC".
_REVERSED = frozenset({"QĐ", "TT", "CT", "NQ", "NĐ", "TTLT"})


def _codes(
    segments: list[str], lexicon: Lexicon, wanted: tuple[str, ...], *, letter: bool
) -> tuple[str | None, list[str]]:
    """Type code and issuer codes among the segments of a code, canonical where known."""
    found = [lexicon.type_code(s) for s in segments]
    issuers = [lexicon.issuer_code(s) for s in segments]
    at = next((i for i, t in enumerate(found) if t in wanted), None)
    if at is None and not issuers[0] and (glued := _glued(segments[0], lexicon)):
        return glued[0], [glued[1], *(lexicon.issuer_code(s) or _capitals(s) for s in segments[1:])]
    if at is None and not letter:
        at = next(
            (i for i, t in enumerate(found) if t and not (i and (issuers[i] or (issuers[0] and t not in _REVERSED)))),
            None,
        )
    if at is None:
        return None, [i or _capitals(s) for i, s in zip(issuers, segments, strict=True)]
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


def _capitals(segment: str) -> str:
    """A unit's code typed small ("bkhđt-đtnn") is in capitals."""
    return segment.upper() if segment.islower() else segment


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
        if year is None and party:
            return f"{serial}-{type_code}/{issuer}{term_text}"
        code = f"{type_code}-{issuer}{term_text}"
    else:
        code = (type_code or issuer or "") + term_text
    return "/".join(p for p in (serial, str(year) if year else "", code) if p)


@lru_cache(maxsize=20_000)
def authority(number: Number, lexicon: Lexicon, issuer: str | None = None) -> Authority | None:
    """The body behind a number's issuer code (the first of a joint one), or None: of several the one told, or the usual.

    The Party committee in another body is a body of its own: plan 5-KH/ĐU of one ministry's is not that of the next.
    """
    if not number.issuer_code:
        return None
    for code in (number.issuer_code, number.issuer_code.split("-")[0]):
        if found := lexicon.issuers(code):
            usual = next((a for a in found if number.hyphen and a.branch == "party"), found[0])
            return _told(usual, found, issuer, lexicon) if issuer else usual
    return None


def _told(usual: Authority, found: tuple[Authority, ...], issuer: str, lexicon: Lexicon) -> Authority:
    named = lexicon.authority(issuer)
    if named is None or not (named in found or usual.committee):
        return usual
    if not named.committee:
        return named if named in found or named.branch == usual.branch else usual
    return _sitting(named, usual, issuer, lexicon)


def _sitting(named: Authority, usual: Authority, issuer: str, lexicon: Lexicon) -> Authority:
    """A Party committee with the body that it sits in, if the issuer's words go on with one."""
    of = lexicon.authority(issuer[len(named.label) :].strip())
    if of is None:
        return named
    return usual._replace(urn=f"{usual.urn}.{of.urn}", local=of.local, level=of.level, committee=False)


def _called(issuer: str | None, lexicon: Lexicon) -> Authority | None:
    """The body that words tell, where a number's code tells none."""
    named = lexicon.authority(issuer)
    return _sitting(named, named, issuer, lexicon) if issuer and named and named.committee else named


def urn(
    number: Number,
    *,
    place: str | None,
    year: int | None,
    term: int | None,
    lexicon: Lexicon,
    noun: str | None = None,
    level: str | None = None,
    issuer: str | None = None,
) -> str | None:
    """The URN LEX name (RFC 9676) of a key, or None while year and term are both unknown, or a local issuer's place is.

    `issuer` is what words tell, for codes that bodies share. The place of a district or a commune (`level`) is known with its
    province only: see `kg.locality`.

    >>> from kg.lexicon import load
    >>> urn(parse("42/2022/NĐ-CP", load()), place=None, year=None, term=None, lexicon=load())
    'urn:lex:vn:chinh.phu:nghi.dinh:2022;42'
    """
    year = number.year or year
    body = authority(number, lexicon, issuer)
    if body and body.committee and not body.local:
        return None  # of a ministry, or of a province's People's Committee: of which, nobody tells
    places = locality.jurisdiction(place, level) if body is None or body.local else ()
    if not places and (body.local if body else place):
        return None
    bodies = number.bodies
    units = (number.issuer_code or "").split("-")[len(bodies) :]
    alone = body is not None and len(bodies) == 1
    told = alone and (body != authority(number, lexicon) or body in lexicon.issuers(bodies[0]))
    first = (body.urn,) if body and told else tuple(_issuer_slug(b, lexicon, issuer) for b in bodies)
    by = ".".join(c for c in (*first, *map(slug, units)) if c)
    if number.type_code:
        known = lexicon.types_of_code(number.type_code, body.branch if body else None)
        kind = known[0].urn if known else slug(number.type_code)
    else:
        kind = slug(f"{number.issuer_code}{number.term or ''}")
        # Laws and resolutions of the Assembly are two series: 55/2010/QH12 is one of each.
        if number.term is not None and noun == "Nghị quyết":
            kind += ".nghi.quyet"
    if number.term is None and not year and term is None:
        return None
    when = str(year) if year else f"khoa.{number.term if number.term is not None else term}"
    where = ";".join(("vn", *map(slug, places)))
    return f"urn:lex:{where}:{by or 'khong.ro'}:{kind}:{when};{slug(number.serial) or number.serial}"


def _issuer_slug(code: str, lexicon: Lexicon, issuer: str | None) -> str:
    found = lexicon.issuers(code)
    told = lexicon.authority(issuer) if len(found) > 1 else None
    return (told if told in found and told else found[0]).urn if found else slug(code)


@lru_cache(maxsize=20_000)
def identify(facts: Instrument, lexicon: Lexicon) -> Instrument:
    """The instrument with its id, its number spelled canonically, and what follows from the number (issuer, level, branch, type).

    The id starts with `_:` while the key is incomplete. An instrument without number keeps its id.
    """
    number = parse(facts.number, lexicon, facts.type) if facts.number else None
    if number is None:
        return facts
    writes = authority(number, lexicon, facts.issuer)
    body = writes or _called(facts.issuer, lexicon)
    year = number.year or facts.year or (int(facts.date[:4]) if facts.date else None)
    anywhere = body.local if body else facts.level != "central"
    place = facts.place if anywhere else None
    told = facts.issuer
    if told and len(number.bodies) > 1 and told in (by_code := _issuer(number, lexicon) or "").split(", "):
        told = by_code  # one of a joint number's bodies, told before it: "Ban Tuyên giáo ký với Tỉnh đoàn Chương trình số …"
    issuer = in_full(told or _of_city(_issuer(number, lexicon), place, lexicon), writes, place, lexicon)
    above = facts.level or level(issuer, body, place, lexicon)
    name = urn(
        number,
        place=place,
        year=year,
        term=facts.term,
        lexicon=lexicon,
        noun=facts.type,
        level=above,
        issuer=facts.issuer,
    )
    types = lexicon.types_of_code(number.type_code, body.branch if body else None) if number.type_code else ()
    return replace(
        facts,
        id=name or "_:" + ":".join(p for p in (slug(place or ""), number.canonical, str(year or "")) if p),
        number=number.canonical,
        type=facts.type or (types[0].label if types else None),
        issuer=issuer,
        place=place,
        level=above,
        branch=facts.branch or (_branch(number, body) if body else None),
        year=year,
        term=facts.term if facts.term is not None else number.term,
    )


def type_told(facts: Instrument, lexicon: Lexicon) -> str | None:
    """The type that a number tells: of a letter, which has no noun, and of a consolidated text, which has that of its law."""
    told = identify(replace(facts, type=None), lexicon).type
    if facts.type is None:
        return told or ("Công văn" if facts.title else None)
    return told if told == "Văn bản hợp nhất" else facts.type


def _issuer(number: Number, lexicon: Lexicon) -> str | None:
    """The issuer that a code tells by itself; None where several bodies share it (TW)."""
    if not number.issuer_code:
        return None
    names: list[str] = []
    for code in (number.issuer_code, *number.issuer_code.split("-")):
        found = lexicon.issuers(code)
        if found:
            shared = len({a.label for a in found}) > 1 and not found[0].local
            if shared and len({a.level for a in found}) == 1:
                return None
            names.append(next((a for a in found if number.hyphen and a.branch == "party"), found[0]).label)
            if code == number.issuer_code or not number.joint:
                break
    return ", ".join(dict.fromkeys(names)) or None


def _branch(number: Number, body: Authority) -> str:
    """The branch of a body, of one that both the State and the Party have as the number is written."""
    return "party" if number.hyphen and "party" in body.branches else body.branch


def told_better(number: str, noun: str | None, issuers: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Of the issuers that a text tells of a number, those that share its code with the one that it tells by itself.

    "TU" is the committee's and its standing board's: that the board issued a plan words told, that the committee did the code may.
    """
    parts = parse(number, lexicon, noun)
    usual = _issuer(parts, lexicon) if parts else None
    writers = lexicon.issuers(parts.issuer_code) if parts and parts.issuer_code else ()
    return [i for i in issuers if i != usual and len(writers) > 1 and lexicon.authority(i) in writers]


def _of_city(issuer: str | None, place: str | None, lexicon: Lexicon) -> str | None:
    """What a code tells of a centrally run city: TU is "Thành ủy" there."""
    found = lexicon.provinces.get(place or "")
    city = issuer is not None and found is not None and found.noun == "thành phố"
    return issuer.replace("Tỉnh", "Thành") if issuer and city else issuer


_LEVELS = (
    ("commune", re.compile(r"(?<!thị )\b(?:xã(?! hội\b)|phường|thị trấn|đặc khu)\b", re.IGNORECASE)),
    ("district", re.compile(r"\b(?:huyện|quận|thị xã|thị ủy)\b", re.IGNORECASE)),
)


def level(issuer: str | None, body: Authority | None, place: str | None, lexicon: Lexicon) -> str | None:
    """central, province, district or commune: as the issuer's words tell, or its place, or as its code usually is."""
    told = next((name for name, words in _LEVELS if issuer and words.search(issuer)), body.level if body else None)
    return "district" if told == "province" and place and place not in lexicon.provinces else told


def in_full(issuer: str | None, body: Authority | None, place: str | None, lexicon: Lexicon) -> str | None:
    """The issuer with its level: "Ủy ban nhân dân" in Tiền Giang is "Ủy ban nhân dân tỉnh"."""
    if not issuer or not body or not body.local or not place or naming.levelled(issuer):
        return issuer
    found = lexicon.provinces.get(place)
    return f"{issuer} {found.noun}" if found and found.noun and body.level == "province" else issuer
