"""Whose an instrument is, as two names tell it: whether their bodies may be one. The code fixes the organ, words are loose."""

from __future__ import annotations

from functools import lru_cache

from kg import organs
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.text import fold


def in_words(one: Instrument, other: Instrument) -> bool:
    """Whether what is told of two issuers may be of one by its words: nothing, or the words of one in those of the other."""
    if one.issuer is None or other.issuer is None:
        return True
    a, b = fold(one.issuer), fold(other.issuer)
    return a in b or b in a


def of_one_organ(one: Instrument, other: Instrument, lex: Lexicon) -> bool:
    """Whether two are of bodies that share a key: the Politburo and the Secretariat, a committee and its standing board."""
    return in_words(one, other) or ((organ := _organ(one, lex)) is not None and organ == _organ(other, lex))


def may_be_one(one: Instrument, other: Instrument, lex: Lexicon) -> bool:
    """The same, but where both tell a body of their own: "của Trung ương", "của Tỉnh ủy" may be any of those that share the key."""
    if in_words(one, other):
        return True
    return of_one_organ(one, other, lex) and any(whole(i.issuer, lex) for i in (one, other))


def whole(issuer: str | None, lex: Lexicon) -> bool:
    """Whether words tell an organ by the name of all its bodies.

    >>> from kg.lexicon import load
    >>> [whole(w, load()) for w in ("Trung ương Đảng", "Bộ Chính trị", "Thành ủy", "Ban Thường vụ Thành ủy", None)]
    [True, False, True, False, False]
    """
    body = lex.authority(issuer)
    return body is not None and body.label in _wholes(lex)


@lru_cache(maxsize=4)
def _wholes(lex: Lexicon) -> frozenset[str]:
    """The bodies whose name is in those of others that share their key: "Tỉnh ủy" in "Ban Thường vụ Tỉnh ủy"."""
    of_key: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for a in lex.authorities:
        of_key.setdefault(a.urn, []).append((a.label, a.names))
    return frozenset(
        one
        for bodies in of_key.values()
        for one, _ in bodies
        if any(one in name for other, names in bodies if other != one for name in (other, *names))
    )


def _organ(told: Instrument, lex: Lexicon) -> tuple[str, str | None] | None:
    """What the bodies of one key are together: the Party committee of a commune, but none that sits in another body."""
    body = organs.called(told.issuer, lex)
    if body is None or (body.committee and told.level != "commune"):
        return None
    return body.urn, told.level or body.level
