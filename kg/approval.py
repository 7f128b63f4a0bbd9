"""Which programme, plan or regulation an instrument puts in force."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.cues import governing
from kg.field import Field
from kg.lexicon import Lexicon
from kg.patterns import pattern

_PROJECT, _DECISION = "Dự án", "Quyết định"
# "phê duyệt Chương trình … tại Quyết định số …", "Đề án … kèm theo Quyết định số …"
_IN = pattern(
    r"\s*\(?(?:(?:đã\s+)?(?:được\s+)?ban\s+hành\s+(?:tại|kèm\s+theo|theo)|tại|(?P<by>theo)|kèm\s+theo)\s+",
    re.IGNORECASE,
)
_OPENED = pattern(r"[”\"]?\s*\(\s*")
_ALONE = pattern(
    r"(?:\s+của\s[^,;:.()]{3,80}?)?(?:\s+về\s+(?:việc\s+)?(?:phê duyệt|ban hành|thông qua)\s[^,;:.()]{3,150})?\s*\)"
)
# Right before a programme that is carried out, put in force, or a member of a list.
_CARRIED = pattern(
    r"(?:(?:^|[;:,\n\-+])|(?<!\w)(?:thực hiện|triển khai|thi hành|phê duyệt|ban hành|thông qua|theo|và))"
    r"\s*(?:có hiệu quả\s)?(?:các\s)?[“\"]?$",
    re.IGNORECASE,
)
_BESIDES_NEAR = 60  # characters
# "Ban hành kèm theo Thông tư này Chương trình …"
_ANNEXING = pattern(r"(?:ban\s+hành|phê\s+duyệt)\s+kèm\s+theo\s*$", re.IGNORECASE)
_ISSUING = pattern(r"(?:ban\s+hành|phê\s+duyệt)\s+[“\"]?$", re.IGNORECASE)
_BY_IT = pattern(
    r"(?:,?\s+(?:của|do)\s[^,;.:()]{3,120}?)?(?:\s\([^()]{3,60}\))?,?\s+ban\s+hành\s+[“\"]?", re.IGNORECASE
)
_CLAUSES = pattern(r"[;,.:]\s")
_MEMBER = pattern(r"\s*(?:[,;]|[,;]?\s*và)\s+(?:các\s+)?([^\W\d]+(?:\s+[^\W\d]+){0,15}?)\s*", re.IGNORECASE)
# "Kế hoạch thực hiện Chương trình … ban hành kèm theo A", "Kế hoạch điều chỉnh Quy hoạch …": the plan is put in force.
_CARRIES_OUT = pattern(
    r"(?:kế\s+hoạch|chương\s+trình\s+hành\s+động|phương\s+án|lộ\s+trình)\s(?:[^\W\d]+\s){0,3}?"
    r"(?:triển\s+khai|thực\s+hiện|điều\s+chỉnh|sửa\s+đổi|bổ\s+sung|lập|xây\s+dựng|rà\s+soát|(?:sơ|tổng)\s+kết|đánh\s+giá|tuyên\s+truyền|công\s+bố)\s+$",
    re.IGNORECASE,
)
_LONGEST_PLAN = 60  # characters
_OF_PLANS = frozenset({"implements", "reviews"})
_ANNEX_HEAD = pattern(r'[”"]?\s*(?:\(\s*(?:ban|được|kèm)\s|\n)', re.IGNORECASE)
_HEAD_LINE = pattern(r"[^\S\n]*\n\s*[(BK]")  # "⏎(Ban hành kèm theo", not a line that goes on
_FORM = pattern(r"(?:mẫu|phụ\s+lục|biểu)(?!\w)", re.IGNORECASE)
# Before "phê duyệt" in the title of what approves, and of what tells how others approve.
_NAMING = pattern(r"(?:về|việc|v/v|định|quyết|và|đồng\s+thời)\s+(?:“|\")?$", re.IGNORECASE)
_LAID_DOWN = pattern(r"(?<!\w)(?:hướng dẫn|quy định|thẩm định|trình tự|thủ tục|thẩm quyền)(?!\w)", re.IGNORECASE)

_POWER = pattern(
    r"(?:nhiệm\s+vụ|quyền\s+hạn|thẩm\s+quyền|trách\s+nhiệm)(?:\s+của\s[^.;:]{3,80}?)?(?:\s+(?:về|trong))?(?:\s+việc)?\s*$",
    re.IGNORECASE,
)
# "Nhiệm vụ lập Quy hoạch … được phê duyệt tại B": its task is, and it does not exist yet.
_STEP = pattern(r"(?<!\w)(?:nhiệm\s+vụ|đề\s+cương|dự\s+toán)\s+(?:(?:lập|xây\s+dựng|điều\s+chỉnh)\s+)*$", re.IGNORECASE)
_LONGEST_STEP = 40  # characters


def is_power(words: str) -> bool:
    """Whether what leads to "phê duyệt" is a body's power, and no deed: "nhiệm vụ, quyền hạn của Thủ tướng Chính phủ về …".

    Nor is it one where it is laid down how others do: "Thông tư số … quy định lập, phê duyệt Đề án …".
    """
    return _POWER.search(words) is not None or _LAID_DOWN.search(words) is not None


def put_in_force(f: Field, prev: int, i: int) -> bool:
    """ "phê duyệt Chương trình … tại Quyết định số …", "Đề án … kèm theo Quyết định số …": the decision puts it in force."""
    name = f.names[i]
    lead = _IN.fullmatch(f.stretch(prev, name.start))
    if lead is None:
        return _in_brackets(f, prev, i)
    issued = is_programme(f, prev, name.start) or (lead["by"] is None and _numbered(f, prev))
    if not issued or name.form not in ("number", "short"):
        return False
    # "phê duyệt Đề án … theo Nghị quyết số 08-NQ/TW" rests on that; only a decision puts "Đề án … theo Quyết định số …" in force.
    return (
        _approves(f, name.type) if lead["by"] is None else name.type == _DECISION and issued_in_title(f, prev) is None
    )


def _in_brackets(f: Field, prev: int, i: int) -> bool:
    """ "Chương trình … (Quyết định số … ngày … của Thủ tướng Chính phủ)": one decision, and nothing else, behind a programme."""
    name = f.names[i]
    return (
        name.form == "number"
        and name.type == _DECISION
        and f.names[prev].type in f.lexicon.having["programme"]
        and _ALONE.match(f.text, name.told) is not None
        and _OPENED.fullmatch(f.stretch(prev, name.start)) is not None
        and is_programme(f, prev, name.start)
        and issued_in_title(f, prev) is None
        and not _does_else(f, prev)
    )


def _does_else(f: Field, prev: int) -> bool:
    """Whether the words before a programme may tell of something else that a decision behind it has done."""
    at = f.names[prev].start
    words = f.text[max(f.sentence.start, at - _BESIDES_NEAR) : at]
    return _CARRIED.search(words) is None or _besides(f.lexicon).search(_CLAUSES.split(words)[-1]) is not None


@lru_cache(maxsize=4)
def _besides(lexicon: Lexicon) -> re.Pattern[str]:
    """What else a decision may have done."""
    return re.compile(rf"(?<!\w){lexicon.words['beside'].any}(?!\w)", re.IGNORECASE)


def is_programme(f: Field, i: int, end: int) -> bool:
    """Whether a name is that of a programme that a decision may put in force: no form of it; nor what no decision annexes."""
    name = f.names[i]
    return (
        name.scheme
        and name.type != "Báo cáo"
        and not _FORM.search(f.text, name.start, end)
        and not _for_plan(f, i, end)
        and not _STEP.search(f.text, max(f.sentence.start, name.start - _LONGEST_STEP), name.start)
        and not (_alone(f, name.type) and "hành kèm" in f.text[name.end : end].lower())
    )


def _for_plan(f: Field, i: int, end: int) -> bool:
    """Whether what is put in force is the plan that carries name i out: "Kế hoạch thực hiện Chương trình … ban hành kèm theo B".

    A plan that the title itself issues is put in force by its own document, so B did it to name i; but for the head of an annex.
    """
    name, plan = f.names[i], _plan(f, i)
    if plan is None or not f.sentence.title or _ANNEX_HEAD.match(f.text, name.told, end):
        return plan is not None
    verb = _ISSUING.search(f.text, max(f.sentence.start, plan.start() - 20), plan.start())
    at = verb.start() if verb else plan.start()
    return not (f.opens(at) or title_approves(f, at))


def _plan(f: Field, i: int) -> re.Match[str] | None:
    """The words right before name i that tell of a plan which carries it out."""
    at = f.names[i].start
    return _CARRIES_OUT.search(f.text, max(f.sentence.start, at - _LONGEST_PLAN), at)


def of_plan(f: Field, prev: int, i: int) -> bool:
    """ "triển khai Kế hoạch thực hiện Chương trình … ban hành kèm theo B": the plan put in force by B is carried out or reviewed.

    The programme is name `prev`, B name i.
    """
    name, plan = f.names[i], _plan(f, prev)
    if plan is None or name.form != "number" or not _approves(f, name.type):
        return False  # nearly always
    between = f.stretch(prev, name.start)
    if _IN.fullmatch(between) is None or _HEAD_LINE.match(between):
        return False
    verb = governing(f.text, max(f.sentence.start, plan.start() - _BESIDES_NEAR), plan.start(), f.lexicon)
    return verb is not None and verb.cue.predicate in _OF_PLANS and not f.text[verb.end : plan.start()].strip()


def _approves(f: Field, kind: str | None) -> bool:
    having = f.lexicon.having
    return kind in having["deciding"] or kind in having["normative"]


def _alone(f: Field, kind: str | None) -> bool:
    """Whether it is no annex, though the words stand after it: "thuế để thực hiện Hiệp định … ban hành kèm theo Nghị định …"."""
    return kind == _PROJECT or kind in f.lexicon.having["treaty"]


def approvable(f: Field, i: int, at: int) -> bool:
    """Whether a verb that ends at an offset may approve name i: what is told by its name; a numbered scheme right after it."""
    name = f.names[i]
    if name.form == "name":
        return True
    return _numbered(f, i) and f.sentence.title and not f.text[at : name.start].strip(' “"')


def _numbered(f: Field, i: int) -> bool:
    return f.names[i].form == "number" and f.names[i].type in f.lexicon.having["programme"]


def issued_by_title(f: Field, prev: int, i: int) -> bool:
    """ "Quyết định số … của Ủy ban nhân dân tỉnh ban hành Quy chế …": the name i in the title of the one before."""
    name = f.names[i]
    told = f.stretch(prev, name.start)
    return name.scheme and f.names[prev].form == "number" and bool(_ISSUING.search(told)) and not _CLAUSES.search(told)


def approves_next(f: Field, prev: int, i: int) -> bool:
    """ "Quyết định số … của Ủy ban nhân dân tỉnh ban hành Đề án …": a decision puts in force what it names next."""
    decides = _approves(f, f.names[prev].type) and f.names[prev].form == "number"
    return (
        decides
        and is_programme(f, i, f.names[i].end)
        and _BY_IT.fullmatch(f.stretch(prev, f.names[i].start)) is not None
    )


def listed_by_annex(f: Field, prev: int, at: int) -> bool:
    """Whether words from a name to "ban hành kèm theo" go on a list by an annex: "A, Chương trình … ban hành kèm theo B"."""
    m = _MEMBER.fullmatch(f.text, f.names[prev].told, at)
    return m is not None and f.lexicon.nouns.match(f.text, m.start(1), at) is not None


def issued_in_title(f: Field, i: int) -> int | None:
    """Where a title says that the document issues a programme, "(Về việc) ban hành Chương trình …"; None where it doesn't.

    Registers drop the verb: a decision "Chương trình hỗ trợ pháp lý …" puts that programme in force.
    """
    name = f.names[i]
    if not f.sentence.title or not (is_programme(f, i, name.end) or _numbered(f, i)):
        return None
    if f.sentence.decides and f.opens(name.start) and name.form == "name" and not f.text.endswith("(", 0, name.start):
        return name.start
    told = _ISSUING.search(f.text, max(f.sentence.start, name.start - 20), name.start)
    return told.start() if told and (f.opens(told.start()) or title_approves(f, told.start())) else None


def annexes_next(f: Field, prev: int, i: int) -> bool:
    """ "Ban hành kèm theo Thông tư này Chương trình …": the document puts in force what it names next."""
    start = f.names[prev].start
    return (
        f.names[i].scheme
        and bool(_ANNEXING.search(f.text, max(f.sentence.start, start - 30), start))
        and not f.stretch(prev, f.names[i].start).strip(' “"')
    )


def title_approves(f: Field, at: int) -> bool:
    """Whether a title says that the document itself approves: "Quyết định về việc phê duyệt …"."""
    return bool(_NAMING.search(f.text, f.sentence.start, at)) and not _LAID_DOWN.search(f.text, f.sentence.start, at)


def heads_annex(f: Field, start: int, end: int) -> bool:
    """Whether a cue is the head of an annex, in brackets or not: "(Ban hành kèm theo Quyết định số …)"."""
    at = start - (f.text[start - 1 : start] == "(")
    heads = f.opens(at) or f.text[max(0, at - 9) : at].rstrip(" \t")[-1:] == "\n"
    return heads and "hành" in f.text[start:end].lower()
