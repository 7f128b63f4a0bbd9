"""Terms of the Party's Central Committee, from congress to congress (docs/design.md)."""

from __future__ import annotations

_BEGAN = {9: "2001-04", 10: "2006-04", 11: "2011-01", 12: "2016-01", 13: "2021-01", 14: "2026-01", 15: "2031-01"}


def term_of(date: str | None) -> int | None:
    """The term on a date; None before those that are listed.

    >>> term_of("2014-07-01"), term_of("2018-10-22")
    (11, 12)
    """
    return max((n for n, since in _BEGAN.items() if date and date >= since), default=None)


def may_be(term: int, date: str | None, year: int | None) -> bool:
    """Whether what is of a term may be of a date or a year; of the month of a congress it may be before it, or after.

    >>> may_be(13, "2017-10-25", 2017), may_be(13, None, 2022), may_be(12, "2021-01-08", 2021), may_be(12, None, None)
    (False, True, True, True)
    """
    if not date and not year:
        return True
    first, last = (date[:7], date[:7]) if date else (f"{year}-01", f"{year}-12")
    ended = _BEGAN.get(max(term + 1, min(_BEGAN)))  # terms before those that are listed ended when these began
    return last >= _BEGAN.get(term, "") and (ended is None or first <= ended)
