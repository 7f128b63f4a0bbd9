"""The Turtle of the ontology as plain facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from kg.model import KgError

KG = "https://w3id.org/kg-vn#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
BELOW = "http://www.w3.org/2000/01/rdf-schema#subPropertyOf"
_SAID = (LABEL, "prefLabel", "altLabel", "example")  # in which language
Entry = dict[str, list[str]]  # predicate → values; names of the ontology and of SKOS without namespace
Facts = dict[str, Entry]  # by subject


def facts(files: Iterable[tuple[Path, bytes]]) -> Facts:
    """What the bytes of some files say; labels in other languages than Vietnamese are left out.

    Raises KgError with file and reason for one that can't be parsed.
    """
    found: Facts = {}
    for path, data in files:
        for subject, predicate, value in _triples(path, data):
            found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return found


def languages(files: Iterable[tuple[Path, bytes]]) -> dict[tuple[str, str], set[str]]:
    """In which languages labels and examples are: (subject, predicate) → tags, an empty one where none is told."""
    import pyoxigraph as ox

    found: dict[tuple[str, str], set[str]] = {}
    for _, data in files:
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            subject, name, value = quad.subject, _local(quad.predicate.value), quad.object
            if name in _SAID and isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal):
                found.setdefault((_local(subject.value), name), set()).add(value.language or "")
    return found


def _triples(path: Path, data: bytes) -> Iterator[tuple[str, str, str]]:
    import pyoxigraph as ox

    try:
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, ox.NamedNode) or isinstance(value, ox.Triple):
                continue
            if isinstance(value, ox.Literal) and value.language not in (None, "vi"):
                continue
            yield _local(subject.value), _local(quad.predicate.value), value.value.removeprefix(KG)
    except (SyntaxError, ValueError) as e:
        raise KgError(f"{path} is not valid Turtle: {e}") from e


@lru_cache(maxsize=4096)
def _local(iri: str) -> str:
    """A name of the ontology or of SKOS without its namespace; "a" for the type."""
    return "a" if iri == RDF_TYPE else iri.removeprefix(KG).removeprefix(SKOS)
