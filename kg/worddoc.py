"""DOC (Word 97 to 2003) and RTF → text."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from kg.compound import streams
from kg.model import Document, KgError
from kg.office import lay_out
from kg.plaintext import mend
from kg.reading import Options, document

# Where the FIB of Word 97 tells: flags, lengths of the body and of the notes, and where the piece table stands.
_FLAGS, _CCP, _CLX = 0x0A, 0x4C, 0x1A2
_CONTROL = {
    "\x0b": "\n", "\x0c": "\n", "\x0d": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\xa0": " ", "\t": " ",
}  # fmt: skip
_CELL = 12  # paragraphs of one cell, at most, where it is not known where it starts
_FIELD = re.compile("[\x13\x14\x15]")


def read_doc(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of a Word 97-2003 file. Raises KgError for one that is damaged, encrypted, older or empty."""
    parts = streams(data, source, ("WordDocument", "0Table", "1Table"))
    main = parts.get("WordDocument", b"")
    if len(main) < 0x200:
        raise KgError(f"{source}: no Word document: its text is missing; save it as DOCX.")
    magic, version = struct.unpack_from("<HH", main)
    if magic != 0xA5EC or version < 0xC1:
        raise KgError(f"{source}: a Word file from before 1997; save it as DOCX and try again.")
    (flags,) = struct.unpack_from("<H", main, _FLAGS)
    if flags & 0x0100:
        raise KgError(f"{source}: the Word file is encrypted; save it without its password and try again.")
    table = parts.get("1Table" if flags & 0x0200 else "0Table", b"")
    try:
        raw = _text(main, table, options.chars)
    except (struct.error, IndexError, ValueError) as e:
        raise KgError(
            f"{source}: the Word file is damaged, get it anew or save it as DOCX ({str(e).rstrip('.')})."
        ) from e
    text = "\n".join(_tables(_without_fields(raw)))
    if not text.strip():
        raise KgError(f"{source}: the Word file holds no text; if its pages are pictures, save it as PDF.")
    yield document(data, source, "doc", mend(text) + "\n")


def _text(main: bytes, table: bytes, limit: int) -> str:
    """The characters of the body, the notes and the text boxes, in the order of the piece table."""
    ccp = struct.unpack_from("<7i", main, _CCP)  # text, footnotes, headers, macros, annotations, endnotes, text boxes
    start, size = struct.unpack_from("<II", main, _CLX)
    clx = table[start : start + size]
    at = 0
    while at < len(clx) and clx[at] == 1:  # properties stand before the piece table
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise ValueError("no piece table")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    pieces = clx[at + 5 : at + 5 + length]
    count = (len(pieces) - 4) // 12
    if count < 1 or any(n < 0 for n in ccp):
        raise ValueError("no pieces")
    bounds = struct.unpack_from(f"<{count + 1}I", pieces)
    out: list[str] = []
    chars = 0
    for n in range(count):
        (fc,) = struct.unpack_from("<I", pieces, 4 * (count + 1) + 8 * n + 2)
        long = bounds[n + 1] - bounds[n]
        if not 0 <= long <= limit - chars:
            raise ValueError("pieces of no sense")
        if fc & 0x40000000:
            begin = (fc & 0x3FFFFFFF) // 2
            out.append(main[begin : begin + long].decode("cp1252", "replace").ljust(long, "\0"))
        else:
            out.append(main[fc : fc + 2 * long].decode("utf-16-le", "replace").ljust(long, "\0"))
        chars += long
    text = "".join(out)
    ends = [0]
    for n in ccp:
        ends.append(ends[-1] + n)
    body, notes, endnotes, boxes = ((ends[i], ends[i + 1]) for i in (0, 1, 5, 6))
    return "\x0d".join(text[a:b] for a, b in (body, notes, endnotes, boxes) if b > a)


def _without_fields(text: str) -> str:
    """A field shows its result: what stands between its separator and its end."""
    out: list[str] = []
    hidden: list[bool] = []  # for each open field, whether its instruction is being read
    at = 0
    for m in _FIELD.finditer(text):
        if not any(hidden):
            out.append(text[at : m.start()])
        at = m.end()
        if m.group() == "\x13":
            hidden.append(True)
        elif hidden:
            if m.group() == "\x14":
                hidden[-1] = False
            else:
                hidden.pop()
    if not any(hidden):
        out.append(text[at:])
    cleaned = "".join(_CONTROL.get(c, c) for c in "".join(out))
    return re.sub("[\0-\x06\x08\x0e-\x1f]", "", cleaned)


def _tables(text: str) -> Iterator[str]:
    """The lines; in a table the mark \\x07 ends a cell, and a row once more."""
    rows: list[list[list[str]]] = []
    *segments, rest = text.split("\x07\x07")
    for n, segment in enumerate(segments):
        first, *others = segment.split("\x07")
        lines = [x.strip() for x in first.split("\n") if x.strip()]
        # Nothing marks where the first cell of a table starts: after other text its last paragraph is taken.
        outside = len(lines) - 1 if n and lines and (len(lines) > _CELL or not rows) else 0
        if outside or not others:
            yield from lay_out(rows)
            rows = []
        if not others:
            yield from lines
            continue
        yield from lines[:outside]
        rows.append([lines[outside:], *([x.strip() for x in cell.split("\n") if x.strip()] for cell in others)])
    yield from lay_out(rows)
    yield from (x.replace("\x07", " ").strip() for x in rest.split("\n"))
