"""Identity over a collection: certain where the texts tell, open with candidates where they do not, whatever the order."""

from __future__ import annotations

import runpy
from dataclasses import replace
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.lexicon import load
from kg.model import Extraction, Settled
from kg.resolve import resolve
from kg.terms import COMMITTEE, may_be

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@cache
def read(text: str) -> Extraction:
    found: Extraction = cases["read"](text)
    return found


def local(e: Extraction) -> str:
    """The one id that a document leaves open."""
    (key,) = [k for k in e.instruments if k.startswith("_:")]
    return key


def settle(first: str, *others: str) -> Settled:
    """How the open id of the first text is settled among the others."""
    e = read(first)
    return resolve([e, *map(read, others)]).settled[e.document.id, local(e)]


BEN_TRE = "Kế hoạch 140/KH-UBND ngày 20/6/2022 của Ủy ban nhân dân tỉnh Bến Tre về chuyển đổi số năm 2022."
BEN_TRE_23 = "Kế hoạch 140/KH-UBND ngày 21/6/2023 của Ủy ban nhân dân tỉnh Bến Tre về trồng rừng."
LONG_AN = "Kế hoạch 140/KH-UBND ngày 22/6/2022 của Ủy ban nhân dân tỉnh Long An về chuyển đổi số năm 2022."
NO_YEAR = "Theo Kế hoạch 140/KH-UBND của Ủy ban nhân dân tỉnh Bến Tre, các sở báo cáo."
BEN_TRE_ID = "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2022;140"


def test_a_number_without_its_year_is_the_one_of_that_place() -> None:
    found = settle(NO_YEAR, BEN_TRE, LONG_AN)
    assert (found.instrument, found.reason) == (BEN_TRE_ID, "only-in-collection")


def test_a_number_that_fits_two_years_stays_open_with_both() -> None:
    found = settle(NO_YEAR, BEN_TRE, BEN_TRE_23)
    assert found.instrument is None
    assert found.candidates == (BEN_TRE_ID, "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2023;140")
    assert found.reason == "same-number"


def test_a_bill_is_no_law_in_force() -> None:
    """It may have become a law of its name that came later, and is none from before."""
    found = settle(
        "BỘ Y TẾ\nSố: 61/BC-BYT\nHà Nội, ngày 14 tháng 10 năm 2022\n\nBÁO CÁO\nVề y tế\n\nBộ trình dự án Luật Khám bệnh, chữa bệnh."
    )
    assert (found.instrument, found.candidates) == (None, ("urn:lex:vn:quoc.hoi:qh15:2023;15",))


def test_a_number_that_nothing_fits_stays_open() -> None:
    found = settle(NO_YEAR, LONG_AN)
    assert (found.instrument, found.candidates, found.reason) == (None, (), "no-year")


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ("thực hiện Nghị quyết số 12-NQ/TU ngày 05/01/2022", BEN_TRE_ID),
        ("thực hiện Nghị quyết số 12-NQ/TU ngày 05/01/2024", None),
        ("thực hiện Luật Dữ liệu", None),  # of 30/11/2024, the only one of its name
        ("quán triệt Luật Đất đai", BEN_TRE_ID),  # several have that name: which is meant is no fact
    ],
)
def test_what_carries_something_out_is_none_that_is_earlier(done: str, found: str | None) -> None:
    text = f"Hội nghị kết thúc. Kế hoạch 140/KH-UBND của Ủy ban nhân dân tỉnh Bến Tre {done} đã được gửi."
    e = read(text)
    (plan,) = (key for key, i in e.instruments.items() if i.number == "140/KH-UBND")
    assert resolve([e, read(BEN_TRE)]).identity(e.document.id, plan) == found


def test_one_number_in_two_provinces_never_merges() -> None:
    found = resolve([read(BEN_TRE), read(LONG_AN)]).instruments
    assert {i.place for i in found.values() if i.number == "140/KH-UBND"} == {"Bến Tre", "Long An"}


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


DISTRICT = "Kế hoạch số 20/KH-UBND ngày 05/01/2022 của UBND huyện"


def test_a_district_never_merges_with_its_province_nor_with_another() -> None:
    texts = (
        f"{DISTRICT} Cái Bè, tỉnh Tiền Giang.",
        f"{DISTRICT} Cai Lậy, tỉnh Tiền Giang.",
        DISTRICT.replace("huyện", "tỉnh Tiền Giang"),
    )
    found = resolve([read(t) for t in texts]).instruments
    assert {i.place for i in found.values()} == {"Cái Bè, Tiền Giang", "Cai Lậy, Tiền Giang", "Tiền Giang"}


def test_a_district_without_its_province_is_the_one_that_the_collection_knows() -> None:
    found = settle(f"{DISTRICT} Cái Bè.", f"{DISTRICT} Cái Bè, tỉnh Tiền Giang.")
    assert found.instrument == "urn:lex:vn;tien.giang;cai.be:uy.ban.nhan.dan:ke.hoach:2022;20"


def test_a_district_of_a_name_that_two_provinces_have_stays_open_with_both() -> None:
    found = settle(f"{DISTRICT} Châu Thành.", *(f"{DISTRICT} Châu Thành, tỉnh {p}." for p in ("Tiền Giang", "Bến Tre")))
    assert (found.instrument, len(found.candidates)) == (None, 2)


def test_a_document_cites_nothing_that_is_later_than_itself() -> None:
    letter = (
        "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/BC-UBND\nBến Tre, ngày 03 tháng 01 năm 2023\n\nBÁO CÁO\nTình hình năm 2022\n\n"
        "Qua 01 năm triển khai Kế hoạch 140/KH-UBND, tỉnh đạt nhiều kết quả."
    )
    assert settle(letter, BEN_TRE, BEN_TRE_23).instrument == BEN_TRE_ID


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


YEARLY = "Nghị quyết số 52/NQ-CP"
CARRIED = (
    "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/KH-UBND\nBến Tre, ngày 03 tháng 02 năm 2023\n\nKẾ HOẠCH\n"
    "Thực hiện {} của Chính phủ\n\nMục tiêu."
)


@pytest.mark.parametrize(
    ("known", "found", "why"),
    [
        ([" năm 2024"], None, "of the year after the plan, though nobody tells the day"),
        ([" năm 2023"], "2023;52", "of its own year"),
        ([" năm 2022"], "2022;52", "the only one before it"),
        ([" năm 2022", " năm 2024"], "2022;52", "the later one is none"),
        ([" năm 2021"], None, "one of more than a year before: the number was issued again"),
        ([" năm 2021", " năm 2022"], None, "two before it"),
    ],
)
def test_what_is_known_by_its_year_is_not_later_than_what_names_it(
    known: list[str], found: str | None, why: str
) -> None:
    others = [f"Hội nghị kết thúc. Xem {YEARLY}{when} của Chính phủ." for when in known]
    settled = settle(CARRIED.format(YEARLY), *others)
    assert settled.instrument == (found and f"urn:lex:vn:chinh.phu:nghi.quyet:{found}"), why
    assert len(settled.candidates) == (2 if "two" in why else 1 if "again" in why else 0), why


@pytest.mark.parametrize(
    ("told", "known", "found", "reason", "why"),
    [
        (" của Chính phủ năm 2023", [2022, 2023], 2023, "only-in-collection", "the one of that year"),
        (" của Chính phủ (năm 2023)", [2022, 2023], 2023, "only-in-collection", "the same in brackets"),
        (" của Chính phủ năm 2023", [2022], None, "which-year", "the year may be that in which it is carried out"),
        (" của Chính phủ năm 2023", [], None, "no-year", "and nothing is known"),
        (" của Chính phủ năm 2022 - 2023", [2022], 2022, "only-in-collection", "years of what is done"),
        (" của Chính phủ năm 2022 và 2023", [2022], 2022, "only-in-collection", "the same"),
    ],
)
def test_a_year_behind_the_issuer_may_be_that_of_the_instrument(
    told: str, known: list[int], found: int | None, reason: str, why: str
) -> None:
    text = CARRIED.replace(" của Chính phủ", "").format(f"{YEARLY}{told}")
    text += f"\nTheo {YEARLY}, các sở báo cáo."  # the same, told again without its year
    settled = settle(text, *(f"Hội nghị kết thúc. Xem {YEARLY} năm {y} của Chính phủ." for y in known))
    key = "urn:lex:vn:chinh.phu:nghi.quyet:{};52"
    assert (settled.instrument, settled.reason) == (found and key.format(found), reason), why
    assert settled.candidates == (() if found else tuple(key.format(y) for y in known)), why


LETTER = """ỦY BAN NHÂN DÂN TỈNH BẾN TRE
Số: {}
Bến Tre, ngày 15 tháng 3 năm {}

KẾ HOẠCH
{}

Mục tiêu."""


@pytest.mark.parametrize(
    ("others", "settled", "why"),
    [
        ([], False, "issued again in 2021 and in 2022"),
        (
            [LETTER.format("30/KH-UBND", 2022, "Thực hiện {0} ngày 17/4/2020 của Chính phủ")],
            True,
            "still meant by it a year before",
        ),
        ([LETTER.format("30/KH-UBND", 2024, "Thực hiện {0} ngày 17/4/2020 của Chính phủ")], True, "and later"),
        ([LETTER.format("30/KH-UBND", 2021, "Thực hiện {0} ngày 17/4/2020 của Chính phủ")], False, "no more"),
    ],
)
def test_a_number_that_is_issued_each_year_is_not_an_old_one_of_its_own(
    others: list[str], settled: bool, why: str
) -> None:
    plan = LETTER.format("11/KH-UBND", 2023, f"Thực hiện {YEARLY} của Chính phủ")
    known = f"Hội nghị kết thúc. Xem {YEARLY} ngày 17/4/2020 của Chính phủ về lãi suất."
    found = settle(plan, known, *(t.format(YEARLY) for t in others))
    key = "urn:lex:vn:chinh.phu:nghi.quyet:2020;52"
    want = (key, (), "only-in-collection") if settled else (None, (key,), "each-year")
    assert (found.instrument, found.candidates, found.reason) == want, why


def test_an_old_number_is_meant_where_its_subject_is_told_or_what_carries_it_out_is_of_its_time() -> None:
    known = f"Hội nghị kết thúc. Xem {YEARLY} ngày 17/4/2020 của Chính phủ về hỗ trợ lãi suất cho doanh nghiệp nhỏ."
    key = "urn:lex:vn:chinh.phu:nghi.quyet:2020;52"
    told = f"Thực hiện {YEARLY} của Chính phủ về hỗ trợ lãi suất cho doanh nghiệp nhỏ"
    assert settle(LETTER.format("11/KH-UBND", 2023, told), known).instrument == key
    report = LETTER.format("11/KH-UBND", 2023, "Công tác năm 2023").replace(
        "Mục tiêu.",
        f"Ngày 20/5/2020, Chủ tịch UBND tỉnh ký Kế hoạch số 60/KH-UBND ngày 20/5/2020 thực hiện {YEARLY} của Chính phủ.",
    )
    assert settle(report, known).instrument == key


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        (LETTER.format("90/BC-UBND", 2025, f"Kết quả 05 năm thực hiện {YEARLY} của Chính phủ"), True),
        (LETTER.format("90/BC-UBND", 2025, f"Kết quả 01 năm thực hiện {YEARLY} của Chính phủ"), False),
        (f"Theo {YEARLY} của Chính phủ và Quyết định số 9/QĐ-TTg ngày 02/3/2021 của Thủ tướng Chính phủ.", True),
        (f"Theo {YEARLY} của Chính phủ và Quyết định số 9/QĐ-TTg ngày 02/3/2024 của Thủ tướng Chính phủ.", False),
    ],
)
def test_how_long_it_has_been_carried_out_and_what_is_named_beside_it_tell_its_age(text: str, settled: bool) -> None:
    found = settle(text, f"Hội nghị kết thúc. Xem {YEARLY} ngày 17/4/2020 của Chính phủ về lãi suất.")
    key = "urn:lex:vn:chinh.phu:nghi.quyet:2020;52"
    assert (found.instrument, found.candidates) == ((key, ()) if settled else (None, (key,)))


TOURISM = LETTER.format("112/KH-UBND", 2020, "Phát triển du lịch tỉnh Bến Tre giai đoạn 2020 - 2025")


@pytest.mark.parametrize(
    ("title", "body", "known", "settled", "why"),
    [
        (
            "Phát triển du lịch tỉnh Bến Tre năm 2023",
            "Căn cứ {0} của UBND tỉnh.",
            TOURISM,
            True,
            "the document's subject",
        ),
        ("Phòng, chống hạn mặn năm 2023", "Căn cứ {0} của UBND tỉnh.", TOURISM, False, "another subject"),
        (
            "Kết quả 02 năm thực hiện {0} về phát triển du lịch tỉnh Bến Tre",
            "",
            TOURISM,
            True,
            "the subject tells more",
        ),
        (
            "Nhiệm vụ phát triển kinh tế - xã hội năm 2023",
            "Căn cứ {0} của UBND tỉnh về nhiệm vụ phát triển kinh tế - xã hội.",
            LETTER.format("112/KH-UBND", 2020, "Nhiệm vụ phát triển kinh tế - xã hội năm 2020"),
            False,
            "a subject of each year",
        ),
    ],
)
def test_what_a_document_is_about_tells_whether_an_old_number_is_meant(
    title: str, body: str, known: str, settled: bool, why: str
) -> None:
    text = LETTER.format("75/BC-UBND", 2023, title).replace("Mục tiêu.", body).format("Kế hoạch số 112/KH-UBND")
    found = settle(text, known)
    assert (found.instrument is not None) == settled, why
    assert found.instrument or found.reason == "each-year"


def test_what_a_decision_puts_in_force_is_its_subject() -> None:
    decision = LETTER.replace("KẾ HOẠCH", "QUYẾT ĐỊNH").format
    known = decision("55/QĐ-UBND", 2020, "Ban hành Quy chế quản lý cảng cạn")
    title = (
        "Sửa đổi, bổ sung một số điều của Quy chế quản lý {} ban hành kèm theo Quyết định số 55/QĐ-UBND của UBND tỉnh"
    )
    for what, settled in (("cảng cạn", True), ("chợ đêm", False)):
        found = settle(decision("800/QĐ-UBND", 2023, title.format(what)), known)
        assert (found.instrument is not None) == settled, what


def test_the_years_of_what_a_list_begins_with_are_not_those_of_its_next() -> None:
    title = "Sơ kết 10 năm thi hành Luật Du lịch và Kế hoạch số 112/KH-UBND của UBND tỉnh"
    e = read(LETTER.format("75/BC-UBND", 2020, title))
    found = resolve([e, read(TOURISM)]).settled
    assert [s.reason for (_, name), s in found.items() if "112" in name] == ["only-in-collection"]


PLANS = [
    LETTER.format("41/KH-UBND", 2022, "Chuyển đổi số tỉnh Bến Tre"),
    LETTER.format("41/KH-UBND", 2023, "Phòng, chống dịch bệnh động vật thủy sản"),
]
PLAN_41 = "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:{};41"


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ("của UBND tỉnh năm 2023 về chuyển đổi số", None),
        ("năm 2023 của UBND tỉnh về chuyển đổi số", None),
        ("của UBND tỉnh năm 2022 về chuyển đổi số", 2022),
        ("của UBND tỉnh năm 2023 về phòng, chống dịch bệnh động vật thủy sản", 2023),
        ("của UBND tỉnh năm 2023 về trồng rừng", 2023),  # whose subject is neither's: what the text says
        ("ngày 15/3/2023 của UBND tỉnh về chuyển đổi số", 2023),
    ],
)
def test_the_year_of_one_and_the_subject_of_another_leave_both(told: str, year: int | None) -> None:
    report = LETTER.format("90/BC-UBND", 2024, "Kết quả công tác").replace(
        "Mục tiêu.", f"Theo Kế hoạch số 41/KH-UBND {told}, các sở báo cáo."
    )
    one = read(report)
    cited = next(m.instrument for m in one.mentions if "41/KH" in m.text)
    for texts in ([report, *PLANS], [*PLANS[::-1], report]):
        r = resolve(map(read, texts))
        assert r.identity(one.document.id, cited or "") == (year and PLAN_41.format(year))
        if year is None:
            found = r.settled[one.document.id, cited or ""]
            assert (found.candidates, found.reason) == ((PLAN_41.format(2022), PLAN_41.format(2023)), "other-year")
        assert r.instruments[PLAN_41.format(2023)].title == "Phòng, chống dịch bệnh động vật thủy sản"


def test_the_same_in_one_document() -> None:
    e = read(
        "Đã có Kế hoạch số 41/KH-UBND ngày 15/3/2022 của UBND tỉnh Bến Tre về chuyển đổi số; "
        "Kế hoạch số 41/KH-UBND ngày 15/3/2023 của UBND tỉnh Bến Tre về phòng, chống dịch bệnh.\n"
        "Theo Kế hoạch số 41/KH-UBND của UBND tỉnh Bến Tre năm 2023 về chuyển đổi số, các sở báo cáo."
    )
    assert e.mentions[-1].candidates == (PLAN_41.format(2022), PLAN_41.format(2023))
    found = resolve([e]).settled[e.document.id, e.mentions[-1].instrument or ""]
    assert (found.candidates, found.reason) == (e.mentions[-1].candidates, "other-year")


def test_a_district_of_a_name_that_two_provinces_are_known_to_have_is_not_the_only_one_of_a_number() -> None:
    one, told = (
        f"{DISTRICT} Châu Thành, tỉnh Tiền Giang.",
        f"Hội nghị xem xét {DISTRICT.replace(' ngày 05/01/2022', '')} Châu Thành.",
    )
    other = "Kế hoạch số 9/KH-UBND ngày 02/3/2022 của UBND huyện Châu Thành, tỉnh Bến Tre."
    key = "urn:lex:vn;tien.giang;chau.thanh:uy.ban.nhan.dan:ke.hoach:2022;20"
    assert settle(told, one).instrument == key
    found = settle(told, one, other)
    assert (found.instrument, found.candidates, found.reason) == (None, (key,), "which-place")


FOR_2023 = LETTER.format("300/KH-UBND", 2022, "Cải cách hành chính năm 2023")


@pytest.mark.parametrize(
    ("told", "others", "candidates"),
    [
        ("năm 2023 của UBND tỉnh", (), (2022, 2023)),
        ("của UBND tỉnh năm 2023 về cải cách hành chính", (), (2022, 2023)),
        ("của UBND tỉnh năm 2023 về trồng rừng", (), None),  # what it says
        ("năm 2022 của UBND tỉnh", (), None),
        (
            "năm 2023 của UBND tỉnh",
            ("Kế hoạch số 300/KH-UBND ngày 02/3/2023 của UBND tỉnh Bến Tre về trồng rừng.",),
            None,
        ),
        (
            "năm 2023 của UBND tỉnh",
            ("Xem Kế hoạch số 300/KH-UBND của UBND tỉnh Bến Tre năm 2023 về trồng rừng.",),
            (2022, 2023),
        ),
    ],
)
def test_the_year_told_may_be_the_one_that_a_plan_of_the_year_before_is_for(
    told: str, others: tuple[str, ...], candidates: tuple[int, ...] | None
) -> None:
    one = read(
        LETTER.format("12/BC-UBND", 2024, "Kết quả").replace("Mục tiêu.", f"Theo Kế hoạch số 300/KH-UBND {told}.")
    )
    cited = next(m.instrument for m in one.mentions if "300/KH" in m.text) or ""
    key = "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:{};300"
    for texts in ([FOR_2023, *others], [*others[::-1], FOR_2023]):
        r = resolve([one, *map(read, texts)])
        if candidates is None:
            assert r.identity(one.document.id, cited) == key.format(told.split("năm ")[1][:4])
        else:
            found = r.settled[one.document.id, cited]
            assert (found.instrument, found.reason) == (None, "which-year")
            assert found.candidates == tuple(key.format(y) for y in candidates)


def test_a_year_to_come_is_not_that_of_an_instrument() -> None:
    text = LETTER.format("7/KH-UBND", 2022, "Trồng rừng").replace(
        "Mục tiêu.", "Theo Kế hoạch số 300/KH-UBND năm 2023 của UBND tỉnh."
    )
    e = read(text)
    (told,) = (i for i in e.instruments.values() if i.number == "300/KH-UBND")
    assert (told.local, told.year) == (True, None)


IN_COMMUNE = (
    "Kế hoạch số 77/KH-UBND ngày 12/02/2022 của UBND xã Tân Lập, huyện Mộc Châu, tỉnh Sơn La về phòng cháy, chữa cháy."
)


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("Hội nghị xem xét Kế hoạch số 77/KH-UBND của UBND xã Tân Lập.", False),
        ("Hội nghị xem xét Kế hoạch số 77/KH-UBND năm 2022 của UBND xã Tân Lập.", False),
        ("Hội nghị xem xét Kế hoạch số 77/KH-UBND ngày 12/02/2022 của UBND xã Tân Lập.", True),
        ("Hội nghị xem xét Kế hoạch số 77/KH-UBND của UBND xã Tân Lập về phòng cháy, chữa cháy.", True),
        (
            LETTER.format("9/BC-UBND", 2022, "Công tác").replace("BẾN TRE", "SƠN LA").replace("Bến Tre", "Sơn La")
            + " Kế hoạch số 77/KH-UBND của UBND xã Tân Lập đã xong.",
            True,
        ),
    ],
)
def test_a_commune_whose_province_nobody_tells_is_not_the_only_one_known(text: str, settled: bool) -> None:
    found = settle(text, IN_COMMUNE)
    key = "urn:lex:vn;son.la;moc.chau;cap.xa.taan.laapj:uy.ban.nhan.dan:ke.hoach:2022;77"
    assert (found.instrument, found.candidates) == ((key, ()) if settled else (None, (key,)))
    assert settled or found.reason == "which-place"


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


def test_a_subject_tells_which_of_several() -> None:
    found = settle(
        "Nghị quyết 36-NQ/TW của Bộ Chính trị về đẩy mạnh ứng dụng, phát triển công nghệ thông tin "
        "đáp ứng yêu cầu phát triển bền vững và hội nhập quốc tế."
    )
    assert found.instrument == "urn:lex:vn:trung.uong.dang:nghi.quyet:2014;36"


@pytest.mark.parametrize(
    ("subject", "found", "why"),
    [
        ("phát triển kinh tế biển", 2018, "all its words in their order, with words between"),
        ("công nghệ sinh học được lồng ghép trong các mô hình nông nghiệp", 2023, "the clause goes on"),
        ("ứng dụng công nghệ sinh học", 2023, "in the middle of a title"),
        ("phát triển bền vững", None, "two have them"),
        ("phát triển biển", None, "too few words"),
        ("biển và kinh tế phát triển", None, "in another order"),
        ("phát triển kinh tế biển xanh", None, "one more"),
    ],
)
@pytest.mark.parametrize("whose", ["", " của Trung ương"])
def test_of_several_the_only_one_whose_title_has_the_words_told_is_meant(
    subject: str, found: int | None, why: str, whose: str
) -> None:
    settled = settle(f"Nghị quyết số 36-NQ/TW{whose} về {subject}.")
    assert settled.instrument == (found and f"urn:lex:vn:trung.uong.dang:nghi.quyet:{found};36"), why
    assert bool(settled.candidates) == (not found), why


@pytest.mark.parametrize(
    ("number", "subject", "titles", "found", "why"),
    [
        (
            "05",
            "phát triển kinh tế, văn hóa vùng cao biên giới",
            ("phát triển kinh tế tập thể giai đoạn 2021 - 2025", "phát triển giáo dục nghề nghiệp"),
            None,
            "the first of a list says little",
        ),
        (
            "12",
            "phát triển công nghiệp hỗ trợ",
            ("phát triển công nghiệp chế biến, hỗ trợ các doanh nghiệp nhỏ và vừa", "phát triển giáo dục nghề nghiệp"),
            None,
            "across a comma of the title",
        ),
        (
            "12",
            "phát triển công nghiệp hỗ trợ",
            ("phát triển công nghiệp chế biến và dịch vụ hỗ trợ doanh nghiệp nhỏ và vừa", "phát triển giáo dục"),
            None,
            "too many words between",
        ),
        (
            "12",
            "phát triển công nghiệp, hỗ trợ doanh nghiệp",
            (
                "phát triển mạnh công nghiệp, hỗ trợ các doanh nghiệp nhỏ và vừa của tỉnh vùng cao",
                "phát triển giáo dục",
            ),
            2021,
            "a comma of both",
        ),
    ],
)
def test_words_of_a_title_that_are_not_together_settle_nothing(
    number: str, subject: str, titles: tuple[str, str], found: int | None, why: str
) -> None:
    cited = f"Nghị quyết số {number}-NQ/TU ngày 20/5/{{}} của Tỉnh ủy Lào Cai về {{}}."
    settled = settle(
        f"Thực hiện Nghị quyết số {number}-NQ/TU của Tỉnh ủy Lào Cai về {subject}.",
        cited.format(2021, titles[0]),
        cited.format(2017, titles[1]),
    )
    ids = tuple(f"urn:lex:vn;lao.cai:tinh.uy:nghi.quyet:{year};{int(number)}" for year in (2017, 2021))
    assert settled.instrument == (found and ids[1]), why
    assert settled.candidates == (() if found else ids), why


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("03 tháng 02 năm 2010", "13/2003/QH11"),
        ("03 tháng 02 năm 2020", "45/2013/QH13"),
        ("03 tháng 02 năm 2025", "31/2024/QH15"),
    ],
)
def test_a_law_is_the_one_of_the_documents_day(day: str, number: str) -> None:
    letter = (
        f"ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/BC-UBND\nBến Tre, ngày {day}\n\n"
        "BÁO CÁO\nQuản lý đất\n\nI. KẾT QUẢ\nĐã thi hành Luật Đất đai."
    )
    e = read(letter)
    r = resolve([e])
    assert r.instruments[r.identity(e.document.id, local(e))].number == number


def test_a_law_without_a_documents_day_stays_open() -> None:
    found = settle("Mọi người thi hành Luật Đất đai.")
    assert found.instrument is None
    assert len(found.candidates) >= 4


def test_documents_that_disagree_are_reported_and_the_own_text_wins() -> None:
    own = "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/KH-UBND\nBến Tre, ngày 03 tháng 01 năm 2023\n\nKẾ HOẠCH\nTrồng rừng\n\nI. MỤC TIÊU"
    other = "Kế hoạch 11/KH-UBND ngày 13/01/2023 của Ủy ban nhân dân tỉnh Bến Tre về trồng rừng. Bài {}."
    r = resolve([read(own), *(read(other.format(n)) for n in range(3))])
    key = "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2023;11"
    assert r.instruments[key].date == "2023-01-03"
    assert [(c[0], c[1], c[2], c[3]) for c in r.conflicts] == [(key, "date", "2023-01-03", "2023-01-13")] * 3


def test_facts_of_several_documents_come_together() -> None:
    r = resolve(
        [
            read("Kế hoạch 11/KH-UBND ngày 13/01/2023 của Ủy ban nhân dân tỉnh Bến Tre."),
            read("Kế hoạch 11/KH-UBND năm 2023 của Ủy ban nhân dân tỉnh Bến Tre về trồng rừng ngập mặn."),
        ]
    )
    (plan,) = [i for i in r.instruments.values() if i.number == "11/KH-UBND"]
    assert (plan.date, plan.title) == ("2023-01-13", "trồng rừng ngập mặn")


PLAN = "Hội nghị kết thúc. Kế hoạch 12/KH-UBND ngày {} của Ủy ban nhân dân tỉnh Bến Tre về {} được gửi."


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("về phòng cháy, chữa cháy rừng", "2016;12"),
        ("về cải cách hành chính", None),  # nothing in common but the number
        ("về phòng cháy, chữa cháy rừng năm 2023", None),  # of another year
        ("", "2016;12"),
        ("thực hiện Nghị quyết số 5/NQ-HĐND", "2016;12"),  # tells what is carried out, and no subject
    ],
)
def test_the_only_plan_of_a_number_is_not_meant_where_titles_speak_against_it(told: str, found: str | None) -> None:
    e = read(f"Theo Kế hoạch 12/KH-UBND của Ủy ban nhân dân tỉnh Bến Tre {told}.")
    key = next(k for k, i in e.instruments.items() if i.number == "12/KH-UBND")
    settled = resolve([e, read(PLAN.format("12/01/2016", "phòng cháy, chữa cháy rừng năm 2016"))]).settled[
        e.document.id, key
    ]
    assert settled.instrument == (found and f"urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:{found}")
    assert found or (settled.reason == "no-subject" and settled.candidates)


def test_the_year_in_a_title_tells_which_plan_is_meant() -> None:
    e = read("Theo Kế hoạch 12/KH-UBND của Ủy ban nhân dân tỉnh Bến Tre về phòng chống dịch năm 2021.")
    others = [read(PLAN.format(f"12/01/{y}", f"phòng chống dịch năm {y}")) for y in (2020, 2021)]
    assert resolve([e, *others]).settled[e.document.id, local(e)].instrument == (
        "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2021;12"
    )


COMMUNE = (
    "ỦY BAN NHÂN DÂN\nXÃ MỸ ĐỨC TÂY\nSố: 12/KH-UBND\nMỹ Đức Tây, ngày 05 tháng 02 năm 2023\n\nKẾ HOẠCH\nCải cách hành chính\n\n"
    "Thực hiện chỉ đạo của UBND tỉnh Tiền Giang."
)


def test_a_commune_whose_letterhead_leaves_its_district_out_is_the_one_that_others_name_in_it() -> None:
    own = read(COMMUNE)
    cited = "Kế hoạch số 12/KH-UBND ngày {} của UBND xã Mỹ Đức Tây, huyện {}, tỉnh Tiền Giang."
    id_ = "urn:lex:vn;tien.giang;cai.be;cap.xa.myx.dduwcs.taay:uy.ban.nhan.dan:ke.hoach:2023;12"
    for texts in ([own, read(cited.format("05/02/2023", "Cái Bè"))], [read(cited.format("05/02/2023", "Cái Bè")), own]):
        found = resolve(texts)
        assert found.identity(own.document.id, own.instrument or "") == id_
        assert (found.instruments[id_].title, found.instruments[id_].place) == (
            "Cải cách hành chính",
            "Mỹ Đức Tây, Cái Bè, Tiền Giang",
        )
        assert [i for i in found.instruments.values() if i.number == "12/KH-UBND"] == [found.instruments[id_]]
    # another commune of that name, in another district, which has written another day
    apart = resolve([own, read(cited.format("09/02/2023", "Chợ Gạo"))])
    assert apart.identity(own.document.id, own.instrument or "") == own.instrument


TAN_LAP = """ỦY BAN NHÂN DÂN XÃ TÂN LẬP
Số: 77/KH-UBND
Tân Lập, ngày 10 tháng 11 năm 2025

KẾ HOẠCH
Thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị

Căn cứ Kế hoạch số 41/KH-UBND của Ủy ban nhân dân xã."""


@pytest.mark.parametrize(
    ("other", "housed"),
    [
        ("42/KH-UBND ngày 12/9/2025 của UBND xã Tân Lập, tỉnh Thái Nguyên", True),
        ("42/KH-UBND ngày 12/9/2025 của UBND xã Tân Lợi, tỉnh Đắk Lắk", True),
        ("42/KH-UBND ngày 12/9/2025 của UBND xã Tân Lập, tỉnh Đắk Lắk", False),
        ("42/KH-UBND của UBND xã Tân Lập, tỉnh Đắk Lắk", False),  # without a year it is known too
        ("42/KH-UBND ngày 12/9/2023 của UBND xã Tân Lập, huyện Krông Năng, tỉnh Đắk Lắk", False),
    ],
)
def test_a_document_of_a_commune_whose_name_two_provinces_have_stays_open(other: str, housed: bool) -> None:
    texts = [
        TAN_LAP,
        "Kế hoạch số 41/KH-UBND ngày 12/8/2025 của UBND xã Tân Lập, tỉnh Thái Nguyên.",
        f"Kế hoạch số {other}.",
    ]
    own = read(TAN_LAP)
    for order in (texts, texts[::-1]):
        found = resolve(map(read, order)).settled[own.document.id, own.instrument or ""]
        id_ = "urn:lex:vn;thai.nguyen;cap.xa.taan.laapj:uy.ban.nhan.dan:ke.hoach:2025;77"
        assert found.instrument == (id_ if housed else None)
        assert (found.reason == "place-of-names") == housed


def test_what_an_own_text_tells_stays_told_where_others_name_its_province() -> None:
    own = read(
        "ỦY BAN NHÂN DÂN\nHUYỆN CHÂU THÀNH\nSố: 12/KH-UBND\nChâu Thành, ngày 25 tháng 02 năm 2023\n\nKẾ HOẠCH\n"
        "Chuyển đổi số năm 2023\n\nCác xã thực hiện."
    )
    cited = "Kế hoạch số 12/KH-UBND năm 2023 của UBND huyện Châu Thành, tỉnh Long An về {}."
    found = resolve([own, read(cited.format("chuyển đổi số"))])
    plan = found.instruments[found.identity(own.document.id, own.instrument or "") or ""]
    assert (plan.place, plan.date, plan.title) == ("Châu Thành, Long An", "2023-02-25", "Chuyển đổi số năm 2023")
    other = resolve([own, read(cited.format("phòng cháy"))])
    assert other.identity(own.document.id, own.instrument or "") is None


def test_an_own_text_without_its_date_is_the_listed_instrument_of_its_number() -> None:
    own = read("BỘ CHÍNH TRỊ\nSố 52-NQ/TW\n\nNGHỊ QUYẾT\nvề Cách mạng công nghiệp lần thứ tư\n\nTình hình.")
    found = resolve([own])
    assert found.identity(own.document.id, own.instrument or "") == "urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52"
    assert found.instruments["urn:lex:vn:trung.uong.dang:nghi.quyet:2019;52"].date == "2019-09-27"


DECISION = "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 20/QĐ-UBND\nBến Tre, ngày {}\n\nQUYẾT ĐỊNH\nVề hạn mức giao đất\n\n{} Luật Đất đai;\n"
LAND_2013, LAND_2024 = "urn:lex:vn:quoc.hoi:qh13:2013;45", "urn:lex:vn:quoc.hoi:qh15:2024;31"


@pytest.mark.parametrize(
    ("day", "lead", "found"),
    [
        ("15 tháng 01 năm 2024", "Căn cứ", LAND_2013),  # three days before the new one was adopted
        ("02 tháng 3 năm 2024", "Căn cứ", LAND_2013),  # 44 days after that: none is in force so soon
        ("03 tháng 3 năm 2024", "Căn cứ", None),  # 45 days: it may be, or not: the catalogue doesn't say
        ("13 tháng 9 năm 2024", "Căn cứ", None),  # 239 days
        ("14 tháng 9 năm 2024", "Căn cứ", LAND_2024),
        ("20 tháng 02 năm 2024", "Kế hoạch này triển khai thi hành", LAND_2024),  # what is carried out is the new one
        ("17 tháng 3 năm 2025", "Căn cứ", LAND_2024),
    ],
)
def test_a_law_by_its_name_is_the_one_in_force(day: str, lead: str, found: str | None) -> None:
    text = DECISION.format(day, lead)
    e = read(text.replace("QUYẾT ĐỊNH", "KẾ HOẠCH").replace("QĐ-", "KH-") if lead != "Căn cứ" else text)
    settled = resolve([e]).settled[e.document.id, local(e)]
    assert (settled.instrument, settled.candidates) == (found, () if found else (LAND_2013, LAND_2024))


def test_what_is_open_for_its_place_says_so() -> None:
    found = settle("Theo Kế hoạch 12/KH-UBND ngày 12/01/2016, xã báo cáo.")
    assert (found.instrument, found.reason) == (None, "no-place")


def test_nothing_in_gives_nothing_out() -> None:
    r = resolve([])
    assert (dict(r.instruments), dict(r.settled), r.conflicts) == ({}, {}, ())


def test_terms_of_the_congresses() -> None:
    days = {"2004-03-26": 9, "2008-01-01": 10, "2014-07-01": 11, "2018-10-22": 12, "2023-01-30": 13}
    assert {day: [t for t in load().terms[COMMITTEE] if may_be(t, day, None, load())] for day in days} == {
        day: [term] for day, term in days.items()
    }


# --- Order and growth, over a pool of texts that are at odds with each other

POOL = (
    BEN_TRE,
    BEN_TRE_23,
    LONG_AN,
    NO_YEAR,
    "Nghị quyết 36-NQ/TW được học tập.",
    "Nghị quyết 36-NQ/TW ngày 01/7/2014 của Bộ Chính trị.",
    "Nghị quyết 36-NQ/TW ngày 22/10/2018.",
    "Quán triệt Nghị quyết 52 của Bộ Chính trị.",
    "Nghị quyết 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị về cách mạng công nghiệp.",
    "Ngày 12/4/2022, Ban Thường vụ Tỉnh ủy Bến Tre đã ban hành Nghị quyết 09-NQ/TU về chuyển đổi số năm 2022; "
    "theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch để thực hiện.",
    "Kế hoạch 141/KH-UBND ngày 19/6/2022 của Ủy ban nhân dân tỉnh Bến Tre về chuyển đổi số.",
    "Thi hành Luật Đất đai và Luật Hóa chất.",
    "Luật Đất đai số 31/2024/QH15 ngày 18/01/2024.",
)
SOME = st.lists(st.sampled_from(POOL), unique=True, max_size=7)


@given(texts=SOME, data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_documents_does_not_matter(texts: list[str], data: st.DataObject) -> None:
    first = resolve(map(read, texts))
    again = resolve(map(read, data.draw(st.permutations(texts))))
    assert again == first
    assert list(again.instruments) == list(first.instruments)


@given(texts=SOME, more=st.sampled_from(POOL))
@settings(max_examples=60, deadline=None)
def test_a_further_document_never_changes_a_certain_answer_without_saying_so(texts: list[str], more: str) -> None:
    """What a document tells by itself stays; what was settled at 0.9 or more stays, or is open with that as a candidate.

    Below 0.9 an answer is the best of what was there: a better one may take its place.
    """
    before, after = resolve(map(read, texts)), resolve(map(read, [*texts, more]))
    assert before.instruments.keys() <= after.instruments.keys() | {s.instrument for s in before.settled.values()}
    for place, was in before.settled.items():
        now = after.settled[place]
        if was.instrument and was.confidence >= 0.9 and now.instrument != was.instrument:
            assert now.instrument is None
            assert was.instrument in now.candidates
            assert now.reason


@given(texts=SOME)
@settings(max_examples=40, deadline=None)
def test_every_id_is_settled_or_open_with_a_reason(texts: list[str]) -> None:
    r = resolve(map(read, texts))
    for e in map(read, texts):
        for key in e.instruments:
            answer = r.settled.get((e.document.id, key))
            assert (key in r.instruments) != (answer is not None)
            if answer:
                assert answer.reason
                assert 0 < answer.confidence <= 1
                assert answer.instrument is None or answer.instrument in r.instruments
                listed = set(load().catalogue)
                assert all(c in r.instruments or c in listed for c in answer.candidates)


# --- Two series of one code


def test_a_number_with_a_year_too_few_is_that_of_its_day_and_no_other() -> None:
    own = read(
        "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 05/2024/QĐ-UBND\nBến Tre, ngày 20 tháng 3 năm 2024\n\nQUYẾT ĐỊNH\nQuy định giá đất\n\n"
        "Điều 1. Giá."
    )
    cited = "Quyết định số 05/QĐ-UBND ngày {} của UBND tỉnh Bến Tre được thực hiện."
    slip, other = read(cited.format("20/3/2024")), read(cited.format("03/01/2024"))
    for texts in ([own, slip, other], [other, slip, own]):
        found = resolve(texts)
        assert found.identity(slip.document.id, slip.mentions[0].instrument or "") == own.instrument
        assert found.identity(other.document.id, other.mentions[0].instrument or "") == (
            "urn:lex:vn;ben.tre:uy.ban.nhan.dan:quyet.dinh:2024;5"
        )
        assert found.instruments[own.instrument or ""].number == "05/2024/QĐ-UBND"
        assert not found.conflicts


def test_a_short_number_with_its_year_is_of_the_series_that_the_collection_knows() -> None:
    short = read("Quyết định 749 năm 2020 của Thủ tướng Chính phủ có 8 chương.")
    long = read(
        "Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ; Quyết định số 22/2020/QĐ-TTg ngày 06/8/2020."
    )
    found = resolve([short, long]).identity(short.document.id, short.mentions[0].instrument or "")
    assert found == "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2020;749"


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


def test_a_programme_without_its_period_is_that_of_the_only_one_told() -> None:
    bare = read("Xã thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững.")
    cited = "Quyết định số {} phê duyệt Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn {}."
    now = read(cited.format("90/QĐ-TTg ngày 18/01/2022", "2021 - 2025"))
    was = read(cited.format("1722/QĐ-TTg ngày 02/9/2016", "2016 - 2020"))
    name = bare.mentions[0].instrument or ""
    assert resolve([bare, now]).identity(bare.document.id, name) == f"{name}:2025"
    opened = resolve([was, bare, now]).settled[bare.document.id, name]
    assert (opened.instrument, opened.candidates) == (None, (f"{name}:2020", f"{name}:2025"))


def test_two_days_of_one_number_in_one_document_disagree() -> None:
    one = read(
        "Kế hoạch số 140/KH-UBND ngày 04/9/2023 của UBND tỉnh Lâm Đồng về tuyển dụng. Kế hoạch số 140/KH-UBND ngày 01/9/2023 "
        "của UBND tỉnh Lâm Đồng về chuyển đổi số. Kế hoạch số 140/KH-UBND ngày 04/9/2023 của UBND tỉnh Lâm Đồng."
    )
    key = one.mentions[0].instrument or ""
    assert resolve([one]).conflicts == ((key, "date", "2023-09-04", "2023-09-01", one.document.id),)


def test_a_member_of_a_list_is_not_the_one_of_its_number_beside_it() -> None:
    two = read(
        "Thực hiện Kế hoạch số 140/KH-UBND của UBND tỉnh Bến Tre và Kế hoạch số 140/KH-UBND ngày 12/4/2020 của UBND tỉnh Bến Tre."
    )
    alone = resolve([two]).settled[two.document.id, local(two)]
    assert (alone.instrument, alone.candidates) == (None, ())
    for texts in ([two, read(BEN_TRE)], [read(BEN_TRE), two]):
        assert resolve(texts).settled[two.document.id, local(two)].instrument == BEN_TRE_ID


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15, "
        "Luật Kinh doanh bất động sản số 29/2023/QH15 và Luật Các tổ chức tín dụng số 32/2024/QH15 ngày 29 tháng 6 năm 2024;",
        "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Đất đai số 31/2024/QH15 ngày 10 tháng 12 năm 2025;",
        "Nghị định số 61/2014/NĐ-CP ngày 02/6/2014. Căn cứ Nghị định sửa đổi, bổ sung một số điều của Nghị định số "
        "61/2014/NĐ-CP ngày 06 tháng 01 năm 2017;",
    ],
)
def test_the_day_of_what_amends_is_in_no_conflict_with_that_of_what_is_amended(text: str) -> None:
    assert resolve([read(text), read("Luật Đất đai số 31/2024/QH15 ngày 18/01/2024.")]).conflicts == ()


def test_a_law_is_not_later_than_what_guides_it() -> None:
    """Luật Hóa chất of 14 June 2025 is new on the day of this circular; what a circular of 2017 guides is that of 2007."""
    e = read(
        "BỘ CÔNG THƯƠNG\nSố: 38/2025/TT-BCT\nHà Nội, ngày 19 tháng 6 năm 2025\n\nTHÔNG TƯ\nSửa đổi quy định về phân cấp\n\n"
        "Căn cứ Thông tư số 32/2017/TT-BCT ngày 28 tháng 12 năm 2017 của Bộ trưởng Bộ Công Thương quy định cụ thể và hướng dẫn "
        "thi hành một số điều của Luật hóa chất;"
    )
    law = next(m.instrument for m in e.mentions if m.text == "Luật hóa chất")
    assert resolve([e]).identity(e.document.id, law or "") == "urn:lex:vn:quoc.hoi:qh12:2007;6"


def test_what_a_slip_means_may_lack_its_district_itself() -> None:
    """Without year and district, with the year, with both: one decision, whatever the order of the texts."""
    own = read(
        "ỦY BAN NHÂN DÂN\nXÃ MỸ ĐỨC TÂY, TỈNH TIỀN GIANG\nSố: 05/2023/QĐ-UBND\nMỹ Đức Tây, ngày 25 tháng 02 năm 2023\n\n"
        "QUYẾT ĐỊNH\nQuy định giá chợ\n\nĐiều 1. Giá."
    )
    cited = "Quyết định số {} ngày 25/02/2023 của UBND xã Mỹ Đức Tây, {}tỉnh Tiền Giang được thực hiện."
    whole, slip = read(cited.format("05/2023/QĐ-UBND", "huyện Cái Bè, ")), read(cited.format("05/QĐ-UBND", ""))
    for texts in permutations([own, whole, slip]):
        found = resolve(texts)
        assert {found.identity(e.document.id, e.mentions[0].instrument or "") for e in texts} == {
            "urn:lex:vn;tien.giang;cai.be;cap.xa.myx.dduwcs.taay:uy.ban.nhan.dan:quyet.dinh.quy.pham:2023;5"
        }
        assert [i.number for i in found.instruments.values()] == ["05/2023/QĐ-UBND"]


def test_an_undated_number_stays_beside_one_of_a_day_that_no_slip_explains() -> None:
    dated = "Quyết định số {} của UBND tỉnh Bến Tre được thực hiện."
    long, plain = (read(dated.format(n)) for n in ("05/2024/QĐ-UBND ngày 20/3/2024", "05/QĐ-UBND ngày 03/01/2024"))
    bare = read(dated.format("05/QĐ-UBND năm 2024"))
    for texts in permutations([long, plain, bare]):
        found = resolve(texts)
        assert found.identity(bare.document.id, bare.mentions[0].instrument or "") == plain.mentions[0].instrument


@pytest.mark.parametrize(
    ("year", "law", "candidates"),
    [
        ("1993", "Pháp lệnh Chất lượng hàng hóa", 0),  # that of 1999 is the only one listed, and not there yet
        ("2020", "Luật Phá sản cũ", 1),  # of 2004 and 2014: not the last
    ],
)
def test_a_law_that_is_not_there_yet_and_the_old_one_stay_open(year: str, law: str, candidates: int) -> None:
    found = settle(DECISION.format(f"15 tháng 01 năm {year}", "Căn cứ").replace("Luật Đất đai", law))
    assert (found.instrument, len(found.candidates)) == (None, candidates)


def test_what_is_guided_before_its_time_stays_open() -> None:
    found = settle(
        "Nghị định số 57-HĐBT ngày 26/5/1989 của Hội đồng Bộ trưởng quy định chi tiết thi hành Pháp lệnh Giá."
    )
    assert (found.instrument, found.candidates) == (None, ())


def told(title: str, number: int, day: str) -> str:
    """A plan of a province with its title."""
    return f"Kế hoạch số {number}/KH-UBND ngày {day} của Ủy ban nhân dân tỉnh Bến Tre về {title}."


ANNOUNCED = (
    "ỦY BAN NHÂN DÂN\nTỈNH BẾN TRE\nSố: 9/BC-UBND\nBến Tre, ngày 03 tháng 12 năm 2021\n\nBÁO CÁO\nTình hình\n\n"
    "Tỉnh ủy đã ban hành Nghị quyết số 91-NQ/TU ngày 05/01/2021 về trồng rừng ven biển; theo đó, Ủy ban nhân dân tỉnh đã ban hành "
    "Kế hoạch để thực hiện."
)


@pytest.mark.parametrize(
    ("titles", "found", "reason", "why"),
    [
        (["trồng rừng ven biển"], 1, "same-subject", "three pairs of words of three"),
        (["trồng rừng ven sông"], 1, "same-subject", "two of three"),
        (["rừng ven biển xanh tươi tốt"], 1, "same-subject", "two of three and of five: just half"),
        (["rừng ven biển xanh tươi tốt hơn"], None, "no-subject", "two of three and of six: less than half"),
        (["trồng rừng ngập mặn"], None, "no-subject", "one of three"),
        (["trồng rừng ven biển", "trồng rừng ven sông"], 1, "same-subject", "1 and 0.67"),
        (["trồng rừng ven biển xa", "trồng rừng ven sông"], 1, "same-subject", "0.86 and 0.67: it leads by 0.19"),
        (["trồng rừng ven biển", "trồng rừng ven biển xa"], None, "several-subjects", "1 and 0.86: it leads by 0.14"),
        (["trồng rừng ven biển xa", "trồng rừng ven biển xanh"], None, "several-subjects", "neither leads"),
    ],
)
def test_a_plan_without_a_number_is_the_one_of_its_subject(
    titles: list[str], found: int | None, reason: str, why: str
) -> None:
    plans = [told(title, n, f"0{n}/3/2021") for n, title in enumerate(titles, 1)]
    settled = settle(ANNOUNCED, *plans)
    assert settled.reason == reason, why
    assert settled.instrument == (found and f"urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2021;{found}"), why
    assert len(settled.candidates) == (0 if found else len(titles)), why


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


def test_plans_of_several_years_say_nothing_of_the_day_of_what_they_carry_out() -> None:
    """Each of them may carry out a resolution of its own year."""
    e = read(
        "Ủy ban nhân dân tỉnh Tiền Giang đã ban hành các Kế hoạch để thực hiện Nghị quyết của Chính phủ về cải thiện môi trường "
        "kinh doanh như: Kế hoạch số 58/KH-UBND ngày 08/3/2019; Kế hoạch số 21/KH-UBND ngày 19/01/2022."
    )
    told = "Nghị quyết số {}/NQ-CP ngày {} của Chính phủ về cải thiện môi trường kinh doanh."
    found = resolve([e, read(told.format("02", "01/01/2019")), read(told.format("03", "10/01/2022"))])
    (open_,) = [s for (document, _), s in found.settled.items() if document == e.document.id]
    assert open_.instrument is None
    assert len(open_.candidates) == 2
