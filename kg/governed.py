"""What a cue makes of the name that it governs: told of the document, or of the instrument that it belongs to."""

from __future__ import annotations

import re
from functools import lru_cache

from kg import actors, approval, bystanders, issuers, issuing, mandates, resting, scope, sufferers
from kg.cues import Found
from kg.field import Field, attached, past_mark
from kg.lexicon import Lexicon
from kg.linking import EFFECTS, TOLD, at_meeting, link_of, of_document, part_of
from kg.patterns import pattern
from kg.series import going_on
from kg.span import CHANGES, DOCUMENT, Link
from kg.text import UPPER

_LONGEST_LINE = 500  # characters of a title in which "BÁO CÁO" may stand
_BUT = pattern(r"[\s,]*mà\s*(?:chỉ\s*)?", re.IGNORECASE)  # "không thực hiện A mà thực hiện B", "… mà chỉ thực hiện B"
_DISUSED = pattern(
    r"(?:Không|Thôi|Ngừng|Dừng)\s(?:tiếp\stục\s)?(?:áp\sdụng|thực\shiện)\s[^;:]{2,300};\s(?:và\s|đồng\sthời\s)?$"
)
# "Ủy ban nhân dân huyện xây dựng Kế hoạch thực hiện A như sau:": between the noun and its cue, and behind A.
_KIND_WORDS = pattern(
    r"\s*(?:(?:hành\s+động|tổng\s+thể|chi\s+tiết|cụ\s+thể|để|nhằm|về|việc|tổ\s+chức)\s+){0,3}", re.IGNORECASE
)
_AS_FOLLOWS = pattern(r"\s(?:như\s+sau|sau(?:\s+đây)?)\s?:\s*$", re.IGNORECASE)
_LONGEST_BODY = 200  # characters from a body to the cue
_LONGEST_VERB = 30  # characters of a verb of issuing
_ISSUES_IT = pattern(r"\s+ban\s+hành\s+", re.IGNORECASE)
_ISSUING = pattern(r"(?:ban\s+hành|phê\s+duyệt|thông\s+qua)\s", re.IGNORECASE)
_LACKING = pattern(
    r"\s(?:còn\s|hiện\s)?(?:chưa|không)\s(?:được\s|có\s)?(?:đề\s?cập|quy\sđịnh|nêu|điều\schỉnh|nói|bao\squát)(?!\w)",
    re.IGNORECASE,
)
_FIRST_ARTICLE = pattern(r"Điều\s+1\s?[.:]?\s*-?\s*(?:Nay\s+)?$")
_AND_ON = pattern(r"(?:,|;|\svà|\sđồng\s+thời)\s+(?:và\s+|đồng\s+thời\s+)?$", re.IGNORECASE)
# What a document does first in an article, by verbs that are no cues of an instrument too: "Dừng thi công …", "Thu hồi đất …".
_DEED = pattern(
    r"(?:Tạm\s+)?(?:Dừng|Ngừng|Ngưng|Đình\s+chỉ|Chấm\s+dứt|Hủy|Bãi\s+bỏ|Thu\s+hồi|Sửa\s+đổi|Bổ\s+sung|Điều\s+chỉnh|Thay\s+thế"
    r"|Giải\s+thể|Kiện\s+toàn)(?!\w)"
)
_IN_FORCE = pattern(rf"((?<!\w)[{UPPER}]\w+(?: \w+){{0,3}}?) có hiệu lực [^.:;]{{0,120}}[;,]\s(?:và |đồng thời )?$")
# "1 Quyết định số 15/2023/QĐ-UBND⏎2 Triển khai Đề án 06": the next row of a table begins with its number.
_ROW = pattern(
    rf"\n[^\S\n]*\|?[^\S\n]*\d{{1,3}}(?:[^\S\n]+(?!Điều|Khoản|Mục|Chương|Phụ lục|Luật|Nghị|Quyết|Thông)[{UPPER}]|\.?[^\S\n]*\|)"
)
# "…, Liên Bộ Tài chính - Xây dựng hướng dẫn A như sau:": those that issue together, by what they are together.
_JOINTLY = pattern(r"(?:^|[,;]\s+)liên\s+(?:bộ|ngành|tịch|sở)(?:\s[^,;:.\n]{1,120})?\s*$", re.IGNORECASE | re.MULTILINE)
_OF_HONOURED = frozenset({"implements", "reviews"})
_SINCE = pattern(
    r"\s(?:từ\s+(?:khi|ngày|lúc|thời\s+điểm)|(?:sau|trước|đến)\s+(?:khi|ngày)|khi|nếu|trong\s+trường\s+hợp)\s+$",
    re.IGNORECASE,
)
_LONGEST_SINCE = 24  # characters
# "HƯỚNG DẪN / thực hiện Quy định số …": the noun is the verb.
_GUIDANCE = pattern(
    r"HƯỚNG\s+DẪN(?:\s+LIÊN\s+(?:NGÀNH|TỊCH))?[\s*_]*(?:(?i:về|một\s+số|việc|nội\s+dung|vấn\s+đề|trong)\s+){0,6}$"
)
# "THÔNG BÁO / Kết luận kiểm tra Ban Thường vụ … trong lãnh đạo thực hiện Nghị quyết số …"
_INSPECTING = pattern(
    r"\W*(?:(?:về|việc|v/v|kết\s+luận|kết\s+quả|kế\s+hoạch|quyết\s+định|báo\s+cáo|phục\s+vụ|tiến\s+hành|thành\s+lập|đoàn|tổ)\s+){0,6}(?:của\s[^,;:.]{3,60}?\s)?"
    r"(?:kiểm\s+tra|giám\s+sát|thanh\s+tra|khảo\s+sát|báo\s+cáo\s+(?:kết\s+quả|tình\s+hình|việc))(?!\w)",
    re.IGNORECASE,
)
# "BÁO CÁO / kết quả công tác và tình hình triển khai Nghị quyết số …"
_REPORTING = pattern(r"BÁO\s+CÁO\s[\s\S]*?(?i:kết\s+quả|tình\s+hình|sơ\s+kết|tổng\s+kết|đánh\s+giá|tiến\s+độ)\s")


def governed(f: Field, i: int, prev: int | None, found: Found) -> Link | None:
    """The link that a cue makes of the name i."""
    begin = f.goes_on(prev, f.names[i].start)
    predicate = found.cue.predicate
    if predicate == "cites" or _elsewhere(f, i, prev, found):
        return None
    if found.cue.voice == "passive":
        row = sufferers.of_row(f, i, found, predicate) if predicate in CHANGES else None
        annexed = _annexed(f, i, prev, found) if predicate == "approves" else None
        part = sufferers.but_for(f, i, prev, found, predicate)
        return row or annexed or part or sufferers.passive(f, i, prev, found, predicate)
    if predicate == "approves" and not approval.approvable(f, i, found.end):
        return None
    if i in f.own or f.names[i].this:
        return _on_this(f, i, prev, found)
    if predicate == "amends" and _LACKING.match(f.text, f.names[i].told):
        return None  # "bổ sung những nội dung Nghị quyết số … chưa đề cập": something else is supplemented
    # "ban hành các kế hoạch thực hiện Nghị quyết số …" in a title is told of the document.
    if _headline(f, found.start) or (
        f.unnamed(begin, found.start) and not (f.sentence.title and predicate == "implements")
    ):
        return None
    if found.cue.start:
        return resting.ground(f, i, prev, found, predicate)
    if prev is not None and (link := _instead(f, i, prev, found, predicate)):
        return link
    resumed = predicate in CHANGES and _after_disuse(f, found.start)
    if prev is not None and not resumed and _apart(f, prev, found.start):
        return None
    at = found.first.start  # "Sửa đổi Điều 3 và bãi bỏ Điều 9 của …": the first of two verbs
    # "Căn cứ A, thực hiện B, Ủy ban nhân dân xã ban hành …"
    grounded = predicate == "implements" and f.grounded(i, found.start, titled=False)
    if grounded or (f.sentence.lead and predicate in TOLD and _opening_says(f, i, prev, at)):
        return of_document(f, i, found, predicate, "effect")
    if prev is not None and (link := actors.active(f, i, prev, found)):
        return link
    if f.sentence.title:
        return _titled(f, i, found, predicate)
    if predicate == "approves":  # further on, it is what a body is to do: "a) Công bố quy hoạch …"
        first = _FIRST_ARTICLE.search(f.text, max(0, found.start - 20), found.start)
        return of_document(f, i, found, predicate, "effect") if first else None
    told = resumed or _says(f, i, prev, found, at) or _says_on(f, prev, found)
    return of_document(f, i, found, predicate, "effect") if told else None


def _elsewhere(f: Field, i: int, prev: int | None, found: Found) -> bool:
    """Whether what a cue governs has no name here, the cue is part of a name itself, or goes on what is asked for."""
    at = f.names[i].start
    # "đề nghị bãi bỏ A và thay thế B"
    joined = prev is not None and found.cue.predicate in CHANGES and _on(f, prev, found)
    if joined and prev is not None and bystanders.sought(f, prev):
        return True
    if found.end < at and _SINCE.search(f.text, max(found.end, at - _LONGEST_SINCE), at):
        return True  # "thực hiện chính sách kể từ khi Luật … có hiệu lực": only tells since when
    # "Quyết định này có hiệu lực đến khi Nghị định thay thế A được ban hành"
    if found.cue.voice != "passive" and found.cue.predicate in CHANGES and f.awaited(found.first.start):
        return True
    # "Để cụ thể hóa Nghị quyết, UBND tỉnh ban hành Kế hoạch số …"
    if issuing.next_clause(f.text, found.end, f.names[i].start, f.lexicon) is not None:
        return True
    # "Thông báo số … của Ban Chỉ đạo tổng kết Nghị quyết số …": what a committee is for
    return mandates.of_issuer(f, i)


def _says(f: Field, i: int, prev: int | None, found: Found, at: int) -> bool:
    """Whether the document itself says at an offset what a cue tells."""
    predicate = found.cue.predicate
    if predicate in CHANGES and not f.sentence.preamble and (f.begins(at) or _after_force(f, at)):
        return True
    carried = predicate == "implements" and f.sentence.lead
    if carried and (f.begins(at) or _is_plan(f, i, f.goes_on(prev, f.names[i].start), found.start)):
        return True
    return f.opens(at) and (predicate in EFFECTS or carried)


def _on(f: Field, prev: int | None, found: Found) -> bool:
    """Whether the words behind a name, or those that open the sentence, go on with a verb behind a joint: "…, thay thế B"."""
    begin = f.sentence.start if prev is None else f.names[prev].told - 1
    return _AND_ON.search(f.text, begin, found.first.start) is not None


def _says_on(f: Field, prev: int | None, found: Found) -> bool:
    """ "Dừng thi công công trình đã được phê duyệt tại A và bãi bỏ B", "Quyết định này quy định mức phí theo A và thay thế B".

    A clause goes on that the document began, by a verb or by its own name, over an instrument that does nothing.
    """
    if found.cue.predicate not in CHANGES or f.sentence.preamble or not _on(f, prev, found):
        return False
    if prev is not None and not bystanders.suffers(f, prev):
        return False
    start = f.names[prev].start if prev is not None else found.first.start
    before = mandates.bearer(f, f.before(prev), start) if prev is not None else None
    if before is None:
        opening = past_mark(f.text, f.sentence.start, start)
        return _DEED.match(f.text, opening, start) is not None
    between = f.stretch(before, start)
    own = before in f.own and f.opens(f.names[before].start)
    return own and attached(between) and not bystanders.other_acts(f, before, "", between)


def _on_this(f: Field, i: int, prev: int | None, found: Found) -> Link | None:
    """ "Nghị định số … quy định chi tiết Luật này": what one that is named does to what another sentence has named.

    Nothing that a document names acts on it: "chịu trách nhiệm thi hành Thông tư này".
    """
    if i in f.own or prev is None or f.names[prev].form != "number" or prev in f.own or found.cue.start:
        return None
    link = actors.active(f, i, prev, found)
    return link if link is not None and link.subject >= 0 else None


def _titled(f: Field, i: int, found: Found, predicate: str) -> Link | None:
    """What a title says that its document does to name i."""
    if predicate == "approves" and not (f.opens(found.start) or approval.title_approves(f, found.start)):
        return None  # "Thông tư hướng dẫn lập, thẩm định và phê duyệt Chương trình …"
    told = _carried_out(f, found.start) if predicate == "implements" else predicate
    if not told or at_meeting(f.text[f.sentence.start : found.start], told):
        return None
    if told in _OF_HONOURED and _awarding(f.lexicon).match(f.text, f.sentence.start, found.start):
        return None
    return of_document(f, i, found, told, "title")


@lru_cache(maxsize=4)
def _awarding(lexicon: Lexicon) -> re.Pattern[str]:
    """A title that honours those who carried an instrument out: "Về việc tặng Bằng khen … trong 5 năm thực hiện Chỉ thị …"."""
    return re.compile(
        rf"\W*(?:(?:quyết định|công văn|tờ trình|thông báo|về|việc|v/v|đề nghị)\s+){{0,4}}{lexicon.words['awarded'].any}(?!\w)",
        re.IGNORECASE,
    )


def _carried_out(f: Field, at: int) -> str | None:
    """What "thực hiện" at an offset of a title says that its document does; None for what others are to do."""
    start = f.sentence.start
    if _GUIDANCE.search(f.text, max(0, at - 60), at):
        return "guides"
    inspects = f.sentence.reports or _INSPECTING.match(f.text, start, at)
    if inspects or _REPORTING.search(f.text, max(0, at - _LONGEST_LINE), at):
        return "reviews"
    if f.sentence.proposes and _ISSUING.search(f.text, start, at):
        return None  # "TỜ TRÌNH / Về việc ban hành Kế hoạch thực hiện A": what is proposed carries A out
    # "V/v đẩy nhanh tiến độ xây dựng kế hoạch thực hiện A"
    asks = f.sentence.kind in f.lexicon.having["letter"] and _asked(f.lexicon).search(f.text, start, at)
    return None if asks else "implements"


@lru_cache(maxsize=4)
def _asked(lexicon: Lexicon) -> re.Pattern[str]:
    """What a letter asks others for, who have not done it: "xây dựng kế hoạch …"; no "xây dựng kế hoạch và tổ chức …"."""
    return re.compile(rf"(?<!\w)(?:{lexicon.words['asked'].any})(?!\w)(?![^\n]*?(?:,|\svà)\s)", re.IGNORECASE)


def _headline(f: Field, at: int) -> bool:
    """Whether a title says who does it, as no document's own does: "Cao Bằng ban hành kế hoạch thực hiện A", "Huế: Sửa đổi A"."""
    place = f.lexicon.place_names.match(f.text, f.sentence.start, at) if f.sentence.title else None
    return place is not None and (f.text.startswith(":", place[1]) or issuing.acts(f.text, place[1]))


def _annexed(f: Field, i: int, prev: int | None, found: Found) -> Link | None:
    """What is told of an annex and meant of name i, which put it in force."""
    if prev is not None and prev in f.governor and approval.listed_by_annex(f, prev, found.start):
        return going_on(f, prev, i, f.governor[prev])  # "thực hiện A, Chương trình hành động ban hành kèm theo B và C"
    verb = scope.annex_changed(f, prev, found.start)
    return of_document(f, i, verb, verb.cue.predicate, "effect") if verb else None


def _after_force(f: Field, at: int) -> bool:
    """ "Quyết định có hiệu lực từ ngày ký; thay thế A": the document calls itself by its bare noun."""
    m = _IN_FORCE.search(f.text, f.sentence.start, at) if "hiệu lực" in f.text[f.sentence.start : at] else None
    return m is not None and f.opens(m.start(1)) and f.lexicon.type_called(m[1]) is not None


def _apart(f: Field, prev: int, at: int) -> bool:
    """Whether the name before a cue is not there yet, or stands in the row of a table above."""
    start = f.names[prev].start
    # "Quy định về những điều không được làm, Quy định này thay thế …": what points back is there, behind its comma
    begins = f.names[prev].form == "back" and f.text[max(0, start - 2) : start].strip() == ","
    return (not begins and f.unreal_before(start)) or _ROW.search(f.text, f.names[prev].end, at + 1) is not None


def _after_disuse(f: Field, at: int) -> bool:
    """ "Không áp dụng Điều 6 A; bãi bỏ B": an effect clause goes on."""
    if f.text[max(0, at - 20) : at].find(";") < 0:
        return False
    m = _DISUSED.search(f.text, f.sentence.start, at)
    return m is not None and f.opens(m.start())


def _opening_says(f: Field, i: int, prev: int | None, at: int) -> bool:
    """Whether the opening of a document says what it does: "Bộ Tài chính hướng dẫn A như sau:", "… ban hành Thông tư bãi bỏ A"."""
    begin = f.sentence.start
    if _JOINTLY.search(f.text, max(begin, at - _LONGEST_BODY), at):
        return _as_follows(f, i)
    if prev is not None and f.names[prev].told > begin:  # "Căn cứ A …, Ban Tổ chức Tỉnh ủy hướng dẫn B như sau:"
        comma = issuing.next_clause(f.text, f.names[prev].told, at, f.lexicon)
        if comma is None:
            return False
        begin = comma + 1
    start = past_mark(f.text, begin, at)
    body = issuers.issuer(f.text, start, f.lexicon) if at - start <= _LONGEST_BODY else None
    if body is None:
        return False
    if not f.text[body.end : at].strip():
        return _as_follows(f, i)
    verb = _ISSUES_IT.match(f.text, body.end, at)
    noun = _own_noun(f, verb.end(), at) if verb else None
    return noun is not None and not f.text[noun:at].strip()


def _is_plan(f: Field, i: int, start: int, at: int) -> bool:
    """Whether the opening of a plan says that it is one for name i: "Ủy ban nhân dân xã ban hành Kế hoạch thực hiện A như sau:"."""
    if not _as_follows(f, i):
        return False
    clause = issuing.last(f.text, max(start, at - _LONGEST_BODY), at, f.lexicon)
    if clause is None or f.text.find(" đã ", clause.end - _LONGEST_VERB, clause.end) >= 0:
        return False  # another one, told of
    noun = _own_noun(f, clause.end, at)
    return noun is not None and _KIND_WORDS.fullmatch(f.text, noun, at) is not None


def _as_follows(f: Field, i: int) -> bool:
    """Whether the words behind name i end its sentence with "như sau:"."""
    end = f.sentence.end
    return "sau" in f.text[end - 12 : end] and _AS_FOLLOWS.search(f.text, f.names[i].told, end) is not None


def _own_noun(f: Field, start: int, at: int) -> int | None:
    """Where the noun of the document's own type ends that stands at `start`; None where none does."""
    noun = f.lexicon.nouns.match(f.text, start, at)
    return noun[1] if noun and noun[0].label == f.sentence.kind else None


def _instead(f: Field, i: int, prev: int, found: Found, predicate: str) -> Link | None:
    """ "không thực hiện A mà thực hiện B": the subject of what is denied is that of what is told instead."""
    other = f.before(prev) if _BUT.fullmatch(f.stretch(prev, found.start)) else None
    if other is None or not f.unreal(f.stretch(other, f.names[prev].start)):
        return None
    subject = DOCUMENT if other in f.own else other
    part = part_of(f, predicate, found.start, f.names[i].start, found.end)
    return link_of(subject, predicate, i, f.names[other].start, f.names[i].end, "clause", provision=part)
