"""What titles are about: whether two may be of one instrument, and how much they have in common."""

from __future__ import annotations

from itertools import islice, pairwise

from kg import periods
from kg.model import Instrument
from kg.patterns import pattern
from kg.words import WORD, key

# A title must share this much of its pairs of words with a subject, and lead the next best by this much (Dice, 0 to 1).
ALIKE, LEAD = 0.5, 0.15
_YEAR = pattern(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def about_other(told: Instrument, i: Instrument) -> bool:
    """Whether titles speak against an instrument of that number: of other years, or without two words in common.

    Not those that tell what is carried out: "thực hiện Nghị quyết số 12-NQ/TU" has no subject of its own.
    """
    if not told.title or not i.title or "/" in told.title + i.title:
        return False
    years, others = _years(told.title), _years(i.title)
    if years and others and (years[-1] < others[0] or others[-1] < years[0]):
        return True
    wanted, found = subject_words(told.title), subject_words(i.title)
    return bool(wanted and found and not wanted & found)


def _years(title: str) -> list[str]:
    """The years that a title tells, the first one first: "phòng, chống dịch năm 2021"."""
    return sorted(_YEAR.findall(title))


def subject_words(title: str) -> frozenset[str]:
    """Pairs of neighbouring words of a title without its period: what the subject is told by in a language of short words."""
    words = _words(title)
    return frozenset(f"{a} {b}" for a, b in pairwise(words))


_MOST = 8  # places where it may
_FEW = 4  # words of a subject that say little
_GOES_ON = pattern(r",|\sđược\s")  # where the sentence may, "… về công nghệ sinh học được lồng ghép trong các mô hình"


def held(subject: str, title: str) -> bool:
    """Whether a title has all the words of a subject in their order and near each other, up to a comma or a passive at least.

    >>> held("phát triển kinh tế biển", "Chiến lược phát triển bền vững kinh tế biển Việt Nam đến năm 2030")
    True
    >>> held("ứng dụng công nghệ sinh học được lồng ghép", "phát triển và ứng dụng công nghệ sinh học phục vụ đất nước")
    True
    >>> held("phát triển kinh tế số", "phát triển kinh tế - xã hội"), held("kinh tế biển", "phát triển kinh tế biển")
    (False, False)
    """
    there = _words(title)
    told = (
        _words(subject[:end]) for end in (len(subject), *(m.start() for m in islice(_GOES_ON.finditer(subject), _MOST)))
    )
    return any(len(words) >= _FEW and _within(words, there) for words in told)


def _words(title: str) -> list[str]:
    return [key(w) for w in WORD.findall(periods.without_period(title)) if w[0].isalpha()]


def _within(told: list[str], there: list[str]) -> bool:
    """Whether words are among others in their order, from the first of these on that is theirs, in twice their number at most."""
    starts = (n for n, word in enumerate(there) if word == told[0])
    for start in starts:
        rest = iter(there[start : start + 2 * len(told)])
        if all(word in rest for word in told):
            return True
    return False


def dice(a: frozenset[str], b: frozenset[str]) -> float:
    """How much two subjects have in common, from 0 to 1 (Dice's coefficient)."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0
