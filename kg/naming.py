"""The grammar of subjects: what an instrument is about that is told by its type and subject, without a number or a name."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import issuers
from kg.laws import SEVERAL
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, wrap

_ABOUT = pattern(r"\s{1,2}về(?:\s+việc)?\s{1,2}", re.IGNORECASE)
# A clause that follows: "… về đăng ký thuốc, doanh nghiệp có trách nhiệm …", "…, trong đó", "… và các văn bản hướng dẫn".
_CLAUSE = (
    r"|,\s(?=(?:ít nhất|nếu|cùng với|trong đó)\s"
    r"|(?:doanh nghiệp|tổ chức|cá nhân|cơ quan|đơn vị|cơ sở)[\s,][^.;:()\n]{0,80}?\s(?:có trách nhiệm|phải|thì|có thể|được)\s)"
    r"|\svà\s(?=các văn bản\s)"
)
_TITLE_STOP = pattern(
    r"[.;:()]|\n\s*\n|\s(?:như\s*:|gồm\s*:|được ban hành|có hiệu lực|do\s|thì\s|\(sau đây)"
    r"|,\s+(?=(?:các|những|đồng thời|trong đó|theo đó|tiếp theo|cụ thể)\s)|,?\svà\s(?=pháp luật (?:khác|có liên quan|liên quan))"
    r"|(?:,|(?P<beside>\s+và))\s+(?=(?:Nghị|Quyết|Thông|Chỉ|Kết|Kế|Công (?:điện|văn)|Luật|Bộ luật|Chương trình|Chiến lược|Đề án)\s)"
    r"|\s(?=Căn cứ\s)" + _CLAUSE
)
_BARE = pattern(r"\ssố\s\d{1,4}[/-][\w/-]{2,20}$")  # a number without date and issuer
_GROUND = pattern(r"(?:căn cứ|theo)\s{1,2}$", re.IGNORECASE)  # of which each has a line of its own, or stands in a list


# "… về dự toán, Kho bạc Nhà nước thanh toán": who does what, behind the comma that ends a subject.
@lru_cache(maxsize=4)
def _body_does(lexicon: Lexicon) -> re.Pattern[str]:
    bodies = rf"{lexicon.words['body'].any}(?:\s[^\s.;,:()]{{1,12}}){{1,8}}?|Chính phủ|Quốc hội|Thủ tướng Chính phủ"
    return re.compile(rf",\s(?=(?:{bodies})\s(?:(?:đã|sẽ|phải|tiếp tục|chủ động)\s)*{lexicon.words['does'].any}(?!\w))")


@lru_cache(maxsize=4)
def _body_before(lexicon: Lexicon) -> re.Pattern[str]:
    bodies = f"(?:{lexicon.words['body'].any}|Chính phủ|Quốc hội)"
    lead = r"(?:giữa|của|cho|giao|với|cùng|do|và|gồm)\s(?:các\s)?"
    return re.compile(rf"{lead}{bodies}(?:\s[^\s.;:()]{{1,12}}){{0,12}}$")


_FEWEST = 4  # words of a subject; a clause behind it shows that fewer are all of it
_FEWEST_CLOSED = 2


def _clause(text: str, at: int, end: int, lexicon: Lexicon) -> int | None:
    """Where the comma stands behind which a body does something, unless it is one of several that the subject names."""
    m = _body_does(lexicon).search(text, at, end)
    return m.start() if m and not _body_before(lexicon).search(text, at, m.start()) else None


def issued_title(
    text: str, at: int, issued: issuers.Issuer, lexicon: Lexicon, *, lower: bool
) -> tuple[str, int] | None:
    """The subject of an instrument told by type, issuer and subject, and where it ends."""
    if not (text[at].isupper() or lower) or text[at : at + 4].isupper():
        return None
    about = _ABOUT.match(text, issued.end)
    if not about or SEVERAL.search(text, max(0, at - 8), at):  # "các Nghị quyết của Chính phủ về …" are several
        return None
    stop = _TITLE_STOP.search(text, about.end(), about.end() + 500)
    # "… về thực hiện Nghị quyết số 35/NQ-CP và Chỉ thị số 26/CT-TTg": what is told in so few words stands together.
    bare = stop and stop["beside"] and _BARE.search(text, about.end(), stop.start())
    if stop and bare and not _GROUND.search(text, max(0, at - 12), at):
        stop = _TITLE_STOP.search(text, stop.end(), about.end() + 500)
    end = stop.start() if stop else min(len(text), about.end() + 500)
    clause = _clause(text, about.end(), end, lexicon)
    end = about.end() + len(text[about.end() : end if clause is None else clause].rstrip())
    fewest = _FEWEST if clause is None else _FEWEST_CLOSED
    return (wrap(text[about.end() : end]), end) if len(text[about.end() : end].split()) >= fewest else None


# "theo Thông tư hướng dẫn về thủ tục hải quan": told by subject alone, where something rests on it; several, and drafts, are none.
_CITING = pattern(
    r"(?:tại|theo|của|và|trong|hiện|cứ|với|bởi|là|bổ sung|sửa đổi|điều|\d|[,“\"(])\s{1,2}$", re.IGNORECASE
)
_SUBJECT = pattern(r"\s(?:(?:[Hh]ướng dẫn|[Qq]u[yi] định)(?:\s(?:chi tiết|về|việc))*|về(?:\sviệc)?)\s")
_SUBJECT_STOP = pattern(
    r"[.;:()“”\"]|\n\s*\n|\n[^\S\n]*(?=(?:Căn cứ|Theo|Xét)\s)|,\s(?=(?:thì|mà|trừ|các|những|đồng thời)\s)"
    r"|\s(?:do|cho|sau khi|để|được|nếu|thì|khi|có hiệu lực|nhưng|mà|thuộc|gồm|phải|nêu|này|hiện hành|như)(?!\w)"
    r"|\stheo quy định (?:tại|của)\s"
    r"|\scủa\s(?=Bộ (?!luật)|Chính|Thủ tướng|Ủy ban|Ngân hàng|Tổng|Thanh tra|Hội đồng|Liên|liên)"
    rf"|(?<=[{LOWER}])\s(?=(?:Xây dựng|Tổ chức|Thực hiện|Phối hợp|Chỉ đạo|Căn cứ)\s[{LOWER}])"
    r"|,?\s(?:và|hoặc)\s(?=(?:hướng dẫn|các|những|quy định|theo|văn bản|pháp luật|Nghị|Quyết|Thông|Luật|Bộ|Pháp)\s)"
    + _CLAUSE
)
_NO_SUBJECT = pattern(r"(?:của|tại|này|trên|cho|do|theo|và)\s")
_NUMBERED = pattern(r"\d[/-]|số \d")  # the subject names another instrument
_SUBJECT_WORDS = 3


def subject(text: str, at: int, noun_end: int) -> tuple[str, int] | None:
    """The subject of an instrument told by type and subject alone, and where it ends."""
    about = _SUBJECT.match(text, noun_end)
    if not about or not text[at].isupper() or not _CITING.search(text, max(0, at - 10), at):
        return None
    stop = _SUBJECT_STOP.search(text, about.end(), about.end() + 250)
    end = stop.start() if stop else min(len(text), about.end() + 250)
    told = text[about.end() : end]
    if len(told.split()) < _SUBJECT_WORDS or _NO_SUBJECT.match(told) or _NUMBERED.search(told):
        return None
    return wrap(text[noun_end:end]), end
