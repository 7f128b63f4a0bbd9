"""Identity over a collection of two provinces: a register of the one, texts of the other, and what both name.

Numbers, dates and titles of the central instruments are facts; the plans are invented.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kg import readers
from kg.extract import extract
from kg.model import Extraction, Instrument, Resolution
from kg.reading import placed
from kg.resolve import resolve

REGISTER = """id,so_hieu,ngay_ban_hanh,trich_yeu
1,2301/KH-UBND,17/7/2019,kế hoạch thực hiện nghị quyết số 36-nq/tw ngày 22/10/2018 của trung ương về kinh tế biển
2,1201/KH-UBND,05/5/2016,kế hoạch thực hiện nghị quyết số 27/nq-cp ngày 05/4/2016 về thực hiện nghị quyết số 36-nq/tw khóa ix
3,20/KH-UBND,11/01/2023,kế hoạch thực hiện quyết định số 749/qđ-ttg ngày 03/6/2020 của thủ tướng chính phủ
4,21/KH-UBND,12/01/2023,kế hoạch thực hiện quyết định số 749/qđ-ttg
"""
LETTERHEAD = """ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG
Số: {number}
Tiền Giang, ngày {day}

KẾ HOẠCH
{title}

I. MỤC ĐÍCH, YÊU CẦU
"""
TEXTS = {
    "a.txt": LETTERHEAD.format(
        number="300/KH-UBND",
        day="20 tháng 10 năm 2014",
        title="Thực hiện Nghị quyết số 36-NQ/TW ngày 01/7/2014 của Bộ Chính trị về công nghệ thông tin",
    ),
    "b.txt": LETTERHEAD.format(
        number="20/KH-UBND",
        day="16 tháng 01 năm 2023",
        title="Triển khai Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ",
    ),
    # What tells of one instrument in other words: which of them stays must not depend on the order.
    "c.txt": "Hội nghị kết thúc. Xem Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ về chuyển đổi số.",
    "d.txt": "Hội nghị kết thúc. Xem Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ về chính phủ số quốc gia.",
}
CENTRAL = "urn:lex:vn:trung.uong.dang:nghi.quyet"
BINH_DUONG = "urn:lex:vn;binh.duong:uy.ban.nhan.dan:ke.hoach"
TIEN_GIANG = "urn:lex:vn;tien.giang:uy.ban.nhan.dan:ke.hoach"


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> list[Extraction]:
    folder = tmp_path_factory.mktemp("collection")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    found = [placed(d, "Bình Dương") for d in readers.read(folder / "register.csv")]
    found += [d for name in TEXTS for d in readers.read(Path(folder / name))]
    return [extract(d) for d in found]  # type: ignore[arg-type]


def edges(extractions: list[Extraction], r: Resolution) -> set[tuple[str | None, str, str | None]]:
    """The relations of a collection, between the collection's ids."""
    return {
        (r.identity(e.document.id, k.subject), k.predicate, r.identity(e.document.id, k.object))
        for e in extractions
        for k in e.relations
    }


def test_three_resolutions_of_one_number_each_with_its_own_plans(collection: list[Extraction]) -> None:
    r = resolve(collection)
    found = {i.id for i in r.instruments.values() if i.number == "36-NQ/TW"}
    assert found == {f"{CENTRAL}:2004;36", f"{CENTRAL}:2014;36", f"{CENTRAL}:2018;36"}
    under = {o: {s for s, p, o2 in edges(collection, r) if p == "implements" and o2 == o} for o in found}
    assert under == {
        f"{CENTRAL}:2004;36": {"urn:lex:vn:chinh.phu:nghi.quyet:2016;27"},
        f"{CENTRAL}:2014;36": {f"{TIEN_GIANG}:2014;300"},
        f"{CENTRAL}:2018;36": {f"{BINH_DUONG}:2019;2301"},
    }


def test_plans_of_two_provinces_never_merge(collection: list[Extraction]) -> None:
    plans = {i.id: i for i in resolve(collection).instruments.values() if i.number == "20/KH-UBND"}
    assert {k: (i.place, i.date) for k, i in plans.items()} == {
        f"{BINH_DUONG}:2023;20": ("Bình Dương", "2023-01-11"),
        f"{TIEN_GIANG}:2023;20": ("Tiền Giang", "2023-01-16"),
    }


def test_a_central_decision_that_both_carry_out_is_one_node(collection: list[Extraction]) -> None:
    r = resolve(collection)
    (decision,) = [i.id for i in r.instruments.values() if i.number == "749/QĐ-TTg"]
    carriers = {s for s, p, o in edges(collection, r) if p == "implements" and o == decision}
    # The row that tells no date means the one decision of that number that is known.
    assert carriers == {f"{BINH_DUONG}:2023;20", f"{BINH_DUONG}:2023;21", f"{TIEN_GIANG}:2023;20"}


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_files_does_not_matter(collection: list[Extraction], seed: int) -> None:
    shuffled = random.Random(seed).sample(collection, len(collection))
    again, first = resolve(shuffled), resolve(collection)
    assert again == first
    assert list(again.instruments) == list(first.instruments)


def test_a_second_decision_of_that_number_reopens_what_rested_on_there_being_one(collection: list[Extraction]) -> None:
    """Adding a document makes a settled answer open only with the answer among its candidates, and the reason told."""
    text = "Hội nghị kết thúc. Xem Quyết định số 749/QĐ-TTg ngày 01/6/2018 của Thủ tướng Chính phủ."
    before = resolve(collection)
    more = resolve([*collection, extract(readers.text(text))])
    changed = {k: (was, more.settled[k]) for k, was in before.settled.items() if more.settled[k] != was}
    ((was, now),) = changed.values()
    assert was.instrument is not None
    assert now.instrument is None
    assert set(now.candidates) == {was.instrument, "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh:2018;749"}
    assert now.reason
    known: dict[str, Instrument] = {k: i for k, i in before.instruments.items() if more.instruments[k] != i}
    assert known == {}


# --- Bodies that the ontology does not list

CENTRE = """ỦY BAN NHÂN DÂN TỈNH {province}
TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG
Số: 12/KH-TTPVHCC
{place}, ngày 27 tháng 8 năm 2025

KẾ HOẠCH
Triển khai Quyết định số 468/QĐ-TTg ngày 27/3/2021 của Thủ tướng Chính phủ

I. MỤC ĐÍCH
"""
UNLISTED = "urn:lex:vn;{}:ttpvhcc:ke.hoach:{};12"


def _of(text: str, number: str) -> list[Instrument]:
    return [i for i in extract(readers.text(text)).instruments.values() if i.number == number]


def test_a_body_that_nobody_lists_is_the_provinces() -> None:
    """Its own plan, and what the province's plan and others say of it with its place: one, and not the next province's."""
    own = _of(CENTRE.format(province="LÀO CAI", place="Lào Cai"), "12/KH-TTPVHCC")
    told = "Căn cứ Kế hoạch số 12/KH-TTPVHCC ngày 27/8/2025 của Trung tâm Phục vụ hành chính công tỉnh;"
    bare = "Căn cứ Kế hoạch số 12/KH-TTPVHCC ngày 27/8/2025;"
    inside = LETTERHEAD.replace("TIỀN GIANG", "LÀO CAI").replace("Tiền Giang", "Lào Cai")
    inside = inside.format(number="262/KH-UBND", day="27 tháng 9 năm 2025", title="Cải cách hành chính")
    outside = (
        "Hội nghị kết thúc. Xem Kế hoạch số 12/KH-TTPVHCC ngày 27/8/2025 của Trung tâm Phục vụ hành chính công tỉnh {}."
    )
    ids = {i.id for i in own} | {i.id for words in (told, bare) for i in _of(f"{inside}\n{words}", "12/KH-TTPVHCC")}
    assert ids | {i.id for i in _of(outside.format("Lào Cai"), "12/KH-TTPVHCC")} == {
        UNLISTED.format("lao.cai", "2025-08-27")
    }
    assert {i.id for i in _of(outside.format("Hà Giang"), "12/KH-TTPVHCC")} == {
        UNLISTED.format("ha.giang", "2025-08-27")
    }


@pytest.mark.parametrize(
    ("words", "issuer", "place"),
    [
        # The nation's steering committee is no province's, in whosever document it stands.
        ("Kế hoạch số 5/KH-BCĐABCQG ngày 27/8/2025", None, None),
        # A region is no province.
        ("Quyết định số 5/QĐ-CCTKV1 ngày 05/4/2025 của Chi cục Thuế khu vực I", "Chi cục Thuế khu vực I", None),
        (
            "Quyết định số 5/QĐ-VHLX ngày 05/4/2025 của Viện Hàn lâm Khoa học và Công nghệ X về việc giao vốn",
            "Viện Hàn lâm Khoa học và Công nghệ X",
            None,
        ),
        ("Quyết định số 5/QĐ-KTTVX ngày 05/4/2025 của Tổng cục trưởng Tổng cục Khí tượng", "Tổng cục Khí tượng", None),
        ("Thông báo số 5/TB-HĐXT ngày 05/4/2025", None, "Tiền Giang"),
    ],
)
def test_what_is_told_of_a_body_that_nobody_lists(words: str, issuer: str | None, place: str | None) -> None:
    text = LETTERHEAD.format(number="262/KH-UBND", day="27 tháng 9 năm 2025", title="Cải cách hành chính")
    found = [
        i
        for i in extract(readers.text(f"{text}\nXem {words}.")).instruments.values()
        if (i.number or "").startswith("05/")
    ]
    assert [(i.issuer, i.place) for i in found] == [(issuer, place)]


DISTRICT = """ỦY BAN NHÂN DÂN
HUYỆN NGỌC HIỂN
Số: 77/KH-UBND
Ngọc Hiển, ngày 20 tháng 6 năm 2022

KẾ HOẠCH
Chuyển đổi số

Thực hiện Kế hoạch số 80/KH-UBND ngày 12/5/2022 của UBND tỉnh; Kế hoạch số 81/KH-UBND của UBND tỉnh;
Kế hoạch số 70/KH-UBND của UBND huyện.
"""
ELSEWHERE = "Kế hoạch số 8{n}/KH-UBND ngày {day}/5/2022 của UBND tỉnh {province}."


@pytest.mark.parametrize("told", [(70,), (77,), (70, 77)])
def test_a_province_that_the_collection_finds_for_a_document_is_that_of_what_it_names(told: tuple[int, ...]) -> None:
    """By the plan itself, as others name it in its province; or by another of the district's plans that it names."""
    of_district = "Kế hoạch số {}/KH-UBND ngày {}/2022 của UBND huyện Ngọc Hiển, tỉnh Cà Mau."
    days = {70: "15/5", 77: "20/6"}
    texts = [DISTRICT, *(of_district.format(n, days[n]) for n in told)]
    texts += [ELSEWHERE.format(n=n, day=12 + 3 * n, province=p) for n in (0, 1) for p in ("Cà Mau", "An Giang")]
    read = [extract(readers.text(t)) for t in texts]
    names = [m.instrument or "" for m in read[0].mentions]
    key = "urn:lex:vn;ca.mau{}:uy.ban.nhan.dan:ke.hoach:2022;{}"
    wanted = [key.format(";ngoc.hien", 77), key.format("", 80), key.format("", 81), key.format(";ngoc.hien", 70)]
    found = resolve(read)
    known = [w if n != 3 or 70 in told else None for n, w in enumerate(wanted)]
    assert [found.identity(read[0].document.id, n) for n in names] == known
    assert found.instruments[wanted[0]].title == "Chuyển đổi số"
    assert resolve(read[::-1]) == found


def test_plans_of_provinces_that_a_text_does_not_tell_stay_open_with_those_that_may_be_meant() -> None:
    texts = [DISTRICT, *(ELSEWHERE.format(n=0, day=12, province=p) for p in ("Cà Mau", "An Giang"))]
    texts.append(ELSEWHERE.format(n=1, day=15, province="Cà Mau").replace("2022", "2023"))  # later than the document
    read = [extract(readers.text(t)) for t in texts]
    names = [m.instrument or "" for m in read[0].mentions]
    found = resolve(read)
    assert resolve(read[::-1]) == found
    answers = [found.settled[read[0].document.id, n] for n in names]
    key = "urn:lex:vn;{}:uy.ban.nhan.dan:ke.hoach:2022;80"
    assert [(a.instrument, a.candidates, a.reason) for a in answers] == [
        (None, (), "no-place"),
        (None, (key.format("an.giang"), key.format("ca.mau")), "which-place"),
        (None, (), "no-year"),
        (None, (), "no-year"),
    ]


def test_a_district_of_two_names_in_a_text_is_not_placed_by_them() -> None:
    """Two plans of "UBND huyện Châu Thành", each known of another province only: the document's own is of neither for sure."""
    own = DISTRICT.replace("NGỌC HIỂN", "CHÂU THÀNH").replace("Ngọc Hiển", "Châu Thành")
    own += "Kế hoạch số 71/KH-UBND của UBND huyện.\n"
    cited = "Kế hoạch số {}/KH-UBND ngày 15/5/2022 của UBND huyện Châu Thành, tỉnh {}."
    read = [extract(readers.text(t)) for t in (own, cited.format(70, "Long An"), cited.format(71, "Bến Tre"))]
    assert resolve(read).identity(read[0].document.id, read[0].instrument or "") is None


@pytest.mark.parametrize(
    ("month", "key"), [(11, "urn:lex:vn;dong.thap;cap.xa.myx.lowij:uy.ban.nhan.dan:ke.hoach:2025;12"), (5, None)]
)
def test_a_province_that_had_ended_is_not_where_a_document_is_from(month: int, key: str | None) -> None:
    text = DISTRICT.partition("Thực hiện")[0].replace("HUYỆN NGỌC HIỂN", "XÃ MỸ LỢI").replace("Ngọc Hiển", "Mỹ Lợi")
    text = text.replace("77/", "12/").replace("tháng 6 năm 2022", f"tháng {month} năm 2025") + (
        "Thực hiện Kế hoạch số 80/KH-UBND ngày 12/4/2025 của UBND tỉnh Đồng Tháp; thay thế Kế hoạch số 5/KH-UBND ngày 12/1/2025 "
        "của UBND huyện Cái Bè, tỉnh Tiền Giang.\n"
    )
    e = extract(readers.text(text))
    assert (e.instrument if key else e.instruments[e.instrument or ""].local) == (key or True)
