"""What is read, as it is told: mentions and relations in offsets of the original text, between instruments that have a meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg import prolonged, rank
from kg.lexicon import Lexicon
from kg.model import NAMED_ID, Document, Instrument, Mention, Name, Relation
from kg.normal import Normal
from kg.periods import with_period
from kg.span import DOCUMENT, Link

_LATE = 0.6  # the confidence of what a title says that is done to a later instrument


def mention(name: Name, instrument: str | None, candidates: tuple[str, ...], normal: Normal, text: str) -> Mention:
    """The mention of a name: what it means, or may mean, and where the text has it."""
    start, end = normal.span(name.start, name.end)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        type=name.type,
        form=name.form,
        instrument=instrument,
        candidates=candidates,
    )


Held = tuple[str, str, Link]  # a link with the ids of its subject and its object


def held(
    links: Sequence[Link], ids: Sequence[str | None], instruments: Mapping[str, Instrument], me: str, lex: Lexicon
) -> list[Held]:
    """The links both of whose names have a meaning: not the same one, and none that is too late."""
    found: list[Held] = []
    for link in links:
        subject = me if link.subject == DOCUMENT else ids[link.subject]
        target = ids[link.object]
        if subject is None or target is None or subject == target:
            continue
        known, other = instruments.get(subject), instruments.get(target)
        timely = rank.in_time(known, other, link.predicate)
        titled = link.rule.startswith("title")
        if not timely and not (subject == me and titled):
            continue
        if subject == me and not rank.may(known, other, link.predicate, lex, titled=titled):
            found.append((subject, target, link._replace(predicate="cites", rule="citation")))
        else:  # of a title and its own date one has a slip, and `kg check` lists it
            found.append((subject, target, link if timely else link._replace(confidence=_LATE)))
    return found


def relations(held: Sequence[Held], document: Document, normal: Normal, lex: Lexicon) -> list[Relation]:
    """The relations of a document: no citation beside a stronger reading."""
    scan = 1.0 if document.ocr is None else max(0.1, document.ocr)  # a scan is no surer than its reading
    made: dict[tuple[str, str, str, int, str | None], Relation] = {}
    explicit: set[tuple[str, str]] = set()
    for subject, target, link in sorted(held, key=lambda h: (h[2].rule.startswith("discourse"), h[2].start)):
        if link.rule.startswith("discourse") and (subject, target) in explicit:
            continue
        if link.predicate != "cites":
            explicit.add((subject, target))
        named = subject.startswith(NAMED_ID) or target.startswith(NAMED_ID)
        # A programme's period tells which one it is, and the year to which it is extended.
        over = with_period(normal.text, link.end) if named else link.end
        over = max(over, prolonged.proven(normal.text, link, target, lex))
        start, end = normal.span(link.start, over)
        quote = document.text[start:end]
        start, end = start + len(quote) - len(quote.lstrip()), end - len(quote) + len(quote.rstrip())
        made.setdefault(
            (subject, link.predicate, target, start, link.provision),
            Relation(
                subject=subject,
                predicate=link.predicate,
                object=target,
                start=start,
                end=end,
                quote=quote.strip(),
                rule=link.rule,
                confidence=round(link.confidence * scan, 2),
                provision=link.provision,
            ),
        )
    stated = {(r.subject, r.object) for r in made.values() if r.predicate != "cites"}
    kept = [r for r in made.values() if r.predicate != "cites" or (r.subject, r.object) not in stated]
    return sorted(kept, key=lambda r: (r.start, r.end, r.predicate, r.object))
