"""The grammar of the names of laws: where the name of a law, a code, an ordinance or the constitution ends."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import listed, numbering, unlisted
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.sentences import ARTICLE
from kg.text import LOWER, UPPER, fold, next_letter, wrap
from kg.words import WORD

# Words after which a noun means several instruments, or any: "các Nghị quyết của Chính phủ về …".
SEVERAL = pattern(r"(?:các|những|một số|nhiều|mọi|luật,)\s+$", re.IGNORECASE)

# As typists and scanners write it: "sửa đồi, bồ sung", "sửa đổi, bổ sưng".
_CHANGE = r"s[ửừưu]a\s+đ[ổồỗôố]i"
_ADD = r"b[ổồỗôố]\s+s[uưủ]ng"
_AMENDING = pattern(
    rf"\s{{1,2}}(?:về\s+(?:việc\s+)?)?(?:{_CHANGE},?(?:\s+và)?\s+{_ADD}|{_CHANGE}|{_ADD})(?:\s+m[ộôốồổỗ]t\s+s[ốôồổỗộ])?"
    r"(?:\s+[đd]i[ềêếểễệ]u(?:\s+\d+(?:\s+và\s+(?:[đd]i[ềêếểễệ]u\s+)?\d+)?)?)?"
    r"(?:\s+và\s+Phụ\s+lục(?:\s\w+){0,12}(?=\s+của\s+(?:Luật|Bộ\s+luật|Pháp\s+lệnh)\s))?(?:\s+c[ủuùúũụ]a)?(?:\s+(?:các|\d{1,2}))?\s{1,2}",
    re.IGNORECASE,
)
_AMENDING_ONLY = pattern(r"\s{1,2}sửa đổi,?\s+bổ sung(?=\s+năm\s+\d{4})", re.IGNORECASE)
# "được Quốc hội … thông qua ngày 28 tháng 10 năm 1995" belongs to the span of a law, as its date does.
PASSED = pattern(
    r"\s{1,2}(?:đã\s+)?được\s+(?:Quốc\s+hội|Ủy\s+ban\s+[Tt]hường\s+vụ\s+Quốc\s+hội)[^.;,()]{0,90}?thông\s+qua(?=\s+ngày)",
    re.IGNORECASE,
)


def _amending(text: str, at: int) -> re.Match[str] | None:
    """The words after the noun of a law that amends another."""
    return _AMENDING.match(text, at) if next_letter(text, at) in ("v", "s", "b") else None


def law(text: str, at: int, noun_end: int, lexicon: Lexicon, *, lower: bool) -> tuple[str, int] | None:
    """The name of a law, code, ordinance or the constitution whose noun stands at `at`: name, and where it ends.

    None where it is none of Vietnam's: a branch of the law of nations, or the law of another country.
    """
    read = _law(text, at, noun_end, lexicon, lower=lower)
    if (
        read is None
        or _abroad(lexicon).match(text, read[1])
        or _OF_TREATY.search(text, max(0, at - _LEFT_OF_TREATY), at)
    ):
        return None
    if (inner := read[0].rfind(" của ")) > 0 and _abroad(lexicon).match(read[0], inner):
        return None  # "Luật Đầu tư của Lào"
    if lexicon.named(read[0]):
        return read
    return (
        None
        if _OF_NATIONS.search(read[0]) or _alien(lexicon).search(read[0])
        else (listed.from_initials(read[0], lexicon), read[1])
    )


# "Luật Biển quốc tế", "Luật Nhân đạo quốc tế" are branches of law; "Luật Thỏa thuận quốc tế" is a law of the catalogue.
_OF_NATIONS = pattern(r"^Luật (?:\w+ ){1,3}quốc tế$", re.IGNORECASE)
_OWN_LAND = r"ta(?!\w)|nhà(?!\w)|mình(?!\w)|Cộng hòa xã hội|CHXHCN|xã hội|XHCN|Việt Nam"
# "Công ước của Liên hợp quốc về Luật Biển": the law that a treaty is about.
_OF_TREATY = pattern(
    r"(?:Công|CÔNG) (?:ước|ƯỚC)(?: Viên| của Liên [Hh]ợp [Qq]uốc| Liên [Hh]ợp [Qq]uốc| quốc tế)?(?: năm \d{4})?(?: về)? $"
)
_LEFT_OF_TREATY = 50  # characters


@lru_cache(maxsize=4)
def _abroad(lexicon: Lexicon) -> re.Pattern[str]:
    """What tells that a law is another country's: "của Lào"; "của Anh Nguyễn Văn A" is a person's."""
    land = rf"nước ngoài|(?:các nước|nước|Cộng hòa|Vương quốc)\s(?!{_OWN_LAND})\w+(?:\s[{UPPER}]\w*){{0,4}}"
    country = lexicon.words["country"].any
    return pattern(rf"\s(?:của\s(?:{land}|{country})|{country})(?!\w|\s[{UPPER}][{LOWER}])")


@lru_cache(maxsize=4)
def _alien(lexicon: Lexicon) -> re.Pattern[str]:
    """What no law of Vietnam's today is called: "Luật Chống tham nhũng Hoa Kỳ", "Bộ luật Hồng Đức"."""
    return re.compile(rf"\s(?:{lexicon.words['country'].any}|{lexicon.words['ancient'].any})$")


def _law(text: str, at: int, noun_end: int, lexicon: Lexicon, *, lower: bool) -> tuple[str, int] | None:
    noun = text[at:noun_end]
    if unnumbered := _NO_NUMBER.match(text, noun_end):
        return _unnumbered(text, noun, unnumbered.end(), lexicon)
    if _no_law(lexicon).search(text, max(0, at - _SUBJECTS_LEFT), at) or _person(text, at):
        return None
    known = listed.known(text, at, lexicon)
    if known and text[noun_end : noun_end + 1] == "\n" and _complete(text, at, noun, known[1]):
        return None
    if known and known[1] > noun_end and text[noun_end : noun_end + 2].lstrip()[:1] == ",":
        return None  # "các ngành luật, kế toán": no name has a comma after its noun
    if noun[0].islower() and not (lower or known or _lawlike(text, noun_end)):
        return None
    if m := _amending(text, noun_end):
        inner = _amended(text, m.end(), lexicon)
        if inner and (not known or inner[1] > known[1]):
            return wrap(text[at : inner[1]]), inner[1]
        if not inner and (m := _AMENDING_ONLY.match(text, noun_end)):
            return wrap(text[at : m.end()]), m.end()
    if fold(noun).startswith("hien phap"):
        none = _LAW_AT_LARGE.match(text, noun_end) or text.endswith("Luật ", 0, at)  # the subject of study
        return None if none or not (noun[0].isupper() or lower) else ("Hiến pháp", _with_state(text, noun_end))
    if past := _past_known(text, at, noun_end, known, lexicon):
        return wrap(text[at:past]), past
    if known and known[1] >= noun_end:
        return known[0], _with_state(text, known[1])
    # An abbreviation is known or none.
    if noun.isascii() or _no_name(lexicon).match(text, noun_end) or _several(text, at, noun_end):
        return None
    about = _NAMED_ABOUT.match(text, noun_end)
    if about and (noun[0].islower() or SEVERAL.search(text, max(0, at - 8), at)):
        about = None
    start = about.end() if about else noun_end
    end = unlisted.end_of_name(text, start, lexicon)
    return (wrap(text[at:end]), end) if end > start else None


_HEADING = pattern(rf"[^\w\n]*{ARTICLE}")
_GOES_ON = pattern(
    rf"\s(?!(?:ngày|năm|số|như|được|đã|và|về|sửa|có|thì|theo|của|là|để|trong|này|hoặc|ban|khi|trên|tại|cho|do)(?!\w))[{LOWER}]"
)
_LONGEST_LINE = 200  # characters
_HEAD = 3000  # characters


def _complete(text: str, at: int, noun: str, end: int) -> bool:
    """Whether a noun at the end of its line is all of the name: in a heading, or where the text calls a law so.

    "Điều 5. Hướng dẫn Điều 36 của Pháp lệnh⏎Thanh tra liên ngành …", "(sau đây gọi tắt là Pháp lệnh)". Not where the name that
    would end at `end` is over there: "Điều 1. Sửa đổi Luật⏎Đất đai như sau".
    """
    if not _GOES_ON.match(text, end):
        return False
    line = text.rfind("\n", max(0, at - _LONGEST_LINE), at) + 1
    return _HEADING.match(text, line, at) is not None or text.find(f"tắt là {noun})", 0, min(at, _HEAD)) >= 0


# "tuân thủ Hiến pháp và pháp luật": all law there is, and no instrument.
_LAW_AT_LARGE = pattern(rf"(?:,|\s(?:và|hoặc))\s(?:[Pp]háp\s)?luật(?!\w|\s[{UPPER}])")
_NO_NUMBER = pattern(r"\ssố\skhông\ssố(?=\s)", re.IGNORECASE)
_ABOUT = pattern(r"\s[Vv]ề(?=\s)")


def _unnumbered(text: str, noun: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """ "Pháp lệnh số Không số Về Hàm, cấp ngoại giao ngày …": so the codification of the law cites what has no number."""
    known = lexicon.name_phrases.match(noun + text[at : at + _LONGEST], 0)
    about = _ABOUT.match(text, at)
    start = about.end() if about else at
    if known:
        return known[0], at + known[1] - len(noun)
    end = _dated_name(text, start, lexicon) or unlisted.end_of_name(text, start, lexicon)
    return (f"{noun} {'về ' if about else ''}{wrap(text[start:end])}", end) if end > start else None


# "Luật quốc tế", "Luật hiện hành": words for law in general.
@lru_cache(maxsize=4)
def _no_name(lexicon: Lexicon) -> re.Pattern[str]:
    at_large = lexicon.words["at-large"].any
    return re.compile(rf"\s(?:{at_large}|pháp|PHÁP|gia(?! nhập)|lệ|định|ĐỊNH|(?i:sư)|học(?! \w))(?!\w)")


_FIELD = pattern(r"\sthuế(?=\s?[.,;:)”\"]|\s(?:và|hiện|khác|được|có|của|đã|quy)\s)", re.IGNORECASE)


def _several(text: str, at: int, noun_end: int) -> bool:
    """Whether a noun means the laws of a field: "các Luật thuế"."""
    return _FIELD.match(text, noun_end) is not None and SEVERAL.search(text, max(0, at - _LEFT), at) is not None


# "Pháp lệnh về người tàn tật", "Luật về Hội": names that begin with "về"; "quy định của Luật về bảo hiểm" is none.
_NAMED_ABOUT = pattern(rf"(?<=lệnh)\s[Vv]ề(?=\s(?!việc))|\s[Vv]ề(?=\s[{UPPER}][{LOWER}])")


_STATE = pattern(
    r"\s+(?:của\s+)?nước\s+C[ộô]ng\s+h[òo][àa]\s+(?:xã\s+hội\s+chủ\s+nghĩa|XHCN)\s+Việt\s+Nam", re.IGNORECASE
)


def _with_state(text: str, at: int) -> int:
    """Where a name ends with the State behind it: "Bộ luật Dân sự của nước Cộng hòa xã hội chủ nghĩa Việt Nam"."""
    m = _STATE.match(text, at)
    return m.end() if m else at


# A name that a number or a date closes may be longer than the catalogue knows: "Luật Đầu tư ở Việt Nam ngày 29/12/1987".
_LIMIT = pattern(r"[.;:()\[\]“”\"\d]")  # what such a name ends before at the latest: a digit, if it is one
_LONGEST = 160  # characters
_CLOSED = pattern(r"\s(?:[^.;:()\[\]“”\"\n\d]|\n(?!\s*\n)){2,110}?(?:\s\(sửa đổi\))?(?=,?\s(?:số:?\s?\d|ngày\s\d))")
_SO = pattern(r",?\ssố:?\s?", re.IGNORECASE)
_OPENERS = pattern(
    r"\s(?:này|được|đã|về|đối với|trong (?!nước)|tại (?!Việt Nam)|có hiệu lực|và (?:Nghị|Luật|Pháp|Thông|Quyết|các|những|văn)"
    r"|kể từ|trước|sau|đến|từ|tại (?:Điều|khoản)|Điều|khoản|theo|thì|nêu|phải|của (?!nước)|là|để|ban hành|công bố|thông qua)(?!\w)",
    re.IGNORECASE,
)


def _past_known(text: str, at: int, noun_end: int, known: tuple[str, int] | None, lexicon: Lexicon) -> int | None:
    """Where a name ends of which the catalogue knows the first words only, or none and a number or a date closes it; or None."""
    noun = text[at:noun_end]
    if noun.isascii():
        return None  # an abbreviation is known or none
    dated = _dated_name(text, noun_end, lexicon) if noun[0].isupper() else None
    if dated and not known and _no_name(lexicon).match(text, noun_end) and not _numbered(text, dated, lexicon):
        dated = None  # "Luật sư Nguyễn Văn A ngày 3/5/2024"
    if dated and (not known or (dated > known[1] and _numbered(text, dated, lexicon))):
        return dated
    if known and known[1] >= noun_end and (end := unlisted.longer(text, known[1], lexicon)) > known[1]:
        return end
    return None


def _dated_name(text: str, at: int, lexicon: Lexicon) -> int | None:
    """Where a name ends that a number or a date follows, with nothing in it that a name doesn't hold; or None."""
    limit = _LIMIT.search(text, at, at + _LONGEST)
    m = _CLOSED.match(text, at) if limit and (limit[0] in ":(" or limit[0].isdecimal()) else None
    if not m or ((opener := _OPENERS.search(m.group(), 1)) and not _about(text, at, m, opener, lexicon)):
        return None
    for word in WORD.finditer(text, at, m.end()):
        noun = lexicon.nouns.match(text, word.start(), m.end()) if word.group()[0].isupper() else None
        within = noun and noun[0].codes and word.start() > at + 1  # "Luật có đơn khiếu nại Quyết định thu hồi đất số …"
        if noun and (noun[0].kind == "law" or noun[1] == m.end() or within):
            return None
    return m.end()


# "Pháp lệnh về thuế bổ sung đối với hộ gia đình … ngày 15/3/1994"
_ON_WHOM = pattern(r"\s[Vv]ề\s.*\sđối với", re.DOTALL)


def _about(text: str, at: int, name: re.Match[str], opener: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether "về" goes on in a name that a law's number closes, or "đối với" in an ordinance's that begins with "về"."""
    if _OPENERS.search(name.group(), opener.end()):
        return False
    if opener.group().strip().lower() == "về":
        return _numbered(text, name.end(), lexicon)
    return text.endswith("lệnh", 0, at) and _ON_WHOM.fullmatch(name.group(), 0, opener.end()) is not None


def _numbered(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a number that follows is a law's: "Luật Đất đai, thửa đất số 12", "…, bản án số 45/2022/DS-PT" name but the law."""
    lead = _SO.match(text, at)
    written = numbering.NUMBER.match(text, lead.end()) if lead else None
    number = numbering.parse(written.group(), lexicon, "Luật") if written else None
    return number is not None and (number.term is not None or number.type_code in lexicon.types["Pháp lệnh"].codes)


@lru_cache(maxsize=4)
def _no_law(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands before what is no law: "pháp luật", "kỷ luật", "cử nhân luật", "các môn Luật Hành chính, Luật Hình sự"."""
    subjects = rf"{lexicon.words['study'].any}(?:\s(?-i:Luật)\s[^.;:()\n]{{2,80}}?(?:,|\svà))?"
    return re.compile(rf"(?<!\w)(?:{lexicon.words['of-study'].any}|{subjects})\s+$", re.IGNORECASE)


_PERSON = pattern(rf"(?<!\w)(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô)\s(?:[{UPPER}]\w*\s){{1,4}}$|\sThị\s$")
_LONGEST_PERSON = 40  # characters


def _person(text: str, at: int) -> bool:
    """Whether a noun is the name of a person: "Bà Trần Thị Luật khiếu nại"."""
    before = text[max(0, at - _LONGEST_PERSON) : at]
    last = before.rsplit(None, 1)[-1:]
    return bool(last) and last[0][0].isupper() and _PERSON.search(before) is not None


_SUBJECTS_LEFT = 120  # characters before a noun that are looked at
_LEFT = 12


def amended(text: str, at: int, end: int, lexicon: Lexicon) -> list[tuple[int, int, str | None]]:
    """Start, end and number of the laws that the law named at `at` amends: as many as its name in the catalogue holds."""
    outer = lexicon.nouns.match(text, at)
    m = _amending(text, outer[1]) if outer else None
    if not m or m.end() >= end:
        return []
    whole = listed.known(text, at, lexicon)
    limit = min(end, whole[1]) if whole else 0
    found: list[tuple[int, int, str | None]] = []
    start = m.end()
    while start < end:
        inner = lexicon.nouns.match(text, start)
        name = _amended(text, start, lexicon)
        if not inner or inner[0].kind != "law" or not name or _RELATED.match(text, inner[1]):
            break
        if name[1] > limit >= start and found:
            name = (name[0], limit)  # the amending law's name ends there, whatever the grammar makes of the rest
        numbered = _ITS_NUMBER.match(text, name[1], max(limit, name[1]))
        found.append((start, name[1], numbered[1] if numbered else None))
        more = _NEXT_LAW.match(text, numbered.end() if numbered else name[1], max(limit, name[1]))
        if not more:
            break
        start = more.end()
    return found


# "… của các luật liên quan đến đầu tư", "… của 11 luật về thuế": laws told by their field.
_RELATED = pattern(r"\s(?:(?:có\s)?liên\squan\s(?:đến|tới)|trong\slĩnh\svực|về)(?=\s)", re.IGNORECASE)
# "Luật sửa đổi … của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15": where the catalogue's name holds the numbers.
_ITS_NUMBER = pattern(r"\ssố\s(\d{1,3}/\d{4}/(?:QH|UBTVQH)\d{1,2})(?!\w)")
_NEXT_LAW = pattern(r"\s?,?\s(?:và\s)?(?:(?:Điều|khoản)\s\d+\s(?:của\s)?)*(?=[LB])")


def _lawlike(text: str, at: int) -> bool:
    """A noun in small letters counts where a capital follows: "luật Đất đai"."""
    return text[at : at + 1].isspace() and text[at + 1 : at + 2].isupper()


def _amended(text: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """The law at an offset that another amends."""
    known = listed.known(text, at, lexicon)
    found = lexicon.nouns.match(text, at)
    if not found or found[0].kind != "law":
        return known
    if end := _past_known(text, at, found[1], known, lexicon):
        return text[at:end], end
    if known:
        return known
    related = _RELATED.match(text, found[1]) if text[at].islower() else None
    start = related.end() if related else found[1]
    end = unlisted.end_of_name(text, start, lexicon)
    return (text[at:end], end) if end > start else None
