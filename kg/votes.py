"""What the names of one instrument tell of it together: for each fact the value that they tell most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from kg import identity, organs, whose
from kg.lexicon import Lexicon
from kg.model import Instrument

_VALUES = attrgetter(*identity.FACTS)


def of_names(key: str, values: Sequence[Instrument], lex: Lexicon, *, own: bool) -> Instrument:
    """One instrument of all that its names tell: for each field the value told most often, the first of equals.

    The title of what the catalogue lists is the catalogue's, whatever others than its `own` text say that it is about.
    """
    told = Counter(values)  # most names tell the same as others
    merged = _most(key, told, lex) if len(told) > 1 or values[0].id != key else values[0]
    listed = next((c for c in lex.numbered(merged.number) if c.id == key), None)
    if listed and listed.title and not own:
        merged = replace(merged, title=listed.title)
    if listed and listed.issuer and whose.whole(merged.issuer, lex) and not own:
        merged = replace(merged, issuer=listed.issuer)
    return identity.merge(merged, listed) if listed else merged


def _most(key: str, told: Mapping[Instrument, int], lex: Lexicon) -> Instrument:
    """What is told most often of each fact, by what the names tell and how many of them do."""
    chosen: dict[str, Any] = {}
    for f, column in zip(identity.FACTS, zip(*map(_VALUES, told), strict=True), strict=True):
        values = dict.fromkeys(column)
        values.pop(None, None)
        if f == "issuer" and len(values) > 1 and (number := chosen.get("number")):
            told_by_words = organs.told_better(number, chosen.get("type"), values, lex)
            values = {v: None for v in values if v in told_by_words} or values
            values = {v: None for v in values if not whose.whole(v, lex)} or values
        if f == "date" and len(values) > 1:
            values = dict.fromkeys(identity.days_of_their_year(told)) or values
        if f in ("title", "name") and len(values) > 1:  # a heading's capitals are no spelling
            values = {v: None for v in values if not v.isupper()} or values
        if len(values) > 1:
            counts: Counter[Any] = Counter()
            for value, times in zip(column, told.values(), strict=True):
                counts[value] += times
            chosen[f] = max(values, key=lambda v: (counts[v], len(str(v)) if f in ("title", "name") else 0))
        elif values:
            (chosen[f],) = values
    return Instrument(id=key, **chosen)
