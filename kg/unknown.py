"""Bodies that the ontology does not list: what a text calls the writer of a number whose code nobody knows, and where it is."""

from __future__ import annotations

import re

from kg import identity, issuers, numbering
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import UPPER

# Codes that say that a body is the whole country's: "1386/BCĐQG", "13/CĐ-UBATGTQG", "109/QĐ-BCĐCLNTW".
_OF_ALL = pattern(r"(?:TW|QG|VN|CP|TTg)$")
_OVER = (
    r"(?:về|v/v|ngày|ban\s+hành|phê\s+duyệt|quy\s+định|hướng\s+dẫn|thực\s+hiện|triển\s+khai|được|đã|đang|sẽ|chưa|không|vừa|mới|nêu|trên|này|như|là|hoặc|theo|tại|trong|để|"
    r"hết\s+hiệu|sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|cho|phân\s+công|nay|gửi|trình|thông\s+qua|có|do|thì|nhằm|đề\s+nghị|báo\s+cáo|"
    r"cùng|(?:và|,)\s+(?:các\s+)?"
    r"(?:Nghị\s+(?:quyết|định)|Quyết\s+định|Thông\s+(?:tư|báo)|Kế\s+hoạch|Kết\s+luận|Công\s+(?:văn|điện)|Chỉ\s+thị|Văn\s+bản|Báo\s+cáo|"
    r"Tờ\s+trình|Luật|Bộ|Ủy|UBND|HĐND|Sở))"
)
_CALLED = pattern(
    rf"\s{{0,2}},?\s{{1,3}}của\s{{1,3}}(?:(?:Tổng\s+[cC]ục|Cục|Viện|Vụ|Bộ|Phó)\s+trưởng\s+|(?:Phó\s+)?(?:Chủ\s+tịch|(?:Tổng\s+)?[gG]iám\s+đốc|"
    rf"Chủ\s+nhiệm|Hiệu\s+trưởng)\s+|Trưởng\s+(?=[bB]an\s))?(?P<body>[{UPPER}]\w+(?:\s(?!{_OVER}(?!\w))[\w&-]+){{1,14}}?)"
    rf"(?=\s*(?:[.,;:()“\"]|$|\n\s*\n)|\s+{_OVER}(?!\w))"
)
_LONGEST = 200  # characters
_PLACE = pattern(r"\s+(?:tỉnh|thành\s+phố|[tT][pP]\.?)(?:\s+(?P<name>\S.*))?$", re.IGNORECASE)


def unlisted(facts: Instrument, lexicon: Lexicon) -> bool:
    """Whether a number has a code for its issuer that no body of the ontology writes.

    >>> from kg.lexicon import load
    >>> unlisted(Instrument(number="12/KH-TTPVHCC"), load()), unlisted(Instrument(number="12/KH-UBND"), load())
    (True, False)
    """
    number = numbering.of(facts, lexicon)
    if number is None or number.issuer_code is None or number.joint:  # several bodies are the nation's
        return False
    return identity.authority(number, lexicon) is None


def waits(facts: Instrument, lexicon: Lexicon) -> bool:
    """Whether an unlisted body may be one of many, each in its place: nothing says that it is the whole country's."""
    number = numbering.of(facts, lexicon)
    of_all = number is not None and _OF_ALL.search(number.issuer_code or "") is not None
    named = facts.issuer is None or _PLACE.search(facts.issuer) is not None
    return facts.place is None and facts.level != "central" and named and not of_all and unlisted(facts, lexicon)


def called(text: str, at: int, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """ "của <body>" at an offset, whatever the body is called: its name, its place if told, and where it ends.

    >>> from kg.lexicon import load
    >>> called(" của Trung tâm Phục vụ hành chính công tỉnh Lào Cai về việc", 0, load())
    ('Trung tâm Phục vụ hành chính công tỉnh', 'Lào Cai', 51)
    >>> called(" của Chi cục Thuế khu vực I;", 0, load())
    ('Chi cục Thuế khu vực I', None, 27)
    """
    m = _CALLED.match(text, at, at + _LONGEST)
    if m is None:
        return None
    body = " ".join(m["body"].split())
    of = _PLACE.search(body)
    place = issuers.province(of["name"], lexicon) if of and of["name"] else None
    if of and place and place in lexicon.provinces:
        return f"{body[: of.start()]} {lexicon.provinces[place].noun}", place, m.end()
    return body, None, m.end()
