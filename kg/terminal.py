"""What may reach a terminal: lines without control characters, tables, JSON, progress.

The texts of documents are hostile: whatever of them is printed goes through `clean`, `escaped` or `replaced`.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kg.files import replacing
from kg.model import KgError
from kg.patterns import pattern
from kg.results import visible as clean

__all__ = [
    "accent",
    "bold",
    "clean",
    "columns",
    "complain",
    "cut",
    "dump",
    "echo",
    "escaped",
    "faint",
    "fit",
    "progress",
    "refused",
    "replaced",
    "save",
    "table",
    "width",
]

_IOERR = 10  # of SQLite, which is not imported for it
_BEAT = 0.1  # seconds between two drawings of the progress line
# Control characters but for line ends and tabs, line separators, changes of direction, halves of surrogate pairs.
_OBEYED = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|\r(?!\n)"
)


def escaped(text: str) -> str:
    r"""JSON, Turtle or TSV with an escape of that language for whatever a terminal obeys: nothing is lost.

    >>> print(escaped('{"a": "Đ\x9b\u202e"}'))
    {"a": "Đ\u009b\u202e"}
    """
    return _OBEYED.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def replaced(text: str) -> str:
    """Text of a form without escapes, such as CSV: U+FFFD stands for whatever a terminal obeys."""
    return _OBEYED.sub("\ufffd", text)


def dump(value: Any) -> str:
    """JSON on one line, safe for a terminal."""
    return escaped(json.dumps(value, ensure_ascii=False))


def echo(lines: Iterable[str]) -> None:
    """Prints lines, in colour on a terminal only, and not where NO_COLOR is set."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for line in lines:
        click.echo(line, color=colour)


def save(path: str, text: str, *, spreadsheet: bool = False) -> None:
    """Writes a file of the user's; with `spreadsheet` the mark stands first that tells those programs that it is UTF-8.

    What is there stays until the whole is written, but for devices, pipes, and files in folders that may not be written.
    """
    data, real = text.encode("utf-8-sig" if spreadsheet else "utf-8"), Path(os.path.realpath(path))
    lasting = not path.startswith(("/dev/", "/proc/")) and (os.path.isfile(path) or not os.path.exists(path))
    try:
        with replacing(real) if lasting and os.access(real.parent, os.W_OK) else open(path, "wb") as file:
            file.write(data)
    except OSError as e:
        raise KgError(f"{path} can't be written: {e.strerror}; give another file with -o") from e


def complain(message: str) -> None:
    """One sentence on standard error."""
    click.echo(f"kg: {clean(message)}", err=True)


def refused(e: Exception) -> str:
    """What the machine refused, in one sentence; empty for what is a defect of the program."""
    if getattr(e, "errno", None) == errno.ENOSPC or re.search("(?i)disk is full|no space left", str(e)):
        return "There is no space left on the disk; free some and run the command again."
    if isinstance(e, OSError) and e.strerror:
        return f"{e.filename}: {e.strerror}." if e.filename else f"{e.strerror}."
    if str(e).startswith("Corruption"):
        from kg.mistakes import DAMAGED

        return f"{DAMAGED} ({' '.join(str(e).split())})."
    if getattr(e, "sqlite_errorcode", 0) & 0xFF == _IOERR:
        return f"The disk refused to be read or written ({e}); see whether there is a limit of space or of the size of files."
    return ""


def lacking(what: str, extra: str) -> str:
    """How to install what is missing. In a checkout the program stays the one that its files and its ontology are edited for."""
    from kg.lexicon import ontology_dir

    source = ontology_dir().parent
    clone = (source / "pyproject.toml").is_file()
    how, where = ("--editable ", str(source)) if clone else ("", "the folder of kg's source")
    return f"kg {extra} needs {what}: run {sys.executable} -m pip install {how}'.[{extra}]' in {where}."


def bold(text: str) -> str:
    """Text that stands out."""
    return click.style(text, bold=True)


def faint(text: str) -> str:
    """Text that stands back."""
    return click.style(text, dim=True)


def accent(text: str) -> str:
    """A relation, a heading."""
    return click.style(text, fg="cyan")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, most: int = 48) -> Iterator[str]:
    """Lines of a table, its columns as wide as they need; only the last holds cells of more than `most` characters."""
    cells = [[*(cut(clean(c), most) for c in row[:-1]), clean(row[-1])] for row in rows]
    widths = [max([width(h), *(width(row[i]) for row in cells)]) for i, h in enumerate(header)]
    yield bold(_line(header, widths))
    yield from (_line(row, widths) for row in cells)


def columns() -> int | None:
    """The width of the terminal that standard output is, or None."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def fit(text: str, room: int | None) -> list[str]:
    """A text as lines of at most `room` columns; as one line where there is no limit.

    >>> fit("Nghị quyết 52-NQ/TW ngày 27/9/2019", 20)
    ['Nghị quyết 52-NQ/TW', 'ngày 27/9/2019']
    """
    return [text] if room is None else textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def width(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width("Nghị"), width("Nghi\\u0323"), width("漢")
    (4, 4, 2)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(c + " " * (w - width(c)) for c, w in zip(cells, widths, strict=True)).rstrip()


def cut(text: str, most: int) -> str:
    """The text, or its start with an ellipsis.

    >>> cut("Nghị quyết", 6)
    'Nghị …'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None] | None]:
    """A function (files done, of all, the next file) that draws a bar with rate and time left on standard error.

    None where that is no terminal.
    """
    if not sys.stderr.isatty():
        yield None
        return
    began, drawn = time.monotonic(), 0.0

    def draw(done: int, total: int, source: str) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn < _BEAT and done < total:
            return
        drawn = now
        rate = done / max(now - began, 1e-6)
        left = (total - done) / rate if rate else 0.0
        filled = round(24 * done / total) if total else 24
        bar = "█" * filled + "░" * (24 - filled)
        when = f"còn {int(left) // 60}:{int(left) % 60:02d}" if done else ""
        line = f"{bar} {done}/{total} tệp · {rate:.0f}/giây · {when}"
        name = os.path.basename(clean(source))[: max(0, shutil.get_terminal_size().columns - len(line) - 4)]
        click.echo(f"\r\033[K{line} {name}", err=True, nl=False)

    try:
        yield draw
    finally:
        click.echo("\r\033[K", err=True, nl=False)
