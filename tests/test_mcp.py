"""The tools of `kg mcp`, called as a language model's client calls them."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.mcp import server
from kg.model import KgError

PLAN = "urn:lex:vn:test:kh370"


def call(collection: Path, name: str, **arguments: Any) -> Any:
    """The answer of a tool; an error as a string."""
    from mcp import Client

    async def ask() -> Any:
        async with Client(server(collection)) as client:
            found = await client.call_tool(name, arguments)
            return found.content[0].text if found.is_error else json.loads(found.content[0].text)

    return asyncio.run(ask())


def test_the_tools_are_there_and_only_read(collection: Path):
    from mcp import Client

    async def ask() -> Any:
        async with Client(server(collection)) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(ask())
    assert {t.name for t in tools} == {"find", "show", "trace", "coverage", "query", "queries"}
    assert all(t.annotations.read_only_hint and t.description for t in tools)


def test_find_show_and_trace_give_the_evidence(collection: Path):
    assert [i["id"] for i in call(collection, "find", words="kh 370")["instruments"]] == [PLAN]
    shown = call(collection, "show", id="370/KH-UBND")
    assert shown["instrument"]["number"] == "370/KH-UBND"
    assert {e["quote"] for e in shown["from"]} >= {"kh370 implements nq08"}
    tree = call(collection, "trace", id="370/KH-UBND")
    step = next(c for c in tree["children"] if c["instrument"]["number"] == "08-NQ/TU")
    assert step["evidence"][0]["quote"] == "kh370 implements nq08"
    assert step["children"][0]["instrument"]["number"] == "52-NQ/TW"
    down = call(collection, "trace", id="52-NQ/TW", down=True, depth=1)
    assert "08-NQ/TU" in {c["instrument"]["number"] for c in down["children"]}


def test_coverage_tells_who_has_a_plan_and_who_has_none(collection: Path):
    rows = call(collection, "coverage")["rows"]
    assert any("370/KH-UBND" in r.values() for r in rows)
    missing = json.dumps(call(collection, "coverage", missing=True)["rows"])
    assert "41-CT/TW" in missing
    assert "52-NQ/TW" not in missing


def test_queries_by_text_and_by_name(collection: Path):
    found = call(collection, "query", query="SELECT ?n WHERE { ?i kg:number ?n } ORDER BY ?n LIMIT 1")
    assert found["results"]["bindings"][0]["n"]["value"] == "08-NQ/TU"
    named = call(collection, "query", query="lineage-up", params={"id": "370/KH-UBND"})
    assert "52-NQ/TW" in json.dumps(named)
    assert "lineage-up" in call(collection, "queries")
    made = call(collection, "query", query="CONSTRUCT WHERE { ?s kg:implements ?o }")
    assert "kh370" in made["triples"]
    vain = call(collection, "query", query="SELECT ?x { ?x kg:implemets ?y }")
    assert vain["notes"] == ["The vocabulary has no kg:implemets; the nearest is kg:implements."]


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("show", {"id": "9999/QĐ-TTg"}, "fits"),
        ("query", {"query": "SELECT"}, "Line 1"),
        ("query", {"query": "CLEAR ALL"}, "refused"),
        ("query", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "refused"),
        ("query", {"query": "/etc/passwd"}, "not expected"),  # the text is never the path of a file
        ("query", {"query": "lineage-up"}, "needs id"),
        ("coverage", {"by": "colour"}, "by is"),
    ],
)
def test_errors_are_told_in_a_sentence(collection: Path, tool: str, arguments: dict[str, Any], told: str):
    answer = call(collection, tool, **arguments)
    assert told in answer
    assert "Traceback" not in answer


def test_it_speaks_over_standard_input_and_output(collection: Path):
    from mcp import Client, StdioServerParameters

    command = StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", "--store", str(collection)])

    async def ask() -> str:
        async with Client(command) as client:
            return str((await client.call_tool("find", {"words": "52"})).content[0])

    assert "52-NQ/TW" in asyncio.run(asyncio.wait_for(ask(), 60))


def test_a_missing_collection_is_told(tmp_path: Path):
    with pytest.raises(KgError, match="no collection"):
        server(tmp_path)
