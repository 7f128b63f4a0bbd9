"""A collection for other programs: Turtle, N-Quads, JSON-LD, GraphML, CSV."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from kg.endings import End
from kg.files import replacing
from kg.index import EDGE
from kg.model import NAMED_ID, Instrument, KgError
from kg.nodes import PREFIXES, label
from kg.results import cell

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

FORMATS = ("turtle", "nquads", "jsonld", "graphml", "csv")

_NODE = (*(f.name for f in fields(Instrument)), "label", "status", "candidates")
_NUMBERS = {"year": "int", "term": "int", "start": "int", "end": "int", "page": "int", "confidence": "double"}
# What XML 1.0 can't hold, not even as a reference.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def export(store: Store, form: str, out: str | os.PathLike[str] | IO[bytes]) -> None:
    """Writes the collection in one of FORMATS to a file or a stream of bytes, CSV as `nodes.csv` and `edges.csv` of a folder.

    A file appears when it is complete. N-Quads and JSON-LD hold every graph; Turtle, which has no graphs, holds their union.
    Raises KgError for an unknown form and for what can't be written.
    """
    if form not in FORMATS:
        raise KgError(f"A collection is exported as {', '.join(FORMATS)}, not as {form!r}.")
    try:
        if form == "csv":
            _csv(store, out)
        elif isinstance(out, str | os.PathLike):
            with replacing(Path(out)) as f:
                _WRITERS[form](store, f)
        else:
            _WRITERS[form](store, out)
    except OSError as e:
        where = out if isinstance(out, str | os.PathLike) else e.filename or "The output"  # and not a file beside it
        why = "it is a file, and CSV is a folder of two" if isinstance(e, FileExistsError) else e.strerror or e
        raise KgError(f"{os.fspath(where)} can't be written: {why}.") from e


def _nquads(store: Store, out: IO[bytes]) -> None:
    import pyoxigraph as ox

    store.graph.dump(out, ox.RdfFormat.N_QUADS)


def _jsonld(store: Store, out: IO[bytes]) -> None:
    import pyoxigraph as ox

    store.graph.dump(out, ox.RdfFormat.JSON_LD, prefixes=dict(PREFIXES))


def _turtle(store: Store, out: IO[bytes]) -> None:
    import pyoxigraph as ox

    triples = store.graph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", use_default_graph_as_union=True)
    ox.serialize(triples, out, ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))  # type: ignore[arg-type]


def _graphml(store: Store, out: IO[bytes]) -> None:
    def write(text: str) -> None:
        out.write(text.encode())

    write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for kind, names in (("node", _NODE), ("edge", EDGE)):
        for name in names:
            write(
                f'<key id="{kind}-{name}" for="{kind}" attr.name="{name}" attr.type="{_NUMBERS.get(name, "string")}"/>\n'
            )
    write('<graph edgedefault="directed">\n')
    for node in _nodes(store):
        write(f"<node id={_attribute(node['id'])}>{_data('node', node)}</node>\n")
    for e in store.edges():
        edge = {name: getattr(e, name) for name in EDGE}
        ends = f"source={_attribute(e.subject)} target={_attribute(e.object)}"
        write(f"<edge id={_attribute(e.evidence)} {ends}>{_data('edge', edge)}</edge>\n")
    write("</graph>\n</graphml>\n")


def plain(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A graph of `kg.lineage` with attributes that GraphML, GEXF and GML can hold, to write it with networkx.

    What is unknown is left out; ids of several, and of what has ended a node, are one text with blanks between them.
    """
    found = graph.__class__()
    found.add_nodes_from((node, _plain(data)) for node, data in graph.nodes(data=True))
    for a, b, key, data in graph.edges(keys=True, data=True):
        found.add_edge(a, b, key=key, **_plain(data))
    return found


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: _joined(value) if isinstance(value, list | tuple) else value for name, value in data.items()}
    return {
        name: NO_XML.sub("\ufffd", value) if isinstance(value, str) else value
        for name, value in told.items()
        if value not in (None, "")
    }


def _joined(values: Iterable[Any]) -> str:
    return " ".join(value.by.id if isinstance(value, End) else str(value) for value in values)


def _attribute(value: str) -> str:
    return quoteattr(NO_XML.sub("\ufffd", value))


def _data(kind: str, values: dict[str, Any]) -> str:
    found = []
    for name, value in values.items():
        if value is not None:
            # A bare carriage return would be read back as a line feed.
            text = escape(NO_XML.sub("\ufffd", str(value)), {"\r": "&#13;"})
            found.append(f'<data key="{kind}-{name}">{text}</data>')
    return "".join(found)


def _csv(store: Store, out: str | os.PathLike[str] | IO[bytes]) -> None:
    if not isinstance(out, str | os.PathLike):
        raise KgError("CSV is two files, nodes.csv and edges.csv: give a folder.")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    edges = ([getattr(e, name) for name in EDGE] for e in store.edges())
    nodes = ([node[name] for name in _NODE] for node in _nodes(store))
    for name, columns, rows in (("nodes", _NODE, nodes), ("edges", EDGE, edges)):
        with replacing(folder / f"{name}.csv") as f:
            f.write(_line(columns, bom=True))
            f.writelines(_line(row) for row in rows)


class _Line:
    """What csv.writer writes to: keeps one line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def _line(values: Iterable[Any], *, bom: bool = False) -> bytes:
    line = _Line()
    csv.writer(line, lineterminator="\r\n").writerow(["" if v is None else cell(str(v)) for v in values])
    # The mark at the start tells spreadsheets that this is UTF-8.
    return line.text.encode("utf-8-sig" if bom else "utf-8")


def _nodes(store: Store) -> Iterator[dict[str, Any]]:
    """Instruments, open names, and the documents that are an end of an edge without being an instrument."""
    for i in store.instruments():
        yield _node(i, "named" if i.id.startswith(NAMED_ID) else "resolved")
    for u in store.unresolved():
        yield _node(u.facts, "unresolved", u.candidates, u.label)
    ends = {d.id: d for d in store.documents() if d.instrument is None}
    used = {end for e in store.edges() for end in (e.subject, e.object) if end in ends}
    for ident in sorted(used):
        yield _node(Instrument(id=ident, title=ends[ident].source), "document")


def _node(i: Instrument, status: str, candidates: Iterable[str] = (), words: str | None = None) -> dict[str, Any]:
    facts = {f.name: getattr(i, f.name) for f in fields(i)}
    return {**facts, "label": words or label(i), "status": status, "candidates": " ".join(candidates) or None}


_WRITERS: dict[str, Callable[[Store, IO[bytes]], None]] = {
    "turtle": _turtle,
    "nquads": _nquads,
    "jsonld": _jsonld,
    "graphml": _graphml,
}
