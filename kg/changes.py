"""Which files of a collection changed, and what they hold now: read side by side, saved one by one.

Nothing of a file is saved before all of it is there, so that one that breaks off leaves what was read from it before.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg import readers
from kg.catalogue import PART
from kg.cataloguing import Seen, Writing
from kg.files import File, digest, printable, real, stat
from kg.isolation import LostError
from kg.model import KgError
from kg.ocr import NEEDS
from kg.pool import Pool, Result
from kg.reading import Options
from kg.records import Packed

Progress = Callable[[int, int, str], None]

_PROGRAM = "from kg.intake import serve; serve()"
_RACE = 2_000_000_000  # ns: a file written so shortly before it was read may have changed since within one tick of its clock


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for all files of one build. `fingerprint` stands for all that decides how a file is read; with `retry` files
    are tried again that could not be read and are as they were."""

    catalogue: Writing
    fingerprint: str
    options: Options
    retry: bool = False


@dataclass(slots=True)
class Tally:
    """Documents by what became of them, and files that are done."""

    read: int = 0
    replaced: int = 0
    unchanged: int = 0
    done: int = 0


def read(sources: Mapping[str, str], run: Run, jobs: int, progress: Progress) -> Tally:
    """Brings the catalogue up to date with files (real path → name as given), in so many processes."""
    work = _Work(run, len(sources), progress)
    copies: list[str] = []
    with Pool(_PROGRAM, max(1, min(jobs, len(sources)))) as pool:
        work.through(pool.run(work.changed(sources.values(), copies), run.options))
        # Their originals are read by now; where one failed, its copies are read, in order.
        work.through(pool.run(work.changed(copies, None), run.options, ordered=True))
    progress(work.total, work.total, "")
    return work.tally


@dataclass(slots=True)
class _Work:
    """One build's way through its files: those that are being read, with their digests, by the name that was given."""

    run: Run
    total: int
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    reading: dict[str, tuple[File, str]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)  # digests

    def changed(self, sources: Iterable[str], copies: list[str] | None) -> Iterator[str]:
        """The files that must be read; those whose bytes are being read under another name go to `copies`."""
        for source in sources:
            self.progress(self.tally.done, self.total, source)
            found = self._look(source)
            if found is None:
                self.tally.done += 1
            elif copies is not None and found[1] in self.begun:
                copies.append(source)
            else:
                self.begun.add(found[1])
                self.reading[source] = found
                yield source

    def through(self, results: Generator[Result | None, None, None]) -> None:
        """Saves what comes."""
        with contextlib.closing(results):
            for result in results:
                if result is not None:
                    self._save(result)
                    self.tally.done += 1
                self.progress(self.tally.done, self.total, next(iter(self.reading), ""))

    def _look(self, source: str) -> tuple[File, str] | None:
        """The file and its digest, or None where there is nothing to read: it is as it was, or a copy, or can't be read."""
        catalogue, fingerprint = self.run.catalogue, self.run.fingerprint
        file = File(path=printable(real(source)), shown=printable(source), size=0, mtime_ns=0)
        try:
            file = stat(source)
            known = catalogue.state(file.path)
            if known and known.fingerprint != fingerprint:
                known = None
            failed = None if self.run.retry else catalogue.unreadable(file.path)
            if failed and failed.fingerprint != fingerprint:
                failed = None
            if _as_it_was(known, file):
                catalogue.recover(file.path)
            elif not _as_it_was(failed, file):
                readers.readable(source, self.run.options)
                sha256 = digest(source)
                if known and known.sha256 == sha256:
                    catalogue.touch(file)
                elif not failed or failed.sha256 != sha256:
                    before = catalogue.count(file.path)
                    if not catalogue.copy(file, sha256, fingerprint):
                        return file, sha256
                    self._count(before, catalogue.count(file.path))
                    return None
        except KgError as e:
            catalogue.fail(file, str(e))
        except OSError as e:
            gone = os.path.islink(source) and not os.path.exists(source)
            catalogue.fail(file, f"{file.shown}: {'a link to what is not there' if gone else e.strerror or e}.")
        self.tally.unchanged += catalogue.count(file.path)
        return None

    def _save(self, result: Result) -> None:
        """Puts what a file holds in the place of what it held; one that fails is noted, and nothing is lost."""
        catalogue = self.run.catalogue
        file, sha256 = self.reading.pop(result.name)
        before = catalogue.count(file.path)
        if result.error:
            reason = str(result.error)
            # What this machine lacked may be there another time, whatever the file is.
            passing = NEEDS in reason or isinstance(result.error, LostError)
            lasting = {} if passing else {"sha256": sha256, "fingerprint": self.run.fingerprint}
            catalogue.fail(file, reason, **lasting)
            self.tally.unchanged += before
            return
        documents, left = 0, Counter[str]()
        with catalogue.replacing(file, sha256, self.run.fingerprint) as add:
            for found in result:
                if isinstance(found, Packed):
                    add(found)
                    documents += 1
                elif found.left is None:
                    catalogue.fail_part(file, found)
                else:
                    left[found.left] += 1
            if left:
                catalogue.leave({f"{file.path}{PART}": (f"{file.shown}!", left)})
        self._count(before, documents)

    def _count(self, before: int, documents: int) -> None:
        if before:
            self.tally.replaced += documents
        else:
            self.tally.read += documents


def _as_it_was(seen: Seen | None, file: File) -> bool:
    """Whether size and time of a file say that it has not changed since."""
    if seen is None or (seen.size, seen.mtime_ns) != (file.size, file.mtime_ns):
        return False
    return seen.read_ns - seen.mtime_ns > _RACE
