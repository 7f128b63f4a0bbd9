"""Dates as documents write them: cases/dates.toml."""

from __future__ import annotations

import datetime
import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg import dates

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
FORMS = (
    "{0.day}/{0.month}/{0.year}",
    "{0:%d/%m/%Y}",
    "{0:%d-%m-%Y}",
    "{0.day}.{0.month}.{0.year}",
    "{0:%d} tháng {0:%m} năm {0.year}",
)


@pytest.mark.parametrize("row", cases["rows"]("dates"))
def test_match(row: dict[str, Any]) -> None:
    assert dates.match(row["text"], 0) == ((row["iso"], row["length"]) if "iso" in row else None)


@given(day=DAYS, form=st.sampled_from(FORMS), before=st.text("abc ,", max_size=5))
def test_every_day_is_read_in_every_form(day: datetime.date, form: str, before: str) -> None:
    written = form.format(day)
    assert dates.match(before + written + " của", len(before)) == (day.isoformat(), len(before) + len(written))
    assert dates.parse(written) == day.isoformat()


@given(day=DAYS)
def test_the_registers_forms_are_read(day: datetime.date) -> None:
    for written in (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y-%m-%d}T00:00:00", f" {day:%d/%m/%Y} "):
        assert dates.parse(written) == day.isoformat()


NEARLY = st.builds(
    lambda *parts: "".join(map(str, parts)),
    st.integers(0, 33),
    st.sampled_from(("/", " / ", "-", ".", " tháng ")),
    st.integers(0, 14),
    st.sampled_from(("/", " / ", "-", ".", " năm ")),
    st.integers(1800, 2110),
    st.text(max_size=5),
)


@given(text=st.text(max_size=40) | NEARLY)
@example(text="29/02/2023")
@example(text="29 tháng 02 năm 2024 của")
def test_what_is_read_is_a_day(text: str) -> None:
    found = dates.match(text, 0)
    if found:
        datetime.date.fromisoformat(found[0])
        assert 0 < found[1] <= len(text)
    if (parsed := dates.parse(text)) is not None:
        datetime.date.fromisoformat(parsed)


@given(day=st.integers(-5, 40), month=st.integers(-5, 20), year=st.integers(1890, 2110))
def test_iso_agrees_with_the_calendar(day: int, month: int, year: int) -> None:
    try:
        expected = datetime.date(year, month, day).isoformat() if 1900 <= year <= 2100 else None
    except ValueError:
        expected = None
    assert dates.iso(day, month, year) == expected
