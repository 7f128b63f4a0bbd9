"""Extraction of many files, in one process or several, always in the order given."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from kg.extract import extract as extract_one
from kg.model import KgError, to_json
from kg.readers import Options, files, read
from kg.terminal import dump

_AHEAD = 4  # files a worker may be ahead of the output


def extract(paths: Sequence[str], jobs: int = 1, options: Options | None = None) -> Iterator[str | KgError]:
    """The JSON line of every document of the files and folders; for what can't be read the error, then it goes on."""
    if jobs == 1:
        for source in _sources(paths):
            yield from _lines(source, options)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[str | KgError]]] = deque()
        try:
            for source in _sources(paths):
                waiting.append(_start(pool, source, options))
                if len(waiting) > _AHEAD * jobs:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _sources(paths: Sequence[str]) -> Iterator[str | KgError]:
    for path in paths:
        try:
            yield from files([path])
        except KgError as error:
            yield error


def _start(pool: ProcessPoolExecutor, source: str | KgError, options: Options | None) -> Future[list[str | KgError]]:
    if isinstance(source, str) and source != "-":
        return pool.submit(_all, source, options)
    done: Future[list[str | KgError]] = Future()  # standard input belongs to this process
    done.set_result(_all(source, options))
    return done


def _all(source: str | KgError, options: Options | None) -> list[str | KgError]:
    return list(_lines(source, options))


def _lines(source: str | KgError, options: Options | None) -> Iterator[str | KgError]:
    if isinstance(source, KgError):
        yield source
        return
    try:
        for document in read(source, options or Options()):
            yield dump(to_json(extract_one(document)))
    except KgError as error:
        yield error
