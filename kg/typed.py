"""What a person typed for an instrument, as words: which numeral is the number, which the year; its noun, letters and issuer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from kg import dates, lexicon
from kg.text import fold, roman

# "66.16" is one ordinal and so is "1249a"; "qh14" is a word.
_GLUED = re.compile(r"\b(?!qh|ubtvqh)([a-z]{2,3})(\d{1,5})\b")  # "KH370"
_TOKEN = re.compile(r"[a-z]+\d*|\d+(?:\.\d+)*[a-z]?(?![a-z])|\d+")
YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_MONTH = re.compile(r"\bthang\s+(\d{1,2})\s*(?:[/-]|\bnam\b)\s*((?:19|20)\d\d)\b")
_CENTRAL = re.compile(r"(?<=[/\-–])(\s?)tư\b", re.IGNORECASE)  # how some write TW; folded, it would be TU
_TERM = re.compile(r"\bkhoa\s+([ivxl]+|\d{1,2})\b")
# "26-nq/tu", "29/2021/nq-hdnd", "370 kh ubnd": a numeral, a year perhaps, and the letters of its number
_CODED = re.compile(r"\d+(?:\.\d+)*[a-z]?(?:\s?/\s?\d{4})?([-–]|\s?/\s?|\s+|\s[-–]\s)([a-z]+\d*(?:[-–/&][a-z]+\d*)*)")
_COUNTS = re.compile(r"\S+\s+(?:nam(?!\s+\d{4}(?!\s?[-–]))|thang|ngay)\b")  # "5 năm 2021-2025", and not "52 năm 2021"
_OF = re.compile(r"\bcua\s+(.+?)(?=\s+ve\s|,|$)")
FILLERS = frozenset(("so", "cua", "ngay", "thang", "nam", "ve", "tinh"))  # words that tell nothing apart
_INTERPRETED = 4  # numerals beyond these are words
_LONGEST_NOUN = 6  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One way to read what was typed."""

    words: tuple[str, ...]  # without fillers, in order
    ordinal: str | None = None
    year: int | None = None
    date: str | None = None  # a day, or a month: 2025-05
    term: int | None = None
    noun: tuple[str, ...] = ()  # right before the ordinal: "nghi quyet", "nq"
    code: tuple[str, ...] = ()  # right after it: "nq", "tw"
    issuer: tuple[str, ...] = ()  # told after it: "của Bộ Chính trị"
    numbers: tuple[tuple[str, ...], ...] = ()  # of a name: those in it, as they stand there
    leads: bool = False  # what stands first is a number: no title that only holds it somewhere is meant


def plain(text: str) -> str:
    """What was typed in the letters that people search for: full-width ones narrow, and TƯ in a number as TW.

    >>> plain("８８／ＫＨ-ＵＢＮＤ"), plain("99-NQ/TƯ"), plain("Thông tư 12")
    ('88/KH-UBND', '99-NQ/TW', 'Thông tư 12')
    """
    text = unicodedata.normalize("NFKC", text)
    return _CENTRAL.sub(r"\1TW", text) if "ư" in text or "Ư" in text else text


def ways_of(text: str) -> Iterator[Wanted]:
    """The readings of a text: which numeral is the number, which the year."""
    date, text = None, plain(text)
    for pattern in (_ISO, dates.DATE):
        for m in pattern.finditer(text):
            if day := dates.parse(m.group()):
                date, text = day, f"{text[: m.start()]} {text[m.end() :]}"
                break
        if date:
            break
    folded = fold(text)
    if date is None and (month := _MONTH.search(folded)) and 1 <= int(month[1]) <= 12:  # or words of a title, as below
        yield from _ways(f"{folded[: month.start()]} {folded[month.end() :]}", f"{month[2]}-{int(month[1]):02}")
    yield from _ways(folded, date)


def _ways(folded: str, date: str | None) -> Iterator[Wanted]:
    term = None
    if told := _TERM.search(folded):
        term = roman(told[1])
        folded = f"{folded[: told.start()]} {folded[told.end() :]}"
    folded = _GLUED.sub(r"\1 \2", folded)
    found = [(m.start(), _token(m.group())) for m in _TOKEN.finditer(folded)]
    starts, tokens = [at for at, t in found if t not in FILLERS], [t for _, t in found if t not in FILLERS]
    numerals = [i for i, t in enumerate(tokens) if t[0].isdigit()]
    codes = _codes(folded, starts, numerals[:_INTERPRETED])
    numbers = tuple((tokens[i], *code) for i, code in codes.items())
    leads = bool(numerals) and _leads(folded, starts[numerals[0]], tokens[: numerals[0]], numerals[0] in codes)

    def way(ordinal: int | None, year: int | None) -> Wanted:
        words = tuple(t for i, t in enumerate(tokens) if i not in (ordinal, year))
        told = Wanted(words=words, date=date, term=term, year=None if year is None else int(tokens[year]))
        if ordinal is None:
            return replace(told, numbers=numbers, leads=leads and year != numerals[0])
        return replace(
            told,
            ordinal=tokens[ordinal],
            noun=_noun(tokens[:ordinal]),
            code=codes.get(ordinal, ()),
            issuer=_issuer(folded, starts[ordinal]),
        )

    years = [i for i in numerals if YEAR.fullmatch(tokens[i]) and i not in codes][:_INTERPRETED]
    for ordinal in numerals[:_INTERPRETED]:
        others: list[int | None] = [i for i in years if i != ordinal]
        yield from (way(ordinal, year) for year in others or [None])
    if any(not t[0].isdigit() for t in tokens):
        yield way(None, None)
        yield from (way(None, year) for year in years)


def _issuer(folded: str, ordinal: int) -> tuple[str, ...]:
    """The words of the issuer after a number; what stands after "về" is of a title: "Kế hoạch 5 về phát triển của …"."""
    of = _OF.search(folded, ordinal)
    return (
        tuple(t for t in _tokens(of[1]) if t not in FILLERS)
        if of and " ve " not in folded[ordinal : of.start()]
        else ()
    )


def _codes(folded: str, starts: Sequence[int], numerals: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The letters of the numbers, by the place of the numeral: "26-nq/tu", and "26 nq tu" where the first is that of a type."""
    found: dict[int, tuple[str, ...]] = {}
    end = 0
    for i in numerals:
        m = _CODED.match(folded, starts[i]) if starts[i] >= end else None
        if m and (m[1].strip() == "/" or m[1] in "-–"):
            found[i], end = tuple(_tokens(m[2])), m.end()
        elif m and len(m[2]) > 1 and lexicon.load().type_code(first := _tokens(m[2])[0]):
            found[i], end = (first,), m.end()
    return found


def _leads(folded: str, at: int, before: Sequence[str], coded: bool) -> bool:
    """Whether what was typed begins with a number: "26-NQ/TU …", "Nghị quyết 52 …", "NQ-TU 8"; a year may be none."""
    if coded or (before and YEAR.match(folded, at)):
        return coded and (not before or _noun(before) == tuple(before))
    lex = lexicon.load()
    heads = before and (_noun(before) == tuple(before) or (_noun(before[:1]) and all(map(lex.issuer_code, before[1:]))))
    return bool(heads) and not _COUNTS.match(folded, at)


def _noun(before: Sequence[str]) -> tuple[str, ...]:
    """The longest noun of documents, or the code of a type, that the words before a numeral end in."""
    known = nouns()
    for n in range(min(len(before), _LONGEST_NOUN), 0, -1):
        if (noun := tuple(before[-n:])) in known or (n == 1 and len(noun[0]) > 1 and lexicon.load().type_code(noun[0])):
            return noun
    return ()


@cache
def nouns() -> dict[tuple[str, ...], str]:
    """The nouns of documents in folded words, and what texts may call each type in short."""
    lex = lexicon.load()
    return {words_of(noun): lex.family(t.label) for t in lex.types.values() for noun in reversed(t.nouns)}


@lru_cache(maxsize=20_000)
def words_of(text: str | None) -> tuple[str, ...]:
    """The words of a value; many instruments have the same issuer, the same place, the same title."""
    return tuple(_tokens(fold(text or "")))


def _tokens(folded: str) -> list[str]:
    return [_token(t) for t in _TOKEN.findall(_GLUED.sub(r"\1 \2", folded))]


def _token(word: str) -> str:
    return word.lstrip("0") or "0" if word[0].isdigit() else word
