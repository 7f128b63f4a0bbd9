"""Which instruments a person means by what they typed: a number in any spelling, a noun and a number, a name, a URN."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg import dates, queries
from kg.model import Instrument, KgError
from kg.text import fold

if TYPE_CHECKING:
    from kg.store import Store

# "66.16" is one ordinal and so is "1249a"; "qh14" is a word.
_GLUED = re.compile(r"\b(?!qh|ubtvqh)([a-z]{2,3})(\d{1,5})\b")  # "KH370"
_TOKEN = re.compile(r"[a-z]+\d*|\d+(?:\.\d+)*[a-z]?(?![a-z])|\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_TERM = re.compile(r"\bkhoa\s+([ivxl]+|\d{1,2})\b")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_FILLERS = frozenset(("so", "cua", "ngay", "thang", "nam", "ve", "tinh"))  # words that tell nothing apart
_SOME = 1_000  # how many hits of the full-text search for names are looked at; numbers are counted in full
_FEW = 100  # for a list of suggestions
_ALL = 1 << 30
_PLACES = 20  # that are told where none fits
_INTERPRETED = 4  # numerals beyond these are words


class AmbiguousError(KgError):
    """Several instruments fit what was typed; `candidates` are all of them."""

    def __init__(self, text: str, candidates: Iterable[Instrument]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(
            f"{text!r} fits {len(self.candidates)} instruments; add a year, a date or an issuer, or give the URN"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """One way to read what was typed."""

    words: tuple[str, ...]  # without fillers, in order
    ordinal: str | None = None
    year: int | None = None
    date: str | None = None
    term: int | None = None


def find(store: Store, text: str, *, most: int = _SOME) -> list[Instrument]:
    """All instruments that the typed text fits, best first and then by date; empty where none does.

    Case, diacritics, Đ/Ð/D, separators and leading zeros do not matter; a year, a date ("20/KH-UBND ngày 19/01/2024"),
    a term ("khóa XI") and words of the type, issuer, place or title narrow. Where one fits exactly, those that fit
    loosely are left out; unresolved names are given only where nothing else fits. Of words that many names and titles have,
    the `most` likely are looked at; numbers are all counted.
    """
    text = text.strip()
    known = store.instrument(text)
    if known:
        return [known]
    ways = list(_ways(text))
    numbered, named = [w for w in ways if w.ordinal], [w for w in ways if not w.ordinal]
    # A number that fits is better than any name that does, and both are better than a name that is open.
    for opened in (False, True):
        for some, likely in ((numbered, _numbered), (named, _named)):
            if found := _best(some, likely(store, some, opened, most)):
                return found
    return []


def _best(ways: list[_Wanted], instruments: Iterable[Instrument]) -> list[Instrument]:
    """Those that fit best, by date."""
    ranked: dict[int, list[Instrument]] = {}
    for i in instruments:
        ranks = [r for way in ways if (r := _rank(way, i)) is not None]
        if ranks:
            ranked.setdefault(min(ranks), []).append(i)
    best = ranked[min(ranked)] if ranked else []
    return sorted(best, key=lambda i: (i.date or str(i.year or "9999"), i.id))


def find_one(store: Store, text: str) -> Instrument:
    """The one instrument that the text fits; raises `AmbiguousError` where several do and KgError where none does."""
    found = find(store, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousError(text, found)
    raise KgError(f"no instrument in {store.directory} fits {text!r}; look for it with: kg find WORDS")


def values(store: Store, query: str, params: Mapping[str, str]) -> dict[str, str]:
    """The values of a query as people type them: `id` takes any ID; in a named query a day is written in any usual form, and a
    place without its marks. Raises KgError for what is no day, and for a place that the collection does not know."""
    named = queries.named().get(query.strip())
    typed: dict[str, Callable[[str, str], str]] = {"id": lambda _, value: find_one(store, value).id}
    if named:
        typed |= dict.fromkeys(("since", "until"), _day) | {"place": lambda _, value: _place(store, value)}
    return {name: typed[name](name, value) if name in typed else value for name, value in params.items()}


def _day(name: str, value: str) -> str:
    """A day in ISO; a year alone is its first day, or its last."""
    if _YEAR.fullmatch(value.strip()):
        return f"{value.strip()}-{'12-31' if name == 'until' else '01-01'}"
    day = dates.parse(value)
    if day is None:
        raise KgError(f"{name}={value[:100]!r} is no date; write it as 31/01/2021, 2021-01-31 or 2021.")
    return day


def _place(store: Store, value: str) -> str:
    """The place of the collection that is called so, else the only one that has the words."""
    places = sorted(place for place in store.tallies()["place"] if place)
    words = fold(value).split()
    same = [p for p in places if fold(p).split() == words]
    found = same or [p for p in places if words and set(words) <= set(re.findall(r"\w+", fold(p)))]
    if len(found) == 1:
        return found[0]
    known = ", ".join((found or places)[:_PLACES])
    more = f" and {len(found or places) - _PLACES} more" if len(found or places) > _PLACES else ""
    what = f"fits {len(found)} places" if found else "is no place of the collection; it has"
    raise KgError(f"place={value[:100]!r} {what}{':' if found else ''} {known}{more}.")


def search(store: Store, words: str, limit: int) -> list[Instrument]:
    """Those that the words fit as an ID, then all whose number, name, title or issuer has the words."""
    found = {i.id: i for i in [*find(store, words, most=max(limit, _FEW)), *store.search(words, limit)]}
    return list(found.values())[:limit]


def _ways(text: str) -> Iterator[_Wanted]:
    """The readings of a text: which numeral is the number, which the year."""
    date = None
    for pattern in (_ISO, dates.DATE):
        for m in pattern.finditer(text):
            if day := dates.parse(m.group()):
                date, text = day, f"{text[: m.start()]} {text[m.end() :]}"
                break
        if date:
            break
    folded = fold(text)
    term = None
    if told := _TERM.search(folded):
        term = int(told[1]) if told[1].isdigit() else _roman(told[1])
        folded = f"{folded[: told.start()]} {folded[told.end() :]}"
    tokens = [t for t in _tokens(folded) if t not in _FILLERS]
    numerals = [i for i, t in enumerate(tokens) if t[0].isdigit()]

    def way(ordinal: int | None, year: int | None) -> _Wanted:
        return _Wanted(
            words=tuple(t for i, t in enumerate(tokens) if i not in (ordinal, year)),
            ordinal=None if ordinal is None else tokens[ordinal],
            year=None if year is None else int(tokens[year]),
            date=date,
            term=term,
        )

    years = [i for i in numerals if _YEAR.fullmatch(tokens[i])][:_INTERPRETED]
    for ordinal in numerals[:_INTERPRETED]:
        others: list[int | None] = [i for i in years if i != ordinal]
        yield from (way(ordinal, year) for year in others or [None])
    if any(not t[0].isdigit() for t in tokens):
        yield way(None, None)
        yield from (way(None, year) for year in years)


def _numbered(store: Store, ways: list[_Wanted], opened: bool, most: int) -> Iterator[Instrument]:
    """What has the numbers of the ways and all their words, each once; where there is none, what has the numbers."""
    seen: set[str] = set()
    for told in (True, False):
        for way in ways:
            for i in store.numbered(
                way.ordinal or "", way.words if told else None, _ALL if told else most, opened=opened
            ):
                if i.id not in seen:
                    seen.add(i.id)
                    yield i
        if seen:
            return


def _named(store: Store, ways: list[_Wanted], opened: bool, most: int) -> Iterator[Instrument]:
    """What has the words of the ways, each once."""
    seen: set[str] = set()
    for query in dict.fromkeys(" ".join(way.words) for way in ways):
        for i in store.search(query, most, opened=opened):
            if i.id not in seen:
                seen.add(i.id)
                yield i


def _rank(way: _Wanted, instrument: Instrument) -> int | None:
    """How well an instrument fits: 0 the whole number, 1 its ordinal and noun or code, 2 by issuer or title too,
    3 the whole name or title, 4 words of the name, 5 words of the title or issuer too; None where it does not.
    """
    number = _words(instrument.number)
    ordinal = next((t for t in number if t[0].isdigit()), None)
    if (
        (way.ordinal and way.ordinal != ordinal)
        or (way.date and instrument.date != way.date)
        or (way.year and way.year not in _years(instrument, number))
        or (way.term and instrument.term not in (None, way.term))
    ):
        return None
    kind = _words(instrument.type)
    own = {*kind, *number, *_words(instrument.name)}
    words = own.union(*map(_words, (instrument.title, instrument.issuer, instrument.place)))
    if way.ordinal is not None:
        return _rank_number(way, number, {*kind, *number}, words)
    names = [[t for t in _words(n) if t not in _FILLERS] for n in (instrument.name, instrument.title)]
    if any(n and list(way.words) in (n, [*kind, *n]) for n in names):
        return 3
    if not way.words or not words.issuperset(way.words):
        return None
    return 4 if own.issuperset(way.words) else 5


def _rank_number(way: _Wanted, number: Sequence[str], own: set[str], words: set[str]) -> int | None:
    rest = _without(way.words, [t for t in number if not t[0].isdigit()])
    numerals = {t for t in number if t[0].isdigit()} - {way.ordinal, str(way.year)}
    if rest is not None and words.issuperset(rest) and numerals.issubset(way.words):
        return 0
    if own.issuperset(way.words):
        return 1
    return 2 if words.issuperset(way.words) else None


def _without(words: tuple[str, ...], codes: list[str]) -> list[str] | None:
    """The words that are left when a number's letters are taken out, glued ("qdubnd") or in another order; None where
    they are not all there.
    """
    whole = "".join(codes)
    for i in range(len(words)):
        for j in range(i + 1, min(len(words), i + 6) + 1):
            if "".join(words[i:j]) == whole:
                return [*words[:i], *words[j:]]
    return [w for w in words if w not in codes] if codes and set(codes) <= set(words) else None


@lru_cache(maxsize=20_000)
def _words(text: str | None) -> tuple[str, ...]:
    """The words of a value; many instruments have the same issuer, the same place, the same title."""
    return tuple(_tokens(fold(text or "")))


def _tokens(folded: str) -> list[str]:
    folded = _GLUED.sub(r"\1 \2", folded)
    return [t.lstrip("0") or "0" if t[0].isdigit() else t for t in _TOKEN.findall(folded)]


def _years(instrument: Instrument, number: Sequence[str]) -> set[int]:
    found = {int(t) for t in number[1:] if _YEAR.fullmatch(t)}
    if instrument.date:
        found.add(int(instrument.date[:4]))
    if instrument.year:
        found.add(instrument.year)
    return found


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
