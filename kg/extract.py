"""Document → Extraction: the only place that knows the order of the readers.

It knows one document and the catalogue of the ontology, not the collection: what they leave open, `resolve` settles.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import (
    altered,
    annexed,
    announcements,
    coreference,
    declared,
    discourse,
    doubts,
    ending,
    enumerations,
    facts,
    findings,
    former,
    grounds,
    identity,
    lexicon,
    lists,
    mentions,
    nearby,
    nicknames,
    oneself,
    passives,
    placing,
    pointing,
    reasons,
    relations,
    scans,
    schemes,
    slips,
    spelling,
    tasks,
    which,
    wording,
    zones,
)
from kg.header import Header
from kg.lexicon import Lexicon
from kg.model import Document, Extraction, Instrument, Name
from kg.normal import Normal, normalise
from kg.sentences import Sentences
from kg.span import DOCUMENT, Link, Sentence


def extract(document: Document) -> Extraction:
    """All that a document tells: the instrument that it is, those that it names, and how they relate.

    >>> from kg.readers import text
    >>> e = extract(text("Kế hoạch 262/KH-UBND ngày 27/8/2021 thực hiện Nghị quyết 07-NQ/TU ngày 26/7/2021 của Tỉnh ủy An Giang."))
    >>> [(e.instruments[r.subject].number, r.predicate, e.instruments[r.object].number) for r in e.relations]
    [('262/KH-UBND', 'implements', '07-NQ/TU')]
    """
    lex = lexicon.load()
    normal, typed = _mended(document, lex)
    r = _read(document, normal, typed, lex)
    head, own = r.head, r.own
    links, reworded = _links(r, lex)
    extra, across = discourse.read(normal, r.names, r.sentences, links, r.bounds, lex)
    links += across
    names = former.related(r.names, r.provinces, links, r.place, head.facts.date, lex)
    names = [*names, *placing.placed(extra, r.place, head.facts, lex)]
    names = [n._replace(facts=spelling.as_typed(n.facts, typed, lex)) for n in names] if typed else names
    members = which.members(r.text, names, lex)
    ids, instruments, candidates = coreference.identities(names, r.selves, reworded, own, head.facts.date, lex, members)
    me = own.id if own else document.id
    held = findings.held(links, ids, instruments, me, lex)
    cited = relations.citations(names, [k for _, _, k in held], r.selves, head.title if own else (0, 0))
    held += findings.held(cited, ids, instruments, me, lex)
    told = [
        findings.mention(n, found, options, normal, document.text)
        for n, found, options in zip(names, ids, candidates, strict=True)
        if not (head.run_on and n.form == "name" and n.start < head.body)
    ]
    return Extraction(
        document=document,
        instrument=own.id if own else None,
        instruments=instruments,
        mentions=tuple(sorted(told, key=lambda m: (m.start, -m.end))),
        relations=tuple(findings.relations(held, document, normal, lex)),
    )


# What names in new wording and those that point back mean; None: nothing that the text tells.
_Meant = Mapping[int, int | None]
_Typed = Callable[[str], str] | None  # what spells a stretch of a text as it was typed: `spelling.restored`


@dataclass(frozen=True, slots=True)
class _Read:
    """What is read of a text before it is asked how the instruments in it relate."""

    text: str
    names: Sequence[Name]
    place: str | None  # where the document is from
    provinces: Mapping[int, str | None]  # which of the names tell one: `former.told`
    bounds: Sentences
    sentences: Sequence[Sentence]
    head: Header
    own: Instrument | None
    selves: frozenset[int]  # the names that mean the document itself
    reworded: _Meant
    quoted: Sequence[tuple[int, int]]  # the new wording that it gives to others

    @property
    def consolidated(self) -> bool:
        """Whether it puts others together."""
        return self.own is not None and self.own.type == identity.CONSOLIDATED


def _read(document: Document, normal: Normal, typed: _Typed, lex: Lexicon) -> _Read:
    """The names in a text with all that it tells of each, the sentences that hold them, and which of them mean the document."""
    text = normal.text
    head = oneself.header_of(document, text, lex)
    if typed:
        head = head._replace(facts=spelling.as_typed(head.facts, typed, lex))
    bounds = Sentences(text, head.title[1])
    place, names, provinces = _names(document, normal, head, bounds, lex)
    if not head.is_instrument and (kind := oneself.told_type(text, names)):
        head = head._replace(facts=replace(head.facts, type=kind), is_instrument=True)
    own = oneself.own(document, head, place, lex)
    names = schemes.meant(text, oneself.without_heading(text, names, own, head), own, head.title[1], lex)
    quoted = wording.passages(text) if own is not None else []
    reworded = wording.amended(text, names, quoted)
    names = [n._replace(this=False) if i in reworded else n for i, n in enumerate(names)] if reworded else names
    names, selves = oneself.selves(text, names, own, head, lex)
    sentences = zones.sentences(text, names, bounds, head, own.type if own else None, lex)
    return _Read(text, names, place, provinces, bounds, sentences, head, own, selves, reworded, quoted)


def _mended(document: Document, lex: Lexicon) -> tuple[Normal, _Typed]:
    """The text without slips, as it should be spelled; and what spells it as it was typed, if it was typed otherwise."""
    normal = scans.mended(normalise(document.text), lex, scanned=document.ocr is not None)
    normal = slips.mended(normal, lex, row=document.row)
    text, typed = spelling.restored(normal.text, lex)
    return (normal.respelled(text) if typed else normal), typed


def _names(
    document: Document, normal: Normal, head: Header, bounds: Sentences, lex: Lexicon
) -> tuple[str | None, list[Name], dict[int, str | None]]:
    """Where the document is from, the names in it, with all that it tells of each, and which tell a province: `former.told`."""
    text = normal.text
    names = declared.bound(text, facts.enrich(text, mentions.find(normal, lex), bounds, lex), lex)
    names = nicknames.used(text, names, lex)
    place = placing.place_of(document, head.facts, names, text, lex)
    near = (
        nearby.of_title(text, names, head.title, head.facts, lex)
        if head.is_instrument
        else nearby.beside(text, names, lex)
    )
    near = nearby.listed(text, near, place, lex)
    provinces = former.told(near, lex)
    near = former.beside(text, near, place, head.facts.date, lex)
    return place, placing.placed(near, place, head.facts, lex), provinces


def _links(r: _Read, lex: Lexicon) -> tuple[list[Link], dict[int, int | None]]:
    """The links within sentences and lists, and what names mean that stand in new wording, or point back."""
    text, names, sentences, own = r.text, r.names, r.sentences, r.own
    links = relations.read(text, names, sentences, lex, own=r.selves)
    links += enumerations.enumerated(text, names, sentences, lex)
    links += passives.amended(text, names, lex)
    links += reasons.read(text, names, sentences, links, lex)
    told, carried = announcements.announced(text, names, sentences, links, lex, own=r.selves)
    links = [*_but_grounds(links, carried), *told]
    if r.consolidated:
        notes = list(passives.restated(text, names))  # what the others in it rest on
        links = _but_grounds(links, {k.object for k in notes})
        links += [*passives.consolidated(text, names, r.head.title[1]), *notes]
    if own is not None:
        links += grounds.read(text, names, r.head.body)
    if own is not None or any(pointing.another(text, n) for n in names):
        links += lists.ended(text, names, sentences, links, lex)
    if own is not None:
        links += passives.reworded(text, names, sentences)
        links += altered.parts(text, names, links, r.quoted, r.head.title, lex)
    links += annexed.changing(names, links, lex)
    links = tasks.own_deeds(text, r.head.title[1], links, own, lex)
    links = tasks.own_hearings(text, links, own, r.bounds, lex)
    here = annexed.meant(text, names, links, r.head.title[1], lex) if own is not None else {}
    links, meant = _followed(r, list(ending.but_for(text, names, links)), here | dict(r.reworded))
    nothing = {i for i, j in meant.items() if j is None or j in r.selves}  # "sửa lại như sau: “Thông tư này …”"
    return doubts.asserted(text, names, links, nothing, r.bounds, lex), meant


def _but_grounds(links: Sequence[Link], grounds: Collection[int]) -> list[Link]:
    """The links but what the document itself does to names that others rest on."""
    return [k for k in links if not (k.subject == DOCUMENT and k.object in grounds)]


def _followed(r: _Read, links: list[Link], reworded: dict[int, int | None]) -> tuple[list[Link], dict[int, int | None]]:
    """The links told of what "Nghị quyết nêu trên" means, and what that is.

    "Luật này" in a consolidated text is what it puts together.
    """
    if r.consolidated:
        return links, reworded
    links, told = pointing.followed(r.text, r.names, links, r.bounds, reworded | dict.fromkeys(r.selves))
    return links, {i: j for i, j in told.items() if i not in r.selves}
