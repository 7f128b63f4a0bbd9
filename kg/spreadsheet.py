"""XLSX → rows of text, sheet by sheet, without holding a sheet in memory. Formulas give the values saved with them."""

from __future__ import annotations

import datetime
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from kg.container import member, open_zip, undeclared, xml
from kg.model import KgError
from kg.reading import Options

_DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)])
_DATE_CODE = re.compile(r"(?<![A-Za-z\[])[yd]", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")
_COLUMNS = 1_000  # of a row; what stands further right is left out


def sheets(data: bytes, source: str, options: Options) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The name and the rows of each sheet. Raises KgError for a file that is damaged, encrypted or too large."""
    archive = open_zip(data, source)
    if sum(i.file_size for i in archive.infolist()) > options.unpacked_bytes:
        raise KgError(f"{source}: the workbook unpacks to more than {options.unpacked_bytes // 2**20} MB.")
    workbook = member(archive, "xl/workbook.xml", source)
    if workbook is None:
        raise KgError(f"{source}: no workbook: xl/workbook.xml is missing.")
    root = xml(workbook, source)
    early = any(_local(e) == "workbookPr" and e.get("date1904") in ("1", "true") for e in root)
    links = {}
    if relations := member(archive, "xl/_rels/workbook.xml.rels", source):
        links = {e.get("Id"): e.get("Target", "") for e in xml(relations, source)}
    strings, dates = _strings(archive, source), _dates(archive, source)
    for element in root.iter():
        if _local(element) != "sheet":
            continue
        link = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
        target = links.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if path in archive.NameToInfo and "worksheets" in path:
            yield element.get("name", ""), _rows(archive, path, source, strings, dates, early)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _strings(archive: zipfile.ZipFile, source: str) -> list[str]:
    data = member(archive, "xl/sharedStrings.xml", source)
    if data is None:
        return []
    return [
        "".join(t.text or "" for t in item.iter() if _local(t) == "t" and not _phonetic(item, t))
        for item in xml(data, source)
        if _local(item) == "si"
    ]


def _phonetic(item: ElementTree.Element, t: ElementTree.Element) -> bool:
    return any(_local(p) == "rPh" and t in list(p) for p in item)


def _dates(archive: zipfile.ZipFile, source: str) -> set[int]:
    """The cell styles that show a number as a day."""
    data = member(archive, "xl/styles.xml", source)
    if data is None:
        return set()
    root = xml(data, source)
    custom = {
        e.get("numFmtId")
        for e in root.iter()
        if _local(e) == "numFmt" and _DATE_CODE.search(re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", e.get("formatCode", "")))
    }
    styles = next((list(e) for e in root if _local(e) == "cellXfs"), [])
    return {
        n
        for n, style in enumerate(styles)
        if (f := style.get("numFmtId", "0")) in custom or (f.isdigit() and int(f) in _DATE_FORMATS)
    }


def _rows(
    archive: zipfile.ZipFile, path: str, source: str, strings: list[str], dates: set[int], early: bool
) -> Iterator[list[str]]:
    try:
        with archive.open(path) as file:
            undeclared(file, source)
        with archive.open(path) as file:
            for element in _elements(file):
                yield _row(element, strings, dates, early)
    except (
        ElementTree.ParseError,
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
    ) as e:
        raise KgError(f"{source}: the workbook is damaged, its sheet {path!r} can't be read ({e}).") from e


def _elements(file: IO[bytes]) -> Iterator[ElementTree.Element]:
    """The rows of a sheet, of which no two are held at a time."""
    data = None
    for event, element in ElementTree.iterparse(file, events=("start", "end")):
        name = _local(element)
        if event == "start":
            data = element if name == "sheetData" else data
        elif name == "row":
            yield element
            if data is not None:
                data.clear()


def _row(row: ElementTree.Element, strings: list[str], dates: set[int], early: bool) -> list[str]:
    found: list[str] = []
    for cell in row:
        if _local(cell) != "c":
            continue
        m = _REFERENCE.match(cell.get("r", ""))
        at = _column(m[1]) if m else len(found)
        if at >= _COLUMNS:
            break
        found += [""] * (at - len(found))
        value = _value(cell, strings, dates, early)
        if at < len(found):
            found[at] = value
        else:
            found.append(value)
    return found


def _column(letters: str) -> int:
    n = 0
    for c in letters:
        n = n * 26 + ord(c) - 64
    return n - 1


def _value(cell: ElementTree.Element, strings: list[str], dates: set[int], early: bool) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter() if _local(t) == "t")
    raw = next((c.text or "" for c in cell if _local(c) == "v"), "")
    if kind == "s":
        return strings[int(raw)] if raw.isdigit() and int(raw) < len(strings) else ""
    if kind == "e":
        return ""
    style = cell.get("s", "")
    if kind == "n" and raw and style.isdigit() and int(style) in dates:
        return day(raw, early=early) or raw
    return raw[:-2] if kind == "n" and raw.endswith(".0") else raw


def day(serial: str, *, early: bool = False) -> str | None:
    """The ISO date of a spreadsheet's day number, which counts from 1900 (or, on old Macs, from 1904).

    >>> day("44562"), day("x")
    ('2022-01-01', None)
    """
    try:
        n = int(float(serial))
        return (
            (datetime.date(1904, 1, 1) if early else datetime.date(1899, 12, 30))
            .__add__(datetime.timedelta(n))
            .isoformat()
        )
    except (ValueError, OverflowError):
        return None
