"""Lists of instruments: what a document replaces or repeals item by item, and "các Kế hoạch để thực hiện X như: A; B"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg import provisions
from kg.lexicon import Lexicon
from kg.model import Name
from kg.sentences import MARK
from kg.span import DOCUMENT, Link, Sentence
from kg.text import UPPER, WORD

_ENDED = 0.9
_ENUMERATED = 0.85
_LONGEST_LEAD = 300  # characters
_LINE = re.compile(r"\n\s*(?=[" + UPPER + "])")  # where a lead begins anew; other lines are cut by the page
_ENDING = re.compile(r"(?P<replaces>thay thế)|(?P<repeals>bãi bỏ|hủy bỏ|huỷ bỏ|hết hiệu lực)", re.IGNORECASE)
_ITEM = re.compile(rf"\s*{MARK}", re.IGNORECASE)
# What a member of a list stands after: the colon, or the member before it.
_FIRST = re.compile(rf"\s*{MARK}?\s*(?:các\s+)?", re.IGNORECASE)
_NEXT = re.compile(rf"[;\n]\s*(?:và\s+)?{MARK}?\s*$|^\s*(?:,|,?\s*và)\s*$", re.IGNORECASE)
_EXPIRED = re.compile(
    r"\s{0,2}(?:của [^,.;]{3,60})?[^.;]{0,200}?(?:hết hiệu lực|bị bãi bỏ|được bãi bỏ)(?!\s+(?:theo|bởi|kể từ|từ))",
    re.IGNORECASE,
)
# These start with plain letters, which `re` scans for quickly.
_SINCE = re.compile(r"[kKtT](?i:(?:ể t)?ừ ngày [^.;]{2,60} này có hiệu lực)")
_PLURAL = re.compile(r"(?:các|Các|những|Những)\s+(?=\w)")
_FOR = re.compile(r"\s*(?:để|nhằm)?\s*", re.IGNORECASE)
_OPENER = re.compile(r"(?:như|gồm|gồm có|bao gồm|cụ thể|cụ thể là|sau|trong đó có)\s*:", re.IGNORECASE)
_LONGEST_TITLE = 1200  # characters between a list's head and its colon


def ended(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], links: Sequence[Link], lexicon: Lexicon
) -> Iterator[Link]:
    """What the document replaces or repeals, in a list or with the order turned round; not what `links` tell already.

    "Các Quyết định sau đây hết hiệu lực: A; B", "Bãi bỏ các quy định sau:⏎a) A⏎b) Điều 3 của B", "Kể từ ngày …, A hết hiệu lực".
    """
    done = {k.object for k in links if k.subject == DOCUMENT and k.predicate in ("replaces", "repeals")}
    listing: str | None = None
    begin = 0  # where the words that open the list begin
    for s in sentences:
        listing = listing if listing and _ITEM.match(text, s.start) else None
        effective = _SINCE.search(text, s.start, names[s.last - 1].start)
        for i in range(s.first, s.last):
            name = names[i]
            law = name.form == "name" and name.kind == "law" and (i == 0 or names[i - 1].told < name.end)
            if name.form != "number" and not law:
                continue
            if opened := _opened(text, names, i, lexicon):
                listing, begin = opened
            expired = effective and _EXPIRED.match(text, name.told)
            since = _SINCE.search(text[s.start : name.start]) if expired else None
            if not since and not listing:
                continue
            part = None if since else provisions.before(text, max(s.start, name.start - 300), name.start)
            member = (
                opened
                or (i == s.first and not law)
                or _NEXT.search(text, names[i - 1].told, part[1] if part else name.start)
            )
            predicate = "repeals" if since else listing if listing and member else None
            if predicate and i not in done:
                yield Link(
                    subject=DOCUMENT,
                    predicate=predicate,
                    object=i,
                    start=s.start + since.start() if since else begin,
                    end=name.end,
                    rule="effect+list",
                    confidence=_ENDED,
                    provision=part[0] if part else None,
                )


def _opened(text: str, names: Sequence[Name], i: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """The relation of the list that name i opens, and where it begins: what the words before its colon say as done."""
    at = names[i].start
    first = max(0, at - _LONGEST_LEAD - 30)
    colon = text.rfind(":", first, at)
    if colon < 0 or not _FIRST.fullmatch(text, colon + 1, at):
        return None
    start = max(first, colon - _LONGEST_LEAD, text.rfind(".", first, colon) + 1, text.rfind(":", first, colon) + 1)
    found = list(_ENDING.finditer(text, start, colon))
    if not found or any(names[j].form == "number" for j in range(max(0, i - 20), i) if names[j].end > start):
        return None
    cues = (lexicon.cues.match(text, w.start()) for w in WORD.finditer(text, start, colon))
    if any(cue and cue[0].role == "unreal" for cue in cues):
        return None
    lines = [line.end() for line in _LINE.finditer(text, start, colon)]
    return found[-1].lastgroup or "repeals", max([start, *lines])


def enumerated(text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon) -> Iterator[Link]:
    """ "các Kế hoạch để thực hiện X như: A; B; C": each member implements X."""
    for s in sentences:
        for i in range(s.first, s.last):
            head = None if names[i].form == "back" else _plural_head(text, names[i].start, s.start, lexicon)
            if not head:
                continue
            start, noun, predicate = head
            opener = _OPENER.search(text, names[i].start, min(s.end, names[i].start + _LONGEST_TITLE))
            if not opener:
                continue
            for j in range(i + 1, s.last):
                if names[j].start >= opener.end() and names[j].type == noun:
                    yield Link(
                        subject=j,
                        predicate=predicate,
                        object=i,
                        start=start,
                        end=names[j].end,
                        rule="enumeration",
                        confidence=_ENUMERATED,
                    )
            break  # one list a sentence


def _plural_head(text: str, at: int, start: int, lexicon: Lexicon) -> tuple[int, str, str] | None:
    """ "các Kế hoạch để thực hiện" right before a name: where it starts, the type, the predicate."""
    for m in reversed(list(_PLURAL.finditer(text, max(start, at - 80), at))):
        begin = m.start()
        noun = lexicon.nouns.match(text, m.end(), at)
        if not noun:
            continue
        rest = _FOR.match(text, noun[1])
        cue = lexicon.cues.match(text, rest.end() if rest else noun[1], at) or lexicon.cues.match(text, noun[1], at)
        if cue and cue[0].predicate == "implements" and not text[cue[1] : at].strip(' “"'):
            return begin, noun[0].label, cue[0].predicate
    return None
