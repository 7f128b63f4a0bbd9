"""However a document is typed, it tells the same: without diacritics, in one case, indented, filled to the margin, in NFD."""

from __future__ import annotations

import re
import runpy
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon, spelling
from kg.model import Extraction
from kg.text import unmarked

CASES = Path(__file__).parent / "cases"
read = runpy.run_path(str(CASES / "rows.py"))["read"]

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
    again = typed(made) if typed else made
    # Of a word that stands with and without its marks in one text, which is which is not told again.
    assert again == text or (unmarked(again) == unmarked(text) != text)


@pytest.mark.parametrize("letter", "ßİ")
def test_letters_that_have_no_like_in_the_other_case(letter: str) -> None:
    text = f"nghị quyết số 36-nq/tw của bộ chính trị về {letter.lower()}\nthông báo\nkế hoạch 12/kh-ubnd"
    assert len(spelling.restored(text, lexicon.load())[0]) == len(text)
    e = read(text)
    assert all(m.text == text[m.start : m.end] for m in e.mentions)


def test_a_name_with_its_marks_hides_no_text_without_diacritics() -> None:
    text = (
        "Ke hoach so 35/KH-UBND ngay 12/02/2025 cua Uy ban nhan dan tinh Vinh Long thuc hien Nghi quyet so 57-NQ/TW ngay "
        "22/12/2024 cua Bo Chinh tri."
    )
    alone, signed = read(text), read(f"{text}\n\nNguyễn Văn An\n")
    assert [r.predicate for r in signed.relations] == [r.predicate for r in alone.relations] == ["implements"]
    assert set(signed.instruments) == set(alone.instruments)
    assert spelling.restored(f"{text}\n\nNguyễn Văn An", lexicon.load())[0].endswith("Nguyễn Văn An")


TEXTS = [
    row["text"]
    for name in ("relations", "mentions", "headers")
    for row in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    if "text" in row
]
FORMS: dict[str, Callable[[str], str]] = {
    "lines end with CRLF": lambda t: t.replace("\n", "\r\n"),
    "blanks that do not break": lambda t: t.replace(" ", "\u00a0"),
    "below empty lines": lambda t: f"\n\n{t}",
    "indented": lambda t: "\n".join(f" {line}" for line in t.split("\n")),
    "blanks at the ends of lines": lambda t: f"{t}\n".replace("\n", "  \n"),
}


def meaning(e: Extraction) -> tuple[object, ...]:
    """What an extraction says, without offsets, also those in ids that hold in one document only."""

    def name(found: str | None) -> str:
        return "document" if found in (e.instrument, e.document.id) else re.sub(r"^(_:.*):\d+$", r"\1", found or "")

    own = e.instruments.get(e.instrument or "")
    return (
        own and (own.number, own.type, own.issuer, own.place, own.date, own.title, own.signer),
        [(m.form, m.type, name(m.instrument)) for m in e.mentions],
        sorted(
            (name(r.subject), r.predicate, name(r.object), " ".join((r.provision or "").split())) for r in e.relations
        ),
    )


plain = lru_cache(maxsize=None)(lambda text: meaning(read(text)))


@pytest.mark.parametrize("form", FORMS)
def test_every_case_tells_the_same_in_other_blanks_and_lines(form: str) -> None:
    assert len(TEXTS) > 1000
    differing = [t for t in TEXTS if meaning(read(FORMS[form](t))) != plain(t)]
    assert differing == []


def test_a_number_alone_has_no_case() -> None:
    assert spelling.restored("36-NQ/TW", lexicon.load())[0] == "36-NQ/TW"


def test_the_benchmark_counts_what_is_lost() -> None:
    figures = bench["measure"]([DOCUMENT, "Hội nghị kết thúc. " + "Theo Đề án “Phát triển rừng” của tỉnh."])
    assert {(n["relations"], n["of_relations"], n["documents"]) for n in figures.values()} == {(4, 4, 2)}
    assert bench["table"](figures, 2).count("4/4") == len(WAYS)
