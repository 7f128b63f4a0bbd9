"""Document → Extraction: the only place that knows the order of the readers.

It knows one document and the catalogue of the ontology, not the collection: what they leave open, `resolve` settles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from kg import (
    announcements,
    caption,
    coreference,
    declared,
    discourse,
    doubts,
    ending,
    entry,
    enumerations,
    facts,
    findings,
    header,
    identity,
    lexicon,
    lists,
    mentions,
    nearby,
    nicknames,
    organs,
    passives,
    placing,
    pointing,
    relations,
    scans,
    schemes,
    scope,
    slips,
    spelling,
    tasks,
    unknown,
    which,
    wording,
    writers,
)
from kg.lexicon import Lexicon, name_key
from kg.model import Document, Extraction, Instrument, Name
from kg.normal import normalise
from kg.patterns import pattern
from kg.sentences import Sentences
from kg.span import DOCUMENT, Link, Sentence
from kg.text import first_word, fold, slug


def extract(document: Document) -> Extraction:
    """All that a document tells: the instrument that it is, those that it names, and how they relate.

    >>> from kg.readers import text
    >>> e = extract(text("Kế hoạch 262/KH-UBND ngày 27/8/2021 thực hiện Nghị quyết 07-NQ/TU ngày 26/7/2021 của Tỉnh ủy An Giang."))
    >>> [(e.instruments[r.subject].number, r.predicate, e.instruments[r.object].number) for r in e.relations]
    [('262/KH-UBND', 'implements', '07-NQ/TU')]
    """
    lex = lexicon.load()
    normal = scans.mended(normalise(document.text), lex, scanned=document.ocr is not None)
    normal = slips.mended(normal, lex, row=document.row)
    text, typed = spelling.restored(normal.text, lex)
    if typed:
        normal = normal.respelled(text)
    head = _header(document, text, lex)
    if typed:
        head = head._replace(facts=spelling.as_typed(head.facts, typed, lex))
    bounds = Sentences(text, head.title[1])
    names = declared.bound(text, facts.enrich(text, mentions.find(normal, lex), bounds, lex), lex)
    names = nicknames.used(text, names, lex)
    place = placing.place_of(document, head.facts, names, text, lex)
    names = (
        nearby.of_title(text, names, head.title, head.facts, lex)
        if head.is_instrument
        else nearby.beside(text, names, lex)
    )
    names = placing.placed(names, place, head.facts, lex)
    if not head.is_instrument and (kind := _told_type(text, names)):
        head = head._replace(facts=replace(head.facts, type=kind), is_instrument=True)
    own = _own(document, head, place, lex)
    names = schemes.meant(text, _without_heading(text, names, own, head), own, head.title[1], lex)
    reworded = wording.amended(text, names, wording.passages(text)) if own is not None else {}
    names = [n._replace(this=False) if i in reworded else n for i, n in enumerate(names)] if reworded else names
    names, selves = _selves(text, names, own, head, lex)
    sentences = _sentences(text, names, bounds, head, lex, kind=own.type if own else None)
    links, reworded = _read(text, names, sentences, bounds, head, own, selves, reworded)
    extra, across = discourse.read(normal, names, sentences, links, bounds, lex)
    names += placing.placed(extra, place, head.facts, lex)
    links += across
    names = [n._replace(facts=spelling.as_typed(n.facts, typed, lex)) for n in names] if typed else names
    members = which.members(text, names, lex)
    ids, instruments, candidates = coreference.identities(names, selves, reworded, own, head.facts.date, lex, members)
    if own is not None:
        instruments = {
            own.id: identity.merge(own, instruments.get(own.id)),
            **{k: v for k, v in instruments.items() if k != own.id},
        }
    me = own.id if own else document.id
    held = findings.held(links, ids, instruments, me, lex)
    held += findings.held(
        relations.citations(names, [k for _, _, k in held], selves, head.title if own else (0, 0)),
        ids,
        instruments,
        me,
        lex,
    )
    return Extraction(
        document=document,
        instrument=own.id if own else None,
        instruments=instruments,
        mentions=tuple(
            sorted(
                (
                    findings.mention(n, found, options, normal, document.text)
                    for n, found, options in zip(names, ids, candidates, strict=True)
                    if not (head.run_on and n.form == "name" and n.start < head.body)
                ),
                key=lambda m: (m.start, -m.end),
            )
        ),
        relations=tuple(findings.relations(held, document, normal)),
    )


def _read(
    text: str,
    names: Sequence[Name],
    sentences: Sequence[Sentence],
    bounds: Sentences,
    head: header.Header,
    own: Instrument | None,
    selves: frozenset[int],
    reworded: Mapping[int, int | None],
) -> tuple[list[Link], dict[int, int | None]]:
    """The links within sentences and lists, and what names in new wording and those that point back mean."""
    lex = lexicon.load()
    links = relations.read(text, names, sentences, lex, own=selves)
    links += enumerations.enumerated(text, names, sentences, lex)
    links += passives.amended(text, names, lex)
    links += passives.between(text, names, sentences, lex)
    told, grounds = announcements.announced(text, names, sentences, links, lex, own=selves)
    links = [k for k in links if not (k.subject == DOCUMENT and k.object in grounds)] + told
    if own is not None and own.type == "Văn bản hợp nhất":
        links = _consolidated(text, names, links, head)
    if own is not None:
        links += lists.grounds(text, names, head.body)
    if own is not None or any(pointing.another(text, n) for n in names):
        links += lists.ended(text, names, sentences, links, lex)
    if own is not None:
        links += passives.reworded(text, names, sentences)
        links = scope.done(text, head.title[1], links)
    links = tasks.own_deeds(text, head.title[1], links, own.issuer if own else None, lex)
    links = list(ending.but_for(text, names, links))
    links, meant = _followed(text, names, links, bounds, own, dict(reworded), selves)
    return doubts.asserted(text, names, links, _unmeant(meant, selves), bounds, lex), meant


def _unmeant(reworded: Mapping[int, int | None], selves: Collection[int]) -> set[int]:
    """The names in new wording that mean nothing that the text tells: "sửa lại như sau: “Thông tư này …”"."""
    return {i for i, meant in reworded.items() if meant is None or meant in selves}


def _without_heading(text: str, names: list[Name], own: Instrument | None, head: header.Header) -> list[Name]:
    """The names but what the heading of a consolidated text repeats: noun and title of what it puts together."""
    if own is None or own.type != "Văn bản hợp nhất":
        return names
    return [n for n in names if n.form != "name" or n.end > head.title[1] or not text[n.start : n.start + 4].isupper()]


def _consolidated(text: str, names: Sequence[Name], links: Sequence[Link], head: header.Header) -> list[Link]:
    """The links with what a consolidated text puts together, and what its notes say that the others in it rest on."""
    notes = list(passives.restated(text, names))
    grounds = {k.object for k in notes}
    own = [k for k in links if not (k.subject == DOCUMENT and k.object in grounds)]
    return [*own, *passives.consolidated(text, names, head.title[1]), *notes]


def _followed(
    text: str,
    names: Sequence[Name],
    links: list[Link],
    bounds: Sentences,
    own: Instrument | None,
    reworded: dict[int, int | None],
    selves: frozenset[int],
) -> tuple[list[Link], dict[int, int | None]]:
    """The links told of what "Nghị quyết nêu trên" means, and what that is.

    "Luật này" in a consolidated text is what it puts together.
    """
    if own is not None and own.type == "Văn bản hợp nhất":
        return links, reworded
    links, told = pointing.followed(text, names, links, bounds, reworded | dict.fromkeys(selves))
    return links, {i: j for i, j in told.items() if i not in selves}


def _header(document: Document, text: str, lex: Lexicon) -> header.Header:
    """The header as read, or as a register's columns give it; then the whole text is the title."""
    known = document.known
    if known is None or not (known.number or known.title or known.type):
        return header.read(text, lex)
    told = entry.of_columns(known, lex)
    if not (told.number or told.date):  # a row with a title only, that names no number of its own
        return header.read(text, lex)
    return header.Header(told, True, (0, len(text)), len(text), len(text))


def _own(document: Document, head: header.Header, place: str | None, lex: Lexicon) -> Instrument | None:
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
            id=f"urn:kg:unnumbered:{slug(read.type or 'van ban')}:{document.id.rsplit(':', 1)[-1]}",
            place=read.place if local else None,
            level=organs.level(read.issuer, body, read.place if local else None, lex),
            branch=body.branch if body else None,
        )
    return read


_ARTICLE = pattern(rf"^[^\w\n]*{caption.ARTICLE}", re.MULTILINE)
_PIECE = pattern(r"\W*(?:(?:Chương|Mục|Phần)\s+[IVXLC\d]+\b[^\n]*\n(?:[^\n]*\n){0,3}?\W*)?Điều\s+\d{1,3}[a-zđ]?\b")
_CALLED = 2  # times that a text must call itself "Nghị định này" to be one without its head


def _told_type(text: str, names: Sequence[Name]) -> str | None:
    """The type of a text without letterhead, or of a piece of one, that has articles and calls itself by it: "Nghị định này"."""
    called = Counter(n.type for n in names if n.this and n.type)
    kind, times = called.most_common(1)[0] if called else (None, 0)
    whole = times >= _CALLED and _ARTICLE.search(text, 0, header.HEAD)
    return kind if whole or (times and _PIECE.match(text)) else None


def _selves(
    text: str, names: list[Name], own: Instrument | None, head: header.Header, lex: Lexicon
) -> tuple[list[Name], frozenset[int]]:
    """The names, and which of them mean the document itself; its own number has its type, though no noun stands before it."""
    if own is None:
        return names, frozenset()
    selves = frozenset(i for i, n in enumerate(names) if _is_self(text, n, own, head, lex))
    selves |= _any_this(text, names, own, head)
    for i in selves:
        if _above(names[i], head):  # "Số 37-QĐ/TW" above "QUY ĐỊNH"
            names[i] = names[i].telling(type=own.type)._replace(type=own.type)
    return names, selves


_ANY = "Văn bản"
_MARKS = 20  # characters at most before the first word of a paragraph
_ANNEX = pattern(r"^[^\w\n]{0,20}(?:Nơi nhận|NƠI NHẬN|PHỤ LỤC|Phụ lục|MẪU|Mẫu)(?!\w)", re.MULTILINE)
_TITLE_LEAD = pattern(r"[\s“\"]*(?:(?:v/v|về\s+việc|về)[:\s]+)?", re.IGNORECASE)


def _is_self(text: str, name: Name, own: Instrument, head: header.Header, lex: Lexicon) -> bool:
    """Whether a name means the document itself: "Quyết định này", or its own number."""
    told = name.facts
    if name.form == "back":
        # "Giấy phép này" in a Giấy phép môi trường, "Thông tư này" in a Thông tư liên tịch
        return name.this and name.type is not None and f"{fold(own.type or '')} ".startswith(f"{fold(name.type)} ")
    if name.form == "name" and name.kind == "law":
        if told.date or told.year:
            return False
        kind, title = name_key(own.type or ""), name_key(own.title or "")
        title = title if title.startswith(f"{kind} ") else f"{kind} {title}"
        called = name_key(told.name or "")
        # "Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật A, Luật B": what the grammar reads of the title.
        return called == title or (name.start < head.opening and " cua " in called and title.startswith(f"{called} "))
    if name.form == "name" and name.type == own.type and name.start >= head.title[0]:  # how a title begins
        leads = _TITLE_LEAD.fullmatch(text, head.title[0], name.start) is not None
        if told.title and told.issuer:  # "Kết luận của Ban Thường vụ Tỉnh ủy về tiếp tục thực hiện Nghị quyết số …"
            return leads and writers.writes(own, told.issuer, lex)
        if told.name and leads and lex.types[own.type or ""].named:  # "12/ĐA-UBND": "đề án phát triển …"
            return True
    if name.form == "name" and told.name and own.title and name_key(told.name) == name_key(f"{own.type} {own.title}"):
        return True  # "… xây dựng Chương trình công tác năm 2021 như sau"
    if name.form == "name":  # the letterhead's "THÔNG TƯ⏎Quy định về …"
        return name.start < head.title[0] < name.end and name.type == own.type
    if name.form != "number" or not own.number:
        return False
    if _on_own_line(text, name, head):
        return True
    known = identity.identify(told, lex)
    # The number as its own line writes it, whatever that line leaves untold: place, year, issuer.
    return known.id == own.id or (name.start < head.title[0] and known.number == own.number and known.date is None)


def _any_this(text: str, names: Sequence[Name], own: Instrument, head: header.Header) -> set[int]:
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


def _on_own_line(text: str, name: Name, head: header.Header) -> bool:
    """Whether a name begins the line of the document's own number, however a scanner spelled it: "Số: 4l/2023/QĐ-UBND"."""
    at = head.number_at
    return at is not None and at <= name.start and _NO_WORD.fullmatch(text, at, name.start) is not None


def _above(name: Name, head: header.Header) -> bool:
    return name.form == "number" and name.start < head.title[0]


# Where the title of a text without letterhead ends at the latest: at the brackets of an annex, the head of a table, an empty line.
_TITLE_OVER = pattern(r"\n(?=\(|(?:S?TT|Số TT)\b|\s*\n)")
_STOPS = (".", ";", ":", "!", "?", "…")
_LONG_TITLE = 2000  # characters; one that is longer, such as a register's row may hold, is read sentence by sentence


def _sentences(
    text: str, names: Sequence[Name], within: Sentences, head: header.Header, lex: Lexicon, *, kind: str | None
) -> list[Sentence]:
    """The sentences that hold names. The title's is cut at its end; without one, it is a first line without full stop."""
    title = head.title
    if title[1] <= title[0]:
        line = first_word(text), within.bounds(first_word(text))[1]
        title = (0, 0) if text[: line[1]].rstrip()[-1:] in _STOPS else line
        if over := _TITLE_OVER.search(text, *title):
            title = (0, over.start())
    runs: list[tuple[int, int, int, bool]] = []  # the first name, start, end, whether in the title
    # The preamble of what has no articles ends at its first section; a text that is no instrument may be a piece of a preamble.
    whole = head.opening if head.is_instrument else len(text)
    articles = article.start() if (article := _ARTICLE.search(text)) else whole
    sentence = (0, 0)
    for i, n in enumerate(names):
        if not sentence[0] <= n.start < sentence[1]:
            sentence = within.bounds(n.start)
        elif runs and not runs[-1][3] and runs[-1][1] >= title[1]:
            continue  # in the sentence of the name before
        start, end = sentence
        inside = title[0] <= n.start < title[1]
        if inside:
            short = title[1] - title[0] < _LONG_TITLE
            start, end = title if short else (max(start, title[0]), min(end, title[1]))
        elif start < title[1] <= n.start:  # the body goes on where the title ends
            start = title[1]
        if not runs or runs[-1][1] != start or runs[-1][3] != inside:
            runs.append((i, start, end, inside))
    ends = [r[0] for r in runs[1:]] + [len(names)] * bool(runs)
    return [
        Sentence(
            first=first,
            last=last,
            start=start,
            end=end,
            title=inside,
            lead=head.is_instrument
            and (
                head.body <= names[first].start < head.opening
                or (not inside and announcements.leads(text, start, end, head.facts.issuer, lex))
            ),
            preamble=names[first].start < articles,
            decides=inside and kind == "Quyết định",
            reports=inside and kind == "Báo cáo",
            proposes=inside and kind != "Báo cáo" and kind in lex.having["proposing"],
            kind=kind,
        )
        for (first, start, end, inside), last in zip(runs, ends, strict=True)
    ]
