"""Lines on paper → text: paragraphs joined again, without running heads, page numbers and the stamps of signatures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.text import fold

_OPENS = re.compile(
    r"\s*(?:[-+•*–]\s|\(?[a-zđ]\)|\d{1,3}(?:\.\d{1,3})*[.)]\s|\d{1,2}(?:\.\d{1,2})+\s"
    r"|Điều\s\d|Chương\s|CHƯƠNG\s|Mục\s|MỤC\s|Phần\s|PHẦN\s"
    r"|Căn cứ|Theo đề nghị|Xét\s|Phụ lục|PHỤ LỤC|[IVX]{1,5}\s?[.–-]\s|Nơi nhận|[“\"]\s?(?:Điều|\d))"
)
_INSET, _EVEN = 6, 8  # points that a centred line leaves on either side at least, and by which the sides may differ
APART = " " * 4  # between what stands side by side on a line, as in text laid out with blanks
_ITEM = re.compile(r"[-+•*–]\s")
_FINAL = (".", ";", ":", "!", "?")
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:(?:trang|page)\s*)?\d{1,5}(?:\s*/\s*\d{1,5})?[-–—\s]*")
_GAZETTE = re.compile(r"(?:\d+\s+)?CÔNG BÁO\s*/\s*Số\s.{1,60}?Ngày\s*[\d/-]+(?:\s+\d+)?")
_STAMP = re.compile(
    r"(?:Ký bởi|Người ký|Signed by|Ký số bởi)\s*:.*|Email\s*:\s*\S+@\S+|(?:Thời gian ký|Ngày ký|Signing [Tt]ime)\s*:.*"
    r"|Cơ quan\s*:\s*(?:VĂN PHÒNG|Văn phòng|CỔNG|Cổng).*|CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"
    r"|(?:ĐẾN\s)?Giờ\s*:?\s*[.\w]*\s*Ngày\s*:?\s*[\d/. ]*|\d\d[./]\d\d[./]\d{4} \d\d:\d\d:\d\d \+07:00"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, in points from the lower left corner of the paper."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """Never nothing, so that it can be divided by."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in the order of reading; `ocr` is the confidence with which they were read from a picture."""

    width: float
    height: float
    lines: Sequence[Line]
    ocr: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Of a page: where its lines begin and end, how far they stand apart, how wide the paper is."""

    left: float
    margin: float
    pitch: float
    width: float


def compose(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and the offset at which each starts."""
    bare = _without_furniture(pages)
    return _composed(bare if any(page.lines for page in bare) else pages)


def _composed(pages: Sequence[Page]) -> tuple[str, tuple[int, ...]]:
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    before: Line | None = None
    last = Measure(0, 0, 0, 0)
    for page in pages:
        own = _measure(page, last)
        for i, line in enumerate(page.lines):
            joint = "" if before is None else _joint(before, line, last if i == 0 else own, new_page=i == 0)
            parts += [joint, line.text]
            length += len(joint)
            if i == 0:
                starts.append(length)
            length += len(line.text)
            before = line
        if not page.lines:
            starts.append(length)
        last = own
    return "".join(parts) + "\n" * bool(parts), tuple(starts)


def _measure(page: Page, last: Measure) -> Measure:
    """The margin is the place at which most long lines end, the pitch the distance that most lines keep."""
    long = [x for x in page.lines if x.right - x.left > page.width * 0.5]
    ends, begins = Counter(round(x.right / 4) for x in long), Counter(round(x.left / 4) for x in long)
    pitches = Counter(
        round((a.bottom - b.bottom) * 2)
        for a, b in pairwise(page.lines)
        if a.height * 0.8 < a.bottom - b.bottom < a.height * 2.5 and a.right - a.left > page.width * 0.5
    )
    left, margin = last.left, last.margin
    if long:
        left = 4.0 * min(_usual(begins))
        margin = 4.0 * max(_usual(ends))
    pitch = last.pitch
    if pitches:
        pitch = min(_usual(pitches)) / 2
    return Measure(left, margin, pitch, page.width)


def _usual(counted: Counter[int]) -> list[int]:
    """What is counted nearly as often as the most frequent."""
    most = max(counted.values())
    return [value for value, count in counted.items() if count >= most * 0.4]


def _joint(a: Line, b: Line, measure: Measure, *, new_page: bool) -> str:
    """What stands between two lines: a blank within a paragraph, else one line break, or two where there is a gap."""
    if _continues(a, b, measure, new_page=new_page):
        return " "
    gap = a.bottom - b.bottom > 1.7 * (measure.pitch or a.height)
    return "\n\n" if gap and not new_page else "\n"


def _continues(a: Line, b: Line, measure: Measure, *, new_page: bool) -> bool:
    word = b.text.split(" ", 1)[0]
    letter = (b.right - b.left) / max(len(b.text), 1)
    fits = a.right + letter * (len(word) + 1) < measure.margin - 3
    narrow = a.right - a.left < measure.width * 0.35
    below = new_page or 0.5 * b.height < a.bottom - b.bottom < 1.4 * (measure.pitch or a.height * 1.3)
    if fits or narrow or not below or (a.text.isupper() and not b.text.isupper()) or APART in a.text + b.text:
        return False
    if b.text.isupper() and not a.text.isupper() and b.left - measure.left > _INSET:
        return False
    if b.text[:1].isupper() and _centred(a, measure) != _centred(b, measure):  # a title, and the paragraph below it
        return False
    if _ITEM.match(b.text) and a.text.endswith(","):
        return False
    final = a.text.endswith(_FINAL)
    indented = b.left - a.left > 9 and not _OPENS.match(a.text)
    if _OPENS.match(b.text) and (final or indented):
        return False
    if new_page:
        return not final and (b.text[:1].islower() or not indented)
    return not (indented and (final or b.text[:1].isupper()))


def _centred(line: Line, measure: Measure) -> bool:
    before, behind = line.left - measure.left, measure.margin - line.right
    return before > _INSET and behind > _INSET and abs(before - behind) < _EVEN


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without running heads, page numbers and the stamps of electronic signatures."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_key(line.text) for line in _edge(page)})
    often = max(3, 0.3 * len(pages))
    running = {k for k, v in edges.items() if v >= often and len(k) < 160}
    return [replace(page, lines=_kept(page, running)) for page in pages]


def _kept(page: Page, running: set[str]) -> list[Line]:
    edge = set(map(id, _edge(page)))
    kept = []
    for line in page.lines:
        text = line.text.strip()
        if id(line) in edge and (_PAGE_NUMBER.fullmatch(text.lower()) or _key(text) in running):
            continue
        if _GAZETTE.fullmatch(text) or _STAMP.fullmatch(text):
            continue
        kept.append(line)
    return kept


def _edge(page: Page) -> list[Line]:
    """The lines at the top and the bottom of the paper."""
    by_height = sorted(page.lines, key=lambda x: -x.top)
    top = [x for x in by_height[:3] if x.bottom > page.height * 0.87]
    bottom = [x for x in by_height[-3:] if x.top < page.height * 0.12]
    return [*top, *bottom]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text)).strip()
