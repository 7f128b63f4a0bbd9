"""Numbers of places: one of two provinces, of a district or a commune whose province nobody tells."""

from __future__ import annotations

import runpy
from itertools import permutations
from pathlib import Path

import pytest

from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, settle, BEN_TRE, LONG_AN, LETTER = (resolving[name] for name in "read settle BEN_TRE LONG_AN LETTER".split())


def test_one_number_in_two_provinces_never_merges() -> None:
    found = resolve([read(BEN_TRE), read(LONG_AN)]).instruments
    assert {i.place for i in found.values() if i.number == "140/KH-UBND"} == {"Bến Tre", "Long An"}


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


def test_what_is_open_for_its_place_says_so() -> None:
    found = settle("Theo Kế hoạch 12/KH-UBND ngày 12/01/2016, xã báo cáo.")
    assert (found.instrument, found.reason) == (None, "no-place")


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
