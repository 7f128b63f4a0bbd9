"""A collection on disk, open to read: one consistent generation of it, as facts and as RDF.

A directory holds the catalogue (`kg.catalogue`: what was read) and generations of the graph made from it (`kg.generation`);
`kg.ingest` builds them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from kg.catalogue import Catalogue
from kg.generation import Conflict, Counts, Generation
from kg.ingest import BuildReport, build
from kg.model import Extraction, Failure, Instrument, KgError
from kg.rdf import PREFIXES, Edge, Unresolved
from kg.records import Review, Row

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib

    from kg.queries import Term
    from kg.results import Result
    from kg.sparql import Engine

__all__ = ["BuildReport", "Conflict", "Counts", "Edge", "Row", "Store", "Unresolved", "build", "open_store"]


def open_store(directory: str | os.PathLike[str]) -> Store:
    """Opens a collection to read. Raises KgError where there is none."""
    return Store(Path(directory))


class Store:
    """One consistent generation of a collection, to read; it stays what it is while builds go on. Use it with `with`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._generation = Generation(directory)
        self._index = self._generation.index
        self._catalogue = Catalogue(directory)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the files go; values that were read stay."""
        if "engine" in self.__dict__:
            self.engine.close()
        self._generation.close()
        self._catalogue.close()

    def counts(self) -> Counts:
        """What the collection holds."""
        return self._index.counts()

    def documents(self, *, offset: int = 0, limit: int = -1) -> list[Row]:
        """The documents, by source; or as many from an offset."""
        return self._index.documents(offset=offset, limit=limit)

    def document(self, ident: str) -> Row | None:
        """The document of an id."""
        return self._index.document(ident)

    def texts(self, instrument: str) -> list[Row]:
        """The documents that are the text of an instrument, by its IRI."""
        return self._index.texts(instrument)

    def text(self, document: str) -> str:
        """The text of a document, by its id. Raises KgError for one that is not here."""
        return found if (found := self._catalogue.text(document)) is not None else self._missing(document)

    def extraction(self, document: str) -> Extraction:
        """What was read in a document, by its id. Raises KgError for one that is not here."""
        found = self._catalogue.extraction(document, row.fingerprint if (row := self._index.document(document)) else "")
        return found or self._missing(document)

    def _missing(self, document: str) -> NoReturn:
        raise KgError(f"There is no document {document} in {self.directory}.")

    def instrument(self, ident: str) -> Instrument | None:
        """An instrument, or a name that is open, by its IRI."""
        return self._index.instrument(ident)

    def instruments(self) -> Iterator[Instrument]:
        """All instruments, by IRI; names that are open are in `unresolved`."""
        return self._index.instruments()

    def listed(
        self, filters: Mapping[str, str], *, offset: int = 0, limit: int = -1
    ) -> tuple[int, Iterator[Instrument]]:
        """How many instruments have these values in level, branch, type, place, year ("" where it is not known), and those
        (or as many from an offset), the latest first."""
        return self._index.listed(filters, offset=offset, limit=limit)

    def tallies(self) -> dict[str, dict[str, int]]:
        """How many instruments there are by level, branch, type, place and year; "" where it is not known."""
        return self._index.tallies()

    def search(self, words: str, limit: int = 20, *, opened: bool = False) -> list[Instrument]:
        """Instruments (or open names) that have all words in number, name, title, type, issuer or place, best first.

        Diacritics do not matter, and the last word may be the start of one."""
        return self._index.search(words, limit, opened=opened)

    def numbered(
        self, ordinal: str, words: Iterable[str] | None, limit: int, *, opened: bool = False
    ) -> list[Instrument]:
        """Instruments (or open names) whose number has an ordinal, and which have all words: see `Index.numbered`."""
        return self._index.numbered(ordinal, words, limit, opened=opened)

    def edges(
        self, subject: str | None = None, object: str | None = None, document: str | None = None
    ) -> Iterator[Edge]:
        """The evidence of relations: from a subject, to an object, in a document, or all."""
        return self._index.edges(subject=subject, object=object, document=document)

    def edge(self, evidence: str) -> Edge | None:
        """A piece of evidence, by its IRI."""
        return self._index.edge(evidence)

    def unresolved(self, *, offset: int = 0, limit: int = -1) -> list[Unresolved]:
        """The names that could not be settled, by source and place; or as many from an offset."""
        return self._index.unresolved(offset=offset, limit=limit)

    def name(self, ident: str) -> Unresolved | None:
        """A name that could not be settled, by its IRI."""
        return self._index.name(ident)

    def opened(self) -> int:
        """How many names could not be settled."""
        return self._index.opened()

    def nodes(self, document: str) -> dict[str, str]:
        """What a document's own ids stand for in the graph, where that is another IRI."""
        return self._index.nodes(document)

    def reviews(self) -> list[Review]:
        """What people decided up to now, the latest first; it is in the graph after the next build."""
        return self._catalogue.decisions()

    def conflicts(self, instrument: str | None = None) -> list[Conflict]:
        """Where documents disagree on an instrument, or on any."""
        return self._index.conflicts(instrument)

    def columns(self, fields: Iterable[str], where: str = "") -> list[tuple[Any, ...]]:
        """Counts of instruments by fields: see `Index.columns`."""
        return self._index.columns(fields, where)

    def failures(self) -> list[Failure]:
        """The files that could not be read by the last build."""
        return self._catalogue.failures()

    @cached_property
    def graph(self) -> ox.Store:
        """The graph, opened to read only. Query it with `use_default_graph_as_union=True`, or through `query`."""
        import pyoxigraph as ox

        return ox.Store.read_only(str(self._generation.rdf))

    @cached_property
    def engine(self) -> Engine:
        """The process that answers queries of this graph."""
        from kg.sparql import Engine

        return Engine(self._generation.rdf)

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The same graph for rdflib, to read only, with the union of all graphs as its default graph."""
        import rdflib
        from oxrdflib import OxigraphStore

        class ReadOnly(OxigraphStore):
            """The store for reading: rdflib announces each graph that is asked for, and here there is nothing to add."""

            def add_graph(self, graph: rdflib.Graph) -> None: ...

        found = rdflib.Dataset(ReadOnly(store=self.graph), default_union=True)
        for prefix, namespace in PREFIXES.items():
            found.bind(prefix, namespace)
        return found

    def query(
        self,
        query: str,
        *,
        bindings: Mapping[str, str | Term] | None = None,
        timeout: float | None = 30.0,
        limit: int | None = None,
    ) -> Result:
        """Answers a SPARQL query: see `kg.sparql.run`."""
        from kg.sparql import run

        return run(self, query, bindings=bindings, timeout=timeout, limit=limit)
