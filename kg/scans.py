"""Slips of scanners, mended before anything is read: "quy định chỉ tiết", "sửa đôi, bồ sung", "39/201 9/QH14", "ngày 3] tháng 12".

A text is taken for a scan's if its beginning spells a phrase of the law as no typist does, or if it was read by OCR here. What is
mended is what cannot be anything else; the rest stays as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import takewhile
from typing import Any

from kg import terms
from kg.lexicon import Lexicon
from kg.normal import Normal
from kg.patterns import pattern
from kg.scan import any_of, finder
from kg.text import LOWER, UPPER, fold
from kg.words import WORD, Phrases, key

_BEGINNING = 4000  # bytes in which a scan shows itself
_NOT_SO = pattern(
    r"chỉ\s+tiết(?=\s+kiệm)|sửa\s+đối(?=\s+với)|(?<=thiết )kế\s+từ\s+ngày|điêu\s+chính(?=\s+phủ)", re.IGNORECASE
)
_ENOUGH = 2  # slips of letters that make a text a scan's; one may be a typist's
_TELLING = 5  # words of a body's name, which without their marks are nothing else: "sở giao đục và đào tạo"
_LIKE = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
    "d": "dđ",
}
# What a scan may show sooner.
_TELLS = tuple(tell.encode() for tell in ("QHI", "QHl", "OH1", "0H1", "QUYÉT", "QUYÊT", "QUYẾT ĐINH", "NGHỊ ĐINH"))
# Signs before a line in capitals; a bracket for a figure: "ngày 3] tháng 12".
_DIRT = pattern(rf"\n[:'’`.,;_][ :'’`]*[{UPPER}]{{2}}|\d\](?= tháng| năm)")
# "ngày 22 thắng 8 năm 2023", and not "ngay 22 thang 8 nam 2023", which is typed so.
_MISREAD_DAY = pattern(
    r"(?!ng[àa]y\s\S{1,2}\sth[áa]ng\s\S{1,2}\sn[ăa]m)"
    r"ng[^\W\d_]y\s[\dlIOo|]{1,2}\sth[^\W\d_]ng\s[\dlIOo|]{1,2}\sn[^\W\d_]m\s(?:19|20)\d\d",
    re.IGNORECASE,
)
_LETTERHEAD = 1000  # characters
_Edit = tuple[int, int, str]  # what is put in the place of a span


def mended(normal: Normal, lexicon: Lexicon, *, scanned: bool) -> Normal:
    """The text with its slips mended if it is `scanned`, or looks so; any other as it is.

    >>> from kg.lexicon import load
    >>> from kg.normal import normalise
    >>> text = normalise("Nghị định quy định chỉ tiết Luật số 39/201 9/QH14 ngày 1] tháng 6 năm 2019")
    >>> mended(text, load(), scanned=False).text
    'Nghị định quy định chi tiết Luật số 39/2019/QH14 ngày 11 tháng 6 năm 2019'
    """
    beginning = (
        list(_phrases(normal.text[:_BEGINNING], lexicon))
        if scanned or any_of(normal.data[:_BEGINNING], _misspelled(lexicon))
        else []
    )
    scanned = scanned or len(beginning) >= _ENOUGH or _shows(normal)
    if not (scanned or beginning):
        return normal
    # Each sees what those before it have mended.
    for slips in (_doubled, _phrases, _signs, _numbers, _day_words, _dates) if scanned else (_phrases,):
        if edits := list(slips(normal.text, lexicon)):
            normal = normal.replaced(edits)
    return normal


def _shows(normal: Normal) -> bool:
    """Whether the beginning of a text is a scan's for other reasons than the marks of its letters."""
    head = normal.data[:_BEGINNING]
    return any(tell in head for tell in _TELLS) or any(
        shown.search(normal.text, 0, _LETTERHEAD) for shown in (_DIRT, _MISREAD_DAY)
    )


# --- Marks of letters


# Two marked letters where one is printed, "ĐÁẢNG ỦY", "QUYẼÊT": no syllable has "ưu" or any other pair with both marked.
_DOUBLED = pattern(
    "|".join(f"[{letters[1:]}][{letters[1:]}]" for base, letters in _LIKE.items() if base != "d"), re.IGNORECASE
)


def _doubled(text: str, _: Lexicon) -> Iterator[_Edit]:
    """ "ĐÁẢNG ỦY", "QUYẼÊT ĐINH"."""
    return ((m.start(), m.end(), m.group()[1]) for m in _DOUBLED.finditer(text))


@lru_cache(maxsize=4)
def _table(lexicon: Lexicon) -> Phrases[str]:
    table: Phrases[str] = Phrases(by=fold)
    for phrase in lexicon.words["scanned"].phrases:
        table.add(phrase, phrase)
    for body in lexicon.authorities:
        words = [key(word) for word in WORD.findall(body.label)]
        if len(words) >= _TELLING:
            table.add(" ".join(words), " ".join(words))
    return table


@lru_cache(maxsize=4)
def _misspelled(lexicon: Lexicon) -> Any:
    """A finder of the phrases with the marks of one letter changed, in small letters and with a capital."""
    found: set[str] = set()
    phrases, others = lexicon.words["scanned"]
    for phrase in phrases:
        for at, letter in enumerate(phrase):
            for other in _LIKE.get(fold(letter), ""):
                written = phrase[:at] + other + phrase[at + 1 :]
                same = [key(w) for w in written.split()] == [key(w) for w in phrase.split()]
                if not same and written not in others and written != fold(written):
                    found |= {written, written.capitalize()}
    return finder(sorted(x.encode() for x in found))


def _phrases(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """ "sửa đôi, bồ sung", "Cấn cứ"."""
    table, over = _table(lexicon), 0
    others = lexicon.words["scanned"].excepted
    for m in WORD.finditer(text):
        found = table.match(text, m.start()) if m.start() >= over and table.starts(m.group()) else None
        if found is None:
            continue
        over = found[1]
        written = text[m.start() : over].lower()
        if written in others or written == fold(written):
            continue  # typed without any marks, as names of files are
        if _NOT_SO.match(text, m.start()):
            continue
        words = [w for w in WORD.finditer(text, m.start(), over) if fold(w.group())]  # a lone mark is no word
        for word, right in zip(words, found[0].split(), strict=False):
            if key(word.group()) != right:
                yield word.start(), word.end(), _in_case(right, word.group())


def _in_case(right: str, written: str) -> str:
    if written.isupper():
        return right.upper()
    return right.capitalize() if written[0].isupper() else right


# --- Signs that stand for nothing

_Put = str | Callable[[re.Match[str]], str]
_CAPITAL = f"[{UPPER}]"
_OWN = r"^[\W_]{0,4}(?:Luật\s|Nghị quyết\s)?S[ốỐÓ]\s?:\s?\d{1,5}\s?/\S{3,30}"
_BODY = pattern(r"^\W{0,4}(?:Căn c|Kính g|Thực hiện|Theo|Xét|Điều 1)", re.MULTILINE)
_TYPES = (
    "THÔNG TƯ|NGHỊ ĐỊNH|NGHỊ QUYẾT|QUYẾT ĐỊNH|LUẬT|KẾ HOẠCH|CHỈ THỊ|THÔNG BÁO|HƯỚNG DẪN|KẾT LUẬN|QUY ĐỊNH|CHƯƠNG TRÌNH"
)
_HEAD = 3000  # characters in which a letterhead stands
_HEAD_SIGNS: tuple[tuple[re.Pattern[str], _Put], ...] = (
    (pattern(rf"^(?:[^\w\n(“\"#*+•–—-]|[_ˆ]){{1,6}}(?={_CAPITAL}{{2,}}|Độc lập|S[ốỐ]\s?:)", re.MULTILINE), ""),
    (pattern(rf"^[ _]*[–—-][ :]*(?=(?:BỘ|ỦY BAN|HỘI ĐỒNG|SỞ|CỘNG|{_TYPES})(?!\w)|Độc lập)", re.MULTILINE), ""),
    (pattern(rf"(?<={_CAPITAL}{{2}})\s(?:[^\w\n)”.]|_){{1,6}}$", re.MULTILINE), ""),
    (pattern(rf"^V\s?/\s(?=[{LOWER}]{{2}})", re.MULTILINE), "V/v "),
    # "Số: 1678/QĐ-UBND nó", "Số: 82/2020/NĐ-CP ỗ Hà Nội, ngày": what is left of a rule or a crest
    (pattern(rf"({_OWN})[^\S\n]+[{LOWER}][^\n\d]{{0,24}}$", re.MULTILINE), r"\1"),
    (pattern(rf"({_OWN}\s)[{LOWER}][^\s\d]{{0,3}}\s(?={_CAPITAL}[^\n]{{2,30}},\s)", re.MULTILINE), r"\1"),
)
_NOUN = r"(?:Nghị quyết|Nghị định|Thông tư|Quyết định|Kế hoạch|Chỉ thị|Kết luận|Luật)"
_TEXT_SIGNS: tuple[tuple[re.Pattern[str], _Put], ...] = (
    (pattern(r"^(?:[^\w\n(“\"*#]|[_ˆ]){1,5}(?=Căn cứ\s)", re.MULTILINE), ""),
    (pattern(rf"({_NOUN})[.,:;'’]{{1,2}}\s(?=[Ss][ốôóoỐ]\s?:?\s?\d)"), r"\1 "),
    (pattern(r"(?<=[Ss]ố)(?:\s[ốôóÔ]\s?|\s?['’*.,_-]{1,2}\s?|\s?/\s(?!(?:19|20)\d\d\s?/))(?=\d)"), " "),
    (pattern(rf"(?<=[{LOWER}]{{2}})\. (?=[{LOWER}]{{2,}}[ ,])"), " "),
)


def _signs(text: str, _: Lexicon) -> Iterator[_Edit]:
    """ ": 'KẾ HOẠCH :", "Nghị quyết. số ố 29/2021/NQ-HĐND", "được sửa. đổi"."""
    body = _BODY.search(text, 0, _HEAD)
    yield from _changed(text, _HEAD_SIGNS, body.start() if body else _HEAD)
    yield from _changed(text, _TEXT_SIGNS, len(text))


def _changed(text: str, rules: tuple[tuple[re.Pattern[str], _Put], ...], end: int) -> Iterator[_Edit]:
    for rule, put in rules:
        for m in rule.finditer(text, 0, end):
            made = put(m) if callable(put) else m.expand(put)
            if made != m.group():
                # Only what differs, so that two rules may change one line.
                same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(m.group(), made, strict=False)))
                yield m.start() + same, m.end(), made[same:]


# --- Numbers

_CLEAN = pattern(r"\d{4}/(?:UBTV)?QH1\d")
_OF_ASSEMBLY = pattern(
    r"((?:19|20)\d\d)\s?/\s?((?:UBTV|UBVHX|UBTVX)?)[QO0]{1,2}[HI] ?[1IlJ!] ?([0-9sSIlJ!oO])(?![\w-])"
)


def _term(lexicon: Lexicon, m: re.Match[str]) -> str:
    """ "2025/QHI5", "2022/UBTVQHIS": the term as it is read, if it is one of its year; else the year's."""
    year, read = int(m[1]), 10 + int("5" if m[3] in "sS" else m[3].translate(_FIGURES))
    known = terms.of_assembly(year, lexicon)
    if not known or _CLEAN.fullmatch(m.group()):
        return m.group()  # what is read without a slip stays, whatever the year
    return f"{m[1]}/{'UBTV' if m[2] else ''}QH{read if read in known else known[0]}"


_NUMBER_SLIPS: tuple[tuple[re.Pattern[str], _Put], ...] = tuple(
    (pattern(rule), put)
    for rule, put in (
        (r"(?<=/)(199|20[0-3])\s(\d)(?=\s?/)", r"\1\2"),  # "39/201 9/QH14"
        (r"(?<=\d\d)\.\s(?=\d{1,2}/20\d\d/NQ-CP)", "."),  # "66. 16/2026/NQ-CP"
        (r"(?<=\d)/\s?/(?=[\dA-ZĐ])", "/"),
        (r"(?<=[A-ZĐ])-\s?[-_.]\s?(?=[A-ZĐ]{2})", "-"),  # "942/QĐ- -TTg"
        (r"(?<=\d)-\s?[-_.]\s?(?=[A-ZĐ]{2})", "-"),  # "36- _NQ/TW"
        (r"(?<=[A-ZĐ]-)\n{1,2}[-_.]\s?(?=[A-ZĐ]{2})", ""),
        (r"(?<=/)T\s([UW])(?!\w)", r"T\1"),
        (r"(?<=/)T\sT-", "TT-"),
        (r"(?<=/)1W(?!\w)", "TW"),
        (r"(?<=[/-])N[O0Ó](?=/T[UW](?!\w)|-(?:HĐND|CP|UBTVQH)(?!\w))", "NQ"),
        (r"(?<=/)[NM][BDÐPĐ](?=\s?-\s?CP(?!\w))", "NĐ"),
        (r"(?<=/N[QĐ])(\s?-\s?)[GC][PF](?!\w)", r"\1CP"),
        (r"(?<=/QĐ)(\s?-\s?)(?:TTEg|TTạ|TTs|TIg|T1g|11g|TTe|TTq|1Tg|TTp)(?!\w)", r"\1TTg"),
        (r"(?<=/)TT\+(?=\s?-)", "TTr"),
        (r"(ờ trình số\s?\W{0,3}\d{1,4}\s?/)T[HT](?=\s?-)", r"\1TTr"),
        (r"(?<=[/-])([CNQ])[ĐÐ]{2}(?=\s?[/-])", r"\1Đ"),
        (r"(?<=/NQ-UB)[I1lJ]V(?=QH1\d(?!\w))", "TV"),
        (r"(?<=/BC-UB)([A-ZĐ]{2,5})[Il](\d)(?!\w)", r"\g<1>1\2"),
        (r"(?<=/(?:19|20)\d\d)(?=(?:UBTV)?QH1\d(?!\w))", "/"),
    )
)


def _numbers(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """ "39/201 9/QHI4", "942/QĐ- -TTg", "52-NO/TW"."""
    yield from _changed(text, ((_OF_ASSEMBLY, partial(_term, lexicon)), *_NUMBER_SLIPS), len(text))


# --- Dates

_FIGURES = str.maketrans("IlJ|]!OoöÓ", "1111110060")
_DAY_WORDS: tuple[tuple[re.Pattern[str], _Put], ...] = tuple(
    (pattern(rule, re.IGNORECASE), put)
    for rule, put in (
        (r"(n)(?!gày)g[^\W\d_]y(?=\s[\dlIOo|]{1,2}\sth[^\W\d_]ng\s)", r"\1gày"),
        (r"(?<=[\dlIOo|]\s)(?!tháng)th[^\W\d_]ng(?=\s[\dlIOo|]{1,2}\sn[^\W\d_]m\s(?:19|20)\d)", "tháng"),
        (r"(th[^\W\d_]ng\s[\dlIOo|]{1,2}\s)(?!năm)n[^\W\d_]m(?=\s(?:19|20)\d)", r"\1năm"),
    )
)
_DATE_SLIPS: tuple[tuple[re.Pattern[str], _Put], ...] = tuple(
    (pattern(rule, re.IGNORECASE), put)
    for rule, put in (
        (r"(?<=ngày)\s{1,2}[-–.:]\s?(?=\d)", " "),
        (r"(ngày\s\d{1,2})(?:[.,]\s?|\s[._–-]\s)(?=tháng\s)", r"\1 "),
        (r"(tháng\s\d{1,2})\s?[-.]\s?(?=năm\s)", r"\1 "),
        (
            r"(?<=ngày\s)((?-i:[\dIlJ|\]!OoöÓ]{1,2}|\d\s\d))(?=\s{1,2}th[áa]ng\s)|"
            r"(?<=tháng\s)((?-i:[\dIlJ|\]!OoöÓ]{1,2}|1\s\d))(?=\s{1,2}n[ăa]m\s)",
            lambda m: "".join(m.group().split()).translate(_FIGURES),
        ),
        (r"(?<=năm\s)((?:19|20)\s?\d?)\s(\d{1,2})(?!\d)", lambda m: "".join(m.group().split())),
        # "19 thắng 6 năm 2019", "ngày 17 tim 10 năm 2024"
        (r"(ngày\s\d{1,2}\s)(?!tháng|và|hoặc|đến)[^\W\d_]{2,6}(?=\s\d{1,2}\snăm\s(?:19|20)\d\d(?!\d))", r"\1tháng"),
    )
)


def _day_words(text: str, _: Lexicon) -> Iterator[_Edit]:
    """ "ngảy 19 thắng 6 nãm 2019"."""
    yield from _changed(text, _DAY_WORDS, len(text))


def _dates(text: str, _: Lexicon) -> Iterator[_Edit]:
    """ "ngày 3] tháng l2 năm 201 9", "ngày 17 tim 10 năm 2024"."""
    yield from _changed(text, _DATE_SLIPS, len(text))
