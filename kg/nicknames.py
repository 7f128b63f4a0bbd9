"""Names that a text gives an instrument: "Chương trình mỗi xã một sản phẩm … (sau đây gọi là Chương trình OCOP)"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from kg.lexicon import Lexicon, name_key
from kg.model import Name
from kg.patterns import pattern
from kg.short import CALLED
from kg.text import places

_NAME = r"[“\"]?(?P<name>[^\W\d_][^()“”\"\n;,]{3,80}?)[”\"]?\s?\)"
_CALLED = pattern(rf"\(\s?(?:sau đây\s)?{CALLED}{_NAME}")
# Without "gọi": right after the name, "Chương trình mỗi xã một sản phẩm giai đoạn 2021 - 2025 (Chương trình OCOP)"
_BESIDE = pattern(rf"\s?\({_NAME}")
_ENDS = pattern(r"[.;]\s|\n")
_AMENDED = pattern(r"(?:sửa đổi|thay thế)[^()]*?\s(?:bởi|tại|theo|bằng)\s")
_REACH = 600  # characters from an instrument to the brackets that call it otherwise
_MOST = 60  # names that one text gives


def used(text: str, names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """The names, and where the text names one of them by what it calls it: with the facts of what is called so."""
    given: dict[str, Name] = {}
    for called, full in islice(_given(text, names, lexicon), _MOST):
        if text.count(called) > 1:  # what is named so but once, in brackets, may be anything
            given.setdefault(called, full)
    found = list(names)
    for called, full in given.items():
        found = _with(text, found, called, full)
    return found


def _given(text: str, names: Sequence[Name], lexicon: Lexicon) -> Iterator[tuple[str, Name]]:
    """What a text calls an instrument, and which."""
    for m in _CALLED.finditer(text):
        full = _called_so(text, names, m["name"], m.start(), lexicon)
        if full is not None:
            yield m["name"], full
    for name in names:
        beside = _BESIDE.match(text, name.told) if name.scheme else None
        called = beside["name"] if beside else ""
        if called and _family(called, lexicon) == lexicon.family(name.type):
            yield called, name


def _called_so(text: str, names: Sequence[Name], called: str, at: int, lexicon: Lexicon) -> Name | None:
    """The last of a noun in the sentence before an offset; the first where the sentence tells who amended it.

    Of a law that is listed under what it is called, that one with a number or a year: "Luật Đất đai năm 2013 (… là Luật Đất đai)".
    """
    listed, family = lexicon.named(called), _family(called, lexicon)
    if not (listed or family):
        return None
    found = None
    for i in range(bisect_left(names, at, key=lambda n: n.start) - 1, -1, -1):
        name = names[i]
        told = text[name.told : at]
        if at - name.told > _REACH or _ENDS.search(told):
            break
        if listed:
            dated = name.facts.number or name.facts.date or name.facts.year
            alike = bool(dated) and name_key(name.facts.name or "") == name_key(called)
        else:
            alike = name.form in ("number", "name") and lexicon.family(name.type) == family
        if alike and (found is None or _AMENDED.search(told)):
            found = name
    return found


def _family(words: str, lexicon: Lexicon) -> str | None:
    """What a given name calls the instrument; None where it is a listed name, or a number ("Đề án 06" is `kg.declared`'s)."""
    noun = lexicon.nouns.match(words, 0)
    told = words[noun[1] :].strip() if noun and not lexicon.named(words) else ""
    return lexicon.family(noun[0].label) if noun and told and not any(c.isdigit() for c in told) else None


def _with(text: str, names: Sequence[Name], called: str, full: Name) -> list[Name]:
    """The names, with those of an instrument by what it is called, before that is told too: in the title."""
    found, n = [], 0
    for at in places(text, called):
        end = at + len(called)
        while n < len(names) and names[n].end <= at:
            found.append(names[n])
            n += 1
        if text[at - 1 : at].isalnum() or text[end : end + 1].isalnum():
            continue
        within = names[n] if n < len(names) and names[n].start < end else None
        if within is None:
            found.append(Name(at, end, "name", full.type, full.kind, full.facts, end))
        elif (within.start, within.end, within.form) == (at, end, "name"):
            found.append(within._replace(facts=full.facts))
            n += 1
    return [*found, *names[n:]]
