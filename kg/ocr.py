"""Pictures of pages → text, by tesseract with its Vietnamese model, in a process of its own."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kg.abreast import ROWS, has_motto, joined, parted, unfolded
from kg.model import Document, KgError
from kg.paper import APART, Line, Page, compose
from kg.reading import Options, document, tick

if TYPE_CHECKING:
    from PIL.Image import Image

_SECONDS = 120  # for one page; four are usual
_PIXELS = 60_000_000  # of one picture: A4 at 600 dpi has 35 million
# Confidence below which a page may stand on its side: those that do have 0.4, upright ones with noise 0.9.
_UPRIGHT = 0.7
_READ = ("-l", "vie", "--dpi", "200", "--psm", "3", "tsv")  # a table of words
_TURN = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)  # degrees clockwise
_A4 = 595.0  # points that a picture is taken to be wide, where nothing tells
_LONG = 200  # points that words of a line are apart, to tell how far the page is aslant
_GAP = 1.6  # heights of a line, measured from its marks to its tails, that keep two columns apart
_MARKS = frozenset("-–+*•")  # that open an item, or stand alone in a Party letterhead
_DIRT = re.compile(r"[^\w\s]*(?:[_~|]|==)(?:[^\w\s]|_)*")  # left of rules, folds and stamps
_WIDTH = 1654  # pixels of A4 at 200 dpi
NEEDS = "reading pictures needs tesseract with its Vietnamese model (Debian: apt-get install tesseract-ocr tesseract-ocr-vie)"


def recognise(image: Image, source: str, width: float = _A4) -> Page:
    """The page of a picture that is `width` points wide; `ocr` is the mean confidence of its words in [0, 1], weighed by length.

    A page that was scanned on its side or upside down is turned. Raises KgError where tesseract is missing or takes too long.
    """
    found = _page(_run(image, source, *_READ), image, width)
    if (found.ocr or 0.0) >= _UPRIGHT:
        return found
    try:
        turned = _TURN.search(_run(image, source, "-l", "osd", "--dpi", "200", "--psm", "0"))
    except KgError:  # too few letters to tell
        turned = None
    if turned and int(turned[1]) % 360:
        upright = image.rotate(-int(turned[1]), expand=True)
        other = _page(_run(upright, source, *_READ), upright, width * upright.width / image.width)
        return max(found, other, key=lambda page: page.ocr or 0.0)
    return found


def _run(image: Image, source: str, *options: str) -> str:
    """What tesseract prints of a picture."""
    program = shutil.which("tesseract")
    if program is None:
        raise KgError(f"{source}: {NEEDS}; or leave pictures out with --no-ocr.")
    png = io.BytesIO()
    image.save(png, "PNG")
    try:
        run = subprocess.run(
            [program, "stdin", "stdout", *options],
            input=png.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},  # its threads cost more than they give
        )
    except subprocess.TimeoutExpired as e:
        raise KgError(f"{source}: tesseract took more than {_SECONDS} seconds for one page.") from e
    if run.returncode:
        said = run.stderr.decode("utf-8", "replace")
        if "vie" in said:
            raise KgError(f"{source}: {NEEDS}; or leave pictures out with --no-ocr.")
        raise KgError(f"{source}: tesseract can't read a page ({' '.join(said.split())[:200]}).")
    return run.stdout.decode("utf-8", "replace")


def _page(table: str, image: Image, width: float) -> Page:
    """The lines and their confidence from tesseract's table of words, in pixels; columns of one line stand apart."""
    scale = width / max(image.width, 1)
    height = image.height * scale
    rows: dict[tuple[str, ...], list[Line]] = {}
    total = letters = 0.0
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not (word := cells[11].strip()):
            continue
        left, top, wide, high = (int(cell) * scale for cell in cells[6:10])
        line = Line(word, left, left + wide, height - top - high, height - top)
        rows.setdefault(tuple(cells[2:5]), []).append(line)
        total += max(float(cells[10]), 0.0) * len(word)
        letters += len(word)
    level = _level([_legible(line) for row in rows.values() for line in _printed(row)])
    lines = [joined(parted(row, _GAP), APART) for row in level]
    if has_motto(lines, width):
        lines = list(unfolded(lines, level[:ROWS], width))
    return Page(width, height, lines, round(total / letters / 100, 3) if letters else 0.0)


def _printed(row: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines of a row, in which tesseract may go back to the left: two lines of one column beside one of the other."""
    line: list[Line] = []
    for word in row:
        if line and word.left < line[-1].left:
            yield line
            line = []
        line.append(word)
    yield line


def _legible(line: list[Line]) -> list[Line]:
    """The words of a line without dirt, and without marks at its ends that open no item."""
    clean = [word for word in line if not _DIRT.fullmatch(word.text)]
    words = [n for n, word in enumerate(clean) if word.text in _MARKS or any(map(str.isalnum, word.text))]
    return clean[words[0] : words[-1] + 1] if words else line


def _level(rows: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The words of a page that was scanned aslant, by a degree or so, as if it had not been; those of a line of one height."""
    ends = [(row[0], row[-1]) for row in rows if row[-1].left - row[0].left > _LONG]
    slope = _middle([(b.bottom - a.bottom) / (b.left - a.left) for a, b in ends]) if ends else 0.0
    level = []
    for row in rows:
        bottom = _middle([word.bottom - slope * word.left for word in row])
        top = _middle([word.top - slope * word.left for word in row])
        level.append([replace(word, bottom=bottom, top=top) for word in row])
    return level


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def read(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of a picture (PNG, JPEG, TIFF of several pages). Raises KgError for what is no picture or holds no text."""
    from PIL import Image as pictures  # noqa: N813 - the module, not the class

    form = source.rsplit(".", 1)[-1].lower()
    if not options.ocr:
        raise KgError(f"{source}: a picture, and reading of pictures is switched off; leave --no-ocr out.")
    pictures.MAX_IMAGE_PIXELS = _PIXELS
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            pictures.open(io.BytesIO(data), formats=["PNG", "JPEG", "TIFF"]) as picture,
        ):
            count = getattr(picture, "n_frames", 1)
            if count > options.ocr_pages:
                raise KgError(f"{source}: {count} pages are more than the {options.ocr_pages} pictures that are read.")
            pages = []
            for n in range(count):
                tick()
                picture.seek(n)
                pages.append(recognise(_grey(picture), source))
    except pictures.DecompressionBombError as e:
        raise KgError(
            f"{source}: the picture is larger than {_PIXELS // 1_000_000} million pixels; make it smaller."
        ) from e
    except KgError:
        raise
    except Exception as e:  # Pillow's decoders raise whatever Python does on damaged data
        raise KgError(f"{source}: the picture is damaged or cut short, get it anew.") from e
    body, starts = compose(pages)
    if not body.strip():
        raise KgError(f"{source}: no text was found in the picture.")
    yield document(data, source, form, body, pages=starts, ocr=confidence(pages))


def confidence(pages: Iterable[Page]) -> float | None:
    """The mean confidence of those pages that were pictures, weighed by their letters; None where none was."""
    read = [(page.ocr, sum(len(line.text) for line in page.lines)) for page in pages if page.ocr is not None]
    letters = sum(n for _, n in read)
    return round(sum(sure * n for sure, n in read) / letters, 3) if letters else None


def _grey(picture: Any) -> Image:
    """Shades of grey, no wider than tesseract likes."""
    grey: Image = picture.convert("L")
    if grey.width > 2 * _WIDTH:
        grey = grey.resize((2 * _WIDTH, max(1, grey.height * 2 * _WIDTH // grey.width)))
    return grey
