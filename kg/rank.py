"""What one instrument can do to another, by its rank and its date."""

from __future__ import annotations

from collections.abc import Sequence

from kg import numbering, organs
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.span import ALTERS, CHANGES, REVISES, Link

_DECISION, _RESOLUTION, _DECREE, _CIRCULAR = "Quyết định", "Nghị quyết", "Nghị định", "Thông tư"
_STATUTE = "Điều lệ"
_BY_LEVEL = ALTERS | {"implements"}
_REWRITES = REVISES | {"replaces"}
_APART = {"party", "state"}
TIMED = ALTERS | {"implements", "basedOn", "guides", "reviews", "disseminates", "consolidates"}


def possible(names: Sequence[Name], link: Link, lexicon: Lexicon) -> bool:
    """Nothing acts on what is later; a decree amends no law, and a law guides or carries out no decree.

    What puts a programme in force is no programme itself.
    """
    if link.subject < 0:
        return True
    s, o = names[link.subject], names[link.object]
    if not _after(s.facts, o.facts):
        return False
    if link.predicate in _BY_LEVEL:
        # The Government carries out no plan of a province, and a province changes nothing of the Government's.
        lower, upper = (o, s) if link.predicate == "implements" else (s, o)
        if _local(lower.facts, lexicon) and _local(upper.facts, lexicon) is False:
            return False
    if link.predicate in _REWRITES and _local(o.facts, lexicon) and _local(s.facts, lexicon) is False:
        return False  # nor does the Government write a province's anew; it may repeal it
    proposing = lexicon.having["proposing"]
    if link.predicate in CHANGES and s.type != o.type and (s.type in proposing or o.type in proposing):
        return False  # what proposes changes nothing, and nothing but its own kind changes it
    if link.predicate == "guides" and not _may_guide(s, o, lexicon):
        return False
    if link.predicate == "implements" and s.kind == "law" and _below_laws(o, lexicon):
        return False
    if link.predicate == "approves" and (s.scheme or s.type in proposing):
        return False
    return not (link.predicate in ALTERS and s.type != _RESOLUTION and _outranks(o, s, lexicon))


def _local(facts: Instrument, lexicon: Lexicon) -> bool | None:
    """Whether those who write a number's code are in every place (UBND, TU) or of the centre; None where the code does not tell."""
    number = numbering.of(facts, lexicon)
    told = {b.local for b in lexicon.issuers(number.bodies[0])} if number and number.issuer_code else set()
    return told.pop() if len(told) == 1 else None


def apart(names: Sequence[Name], i: int, other: int, lexicon: Lexicon) -> bool:
    """Whether one is the Party's and the other the State's, as their numbers tell."""
    return {_branch(names[j].facts, lexicon) for j in (i, other)} == _APART


def _branch(facts: Instrument, lexicon: Lexicon) -> str | None:
    """The branch of all who write a number's code; None where the code tells none, or several."""
    number = numbering.of(facts, lexicon)
    bodies = lexicon.issuers(number.bodies[0]) if number and number.issuer_code else ()
    told = {organs.branch(number, b) for b in bodies} if number else set()
    return told.pop() if len(told) == 1 else None


def _central(facts: Instrument, lexicon: Lexicon) -> str | None:
    """The code of the body of the centre that writes a number; None where no such body does."""
    number = numbering.of(facts, lexicon)
    return number.bodies[0] if number and _local(facts, lexicon) is False else None


def _below_laws(o: Name, lexicon: Lexicon) -> bool:
    """Whether it is what no law carries out."""
    having = lexicon.having
    return o.type == _DECISION or any(o.type in having[t] for t in ("normative", "proposing", "executing"))


def may(own: Instrument | None, target: Instrument | None, predicate: str, lexicon: Lexicon, *, titled: bool) -> bool:
    """Whether a document may do this to another: what only proposes changes none but its own kind, a letter no decision, no treaty.

    What proposes puts nothing in force. An invitation, whose title tells what is met for, does neither that nor carry it out.
    The State changes nothing of the Party's, nor that of the State's, but where its own words say so: "Quyết định này
    thay thế Quyết định số …/QĐ-UBND", of a steering committee that is the Party's now.
    """
    if own is None:
        return True
    across = target is not None and predicate in ALTERS and {own.branch, target.branch} == _APART
    if across and (titled or own.branch == "state"):
        return False
    having = lexicon.having
    slip = own.type in having["letter"] and own.type not in having["executing"]
    if slip and titled and predicate in ("implements", "approves"):
        return False
    if predicate == "approves" and own.type in having["proposing"]:
        return False
    if target is not None and target.type == own.type:
        return True
    if predicate in ALTERS and (own.type in having["executing"] or _of_unit(own, lexicon)):
        return target is None or not any(target.type in having[t] for t in ("law", "normative", "deciding", "treaty"))
    return own.type not in having["proposing"] or predicate not in CHANGES | {"guides"}


def _of_unit(own: Instrument, lexicon: Lexicon) -> bool:
    """Whether what has no noun is a letter: its number tells a unit and no type, "1234/BTC-QLG"; not "88/2025/QH15"."""
    number = numbering.of(own, lexicon) if own.type is None else None
    return number is not None and number.type_code is None and "-" in (number.issuer_code or "")


def in_time(subject: Instrument | None, target: Instrument | None, predicate: str) -> bool:
    """Nothing implements, rests on or amends what is later than itself."""
    if predicate not in TIMED or not subject or not target:
        return True
    return _after(subject, target)


def _after(subject: Instrument, target: Instrument) -> bool:
    """Whether an instrument may be as late as another, by their dates, or by their years where one has no date or a slip in it."""
    (day, year), (other, before) = _when(subject), _when(target)
    if day and other:
        return day >= other
    numbered = subject.number and target.number  # what a programme is for is not when it was made
    return not (numbered and year and before and year < before)


_YEAR = pattern(r"/((?:19|20)\d\d)/")


def _when(instrument: Instrument) -> tuple[str | None, int | None]:
    """Date and year of an instrument; a date of another year than its number tells is a slip: "05/2022/TT-BYT … ngày 01/8/2002"."""
    m = _YEAR.search(instrument.number or "")
    year = int(m[1]) if m else instrument.year
    slip = m is not None and instrument.date is not None and not instrument.date.startswith(m[1])
    return None if slip else instrument.date, year


def proposes(name: Name, predicate: str, lexicon: Lexicon) -> bool:
    """Whether an instrument may be what a body proposes by: no law, decree or circular."""
    return predicate != "proposedBy" or (name.kind != "law" and name.type not in lexicon.having["normative"])


def rather(names: Sequence[Name], subject: int, prev: int, i: int) -> bool:
    """Whether what changes, or is changed by, name i is the one that acts on name prev: it is of its type, and prev is not."""
    return subject >= 0 and names[subject].type == names[i].type != names[prev].type


def own_rather(names: Sequence[Name], kind: str | None, prev: int, i: int, lexicon: Lexicon) -> bool:
    """Whether a document of some type changes name i itself, and not name prev, which it tells of before.

    It is of that type, and prev is not; or prev is of the centre, and what is changed is not; or the Party's. What one body of
    the centre has issued both, that body changes.
    """
    told, before = names[i].facts, names[prev].facts
    body = _central(told, lexicon)
    if body and body == _central(before, lexicon):
        return False
    if names[i].type == kind != names[prev].type:
        return True
    return (bool(_local(told, lexicon)) and _local(before, lexicon) is False) or apart(names, i, prev, lexicon)


def alike(names: Sequence[Name], i: int, other: int, lexicon: Lexicon) -> bool:
    """Whether neither of two instruments is of a rank that the other cannot change."""
    return not (_outranks(names[i], names[other], lexicon) or _outranks(names[other], names[i], lexicon))


def peer(names: Sequence[Name], first: int, prev: int, i: int, lexicon: Lexicon, *, ends: bool) -> int:
    """What is "amended by" a decree is a decree: the nearest name on the left of the same rank, or the nearest.

    What a decree ends may be a circular too.
    """
    for j in range(prev, first - 1, -1):
        if (
            names[j].form != "back"
            and not _outranks(names[j], names[i], lexicon)
            and (ends or not _outranks(names[i], names[j], lexicon))
        ):
            return j
    return prev


def _may_guide(s: Name, o: Name, lexicon: Lexicon) -> bool:
    """No law guides anything and no programme that is told by its name; a decree guides laws, a circular no circular."""
    having = lexicon.having
    scheme = s.form == "name" and (s.type in having["programme"] or s.type in having["proposing"])
    if s.kind == "law" or scheme or _outranks(s, o, lexicon):
        return False
    if s.type == _DECREE:
        return o.type != _DECISION and o.type not in having["normative"] and o.type not in having["directing"]
    return not (s.type == o.type == _CIRCULAR)


def _outranks(name: Name, other: Name, lexicon: Lexicon) -> bool:
    """Whether an instrument is none that the other can change: a law for a decree, a decree for a circular."""
    if (name.kind == "law") != (other.kind == "law"):
        return name.kind == "law"
    having = lexicon.having
    if name.type == _STATUTE and name.form == "name":
        return other.type not in (_STATUTE, _DECREE) and other.type not in having["deciding"]
    return name.type == _DECREE and other.type in having["normative"] and other.type != _DECREE
