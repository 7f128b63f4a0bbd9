"""By what something was done to an instrument, told behind it: "đã bãi bỏ A tại B", "thay thế A bằng B", "cụ thể hóa A bằng B"."""

from __future__ import annotations

import re

from kg import issuers, rank
from kg.cues import Found, governing
from kg.field import Field, attached
from kg.linking import link_of, part_of, row
from kg.patterns import pattern
from kg.span import CHANGES, STOPS, Link

_CONCRETE = pattern(r"(?:cụ\s+thể|thể\s+chế)\s+hóa\s+$", re.IGNORECASE)
_INTO = pattern(r"\s(?:bằng|thành|tại)\s+(?:việc\s+ban\s+hành\s+)?$", re.IGNORECASE)
_DONE_IN = pattern(r"\s*(?:bằng|tại)\s+", re.IGNORECASE)
_DONE = pattern(r"(?<!\w)(?:đã|vừa|mới)\s+$", re.IGNORECASE)
_BY = pattern(r"\s*bằng\s+", re.IGNORECASE)


def by_it(f: Field, prev: int, i: int) -> Link | None:
    """What was done to name prev by name i, with no cue between them: "thay thế A bằng B", "cụ thể hóa A bằng B"."""
    start, end = f.names[prev].start, f.names[i].end
    before = f.governor.get(prev)
    if before is None:
        if _made_concrete(f, prev, i):
            return link_of(i, "implements", prev, start, end, "passive")
        return _done_in(f, prev, i)
    replaced = before.predicate == "replaces" and _BY.fullmatch(f.stretch(prev, f.names[i].start))
    put = f.acting.get(prev)  # "thay thế Quy chế A ban hành kèm theo B bằng Quy chế C": A
    on = put.object if put is not None and put.predicate == "approves" else prev
    if on != prev and f.names[on].facts.name == f.names[i].facts.name:
        return None  # "… bằng Quy chế A ban hành kèm theo Quyết định này"
    return link_of(i, "replaces", on, before.start, end, "passive") if replaced else None


def _made_concrete(f: Field, prev: int, i: int) -> bool:
    """ "… đã cụ thể hóa A về … bằng B", "… thành B": what somebody did to A by B."""
    at = f.names[prev].start
    between = f.stretch(prev, f.names[i].start)
    into = _INTO.search(between)
    if into is None or not _CONCRETE.search(f.text, max(f.sentence.start, at - 40), at):
        return False
    return attached(between[: into.start()])


def _done_in(f: Field, prev: int, i: int) -> Link | None:
    """ "Ủy ban nhân dân tỉnh đã bãi bỏ A tại B", "việc thay thế A bằng B": what somebody did to A by B."""
    between = f.names[prev].form == "number" and _of_one_kind(f, prev, i) and f.stretch(prev, f.names[i].start)
    told = _change(f, prev) if between and _DONE_IN.fullmatch(between) else None
    return _by_change(f, prev, i, told) if told else None


def changed(f: Field, prev: int, i: int) -> list[Link] | None:
    """ "Ủy ban nhân dân tỉnh đã dừng thực hiện Kế hoạch số … tại Quyết định B": what B did to plans, which it puts in no force.

    Nothing certain where nobody is told to have done it: "việc hủy bỏ Đề án số … tại B". None where no plan is changed.
    """
    plans, decisions = f.lexicon.having["programme"], f.lexicon.having["deciding"]
    if f.names[prev].type not in plans or f.names[i].form != "number" or f.names[i].type not in decisions:
        return None  # nearly always
    if not _DONE_IN.fullmatch(f.stretch(prev, f.names[i].start)):
        return None
    members = row(f, prev, -1)
    told = _change(f, members[-1]) if members[-1] not in f.governor else None
    if told and (_DONE.search(f.text, f.sentence.start, told.start) or _by_body(f, told.start)):
        return [k for j in members if (k := _by_change(f, j, i, told))]
    return [] if told and told.cue.predicate in STOPS else None


def _by_body(f: Field, at: int) -> bool:
    """Whether a body stands right before a verb."""
    end = f.sentence.start + len(f.text[f.sentence.start : at].rstrip())
    return issuers.before(f.text, f.sentence.start, end, f.lexicon) is not None


def _change(f: Field, i: int) -> Found | None:
    """The verb of change before a name."""
    at = f.names[i].start
    told = governing(f.text, f.goes_on(f.before(i), at), at, f.lexicon)
    return told if told and told.cue.voice == "active" and told.cue.predicate in CHANGES else None


def _by_change(f: Field, prev: int, i: int, told: Found) -> Link | None:
    """What name i did to name prev, as the verb before that tells."""
    part = part_of(f, told.cue.predicate, told.start, f.names[prev].start, told.end)
    link = link_of(i, told.cue.predicate, prev, told.start, f.names[i].end, "passive", provision=part)
    return link if rank.possible(f.names, link, f.lexicon) else None


def _of_one_kind(f: Field, prev: int, i: int) -> bool:
    """Whether two names are of one type, or both lay down general rules: a joint circular goes on in a circular, or in a decree."""
    types = {f.names[prev].type, f.names[i].type}
    return len(types) == 1 or types <= f.lexicon.having["normative"]
