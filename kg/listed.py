"""Names of laws that the catalogue holds, in a text: where one ends, and which of them initials stand for, "Luật các TCTD"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.lexicon import Lexicon, name_key
from kg.patterns import pattern
from kg.words import WORD, key

_SHORT = 3  # words
_SPELLING = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")  # "quản lí" is "quản lý"


def known(text: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """A name of the catalogue at an offset. A short one must agree with its diacritics: "các luật được" is not "Luật Dược"."""
    found = lexicon.name_phrases.match(text, at)
    if found and text.find(",", at, found[1]) >= 0:
        found = _to_comma(text, at, found, lexicon)
    if not found or len(written := text[at : found[1]].split()) > _SHORT:
        return found
    names = lexicon.names.get(name_key(" ".join(written)), ())
    after_noun = _by_sound(written[1:])  # which itself a scanner may misread
    return found if after_noun in [_by_sound(name.split()[1:]) for name in names] else None


def _to_comma(text: str, at: int, found: tuple[str, int], lexicon: Lexicon) -> tuple[str, int]:
    """The name before a comma that the longer one found lacks: "Theo Luật Phá sản, doanh nghiệp mất khả năng thanh toán …"."""
    whole = lexicon.names.get(name_key(text[at : found[1]]), ())
    comma = text.find(",", at, found[1])
    while comma >= 0:
        first = lexicon.name_phrases.match(text, at, comma)
        if first and not text[first[1] : comma].strip() and not any(_joined(n, text[at:comma]) for n in whole):
            return first
        comma = text.find(",", comma + 1, found[1])
    return found


def _joined(name: str, head: str) -> bool:
    """Whether a comma, a hyphen or "và" stands in a name behind the words of another that begins it."""
    left = len(name_key(head).split())
    for word in WORD.findall(name):
        own = bool(name_key(word))
        if not left:
            return not own
        left -= own
    return False


def _by_sound(words: list[str]) -> list[str]:
    return [key(w).translate(_SPELLING) for w in words]


# --- Names that hold initials: "Luật các TCTD" is Luật Các tổ chức tín dụng, if no other law of the catalogue has these

_INITIALS = pattern(r"(?<!\w)[A-ZĐƯƠÔĂÂÊ]{2,10}(?!\w)")
_OF_NATION = ("việt", "nam")  # which texts leave out: "Luật NHNN"
_OPTIONAL = frozenset({"các", "và", "về"})


def has_initials(name: str) -> bool:
    """Whether a law's name holds initials, in letters that are not all capitals: "Luật KDBH"."""
    return not name.isupper() and _INITIALS.search(name) is not None


@lru_cache(maxsize=4096)
def from_initials(name: str, lexicon: Lexicon) -> str:
    """The name in the catalogue for one that holds initials; as it is where none or several fit.

    >>> from kg.lexicon import load
    >>> from_initials("Luật các TCTD", load()), from_initials("Luật ABCD", load())
    ('Luật Các tổ chức tín dụng', 'Luật ABCD')
    """
    if not has_initials(name):
        return name
    written = _words(name)
    found = {name_key(n): n for n, words in _names(lexicon) if _fits(written, words)}
    return next(iter(found.values())) if len(found) == 1 else name


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names of the laws of the catalogue without initials of their own, with their words."""
    names = dict.fromkeys(c.name for c in lexicon.catalogue.values() if c.name and not has_initials(c.name))
    return tuple((n, tuple(map(key, _words(n)))) for n in names)


def _words(name: str) -> list[str]:
    return [w for w in WORD.findall(name) if w[0].isalpha() and key(w) not in _OPTIONAL]


def _fits(written: Sequence[str], words: tuple[str, ...]) -> bool:
    """Whether words agree with a name: each with the next word, or its letters with the first ones of the next words."""
    at = 0
    for w in written:
        if at < len(words) and key(w) == words[at]:
            at += 1
        elif _INITIALS.fullmatch(w) and w.lower() == "".join(v[0] for v in words[at : at + len(w)]):
            at += len(w)
        else:
            return False
    return words[at:] in ((), _OF_NATION)
