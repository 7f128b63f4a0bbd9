"""Names side by side: what a list tells of all its members, and a law that is told twice, by its number and by its name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kg import dating, issuing, locality, numbering, writers
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern

_LISTED = pattern(r"[\s,;]*(?:và\s+|,\s*|hoặc\s+)*(?:số\s+|các\s+)?$", re.IGNORECASE)
_SAME = ("cùng ngày", "đều ngày")
_IN_BRACKETS = pattern(r"\s?\(\s?")


def coded_in(names: Sequence[Name], lexicon: Lexicon) -> frozenset[tuple[str | None, str]]:
    """Types and serials that a document tells with their code: what "Nghị quyết 68" means, that has none."""
    numbers = ((n.type, numbering.of(n.facts, lexicon)) for n in names if n.form == "number")
    return frozenset((kind, number.serial) for kind, number in numbers if number)


def meant(name: Name) -> tuple[str | None, str]:
    """The type and the serial of a short name."""
    return name.type, numbering.serial_key(name.facts.number or "")


def share(text: str, found: list[Name], coded: Collection[tuple[str | None, str]], lexicon: Lexicon) -> None:
    """A list shares the issuer told after its last member, or before: "36-NQ/TW, 52-NQ/TW của Bộ Chính trị"."""
    same: str | None = None  # "A, B và C cùng ngày …": the date of all
    led: tuple[int, str | None] = len(found), None  # where the list begins, and where who has issued it is
    for i in range(len(found) - 2, -1, -1):
        left, right = found[i], found[i + 1]
        if right.facts.date and any(word in text[right.start : right.end] for word in _SAME):
            same = right.facts.date
        same = same if joined(text, left, right) and left.facts.number and left.facts.date is None else None
        if same and writers.of_year(left.facts, same, lexicon):
            found[i] = left = left.telling(**dating.on(same))
        if _bracketed(text, left, right):  # "Luật Giáo dục (số 43/2019/QH14)"
            found[i] = left = left.telling(number=right.facts.number)
            found[i + 1] = right.telling(type=left.type, name=left.facts.name)._replace(type=left.type, kind="law")
            continue
        if _named_after(text, left, right):  # "Luật số 20/2023/QH15 Luật Giao dịch điện tử": one law, told twice
            found[i + 1] = right.telling(number=left.facts.number)
        lacks = left.facts.issuer is None and left.form != "back" and left.kind != "law"
        lacks = lacks and not (right.form == "name" and right.facts.term)  # a plenum's or a congress's is its own
        if lacks and right.facts.issuer and joined(text, left, right):
            # "Nghị quyết 18 và Quyết định số 759/QĐ-TTg của Thủ tướng Chính phủ": without its code only what is called alike.
            short = left.form == "short" or numbering.of(left.facts, lexicon) is None
            fits = left.type == right.type if short else writers.writes(left.facts, right.facts.issuer, lexicon)
            fits = fits or _of_one_code(left, right, lexicon)
            if left.form == "short" and meant(left) in coded and not text[right.start].isdigit():
                continue  # "Nghị quyết 18, Nghị quyết số 76/NQ-CP của Chính phủ", where "Nghị quyết số 18-NQ/TW" is told too
            place = right.facts.place
            if fits and place is not None and i < led[0]:
                led = _led(text, found, i, lexicon)
            apart = place is not None and led[1] is not None and not locality.agree(led[1], place)
            if fits and not apart:
                term = left.facts.term or (right.facts.term if left.facts.date is None else None)
                by = _known(left, lexicon) or right.facts.issuer
                found[i] = left.telling(issuer=by, place=place, term=term)


_LONGEST_LEAD = 200  # characters


def _led(text: str, found: Sequence[Name], i: int, lexicon: Lexicon) -> tuple[int, str | None]:
    """Where the list of a name begins, and the place of who has issued it: "UBND tỉnh A ban hành B; C của UBND tỉnh D"."""
    while i and joined(text, found[i - 1], found[i]):
        i -= 1
    first = found[i]
    clause = issuing.last(text, max(0, first.start - _LONGEST_LEAD), first.start, lexicon)
    issues = clause is not None and clause.end == first.start and writers.writes(first.facts, clause.issuer, lexicon)
    return i, clause.place if clause and issues else None


def _of_one_code(left: Name, right: Name, lexicon: Lexicon) -> bool:
    """Whether two numbers have the code of one body that nobody lists."""
    one, other = numbering.of(left.facts, lexicon), numbering.of(right.facts, lexicon)
    code = one.issuer_code if one else None
    return other is not None and code is not None and code == other.issuer_code and not lexicon.issuers(code)


def _known(name: Name, lexicon: Lexicon) -> str | None:
    """Who has issued what the catalogue knows under a number and its day: a list may share the body of its last member only."""
    listed = lexicon.numbered(name.facts.number) if name.facts.date else ()
    return next((c.issuer for c in listed if c.date == name.facts.date), None)


def _bracketed(text: str, left: Name, right: Name) -> bool:
    """Whether brackets after a law's name hold its number."""
    named = left.kind == "law" and left.form == "name" and not (left.facts.date or left.facts.year or left.facts.number)
    numbered = right.form == "number" and (right.type is None or right.kind == "law") and right.facts.name is None
    return named and numbered and _IN_BRACKETS.fullmatch(text, left.end, right.start) is not None


def _named_after(text: str, left: Name, right: Name) -> bool:
    """Whether a law's name follows its number with nothing between."""
    laws = left.kind == right.kind == "law" and left.form == "number" and right.form == "name"
    return laws and left.facts.name is None and text[left.end : right.start].isspace()


def joined(text: str, left: Name, right: Name) -> bool:
    """Whether two names are neighbours in a list."""
    return 0 <= right.start - left.told < 30 and bool(_LISTED.fullmatch(text[left.told : right.start]))
