"""Who does what: the subject of a cue in the active, "A sửa đổi B", and in the passive, "B được sửa đổi bởi A"."""

from __future__ import annotations

import re

from kg import approval, ending, noting, provisions, rank
from kg.cues import Found, governing
from kg.field import Field, attached
from kg.items import opens
from kg.linking import AGAIN, DEEDS, TOLD, link_of, of_document, part_of
from kg.patterns import pattern
from kg.sentences import MARK, ROW
from kg.span import CHANGES, DOCUMENT, ENDS, Link
from kg.text import UPPER

_LONGEST_PART = 300  # characters
_BACK = 50  # names that "Nghị định này" reaches back over
_NEAR = 12  # words between a subject and its cue, beyond which a title may have run on
_LONG_TITLE_WORDS = 90  # between a subject and its cue in the passive, which is surer of what it belongs to
# Between a subject and a cue.
_LOOSE = pattern(r"\s*(?:,|và\s|mà\s)", re.IGNORECASE)
_COORDINATED = pattern(r"^[\s,;]*(?:và|mà\s+còn|cùng với|đồng thời|,\s*đồng thời)\s", re.IGNORECASE)
_THEN = pattern(r"\s(?:và|đồng\s+thời)\s+$", re.IGNORECASE)  # "thực hiện A về … và thực hiện B", in a title
_AGAIN = pattern(r"\s*,\s*(?:(?:đã|nay)\s+)?", re.IGNORECASE)  # "A hướng dẫn B, đã thay thế C"
_JOINED = pattern(r"[\s,;]*(?:và|đồng thời)\s*", re.IGNORECASE)
_NOT_BUT = pattern(r"\s*không\s(?:[^\W\d]+[\s,]+){1,4}mà\s*$", re.IGNORECASE)  # "không sửa đổi mà thay thế"
_CHARGED = pattern(
    rf"(?<!\w)(?:(?:giao|yêu cầu|chỉ đạo|phân công)\s(?:cho\s)?(?:[{UPPER}]|các\s)|tạo điều kiện\s(?:để|cho)\s|giúp\s)"
)
# "…; bãi bỏ Thông tư …", "… và thay thế Quyết định …": an effect clause goes on, whatever title stands between.
_RESUMED = pattern(rf"(;|,|(?<=\s)và|đồng\s+thời)\s*(?:và\s*|đồng\s+thời\s*)?(?:(?<=[;,\s]){MARK}\s*)?$", re.IGNORECASE)
_CHANGING = pattern(
    r"(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|hoàn\s+thiện|điều\s+chỉnh)\s+(?:một\s+số\s+điều\s+của\s+)?$",
    re.IGNORECASE,
)
_AIM = pattern(r"\s+(?:nhằm|để)\s", re.IGNORECASE)
_LONGEST_VERB = 40  # characters
_CELL_BEGINS = pattern(r"\|[^\S\n]*(?:(?:do|đã|vì|văn bản|hết hiệu lực)[\s,:]+){0,4}$", re.IGNORECASE)
_MEANWHILE = pattern(r"(?:bối\s+cảnh|quá\s+trình|thực\s+trạng)\s+(?:của\s+)?(?:việc\s+)?$", re.IGNORECASE)
_SUFFERING_ON = pattern(
    r";\s*(?:và\s+)?(?:đã\s+)?$"
    r"|[;,]?\s*(?:và\s+|nhưng\s+)?(?:nay|hiện(?:\s+nay)?|đến\s+nay|sau\s+(?:đó|này)|về\s+sau)\s*,?\s+(?:đã\s+)?$"
    r"|,?\s+(?:vì|do|nhưng)\s+(?:văn\s+bản\s+(?:này|đó|trên)\s+)?(?:nay\s+|hiện\s+)?(?:đã\s+)?$",
    re.IGNORECASE,
)
_ALSO = pattern(r"[,;]\s*(?:và\s+)?(?:(?:đã|nay|lại|tiếp\s+tục)\s+)*$", re.IGNORECASE)
# "A quy định về …; về … , được sửa đổi bởi B": the title has semicolons of its own.
_BEHIND_TITLE = pattern(r",\s*(?:đã\s+)?$")
# "Đề án A trên địa bàn tỉnh được phê duyệt tại B": where it is carried out
_WHERE = pattern(r"^\s+trên\s+(?:địa\s+bàn|phạm\s+vi)\s(?:[^\s,.;:()]+\s+){1,7}?(?=(?:đã\s+)?được\s|$)", re.IGNORECASE)
_SEVERAL = pattern(r",|\svà\s")  # verbs: "Hướng dẫn số … tuyên truyền và thực hiện" is no guidance
_BY_IT = pattern(
    r"[^\s.;:]\s(?:căn\s+cứ|(?<!kèm )theo)(?:\s+(?:vào|các|quy\s+định|tại|của|hướng\s+dẫn))*\s+$", re.IGNORECASE
)
# "A vẫn còn hiệu lực, trừ khoản 2 Điều 3 đã bị bãi bỏ bởi B"
_BUT_FOR = pattern(rf"(?:,\s+|\()(?:ngoại\s+)?trừ\s+({provisions.EXCEPTED})\s*(?:đã\s+)?$", re.IGNORECASE)
_IN_PART = pattern(r"\smột\s+phần\s", re.IGNORECASE)
_TOPIC = pattern(r"\s+về\s+")
_UNDER = pattern(r"hiệu\s+lực(?:\s.*)?\stheo(?!\w)", re.IGNORECASE | re.DOTALL)


def passive(f: Field, i: int, prev: int | None, found: Found, predicate: str) -> Link | None:
    """ "Y được sửa đổi bởi X": what stands after the cue is the subject."""
    note = noting.told(f, prev, found.start) if predicate in CHANGES else None
    if note is not None:
        return _of_note(f, i, found, predicate, note)
    if prev is None:
        return _head_of_annex(f, i, found, predicate)
    # "Nghị định số … về …; được sửa đổi bởi …": a clause that begins with the passive has the subject of the one before.
    stretch = _SUFFERING_ON.sub("", f.stretch(prev, found.start))
    if predicate in CHANGES and _BEHIND_TITLE.search(stretch):
        stretch = stretch.replace(";", ",")
    stretch = _WHERE.sub(" ", stretch)
    if not attached(ending.EXCEPTION.sub(" ", stretch) if predicate in ENDS else stretch, _LONG_TITLE_WORDS):
        return None
    if predicate == "approves" and not approval.programme(f, prev, found.end):
        return None
    prev = _sufferer(f, i, prev, predicate, again=_ALSO.search(f.stretch(prev, found.start)) is not None)
    start = f.names[prev].start
    part = "một phần" if predicate in ENDS and _IN_PART.search(f.text, found.start, found.end) else None
    how = ending.told(f.text, f.sentence.start, start) if predicate in ENDS else None
    if predicate in ENDS and (how is None or _by_rule(f, i, prev, found)):
        return None
    if how and (i in f.own or f.names[i].this):
        part, start = how
    elif predicate in CHANGES:
        held = provisions.before(f.text, max(f.sentence.start, start - _LONGEST_PART), start)
        # Elsewhere than at the start of a sentence, what is cited has that part, not what is told of it.
        begins = max(f.sentence.start, f.text.rfind(";\n", f.sentence.start, start) + 1)  # or the item of a list
        if held and (not f.text[begins : held[1]].strip() or opens(f.text, begins, held[1])):
            part, start = held
    if i in f.own or (f.names[i].this and predicate == "repeals"):  # "Luật này" is the document, if only a piece of it
        return link_of(DOCUMENT, predicate, prev, start, f.names[i].end, "effect", provision=part)
    if f.names[i].this:
        return None
    return link_of(i, predicate, prev, start, f.names[i].end, "passive", provision=part)


def _of_note(f: Field, i: int, found: Found, predicate: str, note: noting.Note) -> Link | None:
    """ "(Điều 5 A … ngày … của …, được sửa đổi bởi B)", "(…). Điều này được sửa đổi bởi B": what suffers is the note's own."""
    stretch = _SUFFERING_ON.sub("", f.text[note.end : found.start])
    told = attached(stretch, _LONG_TITLE_WORDS) and not (predicate in ENDS and _by_rule(f, i, note.name, found))
    if not told or f.names[i].this:
        return None
    start = f.names[note.name].start
    part, start = provisions.before(f.text, max(0, start - _LONGEST_PART), start) or (None, start)
    part = note.within(part)
    predicate = "amends" if note.words and predicate in ENDS else predicate
    if i in f.own:
        return link_of(DOCUMENT, predicate, note.name, start, f.names[i].end, "effect", provision=part)
    rule = f"discourse:{note.this}" if note.this else "passive"
    return link_of(i, predicate, note.name, start, f.names[i].end, rule, provision=part)


def _by_rule(f: Field, i: int, prev: int, found: Found) -> bool:
    """ "Thông tư A hết hiệu lực theo Điều 154 Luật B": the law tells when such instruments end, and does not end this one."""
    under = f.names[i].kind == "law" and f.names[prev].kind != "law" and not (i in f.own or f.names[i].this)
    return under and _UNDER.search(f.text, found.start, found.end) is not None


def _head_of_annex(f: Field, i: int, found: Found, predicate: str) -> Link | None:
    """The head of an annex: "(Ban hành kèm theo Quyết định số …)"."""
    if predicate != "approves" or not approval.annex(f, found.start, found.end) or f.names[i].this:
        return None
    if "này" in f.text[found.end : f.names[i].start]:  # "Ban hành kèm theo quyết định này Quy chế …"
        return of_document(f, i, found, "approves", "effect")
    return of_document(f, i, found, "annexOf", "preamble")


def _sufferer(f: Field, i: int, prev: int, predicate: str, *, again: bool) -> int:
    """The name to which name i does something, where name prev stands before the cue; `again`: behind what was done to it first."""
    above = f.governor[prev].subject if prev in f.governor else DOCUMENT
    first = f.acting[prev].object if prev in f.acting else None
    if first is not None and (
        predicate in ENDS or (predicate in CHANGES and again and rank.alike(f.names, first, i, f.lexicon))
    ):
        prev = first  # "Luật A đã được sửa đổi theo Luật B hết hiệu lực …", "A được bổ sung bởi B; được sửa đổi bởi C": A, not B
    elif predicate in CHANGES and rank.rather(f.names, above, prev, i):
        prev = above  # "Kế hoạch A thực hiện Nghị quyết B (được sửa đổi bởi Kế hoạch C)"
    else:
        prev = rank.peer(f.names, f.sentence.first, prev, i, f.lexicon, ends=predicate in ENDS)
        prev = _numbered_within(f, prev) if predicate in CHANGES else prev
    while predicate == "repeals" and (outer := _above(f, prev)) is not None:
        prev = outer
    return _about(f, prev) if predicate == "implements" else prev


def _numbered_within(f: Field, i: int) -> int:
    """ "Luật sửa đổi … của Luật A số 79/2006/QH11 đã được sửa đổi bởi …": the law in a name whose number it is; else the name."""
    outer = f.names[i]
    inner = range(i + 1, f.sentence.last) if outer.kind == "law" and not outer.facts.number else ()
    for k in inner:
        if f.names[k].start >= outer.told:
            break
        if f.names[k].facts.number and f.names[k].told == outer.told:
            return k
    return i


def but_for(f: Field, i: int, prev: int | None, found: Found, predicate: str) -> Link | None:
    """ "A vẫn còn hiệu lực, trừ khoản 2 Điều 3 đã bị bãi bỏ bởi B": what B does to a part of A."""
    part = _BUT_FOR.search(f.stretch(prev, found.start)) if prev is not None and predicate in CHANGES else None
    if prev is None or part is None or i in f.own or f.names[i].this:
        return None
    return link_of(i, predicate, prev, f.names[prev].start, f.names[i].end, "passive", provision=part[1])


def of_row(f: Field, i: int, found: Found, predicate: str) -> Link | None:
    """What is told of the instrument of a table's row, in one of its cells: "1 | Nghị quyết | A | title | Bị bãi bỏ bởi B".

    It opens a cell itself; what the title in another cell names suffers nothing.
    """
    s, at = f.sentence, found.start
    if f.text.find("|", s.start, at) < 0 or not _CELL_BEGINS.search(f.text, max(s.start, at - _LONGEST_VERB), at):
        return None
    row = f.names[s.first]
    opens = ROW.match(f.text, s.start) is not None and row.start < at and row.form == "number"
    if not opens or i in f.own or f.names[i].this or f.text[s.start : row.start].rstrip()[-1:] != "|":
        return None
    return link_of(i, predicate, s.first, row.start, f.names[i].end, "passive")


def _about(f: Field, i: int) -> int:
    """The name that a scheme is the subject of: "A của … về Đề án … được cụ thể hóa bằng B" is told of A; else the name itself."""
    above = f.before(i) if f.names[i].scheme else None
    return above if above is not None and _TOPIC.fullmatch(f.stretch(above, f.names[i].start)) else i


def _above(f: Field, i: int) -> int | None:
    """The name in whose title a name stands: "A sửa đổi B hết hiệu lực", "A ban hành Quy chế … hết hiệu lực" end A."""
    if i in f.governor and DOCUMENT < f.governor[i].subject < i:
        return f.governor[i].subject
    prev = f.before(i)
    return prev if prev is not None and approval.issues(f, prev, i) else None


def _meant(f: Field, i: int) -> bool:
    """Whether "Nghị định này" in a text that is no instrument, or a piece of one, may mean a name before it."""
    return any(f.names[j].type == f.names[i].type and f.names[j].form != "back" for j in range(max(0, i - _BACK), i))


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
    stretch, start, end = _NOT_BUT.sub("", f.stretch(prev, found.start)), f.names[prev].start, f.names[i].end
    before = f.governor.get(prev)
    aside = any(a[0] <= found.start < a[1] for a in f.asides)
    if aside and predicate in CHANGES and before is not None and rank.rather(f.names, before.subject, prev, i):
        # "Kế hoạch A thực hiện Nghị quyết B (thay thế Kế hoạch C)"
        prev, start, stretch = before.subject, f.names[before.subject].start, ""
    anew = f.begins(found.start) and not f.sentence.preamble  # which is read by itself
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
    if before is not None and (told := _same_subject(f, i, before, found, stretch, resumed)) is not None:
        less = link_of(told[0], predicate, i, told[1], end, before.rule.split("+")[0], AGAIN, provision)
        return less._replace(rule="title") if told[2] else less
    if predicate in DEEDS and stretch.strip() == ":" and (f.opens(start) or f.begins(start)):
        stretch = ""  # "Kế hoạch số 17/KH-UBND: thực hiện A"
    if not _acts(f, prev, found, predicate, stretch):
        return None
    rule = "far" if len(stretch.split()) > _NEAR else "clause"
    return link_of(prev, predicate, i, start, end, rule, provision=provision)


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
    if goes_on and _carried_out(f, this):
        return False  # "2. Ủy ban nhân dân cụ thể hóa Chương trình này; điều chỉnh Kế hoạch số …"
    if not goes_on and not attached(stretch):
        return False  # "Thông tư này áp dụng đối với các cơ sở thực hiện Chương trình …"
    start = f.names[this].start
    # "Nhiệm vụ quy định tại Điều 3 Kế hoạch này được thực hiện theo …"
    part = predicate in DEEDS and provisions.named(f.text, max(f.sentence.start, start - _LONGEST_PART), start)
    return not part


def _acts(f: Field, prev: int, found: Found, predicate: str, stretch: str) -> bool:
    """Whether a name is the subject of a cue, with the words of a stretch between them."""
    if not attached(stretch) or f.unreal(stretch):
        return False
    if predicate == "approves" and approval.power(stretch):
        return False
    if predicate in DEEDS and _MEANWHILE.search(stretch):
        return False  # "Chỉ thị … ban hành trong bối cảnh việc thực hiện …"
    loose = _LOOSE.match(stretch)
    aimed = predicate in DEEDS and _AIM.match(f.text, f.names[prev].told)  # "việc sửa đổi A nhằm thể chế hóa B"
    if (aimed or (predicate in CHANGES and loose)) and _changed(f, prev):
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
    above = f.governor.get(before.subject)
    # "Nghị định A quy định chi tiết Luật B về …, thay thế Nghị định C": of A's type, and B is not
    if above is None and resumed and resumed[1] == "," and rank.rather(f.names, before.subject, before.object, i):
        return before.subject, before.start, False
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


def _begins_title(f: Field, link: Link) -> bool:
    """Whether a link is what a title says first: "Sửa đổi A quy định chi tiết B và bãi bỏ C" repeals C too."""
    return f.sentence.title and link.subject == DOCUMENT and (link.predicate in CHANGES or link.predicate == "guides")


def _changed(f: Field, i: int) -> bool:
    """Whether the words before a name say that it is changed, whoever does so."""
    at = f.names[i].start
    return _CHANGING.search(f.text, max(f.sentence.start, at - _LONGEST_VERB), at) is not None


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
