"""What a number that a document leaves open may be: by its place, its day, its subject, its body and what it is told with."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
settle, BEN_TRE, BEN_TRE_23, LONG_AN, BEN_TRE_ID = (
    resolving[name] for name in "settle BEN_TRE BEN_TRE_23 LONG_AN BEN_TRE_ID".split()
)
LONG_AN_ID = BEN_TRE_ID.replace("ben.tre", "long.an")
HEAD = (
    "ỦY BAN NHÂN DÂN TỈNH BẾN TRE\nSố: 11/BC-UBND\nBến Tre, ngày {}\n\nBÁO CÁO\nVề kết quả công tác\n\nI. KẾT QUẢ\n{}"
)
OF_BEN_TRE = "Sở đã triển khai Kế hoạch 140/KH-UBND của Ủy ban nhân dân tỉnh Bến Tre{}."


@pytest.mark.parametrize(
    ("text", "others", "instrument", "candidates", "reason"),
    [
        ("Theo Kế hoạch 140/KH-UBND ngày 20/6/2022, các sở báo cáo.", [BEN_TRE, LONG_AN], None, [BEN_TRE_ID], "which-place"),
        ("Theo Kế hoạch 140/KH-UBND ngày 25/6/2022, các sở báo cáo.", [BEN_TRE, LONG_AN], None, [], "no-place"),
        ("Theo Kế hoạch 140/KH-UBND, các sở báo cáo.", [BEN_TRE, LONG_AN], None, [BEN_TRE_ID, LONG_AN_ID], "which-place"),
        ("Theo Kế hoạch 140/KH-UBND về trồng rừng, các sở báo cáo.", [BEN_TRE, LONG_AN], None, [], "no-year"),
        ("Theo Kế hoạch 141/KH-UBND, các sở báo cáo.", [BEN_TRE, LONG_AN], None, [], "no-year"),
        ("Theo Quyết định 140/QĐ-UBND, các sở báo cáo.", [BEN_TRE, LONG_AN], None, [], "no-year"),
        (HEAD.format("19 tháng 6 năm 2022", OF_BEN_TRE.format("")), [BEN_TRE], None, [], "no-year"),
        (HEAD.format("20 tháng 6 năm 2022", OF_BEN_TRE.format("")), [BEN_TRE], BEN_TRE_ID, [], "only-in-collection"),
        (HEAD.format("20 tháng 6 năm 2022", OF_BEN_TRE.format("")), [BEN_TRE, BEN_TRE_23], BEN_TRE_ID, [], "only-in-collection"),
        (OF_BEN_TRE.format(" về trồng rừng"), [BEN_TRE, BEN_TRE_23], BEN_TRE_ID.replace("2022", "2023"), [], "only-in-collection"),
        (OF_BEN_TRE.format(" về phòng, chống thiên tai"), [BEN_TRE], None, [BEN_TRE_ID], "no-subject"),
    ],
    ids=[
        "of its day, in a place that nobody tells: a candidate, however alone",
        "of another day: none",
        "of any day: one in each place",
        "of another subject: none",
        "another number",
        "another type",
        "later than the document",
        "of the document's own day",
        "the later of two years is later than the document",
        "the subject tells the year",
        "the number and the place fit, the subject does not",
    ],
)  # fmt: skip
def test_what_a_number_may_be(
    text: str, others: list[str], instrument: str | None, candidates: list[str], reason: str
) -> None:
    found = settle(text, *others)
    assert (found.instrument, list(found.candidates), found.reason) == (instrument, candidates, reason)
