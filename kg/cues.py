"""Which cue of the ontology governs a name: the last one in the words before it, if it reaches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kg import pairs, provisions, wishes
from kg.lexicon import Cue, Lexicon
from kg.pairs import BARRIER, BESIDE, OTHER, At
from kg.patterns import pattern
from kg.scan import cue_places, cues_in
from kg.sentences import MARK
from kg.span import CHANGES
from kg.text import ORDINAL, fold
from kg.words import WORD, Phrases

_DONE = CHANGES | {"implements", "guides"}  # what is done to an instrument by another
_LED = frozenset({"implements", "disseminates", "reviews"})  # what a clause before a comma tells of itself
_LEADING = _LED | {"approves"}
_OF_PARTS = CHANGES | {"guides", "basedOn"}  # the parts named between are no distance
_AND_REACH = 10  # "triển khai ý kiến của Thủ tướng tại Hội nghị … và Chỉ thị số …" implements too
# A colon that opens a list of names: "thay thế các văn bản sau: a) Quyết định số …".
_LIST = pattern(rf"(?P<lead>[^.;:]{{0,120}}):\s*{MARK}?\s*(?:các\s*)?$", re.IGNORECASE)
_OF_SEVERAL = pattern(
    r"(?<!\w)các\s(?:[^.;:]{0,80}[^.;:\s])?(?<!như sau)\s?:"
)  # before it; "sửa đổi Điều 7 như sau:" opens new words
# Several that are told of together, and named in brackets: "bãi bỏ một số văn bản do tỉnh ban hành (Quyết định số …; …)".
_BRACKETED = pattern(
    r"(?P<lead>[^.;:()]{0,40}?(?:một\s+số|các|những|\d{1,3})\s+(?:văn\s+bản|quyết\s+định|nghị\s+quyết|thông\s+tư|chỉ\s+thị|nghị\s+định|quy\s+định)"
    r"(?!\w))[^.;:()]{0,150}\(\s*(?:(?:bao\s+)?gồm\s*:?\s*)?(?:các\s*)?$",
    re.IGNORECASE,
)
# The passive voice, whatever the verb: "đã được Ủy ban nhân dân tỉnh cụ thể hóa bằng", "được sửa đổi, bổ sung, thay thế tại".
_PASSIVE = pattern(r"(?:đã\s+)?(?:được|bị|dược)\s+(?P<agent>(?:\w+\s+){0,14})$", re.IGNORECASE)
_BY = pattern(
    rf"\s*(?:lần\s+(?:thứ\s+)?(?:{ORDINAL}|\S{{1,6}})\s+)?(?:một\s+(?:phần|số\s+(?:điều|nội\s+dung))\s+|(?:các\s+)?{provisions.BY_VERB}\s+)?(bởi|bằng|tại|theo|trong|thành)(?!\w)",
    re.IGNORECASE,
)
_BRACKETED_VERB = pattern(r"\((?:đã\s+)?$")  # "A (đã điều chỉnh tại B)"
# The name before, who issued it and what it is about.
_RIGHT_BEHIND = pattern(r"(?:\s+của\s[^,;:.()]{3,80})?(?:\s+về\s[^,;:.()]{3,150})?\s?[,;]\s+(?:(?:đã|nay)\s+)?")
_ENDING = frozenset({"repeals", "suspends"})
_GOING_ON = ("thực hiện", "hiệu lực", "thi hành", "áp dụng", "triển khai")
_SIMPLY = pattern(r"\s*(?:(?:nay|hiện)\s+)?(?:đã\s+)?", re.IGNORECASE)
_AND_BEHIND = pattern(r"\s+(?:và|đồng\s+thời)\s+(?:đã\s+)?")  # "được bổ sung bằng A và sửa đổi bằng B"
_TIMES = pattern(r"\s*lần\s")  # "…, điều chỉnh lần thứ nhất tại B"
# What tells by what: of what is carried out, of what is made law or plan ("được thể chế hóa trong Luật …"), of all else.
_BY_DEED = ("bằng", "bởi")
_BY_LAW = (*_BY_DEED, "tại", "trong", "thành")
_BY_ELSE = (*_BY_DEED, "tại", "theo")
_BY_REACH = 6
_QUOTED = pattern(r'“[^“”]*”|(?<=(?:từ|ng|nh) )"[^"]*"')
_PURPOSE = pattern(r"\s(?:để|nhằm)\s", re.IGNORECASE)
# Before "năm thực hiện": a plan for years to come, and no review of past ones.
_PLANNED = pattern(
    r"(?:kế\s+hoạch|chương\s+trình|đề\s+án|lộ\s+trình)\s+(?:hành\s+động\s+|tổng\s+thể\s+)?\d{1,2}\s+$", re.IGNORECASE
)
# "Theo A sửa đổi, Điều 27 của B", "Luật A sửa đổi năm 2020 và Luật B": the verb tells what A is.
_EXCEPTED = pattern(r"(?<!\w)(?:trừ|ngoài)\s+(?:(?:các|những)\s+)?$", re.IGNORECASE)
_ATTRIBUTE = pattern(r"\s*(?:năm\s+\d{4}\s*)?(?:,|,?\s*(?:và|hoặc))\s*(?:các\s+)?", re.IGNORECASE)
_INSTEAD = pattern(
    rf"{OTHER}(?:[^\W\d]+\s+){{0,3}}?(?:áp\s+dụng|thực\s+hiện|thi\s+hành|sử\s+dụng|vận\s+dụng|tuân\s+thủ|chấp\s+hành|theo|căn\s+cứ)(?!\w)",
    re.IGNORECASE,
)
_DULY = pattern(r"\s+(?:đúng|nghiêm|đầy\s+đủ)\s", re.IGNORECASE)  # "dừng áp dụng, thực hiện đúng A"
# "được A sửa đổi và được B hướng dẫn"
_NEXT_PASSIVE = pattern(r"(?:\svà|,)\s+(?:đã\s+)?(?:được|bị)\s+$", re.IGNORECASE)
_SHORT_NAME = pattern(
    r"(?:sau\s+đây|gọi|viết)\s+(?:viết\s+|gọi\s+)?(?:tắt\s+|chung\s+|gọn\s+)?là\s[^)]*$", re.IGNORECASE
)


class Found(NamedTuple):
    """A cue with its span in the normal text. `also`: a verb before it with the same object, "sửa đổi A và bãi bỏ B của"."""

    cue: Cue
    start: int
    end: int
    also: Found | None = None

    @property
    def first(self) -> Found:
        """The first of the verbs that share its object."""
        return self.also.first if self.also else self


_SLIPS = frozenset({"implements", "reviews", "amends", "replaces", "repeals", "guides", "disseminates", "suspends"})
_DOUBLED = pattern(r"(\w)\1+")


@lru_cache(maxsize=20_000)
def _slip_key(word: str) -> str:
    """A word without diacritics, which typists put on the wrong letter, and without letters typed twice: "hịên", "hiệnn"."""
    return _DOUBLED.sub(r"\1", fold(word))


@lru_cache(maxsize=4)
def _slips(lexicon: Lexicon) -> Phrases[Cue]:
    table: Phrases[Cue] = Phrases(by=_slip_key)
    for phrase, cue in lexicon.cue_phrases:
        if cue.predicate in _SLIPS and cue.voice == "active" and not cue.start and " " in phrase:
            table.add(phrase, cue)
    return table


def misspelled(text: str, start: int, end: int, lexicon: Lexicon) -> Found | None:
    """As `governing`, for a title without a cue that is spelled as it should be: "kế hoạch thưc hịên nghị quyếtt …"."""
    stretch = text[start:end]
    if any(cues_in(stretch, lexicon)):
        return None
    table, found = _slips(lexicon), None
    for m in WORD.finditer(text, start, end):
        if (found is None or m.start() >= found.end) and table.starts(m.group()):
            read = table.match(text, m.start(), end)
            found = Found(read[0], m.start(), read[1]) if read else found
    near = found is not None and len(text[found.end : end].split()) <= found.cue.reach
    return found if near and found and not BARRIER.search(text, found.end, end) else None


def governing(text: str, start: int, end: int, lexicon: Lexicon) -> Found | None:
    """The cue in a stretch that governs the name after it, or None where none reaches it."""
    start = max(start, end - 600)
    found = None
    for cue, a, b in _cues(text[start:end], lexicon):
        found = Found(cue, start + a, start + b, found)
    return found


@lru_cache(maxsize=65536)
def _cues(stretch: str, lexicon: Lexicon) -> tuple[At, ...]:
    """The governing cue of a stretch, after those that it shares its object with; the same stretches come again and again."""
    # Words that are quoted govern nothing: "thay thế cụm từ “thực hiện” bằng …".
    if "“" in stretch or 'từ "' in stretch:
        stretch = _QUOTED.sub(lambda m: "_" * len(m.group()), stretch)
    places = cue_places(stretch, lexicon)
    if not places or (places[-1] < (barrier := stretch.rfind(";")) and not _in_part(stretch, barrier)):
        return ()  # none, or none that reaches over a barrier
    also, current = _last(stretch, places, lexicon)
    return () if current is None or not _reaches(current, stretch, lexicon) else (*also, current)


def _reaches(current: At, stretch: str, lexicon: Lexicon) -> bool:
    """Whether a cue governs the name behind its stretch."""
    cue, start, end = current
    if cue.voice == "active" and cue.predicate in _DONE and _suffered(stretch, start, lexicon):
        return False  # "thủ tục hành chính được sửa đổi, bổ sung tại Nghị quyết số …": it isn't told by what
    rest = stretch[end:]
    of_part = cue.predicate in _OF_PARTS
    if opened := (_BRACKETED.fullmatch(rest) if "(" in rest else None) or _opened(rest, of_part=of_part):
        rest = opened["lead"]
    part = provisions.before(rest, 0, len(rest)) or provisions.about(rest, 0, len(rest)) if of_part else None
    over = part[1] if part else len(rest)  # where the words end that are no part
    if not opened and (BARRIER.search(rest, 0, over) or _SHORT_NAME.search(rest)):
        return False
    words = rest[:over].split()
    if "thì" in words:
        return False  # "… bị Tòa án hủy thì Quyết định số …"
    if words[:1] in (["tại"], ["của"]) and stretch[start:end].lower() == "hướng dẫn":
        return False  # "theo A và hướng dẫn tại B": a noun
    if cue.predicate == "suspends" and cue.voice == "active" and (_INSTEAD.match(rest) or _DULY.match(rest)):
        return False
    reach = cue.reach + (_AND_REACH if words[-1:] == ["và"] and cue.predicate == "implements" else 0)
    if (
        (len(words) > reach and not pairs.matter(current, stretch))
        or _leaves(rest)
        or (cue.voice == "active" and _NEXT_PASSIVE.search(rest))
        or pairs.by_another(current, rest[:over])
    ):
        return False
    if cue.predicate not in CHANGES:
        return True
    if _PURPOSE.search(rest) or provisions.AGAINST.search(rest):
        return False  # "sửa đổi khoản 16 để thực thi phương án tại Nghị quyết số …"
    if ("rừ" in rest or "goài" in rest) and _EXCEPTED.search(rest, 0, over):
        return False  # "bãi bỏ các quyết định về phí, trừ Quyết định số …": that one stays
    several = part is not None and part[0].startswith("một số")
    return several or not _ATTRIBUTE.fullmatch(rest, 0, over)  # "Theo A sửa đổi, Điều 27 của B"


def _opened(rest: str, *, of_part: bool) -> re.Match[str] | None:
    """A colon that opens a list, before its first member or the part of that: "các Thông tư sau: khoản 1 Điều 4 A; Điều 9 B"."""
    if ":" not in rest:
        return None
    part = provisions.before(rest, 0, len(rest)) if of_part and _OF_SEVERAL.search(rest) else None
    return _LIST.fullmatch(rest) or (_LIST.fullmatch(rest, 0, part[1]) if part else None)


def _in_part(stretch: str, at: int) -> bool:
    """Whether a semicolon stands in the part told at the end of a stretch: "quy định chi tiết khoản 1 Điều 2; Điều 5 của"."""
    part = provisions.before(stretch, 0, len(stretch))
    return part is not None and part[1] < at


def _suffered(stretch: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a verb at an offset is in the passive: "được sửa đổi", "được Thủ tướng Chính phủ điều chỉnh"."""
    m = _PASSIVE.search(stretch, 0, at)
    if m is None:
        return False
    body = lexicon.authority_names.match(stretch, m.start("agent"), at) if m["agent"] else None
    return not m["agent"] or (body is not None and not stretch[body[1] : at].strip())


def _last(stretch: str, places: Sequence[int], lexicon: Lexicon) -> tuple[tuple[At, ...], At | None]:
    """The last cue of a stretch with those that it is made of, after those that share its object."""
    current: At | None = None
    also: tuple[At, ...] = ()
    at = 0
    unreal = waits = -1
    for begin in places:
        if begin < at or not (found := lexicon.cues.match(stretch, begin)):
            continue
        cue, end = found
        if cue.predicate == "reviews" and stretch.startswith("năm", begin) and _PLANNED.search(stretch, 0, begin):
            continue  # "kế hoạch 5 năm thực hiện": for so many years; the next cue is "thực hiện"
        at = end
        if current is not None and (cue.role == "introducer" or cue.start) and _begins_anew(current, stretch, begin):
            current, also = None, ()  # "Thực hiện nhiệm vụ được giao, sau khi nghiên cứu A", "…, căn cứ A"
        if cue.role == "unreal":
            unreal = end
        elif cue.role or not cue.predicate or (cue.predicate == "guides" and _is_noun(stretch, begin)):
            continue
        elif (unreal >= 0 and cue.predicate != "cites" and _not_yet(stretch, unreal, begin, lexicon)) or (
            cue.predicate in CHANGES and wishes.asked(stretch, begin, lexicon)
        ):
            current, also = None, ()
            waits = end
        elif waits >= 0 and BESIDE.fullmatch(stretch, waits, begin):  # "đề xuất thay thế, bãi bỏ"
            waits = end
        elif current is None:
            current = _voiced(At(cue, begin, end), stretch, lexicon)
        elif not pairs.within(current, cue, stretch, begin):
            before, last = also, current
            shares, current = pairs.together(current, _voiced(At(cue, begin, end), stretch, lexicon), stretch, lexicon)
            also = (*also, shares) if shares else ()
            waits = end if current is None else waits  # "sửa đổi các nghị định quy định chi tiết, hướng dẫn thi hành"
            if current is not None and current[:2] == last[:2]:  # only longer, by "ban hành kèm theo"
                also = before
            current = _voiced(current, stretch, lexicon) if current else None
        at = max(at, current.end) if current else at
    return also, current


def _begins_anew(current: At, stretch: str, at: int) -> bool:
    """Whether a clause behind a comma leads to another name than the one that is carried out, which has no number here."""
    told = stretch[current.end : at].rstrip()
    return current.cue.predicate in _LEADING and current.cue.voice == "active" and len(told) > 1 and told.endswith(",")


def _is_noun(stretch: str, at: int) -> bool:
    """Whether "hướng dẫn" at an offset is what several instruments are called: "các Hướng dẫn: số …"."""
    return stretch[at : at + 5].lower() == "hướng" and stretch[:at].rstrip().lower().endswith(("các", "những"))


_DRAFT_WORDS = 8  # between what is drafted and its deed: "dự thảo Quyết định của Ủy ban nhân dân tỉnh thay thế"
_DRAFTING = 3  # between "dự thảo" and the noun of what is drafted


def _not_yet(stretch: str, at: int, cue: int, lexicon: Lexicon) -> bool:
    """Whether what is planned, drafted or denied at an offset is the cue's deed, or that of an instrument without a number."""
    if stretch[at:cue].lstrip().startswith(";"):
        return False  # "… giữa các cơ quan tham mưu; thay thế A": another clause
    return drafted(stretch, at, cue, lexicon) or sum(1 for _ in WORD.finditer(stretch, at, cue)) <= 1


def drafted(stretch: str, at: int, cue: int, lexicon: Lexicon) -> bool:
    """Whether what is planned or drafted at an offset is an instrument without a number, whose deed is the cue's."""
    words = list(WORD.finditer(stretch, at, cue))
    if len(words) > _DRAFT_WORDS or any(w.group() in ",()" for w in words):
        return False
    return any(lexicon.nouns.match(stretch, w.start(), cue) for w in words[: _DRAFTING + 1])


def _voiced(found: At, stretch: str, lexicon: Lexicon) -> At:
    """The cue in the passive voice where "được" stands before it, right there or before the body that acts, and "bởi" after it."""
    cue, start, end = found
    by = _BY.match(stretch, end) if cue.voice == "active" and not cue.start else None
    agents = (
        (_BY_LAW if stretch[start:end].endswith(("hóa", "hoá")) else _BY_DEED)
        if cue.predicate == "implements"
        else _BY_ELSE
    )
    if by is None or by[1] not in agents:
        return found  # "được thực hiện theo", "được thực hiện tại" tell how and where
    before = _PASSIVE.search(stretch, 0, start)
    if before is not None:
        if before["agent"] and not _acts(stretch, before.start("agent"), start, lexicon):
            return found
        start = before.start()
    elif cue.predicate in _ENDING and stretch[start:end].endswith(_GOING_ON) and _SIMPLY.fullmatch(stretch, 0, start):
        cue = cue._replace(reach=0)  # "Kế hoạch số … đã dừng thực hiện tại B"
    elif by[1] != "bởi" and not _became(stretch, start, end, cue, by[1]):
        return found  # "A (sửa đổi, bổ sung tại B)" is told too; else "bởi" alone tells
    return At(cue._replace(voice="passive", reach=min(cue.reach, _BY_REACH)), start, by.end())


def _became(stretch: str, start: int, end: int, cue: Cue, by: str) -> bool:
    """Whether a verb without "được" tells what became of a name: "A (đã điều chỉnh tại B)", "A của Bộ Y tế, sửa đổi tại B"."""
    if _BRACKETED_VERB.search(stretch, 0, start) or _again(stretch, start, end):
        return True
    if _AND_BEHIND.fullmatch(stretch, 0, start):
        return cue.predicate in CHANGES
    return (
        cue.predicate == "amends" and by in ("tại", "bằng") and _RIGHT_BEHIND.fullmatch(stretch, 0, start) is not None
    )


def _again(stretch: str, start: int, end: int) -> bool:
    """Whether a verb behind a comma tells how often it was done: "…, điều chỉnh lần thứ hai tại"."""
    return stretch[:start].rstrip()[-1:] in (",", ";") and _TIMES.match(stretch, end) is not None


def _acts(stretch: str, at: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the words between "được" and a verb name who acts: a body, or what is written as one and has no verb of its own."""
    if lexicon.authority_names.match(stretch, at, end):
        return True
    return stretch[at].isupper() and not any(cues_in(stretch[at:end], lexicon))


_ITEM_MARK = pattern(r"(?<!\w)\w{1,2}\)")
_BRACKET = pattern(r"[()]")


def _leaves(rest: str) -> bool:
    """Whether a quotation or brackets that the cue stands in end before the name: "(sửa đổi, bổ sung năm 2020), Thông tư …"."""
    depth = 0
    for bracket in _BRACKET.findall(_ITEM_MARK.sub("", rest)) if ")" in rest else ():
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            return True
    if "”" in rest:
        return True
    return rest.count('"') % 2 == 1 and not rest.rstrip().endswith('"')
