"""How instruments relate: the cues of the ontology between two names, or between the document and a name.

A cue governs the name that follows it within its reach; its subject is the instrument it is attached to on its left, or the
document, where the words stand in its title, its preamble or an effect clause. What nothing governs is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import naming
from kg.cues import BARRIER, Found, governing
from kg.lexicon import Lexicon
from kg.model import Name
from kg.span import DOCUMENT, Link, Sentence
from kg.text import UPPER, WORD

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
# What bodies do, not only documents: after a comma it is not told of the document before.
_DEEDS = frozenset({"implements", "reviews", "disseminates"})
_LOOSE = re.compile(r"\s*(?:,|và\s|mà\s)", re.IGNORECASE)
_NEAR = 12  # words between a subject and its cue, beyond which a title may have run on
# "Ban hành kèm theo Thông tư này Chương trình …": the document puts it in force.
_ANNEXING = re.compile(r"ban\s+hành\s+kèm\s+theo\s*$", re.IGNORECASE)
_GOES_ON = re.compile(r"[;,](?:\s+và)?\s*$")
_EFFECTS = frozenset({"amends", "replaces", "repeals", "suspends", "corrects", "consolidates", "approves"})
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
    rf"(?:[{UPPER}]\w+\s){{1,8}}(?:đã|tổ chức|tiếp tục|ban hành|chỉ đạo)\s)|:\s"
)
_LISTED = re.compile(r"[\s,;()“”\"]*(?:(?:và|hoặc|cùng|với|các|số|cả|là|của)[\s,;]+|,\s*)*", re.IGNORECASE)
_PROVISION = re.compile(
    r"((?:(?:điểm|khoản|điều|mục|chương|phần|phụ lục|tiết)\s+(?:\d[\wđ.]{0,5}|[IVX]{1,5}|[a-zđ])(?!\w)"
    r"(?:\s?(?:,|và|;|-)\s?(?:[\dđa-z]{1,3}(?=[\s,]))?\s?)*\s?){1,8})(?:của\s+|tại\s+|thuộc\s+)*$",
    re.IGNORECASE,
)


def read(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon, *, own: frozenset[int]
) -> list[Link]:
    """The relations of a document. `own` are the names that mean the document itself ("Quyết định này")."""
    links: list[Link] = []
    for s in sentences:
        if all(names[i].form == "back" for i in range(s.first, s.last)):
            continue
        links += _sentence(_Field(text, names, s, lexicon, own))
    # What one instrument puts in force, another does not: "UBND tỉnh phê duyệt Đề án … tại Quyết định số …".
    told = {(k.object, k.predicate) for k in links if k.predicate == "approves" and k.subject != DOCUMENT}
    return [k for k in links if k.subject != DOCUMENT or (k.object, k.predicate) not in told]


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


@dataclass(frozen=True, slots=True)
class _Field:
    """What the rules of one sentence look at."""

    text: str
    names: Sequence[Name]
    sentence: Sentence
    lexicon: Lexicon
    own: frozenset[int]

    def stretch(self, prev: int, at: int) -> str:
        """The words between what a name tells and an offset."""
        return self.text[self.names[prev].told : at]


def _sentence(f: _Field) -> Iterator[Link]:
    """The relations that the cues of one sentence tell."""
    governor: dict[int, Link] = {}  # the link that made a name an object
    acting: dict[int, Link] = {}  # the link in which a passive cue made a name the subject
    for i in range(f.sentence.first, f.sentence.last):
        name = f.names[i]
        prev = _outer(f.names, f.sentence.first, i)
        begin = f.names[prev].told if prev is not None else f.sentence.start
        if begin > name.start:  # inside another name: "Luật sửa đổi … của Luật …"
            if prev is not None and f.names[prev].kind == "law":
                yield _link(prev, "amends", i, f.names[prev].start, name.end, "clause")
            continue
        if prev is not None and _put_in_force(f, prev, i):
            yield _link(i, "approves", prev, f.names[prev].start, name.end, "passive")
        found = governing(f.text, begin, name.start, f.lexicon)
        link = _acting_too(f, i, prev, found, acting[prev]) if prev in acting else None
        if link is None:
            link = _governed(f, i, prev, found, governor) if found else _inherited(f, i, prev, governor)
        if link is not None and _possible(f.names, link):
            yield link
            if link.object == i:
                governor[i] = link
            elif link.subject == i:
                acting[i] = link


# "phê duyệt Chương trình … tại Quyết định số …", "Đề án … kèm theo Quyết định số …"
_AT = re.compile(r"\s*\(?(?:ban\s+hành\s+)?(?:tại|theo|kèm\s+theo)\s+", re.IGNORECASE)
_APPROVING = frozenset({"Quyết định", "Nghị quyết", "Nghị định", "Thông tư"})


def _put_in_force(f: _Field, prev: int, i: int) -> bool:
    """Whether a name is that of the instrument that puts the programme named right before it in force."""
    programme, name = f.names[prev], f.names[i]
    named = programme.form == "name" and programme.kind != "law" and name.form in ("number", "short")
    return named and name.type in _APPROVING and bool(_AT.fullmatch(f.stretch(prev, name.start)))


def _outer(names: Sequence[Name], first: int, i: int) -> int | None:
    """The name before i that is not nested in another."""
    for j in range(i - 1, first - 1, -1):
        if not any(
            names[k].start <= names[j].start and names[j].end <= names[k].told and k != j
            for k in range(max(first, j - 2), j)
        ):
            return j
    return None


def _acting_too(f: _Field, i: int, prev: int | None, found: Found | None, before: Link) -> Link | None:
    """ "được sửa đổi tại A và B", "được sửa đổi theo A và được thay thế bằng B": both act on the same."""
    if prev is None:
        return None
    between = f.stretch(prev, found.start if found else f.names[i].start)
    if found is None:
        listed = bool(_LISTED.fullmatch(_PROVISION.sub("", between))) and ";" not in between
        return replace(before, subject=i, end=f.names[i].end, rule="passive+list") if listed else None
    if found.cue.voice != "passive" or not _COORDINATED.match(between):
        return None
    return replace(before, subject=i, predicate=found.cue.predicate or before.predicate, end=f.names[i].end)


def _inherited(f: _Field, i: int, prev: int | None, governor: Mapping[int, Link]) -> Link | None:
    """A member of a list stands in the relation of the member before it."""
    if prev in f.own and _ANNEXING.search(f.text, max(f.sentence.start, f.names[prev].start - 30), f.names[prev].start):
        return _link(DOCUMENT, "approves", i, f.names[prev].start, f.names[i].end, "effect")
    before = governor.get(prev) if prev is not None else None
    if prev is None or before is None or before.predicate == "cites" or not _listed(f, prev, i, before):
        return None
    return replace(
        before,
        object=i,
        end=f.names[i].end,
        rule=before.rule if before.rule.endswith("list") else f"{before.rule}+list",
        confidence=round(before.confidence - 0.02, 2),
        provision=_provision(f.text, f.names[prev].told, f.names[i].start),
    )


def _governed(f: _Field, i: int, prev: int | None, found: Found, governor: Mapping[int, Link]) -> Link | None:
    """The link that a cue makes of the name i."""
    predicate = found.cue.predicate or "cites"
    if naming.clause(f.text, found.end, f.names[i].start, f.lexicon) is not None:
        return (
            None  # "Để cụ thể hóa Nghị quyết, UBND tỉnh ban hành Kế hoạch số …": what the cue governs has no name here
        )
    if predicate == "cites" or (predicate == "approves" and found.cue.voice == "active" and f.names[i].form != "name"):
        return None
    if found.cue.voice == "passive":
        return _passive(f, i, prev, found, predicate)
    if found.cue.start:
        return _of_document(f, i, found, predicate, "preamble") if _opens(f, found.start) else None
    if prev is not None and _unreal(f, f.names[prev].start):
        return None
    if prev is not None and (link := _active(f, i, prev, found, governor)):
        return link
    if f.sentence.title:
        return _of_document(f, i, found, predicate, "title")
    if _opens(f, found.start) and (predicate in _EFFECTS or (predicate == "implements" and f.sentence.lead)):
        return _of_document(f, i, found, predicate, "effect")
    return None


def _of_document(f: _Field, i: int, found: Found, predicate: str, rule: str) -> Link:
    """The document itself is the subject."""
    provision = _provision(f.text, found.end, f.names[i].start)
    return _link(DOCUMENT, predicate, i, found.start, f.names[i].end, rule, provision=provision)


def _passive(f: _Field, i: int, prev: int | None, found: Found, predicate: str) -> Link | None:
    """ "Y được sửa đổi bởi X": what stands after the cue is the subject."""
    if prev is None:  # the head of an annex: "(Ban hành kèm theo Quyết định số …)"
        annex = predicate == "approves" and _opens(f, found.start)
        return _of_document(f, i, found, "annexOf", "preamble") if annex else None
    if not _attached(f.stretch(prev, found.start)) or (predicate == "approves" and f.names[prev].form != "name"):
        return None
    prev = _peer(f.names, f.sentence.first, prev, i)
    if i in f.own:
        return _link(DOCUMENT, predicate, prev, f.names[prev].start, f.names[i].end, "effect")
    return _link(i, predicate, prev, f.names[prev].start, f.names[i].end, "passive")


def _active(f: _Field, i: int, prev: int, found: Found, governor: Mapping[int, Link]) -> Link | None:
    """The name before the cue is the subject, or what that name's own subject is, or the document that it means."""
    predicate = found.cue.predicate or "cites"
    provision = _provision(f.text, found.end, f.names[i].start)
    stretch, start, end = f.stretch(prev, found.start), f.names[prev].start, f.names[i].end
    before = governor.get(prev)
    if prev in f.own:
        if BARRIER.search(stretch):
            return None
        return _link(DOCUMENT, predicate, i, start, end, "effect", provision=provision)
    if before is not None and _COORDINATED.match(stretch):
        return _link(before.subject, predicate, i, before.start, end, before.rule.split("+")[0], 0.03, provision)
    if not _attached(stretch) or _unreal_in(f, stretch):
        return None
    if _LOOSE.match(stretch) and (before is None or stretch.strip() != ",") and predicate in _DEEDS:
        return None  # verbs of one body in a row: "quán triệt A, triển khai B, tổng kết C"
    rule = "far" if len(stretch.split()) > _NEAR else "clause"
    return _link(prev, predicate, i, start, end, rule, provision=provision)


def _unreal_in(f: _Field, stretch: str) -> bool:
    """Whether a plan or a draft is told of between a name and a cue: "giao Sở Tài chính tham mưu ban hành …"."""
    found = (f.lexicon.cues.match(stretch, m.start()) for m in WORD.finditer(stretch))
    return any(cue is not None and cue[0].role == "unreal" for cue in found)


def _unreal(f: _Field, at: int) -> bool:
    """Whether the words before a name say that it is not there yet, or not at all: "sẽ ban hành", "dự thảo", "không"."""
    words = list(WORD.finditer(f.text, max(f.sentence.start, at - 40), at))[-5:]
    found = (f.lexicon.cues.match(f.text, m.start(), at) for m in words)
    return any(cue is not None and cue[0].role == "unreal" for cue in found)


def _opens(f: _Field, at: int) -> bool:
    """Whether only an item's mark stands between the start of a sentence, or of a line of the title, and an offset."""
    s = f.sentence
    start = max(s.start, f.text.rfind("\n", s.start, at) + 1) if s.title else s.start
    m = _OPENING.match(f.text, start, at)
    return (m is not None and m.end() == at) or f.text[max(s.start, at - 1) : at] == "("


def _attached(stretch: str) -> bool:
    """Whether a cue belongs to the name before it: nothing between, the start of a title, or a few words; no new clause."""
    if BARRIER.search(stretch) or _NEW_CLAUSE.search(stretch):
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


def _listed(f: _Field, prev: int, i: int, before: Link) -> bool:
    """Whether name i goes on the list that name prev is in. A clause of the preamble goes on over titles."""
    between = f.stretch(prev, f.names[i].start)
    if ";" in between and before.rule.split("+")[0] not in ("preamble", "effect", "title"):
        return False
    if _LISTED.fullmatch(between) or _LISTED.fullmatch(_PROVISION.sub("", between)):
        return True
    return before.rule.startswith("preamble") and bool(_GOES_ON.search(between)) and f.names[i].form != "name"


def _possible(names: Sequence[Name], link: Link) -> bool:
    """Nothing acts on what is later; a decree amends no law, and a law guides no decree."""
    if link.subject < 0:
        return True
    s, o = names[link.subject], names[link.object]
    if s.facts.date and o.facts.date and s.facts.date < o.facts.date and link.predicate not in ("cites",):
        return False
    if link.predicate == "guides" and s.kind == "law" and o.kind != "law":
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
