"""What a stanza of the ontology must have, and what its values may be: a mistake is told in one sentence, before anything is read.

It is asked when the tables of the lexicon are made, which is once for each change of the ontology.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kg import turtle
from kg.model import NAMED_ID, KgError
from kg.patterns import pattern
from kg.text import slug
from kg.turtle import BELOW, LABEL, Entry, Facts

_PREFIXED = pattern(r"https://w3id\.org/kg-vn/(\w+)#")
_OURS = "https://w3id.org/kg-vn"
_SOURCE = "http://purl.org/dc/terms/source"
_SKOS = frozenset(("prefLabel", "altLabel", "hiddenLabel", "broader", "example", "inScheme"))
_FOREIGN = {LABEL: "rdfs:label", _SOURCE: "dct:source"}
_TYPE, _BODY, _PLACE, _CUE, _TERM, _LISTED = "DocumentType", "Authority", "Place", "Cue", "Term", "Instrument"
_KIND = "PlaceKind"
# Of a class: what each of its stanzas must have; one of those that stand in brackets.
_REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    _TYPE: (("prefLabel",), ("urn",), ("code", "named"), ("branch",), ("kind",)),
    _BODY: (("prefLabel",), ("urn",), ("code",), ("branch",), ("level",)),
    _PLACE: (("prefLabel",), ("urn",)),
    _KIND: (("prefLabel",), ("level",)),
    _CUE: (("phrase",), ("predicate", "role")),
    _TERM: (("termOf",), ("term",), ("began",)),
    "Words": (("prefLabel",), ("phrase",)),
    _LISTED: (("type",), ("number", "name", "title"), ("dated",)),
}
_PROVED = ((_SOURCE, (_TERM, _LISTED)), ("example", tuple(k for k in _REQUIRED if k != _LISTED)))  # what else, of which
_UNIQUE = (_TYPE, _BODY, _PLACE)  # of which each has one label and a kg:urn of its own
_ROLES = "issue unreal supposed claimed heard denied asked introducer discourse enumerate other"
_TRAITS = """normative deciding directing passed mandating guiding proposing executing programme annexed numbered serial series
treaty recording"""
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "voice": ("active", "passive"),
    "position": ("start",),
    "role": tuple(_ROLES.split()),
    "level": ("central", "province", "district", "commune"),
    "branch": ("state", "party", "front"),
    "kind": ("law", "policy", "letter", "licence", "other"),
    "trait": tuple(_TRAITS.split()),
}
_LINKS = {  # "": to one of the same class
    "successor": "", "replaces": "", "amends": "", "broader": _TYPE, "office": _BODY, "termOf": _BODY
}  # fmt: skip


class _Fault(NamedTuple):
    subject: str
    what: str


def _whole(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_DAY = (_day, "a day such as 2025-06-30")
_WHOLE = (_whole, "a whole number")
_SLUG = (lambda v: slug(v) == v, "small letters and digits without marks, with points between them, such as so.tay")
_TRUE = (lambda v: v == "true", "true; leave it out where it is not so")
_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    **dict.fromkeys(("order", "reach", "term", "plenum"), _WHOLE),
    **dict.fromkeys(("dated", "validFrom", "validUntil", "renumbered"), _DAY),
    **dict.fromkeys(("urn", "urnCode"), _SLUG),
    **dict.fromkeys(("named", "local", "lawgiver", "committee", "several"), _TRUE),
    "began": (lambda v: _day(f"{v}-01"), "a month such as 2021-01"),
    "code": (lambda v: not any(map(str.isspace, v)), "a code, which has no blanks"),
}


def check(files: Iterable[tuple[Path, bytes]], facts: Facts) -> None:
    """Raises KgError with file, entry and property where a stanza lacks something, or a value is none that is known."""
    files = list(files)
    fault = next(_faults(files, facts), None)
    if fault is None:
        return
    where = next((p for p, data in files if fault.subject in turtle.facts([(p, data)])), Path("ontology"))
    raise KgError(f"{where}: {_short(fault.subject)}: {fault.what}.")


def _faults(files: Iterable[tuple[Path, bytes]], facts: Facts) -> Iterator[_Fault]:
    relations = {s for s, f in facts.items() if "relation" in f.get(BELOW, ())}
    yield from _unknown(facts)
    for kind in _REQUIRED:
        for subject, f in _of(facts, kind):
            yield from (_Fault(subject, what) for what in _values(subject, f, facts, kind))
    for kind, required in _REQUIRED.items():
        yield from _missing(_of(facts, kind), required)
    for subject, f in _of(facts, _CUE):
        if "predicate" in f and "role" not in f and "voice" not in f:
            yield _Fault(subject, "kg:voice is missing, which is active or passive")
        for value in f.get("predicate", ()):
            if value not in relations:
                yield _Fault(subject, f"kg:predicate is kg:{value}, which is no relation of kg.ttl")
    yield from _alike(facts)
    yield from _places(facts)
    yield from _listed(facts)
    for name, kinds in _PROVED:
        for kind in kinds:
            yield from _missing(_of(facts, kind), ((name,),))
    yield from _languages(files, relations)


def _of(facts: Facts, kind: str) -> list[tuple[str, Entry]]:
    """The stanzas of a class, the last in its file first: a new one, rather than what it is like."""
    return [(s, f) for s, f in reversed(facts.items()) if kind in f.get("a", ())]


def _missing(entries: Iterable[tuple[str, Entry]], required: Iterable[Iterable[str]]) -> Iterator[_Fault]:
    for subject, f in entries:
        for one in required:
            if not any(name in f for name in one):
                yield _Fault(subject, f"{' or '.join(map(_name, one))} is missing")


def _unknown(facts: Facts) -> Iterator[_Fault]:
    """Stanzas of a class that is none, which nothing would read, and properties that are none."""
    classes = {s for s, f in facts.items() if any(v.endswith("#Class") for v in f.get("a", ()))}
    properties = {s for s, f in facts.items() if any(v.endswith("Property") for v in f.get("a", ()))} | _SKOS | {"a"}
    for subject, f in reversed(facts.items()):
        if "a" not in f:
            yield _Fault(subject, "it has no class (a kg:…); what goes on with an entry has the name of that entry")
        for value in f.get("a", ()):
            if _ours(value) and value not in classes:
                yield _Fault(subject, f"{_short(value)} is no class of kg.ttl")
        for name in f:
            if _ours(name) and name not in properties:
                yield _Fault(subject, f"{_short(name)} is no property of kg.ttl or of SKOS")


def _ours(name: str) -> bool:
    return ":" not in name or name.startswith(_OURS)


def _values(subject: str, f: Entry, facts: Facts, kind: str) -> Iterator[str]:
    """What is wrong with the values of a stanza."""
    for name in ("prefLabel", "urn"):
        if kind in _UNIQUE and len(f.get(name, ())) > 1:
            yield f"{_name(name)} stands there twice; two stanzas may have one name"
    for name, values in f.items():
        fits, expected = _FORMS.get(name, (None, ""))
        for value in values:
            if not any(map(str.isalnum, value)) or value != value.strip():
                yield f"{_name(name)} is {value!r}, and not words without blanks around them"
            elif fits and not fits(value):
                yield f"{_name(name)} is {value!r}, and not {expected}"
            elif name in _ONE_OF and value not in _ONE_OF[name]:
                yield f"{_name(name)} is {value!r}, and not {' or '.join(_ONE_OF[name])}"
            elif name in _LINKS and (_LINKS[name] or kind) not in facts.get(value, {}).get("a", ()):
                yield f"{_name(name)} is {_short(value)}, and there is no such kg:{_LINKS[name] or kind}"
            elif name in _LINKS and value == subject:
                yield f"{_name(name)} is the entry itself"


def _alike(facts: Facts) -> Iterator[_Fault]:
    """Entries of one class that have a kg:urn or a name in common: only one of them would be read."""
    for kind in _UNIQUE:
        entries = _of(facts, kind)
        used = Counter(f["urn"][0] for _, f in entries if "urn" in f)
        called = Counter(name for _, f in entries for name in _names(f))
        for subject, f in entries:
            if used[f["urn"][0]] > 1:
                yield _Fault(subject, f"kg:urn {f['urn'][0]!r} is that of another kg:{kind} too; each has its own")
            for name in _names(f):
                if called[name] > 1:
                    yield _Fault(subject, f"{name!r} is what another kg:{kind} is called too; each has its own name")


def _names(f: Entry) -> set[str]:
    return {name.lower() for name in (*f.get("prefLabel", ()), *f.get("altLabel", ()))}


def _places(facts: Facts) -> Iterator[_Fault]:
    """Bodies and places that are of no level, or of another than they say."""
    nouns = [f["prefLabel"][0] for _, f in reversed(_of(facts, _KIND)) if "province" in f["level"]]
    for subject, f in _of(facts, _PLACE):
        for noun in f.get("noun", ()):
            if noun not in nouns:
                yield _Fault(subject, f"kg:noun is {noun!r}, and not {' or '.join(nouns)}")
    for subject, f in _of(facts, _BODY):
        if ("local" in f) == ("central" in f["level"]):
            yield _Fault(
                subject,
                f"kg:level is {f['level'][0]!r}; every place has a body with kg:local true, and no central one has it",
            )


_URN = pattern(r"urn:lex:vn:([^:;]+):([^:;]+):([^:;]+);([^:;]+)")
_SERIAL, _PARTED = pattern(r"0*(\d+[a-z]?)"), pattern(r"[/-]")
_TELL = "let `kg extract` tell the id, with the number and the date in full"


def _listed(facts: Facts) -> Iterator[_Fault]:
    """Entries of the catalogue of no known type or issuer, or under another id than the program gives: nothing would be them."""
    types = {f["prefLabel"][0]: f for _, f in _of(facts, _TYPE)}
    bodies = {f["prefLabel"][0]: f for _, f in _of(facts, _BODY)}
    for subject, f in _of(facts, _LISTED):
        kind, by = f["type"][0], f.get("issuer", [""])[0]
        if kind not in types:
            yield _Fault(subject, f"kg:type is {kind!r}, which is the label of no kg:{_TYPE}")
        elif by and by not in bodies and ", " not in by:
            yield _Fault(subject, f"kg:issuer is {by!r}, which is the label of no kg:{_BODY}")
        elif subject.startswith(NAMED_ID) or "number" not in f:
            yield from (_Fault(subject, what) for what in _by_name(subject, f, types))
        else:
            yield from (_Fault(subject, what) for what in _by_number(subject, f, types, bodies.get(by)))


def _by_name(subject: str, f: Entry, types: Mapping[str, Entry]) -> Iterator[str]:
    """What is wrong with the id of an instrument that is known by its name, as laws of before 1997."""
    name, year = f.get("name", [""])[0], f["dated"][0][:4]
    if not name:
        yield "kg:number or kg:name is missing"
    elif subject != (ident := f"{NAMED_ID}{types[f['type'][0]]['urn'][0]}:{slug(name)}:{year}"):
        yield f"the id of what has this name and year is {ident}"


def _by_number(subject: str, f: Entry, types: Mapping[str, Entry], body: Entry | None) -> Iterator[str]:
    """What is wrong with the id of an instrument that has a number: body, type or term, year and serial, as these tell them."""
    m = _URN.fullmatch(subject)
    if not m:
        yield f"it is no id urn:lex:vn:BODY:TYPE:YEAR;SERIAL; {_TELL}"
        return
    number, year = f["number"][0], f["dated"][0][:4]
    codes = _PARTED.split(number)[1:]
    if body and not _begins(m[1], (body.get("urnCode") or body["urn"])[0]):
        yield f"its id is of {m[1]!r}, and kg:issuer of another body; {_TELL}"
    kinds = {t["urn"][0] for name, t in types.items() if name == f["type"][0] or {*codes} & {*t.get("code", ())}}
    if not any(_begins(m[2], kind) for kind in kinds | {*map(slug, codes)}):  # of the Assembly: the term
        yield f"its id is of {m[2]!r}, and kg:type and kg:number of another type; {_TELL}"
    if m[3] not in (year, *codes):
        yield f"its id is of {m[3]}, and kg:dated of {year}; {_TELL}"
    if (serial := _SERIAL.match(number)) and m[4] != serial[1]:
        yield f"its id ends in {m[4]}, and kg:number begins with {serial[1]}; {_TELL}"


def _begins(name: str, first: str) -> bool:
    return f"{name}.".startswith(f"{first}.")


def _languages(files: Iterable[tuple[Path, bytes]], relations: Iterable[str]) -> Iterator[_Fault]:
    """Words that do not say for whom they are: "vi" is what documents write, "en" a translation."""
    told = turtle.languages((p, data) for p, data in files if p.stem != "catalogue")
    for (subject, name), said in reversed(told.items()):
        wanted = ("vi",) if name == "example" else ("vi", "en")
        if said - {*wanted}:
            marks = " or ".join(f'"…"@{language}' for language in wanted)
            yield _Fault(subject, f"{_name(name)} is in no language that is read; write {marks}")
    for subject in relations:
        if {"vi", "en"} - told.get((subject, LABEL), set()):
            yield _Fault(
                subject, 'rdfs:label is missing in a language; a relation is called something in both: "…"@en , "…"@vi'
            )


def _short(iri: str) -> str:
    """A name as the files write it: "cue:amend"."""
    return _PREFIXED.sub(r"\1:", iri) if ":" in iri else f"kg:{iri}"


def _name(name: str) -> str:
    return _FOREIGN.get(name) or f"{'skos' if name in _SKOS else 'kg'}:{name}"
