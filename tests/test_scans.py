"""What scanners make of a text, and what is read of it: cases/scans.toml."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from kg import scans
from kg.extract import extract
from kg.lexicon import load
from kg.normal import normalise
from kg.readers import text

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))


@pytest.mark.parametrize("row", cases["rows"]("scans"))
def test_scans(row: dict[str, Any]) -> None:
    read = scans.mended(normalise(row["text"]), load(), scanned=False)
    assert read.text == row.get("read", row["text"])


SCAN = """ỦY BAN NHÂN DÂN
TỈNH LAI CHÂU
Số: 12/2025/QĐ-UBND nó
Lai Châu, ngày 3] tháng 12 năm 2025

: 'QUYÉT ĐỊNH :
Quy định chỉ tiết một số điêu của Luật Giá

Căn cử Luật Giá số 16/2023/QHI5 được sửa đôi, bỗ sung bởi Luật số 44/202 4/QH15;

Điều 1. Quyết định này thay thê Quyết định số 5/2020/QĐ- -UBND ngày 1 1 tháng 2 năm 2020.
"""


def test_a_scan_is_read_as_the_paper_says() -> None:
    """The relations, the quotes in the words of the scan, and the document's own facts."""
    e = extract(text(SCAN))
    own = e.instruments[e.instrument or ""]
    assert (own.number, own.date, own.title) == (
        "12/2025/QĐ-UBND",
        "2025-12-31",
        "Quy định chi tiết một số điều của Luật Giá",
    )
    number = {i: x.number for i, x in e.instruments.items()}
    assert {(number[r.subject], r.predicate, number[r.object]) for r in e.relations} >= {
        ("12/2025/QĐ-UBND", "basedOn", "16/2023/QH15"),
        ("44/2024/QH15", "amends", "16/2023/QH15"),
        ("12/2025/QĐ-UBND", "replaces", "05/2020/QĐ-UBND"),
    }
    assert all(SCAN[r.start : r.end] == r.quote for r in e.relations)
    assert all(SCAN[m.start : m.end] == m.text for m in e.mentions)
    assert "Quyết định số 5/2020/QĐ- -UBND ngày 1 1 tháng 2 năm 2020" in {m.text for m in e.mentions}
