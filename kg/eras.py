"""What the gap matrix has to know of a place: since when and until when it was there, what took it in, and who speaks for it.

A place that had ended when a resolution was issued, or was set up later, has no gap there.
"""

from __future__ import annotations

from typing import NamedTuple

from kg import locality
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import fold

# Districts ended and communes were set up anew when the 34 provinces began (Resolutions 202 and 203/2025/QH15, Law 72/2025/QH15):
# of 3,321 communes since that day 3,193 are new, and one known by later documents alone is taken for one of those.
_DISTRICTS_ENDED, _COMMUNES_ANEW = "2025-06-30", "2025-07-01"
_IN_PROVINCE = 2  # names of a place in its province; a commune of three is in a district, and ended with it

# The bodies whose plan is the place's own: its People's Committee and Council, its Party committee and the boards of these.
_LEADS = pattern(
    r"(?:(?:pho )?chu tich |(?:ban )?thuong vu |thuong truc |ban chap hanh )?"
    r"(?:uy ban nhan dan|hoi dong nhan dan|(?:tinh|thanh|huyen|quan|thi) uy|dang bo"
    r"|dang uy(?: (?:xa|phuong|thi tran|dac khu)\b|$))(?!,)[^,]*"
)


class Era(NamedTuple):
    """The first and the last day of a place, where known, and the province that took it in."""

    since: str | None = None
    until: str | None = None
    into: str | None = None


def era(place: str, level: str, first: str, lexicon: Lexicon) -> Era:
    """When a place was there; `first` is the earliest day of what is known of it.

    >>> from kg.lexicon import load
    >>> era("Bình Định", "province", "2019-01-01", load())
    Era(since=None, until='2025-06-30', into='Gia Lai')
    >>> era("Bát Xát, Lào Cai", "commune", "2025-08-01", load()).since, era("Bát Xát, Lào Cai", "district", "", load()).until
    ('2025-07-01', '2025-06-30')
    >>> era("Quang Kim, Bát Xát, Lào Cai", "commune", "2025-08-01", load())
    Era(since=None, until='2025-06-30', into=None)
    """
    province = lexicon.provinces.get(locality.province(place))
    until = province.until if province else None
    if place in lexicon.provinces:
        return Era(None, until, province.into if province and until else None)
    if level == "district" or (level == "commune" and len(locality.parts(place)) > _IN_PROVINCE):
        return Era(None, min(until or _DISTRICTS_ENDED, _DISTRICTS_ENDED))
    return Era(_COMMUNES_ANEW if level == "commune" and first >= _COMMUNES_ANEW else None, until)


def outside(day: str, since: str | None, until: str | None) -> bool:
    """Whether a day (or a year) was before the first or after the last one.

    >>> outside("2025-08-22", None, "2025-06-30"), outside("2013", "2025-07-01", None), outside("2025", None, "2025-06-30")
    (True, True, False)
    """
    return bool(day) and (
        (until is not None and day > until[: len(day)]) or (since is not None and day < since[: len(day)])
    )


def leads(i: Instrument) -> bool:
    """Whether the issuer speaks for its place: a plan of another body is no plan of the province, though it stands in its column.

    >>> [leads(Instrument(id="", issuer=words)) for words in ("Ban Thường vụ Tỉnh ủy", "Tỉnh đoàn", "Đảng ủy Sở Y tế")]
    [True, False, False]
    """
    return i.issuer is None or _LEADS.fullmatch(fold(i.issuer)) is not None
