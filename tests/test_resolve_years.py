"""Numbers without their year: which year is meant, how old one may be, and when a collection leaves it open."""

from __future__ import annotations

import runpy
from itertools import permutations
from pathlib import Path

import pytest

from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, settle, BEN_TRE, BEN_TRE_23, BEN_TRE_ID, LETTER, CARRIED = (
    resolving[name] for name in "read settle BEN_TRE BEN_TRE_23 BEN_TRE_ID LETTER CARRIED".split()
)


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


def test_a_document_cites_nothing_that_is_later_than_itself() -> None:
    letter = (
        "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/BC-UBND\nBến Tre, ngày 03 tháng 01 năm 2023\n\nBÁO CÁO\nTình hình năm 2022\n\n"
        "Qua 01 năm triển khai Kế hoạch 140/KH-UBND, tỉnh đạt nhiều kết quả."
    )
    assert settle(letter, BEN_TRE, BEN_TRE_23).instrument == BEN_TRE_ID


YEARLY = "Nghị quyết số 52/NQ-CP"


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


def test_an_undated_number_stays_beside_one_of_a_day_that_no_slip_explains() -> None:
    dated = "Quyết định số {} của UBND tỉnh Bến Tre được thực hiện."
    long, plain = (read(dated.format(n)) for n in ("05/2024/QĐ-UBND ngày 20/3/2024", "05/QĐ-UBND ngày 03/01/2024"))
    bare = read(dated.format("05/QĐ-UBND năm 2024"))
    for texts in permutations([long, plain, bare]):
        found = resolve(texts)
        assert found.identity(bare.document.id, bare.mentions[0].instrument or "") == plain.mentions[0].instrument


def test_plans_of_several_years_say_nothing_of_the_day_of_what_they_carry_out() -> None:
    """Each of them may carry out a resolution of its own year."""
    e = read(
        "Ủy ban nhân dân tỉnh Tiền Giang đã ban hành các Kế hoạch để thực hiện Nghị quyết của Chính phủ về cải thiện môi trường "
        "kinh doanh như: Kế hoạch số 58/KH-UBND ngày 08/3/2019; Kế hoạch số 21/KH-UBND ngày 19/01/2022."
    )
    told = "Nghị quyết số {}/NQ-CP ngày {} của Chính phủ về cải thiện môi trường kinh doanh."
    found = resolve([e, read(told.format("05", "01/01/2019")), read(told.format("03", "10/01/2022"))])
    (open_,) = [s for (document, _), s in found.settled.items() if document == e.document.id]
    assert open_.instrument is None
    assert len(open_.candidates) == 2
