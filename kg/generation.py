"""One generation of a collection's graph: a folder `graph-N` that is written whole, put in place at once, and never changed.

It holds `rdf/` (Oxigraph) and `index.sqlite3` (instruments with full-text search, edges, open names, the list of documents),
made from the same values, so that a reader sees one consistent state whatever a build does meanwhile. The file CURRENT names
the generation that readers open. A reader holds a shared lock on the generation it has open; a build removes only those that
nobody holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg import decisions, indexing
from kg.edges import Names, Unresolved
from kg.files import CATALOGUE
from kg.index import Conflict, Counts, Index
from kg.model import Extraction, KgError, Resolution
from kg.nodes import ONTOLOGY, iri
from kg.rdf import document_quads, instrument_quads
from kg.records import Review, Row

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["Conflict", "Counts", "Generation", "current", "others", "sweep", "write"]

CURRENT = "CURRENT"
BUILDS = "lock"  # what a build holds, in the directory of the collection
RDF, INDEX, _LOCK = "rdf", "index.sqlite3", "lock"
_LOADED = 16 * 2**20  # bytes of N-Quads in one load, which takes up to ten times as much memory


# --- Reading


def _building(directory: Path) -> bool:
    """Whether a build holds a directory now."""
    try:
        with (directory / BUILDS).open("rb") as f:
            fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


class Generation(Index):
    """The generation that a directory names as its current one, held open: its index, and where its graph lies.

    Raises KgError where there is none.
    """

    def __init__(self, directory: Path) -> None:
        for attempt in range(5):
            name = current(directory)
            if name is None:
                if _building(directory):
                    raise KgError(
                        f"The first build of {directory} is running, and it has no graph yet; wait for its end."
                    )
                begun = (directory / CATALOGUE).exists()
                holds = "what a build has read that was stopped, and no graph" if begun else "no collection"
                do = "go on with the same" if begun else "make one with"
                raise KgError(f"{directory} holds {holds} yet; {do}: kg build PATH… --store {directory}")
            self.path = directory / name
            try:
                self._lock = _hold(self.path, fcntl.LOCK_SH)
                if (self.path / _LOCK).exists():  # not removed while this waited
                    break
                os.close(self._lock)
                raise FileNotFoundError(name)
            except FileNotFoundError as e:
                # Two builds have ended between the two lines above: there is a newer one.
                if attempt == 4:
                    raise KgError(
                        f"{directory / CURRENT} names {name}, which is missing; build the collection again."
                    ) from e
        try:
            super().__init__(self.path / INDEX)
        except sqlite3.DatabaseError:
            os.close(self._lock)
            raise self._damaged() from None
        try:
            whole = self.meta("counts") and self.meta("tallies") and self.rdf.is_dir()
        except sqlite3.DatabaseError:
            whole = False
        if not whole:
            Generation.close(self)
            raise self._damaged()

    def _damaged(self) -> KgError:
        return KgError(f"{self.path} is damaged, or was made by another version of kg; build the collection again.")

    @property
    def rdf(self) -> Path:
        """The folder of the Oxigraph store."""
        return self.path / RDF

    def read_graph(self) -> ox.Store:
        """The graph, opened to read only. Raises KgError where files of it are missing or cut, as in half a copy."""
        import pyoxigraph as ox

        try:
            return ox.Store.read_only(str(self.rdf))
        except (OSError, RuntimeError) as e:
            raise KgError(f"The graph in {self.rdf} could not be opened; build the collection again.") from e

    def close(self) -> None:
        """Lets the files go; values that were read stay."""
        super().close()
        os.close(self._lock)


def current(directory: Path) -> str | None:
    """The name of the generation in use, or None."""
    try:
        return (directory / CURRENT).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise KgError(f"{directory} is a file, not the folder of a collection; give another with --store.") from None


# --- Writing; the caller holds the lock of the directory


def write(
    directory: Path,
    extractions: Iterable[tuple[Extraction, tuple[str, ...]]],
    documents: Iterable[Row],
    resolution: Resolution,
    decided: Sequence[Review],
    meta: Mapping[str, str],
) -> Counts:
    """Makes the next generation and puts it in place; until the last moment readers get the one before.

    `resolution` is what the rules made of the collection, `decided` what people decided, which is applied to it here.
    """
    with following(directory) as work:
        db = sqlite3.connect(work / INDEX)
        db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {indexing.SCHEMA}")
        counts = _fill(db, work / "quads.nq", extractions, documents, resolution, decided)
        db.executescript(indexing.INDEXES)
        counts = replace(counts, quads=_load(work / "quads.nq", work / RDF, counts.quads))
        note(db, counts, decided, meta)
        db.close()
        (work / "quads.nq").unlink()
    return counts


@contextlib.contextmanager
def following(directory: Path) -> Iterator[Path]:
    """A folder for the next generation, which becomes the current one at the end of the block, if nothing failed."""
    name = f"graph-{_number(current(directory)) + 1:06d}"
    work = directory / f"{name}.tmp"
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(directory / name, ignore_errors=True)  # a build was killed before it named this one
    work.mkdir()
    (work / _LOCK).touch()
    yield work
    for path in [*work.rglob("*"), work]:
        _sync(path)
    work.rename(directory / name)
    _sync(directory)
    pointer = directory / f"{CURRENT}.tmp"
    pointer.write_text(f"{name}\n", encoding="ascii")
    _sync(pointer)
    os.replace(pointer, directory / CURRENT)
    _sync(directory)


def note(db: sqlite3.Connection, counts: Counts, decided: Sequence[Review], meta: Mapping[str, str]) -> None:
    """Keeps in an index what it holds and what it was made from."""
    told = {**meta, "counts": json.dumps(asdict(counts)), "decided": json.dumps([asdict(r) for r in decided])}
    db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", told.items())
    db.commit()


def others(directory: Path) -> list[Path]:
    """The complete generations beside the current one, the newest first."""
    now = current(directory)
    found = [p for p in directory.glob("graph-*") if p.is_dir() and p.suffix != ".tmp" and p.name != now]
    return sorted(found, key=lambda p: -_number(p.name))


def sweep(directory: Path) -> list[tuple[str, str]]:
    """Removes what killed builds left, and generations before the previous one that nobody reads.

    Returns (document id, fingerprint) of those that stay beside the current one.
    """
    for path in directory.glob("*.tmp"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    kept: list[tuple[str, str]] = []
    now = _number(current(directory))
    for n, path in enumerate(others(directory)):
        # One after the current generation was made by a build that was killed before it was named.
        if n > 0 or _number(path.name) > now:
            with contextlib.suppress(BlockingIOError, FileNotFoundError):
                handle = _hold(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path)
                os.close(handle)
                continue
        with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(path / INDEX)) as db:
            kept += db.execute("SELECT DISTINCT id, fingerprint FROM documents").fetchall()
    return kept


def _fill(
    db: sqlite3.Connection,
    quads: Path,
    extractions: Iterable[tuple[Extraction, tuple[str, ...]]],
    documents: Iterable[Row],
    rules: Resolution,
    decided: Sequence[Review],
) -> Counts:
    mentions, relations, lines = Counter[str](), Counter[str](), 0
    embodied: dict[str, str | None] = {}
    shown: dict[str, str] = {}
    resolution, reviews = decisions.applied(rules, decided), decisions.statuses(decided)
    instruments = [resolution.instruments[i] for i in sorted(resolution.instruments)]
    with quads.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as out:
        for line in instrument_quads(instruments):
            lines += line.count("\n")
            out.write(line)
        for extraction, sources in extractions:
            names = Names(extraction, resolution, sources[0], reviews)
            unresolved = list(names.unresolved())
            for line in document_quads(names, sources, unresolved):
                lines += line.count("\n")
                out.write(line)
            embodied[extraction.document.id] = names.embodied
            shown[extraction.document.id] = sources[0]
            indexing.add(db, names, unresolved)
            relations.update(e.predicate for e in names.edges)
            mentions.update(named(names, unresolved))
    indexing.add_instruments(db, instruments)
    indexing.add_settled(db, rules.settled.values())
    indexing.add_documents(db, documents, embodied)
    conflicts = (
        Conflict(instrument=iri(i), field=f, kept=str(kept), other=str(other), document=d, source=shown.get(d, d))
        for i, f, kept, other, d in resolution.conflicts
    )
    indexing.add_conflicts(db, conflicts)
    return Counts(
        documents=db.execute("SELECT count(*) FROM documents").fetchone()[0],
        instruments=len(instruments),
        mentions={k: mentions[k] for k in ("resolved", "ambiguous", "unresolved")},
        relations=dict(sorted(relations.items())),
        conflicts=len(resolution.conflicts),
        quads=lines,
    )


def named(names: Names, unresolved: Iterable[Unresolved]) -> Counter[str]:
    """How many mentions of a document are resolved, ambiguous and unresolved."""
    found = Counter[str]()
    candidates = {u.local: u.candidates for u in unresolved}
    for m in names.extraction.mentions:
        open_ = candidates.get(m.meant)
        found["resolved" if open_ is None else "ambiguous" if open_ else "unresolved"] += 1
    return found


def _load(quads: Path, folder: Path, lines: int) -> int:
    """The file and the ontology as an Oxigraph store; the number of quads in it. Raises KgError where some got lost."""
    import pyoxigraph as ox

    from kg.lexicon import ontology_dir

    store = ox.Store(str(folder))
    for path in sorted(ontology_dir().glob("*.ttl")):
        # The catalogue's instruments are not the collection's, and shapes are no vocabulary.
        if path.stem not in ("catalogue", "shapes"):
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY))
    vocabulary = len(store)
    with quads.open("rb") as file:
        while some := file.readlines(_LOADED):
            store.bulk_load(input=b"".join(some), format=ox.RdfFormat.N_QUADS)
    store.flush()
    found = len(store)
    if found != vocabulary + lines:
        raise KgError(
            f"The graph holds {found} quads where {vocabulary + lines} were written; the collection stays as it was."
        )
    return found


def _number(name: str | None) -> int:
    return int("0" + "".join(filter(str.isdigit, name or "")))


def _hold(generation: Path, mode: int) -> int:
    handle = os.open(generation / _LOCK, os.O_RDONLY)
    try:
        fcntl.flock(handle, mode)
    except OSError:
        os.close(handle)
        raise
    return handle


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
