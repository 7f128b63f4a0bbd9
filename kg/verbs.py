"""The verbs of a collection as a whole: what it covers, whether it is sound, what was read and how right; serve, mcp."""

from __future__ import annotations

import sys
from dataclasses import asdict
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

import click

from kg import options
from kg.model import KgError


@click.command()
@options.collection
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
@options.output
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

    A place without a plan is one of which none is seen in the collection. A plan is whatever of it carries the instrument out,
    guides or rests on it, directly or through others: plans and programmes, but resolutions, decisions, directives and notices
    too. Names that are open are never counted, and neither are letters, reports and submissions, drafts, what has ended, and
    what is dated before the central instrument: they are shown as that. What has a number was issued, and counts; where its text
    still says that it is a draft, a note tells, as of what is suspended. "(căn cứ)" marks what is tied by its grounds alone,
    "suy ra" what names an instrument with less than tells it, so that the collection decided.

    A place that was not there yet, or no longer, when the instrument was issued lacks nothing ("không áp dụng"): provinces that
    ended on 30 June 2025, districts, and communes known from 1 July 2025 on. What a former province had is told beside the one
    that took it in. An issuer is told where it is not the place's own committee, council or Party committee.

    Where there are more than three places, those without a plan share one line of the table, which tells the first twenty;
    --every gives each a line of its own, as CSV and JSON do.
    """
    from kg import coverage
    from kg import gaps as found

    if since and until and since > until:
        raise KgError(f"--from {since} is after --to {until}: there is no year between them.")
    form = options.named(output, ("table", "csv", "json")) or form
    with options.opened(directory) as store:
        matrix = found.pick(found.matrix(store, by), only=only, since=since, until=until, missing=missing)
    lines = coverage.lines(matrix, form, every=every)
    options.tell(lines, output, form)


@click.command()
@options.collection
@click.option(
    "--all", "whole", is_flag=True, help="Judge every node that the shapes may find fault with, however many."
)
@options.as_json
def check(directory: str, whole: bool, as_json: bool) -> None:
    """Test the graph: SHACL shapes and legal sense. The exit status is 1 if anything is an error."""
    from kg import check as checks
    from kg import forms, quoting, shapes, show, terminal

    with options.opened(directory) as store:
        found = checks.check(store, judged=None if whole else shapes.JUDGED)
        terminal.echo(
            (terminal.dump(forms.finding(f)) for f in found) if as_json else show.findings(found, quoting.places(store))
        )
    sys.exit(int(any(f.severity == "error" for f in found)))


@click.command("eval")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False))
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--misses", default=0, metavar="N", help="Also list the first N disagreements of each kind.")
@options.as_json
def evaluate(gold: str, inputs: tuple[str, ...], misses: int, as_json: bool) -> None:
    """Score extractions against gold of your own: precision and recall of mentions, facts and each relation.

    GOLD has the form that `kg extract` prints, corrected by hand. An INPUT is what `kg extract` printed (a .jsonl
    file), a document to extract now, or a folder, of which those that the gold names are extracted.
    """
    from kg import evaluate as scores
    from kg import show, terminal

    wanted = scores.lines(gold)
    if not wanted:
        raise KgError(f"{gold} holds no extraction.")
    predicted = scores.Predictions(chain.from_iterable(scores.predicted(i, wanted, terminal.complain) for i in inputs))
    if lost := scores.lost(wanted, predicted):
        terminal.complain(lost)
    found, wrong = scores.evaluate(wanted, predicted)
    terminal.echo(
        (terminal.dump({"scores": [asdict(s) for s in found], "misses": [asdict(m) for m in wrong]}),)
        if as_json
        else show.scores(found, wrong, misses)
    )


@click.command()
@options.collection
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    type=click.Choice(("table", "csv", "json")),
    help="How to print the list.",
)
@options.output
def sources(directory: str, form: str, output: str | None) -> None:
    """List what was read: by which reader, pages, OCR, whether the own number was found; and what failed."""
    from kg import sources as listing
    from kg import terminal

    form = options.named(output, ("table", "csv", "json")) or form
    with options.opened(directory) as store:
        found = listing.sources(store)
    if form == "csv":
        return options.put(terminal.escaped(listing.as_csv(found)), output, form)
    table = form == "table"
    lines = terminal.table(listing.HEADER, listing.rows(found)) if table else (terminal.dump(asdict(s)) for s in found)
    return options.tell(lines, output, form)


@click.command()
@options.collection
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
@options.collection
def mcp(directory: str) -> None:
    """Answer a language model over standard input and output (Model Context Protocol): find, show, trace, coverage, query."""
    from kg.mcp import server

    server(Path(directory)).run("stdio")
    sys.stdout.flush()
