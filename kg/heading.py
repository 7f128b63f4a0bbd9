"""What stands above the names of a table's columns: whose table it is, and whether others issued what is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PLACE = re.compile(r"(?:tỉnh|thành phố|TỈNH|THÀNH PHỐ)\s+(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ]*(?:\s|$|(?=[,.;)]))){1,4}")
_BODIES = r"(?i:UBND|[ỦU][YỶ] BAN NHÂN DÂN|HĐND|HỘI ĐỒNG NHÂN DÂN|ĐẢNG [ỦU][YỶ]|ĐẢNG BỘ)"
_LOWER = r"(?i:xã(?!\s+hội\b)|phường|thị trấn|đặc khu|huyện|quận|thị xã)"
_NAME = r"\s+(?=[A-ZĐÀ-Ỹ\d])(?:\d{1,2}\b)?[^\n\d(;:]{0,80}"
# The body whose table it is, the lowest first: that of a commune or a district, that of a city, that of a province.
_OWNERS = tuple(
    re.compile(words)
    for words in (
        rf"\b(?:{_BODIES}\s+{_LOWER}|(?i:huyện|quận|thị) (?i:[ủu][yỷ])){_NAME}",
        rf"\b(?:{_BODIES}\s+(?i:thành phố|tp\.?)|(?i:thành [ủu][yỷ])){_NAME}",
        rf"\b(?:{_BODIES}\s+(?i:tỉnh)|(?i:tỉnh [ủu][yỷ])){_NAME}",
    )
)
_BELOW = re.compile(rf"\b{_LOWER}\s+(?=[A-ZĐÀ-Ỹ\d])")
# What no name goes on with: "TỈNH LÂM ĐỒNG NĂM 2024", but "HUYỆN NĂM CĂN".
_GOES_ON = re.compile(
    r"\s+(?:-\s+)?(?:(?:từ|trong|đến)?\s*(?:năm|ngày|tháng|quý|số|kỳ)(?=\s+(?:\d|[IVX]+\b)|\s*$)|ban hành|giai đoạn|danh mục"
    r"|đã|được|còn|hết|có hiệu|sổ|về|công báo)(?!\w)",
    re.IGNORECASE,
)


def owner(lead: Sequence[Sequence[str]]) -> str | None:
    """Whose table it is by the rows above the names of the columns, with the place: "UBND XÃ A, TỈNH B"; or their province.

    None where they name a place below a province, and no body of it: then the rows are not the province's.

    >>> owner([["UBND XÃ MỸ HÒA HƯNG, TỈNH AN GIANG"], ["SỔ VĂN BẢN ĐI NĂM 2025"]]), owner([["CÔNG BÁO TỈNH LÂM ĐỒNG SỐ 12"]])
    ('UBND XÃ MỸ HÒA HƯNG, TỈNH AN GIANG', 'TỈNH LÂM ĐỒNG')
    """
    lines = [cell.strip() for row in lead for cell in row if cell.strip()]
    found = [_ends(m.group()) for line in lines if (m := _PLACE.search(line))]
    above = "\n".join(lines)
    body = next((_ends(m.group()) for words in _OWNERS if (m := words.search(above))), None)
    if body is None:
        return found[0] if found and not _BELOW.search(above) else None
    outer = next((p for p in found if p[:4].lower() == "tỉnh" or p not in body), None)
    return f"{body}, {outer}" if outer and outer not in body else body


def _ends(words: str) -> str:
    """The words for a body and its place, up to those that no name goes on with."""
    m = _GOES_ON.search(words)
    name = words[: m.start()] if m else words
    return re.sub(r"\s[-–]\s+(?=TỈNH|THÀNH PHỐ|tỉnh|thành phố)", ", ", name).strip(" ,.-\n")


_RECEIVED = re.compile(r"(?:văn bản|công văn)\s+đến(?!\s+(?:hết|ngày|năm|tháng))(?!\w)", re.IGNORECASE)


def received(lead: Sequence[Sequence[str]]) -> bool:
    """Whether the rows above the names of the columns tell that others issued what is in the table: "SỔ VĂN BẢN ĐẾN"."""
    return any(_RECEIVED.search(cell) for row in lead for cell in row)
