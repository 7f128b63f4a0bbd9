"""Whose "UBND tỉnh", "Tỉnh ủy" is beside a province that its document's has taken in: what that one's instruments carry out, change
or are carried out by while it was, is its own. A city has no "Tỉnh ủy"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from kg import locality, organs, placenames
from kg.lexicon import Lexicon, Place
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.span import ALTERS, DOCUMENT, Link
from kg.text import UPPER
from kg.words import in_old_style

_LONGEST = 400  # characters from a province to what may be of it, in one clause
_APART = pattern(r"\.\s|\n|;(?!\s+(?:trên\s+cơ\s+sở\s+đó|theo\s+đó|từ\s+đó)(?!\w))", re.IGNORECASE)
# What tells that a place is meant as a province, before its name or behind it: "Tỉnh ủy A", "khu vực A", "A (cũ)".
_LEADS = pattern(r"(?<!\w)(?:tỉnh|ủy|địa\s+bàn|khu\s+vực)\s{1,2}$", re.IGNORECASE)
_WAS = pattern(r"\s?\(?(?:cũ|trước\s+(?:đây|(?:khi\s+)?(?:sắp\s+xếp|sáp\s+nhập|hợp\s+nhất)))(?!\w)\)?", re.IGNORECASE)
# "Trên địa bàn tỉnh A cũ, …": for which the whole clause is told.
_FRAME = pattern(
    r"(?:^|[.;:]\s|\n)\s{0,3}(?:[-+*•]\s{0,2})?(?:tại|ở|trên|đối\s+với)\s(?:(?:địa\s+bàn|khu\s+vực)\s)?(?:tỉnh\s)?$",
    re.IGNORECASE,
)
# "Sau khi hợp nhất với tỉnh A, Tỉnh ủy ban hành …": what has no day is of since then.
_MERGES = pattern(r"(?<!trước\s)(?<!trước\skhi\s)(?<!\w)(?:sắp\s+xếp|sáp\s+nhập|hợp\s+nhất)(?!\w)", re.IGNORECASE)
_CAPITAL = pattern(rf"(?<!\w)[{UPPER}]")
_OF_PROVINCE = pattern(r"(?<!\w)tỉnh(?!\w)", re.IGNORECASE)
_NEAR = 120  # characters
# Before a province that another has to do with: "giáp ranh tỉnh A", "hỗ trợ tỉnh A".
_BESIDE = "giáp ranh giới với giữa và đến sang đi từ cho giúp trợ hộ".split()
# "… trên địa bàn tỉnh A", "… du lịch tỉnh A đến năm 2030": of which province a title says to be; not "tiếp giáp tỉnh A".
_OF = pattern(
    rf"(?<!\w)(?:(?P<field>trên\s+địa\s+bàn\s+)|{''.join(f'(?<!{word} )' for word in _BESIDE)})tỉnh\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_OVER = pattern(
    r"\s?\||[\s.,;()”\"]*(?:$|(?:giai\s+đoạn|đến|năm|thời\s+kỳ|nhiệm\s+kỳ|khóa|tầm\s+nhìn)(?!\w))", re.IGNORECASE
)


@lru_cache(maxsize=4)
def _formers(lexicon: Lexicon) -> dict[str, dict[str, Place]]:
    """The provinces that each of today's has taken in."""
    found: dict[str, dict[str, Place]] = {}
    for p in lexicon.provinces.values():
        if p.until and p.into:
            found.setdefault(p.into, {})[p.label] = p
    return found


def _gone(home: str, day: str | None, lexicon: Lexicon) -> dict[str, Place]:
    """The provinces that a document's has taken in by its day."""
    return {label: p for label, p in _formers(lexicon).get(home, {}).items() if day is None or day > (p.until or "")}


def _after(told: Instrument, province: Place) -> bool | None:
    """Whether an instrument is of a day on which a province was no more; None where its day leaves that open."""
    until = province.until or ""
    if told.date:
        return told.date > until
    year = str(told.year or "")
    return None if year in ("", until[:4]) else year > until


def beside(text: str, names: Sequence[Name], place: str | None, day: str | None, lexicon: Lexicon) -> list[Name]:
    """The names in a document of a `place` and a `day`: not its own where they are told beside a province that it has taken in, or
    of a "tỉnh" in a city's.

    They become that province's where nothing else can be meant, and else nobody's.
    """
    home = lexicon.provinces.get(locality.province(place))
    if home is None:
        return list(names)
    gone = _gone(home.label, day, lexicon)
    if home.noun != "tỉnh":
        names = [_of_no_city(text, n, gone, lexicon) for n in names]
    if not any(p in text or p.upper() in text for name in gone for p in (name, in_old_style(name))):
        return list(names)
    return [
        _by_title(text, n, home.label, gone, lexicon) or _in_clause(text, n, gone, lexicon)
        if organs.of_each_province(n.facts, lexicon)
        else n
        for n in names
    ]


def _by_title(text: str, name: Name, home: str, gone: Mapping[str, Place], lexicon: Lexicon) -> Name | None:
    """A name that its own title says to be of a province that is gone; told in a table, by the cells behind it."""
    row = text[name.told : name.told + _LONGEST].partition("\n")[0]
    title = name.facts.title or (row if row.startswith((" |", "\t")) else "")
    if not title or home in title:
        return None
    for m in _OF.finditer(title):
        found = lexicon.place_names.match(title, m.end())
        after = _after(name.facts, gone[found[0].label]) if found and found[0].label in gone else True
        if found and not after and (m["field"] or _OVER.match(title, found[1])):
            return name.telling(place=found[0].label if m["field"] and after is False else locality.UNREAD)
    return None


def _of_no_city(text: str, name: Name, gone: Mapping[str, Place], lexicon: Lexicon) -> Name:
    """ "Tỉnh ủy", "UBND tỉnh" in a city's document: of the one province that the city has taken in since, or nobody's."""
    spelled = _OF_PROVINCE.search(name.facts.issuer or "") and organs.of_each_province(name.facts, lexicon)
    if not spelled or not _OF_PROVINCE.search(text, max(0, name.start - _NEAR), name.told):
        return name
    alive = [p for p in gone.values() if _after(name.facts, p) is False]
    return name.telling(place=alive[0].label if len(alive) == 1 else locality.UNREAD)


def _in_clause(text: str, name: Name, gone: Mapping[str, Place], lexicon: Lexicon) -> Name:
    """A name behind a province that is gone, in one clause."""
    start = max(0, name.start - _LONGEST)
    clause = max((m.end() for m in _APART.finditer(text, start, name.start)), default=start)
    last, at = None, clause
    while m := _CAPITAL.search(text, at, name.start):
        found = lexicon.place_names.match(text, m.start(), name.start)
        at = found[1] if found else m.end()
        if found and (_LEADS.search(text, max(0, m.start() - 12), m.start()) or _WAS.match(text, at)):
            last = (found[0].label, m.start(), at)
    if last is None or last[0] not in gone:
        return name
    province, at, over = last
    after = _after(name.facts, gone[province])
    if after or (after is None and _MERGES.search(text, clause, at)):
        return name
    was = _WAS.match(text, over)
    framed = was and text[was.end() : was.end() + 1] in (",", ":") and _FRAME.search(text, max(0, at - 40), at)
    return name.telling(place=province if framed and after is False else locality.UNREAD)


# --- By how they relate

_RESTS = frozenset({"implements", "basedOn"})
_COMMA, _MEMBERS = len(" và "), 8  # characters between members of a list, and how many of them are looked at
_STEPS = 2  # "A thực hiện B, B thực hiện C"


def told(names: Sequence[Name], lexicon: Lexicon) -> dict[int, str | None]:
    """The names that tell a province, and those that may be of any, by where they begin: with the province, and with None."""
    return {
        n.start: locality.province(n.facts.place) or None
        for n in names
        if placenames.whole(n.facts.place, lexicon) or organs.of_each_province(n.facts, lexicon)
    }


def related(
    names: Sequence[Name],
    told: Mapping[int, str | None],
    links: Sequence[Link],
    place: str | None,
    day: str | None,
    lexicon: Lexicon,
) -> list[Name]:
    """The names that tell no province, by those of other provinces that they are related to; `told` before they had one."""
    home = locality.province(place)
    of = {i: p for i, n in enumerate(names) if (p := told.get(n.start))}
    if not home or not set(of.values()) - {home}:
        return list(names)
    here = {i for i, n in enumerate(names) if told.get(n.start, "") is None and n.facts.place in (home, None)}
    gone = _gone(home, day, lexicon)
    ours = [k for k in links if k.subject != DOCUMENT and k.predicate in _RESTS | ALTERS] if here else []
    found: dict[int, set[str | None]] = {}
    for _ in range(_STEPS):
        for k in ours:
            if k.object in here and k.subject in of:
                told_of = {of[i] for i in _side_by_side(names, k.subject) if i in of}
                found.setdefault(k.object, set()).update(_beneath(names[k.object], p, gone, home) for p in told_of)
            elif k.subject in here and k.object in of and of[k.object] in {home, *gone}:
                whose = _above(names[k.subject], of[k.object], gone, home, rests=k.predicate in _RESTS)
                found.setdefault(k.subject, set()).add(whose)
        of |= {i: p for i, whose in found.items() if (p := _only(whose, home))}
    again = {(names[i].facts.number, names[i].facts.date): p for i, p in of.items() if p in gone}
    return [_of(n, found.get(i, set()), again, home) if i in here else n for i, n in enumerate(names)]


def _side_by_side(names: Sequence[Name], i: int) -> range:
    """A name with those right before it in a list, which do what it does: "A của UBND tỉnh B, C của UBND tỉnh D thực hiện …"."""
    first = i
    while first and i - first < _MEMBERS and 0 <= names[first].start - names[first - 1].told <= _COMMA:
        first -= 1
    return range(first, i + 1)


def _beneath(name: Name, province: str, gone: Mapping[str, Place], home: str) -> str:
    """Whose that is which a province's instrument carries out or changes: its own, if it was then."""
    return home if province in gone and _after(name.facts, gone[province]) else province


def _above(name: Name, province: str, gone: Mapping[str, Place], home: str, *, rests: bool) -> str | None:
    """Whose that is which carries out or changes a province's: its own, if it was then; who changes it undated, is there still."""
    after = _after(name.facts, gone[province]) if province in gone else True
    return home if after or (after is None and not rests) else None if after is None else province


def _only(whose: Collection[str | None], home: str) -> str | None:
    """The one province that is told; the document's own also where what else it rests on may have been carried out by either."""
    return home if set(whose) == {home, None} else next(iter(whose)) if len(whose) == 1 else None


def _of(
    name: Name, whose: Collection[str | None], again: Mapping[tuple[str | None, str | None], str], home: str
) -> Name:
    """A name in the one province that it may be of, which may be told of its number and day elsewhere."""
    if not whose:
        same = again.get((name.facts.number, name.facts.date)) if name.facts.date else None
        return name.telling(place=same) if same else name
    return name.telling(place=_only(whose, home))
