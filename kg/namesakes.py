"""Programmes of one name over a collection: whose each is, of which period, and which one a text calls by a number, "Đề án 06".

Every province may have its "Chương trình phát triển nhà ở giai đoạn 2021 - 2030". Whose a text means tells who approves it there,
or where the text is from. What may be several stays open with them.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import twins
from kg.model import Instrument, Settled
from kg.uses import CENTRAL, Called, Longer, Told, Use, Whose

_MOST = 20  # candidates that are told of one name
_Id = tuple[str, str]  # a document, and an id in it


@dataclass(slots=True)
class _Group:
    """The programmes of one name and one period: those that are told to be of a place, or central, and when they were approved."""

    plain: str  # the id by the name alone, which is the central one's too
    ids: list[str] = field(default_factory=list)
    whose: dict[Whose, str] = field(default_factory=dict)
    approved: dict[Whose, str] = field(default_factory=dict)
    begins: str = ""  # the first year that is told


_Groups = dict[tuple[str, str | None], _Group]


@dataclass(frozen=True, slots=True)
class Apart:
    """Which programme each document means, where that is not the id that it has; and what they are called by numbers."""

    settled: dict[_Id, Settled]
    places: dict[str, str]
    labels: dict[str, set[str]]

    def move(self, told: dict[str, list[twins.Told]]) -> None:
        """Puts what is told of each programme under its id. What stays open tells of none but those that nobody else tells of."""
        moved: dict[str, list[twins.Told]] = defaultdict(list)
        opened: dict[str, list[twins.Told]] = defaultdict(list)
        for name in sorted({n for _, n in self.settled}):
            for document, own, i in told.pop(name, ()):
                found = self.settled.get((document, name))
                whole = name if found is None else found.instrument
                for ident in (whole,) if whole else found.candidates if found else ():
                    called = None if whole and _in_short(name, ident) else i.name
                    placed = replace(i, name=called, place=i.place or self.places.get(ident))
                    (moved if whole else opened)[ident].append((document, own, placed))
        for ident, some in moved.items():
            told[ident] = [*told.get(ident, ()), *some]
        for ident, some in opened.items():
            told.setdefault(ident, some)

    def labelled(self, i: Instrument) -> Instrument:
        """An instrument with what it is called by a number: "Đề án phát triển ứng dụng dữ liệu về dân cư … (Đề án 06)"."""
        labels = ", ".join(sorted(self.labels.get(i.id, ())))
        return replace(i, name=f"{i.name} ({labels})" if i.name else labels) if labels else i


def _in_short(name: str, meant: str) -> bool:
    """Whether a name tells less than that of what it means: no period, or a number alone."""
    base, period = twins.parted(name)
    whole, of = twins.parted(meant)
    return (of is not None and period != of) or not whole.startswith(base)


def told_apart(told: Told) -> Apart:
    """Which programme each document means, the same whatever the order of the documents."""
    longer = _Longer(told)
    known = [longer.as_approved(u) for u in told.uses]
    groups, periods_of, places = _grouped(known)
    shorts = {c.short for c in told.called}
    uses = {(u.document, u.name): u for u in known}
    settled: dict[_Id, Settled] = {}
    later: list[_Id] = []
    for at, u in uses.items():
        if u.name in shorts or (u.period is None and periods_of.get(u.base)):
            later.append(at)
        else:
            settled[at] = _answer(u, _of(u, groups[u.base, u.period]))
    certain = {s.instrument for s in settled.values() if s.instrument}
    for at in later:
        u = uses[at]
        if u.name not in shorts:
            settled[at] = _of_some_period(u, groups, periods_of.get(u.base, ()), certain, longer)
    meant, labels = _numbered(told.called, uses, settled)
    approvers: dict[str, set[str]] = defaultdict(set)
    for at, found in settled.items():
        if found.instrument:
            approvers[found.instrument] |= uses[at].approvers
    for at in later:
        u = uses[at]
        if u.name in shorts:
            if ids := _by_number(u, meant[u.name], approvers):
                settled[at] = _answer(u, ids, local=_of_places(u, meant[u.name]))
            else:
                settled[at] = _answer(u, _of(u, groups[u.base, None]))
    return Apart({at: s for at, s in settled.items() if s.instrument != at[1]}, places, labels)


class _Longer:
    """The programmes whose time is extended, which others name with the year to which it is."""

    def __init__(self, told: Told) -> None:
        self._until: dict[tuple[str, str], list[Longer]] = defaultdict(list)  # by name and that year
        self._from: dict[tuple[str, str], list[Longer]] = defaultdict(list)  # by name and period
        self._begins: dict[tuple[str, str | None], dict[Whose | None, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._approvers: dict[tuple[str, str | None], dict[str, set[Whose]]] = defaultdict(lambda: defaultdict(set))
        for one in told.longer:
            self._until[one.base, one.until].append(one)
            self._from[one.base, one.period].append(one)
        for u in told.uses if told.longer else ():
            for by in u.approvers:
                self._approvers[u.base, u.period][by].update(u.whose)
            for whose in u.whose or (u.home,) if u.begins else ():
                self._begins[u.base, u.period][whose].add(u.begins or "")

    def as_approved(self, u: Use) -> Use:
        """A use with the period for which the programme was approved, but where one with that last year is another."""
        seen = {u.period}
        while u.period and (found := {x.period for x in self._until.get((u.base, u.period), ()) if self._meant(u, x)}):
            if len(found) > 1 or found <= seen:
                break
            seen |= found
            u = replace(u, period=found.pop())
        return u

    def _meant(self, u: Use, x: Longer) -> bool:
        """Whether what extends a programme is what a use means by its last year, and no other is approved there with that year."""
        if not _of_scope(u, x):
            return False
        began = self._begins.get((u.base, x.period), {})
        if u.begins and not any(u.begins in years for whose, years in began.items() if _near(whose, u, x)):
            return False
        others = self._approvers.get((u.base, u.period), {})
        rivals = {by for by, whose in others.items() if not whose or any(_near(w, u, x) for w in whose)}
        rivals -= self._approvers.get((u.base, x.period), {}).keys()
        return not rivals - {y.by for y in self._until[u.base, u.period or ""]}

    def end(self, u: Use, period: str) -> str:
        """The last year of a programme of a period, as a document may know it."""
        return max([period, *(x.until for x in self._from.get((u.base, period), ()) if _of_scope(u, x))])


def _of_scope(u: Use, x: Longer) -> bool:
    """Whether what extends a programme is no later than a document that names it, and not of another place."""
    if u.day and x.since and u.day < x.since:
        return False
    if x.whose in (None, CENTRAL):
        return not u.whose or x.whose is None or CENTRAL in u.whose
    return x.whose in u.whose or (not u.whose and u.home is not None and u.home[: len(x.whose)] == x.whose)


def _near(whose: Whose | None, u: Use, x: Longer) -> bool:
    """Whether what is told of a programme of one place bears on a use and on what extends it: not what another province has."""
    if whose is None or x.whose is None or whose in (CENTRAL, x.whose) or whose in u.whose:
        return True
    return not u.whose and (u.home is None or u.home[: len(whose)] == whose)


def _grouped(uses: Iterable[Use]) -> tuple[_Groups, dict[str, list[str]], dict[str, str]]:
    """What is told of each name and period; the periods of each name; and the places of ids."""
    groups: _Groups = {}
    periods_of: dict[str, list[str]] = defaultdict(list)
    places: dict[str, str] = {}
    for u in uses:
        if (u.base, u.period) not in groups:
            groups[u.base, u.period] = _Group(twins.of_period(u.base, u.period))
            if u.period:
                insort(periods_of[u.base], u.period)
        g = groups[u.base, u.period]
        if u.begins:
            g.begins = min(u.begins, g.begins or u.begins)
        for whose, place in u.whose.items():
            ident = _id(u, whose, u.period)
            if place:
                places[ident] = min(place, places.get(ident, place))
            if len(u.whose) > 1:
                continue
            if whose not in g.whose:
                g.whose[whose] = ident
                insort(g.ids, ident)
            if u.approved:
                g.approved[whose] = min(u.approved, g.approved.get(whose, u.approved))
    return groups, periods_of, places


def _id(u: Use, whose: Whose, period: str | None) -> str:
    if u.each:
        return twins.of_period(f"{u.base}.{whose[-1]}" if whose else u.base, period)
    return twins.of_period(":".join((u.base, *whose)), period)


def _of(u: Use, g: _Group) -> list[str]:
    """The ids of a name and a period that a document may mean, by whose it tells it to be, or by where it is from."""
    if u.whose:
        return sorted(_id(u, whose, u.period) for whose in u.whose)
    if u.home is None:  # of one place or of another: nobody tells
        return g.ids[: _MOST + 1]
    around = (u.home[:n] for n in range(len(u.home) + 1))  # a district carries out what its province has
    return sorted(g.whose[w] for w in around if w in g.whose and not (u.day and g.approved.get(w, "") > u.day))


def _of_some_period(u: Use, groups: _Groups, known: Sequence[str], certain: Container[str], longer: _Longer) -> Settled:
    """What a programme told without its period is: that of the one which holds the document's day."""
    found: list[str] = []
    others: list[str] = []
    for period in known:
        g = groups[u.base, period]
        ids = _of(u, g) if not u.whose else [g.whose[w] for w in sorted(u.whose) if w in g.whose]
        (found if not u.day or g.begins <= u.day[:4] <= longer.end(u, period) else others).extend(
            ids or [g.plain] if g.plain in certain else ids
        )
    if found:
        return _answer(u, found)
    if others:  # it is over, or had not begun
        return Settled(
            document=u.document, local=u.name, instrument=None, candidates=tuple(others[:_MOST]), reason="other-period"
        )
    return _answer(u, _of(u, groups[u.base, None]))


_Meant = dict[str, dict[str, set[Whose | None]]]  # by what is called so: what it means, and whose that is


def _numbered(
    called: Iterable[Called], uses: Mapping[_Id, Use], settled: Mapping[_Id, Settled]
) -> tuple[_Meant, dict[str, set[str]]]:
    """What programmes are called by numbers, and the numbers by what they are of."""
    meant: _Meant = defaultdict(lambda: defaultdict(set))
    labels: dict[str, set[str]] = defaultdict(set)
    for c in called:
        at = (c.document, c.meant)
        target = settled[at].instrument if at in settled else c.meant
        if target:
            u = uses.get(at)
            meant[c.short][target].update(u.whose if u and u.whose else {c.whose})
            labels[target].add(c.label)
    return meant, labels


def _by_number(u: Use, meant: Mapping[str, Iterable[Whose | None]], approvers: Mapping[str, set[str]]) -> list[str]:
    """What "Đề án 06" means in a document that does not say so: what others call so that is of its place, or of no one place."""

    def fits(target: str, whose: Iterable[Whose | None]) -> bool:
        by = approvers.get(target)
        if u.approvers and by and not (u.approvers & by):
            return False
        wanted = u.whose or ({u.home} if u.home is not None else None)
        return any(w is None or wanted is None or any(home[: len(w)] == w for home in wanted) for w in whose)

    return sorted(target for target, whose in meant.items() if fits(target, whose))


def _of_places(u: Use, meant: Mapping[str, Iterable[Whose | None]]) -> bool:
    """Whether nothing tells where a document is from, and what others call so is of a place."""
    return u.home is None and not u.whose and not any(w in (None, CENTRAL) for some in meant.values() for w in some)


def _answer(u: Use, found: Sequence[str], *, local: bool | None = None) -> Settled:
    """The only programme that fits, but for a text of which nobody knows where it is from, where that is `local`; else all."""
    found = found or [u.name]
    if local is None:
        local = found != [u.name] and u.home is None and not u.whose and twins.parted(found[0])[0] != u.base
    one = found[0] if len(found) == 1 and not local else None
    return Settled(
        document=u.document,
        local=u.name,
        instrument=one,
        candidates=() if one else tuple(found[:_MOST]),
        reason="only-in-collection" if one else "same-name" if len(found) > 1 else "no-home",
        confidence=0.9 if one else 1.0,
    )
