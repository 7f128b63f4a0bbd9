"""What a document says of itself: number, type, issuer, place, date, title, signer, from its letterhead and its signature.

Only the head and the foot are read, so a number cited in the body is never taken for the document's own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from kg import block, caption, dates, identity, issuers, letterhead, locality, numbering, organs, plenums, signature
from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import UPPER, first_word, fold, wrap

HEAD = 6000  # characters in which the letterhead stands, page furniture included


class Header(NamedTuple):
    """The document's own facts, whether it is an instrument at all, and where its title stands in the normal text."""

    facts: Instrument
    is_instrument: bool
    title: tuple[int, int]
    body: int  # where the letterhead and the title are over
    opening: int  # where the preamble ends: at the first article or section
    run_on: bool = False  # the preamble follows the title on the same line
    number_at: int | None = None  # where the line of its own number begins


class _Lines(NamedTuple):
    """What the lines of a head tell."""

    number: str | None
    number_at: int | None  # where its line begins
    kind: DocumentType | None
    title: tuple[int, int]
    resolver: tuple[str, str | None] | None  # who resolves, between the noun and the title, with the place
    day: str | None  # on the line of the number, where that stands below the noun
    top: int  # where the block of the issuer ends


def read(text: str, lexicon: Lexicon) -> Header:
    """The header of a normal text."""
    if inline := _run_on(text, lexicon):
        return inline
    head = _without_notes(letterhead.original(letterhead.mended(text[:HEAD])), lexicon)
    lines = _lines(head, lexicon)
    number, kind, title, top = lines.number, lines.kind, lines.title, lines.top
    told = letterhead.place_and_date(head, max(top, title[0], lines.number_at or 0) + 200, lexicon)
    date = told.date or lines.day or signature.adoption(text, kind)[0]
    if date is None and kind and "recording" in kind.traits:
        date = letterhead.held(text, max(top, title[1]))
    foot = signature.foot(text[: next(letterhead.copies(text, max(top, title[1])), len(text))], kind)
    issuer, place = _issuer(text, head[:top], foot, lines, lexicon)
    place = _in_town(place, told.town, issuer, lexicon)
    issuer = block.local(issuer, place, number, lexicon)
    above = lexicon.authority(issuer)
    alone = issuer is None and number is not None
    department = block.department(head, top, lexicon) if alone or above else None
    union = block.of_union(department, lexicon)
    if department and union:
        issuer, place = block.unit(department, place, lexicon)
        department = issuer
    elif above and above.branch == "party":
        department = None
    facts = Instrument(
        number=number,
        type=kind.label if kind else None,
        issuer=department or issuer,
        place=place,
        level=organs.level(issuer, above, place, lexicon) if department else None,
        branch="front" if union else above.branch if above and department else None,
        date=date,
        year=int(date[:4]) if date else told.year,
        title=wrap(letterhead.MARKUP.sub("", text[title[0] : title[1]])) or None,
        signer=signature.signer(foot, lexicon) if kind or number else None,
    )
    letter = bool(title[1]) and kind is None and number is None  # its number is filled in by hand
    facts = replace(facts, type=_type(facts, kind, titled=bool(title[1]), lexicon=lexicon))
    at = lines.number_at if number else None
    return Header(facts, bool(number or kind) or letter, title, title[1], _opening(text, title[1]), number_at=at)


def _lines(head: str, lexicon: Lexicon) -> _Lines:
    body = _body_start(head)
    type_line = _type_line(head, body, lexicon)
    if type_line is None:
        number, at = letterhead.own_number(head, body, lexicon)
        return _Lines(number, at, None, _subject(head, at), None, None, _first(at, body))
    kind, begin, line = type_line
    number, at = letterhead.own_number(head, begin, lexicon)
    title, resolver, day = _titled(head, begin, at, lexicon, consolidated="VBHN" in (number or ""))
    if resolver and at is None and (again := _AGAIN.search(head, begin, title[0])):
        written = numbering.NUMBER.match(again[1])
        number = written.group() if written and numbering.parse(written.group(), lexicon) else None
        day = _day_of_line(head, again.start(1))[1]
    return _Lines(number, at, kind, title, resolver, day, _first(line, at, body))


def _first(*offsets: int | None) -> int:
    """The first of the lines that stand below others; 0 where none does."""
    return min((at for at in offsets if at), default=0)


def _issuer(text: str, top: str, foot: str, lines: _Lines, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Who issues a text, and the place: by the block at its top, by the line of its type, or by who signs it."""
    issuer, place = block.issuer(top, lines.number, lexicon)
    if lines.resolver:
        resolver, where = lines.resolver
        return _usual(resolver, issuer, lexicon), where or place
    if lines.kind is None:
        return issuer, place
    if issuer is None:
        issuer, signed = signature.issuer(text, foot, lines.kind, lexicon)
        return issuer, place or signed
    return signature.signed_for(foot, issuer, lexicon), place


def _in_town(place: str | None, town: str | None, issuer: str | None, lexicon: Lexicon) -> str | None:
    """The place of an issuer, in the town of the line of place and date: "UBND PHƯỜNG BA ĐÌNH … Hà Nội, ngày …"."""
    if place is None:  # central bodies sit somewhere, and are of no place
        named = lexicon.authority(issuer)
        return town if (named.local if named else town != "Hà Nội") else None
    alone = place not in (*lexicon.provinces, town) and len(locality.parts(place)) == 1
    return locality.within(place, town) if town and alone else place


def _type(facts: Instrument, kind: DocumentType | None, *, titled: bool, lexicon: Lexicon) -> str | None:
    """The type as the line of the noun tells it (`kind`), or the number, or that there is no such line."""
    if facts.number is None:
        return "Công văn" if kind is None and titled else facts.type
    if kind is None and titled and _units_only(facts.number, lexicon):
        return "Công văn"
    by_number = kind is None or kind.kind == "law" or "VBHN" in facts.number
    return identity.type_told(facts, lexicon) if by_number else facts.type


# The mark of a footnote on the line of the type: "THÔNG TƯ1", "NGHỊ ĐỊNH (1)", "THÔNG TƯ[1]".
_NOTE = pattern(
    rf"^([^\S\n]*[*_#]{{0,3}}([{UPPER}]+(?: [{UPPER}]+){{0,3}})[*_]{{0,3}})"
    r"(\d{1,2}|[^\S\n]?(?:\(\d{1,2}\)|\[\d{1,2}\]))(?=[*_]*[^\S\n]*$)",
    re.MULTILINE,
)


def _without_notes(head: str, lexicon: Lexicon) -> str:
    """A head of the same length without the marks of footnotes behind nouns of documents."""
    return _NOTE.sub(lambda m: f"{m[1]}{' ' * len(m[3])}" if lexicon.type_called(m[2]) else m.group(), head)


def _units_only(number: str, lexicon: Lexicon) -> bool:
    """Whether nothing in the code of a letter is a body: "12/CT-CS", of a tax department, whose CT is no Chỉ thị."""
    parts = numbering.parse(number, lexicon)
    return parts is not None and parts.type_code is not None and not any(map(lexicon.issuers, parts.bodies))


_SUBJECT = pattern(r"^[ *_|]*V/v:?\s+", re.MULTILINE | re.IGNORECASE)
_SUBJECT_END = pattern(r"\n\s*\n|\n(?=[\s*_|]*(?:CỘNG H|ĐẢNG CỘNG|Độc lập|Kính gửi|[-_*]{3}))|\n[^\n]*,\s+ngày\s")


def _subject(head: str, number_at: int | None) -> tuple[int, int]:
    """The subject of a letter, below its number: "V/v báo cáo cải cách hành chính"."""
    m = _SUBJECT.search(head, number_at, number_at + 400) if number_at is not None else None
    end = _SUBJECT_END.search(head, m.end(), m.end() + 600) if m else None
    return (m.end(), end.start()) if m and end else (0, 0)


_OF = pattern(r"(?:CỦA|của)\s+(?=\w)")
_ABOUT = pattern(r"\s*(?:về|v/v)\s", re.IGNORECASE)
_TERM = pattern(
    r"(?:[\s,(]{1,4}KHÓA\s{1,2}(?:THỨ\s)?[IVXL\d]{1,6}\)?)?"
    r"(?:[\s,(]{1,4}NHIỆM\sKỲ\s{1,2}\d{4}\s?[-–]\s?\d{4}\)?)?[\s*_]*",
    re.IGNORECASE,
)


def _of(head: str, at: int, lexicon: Lexicon) -> issuers.Issuer | None:
    """Who resolves, between the noun and the title: "NGHỊ QUYẾT / CỦA BỘ CHÍNH TRỊ / về …": issuer, place, where it ends."""
    m = _OF.match(head, at)
    read = issuers.issuer(head, m.end(), lexicon) if m else None
    if m is None or read is None:
        return None
    small = not head[m.end() : read.end].isupper()
    rest = _TERM.match(head, read.end)  # "KHÓA XVIII, NHIỆM KỲ 2020 - 2025"
    numbered = _AGAIN.match(head, rest.end() if rest else read.end)
    end = numbered.end() if numbered else rest.end() if rest and "\n" in rest.group() else None
    # "QUY CHẾ LÀM VIỆC / của Ban Chấp hành …" goes on with it
    if end is None or (small and not _ABOUT.match(head, end)):
        return None
    return read._replace(end=end)


# "CỦA HỘI ĐỒNG BỘ TRƯỞNG SỐ 203-HĐBT NGÀY 21 THÁNG 10 NĂM 1982": the number and the day, told again above the title.
_AGAIN = pattern(
    r"\s*SỐ\s?:?\s?(\d{1,5}[/-][\w/-]{2,30})(?:,?\s+NGÀY\s+\d{1,2}(?:\s+THÁNG\s+\d{1,2}\s+NĂM\s+|[/-]\d{1,2}[/-])\d{4})?[\s*_]+"
)


def _usual(issuer: str, above: str | None, lexicon: Lexicon) -> str:
    """The usual name of who resolves: "Ban Chấp hành Đảng bộ tỉnh" is the Tỉnh ủy, as its letterhead and those who cite it say."""
    body, head = lexicon.authority(issuer), lexicon.authority(above)
    if body is None or not body.label.startswith(issuers.EXECUTIVE):
        return issuer
    if above and head and head.urn == body.urn and head != body:
        return above
    of = body.label.removeprefix(issuers.EXECUTIVE).split()[0]
    same = (b.label for code in body.codes for b in lexicon.issuers(code))
    return next((label for label in same if label.lower() == f"{of} ủy"), issuer)


_PREAMBLE = pattern(r"\s(?!số\b|\d)[^.;\n]{3,400}?(?=\sCăn cứ\s(?:vào\s)?(?:Điều|Hiến|[Ll]uật|Bộ|Pháp|Nghị|Quyết)\s)")


def _run_on(text: str, lexicon: Lexicon) -> Header | None:
    """The header of a text without letterhead whose title runs on into the preamble: "Nghị định Quy định … Căn cứ Luật …"."""
    at = first_word(text)
    found = lexicon.nouns.match(text, at, at + 40) if text[at : at + 1].isupper() else None
    m = _PREAMBLE.match(text, found[1]) if found and found[0].kind in ("law", "policy") else None
    if not found or not m or text[at : found[1]].isupper():
        return None
    start = at if found[0].kind == "law" else found[1] + 1
    facts = Instrument(type=found[0].label, title=wrap(text[found[1] : m.end()]))
    return Header(facts, True, (start, m.end()), m.end(), _opening(text, m.end()), run_on=True)


_FIRST = pattern(
    rf"^[^\w\n]*(?:{caption.ARTICLE}|Chương I\b|CHƯƠNG I\b|Phần (?:I|thứ nhất)\b|PHẦN|I[.\-]\s|1[.)\-]\s|A[.\-]\s)",
    re.MULTILINE,
)


def _opening(text: str, start: int) -> int:
    m = _FIRST.search(text, start, start + HEAD)
    return m.start() if m else min(len(text), start + HEAD // 2)


def _body_start(head: str) -> int:
    m = caption.BODY.search(head)
    return m.start() if m else min(len(head), 1500)


# "CHƯƠNG TRÌNH⏎hành động thực hiện …": the noun goes on below its line, as no title begins.
_TORN = pattern(r"[\s*_]*\n[\s*_]*hành động(?!\w)")


def _type_line(head: str, body: int, lexicon: Lexicon) -> tuple[DocumentType, int, int] | None:
    """The line that is the noun in capitals: its type, where the title after it starts, and where the line starts."""
    for m in re.finditer(r"^[^\S\n]*[*_#\s]*(?=[^\W\d_a-z])", head[:body], re.MULTILINE):
        found = _spaced_noun(head, m.end(), lexicon) or lexicon.nouns.match(head, m.end(), body)
        if not found or found[0].kind == "licence":
            continue
        written = head[m.end() : found[1]]
        if "\n" in written and not written.isupper():  # "QUY CHẾ PHỐI HỢP⏎Công tác giữa …": the title begins below
            found = lexicon.nouns.match(head, m.end(), head.index("\n", m.end())) or found
            written = head[m.end() : found[1]]
        rest = head[found[1] : found[1] + 3]
        if len(written) > 3 and written.isupper() and not re.match(r"\s?[/:\d]", rest):
            line_end = head.find("\n", found[1])
            tail = letterhead.MARKUP.sub("", head[found[1] : line_end if line_end > 0 else len(head)]).strip()
            if found[0].kind == "letter" and tail:
                continue  # "CÔNG VĂN ĐẾN"; "GIẤY MỜI" alone has a title
            if not tail or rest[:1] in "*\n_" or found[0].kind == "law" or tail.isupper():
                if over := _TORN.match(head, found[1]):
                    found = lexicon.nouns.match(head, m.end(), over.end()) or found
                start = m.end() if found[0].kind == "law" and tail else found[1]
                return found[0], start, m.start()
    return None


def _spaced_noun(head: str, at: int, lexicon: Lexicon) -> tuple[DocumentType, int] | None:
    """A noun whose diacritics the scanner changed: "QUYÉT ĐỊNH", matched without them where the line holds nothing else."""
    end = head.find("\n", at)
    line = head[at : end if end >= 0 else len(head)].strip(" *_#\t")
    if not line.isupper() or len(line) > 30:
        return None
    bare = fold(line).replace(" ", "")  # "NGHỊQUYẾT"
    for t in lexicon.types.values():
        if fold(t.label).replace(" ", "") == bare:
            return t, at + len(head[at : end if end >= 0 else len(head)].rstrip(" *_#\t"))
    return None


_OUTER = pattern(r"[\s*_#(]*")
_MEETING = ("HỘI NGHỊ ", "CỦA HỘI NGHỊ ")
_LONGEST_MEETING = 200  # characters
_SPECIAL = pattern(r"[^\S\n]+CHUYÊN ĐỀ(?=[\s*_]*\n)")  # a resolution on one subject


def _titled(
    head: str, at: int, number_at: int | None, lexicon: Lexicon, *, consolidated: bool
) -> tuple[tuple[int, int], tuple[str, str | None] | None, str | None]:
    """The title after the noun; who resolves, if that stands between; and the day, if the number's line stands there, or ends it.

    "CHỈ THỊ / CỦA BAN BÍ THƯ / Số 40-CT/TW, ngày 22 tháng 11 năm 2014 / về …", as collections of documents print it.
    """
    at = special.end() if (special := _SPECIAL.match(head, at)) else at
    m = _OUTER.match(head, at)
    named = _of(head, m.end() if m else at, lexicon) or _met(head, m.end() if m else at, lexicon)
    at = named.end if named else at
    day = None
    if number_at is not None and number_at >= at - 1 and not head[at:number_at].strip(" \n*_#("):
        at, day = _day_of_line(head, number_at)
    title = caption.ends(head, at, lexicon, consolidated=consolidated)
    if number_at is not None and title[0] < number_at < title[1]:
        _, day = _day_of_line(head, number_at)
        title = (title[0], number_at)
    return title, (named.name, named.place) if named else None, day


def _met(head: str, at: int, lexicon: Lexicon) -> issuers.Issuer | None:
    """ "NGHỊ QUYẾT / HỘI NGHỊ LẦN THỨ SÁU BAN CHẤP HÀNH TRUNG ƯƠNG KHÓA XII / về …": the plenum on a line or two of its own."""
    if not head.startswith(_MEETING, at):
        return None
    met = plenums.passed(f" {head[at : at + _LONGEST_MEETING]}", 0, lexicon)
    over = _TERM.match(head, at + met.end - 1) if met else None
    if met is None or over is None or over.group().count("\n") != 1 or not head[at : over.end()].isupper():
        return None
    return met._replace(end=over.end())


def _day_of_line(head: str, at: int) -> tuple[int, str | None]:
    """Where the line of an offset ends, and the day that it tells."""
    start = at + 1 if head[at : at + 1] == "\n" else at
    end = head.find("\n", start)
    end = end if end >= 0 else len(head)
    m = dates.DAY.search(head, start, end)
    day = dates.match(head, m.end()) if m else None
    return end, day[0] if day else None
