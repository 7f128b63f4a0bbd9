"""What a server reads: the current state of a collection, exchanged whole when a build has made a new one.

A snapshot is one generation. A request leases it, and it is closed when the last request that leased it has ended, so
that nobody sees half of two states.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg import generation
from kg.model import KgError
from kg.sparql import Engine
from kg.store import Store

_CHECK = 600.0  # seconds that the checks may take
_PRIORITY = 10  # of what runs aside: what people wait for comes first


class Snapshot:
    """One generation of a collection, with what is worth computing once for it."""

    def __init__(self, directory: Path, name: str | None, checks: Checks) -> None:
        self.name = name
        self._checks = checks
        self.store = Store(directory)
        self._idle: list[Engine] = []
        self._lock = threading.RLock()
        self._making = threading.Lock()
        self._made: dict[str, Any] = {}
        self.leases = 0

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """A query process for one request; how many there are at once is the caller's to bound."""
        with self._lock:
            engine = self._idle.pop() if self._idle else self.store.engine.twin()
        try:
            yield engine
        finally:
            with self._lock:
                self._idle.append(engine)

    def close(self) -> None:
        """Ends the query processes and lets the files go."""
        with self._lock:
            for engine in self._idle:
                engine.close()
            self._idle.clear()
        self.store.close()

    def once(self, key: str, make: Callable[[], Any]) -> Any:
        """A value that is made at the first request for it, and kept."""
        with self._making:
            if key not in self._made:
                self._made[key] = make()
            return self._made[key]

    def checks(self) -> tuple[list[dict[str, Any]] | None, bool]:
        """The latest findings of `kg check`, and whether they are of this state: see `Checks.of`."""
        return self._checks.of(self.name or "")


class Checks:
    """The findings of `kg check`: made where a page asks for them, in a process of its own that gives way to all others.

    While it runs, those of an earlier state stay, so that a decision costs a reader nothing of what was found.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._running = False
        self._of = ""  # the generation that the findings are of
        self._found: list[dict[str, Any]] | None = None
        self._failed = ""

    def of(self, name: str) -> tuple[list[dict[str, Any]] | None, bool]:
        """The latest findings, None before the first; and whether they are of this generation. Raises KgError where it failed."""
        with self._lock:
            current = self._of == name
            if not current and not self._running:
                self._running = True
                threading.Thread(target=self._run, daemon=True).start()
            if current and self._failed:
                raise KgError(self._failed)
            return self._found, current

    def _run(self) -> None:
        name = generation.current(self._directory) or ""  # the process may find a newer one, and then it runs once more
        found, failed = None, ""
        try:
            with aside("check", "--json", "--store", str(self._directory)) as process:
                told, complaint = process.communicate(timeout=_CHECK)
            lines = told.decode("utf-8", "replace").splitlines()
            found = [json.loads(line) for line in lines if line.startswith("{")]
            if process.returncode not in (0, 1) or (complaint and not found):
                failed = complaint.decode("utf-8", "replace").strip()[-500:]
        except (OSError, subprocess.TimeoutExpired, ValueError) as e:
            failed = f"The checks failed: {e}."
        with self._lock:
            self._running, self._of, self._failed = False, name, failed
            self._found = None if failed else found


@contextmanager
def aside(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A verb of `kg` in a process of its own, which gives way to all others and ends with the block: for what takes long."""
    command = [sys.executable, "-P", "-m", "kg", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            os.setpriority(os.PRIO_PROCESS, process.pid, _PRIORITY)
            yield process
        finally:
            process.kill()


class Library:
    """The collection of a directory as it is now. It may be used from several threads."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        self._checks = Checks(directory)
        self._now = Snapshot(directory, generation.current(directory), self._checks)

    @contextmanager
    def lease(self) -> Iterator[Snapshot]:
        """The current state, held until the end of the block. Raises KgError where the directory holds none any more."""
        snapshot = self._taken()
        try:
            yield snapshot
        finally:
            with self._lock:
                snapshot.leases -= 1
                last = snapshot is not self._now and snapshot.leases == 0
            if last:
                snapshot.close()

    def _taken(self) -> Snapshot:
        name = generation.current(self.directory)
        with self._lock:
            old = self._now
            if name is not None and name != old.name:
                # Opening is quick, and the others wait rather than open it twice.
                self._now = Snapshot(self.directory, name, self._checks)
            now = self._now
            now.leases += 1
            closing = old is not now and old.leases == 0
        if closing:
            old.close()
        return now

    def close(self) -> None:
        """Lets the collection go; no request may be running."""
        self._now.close()
