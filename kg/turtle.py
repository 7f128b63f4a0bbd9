"""The Turtle files of the ontology as plain facts: parsed, or as they were kept when they were parsed last.

Parsing takes ten times as long as reading what is kept: JSON below $XDG_CACHE_HOME or ~/.cache, under a name that only the same
bytes of Turtle and of this module give. Where it is not there, damaged or can't be written, the Turtle is parsed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from kg.model import KgError

KG = "https://w3id.org/kg-vn#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FOR_PEOPLE = frozenset({"http://purl.org/dc/terms/source", "example"})
_MOST = 8  # ontologies that are kept
Facts = dict[
    str, dict[str, list[str]]
]  # subject → predicate → values; names of the ontology and of SKOS without namespace


def read(folder: Path, names: Iterable[str], *, keep: bool = False) -> tuple[Facts, str]:
    """What the files of a folder say, and the SHA-256 of their bytes; `keep` has the next process read it sooner.

    Sources, examples, and labels in other languages than Vietnamese are left out. Raises KgError with file and reason for one that
    can't be parsed.
    """
    files = [folder / f"{name}.ttl" for name in names]
    data = [file.read_bytes() for file in files]
    digest = hashlib.sha256(b"".join(data)).hexdigest()
    if keep and (kept := _kept(digest)):
        return kept, digest
    facts: Facts = {}
    for file, body in zip(files, data, strict=True):
        for subject, predicate, value in _triples(file, body):
            facts.setdefault(subject, {}).setdefault(predicate, []).append(value)
    if keep:
        _keep(facts, digest)
    return facts, digest


def _triples(path: Path, data: bytes) -> Iterator[tuple[str, str, str]]:
    import pyoxigraph as ox

    try:
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            subject, value = quad.subject, quad.object
            if not isinstance(subject, ox.NamedNode) or isinstance(value, ox.Triple):
                continue
            if isinstance(value, ox.Literal) and value.language not in (None, "vi"):
                continue
            predicate = _local(quad.predicate.value)
            if predicate not in _FOR_PEOPLE:
                yield _local(subject.value), predicate, value.value.removeprefix(KG)
    except (SyntaxError, ValueError) as e:
        raise KgError(f"{path} is not valid Turtle: {e}") from e


@lru_cache(maxsize=4096)
def _local(iri: str) -> str:
    """A name of the ontology or of SKOS without its namespace; "a" for the type."""
    return "a" if iri == _RDF_TYPE else iri.removeprefix(KG).removeprefix(_SKOS)


# --- What is kept: a line that proves that the rest is whole, and the rest


def _file(digest: str) -> Path:
    """Raises OSError or RuntimeError where there is no such place."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(Path(__file__).read_bytes() + digest.encode()).hexdigest()[:32]
    return Path(home) / "kg-vn" / f"ontology-{name}.json"


def _proof(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _kept(digest: str) -> Facts | None:
    with contextlib.suppress(OSError, RuntimeError):
        proof, _, body = _file(digest).read_bytes().partition(b"\n")
        if proof == _proof(body):
            facts: Facts = json.loads(body)
            return facts
    return None


def _keep(facts: Facts, digest: str) -> None:
    """Whoever reads meanwhile sees a whole file or none. The oldest of many are dropped."""
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError, RuntimeError):
        file = _file(digest)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_suffix(f".{os.getpid()}")
        try:
            new.write_bytes(_proof(body) + b"\n" + body)
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
        for old in sorted(file.parent.glob("ontology-*.json"), key=os.path.getmtime)[:-_MOST]:
            old.unlink(missing_ok=True)
