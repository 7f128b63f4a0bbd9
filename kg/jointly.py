"""Several that act, or suffer, together: "được sửa đổi tại A và B", "A và B được thay bởi C", "đã ban hành A và B thực hiện C"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import ending, issuing, provisions
from kg.cues import Found, governing
from kg.field import Field
from kg.linking import BESIDE, GROUNDS, LISTED, ONE_AGENT, core, part_of, within_verb, year_of
from kg.noting import SINCE
from kg.patterns import pattern
from kg.series import bare, begins_own, going_on, over_title
from kg.span import CHANGES, DOCUMENT, Link
from kg.text import ORDINAL, wrap
from kg.titling import title_noted

_AND_THEN = pattern(r"[\s,;]*(?:và|đồng\s+thời|sau\s+đó)[\s,]+(?:đã\s+|tiếp\s+tục\s+)?", re.IGNORECASE)
_ISSUED = pattern(r"(?<!\w)ban\s+hành\s+(?:(?:kịp\s+thời|các)\s+)*$", re.IGNORECASE)
_AIMED = pattern(r",?\s+(?:(cùng|đều)\s+(?=(?:để|nhằm|triển|thực|cụ|thi|tổ)\s)|để\s|nhằm\s)", re.IGNORECASE)
_JOINT = pattern(r"\s*[,;]\s+(?:và\s+)?")
_LONGEST_LEAD = 100  # characters
_SEVERAL = pattern(r"(?<!\w)(?:các|những)\s+$", re.IGNORECASE)  # "Các Nghị định số A, số B được sửa đổi bởi C"
_SHORT = 8  # characters of it
# "sửa đổi, bổ sung lần thứ nhất theo A, lần thứ hai theo B"
_TIMES = pattern(rf"(?<=[,;\s])lần\s+(?:thứ\s+)?(?:{ORDINAL}|\S{{1,6}})\s+(?:bởi|tại|theo|bằng)\s+$", re.IGNORECASE)
# "A, B (đều được thay thế bởi C)": what brackets tell of all that stands before them
_OF_ALL = pattern(
    r"(?<!\w)(?:đều|cùng|tất\s+cả|cả\s+\w+|(?:các|những|hai|ba)\s+(?:\w+\s+){1,3}(?:này|trên|đó|kể\s+trên|nói\s+trên))(?!\w)",
    re.IGNORECASE,
)
# "được sửa đổi Điều 3 bởi A và Điều 4 bởi B"
_EACH_PART = pattern(
    rf"(?:[,;]|,?\s+và)\s+({provisions.BY_VERB})\s+(?:bởi|theo|tại|bằng)\s+(?:quy\s+định\s+tại\s+)?", re.IGNORECASE
)
_SHARED = 0.06  # less sure than what one instrument is told to do


def acting_too(f: Field, i: int, prev: int, found: Found | None, before: Link) -> Link | None:
    """ "được sửa đổi tại A và B", "được sửa đổi theo A và được thay thế bằng B": both act on the same."""
    told = f.stretch(prev, f.names[i].start)
    if before.provision and (each := _EACH_PART.fullmatch(told)):
        return before._replace(subject=i, end=f.names[i].end, provision=wrap(each[1]))
    again = "lần" in told and _TIMES.search(told) is not None
    between = f.stretch(prev, found.start) if found and not again else told
    if found is None or again:
        if f.over(prev) > f.names[prev].told or begins_own(f, prev, i):
            return None  # "A được B sửa đổi và C", "A được sửa đổi bởi B, C được sửa đổi bởi D": C acts on nothing
        inside = any(a[2] <= prev and i < a[3] for a in f.asides) or title_noted(f.text, f.names[before.object])
        apart = ";" in between and not inside and not again  # "(sửa đổi bởi A; B và C)"
        between = SINCE.sub("", between) if "hiệu lực" in between else between
        between = _TIMES.sub(" ", between) if again else between
        listed = bool(LISTED.fullmatch(core(between))) and not apart and before.predicate not in ONE_AGENT
        if f.names[i].facts.name and not f.names[prev].facts.name:
            return None  # "Luật A được sửa đổi bởi Luật số 57/2024/QH15, Luật B số …": B stands beside A
        rule = f"{before.rule.removesuffix('+list')}+list"
        return before._replace(subject=i, end=f.names[i].end, rule=rule) if listed else None
    if found.cue.voice != "passive" or not _AND_THEN.fullmatch(between):
        return None
    part, own = _of_all(f, prev, before), within_verb(f.text, found, found.cue.predicate)
    if own and part:  # "Điều 7 A được sửa đổi bởi B và bị bãi bỏ khoản 2 bởi C"
        above = provisions.above(own, part)
        own = f"{own} {above}" if above else own
    return before._replace(subject=i, predicate=found.cue.predicate, end=f.names[i].end, provision=own or part)


def _of_all(f: Field, i: int, link: Link) -> str | None:
    """The part in a link of name i that all verbs of its clause tell of: none that is told inside its own verb phrase."""
    prev = f.before(i)
    alone = prev is not None and _EACH_PART.fullmatch(f.stretch(prev, f.names[i].start)) is not None
    if alone or f.over(i) > f.names[i].told:  # "Điều 7 A bị B bãi bỏ khoản 2"
        return provisions.named(f.text, link.start, f.names[link.object].start)
    k: int | None = i
    while link.provision and k is not None and k > link.object:
        prev = f.before(k)
        told = governing(f.text, f.goes_on(prev, f.names[k].start), f.names[k].start, f.lexicon)
        if told is not None:
            own = within_verb(f.text, told, link.predicate) or ""
            return link.provision.removeprefix(own).strip() or None
        k = prev
    return link.provision


def changed_beside(f: Field, i: int, prev: int, acted: Link) -> Link | None:
    """ "Sửa đổi A được sửa đổi theo B của 2025 và C của 2022": lists of what has changed A go on in time, so C stands beside A.

    So it does among grounds.
    """
    before = f.governor.get(acted.object)
    own = before is not None and before.subject == DOCUMENT and before.predicate in CHANGES | GROUNDS
    if before is None or not own or any(a[2] <= prev and i < a[3] for a in f.asides):
        return None
    name, one = f.names[i], f.names[acted.object]
    back = 0 < year_of(f, i) < year_of(f, prev)
    alike = name.form == one.form == "number" and name.type == one.type and name.facts.number != one.facts.number
    return going_on(f, prev, i, before) if back and alike else None


def suffering_too(f: Field, link: Link) -> Iterator[Link]:
    """ "A, B và C được thay thế bởi D": A and B with C, where the list begins the clause, which is told of all of it.

    Not what has just changed another: "X được sửa đổi theo A, B được thay thế bởi D"; nor what brackets tell of C alone.
    """
    if link.rule not in ("passive", "passive+list") or link.predicate == "approves" or _aside(f, link):
        return
    members = [link.object]
    told = f.governor.keys() | f.acting.keys() | f.own
    while (prev := f.before(members[-1])) is not None and prev not in told:
        between = bare(ending.EXCEPTION.sub("", f.stretch(prev, f.names[members[-1]].start)))
        listed = LISTED.fullmatch(between) or over_title(f, prev, members[-1], link.predicate, between)
        within = f.names[prev].told > f.names[members[-1]].start  # "Luật sửa đổi … của Luật A": A alone suffers
        if not listed or within or f.names[prev].form == "back":
            break
        members.append(prev)
    first = f.names[members[-1]].start
    several = _SEVERAL.search(f.text, max(f.sentence.start, first - _SHORT), first)
    first = several.start() if several else first
    if f.opens(first) or f.begins(first):
        less = round(link.confidence - BESIDE, 2)
        for j in members[1:]:
            part = part_of(f, link.predicate, f.goes_on(f.before(j), f.names[j].start), f.names[j].start)
            yield link._replace(object=j, start=f.names[j].start, rule="passive+list", confidence=less, provision=part)


def _aside(f: Field, link: Link) -> bool:
    """Whether brackets tell what is done to the name before them, and not to all of its list: "A, B (được sửa đổi bởi C)"."""
    told = f.names[link.object].told
    inside = (a for a in f.asides if a[2] <= link.subject < a[3] and link.object < a[2])
    inside = (a for a in inside if "hiệu lực" not in f.text[told : a[0]])  # "A, B hết hiệu lực (được thay thế bởi C)"
    return any(_OF_ALL.search(f.text, start, f.names[link.subject].start) is None for start, *_ in inside)


def issued_too(f: Field, link: Link) -> Iterator[Link]:
    """ "đã ban hành A, B và C thực hiện D", "A, B và C cùng thực hiện D": A and B with C, which are of its type.

    Of any type where the aim is told: "đã ban hành A và B để thực hiện D".
    """
    if link.rule != "clause" or link.predicate != "implements":
        return
    members = [link.subject]
    acting = {k.subject for k in f.governor.values()}  # "A (thực hiện B), C (thực hiện D)"
    aimed = _AIMED.match(f.text, f.names[link.subject].told)
    while (prev := f.before(members[-1])) is not None and not (prev in f.governor or prev in acting or prev in f.own):
        between = f.stretch(prev, f.names[members[-1]].start)
        alike = f.names[prev].form == "number" and (aimed or f.names[prev].type == f.names[link.subject].type)
        listed = LISTED.fullmatch(between) and (aimed or ";" not in between)  # "đã ban hành A; B thực hiện C"
        if not alike or not (listed or (aimed and _issued_beside(f, prev, members[-1]))):
            break
        members.append(prev)
    first = f.names[members[-1]].start
    together = aimed is not None and aimed[1] is not None
    if len(members) > 1 and (together or _ISSUED.search(f.text, max(f.sentence.start, first - _LONGEST_LEAD), first)):
        less = round(link.confidence - _SHARED, 2)
        for j in members[1:]:
            yield link._replace(subject=j, start=f.names[j].start, rule="clause+list", confidence=less)


def _issued_beside(f: Field, prev: int, i: int) -> bool:
    """ "Huyện ủy A ban hành X, Huyện ủy B ban hành Y để thực hiện Z": whether X, which has no title of its own, stands beside Y."""
    told, at = f.names[prev].told, f.names[i].start
    comma = _JOINT.match(f.text, told, at) if f.names[prev].facts.title is None else None
    if comma is None:
        return False
    body = issuing.presenting(f.text, comma.end(), at, f.lexicon)
    return body is not None and f.text.count(",", comma.end(), at) <= (1 if body.day else 0)
