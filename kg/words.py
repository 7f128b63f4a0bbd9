"""Words, the unit in which the phrases of the lexicon are matched: their keys, their spellings, and tables of phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

from kg.patterns import STYLES, in_both_styles, pattern
from kg.text import fold

WORD = pattern(r"\w+|[^\w\s]")
_OLD = {old: new for old, new in STYLES.items() if old.islower()}  # "qu" is a consonant: quý stays


@lru_cache(maxsize=200_000)
def key(word: str) -> str:
    """The form under which a word is matched: lower case, new tone placement.

    >>> key("Uỷ"), key("HOÁ"), key("quý")
    ('ủy', 'hóa', 'quý')
    """
    word = word.lower()
    if word[-2:] in _OLD and not word.endswith(("quý", "quỳ", "quỷ", "quỹ", "quỵ")):
        return word[:-2] + _OLD[word[-2:]]
    return word


def in_old_style(words: str) -> str:
    """Words with the tone marks of the old style, in the case that they have.

    >>> in_old_style("Hòa Bình"), in_old_style("ỦY QUYỀN")
    ('Hoà Bình', 'UỶ QUYỀN')
    """
    for old, new in STYLES.items():
        words = words.replace(new, old)
    return words


@lru_cache(maxsize=10_000)
def spellings(word: str) -> tuple[str, ...]:
    """A word in small letters with the new tone placement, and with the old one where that differs.

    >>> spellings("hóa"), spellings("quý")
    (('hóa', 'hoá'), ('quý',))
    """
    old = next((word[:-2] + o for o, new in _OLD.items() if word.endswith(new)), word)
    return tuple(dict.fromkeys((word, old))) if key(old) == word else (word,)


def any_of(phrases: Iterable[str], excepted: Iterable[str] = ()) -> str:
    """A pattern for any of some phrases, with any white space between their words, but not where one of others begins.

    >>> any_of(["Nga", "Liên bang Nga"]), any_of(["Pháp"], ["Pháp luật"])
    ('(?:Liên\\\\s+bang\\\\s+Nga|Nga)', '(?!(?i:Pháp\\\\s+luật))(?:Pháp)')
    """
    spelled, others = (
        "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in sorted(some, key=len, reverse=True))
        for some in (phrases, excepted)
    )
    return in_both_styles((f"(?!(?i:{others}))" if others else "") + f"(?:{spelled or '(?!)'})")


# Two spellings of one vowel at the end of a syllable: "liệt sỹ" and "liệt sĩ", "quản lí" and "quản lý".
_QUOTES = dict.fromkeys("“”„«»", '"')
_Y = pattern(r"\b([hklmst]|qu)y\b")


@lru_cache(maxsize=200_000)
def plain(words: str) -> str:
    """Folded words in one spelling of i and y: the key of names that people write in more than one way.

    >>> plain("Liệt sỹ") == plain("liệt sĩ"), plain("quy")
    (True, 'qui')

    Nor does it matter how they write the marks of a quotation.
    """
    folded = _QUOTES.get(words) or fold(words)
    return _Y.sub(r"\1i", folded) if "y" in folded else folded


V = TypeVar("V")


_JOINT = "&"


class Phrases(Generic[V]):
    """A table of phrases, matched word by word: the longest one that stands at an offset, whatever its case and blanks.

    Words agree if what `by` makes of them is the same. `loose` ones agree without diacritics, commas, hyphens, "và" and "về" as
    well: "Luật Phòng cháy, chữa cháy". In `joined` ones any joint stands for another, or is left out: "Bộ Khoa học - Công nghệ".
    """

    def __init__(
        self,
        root: dict[str, Any] | None = None,
        values: Sequence[V] | None = None,
        *,
        loose: bool = False,
        joined: bool = False,
        by: Callable[[str], str] | None = None,
    ) -> None:
        # Nested: word → node; "" → value, or its number among the values given.
        self.root = {} if root is None else root
        self._values = values
        self._key = by or (plain if loose else key)
        self._skip = frozenset({",", "-", "&", "va", "ve"}) if loose else frozenset()
        self._left = frozenset({",", "-", "&", "và", "về"}) if loose else frozenset()  # "vệ" is another word
        self._joints = frozenset({",", "-", "–", "&", "và"}) if joined else frozenset()

    def add(self, phrase: str, value: V) -> None:
        """Adds a phrase; the first value given to a phrase stays."""
        node = self.root
        for word in WORD.findall(phrase):
            if not self._left or key(word) not in self._left:
                k = self._key(word)
                if k in self._joints:
                    node[_JOINT] = {}  # one may stand here
                else:
                    node = node.setdefault(k, {})
        node.setdefault("", value)

    def match(self, text: str, at: int, end: int | None = None) -> tuple[V, int] | None:
        """The value of the longest phrase that starts at the first word at or after `at`, and the offset where it ends."""
        root = node = self.root
        found: tuple[Any, int] | None = None
        for m in WORD.finditer(text, at, len(text) if end is None else end):
            word = m.group()
            k = self._key(word)
            # A lone combining mark has no key.
            if not k or (self._left and node is not root and key(word) in self._left):
                continue
            if k in self._joints:
                if _JOINT not in node:
                    break
            elif k in node:
                node = node[k]
                if "" in node:
                    found = (node[""], m.end())
            elif node is root or k not in self._skip:
                break
        return (self._values[found[0]], found[1]) if found and self._values is not None else found

    def starts(self, word: str) -> bool:
        """Whether some phrase starts with a word."""
        return self._key(word) in self.root

    def __bool__(self) -> bool:
        return bool(self.root)
