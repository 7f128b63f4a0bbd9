"""What a line of an amending instrument says is done to a part: "Sửa đổi Điều 7 như sau:", "Điều 9 được bổ sung như sau:"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg import provisions
from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.span import ALTERS
from kg.text import LOWER

# What stands between the verb and the part: "Bổ sung thêm vào Điều 8"; what tells that all of it is not meant: "tên Điều 9".
_TITLE = r"(?:tên(?:\s+gọi)?|tiêu\s+đề|đoạn\s+mở\s+đầu|phần\s+mở\s+đầu|lời\s+dẫn|câu\s+dẫn)"
_LED = (
    r"\s+(?:(?:các|thêm|mới|toàn\s+bộ|nội\s+dung|quy\s+định|tại|của|ở|vào|cuối|đoạn"
    rf"|(?P<some>một\s+số\s+nội\s+dung|{_TITLE}(?:\s+(?:điều|khoản|mục|chương)(?:\s+và)?)?))\s+){{0,4}}?"
)
_PART = pattern(rf"{_LED}(?P<part>{provisions.PARTS})", re.IGNORECASE)
_FIRST = pattern(rf"(?:(?:các|nội\s+dung|quy\s+định\s+tại|tên|tiêu\s+đề)\s+){{0,2}}({provisions.PARTS})", re.IGNORECASE)
_ABOUT = pattern(
    r"\s+(?:(?:quy\s+định\s+)?về|quy\s+định)\s+[^.;:\n“\"]{3,200}?(?=\s+như\s+sau\s*:|\s*(?:[.;:]|$))", re.IGNORECASE
)
_BRACKET = r"(?:\s*\([^()\n]{1,250}\))?"
_WITH = r"(?:\s+(?:ban\s+hành\s+)?kèm\s+theo)?"
_NEXT = rf"\n(?!\s*(?-i:[{LOWER}]))"  # the end of a line that does not go on
_ENDS = rf"\s*(?:[.;]|{_NEXT}|$)"
_OVER = pattern(rf"{_WITH}{_BRACKET}{_ENDS}")
_HERE = r"(?P<here>\s+(?:ban\s+hành\s+)?kèm\s+theo\s+[^\W\d]+(?:\s[^\W\d]+){0,2}\s+này)?"
# What stands behind the part, where it gets new words: "như sau:", "bằng Phụ lục I", "(đã được sửa đổi theo …) như sau".
_NEW = pattern(
    rf"{_HERE}{_WITH}{_BRACKET}(?:,?\s+(?:cụ\s+thể\s+)?(?P<words>như\s+sau)(?!\w)|\s*:|{_ENDS}"
    r"|\s+(?:tương\s+ứng\s+)?(?:bằng|thành|đoạn|câu|nội\s+dung|cụm\s+từ|theo\s+(?:các\s+)?(?:phụ\s+lục|mẫu|biểu|danh\s+mục|bảng))\s)",
    re.IGNORECASE,
)
_QUOTATION = pattern(r"\s*[“\"]")
_DONE = pattern(
    rf"{_BRACKET}\s+(?P<by>được\s+|bị\s+|)(?=\S)", re.IGNORECASE
)  # "Điều 7 được sửa đổi", "Điều 7 sửa đổi như sau"
_REWORDED = pattern(r"(?:\s+lại)?(?:,?\s+như\s+sau(?!\w)|\s+(?:bằng|bởi|thành)\s)", re.IGNORECASE)
_DROP = pattern(r"bỏ(?!\w)", re.IGNORECASE)
_LONGEST = 3000  # characters of a command that changes words
_AND = pattern(r"(?:\s*[,;](?:\s+và)?|\s+và)\s+", re.IGNORECASE)
# Words that are changed, wherever they stand: "thay thế các cụm từ “a” bằng “b” tại Điều 5".
_WORDS = pattern(
    r"\s*(?:(?:các|những|một\s+số)\s+)?(?:(?:cụm\s+từ|từ\s+ngữ|từ|chữ|nội\s+dung|đoạn)\s+)?[“\"‘]", re.IGNORECASE
)
_SUBJECT = pattern(r"(?:các\s+)?(?:cụm\s+từ|từ|chữ)\s+([“\"‘])[^”\"’\n]{1,400}[”\"’]", re.IGNORECASE)
_CHANGED = pattern(r"\s(?:được|bị)\s+(?:thay|sửa|bỏ|bãi)(?!\w)", re.IGNORECASE)
_QUOTED = pattern(r"[“\"‘][^”\"’“\n]{1,400}[”\"’]")
_PLACE = pattern(
    rf"\s(?:tại|ở|trong|của|thuộc)\s+(?:(?:các|tên|tiêu\s+đề|nội\s+dung|quy\s+định\s+tại)\s+){{0,2}}({provisions.PARTS})",
    re.IGNORECASE,
)
_PLACED = pattern(
    rf"{_WITH}{_BRACKET}(?:\s*(?:[.,;:)]|{_NEXT}|$)|\s+(?:bằng|thành|và|được|như\s+sau)\s)", re.IGNORECASE
)
_PARAGRAPH = pattern(_NEXT)
# Where the name of another instrument may stand in a command: "Sửa đổi một số điều của các luật khác:", "Sửa đổi Quy chế B:".
_OF = pattern(r"(?:\s(?:của|tại|trong|kèm\s+theo))?\s+(?:(?:các|một\s+số|những)\s+)?", re.IGNORECASE)
_CLAUSE_END = pattern(r"[.;:\n“\"(]|\snhư\s+sau(?!\w)", re.IGNORECASE)
_RULES = pattern(r"(?:\s(?:của|tại|trong|kèm\s+theo))?\s+(?:các|một\s+số|những)\s+quy\s+định(?!\w)", re.IGNORECASE)
_ALONE = pattern(r"\s*$")
_SOME = pattern(r"một\s+(?:số|phần)(?!\w)", re.IGNORECASE)
_OF_WORDS = pattern(r"(?<!\w)(?:từ|chữ|tên|tiêu\s+đề|nội\s+dung)(?!\w)", re.IGNORECASE)
_COLON = pattern(r"[^\n]{0,400}:[^\S\n]*(?:\n|$)")

Leads = tuple[str, int]  # what a line says is done to parts in the lines below, and where it begins
Named = Callable[[int, int], bool]  # whether an instrument is named between two offsets


class Change(NamedTuple):
    """What is done to a part, and the offsets of the words that say so. `worded`: they tell or lead to the new words."""

    predicate: str
    part: str
    start: int
    end: int
    worded: bool = False

    @property
    def vague(self) -> bool:
        """Whether only some of the part is told: "một số khoản của Điều 7"."""
        return _SOME.match(self.part) is not None


class Command(NamedTuple):
    """What a line commands. `part` is the part that it tells first, of which are those in the lines below; `leads` what it says is
    done to these; `other`: it names something else than what is changed above; `alters`: it says that something is changed.
    """

    changes: tuple[Change, ...] = ()
    part: str | None = None
    leads: Leads | None = None
    other: bool = False
    alters: bool = False


def read(text: str, at: int, end: int, leads: Leads | None, named: Named, lexicon: Lexicon) -> Command:
    """The command of a line whose words stand between two offsets; `leads` is what the line above says is done to parts."""
    if not text[at : at + 1].isalpha():
        return Command()
    verb = _verb(text, at, end, lexicon)
    if verb is None:
        return _passive(text, at, end, leads, named, lexicon)
    predicate, over = verb
    if _WORDS.match(text, over, end):
        return _worded(text, at, over, end)
    changes = tuple(_active(text, at, end, named, lexicon))
    if changes:
        return Command(changes, changes[0].part if len(changes) == 1 else "", alters=True)
    lead = _lead(predicate, text, at, over, end)
    while (joint := _AND.match(text, over, end)) and (also := _verb(text, joint.end(), end, lexicon)):
        over = also[1]  # "Sửa đổi, bãi bỏ một số khoản của Điều 4"
    first = _PART.match(text, over, end)
    told = provisions.tidy(first["part"]) if first else None
    return Command((), told, lead, other=_another(text, over, end, named, lexicon), alters=True)


def _verb(text: str, at: int, end: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """What the verb at an offset says is done, and where it ends; None where no verb of a change stands there."""
    found = lexicon.cues.match(text, at, end)
    if found is None:
        drop = _DROP.match(text, at, end)
        return ("repeals", drop.end()) if drop else None
    cue, over = found
    return (cue.predicate, over) if cue.predicate in ALTERS and cue.voice == "active" else None


def _lead(predicate: str, text: str, at: int, over: int, end: int) -> Leads | None:
    """What a line that ends with a colon says is done to the parts below it, or to words of these: "bỏ từ tại các điều sau:"."""
    m = _COLON.match(text, over, end)
    return m and ("amends" if _OF_WORDS.search(m.group()) else predicate, at)


def _another(text: str, at: int, end: int, named: Named, lexicon: Lexicon) -> bool:
    """Whether a command names an instrument from an offset on; one told by its noun alone, "của Quy chế như sau", is that above."""
    stop = _CLAUSE_END.search(text, at, end)
    over = stop.start() if stop else end
    if named(at, over):
        return True
    for m in _OF.finditer(text, at, over):
        noun = lexicon.nouns.match(text, m.end(), over)
        if noun and not _ALONE.match(text, noun[1], over) and not _RULES.match(text, m.start(), over):
            return True
    return False


def _active(text: str, at: int, end: int, named: Named, lexicon: Lexicon) -> Iterator[Change]:
    """What is done to parts, verb by verb: "Sửa đổi khoản 1 và bổ sung khoản 1a Điều 5"; nothing where one is not clear."""
    found: list[Change] = []
    begin = at
    while begin and (verb := _verb(text, begin, end, lexicon)):
        predicate, past = verb
        part = _PART.match(text, past, end)
        if part is None and found and predicate == "amends":
            break  # "bãi bỏ Điều 7 và thay thế cụm từ …"
        if part is None:
            return
        joint = _AND.match(text, part.end(), end)
        first, begin = begin, joint.end() if joint and _verb(text, joint.end(), end, lexicon) else 0
        ends = predicate == "repeals"
        about = None if ends else _ABOUT.match(text, part.end(), end)
        past = about.end() if about and not named(*about.span()) else part.end()
        over = (_OVER if ends else _NEW).match(text, past, end)
        if not (begin or over):
            return
        words, new = part["part"], over.groupdict() if over else {}
        if new.get("here"):  # "Sửa đổi Phụ lục II tại Phụ lục I ban hành kèm theo Thông tư này"
            words = words.rpartition(" tại ")[0] or words
        done = "amends" if part["some"] else predicate
        worded = bool(new.get("words") or (over and _QUOTATION.match(text, over.end(), end)))
        found.append(Change(done, provisions.tidy(words), first, part.end(), worded))
    yield from reversed(list(_held(found)))


def _held(found: list[Change]) -> Iterator[Change]:
    """The changes of one command from the last to the first, each with the article that the one behind it tells."""
    last: Change | None = None
    for change in reversed(found):
        above = provisions.above(change.part, last.part) if last else None
        told = change._replace(part=f"{change.part} {above}", end=last.end) if last and above else change
        last = told._replace(worded=found[-1].worded)
        yield last


def _passive(text: str, at: int, end: int, leads: Leads | None, named: Named, lexicon: Lexicon) -> Command:
    """What a line says is done to the part that it begins with: "Khoản 2 Điều 9 được sửa đổi, bổ sung như sau:"."""
    part = _FIRST.match(text, at, end)
    if part is None:
        words = _SUBJECT.match(text, at, end)
        return (
            _worded(text, at, words.start(1), end) if words and _CHANGED.search(text, words.end(), end) else Command()
        )
    told = provisions.tidy(part[1])
    if leads and _OVER.match(text, part.end(), end):
        return Command((Change(leads[0], told, leads[1], part.end()),), told, alters=True)
    done = _DONE.match(text, part.end(), end)
    verb = _verb(text, done.end(), end, lexicon) if done else None
    if done is None or verb is None:
        return Command(part=told)
    ends = verb[0] == "repeals" and bool(done["by"])
    new = None if ends else _PART.match(text, verb[1], end)  # "Điều 9 được bổ sung khoản 5 như sau:"
    over = (_OVER if ends else _REWORDED).match(text, new.end() if new else verb[1], end)
    stop = _CLAUSE_END.search(text, over.end(), end) if over else None
    if over is None or named(verb[1], stop.start() if stop else end):
        return Command(part=told)
    within = in_full(provisions.tidy(new["part"]), told) if new else None
    change = Change(verb[0], within or told, at, new.end() if new else verb[1], worded=not ends)
    return Command((change,), told, alters=True)


def _worded(text: str, at: int, over: int, end: int) -> Command:
    """Where words are changed: "Thay thế cụm từ “a” bằng cụm từ “b” tại khoản 1 Điều 5 và Điều 6"."""
    plain = _QUOTED.sub(lambda m: "_" * len(m.group()), text[over : min(end, over + _LONGEST)])
    stop = _PARAGRAPH.search(plain)
    plain = plain[: stop.start()] if stop else plain
    changes = tuple(
        Change("amends", provisions.tidy(m[1]), at, over + m.end(), worded=True)
        for m in _PLACE.finditer(plain)
        if _PLACED.match(plain, m.end())
    )
    leads = None if changes or not plain.rstrip().endswith(":") else ("amends", at)
    return Command(changes, leads=leads, alters=True)


_WHOLE = pattern(r"(?<!\w)(?:điều|phụ lục|phụ biểu|mẫu|biểu|chương|mục|phần|danh mục|bảng)(?!\w)", re.IGNORECASE)
_FORM = pattern(r"(?:tiểu\s+mục|mục|phần|chương|mẫu|biểu|bảng)(?!\w)", re.IGNORECASE)
_LARGE = pattern(r"(?<!\w)(?:điều|phụ lục)(?!\w)", re.IGNORECASE)
_ARTICLE = pattern(r"(?<!\w)điều\s+\d+[a-zđ]?$", re.IGNORECASE)  # of one article, which ends the part
_ANNEX = pattern(r"(?<!\w)phụ lục(?:\s+(?:số\s+)?[\w/]+)?$", re.IGNORECASE)
_CLAUSE = pattern(r"(?<!\w)khoản(?!\w)", re.IGNORECASE)
_CLAUSE_OF = pattern(r"(?<!\w)khoản\s+\d+[a-zđ]?\s+(?:của\s+)?điều\s+\d+[a-zđ]?$", re.IGNORECASE)
_PIECE = pattern(r"(?:gạch|đoạn|câu|tiết|dòng|ý)(?!\w)", re.IGNORECASE)


def in_full(part: str, over: str | None) -> str | None:
    """A part with what the line above tells of its place; None where it is not known of which article it is.

    >>> in_full("khoản 3", "một số khoản của Điều 7"), in_full("điểm a", "khoản 2 Điều 7"), in_full("khoản 3", "Điều 7 và Điều 8")
    ('khoản 3 Điều 7', 'điểm a khoản 2 Điều 7', None)
    >>> in_full("Mẫu số 03", "Phụ lục II"), in_full("Điều 9", "Điều 7"), in_full("khoản 3", None)
    ('Mẫu số 03 Phụ lục II', 'Điều 9', None)
    """
    of = _holder(over or "")
    if _WHOLE.search(part):
        annex = of if of and "lục" in of.lower() and _FORM.match(part) and not _LARGE.search(part) else None
        return f"{part} {annex}" if annex else part
    if of is None:
        return None
    clauses = len(_CLAUSE.findall(over or ""))
    if not _CLAUSE.search(part) and clauses and not _SOME.match(over or ""):
        m = _CLAUSE_OF.search(over or "") if clauses == 1 else None
        of = None if m is None else over if _PIECE.match(part) else m.group()
    elif not _CLAUSE.search(part) and (m := _CLAUSE_OF.search(over or "")):
        of = m.group()  # "một số điểm của khoản 2 Điều 12"
    return f"{part} {of}" if of else None


def _holder(over: str) -> str | None:
    """The one article, or the one annex, with which a part ends."""
    if len(_LARGE.findall(over)) != 1:
        return None
    m = _ARTICLE.search(over) or _ANNEX.search(over)
    return m.group() if m else None
