"""Where the nouns of documents stand in a text, and the cues in a stretch of it: Aho-Corasick automata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from kg.lexicon import Cue, DocumentType, Lexicon
from kg.model import Instrument, Name
from kg.normal import Normal
from kg.patterns import pattern
from kg.text import places
from kg.words import WORD, in_old_style, spellings

_SOON = 4_000_000  # bytes in which the dense automaton makes up for the 35 ms that it takes longer to build
# A noun in small letters names an instrument only before a number, or after what is done with one: "Phê duyệt", "điều chỉnh".
_BEFORE_NUMBER = (" số", "\nsố", *(f" {d}" for d in range(10)))
_DONE = (
    "hê duyệt",
    "hông qua",
    "an hành",
    "hực hiện",
    "riển khai",
    "iều chỉnh",
    "ổ sung",
    "ơ kết",
    "ổng kết",
    "ãi bỏ",
    "ay thế",
    "ửa đổi",
    "ồ án",
)
# What congresses and plenums of the Party pass is told by them: "nghị quyết Trung ương 6 khóa XII", "NQTW 4", "NQĐH XIII".
_BEFORE_MEETING = (" Trung ương", " Hội nghị", " Đại hội", " TW")
_MEETINGS = frozenset({"NQTW", "NQTƯ", "NQĐH", "KLTW", "KLTƯ"})
_BLANK = pattern(" ")
_GLUED = pattern(r"\d{2,3}(?![\w/.,-]\w)(?!\w)")  # "NQ57", but not "NQ57-NQ/TW", whose number has its code
_NUMBERED = pattern(r"\s{1,2}(?:[Ss]ố\s?:?\s?)?\d")  # what shows a noun that has lost the blank before it
LONGEST_ABBREVIATION = 4  # characters


class Hit(NamedTuple):
    """A noun: its span in characters, and the type that it names."""

    at: int
    end: int
    type: DocumentType

    def name(self, end: int, **facts: Any) -> Name:
        """What is called by the words from the noun to an offset, and tells some facts."""
        told = Instrument(type=self.type.label, **facts)
        return Name(self.at, end, "name", self.type.label, self.type.kind, told, told=end)


class _Literal(NamedTuple):
    """What a literal of the automaton stands for: a noun, from so many characters after its start; or a decoy."""

    text: str
    type: DocumentType | None = None
    before: int = 0
    length: int = 0


class _Automaton:
    """The literals of nouns as bytes: in an automaton that is soon built, and for a process that reads much, in a faster one."""

    def __init__(self, literals: list[_Literal]) -> None:
        self.literals = literals
        self._left = _SOON
        self._find = self._built(dense=False)

    def _built(self, *, dense: bool) -> Any:
        import ahocorasick_rs as ac

        kind = ac.Implementation.DFA if dense else ac.Implementation.ContiguousNFA
        keys = [x.text.encode() for x in self.literals]
        built = ac.BytesAhoCorasick(keys, matchkind=ac.MatchKind.LeftmostLongest, implementation=kind)
        return built.find_matches_as_indexes

    def find(self, data: bytes) -> list[tuple[int, int, int]]:
        """The number of each literal in UTF-8 text, its start and its end, in bytes."""
        if self._left > 0:
            self._left -= len(data)
            if self._left <= 0:
                self._find = self._built(dense=True)
        found: list[tuple[int, int, int]] = self._find(data)
        return found


@lru_cache(maxsize=4)
def _automaton(lexicon: Lexicon, *, lower: bool) -> _Automaton:
    """The nouns in the cases that texts use; all small ones only for a text that is all small.

    Abbreviated names that hold no noun ("BLHS") are nouns as well.
    """
    # "pháp luật" and "kỷ luật" hold no law: the longer literal takes the place of the shorter and names nothing.
    decoys = (p for p in lexicon.words["lawless"].phrases if lexicon.nouns.match(p, 0) is None)
    table = {d: _Literal(d) for p in decoys for d in (p, p.capitalize(), p.upper())}
    for t in lexicon.types.values():
        for noun in t.nouns:
            for literal in _literals(noun, t, lower=lower):
                table.setdefault(literal.text, literal)
    for name, kind in lexicon.abbreviations.items():
        table.setdefault(name, _Literal(name, kind, 0, len(name)))
    return _Automaton([table[k] for k in sorted(table)])


def _literals(noun: str, kind: DocumentType, *, lower: bool) -> Iterator[_Literal]:
    """The spellings of a noun, with blanks doubled or broken by a line."""

    def spelled(words: str, before: str = "", after: str = "") -> Iterator[_Literal]:
        for v in {words, words.replace(" ", "\n"), words.replace(" ", "  "), in_old_style(words)}:
            yield _Literal(before + v + after, kind, len(before), len(v))

    if noun.isupper():
        yield from spelled(noun)
        for after in _BEFORE_NUMBER:
            yield from spelled(noun.capitalize(), after=after)
            if lower:
                yield from spelled(noun.lower(), after=after)
        if lower and "passed" in kind.traits:
            for meeting in ("tw", "đh"):
                yield _Literal(noun.lower() + meeting, kind, 0, len(noun))
        return
    one_more = {noun[:i] + noun[i].upper() + noun[i + 1 :] for i in (m.end() for m in _BLANK.finditer(noun))}
    for words in {noun, noun.upper(), noun.title(), noun.capitalize(), *one_more}:  # "Chương trình Hành động quốc gia"
        yield from spelled(words)
    for m in _BLANK.finditer(noun):  # a line may break it at any blank
        wrapped = f"{noun[: m.start()]}\n{noun[m.end() :]}"
        yield _Literal(wrapped, kind, 0, len(wrapped))
    small = noun.lower()
    if lower or kind.kind == "law":
        yield from spelled(small)
    else:
        for after in (*_BEFORE_NUMBER, *(_BEFORE_MEETING if "passed" in kind.traits else ())):
            yield from spelled(small, after=after)
        if "normative" in kind.traits:  # a noun that is nothing else, where "quyết định này" is as often a word
            yield from spelled(small, after=" này")
        if kind.named:
            for verb, mark in product(_DONE, (" ", " “", ' "')):
                yield from spelled(small, before=verb + mark)


def abbreviated(text: str, hit: Hit) -> bool:
    """Whether a noun is one of capitals without a number: "NQ", "CT" are other abbreviations there."""
    if hit.end - hit.at > LONGEST_ABBREVIATION:
        return False
    alone = text[hit.at : hit.end].isupper() and hit.type.kind != "law"
    return alone and not text[hit.end : hit.end + 6].strip()[:1].isdigit() and _NUMBERED.match(text, hit.end) is None


def hits(normal: Normal, lexicon: Lexicon, *, lower: bool) -> Iterator[Hit]:
    """The nouns of a text, in order.

    The automaton tells which literal stands next; `find` tells where, in characters, sooner than they could be counted: no
    earlier than if all between took four bytes.
    """
    text = normal.text
    automaton = _automaton(lexicon, lower=lower)
    at = last = 0  # where the literal before ended, in characters and in bytes
    for n, first, stop in automaton.find(normal.data):
        literal, kind, before, length = automaton.literals[n]
        begin = text.find(literal, at + (first - last) // 4)
        at, last = begin + len(literal), stop
        if kind is None:
            continue
        start = begin + before
        end = start + length
        if text[end : end + 1].isalnum() and not _goes_on(text, start, end):
            continue
        if not (start and text[start - 1].isalnum()) or _glued(text, start, end):
            yield Hit(start, end, kind)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether letters or figures right after a noun leave it one: "NQTW 4", "NQ57"."""
    if text[start : end + 2].upper() in _MEETINGS:
        return True
    short = end - start <= LONGEST_ABBREVIATION and text[start:end].isupper()
    return short and _GLUED.match(text, end) is not None


def _glued(text: str, start: int, end: int) -> bool:
    """ "thực hiệnnghị quyết số 12/NQ-CP", "Điều 34Nghị định số …": a noun of several words before a number, its blank lost."""
    return " " in text[start:end] and _NUMBERED.match(text, end) is not None


# --- Cues

# What the words of a phrase may stand apart by, other than one blank: then every word is a place to look at.
_IRREGULAR = pattern("\\s{2}|[^\\S ]|\\s,|,[^\\W\\d]|\\(\\s|[\ud800-\udfff]")


@lru_cache(maxsize=4)
def _cue_automaton(lexicon: Lexicon) -> Any:
    import ahocorasick_rs as ac

    literals = {
        " ".join(words)
        for phrase, _ in lexicon.cue_phrases
        for words in product(*(spellings(w) for w in phrase.lower().split()))
    }
    return ac.AhoCorasick(sorted(literals), store_patterns=False)


def cue_places(stretch: str, lexicon: Lexicon) -> Sequence[int]:
    """The words of a stretch at which a cue may start, in order."""
    small = stretch.lower().replace("\n", " ")
    if len(small) != len(stretch) or _IRREGULAR.search(small):
        return [m.start() for m in WORD.finditer(stretch)]
    found = _cue_automaton(lexicon).find_matches_as_indexes(small, overlapping=True)
    return sorted({start for _, start, end in found if _is_word(small, start, end)})


def cues_in(stretch: str, lexicon: Lexicon) -> Iterator[tuple[Cue, int, int]]:
    """The cues of a stretch, in order, each with where it starts and ends; none within another."""
    over = 0
    for at in cue_places(stretch, lexicon):
        if at >= over and (found := lexicon.cues.match(stretch, at)):
            over = found[1]
            yield found[0], at, over


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a phrase stands by itself; one of several words may have lost the blank before it: "kế hoạchthực hiện"."""
    before, after = text[start - 1 : start], text[end : end + 1]
    parted = not (before.isalnum() or before == "_") or (before.isalpha() and text.find(" ", start, end) > 0)
    return parted and not (after.isalnum() or after == "_")


@lru_cache(maxsize=4)
def _connectives(lexicon: Lexicon) -> tuple[Any, tuple[tuple[str, str], ...]]:
    """The connectives: their first letter, as a sentence or a clause starts with it, and the rest; an automaton of the rests."""
    import ahocorasick_rs as ac

    phrases = tuple((p[0] + p[0].upper(), p[1:]) for p, c in lexicon.cue_phrases if c.role == "discourse")
    return ac.BytesAhoCorasick([p.encode() for _, p in phrases], matchkind=ac.MatchKind.LeftmostLongest), phrases


def finder(phrases: list[bytes]) -> Any:
    """What finds phrases in UTF-8 text, for `any_of`."""
    import ahocorasick_rs as ac

    return ac.BytesAhoCorasick(list(phrases), implementation=ac.Implementation.ContiguousNFA).find_matches_as_indexes


def any_of(data: bytes, find: Any) -> bool:
    """Whether one of the phrases of a finder stands in UTF-8 text as words of their own."""
    return any(
        not _in_word(data[start - 1 : start]) and not _in_word(data[end : end + 1]) for _, start, end in find(data)
    )


def _in_word(byte: bytes) -> bool:
    return byte.isalnum() or byte > b"\x7f"  # a byte of a letter with marks, or of a sign that is no ASCII


def connectives(normal: Normal, lexicon: Lexicon) -> Iterator[tuple[int, int, Cue]]:
    """The connectives of a text, in order: start, end and cue. Most texts have none, which so small an automaton tells at once."""
    automaton, phrases = _connectives(lexicon)
    if not automaton.find_matches_as_indexes(normal.data):
        return
    text = normal.text
    found: dict[int, tuple[int, Cue]] = {}
    for first, rest in phrases:
        for at in places(text, rest, 1):
            cue = lexicon.cues.match(text, at - 1) if text[at - 1] in first else None
            if cue and cue[0].role == "discourse":
                found[at - 1] = (cue[1], cue[0])
    for at in sorted(found):
        yield at, *found[at]
