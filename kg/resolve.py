"""Extractions of a whole collection → instruments with identities, the same whatever the order of the documents.

What documents tell of one instrument is put together here; what they leave open, `kg.settling` settles.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg import dates, identity, lexicon, namesakes, numbering, twins, uses, waiting, whose, yearly
from kg.lexicon import Lexicon
from kg.model import Extraction, Instrument, Resolution, Settled
from kg.settling import settle
from kg.waiting import Open


def resolve(extractions: Iterable[Extraction]) -> Resolution:
    """The instruments of a collection, how every open id is settled, and where documents disagree."""
    lex = lexicon.load()
    told = _Told()
    for e in extractions:
        told.add(e, lex)
    apart = namesakes.told_apart(told.programmes)
    apart.move(told.of)
    for w in yearly.doubted(told.yeared, told.of, told.written):
        if any(own or i.date for _, own, i in told.of[w.local]):  # else what is told so stays a candidate
            told.of[w.local] = [t for t in told.of[w.local] if t[0] != w.document]
        told.left.append(w)
    twice = twins.put_together(told.of, lex)
    conflicts: list[tuple[str, str, str, str, str]] = []
    instruments = {name: _merged(name, told.of[name], conflicts, lex) for name in sorted(told.of)}
    # "99-NQ/TW khóa XI" is the one of that term which another document dates; else it stands for itself.
    cited = yearly.last_cited(told.of, told.written)
    dated = {k: s for k, s in settle(told.termed, instruments, cited, lex)[0].items() if s.instrument in instruments}
    alone = [w for w in told.termed if (w.document, w.local) not in dated]
    for w in alone:
        told.of[w.local].append((w.document, False, w.facts))
    instruments |= {name: _merged(name, told.of[name], conflicts, lex) for name in sorted({w.local for w in alone})}
    instruments |= _as_listed(instruments, told.of, lex)
    settled, added = settle(told.left, instruments, cited, lex)
    instruments |= added
    for at, own in waiting.housed(told.left, settled, instruments, lex).items():
        instruments.setdefault(own.id, own)
        settled[at] = Settled(document=at[0], local=at[1], instrument=own.id, reason="place-of-names", confidence=0.85)
    placed, more = settle(list(waiting.at_home(told.left, settled, instruments)), instruments, cited, lex)
    settled |= {at: found for at, found in placed.items() if _tells(found, settled[at])}
    instruments |= more
    # What an instrument's own text tells, which leaves its place or its year open.
    for w in sorted((w for w in told.left if w.own), key=lambda x: x.document):
        if id_ := settled[w.document, w.local].instrument:
            instruments[id_] = identity.merge(replace(w.facts, id=id_, place=instruments[id_].place), instruments[id_])
    for (document, name), whole in twice.items():
        settled[document, name] = Settled(
            document=document, local=name, instrument=whole, reason="only-in-collection", confidence=0.9
        )
    settled |= {at: found for at, found in apart.settled.items() if at not in settled}
    instruments |= {name: apart.labelled(instruments[name]) for name in apart.labels if name in instruments}
    resolution = Resolution(instruments=dict(sorted(instruments.items())), settled={**dated, **settled})
    for document, name, day in told.otherwise:
        known = instruments.get(resolution.identity(document, name) or "")
        if known and known.date and known.date != day:
            conflicts.append((known.id, "date", known.date, day, document))
    return replace(resolution, conflicts=tuple(sorted(set(conflicts))))


@dataclass(frozen=True, slots=True)
class _Told:
    """What all documents tell."""

    of: dict[str, list[twins.Told]] = field(default_factory=lambda: defaultdict(list))  # of each instrument, by id
    left: list[Open] = field(default_factory=list)  # open ids
    termed: list[Open] = field(default_factory=list)  # ids of which a term alone tells the time
    yeared: list[Open] = field(default_factory=list)  # ids told with a year without a day, and a subject
    written: dict[str, str] = field(default_factory=dict)  # the day of each document
    otherwise: list[tuple[str, str, str]] = field(default_factory=list)  # second days: document, id in it, day
    programmes: uses.Told = field(default_factory=uses.Told)

    def add(self, e: Extraction, lex: Lexicon) -> None:
        """Reads one document."""
        self.otherwise.extend(_dated_otherwise(e))
        own = e.instruments.get(e.instrument or "")
        if own and own.date:
            self.written[e.document.id] = own.date
        opened, termed, yeared = [], [], []
        for name, facts in e.instruments.items():
            if facts.local:
                opened.append(name)
            elif name != e.instrument and _term_only(facts, lex):
                termed.append(name)
            else:
                self.of[name].append((e.document.id, name == e.instrument, facts))
                if name != e.instrument and yearly.of_year(facts):
                    yeared.append(name)
        self.left.extend(waiting.of(e, opened, lex))
        self.termed.extend(waiting.of(e, termed, lex))
        self.yeared.extend(waiting.of(e, yeared, lex))
        self.programmes.add(e, lex)


def _as_listed(
    instruments: Mapping[str, Instrument], told: Mapping[str, Sequence[twins.Told]], lex: Lexicon
) -> dict[str, Instrument]:
    """What the catalogue lists of the instruments, with its titles where no document is the instrument and tells its own."""
    merged = {}
    for c in lex.catalogue.values():
        if found := instruments.get(c.id):
            titled = any(own and i.title for _, own, i in told.get(c.id, ()))
            merged[c.id] = identity.merge(found if titled else replace(found, title=c.title or found.title), c)
    return merged


def _term_only(facts: Instrument, lex: Lexicon) -> bool:
    """Whether the term of a committee is all that a key knows of the time; the Assembly's term is part of its numbers."""
    if facts.year or facts.date or not facts.term or not facts.number:
        return False
    number = numbering.parse(facts.number, lex)
    return number is not None and number.term is None


# --- One instrument of all that documents tell of it


def _dated_otherwise(e: Extraction) -> Iterator[tuple[str, str, str]]:
    """What a document tells with two days: its id, that of the instrument in it, and the day that its facts have not.

    Not the day behind "Luật sửa đổi … của Luật A số 31/2024/QH15", which is the outer name's, and in the span of the inner.
    """
    over = 0  # where the names before end
    for m in e.mentions:
        facts = e.instruments.get(m.instrument or "") if m.form == "number" else None
        lead = dates.DAY.search(m.text) if facts and facts.date and not m.start < over < m.end else None
        over = max(over, m.end)
        day = dates.match(m.text, lead.end()) if lead else None
        if facts and day and day[0] != facts.date:
            yield e.document.id, facts.id, day[0]


def _merged(
    name: str, told: Sequence[twins.Told], conflicts: list[tuple[str, str, str, str, str]], lex: Lexicon
) -> Instrument:
    """For each field: what the instrument's own text tells, else what most documents tell; ties by value, never by order."""
    chosen: dict[str, object] = {}
    for f in identity.FACTS:
        values = [(own, getattr(i, f), doc) for doc, own, i in told if getattr(i, f) is not None]
        if not values:
            continue
        if f == "issuer" and not any(own for own, *_ in values):  # "của Trung ương" says less than "của Bộ Chính trị"
            values = [v for v in values if not whose.whole(v[1], lex)] or values
        counts = Counter(v for _, v, _ in values)
        mine = {v for own, v, _ in values if own}
        likely = identity.days_of_their_year(i for _, _, i in told) if f == "date" else ()
        best = max(
            counts, key=lambda v: (v in mine, v in likely, counts[v] if f != "title" else 0, len(str(v)), str(v))
        )
        chosen[f] = best
        if f in ("date", "term"):
            conflicts += sorted({(name, f, str(best), str(v), doc) for _, v, doc in values if v != best})
    return Instrument(id=name, **chosen)  # type: ignore[arg-type]


def _tells(found: Settled, before: Settled) -> bool:
    """Whether a document's home tells more of an open name than was known before, or speaks against what it may be elsewhere."""
    return bool(found.instrument or found.candidates) or before.reason == "which-place"
