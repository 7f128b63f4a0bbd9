"""The command `kg`: its verbs in the order of the work, each a few lines over the library, and how it ends.

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

from kg import asking, deciding, options, verbs
from kg.model import KgError

if TYPE_CHECKING:
    from kg.model import Instrument

_LOST = 3  # the exit status of a build that could not read some files
CONTEXT: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


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
@options.collection
@click.option("--prune", is_flag=True, help="Drop what came from files that are gone.")
@click.option("--retry", is_flag=True, help="Try files again that could not be read and have not changed.")
@click.option("--place", help="The province of documents that do not name theirs, such as 'Bình Dương'.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 256), help="How many processes read; one for each processor unless said."
)
@options.reading
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

    how = options.how(ocr, columns)
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
@options.reading
def extract(paths: tuple[str, ...], jobs: int, ocr: bool | None, columns: str | None) -> None:
    """Print what each document says: one JSON object a line, in the order of the files. - is standard input."""
    from kg import batch, terminal

    failed = False
    for found in batch.extract(paths, jobs, options.how(ocr, columns)):
        if isinstance(found, KgError):
            failed = True
            terminal.complain(str(found))
        else:
            click.echo(found)
    sys.exit(int(failed))


for verb in (
    *(asking.trace, asking.show_, asking.find_, asking.unresolved, asking.query, asking.map_, asking.export),
    *(verbs.gaps, verbs.check, verbs.evaluate, verbs.sources, verbs.serve),
    *(deciding.review, verbs.mcp),
):
    cli.add_command(verb)


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
