"""What a document tells in full, taken for its short tellings: "Kế hoạch 210" after "… của UBND tỉnh Đắk Lắk", "huyện Cái Bè".

Of a number, of a committee, of a locality: what all that tell more agree in.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg import locality, organs
from kg.lexicon import Lexicon
from kg.model import Name
from kg.text import fold

_Told = dict[tuple[str, str | None], set[tuple[str, str | None]]]


def numbers(names: Sequence[Name], *, home: bool) -> list[Name]:
    """The names with what the document tells of their number and date elsewhere, if all agree; `home`: it has a place itself."""
    told = _told(names)
    return [_as_told(n, told, home=home) for n in names]


def _told(names: Sequence[Name]) -> _Told:
    """The numbers that are told with an issuer, under number and date: whose they are, and where, if that is told.

    "Kế hoạch số 210/KH-UBND của UBND tỉnh" tells nothing more where it is told to be of UBND tỉnh Đắk Lắk.
    """
    found: _Told = {}
    for name in names:
        facts = name.facts
        if facts.number and facts.issuer:
            for date in {facts.date, None}:
                found.setdefault((_key(name), date), set()).add((facts.issuer, facts.place))
    for bodies in found.values():
        if len(bodies) > 1:
            placed = [issuer for issuer, place in bodies if place]
            bodies -= {(i, p) for i, p in bodies if p is None and any(_same_body(i, whole) for whole in placed)}
    return found


def _key(name: Name) -> str:
    """A number; with its noun where it has no code: "Nghị quyết 18" is no "Quyết định 18"."""
    number = fold(name.facts.number or "")
    return f"{name.type} {number}" if name.form == "short" else number


def _as_told(name: Name, told: _Told, *, home: bool) -> Name:
    """A name without a place with what the document tells of its number and date elsewhere, if all agree.

    In a document that has a place (`home`) the words for a body mean the one there: "của UBND tỉnh", whatever other provinces have
    that number; in one that has none they may be those of a body told in full.
    """
    facts = name.facts
    if not told or not facts.number or facts.place:
        return name
    known = told.get((_key(name), facts.date), set())
    if len(known) != 1:
        return name
    ((issuer, place),) = known
    if facts.issuer and (home or place is None or not _same_body(facts.issuer, issuer)):
        return name
    return name.telling(issuer=issuer, place=place) if home or place else name


def _same_body(short: str, whole: str) -> bool:
    """Whether words may tell a body again in short: "Đảng ủy" is "Đảng ủy xã"."""
    return f"{whole} ".startswith(f"{short} ")


def of_one_place(names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """The names with "của Thị ủy" of the one that the others tell with its place, if they tell but one."""
    told: dict[str, set[str]] = {}
    for n in names:
        if n.facts.issuer and n.facts.place:
            told.setdefault(n.facts.issuer, set()).add(n.facts.place)
    bodies = {issuer: lexicon.authority(issuer) for issuer, places in told.items() if len(places) == 1}
    one = {
        issuer: next(iter(told[issuer]))
        for issuer, body in bodies.items()
        if body and body.label == issuer and body.level in locality.LEVELS and not body.committee
    }
    return [
        n.telling(place=one[n.facts.issuer]) if n.facts.place is None and n.facts.issuer in one else n for n in names
    ]


def localities(names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """The names with "huyện Cái Bè" in the province in which the document tells it elsewhere, "huyện Cái Bè, tỉnh Tiền Giang"."""
    levels = [organs.level(n.facts.issuer, None, n.facts.place, lexicon) if n.facts.place else None for n in names]
    homes: dict[tuple[str, str | None], set[str]] = {}
    for n, level in zip(names, levels, strict=True):
        inner, *outer = locality.parts(n.facts.place) or ("",)
        homes.setdefault((inner, level), set()).update(outer[-1:])
    found = {inner: next(iter(outer)) for inner, outer in homes.items() if len(outer) == 1}
    return [
        n.telling(place=locality.within(n.facts.place, found[n.facts.place, level]))
        if n.facts.place
        and (n.facts.place, level) in found
        and (n.facts.place not in lexicon.provinces or organs.below_province(n.facts.issuer, lexicon))
        else n
        for n, level in zip(names, levels, strict=True)
    ]


def committees(names: Sequence[Name], lexicon: Lexicon) -> Sequence[Name]:
    """Of the committees that sit in other bodies, "BCSĐ" alone means the one that a document names, where it names but one."""
    bare: dict[int, str] = {}
    told: dict[str, set[tuple[str | None, str | None]]] = {}
    for i, n in enumerate(names):
        usual = organs.writer(n.facts, lexicon) if n.facts.number else None
        if usual is None or not usual.committee or usual.local:
            continue
        if organs.writer(n.facts, lexicon, n.facts.issuer) == usual:
            bare[i] = usual.label
        else:
            told.setdefault(usual.label, set()).add((n.facts.issuer, n.facts.place))
    one = {label: next(iter(bodies)) for label, bodies in told.items() if len(bodies) == 1}
    if not bare or not one:
        return names
    whose = {i: one[label] for i, label in bare.items() if label in one}
    return [n.telling(issuer=whose[i][0], place=whose[i][1]) if i in whose else n for i, n in enumerate(names)]
