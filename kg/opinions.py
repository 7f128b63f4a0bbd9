"""Opinions on a proposal: a list of grounds goes on from what a body proposes to what others say of it."""

from __future__ import annotations

import re

from kg import issuers, numbering
from kg.field import Field
from kg.linking import LISTED
from kg.patterns import pattern
from kg.span import Link
from kg.text import UPPER

# "Theo đề nghị của Sở Tài chính tại A và ý kiến thẩm định của Sở Tư pháp tại B", "…, ý kiến của Bộ Tư pháp (văn bản số …)".
_OPINION = pattern(
    r"\s*\)?[,;]?\s+(?:và\s+)?(?:ý\s+kiến|kết\s+quả|báo\s+cáo)(?:\s+thẩm\s+(?:định|tra))?\s+(?:của|các)\s[^,;.()]{3,80}"
    r"(?:\s?,\s(?!(?:[^,;.()]{1,40}\s)?(?:giao|yêu cầu|đồng ý|có|chỉ đạo|thống nhất|đề nghị|đã)\s)[^,;.()]{3,45}){0,6}"
    r"\s(?:tại\s+(?:các\s+)?|\()",
    re.IGNORECASE,
)
# "…, Bộ Công an (văn bản số …) và của Bộ Quốc phòng tại văn bản số …": the opinions of others.
_OTHER_OPINION = pattern(rf"\s*\)?[,;]?\s+(?:và\s+)?(?:của\s+)?[{UPPER}][^,;.()]{{3,60}}\s(?:tại\s+(?:các\s+)?|\()")
_APPRAISAL = pattern(r"báo\s+cáo\s+(?:kết\s+quả\s+)?thẩm\s+(?:định|tra)(?!\w)", re.IGNORECASE)
_APPRAISED = pattern(r"\sthẩm\s+(?:định|tra)\s.*\stại\s", re.IGNORECASE | re.DOTALL)
_LAST_BODY = pattern(rf"(?:(?<=\s)(?:của|các|và)|,)\s+(?=[{UPPER}][^,]*$)|^\s*\)?[,;]?\s+(?=[{UPPER}][^,]*$)")
_TOLD_AT = pattern(r"\s*(?:tại\s+(?:các\s+)?|\()")
_VERB = pattern(
    r"\s(?:chưa|không|đã|sẽ|được|giao|trả lời|ban hành|thông báo|hướng dẫn|yêu cầu|đề nghị|báo cáo|có|nêu|trình)\s",
    re.IGNORECASE,
)


def is_one(f: Field, prev: int, i: int, before: Link) -> bool:
    """Whether a name is of the opinion that a body has given on a proposal, or of another's beside it."""
    having, kind = f.lexicon.having, f.names[i].type
    if not (kind in having["letter"] or kind in having["proposing"]):
        return False
    between = f.stretch(prev, f.names[i].start)
    if before.predicate == "proposedBy":
        if _APPRAISAL.match(f.text, f.names[i].start) and LISTED.fullmatch(between):
            writer = _writer(f, i)  # "tại Tờ trình A, Báo cáo thẩm tra B", which another writes
            return writer is not None and writer != _writer(f, prev)
        appraised = _APPRAISED.search(between) is not None
        return _OPINION.fullmatch(between) is not None and (appraised or not _acts(between, f))
    letters = f.names[prev].type == kind and kind in having["letter"]
    other = before.predicate == "considers" and letters and _OTHER_OPINION.fullmatch(between) is not None
    return other and not _acts(between, f)


def _writer(f: Field, i: int) -> str | None:
    """The code of who writes a number."""
    number = numbering.of(f.names[i].facts, f.lexicon)
    return number.issuer_code if number else None


def _acts(words: str, f: Field) -> bool:
    """Whether the body before a number does something there: "…, Bộ A ban hành hướng dẫn tại B", "Bộ A chưa nêu tại B"."""
    for m in _LAST_BODY.finditer(words):
        read = issuers.issuer(words, m.end(), f.lexicon)
        if read:
            return _TOLD_AT.fullmatch(words, read.end) is None
    return _VERB.search(words) is not None
