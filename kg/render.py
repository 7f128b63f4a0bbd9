"""The map: a graph of instruments as one offline HTML page, written by pyvis with positions from `kg.layout`.

The page is safe with hostile documents. Data enters as inert JSON that cannot leave its element; the scripts put it on
the page as text only; and the Content-Security-Policy allows nothing but the scripts and the style of this package, by
hash, and no connection at all. pyvis's own template is not used: it links to a CDN and puts titles in as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg import layout
from kg.labels import label
from kg.lexicon import load
from kg.lineage import APPROVES, DERIVES
from kg.model import KgError
from kg.text import normalise, wrap

if TYPE_CHECKING:
    import networkx as nx

_SCRIPTS = ("words", "model", "draw", "panel", "legend", "table", "main")  # one script on the page, in this order
_UNSURE = 0.8  # below it, a line is dashed
# Control characters, and those that turn the direction of what follows: they could make a number read as another.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NODE = ("number", "type", "issuer", "place", "level", "branch", "date", "year", "term", "name", "title", "status")
_TITLE = {"vi": "Bản đồ văn bản", "en": "Map of instruments"}


def render(graph: nx.MultiDiGraph[str], *, title: str = "", focus: str | None = None) -> str:
    """The graph as one HTML page that needs no network; the same graph gives the same bytes, whatever its order.

    Node keys are ids of instruments; node attributes are the fields of `kg.model.Instrument`, `status` ("resolved",
    "named", "unresolved" or "document") and `candidates` (ids); edge attributes are the fields of an edge of the store
    (predicate, quote, start, end, page, rule, confidence, provision, source, status). All may be missing. `title` heads
    the page; `focus` is the node that is selected when it opens.

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
    edges = _edges(graph, index, plan, quotes, sources)
    page = {
        "title": dict.fromkeys(_TITLE, _shown(title)) if title else _TITLE,
        "focus": None if focus is None else index[str(focus)],
        "box": layout.BOX,
        "width": plan.width,
        "height": plan.height,
        "bands": [{"key": b.key, "top": b.top, "bottom": b.bottom} for b in plan.bands],
        "years": [{"year": y.year, "left": y.left, "right": y.right, "skipped": y.skipped} for y in plan.years],
        "relations": _relations({e["p"] for e in edges}),
        "derives": DERIVES,
        "approves": APPROVES,
        "quotes": list(quotes),
        "sources": list(sources),
    }
    return _write(nodes, edges, page, straight=len(edges) > 1500)


def _node(number: int, key: str, data: Mapping[str, Any], plan: layout.Plan) -> dict[str, Any]:
    """A node as pyvis takes it: id and place for vis-network, the facts for the page; what is not known is left out."""
    x, y = plan.positions[key]
    facts = {name: _plain(data.get(name)) for name in _NODE}
    candidates = [_shown(c) for c in data.get("candidates") or ()]
    band = next(b.key for b in plan.bands if b.top <= y < b.bottom)
    known = {name: value for name, value in facts.items() if value is not None}
    node = {"id": number, "x": x, "y": y, "key": _shown(key), "band": band, "status": "resolved", **known}
    return {**node, "candidates": candidates} if candidates else node


def _edges(
    graph: nx.MultiDiGraph[str],
    index: Mapping[str, int],
    plan: layout.Plan,
    quotes: dict[tuple[str, ...], int],
    sources: dict[str, int],
) -> list[dict[str, Any]]:
    """One line for each (subject, predicate, object) with all its evidence, the best first.

    Quotes and sources are kept once, in `quotes` and `sources`, because many edges share them.
    """
    lines: dict[tuple[int, int, str], list[Mapping[str, Any]]] = {}
    for s, o, data in graph.edges(data=True):
        lines.setdefault((index[str(s)], index[str(o)], _shown(data.get("predicate") or "cites")), []).append(data)
    places = list(plan.positions.values())
    parallel: dict[tuple[int, int], int] = {}
    edges: list[dict[str, Any]] = []
    for number, ((start, end, predicate), found) in enumerate(sorted(lines.items(), key=lambda line: line[0])):
        best, *rest = sorted(found, key=_trust)
        edge = {
            "id": number,
            "from": start,
            "to": end,
            "p": predicate,
            "confidence": best.get("confidence"),
            "unsure": _confidence(best) < _UNSURE or str(best.get("rule") or "").startswith("discourse"),
            "evidence": [_evidence(d, predicate, quotes, sources) for d in (best, *rest)],
        }
        if best.get("status") == "rejected":
            edge["rejected"] = True
        nth = parallel[start, end] = parallel.get((start, end), -1) + 1
        bend = _bend(places[start], places[end]) or (0.16 if nth or (end, start) in parallel else 0)
        if bend:
            edge["smooth"] = {"enabled": True, "type": "curvedCW", "roundness": round(bend + 0.1 * nth, 2)}
        edges.append(edge)
    return edges


def _bend(start: tuple[int, int], end: tuple[int, int]) -> float:
    """How round a line must be to pass the boxes between two boxes of one row or column; 0 where it need not."""
    across, down = abs(start[0] - end[0]), abs(start[1] - end[1])
    if down == 0:
        return 0.2
    if across == 0 and down >= 2 * layout.STEP[1]:
        return min(0.85, layout.BOX[0] / down)  # vis-network's measure: so the middle lies half a box aside
    return 0


def _trust(data: Mapping[str, Any]) -> tuple[int, float, list[str]]:
    """Sorts evidence: a person's word first, then confidence; the rest only makes the order whole."""
    word = {"accepted": 0, "rejected": 2}.get(str(data.get("status")), 1)
    names = ("source", "document", "start", "end", "rule", "quote", "provision", "page")
    return word, -_confidence(data), [str(data.get(name)) for name in names]


def _confidence(data: Mapping[str, Any]) -> float:
    value = data.get("confidence")
    return 1.0 if value is None else float(value)


def _evidence(
    data: Mapping[str, Any], predicate: str, quotes: dict[tuple[str, ...], int], sources: dict[str, int]
) -> list[Any]:
    """[quote, start, end, page, rule, confidence, provision, source, status]; quote and source index their tables."""
    quote = tuple(_marked(_shown(data.get("quote") or ""), predicate))
    source = _shown(data.get("source") or "")
    return [
        quotes.setdefault(quote, len(quotes)),
        *(data.get(name) for name in ("start", "end", "page")),
        _shown(data.get("rule") or ""),
        data.get("confidence"),
        _plain(data.get("provision")),
        sources.setdefault(source, len(sources)),
        _shown(data.get("status") or ""),
    ]


def _marked(quote: str, predicate: str) -> list[str]:
    """The quote in pieces, every second one a cue of the relation: ["Kế hoạch ", "thực hiện", " Nghị quyết"]."""
    cues, normal = load().cues, normalise(quote)
    pieces, last = [], 0
    for word in re.finditer(r"\w+", normal.text):
        start = normal.original(word.start())
        found = cues.match(normal.text, word.start()) if start >= last else None
        if found and found[0].predicate == predicate:
            end = normal.original(found[1])
            pieces += [quote[last:start], quote[start:end]]
            last = end
    return [*pieces, quote[last:]]


def _relations(used: Iterable[str]) -> dict[str, dict[str, str]]:
    """The labels of the relations that occur; an unknown one has its own name."""
    order = {name: place for place, name in enumerate((*DERIVES, APPROVES))}
    wanted = sorted(used, key=lambda name: (order.get(name, len(order)), name))
    return {name: {language: label(name, language=language) for language in _TITLE} for name in wanted}


def _plain(value: Any) -> str | int | None:
    """A fact as JSON has it: None for what is not known or empty."""
    if value is None or value == "":
        return None
    return value if isinstance(value, int) else _shown(value)


def _shown(value: Any) -> str:
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", str(value))


def _json(value: Any) -> str:
    """JSON that can stand in a script element: none of its characters can end the element or begin a comment."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    for character in "<>&\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return encoded


def _write(nodes: list[dict[str, Any]], edges: list[dict[str, Any]], page: Mapping[str, Any], *, straight: bool) -> str:
    from pyvis.network import Network

    vis = (files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    vis = re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", vis)
    assets = files("kg") / "assets"
    scripts = [(assets / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    script = "\n".join(["(() => {", '"use strict";', *scripts, "})();"])
    style = (assets / "map.css").read_text(encoding="utf-8")

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes, network.edges = nodes, edges  # as lists: add_node and add_edge look through all that is there
    network.options = _options(straight)
    network.set_template_dir(str(assets), "map.html")
    network.templateEnv.filters["json"] = _json
    network.templateEnv.globals["page"] = {
        "title": wrap(page["title"]["vi"]),
        "data": page,
        "vis": vis,
        "script": script,
        "style": style,
        "csp": "default-src 'none'; "
        f"script-src {_hash(vis)} {_hash(script)}; style-src {_hash(style)}; img-src data:; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'",
    }
    return str(network.generate_html("map.html"))


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def _options(straight: bool) -> dict[str, Any]:
    """vis-network's options: nothing moves by itself; the picture is the plan's. Curves cost time on large graphs."""
    curve = {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical", "roundness": 0.4}
    return {
        "autoResize": True,
        "layout": {"improvedLayout": False},
        "physics": {"enabled": False},
        "interaction": {"hover": True, "dragNodes": False, "selectConnectedEdges": False, "zoomSpeed": 0.7},
        "nodes": {"shape": "custom", "size": layout.BOX[0] / 2, "chosen": False},
        "edges": {
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.75}},
            "smooth": {"enabled": False} if straight else curve,
            "arrowStrikethrough": False,
            "hoverWidth": 1.5,
            "selectionWidth": 1,
        },
    }
