"""Names that do nothing where they stand: by what, to what, where or since when somebody else acts."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import provisions, wishes
from kg.cues import drafted, governing
from kg.field import Field
from kg.lexicon import Lexicon
from kg.linking import row
from kg.patterns import pattern
from kg.scan import cues_in
from kg.sentences import MARK
from kg.span import CHANGES

# "Kể từ ngày Thông tư này có hiệu lực, bãi bỏ A": where the document's name stands in a clause of time, a bare verb is its own.
_FRAME = pattern(r"(?<!\w)(?:khi|ngày|lúc|thời\s+(?:điểm|gian)|trước|sau)\s+$", re.IGNORECASE)
_TAKES_EFFECT = pattern(
    r"[^.;:]{0,150}?\scó\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?từ\s+(?:khi|ngày|thời\s+điểm)\s+", re.IGNORECASE
)
_LONGEST_FRAME = 16  # characters
_BARE_VERB = pattern(
    r"[^,;]*?(?:có\s+hiệu\s+lực|ban\s+hành|công\s+bố|ký)(?:\s+thi\s+hành)?(?:\s+(?:kể\s+)?từ\s+ngày[^,;]{1,40}|\s*\([^()]*\))?"
    rf"[\s,;:]*(?:(?:thì|nay|và|đồng\s+thời|cũng|sẽ|việc|{MARK})[\s,]+)*",
    re.IGNORECASE,
)
_LONGEST_REQUEST = 200  # characters
_JOINED_ON = pattern(r"(?:\svà|[,;]|đồng\s+thời)\s+$")
_CLAUSE = pattern(r"[,;]\s+(?:riêng\s+|còn\s+)?")
_WHERE = pattern(r"\s(?:tại|trong|theo)\s+(?:các\s+)?$", re.IGNORECASE)


def suffers(f: Field, i: int) -> bool:
    """Whether name i only tells where, by what or to what something is done, so that no verb behind "và" is its own.

    "theo A và thay thế B", "dự án được phê duyệt tại A và bãi bỏ B", "tiếp tục thực hiện A, dừng thực hiện B".
    """
    if i in f.acting:
        return f.acting[i].predicate == "approves" and _held_by(f, i)
    if i in f.governor or i in f.own:
        return False
    at, prev = f.names[i].start, f.before(i)
    if prev is not None and _TAKES_EFFECT.fullmatch(f.text, f.names[prev].told, at):
        return True  # "Quyết định này có hiệu lực kể từ ngày A có hiệu lực và thay thế B"
    begin = f.goes_on(prev, at)
    part = provisions.before(f.text, begin, at)
    if _WHERE.search(f.text, begin, part[1] if part else at):
        return True
    found = governing(f.text, begin, at, f.lexicon)
    if found is None:
        return sought(f, i)
    return found.cue.voice == "active" or found.cue.predicate == "approves"


def sought(f: Field, i: int) -> bool:
    """Whether a change of name i, or of one that it stands beside, is asked for or drafted: "đề nghị bãi bỏ A và thay thế B"."""
    for j in row(f, i, -1):
        prev, at = f.before(j), f.names[j].start
        begin = f.goes_on(prev, at)
        words = f.text[max(begin, at - _LONGEST_REQUEST) : at]
        cues = list(cues_in(words, f.lexicon))
        changes = [start for cue, start, _ in cues if cue.predicate in CHANGES]
        if any(wishes.asked(words, start, f.lexicon) for start in changes):
            return True
        plans = [end for cue, _, end in cues if cue.role == "unreal"] if changes else ()
        if any(drafted(words, end, changes[0], f.lexicon) for end in plans if end <= changes[0]):
            return True
        joined = (
            changes
            and prev is not None
            and _JOINED_ON.search(f.text, f.names[prev].told - 1, at - len(words) + changes[0])
        )
        if joined and prev is not None and prev not in f.governor and sought(f, prev):
            return True  # "dự thảo Quyết định sửa đổi A, bãi bỏ B và thay thế C"
    return False


def _held_by(f: Field, i: int) -> bool:
    """Whether what name i put in force does not open the clause: "Dừng Dự án … được phê duyệt tại A và bãi bỏ B"."""
    start = f.names[f.acting[i].object].start
    return not (f.opens(start) or f.begins(start))


def other_acts(f: Field, this: int, predicate: str, stretch: str) -> bool:
    """Whether the words behind what means the document tell who else does what follows.

    "Kể từ khi Thông tư này có hiệu lực, doanh nghiệp thôi áp dụng A", "Thông tư này có hiệu lực từ ngày ký, Cục trưởng dừng A".
    """
    start = f.names[this].start
    if _FRAME.search(f.text, max(f.sentence.start, start - _LONGEST_FRAME), start):
        return _BARE_VERB.fullmatch(stretch) is None
    if predicate == "replaces" or _JOINED_ON.search(stretch):
        return False  # bodies replace nothing; "…, các cơ quan chịu trách nhiệm thi hành và thay thế A"
    # "… quy định nhiệm vụ của các cơ quan, đơn vị quân đội thực hiện A": a list, and no clause
    said = stretch.find("hiệu lực")
    return said >= 0 and any(_actor(f.lexicon).match(stretch, m.end()) for m in _CLAUSE.finditer(stretch, said))


def framed(f: Field, i: int, stretch: str) -> bool:
    """Whether name i tells only when others do what the words behind a comma say: "Sau khi A được ban hành, các sở đã bãi bỏ B"."""
    start = f.names[i].start
    return "," in stretch and _FRAME.search(f.text, max(f.sentence.start, start - _LONGEST_FRAME), start) is not None


@lru_cache(maxsize=4)
def _actor(lexicon: Lexicon) -> re.Pattern[str]:
    """Who is told to do something: a body, its head, or all of a kind."""
    body, head = lexicon.words["body"].any, lexicon.words["head"].any
    return re.compile(
        rf"(?:{body}|{head}|Thủ trưởng|Trưởng|Chánh"
        r"|(?:(?:các|mọi|những)\s+)?(?:cơ quan|đơn vị|tổ chức|cá nhân|doanh nghiệp|địa phương|người)"
        r"|các\s+(?i:sở|bộ|ban|ngành|cục|chi cục|xã|huyện|tỉnh|trường))(?!\w)"
    )
