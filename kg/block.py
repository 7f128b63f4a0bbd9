"""The issuer's block of a letterhead: the last body that it names in capitals, with its place; a department or school below it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from kg import issuers, locality, numbering, organs, placenames
from kg.letterhead import MARKUP
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER, first_word, fold, wrap
from kg.words import WORD

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
    r"^[^\S\n]*((?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG)\s+ỦY\b[^\n]*?|BAN CHẤP HÀNH TRUNG\s{1,2}ƯƠNG)[*_]*(?:[^\S\n]{3}[^\n]*)?\n"
    r"[\s*_]*((?:BAN|VĂN PHÒNG|ỦY BAN KIỂM TRA)\b[^\n]*?)(?=[^\S\n]{3}|\n|$)",
    re.MULTILINE,
)
# "HỘI NÔNG DÂN VIỆT NAM / BAN CHẤP HÀNH TRUNG ƯƠNG": below its name the committee of a union, not the Party's.
_CENTRE = pattern(
    r"\n((?:(?:BAN CHẤP HÀNH|BCH|[ỦU][YỶ] BAN|ĐOÀN CHỦ TỊCH|BAN THƯỜNG VỤ|BTV|BAN BÍ THƯ) )?(?:TRUNG ƯƠNG|TW))(?=\n|$)"
)
_UNION = pattern(r"(?:MẶT TRẬN|ĐOÀN|HỘI|TỔNG HỘI|HIỆP HỘI|LIÊN HIỆP|TỔNG LIÊN ĐOÀN|LIÊN ĐOÀN|LIÊN MINH|CÔNG ĐOÀN)\s")
_OUTER = pattern(r"(?<!\w)(ĐẢNG BỘ\s+)?(TỈNH|THÀNH PHỐ|TP\.?)\s+")
_COMMITTEE_BELOW = pattern(r"(?<=TRUNG ƯƠNG)\s(?=ĐẢNG (?:ỦY|BỘ)(?!\w))")
_SMALL = pattern(rf"\s[^\s{LOWER}]*[{LOWER}]")
_OFFICE = pattern(
    r"(?:^|\s)(?=(?:HỘI ĐỒNG NHÂN DÂN|HĐND|ỦY BAN NHÂN DÂN|UBND)\s)(?P<body>.{4,80})\s"
    r"(?P<office>VĂN PHÒNG(?:\s(?:HĐND|HỘI ĐỒNG NHÂN DÂN)\s?(?:VÀ|&)\s?(?:UBND|ỦY BAN NHÂN DÂN))?)$"
)
_BODY = pattern(r"(?:HỘI ĐỒNG NHÂN DÂN|HĐND|ỦY BAN NHÂN DÂN|UBND)\s?")
_PEOPLES = "nhan dan"
_DEPARTMENTS = (
    r"(?:(?:BAN CHẤP HÀNH|BCH)(?= (?:CÔNG )?ĐOÀN )|CÔNG ĐOÀN(?! VIỆT NAM)|ĐOÀN(?= (?:XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU) )|"
    r"TỔNG CỤC|CHI CỤC|CỤC|VỤ|VIỆN|TRUNG TÂM|BỆNH VIỆN|TRƯỜNG|ĐẠI HỌC|HỌC VIỆN|(?:TỔNG )?CÔNG TY)"
)
_DEPARTMENT = pattern(
    rf"^[ _|]*({_DEPARTMENTS}(?:(?:,|\s-)?\s(?!(?<=\n)(?:{_DEPARTMENTS}|HỘI ĐỒNG)\s)[{UPPER}]+){{2,12}})(?=\s{{3}}|[ _|]*$)",
    re.MULTILINE,
)


def issuer(top: str, number: str | None, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Issuer and place of the block above the number: the last body named in capitals, or all of a joint instrument's."""
    cleaned = _STAMP.sub("", _MOTTO.sub("", _WRAPPED.sub(r"\1 NAM\2", top)))
    lined = _lines(cleaned, number, lexicon)
    flat = lined.replace("\n", " ")
    if (office := _OFFICE.search(flat)) and (read := issuers.issuer(_spoken(office), 0, lexicon)):
        return read.name, read.place
    last, bodies = _bodies(lined, number, lexicon)
    if joint := _joint(number, bodies, lexicon):
        return ", ".join(joint), last[1]
    found = _below_committee(MARKUP.sub(" ", cleaned), lexicon) or _of_union(lined, lexicon) or last
    level = organs.level(found[0], None, None, lexicon)
    place = _within(flat, found[1], lexicon, below=level in locality.LEVELS)
    return found[0], _numbered(_in_district(cleaned, place, lexicon)) if level == "commune" else place


def _lines(cleaned: str, number: str | None, lexicon: Lexicon) -> str:
    """The lines of a block, without markup and rules; a Party committee by its name."""
    lined = "\n".join(filter(None, map(wrap, MARKUP.sub(" ", re.sub(r"[_|]", " ", cleaned)).split("\n"))))
    lined = _kinds_spelled(lined.rstrip(" -–—=.\n"), lexicon)  # without the rule below it
    if number and number.endswith("/ĐU") and "ĐẢNG ỦY" not in lined:  # "TỈNH VĨNH LONG / ĐẢNG BỘ XÃ MỎ CÀY"
        lined = _of_commune(lexicon).sub("ĐẢNG ỦY", lined)
    return _COMMITTEE_BELOW.sub(",\n", lined)  # not "BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG", and what it was of


def _kinds_spelled(lined: str, lexicon: Lexicon) -> str:
    """The lines of a block with the noun of a place below a People's body as it is spelled: "ỦY BAN NHÂN DÂN / TĨNH ĐẮK LẮK"."""
    lines = lined.split("\n")
    for n in range(1, len(lines)):
        if fold(lines[n - 1]).endswith(_PEOPLES) and lines[n - 1].isupper():
            lines[n - 1] = f"{lines[n - 1][: -len(_PEOPLES)]}NHÂN DÂN"
            words = lines[n].split(" ")
            nouns = ((size, _kinds(lexicon).get(fold(" ".join(words[:size])))) for size in (2, 1) if len(words) > size)
            size, noun = next(((size, noun) for size, noun in nouns if noun), (0, ""))
            lines[n] = " ".join([noun, *words[size:]]) if noun and lines[n].isupper() else lines[n]
    return "\n".join(lines)


@lru_cache(maxsize=4)
def _kinds(lexicon: Lexicon) -> dict[str, str]:
    """The nouns of places in capitals, by what is left of them without their marks."""
    return {fold(kind.label): kind.label.upper() for kind in lexicon.kinds}


def _bodies(lined: str, number: str | None, lexicon: Lexicon) -> tuple[tuple[str | None, str | None], dict[str, None]]:
    """The last body named in capitals with its place, or that of one above it; and all of them, in order."""
    flat = lined.replace("\n", " ")
    last: tuple[str | None, str | None] = (None, None)
    bodies: dict[str, None] = {}
    at = over = 0  # over: where the last body ends
    while at < len(flat):
        shouted = not flat[at].islower() and not flat[at + 1 : at + 2].islower()
        read = issuers.issuer(flat, at, lexicon) if shouted else None
        if read and not flat[at : read.end].isupper() and (small := _SMALL.search(flat, at)):
            # "TỈNH / Cà Mau, ngày …": the line's place, not the body's
            read = issuers.issuer(flat[: small.start()], at, lexicon)
        if read and flat[at : read.end].isupper():
            name, place, end = _above(lined, at, read, lexicon)
            if place is None and (p := lexicon.place_names.match(flat, end)):
                place = p[0].label
            if last[0] and _sits_in(name, last[0], lexicon):  # "QUÂN KHU 9 / ĐẢNG ỦY"
                name = f"{name} {last[0]}"
            before = next(reversed(bodies), name)
            bodies[name] = None
            # "SỞ TƯ PHÁP - SỞ NỘI VỤ", on one line
            if last[0] and lined[over:at] == " - " and _beside(before, name, number, lexicon):
                name = f"{last[0]}, {name}"
            last = (name, place or last[1])
            over = end
            at = end
        nxt = flat.find(" ", at)
        if nxt < 0:
            break
        at = nxt + 1
    return last, bodies


_HEADS = r"ủy ban nhân dân|UBND|hội đồng nhân dân|HĐND|bộ(?! chỉ huy| tư lệnh)|(?:tỉnh|thành|huyện|quận|đảng) ủy"
_UNITS = "phòng|chi cục|trung tâm"
_OFFICES = rf"sở|cục|vụ|ban|văn phòng(?! chính phủ| quốc hội| trung ương| chủ tịch)|{_UNITS}"
# What sits above what, in one branch: "UBND TỈNH A - SỞ NỘI VỤ", "BỘ TÀI CHÍNH - TỔNG CỤC THUẾ"; any other may be beside any.
_UNDER = tuple(
    (pattern(rf"(?:{above})(?!\w)", re.IGNORECASE), pattern(rf"(?:{below})(?!\w)", re.IGNORECASE))
    for above, below in (
        (_HEADS, rf"tổng cục|công an|bộ chỉ huy|bộ tư lệnh|{_OFFICES}"),
        ("tổng cục", _OFFICES),
        ("sở|cục|ban", _UNITS),
    )
)


def _beside(first: str, second: str, number: str | None, lexicon: Lexicon) -> bool:
    """Whether two bodies on one line issue together: of one level, neither above the other, nor the second alone in the number."""
    one, other = lexicon.authority(first), lexicon.authority(second)
    if one is None or other is None:
        return True
    levels = {organs.level(name, body, None, lexicon) for name, body in ((first, one), (second, other))}
    bare = any(body.local and not placenames.level(name, lexicon) for name, body in ((first, one), (second, other)))
    if one.label == other.label or (len(levels) > 1 and ("central" in levels or not bare)):
        return False
    sits = any(
        above.match(x) and below.match(y) for x, y in ((first, second), (second, first)) for above, below in _UNDER
    )
    if sits and one.branch == other.branch:
        return False
    parts = numbering.parse(number, lexicon) if number else None
    codes = ((parts.issuer_code if parts else None) or "").split("-")
    coded = {body.label for code in codes for body in lexicon.issuers(code)}
    return other.label not in coded or one.label in coded


def _above(lined: str, at: int, read: issuers.Issuer, lexicon: Lexicon) -> issuers.Issuer:
    """The body without what its place took from the next line: "UBND HUYỆN LỤC NAM / TRƯỜNG THCS BẢO SƠN".

    A place that fills the next line is one that was wrapped.
    """
    over = lined.rfind("\n", at, read.end)
    if read.place is None or over < 0 or lined[read.end : read.end + 1] in ("", "\n", ","):
        return read
    alone = issuers.issuer(lined[:over].replace("\n", " "), at, lexicon)
    return alone if alone and alone.place else read


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
    return pattern(
        r"^[^\S\n*_|]*[*_|]*(?:(?:ỦY BAN NHÂN DÂN|UBND|ĐẢNG BỘ)\s+"
        rf"|[^\S\n]*{commune}\s[{UPPER}\d ]{{1,40}}[,-]\s?)?"
        rf"({district}[^\S\n]+[{UPPER}][{UPPER} ]{{1,40}}?)[*_|]*"
        r"(?:[^\S\n]{3}|[^\S\n]*(?:[,-][^\S\n]*(?:TỈNH|THÀNH PHỐ|TP\b)|$))",
        re.MULTILINE,
    )


def _in_district(block: str, place: str | None, lexicon: Lexicon) -> str | None:
    """The place of a commune with the district that its block names: "TỈNH TIỀN GIANG / HUYỆN CÁI BÈ / UBND XÃ MỸ ĐỨC TÂY".

    A line whose words a province begins with is none: "ĐẢNG BỘ THÀNH PHỐ HỒ CHÍ / MINH".
    """
    told = locality.parts(place)
    flat = block.replace("\n", " ")
    for m in _district(lexicon).finditer(block) if len(told) == 2 else ():
        whole = (lexicon.place_names.match(flat, word.start()) for word in WORD.finditer(flat, m.start(1), m.end(1)))
        if any(found and found[1] > m.end(1) and found[0].label in lexicon.provinces for found in whole):
            continue
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

    So is a university, or a company, below none. None, too, where one of the ontology stands below it.
    """
    lines = MARKUP.sub(" ", _MOTTO.sub("", head[:top]))
    found = list(_DEPARTMENT.finditer(lines))
    if not found or lexicon.authority_names.match(line := wrap(found[-1][1]), 0):
        return None
    below = first_word(lines, found[-1].end())
    read = issuers.issuer(lines, below, lexicon)
    if read and lines[below : read.end].isupper():  # "CỤC QUẢN LÝ THI HÀNH ÁN DÂN SỰ / THI HÀNH ÁN DÂN SỰ TỈNH A"
        return None
    told = (m.group() for m in re.finditer(re.escape(line), head[top:], re.IGNORECASE))
    if spelled := next((words for words in told if not words.isupper()), None):
        return spelled
    places = (lexicon.place_names.match(line, word.start()) for word in WORD.finditer(line))
    named = next((place for place in places if place and place[1] == len(line)), None)
    if named is None:
        return _words(line, head[top:])
    return f"{_words(line[: len(line) - len(named[0].label)], head[top:])}{named[0].label}"


@lru_cache(maxsize=4)
def _union(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:CÔNG )?ĐOÀN(?= {lexicon.place_nouns('commune', short=False)} )", re.IGNORECASE)


def of_union(name: str | None, lexicon: Lexicon) -> bool:
    """Whether a body is a union of a commune: "Đoàn xã A", "Ban chấp hành công đoàn phường B"."""
    return name is not None and _union(lexicon).search(name) is not None


def unit(name: str, place: str | None, lexicon: Lexicon) -> tuple[str, str | None]:
    """A union below a province's, "Ban chấp hành đoàn phường A", as bodies of communes are told: without its place, and that."""
    m = _union(lexicon).search(name)
    noun, told, end = placenames.place(name, m.end(), lexicon, below=True) if m else (None, None, 0)
    if m is None or noun is None or told is None or end < len(name):
        return name, place
    return f"{name[: m.end()]} {noun}", locality.within(locality.parts(told)[0], _above_commune(place, told))


def _above_commune(place: str | None, commune: str) -> str | None:
    """The place around a commune, of what stands above its union: the commune's own committee, or the province's union."""
    around = locality.parts(place)
    return ", ".join(around[1:] if around[:1] == locality.parts(commune)[:1] else around) or None


# What a name of its own follows: the kind of a school, or of a place, or letters that are no syllable.
_KIND = pattern(
    r"(?<!\w)(?:HUYỆN|QUẬN|THỊ XÃ|THÀNH PHỐ|XÃ|PHƯỜNG|THỊ TRẤN|TIỂU HỌC|MẦM NON|MẪU GIÁO|CƠ SỞ"
    r"|ĐẠI HỌC|(?:THCS|THPT|TH)(?: VÀ THPT)?)\s(?!VÀ\s|CHUYÊN\s|DÂN TỘC\s)"
)
_VOWEL = frozenset("aeiouy")
# Of a school: "Trường Đại học Tây Bắc".
_DEGREES = pattern(r"(?<=trường )(?:đại học|cao đẳng|trung cấp)(?= )|(?<= )việt nam$")


def _words(line: str, text: str) -> str:
    """A body in capitals as sentences spell it: "Trường THCS Bảo Sơn", "Trung tâm y tế huyện Lục Nam"."""
    at = max((m.end() for m in _KIND.finditer(line)), default=len(line))
    starts = [m.start() for m in WORD.finditer(line)][1:]
    at = next((start for start in starts if start < at and line[start:].title() in text), at)
    small = " ".join(w if _VOWEL.isdisjoint(fold(w)) else w.lower() for w in line[:at].split(" "))
    small = _DEGREES.sub(lambda m: m.group().title() if m.group()[0] == "v" else m.group().capitalize(), small)
    return f"{small[:1].upper()}{small[1:]}{line[at:].title()}"


def local(issuer: str | None, place: str | None, number: str | None, lexicon: Lexicon) -> str | None:
    """The issuer, that of a province where its number says so: "HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM / BAN THƯỜNG VỤ TỈNH LAI CHÂU".

    So is it of a union, whose name stands where others have the motto: "BAN CHẤP HÀNH TRUNG ƯƠNG", in "03-NQ/TWĐTN".
    """
    parts = numbering.parse(number, lexicon) if number and issuer else None
    named, writes = lexicon.authority(issuer), organs.authority(parts, lexicon, issuer) if parts else None
    if named is None or writes is None:
        return issuer
    if named.branch != writes.branch:
        union = writes.branch == "front" and not writes.local and "TW" in named.codes
        return writes.label if union else issuer
    if named.local or named.committee or not writes.local:
        return issuer
    return organs.in_full(writes.label, writes, place, lexicon)


def _sits_in(issuer: str, above: str, lexicon: Lexicon) -> bool:
    """Whether a body is the Party committee of the body above it in the letterhead."""
    named, whole = lexicon.authority(issuer), lexicon.authority(above)
    alone = named is not None and named.committee and issuer == named.label
    return alone and whole is not None and whole.branch != "party"


def _joint(number: str | None, told: Collection[str], lexicon: Lexicon) -> list[str]:
    """The bodies that a number names, where it names several: "03/2016/TTLT-BTC-BCA"; in the order in which the block names them.

    Of those that share a code the one that is `told`: "HỘI NÔNG DÂN" of a province. What is above them is none of them.
    """
    parts = numbering.parse(number, lexicon) if number else None
    found = list(organs.jointly(parts, lexicon).values()) if parts else []
    if len(found) <= 1 or not all(found):
        return []
    above = [body.label for name in told if (body := lexicon.authority(name))]
    joint = [next((b.label for b in bodies if b.label in above), bodies[0].label) for bodies in found]
    return [label for label in dict.fromkeys(above) if label in joint] if set(joint) <= set(above) else joint


def _of_union(lined: str, lexicon: Lexicon) -> tuple[str | None, None] | None:
    """The union whose central committee a block names below it; no body where nobody knows that union."""
    centre = _CENTRE.search(lined)
    above = lined[: centre.start()].replace("\n", " ") if centre else ""
    union = _UNION.search(above)
    if centre is None or union is None:
        return None
    for words in (f"{centre[1]} {above[union.start() :]}", f"TRUNG ƯƠNG {above[union.start() :]}"):
        read = issuers.issuer(words, 0, lexicon)
        if read and read.end == len(words):
            return read.name, None
    return None, None


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
    return read.name.replace("Tỉnh ủy", "Thành ủy") if m[1].startswith("THÀNH") else read.name, read.place
