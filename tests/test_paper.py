"""Lines on paper: which of them make a paragraph, and which stand side by side."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kg.abreast import parted, unfolded
from kg.ocr import _page
from kg.paper import Line, Page, compose

WIDTH = 595.0


def at(left: float, bottom: float, text: str, letter: float = 6.0) -> Line:
    return Line(text, left, left + letter * len(text), bottom, bottom + 12)


def full(bottom: float, text: str) -> Line:
    """A justified line, from margin to margin."""
    return Line(text, 60, 540, bottom, bottom + 12)


BODY = [full(bottom, "chữ " * 19 + "chữ") for bottom in (400, 384, 368, 352, 336)]


@pytest.mark.parametrize(
    ("lines", "text", "why"),
    [
        ([full(432, "Căn cứ Luật A và"), full(416, "Luật B")], "Căn cứ Luật A và Luật B", "a paragraph"),
        (
            [Line("về an toàn giao thông năm 2026", 80, 520, 432, 444), full(416, "Thực hiện Chỉ thị A")],
            "về an toàn giao thông năm 2026\nThực hiện Chỉ thị A",
            "a centred title, and the paragraph below it",
        ),
        (
            [full(432, "như sau:"), Line("I- MỤC TIÊU", 60, 130, 416, 428)],
            "như sau:\nI- MỤC TIÊU",
            "a heading of the Party's",
        ),
        (
            [full(432, "Hà Nội, ngày 12 tháng 11 năm 2025"), Line("THÔNG TƯ", 280, 330, 416, 428)],
            "Hà Nội, ngày 12 tháng 11 năm 2025\nTHÔNG TƯ",
            "a heading in capitals",
        ),
        (
            [full(432, "- Ban Thường vụ,"), full(416, "- Các chi bộ")],
            "- Ban Thường vụ,\n- Các chi bộ",
            "items end in commas",
        ),
        (
            [full(432, "Nơi nhận:    CHỦ TỊCH"), full(416, "Như trên")],
            "Nơi nhận:    CHỦ TỊCH\nNhư trên",
            "what stands side by side is no sentence",
        ),
    ],
)
def test_what_two_lines_come_to(lines: list[Line], text: str, why: str) -> None:
    head = compose([Page(WIDTH, 842, [*lines, *BODY])])[0].removesuffix("\n")
    assert head.startswith(text), why


def row(*words: Line) -> list[str]:
    return [part.text for part in parted(words)]


def test_columns_stand_apart_and_the_blanks_of_a_justified_line_do_not() -> None:
    assert row(at(60, 0, "Nơi"), at(82, 0, "nhận:"), at(300, 0, "CHỦ"), at(322, 0, "TỊCH")) == ["Nơi nhận:", "CHỦ TỊCH"]
    assert row(at(60, 0, "Luật"), at(180, 0, "số"), at(300, 0, "18/2017"), at(450, 0, "và")) == ["Luật số 18/2017 và"]
    assert row(at(300, 0, "A"), at(60, 0, "B")) == ["A", "B"], "back to the left"


words = st.lists(
    st.tuples(
        st.integers(0, 500), st.integers(0, 60), st.sampled_from(["Số: 3/KH", "A,", "ngày", "V/v", "chữ", "NAM"])
    ),
    max_size=40,
)
MOTTO = [at(300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), at(330, 764, "Độc lập - Tự do - Hạnh phúc")]


@given(words)
def test_a_letterhead_loses_no_word(some: list[tuple[int, int, str]]) -> None:
    rows = [[line] for line in [*MOTTO, *(at(left, 800 - 2 * down, text) for left, down, text in some)]]
    lines = [line for (line,) in rows]
    told = unfolded(lines, rows, WIDTH)
    assert Counter(" ".join(line.text for line in told).split()) == Counter(" ".join(x.text for x in lines).split())


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["|", "Số:", "12/KH-UBND", "."], "Số: 12/KH-UBND"),
        (["_-", "Thủ", "tướng"], "Thủ tướng"),
        (["-", "Như", "trên;"], "- Như trên;"),
        (["*"], "*"),
        (["a", "=", "5"], "a = 5"),
    ],
)
def test_dirt_of_a_scan_is_left_out_and_marks_that_mean_something_are_not(words: list[str], line: str) -> None:
    table = "level\n" + "\n".join(
        f"5\t1\t1\t1\t1\t{n}\t{100 + 120 * n}\t{200 + n}\t100\t30\t90\t{word}" for n, word in enumerate(words)
    )
    page = _page(table, Image.new("L", (1654, 2339)), WIDTH)
    assert [x.text for x in page.lines] == [line]
