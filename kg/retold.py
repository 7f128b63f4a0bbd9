"""What a document tells in full, to look up by names that tell it again in short; and whether two may be of one instrument."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from kg import locality, numbering, terms, whose
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.text import fold, slug

# Of one serial, and of one date: (code, province) → what was told → the instrument.
_Shelf = dict[tuple[str, str], dict[tuple[object, ...], Instrument]]


class Table:
    """What a document tells in full, by serial and date (all under "" too), then by code and province.

    What is told again counts once, and is asked for once: a name that is told a thousand times is not compared with a thousand.
    """

    def __init__(self, told: Iterable[Instrument], lex: Lexicon) -> None:
        self._lex = lex
        self._kept: dict[tuple[str, str | None], _Shelf] = {}
        self._asked: dict[tuple[object, ...], dict[str, Instrument]] = {}
        for t in told:
            if t.number:
                serial, key = _loose(t, lex)
                for day in (t.date, ""):
                    same = self._kept.setdefault((serial, day), {}).setdefault(key, {})
                    same.pop((t.id, *_told(t)), None)  # the last one told comes last
                    same[t.id, *_told(t)] = t

    def agreeing(self, t: Instrument) -> dict[str, Instrument]:
        """What has the number of a name, and nothing told against it, by id."""
        return self._once("number", t, self._agreeing)

    def of_one_body(self, t: Instrument) -> dict[str, Instrument]:
        """The same, of bodies that may be one."""
        return self._once("body", t, lambda t: self._agreeing(t, of_one_body=True))

    def _agreeing(self, t: Instrument, *, of_one_body: bool = False) -> dict[str, Instrument]:
        serial, key = _loose(t, self._lex)
        near = (x for kept in self._of_day(serial, t) for x in kept.get(key, {}).values())
        same = (x for x in near if agree(t, x, self._lex))
        return {x.id: x for x in same if not of_one_body or _of_one_body(t, x, self._lex)}

    def spellings(self, t: Instrument) -> dict[str, Instrument]:
        """What is told with a code that a short form may stand for, by id."""
        return self._once("spelling", t, self._spellings)

    def _spellings(self, t: Instrument) -> dict[str, Instrument]:
        kind = self._lex.types.get(t.type or "")
        codes = {fold(c) for c in kind.codes} if kind else set()
        same: dict[str, Instrument] = {}
        kept = self._of_day(numbering.serial_key(t.number or ""), t)
        for (code, _), values in chain.from_iterable(found.items() for found in kept):
            coded = code.split("/")[0]
            fits = coded in codes or (not coded and kind is not None and kind.kind in ("law", "letter"))
            for v in values.values():  # "98/2023/QH15" has no code of its type: its noun tells it
                alike = fits or (not coded and v.type == t.type)
                if alike and agree(t, v, self._lex) and whose.in_words(t, v):
                    same[v.id] = v
        return same

    def _of_day(self, serial: str, t: Instrument) -> list[_Shelf]:
        """What has a serial, and no other date than a name tells."""
        return [self._kept.get((serial, day), {}) for day in ((None, t.date) if t.date else ("",))]

    def _once(
        self, what: str, t: Instrument, find: Callable[[Instrument], dict[str, Instrument]]
    ) -> dict[str, Instrument]:
        key = (what, t.number, t.branch, *_told(t))
        if key not in self._asked:
            self._asked[key] = find(t)
        return self._asked[key]


def _loose(t: Instrument, lex: Lexicon) -> tuple[str, tuple[str, str]]:
    number = numbering.parse(t.number or "", lex)
    serial, code = (number.serial, number.code) if number else (fold(t.number or ""), "")
    writers = lex.issuers(number.issuer_code) if number and number.issuer_code and number.type_code else ()
    if number and writers and writers[0].local:  # "06-NQ/TXU" and "06-NQ/ThU" are of one body
        code = number._replace(issuer_code=writers[0].codes[0]).code
    return serial, (code, slug(locality.province(t.place)))


def _told(t: Instrument) -> tuple[object, ...]:
    """What names of one number may differ in."""
    return (t.date, t.year, t.term, t.place, t.level, t.issuer, t.type)


def agree(a: Instrument, b: Instrument, lex: Lexicon) -> bool:
    """Whether nothing told of one contradicts the other."""
    return all(
        getattr(a, f) is None or getattr(b, f) is None or getattr(a, f) == getattr(b, f)
        for f in ("date", "year", "term")
    ) and (locality.agree(a.place, b.place, a.level, b.level) and _of_one_term(a, b, lex) and _of_one_term(b, a, lex))


def _of_one_body(a: Instrument, b: Instrument, lex: Lexicon) -> bool:
    """Whether the bodies told of two may be one: their words agree, or they share a key, as those of the centre do (TW)."""
    told = lex.authority(a.issuer), lex.authority(b.issuer)
    return None in told or whose.of_one_organ(a, b, lex)


def _of_one_term(a: Instrument, b: Instrument, lex: Lexicon) -> bool:
    """Whether the term of the Party's Central Committee that one tells may be that of the other's date or year."""
    central = a.branch == "party" and a.level == "central"
    return not (central and a.term) or b.term is not None or terms.may_be(a.term, b.date, b.year, lex)
