"""Relations across clauses and sentences: "Trên cơ sở đó, …", "theo đó, …", "Thực hiện X, Ủy ban nhân dân tỉnh đã ban hành Y".

What is read across sentences is less sure than what one clause says; its rule starts with `discourse`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from kg import issuers, numbering
from kg.cues import governing
from kg.items import mark, opens
from kg.lexicon import Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.scan import connectives
from kg.sentences import MARK, Sentences
from kg.span import DOCUMENT, Link, Sentence
from kg.text import Normal
from kg.words import WORD, key

_ACROSS = 0.6  # a connective between sentences
_WITHIN = 0.7  # a connective inside one sentence
_ANNOUNCED = 0.9
_ANNOUNCED_TOO = 0.85  # a later member of what a body has issued
_JOINED = pattern(rf"(?:[,;]\s*(?:và\s+)?(?:{MARK}\s*)?|\svà\s+)$")
_GROUNDS = frozenset({"implements", "basedOn", "disseminates"})
_PURPOSES = frozenset({"guides", "amends", "replaces", "repeals"})  # "Để quy định chi tiết X, Chính phủ đã ban hành Y"
_PURPOSE = pattern(r"(?:[Đđ]ể|[Nn]hằm)\s+$")
_LISTING = pattern(rf"[^.;:()]{{0,60}}\s(?:sau|gồm|đây|như)\s?:\s*{MARK}?\s*", re.IGNORECASE)
_FIRST = pattern(r"[\s\-+•*“\"(_]*(?:(?:\d{1,2}|[a-zđ])[.)]\s*)?", re.IGNORECASE)
# "Trong năm 2025, thực hiện X, UBND tỉnh đã ban hành Y": when, or about what, stands before.
_LEAD = pattern(
    r"(?:(?:Trong|Ngày|Giai đoạn|Thời gian|Năm|Về|Từ|Qua|Hiện nay|Bên cạnh|Những năm|Thực hiện|Triển khai)(?!\w)"
    r"[^.;:()\n]{2,80}[,:]\s+)?"
    r"(?:(?:[Đđ]ể|[Nn]hằm)\s+)?"
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
_SHORT_VERBS = (" ra ", " ký ")  # of issuing
_LONGEST_END = 24  # characters
_LONGEST_LEAD = 80  # characters from the start of a sentence to the comma behind a bare noun
_BACK = 4  # sentences that a connective reaches back


def read(
    normal: Normal,
    names: Sequence[Name],
    sentences: Sequence[Sentence],
    links: Sequence[Link],
    within: Sentences,
    lexicon: Lexicon,
) -> tuple[list[Name], list[Link]]:
    """Instruments announced without a number, and the links; indices go on from `names` into the new ones."""
    text = normal.text
    extra: list[Name] = []
    made: list[Link] = []
    objects = {link.object for link in links if link.subject != DOCUMENT}
    linked = [(at, end, cue.predicate or "basedOn", None) for at, end, cue in connectives(normal, lexicon)]
    for at, end, predicate, told in sorted(
        [*linked, *_bare(text, names, sentences, lexicon)], key=lambda found: found[0]
    ):
        s = _sentence_at(sentences, at)
        opens = s is None or not any(n.start < at for n in names[s.first : s.last])
        parents = told or (
            _announced_before(text, names, sentences, at, objects, lexicon, since=_since(predicate, at, within))
            if opens
            else _heads(names, s, at, objects)
        )
        if not parents:
            continue
        stop = s.end if s else within.bounds(at)[1]
        clauses = list(issuers.clauses(text, end, min(stop, end + 200), lexicon))
        if not clauses:
            continue
        clause = clauses[-1] if told or text.find(";", end, clauses[-1][3]) < 0 else clauses[0]
        bodies = {c[0] for c in clauses} if told else {clause[0]}
        subjects = _announced(names, s, end, objects, bodies, clause[3]) if s else []
        if not subjects and any(n.start == clause[3] for n in extra):
            continue  # announced already, by another connective
        if not subjects and (new := _unnumbered(text, names, clause, lexicon)):
            subjects = [len(names) + len(extra)]
            extra.append(new)
        for subject in subjects:
            name = names[subject] if subject < len(names) else extra[subject - len(names)]
            made += [
                Link(
                    subject=subject,
                    predicate=predicate,
                    object=parent,
                    start=min(names[p].start for p in parents) if opens else names[parent].start,
                    end=name.end,
                    rule=f"discourse:{' '.join(text[at:end].lower().split())}",
                    confidence=_ACROSS if opens else _WITHIN,
                )
                for parent in parents
            ]
    return extra, made


def _bare(
    text: str, names: Sequence[Name], sentences: Sequence[Sentence], lexicon: Lexicon
) -> Iterator[tuple[int, int, str, list[int]]]:
    """ "… ban hành Nghị quyết số 55-NQ/TW. Triển khai Nghị quyết, Tỉnh ủy đã …": a bare noun, told with its number just before.

    From where to where it is carried out, the relation, and the one of that noun in the sentence before.
    """
    for s in sentences:
        comma = text.find(",", s.end, s.end + _LONGEST_LEAD)
        numbered = (i for i in range(s.first, s.last) if names[i].form == "number") if comma > 0 else ()
        alike = [i for i in numbered if names[i].type and text.endswith(f" {names[i].type}", s.end, comma)]
        lead = _led(text, s.end, comma - len(names[alike[0]].type or ""), lexicon) if len(alike) == 1 else None
        if lead:
            yield lead[1], comma, lead[0], alike


def _led(text: str, start: int, at: int, lexicon: Lexicon) -> tuple[str, int, bool] | None:
    """What leads from the start of a sentence to what it carries out: the relation, where it begins, and if it is "sau khi"."""
    if after_it := _AFTER.fullmatch(text, start, at):
        return ("implements", after_it.start(1), True) if _opens(text, start, after_it.start(1)) else None
    found = governing(text, start, at, lexicon)
    predicate = found.cue.predicate if found else None
    if found is None or predicate is None or not _opens(text, start, found.start):
        return None
    purpose = predicate in _PURPOSES and _PURPOSE.search(text, start, found.start) is not None
    return (predicate, found.start, False) if purpose or predicate in _GROUNDS else None


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
        if s.last - s.first < 2:
            continue
        lead = _led(text, s.start, names[s.first].start, lexicon)
        if lead is None:
            continue
        predicate, begin, after_it = lead
        issued = sorted([*_issues(text, names, s, lexicon), *_signed(text, names, s, lexicon)])
        said = _SAYS.search(text, names[s.first].told, s.end) if issued else None
        issued = [x for x in issued if said is None or x[0] < said.end()]
        if after_it:  # what another body passes is not issued by who submits it
            issued = [x for x in issued if not _SUBMITTED.search(text, names[x[1] - 1].told, x[0])]
        if not issued:
            continue
        end, head = issued[0]
        before = [i for i in range(s.first, head) if names[i].told <= end and i not in own]
        taken.update(before)
        grounds = _grounds(text, names, before, predicate, lexicon)
        grounds = [(i, relation) for i, relation in grounds if i not in titled]
        members = [
            member
            for _, first in issued
            for member in (first, *_issued_too(text, names, s, first, apart, lexicon))
            if member == head or member not in apart
        ]
        taken.update(members)
        made += [
            Link(
                subject=member,
                predicate=relation,
                object=i,
                start=begin,
                end=names[member].end,
                rule="discourse:sau khi" if after_it else "announcement+list" if n else "announcement",
                confidence=_WITHIN if after_it else _ANNOUNCED_TOO if n else _ANNOUNCED,
            )
            for n, member in enumerate(members)
            for i, relation in grounds
        ]
    return made, taken


def _grounds(
    text: str, names: Sequence[Name], before: Sequence[int], predicate: str, lexicon: Lexicon
) -> list[tuple[int, str]]:
    """What is named before what is issued, each with its relation.

    "Thực hiện A, căn cứ B" rests on B, "Thực hiện A, sau khi rà soát B" tells nothing of it.
    """
    told: list[tuple[int, str]] = []
    relation: str | None = predicate
    for i in before:
        comma = _COMMA.match(text, names[i - 1].told, names[i].start) if told or i > before[0] else None
        found = lexicon.cues.match(text, comma.end(), names[i].start) if comma else None
        if found and (found[0].role == "introducer" or found[0].start):
            relation = found[0].predicate if found[0].predicate in _GROUNDS else None
        elif found and found[0].predicate == "implements":
            relation = found[0].predicate  # "Căn cứ A, thực hiện B"
        if relation:
            told.append((i, relation))
    return told


def _opens(text: str, start: int, at: int) -> bool:
    """Whether nothing stands before an offset but a heading, the mark of an item, and when it was or about what."""
    heading = _HEADING.match(text, start, at) if text.find("\n", start, at) >= 0 else None
    first = _FIRST.match(text, heading.end() if heading else start, at)
    return first is not None and _LEAD.fullmatch(text, first.end(), at) is not None


def leads(text: str, start: int, end: int, own: str | None, lexicon: Lexicon) -> bool:
    """ "Thực hiện A, Ban Thường vụ Tỉnh ủy báo cáo như sau:": whether a sentence opens what the document's own issuer says."""
    follows = text.find("như sau", max(start, end - _LONGEST_END), end) >= 0 and _AS_FOLLOWS.search(text, start, end)
    says = None if follows or text.find("báo", start, end) < 0 else _SAYS.search(text, start, end)
    end = says.end() if says else end
    at = issuers.clause(text, start, end, lexicon) if follows or says else None
    read = issuers.issuer(text, next(m.start() for m in WORD.finditer(text, at + 1, end)), lexicon) if at else None
    writer, named = lexicon.authority(own), lexicon.authority(read[0]) if read else None
    if read is None or writer is None or named is None or _PAST.match(text, read[2]):
        return False
    return named == writer or bool(set(named.codes) & set(writer.codes))


def _with_items(text: str, names: Sequence[Name], s: Sentence, following: Sequence[Sentence]) -> Sentence:
    """A sentence with the items that it opens on the next line: "… đã ban hành các văn bản sau:⏎- Y;⏎- Z"."""
    for below in following:
        opened = text[max(s.start, s.end - 8) : s.end].rstrip()[-1:] == ":" and below.start <= s.end
        if opened and mark(text, below.start) and opens(text, below.start, names[below.first].start):
            return s._replace(last=below.last, end=below.end)
    return s


def _issues(text: str, names: Sequence[Name], s: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """ "…, A ban hành X; B ban hành Y": where the verb of each clause ends, and what it issues, if that has a number."""
    for *_, end in issuers.clauses(text, names[s.first].told, s.end, lexicon):
        first = next((i for i in range(s.first, s.last) if names[i].start >= end), None)
        if (
            first is not None
            and names[first].start > end + 20
            and not _LISTING.fullmatch(text, end, names[first].start)
        ):
            first = None
        if first is None or not names[first].facts.number:
            continue
        # "của Ủy ban nhân dân ban hành Kế hoạch thực hiện X": what is issued has no name here.
        if not governing(text, end, names[first].start, lexicon):
            yield end, first


def _signed(text: str, names: Sequence[Name], s: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """ "…, Chính phủ ra X": as `_issues`, where a shorter verb of issuing stands right before what is issued."""
    for i in range(s.first + 1, s.last):
        at = names[i].start
        short = names[i].facts.number and text.endswith(_SHORT_VERBS, names[i - 1].told, at)
        if short and issuers.presenting(text, names[i - 1].told, at, lexicon):
            yield at, i


def _issued_too(
    text: str, names: Sequence[Name], s: Sentence, first: int, apart: set[int], lexicon: Lexicon
) -> Iterator[int]:
    """What stands after an instrument in the list of what its body has issued: "ban hành A về …, B về … và C".

    `apart` are names that something else is told of.
    """
    by = _issuer(names[first], lexicon)
    for i in range(first + 1, s.last):
        name = names[i]
        told = names[i - 1].told
        if name.form != "number" or i in apart or not by or _issuer(name, lexicon) != by:
            continue
        if told < name.start and _JOINED.search(text, told, name.start):
            yield i


def _issuer(name: Name, lexicon: Lexicon) -> str | None:
    """The first element of the code of an issuer: "UBND" of "12/UBND-VX" too."""
    number = numbering.parse(name.facts.number, lexicon) if name.facts.number else None
    return number.issuer_code.split("-")[0] if number and number.issuer_code else None


def _sentence_at(sentences: Sequence[Sentence], at: int) -> Sentence | None:
    n = bisect_right(sentences, at, key=lambda s: s.start)
    return next((s for s in reversed(sentences[max(0, n - 3) : n]) if s.start <= at < s.end), None)


def _heads(names: Sequence[Name], s: Sentence | None, at: int, objects: set[int]) -> list[int]:
    """The last numbered name before an offset in its sentence that is nobody's object: what "theo đó" points to."""
    if s is None:
        return []
    found = [i for i in range(s.first, s.last) if names[i].end <= at and i not in objects and names[i].facts.number]
    return found[-1:]


def _since(predicate: str, at: int, within: Sentences) -> int:
    """How far back a connective points: "theo đó" to the sentence before, "trên cơ sở đó" further."""
    return within.bounds(max(0, within.bounds(at)[0] - 1))[0] if predicate == "implements" else 0


def _announced_before(
    text: str,
    names: Sequence[Name],
    sentences: Sequence[Sentence],
    at: int,
    objects: set[int],
    lexicon: Lexicon,
    *,
    since: int,
) -> list[int]:
    """The numbered names that the nearest sentence with an issuing clause announces before an offset, and after another."""
    n = bisect_right(sentences, at, key=lambda s: s.start)
    before = [s for s in sentences[max(0, n - _BACK - 2) : n] if s.end <= at][-_BACK:]
    for s in reversed(before):
        if at - s.end > 1500 or s.start < since:
            break
        found = [
            i for i in range(s.first, s.last) if names[i].facts.number and names[i].form != "back" and i not in objects
        ]
        if found and issuers.issuing(text, s.start, names[found[0]].end, lexicon):  # "thông qua" leads to a noun
            return found
    return []


def _announced(
    names: Sequence[Name], s: Sentence, at: int, objects: set[int], bodies: set[str], verb: int
) -> list[int]:
    """The numbered names that the bodies of a clause issue; the one right behind its verb, whatever a later clause does to it."""
    return [
        i
        for i in range(s.first, s.last)
        if names[i].start >= at
        and names[i].facts.number
        and (i not in objects or names[i].start == verb)
        and names[i].facts.issuer in bodies
    ]


def _inside(names: Sequence[Name], at: int) -> bool:
    n = bisect_right(names, at, key=lambda x: x.start)
    return any(names[j].start <= at < names[j].end for j in range(max(0, n - 3), n))


def _unnumbered(
    text: str, names: Sequence[Name], clause: tuple[str, str | None, str | None, int], lexicon: Lexicon
) -> Name | None:
    """ "Ủy ban nhân dân tỉnh đã ban hành Kế hoạch": an instrument announced by issuer and type only."""
    issuer, place, day, at = clause
    found = lexicon.nouns.match(text, at)
    if not found or not text[at : at + 1].isupper() or _inside(names, at):
        return None
    kind, end = found
    if key(text[end : end + 6].strip().split(" ")[0]) in ("số",):
        return None
    facts = Instrument(type=kind.label, issuer=issuer, place=place, date=day, year=int(day[:4]) if day else None)
    return Name(start=at, end=end, form="short", type=kind.label, kind=kind.kind, facts=facts, told=end)
