"""The grammar of the names of programmes, strategies, schemes, plans of land and charters: where one stands."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.periods import PERIOD, PERIODS, with_period
from kg.proper import FEWEST, OF_WORLD, SINGLE, TREATIES, Lead, ends
from kg.text import LOWER, UPPER, first_word, wrap
from kg.words import WORD, key

_OF_SERIES = pattern(r"[IVX]{2,5}")
_OPEN, _CLOSE = "“\"'‘«", "”\"'’»"
# "Chương trình hành động quốc gia “Không còn nạn đói”": which kind of programme it is stands before the quoted name.
_KIND = r"(?:\s{1,2}(?:hành\sđộng|mục\stiêu|quốc\sgia|tổng\sthể|trọng\sđiểm|khung))"
# "các Chương trình mục tiêu quốc gia" are several.
_KINDS = pattern(rf"(?:{_KIND}|\s{{1,2}}(?:khác|này|trên))+", re.IGNORECASE)
_QUOTED = pattern(rf"({_KIND}{{0,3}})\s{{0,2}}[:]?\s{{0,2}}[{_OPEN}]([^{_CLOSE}]{{4,400}})[{_CLOSE}]", re.IGNORECASE)
# “Đề án hỗ trợ việc làm cho người khuyết tật giai đoạn 2021-2025”: the whole quotation is the name; not so that of a sentence.
_ENCLOSED = pattern(rf"((?:[^{_CLOSE}{_OPEN};:.\n]|(?<=\d)\.(?=\d)|\n(?=[{LOWER}])){{4,300}})[{_CLOSE}]")
_SENTENCE = pattern(
    r"\s(?i:được|đã|phải|sẽ|là|bị|thực\shiện\s(?:luật|nghị|quyết|thông|chỉ|kết|công\sước|hiệp))\s|\ssố\s\d|\d/\d{4}/|\d/[A-ZĐ]"
)
_PARTY = pattern(r"(?<=Điều lệ)\sĐảng(?!\s(?:Cộng|bộ|ủy|đoàn)(?!\w))(?!\w)")  # as its documents call itself
# "Chương trình tháng 5/2020 của UBND tỉnh" plans work.
_OF_A_MONTH = pattern(r"\s+(?:tháng|quý|tuần)\s+[\dIVX]", re.IGNORECASE)
_LASTING = ("chiến lược", "đề án", "quy hoạch")  # "Chiến lược công tác dân tộc"
# A field, a body, a kind: "lĩnh vực Quy hoạch", "Sở Quy hoạch", "Mỗi Đề án"; what a standard is about: "QCVN … - Chương trình …".
_FIELD = pattern(r"(?<!\w)(?:(?i:lĩnh\svực|ngành|mỗi|từng|mọi)|Sở|Viện|Vụ|Cục|[Pp]hòng|[Pp]hó)\s$")
_PERSON = pattern(rf"(?:\s[{UPPER}][{LOWER}]+){{2,4}}\s?(?:[(,;.]|\n|$)")  # behind "CTr": who chairs something
_STANDARD = pattern(r"(?:QCVN|TCVN)\s?\d[^;.\n]{3,110}\s-\s$")
_GENERIC = frozenset(
    key(w)
    for w in (
        "ngày ở của này đó trên nêu và hoặc để số tại theo các cho về là có do được đã với hành làm "
        "trong từ thuộc đáp gây đủ phải đang sẽ chưa bị còn"
    ).split()
)
# However long its name is told: "Công ước của Liên hợp quốc về Luật Biển năm 1982", "Công ước Luật biển 1982".
_ON_SEA = pattern(
    r"(?<=Công ước)(?:\s(?:của\s)?Liên\s[Hh]ợp\s[Qq]uốc(?:\s\(UNCLOS\))?|\scủa\sLHQ)?(?:\snăm\s1982)?(?:\svề)?\s[Ll]uật\s[Bb]iển"
    r"(?!\sViệt\sNam)(?:\squốc\stế)?(?:(?:\snăm)?\s1982)?(?!\w)"
)
_OF_STATES = (*TREATIES, "Công ước")
_LETTERS = pattern(r"[A-Z]{4,8}")

# --- What leads to a name

_APPROVED = pattern(r"(?:phê duyệt|thông qua|ban hành)\s+[“\"]?$", re.IGNORECASE)
_DONE = pattern(
    r"(?:thực hiện|triển khai|thi hành|thuộc)\s+"
    r"(?:(?:các|một số)\s+(?:nội dung|nhiệm vụ|dự án|hoạt động|mục tiêu)\s+(?:của|thuộc)\s+)?[“\"]?$",
    re.IGNORECASE,
)
# What a title does to it: "Điều chỉnh, bổ sung quy hoạch …", "về việc tổng kết chương trình …"; "nhiệm vụ quy hoạch" is none yet.
_DOING = pattern(
    r"(?:(?:^|\n) ?|(?<!nhiệm vụ )[“\"]|(?:về\s)?việc\s|v/v\s|kế hoạch\s)(?:(?:phê duyệt|thông qua|ban hành|thực hiện|triển khai|"
    r"điều chỉnh(?:\s(?:cục bộ|tổng thể))?|sửa đổi|bổ sung|(?:tổng kết|sơ kết)(?:\s\d{1,2}\snăm)?|bãi bỏ|hủy bỏ|thay thế|đồ án|"
    r"tiếp tục)(?:,\s|\s(?:và\s)?)){1,6}[“\"]?$",
    re.IGNORECASE,
)
_ITEM = pattern(r"[\da-zđ]\s?[.)]\s$")  # "b) Phê duyệt quy hoạch …": a task


@lru_cache(maxsize=4)
def _course(lexicon: Lexicon) -> re.Pattern[str]:
    """ "Chương trình tiếp và làm việc với Đoàn …" is the course of a day, "chương trình công tác" of a year."""
    return re.compile(rf"\s+{lexicon.words['course'].any}(?=\s)", re.IGNORECASE)


def _lead(text: str, at: int) -> Lead:
    near = max(0, at - 20)
    if m := _APPROVED.search(text, near, at):
        task = text[m.start()].isupper() and _ITEM.search(text, max(0, m.start() - 5), m.start())
        return Lead(approved=True, done=True, title=not task, capital=text[at].isupper())
    if m := _DOING.search(text, max(0, at - 80), at):
        return Lead(done=True, title=m.start() <= first_word(text))
    return Lead(done=_DONE.search(text, max(0, at - 60), at) is not None)


def led(text: str, at: int) -> bool:
    """Whether a noun in small letters may name a programme: after "phê duyệt", or after what a title does with one."""
    return bool(_APPROVED.search(text, max(0, at - 20), at) or _DOING.search(text, max(0, at - 80), at))


def programme(text: str, at: int, noun_end: int, lexicon: Lexicon, *, lower: bool) -> tuple[str, int] | None:
    """The name of a programme, strategy, scheme … whose noun stands at `at`: name with its period, and where the name ends.

    A noun in small letters counts only right after "phê duyệt" and the like, or before a name in quotes; where a text has capitals,
    after "điều chỉnh" and the like only at the head of a title, or with a period.
    """
    noun = text[at:noun_end]
    called = f"{noun[0].upper()}{noun[1:]}"
    if m := _QUOTED.match(text, noun_end):
        return wrap(f"{called}{m[1]} {m[2]}"), m.end()
    if m := _PARTY.match(text, noun_end):
        return f"{noun}{m.group()} Cộng sản Việt Nam", m.end()
    if m := _ON_SEA.match(text, noun_end):
        return f"{called} Luật Biển", m.end()
    if noun in SINGLE and _generic(lexicon).match(text, noun_end):
        return None
    lead = _lead(text, at)
    if noun.isupper() or not (noun[0].isupper() or lead.done):
        return None
    course = noun.lower() not in _LASTING and _course(lexicon).match(text, noun_end)
    if _OF_A_MONTH.match(text, noun_end) or course or _otherwise(text, at, noun_end):
        return None
    if close := _enclosed(text, at, noun_end):
        period = PERIOD.search(text, noun_end, close)
        end = period.start() if period and with_period(text, period.start()) == close else close
        return (wrap(f"{called}{text[noun_end:close]}"), end) if _says(text, noun, noun_end, end) else None
    name, stop, end = ends(text, at, noun_end, lead, lexicon, lower=lower)
    if not (noun[0].isupper() or lower or lead.title or PERIODS.match(text, stop)):
        return None
    return (wrap(f"{called}{name}"), end) if _says(text, noun, noun_end, stop) else None


@lru_cache(maxsize=4)
def _generic(lexicon: Lexicon) -> re.Pattern[str]:
    """What goes on behind "Quy hoạch tỉnh", which names none: "công bố Quy hoạch tỉnh và xúc tiến đầu tư"."""
    return re.compile(rf"\s(?:{lexicon.place_nouns(short=False)}|vùng)(?:,?\svà|,)\s")


def _otherwise(text: str, at: int, end: int) -> bool:
    """Whether the words around a noun tell that it names a field, a body, a kind, a chairman, or the subject of a standard."""
    left = text[max(0, at - 120) : at]
    if text[at + 1].isupper() and _PERSON.match(text, end):
        return True
    return bool(_FIELD.search(left[-12:])) or ("CVN" in left and bool(_STANDARD.search(left)))


def _says(text: str, noun: str, at: int, stop: int) -> bool:
    """Whether the words after a noun are a name: three at least, or which of a series, and no "của tỉnh", "này", "làm việc"."""
    words = WORD.findall(text[at:stop])
    statute = noun == "Điều lệ" and words and words[0][0].isupper()
    own = OF_WORLD.match(text, at) or statute or noun.endswith("quốc gia")
    digital = words[:2] in (["số", "hóa"], ["số", "hoá"])  # "Đề án số hóa hồ sơ", and no number
    generic = not words or (key(words[0]) in _GENERIC and not own and not digital)
    of_kind = noun not in SINGLE and _KINDS.fullmatch(text[at:stop].rstrip())
    series = len(words) > 1 and _OF_SERIES.fullmatch(words[-1]) is not None  # "Quy hoạch điện VIII"
    treaty = noun in _OF_STATES and len(words) == 1 and _LETTERS.fullmatch(words[0])  # "Hiệp định TRIPS"
    enough = series or treaty or len(words) >= FEWEST
    return bool(enough) and not generic and not of_kind and not words[0].isdigit()


def _enclosed(text: str, at: int, noun_end: int) -> int | None:
    """Where the quotation closes that a noun opens, if it holds a name."""
    if at == 0 or text[at - 1] not in _OPEN or (at > 1 and text[at - 2].isalnum()):
        return None
    m = _ENCLOSED.match(text, noun_end)
    return m.end(1) if m and not _SENTENCE.search(m[1]) else None
