"""The verbs that ask a collection: trace, show, find, unresolved, query, map, export."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import click

from kg import options
from kg.model import KgError

_EXPORTS = ("turtle", "nquads", "jsonld", "graphml", "csv")
_ANSWERS = ("table", "csv", "tsv", "json", "turtle")
_full = click.option("--full", is_flag=True, help="All evidence, and quotes in full.")


@click.command()
@click.argument("ident", metavar="ID")
@options.collection
@click.option("--down", is_flag=True, help="From an instrument down to all that carries it out.")
@click.option("--depth", type=click.IntRange(0), help="Stop after so many steps.")
@_full
@options.as_json
def trace(ident: str, directory: str, down: bool, depth: int | None, full: bool, as_json: bool) -> None:
    """Print the chain from an instrument up to its roots, with the quoted words that prove each step."""
    from kg import find, forms, lineage, quoting, show, terminal

    with options.opened(directory) as store:
        root = lineage.trace(store, find.find_one(store, ident).id, down=down, max_depth=depth)
        place = quoting.places(store)
        terminal.echo(
            [terminal.escaped(forms.tree(root, place))]
            if as_json
            else show.tree(root, place, down=down, full=full, width=terminal.columns())
        )


@click.command("show")
@click.argument("ident", metavar="ID")
@options.collection
@_full
@options.as_json
def show_(ident: str, directory: str, full: bool, as_json: bool) -> None:
    """Print all that is known of one instrument: its facts, its relations in both directions, where it is named."""
    from kg import find, forms, show, terminal

    with options.opened(directory) as store:
        found = find.find_one(store, ident)
        terminal.echo(
            [terminal.dump(forms.known(store, found))] if as_json else show.instrument(store, found, full=full)
        )


@click.command("find")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@options.collection
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many to list.")
@options.as_json
def find_(words: tuple[str, ...], directory: str, limit: int, as_json: bool) -> None:
    """List the instruments whose number, name, title or issuer has the words, with or without diacritics."""
    from kg import find, forms, show, terminal

    with options.opened(directory) as store:
        more = find.search(store, " ".join(words), limit + 1)
        found = more[:limit]
        if found:
            terminal.echo((terminal.dump(forms.facts(i)) for i in found) if as_json else show.instruments(found))
    if len(more) > limit:
        terminal.complain(f"there are more than {limit}; --limit lists more, and another word fewer")
    if not found:
        raise KgError(f"no number, name, title or issuer in {directory} has the words {' '.join(words)[:100]!r}")


@click.command()
@options.collection
@options.as_json
def unresolved(directory: str, as_json: bool) -> None:
    """List every name that could not be settled: the words, the document, what it may be, and why it is open."""
    from kg import forms, show, terminal

    with options.opened(directory) as store:
        terminal.echo(map(terminal.dump, forms.open_names(store)) if as_json else show.unresolved(store))


@click.command()
@click.argument("text", metavar="QUERY")
@options.collection
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
@options.output
def query(
    text: str, directory: str, params: tuple[str, ...], form: str, timeout: float, limit: int | None, output: str | None
) -> None:
    """Answer a SPARQL query: its text, a file, or the name of a query in ontology/queries (see docs/queries.md)."""
    from kg import mistakes, queries, results, terminal
    from kg.find import values

    queries.find(text)  # a name that is none is told before its values
    form = options.named(output, _ANSWERS) or form
    with options.opened(directory) as store:
        for told, _ in mistakes.vain(queries.find(text)[0], store.instrument):
            terminal.complain(told)
        answer = store.query(text, bindings=values(store, text, _given(params)), timeout=timeout, limit=limit)
    out = io.StringIO()
    results.write(answer, form, out, width=None if output else terminal.columns())
    safe = terminal.replaced if form in ("table", "csv") else terminal.escaped
    options.put(safe(out.getvalue()), output, form)


@click.command("map")
@click.argument("ident", required=False, metavar="[ID]")
@options.collection
@click.option("-o", "--output", default="map.html", show_default=True, metavar="FILE", help="The page to write.")
@click.option("--up", "direction", flag_value="up", help="With ID: only what it comes from.")
@click.option("--down", "direction", flag_value="down", help="With ID: only what comes from it.")
@click.option("--gaps", is_flag=True, help="Instead: which central resolutions have a plan where, and which have none.")
def map_(ident: str | None, directory: str, output: str, direction: str | None, gaps: bool) -> None:
    """Draw the map of the collection, or of one instrument's lineage, as an HTML page that needs no network."""
    options.named(output, ("html",))
    if gaps:
        return _gap_map(ident, directory, output)
    from kg import find, lineage, show, terminal
    from kg.render import render

    with options.opened(directory) as store:
        focus = find.find_one(store, ident) if ident else None
        graph = lineage.graph(store, [focus.id] if focus else None, direction=direction or "both")  # type: ignore[arg-type]
    page = render(graph, title=show.called(focus) if focus else "", focus=focus.id if focus else None)
    terminal.save(output, page)
    pairs = len({(subject, target, data["predicate"]) for subject, target, data in graph.edges(data=True)})
    nodes = show.nodes(data.get("status") for _, data in graph.nodes(data=True))
    told = f"{nodes}, {pairs} quan hệ, {graph.number_of_edges()} bằng chứng"
    return click.echo(f"{output}: {told}")


@click.command()
@options.collection
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

    asked = options.named(output, _EXPORTS)
    if asked == "csv":
        raise KgError(f"{output}: the collection as CSV is a folder of two tables; write --format csv -o FOLDER.")
    form = asked or form
    with options.opened(directory) as store:
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
    with options.opened(directory) as store:
        places, issuers = gaps.matrix(store), gaps.matrix(store, "issuer")
    terminal.save(output, render([places, issuers]))
    apart = f"{len(places.outside)} không áp dụng, " if places.outside else ""
    told = f"{len(places.rows)} văn bản Trung ương, {len(places.missing)} chưa thấy triển khai, {apart}"
    click.echo(f"{output}: {told}{len(places.columns)} địa phương")


def _given(params: Sequence[str]) -> dict[str, str]:
    """The values of a query as they were typed."""
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise KgError(f"--param {param!r} has no value; write NAME=VALUE, as in id=370/KH-UBND")
        values[name] = value
    return values
