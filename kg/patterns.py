"""Regular expressions, compiled when they are first used: a text needs few of them, and all take longer than reading it."""

from __future__ import annotations

import re
from typing import Any, cast

# Tone placement at the end of a syllable: the old style (hoá, uỷ) → the new (hóa, ủy).
STYLES = {
    case(first + toned): case(marked + second)
    for first, marks, second, tones in (
        ("o", "òóỏõọ", "a", "àáảãạ"),
        ("o", "òóỏõọ", "e", "èéẻẽẹ"),
        ("u", "ùúủũụ", "y", "ỳýỷỹỵ"),
    )
    for marked, toned in zip(marks, tones, strict=True)
    for case in (str, str.capitalize, str.upper)
}


def in_both_styles(written: str) -> str:
    """A pattern in which words may have the tone marks of either style.

    >>> in_both_styles("Ủy ban")
    '(?:Ủy|Uỷ) ban'
    """
    for old, new in STYLES.items():
        if new in written:
            written = written.replace(new, f"(?:{new}|{old})")
    return written


class Later:
    """A pattern that is still to be compiled. Once it is, all that it has is found here."""

    def __init__(self, written: str, flags: int) -> None:
        self._written, self._flags = written, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # which `re` gives no pattern, and doctest asks of all that a module holds
            raise AttributeError(name)
        compiled = re.compile(in_both_styles(self._written), self._flags)
        vars(self).update((n, getattr(compiled, n)) for n in dir(compiled) if not n.startswith("__"))
        return getattr(compiled, name)


def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but that a mistake in it shows at its first use, and that words may be written in the old style.

    >>> pattern(r"[a-z]+", re.IGNORECASE).match("Luật").group(), pattern("Ủy ban").match("Uỷ ban").group()
    ('Lu', 'Uỷ ban')
    """
    return cast("re.Pattern[str]", Later(written, flags))
