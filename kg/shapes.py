"""The SHACL shapes of `ontology/shapes.ttl` over the triples of a collection.

pySHACL judges, at about 300 nodes a second. So a look by SPARQL goes before it: each constraint becomes a query for the nodes
that may break it, which takes 0.1 to 2 s over a hundred thousand, and pySHACL is given those nodes alone. The look may suspect
a node too many and never one too few; a constraint that it does not know makes it suspect every node of the class.
`tests/test_check.py` holds it to what pySHACL finds over all nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from kg.lexicon import ontology_dir
from kg.nodes import PREFIXES
from kg.pool import processors

if TYPE_CHECKING:
    import pyoxigraph as ox

    Node = ox.NamedNode | ox.BlankNode  # a literal is never the subject of a triple

JUDGED = 5_000  # suspected nodes that go to pySHACL unless all are asked for
_PORTION = 1_000  # nodes that go through it at once, so that memory stays bounded
_SH, _XSD, _RDF = "http://www.w3.org/ns/shacl#", PREFIXES["xsd"], PREFIXES["rdf"]
_NOTES = frozenset(  # what a shape says that is no constraint
    (f"{_RDF}type", *(_SH + n for n in "targetClass path message severity name description order group".split()))
)
_BOUNDS = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What a shape finds wrong with a node. `messages` are by language; `value` is the wrong value, where there is one."""

    node: str
    severe: bool
    messages: dict[str, str]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How many nodes were judged, of how many that are suspected."""

    suspected: int
    judged: int


def violations(graph: ox.Store, *, most: int | None = JUDGED) -> Iterator[Violation | Judged]:
    """What the shapes find in a graph; `most` suspected nodes are judged, evenly taken, or with None all.

    Where some are left out, `Judged` says so.
    """
    with ThreadPoolExecutor(processors()) as threads:  # the library lets others run while it answers
        found = sorted({node for nodes in threads.map(partial(_nodes, graph), queries()) for node in nodes}, key=str)
    some = found if most is None else found[:: -(-len(found) // most) or 1]
    if len(some) < len(found):
        yield Judged(suspected=len(found), judged=len(some))
    for at in range(0, len(some), _PORTION):
        yield from judged(graph, some[at : at + _PORTION])


def _nodes(graph: ox.Store, query: str) -> list[Node]:
    return [node for (node,) in graph.query(query, use_default_graph_as_union=True)]  # type: ignore[union-attr]


def judged(graph: ox.Store, nodes: Iterable[Node]) -> Iterator[Violation]:
    """What pySHACL finds wrong with nodes, each with its own triples; and those that it refuses to judge."""
    from pyshacl.errors import ReportableRuntimeError

    some = list(nodes)
    try:
        yield from _judged(graph, some)
    except ReportableRuntimeError as e:  # it compares no blank nodes, and would judge none of the others
        if len(some) == 1:
            yield Violation(node=str(some[0].value), severe=True, messages={"": str(e)}, value="")
        else:
            for half in (some[::2], some[1::2]):
                yield from judged(graph, half)


def _judged(graph: ox.Store, nodes: Iterable[Node]) -> Iterator[Violation]:
    import pyoxigraph as ox
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    triples = [
        ox.Triple(q.subject, q.predicate, q.object) for node in nodes for q in graph.quads_for_pattern(node, None, None)
    ]
    # Blank nodes keep their names.
    blank = {t.subject.value: t.subject.value for t in triples if isinstance(t.subject, ox.BlankNode)}
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    data = Graph().parse(data=written, format="nt", bnode_context=blank)
    rules = Graph().parse(ontology_dir() / "shapes.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=rules, inference="none")
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        told: list[Any] = list(report.objects(result, SH.resultMessage))
        yield Violation(
            node=str(node),
            severe=report.value(result, SH.resultSeverity) == SH.Violation,
            messages={m.language or "": str(m) for m in told},
            value="" if value is None or value == node else str(value),
        )


# --- The look that goes before: shapes as SPARQL


def queries() -> list[str]:
    """The queries for the nodes that may break a shape."""
    shapes = _Shapes()
    found = [clause for shape, typed in shapes.targets() for clause in shapes.clauses(shape, typed)]
    # All that is asked of the values of a property stands in one query, which looks at a value once; days, years and counts
    # come again and again, and looking at each of them once takes a tenth of the time.
    for path, asked in shapes.values.items():
        bad = " || ".join(f"!COALESCE({good}, false)" for good in asked)
        repeated = any(good.startswith("DATATYPE") and f"{_XSD}string" not in good for good in asked)
        once = f"{{ SELECT ?v {{ ?n {path} ?v }} GROUP BY ?v HAVING ({bad}) }} ?n {path} ?v"
        found.append(once if repeated else f"?n {path} ?v FILTER({bad})")
    return [f"SELECT DISTINCT ?n {{ {clause} }}" for clause in dict.fromkeys(found)]


class _Shapes:
    """The graph of shapes, and what it says as clauses of SPARQL about `?n`.

    `values` are the conditions on values by their property, as expressions of `?v`; they are gathered on the way.
    """

    def __init__(self) -> None:
        import pyoxigraph as ox

        self.values: dict[str, dict[str, None]] = {}
        self._said: dict[Any, dict[str, list[Any]]] = {}
        for t in ox.parse(path=str(ontology_dir() / "shapes.ttl"), format=ox.RdfFormat.TURTLE):
            self._said.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)

    def targets(self) -> Iterator[tuple[Any, str]]:
        """(shape, the clause that all nodes fulfil which it is for)."""
        for shape, said in self._said.items():
            yield from ((shape, f"?n a {target}") for target in said.get(f"{_SH}targetClass", ()))

    def clauses(self, shape: Any, typed: str) -> Iterator[str]:
        """Clauses of which one holds, or a condition of `values` fails, for every node that breaks a shape."""
        said = self._said[shape]
        path = next(iter(said.get(f"{_SH}path", ())), None)
        for name, values in said.items():
            for value in () if name in _NOTES else values:
                if name == f"{_SH}property":
                    yield from self.clauses(value, typed)
                elif name == f"{_SH}or":
                    yield self._none(self._list(value), typed)
                elif clause := self._clause(name.removeprefix(_SH), path, value, typed):
                    yield clause

    def _none(self, members: Iterable[Any], typed: str) -> str:
        """The nodes for which no alternative holds, where each asks for one property to be there; else all."""
        found = [list(self.clauses(member, typed)) for member in members]
        if all(len(clauses) == 1 and clauses[0].startswith(f"{typed} MINUS") for clauses in found):
            return typed + "".join(clauses[0].removeprefix(typed) for clauses in found)
        return typed

    def _clause(self, name: str, path: Any, value: Any, typed: str) -> str:
        """The nodes that may break one constraint: all of the class, where it is not known here; empty for one of values."""
        if path is None:
            return f"{typed} FILTER(!isIRI(?n))" if name == "nodeKind" and value.value == f"{_SH}IRI" else typed
        if not hasattr(path, "value"):
            return typed  # a path of several steps
        each = f"?n {path} ?v"
        if name == "minCount" and value.value == "1":
            return f"{typed} MINUS {{ {each} }}"
        if name == "maxCount" and value.value == "1":
            return f"{{ SELECT ?n {{ {each} }} GROUP BY ?n HAVING (COUNT(DISTINCT ?v) > 1) }}"
        if name == "lessThan":
            # The greatest against the least: a join of all pairs takes five times as long.
            return (
                f"{{ SELECT ?n (MAX(?v) AS ?a) {{ {each} }} GROUP BY ?n }} "
                f"{{ SELECT ?n (MIN(?v) AS ?b) {{ ?n {value} ?v }} GROUP BY ?n }} FILTER(!COALESCE(?a < ?b, false))"
            )
        good = _good(name, value, self._list(value) if name == "in" else ())
        if good:
            self.values.setdefault(str(path), {})[good] = None
        return "" if good else typed

    def _list(self, head: Any) -> list[Any]:
        found = []
        while getattr(head, "value", "") != f"{_RDF}nil":
            found += self._said[head][f"{_RDF}first"]
            head = self._said[head][f"{_RDF}rest"][0]
        return found


def _good(name: str, value: Any, members: Iterable[Any]) -> str:
    """What a value must fulfil, as an expression of `?v`; empty for a constraint that is not known."""
    if name in _BOUNDS:
        return f"?v {_BOUNDS[name]} {value}"
    if name == "nodeKind" and value.value == f"{_SH}IRI":
        return "isIRI(?v)"
    if name == "datatype":
        # A value of the type that is spelt as none of it can't be made one.
        spelt = "" if value.value == f"{_XSD}string" else f" && STRLEN(STR({value}(STR(?v)))) > 0"
        return f"DATATYPE(?v) = {value}{spelt}"
    if name == "pattern":
        return f"REGEX(STR(?v), {value})"
    if name == "minLength":
        return f"STRLEN(STR(?v)) >= {value.value}"
    if name == "in":
        return " || ".join(f"SAMETERM(?v, {member})" for member in members)
    return ""
