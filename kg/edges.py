"""What one document says, as the graph holds it: its relations with their evidence, and the names in it that stay open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kg.model import EVIDENCE_ID, Extraction, Instrument, Relation, Resolution
from kg.nodes import digest, iri, label, name_iri
from kg.text import wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation as the graph holds it, with its evidence. `start` and `end` count characters, `page` counts from 1."""

    subject: str  # IRI of an instrument, of a name that is open, or of a document that is no instrument
    predicate: str  # local name: implements
    object: str
    start: int
    end: int
    page: int | None
    quote: str
    rule: str
    confidence: float
    provision: str | None
    status: str  # unreviewed, accepted, rejected
    document: str
    source: str
    evidence: str = ""  # IRI of the evidence node


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name in one document that could not be settled. `facts` is what the words tell; `start` is where they stand first;
    `reason` is the notation of a kg:Reason.
    """

    id: str
    document: str
    source: str
    local: str
    label: str
    facts: Instrument
    candidates: tuple[str, ...]
    reason: str
    start: int | None
    end: int | None


class Names:
    """What the ids of one document stand for in the graph, and its edges and open names."""

    def __init__(self, extraction: Extraction, resolution: Resolution, source: str, reviews: Mapping[str, str]) -> None:
        self.extraction, self.resolution, self.source = extraction, resolution, source
        self.document = iri(extraction.document.id)
        self._nodes: dict[str, str] = {}
        self._open: dict[str, str] = {}  # local id → IRI, in the order of their first use
        self.mentioned = self._mentioned()
        self.embodied = None if extraction.instrument is None else self.node(extraction.instrument)
        self.edges = self._edges(reviews)

    def node(self, local: str) -> str:
        """The IRI of an id: the collection's instrument, else a name that is open in this document."""
        found = self._nodes.get(local)
        if found is None:
            document = self.extraction.document.id
            identity = self.resolution.identity(document, local)
            if local == document:
                found = self.document
            elif identity is not None:
                found = iri(identity)
            else:
                found = self._open[local] = name_iri(document, local)
            self._nodes[local] = found
        return found

    def renamed(self) -> list[tuple[str, str, str]]:
        """(document, id in the document, IRI) where the two differ."""
        return [(self.document, local, node) for local, node in self._nodes.items() if local != node]

    def _mentioned(self) -> dict[str, None]:
        """The IRIs of all that the text names, in the order of the text."""
        nodes: dict[str, None] = {}
        for m in self.extraction.mentions:
            nodes[self.node(m.meant)] = None
        return nodes

    def _edges(self, reviews: Mapping[str, str]) -> list[Edge]:
        pages = self.extraction.document.pages
        found = {}
        for r in self.extraction.relations:
            subject, target = self.node(r.subject), self.node(r.object)
            evidence = self._evidence(r, subject, target)
            status = reviews.get(evidence)
            if status is None and reviews and (self._told_so(r.subject) or self._told_so(r.object)):
                # What was reviewed while a name was open, or stood for itself, holds when more is known of it.
                for of in (self._unsettled, self._alone):
                    status = status or reviews.get(self._evidence(r, of(r.subject), of(r.object)))
            found[evidence] = Edge(
                subject=subject,
                predicate=r.predicate,
                object=target,
                start=r.start,
                end=r.end,
                page=None if pages is None else max(1, bisect_right(pages, r.start)),
                quote=r.quote,
                rule=r.rule,
                confidence=r.confidence,
                provision=r.provision,
                status=status or "unreviewed",
                document=self.document,
                source=self.source,
                evidence=evidence,
            )
        return list(found.values())

    def _evidence(self, r: Relation, subject: str, target: str) -> str:
        # One quote may tell the same of two parts: "sửa đổi khoản 1, bổ sung khoản 3 Điều 7 của …".
        part = (r.provision,) if r.provision else ()
        return f"{EVIDENCE_ID}{digest(subject, r.predicate, target, self.document, r.start, r.end, r.rule, *part)}"

    def _told_so(self, local: str) -> bool:
        """Whether the collection tells what an id of the document stands for."""
        return local[:2] == "_:" or (self.extraction.document.id, local) in self.resolution.settled

    def _unsettled(self, local: str) -> str:
        return name_iri(self.extraction.document.id, local) if self._told_so(local) else self.node(local)

    def _alone(self, local: str) -> str:
        return self.node(local) if local[:2] == "_:" else iri(local)

    def unresolved(self) -> Iterator[Unresolved]:
        """The names of this document that stay open."""
        first = {}
        for m in reversed(self.extraction.mentions):
            first[m.meant] = m
        for local, node in self._open.items():
            settled = self.resolution.settled.get((self.extraction.document.id, local))
            mention = first.get(local)
            facts = self.extraction.instruments.get(local) or Instrument(type=mention.type if mention else None)
            candidates = settled.candidates if settled else mention.candidates if mention else ()
            yield Unresolved(
                id=node,
                document=self.document,
                source=self.source,
                local=local,
                label=wrap(mention.text) if mention else label(facts),
                facts=replace(facts, id=node),
                # A candidate is an instrument of the collection, or another id of this document.
                candidates=tuple(dict.fromkeys(self._candidate(c) for c in candidates)),
                reason=settled.reason if settled else "points-back",
                start=mention.start if mention else None,
                end=mention.end if mention else None,
            )

    def _candidate(self, ident: str) -> str:
        identity = self.resolution.identity(self.extraction.document.id, ident)
        if identity is not None:
            return iri(identity)
        return name_iri(self.extraction.document.id, ident) if ident.startswith("_:") else iri(ident)
