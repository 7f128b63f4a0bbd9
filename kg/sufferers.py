"""Who suffers: the object of a cue in the passive, "B được sửa đổi bởi A"."""

from __future__ import annotations

import re

from kg import approval, ending, noting, provisions, rank
from kg.cues import Found, governing
from kg.field import Field, attached
from kg.items import JOINED, opens
from kg.linking import link_of, of_document, within_verb, year_of
from kg.patterns import pattern
from kg.sentences import ROW
from kg.series import bare
from kg.span import CHANGES, DOCUMENT, ENDS, Link
from kg.text import wrap

_LONGEST_PART = 300  # characters
_LONG_TITLE_WORDS = 90  # between a subject and its cue in the passive, which is surer of what it belongs to
# "| Lý do: đã bị bãi bỏ bởi B |", "| Khoản 2 Điều 4 bị bãi bỏ bởi B |": what leads to the verb in its cell.
_CELL_BEGINS = pattern(
    rf"[^\S\n]*(?:lý do[^|:\n]{{0,40}}:\s*)?(?:({provisions.PARTS})\s+)?(?:(?:do|đã|vì|văn bản|hết hiệu lực)[\s,:]+){{0,4}}",
    re.IGNORECASE,
)
_PART_ALONE = pattern(rf"[^\S\n]*({provisions.PARTS})[\s.;]*", re.IGNORECASE)
_LONGEST_CELL = 300  # characters
_SUFFERING_ON = pattern(
    r";\s*(?:và\s+)?(?:đã\s+)?(?:hết\s+hiệu\s+lực\s+(?:do|vì)\s+(?:đã\s+)?)?$"
    r"|[;,]?\s*(?:và\s+|nhưng\s+)?(?:nay|hiện(?:\s+nay)?|đến\s+nay|sau\s+(?:đó|này)|về\s+sau)\s*,?\s+(?:đã\s+)?$"
    r"|,?\s+(?:vì|do|nhưng)\s+(?:văn\s+bản\s+(?:này|đó|trên)\s+)?(?:nay\s+|hiện\s+)?(?:đã\s+)?$",
    re.IGNORECASE,
)
# "A về …; Điều 17 được sửa đổi bởi B", "A (khoản 2 Điều 5 bị bãi bỏ bởi B)", "A, trong đó Điều 17 …": the part that suffers.
_PART_SUFFERS = pattern(
    rf"(?:\s*[;,]\s*(?:và\s+)?|\s*(?P<aside>\()\s*|\s(?=có\s|trong\s))(?:(?:trong\s+đó(?:,?\s+có)?|riêng|có|(?:không\s+)?(?:bao\s+)?gồm|không\s+kể|kể\s+cả|(?:ngoại\s+)?trừ),?\s+)?"
    rf"(?P<part>{provisions.PARTS})\s+(?:đã\s+)?$",
    re.IGNORECASE,
)
# "A thay thế B, sau đó được sửa đổi bởi C": of what is no more nothing is changed later.
_LATER = pattern(
    r",\s+(?:nhưng\s+)?(?:sau\s+(?:đó|này)|về\s+sau|tiếp\s+đó)\s*,?\s+(?:(?:đã|lại|tiếp\s+tục)\s+)*$", re.IGNORECASE
)
_EARLIER = pattern(r"(?<!\w)trước\s+(?:đó|đây|kia)(?!\w)", re.IGNORECASE)
_ALSO = pattern(r"(?:[,;]\s*(?:và\s+)?|\svà\s+)(?:(?:đã|nay|lại|tiếp\s+tục)\s+)*$", re.IGNORECASE)
# "A quy định về …; về … , được sửa đổi bởi B": the title has semicolons of its own.
_BEHIND_TITLE = pattern(r",\s*(?:đã\s+)?$")
# "Đề án A trên địa bàn tỉnh được phê duyệt tại B": where it is carried out
_WHERE = pattern(r"^\s+trên\s+(?:địa\s+bàn|phạm\s+vi)\s(?:[^\s,.;:()]+\s+){1,7}?(?=(?:đã\s+)?được\s|$)", re.IGNORECASE)
# "A vẫn còn hiệu lực, trừ khoản 2 Điều 3 đã bị bãi bỏ bởi B"
_BUT_FOR = pattern(rf"(?:,\s+|\()(?:ngoại\s+)?trừ\s+({provisions.EXCEPTED})\s*(?:đã\s+)?$", re.IGNORECASE)
_TOPIC = pattern(r"\s+về\s+")
_UNDER = pattern(r"hiệu\s+lực(?:\s.*)?\stheo(?!\w)", re.IGNORECASE | re.DOTALL)


def passive(f: Field, i: int, prev: int | None, found: Found, predicate: str) -> Link | None:
    """ "Y được sửa đổi bởi X": what stands after the cue is the subject."""
    note = noting.told(f, prev, found.start) if predicate in CHANGES else None
    if note is not None:
        return _of_note(f, i, found, predicate, note)
    if prev is None:
        return _head_of_annex(f, i, found, predicate)
    stretch = f.stretch(prev, found.start)
    inner = part_within(stretch) if predicate in CHANGES else None
    if not _leads_on(stretch[: inner.start()] if inner else stretch, predicate):
        return None
    if predicate == "approves" and not approval.is_programme(f, prev, found.end):
        return None
    beside, whose = prev, _whose(f, i, prev, stretch, inner, predicate)
    if whose is None:
        return None
    prev, start = whose, f.names[whose].start
    part = within_verb(f.text, found, predicate)
    how = ending.told(f.text, f.sentence.start, start) if predicate in ENDS else None
    if predicate in ENDS and (how is None or _by_rule(f, i, prev, found)):
        return None
    if how and (i in f.own or f.names[i].this):
        part, start = how
    elif inner:
        part = wrap(inner["part"])
    elif predicate in CHANGES:
        this = _begun_with(f, beside) if f.names[beside].this else None
        part, start = this or _begun_with(f, prev) or (part, start)
    if i in f.own or (f.names[i].this and predicate == "repeals"):  # "Luật này" is the document, if only a piece of it
        return link_of(DOCUMENT, predicate, prev, start, f.names[i].end, "effect", provision=part)
    if f.names[i].this:
        return None
    return link_of(i, predicate, prev, start, f.names[i].end, "passive", provision=part)


def part_within(stretch: str) -> re.Match[str] | None:
    """The `part` that suffers, told behind its instrument, at the end of the words that lead from that to what is done to it."""
    return _PART_SUFFERS.search(stretch, max(0, len(stretch) - _LONGEST_PART))


def _whose(f: Field, i: int, prev: int, stretch: str, inner: re.Match[str] | None, predicate: str) -> int | None:
    """The name to which name i does something; None where that is left open. `inner` is the part that suffers, behind its name."""
    if inner is not None and inner["aside"]:
        return prev
    if prev in f.acting and _EARLIER.search(stretch):
        return f.acting[prev].object  # "A bị bãi bỏ bởi B (trước đó được sửa đổi bởi C)"
    again = inner is not None or _ALSO.search(stretch) is not None
    if inner is not None and resumed(f, i, prev):
        return None  # "A sửa đổi B; Điều 3 bị bãi bỏ bởi C": of A, or of B
    if again and prev not in f.acting and acted(f, prev):
        return None  # "Khoản 1 được sửa đổi bởi A; Điều 7 bị bãi bỏ bởi B": whose, a sentence before tells
    if predicate in CHANGES and f.names[prev].this:
        like = {n.facts.number for n in f.names[f.sentence.first : prev] if n.type == f.names[prev].type and not n.this}
        if len(like) > 1:
            return None  # "A được sửa đổi bởi B; Điều 3 Thông tư này bị bãi bỏ bởi C": of A, or of B
    later = predicate in CHANGES and _LATER.search(stretch) is not None
    return _sufferer(f, i, prev, predicate, again=again, later=later)


def _begun_with(f: Field, i: int) -> tuple[str, int] | None:
    """The part of a name that opens a sentence or an item, and where it begins; elsewhere what is cited has that part."""
    name, s = f.names[i], f.sentence
    prev = f.before(i)
    first = f.goes_on(prev, name.start)
    held = provisions.before(f.text, max(first, name.start - _LONGEST_PART), name.start)
    if held is None:
        return None
    over = ";" if name.this else ";\n"  # "…; Điều 3 Thông tư này bị bãi bỏ bởi B"
    begins = max(s.start, f.text.rfind(over, s.start, name.start) + 1)
    begun = not f.text[begins : held[1]].strip() or opens(f.text, begins, held[1])
    return held if begun or (prev is not None and _goes_on(f, i, prev, f.text[first : held[1]])) else None


def _goes_on(f: Field, i: int, prev: int, between: str) -> bool:
    """Whether a clause begins with a part of name i behind another, "…, Điều 4 C bị bãi bỏ bởi D".

    Or a list that begins one goes on to it: "Điều 3 A và Điều 4 C bị bãi bỏ bởi D".
    """
    if not JOINED.search(between) or i in f.governor:
        return False
    if ";" in between or prev in f.acting:
        return True
    at = f.names[prev].start
    return prev not in f.governor and (f.opens(at) or f.begins(at) or _begun_with(f, prev) is not None)


def acted(f: Field, i: int) -> bool:
    """Whether name i is told as what did something, whatever to: "được sửa đổi bởi A"."""
    told = governing(f.text, f.goes_on(f.before(i), f.names[i].start), f.names[i].start, f.lexicon)
    return told is not None and told.cue.voice == "passive" and told.cue.predicate in CHANGES


def _leads_on(stretch: str, predicate: str) -> bool:
    """Whether words lead from a name to what is done to it."""
    # "Nghị định số … về …; được sửa đổi bởi …": a clause that begins with the passive has the subject of the one before.
    stretch = bare(_SUFFERING_ON.sub("", stretch))
    if predicate in CHANGES and _BEHIND_TITLE.search(stretch):
        stretch = stretch.replace(";", ",")
    stretch = _WHERE.sub(" ", stretch)
    return attached(ending.EXCEPTION.sub(" ", stretch) if predicate in ENDS else stretch, _LONG_TITLE_WORDS)


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
    rule = f"discourse:{note.this}" if note.this else "passive"
    return link_of(i, predicate, note.name, start, f.names[i].end, rule, provision=part)


def _by_rule(f: Field, i: int, prev: int, found: Found) -> bool:
    """ "Thông tư A hết hiệu lực theo Điều 154 Luật B": the law tells when such instruments end, and does not end this one."""
    under = f.names[i].kind == "law" and f.names[prev].kind != "law" and not (i in f.own or f.names[i].this)
    return under and _UNDER.search(f.text, found.start, found.end) is not None


def _head_of_annex(f: Field, i: int, found: Found, predicate: str) -> Link | None:
    """The head of an annex: "(Ban hành kèm theo Quyết định số …)"."""
    if predicate != "approves" or not approval.heads_annex(f, found.start, found.end) or f.names[i].this:
        return None
    if "này" in f.text[found.end : f.names[i].start]:  # "Ban hành kèm theo quyết định này Quy chế …"
        return of_document(f, i, found, "approves", "effect")
    return of_document(f, i, found, "annexOf", "preamble")


def _sufferer(f: Field, i: int, prev: int, predicate: str, *, again: bool, later: bool) -> int:
    """The name to which name i does something, where name prev stands before the cue.

    `again`: behind what was done to it first; `later`: after what the words before it tell.
    """
    above = f.governor[prev].subject if prev in f.governor else DOCUMENT
    if again and predicate in CHANGES and resumed(f, i, prev):
        return above
    if again and predicate == "guides" and above != DOCUMENT and f.governor[prev].predicate in ENDS:
        return above  # "A thay thế B; được hướng dẫn bởi C": nobody guides what has ended
    if later and above != DOCUMENT and f.governor[prev].predicate in ENDS:
        return above
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


def resumed(f: Field, i: int, prev: int) -> bool:
    """Whether a clause goes on with what name i, which is later than both, does to the subject of name prev and not to that:

    "A thay thế B, được sửa đổi bởi C".
    """
    before = f.governor.get(prev)
    if before is None or before.predicate not in CHANGES or not DOCUMENT < before.subject < prev:
        return False  # "A thực hiện B, được sửa đổi bởi C"
    above = before.subject
    return rank.alike(f.names, above, i, f.lexicon) and year_of(f, i) > year_of(f, above) > 0


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
    own = i in f.own
    if prev is None or part is None or (f.names[i].this and not own):
        return None
    subject, rule = (DOCUMENT, "effect") if own else (i, "passive")
    return link_of(subject, predicate, prev, f.names[prev].start, f.names[i].end, rule, provision=part[1])


def of_row(f: Field, i: int, found: Found, predicate: str) -> Link | None:
    """What is told of the instrument of a table's row, in one of its cells: "1 | Nghị quyết | A | title | Bị bãi bỏ bởi B".

    It opens a cell itself; what the title in another cell names suffers nothing. The part that ends stands before the verb, or in
    the cell before.
    """
    s, at = f.sentence, found.start
    bar = f.text.rfind("|", max(s.start, at - _LONGEST_CELL), at)
    cell = _CELL_BEGINS.fullmatch(f.text, bar + 1, at) if bar >= 0 else None
    if cell is None:
        return None
    row = f.names[s.first]
    line = max(s.start, f.text.rfind("\n", s.start, row.start) + 1)  # a heading of the rows may stand above
    opens = ROW.match(f.text, line) is not None and row.start < at and row.form == "number"
    if not opens or i in f.own or f.names[i].this or f.text[line : row.start].rstrip()[-1:] != "|":
        return None
    before = f.text.rfind("|", max(row.told, bar - _LONGEST_CELL), bar)
    part = cell[1] or ((alone := _PART_ALONE.fullmatch(f.text, before + 1, bar)) and before >= 0 and alone[1]) or None
    return link_of(i, predicate, s.first, row.start, f.names[i].end, "passive", provision=part)


def _about(f: Field, i: int) -> int:
    """The name that a scheme is the subject of: "A của … về Đề án … được cụ thể hóa bằng B" is told of A; else the name itself."""
    above = f.before(i) if f.names[i].scheme else None
    return above if above is not None and _TOPIC.fullmatch(f.stretch(above, f.names[i].start)) else i


def _above(f: Field, i: int) -> int | None:
    """The name in whose title a name stands: "A sửa đổi B hết hiệu lực", "A ban hành Quy chế … hết hiệu lực" end A."""
    if i in f.governor and DOCUMENT < f.governor[i].subject < i:
        return f.governor[i].subject
    prev = f.before(i)
    return prev if prev is not None and approval.issued_by_title(f, prev, i) else None
