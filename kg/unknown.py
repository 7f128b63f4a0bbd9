"""Bodies that the ontology does not list: what a text calls the writer of a number whose code nobody knows, and where it is."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import issuers, numbering, organs, placenames
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import UPPER

_OVER = (
    r"(?:về|v/v|ngày|ban\s+hành|phê\s+duyệt|quy\s+định|hướng\s+dẫn|thực\s+hiện|triển\s+khai|được|đã|đang|sẽ|chưa|không|vừa|mới|nêu|trên|này|như|là|hoặc|theo|tại|trong|để|"
    r"hết\s+hiệu|sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|cho|phân\s+công|nay|gửi|trình|thông\s+qua|có|do|thì|nhằm|đề\s+nghị|báo\s+cáo|"
    r"cùng|(?:và|,)\s+(?:các\s+)?"
    r"(?:Nghị\s+(?:quyết|định)|Quyết\s+định|Thông\s+(?:tư|báo)|Kế\s+hoạch|Kết\s+luận|Công\s+(?:văn|điện)|Chỉ\s+thị|Văn\s+bản|Báo\s+cáo|"
    r"Tờ\s+trình|Luật|Bộ|Ủy|UBND|HĐND|Sở))"
)
_REST = rf"(?:\s(?!{_OVER}(?!\w))[\w&-]+){{1,14}}?(?=\s*(?:[.,;:()“\"]|$|\n\s*\n)|\s+{_OVER}(?!\w))"
_CALLED = pattern(rf"[{UPPER}]\w+{_REST}")
_LONGEST = 200  # characters
# Bodies whose name ends with that of their place: not the Stock Exchange of Hà Nội, which is the nation's.
_IN_PLACE = pattern(r"(?:Bệnh viện|Trung tâm|Trường)\s", re.IGNORECASE)
_PLACE = pattern(r"\s+(?:tỉnh|thành\s+phố|[tT][pP]\.?)(?:\s+(?P<name>\S.*))?$", re.IGNORECASE)


def unlisted(facts: Instrument, lexicon: Lexicon) -> bool:
    """Whether a number has a code for its issuer that no body of the ontology writes.

    >>> from kg.lexicon import load
    >>> unlisted(Instrument(number="12/KH-TTPVHCC"), load()), unlisted(Instrument(number="12/KH-UBND"), load())
    (True, False)
    """
    number = _number(facts, lexicon)
    return number is not None and organs.authority(number, lexicon) is None


def waits(facts: Instrument, lexicon: Lexicon) -> bool:
    """Whether a body that nobody lists may be one of many, each in its place: nothing says that it is the whole country's."""
    number = _number(facts, lexicon)
    if number is None or facts.place is not None or facts.level == "central":
        return False
    issuer = facts.issuer
    many = issuer is None or _PLACE.search(issuer) is not None or issuers.DEPARTMENT.match(issuer) is not None
    many = many or (issuer is not None and placenames.level(issuer, lexicon) is not None)
    return many and not organs.of_all(number)


@lru_cache(maxsize=4)
def _small(lexicon: Lexicon) -> re.Pattern[str]:
    """A name in small letters, which begins with what bodies are called."""
    return re.compile(rf"{lexicon.words['unlisted'].any}{_REST}", re.IGNORECASE)


def _number(facts: Instrument, lexicon: Lexicon) -> numbering.Number | None:
    """The number, if it has the code of one body; several are the nation's."""
    number = numbering.of(facts, lexicon)
    return number if number and number.issuer_code and not number.joint else None


# "của Trưởng phòng Kinh tế, Hạ tầng và Đô thị phường tại Tờ trình số …"
_SPEAKS = pattern(r"\scủa\s+(?:Phó\s+)?(?:Trưởng\s+|Chánh\s+|Giám\s+đốc\s+)([\w&,\s-]{4,120}?)\s+tại\s+$")


def speaks(text: str, start: int, end: int, facts: Instrument, lexicon: Lexicon) -> str | None:
    """The body that nobody lists whose head proposes in what is named next, "của Trưởng phòng A phường tại Tờ trình số …".

    >>> from kg.lexicon import load
    >>> said = "Theo đề nghị của Giám đốc Trung tâm Phục vụ hành chính công phường tại "
    >>> speaks(said, 0, len(said), Instrument(number="12/TTr-TTPVHCC"), load())
    'Trung tâm Phục vụ hành chính công phường'
    """
    if text[max(start, end - 5) : end].strip() != "tại" or not unlisted(facts, lexicon):
        return None
    of = text.rfind(" của ", max(start, end - _LONGEST), end)
    m = _SPEAKS.match(text, of, end) if of >= 0 else None
    if m is None or any(c.isdigit() for c in m[1]):
        return None
    body = " ".join(m[1].split())
    return body[0].upper() + body[1:]


def called(text: str, at: int, lexicon: Lexicon) -> issuers.Issuer | None:
    """ "của <body>" at an offset, whatever the body is called: its name, its place if told, and where it ends.

    >>> from kg.lexicon import load
    >>> tuple(called(" của Trung tâm Phục vụ hành chính công tỉnh Lào Cai về việc", 0, load()))
    ('Trung tâm Phục vụ hành chính công tỉnh', 'Lào Cai', 51)
    >>> called(" của Chi cục Thuế khu vực I;", 0, load()).name
    'Chi cục Thuế khu vực I'
    """
    begin = issuers.named(text, at, lexicon)
    if begin is None:
        return None
    m = (_small(lexicon) if text[begin].islower() else _CALLED).match(text, begin, at + _LONGEST)
    if m is None:
        return None
    body = " ".join(m.group().split())
    body = body[0].upper() + body[1:]
    of = _PLACE.search(body)
    place = issuers.province(of["name"], lexicon) if of and of["name"] else None
    if of and place and place in lexicon.provinces:
        return issuers.Issuer(f"{body[: of.start()]} {lexicon.provinces[place].noun}", place, m.end())
    department = issuers.DEPARTMENT.match(body)
    if department is None and _IN_PLACE.match(body) is None:
        return issuers.Issuer(body, None, m.end())
    for blank in (i for i, c in enumerate(body) if c == " "):  # "Sở Thủy lợi Lào Cai", "Bệnh viện Sản Nhi Nghệ An"
        found = lexicon.place_names.match(body, blank)
        if found and found[1] == len(body):
            return issuers.Issuer(body[:blank] if department else body, found[0].label, m.end())
    return issuers.Issuer(body, None, m.end())
