"""The map: a graph of instruments as one offline HTML page, written by pyvis with positions from `kg.layout`.

The page is safe with hostile documents. Data enters as inert JSON that cannot leave its element; the scripts put it on
the page as text only; and the Content-Security-Policy allows nothing but the scripts and the style of this package, by
hash, and no connection at all. pyvis's own template is not used: it links to a CDN and puts titles in as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg import layout, offline
from kg.inference import of_all
from kg.lineage import APPROVES, DERIVES
from kg.model import KgError
from kg.text import wrap

if TYPE_CHECKING:
    import networkx as nx

    from kg.endings import End

# One script on the page, in this order.
_SCRIPTS = "words dom model fold draw summary routes lines picture evidence panel legend table main".split()
_NODE = ("number", "type", "issuer", "place", "level", "branch", "date", "year", "term", "name", "title", "status")
# vis-network's options: nothing moves by itself, the picture is the plan's; it draws no line, the page does.
_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "layout": {"improvedLayout": False},
    "physics": {"enabled": False},
    "interaction": {"hover": True, "dragNodes": False, "selectConnectedEdges": False, "zoomSpeed": 0.7},
    "nodes": {"shape": "custom", "size": layout.BOX[0] / 2, "chosen": False},
}
_TITLE = {"vi": "Bản đồ văn bản", "en": "Map of instruments"}


def render(
    graph: nx.MultiDiGraph[str], *, title: str = "", focus: str | None = None, language: str = "vi", back: str = ""
) -> str:
    """The graph as one HTML page that needs no network; the same graph gives the same bytes, whatever its order.

    Node keys are ids of instruments; node attributes are the fields of `kg.model.Instrument`, `status` ("resolved", "named",
    "unresolved" or "document"), `candidates` (ids) and `ended` (`kg.endings.End`); edge attributes are the fields of an edge of
    the store (predicate, quote, start, end, page, rule, confidence, provision, source, status) and `inferred` (`kg.inference`).
    All may be missing. `title` heads the page; `focus` is the node that is selected when it opens. Its words are of `language`
    ("vi", "en") until the reader chooses; `back` is the address of a page that it leads back to.

    Raises KgError if `focus` is not a node of the graph.
    """
    if focus is not None and focus not in graph:
        raise KgError(f"the map cannot open on {focus!r}: the graph has no such node; give an id that is in the graph")
    plan = layout.arrange(graph)
    keys = list(plan.positions)
    index = {key: i for i, key in enumerate(keys)}
    data = {str(key): value for key, value in graph.nodes(data=True)}
    nodes = [_node(index[key], key, data[key], plan) for key in keys]
    quotes: dict[tuple[str, ...], int] = {}
    sources: dict[str, int] = {}
    edges = _edges(graph, index, quotes, sources)
    about = {
        "title": dict.fromkeys(_TITLE, offline.shown(title)) if title else _TITLE,
        "focus": None if focus is None else index[str(focus)],
        "language": language,
        "box": layout.BOX,
        "width": plan.width,
        "height": plan.height,
        "bands": [{"key": b.key, "top": b.top, "bottom": b.bottom} for b in plan.bands],
        "years": [{"year": y.year, "left": y.left, "right": y.right, "skipped": y.skipped} for y in plan.years],
        "relations": offline.relations({e["p"] for e in edges}),
        "ends": offline.ends(end["p"] for n in nodes for end in n.get("ended", ())),
        "rules": offline.rules(piece for e in edges for piece in e["evidence"]),
        "derives": DERIVES,
        "approves": APPROVES,
        "quotes": list(quotes),
        "sources": list(sources),
    }
    return _write(nodes, edges, about, back)


def _node(number: int, key: str, data: Mapping[str, Any], plan: layout.Plan) -> dict[str, Any]:
    """A node as pyvis takes it: id and place for vis-network, the facts for the page; what is not known is left out."""
    x, y = plan.positions[key]
    facts = {name: offline.plain(data.get(name)) for name in _NODE}
    candidates = [offline.shown(c) for c in data.get("candidates") or ()]
    ended = [_end(e) for e in data.get("ended") or ()]
    band = next(b.key for b in plan.bands if b.top <= y < b.bottom)
    known = {name: value for name, value in facts.items() if value is not None}
    node = {"id": number, "x": x, "y": y, "key": offline.shown(key), "band": band, "status": "resolved", **known}
    lists = {"candidates": candidates, "ended": ended}
    return {**node, **{name: value for name, value in lists.items() if value}}


def _end(end: End) -> dict[str, Any]:
    """What has ended a node, which the graph need not hold: how, by whom, since when, which parts."""
    by = end.by
    told = {"p": end.predicate, "key": by.id, "head": by.number or by.name or by.title or by.id}
    told |= {"date": by.date or str(by.year or ""), "provisions": "; ".join(end.provisions)}
    shown: dict[str, Any] = {name: offline.shown(value) for name, value in told.items() if value}
    return {**shown, "inferred": offline.surmised(end.inferred)} if end.inferred else shown


def _edges(
    graph: nx.MultiDiGraph[str], index: Mapping[str, int], quotes: dict[tuple[str, ...], int], sources: dict[str, int]
) -> list[dict[str, Any]]:
    """One line for each (subject, predicate, object) with all its evidence, the best first.

    Quotes and sources are kept once, in `quotes` and `sources`, because many edges share them.
    """
    lines: dict[tuple[int, int, str], list[Mapping[str, Any]]] = {}
    for s, o, data in graph.edges(data=True):
        lines.setdefault((index[str(s)], index[str(o)], offline.shown(data.get("predicate") or "cites")), []).append(
            data
        )
    edges: list[dict[str, Any]] = []
    for number, ((start, end, predicate), found) in enumerate(sorted(lines.items(), key=lambda line: line[0])):
        best, *rest = sorted(found, key=offline.trust)
        edge = {
            "id": number,
            "from": start,
            "to": end,
            "p": predicate,
            "confidence": best.get("confidence"),
            "unsure": offline.confidence(best) < offline.UNSURE or str(best.get("rule") or "").startswith("discourse"),
            "evidence": [offline.evidence(d, predicate, quotes, sources) for d in (best, *rest)],
        }
        if why := of_all([str(d.get("inferred") or "") for d in (best, *rest) if d.get("status") != "rejected"]):
            edge["inferred"] = offline.surmised(why)
        if best.get("status") == "rejected":
            edge["rejected"] = True
        edges.append(edge)
    return edges


def _write(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], about: Mapping[str, Any], back: str) -> str:
    from pyvis.network import Network

    vis = (files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    vis = re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", vis)
    script, style = offline.script(*_SCRIPTS), offline.asset("theme.css") + offline.asset("map.css")

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes, network.edges = nodes, edges  # as lists: add_node and add_edge look through all that is there
    network.options = _OPTIONS
    network.set_template_dir(str(files("kg") / "assets"), "map.html")
    network.templateEnv.filters["json"] = offline.dump
    network.templateEnv.globals["page"] = {
        "title": wrap(about["title"][about["language"]]),
        "back": back,
        "data": about,
        "vis": vis,
        "script": script,
        "style": style,
        "csp": offline.policy([vis, script], style),
    }
    return str(network.generate_html("map.html"))
