"""The command `kg`: a few lines a verb over the library.

What is printed comes from `kg.show`; every import waits for the verb that needs it.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from kg import verbs
from kg.model import KgError

if TYPE_CHECKING:
    from kg.model import Instrument
    from kg.store import Store

_LOST = 3  # the exit status of a build that could not read some files
_EXPORTS = ("turtle", "nquads", "jsonld", "graphml", "csv")
_ANSWERS = ("table", "csv", "tsv", "json", "turtle")
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_full = click.option("--full", is_flag=True, help="All evidence, and quotes in full.")


class _InOrder(click.Group):
    """Lists its verbs in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, context_settings=CONTEXT)
@click.version_option(package_name="kg-vn", prog_name="kg", message="%(prog)s %(version)s")
def cli() -> None:
    """Knowledge graphs of Vietnamese Party and State documents: which plan carries out which resolution, and the
    words that prove it.

    An ID is anything you would type: 370/KH-UBND, "KH 370", "Nghị quyết 52", "20/KH-UBND 2024", "Luật Đất đai 2024"
    or a URN, with or without diacritics. If it fits several instruments, all are listed and the exit status is 2.
    """


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@verbs.collection
@click.option("--prune", is_flag=True, help="Drop what came from files that are gone.")
@click.option("--retry", is_flag=True, help="Try files again that could not be read and have not changed.")
@click.option("--place", help="The province of documents that do not name theirs, such as 'Bình Dương'.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), help="How many processes read; one for each processor unless said."
)
@verbs.reading
def build(
    paths: tuple[str, ...],
    directory: str,
    prune: bool,
    retry: bool,
    place: str | None,
    jobs: int | None,
    ocr: bool | None,
    columns: str | None,
) -> None:
    """Read files and folders into the collection. Only what changed is read again.

    A file that can't be read costs the others nothing, and is listed with the reason; the collection is built, and the exit
    status is 3. Ctrl-C stops the work; the next build goes on from there.
    """
    from kg import show, store, terminal

    how = verbs.options(ocr, columns)
    made = partial(store.build, paths, directory, prune=prune, retry=retry, place=place, options=how, jobs=jobs)
    try:
        with terminal.progress() as progress:
            report = made(progress=progress)
    except KeyboardInterrupt as e:
        terminal.complain("stopped; the files read so far are kept, and the next build goes on from there.")
        raise click.Abort from e
    terminal.echo(show.report(report))
    sys.exit(_LOST if report.failures else 0)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-j", "--jobs", default=1, show_default=True, type=click.IntRange(1, 256), help="How many processes read."
)
@verbs.reading
def extract(paths: tuple[str, ...], jobs: int, ocr: bool | None, columns: str | None) -> None:
    """Print what each document says: one JSON object a line, in the order of the files. - is standard input."""
    from kg import batch, terminal

    failed = False
    for found in batch.extract(paths, jobs, verbs.options(ocr, columns)):
        if isinstance(found, KgError):
            failed = True
            terminal.complain(str(found))
        else:
            click.echo(found)
    sys.exit(int(failed))


@cli.command()
@click.argument("ident", metavar="ID")
@verbs.collection
@click.option("--down", is_flag=True, help="From an instrument down to all that carries it out.")
@click.option("--depth", type=click.IntRange(0), help="Stop after so many steps.")
@_full
@_json
def trace(ident: str, directory: str, down: bool, depth: int | None, full: bool, as_json: bool) -> None:
    """Print the chain from an instrument up to its roots, with the quoted words that prove each step."""
    from kg import find, forms, lineage, show, terminal

    with _open(directory) as store:
        root = lineage.trace(store, find.find_one(store, ident).id, down=down, max_depth=depth)
        place = show.places(store)
        terminal.echo(
            [terminal.escaped(forms.tree(root, place))]
            if as_json
            else show.tree(root, place, down=down, full=full, width=terminal.columns())
        )


@cli.command("show")
@click.argument("ident", metavar="ID")
@verbs.collection
@_full
@_json
def show_(ident: str, directory: str, full: bool, as_json: bool) -> None:
    """Print all that is known of one instrument: its facts, its relations in both directions, where it is named."""
    from kg import find, forms, show, terminal

    with _open(directory) as store:
        found = find.find_one(store, ident)
        terminal.echo(
            [terminal.dump(forms.known(store, found))] if as_json else show.instrument(store, found, full=full)
        )


@cli.command("find")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@verbs.collection
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many to list.")
@_json
def find_(words: tuple[str, ...], directory: str, limit: int, as_json: bool) -> None:
    """List the instruments whose number, name, title or issuer has the words, with or without diacritics."""
    from kg import find, forms, show, terminal

    with _open(directory) as store:
        more = find.search(store, " ".join(words), limit + 1)
        found = more[:limit]
        terminal.echo((terminal.dump(forms.facts(i)) for i in found) if as_json else show.instruments(found))
    if len(more) > limit:
        terminal.complain(f"there are more than {limit}; --limit lists more, and another word fewer")
    if not found:
        raise KgError(f"no number, name, title or issuer in {directory} has the words {' '.join(words)!r}")


@cli.command()
@verbs.collection
@_json
def unresolved(directory: str, as_json: bool) -> None:
    """List every name that could not be settled: the words, the document, what it may be, and why it is open."""
    from kg import forms, show, terminal

    with _open(directory) as store:
        terminal.echo(map(terminal.dump, forms.open_names(store)) if as_json else show.unresolved(store))


@cli.command()
@click.argument("text", metavar="QUERY")
@verbs.collection
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for the query; id takes any ID, since and until any date.",
)
@click.option(
    "--format", "form", default="table", show_default=True, type=click.Choice(_ANSWERS), help="How to print the answer."
)
@click.option(
    "--timeout", default=30.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds after which it ends."
)
@click.option("--limit", type=click.IntRange(1), help="Stop after so many rows.")
@verbs.output
def query(
    text: str,
    directory: str,
    params: tuple[str, ...],
    form: str,
    timeout: float,
    limit: int | None,
    output: str | None,
) -> None:
    """Answer a SPARQL query: its text, a file, or the name of a query in ontology/queries (see docs/queries.md)."""
    from kg import results, terminal
    from kg.find import values

    with _open(directory) as store:
        answer = store.query(text, bindings=values(store, text, _given(params)), timeout=timeout, limit=limit)
    out = io.StringIO()
    results.write(answer, form, out, width=None if output else terminal.columns())
    safe = terminal.replaced if form in ("table", "csv") else terminal.escaped
    verbs.put(safe(out.getvalue()), output, form)


@cli.command("map")
@click.argument("ident", required=False, metavar="[ID]")
@verbs.collection
@click.option("-o", "--output", default="map.html", show_default=True, metavar="FILE", help="The page to write.")
@click.option("--up", "direction", flag_value="up", help="With ID: only what it comes from.")
@click.option("--down", "direction", flag_value="down", help="With ID: only what comes from it.")
@click.option("--gaps", is_flag=True, help="Instead: which central resolutions have a plan where, and which have none.")
def map_(ident: str | None, directory: str, output: str, direction: str | None, gaps: bool) -> None:
    """Draw the map of the collection, or of one instrument's lineage, as an HTML page that needs no network."""
    if gaps:
        return _gap_map(ident, directory, output)
    from kg import find, lineage, show, terminal
    from kg.render import render

    with _open(directory) as store:
        focus = find.find_one(store, ident) if ident else None
        graph = lineage.graph(store, [focus.id] if focus else None, direction=direction or "both")  # type: ignore[arg-type]
    page = render(graph, title=show.called(focus) if focus else "", focus=focus.id if focus else None)
    terminal.save(output, page)
    pairs = len({(subject, target, data["predicate"]) for subject, target, data in graph.edges(data=True)})
    nodes = show.nodes(data.get("status") for _, data in graph.nodes(data=True))
    told = f"{nodes}, {pairs} quan hệ, {graph.number_of_edges()} bằng chứng"
    return click.echo(f"{output}: {told}")


@cli.command()
@verbs.collection
@click.option(
    "--format", "form", default="turtle", show_default=True, type=click.Choice(_EXPORTS), help="The form to write."
)
@click.option(
    "-o",
    "--output",
    default="-",
    show_default=True,
    metavar="FILE",
    help="A file, for CSV a folder; - is standard output.",
)
def export(directory: str, form: str, output: str) -> None:
    """Write the collection for other programs."""
    from kg import export as exports
    from kg import terminal

    with _open(directory) as store:
        if output == "-" and sys.stdout.isatty():
            page = io.BytesIO()
            exports.export(store, form, page)
            click.echo(terminal.escaped(page.getvalue().decode()), nl=False)
        else:
            exports.export(store, form, sys.stdout.buffer if output == "-" else output)


def _gap_map(ident: str | None, directory: str, output: str) -> None:
    from kg import gaps, terminal
    from kg.gapmap import render

    if ident:
        raise click.UsageError("--gaps is of the whole collection; leave ID out.")
    with _open(directory) as store:
        places, issuers = gaps.matrix(store), gaps.matrix(store, "issuer")
    terminal.save(output, render([places, issuers]))
    missing = len(places.missing)
    click.echo(
        f"{output}: {len(places.rows)} văn bản Trung ương, {missing} chưa thấy triển khai, {len(places.columns)} địa phương"
    )


def _open(directory: str) -> Store:
    from kg.store import open_store

    return open_store(directory)


def _given(params: Sequence[str]) -> dict[str, str]:
    """The values of a query as they were typed."""
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise KgError(f"--param {param!r} has no value; write NAME=VALUE, as in id=370/KH-UBND")
        values[name] = value
    return values


cli.add_command(verbs.gaps)
cli.add_command(verbs.check)
cli.add_command(verbs.evaluate)
cli.add_command(verbs.sources)
cli.add_command(verbs.serve)
cli.add_command(verbs.review)
cli.add_command(verbs.mcp)


# --- The command


def main(args: Sequence[str] | None = None) -> None:
    """Runs the command; every error is one sentence on standard error, and the exit status tells its kind.

    0 done, 1 an error, 2 an ID that fits several instruments or wrong options, 3 built without some files, 130 Ctrl-C.
    """
    _open_streams()
    try:
        status = _run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        status = _unread()
    sys.exit(status if isinstance(status, int) else 0)


def _open_streams() -> None:
    """The streams in UTF-8. One that was closed leads nowhere: a file that is opened later would get its number, and its text."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115 - for the life of the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _run(args: Sequence[str] | None) -> object:
    """What the verb returns, or the status of its error, which is told. Raises BrokenPipeError where nobody reads that."""
    out = sys.stdout
    try:
        return cli.main(args, prog_name="kg", standalone_mode=False)
    except BrokenPipeError:
        raise
    except SystemExit as e:
        if sys.stdout is not out:  # click has wrapped what nobody reads
            raise BrokenPipeError from e
        raise
    except (KeyboardInterrupt, click.Abort):
        return 130
    except click.exceptions.NoArgsIsHelpError as e:
        click.echo(e.ctx.get_help() if e.ctx else e.message, err=True)
        return e.exit_code
    except click.ClickException as e:
        return _failed(e.format_message(), e.exit_code)
    except KgError as e:
        if isinstance(e.__cause__, BrokenPipeError):
            raise e.__cause__ from None
        return _failed(str(e), 1, getattr(e, "candidates", ()))
    except Exception as e:
        from kg import terminal

        if sentence := terminal.refused(e):
            return _failed(sentence, 1)
        if os.environ.get("KG_DEBUG"):
            raise
        return _failed(
            f"a defect of the program, please report it ({type(e).__name__}: {e}); KG_DEBUG=1 shows where", 1
        )


def _unread() -> int:
    """The reader has gone, as with `| head`, which is no error; what is still buffered has nowhere to go."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    return 0


def _failed(message: str, status: int, candidates: Sequence[Instrument] = ()) -> int:
    from kg import terminal

    terminal.complain(message)
    if not candidates:
        return status
    from kg.show import instruments

    terminal.echo(instruments(candidates))
    return 2
