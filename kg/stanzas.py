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
from kg.model import KgError
from kg.patterns import pattern
from kg.turtle import Facts

_PREFIXED = pattern(r"https://w3id\.org/kg-vn/(\w+)#")
_SKOS = frozenset(("prefLabel", "altLabel", "hiddenLabel", "broader"))
_TYPE, _BODY, _PLACE, _CUE, _TERM = "DocumentType", "Authority", "Place", "Cue", "Term"
# Of a class: what each of its stanzas must have; one of those that stand in brackets.
_REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    _TYPE: (("prefLabel",), ("urn",), ("code", "named")),
    _BODY: (("prefLabel",), ("urn",), ("code",)),
    _PLACE: (("prefLabel",), ("urn",)),
    "PlaceKind": (("prefLabel",), ("level",)),
    _CUE: (("phrase",), ("predicate", "role")),
    _TERM: (("termOf",), ("term",), ("began",)),
    "Instrument": (("type",), ("number", "name", "title")),
}
_UNIQUE = (_TYPE, _BODY, _PLACE)  # of which each has one label and a kg:urn of its own
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "voice": ("active", "passive"),
    "position": ("start",),
    "role": tuple("issue unreal supposed claimed heard denied asked introducer discourse enumerate other".split()),
    "level": ("central", "province", "district", "commune"),
    "branch": ("state", "party", "front"),
    "kind": ("law", "policy", "letter", "licence", "other"),
}
_LINKS = {"successor": "", "broader": _TYPE, "office": _BODY, "termOf": _BODY}  # "": to one of the same class


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
_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    **dict.fromkeys(("order", "reach", "term", "plenum"), _WHOLE),
    **dict.fromkeys(("dated", "validFrom", "validUntil", "renumbered"), _DAY),
    "began": (lambda v: _day(f"{v}-01"), "a month such as 2021-01"),
}


def check(files: Iterable[tuple[Path, bytes]], facts: Facts) -> None:
    """Raises KgError with file, entry and property where a stanza lacks something, or a value is none that is known."""
    fault = next(_faults(facts), None)
    if fault is None:
        return
    where = next((p for p, data in files if fault.subject in turtle.facts([(p, data)])), Path("ontology"))
    raise KgError(f"{where}: {_short(fault.subject)}: {fault.what}.")


def _faults(facts: Facts) -> Iterator[_Fault]:
    relations = {s for s, f in facts.items() if any(v.endswith("ObjectProperty") for v in f.get("a", ()))}
    for kind, required in _REQUIRED.items():
        for subject, f in _of(facts, kind):
            for one in required:
                if not any(name in f for name in one):
                    yield _Fault(subject, f"{' or '.join(map(_name, one))} is missing")
            yield from (_Fault(subject, what) for what in _values(f, facts, kind))
    for subject, f in _of(facts, _CUE):
        if "predicate" in f and "role" not in f and "voice" not in f:
            yield _Fault(subject, "kg:voice is missing, which is active or passive")
        for value in f.get("predicate", ()):
            if value not in relations:
                yield _Fault(subject, f"kg:predicate is kg:{value}, which is no relation of kg.ttl")
    for kind in _UNIQUE:
        used = Counter(f["urn"][0] for _, f in _of(facts, kind) if "urn" in f)
        for subject, f in _of(facts, kind):
            if used[f["urn"][0]] > 1:
                yield _Fault(subject, f"kg:urn {f['urn'][0]!r} is that of another kg:{kind} too; each has its own")


def _of(facts: Facts, kind: str) -> list[tuple[str, Mapping[str, list[str]]]]:
    """The stanzas of a class, the last in its file first: a new one, rather than what it is like."""
    return [(s, f) for s, f in reversed(facts.items()) if kind in f.get("a", ())]


def _values(f: Mapping[str, list[str]], facts: Facts, kind: str) -> Iterator[str]:
    """What is wrong with the values of a stanza."""
    for name in ("prefLabel", "urn"):
        if kind in _UNIQUE and len(f.get(name, ())) > 1:
            yield f"{_name(name)} stands there twice; two stanzas may have one name"
    for name, values in f.items():
        fits, expected = _FORMS.get(name, (None, ""))
        for value in values:
            if fits and not fits(value):
                yield f"{_name(name)} is {value!r}, and not {expected}"
            elif name in _ONE_OF and value not in _ONE_OF[name]:
                yield f"{_name(name)} is {value!r}, and not {' or '.join(_ONE_OF[name])}"
            elif name in _LINKS and (_LINKS[name] or kind) not in facts.get(value, {}).get("a", ()):
                yield f"{_name(name)} is {_short(value)}, and there is no such kg:{_LINKS[name] or kind}"


def _short(iri: str) -> str:
    """A name as the files write it: "cue:amend"."""
    return _PREFIXED.sub(r"\1:", iri) if ":" in iri else f"kg:{iri}"


def _name(name: str) -> str:
    return f"{'skos' if name in _SKOS else 'kg'}:{name}"
