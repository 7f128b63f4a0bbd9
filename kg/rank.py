"""What one instrument can do to another, by its rank and its date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.span import ALTERS, Link

NORMATIVE = frozenset({"Nghị định", "Thông tư", "Thông tư liên tịch"})  # what nobody proposes anything by
# What no law carries out.
_BELOW = NORMATIVE | {"Quyết định", "Công văn", "Công điện", "Kế hoạch", "Báo cáo", "Thông báo"}
_PROGRAMMES = frozenset({"Chương trình", "Đề án", "Dự án", "Kế hoạch", "Quy hoạch", "Chiến lược", "Báo cáo"})
# What asks others to put something in force, and tells of changes to come: "Tờ trình về ban hành Nghị quyết sửa đổi …".
_PROPOSING = frozenset({"Tờ trình", "Báo cáo"})
# "Kế hoạch xây dựng Quyết định bãi bỏ Quyết định số …", "Công văn về việc rà soát, sửa đổi Quyết định số …"
_CHANGING_NO_RULE = frozenset({"Công văn", "Kế hoạch", "Thông báo", "Chương trình", "Công điện"})
_RULES = NORMATIVE | {"Quyết định", "Nghị quyết", "Luật", "Bộ luật", "Pháp lệnh"}
_GUIDED_BY_NONE = NORMATIVE | {"Quyết định", "Chỉ thị"}  # of the decrees
_CHANGES_STATUTES = frozenset({"Điều lệ", "Nghị định", "Nghị quyết", "Quyết định"})
TIMED = ALTERS | {"implements", "basedOn", "guides", "reviews", "disseminates", "consolidates"}


def possible(names: Sequence[Name], link: Link) -> bool:
    """Nothing acts on what is later; a decree amends no law, and a law guides or carries out no decree.

    What puts a programme in force is no programme itself.
    """
    if link.subject < 0:
        return True
    s, o = names[link.subject], names[link.object]
    if link.predicate != "cites" and not _after(s.facts, o.facts):
        return False
    if link.predicate in _BY_LEVEL and (
        _LOCAL.search((o if link.predicate == "implements" else s).facts.number or "")
        and _CENTRAL.search((s if link.predicate == "implements" else o).facts.number or "")
    ):
        return False  # the Government carries out no plan of a province, and a province changes nothing of the Government's
    if link.predicate in ALTERS and s.type != o.type and (s.type in _PROPOSING or o.type in _PROPOSING):
        return False  # what proposes changes nothing, and nothing but its own kind changes it
    if link.predicate == "guides" and not _may_guide(s, o):
        return False
    if link.predicate == "implements" and s.kind == "law" and o.type in _BELOW:
        return False
    if link.predicate == "approves" and ((s.form == "name" and s.kind != "law") or s.type in _PROPOSING):
        return False
    return not (link.predicate in ALTERS and s.type != "Nghị quyết" and _outranks(o, s))


_BY_LEVEL = ALTERS | {"implements"}
# How the numbers end that the centre and the local bodies write (Decree 30/2020/NĐ-CP, Regulation 66-QĐ/TW).
_CENTRAL = pattern(r"(?:/TW|[-/]TTg|[-/]CP|QH\d{1,2})$", re.IGNORECASE)
_LOCAL = pattern(r"(?:UBND|HĐND|/(?:TU|ThU|HU|QU|ĐU))\d{0,2}$", re.IGNORECASE)
_CHANGES = ALTERS | {"suspends", "corrects", "guides"}


def may(own: Instrument | None, target: Instrument | None, predicate: str) -> bool:
    """Whether a document may do this to another: what only proposes changes none but its own kind, and a letter no decision."""
    if own is None or (target is not None and target.type == own.type):
        return True
    if own.type in _CHANGING_NO_RULE and predicate in ALTERS:
        return target is None or target.type not in _RULES
    return own.type not in _PROPOSING or predicate not in _CHANGES


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


def proposes(name: Name, predicate: str) -> bool:
    """Whether an instrument may be what a body proposes by: no law, decree or circular."""
    return predicate != "proposedBy" or (name.kind != "law" and name.type not in NORMATIVE)


def rather(names: Sequence[Name], subject: int, prev: int, i: int) -> bool:
    """Whether what changes, or is changed by, name i is the one that acts on name prev: it is of its type, and prev is not."""
    return subject >= 0 and names[subject].type == names[i].type != names[prev].type


def peer(names: Sequence[Name], first: int, prev: int, i: int, *, ends: bool) -> int:
    """What is "amended by" a decree is a decree: the nearest name on the left of the same rank, or the nearest.

    What a decree ends may be a circular too.
    """
    for j in range(prev, first - 1, -1):
        if (
            names[j].form != "back"
            and not _outranks(names[j], names[i])
            and (ends or not _outranks(names[i], names[j]))
        ):
            return j
    return prev


def _may_guide(s: Name, o: Name) -> bool:
    """No law guides anything and no programme that is told by its name; a decree guides laws, a circular no circular."""
    if s.kind == "law" or _outranks(s, o) or (s.form == "name" and s.type in _PROGRAMMES):
        return False
    if s.type == "Nghị định":
        return o.type not in _GUIDED_BY_NONE
    return not (s.type == o.type == "Thông tư")


def _outranks(name: Name, other: Name) -> bool:
    """Whether an instrument is none that the other can change: a law for a decree, a decree for a circular."""
    if (name.kind == "law") != (other.kind == "law"):
        return name.kind == "law"
    if name.type == "Điều lệ" and name.form == "name":
        return other.type not in _CHANGES_STATUTES
    return name.type == "Nghị định" and other.type in ("Thông tư", "Thông tư liên tịch")
