"""What is known by its name: which law a name means in a document, and the identity of programmes, plenums and congresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from kg import bills, listed, locality, namekeys, organs, periods, subjects, twins
from kg.lexicon import Lexicon, name_key
from kg.model import NAMED_ID, Instrument, Name
from kg.text import slug

_IN_TITLE = 3  # names that a title may hold
_LEAD = 60  # characters between a number and its title, with the blanks of its lines


def laws(told: Sequence[Instrument], written: str | None, lex: Lexicon) -> dict[str, str]:
    """The laws that a document names in full, under their name: by that name alone it means them."""
    found: dict[str, set[str]] = {}
    dated: dict[str, set[str]] = {}
    for t in told:
        if t.name and t.number and t.id and not t.local:
            found.setdefault(name_key(t.name), set()).add(t.id)
        elif t.name and (t.date or t.year):
            if not t.date and _replaced(t, written, lex):
                continue  # "Luật Đất đai năm 2013" in a text of 2025: "Luật Đất đai" alone is the one of that day
            of_day = {c.id for c in _of_day(t, t.name, written, lex)}
            found.setdefault(name_key(t.name), set()).update(of_day)
            if t.date or not lex.named(t.name):  # a year alone may be a slip
                dated.setdefault(name_key(t.name), set()).add(_law(t, t.name, written, lex)[0])
    for name, ids in dated.items():  # where the text tells none that the catalogue lists
        found[name] = found.get(name) or ids
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _replaced(t: Instrument, written: str | None, lex: Lexicon) -> bool:
    """Whether there was a later law of that name than the one of the year told, when the document was written."""
    return any(
        written and c.date and t.year and (c.year or 0) > t.year and c.date <= written for c in lex.named(t.name or "")
    )


def _titled(names: Sequence[Name], i: int) -> list[int]:
    """The instruments right before a law in whose titles it is named: a decree, and before it the one that amends that."""
    called = names[i].facts.name or ""
    found = []
    for j in range(i - 1, max(0, i - _IN_TITLE) - 1, -1):
        at = (names[j].facts.title or "").find(called) if names[j].form == "number" else -1
        if at >= 0 and names[i].start - names[j].told < at + _LEAD:
            found.append(j)
    return found


def last_day_of_title(names: Sequence[Name], told: Sequence[Instrument], i: int) -> str | None:
    """The day after which came no law that titles right before it name: that of the last of them, or the end of its year."""
    days = (names[j].facts.date or (f"{told[j].year}-12-31" if told[j].year else None) for j in _titled(names, i))
    return max((day for day in days if day), default=None)


def of_title(names: Sequence[Name], i: int, lex: Lexicon) -> Instrument | None:
    """The law that the title of a dated instrument right before it names: the latest of that name that is not later than that."""
    day = next((day for j in _titled(names, i) if (day := names[j].facts.date)), None)
    called = names[i].facts.name or ""
    earlier = [c for c in lex.named(called) if c.date and c.date <= day] if day else []
    return replace(max(earlier, key=lambda c: c.date or ""), name=called) if earlier else None


def named(
    name: Name, t: Instrument, written: str | None, lex: Lexicon
) -> tuple[str | None, tuple[str, ...], Instrument]:
    """What is known by its name."""
    if t.name and name.kind == "law":
        return _law(t, t.name, written, lex)
    if passed := _passed(t, lex):
        return passed.id, (), replace(passed, name=t.name)
    urn = _noun(t, lex)
    body = lex.authority(t.issuer)
    called = t.name
    if called and t.type == "Nghị quyết" and body is not None:  # of a congress: each province has its eleventh
        level = t.level or organs.level(t.issuer, body, t.place, lex)
        t = replace(t, level=level, branch=t.branch or body.branch)
        places = locality.jurisdiction(t.place, level) if level != "central" else ()
        known = places or level == "central"
        parts = ":".join((urn, namekeys.name_key(called, lex), *places))
        return f"{NAMED_ID}{parts}" if known else f"_:{parts}", (), t
    if called:
        kind = lex.types.get(t.type or "")
        scheme = kind is None or kind.named  # of regulations each province has its own: "Quy chế … trên địa bàn tỉnh A"
        plain = f"{NAMED_ID}{urn}:{namekeys.key(t, called, lex) if scheme else slug(called)}"
        # "… để thực hiện Hiệp định thương mại Việt Nam - Cuba giai đoạn 2020 - 2023": the tariff's period
        of_time = scheme and t.type not in lex.having["treaty"]
        return twins.of_period(plain, periods.last_year(called) if of_time else None), (), t
    t = replace(t, level=body.level if body else None, branch=body.branch if body else None)
    return f"_:{urn}:{slug(t.issuer or '')}:{slug(t.title or str(name.start), 60)}", (), t


def _passed(t: Instrument, lex: Lexicon) -> Instrument | None:
    """The resolution of a plenum, "Nghị quyết Trung ương 8 khóa XII", that passed but one; of several that of the subject told."""
    found = lex.named(t.name or "")
    if len(found) > 1:
        wanted = subjects.subject_words(t.title or "")
        found = tuple(c for c in found if wanted and wanted <= subjects.subject_words(c.title or ""))
    return found[0] if len(found) == 1 else None


def _of_day(t: Instrument, called: str, written: str | None, lex: Lexicon) -> list[Instrument]:
    """The laws of a name that fit the date or the year told with it, none later than the document."""
    fit = [
        c for c in lex.named(called) if (t.date and c.date == t.date) or (not t.date and t.year and c.year == t.year)
    ]
    return not_later(fit, written) or fit


def not_later(found: Iterable[Instrument], written: str | None) -> list[Instrument]:
    """Those that a document written on a day may name."""
    return [c for c in found if not (written and c.date and c.date > written)]


def unqualified(called: str, lex: Lexicon) -> str:
    """ "Luật Doanh nghiệp" of "Luật Doanh nghiệp cũ": one of its earlier laws, and which stays open."""
    former = next((w for w in lex.words["former"].phrases if called.endswith(f" {w}")), "")
    return called.removesuffix(f" {former}")


# From the Assembly's seventh term (Hiến pháp 1980, điều 98 and 100) to its ninth (Hiến pháp 1992, điều 91).
_COUNCIL = ("1981-07", "1992-09")


def _of_ordinance(day: str, written: str | None) -> str | None:
    """Who passed an ordinance: Hội đồng Nhà nước in its time; of that time and no day told, one of two."""
    if not day:
        return None if written and written < _COUNCIL[1] else "Ủy ban Thường vụ Quốc hội"
    return "Hội đồng Nhà nước" if _COUNCIL[0] <= day < _COUNCIL[1] else "Ủy ban Thường vụ Quốc hội"


@lru_cache(maxsize=20_000)
def _law(t: Instrument, called: str, written: str | None, lex: Lexicon) -> tuple[str, tuple[str, ...], Instrument]:
    """A law's name becomes the law where a year or date tells which; else it waits for `resolve`."""
    urn = _noun(t, lex)
    known = lex.named(called)
    dated = _of_day(t, called, written, lex)
    if len(dated) == 1:
        c = dated[0]
        return c.id, (), replace(c, name=called)
    t = replace(
        t,
        level="central",
        branch="state",
        issuer=t.issuer or ("Quốc hội" if urn != "phap.lenh" else _of_ordinance(t.date or str(t.year or ""), written)),
    )
    if bills.of(called):
        return f"_:{urn}:{slug(called)}", tuple(sorted(c.id for c in bills.becomes(called, written, lex))), t
    if known and not (t.date or t.year):
        return f"_:{urn}:{slug(called)}", tuple(sorted(c.id for c in not_later(known, written))), t
    if len(dated) > 1 and not t.date:  # of that name the year has two: "Luật Tổ chức chính quyền địa phương năm 2025"
        return f"_:{urn}:{slug(called)}:{t.year}", tuple(sorted(c.id for c in dated)), t
    when = f":{t.date or t.year}" if t.date or t.year else ""
    if not known and (several := lex.named(unqualified(called, lex))):
        return f"_:{urn}:{slug(called)}", tuple(sorted(c.id for c in not_later(several, written))), t
    if not known and listed.has_initials(called):  # "Luật XDVB": what its letters stand for is left open
        return f"_:{urn}:{slug(called)}{when}", (), t
    return f"{NAMED_ID}{urn}:{slug(called)}{when}", (), t


def _noun(t: Instrument, lex: Lexicon) -> str:
    """What a URN calls the type."""
    kind = lex.types.get(t.type or "")
    return kind.urn if kind else slug(t.type or "van ban")
