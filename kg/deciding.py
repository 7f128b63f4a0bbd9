"""The verb `kg review`: what a person decides on evidence and on open names."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO

import click

from kg import options
from kg.model import KgError

if TYPE_CHECKING:
    from kg.reviews import Review
    from kg.store import Store


@click.command()
@click.argument("target", required=False)
@click.argument("act", required=False, type=click.Choice(("accept", "reject", "withdraw")))
@options.collection
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

    _one_way(target, act, file)
    with options.opened(directory) as store:
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
    store: Store, target: str | None, act: str | None, candidate: str, note: str, reviewer: str, file: BinaryIO | None
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
