"""Relations across clauses and sentences: "Trên cơ sở đó, …", "theo đó, …", "Triển khai Nghị quyết, Tỉnh ủy đã …".

What is read across sentences is less sure than what one clause says; its rule starts with `discourse`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from kg import issuing
from kg.announcements import led
from kg.lexicon import Lexicon
from kg.linking import link_of
from kg.model import Instrument, Name
from kg.normal import Normal
from kg.scan import connectives
from kg.sentences import Sentences
from kg.span import DOCUMENT, Link, Sentence
from kg.text import wrap

_ACROSS = 0.1  # less sure is a connective between sentences
_LONGEST_LEAD = 80  # characters from the start of a sentence to the comma behind a bare noun
_BACK = 4  # sentences that a connective reaches back


class _Document(NamedTuple):
    """A text with its names and what other rules have told of them."""

    text: str
    names: Sequence[Name]
    sentences: Sequence[Sentence]
    within: Sentences
    objects: Collection[int]  # what something is done to
    acting: Collection[int]  # what carries something out
    lexicon: Lexicon


def read(
    normal: Normal,
    names: Sequence[Name],
    sentences: Sequence[Sentence],
    links: Sequence[Link],
    within: Sentences,
    lexicon: Lexicon,
) -> tuple[list[Name], list[Link]]:
    """Instruments announced without a number, and the links; indices go on from `names` into the new ones."""
    text = normal.text
    told = [link for link in links if link.subject != DOCUMENT]
    acting = {link.subject for link in told if link.predicate == "implements"}
    d = _Document(text, names, sentences, within, {link.object for link in told}, acting, lexicon)
    extra: list[Name] = []
    announced: set[int] = set()  # where those stand
    made: list[Link] = []
    linked = [(at, end, cue.predicate or "basedOn", None) for at, end, cue in connectives(normal, lexicon)]
    for at, end, predicate, bare in sorted([*linked, *_bare(d)], key=lambda found: found[0]):
        s = _sentence_at(sentences, at)
        opens = s is None or s.first == s.last or names[s.first].start >= at
        parents = bare or (_announced_before(d, at, predicate) if opens or s is None else _heads(d, s, at))
        stop = s.end if s else within.bounds(at)[1]
        clauses = list(issuing.clauses(text, end, min(stop, end + 200), lexicon)) if parents else []
        if not clauses:
            continue
        clause = clauses[-1] if bare or text.find(";", end, clauses[-1].end) < 0 else clauses[0]
        subjects = _announced(d, s, end, clauses if bare else [clause], clause.end) if s else []
        if not subjects and clause.end in announced:
            continue  # announced already, by another connective
        if not subjects and (new := _unnumbered(text, clause, lexicon)):
            subjects = [len(names) + len(extra)]
            extra.append(new)
            announced.add(new.start)
        first = min(names[p].start for p in parents)
        rule = f"discourse:{wrap(text[at:end].lower())}"
        for subject, parent in product(subjects, parents):
            name = names[subject] if subject < len(names) else extra[subject - len(names)]
            start, less = (first, _ACROSS) if opens else (names[parent].start, 0)
            made.append(link_of(subject, predicate, parent, start, name.end, rule, less))
    return extra, made


def _bare(d: _Document) -> Iterator[tuple[int, int, str, list[int]]]:
    """ "… ban hành Nghị quyết số 55-NQ/TW. Triển khai Nghị quyết, Tỉnh ủy đã …": a bare noun, told with its number just before.

    From where to where it is carried out, the relation, and the one of that noun in the sentence before.
    """
    text, names = d.text, d.names
    for s in d.sentences:
        comma = text.find(",", s.end, s.end + _LONGEST_LEAD)
        numbered = (i for i in range(s.first, s.last) if names[i].form == "number") if comma > 0 else ()
        alike = [i for i in numbered if names[i].type and text.endswith(f" {names[i].type}", s.end, comma)]
        lead = led(text, s.end, comma - len(names[alike[0]].type or ""), d.lexicon) if len(alike) == 1 else None
        if lead:
            yield lead.begin, comma, lead.predicate, alike


def _sentence_at(sentences: Sequence[Sentence], at: int) -> Sentence | None:
    n = bisect_right(sentences, at, key=lambda s: s.start)
    return next((s for s in reversed(sentences[max(0, n - 3) : n]) if s.start <= at < s.end), None)


def _heads(d: _Document, s: Sentence, at: int) -> list[int]:
    """The last numbered name before an offset in its sentence that is nobody's object: what "theo đó" points to."""
    before = range(bisect_right(d.names, at, s.first, s.last, key=lambda n: n.start) - 1, s.first - 1, -1)
    last = next((i for i in before if d.names[i].end <= at and i not in d.objects and d.names[i].facts.number), None)
    return [] if last is None else [last]


def _announced_before(d: _Document, at: int, predicate: str) -> list[int]:
    """The numbered names that the nearest sentence with an issuing clause announces before an offset.

    "theo đó" points to the sentence before, "trên cơ sở đó" further.
    """
    bounds, names = d.within.bounds, d.names
    since = bounds(max(0, bounds(at)[0] - 1))[0] if predicate == "implements" else 0
    n = bisect_right(d.sentences, at, key=lambda s: s.start)
    before = [s for s in d.sentences[max(0, n - _BACK - 2) : n] if s.end <= at][-_BACK:]
    for s in reversed(before):
        if at - s.end > 1500 or s.start < since:
            break
        numbered = (i for i in range(s.first, s.last) if names[i].facts.number)
        found = [i for i in numbered if i not in d.objects]
        if found and issuing.last(d.text, s.start, names[found[0]].end, d.lexicon):  # "thông qua" leads to a noun
            return found
    return []


def _announced(d: _Document, s: Sentence, at: int, clauses: Sequence[issuing.Clause], verb: int) -> list[int]:
    """The numbered names that the bodies of clauses issue; the one right behind a verb, whatever a later clause does to it.

    "…, Ủy ban nhân dân tỉnh đã ban hành A; B thực hiện C": what B carries out is told of B.
    """
    bodies = {clause.issuer for clause in clauses}
    numbered = (i for i in range(s.first, s.last) if d.names[i].start >= at and d.names[i].facts.number)
    free = (i for i in numbered if i not in d.objects or d.names[i].start == verb)
    issued = [i for i in free if d.names[i].facts.issuer in bodies]
    return [*issued[:1], *(i for i in issued[1:] if i not in d.acting)]


def _unnumbered(text: str, clause: issuing.Clause, lexicon: Lexicon) -> Name | None:
    """ "Ủy ban nhân dân tỉnh đã ban hành Kế hoạch": an instrument announced by issuer and type only."""
    issuer, place, day, at = clause
    found = lexicon.nouns.match(text, at)
    if not found or not text[at : at + 1].isupper():
        return None
    kind, end = found
    facts = Instrument(type=kind.label, issuer=issuer, place=place, date=day, year=int(day[:4]) if day else None)
    return Name(start=at, end=end, form="short", type=kind.label, kind=kind.kind, facts=facts, told=end)
