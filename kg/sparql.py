"""SPARQL over a collection: read only, without network or files, within a time limit that holds.

Oxigraph can't be interrupted from Python, so a query runs in a process of its own (`kg.worker`), which is killed at the limit.
The process is started at the first query (80 ms) and stays for the next ones (a look-up takes 0.2 ms there, and 0.06 ms in this
process); a fork for each query would cost 5 ms, more for a large parent, and is not safe beside threads. `timeout=None` runs the
query here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from kg import queries, worker
from kg.mistakes import EndedError, explained
from kg.model import KgError
from kg.nodes import PREFIXES
from kg.results import Result

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    import pyoxigraph as ox

_START = 60.0  # seconds that a worker may take to open the graph


class Queried(Protocol):
    """What is asked: a graph in this process, and an engine over the same graph."""

    @property
    def graph(self) -> ox.Store: ...  # noqa: D102

    @property
    def engine(self) -> Engine: ...  # noqa: D102


def run(
    store: Queried,
    query: str,
    *,
    bindings: Mapping[str, str | queries.Term] | None = None,
    timeout: float | None = 30.0,
    limit: int | None = None,
) -> Result:
    """Answers a query: its text, the name of a named query, or the path of a file.

    `bindings` are the values of its parameters (`queries.bind`), `timeout` is in seconds, `limit` is the number of rows after which
    the rest is left out. The prefixes of `nodes.PREFIXES` need no declaration. Raises KgError for a bad query (with line, column
    and reason), an update, SERVICE or FROM, and a query that exceeds the time or the memory.
    """
    text, known = queries.find(query)
    text, rest = queries.bind(text, known, bindings or {})
    if timeout is None:
        return gathered(text, worker.answer(store.graph, text, PREFIXES, rest, limit))
    return gathered(text, store.engine.ask(text, rest, timeout, limit))


def gathered(text: str, frames: Iterable[worker.Frame]) -> Result:
    """The frames of an answer as one value; `text` is the query. Raises KgError for a bad query."""
    kind, variables, rows, truncated = "", (), [], False
    for frame in frames:
        if frame[0] == "head":
            _, kind, variables = frame
        elif frame[0] == "rows":
            rows += frame[1]
        elif frame[0] == "end":
            truncated = frame[1]
        else:
            raise explained(text, frame[1], frame[2])
    return Result(kind=kind, variables=variables, rows=tuple(rows), truncated=truncated)


class Engine:
    """The worker process of one graph. One query at a time; it may be used from several threads."""

    def __init__(self, graph: Path) -> None:
        self._graph = graph
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: Connection | None = None
        self._answers: Connection | None = None

    def ask(
        self,
        text: str,
        bindings: Mapping[str, Any],
        timeout: float,
        limit: int | None,
        graphs: worker.Graphs | None = None,
    ) -> list[worker.Frame]:
        """The frames of an answer, over all graphs or some. Raises KgError when the time is over or the worker has died."""
        frames: list[worker.Frame] = []
        with self._turn:
            try:
                requests, answers = self._connected()
                requests.send((text, PREFIXES, dict(bindings), limit, graphs, timeout))
                end = time.monotonic() + timeout
                while True:
                    if not answers.poll(max(0.0, end - time.monotonic())):
                        raise EndedError(
                            f"The query was ended after {timeout:g} s; make it narrower (a LIMIT, a named graph, a path inside a "
                            "sub-SELECT), or raise the time limit.",
                            f"Câu truy vấn bị dừng sau {timeout:g} giây; hãy thu hẹp lại (thêm LIMIT, chỉ một GRAPH, đặt đường đi "
                            "trong SELECT con).",
                        )
                    frames.append(answers.recv())
                    if frames[-1][0] in ("end", "error"):
                        return frames
            except (EOFError, BrokenPipeError, ConnectionResetError):
                self._stop()
                raise EndedError(
                    "The query was ended because it took too much memory; make it narrower.",
                    "Câu truy vấn bị dừng vì dùng quá nhiều bộ nhớ; hãy thu hẹp lại.",
                ) from None
            except BaseException:
                self._stop()
                raise

    def twin(self) -> Engine:
        """Another process over the same graph."""
        return Engine(self._graph)

    def _connected(self) -> tuple[Connection, Connection]:
        if self._process is None or self._process.poll() is not None or not (self._requests and self._answers):
            from multiprocessing.connection import Connection

            self._stop()
            # -P: the folder of the worker's file is the package, whose modules are not to be found as top-level ones.
            command = [sys.executable, "-P", worker.__file__, str(self._graph)]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
            self._requests = Connection(_own(self._process.stdin), readable=False)
            self._answers = Connection(_own(self._process.stdout), writable=False)
            if not self._answers.poll(_START):
                raise KgError(f"The graph in {self._graph} could not be opened within {_START:g} s.")
            try:
                self._answers.recv()
            except EOFError:
                raise KgError(f"The graph in {self._graph} could not be opened; build the collection again.") from None
        return self._requests, self._answers

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        for connection in (self._requests, self._answers):
            if connection is not None:
                connection.close()
        self._process = self._requests = self._answers = None

    def close(self) -> None:
        """Ends the worker."""
        with self._turn:
            self._stop()


def _own(pipe: IO[bytes] | None) -> int:
    """A file descriptor of a pipe, which from now on belongs to the caller alone."""
    assert pipe is not None
    with pipe:
        return os.dup(pipe.fileno())
