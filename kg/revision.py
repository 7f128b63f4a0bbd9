"""A decision in the graph without a build: the next generation made from the current one, with the documents it concerns anew.

A decision on evidence or on an open name changes what one document says, and nothing else: the instruments of a collection
come from its texts. So the next generation is the current one (its graph by hard links, its index as a copy) with the
evidence, open names and quads of those documents written again by the functions that a build writes them with. It is swapped
in like any other. `tests/test_reviews.py` holds that it equals what a build makes.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg import decisions, generation, indexing, lexicon
from kg.catalogue import Catalogue
from kg.edges import Names
from kg.generation import Generation
from kg.index import Counts
from kg.model import Extraction, Resolution
from kg.nodes import iri
from kg.rdf import document_quads
from kg.records import Review

if TYPE_CHECKING:
    from kg.edges import Unresolved


def revise(directory: Path, catalogue: Catalogue, meta: Mapping[str, str]) -> Counts | None:
    """Makes the next generation with what the catalogue says was decided since the current one; the caller holds the lock.

    Returns None where only a build can do that: a decision concerns evidence that the current generation does not hold, or an
    instrument that comes into the collection with it, or may leave it.
    """
    with contextlib.closing(Generation(directory)) as now:
        before = [Review(**r) for r in json.loads(now.meta("decided"))]
        after = catalogue.decisions()
        documents = _concerned(now, {*before} ^ {*after})
        if documents is None or _of_catalogue(now, {*before} - {*after}, {*after} - {*before}):
            return None
        counts = now.counts()
        with generation.following(directory) as work:
            shutil.copyfile(now.path / generation.INDEX, work / generation.INDEX)
            with contextlib.closing(sqlite3.connect(work / generation.INDEX)) as db:
                db.execute("PRAGMA synchronous = OFF")
                pairs = [(_names(now, catalogue, d, before), _names(now, catalogue, d, after)) for d in documents]
                for _, new in pairs:
                    indexing.replace(db, new.names, new.unresolved)
                counts = _counted(counts, pairs)
                counts = replace(counts, quads=counts.quads + _rewrite_graph(now.rdf, work / generation.RDF, pairs))
                generation.note(db, counts, after, meta)
        return counts


def _concerned(now: Generation, changed: Iterable[Review]) -> list[str] | None:
    """The documents that decisions concern, in order; None where that of some evidence can't be told."""
    found = set()
    for r in changed:
        document = now.proven(r.evidence) if r.evidence else r.document
        if document is None:
            return None
        if now.document(document):  # else it waits
            found.add(document)
    return sorted(found)


def _of_catalogue(now: Generation, gone: Iterable[Review], new: Iterable[Review]) -> bool:
    """Whether what was accepted, or no longer is, is an instrument that the collection may have from the catalogue alone."""
    listed = set(map(iri, lexicon.load().catalogue))
    taken = any(r.status == "accepted" and r.instrument in listed for r in gone)
    return taken or any(
        r.status == "accepted" and r.instrument in listed and not now.resolved(r.instrument) for r in new
    )


class _Said:
    """What one document says with the decisions of one time."""

    def __init__(
        self, extraction: Extraction, sources: tuple[str, ...], resolution: Resolution, decided: Sequence[Review]
    ):
        applied = decisions.applied(resolution, decided)
        self.names = Names(extraction, applied, sources[0], decisions.statuses(decided))
        self.sources = sources
        self.unresolved: list[Unresolved] = list(self.names.unresolved())
        self.mentions = generation.named(self.names, self.unresolved)
        self.relations = Counter(e.predicate for e in self.names.edges)

    def quads(self) -> str:
        return "".join(document_quads(self.names, self.sources, self.unresolved))


def _names(now: Generation, catalogue: Catalogue, document: str, decided: Sequence[Review]) -> _Said:
    rows = now.sources(document)
    extraction = catalogue.extraction(document, rows[0].fingerprint)
    assert extraction is not None, "the catalogue keeps what the generations in use were made from"
    sources = tuple(sorted(r.source for r in rows))
    concerning = [r for r in decided if r.evidence or r.document == document]
    return _Said(extraction, sources, _rules(now, extraction, concerning), concerning)


def _rules(now: Generation, extraction: Extraction, decided: Iterable[Review]) -> Resolution:
    """That part of what the rules made of the collection which concerns one document."""
    document = extraction.document.id
    settled = {(document, s.local): replace(s, document=document) for s in now.settled(iri(document))}
    ids = {*extraction.instruments, *(r.instrument for r in decided)}
    ids |= {i for m in extraction.mentions for i in (m.instrument, *m.candidates) if i}
    ids |= {i for r in extraction.relations for i in (r.subject, r.object)}
    ids |= {i for s in settled.values() for i in (s.instrument, *s.candidates) if i}
    known = {i: found for i in ids if i and not i.startswith("_:") and (found := now.resolved(iri(i)))}
    return Resolution(instruments=known, settled=settled)


def _counted(counts: Counts, pairs: Iterable[tuple[_Said, _Said]]) -> Counts:
    mentions, relations = Counter(counts.mentions), Counter(counts.relations)
    for old, new in pairs:
        mentions.subtract(old.mentions)
        mentions.update(new.mentions)
        relations.subtract(old.relations)
        relations.update(new.relations)
    return replace(
        counts,
        mentions={k: mentions[k] for k in counts.mentions},
        relations={k: n for k, n in sorted(relations.items()) if n},
    )


def _rewrite_graph(old: Path, new: Path, pairs: Sequence[tuple[_Said, _Said]]) -> int:
    """The graph of the next generation, and by how many quads it is longer.

    A backup of Oxigraph shares the files of its tables, which are never written again.
    """
    import pyoxigraph as ox

    ox.Store.read_only(str(old)).backup(str(new))
    store = ox.Store(str(new))
    longer = 0
    for before, after in pairs:
        graph = ox.NamedNode(after.names.document)
        quads = list(ox.parse(after.quads().encode(), format=ox.RdfFormat.N_QUADS))
        store.remove_graph(graph)
        store.extend(quads)
        longer += len(quads) - before.quads().count("\n")
    store.flush()
    return longer
