"""The ontology read as a lexicon: `ontology/*.ttl` → tables. There is no second table in the code.

Add a stanza to the Turtle files and the program reads it; see `docs/extending.md`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.model import Instrument, KgError
from kg.text import Phrases, fold

KG = "https://w3id.org/kg-vn#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FILES = ("kg", "types", "authorities", "places", "cues", "catalogue")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A noun for documents: "Nghị quyết", with the codes that numbers use for it."""

    label: str
    codes: tuple[str, ...]
    urn: str
    branches: tuple[str, ...]
    kind: str  # law, policy, letter, licence, other
    named: bool  # texts call instruments of this type by their name
    nouns: tuple[str, ...]  # label and other spellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A body that issues documents. A `local` one needs a place to be known."""

    label: str
    codes: tuple[str, ...]
    urn: str  # of its code, for the key: shared by the bodies that share a code
    branch: str
    level: str
    local: bool
    names: tuple[str, ...]
    valid_until: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A province or centrally run city."""

    label: str
    urn: str
    noun: str  # tỉnh, thành phố


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a phrase says: a relation with its voice, or a role in the reading (issue, unreal, discourse, enumerate)."""

    id: str
    predicate: str | None
    voice: str
    order: int
    reach: int
    start: bool
    role: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # one a process: compared and hashed by identity
class Lexicon:
    """All tables. Codes are looked up by `type_code` and `issuer_code`, phrases by the `Phrases` tables."""

    types: Mapping[str, DocumentType]
    authorities: tuple[Authority, ...]
    places: tuple[Place, ...]
    catalogue: tuple[Instrument, ...]
    catalogue_relations: tuple[tuple[str, str, str], ...]  # (id, replaces | amends, id)
    predicates: Mapping[str, str]  # local name → Vietnamese label
    nouns: Phrases[DocumentType]
    authority_names: Phrases[Authority]
    place_names: Phrases[Place]
    cues: Phrases[Cue]
    cue_phrases: tuple[tuple[str, Cue], ...]
    fingerprint: str
    _type_codes: Mapping[str, tuple[str, ...]] = field(repr=False)
    _issuer_codes: Mapping[str, tuple[Authority, ...]] = field(repr=False)
    by_number: Mapping[str, tuple[Instrument, ...]] = field(repr=False)
    by_name: Mapping[str, tuple[Instrument, ...]] = field(repr=False)
    name_phrases: Phrases[str] = field(repr=False)

    def named(self, name: str) -> tuple[Instrument, ...]:
        """The instruments of the catalogue that a name fits, whatever its commas and diacritics."""
        return self.by_name.get(name_key(name), ())

    def type_code(self, code: str) -> str | None:
        """The canonical spelling of a type code, whatever its case and diacritics: qd → QĐ; None if unknown."""
        found = self._type_codes.get(code) or self._type_codes.get(code.lower()) or self._type_codes.get(fold(code))
        return found[0] if found else None

    def issuer_code(self, code: str) -> str | None:
        """The canonical spelling of an issuer code, or None."""
        found = self.issuers(code)
        return next((c for c in found[0].codes if fold(c) == fold(code)), None) if found else None

    def issuers(self, code: str) -> tuple[Authority, ...]:
        """The bodies that write a code, the usual one first; TW stands for three."""
        return self._issuer_codes.get(code) or self._issuer_codes.get(fold(code)) or ()

    def types_of_code(self, code: str, branch: str | None = None) -> tuple[DocumentType, ...]:
        """The types a canonical code may stand for, those of the branch first."""
        found = [t for t in self.types.values() if code in t.codes]
        return tuple(sorted(found, key=lambda t: branch is not None and branch not in t.branches))


def name_key(name: str) -> str:
    """What two spellings of a law's name must agree in: folded words without commas, hyphens, "và" and "về".

    >>> name_key("Luật Phòng cháy và chữa cháy") == name_key("luật phòng cháy, chữa cháy")
    True
    """
    return " ".join(w for w in re.findall(r"\w+", fold(name)) if w not in ("va", "ve"))


def ontology_dir() -> Path:
    """The folder of the ontology: inside the installed package, or beside it in a checkout.

    Raises KgError where it is in neither place.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "ontology", here.parent / "ontology"):
        if (folder / "kg.ttl").is_file():
            return folder
    raise KgError(f"The ontology folder is missing beside {here}: install the package again.")


@cache
def load() -> Lexicon:
    """The lexicon of the installed ontology, read once a process (about 50 ms)."""
    return read(ontology_dir())


def read(folder: Path) -> Lexicon:
    """The lexicon of a folder of Turtle files. Raises KgError with file and reason for one that can't be parsed."""
    digest = hashlib.sha256()
    subjects: dict[str, dict[str, list[str]]] = {}
    for name in _FILES:
        path = folder / f"{name}.ttl"
        data = path.read_bytes()
        digest.update(data)
        for subject, predicate, value in _triples(path, data):
            subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
    by_class: dict[str, list[tuple[str, dict[str, list[str]]]]] = {}
    for subject, facts in subjects.items():
        for c in facts.get("a", ()):
            by_class.setdefault(c, []).append((subject, facts))
    return _tables(by_class, subjects, digest.hexdigest())


def _triples(path: Path, data: bytes) -> Iterator[tuple[str, str, str]]:
    import pyoxigraph as ox

    try:
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode) or isinstance(value, ox.Triple):
                continue
            if isinstance(value, ox.Literal) and value.language not in (None, "vi"):
                continue
            short = predicate.removeprefix(KG).removeprefix(_SKOS)
            yield (
                subject.value.removeprefix(KG),
                "a" if predicate == _RDF_TYPE else short,
                value.value.removeprefix(KG),
            )
    except (SyntaxError, ValueError) as e:
        raise KgError(f"{path} is not valid Turtle: {e}") from e


def _tables(
    by_class: dict[str, list[tuple[str, dict[str, list[str]]]]], subjects: dict[str, dict[str, list[str]]], digest: str
) -> Lexicon:
    def first(facts: dict[str, list[str]], name: str, default: str = "") -> str:
        return facts.get(name, [default])[0]

    types: dict[str, DocumentType] = {}
    nouns: Phrases[DocumentType] = Phrases()
    for _, f in by_class.get("DocumentType", ()):
        t = DocumentType(
            label=first(f, "prefLabel"),
            codes=tuple(f.get("code", ())),
            urn=first(f, "urn"),
            branches=tuple(f.get("branch", ())),
            kind=first(f, "kind", "policy"),
            named="named" in f,
            nouns=(first(f, "prefLabel"), *f.get("altLabel", ())),
        )
        types[t.label] = t
        for noun in t.nouns:
            nouns.add(noun, t)
    authorities: list[Authority] = []
    authority_names: Phrases[Authority] = Phrases()
    issuer_codes: dict[str, list[Authority]] = {}
    for _, f in by_class.get("Authority", ()):
        a = Authority(
            label=first(f, "prefLabel"),
            codes=tuple(f.get("code", ())),
            urn=first(f, "urnCode") or first(f, "urn"),
            branch=first(f, "branch", "state"),
            level=first(f, "level", "central"),
            local="local" in f,
            names=(first(f, "prefLabel"), *f.get("altLabel", ())),
            valid_until=first(f, "validUntil") or None,
        )
        authorities.append(a)
        for name in a.names:
            authority_names.add(name, a)
        for code in a.codes:
            for spelling in dict.fromkeys((code, fold(code), fold(code).replace("&", ""))):
                issuer_codes.setdefault(spelling, []).append(a)
    places: list[Place] = []
    place_names: Phrases[Place] = Phrases()
    for _, f in sorted(by_class.get("Place", ()), key=lambda x: "validUntil" in x[1], reverse=True):
        p = Place(label=first(f, "prefLabel"), urn=first(f, "urn"), noun=first(f, "noun", "tỉnh"))
        places.append(p)
        for name in (p.label, *f.get("altLabel", ())):
            place_names.add(name, p)
    cues: Phrases[Cue] = Phrases()
    cue_phrases: list[tuple[str, Cue]] = []
    for subject, f in by_class.get("Cue", ()):
        cue = Cue(
            id=subject.rsplit("#", 1)[-1],
            predicate=first(f, "predicate") or None,
            voice=first(f, "voice", "active"),
            order=int(first(f, "order", "9")),
            reach=int(first(f, "reach", "8")),
            start=first(f, "place") == "start",
            role=first(f, "role") or None,
        )
        for phrase in f.get("phrase", ()):
            cues.add(phrase, cue)
            cue_phrases.append((phrase, cue))
    type_codes: dict[str, list[str]] = {}
    for t in types.values():
        for code in t.codes:
            for spelling in dict.fromkeys((code, code.lower())):
                type_codes.setdefault(spelling, []).append(code)
    for t in types.values():  # without diacritics last, so that HD stays Hướng dẫn and HĐ Hợp đồng
        for code in t.codes:
            type_codes.setdefault(fold(code), []).append(code)
    catalogue = tuple(_catalogue(by_class.get("Instrument", ())))
    by_number: dict[str, list[Instrument]] = {}
    by_name: dict[str, list[Instrument]] = {}
    name_phrases: Phrases[str] = Phrases(loose=True)
    for i in catalogue:
        if i.number:
            by_number.setdefault(fold(i.number), []).append(i)
        if i.name:
            for name in (i.name, *subjects[i.id].get("altLabel", ())):
                by_name.setdefault(name_key(name), []).append(i)
                name_phrases.add(name, i.name)
    return Lexicon(
        types=types,
        authorities=tuple(authorities),
        places=tuple(places),
        catalogue=catalogue,
        catalogue_relations=tuple(
            (s, p, o) for s, f in by_class.get("Instrument", ()) for p in ("replaces", "amends") for o in f.get(p, ())
        ),
        predicates={
            s: first(f, "http://www.w3.org/2000/01/rdf-schema#label")
            for s, f in subjects.items()
            if "relation" in f.get("http://www.w3.org/2000/01/rdf-schema#subPropertyOf", ())
        },
        nouns=nouns,
        authority_names=authority_names,
        place_names=place_names,
        cues=cues,
        cue_phrases=tuple(cue_phrases),
        fingerprint=digest,
        _type_codes={k: tuple(v) for k, v in type_codes.items()},
        _issuer_codes={k: tuple(dict.fromkeys(v)) for k, v in issuer_codes.items()},
        by_number={k: tuple(v) for k, v in by_number.items()},
        by_name={k: tuple(v) for k, v in by_name.items()},
        name_phrases=name_phrases,
    )


def _catalogue(entries: list[tuple[str, dict[str, list[str]]]] | tuple[()]) -> Iterator[Instrument]:
    for subject, f in entries:
        date = f.get("dated", [None])[0]
        term = f.get("term", [None])[0]
        party = (f.get("number", [""])[0]).endswith("/TW")
        yield Instrument(
            id=subject,
            number=f.get("number", [None])[0],
            type=f.get("type", [None])[0],
            issuer=f.get("issuer", [None])[0],
            level="central",
            branch="party" if party else "state",
            date=date,
            year=int(date[:4]) if date else None,
            term=int(term) if term else None,
            name=f.get("name", [None])[0],
            title=f.get("title", [None])[0],
        )
