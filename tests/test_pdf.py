"""PDF: columns, paragraphs, pages, and what is dropped of each page."""

# ruff: noqa: E501 - cases read best one a line
from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.model import Document

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
make, SENTENCE, found, text_of = (reading_files[name] for name in "make SENTENCE found text_of".split())
HEAD = [(80 + 240 * n, 800 - 16 * y, words) for y, row in enumerate(make.LETTERHEAD) for n, words in enumerate(row)]


def test_a_letterhead_of_two_columns_is_read_column_by_column() -> None:
    text = text_of(make.pdf([[*HEAD, (250, 720, "KẾ HOẠCH"), *make.lines(SENTENCE, top=690)]]), "a.pdf")
    left, right = zip(*make.LETTERHEAD, strict=True)
    assert text.split() == " ".join([*left, *right, "KẾ HOẠCH", SENTENCE]).split()


def test_a_letterhead_written_line_by_line_is_read_column_by_column() -> None:
    """Both columns of a line in one piece, far apart."""
    rows = [(80.0, 800.0 - 16 * n, a + " " * 25 + b) for n, (a, b) in enumerate(make.LETTERHEAD)]
    text = text_of(make.pdf([[*rows, *make.lines(SENTENCE, top=690)]], size=11), "a.pdf")
    assert text.index("TỈNH BẾN TRE") < text.index("Số: 35/KH-UBND") < text.index("CỘNG HÒA")


PARAGRAPH = """Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính
trị về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và
chuyển đổi số quốc gia."""


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        (PARAGRAPH, PARAGRAPH.replace("\n", " ")),
        (PARAGRAPH + "\nĐiều 1. Phạm vi\n" + PARAGRAPH, f"{PARAGRAPH.replace(chr(10), ' ')}\nĐiều 1. Phạm vi\n{PARAGRAPH.replace(chr(10), ' ')}"),
        ("KẾ HOẠCH\nThực hiện Nghị quyết\n\n" + PARAGRAPH, "KẾ HOẠCH\nThực hiện Nghị quyết\n\n" + PARAGRAPH.replace("\n", " ")),
    ],
    ids=["one paragraph", "a heading between two", "a title"],
)  # fmt: skip
def test_paragraphs_are_joined_again(lines: str, want: str) -> None:
    assert text_of(make.pdf([make.lines(lines)]), "a.pdf").strip() == want


def test_a_hyphen_at_the_end_of_a_line_stays_in_the_number() -> None:
    """PDFium gives U+0002 or U+FFFE for it."""
    text = text_of(make.pdf([make.lines("Số: 01/2022/TTLT-VKSNDTC-\nTANDTC-BCA")]), "a.pdf")
    assert "TTLT-VKSNDTC-TANDTC-BCA" in text


def test_pages_tell_where_each_page_starts_and_a_sentence_goes_on_over_them() -> None:
    one, two = PARAGRAPH.split("\ntrị ")
    pages = [make.lines(one, top=60), [(72, 800, "2"), *make.lines("trị " + two, top=780)]]
    (d,) = found(make.pdf(pages), "a.pdf")
    assert isinstance(d, Document)
    assert d.text.strip() == PARAGRAPH.replace("\n", " ")
    assert d.pages is not None
    assert d.text[d.pages[1] :].startswith("trị về")


def test_running_heads_page_numbers_and_stamps_are_dropped_and_nothing_else() -> None:
    pages = [
        [(72, 820, f"CÔNG BÁO/Số {n} + {n + 1}/Ngày 17-6-2025 {n}"), (72, 790, f"Nội dung {chr(97 + n)} của trang"), (290, 20, str(n)), (72, 40, "Phòng Văn thư")]
        for n in range(1, 6)
    ]  # fmt: skip
    pages[0] += [(300, 600, "Ký bởi: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"), (300, 590, "Email: a@chinhphu.vn")]
    assert text_of(make.pdf(pages), "a.pdf").split("\n") == [f"Nội dung {c} của trang" for c in "bcdef"] + [""]


def test_a_text_that_would_be_dropped_whole_is_kept() -> None:
    assert text_of(make.pdf([[(72, 800, f"Trang {n}")] for n in range(9)]), "a.pdf").count("Trang") == 9
