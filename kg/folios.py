"""Page numbers and running heads that stand in the middle of a sentence: "… Nghị định số⏎⏎2⏎⏎98/2020/NĐ-CP" is of one number.

What reads PDF drops them; in plain text they are lines among others, and would be read as the number of an instrument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kg.patterns import pattern

_GAP = "[ \t\u00a0]"
_DASH = "[-\u2013\u2014]"


def _line(number: str) -> str:
    """A line that holds a page's number alone: "2", "- 2 -", "Trang 2/5"."""
    return (
        rf"{_GAP}*(?P<look>{_DASH}{_GAP}?|(?:Trang|TRANG|trang){_GAP})?(?P<n>{number})"
        rf"(?:{_GAP}?{_DASH}|/\d{{1,3}})?{_GAP}*(?=[\r\n\f])"
    )


_SECOND = pattern(r"\n" + _line("2"))  # a literal first, for which `re` looks quickly
_FED = pattern(r"\f" + _line("2"))
# The running head of a gazette: "CÔNG BÁO/Số 211 + 212/Ngày 12-3-2026     3", "4   CÔNG BÁO/Số …".
_GAZETTE = pattern(
    rf"[\n\f]{_GAP}*(?:\d{{1,4}}{_GAP}+)?CÔNG{_GAP}BÁO{_GAP}?/{_GAP}?Số{_GAP}[^\n\f]{{1,60}}?Ngày{_GAP}[\d/-]{{6,10}}"
    rf"(?:{_GAP}+\d{{1,4}})?{_GAP}*(?=[\r\n\f])"
)
_NUMBERED = pattern(r"[\n\f]" + _line(r"[1-9]\d{0,2}"))
_FAR = 200  # characters around the number that are looked at
_PAGE = 400  # characters; numbers that count up nearer to each other are cells of a table, or the marks of a list
_CELL = 30  # characters; the last line of a page is not as short as a cell
# Words and marks that end no sentence and no heading; and what ends none where a page does, though a list or a heading may.
LEADS_ON = (
    r"(?:,|\s(?:của|do|với|và|hoặc|theo|về|tại|các|những|bởi|trong)"
    r"|(?:,|\scủa|\svà|Căn cứ)\s(?:Luật|Bộ luật|Pháp lệnh|Ban))"
)
_OPEN = pattern(
    rf"(?:;|{LEADS_ON}|(?<!\w)(?i:số|ngày|tháng|năm|của|và|theo|cho|là|được|để|từ|việc|điều|khoản|phê duyệt|ban hành))$"
)
_SEVERAL = 3  # pages whose numbers stand beside the same line, figures apart, which is their running head
_LONGEST_HEAD = 100  # characters
_FIGURES = pattern(r"\d+")


class _Folio:
    """A page's number, or its head, with the white space around it, and the lines that it parts."""

    __slots__ = ("after", "before", "end", "look", "number", "parted", "start")

    def __init__(self, text: str, start: int, end: int, look: str = "", number: int = 0) -> None:
        ahead, behind = text[max(0, start - _FAR) : start + 1], text[end : end + _FAR]
        before, after = ahead.rstrip(), behind.lstrip()
        self.start, self.end = start + 1 - len(ahead) + len(before), end + len(behind) - len(after)
        self.look, self.number = look, number
        over, below = ahead[len(before) :], behind[: len(behind) - len(after)]
        self.parted = "\f" in over or "\f" in below or (over.count("\n") > 1 and below.count("\n") > 1)
        self.before, self.after = before[before.rfind("\n") + 1 :], after.partition("\n")[0].rstrip()

    def keys(self) -> tuple[str, str]:
        """The lines before and after it but for their figures; none of those that are too long for a head."""
        over, under = (
            _FIGURES.sub("#", line.strip()) if len(line) < _LONGEST_HEAD else "" for line in (self.before, self.after)
        )
        return over, under

    def within_sentence(self) -> bool:
        """Whether what stands behind the page's end goes on with the sentence before it."""
        if len(self.before) < _CELL or not self.after:
            return False
        return (self.before[-1].isalnum() and self.after[0].islower()) or _OPEN.search(self.before) is not None


def without_folios(text: str) -> str:
    """The text with the numbers of its pages blanked, at equal length, where a sentence goes on over them.

    >>> t = "Căn cứ Luật Tổ chức chính quyền và Nghị định số\\n\\n2\\n\\n98/2020/NĐ-CP"
    >>> without_folios(t).split("\\n"), len(without_folios(t)) == len(t)
    (['Căn cứ Luật Tổ chức chính quyền và Nghị định số', '    98/2020/NĐ-CP'], True)
    """
    heads = [_Folio(text, *m.span()) for m in _GAZETTE.finditer(text)] if "CÔNG" in text and "BÁO" in text else []
    if _SECOND.search(text) or ("\f" in text and _FED.search(text)):
        heads = sorted([*heads, *_with_heads(text, _counted(text))], key=lambda f: f.start)
    parts: list[str] = []
    at = 0
    for folio in heads:
        if folio.start >= at and folio.within_sentence():
            parts += text[at : folio.start], "\n".ljust(folio.end - folio.start)
            at = folio.end
    return "".join([*parts, text[at:]]) if parts else text


def _counted(text: str) -> list[_Folio]:
    """The numbers of pages: they count up by one through the text, from 1 or 2, a page apart; other numbers may stand between."""
    numbers = (_Folio(text, *m.span(), (m["look"] or "")[:1], int(m["n"])) for m in _NUMBERED.finditer(text))
    found = [f for f in numbers if f.parted]
    pairs = enumerate(pairwise(found), 1)
    near = {i for i, (f, g) in pairs if g.number == f.number + 1 and g.start - f.end < _PAGE}
    counted: dict[int, _Folio] = {}
    last: dict[tuple[str, int], _Folio] = {}  # by the number that is to follow it
    for i, folio in enumerate(found):
        before = last.get((folio.look, folio.number))
        if i in near or i + 1 in near or not (folio.number < 3 or (before and folio.start - before.end >= _PAGE)):
            continue
        if before and folio.number == 2:
            counted[before.start] = before
        if folio.number > 1:
            counted[folio.start] = folio
        last[folio.look, folio.number + 1] = folio
    return [counted[start] for start in sorted(counted)]


def _with_heads(text: str, folios: Sequence[_Folio]) -> list[_Folio]:
    """The numbers of pages, each with the running head beside it: the line above, or below, that most of them have."""
    often = max(_SEVERAL, (len(folios) + 1) // 2)
    keys = [f.keys() for f in folios]
    above, below = Counter(over for over, _ in keys), Counter(under for _, under in keys)
    whole: list[_Folio] = []
    for folio, (over, under) in zip(folios, keys, strict=True):
        start = folio.start - len(folio.before) if over and above[over] >= often else folio.start
        end = folio.end + len(folio.after) if under and below[under] >= often else folio.end
        whole.append(_Folio(text, max(0, start - 1), end) if (start, end) != (folio.start, folio.end) else folio)
    return whole
