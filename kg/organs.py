"""The body behind a number: which of those that share its code, as words tell it; its usual name, its level, its branch."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kg import issuers, locality, numbering, placenames
from kg.lexicon import Authority, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import fold, initials, slug


@lru_cache(maxsize=20_000)
def authority(number: numbering.Number, lexicon: Lexicon, issuer: str | None = None) -> Authority | None:
    """The body behind a number's issuer code (the first of a joint one), or None: of several the one told, or the usual.

    The Party committee in another body is a body of its own: plan 5-KH/ĐU of one ministry's is not that of the next.
    """
    if not number.issuer_code:
        return None
    for code in (number.issuer_code, number.issuer_code.split("-")[0]):
        if found := jointly(number, lexicon).get(code) or lexicon.issuers(code):
            usual = next((a for a in found if number.hyphen and a.branch == "party"), found[0])
            return _told(usual, found, issuer, code, lexicon) if issuer else usual
    return None


@lru_cache(maxsize=20_000)
def jointly(number: numbering.Number, lexicon: Lexicon) -> dict[str, tuple[Authority, ...]]:
    """The bodies behind each code of a joint number: local ones first where one of them can be nothing else.

    >>> from kg.lexicon import load
    >>> [[b[0].label for b in jointly(numbering.parse(n, load()), load()).values()] for n in ("3/NQLT-HND-CCB", "3/KHLT-STP-HND")]
    [['Trung ương Hội Nông dân Việt Nam', 'Hội Cựu chiến binh Việt Nam'], ['Sở Tư pháp', 'Hội Nông dân']]
    """
    found = {code: lexicon.issuers(code) for code in number.bodies} if number.joint else {}
    if any(bodies and all(b.local for b in bodies) for bodies in found.values()):
        return {code: tuple(sorted(bodies, key=lambda b: not b.local)) for code, bodies in found.items()}
    return found


def writer(facts: Instrument, lexicon: Lexicon, issuer: str | None = None) -> Authority | None:
    """The body behind the code of the number that is told; of several, the one whose words are given."""
    number = numbering.of(facts, lexicon)
    return authority(number, lexicon, issuer) if number else None


def body(told: Instrument, lexicon: Lexicon) -> Authority | None:
    """The body that a number's code or the words for an issuer name."""
    return writer(told, lexicon, told.issuer) or lexicon.authority(told.issuer)


def of_each_province(told: Instrument, lexicon: Lexicon) -> bool:
    """Whether a number is of a body that each province has, and no place is told."""
    its = body(told, lexicon) if told.number and told.place is None else None
    return its is not None and its.local and not (told.issuer and placenames.level(told.issuer, lexicon))


def _told(usual: Authority, found: tuple[Authority, ...], issuer: str, code: str, lexicon: Lexicon) -> Authority:
    named = lexicon.authority(issuer)
    if named is not None and (there := _department(named, usual, code)):
        return there
    if named is not None and not (named.committee or named.local) and initials(named.label) == code:
        return named  # "12-TTr/BCT của Bộ Chính trị", though BCT is a ministry's
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


def issuer(
    number: numbering.Number, facts: Instrument, year: int | None, place: str | None, lexicon: Lexicon
) -> str | None:
    """Who issues what has a number: as told, or as its code and its time tell."""
    of_code = _of_code(number, lexicon)
    told = _by_code(number, facts, year, lexicon) or facts.issuer or _of_time(number, year)
    if told and len(number.bodies) > 1 and told in (of_code or "").split(", "):
        return of_code  # one of a joint number's bodies, told before it: "Ban Tuyên giáo ký với Tỉnh đoàn Chương trình số …"
    return told or _of_city(of_code, place, lexicon)


_STEERING = "BCĐ"  # a steering committee, however its code goes on: "BCĐ389", "BCĐPCTT"
# Codes that say that a body is the whole country's: "1386/BCĐQG", "13/CĐ-UBATGTQG", "109/QĐ-BCĐCLNTW".
_OF_ALL = pattern(r"(?:TW|QG|VN|CP|TTg)$")


def of_all(number: numbering.Number) -> bool:
    """Whether a code says that the body that writes it is the whole country's."""
    return _OF_ALL.search(number.issuer_code or "") is not None


def _of_code(number: numbering.Number, lexicon: Lexicon) -> str | None:
    """The issuer that a code tells by itself; None where several bodies share it (TW)."""
    if not number.issuer_code:
        return None
    if number.issuer_code.startswith(_STEERING) and not of_all(number):
        return lexicon.issuers(_STEERING)[0].label
    names: list[str] = []
    for code in (number.issuer_code, *number.issuer_code.split("-")):
        found = jointly(number, lexicon).get(code) or lexicon.issuers(code)
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


def _of_city(issuer: str | None, place: str | None, lexicon: Lexicon) -> str | None:
    """What a code tells of a centrally run city: TU is "Thành ủy" there."""
    found = lexicon.provinces.get(place or "")
    city = issuer is not None and found is not None and found.noun == "thành phố"
    return issuer.replace("Tỉnh", "Thành") if issuer and city else issuer


def branch(number: numbering.Number, body: Authority) -> str:
    """The branch of a body, of one that both the State and the Party have as the number is written."""
    return "party" if number.hyphen and "party" in body.branches else body.branch


def told_better(number: str, noun: str | None, issuers: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Of the issuers that a text tells of a number, those that share its code with the one that it tells by itself.

    "TU" is the committee's and its standing board's: that the board issued a plan words told, that the committee did the code may.
    """
    parts = numbering.parse(number, lexicon, noun)
    usual = _of_code(parts, lexicon) if parts else None
    writers = lexicon.issuers(parts.issuer_code) if parts and parts.issuer_code else ()
    return [i for i in issuers if i != usual and len(writers) > 1 and lexicon.authority(i) in writers]


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


def below_province(issuer: str | None, lexicon: Lexicon) -> bool:
    """Whether words tell that a body is below a province: "UBND tỉnh Bến Tre" is none of the city of that name."""
    return level(issuer, None, None, lexicon) in locality.LEVELS
