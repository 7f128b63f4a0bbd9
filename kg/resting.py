"""What a document, or what a body has just issued, rests on: "Căn cứ A", "Theo đề nghị của … tại Tờ trình số …"."""

from __future__ import annotations

import re

from kg import approval, issuing, rank
from kg.cues import Found
from kg.field import Field, attached
from kg.linking import link_of, of_document
from kg.patterns import pattern
from kg.span import Link
from kg.text import wrap

_ISSUED = pattern(r"\s(?:ban\s+hành|xây\s+dựng|ký|lập|trình(?:\s+bày)?|thông\s+qua)\s+$", re.IGNORECASE)
# After what a clause would rest on: what a body is to do by it.
_BINDING = pattern(
    r"\s*,\s(?!đã\s)[^;,.:]{3,80}?\s(?<!đã\s)(?:được|phải|bị|có trách nhiệm|có quyền|có nghĩa vụ|có thể)\s(?!sửa|bổ|thay|Quốc|Ủy)"
)
# On which occasion, and after what, a body considers something; and what it then does by the document.
_OCCASION = pattern(
    r"\s*(?:(?:Tại|Trong|Ngày)\s[^.;:]{2,200}?,\s+)?(?:(?i:sau\skhi)\s(?!xem\s)[^.;:]{3,200}?(?:,|\svà)\s+)?"
)
_LONGEST_OCCASION = 400  # characters
_CONCLUDES = pattern(
    r"(?<!\sđã)\s(?:kết\sluận|quyết\sđịnh|quyết\snghị|thống\snhất|yêu\scầu|chỉ\sđạo)(?!\w)[^.;:]{0,120}:\s*$"
)
_TOPIC = pattern(r"\svề\s", re.IGNORECASE)
_BY = pattern(r"(?:\stại\s+(?:các\s+)?|\(\s?)$", re.IGNORECASE)  # "theo đề nghị của … về phí tại Báo cáo số …"
_LONGEST_CONCLUSION = 150  # characters


def ground(f: Field, i: int, prev: int | None, found: Found, predicate: str) -> Link | None:
    """What a clause of the preamble says; or "phê duyệt … theo đề nghị của Sở … tại Tờ trình số …" in a title."""
    if f.sentence.title and predicate == "proposedBy" and _proposes(f, i, found, predicate):
        return of_document(f, i, found, predicate, "title")
    if _rests(f, i, found, predicate):
        return of_document(f, i, found, predicate, "preamble")
    return _issued_by(f, i, prev, found) if prev is not None else None


def _rests(f: Field, i: int, found: Found, predicate: str) -> bool:
    """Whether a clause of the preamble says what the document rests on, considers or is proposed by."""
    at, considered = found.start, predicate == "considers" and _considered(f, i, found.start)
    heard = predicate == "considers" and f.text.endswith("nghe", at, found.end)
    if heard and not (considered and f.names[i].type in f.lexicon.having["proposing"]):
        return False
    # "Mẫu số 03⏎(Ban hành kèm theo …)"
    head = predicate == "annexOf" and approval.heads_annex(f, at, found.end)
    if not (
        f.sentence.preamble and (considered or head or f.opens(at) or f.begins(at) or f.grounded(i, at, titled=True))
    ):
        return False
    if predicate == "guides" and f.sentence.kind in f.lexicon.having["letter"]:
        return False  # "Để áp dụng đúng và thống nhất A, đề nghị …": what a letter asks for
    if predicate == "basedOn" and _binding(f, i):
        return False  # "Căn cứ Luật …, cơ quan điều tra được …": a body acts on it
    return _proposes(f, i, found, predicate)


def _binding(f: Field, i: int) -> bool:
    """Whether a clause goes on behind name i with what a body is to do by it; what is told of the next name, "Căn cứ A, B được …",
    is none."""
    m = _BINDING.match(f.text, f.names[i].told, f.sentence.end)
    return m is not None and not (i + 1 < f.sentence.last and f.stretch(i, f.names[i + 1].start).strip() == ",")


def _proposes(f: Field, i: int, found: Found, predicate: str) -> bool:
    """Whether a body may propose by name i, and that is not what it proposes: "theo đề nghị của … về thực hiện Nghị quyết số …"."""
    kind, having, start = f.names[i].type, f.lexicon.having, f.names[i].start
    proposal = kind in having["letter"] or kind in having["proposing"]
    resolved = kind in having["deciding"] or kind in having["mandating"]
    proposal = proposal or (not resolved and _BY.search(f.text, max(0, start - 10), start) is not None)
    about = predicate == "proposedBy" and not proposal and _TOPIC.search(f.text, found.start, start)
    if predicate == "proposedBy" and resolved and f.text[found.end : start].rstrip().endswith(","):
        return False  # "Theo đề nghị của Sở Tư pháp, Quyết định số … bãi bỏ …"
    return not about and rank.proposes(f.names[i], predicate, f.lexicon)


def _considered(f: Field, i: int, at: int) -> bool:
    """ "Tại Hội nghị lần thứ hai, sau khi xem xét A, Ban Chấp hành Trung ương kết luận như sau:": the occasion stands first."""
    s = f.sentence
    if not s.lead or i != s.first or at - s.start > _LONGEST_OCCASION:
        return False
    over = max(at, s.end - _LONGEST_CONCLUSION)
    return bool(_OCCASION.fullmatch(f.text, s.start, at)) and _CONCLUDES.search(f.text, over, s.end) is not None


def _issued_by(f: Field, i: int, prev: int, found: Found) -> Link | None:
    """ "ban hành Kế hoạch số … (,) căn cứ B": what a body has just issued rests on B, where no clause goes on behind it.

    So does what opens an item of a list: "5. Nghị quyết số … về …, căn cứ B."
    """
    at = f.names[prev].start
    if found.cue.predicate != "basedOn":
        return None
    between = wrap(f.stretch(prev, found.start))
    title = f.names[prev].facts.title
    behind = between in ("", ",") or (title is not None and between.endswith(f"{title},") and attached(between[:-1]))
    issued = _ISSUED.search(f.text, max(f.sentence.start, at - 20), at) or (between and f.opens(at))
    if (
        not (behind and issued and f.names[prev].form == "number")
        or prev in f.own
        or f.unreal_before(at)
        or issuing.next_clause(f.text, f.names[i].told, f.sentence.end, f.lexicon) is not None
        or _binding(f, i)
    ):
        return None
    return link_of(prev, "basedOn", i, at, f.names[i].end, "clause")
