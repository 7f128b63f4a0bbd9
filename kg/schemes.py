"""Which names of programmes, schemes and charters mean one instrument, in a text that lays down rules for all of their kind.

"Hồ sơ đề nghị phê duyệt Đề án khai thác tài sản gồm: …" in a decree is about every such scheme. There a name counts if something
tells which one it is, and then wherever the text repeats it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg import namekeys, numbering, provisions
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern

_DATED = pattern(r"(?:19|20)\d\d|\d[a-z]?$")  # a period, a year, or a number that has become the name: "Đề án 06"
_QUOTES = "“\"'‘«"
_PROPER = pattern(r"[^\W\d_]+(?:\s[^\W\d_]+)?\s[A-ZĐ]")  # "Điều lệ Trường mầm non", and not "Điều lệ hợp tác xã"
_NATIONAL = pattern(
    r"(?:Chương trình|Chiến lược|Quy hoạch)\s(?:.*\s)?(?<!cấp\s)(?:quốc\sgia|Việt\sNam)$|Chương trình\smục\stiêu\squốc\sgia\s",
    re.IGNORECASE,
)
_OF_PLACE = pattern(r"Quy hoạch\s(?:.*\s)?(?:tỉnh|thành phố|Thủ đô|vùng)\s[A-ZĐ]")
# What a decision itself does: "Điều 1. Phê duyệt Đề án …", "Điều 2. Sửa đổi, bổ sung Quy chế …"
_DOES = pattern(
    r"Điều\s1[.:]\s+(?:[^.;:\n]{0,60}\s)?(?:[Pp]hê\sduyệt|[Tt]hông\squa|[Bb]an\shành(?:\skèm\stheo)?|"
    r"(?:Sửa\sđổi|Bổ\ssung|Thay\sthế|Bãi\sbỏ|Điều\schỉnh)[^.;:]{0,80}?)(?:\s(?:nội\sdung|toàn\sbộ))?\s[“\"]?$"
)
# "… được Thủ tướng Chính phủ phê duyệt tại Quyết định số …", "… (sau đây gọi tắt là Chương trình)"
_TOLD_AFTER = pattern(
    r"[”\"]?,?\s*\(?(?:(?:được\s|đã\s|do\s)[^.;:()]{0,80}?)?(?:(?:phê\sduyệt|ban\shành)\s(?:kèm\s)?(?:theo|tại|bằng)|(?:kèm\s)?theo|tại)"
    r"\s(?:Quyết|Nghị|Thông)\s\w+\s(?:số|này)|\slà\s(?:Chương\strình|Đề\sán|Chiến\slược|Quy\shoạch)\sban\shành\skèm\stheo\s|[”\"]?\s*[^.;:()]{0,60}\((?:sau\sđây|dưới\sđây|gọi|viết)",
    re.IGNORECASE,
)
# What leads from an instrument to what its title says that it puts in force, or is about.
_TITLE = pattern(
    r"(?:phê\sduyệt|ban\shành|thông\squa|thực\shiện|quản\slý|(?<!định\s)về(?:\sviệc)?)\s+[“\"]?$", re.IGNORECASE
)
# "Thông tư này hướng dẫn quản lý tài chính Chương trình …"; "Ban hành kèm theo Quyết định này Chương trình …"
_OF_THIS = pattern(
    r"^\s+[“\"]?$|(?:hướng\sdẫn|quy\sđịnh|quản\slý|ban\shành|phê\sduyệt|thực\shiện|sửa\sđổi)\s", re.IGNORECASE
)
_OVER = pattern(r"[.;:](?=\s)|\n\s*\n")
_LONGEST = 160  # characters from an instrument to what its title names


def meant(text: str, names: Sequence[Name], own: Instrument | None, body: int, lexicon: Lexicon) -> list[Name]:
    """The names without those of kinds of schemes, where the document, or what it is a piece of, lays down rules.

    `body` is where its title ends.
    """
    if not (_lays_down(own, lexicon) if own else any(n.this and _is_rule(n.type, lexicon) for n in names)):
        return list(names)
    called = {
        i: namekeys.name_key(n.facts.name, lexicon) for i, n in enumerate(names) if _scheme(n, lexicon) and n.facts.name
    }
    decides = own is not None and own.type in lexicon.having["deciding"]
    told = {k for i, k in called.items() if names[i].start < body or _tells(text, names, i, lexicon, decides=decides)}
    return [n for i, n in enumerate(names) if called.get(i) is None or called[i] in told]


def _lays_down(own: Instrument, lexicon: Lexicon) -> bool:
    """Whether a document lays down rules: a law, a decree or a circular; another if its number has a year (Law 80/2015/QH13)."""
    number = numbering.of(own, lexicon)
    return _is_rule(own.type, lexicon) or (own.type in lexicon.types and number is not None and number.year is not None)


def _is_rule(label: str | None, lexicon: Lexicon) -> bool:
    return label in lexicon.having["law"] or label in lexicon.having["normative"]


def _scheme(name: Name, lexicon: Lexicon) -> bool:
    having = lexicon.having
    return name.form == "name" and (name.type in having["programme"] or name.type in having["annexed"])


def _tells(text: str, names: Sequence[Name], i: int, lexicon: Lexicon, *, decides: bool) -> bool:
    """Whether a name, or what stands beside it, tells which scheme it is; `decides` if the document is a decision."""
    name, called = names[i], names[i].facts.name or ""
    quoted = (name.start > 0 and text[name.start - 1] in _QUOTES) or any(
        q in text[name.start : name.end] for q in _QUOTES
    )
    if quoted or lexicon.named(called) or any(p.match(called) for p in (_PROPER, _NATIONAL, _OF_PLACE)):
        return True
    if _DATED.search(called) or name.facts.date or name.facts.number or _TOLD_AFTER.match(text, name.told):
        return True
    lead = max(0, name.start - _LONGEST)
    if provisions.before(text, lead, name.start) or (decides and _DOES.search(text, lead, name.start)):
        return True  # "khoản 1 Điều 3 của Quy chế …"
    before = names[i - 1] if i else None
    if before is None or not (before.form in ("number", "short") or before.this) or name.start - before.told > _LONGEST:
        return False
    between = text[before.told : name.start]
    leads = _OF_THIS if before.this else _TITLE
    return not _OVER.search(between) and leads.search(between) is not None
