"""Which instruments a person means by what they typed: a number in any spelling, a noun and a number, a name, a URN."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kg import dates, lexicon, placenames, queries, terms
from kg.model import Instrument, KgError
from kg.text import fold
from kg.typed import FILLERS, YEAR, Wanted, nouns, plain, ways_of, words_of
from kg.words import key

if TYPE_CHECKING:
    from kg.store import Store

_BY_NUMBER, _WHOLE, _WORST = 1, 4, 6  # ranks
# "Đề án 06/CP", a scheme with no such number
_OF_GOVERNMENT = re.compile(r"(?<=\d)\s?[/-]\s?(?:cp|ttg)$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SHORT = re.compile(r"\(([^()]+)\)$")  # "Đề án phát triển dữ liệu dân cư quốc gia (Đề án 06)": what else it is called
_SOME = 1_000  # how many hits of the full-text search for names are looked at; numbers are counted in full
_FEW = 100  # for a list of suggestions
_ALL = 1 << 30
# "6/2025", "tháng 6 năm 2025", "2025-06"
_MONTH = re.compile(
    r"(?:th[áa]ng\s+)?(\d{1,2})\s*(?:[/.-]|\sn[ăa]m\s)\s*((?:19|20)\d\d)|((?:19|20)\d\d)-(\d\d)", re.IGNORECASE
)
_PLACES = 20  # that are told where none fits


class NoneFitsError(KgError):
    """No instrument fits what was typed."""


class AmbiguousError(KgError):
    """Several instruments fit what was typed; `candidates` are all of them."""

    def __init__(self, text: str, candidates: Iterable[Instrument]) -> None:
        self.candidates = tuple(candidates)
        super().__init__(
            f"{text[:100]!r} fits {len(self.candidates)} instruments; add a year, a date or an issuer, or give the URN"
        )


def find(store: Store, text: str, *, most: int = _SOME) -> list[Instrument]:
    """All instruments that the typed text fits, best first and then by date; empty where none does.

    Case, diacritics, Đ/Ð/D, separators and leading zeros do not matter; a year, a date ("20/KH-UBND ngày 19/01/2024"), a month,
    a term ("khóa XI") and words of the type, issuer, place or title narrow. Where one fits exactly, those that fit
    loosely are left out; unresolved names are given only where nothing else fits. Of words that many names and titles have,
    the `most` likely are looked at; numbers are all counted. A number that is not there is not looked for in the titles of others.
    """
    text = text.strip()
    known = store.instrument(text)
    if known:
        return [known]
    ways = list(ways_of(text))
    numbered, named = [w for w in ways if w.ordinal], [w for w in ways if not w.ordinal]
    # A number that fits is better than any name that does, even that of an open name; else what is open stands last.
    for some, likely, opened, worst in (
        (numbered, _numbered, False, _WORST),
        (numbered, _numbered, True, _BY_NUMBER),
        (named, _named, False, _WORST),
        (numbered, _numbered, True, _WORST),
        (named, _named, True, _WORST),
    ):
        if found := _best(some, likely(store, some, opened, most), worst):
            return found if some is named else [*found, *_called_so(store, numbered, named, most, found)]
    if of_government := _OF_GOVERNMENT.search(text):
        ways = list(ways_of(text[: of_government.start()]))
        return list(_called_so(store, [w for w in ways if w.ordinal], [w for w in ways if not w.ordinal], most))
    return []


def _called_so(
    store: Store, numbered: list[Wanted], named: list[Wanted], most: int, but: Sequence[Instrument] = ()
) -> Iterator[Instrument]:
    """What has a number for its name, "Đề án 06", beside the scheme with that number, "06/ĐA-UBND"."""
    lex = lexicon.load()
    numerals = {lex.family(t.label) for t in lex.types.values() if t.named and "numbered" in t.traits}
    if any(way.words == way.noun and nouns().get(way.noun) in numerals for way in numbered):
        yield from (i for i in _best(named, _named(store, named, False, most), _WHOLE) if i not in but)


def _best(ways: list[Wanted], instruments: Iterable[Instrument], worst: int) -> list[Instrument]:
    """Those that fit best, by date; none that fits worse than a rank."""
    ranked: dict[int, list[Instrument]] = {}
    for i in instruments:
        ranks = [r for way in ways if (r := _rank(way, i)) is not None and r <= worst]
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
    raise NoneFitsError(f"no instrument in {store.directory} fits {text[:100]!r}; look for it with: kg find WORDS")


def values(store: Store, query: str, params: Mapping[str, str]) -> dict[str, str]:
    """The values of a query as people type them: `id` takes any ID; in a named query a day is written in any usual form, a place
    without its marks, an issuer without them, in short ("UBND") or with its tones in the old places. Raises KgError for what is no
    day, and for a place or an issuer that the collection does not know."""
    named = queries.named().get(query.strip())
    typed: dict[str, Callable[[str, str], str]] = {"id": lambda _, value: find_one(store, value).id}
    if named:
        typed |= dict.fromkeys(("since", "until"), _day) | {"place": lambda _, value: _place(store, value)}
        typed["issuer"] = lambda _, value: _issuer(store, value)
    return {name: typed[name](name, value) if name in typed else value for name, value in params.items()}


def _day(name: str, value: str) -> str:
    """A day in ISO; a year or a month alone is its first day, or its last."""
    if YEAR.fullmatch(value.strip()):
        return f"{value.strip()}-{'12-31' if name == 'until' else '01-01'}"
    if (m := _MONTH.fullmatch(value.strip())) and 1 <= (month := int(m[1] or m[4])) <= 12:
        year = int(m[2] or m[3])
        return f"{year}-{month:02}-{calendar.monthrange(year, month)[1] if name == 'until' else 1:02}"
    day = dates.parse(value)
    if day is None:
        raise KgError(f"{name}={value[:100]!r} is no date; write it as 31/01/2021, 2021-01-31, 01/2021 or 2021.")
    return day


def _issuer(store: Store, value: str) -> str:
    """An issuer, or a part of the names of several, as the collection spells it."""
    typed = value
    value = _WORD.sub(lambda m: key(m.group()), plain(value).strip())
    labels = sorted({placenames.body(name, place) for name, place, *_ in store.columns("issuer")})
    if any(value.lower() in label.lower() for label in labels):
        return value
    wanted = _WORD.findall(fold(_in_full(value)))
    parts = {part.lower(): part for label in labels for part in _spelled(label, wanted)}
    whole = [label for label in labels if wanted and set(wanted) <= set(_WORD.findall(fold(label)))]
    found = list(parts.values()) or whole
    if len(found) == 1:
        return found[0]
    raise KgError(f"issuer={typed[:100]!r} {_fitting(found, labels, 'issuer')}")


def _in_full(issuer: str) -> str:
    """An issuer whose first words are a short name that the lexicon has, in full: "UBND tỉnh", "TTg"."""
    lex = lexicon.load()
    if named := lex.authority_names.match(issuer, 0):
        return f"{named[0].label}{issuer[named[1] :]}"
    first, _, rest = issuer.partition(" ")
    coded = lex.issuers(first)
    return f"{coded[0].label} {rest}" if len(coded) == 1 else issuer


def _spelled(label: str, wanted: Sequence[str]) -> Iterator[str]:
    """The parts of a name that have some folded words, side by side, as it spells them."""
    words = list(_WORD.finditer(label))
    folded = [fold(m.group()) for m in words]
    for i in range(len(words) - len(wanted) + 1):
        if wanted and folded[i : i + len(wanted)] == list(wanted):
            yield label[words[i].start() : words[i + len(wanted) - 1].end()]


def _fitting(found: Sequence[str], known: Sequence[str], what: str) -> str:
    """What fits a value that fits several, or all that the collection has where none does."""
    listed = found or known
    more = f" and {len(listed) - _PLACES} more" if len(listed) > _PLACES else ""
    if not listed:
        return f"is no {what} of the collection, which has none."
    told = f"fits {len(found)} {what}s:" if found else f"is no {what} of the collection; it has"
    return f"{told} {'; '.join(listed[:_PLACES])}{more}."


def _place(store: Store, value: str) -> str:
    """The place of the collection that is called so, else the only one that has the words."""
    places = sorted(place for place in store.tallies()["place"] if place)
    found = _having(places, plain(value))
    if not found:  # "tỉnh Tiền Giang", "huyện Cái Bè"
        lex = lexicon.load()
        kind, rest = placenames.asked(plain(value), lex)
        found = _having([p for p in places if kind and placenames.is_called(kind, rest, p, None, lex)], rest)
    if len(found) == 1:
        return found[0]
    raise KgError(f"place={value[:100]!r} {_fitting(found, places, 'place')}")


def _having(places: Sequence[str], words: str) -> list[str]:
    """The place that is called so, else those that have the words."""
    wanted = fold(words).split()
    same = [p for p in places if fold(p).split() == wanted]
    return same or [p for p in places if wanted and set(wanted) <= set(re.findall(r"\w+", fold(p)))]


def search(store: Store, words: str, limit: int) -> list[Instrument]:
    """Those that the words fit as an ID, then all whose number, name, title or issuer has the words."""
    words = plain(words)
    found = {i.id: i for i in [*find(store, words, most=max(limit, _FEW)), *store.search(words, limit)]}
    return list(found.values())[:limit]


def _numbered(store: Store, ways: list[Wanted], opened: bool, most: int) -> Iterator[Instrument]:
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


def _named(store: Store, ways: list[Wanted], opened: bool, most: int) -> Iterator[Instrument]:
    """What has the words of the ways, each once."""
    seen: set[str] = set()
    for query in dict.fromkeys(" ".join(way.words) for way in ways):
        for i in store.search(query, most, opened=opened):
            if i.id not in seen:
                seen.add(i.id)
                yield i


def _rank(way: Wanted, instrument: Instrument) -> int | None:
    """How well an instrument fits: 0 the whole number, 1 its ordinal and noun or code, 2 by issuer or place too, 3 by title too,
    4 the whole name or title, 5 words of the name, 6 words of the title or issuer too; None where it does not.
    """
    number = words_of(instrument.number)
    ordinal = next((t for t in number if t[0].isdigit()), None)
    if (
        (way.ordinal and way.ordinal != ordinal)
        or (way.date and not (instrument.date or "").startswith(way.date))
        or (way.year and way.year not in _years(instrument, number))
        or (way.term and not _of_term(way.term, instrument))
    ):
        return None
    return _rank_name(way, instrument, number) if way.ordinal is None else _rank_number(way, instrument, number)


def _of_term(term: int, i: Instrument) -> bool:
    """Whether an instrument may be of a term: the one that is told of it, or one that its date does not exclude.

    Committees of provinces count terms of their own, whose years are not known.
    """
    if i.term or i.level != "central":
        return i.term in (None, term)
    if terms.ASSEMBLY in (i.issuer or ""):
        year, known = int(i.date[:4]) if i.date else i.year, lexicon.load().terms[terms.ASSEMBLY]
        listed = term in known or (year or 0) > int(min(known.values())[:4])  # of earlier terms no years are told
        return year is None or not listed or term in terms.of_assembly(year, lexicon.load())
    return i.branch != "party" or terms.may_be(term, i.date, i.year, lexicon.load())


def _rank_name(way: Wanted, instrument: Instrument, number: Sequence[str]) -> int | None:
    kind, facts = words_of(instrument.type), {*words_of(instrument.issuer), *words_of(instrument.place)}
    own = {*kind, *number, *words_of(instrument.name)}
    called = _SHORT.findall(instrument.name or "")
    names = [[t for t in words_of(n) if t not in FILLERS] for n in (instrument.name, instrument.title, *called) if n]
    whole = [called for n in names for called in (n, [*kind, *n])]
    if list(way.words) in whole:
        return 4
    if not way.words or not own.union(facts, *names).issuperset(way.words):
        return None
    if way.leads and not any(called[: len(way.words)] == list(way.words) for called in whole):
        return None
    if way.numbers:  # in the title of another instrument, of which more must be told than who issued it
        more = set(way.words).difference(kind, facts, *way.numbers)
        if not more or not all(any(_within(run, n) for n in whole) for run in way.numbers):
            return None
    return 5 if own.issuperset(way.words) else 6


def _within(run: Sequence[str], words: Sequence[str]) -> bool:
    """Whether words stand side by side among others."""
    return any(tuple(words[i : i + len(run)]) == tuple(run) for i in range(len(words) - len(run) + 1))


def _rank_number(way: Wanted, instrument: Instrument, number: Sequence[str]) -> int | None:
    letters = [t for t in number if not t[0].isdigit()]
    own = {*words_of(instrument.type), *number, *words_of(instrument.name)}
    facts = own.union(words_of(instrument.issuer), words_of(instrument.place))
    words = facts.union(words_of(instrument.title))
    if not _of_code(way.code, letters) or not _of_type(way.noun, instrument, own):
        return None
    rest = _without(way.words, letters)
    numerals = {t for t in number if t[0].isdigit()} - {way.ordinal, str(way.year)}
    if rest is not None and words.issuperset(rest) and numerals.issubset(way.words):
        return 0
    if own.difference(words_of(instrument.name)).issuperset(way.words):
        return 1
    if facts.difference(words_of(instrument.name)).issuperset(way.words):
        return 2
    told = not instrument.issuer or facts.issuperset(way.issuer)
    return 3 if told and words.issuperset(way.words) else None


def _of_code(code: Sequence[str], letters: Sequence[str]) -> bool:
    """Whether a number has the letters that were typed, or is written without what parts them: "370/KHUBND"."""
    return set(code) <= set(letters) or "".join(code) == "".join(letters)


def _of_type(noun: tuple[str, ...], instrument: Instrument, own: set[str]) -> bool:
    """Whether an instrument is of the type that was typed, as far as both are known."""
    if not noun or not instrument.type or own.issuperset(noun):
        return True
    return noun in nouns() and nouns()[noun] == lexicon.load().family(instrument.type)


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


def _years(instrument: Instrument, number: Sequence[str]) -> set[int]:
    found = {int(t) for t in number[1:] if YEAR.fullmatch(t)}
    if instrument.date:
        found.add(int(instrument.date[:4]))
    if instrument.year:
        found.add(instrument.year)
    return found
