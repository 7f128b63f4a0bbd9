"""DOCX and ODT → text, from their XML: paragraphs, tables, text boxes, notes, and tracked changes as accepted."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from kg.container import member, open_zip, xml
from kg.model import Document, KgError
from kg.plaintext import mend
from kg.reading import Options, document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_GONE = {"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "sectPr", "tblPr", "tcPr", "trPr"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"}
_DEEP = 200  # elements in elements; Word itself stops long before
LETTERHEAD = re.compile(
    r"CỘNG\s*HO?[ÒÀ]A?\s*XÃ\s*HỘI|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|Độc lập\s*[-–]\s*Tự do", re.IGNORECASE
)


def read_docx(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of a Word file (DOCX). Raises KgError for one that is damaged, encrypted or empty."""
    archive = open_zip(data, source)
    main = member(archive, "word/document.xml", source)
    if main is None:
        raise KgError(f"{source}: no Word document: word/document.xml is missing.")
    numbers = _Numbers(member(archive, "word/numbering.xml", source), source)
    body = _blocks(xml(main, source), numbers, 0)
    text = _joined(body)
    heads, tails = _parts(archive, source)
    text = "\n".join(x for x in (*heads, text, *tails) if x.strip())
    if not text.strip():
        raise KgError(f"{source}: the Word file holds no text; if its pages are pictures, save it as PDF.")
    yield document(data, source, "docx", mend(text[: options.chars]) + "\n")


def _parts(archive: zipfile.ZipFile, source: str) -> tuple[list[str], list[str]]:
    """What stands before the body (a letterhead kept in the page header) and after it: notes, other headers and footers."""
    heads: list[str] = []
    tails: list[str] = []
    names = sorted(
        n for n in archive.namelist() if re.fullmatch(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml", n)
    )
    for name in names[:200]:
        part = member(archive, name, source)
        text = _joined(_blocks(xml(part, source), None, 0)) if part else ""
        if name.startswith("word/header") and LETTERHEAD.search(text):
            heads.append(text)
        elif re.search(r"[^\W\d_]{2}", text) and text not in tails:
            tails.append(text)
    return heads, tails


def _name(element: Element) -> str:
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=4_000)
def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _attribute(element: Element, name: str) -> str:
    return element.get(_W + name) or element.get(_STRICT + name) or element.get(name) or ""


def _joined(blocks: Iterable[str]) -> str:
    return "\n".join(x.strip(" \t\r") for x in "\n".join(blocks).split("\n"))


def _blocks(element: Element, numbers: _Numbers | None, depth: int) -> list[str]:
    """The paragraphs below an element, those of tables among them."""
    if depth > _DEEP:
        return []
    found: list[str] = []
    carried = ""
    for child in element:
        name = _name(child)
        if name == "p":
            text, boxes, merged = _paragraph(child, numbers, depth)
            found += boxes
            if merged:  # its mark was deleted: the next paragraph goes on
                carried += text
                continue
            found.append(carried + text)
            carried = ""
        elif name == "tbl":
            found += _table(child, numbers, depth)
        elif name not in _GONE:
            found += _blocks(child, numbers, depth + 1)
    return [*found, carried] if carried else found


def _paragraph(element: Element, numbers: _Numbers | None, depth: int) -> tuple[str, list[str], bool]:
    """Its text, the paragraphs of text boxes that hang on it, and whether its mark was deleted."""
    parts: list[str] = []
    boxes: list[str] = []
    merged = False
    properties = next((c for c in element if _name(c) == "pPr"), None)
    if properties is not None:
        merged = any(_name(x) == "del" for r in properties if _name(r) == "rPr" for x in r)
        if numbers is not None:
            parts.append(numbers.label(properties))
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _BREAKS:
            parts.append(_BREAKS[name])
        elif name == "txbxContent":
            boxes += _blocks(child, numbers, depth + 1)
        elif name == "AlternateContent":
            chosen = [c for c in child if _name(c) == "Choice"] or list(child)
            stack += reversed([x for c in chosen[:1] for x in c])
        elif name not in _GONE:
            stack += reversed(child)
    text = "".join(parts)
    return text if text.strip() else "", boxes, merged


def _table(element: Element, numbers: _Numbers | None, depth: int) -> list[str]:
    """Row by row; a letterhead column by column. Cells of one paragraph stand on one line, others one after another."""
    rows: list[list[list[str]]] = []
    for row in _within(element, "tr"):
        if any(_name(x) == "del" for p in row if _name(p) == "trPr" for x in p):
            continue
        rows.append([[x for x in _blocks(cell, numbers, depth + 1) if x.strip()] for cell in _within(row, "tc")])
    return list(lay_out(rows))


def lay_out(rows: list[list[list[str]]]) -> Iterator[str]:
    """The lines of a table, given as rows of cells of paragraphs."""
    if (
        rows
        and len(rows) < 12
        and max(map(len, rows)) in (2, 3)
        and any(LETTERHEAD.search(p) for row in rows for cell in row[1:] for p in cell)
    ):
        for column in range(max(map(len, rows))):
            yield from (p for row in rows if column < len(row) for p in row[column])
        yield ""
        return
    for row in rows:
        if all(len(cell) < 2 and all("\n" not in p for p in cell) for cell in row):
            line = "\t".join(" ".join(cell) for cell in row).strip()
            if line:
                yield line
        else:
            for cell in row:
                yield from cell


def _within(element: Element, name: str) -> Iterator[Element]:
    """Children of a name, also those wrapped in content controls and insertions."""
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            stack += reversed(child)


class _Numbers:
    """Counts the automatic numbers of paragraphs: "Điều 3.", "a)", which stand in no text."""

    def __init__(self, data: bytes | None, source: str) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # list → level → format, text, start
        self._abstract: dict[str, str] = {}
        self._count: dict[tuple[str, int], int] = {}
        if data is None:
            return
        root = xml(data, source)
        for element in root:
            if _name(element) == "abstractNum":
                self._levels[_attribute(element, "abstractNumId")] = dict(map(self._level, _within(element, "lvl")))
            elif _name(element) == "num":
                ref = next((_attribute(c, "val") for c in element if _name(c) == "abstractNumId"), "")
                self._abstract[_attribute(element, "numId")] = ref

    @staticmethod
    def _level(element: Element) -> tuple[int, tuple[str, str, int]]:
        values = {_name(c): _attribute(c, "val") for c in element}
        start, level = values.get("start", "1"), _attribute(element, "ilvl")
        return int(level) if level.isdigit() else 0, (
            values.get("numFmt", "decimal"),
            values.get("lvlText", ""),
            int(start) if start.isdigit() else 1,
        )

    def label(self, properties: Element) -> str:
        """The number of the next paragraph with these properties, with a blank after it, or nothing."""
        found = next((c for c in properties if _name(c) == "numPr"), None)
        if found is None:
            return ""
        values = {_name(c): _attribute(c, "val") for c in found}
        key = self._abstract.get(values.get("numId", ""), "")
        level = int(values.get("ilvl") or 0) if (values.get("ilvl") or "0").isdigit() else 0
        levels = self._levels.get(key, {})
        if level not in levels:
            return ""
        for deeper in [k for k in self._count if k[0] == key and k[1] > level]:
            del self._count[deeper]
        self._count[key, level] = self._count.get((key, level), levels[level][2] - 1) + 1
        form, text, _ = levels[level]
        if form in ("bullet", "none"):
            return "- " if form == "bullet" else ""

        def one(m: re.Match[str]) -> str:
            at = int(m[1]) - 1
            form, _, start = levels.get(at, ("decimal", "", 1))
            return _written(self._count.get((key, at), start), form)

        label = re.sub(r"%([1-9])", one, text)
        return label + " " if label.strip() else ""


def _written(n: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (n - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < n < 400:
        out = ""
        for value, sign in (
            (100, "C"),
            (90, "XC"),
            (50, "L"),
            (40, "XL"),
            (10, "X"),
            (9, "IX"),
            (5, "V"),
            (4, "IV"),
            (1, "I"),
        ):
            out, n = out + sign * (n // value), n % value
        return out if form == "upperRoman" else out.lower()
    return f"{n:02}" if form == "decimalZero" else str(n)


# --- OpenDocument


def read_odt(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of an OpenDocument text (ODT). Raises KgError for one that is damaged, encrypted or empty."""
    archive = open_zip(data, source)
    content = member(archive, "content.xml", source)
    if content is None:
        raise KgError(f"{source}: no OpenDocument text: content.xml is missing.")
    if b"encryption-data" in (member(archive, "META-INF/manifest.xml", source) or b""):
        raise KgError(f"{source}: the file is encrypted; save it without its password and try again.")
    text = _joined(_odt_blocks(xml(content, source), 0))
    if not text.strip():
        raise KgError(f"{source}: the file holds no text.")
    yield document(data, source, "odt", mend(text[: options.chars]) + "\n")


def _odt_blocks(element: Element, depth: int) -> list[str]:
    found: list[str] = []
    if depth > _DEEP:
        return found
    for child in element:
        name = _name(child)
        if name in ("p", "h"):
            text, boxes = _odt_text(child, depth)
            found += [text, *boxes]
        elif name == "table":
            rows = [
                [[x for x in _odt_blocks(c, depth + 1) if x.strip()] for c in row if _name(c) == "table-cell"]
                for row in child.iter()
                if _name(row) == "table-row"
            ]
            found += lay_out(rows)
        elif name not in ("tracked-changes", "automatic-styles", "font-face-decls", "scripts", "annotation"):
            found += _odt_blocks(child, depth + 1)
    return found


def _odt_text(element: Element, depth: int) -> tuple[str, list[str]]:
    parts = [element.text or ""]
    boxes: list[str] = []
    if depth > _DEEP:
        return "", boxes
    for child in element:
        name = _name(child)
        if name == "line-break":
            parts.append("\n")
        elif name in ("tab", "s"):
            parts.append(" ")
        elif name in ("note", "frame", "text-box"):
            boxes += _odt_blocks(child, depth + 1)
        elif name != "annotation":
            text, more = _odt_text(child, depth + 1)
            parts.append(text)
            boxes += more
        parts.append(child.tail or "")
    return "".join(parts), boxes
