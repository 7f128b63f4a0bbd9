"""The grammar of names: where the name of a programme ends, and what an instrument is about that is told by its subject."""

from __future__ import annotations

import re

from kg.laws import SEVERAL
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, WORD, fold, key, wrap

# --- Programmes, strategies, schemes

_OPEN, _CLOSE = "“\"'‘«", "”\"'’»"
_QUOTED = pattern(rf"\s{{0,2}}[:]?\s{{0,2}}[{_OPEN}]([^{_CLOSE}]{{4,400}})[{_CLOSE}]")
# Where the name proper ends and its period or field begins.
_PERIOD = pattern(
    r",?\s+(?:giai đoạn|thời kỳ|đến năm|đến hết năm|từ năm|năm (?=\d{4})|tầm nhìn|định hướng đến|trên địa bàn|trên phạm vi)(?!\w)",
    re.IGNORECASE,
)
_HARD = pattern(r"[.;:()\[\]*“”\"<>|]|\n\s*\n|\n(?![" + LOWER + r"\s])|\n\s*[-+•]")
_NAME_STOP = pattern(
    r",\s(?=(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị)\s)"
    r"|,|\s(?=số\s?:?\s?\d{1,4}[a-z]?\s?[-/])"
    r"|(?<!về)\s(?:Căn cứ|Theo đề nghị|Xét đề nghị|(?:Nghị|Quyết|Thông|Luật|Chỉ|Pháp)\s\w+\s+(?=số|\d))"
    r"|(?<![Tt]ự)(?<![Ll]ý)\s(?i:do)(?!\w)"
    r"|\s(?i:của|tại|được|đã|và (?:các|những|hướng dẫn)|nhằm|để|kèm|theo|trong đó|trong (?:thời hạn|vòng)|gắn với|đặt mục tiêu|"
    r"ban hành|là|có(?! công)|cho|đối với|với|phải|sẽ|về việc|thực hiện|phê duyệt|quy định(?! về)|nhưng|bao gồm|gồm|như sau|"
    r"gửi|hết hiệu lực|ký (?:ngày|kết|tại)|ngày(?=\s\d)|khi|chưa|sau khi|mà|hoặc|nếu|tập trung vào|trực thuộc|thống nhất với)(?!\w)"
    r"|\svà\s+(?=[" + UPPER + r"][" + LOWER + r"]+\s)"
)
_PARTY = pattern(r"(?<=Điều lệ)\sĐảng(?!\s(?:Cộng|bộ|ủy|uỷ|đoàn)(?!\w))(?!\w)")  # as its documents call itself
_APPROVED = pattern(r"(?:phê duyệt|thông qua|ban hành)\s+[“\"]?$", re.IGNORECASE)
_DONE = pattern(r"(?:phê duyệt|thực hiện|triển khai|ban hành|thi hành|thuộc)\s+[“\"]?$", re.IGNORECASE)
_OF_A_MONTH = pattern(
    r"\s+(?:tháng|quý|tuần)\s+[\dIVX]", re.IGNORECASE
)  # "chương trình tháng 5/2020 của UBND tỉnh" plans work
_GENERIC = frozenset(
    key(w)
    for w in "ngày ở của này đó trên nêu và hoặc để số tại theo các cho về là có do được đã với hành công làm".split()
)


# "Công ước của Liên hợp quốc về chống tội phạm mạng": whose a treaty is belongs to its name.
_OF_WORLD = pattern(r"\scủa\s(?:Liên\s[Hh]ợp\s[Qq]uốc|LHQ|ILO|Tổ\schức\sLao\sđộng\s[Qq]uốc\stế)(?=\svề\s(?!Luật\s))")


def programme(text: str, at: int, noun_end: int, lexicon: Lexicon, *, lower: bool) -> tuple[str, int] | None:
    """The name of a programme, strategy, scheme … whose noun stands at `at`: name with its period, and where the name ends.

    A noun in small letters counts only right after "phê duyệt" and the like, or before a name in quotes.
    """
    noun = text[at:noun_end]
    left = text[max(0, at - 20) : at]
    if m := _QUOTED.match(text, noun_end):
        return f"{noun[0].upper()}{noun[1:]} {wrap(m[1])}", m.end()
    if m := _PARTY.match(text, noun_end):
        return f"{noun}{m.group()} Cộng sản Việt Nam", m.end()
    approved = _APPROVED.search(left)
    if noun.isupper() or not (noun[0].isupper() or approved or (lower and _DONE.search(left))):
        return None
    if _OF_A_MONTH.match(text, noun_end):
        return None
    hard = _HARD.search(text, noun_end, noun_end + 400)
    limit = min(hard.start() if hard else len(text), noun_end + 400)
    period = _PERIOD.search(text, noun_end, limit)
    world = _OF_WORLD.match(text, noun_end)
    begin = world.end() if world else noun_end
    stop = _first_stop(text, begin, period.start() if period else limit, period is not None)
    words = WORD.findall(text[noun_end:stop])
    own = world is not None or (noun == "Điều lệ" and bool(words) and words[0][0].isupper())
    generic = not words or (key(words[0]) in _GENERIC and not own)
    if len(words) < 3 or generic or words[0].isdigit():
        return None
    return wrap(f"{noun[0].upper()}{noun[1:]}{text[noun_end : with_period(text, stop)]}"), stop


_INSTRUMENT = pattern(r"(?:Nghị định|Nghị quyết|Hiệp định|Công ước|Quyết định|Thông tư|Luật|Kế hoạch)(?!\w)")


def _first_stop(text: str, at: int, limit: int, has_period: bool) -> int:
    """The end of a name within a limit; commas belong to it where a period or a field closes it further on."""
    parties = text.find(" giữa ", at, limit)  # "Hiệp định … giữa A và B": the first "và" joins the parties
    for m in _NAME_STOP.finditer(text, at, limit):
        if 0 <= parties < m.start() and m.group().strip() == "và" and not _INSTRUMENT.match(text, m.end()):
            parties = -1
            continue
        if m.group() == "," and has_period and not re.search(r"[A-ZĐ]\w*\s+số|\d+[/-]", text[m.end() : limit]):
            continue
        return m.start()
    return at + len(text[at:limit].rstrip())


_PERIODS = pattern(
    r",?\s+(?:(?:giai đoạn|thời kỳ)\s+(?:từ\s+)?(?:năm\s+)?\d{4}\s*(?:-|đến(?:\s+năm)?)\s*\d{4}|"
    r"(?:đến|từ)\s+(?:hết\s+)?năm\s+\d{4}|"
    r"giai đoạn\s+(?:[IV]{1,3}|\d)\s?[:(]\s?(?:từ\s+)?(?:năm\s+)?\d{4}\s*(?:-|đến)\s*(?:năm\s+)?\d{4}\)?|"
    r"tầm nhìn(?:\s+đến)?\s+(?:năm\s+)?\d{4}|(?:và\s+)?định hướng(?:\s+đến)?\s+(?:năm\s+)?\d{4})",
    re.IGNORECASE,
)


def name_key(name: str) -> str:
    """What two spellings of a programme's name must agree in: folded words, without the period and quotes.

    >>> name_key("Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030")
    'chuong.trinh.chuyen.doi.so.quoc.gia'
    """
    m = _PERIOD.search(name)
    return ".".join(re.findall(r"[a-z0-9]+", fold(name[: m.start()] if m else name)))


def with_period(text: str, end: int) -> int:
    """Where the period that follows a name ends: "giai đoạn 2021 - 2025, định hướng đến năm 2030"."""
    while m := _PERIODS.match(text, end):
        end = m.end()
    return end


# --- Instruments told by issuer and subject: "Nghị quyết của Chính phủ về tiếp tục thực hiện …"

_ABOUT = pattern(r"\s{1,2}về(?:\s+việc)?\s{1,2}", re.IGNORECASE)
_TITLE_STOP = pattern(
    r"[.;:()]|\n\s*\n|\s(?:như\s*:|gồm\s*:|được ban hành|có hiệu lực|do\s|thì\s|\(sau đây)"
    r"|,\s+(?=(?:các|những|đồng thời|trong đó|theo đó|cụ thể)\s)"
    r"|(?:,|\s+và)\s+(?=(?:Nghị|Quyết|Thông|Chỉ|Kết|Kế|Luật|Bộ luật|Chương trình|Chiến lược|Đề án)\s)"
    r"|\s(?=Căn cứ\s)",
)


def issued_title(text: str, at: int, issued: tuple[str, str | None, int], *, lower: bool) -> tuple[str, int] | None:
    """The subject of an instrument told by type, issuer and subject, and where it ends."""
    if not (text[at].isupper() or lower) or text[at : at + 4].isupper():
        return None
    about = _ABOUT.match(text, issued[2])
    if not about or SEVERAL.search(text, max(0, at - 8), at):  # "các Nghị quyết của Chính phủ về …" are several
        return None
    stop = _TITLE_STOP.search(text, about.end(), about.end() + 500)
    end = stop.start() if stop else min(len(text), about.end() + 500)
    end = about.end() + len(text[about.end() : end].rstrip())
    return (wrap(text[about.end() : end]), end) if len(text[about.end() : end].split()) >= 4 else None


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
    r"|,?\s(?:và|hoặc)\s(?=(?:hướng dẫn|các|những|quy định|theo|văn bản|Nghị|Quyết|Thông|Luật|Bộ|Pháp)\s)"
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


def without_period(title: str) -> str:
    """A title up to its period and field: "Chuyển đổi số tỉnh A giai đoạn 2021 - 2025" → "Chuyển đổi số tỉnh A"."""
    m = _PERIOD.search(title)
    return title[: m.start()] if m else title
