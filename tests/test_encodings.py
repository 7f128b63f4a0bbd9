"""Encodings of before Unicode are told by what they spell."""

# ruff: noqa: E501 - cases read best one a line
from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kg import plaintext

WORDS = """Nghị quyết số 57 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ. Ủy ban nhân dân tỉnh ban hành kế hoạch,
giao các sở, ngành tổ chức thực hiện; hỗ trợ người nghèo, hưởng chính sách trợ giúp xã hội ở vùng sâu, vùng xa."""


def legacy(name: str) -> bytes:
    """The words in a legacy encoding, by the inverse of the reader's table."""
    if name == "VNI":
        pairs = {unicodedata.normalize("NFC", base + mark): letter + sign for base, letter in [*((c, c) for c in "AEOUYaeouy"), ("ư", "ö"), ("ơ", "ô"), ("Ư", "Ö"), ("Ơ", "Ô")] for sign, mark in plaintext._VNI_MARKS.items() if sign.isupper() == base.isupper()}  # fmt: skip
        pairs |= {v: k for k, v in plaintext._VNI_LETTERS.items()}
        return "".join(pairs.get(c, c) for c in WORDS).encode("latin-1")
    if name == "CP1258":
        return b"".join(_cp1258(c) for c in WORDS)
    table = plaintext._TCVN3 if name == "TCVN3" else plaintext._VISCII
    code = {c: 0x80 + n for n, c in enumerate(table)}
    return bytes(code[c] if c in code else ord(c) for c in WORDS)


def _cp1258(c: str) -> bytes:
    for n, tone in enumerate(["", *"\u0300\u0301\u0303\u0309\u0323"]):
        bare = unicodedata.normalize("NFD", c).replace(tone, "") if n else c
        try:
            return unicodedata.normalize("NFC", bare).encode("cp1258") + tone.encode("cp1258") * (bare != c)
        except UnicodeEncodeError:
            continue
    raise AssertionError(c)


@pytest.mark.parametrize("name", ["TCVN3", "VNI", "VISCII", "CP1258"])
@pytest.mark.parametrize("chars", [None, 90], ids=["two sentences", "a line"])
def test_legacy_encodings_are_told_by_what_they_spell(name: str, chars: int | None) -> None:
    data = legacy(name)
    text = plaintext.decode(data if chars is None else data[:chars], "a.txt")
    assert text == WORDS if chars is None else WORDS.startswith(text[:40])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("hưởng chÝnh s¸ch trî gióp xã hội", "hưởng chính sách trợ giúp xã hội"),
        ("theo NghÞ ®Þnh sè 136/2013/N§-CP cña ChÝnh phñ quy định", "theo Nghị định số 136/2013/NĐ-CP của Chính phủ quy định"),
        ("UÛy ban nhaân daân tænh ban haønh Quyeát ñònh soá 12/2010/QÑ-UBND", "Ủy ban nhân dân tỉnh ban hành Quyết định số 12/2010/QĐ-UBND"),
        ("Café Zürich, garçon naïve, São Paulo, 25°C ± 5 m², «a» § 5", "Café Zürich, garçon naïve, São Paulo, 25°C ± 5 m², «a» § 5"),
        ("Được Quốc hội thông qua; có hiệu lực, xã, huyện, ý kiến, hòa, hoà, quý, thuỷ", "Được Quốc hội thông qua; có hiệu lực, xã, huyện, ý kiến, hòa, hoà, quý, thuỷ"),
    ],
    ids=["TCVN3 run", "TCVN3 number", "VNI run", "other languages", "Vietnamese"],
)  # fmt: skip
def test_stray_legacy_words_are_mended(text: str, want: str) -> None:
    assert plaintext.mend(text) == want


def test_good_text_is_never_mended() -> None:
    seeds = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
    assert seeds
    for path in seeds:
        text = path.read_text(encoding="utf-8")
        assert plaintext.mend(text) == text
