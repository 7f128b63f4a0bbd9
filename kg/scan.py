"""Where the nouns of documents stand in a text: one pass of an Aho-Corasick automaton over its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.lexicon import DocumentType, Lexicon

# "pháp luật" and "kỷ luật" hold no law: the longer literal takes the place of the shorter and names nothing.
_DECOYS = ("pháp luật", "Pháp luật", "PHÁP LUẬT", "kỷ luật", "Kỷ luật", "luật sư", "Luật sư")
# A noun in small letters names an instrument only before a number, or where it has just been approved.
_BEFORE_NUMBER = (" số", "\nsố", *(f" {d}" for d in range(10)))
_APPROVED = ("phê duyệt ", "thông qua ", "ban hành ", "phê duyệt “", 'phê duyệt "')


@dataclass(frozen=True, slots=True)
class Hit:
    """A noun: its span in characters, and the type that it names."""

    at: int
    end: int
    type: DocumentType


@dataclass(frozen=True, slots=True)
class _Literal:
    """What a literal of the automaton stands for: the noun's bytes before, and length in, it; None for a decoy."""

    type: DocumentType | None
    before: int
    length: int


@lru_cache(maxsize=4)
def _automaton(lexicon: Lexicon, *, lower: bool) -> tuple[Any, list[_Literal]]:
    """The nouns in the cases that texts use, as bytes; all small ones only for a text that is all small."""
    import ahocorasick_rs as ac

    table: dict[str, _Literal] = {d: _Literal(None, 0, 0) for d in _DECOYS}
    for t in lexicon.types.values():
        for noun in t.nouns:
            for literal in _literals(noun, t, lower=lower):
                table.setdefault(*literal)
    keys = sorted(table)
    automaton = ac.BytesAhoCorasick(
        [k.encode() for k in keys], matchkind=ac.MatchKind.LeftmostLongest, implementation=ac.Implementation.DFA
    )
    return automaton, [table[k] for k in keys]


def _literals(noun: str, kind: DocumentType, *, lower: bool) -> Iterator[tuple[str, _Literal]]:
    """The spellings of a noun, with blanks doubled or broken by a line."""

    def spelled(words: str, before: str = "", after: str = "") -> Iterator[tuple[str, _Literal]]:
        for v in {words, words.replace(" ", "\n"), words.replace(" ", "  "), words.replace("hóa", "hoá")}:
            yield before + v + after, _Literal(kind, len(before.encode()), len(v.encode()))

    if noun.isupper():
        yield from spelled(noun)
        for after in _BEFORE_NUMBER:
            yield from spelled(noun.capitalize(), after=after)
            if lower:
                yield from spelled(noun.lower(), after=after)
        return
    for words in {noun, noun.upper(), noun.title(), noun.capitalize()}:
        yield from spelled(words)
    small = noun.lower()
    if lower or kind.kind == "law":
        yield from spelled(small)
    else:
        for after in _BEFORE_NUMBER:
            yield from spelled(small, after=after)
        if kind.named:
            for before in _APPROVED:
                yield from spelled(small, before=before)


def hits(text: str, lexicon: Lexicon, *, lower: bool) -> Iterator[Hit]:
    """The nouns of a text, in order. Characters are counted between the hits only."""
    automaton, table = _automaton(lexicon, lower=lower)
    data = text.encode("utf-8", "surrogatepass")
    at = chars = 0
    for n, start, _ in automaton.find_matches_as_indexes(data):
        literal = table[n]
        if literal.type is None:
            continue
        begin = start + literal.before
        chars += len(data[at:begin].decode("utf-8", "surrogatepass"))
        at = begin
        end = chars + len(data[begin : begin + literal.length].decode("utf-8", "surrogatepass"))
        if not (chars and text[chars - 1].isalnum()) and not text[end : end + 1].isalnum():
            yield Hit(chars, end, literal.type)
