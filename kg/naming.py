"""The grammar of names: where the name of a programme, of an issuer or of a place ends, and what an instrument is about."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import dates, locality
from kg.laws import SEVERAL
from kg.lexicon import Authority, Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, WORD, Phrases, fold, key, next_letter, wrap

# "ngày 12/5/2021của Chính phủ", "của" without its blanks, is no other word.
_OF = pattern(r"(?:\s{0,2},?\s{1,3}(?:của|do|cuả|cua)\s{1,3}|(?:\s{0,3}|(?<=[\w)]))của\s{0,3})(?=\w)", re.IGNORECASE)
# The head of a body signs for it: "Bộ trưởng Bộ Tài chính" issues what Bộ Tài chính issues.
_HEAD = pattern(
    r"(?:Bộ trưởng|Thống đốc|Chủ nhiệm|Tổng Thanh tra|Tổng Kiểm toán(?: trưởng)?|Chánh án|Viện trưởng|Tổng cục trưởng|"
    r"Chủ tịch|Giám đốc|Tổng Giám đốc|Trưởng ban|"
    r"Cục trưởng|Thứ trưởng|Phó Chủ tịch|Thường trực)\s{1,2}(?=\w)",
    re.IGNORECASE,
)
_PLACE_NOUN = pattern(
    r"\s{1,2}(?:(tỉnh|thành phố|tp\.?|t\.p\.?)|(huyện|quận|thị xã|thị trấn|xã|phường|đặc khu))(?!\w)\s{0,2}",
    re.IGNORECASE,
)
# A name in a text, in the capitals of a letterhead (there up to the next line of it), or the number of a district.
_ENDS = (
    r"(?!(?:PHÒNG|VĂN PHÒNG|TRUNG TÂM|BAN|ỦY BAN|UBND|HỘI ĐỒNG|HĐND|TỈNH|THÀNH (?:PHỐ|ỦY|UỶ)|HUYỆN|QUẬN"
    r"|CỘNG|ĐẢNG|ĐOÀN|SỐ|CHỦ)(?!\w))"
)
_LOCALITY = pattern(
    rf"(?:[{UPPER}][{LOWER}]+(?:\s(?=[{UPPER}][{LOWER}]))?){{1,4}}"
    rf"|{_ENDS}[{UPPER}]{{2,}}(?:\s{_ENDS}[{UPPER}]{{2,}}){{0,3}}(?!\w)|\d{{1,2}}(?!\d)"
)
_IN = pattern(r"\s?,?\s(?:tỉnh|thành phố|tp\.?)\s", re.IGNORECASE)
_LEVELLED = pattern(r"tỉnh|thành|huyện|quận|thị|xã(?! hội)|phường|đặc khu|Sở |Chi cục", re.IGNORECASE)


def issuer_after(text: str, at: int, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """ "của <issuer>" at an offset: the issuer's usual name, its place if told, and where it ends."""
    m = _OF.match(text, at) if next_letter(text, at) in ("c", "d") else None
    return issuer(text, m.end(), lexicon) if m else None


def issuer(text: str, at: int, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """The issuer named at an offset: its usual name, its place if told, and where it ends."""
    head = _HEAD.match(text, at)
    found = lexicon.authority_names.match(text, head.end() if head else at)
    if not found and head:
        found = lexicon.authority_names.match(text, at)
    if not found and text[at : at + 8].isascii():
        found = _plain_bodies(lexicon).match(text, at)
    if not found:
        return None
    authority, end = found
    if authority.committee and (of := _sits_in(text, end, lexicon)):
        return f"{authority.label} {of[0]}", of[1], of[2]
    if authority.urn == _SEVERAL_MINISTRIES and (joint := _ministries(text, end, lexicon)):
        return joint[0], None, joint[1]
    if not authority.local:
        return _office(text, end, authority, lexicon) or (authority.label, None, end)
    noun, place, end = _place(text, end, lexicon, below=authority.level in locality.LEVELS and not authority.committee)
    if "Thành ủy" in authority.label and place and (p := lexicon.provinces.get(place)) and p.noun == "tỉnh":
        place = locality.within(place, place)  # the committee of the city in the province of its name
    return (f"{authority.label} {noun}" if noun and not levelled(authority.label) else authority.label), place, end


def _office(text: str, at: int, authority: Authority, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """The office in a province of a central body: "Cục Thuế TP Hà Nội", "Kho bạc Nhà nước Kiên Giang"."""
    if authority.label not in lexicon.offices:
        return None
    _, place, end = _place(text, at, lexicon, below=False)
    found = lexicon.provinces.get(locality.parts(place)[-1]) if place else None
    return (f"{authority.label} {found.noun}", found.label, end) if found else None


def _sits_in(text: str, at: int, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """The body whose Party committee is named before an offset: "Đảng ủy Bộ Tài chính", "Ban cán sự đảng UBND tỉnh"."""
    if text[at : at + 1] not in (" ", "\n") or not text[at + 1 : at + 2].isupper():
        return None
    body = lexicon.authority_names.match(text, at + 1)
    return issuer(text, at + 1, lexicon) if body and body[0].branch != "party" else None


_SEVERAL_MINISTRIES = "lien.bo"
_MOST_MINISTRIES = 8
_BLANKS = pattern(r"\s{1,2}")
_NEXT_MINISTRY = pattern(r"\s?(?:-|,|,?\svà)\s{0,2}(?:Bộ\s)?(?=[" + UPPER + r"])")


def _ministries(text: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """ "Liên Bộ Tài chính - Y tế": the ministries, and where the last of them ends."""
    found: list[str] = []
    while len(found) < _MOST_MINISTRIES:
        m = _NEXT_MINISTRY.match(text, at) if found else _BLANKS.match(text, at)
        start = m.end() if m else at
        ministry = f"Bộ {text[start : start + 80]}"
        read = lexicon.authority_names.match(ministry, 0) if m and text[start : start + 1].isupper() else None
        if not read or read[0].local:
            break
        found.append(read[0].label)
        at = start + read[1] - len("Bộ ")
    listed = " và ".join(p for p in (", ".join(found[:-1]), found[-1]) if p) if found else ""
    return (listed, at) if len(found) > 1 else None


@lru_cache(maxsize=4)
def _plain_bodies(lexicon: Lexicon) -> Phrases[Authority]:
    """The names of several words under which texts without diacritics know the bodies of the State and the Party at the centre."""
    table: Phrases[Authority] = Phrases(loose=True)
    for body in lexicon.authorities:
        for name in body.names:
            if not body.local and " " in name:
                table.add(name, body)
    return table


_OF_PROVINCE = pattern(r"\s*(?:tỉnh|thành phố|tp\.?)\s+", re.IGNORECASE)


def province(place: str | None, lexicon: Lexicon) -> str | None:
    """A place as people or registers write it ("tỉnh bình dương"), by its label where it is a province."""
    if place is None or place in lexicon.provinces:
        return place
    bare = _OF_PROVINCE.sub("", place, count=1).strip()
    found = lexicon.place_names.match(bare, 0)
    return found[0].label if found and found[1] == len(bare) else place


def levelled(issuer: str) -> bool:
    """Whether the words for an issuer tell its level: "Ban Thường vụ Tỉnh ủy", "Ủy ban nhân dân huyện"."""
    return bool(_LEVELLED.search(issuer))


def _place(text: str, at: int, lexicon: Lexicon, *, below: bool) -> tuple[str | None, str | None, int]:
    """The level and place after a local issuer: "Tỉnh ủy Tiền Giang", "Ủy ban nhân dân tỉnh", "UBND huyện Phú Giáo"."""
    m = _PLACE_NOUN.match(text, at)
    if m and m[2]:
        name, end = _locality(text, m.end(), lexicon)
        return m[2].lower(), name, end if name else m.end(2)
    start = m.end() if m else at
    found = lexicon.place_names.match(text, start) or (lexicon.place_names.match(text, m.start() + 1) if m else None)
    if (
        found and m and m[1] and m[1].lower() != "tỉnh" and found[0].noun == "tỉnh"
    ):  # the city in the province of its name
        return "thành phố", locality.within(found[0].label, found[0].label), found[1]
    if found and (m or text[at : at + 1] == " "):
        return (found[0].noun if m else None), found[0].label, found[1]
    if (m and m[1].lower() != "tỉnh") or (below and text[at : at + 1] == " "):
        name, end = _locality(text, m.end() if m else at + 1, lexicon)
        if name:
            return ("thành phố" if m else None), name, end
    return ("tỉnh" if m[1].lower() == "tỉnh" else "thành phố", None, m.end(1)) if m else (None, None, at)


def _locality(text: str, at: int, lexicon: Lexicon) -> tuple[str | None, int]:
    """The place below a province at an offset, in its province where that is told, and where it ends."""
    m = _LOCALITY.match(text, at)
    if not m or lexicon.nouns.match(text, at) or lexicon.authority_names.match(text, at):
        return None, at
    name = m.group().strip()
    name = name.title() if name.isupper() else name
    outer = _IN.match(text, m.end())
    found = lexicon.place_names.match(text, outer.end()) if outer else None
    return (locality.within(name, found[0].label), found[1]) if found else (name, at + len(m.group().rstrip()))


# --- Issuing clauses

_HEADS = frozenset(key(w) for w in "bộ thống chủ tổng chánh viện giám trưởng cục thứ phó thường đảng".split())

_ISSUED = pattern(
    r"\s{0,2}(?:\(?khóa\s+[IVXL]{1,6}\)?,?\s+|\([^()]{2,50}\),?\s+)?(?:đã\s+|vừa\s+|cũng\s+)*"
    r"(?:xây\s+dựng\s+(?=(?:kế hoạch|chương trình|đề án)\s|\Z)"
    r"|(?:xây\s+dựng\s+và\s+|ký\s+|ký,?\s+)?ban\s+hành\s+(?:các\s+|những\s+)?)",
    re.IGNORECASE,
)
_VERBS = ("ban hành", "ban\nhành", "xây dựng", "xây\ndựng")
_BEFORE = pattern(r"ngày\s{1,3}", re.IGNORECASE)
_PLACES = frozenset("tỉnh thành tp huyện quận thị xã phường".split())


def issuing(
    text: str, start: int, end: int, lexicon: Lexicon, *, places: bool = False
) -> tuple[str, str | None, str | None, int] | None:
    """The last clause "[ngày D,] <issuer> đã ban hành" in a stretch: issuer, place, date, where the verb ends.

    The issuer is empty where a place is told for its bodies, "huyện Cái Bè ban hành Kế hoạch …", and `places` asks for those too.
    """
    clause = None
    if all(text.find(verb, start, end) < 0 for verb in _VERBS):
        return None
    for m in WORD.finditer(text, start, end):
        at = m.start()
        word = m.group()
        if clause and at < clause[3]:
            continue
        who: tuple[str, str | None, int] | None = None
        if lexicon.authority_names.starts(word) or key(word) in _HEADS:
            who = issuer(text, at, lexicon)
        if places and who is None and at and word.lower() in _PLACES:
            _, place, told = _place(text, at - 1, lexicon, below=True)
            who = ("", place, told) if place else None
        verb = _ISSUED.match(text, who[2], end) if who else None
        if who is None or not verb or not verb.group().strip():
            continue
        day = None
        before = text[max(start, at - 40) : at]
        lead = list(_BEFORE.finditer(before))
        if lead and (found := dates.match(before, lead[-1].end())) and not before[found[1] :].strip(" ,\n"):
            day = found[0]
        clause = (*who[:2], day, verb.end())
    return clause


_LONGEST_BODY = 120  # characters


def tells_in(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """The body that says something in what is named next, "ý kiến của UBND xã tại Báo cáo số …": issuer, place."""
    if text[max(start, end - 5) : end].strip() != "tại":
        return None
    told = max(start, end - 8) + len(text[max(start, end - 8) : end].rstrip()[:-3].rstrip())
    for m in WORD.finditer(text, max(start, told - _LONGEST_BODY), told):
        if lexicon.authority_names.starts(m.group()) or key(m.group()) in _HEADS:
            read = issuer(text, m.start(), lexicon)
            if read and read[2] == told:
                return read[0], read[1]
    return None


# What a body does at the start of a clause of its own: "…, Ban Chấp hành Đảng bộ huyện ban hành Nghị quyết như sau".
_DOES = pattern(
    r"\s{1,2}(?:(?:đã|sẽ|cũng)\s+)*(?:ban hành|báo cáo|đề nghị|yêu cầu|xây dựng|triển khai|"
    r"tổ chức|chỉ đạo|giao|thống nhất|phê duyệt|thông báo|hướng dẫn|(?:kính\s+)?trình)(?!\w)",
    re.IGNORECASE,
)
_COMMA = pattern(rf",\s{{1,2}}(?=[{UPPER}])")


def acts(text: str, at: int, *, last: bool = False) -> bool:
    """Whether a verb at an offset makes the body before it the subject of a clause.

    After the last of a list it may begin the title instead: "của Bộ Tài chính và Bộ Công an hướng dẫn …".
    """
    return bool(_ISSUED.match(text, at) or (not last and _DOES.match(text, at)))


def clause(text: str, start: int, end: int, lexicon: Lexicon) -> int | None:
    """Where a new clause with a body of its own begins in a stretch, at its comma; None where none does."""
    for m in _COMMA.finditer(text, start, end):
        read = issuer(text, m.end(), lexicon)
        if read and _DOES.match(text, read[2]):
            return m.start()
    return None


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
    r",?\s+(?:giai đoạn\s+\d{4}\s*-\s*\d{4}|(?:đến|từ)\s+năm\s+\d{4}|"
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
    r"[.;:()“”\"]|\n\s*\n|,\s(?=(?:thì|mà|trừ|các|những|đồng thời)\s)"
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
