"""A collection on disk, open to read: one consistent generation of it, as facts and as RDF.

A directory holds the catalogue (`kg.catalogue`: what was read) and generations of the graph made from it (`kg.generation`);
`kg.ingest` builds them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from kg.catalogue import Catalogue
from kg.edges import Edge, Unresolved
from kg.generation import Generation
from kg.index import Conflict, Counts
from kg.ingest import BuildReport, build
from kg.model import Extraction, Failure, KgError
from kg.nodes import PREFIXES
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


class Store(Generation):
    """One consistent generation of a collection, to read; it stays what it is while builds go on. Use it with `with`.

    What it lists and finds is told by `kg.index.Index`.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.directory = directory
        self._catalogue = Catalogue(directory)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the files go; values that were read stay."""
        if "engine" in self.__dict__:
            self.engine.close()
        super().close()
        self._catalogue.close()

    def text(self, document: str) -> str:
        """The text of a document, by its id. Raises KgError for one that is not here."""
        return found if (found := self._catalogue.text(document)) is not None else self._missing(document)

    def extraction(self, document: str) -> Extraction:
        """What was read in a document, by its id. Raises KgError for one that is not here."""
        found = self._catalogue.extraction(document, row.fingerprint if (row := self.document(document)) else "")
        return found or self._missing(document)

    def _missing(self, document: str) -> NoReturn:
        raise KgError(f"There is no document {document} in {self.directory}.")

    def reviews(self, *, offset: int = 0, limit: int = -1) -> list[Review]:
        """What people decided up to now, the latest first (or as many from an offset); it is in the graph after the next build."""
        return self._catalogue.decisions(offset=offset, limit=limit)

    def reviewed(self) -> int:
        """How many decisions there are now."""
        return self._catalogue.decided()

    def decided(self, evidence: str) -> Review | None:
        """What was decided on some evidence, by its IRI."""
        return next(iter(self._catalogue.decisions(evidence=evidence)), None)

    def choices(self, document: str, local: str) -> list[Review]:
        """What was decided on a name of a document, by its id there: on each instrument that it may mean."""
        return self._catalogue.decisions(document=document, local=local)

    def left(self) -> dict[str, dict[str, int]]:
        """How many files of each suffix the folders of the collection hold that nothing reads: folder, as it was given → counts."""
        return self._catalogue.left()

    def failures(self) -> list[Failure]:
        """The files that could not be read by the last build."""
        return self._catalogue.failures()

    @cached_property
    def graph(self) -> ox.Store:
        """The graph, opened to read only. Query it with `use_default_graph_as_union=True`, or through `query`."""
        return self.read_graph()

    @cached_property
    def engine(self) -> Engine:
        """The process that answers queries of this graph."""
        from kg.sparql import Engine

        return Engine(self.rdf)

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
