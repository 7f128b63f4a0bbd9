"""Small texts, and how a collection of them settles what one leaves open: for the tests of `kg.resolve`."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path

from kg.model import Extraction, Settled
from kg.resolve import resolve

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
CARRIED = (
    "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/KH-UBND\nBến Tre, ngày 03 tháng 02 năm 2023\n\nKẾ HOẠCH\n"
    "Thực hiện {} của Chính phủ\n\nMục tiêu."
)
LETTER = """ỦY BAN NHÂN DÂN TỈNH BẾN TRE
Số: {}
Bến Tre, ngày 15 tháng 3 năm {}

KẾ HOẠCH
{}

Mục tiêu."""
