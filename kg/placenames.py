"""Places as texts tell them after a body: "tỉnh A", "huyện B, tỉnh A", and where their names end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg import locality
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.tables import PlaceKind
from kg.text import LOWER, UPPER, fold, places
from kg.words import WORD, any_of, key

# A name in a text, in the capitals of a letterhead (there up to the next line of it), or the number of a district.
_ENDS = (
    r"(?!(?:PHÒNG|VĂN PHÒNG|TRUNG TÂM|BAN|ỦY BAN|UBND|HỘI ĐỒNG|HĐND|TỈNH|THÀNH (?:PHỐ|ỦY)|HUYỆN|QUẬN"
    r"|CỘNG|ĐẢNG|ĐOÀN|SỐ|CHỦ|KHÓA|KHOÁ|NHIỆM KỲ|KỲ HỌP|LẦN THỨ)(?!\w))"
)
# What tells which term or session of a body it was: "Hội đồng nhân dân huyện Khóa X, Kỳ họp thứ 4".
_OF_TERM = r"(?:Khóa|Khoá)\s(?:[IVXLC]{1,6}|\d{1,2})|Nhiệm kỳ|Kỳ họp|Lần thứ"
# A word of it: "Nông", "M'Drắk", "H’leo".
_WORD, _SHOUTED = rf"[{UPPER}](?:['’][{UPPER}]?)?[{LOWER}]+", rf"(?:[{UPPER}]['’])?[{UPPER}]{{2,}}"
# A vowel that begins it: "Y Tý", "Ý Yên", "A Lưới", "Ô Môn".
_VOWEL = r"[AÁÀÂĂEÊOÔƠUÚƯYÝỲỶỸ]\s"
_LOCALITY = pattern(
    rf"(?!(?:Căn cứ|Xét|Theo|Điều \d|{_OF_TERM})(?!\w))"
    rf"(?:(?:{_VOWEL}(?={_WORD}))?(?:{_WORD}(?:\s(?={_WORD}))?){{1,4}}"
    rf"|(?:{_VOWEL}(?={_ENDS}{_SHOUTED}))?{_ENDS}{_SHOUTED}(?:\s{_ENDS}{_SHOUTED}){{0,3}}(?!\w)|\d{{1,2}}(?!\d))"
)
# The second half of a name of two, "Phan Rang - Tháp Chàm".
_WORDS = 2
_JOINED = pattern(
    rf"\s?-\s?({_WORD}\s{_WORD}(?!\w|\s[{UPPER}])|{_ENDS}{_SHOUTED}\s{_ENDS}{_SHOUTED}(?=\s*(?:[,\n]|$|CỘNG\s|ĐẢNG\s|Độc\s)))"
)
_CLOSES = pattern(r"\s?[,.;)]")
_CITY = "thanh uy"
# What leads from a place to the one that it is in: a comma, or the noun of a province.
_IN = pattern(
    rf"\s?,\s{{0,2}}(?=(?-i:[{UPPER}])|tỉnh\s|thành phố\s|tp)|\s(?=tỉnh\s|thành phố\s|tp(?!\w)|tphcm)", re.IGNORECASE
)
_NOUN_OF_PROVINCE = pattern(r"(?:tỉnh|thành phố|tp(?:\.|\s))\s{0,2}", re.IGNORECASE)
# "xã Tân Phú (cũ), huyện A, tỉnh B"
_FORMER = pattern(r"\s\(?(?:cũ|trước\s(?:đây|sắp\sxếp|sáp\snhập))\)?(?=,)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _noun(lexicon: Lexicon) -> re.Pattern[str]:
    """The noun of a place that may be a province, or of another."""
    province, other = lexicon.place_nouns("province"), lexicon.place_nouns()
    return re.compile(rf"(?:\s{{1,2}}|(?<!\w))(?:({province})|({other}))(?!\w)\s{{0,2}}", re.IGNORECASE)


@lru_cache(maxsize=4)
def _in_district(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s?,\s{lexicon.place_nouns('district')}\s{{1,2}}", re.IGNORECASE)


def place(text: str, at: int, lexicon: Lexicon, *, below: bool) -> tuple[str | None, str | None, int]:
    """The level and place after a local issuer: "Tỉnh ủy Tiền Giang", "Ủy ban nhân dân tỉnh", "UBND huyện Phú Giáo".

    The place is `locality.UNREAD` where words follow that may be its name in small letters.
    """
    if region := _REGION.match(text, at):  # "Tòa án nhân dân khu vực 3 - Lào Cai"
        return _region(text, region, lexicon)
    m = _noun(lexicon).match(text, at)
    if m and m[2]:
        name, end = _locality(text, m.end(), lexicon)
        return m[2].lower(), name or _unread(text, m.end(), lexicon), end if name else m.end(2)
    start = m.end() if m else at
    found = lexicon.place_names.match(text, start) or (lexicon.place_names.match(text, m.start() + 1) if m else None)
    if not found and not m and behind_city(text, at):  # "Thành ủy Hồ Chí Minh"
        whole = lexicon.place_names.match(f"Thành phố{text[at : at + 40]}", 0)
        found = (whole[0], at + whole[1] - len("Thành phố")) if whole else None
    # The city in the province of its name.
    if found and m and m[1] and m[1].lower() != "tỉnh" and found[0].noun == "tỉnh":
        return "thành phố", locality.within(found[0].label, found[0].label), found[1]
    if found and (m or text[at : at + 1] == " "):
        return (found[0].noun if m else None), found[0].label, found[1]
    if (m and m[1].lower() != "tỉnh") or (below and text[at : at + 1] == " "):
        name, end = _locality(text, m.end() if m else at + 1, lexicon)
        if name:
            return ("thành phố" if m else None), name, end
    if m is None:
        return None, _unread(text, at + 1, lexicon) if below and text[at : at + 1] == " " else None, at
    if m[1].lower() == "tỉnh":
        return "tỉnh", None, m.end(1)
    return "thành phố", _unread(text, m.end(), lexicon), m.end(1)


def behind_city(text: str, at: int) -> bool:
    """Whether "Thành ủy" ends at an offset."""
    return fold(text[max(0, at - len(_CITY)) : at]) == _CITY


@lru_cache(maxsize=4)
def _small(lexicon: Lexicon) -> re.Pattern[str]:
    """A name in small letters, up to what ends it: "xã nghĩa đồng về việc"."""
    behind, nouns = lexicon.words["behind"].any, lexicon.place_nouns()
    syllable = rf"(?!{behind}(?!\w))[{LOWER}]+(?:['’][{LOWER}]+)?"
    return re.compile(rf"{syllable}(?:\s{syllable}){{1,3}}?(?=\s*(?:[.,;:()\n]|$)|\s-\s|\s+(?:{behind}|{nouns})(?!\w))")


def _unread(text: str, at: int, lexicon: Lexicon) -> str | None:
    return locality.UNREAD if _small(lexicon).match(text, at) else None


def asked(words: str, lexicon: Lexicon) -> tuple[PlaceKind | None, str]:
    """What people call a place, folded: its kind, if they begin with that, and the rest.

    >>> from kg.lexicon import load
    >>> kind, rest = asked("TP. Hà Nội", load())
    >>> kind.label, rest, asked("Hà Nội", load())
    ('thành phố', 'ha noi', (None, 'ha noi'))
    """
    folded = " ".join(fold(words).split())
    kinds = ((kind, fold(name)) for kind in lexicon.kinds for name in kind.names)
    fitting = [(len(name), kind) for kind, name in kinds if folded.startswith(f"{name} ")]
    length, kind = max(fitting, key=lambda x: x[0], default=(0, None))
    return kind, folded[length:].strip()


def is_called(kind: PlaceKind, rest: str, place: str, level: str | None, lexicon: Lexicon) -> bool:
    """Whether a place is of a kind, as far as its level tells, where that is known, and the words behind that begin with its own
    name, and not with that of its province; a province's noun is known."""
    inner = fold(locality.parts(place)[0]) if place else ""
    if not rest or rest.split(maxsplit=1)[0].strip(",") not in inner.split():
        return False
    if known := lexicon.provinces.get(place):
        return known.noun == kind.label
    return level in kind.levels if level else kind.levels != ("province",)


def in_small(text: str, at: int, lexicon: Lexicon, *, below: bool) -> Iterator[tuple[int, int]]:
    """Where the names stand of the place after a local issuer in a text of small letters, and of the one that it is in.

    >>> from kg.lexicon import load
    >>> small = "ubnd xã nghĩa đồng, huyện tân kỳ về việc"
    >>> [small[start:end] for start, end in in_small(small, 4, load(), below=True)]
    ['nghĩa đồng', 'tân kỳ']
    """
    noun = _noun(lexicon).match(text, at)
    begin = noun.end() if noun else at + 1 if below and text[at : at + 1] == " " else None
    while begin is not None and (name := _small(lexicon).match(text, begin)):
        yield name.span()
        noun = _noun(lexicon).match(text, name.end() + (text[name.end() : name.end() + 1] == ","))
        begin = noun.end() if noun else None


@lru_cache(maxsize=4096)
def noun(issuer: str, lexicon: Lexicon) -> str | None:
    """The noun of a place that may be below a province with which the words for a body end: "huyện", "thị xã".

    >>> from kg.lexicon import load
    >>> noun("Ủy ban nhân dân thị xã", load()), noun("Ủy ban nhân dân tỉnh", load())
    ('thị xã', None)
    """
    nouns = (
        k.label for k in lexicon.kinds if locality.LEVELS.intersection(k.levels) and issuer.endswith(f" {k.label}")
    )
    return max(nouns, key=len, default=None)


def last(text: str, start: int, end: int, noun: str, lexicon: Lexicon) -> str | None:
    """The last place of a kind that a stretch names: that of "của huyện" behind "huyện Cái Bè, tỉnh Tiền Giang".

    >>> from kg.lexicon import load
    >>> last("Huyện Cái Bè, tỉnh Tiền Giang có kế hoạch của huyện", 0, 40, "huyện", load())
    'Cái Bè, Tiền Giang'
    """
    return next(of_kind(text, start, end, noun, lexicon), None)


def of_kind(text: str, start: int, end: int, noun: str, lexicon: Lexicon) -> Iterator[str]:
    """The places of a kind that a stretch names, the last one first.

    >>> from kg.lexicon import load
    >>> list(of_kind("Huyện Cái Bè và huyện Cai Lậy", 0, 29, "huyện", load()))
    ['Cai Lậy', 'Cái Bè']
    """
    stretch = text[start:end]
    low = stretch.lower()
    for at in reversed(list(places(low, noun)) if len(low) == len(stretch) else []):
        told, found, _ = place(stretch, at, lexicon, below=True)
        if told == noun and found:
            yield found


# Courts and procuracies stand in regions of provinces, which are numbered (laws 81 and 82/2025/QH15).
_REGION = pattern(r"\s{1,2}(?i:khu\svực)\s{1,2}(\d{1,2})(?![\w/])")
_OF_REGION = pattern(r"\s?[-–,]\s{0,2}(?:tỉnh\s|thành\sphố\s)?", re.IGNORECASE)


def _region(text: str, region: re.Match[str], lexicon: Lexicon) -> tuple[None, str | None, int]:
    """A region in its province, where that is told, and where they end."""
    name = f"Khu vực {region[1]}"
    over = _OF_REGION.match(text, region.end())
    outer = lexicon.place_names.match(text, over.end()) if over else None
    if outer is None and over is None and (told := _outer(text, region.end(), lexicon)):
        return None, locality.within(name, told[0]), told[1]
    return (None, locality.within(name, outer[0].label), outer[1]) if outer else (None, name, region.end())


def _locality(text: str, at: int, lexicon: Lexicon) -> tuple[str | None, int]:
    """The place below a province at an offset, in its province where that is told, and where it ends."""
    m = _LOCALITY.match(text, at)
    if not m or text[max(0, at - 2) : at] == "\n\n" or _begins(text, at, lexicon):
        return None, at
    words = list(WORD.finditer(text, at, m.end()))
    # "UBND thành phố Phú Quốc⏎Công văn số …": what begins next is no part of the name.
    over = next((i for i, w in enumerate(words) if i and _begins(text, w.start(), lexicon)), len(words))
    if len(words[over - 1].group()) == 1 and not words[over - 1].group().isdecimal():
        return None, at  # "của xã A Quyết định …"
    end = words[over - 1].end()
    name = " ".join(text[at:end].split())
    # "UBND huyện⏎Cái Bè" is wrapped; in "UBND huyện⏎Căn cứ …", "UBND xã⏎Xét Tờ trình …" the next line begins anew.
    if text[at - 1] == "\n" and (name.isdecimal() or (over == 1 and not _CLOSES.match(text, end))):
        return None, at
    name = _spelled(name)
    if joined := _JOINED.match(text, end):
        second = joined.start(1)
        if len(name.split()) == _WORDS and not (
            lexicon.place_names.match(text, second) or _begins(text, second, lexicon)
        ):
            name, end = f"{name} - {_spelled(joined[1])}", joined.end()
    was = former.end() if (former := _FORMER.match(text, end)) else end
    if found := _outer(text, was, lexicon):
        return locality.within(name, found[0]), found[1]
    between = _in_district(lexicon).match(text, was)
    district = _LOCALITY.match(text, between.end()) if between else None
    over = district.start() + len(district.group().rstrip()) if district else end
    if district and (found := _outer(text, over, lexicon)):
        return locality.within(name, locality.within(_spelled(district.group()), found[0])), found[1]
    return name, end


def _outer(text: str, at: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """The province that the place before an offset is in: ", tỉnh A", ", Thành phố Hồ Chí Minh", " TP.HCM", ", A"."""
    m = _IN.match(text, at) if text[at : at + 1] in (" ", ",", "\n") else None
    if m is None:
        return None
    noun = _NOUN_OF_PROVINCE.match(text, m.end())  # which may be part of the name
    found = lexicon.place_names.match(text, m.end()) or (noun and lexicon.place_names.match(text, noun.end()))
    return (found[0].label, found[1]) if found else None


_APOSTROPHE = pattern(r"['’]\w")


def _spelled(name: str) -> str:
    """A place as sentences spell it: "CÁI BÈ" is Cái Bè, "Ea H’leo" is Ea H'Leo."""
    name = name.strip()
    return (
        name.title().replace("’", "'")
        if name.isupper()
        else _APOSTROPHE.sub(lambda m: f"'{m.group()[1:].upper()}", name)
    )


def _begins(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether an instrument or a body begins at an offset, and no place."""
    return lexicon.nouns.match(text, at) is not None or lexicon.authority_names.match(text, at) is not None


@lru_cache(maxsize=4)
def _levelled(lexicon: Lexicon) -> re.Pattern[str]:
    nouns = lexicon.place_nouns(short=False)
    return re.compile(rf"{nouns}|thành|thị|Sở |Chi cục", re.IGNORECASE)  # "Thành ủy", "Thị ủy"


def levelled(issuer: str, lexicon: Lexicon) -> bool:
    """Whether the words for an issuer tell its level: "Ban Thường vụ Tỉnh ủy", "Ủy ban nhân dân huyện"."""
    return bool(_levelled(lexicon).search(issuer))


_COMMITTEE = pattern(r"(?:Tỉnh|Thành|Huyện|Quận|Thị) ủy$")


def committee(label: str, words: str) -> str:
    """A body of a Party committee, as the words that end with it call that: all are listed under one name.

    >>> committee("Ban Tổ chức Tỉnh ủy", "BAN TỔ CHỨC THÀNH UỶ"), committee("Văn phòng Tỉnh ủy", "VPTU")
    ('Ban Tổ chức Thành ủy', 'Văn phòng Tỉnh ủy')
    """
    told = [key(w) for w in words.split()[-2:]]
    own = f"{told[0].capitalize()} ủy" if len(told) > 1 and told[1] == "ủy" else ""
    return _COMMITTEE.sub(own, label) if _COMMITTEE.fullmatch(own) else label


@lru_cache(maxsize=4)
def _below(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    """The nouns of places below a province, and the level of each."""
    levels = {k.label: k.levels[0] for k in lexicon.kinds if len(k.levels) == 1 and k.levels[0] in locality.LEVELS}
    levels["thị ủy"] = "district"  # the committee of a thị xã
    nouns = any_of(levels, (e for k in lexicon.kinds for e in k.excepted))
    return re.compile(rf"\b{nouns}\b", re.IGNORECASE), levels


def level(issuer: str, lexicon: Lexicon) -> str | None:
    """The level below a province that the words for an issuer tell, the lowest: commune or district.

    >>> from kg.lexicon import load
    >>> [level(f"Ủy ban nhân dân {place}", load()) for place in ("xã", "thị xã", "huyện", "tỉnh")]
    ['commune', 'district', 'district', None]
    """
    nouns, levels = _below(lexicon)
    return min((levels[" ".join(m.group().lower().split())] for m in nouns.finditer(issuer)), default=None)


def body(name: str, place: str) -> str:
    """A body with its place, told once: what its name already has of the place is not said again.

    >>> body("Ủy ban nhân dân tỉnh", "An Giang"), body("Ủy ban nhân dân thành phố", "Thành phố Hồ Chí Minh")
    ('Ủy ban nhân dân tỉnh An Giang', 'Ủy ban nhân dân Thành phố Hồ Chí Minh')
    >>> body("Ban Thường vụ Tỉnh ủy Tiền Giang", "Tiền Giang"), body("Sở Y tế", ""), body("", "Huế")
    ('Ban Thường vụ Tỉnh ủy Tiền Giang', 'Sở Y tế', 'Huế')
    """
    own, told = name.split(), place.split()
    low, wanted = [w.casefold() for w in own], [w.casefold() for w in told]
    if not told or any(low[at : at + len(wanted)] == wanted for at in range(len(low))):
        return " ".join(own)
    shared = next((n for n in range(min(len(own), len(told)), 0, -1) if low[-n:] == wanted[:n]), 0)
    return " ".join((*own[: len(own) - shared], *told))


def whole(place: str | None, lexicon: Lexicon) -> bool:
    """Whether a place is a province, or in one that is told."""
    return place in lexicon.provinces or len(locality.parts(place)) > 1


_OF_CITY = pattern(r"(?<!\w)(?:thành\s+(?:phố|ủy|đoàn|hội)|tp)(?!\w)", re.IGNORECASE)


def of_city(issuer: str | None, province: str | None, lexicon: Lexicon) -> bool:
    """Whether words tell a body of a city, "Thành ủy", where no province is told that is a city itself.

    >>> from kg.lexicon import load
    >>> [of_city(*told, load()) for told in (("UBND TP", "Tiền Giang"), ("Thành ủy", "Hà Nội"), ("UBND phường Bến Thành", None))]
    [True, False, False]
    """
    found = lexicon.provinces.get(province or "")
    return (found is None or found.noun == "tỉnh") and issuer is not None and _OF_CITY.search(issuer) is not None
