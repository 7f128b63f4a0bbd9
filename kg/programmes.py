"""The grammar of the names of programmes, strategies, schemes, plans of land and charters: where such a name ends."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg import issuers
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.periods import PERIOD, PERIODS, with_period
from kg.text import LOWER, UPPER, first_word, fold, wrap
from kg.words import WORD, key

_LONGEST = 400  # characters of a name
_FEWEST = 3  # words after the noun
_OF = " của"
_OF_SERIES = pattern(r"[IVX]{2,5}")
_OPEN, _CLOSE = "“\"'‘«", "”\"'’»"
# "Chương trình hành động quốc gia “Không còn nạn đói”": which kind of programme it is stands before the quoted name.
_KIND = r"(?:\s{1,2}(?:hành\sđộng|mục\stiêu|quốc\sgia|tổng\sthể|trọng\sđiểm|khung))"
_KINDS = pattern(
    rf"(?:{_KIND}|\s{{1,2}}(?:khác|này|trên))+", re.IGNORECASE
)  # "các Chương trình mục tiêu quốc gia" are several
_QUOTED = pattern(rf"({_KIND}{{0,3}})\s{{0,2}}[:]?\s{{0,2}}[{_OPEN}]([^{_CLOSE}]{{4,400}})[{_CLOSE}]", re.IGNORECASE)
_SINGLE = ("Quy hoạch", "Chiến lược")  # of which the nation has one: "Quy hoạch tổng thể quốc gia"
# “Đề án hỗ trợ việc làm cho người khuyết tật giai đoạn 2021-2025”: the whole quotation is the name; not so that of a sentence.
_ENCLOSED = pattern(rf"((?:[^{_CLOSE}{_OPEN};:.\n]|(?<=\d)\.(?=\d)|\n(?=[{LOWER}])){{4,300}})[{_CLOSE}]")
_SENTENCE = pattern(
    r"\s(?i:được|đã|phải|sẽ|là|bị|thực\shiện\s(?:luật|nghị|quyết|thông|chỉ|kết|công\sước|hiệp))\s|\ssố\s\d|\d/\d{4}/|\d/[A-ZĐ]"
)

# Where the name proper ends.
_HARD = pattern(
    r"(?<!\d)\.|\.(?!\d)|[;:()\[\]*“”\"<>|]|\n\s*\n|\n(?!Việt Nam\s)(?![" + LOWER + r"\s])|\n\s*[-+•]"
)  # "tỷ lệ 1/2.000": a point between digits ends nothing
# "… được phê duyệt tại Quyết định số …", "… theo Quyết định số …": what put it in force closes a name too.
_IN_FORCE = pattern(
    r",?\s(?:(?:đã\s)?(?:được\s)?(?:phê\sduyệt|ban\shành)\s(?:kèm\s)?(?:tại|theo)\s(?=(?:Quyết|Nghị|Thông)\s)"
    r"|(?:tại|(?:kèm\s)?theo(?:\squy\sđịnh\stại)?)\s(?=Quyết\sđịnh\ssố\s\d))",
    re.IGNORECASE,
)
_PUT_IN_FORCE = pattern(r"\s(?:tại|theo)\s(?:Quyết|Nghị)\s\w+\ssố$")
_NUMBER = pattern(r"\n\d{1,4}[/-]")
# The year in which a plan carries a programme out, or part of it ("6 tháng đầu năm 2023"), or that of a programme for one year.
_YEAR = pattern(
    r"(,?\s+trong|,?\s+(?:\d{1,2}\s+tháng(?:\s+(?:đầu|cuối))?|quý\s+(?:[IVX]{1,3}|\d)))?\s+năm\s+(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
# "(THTK, CLP)", "(ocop)": the name in short, which hides what follows.
_IN_SHORT = pattern(r"\((?:[a-zđ]{2,8}(?:,\s?|\s-\s)?){1,3}\)(?=\s)", re.IGNORECASE)
_ALSO = pattern(  # "… – OCOP": the name in short, by its letters no word
    r"\s?[-(]\s?(?:(?=[^\W\d_]{3,8}\)?$)[A-ZĐ]{3,8}|(?=[a-z]{2,5}\)?$)(?:[bcdghklmnpqrstvx]+|[a-z]*[aeiouy][bcdghklmnpqrstvx]+[aeiouy][a-z]*))\)?$"
)

_BODY = r"(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị)"
_CITED = (
    rf"(?:{_BODY}|Kết luận|Quy định|Chương trình|Chiến lược|Kế hoạch|Đề án|Công ước|Hiệp định|Công văn|Văn bản|"
    r"Điều \d|khoản \d|điểm [a-zđ]\s)"
)
_STOPS = (
    r"(?P<comma>,)|\s(?=số\s?:?\s?\d{1,4}[a-z]?\s?[-/])"
    r"|(?<!về)\s(?:Căn cứ|Theo đề nghị|Xét đề nghị|(?:Nghị|Quyết|Thông|Luật|Chỉ|Pháp)\s\w+\s+(?=số|\d))"
    r"|(?<![Tt]ự)(?<![Ll]ý)\s(?i:do)(?!\w)|(?<!ít nhất)(?<!tối thiểu)\s(?:từ\s)?"
    r"\d[\d.]{0,12}\s(?i:kilôgam|kg|tấn|lít|triệu|tỷ|đồng|ha|mét)(?!\w)"
    # Words that go on with a name which something closes further on, and end one that nothing closes.
    r"|(?P<soft>(?<=hoạt động)\scủa(?=\s(?:các|cơ quan|đơn vị|Đảng|Nhà nước|tổ chức|hệ thống)\s)|"
    rf"\s(?i:của(?!\s(?:tỉnh|huyện|Đảng|Nhà nước|cơ quan|đơn vị|địa phương|các|cả nước|bộ(?=,))(?!\w))|tại(?!\s{_CITED})|"
    rf"theo(?!\s(?:{_CITED}|đề nghị|hướng dẫn|chỉ đạo|yêu cầu|từng|đúng))|"
    r"(?:dành\s)?cho(?!\s(?:phép|rằng|đến|tới|biết|ý kiến|các)(?!\w))|đối với|với|khi|có(?! công)))(?!\w)"
    r"|(?P<verb>\s(?i:thực hiện))(?!\w)"
    r"|\s(?i:của|tại|theo|cho|được|đã|và\s{1,8}(?:các|những|hướng dẫn|(?:dưới|trên|hơn)(?=\s\d))|nhằm|để|kèm|trong đó|"
    r"còn (?:lại|dư|hiệu lực)|trong (?:thời hạn|vòng|năm(?=\s\d))|gắn với|"
    r"đặt mục tiêu|h[àằ]ng năm|ban hành|là|thì|vẫn|phải|sẽ|về việc|phê duyệt|quy định(?! về)|nhưng|bao gồm|gồm|như sau|"
    r"gửi|hết hiệu lực|ký (?:ngày|kết|tại)|ngày(?=\s\d)|chưa|sau khi|mà|hoặc|nếu|tập trung vào|trực thuộc|thống nhất với)(?!\w)"
    r"|\s(?P<joined>và)\s+(?=[" + UPPER + r"][" + LOWER + r"]+\s)"
)
_NAMES = pattern(_CITED, re.IGNORECASE)
_WHOSE = pattern(rf"\scủa\s[{LOWER}]")
_NEXT = pattern(r"\s(?:Chương trình|Chiến lược|Đề án|Điều lệ)\s", re.IGNORECASE)
_ANOTHER = pattern(r"(?<!\w)[A-ZĐ]\w{0,7}\s{1,2}số|\d[/-]")
_ABOVE_ALL = pattern(r",\s(?:đặc biệt|nhất là|trong đó|bao gồm|cụ thể|như)(?!\w)")
_LONGEST_PAIR = 12  # characters of a word on either side of a comma
_PARTY = pattern(r"(?<=Điều lệ)\sĐảng(?!\s(?:Cộng|bộ|ủy|uỷ|đoàn)(?!\w))(?!\w)")  # as its documents call itself
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
        "trong từ thuộc đáp gây đủ phải"
    ).split()
)
# "Công ước của Liên hợp quốc về chống tội phạm mạng": whose a treaty is belongs to its name.
_OF_WORLD = pattern(r"\scủa\s(?:Liên\s[Hh]ợp\s[Qq]uốc|LHQ|ILO|Tổ\schức\sLao\sđộng\s[Qq]uốc\stế)(?=\svề\s)")
# However long its name is told: "Công ước của Liên hợp quốc về Luật Biển năm 1982", "Công ước Luật biển 1982".
_ON_SEA = pattern(
    r"(?<=Công ước)(?:\s(?:của\s)?Liên\s[Hh]ợp\s[Qq]uốc(?:\s\(UNCLOS\))?|\scủa\sLHQ)?(?:\snăm\s1982)?(?:\svề)?\s[Ll]uật\s[Bb]iển"
    r"(?!\sViệt\sNam)(?:\squốc\stế)?(?:(?:\snăm)?\s1982)?(?!\w)"
)
_TREATIES = ("Hiệp định", "Hiệp ước")
_OF_STATES = (*_TREATIES, "Công ước")
_LETTERS = pattern(r"[A-Z]{4,8}")
_INSTRUMENT = pattern(r"(?:Nghị định|Nghị quyết|Hiệp định|Công ước|Quyết định|Thông tư|Luật|Kế hoạch)(?!\w)")

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
_CHARTER = pattern(r"(?<=Điều lệ)\s(?:về\s)?tổ\schức(?:,|\svà)\shoạt\sđộng\scủa\s", re.IGNORECASE)
_DEPARTMENT = ("Sở", "Phòng", "Chi cục")  # whose scheme another body approves
_OF_PLACE = pattern(r"\s(?=(?:tỉnh|thành\sphố)\s)", re.IGNORECASE)
_NATIONAL = pattern(r"\s(?:(?:mục tiêu|hành động)\s)?quốc gia\s", re.IGNORECASE)


@lru_cache(maxsize=4)
def _yearly(lexicon: Lexicon) -> re.Pattern[str]:
    """What bodies programme year by year, so that the year tells which."""
    return re.compile(rf"\s{lexicon.words['yearly'].any}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _course(lexicon: Lexicon) -> re.Pattern[str]:
    """ "Chương trình tiếp và làm việc với Đoàn …" is the course of a day, "chương trình công tác" of a year."""
    return re.compile(rf"\s+{lexicon.words['course'].any}(?=\s)", re.IGNORECASE)


class _Lead(NamedTuple):
    """What stands before a noun: whether the name is put in force there, or something is done with it; whether that is a title, and
    whether the noun of what is put in force has a capital."""

    approved: bool = False
    done: bool = False
    title: bool = False
    capital: bool = False


def _lead(text: str, at: int) -> _Lead:
    near = max(0, at - 20)
    if m := _APPROVED.search(text, near, at):
        task = text[m.start()].isupper() and _ITEM.search(text, max(0, m.start() - 5), m.start())
        return _Lead(approved=True, done=True, title=not task, capital=text[at].isupper())
    if m := _DOING.search(text, max(0, at - 80), at):
        return _Lead(done=True, title=m.start() <= first_word(text))
    return _Lead(done=_DONE.search(text, max(0, at - 60), at) is not None)


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
    name, stop, end = _ends(text, at, noun_end, lead, lexicon, lower=lower)
    if not (noun[0].isupper() or lower or lead.title or PERIODS.match(text, stop)):
        return None
    return (wrap(f"{called}{name}"), end) if _says(text, noun, noun_end, stop) else None


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
    own = _OF_WORLD.match(text, at) or statute or noun.endswith("quốc gia")
    digital = words[:2] in (["số", "hóa"], ["số", "hoá"])  # "Đề án số hóa hồ sơ", and no number
    generic = not words or (key(words[0]) in _GENERIC and not own and not digital)
    of_kind = noun not in _SINGLE and _KINDS.fullmatch(text[at:stop].rstrip())
    series = len(words) > 1 and _OF_SERIES.fullmatch(words[-1]) is not None  # "Quy hoạch điện VIII"
    treaty = noun in _OF_STATES and len(words) == 1 and _LETTERS.fullmatch(words[0])  # "Hiệp định TRIPS"
    enough = series or treaty or len(words) >= _FEWEST
    return bool(enough) and not generic and not of_kind and not words[0].isdigit()


def _enclosed(text: str, at: int, noun_end: int) -> int | None:
    """Where the quotation closes that a noun opens, if it holds a name."""
    if at == 0 or text[at - 1] not in _OPEN or (at > 1 and text[at - 2].isalnum()):
        return None
    m = _ENCLOSED.match(text, noun_end)
    return m.end(1) if m and not _SENTENCE.search(m[1]) else None


def _ends(text: str, at: int, noun_end: int, lead: _Lead, lexicon: Lexicon, *, lower: bool) -> tuple[str, int, int]:
    """What a name says after its noun; where the name proper ends, and where what it says does."""
    hard = _HARD.search(text, noun_end, noun_end + _LONGEST)
    if hard is not None and _PUT_IN_FORCE.search(text, noun_end, hard.start()) and _NUMBER.match(text, hard.start()):
        hard = _HARD.search(text, hard.end(), noun_end + _LONGEST)  # "… tại Quyết định số⏎1127/QĐ-UBND"
    limit = min(hard.start() if hard else len(text), noun_end + _LONGEST)
    period = PERIOD.search(text, noun_end, limit)
    yearly = _yearly(lexicon).match(text, noun_end) is not None
    year = _YEAR.search(text, noun_end, period.start() if period else limit) if lead.done or yearly else None
    dated = year or period or _IN_FORCE.search(text, noun_end, limit)
    end = noun_end + len(text[noun_end : dated.start() if dated else limit].rstrip(" \n,"))
    short = None if dated else _IN_SHORT.match(text, limit)
    if short:
        dated = PERIOD.match(text, short.end()) or (_YEAR.match(text, short.end()) if lead.done else None)
        year = _YEAR.match(text, short.end()) if dated else None
    over = lead.done and dated is None and _over(text, limit, hard)
    begin = m.end() if (m := _OF_WORLD.match(text, noun_end) or _CHARTER.match(text, noun_end)) else noun_end
    stop = _first_stop(text, begin, end, lead, lexicon, dated=dated is not None, over=over)
    told = short.end() if short and dated and stop == end else stop
    last = told
    if year and year.start() == told and not year[1] and (lead.approved or yearly):
        last = year.end()
    national = _NATIONAL.match(text, noun_end) is not None
    if national and not lead.approved and (cut := _of_province(text, noun_end, stop, lexicon)):
        return f"{text[noun_end:cut]}{text[stop : with_period(text, stop)]}", cut, cut
    after = with_period(text, last)
    planned = text[at:noun_end].lower() == "quy hoạch"
    local = after > told and not national and (lead.approved or planned)
    # "Quy hoạch sử dụng đất thời kỳ 2021 - 2030 của huyện A": of the land there, whoever approves it
    of = after + len(_OF) if planned and text.startswith(_OF, after) else after
    place = _place(lexicon, lower=lower).match(text, of) if local else None
    return f"{text[noun_end:stop]}{text[told : place.end() if place else after]}", stop, stop if last == told else last


def _over(text: str, limit: int, hard: re.Match[str] | None) -> bool:
    """Whether a title ends at a limit: at a line's end, or where a text of one line does."""
    if hard is not None and hard.group().startswith("\n"):
        return True
    if text.find("\n", first_word(text), limit) >= 0:
        return False
    return limit == len(text) if hard is None else hard.group() == "." and not text[limit + 1 : limit + 9].strip()


def _of_province(text: str, at: int, stop: int, lexicon: Lexicon) -> int | None:
    """Where the province begins that ends the name of a national programme: the field of what carries it out."""
    for m in _OF_PLACE.finditer(text, at, stop):
        found = lexicon.place_names.match(text, text.index(" ", m.end() + 1) + 1)
        if found and found[1] == stop:
            return m.start()
    return None


@lru_cache(maxsize=4)
def _stop(lexicon: Lexicon) -> re.Pattern[str]:
    """Where a name may end, with what a clause says of it and an instrument: "không áp dụng Luật Cư trú", "phù hợp với Luật …"."""
    says = (
        rf"(?:(?:không|chưa)\s(?!gian\s|khí\s|quân\s)\w+|{lexicon.words['says'].any})"
        rf"(?:\s[^\W\d]+){{0,3}}?\s(?=(?-i:{_BODY}|Hiến pháp)(?:\s(?:số\s)?\d|\s(?-i:[{UPPER}])))"
    )
    return re.compile(rf",\s(?={_BODY}(?!\w))|(?P<said>\s(?=(?i:{says})))|{_STOPS}")


def _first_stop(text: str, at: int, end: int, lead: _Lead, lexicon: Lexicon, *, dated: bool, over: bool) -> int:
    """The end of a name within a limit; commas belong to it where a period or a field closes it further on."""
    parties = text.find(" giữa ", at, end)  # "Hiệp định … giữa A và B": the first "và" joins the parties
    closed = dated or over
    treaty = text.endswith(_TREATIES, 0, at)  # "Hiệp định Đối tác Toàn diện và Tiến bộ xuyên Thái Bình Dương"
    another = max((m.start() for m in _ANOTHER.finditer(text, at, end)), default=at) if closed else end
    soft: int | None = None
    body = at  # where the last body named ends: "của Sở Kế hoạch và Đầu tư"
    for m in _stop(lexicon).finditer(text, at, end):
        if m["said"] and text.count(" ", at, m.start()) < _FEWEST and not treaty:
            continue  # "Đề án bảo đảm thực hiện Luật Trẻ em"
        if m["joined"] and 0 <= parties < m.start() and not _INSTRUMENT.match(text, m.end()):
            parties = -1
            continue
        inside = m["comma"] is not None and bool(text[at : m.start()].strip())  # not right after the noun
        if inside and _paired(text, at, m.start(), lead, lexicon):
            continue
        if inside and another <= m.start() and not _NEXT.match(text, m.end()):
            soft = m.start() if soft is None and not dated else soft
            continue
        if m["verb"] and end < len(text) and _IN_FORCE.match(text, end) and not _NAMES.match(text, m.end() + 1):
            continue  # "Đề án nâng cao hiệu quả thực hiện chính sách dân tộc được phê duyệt tại Quyết định số …"
        if m["verb"] and lead.done and not _NAMES.match(text, m.end() + 1) and text.count(" ", at, m.start()) < _FEWEST:
            continue  # "Đề án thực hiện thí điểm …"
        if m["joined"] and (
            m.start() < body or (treaty and not (_INSTRUMENT.match(text, m.end()) or _NAMES.match(text, m.end())))
        ):
            continue
        if m["soft"] and lead.approved and lead.capital and _WHOSE.match(text, m.start()):
            continue  # "phê duyệt Đề án nâng cao năng lực của trung tâm ứng dụng …": no body, so no issuer
        if m["soft"] and not _of_issuer(text, m.start(), lead, lexicon):
            named = lexicon.authority_names.match(text, m.end(), end)
            body = named[1] if named else body
            soft = m.start() if soft is None else soft
            continue
        return at + len(text[at : m.start()].rstrip(" ,")) if soft is None else soft
    return end if soft is None or closed else soft


@lru_cache(maxsize=4)
def _pair(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.words["pair"].any, re.IGNORECASE)


def _paired(text: str, at: int, comma: int, lead: _Lead, lexicon: Lexicon) -> bool:
    """Whether a comma joins two words, or what stands before it would be too short for a name."""
    pairs = _pair(lexicon).finditer(text, max(at, comma - _LONGEST_PAIR), comma + 1 + _LONGEST_PAIR)
    if any(m.start() < comma < m.end() for m in pairs):
        return True
    if lead.done and _ABOVE_ALL.match(text, comma):
        return False
    return lead.done and not _NAMES.match(text, comma + 2) and len(text[at:comma].split()) < _FEWEST


def _of_issuer(text: str, at: int, lead: _Lead, lexicon: Lexicon) -> bool:
    """Whether "của" leads to the body that has issued what is named; a department's scheme is approved by another."""
    body = issuers.issuer_after(text, at, lexicon)
    return body is not None and not (lead.approved and body[0].startswith(_DEPARTMENT))


@lru_cache(maxsize=8)
def _place(lexicon: Lexicon, *, lower: bool) -> re.Pattern[str]:
    """The place at the end of a name; in a text in small letters up to punctuation."""
    small = r"|[^\W\d]+(?:\s[^\W\d]+){0,3}(?=\s{0,2}(?:[.,;()]|\n|$))" if lower else ""
    called = rf"(?:[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{0,3}}|\d{{1,2}})(?!\w)"
    return re.compile(rf"\s{lexicon.place_nouns()}\s(?:{called}{small})")


@lru_cache(maxsize=4)
def _any_place(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:\scủa)?(\s{lexicon.place_nouns()}\s.*)", re.IGNORECASE)


def name_key(name: str, lexicon: Lexicon) -> str:
    """What two spellings of a programme's name must agree in: folded words, without the period, quotes and what it is in short.

    >>> from kg.lexicon import load
    >>> name_key("Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030", load())
    'chuong.trinh.chuyen.doi.so.quoc.gia'
    >>> [name_key(f"Quy hoạch sử dụng đất {where}", load()) for where in ("đến năm 2030 huyện Ba Tri", "huyện Ba Tri")]
    ['quy.hoach.su.dung.dat.huyen.ba.tri', 'quy.hoach.su.dung.dat.huyen.ba.tri']
    """
    m = PERIOD.search(name)
    proper = _ALSO.sub("", name[: m.start()] if m else name)
    place = _any_place(lexicon).match(name, with_period(name, m.start())) if m else None
    return ".".join(re.findall(r"[a-z0-9]+", fold(proper + (place[1] if place else ""))))
