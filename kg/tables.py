"""What the facts of the ontology come to: the tables of the lexicon, in lists and dicts that JSON can hold.

A row stands for itself in its own table, and by its number there in all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from kg.patterns import pattern
from kg.text import fold, numeral
from kg.turtle import BELOW, LABEL, Entry, Facts
from kg.words import Phrases, any_of, plain

_WORD = pattern("[\\w\u0300-\u036f]+")
V = TypeVar("V")


class DocumentType(NamedTuple):
    """A noun for documents: "Nghị quyết", with the codes that numbers use for it."""

    label: str
    codes: tuple[str, ...]
    urn: str
    branches: tuple[str, ...]
    kind: str  # law, policy, letter, licence, other
    named: bool  # texts call instruments of this type by their name
    nouns: tuple[str, ...]  # label and other spellings, those of scanners too
    broader: str | None  # the label of a type that texts call it by in short: a Thông tư liên tịch is a Thông tư
    traits: tuple[str, ...]  # what instruments of this type do, or how texts name them: `kg:trait` in kg.ttl
    id: str  # its IRI


class Authority(NamedTuple):
    """A body that issues documents. A `local` one needs a place to be known."""

    label: str
    codes: tuple[str, ...]
    urn: str  # of its code, for the key: shared by the bodies that share a code
    branch: str
    branches: tuple[str, ...]  # a steering committee is the State's or the Party's
    level: str
    local: bool
    lawgiver: bool  # passes or promulgates laws, codes or ordinances
    committee: bool  # the Party's in another body, which only words tell: "Đảng ủy Bộ Tài chính"
    several: bool  # one place has many bodies that write its code
    names: tuple[str, ...]
    id: str  # its IRI


class Place(NamedTuple):
    """A province or centrally run city."""

    label: str
    urn: str
    noun: str  # tỉnh, thành phố
    renumbered: str | None  # the day from which its instruments are numbered anew, in the year that had begun
    towns: tuple[str, ...]  # in it, that have the name of a district in it
    until: str | None  # its last day
    into: str | None  # the label of the one that took it in
    id: str  # its IRI


class PlaceKind(NamedTuple):
    """A noun for places: huyện, thị xã."""

    label: str
    names: tuple[str, ...]  # the label, and what texts write in short: "TP."
    levels: tuple[str, ...]  # of the bodies there: a thành phố may be like a province or like a district
    excepted: tuple[str, ...]  # what begins with the noun and is something else: "xã hội"


class Cue(NamedTuple):
    """What a phrase says: a relation with its voice, or a role in the reading (issue, unreal, supposed, discourse, …)."""

    id: str
    predicate: str  # or "", where it has a role alone
    voice: str
    order: int
    reach: int
    start: bool
    role: str | None


class Words(NamedTuple):
    """Words that a rule goes by: countries, titles of heads of bodies, …"""

    phrases: tuple[str, ...]
    excepted: tuple[str, ...]  # what begins with one of them and is something else

    @property
    def any(self) -> str:
        """A pattern for any of them."""
        return any_of(*self)


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """What two spellings of a law's name must agree in: folded words without commas, hyphens, "và" and "về".

    >>> name_key("Luật Phòng cháy và chữa cháy") == name_key("luật phòng cháy, chữa cháy")
    True
    """
    return " ".join(w for w in map(plain, _WORD.findall(name)) if w not in ("", "va", "ve"))


def tables(facts: Facts) -> dict[str, Any]:
    """The tables: rows of types, authorities, places, cues and instruments, and where words, codes and numbers lead to them."""

    def of(kind: str) -> list[tuple[str, Entry]]:
        return [(subject, f) for subject, f in facts.items() if kind in f.get("a", ())]

    types = [_type(subject, f, facts) for subject, f in of("DocumentType")]
    bodies = of("Authority")
    authorities = [_authority(subject, f) for subject, f in bodies]
    number = {subject: n for n, (subject, _) in enumerate(bodies)}
    # The places of today last: a name that a merged province keeps means the new one's stanza only where there is no older.
    places = sorted(of("Place"), key=lambda x: "validUntil" in x[1], reverse=True)
    cues = of("Cue")
    catalogue = [_instrument(subject, f) for subject, f in of("Instrument")]
    labels = [t.label for t in types]
    named = [
        (name, n, i)
        for n, i in enumerate(catalogue)
        if i["name"]
        for name in (i["name"], *facts[i["id"]].get("altLabel", ()))
    ]
    nouns = _phrases((noun, n) for n, t in enumerate(types) for noun in t.nouns)
    phrases = [(phrase, n) for n, (_, f) in enumerate(cues) for phrase in f.get("phrase", ())]
    return {
        "types": types,
        "authorities": authorities,
        "offices": {_first(f, "prefLabel"): number[f["office"][0]] for _, f in bodies if "office" in f},
        "places": [_place(subject, f, facts) for subject, f in places],
        "kinds": [_kind(f) for _, f in of("PlaceKind")],
        "cues": [_cue(subject, f) for subject, f in cues],
        "catalogue": [list(i.values()) for i in catalogue],
        "terms": _terms(of("Term"), facts),
        "words": {s.rsplit("#", 1)[-1]: (f.get("phrase", ()), f.get("except", ())) for s, f in of("Words")},
        "predicates": {s: _first(f, LABEL) for s, f in facts.items() if "relation" in f.get(BELOW, ())},
        "nouns": nouns.root,
        "authority_names": _phrases(
            ((name, n) for n, a in enumerate(authorities) for name in a.names), joined=True
        ).root,
        "place_names": _phrases(
            (name, n) for n, (_, f) in enumerate(places) for name in (_first(f, "prefLabel"), *f.get("altLabel", ()))
        ).root,
        "cue_phrases": phrases,
        "cue_words": _phrases(phrases).root,
        "type_codes": _grouped(_type_spellings(types)),
        "issuer_codes": _grouped(
            (spelling, n)
            for n, a in enumerate(authorities)
            for c in a.codes
            for spelling in dict.fromkeys((c, fold(c), fold(c).replace("&", "")))
        ),
        "by_number": _grouped((fold(i["number"]), n) for n, i in enumerate(catalogue) if i["number"]),
        "by_name": _grouped([*((name_key(name), n) for name, n, _ in named), *_plenums(catalogue, facts)]),
        "name_phrases": _phrases(((name, i["name"]) for name, _, i in named), loose=True).root,
        "names": _grouped((name_key(name), name) for name, _, _ in named),
        "abbreviations": {
            name: labels.index(i["type"]) for name, _, i in named if i["type"] in labels and not nouns.match(name, 0)
        },
    }


def _terms(terms: Iterable[tuple[str, Entry]], facts: Facts) -> dict[str, list[tuple[int, str]]]:
    """By the label of the body: its terms, and the month in which each began."""
    found: dict[str, list[tuple[int, str]]] = {}
    for _, f in terms:
        found.setdefault(_first(facts[f["termOf"][0]], "prefLabel"), []).append((int(f["term"][0]), f["began"][0]))
    return found


def _plenums(catalogue: Sequence[Mapping[str, Any]], facts: Facts) -> Iterator[tuple[str, int]]:
    """The names of resolutions by the plenum that passed them, as `kg.plenums` spells them."""
    for n, i in enumerate(catalogue):
        if plenum := facts[i["id"]].get("plenum"):
            yield name_key(f"{i['type']} Trung ương {plenum[0]} khóa {numeral(i['term'])}"), n


def _phrases(entries: Iterable[tuple[str, V]], *, loose: bool = False, joined: bool = False) -> Phrases[V]:
    table: Phrases[V] = Phrases(loose=loose, joined=joined)
    for phrase, value in entries:
        table.add(phrase, value)
    return table


def _grouped(entries: Iterable[tuple[str, V]]) -> dict[str, list[V]]:
    groups: dict[str, dict[V, None]] = {}
    for name, value in entries:
        groups.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in groups.items()}


def _first(facts: Entry, name: str, default: str = "") -> str:
    return facts[name][0] if name in facts else default


def _type_spellings(types: Iterable[DocumentType]) -> Iterator[tuple[str, str]]:
    """Codes under their spellings; those without diacritics last, so that HD stays Hướng dẫn and HĐ Hợp đồng."""
    codes = [c for t in types for c in t.codes]
    yield from ((s, c) for c in codes for s in (c, c.lower()))
    yield from ((fold(c), c) for c in codes)


def _type(subject: str, f: Entry, facts: Facts) -> DocumentType:
    return DocumentType(
        label=_first(f, "prefLabel"),
        codes=tuple(f.get("code", ())),
        urn=_first(f, "urn"),
        branches=tuple(f.get("branch", ())),
        kind=_first(f, "kind", "policy"),
        named="named" in f,
        nouns=(_first(f, "prefLabel"), *f.get("altLabel", ()), *f.get("hiddenLabel", ())),
        broader=_first(facts[f["broader"][0]], "prefLabel") if "broader" in f else None,
        traits=tuple(f.get("trait", ())),
        id=subject,
    )


def _authority(subject: str, f: Entry) -> Authority:
    return Authority(
        label=_first(f, "prefLabel"),
        codes=tuple(f.get("code", ())),
        urn=_first(f, "urnCode") or _first(f, "urn"),
        branch=_first(f, "branch", "state"),
        branches=tuple(f.get("branch", ("state",))),
        level=_first(f, "level", "central"),
        local="local" in f,
        lawgiver="lawgiver" in f,
        committee="committee" in f,
        several="several" in f,
        names=(_first(f, "prefLabel"), *f.get("altLabel", ())),
        id=subject,
    )


def _place(subject: str, f: Entry, facts: Facts) -> Place:
    return Place(
        label=_first(f, "prefLabel"),
        urn=_first(f, "urn"),
        noun=_first(f, "noun", "tỉnh"),
        renumbered=_first(f, "renumbered") or None,
        towns=tuple(f.get("town", ())),
        until=_first(f, "validUntil") or None,
        into=_first(facts.get(_first(f, "successor"), {}), "prefLabel") or None,
        id=subject,
    )


def _kind(f: Entry) -> PlaceKind:
    label = _first(f, "prefLabel")
    return PlaceKind(label, (label, *f.get("altLabel", ())), tuple(f.get("level", ())), tuple(f.get("except", ())))


def _cue(subject: str, f: Entry) -> Cue:
    return Cue(
        id=subject.rsplit("#", 1)[-1],
        predicate=_first(f, "predicate"),
        voice=_first(f, "voice", "active"),
        order=int(_first(f, "order", "9")),
        reach=int(_first(f, "reach", "8")),
        start=_first(f, "position") == "start",
        role=_first(f, "role") or None,
    )


def _instrument(subject: str, f: Entry) -> dict[str, Any]:
    date, term = _first(f, "dated") or None, _first(f, "term")
    return {  # in the order of the row
        "id": subject,
        "number": _first(f, "number") or None,
        "type": _first(f, "type") or None,
        "issuer": _first(f, "issuer") or None,
        "branch": "party" if _first(f, "number").endswith("/TW") else "state",
        "date": date,
        "year": int(date[:4]) if date else None,
        "term": int(term) if term else None,
        "name": _first(f, "name") or None,
        "title": _first(f, "title") or None,
    }
