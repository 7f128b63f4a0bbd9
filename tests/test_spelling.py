"""However a document is typed, it tells the same: without diacritics, in one case, indented, filled to the margin, in NFD."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon, spelling
from kg.model import Extraction
from kg.text import unmarked

read = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))["read"]

DOCUMENT = """ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH TIỀN GIANG                    Độc lập - Tự do - Hạnh phúc
Số: 77/KH-UBND                 Tiền Giang, ngày 14 tháng 3 năm 2024

KẾ HOẠCH
Thực hiện Nghị quyết số 29-NQ/TW ngày 04 tháng 11 năm 2013 của Ban Chấp hành Trung ương về đổi mới giáo dục

Căn cứ Luật Bảo vệ môi trường số 72/2020/QH14;
Căn cứ Nghị quyết số 11-NQ/TU ngày 05/02/2021 của Tỉnh ủy Tiền Giang về giáo dục;

I. Mục đích
Kế hoạch này thay thế Kế hoạch số 15/KH-UBND ngày 02/02/2020 của Ủy ban nhân dân tỉnh Tiền Giang.
"""
bench = runpy.run_path(str(Path(__file__).parent / "bench" / "bench_spelling.py"))
WAYS: dict[str, Callable[[str], str]] = bench["WAYS"]


def told(e: Extraction) -> tuple[object, ...]:
    """What a document is and how it stands to others."""
    own = e.instruments[e.instrument or ""]
    return own.id, own.type, own.date, own.issuer, {(r.subject, r.predicate, r.object) for r in e.relations}


@pytest.mark.parametrize("way", WAYS)
def test_a_document_tells_the_same_however_it_is_typed(way: str) -> None:
    plain, typed = read(DOCUMENT), read(WAYS[way](DOCUMENT))
    assert len(plain.relations) == 4
    assert told(typed) == told(plain)


@pytest.mark.parametrize("way", ["without diacritics", "in small letters", "in capitals"])
def test_what_is_quoted_and_the_title_are_as_typed(way: str) -> None:
    text = WAYS[way](DOCUMENT)
    e = read(text)
    assert e.instruments[e.instrument or ""].title == text.splitlines()[5]
    assert all(m.text == text[m.start : m.end] for m in e.mentions)
    assert all(r.quote == text[r.start : r.end] for r in e.relations)


@given(text=st.text(st.sampled_from("abcdeghiklmnopqrstuvxy ABCDN.;\n-/0123ạếđĐßİ")))
def test_letters_are_changed_one_for_one(text: str) -> None:
    made, typed = spelling.restored(text, lexicon.load())
    assert len(made) == len(text)
    assert unmarked(made).casefold() == unmarked(text).casefold()
    assert (typed(made) if typed else made) == text


@pytest.mark.parametrize("letter", "ßİ")
def test_letters_that_have_no_like_in_the_other_case(letter: str) -> None:
    text = f"nghị quyết số 36-nq/tw của bộ chính trị về {letter.lower()}\nthông báo\nkế hoạch 12/kh-ubnd"
    assert len(spelling.restored(text, lexicon.load())[0]) == len(text)
    e = read(text)
    assert all(m.text == text[m.start : m.end] for m in e.mentions)


def test_a_number_alone_has_no_case() -> None:
    assert spelling.restored("36-NQ/TW", lexicon.load())[0] == "36-NQ/TW"


def test_the_benchmark_counts_what_is_lost() -> None:
    figures = bench["measure"]([DOCUMENT, "Hội nghị kết thúc. " + "Theo Đề án “Phát triển rừng” của tỉnh."])
    assert {(n["relations"], n["of_relations"], n["documents"]) for n in figures.values()} == {(4, 4, 2)}
    assert bench["table"](figures, 2).count("4/4") == len(WAYS)
