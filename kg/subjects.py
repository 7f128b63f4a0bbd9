"""What titles are about: whether two may be of one instrument, and how much they have in common."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise

from kg import periods
from kg.model import Instrument
from kg.patterns import pattern
from kg.words import WORD, key

# A title must share this much of its pairs of words with a subject, and lead the next best by this much (Dice, 0 to 1).
ALIKE, LEAD = 0.5, 0.15
_YEAR = pattern(r"(?<!\d)(?:19|20)\d\d(?!\d|/[^\W\d])")  # not that of a number, "43/2022/QH15"


def about_other(told: Instrument, i: Instrument) -> bool:
    """Whether titles speak against an instrument of that number: of other years, or without two words in common.

    Not those that tell what is carried out: "thực hiện Nghị quyết số 12-NQ/TU" has no subject of its own.
    """
    if not told.title or not i.title or "/" in told.title + i.title:
        return False
    if of_other_years(told.title, i.title):
        return True
    wanted, found = subject_words(told.title), subject_words(i.title)
    return bool(wanted and found and not wanted & found)


def of_other_years(subject: str | None, title: str | None) -> bool:
    """Whether both tell years, and those of one are over when those of the other begin."""
    years, others = _years(subject or ""), _years(title or "")
    return bool(years and others) and (years[-1] < others[0] or others[-1] < years[0])


def last_year(title: str | None) -> str | None:
    """The last year that a title tells, if any."""
    return max(_years(title or ""), default=None)


def own_year(title: str) -> str | None:
    """The last year that a title tells outside of its period: what is for one year has another after it.

    >>> own_year("năng lực cạnh tranh năm 2019, định hướng đến năm 2021"), own_year("giảm nghèo giai đoạn 2016 - 2020")
    ('2019', None)
    """
    return max(_YEAR.findall(periods.without_period(title)), default=None)


def _years(title: str) -> list[str]:
    """The years that a title tells, the first one first: "phòng, chống dịch năm 2021"; of its period where it has no others."""
    return sorted(_YEAR.findall(periods.without_period(title)) or _YEAR.findall(title))


def subject_words(title: str) -> frozenset[str]:
    """Pairs of neighbouring words of a title without its period: what the subject is told by in a language of short words."""
    words = _words(title)
    return frozenset(f"{a} {b}" for a, b in pairwise(words))


_MOST = 8  # places where it may
_FEW, _FEW_OF_LIST = 4, 6  # syllables of a subject that say little, and of what is before a comma in it
_WHOLE = 3  # pairs of words of a title that say enough where all are told
_GAP = 2  # syllables of a title between two that are told
_GOES_ON = pattern(r",|\sđược\s")  # where the sentence may, "… về công nghệ sinh học được lồng ghép trong các mô hình"
_STOPS = (",", ";")


def held(subject: str, title: str) -> bool:
    """Whether a title has all the words of a subject in their order and near each other, up to a comma or a passive at least.

    >>> held("phát triển kinh tế biển", "Chiến lược phát triển bền vững kinh tế biển Việt Nam đến năm 2030")
    True
    >>> held("ứng dụng công nghệ sinh học được lồng ghép", "phát triển và ứng dụng công nghệ sinh học phục vụ đất nước")
    True
    >>> held("phát triển kinh tế số", "phát triển kinh tế - xã hội"), held("kinh tế biển", "phát triển kinh tế biển")
    (False, False)
    >>> held("phát triển kinh tế, văn hóa vùng cao", "phát triển kinh tế tập thể")  # what is before a comma is a part of it
    False
    >>> held("phát triển công nghiệp hỗ trợ", "phát triển công nghiệp chế biến, hỗ trợ doanh nghiệp")  # two of a list
    False
    """
    there = _clauses(title)
    ends = islice(_GOES_ON.finditer(subject), _MOST)
    told = ((m.start(), _FEW_OF_LIST if m[0] == "," else _FEW) for m in ends)
    return any(
        len(words := _clauses(subject[:end])) >= few and _within(words, there)
        for end, few in ((len(subject), _FEW), *told)
    )


def _words(title: str) -> list[str]:
    return [word for word, _ in _clauses(title)]


def _clauses(title: str) -> list[tuple[str, int]]:
    """The words of a title, each with the number of the clause it is in."""
    found, clause = [], 0
    for word in WORD.findall(periods.without_period(title)):
        clause += word in _STOPS
        if word[0].isalpha():
            found.append((key(word), clause))
    return found


def _within(told: list[tuple[str, int]], there: list[tuple[str, int]]) -> bool:
    """Whether words are among others in their order with small gaps, across a comma of these only where the words have one too."""
    at = {n for n, (word, _) in enumerate(there) if word == told[0][0]}
    for (_, before), (word, clause) in pairwise(told):
        at = {
            n
            for last in at
            for n in range(last + 1, min(last + 2 + _GAP, len(there)))
            if there[n][0] == word and (there[n][1] == there[last][1] or clause != before)
        }
    return bool(at)


def agree(subject: str | None, title: str | None) -> bool:
    """Whether a subject is that of a title: much in common, or one in the other, as what something is about is often told too far.

    >>> agree("chuyển đổi số", "chuyển đổi số tỉnh Bến Tre năm 2022"), agree("chuyển đổi số", "phòng, chống dịch bệnh động vật")
    (True, False)
    >>> agree("phòng cháy, chữa cháy rừng, các bản đã cam kết", "Phòng cháy, chữa cháy rừng")
    True
    """
    if not subject or not title:
        return False
    told, found = subject_words(subject), subject_words(title)
    whole = len(found) >= _WHOLE and found <= told
    return whole or dice(told, found) >= ALIKE or held(subject, title)


def tells(subject: str | None, i: Instrument, latest: str | None) -> bool:
    """Whether a subject, told on a day or before it, is that of an instrument: with its year, where that is for one year.

    >>> plan = Instrument(title="dự toán ngân sách nhà nước năm 2018", year=2018)
    >>> [tells(f"dự toán ngân sách nhà nước{year}", plan, "2019-02-01") for year in (" năm 2018", " năm 2019", "")]
    [True, False, False]
    """
    return is_of(subject, i.title) and of_its_year(subject, i, latest)


_LITTLE = frozenset("về việc phê duyệt ban hành một số những các".split())  # what titles begin with, or leave out
_BEHIND = frozenset(
    "của tại ở năm được đã đang".split()
)  # with which a sentence goes on: whose, where, when, what became of it
_LEFT_OUT = 8  # syllables of a title between two that are told


def is_of(subject: str | None, title: str | None, *, led: bool = False) -> bool:
    """Whether a subject tells nothing but a title, in its words and their order; behind the whole of it whose and where.

    One word that is not in it tells another: its number is issued each year. `led` is what other words may lead to.

    >>> forest = "tăng cường công tác phòng cháy, chữa cháy rừng"
    >>> is_of("phòng cháy, chữa cháy", forest), is_of(forest, "tăng cường công tác phòng cháy, chữa cháy")
    (True, False)
    >>> [is_of(f"Chuyển đổi số quốc gia {where}", "chuyển đổi số quốc gia") for where in ("của tỉnh A", "trong ngân hàng")]
    [True, False]
    >>> [is_of("Kế hoạch phát triển bền vững", "phát triển bền vững", led=led) for led in (False, True)]
    [False, True]
    """
    told, there = _plain(subject or ""), _plain(title or "")
    words = {word for word, _ in there}
    first = next((n for n, (word, _) in enumerate(told) if word in words), len(told)) if led else 0
    return bool(told and there) and _covers(told[first:], there)


def _plain(title: str) -> list[tuple[str, int]]:
    return [(word, clause) for word, clause in _clauses(title) if word not in _LITTLE]


def _covers(told: list[tuple[str, int]], there: list[tuple[str, int]]) -> bool:
    """Whether the first words told are among others in their order, and no more of them than may be told behind those."""
    end = len(there)
    at, n = set(range(-1, end - 1)), 0
    for word, _ in told:
        near = {k for last in at for k in range(last + 1, min(last + 2 + _LEFT_OUT, end)) if there[k][0] == word}
        if not near:
            break
        at, n = near, n + 1
    whole = end - 1 in at
    if n == len(told) or n < min(_FEW, end):
        return n == len(told) and (n >= _FEW or whole)
    parted = told[n][1] != told[n - 1][1]
    if whole:
        return parted or told[n][0] in _BEHIND
    # A list that goes on otherwise than that of the title is another.
    return parted and n >= _FEW_OF_LIST and any(there[k][1] == there[k + 1][1] for k in at)


def of_its_year(subject: str | None, i: Instrument, latest: str | None) -> bool:
    """Whether the years told fit: what is for one year is told with it, but in a document of the year in which it was issued.

    A period that begins in another year is that of the next.
    """
    title = i.title or ""
    begins = {year for told in (subject or "", title) if (year := periods.first_year(told))}
    if of_other_years(subject, title) or len(begins) > 1:
        return False
    years = set(_years(subject or ""))
    if own_year(title) is None:
        return True
    return years <= set(_years(title)) if years else (latest or "")[:4] == str(i.year)


def of_each_year(subject: str | None, i: Instrument, some: Iterable[Instrument]) -> bool:
    """Whether a subject leaves open which of some is meant that differ in their year, "dự toán năm 2019", "dự toán năm 2020".

    What such a one is for is the first year told; the year of its issue where its title tells none.
    """
    mine = own_year(i.title or "")
    if not any(own_year(x.title or "") != mine and agree(i.title, x.title) for x in some):
        return False
    years = _years(subject or "")
    return not years or years[0] != (_years(i.title or "")[0] if mine else str(i.year))


def akin(subject: str | None, title: str | None) -> bool:
    """Whether a subject and a title have two words in common at least: what they are said to be about is often told too far.

    >>> akin("chuyển đổi số, các sở báo cáo", "chuyển đổi số tỉnh Bến Tre năm 2022")
    True
    """
    return bool(subject and title and subject_words(subject) & subject_words(title))


def dice(a: frozenset[str], b: frozenset[str]) -> float:
    """How much two subjects have in common, from 0 to 1 (Dice's coefficient)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
