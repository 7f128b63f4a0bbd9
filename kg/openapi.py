"""The addresses of the explorer told as OpenAPI 3.1, for people who call them and for programs that try them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from kg.index import FILTERS
from kg.protocol import FORMS, GRAPHS, TABLES

_TEXT = {"type": "string"}
_PAGE = {"type": "integer", "minimum": 1, "maximum": 9_999_999}
_HTML, _CSV, _PLAIN, _JSON = "text/html", "text/csv", "text/plain", "application/json"
_LANGUAGE = {"type": "string", "enum": ["vi", "en"]}


def description(root: str = "") -> dict[str, Any]:
    """The description, as JSON values; `root` stands before every address."""
    return {
        "openapi": "3.1.0",
        "servers": [{"url": root or "/"}],
        "info": {
            "title": "kg serve",
            "version": version("kg-vn"),
            "description": "A collection of Vietnamese policy documents as a graph, to read and to review. See docs/serve.md.",
        },
        "paths": {
            "/": _read("Overview of the collection", [_HTML]),
            "/search": _read("Instruments that words fit, best first", [_HTML, _CSV], {"q": _TEXT, **_listed()}),
            "/suggest": _read("The first of what words fit", [_JSON], {"q": _TEXT}),
            "/instruments": _read(
                "Instruments by what they are, the latest first; - is a value that is not known",
                [_HTML, _CSV],
                {**dict.fromkeys(FILTERS, _TEXT), **_listed()},
            ),
            "/instrument/{id}": _read(
                "An instrument or an open name by its IRI, as a page, as RDF, or its relations as CSV",
                [_HTML, _CSV, *(media[0] for media in GRAPHS.values())],
                {"format": _one_of(["html", "csv", *GRAPHS])},
                path={"id": {"type": "string", "minLength": 1}},
                missing=True,
            ),
            "/documents": _read("Documents, by source", [_HTML, _CSV], _listed()),
            "/document/{key}": _read(
                "A document's text with what was read in it; key is the last part of its IRI",
                [_HTML],
                {"part": _PAGE, "e": _TEXT},
                path={"key": {"type": "string", "pattern": "^[0-9a-f]{16}$"}},
                missing=True,
            ),
            "/unresolved": _read("Open names, with their candidates", [_HTML, _CSV], {"why": _TEXT, **_listed()}),
            "/reviews": _read("What people decided, the latest first", [_HTML, _CSV], _listed()),
            "/checks": _read("Findings of the checks", [_HTML]),
            "/gaps": _read(
                "Central resolutions against places or issuers",
                [_HTML, _CSV, "application/jsonl"],
                {
                    "by": _one_of(["place", "issuer"]),
                    **dict.fromkeys(("only", "from", "to", "missing"), _TEXT),
                    **_listed(),
                    "format": _one_of(["html", "csv", "json"]),
                },
                missing=True,
                refused={"400": "what is asked for are no years, or none between them"},
            ),
            "/map": _read("The map of the collection", [_HTML], refused={"503": "too big for one page"}),
            "/map/{id}": _read(
                "The map of an instrument's lineage",
                [_HTML],
                {"framed": _TEXT},
                path={"id": {"type": "string", "minLength": 1}},
                missing=True,
            ),
            "/review": {"post": _review()},
            "/sparql": {"get": _query(), "post": _posted()},
            "/openapi.json": _read("This description", [_JSON]),
        },
    }


def _one_of(values: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": values}


def _listed() -> dict[str, Any]:
    return {"page": _PAGE, "format": _one_of(["html", "csv"])}


def _parameters(place: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"name": n, "in": place, "required": place == "path", "schema": s} for n, s in values.items()]


def _answers(media: list[str], told: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"200": {"description": "the answer", "content": {m: {} for m in media}}}
    refused: dict[str, Any] = {_PLAIN: {}, _HTML: {}}
    return found | {code: {"description": why, "content": refused} for code, why in told.items()}


def _read(
    about: str,
    media: list[str],
    values: Mapping[str, Any] | None = None,
    *,
    path: Mapping[str, Any] | None = None,
    missing: bool = False,
    refused: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    told = {"503": "too much is running", **(refused or {})}
    if missing:
        told["404"] = "there is none"
    if values and "format" in values:
        told["406"] = "there is no such form"
    query = {**(values or {}), "lang": _LANGUAGE} if _HTML in media else values or {}
    parameters = [*_parameters("path", path or {}), *_parameters("query", query)]
    return {"get": {"summary": about, "parameters": parameters, "responses": _answers(media, told)}}


def _review() -> dict[str, Any]:
    fields = ("token", "target", "act", "candidate", "other", "sure", "note", "reviewer", "back")
    form = {"type": "object", "properties": dict.fromkeys(fields, _TEXT), "required": ["token", "target", "act"]}
    told = {
        "400": "it can't be decided",
        "409": "several instruments fit, or one of another number",
        "403": "the form is not of this session",
        "503": "too much is running",
    }
    return {
        "summary": "Keep a decision: the form of a page, with its token",
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {"303": {"description": "kept; back to the page"}, **_answers([], told)},
    }


_REFUSED = {
    "400": "no query that this endpoint answers, and why",
    "406": "the answer has no such form",
    "413": "too long",
    "415": "another type of body",
    "503": "ended at its limit, or too much is running",
}
_GRAPH_LISTS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_DATASET = {"default-graph-uri": _GRAPH_LISTS, "named-graph-uri": _GRAPH_LISTS}
_ALL = [_HTML, *(media[0] for media in FORMS.values())]


def _query() -> dict[str, Any]:
    values = {"query": _TEXT, **_DATASET, "format": _one_of(list(FORMS))}
    return {
        "summary": "Answer a SPARQL 1.1 query; without one the service description, or the editor",
        "parameters": _parameters("query", values),
        "responses": _answers(_ALL, _REFUSED),
    }


def _posted() -> dict[str, Any]:
    form = {"type": "object", "properties": {"query": _TEXT, "format": _one_of(list(FORMS))}, "required": ["query"]}
    body = {"application/x-www-form-urlencoded": {"schema": form}, "application/sparql-query": {"schema": _TEXT}}
    return {
        "summary": "Answer a SPARQL 1.1 query, from a form or as the body",
        "parameters": _parameters("query", _DATASET),
        "requestBody": {"required": True, "content": body},
        "responses": _answers([_HTML, *(m[0] for m in (*TABLES.values(), *GRAPHS.values()))], _REFUSED),
    }
