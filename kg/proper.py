"""Where the proper name of a programme ends: at what a clause says next, at its period, at the body or the place that it is of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg import issuers
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.periods import PERIOD, PERIODS, with_period
from kg.text import LOWER, UPPER, first_word

_LONGEST = 400  # characters of a name
FEWEST = 3  # words after the noun
SINGLE = ("Quy hoạch", "Chiến lược")  # of which the nation has one: "Quy hoạch tổng thể quốc gia"
# Where the name proper ends; in "tỷ lệ 1/2.000" a point between digits ends nothing.
_HARD = pattern(r"(?<!\d)\.|\.(?!\d)|[;:()\[\]*“”\"<>|]|\n\s*\n|\n(?!Việt Nam(?!\w))(?![" + LOWER + r"\s])|\n\s*[-+•]")
# "… được phê duyệt tại Quyết định số …", "… theo Quyết định số …": what put it in force closes a name too.
_IN_FORCE = pattern(
    r",?\s(?:(?:đã\s)?(?:được\s)?(?:phê\sduyệt|ban\shành)\s(?:kèm\s)?(?:tại|theo)\s(?=(?:Quyết|Nghị|Thông)\s)"
    r"|(?:tại|(?:kèm\s)?theo(?:\squy\sđịnh\stại)?)\s(?=Quyết\sđịnh\ssố\s\d))",
    re.IGNORECASE,
)
_PUT_IN_FORCE = pattern(r"\s(?:tại|theo)\s(?:Quyết|Nghị)\s\w+\ssố$")
_NUMBER = pattern(r"\n\d{1,4}[/-]")
_PLACE_GOES_ON = pattern(r"(?:(?<![Nn]hà)\sở|\stỉnh|\sthành\sphố)$")  # at the end of a line: no name ends there
_PLACE_OF_ITS_OWN = pattern(r",\sngày\s|\s?:")  # behind a place that is no part of the name: of a signature, of a row
# The year in which a plan carries a programme out, or part of it ("6 tháng đầu năm 2023"), or that of a programme for one year.
_YEAR = pattern(
    r"(,?\s+trong|,?\s+(?:\d{1,2}\s+tháng(?:\s+(?:đầu|cuối))?|quý\s+(?:[IVX]{1,3}|\d)))?\s+năm\s+(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
# "(THTK, CLP)", "(ocop)": the name in short, which hides what follows.
_IN_SHORT = pattern(r"\((?:[a-zđ]{2,8}(?:,\s?|\s-\s)?){1,3}\)(?=\s)", re.IGNORECASE)
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
    rf"|\s(?:thay thế|bãi bỏ|hủy bỏ|sửa đổi)(?=\s(?:một số điều của\s)?{_CITED}\ssố\s)"
    r"|(?P<verb>\s(?i:thực hiện))(?!\w)"
    # "Chương trình phát triển kinh tế ban đêm gắn với du lịch giai đoạn …", but "… gắn với việc thực hiện Đề án …"
    rf"|(?P<tied>\sgắn với)(?!\w|\s(?:(?:việc|thực hiện|triển khai)\s|{_CITED}))"
    r"|\s(?i:của|tại|theo|cho|được|đã|kính trình|đang(?=\s(?:trình|được|trong|xây dựng|triển khai|thực hiện|lấy|chờ|hoàn thiện)\s)|"
    rf"và\s{{1,8}}(?:khởi công|khánh thành|(?:triển khai(?: thực hiện)?|thực hiện|thi hành|quán triệt)(?=\s(?-i:{_CITED})))|"
    rf"và\s{{1,8}}(?:giao|phân công|yêu cầu)(?=\s(?-i:[{UPPER}]))|"
    r"và\s{1,8}(?:các|những|hướng dẫn|(?:dưới|trên|hơn)(?=\s\d)|\d{1,2}\s+năm(?=\s(?:thực|triển|thi)\s))|nhằm|để|kèm|trong đó|"
    r"còn (?:lại|dư|hiệu lực)|trong (?:thời hạn|vòng|năm(?=\s\d))|gắn với|"
    r"đặt mục tiêu|h[àằ]ng năm|ban hành|là|thì|vẫn|phải|sẽ|về việc|phê duyệt|quy định(?! về)|nhưng|bao gồm|gồm|như sau|"
    r"bị(?=\s(?:tạm|đình|dừng|ngừng|ngưng|bãi|hủy|thay|chấm|thu|sửa)\s)|"
    r"gửi|hết hiệu lực|ký (?:ngày|kết|tại)|ngày(?=\s\d)|chưa|sau khi|mà|hoặc|nếu|tập trung vào|trực thuộc|thống nhất với)(?!\w)"
    r"|\s(?P<joined>và)\s+(?=[" + UPPER + r"][" + LOWER + r"]+\s)"
)
_NAMES = pattern(_CITED, re.IGNORECASE)
_WHOSE = pattern(rf"\scủa\s[{LOWER}]")
_NEXT = pattern(r"\s(?:Chương trình|Chiến lược|Đề án|Điều lệ)\s", re.IGNORECASE)
_ANOTHER = pattern(r"(?<!\w)[A-ZĐ]\w{0,7}\s{1,2}số|\d[/-]")
_ABOVE_ALL = pattern(r",\s(?:đặc biệt|nhất là|trong đó|bao gồm|cụ thể|như)(?!\w)")
_LONGEST_PAIR = 12  # characters of a word on either side of a comma
# "Công ước của Liên hợp quốc về chống tội phạm mạng": whose a treaty is belongs to its name.
OF_WORLD = pattern(r"\scủa\s(?:Liên\s[Hh]ợp\s[Qq]uốc|LHQ|ILO|Tổ\schức\sLao\sđộng\s[Qq]uốc\stế)(?=\svề\s)")
TREATIES = ("Hiệp định", "Hiệp ước")
_INSTRUMENT = pattern(r"(?:Nghị định|Nghị quyết|Hiệp định|Công ước|Quyết định|Thông tư|Luật|Kế hoạch)(?!\w)")
_CHARTER = pattern(r"(?<=Điều lệ)\s(?:về\s)?tổ\schức(?:,|\svà)\shoạt\sđộng\scủa\s", re.IGNORECASE)
_DEPARTMENT = ("Sở", "Phòng", "Chi cục")  # whose scheme another body approves
_OF_PLACE = pattern(r"\s(?=(?:tỉnh|thành\sphố)\s)", re.IGNORECASE)
_NATIONAL = pattern(r"\s(?:(?:mục tiêu|hành động)\s)?quốc gia\s", re.IGNORECASE)


@lru_cache(maxsize=4)
def _yearly(lexicon: Lexicon) -> re.Pattern[str]:
    """What bodies programme year by year, so that the year tells which."""
    return re.compile(rf"\s{lexicon.words['yearly'].any}(?!\w)", re.IGNORECASE)


class Lead(NamedTuple):
    """What stands before a noun: whether the name is put in force there, or something is done with it; whether that is a title, and
    whether the noun of what is put in force has a capital."""

    approved: bool = False
    done: bool = False
    title: bool = False
    capital: bool = False


def ends(text: str, at: int, noun_end: int, lead: Lead, lexicon: Lexicon, *, lower: bool) -> tuple[str, int, int]:
    """What a name says after its noun; where the name proper ends, and where what it says does."""
    limit, hard = _limit(text, at, noun_end, lexicon, lower=lower)
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
    begin = m.end() if (m := OF_WORLD.match(text, noun_end) or _CHARTER.match(text, noun_end)) else noun_end
    ties = dated is not None and PERIODS.match(text, dated.start()) is not None and not _NATIONAL.match(text, begin)
    stop = _first_stop(text, begin, end, lead, lexicon, dated=dated is not None, over=over, ties=lead.approved or ties)
    told = short.end() if short and dated and stop == end else stop
    last = told
    if year and year.start() == told and not year[1] and (lead.approved or yearly):
        last = year.end()
    national = _NATIONAL.match(text, noun_end) is not None
    if national and not lead.approved and (cut := _of_province(text, noun_end, stop, lexicon)):
        return f"{text[noun_end:cut]}{text[stop : with_period(text, stop)]}", cut, cut
    after = with_period(text, last)
    local = after > told and not national and (lead.approved or text[at:noun_end].lower() == "quy hoạch")
    place = _place(lexicon, lower=lower).match(text, after) if local else None
    where = place["where"] if place else ""
    return f"{text[noun_end:stop]}{text[told:after]}{where}", stop, stop if last == told else last


def _limit(text: str, at: int, noun_end: int, lexicon: Lexicon, *, lower: bool) -> tuple[int, re.Match[str] | None]:
    """Beyond where no name goes, and the mark or the line's end that stands there."""
    hard = _HARD.search(text, noun_end, noun_end + _LONGEST)
    if hard is not None and _PUT_IN_FORCE.search(text, noun_end, hard.start()) and _NUMBER.match(text, hard.start()):
        hard = _HARD.search(text, hard.end(), noun_end + _LONGEST)  # "… tại Quyết định số⏎1127/QĐ-UBND"
    if hard is not None and hard.group() == "\n" and _PLACE_GOES_ON.search(text, noun_end, hard.start()):
        named = lexicon.place_names.match(text, hard.end())  # "… kinh tế ban đêm ở⏎Lào Cai"
        on = named is not None and not _PLACE_OF_ITS_OWN.match(text, named[1])
        hard = _HARD.search(text, named[1], noun_end + _LONGEST) if named and on else hard
    limit = min(hard.start() if hard else len(text), noun_end + _LONGEST)
    whose = _place(lexicon, lower=lower).match(text, noun_end) if text[at:noun_end] in SINGLE else None
    if whose and text.startswith(" và ", whose.end()):
        limit = min(limit, whose.end())  # "công bố Quy hoạch tỉnh A và xúc tiến đầu tư"
    return limit, hard


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
    # A line may end between any two words: "… thực⏎hiện Kết luận số …".
    return re.compile(rf",\s(?={_BODY}(?!\w))|(?P<said>\s(?=(?i:{says})))|{_STOPS}".replace(" ", r"\s"))


def _first_stop(
    text: str, at: int, end: int, lead: Lead, lexicon: Lexicon, *, dated: bool, over: bool, ties: bool
) -> int:
    """The end of a name within a limit; commas belong to it where a period or a field closes it further on, and what it is tied to
    where it is approved, or a period closes that directly."""
    parties = text.find(" giữa ", at, end)  # "Hiệp định … giữa A và B": the first "và" joins the parties
    closed = dated or over
    treaty = text.endswith(TREATIES, 0, at)  # "Hiệp định Đối tác Toàn diện và Tiến bộ xuyên Thái Bình Dương"
    another = max((m.start() for m in _ANOTHER.finditer(text, at, end)), default=at) if closed else end
    soft: int | None = None  # the first stop that counts where nothing closes the name
    body = at  # where the last body named ends: "của Sở Kế hoạch và Đầu tư"
    for m in _stop(lexicon).finditer(text, at, end):
        if m["joined"] and 0 <= parties < m.start() and not _INSTRUMENT.match(text, m.end()):
            parties = -1
            continue
        tied = m["tied"] and ties and (lead.approved or _directly(text, m.end(), end, lexicon))
        if tied or (m["joined"] and m.start() < body) or _belongs(text, at, end, m, lead, treaty=treaty):
            continue
        inside = m["comma"] is not None and bool(text[at : m.start()].strip())  # not right after the noun
        if inside and _paired(text, at, m.start(), lead, lexicon):
            continue
        if inside and another <= m.start() and not _NEXT.match(text, m.end()):
            soft = m.start() if soft is None and not dated else soft
            continue
        if m["soft"] and not _of_issuer(text, m.start(), lead, lexicon):
            named = lexicon.authority_names.match(text, m.end(), end)
            body = named[1] if named else body
            soft = m.start() if soft is None else soft
            continue
        return at + len(text[at : m.start()].rstrip(" ,").removesuffix(" và")) if soft is None else soft
    return end if soft is None or closed else soft


def _directly(text: str, at: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what a name is tied to goes on up to its period: not in "gắn với nhiệm vụ được giao trong giai đoạn …"."""
    return "," not in text[at:end] and not text.endswith(" trong", at, end) and not _stop(lexicon).search(text, at, end)


def _belongs(text: str, at: int, end: int, m: re.Match[str], lead: Lead, *, treaty: bool) -> bool:
    """Whether the words of a stop are part of the name that begins at an offset."""
    few = text.count(" ", at, m.start()) < FEWEST
    if m["said"]:
        return few and not treaty  # "Đề án bảo đảm thực hiện Luật Trẻ em"
    if m["verb"] and not _NAMES.match(text, m.end() + 1):
        # "Đề án thực hiện thí điểm …", "Đề án … thực hiện chính sách dân tộc được phê duyệt tại Quyết định số …"
        return (lead.done and few) or (end < len(text) and _IN_FORCE.match(text, end) is not None)
    if m["joined"]:
        return treaty and not (_INSTRUMENT.match(text, m.end()) or _NAMES.match(text, m.end()))
    # "phê duyệt Đề án nâng cao năng lực của trung tâm ứng dụng …": no body, so no issuer
    return bool(m["soft"] and lead.approved and lead.capital and _WHOSE.match(text, m.start()))


@lru_cache(maxsize=4)
def _pair(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(lexicon.words["pair"].any, re.IGNORECASE)


def _paired(text: str, at: int, comma: int, lead: Lead, lexicon: Lexicon) -> bool:
    """Whether a comma joins two words, or what stands before it would be too short for a name."""
    pairs = _pair(lexicon).finditer(text, max(at, comma - _LONGEST_PAIR), comma + 1 + _LONGEST_PAIR)
    if any(m.start() < comma < m.end() for m in pairs):
        return True
    if lead.done and _ABOVE_ALL.match(text, comma):
        return False
    return lead.done and not _NAMES.match(text, comma + 2) and len(text[at:comma].split()) < FEWEST


def _of_issuer(text: str, at: int, lead: Lead, lexicon: Lexicon) -> bool:
    """Whether "của" leads to the body that has issued what is named; a department's scheme is approved by another."""
    body = issuers.issuer_after(text, at, lexicon)
    return body is not None and not (lead.approved and body.name.startswith(_DEPARTMENT))


@lru_cache(maxsize=8)
def _place(lexicon: Lexicon, *, lower: bool) -> re.Pattern[str]:
    """The place at the end of a name, or whose it is; in a text in small letters up to punctuation."""
    small = r"|[^\W\d]+(?:\s[^\W\d]+){0,3}(?=\s{0,2}(?:[.,;()]|\n|$))" if lower else ""
    called = rf"(?:[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{0,3}}|\d{{1,2}})(?!\w)"
    return re.compile(rf"(?:\scủa|\strên\sđịa\sbàn)?(?P<where>\s{lexicon.place_nouns()}\s(?:{called}{small}))")
