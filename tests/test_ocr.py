"""Documents that are pictures."""

# ruff: noqa: E501 - cases read best one a line
from __future__ import annotations

import io
import runpy
import shutil
from pathlib import Path

import pytest

from kg.extract import extract
from kg.model import Document, KgError

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
make, SENTENCE, found = reading_files["make"], reading_files["SENTENCE"], reading_files["found"]


@pytest.fixture
def picture() -> bytes:
    """A page with words, drawn by Pillow's own font, which has no Vietnamese."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(image).text((60, 100), "KE HOACH 35/KH-UBND NAM 2025", fill=0, font=ImageFont.load_default(56))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_read_and_marked(picture: bytes) -> None:
    assert shutil.which("tesseract"), "the tests need tesseract-ocr and tesseract-ocr-vie"
    (d,) = found(picture, "a.png")
    assert isinstance(d, Document)
    assert "2025" in d.text
    assert d.ocr is not None
    assert 0.3 < d.ocr <= 1
    assert d.pages == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side_is_turned(degrees: int) -> None:
    out = io.BytesIO()
    make.scan((make.SENTENCE + "\n") * 12).rotate(degrees, expand=True, fillcolor=255).save(out, "PNG")
    (d,) = found(out.getvalue(), "a.png")
    assert isinstance(d, Document)
    assert d.text.count("35/KH-UBND") >= 10
    assert d.ocr is not None
    assert d.ocr > 0.8


@pytest.mark.slow
def test_the_pages_of_a_tiff_and_their_numbers_survive_noise_and_a_slant() -> None:
    pages = [make.scan((make.SENTENCE + "\n") * 6, slant=1.0, noise=0.003) for _ in range(2)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    (d,) = found(out.getvalue(), "a.tiff")
    assert isinstance(d, Document)
    assert d.pages is not None
    assert (len(d.pages), d.pages[0]) == (2, 0)
    kept = [d.text.count(number) for number in ("35/KH-UBND", "57-NQ/TW")]
    assert min(kept) >= 10, f"of twelve: {kept}"


LETTER = """ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA
TỈNH LÂM ĐỒNG || VIỆT NAM
Số: 412/UBND-NC || Độc lập - Tự do - Hạnh phúc
V/v thực hiện Nghị quyết số || Lâm Đồng, ngày 14 tháng 2 năm 2025
52-NQ/TW của Bộ Chính trị

Kính gửi: Các sở, ban, ngành.
Thực hiện Nghị quyết số 52-NQ/TW ngày 27 tháng 9 năm 2019 của Bộ Chính trị, Ủy ban nhân dân tỉnh đề nghị các sở báo cáo theo Kế hoạch số 35/KH-UBND ngày 10 tháng 01 năm 2025 của Ủy ban nhân dân tỉnh.

Nơi nhận: || KT. CHỦ TỊCH
- Như trên; || PHÓ CHỦ TỊCH
- Bộ Tư pháp; || Trần Văn Hiệp
- Lưu: VT."""
RESOLUTION = """TỈNH ỦY LÂM ĐỒNG || ĐẢNG CỘNG SẢN VIỆT NAM
* || Đà Lạt, ngày 14 tháng 2 năm 2025
Số 08-NQ/TU

NGHỊ QUYẾT
về chuyển đổi số

Thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị, Tỉnh ủy ban hành Nghị quyết.

Nơi nhận: || T/M BAN CHẤP HÀNH
- Bộ Chính trị, || BÍ THƯ
- Lưu Văn phòng Tỉnh ủy. || Nguyễn Thái Học"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "facts", "names"),
    [
        (
            LETTER,
            ("412/UBND-NC", "Công văn", "Ủy ban nhân dân tỉnh", "Lâm Đồng", "2025-02-14", "Trần Văn Hiệp"),
            "thực hiện Nghị quyết số 52-NQ/TW của Bộ Chính trị",
        ),
        (
            RESOLUTION,
            ("08-NQ/TU", "Nghị quyết", "Tỉnh ủy", "Lâm Đồng", "2025-02-14", "Nguyễn Thái Học"),
            "về chuyển đổi số",
        ),
    ],
)
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_columns_of_a_scan_are_told_apart(text: str, facts: tuple[str, ...], names: str, form: str) -> None:
    out = io.BytesIO()
    make.scan(text, slant=0.5).save(out, form, resolution=200)
    (d,) = found(out.getvalue(), f"a.{form}")
    assert isinstance(d, Document)
    read = extract(d)
    assert read.instrument is not None
    own = read.instruments[read.instrument]
    assert (own.number, own.type, own.issuer, own.place, own.date, own.signer) == facts
    assert (own.title or "").removesuffix(".") == names
    assert "implements" in {r.predicate for r in read.relations}


def test_a_scanned_page_of_a_pdf_is_read_and_marked(picture: bytes) -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(out, "PDF", resolution=150)
    (d,) = found(out.getvalue(), "a.pdf")
    assert isinstance(d, Document)
    assert "2025" in d.text
    assert d.ocr is not None
    with pytest.raises(KgError, match="switched off"):
        found(out.getvalue(), "a.pdf", ocr=False)


def test_ocr_can_be_switched_off_and_what_it_needs_is_said(picture: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KgError, match="--no-ocr"):
        found(picture, "a.png", ocr=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(KgError, match="apt-get install tesseract-ocr tesseract-ocr-vie"):
        found(picture, "a.png")


def test_a_good_text_layer_is_not_read_by_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    (d,) = found(make.pdf([make.lines(SENTENCE), make.lines("ngắn"), []]), "a.pdf")
    assert isinstance(d, Document)
    assert (d.ocr, len(d.pages or ())) == (None, 3)
