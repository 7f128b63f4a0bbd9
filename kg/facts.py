"""What the words around a name tell of it: issuer, date, term, place, title; before it, after it, shared by a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from kg import acting, bills, dating, days, issuers, several, writers
from kg.beside import coded_in, share
from kg.closing import late, of_amending
from kg.following import told_after
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.preceding import issued_before
from kg.sentences import Sentences
from kg.titling import LONGEST_TITLE, titled


def enrich(text: str, names: Sequence[Name], sentences: Sentences, lexicon: Lexicon) -> list[Name]:
    """The names with all that the words around them tell."""
    read: list[Name] = []
    turned = days.in_turn(text, names, lexicon)
    for name, after in zip_longest(turned, turned[1:]):
        if name.form != "back":
            on = days.same(text, name, read[-1] if read else None, lexicon)
            read.append(dating.own_day(text, on, told_after(text, on, lexicon), after, lexicon))
        else:
            read.append(name)
    found = several.headed(text, read, lexicon)
    coded = coded_in(found, lexicon)
    share(text, found, coded, lexicon)
    for first, last, start, end in _by_sentence(found, sentences):
        issued_before(text, found, first, last, start, coded, lexicon)
        late(text, found, first, last, end, coded, lexicon)
        of_amending(text, found, first, last, lexicon)
    days.of_all(text, found, lexicon)
    for i, n in enumerate(found):
        found[i] = _by_whom(text, found, i, n, lexicon)
    found = [n if n.form == "back" else titled(text, found, i, sentences, lexicon) for i, n in enumerate(found)]
    return bills.told(text, found, lexicon)


def _by_whom(text: str, found: Sequence[Name], i: int, name: Name, lexicon: Lexicon) -> Name:
    """A number with the body that something further from it tells, and with the province in which its body acts."""
    if name.form != "number" or name.facts.place:
        return name
    if name.facts.issuer is None:
        name = _grouped(text, name, lexicon)
    if name.facts.issuer is None and (
        by := acting.of_amended(text, found, i, lexicon)
        or acting.charged(text, name, lexicon)
        or acting.changing(text, name, lexicon)
    ):
        name = name.telling(issuer=by[0], place=by[1])
    place = acting.there(text, name, lexicon)
    return name.telling(place=place) if place else name


_LONGEST_GROUP = 3000  # characters from a group's heading to its last member
_HEADING_ENDS = pattern(
    r"\s*(?:\([^()\n]{0,80}\)\s*)?(?:(?:đã\s+)?ban\s+hành|gồm|như\s+sau|sau(?:\s+đây)?|cụ\s+thể|[\s,])*"
)


def _grouped(text: str, name: Name, lexicon: Lexicon) -> Name:
    """ "2. Của Ủy ban nhân dân tỉnh A:⏎a) …", "… do Ủy ban nhân dân tỉnh A ban hành, cụ thể:": whose a group of items is."""
    if "\n" not in text[max(0, name.start - 80) : name.start]:
        return name
    colon = text.rfind(":\n", max(0, name.start - _LONGEST_GROUP), name.start)
    line = text.rfind("\n", max(0, colon - LONGEST_TITLE), max(colon, 0)) + 1
    of = max(text.rfind(word, line, colon) for word in ("ủa ", "do ")) if 0 <= colon - line < LONGEST_TITLE else -1
    read = issuers.issuer(text, of + 3, lexicon) if of >= 0 else None
    if (
        not read
        or not _HEADING_ENDS.fullmatch(text, read.end, colon)
        or not writers.writes(name.facts, read.name, lexicon)
    ):
        return name
    return name.telling(issuer=read.name, place=read.place)


def _by_sentence(names: Sequence[Name], sentences: Sentences) -> list[tuple[int, int, int, int]]:
    """The sentences with a name that tells something: (first, last + 1, start, end of the sentence)."""
    runs: list[tuple[int, int, int, int]] = []
    last = 0
    for i, n in enumerate(names):
        if i < last or n.form == "back":
            continue
        start, end = sentences.bounds(n.start)
        first, last = i, i + 1
        while first and names[first - 1].start >= start:
            first -= 1
        while last < len(names) and names[last].start < end:
            last += 1
        runs.append((first, last, start, end))
    return runs
