"""What documents leave open for the collection to settle: the facts of each name, and what its document tells around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from kg import identity, locality, rank
from kg.lexicon import Lexicon
from kg.model import Extraction, Instrument, Relation, Settled
from kg.patterns import pattern
from kg.retold import Table

_YEARS = pattern(r"(?<!\w)(\d{1,2})\snăm(?!\w|\s\d)")  # "tổng kết 05 năm thực hiện Chỉ thị số …"
_CARRIES = frozenset({"implements", "guides", "disseminates"})


@dataclass(frozen=True, slots=True)
class Open:
    """An id that a document leaves open: its facts, the document's date, and the subject that its parent tells."""

    document: str
    local: str
    facts: Instrument
    written: str | None
    since: str | None  # the latest day that it tells: it was not written earlier
    subject: str | None
    after: str | None  # the date of what it rests on: it is not earlier
    acted: str | None = None  # the latest date of what it carries out, amends and the like: it is not earlier either
    own: bool = False  # the document itself
    around: str | None = None  # what the document is about
    gives: str | None = None  # the name of what it approves, or puts in force: what it is about
    beside_own: bool = False  # of the very place, by its name and level, that the document itself is of
    carried: bool = False  # something carries it out, details it or makes it known: a new law, before it is in force
    years: int | None = None  # for how many it has been carried out, as what reviews that tells
    until: str | None = None  # the earliest date of what does so: it is not later
    perhaps: frozenset[str] = frozenset()  # what it is if a year told behind its issuer is its own
    never: frozenset[str] = frozenset()  # what the document tells to be another, though nothing but its words say so


def of(e: Extraction, names: Sequence[str], lex: Lexicon) -> list[Open]:
    """What a document tells of ids that the collection may settle."""
    if not names:
        return []
    own = e.instruments.get(e.instrument or "")
    from_: dict[str, list[Relation]] = defaultdict(list)
    to: dict[str, list[Relation]] = defaultdict(list)
    for r in e.relations:
        from_[r.subject].append(r)
        to[r.object].append(r)
    may: dict[str, set[str]] = defaultdict(set)
    for m in e.mentions:
        if m.instrument and m.candidates:
            may[m.instrument].update(m.candidates)
    apart = _apart(e, names, may, lex)
    since = max((i.date for i in e.instruments.values() if i.date), default=None)
    opened = (_told(e, name, own, since, from_[name], to[name], lex) for name in names)
    none = frozenset[str]()
    return [
        replace(w, never=apart.get(w.local, none), perhaps=_unknown(may[w.local], e, lex))
        if w.local in apart or w.local in may
        else w
        for w in opened
    ]


def _unknown(candidates: Set[str], e: Extraction, lex: Lexicon) -> frozenset[str]:
    """The candidates of a document that neither it nor the catalogue knows: it tells but a year that may be theirs."""
    return frozenset(c for c in candidates if c not in e.instruments and c not in lex.catalogue)


def _apart(e: Extraction, names: Sequence[str], may: Mapping[str, Set[str]], lex: Lexicon) -> dict[str, frozenset[str]]:
    """What an open number of a document is not: one that the document tells and that would fit, had its words not told them apart.

    "Kế hoạch số 60/KH-UBND và Kế hoạch số 60/KH-UBND ngày 12/4/2023" are two, see `which.members`.
    """
    numbered = [name for name in names if name != e.instrument and e.instruments[name].number]
    if not numbered:
        return {}
    table = Table((i for i in e.instruments.values() if i.number and not i.local), lex)
    found = (
        (name, frozenset(table.of_one_body(e.instruments[name]).keys() - may.get(name, set()))) for name in numbered
    )
    return {name: others for name, others in found if others}


def _told(
    e: Extraction,
    name: str,
    own: Instrument | None,
    since: str | None,
    does: Sequence[Relation],
    done: Sequence[Relation],
    lex: Lexicon,
) -> Open:
    facts = e.instruments[name]
    parents = [r for r in does if r.rule.startswith("discourse")]
    approved = (e.instruments.get(r.object) for r in does if r.predicate == "approves")
    subject, after = facts.title, None
    if parents:
        parent = e.instruments.get(max(parents, key=lambda r: (r.start, r.end)).object)
        if parent:
            subject, after = subject or parent.title or parent.name, parent.date
    acts = [e.instruments.get(r.object) for r in does if r.predicate in rank.TIMED]
    acted = max((day for target in acts if target and (day := _day(target, lex))), default=None)
    carriers = [e.instruments.get(r.subject) for r in done if r.predicate in _CARRIES]
    until = min((c.date for c in carriers if c and c.date), default=None)
    # Of a list the years are those of its first member: "10 năm thi hành Luật Du lịch và Kế hoạch số …".
    reviewed = (_YEARS.search(r.quote) for r in done if r.predicate == "reviews" and not r.rule.endswith("+list"))
    return Open(
        e.document.id,
        name,
        facts,
        own.date if own else None,
        since,
        subject,
        after,
        acted,
        own=name == e.instrument,
        around=own.title if own else None,
        gives=next((x.name for x in approved if x and x.name), None),
        beside_own=own is not None and own is not facts and (own.place, own.level) == (facts.place, facts.level),
        carried=bool(carriers),
        years=next((int(m[1]) for m in reviewed if m), None),
        until=until,
    )


def _day(target: Instrument, lex: Lexicon) -> str | None:
    """The date of an instrument as told, or that of the only law of its name."""
    laws = lex.named(target.name) if target.local and target.name else ()
    return target.date or (laws[0].date if len(laws) == 1 else None)


def housed(
    waiting: Sequence[Open],
    settled: Mapping[tuple[str, str], Settled],
    instruments: Mapping[str, Instrument],
    lex: Lexicon,
) -> dict[tuple[str, str], Instrument]:
    """The own instruments of districts and communes whose letterhead tells no province, in that of their names.

    "Kế hoạch số 41/KH-UBND của UBND xã" in a document of UBND xã Bát Xát is of the same commune: where the collection finds it,
    if it knows places of that name and level in one province alone.
    """
    known = provinces(chain(instruments.values(), (w.facts for w in waiting)), lex)
    places: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for w in waiting:
        found = instruments.get(settled[w.document, w.local].instrument or "")
        if found and found.place and found.level and not w.own and w.facts.place and found.level == w.facts.level:
            places[w.document, w.facts.place, found.level].add(found.place)
    own: dict[tuple[str, str], Instrument] = {}
    for w in sorted((w for w in waiting if w.own), key=lambda x: x.document):
        t = w.facts
        told = places.get((w.document, t.place or "", t.level or ""), set())
        if t.level not in locality.LEVELS or len(told) != 1 or len(known[locality.named(t.place, t.level)]) > 1:
            continue
        if settled[w.document, w.local].instrument is None:
            whole = identity.identify(replace(t, id="", place=next(iter(told))), lex)
            if not whole.local and whole.id not in instruments:
                own[w.document, w.local] = whole
    return own


def provinces(some: Iterable[Instrument], lex: Lexicon) -> Mapping[tuple[str, str | None], Set[str]]:
    """The provinces in which places below them are known, by the name and the level of these."""
    found: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for i in some:
        home = locality.province(i.place)
        if i.level in locality.LEVELS and home in lex.provinces and len(locality.parts(i.place)) > 1:
            found[locality.named(i.place, i.level)].add(home)
    return found


def at_home(
    waiting: Sequence[Open], settled: Mapping[tuple[str, str], Settled], instruments: Mapping[str, Instrument]
) -> Iterator[Open]:
    """What stays open of local bodies, in the province in which the collection finds the document that names it."""
    homes = {
        w.document: instruments[found] for w in waiting if w.own and (found := settled[w.document, w.local].instrument)
    }
    for w in waiting:
        own, t = homes.get(w.document), w.facts
        home = locality.province(own.place) if own else ""
        if own is None or not home or settled[w.document, w.local].instrument or not t.number or not t.level:
            continue
        if t.level == "central" or home in locality.parts(t.place):
            continue
        inner = own.place if t.place is None and t.level == own.level else locality.within(t.place, home)
        yield replace(w, facts=replace(t, place=inner if t.level in locality.LEVELS else t.place or home))
