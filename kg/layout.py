"""Where each instrument stands on the map: levels as bands from top to bottom, time from left to right.

Columns are runs of instruments in the order of their dates, so that an earlier date never stands right of a later one;
a band holds as many rows as its fullest column needs. Every cell of this grid is larger than a box, hence nothing
overlaps. Of all ways to cut the columns the one is taken that a screen can show largest. Within a cell the rows follow
the neighbours (barycentres, as in Sugiyama's method), with an implementing instrument below what it implements.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.text import fold

if TYPE_CHECKING:
    import networkx as nx

BOX = (196, 80)  # width and height of a box; all lengths are pixels at scale 1
STEP = (236, 116)  # from one box to the next: room for the lines between them
PAD = 20  # above and below the boxes of a band
GAP = 18  # between two years
BREAK = 56  # between two years that are not neighbours
SHAPE = 1.35  # wanted width / height: a screen without its header and legend
SWEEPS = 8  # of the barycentre method; the order hardly changes after the sixth

BANDS = ("party", "government", "ministry", "province-party", "province", "below", "unknown", "document")

# Only for the placing of a box: the highest State organs stand apart from the ministries.
_HIGHEST = re.compile(
    r"(uy ban thuong vu )?quoc hoi\b|chinh phu\b|thu tuong\b|chu tich nuoc\b|hoi dong (chinh phu|bo truong|nha nuoc)\b"
)
_ACTS = {"hien phap", "bo luat", "luat", "phap lenh", "lenh", "sac lenh", "nghi dinh"}
_HIGHEST_CODE = re.compile(r"/(n[dq]-cp|[a-z]+-ttg|qh\d+|ubtvqh\d+|[a-z]+-ctn)$|-cp$")
_DEPARTMENT = re.compile(r"(so|chi cuc|cuc|trung tam|phong) ")
_DATE = re.compile(r"(\d{4})(-\d\d(-\d\d)?)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A level of the hierarchy: its key in `BANDS` and the y where it starts and ends."""

    key: str
    top: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year (None for what has no date), the x where it starts and ends, and the empty years left out before it."""

    year: int | None
    left: int
    right: int
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole picture: the centre of each box by node, the bands from top to bottom, the years from left to right."""

    positions: Mapping[str, tuple[int, int]]
    bands: tuple[Band, ...]
    years: tuple[Year, ...]
    width: int
    height: int


def layout(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[int, int]]:
    """The centre (x, y) of each node's box, in pixels; a pure function of the nodes and edges, whatever their order."""
    return dict(arrange(graph).positions)


def arrange(graph: nx.MultiDiGraph[str]) -> Plan:
    """Places every node of the graph. See `kg.render.render` for the attributes that are read."""
    nodes: dict[str, Mapping[str, Any]] = {str(key): data for key, data in graph.nodes(data=True)}
    links = sorted({(str(s), str(o), str(d.get("predicate", ""))) for s, o, d in graph.edges(data=True) if s != o})
    band, date = _places(nodes, links)
    used = sorted(set(band.values()))
    step = _steps(links, date)
    columns = _columns(sorted(nodes, key=lambda n: (date[n], step[n], n)), band, date)
    rows = {b: max(sum(band[n] == b for n in column) for column in columns) for b in used}

    bands, top = [], 0
    for b in used:
        bottom = top + rows[b] * STEP[1] + 2 * PAD
        bands.append(Band(key=BANDS[b], top=top, bottom=bottom))
        top = bottom
    xs, years, right = _across([date[column[0]][:4] for column in columns])

    tops = {b: value.top + PAD + STEP[1] // 2 for b, value in zip(used, bands, strict=True)}
    cells = _cells(columns, band, links, {b: (tops[b], rows[b]) for b in used})
    positions = {n: (xs[c], y) for (c, _), ys in cells.items() for n, y in ys.items()}
    return Plan(
        positions=dict(sorted(positions.items())), bands=tuple(bands), years=tuple(years), width=right, height=top
    )


def band_of(data: Mapping[str, Any]) -> str:
    """The band of an instrument by its level, branch, issuer, type and number; "unknown" if they do not tell."""
    issuer, number, noun = (fold(str(data.get(k) or "")) for k in ("issuer", "number", "type"))
    party = data.get("branch") == "party"
    if data.get("status") == "document":
        return "document"
    level = data.get("level")
    if level == "central" and not party:
        highest = _HIGHEST.match(issuer) if issuer else noun in _ACTS
        return "government" if highest or _HIGHEST_CODE.search(number) else "ministry"
    if level == "province" and not party:
        return "below" if _DEPARTMENT.match(issuer) else "province"
    if level is None and noun in _ACTS:
        return "government"
    return {"central": "party", "province": "province-party", "district": "below", "commune": "below"}.get(
        str(level), "unknown"
    )


def _places(
    nodes: Mapping[str, Mapping[str, Any]], links: Sequence[tuple[str, str, str]]
) -> tuple[dict[str, int], dict[str, str]]:
    """The band (index in `BANDS`) and the date ("" if unknown) of each node.

    What a decision approves, or what is annexed to it, stands beside it where it has no level or date of its own.
    """
    carrier: dict[str, str] = {}
    for s, o, predicate in links:
        if predicate == "approves":
            carrier.setdefault(o, s)
        elif predicate == "annexOf":
            carrier.setdefault(s, o)
    band, date = {}, {}
    for n, data in nodes.items():
        beside = nodes.get(carrier.get(n, ""), {})
        own = band_of(data)
        band[n] = BANDS.index(own if own != "unknown" else band_of(beside))
        date[n] = _date(data) or _date(beside)
    return band, date


def _steps(links: Sequence[tuple[str, str, str]], date: Mapping[str, str]) -> dict[str, int]:
    """How many steps an instrument stands below others of the same day; such chains are short, so few rounds do."""
    step = dict.fromkeys(date, 0)
    same = [(o, s) if predicate == "approves" else (s, o) for s, o, predicate in links if date[s] == date[o]]
    for _ in range(SWEEPS):
        for lower, upper in same:
            step[lower] = max(step[lower], min(step[upper] + 1, SWEEPS))
    return step


def _date(data: Mapping[str, Any]) -> str:
    for value in (data.get("date"), data.get("year")):
        if value is not None and _DATE.match(str(value)):
            return str(value)
    return ""


def _columns(order: Sequence[str], band: Mapping[str, int], date: Mapping[str, str]) -> list[list[str]]:
    """Cuts the order of dates into columns, the years apart, so that the picture fits best into its wanted shape.

    Bands may hold rows in proportion to their members; of all proportions the one is taken that can be shown largest.
    """
    members = Counter(band.values())
    fullest = max(members.values(), default=0)
    best: tuple[float, list[list[str]]] = (math.inf, [])
    for rows in sorted({min(fullest, math.ceil(1.1**i)) for i in range(2 + int(math.log(fullest or 1, 1.1)))}):
        room = {b: math.ceil(k * rows / fullest) for b, k in members.items()}
        columns = _fill(order, band, date, room)
        used: dict[int, int] = Counter()
        for column in columns:
            used |= Counter(band[n] for n in column)  # the union of counters is their maximum
        size = max(len(columns) * STEP[0] / SHAPE, sum(used.values()) * STEP[1] + 2 * PAD * len(used))
        if size < best[0]:
            best = (size, columns)
    return best[1]


def _fill(
    order: Sequence[str], band: Mapping[str, int], date: Mapping[str, str], room: Mapping[int, int]
) -> list[list[str]]:
    """Columns of instruments in their order; a new one begins with a year, and where a band's room is used up."""
    columns: list[list[str]] = []
    used: Counter[int] = Counter()
    year = None
    for n in order:
        if date[n][:4] != year or used[band[n]] == room[band[n]]:
            columns.append([])
            used.clear()
            year = date[n][:4]
        columns[-1].append(n)
        used[band[n]] += 1
    return columns


def _across(labels: Sequence[str]) -> tuple[list[int], list[Year], int]:
    """The centre of each column, the years with their edges, and the right edge; `labels` are years, "" for none."""
    xs: list[int] = []
    years: list[Year] = []
    x = 0
    for label, run in groupby(labels):
        year = int(label) if label else None
        last = years[-1].year if years else None
        skipped = year - last - 1 if year is not None and last is not None else 0
        if years:
            x += BREAK if skipped else GAP
        left = x
        for _ in run:
            xs.append(x + STEP[0] // 2)
            x += STEP[0]
        years.append(Year(year=year, left=left, right=x, skipped=skipped))
    return xs, years, x


def _cells(
    columns: Sequence[Sequence[str]],
    band: Mapping[str, int],
    links: Sequence[tuple[str, str, str]],
    frame: Mapping[int, tuple[int, int]],
) -> dict[tuple[int, int], dict[str, int]]:
    """The y of each node by cell (column, band); `frame` gives each band's first y and its number of rows."""
    near: dict[str, set[str]] = defaultdict(set)
    for s, o, _ in links:
        near[s].add(o)
        near[o].add(s)
    members: dict[tuple[int, int], list[str]] = defaultdict(list)
    for c, column in enumerate(columns):
        for n in column:
            members[c, band[n]].append(n)
    above: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    cell = {n: key for key, names in members.items() for n in names}
    for s, o, _ in links:
        if cell[s] == cell[o]:
            above[cell[s]].append((o, s))
    y = {n: frame[band[n]][0] + i * STEP[1] for names in members.values() for i, n in enumerate(names)}
    keys = sorted(members)
    for sweep in range(SWEEPS):
        for key in keys if sweep % 2 == 0 else reversed(keys):
            top, rows = frame[key[1]]
            wish = {n: sum(y[m] for m in near[n]) / len(near[n]) if near[n] else float(y[n]) for n in members[key]}
            row = -1
            names = _sorted(members[key], wish, above[key])
            for i, n in enumerate(names):
                row = min(max(row + 1, round((wish[n] - top) / STEP[1])), rows - len(names) + i)
                y[n] = top + row * STEP[1]
    return {key: {n: y[n] for n in names} for key, names in members.items()}


def _sorted(names: Sequence[str], wish: Mapping[str, float], above: Sequence[tuple[str, str]]) -> list[str]:
    """The names by their wish, each below those that must stand above it; a cycle is cut where the wish is least."""
    rank = {n: (wish[n], n) for n in names}
    if not above:
        return sorted(names, key=rank.__getitem__)
    waits = dict.fromkeys(names, 0)
    below: dict[str, list[str]] = defaultdict(list)
    for upper, lower in sorted(set(above)):
        waits[lower] += 1
        below[upper].append(lower)
    heap = [rank[n] for n in names if not waits[n]]
    heapq.heapify(heap)
    left = set(names)
    done: list[str] = []
    while left:
        n = heapq.heappop(heap)[1] if heap else min(left, key=rank.__getitem__)
        if n not in left:
            continue
        left.discard(n)
        done.append(n)
        for m in below[n]:
            waits[m] -= 1
            if not waits[m]:
                heapq.heappush(heap, rank[m])
    return done
