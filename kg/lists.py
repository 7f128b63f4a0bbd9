"""Lists of what a document replaces, repeals or amends, and what ends by the clause behind it: "A và B hết hiệu lực"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg import dates, ending, leads, provisions
from kg.field import past_mark
from kg.items import APART, JOINED, LONGEST_LEAD, LONGEST_MARK, is_member, listed, mark, opens, part_at
from kg.lexicon import Lexicon
from kg.model import Name
from kg.pairs import BESIDE
from kg.patterns import pattern
from kg.sentences import ARTICLE, MARK
from kg.span import DOCUMENT, ENDS, Link, Sentence
from kg.text import holds, line_start

_SOME = pattern(r"(?<!\w)(một\s+số\s+(?:điều|khoản|quy định|nội dung))(?!\w)", re.IGNORECASE)
_BUT = pattern(r"\s*\((?:ngoại\s+)?trừ\s[^()]{1,200}\)", re.IGNORECASE)
# "b) Cụm từ “cấp huyện” tại Điều 3 Thông tư số …", in a list of what is dropped.
_WORDS = pattern(
    rf"\s*{MARK}?\s*(?:các\s+)?(?:cụm\s+từ|từ|chữ|nội\s+dung)\s+[“\"][^”\"]{{1,300}}[”\"]\s(?:[^.;:\n]{{0,40}}\s)?(?:tại|trong|của)\s+(?:các\s+)?",
    re.IGNORECASE,
)
_EXPIRED = pattern(
    r"\s{0,2}(?:của [^,.;]{3,60})?(?:[^.;]|;(?=\s[a-zđ])){0,200}?(?<!khi )(?<!chưa )(?<!không )"
    r"(?:(?:hết|chấm\s+dứt)\s+hiệu\s+lực|bị\s+bãi\s+bỏ|được\s+bãi\s+bỏ)"
    r"(?!\s+(?:theo|bởi|kể\s+từ|từ))",
    re.IGNORECASE,
)
# "3. Khoản 2 Điều 36 Thông tư số … hết hiệu lực từ ngày 01 tháng 01 năm 2027": in the article on entry into force that is an end.
_FORCE = pattern(
    rf"^{ARTICLE}\s?(?:Hiệu lực|Điều khoản thi hành|Tổ chức thực hiện|Điều khoản chuyển tiếp)", re.MULTILINE
)
_EXPIRED_ON = pattern(
    r"\s{0,2}(?:của [^,.;]{3,60})?(?:[^.;]|;(?=\s[a-zđ])){0,200}?(?<!đã )"
    r"(?:(?:hết|không\s+còn|chấm\s+dứt|(?P<suspends>(?:tạm\s+)?(?:ngừng|ngưng)))\s+(?:hiệu\s+lực|giá\s+trị)(?:\s+(?:thi\s+hành|pháp\s+lý))?"
    r"|(?:bị|được)\s+(?:bãi\s+bỏ|hủy\s+bỏ))"
    rf"(?:\s+(?:kể\s+)?từ\s+ngày\s+(?:{dates.TYPED}|\d{{1,2}}|văn\s+bản\s+này\s+có\s+hiệu\s+lực)"
    r"|(?=\s*(?:[.;\n]|$|[,(]\s?(?:ngoại\s)?trừ\s|đến\s+(?:hết|ngày)\s)))",
    re.IGNORECASE,
)
_IN_FORCE = pattern(r"này\s+có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s")
_OPENERS = (":", "ãi bỏ", "hay thế", "ãi\nbỏ", "hay\nthế")
_ENDING = (("hiệu", "lực"), ("giá", "trị"), ("bãi", "bỏ"), ("hủy", "bỏ"), ("huỷ", "bỏ"))
_DEEDS = tuple(f"{first}{blank}{last}" for first, last in _ENDING for blank in " \n")
_FORCED = pattern(r"hiệu\s+lực", re.IGNORECASE)
_LONGEST_ARTICLE = 3000  # characters
# These start with plain letters, which `re` scans for quickly.
_SINCE = pattern(
    r"[kKtT](?i:(?:ể\s+t)?ừ\s+(?:ngày|khi|thời\s+điểm)\s[^.;]{2,60}\snày\s+có\s+hiệu\s+lực)"
    r"|Khi\s[^.;]{2,60}\snày\s+có\s+hiệu\s+lực|[NQTLPC]\w{2,7}\s(?:\w{1,7}\s){0,3}này\s+có\s+hiệu\s+lực[^.;]{0,120};"
)
_COMMA = pattern(r"(?:\s+thi\s+hành)?(?:\s*,)?\s*(?:thì\s+)?")  # behind it
_ARTICLE = pattern(rf"\n{ARTICLE}")  # ends the lists of the one before


class _List(NamedTuple):
    """A list of what something is done to: the relation, and where the words that open it begin and end."""

    predicate: str
    begin: int
    over: int
    kind: str  # of the marks of its items
    some: re.Match[str] | None  # what the words say of its members' parts


class _Ends(NamedTuple):
    """A text in which something may end, with its names and what its links tell of them."""

    text: str
    names: Sequence[Name]
    told: Mapping[int, Link]  # by its object: what the document ends
    nested: Collection[int]  # "A sửa đổi B", "A được sửa đổi bởi B": what stands behind the other
    done: set[int]  # told already
    lexicon: Lexicon


def ended(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], links: Sequence[Link], lexicon: Lexicon
) -> Iterator[Link]:
    """What the document replaces, repeals or amends, in a list or with the order turned round; not what `links` tell already.

    "Các Quyết định sau đây hết hiệu lực: A; B", "Bãi bỏ các quy định sau:⏎a) A⏎b) Điều 3 của B", "Kể từ ngày …, A; B hết hiệu lực".
    """
    told = {k.object: k for k in links if k.subject == DOCUMENT and k.predicate in ENDS}
    nested = {max(k.subject, k.object) for k in links if k.subject != DOCUMENT}
    annexes = {k.subject: k.object for k in links if k.predicate == "approves" and k.object < k.subject}
    ends = _Ends(text, names, told, nested, set(told), lexicon)
    listing: _List | None = None
    outer: _List | None = None  # the list that goes on where one inside an item of it ends
    last = 0  # where the sentence before ends
    for s in sentences:
        listing, outer = _going_on(text, last, s.start, listing, outer)
        last = s.end
        members = [i for i in range(s.first, s.last) if is_member(names, i)]
        led = members and _FORCED.search(text, s.start, names[members[-1]].start)
        since = _SINCE.search(text, s.start, names[members[-1]].start) if led else None
        for member in members:
            i = annexes.get(member, member)  # "b) Điều 9 của Quy chế … ban hành kèm theo Quyết định số …"
            if not (listing or since or i in told or _may_end(text, names[i])):
                continue  # nearly always
            part = part_at(text, s, names[i])
            if (
                part is None and listing and listing.predicate in ENDS
            ):  # "các Nghị định sau: A; các quy định về phí tại B"
                part = _matter(text, ending.clause(text, s.start, names[i].start), names[i].start)
            at = part[1] if part else names[i].start
            lead = leads.listing(text, names, i, at, lexicon)
            if lead and not (listing and lead[2] == listing.over):
                listing = _opened_by(text, *lead)
            found = _told_to_end(ends, s, i, at, since)
            if found is None and listing:
                alone = names[member].form == "number" or listing.predicate == "guides"
                first = lead is not None or (i == s.first and alone and opens(text, s.start, at))
                found = _listed(ends, s, i, part, listing, first=first)
            found = [k for k in found or () if k.object not in ends.done]
            yield from found
            ends.done.update(k.object for k in found)


def _going_on(
    text: str, last: int, at: int, listing: _List | None, outer: _List | None
) -> tuple[_List | None, _List | None]:
    """The list that goes on with a sentence at an offset, behind the one that ends at `last`; and the list around it."""
    if (listing or outer) and _ARTICLE.search(text, max(0, last - 1), at):
        return None, None
    if listing and not _goes_on(text, at, listing.kind):
        return None, listing if listing.kind and _led_on(text, at) else None
    if outer and mark(text, at) == outer.kind:
        return outer, None
    return listing, outer


def _opened_by(text: str, predicate: str, begin: int, over: int) -> _List:
    """The list that words open, from where they begin to where they end."""
    some = _SOME.search(text, begin, over) if predicate in ENDS else None
    return _List(predicate, begin, over, mark(text, over + 1), some)


def _told_to_end(ends: _Ends, s: Sentence, i: int, at: int, since: re.Match[str] | None) -> list[Link] | None:
    """What a clause behind name i ends, which is told from an offset on; None where none does."""
    within = since is not None and since.end() <= at and i not in ends.nested
    expired = _EXPIRED.match(ends.text, ends.names[i].told) if within else None
    if since and expired and ending.told(ends.text, since.end(), ends.names[i].start):
        return _expired(ends, s, i, since.span(), expired.end())
    if i not in ends.nested and (end := _expires(ends, s, i, at)):
        return _expired(ends, s, end[0], None, *end[1:])
    link = ends.told.get(i)
    if link and link.start == at:  # "A hết hiệu lực kể từ ngày …", "A được thay thế bằng …"
        return _expired(ends, s, i, None, link.end, link.predicate)
    return None


def _listed(
    ends: _Ends, s: Sentence, i: int, part: tuple[str, int] | None, listing: _List, *, first: bool
) -> list[Link]:
    """What a list does to name i or a part of it: the `first` of the list or of an item, or a member beside another."""
    text, name = ends.text, ends.names[i]
    at = part[1] if part else name.start
    line = line_start(text, s.start, at)
    words = listing.predicate in ENDS and _WORDS.fullmatch(text, line, at)
    before = ends.names[i - 1].told
    but = _BUT.match(text, before, at)  # "A (trừ Điều 5), khoản 2 Điều 1 B"
    beside = i - 1 in ends.done and i not in ends.nested and BESIDE.fullmatch(text, but.end() if but else before, at)
    if not (first or words or APART.search(text, before, at) or beside):
        return []
    predicate = "amends" if words else listing.predicate  # to drop words of it is to amend it
    some = listing.some and (listing.some[1], listing.some.start())
    return [listed(predicate, i, listing.begin, name.end, part or some)]


def _may_end(text: str, name: Name) -> bool:
    """Whether a colon or a deed stands before a name, or its end after it: else it opens no list, and nothing tells its end."""
    first = max(0, name.start - 2 * LONGEST_LEAD - 30)
    return holds(text, _OPENERS, first, name.start) or holds(text, _DEEDS, name.told, name.told + LONGEST_LEAD)


def _goes_on(text: str, at: int, kind: str) -> bool:
    """Whether a list goes on with a sentence: with a mark of its kind; without marks, after a semicolon, on a line of its own."""
    if kind or mark(text, at):
        return mark(text, at) == kind
    before = text[max(0, at - 3) : at]
    return "\n" in before and before.rstrip().endswith(";")


def _led_on(text: str, at: int) -> bool:
    """Whether the line before an offset ends with a colon: a list begins inside an item."""
    return text[max(0, at - LONGEST_MARK) : at].rstrip().endswith(":")


def _expires(ends: _Ends, s: Sentence, i: int, at: int) -> tuple[int, int, str] | None:
    """The last member of the subjects that name i opens, where their end is told, and the relation.

    "A và B hết hiệu lực từ ngày 01/01/2027", in a sentence of the article on entry into force.
    """
    text, names = ends.text, ends.names
    told = names[i].told
    if s.preamble or not holds(text, _DEEDS, told, told + LONGEST_LEAD):
        return None
    first = ending.clause(text, s.start, at)
    if not opens(text, first, at) and _matter(text, first, names[i].start) is None:
        return None
    over = _EXPIRED_ON.match(text, told)
    if over is None or not _of_force(text, s.start, at):
        return None
    last = i
    for j in range(i + 1, s.last):
        if names[j].start >= over.end():
            break
        if is_member(names, j) and j not in ends.nested:
            part = part_at(text, s, names[j])
            if not JOINED.search(text, names[last].told, part[1] if part else names[j].start):
                break
            last = j
    return last, over.end(), over.lastgroup or "repeals"


def _of_force(text: str, at: int, begin: int) -> bool:
    """Whether a sentence at an offset stands in the article on entry into force: its heading says so, or a sentence before.

    Or that article says nothing else first: "Điều 2. Quyết định số … hết hiệu lực.", whose subject begins at `begin`.
    """
    article = text.rfind("\nĐiều ", max(0, at - _LONGEST_ARTICLE), begin) + 1
    if article and (_FORCE.match(text, article) or opens(text, article, begin)):
        return True
    return _IN_FORCE.search(text, article or max(0, at - LONGEST_LEAD), at) is not None


def _matter(text: str, first: int, at: int) -> tuple[str, int] | None:
    """What a clause that begins at an offset tells of a matter, "Các nội dung về phí tại A hết hiệu lực", and where."""
    begin = past_mark(text, first, at)
    matter = provisions.matter(text, begin, at)
    return (matter, begin) if matter else None


def _expired(
    ends: _Ends, s: Sentence, last: int, since: tuple[int, int] | None, end: int, predicate: str = "repeals"
) -> list[Link]:
    """ "A về …; Chương II của B và C hết hiệu lực": the last member, which is `last`, and those before it.

    They stand after "Kể từ ngày Thông tư này có hiệu lực" (`since`), or open the sentence or a line. `end` is where the cue ends.
    """
    text, names = ends.text, ends.names
    found: list[tuple[int, tuple[str, int] | None]] = []
    first = since[1] if since else s.start
    opened = m.end() if since and (m := _COMMA.match(text, first)) else first
    at = -1  # where the member after begins
    for i in range(last, s.first - 1, -1):
        if not is_member(names, i) or (i in ends.nested and i != last):
            continue
        clause = max(ending.clause(text, s.start, names[i].start), opened)
        part = part_at(text, s, names[i]) or _matter(text, clause, names[i].start)
        begin = part[1] if part else names[i].start
        if begin < first or (at >= 0 and not JOINED.search(text, names[i].told, at)):
            break
        found.append((i, part))
        at = begin
    if since is None and not opens(text, line_start(text, s.start, at), at):
        return []
    start = since[0] if since else at
    return [listed(predicate, i, start, end, part) for i, part in reversed(found)]
