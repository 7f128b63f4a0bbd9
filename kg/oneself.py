"""Which instrument a document is, and which of its names mean it: "Quyết định này", its own number, the title in its letterhead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kg import entry, header, identity, organs, unknown, writers
from kg.caption import FIRST_ARTICLE
from kg.header import Header
from kg.lexicon import Lexicon, name_key
from kg.model import UNNUMBERED_ID, Document, Instrument, Name
from kg.patterns import pattern
from kg.text import fold, slug


def header_of(document: Document, text: str, lex: Lexicon) -> Header:
    """The header as read, or as a register's columns give it; then the whole text is the title."""
    known = document.known
    if known is None or not (known.number or known.title or known.type):
        return header.read(text, lex)
    told = entry.of_columns(known, lex)
    if not (told.number or told.date):  # a row with a title only, that names no number of its own
        return header.read(text, lex)
    return Header(told, True, (0, len(text)), len(text), len(text))


def own(document: Document, head: Header, place: str | None, lex: Lexicon) -> Instrument | None:
    """The instrument that the document is, or None for one that is none (a news article)."""
    if not head.is_instrument:
        return None
    told = replace(head.facts, place=place or head.facts.place)
    if document.row and not told.level and unknown.unlisted(told, lex) and unknown.waits(told, lex):
        told = replace(told, level="province")  # a row's code that nobody knows is no proof of a central body
    read = identity.identify(told, lex)
    if not read.id:
        body = lex.authority(read.issuer)
        local = body is None or body.local
        read = replace(
            read,
            id=f"{UNNUMBERED_ID}{slug(read.type or 'van ban')}:{document.id.rsplit(':', 1)[-1]}",
            place=read.place if local else None,
            level=organs.level(read.issuer, body, read.place if local else None, lex),
            branch=body.branch if body else None,
        )
    return read


_PIECE = pattern(r"\W*(?:(?:Chương|Mục|Phần)\s+[IVXLC\d]+\b[^\n]*\n(?:[^\n]*\n){0,3}?\W*)?Điều\s+\d{1,3}[a-zđ]?\b")
_CALLED = 2  # times that a text must call itself "Nghị định này" to be one without its head


def told_type(text: str, names: Sequence[Name]) -> str | None:
    """The type of a text without letterhead, or of a piece of one, that has articles and calls itself by it: "Nghị định này"."""
    called = Counter(n.type for n in names if n.this and n.type)
    kind, times = called.most_common(1)[0] if called else (None, 0)
    whole = times >= _CALLED and FIRST_ARTICLE.search(text, 0, header.HEAD)
    return kind if whole or (times and _PIECE.match(text)) else None


def without_heading(text: str, names: list[Name], own: Instrument | None, head: Header) -> list[Name]:
    """The names but what the heading of a consolidated text repeats: noun and title of what it puts together."""
    if own is None or own.type != identity.CONSOLIDATED:
        return names
    return [n for n in names if n.form != "name" or n.end > head.title[1] or not text[n.start : n.start + 4].isupper()]


def selves(
    text: str, names: list[Name], own: Instrument | None, head: Header, lex: Lexicon
) -> tuple[list[Name], frozenset[int]]:
    """The names, and which of them mean the document itself; its own number has its type, though no noun stands before it."""
    if own is None:
        return names, frozenset()
    selves = frozenset(i for i, n in enumerate(names) if _is_self(text, n, own, head, lex))
    selves |= _any_this(text, names, own, head)
    for i in selves:
        if names[i].form == "number" and names[i].start < head.title[0]:  # "Số 37-QĐ/TW" above "QUY ĐỊNH"
            names[i] = names[i].telling(type=own.type)._replace(type=own.type)
    return names, selves


_ANY = "Văn bản"
_MARKS = 20  # characters at most before the first word of a paragraph
_ANNEX = pattern(r"^[^\w\n]{0,20}(?:Nơi nhận|NƠI NHẬN|PHỤ LỤC|Phụ lục|MẪU|Mẫu)(?!\w)", re.MULTILINE)
_TITLE_LEAD = pattern(r"[\s“\"]*(?:(?:v/v|về\s+việc|về)[:\s]+)?", re.IGNORECASE)


def _is_self(text: str, name: Name, own: Instrument, head: Header, lex: Lexicon) -> bool:
    """Whether a name means the document itself: "Quyết định này", its title, or its own number."""
    if name.form == "back":
        # "Giấy phép này" in a Giấy phép môi trường, "Thông tư này" in a Thông tư liên tịch
        return name.this and name.type is not None and f"{fold(own.type or '')} ".startswith(f"{fold(name.type)} ")
    if name.form == "name":
        return _is_law(name, own, head) if name.kind == "law" else _is_titled(text, name, own, head, lex)
    if name.form != "number" or not own.number:
        return False
    if _on_own_line(text, name, head):
        return True
    known = identity.identify(name.facts, lex)
    # The number as its own line writes it, whatever that line leaves untold: place, year, issuer.
    return known.id == own.id or (name.start < head.title[0] and known.number == own.number and known.date is None)


def _is_law(name: Name, own: Instrument, head: Header) -> bool:
    """Whether a law's name is the document's, with its noun or in its title."""
    if name.facts.date or name.facts.year:
        return False
    kind, title = name_key(own.type or ""), name_key(own.title or "")
    title = title if title.startswith(f"{kind} ") else f"{kind} {title}"
    called = name_key(name.facts.name or "")
    # "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật A, Luật B": what the grammar reads of the title.
    return called == title or (name.start < head.opening and " cua " in called and title.startswith(f"{called} "))


def _is_titled(text: str, name: Name, own: Instrument, head: Header, lex: Lexicon) -> bool:
    """Whether the name of a programme, or what is told by its subject, is the document's title."""
    told = name.facts
    concludes = own.type == _NOTICE and name.start >= head.title[0] and _CONCLUSION.match(text, name.start) is not None
    if concludes and told.title and told.issuer and _TITLE_LEAD.fullmatch(text, head.title[0], name.start):
        return writers.writes(own, told.issuer, lex) or _office_of(own.issuer, told.issuer)
    if name.type == own.type and name.start >= head.title[0]:  # how a title begins
        leads = _TITLE_LEAD.fullmatch(text, head.title[0], name.start) is not None
        if told.title and told.issuer:  # "Kết luận của Ban Thường vụ Tỉnh ủy về tiếp tục thực hiện Nghị quyết số …"
            return leads and writers.writes(own, told.issuer, lex)
        if told.name and leads and lex.types[own.type or ""].named:  # "12/ĐA-UBND": "đề án phát triển …"
            return True
    if told.name and own.title and name_key(told.name) == name_key(f"{own.type} {own.title}"):
        return True  # "… xây dựng Chương trình công tác năm 2021 như sau"
    return name.start < head.title[0] < name.end and name.type == own.type  # the letterhead's "THÔNG TƯ⏎Quy định về …"


_NOTICE = "Thông báo"
_CONCLUSION = pattern(r"(?:thông báo\s{1,2})?(?:ý kiến\s{1,2})?kết luận\s", re.IGNORECASE)
_OFFICE = "Văn phòng "


def _office_of(office: str | None, issuer: str) -> bool:
    """Whether a body is the office that makes known what another one, or its head, concludes: "Văn phòng Chính phủ"."""
    return office is not None and office.startswith(_OFFICE) and issuer.endswith(office.removeprefix(_OFFICE))


def _any_this(text: str, names: Sequence[Name], own: Instrument, head: Header) -> set[int]:
    """The names "Văn bản này" that begin a paragraph of a document with a number, before any letter that they could mean.

    In an annex it is the form there.
    """
    found: set[int] = set()
    for i, n in enumerate(names) if own.number else ():
        if n.start < head.title[1]:
            continue
        if n.this and text.startswith(_ANY, n.start):
            if _ANNEX.search(text, head.title[1], n.start):
                break
            if _NO_WORD.fullmatch(text, text.rfind("\n", max(0, n.start - _MARKS), n.start) + 1, n.start):
                found.add(i)
        elif n.kind == "letter":
            break
    return found


_NO_WORD = pattern(r"[\W_]*")
# Before a number: what opens its line, and the digits that a blank parts from it, "Số: 1 27/KH-UBND".
_OWN_LINE = pattern(r"[\W_]*(?:S[ốôóồổòo][\s:.]{1,20}\d{1,3}\s)?", re.IGNORECASE)


def _on_own_line(text: str, name: Name, head: Header) -> bool:
    """Whether a name begins the line of the document's own number, however a scanner spelled it: "Số: 4l/2023/QĐ-UBND"."""
    at = head.number_at
    return at is not None and at <= name.start and _OWN_LINE.fullmatch(text, at, name.start) is not None
