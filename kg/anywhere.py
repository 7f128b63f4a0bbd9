"""Programmes that each place has: a name that tells no place, "Chương trình phát triển nhà ở tỉnh", may be of any of them."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import locality, programmes
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.text import slug

_COOPERATIVE = r"(?<!hợp\stác\s)"  # "Điều lệ hợp tác xã"
_PROVINCES = ("tỉnh", "thành phố")


@lru_cache(maxsize=4)
def _kinds(lexicon: Lexicon) -> re.Pattern[str]:
    nouns = lexicon.place_nouns(short=False)
    return re.compile(rf"{lexicon.words['each-place'].any}|.+\s{_COOPERATIVE}(?P<noun>{nouns})", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def noun(called: str, lexicon: Lexicon) -> str | None:
    """The noun of a place with which a name ends that tells none, or "" where it has none either; None for other names.

    >>> from kg.lexicon import load
    >>> noun("Chương trình phát triển nhà ở tỉnh giai đoạn 2021 - 2030", load()), noun("Quy hoạch sử dụng đất", load())
    ('tỉnh', '')
    >>> noun("Quy hoạch sử dụng đất đến năm 2030 huyện Ba Tri", load()), noun("Điều lệ Hợp tác xã", load())
    (None, None)
    """
    proper = programmes.unplaced(called, lexicon)
    m = _kinds(lexicon).fullmatch(proper) if proper else None
    return (m["noun"] or "").lower() if m else None


def place(called: str, here: str | None, level: str | None, lexicon: Lexicon) -> str | None:
    """Whose a plan is that ends with the noun of a place, in the document of a body of such a place."""
    ends = noun(called, lexicon)
    inner, *outer = locality.parts(here) or ("",)
    whole = outer[-1] if outer else inner
    found = lexicon.provinces.get(whole)
    if not ends or found is None:
        return None
    if ends in _PROVINCES and found.noun == ends:
        return whole
    kind = next((k for k in lexicon.kinds if k.label == ends), None)
    return here if outer and kind and level in kind.levels and ends not in _PROVINCES else None


def key(facts: Instrument, called: str, lexicon: Lexicon) -> str:
    """What two spellings of a programme's name must agree in, with the place that a document tells of it.

    >>> from kg.lexicon import load
    >>> key(Instrument(place="An Giang"), "Chương trình phát triển nhà ở tỉnh", load())
    'chuong.trinh.phat.trien.nha.o.tinh.an.giang'
    """
    told = programmes.name_key(called, lexicon)
    return f"{told}.{slug(locality.parts(facts.place)[0])}" if facts.place and noun(called, lexicon) else told
