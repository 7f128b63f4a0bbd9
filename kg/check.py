"""Is the graph sound? SHACL shapes over the triples (`kg.shapes`), and legal sense over the relations.

Every node is looked at, at about the speed of reading the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg import drafts, labels
from kg.labels import FACTS, day, fact
from kg.lineage import DERIVES, before, best_first
from kg.model import Instrument
from kg.nodes import PREFIXES
from kg.shapes import JUDGED, Judged, violations
from kg.span import ALTERS
from kg.text import fold
from kg.turtle import KG

if TYPE_CHECKING:
    from kg.edges import Edge
    from kg.lexicon import Lexicon
    from kg.store import Store

_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is wrong, or odd. `instrument` is an id of the collection, or the IRI of whatever it concerns."""

    severity: Literal["error", "warning", "note"]
    kind: str  # shape, later, cycle, issuer, dates, facts, draft, evidence
    instrument: str
    message: str  # one sentence, in Vietnamese
    evidence: tuple[Edge, ...] = ()


def check(store: Store, *, judged: int | None = JUDGED) -> list[Finding]:
    """All findings, errors first; an empty list says that every check ran and nothing was found.

    `judged` is how many nodes that the shapes may find fault with go to pySHACL at most, None for all.
    """
    from kg.lexicon import load

    found = [*shapes(store, most=judged), *unproven(store, load()), *astray(store, load())]
    instruments = {i.id: i for i in store.instruments()}
    edges = [e for e in store.edges() if e.predicate in DERIVES and e.status != "rejected"]
    found += [
        *later(instruments, edges),
        *cycles(instruments, edges),
        *issuers(instruments, load()),
        *dates(store, instruments),
        *drafted(store, instruments),
    ]
    return sorted(found, key=lambda f: (_SEVERITIES.index(f.severity), f.kind, f.instrument, f.message))


def shapes(store: Store, *, most: int | None = JUDGED) -> Iterator[Finding]:
    """What the SHACL shapes find; of the nodes that they may find fault with, `most` are judged, or all."""
    for found in violations(store.graph, most=most):
        if isinstance(found, Judged):
            text = f"Mới xét {found.judged} trong {found.suspected} nút có thể sai (--all để xét hết)"
            yield Finding(severity="note", kind="shape", instrument=KG, message=text)
        else:
            message = found.messages.get("vi") or "Trái với ontology/shapes.ttl"
            yield Finding(
                severity="error" if found.severe else "warning",
                kind="shape",
                instrument=found.node,
                message=f"{message}: {found.value}" if found.value else message,
            )


def unproven(store: Store, lexicon: Lexicon) -> Iterator[Finding]:
    """Relations of the graph that no evidence stands beside."""
    proven = {(e.subject, e.predicate, e.object) for e in store.edges()}
    for predicate, label in lexicon.predicates.items():
        for subject, target in _rows(store, f"SELECT ?s ?o {{ ?s <{KG}{predicate}> ?o }}"):
            if (subject, predicate, target) not in proven:
                text = f"Quan hệ “{label}” với {target} không có bằng chứng"
                yield Finding(severity="error", kind="evidence", instrument=subject, message=text)


# What evidence names, of which class it must be, and what is told where it is not.
_NAMED = (
    ("rdf:subject", "kg:Instrument, kg:UnresolvedName, kg:Document", "Chủ thể của bằng chứng không có trong đồ thị"),
    ("rdf:object", "kg:Instrument, kg:UnresolvedName", "Đối tượng của bằng chứng không phải văn bản trong đồ thị"),
    ("prov:wasDerivedFrom", "kg:Document", "Tài liệu của bằng chứng không có trong đồ thị"),
)
_PLACED = """?n oa:hasTarget ?v ; prov:wasDerivedFrom ?d .
             ?v a oa:SpecificResource ; oa:hasSource ?d ; oa:hasSelector/a ?selector"""


def astray(store: Store, lexicon: Lexicon) -> Iterator[Finding]:
    """Evidence that names what the graph does not hold, or holds as something else.

    The shapes see one node with its own triples. The relations are those of the lexicon and stand in no shape: whoever adds one to
    kg.ttl need not say it twice.
    """
    relations = ", ".join(f"kg:{name}" for name in lexicon.predicates)
    good = [(path, f"?n {path} ?v . ?v a ?c FILTER(?c IN ({classes}))", text) for path, classes, text in _NAMED]
    good += [
        (
            "rdf:predicate",
            f"?n rdf:predicate ?v FILTER(?v IN ({relations}))",
            "Quan hệ của bằng chứng không có trong kg.ttl",
        ),
        ("oa:hasTarget", _PLACED, "Chỗ mà bằng chứng chỉ ra không nằm trong tài liệu của nó"),
    ]
    for path, fits, text in good:
        # MINUS: with NOT EXISTS the targets take seventy times as long, as the planner begins at the classes of all selectors.
        for node, value in _rows(store, f"SELECT DISTINCT ?n ?v {{ ?n a kg:Evidence ; {path} ?v MINUS {{ {fits} }} }}"):
            yield Finding(severity="error", kind="evidence", instrument=node, message=f"{text}: {value}")


def later(instruments: dict[str, Instrument], edges: list[Edge]) -> Iterator[Finding]:
    """Relations whose reason is younger than what follows from it."""
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for e in edges:
        pairs.setdefault((e.subject, e.object), []).append(e)
    for (subject, reason), proof in pairs.items():
        a, b = instruments.get(subject), instruments.get(reason)
        if a and b and before(a, b):
            text = f"{_name(a)} ({_when(a)}) không thể {_verb(proof)} {_name(b)} ban hành sau ({_when(b)})"
            yield Finding(severity="error", kind="later", instrument=subject, message=text, evidence=best_first(proof))


def cycles(instruments: dict[str, Instrument], edges: list[Edge]) -> Iterator[Finding]:
    """Instruments that have their reason in themselves, over any number of steps: one finding a knot."""
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((e.subject, e.object) for e in edges)
    of = {node: n for n, knot in enumerate(nx.strongly_connected_components(graph)) for node in knot}
    knots: dict[int, list[Edge]] = {}
    for e in edges:  # once: nearly every instrument is a knot of its own, without an edge inside
        if of[e.subject] == of[e.object]:
            knots.setdefault(of[e.subject], []).append(e)
    for inside in knots.values():
        knot = {i for e in inside for i in (e.subject, e.object)}
        names = ", ".join(sorted(_name(instruments.get(i) or Instrument(id=i)) for i in knot))
        text = f"Quan hệ thực hiện, căn cứ, hướng dẫn khép thành vòng: {names}"
        yield Finding(severity="error", kind="cycle", instrument=min(knot), message=text, evidence=best_first(inside))


def issuers(instruments: dict[str, Instrument], lexicon: Lexicon) -> Iterator[Finding]:
    """Issuers that the code of their number contradicts: an error where the lexicon knows both, else a warning."""
    from kg.issuers import SEVERAL_MINISTRIES
    from kg.numbering import parse, promulgated

    for i in instruments.values():
        number = parse(i.number, lexicon, i.type) if i.number and i.issuer else None
        if number is None or not number.issuer_code or not i.issuer:
            continue
        if i.type in lexicon.having["law"] and promulgated(number.type_code, number.term, lexicon):
            continue  # of the order by which the head of state made it known: "Luật Đất đai số 24-L/CTN"
        bodies = [a for code in (number.issuer_code, *number.issuer_code.split("-")) for a in lexicon.issuers(code)]
        names = {fold(n) for a in bodies for n in a.names}
        told = fold(i.issuer)
        if not bodies or bodies[0].urn == SEVERAL_MINISTRIES or any(name in told or told in name for name in names):
            continue
        known = lexicon.authority(i.issuer)
        expected = ", ".join(dict.fromkeys(a.label for a in bodies))
        yield Finding(
            severity="error" if known else "warning",
            kind="issuer",
            instrument=i.id,
            message=f"{_name(i)} ghi cơ quan ban hành là {i.issuer}, nhưng ký hiệu là của {expected}",
        )


def dates(store: Store, instruments: dict[str, Instrument]) -> Iterator[Finding]:
    """Keys for which the documents tell several dates, or several of anything else."""
    for c in store.conflicts():
        i = instruments.get(c.instrument) or Instrument(id=c.instrument)
        field, kept, other = FACTS.get(c.field, c.field).lower(), fact(c.field, c.kept), fact(c.field, c.other)
        yield Finding(
            severity="error" if c.field == "date" else "warning",
            kind="dates" if c.field == "date" else "facts",
            instrument=c.instrument,
            message=f"{_name(i)}: {field} là {kept}, nhưng {c.source} ghi {other}",
        )


def drafted(store: Store, instruments: dict[str, Instrument]) -> Iterator[Finding]:
    """Drafts that say that they amend, replace or repeal: nobody has done that yet."""
    said: dict[tuple[str, str], list[Edge]] = {}
    for e in store.edges():
        if e.predicate in ALTERS and e.status != "rejected":
            said.setdefault((e.subject, e.object), []).append(e)
    of = {subject: drafts.is_draft(store, subject) for subject, _ in said}
    for (subject, target), proof in said.items():
        if of[subject]:
            draft, other = (instruments.get(i) or Instrument(id=i) for i in (subject, target))
            text = (
                f"{_name(draft)} là dự thảo: việc {labels.label(proof[0].predicate)} {_name(other)} chưa được ban hành"
            )
            yield Finding(severity="note", kind="draft", instrument=subject, message=text, evidence=best_first(proof))


def _rows(store: Store, query: str) -> Iterator[tuple[str, str]]:
    """The answer to a query for two terms."""
    found = store.graph.query(query, use_default_graph_as_union=True, prefixes=dict(PREFIXES))
    for one, other in found:  # type: ignore[union-attr]
        yield str(one.value), str(other.value)


def _name(i: Instrument) -> str:
    return i.number or i.name or i.title or i.id


def _when(i: Instrument) -> str:
    return day(i.date) or str(i.year)


def _verb(edges: list[Edge]) -> str:
    return {"implements": "thực hiện", "guides": "hướng dẫn", "basedOn": "căn cứ"}[edges[0].predicate]
