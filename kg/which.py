"""Which of several a number in a text means: the one whose body and subject it tells, or the only one named before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from kg import numbering, subjects, whose
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.text import fold

_NEAR = 2000  # characters


class Seen:
    """What was named so far, and where last: under its id, and under its number."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def add(self, at: int, ident: str | None, told: Instrument) -> None:
        """A name at an offset, with its id and what it tells."""
        if ident:
            self._last[ident] = at
        if told.number:
            self._last[fold(told.number)] = at

    def named(self, ident: str) -> bool:
        """Whether an id was named so far."""
        return ident in self._last

    def only(self, at: int, keys: Iterable[str]) -> str | None:
        """The only one of some that was named before an offset, if that is not far."""
        key = None
        for k in keys:  # in the order of the text: of many, two were named soon
            if k in self._last and k != key:
                if key is not None:
                    return None
                key = k
        return key if key is not None and at - self._last[key] < _NEAR else None

    def spelled(self, at: int, found: Mapping[str, Instrument]) -> dict[str, Instrument]:
        """Those of one number, where several may be meant by a serial alone and that one only was named before it."""
        key = self.only(at, (fold(v.number or "") for v in found.values())) if len(found) > 1 else None
        fit = {i: v for i, v in found.items() if fold(v.number or "") == key} if key is not None else {}
        return fit if len(fit) < len(found) else {}


def of_another_year(t: Instrument, listed: Instrument, lex: Lexicon) -> bool:
    """Whether the subject told speaks against one of the catalogue whose number is issued each year: that of another is meant."""
    return numbering.each_year(listed, lex) and subjects.about_other(t, listed)


def told(
    t: Instrument,
    found: Mapping[str, Instrument],
    same: Mapping[str, Instrument],
    seen: Seen,
    written: str | None,
    lex: Lexicon,
) -> dict[str, Instrument]:
    """Those of one number that a text may mean: of what is issued each year, the catalogue's only by a subject told so far."""
    anew = {i for i, x in found.items() if not (i in same or seen.named(i)) and numbering.each_year(x, lex)}
    listed = (c for c in lex.numbered(t.number) if not (written and c.date and c.date > written)) if anew else ()
    some = [*found.values(), *listed]
    return {i: x for i, x in found.items() if i not in anew or _told(t.title, x, some, written)}


def _told(subject: str | None, x: Instrument, some: Iterable[Instrument], written: str | None) -> bool:
    return subjects.tells(subject, x, written) and not subjects.of_each_year(subject, x, some)


def narrowed(
    t: Instrument, found: Mapping[str, Instrument], at: int, seen: Seen, lex: Lexicon
) -> Mapping[str, Instrument]:
    """Those of one number that what is told at an offset means: one, or all where nothing tells which."""
    if len(found) < 2:
        return found
    fit = {i: x for i, x in found.items() if not whose.whole(t.issuer, lex) and _of_body(t, x)} or dict(found)
    told = {i: _subject(x, lex) for i, x in fit.items()}
    wanted = subjects.subject_words(t.title or "") if "/" not in (t.title or "") else None
    if wanted and all(told.values()):
        fit = {i: x for i, x in fit.items() if wanted & told[i]}
        if not fit:
            return found  # it is about something else
    if len(fit) > 1 and (only := seen.only(at, found)) is not None and only in fit:
        return {only: fit[only]}
    return fit if len(fit) == 1 else found


def _of_body(t: Instrument, x: Instrument) -> bool:
    """Whether both tell a body, and the same one."""
    return bool(t.issuer and x.issuer) and whose.in_words(t, x)


def against(t: Instrument, x: Instrument, lex: Lexicon) -> bool:
    """Whether both the body and the subject told speak against an instrument of that number."""
    if not (t.title and t.issuer and x.issuer) or "/" in t.title or whose.may_be_one(t, x, lex):
        return False
    wanted, found = _words(t.title), _subject(x, lex)
    return bool(wanted and found and not wanted & found)


def rather(t: Instrument, found: Mapping[str, Instrument], others: Mapping[str, Instrument]) -> bool:
    """Whether the subject told is clearly that of one of `others`, whose body is another, than of those `found` by their body."""
    if not found or not others or not t.title:
        return False
    here, there = (any(subjects.held(t.title, x.title or "") for x in some.values()) for some in (found, others))
    if there and not here:
        return True
    wanted = subjects.subject_words(t.title)
    alike, best = (max(subjects.dice(wanted, _words(x.title or "")) for x in some.values()) for some in (found, others))
    return best >= subjects.ALIKE and best - alike >= subjects.LEAD


def dated(told: Iterable[Instrument]) -> dict[str, list[Instrument]]:
    """What a text tells with its day and its subject, by number: one telling of each."""
    found: dict[str, dict[str, Instrument]] = {}
    for t in told:
        if t.number and t.date and t.title and not t.local:
            found.setdefault(t.number, {}).setdefault(t.id, t)
    return {number: list(some.values()) for number, some in found.items()}


def of_two_years(t: Instrument, dated: Mapping[str, Sequence[Instrument]]) -> tuple[str, ...]:
    """What may be meant by the year of one and the subject of another of that number, both dated by the text; else nothing."""
    some = dated.get(t.number or "", ()) if t.title and not t.date else ()
    of_year = next((x for x in some if x.id == t.id), None)
    if of_year is None or not subjects.about_other(t, of_year):
        return ()
    others = {x.id for x in some if x.place == t.place and x is not of_year and subjects.akin(t.title, x.title)}
    return tuple(sorted({t.id, *others})) if others else ()


def _subject(x: Instrument, lex: Lexicon) -> frozenset[str]:
    listed = next((c.title for c in lex.numbered(x.number) if c.id == x.id and c.title), None)
    return _words(listed or x.title or "")


_words = lru_cache(maxsize=10_000)(subjects.subject_words)


_AND = pattern(r"(?:,|,?\s(?:và|hoặc|cùng))\s{1,2}")
_LONGEST_AND = 8  # characters


def members(text: str, names: Sequence[Name], lex: Lexicon) -> dict[int, int]:
    """Names beside another of that number in a list, which tells its year as they do not, with that one: each is a member.

    "Kế hoạch số 60/KH-UBND và Kế hoạch số 60/KH-UBND ngày 12/4/2023 của UBND tỉnh A" are two.
    """
    found: dict[int, int] = {}
    for i, (one, other) in enumerate(pairwise(names)):
        if not (one.form == other.form == "number" and 0 < other.start - one.told < _LONGEST_AND):
            continue
        if not _AND.fullmatch(text, one.told, other.start):
            continue
        a, b = numbering.of(one.facts, lex), numbering.of(other.facts, lex)
        if a is None or b is None or (a.serial, a.code) != (b.serial, b.code):
            continue
        dated = [bool(n.year or f.year or f.date or f.term) for n, f in ((a, one.facts), (b, other.facts))]
        if dated[0] != dated[1]:
            found[i + dated[0]] = i + dated[1]
    return found


def of_other_bodies(told: Iterable[Instrument]) -> frozenset[tuple[str | None, str | None]]:
    """Numbers without their year that a text tells of several bodies, with these: each is an instrument of its own."""
    bodies: dict[str, dict[str, str]] = {}
    for t in told:
        if t.number and t.issuer and not t.year:
            bodies.setdefault(t.number, {}).setdefault(fold(t.issuer), t.issuer)
    return frozenset(
        (number, issuer)
        for number, issuers in bodies.items()
        if len(issuers) > 1
        for one, issuer in issuers.items()
        if not any(one in other or other in one for other in issuers if other != one)
    )
