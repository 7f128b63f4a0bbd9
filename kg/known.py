"""What a collection and the catalogue know, to look up by number, place and subject: no open name goes through all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import chain, combinations, islice
from math import ceil

from kg import locality, numbering, subjects
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.text import slug

# A list of instruments: of a key alone, with just these places, or with this one among others.
_Shelf = tuple[Hashable, frozenset[str] | str | None]

_ANYWHERE = 200  # instruments of one number that are looked at where no place is told


class Known:
    """The instruments of a collection, with those of the catalogue where these may be meant too."""

    def __init__(
        self,
        instruments: Mapping[str, Instrument],
        lex: Lexicon,
        cited: Mapping[str, str],
        provinces: Mapping[tuple[str, str | None], Collection[str]],
    ) -> None:
        self.lexicon = lex
        self._cited = cited
        self._provinces = provinces
        self._shelves: dict[_Shelf, list[Instrument]] = defaultdict(list)
        self._pairs: dict[_Shelf, dict[str, list[Instrument]]] = {}
        self._words: dict[str, frozenset[str]] = {}
        for i in {**lex.catalogue, **instruments}.values():
            number = numbering.parse(i.number, lex) if i.number else None
            if number:
                self._add(("number", number.serial, number.code), i)
                if i.id in instruments:
                    self._add(("serial", number.serial, i.type), i)
                    self._add(("told", i.type or "", self._body(i.issuer)), i)

    def _add(self, key: Hashable, i: Instrument) -> None:
        places = frozenset(locality.parts(i.place))
        for part in (None, places, *places):
            self._shelves[key, part].append(i)

    def _body(self, issuer: str | None) -> str:
        found = self.lexicon.authority(issuer)
        return slug(found.label if found else issuer or "")

    def _shelved(self, key: Hashable, place: str | None, *, told: bool) -> Iterator[_Shelf]:
        """Where the instruments of a key are whose place agrees with one (`locality.agree`): what has a number tells it, or not
        (`told`), as others do; what has none may leave it open."""
        parts = locality.parts(place)
        if not parts:
            yield key, frozenset() if told else None
            return
        yield key, parts[0]
        less = chain.from_iterable(combinations(parts, n) for n in range(1 if told else 0, len(parts)))
        yield from ((key, frozenset(some)) for some in less if parts[0] not in some)

    def _at(self, key: Hashable, place: str | None) -> list[Instrument]:
        return [i for shelf in self._shelved(key, place, told=True) for i in self._shelves.get(shelf, ())]

    def numbered(self, number: numbering.Number, place: str | None) -> list[Instrument]:
        """Those of a serial and a code, with their places or without, as the number is told."""
        return self._at(("number", number.serial, number.code), place)

    def anywhere(self, number: numbering.Number) -> Iterator[Instrument]:
        """Those of a serial and a code that tell a place, for a body whose place nobody tells: not more than a few hundred."""
        some = self._shelves.get((("number", number.serial, number.code), None), ())
        return islice((i for i in some if i.place), _ANYWHERE)

    def cited(self, ident: str) -> str | None:
        """The last day on which a document tells an instrument by its whole key."""
        return self._cited.get(ident)

    def provinces(self, i: Instrument) -> int:
        """In how many provinces places of the name and the level that is told are known."""
        return len(self._provinces.get(locality.named(i.place, i.level), ()))

    def short(self, number: str, kind: str | None, place: str | None) -> list[Instrument]:
        """Those of the collection with a serial, told by type and place."""
        return self._at(("serial", numbering.serial_key(number), kind), place)

    def words(self, i: Instrument) -> frozenset[str]:
        """What the title of an instrument is about."""
        found = self._words.get(i.id)
        if found is None:
            found = self._words[i.id] = subjects.subject_words(i.title or i.name or "")
        return found

    def alike(self, wanted: frozenset[str], i: Instrument) -> float:
        """How much an instrument has in common with a subject, from 0 to 1."""
        return subjects.dice(wanted, self.words(i))

    def about(self, facts: Instrument, wanted: frozenset[str], least: float) -> Iterable[Instrument]:
        """Those of the collection of a type, an issuer and a place that have at least so much in common with a subject.

        They are looked up by its rarer words: so many have to be shared that all but the most frequent ones can't be missing.
        """
        key = ("told", facts.type or "", self._body(facts.issuer))
        rest = len(wanted) - ceil(least * len(wanted) / (2 - least) - 1e-9) + 1
        for shelf in self._shelved(key, facts.place, told=False):
            pairs = self._paired(shelf)
            rare = sorted(wanted, key=lambda pair: (len(pairs.get(pair, ())), pair))[:rest]
            near = {i.id: i for pair in rare for i in pairs.get(pair, ())}
            yield from (i for i in near.values() if self.alike(wanted, i) >= least)

    def _paired(self, shelf: _Shelf) -> dict[str, list[Instrument]]:
        """The instruments of a shelf by each pair of words in their titles."""
        found = self._pairs.get(shelf)
        if found is None:
            found = self._pairs[shelf] = defaultdict(list)
            for i in self._shelves.get(shelf, ()):
                for pair in self.words(i):
                    found[pair].append(i)
        return found
