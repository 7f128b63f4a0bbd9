"""What verbs have in common: their options, the collection that they open, and where what they found goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from kg.model import KgError

if TYPE_CHECKING:
    from kg.reading import Options
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


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def opened(directory: str) -> Store:
    """The collection in a folder, open to read."""
    from kg.store import open_store

    return open_store(directory)


def put(text: str, output: str | None, form: str) -> None:
    """Prints what a verb found, or writes it to the file that was asked for."""
    from kg import terminal

    if output is None:
        click.echo(text, nl=False)
    else:
        terminal.save(output, text, spreadsheet=form == "csv")


def tell(lines: Iterable[str], output: str | None, form: str) -> None:
    """As `put`, for lines that a terminal may have in colours."""
    from kg import terminal

    if output is None:
        terminal.echo(lines)
    else:
        put("".join(f"{click.unstyle(line)}\n" for line in lines), output, form)


def how(ocr: bool | None, columns: str | None) -> Options | None:
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
