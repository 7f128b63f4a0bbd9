"""What people decided on open names, applied to what the rules made of a collection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg import lexicon
from kg.model import Resolution, Settled
from kg.nodes import iri
from kg.records import Review


def applied(resolution: Resolution, reviews: Iterable[Review]) -> Resolution:
    """The resolution with accepted candidates settled and rejected ones left out.

    A decision waits while its document is not in the collection, or its instrument neither there nor in the catalogue. A name
    with one candidate left stays open: nothing is guessed. Decisions on evidence are not looked at.
    """
    choices: dict[tuple[str, str], list[Review]] = {}
    for r in reviews:
        if not r.evidence:
            choices.setdefault((r.document, r.local), []).append(r)
    if not choices:
        return resolution
    listed = lexicon.load().catalogue
    known = {iri(i): i for i in (*listed, *resolution.instruments)}
    instruments = dict(resolution.instruments)
    settled = dict(resolution.settled)
    for (document, local), decided in choices.items():
        if local in resolution.instruments and (document, local) not in settled:
            continue
        found = settled.get((document, local)) or Settled(document=document, local=local, instrument=None)
        rejected = {known.get(r.instrument, r.instrument) for r in decided if r.status == "rejected"}
        accepted = [known[r.instrument] for r in decided if r.status == "accepted" and r.instrument in known]
        found = replace(found, candidates=tuple(c for c in found.candidates if c not in rejected))
        if accepted:
            if accepted[0] not in instruments:
                instruments[accepted[0]] = listed[accepted[0]]
            found = replace(found, instrument=accepted[0], reason="accepted", confidence=1.0)
        elif found.instrument in rejected:
            found = replace(found, instrument=None, reason="rejected", confidence=1.0)
        settled[document, local] = found
    return replace(resolution, instruments=dict(sorted(instruments.items())), settled=settled)


def statuses(reviews: Iterable[Review]) -> dict[str, str]:
    """What was decided on evidence: its IRI → accepted or rejected."""
    return {r.evidence: r.status for r in reviews if r.evidence}
