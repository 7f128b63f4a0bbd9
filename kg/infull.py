"""What a document tells of a number in full, taken for its short tellings: "Kế hoạch 210" after "… của UBND tỉnh Đắk Lắk"."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Name
from kg.text import fold

Told = dict[tuple[str, str | None], set[tuple[str, str | None]]]


def told(names: Sequence[Name]) -> Told:
    """The numbers that are told with an issuer, under number and date: whose they are, and where, if that is told.

    "Kế hoạch số 210/KH-UBND của UBND tỉnh" tells nothing more where it is told to be of UBND tỉnh Đắk Lắk.
    """
    found: Told = {}
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


def as_told(name: Name, told: Told, *, home: bool) -> Name:
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
