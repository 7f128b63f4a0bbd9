"""Document → Extraction: the only place that knows the order of the readers.

It knows one document and the catalogue of the ontology, not the collection: what they leave open, `resolve` settles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace

from kg import discourse, facts, header, identity, lexicon, mentions, naming, relations
from kg.lexicon import Authority, Lexicon
from kg.model import Document, Extraction, Instrument, Mention, Name, Relation
from kg.sentences import bounds, breaks
from kg.span import DOCUMENT, Link, Sentence
from kg.text import Normal, fold, normalise, slug

_NEUTRAL = frozenset({"cites"})
_TIMED = frozenset(
    {"implements", "basedOn", "guides", "amends", "replaces", "repeals", "reviews", "disseminates", "consolidates"}
)


def extract(document: Document) -> Extraction:
    """All that a document tells: the instrument that it is, those that it names, and how they relate.

    >>> from kg.readers import text
    >>> e = extract(text("Kế hoạch 262/KH-UBND ngày 27/8/2021 thực hiện Nghị quyết 07-NQ/TU ngày 26/7/2021 của Tỉnh ủy Tiền Giang."))
    >>> [(e.instruments[r.subject].number, r.predicate, e.instruments[r.object].number) for r in e.relations]
    [('262/KH-UBND', 'implements', '07-NQ/TU')]
    """
    lex = lexicon.load()
    normal = normalise(document.text)
    text = normal.text
    head = _header(document, text, lex)
    starts = breaks(text)
    names = facts.enrich(text, mentions.find(text, lex), starts, lex)
    place = head.facts.place or (header.place_of(text, lex) if _local(names, head, lex) else None)
    names = [_placed(n, place, lex) for n in names]
    own = _own(document, head, place, lex)
    selves = frozenset(i for i, n in enumerate(names) if own is not None and _is_self(n, own, head, lex))
    sentences = _sentences(names, starts, len(text), head)
    links = relations.read(text, names, sentences, lex, own=selves)
    links += discourse.enumerated(text, names, sentences, lex)
    extra, across = discourse.read(text, names, sentences, links, starts, lex)
    names += [_placed(n, place, lex) for n in extra]
    links += across
    links += relations.citations(names, links, selves)
    ids, instruments, candidates = _identities(names, selves, own, head.facts.date, lex)
    if own is not None:
        instruments = {
            own.id: _merge(own, instruments.get(own.id)),
            **{k: v for k, v in instruments.items() if k != own.id},
        }
    return Extraction(
        document=replace(document, text=document.text),
        instrument=own.id if own else None,
        instruments=instruments,
        mentions=tuple(_mention(n, i, ids, candidates, normal, document.text) for i, n in enumerate(names)),
        relations=tuple(_relations(links, ids, instruments, own, document, normal)),
    )


def _header(document: Document, text: str, lex: Lexicon) -> header.Header:
    """The header as read, or as a register's columns give it; then the whole text is the title."""
    if document.known is None:
        return header.read(text, lex)
    return header.Header(document.known, True, (0, len(text)), len(text))


def _own(document: Document, head: header.Header, place: str | None, lex: Lexicon) -> Instrument | None:
    """The instrument that the document is, or None for one that is none (a news article)."""
    if not head.is_instrument:
        return None
    read = identity.identify(replace(head.facts, place=head.facts.place or place), lex)
    if not read.id:
        body = lex.authority_names.match(read.issuer, 0) if read.issuer else None
        local = body is None or body[0].local
        read = replace(
            read,
            id=f"urn:kg:unnumbered:{slug(read.type or 'van ban')}:{document.id.rsplit(':', 1)[-1]}",
            place=read.place if local else None,
            level=body[0].level if body else None,
            branch=body[0].branch if body else None,
        )
    return read


def _local(names: Sequence[Name], head: header.Header, lex: Lexicon) -> bool:
    """Whether anything waits for the place that the document is about."""
    facts = [head.facts, *(n.facts for n in names)]
    return any(f.place is None and (b := _body(f, lex)) is not None and b.local for f in facts)


def _body(told: Instrument, lex: Lexicon) -> Authority | None:
    """The body that a number's code or the words for an issuer name."""
    number = identity.parse(told.number, lex, told.type) if told.number else None
    body = identity.authority(number, lex) if number else None
    if body is None and told.issuer:
        found = lex.authority_names.match(told.issuer, 0)
        body = found[0] if found else None
    return body


def _placed(name: Name, place: str | None, lex: Lexicon) -> Name:
    """The name with the document's place, where its issuer is local and no other place is told."""
    told = name.facts
    if told.place or not place or name.form == "back":
        return name
    body = _body(told, lex)
    return replace(name, facts=replace(told, place=place)) if body and body.local else name


def _is_self(name: Name, own: Instrument, head: header.Header, lex: Lexicon) -> bool:
    """Whether a name means the document itself: "Quyết định này", or its own number."""
    if name.form == "back":
        return name.type is not None and fold(name.type) == fold(own.type or "")
    return bool(own.number) and name.form == "number" and identity.identify(name.facts, lex).id == own.id


def _sentences(names: Sequence[Name], starts: list[int], length: int, head: header.Header) -> list[Sentence]:
    """The sentences that hold names. The title's is cut at the end of the title; without one, it is the first line."""
    title = head.title
    if title[1] <= title[0] and starts:
        title = (0, starts[1] if len(starts) > 1 else length)
    runs: list[Sentence] = []
    for i, n in enumerate(names):
        start, end = bounds(starts, n.start, length)
        inside = title[0] <= n.start < title[1]
        if inside:
            start, end = max(start, title[0]), max(end, title[1])
            start = title[0] if title[1] - title[0] < 2000 else start
        if runs and runs[-1].start == start and runs[-1].title == inside:
            runs[-1] = replace(runs[-1], last=i + 1)
        else:
            runs.append(
                Sentence(
                    first=i,
                    last=i + 1,
                    start=max(start, runs[-1].end if runs and runs[-1].title and not inside else start),
                    end=end,
                    title=inside,
                )
            )
    return runs


# --- Identities in one document


def _identities(
    names: Sequence[Name], selves: frozenset[int], own: Instrument | None, written: str | None, lex: Lexicon
) -> tuple[list[str | None], dict[str, Instrument], list[tuple[str, ...]]]:
    """For each name its id; the instruments under their ids; and the candidates of names that stay open."""
    told = [_spelled(identity.identify(n.facts, lex), lex) for n in names]
    keyed: dict[tuple[str, str, str], list[Instrument]] = {}
    known = [*(t for t in told if t.id and not t.local and t.year), *([own] if own and not own.local else [])]
    for t in known:
        if t.number:
            keyed.setdefault(_loose(t, lex), []).append(t)
    ids: list[str | None] = []
    candidates: list[tuple[str, ...]] = []
    votes: dict[str, list[Instrument]] = {}
    for i, (name, t) in enumerate(zip(names, told, strict=True)):
        if i in selves and own is not None:
            found, options = own.id, ()
            if name.form == "number":
                votes.setdefault(own.id, []).append(t)
        else:
            found, options, t = _identity(names, i, ids, t, keyed, written, lex)
            if found is not None:
                votes.setdefault(found, []).append(t)
        ids.append(found)
        candidates.append(options)
    return ids, {key: _vote(key, values, lex) for key, values in votes.items()}, candidates


def _loose(t: Instrument, lex: Lexicon) -> tuple[str, str, str]:
    number = identity.parse(t.number or "", lex)
    return (number.serial if number else fold(t.number or ""), number.code if number else "", slug(t.place or ""))


def _identity(
    names: Sequence[Name],
    i: int,
    ids: Sequence[str | None],
    t: Instrument,
    keyed: dict[tuple[str, str, str], list[Instrument]],
    written: str | None,
    lex: Lexicon,
) -> tuple[str | None, tuple[str, ...], Instrument]:
    """Id, candidates and facts of a name: by its own key, then the same document, then the catalogue."""
    name = names[i]
    if name.form == "back":
        return _pointed(names, i, ids), (), t
    if t.number and identity.parse(t.number, lex) is None:
        t = _short(t, keyed, lex)
    if t.number and t.id and not t.local and t.year:
        return t.id, (), t
    if t.number:
        same = {x.id: x for x in keyed.get(_loose(t, lex), ()) if _agree(t, x)}
        listed = {x.id: x for x in _catalogued(t, written, lex)}
        found = same or listed
        if len(found) == 1:
            return next(iter(found)), (), t
        return t.id or f"_:{slug(t.type or '')}:{slug(t.number)}", tuple(sorted(found)), t
    return _named(name, t, lex)


def _agree(a: Instrument, b: Instrument) -> bool:
    """Whether nothing told of one contradicts the other."""
    return all(
        getattr(a, f) is None or getattr(b, f) is None or getattr(a, f) == getattr(b, f)
        for f in ("date", "year", "term", "place")
    )


def _catalogued(t: Instrument, written: str | None, lex: Lexicon) -> list[Instrument]:
    """The well-known instruments with that number that fit what is told, none later than the document."""
    found = lex.by_number.get(fold(t.number or ""), ())
    return [
        c
        for c in found
        if _agree(t, c)
        and not (written and c.date and c.date > written)
        and (
            t.issuer is None or c.issuer is None or fold(c.issuer) in fold(t.issuer) or fold(t.issuer) in fold(c.issuer)
        )
        and (t.type is None or c.type is None or t.type == c.type)
    ]


def _short(t: Instrument, keyed: dict[tuple[str, str, str], list[Instrument]], lex: Lexicon) -> Instrument:
    """A short form with the number that it stands for: one of the same document, or spelled from type and issuer."""
    serial = re.sub(r"^0+(?=\d)", "", (t.number or "").lower())
    kind = lex.types.get(t.type or "")
    codes = {fold(c) for c in kind.codes} if kind else set()
    same: dict[str, Instrument] = {}
    for (number, code, _), values in keyed.items():
        if number == serial and (
            code.split("/")[0] in codes or (not code.split("/")[0] and kind and kind.kind == "law")
        ):
            same.update((v.id, v) for v in values if _agree(replace(t, place=t.place), v) and _issued_alike(t, v))
    if len({v.number for v in same.values()}) == 1:
        spelled = next(iter(same.values()))
        if len(same) == 1:
            return replace(
                t,
                id=spelled.id,
                number=spelled.number,
                date=t.date or spelled.date,
                year=spelled.year,
                issuer=t.issuer or spelled.issuer,
            )
        return replace(t, number=spelled.number)
    if t.year and kind and kind.kind == "law":
        listed = {
            c.id: c
            for n, cs in lex.by_number.items()
            if n.startswith(f"{serial}/{t.year}/") or n.startswith(f"0{serial}/{t.year}/")
            for c in cs
        }
        if len(listed) == 1:
            c = next(iter(listed.values()))
            return replace(t, id=c.id, number=c.number, date=t.date or c.date, issuer=c.issuer)
    return t


def _spelled(t: Instrument, lex: Lexicon) -> Instrument:
    """ "Nghị quyết 52 của Bộ Chính trị" with the number that it stands for, spelled from type and issuer."""
    kind = lex.types.get(t.type or "")
    if not t.number or identity.parse(t.number, lex) is not None:
        return t
    body = lex.authority_names.match(t.issuer, 0) if t.issuer else None
    if body and body[0].codes and kind and kind.codes and kind.kind == "policy":
        written = (
            f"{t.number}-{kind.codes[0]}/{body[0].codes[0]}"
            if body[0].branch == "party"
            else f"{t.number}/{kind.codes[0]}-{body[0].codes[0]}"
        )
        return identity.identify(replace(t, number=written), lex)
    return t


def _issued_alike(t: Instrument, other: Instrument) -> bool:
    return (
        t.issuer is None
        or other.issuer is None
        or fold(t.issuer) in fold(other.issuer)
        or fold(other.issuer) in fold(t.issuer)
    )


def _named(name: Name, t: Instrument, lex: Lexicon) -> tuple[str | None, tuple[str, ...], Instrument]:
    """What is known by its name. A law's name becomes the law where a year or date tells which; else it waits for `resolve`."""
    kind = lex.types.get(t.type or "")
    urn = kind.urn if kind else slug(t.type or "van ban")
    level = t.level
    if t.name and name.kind == "law":
        listed = lex.named(t.name)
        dated = [c for c in listed if (t.date and c.date == t.date) or (not t.date and t.year and c.year == t.year)]
        if len(dated) == 1:
            c = dated[0]
            return c.id, (), replace(c, name=t.name)
        t = replace(
            t,
            level="central",
            branch="state",
            issuer=t.issuer or ("Quốc hội" if urn != "phap.lenh" else "Ủy ban Thường vụ Quốc hội"),
        )
        if listed and not (t.date or t.year):
            return f"_:{urn}:{slug(t.name)}", tuple(sorted(c.id for c in listed)), t
        when = f":{t.date or t.year}" if t.date or t.year else ""
        return f"urn:kg:named:{urn}:{slug(t.name)}{when}", (), t
    if t.name:
        return f"urn:kg:named:{urn}:{naming.name_key(t.name)}", (), replace(t, level=level)
    body = lex.authority_names.match(t.issuer, 0) if t.issuer else None
    t = replace(t, level=body[0].level if body else None, branch=body[0].branch if body else None)
    return f"_:{urn}:{slug(t.issuer or '')}:{slug(t.title or str(name.start), 60)}", (), t


def _pointed(names: Sequence[Name], i: int, ids: Sequence[str | None]) -> str | None:
    """What "Quyết định nêu trên" points to: the nearest numbered name before it of the same type, if it is near."""
    if names[i].form == "back":
        for j in range(i - 1, max(-1, i - 12), -1):
            if names[j].type == names[i].type and names[j].form == "number":
                return ids[j]
    return None


_FIELDS = tuple(f.name for f in fields(Instrument) if f.name != "id")


def _vote(key: str, values: Sequence[Instrument], lex: Lexicon) -> Instrument:
    """One instrument of all that its names tell: for each field the value told most often, the first of equals."""
    chosen: dict[str, object] = {}
    for f in _FIELDS:
        told = [getattr(v, f) for v in values if getattr(v, f) is not None]
        if told:
            counts = Counter(told)
            chosen[f] = max(counts, key=lambda v: (counts[v], len(str(v)) if f in ("title", "name") else 0))
    listed = next((c for c in lex.by_number.get(fold(str(chosen.get("number", ""))), ()) if c.id == key), None)
    merged = Instrument(id=key, **chosen)  # type: ignore[arg-type]
    return _merge(merged, listed) if listed else merged


def _merge(first: Instrument, second: Instrument | None) -> Instrument:
    """The first, with what only the second tells."""
    if second is None:
        return first
    return replace(first, **{f: getattr(second, f) for f in _FIELDS if getattr(first, f) is None})


# --- Results in offsets of the original text


def _mention(
    name: Name, i: int, ids: Sequence[str | None], candidates: Sequence[tuple[str, ...]], normal: Normal, text: str
) -> Mention:
    start, end = normal.original(name.start), normal.original(name.end)
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        type=name.type,
        form=name.form,
        instrument=ids[i],
        candidates=candidates[i],
    )


def _relations(
    links: Sequence[Link],
    ids: Sequence[str | None],
    instruments: dict[str, Instrument],
    own: Instrument | None,
    document: Document,
    normal: Normal,
) -> list[Relation]:
    """The links between ids: none to itself, none to what is later, the stronger reading of the same words, no citation beside it."""
    me = own.id if own else document.id
    made: dict[tuple[str, str, str, int], Relation] = {}
    explicit: set[tuple[str, str]] = set()
    for link in sorted(links, key=lambda x: (x.rule.startswith("discourse"), x.start)):
        subject = me if link.subject == DOCUMENT else ids[link.subject]
        target = ids[link.object]
        if (
            subject is None
            or target is None
            or subject == target
            or not _in_time(instruments.get(subject), instruments.get(target), link.predicate)
        ):
            continue
        if link.rule.startswith("discourse") and (subject, target) in explicit:
            continue
        if link.predicate not in _NEUTRAL:
            explicit.add((subject, target))
        start, end = normal.original(link.start), normal.original(link.end)
        made.setdefault(
            (subject, link.predicate, target, start),
            Relation(
                subject=subject,
                predicate=link.predicate,
                object=target,
                start=start,
                end=end,
                quote=document.text[start:end],
                rule=link.rule,
                confidence=link.confidence,
                provision=link.provision,
            ),
        )
    stated = {(r.subject, r.object) for r in made.values() if r.predicate not in _NEUTRAL}
    kept = [r for r in made.values() if r.predicate not in _NEUTRAL or (r.subject, r.object) not in stated]
    return sorted(kept, key=lambda r: (r.start, r.end, r.predicate, r.object))


def _in_time(subject: Instrument | None, target: Instrument | None, predicate: str) -> bool:
    """Nothing implements, rests on or amends what is later than itself."""
    if predicate not in _TIMED or not subject or not target:
        return True
    return not (subject.date and target.date and subject.date < target.date)
