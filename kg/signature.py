"""The signature: where a document is signed, above its annexes; by whom and for which body; and on which day it was adopted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kg import dates, issuers
from kg.lexicon import DocumentType, Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, places, wrap
from kg.words import any_of

FOOT = 4000  # characters at the end, or beside the receivers, in which the signature stands
_ABOVE = 1500  # characters of the foot above "Nơi nhận": a signature in the right column may be read first

_ADOPTED = pattern(
    r"(Bộ luật|Luật|Pháp lệnh|Nghị quyết) này\s(?:đã\s)?được\s[^.;]{5,250}?\sthông\squa\s(?:vào\s)?ngày\s{1,3}(?=\d)",
    re.IGNORECASE,
)
# An annex, whose own signatures are no longer the document's.
_ANNEXED = pattern(
    r"^[^\w\n]{0,8}(?:(?i:phụ\s+lục|mẫu\s+số|biểu\s+số)|MẪU|BIỂU|DANH MỤC|CỘNG H|QUY |ĐIỀU LỆ|KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN"
    r"|\((?:[Bb]an hành )?[Kk]èm theo)",
    re.MULTILINE,
)
_RECEIVERS = "Nơi nhận"
_MARGIN = 40  # characters of markup and blanks before it
_RECEIVE = pattern(r"[*_]*(?:\s?:|\s*\n|[^\S\n]{3})")  # what follows it, if it is no "Nơi nhận hồ sơ"
_PASSED, _LONGEST_ADOPTION, _LONGEST_DAY = "qua ngày", 300, 40  # of "… này được … thông qua ngày 17 tháng 5 năm 2025"
_FOR = pattern(r"(?:T/M|TM\.|TM|T\.M\.|TL\.|T/L|KT\.|K/T|TUQ\.)\s*([^\n*]{4,80})")
_COLUMN = r"(?:^[ *_]{0,8}|(?<= {4})|(?<=nhận: ))"  # a line, or its right column: "Nơi nhận:          CHỦ TỊCH"
_SIGNED = 800  # characters between a block that signs and the name below it
_KEPT = pattern(r"[-+•\s]*Lưu:?\s+([^\n]{4,80})")


def foot(text: str, kind: DocumentType | None) -> str:
    """Where the document is signed: after its adoption or beside the first "Nơi nhận", above the annexes; else at the end."""
    at = adoption(text, kind)[1]
    at = _received(text) if at < 0 else at
    if at < 0:
        return text[-FOOT:]
    over = _ANNEXED.search(text, at, at + FOOT)
    return text[max(0, at - _ABOVE) : over.start() if over else at + FOOT]


def _received(text: str) -> int:
    """The first line that begins with "Nơi nhận:", or -1."""
    for at in places(text, _RECEIVERS):
        before = text[max(0, at - _MARGIN) : at].rpartition("\n")[2]
        if not before.strip(" *_|\t") and _RECEIVE.match(text, at + len(_RECEIVERS)):
            return at
    return -1


def adoption(text: str, kind: DocumentType | None) -> tuple[str | None, int]:
    """ "Nghị quyết này được … thông qua ngày 17 tháng 5 năm 2025": the day, and where that stands; or None and -1."""
    for begin, end in _passed(text) if kind and (kind.kind == "law" or "passed" in kind.traits) else ():
        m = _ADOPTED.search(text, begin, end)
        day = dates.match(text, m.end()) if m and kind and m[1].lower() == kind.label.lower() else None
        if m and day:
            return day[0], m.start()
    return None, -1


def _passed(text: str) -> Iterator[tuple[int, int]]:
    """Where an adoption may be told: at the end, or wherever something is passed on a day."""
    yield max(0, len(text) - FOOT), len(text)
    for at in places(text, _PASSED):
        yield max(0, at - _LONGEST_ADOPTION), at + _LONGEST_DAY


def issuer(text: str, foot: str, kind: DocumentType, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """The issuer where no letterhead tells it: "<issuer> thông báo …", "T/M BAN THƯỜNG VỤ", "Lưu Văn phòng Tỉnh ủy"."""
    verb = re.compile(rf"\s(?=(?:{re.escape(kind.label.lower())})(?:\s|:))")
    for m in verb.finditer(text):
        sentence = text[max(0, m.start() - 80) : m.start()]
        for word in re.finditer(rf"(?<!\w)[{UPPER}]", sentence):
            read = issuers.issuer(sentence, word.start(), lexicon)
            if read and not sentence[read.end :].strip():
                return read.name, read.place
    for signed in (_FOR, _KEPT):
        for m in signed.finditer(foot):
            read = issuers.issuer(wrap(m[1]), 0, lexicon)
            if read:
                return read.name, read.place
    return None, None


def signed_for(foot: str, issuer: str, lexicon: Lexicon) -> str:
    """The issuer, or the body within it that signs under its name: "T/M BỘ CHÍNH TRỊ" below "BAN CHẤP HÀNH TRUNG ƯƠNG"."""
    above = lexicon.authority(issuer)
    if above is None or above.local or above.branch != "party":
        return issuer
    for m in _FOR.finditer(foot):
        body = lexicon.authority_names.match(wrap(m[1]), 0)
        if body and body[0].urn == above.urn:
            return body[0].label
    return issuer


@lru_cache(maxsize=4)
def chief(lexicon: Lexicon) -> re.Pattern[str]:
    """The title of a head who signs, with the body's name or without: "CHỦ TỊCH QUỐC HỘI", "Q. GIÁM ĐỐC"."""
    return _title(lexicon.words["signs"].phrases)


@lru_cache(maxsize=4)
def _signs(lexicon: Lexicon) -> re.Pattern[str]:
    """The title of whoever signs: of a head, or "THẨM PHÁN"."""
    return _title((*lexicon.words["signs"].phrases, *lexicon.words["officer"].phrases))


def _title(titles: Iterable[str]) -> re.Pattern[str]:
    some = any_of(title.upper() for title in titles)
    return re.compile(rf"{_COLUMN}(?:Q\. ?|QUYỀN |PHÓ )?{some}(?:[ ,][{UPPER} ,–-]{{2,60}})?[ *_]*$", re.MULTILINE)


# A name: "Y Thanh Niê", "H'Yim Kđoh", "Rơ Chăm H'Hồng", "Mùa A Sơn", "Điểu K'Ré", "A Byot", "Phạm S"; no "Phần I",
# "Mục A Phần B", "Phòng Y Tế".
_WORD = rf"(?:[BHKMY]['’]\s?)?[{UPPER}][{LOWER}]+"
_CALLED = (
    rf"(?:(?!(?:Mục|Phần|Phụ|Biểu|Bảng|Mẫu|Nhóm|Khối) )(?:[YKH]['’]?\s?)?{_WORD} "
    rf"(?:(?:A |Y (?!Tế))?{_WORD} ){{0,3}}(?:(?:A |Y (?!Tế))?{_WORD}|(?![CIVX])[{UPPER}])"
    rf"|[AYK]['’]? ?{_WORD})"
)
# Degrees in letters before it, "PGS.TS.", "BS.CKII": any with a full stop, and the usual ones without. "KT. THỦ TƯỚNG" and
# "II. TỔ CHỨC" have none.
_DEGREE = (
    rf"(?:(?!(?:KT|TM|TL|TUQ|[IVX]+)[.,])[{UPPER}][{UPPER}h]{{1,7}}[.,] ?|(?:GS|TS|ThS|BS|(?:BS)?CK\s?I{{1,2}})\s)"
)


class _Names(NamedTuple):
    """How those who sign are called."""

    below: re.Pattern[str]  # on a line of its own, or in its right column
    received: re.Pattern[str]  # below the last of the receivers, or in a scan beside it


@lru_cache(maxsize=4)
def _names(lexicon: Lexicon) -> _Names:
    rank = rf"(?:(?i:{lexicon.words['rank'].any}),?\s|{_DEGREE})"
    surname = lexicon.words["surname"]
    # In capitals only behind a degree, or where a family name comes first: "ThS. NGUYỄN VĂN A", no "PHÓ CHỦ TỊCH".
    family = any_of(map(str.upper, surname.phrases), surname.excepted)
    shouted = rf"(?:{_DEGREE}{{1,4}}[{UPPER}]{{2,}}|{family})(?: [{UPPER}]+){{1,4}}"
    return _Names(
        re.compile(rf"{_COLUMN}{rank}{{0,5}}({_CALLED}|{shouted})[\s*_.]*$", re.MULTILINE),
        re.compile(
            rf"(?<!\w)Lưu:?\s(?:[^\n]{{2,80}}\n[\W_]{{0,12}}{rank}{{0,5}}({_CALLED})"
            rf"|[^\n]{{1,60}}?(?<=[\w).;])\s({surname.any}(?: [{UPPER}][{LOWER}]+){{1,3}}))[\s*_.]*$",
            re.MULTILINE,
        ),
    )


def signer(foot: str, lexicon: Lexicon) -> str | None:
    """The person's name below the last block that signs: for a body ("TM. ỦY BAN NHÂN DÂN") or as a head ("CHỦ TỊCH QUỐC HỘI").

    Where a seal hides the block from a scanner, what stands alone below the last of the receivers; or beside it, where the
    scanner joined the columns.
    """
    names = _names(lexicon)
    blocks = sorted([m.end() for signs in (_FOR, _signs(lexicon)) for m in signs.finditer(foot)], reverse=True)
    found = (names.below.search(foot, end, end + _SIGNED) for end in blocks)
    named = next((m[1] for m in found if m), None)
    if named is None and (m := names.received.search(foot)):
        named = m[1] or m[2]
    return _spelled(wrap(named)) if named else None


_LETTERS = pattern(rf"^{_DEGREE}+")


def _spelled(name: str) -> str:
    """A name as sentences spell it: "ThS. NGUYỄN VĂN A" is Nguyễn Văn A."""
    name = _LETTERS.sub("", name)
    return name.title() if name.isupper() else name
