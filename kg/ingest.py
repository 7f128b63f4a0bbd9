"""Brings a collection up to date: reads what changed, resolves the whole anew, writes the next generation of the graph.

Files are read one a transaction, the next generation is written beside the current one, and the two are swapped at the end. A
kill at any moment leaves the old graph in place, and the next build goes on from the files that were read.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg import generation, revision
from kg.catalogue import PART, Extractions
from kg.cataloguing import Writing
from kg.files import printable, real, spelled
from kg.generation import Counts, Generation
from kg.model import Failure, KgError
from kg.records import now

if TYPE_CHECKING:
    from kg.changes import Progress, Run
    from kg.reading import Options

__all__ = ["BuildReport", "build"]

_PATIENCE = 0.5  # seconds that a build waits for the lock


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did. `read`, `replaced` and `unchanged` count documents; `missing` and `dropped` are files, as they were given.

    `changed` is False where there was nothing to do. `holds` tells what the collection holds now.
    """

    read: int = 0  # from files that were not known
    replaced: int = 0  # from files that were read anew
    unchanged: int = 0
    missing: tuple[str, ...] = ()  # below the given paths once, and gone; still in the collection
    dropped: tuple[str, ...] = ()  # gone, and taken out
    # Files in the given folders and archives that nothing reads, by suffix.
    unread: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    holds: Counts = field(default_factory=Counts)
    placeless: int = 0  # documents whose own number lacks a place, an issuer or a day
    changed: bool = True
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """How many documents the collection holds."""
        return self.holds.documents

    @property
    def instruments(self) -> int:
        """How many instruments they name."""
        return self.holds.instruments

    @property
    def mentions(self) -> Mapping[str, int]:
        """Mentions that are resolved, ambiguous and unresolved."""
        return self.holds.mentions

    @property
    def relations(self) -> Mapping[str, int]:
        """Evidence by predicate."""
        return self.holds.relations


def build(
    paths: Iterable[str | os.PathLike[str]],
    directory: str | os.PathLike[str],
    *,
    prune: bool = False,
    retry: bool = False,
    place: str | None = None,
    options: Options | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Brings a collection up to date with files and folders; with `prune` it forgets what is gone from them.

    A file that could not be read is tried again when it has changed, or with `retry`.

    `place` is the province of documents that do not tell theirs (empty: none), `options` say how files are read; both are kept
    for later builds once the files have been read. `jobs` processes read, one for each processor unless said; what comes of it is
    the same. `progress` is called with the number of files done, of all files, and a file that is being read, at least once a
    second. Raises KgError where a path does not exist or a place is no province, and while another build of the directory is
    running; a file that can't be read is a failure of the report.
    """
    from kg.changes import Run
    from kg.pool import processors

    began = time.monotonic()
    given = [spelled(p) for p in paths]
    if "-" in given:
        raise KgError(
            "Standard input can't be built into a collection, which has to find its files again; save it as a file."
        )
    if not os.fspath(directory):
        raise KgError("The folder of the collection has no name; give one with --store.")
    place = _province(place) if place else place
    folder = _folder(Path(directory), given)
    with _locked(folder), contextlib.closing(Writing(folder, write=True)) as catalogue:
        places = _places(catalogue, given, place)
        options = options or _options(catalogue)
        run = Run(catalogue, _fingerprint(options), options, retry)
        report = _read(given, run, places, prune, jobs or processors(), progress or (lambda done, total, source: None))
        _remember(catalogue, options, places)
        made = {"read": f"{catalogue.revision}:{run.fingerprint}", "reviewed": str(catalogue.reviewed)}
        holds = _holds(folder, made)
        if holds is None:
            holds = _write(folder, catalogue, made)
            report = replace(report, changed=True)
        with contextlib.closing(Generation(folder)) as current:
            report = replace(report, holds=holds, placeless=current.placeless())
        return replace(report, failures=tuple(catalogue.failures()), seconds=time.monotonic() - began)


def _folder(folder: Path, given: Iterable[str]) -> Path:
    """The folder of a collection, made where it is new and all that it is to be built from is there."""
    from kg.readers import absent

    if not folder.exists() and (gone := next((p for p in given if not os.path.lexists(p)), None)):
        raise absent(gone)  # a mistake in the first command leaves no empty collection behind
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as e:
        raise KgError(f"{folder} is a file, not the folder of a collection; give another with --store.") from e
    except OSError as e:
        raise KgError(f"{folder} can't be used as a collection: {e.strerror}.") from e
    return folder


def _province(place: str) -> str:
    """The province that people call so, by its label. Raises KgError where there is none."""
    import difflib

    from kg import issuers, lexicon, placenames, spelling
    from kg.text import fold

    lex = lexicon.load()
    typed = {fold(label): label for label in lex.provinces}
    spellings = (place, spelling.restored(place, lex)[0], "".join(place.upper().split()))  # "Tinh Phu Tho", "tp hcm"
    found = next((p for words in spellings if (p := issuers.province(words, lex)) in lex.provinces), None)
    kind, rest = placenames.asked(place, lex)
    named = typed.get(rest)
    label = found or (named if named and (kind is None or kind.label == lex.provinces[named].noun) else None)
    if label is None:
        alike = difflib.get_close_matches(fold(place), typed, n=1)
        example = typed[alike[0]] if alike else "Bình Dương"
        raise KgError(f"{place!r} is no province of ontology/places.ttl; give the name of one, such as {example!r}.")
    return label


def _options(catalogue: Writing) -> Options:
    """How files are read, as it was said for an earlier build."""
    from kg.reading import Options

    return Options(**json.loads(catalogue.meta("reading", "{}")))


def _places(catalogue: Writing, given: Iterable[str], place: str | None) -> dict[str, str]:
    """Which province files are of, by the paths that builds were given; "" for none. What was told of one path holds for
    no other: registers of two provinces stay what they are when both are read again."""
    kept: dict[str, str] = json.loads(catalogue.meta("places", "null")) or {"/": catalogue.meta("place")}
    if place is None:
        return kept
    roots = dict.fromkeys((printable(os.path.realpath(p)) for p in given), place)
    return {p: told for p, told in kept.items() if not any(folder in roots for folder in _upward(p))} | roots


def _upward(path: str) -> Iterator[str]:
    """A path and the folders above it, the nearest first."""
    yield path
    yield from map(str, Path(path).parents)


def _by_place(sources: Mapping[str, str], places: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Files in groups by the province that the nearest folder above them was told to be of."""
    found: dict[str, dict[str, str]] = {}
    for path, shown in sources.items():
        place = next((places[folder] for folder in _upward(path) if folder in places), "")
        found.setdefault(place, {})[path] = shown
    return found


def _remember(catalogue: Writing, options: Options, places: Mapping[str, str]) -> None:
    """Keeps for later builds how the files of this one were read."""
    catalogue.remember("places", json.dumps(places, ensure_ascii=False))
    catalogue.remember("reading", json.dumps({"ocr": options.ocr, "columns": dict(options.columns)}))


def _missing(catalogue: Writing, given: Iterable[str], sources: Collection[str]) -> dict[str, str]:
    """What was read from the given paths once, and is gone, with how it is shown; failures that are gone are forgotten."""
    missing: dict[str, str] = {}
    for p in given:
        missing |= {
            path: shown
            for path, shown in catalogue.below(printable(os.path.realpath(p)))
            if path.partition(PART)[0] not in sources
        }
    never_read = [path for path in missing if catalogue.state(path) is None]
    for path in never_read:
        catalogue.recover(path)
        del missing[path]
    return missing


def _read(
    given: list[str], run: Run, places: Mapping[str, str], prune: bool, jobs: int, progress: Progress
) -> BuildReport:
    """Reads what changed into the catalogue."""
    from kg import changes
    from kg.readers import files, unread

    catalogue = run.catalogue
    # A path that is gone, but was read once, is missing and no mistake.
    gone = {p for p in given if p and not os.path.lexists(p) and catalogue.below(printable(os.path.realpath(p)))}
    sources = {printable(real(p)): os.fspath(p) for p in reversed(list(files(p for p in given if p not in gone)))}
    sources = dict(reversed(sources.items()))
    found = changes.Tally()
    for place, some in _by_place(sources, places).items():
        options = replace(run.options, place=place or None)
        one = changes.read(some, replace(run, options=options, fingerprint=_fingerprint(options)), jobs, progress)
        found = changes.Tally(one.read + found.read, one.replaced + found.replaced, one.unchanged + found.unchanged)
    missing = _missing(catalogue, given, sources)
    if prune and missing:
        catalogue.drop(missing)
    left = {p: dict(unread([p])) for p in given if p not in gone}
    catalogue.leave({printable(os.path.realpath(p)): (printable(p), counts) for p, counts in left.items()})
    shown = tuple(missing.values())
    return BuildReport(
        read=found.read,
        replaced=found.replaced,
        unchanged=found.unchanged,
        missing=() if prune else shown,
        dropped=shown if prune else (),
        changed=bool(found.read or found.replaced or (prune and missing)),
        unread=sum(map(Counter, [*left.values(), *catalogue.left_in(sources)]), Counter[str]()),
    )


def _holds(folder: Path, made: Mapping[str, str]) -> Counts | None:
    """What the current generation holds, if it was made from this state of the catalogue, and is whole."""
    if generation.current(folder) is None:
        return None
    try:
        with contextlib.closing(Generation(folder)) as found:
            if any(found.meta(k) != v for k, v in made.items()):
                return None
            found.read_graph()
            return found.counts()
    except KgError:
        return None


def _write(folder: Path, catalogue: Writing, made: Mapping[str, str]) -> Counts:
    """The next generation of the graph, from all that the catalogue holds."""
    from kg.resolve import resolve

    generation.sweep(folder)
    meta, counts = {**made, "built_at": now()}, None
    if _holds(folder, {"read": made["read"]}):  # only decisions are new
        counts = revision.revise(folder, catalogue, meta)
    counts = counts or generation.write(
        folder,
        catalogue.extractions(),
        catalogue.documents(),
        resolve(Extractions(catalogue)),
        catalogue.decisions(),
        meta,
    )
    catalogue.forget_texts(generation.sweep(folder))
    return counts


def _fingerprint(options: Options) -> str:
    """What decides how a text is read: the lexicon, the program, the place and the options given.

    The files of the package are hashed, not its version: an extraction made by other code is never taken for one of this code.
    """
    from kg.lexicon import ontology_dir

    found = hashlib.sha256(repr((options.place, options.ocr, sorted(options.columns.items()))).encode())
    for path in [*sorted(ontology_dir().glob("*.ttl")), *sorted(Path(__file__).parent.glob("*.py"))]:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:32]


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the directory for one build. The lock is the kernel's, so that a killed build leaves none."""
    try:
        lock = (folder / generation.BUILDS).open("a+", encoding="utf-8")
    except OSError as e:
        raise KgError(f"{folder} can't be written: {e.strerror}; the collection stays as it is.") from e
    with lock as f:
        # A process that a killed build was just starting holds the lock until it runs.
        patience = time.monotonic() + _PATIENCE
        while not _taken(f):
            if time.monotonic() > patience:
                f.seek(0)
                holder = f.read().strip() or "started just now"
                raise KgError(f"Another build of {folder} is running ({holder}); wait for its end.")
            time.sleep(0.02)
        f.truncate(0)
        f.write(f"pid {os.getpid()}, since {now()}")
        f.flush()
        yield
        f.truncate(0)


def _taken(f: IO[str]) -> bool:
    try:
        fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
