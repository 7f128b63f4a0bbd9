"""Names of laws that hold initials: "Luật các TCTD" is Luật Các tổ chức tín dụng, if no other law of the catalogue has these."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kg.lexicon import Lexicon, name_key
from kg.patterns import pattern
from kg.words import WORD, key

_INITIALS = pattern(r"(?<!\w)[A-ZĐƯƠÔĂÂÊ]{2,10}(?!\w)")
_OF_NATION = ("việt", "nam")  # which texts leave out: "Luật NHNN"
_OPTIONAL = frozenset({"các", "và", "về"})


def held(name: str) -> bool:
    """Whether a law's name holds initials, in letters that are not all capitals: "Luật KDBH"."""
    return not name.isupper() and _INITIALS.search(name) is not None


@lru_cache(maxsize=4096)
def spelled(name: str, lexicon: Lexicon) -> str:
    """The name in the catalogue for one that holds initials; as it is where none or several fit.

    >>> from kg.lexicon import load
    >>> spelled("Luật các TCTD", load()), spelled("Luật ABCD", load())
    ('Luật Các tổ chức tín dụng', 'Luật ABCD')
    """
    if not held(name):
        return name
    written = _words(name)
    found = {name_key(n): n for n, words in _names(lexicon) if _fits(written, words)}
    return next(iter(found.values())) if len(found) == 1 else name


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names of the laws of the catalogue without initials of their own, with their words."""
    names = dict.fromkeys(c.name for c in lexicon.catalogue if c.name and not held(c.name))
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
