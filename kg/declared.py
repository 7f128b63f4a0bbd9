"""Short names that a text declares, or that its full numbers tell: "Thông tư liên tịch số 93/2006/… (gọi tắt là Thông tư 93)"."""

from __future__ import annotations

from collections.abc import Sequence

from kg import numbering, writers
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.short import CALLED
from kg.text import UPPER

_DECLARES = pattern(rf"\(\s?(?:sau đây\s)?(?:{CALLED})?[“\"]?$")
# Another sentence: "… phê duyệt Đề án chuyển đổi số. Quyết định số 06/QĐ-TTg (Đề án 06)"
_APART = pattern(rf"\n|[.;]\s+(?=[“\"]?[{UPPER}])")
_BARE = 2  # characters: a bracket, a quotation mark
_CLOSED = (")", "”", '"')
_LEAD = 40  # characters before a name
_REACH = 600  # characters from an instrument to the brackets that declare its short name
_LONGEST_NAME = 3  # figures of a number that is a name by itself: "Chương trình 135"

_Short = tuple[str, str]  # the family of a noun, and a serial


def _short(name: Name, lexicon: Lexicon) -> _Short | None:
    """What a short name is called: of "Thông tư 93", and of "Đề án 06", which is a name."""
    if name.form == "short" and name.facts.number and name.facts.year is None:
        return lexicon.family(name.type), numbering.serial_key(name.facts.number)
    serial = (name.facts.name or "").removeprefix(f"{name.type} ") if name.form == "name" else ""
    return (lexicon.family(name.type), numbering.serial_key(serial)) if serial.isdecimal() else None


def bound(text: str, names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """The names, the short ones with the facts of what they are short for.

    What brackets declare holds for the whole text, whatever the noun: "Quyết định số 2395/QĐ-TTg … (gọi tắt là Đề án 2395)".
    Without them, a name of the same family and serial is the one that the text tells in full.
    """
    shorts = {i: short for i, n in enumerate(names) if (short := _short(n, lexicon))}
    if not shorts:
        return list(names)
    declared, told = _told(text, names, shorts, lexicon)
    found: list[Name] = []
    for i, name in enumerate(names):
        short = shorts.get(i)
        full = (declared.get(short) or _only(told.get(short, ()), name)) if short else None
        told_by = name.facts.issuer
        if full and (told_by is None or _declares(text, name) or writers.writes(full.facts, told_by, lexicon)):
            found.append(name._replace(facts=full.facts))
        elif (
            name.form != "name"
            or not short
            or (len(short[1]) <= _LONGEST_NAME and name.type == lexicon.family(name.type))
        ):
            found.append(name)
    return found


def _told(
    text: str, names: Sequence[Name], shorts: dict[int, _Short], lexicon: Lexicon
) -> tuple[dict[_Short, Name], dict[_Short, list[Name]]]:
    """What each short name is declared to mean; and what the text tells in full that may be called so."""
    declared: dict[_Short, Name] = {}
    told: dict[_Short, list[Name]] = {}
    last: dict[str, Name] = {}  # the last number of a serial, the last name of a noun
    for i, name in enumerate(names):
        if short := shorts.get(i):
            full = last.get(short[1])
            called = last.get(short[0])
            alike = full is not None and lexicon.family(full.type) == short[0]
            if (
                called
                and not alike
                and name.start - called.start < _REACH
                and not _APART.search(text, called.end, name.start)
            ):
                full, alike = called, True  # "phê duyệt Đề án phát triển dữ liệu dân cư (gọi tắt là Đề án 06)"
            alike = alike or (full is not None and name.form == "name")  # "Quyết định số 06/QĐ-TTg … (Đề án 06)"
            near = full is not None and name.start - full.start < _REACH
            if full and near and short not in declared and _declares(text, name, alike=alike):
                declared[short] = full
        elif name.form == "number" and (number := numbering.of(name.facts, lexicon)):
            last[number.serial] = name
            told.setdefault((lexicon.family(name.type), number.serial), []).append(name)
        elif name.scheme and name.type and name.facts.name:
            last[lexicon.family(name.type)] = name
    return declared, told


def _declares(text: str, name: Name, *, alike: bool = True) -> bool:
    """Whether brackets before a name declare it: "(sau đây gọi tắt là"; or, of one noun, where nothing else stands in them."""
    m = _DECLARES.search(text, max(0, name.start - _LEAD), name.start)
    return m is not None and (
        len(m.group().strip()) > _BARE or (alike and text[name.end : name.end + 2].strip()[:1] in _CLOSED)
    )


def _only(told: Sequence[Name], name: Name) -> Name | None:
    """The one instrument of another noun of the family that a text tells; of its own noun, coreference finds it."""
    if name.form == "short" and any(n.type == name.type for n in told):
        return None
    return told[0] if len({n.facts.number for n in told}) == 1 else None
