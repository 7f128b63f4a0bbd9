"""The verbs of a collection that people work on together: serve, review, mcp."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.model import KgError

if TYPE_CHECKING:
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


@click.command()
@collection
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 is any free one."
)
@click.option(
    "--allow-host", "allowed", multiple=True, metavar="NAME", help="A name that browsers may use for this host."
)
@click.option(
    "--timeout", default=20.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds of a SPARQL query."
)
@click.option("--rows", default=10_000, show_default=True, type=click.IntRange(1), help="Rows of a SPARQL answer.")
def serve(directory: str, host: str, port: int, allowed: tuple[str, ...], timeout: float, rows: int) -> None:
    """Serve the explorer and the SPARQL endpoint of the collection (docs/serve.md). Builds show up without a restart."""
    try:
        from kg import web
    except ImportError as e:
        raise KgError(f"kg serve needs {e.name}: pip install 'kg-vn[serve]'.") from e

    web.serve(Path(directory), host=host, port=port, allowed=allowed, timeout=timeout, rows=rows, ready=click.echo)


@click.command()
@click.argument("target", required=False)
@click.argument("act", required=False, type=click.Choice(("accept", "reject", "withdraw")))
@collection
@click.option(
    "--candidate", default="", metavar="ID", help="With an open name: the instrument that it means, or does not."
)
@click.option("--note", default="", help="Why.")
@click.option("--by", "reviewer", default="", envvar="KG_REVIEWER", show_envvar=True, help="Who decides.")
@click.option("--file", "file", type=click.File(encoding="utf-8"), help="Decisions from a CSV; - is standard input.")
@click.option("--later", is_flag=True, help="Leave the graph as it is until the next build.")
@click.option("--publish", is_flag=True, help="Only bring the graph up to date with what was decided.")
def review(  # noqa: PLR0913, PLR0917 - one for each option
    target: str | None,
    act: str | None,
    directory: str,
    candidate: str,
    note: str,
    reviewer: str,
    file: Iterable[str] | None,
    later: bool,
    publish: bool,
) -> None:
    """Accept or reject evidence, or a candidate for an open name; without a TARGET, list the decisions as CSV.

    TARGET is the IRI of evidence (kg show ID --json) or of an open name (kg unresolved --json). The list has the columns that
    --file reads: status, evidence (or document, local and instrument), note, reviewer, at. An empty status takes a decision back.
    """
    from kg import reviews, terminal
    from kg.store import open_store

    if target and not act:
        raise click.UsageError("Say what to do with TARGET: accept, reject or withdraw.")
    with open_store(directory) as store:
        decided = _decided(store, target, act, candidate, note, reviewer, file)
        if not (decided or publish or file):
            import io

            out = io.StringIO()
            reviews.write_csv(store.reviews(), out)
            click.echo(terminal.replaced(out.getvalue()), nl=False)
            return
    if decided:
        reviews.decide(directory, decided)
        click.echo(f"{len(decided)} quyết định đã lưu")
    if not later:
        reviews.publish(directory)


def _decided(
    store: Store,
    target: str | None,
    act: str | None,
    candidate: str,
    note: str,
    reviewer: str,
    file: Iterable[str] | None,
) -> list[Review]:
    from kg import reviews

    if file is not None:
        return list(reviews.read_csv(store, file, reviewer=reviewer))
    if not (target and act):
        return []
    status = {"accept": "accepted", "reject": "rejected", "withdraw": ""}[act]
    return [reviews.review(store, target, status, candidate=candidate, note=note, reviewer=reviewer)]


@click.command()
@collection
def mcp(directory: str) -> None:
    """Answer a language model over standard input and output (Model Context Protocol): find, show, trace, coverage, query."""
    from kg.mcp import server

    server(Path(directory)).run("stdio")
    sys.stdout.flush()
