"""Identity: a number read apart, its canonical spelling, the URN LEX name. cases/identity.toml."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import identity, numbering
from kg.lexicon import load
from kg.model import Instrument

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@pytest.mark.parametrize("row", cases["rows"]("identity"))
def test_parse(row: dict[str, Any]) -> None:
    found = numbering.parse(row["written"], load())
    if row.get("number") is False:
        assert found is None
        return
    assert found is not None
    assert {k: getattr(found, k) for k in row["want"]} == row["want"]


def pairs() -> list[tuple[str, str]]:
    """Type and issuer codes of the lexicon whose own spelling is the canonical one."""
    lex = load()
    types = sorted({c for t in lex.types.values() for c in t.codes})
    bodies = sorted({c for a in lex.authorities for c in a.codes if c not in types})
    return [(t, b) for t in types for b in bodies]


NUMBERS = st.builds(
    lambda serial, year, pair: f"{serial:02}/{f'{year}/' if year else ''}{pair[0]}-{pair[1]}",
    st.integers(1, 99999),
    st.one_of(st.none(), st.integers(1945, 2099)),
    st.sampled_from(pairs()),
)


def key(n: numbering.Number) -> tuple[object, ...]:
    """All that the number says, but not how it was written."""
    return n.serial, n.year, n.type_code, n.issuer_code, n.term, n.canonical, n.known


@given(written=NUMBERS)
def test_printing_and_parsing_are_inverses(written: str) -> None:
    """The canonical spelling reads as the same number, and prints as itself."""
    once = numbering.parse(written, load())
    assert once is not None
    again = numbering.parse(once.canonical, load())
    assert again is not None
    assert key(again) == key(once)


@given(written=NUMBERS, place=st.sampled_from([None, "Tiền Giang", "Đắk Lắk"]))
def test_spellings_of_one_number_have_one_name(written: str, place: str | None) -> None:
    lex = load()

    def name(spelling: str) -> str | None:
        number = numbering.parse(spelling, lex)
        return number and identity.urn(number, Instrument(place=place, year=2021), lex)

    assert name(written) == name(re.sub(r"^0+", "", written)) == name(written.replace("-", " - "))


PARTS = ("/", "-", " ", ".", "&", "NQ", "KH", "QĐ", "NĐ", "CP", "TW", "UBND", "TU", "QH15", "nq", "x")
PIECES = st.lists(st.sampled_from(PARTS) | st.integers(0, 2100).map(str), max_size=8).map("".join)


@given(written=st.text("0123456789/-. NQĐTWKHUBNDabcxyz&QH", max_size=24) | PIECES | NUMBERS)
def test_parse_never_raises_and_canonical_is_stable(written: str) -> None:
    found = numbering.parse(written, load())
    if found is not None and found.known:
        again = numbering.parse(found.canonical, load())
        assert again is not None
        assert again.canonical == found.canonical


@pytest.mark.parametrize(
    ("facts", "urn", "why"),
    [
        ({"number": "42/2022/NĐ-CP"}, "urn:lex:vn:chinh.phu:nghi.dinh:2022;42", "the design's example"),
        (
            {"number": "370/KH-UBND", "place": "Tiền Giang", "date": "2021-12-06"},
            "urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach:2021;370",
            "the design's local example: the year comes from the date",
        ),
        (
            {"number": "42/2022/NĐ-CP", "place": "Tiền Giang"},
            "urn:lex:vn:chinh.phu:nghi.dinh:2022;42",
            "a central body has no place",
        ),
        ({"number": "370/KH-UBND", "date": "2021-12-06"}, None, "a local body without a place is no key"),
        (
            {"number": "23/XYZ", "place": "Lắk", "level": "district", "year": 2022},
            None,
            "nor a district's body that the lexicon does not know, without its province: each district has one",
        ),
        ({"number": "36-NQ/TW"}, None, "a number alone is not a key"),
        ({"number": "36-NQ/TW", "year": 2014}, "urn:lex:vn:trung.uong.dang:nghi.quyet:2014;36", "a year completes it"),
        ({"number": "36-NQ/TW", "term": 9}, "urn:lex:vn:trung.uong.dang:nghi.quyet:khoa.9;36", "so does a term"),
    ],
)
def test_urn(facts: dict[str, Any], urn: str | None, why: str) -> None:
    found = identity.identify(Instrument(**facts), load())
    assert (None if found.local else found.id) == urn, why


@pytest.mark.parametrize("noun", ["Nghị quyết", None])
def test_the_three_bodies_of_tw_share_one_key(noun: str | None) -> None:
    ids = {
        identity.identify(Instrument(number="52-NQ/TW", type=noun, year=2019, issuer=body), load()).id
        for body in ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương", None)
    }
    assert len(ids) == 1


def test_ten_plans_with_one_number_are_ten_instruments() -> None:
    ids = {
        identity.identify(Instrument(number="20/KH-UBND", place=place, year=year), load()).id
        for place in ("Tiền Giang", "Bến Tre")
        for year in range(2020, 2025)
    }
    assert len(ids) == 10


def test_identify_leaves_what_has_no_number_alone() -> None:
    facts = Instrument(id="urn:kg:named:x", type="Luật", name="Luật Hóa chất")
    assert identity.identify(facts, load()) is facts
