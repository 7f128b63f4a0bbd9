"""The trees and graphs that follow from an instrument, with the evidence of each step."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import forms, lineage
from kg.edges import Edge
from kg.model import Instrument, KgError

fake_store = runpy.run_path(str(Path(__file__).with_name("fake_store.py")))
FakeStore, instrument = fake_store["FakeStore"], fake_store["instrument"]


def edge(subject: str, predicate: str, object: str, **more) -> Edge:
    facts = {
        "start": 0,
        "end": 9,
        "page": None,
        "quote": "thực hiện",
        "rule": "implement",
        "confidence": 0.9,
        "provision": None,
        "status": "unreviewed",
        "document": "urn:kg:document:0000000000000001",
        "source": "a.txt",
    }
    facts |= more
    name = f"{subject}{predicate}{object}{facts['rule']}{facts['confidence']}".encode().hex()
    return Edge(subject=subject, predicate=predicate, object=object, evidence=f"urn:kg:evidence:{name}", **facts)


# --- Trees


NAMED = "urn:kg:named:chuyen.doi.so"
CHAIN = FakeStore(
    [
        instrument("plan", "370/KH-UBND", "Kế hoạch", "2021-12-06"),
        instrument("local", "08-NQ/TU", "Nghị quyết", "2021-10-06"),
        instrument("central", "52-NQ/TW", "Nghị quyết", "2019-09-27"),
        instrument("decision", "749/QĐ-TTg", "Quyết định", "2020-06-03"),
        instrument(NAMED, None, "Chương trình", name="Chương trình Chuyển đổi số quốc gia"),
        instrument("report", "99-BC/TU", "Báo cáo", "2024-06-06"),
        instrument("top", "1-NQ/TW", "Nghị quyết", "2024-01-01"),
        instrument("middle", "2/NQ-CP", "Nghị quyết", "2024-02-01"),
        instrument("far", "3/KH-UBND", "Kế hoạch", "2024-03-01"),
    ],
    [
        edge("plan", "implements", "local", confidence=0.6, rule="discourse.issue", source="b.txt"),
        edge("plan", "implements", "local", confidence=0.95),
        edge("plan", "basedOn", "local", confidence=0.7),
        edge("plan", "implements", "central", status="rejected"),
        edge("plan", "implements", NAMED),
        edge("local", "basedOn", "central"),
        edge("local", "basedOn", "decision"),
        edge("decision", "approves", NAMED),
        edge("report", "reviews", "central"),
        edge("plan", "cites", "report"),
        edge("middle", "implements", "top"),
        edge("far", "implements", "middle"),
        edge("far", "implements", "top"),
    ],
)


def outline(step: lineage.Step) -> str:
    """The tree as text: `a(b c(d))`, with ^ where a node only refers to an earlier one and +n for what was left out."""
    name = step.instrument.id + "^" * step.again + (f"+{step.more}" if step.more else "")
    return f"{name}({' '.join(map(outline, step.children))})" if step.children else name


TREES = [
    (
        "plan",
        {},
        f"plan(local(central decision) {NAMED}(decision^))",
        "up, and through the name to the decision that approves it",
    ),
    ("central", {"down": True}, "central(local(plan))", "down is the inverse; reviewing is no lineage"),
    ("decision", {"down": True}, f"decision(local(plan) {NAMED}(plan^))", "down through the name it approves"),
    ("plan", {"max_depth": 1}, f"plan(local+2 {NAMED}+1)", "what the depth leaves out is counted"),
    ("plan", {"max_depth": 0}, "plan+2", "the root alone"),
    ("report", {}, "report", "an instrument without lineage"),
    (
        "top",
        {"down": True},
        "top(middle(far^) far)",
        "what stands below the root itself is opened there, not where it is met",
    ),
]


@pytest.mark.parametrize(("root", "how", "expected", "reason"), TREES, ids=[reason for *_, reason in TREES])
def test_trace(root: str, how: dict, expected: str, reason: str):
    assert outline(lineage.trace(CHAIN, root, **how)) == expected, reason


def test_the_best_evidence_stands_first():
    local = lineage.trace(CHAIN, "plan").children[0]
    assert [(e.predicate, e.confidence) for e in local.edges] == [
        ("implements", 0.95),
        ("basedOn", 0.7),
        ("implements", 0.6),
    ]
    assert [lineage.across_sentences(e) for e in local.edges] == [False, False, True]
    accepted = edge("plan", "implements", "local", confidence=0.1, status="accepted")
    assert lineage.best_first([*local.edges, accepted])[0] is accepted, "a person's word goes before the machine's"


def test_an_unknown_root_is_an_error():
    with pytest.raises(KgError, match="nowhere"):
        lineage.trace(CHAIN, "nowhere")


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.sampled_from(["implements", "basedOn", "approves"]), st.integers(0, 7)),
        max_size=30,
    )
)
def test_any_graph_ends_and_opens_each_node_once(arrows: list[tuple[int, str, int]]):
    store = FakeStore([instrument(str(n)) for n in range(8)], [edge(str(s), p, str(o)) for s, p, o in arrows])
    for down in (False, True):
        for root in "07":
            steps = list(lineage.steps(lineage.trace(store, root, down=down)))
            opened = [s.instrument.id for s in steps if not s.again]
            assert len(opened) == len(set(opened)), "a node is opened once"
            assert set(opened) == reached(arrows, root, down), "and none is lost"
            assert {s.instrument.id for s in steps} == set(opened), "and what is referred to is opened somewhere"
            for step in steps:
                depths = [s.depth for s in steps if s.instrument.id == step.instrument.id]
                assert step.again or step.depth == min(depths), "where the way from the root is the shortest"


def reached(arrows: list[tuple[int, str, int]], root: str, down: bool) -> set[str]:
    up = {(str(o), str(s)) if p == "approves" else (str(s), str(o)) for s, p, o in arrows}
    arrows_ = {(b, a) for a, b in up} if down else up
    found = {root}
    while more := {b for a, b in arrows_ if a in found} - found:
        found |= more
    return found


def test_a_chain_longer_than_the_stack_of_python():
    n = 5000
    store = FakeStore(
        [instrument(str(i)) for i in range(n)], [edge(str(i), "implements", str(i + 1)) for i in range(n - 1)]
    )
    by_subject = {e.subject: [e] for e in store._edges}
    store.edges = lambda subject=None, object=None: iter(by_subject.get(subject, ()))
    root, twin = lineage.trace(store, "0"), lineage.trace(store, "0")
    steps = list(lineage.steps(root))
    assert len(steps) == n
    assert steps[-1].depth == n - 1
    assert (root, hash(root)) == (twin, hash(twin))
    assert root != dataclasses.replace(root, children=(dataclasses.replace(root.children[0], children=()),))
    assert repr(root).count("Step(") == n
    assert pickle.loads(pickle.dumps(root)) == copy.deepcopy(root) == root
    assert forms.tree(root, lambda e: (1, 1)).count('"children"') == n


@pytest.mark.parametrize(("root", "how"), [case[:2] for case in TREES], ids=[case[-1] for case in TREES])
def test_a_tree_is_written_as_json_writes_it(root: str, how: dict):
    step = lineage.trace(CHAIN, root, **how)
    assert forms.tree(step, lambda e: (2, 3)) == json.dumps(forms.step(step, lambda e: (2, 3)), ensure_ascii=False)


@pytest.mark.parametrize(("root", "how"), [case[:2] for case in TREES], ids=[case[-1] for case in TREES])
def test_steps_are_values(root: str, how: dict):
    step = lineage.trace(CHAIN, root, **how)
    assert pickle.loads(pickle.dumps(step)) == step
    names = {kind.__name__: kind for kind in (lineage.Step, Instrument, Edge)}
    assert eval(repr(step), names) == step
    assert len({step, lineage.trace(CHAIN, root, **how)}) == 1
    assert step not in (dataclasses.replace(step, more=9), *step.children, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        step.depth = 3


# --- Graphs


def test_graph_of_the_collection():
    graph = lineage.graph(CHAIN)
    assert set(graph) == {i.id for i in CHAIN.instruments()}
    assert graph.nodes["plan"]["number"] == "370/KH-UBND"
    assert graph.nodes[NAMED]["status"] == "named"
    assert graph.number_of_edges() == 12, "all but the rejected one"
    assert len(graph["plan"]["local"]) == 3, "evidence is not merged"
    key, facts = next(iter(graph["local"]["decision"].items()))
    assert key.startswith("basedOn:")
    assert facts["quote"] == "thực hiện"
    assert facts["confidence"] == 0.9


@pytest.mark.parametrize(
    ("roots", "direction", "expected"),
    [
        (["local"], "up", {"local", "central", "decision"}),
        (["local"], "down", {"local", "plan"}),
        (["central"], "both", {"central", "local", "plan", "report"}),
        ([], "both", set()),
    ],
)
def test_graph_from_roots(roots: list[str], direction: str, expected: set[str]):
    assert set(lineage.graph(CHAIN, roots, direction=direction)) == expected


def test_a_document_that_is_no_instrument_is_called_by_its_source():
    article = "urn:kg:document:0000000000000001"
    store = FakeStore([instrument("x", "36-NQ/TW")], [edge(article, "implements", "x", source="news.txt")])
    assert lineage.graph(store).nodes[article]["title"] == "news.txt"
    assert lineage.graph(store).nodes[article]["status"] == "document"
    assert lineage.trace(store, "x", down=True).children[0].instrument.title == "news.txt"


def test_graph_gives_the_candidates_of_open_names():
    name = "urn:kg:name:1:nq36"
    store = FakeStore(
        [instrument("a", "1/KH-UBND"), instrument("x", "36-NQ/TW"), instrument(name, "36-NQ/TW")],
        [edge("a", "implements", name)],
        {name: ("x",)},
    )
    graph = lineage.graph(store)
    assert graph.nodes[name]["status"] == "unresolved"
    assert graph.nodes[name]["candidates"] == ["x"]
    assert graph.nodes["x"]["candidates"] == []
