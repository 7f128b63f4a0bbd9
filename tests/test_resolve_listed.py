"""What the catalogue has of the Government and the Prime Minister: their numbers begin anew each year, and what settles one."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.lexicon import load
from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, settle, LETTER = (resolving[name] for name in "read settle LETTER".split())

DIGITAL = "Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030"
BUDGET = "nhiệm vụ, giải pháp chủ yếu thực hiện Kế hoạch phát triển kinh tế - xã hội và Dự toán ngân sách nhà nước"
BUSINESS = "những nhiệm vụ, giải pháp chủ yếu cải thiện môi trường kinh doanh, nâng cao năng lực cạnh tranh quốc gia"
_749, _01, _02 = "Quyết định số 749/QĐ-TTg", "Nghị quyết số 01/NQ-CP", "Nghị quyết số 02/NQ-CP"


def key(ident: str) -> str:
    kind = "chinh.phu:nghi.quyet" if ident.endswith("N") else "thu.tuong.chinh.phu:quyet.dinh"
    return f"urn:lex:vn:{kind}:{ident.rstrip('N')}"


def meant(title: str, year: int, *others: str, body: str = "") -> tuple[str | None, list[str]]:
    """What the one number of a plan of March of a year means, whose year nothing tells; or what it may mean."""
    e = read(LETTER.format("11/KH-UBND", year, title).replace("Mục tiêu.", body or "Mục tiêu."))
    name = next(
        m.instrument for m in e.mentions if m.form == "number" and m.instrument and m.instrument != e.instrument
    )
    r = resolve([e, *map(read, others)])
    settled = r.settled.get((e.document.id, name))
    if settled is None or settled.instrument:
        return r.identity(e.document.id, name), []
    return None, list(settled.candidates)


@pytest.mark.parametrize(
    ("title", "year", "found", "why"),
    [
        (f"Triển khai {_749} về phê duyệt {DIGITAL}", 2024, "2020;749", "its subject, years later"),
        (f"Triển khai {_749} của Thủ tướng Chính phủ phê duyệt “{DIGITAL}”", 2021, "2020;749", "in quotes"),
        (f"Triển khai {_749} về Chương trình chuyển đổi số quốc gia", 2022, "2020;749", "its subject in short"),
        (
            "Thực hiện Quyết định số 1719/QĐ-TTg về Chương trình mục tiêu quốc gia phát triển kinh tế - xã hội vùng đồng bào dân "
            "tộc thiểu số và miền núi trên địa bàn tỉnh năm 2024",
            2024,
            "2021;1719",
            "a subject told too far, with the year in which it is carried out",
        ),
        (f"Thực hiện {_01} về {BUDGET} năm 2018", 2018, "2018;1N", "the year in its subject"),
        (f"Thực hiện {_01} về {BUDGET} năm 2018", 2020, "2018;1N", "and later"),
        (
            f"Thực hiện {_02} về tiếp tục thực hiện {BUSINESS} năm 2020",
            2020,
            "2020;2N",
            "not that of 2019, which reaches to 2021",
        ),
        (
            f"Thực hiện {_02} về tiếp tục thực hiện {BUSINESS} năm 2019 và định hướng đến năm 2021",
            2021,
            "2019;2N",
            "its own year tells, not that to which it reaches",
        ),
        (
            f"Thực hiện {_02} về giải pháp tháo gỡ khó khăn cho sản xuất kinh doanh, hỗ trợ thị trường",
            2022,
            "2013;2N",
            "of eight",
        ),
        (
            "Thực hiện Nghị quyết số 76/NQ-CP về cải cách hành chính nhà nước giai đoạn 2021 - 2030",
            2023,
            "2021;76N",
            "one of two",
        ),
        ("Thực hiện Nghị quyết số 76/NQ-CP về công tác phòng, chống thiên tai", 2023, "2018;76N", "the other"),
        (
            "Thực hiện Nghị quyết số 30c/NQ-CP về Chương trình tổng thể cải cách hành chính nhà nước",
            2015,
            "2011;30cN",
            "a letter",
        ),
    ],
)
def test_a_subject_settles_a_number_of_the_catalogue(title: str, year: int, found: str, why: str) -> None:
    assert meant(title, year) == (key(found), []), why


def test_what_the_document_is_about_settles_what_it_carries_out() -> None:
    title = "Chương trình mục tiêu quốc gia xây dựng nông thôn mới giai đoạn 2021 - 2025 trên địa bàn tỉnh"
    body = "Thực hiện Quyết định số 263/QĐ-TTg của Thủ tướng Chính phủ, tỉnh xây dựng Kế hoạch."
    assert meant(title, 2023, body=body) == (key("2022;263"), [])
    assert meant("Chăm sóc cây xanh", 2023, body=body) == (None, [key("2022;263")])


@pytest.mark.parametrize(
    ("title", "year", "candidates", "why"),
    [
        (f"Triển khai {_749}", 2020, [], "none: the plan is of March, the decision of June"),
        (
            f"Triển khai {_749}",
            2021,
            ["2020;749"],
            "nothing tells that it is that one, though it is of the year before",
        ),
        (f"Triển khai {_749} của Thủ tướng Chính phủ", 2025, ["2020;749"], "nor later"),
        (
            f"Kết quả 05 năm thực hiện {_749}",
            2025,
            ["2020;749"],
            "for how long it was carried out is said of each of that time",
        ),
        (f"Triển khai {_749} về điều chỉnh quy hoạch sân bay", 2025, [], "another subject: another decision"),
        (f"Triển khai {_749} về phê duyệt {DIGITAL}", 2019, [], "none is later than what names it"),
        (f"Thực hiện {_01}", 2016, ["2014;1N", "2015;1N"], "of each year"),
        (f"Thực hiện {_01} về {BUDGET}", 2018, ["2014;1N", "2015;1N", "2018;1N"], "its subject is that of each year"),
        (f"Thực hiện {_01} về {BUDGET} năm 2016", 2016, [], "of a year that is not listed"),
        (
            f"Thực hiện {_02} về {BUSINESS}",
            2023,
            ["2013;2N", "2019;2N", "2020;2N", "2021;2N", "2022;2N"],
            "whatever their wording",
        ),
        (
            "Thực hiện Chỉ thị số 12/CT-TTg về xây dựng Kế hoạch phát triển kinh tế - xã hội và dự toán ngân sách nhà nước",
            2025,
            ["2022;12"],
            "the only one listed of a subject that each year has",
        ),
        ("Thực hiện Nghị quyết số 76/NQ-CP", 2023, ["2018;76N", "2021;76N"], "two"),
    ],
)
def test_a_number_of_the_catalogue_that_stays_open(title: str, year: int, candidates: list[str], why: str) -> None:
    wanted = [key(c).replace("quyet.dinh:2022;12", "chi.thi:2022;12") for c in candidates]
    assert meant(title, year) == (None, wanted), why


def test_what_the_collection_tells_of_that_number_stays_a_candidate() -> None:
    """Another decision 749, of 2022, which a document of the collection dates."""
    other = "Hội nghị kết thúc. Xem Quyết định số 749/QĐ-TTg ngày 20/6/2022 của Thủ tướng Chính phủ."
    airport = other.replace("Chính phủ.", "Chính phủ về điều chỉnh quy hoạch sân bay.")
    both = [key("2020;749"), key("2022;749")]
    for known in (other, airport):
        assert meant(f"Triển khai {_749}", 2023, known) == (None, both)
        assert meant(f"Triển khai {_749} về {DIGITAL}", 2023, known) == (both[0], [])
    assert meant(f"Triển khai {_749} về điều chỉnh quy hoạch sân bay", 2023, airport) == (both[1], [])
    assert meant(f"Triển khai {_749}", 2022, other) == (None, both[:1]), "the other one is later than the plan"


def test_one_that_the_collection_tells_too_is_settled_as_any_other() -> None:
    known = f"Hội nghị kết thúc. Xem {_749} ngày 03/6/2020 của Thủ tướng Chính phủ."
    assert meant(f"Triển khai {_749}", 2021, known) == (key("2020;749"), [])
    assert meant(f"Triển khai {_749}", 2024, known) == (None, [key("2020;749")])


def test_the_same_number_of_another_body_is_another() -> None:
    found = meant("Thực hiện Quyết định số 749/QĐ-UBND của Ủy ban nhân dân tỉnh về chuyển đổi số quốc gia", 2022)
    assert found == (None, [])
    found = meant(
        "Thực hiện Quyết định số 06/QĐ-BTC của Bộ Tài chính về dữ liệu về dân cư, định danh và xác thực điện tử", 2023
    )
    assert found == (None, [])


def test_the_decisions_with_the_year_in_their_number_are_others() -> None:
    """06/2022/QĐ-TTg lays down rules, 06/QĐ-TTg of 2022 does not: a number without a day is no slip for the other."""
    e = read("Theo Quyết định số 06/2022/QĐ-TTg, tỉnh báo cáo.")
    (name,) = e.instruments
    assert resolve([e]).identity(e.document.id, name) == "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh.quy.pham:2022;6"
    e = read("Theo Quyết định số 06/2022/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ, tỉnh báo cáo.")
    (name,) = e.instruments
    assert resolve([e]).identity(e.document.id, name) == key("2022;6"), "of the day of that one: a slip"


def test_a_year_told_behind_the_number_is_its_own() -> None:
    e = read(LETTER.format("11/KH-UBND", 2019, f"Thực hiện {_01} năm 2018 của Chính phủ"))
    assert resolve([e]).instruments[key("2018;1N")].date == "2018-01-01"
    # Behind the issuer it may be the year in which one of another year is carried out.
    assert meant(f"Kết quả thực hiện {_749} của Thủ tướng Chính phủ năm 2020", 2021) == (None, [key("2020;749")])
    assert meant("Kết quả thực hiện Nghị quyết số 76/NQ-CP của Chính phủ năm 2021", 2022)[0] is None
    assert meant(f"Kết quả thực hiện {_749} của Thủ tướng Chính phủ năm 2020 về {DIGITAL}", 2021) == (
        key("2020;749"),
        [],
    )


def test_the_catalogue_has_no_title_that_others_of_its_kind_have() -> None:
    """ "Chương trình hành động của Chính phủ thực hiện Nghị quyết …" fits each programme of action."""
    yearly = [c for c in load().catalogue.values() if c.issuer in ("Chính phủ", "Thủ tướng Chính phủ")]
    assert len(yearly) > 100
    assert [c.number for c in yearly if not c.title or "hành động của Chính phủ" in c.title] == []


@pytest.mark.parametrize(
    ("title", "year", "why"),
    [
        ("Chỉ thị số 01/CT-TTg về tăng cường công tác phòng cháy, chữa cháy rừng", 2025, "of forests"),
        ("Chỉ thị số 05/CT-TTg về một số giải pháp cấp bách phòng, chống dịch tả lợn Châu Phi", 2021, "another plague"),
        ("Chỉ thị số 03/CT-TTg về đẩy mạnh phát triển nhà ở thương mại", 2020, "other houses"),
        ("Nghị quyết số 136/NQ-CP về quy hoạch phát triển bền vững vùng Tây Nguyên", 2024, "a title in a longer one"),
        ("Nghị quyết số 11/NQ-CP về Chương trình phục hồi và phát triển rừng", 2023, "begins as that"),
        ("Nghị quyết số 42/NQ-CP về các biện pháp hỗ trợ người dân bị thiên tai", 2021, "other help"),
        (
            "Quyết định số 255/QĐ-TTg phê duyệt Kế hoạch cơ cấu lại ngành công nghiệp giai đoạn 2021 - 2025",
            2022,
            "a word",
        ),
        ("Quyết định số 505/QĐ-TTg về Chương trình chuyển đổi số quốc gia trong ngành ngân hàng", 2024, "of banks"),
        ("Quyết định số 201/QĐ-TTg về quy hoạch tổng thể phát triển du lịch vùng Đông Nam Bộ", 2015, "of a region"),
        ("Quyết định số 749/QĐ-TTg về chuyển đổi số ngành y tế", 2024, "of a field"),
        (
            "Nghị quyết số 76/NQ-CP về cải cách hành chính nhà nước giai đoạn 2026 - 2030",
            2026,
            "a period that begins later",
        ),
        (
            "Chỉ thị số 14/CT-TTg về xây dựng Kế hoạch phát triển kinh tế - xã hội 5 năm 2026 - 2030",
            2026,
            "for more years",
        ),
        (
            f"Nghị quyết số 19/NQ-CP về {BUSINESS} hai năm 2016 - 2017, định hướng đến năm 2020",
            2017,
            "years that begin later: that of 2016 is not listed",
        ),
        (f"Nghị quyết số 19/NQ-CP về {BUSINESS} năm 2018", 2019, "that of 2014 has no year, and others tell theirs"),
        ("Nghị quyết số 105/NQ-CP về hỗ trợ doanh nghiệp, hợp tác xã, du lịch", 2024, "a list that goes on otherwise"),
    ],
)
def test_a_subject_that_is_nearly_the_title_settles_nothing(title: str, year: int, why: str) -> None:
    assert meant(f"Thực hiện {title}", year)[0] is None, why


@pytest.mark.parametrize(
    ("title", "year", "found", "why"),
    [
        ("Nghị quyết số 136/NQ-CP về phát triển bền vững", 2023, "2020;136N", "all of a short title"),
        ("Nghị quyết số 35/NQ-CP về hỗ trợ phát triển doanh nghiệp", 2018, "2016;35N", "a word left out"),
        (
            "Nghị quyết số 68/NQ-CP về một số chính sách hỗ trợ người lao động, người sử dụng lao động gặp khó khăn do đại dịch "
            "COVID-19 trên địa bàn tỉnh năm 2022",
            2022,
            "2021;68N",
            "a comma for “và”, and where and when it is carried out",
        ),
        (f"{_749} về chuyển đổi số quốc gia, các sở báo cáo", 2024, "2020;749", "told too far, behind a comma"),
        (
            f"{_749} về Chương trình Chuyển đổi số quốc gia được các sở triển khai",
            2024,
            "2020;749",
            "the sentence goes on",
        ),
        (
            "Quyết định số 06/QĐ-TTg về tiêu chuẩn xã, phường, thị trấn phù hợp với trẻ em",
            2021,
            "2019;6",
            "a part of the title left out",
        ),
        (
            "Quyết định số 1719/QĐ-TTg phê duyệt Chương trình mục tiêu quốc gia phát triển kinh tế - xã hội vùng đồng bào dân tộc "
            "thiểu số và miền núi giai đoạn 2021 - 2025",
            2023,
            "2021;1719",
            "its first stage begins with it",
        ),
        (
            "Nghị quyết số 11/NQ-CP về Chương trình phục hồi và phát triển kinh tế - xã hội",
            2023,
            "2022;11N",
            "the beginning",
        ),
    ],
)
def test_a_subject_in_part_and_told_too_far_settles(title: str, year: int, found: str, why: str) -> None:
    assert meant(f"Thực hiện {title}", year) == (key(found), []), why


def test_what_the_document_is_about_has_to_be_all_of_the_title() -> None:
    body = "Căn cứ Quyết định số 255/QĐ-TTg của Thủ tướng Chính phủ."
    assert meant("Thực hiện Kế hoạch cơ cấu lại ngành nông nghiệp năm 2022", 2022, body=body) == (key("2021;255"), [])
    for other in ("Cơ cấu lại ngành công nghiệp giai đoạn 2021 - 2025", "Cơ cấu lại ngành nông nghiệp công nghệ cao"):
        assert meant(other, 2022, body=body) == (None, [key("2021;255")])


@pytest.mark.parametrize(
    ("number", "year", "known", "found", "why"),
    [
        ("Nghị quyết số 01/NQ-CP", 2021, ["01/01/2021"], "2021;1N", "those of other years were for these"),
        ("Nghị quyết số 01/NQ-CP", 2022, ["08/01/2022"], "2022;1N", "of a year that is not listed, too"),
        ("Nghị quyết số 02/NQ-CP", 2023, ["06/01/2023"], "2023;2N", "that of 2013 was followed by six"),
        ("Nghị quyết số 128/NQ-CP", 2022, ["11/10/2021"], "2021;128N", "the listed one of 2020 was followed by this"),
        ("Nghị quyết số 01/NQ-CP", 2023, ["08/01/2022"], None, "that of this year is listed"),
        ("Nghị quyết số 01/NQ-CP", 2023, ["08/01/2022", "06/01/2023"], None, "two are told"),
        ("Nghị quyết số 76/NQ-CP", 2022, ["18/6/2018"], None, "the later one is listed"),
        (_749, 2023, ["20/6/2022"], None, "the last one listed, whose time is not over"),
    ],
)
def test_what_the_collection_dates_comes_before_what_is_over(
    number: str, year: int, known: list[str], found: str | None, why: str
) -> None:
    others = [f"Hội nghị kết thúc. Xem {number} ngày {day} của Chính phủ." for day in known]
    answer = key(found) if found else None
    assert meant(f"Thực hiện {number} của Chính phủ", year, *others)[0] == answer, why
    assert meant(f"Thực hiện {number} của Chính phủ", year, *reversed(others))[0] == answer, why


def test_a_subject_of_each_year_is_that_of_its_year_where_the_collection_dates_that() -> None:
    known = f"Hội nghị kết thúc. Xem {_02} ngày 06/01/2023 của Chính phủ về {BUSINESS} năm 2023."
    assert meant(f"Thực hiện {_02} về {BUSINESS}", 2023, known) == (key("2023;2N"), [])
