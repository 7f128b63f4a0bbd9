"""Who acts in the passive where that is told before the verb: "A đã được B sửa đổi", "A (Điều 3 B bãi bỏ)", "A do B thay thế"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import provisions, rank, sufferers
from kg.field import Field, attached
from kg.items import LONGEST_LEAD, LONGEST_MARK, is_member, listed, part_at
from kg.lexicon import Lexicon
from kg.linking import ONE_AGENT
from kg.patterns import pattern
from kg.scan import cues_in
from kg.span import ALTERS, CHANGES, STOPS, Link
from kg.text import holds, wrap

# "A (đã) được B (của Bộ Tài chính) sửa đổi", "A (Điều 3 B sửa đổi)", "A do B sửa đổi."
_SUFFERS = pattern(
    r"(?:,?\s+|\s?(?P<aside>\()\s?)(?:(?:đã|vừa|mới)\s+)?(?:(?P<suffers>được|bị)|do(?=\s))?\s*$", re.IGNORECASE
)
# "A không còn hiệu lực do bị B thay thế"
_OVER = pattern(
    r"\s+(?:(?:nay\s+)?(?:đã\s+)?hết|không\s+còn)\s+hiệu\s+lực(?:\s+thi\s+hành)?,?\s+(?:do|vì)$", re.IGNORECASE
)
_LEADS = ("được ", "bị ", "do ", "(")
_CLOSES = pattern(r"\s*(?:\)|[.;]?\s*$|[.;]\s)")
_DO = pattern(r"(?<!\w)do\s*$", re.IGNORECASE)
_ACTS = pattern(
    r"(?:\s+của\s[^,.;:()\n]{3,60}?)?(?:\s+về\s[^,.;:()\n]{3,120}?)?"
    r"\s+(?:đã\s+)?(?=(?:sửa|bổ\s+sung|thay\s+thế|bãi|hủy|ngưng|ngừng|đình|tạm|điều\s+chỉnh|cụ\s+thể|thể\s+chế|hướng\s+dẫn|quy\s+định\s+chi\s+tiết))"
)
_ALSO = pattern(r"(?:[,;]|\svà|\sđồng\s+thời)(?:\s+(?:nay|sau\s+đó|tiếp\s+tục|lại))*\s*$", re.IGNORECASE)
_AND = pattern(r"\s*(?:[,;](?:\s+và)?|và)\s+(?:các\s+)?", re.IGNORECASE)
_DENIAL_WORDS = 3
_MOST = 5  # that act together


def acting(f: Field, i: int, prev: int) -> Iterator[Link]:
    """What name i is told to do between "được" and its verb, each of the parts that stand behind that by itself; it acts then.

    "A được B sửa đổi và bị C bãi bỏ": what is told in the passive before is done to the same; name prev stands before.
    """
    row = _row(f, i, prev)
    if not row:
        return  # nearly always
    text, s, at = f.text, f.sentence, f.names[row[0]].start
    verb = _ACTS.match(text, f.names[i].told, s.end)
    cue = f.lexicon.cues.match(text, verb.end(), s.end) if verb else None
    before = f.before(row[0])
    if not (verb and cue and cue[0].predicate and before is not None) or not _is_told(f, before):
        return
    predicate, end = cue[0].predicate, cue[1]
    told, part = f.goes_on(before, at), part_at(text, s, f.names[row[0]])
    behind = provisions.behind(text, end, s.end) if predicate in CHANGES else None
    subject = _suffers(text, told, part[1] if part else at, behind[1] if behind else end)
    if subject is None or (predicate in ONE_AGENT and len(row) > 1):
        return
    stretch = _OVER.sub("", text[told:subject])
    inner = sufferers.part_within(f"{stretch} ") if predicate in CHANGES else None
    again = _ALSO.search(text, told, subject + 1) if inner is None else not inner["aside"]
    if again and before not in f.acting and sufferers.acted(f, before):
        return  # "Khoản 1 được sửa đổi bởi A; Điều 7 bị B bãi bỏ": whose, a sentence before tells
    if not attached(stretch[: inner.start()] if inner else stretch.rstrip(" ,;")):
        return
    put = f.acting.get(before)  # "Quy chế A ban hành kèm theo B bị C bãi bỏ": A
    annexed = put is not None and put.predicate == "approves" and predicate in CHANGES
    on = put.object if put is not None and (again or annexed) else before
    if again and sufferers.resumed(f, i, before):
        if inner:
            return
        on = f.governor[before].subject
    if predicate == "amends" and not rank.alike(f.names, on, i, f.lexicon):
        on = before
    above = f.governor.get(on)
    if predicate in CHANGES and above is not None and rank.rather(f.names, above.subject, on, i):
        on = above.subject  # "Kế hoạch A thực hiện Nghị quyết B đã được Kế hoạch C điều chỉnh"
    begin = f.names[on].start
    part = provisions.before(text, max(f.goes_on(f.before(on), begin), begin - LONGEST_LEAD), begin)
    part = (wrap(inner["part"]), begin) if inner else part or _in_part(text, verb.end(), end, predicate)
    link = listed(predicate, on, min(part[1], begin) if part else begin, end, part, rule="passive")
    for agent in row:
        deeds = list(_parts(f, link._replace(subject=agent)))
        if rank.possible(f.names, deeds[-1], f.lexicon) if deeds else False:
            f.acting[agent] = deeds[-1]
            yield from () if _unreal(stretch, f.lexicon) else deeds


def _row(f: Field, i: int, prev: int) -> list[int]:
    """Name i and those that act together with it, "được A, B và C sửa đổi", in their order; none where no "được" stands before."""
    row = [i]
    before: int | None = prev
    while f.names[row[0]].form == "number" and before is not None and len(row) <= _MOST:
        told, at = f.goes_on(before, f.names[row[0]].start), f.names[row[0]].start
        if holds(f.text, _LEADS, max(told, at - LONGEST_MARK), at):
            return row
        if before in f.acting or before in f.governor or not _AND.fullmatch(f.text, told, at):
            break
        row.insert(0, before)
        before = f.before(before)
    return []


def _is_told(f: Field, i: int) -> bool:
    """Whether something may be told of name i in the passive."""
    return is_member(f.names, i) or f.names[i].form == "short"


def _in_part(text: str, start: int, end: int, predicate: str) -> tuple[str, int] | None:
    """ "bãi bỏ một phần": the verb tells that not all ends."""
    at = text.find("một", start, end) if predicate in STOPS else -1
    return (wrap(text[at:end]), at) if at >= 0 else None


def _parts(f: Field, link: Link) -> Iterator[Link]:
    """The link, with the part told behind its verb; and what else is done to another: "A bị B sửa đổi Điều 4, bãi bỏ Điều 8"."""
    text, end = f.text, f.sentence.end
    part = provisions.behind(text, link.end, end) if link.predicate in CHANGES else None
    if part is None:
        yield link
    elif link.provision:  # "Điều 7 A được B bãi bỏ khoản 2"
        above = provisions.above(part[0], link.provision)
        yield link._replace(provision=f"{part[0]} {above}", end=part[1]) if above else link
        return
    while part:
        told = None if link.predicate == "amends" and provisions.unspecified(part[0]) else part[0]
        yield link._replace(provision=told, end=part[1])
        joint = _AND.match(text, part[1], end)
        cue = f.lexicon.cues.match(text, joint.end(), end) if joint else None
        if cue is None or cue[0].predicate not in ALTERS or cue[0].voice != "active":
            return
        link = link._replace(predicate=cue[0].predicate, end=cue[1])
        part = provisions.behind(text, link.end, end)


def _unreal(words: str, lexicon: Lexicon) -> bool:
    """Whether the last words before "được" deny what follows, or say that it is yet to come: "A chưa được B sửa đổi"."""
    last = words.split()[-_DENIAL_WORDS:]
    return "cần" in last or any(cue.role == "unreal" for cue, _, _ in cues_in(" ".join(last), lexicon))


def _suffers(text: str, told: int, at: int, end: int) -> int | None:
    """Where the words begin that lead from a name, told up to an offset, to what acts on it, whose verb and its part end at `end`.

    Without "được" nothing follows that: "A (Điều 3 B sửa đổi)", "A do B sửa đổi."
    """
    m = _SUFFERS.search(text, told, at) if told <= at else None
    if m is None or m["suffers"]:
        return m.start() if m else None
    led = m["aside"] or _DO.search(text, told, at)
    return m.start() if led and _CLOSES.match(text, end) else None
