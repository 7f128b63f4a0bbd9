"""What is told on a condition is no fact: "Nếu A bị B bãi bỏ thì …", "Bãi bỏ A khi B hết hiệu lực"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kg import provisions
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import Sentences
from kg.span import CHANGES, DOCUMENT, Link
from kg.text import holds

_JOINT = pattern(r"\s*(?:,|và|hoặc|hay)\s*")  # "Nếu A, B được thay thế bởi C"
# "Nếu A bị B bãi bỏ thì …", "Trường hợp các văn bản dẫn chiếu tại A được thay thế bởi B, áp dụng …": right before both names.
_CONDITION = pattern(
    r"(?:^|[,;:.\n]\s*|(?<=\s))(?<!sau )(?<!trước )(?<!từ )(?:trong\s+)?(?P<word>nếu|trường\s+hợp|khi)\s+(?:như\s+|mà\s+)?"
    r"(?:(?:các|những|một\s+số|văn\s+bản|quy\s+phạm|pháp\s+luật|quy\s+định|nội\s+dung|dẫn\s+chiếu|viện\s+dẫn|nêu|tại|trong|của|và"
    rf"|được|(?:là\s+)?căn\s+cứ|{provisions.EXCEPTED})[\s,:]+){{0,12}}$",
    re.IGNORECASE,
)
_CONDITIONS = ("nếu ", "Nếu ", "hợp ", "khi ", "Khi ")
_THEN = pattern(r",?\s+thì\s|,\s+(?:thực\s+hiện|áp\s+dụng|việc)\s", re.IGNORECASE)
# "Trường hợp A thay thế B có quy định khác thì …": the verb of the clause is another one.
_OTHER_VERB = pattern(r"(?:có|không|chưa|còn|vẫn|quy\s+định)(?!\w)", re.IGNORECASE)
# "Bãi bỏ A khi B hết hiệu lực", "… nếu B bị bãi bỏ", "Kể từ khi B hết hiệu lực, bãi bỏ A": what leads to B, and what is told of it.
_WHEN = pattern(
    r"(?<!\w)(?<!đến )(?:nếu|khi|trường\s+hợp|ngày|lúc|thời\s+điểm)\s+(?:mà\s+)?(?:các\s+)?$", re.IGNORECASE
)
_ENDED = pattern(
    r"(?:\s+của\s[^,.;:()]{3,80}?)?(?:\s+về\s[^,.;:()]{3,150}?)?\s+(?:(?:không|bị|được|chính\s+thức)\s+){0,2}"
    r"(?:(?:hết|còn|chấm\s+dứt|mất|ngừng|ngưng)\s+hiệu\s+lực|bãi\s+bỏ|hủy\s+bỏ|thay\s+thế|sửa\s+đổi|đình\s+chỉ)(?!\w)",
    re.IGNORECASE,
)
_WHENS = (*_CONDITIONS, "ngày ", "Ngày ", "lúc ", "điểm ")
# "bãi bỏ A nếu dự án đã hoàn thành"; no "bãi bỏ A, nếu dự án đã hoàn thành thì tiếp tục …", "A (nếu có)".
_IF = pattern(
    r"[^,]{0,100}?\s(?:nếu(?!\s+có\s*(?:[,.;:)]|$))|với\s+điều\s+kiện)\s|,\s+nếu(?!\s+có\s*(?:[,.;:)]|$))\s(?!.*\s(?:thì|tiếp\s+tục|vẫn)\s)",
    re.IGNORECASE,
)
# "Nếu không có ý kiến khác, A thay thế B"; no "Nếu như trước đây A quy định …, thì nay B thay thế A".
_IF_FIRST = pattern(
    r"[\s\d.)a-z+-]{0,8}(?:Nếu|Giả\s+sử|(?:Trong\s+t|T)rường\s+hợp)\s(?!như\s|trước|trong)[^;:\n]{3,300}?(?:,|\sthì)\s"
)
_OWN_WORDS = ("clause", "effect", "far")  # rules; what the passive tells of a name is told whatever happens
_AFTER = pattern(r"\s(?:ngay\s+)?sau\s+khi\s", re.IGNORECASE)  # "bãi bỏ A sau khi Ban Chỉ đạo được giải thể"
_IN_FORCE = pattern(r"(?:có\s+hiệu\s+lực|ban\s+hành|ký)(?!\w)", re.IGNORECASE)
# "chỉ thay thế A khi được Hội đồng nhân dân tỉnh thông qua"
_ONLY = pattern(r"(?<!\w)chỉ\s+(?:được\s+)?(?:thay|bãi|hủy|sửa|dừng|ngừng|chấm)\s", re.IGNORECASE)
_DONE = pattern(r"(?<!\w)đã\s", re.IGNORECASE)
_LONGEST = 24  # characters from such a word to the instrument


def conditional(text: str, names: Sequence[Name], k: Link, start: int, tail: str) -> bool:
    """Whether what is told is the condition for what follows; what brackets tell of a name is told whatever happens."""
    if k.predicate not in CHANGES or not any(text.find(word, start, k.start) >= 0 for word in _CONDITIONS):
        return False  # nearly always
    first, last = sorted((k.object if k.subject == DOCUMENT else k.subject, k.object))
    if "(" in text[names[first].told : names[last].start]:
        return False
    while first > 0 and _JOINT.fullmatch(text, names[first - 1].told, names[first].start):
        first -= 1  # "Nếu A, B được thay thế bởi C"
    m = _CONDITION.search(text, start, min(k.start, names[first].start))
    if m is None:
        return False
    then, supposed = _THEN.search(tail), m["word"].lower() == "nếu"
    if then is None or (m["word"].lower() == "khi" and not then.group().endswith("thì ")):
        return supposed
    if supposed and k.subject > k.object:
        return True  # "Nếu A bị B bãi bỏ mà chưa có văn bản thay thế thì …"
    return _OTHER_VERB.search(tail, 0, then.start()) is None


def waits(text: str, names: Sequence[Name], k: Link, within: Sentences, tail: str) -> bool:
    """Whether a change waits for something: for another instrument's end, whenever that is, or for what `tail` tells behind it.

    "Bãi bỏ A khi B hết hiệu lực", "A hết hiệu lực nếu B bị bãi bỏ", "Kể từ khi B hết hiệu lực, bãi bỏ A".
    """
    if k.predicate not in CHANGES or _named(names, k):
        return False
    if k.subject == DOCUMENT and _AFTER.match(tail) and not _IN_FORCE.search(tail):
        return True
    if "khi " in tail and _ONLY.search(text, max(0, k.start - 6), names[k.object].start):
        return True
    if ("nếu " in tail or "điều kiện " in tail) and _IF.match(tail) is not None:
        return True
    start, end = within.bounds(k.start)
    told = k.rule.startswith(_OWN_WORDS) and "(" not in text[k.start : k.end]
    if told and _IF_FIRST.fullmatch(text, start, k.start):
        return True
    if not holds(text, _WHENS, start, end):
        return False  # nearly always
    if k.subject != DOCUMENT and _DONE.search(text, max(start, k.start - 4), k.end):
        return False  # "A đã được thay thế bởi B khi C hết hiệu lực"
    first = bisect_left(names, start, key=lambda n: n.start)
    last = bisect_left(names, end, lo=first, key=lambda n: n.start)
    return any(_ends_first(text, names, i, last, k) for i in range(first, last))


def _named(names: Sequence[Name], k: Link) -> bool:
    """Whether a name itself tells a link: "Luật sửa đổi, bổ sung một số điều của Luật A"."""
    return DOCUMENT < k.subject < k.object and names[k.object].start < names[k.subject].end


def ends(text: str, at: int) -> bool:
    """Whether the words behind an instrument tell that it ends or is changed."""
    return _ENDED.match(text, at) is not None


def _ends_first(text: str, names: Sequence[Name], i: int, last: int, k: Link) -> bool:
    """Whether name i is what must end first, in words around a link, of names before `last`."""
    at = names[i].start
    when = _WHEN.search(text, max(0, at - _LONGEST), at)
    if when is None or i == k.object:
        return False
    while i + 1 < last and _JOINT.fullmatch(text, names[i].told, names[i + 1].start):
        i += 1
    if not ends(text, names[i].told):
        return False
    # "Sau khi A hết hiệu lực, Bộ ban hành B thay thế C": what was done then
    return at > k.start or k.subject == DOCUMENT
