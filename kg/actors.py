"""Who acts: the subject of a cue in the active, "A sửa đổi B"."""

from __future__ import annotations

import re

from kg import approval, bystanders, issuers, provisions, rank
from kg.cues import Found, governing
from kg.field import Field, attached
from kg.linking import AGAIN, DEEDS, TOLD, at_meeting, link_of, part_of
from kg.patterns import pattern
from kg.sentences import MARK
from kg.span import CHANGES, DOCUMENT, ENDS, STOPS, Link
from kg.text import UPPER
from kg.words import WORD

_LONGEST_PART = 300  # characters
_BACK = 50  # names that "Nghị định này" reaches back over
_NEAR = 12  # words between a subject and its cue, beyond which a title may have run on
# Between a subject and a cue.
_LOOSE = pattern(r"\s*(?:,|và\s|mà\s)", re.IGNORECASE)
_COORDINATED = pattern(r"^[\s,;]*(?:và|mà\s+còn|cùng với|đồng thời|,\s*đồng thời)\s", re.IGNORECASE)
_THEN = pattern(r"\s(?:và|đồng\s+thời)\s+$", re.IGNORECASE)  # "thực hiện A về … và thực hiện B", in a title
_GROUND_TO = pattern(r"\s(?:căn\s+cứ|cơ\s+sở)\s(?:[^\W\d]+\s+){0,4}để\s+$", re.IGNORECASE)
_OF = pattern(r"\s(?:của|do)\s+$", re.IGNORECASE)
_ISSUES = pattern(r"\s+ban\s+hành\s", re.IGNORECASE)  # "Quyết định này ban hành Quy chế sửa đổi …"
_LONGEST_NOUN = 80  # characters from what is not named to its verb
_AGAIN = pattern(r"\s*,\s*(?:(?:đã|nay)\s+)?", re.IGNORECASE)  # "A hướng dẫn B, đã thay thế C"
_JOINED = pattern(r"[\s,;]*(?:và|đồng thời)\s*", re.IGNORECASE)
_NOT_BUT = pattern(r"\s*không\s(?:[^\W\d]+[\s,]+){1,4}mà\s*$", re.IGNORECASE)  # "không sửa đổi mà thay thế"
_CHARGED = pattern(
    rf"(?<!\w)(?:(?:giao|yêu cầu|chỉ đạo|phân công)\s(?:cho\s)?(?:[{UPPER}]|các\s)|tạo điều kiện\s(?:để|cho)\s|giúp\s)"
)
_CHARGES = pattern(
    rf"[^;.]*?(?:\svà|[,;]|đồng\s+thời)\s+(?:giao|yêu\s+cầu|chỉ\s+đạo|phân\s+công|đề\s+nghị)\s(?:cho\s)?(?:[{UPPER}]|các\s)"
)
# "…; bãi bỏ Thông tư …", "… và thay thế Quyết định …": an effect clause goes on, whatever title stands between.
_RESUMED = pattern(rf"(;|,|(?<=\s)và|đồng\s+thời)\s*(?:và\s*|đồng\s+thời\s*)?(?:(?<=[;,\s]){MARK}\s*)?$", re.IGNORECASE)
_CHANGING = pattern(
    r"(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|hoàn\s+thiện|điều\s+chỉnh)\s+(?:một\s+số\s+điều\s+của\s+)?$",
    re.IGNORECASE,
)
_OVER = pattern(
    r"\s*,?\s+thì\s|\s+(?:(?:đã|bị|được|không)\s+){0,2}(?:(?:hết|còn|mất)\s+hiệu\s+lực|bãi\s+bỏ|hủy\s+bỏ)(?!\w)",
    re.IGNORECASE,
)
_REASON = pattern(r"(?<!\w)(?:do|vì)\s+(?:việc\s+)?$", re.IGNORECASE)  # "A hết hiệu lực do thực hiện B"
_AIM = pattern(r"\s+(?:nhằm|để)\s", re.IGNORECASE)
_LONGEST_VERB = 40  # characters
_MEANWHILE = pattern(r"(?:bối\s+cảnh|quá\s+trình|thực\s+trạng)\s+(?:của\s+)?(?:việc\s+)?$", re.IGNORECASE)
_SEVERAL = pattern(r",|\svà\s")  # verbs: "Hướng dẫn số … tuyên truyền và thực hiện" is no guidance
_BY_IT = pattern(
    r"[^\s.;:]\s(?:căn\s+cứ|(?<!kèm )theo)(?:\s+(?:vào|các|quy\s+định|tại|của|hướng\s+dẫn))*\s+$", re.IGNORECASE
)


def active(f: Field, i: int, prev: int, found: Found) -> Link | None:
    """The name before the cue is the subject, or what that name's own subject is, or the document that it means."""
    predicate = found.cue.predicate
    if (
        predicate == "implements"
        and f.names[prev].type == "Hướng dẫn"
        and not _SEVERAL.search(f.text, found.start, found.end)
    ):
        predicate = "guides"
    provision = part_of(f, predicate, found.start, f.names[i].start, found.end)
    at = found.first.start  # "A bãi bỏ khoản 3 và sửa đổi khoản 4 Điều 5 B": the first of two verbs
    stretch, start, end = _NOT_BUT.sub("", f.stretch(prev, at)), f.names[prev].start, f.names[i].end
    before = f.governor.get(prev) or _of_annex(f, prev)
    aside = any(a[0] <= at < a[1] for a in f.asides)
    if aside and predicate in CHANGES and before is not None and rank.rather(f.names, before.subject, prev, i):
        # "Kế hoạch A thực hiện Nghị quyết B (thay thế Kế hoạch C)"
        prev, start, stretch = before.subject, f.names[before.subject].start, ""
    anew = f.begins(at) and not f.sentence.preamble  # which is read by itself
    resumed = _RESUMED.search(stretch) if predicate in CHANGES and not anew else None
    if before is not None and (resumed or aside) and _document_changes(f, i, prev, before, predicate):
        return link_of(DOCUMENT, predicate, i, before.start, end, before.rule, AGAIN, provision)
    if f.names[prev].this and _BY_IT.search(f.text, max(f.sentence.start, start - 30), start) and not f.begins(start):
        return None  # "Vụ Pháp chế căn cứ Thông tư này sửa đổi …": what a body is to do
    if found.cue.predicate in DEEDS and f.names[prev].this and _task(f, prev):
        return None
    if prev in f.own or (predicate in TOLD and f.names[prev].this and not _meant(f, prev)):
        if not _by_document(f, prev, predicate, stretch, goes_on=resumed is not None and resumed[1] == ";"):
            return None
        return link_of(DOCUMENT, predicate, i, start, end, "effect", provision=provision)
    if (predicate in DEEDS or predicate == "guides") and _CHARGED.search(stretch):
        return None  # "Kế hoạch … giao Sở Tài chính thực hiện …"
    if predicate in CHANGES and _CHARGES.match(stretch) and not _RESUMED.search(stretch):
        return None  # "dừng thực hiện A và giao Ủy ban nhân dân tỉnh bãi bỏ B"
    if before is not None and (told := _same_subject(f, i, before, found, stretch, resumed)) is not None:
        less = link_of(told[0], predicate, i, told[1], end, before.rule.split("+")[0], AGAIN, provision)
        return less._replace(rule="title") if told[2] else less
    if predicate in DEEDS and stretch.strip() == ":" and (f.opens(start) or f.begins(start)):
        stretch = ""  # "Kế hoạch số 17/KH-UBND: thực hiện A"
    if not _acts(f, prev, found, predicate, stretch):
        over = _over(f, i, prev, stretch) if predicate in CHANGES else None
        return (
            link_of(over, predicate, i, f.names[over].start, end, "clause", AGAIN, provision)
            if over is not None
            else None
        )
    rule = "far" if len(stretch.split()) > _NEAR else "clause"
    return link_of(prev, predicate, i, start, end, rule, provision=provision)


def _over(f: Field, i: int, prev: int, stretch: str) -> int | None:
    """ "Thông tư A quy định … theo Luật B và thay thế Thông tư C": A, of the type of what it changes, and not B."""
    other = f.before(prev)
    if other is None or not _RESUMED.search(stretch) or not bystanders.suffers(f, prev):
        return None
    name, between = f.names[other], f.stretch(other, f.names[prev].start)
    alike = name.form == "number" and name.type == f.names[i].type and other not in f.own
    if not alike or other in f.governor or other in f.acting or bystanders.suffers(f, other):
        return None
    led = attached(between) and not f.unreal(between) and not bystanders.other_acts(f, other, "", between)
    return other if led and not _CHARGED.search(between) else None


def _of_annex(f: Field, i: int) -> Link | None:
    """What is done to what name i put in force: "sửa đổi Quy chế … ban hành kèm theo A và bãi bỏ B", where A repeals nothing."""
    put = f.acting.get(i)
    return f.governor.get(put.object) if put is not None and put.predicate == "approves" else None


def _meant(f: Field, i: int) -> bool:
    """Whether "Nghị định này" in a text that is no instrument, or a piece of one, may mean a name before it."""
    return any(f.names[j].type == f.names[i].type and f.names[j].form != "back" for j in range(max(0, i - _BACK), i))


def _document_changes(f: Field, i: int, prev: int, before: Link, predicate: str) -> bool:
    """ "Kế hoạch thực hiện Nghị quyết B về …, thay thế Kế hoạch C": whether the document changes name i, and not name prev."""
    told = before.subject == DOCUMENT and predicate in CHANGES
    return told and rank.own_rather(f.names, _kind(f, before, prev), prev, i, f.lexicon)


def _kind(f: Field, before: Link, prev: int) -> str | None:
    """The type of the document, which a link before name prev is told of: that of "Thông tư này", or of its title."""
    this = f.before(prev)
    if this is not None and f.names[this].this and f.names[this].start == before.start:
        return f.names[this].type
    return f.sentence.kind


def _by_document(f: Field, this: int, predicate: str, stretch: str, *, goes_on: bool) -> bool:
    """Whether it is the document that acts where a name before a cue means it; `goes_on`: behind a semicolon."""
    joined = goes_on or (predicate in CHANGES - {"replaces"} and _JOINED.fullmatch(stretch))
    if joined and _carried_out(f, this):
        return False  # "2. Ủy ban nhân dân cụ thể hóa Chương trình này; điều chỉnh Kế hoạch số …"
    if not goes_on and not attached(stretch):
        return False  # "Thông tư này áp dụng đối với các cơ sở thực hiện Chương trình …"
    if bystanders.other_acts(f, this, predicate, stretch):
        return False
    if predicate in CHANGES and not goes_on and _by_another(f, stretch):
        return False
    start = f.names[this].start
    # "Nhiệm vụ quy định tại Điều 3 Kế hoạch này được thực hiện theo …"
    part = predicate in DEEDS and provisions.named(f.text, max(f.sentence.start, start - _LONGEST_PART), start)
    return not part


def _by_another(f: Field, stretch: str) -> bool:
    """Whether the words before a verb end with who or what does it: "… đến khi Chính phủ ban hành Nghị định", "… căn cứ để"."""
    end = len(stretch.rstrip())
    body = issuers.before(stretch, 0, end, f.lexicon)
    if _GROUND_TO.search(stretch) or (body is not None and not _OF.search(stretch, 0, body[2])):
        return True
    unnamed = any(f.unnamed_at(stretch, m.start()) for m in WORD.finditer(stretch, max(0, end - _LONGEST_NOUN)))
    return unnamed and _ISSUES.match(stretch) is None


def _acts(f: Field, prev: int, found: Found, predicate: str, stretch: str) -> bool:
    """Whether a name is the subject of a cue, with the words of a stretch between them."""
    if not attached(stretch) or f.unreal(stretch):
        return False
    if (predicate == "approves" and approval.is_power(stretch)) or _REASON.search(stretch):
        return False
    if at_meeting(stretch, predicate):
        return False
    if _MEANWHILE.search(stretch):
        return False  # "Chỉ thị … ban hành trong bối cảnh việc thực hiện …", "… trong quá trình sửa đổi …"
    loose = _LOOSE.match(stretch)
    if _OVER.match(stretch) or bystanders.framed(f, prev, stretch):
        return False  # "kể từ khi A hết hiệu lực và thay thế B"
    if predicate in CHANGES and (loose or _RESUMED.search(stretch)) and bystanders.suffers(f, prev):
        return False
    aimed = predicate in DEEDS and _AIM.match(f.text, f.names[prev].told)  # "việc sửa đổi A nhằm thể chế hóa B"
    if (aimed or (predicate in CHANGES | {"guides"} and loose)) and _changed(f, prev):
        return False  # "tiếp tục rà soát, sửa đổi A và bãi bỏ B": nobody is told to do either
    joined, verb = stretch.strip(), f.text[found.start : found.end]
    if joined in ("và", ",") and verb[0].isupper() and not verb.isupper():
        return False  # "Quyết định số … và Điều chỉnh Quy hoạch …": the verb is part of a name
    # Verbs of one body in a row: "quán triệt A, triển khai B, tổng kết C".
    return not (loose and predicate in DEEDS and (prev not in f.governor or joined != ","))


def _same_subject(
    f: Field, i: int, before: Link, found: Found, stretch: str, resumed: re.Match[str] | None
) -> tuple[int, int, bool] | None:
    """The subject of a deed that goes on from the one before, where its words begin, and whether that is the title; else None."""
    predicate = found.cue.predicate
    if (
        before.predicate == "approves"
        and predicate in CHANGES
        and not stretch.strip()
        and _rather_approves(f, i, before)
    ):
        return before.subject, before.start, False  # "Quyết định A phê duyệt Đề án B thay thế Quyết định C"
    above = f.governor.get(before.subject)
    # "Nghị định A quy định chi tiết Luật B về …, thay thế Nghị định C": of A's type, and B is not
    if above is None and resumed and resumed[1] == "," and rank.rather(f.names, before.subject, before.object, i):
        return before.subject, before.start, False
    changed = above is None and before.subject != DOCUMENT and before.predicate in CHANGES
    if (
        changed
        and resumed
        and resumed[1] != ","
        and (resumed[1] != ";" or (f.opens(before.start) and "\n" not in stretch))
    ):
        return before.subject, before.start, False  # "A bãi bỏ B về … và sửa đổi C", "A thay thế B; bãi bỏ C"
    if above is not None and resumed and _begins_title(f, above) and _JOINED.fullmatch(stretch):
        return DOCUMENT, above.start, True
    if before.subject == DOCUMENT and (before.predicate in CHANGES or before.predicate == "approves") and resumed:
        on = resumed[1] == ";" or predicate in ENDS or _COORDINATED.match(stretch)
        return (DOCUMENT, before.start, False) if on else None
    if (
        before.subject == DOCUMENT
        and before.rule == "title"
        and before.predicate == predicate
        and _THEN.search(stretch)
    ):
        return DOCUMENT, found.start, True
    on = _COORDINATED.match(stretch) or (predicate in CHANGES and _AGAIN.fullmatch(stretch))
    if not on and predicate in CHANGES and stretch.strip() == ";":
        on = any(a[2] <= before.object and i < a[3] for a in f.asides)  # "A (thay thế B; bãi bỏ C)"
    return (before.subject, before.start, False) if on else None


def _rather_approves(f: Field, i: int, put: Link) -> bool:
    """Whether what puts a programme in force is of the type of name i, and the programme is not: it changes that itself."""
    kind = f.sentence.kind if put.subject == DOCUMENT else f.names[put.subject].type
    return kind == f.names[i].type != f.names[put.object].type


def _begins_title(f: Field, link: Link) -> bool:
    """Whether a link is what a title says first: "Sửa đổi A quy định chi tiết B và bãi bỏ C" repeals C too."""
    return f.sentence.title and link.subject == DOCUMENT and (link.predicate in CHANGES or link.predicate == "guides")


def _changed(f: Field, i: int) -> bool:
    """Whether the words before a name say that it is changed, whoever does so."""
    at = f.names[i].start
    if _CHANGING.search(f.text, max(f.sentence.start, at - _LONGEST_VERB), at):
        return True
    told = governing(f.text, f.goes_on(f.before(i), at), at, f.lexicon) if i not in f.governor else None
    return told is not None and told.cue.voice == "active" and told.cue.predicate in STOPS


def _task(f: Field, i: int) -> bool:
    """Whether a name is what one carries out: "gắn việc thực hiện Chương trình này với việc thực hiện A"."""
    start = f.names[i].start
    near = max(f.goes_on(f.before(i), start), start - _LONGEST_VERB)
    found = governing(f.text, near, start, f.lexicon) if f.text[near:start].strip() else None
    return found is not None and found.cue.predicate in DEEDS and not f.text[found.end : start].strip()


def _carried_out(f: Field, i: int) -> bool:
    """Whether a body is told to carry out what a name means, which is no subject then."""
    found = governing(f.text, f.goes_on(f.before(i), f.names[i].start), f.names[i].start, f.lexicon)
    return found is not None and found.cue.predicate in DEEDS
