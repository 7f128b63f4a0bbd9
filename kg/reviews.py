"""Review: a person accepts or rejects evidence, or a candidate for an open name, with a note and a name.

A decision is kept in the catalogue at once and survives every build. It reaches the graph (`kg:status`, the lineage, the
map, the export) with the next one: `publish` makes it from what was read, without reading a file again.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Container, Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg import dates
from kg.catalogue import Catalogue
from kg.find import find_one
from kg.model import EVIDENCE_ID, OPEN_ID, KgError
from kg.records import Review, now
from kg.results import cell
from kg.typed import words_of

if TYPE_CHECKING:
    from kg.store import BuildReport, Store

__all__ = ["Publisher", "Review", "decide", "publish", "read_csv", "review", "write_csv"]

STATUSES = ("accepted", "rejected", "")  # the last takes a decision back
COLUMNS = tuple(f.name for f in fields(Review))
_MOST = 2_000  # characters of a note
REVIEWER = 100  # characters of the name of who decides


def review(
    store: Store, target: str, status: str, *, candidate: str = "", note: str = "", reviewer: str = ""
) -> Review:
    """A decision, checked against the collection.

    `target` is the IRI of evidence, or of an open name together with a `candidate` (its IRI, or what people type).
    `status` is accepted, rejected, or empty to take an earlier decision back.
    Raises KgError for what the collection does not hold, and where a candidate is missing or fits several instruments.
    """
    if status not in STATUSES:
        raise KgError(f"A review is accepted or rejected, not {status!r}.")
    told = {"status": status, "note": note.strip()[:_MOST], "reviewer": _who(reviewer), "at": now()}
    earlier = [r for r in store.reviews() if target in (r.evidence, name_key(r))]
    if target.startswith(EVIDENCE_ID):
        if candidate:
            raise KgError(f"{target} is evidence, which has no candidates; leave the candidate out.")
        if not earlier and store.edge(target) is None:
            raise KgError(f"There is no evidence {target} in {store.directory}; kg show ID --json lists it.")
        return Review(evidence=target, **told)
    if not target.startswith(OPEN_ID):
        raise KgError(f"{target!r} is neither evidence ({EVIDENCE_ID}…) nor an open name ({OPEN_ID}…).")
    name = store.name(target)
    keys = [(name.document, name.local)] if name else []
    keys += [(r.document, r.local) for r in earlier]
    if not keys:
        raise KgError(f"There is no open name {target} in {store.directory}; kg unresolved --json lists them.")
    if not candidate:
        raise KgError(f"{target} is an open name: tell which instrument with a candidate.")
    document, local = keys[0]
    instrument = candidate if _may_be(store, target, candidate, earlier) else find_one(store, candidate).id
    return Review(document=document, local=local, instrument=instrument, **told)


def _who(reviewer: str) -> str:
    """The name of who decides. Raises KgError for one that is none."""
    if len(name := reviewer.strip()) > REVIEWER:
        raise KgError(f"The name of who decides has {len(name)} characters; it may have {REVIEWER}.")
    return name


def doubtful(store: Store, r: Review) -> str:
    """The name that a decision takes for an instrument of another number, "Nghị quyết 36" for 29-NQ/TW; empty for all others."""
    name = store.name(name_key(r)) if r.local and r.status == "accepted" else None
    if name is None or r.instrument in name.candidates:
        return ""
    known = store.instrument(r.instrument)
    ordinal = next((t for t in words_of(known.number if known else None) if t[0].isdigit()), None)
    numerals = [t for t in words_of(name.label) if t[0].isdigit()]
    return name.label if ordinal and numerals and ordinal not in numerals else ""


def _may_be(store: Store, name: str, instrument: str, earlier: Iterable[Review]) -> bool:
    """Whether an IRI is of an instrument that a name can be decided to mean, or not: the collection has it, or it was decided on,
    or it is a candidate, which the catalogue alone may have."""
    if store.instrument(instrument) is not None or any(r.instrument == instrument for r in earlier):
        return True
    opened = store.name(name)
    return opened is not None and instrument in opened.candidates


def name_key(r: Review) -> str:
    """The IRI of the name that a review decides, empty for one of evidence."""
    from kg.nodes import name_iri

    return name_iri(r.document, r.local) if r.local else ""


def decide(directory: str | os.PathLike[str], reviews: Iterable[Review]) -> None:
    """Keeps decisions in the catalogue, all or none. Raises KgError while a build holds it for too long."""
    with contextlib.closing(Catalogue(Path(directory), write=True)) as catalogue:
        catalogue.decide(reviews)


def publish(directory: str | os.PathLike[str]) -> BuildReport:
    """Makes the graph anew from what was read and what was decided; nothing is done where it holds all that already.

    Raises KgError while another build is running: that one may have begun before the decision.
    """
    from kg.store import build

    return build([], directory)


class Publisher:
    """Publishes after decisions, in a process of its own, so that a server goes on answering; one at a time."""

    def __init__(self, directory: str | os.PathLike[str], *, pause: float = 1.0, attempts: int = 600) -> None:
        self._directory, self._pause, self._attempts = os.fspath(directory), pause, attempts
        self._lock = threading.Lock()
        self._wanted = self._running = False
        self.error = ""  # why the last one failed, for the page that tells of it

    @property
    def busy(self) -> bool:
        """Whether decisions are on their way into the graph."""
        return self._running

    def soon(self) -> None:
        """Publishes what has been decided until now; decisions that come meanwhile are published after that."""
        with self._lock:
            self._wanted = True
            if not self._running:
                threading.Thread(target=self._run, daemon=True).start()  # it waits for the lock
                self._running = True  # not where no thread could be started

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._running = False
                    return
                self._wanted = False
            for _ in range(self._attempts):  # another build may be running, which began before the decision
                self.error = self._attempt()
                if not self.error:
                    break
                time.sleep(self._pause)

    def _attempt(self) -> str:
        """Publishes in a process of its own: why that failed, or nothing."""
        command = [sys.executable, "-P", "-m", "kg", "review", "--publish", "--store", self._directory]
        try:
            run = subprocess.run(
                command, capture_output=True, text=True, check=False, encoding="utf-8", errors="replace"
            )
        except Exception as e:  # such as no memory for one more process: the thread that is to try again lives on
            return f"Decisions can't be published: {e}."
        if not run.returncode:
            return ""
        return run.stderr.strip()[-500:] or f"Publishing ended with status {run.returncode}."


# --- CSV: the same columns in and out


def write_csv(reviews: Iterable[Review], out: IO[str]) -> None:
    """Writes decisions as CSV, with a header line."""
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([cell(getattr(r, name)) for name in COLUMNS] for r in reviews)


def listed(store: Store) -> str:
    """All decisions as CSV, the latest first."""
    out = io.StringIO()
    write_csv(store.reviews(), out)
    return out.getvalue()


def read_csv(store: Store, lines: Iterable[str], *, reviewer: str = "") -> Iterator[Review]:
    """Decisions from CSV with a header line: `status`, and `evidence` or else `document`, `local` and `instrument`;
    `note`, `reviewer` and `at` may be there. Commas, semicolons or tabs part the cells.

    Raises KgError with the number of the line for one that is wrong; nothing has been kept then.
    """
    plain = (line.removeprefix("\ufeff") for line in lines)
    head = next(plain, "")
    delimiter = max(",;\t", key=head.count)  # as spreadsheets of this language save it, or another
    rows = csv.DictReader(chain((head,), plain), restval="", delimiter=delimiter)
    missing = {"status", "evidence"} - set(rows.fieldnames or ())
    if missing:
        raise KgError(f"The CSV has no column {sorted(missing)[0]!r}; its first line names {', '.join(COLUMNS)}.")
    earlier: dict[str, list[Review]] = {}
    for r in store.reviews():
        earlier.setdefault(r.evidence or name_key(r), []).append(r)
    documents = {r.document for found in earlier.values() for r in found}
    for row in rows:
        told = {name: _plain(row.get(name) or "") for name in COLUMNS}
        where = f"Line {rows.line_num} of the CSV"
        told["reviewer"] = _who(told["reviewer"] or reviewer)
        if (at := _moment(told["at"])) is None:
            raise KgError(
                f"{where}: {told['at'][:50]!r} is no time; write it as 2026-01-31T08:30:00Z or 31/01/2026, or leave it out."
            )
        told["at"] = at
        if told["status"] not in STATUSES:
            raise KgError(f"{where}: a review is accepted or rejected, not {told['status']!r}.")
        if told["evidence"]:
            if told["evidence"] not in earlier and store.edge(told["evidence"]) is None:
                raise KgError(f"{where}: there is no evidence {told['evidence']!r} in {store.directory}.")
        elif not _names_one(store, decided := Review(**told), documents, earlier.get(name_key(decided), ())):
            raise KgError(
                f"{where}: give evidence, or a document, a local id and an instrument that {store.directory} holds."
            )
        yield Review(**told)


def _names_one(store: Store, r: Review, documents: Container[str], earlier: Iterable[Review]) -> bool:
    """Whether a decision is on a name of a document that is here, or was, and on an instrument."""
    here = r.document in documents or store.document(r.document) is not None
    return here and bool(r.local) and _may_be(store, name_key(r), r.instrument, earlier)


def _moment(told: str) -> str | None:
    """When a decision was taken, in ISO 8601: as told, a day in any usual form, or now; None for what is no time.

    >>> _moment("2026-01-31T08:30:00Z"), _moment("31/01/2026"), _moment("hôm qua")
    ('2026-01-31T08:30:00Z', '2026-01-31', None)
    """
    if not told:
        return now()
    try:
        datetime.fromisoformat(told)
    except ValueError:
        return dates.parse(told)
    return told


def _plain(text: str) -> str:
    """What `cell` put before a formula is taken off again."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and cell(text[1:]) == text else text[:_MOST]
