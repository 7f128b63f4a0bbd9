"""What a name tells of its subject: which of several it means, and where titles speak against the only one."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, local, settle = resolving["read"], resolving["local"], resolving["settle"]


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


def test_a_programme_without_its_period_is_that_of_the_only_one_told() -> None:
    bare = read("Xã thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững.")
    cited = "Quyết định số {} phê duyệt Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn {}."
    now = read(cited.format("90/QĐ-TTg ngày 18/01/2022", "2021 - 2025"))
    was = read(cited.format("1722/QĐ-TTg ngày 02/9/2016", "2016 - 2020"))
    name = bare.mentions[0].instrument or ""
    assert resolve([bare, now]).identity(bare.document.id, name) == f"{name}:2025"
    opened = resolve([was, bare, now]).settled[bare.document.id, name]
    assert (opened.instrument, opened.candidates) == (None, (f"{name}:2020", f"{name}:2025"))


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
