"""Names of laws that the catalogue holds: which of them stands at an offset of a text, and where it ends."""

from __future__ import annotations

from kg.lexicon import Lexicon, name_key
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
    after_noun = _spelled(written[1:])  # which itself a scanner may misread
    return found if after_noun in [_spelled(name.split()[1:]) for name in names] else None


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


def _spelled(words: list[str]) -> list[str]:
    return [key(w).translate(_SPELLING) for w in words]
