"""Normalisation keeps a way back to the original; words and phrases agree as Vietnamese writes them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.normal import normalise
from kg.text import LOWER, UPPER, fold, slug, wrap
from kg.words import Phrases, key

ODD = "\u00d0\u00f0\u00ad\u200b\u200d\ufeff\u00a0\u2011\u2013\u0301\u0323\u0306\u031b\r\n\t 🙂"
RUNS = st.tuples(st.sampled_from([" ", "\n", "\r\n", " \n", "\t"]), st.integers(1, 200)).map(
    lambda run: run[0] * run[1]
)
TEXTS = st.lists(
    st.text(st.one_of(st.sampled_from(ODD + "aưướqQuUoODĐ/-1"), st.characters()), max_size=30) | RUNS, max_size=3
).map("".join)


@pytest.mark.parametrize(
    ("original", "normal", "why"),
    [
        ("Nghị quyết", "Nghị quyết", "normal text stays as it is"),
        (unicodedata.normalize("NFD", "Nghị quyết số 52"), "Nghị quyết số 52", "NFD becomes NFC"),
        ("QU\u01af\u0323", "QUỰ", "a mark over a composed letter composes"),
        ("QÐ-UBND ð", "QĐ-UBND đ", "Eth is D with stroke"),
        ("Ɖ", "Đ", "the African D as well"),
        ("52–NQ/TW 52‑NQ/TW", "52-NQ/TW 52-NQ/TW", "dashes are hyphens"),
        ("a\u00a0b\u3000c", "a b c", "blanks are blanks"),
        ("5\u00ad2-NQ\u200b/TW\ufeff", "52-NQ/TW", "what is not seen is not there"),
        ("52-NQ\u2044TW", "52-NQ/TW", "a fraction slash is a slash"),
        ("NĐ-СР", "NĐ-CP", "Cyrillic twins of Latin capitals"),
        ("a\tb\u2028c", "a b\nc", "a tab is a blank, a line separator a new line"),
        ("a" + " " * 100 + "b", "a" + " " * 100 + "b", "blanks as wide as a page stay"),
        ("a" + " " * 200 + "b", "a b", "more of them are one"),
        ("số\n     31 \n  \n  ngày", "số\n31\n\nngày", "indents are the page's, and a line of blanks is empty"),
        ("Căn  cứ   Luật", "Căn cứ Luật", "two or three blanks fill a line"),
        ("TỈNH ỦY    ĐẢNG", "TỈNH ỦY    ĐẢNG", "more of them part columns"),
        (" \u0301a", " \u0301a", "a blank with a mark is no run of blanks"),
        ("a \u200b b \u200b\n\u200b c", "a b\nc", "and what is not seen does not part blanks"),
        ("a \r\n b", "a\nb", "nor do Windows' line ends"),
        ("a\rb\r\nc", "a\nb\nc", "and one that stands alone ends a line too"),
        ("a" + " " * 100 + "\n" + " " * 100 + "b", "a\nb", "a new line among them stays one"),
        ("a" + "\r\n" * 200 + "b", "a\n\nb", "many of them are an empty line"),
        ("a" + " \n" * 200 + "e\u0301", "a\n\né", "and marks compose beside it"),
        ("", "", "nothing stays nothing"),
    ],
)
def test_normal_form(original: str, normal: str, why: str) -> None:
    assert normalise(original).text == normal, why


def test_normal_text_needs_no_table() -> None:
    assert normalise("Kế hoạch 370/KH-UBND ngày 06/12/2021").starts is None


@given(text=TEXTS)
def test_offsets_go_back_and_forth(text: str) -> None:
    n = normalise(text)
    back = [n.original(i) for i in range(len(n.text) + 1)]
    assert back == sorted(back)
    assert back[-1] == len(text)
    assert all(0 <= b <= len(text) for b in back)
    for i in range(len(n.text)):
        made = normalise(text[back[i] : back[i + 1]]).text
        assert back[i] == back[i + 1] or made.startswith(n.text[i]) or (made + n.text[i]).isspace()


@given(text=TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(text=TEXTS)
def test_a_span_covers_its_marks(text: str) -> None:
    """The original words of a span of the normal text give that span again: no mark is left to a neighbour."""
    text = f"a {text} b"
    n = normalise(text)
    for i in range(len(n.text)):
        for j in (i + 1, len(n.text)):
            start, end = n.original(i), n.original_end(j)
            if start < end and n.original(j - 1) < end and not unicodedata.combining(n.text[i]):
                assert wrap(normalise(text[start:end]).text) == wrap(n.text[i:j])


@given(text=TEXTS)
def test_fold_is_a_closure(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nghị quyết 08-NQ/TU", "nghi quyet 08-nq/tu"),
        ("ĐẮK LẮK", "dak lak"),
        ("QÐ-UBND", "qd-ubnd"),
        (unicodedata.normalize("NFD", "Ủy ban"), "uy ban"),
        ("ASCII 123", "ascii 123"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=TEXTS)
def test_slug_is_safe_in_an_iri(text: str) -> None:
    made = slug(text)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789.")
    assert not made.startswith(".")
    assert ".." not in made
    assert len(slug(text * 50)) <= 120


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoá", "hóa"),
        ("Uỷ", "ủy"),
        ("khoẻ", "khỏe"),
        ("THUỶ", "thủy"),
        ("quý", "quý"),
        ("quỹ", "quỹ"),
        ("hoàn", "hoàn"),
        ("của", "của"),
    ],
)
def test_old_and_new_tone_placement_have_one_key(old: str, new: str) -> None:
    assert key(old) == key(new) == new


def test_letters_of_the_character_classes_are_letters() -> None:
    small, large = LOWER.removeprefix("a-z"), UPPER.removeprefix("A-Z")
    assert all(c.islower() and c.upper() in large for c in small)
    assert len(set(small)) == len(small) == 67
    assert unicodedata.is_normalized("NFC", small + large)


def test_wrap() -> None:
    assert wrap(" a\n\tb  c ") == "a b c"


# --- Phrases


def table(*phrases: str, loose: bool = False) -> Phrases[str]:
    made: Phrases[str] = Phrases(loose=loose)
    for p in phrases:
        made.add(p, p)
    return made


def test_the_longest_phrase_wins_and_says_where_it_ends() -> None:
    t = table("thực hiện", "triển khai", "triển khai thực hiện")
    assert t.match("triển khai thực hiện Nghị quyết", 0) == ("triển khai thực hiện", 20)
    assert t.match("triển khai Nghị quyết thực hiện", 0) == ("triển khai", 10)


@pytest.mark.parametrize("text", ["cụ thể hóa", "cụ thể hoá", "CỤ THỂ HOÁ", "cụ\n\nthể   hóa"])
def test_case_blanks_and_tone_do_not_matter(text: str) -> None:
    assert table("cụ thể hóa").match(text, 0) == ("cụ thể hóa", len(text))


def test_a_phrase_matches_whole_words_only() -> None:
    assert table("sửa đổi").match("sửa đổing", 0) is None
    assert table("số").match("sốt", 0) is None


def test_a_limit_holds() -> None:
    assert table("sửa đổi").match("sửa đổi", 0, 5) is None


def test_punctuation_is_a_word_of_a_phrase() -> None:
    t = table("sửa đổi, bổ sung")
    assert t.match("sửa đổi , bổ sung", 0) == ("sửa đổi, bổ sung", 17)
    assert t.match("sửa đổi bổ sung", 0) is None


def test_the_first_value_of_a_phrase_stays() -> None:
    t: Phrases[int] = Phrases()
    t.add("thay thế", 1)
    t.add("Thay thế", 2)
    assert t.match("thay thế", 0) == (1, 8)


@pytest.mark.parametrize(
    "text", ["Luật Phòng cháy và chữa cháy", "luật phòng cháy, chữa cháy", "LUAT PHONG CHAY CHUA CHAY"]
)
def test_loose_phrases_forgive_diacritics_commas_and_va(text: str) -> None:
    assert table("Luật Phòng cháy và chữa cháy", loose=True).match(text, 0) == (
        "Luật Phòng cháy và chữa cháy",
        len(text),
    )


def test_an_empty_table_is_false_and_matches_nothing() -> None:
    assert not table()
    assert table().match("gì", 0) is None
