"""What a terminal and a page say of an instrument."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from kg import store
from kg.model import Instrument
from kg.show import called, subject, unresolved


@pytest.mark.parametrize(
    ("facts", "name", "about", "why"),
    [
        ({"number": "36-NQ/TW", "title": "kinh tế biển"}, "36-NQ/TW", "kinh tế biển", "a title beside a number"),
        (
            {"number": "31/2024/QH15", "name": "Luật Đất đai"},
            "31/2024/QH15",
            "Luật Đất đai",
            "the name of a numbered law",
        ),
        ({"name": "Luật Đất đai"}, "Luật Đất đai", "", "a name is not told twice"),
        ({"type": "Kế hoạch", "title": "trồng rừng"}, "Kế hoạch trồng rừng", "", "nor a title that is the name"),
        ({"name": "Đề án 06", "title": "dữ liệu dân cư"}, "Đề án 06", "dữ liệu dân cư", "a name with a title"),
    ],
)
def test_what_it_is_called_and_about(facts: dict[str, str], name: str, about: str, why: str) -> None:
    i = Instrument(id="urn:a", **facts)
    assert (called(i), subject(i)) == (name, about), why


AMBIGUOUS = """ỦY BAN NHÂN DÂN
TỈNH AN GIANG
Số: 18/KH-UBND
An Giang, ngày 05 tháng 6 năm 2024

KẾ HOẠCH
Triển khai công tác năm 2024

Căn cứ Nghị quyết số 18-NQ/TW, Ủy ban nhân dân tỉnh ban hành Kế hoạch.
"""


def test_a_candidate_that_no_document_names_has_what_the_catalogue_tells(
    files: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    store.build([files({"a.txt": AMBIGUOUS})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        lines = [click.unstyle(line) for line in unresolved(opened) if "có thể là" in line]
    assert len(lines) > 1
    land = next(line for line in lines if line.endswith(" · urn:lex:vn:trung.uong.dang:nghi.quyet:2022;18"))
    assert "18-NQ/TW · Nghị quyết · 16/06/2022 · Ban Chấp hành Trung ương · tiếp tục đổi mới" in land
