"""How instruments relate: the cues of the ontology between two names, or between the document and a name.

A cue governs the name that follows it within its reach; its subject is the instrument it is attached to on its left, or the
document, where the words stand in its title, its preamble or an effect clause. What nothing governs is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.lexicon import Cue, Lexicon
from kg.model import Name
from kg.span import DOCUMENT, Link, Sentence
from kg.text import UPPER, WORD


@dataclass(frozen=True, slots=True)
class _Found:
    cue: Cue
    start: int
    end: int


# How sure a rule is, as measured on the development material (docs/accuracy.md).
_CONFIDENCE = {
    "title": 0.95,
    "clause": 0.96,
    "preamble": 0.98,
    "effect": 0.93,
    "passive": 0.95,
    "citation": 0.95,
    "far": 0.85,
}
_EFFECTS = frozenset({"amends", "replaces", "repeals", "suspends", "corrects", "consolidates", "approves"})
_COMPOSED = frozenset({"reviews", "guides", "disseminates", "suspends"})
_OPENING = re.compile(
    r"[\s\-+•*“\"(_]*(?:(?:\d{1,3}|[a-zđ])\s?[.)]\s*|Điều\s+\d+[a-zđ]?\s?[.:]?\s*|-\s*|I{1,3}[.)]\s*)*", re.IGNORECASE
)
_COORDINATED = re.compile(r"^[\s,;]*(?:và|cùng với|đồng thời|,\s*đồng thời)\s", re.IGNORECASE)
_TITLED = re.compile(
    r"^[\s,(]*(?:về|quy định|qui định|ban hành|phê duyệt|hướng dẫn|sửa đổi|công bố|để|nhằm|"
    r"triển khai|tổ chức|của|đã|được|đẩy mạnh|tăng cường|tiếp tục|có hiệu lực|quyết định|giao)(?!\w)",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(
    rf",\s*(?:đồng thời|trong đó|theo đó|các cấp|các sở|các đơn vị|"
    rf"(?:[{UPPER}]\w+\s){{1,8}}(?:đã|tổ chức|tiếp tục|ban hành|chỉ đạo)\s)|:\s",
    re.IGNORECASE if False else 0,
)
_BARRIER = re.compile(r"[;:]|\.\s|\n\s*\n\s*[-+]")
_LISTED = re.compile(r"[\s,;()“”\"]*(?:(?:và|hoặc|cùng|với|các|số|cả|là|của)[\s,;]+|,\s*)*", re.IGNORECASE)
_PROVISION = re.compile(
    r"((?:(?:điểm|khoản|điều|mục|chương|phần|phụ lục|tiết)\s+(?:\d[\wđ.]{0,5}|[IVX]{1,5}|[a-zđ])(?!\w)"
    r"(?:\s?(?:,|và|;|-)\s?(?:[\dđa-z]{1,3}(?=[\s,]))?\s?)*\s?){1,8})(?:của\s+|tại\s+|thuộc\s+)*$",
    re.IGNORECASE,
)
_LAW_TYPES = frozenset({"Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"})


def read(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon, *, own: frozenset[int]
) -> list[Link]:
    """The relations of a document. `own` are the names that mean the document itself ("Quyết định này")."""
    links: list[Link] = []
    for s in sentences:
        links += _sentence(text, names, s, lexicon, own)
    return links


def citations(names: Sequence[Name], links: Sequence[Link], own: frozenset[int]) -> list[Link]:
    """What no other relation holds is cited by the document."""
    governed = {link.object for link in links} | {link.subject for link in links}
    return [
        _link(DOCUMENT, "cites", i, name.start, name.end, "citation")
        for i, name in enumerate(names)
        if i not in governed and i not in own and name.form != "back"
    ]


def _link(
    subject: int,
    predicate: str,
    obj: int,
    start: int,
    end: int,
    rule: str,
    less: float = 0.0,
    provision: str | None = None,
) -> Link:
    confidence = round(_CONFIDENCE[rule.split("+", maxsplit=1)[0]] - less, 2)
    return Link(
        subject=subject,
        predicate=predicate,
        object=obj,
        start=start,
        end=end,
        rule=rule,
        confidence=confidence,
        provision=provision,
    )


def _sentence(text: str, names: Sequence[Name], s: Sentence, lexicon: Lexicon, own: frozenset[int]) -> Iterator[Link]:
    """The relations that the cues of one sentence tell."""
    made: list[Link] = []
    governor: dict[int, Link] = {}  # the link that made a name an object
    for i in range(s.first, s.last):
        name = names[i]
        prev = _outer(names, s.first, i)
        begin = names[prev].told if prev is not None else s.start
        if begin > name.start:  # inside another name: "Luật sửa đổi … của Luật …"
            if prev is not None and names[prev].kind == "law":
                made.append(_link(prev, "amends", i, names[prev].start, name.end, "clause"))
            continue
        found = _governing(text, begin, name.start, lexicon)
        if found is None:
            before = governor.get(prev) if prev is not None else None
            if before and before.predicate != "cites" and _listed(text, names, prev, i, before):
                link = replace(
                    before,
                    object=i,
                    end=name.end,
                    rule=_rule(before, "list"),
                    confidence=round(before.confidence - 0.02, 2),
                    provision=_provision(text, begin, name.start),
                )
                governor[i] = link
                made.append(link)
            continue
        governed = _governed(text, names, s, i, prev, found, governor, own, lexicon)
        if governed is not None and _possible(names, governed):
            made.append(governed)
            if governed.object == i:
                governor[i] = governed
    yield from made


def _rule(link: Link, more: str) -> str:
    return link.rule if link.rule.endswith(more) else f"{link.rule}+{more}"


def _outer(names: Sequence[Name], first: int, i: int) -> int | None:
    """The name before i that is not nested in another."""
    for j in range(i - 1, first - 1, -1):
        if not any(
            names[k].start <= names[j].start and names[j].end <= names[k].told and k != j
            for k in range(max(first, j - 2), j)
        ):
            return j
    return None


def _unreal(text: str, at: int, start: int, lexicon: Lexicon) -> bool:
    """Whether the words before a name say that it is not there yet, or not at all: "sẽ ban hành", "dự thảo", "không"."""
    words = list(WORD.finditer(text, max(start, at - 40), at))[-5:]
    found = (lexicon.cues.match(text, m.start(), at) for m in words)
    return any(f is not None and f[0].role == "unreal" for f in found)


def _governed(
    text: str,
    names: Sequence[Name],
    s: Sentence,
    i: int,
    prev: int | None,
    found: _Found,
    governor: dict[int, Link],
    own: frozenset[int],
    lexicon: Lexicon,
) -> Link | None:
    """The link that a cue makes of the name i."""
    name, cue = names[i], found.cue
    predicate = cue.predicate or "cites"
    provision = _provision(text, found.end, name.start)
    if predicate == "cites":
        return None
    if cue.voice == "passive":
        if prev is None and predicate == "approves" and _opens(text, s, found.start):
            # The head of an annex: "(Ban hành kèm theo Quyết định số …)".
            return _link(DOCUMENT, "annexOf", i, found.start, name.end, "preamble", provision=provision)
        if prev is None or not _attached(text[names[prev].told : found.start]):
            return None
        prev = _peer(names, s.first, prev, i)
        if i in own:
            return _link(DOCUMENT, predicate, prev, names[prev].start, name.end, "effect")
        return _link(i, predicate, prev, names[prev].start, name.end, "passive")
    opening = _opens(text, s, found.start)
    if cue.start:
        if not (opening or (predicate == "annexOf" and text[max(0, found.start - 2) : found.start].strip() == "(")):
            return None
        rule = "preamble"
        return _link(DOCUMENT, predicate, i, found.start, name.end, rule, provision=provision)
    if predicate == "approves" and name.form != "name":
        return None
    if prev is not None:
        stretch = text[names[prev].told : found.start]
        before = governor.get(prev)
        if prev in own:
            if not _BARRIER.search(stretch):
                return _link(DOCUMENT, predicate, i, names[prev].start, name.end, "effect", provision=provision)
        elif before is not None and _COORDINATED.match(stretch):
            return _link(
                before.subject, predicate, i, before.start, name.end, before.rule.split("+")[0], 0.03, provision
            )
        elif _attached(stretch):
            if _unreal(text, names[prev].start, s.start, lexicon):
                return None
            far = len(stretch.split()) > 12
            return _link(
                prev, predicate, i, names[prev].start, name.end, "far" if far else "clause", provision=provision
            )
    if s.title:
        return _link(DOCUMENT, predicate, i, found.start, name.end, "title", provision=provision)
    if opening and (predicate in _EFFECTS or (predicate == "implements" and s.lead)):
        return _link(DOCUMENT, predicate, i, found.start, name.end, "effect", provision=provision)
    return None


def _opens(text: str, s: Sentence, at: int) -> bool:
    """Whether only an item's mark stands between the start of a sentence, or of a line of the title, and an offset."""
    start = max(s.start, text.rfind("\n", s.start, at) + 1) if s.title else s.start
    m = _OPENING.match(text, start, at)
    return m is not None and m.end() == at


def _attached(stretch: str) -> bool:
    """Whether a cue belongs to the name before it: nothing between, the start of a title, or a few words; no new clause."""
    if _BARRIER.search(stretch) or _NEW_CLAUSE.search(stretch):
        return False
    words = stretch.split()
    return (
        len(words) <= 1
        or (bool(_TITLED.match(stretch)) and len(words) <= 40)
        or (len(words) <= 4 and "," not in stretch)
    )


def _peer(names: Sequence[Name], first: int, prev: int, i: int) -> int:
    """What is "amended by" a decree is a decree: the nearest name on the left of the same rank, or the nearest."""
    law = names[i].kind == "law"
    for j in range(prev, first - 1, -1):
        if (names[j].kind == "law") == law and names[j].form != "back":
            return j
    return prev


def _listed(text: str, names: Sequence[Name], prev: int | None, i: int, before: Link) -> bool:
    """Whether name i goes on the list that name prev is in. A clause of the preamble goes on over titles."""
    if prev is None:
        return False
    between = text[names[prev].told : names[i].start]
    if _LISTED.fullmatch(between) or _LISTED.fullmatch(_PROVISION.sub("", between)):
        return True
    return (
        before.rule.startswith("preamble")
        and bool(re.search(r"[;,]\s*$|[;,]\s+và\s*$", between))
        and names[i].form != "name"
    )


def _possible(names: Sequence[Name], link: Link) -> bool:
    """Nothing acts on what is later; a decree amends no law."""
    if link.subject < 0:
        return True
    s, o = names[link.subject], names[link.object]
    if s.facts.date and o.facts.date and s.facts.date < o.facts.date and link.predicate not in ("cites",):
        return False
    return not (
        link.predicate in ("amends", "replaces", "repeals")
        and o.kind == "law"
        and s.kind != "law"
        and s.type != "Nghị quyết"
    )


def _provision(text: str, start: int, end: int) -> str | None:
    """The article, clause and point named right before a name: "khoản 2 Điều 3"."""
    m = _PROVISION.search(text, max(start, end - 120), end)
    return " ".join(m[1].split()).strip(" ,;") or None if m else None


def _governing(text: str, start: int, end: int, lexicon: Lexicon) -> _Found | None:
    """The cue in a stretch that governs the name after it, or None where none reaches it."""
    start = max(start, end - 600)
    for cue, a, b in _cues(text[start:end], lexicon):
        return _Found(cue, start + a, start + b)
    return None


@lru_cache(maxsize=65536)
def _cues(stretch: str, lexicon: Lexicon) -> tuple[tuple[Cue, int, int], ...]:
    """The governing cue of a stretch, as a tuple of one or none; the same stretches come again and again."""
    current: tuple[Cue, int, int] | None = None
    at = 0
    unreal = -1
    for m in WORD.finditer(stretch):
        if m.start() < at:
            continue
        found = lexicon.cues.match(stretch, m.start())
        if not found:
            continue
        cue, end = found
        at = end
        if cue.role == "unreal":
            unreal = end
            continue
        if cue.role or not cue.predicate:
            continue
        if unreal >= 0 and len(stretch[unreal : m.start()].split()) <= 1 and cue.predicate != "cites":
            current = None
            continue
        if current and current[0].predicate == "amends" and cue.predicate == "implements" and _AT.search(stretch):
            continue  # "điều chỉnh danh sách … thực hiện … tại Quyết định số …"
        if current and _composes(current, cue, stretch[current[2] : m.start()]):
            current = (current[0], current[1], end)
        else:
            current = (cue, m.start(), end)
    if current is None:
        return ()
    rest = stretch[current[2] :]
    if current[0].predicate == "implements" and _AT.search(rest) and len(rest.split()) > _AT_REACH:
        return ()  # "đầu mối thực hiện nhiệm vụ kiểm soát thủ tục hành chính của Sở Tài chính tại Quyết định số …"
    if _BARRIER.search(rest) or len(rest.split()) > current[0].reach:
        return ()
    return (current,)


_AT = re.compile(r"\btại\s*$", re.IGNORECASE)
_AT_REACH = 8  # "thực hiện chỉ đạo của Tỉnh ủy về … tại Thông báo số …" still implements


def _composes(current: tuple[Cue, int, int], cue: Cue, between: str) -> bool:
    """ "sơ kết 5 năm thực hiện" reviews, "hướng dẫn thi hành" guides: the later cue is part of the earlier one."""
    first = current[0]
    if cue.predicate == first.predicate:
        return not _BARRIER.search(between) and len(between.split()) <= 8 and cue.voice == first.voice and not cue.start
    if _BARRIER.search(between) or cue.predicate != "implements" or len(between.split()) > 8:
        return False
    if first.predicate in ("basedOn", "considers", "proposedBy"):
        return True
    return first.predicate in _COMPOSED and first.order < cue.order
