"""A process that reads files for another, so that one that crashes, hangs or eats memory costs that process only.

The reading process is started anew after each such file; else it serves one file after another. Requests are pickled pairs of a
name and options, answers pickled tuples: ("found", what was found) …, then ("end",) or ("error", reason); ("tick",) is a
sign of life. It ends, with all that it started, when the process that it reads for is gone.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from kg.files import printable
from kg.model import KgError
from kg.reading import Options, on_tick

if TYPE_CHECKING:
    import subprocess
    from multiprocessing.connection import Connection

Serve = Callable[[str, Options], Iterator[Any]]
_BATCH = 500  # documents in one answer
_TICKS = 0.2  # seconds between signs of life, at least


class LostError(KgError):
    """The process that read a file has ended, or was ended: the file may be at fault, or the machine."""


class Isolated:
    """Reads files in a process of its own, which runs `program`, a line of Python that ends in `serve`."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: Connection | None = None
        self._answers: Connection | None = None
        self._memory = 0
        self._owner = os.getpid()
        self._ending = threading.Lock()
        self._stopped = False

    def read(self, name: str, options: Options) -> Iterator[Any]:
        """What the file holds. Raises KgError for what the process says, and where it dies, hangs or grows too large."""
        self._start(options)
        shown = printable(name)
        answers = self._answers
        assert answers is not None and self._requests is not None  # noqa: PT018 - `_start` made them
        began = time.monotonic()
        done = False
        try:
            self._requests.send((name, options))
            while True:
                left = min(options.idle_seconds, began + options.seconds - time.monotonic())
                if left <= 0 or not answers.poll(left):
                    raise LostError(
                        f"{shown}: reading it took too long and was stopped after {time.monotonic() - began:.0f} seconds."
                    )
                kind, *values = answers.recv()
                if kind == "found":
                    yield from values[0]
                elif kind == "error":
                    done = True
                    raise KgError(values[0])
                elif kind == "end":
                    done = True
                    return
        except (EOFError, ConnectionError) as e:
            raise LostError(f"{shown}: reading it {self._end(options)}; get the file anew or leave it out.") from e
        finally:
            if not done:
                self.close()

    def _start(self, options: Options) -> None:
        import subprocess
        from multiprocessing.connection import Connection

        if self._owner != os.getpid():  # after a fork the process belongs to the parent
            self._process = self._requests = self._answers = None
            self._owner = os.getpid()
        if self._process and self._process.poll() is None and self._memory == options.memory_bytes:
            return
        self.close()
        self._memory = options.memory_bytes
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", self._program, str(options.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for this process to handle, and its children end with it
        )
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - they are pipes
        self._process = process
        self._requests = Connection(os.dup(process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(process.stdout.fileno()), writable=False)
        process.stdin.close()
        process.stdout.close()
        atexit.register(self.close)
        if self._stopped:
            self.close()
            raise LostError("The build was stopped.")

    def _end(self, options: Options) -> str:
        """Why the process is gone, in words."""
        import subprocess

        assert self._process is not None
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            status = 0
        if status == -signal.SIGALRM:
            return "took too long and was stopped"
        if status in (-signal.SIGKILL, _OUT_OF_MEMORY):
            return f"needs more than {options.memory_bytes // 2**20} MB of memory"
        if status == -signal.SIGABRT:  # so C++ ends where memory does
            return f"needs more than {options.memory_bytes // 2**20} MB of memory, or crashed the reader"
        return "crashed the reader" + (f" (signal {-status})" if status < 0 else "")

    def stop(self) -> None:
        """Ends the process for good, from any thread; the one that waits in `read` gets a KgError."""
        self._stopped = True
        with self._ending:
            self._kill()

    def close(self) -> None:
        """Ends the process and what it started; harmless where there is none."""
        if self._owner != os.getpid():
            return
        atexit.unregister(self.close)
        for end in (self._requests, self._answers):
            if end is not None:
                end.close()
        with self._ending:
            self._kill()
            if self._process is not None:
                self._process.wait()
            self._process = self._requests = self._answers = None

    def _kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


_OUT_OF_MEMORY = 77  # the exit status of a process that could not even say so


def serve(read: Serve) -> None:
    """Answers requests until there are no more; to be called in the process that `Isolated` starts."""
    from multiprocessing.connection import Connection

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = Connection(os.dup(0), writable=False)
    answers = Connection(os.dup(1), readable=False)
    # Whatever a library prints must not be taken for an answer, nor a program it starts wait for requests.
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(null, stream)
    _limit_memory(int(sys.argv[1]))
    asked: queue.SimpleQueue[tuple[str, Options]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, asked), daemon=True).start()
    last = 0.0

    def tick() -> None:
        nonlocal last
        if time.monotonic() - last > _TICKS:
            last = time.monotonic()
            answers.send(("tick",))

    on_tick(tick)
    while True:
        name, options = asked.get()
        signal.setitimer(signal.ITIMER_REAL, options.seconds + 10)  # should the parent die, nobody else stops this
        try:
            answers.send(_answer(read, name, options, answers))
        except BrokenPipeError:
            return
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _listen(requests: Connection, asked: queue.SimpleQueue[tuple[str, Options]]) -> None:
    """Passes requests on. Their end means that nobody waits for answers: this process ends, and what it started."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked.put(requests.recv())
    os.killpg(os.getpid(), signal.SIGKILL)  # `Isolated` made it the leader of its group


def _answer(read: Serve, name: str, options: Options, answers: Connection) -> tuple[Any, ...]:
    """Sends what is found, and gives the last answer."""
    shown = printable(name)
    found: list[Any] = []
    sent = time.monotonic()
    try:
        for one in read(name, options):
            found.append(one)
            if len(found) >= _BATCH or time.monotonic() - sent > _TICKS:
                answers.send(("found", found))
                found, sent = [], time.monotonic()
        last: tuple[Any, ...] = ("end",)
    except KgError as e:
        last = ("error", str(e))
    except MemoryError:
        last = ("error", f"{shown}: reading it needs more than {options.memory_bytes // 2**20} MB of memory.")
    except RecursionError:
        last = ("error", f"{shown}: it is nested too deep and is not read.")
    except BrokenPipeError:
        raise
    except Exception as e:
        said = f"{type(e).__name__}: {' '.join(str(e).split())[:200]}"
        last = ("error", f"{shown}: the program failed on this file ({said}); please report it.")
    if found:
        answers.send(("found", found))
    return last


def _limit_memory(most: int) -> None:
    for kind in (resource.RLIMIT_DATA, resource.RLIMIT_CORE):
        hard = resource.getrlimit(kind)[1]
        wanted = most if kind == resource.RLIMIT_DATA else 0
        resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as f:
        f.write("1000")
