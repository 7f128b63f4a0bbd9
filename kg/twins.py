"""Ids under which one instrument is told: with and without the year in its number, its commune's district, its period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from functools import lru_cache

from kg import locality
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import slug

# What lays down rules has the year in its number: 10/2021/QĐ-TTg and 10/QĐ-TTg of 2021 are two.
NORMATIVE = ".quy.pham"
_WHEN = pattern(r"(?<!\.quy\.pham)(?=:\d{4}[^:;]*;[^:;]+$)")
_OF_PERIOD = pattern(r"(urn:kg:named:.+):(\d{4})$")


def of_period(name: str, last: str | None) -> str:
    """The id of a programme known by its name, of the period that ends with a year, where one is told."""
    return f"{name}:{last}" if last else name


def parted(name: str) -> tuple[str, str | None]:
    """The id of a programme without its period, and the year with which that ends.

    >>> parted("urn:kg:named:de.an:a:2025"), parted("urn:kg:named:de.an:a")
    (('urn:kg:named:de.an:a', '2025'), ('urn:kg:named:de.an:a', None))
    """
    m = _OF_PERIOD.match(name)
    return (m[1], m[2]) if m else (name, None)


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
    days: Mapping[str, Iterable[str | None]], own: Mapping[str, Set[str | None]], lex: Lexicon
) -> dict[tuple[str, str | None], str]:
    """The id that is meant where a number has a slip in it, the year left out or put in, by the id and the date told with it.

    Numbers that agree but for the year, of one day, are one, as most write it: that both series reached one number on one day is
    rarer than the slip. So are a number without a date that nobody lists and the Party's of the catalogue: it has one series.
    `days` has for each id the date (ISO) that each name tells, `own` those of the ids that a text has of itself, which has no slip
    in its own number.
    """
    listed = _listed(lex)
    found: dict[tuple[str, str | None], str] = {}
    for name in days:
        other = in_other_series(name)
        if other == name or (other not in days and other not in listed):
            continue
        mine, theirs = Counter(days[name]), Counter(days.get(other, ()))
        home, there = (own.get(n, frozenset()) | listed.get(n, frozenset()) for n in (name, other))
        for day in mine.keys() & (theirs.keys() | there) - home - {None}:
            # The year is left out more often than put in.
            rarer = (mine[day], NORMATIVE in name) < (theirs[day], NORMATIVE in other)
            if day in there or rarer:
                found[name, day] = other
        known = mine.keys() - {None}
        slips = all((name, day) in found for day in known) if known else other in listed and _of_party(other, lex)
        if slips and name not in own and name not in listed:
            found[name, None] = other
    return found


def _of_party(name: str, lex: Lexicon) -> bool:
    return lex.catalogue[name].branch == "party"


@lru_cache(maxsize=4)
def _listed(lex: Lexicon) -> dict[str, frozenset[str]]:
    """The dates of what the catalogue lists, by id."""
    return {c.id: frozenset((c.date,) if c.date else ()) for c in lex.catalogue.values()}


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
    places = {name: min((i.place for _, _, i in found if i.place), default=None) for name, found in told.items()}
    own = {name: {i.date for _, mine, i in found if mine} for name, found in told.items() if any(t[1] for t in found)}
    meant = of_one_day(days, own, lex)
    for name, whole in in_districts(places, {n: {day for day in found if day} for n, found in days.items()}).items():
        meant |= dict.fromkeys(((name, day) for day in days[name]), whole)
    twice: dict[tuple[str, str], str] = {}
    moved: dict[str, list[Told]] = defaultdict(list)
    for name in sorted({n for n, _ in meant}):
        for document, mine, i in told.pop(name):
            whole = name
            # What is meant may have a slip or lack its district itself. A text has no slip in its own number.
            while (other := meant.get((whole, i.date))) and not (mine and other == in_other_series(whole)):
                whole = other
            if whole != name:
                facts = replace(i, place=places.get(whole) or i.place, number=i.number if mine else None)
                moved[whole].append((document, mine, facts))
                twice[document, name] = whole
            else:
                moved[name].append((document, mine, i))
    for name, found in moved.items():
        told[name] = [*told.get(name, ()), *found]
    return twice
