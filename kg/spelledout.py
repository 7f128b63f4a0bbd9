"""Numbers spelled out: "Nghị quyết 52 của Bộ Chính trị" is 52-NQ/TW, "Quyết định 15" the one that its document tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kg import identity, numbering, twins
from kg.lexicon import Lexicon
from kg.model import Instrument, Name


def _before(name: Name, written: str | None, lex: Lexicon) -> Instrument:
    """What a name tells, without a year that is yet to come when the document is written: "Kế hoạch số 9/KH-UBND năm 2023"."""
    t = name.facts
    if not written or not t.year or t.date or not t.number or name.kind == "law" or t.year <= int(written[:4]):
        return t
    number = numbering.of(t, lex)
    return t if number is None or number.year else replace(t, year=None)


def told(names: Sequence[Name], own: Instrument | None, written: str | None, lex: Lexicon) -> list[Instrument]:
    """What the names of a document tell, under their numbers in full; the document is `own`, and was `written` on a day."""
    found = [
        n.facts
        if n.form == "back"
        else _of_first(_spelled(identity.identify(_before(n, written, lex), lex), lex), written, lex)
        for n in names
    ]
    return _without_slips(found, own, lex)


@lru_cache(maxsize=20_000)
def _spelled(t: Instrument, lex: Lexicon) -> Instrument:
    """ "Nghị quyết 52 của Bộ Chính trị" with the number that it stands for, spelled from type and issuer."""
    if not t.number or numbering.parse(t.number, lex) is not None:
        return t
    kind, body = lex.types.get(t.type or ""), lex.authority(t.issuer)
    if not (kind and kind.codes and kind.kind == "policy" and body and body.codes):
        return t
    code, whose = kind.codes[0], body.codes[0]
    if whose in numbering.OF_ASSEMBLY or code.endswith(numbering.JOINT):
        return t  # "Thông tư liên tịch 01": its number has the codes of all
    of_year = t.year is not None and not t.date
    if body.branch == "party":
        written = f"{t.number}-{code}/{whose}"
    elif of_year and "series" in kind.traits:
        return t  # "Quyết định 22 năm 2023": with the year in its number or without
    else:
        written = f"{t.number}/{t.year}/{code}-{whose}" if of_year else f"{t.number}/{code}-{whose}"
    return identity.identify(replace(t, number=written), lex)


def _of_first(t: Instrument, written: str | None, lex: Lexicon) -> Instrument:
    """What tells its year and no day, in a document of that year from before its province numbered anew: of the first series."""
    if not t.local or t.date or not t.number or not written or str(t.year) != written[:4]:
        return t
    first = identity.identify(replace(t, date=written), lex)
    return replace(t, id=first.id) if f":{t.year};" in first.id else t


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


def by_document(t: Instrument, same: Mapping[str, Instrument], lex: Lexicon) -> Instrument:
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
