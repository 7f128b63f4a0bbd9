"""What a process of a build does with a file: reads it, extracts, and packs what the catalogue is to keep."""

from __future__ import annotations

from collections.abc import Iterator

from kg import isolation, readers
from kg.extract import extract
from kg.model import Document, Failure
from kg.ownwork import OURS
from kg.reading import Options, UnreadError, tick
from kg.records import Packed, pack


def serve() -> None:
    """Runs the process; see `kg.isolation`."""
    isolation.serve(take)


def take(name: str, options: Options) -> Iterator[Packed | Failure]:
    """All that a file holds; of what this program wrote itself, that it is left out. Raises KgError for one that can't be read."""
    try:
        for found in readers.here(name, options):
            tick()
            yield pack(found, extract(found)) if isinstance(found, Document) else found
    except UnreadError as e:
        if e.suffix != OURS:
            raise
        yield Failure(source=name, reason=str(e), left=OURS)
