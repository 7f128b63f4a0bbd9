"""PDF → text: paragraphs joined again, without running heads and page numbers, letterheads column by column.

PDFium gives the characters of a page in the order in which they were written; where lines stand on the paper tells what belongs together.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.model import Document, KgError
from kg.plaintext import mend
from kg.reading import Options, document
from kg.text import fold

if TYPE_CHECKING:
    import pypdfium2 as pdfium

_HYPHENS = str.maketrans({"\ufffe": "-", "\u0002": "-", "\0": None, "\x0b": " ", "\x0c": " "})
_MOTTO = re.compile(r"CỘNG\s?HO?[ÒÀ]A?\s?XÃ\s?HỘI|CONG\s?HOA\s?XA\s?HOI|[ĐD][ộo]c\s[Ll][ậa]p\s*[-–]\s*[Tt][ựu]\s[Dd]o|ĐẢNG CỘNG SẢN VIỆT NAM")
_NUMBER_LINE = re.compile(r"(?:(?:luat|nghi quyet|phap lenh|bo luat)\s+)?so(?:\s*[:.]|\s*$|\s+[\d.…-])")
_PLACE_DATE = re.compile(r"\w,\s*ngay\b")
_OPENS = re.compile(
    r"\s*(?:[-+•*–]\s|\(?[a-zđ]\)|\d{1,3}(?:\.\d{1,3})*[.)]\s|\d{1,2}(?:\.\d{1,2})+\s|Điều\s\d|Chương\s|CHƯƠNG\s|Mục\s|MỤC\s|Phần\s|PHẦN\s"
    r"|Căn cứ|Theo đề nghị|Xét\s|Phụ lục|PHỤ LỤC|[IVX]{1,5}\.\s|Nơi nhận|[“\"]\s?(?:Điều|\d))"
)
_FINAL = (".", ";", ":", "!", "?")
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:(?:trang|page)\s*)?\d{1,5}(?:\s*/\s*\d{1,5})?[-–—\s]*")
_GAZETTE = re.compile(r"(?:\d+\s+)?CÔNG BÁO\s*/\s*Số\s.{1,60}?Ngày\s*[\d/-]+(?:\s+\d+)?")
_STAMP = re.compile(
    r"(?:Ký bởi|Người ký|Signed by|Ký số bởi)\s*:.*|Email\s*:\s*\S+@\S+|(?:Thời gian ký|Ngày ký|Signing [Tt]ime)\s*:.*"
    r"|Cơ quan\s*:\s*(?:VĂN PHÒNG|Văn phòng|CỔNG|Cổng).*|CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ|Giờ\s*:?\s*\.*\s*Ngày\s*:?\s*[\d/. ]*|\d\d[./]\d\d[./]\d{4} \d\d:\d\d:\d\d \+07:00"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, in points from the lower left corner of the paper."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """Never nothing, so that it can be divided by."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in the order of reading; `ocr` is the confidence with which they were read from a picture."""

    width: float
    height: float
    lines: Sequence[Line]
    ocr: float | None = None


def read(data: bytes, source: str, options: Options, tick: Callable[[], None] = lambda: None) -> Iterator[Document]:
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
        raise KgError(f"{source}: the PDF is damaged or cut short, get it anew ({e}).") from e
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
    import pypdfium2.raw as raw

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
        (x.top for x in pieces if x.left < edge - 40 and x.right > edge + 40 and x.top < min(r.bottom for r in right) + 2),
        default=0.0,
    )
    last = min(
        (x.bottom for x in pieces if x.bottom > low and (_NUMBER_LINE.match(fold(x.text)) or _PLACE_DATE.search(fold(x.text)))),
        default=min(r.bottom for r in right),
    )
    # Lines above the motto that stand left of it belong to the letterhead; others are running heads.
    inside = [
        x for x in pieces if last - 2 <= x.bottom and x.bottom > low and (x.top <= top + 6 or (x.right < edge and x.top < top + 40))
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


def _needs_ocr(page: Page) -> bool:
    """Whether the text layer is missing, or spells nothing: it holds symbols of fonts without an encoding."""
    text = "".join(line.text for line in page.lines)
    letters = sum(c.isalnum() for c in text)
    odd = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or (c < " ") for c in text)
    return letters < 30 or odd > 0.2 * max(len(text), 1)


def _recognised(pdf: pdfium.PdfDocument, n: int, page: Page, source: str) -> Page:
    from kg import ocr

    picture = pdf[n]
    try:
        if not any(o.type == 3 for o in picture.get_objects(max_depth=3)) and not page.lines:  # noqa: PLR2004 - an image
            return page  # an empty page
        image = picture.render(scale=200 / 72, grayscale=True).to_pil()
    finally:
        picture.close()
    text, confidence = ocr.recognise(image, source)
    if len(text.strip()) < 5:
        return page
    lines = [Line(" ".join(x.split()), 0, 0, 0, 0) for x in text.split("\n")]
    return Page(0, 0, lines, confidence)


# --- Pages → text


@dataclass(frozen=True, slots=True)
class Measure:
    """Of a page: where its lines end on the right, how far they stand apart, how wide the paper is."""

    margin: float
    pitch: float
    width: float


def compose(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the offset at which each starts."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    before: Line | None = None
    last = Measure(0, 0, 0)
    for page in _without_furniture(pages):
        own = _measure(page, last)
        for i, line in enumerate(page.lines):
            joint = "" if before is None else _joint(before, line, last if i == 0 else own, new_page=i == 0)
            parts += [joint, line.text]
            length += len(joint)
            if i == 0:
                starts.append(length)
            length += len(line.text)
            before = line
        if not page.lines:
            starts.append(length)
        last = own
    return "".join(parts) + "\n" * bool(parts), tuple(starts)


def _measure(page: Page, last: Measure) -> Measure:
    """The margin is the place at which most long lines end, the pitch the distance that most lines keep."""
    long = Counter(round(x.right / 4) for x in page.lines if x.right - x.left > page.width * 0.5)
    pitches = Counter(
        round((a.bottom - b.bottom) * 2)
        for a, b in pairwise(page.lines)
        if a.height * 0.8 < a.bottom - b.bottom < a.height * 2.5 and a.right - a.left > page.width * 0.5
    )
    margin = last.margin
    if long:
        most = max(long.values())
        margin = 4.0 * max(k for k, v in long.items() if v >= most * 0.4)
    pitch = last.pitch
    if pitches:
        most = max(pitches.values())
        pitch = min(k for k, v in pitches.items() if v >= most * 0.4) / 2
    return Measure(margin, pitch, page.width)


def _joint(a: Line, b: Line, measure: Measure, *, new_page: bool) -> str:
    """What stands between two lines: a blank within a paragraph, else one line break, or two where there is a gap."""
    if not a.text or not b.text or (not a.right and not b.right):  # from a picture: as tesseract breaks them
        return "\n"
    if _continues(a, b, measure, new_page=new_page):
        return " "
    gap = a.bottom - b.bottom > 1.7 * (measure.pitch or a.height)
    return "\n\n" if gap and not new_page else "\n"


def _continues(a: Line, b: Line, measure: Measure, *, new_page: bool) -> bool:
    word = b.text.split(" ", 1)[0]
    letter = (b.right - b.left) / max(len(b.text), 1)
    fits = a.right + letter * (len(word) + 1) < measure.margin - 3
    narrow = a.right - a.left < measure.width * 0.35
    below = new_page or 0.5 * b.height < a.bottom - b.bottom < 1.4 * (measure.pitch or a.height * 1.3)
    if fits or narrow or not below or (a.text.isupper() and not b.text.isupper()):
        return False
    final = a.text.endswith(_FINAL)
    indented = b.left - a.left > 9 and not _OPENS.match(a.text)
    if _OPENS.match(b.text) and (final or indented):
        return False
    if new_page:
        return not final and (b.text[:1].islower() or not indented)
    return not (indented and (final or b.text[:1].isupper()))


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without running heads, page numbers and the stamps of electronic signatures."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_key(line.text) for line in _edge(page)})
    often = max(3, 0.3 * len(pages))
    running = {k for k, v in edges.items() if v >= often and len(k) < 160}
    return [replace(page, lines=_kept(page, running)) for page in pages]


def _kept(page: Page, running: set[str]) -> list[Line]:
    edge = set(map(id, _edge(page)))
    kept = []
    for line in page.lines:
        text = line.text.strip()
        if id(line) in edge and (_PAGE_NUMBER.fullmatch(text.lower()) or _key(text) in running):
            continue
        if _GAZETTE.fullmatch(text) or _STAMP.fullmatch(text):
            continue
        kept.append(line)
    return kept


def _edge(page: Page) -> list[Line]:
    """The lines at the top and the bottom of the paper, by their place or, in a picture's text, by their order."""
    lines = page.lines
    if not page.height:
        filled = [x for x in lines if x.text]
        return [*filled[:2], *filled[-1:]]
    by_height = sorted(lines, key=lambda x: -x.top)
    top = [x for x in by_height[:3] if x.bottom > page.height * 0.87]
    bottom = [x for x in by_height[-3:] if x.top < page.height * 0.12]
    return [*top, *bottom]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text)).strip()
