"""What makes an instrument the same: the URN LEX name of its key, and what follows from its number.

Key = place + code (type and issuing authority, as the number writes them) + serial + year, or term where only that is told
(design, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache

from kg import locality, numbering, organs, twins
from kg.lexicon import Authority, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import slug

FACTS = tuple(f.name for f in fields(Instrument) if f.name != "id")
CONSOLIDATED = "Văn bản hợp nhất"  # the type of what puts an instrument together with those that amended it
_LOCAL = frozenset({"province", "district", "commune"})


def urn(number: numbering.Number, told: Instrument, lexicon: Lexicon) -> str | None:
    """The URN LEX name (RFC 9676) of a key, or None while year and term are both unknown, or a local issuer's place is.

    Of `told`, place, level, date, year, term, type and issuer count. Of the two series of a province that began anew within a year,
    the day tells which, and of several bodies of one place that share a code, whose it is. The issuer is what words tell, for codes
    that bodies share. The place of a district or a commune (`level`) is known with its province only: see `kg.locality`.

    >>> from kg.lexicon import load
    >>> urn(numbering.parse("42/2022/NĐ-CP", load()), Instrument(), load())
    'urn:lex:vn:chinh.phu:nghi.dinh:2022;42'
    """
    body = organs.authority(number, lexicon, told.issuer)
    if body and body.committee and not body.local:
        return None  # of a ministry, or of a province's People's Committee: of which, nobody tells
    places: tuple[str, ...] = ()
    if body is None or body.local:
        places = locality.jurisdiction(told.place, told.level, _town(told.place, told.issuer, lexicon))
    if not places and (body.local if body else told.place or told.level in _LOCAL):
        return None
    by, when = _by(number, body, told.issuer, lexicon), _when(number, body, told, places, lexicon)
    if by is None or when is None:
        return None
    where = ";".join(("vn", *places))
    kind = _kind(number, body, told.type, lexicon)
    return f"urn:lex:{where}:{by or 'khong.ro'}:{kind}:{when};{slug(number.serial) or number.serial}"


def _by(number: numbering.Number, body: Authority | None, issuer: str | None, lexicon: Lexicon) -> str | None:
    """The element of who issues: bodies and units of the code; None where words alone tell whose it is, and they don't."""
    if not number.issuer_code and not number.joint:  # "Quyết định số 12/QĐ của Bộ Y tế"
        named = lexicon.authority(issuer)
        return (named.urn if named and not named.committee else slug(issuer or "")) or None
    bodies = number.bodies
    units = (number.issuer_code or "").split("-")[len(bodies) :]
    alone = body is not None and len(bodies) == 1
    told = alone and (body != organs.authority(number, lexicon) or body in lexicon.issuers(bodies[0]))
    joint = organs.jointly(number, lexicon)
    first = (body.urn,) if body and told else tuple(_issuer_slug(b, joint.get(b), lexicon, issuer) for b in bodies)
    return ".".join(c for c in (*first, *map(slug, units)) if c)


def _issuer_slug(code: str, joint: tuple[Authority, ...] | None, lexicon: Lexicon, issuer: str | None) -> str:
    found = joint or lexicon.issuers(code)
    told = lexicon.authority(issuer) if len(found) > 1 else None
    return (told if told in found and told else found[0]).urn if found else slug(code)


def _kind(number: numbering.Number, body: Authority | None, noun: str | None, lexicon: Lexicon) -> str:
    """The element of the type, with the series that it is of."""
    of_assembly = number.term is not None and number.type_code in ("NQ", None)
    if not number.type_code or of_assembly:
        kind = slug(f"{number.issuer_code}{number.term or ''}")
        # Laws and resolutions of the Assembly are two series: 55/2010/QH12 is one of each, 55/2010/NQ-QH12 the resolution.
        return f"{kind}.nghi.quyet" if of_assembly and (number.type_code or noun == "Nghị quyết") else kind
    known = lexicon.types_of_code(number.type_code, body.branch if body else None)
    if known and known[0].kind == "law":  # "Lệnh số 12/2020/L-CTN" promulgates a law, and is none
        known = tuple(t for t in known if t.label == noun and t.kind != "law") or known
    named_type = lexicon.types.get(noun or "")
    if named_type and not number.issuer_code and lexicon.issuers(number.type_code):
        known = (named_type,)  # "Quyết định số 327-CT": of the chairman, and no Chỉ thị
    normative = number.year and known[0].label in lexicon.having.get("series", ())
    return f"{known[0].urn}{twins.NORMATIVE}" if normative else known[0].urn


_DAY = len("2025-01-24")


def _when(
    number: numbering.Number, body: Authority | None, told: Instrument, places: tuple[str, ...], lexicon: Lexicon
) -> str | None:
    """The element of the time: the year or the term, or the day where a year is not enough; None while that is not told."""
    year = number.year or (int(told.date[:4]) if told.date else told.year)
    term = number.term if number.term is not None else told.term
    if not year and term is None:
        return None
    when = str(year) if year else f"khoa.{term}"
    day = told.date if told.date and len(told.date) >= _DAY else None
    if len(places) == 1 and (anew := _renumbered(locality.province(told.place), year, lexicon)):
        if day is None:
            return None  # the year alone
        when = anew[:7] if day >= anew else when
    if places and (body.several if body else number.issuer_code and not number.joint):
        return day  # it tells, of which of them
    return when


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


@lru_cache(maxsize=20_000)
def identify(facts: Instrument, lexicon: Lexicon) -> Instrument:
    """The instrument with its id, its number spelled canonically, and what follows from the number (issuer, level, branch, type).

    The id starts with `_:` while the key is incomplete. An instrument without number keeps its id.
    """
    number = numbering.of(facts, lexicon)
    if number is None:
        return facts
    writes = organs.authority(number, lexicon, facts.issuer)
    body = writes or organs.called(facts.issuer, lexicon)
    year = number.year or facts.year or (int(facts.date[:4]) if facts.date else None)
    anywhere = body.local if body else facts.level != "central"
    place = facts.place if anywhere else None
    issuer = organs.in_full(organs.issuer(number, facts, year, place, lexicon), writes, place, lexicon)
    level = facts.level or organs.level(issuer, body, place, lexicon)
    name = urn(number, replace(facts, place=place, level=level, year=year), lexicon)
    types = lexicon.types_of_code(number.type_code, body.branch if body else None) if number.type_code else ()
    usual = organs.authority(number, lexicon)
    law = lexicon.types.get(facts.type or "")
    if law and law.kind == "law" and numbering.promulgated(number.type_code, number.term, lexicon):
        issuer = facts.issuer or _passed(law.urn, number.issuer_code)
        if listed := _of_order(number.canonical, facts, year, lexicon):
            return replace(listed, name=facts.name or listed.name)
    # "Kế hoạch số 05-KH/ĐU của Đảng ủy Chính phủ" is not that of Đảng ủy Bộ Nội vụ, though neither tells its year.
    whose = body.urn if body and usual and usual.committee and body != usual else ""
    return replace(
        facts,
        id=name or "_:" + ":".join(p for p in (slug(place or ""), number.usual, str(year or ""), whose) if p),
        number=number.canonical,
        type=facts.type or (types[0].label if types else None),
        issuer=issuer,
        place=place,
        level=level,
        branch=facts.branch or (organs.branch(number, body) if body else None),
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
    listed = [c for c in lexicon.numbered(number) if c.type == facts.type and (c in called or not called)]
    fit = [c for c in listed if year in (None, c.year) and facts.date in (None, c.date)]
    return fit[0] if len(fit) == 1 else None


def type_told(facts: Instrument, lexicon: Lexicon) -> str | None:
    """The type that a number tells: of a letter, which has no noun, and of a consolidated text, which has that of its law."""
    told = identify(replace(facts, type=None), lexicon).type
    if facts.type is None:
        return told or ("Công văn" if facts.title else None)
    return told if told == CONSOLIDATED else facts.type


# --- What is told of one instrument, here and there


def days_of_their_year(told: Iterable[Instrument]) -> list[str]:
    """The days told in the year that the number has: that of "94/2024/NĐ-CP ngày 24/7/2025" is a slip."""
    return [i.date for i in told if i.date and i.date.startswith(f"{i.year}-")]


def merge(first: Instrument, second: Instrument | None) -> Instrument:
    """The first, with what only the second tells."""
    if second is None:
        return first
    return replace(first, **{f: getattr(second, f) for f in FACTS if getattr(first, f) is None})
