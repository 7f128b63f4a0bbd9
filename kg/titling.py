"""The title that a text tells of an instrument after its name, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg import dates, issuing, organs, provisions
from kg.lexicon import Lexicon, name_key
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.sentences import Sentences
from kg.text import LOWER, UPPER, wrap

_DAY = pattern(r"[nN](?i:gày)\s{1,2}")
_TITLE = pattern(
    r"[\s,]{0,3}(?:\(\s?)?(?=về\s|quy\s+định|qui\s+định|ban\s+hành|phê\s+duyệt|hướng\s+dẫn|sửa\s+đổi|thực\s+hiện(?!\s+theo\s)|triển\s+khai|hỗ\s+trợ|tăng\s+cường|đẩy\s+mạnh|(?<=\s)để\s+(?:thực\s+hiện|triển\s+khai|thi\s+hành|tổ\s+chức|cụ\s+thể\s+hóa|quán\s+triệt|hướng\s+dẫn)|công\s+bố|một\s+số\s|những\s+điều\s|“)",
    re.IGNORECASE,
)
# "(Điều 3 Thông tư số … Ngưng hiệu lực một phần … ngày …": the codification's notes tell any title right behind the number.
_NOTE = pattern(r"\((?:[Kk]hoản\s\S{1,4}\s)?(?:Điều|Chương|Mục|Phần|Mẫu|Phụ lục)\s[^()\n]{1,40}$")
_BEFORE_NOTED = 60  # characters
_NUMBERED = pattern(r"số\s|\d|của\s")
_NAMED = pattern(r"[^.;:()\d]{3,160}?(?=,?\sngày\s\d)")
_NOTED = pattern(
    rf"\s(?=[{UPPER}][{LOWER}]+\s|(?:về|quy định|ban hành|phê duyệt|hướng dẫn|sửa đổi|bổ sung|bãi bỏ|thay thế|công bố)[\s,])"
)
LONGEST_TITLE = 1200  # characters
NEAR = 8  # names, of which one may stand in the title of another
_ABOUT = pattern(r"^(?:về\s+việc|về|để)\s+", re.IGNORECASE)
_END = pattern(
    r"[;()]|\s\|\s|\n(?=\d{1,3}\s+["
    + UPPER
    + r"]["
    + LOWER
    + r"]+\s)|[.:](?=\s|[-¹²³⁰-⁹”\"]|$)|\n\s*\n(?!["
    + LOWER
    + r"])|(?<=["
    + LOWER
    + r"])\s(?=Căn cứ\s)|\n[^\S\n]*[-–_*=]{3}|\n(?=(?:Căn cứ|Thực hiện|Triển khai|Theo đề nghị|Xét|Để|Sau|Qua)\s)"
)
_OTHERS = pattern(
    r",?\s+(?:(?:theo đó|trên cơ sở đó|và nhiều văn bản|và các văn bản)(?!\w)"
    r"|tiếp theo (?:các |số |(?=[A-ZĐ]))|và ý kiến (?:chỉ đạo )?(?:của|tại)\s)"
)
_LIST = pattern(r"(?:,\s*(?:và\s+)?|\s+và\s+|\s*,?\s*(?:cùng|hoặc)\s+)(?:các\s+|số\s+|những\s+)?$", re.IGNORECASE)
_REPLACING = pattern(
    r",\s*(?:và\s+)?(?:thay\s+thế|thay\s+cho|bãi\s+bỏ|căn\s+cứ(?:\s+vào)?)\s+(?:cho\s+|các\s+)?$", re.IGNORECASE
)


def days(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where "ngày" stands in a stretch, with the comma, full stop or blank before it."""
    if "ngày" not in text[start:end].lower():
        return  # nearly always
    for m in _DAY.finditer(text, start + 1, end):
        at = m.start() - 1
        if text[at].isspace():
            yield at - (at > start and text[at - 1] in ",."), m.end()
        elif text[at] == ".":
            yield at, m.end()


# What has become of an instrument, what of it goes on, where it errs and what was done since: that is not in its title, but in
# the title of one which amends it.
_AMENDED = pattern(
    r",?\s+(?=[bcđhklnstv])(?:"
    r"(?:(?:đã|sẽ|vẫn|tiếp\s+tục)\s+)*(?:được\s+(?:sửa\s+đổi|thay\s+thế|bãi\s+bỏ)|bị\s+(?:bãi\s+bỏ|hủy\s+bỏ|thay\s+thế)"
    r"|(?:hết|có)\s+hiệu\s+lực)(?!\w)|trừ\s+(?:quy\s+định|trường\s+hợp|các|những|nội\s+dung|chương|điều|khoản|điểm)(?!\w)"
    r"|là\s+(?:một\s+|những\s+)?(?:nghị\s+quyết|văn\s+bản|chủ\s+trương|chính\s+sách|quyết\s+sách|bước|căn\s+cứ|cơ\s+sở)(?!\w)"
    r"|(?:không\s+)?còn\s+hiệu\s+lực(?!\w)"
    r"|(?:là\s+)?(?:trái|không\s+đúng|chưa\s+đúng)\s+(?:với\s+)?quy\s+định(?!\w)"
    r"|(?:được\s+(?:thực\s+hiện|quy\s+định)\s+)?(?:cụ\s+thể\s+)?như\s+sau$)|,\s+(?:kể\s+)?từ\s+ngày\s+\d"
    r"|,\s+(?:sửa\s+đổi(?:,?\s+bổ\s+sung)?|điều\s+chỉnh|bổ\s+sung)\s+(?:bởi|tại|bằng)\s",
    re.IGNORECASE,
)
_KNOWN = pattern(r"(?:quán\s+triệt|phổ\s+biến|tuyên\s+truyền|học\s+tập)(?!\w)", re.IGNORECASE)
_NEAR = 200  # characters from such a verb to the name
# "Thực hiện Kế hoạch số … về chuyển đổi số, Sở báo cáo …": who does what, behind what leads to it.
_LEADS = pattern(r"\W*(?:Để|Thực hiện|Triển khai|Nhằm|Quán triệt|Qua|Sau)\s")
# What stands in brackets within a title: "mức thu phí (lần đầu) đối với xe ô tô", not what became of it, or how it is called.
_ASIDE = pattern(
    r"\((?!(?:sửa|bổ sung|thay|gọi|sau|ban|kèm|ngày|khóa|hết|nay|đã|số|theo|được|viết|trừ|trong|lần thứ|năm|dưới)(?!\w))"
    r"[^()\n/]{1,50}\)\s(?=(?:đối\svới|trên|của|năm|giai\sđoạn|tại|cho|từ|trong|thuộc|tỉnh|để)\s)",
    re.IGNORECASE,
)
_CHANGED = pattern(r"(?:sửa\s+đổi|hướng\s+dẫn|ban\s+hành)(?:,?\s+bổ\s+sung)?\s+(?:bởi|tại|theo|năm)\s", re.IGNORECASE)
_AMENDING = pattern(r"[“\"]?(?:về\s+việc\s+)?(?:sửa|bãi|thay|hợp nhất|công\s+bố)(?!\w)", re.IGNORECASE)
# Before the day that ends it: "… do Bộ trưởng Bộ Y tế ban hành".
_ISSUED = pattern(rf"\s+(?:do\s(?=[{UPPER}])[^.,;:()\n]{{3,80}}?\s|được\s+)?(?:ký\s+)?(?:ban\s+hành|thông\s+qua|ký)$")


@lru_cache(maxsize=4)
def _field(lexicon: Lexicon) -> re.Pattern[str]:
    """The field of an instrument, a place."""
    return re.compile(rf"\s+trên\s+địa\s+bàn\s+({lexicon.place_nouns(short=False)})(?!\w)", re.IGNORECASE)


def _beyond(facts: Instrument, field: str, lexicon: Lexicon) -> bool:
    """Whether a field is too narrow for an instrument: a province in a central one's title, a district in a province's."""
    body = organs.writer(facts, lexicon, facts.issuer)
    if body is None or not body.local:
        return body is not None
    level = organs.level(facts.issuer, body, facts.place, lexicon)
    return level == "province" and facts.issuer is not None and field.lower() not in ("tỉnh", "thành phố")


def _without_issuer(title: str, issuer: str | None) -> str:
    """A title without the issuer that a text tells at its end: "về hội nhập quốc tế của Bộ Chính trị"."""
    return title.removesuffix(f"của {issuer}").rstrip() if issuer else title


# What begins behind it: “4. …”, “Điều 19. …”.
_NEW_WORDING = pattern(r"\s?“(?:\d{1,3}[a-zđ]?|Điều\s\d{1,3}[a-zđ]?|[a-zđ])$")


def _unquoted(title: str) -> str:
    """A title without the quotation marks around it, or one that closes what it stands in; those inside stay in pairs."""
    title = _NEW_WORDING.sub("", title)
    if title[:1] in ("“", '"') and title[-1:] in ("”", '"'):
        return title[1:-1]
    if title[:1] in ("“", '"') and not any(mark in title[1:] for mark in ("”", '"')):
        return title[1:]  # cut before it closes
    closes = title[-1:] == "”" and title.count("”") > title.count("“") and '"' not in title
    return title[:-1].rstrip(" .,") if closes else title


def _end(text: str, begin: int, end: int) -> int:
    """Where the words of a title end at the latest: at punctuation, but for brackets behind which it goes on."""
    at = begin
    while stop := _END.search(text, at, end):
        over = stop.start()
        aside = _ASIDE.match(text, over, end) if text[over] == "(" else None
        quoted = text[over + 1 : over + 2] == "”" and text.count("“", begin, over) > text.count("”", begin, over)
        if aside is None and not quoted:
            return over
        at = aside.end() if aside else over + 2
    return end


@lru_cache(maxsize=4)
def _said_of(lexicon: Lexicon) -> re.Pattern[str]:
    """What is said of an instrument, in words that go on no title: no title of 1,947 registered instruments has them."""
    does, suffers = lexicon.words["works"].any, lexicon.words["received"].any
    return re.compile(
        r",?\s+(?=[bcđekmstv])(?:cũng\s+(?:đã|được|là|có|bị|sẽ)|từng\s+(?:được|bị|là|có)|vẫn\s+(?:giữ|còn|chưa|được|đang|phải)"
        rf"|đến\s+nay|(?:đã|đang|sẽ)\s+{does}|(?:mang|đem)\s+lại\s+(?:kỳ\s+vọng|niềm\s+tin|nhiều|không\s+ít|những)"
        rf"|(?:và\s+)?(?:đã\s+)?được\s+{suffers}"
        r"|kể\s+từ\s+ngày\s+ký|ban\s+hành\s+(?:sau\s+đó|trước\s+đó|kịp\s+thời|đúng|chậm))(?!\w)"
        r"|,\s+(?=[chtđ])(?:hôm\s+nay|(?:toàn|cả)\s+(?:tỉnh|thành\s+phố|huyện|xã|phường|ngành|nước)\s+(?:đã|có|hiện|đạt)"
        r"|đồng\s+chí\s[^.,;:()\n]{3,80}\s(?:kết\s+luận|chỉ\s+đạo|yêu\s+cầu|đề\s+nghị|phát\s+biểu|nhấn\s+mạnh|chủ\s+trì))(?!\w)"
        r"|,\s+(?=[dhnqstv])(?:song|nhưng|tuy\s+nhiên|tuy\s+vậy|thay\s+vào\s+đó|do\s+đó|vì\s+(?:vậy|thế)|qua\s+đó|từ\s+đó|nhờ\s+đó"
        r"|(?:phải\s+)?hoàn\s+thành\s+(?:trước|chậm|trong|vào|xong)"
        r"|theo\s+(?:ông|bà|đại\s+diện|(?:các|nhiều)\s+(?:doanh\s+nghiệp|chuyên\s+gia|đại\s+biểu|địa\s+phương|hộ|người))"
        r"[^.,;:()\n]{0,60},)(?!\w)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4)
def _never(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[\s,]+(?:{lexicon.words['no-title'].any})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _does(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(
        rf",\s+(?=(?:{lexicon.words['body'].any}|Chính phủ)(?:\s[^\s.;,:()]{{1,12}}){{0,10}}?\s"
        r"(?:ra(?=\s(?:Nghị|Quyết|Chỉ|Kế|Công))|(?:xin\s)?báo\scáo|kính|đề\snghị|tham\smưu|đã)(?!\w)"
        r"|(?:[^\s.;,:()]{1,12}\s){1,8}?(?:đã|đang|sẽ)\s)"
    )


@lru_cache(maxsize=4)
def _obliged(lexicon: Lexicon) -> re.Pattern[str]:
    """Who is to do what behind a comma: "…, kiểm tra viên điện lực có trách nhiệm lập biên bản"."""
    several = r"(?:\s(?:cơ quan|tổ chức|đơn vị|doanh nghiệp|cá nhân|hộ gia đình),)*"
    return re.compile(rf",(?={several}(?:\s[^\s.;,:()]{{1,12}}){{1,14}}?\s(?:{lexicon.words['obliged'].any})(?!\w))")


@lru_cache(maxsize=4)
def _to(lexicon: Lexicon) -> re.Pattern[str]:
    """To whom an instrument is made known, whatever it is about: "Quán triệt Nghị quyết … về … đến cán bộ, đảng viên"."""
    all_ = r"(?:toàn\s+thể|tất\s+cả|từng|các|mọi|đông\s+đảo)\s+"
    return re.compile(rf"\s+(?:đến|tới)\s+(?:{all_})?{lexicon.words['audience'].any}(?!\w)")


def _said(text: str, start: int, name: int, begin: int, limit: int, lexicon: Lexicon) -> int:
    """Where the words end that a sentence from `start` on says of the name before them, at the latest."""
    for said in (_said_of(lexicon), _never(lexicon), _obliged(lexicon)):
        if m := said.search(text, begin, limit):
            limit = m.start()
    m = _to(lexicon).search(text, begin, limit)
    if m and _KNOWN.search(text, max(start, name - _NEAR), name) and not _KNOWN.search(text, begin, m.start()):
        limit = m.start()
    if _LEADS.match(text, start, name) and (m := _does(lexicon).search(text, begin, limit)):
        limit = m.start()
    return limit


@lru_cache(maxsize=4)
def _acts(lexicon: Lexicon) -> re.Pattern[str]:
    """Who does what behind a comma, a body or anybody: "…, phòng Giáo dục hướng dẫn"."""
    return re.compile(
        rf",\s+(?=(?:[{UPPER}][^\s.;,:()]{{0,12}}|phòng(?!,?\s+chống)|nhà\strường|trung\stâm|đơn\svị|cơ\squan)"
        rf"(?:\s[^\s.;,:()]{{1,12}}){{0,14}}?\s{lexicon.words['thus'].any}(?!\w))"
    )


def _thus(text: str, begin: int, limit: int, lexicon: Lexicon) -> int:
    """Where the words of a title end before a colon at an offset: at the last comma behind which somebody does something."""
    clauses = [m.start() for m in _acts(lexicon).finditer(text, begin, limit)] if text[limit : limit + 1] == ":" else []
    return clauses[-1] if clauses else limit


def title_noted(text: str, name: Name) -> int | None:
    """Where the title begins that a citation note tells behind a number: "(Điều 2 Nghị định số … Nghị định quy định … ngày …"."""
    lead = _NOTED.match(text, name.told) if name.form == "number" and name.type else None
    if not lead or not _NOTE.search(text, max(0, name.start - _BEFORE_NOTED), name.start):
        return None
    noun = f"{name.type} "
    begin = lead.end() + len(noun) * text.startswith(noun, lead.end())
    return None if _NUMBERED.match(text, begin) else begin


def _called(name: Name, called: str, lexicon: Lexicon) -> Name:
    """A law by its number with the name that a note tells of it, spelled as in the catalogue, which knows other names better."""
    listed = [c.name for c in lexicon.numbered(name.facts.number) if c.name]
    same = [c for c in listed if name_key(c) == name_key(called)] if listed else [called]
    return name.telling(name=same[0]) if same else name


# What leads to "Thông tư này", which no title names: "… và các quy định khác trái với Thông tư này", "… từ ngày Thông tư này".
_LED = pattern(
    r"[\s,]*(?:(?:và|hoặc)\s+)?(?:theo\s+)?(?:các\s+|những\s+)?(?:quy\s+định|hướng\s+dẫn)(?:\s+\w+){0,2}?\s+(?:tại|của|trái|trong|ở)\s"
    r"|[\s,]+(?:(?:hết\s+hiệu\s+lực\s+)?(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+(?:ngày|thời\s+điểm)|(?:đã\s+)?(?:được|bị)|phải)\s",
    re.IGNORECASE,
)
_LED_SOFTLY = pattern(
    r"[\s,]+(?:(?:(?:ban\s+hành\s+)?(?:đính\s+)?kèm\s+)?theo|tại|trong|khi|đến|trước|sau|và|hoặc|với|cùng)\s",
    re.IGNORECASE,
)
_SUBJECT = pattern(r"\s+(?:phải|thì|có\s+trách\s+nhiệm)\s")
_FIGURE = pattern(r"\d|\s[IVXLC]+(?!\w)")  # of a certain part: "một số điều" is none


def _member(text: str, begin: int, other: Name) -> int | None:
    """Where a title ends that another name follows: before the next member of its list, or before a clause that the name is in."""
    if other.this:
        led = [
            m.start()
            for p in (_LED_SOFTLY, _LED)
            for m in p.finditer(text, max(begin - 1, other.start - _NEAR), other.start)
        ]
        return max(begin, led[-1]) if led else other.start
    if other.form in ("number", "short"):
        part = None if _AMENDING.match(text, begin) else provisions.before(text, begin, other.start)
        at = part[1] if part and _FIGURE.search(part[0]) else other.start
        near = max(begin, at - 24)
        if m := _LIST.search(text, near, at) or _REPLACING.search(text, near, at):
            return m.start()
    return other.told if _SUBJECT.match(text, other.told) else None


def titled(text: str, found: Sequence[Name], i: int, sentences: Sentences, lexicon: Lexicon) -> Name:
    """The name with the title that follows it: up to punctuation, or the next member of the list."""
    name = found[i]
    if name.facts.title:
        return name
    noted = title_noted(text, name)
    if name.kind == "law":
        named = _NAMED.match(text, noted) if noted and not name.facts.name else None
        return _called(name, f"{name.type} {wrap(named.group())}", lexicon) if named else name
    start, end = sentences.bounds(name.start)
    lead = _TITLE.match(text, name.told, end)
    begin = lead.end() if lead else noted
    if begin is None or (name.facts.name and not name.facts.number and "về" not in text[name.told : begin + 3].lower()):
        return name  # "Quy chế trại giam ban hành kèm theo …": a name tells what it is about
    if _CHANGED.match(text, begin):
        return name  # "(sửa đổi, bổ sung tại Nghị định số …)", ", sửa đổi tại" is what became of it
    following = found[i + 1] if i + 1 < len(found) else None
    if following and following.start == begin and not (begin == noted and following.form == "name"):
        return name  # "…, Quy định số 37-QĐ/TW": the next name, no title
    limit = _limit(text, found, i, start, begin, min(end, begin + LONGEST_TITLE), lexicon)
    told = "của" in text[name.start : begin]  # before the title, so that what ends it is of the title
    issuer = None if told else name.facts.issuer
    title = _ABOUT.sub("", _unquoted(_without_issuer(wrap(text[begin:limit]).strip(" ,*"), issuer)))
    title = title.removesuffix(" và").removesuffix(" hoặc")
    cue = lexicon.cues.match(title, 0)
    if not title or (cue and cue[1] == len(title)):  # "… để triển khai thực hiện." has no subject
        return name
    return name.telling(title=title)


def _limit(text: str, found: Sequence[Name], i: int, start: int, begin: int, end: int, lexicon: Lexicon) -> int:
    """Where a title ends that begins behind name i, at the latest at an offset; its sentence begins at `start`."""
    name = found[i]
    limit = _thus(text, begin, _end(text, begin, end), lexicon)
    words = text[begin:limit]
    if any(word in words for word in ("đó", "văn bản", "tiếp theo", "ý kiến")) and (
        others := _OTHERS.search(text, begin, limit)
    ):
        limit = others.start()
    for j in range(i + 1, len(found)):
        other = found[j]
        if other.start >= limit:
            break
        if (over := _member(text, begin, other)) is not None:
            limit = over
            break
    limit = issuing.next_clause(text, begin, limit, lexicon) or limit
    if not _AMENDING.match(text, begin) and (m := _AMENDED.search(text, begin, limit)):
        limit = m.start()
    limit = _said(text, start, name.start, begin, limit, lexicon)
    limit = _closed(text, found, i, begin, limit)
    if (m := _field(lexicon).search(text, begin, limit)) and name.facts.number and _beyond(name.facts, m[1], lexicon):
        return m.start()  # the field of the plan that cites it, not part of a central instrument's title
    return limit


def _closed(text: str, found: Sequence[Name], i: int, begin: int, limit: int) -> int:
    """Where a title ends before the date and the issuer that close a citation note, and are told of name i already."""
    told = {n.facts.date for n in found[max(0, i - NEAR) : i + 1]}
    for at, after in days(text, begin, limit):
        day = dates.match(text, after)
        if day and day[0] in told and not any(n.start <= at < n.told for n in found[i + 1 : i + NEAR]):
            # "Bãi bỏ một số văn bản do Bộ trưởng Bộ Y tế ban hành" is a title.
            by = None if _AMENDING.match(text, begin) else _ISSUED.search(text, max(begin, at - 110), at)
            return by.start() if by else at
    return limit
