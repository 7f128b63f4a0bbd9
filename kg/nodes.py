"""What things are called in the graph: IRIs, literals and labels, and the vocabulary of `ontology/kg.ttl` with its prefixes.

Every value from a document goes through `literal` or `iri`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from kg.model import OPEN_ID, Instrument
from kg.patterns import pattern
from kg.text import wrap
from kg.turtle import KG

PREFIXES: Mapping[str, str] = {
    "kg": KG,
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dct": "http://purl.org/dc/terms/",
}
INSTRUMENTS = "urn:kg:graph:instruments"
ONTOLOGY = "urn:kg:graph:ontology"
_LITERAL_UNSAFE = pattern(r'[\x00-\x1f\x7f"\\\ud800-\udfff]')
_IRI_UNSAFE = pattern(r"[^A-Za-z0-9._~:;/?@!$&'()*+,=%-]|%(?![0-9A-Fa-f]{2})")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_LABEL = 120  # characters of a name or title that a label shows


def literal(text: str) -> str:
    """A string literal. Half a surrogate pair, which no RDF file can hold, becomes U+FFFD.

    >>> print(literal('"a"\\n<b>'))
    "\\"a\\"\\n<b>"
    """
    return f'"{_LITERAL_UNSAFE.sub(_escape, text)}"' if _LITERAL_UNSAFE.search(text) else f'"{text}"'


def _escape(m: re.Match[str]) -> str:
    c = m.group()
    if c in _SHORT:
        return _SHORT[c]
    return "\ufffd" if c >= "\ud800" else f"\\u{ord(c):04X}"


def iri(ident: str) -> str:
    """An id as a URN: what has no place there is percent-encoded, and what is no URN gets `urn:kg:id:` before it.

    >>> iri("urn:lex:vn:chinh.phu:nghi.dinh:2022;42"), iri("a> <b")
    ('urn:lex:vn:chinh.phu:nghi.dinh:2022;42', 'urn:kg:id:a%3E%20%3Cb')
    """
    if _IRI_UNSAFE.search(ident):
        ident = _IRI_UNSAFE.sub(lambda m: "".join(f"%{b:02X}" for b in m.group().encode("utf-8", "replace")), ident)
    return ident if ident.startswith("urn:") else f"urn:kg:id:{ident}"


def property_iri(name: str) -> str:
    """The IRI of a property by its local name: `implements`."""
    return KG + re.sub(r"[^A-Za-z0-9]", "_", name)


def digest(*parts: object) -> str:
    """A short hash of values, in hex."""
    joined = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=10).hexdigest()


def name_iri(document: str, local: str) -> str:
    """The IRI of a name that holds in one document only."""
    tail = local.removeprefix("_:")
    return f"{OPEN_ID}{document.rsplit(':', 1)[-1]}:{tail if re.fullmatch(r'[a-z0-9.-]{1,60}', tail) else digest(tail)}"


def label(instrument: Instrument) -> str:
    """A short label for people: "Kế hoạch 370/KH-UBND (06/12/2021)"."""
    name = instrument.number or instrument.name or instrument.title
    kind = instrument.type or ""
    words = wrap(
        " ".join(w for w in (kind if not name or not name.casefold().startswith(kind.casefold()) else "", name) if w)
    )
    if len(words) > _LABEL:
        words = words[: _LABEL - 1].rstrip() + "…"
    if not name and instrument.issuer:
        words = f"{words} ({wrap(instrument.issuer)})".strip()
    day = "/".join(reversed(instrument.date.split("-"))) if instrument.date else str(instrument.year or "")
    return f"{words} ({day})" if words and day else words or instrument.id
