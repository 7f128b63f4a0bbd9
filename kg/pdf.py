"""PDF → the lines of its pages, letterheads column by column, and those of pictures read by OCR.

PDFium gives the characters of a page in the order in which they were written; where their lines stand tells what belongs
together.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg import ocr
from kg.abreast import ROWS, has_motto, unfolded
from kg.model import Document, KgError
from kg.paper import Line, Page, compose
from kg.plaintext import mend
from kg.reading import Options, document, tick

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_HYPHENS = str.maketrans({"\ufffe": "-", "\u0002": "-", "\0": None, "\x0b": " ", "\x0c": " "})


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
    yield document(data, source, "pdf", mend(text), pages=starts, ocr=ocr.confidence(pages))


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
        lines: Sequence[Line] = list(_lines(text, boxes))
        if has_motto(lines, width):
            lines = unfolded(lines, list(_rows(text, boxes)), width)
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


def _rows(text: str, box: Boxes) -> Iterator[list[Line]]:
    """The words of the first lines of a page, line by line."""
    at = n = 0
    for raw in text.split("\n"):
        if raw.strip() and n < ROWS:
            words = (_line(m.group(), box(at + m.start()), box(at + m.end() - 1)) for m in re.finditer(r"\S+", raw))
            yield [word for word in words if word.text]
            n += 1
        at += len(raw) + 1


# --- Pages that are pictures

_LETTERS = 30  # a page with fewer may be a picture with a stamp
_FEWEST = 5  # letters that a picture is taken for text with
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

    try:
        with contextlib.closing(pdf[n]) as picture:
            if not _garbled(page) and not any(o.type == _IMAGE for o in picture.get_objects(max_depth=3)):
                return page  # an empty page, or one with a few words
            image = picture.render(scale=200 / 72, grayscale=True).to_pil()
    except pdfium.PdfiumError:  # it gives its text, and can't be drawn
        return page
    found = ocr.recognise(image, source, page.width)
    return found if sum(len(line.text) for line in found.lines) >= _FEWEST else page
