"""The ontology read as a lexicon: `ontology/*.ttl` → tables. There is no second table in the code.

Add a stanza to the Turtle files and the program reads it; see `docs/extending.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from kg import turtle
from kg.model import Instrument, KgError
from kg.patterns import pattern
from kg.text import Phrases, fold, plain

_WORD = pattern("[\\w\u0300-\u036f]+")
V = TypeVar("V")
_OF_TERM = pattern(r"(UBTVQH|QH)\d{1,2}")
_FILES = ("kg", "types", "authorities", "places", "cues", "catalogue")


class DocumentType(NamedTuple):
    """A noun for documents: "Nghị quyết", with the codes that numbers use for it."""

    label: str
    codes: tuple[str, ...]
    urn: str
    branches: tuple[str, ...]
    kind: str  # law, policy, letter, licence, other
    named: bool  # texts call instruments of this type by their name
    nouns: tuple[str, ...]  # label and other spellings, those of scanners too


class Authority(NamedTuple):
    """A body that issues documents. A `local` one needs a place to be known."""

    label: str
    codes: tuple[str, ...]
    urn: str  # of its code, for the key: shared by the bodies that share a code
    branch: str
    branches: tuple[str, ...]  # a steering committee is the State's or the Party's
    level: str
    local: bool
    committee: bool  # the Party's in another body, which only words tell: "Đảng ủy Bộ Tài chính"
    names: tuple[str, ...]


class Place(NamedTuple):
    """A province or centrally run city."""

    label: str
    urn: str
    noun: str  # tỉnh, thành phố


class Cue(NamedTuple):
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
    offices: Mapping[str, Authority]  # the office in a province of a central body, by that body's label
    provinces: Mapping[str, Place]  # by label
    catalogue: tuple[Instrument, ...]
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
    names: Mapping[str, tuple[str, ...]] = field(repr=False)  # by the same key: as the catalogue writes them
    abbreviations: Mapping[str, DocumentType]  # names of the catalogue that no noun begins: "BLHS"

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
        found = self._issuer_codes.get(code) or self._issuer_codes.get(fold(code))
        if not found and (
            m := _OF_TERM.fullmatch(code)
        ):  # in a joint number the term stands inside: "NQLT-UBTVQH14-CP"
            found = self._issuer_codes.get(m[1])
        return found or ()

    def authority(self, issuer: str | None) -> Authority | None:
        """The body that the words for an issuer start with."""
        return _authority_named(issuer, self.authority_names) if issuer else None

    def types_of_code(self, code: str, branch: str | None = None) -> tuple[DocumentType, ...]:
        """The types a canonical code may stand for, those of the branch first."""
        return _types_of_code(code, branch, self)


@lru_cache(maxsize=4096)
def _authority_named(issuer: str, names: Phrases[Authority]) -> Authority | None:
    found = names.match(issuer, 0)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def _types_of_code(code: str, branch: str | None, lexicon: Lexicon) -> tuple[DocumentType, ...]:
    found = [t for t in lexicon.types.values() if code in t.codes]
    return tuple(sorted(found, key=lambda t: branch is not None and branch not in t.branches))


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """What two spellings of a law's name must agree in: folded words without commas, hyphens, "và" and "về".

    >>> name_key("Luật Phòng cháy và chữa cháy") == name_key("luật phòng cháy, chữa cháy")
    True
    """
    return " ".join(w for w in map(plain, _WORD.findall(name)) if w not in ("", "va", "ve"))


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
    """The lexicon of the installed ontology, read once a process (about 20 ms; 80 for the first process)."""
    return read(ontology_dir(), keep=True)


def read(folder: Path, *, keep: bool = False) -> Lexicon:
    """The lexicon of a folder of Turtle files. Raises KgError with file and reason for one that can't be parsed.

    `keep` has the next process read it sooner: see `kg.turtle`.
    """
    subjects, digest = turtle.read(folder, _FILES, keep=keep)
    by_class: dict[str, list[tuple[str, dict[str, list[str]]]]] = {}
    for subject, facts in subjects.items():
        for c in facts.get("a", ()):
            by_class.setdefault(c, []).append((subject, facts))
    return _tables(by_class, subjects, digest)


_Facts = Mapping[str, Sequence[str]]


def _first(facts: _Facts, name: str, default: str = "") -> str:
    return facts[name][0] if name in facts else default


def _tables(
    by_class: Mapping[str, Sequence[tuple[str, _Facts]]], subjects: Mapping[str, _Facts], digest: str
) -> Lexicon:
    types = {t.label: t for t in (_type(f) for _, f in by_class.get("DocumentType", ()))}
    listed = by_class.get("Authority", ())
    bodies = {s: _authority(f) for s, f in listed}
    authorities = tuple(bodies.values())
    # The places of today last: a name that a merged province keeps means the new one's stanza only where there is no older.
    provinces = sorted(by_class.get("Place", ()), key=lambda x: "validUntil" in x[1], reverse=True)
    places = [(_place(f), f) for _, f in provinces]
    cues = tuple(
        (phrase, cue) for s, f in by_class.get("Cue", ()) for cue in (_cue(s, f),) for phrase in f.get("phrase", ())
    )
    catalogue = tuple(_catalogue(by_class.get("Instrument", ())))
    named = [(name, i) for i in catalogue if i.name for name in (i.name, *subjects[i.id].get("altLabel", ()))]
    nouns = _phrases((noun, t) for t in types.values() for noun in t.nouns)
    return Lexicon(
        types=types,
        authorities=authorities,
        offices={_first(f, "prefLabel"): bodies[f["office"][0]] for _, f in listed if "office" in f},
        provinces={p.label: p for p, _ in reversed(places)},
        catalogue=catalogue,
        predicates={
            s: _first(f, "http://www.w3.org/2000/01/rdf-schema#label")
            for s, f in subjects.items()
            if "relation" in f.get("http://www.w3.org/2000/01/rdf-schema#subPropertyOf", ())
        },
        nouns=nouns,
        authority_names=_phrases((name, a) for a in authorities for name in a.names),
        place_names=_phrases((name, p) for p, f in places for name in (p.label, *f.get("altLabel", ()))),
        cues=_phrases(cues),
        cue_phrases=cues,
        fingerprint=digest,
        _type_codes=_grouped(_type_spellings(types.values())),
        _issuer_codes=_grouped(
            (spelling, a)
            for a in authorities
            for c in a.codes
            for spelling in dict.fromkeys((c, fold(c), fold(c).replace("&", "")))
        ),
        by_number=_grouped((fold(i.number), i) for i in catalogue if i.number),
        by_name=_grouped((name_key(name), i) for name, i in named),
        name_phrases=_phrases(((name, i.name or name) for name, i in named), loose=True),
        names=_grouped((name_key(name), name) for name, _ in named),
        abbreviations={
            name: types[i.type]
            for name, i in named
            if i.type in types and not name.startswith(f"{i.type} ") and not nouns.match(name, 0)
        },
    )


def _phrases(entries: Iterable[tuple[str, V]], *, loose: bool = False) -> Phrases[V]:
    table: Phrases[V] = Phrases(loose=loose)
    for phrase, value in entries:
        table.add(phrase, value)
    return table


def _grouped(entries: Iterable[tuple[str, V]]) -> dict[str, tuple[V, ...]]:
    groups: dict[str, list[V]] = {}
    for name, value in entries:
        group = groups.setdefault(name, [])
        if value not in group:
            group.append(value)
    return {name: tuple(values) for name, values in groups.items()}


def _type_spellings(types: Iterable[DocumentType]) -> Iterator[tuple[str, str]]:
    """Codes under their spellings; those without diacritics last, so that HD stays Hướng dẫn and HĐ Hợp đồng."""
    codes = [c for t in types for c in t.codes]
    yield from ((s, c) for c in codes for s in (c, c.lower()))
    yield from ((fold(c), c) for c in codes)


def _type(f: _Facts) -> DocumentType:
    return DocumentType(
        label=_first(f, "prefLabel"),
        codes=tuple(f.get("code", ())),
        urn=_first(f, "urn"),
        branches=tuple(f.get("branch", ())),
        kind=_first(f, "kind", "policy"),
        named="named" in f,
        nouns=(_first(f, "prefLabel"), *f.get("altLabel", ()), *f.get("hiddenLabel", ())),
    )


def _authority(f: _Facts) -> Authority:
    return Authority(
        label=_first(f, "prefLabel"),
        codes=tuple(f.get("code", ())),
        urn=_first(f, "urnCode") or _first(f, "urn"),
        branch=_first(f, "branch", "state"),
        branches=tuple(f.get("branch", ("state",))),
        level=_first(f, "level", "central"),
        local="local" in f,
        committee="committee" in f,
        names=(_first(f, "prefLabel"), *f.get("altLabel", ())),
    )


def _place(f: _Facts) -> Place:
    return Place(label=_first(f, "prefLabel"), urn=_first(f, "urn"), noun=_first(f, "noun", "tỉnh"))


def _cue(subject: str, f: _Facts) -> Cue:
    return Cue(
        id=subject.rsplit("#", 1)[-1],
        predicate=_first(f, "predicate") or None,
        voice=_first(f, "voice", "active"),
        order=int(_first(f, "order", "9")),
        reach=int(_first(f, "reach", "8")),
        start=_first(f, "place") == "start",
        role=_first(f, "role") or None,
    )


def _catalogue(entries: Iterable[tuple[str, _Facts]]) -> Iterator[Instrument]:
    for subject, f in entries:
        date = _first(f, "dated") or None
        term = _first(f, "term")
        party = _first(f, "number").endswith("/TW")
        yield Instrument(
            id=subject,
            number=_first(f, "number") or None,
            type=_first(f, "type") or None,
            issuer=_first(f, "issuer") or None,
            level="central",
            branch="party" if party else "state",
            date=date,
            year=int(date[:4]) if date else None,
            term=int(term) if term else None,
            name=_first(f, "name") or None,
            title=_first(f, "title") or None,
        )
