"""Resolutions of the Party by their term, their organ or the loose words for it."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from kg.lexicon import load
from kg.model import Extraction
from kg.resolve import resolve
from kg.terms import COMMITTEE, may_be

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, settle, CARRIED = resolving["read"], resolving["settle"], resolving["CARRIED"]


def test_the_term_of_the_committee_tells_which_resolution_is_meant() -> None:
    """Of two resolutions of one number, five years apart, "khóa XII" means the one of that term; without a term it stays open."""
    dated = [f"Nghị quyết số 99-NQ/TW ngày 10/5/{y} của Ban Chấp hành Trung ương." for y in (2013, 2018)]
    told = "Theo Nghị quyết 99{} của Trung ương, tỉnh báo cáo kết quả."
    for term, year in (("XI", 2013), ("XII", 2018)):
        for others in (dated, dated[::-1]):
            e = read(told.format(f" khóa {term}"))
            (key,) = e.instruments
            found = resolve([e, *map(read, others)])
            assert found.identity(e.document.id, key) == f"urn:lex:vn:trung.uong.dang:nghi.quyet:{year};99"
            assert key not in found.instruments, "what is dated elsewhere is no instrument beside it"
    e = read(
        told.replace("99", "số 99-NQ/TW").replace("Trung ương", "Bộ Chính trị").format(" khóa XII")
    )  # by a loose word for whom
    (key,) = e.instruments
    assert (
        resolve([e, *map(read, dated)]).identity(e.document.id, key) == "urn:lex:vn:trung.uong.dang:nghi.quyet:2018;99"
    )
    e = read(told.format(" khóa X"))
    (key,) = e.instruments
    assert resolve([e, *map(read, dated)]).identity(e.document.id, key) == key
    assert len(settle(told.format(""), *dated).candidates) == 2


def test_the_four_resolutions_36_are_four() -> None:
    texts = [
        "Nghị quyết 36-NQ/TW ngày 26/3/2004 về người Việt Nam ở nước ngoài.",
        "Nghị quyết 36-NQ/TW ngày 01/7/2014 về công nghệ thông tin.",
        "Nghị quyết 36-NQ/TW ngày 22/10/2018 về kinh tế biển.",
        "Nghị quyết 36-NQ/TW ngày 30/01/2023 về công nghệ sinh học.",
    ]
    found = resolve(map(read, texts)).instruments.values()
    assert sorted(i.year for i in found if i.number == "36-NQ/TW") == [2004, 2014, 2018, 2023]


@pytest.mark.parametrize(
    ("text", "year", "why"),
    [
        ("Nghị quyết 36-NQ/TW khóa IX được học tập.", 2004, "the term tells"),
        ("Nghị quyết 36-NQ/TW khóa XI được học tập.", 2014, "the term tells"),
        ("Nghị quyết 36-NQ/TW của Ban Chấp hành Trung ương được học tập.", 2018, "the issuer tells"),
    ],
)
def test_a_well_known_resolution_without_a_date(text: str, year: int, why: str) -> None:
    e = read(text)
    (mention,) = e.mentions
    r = resolve([e])
    found = r.identity(e.document.id, mention.instrument)
    assert found is not None, why
    assert r.instruments[found].year == year, why


def test_what_is_known_by_its_term_is_not_of_a_term_to_come() -> None:
    plan = CARRIED.format("Nghị quyết số 99-NQ/TW").replace(" của Chính phủ", "").replace("năm 2023", "năm {}")
    termed = "Hội nghị kết thúc. Xem Nghị quyết số 99-NQ/TW khóa XIII."
    key = "urn:lex:vn:trung.uong.dang:nghi.quyet:khoa.13;99"
    assert [settle(plan.format(y), termed).instrument for y in (2019, 2023)] == [None, key]


@pytest.mark.parametrize("whose", ["", " của Trung ương", " của Trung ương Đảng"])
def test_36_without_anything_is_open_with_all_four(whose: str) -> None:
    found = settle(f"Nghị quyết 36-NQ/TW{whose} được học tập.")
    assert found.instrument is None
    assert len(found.candidates) == 4


_57 = "Nghị quyết số 57-NQ/TW"
_TU_57 = "Nghị quyết số 57-NQ/TU ngày 25/02/2021 của {} Vĩnh Phúc."


@pytest.mark.parametrize(
    ("text", "others", "found", "why"),
    [
        (f"{_57} của Trung ương được học tập.", [], "2024;57", "loose words for the Politburo"),
        ("Nghị quyết 57 của Trung ương được học tập.", [], "2024;57", "in short too"),
        ("Chỉ thị số 40-CT/TW của Trung ương được học tập.", [], "2014;40", "and for the Secretariat"),
        (f"{_57} của Đảng được học tập.", [], "2024;57", "no body at all"),
        (f"{_57} của Ban Bí thư được học tập.", [], None, "another body: open, with the one of that number"),
        (
            "Theo Nghị quyết số 36-NQ/TW của Trung ương về phát triển và ứng dụng công nghệ sinh học, tỉnh báo cáo.",
            [],
            "2023;36",
            "the subject tells which of four",
        ),
        (
            "Theo Nghị quyết số 36-NQ/TW của Ban Chấp hành Trung ương về phát triển và ứng dụng công nghệ sinh học.",
            [],
            None,
            "body and subject tell different ones",
        ),
        (
            "Theo Nghị quyết số 36-NQ/TW của Ban Chấp hành Trung ương về ứng dụng công nghệ sinh học, tỉnh báo cáo.",
            [],
            None,
            "the same in fewer words",
        ),
        (
            "Theo Nghị quyết số 36-NQ/TW của Bộ Chính trị về phát triển kinh tế biển, tỉnh báo cáo.",
            [],
            None,
            "and the other way round",
        ),
        (
            "Kế hoạch số 20/KH-UBND ngày 10/5/2016 của UBND tỉnh Nghệ An thực hiện Nghị quyết số 36-NQ/TW của Trung ương "
            "về công nghệ thông tin.",
            [],
            "2014;36",
            "none that is later than what carries it out",
        ),
        (
            "Sở Y tế tỉnh Vĩnh Phúc thực hiện Nghị quyết số 57-NQ/TU của Tỉnh ủy.",
            [_TU_57.format("Ban Chấp hành Đảng bộ tỉnh")],
            "2021;57",
            "the committee, by both its names",
        ),
        (
            "Sở Y tế tỉnh Vĩnh Phúc thực hiện Nghị quyết 57 của BCH Đảng bộ tỉnh.",
            [_TU_57.format("Tỉnh ủy")],
            "2021;57",
            "the other way round, in short",
        ),
        (
            "Sở Y tế tỉnh Vĩnh Phúc thực hiện Nghị quyết số 57-NQ/TU của Ban Chấp hành Đảng bộ tỉnh.",
            [_TU_57.format("Ban Thường vụ Tỉnh ủy")],
            None,
            "the committee and its standing board: open, with that one",
        ),
    ],
)
def test_the_words_for_a_body_of_an_organ_are_loose(text: str, others: list[str], found: str | None, why: str) -> None:
    e = read(text)
    local = e.mentions[-1].instrument or ""
    r = resolve([e, *map(read, others)])
    assert (r.identity(e.document.id, local) or "").endswith(f":{found}" if found else ""), why
    if not found:
        assert r.settled[e.document.id, local].instrument is None, why
        assert r.settled[e.document.id, local].candidates, why


def test_loose_words_for_a_body_never_win_over_its_own_name() -> None:
    told = "Kết luận số 57-KL/TW ngày 21/6/2024 của {}."
    loose, whose = told.format("Trung ương"), told.format("Bộ Chính trị")
    for texts in ([f"{loose} {whose} {loose}"], [loose, whose, f"{loose} Xem xét."]):
        (found,) = [i for i in resolve(map(read, texts)).instruments.values() if i.number == "57-KL/TW"]
        assert found.issuer == "Bộ Chính trị"


def test_an_own_text_without_its_date_is_the_listed_instrument_of_its_number() -> None:
    own = read("BỘ CHÍNH TRỊ\nSố 52-NQ/TW\n\nNGHỊ QUYẾT\nvề Cách mạng công nghiệp lần thứ tư\n\nTình hình.")
    found = resolve([own])
    assert found.identity(own.document.id, own.instrument or "") == "urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52"
    assert found.instruments["urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52"].date == "2019-09-27"


def test_terms_of_the_congresses() -> None:
    days = {"2004-03-26": 9, "2008-01-01": 10, "2014-07-01": 11, "2018-10-22": 12, "2023-01-30": 13}
    assert {day: [t for t in load().terms[COMMITTEE] if may_be(t, day, None, load())] for day in days} == {
        day: [term] for day, term in days.items()
    }


def test_an_undated_number_stays_open_where_the_catalogue_knows_another() -> None:
    """18-NQ/TW is a resolution of 2017 and one of 2022: that another document speaks of the one says nothing of this one."""
    plan = read(
        "ỦY BAN NHÂN DÂN TỈNH VĨNH LONG\nSố: 40/KH-UBND\nVĩnh Long, ngày 10 tháng 3 năm 2023\n\nKẾ HOẠCH\n"
        "Triển khai thực hiện Nghị quyết số 18-NQ/TW\n\nCác sở thực hiện."
    )
    other = read("Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương khóa XII được quán triệt.")
    name = next(r.object for r in plan.relations if r.predicate == "implements")
    found = resolve([plan, other]).settled[plan.document.id, name]
    assert (found.instrument, len(found.candidates)) == (None, 2)


def test_what_names_tell_by_term_only_is_put_beside_what_the_own_text_tells() -> None:
    """A citation without title and signer takes none from the regulation itself, where another of that number is dated."""
    other = read("Theo Quy định số 99-QĐ/TW khóa XI của Ban Chấp hành Trung ương, tỉnh báo cáo kết quả.")
    dated = read("Quy định số 99-QĐ/TW ngày 10/5/2013 của Ban Chấp hành Trung ương.")
    (cited,) = other.instruments.values()
    own = replace(cited, title="về kỷ luật trong Đảng", signer="Trần Văn An")
    document = replace(other.document, id="urn:kg:document:00000000000000aa")
    text = Extraction(document=document, instrument=own.id, instruments={own.id: own})
    for order in ([text, other, dated], [dated, other, text]):
        found = resolve(order).instruments[cited.id]
        assert (found.title, found.signer) == (own.title, own.signer)
