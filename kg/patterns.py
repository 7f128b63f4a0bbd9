"""Regular expressions, compiled when they are first used: a text needs few of them, and all take longer than reading it."""

from __future__ import annotations

import re
from typing import Any, cast


class Later:
    """A pattern that is still to be compiled. Once it is, all that it has is found here."""

    def __init__(self, written: str, flags: int) -> None:
        self._written, self._flags = written, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._written, self._flags)
        vars(self).update((n, getattr(compiled, n)) for n in dir(compiled) if not n.startswith("__"))
        return getattr(compiled, name)


def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, but that a mistake in it shows at its first use.

    >>> pattern(r"[a-z]+", re.IGNORECASE).match("Luật").group()
    'Lu'
    """
    return cast("re.Pattern[str]", Later(written, flags))
