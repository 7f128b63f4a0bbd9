"""The sentences that hold names, and where each stands in its document: in the title, in the opening, in the preamble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg import announcements
from kg.caption import FIRST_ARTICLE
from kg.header import Header
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import Sentences
from kg.span import Sentence
from kg.text import first_word

# Where the title of a text without letterhead ends at the latest: at the brackets of an annex, the head of a table, an empty line.
_TITLE_OVER = pattern(r"\n(?=\(|(?:S?TT|Số TT)\b|\s*\n)")
_STOPS = (".", ";", ":", "!", "?", "…")
_LONG_TITLE = 2000  # characters; one that is longer, such as a register's row may hold, is read sentence by sentence


def sentences(
    text: str, names: Sequence[Name], within: Sentences, head: Header, kind: str | None, lex: Lexicon
) -> list[Sentence]:
    """The sentences that hold names, in a document of a type. The title's is cut at its end."""
    title = _title(text, within, head)
    runs = _runs(names, within, title)
    # The preamble of what has no articles ends at its first section; a text that is no instrument may be a piece of a preamble.
    whole = head.opening if head.is_instrument else len(text)
    articles = article.start() if (article := FIRST_ARTICLE.search(text)) else whole
    ends = [r.first for r in runs[1:]] + [len(names)] * bool(runs)
    return [
        Sentence(
            first=first,
            last=last,
            start=start,
            end=end,
            title=titled,
            lead=head.is_instrument
            and (
                head.body <= names[first].start < head.opening
                or (not titled and announcements.leads(text, start, end, head.facts.issuer, lex))
            ),
            preamble=names[first].start < articles,
            decides=titled and kind == "Quyết định",
            reports=titled and kind == "Báo cáo",
            proposes=titled and kind != "Báo cáo" and kind in lex.having["proposing"],
            kind=kind,
        )
        for (first, start, end, titled), last in zip(runs, ends, strict=True)
    ]


def _title(text: str, within: Sentences, head: Header) -> tuple[int, int]:
    """Where the title stands; of a text without one, the first line, if it is no sentence."""
    if head.title[0] < head.title[1]:
        return head.title
    begin = first_word(text)
    end = within.bounds(begin)[1]
    if text[begin:end].rstrip()[-1:] in _STOPS:
        return 0, 0
    over = _TITLE_OVER.search(text, begin, end)
    return (0, over.start()) if over else (begin, end)


class _Run(NamedTuple):
    """A sentence from its first name on, and whether that stands in the title."""

    first: int
    start: int
    end: int
    titled: bool


def _runs(names: Sequence[Name], within: Sentences, title: tuple[int, int]) -> list[_Run]:
    """The sentences of names. A long title is read sentence by sentence; what begins in it goes on where it ends."""
    runs: list[_Run] = []
    short = title[1] - title[0] < _LONG_TITLE
    sentence = (0, 0)
    for i, n in enumerate(names):
        if not sentence[0] <= n.start < sentence[1]:
            sentence = within.bounds(n.start)
        elif runs and not runs[-1].titled and runs[-1].start >= title[1]:
            continue  # in the sentence of the name before
        start, end = sentence
        titled = title[0] <= n.start < title[1]
        if titled:
            start, end = title if short else (max(start, title[0]), min(end, title[1]))
        elif start < title[1] <= n.start:
            start = title[1]
        if not runs or runs[-1].start != start or runs[-1].titled != titled:
            runs.append(_Run(i, start, end, titled))
    return runs
