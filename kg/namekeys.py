"""The keys of programmes' names: what two spellings agree in; names that each place has, "Chương trình phát triển nhà ở tỉnh"."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import locality
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.periods import PERIOD, with_period
from kg.text import fold, slug

_ALSO = pattern(  # "… – OCOP": the name in short, by its letters no word
    r"\s?[-(]\s?(?:(?=[^\W\d_]{3,8}\)?$)[A-ZĐ]{3,8}|(?=[a-z]{2,5}\)?$)(?:[bcdghklmnpqrstvx]+|[a-z]*[aeiouy][bcdghklmnpqrstvx]+[aeiouy][a-z]*))\)?$"
)
_COOPERATIVE = r"(?<!hợp\stác\s)"  # "Điều lệ hợp tác xã"
_PROVINCES = ("tỉnh", "thành phố")


@lru_cache(maxsize=4)
def _kinds(lexicon: Lexicon) -> re.Pattern[str]:
    nouns = lexicon.place_nouns(short=False)
    return re.compile(rf".+\s{_COOPERATIVE}({nouns})", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def noun(called: str, lexicon: Lexicon) -> str | None:
    """The noun of a place with which a name ends that tells none; None for other names.

    >>> from kg.lexicon import load
    >>> noun("Chương trình phát triển nhà ở tỉnh giai đoạn 2021 - 2030", load())
    'tỉnh'
    >>> noun("Quy hoạch sử dụng đất đến năm 2030 huyện Ba Tri", load()), noun("Điều lệ Hợp tác xã", load())
    (None, None)
    """
    proper = _unplaced(called, lexicon)
    m = _kinds(lexicon).fullmatch(proper) if proper else None
    return m[1].lower() if m else None


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
    told = name_key(called, lexicon)
    return f"{told}.{slug(locality.parts(facts.place)[0])}" if facts.place and noun(called, lexicon) else told


@lru_cache(maxsize=4)
def _any_place(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s{lexicon.place_nouns()}\s.*", re.IGNORECASE)


def name_key(name: str, lexicon: Lexicon) -> str:
    """What two spellings of a programme's name must agree in: folded words, without the period, quotes and what it is in short.

    >>> from kg.lexicon import load
    >>> name_key("Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030", load())
    'chuong.trinh.chuyen.doi.so.quoc.gia'
    >>> [name_key(f"Quy hoạch sử dụng đất {where}", load()) for where in ("đến năm 2030 huyện Ba Tri", "huyện Ba Tri")]
    ['quy.hoach.su.dung.dat.huyen.ba.tri', 'quy.hoach.su.dung.dat.huyen.ba.tri']
    """
    proper, place = _parts(name, lexicon)
    return ".".join(re.findall(r"[a-z0-9]+", fold(proper + place)))


def _unplaced(name: str, lexicon: Lexicon) -> str | None:
    """A programme's name without its period, where it tells no place behind that."""
    proper, place = _parts(name, lexicon)
    return None if place else proper.rstrip(" ,")


def _parts(name: str, lexicon: Lexicon) -> tuple[str, str]:
    """A name up to its period, without what it is in short, and the place behind the period."""
    m = PERIOD.search(name)
    place = _any_place(lexicon).match(name, with_period(name, m.start())) if m else None
    return _ALSO.sub("", name[: m.start()] if m else name), place.group() if place else ""
