"""Ids under which one instrument is told: with and without the year in its number, its commune's district, its period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from kg import locality
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import slug

NORMATIVE = (
    ".quy.pham"  # what lays down rules, with the year in its number: 10/2021/QĐ-TTg and 10/QĐ-TTg of 2021 are two
)
_WHEN = pattern(r"(?<!\.quy\.pham)(?=:\d{4}[^:;]*;[^:;]+$)")


_OF_PERIOD = pattern(r"(urn:kg:named:.+):(\d{4})$")


def of_period(name: str, last: str | None) -> str:
    """The id of a programme known by its name, of the period that ends with a year, where one is told."""
    return f"{name}:{last}" if last else name


def of_one_period(names: Iterable[str]) -> dict[str, str]:
    """The ids of programmes without their period, under those with the only one that is told of them.

    >>> of_one_period(["urn:kg:named:de.an:a", "urn:kg:named:de.an:a:2025", "urn:kg:named:o:b:2025", "urn:kg:named:o:b:2030"])
    {'urn:kg:named:de.an:a': 'urn:kg:named:de.an:a:2025'}
    """
    told: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if m := _OF_PERIOD.match(name):
            told[m[1]].add(name)
    return {name: next(iter(whole)) for name, whole in told.items() if len(whole) == 1}


@lru_cache(maxsize=20_000)
def in_other_series(name: str) -> str:
    """The id that an instrument would have with the year in its number, or without it where it has one.

    >>> in_other_series("urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh.quy.pham:2021;10")
    'urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2021;10'
    >>> in_other_series(in_other_series("urn:lex:vn;ben.tre:uy.ban.nhan.dan:quyet.dinh:2024;5"))
    'urn:lex:vn;ben.tre:uy.ban.nhan.dan:quyet.dinh:2024;5'
    """
    plain = name.replace(f"{NORMATIVE}:", ":", 1)
    return plain if plain != name else _WHEN.sub(NORMATIVE, name, count=1)


def of_one_day(
    days: Mapping[str, Sequence[str | None]], own: Mapping[str, str | None], lex: Lexicon
) -> dict[tuple[str, str | None], str]:
    """The id that is meant where a number has a slip in it, the year left out or put in, by the id and the date told with it.

    Numbers that agree but for the year, of one day, are one, as most write it: that both series reached one number on one day is
    rarer than the slip. So are a number without a date that nobody lists and the one of the catalogue. `days` has for each id the
    date (ISO) that each name tells, `own` that of the ids that a text has of itself, which has no slip in its own number.
    """
    listed = _listed(lex)
    found: dict[tuple[str, str | None], str] = {}
    for name in days:
        other = in_other_series(name)
        if other == name or (other not in days and other not in listed):
            continue
        home = {own.get(name), *listed.get(name, ())}
        one_day = ({*days[name]} & {*days.get(other, ()), *listed.get(other, ())}) - home - {None}
        mine, theirs = (sum(day in one_day for day in days.get(n, ())) for n in (name, other))
        rarer = (mine, NORMATIVE in name) < (theirs, NORMATIVE in other)  # the year is left out more often than put in
        if other in listed or other in own or rarer:
            found |= dict.fromkeys(((name, day) for day in one_day), other)
        known = {*days[name]} - {None}
        if name not in own and name not in listed and (known <= one_day if known else other in listed):
            found[name, None] = other
    return found


@lru_cache(maxsize=4)
def _listed(lex: Lexicon) -> dict[str, frozenset[str]]:
    """The dates of what the catalogue lists, by id."""
    return {c.id: frozenset((c.date,) if c.date else ()) for c in lex.catalogue}


def in_districts(places: Mapping[str, str | None], days: Mapping[str, Set[str]]) -> dict[str, str]:
    """The ids of communes told without their district, under the one in which the collection tells it with the same number.

    Letterheads leave the district out, citations tell it; a province may have two communes of one name, so that dates must agree.
    """
    whole: dict[str, set[str]] = defaultdict(set)
    short: list[str] = []
    for name, place in places.items():
        parts = locality.parts(place)
        if len(parts) == 3:
            whole[name.replace(f";{slug(parts[1])};", ";", 1)].add(name)
        elif len(parts) == 2:
            short.append(name)
    alike = {
        name: [w for w in whole[name] if not days[name] or not days[w] or days[name] & days[w]]
        for name in short
        if name in whole
    }
    return {name: found[0] for name, found in alike.items() if len(found) == 1}


Told = tuple[str, bool, Instrument]  # a document, whether it is the instrument itself, what it tells of it


def put_together(told: dict[str, list[Told]], lex: Lexicon) -> dict[tuple[str, str], str]:
    """Puts what is told of one instrument under several ids under one, the same whatever their order.

    Changes `told`, by id; the answer is the id that stands for one of a document, by both.
    """
    days = {name: [i.date for _, _, i in found] for name, found in told.items()}
    places = {name: next((i.place for _, _, i in found if i.place), None) for name, found in told.items()}
    own = {name: i.date for name, found in told.items() for _, mine, i in found if mine}
    meant = of_one_day(days, own, lex)
    for name, whole in in_districts(places, {n: {day for day in found if day} for n, found in days.items()}).items():
        meant |= dict.fromkeys(((name, day) for day in days[name]), whole)
    for name, whole in of_one_period(told).items():
        meant |= dict.fromkeys(((name, day) for day in days.get(name, ())), whole)
    twice: dict[tuple[str, str], str] = {}
    for name in dict.fromkeys(n for n, _ in meant):
        stay: list[Told] = []
        for document, mine, i in told.pop(name):
            other = meant.get((name, i.date))
            if other is None or (mine and in_other_series(name) == other):
                stay.append((document, mine, i))
                continue
            told[other].append(
                (document, mine, replace(i, place=places.get(other) or i.place, number=i.number if mine else None))
            )
            twice[document, name] = other
        if stay:
            told[name] += stay
    return twice
