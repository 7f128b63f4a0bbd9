"""The lines of a map as a browser draws them: sampled points, and the boxes that they run through."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from playwright.sync_api import Page

Point = tuple[float, float]
Line = list[Point]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_DRAWN = """() => ({
    box: kgMap.page.box,
    nodes: kgMap.nodes.filter(n => !n.gone).map(n => [n.id, n.x, n.y]),
    edges: kgMap.edges.filter(e => !kgMap.lookOf(e).hidden).map(e => [e.id, e.from, e.to, kgMap.pathOf(kgMap.wayOf(e))]) })"""


def drawn(page: Page) -> tuple[dict[int, Box], dict[int, tuple[int, int, Line]]]:
    """Boxes by node, and (from, to, points) by edge, of what the map shows now."""
    found = page.evaluate(_DRAWN)
    width, height = found["box"]
    boxes = {i: (x - width / 2, y - height / 2, x + width / 2, y + height / 2) for i, x, y in found["nodes"]}
    return boxes, {i: (start, end, list(points(path))) for i, start, end, path in found["edges"]}


def points(path: str) -> Iterator[Point]:
    """The points of a path of M, L and Q; a curve as sixteen pieces.

    >>> list(points("M0 0L4 0Q8 0 8 4"))[:3]
    [(0.0, 0.0), (4.0, 0.0), (4.484375, 0.015625)]
    """
    here = (0.0, 0.0)
    for letter, words in re.findall(r"([MLQ])([^MLQ]*)", path):
        n = [float(v) for v in words.split()]
        if letter == "Q":
            (x0, y0), (x1, y1, x2, y2) = here, n
            for k in range(1, 17):
                t = k / 16
                a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
                yield (a * x0 + b * x1 + c * x2, a * y0 + b * y1 + c * y2)
        else:
            yield (n[0], n[1])
        here = (n[-2], n[-1])


def meets(a: Point, b: Point, box: Box) -> bool:
    """Whether a piece of a line has a point inside a box (Liang and Barsky's clipping).

    >>> meets((0, 0), (10, 10), (4, 4, 6, 6)), meets((0, 0), (10, 0), (4, 4, 6, 6))
    (True, False)
    """
    (x, y), (dx, dy) = a, (b[0] - a[0], b[1] - a[1])
    first, last = 0.0, 1.0
    for p, q in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if p == 0:
            if q <= 0:
                return False
        elif p < 0:
            first = max(first, q / p)
        else:
            last = min(last, q / p)
    return first < last


def through_boxes(boxes: dict[int, Box], lines: dict[int, tuple[int, int, Line]]) -> list[tuple[int, int]]:
    """(edge, node) where a line runs through a box: another's, or beyond the border of one of its own."""
    rows: dict[tuple[float, float], list[tuple[Box, int]]] = defaultdict(list)
    for node, box in boxes.items():
        rows[box[1], box[3]].append((box, node))
    found = []
    for edge, (_, _, line) in lines.items():
        for (top, bottom), row in rows.items():
            pieces = [(a, b) for a, b in itertools.pairwise(line) if min(a[1], b[1]) < bottom and max(a[1], b[1]) > top]
            if pieces:
                left, right = min(min(a[0], b[0]) for a, b in pieces), max(max(a[0], b[0]) for a, b in pieces)
                near = [(box, node) for box, node in row if box[0] < right + 1 and box[2] > left - 1]
                found += [(edge, node) for box, node in near if any(meets(a, b, box) for a, b in pieces)]
    return found


def crossings(lines: Iterable[Sequence[Point]]) -> int:
    """How many pairs of lines cross."""
    pieces = [
        (min(a[0], b[0]), max(a[0], b[0]), i, a, b) for i, line in enumerate(lines) for a, b in itertools.pairwise(line)
    ]
    pieces.sort()
    found, open_pieces = set(), []
    for piece in pieces:
        left, _, i, a, b = piece
        open_pieces = [p for p in open_pieces if p[1] >= left]
        low, high = min(a[1], b[1]), max(a[1], b[1])
        for _, _, j, c, d in open_pieces:
            beside = i == j or min(c[1], d[1]) > high or max(c[1], d[1]) < low
            if not beside and _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
                found.add((min(i, j), max(i, j)))
        open_pieces.append(piece)
    return len(found)


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
