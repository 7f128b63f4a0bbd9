"""Bodies set up for a matter, in whose names instruments stand: "Thông báo số … của Ban Chỉ đạo thực hiện Nghị quyết 18"."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.field import Field
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import UPPER, holds

_LONGEST = 120  # characters from a body to the instrument in its name
_MOST = 4  # instruments in the name of one body
_BESIDE = pattern(r"\s*(?:,|,?\s(?:và|&))\s+(?:các\s+)?", re.IGNORECASE)
_BEGINS = ("an ", "AN ", "Tổ ", "tổ ", "TỔ ", "ồng ", "òng ")


@lru_cache(maxsize=4)
def _mandate(lexicon: Lexicon) -> re.Pattern[str]:
    """ "của Trưởng Ban Chỉ đạo Trung ương thực hiện ", "Tổ công tác triển khai Đề án ": what leads to the name in a body's name."""
    body, deed = lexicon.words["committee"].any, lexicon.words["mandate"].any
    return re.compile(
        r"(?P<whose>\s(?:của|do)\s(?:(?:Thường trực|Trưởng|Chủ tịch|Tổ trưởng)\s)?)?"
        rf"(?<!\w)(?i:{body})(?!\w)"
        rf"(?:\s(?:[{UPPER}]\w*|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|ương|gia|nước|ngành)(?!\w)){{0,8}}"
        rf"(?:,?\s(?i:{deed})(?!\w)){{0,4}}\s$"
    )


def _held(f: Field, i: int) -> re.Match[str] | None:
    """The words of a body's name that lead to name i, or to one that it stands beside, if it is of such a name."""
    for _ in range(_MOST):
        at = f.names[i].start
        near = max(f.sentence.start, at - _LONGEST)
        if not holds(f.text, _BEGINS, near, at):
            return None  # nearly always
        if held := _mandate(f.lexicon).search(f.text, near, at):
            return held
        prev = f.before(i)
        alike = prev is not None and f.names[prev].type == f.names[i].type
        if prev is None or not (alike and _BESIDE.fullmatch(f.text, f.names[prev].told, at)):
            return None
        i = prev
    return None


def of_issuer(f: Field, i: int) -> bool:
    """Whether name i stands in the name of the body that an instrument is of, which carries nothing out by that name alone."""
    held = _held(f, i)
    return held is not None and held["whose"] is not None


def bearer(f: Field, prev: int | None, at: int) -> int | None:
    """The name that words at an offset go on from: what stands in a body's name does nothing, and nothing is done to it there.

    "Thông báo số … của Ban Chỉ đạo thực hiện Nghị quyết 18 thay thế …": the notice. What brackets tell behind it, they tell of it.
    """
    if any(a[0] <= at < a[1] for a in f.asides):
        return prev
    end = f.names[prev].told if prev is not None else 0
    while prev is not None and prev not in f.governor and (held := _held(f, prev)):
        whose = held["whose"]
        prev = f.before(prev)
        if prev is not None and whose and held.start() <= f.names[prev].told:
            f.bodies[prev] = end  # the words between are those of its body's name
    return prev
