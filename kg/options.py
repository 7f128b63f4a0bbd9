"""What verbs have in common: their options, the collection that they open, and where what they found goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

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
    help="Write to a file, and not to the screen, in the form that its name ends with unless --format says; in CSV with the "
    "mark by which spreadsheets know Vietnamese letters.",
)
# What names of files end with for each form, where it is not the form's own name.
_ENDINGS = {"jsonl": "json", "ndjson": "json", "ttl": "turtle", "nq": "nquads"}
# What its program would not open, whatever stood in it; and what to write instead.
_FOREIGN = {
    **dict.fromkeys(("xlsx", "xls", "ods"), ("csv", "spreadsheets open")),
    **dict.fromkeys(
        ("docx", "doc", "odt", "rtf", "pdf", "png", "jpg", "svg"), ("html", "every browser opens and prints")
    ),
}


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def opened(directory: str) -> Store:
    """The collection in a folder, open to read."""
    from kg.store import open_store

    return open_store(directory)


def named(output: str | None, forms: Sequence[str]) -> str | None:
    """The form that a file's name asks for where no --format does, of those that a verb has; None where it asks for none.

    Raises KgError for a name that promises what no verb writes: "gaps.xlsx" with a table of text in it opens nowhere.
    """
    ending = Path(output or "").suffix.lower().lstrip(".")
    if ending in _FOREIGN:
        form, who = _FOREIGN[ending]
        instead = f"give a name that ends in .{form}, which {who}" if form in forms else f"it has {', '.join(forms)}"
        raise KgError(f"{output}: this verb writes no .{ending}; {instead}.")
    form = _ENDINGS.get(ending, ending)
    said = click.get_current_context().get_parameter_source("form")
    return form if form in forms and said in (None, ParameterSource.DEFAULT) else None


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
