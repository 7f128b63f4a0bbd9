# ruff: noqa: E501 - letterheads read best as they stand
"""What a document says of itself: cases/headers.toml."""

from __future__ import annotations

import dataclasses
import runpy
from pathlib import Path
from typing import Any

import pytest

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@pytest.mark.parametrize("row", cases["rows"]("headers"))
def test_headers(row: dict[str, Any]) -> None:
    e = cases["read"](row["text"])
    assert (e.instrument is not None) == row.get("instrument", True)
    if e.instrument is not None:
        own = e.instruments[e.instrument]
        assert "" not in dataclasses.astuple(own)
        assert {k: getattr(own, k) or "" for k in row["want"]} == row["want"]


def test_a_document_without_its_number_has_an_id_of_its_own() -> None:
    body = "VĂN PHÒNG TỈNH ỦY\n\nTHÔNG BÁO\nKết luận hội nghị\n\nNgày 6/6, Tỉnh ủy Bến Tre họp.{}\n"
    one, two = cases["read"](body.format("")), cases["read"](body.format(" Xong."))
    assert one.instrument.startswith("urn:kg:unnumbered:thong.bao:")
    assert one.instrument != two.instrument


def test_quyet_dinh_nay_is_the_document_itself() -> None:
    e = cases["read"](
        "ỦY BAN NHÂN DÂN TỈNH AN GIANG\nSố: 31/2020/QĐ-UBND\nAn Giang, ngày 10 tháng 9 năm 2020\n\nQUYẾT ĐỊNH\nQuy định giá\n\n"
        "Điều 1. Quyết định này có hiệu lực từ ngày ký."
    )
    assert [(m.text, m.instrument) for m in e.mentions if m.form == "back"] == [("Quyết định này", e.instrument)]


def test_the_head_is_read_however_long_the_text_below_is() -> None:
    head = "ỦY BAN NHÂN DÂN TỈNH AN GIANG\nSố: 31/2020/QĐ-UBND\nAn Giang, ngày 10 tháng 9 năm 2020\n\nQUYẾT ĐỊNH\nQuy định giá\n\n"
    short = cases["read"](head + "Điều 1. Giá.\n")
    long = cases["read"](head + "Điều 1. Giá.\n" * 3000)
    assert short.instrument == long.instrument == "urn:lex:vn;an.giang:uy.ban.nhan.dan:quyet.dinh.quy.pham:2020;31"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "THÀNH ỦY HÀ NỘI\nBAN TỔ CHỨC\n*\nSố - HD/BTCTU\nĐẢNG CỘNG SẢN VIỆT NAM\nHà Nội, ngày tháng 11 năm 2025\n\nHƯỚNG DẪN\nNghiệp vụ\n-----\n- Căn cứ Điều lệ Đảng;\n",
            {"number": None, "issuer": "Ban Tổ chức Thành ủy", "place": "Hà Nội", "date": None},
        ),
        (
            "TỈNH UỶ TIỀN GIANG\nBAN TUYÊN GIÁO\n*\nSố 12-KH/BTGTU\nĐẢNG CỘNG SẢN VIỆT NAM\nTiền Giang, ngày 05 tháng 3 năm 2024\n\nKẾ HOẠCH\nTuyên truyền\n\nThực hiện Nghị quyết 36-NQ/TW.\n",
            {"number": "12-KH/BTGTU", "issuer": "Ban Tuyên giáo Tỉnh ủy", "place": "Tiền Giang", "date": "2024-03-05"},
        ),
        (
            "ỦY BAN THƯỜNG VỤ QUỐC HỘI\nNghị quyết số: 17/2022/UBTVQH15\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nNGHỊ QUYẾT\nVề số giờ làm thêm\n\nCăn cứ Hiến pháp;\nĐiều 1. Số giờ\n\nNghị quyết này được Ủy ban Thường vụ Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XV, phiên họp thứ 9 thông qua ngày 23 tháng 3 năm 2022./.\n\nTM. ỦY BAN THƯỜNG VỤ QUỐC HỘI\nCHỦ TỊCH\nVương Đình Huệ\n",
            {"number": "17/2022/UBTVQH15", "date": "2022-03-23", "signer": "Vương Đình Huệ"},
        ),
        (
            "NGHỊ ĐỊNH THƯ\nVỀ VIỆC THỰC HIỆN HIỆP ĐỊNH VẬN TẢI\n\nNhằm thực hiện Hiệp định giữa hai nước Việt Nam và Trung Hoa ngày 22 tháng 11 năm 1994 và các văn bản khác;\nĐiều 1. Phạm vi\n",
            {"number": None, "date": None},
        ),
    ],
    ids=[
        "a committee's body, number and day blank",
        "a committee's body",
        "a day told at the end",
        "a date of the body",
    ],
)
def test_letterheads_as_files_give_them(text: str, want: dict[str, Any]) -> None:
    e = cases["read"](text)
    own = e.instruments[e.instrument]
    assert {k: getattr(own, k) for k in want} == want


_SIGNED = "TM. CHÍNH PHỦ\nKT. THỦ TƯỚNG\nPHÓ THỦ TƯỚNG\n\nTrần Văn Bình\n"
_ANNEX = "\nPHỤ LỤC I\nMẪU ĐƠN\n" + "Tên tổ chức đề nghị cấp phép\n" * 300 + "GIÁM ĐỐC\n\nLê Thị Mẫu\n"


@pytest.mark.parametrize(
    ("body", "signer"),
    [
        (f"Điều 2. Nghị định này có hiệu lực.\n\nNơi nhận:\n- Các bộ;\n- Lưu: VT.\n{_SIGNED}{_ANNEX}", "Trần Văn Bình"),
        (f"Điều 2. Nghị định này có hiệu lực.\n\n{_SIGNED}Nơi nhận:\n- Các bộ;\n- Lưu: VT.\n{_ANNEX}", "Trần Văn Bình"),
        (f"Nơi nhận hồ sơ: Bộ phận một cửa.\n{_SIGNED}", "Trần Văn Bình"),
        (f"Điều 2. Hiệu lực.\nNơi nhận:\n- Các bộ;\n- Lưu: VT.\n{_ANNEX}", None),
    ],
    ids=[
        "above the annexes",
        "beside the receivers",
        "a place that receives papers is no receiver",
        "of an annex only",
    ],
)
def test_the_signature_is_the_documents_own(body: str, signer: str | None) -> None:
    e = cases["read"](
        f"CHÍNH PHỦ\nSố: 12/2026/NĐ-CP\nHà Nội, ngày 05 tháng 3 năm 2026\n\nNGHỊ ĐỊNH\nVề phí\n\nĐiều 1. Phí.\n{body}"
    )
    assert e.instruments[e.instrument].signer == signer


def test_a_law_is_signed_and_dated_after_its_adoption_above_its_annexes() -> None:
    e = cases["read"](
        "QUỐC HỘI\nLuật số: 12/2026/QH16\n\nLUẬT\nPHÍ\n\nĐiều 1. Phí theo Luật số 9/2010/QH12 được Quốc hội thông qua ngày 05 tháng 6 năm 2010.\n"
        "Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XVI thông qua ngày 09 tháng 5 năm 2026.\n"
        f"CHỦ TỊCH QUỐC HỘI\n\nTrần Văn Bình\n{_ANNEX}Nơi nhận:\n"
    )
    own = e.instruments[e.instrument]
    assert (own.date, own.signer) == ("2026-05-09", "Trần Văn Bình")
