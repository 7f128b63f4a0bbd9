"""Pictures of pages → text, by tesseract with its Vietnamese model, in a process of its own."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.model import Document, KgError
from kg.reading import Options, document, tick

if TYPE_CHECKING:
    from PIL.Image import Image

_SECONDS = 120  # for one page; four are usual
_PIXELS = 60_000_000  # of one picture: A4 at 600 dpi has 35 million
# Confidence below which a page may stand on its side: those that do have 0.4, upright ones with noise 0.9.
_UPRIGHT = 0.7
_TURN = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)  # degrees clockwise
_WIDTH = 1654  # pixels of A4 at 200 dpi
NEEDS = "reading pictures needs tesseract with its Vietnamese model (Debian: apt-get install tesseract-ocr tesseract-ocr-vie)"


def recognise(image: Image, source: str) -> tuple[str, float]:
    """The text of a page's picture, and the mean confidence of its words in [0, 1], each weighed by its length.

    A page that was scanned on its side or upside down is turned. Raises KgError where tesseract is missing or takes too long.
    """
    text, sure = _text(_run(image, source, "-l", "vie", "--dpi", "200", "--psm", "3", "tsv"))
    if sure >= _UPRIGHT:
        return text, sure
    try:
        turned = _TURN.search(_run(image, source, "-l", "osd", "--dpi", "200", "--psm", "0"))
    except KgError:  # too few letters to tell
        turned = None
    if turned and int(turned[1]) % 360:
        upright = image.rotate(-int(turned[1]), expand=True)
        other = _text(_run(upright, source, "-l", "vie", "--dpi", "200", "--psm", "3", "tsv"))
        return max((text, sure), other, key=lambda found: found[1])
    return text, sure


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


def _text(table: str) -> tuple[str, float]:
    """Lines and confidence from tesseract's table of words; a blank line stands between paragraphs."""
    lines: list[str] = []
    last: tuple[str, ...] = ()
    total = letters = 0.0
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        here, word = tuple(cells[2:5]), cells[11].strip()
        if here == last:
            lines[-1] += " " + word
        else:
            if last and here[:2] != last[:2]:
                lines.append("")
            lines.append(word)
        last = here
        total += max(float(cells[10]), 0.0) * len(word)
        letters += len(word)
    return "\n".join(lines), round(total / letters / 100, 3) if letters else 0.0


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
            texts, starts, confidence, length = [], [], 0.0, 0
            for n in range(count):
                tick()
                picture.seek(n)
                text, sure = recognise(_grey(picture), source)
                starts.append(length)
                texts.append(text + "\n")
                length += len(texts[-1])
                confidence += sure * len(text)
    except pictures.DecompressionBombError as e:
        raise KgError(
            f"{source}: the picture is larger than {_PIXELS // 1_000_000} million pixels; make it smaller."
        ) from e
    except KgError:
        raise
    except Exception as e:  # Pillow's decoders raise whatever Python does on damaged data
        raise KgError(f"{source}: the picture is damaged or cut short, get it anew.") from e
    body = "".join(texts)
    if not body.strip():
        raise KgError(f"{source}: no text was found in the picture.")
    yield document(data, source, form, body, pages=tuple(starts), ocr=round(confidence / max(len(body) - count, 1), 3))


def _grey(picture: Any) -> Image:
    """Shades of grey, no wider than tesseract likes."""
    grey: Image = picture.convert("L")
    if grey.width > 2 * _WIDTH:
        grey = grey.resize((2 * _WIDTH, max(1, grey.height * 2 * _WIDTH // grey.width)))
    return grey
