"""The grammar of issuers: where the name of a body and of its place ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg import locality, placenames
from kg.lexicon import Authority, Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, next_letter
from kg.words import WORD, Phrases, key

# "ngày 12/5/2021của Chính phủ", "của" without its blanks, is no other word.
_OF = pattern(r"(?:\s{0,2},?\s{1,3}(?:của|do|cuả|cua)\s{1,3}|(?:\s{0,3}|(?<=[\w)]))của\s{0,3})(?=\w)", re.IGNORECASE)
_OF_BODY = pattern(r"\scủa\s+")
_MADE = pattern(
    r"(?:\s\([^()\n]{2,40}\))?(?:\scấp\s\w+)?\s{1,2}(?:(?:đã|mới|vừa|liên\stịch|cùng)\s)*(?:ban\s+hành|ký|thông\s+qua|ngày)(?!\w)"
    r"|\s*(?:[.;:)]|$)",
    re.IGNORECASE,
)
_ALSO = pattern(r"\s?(?:,|,?\svà)\s{1,2}", re.IGNORECASE)
EXECUTIVE = "Ban Chấp hành Đảng bộ "
# "Thành ủy Sa Đéc", "THÀNH ỦY SA ĐÉC"; not "Thành ủy Khóa XV", "Thành ủy HN", "THÀNH ỦY HÀ NỘl" as scanned.
_NAMED = pattern(
    rf"(?:(?<=[ủỷyY])\s(?=[{UPPER}][{LOWER}])|(?<=[ỦỶY])\s(?=[{UPPER}]{{2,}}(?:\s[{UPPER}]{{2,}}(?!\w)|\W*$)))"
    r"(?!(?i:về|khóa|ngày|năm|nhiệm|giai|tại|trong|với|và|ban|ký|đã|vừa|là|ở|lần|kỳ)(?!\w))"
)


# Local bodies, listed by the ontology or not: each province has its own. A stock exchange is the nation's, a region no province.
DEPARTMENT = pattern(r"(?:Sở(?!\s+Giao\s+dịch)|Phòng|Chi\s+cục(?!.{0,40}\skhu\s+vực))\s", re.IGNORECASE)


@lru_cache(maxsize=4)
def _head(lexicon: Lexicon) -> re.Pattern[str]:
    """The head of a body, who signs for it: "Bộ trưởng Bộ Tài chính" issues what Bộ Tài chính issues; with the rank of a minister,
    "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ"."""
    return re.compile(
        rf"(?:Bộ\s+trưởng\s?[,-]\s{{1,2}}(?=Chủ\s+nhiệm\s|Trưởng\s))?(?:{lexicon.words['head'].any}|Trưởng(?=\s{{1,2}}ban\s))\s{{1,2}}(?=\w)",
        re.IGNORECASE,
    )


class Issuer(NamedTuple):
    """A body as a text names it: its usual name, its place if that is told, and where the words for it end."""

    name: str
    place: str | None
    end: int


def departmental(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether "của Sở …" stands at an offset."""
    begin = named(text, at, lexicon) if next_letter(text, at) == "c" else None
    return begin is not None and DEPARTMENT.match(text, begin) is not None


def issuer_after(text: str, at: int, lexicon: Lexicon) -> Issuer | None:
    """ "của <issuer>", "do <issuer> ban hành" at an offset: the issuer's usual name, its place if told, and where it ends."""
    m = _OF.match(text, at) if next_letter(text, at) in ("c", "d") else None
    read = issuer(text, m.end(), lexicon) if m else None
    by = m is not None and m.group().strip(" ,\n").lower() == "do"
    return read if read and (not by or _issued_by(text, read.end, lexicon)) else None


def of(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[int, Issuer]]:
    """The bodies that "của" leads to in a stretch, and where it stands."""
    for m in _OF_BODY.finditer(text, start, end):
        if read := issuer(text, m.end(), lexicon):
            yield m.start(), read


def _issued_by(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the bodies that end at an offset have issued something: "do A và B ban hành", but not "do A thực hiện"."""
    for _ in range(_MOST_MINISTRIES):
        if _MADE.match(text, at):
            return True
        also = _ALSO.match(text, at)
        read = issuer(text, also.end(), lexicon) if also else None
        if not read:
            break
        at = read.end
    return False


def abbreviated(text: str, at: int, writers: Sequence[Authority]) -> tuple[str | None, int] | None:
    """ "của BCT" at an offset, after a number whose code some bodies write: the one that the letters stand for, and where they end.

    None for the body where several write the same letters: "của TW".
    """
    m = _OF.match(text, at) if writers and next_letter(text, at) == "c" else None
    ends = [w.end() for w, _ in zip(WORD.finditer(text, m.end(), m.end() + 40), range(3), strict=False)] if m else []
    for end in reversed(ends):
        said = key(text[m.end() : end]) if m else ""
        meant = [w.label for w in writers if said in _letters(w)]
        if meant:
            return meant[0] if len(meant) == 1 else None, end
    return None


@lru_cache(maxsize=4096)
def _letters(body: Authority) -> frozenset[str]:
    """What a body is called in short: its codes, and its name with the first letters for all of its words, or the last ones.

    >>> from kg.lexicon import load
    >>> sorted(_letters(load().authority("Thủ tướng Chính phủ")))
    ['thủ tcp', 'thủ tướng cp', 'ttcp', 'ttg']
    """
    words = [key(w) for w in WORD.findall(body.label) if w.isalpha()]
    short = [" ".join((*words[:n], "".join(w[0] for w in words[n:]))) for n in range(len(words) - 1)]
    centre = [f"{s.removesuffix('tư')}tw" for s in short if s.endswith("tư")]  # "Ban TCTW"
    return frozenset((*map(key, body.codes), *short, *centre))


def named(text: str, at: int, lexicon: Lexicon) -> int | None:
    """Where the words for a body begin that "của" leads to at an offset, behind its head's: "của Tổng cục trưởng Tổng cục …"."""
    m = _OF.match(text, at)
    head = _head(lexicon).match(text, m.end()) if m else None
    return head.end() if head else m.end() if m else None


def issuer(text: str, at: int, lexicon: Lexicon) -> Issuer | None:
    """The issuer named at an offset: its usual name, its place if told, and where it ends."""
    found = lexicon.authority_names.match(text, at)  # "Thường trực Tỉnh ủy" is a body
    if not found and (head := _head(lexicon).match(text, at)):
        found = lexicon.authority_names.match(text, head.end())
    if not found and text[at : at + 8].isascii():
        found = _plain_bodies(lexicon).match(text, at)
    if not found:
        return None
    authority, end = found
    if authority.committee and (of := _sits_in(text, end, lexicon)):
        return of._replace(name=f"{authority.label} {of.name}")
    if authority.label.startswith(EXECUTIVE) and (of := _sits_in(text, end, lexicon)):
        # "Ban Chấp hành Đảng bộ Ủy ban nhân dân tỉnh", as its letterhead calls it
        return of._replace(name=f"Đảng ủy {of.name}")
    if authority.urn == SEVERAL_MINISTRIES and (joint := _ministries(text, end, lexicon)):
        return Issuer(joint[0], None, joint[1])
    if not authority.local:
        office = _office(text, end, authority, lexicon)
        steered = _STEERED.match(text, end) if authority.label.startswith(_STEERS) else None
        if office or steered is None:
            return office or Issuer(authority.label, None, end)
        return Issuer(f"{authority.label}{steered.group()}", None, steered.end())
    city = placenames.behind_city(text, end)
    inner = authority.level in locality.LEVELS or (city and _NAMED.match(text, end) is not None)
    over = end
    end = matter.end() if authority.several and (matter := _matter(lexicon)[1].match(text, end)) else end
    noun, place, end = placenames.place(text, end, lexicon, below=inner and not authority.committee)
    if city and place and (p := lexicon.provinces.get(place)) and p.noun == "tỉnh":
        place = locality.within(place, place)  # the committee of the city in the province of its name
    if place is None and authority.several and (of := _set_up_by(text, over, authority, lexicon)):
        return of
    label = placenames.committee(authority.label, text[max(0, over - len(" Thành ủy")) : over])
    return Issuer(f"{label} {noun}" if noun and not placenames.levelled(label, lexicon) else label, place, end)


# "Tổ công tác (cải cách thủ tục hành chính) của Thủ tướng Chính phủ", "Tổ công tác triển khai Đề án 06 của …"
_STEPS = (
    r"(?:về|đã|của|tại|ở|trên|với|cho|theo|có|ban|trình|gửi|giao|mời"
    r"|yêu\scầu|đề\snghị|chỉ\sđạo|phân\scông|kiểm\stra|làm\sviệc)\s"
)
_NUMBERED = r"(?:Đề\sán|Nghị\squyết|Chỉ\sthị|Kết\sluận|Chương\strình|Kế\shoạch|Quyết\sđịnh)(?:\ssố)?\s\d[\w/-]*"
# "Ban Chỉ đạo chuyển đổi số tỉnh Lào Cai", "Tổ công tác liên ngành của huyện (Tam Đường)"
_LEVEL = r"\s(?:tỉnh|thành\sphố|huyện|quận|thị\sxã|thị\strấn|xã|phường)"
# "hỗ trợ tỉnh Điện Biên", "(đi) qua địa bàn tỉnh Hà Nam", "các tỉnh Lào Cai, Yên Bái": where it works, not whose it is.
_WORKS = r"(?<!\squa)(?<!\scác)(?<!\sgiúp)(?<!\shỗ\strợ)(?<!\sđôn\sđốc)(?<!\sđịa\sbàn)"


@lru_cache(maxsize=4)
def _matter(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a body is for, up to who has set it up, and up to its place: no word of it begins what the body does."""
    word = rf"(?:(?i:{lexicon.words['compound'].any})(?!\w),?|(?!{_STEPS})[{LOWER}]+,?|{_NUMBERED})"
    above = re.compile(rf"\s(?:(?:{word}\s){{0,12}}của\s)?(?=[{UPPER}])")
    placed = rf"(?:\s{word}){{0,12}}?(?:\scủa(?={_LEVEL}(?!\w))|{_WORKS}(?={_LEVEL}\s[{UPPER}]))"
    return above, re.compile(placed)


def _set_up_by(text: str, at: int, authority: Authority, lexicon: Lexicon) -> Issuer | None:
    """A body for one matter, whose name ends at an offset, and whose place is that of the one that has set it up."""
    above = _matter(lexicon)[0].match(text, at)
    whose = lexicon.authority_names.match(text, above.end()) if above else None
    if above is None or whose is None:
        return None
    if not whose[0].local:  # "Tổ công tác của Thủ tướng Chính phủ": of no province
        return Issuer(authority.label, locality.UNREAD, whose[1])
    of = issuer(text, above.end(), lexicon) if above.group().endswith("của ") else None
    return Issuer(authority.label, of.place, of.end) if of else None


# What a steering committee steers, where a title follows it: "Ban Chỉ đạo Trung ương về chuyển đổi số về triển khai …".
_STEERS = "Ban Chỉ đạo "
_STEERED = pattern(rf"\svề\s[{LOWER}][{LOWER} ,-]{{2,160}}?(?<!\s)(?=\svề\s)")


def _office(text: str, at: int, authority: Authority, lexicon: Lexicon) -> Issuer | None:
    """The office in a province of a central body: "Cục Thuế TP Hà Nội", "Kho bạc Nhà nước Kiên Giang"."""
    if authority.label not in lexicon.offices:
        return None
    _, place, end = placenames.place(text, at, lexicon, below=False)
    found = lexicon.provinces.get(locality.parts(place)[-1]) if place else None
    return Issuer(f"{authority.label} {found.noun}", found.label, end) if found else None


def _sits_in(text: str, at: int, lexicon: Lexicon) -> Issuer | None:
    """The body whose Party committee is named before an offset: "Đảng ủy Bộ Tài chính", "Ban cán sự đảng UBND tỉnh"."""
    if text[at : at + 1] not in (" ", "\n") or not text[at + 1 : at + 2].isupper():
        return None
    body = lexicon.authority_names.match(text, at + 1)
    return issuer(text, at + 1, lexicon) if body and body[0].branch != "party" else None


SEVERAL_MINISTRIES = "lien.bo"
_MOST_MINISTRIES = 8
_FIRST_MINISTRY = pattern(
    r"\s?:?\s{1,2}(?:Bộ\s(?=[" + UPPER + r"]))?"
)  # "Liên Bộ: Bộ Tài chính - Bộ Y tế", "liên Bộ Bộ Y tế"
_NEXT_MINISTRY = pattern(r"\s?(?:-|,|,?\svà)\s{0,2}(?:Bộ\s)?(?=[" + UPPER + r"])")


def _ministries(text: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """ "Liên Bộ Tài chính - Y tế", "Liên Bộ: Bộ Tài chính - Bộ Y tế": the ministries, and where the last of them ends."""
    found: list[str] = []
    while len(found) < _MOST_MINISTRIES:
        m = _NEXT_MINISTRY.match(text, at) if found else _FIRST_MINISTRY.match(text, at)
        start = m.end() if m else at
        ministry = f"Bộ {text[start : start + 80]}"
        read = lexicon.authority_names.match(ministry, 0) if m and text[start : start + 1].isupper() else None
        if not read or read[0].local:
            break
        found.append(read[0].label)
        at = start + read[1] - len("Bộ ")
    return (listing(found), at) if len(found) > 1 else None


def listing(names: Sequence[str]) -> str:
    """ "A, B và C", as Vietnamese lists bodies.

    >>> listing(["Bộ Tài chính", "Bộ Công an"])
    'Bộ Tài chính và Bộ Công an'
    """
    return " và ".join(p for p in (", ".join(names[:-1]), names[-1]) if p)


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


@lru_cache(maxsize=4)
def begins(lexicon: Lexicon) -> frozenset[str]:
    """The words with which bodies and their heads begin."""
    heads = (key(head.split()[0]) for head in lexicon.words["head"].phrases)
    return frozenset((*heads, "trưởng", *(first for first in lexicon.authority_names.root if first)))


LONGEST_BODY = 120  # characters


def before(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """The body whose name ends at an offset: issuer, place, where it begins."""
    firsts = begins(lexicon)
    for m in WORD.finditer(text, max(start, end - LONGEST_BODY), end):
        if key(m.group()) in firsts:
            read = issuer(text, m.start(), lexicon)
            if read and read.end == end:
                return read.name, read.place, m.start()
    return None


_BESIDE = pattern(r"(?:,|\svà)\s{1,2}$")
_OF_NUMBER = pattern(r"\d[^,;:()\n]{0,60}?\scủa\s{1,2}$")


def another(text: str, at: int, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """The body that stands right before the one at an offset: "UBND tỉnh A và UBND tỉnh B"."""
    m = _BESIDE.search(text, max(0, at - 5), at)
    return before(text, max(0, at - LONGEST_BODY), m.start(), lexicon) if m else None


def alone(text: str, at: int, told: tuple[str, str | None], lexicon: Lexicon, *, subject: bool = False) -> str | None:
    """The place of a body at an offset; where the same body of another place stands beside it, nobody tells whose a number is.

    Before a `subject` a comma parts two clauses: "theo đề nghị của UBND tỉnh A, UBND tỉnh B ban hành …".
    """
    if not told[1] or (subject and not text[max(0, at - 4) : at].strip().endswith("và")):
        return told[1]
    beside = another(text, at, lexicon)
    if subject and beside and _OF_NUMBER.search(text, max(0, beside[2] - LONGEST_BODY), beside[2]):
        return told[1]  # "Kế hoạch số 55 … của UBND tỉnh A và UBND tỉnh B đã ban hành …": each has its own
    return locality.UNREAD if beside and beside[1] and beside[0] == told[0] else told[1]
