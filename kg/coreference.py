"""Coreference in one document: which of its names mean the same instrument, and under which id.

By the name's own key, then by the same document, then by the catalogue. What stays open keeps an id of this document only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg import byname, identity, numbering, pointing, spelledout, twins, votes, which, whose
from kg.lexicon import Lexicon, name_key
from kg.model import Instrument, Name
from kg.retold import Table, agree
from kg.text import slug

_Found = dict[str, Instrument]  # by id


class _Here(NamedTuple):
    """A document while its names are looked at one after the other."""

    names: Sequence[Name]
    told: Sequence[Instrument]  # of each name
    written: str | None  # when the document was
    keyed: Table  # of those with a year
    undated: Table  # of those without one
    dated: Mapping[str, Sequence[Instrument]]  # of those with a day and a subject, by number: one of each id
    laws: Mapping[str, str]  # by their names
    apart: Collection[tuple[str | None, str | None]]  # numbers that several bodies have, with each of them
    main: int | None  # what a consolidated text puts together
    ids: list[str | None]  # of the names so far
    seen: which.Seen
    lex: Lexicon


class _Meant(NamedTuple):
    """What a name means: an id, or what it may be; and its facts, as they are told of that."""

    id: str | None
    candidates: tuple[str, ...]
    facts: Instrument


def identities(
    names: Sequence[Name],
    selves: frozenset[int],
    reworded: Mapping[int, int | None],
    own: Instrument | None,
    written: str | None,
    lex: Lexicon,
    members: Mapping[int, int],
) -> tuple[list[str | None], dict[str, Instrument], list[tuple[str, ...]]]:
    """For each name its id; the instruments under their ids, the document's own first; and the candidates of names that stay open.

    `selves` mean the document itself (`own`), and each of `reworded` the same as a name before it, or None; each of `members` is
    another than the one beside it in a list: see `which.members`.
    """
    here = _here(names, selves, own, written, lex)
    candidates: list[tuple[str, ...]] = []
    told: dict[str, list[Instrument]] = {}
    for i, (name, t) in enumerate(zip(names, here.told, strict=True)):
        if i in selves and own is not None:
            meant, tells = _Meant(own.id, (), t), name.form == "number"
        elif i in reworded:
            before = reworded[i]
            meant, tells = _Meant(None if before is None else here.ids[before], (), t), False
        else:
            meant, tells = _meant(here, i, another=here.told[members[i]].id if i in members else None), True
        if tells and meant.id is not None:
            told.setdefault(meant.id, []).append(meant.facts)
        here.seen.add(name.start, meant.id, t)
        here.ids.append(meant.id)
        candidates.append(meant.candidates)
    periods = twins.of_one_period(told)
    for bare, whole in periods.items():
        told[whole] += told.pop(bare, [])
    ids = [periods.get(known, known) if known else known for known in here.ids]
    me = own.id if own else None
    instruments = {k: votes.of_names(k, values, lex, own=k == me) for k, values in told.items()}
    if own is not None:
        instruments = {own.id: identity.merge(own, instruments.pop(own.id, None)), **instruments}
    return ids, instruments, candidates


def _here(
    names: Sequence[Name], selves: frozenset[int], own: Instrument | None, written: str | None, lex: Lexicon
) -> _Here:
    """The document before its names are looked at."""
    told = spelledout.told(names, own, written, lex)
    return _Here(
        names=names,
        told=told,
        written=written,
        keyed=Table([*(t for t in told if t.id and t.year), *([own] if own else [])], lex),
        undated=Table([t for t in told if t.id and not t.year], lex),
        dated=which.dated(told),
        laws=byname.laws(told, written, lex),
        apart=which.of_other_bodies(told),
        main=_put_together(names, selves, own),
        ids=[],
        seen=which.Seen(),
        lex=lex,
    )


def _put_together(names: Sequence[Name], selves: frozenset[int], own: Instrument | None) -> int | None:
    """What a consolidated text puts together, which "Luật này" in it means: the first that it names."""
    if own is None or own.type != identity.CONSOLIDATED:
        return None
    return next((i for i, n in enumerate(names) if n.form == "number" and i not in selves), None)


def _meant(here: _Here, i: int, *, another: str | None) -> _Meant:
    """What a name means that is neither the document nor what another name means; it is not `another`."""
    name, t = here.names[i], here.told[i]
    by_name = name.kind == "law" and t.name is not None and not (t.number or t.date or t.year)
    # What the title of a decree of 1989 names is of 1989.
    then = byname.last_day_of_title(here.names, here.told, i) if by_name else None
    meant = _identity(here, i, another, then or here.written)
    if meant.id and meant.id.startswith("_:") and (t.number, t.issuer) in here.apart:
        meant = meant._replace(id=f"{meant.id}:{slug(t.issuer or '')}")
    if here.main is not None and name.this and here.names[here.main].type == name.type and i > here.main:
        meant = meant._replace(id=here.ids[here.main])
    if meant.id and by_name:
        if of_title := byname.of_title(here.names, i, here.lex):
            return _Meant(of_title.id, (), of_title)
        other = here.laws.get(name_key(t.name), meant.id)
        law = here.lex.catalogue.get(other)
        if not (law and law.date and then and law.date > then):
            meant = meant._replace(id=other)
    return meant


def _identity(here: _Here, i: int, another: str | None, written: str | None) -> _Meant:
    """What a name means by its own key, then by the same document, then by the catalogue as it was when this was written."""
    name, t, lex = here.names[i], here.told[i], here.lex
    if name.form == "back":
        return _Meant(_pointed(here.names, i, here.ids), (), t)
    if not t.number:
        return _Meant(*byname.named(name, t, written, lex))
    if numbering.parse(t.number, lex) is None:
        t = spelledout.by_document(t, _spellings(here, name, t), lex)
    if t.id and not t.local and t.year:
        if not (either := which.of_two_years(t, here.dated)):
            return _Meant(t.id, (), t)
        return _Meant(f"_:{slug(t.number or '')}:{t.year}:{slug(t.title or '')}", either, t)
    same = here.keyed.of_one_body(t)
    if name.form != "short":  # "15/QĐ-UBND" before 15/2021/QĐ-UBND; "Quyết định 15" is of either series
        same = {i: x for i, x in same.items() if x.number == t.number} or same
    same = {i: x for i, x in same.items() if i != another and not which.against(t, x, lex)}
    whole, others = {i: x for i, x in same.items() if not x.local}, dict[str, Instrument]()
    if not whole:
        whole, others = _listed(t, written, lex)
        whole.pop(another or "", None)
    if len(whole) != 1 and t.year is None:
        whole = _of_term(here, t, written) or whole
    elif not (t.year or t.term):
        whole |= _undated(here, t, whole, written)
    known = which.told(t, whole or same, same, here.seen, written, lex)
    if (year := _perhaps(here, name, t, same)) and (of_year := _of_year(here, year, t, known, written)):
        return of_year
    found = which.narrowed(t, known, name.start, here.seen, lex)
    if which.rather(t, whole, others):
        whole = {**whole, **others}
    elif len(found) == 1:
        (meant,) = found.values()
        # The number of an instrument has the year, whoever leaves it out.
        return _Meant(meant.id, (), replace(t, number=None) if twins.NORMATIVE in meant.id else t)
    parts = (slug(t.type or ""), slug(t.number or ""), str(t.year or ""))
    return _Meant(t.id or "_:" + ":".join(p for p in parts if p), tuple(sorted(whole or others)), t)


def _of_term(here: _Here, t: Instrument, written: str | None) -> _Found:
    """ "218-QĐ/TW" where the document tells one with its term too, "218-QĐ/TW khóa XI": that, as the catalogue has it."""
    termed = {x.term: x for x in here.undated.agreeing(t).values() if not x.local}
    if len(termed) != 1:
        return {}
    (told,) = termed.values()
    listed, _ = _listed(told, written, here.lex)
    return listed if len(listed) == 1 else {told.id: told}


def _perhaps(here: _Here, name: Name, t: Instrument, same: _Found) -> int | None:
    """The year behind an issuer that may be the instrument's: none later than the document, nor where that dates it otherwise."""
    year = name.perhaps if t.year is None else None
    if not year or (here.written and year > int(here.written[:4])):
        return None
    dated = {x.year for x in same.values() if x.year}
    return year if year in dated or not dated else None


def _of_year(here: _Here, year: int, t: Instrument, found: _Found, written: str | None) -> _Meant | None:
    """The one of a year that may be its own. Where none is known it stays open, if its numbers begin anew each year."""
    of = identity.identify(replace(t, id="", year=year), here.lex)
    listed = which.told(t, _listed(of, written, here.lex)[0], found, here.seen, written, here.lex)
    fit = {i: x for i, x in (found | listed).items() if x.year == year}
    if len(fit) == 1:
        return _Meant(next(iter(fit)), (), t)
    yearly = t.branch == "state" and not of.local and not t.term
    return _Meant(t.id, tuple(sorted({of.id, *found})), t) if yearly else None


def _spellings(here: _Here, name: Name, t: Instrument) -> _Found:
    """What the document tells with a number that a serial alone may stand for."""
    dated, others = here.keyed.spellings(t), here.undated.spellings(t)
    both = {**others, **dated} if others and dated else dated or others
    if found := here.seen.spelled(name.start, both):
        return found
    return both if dated and any(_apart(x, dated, here.lex) for x in others.values()) else dated or others


def _apart(told: Instrument, dated: _Found, lex: Lexicon) -> bool:
    """Whether what tells no year is none of those that do: of another term, or of another body and subject."""
    return all(not agree(told, x, lex) or which.against(told, x, lex) for x in dated.values())


def _undated(here: _Here, t: Instrument, dated: _Found, written: str | None) -> _Found:
    """What a number may mean beside the one that the document dates: "36-NQ/TW khóa XII" beside that of 2023."""
    found: _Found = {}
    for told in here.undated.agreeing(t).values() if dated else ():
        if _apart(told, dated, here.lex):
            listed, _ = _listed(told, written, here.lex)
            found |= listed if len(listed) == 1 else {} if told.local else {told.id: told}
    return found


def _listed(t: Instrument, written: str | None, lex: Lexicon) -> tuple[_Found, _Found]:
    """What the catalogue has of a number, by id, and apart what is another body's of the organ that writes it.

    A term tells more than who is said to write it.
    """
    listed = _catalogued(t, written, lex)
    found = [c for c in listed if whose.may_be_one(t, c, lex)]
    if not found and t.term:
        found = listed
    others = [c for c in listed if c not in found and whose.of_one_organ(t, c, lex)]
    return {x.id: x for x in found}, {x.id: x for x in others}


def _catalogued(t: Instrument, written: str | None, lex: Lexicon) -> list[Instrument]:
    """The well-known instruments with that number that fit what is told but for who issued them, none later than the document."""
    alike = [c for c in lex.numbered(t.number) if t.type is None or c.type in (None, t.type)]
    return [c for c in byname.not_later(alike, written) if agree(t, c, lex) and not which.of_another_year(t, c, lex)]


def _pointed(names: Sequence[Name], i: int, ids: Sequence[str | None]) -> str | None:
    """What "Quyết định nêu trên" points to: the nearest numbered name before it of the same type, if it is near.

    Or to the only scheme, programme and the like right before it: "Đề án đô thị thông minh …; kinh phí của Đề án nêu trên".
    """
    if names[i].kind == "plural":
        return None
    near = pointing.near(names, i)
    numbered = next((j for j in near if names[j].form == "number"), None)
    if numbered is not None:
        return ids[numbered]
    first = names[i].start - pointing.RIGHT_BEFORE
    called = {ids[j] for j in near if names[j].scheme and names[j].end > first}
    return called.pop() if len(called) == 1 else None
