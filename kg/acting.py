"""Who acts in what is named: "Ủy ban nhân dân tỉnh A phê duyệt … tại Quyết định số …", "Tại A, Tỉnh ủy đã ban hành …", what a body
is to annul; and what amends an instrument, which is of its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg import dates, issuers, issuing, locality, numbering, organs, placenames, writers
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK
from kg.words import WORD, key

Body = tuple[str, str | None]  # issuer, place

_LONGEST = 600  # characters from a subject to what it acts in, or from a frame to what it holds for
_NEAR = 80  # characters


def bodies(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[int, str, str | None, int]]:
    """The bodies that a stretch names: where each begins, what it is called, its place, and where it ends."""
    begins = issuers.begins(lexicon)
    over = start
    for m in WORD.finditer(text, start, end):
        if m.start() >= over and key(m.group()) in begins and (read := issuers.issuer(text, m.start(), lexicon)):
            over = read.end
            yield m.start(), *read


# --- What a body does in an instrument

_IN = pattern(r"\s(?:tại|bằng)\s+$")
_APART = pattern(r"[;:\n]|\.\s")
# What stands in an instrument is not always what the subject does in it: "đề nghị sửa đổi mức chi quy định tại …".
_HELD = pattern(
    r"(?<!\w)(?:quy\s+định|nêu|ghi|giao|chỉ\s+đạo|hướng\s+dẫn|ban\s+hành|kèm\s+theo|xác\s+định)\s+(?:tại|bằng)\s+$"
)
# Where somebody tells, asks or urges, what is named may be what others are to carry out.
_CARRIED = pattern(
    r"(?<!\w)(?:theo|thực\s+hiện|triển\s+khai|thi\s+hành|chấp\s+hành|quán\s+triệt|căn\s+cứ|sửa\s+đổi|bãi\s+bỏ|thay\s+thế)(?!\w)"
)
_LONGEST_VERB = 24  # characters


@lru_cache(maxsize=4)
def _does(lexicon: Lexicon) -> re.Pattern[str]:
    """What a body does in an instrument, behind its name: it decides, or it tells."""
    decides, tells = lexicon.words["decides"].any, lexicon.words["tells"].any
    return re.compile(
        rf"(?:\s{{1,2}}(?:đã|vừa|cũng|tiếp\s+tục)){{0,2}}\s{{1,2}}(?:{decides}|(?P<tells>{tells}))(?!\w)", re.IGNORECASE
    )


@lru_cache(maxsize=4)
def _tells(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){lexicon.words['tells'].any}\s{{1,2}}(?:với\s|cho\s)?$", re.IGNORECASE)


def _addressed(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a body at an offset is told something: "báo cáo UBND huyện", "đề nghị UBND tỉnh phê duyệt"."""
    return _tells(lexicon).search(text, max(0, at - _LONGEST_VERB), at) is not None


def stands_in(text: str, start: int, name: Name) -> bool:
    """Whether a name is what something is done in: "… tại Quyết định số …", "… bằng Nghị quyết số …"."""
    return _IN.search(text, max(start, name.start - 8), name.start) is not None


def tells_in(text: str, start: int, name: Name, lexicon: Lexicon) -> Body | None:
    """The body that acts in what is named: "ý kiến của UBND xã tại Báo cáo số …", "UBND tỉnh A phê duyệt … tại"."""
    if not stands_in(text, start, name):
        return None
    told = max(start, name.start - 8) + len(text[max(start, name.start - 8) : name.start].rstrip()[:-4].rstrip())
    body = issuers.before(text, start, told, lexicon)
    if body and not _addressed(text, body[2], lexicon):
        return body[:2]
    return _subject(text, max(start, name.start - _LONGEST), name, lexicon)


def _subject(text: str, start: int, name: Name, lexicon: Lexicon) -> Body | None:
    """The body that does something in what is named, in the last clause of a stretch."""
    end = name.start
    start = max((m.end() for m in _APART.finditer(text, start, end)), default=start)
    found: tuple[Body, re.Match[str]] | None = None
    for begin, issuer, place, over in bodies(text, start, end, lexicon):
        if not writers.writes(name.facts, issuer, lexicon):
            continue
        verb = _does(lexicon).match(text, over, end)
        if _addressed(text, begin, lexicon):
            if verb and name.type != "Tờ trình":
                return None  # "UBND huyện A đề nghị UBND tỉnh phê duyệt dự án tại …": who of the two, nobody tells
        elif verb:
            found = (issuer, place), verb
    if found is None or _HELD.search(text, max(found[1].start(), end - 30), end):
        return None
    body, verb = found
    return None if verb["tells"] and _CARRIED.search(text, verb.end(), end) else body


# --- The subject that a clause has from the one before

_ALSO = pattern(
    r"[;,]\s+(?:(?:và|đồng\s+thời|sau\s+đó)\s+)?(?:ngày\s{1,3}(?P<day>\d[^,;:\n]{5,25}?),?\s+)?"
    r"(?:(?:đã|tiếp\s+tục|cũng|kịp\s+thời|chủ\s+động)\s+)*(?:xây\s+dựng(?:\s+và|,)\s+|ký\s+)?ban\s+hành\s+(?:các\s+|những\s+)?$",
    re.IGNORECASE,
)


def goes_on(text: str, start: int, name: Name, lexicon: Lexicon) -> tuple[Body | None, str | None] | None:
    """ "UBND huyện A đã triển khai …; ngày 16/3/2020, ban hành Kế hoạch số …": the subject, where a sentence from an offset on has
    but one, and the day; None where no such clause leads to a name."""
    near = text[max(start, name.start - _NEAR) : name.start]
    m = _ALSO.search(near) if near.rstrip().endswith(("ban hành", "các", "những")) else None
    if m is None:
        return None
    day = dates.match(m["day"], 0) if m["day"] else None
    acting = {
        (issuer, place)
        for _, issuer, place, over in bodies(text, max(start, name.start - _LONGEST), name.start, lexicon)
        if issuing.acts(text, over)
    }
    body = acting.pop() if len(acting) == 1 else None
    fits = body is not None and writers.writes(name.facts, body[0], lexicon)
    return body if fits else None, day[0] if day else None


# --- Where somebody acts

_FRAME = pattern(rf"(?:^|\n|[.;:]\s)\s{{0,3}}(?:{MARK}\s{{1,2}})?(?i:tại|ở)(?=\s)")
_BEHIND = pattern(r",\s{1,2}")


def there(text: str, name: Name, lexicon: Lexicon) -> str | None:
    """ "Tại Thanh Hóa, Tỉnh ủy đã ban hành …": the province in which local bodies without a place act, until another is named."""
    if not organs.of_each_province(name.facts, lexicon):
        return None
    near = max(0, name.start - _LONGEST)
    start = max(text.rfind("\n", near, name.start), near)
    stretch = text[start : name.start]
    if not any(word in stretch for word in ("Tại ", "tại ", "Ở ", "ở ")):
        return None
    place: str | None = None
    for m in _FRAME.finditer(text, start, name.start):
        noun, told, end = placenames.place(text, m.end(), lexicon, below=False)
        found = lexicon.provinces.get(told or "")
        comma = _BEHIND.match(text, end) if found else None
        read = issuers.issuer(text, comma.end(), lexicon) if comma else None
        body = lexicon.authority(read.name) if read and read.place is None else None
        framed = found and noun in (None, found.noun) and body is not None and body.local
        place, start = (told if framed else None), end
    return place if place and _alone(text, start, name, place, lexicon) else None


_OTHER = {"tỉnh": "thành ", "thành phố": "tỉnh "}


def _alone(text: str, start: int, name: Name, place: str, lexicon: Lexicon) -> bool:
    """Whether no other province is named between a frame and a name, and the words for its body are not another kind's."""
    other = _OTHER.get(lexicon.provinces[place].noun or "")
    if other and other in (name.facts.issuer or "").lower():
        return False
    for m in WORD.finditer(text, start, name.start):
        if m.group()[0].isupper() and (found := lexicon.place_names.match(text, m.start())) and found[0].label != place:
            return False
    return True


# --- What amends an instrument is of its body, and so is what a body annuls

_BY = pattern(
    r"[\s,;)]*(?:(?:đã|nay|mới)\s+)*được\s+(?:[^\s,.;:()]+\s+){0,4}?"
    r"(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|thay\s+thế)(?:,?\s+[^\s.;:()]+){0,8}?\s+(?:bởi|bằng|tại|theo)\s+(?:các\s+)?$",
    re.IGNORECASE,
)
_CHANGES = pattern(r"[\s,]*(?:về\s+(?:việc\s+)?)?(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|thay\s+thế)[\s,]", re.IGNORECASE)
_LONGEST_CHANGE = 300  # characters from what amends to what it amends


def of_amended(text: str, found: Sequence[Name], i: int, lexicon: Lexicon) -> Body | None:
    """The body of what a number amends or replaces, or is amended by, right beside it: "A của UBND tỉnh, được sửa đổi bởi B"."""
    name = found[i]
    left = found[i - 1] if i else None
    if (
        left
        and _alike(left, name, lexicon)
        and name.start - left.told < _NEAR
        and _BY.fullmatch(text, left.told, name.start)
    ):
        return left.facts.issuer or "", left.facts.place
    right = found[i + 1] if i + 1 < len(found) else None
    if right and right.start - name.told < _LONGEST_CHANGE and _alike(right, name, lexicon):
        m = _CHANGES.match(text, name.told, right.start)
        if m and not _APART.search(text, m.end(), right.start):
            return right.facts.issuer or "", right.facts.place
    return None


def _alike(told: Name, name: Name, lexicon: Lexicon) -> bool:
    """Whether a body is told of a number that has the code of another's, which many bodies write."""
    of_code = writers.of_code(name.facts, lexicon) if told.facts.issuer and told.form == "number" else ()
    if not of_code or not of_code[0].local:
        return False
    one, other = numbering.of(told.facts, lexicon), numbering.of(name.facts, lexicon)
    return one is not None and other is not None and one.code == other.code


_DEED = pattern(
    rf"(?:^|[\n:])\s{{0,3}}(?:{MARK}\s{{0,2}})?(?:(?:hủy\s+bỏ|thu\s+hồi|bãi\s+bỏ|thay\s+thế|sửa\s+đổi|bổ\s+sung|điều\s+chỉnh),?\s+"
    r"(?:và\s+)?){1,3}(?:các\s+)?$",
    re.IGNORECASE,
)
_CHARGED = pattern(
    rf"\s{{0,3}}(?:{MARK}\s{{0,2}})?(?:(?:đối\s+với|kiến\s+nghị|đề\s+nghị|yêu\s+cầu|giao)\s{{1,2}})?", re.IGNORECASE
)
_ITEM = pattern(rf"\s{{0,3}}{MARK}\s", re.IGNORECASE)
_CHARGE_ENDS = pattern(r"(?:\s+(?:có\s+trách\s+nhiệm|thực\s+hiện))?\s?:|\s*\n")
_LONGEST_GROUP = 1500  # characters from the heading of a body's tasks to one of them


def charged(text: str, name: Name, lexicon: Lexicon) -> Body | None:
    """ "1. Ủy ban nhân dân huyện A:⏎a) Hủy bỏ Quyết định số …": the body that is to annul or to change what an item begins with."""
    if not _DEED.search(text, max(0, name.start - _NEAR), name.start):
        return None
    least = max(0, name.start - _LONGEST_GROUP)
    end = name.start
    while end > least:
        begin = text.rfind("\n", least, end) + 1 or least
        m = _CHARGED.match(text, begin)
        read = issuers.issuer(text, m.end(), lexicon) if m else None
        if read and _CHARGE_ENDS.match(text, read.end):
            return read[:2] if writers.writes(name.facts, read[0], lexicon) else None
        if text[begin:end].strip() and not _ITEM.match(text, begin):
            break
        end = begin - 1
    return None


# "UBND phường A rà soát, sửa đổi Kế hoạch số …": nobody but its own body changes it, where no other is told.
_CHANGING = pattern(
    r"(?:\s{1,2}(?:đã|phải|cần|sẽ|sớm|kịp\s+thời|khẩn\s+trương|chủ\s+động|tiếp\s+tục|tiến\s+hành|nghiên\s+cứu|xem\s+xét|rà\s+soát),?){0,4}"
    r"\s{1,2}(?:(?:và\s{1,2})?(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|thu\s+hồi),?\s{1,2}){1,3}"
    r"(?:(?:một\s+số\s{1,2})?nội\s+dung\s{1,2}(?:của\s{1,2}|tại\s{1,2})?)?$",
    re.IGNORECASE,
)
_CHANGES_IT = ("ổi ", "sung ", "chỉnh ", "thế ", "bỏ ", "hồi ", "dung ", "của ", "tại ")
# "phối hợp với UBND phường A sửa đổi …", "theo đề nghị của UBND phường A điều chỉnh …", "Nghị quyết số 33/NQ-HĐND điều chỉnh …"
_NOT_ITS = pattern(
    r"(?<!\w)(?:(?:đề\s+nghị|kiến\s+nghị|đề\s+xuất|tờ\s+trình|hồ\s+sơ|báo\s+cáo|văn\s+bản|công\s+văn)\s(?:[^\s.;,]{1,20}\s){0,3}?của"
    r"|với|theo)\s{1,2}$|[-/]$",
    re.IGNORECASE,
)
_LONGEST_REQUEST = 90  # characters


def changing(text: str, name: Name, lexicon: Lexicon) -> Body | None:
    """The one local body that changes what is named, right before it."""
    if not text.endswith(_CHANGES_IT, max(0, name.start - 8), name.start):
        return None
    near = max(0, name.start - _NEAR)
    m = _CHANGING.search(text, near, name.start)
    body = issuers.before(text, max(0, near - issuers.LONGEST_BODY), m.start(), lexicon) if m else None
    named = lexicon.authority(body[0]) if body else None
    if body is None or not writers.writes(name.facts, body[0], lexicon) or (named is not None and not named.local):
        return None
    if _NOT_ITS.search(text, max(0, body[2] - _LONGEST_REQUEST), body[2]) or text.startswith("Thường trực", body[2]):
        return None
    alone = body[1] is None or not issuers.another(text, body[2], lexicon)
    return body[0], body[1] if alone else locality.UNREAD
