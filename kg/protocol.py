"""The SPARQL 1.1 protocol: what a request asks, what it accepts, and the answer in that form; the service description.

https://www.w3.org/TR/sparql11-protocol/ for queries; updates are refused. Nothing here knows a web framework.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape, quoteattr

from kg import results
from kg.export import NO_XML
from kg.model import KgError
from kg.nodes import PREFIXES
from kg.results import Result
from kg.sparql import gathered
from kg.worker import Graphs

if TYPE_CHECKING:
    from kg.sparql import Engine

_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
# Media types by short name, the one that is answered first; the first form of a kind is the default.
TABLES = {
    "json": (_JSON, "application/json"),
    "xml": (_XML, "application/xml", "text/xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
}
GRAPHS = {
    "turtle": ("text/turtle", "application/x-turtle"),
    "ntriples": ("application/n-triples", "text/plain"),
    "jsonld": ("application/ld+json",),
    "rdfxml": ("application/rdf+xml",),
}
FORMS = {**TABLES, **GRAPHS}
_SD, _FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
_OFFERED = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_OFFERED_GRAPHS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")


class RefusedError(KgError):
    """A request that is not answered; `status` is that of HTTP."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request asks: the text of a query, or None where it has none; `form` is a short name of FORMS or empty.

    `graphs` are the IRIs of the default graph and of the named ones, None where the request leaves that to the service.
    """

    query: str | None
    form: str = ""
    graphs: Graphs | None = None


def asked(method: str, kind: str, search: str, body: bytes) -> Asked:
    """What a request asks; `kind` is its content type, `search` what follows the ? of its address.

    Raises RefusedError for an update, several queries, graphs that are no IRIs, and what the protocol does not know.
    """
    fields = _fields(search)
    media = kind.partition(";")[0].strip().casefold()
    if method == "POST":
        try:
            if media == "application/x-www-form-urlencoded":
                fields += _fields(body.decode())
            elif media == "application/sparql-query":
                fields.append(("query", body.decode()))
            elif media == "application/sparql-update":
                fields.append(("update", ""))
            else:
                raise RefusedError(415, "POST application/x-www-form-urlencoded or application/sparql-query.")
        except UnicodeDecodeError:
            raise RefusedError(400, "The query is not UTF-8.") from None
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise RefusedError(400, "Updates are refused: queries only read, and the graph is made from documents.")
    queries = values.get("query", [])
    if len(queries) > 1:
        raise RefusedError(400, "One request asks one query, and this has several.")
    form = (values.get("format") or values.get("output") or [""])[0]
    if form and form not in FORMS:
        raise RefusedError(400, f"format is one of {', '.join(FORMS)}, not {form[:40]!r}.")
    graphs = (_graphs(values, "default-graph-uri"), _graphs(values, "named-graph-uri"))
    return Asked(query=queries[0] if queries else None, form=form, graphs=graphs if any(graphs) else None)


def _graphs(values: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    import pyoxigraph as ox

    found = tuple(v for v in values.get(name, ()) if v)
    for value in found:
        try:
            ox.NamedNode(value)
        except ValueError:
            raise RefusedError(400, f"{name} is no IRI: {value[:200]!r}.") from None
    return found


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=100)
    except ValueError:
        raise RefusedError(400, "A request has at most 100 fields.") from None


def accepted(header: str) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their weights.

    >>> accepted("text/csv;q=0.5, */*;q=0.1")
    [('text/csv', 0.5), ('*/*', 0.1)]
    """
    found = []
    for part in header.split(",")[:100]:
        media, *parameters = (p.strip().casefold() for p in part.split(";"))
        weight = 1.0
        for p in parameters:
            if m := re.fullmatch(r"q\s*=\s*([01](?:\.\d{0,3})?)", p):
                weight = float(m[1])
        if "/" in media:
            found.append((media, weight))
    return found


def choose(header: str, forms: Iterable[tuple[str, Sequence[str]]]) -> str | None:
    """The form (short name, media types) that an Accept header wants most; the first where it wants none in particular.

    >>> choose("text/*;q=0.5, application/xml", TABLES.items()), choose("image/png", TABLES.items())
    ('xml', None)
    """
    ranges = accepted(header) or [("*/*", 1.0)]
    best: tuple[float, str | None] = (0.0, None)
    for name, media in forms:
        # The answer has the first of its types; the others are names by which it is asked for.
        weight = max(_weight(media[0], ranges), *(w for given, w in ranges if given in media), 0.0)
        if weight > best[0]:
            best = (weight, name)
    return best[1]


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of a media type: that of the most specific range that fits."""
    for pattern in (media, f"{media.partition('/')[0]}/*", "*/*"):
        for given, weight in ranges:
            if given == pattern:
                return weight
    return 0.0


def answer(engine: Engine, text: str, graphs: Graphs | None = None, *, timeout: float, limit: int) -> Result:
    """Answers the text of a query, which is never taken for the name of a query or a file. Raises KgError."""
    return gathered(text, engine.ask(text, {}, timeout, limit, graphs))


def written(result: Result, form: str, accept: str) -> tuple[bytes, str]:
    """An answer as bytes with its media type, in the form asked for, else in what is accepted.

    Raises RefusedError where the answer has no such form.
    """
    forms = GRAPHS if result.kind == "triples" else TABLES
    if form and form not in forms:
        raise RefusedError(406, f"This answer has the forms {', '.join(forms)}, not {form}.")
    chosen = form or choose(accept, forms.items())
    if chosen is None:
        media = ", ".join(m for names in forms.values() for m in names)
        raise RefusedError(406, f"This answer has the media types {media}.")
    if result.kind == "triples":
        return graph(result.rows, chosen)
    out = io.StringIO()
    if chosen == "xml":
        out.write(_xml(result))
    else:
        results.write(result, chosen, out)
    kind = forms[chosen][0]
    return out.getvalue().encode("utf-8", "replace"), f"{kind}; charset=utf-8" if kind[:5] == "text/" else kind


def graph(triples: Iterable[Sequence[Any]], form: str) -> tuple[bytes, str]:
    """Triples as bytes with their media type, in one of GRAPHS; in RDF/XML, characters that XML can't hold become U+FFFD.

    Raises RefusedError where the form can't hold them: JSON-LD no triple in a triple, RDF/XML no predicate that ends in no name.
    """
    from xml.parsers import expat

    import pyoxigraph as ox

    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }
    prefixes = None if form == "ntriples" else dict(PREFIXES)
    kind = GRAPHS[form][0]
    try:
        data = ox.serialize([ox.Triple(*t) for t in triples], format=formats[form], prefixes=prefixes) or b""
        if form == "rdfxml":  # what is written of such a predicate is no XML, and no error
            data = NO_XML.sub("\ufffd", data.decode()).replace("\r", "&#13;").encode()
            expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except (OSError, ValueError, expat.ExpatError) as e:
        raise RefusedError(406, f"This answer can't be written as {kind} ({e}); ask for text/turtle.") from e
    return data, f"{kind}; charset=utf-8" if kind[:5] == "text/" else kind


def _xml(result: Result) -> str:
    """https://www.w3.org/TR/rdf-sparql-XMLres/; characters that XML can't hold become U+FFFD."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n']
    if result.kind == "boolean":
        out.append(f"<head/>\n<boolean>{'true' if result else 'false'}</boolean>\n</sparql>\n")
        return "".join(out)
    out.append(f"<head>{''.join(f'<variable name={quoteattr(v)}/>' for v in result.variables)}</head>\n<results>\n")
    for row in result:
        cells = (f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>" for name, term in row.items())
        out.append(f"<result>{''.join(cells)}</result>\n")
    out.append("</results>\n</sparql>\n")
    return "".join(out)


def _xml_term(term: Any) -> str:
    import pyoxigraph as ox

    if isinstance(term, ox.Triple):
        parts = (f"<{n}>{_xml_term(getattr(term, n))}</{n}>" for n in ("subject", "predicate", "object"))
        return f"<triple>{''.join(parts)}</triple>"
    # A bare carriage return would be read back as a line feed.
    value = escape(NO_XML.sub("\ufffd", term.value), {"\r": "&#13;"})
    if isinstance(term, ox.NamedNode):
        return f"<uri>{value}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{value}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{value}</literal>"
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return f"<literal>{value}</literal>"
    return f"<literal datatype={quoteattr(term.datatype.value)}>{value}</literal>"


def description(endpoint: str, accept: str, form: str = "") -> tuple[bytes, str] | None:
    """The service description of an endpoint (its IRI) in an accepted form of RDF; None where none is accepted.

    https://www.w3.org/TR/sparql11-service-description/
    """
    import pyoxigraph as ox

    chosen = form if form in GRAPHS else choose(accept, GRAPHS.items())
    if chosen is None:
        return None
    service, data, default = ox.BlankNode(), ox.BlankNode(), ox.BlankNode()
    a = ox.NamedNode(PREFIXES["rdf"] + "type")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    triples = [
        (service, a, sd("Service")),
        (service, sd("endpoint"), ox.NamedNode(endpoint)),
        (service, sd("supportedLanguage"), sd("SPARQL11Query")),
        (service, sd("feature"), sd("UnionDefaultGraph")),
        # Nothing is entailed: what the vocabulary says of its terms is asked for in the query.
        (service, sd("defaultEntailmentRegime"), ox.NamedNode("http://www.w3.org/ns/entailment/Simple")),
        (service, sd("defaultDataset"), data),
        (data, a, sd("Dataset")),
        (data, sd("defaultGraph"), default),
        (default, a, sd("Graph")),
        *((service, sd("resultFormat"), ox.NamedNode(_FORMATS + f)) for f in (*_OFFERED, *_OFFERED_GRAPHS)),
    ]
    return graph(triples, chosen)
