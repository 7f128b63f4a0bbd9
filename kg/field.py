"""What the rules of one sentence look at: its names, the words between them and what they say, and its asides;
and what they have read of it so far.

An aside is a pair of brackets with names in it: "Luật A (được sửa đổi bởi Luật B) và Luật C". Inside it, words go on from A;
after it, they go on from A too, as if it were not there.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from kg.lexicon import Lexicon
from kg.model import Name
from kg.pairs import BARRIER
from kg.patterns import pattern
from kg.scan import cues_in
from kg.span import ALTERS, DOCUMENT, Link, Sentence
from kg.text import UPPER, holds, line_start
from kg.words import WORD

_GROUNDS = frozenset({"basedOn", "implements"})
_COMMA = pattern(r"\s?,\s+(?:và\s+)?(?P<also>đồng\s+thời\s+(?:tiếp\s+tục\s+)?)?")
_TITLE = pattern(r"\s+về\s[^;.:\n]{3,150}?(?=\s?,\s)")
_TITLE_WORDS = 40  # between a subject and its cue, or two objects of one cue
_LONGEST_AIM = 40  # characters from a semicolon to the verb of its clause
_LONGEST_WHEN = 100  # characters from "khi" to a verb
_LONGEST_MARK = 12  # characters of an item's mark, with the end of the line before
# "(điểm a) khoản 2 Điều 5 bị bãi bỏ bởi B)" is one.
_ASIDE = pattern(r"\((?:[^()]|(?<=\s[a-zđ])\)(?=,?\s+(?:và\s+)?(?:khoản|điểm)\s)){0,1500}\)")
_OPENING = pattern(
    r"[\s\-+•*“\"(_]*(?:(?:\d{1,3}|[a-zđ])\s?[.)]\s*|Điều\s+\d+[a-zđ]?\s?[.:]?\s*|"
    r"(?:Chương|Mục|Phần)\s+[IVXLC\d]+\s?[.:]?\s*|-\s*|I{1,3}[.)]\s*)*"
    r"(?:Nay\s+|(?:(?:Để|Nhằm)\s+|(?=Góp))(?:(?:góp\s+phần|tiếp\s+tục|đẩy\s+mạnh|kịp\s+thời|chủ\s+động|tăng\s+cường|tập\s+trung)\s+){0,2})?",
    re.IGNORECASE,
)
_QUOTED_OVER = pattern(r"[^“”\"]*(?:”|(?<=[^\s(])\")[^“”\"]*")  # “… thi hành Điều lệ Đảng”, Hướng dẫn số …
# What is quoted after "cụm từ" and "bằng", "thành", "và" between two quotations.
_WORDS = pattern(
    r"(?:(?<!\w)(?:từ|chữ|bằng|thành)|[”\"],|[”\"]\s(?:và|hoặc))\s+([“\"][^“”\"\n]{1,400}[”\"])", re.IGNORECASE
)
# "đến khi Nghị định thay thế A có hiệu lực", "cho đến khi có Luật mới sửa đổi B": another that is still to come.
_WHEN = pattern(r"(?<!\w)(?:khi|ngày|lúc|thời\s+điểm)\s+(?:có\s+)?(?:các\s+|một\s+)?", re.IGNORECASE)
_TO_COME = pattern(
    r"\s+(?:(?:mới|khác|được\s+ban\s+hành)\s+)?(?:của\s[^.;:,()]{3,60}?\s)?(?:(?:mới|để)\s+)?", re.IGNORECASE
)
_PLURAL = pattern(r"(?<!\w)(?:các|những|một\s+số)\s+", re.IGNORECASE)
_OF_BODY = pattern(r"\s+(?:của\s+[^,;.:()]{3,50}\s)?")
_TITLED = pattern(
    r"^(?:\s+nước\s+Cộng\s+hòa\s+xã\s+hội\s+chủ\s+nghĩa\s+Việt\s+Nam)?[\s,(]*"
    r"(?:về|một\ssố|những\sđiều|quy\sđịnh|qui\sđịnh|ban\shành|phê\sduyệt|hướng\sdẫn|sửa\sđổi|công\sbố|để|nhằm|"
    r"triển\skhai|tổ\schức|của|do|đã|được|hết\shiệu\slực|đẩy\smạnh|tăng\scường|tiếp\stục|có\shiệu\slực|(?:chỉ\s)?có\sgiá\strị|giải\squyết|quyết\sđịnh|giao)(?!\w)",
    re.IGNORECASE,
)
_NEW_CLAUSE = pattern(
    rf",\s*(?:đồng\sthời|trong\sđó|theo\sđó|các\scấp|các\ssở|các\sđơn\svị|"
    rf"(?:[{UPPER}]\w+\s){{1,8}}(?:đã|tổ\schức|tiếp\stục|ban\shành|chỉ\sđạo|hướng\sdẫn|yêu\scầu|thông\sbáo)\s)|"
    r":\s|\sgắn\s+(?:với|liền|việc)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One sentence of a normal text. `asides` are (start, end, first name, last name + 1)."""

    text: str
    names: Sequence[Name]
    sentence: Sentence
    lexicon: Lexicon
    own: frozenset[int]
    asides: tuple[tuple[int, int, int, int], ...]
    words: frozenset[int] = frozenset()  # names that are quoted as words: "thay thế cụm từ “Nghị định số …” bằng …"
    # What has been read of the sentence so far: the link that made a name an object, and that in which a passive cue made it the
    # subject.
    governor: dict[int, Link] = dataclasses.field(default_factory=dict)
    acting: dict[int, Link] = dataclasses.field(default_factory=dict)
    # Where the name of its body ends, in which other instruments stand: "Thông báo số … của Ban Chỉ đạo thực hiện Nghị quyết 18".
    bodies: dict[int, int] = dataclasses.field(default_factory=dict)

    def before(self, i: int) -> int | None:
        """The name that the words before name i go on from: none nested in another, nor in an aside or a quotation that is over."""
        first = self.sentence.first
        closed = [a for a in self.asides if a[3] <= i]
        for j in range(i - 1, first - 1, -1):
            if self._nested(j) or j in self.words or any(a[2] <= j < a[3] for a in closed):
                continue
            if not _QUOTED_OVER.fullmatch(self.text, self.names[j].told, self.names[i].start):
                return j
        return None

    def _nested(self, j: int) -> bool:
        names = self.names
        return any(names[j].end <= names[k].told for k in range(max(self.sentence.first, j - 2), j))

    def goes_on(self, prev: int | None, at: int) -> int:
        """Where the words that lead to an offset start: after what is told of the name before, or after the last aside between."""
        told = self.sentence.start if prev is None else self.over(prev)
        return max([told, *(end for start, end, _, _ in self.asides if told <= start and end <= at)])

    def over(self, i: int) -> int:
        """Where what is told of name i ends: behind its own verb in "A được B sửa đổi Điều 3"."""
        told = self.names[i].told
        return max(told, self.acting[i].end) if i in self.acting else told

    def opens(self, at: int) -> bool:
        """Whether only an item's mark stands between the start of a sentence, or of a line of the title, and an offset."""
        s = self.sentence
        start = line_start(self.text, s.start, at) if s.title else s.start
        return only_mark(self.text, start, at) or self.text[max(s.start, at - 1) : at] == "("

    def begins(self, at: int) -> bool:
        """Whether a clause begins at an offset: with a capital on a line of its own or after a semicolon, or in an opening."""
        semicolon = self.text.rfind(";", max(self.sentence.start, at - _LONGEST_AIM), at) if self.sentence.lead else -1
        goes_on = semicolon >= 0 and only_mark(self.text, semicolon + 1, at)  # "…; nhằm góp phần thực hiện B"
        if goes_on or not self.text[at].isupper():
            return goes_on
        if self.text[max(0, at - 9) : at].rstrip(" \t")[-1:] in ("\n", ";"):
            return True
        line = self.text.rfind("\n", max(self.sentence.start, at - _LONGEST_MARK), at) + 1
        return line > 0 and only_mark(self.text, line, at)  # "…;⏎b) Bãi bỏ …"

    def grounded(self, i: int, at: int, *, titled: bool) -> bool:
        """Whether a further ground of the document begins at an offset, behind the one before: "Thực hiện A, căn cứ B, …".

        `titled`: past the title of that one too.
        """
        prev = self.before(i) if self.sentence.lead else None
        ground = self.governor.get(prev) if prev is not None else None
        if prev is None or ground is None:
            return False
        told = self.names[prev].told
        title = _TITLE.match(self.text, told, at) if titled else None
        comma = _COMMA.fullmatch(self.text, title.end() if title else told, at)
        if comma and comma["also"] and ground.subject != DOCUMENT:
            ground = self.governor.get(ground.subject)  # "Triển khai A về thực hiện B, đồng thời thực hiện C"
        return comma is not None and ground is not None and ground.subject == DOCUMENT and ground.predicate in _GROUNDS

    def unreal(self, words: str) -> bool:
        """Whether a plan, a draft or a denial is told of: "giao Sở Tài chính tham mưu ban hành …", "sẽ", "đề nghị", "không"."""
        # "theo đề nghị" is no proposal that waits
        return any(cue.role == "unreal" for cue, _, _ in cues_in(words, self.lexicon))

    def unreal_before(self, at: int) -> bool:
        """Whether the few words before a name say that it is not there yet, or not at all: "sẽ ban hành", "dự thảo"."""
        clause = BARRIER.split(self.text[max(self.sentence.start, at - 40) : at])[-1]
        words = list(WORD.finditer(clause))[-5:]
        if not words:
            return False
        cues = [cue for cue, _, _ in cues_in(clause[words[0].start() :], self.lexicon)]
        # what is not to be replaced is there
        return any(cue.role == "unreal" for cue in cues) and cues[-1].predicate not in ALTERS

    def unnamed(self, start: int, at: int) -> bool:
        """Whether instruments are told of right before an offset that are not named: "các Nghị định của Chính phủ"."""
        for m in _PLURAL.finditer(self.text, max(start, at - 80), at):
            noun = self.lexicon.nouns.match(self.text, m.end(), at)
            if noun and _OF_BODY.fullmatch(self.text, noun[1], at):
                return True
        return False

    def awaited(self, at: int) -> bool:
        """Whether a verb at an offset tells only until, or since, when: what another does that has no name here."""
        for m in _WHEN.finditer(self.text, max(self.sentence.start, at - _LONGEST_WHEN), at):
            if self.unnamed_at(self.text[m.end() : at], 0):
                return True
        return False

    def unnamed_at(self, words: str, at: int) -> bool:
        """Whether words are, from an offset on, an instrument without a name: "Nghị định mới của Chính phủ "."""
        noun = self.lexicon.nouns.match(words, at)
        return noun is not None and _TO_COME.fullmatch(words, noun[1]) is not None

    def stretch(self, prev: int, at: int) -> str:
        """The words between what is told of a name and an offset, without asides."""
        told = max(self.over(prev), self.bodies.get(prev, 0))
        parts: list[str] = []
        for start, end, _, _ in self.asides:
            if told <= start and end <= at:
                parts.append(self.text[told:start])
                told = end
        return "".join([*parts, self.text[told:at]])


def only_mark(text: str, start: int, at: int) -> bool:
    """Whether only the mark of an item or of an article stands between two offsets."""
    return past_mark(text, start, at) == at


def past_mark(text: str, start: int, at: int) -> int:
    """Where the mark of an item or of an article ends that stands at `start`, before `at`; `start` where none does."""
    m = _OPENING.match(text, start, at)
    return m.end() if m else start


def field(text: str, names: Sequence[Name], sentence: Sentence, lexicon: Lexicon, own: frozenset[int]) -> Field:
    """The field of a sentence."""
    asides: list[tuple[int, int, int, int]] = []
    if sentence.last - sentence.first > 1 and text.find("(", sentence.start, sentence.end) >= 0:
        starts = [n.start for n in names[sentence.first : sentence.last]]
        for m in _ASIDE.finditer(text, sentence.start, sentence.end):
            first, last = (sentence.first + bisect_left(starts, at) for at in m.span())
            if sentence.first < first < last:
                asides.append((*m.span(), first, last))
    return Field(text, names, sentence, lexicon, own, tuple(asides), _words(text, names, sentence))


def _words(text: str, names: Sequence[Name], sentence: Sentence) -> frozenset[int]:
    """The names of a sentence that are quoted as words."""
    if not holds(text, ("từ ", "chữ "), sentence.start, sentence.end):
        return frozenset()
    spans = [m.span(1) for m in _WORDS.finditer(text, sentence.start, sentence.end)]
    inside = range(sentence.first, sentence.last) if spans else ()
    return frozenset(i for i in inside if any(a <= names[i].start and names[i].end <= b for a, b in spans))


def attached(stretch: str, longest: int = _TITLE_WORDS) -> bool:
    """Whether words lead from a name to a cue of its own: none, a title of at most so many, or a few; and no new clause."""
    if BARRIER.search(stretch) or _NEW_CLAUSE.search(stretch):
        return False
    words = stretch.split()
    return (
        len(words) <= 1
        or (bool(_TITLED.match(stretch)) and len(words) <= longest)
        or (len(words) <= 4 and "," not in stretch)
    )
