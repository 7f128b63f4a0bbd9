"""Coreference in one document: which of its names mean the same instrument, and under which id.

By the name's own key, then by the same document, then by the catalogue. What stays open keeps an id of this document only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from kg import byname, identity, numbering, organs, twins, which, whose
from kg.lexicon import Lexicon, name_key
from kg.model import Instrument, Name
from kg.retold import Table, agree
from kg.text import fold, slug

NONE: tuple[str, ...] = ()
_VALUES = attrgetter(*identity.FACTS)
_NEAR = 12  # names that "Quyết định nêu trên" reaches back over
_RIGHT_BEFORE = 400  # characters


class _Here(NamedTuple):
    """A document while its names are looked at one after the other."""

    names: Sequence[Name]
    told: Sequence[Instrument]  # of each name
    written: str | None  # when the document was
    keyed: Table  # of those with a year
    undated: Table  # of those without one
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
    """For each name its id; the instruments under their ids; and the candidates of names that stay open.

    `selves` mean the document itself (`own`), and each of `reworded` the same as a name before it, or None; each of `members` is
    another than the one beside it in a list: see `which.members`.
    """
    here = _here(names, selves, own, written, lex)
    candidates: list[tuple[str, ...]] = []
    votes: dict[str, list[Instrument]] = {}
    for i, (name, t) in enumerate(zip(names, here.told, strict=True)):
        if i in selves and own is not None:
            meant, tells = _Meant(own.id, NONE, t), name.form == "number"
        elif i in reworded:
            before = reworded[i]
            meant, tells = _Meant(None if before is None else here.ids[before], NONE, t), False
        else:
            meant, tells = _meant(here, i, another=here.told[members[i]].id if i in members else None), True
        if tells and meant.id is not None:
            votes.setdefault(meant.id, []).append(meant.facts)
        here.seen.add(name.start, meant.id, t)
        here.ids.append(meant.id)
        candidates.append(meant.candidates)
    periods = twins.of_one_period(votes)
    for bare, whole in periods.items():
        votes[whole] += votes.pop(bare, [])
    ids = [periods.get(known, known) if known else known for known in here.ids]
    me = own.id if own else None
    return ids, {k: _vote(k, values, lex, own=k == me) for k, values in votes.items()}, candidates


def _here(
    names: Sequence[Name], selves: frozenset[int], own: Instrument | None, written: str | None, lex: Lexicon
) -> _Here:
    """The document before its names are looked at."""
    told = [
        n.facts if n.form == "back" else _of_first(_spelled(identity.identify(n.facts, lex), lex), written, lex)
        for n in names
    ]
    told = _without_slips(told, own, lex)
    return _Here(
        names=names,
        told=told,
        written=written,
        keyed=Table([*(t for t in told if t.id and t.year), *([own] if own else [])], lex),
        undated=Table([t for t in told if t.id and not t.year], lex),
        laws=byname.laws(told, written, lex),
        apart=which.of_other_bodies(told),
        main=_put_together(names, selves, own),
        ids=[],
        seen=which.Seen(),
        lex=lex,
    )


def _without_slips(told: list[Instrument], own: Instrument | None, lex: Lexicon) -> list[Instrument]:
    """What names tell, under the number that one with a year too many or too few means: see `twins`."""
    days: dict[str, list[str | None]] = {}
    for t in told if own is None else (*told, own):
        if t.number and t.id and not t.local:
            days.setdefault(t.id, []).append(t.date)
    meant = twins.of_one_day(days, {own.id: {own.date}} if own else {}, lex)
    if not meant:
        return told
    numbers = {t.id: t.number for t in (*lex.catalogue.values(), *told)}
    fit = ((t, meant.get((t.id, t.date))) for t in told)
    return [replace(t, id=whole, number=numbers.get(whole, t.number)) if whole else t for t, whole in fit]


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
    then = (byname.day_of_title(here.names, i) if by_name else None) or here.written
    meant = _identity(here, i, another, then)
    if meant.id and meant.id.startswith("_:") and (t.number, t.issuer) in here.apart:
        meant = meant._replace(id=f"{meant.id}:{slug(t.issuer or '')}")
    if here.main is not None and name.this and here.names[here.main].type == name.type and i > here.main:
        meant = meant._replace(id=here.ids[here.main])
    if meant.id and by_name:
        if of_title := byname.of_title(here.names, i, here.lex):
            return _Meant(of_title.id, NONE, of_title)
        return meant._replace(id=here.laws.get(name_key(t.name), meant.id))
    return meant


def _identity(here: _Here, i: int, another: str | None, written: str | None) -> _Meant:
    """What a name means by its own key, then by the same document, then by the catalogue as it was when this was written."""
    name, t, lex = here.names[i], here.told[i], here.lex
    if name.form == "back":
        return _Meant(_pointed(here.names, i, here.ids), NONE, t)
    if not t.number:
        return _Meant(*byname.named(name, t, written, lex))
    if numbering.parse(t.number, lex) is None:
        t = _short(t, _spellings(here, name, t), lex)
    if t.id and not t.local and t.year:
        return _Meant(t.id, NONE, t)
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
    if (year := _perhaps(here, name, t, same)) and (of_year := _of_year(here, year, t, whole or same, written)):
        return of_year
    found = which.narrowed(t, whole or same, name.start, here.seen, lex)
    if which.rather(t, whole, others):
        whole = {**whole, **others}
    elif len(found) == 1:
        (meant,) = found.values()
        # The number of an instrument has the year, whoever leaves it out.
        return _Meant(meant.id, NONE, replace(t, number=None) if twins.NORMATIVE in meant.id else t)
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


_Found = dict[str, Instrument]


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
    fit = {i: x for i, x in (found | _listed(of, written, here.lex)[0]).items() if x.year == year}
    if len(fit) == 1:
        return _Meant(next(iter(fit)), NONE, t)
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
    alike = [c for c in lex.by_number.get(fold(t.number or ""), ()) if t.type is None or c.type in (None, t.type)]
    return [c for c in byname.not_later(alike, written) if agree(t, c, lex)]


def _short(t: Instrument, same: Mapping[str, Instrument], lex: Lexicon) -> Instrument:
    """A short form with the number that it stands for: that of `same`, which the document tells, or a law's of the catalogue."""
    kind = lex.types.get(t.type or "")
    serial = numbering.serial_key(t.number or "")
    spelled = next(iter(same.values()), None)
    if spelled and all(v.number == spelled.number for v in same.values()):
        if len(same) == 1:
            return replace(
                t,
                id=spelled.id,
                number=spelled.number,
                date=t.date or spelled.date,
                year=spelled.year,
                term=t.term or spelled.term,
                place=t.place or spelled.place,
                issuer=t.issuer or spelled.issuer,
            )
        return replace(t, number=spelled.number)
    if t.year and kind and kind.kind == "law":
        starts = (f"{serial}/{t.year}/", f"0{serial}/{t.year}/")
        listed = {c.id: c for n, cs in lex.by_number.items() if n.startswith(starts) for c in cs}
        if len(listed) == 1:
            c = next(iter(listed.values()))
            return replace(t, id=c.id, number=c.number, date=t.date or c.date, issuer=c.issuer)
    return t


@lru_cache(maxsize=20_000)
def _spelled(t: Instrument, lex: Lexicon) -> Instrument:
    """ "Nghị quyết 52 của Bộ Chính trị" with the number that it stands for, spelled from type and issuer."""
    kind = lex.types.get(t.type or "")
    if not t.number or numbering.parse(t.number, lex) is not None:
        return t
    body = lex.authority(t.issuer)
    if (
        body
        and kind
        and kind.codes
        and kind.kind == "policy"
        and body.codes
        and body.codes[0] not in numbering.OF_ASSEMBLY
        and not kind.codes[0].endswith(numbering.JOINT)  # "Thông tư liên tịch 01": its number has the codes of all
    ):
        party, of_year = body.branch == "party", t.year is not None and not t.date
        if of_year and not party and "series" in kind.traits:
            return t  # "Quyết định 22 năm 2023": with the year in its number or without
        serial = f"{t.number}/{t.year}" if of_year else t.number
        written = (
            f"{t.number}-{kind.codes[0]}/{body.codes[0]}" if party else f"{serial}/{kind.codes[0]}-{body.codes[0]}"
        )
        return identity.identify(replace(t, number=written), lex)
    return t


def _of_first(t: Instrument, written: str | None, lex: Lexicon) -> Instrument:
    """What tells its year and no day, in a document of that year from before its province numbered anew: of the first series."""
    if not t.local or t.date or not t.number or not written or str(t.year) != written[:4]:
        return t
    first = identity.identify(replace(t, date=written), lex)
    return replace(t, id=first.id) if f":{t.year};" in first.id else t


def _pointed(names: Sequence[Name], i: int, ids: Sequence[str | None]) -> str | None:
    """What "Quyết định nêu trên" points to: the nearest numbered name before it of the same type, if it is near.

    Or to the only scheme, programme and the like right before it: "Đề án đô thị thông minh …; kinh phí của Đề án nêu trên".
    """
    if names[i].kind == "plural":
        return None
    near = [j for j in range(i - 1, max(-1, i - _NEAR), -1) if names[j].type == names[i].type]
    numbered = next((j for j in near if names[j].form == "number"), None)
    if numbered is not None:
        return ids[numbered]
    first = names[i].start - _RIGHT_BEFORE
    called = {ids[j] for j in near if names[j].form == "name" and names[j].kind != "law" and names[j].end > first}
    return called.pop() if len(called) == 1 else None


def _vote(key: str, values: Sequence[Instrument], lex: Lexicon, *, own: bool) -> Instrument:
    """One instrument of all that its names tell: for each field the value told most often, the first of equals.

    The title of what the catalogue lists is the catalogue's, whatever others than its `own` text say that it is about.
    """
    told = Counter(values)  # most names tell the same as others
    merged = _most(key, told, lex) if len(told) > 1 or values[0].id != key else values[0]
    listed = next((c for c in lex.by_number.get(fold(merged.number or ""), ()) if c.id == key), None)
    if listed and listed.title and not own:
        merged = replace(merged, title=listed.title)
    if listed and listed.issuer and whose.whole(merged.issuer, lex) and not own:
        merged = replace(merged, issuer=listed.issuer)
    return identity.merge(merged, listed) if listed else merged


def _most(key: str, told: Mapping[Instrument, int], lex: Lexicon) -> Instrument:
    chosen: dict[str, Any] = {}
    for f, column in zip(identity.FACTS, zip(*map(_VALUES, told), strict=True), strict=True):
        values = dict.fromkeys(column)
        values.pop(None, None)
        if f == "issuer" and len(values) > 1 and (number := chosen.get("number")):
            told_by_words = organs.told_better(number, chosen.get("type"), values, lex)
            values = {v: None for v in values if v in told_by_words} or values
            values = {v: None for v in values if not whose.whole(v, lex)} or values
        if f in ("title", "name") and len(values) > 1:  # a heading's capitals are no spelling
            values = {v: None for v in values if not v.isupper()} or values
        if len(values) > 1:
            counts: Counter[Any] = Counter()
            for value, times in zip(column, told.values(), strict=True):
                counts[value] += times
            chosen[f] = max(values, key=lambda v: (counts[v], len(str(v)) if f in ("title", "name") else 0))
        elif values:
            (chosen[f],) = values
    return Instrument(id=key, **chosen)
