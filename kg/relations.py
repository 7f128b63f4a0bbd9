"""How instruments relate: the cues of the ontology between two names, or between the document and a name.

A cue governs the name that follows it within its reach; its subject is the instrument it is attached to on its left, or the
document, where the words stand in its title, its preamble or an effect clause. What nothing governs is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kg import approval, ending, issuers, provisions, rank, scope
from kg.cues import AND, Found, governing, misspelled
from kg.field import Field, attached, field
from kg.lexicon import Lexicon
from kg.linking import ANNEXED, CHANGES, DEEDS, EFFECTS, ONE_AGENT, TOLD, link_of, part_of
from kg.model import Name
from kg.patterns import pattern
from kg.series import GOES_ON, acting_too, going_on, ground_of, inherited, suffering_too
from kg.span import DOCUMENT, ENDS, Link, Sentence
from kg.text import UPPER

_LONGEST_PART = 300  # characters
_LONGEST_LINE = 500  # characters of a line in which a quotation may have begun
_QUESTION = 80  # characters from a name to the end of a question
_BACK = 50  # names that "Nghị định này" reaches back over
_NEAR = 12  # words between a subject and its cue, beyond which a title may have run on
_TITLE_WORDS, _LONG_TITLE_WORDS = 40, 90  # between a subject and its cue; a passive cue is surer of what it belongs to

# Between a subject and a cue.
_LOOSE = pattern(r"\s*(?:,|và\s|mà\s)", re.IGNORECASE)
_COORDINATED = pattern(r"^[\s,;]*(?:và|cùng với|đồng thời|,\s*đồng thời)\s", re.IGNORECASE)
_NOT_BUT = pattern(r"\s*không\s(?:[^\W\d]+[\s,]+){1,4}mà\s*$", re.IGNORECASE)  # "không sửa đổi mà thay thế"
_CHARGED = pattern(rf"(?<!\w)(?:giao|yêu cầu|chỉ đạo|phân công)\s(?:cho\s)?(?:[{UPPER}]|các\s)")
_BUT = pattern(r"[\s,]*mà\s*", re.IGNORECASE)  # "không thực hiện A mà thực hiện B"
# "…; bãi bỏ Thông tư …", "… và thay thế Quyết định …": an effect clause goes on, whatever title stands between.
_RESUMED = pattern(r"(;|,|(?<=\s)và|đồng\s+thời)\s*(?:và\s*|đồng\s+thời\s*)?$", re.IGNORECASE)
_SUFFERING_ON = pattern(r";\s*(?:và\s+)?(?:đã\s+)?$", re.IGNORECASE)
# "A quy định về …; về … , được sửa đổi bởi B": the title has semicolons of its own.
_BEHIND_TITLE = pattern(r",\s*(?:đã\s+)?$")
# Before a cue or a name.
_BINDING = pattern(
    r"\s*,\s(?!đã\s)[^;,.:]{3,80}?\s(?<!đã\s)(?:được|phải|có trách nhiệm|có quyền|có nghĩa vụ|có thể)\s(?!sửa|bổ|thay|Quốc|Ủy)"
)
_FIRST_ARTICLE = pattern(r"Điều\s+1\s?[.:]?\s*-?\s*(?:Nay\s+)?$")
_QUOTING = pattern(r'["“][^"“”]*$')
_MANY = pattern(r"(?<!\w)các\s+$", re.IGNORECASE)  # "Luật sửa đổi … của các luật thuế" names none of them
# "HƯỚNG DẪN / thực hiện Quy định số …": the noun is the verb.
_GUIDANCE = pattern(r"HƯỚNG\s+DẪN[\s*_]*(?:(?i:về|một\s+số|việc|nội\s+dung|vấn\s+đề|trong)\s+){0,6}$")
# "THÔNG BÁO / Kết luận kiểm tra Ban Thường vụ … trong lãnh đạo thực hiện Nghị quyết số …"
_INSPECTING = pattern(
    r"\W*(?:(?:về|việc|v/v|kết\s+luận|kết\s+quả|kế\s+hoạch|tiến\s+hành)\s+){0,4}(?:kiểm\s+tra|giám\s+sát)(?!\w)",
    re.IGNORECASE,
)
_SEVERAL = pattern(r",|\svà\s")  # verbs: "Hướng dẫn số … tuyên truyền và thực hiện" is no guidance
_COMMITTEE = pattern(
    r"\s(?:của|do)\s(?:(?:Thường trực|Trưởng|Chủ tịch|Tổ trưởng)\s)?"
    rf"(?:(?:Tiểu\s)?Ban [Cc]hỉ đạo|Ban [Đđ]iều hành|Ban [Ss]oạn thảo|Tiểu ban|Tổ [Cc]ông tác|Tổ [Bb]iên tập)"
    rf"(?:\s(?:[{UPPER}]\w*|tỉnh|thành phố|ương|gia|nước)){{0,6}}\s?$"
)
_LONGEST_COMMITTEE = 80  # characters
_CONCRETE = pattern(r"(?:cụ\s+thể|thể\s+chế)\s+h(?:óa|oá)\s+$", re.IGNORECASE)
_INTO = pattern(r"\s(?:bằng|thành)\s+(?:việc\s+ban\s+hành\s+)?$", re.IGNORECASE)
_TOPIC = pattern(r"\s+về\s+")
_BY = pattern(r"\s*bằng\s+", re.IGNORECASE)


def read(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon, *, own: frozenset[int]
) -> list[Link]:
    """The relations of a document. `own` are the names that mean the document itself ("Quyết định này")."""
    links: list[Link] = []
    for s in sentences:
        if all(names[i].form == "back" for i in range(s.first, s.last)):
            continue
        links += _sentence(field(text, names, s, lexicon, own))
    # "UBND tỉnh phê duyệt Đề án … tại Quyết định số …": that decision does, not the document.
    told = {(k.object, k.predicate) for k in links if k.predicate in ONE_AGENT and k.subject != DOCUMENT}
    return [k for k in links if k.subject != DOCUMENT or (k.object, k.predicate) not in told]


def citations(names: Sequence[Name], links: Sequence[Link], own: frozenset[int]) -> list[Link]:
    """What no other relation holds is cited by the document."""
    governed = {link.object for link in links} | {link.subject for link in links}
    return [
        link_of(DOCUMENT, "cites", i, name.start, name.end, "citation")
        for i, name in enumerate(names)
        if i not in governed and i not in own and name.form != "back"
    ]


def _sentence(f: Field) -> Iterator[Link]:
    """The relations that the cues of one sentence tell."""
    governor: dict[int, Link] = {}  # the link that made a name an object
    acting: dict[int, Link] = {}  # the link in which a passive cue made a name the subject
    for i in range(f.sentence.first, f.sentence.last):
        name = f.names[i]
        prev = f.before(i)
        begin = f.goes_on(prev, name.start)
        if begin > name.start:  # inside another name: "Luật sửa đổi … của Luật …"
            if prev is not None and (link := _inside(f, i, prev, governor)) is not None:
                yield link
            continue
        if prev is not None and approval.put_in_force(f, prev, i):
            acting[i] = link_of(i, "approves", prev, f.names[prev].start, name.end, "passive")
            yield acting[i]
        if prev in governor and governor[prev].predicate == "replaces" and _BY.fullmatch(f.stretch(prev, name.start)):
            yield link_of(i, "replaces", prev, governor[prev].start, name.end, "passive")
            continue
        if prev is not None and prev not in governor and _made_concrete(f, prev, i):
            yield link_of(i, "implements", prev, f.names[prev].start, name.end, "passive")
            continue
        found = _cue(f, i, prev, begin)
        link = acting_too(f, i, prev, found, acting[prev]) if prev in acting else None
        if link is None:
            link = _governed(f, i, prev, found, governor, acting) if found else inherited(f, i, prev, governor)
        if link is not None and not rank.possible(f.names, link):
            # "Nghị định A quy định chi tiết về hợp đồng và Nghị định B": no decree guides another, B stands beside A
            link = inherited(f, i, prev, governor)
            if prev is not None and found is None and link is not None and not rank.possible(f.names, link):
                # Later than what its title would tell of it: "Thực hiện A của 2021 tổng kết B và C của 2023".
                ground = ground_of(f, prev, i, governor, past=GOES_ON)
                link = going_on(f, prev, i, ground) if ground else None
        if link is None or not rank.possible(f.names, link):
            continue
        if found is not None and found.also is not None and link.predicate == found.cue.predicate:
            yield _shared(f, link, found, found.also)
        yield link
        if link.object == i:
            governor[i] = link
        elif link.subject == i:
            acting[i] = link
            yield from (k for k in suffering_too(f, link, governor) if rank.possible(f.names, k))


def _cue(f: Field, i: int, prev: int | None, begin: int) -> Found | None:
    """The cue that governs name i, of the words that begin at an offset."""
    name = f.names[i]
    found = governing(f.text, begin, name.start, f.lexicon)
    if found is None and f.sentence.title and prev is None:
        found = misspelled(f.text, begin, name.start, f.lexicon)
    if found is None or found.cue.predicate in ("cites", "implements"):
        return scope.guided(f, i, prev) or found
    if found.cue.predicate in ANNEXED and _of_part(f, begin, found, name.start):
        return None
    if found.cue.predicate == "approves" and found.cue.voice == "active" and name.form == "number":
        return None  # "thực hiện A phê duyệt Đề án …, B": what A approves is no instrument with a number
    return found


def _inside(f: Field, i: int, prev: int, governor: dict[int, Link]) -> Link | None:
    """What the name around a name does to it: the law that amends it, or what is told by its subject."""
    outer, name = f.names[prev], f.names[i]
    if outer.end <= name.start:  # beside the one before, in a name that began further up
        if (link := inherited(f, i, prev, governor)) is not None:
            governor[i] = link
        return link
    if outer.kind != "law" or _MANY.search(f.text, max(0, name.start - 10), name.start):
        return _in_title(f, prev, i)
    link = link_of(prev, "amends", i, outer.start, name.end, "clause")
    if prev in f.own:  # "LUẬT SỬA ĐỔI … CỦA LUẬT A VÀ LUẬT B": the title goes on
        governor[prev] = link
    return link


def _in_title(f: Field, prev: int, i: int) -> Link | None:
    """ "Chỉ thị của Ban Bí thư về tiếp tục thực hiện Chỉ thị số 40-CT/TW": what is told by its subject does what that says."""
    outer = f.names[prev]
    found = governing(f.text, outer.start, f.names[i].start, f.lexicon) if outer.facts.title else None
    if found is None or found.cue.voice != "active" or found.cue.predicate in ("cites", "approves", None):
        return None
    link = link_of(prev, found.cue.predicate, i, outer.start, f.names[i].end, "clause")
    return link if rank.possible(f.names, link) else None


def _made_concrete(f: Field, prev: int, i: int) -> bool:
    """ "… đã cụ thể hóa A về … bằng B", "… thành B": what somebody did to A by B."""
    at = f.names[prev].start
    between = f.stretch(prev, f.names[i].start)
    into = _INTO.search(between)
    if into is None or not _CONCRETE.search(f.text, max(f.sentence.start, at - 40), at):
        return False
    return attached(between[: into.start()], _TITLE_WORDS)


def _of_part(f: Field, begin: int, found: Found, at: int) -> bool:
    """ "…, Mẫu số 19 kèm theo Thông tư …": a cue that belongs to the part named before an instrument tells no relation."""
    part = provisions.before(f.text, begin, at)
    return part is not None and part[1] < found.start and not approval.annex(f, found.start, found.end)


def _shared(f: Field, link: Link, found: Found, also: Found) -> Link:
    """The relation of the first of two verbs with one object: "sửa đổi Điều 3 và bãi bỏ Điều 9 của …"."""
    joined = AND.search(f.text, also.end, found.start)
    part = provisions.named(f.text, also.end, joined.start() if joined else found.start)
    return link._replace(
        predicate=also.cue.predicate or link.predicate, start=min(link.start, also.start), provision=part
    )


def _governed(
    f: Field, i: int, prev: int | None, found: Found, governor: Mapping[int, Link], acting: Mapping[int, Link]
) -> Link | None:
    """The link that a cue makes of the name i."""
    begin = f.goes_on(prev, f.names[i].start)
    predicate = found.cue.predicate or "cites"
    # "Để cụ thể hóa Nghị quyết, UBND tỉnh ban hành Kế hoạch số …": what the cue governs has no name here.
    if issuers.clause(f.text, found.end, f.names[i].start, f.lexicon) is not None:
        return None
    # "Thông báo số … của Ban Chỉ đạo tổng kết Nghị quyết số …": what a committee is for is part of its name.
    if _COMMITTEE.search(f.text, max(begin, found.start - _LONGEST_COMMITTEE), found.start):
        return None
    if predicate == "cites" or (predicate == "approves" and found.cue.voice == "active" and f.names[i].form != "name"):
        return None
    if found.cue.voice == "passive":
        return _passive(f, i, prev, found, predicate, governor, acting)
    if i in f.own or f.names[i].this:
        return None  # nothing that a document names acts on it: "chịu trách nhiệm thi hành Thông tư này"
    # "ban hành các kế hoạch thực hiện Nghị quyết số …" in a title is told of the document.
    if f.unnamed(begin, found.start) and not (f.sentence.title and predicate == "implements"):
        return None
    if found.cue.start:
        return _of_document(f, i, found, predicate, "preamble") if _rests(f, i, found, predicate) else None
    if prev is not None and (link := _instead(f, i, prev, found, predicate)):
        return link
    if prev is not None and f.unreal_before(f.names[prev].start):
        return None
    if prev is not None and (link := _active(f, i, prev, found, governor)):
        return link
    if f.sentence.title:
        if predicate == "implements" and _GUIDANCE.search(f.text, max(0, found.start - 60), found.start):
            predicate = "guides"
        if predicate == "implements" and _INSPECTING.match(f.text, f.sentence.start, found.start):
            predicate = "reviews"
        if predicate == "approves" and not (f.opens(found.start) or approval.puts(f, found.start)):
            return None  # "Thông tư hướng dẫn lập, thẩm định và phê duyệt Chương trình …"
        return _of_document(f, i, found, predicate, "title")
    if predicate == "approves":  # further on, it is what a body is to do: "a) Công bố quy hoạch …"
        first = _FIRST_ARTICLE.search(f.text, max(0, found.start - 20), found.start)
        return _of_document(f, i, found, predicate, "effect") if first else None
    at = (found.also or found).start  # "Sửa đổi Điều 3 và bãi bỏ Điều 9 của …": the first of two verbs
    begins = predicate in CHANGES and not f.sentence.preamble and f.begins(at)
    carried = predicate == "implements" and f.sentence.lead
    told = begins or (carried and f.begins(at))
    told = told or (f.opens(at) and (predicate in EFFECTS or carried))
    return _of_document(f, i, found, predicate, "effect") if told and not _quoted(f, at) else None


def _quoted(f: Field, at: int) -> bool:
    """'Nghị định số … quy định: "2. Bãi bỏ Nghị định số …"': in a quotation begun on the line, what is done is another's deed."""
    first = max(0, at - _LONGEST_LINE)
    return _QUOTING.search(f.text, max(first, f.text.rfind("\n", first, at)), at) is not None


def _rests(f: Field, i: int, found: Found, predicate: str) -> bool:
    """Whether a clause of the preamble says what the document rests on, considers or is proposed by."""
    head = predicate == "annexOf" and approval.annex(f, found.start, found.end)  # "Mẫu số 03⏎(Ban hành kèm theo …)"
    if not f.sentence.preamble or not (head or f.opens(found.start) or f.begins(found.start)):
        return False
    if predicate == "basedOn" and _BINDING.match(f.text, f.names[i].told, f.sentence.end):
        return False  # "Căn cứ Luật …, cơ quan điều tra được …": a body acts on it
    return rank.proposes(f.names[i], predicate)


def _instead(f: Field, i: int, prev: int, found: Found, predicate: str) -> Link | None:
    """ "không thực hiện A mà thực hiện B": the subject of what is denied is that of what is told instead."""
    other = f.before(prev) if _BUT.fullmatch(f.stretch(prev, found.start)) else None
    if other is None or not f.unreal(f.stretch(other, f.names[prev].start)):
        return None
    subject = DOCUMENT if other in f.own else other
    part = part_of(f, predicate, found.start, f.names[i].start, found.end)
    return link_of(subject, predicate, i, f.names[other].start, f.names[i].end, "clause", provision=part)


def _of_document(f: Field, i: int, found: Found, predicate: str, rule: str) -> Link:
    """The document itself is the subject."""
    provision = part_of(f, predicate, found.start, f.names[i].start, found.end)
    return link_of(DOCUMENT, predicate, i, found.start, f.names[i].end, rule, provision=provision)


def _passive(
    f: Field,
    i: int,
    prev: int | None,
    found: Found,
    predicate: str,
    governor: Mapping[int, Link],
    acting: Mapping[int, Link],
) -> Link | None:
    """ "Y được sửa đổi bởi X": what stands after the cue is the subject."""
    if prev is None:  # the head of an annex: "(Ban hành kèm theo Quyết định số …)"
        annex = predicate == "approves" and approval.annex(f, found.start, found.end)
        return _of_document(f, i, found, "annexOf", "preamble") if annex else None
    # "Nghị định số … về …; được sửa đổi bởi …": a clause that begins with the passive has the subject of the one before.
    stretch = _SUFFERING_ON.sub("", f.stretch(prev, found.start))
    if predicate in CHANGES and _BEHIND_TITLE.search(stretch):
        stretch = stretch.replace(";", ",")
    if not attached(ending.EXCEPTION.sub(" ", stretch) if predicate in ENDS else stretch, _LONG_TITLE_WORDS):
        return None
    if predicate == "approves" and not approval.programme(f, prev, found.end):
        return None
    # "Luật A đã được sửa đổi theo Luật B hết hiệu lực kể từ ngày …": A ends, not B.
    ended = predicate in ENDS and prev in acting
    prev = acting[prev].object if ended else rank.peer(f.names, f.sentence.first, prev, i, ends=predicate in ENDS)
    while predicate == "repeals" and (above := _above(f, prev, governor)) is not None:
        prev = above
    if predicate == "implements":
        prev = _about(f, prev)
    start, part = f.names[prev].start, None
    if predicate in ENDS and (i in f.own or f.names[i].this):
        how = ending.told(f.text, f.sentence.start, start)
        if how is None:
            return None
        part, start = how
    elif predicate in CHANGES:
        held = provisions.before(f.text, max(f.sentence.start, start - _LONGEST_PART), start)
        # Elsewhere than at the start of a sentence, what is cited has that part, not what is told of it.
        if held and not f.text[f.sentence.start : held[1]].strip():
            part, start = held
    if i in f.own or (f.names[i].this and predicate == "repeals"):  # "Luật này" is the document, if only a piece of it
        return link_of(DOCUMENT, predicate, prev, start, f.names[i].end, "effect", provision=part)
    if f.names[i].this:
        return None
    return link_of(i, predicate, prev, start, f.names[i].end, "passive", provision=part)


def _about(f: Field, i: int) -> int:
    """The name that a scheme is the subject of: "A của … về Đề án … được cụ thể hóa bằng B" is told of A; else the name itself."""
    above = f.before(i) if f.names[i].form == "name" and f.names[i].kind != "law" else None
    return above if above is not None and _TOPIC.fullmatch(f.stretch(above, f.names[i].start)) else i


def _above(f: Field, i: int, governor: Mapping[int, Link]) -> int | None:
    """The name in whose title a name stands: "A sửa đổi B hết hiệu lực", "A ban hành Quy chế … hết hiệu lực" end A."""
    if i in governor and DOCUMENT < governor[i].subject < i:
        return governor[i].subject
    prev = f.before(i)
    return prev if prev is not None and approval.issues(f, prev, i) else None


def _meant(f: Field, i: int) -> bool:
    """Whether "Nghị định này" in a text that is no instrument, or a piece of one, may mean a name before it."""
    return any(f.names[j].type == f.names[i].type and f.names[j].form != "back" for j in range(max(0, i - _BACK), i))


def _active(f: Field, i: int, prev: int, found: Found, governor: Mapping[int, Link]) -> Link | None:
    """The name before the cue is the subject, or what that name's own subject is, or the document that it means."""
    predicate = found.cue.predicate or "cites"
    if (
        predicate == "implements"
        and f.names[prev].type == "Hướng dẫn"
        and not _SEVERAL.search(f.text, found.start, found.end)
    ):
        predicate = "guides"
    provision = part_of(f, predicate, found.start, f.names[i].start, found.end)
    stretch, start, end = _NOT_BUT.sub("", f.stretch(prev, found.start)), f.names[prev].start, f.names[i].end
    before = governor.get(prev)
    resumed = _RESUMED.search(stretch) if predicate in CHANGES else None
    if prev in f.own or (predicate in TOLD and f.names[prev].this and not _meant(f, prev)):
        if resumed and resumed[1] == ";" and _carried_out(f, prev):
            return None  # "2. Ủy ban nhân dân cụ thể hóa Chương trình này; điều chỉnh Kế hoạch số …"
        if not (resumed and resumed[1] == ";") and not attached(stretch, _TITLE_WORDS):
            return None  # "Thông tư này áp dụng đối với các cơ sở thực hiện Chương trình …"
        if predicate in DEEDS and provisions.named(f.text, max(f.sentence.start, start - _LONGEST_PART), start):
            return None  # "Nhiệm vụ quy định tại Điều 3 Kế hoạch này được thực hiện theo …"
        return link_of(DOCUMENT, predicate, i, start, end, "effect", provision=provision)
    if before is not None and before.subject == DOCUMENT and before.predicate in CHANGES and resumed:
        if resumed[1] == ";" or predicate in ENDS:
            return link_of(DOCUMENT, predicate, i, before.start, end, before.rule.split("+")[0], 0.03, provision)
    elif before is not None and (_COORDINATED.match(stretch) or (predicate in CHANGES and stretch.strip() == ",")):
        return link_of(before.subject, predicate, i, before.start, end, before.rule.split("+")[0], 0.03, provision)
    if not attached(stretch, _TITLE_WORDS) or f.unreal(stretch) or _asked(f, i, stretch):
        return None
    if predicate in DEEDS and _CHARGED.search(stretch):
        return None  # "Kế hoạch … giao Sở Tài chính thực hiện …"
    if _LOOSE.match(stretch) and (before is None or stretch.strip() != ",") and predicate in DEEDS:
        return None  # verbs of one body in a row: "quán triệt A, triển khai B, tổng kết C"
    rule = "far" if len(stretch.split()) > _NEAR else "clause"
    return link_of(prev, predicate, i, start, end, rule, provision=provision)


def _asked(f: Field, i: int, stretch: str) -> bool:
    """ "A có thay thế B hay không": a question."""
    end = f.names[i].told
    return stretch.rstrip().endswith(" có") and f.text.find("hay không", end, end + _QUESTION) >= 0


def _carried_out(f: Field, i: int) -> bool:
    """Whether a body is told to carry out what a name means, which is no subject then."""
    found = governing(f.text, f.goes_on(f.before(i), f.names[i].start), f.names[i].start, f.lexicon)
    return found is not None and found.cue.predicate in DEEDS
