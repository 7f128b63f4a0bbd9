"""The letterhead: the issuer's block, the number's line, the line of place and date; as typed, and as a scanner read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg import dates, issuers, locality, numbering, organs, placenames
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, fold, wrap
from kg.words import WORD

_NUMBER_LINE = pattern(
    r"^([^\w\n]*)((?:Luật|Nghị quyết|Pháp lệnh|Bộ luật)\s+)?(?:(?:Số|SỐ|số)(?=[\s:.\d])|"
    r"(?:So|SO|Sô|SÔ|Só|SÓ|Sồ|Sổ)(?=\s?[:.]|\s[\dIlO]{1,4}-))"
    r"\s{0,3}[:.]?\s{0,20}([^\n]{2,80})",
    re.MULTILINE,
)
# What scanners make of digits, where nothing but digits may stand: "II /2026/QĐ-UBND" is 11, "ngày l5 tháng 8 năm 2O24".
_OCR_DIGITS = str.maketrans("IlOoSÓ|", "1100501")
_SERIAL = pattern(r"([\dIlOoS]{1,8}(?:\.\d{1,3})?[a-zđ]?)(?:\s{0,3}(?=[/-])|\s(?=[A-ZĐ]{2,5}[a-z]?/))")
# The end of the word before, and what scanners make of a digit, after digits at most: a plain set comes first, which `re` scans for
# quickly.
_SCANNED = pattern(
    r"[yYgGmM/](?=\s?\d{0,3}[IiLlOo|])(?i:(?<=ng[àaá]y)\s[\dIlOo|]{1,2}(?=\s{1,3}th)|(?<=th[áaả]ng)\s[\dIlOo|]{1,2}(?=\s{1,3}n)"
    r"|(?<=n[ăaâ]m)\s[2l][\dOoIl]{3}(?!\w)|(?<=/)2[\dOoIl]{3}(?=\s?/))"
)
# "1 876/SYT-NVY", as a PDF's text has it.
_SPLIT = pattern(r"^\d{1,3}\s\d{1,4}(?=\s?[/-]\s?(?:(?:19|20)\d\d\s?/\s?)?[A-ZĐ])")
_BLANK = pattern(r"[\s….·_-]{0,40}([/-])\s{0,3}(?=[A-ZĐ])")
_PLACED = rf"(?<![/&\d-])([{UPPER}][{UPPER}{LOWER}. -]{{2,40}}?),?\s{{1,4}}(?:[Nn]g[àaá]y|NGÀY)\s{{0,4}}(?=[\d.…_\s])"
_PLACE_DATE = pattern(_PLACED)
_MONTH = pattern(r"[\s….·_]{0,12}th[áaả]ng[\s….·_]{0,12}(?:\d{1,2})?[\s….·_]{0,12}n[ăaâ]m\s{0,3}(\d{4})", re.IGNORECASE)
_MOTTO = pattern(
    r"CỘNG\s*H[ÒO][ÀA]\s*XÃ\s*HỘI\s*CHỦ\s*NGHĨA\s*VIỆT\s*NAM|Độc\s*lập\s*[-–]\s*Tự\s*do\s*[-–]\s*Hạnh\s*phúc|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM",
    re.IGNORECASE,
)
# "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT / PHƯỜNG AN PHÚ NAM": the motto's last word at the end of the next line of a scan.
_WRAPPED = pattern(r"(CHỦ\s+NGHĨA\s+VIỆT)([^\S\n]*\n[^\n]{2,80}?)\s+NAM(?=[^\S\n]*(?:\n|$))")
_STAMP = pattern(
    r"^[^\S\n]*(?:Ký bởi|Người ký|Email|Cơ quan:|Chức vụ:|Thời gian ký|Ngày ký|CÔNG BÁO).*$",
    re.MULTILINE | re.IGNORECASE,
)
# The right column of a letterhead stands three blanks apart at least.
_COMMITTEE = pattern(
    r"^[^\S\n]*((?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG)\s+(?:ỦY|UỶ)\b[^\n]*?|BAN CHẤP HÀNH TRUNG ƯƠNG)[*_]*(?:[^\S\n]{3}[^\n]*)?\n"
    r"[\s*_]*((?:BAN|VĂN PHÒNG|ỦY BAN KIỂM TRA|UỶ BAN KIỂM TRA)\b[^\n]*?)(?=[^\S\n]{3}|\n|$)",
    re.MULTILINE,
)
_OUTER = pattern(r"(?<!\w)(ĐẢNG BỘ\s+)?(TỈNH|THÀNH PHỐ|TP\.?)\s+")
_COMMITTEE_BELOW = pattern(r"(?<=TRUNG ƯƠNG)\s(?=ĐẢNG (?:ỦY|UỶ|BỘ)(?!\w))")
_SMALL = pattern(rf"\s[^\s{LOWER}]*[{LOWER}]")
DAY = pattern(r"ngày\s{1,3}", re.IGNORECASE)
_OFFICE = pattern(
    r"(?:^|\s)(?=(?:HỘI ĐỒNG NHÂN DÂN|HĐND|ỦY BAN NHÂN DÂN|UBND)\s)(?P<body>.{4,80})\s"
    r"(?P<office>VĂN PHÒNG(?:\s(?:HĐND|HỘI ĐỒNG NHÂN DÂN)\s?(?:VÀ|&)\s?(?:UBND|ỦY BAN NHÂN DÂN))?)$"
)
_BODY = pattern(r"(?:HỘI ĐỒNG NHÂN DÂN|HĐND|ỦY BAN NHÂN DÂN|UBND)\s?")
_DEPARTMENTS = r"(?:TỔNG CỤC|CHI CỤC|CỤC|VỤ|VIỆN|TRUNG TÂM|BỆNH VIỆN|TRƯỜNG|ĐẠI HỌC|HỌC VIỆN|(?:TỔNG )?CÔNG TY)"
_DEPARTMENT = pattern(
    rf"^[ _|]*({_DEPARTMENTS}(?:(?:,|\s-)?\s(?!(?<=\n){_DEPARTMENTS}\s)[{UPPER}]+){{2,12}})(?=\s{{3}}|[ _|]*$)",
    re.MULTILINE,
)
MARKUP = pattern(r"[*_#]+")


class Dated(NamedTuple):
    """What the line of place and date tells: an ISO day, or only the year while the day is blank; and the province."""

    date: str | None = None
    year: int | None = None
    town: str | None = None


def mended(head: str) -> str:
    """A head of the same length whose digits in dates and years are digits."""
    return _SCANNED.sub(lambda m: m.group().translate(_OCR_DIGITS), head)


# A copy has the number, the day and the signature of who certifies it (Decree 30/2020/NĐ-CP, articles 25 to 27), above the
# letterhead of the original or below its signature: "SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO".
_COPY = pattern(
    r"^[^\w\n]*(?:BẢN\s)?(?:SAO\s(?:Y|LỤC)|TRÍCH\sSAO)(?:\sBẢN\sCHÍNH|\sTỪ\s[^\n]{3,40})?[^\w\n]*$", re.MULTILINE
)
# Up to its day; not where the number of the original comes first, below a mere stamp.
_CERTIFIED = pattern(
    r"(?:(?!\W*S[ốỐ]\s?:(?![^\n]*[/-](?:SY|SL|TrS)(?!\w)))[^\n]*\n){1,6}?[^\n]*[Nn]gày\s{1,3}\d[^\n]*\n?"
)
_MARGIN = 40  # characters of a line before it


def copies(text: str, start: int = 0) -> Iterator[int]:
    """Where what tells of a copy begins, from an offset on."""
    while (at := text.find("SAO", start)) >= 0:
        before = text.rfind("\n", max(0, at - _MARGIN), at)
        m = _COPY.match(text, before + 1) if before >= 0 or at <= _MARGIN else None
        if m:
            yield m.start()
        start = m.end() if m else at + 3


def original(head: str) -> str:
    """A head of the same length without what tells above the letterhead that it is a copy, up to the day of that."""
    at = next(copies(head), None)
    m = _CERTIFIED.match(head, at) if at is not None and not head[:at].strip() else None
    return head if m is None else f"{' ' * m.end()}{head[m.end() :]}"


def own_number(head: str, limit: int, lexicon: Lexicon) -> tuple[str | None, int | None]:
    """The number after "Số:" above the type line, and where its line starts; a blank one counts as none."""
    for m in _NUMBER_LINE.finditer(head[: max(limit, 400)]):
        if head[: m.start()].rstrip()[-1:] in (";", ",") and head[m.start() :].lstrip().startswith("số"):
            continue  # a member of a list: "… số 09-HD/UBKTTW, ngày 06/6/2013;⏎số 07-HD/UBKTTW"
        if m[2] and _BULLET.search(m[1]):
            continue
        rest = _SPLIT.sub(lambda s: "".join(s.group().split()), m[3], count=1)
        serial = _SERIAL.match(rest)
        if serial:
            digits = serial[1].translate(_OCR_DIGITS)
            written = _code_only(re.sub(r"\s+(?=[/-])", "", digits + rest[serial.end(1) :]), lexicon, named=bool(m[2]))
            if written:
                return written, m.start()
        if _BLANK.match(rest):
            return None, m.start()
    return None, None


_BULLET = pattern(r"[-–+•]\s*$")  # of an item of a list
# What follows a number in a sentence, and not in a letterhead, where its line ends or goes on with place and date.
_GOES_ON = pattern(rf"[\s*_”\"]*(?:[{LOWER}]|,[\s*_]*(?:(?!ngày\s)[{LOWER}]|\d)|;)")
# Where the line of a number ends that its noun begins: "Luật số: 57/2020/QH14"; what goes on is a sentence about another one.
_ALONE = pattern(rf"[*_|]*(?:\s*$|\s{{3}}|\s{{1,2}}(?={_PLACED})|\s{{1,2}}(?:CỘNG|Độc lập))")


def _code_only(written: str, lexicon: Lexicon, *, named: bool) -> str | None:
    """The number at the start of a line that may go on with place and date; not behind a noun, where it is a sentence's."""
    m = numbering.NUMBER.match(written)
    if m and (_GOES_ON.match(written, m.end()) or (named and not _ALONE.match(written, m.end()))):
        return None  # a sentence of the body: "Số: 88-KH/TU là kế hoạch …", "Nghị quyết số: 36-NQ/TW, 37-NQ/TW và …"
    return m.group() if m and numbering.parse(m.group(), lexicon) else None


def issuer(top: str, number: str | None, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Issuer and place of the block above the number: the last body named in capitals, or all of a joint instrument's."""
    cleaned = _STAMP.sub("", _MOTTO.sub("", _WRAPPED.sub(r"\1 NAM\2", top)))
    lined = "\n".join(filter(None, map(wrap, MARKUP.sub(" ", re.sub(r"[_|]", " ", cleaned)).split("\n"))))
    lined = lined.rstrip(" -–—=.\n")  # the rule below it
    if number and number.endswith("/ĐU") and "ĐẢNG ỦY" not in lined:  # "TỈNH VĨNH LONG / ĐẢNG BỘ XÃ MỎ CÀY"
        lined = _of_commune(lexicon).sub("ĐẢNG ỦY", lined)
    lined = _COMMITTEE_BELOW.sub(",\n", lined)  # not "BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG", and what it was of
    flat = lined.replace("\n", " ")
    if (office := _OFFICE.search(flat)) and (read := issuers.issuer(_spoken(office), 0, lexicon)):
        return read[0], read[1]
    best: tuple[str | None, str | None] = (None, None)
    bodies: dict[str, None] = {}
    at = 0
    while at < len(flat):
        shouted = not flat[at].islower() and not flat[at + 1 : at + 2].islower()
        read = issuers.issuer(flat, at, lexicon) if shouted else None
        if read and not flat[at : read[2]].isupper() and (small := _SMALL.search(flat, at)):
            # "TỈNH / Cà Mau, ngày …": the line's place, not the body's
            read = issuers.issuer(flat[: small.start()], at, lexicon)
        if read and flat[at : read[2]].isupper():
            read = _above(lined, at, read, lexicon)
            place = read[1]
            if place is None and (p := lexicon.place_names.match(flat, read[2])):
                place = p[0].label
            if best[0] and _sits_in(read[0], best[0], lexicon):  # "QUÂN KHU 9 / ĐẢNG ỦY"
                read = (f"{read[0]} {best[0]}", place, read[2])
            best = (read[0], place or best[1])
            bodies[read[0]] = None
            at = read[2]
        nxt = flat.find(" ", at)
        if nxt < 0:
            break
        at = nxt + 1
    if joint := _joint(number, lexicon):
        return ", ".join(bodies if bodies.keys() >= set(joint) else joint), best[1]
    found = _below_committee(MARKUP.sub(" ", cleaned), lexicon) or best
    level = organs.level(found[0], None, None, lexicon)
    place = _within(flat, found[1], lexicon, below=level in locality.LEVELS)
    return found[0], _numbered(_in_district(cleaned, place, lexicon)) if level == "commune" else place


def _above(lined: str, at: int, read: tuple[str, str | None, int], lexicon: Lexicon) -> tuple[str, str | None, int]:
    """The body without what its place took from the next line: "UBND HUYỆN LỤC NAM / TRƯỜNG THCS BẢO SƠN".

    A place that fills the next line is one that was wrapped.
    """
    over = lined.rfind("\n", at, read[2])
    if read[1] is None or over < 0 or lined[read[2] : read[2] + 1] in ("", "\n", ","):
        return read
    alone = issuers.issuer(lined[:over].replace("\n", " "), at, lexicon)
    return alone if alone and alone[1] else read


def _numbered(place: str | None) -> str | None:
    """A place whose ward has a number for a name, which is none without its district: "UBND / PHƯỜNG 1"."""
    told = locality.parts(place)
    if not told or not told[0].isdecimal() or len(told) > 2:
        return place
    return told[1] if len(told) > 1 else None


@lru_cache(maxsize=4)
def _of_commune(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"ĐẢNG BỘ(?=\s{lexicon.place_nouns('commune', upper=True)}\s)")


@lru_cache(maxsize=4)
def _district(lexicon: Lexicon) -> re.Pattern[str]:
    """A line of the block that ends in a district, or in a district and its province."""
    commune, district = (lexicon.place_nouns(level, short=False, upper=True) for level in ("commune", "district"))
    return re.compile(
        r"^[^\S\n*_|]*[*_|]*(?:(?:ỦY BAN NHÂN DÂN|UBND|ĐẢNG BỘ)\s+"
        rf"|[^\S\n]*{commune}\s[{UPPER}\d ]{{1,40}}[,-]\s?)?"
        rf"({district}[^\S\n]+[{UPPER}][{UPPER} ]{{1,40}}?)[*_|]*"
        r"(?:[^\S\n]{3}|[^\S\n]*(?:[,-][^\S\n]*(?:TỈNH|THÀNH PHỐ|TP\b)|$))",
        re.MULTILINE,
    )


def _in_district(block: str, place: str | None, lexicon: Lexicon) -> str | None:
    """The place of a commune with the district that its block names: "TỈNH TIỀN GIANG / HUYỆN CÁI BÈ / UBND XÃ MỸ ĐỨC TÂY"."""
    told = locality.parts(place)
    for m in _district(lexicon).finditer(block) if len(told) == 2 else ():
        _, district, _ = placenames.place(f" {wrap(m[1])}", 0, lexicon, below=True)
        if district and len(locality.parts(district)) == 1 and district not in told:
            return locality.within(told[0], locality.within(district, told[1]))
    return place


def _within(flat: str, place: str | None, lexicon: Lexicon, *, below: bool) -> str | None:
    """A place in the province that the block names: "ĐẢNG BỘ TỈNH LAI CHÂU / ĐẢNG ỦY XÃ A", "THÀNH PHỐ HÀ NỘI / UBND PHƯỜNG B".

    What is `below` a province is none, whatever its name: "ĐẢNG BỘ TỈNH VĨNH LONG / ĐẢNG ỦY PHƯỜNG BẾN TRE".
    """
    if (place in lexicon.provinces and not below) or (place and "," in place):
        return place
    nouns = (m for m in _OUTER.finditer(flat) if place or m[1])  # or the noun is part of the name
    found = (lexicon.place_names.match(flat, at) for m in nouns for at in (m.end(), m.start(2)))
    outer = next((f for f in found if f), None)
    return locality.within(place, outer[0].label) if outer else place


def _spoken(office: re.Match[str]) -> str:
    """An office below its body, as sentences call it: "UBND XÃ A / VĂN PHÒNG HĐND VÀ UBND" → "VĂN PHÒNG HĐND VÀ UBND XÃ A"."""
    body, name = office["body"], office["office"]
    return f"{name} {_BODY.sub('', body) if _BODY.search(name) else body}"


def department(head: str, top: int, lexicon: Lexicon) -> str | None:
    """The department below its ministry, as the text spells it: "BỘ Y TẾ / CỤC PHÒNG BỆNH"; None for a body of the ontology.

    So is a university, or a company, below none.
    """
    found = list(_DEPARTMENT.finditer(MARKUP.sub(" ", _MOTTO.sub("", head[:top]))))
    if not found or lexicon.authority_names.match(line := wrap(found[-1][1]), 0):
        return None
    told = (m.group() for m in re.finditer(re.escape(line), head[top:], re.IGNORECASE))
    if spelled := next((words for words in told if not words.isupper()), None):
        return spelled
    places = (lexicon.place_names.match(line, word.start()) for word in WORD.finditer(line))
    named = next((place for place in places if place and place[1] == len(line)), None)
    return (
        f"{_words(line[: len(line) - len(named[0].label)], head[top:])}{named[0].label}"
        if named
        else _words(line, head[top:])
    )


# What a name of its own follows: the kind of a school, or of a place, or letters that are no syllable.
_KIND = pattern(
    r"(?<!\w)(?:HUYỆN|QUẬN|THỊ XÃ|THÀNH PHỐ|XÃ|PHƯỜNG|THỊ TRẤN|TIỂU HỌC|MẦM NON|MẪU GIÁO|CƠ SỞ"
    r"|ĐẠI HỌC|(?:THCS|THPT|TH)(?: VÀ THPT)?)\s(?!VÀ\s|CHUYÊN\s|DÂN TỘC\s)",
)
_VOWEL = frozenset("aeiouy")
_DEGREES = pattern(
    r"(?<=trường )(?:đại học|cao đẳng|trung cấp)(?= )|(?<= )việt nam$"
)  # of a school: "Trường Đại học Tây Bắc"


def _words(line: str, text: str) -> str:
    """A body in capitals as sentences spell it: "Trường THCS Bảo Sơn", "Trung tâm y tế huyện Lục Nam"."""
    at = max((m.end() for m in _KIND.finditer(line)), default=len(line))
    starts = [m.start() for m in WORD.finditer(line)][1:]
    at = next((start for start in starts if start < at and line[start:].title() in text), at)
    small = " ".join(w if _VOWEL.isdisjoint(fold(w)) else w.lower() for w in line[:at].split(" "))
    small = _DEGREES.sub(lambda m: m.group().title() if m.group()[0] == "v" else m.group().capitalize(), small)
    return f"{small[:1].upper()}{small[1:]}{line[at:].title()}"


def local(issuer: str | None, place: str | None, number: str | None, lexicon: Lexicon) -> str | None:
    """The issuer, that of a province where its number says so: "HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM / BAN THƯỜNG VỤ TỈNH LAI CHÂU"."""
    parts = numbering.parse(number, lexicon) if number and issuer else None
    named, writes = lexicon.authority(issuer), organs.authority(parts, lexicon, issuer) if parts else None
    if (
        named is None
        or writes is None
        or named.local
        or named.committee
        or not writes.local
        or named.branch != writes.branch
    ):
        return issuer
    return organs.in_full(writes.label, writes, place, lexicon)


def _sits_in(issuer: str, above: str, lexicon: Lexicon) -> bool:
    """Whether a body is the Party committee of the body above it in the letterhead."""
    named, whole = lexicon.authority(issuer), lexicon.authority(above)
    alone = named is not None and named.committee and issuer == named.label
    return alone and whole is not None and whole.branch != "party"


def _joint(number: str | None, lexicon: Lexicon) -> list[str]:
    """The bodies that a number names, where it names several: "03/2016/TTLT-BTC-BCA"."""
    parts = numbering.parse(number, lexicon) if number else None
    found = [lexicon.issuers(c) for c in parts.bodies] if parts else []
    whole = len(found) > 1 and all(found)
    return [bodies[0].label for bodies in found] if whole else []


def _below_committee(top: str, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """The body of a Party letterhead that names its committee first: "THÀNH ỦY HÀ NỘI / BAN TỔ CHỨC"."""
    m = _COMMITTEE.search(top)
    if m is None:
        return None
    if m[1].startswith("BAN"):
        of = ("TRUNG ƯƠNG ĐẢNG", "TRUNG ƯƠNG", "")
        central = (issuers.issuer(wrap(f"{m[2]} {above}"), 0, lexicon) for above in of)
        read = next((r for r in central if r), None)
    else:
        read = issuers.issuer(wrap(f"{m[2]} {m[1]}"), 0, lexicon)
    if read is None:
        return None
    return read[0].replace("Tỉnh ủy", "Thành ủy") if m[1].startswith("THÀNH") else read[0], read[1]


def place_and_date(head: str, limit: int, lexicon: Lexicon) -> Dated:
    """The line "Tiền Giang, ngày 06 tháng 12 năm 2021"."""
    for m in _PLACE_DATE.finditer(head[: limit + 200]):
        found = lexicon.place_names.match(m[1].strip().rsplit("   ", maxsplit=1)[-1].lstrip(), 0)  # after a gap
        town = found[0].label if found else None
        day = dates.match(head, m.end())
        alone = "," in head[m.end(1) : m.end()] and head[day[1] : day[1] + 1] in ("", "\n", "*", "\r") if day else False
        if day and (found or alone):
            return Dated(day[0], int(day[0][:4]), town)
        month = _MONTH.match(head, m.end())
        if found or month:
            return Dated(None, int(month[1]) if month else None, town)
    return Dated()
