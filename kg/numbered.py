"""Names by the number behind their noun, whatever stands between: a date, the body that issued it, of which kind it is."""

from __future__ import annotations

import re
from typing import Any

from kg import dates, dating, issuers, numbering, numbers, several, short, writers
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.scan import Hit
from kg.text import LOWER, next_letter

_OF_TERM = pattern(r"\s+khóa\s+[IVX]+(?=\s+số)", re.IGNORECASE)
# "Luật Ban hành văn bản quy phạm pháp luật số 64/2025": the code is left out.
NO_CODE = pattern(r"\s+số\s+(\d{1,3})\s?/\s?((?:19|20)\d\d)(?!\s?[/\d])")
# A number still to be given: "Nghị định số …/2016/NĐ-CP", as drafts write it.
_UNNUMBERED = pattern(
    r"\s{1,2}số\s?:?[\s.…_]{0,20}/\s?(?:((?:19|20)\d\d)\s?/\s?)?[A-ZĐ]{2,5}(?:-[A-ZĐ]{2,8}[a-z]{0,2}){0,3}(?![\w/-])",
    re.IGNORECASE,
)
_FARTHEST = 160  # characters from a noun to its number, behind the bodies of a joint instrument


def at(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """The name of a noun with the number right behind it, or behind its date: "Nghị quyết ngày 14/3/2024 số 33/NQ-CP"."""
    read = _numbered(text, hit.end, lexicon)
    return dating.dated(text, hit.at, read[0], "number", hit.type, **read[1]) if read else None


_ON_DAY = pattern(r"\s{1,2}(?:ký\s+)?ngày\s{1,3}(?=\d)")
_SO = pattern(r",?\s{1,2}số\s")


def _numbered(text: str, at: int, lexicon: Lexicon) -> tuple[int, dict[str, Any]] | None:
    """Where a number at an offset ends, and what it tells; a date may stand before it: " ngày 14/3/2024 số 33/NQ-CP"."""
    if numbered := numbers.read(text, at, lexicon):
        return numbered[1], {"number": numbered[0]}
    lead = _ON_DAY.match(text, at) if next_letter(text, at) in ("n", "k") else None
    day = dates.match(text, lead.end()) if lead else None
    body = issuers.issuer_after(text, day[1], lexicon) if day else None  # "Quyết định ngày … của Bộ Tài chính số …"
    end = body.end if body else day[1] if day else at
    numbered = numbers.read(text, end, lexicon) if day and _SO.match(text, end) else None
    number = numbering.parse(numbered[0], lexicon) if numbered else None
    if not day or not numbered or number is None or number.year not in (None, int(day[0][:4])):
        return None
    told = {"number": numbered[0], **dating.on(day[0])}
    return numbered[1], told | ({"issuer": body.name, "place": body.place} if body else {})


_BODY = pattern(r"\s{1,2}(?:giữa\s{1,2})?(?=[BCTULĐHQV])")  # what the names of bodies begin with


def _next_body(text: str, hit: Hit, lexicon: Lexicon) -> issuers.Issuer | None:
    """The body right behind a noun, as people say it: "Thông tư Bộ Tài chính số 45/2013/TT-BTC"."""
    numbered = not hit.type.named and text.find(" số", hit.end, hit.end + _FARTHEST) >= 0
    m = _BODY.match(text, hit.end) if numbered else None
    return issuers.issuer(text, m.end(), lexicon) if m else None


def behind_body(text: str, hit: Hit, issued: issuers.Issuer | None, lexicon: Lexicon) -> Name | None:
    """A number behind the body that issued it: "Nghị định của Chính phủ số 132/2008/NĐ-CP"; `issued`: what "của" leads to."""
    body = issued or _next_body(text, hit, lexicon)
    if body is None:
        return None
    issuer, place, end = body
    if m := _OF_TERM.match(text, end):
        end = m.end()
    joint, others, _ = writers.joint(text, end, Instrument(), lexicon)
    numbered = _numbered(text, joint, lexicon)
    if numbered is None:
        return None
    end, told = numbered
    facts = {"issuer": issuers.listing([issuer, *others]), "place": place, **told}
    return dating.dated(text, hit.at, end, "number", hit.type, **facts)


_LETTERS = pattern(r"\scủa\s[A-ZĐ][A-ZĐ&]{1,7}(?=\ssố\s)")


def of_letters(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "Nghị quyết của BCT số 23-NQ/TW": a body by its letters, before a number whose code it writes."""
    m = _LETTERS.match(text, hit.end)
    numbered = _numbered(text, m.end(), lexicon) if m else None
    if not numbered:
        return None
    end, told = numbered
    body = issuers.abbreviated(text, hit.end, writers.of_code(Instrument(type=hit.type.label, **told), lexicon))
    return dating.dated(text, hit.at, end, "number", hit.type, **told, issuer=body[0]) if body else None


def by_serial(text: str, hit: Hit, lexicon: Lexicon, *, told: bool) -> Name | None:
    """A noun and a number without its code; `told` where the noun's letters tell that it is a name, as "số" does."""
    kind = hit.type
    if not numbers.near(text, hit.end) or not (told or short.says_number(text, hit.end)):
        return None
    if kind.kind in short.DATED:
        return short.of_body(text, hit, lexicon)  # "Công văn số 4567 ngày 3/6/2025 của Bộ Tài chính"
    if kind.kind not in several.KINDS:
        return None
    own = short.of_body(text, hit, lexicon) if "serial" in kind.traits else None
    return own or short.named(text, hit, lexicon)


_COMPONENT = pattern(r"\s{1,2}(?:số\s)?(\d{1,4})(?!\w)", re.IGNORECASE)


def component(text: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a number is that of a component of a programme: "Dự án 8 “Thực hiện bình đẳng giới”", "Tiểu dự án 2 Dự án 9"."""
    m = _COMPONENT.match(text, hit.end) if hit.type.label == "Dự án" else None
    return m is not None and not numbers.counts(text, m.end(), lexicon)


# "Báo cáo kết quả kiểm tra số 09/BC-ĐKT": of which kind it is stands between the noun and the number that has its code.
_KIND = pattern(
    r"(?:,?\s(?!(?:số|này|đó|nêu|nói|trên|kèm|theo|tại|thay|bãi|sửa|được|có|của|do|về|và|hoặc|với|ngày|năm)(?!\w))"
    rf"[{LOWER}]+){{1,7}}(?=\ssố\s?:?\s?\d)"
)
_LONGEST_KIND = 64  # characters


def described(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """A noun with a few words that tell which kind of it, and a number that has its code; that of a letter may have none."""
    if not hit.type.codes or hit.type.kind == "law" or text.find(" số", hit.end, hit.end + _LONGEST_KIND) < 0:
        return None
    m = _KIND.match(text, hit.end, hit.end + _LONGEST_KIND)
    numbered = numbers.read(text, m.end(), lexicon) if m else None
    number = numbering.parse(numbered[0], lexicon) if numbered else None
    if numbered is None or number is None:
        return None
    if number.type_code not in hit.type.codes and (number.type_code or hit.type.kind != "letter"):
        return None
    return dating.dated(text, hit.at, numbered[1], "number", hit.type, number=numbered[0])


def unfinished(text: str, hit: Hit) -> Name | None:
    """A number that lacks its code ("Luật số 31/2024") or its serial ("Nghị định số …/2016/NĐ-CP")."""
    kind = hit.type
    if kind.kind == "law" and (m := NO_CODE.match(text, hit.end)):
        number, year = m[1], m[2]
    elif kind.kind in ("law", "policy") and (m := _UNNUMBERED.match(text, hit.end)):
        number, year = None, m[1]
    else:
        return None
    return dating.dated(text, hit.at, m.end(), "short", kind, number=number, year=int(year) if year else None)
