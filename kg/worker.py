"""The process that answers SPARQL queries, so that one which runs away can be killed. It imports nothing but pyoxigraph.

Run as `python -P worker.py FOLDER`: requests come on standard input, answers go to standard output, as pickled tuples.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
import sys
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any

import pyoxigraph as ox

Frame = tuple[Any, ...]
Graphs = tuple[tuple[str, ...], tuple[str, ...]]  # IRIs: those whose union is the default graph, and the named ones
_BATCH = 5_000  # rows in one frame
# Words that reach out of the store, and the same with another letter, which are no keywords.
_OUT = {"service": "servicx", "from": "frxm"}
_OUT_WORDS = re.compile("|".join(_OUT), re.IGNORECASE)


def answer(
    store: ox.Store,
    text: str,
    prefixes: Mapping[str, str],
    bindings: Mapping[str, Any],
    limit: int | None,
    graphs: Graphs | None = None,
) -> Iterator[Frame]:
    """The frames of an answer: ("head", kind, variables), ("rows", rows) …, ("end", whether rows were left out);
    or ("error", kind of error, message) at any moment. Without `graphs` the default graph is the union of all.
    """
    try:
        if _OUT_WORDS.search(text):
            _refuse(text, prefixes)
        found = store.query(
            text,
            prefixes=dict(prefixes),
            use_default_graph_as_union=graphs is None,
            default_graph=None if graphs is None else [ox.NamedNode(g) for g in graphs[0]],
            named_graphs=None if graphs is None else [ox.NamedNode(g) for g in graphs[1]],
            substitutions={ox.Variable(name): term for name, term in bindings.items()},
        )
        if isinstance(found, ox.QueryBoolean):
            yield "head", "boolean", ()
            yield "rows", [(bool(found),)]
            yield "end", False
            return
        rows: Iterator[Any]
        if isinstance(found, ox.QuerySolutions):
            yield "head", "rows", tuple(v.value for v in found.variables)
            rows = (tuple(solution) for solution in found)
        else:
            yield "head", "triples", ("subject", "predicate", "object")
            # One triple may stand in several graphs, and a graph is a set.
            rows = iter(dict.fromkeys((t.subject, t.predicate, t.object) for t in found))
        yield from _batches(rows, limit)
    except (SyntaxError, RuntimeError, ValueError, OSError) as e:
        yield "error", type(e).__name__, str(e)


def _refuse(text: str, prefixes: Mapping[str, str]) -> None:
    """Raises SyntaxError where the query uses SERVICE or FROM.

    The same text with the words misspelt is given to the parser: in a string, a comment, an IRI or the name of a
    variable it makes no difference, and only where they are keywords is it an error. Nothing is evaluated: the store is empty, and
    whatever the parser accepts here has no such keyword.
    """

    def misspell(m: re.Match[str]) -> str:
        return _OUT[m.group().lower()].upper()

    ox.Store().query(_OUT_WORDS.sub(misspell, text), prefixes=dict(prefixes))


def _batches(rows: Iterator[Any], limit: int | None) -> Iterator[Frame]:
    batch: list[Any] = []
    left = limit
    for row in rows:
        if left is not None:
            if left == 0:
                yield "rows", batch
                yield "end", True
                return
            left -= 1
        batch.append(row)
        if len(batch) == _BATCH:
            yield "rows", batch
            batch = []
    yield "rows", batch
    yield "end", False


def serve(folder: str) -> None:
    """Answers requests (text, prefixes, bindings, limit, graphs, seconds) until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    _limit_memory()
    requests, answers = Connection(0, writable=False), Connection(1, readable=False)
    store = ox.Store.read_only(folder)
    answers.send(("ready",))
    while True:
        try:
            text, prefixes, bindings, limit, graphs, seconds = requests.recv()
        except EOFError:
            return
        # Should the parent die, nobody is left to kill this process: it then dies of the alarm.
        signal.setitimer(signal.ITIMER_REAL, seconds + 5)
        for frame in answer(store, text, prefixes, bindings, limit, graphs):
            answers.send(frame)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory() -> None:
    """Half of the machine's memory is enough for a query; with more, the kernel ends this process rather than others."""
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (half if hard == resource.RLIM_INFINITY else min(half, hard), hard))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as f:
        f.write("1000")


if __name__ == "__main__":
    serve(sys.argv[1])
