"""Names by a serial alone, "Nghị quyết 36", "Đề án 06": which numbers after a noun are its own, and which count what follows."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import dating, issuers, numbers
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import LONGEST_ABBREVIATION, Hit
from kg.text import LOWER, UPPER

# How brackets say what something is called from there on, after "(sau đây".
CALLED = r"(?:được\s)?(?:gọi|viết)\s(?:(?:tắt|chung)\s)?(?:là\s)?:?\s?"
_ITEM_BEGINS = pattern(rf"[.)]|\s?(?:\n|$|[{UPPER}])")
_WITHIN = pattern(rf"[{LOWER}\d] $")
_OF_MONTH = pattern(r"\s+tháng\s+\d")
_A_YEAR = pattern(r"(?:19|20)\d\d")
_GLUED = pattern(r"-?(\d{2,3})(?![\w%])(?![/,.-]\w)")
_JOINTS = frozenset("-0123456789")
_WHOSE = pattern(rf"\s+của\s+(?:[{UPPER}]|(?:tỉnh|thành|huyện)\s)")
_CARRIED = pattern(r"(?:thực\s+hiện|triển\s+khai|quán\s+triệt|học\s+tập|tinh\s+thần)\s+(?:các\s+)?$", re.IGNORECASE)
DATED = frozenset({"letter", "law"})  # kinds that a number alone names no instrument of
_NEAR = 16  # characters
_AROUND = 5000  # characters in which a text may name an instrument in another way too
_COUNT_NOTHING = frozenset({"normative", "directing"})  # no verbs: "Nghị định 100 người lái xe" has the number 100


@lru_cache(maxsize=4)
def _others(lexicon: Lexicon) -> re.Pattern[str]:
    """ "Mẫu CT01", "tòa nhà CT12", "mã số KH15", "12/NQ-57": other things are numbered with the same letters."""
    things = f"{lexicon.words['numbered'].any}|{lexicon.words['lettered'].any}"
    return re.compile(rf"(?:[\w/&.-]|(?<!\w)(?:{things})(?:\s+số)?[\s:“\"(]*)$", re.IGNORECASE)


def glued(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "NQ57", "NQ-57", "CT05": an abbreviated noun and its number with no blank between; not what a form is called."""
    if hit.end - hit.at > LONGEST_ABBREVIATION or text[hit.end : hit.end + 1] not in _JOINTS:
        return None
    m = _GLUED.match(text, hit.end) if text[hit.at : hit.end].isupper() and hit.type.kind == "policy" else None
    if m is None or hit.type.named or _others(lexicon).search(text, max(0, hit.at - _NEAR), hit.at):
        return None
    name = dating.dated(text, hit.at, m.end(), "short", hit.type, number=m[1])
    return name if not m[1].startswith("0") or name.facts.date or _told_so(text, hit, m) else None


def _told_so(text: str, hit: Hit, number: re.Match[str]) -> bool:
    """Whether "CT05" is no form's: it says whose it is, is carried out, or the text names it with a blank as well."""
    if _WHOSE.match(text, number.end()) or _CARRIED.search(text, max(0, hit.at - _NEAR), hit.at):
        return True
    nouns = (text[hit.at : hit.end], hit.type.label)
    around = (max(0, hit.at - _AROUND), number.end() + _AROUND)
    return any(text.find(f"{noun} {lead}{number[1]}", *around) >= 0 for noun in nouns for lead in ("", "số "))


def of_body(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "Công văn 1234 ngày …", "Chương trình hành động 30 của Tỉnh ủy": what a date or a body after it tells from a count."""
    m, _ = _codeless(text, hit.end, lexicon)
    if m is None or _A_YEAR.fullmatch(m[1]) or numbers.counts(text, m.end(), lexicon):
        return None
    name = dating.dated(text, hit.at, m.end(), "short", hit.type, number=m[1], year=int(m[2]) if m[2] else None)
    return name if name.facts.date or issuers.issuer_after(text, name.end, lexicon) else None


def _codeless(text: str, at: int, lexicon: Lexicon) -> tuple[re.Match[str] | None, bool]:
    """The number without its code right behind a noun, and whether "số" leads to it.

    None for that of an item on the line after the noun: "DANH MỤC NGHỊ ĐỊNH⏎1. …".
    """
    lead = numbers.LEAD.match(text, at)
    m = numbers.short(text, lead.end(), lexicon) if lead and "," not in lead.group() else None
    if lead is None or m is None:
        return None, False
    said = "số" in lead.group().lower()
    item = not said and "\n" in lead.group() and _ITEM_BEGINS.match(text, m.end())
    return None if item else m, said


def says_number(text: str, at: int) -> bool:
    """Whether "số" leads to a number at an offset."""
    m = numbers.LEAD.match(text, at)
    return bool(m and "số" in m.group().lower())


def named(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "Nghị quyết 36", "Thông tư số 02", "Nghị định số 64/2025"."""
    kind = hit.type
    m, said = _codeless(text, hit.end, lexicon)
    if m is None:
        return None
    if not said:
        if _counts(text, hit, m, lexicon):
            return None
        if kind.named:
            return _called(hit, m) if "numbered" in kind.traits else None
    return dating.dated(text, hit.at, m.end(), "short", kind, number=m[1], year=int(m[2]) if m[2] else None)


def _counts(text: str, hit: Hit, number: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether the number after a noun counts what follows: "Kế hoạch 5 năm", but not "theo Nghị định 100 người lái xe …"."""
    named = "numbered" in hit.type.traits and number[1].startswith("0")  # "Đề án 06 tỉnh A"
    if named or not numbers.counts(text, number.end(), lexicon):
        return False
    if not _COUNT_NOTHING.isdisjoint(hit.type.traits):
        return _OF_MONTH.match(text, number.end()) is not None
    # "Quyết định 12 nội dung sau đây:" is a verb
    noun = "deciding" in hit.type.traits and _WITHIN.search(text, max(0, hit.at - 2), hit.at) is not None
    return not noun or len(number[1]) < 2 or _OF_MONTH.match(text, number.end()) is not None


def _called(hit: Hit, m: re.Match[str]) -> Name | None:
    """ "Đề án 06", "Chương trình 135": the number of the decision that put it in force has become its name.

    "Chương trình hành động 12" and what has four figures is one only where the text tells of which number: `kg.declared`.
    """
    if len(m[1]) < 2 or m[2] or _A_YEAR.match(m[1]):
        return None
    return hit.name(m.end(), name=f"{hit.type.label} {m[1]}")


_OF_GOVERNMENT = pattern(r"\s{1,2}(?:số\s)?(\d{2,4})\s?[/-]\s?(?:CP|TTg)(?![\w/-])")


def nickname(text: str, hit: Hit) -> Name | None:
    """ "Đề án 06/CP": the scheme "Đề án 06", whose number people take for the Government's; no document has that one."""
    numbered = hit.type.named and "numbered" in hit.type.traits
    m = _OF_GOVERNMENT.match(text, hit.end) if numbered and text[hit.end + 1 : hit.end + 2] in "0123456789s" else None
    return hit.name(m.end(), name=f"{hit.type.label} {m[1]}") if m else None
