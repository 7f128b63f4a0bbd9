"""XLS, the workbooks of Excel 97 to 2003 (BIFF) → rows of text, sheet by sheet, by xlrd."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlrd
from xlrd.sheet import Cell

from kg.model import KgError
from kg.reading import Options, tick
from kg.spreadsheet import day


def sheets(data: bytes, source: str, options: Options) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The name and the rows of each sheet. Raises KgError for a file that is damaged or encrypted.

    Of a formula the value that was saved with it counts; charts and macros are no sheets.
    """
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
        early = book.datemode == 1
        for n, name in enumerate(book.sheet_names()):
            tick()
            yield name, ([_text(cell, early=early) for cell in row] for row in book.sheet_by_index(n).get_rows())
            book.unload_sheet(n)
    except (KgError, MemoryError):
        raise
    except Exception as e:  # of a damaged file xlrd raises whatever comes up
        if "encrypted" in str(e):
            raise KgError(f"{source}: the file is encrypted; save it without its password and try again.") from e
        raise KgError(f"{source}: the workbook is damaged or cut short, get it anew ({type(e).__name__}).") from e


def _text(cell: Cell, *, early: bool) -> str:
    """A cell as text: a day in ISO form, whole numbers without a point; truth values and errors tell nothing."""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return day(str(cell.value), early=early) or ""
    if cell.ctype != xlrd.XL_CELL_NUMBER:
        return ""
    return str(int(cell.value)) if cell.value.is_integer() else str(cell.value)
