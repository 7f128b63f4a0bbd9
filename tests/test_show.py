"""What a terminal and a page say of an instrument."""

from __future__ import annotations

import pytest

from kg.model import Instrument
from kg.show import called, subject


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
