"""What an amending instrument drops in items that name no instrument: "Điều 1. Sửa đổi … A: … 2. Bãi bỏ Điều 14."."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg import provisions
from kg.items import listed
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import ARTICLE, MARK
from kg.span import ALTERS, DOCUMENT, ENDS, Link
from kg.text import LOWER

_LINE = pattern(
    rf"^[^\S\n]*(?:(?P<article>{ARTICLE})|(?P<deep>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?)|(?P<mark>{MARK}))\s{{0,3}}",
    re.MULTILINE,
)
_ARTICLE = pattern(rf"^[^\S\n]*{ARTICLE}", re.MULTILINE)
_DROPS = pattern(
    rf"^[^\S\n]*(?:{ARTICLE}|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?|{MARK})\s{{0,3}}(?:[Bb]ãi|[Hh]ủy)\s+bỏ\s", re.MULTILINE
)
_OVER = pattern(rf"(?:\s+(?:ban\s+hành\s+)?kèm\s+theo)?\s*(?:\([^()\n]{{1,80}}\)\s*)?(?:[.;]|\n(?!\s*[{LOWER}])|$)")
_NEW = pattern(r"\s+(?:như\s+sau\s*:|(?:bằng|thành)\s)", re.IGNORECASE)  # "bãi bỏ Điều 7 và thay thế Phụ lục I bằng …"
_AND = pattern(r"(?:\s*[,;](?:\s+và)?|\s+và)\s+", re.IGNORECASE)
_WHOLE = pattern(r"(?<!\w)(?:điều|phụ lục|phụ biểu|mẫu|biểu|chương|mục|phần|danh mục|bảng)(?!\w)", re.IGNORECASE)
_ARTICLES = pattern(r"(?<!\w)điều(?!\w)", re.IGNORECASE)
_ARTICLE_OF = pattern(r"(?<!\w)điều\s+\d+[a-zđ]?$", re.IGNORECASE)  # of one article, which ends the part
_CLAUSE_OF = pattern(r"(?<!\w)khoản\s+\d+[a-zđ]?\s+(?:của\s+)?điều\s+\d+[a-zđ]?$", re.IGNORECASE)
_CLAUSE = pattern(r"(?<!\w)khoản(?!\w)", re.IGNORECASE)


class _Line(NamedTuple):
    """A line that items stand below: the kind of its mark, where it begins, where its words do and where they end."""

    kind: str
    start: int
    at: int
    end: int


def parts(
    text: str,
    names: Sequence[Name],
    links: Sequence[Link],
    within: Sequence[tuple[int, int]],
    title: tuple[int, int],
    lexicon: Lexicon,
) -> Iterator[Link]:
    """What items drop of the one instrument that the lines above them, or the title, say is changed.

    `within` are the spans of new wording, in which nothing is dropped.
    """
    changed = sorted({k.object for k in links if k.subject == DOCUMENT and _alters(k)})
    drops = [m.start() for m in _DROPS.finditer(text, title[1])] if changed else []
    drops = [at for at in drops if not _inside(within, at)]
    if not drops:
        return  # nearly always
    starts = [names[i].start for i in changed]
    whole = _only(changed, starts, *title)
    for above, item in _items(text, within, drops, title[1]):
        if _only(changed, starts, item.start, item.end) is not None:
            continue
        told = (_only(changed, starts, line.start, line.end) for line in reversed(above))
        name = next((i for i in told if i is not None), whole)
        if name is not None and name >= 0:
            yield from _dropped(text, item, name, above, lexicon)


def _items(
    text: str, within: Sequence[tuple[int, int]], drops: Sequence[int], body: int
) -> Iterator[tuple[list[_Line], _Line]]:
    """The items that begin at some offsets, with the lines that each stands below, from the article down."""
    articles = [body, *(m.start() for m in _ARTICLE.finditer(text, body) if not _inside(within, m.start()))]
    n, left = -1, set(drops)
    for at in drops:
        if bisect_right(articles, at) == n:
            continue  # of an article that has been read
        n = bisect_right(articles, at)
        over = articles[n] if n < len(articles) else len(text)
        lines = [m for m in _LINE.finditer(text, articles[n - 1], over) if not _inside(within, m.end())]
        above: list[_Line] = []
        for k, m in enumerate(lines):
            kind = "article" if m["article"] else "deep" if m["deep"] else _kind(m["mark"])
            line = _Line(kind, m.start(), m.end(), lines[k + 1].start() if k + 1 < len(lines) else over)
            del above[next((k for k, a in enumerate(above) if a.kind == kind), len(above)) :]
            if line.start in left:
                yield above, line
            above.append(line)


def _alters(k: Link) -> bool:
    """Whether a link tells of a change that leaves the instrument in force."""
    return k.predicate == "amends" or (k.predicate in ALTERS and k.provision is not None)


def _only(changed: Sequence[int], starts: Sequence[int], start: int, end: int) -> int | None:
    """The one name between two offsets that is changed; -1 where there are several, None where there is none."""
    found = changed[bisect_left(starts, start) : bisect_left(starts, end)]
    return (found[0] if len(found) == 1 else -1) if found else None


def _inside(within: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether an offset stands in one of some spans, which are in their order."""
    i = bisect_right(within, at, key=lambda span: span[0]) - 1
    return i >= 0 and at < within[i][1]


def _kind(mark: str) -> str:
    return "1" if mark[0].isdigit() else "a" if mark[0].isalpha() else "-"


def _part(text: str, at: int, end: int, lexicon: Lexicon) -> str | None:
    """The part that a line tells first, of which is what stands below it: "1. Sửa đổi một số khoản của Điều 7 như sau:"."""
    cue = lexicon.cues.match(text, at, end)
    part = provisions.behind(text, cue[1] if cue else at - 1, end)
    return part[0] if part else None


def _dropped(text: str, item: _Line, name: int, above: Sequence[_Line], lexicon: Lexicon) -> Iterator[Link]:
    """What the words of an item end of name i, part by part: "Bãi bỏ khoản 3 Điều 4; bãi bỏ Điều 9"."""
    found: list[Link] = []
    parts_above = (_part(text, line.at, line.end, lexicon) for line in reversed(above))
    over = next((part for part in parts_above if part), None)
    begin, end = item.at, item.end
    while begin:
        cue = lexicon.cues.match(text, begin, end)
        if cue is None or cue[0].predicate not in ALTERS or cue[0].voice != "active":
            return
        part = provisions.behind(text, cue[1], end, alone=True)
        if part is None and found and cue[0].predicate == "amends":
            break  # "bãi bỏ Điều 7 và thay thế cụm từ …"
        if part is None:
            return
        told = _in_full(part[0], over) if cue[0].predicate in ENDS else None
        if told:
            found.append(listed(cue[0].predicate, name, begin, part[1], (told, begin)))
        joint = _AND.match(text, part[1], end)
        begin = joint.end() if joint and lexicon.cues.match(text, joint.end(), end) else 0
        worded = cue[0].predicate != "repeals" and _NEW.match(text, part[1], end)
        if not (begin or worded or _OVER.match(text, part[1], end)):
            return
    yield from found


def _in_full(part: str, over: str | None) -> str | None:
    """A part with the article of the line above: "khoản 3" below "Sửa đổi Điều 7"; None where it is not known which that is."""
    if _WHOLE.search(part):
        return part
    several = over is None or len(_ARTICLES.findall(over)) > 1
    m = None if several else (_ARTICLE_OF if _CLAUSE.search(part) else _CLAUSE_OF).search(over or "")
    return f"{part} {m.group()}" if m else None
