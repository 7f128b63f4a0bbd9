"""The part of a store that lineage and finding ask, over plain lists."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

from kg import indexing
from kg.edges import Edge, Unresolved
from kg.index import Index
from kg.model import Instrument


class FakeStore:
    """The part of a store that lineage asks, over plain lists."""

    directory = "a-store"

    def __init__(
        self,
        instruments: list[Instrument],
        edges: list[Edge] = (),
        candidates: dict[str, tuple[str, ...]] | None = None,
    ):
        self._instruments = {i.id: i for i in instruments}
        self._edges = list(edges)
        self._candidates = candidates or {}

    def settled(self, document: str) -> list:
        return []

    def reviewed(self) -> int:
        return 0

    def instrument(self, ident: str) -> Instrument | None:
        return self._instruments.get(ident)

    def instruments(self) -> Iterator[Instrument]:
        return (i for i in self._instruments.values() if not i.id.startswith("urn:kg:name:"))

    @cached_property
    def _index(self) -> Index:
        """The real index over the same, for what people type."""
        folder = tempfile.TemporaryDirectory()
        weakref.finalize(self, folder.cleanup)
        path = Path(folder.name) / "index.sqlite3"
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.executescript(indexing.SCHEMA)
            indexing.add_instruments(db, list(self.instruments()))
            indexing.add(db, SimpleNamespace(edges=[], renamed=list), self.unresolved())
            db.executescript(indexing.INDEXES)
            db.commit()
        return Index(path)

    def search(self, words: str, limit: int, *, opened: bool = False) -> list[Instrument]:
        return self._own(self._index.search(words, limit, opened=opened))

    def numbered(self, ordinal: str, words: list[str] | None, limit: int, *, opened: bool = False) -> list[Instrument]:
        return self._own(self._index.numbered(ordinal, words, limit, opened=opened))

    def _own(self, found: list[Instrument]) -> list[Instrument]:
        """The same by the short ids of these tests."""
        return [self._instruments[i.id.removeprefix("urn:kg:id:")] for i in found]

    def edges(self, subject: str | None = None, object: str | None = None) -> Iterator[Edge]:
        return (e for e in self._edges if subject in (None, e.subject) and object in (None, e.object))

    def days(self, idents: Iterable[str]) -> dict[str, str]:
        found = {i: self._instruments[i] for i in idents if i in self._instruments}
        return {ident: i.date or str(i.year or "") for ident, i in found.items()}

    def unresolved(self) -> list[Unresolved]:
        names = [i for i in self._instruments.values() if i.id.startswith("urn:kg:name:")]
        told = {"document": "", "source": "", "local": "", "label": "", "reason": "", "start": None, "end": None}
        return [Unresolved(id=i.id, facts=i, candidates=self._candidates.get(i.id, ()), **told) for i in names]

    def name(self, ident: str) -> Unresolved | None:
        return next((u for u in self.unresolved() if u.id == ident), None)


def instrument(
    ident: str, number: str | None = None, kind: str | None = None, date: str | None = None, **more
) -> Instrument:
    return Instrument(id=ident, number=number, type=kind, date=date, year=int(date[:4]) if date else None, **more)
