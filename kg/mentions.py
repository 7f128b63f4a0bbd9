"""Where a text names instruments: by number, by name, in short ("Nghị quyết 36"), or by pointing back ("Nghị quyết này").

One pass of an Aho-Corasick automaton over the bytes finds the nouns and the codes; a local match at each hit reads the name.
A span is the noun, the number and its date where they stand together (the convention of VNLegalText).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from kg import dating, identity, laws, naming, numbers
from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument, Name
from kg.scan import Hit
from kg.scan import hits as noun_hits
from kg.text import UPPER, fold, roman, wrap

_NO_LEAD = re.compile(r"s[ốôổỗồo]\s{0,2}[:.]?\s{0,3}$", re.IGNORECASE)
_SHORT = re.compile(r"(\d{1,4}[a-zđ]?)(?:\s?/\s?((?:19|20)\d\d))?(?![\w%])(?!\s?[/.,:-]\s?\d)")
# What a bare number after a noun counts, so that it is no number of a document: "Kế hoạch 5 năm", "Chương trình 30 phút".
_UNITS = re.compile(
    r"\s+(?:năm(?!\s+(?:19|20)\d\d)|"
    r"tháng|ngày(?!\s*\d)|quý|tuần|giờ|phút|lần|điểm|điều|khoản|mục|nội dung|nhiệm vụ|giải pháp|nhóm|tỷ|triệu|nghìn|đồng|"
    r"người|xã|huyện|tỉnh|"
    r"bước|giai đoạn|cấp|bản|trang|loại|mẫu|văn bản|dự án|công trình|đơn vị|cơ quan|trường hợp|hộ|ha|km|tấn)(?!\w)",
    re.IGNORECASE,
)
_AMENDED = re.compile(r"\s(?:\(sửa đổi(?:,? bổ sung)?\)|(sửa đổi,? bổ sung))(?=\s+(?:số|ngày|năm)\s+\d)", re.IGNORECASE)
# "Quy chế quản lý tài sản công ban hành kèm theo Quyết định số …": what a decision puts in force has a name.
_ANNEXED = re.compile(
    r"\s(?:[^.;:,()\n]|\n(?!\s*\n)){3,160}?(?=,?\s+\(?(?:được\s+)?ban\s+hành\s+(?:kèm\s+)?theo\s+(?:Quyết|Nghị|Thông)\s)"
)
_PLURAL = re.compile(r"(?:\d|hai|ba|bốn|năm|các|những|cả|mọi)\s+$", re.IGNORECASE)
# "Nghị quyết Trung ương 8 khóa XII", "Nghị quyết Hội nghị lần thứ tám Trung ương Đảng khóa XII", "Nghị quyết Đại hội XIII".
_PLENUM = re.compile(
    r"\s+(?:Hội nghị\s+)?(?:lần thứ\s+(\w+)\s+)?(?:(?:của\s+)?Ban [Cc]hấp hành\s+)?"
    r"(?:Trung ương|TW|TƯ)(?:\s+Đảng)?(?:\s+(?:lần thứ\s+(\w+)|(\d{1,2})))?,?\s*"
    r"\(?[Kk]h(?:óa|oá)\s+([IVX]+)\)?"
)
_ORDINALS = dict(zip("nhất hai ba tư năm sáu bảy tám chín mười".split(), range(1, 11), strict=True)) | {"bốn": 4}
_CONGRESS = re.compile(
    r"\s+Đại hội(?:\s+đại biểu)?(?:\s+toàn quốc)?(?:\s+(?:lần thứ|Đảng))*\s+([IVX]+)(?:\s+của Đảng)?(?!\w)"
    r"(?!\s+(?:của\s+)?(?:[Đđ]ảng|[Cc]hi)\s+bộ)"
)
_OF_TERM = re.compile(r"\s+khóa\s+[IVX]+(?=\s+số)", re.IGNORECASE)
# "Luật Ban hành văn bản quy phạm pháp luật số 64/2025": the code is left out.
_NO_CODE = re.compile(r"\s+số\s+(\d{1,3})\s?/\s?((?:19|20)\d\d)(?!\s?[/\d])")
# A number still to be given: "Nghị định số …/2016/NĐ-CP", as drafts write it.
_UNNUMBERED = re.compile(
    r"\s{1,2}số\s?:?[\s.…_]{0,20}/\s?(?:((?:19|20)\d\d)\s?/\s?)?[A-ZĐ]{2,5}(?:-[A-ZĐ]{2,8}[a-z]{0,2}){0,3}(?![\w/-])",
    re.IGNORECASE,
)
_GUIDING = re.compile(r"\shướng dẫn(?=\s(?:của|do)\s)")  # "Thông tư hướng dẫn của Bộ Tài chính số …"
_BACK = re.compile(
    r"\s{1,2}(này|nêu trên|nói trên|kể trên|trên đây|dẫn trên|vừa nêu|đã nêu|đó"
    r"|trên(?=[,.;:)]|\s(?:được|đã|có|và|không|thì|là)\s))(?!\w)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"(?:hóa đơn|hoá đơn|chứng từ|biên lai|tờ khai|mẫu|biểu|phụ lục|TCVN|QCVN|TCXDVN|hợp đồng|tài khoản)(?:\s+số)?[\s:]*$",
    re.IGNORECASE,
)
# A pattern for each, since `re` looks for one character ten times as fast as for one of two.
_CODE = r"(?=[A-ZĐa-zđ]{2}[\w&]*(?:\s?[-/\s,.;)”\"’\]]|$))"
_SLASH, _HYPHEN = re.compile("/" + _CODE), re.compile("-" + _CODE)
_TAIL = re.compile(r"(?<![\w./-])\d{1,5}(?:\.\d{1,3})?[a-zA-ZĐđ]{0,2}\s?(?:[/-]\s{0,2}(?:19|20)\d\d\s?)?$")
_SHORT_KINDS = frozenset({"policy"})
_BY_SUBJECT = frozenset({"Nghị định", "Thông tư", "Thông tư liên tịch"})  # other nouns are words as often


def find(text: str, lexicon: Lexicon) -> list[Name]:
    """The names in a normal text, in order. One stands inside another only where a name tells what it amends or is about."""
    lower = text.islower()
    found: list[Name] = []
    hits = list(noun_hits(text, lexicon, lower=lower))
    reach = -1
    for n, hit in enumerate(hits):
        if hit.at < reach:
            continue
        if listed := numbers.shared(text, hit.end, lexicon):
            found += _sharing(text, hit, listed)
            reach = found[-1].end
            continue
        name = _at_noun(text, hit, lexicon, lower=lower)
        if name is None:
            continue
        before = hits[n - 1] if n else None
        if before and before.end > reach and name.form == "number":
            name = _two_nouns(text, name, before, lexicon)
        names = _amending(text, name, lexicon) if name.kind == "law" and name.facts.name else (name,)
        found += names
        # The subject of "Nghị quyết của Chính phủ về thi hành Luật …" may name others.
        reach = name.start + 1 if name.form == "name" and name.facts.title else max(n.end for n in names)
    return sorted([*found, *_bare(text, found, lexicon)], key=lambda x: (x.start, -x.end))


def _sharing(text: str, hit: Hit, listed: list[tuple[str, int, int]]) -> list[Name]:
    """ "Quyết định số 12, 13 và 14/QĐ-UBND ngày …": each by its own words; the date, told once, is that of all."""
    kind = hit.type
    number, start, end = listed[-1]
    last = dating.dated(text, start, end, "number", kind, Instrument(type=kind.label, number=number))
    return [
        *(
            replace(last, start=begin if n else hit.at, end=end, told=end, facts=replace(last.facts, number=number))
            for n, (number, begin, end) in enumerate(listed[:-1])
        ),
        last,
    ]


def _amending(text: str, name: Name, lexicon: Lexicon) -> tuple[Name, ...]:
    """ "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục ngày …": both laws. What number and date tell is the outer's.

    The corpus gives them to the span of the inner name, but not where a law amends a code or an ordinance.
    """
    spans = laws.amended(text, name.start, name.end, lexicon)
    inner: list[Name] = []
    for start, end in spans:
        kind = lexicon.nouns.match(text, start)
        if kind:
            facts = Instrument(type=kind[0].label, name=wrap(text[start:end]))
            inner.append(
                Name(start=start, end=end, form="name", type=kind[0].label, kind="law", facts=facts, told=name.end)
            )
    if not inner:
        return (name,)
    if inner[-1].type == name.type:
        last = inner[-1]
        inner[-1] = replace(last, end=name.end)
        name = replace(name, end=last.end, told=name.end)
    return (name, *inner)


def _two_nouns(text: str, name: Name, before: Hit, lexicon: Lexicon) -> Name:
    """ "Thông báo kết luận số 146/TB-VPCP": the noun that the code fits names the type."""
    if text[before.end : name.start].strip():
        return name
    number = identity.parse(name.facts.number or "", lexicon)
    if number and number.type_code in before.type.codes:
        kind = before.type
        return replace(
            name, start=before.at, type=kind.label, kind=kind.kind, facts=replace(name.facts, type=kind.label)
        )
    return name


def _at_noun(text: str, hit: Hit, lexicon: Lexicon, *, lower: bool) -> Name | None:
    """The name that starts with the noun of a hit."""
    broken = text[hit.end : hit.end + 2].isspace() and "\n" in text[hit.end : hit.end + 2]
    if broken and (longer := lexicon.nouns.match(text, hit.at)):  # "Chương trình⏎⏎hành động", cut by a page break
        hit = Hit(hit.at, max(hit.end, longer[1]), longer[0])
    kind = hit.type
    written = text[hit.at : hit.end]
    if written[0].islower() and not lower and not _SMALL.match(text, hit.end) and not _named_small(text, hit, lexicon):
        return None  # "kế hoạch", "quyết định" in running text
    if m := _BACK.match(text, hit.end):
        if not (written[0].isupper() or lower):
            return None
        plural = _PLURAL.search(text, max(0, hit.at - 8), hit.at)
        return _back(hit, m.end(), this=m[1].lower() == "này" and not plural, plural=plural is not None)
    if numbered := numbers.read(text, hit.end, lexicon, noun=kind):
        number, end = numbered
        return dating.dated(text, hit.at, end, "number", kind, Instrument(type=kind.label, number=number))
    if special := _of_party(text, hit) or _unfinished(text, hit):
        return special
    if (
        written.isupper()
        and len(written) <= 4
        and kind.kind != "law"
        and not text[hit.end : hit.end + 6].strip()[:1].isdigit()
    ):
        return None  # "NQ", "CT" without a number are other abbreviations
    guiding = _GUIDING.match(text, hit.end)
    if issued := naming.issuer_after(text, guiding.end() if guiding else hit.end, lexicon):
        body, place, end = issued
        if m := _OF_TERM.match(text, end):
            end = m.end()
        if numbered := numbers.read(text, end, lexicon, noun=kind):  # "Nghị định của Chính phủ số 132/2008/NĐ-CP"
            facts = Instrument(type=kind.label, number=numbered[0], issuer=body, place=place)
            return dating.dated(text, hit.at, numbered[1], "number", kind, facts)
    if kind.kind in _SHORT_KINDS and (written[0].isupper() or lower or _says_number(text, hit.end)):
        short = _short(text, hit, kind)
        if short:
            return short
    if not kind.named and kind.kind == "policy" and written[0].isupper() and (m := _ANNEXED.match(text, hit.end)):
        facts = Instrument(type=kind.label, name=wrap(text[hit.at : m.end()]))
        return Name(start=hit.at, end=m.end(), form="name", type=kind.label, kind=kind.kind, facts=facts, told=m.end())
    if kind.named or issued:
        return _by_name(text, hit, lexicon, lower=lower, issued=issued)
    if kind.label in _BY_SUBJECT and (told := naming.subject(text, hit.at, hit.end)):
        facts = Instrument(type=kind.label, title=told[0])
        return Name(start=hit.at, end=told[1], form="name", type=kind.label, kind=kind.kind, facts=facts, told=told[1])
    return None


def _of_party(text: str, hit: Hit) -> Name | None:
    """A resolution told by the plenum or the congress that passed it."""
    kind = hit.type
    m = (_PLENUM.match(text, hit.end) or _CONGRESS.match(text, hit.end)) if kind.label == "Nghị quyết" else None
    if m is None:
        return None
    # Plenums and congresses are called in several ways.
    if m.re is _PLENUM:
        told = (m[1] or m[2] or m[3] or "").lower()
        name, term = f"{kind.label} Trung ương {_ORDINALS.get(told, told)} khóa {m[4]}", m[4]
        issuer = "Ban Chấp hành Trung ương"
    else:
        name, term = f"{kind.label} Đại hội đại biểu toàn quốc lần thứ {m[1]} của Đảng", m[1]
        issuer = "Đại hội đại biểu toàn quốc"
    facts = Instrument(type=kind.label, name=name, term=roman(term), level="central", branch="party", issuer=issuer)
    return Name(start=hit.at, end=m.end(), form="name", type=kind.label, kind=kind.kind, facts=facts, told=m.end())


def _unfinished(text: str, hit: Hit) -> Name | None:
    """A number that lacks its code ("Luật số 31/2024") or its serial ("Nghị định số …/2016/NĐ-CP")."""
    kind = hit.type
    if kind.kind == "law" and (m := _NO_CODE.match(text, hit.end)):
        facts = Instrument(type=kind.label, number=m[1], year=int(m[2]))
    elif kind.kind in ("law", "policy") and (m := _UNNUMBERED.match(text, hit.end)):
        facts = Instrument(type=kind.label, year=int(m[1]) if m[1] else None)
    else:
        return None
    return dating.dated(text, hit.at, m.end(), "short", kind, facts)


def _back(hit: Hit, end: int, *, this: bool, plural: bool) -> Name:
    """ "Nghị quyết này": what it means, the document tells."""
    kind = hit.type
    facts = _of_type(kind.label)
    return Name(
        start=hit.at,
        end=end,
        form="back",
        type=kind.label,
        kind="plural" if plural else kind.kind,
        facts=facts,
        told=end,
        this=this,
    )


@lru_cache(maxsize=256)
def _of_type(label: str) -> Instrument:
    return Instrument(type=label)


# What a noun in small letters must be followed by, to be a name: a number, or a capital in the name of a law.
_SMALL = re.compile(r"\s{0,3}(?:,\s?)?(?:(?:số|so)\s{0,2}[:.]?\s{0,3})?[\dIl]|\s(?:của\s|do\s)|\s[" + UPPER + "]")


def _named_small(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a name in small letters may stand here: a law's that the catalogue knows, or after "phê duyệt", or in quotes."""
    if hit.type.kind == "law":
        return laws.known_law(text, hit.at, lexicon) is not None
    quoted = text[hit.end : hit.end + 3].strip()[:1] in ("“", '"', "«")
    return hit.type.named and (
        quoted or text[max(0, hit.at - 6) : hit.at].rstrip(' “"').endswith(("duyệt", "qua", "hành"))
    )


def _says_number(text: str, at: int) -> bool:
    m = numbers.LEAD.match(text, at)
    return bool(m and "số" in m.group().lower())


def _short(text: str, hit: Hit, kind: DocumentType) -> Name | None:
    """ "Nghị quyết 36", "Thông tư số 02", "Nghị định số 64/2025"."""
    lead = numbers.LEAD.match(text, hit.end)
    m = _SHORT.match(text, lead.end()) if lead else None
    if not m or not lead or ("," in lead.group()) or (_UNITS.match(text, m.end()) and "số" not in lead.group().lower()):
        return None
    if len(kind.nouns[0]) and kind.named and "số" not in lead.group().lower():
        return None  # "Chương trình 135" is a name, "Đề án 06" too: see the catalogue
    facts = Instrument(type=kind.label, number=m[1], year=int(m[2]) if m[2] else None)
    return dating.dated(text, hit.at, m.end(), "short", kind, facts)


def _by_name(
    text: str, hit: Hit, lexicon: Lexicon, *, lower: bool, issued: tuple[str, str | None, int] | None
) -> Name | None:
    """An instrument called by its name, with the number and date that may follow the name."""
    kind = hit.type
    if kind.kind == "law":
        read = laws.law(text, hit.at, hit.end, lexicon, lower=lower)
    elif kind.named:
        read = naming.programme(text, hit.at, hit.end, lexicon, lower=lower)
    else:
        read = naming.issued_title(text, hit.at, issued, lower=lower) if issued else None
    if read is None:
        return None
    name, end = read
    facts = Instrument(type=kind.label, name=name)
    if kind.kind != "law" and issued and not kind.named:
        facts = Instrument(type=kind.label, issuer=issued[0], place=issued[1], title=name)
    if kind.kind == "law" and (m := _AMENDED.match(text, end)):
        end = m.end()
        if m[1]:  # "Pháp lệnh Xử lý vi phạm hành chính sửa đổi, bổ sung năm 2008" is the one that amends it
            facts = replace(facts, name=f"{kind.label} sửa đổi, bổ sung một số điều của {name}")
    if name.endswith("bổ sung"):
        facts = replace(facts, name=None)  # "Luật sửa đổi, bổ sung năm 2013": of which law is left open
    if numbered := numbers.read(text, end, lexicon, noun=kind):
        return dating.dated(text, hit.at, numbered[1], "number", kind, replace(facts, number=numbered[0]))
    if kind.kind == "law" and (m := _NO_CODE.match(text, end)):
        return dating.dated(text, hit.at, m.end(), "number", kind, replace(facts, number=m[1], year=int(m[2])))
    return dating.dated(text, hit.at, end, "name", kind, facts)


def _bare(text: str, found: list[Name], lexicon: Lexicon) -> Iterator[Name]:
    """Numbers without a noun of their own: the later members of a list, and codes that stand alone."""
    spans = iter([*found, None])
    current = next(spans)
    last: Name | None = None
    for at in sorted(m.start() for mark in (_SLASH, _HYPHEN) for m in mark.finditer(text)):
        while current is not None and current.end <= at:
            last, current = current, next(spans)
        if current is not None and current.start <= at:
            continue
        if last is not None and at < last.end:
            continue
        head = _TAIL.search(text, max(0, at - 16), at)
        number = identity.NUMBER.match(text, head.start()) if head else None
        if not head or not number or (last is not None and head.start() < last.end) or number.end() <= at:
            continue
        if current is not None and number.end() > current.start:
            continue
        parsed = identity.parse(number.group(), lexicon)
        if parsed is None or not parsed.known or _NOT_BEFORE.search(text, max(0, head.start() - 20), head.start()):
            continue
        code = parsed.type_code
        lead = _NO_LEAD.search(text, max(0, head.start() - 8), head.start())
        heir = last if last is not None and lead and _joins(text[last.told : lead.start()]) else None
        heir = heir or (last if last is not None and not lead and _joins(text[last.told : head.start()]) else None)
        if heir is None and parsed.term is None and (code is None or parsed.issuer_code is None):
            continue
        types = lexicon.types_of_code(code) if code else ()
        kind = next((t for t in types if heir and t.label == heir.type), types[0] if types else None)
        noun = kind.label if kind else (heir.type if heir else None)
        start = lead.start() if lead else head.start()
        if heir is None and (plain := _plain_nouns(lexicon).search(before := fold(text[max(0, start - 30) : start]))):
            start, kind = start - len(before) + plain.start(1), _plain_kind(plain[1], kind, lexicon)
            noun = kind.label
        name = dating.dated(text, start, number.end(), "number", kind, Instrument(type=noun, number=number.group()))
        last = name
        yield name


@lru_cache(maxsize=4)
def _plain_nouns(lexicon: Lexicon) -> re.Pattern[str]:
    """The nouns of documents without their diacritics, at the end of a folded stretch: "nghi quyet", for "Nghị quyêt" too."""
    nouns = sorted({fold(t.label) for t in lexicon.types.values() if " " in t.label}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(nouns)})\s{{1,2}}$")


def _plain_kind(written: str, kind: DocumentType | None, lexicon: Lexicon) -> DocumentType:
    """The type of a noun without diacritics; of those that are spelled alike, the one that the code tells."""
    alike = [t for t in lexicon.types.values() if fold(t.label) == written]
    return kind if kind in alike and kind is not None else alike[0]


def _joins(between: str) -> bool:
    """Whether words between two numbers only join them: ", ", " và "."""
    return len(between) < 40 and bool(re.fullmatch(r"[\s,;]*(?:và|hoặc|,|;|\s)*\s*", between, re.IGNORECASE))
