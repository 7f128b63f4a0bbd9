"""The named queries of `ontology/queries/`: what each tells, its parameters, and how a value gets into it.

A file begins with comment lines: `# en: …`, `# vi: …`, `# param: NAME — …` for a value that must be given and
`# optional: NAME — …` for one that may be. The text holds `VALUES ?NAME { UNDEF }` where the value belongs: without a value it
is a valid query that leaves the variable free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import KgError

if TYPE_CHECKING:
    import pyoxigraph as ox

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_HEADER = re.compile(r"#\s*(en|vi|param|optional):\s*(.*)")
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_IRI = re.compile(r"(?:urn|https?):\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a named query takes."""

    name: str
    about: str
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuery:
    """A query of `ontology/queries/`, told in English and Vietnamese."""

    name: str
    en: str
    vi: str
    parameters: tuple[Parameter, ...]
    text: str


@cache
def named() -> Mapping[str, NamedQuery]:
    """All named queries, by name. Raises KgError where one has no description."""
    from kg.lexicon import ontology_dir

    return {path.stem: _parse(path) for path in sorted((ontology_dir() / "queries").glob("*.rq"))}


@cache
def terms() -> tuple[str, ...]:
    """The classes and properties of the vocabulary, as a query names them: "kg:implements"."""
    import pyoxigraph as ox

    from kg.lexicon import ontology_dir

    found = ox.parse(path=str(ontology_dir() / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    kinds = {"Class", "Property", "ObjectProperty", "DatatypeProperty"}
    names = {
        t.subject.value.rpartition("#")[2]
        for t in found
        if isinstance(t.subject, ox.NamedNode)
        and t.predicate.value.endswith("#type")
        and isinstance(t.object, ox.NamedNode)
        and t.object.value.rpartition("#")[2] in kinds
    }
    return tuple(f"kg:{name}" for name in sorted(names) if name)


def _parse(path: Path) -> NamedQuery:
    text = path.read_text(encoding="utf-8")
    told: dict[str, list[str]] = {"en": [], "vi": []}
    parameters = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        m = _HEADER.fullmatch(line.strip())
        if m and m[1] in told:
            told[m[1]].append(m[2].strip())
        elif m:
            name, _, about = m[2].partition("—")
            parameters.append(Parameter(name=name.strip(), about=about.strip(), required=m[1] == "param"))
    if not (told["en"] and told["vi"]):
        raise KgError(f"{path} must begin with the comment lines `# en: …` and `# vi: …`.")
    return NamedQuery(
        name=path.stem, en=" ".join(told["en"]), vi=" ".join(told["vi"]), parameters=tuple(parameters), text=text
    )


def find(query: str) -> tuple[str, NamedQuery | None]:
    """The text of a query that is given as a name, as the path of a file, or as text.

    Raises KgError for what looks like a name or a path and is neither.
    """
    word = query.strip()
    if _NAME.fullmatch(word) and word in named():
        return named()[word].text, named()[word]
    if word and not re.search(r"[\s{}?]", word):
        path = Path(word)
        try:
            return path.read_text(encoding="utf-8-sig"), None
        except FileNotFoundError:
            names = ", ".join(named())
            raise KgError(
                f"There is no query named {word!r} and no file of that name; the named queries are {names}."
            ) from None
        except (OSError, UnicodeDecodeError) as e:
            raise KgError(f"{word} can't be read as a query: {e}.") from e
    return query, None


def bind(text: str, query: NamedQuery | None, bindings: Mapping[str, str | Term]) -> tuple[str, dict[str, Term]]:
    """The text with the values in their `VALUES ?name { UNDEF }`, and the bindings that have no such place.

    A value is a term, or a string: an IRI where it begins like one, else a literal. It is written by the library that will parse
    it, with every escape, so that no value can end its own quotes. A VALUES block inside a sub-SELECT keeps a
    transitive path cheap (0.1 ms), where a binding from outside is joined to the whole collection.
    Raises KgError for a missing or unknown parameter, and for what is no IRI.
    """
    if query is not None:
        known = [p.name for p in query.parameters]
        for name in bindings:
            if name not in known:
                told = f"it takes {', '.join(known)}" if known else "it takes none"
                raise KgError(f"The query {query.name} has no parameter {name!r}; {told}.")
        for p in query.parameters:
            if p.required and p.name not in bindings:
                raise KgError(f"The query {query.name} needs {p.name} ({p.about}): give --param {p.name}=…")
    terms = {name: _term(name, value) for name, value in bindings.items()}
    if not terms:
        return text, {}
    filled = set()

    def fill(m: re.Match[str]) -> str:
        filled.add(m["name"])
        return f"{m[1]}{terms[m['name']]}{m['end']}"

    # All in one pass: a second one would look for places in the values of the first too.
    names = "|".join(map(re.escape, terms))
    text = re.sub(rf"((?i:VALUES)\s*[?$](?P<name>{names})\s*\{{\s*)(?i:UNDEF)(?P<end>\s*\}})", fill, text)
    return text, {name: term for name, term in terms.items() if name not in filled}


def _term(name: str, value: str | Term) -> Term:
    import pyoxigraph as ox

    if not isinstance(value, str):
        return value
    try:
        return ox.NamedNode(value) if _IRI.fullmatch(value) else ox.Literal(value)
    except ValueError as e:
        raise KgError(f"The value of {name}, {value!r}, can't be used in a query: {e}.") from e


def reference() -> str:
    """The page `docs/queries.md`: what every named query tells, its parameters, and its text."""
    return "\n".join(_reference())


def _reference() -> Iterator[str]:
    yield "# Named queries"
    yield ""
    yield "<!-- Made from the headers of ontology/queries/*.rq by `python -m kg.queries > docs/queries.md`. Do not edit. -->"
    yield ""
    yield "`kg query NAME --param NAME=VALUE` runs one of these; in Python, `collection.query(NAME, {NAME: VALUE})`. To both an"
    yield "instrument is given as people write it (`370/KH-UBND`, `Nghị quyết 52`). The default graph is the union of all"
    yield "graphs, where a triple that stands in two documents counts twice: write `SELECT DISTINCT`."
    for q in named().values():
        yield ""
        yield f"## {q.name}"
        yield ""
        yield q.en
        yield ""
        yield f"*{q.vi}*"
        if q.parameters:
            yield ""
            for p in q.parameters:
                yield f"* `{p.name}`{'' if p.required else ' (optional)'}: {p.about}"
        yield ""
        yield "```sparql"
        yield "\n".join(line for line in q.text.splitlines() if not _HEADER.fullmatch(line.strip())).strip()
        yield "```"
    yield ""


if __name__ == "__main__":
    print(reference(), end="")
