"""Where sentences and items end: the field within which a cue or an issuer can reach a name."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence

from kg.folios import LEADS_ON
from kg.patterns import pattern
from kg.text import LOWER, UPPER, first_word

# A full stop before a capital or an item mark. The patterns start with a plain character set, which `re` scans for quickly.
_CLOSERS = '"”’)*_'
_STOP = pattern(rf"[.!?…][{_CLOSERS}]*\s+(?=[^{LOWER}\s,;])")
_ABBREVIATED = pattern(r"\b(?:TP|Tp|tp|TS|GS|ThS|số)$")
_LAST = frozenset("PpS")  # the last letters of abbreviations
_LINES = pattern(r"\n(?:[ \t]*\n\s*)?")
# A line that opens an item or a clause of the preamble.
_OPENS = pattern(
    r"[ \t]*(?:[-+•*][ \t]|\d{1,2}[.)][ \t]|[a-zđ]\)|(?:Điều|Khoản)\s\d{1,3}[a-zđ]?\s?(?:[.:\n]|$)|Căn cứ|CĂN CỨ|Theo đề nghị|Xét|"
    r"(?:Chương|Mục)\s[IVXLl\d]|Phụ lục|PHỤ LỤC|Nơi nhận|QUYẾT ĐỊNH|NGHỊ QUYẾT)"
)
# "(Điều 1 Thông tư số 05/2007/TT-BYT. Hướng dẫn …)": between number and title of a note on a source, a full stop ends nothing.
_NOTED = pattern(r"\(Điều \d{1,3}[a-zđ]?(?:\.\d{1,2})? [^().\n]{4,30} số [^\s().]{5,25}$")
LONGEST = 5000  # characters; the longest sentences of laws, lists apart, have about 3,000
MARK = r"(?:(?:[a-zđ]|\d{1,2})\s?[.)]|[-+•])"  # of an item, for patterns that ignore case
_FINAL = (".", ";", ":", "!", "?")
# "Điều 9. Hiệu lực thi hành⏎Bãi bỏ …": what a document does begins anew under the heading of an article.
_DEED = pattern(r"(?:Sửa đổi|Bổ sung|Thay thế|Bãi bỏ|Hủy bỏ|Ban hành(?! kèm)|Kéo dài|Gia hạn|Ngưng hiệu lực)(?!\w)")
# Their first letters, and those of what begins a report under the title of a section.
_DEEDS = frozenset("SBTHKGNQĐCUỦ")
# "I. TÌNH HÌNH⏎Thực hiện Nghị quyết …, UBND tỉnh đã ban hành …", "2. Công tác ban hành văn bản⏎Tỉnh ủy đã ban hành …"
_CARRYING = pattern(
    r"(?:(?:Thực hiện|Triển khai|Quán triệt|Để|Nhằm|Sau khi|Ngay sau khi|Trên cơ sở|Căn cứ|Tiếp tục|Trong năm)\s|Ngày \d"
    r"|(?:Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Ban Thường vụ|Ban Chấp hành|Bộ|Sở|Chính phủ|Thủ tướng|Ủy ban|UBND|Hội đồng|HĐND)"
    r"[^\n.,;:]{0,60}\s(?:ban hành|xây dựng|chỉ đạo|phê duyệt)\s)"
)
_AIMING = pattern(r"(?:Để|Nhằm|Sau khi|Ngay sau khi)\s")  # capitals that stand in no sentence
_LEADING_ON = r"(?i:của|do|với|và|theo|về|tại|cho|các|những|là|được|để|bởi|từ|trong|số|việc|hiện|quyết|định)"
_SECTION = pattern(
    rf"[^\w\n]*(?:(?:[IVX]{{1,4}}|\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}|[A-ZĐ]|[a-zđ](?=\)))[.)\-\s]\s?(?![^\n]*số\s\d)[^\n.;:]{{2,100}}(?<![\s,])"
    rf"|[^{LOWER}\n.;:,]{{4,100}})"
)
_SHORT = pattern(rf"[^\w\n]*[{UPPER}](?![^\n]*số\s\d)[^\n.;:]{{2,80}}(?<![\s,])")
_ON = pattern(rf"\s{_LEADING_ON}$")  # a line that goes on
_LONGEST_HEADING = 300  # characters
_LONGEST_ROW = 2000  # characters
ARTICLE = r"Điều\s\d{1,3}[a-zđ]?\s?[.:]"  # what the heading of one begins with
_HEADING = pattern(rf"[^\w\n]*{ARTICLE}[^\n]*[^\n,;:.\s]")
# Each clause of a preamble stands by itself.
_CLAUSE = pattern(r"[ \t]*[-+•*]?[ \t]*(?:Căn cứ|Thực hiện|Theo|Xét)\s")
_ITEM = pattern(r"[ \t]*(?:[-+•*][ \t]|\d{1,2}[.)][ \t]|[a-zđ]\))")


# "2 | Kế hoạch …": the next row of a table, whose cells bars part.
ROW = pattern(r"[ \t]*\|?[ \t]*\d{1,3}(?:\.\d{1,3})?\.?[ \t]*\|")
# "Luật Đất đai được Quốc hội thông qua …, có hiệu lực từ ….": a sentence of its own, up to its full stop.
_TOLD_OF = (
    rf"(?:[^\n;:.]|\n(?=[{LOWER}])){{0,200}}?"
    r"\s(?:(?:đã\s)?được\s(?!sửa|bổ\ssung)|đã\s(?!được)|(?:xác định|nêu rõ|chỉ rõ|khẳng định)\s)"
    rf"(?:[^\n;]|\n(?!\n|[{UPPER}]{{2}})){{0,300}}?\.(?:\s|$)"
)
# "… số 09/QĐ-UBND ngày 06/6/2013;⏎số 07/QĐ-UBND", "Căn cứ Luật A;⏎Nghị định số 78/2018/NĐ-CP …;": the list goes on.
_GOES_ON = pattern(
    r"[ \t]*(?:số\s|(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Kết luận|Quy định|Hướng dẫn|Kế hoạch"
    r"|Báo cáo|Tờ trình|Công văn|Công điện|Thông báo)\s(?:[^\n;:.]{0,60}\s)?số\s?:?\s?\d"
    rf"|(?!{_TOLD_OF})(?:(?:Luật|Bộ luật|Pháp lệnh)\s[^;:.]{{2,160}}?,?\sngày\s\d|Nghị quyết\s(?:của\s)?Đại hội\s))"
)


# The end of a long line that no sentence ends with: an empty line behind it, whatever follows, is where a page ends.
_LEFT_OPEN = pattern(rf"[^\n]{{30}}{LEADS_ON}$")
_LONGEST_LEAD = 50  # characters


class Sentences:
    """The sentences of a text, found where they are asked for: most sentences of a document name nothing.

    A sentence starts after a full stop, or at a line that opens something; an empty line before a small letter is a page break
    inside a sentence, and no end. None is longer than `LONGEST`, and none holds both the document's title, where `title` tells its
    end, and what follows.

    >>> s = Sentences("Điều 1. Sửa đổi Luật A. Điều 2.\\n\\nChương trình\\n\\nhành động")
    >>> s.bounds(0), s.bounds(10), s.bounds(30), s.bounds(50)
    ((0, 8), (8, 24), (24, 33), (33, 56))
    """

    __slots__ = ("_blocks", "_ends", "_starts", "_titled", "text")

    def __init__(self, text: str, title: int = 0) -> None:
        self.text = text
        self._titled = first_word(text, title)
        # The blocks of lines that were looked at, in order: where they start and end, and where sentences start in each.
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._blocks: list[list[int]] = []

    def bounds(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence that holds an offset."""
        n = bisect_right(self._starts, at) - 1
        if n < 0 or at >= self._ends[n]:
            start, end = _block(self.text, at)
            n += 1
            self._starts.insert(n, start)
            self._ends.insert(n, end)
            self._blocks.insert(n, _bounded(self._split(start, end), end, self.text))
        block = self._blocks[n]
        i = bisect_right(block, at)
        return block[i - 1], block[i] if i < len(block) else self._ends[n]

    def _split(self, start: int, end: int) -> list[int]:
        """Where sentences start within a block."""
        starts = [start, *_stops(self.text, start, end)]
        if start < self._titled < end and self._titled not in starts:
            insort(starts, self._titled)
        return starts


def _block(text: str, at: int) -> tuple[int, int]:
    """The lines around an offset, from one that starts a sentence to the next that does."""
    start, end = 0, len(text)
    before = text.rfind("\n", 0, at)
    while before >= 0:
        first, last = _blanks(text, before)
        if opened := [x for x in _opened(text, first, last) if x <= at]:
            start = opened[-1]
            break
        before = text.rfind("\n", 0, first)
    after = text.find("\n", left(text, at) if text[at : at + 1].isspace() else at)
    while after >= 0:
        first, last = _blanks(text, after)
        if opened := [x for x in _opened(text, first, last) if x > at]:
            end = opened[0]
            break
        after = text.find("\n", last)
    return start, end


def _blanks(text: str, newline: int) -> tuple[int, int]:
    """The white space around a line's end."""
    last = newline + 1
    return left(text, newline), first_word(text, last) if text[last : last + 1].isspace() else last


def _opened(text: str, first: int, last: int) -> Sequence[int]:
    """The offsets in the white space around a line's end at which lines start that start a sentence."""
    if last - first == 1:  # nearly always
        return (last,) if _ends_sentence(text, first, last) else ()
    return [m.end() for m in _LINES.finditer(text, first, last) if _ends_sentence(text, *m.span())]


def left(text: str, at: int) -> int:
    """The start of the white space before an offset."""
    while at and text[at - 1].isspace():
        at -= 1
    return at


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a line's end, with the empty lines after it, is the end of a sentence."""
    before = text[start - 1 : start]
    if end - start > 1 and before != ";":
        goes_on = text[end : end + 1].islower() and before not in _FINAL
        return not (
            goes_on or (_LEFT_OPEN.search(text, max(0, start - _LONGEST_LEAD), start) and not _OPENS.match(text, end))
        )
    if before in (".", ":") or _opens_row(text, start, end):
        return True
    if _OPENS.match(text, end):
        # Items of one list, each on its line, are one sentence.
        return before != ";" or not _ITEM.match(text, end) or _CLAUSE.match(text, end) is not None
    if before == ";":
        return _GOES_ON.match(text, end) is None
    return text[end : end + 1] in _DEEDS and _under_heading(text, start, end)


def _opens_row(text: str, start: int, end: int) -> bool:
    """Whether the line after a line's end is the next row of a table: it has a number in its first cell, or as many cells."""
    over = text.find("\n", end)
    over = len(text) if over < 0 else over
    bars = text.count("|", end, over)
    if not bars:
        return False  # nearly always
    same = text.count("|", text.rfind("\n", max(0, start - _LONGEST_ROW), start) + 1, start)
    return same > 0 and (same == bars or ROW.match(text, end) is not None)


def _under_heading(text: str, start: int, end: int) -> bool:
    """Whether the line that ends at `start` is the heading of an article, and the next begins with what a document does; or that of
    a section, and the next with what is carried out."""
    reports = _CARRYING.match(text, end) is not None
    if not reports and _DEED.match(text, end) is None:
        return False
    line = text.rfind("\n", max(0, start - _LONGEST_HEADING), start) + 1
    if line == 0 and start > _LONGEST_HEADING:
        return False
    if not reports:
        return line > 0 and _HEADING.fullmatch(text, line, start) is not None
    heading = _SECTION.fullmatch(text, line, start) or (
        _AIMING.match(text, end) and _SHORT.fullmatch(text, line, start)
    )
    return heading is not None and not _ON.search(text, max(line, start - 10), start)


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences start within a block: after full stops, one before the block and the blanks at its start among them."""
    at = left(text, start)
    while at and text[at - 1] in _CLOSERS:
        at -= 1
    for m in _STOP.finditer(text, max(0, at - 1), end):
        if (
            m.end() > start
            and not _abbreviated(text, m.start(), m.end())
            and not (text[m.start() - 1].isupper() and _NOTED.search(text, max(0, m.start() - 80), m.start()))
        ):
            yield m.end()


def _abbreviated(text: str, stop: int, end: int) -> bool:
    """Whether a full stop ends an abbreviation: "TP. Hà Nội", "số. 12/QĐ-UBND", but not "chuyển đổi số. Thực hiện …"."""
    last = text[stop - 1]
    if last not in _LAST and not (last == "ố" and text[end : end + 1].isdigit()):
        return False
    return _ABBREVIATED.search(text, max(0, stop - 4), stop) is not None


def _bounded(starts: list[int], end: int, text: str) -> list[int]:
    """The starts, with more where a sentence would be longer than any real one: what reads sentences stays linear."""
    if end - starts[0] <= LONGEST:
        return starts
    bounded: list[int] = []
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        at = start
        bounded.append(at)
        while stop - at > LONGEST:
            blank = text.find(" ", at + LONGEST // 2, at + LONGEST)
            at = blank + 1 if blank >= 0 else at + LONGEST
            bounded.append(at)
    return bounded
