"""How instruments relate: the cues of the ontology between two names, or between the document and a name.

A cue governs the name that follows it within its reach; its subject is the instrument it is attached to on its left, or the
document, where the words stand in its title, its preamble or an effect clause. What nothing governs is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg import agents, approval, mandates, means, provisions, rank, scope
from kg.cues import Found, governing, misspelled
from kg.field import Field, field
from kg.governed import governed
from kg.jointly import acting_too, changed_beside, issued_too, suffering_too
from kg.lexicon import Lexicon
from kg.linking import ANNEXED, BESIDE, ONE_AGENT, link_of, of_document, paired, unshared
from kg.model import Name
from kg.pairs import AND
from kg.patterns import pattern
from kg.series import going_on, inherited, past_title
from kg.span import CHANGES, DOCUMENT, ENDS, Link, Sentence

_BOTH = pattern(r"\s+(?:và|&)\s+")
_MANY = pattern(r"(?<!\w)các\s+$", re.IGNORECASE)  # "Luật sửa đổi … của các luật thuế" names none of them
_WHOLE = pattern(r"\s*(?:toàn\s+(?:bộ|văn)\s+)?(?:(?:nội\s+dung|hiệu\s+lực)\s+)?(?:(?:của|các)\s+)?", re.IGNORECASE)


def read(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon, *, own: frozenset[int]
) -> list[Link]:
    """The relations of a document. `own` are the names that mean the document itself ("Quyết định này")."""
    links: list[Link] = []
    for s in sentences:
        if {n.form for n in names[s.first : s.last]} <= {"back"}:
            continue
        f = field(text, names, s, lexicon, own)
        links += paired(f, unshared(f, list(_sentence(f))))
    # "UBND tỉnh phê duyệt Đề án … tại Quyết định số …": that decision does, not the document.
    told = {(k.object, k.predicate) for k in links if k.predicate in ONE_AGENT and k.subject != DOCUMENT}
    return [k for k in links if k.subject != DOCUMENT or (k.object, k.predicate) not in told]


def citations(
    names: Sequence[Name], links: Sequence[Link], own: frozenset[int], title: tuple[int, int] = (0, 0)
) -> list[Link]:
    """What no other relation holds is cited by the document; of what its title relates to one another only, the first."""
    governed = {link.object for link in links} | {link.subject for link in links}
    apart = _apart([i for i, n in enumerate(names) if title[0] <= n.start < title[1]], links, own)
    return [
        link_of(DOCUMENT, "cites", i, name.start, name.end, "citation")
        for i, name in enumerate(names)
        if i not in own and name.form != "back" and (i not in governed or i in apart)
    ]


def _apart(titled: Sequence[int], links: Sequence[Link], own: frozenset[int]) -> set[int]:
    """The first of each group of names in a title that are related, but not to the document: "… theo A (được sửa đổi bởi B)"."""
    group = {i: i for i in (DOCUMENT, *titled)}  # to another of its group, and at last to the one that stands for all

    def head(i: int) -> int:
        while group[i] != i:
            group[i] = i = group[group[i]]
        return i

    for link in links:
        ends = [DOCUMENT if i in own else i for i in (link.subject, link.object)]
        if all(i in group for i in ends):
            group[head(ends[1])] = head(ends[0])
    first = {head(i): i for i in reversed(titled) if i not in own}
    return {i for g, i in first.items() if g != head(DOCUMENT)}


def _sentence(f: Field) -> Iterator[Link]:
    """The relations that the cues of one sentence tell."""
    for i in range(f.sentence.first, f.sentence.last):
        if i not in f.words:
            yield from _leading_to(f, i)


def _leading_to(f: Field, i: int) -> Iterator[Link]:
    """The relations that the words before name i tell."""
    name, prev = f.names[i], f.before(i)
    begin = f.goes_on(prev, name.start)
    if begin > name.start:  # inside another name: "Luật sửa đổi … của Luật …"
        if prev is not None and (link := _inside(f, i, prev)) is not None:
            yield link
        return
    if prev is not None:
        if prev not in f.own and approval.approves_next(f, prev, i):
            f.governor[i] = link_of(prev, "approves", i, f.names[prev].start, name.end, "clause")
            yield f.governor[i]
            return
        if (changed := means.changed(f, prev, i)) is not None:
            yield from changed
            return
        if approval.put_in_force(f, prev, i):
            f.acting[i] = link_of(i, "approves", prev, f.names[prev].start, name.end, "passive")
            yield f.acting[i]
            if prev in f.governor and f.governor[prev].predicate in CHANGES:
                f.governor[i] = f.governor[
                    prev
                ]  # a list goes on: "bãi bỏ Quy chế A ban hành kèm theo B và Quy chế C …"
        if prev in f.governor and approval.of_plan(f, prev, i):
            f.governor[i] = going_on(f, prev, i, f.governor[prev])
            yield f.governor[i]
            return
        if (link := means.by_it(f, prev, i)) is not None:
            yield link
            return
        deeds = list(agents.acting(f, i, prev))
        yield from deeds
        if i in f.acting:
            yield from _suffering_beside(f, deeds)
            return
    found = _cue(f, i, prev, begin)
    link = _possible(f, i, mandates.bearer(f, prev, found.start) if found else prev, found)
    if link is None:
        return
    yield from _verbs_before(f, link, found) if found is not None else ()
    yield link
    for other in _told_too(f, i, link):
        if rank.possible(f.names, other, f.lexicon):
            yield other


def _suffering_beside(f: Field, deeds: Sequence[Link]) -> Iterator[Link]:
    """ "A và B được C thay thế": A too, where no part is told behind the verb."""
    for link in deeds if len({k.predicate for k in deeds}) == 1 else ():
        if not link.provision or link.start < f.names[link.object].start:
            yield from suffering_too(f, link)


def _told_too(f: Field, i: int, link: Link) -> Iterator[Link]:
    """What the link of name i tells of names beside its ends too."""
    yield from _acting_beside(f, link)
    if link.object == i:
        f.governor[i] = link
    elif link.subject == i:
        f.acting[i] = link
        yield from suffering_too(f, link)
    yield from issued_too(f, link)


def _possible(f: Field, i: int, prev: int | None, found: Found | None) -> Link | None:
    """The link of name i that its cue tells, or the list that it stands in, if the one can do that to the other."""
    link = acting_too(f, i, prev, found, f.acting[prev]) if prev in f.acting else None
    if link is not None and prev is not None and found is None:
        link = changed_beside(f, i, prev, link) or link
    if link is None:
        link = governed(f, i, prev, found) if found else inherited(f, i, prev)
    possible = link is None or rank.possible(f.names, link, f.lexicon)
    if link and found and prev is not None and _title_changes(f, i, prev, found, link, possible=possible):
        return of_document(f, i, found, link.predicate, "title")
    if possible:
        return link
    # "Nghị định A quy định chi tiết về hợp đồng và Nghị định B": no decree guides another, B stands beside A
    link = inherited(f, i, prev)
    if prev is not None and found is None and link is not None and not rank.possible(f.names, link, f.lexicon):
        # Later than what its title would tell of it: "Thực hiện A của 2021 tổng kết B và C của 2023".
        link = past_title(f, prev, i)
    return link if link is not None and rank.possible(f.names, link, f.lexicon) else None


def _title_changes(f: Field, i: int, prev: int, found: Found, link: Link, *, possible: bool) -> bool:
    """ "Kế hoạch thực hiện Nghị quyết A/NQ-CP thay thế Kế hoạch B/KH-UBND": the plan does, where A cannot, or is the Party's."""
    before = f.governor.get(prev)
    told = f.sentence.title and found.cue.voice == "active" and link.predicate in CHANGES and link.subject == prev
    if not told or (possible and not rank.apart(f.names, prev, i, f.lexicon)):
        return False
    titled = before is not None and (before.subject, before.rule) == (DOCUMENT, "title")
    return titled and rank.own_rather(f.names, f.sentence.kind, prev, i, f.lexicon)


def _acting_beside(f: Field, link: Link) -> Iterator[Link]:
    """ "Nghị định A và Thông tư B quy định chi tiết Luật C": what A does too, where nothing is done to it."""
    i = link.subject
    before = f.before(i) if link.rule == "clause" and i > f.sentence.first and link.object > i else None
    if any(i < first <= link.object < last for _, _, first, last in f.asides):
        return  # "A và B (thay thế C)": what stands in brackets is told of B
    if before is None or before in f.governor or before in f.own or i in f.governor or f.names[before].form != "number":
        return
    at = f.names[before].start
    if _BOTH.fullmatch(f.stretch(before, f.names[i].start)) and (f.opens(at) or f.begins(at)):
        yield link._replace(subject=before, start=at, rule="clause+list", confidence=round(link.confidence - BESIDE, 2))


def _cue(f: Field, i: int, prev: int | None, begin: int) -> Found | None:
    """The cue that governs name i, of the words that begin at an offset."""
    name = f.names[i]
    found = governing(f.text, begin, name.start, f.lexicon)
    if found is None and f.sentence.title and prev is None:
        found = misspelled(f.text, begin, name.start, f.lexicon)
    proposal = scope.proposed(f, i)
    if proposal is not None and (found is None or found.start < proposal.start):
        return proposal
    if found is None and (bringing := scope.brought(f, i)):
        return bringing
    if found is None or found.cue.predicate in ("cites", "implements"):
        return scope.guided(f, i, prev) or scope.changed(f, i, prev) or found
    if found.cue.predicate in ANNEXED and _of_part(f, begin, found, name.start):
        return None
    if found.cue.predicate == "approves" and found.cue.voice == "active" and name.form == "number":
        # "thực hiện A phê duyệt Đề án …, B": what A approves has a number only right after the verb
        return found if approval.approvable(f, i, found.end) else None
    return found


def _inside(f: Field, i: int, prev: int) -> Link | None:
    """What the name around a name does to it: the law that amends it, or what is told by its subject."""
    outer, name = f.names[prev], f.names[i]
    if outer.kind != "law" or _MANY.search(f.text, max(0, name.start - 10), name.start):
        told = _in_title(f, prev, i)
        if told is not None and prev in f.own and f.sentence.title:
            f.governor[prev] = told = told._replace(subject=DOCUMENT, rule="title")  # a list goes on
        return told
    part = provisions.named(f.text, outer.start, name.start)
    link = link_of(prev, "amends", i, outer.start, name.end, "clause", provision=part)
    if prev in f.own:  # "LUẬT SỬA ĐỔI … CỦA LUẬT A VÀ LUẬT B": the title goes on
        f.governor[prev] = link
    return link


def _in_title(f: Field, prev: int, i: int) -> Link | None:
    """ "Chỉ thị của Ban Bí thư về tiếp tục thực hiện Chỉ thị số 40-CT/TW": what is told by its subject does what that says."""
    outer = f.names[prev]
    found = governing(f.text, outer.start, f.names[i].start, f.lexicon) if outer.facts.title else None
    if found is None or found.cue.voice != "active" or found.cue.predicate in ("cites", "approves"):
        return None
    link = link_of(prev, found.cue.predicate, i, outer.start, f.names[i].end, "clause")
    return link if rank.possible(f.names, link, f.lexicon) else None


def _of_part(f: Field, begin: int, found: Found, at: int) -> bool:
    """ "…, Mẫu số 19 kèm theo Thông tư …": a cue that belongs to the part named before an instrument tells no relation."""
    part = provisions.before(f.text, begin, at)
    return part is not None and part[1] < found.start and not approval.heads_annex(f, found.start, found.end)


def _verbs_before(f: Field, link: Link, found: Found) -> Iterator[Link]:
    """What the verbs before the last one say of the object that they share with it, each of its own part."""
    if link.predicate != found.cue.predicate:
        return
    annexed = f.text[found.start : found.end].rstrip().endswith("theo")  # "bổ sung … Danh mục ban hành kèm theo A"
    at = max(found.end, f.names[link.object].start)
    alone = link.provision is None and not annexed and _WHOLE.fullmatch(f.text, found.end, at)
    last = found
    while (also := found.also) is not None:
        same = last.cue.predicate == also.cue.predicate or last.cue.predicate in ENDS
        if alone and (same or ";" in f.text[also.end : last.start]):
            return  # "bãi bỏ khoản 4 Điều 5; bãi bỏ A": the part is not one of A, all of which ends
        yield _shared(f, link, found, also)
        found = also


def _shared(f: Field, link: Link, found: Found, also: Found) -> Link:
    """The relation of the first of two verbs with one object: "sửa đổi Điều 3 và bãi bỏ Điều 9 của …"."""
    joined = AND.search(f.text, also.end, found.start)
    part = provisions.named(f.text, also.end, joined.start() if joined else found.start)
    above = provisions.above(part or "", link.provision or "")
    part = f"{part} {above}" if above else part
    return link._replace(predicate=also.cue.predicate, start=min(link.start, also.start), provision=part)
