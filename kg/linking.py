"""What a link between two names is made of: how sure its rule is, the part it is about, and what its kinds have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg import numbering, provisions
from kg.cues import Found
from kg.field import Field, attached
from kg.patterns import pattern
from kg.span import CHANGES, DOCUMENT, STOPS, Link
from kg.text import holds

# How sure a rule is, as measured on the development material (docs/accuracy.md).
CONFIDENCE = {
    "title": 0.95,
    "clause": 0.96,
    "preamble": 0.98,
    "effect": 0.93,
    "passive": 0.95,
    "citation": 0.95,
    "far": 0.75,
    "enumeration": 0.85,
    "announcement": 0.9,
    "discourse": 0.7,  # a connective inside one sentence
}
# What bodies do, not only documents: after a comma it is not told of the document before.
DEEDS = frozenset({"implements", "reviews", "disseminates"})
_OF_MEETINGS = DEEDS - {"reviews"}
EFFECTS = CHANGES | {"consolidates", "approves"}
GROUNDS = frozenset({"implements", "basedOn", "considers"})
TOLD = EFFECTS | {"guides"}  # what an instrument tells of itself
ONE_AGENT = frozenset({"approves", "replaces"})  # what one instrument puts in force or replaces, another does not
# Between two names: members of a list, "thay thế A bằng B".
LISTED = pattern(r"[\s,;“”\"]*(?:(?:và|&|hoặc|cùng|với|các|số|cả|là|của|toàn\s+bộ)[\s,;]+|,\s*)*", re.IGNORECASE)
# "quy định chi tiết khoản 3 Điều 9 và biện pháp thi hành Luật …": what is told of before the measures.
_MEASURES = pattern(rf"chi\s+tiết\s+({provisions.PARTS})\s*,?\s*và\s+(?:các\s+)?biện\s+pháp(?!\w)", re.IGNORECASE)
_LONGEST = 400  # characters of such a part
# "A và B lần lượt thay thế C và D": what each does is told by its place.
EACH = pattern(r"(?<!\w)(?:lần\s+lượt|tương\s+ứng|theo\s+thứ\s+tự)(?!\w)", re.IGNORECASE)
_WORDS = ("ần lượt", "ương ứng", "eo thứ tự")
_BESIDE_END = pattern(r"\s*(?:,|,?\s*(?:và|&)|;)\s+(?:các\s+)?$", re.IGNORECASE)
_AFTER = 40  # characters from the last object to such a word
BESIDE, AGAIN = 0.02, 0.03  # less sure is what stands beside in a list, and a second deed of one subject
ANNEXED = frozenset({"approves", "annexOf"})
# "Kết luận … tại Hội nghị trực tuyến triển khai Nghị quyết số …": what a meeting is about, its notice does not carry out.
_MEETING = pattern(
    r"(?<!\w)(?:tại|dự|trong)\s+(?:các\s+)?(?:hội\s+(?:nghị|thảo)|(?:cuộc|phiên|kỳ|buổi)\s+(?:họp|làm\s+việc)|lễ|tọa\s+đàm|diễn\s+đàn)"
    r"(?!\w)(?:\s+\w+){0,6}\s+$",
    re.IGNORECASE,
)
_LONGEST_MEETING = 80  # characters
_IN_PART = pattern(r"\smột\s+phần\s", re.IGNORECASE)
_BY = pattern(r"\s+(?:bởi|bằng|tại|theo|trong|thành)(?!\w)", re.IGNORECASE)


def at_meeting(words: str, predicate: str) -> bool:
    """Whether words lead from a meeting to what it is about; what it looks back on, its notice does too.

    >>> at_meeting("Kết luận tại Hội nghị trực tuyến ", "implements"), at_meeting("Kết luận tại Hội nghị ", "reviews")
    (True, False)
    """
    return predicate in _OF_MEETINGS and _MEETING.search(words[-_LONGEST_MEETING:]) is not None


def link_of(
    subject: int,
    predicate: str,
    obj: int,
    start: int,
    end: int,
    rule: str,
    less: float = 0,
    provision: str | None = None,
) -> Link:
    """A link as sure as its rule, or by so much less."""
    confidence = round(CONFIDENCE[rule.partition("+")[0].partition(":")[0]] - less, 2)
    return Link(subject, predicate, obj, start, end, rule, confidence, provision)


def of_document(f: Field, i: int, found: Found, predicate: str, rule: str) -> Link:
    """The document itself is the subject."""
    provision = part_of(f, predicate, found.start, f.names[i].start, found.end)
    return link_of(DOCUMENT, predicate, i, found.start, f.names[i].end, rule, provision=provision)


def part_of(f: Field, predicate: str, start: int, end: int, cue_end: int | None = None) -> str | None:
    """The part of an instrument that a relation is about.

    What ends or rests, but not the whole of it, says so: "một số điều", or the matter told after the cue, which ends at `cue_end`.
    """
    if predicate in STOPS:
        found = provisions.before(f.text, start, end)
        if found or cue_end is None:
            return found[0] if found else None
        # The whole goes on to "ban hành kèm theo" where what ends is an annex.
        verb = f.lexicon.cues.match(f.text, start, end)
        if told := provisions.about(f.text, cue_end, end):
            return told[0]
        return provisions.matter(f.text, cue_end, end) or provisions.held(f.text, verb[1] if verb else cue_end, end)
    part = provisions.named(f.text, start, end)
    if part is None and cue_end is not None and (told := provisions.about(f.text, cue_end, end)):
        return None if told[0].startswith("một ") else told[0]  # "một số điều về …": of no certain part
    if part is None and predicate == "guides" and "biện" in f.text[start:end]:
        m = _MEASURES.search(f.text, max(f.sentence.start, start - _LONGEST), end)
        return provisions.named(f.text, m.start(1), m.end(1)) if m and m.end() > start else None
    return part


def within_verb(text: str, found: Found, predicate: str) -> str | None:
    """The part told between a verb and who acts: "A bị bãi bỏ Điều 8 bởi B", "A hết hiệu lực một phần kể từ ngày …"."""
    if predicate in STOPS and _IN_PART.search(text, found.start, found.end):
        return "một phần"
    # "… bằng Phụ lục ban hành kèm theo": what stands behind "bằng" is the other's
    by = _BY.search(text, found.start, found.end) if predicate in CHANGES else None
    part = provisions.before(text, found.start, by.start()) if by else None
    return part[0] if part and (predicate in STOPS or not provisions.unspecified(part[0])) else None


def paired(f: Field, links: list[Link]) -> list[Link]:
    """The links of a sentence; where as many act as are acted on, and each in its turn, one for each pair."""
    if not holds(f.text, _WORDS, f.sentence.start, f.sentence.end):
        return links  # nearly always
    for first in [k for k in links if k.rule in ("clause", "far", "passive") and k.subject > DOCUMENT]:
        left, right = sorted((first.subject, first.object))
        before, after = row(f, left, -1), row(f, right, 1)
        before, after = _within_clause(f, before, len(after))[::-1], _within_clause(f, after, len(before))
        told = EACH.search(f.text, f.names[left].told, f.names[right].start) or EACH.match(
            f.text, f.names[after[-1]].told + 1, f.names[after[-1]].told + _AFTER
        )
        if told is None or len(before) != len(after) or len(before) < 2:
            continue
        acting, suffering = (before, after) if first.subject == left else (after, before)
        rest = [k for k in links if not (k.subject in acting and k.object in suffering)]
        ends = (sorted(pair) for pair in zip(acting, suffering, strict=True))
        spans = [(f.names[one].start, f.names[other].end) for one, other in ends]
        pairs = zip(acting, suffering, spans, strict=True)
        links = [*rest, *(first._replace(subject=s, object=o, start=a, end=b) for s, o, (a, b) in pairs)]
    return links


def _within_clause(f: Field, members: Sequence[int], most: int) -> Sequence[int]:
    """The members of a list without those of the next clause: "A và B lần lượt được thay thế bởi C, D; E được sửa đổi bởi F"."""
    if len(members) <= most:
        return members
    left, right = sorted(members[most - 1 : most + 1])
    return members[:most] if ";" in f.stretch(left, f.names[right].start) else members


def unshared(f: Field, links: list[Link]) -> list[Link]:
    """The links of a sentence without those that a list would go on to over an "và" that begins another clause.

    "Kế hoạch A thực hiện Nghị quyết B và Kế hoạch C thực hiện Nghị quyết D": C stands beside A, not beside B.
    """
    acting = {k.subject: k for k in links if k.rule in ("clause", "far") and DOCUMENT < k.subject < k.object}
    shared = [k for k in links if k.object in acting and k.rule in ("clause+list", "far+list")]
    if not shared:
        return links  # nearly always
    apart = {k for k in shared if _beside_subject(f, k, acting[k.object], links)}
    return [k for k in links if k not in apart]


def _beside_subject(f: Field, link: Link, deed: Link, links: Sequence[Link]) -> bool:
    """Whether a member of a list with a deed of its own is more like the subject of the list than like what stands before it.

    It is of the subject's type and body and of another's than the first member; or what changes others in the year of the subject.
    """
    first = [
        k.object for k in links if (k.subject, k.predicate) == (link.subject, link.predicate) and k.object < link.object
    ]
    if not first or link.subject == DOCUMENT or deed.object in first:
        return False  # "thay thế A và B sửa đổi A"
    subject, member, other = (_code(f, i) for i in (link.subject, link.object, max(first)))
    if link.predicate in CHANGES:
        changing = deed.predicate in CHANGES and subject == member
        return changing and year_of(f, link.subject) == year_of(f, link.object) > 0
    bodies = {b for i in (link.subject, link.object) if (b := f.names[i].facts.issuer)}
    return subject == member != other and len(bodies) < 2


def _code(f: Field, i: int) -> tuple[str | None, str | None]:
    """The type of a name and the bodies that its number tells."""
    number = numbering.of(f.names[i].facts, f.lexicon)
    return f.names[i].type, number.issuer_code if number else None


def year_of(f: Field, i: int) -> int:
    """The year of a name, or of its number; 0 where none is told."""
    number = numbering.of(f.names[i].facts, f.lexicon)
    return f.names[i].facts.year or (number.year if number else None) or 0


def row(f: Field, i: int, step: int) -> Sequence[int]:
    """The members of a list from one of them on, in one direction."""
    members = [i]
    while f.sentence.first <= (j := members[-1] + step) < f.sentence.last:
        left, right = sorted((members[-1], j))
        if f.names[j].form == "back" or not _beside(f.stretch(left, f.names[right].start)):
            break
        members.append(j)
    return members


def _beside(between: str) -> bool:
    """Whether only a joint stands between two members of a list, or the title of the first and a joint."""
    joint = _BESIDE_END.search(between)
    return joint is not None and attached(between[: joint.start()])


def core(words: str) -> str:
    """The words between two names without the part of the second."""
    part = provisions.before(words, 0, len(words))
    return words[: part[1]] if part else words
