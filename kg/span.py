"""What the readers of relations work on and give: sentences with their names, and links between names by index."""

from __future__ import annotations

from typing import NamedTuple

DOCUMENT = -1  # the subject that is the document itself
ENDS = frozenset({"replaces", "repeals"})  # the whole of an instrument, where no provision of it is named
STOPS = ENDS | {"suspends"}  # after which it is not in force, for good or for a time
REVISES = frozenset({"amends", "corrects"})  # after which it is not as it was
ALTERS = ENDS | {"amends"}  # what may be told of one part of an instrument and of another
CHANGES = STOPS | REVISES  # what an effect clause does to another instrument: all that leaves it otherwise than it was


class Link(NamedTuple):
    """A relation between two names, by their index in the list of names; offsets are of the normal text."""

    subject: int
    predicate: str
    object: int
    start: int
    end: int
    rule: str
    confidence: float
    provision: str | None = None


class Sentence(NamedTuple):
    """Names `first` to `last` (excluded) of one sentence; `title`: it stands in the document's title."""

    first: int
    last: int
    start: int
    end: int
    title: bool
    lead: bool = False  # it stands in the opening of an instrument, before its first article or section
    preamble: bool = True  # it stands before the first article, where the text has articles
    decides: bool = False  # it is the title of a decision
    reports: bool = False  # it is the title of a report
    proposes: bool = False  # it is the title of what only proposes
    kind: str | None = None  # the type of the document
