"""Members of a list: what stands beside an object of a relation stands in it too."""

from __future__ import annotations

import re

from kg import approval, ending, opinions, provisions, rank
from kg.field import Field, attached
from kg.linking import BESIDE, DEEDS, GROUNDS, LISTED, TOLD, core, link_of, part_of, year_of
from kg.patterns import pattern
from kg.span import CHANGES, DOCUMENT, ENDS, Link

# "HƯỚNG DẪN / một số vấn đề cụ thể của Quy định số …", "một số nội dung Quy định số …", "một số vấn đề về … theo Quy định số …"
_MATTER = pattern(
    r"HƯỚNG\s+DẪN[\s*_]*(?i:về\s+)?((?i:một\s+số|những|các)\s+(?i:vấn\s+đề|nội\s+dung|điểm|điều|nghiệp\s+vụ)\s+"
    r"(?:(?:[^\W\d]+,?\s+){0,10}?(?i:của|trong|về|tại|theo)\s+)?)$"
)
# "Thông tư này thay thế A về …; B về … và C"
_NEXT_CHANGED = pattern(r"(?:[;,]\s*(?:và\s+)?|\svà\s+)(?:(?:các|toàn\s+bộ)\s+)?$", re.IGNORECASE)
# "thay thế A về …; các quy định về phí tại B", "bãi bỏ A và quy định tại Điều 4 B": a member told by its content
_CONTENT = pattern(
    r"(?:^\s*(?:,|,?\s+và)|;(?:\s+và)?)\s+((?:toàn\s+bộ\s+)?(?:(?:các|những|một\s+số)\s+)?(?:nội\s+dung|quy\s+định)\s"
    r"(?!.{0,200}(?<!\w)(?:trái|mâu\s+thuẫn|theo)(?!\w))(?:[^;:]{1,200}\s)?(?:tại|trong|của)\s+)$",
    re.IGNORECASE,
)
# "thực hiện A và chỉ đạo của Chủ tịch Ủy ban nhân dân tỉnh tại B"; of a ground past the title of A, too
_DIRECTED = pattern(
    r"(?:\s*,|(?:\s*,)?\s+và)\s+(?:các\s+)?(?:ý\s+kiến(?:\s+chỉ\s+đạo)?|chỉ\s+đạo|kết\s+luận|yêu\s+cầu)\s+của\s+[^,;.:()]{3,80}\s+tại\s+(?:các\s+)?$",
    re.IGNORECASE,
)
_ABOUT = pattern(r"\s+về\s")
_OF_KIND = 20  # characters between a noun and "của": "Kế hoạch hành động của"
_NO_BODY = pattern(r"[,;.:]")
_GOES_ON = pattern(r"(?:[;,](?:\s+và)?|\svà)\s*$")
_GAP_WORDS = 8
# "thực hiện A phê duyệt Đề án …, B": not "… tại A, B"
_NEXT_TITLED = pattern(r"(?:(?:(?<!\d),|;)(?:\s+và)?|\svà)(?:\s+các|\s+\d{1,2}\s+năm)?\s*$")
_NEXT = pattern(r";(?:\s+và)?\s*$")
# "bãi bỏ: a) A; b) Điều 3 của B và c) C": marks of items
_MARK = pattern(r"(?:(?<=[;,:])|(?<=\svà))\s*(?:[a-zđ]|\d{1,2})\)(?=\s)", re.IGNORECASE)
# "sửa đổi một số điều của các Thông tư A; B", "bãi bỏ các nghị định sau: A; B", "đính chính các Quy chuẩn ban hành kèm theo A; B"
_SEVERAL = pattern(r"(?<!\w)các\s(?:[^.;:()]{0,80}\skèm\s+theo\s+|[^.;:()]{0,60}:\s+)?$", re.IGNORECASE)
_LONGEST_LEAD, _LONGEST_ASIDE = 100, 600  # characters
_GROUPED = pattern(r"(?:[;,](?:\s+và)?|\svà)\s+các\s+[^\W\d]+(?:\s[^\W\d]+){0,2}\s*:?\s*$")  # "…; các Nghị định: số …"
# "…, các Nghị quyết của Chính phủ: số …"
_GROUPED_BY = pattern(r"(?:,(?:\s+và)?|\svà)\s+các\s+([^\W\d]+(?:\s[^\W\d]+){0,2})\s+của\s+[^,;:.()]{3,60}:\s*$")
_BRACKETS = pattern(r"\s?\((?!(?:ngoại\s+)?trừ\s)[^()]{1,150}\)")
_WHOLLY = pattern(r"toàn\s+bộ\s+$", re.IGNORECASE)
_CLAUSE = pattern(r"(?<!\w)(?:được|bị|đã|nay|hết|không|còn|vẫn|có\s+hiệu|do|tiếp\s+tục)(?!\w)")  # its verb
# Behind a name with its title: what is done to that itself; behind a comma, to what stands before.
_OWN_CLAUSE = pattern(
    r"(?:\s(?:của|về|quy\s+định|ban\s+hành|hướng\s+dẫn|sửa\s+đổi|phê\s+duyệt)\s[^.;()\n]{0,200}?(?<![,\s]))?\s*(?P<aside>\()?\s*"
    r"(?:(?:đã|nay|cũng|đều|lại)\s+){0,3}"
    r"(?P<verb>(?:được|bị)\s+(?:[^\s,;.]+\s+){0,24}?(?:(?P<amends>sửa|bổ\s+sung|điều\s+chỉnh)|thay|bãi|hủy|đình|ngưng|ngừng)|hết\s+hiệu|không\s+còn\s+hiệu|vẫn|còn\s+hiệu)(?!\w)",
    re.IGNORECASE,
)
_RESTATED = "có căn cứ ban hành như sau"  # the end of the title in a note of a consolidated text
# "thay thế A …; B hết hiệu lực"; not what brackets behind B tell, nor what ends by another
_OVER = pattern(
    r"(?:[^.;()]|\([^()]{0,200}\)){0,200}?"
    r"(?:(?:hết|không\s+còn|chấm\s+dứt)\s+(?:hiệu\s+lực|giá\s+trị)|bị\s+bãi\s+bỏ(?!\s+(?:bởi|theo|tại)))(?!\w)"
)


# "thay thế A; các nội dung giao tại B còn hạn thì tiếp tục thực hiện": B stays
_STAYS = pattern(
    r"(?:[^.;:,\n](?<!\strừ\s)){0,150}?\s(?:(?<!không )(?:vẫn\s+)?còn\s+(?:hiệu\s+lực|giá\s+trị|thời\s+hạn|hạn)"
    r"|(?:vẫn|được|thì)\s+(?:tiếp\s+tục|giữ|thực\s+hiện|áp\s+dụng)"
    r"|tiếp\s+tục\s+(?:được\s+)?(?:thực\s+hiện|áp\s+dụng|có\s+hiệu\s+lực|duy\s+trì|triển\s+khai)|giữ\s+nguyên|không\s+thay\s+đổi"
    r"|(?:vẫn|còn)\s+có\s+hiệu\s+lực|không\s+bị\s+(?:sửa\s+đổi|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ))(?!\w)",
    re.IGNORECASE,
)


def _issued(f: Field, before: Link) -> bool:
    """ "thực hiện A ban hành Chương trình … giai đoạn 2021 - 2025, Đề án B": that A has issued B too nobody tells."""
    return before.subject >= 0 and approval.approves_next(f, before.subject, before.object)


def inherited(f: Field, i: int, prev: int | None) -> Link | None:
    """A member of a list stands in the relation of the member before it."""
    if f.sentence.title and (matter := _MATTER.search(f.text, max(0, f.names[i].start - 150), f.names[i].start)):
        return link_of(DOCUMENT, "guides", i, matter.start(1), f.names[i].end, "title")
    if (start := approval.issued_in_title(f, i)) is not None:
        return link_of(DOCUMENT, "approves", i, start, f.names[i].end, "title")
    if prev is None:
        return None
    if (prev in f.own or f.names[prev].this) and approval.annexes_next(f, prev, i):
        return link_of(DOCUMENT, "approves", i, f.names[prev].start, f.names[i].end, "effect")
    # "Căn cứ A được B sửa đổi và C", "Căn cứ A được sửa đổi bởi B, C được sửa đổi bởi D": what is told of A goes on
    behind = prev in f.acting and (f.over(prev) > f.names[prev].told or begins_own(f, prev, i))
    before = f.governor.get(f.acting[prev].object if behind else prev)
    if before is not None and opinions.is_one(f, prev, i, before):
        return going_on(f, prev, i, before._replace(predicate="considers"))
    if before is not None and _beside_head(f, prev, i, before):
        # "A về sửa đổi Quy chế … và B": B may be amended too
        return None if before.predicate in CHANGES else past_title(f, prev, i)
    if before is not None and _called(f, prev, i, before.subject):
        return None  # "X sửa đổi A (sau đây gọi là X) và B": B stands beside X
    if before is not None and before.predicate == "approves" and (f.names[i].form != "name" or _issued(f, before)):
        before = None  # "A phê duyệt Chương trình … giai đoạn 2021 - 2025, B": what is put in force is told by its name
    if before is None or i in f.own or not _listed(f, prev, i, before):
        before = _ground_of(f, prev, i) or _beside(f, prev, i)
    if before is None or (before.predicate in ENDS and _STAYS.match(f.text, f.names[i].told, f.sentence.end)):
        return None
    programme = f.names[i].scheme and f.names[i].type not in f.lexicon.having["normative"]
    if programme and before.predicate == "guides" and f.names[prev].kind == "law":
        return None  # "sửa đổi Nghị định … quy định chi tiết Luật … và Quy chế …"
    return going_on(f, prev, i, before)


def bare(between: str) -> str:
    """The words between two names without brackets, which tell of the first: "A (kể cả Phụ lục I), B"; an exception stays."""
    return _BRACKETS.sub("", between) if ")" in between else between


def begins_own(f: Field, prev: int, i: int) -> bool:
    """Whether name i, beside an agent in the passive, begins a clause of its own: "A được sửa đổi bởi B, C được sửa đổi bởi D".

    What ends behind a list of agents is what they changed, "A được sửa đổi theo B và C hết hiệu lực", if that has not ended already
    and C is not earlier than the agent before: lists of what has changed another go on in time.
    """
    own = _OWN_CLAUSE.match(f.text, f.names[i].told, f.sentence.end)
    if own is None or (i + 1 < f.sentence.last and f.names[i + 1].start < own.start("verb")):
        return False
    if 0 < year_of(f, i) < year_of(f, prev) or f.names[i].facts.number == f.names[prev].facts.number:
        return True
    return own["aside"] is None and (own["amends"] is not None or f.acting[prev].predicate in ENDS)


def past_title(f: Field, prev: int, i: int) -> Link | None:
    """What name i goes on where name prev stands in the title of a member of the list."""
    ground = _beside(f, prev, i) or _ground_of(f, prev, i, past=True)
    return going_on(f, prev, i, ground) if ground else None


def going_on(f: Field, prev: int, i: int, before: Link) -> Link:
    """The link of the next member of a list."""
    first = not before.rule.endswith("list")  # how long a list is makes its members no less sure
    start, end = f.goes_on(prev, f.names[i].start), f.names[i].start
    start = max((m.end() for m in _BRACKETS.finditer(f.text, start, end)), default=start)
    part = part_of(f, before.predicate, start, end)
    content = _CONTENT.search(f.text[start:end]) if part is None and before.predicate in ENDS else None
    if content:
        part = provisions.matter(f.text, start + content.start(1), end)
    elif part is None and before.provision and _of_each(before.provision, f.text[start:end]):
        part = before.provision
    over = before.predicate == "replaces" and _OVER.match(f.text, f.names[i].told, f.sentence.end)
    return before._replace(
        predicate="repeals" if over else before.predicate,
        object=i,
        end=f.names[i].end,
        rule=f"{before.rule}+list" if first else before.rule,
        confidence=round(before.confidence - BESIDE, 2) if first else before.confidence,
        provision=part,
    )


def _of_each(part: str, between: str) -> bool:
    """Whether a part is told of the next member of a list too: what is told by its matter, "một phần A và B"; no "toàn bộ B"."""
    return provisions.is_matter(part) or (provisions.unspecified(part) and "toàn" not in between)


def _ground_of(f: Field, prev: int, i: int, *, past: bool = False) -> Link | None:
    """ "Thực hiện A của … về việc thực hiện B; C của …, Ban Thường vụ ban hành": the ground of which C is one more.

    Past what A's title names only a semicolon leads on to C; any joint where C can be no part of that title (`past`).
    """
    if i in f.own or not (f.sentence.lead or f.sentence.preamble):
        return None
    rules = ("preamble", "effect", "title") if past else ("preamble", "effect")
    told = [k for k in f.governor.values() if k.subject == DOCUMENT and k.rule.split("+")[0] in rules]
    before = max(told, key=lambda k: k.object, default=None)
    if before is None or before.predicate not in (
        GROUNDS if f.sentence.lead or f.sentence.title else GROUNDS - {"implements"}
    ):
        return None
    approved = f.governor.get(prev)
    beside = before.object == prev or (
        approved is not None and approved.predicate == "approves" and approved.subject == before.object
    )
    # "Xét Tờ trình … về …; Báo cáo thẩm tra …": considered beside another, whatever that one's title names.
    beside = beside or (before.predicate == "considers" and f.names[i].type in f.lexicon.having["proposing"])
    law = f.names[i].kind == "law" and f.names[i].form == "name"
    leads = _GOES_ON if (beside or past) and not law else _NEXT
    numbered = law or f.names[i].form in ("number", "short") or f.names[i].type == "Nghị quyết"
    return before if numbered and leads.search(_between(f, prev, i)) else None


def _beside_head(f: Field, prev: int, i: int, before: Link) -> bool:
    """ "Quy định số A về thi hành Điều lệ Đảng và các quy định số B, ngày …": B is no part of A's title, but stands beside A."""
    if (
        before.subject < 0
        or before.predicate == "basedOn"
        or f.names[prev].form != "name"
        or f.names[i].form != "number"
    ):
        return False
    head = f.names[before.subject]
    alike = head.form == "number" and head.type == f.names[i].type != f.names[prev].type
    dated = f.names[i].facts.date is not None and head.facts.date is not None
    return alike and dated and _ABOUT.match(f.text, head.told) is not None


def _called(f: Field, prev: int, i: int, subject: int) -> bool:
    """Whether an aside between two names gives the subject its short name."""
    number = f.names[subject].facts.number if subject >= 0 else None
    return number is not None and any(
        f.names[prev].told <= start and end <= f.names[i].start and f.names[first].facts.number == number
        for start, end, first, _ in f.asides
    )


def over_title(f: Field, prev: int, i: int, predicate: str, between: str) -> bool:
    """Whether a list of what is changed goes on over the title of name prev: "thay thế A quy định về … và B"."""
    same = predicate in ENDS or (predicate in CHANGES and f.names[prev].type == f.names[i].type)
    return same and f.names[i].form == "number" and _NEXT_CHANGED.search(core(between)) is not None


def _beside(f: Field, prev: int, i: int) -> Link | None:
    """ "bãi bỏ A quy định chi tiết Luật B; Chương III của C": past what a member's title names, C of its type stands beside it.

    Where the title names the same type, only if that is a member too: "thay thế A; B sửa đổi một số điều của A; C".
    In a title: "thực hiện A phê duyệt Đề án …, B", "thực hiện A thực hiện B; C".
    """
    inner = f.governor.get(prev)
    outer = f.governor.get(inner.subject) if inner else None
    name, last = f.names[i], f.names[prev]
    if inner is None or outer is None or name.form != "number":
        return None
    if outer.subject != DOCUMENT and (
        rank.possible(f.names, inner._replace(object=i), f.lexicon) or not f.stretch(prev, name.start).endswith(" và ")
    ):
        return None  # of what another does, only what the member before cannot have done
    if outer.predicate == "implements" and outer.rule.startswith("title"):
        leads = _NEXT_TITLED if inner.predicate == "approves" else _NEXT
        return outer if leads.search(f.stretch(prev, name.start)) else None
    if outer.predicate not in CHANGES or name.type != f.names[outer.object].type:
        return None
    again = last.facts.number and any(
        k.subject == DOCUMENT and k.predicate == outer.predicate and f.names[k.object].facts.number == last.facts.number
        for k in f.governor.values()
    )
    # "thay thế Thông tư A hướng dẫn Nghị định B, Thông tư C": no circular guides another
    leads = _NEXT if rank.possible(f.names, inner._replace(object=i), f.lexicon) else _GOES_ON
    alike = name.type != last.type or (inner.predicate in CHANGES and again)
    return outer if alike and leads.search(core(f.stretch(prev, name.start))) else None


def _of_clause(f: Field, prev: int, i: int, before: Link, between: str) -> bool:
    """Whether the list of what a cited instrument does goes on to name i: "A sửa đổi B quy định về … và C", of its type."""
    name, last = f.names[i], f.names[prev]
    if name.kind == "law" and last.kind == "law" and _NEXT.search(between):  # "Luật X; Luật sửa đổi … của Luật X"
        return bool(last.facts.name and name.facts.name and name.facts.name.endswith(f"của {last.facts.name}"))
    joint = _NEXT_CHANGED.search(core(between)) if name.form == "number" and name.type == last.type else None
    if joint is None or not attached(core(between)[: joint.start()]):
        return False
    if not joint.group().lstrip().startswith(";"):
        return True
    first = min(k.object for k in f.governor.values() if (k.subject, k.predicate) == (before.subject, before.predicate))
    told, at = f.names[before.subject].told, f.names[first].start
    on_line = f.text.find("\n", last.told, name.start) < 0  # the next item is told of what the list is told of
    if on_line and _closes(f, i) and _goes_on(f, prev, i, before.subject, at):
        return True
    if _SEVERAL.search(f.text, max(told, at - _LONGEST_LEAD), at):
        return True
    # "A (sửa đổi B; C) có hiệu lực", "A sửa đổi B; C có căn cứ ban hành như sau: “Căn cứ …”"
    aside = f.text.find("(", told, at)
    if aside >= 0 > f.text.find(")", max(aside, name.start - _LONGEST_ASIDE), name.start):
        return True
    return f.text.find(_RESTATED, name.told, min(f.sentence.end, name.told + _LONGEST_ASIDE)) >= 0


def _closes(f: Field, i: int) -> bool:
    """Whether name i ends a member of a list, with its title or without: no clause of its own begins with it."""
    end = min(f.names[i + 1].start if i + 1 < f.sentence.last else f.sentence.end, f.names[i].told + _LONGEST_ASIDE)
    stop = f.text.find(";", f.names[i].told, end)
    return _CLAUSE.search(f.text, f.names[i].told, stop if stop >= 0 else end) is None


def _goes_on(f: Field, prev: int, i: int, subject: int, at: int) -> bool:
    """Whether what a semicolon leads to is changed too, and stands not beside the subject in a list of its own.

    It tells a part, "A sửa đổi Điều 3 B; Điều 4 C", or the whole, "toàn bộ C"; or a verb that ends at an offset makes a sentence
    of it: "A đã thay thế B; C".
    """
    told, start = f.names[subject].told, f.names[i].start
    if not f.opens(f.names[subject].start) or "\n" in f.text[f.names[prev].told : start]:
        return False  # "bãi bỏ: a) A sửa đổi B;⏎b) Điều 4 C"
    if provisions.named(f.text, f.goes_on(prev, start), start) or _WHOLLY.search(f.text, max(told, start - 12), start):
        return True
    return f.text.find(" đã ", told, at) >= 0 and 0 < year_of(f, i) < year_of(f, subject)


def _between(f: Field, prev: int, i: int) -> str:
    """The words between two names, without those whose noun brackets repeat: "A và Kế hoạch của Ban Bí thư (Kế hoạch số …)"."""
    between, noun = f.stretch(prev, f.names[i].start), f.names[i].type
    if not noun or not between.endswith("("):
        return between
    before, _, body = between.rpartition(" của ")
    at = before.lower().rfind(noun.lower(), max(0, len(before) - len(noun) - _OF_KIND))
    return between if at < 0 or _NO_BODY.search(before[at:]) or _NO_BODY.search(body) else before[:at]


def _numbered(f: Field, prev: int, i: int, between: str) -> bool:
    """Whether brackets give a name its number: "thực hiện Nghị quyết Trung ương 6 khóa XII (Nghị quyết số 18-NQ/TW)"."""
    name, number = f.names[prev], f.names[i]
    alike = name.scheme and number.form == "number" and name.type == number.type
    return alike and between.strip() == "(" and f.text.startswith(")", number.told)


def _listed(f: Field, prev: int, i: int, before: Link) -> bool:
    """Whether name i goes on the list of name prev. A clause of the preamble goes on over titles."""
    told = _between(f, prev, i)
    grounds = before.rule.startswith(("preamble", "effect")) and before.predicate in GROUNDS
    if grounds and f.names[i].form == "number" and _DIRECTED.search(told):
        return True
    if before.rule.startswith("preamble") and f.names[i].form == "number" and _GROUPED.search(told):
        return True
    if f.names[i].form == "number" and (group := _GROUPED_BY.search(told)):
        return group[1].lower() == (f.names[i].type or "").lower()
    between = core(bare(told))
    between = _MARK.sub("", between) if ")" in between else between
    if before.rule.startswith("effect") and before.predicate in ENDS and (content := _CONTENT.search(between)):
        between = between[: content.start(1)]
    if "trừ" in between:
        if f.names[i].facts.number == f.names[prev].facts.number:
            return False  # "A, trừ Điều 5 của A"
        between = ending.EXCEPTION.sub("", between)
    if before.rule.startswith("effect") and over_title(f, prev, i, before.predicate, between):
        return True
    if before.rule.startswith("clause") and before.predicate in TOLD and _of_clause(f, prev, i, before, between):
        return True
    if ";" in between and before.rule.split("+")[0] not in ("preamble", "effect", "title"):
        return False
    if before.predicate == "implements" and _DIRECTED.match(between):
        return True
    if LISTED.fullmatch(between) or LISTED.fullmatch(core(between)) or _numbered(f, prev, i, between):
        return True
    short = len(between.split()) <= _GAP_WORDS  # "thực hiện A của bô y tế, B": whatever it says
    if before.rule.startswith("title") and (short or f.names[prev].facts.title) and f.names[i].form == "number":
        return bool(_NEXT_TITLED.search(between))
    if f.names[i].scheme:  # "thực hiện A về …; Đề án B"
        titled = before.rule.startswith("title") and f.names[prev].facts.title and before.predicate in DEEDS
        return bool(titled and _NEXT.search(between))
    leads = _NEXT if f.names[i].form == "name" else _GOES_ON  # "Căn cứ Quy định A về …; Luật Cán bộ, công chức ngày …"
    return before.rule.startswith("preamble") and bool(leads.search(between))
