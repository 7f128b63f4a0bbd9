"""What a server reads: the current state of a collection, exchanged whole when a build has made a new one.

A snapshot is one generation. A request leases it, and it is closed when the last request that leased it has ended, so
that nobody sees half of two states.
"""

from __future__ import annotations

import json
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


class Snapshot:
    """One generation of a collection, with what is worth computing once for it."""

    def __init__(self, directory: Path, name: str | None) -> None:
        self.name = name
        self.store = Store(directory)
        self._idle: list[Engine] = []
        self._lock = threading.RLock()
        self._checks: list[dict[str, Any]] | None = None
        self._checking = False
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

    def checks(self) -> list[dict[str, Any]] | None:
        """The findings of `kg check`, or None while it runs. It runs once, in a process of its own: it takes long.

        Raises KgError where it failed.
        """
        with self._lock:
            if self._checks is None and not self._checking:
                self._checking = True
                threading.Thread(target=self._check, daemon=True).start()
            if self._checks and "failed" in self._checks[0]:
                raise KgError(self._checks[0]["failed"])
            return self._checks

    def _check(self) -> None:
        command = [sys.executable, "-m", "kg", "check", "--json", "--store", str(self.store.directory)]
        try:
            run = subprocess.run(command, capture_output=True, text=True, timeout=_CHECK, check=False, encoding="utf-8")
            found = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
            failed = "" if run.returncode in (0, 1) and (found or not run.stderr.strip()) else run.stderr.strip()[-500:]
        except (subprocess.TimeoutExpired, ValueError) as e:
            found, failed = [], f"The checks failed: {e}."
        with self._lock:
            self._checks = [{"failed": failed}] if failed else found
            self._checking = False


class Library:
    """The collection of a directory as it is now. It may be used from several threads."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock = threading.Lock()
        self._now = Snapshot(directory, generation.current(directory))

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
                self._now = Snapshot(self.directory, name)
            now = self._now
            now.leases += 1
            closing = old is not now and old.leases == 0
        if closing:
            old.close()
        return now

    def close(self) -> None:
        """Lets the collection go; no request may be running."""
        self._now.close()
