"""What a body issues to carry something out: "Thực hiện X, Ủy ban nhân dân tỉnh đã ban hành Y", "Sau khi X được ban hành, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg import conditions, issuers, issuing, numbering
from kg.cues import governing
from kg.items import JOINED, mark, opens
from kg.lexicon import Lexicon
from kg.linking import link_of
from kg.model import Name
from kg.patterns import pattern
from kg.sentences import MARK
from kg.span import DOCUMENT, Link, Sentence
from kg.words import WORD

_NEAR = 20  # characters between a verb of issuing and what is issued
_LATER = 0.05  # less sure is a later member of what a body has issued
_GROUNDS = frozenset({"implements", "basedOn", "disseminates"})
_PURPOSES = frozenset({"guides", "amends", "replaces", "repeals"})  # "Để quy định chi tiết X, Chính phủ đã ban hành Y"
_PURPOSE = pattern(r"(?:[Đđ]ể|[Nn]hằm)\s+$")
_LISTING = pattern(rf"(?:[^.;:()]{{0,60}}\s(?:sau|gồm|đây|như|văn\s+bản))?\s?:\s*{MARK}?\s*", re.IGNORECASE)
_FIRST = pattern(r"[\s\-+•*“\"(_]*(?:(?:\d{1,2}|[a-zđ])[.)]\s*)?", re.IGNORECASE)
# "(TTXVN) - Thực hiện X, …", "Báo Hà Nam - …": who reports it.
_DATELINE = pattern(r"\([^\W\d_][^()\n]{1,30}\)\s*(?:[-–]\s*)?|[^\W\d_][^\n,.;:()–-]{1,40}\s[-–]\s+")
# "Trong năm 2025, thực hiện X, UBND tỉnh đã ban hành Y": when, about what, or who says so, stands before.
_LEAD = pattern(
    r"(?:(?:Trong|Ngày|Giai đoạn|Thời gian|Năm|Về|Từ|Qua|Hiện nay|Bên cạnh|Những năm|Thực hiện|Triển khai|Trước đó"
    r"|Sau đó|Tiếp đó|Mới đây|Gần đây|Cùng với|Đồng thời|Đặc biệt|Tiếp theo)(?!\w)[^.;:()\n]{0,80}[,:]\s+"
    r"|[^.,;:()\n]{3,100}\s(?:cho\s(?:biết|hay)|thông\stin|chia\ssẻ|nêu\srõ|nhấn\smạnh)[,:]\s+)?"
    r"(?:(?:[Đđ]ể|[Nn]hằm)\s+)?(?:[Gg]óp\s+phần\s+)?"
)
_HEADING = pattern(
    r"[^\w\n]*(?:[IVX]{1,4}|\d{1,2}|[A-Z])(?:\.\d{1,2})*[.)\s-]+\S[^\n.;:,]{2,100}\n\s*|[^\n\W\d_a-z][^\na-z.;:,]{2,100}\n\s*"
)
_AFTER = pattern(
    r"[\s\-+•*]*((?:ngay\s+)?sau\s+khi\s+(?:có\s+|[^,;.:()\n]{3,60}\s(?:ban\s+hành|thông\s+qua)\s+)?)", re.IGNORECASE
)
_AS_FOLLOWS = pattern(r"\snhư\s+sau\s?:\s*$", re.IGNORECASE)
# "Thực hiện A, Thường trực HĐND tỉnh thông báo: …": what a body says begins a statement of its own.
_SAYS = pattern(r"\s(?:thông\s+báo|báo\s+cáo|cho\s+biết)(?:\s[^:;.,\n“\"]{0,60})?:\s")
_SUBMITTED = pattern(r"\strình\s[^,;.:()]{3,80}\s(?:thông\s+qua|ban\s+hành)\s", re.IGNORECASE)
_PAST = pattern(r"\s{1,2}(?:đã|sẽ)\s", re.IGNORECASE)  # what was issued is told as follows
_COMMA = pattern(r"\s?[,;]\s+(?:và\s+)?")
# "Thực hiện X, sở đã ban hành Y": a body told by its noun alone.
_BARE = pattern(
    r",\s(?:đến\snay,?\s)?(?:Sở|Bộ|Ban|Cục|Hội|tỉnh|thành phố|huyện|thị xã|quận|xã|phường|Tỉnh|Thành phố"
    r"|Huyện|Xã|Phường|(?P<trade>ngành(?:\s[^\W\d]+){0,4}?))\s(?:cũng\s)?(?:đã|vừa)\s"
    r"(?:kịp\sthời\s|chủ\sđộng\s)?(?:(?:xây\sdựng|tham\smưu)(?:\svà|,)\s|ký,?\s)?ban\shành(?:\s(?:các\s)?|(?=\s?:))"
)
_SHORT_VERBS = (" ra ", " ký ")  # of issuing
_LONGEST_END = 24  # characters


def announced(
    text: str,
    names: Sequence[Name],
    sentences: Sequence[Sentence],
    links: Sequence[Link],
    lexicon: Lexicon,
    *,
    own: frozenset[int],
) -> tuple[list[Link], set[int]]:
    """ "Thực hiện X, <issuer> đã ban hành Y", "Sau khi X được ban hành, <issuer> đã ban hành Y": Y implements X; or what it is for.

    The links, and the names X and Y, which are not told of the document itself. `own` are the names that mean it.
    """
    made: list[Link] = []
    taken: set[int] = set()
    told = [k for k in links if k.subject != DOCUMENT]
    apart = {k.object for k in told} | {k.subject for k in told if k.predicate == "implements"}
    # "Thực hiện X về tiếp tục thực hiện W, …": what X does in its title is told of X; what it approves is carried out with it
    titled = {k.object for k in told if k.subject < k.object and k.predicate != "approves"}
    for n, sentence in enumerate(sentences):
        s = _with_items(text, names, sentence, sentences[n + 1 : n + 2])
        lead = led(text, s.start, names[s.first].start, lexicon) if s.last - s.first > 1 else None
        issued = _all_issued(text, names, s, lead, lexicon) if lead else []
        if not lead or not issued:
            continue
        end, head, _ = issued[0]
        before = [i for i in range(s.first, head) if names[i].told <= end and i not in own]
        grounds = [g for g in _grounds(text, names, before, lead.predicate, lexicon) if g[0] not in titled]
        members = [
            member
            for _, first, anyone in issued
            for member in (first, *_issued_too(text, names, s, first, apart, None if anyone else lexicon))
            if member == head or member not in apart
        ]
        if lead.after_it and any(conditions.ends(text, names[i].told) for i in before):
            continue  # "Sau khi X hết hiệu lực, Bộ ban hành Y": Y carries nothing of it out
        beside = [i for i in range(head + 1, s.last) if JOINED.search(text, names[i - 1].told, names[i].start)]
        taken.update(before, members, (i for i in beside if i not in own))
        if lead.after_it:
            members = _not_of(names, members, grounds, told)
        made += _carried_out(names, grounds, members, lead)
    return made, taken


def _carried_out(
    names: Sequence[Name], grounds: Sequence[tuple[int, str]], members: Sequence[int], lead: Lead
) -> Iterator[Link]:
    """What each of those that are issued does to what it is issued for: later members less surely, as titles stand between."""
    for nth, member in enumerate(members):
        rule, less = ("announcement+list", _LATER) if nth else ("announcement", 0)
        if lead.after_it:
            rule, less = "discourse:sau khi", 0
        for i, relation in grounds:
            yield link_of(member, relation, i, lead.begin, names[member].end, rule, less)


def _all_issued(
    text: str, names: Sequence[Name], s: Sentence, lead: Lead, lexicon: Lexicon
) -> list[tuple[int, int, bool]]:
    """What is issued in a sentence to carry out what opens it, as `_issues` gives it, in order."""
    if not lead.after_it and _issued_first(text, lead.begin, names[s.first].start, lexicon):
        return []
    issued = sorted([*_issues(text, names, s, lexicon), *_signed(text, names, s, lexicon)])
    said = _SAYS.search(text, names[s.first].told, s.end) if issued else None
    if said is not None:
        issued = [x for x in issued if x[0] < said.end()]
    if lead.after_it:  # what another body passes is not issued by who submits it
        issued = [x for x in issued if not _SUBMITTED.search(text, names[x[1] - 1].told, x[0])]
    return issued


def _not_of(
    names: Sequence[Name], members: Sequence[int], grounds: Sequence[tuple[int, str]], told: Sequence[Link]
) -> list[int]:
    """ "Sau khi A và B được ban hành, Chính phủ ban hành C thực hiện B": C carries out B alone."""
    numbers = {names[i].facts.number for i, _ in grounds} - {None}
    stated = {k.subject for k in told if names[k.object].facts.number in numbers}
    return [m for m in members if m not in stated]


def _issued_first(text: str, begin: int, at: int, lexicon: Lexicon) -> bool:
    """ "Thực hiện chủ trương đó, Tỉnh ủy A ban hành X, Tỉnh ủy B ban hành Y": what is named first is issued too, and no ground."""
    comma = text.rfind(",", begin, at)
    return comma >= 0 and (
        issuing.presenting(text, comma, at, lexicon) is not None
        or issuing.last(text, comma, at, lexicon, places=True) is not None
        or _BARE.search(text, comma, at) is not None
    )


def _grounds(
    text: str, names: Sequence[Name], before: Sequence[int], predicate: str, lexicon: Lexicon
) -> list[tuple[int, str]]:
    """What is named before what is issued, each with its relation.

    "Thực hiện A, căn cứ B" rests on B, "Thực hiện A, sau khi rà soát B" tells nothing of it.
    """
    told: list[tuple[int, str]] = []
    relation: str | None = predicate
    for i in before:
        comma = _COMMA.match(text, names[i - 1].told, names[i].start) if i > before[0] else None
        found = lexicon.cues.match(text, comma.end(), names[i].start) if comma else None
        if found and (found[0].role == "introducer" or found[0].start):
            relation = found[0].predicate if found[0].predicate in _GROUNDS else None
        elif found and found[0].predicate == "implements":
            relation = found[0].predicate  # "Căn cứ A, thực hiện B"
        if relation:
            told.append((i, relation))
    return told


class Lead(NamedTuple):
    """What leads from the start of a sentence to what it carries out."""

    predicate: str
    begin: int
    after_it: bool  # "sau khi X được ban hành"


def led(text: str, start: int, at: int, lexicon: Lexicon) -> Lead | None:
    """What leads from the start of a sentence to an offset, if it is there to be carried out."""
    if after_it := _AFTER.fullmatch(text, start, at):
        return Lead("implements", after_it.start(1), True) if _opens(text, start, after_it.start(1)) else None
    found = governing(text, start, at, lexicon)
    if found is None or not _opens(text, start, found.start):
        return None
    predicate = found.cue.predicate
    purpose = predicate in _PURPOSES and _PURPOSE.search(text, start, found.start) is not None
    # "Quy định chi tiết X, Chính phủ đã ban hành Y": what opens the sentence is what Y does
    purpose = purpose or predicate == "guides"
    return Lead(predicate, found.start, False) if purpose or predicate in _GROUNDS else None


def _opens(text: str, start: int, at: int) -> bool:
    """Whether nothing stands before an offset but a heading, the mark of an item, and when it was or about what."""
    heading = _HEADING.match(text, start, at) if text.find("\n", start, at) >= 0 else None
    begin = heading.end() if heading else start
    reported = _DATELINE.match(text, begin, at)
    for opened in (begin, reported.end() if reported else None):
        first = _FIRST.match(text, opened, at) if opened is not None else None
        if first and _LEAD.fullmatch(text, first.end(), at):
            return True
    return False


def leads(text: str, start: int, end: int, own: str | None, lexicon: Lexicon) -> bool:
    """ "Thực hiện A, Ban Thường vụ Tỉnh ủy báo cáo như sau:": whether a sentence opens what the document's own issuer says."""
    follows = text.find("như sau", max(start, end - _LONGEST_END), end) >= 0 and _AS_FOLLOWS.search(text, start, end)
    says = None if follows or text.find("báo", start, end) < 0 else _SAYS.search(text, start, end)
    end = says.end() if says else end
    at = issuing.next_clause(text, start, end, lexicon) if follows or says else None
    read = issuers.issuer(text, next(m.start() for m in WORD.finditer(text, at + 1, end)), lexicon) if at else None
    writer, named = lexicon.authority(own), lexicon.authority(read.name) if read else None
    if read is None or writer is None or named is None or _PAST.match(text, read.end):
        return False
    return named == writer or bool(set(named.codes) & set(writer.codes))


def _with_items(text: str, names: Sequence[Name], s: Sentence, following: Sequence[Sentence]) -> Sentence:
    """A sentence with the items that it opens on the next line: "… đã ban hành các văn bản sau:⏎- Y;⏎- Z"."""
    for below in following:
        opened = text[max(s.start, s.end - 8) : s.end].rstrip()[-1:] == ":" and below.start <= s.end
        if opened and mark(text, below.start) and opens(text, below.start, names[below.first].start):
            return s._replace(last=below.last, end=below.end)
    return s


def _issues(text: str, names: Sequence[Name], s: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int, bool]]:
    """ "…, A ban hành X; B ban hành Y": where the verb of each clause ends, and what it issues, if that has a number.

    Last, whether a place or a trade is told for its bodies, "tỉnh Hà Nam đã …", any of which may have issued what it lists.
    """
    first_told = names[s.first].told
    told = {
        end: lexicon.authority(body) is None
        for body, *_, end in issuing.clauses(text, first_told, s.end, lexicon, places=True)
    }
    told |= {m.end(): m["trade"] is not None for m in _BARE.finditer(text, first_told, s.end)}
    for end, anyone in sorted(told.items()):
        first = next((i for i in range(s.first, s.last) if names[i].start >= end), None)
        if first is None or not names[first].facts.number:
            continue
        at = names[first].start
        right_behind = at <= end + _NEAR or _LISTING.fullmatch(text, end, at)
        # "của Ủy ban nhân dân ban hành Kế hoạch thực hiện X": what is issued has no name here.
        if right_behind and not governing(text, end, at, lexicon):
            yield end, first, anyone


def _signed(text: str, names: Sequence[Name], s: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int, bool]]:
    """ "…, Chính phủ ra X": as `_issues`, where a shorter verb of issuing stands right before what is issued."""
    for i in range(s.first + 1, s.last):
        at = names[i].start
        short = names[i].facts.number and text.endswith(_SHORT_VERBS, names[i - 1].told, at)
        if short and issuing.presenting(text, names[i - 1].told, at, lexicon):
            yield at, i, False


def _issued_too(
    text: str, names: Sequence[Name], s: Sentence, first: int, apart: set[int], lexicon: Lexicon | None
) -> Iterator[int]:
    """What stands after an instrument in the list of what its body has issued: "ban hành A về …, B về … và C".

    `apart` are names that something else is told of. Without a lexicon, whoever has issued it.
    """
    by = _issuer(names[first], lexicon) if lexicon else None
    for i in range(first + 1, s.last):
        name = names[i]
        if name.form != "number" or i in apart or (lexicon and (not by or _issuer(name, lexicon) != by)):
            continue
        if JOINED.search(text, names[i - 1].told, name.start):
            yield i


def _issuer(name: Name, lexicon: Lexicon) -> str | None:
    """The first element of the code of an issuer: "UBND" of "12/UBND-VX" too."""
    number = numbering.of(name.facts, lexicon)
    return number.issuer_code.split("-")[0] if number and number.issuer_code else None
