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
    tells it with its time in a document (the last one of the day `cited`) of the year before or later.
    """
    latest = _latest(w)
    known = i.date or (f"{i.year}-12-31" if i.year else None)
    if _timed(w) or not latest or not known or not numbering.each_year(i, lex):
        return False
    since = f"{int(latest[:4]) - _AGAIN}{latest[4:]}"
    old = known < since and (cited is None or cited < since)
    if w.years is not None:
        old = abs(int(latest[:4]) - w.years - int(known[:4])) > _AGAIN
    return old and not _of_subject(w, i, latest)


def untold(w: Open, i: Instrument, lex: Lexicon) -> bool:
    """Whether nothing tells that a name means an instrument which the catalogue alone knows: neither its time nor its subject.

    The catalogue holds what is carried out most, but its number is that of others too, one a year. What is for the year in which
    it was issued has to be told with that year, in a document of another one: "Nghị quyết số 01/NQ-CP … năm 2018".
    """
    if _timed(w) or not numbering.each_year(i, lex):
        return False
    latest = _latest(w)
    near = (told for told in (w.gives, w.around) if subjects.is_of(told, i.title, led=True))
    return not (subjects.tells(w.subject, i, latest) or any(subjects.of_its_year(told, i, latest) for told in near))


def still(w: Open, i: Instrument, some: Sequence[Instrument], lex: Lexicon) -> bool:
    """Whether a number may still mean one that the catalogue alone knows of some that the collection tells otherwise.

    Not without its subject where what it was for is over, or the catalogue has a later one of that number.
    """
    latest = _latest(w)
    if not latest or not untold(w, i, lex):
        return True
    over = (subjects.own_year(i.title or "") or latest) < latest[:4]
    return not over and not any(x.id in lex.catalogue and (x.date or "") > (i.date or "") for x in some)


def _timed(w: Open) -> bool:
    return bool(w.facts.year or w.facts.date or w.facts.term)


def _latest(w: Open) -> str | None:
    """The day that a name is not later than, as its document and what carries it out tell."""
    return min((day for day in (w.written or w.since, w.until) if day), default=None)


def _of_subject(w: Open, i: Instrument, latest: str) -> bool:
    """Whether what is told of a name, or what its document is about, is the subject of an instrument, and not that of each year.

    "Nghị quyết số 01/NQ-CP về kinh tế - xã hội" in 2024 is not that of 2020 "… năm 2020", though both are about the same.
    """
    over = (last := subjects.last_year(i.title)) is not None and last < str(int(latest[:4]) - _AGAIN)
    return any(
        not subjects.of_other_years(subject, i.title) and not (over and subjects.last_year(subject) is None)
        for subject in _agreeing(w, i)
    )


def _agreeing(w: Open, i: Instrument) -> list[str]:
    """What is told of a name that is the subject of an instrument; of what only stands around it, all or all of that."""
    title = i.title or ""
    own = [w.subject] if w.subject and subjects.agree(w.subject, title) else []
    near = (w.gives, w.around) if title else ()
    return own + [told for told in near if told and (subjects.held(told, title) or subjects.held(title, told))]


# --- A year and a subject that are told of one


def of_year(t: Instrument) -> bool:
    """Whether a name tells a year without a day, which its number does not: one may be a slip, or the year that it is for."""
    return bool(t.number and t.year and not t.date and f"/{t.year}/" not in t.number)


def against(w: Open, some: Sequence[Instrument]) -> bool:
    """Whether the subject told with a year speaks against all that are known of that year."""
    return bool(some) and of_year(w.facts) and all(subjects.about_other(w.facts, i) for i in some)


def for_it(w: Open, i: Instrument) -> bool:
    """Whether an instrument is for the year that a name tells, and of the one before: "Kế hoạch số 300/KH-UBND năm 2023"."""
    year = w.facts.year or 0
    of_before = i.year == year - 1 and i.title is not None and str(year) in i.title
    return of_before and of_year(w.facts) and not subjects.about_other(w.facts, i)


def without_year(w: Open) -> Open:
    """A name without the year that it tells."""
    return replace(w, facts=replace(w.facts, year=None))


def doubted(named: Sequence[Open], told: Mapping[str, Sequence[Told]], written: Mapping[str, str]) -> list[Open]:
    """Names that tell the year of one instrument and the subject of another; or a year of which none is known, for which one of the
    year before is: each may be meant."""
    sure = {w.local: [i for _, own, i in told[w.local] if own or i.date] for w in named}
    perhaps = [w for w in named if not sure[w.local] or against(w, sure[w.local])]
    numbers = {w.facts.number for w in perhaps}
    alike: dict[object, list[Instrument]] = {}
    for name, some in sorted(told.items()) if numbers else ():
        for _, own, i in some:
            if i.number in numbers and (own or i.date) and i.title:
                alike.setdefault((i.number, i.place), []).append(replace(i, id=name))
    found = []
    for w in perhaps:
        near = (
            i for i in alike.get((w.facts.number, w.facts.place), ()) if i.id != w.local and _in_time(i, w, written)
        )
        fits = for_it if not sure[w.local] else _about_it
        if any(fits(w, i) for i in near):
            found.append(replace(w, never=w.never - {w.local}))
    return found


def _about_it(w: Open, i: Instrument) -> bool:
    return subjects.akin(w.facts.title, i.title)


def _in_time(i: Instrument, w: Open, written: Mapping[str, str]) -> bool:
    day = written.get(w.document)
    return not (day and i.date and i.date > day)
