"""What a document tells of programmes that it names: whose each is, of which period, and what it calls by a number, "Đề án 06".

`kg.namesakes` tells them apart over the collection.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import locality, namekeys, organs, periods, prolonged, twins
from kg.lexicon import Lexicon
from kg.model import NAMED_ID, Extraction, Instrument, Relation
from kg.patterns import pattern
from kg.text import slug

_NUMBERED = pattern(r"\s+(?:số\s)?(?!(?:19|20)\d\d)(\d{2,4})(?:\s?[/-]\s?(?:CP|TTg))?")  # "Đề án 06/CP": see `kg.short`
_LAST = "0123456789Pg"

Whose = tuple[str, ...]  # a place as keys tell it, from the outside in; empty for what is central
CENTRAL: Whose = ()
_NOWHERE: Whose = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one document tells of a programme that it names."""

    document: str
    name: str
    base: str  # its id without the period
    each: bool  # each place has its own, which says so in its name
    period: str | None
    begins: str | None  # the first year of that
    whose: Mapping[Whose, str | None]  # as its approvers there, or who issues it, tell; with the places
    approvers: frozenset[str]
    approved: str | None  # the first day of that
    home: Whose | None  # where the text is from, or what there carries it out
    day: str | None  # of that


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What one document calls by a number that has become a name: the id of that name, and what it means."""

    document: str
    short: str
    label: str
    meant: str
    whose: Whose | None  # of what is meant, where it has a number; else where the text is from, if that is local


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """What one document tells of a programme whose time is extended."""

    base: str
    period: str
    until: str  # the year to which it is
    whose: Whose | None  # of what extends it: what a province extends is its own
    since: str | None  # the day of that
    by: str


@dataclass(frozen=True, slots=True)
class Told:
    """What all documents tell of programmes."""

    uses: list[Use] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    longer: list[Longer] = field(default_factory=list)

    def add(self, e: Extraction, lex: Lexicon) -> None:
        """Reads one document."""
        names = {n: i for n, i in e.instruments.items() if _takes(n, i, lex)}
        if names:
            self.uses.extend(_used(e, names, lex))
            self.longer.extend(_prolonged(e, names, lex))
        self.called.extend(_called(e, lex))


def _takes(name: str, i: Instrument, lex: Lexicon) -> bool:
    """Whether an id is of a programme, a scheme or a regulation by its name: no law, no treaty, no resolution of a congress."""
    if not i.name or not name.startswith(NAMED_ID):
        return False
    kind = lex.types.get(i.type or "")
    return i.number is None and i.type in (lex.having["programme"] | lex.having["annexed"]) and bool(kind)


def _whose(i: Instrument | None) -> Whose | None:
    """Whose an instrument is; None where that is not known."""
    if i is None or i.level is None:
        return None
    return CENTRAL if i.level == "central" else locality.jurisdiction(i.place, i.level) or None


def _issued(i: Instrument, lex: Lexicon) -> Instrument:
    """A programme with the level of the body that issues it, where its text tells that: "Đề án 06 của Chính phủ"."""
    body = lex.authority(i.issuer)
    if body is None or i.level:
        return i
    return replace(i, level=organs.level(i.issuer, body, i.place, lex) if body.local else "central")


def _home(i: Instrument | None) -> Whose | None:
    """Where what carries a programme out is from; of a local body whose place nobody knows, nowhere that another is from."""
    whose = _whose(i)
    return _NOWHERE if i is not None and whose is None and i.level else whose


def _used(e: Extraction, names: Mapping[str, Instrument], lex: Lexicon) -> Iterable[Use]:
    own = e.instruments.get(e.instrument or "")
    done: dict[str, list[Relation]] = defaultdict(list)
    for r in e.relations:
        if r.object in names and r.object != r.subject:
            done[r.object].append(r)
    around = None if own else _around(e)
    for name, facts in names.items():
        subjects = [(r.predicate, i) for r in done[name] if (i := e.instruments.get(r.subject))]
        approvers = [i for predicate, i in subjects if predicate == "approves"]
        by = own if own else _one([i for predicate, i in subjects if predicate != "approves"])
        home = around if by is None else _home(by)
        base, period = twins.parted(name)
        place = f".{slug(locality.parts(facts.place)[0])}" if facts.place else ""
        placed = bool(place) and base.endswith(place)
        yield Use(
            document=e.document.id,
            name=name,
            base=base.removesuffix(place) if placed else base,
            each=placed or namekeys.noun(facts.name or "", lex) is not None,
            period=period,
            begins=periods.first_year(facts.name or ""),
            whose=_in(facts.place) if placed else _told(base, approvers or [_issued(facts, lex)]),
            approvers=frozenset(i.id for i in approvers if not i.local),
            approved=min((i.date for i in approvers if i.date), default=None),
            home=home,
            day=by.date if by else None,
        )


def _prolonged(e: Extraction, names: Mapping[str, Instrument], lex: Lexicon) -> Iterable[Longer]:
    for r in e.relations:
        by = e.instruments.get(r.subject) if r.predicate == "amends" and r.object in names else None
        year = prolonged.until(r.quote, r.object, lex) if by else None
        base, period = twins.parted(r.object)
        if by and year and period:
            yield Longer(base=base, period=period, until=year, whose=_whose(by), since=by.date, by=by.id)


def _one(found: Sequence[Instrument]) -> Instrument | None:
    """The place and the day of all that carries a programme out in a text of nobody, if it is one."""
    whose = {_whose(i) for i in found}
    if len(whose) != 1:
        return None
    days = {i.date for i in found}
    return replace(found[0], date=found[0].date if len(days) == 1 else None)


def _in(place: str | None) -> dict[Whose, str | None]:
    return {tuple(map(slug, locality.parts(place)[::-1])): place}


def _around(e: Extraction) -> Whose | None:
    """The province of all local bodies that a text of nobody names, if it is one."""
    found = {whose[:1] for i in e.instruments.values() if (whose := _whose(i))}
    return found.pop() if len(found) == 1 else None


def _told(base: str, told: Iterable[Instrument]) -> dict[Whose, str | None]:
    """Whose a programme is told to be, with the place; of one that has its place in its name, nothing more."""
    found: dict[Whose, str | None] = {}
    for i in told:
        whose = _whose(i)
        if whose is not None:
            named = whose and f".{slug(locality.parts(i.place)[0])}." in f"{base}."
            found[CENTRAL if named else whose] = None if named else i.place
    return found


def _called(e: Extraction, lex: Lexicon) -> Iterable[Called]:
    own = e.instruments.get(e.instrument or "")
    seen: set[tuple[str, str]] = set()
    for m in e.mentions:
        noun = lex.nouns.match(m.text, 0) if m.form == "name" and m.text[-1:] in _LAST else None
        told = _NUMBERED.fullmatch(m.text, noun[1]) if noun else None
        i = e.instruments.get(m.instrument or "")
        if not noun or not told or not i or i.local or "numbered" not in noun[0].traits:
            continue
        kind = noun[0]
        label = f"{kind.label} {told[1]}"
        short = f"{NAMED_ID}{kind.urn}:{namekeys.name_key(label, lex)}"
        # What a text calls in short without saying so has the noun too: "Đề án số 06/ĐA-UBND … Đề án 06".
        if (short, i.id) in seen or i.id == short or (i.number and lex.family(i.type) == lex.family(kind.label)):
            continue
        seen.add((short, i.id))
        whose = _whose(i) if i.number else None if _whose(own) == CENTRAL else _whose(own)
        yield Called(document=e.document.id, short=short, label=label, meant=i.id, whose=whose)
