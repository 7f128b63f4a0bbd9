"""Extraction of many files, in one process or several, always in the order given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg import readers
from kg.extract import extract as extract_one
from kg.model import Document, Failure, KgError, to_json
from kg.readers import Options
from kg.terminal import dump

if TYPE_CHECKING:
    from kg.pool import Pool

_PROGRAM = "from kg.batch import serve; serve()"


def extract(paths: Sequence[str], jobs: int = 1, options: Options | None = None) -> Iterator[str | KgError]:
    """The JSON line of every document of the files and folders; for what can't be read the error, then it goes on.

    With several `jobs` processes of their own read and extract, each within its limits.
    """
    how = options or Options()
    if jobs == 1:
        for source in _sources(paths):
            yield from _lines(source, how)
        return
    from kg.pool import Pool

    with Pool(_PROGRAM, jobs) as pool:
        run: list[str] = []
        for source in _sources(paths):
            if isinstance(source, str) and source != "-":
                run.append(source)
                continue
            yield from _side_by_side(pool, run, how)
            run = []
            yield from _lines(source, how)  # standard input belongs to this process
        yield from _side_by_side(pool, run, how)


def serve() -> None:
    """Runs a process that extracts for others; see `kg.isolation`."""
    from kg import isolation

    isolation.serve(_read)


def _read(name: str, options: Options) -> Iterator[str | KgError]:
    """The line of every document, and an error for what can't be read."""
    for found in readers.here(name, options):
        yield dump(to_json(extract_one(found))) if isinstance(found, Document) else KgError(found.reason)


def _side_by_side(pool: Pool, names: Sequence[str], options: Options) -> Iterator[str | KgError]:
    for result in pool.run(names, options, ordered=True):
        if result is not None:
            yield from result
            if result.error:
                yield result.error


def _sources(paths: Sequence[str]) -> Iterator[str | KgError]:
    for path in paths:
        try:
            yield from readers.files([path])
        except KgError as error:
            yield error


def _lines(source: str | KgError, options: Options) -> Iterator[str | KgError]:
    if isinstance(source, KgError):
        yield source
        return
    failed: list[Failure] = []
    try:
        for document in readers.read(source, options, failed=failed.append):
            yield dump(to_json(extract_one(document)))
        yield from (KgError(failure.reason) for failure in failed if failure.left is None)
    except KgError as error:
        yield error
