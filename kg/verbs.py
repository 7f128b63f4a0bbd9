"""The verbs around a collection: what it covers, whether it is sound, what was read and how right; serve, review, mcp."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from kg.model import KgError

if TYPE_CHECKING:
    from kg.reading import Options
    from kg.reviews import Review
    from kg.store import Store

collection = click.option(
    "--store",
    "directory",
    metavar="DIR",
    default="kg-store",
    envvar="KG_STORE",
    show_default=True,
    show_envvar=True,
    help="The folder of the collection.",
)


_ocr = click.option(
    "--ocr/--no-ocr",
    default=None,
    envvar="KG_OCR",
    help="Read pages that are pictures, with tesseract (on unless said).",
)
_columns = click.option(
    "--columns",
    metavar="ROLE=NAME,...",
    help="The columns of registers, where their names are not the usual ones: 'number=Ký số,date=Ký ngày'.",
)


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that say how files are read: `ocr` and `columns`."""
    return _ocr(_columns(command))


output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to a file, and not to the screen; in CSV with the mark by which spreadsheets know Vietnamese letters.",
)


def put(text: str, output: str | None, form: str) -> None:
    """Prints what a verb found, or writes it to the file that was asked for."""
    from kg import terminal

    if output is None:
        click.echo(text, nl=False)
    else:
        terminal.save(output, text, spreadsheet=form == "csv")


def options(ocr: bool | None, columns: str | None) -> Options | None:
    """How files are read, None where nothing is said of it. Raises KgError for a role that does not exist."""
    if ocr is None and columns is None:
        return None
    from kg.columns import COLUMNS
    from kg.reading import Options

    named: dict[str, str] = {}
    for part in (columns or "").split(","):
        role, equals, name = (x.strip() for x in part.partition("="))
        if part.strip() and (not equals or not name or role not in COLUMNS):
            raise KgError(f"--columns {part.strip()!r} is not ROLE=NAME, with a role of {', '.join(COLUMNS)}.")
        if part.strip():
            named[role] = name
    return Options(ocr=ocr is not False, columns=named)


@click.command()
@collection
@click.option(
    "--by", default="place", show_default=True, type=click.Choice(("place", "issuer")), help="What the columns are."
)
@click.option("--only", metavar="WORDS", help="The places or issuers that have the words, such as 'Bình Dương'.")
@click.option("--from", "since", type=int, metavar="YEAR", help="Resolutions of this year and later ones.")
@click.option("--to", "until", type=int, metavar="YEAR", help="Resolutions of this year and earlier ones.")
@click.option("--missing", is_flag=True, help="Only what has no plan anywhere; with --only, none there.")
@click.option("--every", is_flag=True, help="In the table a line for every place, those without a plan too.")
@click.option(
    "--format", "form", default="table", show_default=True, type=click.Choice(("table", "csv", "json")), help="How."
)
@output
def gaps(  # noqa: PLR0913, PLR0917 - one for each option
    directory: str,
    by: Literal["place", "issuer"],
    only: str | None,
    since: int | None,
    until: int | None,
    missing: bool,
    every: bool,
    form: str,
    output: str | None,
) -> None:
    """List which central resolutions, directives and decisions have a plan where, since when, and which have none.

    A place without a plan is one of which none is seen in the collection. Names that are open are never counted, and neither
    are drafts, what has ended, and what is dated before the central instrument: they are shown as that. What has a number
    was issued, and counts; where its text still says that it is a draft, a note tells.

    Where there are more than three places, those without a plan share one line of the table, which tells the first twenty;
    --every gives each a line of its own, as CSV and JSON do.
    """
    from kg import coverage, terminal
    from kg import gaps as found
    from kg.store import open_store

    if since and until and since > until:
        raise KgError(f"--from {since} is after --to {until}: there is no year between them.")
    with open_store(directory) as store:
        matrix = found.pick(found.matrix(store, by), only=only, since=since, until=until, missing=missing)
    lines = coverage.lines(matrix, form, every=every)
    if output:
        put("".join(f"{click.unstyle(line)}\n" for line in lines), output, form)
    else:
        terminal.echo(lines)


@click.command()
@collection
@click.option(
    "--all", "whole", is_flag=True, help="Judge every node that the shapes may find fault with, however many."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(directory: str, whole: bool, as_json: bool) -> None:
    """Test the graph: SHACL shapes and legal sense. The exit status is 1 if anything is an error."""
    from kg import check as checks
    from kg import forms, shapes, show, terminal
    from kg.store import open_store

    with open_store(directory) as store:
        found = checks.check(store, judged=None if whole else shapes.JUDGED)
        terminal.echo(
            (terminal.dump(forms.finding(f)) for f in found) if as_json else show.findings(found, show.places(store))
        )
    sys.exit(int(any(f.severity == "error" for f in found)))


@click.command("eval")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False))
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--misses", default=0, metavar="N", help="Also list the first N disagreements of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(gold: str, inputs: tuple[str, ...], misses: int, as_json: bool) -> None:
    """Score extractions against gold of your own: precision and recall of mentions, facts and each relation.

    GOLD has the form that `kg extract` prints, corrected by hand. An INPUT is what `kg extract` printed (a .jsonl
    file), or a document to extract now.
    """
    from kg import evaluate as scores
    from kg import show, terminal

    predicted = [line for path in inputs for line in scores.predicted(path)]
    found, wrong = scores.evaluate(scores.lines(gold), predicted)
    terminal.echo(
        (terminal.dump({"scores": [asdict(s) for s in found], "misses": [asdict(m) for m in wrong]}),)
        if as_json
        else show.scores(found, wrong, misses)
    )


@click.command()
@collection
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(("table", "csv", "json")),
    help="How to print the list.",
)
@output
def sources(directory: str, form: str, output: str | None) -> None:
    """List what was read: by which reader, pages, OCR, whether the own number was found; and what failed."""
    from kg import sources as listing
    from kg import terminal
    from kg.store import open_store

    with open_store(directory) as store:
        found = listing.sources(store)
    if form == "csv":
        return put(terminal.escaped(listing.as_csv(found)), output, form)
    table = form == "table"
    lines = terminal.table(listing.HEADER, listing.rows(found)) if table else (terminal.dump(asdict(s)) for s in found)
    if output is None:
        return terminal.echo(lines)
    return put("".join(f"{click.unstyle(line)}\n" for line in lines), output, form)


@click.command()
@collection
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 is any free one."
)
@click.option(
    "--allow-host", "allowed", multiple=True, metavar="NAME", help="A name that browsers may use for this host."
)
@click.option("--prefix", default="", metavar="PATH", help="The path under which a proxy has it, such as /van-ban.")
@click.option("--forwarded-prefix", is_flag=True, help="Take that path from X-Forwarded-Prefix of each request.")
@click.option(
    "--timeout", default=20.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds of a SPARQL query."
)
@click.option("--rows", default=10_000, show_default=True, type=click.IntRange(1), help="Rows of a SPARQL answer.")
def serve(
    directory: str,
    host: str,
    port: int,
    allowed: tuple[str, ...],
    prefix: str,
    forwarded_prefix: bool,
    timeout: float,
    rows: int,
) -> None:
    """Serve the explorer and the SPARQL endpoint of the collection (docs/serve.md). Builds show up without a restart."""
    from kg import terminal

    try:
        from kg import guard, web
    except ImportError as e:
        raise KgError(terminal.lacking(str(e.name), "serve")) from e

    if prefix and forwarded_prefix:
        raise click.UsageError("Give --prefix or --forwarded-prefix, and not both.")
    if (path := guard.prefix(prefix)) is None:
        raise KgError(f"--prefix {prefix!r} is no path; write it as /van-ban.")
    below = None if forwarded_prefix else path
    serving = partial(web.serve, Path(directory), host=host, port=port, allowed=allowed, prefix=below)
    serving(timeout=timeout, rows=rows, ready=click.echo)


@click.command()
@click.argument("target", required=False)
@click.argument("act", required=False, type=click.Choice(("accept", "reject", "withdraw")))
@collection
@click.option(
    "--candidate", default="", metavar="ID", help="With an open name: the instrument that it means, or does not."
)
@click.option("--note", default="", help="Why.")
@click.option("--by", "reviewer", default="", envvar="KG_REVIEWER", show_envvar=True, help="Who decides.")
@click.option("--file", "file", type=click.File("rb"), help="Decisions from a CSV; - is standard input.")
@click.option("--later", is_flag=True, help="Leave the graph as it is until the next build.")
@click.option("--publish", is_flag=True, help="Only bring the graph up to date with what was decided.")
def review(  # noqa: PLR0913, PLR0917 - one for each option
    target: str | None,
    act: str | None,
    directory: str,
    candidate: str,
    note: str,
    reviewer: str,
    file: BinaryIO | None,
    later: bool,
    publish: bool,
) -> None:
    """Accept or reject evidence, or a candidate for an open name; without a TARGET, list the decisions as CSV.

    TARGET is the IRI of evidence (kg show ID --json) or of an open name (kg unresolved --json). The list has the columns that
    --file reads: status, evidence (or document, local and instrument), note, reviewer, at. An empty status takes a decision back.
    """
    from kg import reviews, terminal
    from kg.store import open_store

    _one_way(target, act, file)
    with open_store(directory) as store:
        if not (target or publish or file):
            click.echo(terminal.replaced(reviews.listed(store)), nl=False)
            return
        decided = _decided(store, target, act, candidate, note, reviewer, file)
        told, doubts = _told(store, decided, bool(target)), list(_doubts(store, decided))
    if decided:
        reviews.decide(directory, decided)
        _tell(told, doubts)
    if not later:
        reviews.publish(directory)


def _told(store: Store, decided: Sequence[Review], each: bool) -> list[str]:
    """How many decisions were kept and how many taken back, and what each is about."""
    from kg import show

    back = sum(not r.status for r in decided)
    counts = (len(decided) - back, "quyết định đã lưu"), (back, "quyết định đã rút lại")
    lines = [f"  {show.decision(store, r)}" for r in decided] if each else []
    return ["; ".join(f"{n} {what}" for n, what in counts if n), *lines]


def _tell(lines: Sequence[str], doubts: Sequence[str]) -> None:
    from kg import terminal

    terminal.echo(lines)
    for doubt in doubts:
        terminal.complain(doubt)


def _doubts(store: Store, decided: Sequence[Review]) -> Iterator[str]:
    """What is to be looked at in decisions that are kept."""
    from kg import reviews

    for r in decided:
        if name := reviews.doubtful(store, r):
            yield f"“{name}” has another number than {r.instrument}; it is kept: see whether it is meant"


def _one_way(target: str | None, act: str | None, file: BinaryIO | None) -> None:
    """Raises UsageError where it is not said what is decided, or said twice."""
    if target and not act:
        raise click.UsageError("Say what to do with TARGET: accept, reject or withdraw.")
    if target and file is not None:
        raise click.UsageError("Give TARGET or --file, and not both.")


def _decided(
    store: Store,
    target: str | None,
    act: str | None,
    candidate: str,
    note: str,
    reviewer: str,
    file: BinaryIO | None,
) -> list[Review]:
    from kg import reviews

    if file is not None:
        return list(reviews.read_csv(store, io.StringIO(_unicode(file), newline=None), reviewer=reviewer))
    if not (target and act):
        return []
    status = {"accept": "accepted", "reject": "rejected", "withdraw": ""}[act]
    return [reviews.review(store, target, status, candidate=candidate, note=note, reviewer=reviewer)]


def _unicode(file: BinaryIO) -> str:
    """The text of a list. Raises KgError where it is not Unicode: a few short notes do not tell in which encoding they are."""
    data = file.read()
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as e:
        raise KgError(f"{file.name} is no Unicode text ({e.reason}, byte {e.start}); save it as CSV UTF-8.") from e


@click.command()
@collection
def mcp(directory: str) -> None:
    """Answer a language model over standard input and output (Model Context Protocol): find, show, trace, coverage, query."""
    from kg.mcp import server

    server(Path(directory)).run("stdio")
    sys.stdout.flush()
