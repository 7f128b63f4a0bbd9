"""What makes an instrument the same: the URN LEX name of its key, and what follows from its number.

Key = place + code (type and issuing authority, as the number writes them) + serial + year, or term where only that is told
(design, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache

from kg import issuers, locality, numbering, placenames, twins
from kg.lexicon import Authority, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import fold, slug

FACTS = tuple(f.name for f in fields(Instrument) if f.name != "id")


@lru_cache(maxsize=20_000)
def authority(number: numbering.Number, lexicon: Lexicon, issuer: str | None = None) -> Authority | None:
    """The body behind a number's issuer code (the first of a joint one), or None: of several the one told, or the usual.

    The Party committee in another body is a body of its own: plan 5-KH/ĐU of one ministry's is not that of the next.
    """
    if not number.issuer_code:
        return None
    for code in (number.issuer_code, number.issuer_code.split("-")[0]):
        if found := lexicon.issuers(code):
            usual = next((a for a in found if number.hyphen and a.branch == "party"), found[0])
            return _told(usual, found, issuer, code, lexicon) if issuer else usual
    return None


def writer(facts: Instrument, lexicon: Lexicon, issuer: str | None = None) -> Authority | None:
    """The body behind the code of the number that is told; of several, the one whose words are given."""
    number = numbering.of(facts, lexicon)
    return authority(number, lexicon, issuer) if number else None


def _told(usual: Authority, found: tuple[Authority, ...], issuer: str, code: str, lexicon: Lexicon) -> Authority:
    named = lexicon.authority(issuer)
    if named is not None and (there := _department(named, usual, code)):
        return there
    if named is None or not (named in found or usual.committee):
        return _unlisted(usual, issuer, code) if named is None and issuers.DEPARTMENT.match(issuer) else usual
    if not named.committee:
        return named if named in found or named.branch == usual.branch else usual
    return _sitting(named, usual, issuer, lexicon)


def _department(named: Authority, usual: Authority, code: str) -> Authority | None:
    """Where words tell "Sở Tài chính", "TC" is its code: the ministry's too, as neither writes the kind of the body.

    A code that is not short for the body named is one of its units, and a series of its own.
    """
    if not named.local or named.committee or named.branch != usual.branch or named == usual:
        return None
    short = slug(code).replace(".", "")
    if any(slug(c[1:]).replace(".", "") == short for c in named.codes):
        return named
    whole = usual.local or fold(code[:1]) == fold(usual.label[:1])
    return None if whole else named._replace(urn=f"{named.urn}.{slug(code)}")


_OF_PLACE = pattern(r"\s(?:tỉnh|thành phố)$")


def _unlisted(usual: Authority, issuer: str, code: str) -> Authority:
    """The department that words tell and the ontology does not list, where the code that it writes is a ministry's too."""
    if usual.local or usual.branch != "state" or fold(code[:1]) == fold(usual.label[:1]):
        return usual
    name = _OF_PLACE.sub("", issuer)
    return usual._replace(label=name, codes=(), urn=slug(name), level="province", local=True, names=(name,))


def _sitting(named: Authority, usual: Authority, issuer: str, lexicon: Lexicon) -> Authority:
    """A Party committee with the body that it sits in, if the issuer's words go on with one."""
    of = lexicon.authority(issuer[len(named.label) :].strip())
    if of is None:
        return named
    return usual._replace(urn=f"{usual.urn}.{of.urn}", local=of.local, level=of.level, committee=False)


def called(issuer: str | None, lexicon: Lexicon) -> Authority | None:
    """The body that words tell, where a number's code tells none."""
    named = lexicon.authority(issuer)
    return _sitting(named, named, issuer, lexicon) if issuer and named and named.committee else named


def urn(
    number: numbering.Number,
    *,
    place: str | None,
    day: str | None,
    term: int | None,
    lexicon: Lexicon,
    noun: str | None = None,
    level: str | None = None,
    issuer: str | None = None,
) -> str | None:
    """The URN LEX name (RFC 9676) of a key, or None while year and term are both unknown, or a local issuer's place is.

    `day` is when it was issued, or the year alone; of the two series of a province that began anew within a year, the day tells
    which, and of several bodies of one place that share a code, whose it is. `issuer` is what words tell, for codes that bodies
    share. The place of a district or a commune (`level`) is known with its province only: see `kg.locality`.

    >>> from kg.lexicon import load
    >>> urn(numbering.parse("42/2022/NĐ-CP", load()), place=None, day=None, term=None, lexicon=load())
    'urn:lex:vn:chinh.phu:nghi.dinh:2022;42'
    """
    year = number.year or (int(day[:4]) if day else None)
    body = authority(number, lexicon, issuer)
    if body and body.committee and not body.local:
        return None  # of a ministry, or of a province's People's Committee: of which, nobody tells
    places = locality.jurisdiction(place, level, _town(place, issuer, lexicon)) if body is None or body.local else ()
    if not places and (body.local if body else place or level in _LOCAL):
        return None
    bodies = number.bodies
    units = (number.issuer_code or "").split("-")[len(bodies) :]
    alone = body is not None and len(bodies) == 1
    told = alone and (body != authority(number, lexicon) or body in lexicon.issuers(bodies[0]))
    first = (body.urn,) if body and told else tuple(_issuer_slug(b, lexicon, issuer) for b in bodies)
    by = ".".join(c for c in (*first, *map(slug, units)) if c)
    if not number.issuer_code and not number.joint:  # "Quyết định số 12/QĐ của Bộ Y tế": words alone tell whose
        named = lexicon.authority(issuer)
        by = named.urn if named and not named.committee else slug(issuer or "")
        if not by:
            return None
    of_assembly = number.term is not None and number.type_code in ("NQ", None)
    if number.type_code and not of_assembly:
        known = lexicon.types_of_code(number.type_code, body.branch if body else None)
        if known and known[0].kind == "law":  # "Lệnh số 12/2020/L-CTN" promulgates a law, and is none
            known = tuple(t for t in known if t.label == noun and t.kind != "law") or known
        named_type = lexicon.types.get(noun or "")
        if named_type and not number.issuer_code and lexicon.issuers(number.type_code):
            known = (named_type,)  # "Quyết định số 327-CT": of the chairman, and no Chỉ thị
        kind = known[0].urn if known else slug(number.type_code)
        if number.year and known and known[0].label in lexicon.having.get("series", ()):
            kind += twins.NORMATIVE
    else:
        kind = slug(f"{number.issuer_code}{number.term or ''}")
        # Laws and resolutions of the Assembly are two series: 55/2010/QH12 is one of each, 55/2010/NQ-QH12 the resolution.
        if of_assembly and (number.type_code or noun == "Nghị quyết"):
            kind += ".nghi.quyet"
    if number.term is None and not year and term is None:
        return None
    when = str(year) if year else f"khoa.{number.term if number.term is not None else term}"
    if len(places) == 1 and (anew := _renumbered(locality.province(place), year, lexicon)):
        if day is None or len(day) < len(anew):
            return None  # the year alone
        when = anew[:7] if day >= anew else when
    if places and (body.several if body else number.issuer_code and not number.joint):
        if day is None or len(day) < len("2025-01-24"):
            return None  # of which of them, the day tells
        when = day
    where = ";".join(("vn", *places))
    return f"urn:lex:{where}:{by or 'khong.ro'}:{kind}:{when};{slug(number.serial) or number.serial}"


_TOWN = pattern(r"\b(?:thị xã|thành phố)$", re.IGNORECASE)


def _town(place: str | None, issuer: str | None, lexicon: Lexicon) -> str | None:
    """What sets a town apart that has the name of a district in its province, where the issuer's words tell it."""
    names = locality.parts(place)
    province = lexicon.provinces.get(names[-1]) if len(names) == 2 else None
    told = _TOWN.search(issuer) if issuer and province and names[0] in province.towns else None
    return "đô thị" if told else None  # some were a thị xã first and a city later


def _renumbered(province: str, year: int | None, lexicon: Lexicon) -> str | None:
    """The day in a year from which a province numbered anew, as those that took others in on 1 July 2025."""
    found = lexicon.provinces.get(province)
    return found.renumbered if found and found.renumbered and year == int(found.renumbered[:4]) else None


def _issuer_slug(code: str, lexicon: Lexicon, issuer: str | None) -> str:
    found = lexicon.issuers(code)
    told = lexicon.authority(issuer) if len(found) > 1 else None
    return (told if told in found and told else found[0]).urn if found else slug(code)


@lru_cache(maxsize=20_000)
def identify(facts: Instrument, lexicon: Lexicon) -> Instrument:
    """The instrument with its id, its number spelled canonically, and what follows from the number (issuer, level, branch, type).

    The id starts with `_:` while the key is incomplete. An instrument without number keeps its id.
    """
    number = numbering.of(facts, lexicon)
    if number is None:
        return facts
    writes = authority(number, lexicon, facts.issuer)
    body = writes or called(facts.issuer, lexicon)
    year = number.year or facts.year or (int(facts.date[:4]) if facts.date else None)
    anywhere = body.local if body else facts.level != "central"
    place = facts.place if anywhere else None
    told = _by_code(number, facts, year, lexicon) or facts.issuer or _of_time(number, year)
    if told and len(number.bodies) > 1 and told in (by_code := _issuer(number, lexicon) or "").split(", "):
        told = by_code  # one of a joint number's bodies, told before it: "Ban Tuyên giáo ký với Tỉnh đoàn Chương trình số …"
    issuer = in_full(told or _of_city(_issuer(number, lexicon), place, lexicon), writes, place, lexicon)
    above = facts.level or level(issuer, body, place, lexicon)
    name = urn(
        number,
        place=place,
        day=facts.date or (str(year) if year else None),
        term=facts.term,
        lexicon=lexicon,
        noun=facts.type,
        level=above,
        issuer=facts.issuer,
    )
    types = lexicon.types_of_code(number.type_code, body.branch if body else None) if number.type_code else ()
    usual = authority(number, lexicon)
    law = lexicon.types.get(facts.type or "")
    if law and law.kind == "law" and numbering.promulgated(number.type_code, number.term, lexicon):
        issuer = facts.issuer or _passed(law.urn, number.issuer_code)
        if listed := _of_order(number.canonical, facts, year, lexicon):
            return replace(listed, name=facts.name or listed.name)
    # "Kế hoạch số 05-KH/ĐU của Đảng ủy Chính phủ" is not that of Đảng ủy Bộ Nội vụ, though neither tells its year.
    whose = body.urn if body and usual and usual.committee and body != usual else ""
    return replace(
        facts,
        id=name or "_:" + ":".join(p for p in (slug(place or ""), number.canonical, str(year or ""), whose) if p),
        number=number.canonical,
        type=facts.type or (types[0].label if types else None),
        issuer=issuer,
        place=place,
        level=above,
        branch=facts.branch or (_branch(number, body) if body else None),
        year=year,
        term=facts.term if facts.term is not None else number.term,
    )


def _passed(law: str, code: str | None) -> str | None:
    """Who passed a law of 1981 to 1996, whose number is that of the order by which the head of state promulgated it.

    An ordinance "…-LCT/HĐNN8" was passed by who promulgated it (Hiến pháp 1980, điều 100).
    """
    if law != "phap.lenh":
        return "Quốc hội"
    return "Ủy ban Thường vụ Quốc hội" if code == "CTN" else "Hội đồng Nhà nước"


def _of_order(number: str, facts: Instrument, year: int | None, lexicon: Lexicon) -> Instrument | None:
    """The one law of the catalogue with the number of an order, which it has beside its name and year."""
    called = lexicon.named(facts.name or "")
    listed = [
        c for c in lexicon.by_number.get(fold(number), ()) if c.type == facts.type and (c in called or not called)
    ]
    fit = [c for c in listed if year in (None, c.year) and facts.date in (None, c.date)]
    return fit[0] if len(fit) == 1 else None


def type_told(facts: Instrument, lexicon: Lexicon) -> str | None:
    """The type that a number tells: of a letter, which has no noun, and of a consolidated text, which has that of its law."""
    told = identify(replace(facts, type=None), lexicon).type
    if facts.type is None:
        return told or ("Công văn" if facts.title else None)
    return told if told == "Văn bản hợp nhất" else facts.type


_STEERING = "BCĐ"  # a steering committee, however its code goes on: "BCĐ389", "BCĐPCTT"
# Codes that say that a body is the whole country's: "1386/BCĐQG", "13/CĐ-UBATGTQG", "109/QĐ-BCĐCLNTW".
_OF_ALL = pattern(r"(?:TW|QG|VN|CP|TTg)$")
_LOCAL = frozenset({"province", "district", "commune"})


def of_all(number: numbering.Number) -> bool:
    """Whether a code says that the body that writes it is the whole country's."""
    return _OF_ALL.search(number.issuer_code or "") is not None


def _issuer(number: numbering.Number, lexicon: Lexicon) -> str | None:
    """The issuer that a code tells by itself; None where several bodies share it (TW)."""
    if not number.issuer_code:
        return None
    if number.issuer_code.startswith(_STEERING) and not of_all(number):
        return lexicon.issuers(_STEERING)[0].label
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


def _by_code(number: numbering.Number, facts: Instrument, year: int | None, lexicon: Lexicon) -> str | None:
    """The one body that writes a code, where loose words tell the one that it is part of: "2289/QĐ-TTg của Chính phủ".

    Not in earlier times, whose bodies wrote codes that others have now: 161/CP of 1964 is of Hội đồng Chính phủ. The Assembly and
    its committee stay as told.
    """
    if not facts.issuer or number.type_code is None or number.term is not None or not year or year < numbering.UNIFORM:
        return None
    writers = lexicon.issuers(number.issuer_code or "")
    if len(writers) != 1 or writers[0].local or authority(number, lexicon, facts.issuer) != writers[0]:
        return None
    whole, told = writers[0].label, facts.issuer
    loose = whole != told and (whole.endswith(f" {told}") or told.endswith(f" {whole}"))
    return whole if loose and not writers[0].committee else None


_COUNCIL_YEARS = range(1961, 1981)  # whole years of it: from July 1960 to July 1981


def _of_time(number: numbering.Number, year: int | None) -> str | None:
    """The body whose code another has now: "56-CP" of 1970 is of Hội đồng Chính phủ."""
    return "Hội đồng Chính phủ" if number.issuer_code == "CP" and year in _COUNCIL_YEARS else None


def _branch(number: numbering.Number, body: Authority) -> str:
    """The branch of a body, of one that both the State and the Party have as the number is written."""
    return "party" if number.hyphen and "party" in body.branches else body.branch


def told_better(number: str, noun: str | None, issuers: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Of the issuers that a text tells of a number, those that share its code with the one that it tells by itself.

    "TU" is the committee's and its standing board's: that the board issued a plan words told, that the committee did the code may.
    """
    parts = numbering.parse(number, lexicon, noun)
    usual = _issuer(parts, lexicon) if parts else None
    writers = lexicon.issuers(parts.issuer_code) if parts and parts.issuer_code else ()
    return [i for i in issuers if i != usual and len(writers) > 1 and lexicon.authority(i) in writers]


def _of_city(issuer: str | None, place: str | None, lexicon: Lexicon) -> str | None:
    """What a code tells of a centrally run city: TU is "Thành ủy" there."""
    found = lexicon.provinces.get(place or "")
    city = issuer is not None and found is not None and found.noun == "thành phố"
    return issuer.replace("Tỉnh", "Thành") if issuer and city else issuer


def level(issuer: str | None, body: Authority | None, place: str | None, lexicon: Lexicon) -> str | None:
    """central, province, district or commune: as the issuer's words tell, or its place, or as its code usually is."""
    usual = body.level if body else "province" if place else None
    told = (placenames.level(issuer, lexicon) if issuer else None) or usual
    return "district" if told == "province" and place and place not in lexicon.provinces else told


def in_full(issuer: str | None, body: Authority | None, place: str | None, lexicon: Lexicon) -> str | None:
    """The issuer with its level: "Ủy ban nhân dân" in Tiền Giang is "Ủy ban nhân dân tỉnh"."""
    if not issuer or not body or not body.local or not place or placenames.levelled(issuer, lexicon):
        return issuer
    found = lexicon.provinces.get(place)
    return f"{issuer} {found.noun}" if found and found.noun and body.level == "province" else issuer


# --- What is told of one instrument, here and there


def merge(first: Instrument, second: Instrument | None) -> Instrument:
    """The first, with what only the second tells."""
    if second is None:
        return first
    return replace(first, **{f: getattr(second, f) for f in FACTS if getattr(first, f) is None})
