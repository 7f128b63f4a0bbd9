"""The title below the noun of a document: the lines that it takes, and where the body begins.

Files keep no more than lines: in many no empty one stands between the title and the first sentence.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg import issuers, sentences, signature
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER

ARTICLE = rf"(?:Điều 1\b|{sentences.ARTICLE})"  # the first of a text, which may be a piece of one
FIRST_ARTICLE = pattern(rf"^[^\w\n]*{ARTICLE}", re.MULTILINE)
BODY = pattern(
    rf"^[^\w\n]*(?:Căn cứ|Thực hiện|Theo đề nghị|Xét |Kính (?:gửi|trình)|{ARTICLE}|Chương I\b|CHƯƠNG I\b|Phần (?:I|thứ nhất)\b"
    r"|I[.\-] |CỦA QUỐC HỘI\b|Qua \d|Ngày \d|Sau (?:khi|\d)|Hôm nay|Để |Triển khai |Quán triệt |(?<!-)[-+•] |1[.)] )",
    re.MULTILINE,
)
_GOES_ON = pattern(r"(?:,|\s(?:của|do|và))\s*$")  # the end of a line after which a title goes on with a body
# An empty line between two of one title, as some files have it behind each: what begins below it begins no sentence.
_GOES_ON_BELOW = pattern(rf"(?<![.;:]\n)(?:[^\S\n]*\n){{1,2}}[^\S\n]*[{LOWER}]{{2,}}[ ,]")
_LAST_WORD = 8  # characters
_PURPOSE = ("Thực hiện", "Để ", "Triển khai ", "Quán triệt ")  # begin the title of a plan as well as its body
_LONGEST_LINE = 150  # characters of a line of a title
_SHORTEST = 40  # characters of a sentence: what is shorter and ends in a full stop may be the last line of a title
_NUMBERED = pattern(r"S(?:ố|Ố)\s?:\s?[\d.…]")
# What an annex belongs to is not its title; nor is for whom a report is, or how far it is: "(Trình Kỳ họp thứ 5 …)", "(Dự thảo)".
_ANNEX = pattern(
    r"\((?:(?:ban\s+hành\s+)?kèm\s+theo\s|trình\s(?!độ\s|tự\s)|(?:bản\s+)?dự\s+thảo|lưu\s+hành\s"
    r"|(?:tài\s+liệu\s+(?:(?:dùng|gửi|tham\s+khảo)\s|(?=phục|trình|tại|hội|họp|kỳ|phiên|lưu))|phục\s+vụ\s+(?:(?:các|cho)\s+)?(?:cuộc|buổi|kỳ|phiên|hội|đoàn|đại))"
    r"|số\s+liệu\s+(?:báo|tính|từ|đến|ước|tổng|kèm|năm|tháng|quý|kỳ|\d)"
    r"|báo\s+cáo\s+(?:tại|trình)\s|tại\s+(?:kỳ|phiên|hội)\s)",
    re.IGNORECASE,
)
_PAGE = pattern(r"(?:trang\s+)?\d{1,4}(?:\s?/\s?\d{1,4})?", re.IGNORECASE)  # between the title and what follows it
# "định hướng đến năm⏎2040", "giai đoạn 2026⏎- 2030": a title's line that is a year, right below another, is no page and no item.
_YEAR = r"(?:19|20)\d\d"
_ITS_YEAR = pattern(rf"\n[ *_]*(?:{_YEAR}|(?<={_YEAR}\n)-\s?{_YEAR})(?!\w)[^\w\n]*(?=\n|$)")


def ends(head: str, at: int, lexicon: Lexicon, *, consolidated: bool) -> tuple[int, int]:
    """The lines after the type line, up to an empty line followed by the body, a rule, or the body itself.

    That of a consolidated text ends where it tells what was put together: "Luật Giá số 11/2012/QH13 … được sửa đổi, bổ sung bởi:".
    """
    end = at
    m = re.compile(r"[\s*_#]*").match(head, at)
    start = m.end() if m else at
    first, gap = start, False
    for line in re.finditer(r"[^\n]*\n?", head[first:]):
        words = line.group().strip(" *_\t\n")
        if not line.group():
            break
        here = first + line.start()
        # "VĂN BẢN HỢP NHẤT⏎THÔNG TƯ⏎…"
        inner = consolidated and start == first and words.isupper() and lexicon.type_called(words)
        if inner or _NUMBERED.match(words):  # "HỢP ĐỒNG TƯ VẤN⏎Số: 27/2025/HĐTV⏎Về việc …"
            start = end = here + len(line.group().rstrip("\n"))
            continue
        if end > at and _ITS_YEAR.match(head, end):
            end = here + len(line.group().rstrip())
            continue
        over = BODY.match(line.group()) and not (end == at and words.startswith(_PURPOSE))
        if words and (over or _SIGNED.match(words) or re.fullmatch(r"[-_=.—\s]{3,}", words)):
            break
        if not words or _PAGE.fullmatch(words):
            if end > at and end - start > 20 and not _GOES_ON_BELOW.match(head, here):
                break
            gap = end > at
            continue
        if gap and (words[-1] in ".;:" or len(words) > _LONGEST_LINE):
            break  # a sentence: "Kết quả rà soát⏎⏎Trong năm 2025, Ủy ban nhân dân tỉnh …"
        goes_on = _GOES_ON.search(head, max(at, end - _LAST_WORD), end)
        sentence, opens = _sentence(head, here), _opens(lexicon).match(words)
        if (opens and (sentence or end > at)) or (sentence and end > at and not goes_on):
            break
        if end > at and (_decides(words, lexicon) or _ANNEX.match(words)):
            break
        if end > at and not head[start:end].isupper() and not goes_on and _deciding(head, here, lexicon):
            break
        end = here + len(line.group().rstrip())
        if end - start > 900:
            break
    return start, max(start, end)


# "HỘI ĐỒNG THÀNH VIÊN⏎TẬP ĐOÀN …⏎Căn cứ …": who decides, whether known or not, in capitals below a title that has none.
_DECIDING = pattern(
    rf"((?:[^\n{LOWER}]*[{UPPER}]{{2}} [^\n{LOWER}]*\n\s*){{1,3}})[^\w\n]*(?:Căn cứ|Thực hiện|Xét|Theo đề nghị)\s"
)
_COLLEGE = pattern(r"[^\w\n]*(?:(?:ĐẠI )?HỘI ĐỒNG|ỦY BAN|BAN(?! HÀNH))\s")
_INSTRUMENT = pattern(r"SỐ\s?:?\s?\d|\d\s?[/-]\s?[\w-]{0,12}[^\W\d]")  # "NGHỊ QUYẾT SỐ 05-NQ/TU", "12/2018/QĐ-UBND"
_SIGNED = pattern(r"(?:TM|KT|TL)\.|Nơi nhận")


def _deciding(head: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a body stands in capitals above the preamble; what else does is of the title: "Bãi bỏ⏎QUYẾT ĐỊNH SỐ …"."""
    m = _DECIDING.match(head, at)
    if m is None or _INSTRUMENT.search(m[1]):
        return False
    told = _COLLEGE.match(m[1]) or signature.chief(lexicon).match(m[1])
    return told is not None or issuers.issuer(m[1].strip(" *_\t\n"), 0, lexicon) is not None


@lru_cache(maxsize=4)
def _opens(lexicon: Lexicon) -> re.Pattern[str]:
    """What opens a body, and no line of a title but the first: "Thời gian qua, …", "Năm 2025, …"."""
    return re.compile(rf"(?:{lexicon.words['opens'].any})(?!\w)|Năm \d{{4}},|PHẦN (?:THỨ|MỞ|I)\s?")


_WITHIN = pattern(rf"[{LOWER}\d]{{2}}[.;]\s[{UPPER}]")  # a full stop within a line, but for "TP. Hà Nội"
# A line, and those that go on with it.
_WRAPPED = pattern(rf"[^\n]*(?:(?<![.:;])\n[^\S\n]*(?!\w{{1,2}}[.)]\s)[{LOWER}\d][^\n]*){{0,6}}")


def _sentence(head: str, at: int) -> bool:
    """Whether a line, wrapped or not, is a sentence: "Công tác quản lý đất đai còn nhiều hạn chế."

    Lines in capitals are none but for one that ends in a colon: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐIỆN:".
    """
    m = _WRAPPED.match(head, at)
    words = m.group().strip(" *_\t\n") if m else ""
    if not words.lstrip('“"(')[:1].isupper():
        return False
    ended = words[-1] == "." and len(words) > _SHORTEST and not words.isupper()
    return words[-1] == ":" or ended or _WITHIN.search(words) is not None


def _decides(line: str, lexicon: Lexicon) -> bool:
    """ "BỘ TRƯỞNG BỘ TÀI CHÍNH", "THỦ TƯỚNG CHÍNH PHỦ điện:": who decides, above the preamble."""
    if signature.chief(lexicon).fullmatch(line):
        return True  # "CHỦ TỊCH⏎NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    read = issuers.issuer(line, 0, lexicon) if line[:2].isupper() else None
    return read is not None and line[: read.end].isupper() and (line[read.end :].islower() or read.end == len(line))
