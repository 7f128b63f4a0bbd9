"""Whose names are by what stands near them: the body of the name before, the district that the sentence or the title names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg import infull, issuers, locality, organs, placenames
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.text import holds

_NEAR = 200  # characters
_APART = pattern(r"[.;:\n]")


def beside(text: str, names: Sequence[Name], lexicon: Lexicon) -> list[Name]:
    """In a text of nobody, "Quyết định số 12/QĐ-UBND của UBND quận A và Thông báo số 34/TB-UBND": both are that district's.

    "Huyện A, tỉnh B báo cáo …, Kế hoạch số 56/KH-UBND của huyện": so is that.
    """
    found: list[Name] = []
    for told in infull.of_one_place(names, lexicon):
        noun = _noun(told.facts, lexicon)
        name = _of_named(text, told, noun, lexicon) if noun else told
        body = organs.body(name.facts, lexicon) if name.form == "number" else None
        last = found[-1] if found else None
        lacks = body is not None and body.local and name.facts.issuer is None and name.facts.place is None
        near = last is not None and 0 <= name.start - last.told < _NEAR
        alike = lacks and last is not None and bool(last.facts.place) and organs.body(last.facts, lexicon) == body
        if last is not None and near and alike and not _APART.search(text, last.told, name.start):
            found.append(name.telling(issuer=last.facts.issuer, place=last.facts.place))
        else:
            found.append(name)
    return found


_AND = pattern(r"(?:,|,?\s(?:và|cùng))\s{1,2}(?:các\s)?$")
_LONGEST_AND, _LONGEST_TITLE = len(", cùng các "), 200
_OVER = pattern(r"[.;:\n]")


def listed(text: str, names: Sequence[Name], place: str | None, lexicon: Lexicon) -> list[Name]:
    """ "Nghị quyết số … của Tỉnh ủy và Kế hoạch số … của UBND tỉnh A": both are of A; in a document of another `place` the first is
    nobody's. So is "của Huyện ủy và … của UBND huyện A, tỉnh B". Not "… của UBND tỉnh và … của UBND tỉnh A": the first of these is
    the document's own."""
    found = list(names)
    last = names[-1] if names else None  # the one to the right that tells the place of a list
    for i in range(len(found) - 2, -1, -1):
        left, right = found[i], found[i + 1]
        if not _together(text, left, right):
            last = None
        elif right.facts.place and _local(right, lexicon):
            last = right
        if last is None or left.facts.issuer is None or left.facts.place is not None or not _local(left, lexicon):
            continue
        whose = last.facts.place if _levels(left, lexicon) == _levels(last, lexicon) else None
        if whose and organs.body(left.facts, lexicon) != organs.body(last.facts, lexicon):
            found[i] = left.telling(place=whose if _may_be_in(whose, place, lexicon) else locality.UNREAD)
    return found


def _together(text: str, left: Name, right: Name) -> bool:
    """Whether two names are neighbours in a list, with nothing but the title of the first between them."""
    between = right.start - left.told
    if between <= 0 or between > (_LONGEST_TITLE if left.facts.title else _LONGEST_AND):
        return False
    m = _AND.search(text, left.told, right.start)
    if m is None or _OVER.search(text, left.told, right.start):
        return False
    title = left.facts.title or ""
    return m.start() == left.told or (
        title in text[left.told : right.start] and m.start() - left.told - len(title) < _LONGEST_AND
    )


def _may_be_in(told: str, home: str | None, lexicon: Lexicon) -> bool:
    """Whether a place may be that of a document, or in it: "huyện A" may be of any province."""
    alone = told not in lexicon.provinces and len(locality.parts(told)) == len(locality.parts(home)) == 1
    return home is None or alone or locality.agree(home, told)


def _local(name: Name, lexicon: Lexicon) -> bool:
    """Whether a number is of a body that each province or each place below one has."""
    body = organs.body(name.facts, lexicon) if name.form == "number" else None
    return body is not None and body.local


def _levels(name: Name, lexicon: Lexicon) -> str | None:
    """The level below a province of the body that a name tells; None for a province's."""
    below = organs.level(name.facts.issuer, None, None, lexicon)
    return below if below in locality.LEVELS else None


def _noun(told: Instrument, lexicon: Lexicon) -> str | None:
    """The noun with which the issuer of a number without a place ends: "huyện" of "UBND huyện"."""
    return placenames.noun(told.issuer, lexicon) if told.number and told.issuer and told.place is None else None


def _of_named(text: str, name: Name, noun: str, lexicon: Lexicon) -> Name:
    """A name with "của huyện", "của UBND huyện" is of the district that its sentence names last before it."""
    near = max(0, name.start - _NEAR)
    start = max(near, text.rfind("\n", near, name.start))
    return name.telling(place=placenames.last(text, start, name.start, noun, lexicon))


def of_title(
    text: str, names: Sequence[Name], title: tuple[int, int], head: Instrument, lexicon: Lexicon
) -> list[Name]:
    """The names of "UBND huyện" in a document whose title names one huyện, and no other, but where another stands near."""
    if organs.below_province(head.issuer, lexicon):
        return list(names)
    names = [_of_title(text, n, noun, title, lexicon) if (noun := _noun(n.facts, lexicon)) else n for n in names]
    read = [_reported(text, n, lexicon) for n in names]
    return [n if r is not n and _again(n, names, lexicon) else r for n, r in zip(names, read, strict=True)]


def _of_title(text: str, name: Name, noun: str, title: tuple[int, int], lexicon: Lexicon) -> Name:
    here = set(placenames.of_kind(text, *title, noun, lexicon))
    if len(here) != 1:
        return name
    (place,) = here
    near = placenames.last(text, max(title[1], name.start - _NEAR), name.start, noun, lexicon)
    return name.telling(place=place) if near is None or locality.agree(near, place) else name


# "UBND xã A báo cáo kết quả thực hiện Kế hoạch số …": its own, or that of who it reports to.
_REPORTS = pattern(
    r"(?:\s{1,2}(?:đã|cũng|kịp\s+thời))?\s{1,2}(?:báo\s+cáo|(?:tổ\s+chức\s+)?(?:sơ\s+kết|tổng\s+kết))\s{1,2}"
    r"(?:(?:về\s+)?(?:tình\s+hình|kết\s+quả|tiến\s+độ|việc)\s{1,2}|\d{1,2}\s+năm\s{1,2}|(?:tổ\s+chức\s+)?(?:triển\s+khai|thực\s+hiện),?\s{1,2}){0,3}$",
    re.IGNORECASE,
)
_REPORTED = (" báo cáo ", " kết ")
_LONGEST_REPORT = 80  # characters
# Who is asked to report does so on what another is to have carried out.
_ASKED = pattern(
    r"(?<!\w)(?:đề\s+nghị|yêu\s+cầu|giao|đôn\s+đốc|nhắc|chỉ\s+đạo|kiến\s+nghị|để|cho|của|và|gửi)\s{1,2}$|,\s{0,2}$",
    re.IGNORECASE,
)
# "… gửi về Sở Nội vụ trước ngày 20/12/2025": so does who has a task.
_DUE = pattern(
    r"[^.;\n]{0,80}?(?<!\w)(?:gửi\s+về|trước\s+(?:ngày|\d{1,2})|chậm\s+nhất|định\s+kỳ|(?:hằng|hàng)\s+(?:năm|quý|tháng))(?!\w)",
    re.IGNORECASE,
)


def _again(name: Name, names: Sequence[Name], lexicon: Lexicon) -> bool:
    """Whether its number stands elsewhere, of no other day and no body below the province: the two are one."""
    told = name.facts
    return told.number is not None and any(
        n.start != name.start
        and n.facts.number == told.number
        and (n.facts.date == told.date or n.facts.date is None or told.date is None)
        and not organs.below_province(n.facts.issuer, lexicon)
        for n in names
    )


def _reported(text: str, name: Name, lexicon: Lexicon) -> Name:
    """A number that a body below the province reports on, in a document of one that is not: nobody tells whose it is."""
    told, near = name.facts, max(0, name.start - _LONGEST_REPORT)
    if name.form != "number" or told.issuer or told.place is not None:
        return name
    m = _REPORTS.search(text, near, name.start) if holds(text, _REPORTED, near, name.start) else None
    if m is None:
        return name
    who = issuers.before(text, max(0, m.start() - issuers.LONGEST_BODY), m.start(), lexicon)
    body = lexicon.authority(who[0]) if who else None
    if who is None or body is None or body != organs.body(told, lexicon) or not organs.below_province(who[0], lexicon):
        return name
    asked = _ASKED.search(text, max(0, who[2] - 12), who[2])
    due = "đã" not in m.group() and _DUE.match(text, name.told)
    return name if asked or due else name.telling(place=locality.UNREAD)
