"""The gap matrix as one offline HTML page: resolutions against places or issuers, with the evidence behind every cell.

The page is as safe with hostile documents as the map: see `kg.offline`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from kg import offline
from kg.eras import leads
from kg.gaps import Matrix
from kg.lineage import status
from kg.model import Instrument, KgError
from kg.plans import Link, Plan
from kg.text import wrap

_SCRIPTS = "words gapwords dom evidence gaps gaptable gappanel gapmain".split()  # one script on the page, in this order
_FACTS = ("number", "type", "issuer", "place", "level", "date", "year", "name", "title")
_TITLE = {"vi": "Văn bản Trung ương đã được triển khai ở đâu", "en": "Where central resolutions are carried out"}


def render(matrices: Sequence[Matrix], *, title: str = "") -> str:
    """Matrices of one collection as a page that shows the first and switches to the others; they have the same rows.

    The same matrices give the same bytes. Raises KgError where there is none, or where the rows differ.
    """
    if not matrices or any(m.rows != matrices[0].rows for m in matrices):
        raise KgError("the page of gaps needs one or more matrices with the same rows: make them from one collection")
    tables = _Tables()
    rows = matrices[0].rows
    plans: dict[tuple[int, str], dict[str, Any]] = {}
    for n, found in enumerate(matrices):
        tables.known |= found.known
        for r, row in enumerate(rows):
            for c, column in enumerate(found.columns):
                for plan in found.plans(row, column):
                    planned = plans.setdefault((r, plan.instrument.id), tables.plan(r, plan, len(matrices)))
                    planned["columns"][n] = c
    order = {key: n for n, key in enumerate(sorted(plans))}
    data: dict[str, Any] = {
        "title": dict.fromkeys(offline.LANGUAGES, offline.shown(title)) if title else _TITLE,
        "rows": [{"i": tables.instrument(r.instrument), "ended": [*map(tables.link, r.ended)]} for r in rows],
        "plans": [plans[key] for key in order],
        "matrices": [
            {
                "by": m.by,
                "columns": [{k: offline.plain(v) for k, v in dataclasses.asdict(c).items()} for c in m.columns],
                "former": _former(m, order),
            }
            for m in matrices
        ],
        "instruments": tables.facts,
        "links": tables.links,
        "quotes": list(tables.quotes),
        "sources": list(tables.sources),
        "relations": offline.relations({link[1] for link in tables.links}),
        "rules": offline.rules(piece for link in tables.links for piece in link[3]),
    }
    script = offline.script(*_SCRIPTS)
    style = offline.asset("theme.css") + offline.asset("gaps.css")
    values = {
        "csp": offline.policy([script], style),
        "title": wrap(offline.escape(data["title"]["vi"])),
        "style": style,
        "script": script,
        "data": offline.dump(data),
    }
    return offline.fill(offline.asset("gaps.html"), values)


def _former(found: Matrix, order: Mapping[tuple[int, str], int]) -> list[list[Any]]:
    """[row, column, the places in the list of plans]: what the provinces had that the one of a column took in."""
    rows = {row.instrument.id: n for n, row in enumerate(found.rows)}
    columns = {column.key: n for n, column in enumerate(found.columns)}
    return [
        [
            rows[row],
            columns[key],
            [order[rows[row], p.instrument.id] for p in plans if (rows[row], p.instrument.id) in order],
        ]
        for (row, key), plans in found.former.items()
        if key in columns
    ]


class _Tables:
    """What many cells share, kept once: instruments, links, quotes, sources."""

    def __init__(self) -> None:
        self.known: dict[str, Instrument] = {}
        self.facts: list[dict[str, Any]] = []
        self.links: list[list[Any]] = []
        self.quotes: dict[tuple[str, ...], int] = {}
        self.sources: dict[str, int] = {}
        self._instruments: dict[str, int] = {}
        self._links: dict[tuple[str, str, str], int] = {}

    def instrument(self, i: Instrument) -> int:
        """The place of an instrument in `facts`."""
        if i.id not in self._instruments:
            self._instruments[i.id] = len(self.facts)
            values = {name: offline.plain(getattr(i, name)) for name in _FACTS}
            known = {name: value for name, value in values.items() if value is not None}
            self.facts.append({"key": offline.shown(i.id), "status": status(i.id), **known})
        return self._instruments[i.id]

    def link(self, link: Link) -> int:
        """The place of a link in `links`: [subject, predicate, object, evidence, why it was inferred]."""
        key = link.subject, link.predicate, link.object
        if key not in self._links:
            self._links[key] = len(self.links)
            subject, target = (self.instrument(self.known[ident]) for ident in (link.subject, link.object))
            evidence = [
                offline.evidence(dataclasses.asdict(e), link.predicate, self.quotes, self.sources) for e in link.edges
            ]
            self.links.append(
                [subject, offline.shown(link.predicate), target, evidence, offline.surmised(link.inferred)]
            )
        return self._links[key]

    def plan(self, row: int, plan: Plan, matrices: int) -> dict[str, Any]:
        """A plan as the page has it; `columns` is its column in each matrix, None where it is in none."""
        return {
            "row": row,
            "i": self.instrument(plan.instrument),
            "direct": plan.direct,
            "days": plan.days,
            "confidence": plan.confidence,
            "path": [*map(self.link, plan.path)],
            "ended": [*map(self.link, plan.ended)],
            "stale": plan.stale,
            "over": plan.over,
            "standing": plan.standing,
            "across": plan.across,
            "stamped": plan.stamped,
            "grounded": plan.grounded and plan.direct,
            "aside": plan.aside,
            "suspended": [*map(self.link, plan.suspended)],
            "inferred": offline.surmised(plan.inferred),
            "of": None if leads(plan.instrument) else offline.plain(plan.instrument.issuer),
            "columns": [None] * matrices,
        }
