"""Names that point back: "Nghị quyết này", "Quyết định nêu trên". Most names in laws and circulars do."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.scan import Hit
from kg.sentences import Sentences
from kg.span import Link
from kg.text import FEW, ordinal

_THIS = " này"
_BACK = pattern(
    r"\s{1,2}(này|nêu trên|nói trên|kể trên|trên đây|dẫn trên|vừa nêu|đã nêu|đó"
    r"|trên(?=[,.;:)]|\s(?:được|đã|có|và|không|thì|là|để|nhằm|cần|phải|sẽ)\s))(?!\w)",
    re.IGNORECASE,
)
# What counts a noun, so that it means several instruments: "các Nghị quyết này".
_SEVERAL = pattern(rf"(?<!\w)(?:{FEW}|các|những|cả|mọi)\s+$", re.IGNORECASE)
_SEVERAL_END = frozenset("iIaAnNmMuUyYcCgGảẢ")  # the last letters of these
# "02 Nghị quyết này", not "Điều 5 Nghị quyết này".
_COUNT = pattern(r"(?<!iều )(?<!oản )(?<!iểm )(?<!ục )(?<!ần )(?<!ương )(?<!số )(?<![\w/.-])0[2-9] +$")


def this(text: str, at: int) -> int | None:
    """Where "này" ends that stands at an offset as people write it, after one blank."""
    end = at + len(_THIS)
    goes_on = text[end : end + 1].isalnum() or text[end : end + 1] == "_"
    return end if text.startswith(_THIS, at) and not goes_on else None


def any_way(text: str, at: int) -> tuple[int, bool] | None:
    """Where the words end that point back from an offset, and whether they are "này"."""
    m = _BACK.match(text, at)
    return (m.end(), m[1].lower() == "này") if m else None


def name(text: str, hit: Hit, end: int, *, this: bool) -> Name:
    """ "Nghị quyết này": what it means, the document tells."""
    kind = hit.type
    several = _counted(text, hit.at)
    meant = "plural" if several else kind.kind
    return Name(hit.at, end, "back", kind.label, meant, _of_type(kind.label), told=end, this=this and not several)


def _counted(text: str, at: int) -> bool:
    """Whether the word before a noun tells that it means several."""
    first = max(0, at - 12)
    word = text[first:at].rstrip()[-1:]
    if word.isdigit():
        return _COUNT.search(text[first:at]) is not None
    return word in _SEVERAL_END and _SEVERAL.search(text, first, at) is not None


@lru_cache(maxsize=256)
def _of_type(label: str) -> Instrument:
    return Instrument(type=label)


# --- What they mean

_REACH = 12  # names
_COUNTED = pattern(rf"(?<!\w)({FEW}|0[2-9])\s+$", re.IGNORECASE)


def meant(
    text: str, names: Sequence[Name], links: Sequence[Link], within: Sentences, settled: Container[int]
) -> dict[int, tuple[int, ...]]:
    """Which names before it a name that points back means, where it is not the nearest numbered one of its type, or is several.

    "A thay thế Quyết định nêu trên" is not told of A; "A (thay thế B). Kế hoạch này" is A, as is that of "A thực hiện B. Kế hoạch
    này"; of two side by side in another sentence neither is: then there are none. "các Nghị quyết nói trên" are those that the
    last sentence names which names any. `settled` are the names of which it is known.
    """
    acting = {k.object: k.subject for k in links if names[k.object].form == "back" and k.subject >= 0}
    done: dict[int, set[int]] = {}
    for k in links:
        if k.subject >= 0:
            done.setdefault(k.object, set()).add(k.subject)
    told = _Told(text, names, within, acting, done)
    found: dict[int, tuple[int, ...]] = {}
    laws = _Laws()
    for i, n in enumerate(names):
        if n.kind == "law" and n.form != "back":
            laws.add(i, n)
        if n.form != "back" or i in settled:
            continue
        which = _several_before(told, i) if n.kind == "plural" else _one(told, i, laws)
        if which is not None:
            found[i] = which
    return found


class _Told(NamedTuple):
    """A text with its names, and what its links tell of them."""

    text: str
    names: Sequence[Name]
    within: Sentences
    acting: Mapping[int, int]  # by a name that points back: what does something to it
    done: Mapping[int, Collection[int]]  # by a name: what it is the object of

    def opening(self, i: int) -> int:
        """Where the sentence begins that a name stands in."""
        return self.within.bounds(self.names[i].start)[0]


def near(names: Sequence[Name], i: int) -> list[int]:
    """The names of its type that name i, which points back, reaches over, the nearest first."""
    return [j for j in range(i - 1, max(-1, i - _REACH), -1) if names[j].type == names[i].type]


def _one(told: _Told, i: int, laws: _Laws) -> tuple[int, ...] | None:
    """The one that "Kế hoạch này" means, empty where nobody can tell which; None for the nearest numbered one of its type."""
    text, names = told.text, told.names
    n = names[i]
    if n.this and _of_draft(text, n):
        return ()
    numbered = [j for j in near(names, i) if names[j].form == "number"]
    start = told.opening(i)
    other = another(text, n)
    of_topic = [
        j
        for j in numbered
        if j != told.acting.get(i) and not (other and names[j].start >= start) and not _is_aside(told, j, numbered)
    ]
    chosen = next(iter(of_topic), None)
    if chosen is None and not numbered:
        chosen = _only_law(told, i, laws) if n.kind == "law" else _issued_in(names, i)
    far = other and (chosen is None or names[chosen].end < n.start - RIGHT_BEFORE)
    if far or (chosen in of_topic and _beside(told, chosen, of_topic, start)):
        return ()
    return (chosen,) if chosen is not None and numbered[:1] != [chosen] else None


_LONGEST_QUOTE = 400  # characters
# After the noun of a draft: what it says.
_SAYING = pattern(r"(?!\w)[^“”\n]*(?:\s*“[^”]*|\"[^\"]*|:\s*[^”.\n]*)")


def _of_draft(text: str, name: Name) -> bool:
    """'Điều 2 dự thảo Nghị quyết quy định: “Nghị quyết này thay thế …”': what is drafted has no number yet."""
    first = max(0, name.start - _LONGEST_QUOTE)
    draft = max(text.rfind(f"{d}ự thảo ", first, name.start) for d in "dD")
    at = draft + len("dự thảo ")
    noun = name.type or ""
    alike = draft >= 0 and text[at : at + len(noun)].lower() == noun.lower()
    return alike and _SAYING.fullmatch(text, at + len(noun), name.start) is not None


_PUTS = pattern(r"(?:(?:ban\s+hành|phê\s+duyệt|thông\s+qua)\s+)?", re.IGNORECASE)


def _issued_in(names: Sequence[Name], i: int) -> int | None:
    """ "Nghị quyết số 12/NQ-CP về Chương trình hành động thực hiện A. Chương trình hành động này": what puts it in force."""
    kind = (names[i].type or "").lower()
    for j in range(i - 1, max(-1, i - _REACH), -1):
        title = names[j].facts.title or ""
        if names[j].type == names[i].type or names[j].end < names[i].start - 2 * RIGHT_BEFORE:
            return None
        lead = _PUTS.match(title)
        if lead and names[j].form == "number" and title[lead.end() :].lower().startswith(f"{kind} "):
            return j
    return None


_BEFORE_OTHER = pattern(
    r"(?:(?:từ|đến|trước|sau)\s+(?:khi|ngày|thời\s+điểm)|(?P<against>trái|mâu\s+thuẫn|không\s+phù\s+hợp|không\s+thống\s+nhất|khác)\s+với)\s+"
    r"(?:các\s+)?(?:quy\s+định\s+(?:tại|của|trong)\s+)?$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 48  # characters
RIGHT_BEFORE = 400  # characters


def another(text: str, name: Name) -> bool:
    """ "A hết hiệu lực kể từ ngày Nghị định này có hiệu lực", "quy định tại A trái với Nghị định này": it is none of these."""
    m = _BEFORE_OTHER.search(text, max(0, name.start - _LONGEST_LEAD), name.start) if name.this else None
    return m is not None and (m["against"] is not None or _COMES.match(text, name.end) is not None)


_COMES = pattern(r"\s+(?:có|bắt\s+đầu\s+có)\s+hiệu\s+lực|\s+được\s+(?:ban\s+hành|ký)")


def _beside(told: _Told, chosen: int, of_topic: Sequence[int], start: int) -> bool:
    """Whether another of the type may be meant as well: beside the one chosen, in a sentence before that which starts there."""
    names = told.names
    if names[chosen].start >= start:
        return False
    first = told.opening(chosen)
    acts = {s for subjects in told.done.values() for s in subjects}
    return chosen not in acts and any(
        first <= names[j].start and names[j].facts.number != names[chosen].facts.number for j in of_topic if j != chosen
    )


def followed(
    text: str, names: Sequence[Name], links: list[Link], within: Sentences, settled: Mapping[int, int | None]
) -> tuple[list[Link], dict[int, int | None]]:
    """The links, told of what such names mean, and `settled` with those that mean one, or none that is known."""
    found = meant(text, names, links, within, settled)
    return list(spread(links, found)), {
        **{i: js[0] if js else None for i, js in found.items() if len(js) < 2},
        **settled,
    }


def spread(links: Iterable[Link], told: Mapping[int, tuple[int, ...]]) -> Iterator[Link]:
    """The links, with one for each of what "các Nghị quyết nói trên" means."""
    for k in links:
        for j in told.get(k.object) or (k.object,):
            yield k._replace(object=j)


def _several_before(told: _Told, i: int) -> tuple[int, ...] | None:
    """The numbered names of a type in the last sentence before name i that has any: as many as are told, if it is told how many."""
    names = told.names
    alike = [j for j in range(max(0, i - _REACH), i) if names[j].type == names[i].type and names[j].form == "number"]
    alike = [j for j in alike if j != told.acting.get(i)]
    start = told.opening(alike[-1]) if alike else 0
    group = {names[j].facts.number: j for j in alike if names[j].start >= start}
    m = _COUNTED.search(told.text, max(0, names[i].start - 6), names[i].start)
    count = (ordinal(m[1]) or int(m[1])) if m else max(2, len(group))
    return tuple(sorted(group.values())) if len(group) == count else None


def _is_aside(told: _Told, j: int, near: Sequence[int]) -> bool:
    """Whether name j is told beside another of its type in its sentence: in brackets, or as what that one carries out or ends."""
    if any(s < j and s in near for s in told.done.get(j, ())):
        return True
    text, at, start = told.text, told.names[j].start, told.opening(j)
    bracket = text.rfind("(", start, at)
    inside = bracket > text.rfind(")", start, at)
    return inside and any(start <= told.names[k].start < bracket for k in near)


class _Laws:
    """The laws named so far: of each type the only one that is known by its name, and where it was named last."""

    def __init__(self) -> None:
        self._only: dict[str | None, str | None] = {}  # None where there are several, or one with a number
        self._last: dict[str | None, int] = {}

    def add(self, i: int, name: Name) -> None:
        called = name.facts.name if name.form == "name" else None
        self._only[name.type] = called if self._only.get(name.type, called) == called else None
        self._last[name.type] = i

    def only(self, kind: str | None) -> int | None:
        return self._last[kind] if self._only.get(kind) is not None else None


def _only_law(told: _Told, i: int, laws: _Laws) -> int | None:
    """The law that is known by its name and the only one named before "Luật này", in a sentence before it."""
    name, start = told.names[i], told.opening(i)
    if not name.this or (i not in told.acting and name.start != start):
        return None
    last = laws.only(name.type)
    return last if last is not None and last >= i - _REACH and told.names[last].end <= start else None
