"""Where a text names instruments: by number, by name, in short ("Nghị quyết 36"), or by pointing back ("Nghị quyết này").

One pass of an Aho-Corasick automaton over the bytes finds the nouns and the codes; a local match at each hit reads the name.
A span is the noun, the number and its date where they stand together (the convention of VNLegalText).
"""

from __future__ import annotations

import re
from typing import Any

from kg import (
    amending,
    annexed,
    bare,
    dates,
    dating,
    issuers,
    laws,
    listed,
    naming,
    numbering,
    numbers,
    periods,
    plenums,
    pointing,
    programmes,
    several,
    short,
    writers,
)
from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument, Name
from kg.normal import Normal
from kg.patterns import pattern
from kg.scan import LONGEST_ABBREVIATION, Hit, abbreviated
from kg.scan import hits as noun_hits
from kg.text import LOWER, UPPER, next_letter

_AMENDED = pattern(
    r"\s(?:\(sửa đổi(?:,? bổ sung)?\)|(sửa đổi,? bổ sung))(?=\s+(?:số|ngày|năm)\s+\d)|\ssửa đổi(?=\s+năm\s+((?:19|20)\d\d)(?!\d))",
    re.IGNORECASE,
)
# What must stand after a noun that names an instrument only by more words: a number, "nêu trên", an issuer, a subject.
_FOLLOWED = pattern(
    r"[\s,]*+(?:\d|(?i:s|ngày|này|nêu|nói|ký|kể|trên|dẫn|vừa|đã|đó|của|do|cu|hướng|hội|lần|ban|trung|t[wư]|đại|qu[yi]|về))"
)
# "một số điều của Luật Kế toán áp dụng trong hoạt động kinh doanh": the field of a guided law belongs to its span.
_GUIDED = pattern(r"điều\scủa\s$", re.IGNORECASE)
_APPLIED = pattern(
    r"\s(?:áp\sdụng\s)?trong\s(?:lĩnh\svực|hoạt\sđộng)(?:\s(?!(?:và|hoặc|được|có|phải|thì|của|theo|do|tại|căn|xét|luật|bộ|nghị|thông|quyết|pháp)\s)\w+){1,6}",
    re.IGNORECASE,
)
_OF_TERM = pattern(r"\s+khóa\s+[IVX]+(?=\s+số)", re.IGNORECASE)
# "Luật Ban hành văn bản quy phạm pháp luật số 64/2025": the code is left out.
_NO_CODE = pattern(r"\s+số\s+(\d{1,3})\s?/\s?((?:19|20)\d\d)(?!\s?[/\d])")
# A number still to be given: "Nghị định số …/2016/NĐ-CP", as drafts write it.
_UNNUMBERED = pattern(
    r"\s{1,2}số\s?:?[\s.…_]{0,20}/\s?(?:((?:19|20)\d\d)\s?/\s?)?[A-ZĐ]{2,5}(?:-[A-ZĐ]{2,8}[a-z]{0,2}){0,3}(?![\w/-])",
    re.IGNORECASE,
)
_LAW_ABOUT = pattern(r"(?:\s+của\s+Quốc\s+hội)?,?\s+về\s+")
_FARTHEST = 160  # characters from a noun to its number, behind the bodies of a joint instrument
_GUIDING = pattern(r"\shướng dẫn(?=\s(?:của|do)\s)")  # "Thông tư hướng dẫn của Bộ Tài chính số …"


def find(normal: Normal, lexicon: Lexicon) -> list[Name]:
    """The names in a normal text, in order. One stands inside another only where a name tells what it amends or is about."""
    text = normal.text
    lower = normal.one_case or text.islower()
    found: list[Name] = []
    hits = list(noun_hits(normal, lexicon, lower=lower))
    reach = -1
    for n, hit in enumerate(hits):
        if hit.at < reach or _in_code(text, hit):
            continue
        if (end := pointing.this(text, hit.end)) is not None:  # most names are "Thông tư này"
            if lower or text[hit.at].isupper() or hit.type.kind == "law" or "normative" in hit.type.traits:
                found.append(pointing.name(text, hit, end, this=True))
                reach = end
            continue
        if numbers.near(text, hit.end) and (together := several.named(text, hit, lexicon, lower=lower)):
            found += together
            reach = found[-1].end
            continue
        if passed := plenums.named(text, hit, lexicon):
            found += passed
            reach = found[-1].end
            continue
        name = short.glued(text, hit, lexicon) or _at_noun(text, _whole(text, hit, lexicon), lexicon, lower=lower)
        if name is None or (found and _about_law(text, found[-1], name)):
            continue
        before = hits[n - 1] if n else None
        if before and before.end > reach and name.form == "number":
            name = _two_nouns(text, name, before, lexicon)
        names = amending.names(text, name, lexicon) if name.kind == "law" and name.facts.name else (name,)
        found += names
        if name.kind == "law":
            found += dating.more_years(text, names[-1], lexicon)
        # The subject of "Nghị quyết của Chính phủ về thi hành Luật …" may name others.
        reach = name.start + 1 if name.form == "name" and name.facts.title else max(n.end for n in names)
    return sorted([*found, *bare.numbers(text, found, lexicon)], key=lambda x: (x.start, -x.end))


def _in_code(text: str, hit: Hit) -> bool:
    """Whether a noun is the code of a number that stands apart from its own: "năm 2023 số 05/CTr-MTTQ-BTT"."""
    inside = hit.end - hit.at <= LONGEST_ABBREVIATION and text[hit.at - 1 : hit.at] in ("/", "-")
    return inside and text[hit.at - 2].isdigit() and text[hit.end : hit.end + 1] in ("/", "-")


def _about_law(text: str, law: Name, name: Name) -> bool:
    """ "Luật số 47/2024/QH15 ngày … của Quốc hội về Quy hoạch đô thị": what a law is about is its name, and no programme."""
    numbered = law.kind == "law" and law.form == "number" and name.form == "name" and name.kind != "law"
    return numbered and _LAW_ABOUT.fullmatch(text, law.end, name.start) is not None


def _two_nouns(text: str, name: Name, before: Hit, lexicon: Lexicon) -> Name:
    """ "Thông báo kết luận số 146/TB-VPCP": the noun that the code fits names the type."""
    if text[before.end : name.start].strip():
        return name
    number = numbering.parse(name.facts.number or "", lexicon)
    if number and number.type_code in before.type.codes:
        kind = before.type
        return name.telling(type=kind.label)._replace(start=before.at, type=kind.label, kind=kind.kind)
    return name


def _whole(text: str, hit: Hit, lexicon: Lexicon) -> Hit:
    """The noun, however blanks and lines break it: "Chương trình⏎⏎hành động", cut by a page break."""
    between = text[hit.end : hit.end + 2]
    longer = lexicon.nouns.match(text, hit.at) if between.isspace() and "\n" in between else None
    return Hit(hit.at, max(hit.end, longer[1]), longer[0]) if longer else hit


def _at_noun(text: str, hit: Hit, lexicon: Lexicon, *, lower: bool) -> Name | None:
    """The name that starts with the noun of a hit."""
    kind = hit.type
    if not kind.named and not _FOLLOWED.match(text, hit.end):
        behind = _behind_body(text, hit, _next_body(text, hit, lexicon), lexicon)
        return _described(text, hit, lexicon) or behind or annexed.named(text, hit, lexicon)
    written = text[hit.at : hit.end]
    if written[0].islower() and not lower and not _SMALL.match(text, hit.end) and not _named_small(text, hit, lexicon):
        return None  # "kế hoạch", "quyết định" in running text
    if back := pointing.any_way(text, hit.end):
        return pointing.name(text, hit, back[0], this=back[1]) if written[0].isupper() or lower else None
    if scheme := short.nickname(text, hit):
        return scheme
    if numbered := _numbered(text, hit.end, kind, lexicon):
        end, told = numbered
        return dating.dated(text, hit.at, end, "number", kind, **told)
    if described := _described(text, hit, lexicon) or _unfinished(text, hit):
        return described
    if abbreviated(text, hit) or _component(text, hit):
        return None
    guiding = _GUIDING.match(text, hit.end)
    issued = issuers.issuer_after(text, guiding.end() if guiding else hit.end, lexicon)
    if behind := _behind_body(text, hit, issued or _next_body(text, hit, lexicon), lexicon):
        return behind
    if lettered := _of_letters(text, hit, lexicon):
        return lettered
    if serial := _by_serial(text, hit, lexicon, told=written[0].isupper() or lower):
        return serial
    if name := annexed.named(text, hit, lexicon):
        return name
    if kind.named or issued:
        return _by_name(text, hit, lexicon, lower=lower, issued=issued)
    if "normative" in kind.traits and (subject := naming.subject(text, hit.at, hit.end)):
        title, end = subject
        return hit.name(end, title=title)
    return None


_BODY = pattern(r"\s{1,2}(?:giữa\s{1,2})?(?=[BCTULĐHQV])")  # what the names of bodies begin with


def _next_body(text: str, hit: Hit, lexicon: Lexicon) -> tuple[str, str | None, int] | None:
    """The body right behind a noun, as people say it: "Thông tư Bộ Tài chính số 45/2013/TT-BTC"."""
    numbered = not hit.type.named and text.find(" số", hit.end, hit.end + _FARTHEST) >= 0
    m = _BODY.match(text, hit.end) if numbered else None
    return issuers.issuer(text, m.end(), lexicon) if m else None


def _behind_body(text: str, hit: Hit, body: tuple[str, str | None, int] | None, lexicon: Lexicon) -> Name | None:
    """A number behind the body that issued it: "Nghị định của Chính phủ số 132/2008/NĐ-CP"."""
    if body is None:
        return None
    issuer, place, end = body
    if m := _OF_TERM.match(text, end):
        end = m.end()
    joint, others, _ = writers.joint(text, end, Instrument(), lexicon)
    numbered = _numbered(text, joint, hit.type, lexicon)
    if numbered is None:
        return None
    end, told = numbered
    facts = {"issuer": issuers.listing([issuer, *others]), "place": place, **told}
    return dating.dated(text, hit.at, end, "number", hit.type, **facts)


_LETTERS = pattern(r"\scủa\s[A-ZĐ][A-ZĐ&]{1,7}(?=\ssố\s)")


def _of_letters(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "Nghị quyết của BCT số 23-NQ/TW": a body by its letters, before a number whose code it writes."""
    m = _LETTERS.match(text, hit.end)
    numbered = _numbered(text, m.end(), hit.type, lexicon) if m else None
    if not numbered:
        return None
    end, told = numbered
    body = issuers.abbreviated(text, hit.end, writers.of_code(Instrument(type=hit.type.label, **told), lexicon))
    return dating.dated(text, hit.at, end, "number", hit.type, **told, issuer=body[0]) if body else None


def _by_serial(text: str, hit: Hit, lexicon: Lexicon, *, told: bool) -> Name | None:
    """A noun and a number without its code; `told` where the noun's letters tell that it is a name, as "số" does."""
    kind = hit.type
    if not numbers.near(text, hit.end) or not (told or short.says_number(text, hit.end)):
        return None
    if kind.kind in short.DATED:
        return short.of_body(text, hit, lexicon)  # "Công văn số 4567 ngày 3/6/2025 của Bộ Tài chính"
    if kind.kind not in several.KINDS:
        return None
    own = short.of_body(text, hit, lexicon) if "serial" in kind.traits else None
    return own or short.named(text, hit)


_COMPONENT = pattern(r"\s{1,2}(?:số\s)?(\d{1,4})(?!\w)", re.IGNORECASE)


def _component(text: str, hit: Hit) -> bool:
    """Whether a number is that of a component of a programme: "Dự án 8 “Thực hiện bình đẳng giới”", "Tiểu dự án 2 Dự án 9"."""
    m = _COMPONENT.match(text, hit.end) if hit.type.label == "Dự án" else None
    return m is not None and not numbers.UNITS.match(text, m.end())


_ON_DAY = pattern(r"\s{1,2}(?:ký\s+)?ngày\s{1,3}(?=\d)")
_SO = pattern(r",?\s{1,2}số\s")


def _numbered(text: str, at: int, kind: DocumentType, lexicon: Lexicon) -> tuple[int, dict[str, Any]] | None:
    """Where a number at an offset ends, and what it tells; a date may stand before it: " ngày 14/3/2024 số 33/NQ-CP"."""
    if numbered := numbers.read(text, at, lexicon, noun=kind):
        return numbered[1], {"number": numbered[0]}
    lead = _ON_DAY.match(text, at) if next_letter(text, at) in ("n", "k") else None
    day = dates.match(text, lead.end()) if lead else None
    body = issuers.issuer_after(text, day[1], lexicon) if day else None  # "Quyết định ngày … của Bộ Tài chính số …"
    end = body[2] if body else day[1] if day else at
    numbered = numbers.read(text, end, lexicon, noun=kind) if day and _SO.match(text, end) else None
    number = numbering.parse(numbered[0], lexicon) if numbered else None
    if not day or not numbered or number is None or number.year not in (None, int(day[0][:4])):
        return None
    told = {"number": numbered[0], "date": day[0], "year": int(day[0][:4])}
    return numbered[1], told | ({"issuer": body[0], "place": body[1]} if body else {})


# "Báo cáo kết quả kiểm tra số 09/BC-ĐKT": of which kind it is stands between the noun and the number that has its code.
_KIND = pattern(
    r"(?:,?\s(?!(?:số|này|đó|nêu|nói|trên|kèm|theo|tại|thay|bãi|sửa|được|có|của|do|về|và|hoặc|với|ngày|năm)(?!\w))"
    rf"[{LOWER}]+){{1,7}}(?=\ssố\s?:?\s?\d)"
)
_LONGEST_KIND = 64  # characters


def _described(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """A noun with a few words that tell which kind of it, and a number that has its code."""
    if not hit.type.codes or hit.type.kind == "law" or text.find(" số", hit.end, hit.end + _LONGEST_KIND) < 0:
        return None
    m = _KIND.match(text, hit.end, hit.end + _LONGEST_KIND)
    numbered = numbers.read(text, m.end(), lexicon, noun=hit.type) if m else None
    number = numbering.parse(numbered[0], lexicon) if numbered else None
    if numbered is None or number is None or number.type_code not in hit.type.codes:
        return None
    return dating.dated(text, hit.at, numbered[1], "number", hit.type, number=numbered[0])


def _unfinished(text: str, hit: Hit) -> Name | None:
    """A number that lacks its code ("Luật số 31/2024") or its serial ("Nghị định số …/2016/NĐ-CP")."""
    kind = hit.type
    if kind.kind == "law" and (m := _NO_CODE.match(text, hit.end)):
        number, year = m[1], m[2]
    elif kind.kind in ("law", "policy") and (m := _UNNUMBERED.match(text, hit.end)):
        number, year = None, m[1]
    else:
        return None
    return dating.dated(text, hit.at, m.end(), "short", kind, number=number, year=int(year) if year else None)


# What a noun in small letters must be followed by, to be a name: a number, or a capital in the name of a law.
_SMALL = pattern(r"\s{0,3}(?:,\s?)?(?:(?:số|so)\s{0,2}[:.]?\s{0,3})?[\dIl]|\s(?:của\s|do\s)|\s[" + UPPER + "]")


def _named_small(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a name in small letters may stand here: a law's that the catalogue knows, or after "phê duyệt", or in quotes."""
    if hit.type.kind == "law":
        return listed.known(text, hit.at, lexicon) is not None
    quoted = text[hit.end : hit.end + 3].strip()[:1] in ("“", '"', "«")
    return hit.type.named and (quoted or programmes.led(text, hit.at))


def _by_name(
    text: str, hit: Hit, lexicon: Lexicon, *, lower: bool, issued: tuple[str, str | None, int] | None
) -> Name | None:
    """An instrument called by its name, with the number and date that may follow the name."""
    kind = hit.type
    if kind.kind == "law":
        read = laws.law(text, hit.at, hit.end, lexicon, lower=lower)
    elif kind.named:
        read = programmes.programme(text, hit.at, hit.end, lexicon, lower=lower)
    else:
        read = naming.issued_title(text, hit.at, issued, lexicon, lower=lower) if issued else None
    if read is None:
        return None
    name, end = read
    facts: dict[str, Any] = {"name": name}
    if kind.kind != "law" and issued and not kind.named:
        facts = {"issuer": issued[0], "place": issued[1], "title": name}
    if kind.kind == "law" and (m := _AMENDED.match(text, end)):
        amends = amending.called(kind, name)
        known = m[2] is not None and any(law.year == int(m[2]) for law in lexicon.named(amends))
        end = m.end() if known or not m[2] else end
        if m[1] or known:  # "Pháp lệnh Xử lý vi phạm hành chính sửa đổi, bổ sung năm 2008" is the one that amends it
            facts["name"] = amends
    if kind.kind == "law" and _GUIDED.search(text, max(0, hit.at - 12), hit.at) and (m := _APPLIED.match(text, end)):
        end = m.end()
    if name.endswith("bổ sung"):
        facts["name"] = None  # "Luật sửa đổi, bổ sung năm 2013": of which law is left open
    numbered = numbers.read(text, end, lexicon, noun=kind)
    if numbered and not (kind.kind == "law" and _next_in_list(text, end, numbered[0], kind, lexicon)):
        return dating.dated(text, hit.at, numbered[1], "number", kind, **facts, number=numbered[0])
    if kind.kind == "law" and (m := _NO_CODE.match(text, end)):
        return dating.dated(text, hit.at, m.end(), "number", kind, **facts, number=m[1], year=int(m[2]))
    # The period belongs to a programme's name, not to its span: "Chương trình … giai đoạn 2021 - 2025 được phê duyệt tại …".
    told = end if kind.kind == "law" else periods.with_period(text, end)
    if "annexed" in kind.traits:  # a date after its name is that of the instrument that puts it in force
        return hit.name(end, **facts)._replace(told=told)
    named = dating.dated(text, hit.at, end, "name", kind, **facts)
    return named._replace(told=max(told, named.told))


def _next_in_list(text: str, at: int, number: str, kind: DocumentType, lexicon: Lexicon) -> bool:
    """ "Căn cứ Luật Đất đai, số 43/2014/NĐ-CP": behind a comma a code of another type is of the next instrument."""
    read = numbering.parse(number, lexicon) if text[at : at + 3].lstrip().startswith(",") else None
    code = read.type_code if read else None
    return code is not None and code not in kind.codes and bool(lexicon.types_of_code(code))
