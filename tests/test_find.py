"""What people type, and what it finds."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import find
from kg.model import Instrument, KgError

fake_store = runpy.run_path(str(Path(__file__).with_name("fake_store.py")))
FakeStore, instrument = fake_store["FakeStore"], fake_store["instrument"]
PEOPLE = FakeStore(
    [
        instrument("kh370", "370/KH-UBND", "Kế hoạch", "2021-12-06", issuer="Ủy ban nhân dân tỉnh", place="Tiền Giang"),
        instrument(
            "kh20-23", "20/KH-UBND", "Kế hoạch", "2023-01-19", issuer="Ủy ban nhân dân tỉnh", place="Tiền Giang"
        ),
        instrument(
            "kh20-24", "20/KH-UBND", "Kế hoạch", "2024-01-19", issuer="Ủy ban nhân dân tỉnh", place="Tiền Giang"
        ),
        instrument(
            "kh20-bd", "20/KH-UBND", "Kế hoạch", "2024-02-01", issuer="Ủy ban nhân dân tỉnh", place="Bình Dương"
        ),
        instrument(
            "nq52",
            "52-NQ/TW",
            "Nghị quyết",
            "2019-09-27",
            issuer="Bộ Chính trị",
            level="central",
            branch="party",
            title="về Cách mạng công nghiệp lần thứ tư",
        ),
        instrument("nq36-14", "36-NQ/TW", "Nghị quyết", "2014-07-01", issuer="Bộ Chính trị", term=11),
        instrument(
            "nq36-18",
            "36-NQ/TW",
            "Nghị quyết",
            "2018-10-22",
            issuer="Ban Chấp hành Trung ương",
            term=12,
            title="về kinh tế biển",
        ),
        instrument("nq08", "08-NQ/TU", "Nghị quyết", "2021-10-06", issuer="Ban Thường vụ Tỉnh ủy", place="Tiền Giang"),
        instrument(
            "nq29", "29/2021/NQ-HĐND", "Nghị quyết", "2021-12-08", issuer="Hội đồng nhân dân tỉnh", place="Tiền Giang"
        ),
        instrument(
            "qd2021", "2021/QĐ-UBND", "Quyết định", "2019-05-05", issuer="Ủy ban nhân dân tỉnh", place="Tiền Giang"
        ),
        instrument("nq6616", "66.16/2026/NQ-CP", "Nghị quyết", "2026-03-01", issuer="Chính phủ"),
        instrument("ct1249a", "1249a/CTPH-UBND-BTP", "Chương trình phối hợp", "2020-03-01"),
        instrument("qh14", "45/2019/QH14", "Luật", "2019-11-20", name="Bộ luật Lao động"),
        instrument("ldd24", "31/2024/QH15", "Luật", "2024-01-18", title="Đất đai"),
        instrument("urn:kg:named:luat.dat.dai", None, "Luật", name="Luật Đất đai"),
        instrument(
            "urn:kg:named:chuyen.doi.so",
            None,
            "Chương trình",
            name="Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030",
        ),
        instrument(
            "qd749", "749/QĐ-TTg", "Quyết định", "2020-06-03", title="phê duyệt Chương trình Chuyển đổi số quốc gia"
        ),
        instrument("urn:kg:name:0:36", "36-NQ/TW", "Nghị quyết"),
        instrument("urn:kg:name:0:99", "99/QĐ-TTg", "Quyết định"),
        instrument("glued", "460/QĐUBND", "Quyết định", "2016-01-01"),
        instrument(
            "ctr52",
            "52-CTr/TU",
            "Chương trình hành động",
            "2020-01-22",
            issuer="Ban Thường vụ Tỉnh ủy",
            place="Tiền Giang",
            title="thực hiện Nghị quyết 52-NQ/TW của Bộ Chính trị và Nghị quyết 17/NQ-CP của Chính phủ",
        ),
        instrument(
            "urn:kg:unnumbered:so.ket",
            None,
            "Báo cáo",
            "2024-05-05",
            issuer="Ban Thường vụ Tỉnh ủy",
            place="Tiền Giang",
            title="sơ kết 5 năm thực hiện Nghị quyết 52-NQ/TW của Bộ Chính trị",
        ),
        instrument(
            "kh05",
            "05/KH-UBND",
            "Kế hoạch",
            "2023-01-09",
            issuer="Ủy ban nhân dân tỉnh",
            place="Tiền Giang",
            title="thực hiện Nghị quyết số 61/NQ-HĐND của Hội đồng nhân dân tỉnh và Quyết định 99/QĐ-TTg của Thủ tướng Chính phủ",
        ),
    ]
)
TYPED = [
    ("370/KH-UBND", "kh370", "as printed"),
    ("370/kh-ubnd", "kh370", "lower case"),
    ("  370 KH UBND ", "kh370", "blanks for separators"),
    ("KH 370", "kh370", "code first"),
    ("0370/KH-UBND", "kh370", "a leading zero more"),
    ("kế hoạch 370", "kh370", "noun and number"),
    ("ke hoach so 370", "kh370", "no diacritics"),
    ("Kế hoạch số 370/KH-UBND ngày 06/12/2021 của UBND tỉnh Tiền Giang", "kh370", "the whole citation"),
    ("20/KH-UBND 2023", "kh20-23", "the year narrows"),
    ("20/KH-UBND 2024", "kh20-24 kh20-bd", "a year that two provinces share"),
    ("20/KH-UBND ngày 19/01/2024", "kh20-24", "the date narrows"),
    ("20/KH-UBND ngày 19 tháng 01 năm 2024", "kh20-24", "the date in words"),
    ("20/KH-UBND 2024-01-19", "kh20-24", "the ISO date"),
    ("20/KH-UBND 2024 Bình Dương", "kh20-bd", "the place narrows"),
    ("20/KH-UBND", "kh20-23 kh20-24 kh20-bd", "all that fit"),
    ("Nghị quyết 52", "nq52", "noun and ordinal"),
    ("nghi quyet 52", "nq52", "the same in ASCII"),
    ("Nghị quyết 52 của Bộ Chính trị", "nq52", "with its issuer"),
    ("Nghị quyết 52 về cách mạng công nghiệp", "nq52", "with words of its title"),
    ("Nghị quyết 52 của Chính phủ", "", "another issuer"),
    ("08-NQ/TU", "nq08", "zero kept"),
    ("8-NQ/TU", "nq08", "zero dropped"),
    ("08/NQ-TU", "nq08", "separators the wrong way round"),
    ("NQ-TU 8", "nq08", "number last"),
    ("NQ 36/2014", "nq36-14", "the year after a slash"),
    ("36-NQ/TW", "nq36-14 nq36-18", "one number, two resolutions; the unresolved name is left out"),
    ("36-NQ/TW khóa XI", "nq36-14", "the term narrows"),
    ("Nghị quyết 36 khoá 12", "nq36-18", "the term in Arabic numerals, old tone placement"),
    ("Nghị quyết 36 về kinh tế biển", "nq36-18", "the title narrows"),
    ("29/NQ-HĐND", "nq29", "its year left out"),
    ("29/2021/NQ-HÐND", "nq29", "Ð is U+00D0"),
    ("29/2021/nq-hdnd", "nq29", "D for Đ"),
    ("2021/QĐ-UBND", "qd2021", "a number that looks like a year"),
    ("66.16/2026/NQ-CP", "nq6616", "a number with a dot"),
    ("1249a/CTPH-UBND-BTP", "ct1249a", "a number with a letter"),
    ("45/2019/QH14", "qh14", "a term in the code"),
    ("460/QĐ-UBND", "glued", "the code was glued in the text"),
    ("370/KHUBND", "kh370", "the code is glued in the query"),
    ("Luật Đất đai", "ldd24 urn:kg:named:luat.dat.dai", "by name, or title with its noun"),
    ("Luật Đất đai 2024", "ldd24", "a name and its year"),
    ("luat dat dai nam 2024", "ldd24", "the same in ASCII"),
    (
        "chương trình chuyển đổi số quốc gia",
        "urn:kg:named:chuyen.doi.so",
        "part of a name, not of the decision's title",
    ),
    ("phê duyệt chương trình chuyển đổi số", "qd749", "part of a title"),
    ("３７０／ＫＨ-ＵＢＮＤ", "kh370", "full-width letters, digits and slash"),
    ("52-NQ/TƯ", "nq52", "TƯ is TW"),
    ("52-nq/tư", "nq52", "the same in small letters"),
    ("nghị quyết 52 tháng 9/2019", "nq52", "a month and its year"),
    ("20/KH-UBND tháng 01 năm 2024", "kh20-24", "the month narrows"),
    ("20/KH-UBND tháng 3/2024", "", "no such month"),
    ("Nghị quyết 52 khóa XII", "nq52", "a term that the date allows, where no text tells one"),
    ("Nghị quyết 52 khóa XIII", "", "a term that the date excludes"),
    ("Nghị quyết 08-NQ/TU khóa XI", "nq08", "the terms of a province's committee are its own"),
    ("Luật Đất đai 2024 khóa XV", "ldd24", "a term of the National Assembly"),
    ("99/QĐ-TTg", "urn:kg:name:0:99", "an unresolved name before titles that hold its number"),
    ("urn:kg:named:luat.dat.dai", "urn:kg:named:luat.dat.dai", "a URN"),
    ("371/KH-UBND", "", "no such number"),
    ("17/NQ-CP", "", "a number that only the title of another tells"),
    ("Nghị quyết 17", "", "the same, noun and ordinal"),
    ("Nghị quyết số 17/NQ-CP của Chính phủ", "", "the same, with the issuer that the title tells too"),
    ("Tiền Giang 61/NQ-HĐND", "", "the same, behind the place of the plan that tells it"),
    ("5-NQ/TW", "", "numeral and letters that stand in a title, and not side by side"),
    ("05-NQ/HĐND", "", "the letters are of the title"),
    ("Nghị quyết 5 của Hội đồng nhân dân tỉnh", "", "the type is of the title"),
    ("Kế hoạch 5 của Thủ tướng Chính phủ", "", "the issuer is of the title"),
    ("2020/CTr-TU", "", "a numeral before letters is no year"),
    ("2022/QĐ-UBND", "", "the same"),
    ("sơ kết 5 năm thực hiện Nghị quyết 52-NQ/TW", "urn:kg:unnumbered:so.ket", "a title that holds a number"),
    ("báo cáo sơ kết 5 năm", "urn:kg:unnumbered:so.ket", "a numeral that counts"),
    ("Kế hoạch thực hiện Nghị quyết 61/NQ-HĐND", "kh05", "part of a title that holds a number"),
    ("Chương trình 52", "ctr52", "a type in short"),
    ("Quyết định 99 của Thủ tướng Chính phủ", "", "an open name does not tell its issuer"),
    ("70/KH-UBND", "", "the end of another number"),
    ("52-NQ/TWĐTN", "", "a longer code"),
    ("20/KH-UBND 2022", "", "no such year"),
    ("20/KH-UBND ngày 20/01/2024", "", "no such day"),
    ("", "", "nothing"),
    ("2024", "", "a year alone names nothing"),
    ("// - ;", "", "no word"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), TYPED, ids=[reason for *_, reason in TYPED])
def test_find(text: str, expected: str, reason: str):
    assert sorted(i.id for i in find.find(PEOPLE, text)) == sorted(expected.split()), reason


@given(st.text(max_size=40))
def test_find_takes_anything(text: str):
    assert isinstance(find.find(PEOPLE, text), list)


@given(
    st.sampled_from([i for i in PEOPLE.instruments() if i.number and not i.id.startswith("urn:kg:name:")]), st.data()
)
def test_every_sloppy_spelling_of_a_number_finds_it(wanted: Instrument, data: st.DataObject):
    number = wanted.number.replace("Đ", data.draw(st.sampled_from("ĐÐD")))
    number = data.draw(
        st.sampled_from([number, number.lower(), f"  {number}", f"số {number}", number.replace("/", " / ")])
    )
    assert wanted in find.find(PEOPLE, number)


def test_the_number_of_an_open_name_comes_before_titles_that_hold_it():
    store = FakeStore(
        [
            instrument("kh18", "18/KH-UBND", "Kế hoạch", "2022-01-20", title="triển khai Kế hoạch số 301/KH-UBND"),
            instrument("kh55", "55/QĐ-UBND", "Quyết định", "2022-01-20", title="phê duyệt Kế hoạch số 301 của huyện"),
            instrument("urn:kg:name:a", "301/KH-UBND", "Kế hoạch"),
        ]
    )
    for typed in ("301/KH-UBND", "301 kh ubnd", "Kế hoạch 301"):
        assert [i.id for i in find.find(store, typed)] == ["urn:kg:name:a"], typed
    assert [i.id for i in find.find(store, "18/KH-UBND")] == ["kh18"]
    assert find.search(store, "301/KH-UBND", 9)[0].id == "urn:kg:name:a"


def test_what_has_a_number_for_its_name():
    """Zeros before it do not matter, and a scheme with that number is another one. No decision has the Government's number."""
    store = FakeStore(
        [
            instrument("urn:kg:named:a", None, "Đề án", None, name="Đề án phát triển dữ liệu dân cư (Đề án 06)"),
            instrument("urn:kg:named:b", None, "Chương trình", None, name="Chương trình 135"),
            instrument("urn:kg:named:c", None, "Đề án", None, name="Đề án 01"),
            instrument("da01", "01/ĐA-UBND", "Đề án", "2023-05-05"),
            instrument(
                "qd06", "06/QĐ-TTg", "Quyết định", "2022-01-06", title="phê duyệt Đề án phát triển dữ liệu dân cư"
            ),
            instrument("kh15", "15/KH-UBND", "Kế hoạch", "2024-01-05", title="thực hiện Đề án 06"),
        ]
    )
    for typed in ("Đề án 06", "de an 6", "đề án 06/CP", "Đề án số 06"):
        assert [i.id for i in find.find(store, typed)] == ["urn:kg:named:a"], typed
    assert [i.id for i in find.find(store, "Chương trình 135")] == ["urn:kg:named:b"]
    assert {i.id for i in find.find(store, "Đề án 01")} == {"urn:kg:named:c", "da01"}
    assert [i.id for i in find.find(store, "01/ĐA-UBND")] == ["da01"]
    assert not find.find(store, "135/CP")


def test_find_one_says_what_is_wrong():
    with pytest.raises(find.AmbiguousError) as ambiguous:
        find.find_one(PEOPLE, "20/KH-UBND")
    assert [i.id for i in ambiguous.value.candidates] == ["kh20-23", "kh20-24", "kh20-bd"], "by date"
    with pytest.raises(KgError, match="371/KH-UBND"):
        find.find_one(PEOPLE, "371/KH-UBND")
