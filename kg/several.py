"""Several numbers after one noun: "Quyết định số 12, 13 và 14/QĐ-UBND", "các Nghị quyết 57, 59 và 68"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg import dating, issuers, numbers, plenums, writers
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import Hit
from kg.text import FEW

KINDS = frozenset({"policy"})  # what is named by a number without its code
_SEVERAL = pattern(rf"(?<!\w)(?:các|những|{FEW}|0\d)\s+$", re.IGNORECASE)
_TERM = pattern(r"\s+\(?khóa\s+[IVX]+(?!\w)", re.IGNORECASE)


def named(text: str, hit: Hit, lexicon: Lexicon, *, lower: bool) -> list[Name]:
    """The members of a list of numbers after one noun: that share their code, or have none."""
    if listed := numbers.shared(text, hit.end, lexicon):
        return _sharing(text, hit, listed)
    return _codeless(text, hit, lexicon, lower=lower) if hit.type.kind in KINDS and not hit.type.named else []


def _codeless(text: str, hit: Hit, lexicon: Lexicon, *, lower: bool) -> list[Name]:
    """ "các Nghị quyết 57, 59 và 68", "Nghị quyết 57, 59 của Bộ Chính trị", "Nghị quyết 18, 19 khóa XII"."""
    serials = numbers.serials(text, hit.end)
    last = numbers.short(text, serials[-1][1], lexicon) if serials else None
    if last is None or last[2] or numbers.counts(text, last.end(), lexicon):
        return []
    end = last.end()
    several = _SEVERAL.search(text, max(0, hit.at - 8), hit.at)
    whose = issuers.issuer_after(text, end, lexicon) or plenums.passed(text, end, lexicon) or _TERM.match(text, end)
    # Of a word for several, a capital and who issued it, two tell a list from what is counted: "các kế hoạch 5, 10 …".
    if [several is None, whose is None, text[hit.at].islower() and not lower].count(True) > 1:
        return []
    kind = hit.type
    return [
        dating.dated(text, start if n else hit.at, stop, "short", kind, number=text[start:stop])
        for n, (start, stop) in enumerate([*serials[:-1], last.span()])
    ]


def _sharing(text: str, hit: Hit, listed: list[tuple[str, int, int]]) -> list[Name]:
    """ "Quyết định số 12, 13 và 14/QĐ-UBND ngày …": each by its own words; the date, told once, is that of all."""
    kind = hit.type
    number, start, end = listed[-1]
    last = dating.dated(text, start, end, "number", kind, number=number)
    return [
        *(
            last.telling(number=number)._replace(start=begin if n else hit.at, end=end, told=end)
            for n, (number, begin, end) in enumerate(listed[:-1])
        ),
        last,
    ]


_ITEM = pattern(r"số\s?:?\s?\d|\d", re.IGNORECASE)
_NEXT = pattern(r"\s?[,;]?\s{1,2}(?:và\s{1,2})?")


# Behind the body of a head: "… gồm", "… (cũ), gồm", "… trước khi sáp nhập, bao gồm"
_LEADS_ON = pattern(
    r"(?:\s\([^()]{2,40}\)|\s(?:cũ|trước\s+đây|trước\s+(?:khi\s+)?(?:sáp\s+nhập|hợp\s+nhất|sắp\s+xếp))(?!\w))?"
    r"(?:,?\s(?:(?:bao\s+)?gồm|như\s+sau|sau\s+đây|cụ\s+thể)(?:\s+có)?)?\s*$",
    re.IGNORECASE,
)
_LEAD = 70  # characters of it


_MANY = pattern(
    rf"(?<![\w/])(?:các|những|một\s+số|\d{{1,3}}(?:\s\([^()\d]{{2,12}}\))?|{FEW})"
    r"\s+([^\W\d]+(?:\s[^\W\d]+){0,3})\s+của\s[^,;:.()]{3,80}$",
    re.IGNORECASE,
)
# Before the first member of a list, behind its head: ": Quyết định số", " gồm các Quyết định số".
_HEAD = pattern(r"(?:(:)\s?|(?<=\s)(gồm)\s{1,2})(?:(?:các|những)\s{1,2})?$", re.IGNORECASE)
_NEAR = 12  # characters
_ANY = "văn bản"  # of whatever type
_LONGEST_HEAD = 120  # characters
# Behind a member, and its title if it has one: the next member, with a noun of its own.
_MEMBER = pattern(r"(?:[^.:\n]|\.(?=\S)){0,400}?(?:[;,](?:\s+và)?|\svà)\s{1,2}")


def _body_ends(text: str, head: int) -> int:
    """Where the body ends that heads a list, before what leads on to its colon: "của UBND tỉnh A (cũ), gồm:"."""
    on = _LEADS_ON.search(text, max(0, head - _LEAD), head)
    return on.start() if on else head


def _several_of(text: str, name: Name, colon: int) -> str | None:
    """What the head of a list that ends at an offset calls its members, if a name may be one: "các quyết định của UBND tỉnh"."""
    m = _MANY.search(text, max(0, colon - _LONGEST_HEAD), _body_ends(text, colon))
    noun = " ".join(m[1].lower().split()) if m else ""
    return noun if name.type is not None and noun in (name.type.lower(), _ANY) else None


def _head(text: str, at: int) -> int | None:
    """Where the head of a list ends whose first member stands at an offset: before its colon, or behind "gồm"."""
    before = text[max(0, at - _NEAR) : at]
    m = _HEAD.search(before) if ":" in before or "gồm" in before else None
    return at - len(before) + (m.start(1) if m[1] else m.end(2)) if m else None


def _beside(text: str, last: Name | None, name: Name, noun: str | None) -> bool:
    """Whether a number with a noun of its own is a member of the list of the name before, whose head calls its members so."""
    alike = noun is not None and last is not None and last.form == name.form == "number" and name.type is not None
    if last is None or not alike or noun not in ((name.type or "").lower(), _ANY):
        return False
    return _MEMBER.fullmatch(text, last.told, name.start) is not None


def headed(text: str, names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """ "các Quyết định của UBND tỉnh A: số …, số …", "của Bộ Chính trị gồm: Nghị quyết 57, Nghị quyết 59".

    What has no noun of its own, or no code, is of the body that heads the list; and so is what the head calls by that noun,
    "các quyết định của UBND tỉnh A gồm Quyết định số …; Quyết định số …".
    """
    found: list[Name] = []
    heads = False  # whether the list of the last name has a head
    noun: str | None = None  # what that calls its members
    for name in names:
        last = found[-1] if found else None
        found.append(name)
        item = name.form == "number" and _ITEM.match(text, name.start) is not None
        head = _head(text, name.start) if name.form in ("number", "short") else None
        member = heads and _beside(text, last, name, noun)
        if name.facts.issuer or not (item or head is not None or member or name.form == "short"):
            heads, noun = False, None
            continue
        whose: tuple[str, str | None] | None = None
        follows = last is not None and (item or heads) and _NEXT.fullmatch(text, last.told, name.start)
        if last is not None and last.facts.issuer and (member or follows):
            whose = last.facts.issuer, last.facts.place
        elif head is not None and ((noun := _several_of(text, name, head)) or item or name.form == "short"):
            read = issuers.before(text, 0, _body_ends(text, head), lexicon)
            whose = (read[0], issuers.alone(text, read[2], read[:2], lexicon)) if read else None
        heads = whose is not None and writers.writes(name.facts, whose[0], lexicon)
        if heads and whose:
            found[-1] = name.telling(issuer=whose[0], place=whose[1])
    return found
