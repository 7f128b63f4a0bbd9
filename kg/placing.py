"""Where a document and the instruments that it names are from: what its letterhead and its text tell, for names that tell less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg import about, entry, infull, issuers, locality, namekeys, numbering, organs, placenames, unknown, writers
from kg.lexicon import Authority, Lexicon
from kg.model import Document, Instrument, Name


def place_of(document: Document, head: Instrument, names: Sequence[Name], text: str, lexicon: Lexicon) -> str | None:
    """Where a document is from: its letterhead's place, in the province that it is about; or that province."""
    told = issuers.province(head.place, lexicon)
    # "ỦY BAN NHÂN DÂN / PHƯỜNG YÊN BÁI": a commune is no province, though it is called like one.
    namesake = told in lexicon.provinces and organs.below_province(head.issuer, lexicon)
    if placenames.whole(told, lexicon) and not namesake:
        return told
    local = _local(head, lexicon)
    waits = any(_waits(f, lexicon, unlisted=local) for f in (head, *(n.facts for n in names)))
    entered = document.known is not None and bool(document.known.title)
    province = about.province(text, lexicon, about.ELSEWHERE if entered else None, head.date) if told or waits else None
    if province is None and document.known is not None:
        # What `--place` tells of texts that don't tell it themselves.
        province = entry.province(document.known.place, lexicon)
    if namesake:
        return locality.within(told, province) if province else None
    return locality.within(told, province) if told != province else told


def _waits(told: Instrument, lexicon: Lexicon, *, unlisted: bool) -> bool:
    """Whether an instrument is of a body that is one of many, whose province nobody tells; `unlisted`: or that nobody knows."""
    if told.number is None and told.issuer is None:
        return False
    body = organs.body(told, lexicon)
    if body is None:
        return unlisted and unknown.waits(told, lexicon)
    return body.local and not placenames.whole(told.place, lexicon)


def _local(head: Instrument, lexicon: Lexicon) -> bool:
    """Whether a document is a local body's, or one's that nobody knows: then codes that nobody knows are of its province."""
    body = organs.body(head, lexicon)
    return body.local if body else head.number is not None


def placed(names: Sequence[Name], place: str | None, head: Instrument, lexicon: Lexicon) -> list[Name]:
    """The names with the document's place, where their issuer is local and they tell no other.

    A name without issuer is one of the document's own committee; "Ủy ban nhân dân huyện" is that of the document's district, for a
    commune the one district that it names, and no one's that is known in a document of the province.
    """
    number = numbering.of(head, lexicon)
    usual, own = organs.writer(head, lexicon), organs.writer(head, lexicon, head.issuer)
    if usual and own != usual:
        if usual.committee:
            names = [_of_committee(n, usual, head, lexicon) for n in names]
        elif own and own.local and own.level == "province" and not usual.local:
            names = [_of_department(n, number, head, lexicon) for n in names]
    elif number and usual is None and head.issuer:  # "thay thế Kế hoạch số 205/KH-BVĐKT", in one with that code
        names = [_of_department(n, number, head, lexicon) for n in names]
    names = infull.localities(infull.committees(names, lexicon), lexicon)
    names = infull.numbers(names, home=place is not None)
    if not place:
        return [n.telling(place=None) if n.facts.place == locality.UNREAD else n for n in names]
    home = _home(place, head, names, lexicon)
    found = [_placed(n, home, lexicon) for n in names]
    if head.issuer is None or home.level != "commune":
        return found
    return _of_districts_own(found, locality.province(place), lexicon)


def _of_districts_own(names: list[Name], province: str, lexicon: Lexicon) -> list[Name]:
    """The names of a commune's document with "UBND huyện" of the one district that it names; with "UBND thành phố", "Thành ủy"
    too, if that district is told to be a city."""
    above: dict[str, list[Name]] = {}
    for n in names:
        if n.facts.place not in (None, *lexicon.provinces) and _of_district(n, lexicon):
            above.setdefault(n.facts.place or "", []).append(n)
    if len(above) != 1:
        return names
    ((district, told),) = above.items()
    city = any(placenames.of_city(n.facts.issuer, province, lexicon) for n in told)
    found: list[Name] = []
    for n in names:
        if len(locality.parts(n.facts.place)) < 2 and _of_district(n, lexicon):
            found.append(n.telling(place=district))
        elif (
            city
            and n.facts.place is None
            and placenames.of_city(n.facts.issuer, province, lexicon)
            and organs.body(n.facts, lexicon)
        ):
            found.append(n.telling(place=district, level="district"))
        else:
            found.append(n)
    return found


def _of_committee(name: Name, usual: Authority, head: Instrument, lexicon: Lexicon) -> Name:
    """In a document of the Party committee of a ministry "12-KH/ĐU", "của Đảng ủy" is its own."""
    told = name.facts
    named = lexicon.authority(told.issuer)
    whose = told.issuer is None or (named is not None and told.issuer == named.label and named.committee)
    body = organs.body(told, lexicon) if whose and told.number else None
    return name.telling(issuer=head.issuer) if body is not None and body in (usual, named) else name


def _of_department(name: Name, own: numbering.Number | None, head: Instrument, lexicon: Lexicon) -> Name:
    """In a document of Sở Tài chính with the number "12/QĐ-TC", "34/QĐ-TC" is its own: a ministry's is told to be."""
    number = numbering.of(name.facts, lexicon) if name.facts.issuer is None and name.form == "number" else None
    alike = number is not None and own is not None and number.issuer_code == own.issuer_code and number.year is None
    return name.telling(issuer=head.issuer) if alike else name


def _of_neighbours(place: str, names: Sequence[Name], lexicon: Lexicon) -> bool:
    """Whether a province is told only of other places in it, "Phú Quốc, tỉnh An Giang", or bodies of others are told too."""
    told = {n.facts.place for n in names if placenames.whole(n.facts.place, lexicon)}
    return bool(told) and (place not in told or len({locality.province(p) for p in told}) > 1)


def _of_district(name: Name, lexicon: Lexicon) -> bool:
    body = organs.body(name.facts, lexicon)
    return (
        body is not None
        and body.local
        and organs.level(name.facts.issuer, body, name.facts.place, lexicon) == "district"
    )


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a document is from, for names that tell less."""

    place: str
    head: Instrument
    level: str | None  # of the place: province, district or commune
    inner: bool  # below a province
    province: str | None  # None where it is not told
    local: bool  # the document is a local body's, or one's that nobody knows
    apart: bool  # places that the document tells are not in its own


def _home(place: str, head: Instrument, names: Sequence[Name], lexicon: Lexicon) -> _Home:
    *below, outer = locality.parts(place)
    known = outer in lexicon.provinces
    return _Home(
        place=place,
        head=head,
        level=organs.level(head.issuer, None, place, lexicon),
        inner=bool(below) or not known,
        province=outer if known else None,  # that of "Cái Bè" alone is not told
        local=_local(head, lexicon),
        apart=head.place is None and _of_neighbours(place, names, lexicon),
    )


def _placed(name: Name, home: _Home, lexicon: Lexicon) -> Name:
    """A name in the document's place; one that is in a place of its own too."""
    told = name.facts
    if name.form == "name" and told.name and name.type in lexicon.having["programme"]:
        return name.telling(place=told.place or namekeys.place(told.name, home.place, home.level, lexicon))
    if told.place == locality.UNREAD:  # some place, and not the document's
        return name.telling(place=None)
    if name.form == "back":
        return name
    if home.inner and _chamber(told, home, lexicon):
        return name.telling(place=home.place, level=home.level)
    body = organs.body(told, lexicon)
    if body is None and name.form == "number" and unknown.waits(told, lexicon):
        return _of_unit(name, home, lexicon) if home.local else name
    if body is None or not body.local or told.level == "central":
        return name
    return _in_province(name, body, home, lexicon) if told.place else _at_home(name, body, home, lexicon)


def _in_province(name: Name, body: Authority, home: _Home, lexicon: Lexicon) -> Name:
    """A name of a body in a place of its own, in the document's province where it tells none."""
    told = name.facts
    whole = placenames.whole(told.place, lexicon) or home.province is None or home.apart
    if whole or _former(told, body, home, lexicon):
        return name
    same = told.place == locality.parts(home.place)[0] and _beside(told, body, home.head, lexicon)
    return name.telling(place=home.place if same else locality.within(told.place, home.province))


def _at_home(name: Name, body: Authority, home: _Home, lexicon: Lexicon) -> Name:
    """A name of a local body that tells no place: in the document's, or in its province."""
    told, issuer = name.facts, home.head.issuer
    own = lexicon.authority(issuer) if home.inner and told.issuer is None else None
    if own is not None and (own == body or own in writers.of_code(told, lexicon)):
        told = replace(told, issuer=issuer)
    elif own is not None and placenames.levelled(body.label, lexicon):
        # In a district's document "08-NQ/TU" is of the province.
        told = replace(told, issuer=body.label)
    # Of one city of the province: the document's own, or nobody tells which.
    if placenames.of_city(told.issuer, home.province, lexicon):
        here = home.place if placenames.of_city(issuer, home.province, lexicon) else None
        return name._replace(facts=replace(told, place=here))
    level = organs.level(told.issuer, body, None if told.issuer else home.place, lexicon)
    beside = level == organs.level(issuer, body, home.place, lexicon)
    return name._replace(facts=replace(told, place=home.place if beside or not home.inner else home.province))


_CHAMBERS = "2025-07-01"  # from when communes have "phòng", as districts had (Decree 150/2025/NĐ-CP)


def _chamber(told: Instrument, home: _Home, lexicon: Lexicon) -> bool:
    """Whether "Phòng A" is told in a document of a place that has such: it is one of its own."""
    if told.place or not (told.issuer or "").startswith("Phòng ") or placenames.level(told.issuer or "", lexicon):
        return False
    return home.level == "district" or (home.level == "commune" and (home.head.date or "") >= _CHAMBERS)


def _of_unit(name: Name, home: _Home, lexicon: Lexicon) -> Name:
    """A name of a body that nobody lists, in a local document: a unit of the document's own place, or the province's.

    In a district's or a commune's document "Trung tâm B phường" is its own; whose a code alone is, nobody tells.
    """
    outer = home.province or home.place
    if not home.inner or home.level not in locality.LEVELS:
        return name.telling(place=outer)
    issuer = name.facts.issuer or ""
    if placenames.level(issuer, lexicon) == home.level:
        return name.telling(place=home.place, level=home.level)
    return name.telling(place=outer) if issuer else name.telling(level=home.level)


def _beside(told: Instrument, body: Authority, head: Instrument, lexicon: Lexicon) -> bool:
    """Whether a body is of the level of the document's own: "xã Tân Phú" in a document of that commune is in its district too."""
    return organs.level(told.issuer, body, told.place, lexicon) == organs.level(head.issuer, None, head.place, lexicon)


def _former(told: Instrument, body: Authority, home: _Home, lexicon: Lexicon) -> bool:
    """Whether a district, or a commune of before, was in a province that the document's has taken in, as it may have been in it."""
    day = home.head.date
    anew = found.renumbered if (found := lexicon.provinces.get(home.province or "")) else None
    if anew is None or day is None or day < anew:
        return False
    level = organs.level(told.issuer, body, told.place, lexicon)
    return level == "district" or (level == "commune" and told.date is not None and told.date < anew)
