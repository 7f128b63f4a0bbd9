"""What is asked for is not done: "đề nghị Ủy ban nhân dân tỉnh xem xét, bãi bỏ", "xin ý kiến về việc dừng"."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.lexicon import Lexicon
from kg.text import UPPER, holds

_LONGEST = 200  # characters from what asks to what is asked for
_ASKS = ("nghị ", "xuất ", "xin ", "Xin ", "ý ", "kiến ", "trình ", "trương ", "mưu ")


def asked(stretch: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a change at an offset is asked for."""
    near = max(0, at - _LONGEST)
    return holds(stretch, _ASKS, near, at) and _request(lexicon).search(stretch, near, at) is not None


@lru_cache(maxsize=4)
def _request(lexicon: Lexicon) -> re.Pattern[str]:
    """What asks for what follows: of whom, if that is told, and to think about it first."""
    asks, leads = lexicon.words["requested"].any, lexicon.words["weighed"].any
    # no "chương trình", "quy trình", "tờ trình"
    other = "".join(rf"(?<!{end}\s)" for end in ("ương", "ông", "uy", "ộ", "iến", "áo", "ành", "ờ"))
    submits = rf"{other}trình(?=\s+(?:$|cấp|xem|cơ|phê|thông|thẩm|(?-i:[{UPPER}])))"
    words = r"(?:(?!(?:và|đã|nhưng)\s)[^\s,.;:()]+\s+){1,16}?"
    whom = rf"(?:(?:với|cho)\s+)?(?=các\s|cấp\s|cơ\s|(?-i:[{UPPER}])){words}|của\s+{words}(?=về\s)"
    return re.compile(rf"(?<!\w)(?:{asks}|{submits})\s+(?:{whom})?(?:{leads}(?:,|(?!\w))\s*){{0,6}}$", re.IGNORECASE)
