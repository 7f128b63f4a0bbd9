"""The ontology read as a lexicon: `ontology/*.ttl` → tables. There is no second table in the code.

Add a stanza to the Turtle files and the program reads it; see `docs/extending.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from kg import kept, stanzas, tables, turtle
from kg.model import Instrument, KgError
from kg.patterns import pattern
from kg.tables import Authority, Cue, DocumentType, Place, PlaceKind, Words, name_key
from kg.text import fold
from kg.words import Phrases, any_of

__all__ = [
    "Authority",
    "Cue",
    "DocumentType",
    "Lexicon",
    "Place",
    "PlaceKind",
    "Words",
    "load",
    "name_key",
    "ontology_dir",
    "read",
]

V = TypeVar("V")
_FILES = ("kg", "types", "authorities", "places", "terms", "cues", "words", "catalogue")
_OF_TERM = pattern(r"(UBTVQH|QH)\d{1,2}")
_CODE = ("lexicon", "patterns", "stanzas", "tables", "text", "turtle", "words")  # the modules that make the tables


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # one a process: compared and hashed by identity
class Lexicon:
    """All tables. Codes are looked up by `type_code` and `issuer_code`, phrases by the `Phrases` tables."""

    types: Mapping[str, DocumentType]
    having: Mapping[str, frozenset[str]]  # by trait, or kind ("letter"): the labels of the types that have it
    authorities: tuple[Authority, ...]
    offices: Mapping[str, Authority]  # the office in a province of a central body, by that body's label
    provinces: Mapping[str, Place]  # by label
    kinds: tuple[PlaceKind, ...]
    catalogue: Mapping[str, Instrument]  # by id
    terms: Mapping[str, Mapping[int, str]]  # by the label of the body: the month in which each of its terms began
    words: Mapping[str, Words]  # by what the rules call them: "country"
    predicates: Mapping[str, str]  # local name → Vietnamese label
    nouns: Phrases[DocumentType]
    authority_names: Phrases[Authority]
    place_names: Phrases[Place]
    cues: Phrases[Cue]
    cue_phrases: tuple[tuple[str, Cue], ...]
    fingerprint: str
    _type_codes: Mapping[str, Sequence[str]] = field(repr=False)
    _issuer_codes: Mapping[str, tuple[Authority, ...]] = field(repr=False)
    by_number: Mapping[str, tuple[Instrument, ...]] = field(repr=False)
    by_name: Mapping[str, tuple[Instrument, ...]] = field(repr=False)
    name_phrases: Phrases[str] = field(repr=False)
    names: Mapping[str, Sequence[str]] = field(repr=False)  # by the same key: as the catalogue writes them
    abbreviations: Mapping[str, DocumentType]  # names of the catalogue that no noun begins: "BLHS"

    def named(self, name: str) -> tuple[Instrument, ...]:
        """The instruments of the catalogue that a name fits, whatever its commas and diacritics."""
        return self.by_name.get(name_key(name), ())

    def numbered(self, number: str | None) -> tuple[Instrument, ...]:
        """The instruments of the catalogue with a number, whatever the case and the diacritics of that."""
        return self.by_number.get(fold(number), ()) if number else ()

    def family(self, label: str | None) -> str:
        """What texts may call a type in short, by its label: a Chương trình hành động a Chương trình."""
        kind = self.types.get(label or "")
        return kind.broader if kind and kind.broader else label or ""

    def place_nouns(self, *levels: str, short: bool = True, upper: bool = False) -> str:
        """A pattern for the nouns of places of some levels, or of all, with what texts write in `short` ("TP.") or not."""
        kinds = [k for k in self.kinds if not levels or any(level in levels for level in k.levels)]
        nouns = [n for k in kinds for n in (k.names if short else (k.label,))]
        return any_of([n.upper() for n in nouns] if upper else nouns, [e for k in kinds for e in k.excepted])

    def type_called(self, words: str) -> DocumentType | None:
        """The type that words are the noun of, and nothing else: "THÔNG TƯ", "quyết định"."""
        noun = self.nouns.match(words, 0)
        return noun[0] if noun and noun[1] == len(words) else None

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
        if not found and (m := _OF_TERM.fullmatch(code)):  # inside a joint number: "NQLT-UBTVQH14-CP"
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
    """The lexicon of the installed ontology, read once a process (about 15 ms; 140 for the first process)."""
    return read(ontology_dir(), keep=True)


def read(folder: Path, *, keep: bool = False) -> Lexicon:
    """The lexicon of a folder of Turtle files. Raises KgError with file and reason for one that can't be parsed.

    With `keep` its tables are kept for the next process, or are those that one before has kept: see `kg.kept`.
    """
    files = [folder / f"{name}.ttl" for name in _FILES]
    data = [file.read_bytes() for file in files]
    digest = hashlib.sha256(b"".join(data)).hexdigest()

    def make() -> dict[str, Any]:
        told = [*zip(files, data, strict=True)]
        facts = turtle.facts(told)
        stanzas.check(told, facts)
        return tables.tables(facts)

    code = (Path(__file__).with_name(f"{module}.py") for module in _CODE)
    return _lexicon(kept.kept(make, "lexicon", digest, code) if keep else make(), digest)


def _lexicon(made: Mapping[str, Any], digest: str) -> Lexicon:
    types = [DocumentType(*map(_whole, row)) for row in made["types"]]
    authorities = [Authority(*map(_whole, row)) for row in made["authorities"]]
    places = [Place(*map(_whole, row)) for row in made["places"]]
    cues = [Cue(*row) for row in made["cues"]]
    catalogue = [
        Instrument(
            id=ident, number=number, type=kind, issuer=issuer, level="central", branch=branch, date=date, year=year,
            term=term, name=name, title=title,
        )
        for ident, number, kind, issuer, branch, date, year, term, name, title in made["catalogue"]
    ]  # fmt: skip
    return Lexicon(
        types={t.label: t for t in types},
        having=_of_traits(types),
        authorities=tuple(authorities),
        offices={name: authorities[n] for name, n in made["offices"].items()},
        provinces={p.label: p for p in reversed(places)},
        kinds=tuple(PlaceKind(label, *map(tuple, more)) for label, *more in made["kinds"]),
        catalogue={c.id: c for c in catalogue},
        terms={body: dict(began) for body, began in made["terms"].items()},
        words={name: Words(*map(tuple, lists)) for name, lists in made["words"].items()},
        predicates=made["predicates"],
        nouns=Phrases(made["nouns"], types),
        authority_names=Phrases(made["authority_names"], authorities, joined=True),
        place_names=Phrases(made["place_names"], places),
        cues=Phrases(made["cue_words"], cues),
        cue_phrases=tuple((phrase, cues[n]) for phrase, n in made["cue_phrases"]),
        fingerprint=digest,
        _type_codes=made["type_codes"],
        _issuer_codes=_of(made["issuer_codes"], authorities),
        by_number=_of(made["by_number"], catalogue),
        by_name=_of(made["by_name"], catalogue),
        name_phrases=Phrases(made["name_phrases"], loose=True),
        names=made["names"],
        abbreviations={name: types[n] for name, n in made["abbreviations"].items()},
    )


def _whole(value: Any) -> Any:
    """What JSON gives as a list is a tuple."""
    return tuple(value) if isinstance(value, list) else value


def _of_traits(types: Sequence[DocumentType]) -> dict[str, frozenset[str]]:
    traits = {trait for t in types for trait in (t.kind, *t.traits)}
    return {trait: frozenset(t.label for t in types if trait in (t.kind, *t.traits)) for trait in traits}


def _of(numbers: Mapping[str, Sequence[int]], rows: Sequence[V]) -> dict[str, tuple[V, ...]]:
    return {name: tuple(rows[n] for n in found) for name, found in numbers.items()}
