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
    dating,
    issuers,
    laws,
    listed,
    naming,
    numbered,
    numbering,
    numbers,
    periods,
    plenums,
    pointing,
    programmes,
    several,
    short,
)
from kg.lexicon import DocumentType, Lexicon
from kg.model import Name
from kg.normal import Normal
from kg.patterns import pattern
from kg.scan import LONGEST_ABBREVIATION, Hit, abbreviated
from kg.scan import hits as noun_hits
from kg.text import UPPER

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
_LAW_ABOUT = pattern(r"(?:\s+của\s+Quốc\s+hội)?,?\s+về\s+")
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
    numbered = law.kind == "law" and law.form == "number" and name.scheme
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
        name = numbered.described(text, hit, lexicon) or numbered.behind_body(text, hit, None, lexicon)
        return name or annexed.named(text, hit, lexicon)
    written = text[hit.at : hit.end]
    capital = written[0].isupper() or lower
    if written[0].islower() and not lower and not _SMALL.match(text, hit.end) and not _named_small(text, hit, lexicon):
        return None  # "kế hoạch", "quyết định" in running text
    if back := pointing.any_way(text, hit.end):
        return pointing.name(text, hit, back[0], this=back[1]) if capital else None
    if scheme := short.nickname(text, hit):
        return scheme
    whole = numbered.at(text, hit, lexicon) or numbered.described(text, hit, lexicon) or numbered.unfinished(text, hit)
    if whole:
        return whole
    if abbreviated(text, hit) or numbered.component(text, hit, lexicon):
        return None
    guiding = _GUIDING.match(text, hit.end)
    issued = issuers.issuer_after(text, guiding.end() if guiding else hit.end, lexicon)
    name = (
        numbered.behind_body(text, hit, issued, lexicon)
        or numbered.of_letters(text, hit, lexicon)
        or numbered.by_serial(text, hit, lexicon, told=capital)
        or annexed.named(text, hit, lexicon)
    )
    if name:
        return name
    if kind.named or issued:
        return _by_name(text, hit, lexicon, lower=lower, issued=issued)
    if "normative" in kind.traits and (subject := naming.subject(text, hit.at, hit.end)):
        title, end = subject
        return hit.name(end, title=title)
    return None


# What a noun in small letters must be followed by, to be a name: a number, or a capital in the name of a law.
_SMALL = pattern(r"\s{0,3}(?:,\s?)?(?:(?:số|so)\s{0,2}[:.]?\s{0,3})?[\dIl]|\s(?:của\s|do\s)|\s[" + UPPER + "]")


def _named_small(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a name in small letters may stand here: a law's that the catalogue knows, or after "phê duyệt", or in quotes."""
    if hit.type.kind == "law":
        return listed.known(text, hit.at, lexicon) is not None
    quoted = text[hit.end : hit.end + 3].strip()[:1] in ("“", '"', "«")
    return hit.type.named and (quoted or programmes.led(text, hit.at))


# "Luật sửa đổi, bổ sung năm 2013", "Quy hoạch khoáng sản bổ sung": of which, or to which, is left open.
_ADDED = "bổ sung"


def _by_name(text: str, hit: Hit, lexicon: Lexicon, *, lower: bool, issued: issuers.Issuer | None) -> Name | None:
    """An instrument called by its name or its subject, with the number and date that may follow."""
    kind = hit.type
    if kind.kind == "law":
        return _law(text, hit, lexicon, lower=lower)
    if kind.named:
        read = programmes.programme(text, hit.at, hit.end, lexicon, lower=lower)
    else:
        read = naming.issued_title(text, hit.at, issued, lexicon, lower=lower) if issued else None
    if read is None:
        return None
    name, end = read
    facts: dict[str, Any] = {"name": None if name.endswith(_ADDED) else name}
    if issued and not kind.named:
        facts = {"issuer": issued.name, "place": issued.place, "title": name}
    if number := numbers.read(text, end, lexicon):
        return dating.dated(text, hit.at, number[1], "number", kind, **facts, number=number[0])
    # The period belongs to a programme's name, not to its span: "Chương trình … giai đoạn 2021 - 2025 được phê duyệt tại …".
    told = periods.with_period(text, end)
    if "annexed" in kind.traits:  # a date after its name is that of the instrument that puts it in force
        return hit.name(end, **facts)._replace(told=told)
    found = dating.dated(text, hit.at, end, "name", kind, **facts)
    return found._replace(told=max(told, found.told))


def _law(text: str, hit: Hit, lexicon: Lexicon, *, lower: bool) -> Name | None:
    """A law called by its name, with the number and date that may follow."""
    kind = hit.type
    read = laws.law(text, hit.at, hit.end, lexicon, lower=lower)
    if read is None:
        return None
    name, end = read
    called = None if name.endswith(_ADDED) else name
    if m := _AMENDED.match(text, end):
        amends = amending.called(kind, name)
        known = m[2] is not None and any(law.year == int(m[2]) for law in lexicon.named(amends))
        end = m.end() if known or not m[2] else end
        # "Pháp lệnh Xử lý vi phạm hành chính sửa đổi, bổ sung năm 2008" is the one that amends it.
        called = amends if called and (m[1] or known) else called
    if _GUIDED.search(text, max(0, hit.at - 12), hit.at) and (m := _APPLIED.match(text, end)):
        end = m.end()
    number = numbers.read(text, end, lexicon)
    if number and not _next_in_list(text, end, number[0], kind, lexicon):
        return dating.dated(text, hit.at, number[1], "number", kind, name=called, number=number[0])
    if m := numbered.NO_CODE.match(text, end):
        return dating.dated(text, hit.at, m.end(), "number", kind, name=called, number=m[1], year=int(m[2]))
    return dating.dated(text, hit.at, end, "name", kind, name=called)


def _next_in_list(text: str, at: int, number: str, kind: DocumentType, lexicon: Lexicon) -> bool:
    """ "Căn cứ Luật Đất đai, số 43/2014/NĐ-CP": behind a comma a code of another type is of the next instrument."""
    read = numbering.parse(number, lexicon) if text[at : at + 3].lstrip().startswith(",") else None
    code = read.type_code if read else None
    return code is not None and code not in kind.codes and bool(lexicon.types_of_code(code))
