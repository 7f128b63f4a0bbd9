"""What the relations of the ontology are called, in both directions."""

from __future__ import annotations

from functools import cache

from kg.lexicon import KG, ontology_dir

_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_INVERSE = "http://www.w3.org/2004/02/skos/core#altLabel"


def label(predicate: str, *, inverse: bool = False, language: str = "vi") -> str:
    """The name of a relation as its subject has it, or as its object has it; the bare word where the ontology has none.

    >>> label("implements"), label("approves", inverse=True), label("implements", language="en")
    ('triển khai thực hiện', 'được phê duyệt bởi', 'implements')
    """
    names = _names()
    forward = names.get((predicate, _LABEL, language), predicate)
    return names.get((predicate, _INVERSE, language), forward) if inverse else forward


@cache
def _names() -> dict[tuple[str, str, str], str]:
    import pyoxigraph as ox

    return {
        (q.subject.value.removeprefix(KG), q.predicate.value, q.object.language or ""): q.object.value
        for q in ox.parse(path=str(ontology_dir() / "kg.ttl"))
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.Literal)
    }
