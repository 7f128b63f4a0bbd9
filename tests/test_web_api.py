"""The routes against their own description: schemathesis makes requests, right and wrong ones, and a real server answers.

The number of requests of each route is bounded here; `KG_EXAMPLES=1000 pytest tests/test_web_api.py` tries more.
"""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks

from kg import openapi, store, web

tools = runpy.run_path(str(Path(__file__).with_name("serving.py")))
EXAMPLES = int(os.environ.get("KG_EXAMPLES", "8"))
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.unsupported_method,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    folder = tmp_path_factory.mktemp("api")
    for name, text in tools["OPEN"].items():
        (folder / name).write_text(text, encoding="utf-8")
    store.build([folder / "plan.txt", folder / "news.txt"], folder / "kg")
    with tools["serving"](folder / "kg", "--timeout", "5") as found:
        yield found


def media_types() -> None:
    """What a body of SPARQL is made of: text, most of it no query."""
    queries = st.sampled_from(
        ["ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "LOAD <x>"]
    )
    schemathesis.openapi.media_type("application/sparql-query", queries.map(str.encode) | st.binary(max_size=200))


media_types()


schema = schemathesis.openapi.from_dict(openapi.description())


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_route_answers_as_it_is_described(case, server):
    case.call_and_validate(base_url=server.address, checks=CHECKS, timeout=60)


def test_every_route_is_described(server, collection: Path):
    assert server.ask("/openapi.json").json() == openapi.description()
    described = set(openapi.description()["paths"])
    served = {r.path.replace("{ident:path}", "{id}") for r in web.application(collection).routes}
    assert served - {"/assets/{name:path}"} == described
