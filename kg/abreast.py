"""Lines that stand abreast on paper: the two columns of a letterhead, told apart by the gap between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.paper import Line
from kg.text import fold

_JUSTIFIED = 2.5  # times the usual gap of its line, which is wide where few words fill it
ROWS = 30  # at the top of a page, among which the letterhead is
_GAP = 2.2  # heights of a line that keep two columns apart on a page
_SLIT = 0.8  # and in a letterhead, where no line is justified
_MOTTO = re.compile(
    r"CỘNG\s?HO?[ÒÀ]A?\s?XÃ\s?HỘI|CONG\s?HOA\s?XA\s?HOI|[ĐD][ộo]c\s[Ll][ậa]p\s*[-–]\s*[Tt][ựu]\s[Dd]o|ĐẢNG CỘNG SẢN VIỆT NAM"
)
_NUMBER_LINE = re.compile(r"(?:(?:luat|nghi quyet|phap lenh|bo luat)\s+)?so(?:\s*[:.]|\s*$|\s+[\d.…-])")
_SUBJECT = re.compile(r"V\s?/\s?[vV]|Về việc")
_PLACE_DATE = re.compile(r"\w,\s*ngay\b")


def has_motto(lines: Sequence[Line], width: float) -> bool:
    """Whether a page of that width, in points, has the motto on its right side, where a letterhead has it."""
    return max((x.right for x in lines[:25] if _MOTTO.search(x.text)), default=0.0) >= width * 0.6


def unfolded(lines: Sequence[Line], rows: Sequence[Sequence[Line]], width: float) -> Sequence[Line]:
    """The lines of a page, its letterhead un-interleaved: the left column, then the right one, then the page.

    PDF writers and scanners put "BỘ TÀI CHÍNH" and "CỘNG HÒA …" of one height on one line, and the number after the motto.
    `rows` are the words of the first lines, `ROWS` at most.
    """
    parts = [parted(row, _SLIT) for row in rows]
    pieces = [piece for row in parts for piece in row]
    right = [x for x in pieces if _MOTTO.search(x.text) and x.right > width * 0.55]
    if not right:
        return lines
    edge = min(x.left for x in right) - 2
    top = max(x.top for x in right)
    if edge < width * 0.22:  # centred: there is nothing beside it
        return lines
    inside = _letterhead(pieces, right, edge)
    left_column = _stacked(x for x in inside if (x.left + x.right) / 2 < edge)
    right_column = _stacked(x for x in inside if (x.left + x.right) / 2 >= edge)
    if not left_column or not right_column:
        return lines
    inner = set(inside)
    head = [
        x
        for line, row in zip(lines, parts, strict=False)
        for x in ([line] if inner.isdisjoint(row) else [piece for piece in row if piece not in inner])
    ]
    above = [x for x in head if x.bottom > top]
    below = [x for x in head if x.bottom <= top]
    return [*above, *left_column, *right_column, *below, *lines[len(rows) :]]


def _letterhead(pieces: Sequence[Line], right: Sequence[Line], edge: float) -> list[Line]:
    """The pieces of the letterhead's two columns, of which the `right` one, behind an edge, has the motto."""
    top, foot = max(x.top for x in right), min(x.bottom for x in right)
    # It ends above the first line that runs across the edge, below the motto.
    low = max((x.top for x in pieces if x.left < edge - 40 and x.right > edge + 40 and x.top < foot + 2), default=0.0)
    last = min(
        (
            x.bottom
            for x in pieces
            if x.bottom > low and (_NUMBER_LINE.match(fold(x.text)) or _PLACE_DATE.search(fold(x.text)))
        ),
        default=foot,
    )
    # Lines above the motto that stand left of it belong to the letterhead; others are running heads.
    inside = [
        x
        for x in pieces
        if last - 2 <= x.bottom and x.bottom > low and (x.top <= top + 6 or (x.right < edge and x.top < top + 40))
    ]
    return inside + _subject([x for x in pieces if x.right < edge], last)


def _subject(left: Iterable[Line], last: float) -> list[Line]:
    """What goes on below the letterhead of the subject of a letter, "V/v …", which stands in the left column below its number."""
    found: list[Line] = []
    for x in sorted(left, key=lambda x: -x.bottom):
        if found and found[-1].bottom - x.bottom > 1.8 * x.height:
            break
        if found or _SUBJECT.match(x.text):
            found.append(x)
    return [x for x in found if x.bottom < last - 2]


def parted(words: Sequence[Line], gap: float = _GAP) -> list[Line]:
    """The parts of a line, from its words, that a gap of so many heights keeps apart; not those that justify the line."""
    gaps = sorted(b.left - a.right for a, b in pairwise(words))[:-1]
    usual = gaps[(len(gaps) - 1) // 2] if gaps else 0.0
    parts: list[list[Line]] = []
    for word in words:
        last = parts[-1][-1] if parts else None
        wide = last and word.left - last.right > max(gap * max(word.height, 6), _JUSTIFIED * usual)
        if last is None or wide or word.left < last.right - 60:
            parts.append([word])
        else:
            parts[-1].append(word)
    return [joined(part) for part in parts]


def joined(words: Sequence[Line], between: str = " ") -> Line:
    """The line that words make, or parts of it."""
    first, last = words[0], words[-1]
    return Line(
        between.join(word.text for word in words),
        min(first.left, last.left),
        max(first.right, last.right),
        min(first.bottom, last.bottom),
        max(first.top, last.top),
    )


def _stacked(pieces: Iterable[Line]) -> list[Line]:
    """The lines of a column from top to bottom, each of the pieces at one height."""
    found: list[Line] = []
    for x in sorted(pieces, key=lambda x: (-x.bottom, x.left)):
        if found and abs(found[-1].bottom - x.bottom) < 0.4 * x.height and x.left >= found[-1].right - 2:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {x.text}", right=x.right)
        else:
            found.append(x)
    return found
