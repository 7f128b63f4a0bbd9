"""Letters and words of Vietnamese: folded keys, elements of URNs, Roman figures, small looks that are cheaper than a pattern."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.patterns import pattern

# The letters of Vietnamese, for character classes: ranges such as à-ỹ mix capitals with small letters.
LOWER = "a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
UPPER = LOWER.replace("a-z", "A-Z").upper()
_MARKS = pattern("[\u0300-\u036f]")
_BASE = {ord(c): ord(unicodedata.normalize("NFD", c)[0]) for c in LOWER + UPPER} | {c: c for c in range(128)}
_BASE |= {ord("đ"): ord("d"), ord("Đ"): ord("D")}


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d: the key under which people search.

    >>> fold("Nghị quyết 08-NQ/TU của Tỉnh ủy, QÐ-UBND")
    'nghi quyet 08-nq/tu cua tinh uy, qd-ubnd'
    """
    if text.isascii():
        return text.lower()
    return _folded(text) if len(text) <= _SHORT else _folded.__wrapped__(text)


_SHORT = 200  # characters of what is worth remembering: names and codes come again and again, texts don't


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return unmarked(text.lower().replace("ð", "d"))


def unmarked(text: str) -> str:
    """The text without diacritics, in the case that it has.

    >>> unmarked("Tỉnh ủy Đồng Tháp")
    'Tinh uy Dong Thap'
    """
    text = text.translate(_BASE)
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFD", text))


def slug(text: str, limit: int = 120) -> str:
    """An element of a URN LEX name: folded words joined by dots.

    >>> slug("Ủy ban nhân dân")
    'uy.ban.nhan.dan'
    """
    return _slug(fold(text), limit)


_TELEX = {"\u0302": "{0}{0}", "\u0306": "{0}w", "\u031b": "{0}w"}  # the marks of a vowel: â ê ô, ă, ơ ư
_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}


@lru_cache(maxsize=20_000)
def telex(text: str) -> str:
    """An element of a URN LEX name that keeps the marks of words, as Telex types them, a tone at the end of its syllable.

    For names that differ in their marks alone: Đồng Tháp has a commune Tân Thạnh and a commune Tân Thành.

    >>> telex("xã Tân Thạnh"), telex("Tân Thành"), telex("Đông Hoà") == telex("Đông Hòa"), telex("Mỹ Tho")
    ('xax.taan.thanhj', 'taan.thanhf', True, 'myx.tho')
    """
    return ".".join(map(_typed, re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())))


def _typed(word: str) -> str:
    letters, tone = "", ""
    for c in unicodedata.normalize("NFD", word.replace("đ", "dd")):
        if c in _TELEX:
            letters = letters[:-1] + _TELEX[c].format(letters[-1])
        elif c in _TONES:
            tone += _TONES[c]
        else:
            letters += c
    return "".join(c for c in letters + tone if c.isascii() and c.isalnum())


@lru_cache(maxsize=20_000)
def _slug(folded: str, limit: int) -> str:
    return ".".join(re.findall(r"[a-z0-9]+", folded))[:limit].strip(".")


def next_letter(text: str, at: int) -> str:
    """What stands first after the blanks and commas at an offset, small: a look that is cheaper than a pattern which would fail.

    >>> next_letter("Luật , Số 5", 4), next_letter("Luật.", 4), next_letter("Luật", 4)
    ('s', '.', '')
    """
    return text[at : at + 10].replace(",", " ").lstrip()[:1].lower()


def holds(text: str, words: Iterable[str], start: int, end: int) -> bool:
    """Whether one of some words stands between two offsets: a look that is cheaper than a pattern which would fail.

    >>> holds("nay bãi bỏ Luật", ("hủy", "bãi"), 4, 15), holds("nay bãi bỏ Luật", ("hủy", "bãi"), 5, 15)
    (True, False)
    """
    for word in words:  # noqa: SIM110  # a generator takes twice as long, and this is asked of every sentence
        if text.find(word, start, end) >= 0:
            return True
    return False


_BLANKS = pattern(r"\s*")


def first_word(text: str, at: int = 0) -> int:
    """Where a text begins behind an offset, after empty lines and an indent.

    >>> first_word("\\n\\n Về việc"), first_word("Luật"), first_word("")
    (3, 0, 0)
    """
    return _BLANKS.match(text, at).end()  # type: ignore[union-attr]  # it may be empty, and always matches


def wrap(text: str) -> str:
    """The text on one line: runs of white space become one blank."""
    return " ".join(text.split())


def places(text: str, words: str, at: int = 0) -> Iterator[int]:
    """Where some words stand in a text, from an offset on."""
    at = text.find(words, at)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def line_start(text: str, start: int, at: int) -> int:
    """Where the line of an offset begins, not before `start`.

    >>> line_start("a) b\\nc) d", 0, 8), line_start("a) b\\nc) d", 2, 4)
    (5, 2)
    """
    return max(start, text.rfind("\n", start, at) + 1)


def initials(words: str) -> str:
    """The first letters of words, in capitals.

    >>> initials("Bộ Chính trị"), initials("thị xã")
    ('BCT', 'TX')
    """
    return "".join(word[0] for word in words.split()).upper()


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_FIGURES = (("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


def numeral(number: int) -> str:
    """A number in Roman figures.

    >>> numeral(13), numeral(9), numeral(44)
    ('XIII', 'IX', 'XLIV')
    """
    out = ""
    for figure, value in _FIGURES:
        times, number = divmod(number, value)
        out += figure * times
    return out


def roman(text: str) -> int | None:
    """A term as people write it: "XI" or "11".

    >>> roman("XII"), roman("ix"), roman("14")
    (12, 9, 14)
    """
    if text.isdigit():
        return int(text)
    values = [_ROMAN.get(c) for c in text.upper()]
    if not values or None in values:
        return None
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-v if v < (n or 0) else v for v, n in pairs if v)


_ONES = {
    w: n
    for n, words in enumerate("nhất một mốt,nhì hai,ba,tư bốn,năm lăm,sáu,bảy bẩy,tám,chín".split(","), 1)
    for w in words.split()
}
# "nhất", "tư", "mười", "mười lăm", "hai mươi mốt", for patterns that ignore case; "mười năm 2011" is the tenth of a year.
FEW = "hai|ba|bốn|năm|sáu|bảy|tám|chín|mười"  # how many, for patterns that ignore case
_TENS = r"(?:mười|(?:hai|ba|bốn|năm)\s+mươi)"
ORDINAL = rf"(?:{_TENS}(?:\s+(?:một|mốt|hai|ba|bốn|tư|lăm|sáu|bảy|bẩy|tám|chín))?|{'|'.join(_ONES)})(?!\w)"


def ordinal(words: str) -> int | None:
    """A number in words, as those of congresses and sessions are told; None for what is none.

    >>> [ordinal(w) for w in ("nhất", "Tám", "mười", "mười lăm", "hai mươi mốt", "XI")]
    [1, 8, 10, 15, 21, None]
    """
    *tens, last = words.lower().split()
    if last in ("mười", "mươi"):
        return 10 * _ONES.get("".join(tens), 1)
    ten = ordinal(" ".join(tens)) if tens else 0
    one = _ONES.get(last)
    return None if one is None or ten is None else ten + one
