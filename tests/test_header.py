"""What a document says of itself: cases/headers.toml."""

from __future__ import annotations

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
    assert short.instrument == long.instrument == "urn:lex:vn;an.giang:uy.ban.nhan.dan:quyet.dinh:2020;31"
