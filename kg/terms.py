"""Terms of the Party's Central Committee and of the National Assembly, as `ontology/terms.ttl` tells when each began."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.model import Instrument

COMMITTEE, ASSEMBLY = "Ban Chấp hành Trung ương", "Quốc hội"
_YEARS = 5  # that a term lasts


def may_be(term: int, date: str | None, year: int | None, lexicon: Lexicon) -> bool:
    """Whether what is of a Party's term may be of a date or a year; of the month of a congress it may be before it, or after.

    >>> from kg.lexicon import load
    >>> [may_be(*what, load()) for what in ((13, "2017-10-25", 2017), (13, None, 2022), (12, "2021-01-08", 2021), (12, None, None))]
    [False, True, True, True]
    """
    if not date and not year:
        return True
    first, last = (date[:7], date[:7]) if date else (f"{year}-01", f"{year}-12")
    began = lexicon.terms[COMMITTEE]
    ended = began.get(max(term + 1, min(began)))  # terms before those that are listed ended when these began
    return last >= began.get(term, "") and (ended is None or first <= ended)


def begin(i: Instrument, lexicon: Lexicon) -> str:
    """The month in which the term of a central instrument of the Party began, empty where it tells none that is listed."""
    central = i.term and i.branch == "party" and i.level == "central"
    return lexicon.terms[COMMITTEE].get(i.term or 0, "") if central else ""


def of_assembly(year: int, lexicon: Lexicon) -> list[int]:
    """The terms of the National Assembly that a year may be of, the latest first: two in the year of an election.

    >>> from kg.lexicon import load
    >>> of_assembly(2018, load()), of_assembly(2021, load())
    ([14], [15, 14])
    """
    began = ((n, int(since[:4])) for n, since in lexicon.terms[ASSEMBLY].items())
    return sorted((n for n, first in began if first <= year <= first + _YEARS), reverse=True)
