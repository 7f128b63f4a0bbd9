"""Periods in the names of programmes: "giai đoạn 2021 - 2025, định hướng đến năm 2030"."""

from __future__ import annotations

import re

from kg.patterns import pattern

# Where the name proper ends and its period or field begins.
PERIOD = pattern(
    r",?\s+(?:giai đoạn|thời kỳ|đến năm|tới năm|đến hết năm|từ năm|(?:đến|tới)(?=\s(?:19|20)\d\d(?!\d|\.\d))|tầm nhìn|có xét đến|"
    r"định hướng đến|trên địa bàn|trên phạm vi)(?!\w)",
    re.IGNORECASE,
)
_TO = r"\s?(?:-|đến(?:\s+năm)?|tới(?:\s+năm)?)\s?"
PERIODS = pattern(
    rf",?\s?-?\s+(?:(?:giai đoạn|thời kỳ)\s+(?:từ\s+)?(?:năm\s+)?\d{{4}}\s*{_TO}\s*\d{{4}}|"
    r"(?:(?:và|có xét|giai đoạn|thời kỳ)\s+)?(?:(?:đến|từ|tới)\s+(?:hết\s+)?năm\s+\d{4}|(?:đến|tới)\s+(?:19|20)\d\d(?![\d.]))|"
    rf"giai đoạn\s+(?:[IV]{{1,3}}|\d)\s?[:(]\s?(?:từ\s+)?(?:năm\s+)?\d{{4}}\s*{_TO}\s*(?:năm\s+)?\d{{4}}\)?|"
    r"(?:và\s+)?tầm nhìn(?:\s+(?:đến|tới))?\s+(?:năm\s+)?\d{4}|(?:và\s+)?định hướng(?:\s+(?:đến|tới))?\s+(?:năm\s+)?\d{4})",
    re.IGNORECASE,
)


def with_period(text: str, end: int) -> int:
    """Where the period that follows a name ends: "giai đoạn 2021 - 2025, định hướng đến năm 2030"."""
    while m := PERIODS.match(text, end):
        end = m.end()
    return end


_OUTLOOK = pattern(r",?\s+(?:và\s+)?(?:tầm|định)\s", re.IGNORECASE)  # of the same programme, told or not
_YEARS = pattern(r"(?:19|20)\d\d")


def last_year(name: str) -> str | None:
    """The year with which the period in a name ends: that of 2016 - 2020 is another programme than that of 2021 - 2025.

    >>> last_year("Chương trình xây dựng nông thôn mới giai đoạn 2021 - 2025"), last_year("Chiến lược thanh niên đến năm 2030")
    ('2025', '2030')
    >>> last_year("Quy hoạch điện lực thời kỳ 2021 - 2030, tầm nhìn đến năm 2050"), last_year("Đề án chuyển đổi số")
    ('2030', None)
    """
    found = _told(name)
    return found[-1] if found else None


def first_year(name: str) -> str | None:
    """The year with which the period in a name begins, where that is told.

    >>> first_year("Chương trình xây dựng nông thôn mới giai đoạn 2021 - 2025"), first_year("Chiến lược thanh niên đến năm 2030")
    ('2021', None)
    """
    found = _told(name)
    return found[0] if len(found) > 1 else None


def _told(name: str) -> list[str]:
    """The years of the period in a name."""
    m = PERIOD.search(name)
    told = PERIODS.match(name, m.start()) if m and not _OUTLOOK.match(name, m.start()) else None
    return _YEARS.findall(told.group()) if told else []


def without_period(title: str) -> str:
    """A title up to its period and field: "Chuyển đổi số tỉnh A giai đoạn 2021 - 2025" → "Chuyển đổi số tỉnh A"."""
    m = PERIOD.search(title)
    return title[: m.start()] if m else title
