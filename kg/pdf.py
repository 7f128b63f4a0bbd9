"""PDF → the lines of its pages, letterheads column by column, and those of pictures read by OCR.

PDFium gives the characters of a page in the order in which they were written; where their lines stand tells what belongs
together.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.model import Document, KgError
from kg.paper import Line, Page, compose
from kg.plaintext import mend
from kg.reading import Options, document, tick
from kg.text import fold

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_HYPHENS = str.maketrans({"\ufffe": "-", "\u0002": "-", "\0": None, "\x0b": " ", "\x0c": " "})
_MOTTO = re.compile(
    r"CỘNG\s?HO?[ÒÀ]A?\s?XÃ\s?HỘI|CONG\s?HOA\s?XA\s?HOI|[ĐD][ộo]c\s[Ll][ậa]p\s*[-–]\s*[Tt][ựu]\s[Dd]o|ĐẢNG CỘNG SẢN VIỆT NAM"
)
_NUMBER_LINE = re.compile(r"(?:(?:luat|nghi quyet|phap lenh|bo luat)\s+)?so(?:\s*[:.]|\s*$|\s+[\d.…-])")
_PLACE_DATE = re.compile(r"\w,\s*ngay\b")


def read(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of a PDF. Raises KgError for one that is encrypted, damaged or without any text."""
    pdf = _open(data, source)
    try:
        count = len(pdf)
        if count > options.pages:
            raise KgError(f"{source}: {count} pages are more than the {options.pages} that are read; split the file.")
        pages, chars, damaged, scanned = [], 0, 0, 0
        for n in range(count):
            tick()
            page = _page(pdf, n)
            if page is None:
                damaged += 1
                page = Page(0, 0, ())
            elif _needs_ocr(page):
                scanned += 1
                if options.ocr and scanned <= options.ocr_pages:
                    page = _recognised(pdf, n, page, source)
            chars += sum(len(line.text) for line in page.lines)
            if chars > options.chars:
                raise KgError(f"{source}: more than {options.chars} characters; split the file.")
            pages.append(page)
    finally:
        pdf.close()
    text, starts = compose(pages)
    if not text.strip():
        if damaged:
            raise KgError(f"{source}: the PDF is damaged, none of its {count} pages can be read; get it anew.")
        raise KgError(
            f"{source}: the PDF has no text, its {count} pages are pictures"
            + ("." if options.ocr else " and reading of pictures is switched off; leave --no-ocr out.")
        )
    read_by_ocr = [(p.ocr, sum(len(line.text) for line in p.lines)) for p in pages if p.ocr is not None]
    letters = sum(n for _, n in read_by_ocr)
    ocr = round(sum(c * n for c, n in read_by_ocr) / letters, 3) if letters else None
    yield document(data, source, "pdf", mend(text), pages=starts, ocr=ocr)


def _open(data: bytes, source: str) -> pdfium.PdfDocument:
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(data)
        if len(pdf) == 0:
            raise KgError(f"{source}: the PDF has no pages.")
    except pdfium.PdfiumError as e:
        if "password" in str(e).lower():
            raise KgError(f"{source}: the PDF is encrypted; save it without its password and try again.") from e
        raise KgError(f"{source}: the PDF is damaged or cut short, get it anew ({str(e).rstrip('.')}).") from e
    return pdf


def _page(pdf: pdfium.PdfDocument, n: int) -> Page | None:
    """The lines of a page, None where it can't be read."""
    import pypdfium2 as pdfium

    try:
        page = pdf[n]
    except pdfium.PdfiumError:
        return None
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
    except pdfium.PdfiumError:
        page.close()
        return None
    try:
        boxes = _boxes(textpage)
        text = textpage.get_text_range()
        lines = list(_lines(text, boxes))
        lines = _columns(lines, text, boxes, width)
        return Page(width, height, lines)
    finally:
        textpage.close()
        page.close()


Boxes = Callable[[int], tuple[float, float, float, float]]


def _boxes(textpage: Any) -> Boxes:
    """Where a character of the page's text stands: left, right, bottom, top."""
    from pypdfium2 import raw

    found = raw.FS_RECTF()
    ref, handle = ctypes.byref(found), textpage.raw

    def box(index: int) -> tuple[float, float, float, float]:
        # The loose box has the height of the font, whatever the letter.
        raw.FPDFText_GetLooseCharBox(handle, raw.FPDFText_GetCharIndexFromTextIndex(handle, index), ref)
        return found.left, found.right, found.bottom, found.top

    return box


def _lines(text: str, box: Boxes) -> Iterator[Line]:
    at = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            first = at + raw.index(stripped[0])
            last = at + len(raw.rstrip()) - 1
            yield _line(stripped, box(first), box(last))
        at += len(raw) + 1


def _line(text: str, first: tuple[float, ...], last: tuple[float, ...]) -> Line:
    return Line(
        " ".join(text.translate(_HYPHENS).split()),
        min(first[0], last[0]),
        max(first[1], last[1]),
        min(first[2], last[2]),
        max(first[3], last[3]),
    )


def _columns(lines: list[Line], text: str, box: Boxes, width: float) -> list[Line]:
    """Un-interleaves the letterhead: its left column, then its right one, then the page.

    PDF writers put "BỘ TÀI CHÍNH" and "CỘNG HÒA …" of one height on one line, and the number after the motto.
    """
    mottos = [x for x in lines[:25] if _MOTTO.search(x.text)]
    if not mottos or max(x.right for x in mottos) < width * 0.6:
        return lines
    pieces: list[Line] = []
    at = n = 0
    for raw in text.split("\n"):
        if raw.strip() and n < 30:
            pieces += _split(raw, at, box)
            n += 1
        at += len(raw) + 1
    right = [x for x in pieces if _MOTTO.search(x.text) and x.right > width * 0.55]
    if not right:
        return lines
    edge = min(x.left for x in right) - 2
    top = max(x.top for x in right)
    if edge < width * 0.22:  # centred: there is nothing beside it
        return lines
    # The letterhead ends above the first line that runs across the edge, below the motto.
    low = max(
        (
            x.top
            for x in pieces
            if x.left < edge - 40 and x.right > edge + 40 and x.top < min(r.bottom for r in right) + 2
        ),
        default=0.0,
    )
    last = min(
        (
            x.bottom
            for x in pieces
            if x.bottom > low and (_NUMBER_LINE.match(fold(x.text)) or _PLACE_DATE.search(fold(x.text)))
        ),
        default=min(r.bottom for r in right),
    )
    # Lines above the motto that stand left of it belong to the letterhead; others are running heads.
    inside = [
        x
        for x in pieces
        if last - 2 <= x.bottom and x.bottom > low and (x.top <= top + 6 or (x.right < edge and x.top < top + 40))
    ]
    left_column = _stacked(x for x in inside if (x.left + x.right) / 2 < edge)
    right_column = _stacked(x for x in inside if (x.left + x.right) / 2 >= edge)
    if not left_column or not right_column:
        return lines
    inner = set(inside)
    head = [x for x in pieces if x not in inner]
    above = [x for x in head if x.bottom > top]
    below = [x for x in head if x.bottom <= top]
    return [*above, *left_column, *right_column, *below, *lines[n:]]


def _stacked(pieces: Iterable[Line]) -> list[Line]:
    """The lines of a column from top to bottom, each of the pieces at one height."""
    found: list[Line] = []
    for x in sorted(pieces, key=lambda x: (-x.bottom, x.left)):
        if found and abs(found[-1].bottom - x.bottom) < 0.4 * x.height and x.left >= found[-1].right - 2:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {x.text}", right=x.right)
        else:
            found.append(x)
    return found


def _split(raw: str, at: int, box: Boxes) -> Iterator[Line]:
    """The parts of a line that wide gaps keep apart."""
    parts: list[tuple[int, int]] = []
    start = None
    last_right = 0.0
    for m in re.finditer(r"\S+", raw):
        first, last = box(at + m.start()), box(at + m.end() - 1)
        if start is None or first[0] - last_right > 2.2 * max(first[3] - first[2], 6) or first[1] < last_right - 60:
            parts.append((m.start(), m.end()))
            start = m.start()
        else:
            parts[-1] = (parts[-1][0], m.end())
        last_right = last[1]
    for a, b in parts:
        yield _line(raw[a:b], box(at + a), box(at + b - 1))


# --- Pages that are pictures

_LETTERS = 30  # a page with fewer may be a picture with a stamp
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_NO_LETTERS = re.compile("[\ue000-\uf8ff\ufffd\x00-\x1f]")


def _needs_ocr(page: Page) -> bool:
    """Whether the text layer is missing, or spells nothing: it holds symbols of fonts without an encoding."""
    return _garbled(page) or sum(len(line.text) for line in page.lines) < _LETTERS


def _garbled(page: Page) -> bool:
    text = "".join(line.text for line in page.lines)
    return len(_NO_LETTERS.findall(text)) > 0.2 * len(text)


def _recognised(pdf: pdfium.PdfDocument, n: int, page: Page, source: str) -> Page:
    import pypdfium2 as pdfium

    from kg import ocr

    try:
        with contextlib.closing(pdf[n]) as picture:
            if not _garbled(page) and not any(o.type == _IMAGE for o in picture.get_objects(max_depth=3)):
                return page  # an empty page, or one with a few words
            image = picture.render(scale=200 / 72, grayscale=True).to_pil()
    except pdfium.PdfiumError:  # it gives its text, and can't be drawn
        return page
    text, confidence = ocr.recognise(image, source)
    if len(text.strip()) < 5:
        return page
    lines = [Line(" ".join(x.split()), 0, 0, 0, 0) for x in text.split("\n")]
    return Page(0, 0, lines, confidence)
