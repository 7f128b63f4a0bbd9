"""What a text asks, supposes, denies or quotes only: in such words nobody says what was done to which instrument."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from kg import bills, conditions
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import cues_in
from kg.sentences import Sentences
from kg.span import DOCUMENT, Link

_LEADS = frozenset({"supposed", "claimed", "heard"})
_HEARD = 0.5  # how sure is what somebody says who is not the document
_BEFORE = 100  # characters before what is told, in which a claim or a supposition may lead to it
_LONGEST_LINE = 500  # characters of a line in which a quotation may have begun
_NEAR = 4  # words between the two: "khẳng định rằng, từ năm 2020, A thay thế B"
_CLAUSE = pattern(r"[^.;:!?\n]*[.;:!?\n]\s*")
# The words after what is told, up to the end of the clause; a full stop in a number ends none.
_TAIL = pattern(r"(?:[^.;:!?\n]|\.(?=\w)){0,200}")
_JOINT = pattern(r"\s*(?:,|và|hoặc|hay)\s*")  # "A có thay thế B và C không?" asks of both
# A question that takes what is told for granted: "A thay thế B từ khi nào?", "Vì sao A thay thế B?"
_OPEN = pattern(r"(?<!\w)(?:gì|nào|ai|đâu|mấy|sao|bao\s+(?:nhiêu|giờ|lâu))(?!\w)(?!\s+cũng(?!\w))")
_TAG = pattern(r",\s*(?:có\s+)?(?:đúng|phải|hay)(?!\w)")  # "…, đúng không?"
_NEGATION = pattern(r"\s*(?:(?:hay|hoặc)\s+)?(?:không|chưa)\s*(?:$|,|thì(?!\w))")  # "A đã thay thế B chưa"
_OWN_VERB = pattern(r"\s*(?:có|đã|còn|sẽ|được|bị|là)(?!\w)(?!\s+(?:đúng|phải)(?!\w))")  # ", C có còn hiệu lực không?"


def asserted(
    text: str,
    names: Sequence[Name],
    links: Sequence[Link],
    unknown: Collection[int],
    within: Sentences,
    lexicon: Lexicon,
) -> list[Link]:
    """The links that the text tells as facts. `unknown` are names in quoted wording that mean no instrument of the text."""
    held: list[Link] = []
    for k in links:
        if not (k.subject in unknown or _of_bill(names, k) or _quoted(text, k)):
            sure = _sure(text, names, k, within, lexicon)
            held += [k if sure else k._replace(confidence=min(k.confidence, _HEARD))] if sure is not None else []
    return held


def _of_bill(names: Sequence[Name], k: Link) -> bool:
    """Whether a bill is said to do something: it is proposed only."""
    return k.subject != DOCUMENT and bills.of(names[k.subject].facts.name or "") is not None


def _sure(text: str, names: Sequence[Name], k: Link, within: Sentences, lexicon: Lexicon) -> bool | None:
    """Whether the text says itself what a link says, or tells that somebody does; None where it asks, supposes or denies that."""
    ends = [names[i].told for i in (k.subject, k.object) if i != DOCUMENT]
    end = max(k.end, *ends)
    start = max(within.bounds(k.start)[0], k.start - _BEFORE)
    m = _TAIL.match(text, end)
    tail = m.group() if m else ""
    stop = end + len(tail)
    if _asked(text, names, k, end, stop, lexicon) or _suspended(text, names, k, lexicon):
        return None
    if conditions.conditional(text, names, k, start, tail) or conditions.waits(text, names, k, within, tail):
        return None
    denials = [at for role, at, _ in _roles(tail, lexicon) if role == "denied"]
    if any(not tail.startswith("là", at) for at in denials):
        return None  # "…, nhưng thực tế không phải như vậy"
    before = text[start : k.start]
    told = list(_roles(before, lexicon))
    near = [(n, role) for n, (role, _, over) in enumerate(told) if role in _LEADS and _leads(before, over)]
    if any(role == "supposed" for _, role in near):
        return None
    # "Không có căn cứ để khẳng định A thay thế B", "Việc khẳng định A thay thế B là không có cơ sở"
    if near and (denials or any(_denied(before, told, n) for n, _ in near)):
        return None
    return all(role != "heard" for _, role in near)


def _suspended(text: str, names: Sequence[Name], k: Link, lexicon: Lexicon) -> bool:
    """Whether what is told is supposed behind the first of its names: "A đáng lẽ đã được thay thế bởi B"."""
    if k.subject == DOCUMENT:
        return False
    first, last = (names[i] for i in sorted((k.subject, k.object)))
    start = max(first.told, last.start - _BEFORE)
    return any(role == "supposed" for role, *_ in _roles(text[start : last.start], lexicon))


def _leads(before: str, at: int) -> bool:
    """Whether words at an offset lead to what is told at the end: few words, and none of another clause, stand between."""
    between = before[at:]
    return len(between.split()) <= _NEAR and _CLAUSE.match(between) is None


def _denied(before: str, told: Sequence[tuple[str, int, int]], n: int) -> bool:
    """Whether the words before claim n deny it: "chưa có quy định nào cho thấy"."""
    return any(role == "unreal" and _CLAUSE.match(before[over : told[n][1]]) is None for role, _, over in told[:n])


def _asked(text: str, names: Sequence[Name], k: Link, end: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether a clause is a question that yes or no answers: it ends at `stop`, what is told in it at `end`."""
    mark = text[stop : stop + 1] == "?"
    tail = text[end:stop]
    if not mark and "hay " not in tail and "không" not in tail and "chưa" not in tail:
        return False  # nearly always
    if mark and _OPEN.search(text, max(0, k.start - _BEFORE), stop):
        return False
    # Names stand in their order: those in the clause alone are looked at.
    first = bisect_left(names, end, key=lambda n: n.start)
    beside = takewhile(lambda n: n.told <= stop, (names[i] for i in range(first, len(names))))
    after = max((n.told for n in beside if _joined(text, end, n)), default=end)
    if after > end and _OWN_VERB.match(text, after, stop):
        return False
    if mark and ("," not in text[after:stop] or _TAG.search(text, after, stop)):
        return True
    if _NEGATION.match(text, after, stop):
        return True
    tail = text[after:stop]
    return any(role == "asked" and "," not in tail[:at].rstrip(", ") for role, at, _ in _roles(tail, lexicon))


def _joined(text: str, at: int, name: Name) -> bool:
    """Whether a name is the next member of a list that goes on at an offset."""
    return _JOINT.fullmatch(text, at, name.start) is not None


def _quoted(text: str, k: Link) -> bool:
    """'câu “Quyết định này thay thế A” là chưa chính xác': what is quoted in a line the document doesn't say itself."""
    if k.subject != DOCUMENT or not k.rule.startswith("effect"):
        return False
    first = max(0, k.start - _LONGEST_LINE)
    line = text.rfind("\n", first, k.start) + 1
    if text.rfind("“", max(first, line), k.start) > text.rfind("”", max(first, line), k.start):
        return True
    return (line > 0 or first == 0) and text.count('"', line, k.start) % 2 == 1


def _roles(words: str, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """The words that are no relation but steer the reading: their role, where they start and end."""
    return ((cue.role, start, end) for cue, start, end in cues_in(words, lexicon) if cue.role)
