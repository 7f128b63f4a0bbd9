"""Several processes that read files side by side, each within its limits, in memory that does not grow with the files.

What a file gives is kept aside until the whole of it is there, in memory or, where it is much, in a file without a name.
"""

from __future__ import annotations

import os
import pickle
import queue
import tempfile
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from kg.files import printable
from kg.isolation import Isolated, LostError
from kg.model import KgError
from kg.reading import Options

_HELD = 2 * 2**20  # bytes of one file's results that are held in memory
_AHEAD = 4  # files for each process that may be read or waiting to be taken
_BEAT = 1.0  # seconds after which one who waits is told that nothing is ready yet


def processors() -> int:
    """How many processes make sense here: one for each processor that this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Result:
    """All that one file gave, to be gone through once, and why it broke off, if it did."""

    name: str
    error: KgError | None
    kept: IO[bytes]

    def __iter__(self) -> Iterator[Any]:
        self.kept.seek(0)
        while True:
            try:
                yield pickle.load(self.kept)
            except EOFError:
                return


class Pool:
    """Up to `jobs` processes that run `program` (see `Isolated`), each started when it is needed. Use it with `with`."""

    def __init__(self, program: str, jobs: int) -> None:
        self._processes = [Isolated(program) for _ in range(jobs)]
        self._idle: queue.LifoQueue[Isolated] = queue.LifoQueue()
        for process in reversed(self._processes):
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(jobs)  # each waits for one process

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the processes, whatever they are at."""
        for process in self._processes:
            process.stop()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.close()

    def run(
        self, names: Iterable[str], options: Options, *, ordered: bool = False
    ) -> Generator[Result | None, None, None]:
        """What each file gave, as they are ready or, if `ordered`, in their order; None for every second without any.

        The names are taken as there is room. A file that crashes, hangs or grows too large has an `error`, and costs its
        process only.
        """
        todo = iter(names)
        waiting: dict[Future[Result], None] = {}
        more = True
        while more or waiting:
            while more and len(waiting) < _AHEAD * len(self._processes):
                name = next(todo, None)
                if name is None:
                    more = False
                else:
                    waiting[self._threads.submit(self._read, name, options)] = None
            first = [next(iter(waiting))] if ordered and waiting else waiting
            done, _ = wait(first, _BEAT, FIRST_COMPLETED)
            if waiting and not done:
                yield None
            for future in done:
                del waiting[future]
                result = future.result()
                with result.kept:
                    yield result

    def _read(self, name: str, options: Options) -> Result:
        process = self._idle.get()
        kept = tempfile.SpooledTemporaryFile(_HELD)  # noqa: SIM115 - closed by the one who takes the result
        error = None
        try:
            for found in process.read(name, options):
                pickle.dump(found, kept, pickle.HIGHEST_PROTOCOL)
        except KgError as e:
            error = e
        except OSError as e:
            error = LostError(
                f"{printable(name)}: there is no room for what it holds in {tempfile.gettempdir()} ({e})."
            )
        except BaseException:
            kept.close()
            raise
        finally:
            self._idle.put(process)
        return Result(name, error, kept)
