"""What is wrong with a query, in one sentence with the place, in English and in Vietnamese."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from kg.model import KgError
from kg.nodes import PREFIXES
from kg.results import short, shorter, visible

DAMAGED = "The graph is damaged; remove the folders graph-… of the collection, and build it again"
_POSITION = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_UPDATE = re.compile(
    r"(?:\s|#[^\n]*(?:\n|$)|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>)*"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_REFUSED = {
    "SERVICE": (
        "SERVICE is refused: queries stay inside the collection, without network",
        "không nhận SERVICE: câu truy vấn chỉ đọc bộ sưu tập này, không dùng mạng",
    ),
    "FROM": (
        "FROM is refused: queries read the collection only; use GRAPH <…> { … } for one document",
        "không nhận FROM: câu truy vấn chỉ đọc bộ sưu tập này; muốn xem riêng một tài liệu thì dùng GRAPH <…> { … }",
    ),
}


class QueryError(KgError):
    """What is wrong with a query; `vietnamese` tells it for pages in that language."""

    def __init__(self, english: str, vietnamese: str) -> None:
        super().__init__(english)
        self.vietnamese = vietnamese


class EndedError(QueryError):
    """The query was ended: it took too long, or too much memory."""


def explained(text: str, kind: str, message: str) -> KgError:
    """What is wrong with a query, by what its parser says of it."""
    if m := _UPDATE.match(text):
        return QueryError(
            f"{m[1].upper()} is refused: queries only read, and the graph is made from documents by `kg build`.",
            f"Không nhận {m[1].upper()}: câu truy vấn chỉ đọc, còn đồ thị do `kg build` dựng từ tài liệu.",
        )
    found = _POSITION.match(message)
    if kind == "SyntaxError" and found:
        at = _offset(text, int(found[1]), int(found[2]))
        expected = found[3]
        words = [w.strip() for w in expected.split(", ")]
        if all(re.fullmatch(r"[A-Z_]+", w) for w in words):
            # The parser tells where the keyword that it looked for would have ended.
            at = max(0, min(at - max(map(len, words)), len(text)))
        for word, reason in _REFUSED.items():
            if m := re.search(rf"\b{word}\b", text[at : at + 60], re.IGNORECASE):
                return _placed(text, at + m.start(), reason)
        return _placed(text, at, _reason(text, at, expected))
    message = " ".join(message.split())
    if message.startswith("Corruption"):
        return KgError(f"{DAMAGED} ({message}).")
    if "does not contains variable" in message:
        return KgError(f"{message}: put VALUES ?name {{ UNDEF }} where the value belongs.")
    return QueryError(f"The query can't be answered: {message}.", "Không trả lời được câu truy vấn này.")


def _placed(text: str, at: int, reason: tuple[str, str]) -> QueryError:
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    return QueryError(f"Line {line}, column {column}: {reason[0]}.", f"Dòng {line}, cột {column}: {reason[1]}.")


def _reason(text: str, at: int, expected: str) -> tuple[str, str]:
    """What is wrong at a place, in English and in Vietnamese."""
    rest = visible(text[at:])
    word = f"«{rest[:30]}{'…' if len(rest) > 30 else ''}»"
    if rest:
        here = f"{word} is not expected here", f"{word} không đúng chỗ hoặc viết sai"
    else:
        here = (
            "the query ends too early",
            "câu truy vấn kết thúc quá sớm; hãy viết tiếp, hoặc đóng ngoặc } ) và dấu nháy còn mở",
        )
    if "Prefix not found" in expected:
        prefix = re.search(r"([\w-]*):$", text[:at].rstrip() if at else "") or re.search(r"([\w-]*):[\w-]*$", text[:at])
        called = (
            (f"the prefix {prefix[1]}:", f"tiền tố {prefix[1]}:") if prefix else ("a prefix here", "một tiền tố ở đây")
        )
        return (
            f"{called[0]} is not declared",
            f"{called[1]} chưa được khai báo; hãy dùng kg: hoặc thêm PREFIX ở đầu câu",
        )
    if expected == "CONSTRUCT":
        more = "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
        return f"{here[0]}; {more}", f"{here[1]}; câu truy vấn bắt đầu bằng SELECT, ASK, CONSTRUCT hoặc DESCRIBE"
    if "IRI parsing failed" in expected:
        return "an IRI here is not valid", "một IRI ở đây không hợp lệ; trong <…> không có dấu cách"
    if re.match(r"[A-Z][a-z]|The ", expected):
        told = re.split(r", \[|\n", expected, maxsplit=1)[0]
        if "unbound" in told:
            return told, "biến sau SELECT phải có trong GROUP BY, hoặc nằm trong một hàm tính gộp như COUNT"
        return told, here[1]
    return here


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    return sum(len(s) + 1 for s in lines[: line - 1]) + column - 1


# --- What is no mistake of grammar, and finds nothing

_PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
# An IRI, or a name with its prefix; strings and comments hold none.
_TERM = re.compile(
    r"""<([^<>\s]*)>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*|([A-Za-z][\w-]*):([A-Za-z][\w-]*)"""
)


# A literal without its type beside what has one: both are of no type that compares, and SPARQL finds nothing without a word.
_UNTYPED = {
    "kg:year": ("xsd:gYear", re.compile(r"""(?:kg:year\s+|[=<>]\s*)((["']?)(?:19|20)\d\d\2)(?!\s*\^\^|[\w"'-])""")),
    "kg:dated": ("xsd:date", re.compile(r"""(?:kg:dated\s+|[=<>]\s*)((["'])\d{4}-\d\d-\d\d\2)(?!\s*\^\^)""")),
}
_CAST = re.compile(r"\b(?:STR|YEAR)\s*\(", re.IGNORECASE)


def vain(text: str, known: Callable[[str], object] | None = None) -> Iterator[tuple[str, str]]:
    """What a query asks for that no graph of this program holds, in English and Vietnamese: to find none of it proves nothing.

    `known` gives an instrument of the collection by its IRI; people write such from memory, and language models too.
    """
    from difflib import get_close_matches

    ours, below = _vocabulary()
    prefixes = {**PREFIXES, **{m[1]: m[2] for m in _PREFIX.finditer(text)}}
    named = (m[1] or prefixes.get(m[2] or "", "") + (m[3] or "") for m in _TERM.finditer(text))
    inferring = "subPropertyOf" in text or "subClassOf" in text  # by the query itself
    for term in dict.fromkeys(map(shorter, named)):
        if term in below and not inferring:
            names = ", ".join(below[term])
            yield (
                f"Nothing is inferred, so the graph has no {term}; below it ontology/kg.ttl has {names}.",
                f"Đồ thị không suy diễn nên không có {term}; dưới nó, trong ontology/kg.ttl, là {names}.",
            )
        elif term.startswith("kg:") and term not in ours:
            near = "".join(get_close_matches(term, ours, 1))
            yield (
                f"The vocabulary has no {term}" + (f"; the nearest is {near}." if near else "."),
                f"Bộ từ vựng không có {term}" + (f"; gần nhất là {near}." if near else "."),
            )
        elif known and term.startswith("urn:lex:") and known(term) is None:
            yield (
                f"The collection has no {term}; `kg find` tells the identifiers that it has.",
                f"Bộ sưu tập không có {term}; hãy tìm văn bản để biết URN của nó.",
            )
    for term, (kind, literal) in _UNTYPED.items():
        if term in text and not _CAST.search(text) and (m := literal.search(text)):
            typed = '"' + m[1].strip("\"'") + f'"^^{kind}'
            yield (
                f"{term} is an {kind}, which {m[1]} is not: write {typed}.",
                f"{term} có kiểu {kind}, còn {m[1]} thì không: hãy viết {typed}.",
            )


@cache
def _vocabulary() -> tuple[frozenset[str], Mapping[str, tuple[str, ...]]]:
    """The names of this vocabulary; and terms that the graph itself never holds (those of ELI, `kg:relation`), with ours below."""
    import pyoxigraph as ox

    from kg.lexicon import ontology_dir

    ours, lower, properties = set(), defaultdict(set), set()
    for t in ox.parse(path=str(ontology_dir() / "kg.ttl"), format=ox.RdfFormat.TURTLE):
        ours.add(short(t.subject))
        if t.predicate.value.endswith(("#subPropertyOf", "#subClassOf")):
            lower[short(t.object)].add(short(t.subject))
            properties |= {short(t.object)} if t.predicate.value.endswith("#subPropertyOf") else set()

    def under(term: str) -> set[str]:
        return lower[term].union(*(under(x) for x in lower[term] if x in lower))

    upper = [term for term in lower if term.startswith("eli:") or (term.startswith("kg:") and term in properties)]
    below = {term: tuple(sorted(x for x in under(term) if x.startswith("kg:"))) for term in upper}
    return frozenset(x for x in ours if x.startswith("kg:")), {term: names for term, names in below.items() if names}
