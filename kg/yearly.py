"""Why the only one known of a number need not be meant: the State's numbers begin anew each year, communes of one name are in
several provinces, and the year told may be that of one, the subject that of another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg import locality, numbering, subjects
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.twins import Told
from kg.waiting import Open

# A body that issues a number each year has issued it again when so many have passed: 02/NQ-CP is of each January.
_AGAIN = 1


def elsewhere(w: Open, i: Instrument, provinces: int) -> bool:
    """Whether the place that a name tells need not be that of the only instrument known: communes of one name are in several
    provinces, and so are some districts, where the collection knows them in so many.

    The day or the subject of that tells that it is; and a place's own document means its own.
    """
    t = w.facts
    alike = t.level == "commune" or (t.level == "district" and provinces > 1)
    if not alike or len(locality.parts(t.place)) != 1 or w.beside_own:
        return False
    return not (t.date and t.date == i.date) and not subjects.agree(w.subject, i.title)


def last_cited(told: Mapping[str, Iterable[Told]], written: Mapping[str, str]) -> dict[str, str]:
    """The last day on which another document tells an instrument by its whole key, by id."""
    days = ((name, [written[doc] for doc, own, _ in some if not own and doc in written]) for name, some in told.items())
    return {name: max(found) for name, found in days if found}


def again(w: Open, i: Instrument, cited: str | None, lex: Lexicon) -> bool:
    """Whether the number of an instrument was issued again before a name that tells no year was written.

    Not where its subject is told, or for how many years it has been carried out, or others still meant that one by it then: one
    tells it with its time in a document (the last one of the day `cited`) of the year before or later; nor where the catalogue
    knows it well.
    """
    t = w.facts
    if t.year or t.date or t.term or i.branch != "state" or i.id in lex.catalogue:
        return False
    number = numbering.of(i, lex)
    latest = min((day for day in (w.written or w.since, w.until) if day), default=None)
    known = i.date or (f"{i.year}-12-31" if i.year else None)
    if number is None or number.term is not None or not latest or not known:
        return False
    if w.years is not None:
        return abs(int(latest[:4]) - w.years - int(known[:4])) > _AGAIN
    since = f"{int(latest[:4]) - _AGAIN}{latest[4:]}"
    return known < since and (cited is None or cited < since) and not subjects.agree(w.subject, i.title)


# --- A year and a subject that are told of one


def of_year(t: Instrument) -> bool:
    """Whether a name tells a year without a day, and a subject: one of them may be a slip, or the year that of something else."""
    return bool(t.number and t.year and not t.date and t.title and f"/{t.year}/" not in t.number)


def against(w: Open, some: Sequence[Instrument]) -> bool:
    """Whether the subject told with a year speaks against all that are known of that year."""
    return bool(some) and of_year(w.facts) and all(subjects.about_other(w.facts, i) for i in some)


def without_year(w: Open) -> Open:
    """A name without the year that it tells."""
    return replace(w, facts=replace(w.facts, year=None))


def contradicted(
    named: Sequence[Open], told: Mapping[str, Sequence[Told]], written: Mapping[str, str], lex: Lexicon
) -> list[Open]:
    """Names that tell the key of one instrument and the subject of another, of another year: each may be meant."""
    doubtful = [w for w in named if against(w, _others(w, told[w.local]))]
    if not doubtful:
        return []
    alike: dict[object, list[tuple[str, Instrument]]] = {}
    wanted = {_key(w.facts, lex) for w in doubtful}
    for name, some in sorted(told.items()):
        firm = [(name, i) for _, own, i in some if (own or i.date) and i.number and i.title]
        if firm and (key := _key(firm[0][1], lex)) in wanted:
            alike.setdefault(key, []).extend(firm)
    found = (w for w in doubtful if any(_rather(w, n, i, written) for n, i in alike.get(_key(w.facts, lex), ())))
    return [replace(w, never=w.never - {w.local}) for w in found]


def _others(w: Open, some: Iterable[Told]) -> list[Instrument]:
    """What others tell for sure of the instrument that a name tells by its key: its own text, or one with its day."""
    return [i for doc, own, i in some if doc != w.document and (own or i.date) and i.title]


def _rather(w: Open, name: str, i: Instrument, written: Mapping[str, str]) -> bool:
    day = written.get(w.document)
    return name != w.local and subjects.akin(w.facts.title, i.title) and not (day and i.date and i.date > day)


def _key(i: Instrument, lex: Lexicon) -> object:
    number = numbering.of(i, lex)
    return (number.serial, number.code, locality.parts(i.place)) if number else None
