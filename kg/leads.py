"""What opens a list of instruments: what the words before its colon, or the heading of its article, say that is done to all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.field import only_mark
from kg.items import LONGEST_LEAD, mark
from kg.lexicon import Cue, Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import cues_in
from kg.sentences import ARTICLE, MARK, left
from kg.text import UPPER

_LINE = pattern(r"\n\s*(?=[" + UPPER + "])")  # where a lead begins anew; other lines are cut by the page
_ENDING = pattern(
    r"(?P<replaces>thay\s+thế)|(?P<repeals>bãi\s+bỏ|hủy\s+bỏ|hết\s+hiệu\s+lực|chấm\s+dứt\s+hiệu\s+lực)",
    re.IGNORECASE,
)
_FIRST = pattern(rf"\s*{MARK}?\s*(?:các\s+)?", re.IGNORECASE)
_GROUP = pattern(rf"\s*{MARK}\s*(?:[^\n:;]{{0,40}}\s)?của\s[^\n:;]{{3,120}}", re.IGNORECASE)
_THESE = pattern(r"\s+(?:các|những|toàn\s+bộ)\s[^:]{0,80}sau(?:\s+đây)?\s*$", re.IGNORECASE)
_AMENDING = pattern(
    r"sửa\s+đổi[^:]{0,60}\s(?:của|đối\s+với|tại)\s+(?:các|những)\s[^:]{0,60}\ssau(?:\s+đây)?\s*$", re.IGNORECASE
)
# "Thông tư này hướng dẫn (một số nội dung của các văn bản sau):": the subject, and what may stand between the verb and the colon.
_ITSELF = pattern(r"(?:\S+\s+){1,4}này\s+", re.IGNORECASE)
_ALL = pattern(
    r"(?:[\s,]+(?:một|số|các|những|toàn|bộ|điều|khoản|điểm|nội|dung|quy|định|văn|bản|phạm|pháp|luật|lệnh|nghị|thông|tư|quyết|tịch|liên|chỉ|thị"
    r"|của|tại|trong|và|(?:bao\s+)?gồm|như|sau|đây))*[\s,]*",
    re.IGNORECASE,
)
_GOVERNING = frozenset({"guides", "amends", "implements"})
# "2. Các biện pháp thi hành Luật …", "1. Các điều sau đây của Luật …": what an item may say before the name it is about.
_OF_ITEM = pattern(rf"\s*{MARK}?\s*(?:[^.;:\n“”()]{{1,120}}\s(?:của|thi\s+hành|tại))?\s*(?:các\s+)?", re.IGNORECASE)
# "Điều 1. Bãi bỏ toàn bộ các văn bản quy phạm pháp luật⏎1. …": a heading that needs no colon.
_HEADING = pattern(rf"[^\w\n]*{ARTICLE}[^\n:;]{{0,80}}\s(?:các|những)\s[^\n:;\d]{{2,200}}", re.IGNORECASE)


def listing(text: str, names: Sequence[Name], i: int, at: int, lexicon: Lexicon) -> tuple[str, int, int] | None:
    """The relation of the list that name i opens, where its lead begins and ends: what the words before its colon say as done.

    `at` is where the name begins, with its part.
    """
    first = max(0, at - LONGEST_LEAD - 30)
    over = colon = _end_of_lead(text, first, at)
    if colon < 0:
        return None
    plain = _FIRST.fullmatch(text, colon + 1, at) is not None or _opens_item(text, colon + 1, at)
    if not plain and _OF_ITEM.fullmatch(text, colon + 1, at) is None:
        return None
    line = text.rfind("\n", first, colon) + 1
    if _GROUP.fullmatch(text, line, colon) and text.endswith(":", 0, left(text, line)):
        colon = left(text, line) - 1  # "Bãi bỏ các văn bản sau:⏎1. Của Ủy ban nhân dân tỉnh A:⏎a) …"
    start = max(first, colon - LONGEST_LEAD, text.rfind(".", first, colon) + 1, text.rfind(":", first, colon) + 1)
    cues = [(cue, start + a, start + b) for cue, a, b in cues_in(text[start:colon], lexicon)]
    if any(cue.role == "unreal" for cue, _, _ in cues):
        return None
    begin = max([start, *(line.end() for line in _LINE.finditer(text, start, colon))])
    governing = next(((c, b, e) for c, b, e in reversed(cues) if c.predicate), None)
    if governing and _ALL.fullmatch(text, governing[2], colon) and _does(text, begin, *governing[:2]):
        return governing[0].predicate, begin, over
    if not plain:
        return None
    ending = max(_ENDING.finditer(text, start, colon), key=re.Match.start, default=None)
    numbers = (names[j] for j in range(max(0, i - 20), i) if names[j].form == "number")
    told = max((n.end for n in numbers if n.end <= colon), default=0)
    if told > start:  # "…; thay thế Điều 19 của A và thay thế các Thông tư sau:"
        if ending is None or ending.start() < told or not _THESE.match(text, ending.end(), colon):
            return None
        begin = ending.start()
    if ending:
        return ending.lastgroup or "repeals", begin, over
    # "Sửa đổi, bổ sung một số điều của các Thông tư sau:", but not "Sửa đổi khoản 2 như sau:"
    return ("amends", begin, over) if _AMENDING.search(text, start, colon) else None


def _opens_item(text: str, first: int, at: int) -> bool:
    """Whether a name opens a later item of the list that begins at `first`, whatever the items before it are."""
    line = text.rfind("\n", first, at) + 1
    return line > 0 and mark(text, first) == mark(text, line) != "" and _FIRST.fullmatch(text, line, at) is not None


def _end_of_lead(text: str, first: int, at: int) -> int:
    """Where the words end that open a list before an offset: at a colon, or at the end of a heading's line; -1 for neither."""
    colon, line = text.rfind(":", first, at), text.rfind("\n", first, at)
    if line > colon:
        heading = text.rfind("\n", first, line) + 1
        if _HEADING.fullmatch(text, heading, line):
            return line
    return colon


def _does(text: str, begin: int, cue: Cue, at: int) -> bool:
    """Whether the document itself does what a cue at an offset says: "Thông tư này hướng dẫn …", "1. Sửa đổi …"."""
    if cue.predicate not in _GOVERNING or cue.voice != "active":
        return False
    if cue.predicate == "amends" and only_mark(text, begin, at):
        return True
    own = _ITSELF.match(text, begin, at)
    return own is not None and own.end() == at
