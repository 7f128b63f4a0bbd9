"""How what documents leave open is settled: by number, type, issuer, place, term, date and subject over all that is known.

One that fits settles a name; what fits several stays open, with its candidates and the reason. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain

from kg import bills, byname, locality, numbering, subjects, terms, waiting, which, whose, yearly
from kg.known import Known
from kg.lexicon import Lexicon
from kg.model import Instrument, Settled
from kg.waiting import Open

_MOST = 20  # candidates of one name
_NEARLY = subjects.ALIKE / 2  # what stays a candidate
# How long after its adoption a law comes into force: 45 days at the soonest (Law 80/2015/QH13, article 151), 4 of 6 within 240.
_SOONEST, _LATEST = timedelta(days=45), timedelta(days=240)


def settle(
    left: Sequence[Open], instruments: Mapping[str, Instrument], cited: Mapping[str, str], lex: Lexicon
) -> tuple[dict[tuple[str, str], Settled], dict[str, Instrument]]:
    """How every open id is settled, and the catalogue's instruments that are needed for it."""
    if not left:
        return {}, {}
    known = Known(instruments, lex, cited, waiting.provinces(chain(instruments.values(), (w.facts for w in left)), lex))
    settled: dict[tuple[str, str], Settled] = {}
    added: dict[str, Instrument] = {}
    for w in sorted(left, key=lambda x: (x.document, x.local)):
        result = _settled(w, known, instruments, lex)
        settled[w.document, w.local] = result
        if result.instrument and result.instrument not in instruments:
            added[result.instrument] = lex.catalogue[result.instrument]
    return settled, added


def _settled(w: Open, known: Known, instruments: Mapping[str, Instrument], lex: Lexicon) -> Settled:
    number = numbering.parse(w.facts.number, lex) if w.facts.number else None
    if number:
        same = [i for i in known.numbered(number, w.facts.place) if i.id not in w.never]
        fit = [i for i in same if _fits(w, i, lex)]
        found = [i for i in fit if whose.may_be_one(w.facts, i, lex)]
        # "36-NQ/TW của Bộ Chính trị khóa XII": number and term tell more than who is said to write it.
        if not found and w.facts.term:
            found = fit
        others = [i for i in fit if i not in found and whose.of_one_organ(w.facts, i, lex)]
        if yearly.against(w, [*found, *others]) and (rather := _of_other_years(w, same, lex)):
            return _open(w, sorted(i.id for i in (*found, *others, *rather)), reason="other-year")
        unsure = all(i.date is None for i in (*found, *others))  # of which a year is all that anyone tells
        if unsure and (rather := [i for i in same if yearly.for_it(w, i)]):
            return _open(w, sorted(i.id for i in (*found, *others, *rather)), reason="which-year")
        if w.perhaps and (found or others):
            of_year = [i for i in (*found, *others) if i.id in w.perhaps]
            if not of_year:
                return _open(w, sorted(i.id for i in (*found, *others)), reason="which-year")
            found, others = of_year, []
        if not (found or others) and w.facts.place is None and w.facts.level != "central":
            return _somewhere(w, number, known, lex)
        return _decide(w, found, others, known, instruments)
    if w.facts.number:
        short = [i for i in known.short(w.facts.number, w.facts.type, w.facts.place) if _fits(w, i, lex)]
        return _decide(w, [i for i in short if whose.may_be_one(w.facts, i, lex)], [], known, instruments)
    if w.facts.name:
        return _law(w, lex)
    if not w.facts.issuer or (w.facts.title is None and w.after is None):
        return _open(w, reason="nothing-told")
    wanted = subjects.subject_words(w.subject or "")
    about = [i for i in known.about(w.facts, wanted, _NEARLY) if _fits(w, i, lex)]
    return _by_subject(w, wanted, [i for i in about if whose.may_be_one(w.facts, i, lex)], known)


def _of_other_years(w: Open, same: Sequence[Instrument], lex: Lexicon) -> list[Instrument]:
    """What has a number and the subject that is told, and another year."""
    anytime = yearly.without_year(w)
    fit = (i for i in same if _fits(anytime, i, lex) and whose.may_be_one(w.facts, i, lex))
    return [i for i in fit if subjects.akin(w.facts.title, i.title)]


def _somewhere(w: Open, number: numbering.Number, known: Known, lex: Lexicon) -> Settled:
    """A number of a local body whose place nobody tells: what fits of any place stays a candidate, however alone it is."""
    near = (i for i in known.anywhere(number) if i.id not in w.never)
    fit = [i for i in near if _fits(w, i, lex, anywhere=True) and whose.may_be_one(w.facts, i, lex)]
    fit = [i for i in fit if not subjects.about_other(w.facts, i)]
    wanted = subjects.subject_words(w.subject or "")
    best = sorted(fit, key=lambda i: (-known.alike(wanted, i), i.id))[:_MOST]
    if not best:
        return _open(w, reason="no-place" if w.facts.year else "no-year")
    return _open(w, sorted(i.id for i in best), reason="which-place")


def _is(w: Open, instrument: str, *, reason: str, sure: float) -> Settled:
    return Settled(document=w.document, local=w.local, instrument=instrument, reason=reason, confidence=sure)


def _open(w: Open, candidates: Sequence[str] = (), *, reason: str) -> Settled:
    return Settled(document=w.document, local=w.local, instrument=None, candidates=tuple(candidates), reason=reason)


def _fits(w: Open, i: Instrument, lex: Lexicon, *, anywhere: bool = False) -> bool:
    """Whether date, year, term and place speak for an instrument; none is later than the document, or than what carries it out."""
    t = w.facts
    # Without a number it may be a resolution of each year: "các Kế hoạch thực hiện Nghị quyết của Chính phủ về … như: …".
    latest = min((day for day in (w.written, w.until if t.number else None) if day), default=None)
    if not _in_time(i, latest, max(w.after or "", w.acted or ""), lex):
        return False
    if (t.date and i.date and t.date != i.date) or (t.year and i.year and t.year != i.year):
        return False
    if not locality.agree(t.place, i.place, t.level, i.level):
        return False
    if (t.place is None) != (i.place is None) and t.number and not anywhere:
        return False
    told = i.date or i.year
    return not t.term or (t.term == i.term if i.term else bool(told) and terms.may_be(t.term, i.date, i.year, lex))


def _in_time(i: Instrument, latest: str | None, earliest: str, lex: Lexicon) -> bool:
    """Whether an instrument is no later than one day and no earlier than another, as far as its day, its year or its term tells."""
    told = i.date or (str(i.year) if i.year else terms.begin(i, lex))
    if latest and told > latest[: len(told)]:
        return False
    return not (i.date or i.year) or told >= earliest[: len(told)]


def _decide(
    w: Open,
    found: Sequence[Instrument],
    others: Sequence[Instrument],
    known: Known,
    instruments: Mapping[str, Instrument],
) -> Settled:
    """One fitting instrument settles; of several the subject may decide; else it stays open.

    `others` are of other bodies of the organ whose code the number has: one is meant where the subject tells it, and stays a
    candidate where nothing else fits.
    """
    each = found
    found = [i for i in found if i.id in instruments or not which.of_another_year(w.facts, i, known.lexicon)]
    if any(i.id in instruments for i in found):
        found = [i for i in found if i.id in instruments or yearly.still(w, i, found, known.lexicon)]
    likely = [i for i in found if not subjects.about_other(w.facts, i)]
    rivals = [i for i in others if not subjects.about_other(w.facts, i)]
    alone = len(likely) == 1 and not rivals
    wanted = subjects.subject_words(w.subject or "") if not alone else frozenset[str]()
    best = _by_subject(w, wanted, [*likely, *rivals], known) if wanted else None
    rather = [i for i in rivals if best and i.id == best.instrument]
    if len(likely) == 1 and not rather:
        one = likely[0]
        if yearly.elsewhere(w, one, known.provinces(w.facts)):
            return _open(w, [one.id], reason="which-place")
        if one.id not in instruments and yearly.untold(w, one, known.lexicon):
            return _open(w, [one.id], reason="no-year")
        if yearly.again(w, one, known.cited(one.id), known.lexicon):
            return _open(w, [one.id], reason="each-year")
        return _is(w, one.id, reason="only-in-collection" if one.id in instruments else "only-in-catalogue", sure=0.9)
    some = [*likely, *rivals]

    def sure(one: Instrument) -> bool:
        told = one.id in instruments or not yearly.untold(w, one, known.lexicon)
        return told and not subjects.of_each_year(w.subject, one, each)

    if best and best.instrument and not (rather and likely):
        (one,) = (i for i in some if i.id == best.instrument)
        return best if sure(one) else _open(w, sorted(i.id for i in some), reason="same-number")
    held = [i for i in some if w.subject and (not i.title or subjects.held(w.subject, i.title))]
    if len(held) == 1 and held[0].title and sure(held[0]):
        if held[0] in likely:
            return _is(w, held[0].id, reason="same-subject", sure=0.6)
        rather = held
    candidates = sorted(i.id for i in [*(found or others), *rather])
    if found:
        return _open(w, candidates, reason="same-number" if likely else "other-body" if rather else "no-subject")
    return _open(w, candidates, reason="other-body" if others else "no-place" if w.facts.year else "no-year")


def _by_subject(w: Open, wanted: frozenset[str], found: Sequence[Instrument], known: Known) -> Settled:
    """The instrument whose title is about the same thing, if it leads clearly."""
    scored = sorted(((known.alike(wanted, i), i.id) for i in found), reverse=True)
    alike = [s for s in scored if s[0] >= subjects.ALIKE]
    if alike and (len(scored) == 1 or scored[0][0] - scored[1][0] >= subjects.LEAD):
        return _is(w, alike[0][1], reason="same-subject", sure=round(min(0.9, alike[0][0]), 2))
    candidates = sorted(i for s, i in scored if s >= _NEARLY)[:_MOST]
    return _open(w, candidates, reason="several-subjects" if alike else "no-subject")


def _law(w: Open, lex: Lexicon) -> Settled:
    """The law of that name in force when the document was written: the latest before it, if it was in force already."""
    name = byname.unqualified(w.facts.name or "", lex)
    if bills.of(name):
        return _which(w, bills.becomes(name, w.written, lex))
    listed = [c for c in lex.named(name) if c.date and w.facts.year in (None, c.year)]
    listed = [c for c in listed if not w.until or (c.date or "") <= w.until]
    before = sorted((c for c in listed if not w.written or (c.date or "") <= w.written), key=lambda c: c.date or "")
    if name != w.facts.name or not before:
        # "Luật Doanh nghiệp cũ" is one of those before the last; and what is named before its time is a draft, or not listed.
        return _which(w, before[:-1] or before)
    if w.written and len(before) > 1 and not w.carried:
        age = date.fromisoformat(w.written) - date.fromisoformat(before[-1].date or "")
        if age < _SOONEST:
            before.pop()
        elif age < _LATEST:
            before, listed = [], before[-2:]  # which of the two, its last article tells
    if len(listed) == 1 or (w.written and before):
        law = max(before or listed, key=lambda c: (c.date or "", c.id))
        several = len(listed) > 1
        return _is(w, law.id, reason="latest-law" if several else "only-law", sure=0.85 if several else 0.95)
    return _which(w, listed)


def _which(w: Open, listed: Sequence[Instrument]) -> Settled:
    """A law's name that stays open: which of those is meant, nobody tells."""
    return _open(w, sorted(c.id for c in listed), reason="several-laws")
