"""Which cue of the ontology governs a name: the last one in the words before it, if it reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.lexicon import Cue, Lexicon
from kg.text import WORD

BARRIER = re.compile(r"[;:]|\.\s|\n\s*\n\s*[-+]")
_COMPOSED = frozenset({"reviews", "guides", "disseminates", "suspends"})


@dataclass(frozen=True, slots=True)
class Found:
    """A cue with its span in the normal text."""

    cue: Cue
    start: int
    end: int


def governing(text: str, start: int, end: int, lexicon: Lexicon) -> Found | None:
    """The cue in a stretch that governs the name after it, or None where none reaches it."""
    start = max(start, end - 600)
    for cue, a, b in _cues(text[start:end], lexicon):
        return Found(cue, start + a, start + b)
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
        if cue.role or not cue.predicate or (cue.start and current):
            continue  # "điều chỉnh phụ lục kèm theo Quyết định số …" amends
        if unreal >= 0 and len(stretch[unreal : m.start()].split()) <= 1 and cue.predicate != "cites":
            current = None
            continue
        if (
            current
            and current[0].predicate == "amends"
            and cue.predicate in ("implements", "repeals")
            and _AT.search(stretch)
        ):
            continue  # "điều chỉnh danh sách … thực hiện … tại Quyết định số …"
        if current and _composes(current, cue, stretch[current[2] : m.start()]):
            current = (current[0], current[1], end)
        else:
            joined = (
                current is not None
                and current[0].voice == cue.voice
                and _JOINED.fullmatch(stretch[current[2] : m.start()])
            )
            current = (cue, current[1] if joined and current else m.start(), end)
    if current is None:
        return ()
    rest = stretch[current[2] :]
    if current[0].predicate == "implements" and _AT.search(rest) and len(rest.split()) > _AT_REACH:
        return ()  # "đầu mối thực hiện nhiệm vụ kiểm soát thủ tục hành chính của Sở Tài chính tại Quyết định số …"
    if BARRIER.search(rest) or len(rest.split()) > current[0].reach or _leaves_quotation(rest):
        return ()
    return (current,)


_AT = re.compile(r"\btại\s*$", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|và|,\s*và)\s*", re.IGNORECASE)  # "tuyên truyền, quán triệt và triển khai thực hiện"
_AT_REACH = 11  # "thực hiện chỉ đạo của Tỉnh ủy về … tại Thông báo số …" still implements


def _leaves_quotation(rest: str) -> bool:
    """Whether a quotation that the cue stands in is over before the name: "về “thi hành Điều lệ Đảng”, Hướng dẫn số …"."""
    if "”" in rest:
        return True
    return rest.count('"') % 2 == 1 and not rest.rstrip().endswith('"')


def _composes(current: tuple[Cue, int, int], cue: Cue, between: str) -> bool:
    """ "sơ kết 5 năm thực hiện" reviews, "hướng dẫn thi hành" guides: the later cue is part of the earlier one."""
    first = current[0]
    if cue.predicate == first.predicate:
        return not BARRIER.search(between) and len(between.split()) <= 8 and cue.voice == first.voice and not cue.start
    if cue.predicate == "approves" and cue.voice == "passive":  # "sửa đổi Quy chế ban hành kèm theo Quyết định số …"
        return first.voice == "active" and first.predicate not in ("approves", "cites") and not BARRIER.search(between)
    if BARRIER.search(between) or cue.predicate != "implements" or len(between.split()) > 8:
        return False
    if first.predicate in ("basedOn", "considers", "proposedBy"):
        return True
    return first.predicate in _COMPOSED and first.order < cue.order
