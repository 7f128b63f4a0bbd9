"""The library's face: read, extract, a collection in a folder, the map."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from kg.model import Document, Extraction, Instrument

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.lineage import Direction, Step
    from kg.results import Result
    from kg.store import BuildReport, Store


def read(*paths: str | os.PathLike[str]) -> Iterator[Document]:
    """The documents of files and folders, one at a time; a row of a register is a document.

    Raises KgError for what can't be read.

    >>> import kg
    >>> [document.format for document in kg.read("seeds")]
    ['txt', 'txt', 'txt']
    """
    from kg import readers

    for path in readers.files(paths):
        yield from readers.read(path)


def extract(document: Document | str) -> Extraction:
    """What one document says: the instruments it names, where, and their relations. A string is taken as its text.

    >>> import kg
    >>> [m.text for m in kg.extract("Căn cứ Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ").mentions]
    ['Nghị định số 42/2022/NĐ-CP ngày 24/6/2022']
    """
    from kg.extract import extract as extract_document
    from kg.readers import text

    if isinstance(document, str):
        document = text(document)
    return extract_document(document)


def render(graph: nx.MultiDiGraph[str], *, title: str = "", focus: str | None = None) -> str:
    """The map of a graph that `Collection.lineage` gives, as one HTML page that needs no network."""
    from kg.render import render as render_graph

    return render_graph(graph, title=title, focus=focus)


def open(directory: str | os.PathLike[str]) -> Collection:
    """The collection of a folder, which need not exist before documents are added.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder, kg.open(folder) as collection:
    ...     report = collection.add(["seeds"])
    ...     plan = collection.trace("KH 370")
    >>> report.documents, plan.instrument.number, [step.instrument.number for step in plan.children]
    (3, '370/KH-UBND', ['08-NQ/TU'])
    """
    return Collection(directory)


class Collection:
    """Documents in a folder and the graph made from them. An instrument is named as people type it: "KH 370", a URN.

    Every method raises KgError where nothing was added yet, and where an instrument is not found or several fit
    (`kg.find.AmbiguousError`, whose `candidates` are all of them). Use it with `with`, or call `close`.
    """

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = Path(directory)
        self._store: Store | None = None

    def __enter__(self) -> Collection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Collection({str(self.directory)!r})"

    def close(self) -> None:
        """Lets the files go; values that were read stay."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def store(self) -> Store:
        """The store behind it, with documents, texts and evidence; after `add` it is a new one."""
        from kg.store import open_store

        if self._store is None:
            self._store = open_store(self.directory)
        return self._store

    def add(
        self,
        paths: Iterable[str | os.PathLike[str]],
        *,
        prune: bool = False,
        place: str | None = None,
        jobs: int | None = None,
    ) -> BuildReport:
        """Reads files and folders into the collection; what did not change is not read again.

        `prune` drops what came from files that are gone; `place` is the province of documents that do not name theirs; `jobs`
        processes read, one for each processor unless said.
        """
        from kg.store import build

        self.close()
        return build(paths, self.directory, prune=prune, place=place, jobs=jobs)

    def instruments(self) -> Iterator[Instrument]:
        """All instruments, by id."""
        return self.store.instruments()

    def find(self, words: str, limit: int = 50) -> list[Instrument]:
        """The instruments that an ID or words fit, best first; case and diacritics do not matter."""
        from kg.find import search

        return search(self.store, words, limit)

    def trace(self, ident: str, *, down: bool = False, max_depth: int | None = None) -> Step:
        """The lineage of one instrument as a tree: up to its roots, or down to all that carries it out."""
        from kg import lineage
        from kg.find import find_one

        return lineage.trace(self.store, find_one(self.store, ident).id, down=down, max_depth=max_depth)

    def lineage(
        self, ident: str | None = None, *, direction: Direction = "both", plain: bool = False
    ) -> nx.MultiDiGraph[str]:
        """The whole collection, or one instrument's lineage, as a networkx graph (see `kg.lineage.graph`).

        With `plain` its attributes are such as `nx.write_graphml`, `write_gexf` and `write_gml` can write.
        """
        from kg import export, lineage
        from kg.find import find_one

        roots = None if ident is None else [find_one(self.store, ident).id]
        graph = lineage.graph(self.store, roots, direction=direction)
        return export.plain(graph) if plain else graph

    def query(self, text: str, params: Mapping[str, str] | None = None, *, timeout: float | None = 30.0) -> Result:
        """The answer to a SPARQL query: its text, a file, or the name of a query of `ontology/queries`.

        `params` are its values as people type them (`kg.find.values`). Iterate over the answer for rows:
        variable → pyoxigraph term.
        """
        from kg.find import values

        return self.store.query(text, bindings=values(self.store, text, params or {}), timeout=timeout)

    @property
    def rdf(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset, to read only; its default graph is the union of all."""
        return self.store.dataset
