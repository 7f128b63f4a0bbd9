"""What a register's row tells of the document that it lists: its columns, in the terms of the lexicon."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from kg import dates, identity, issuers, locality, numbering, numbers, organs, placenames, spelling, unknown
from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import UPPER, initials, wrap

_SUBJECT = pattern(r"^v\s?/\s?v\s*:?\s+", re.IGNORECASE)  # before a title, and no part of it
_AND = pattern(r"\s*[;,/]\s*|\s+(?:và|-)\s+")


def of_columns(told: Instrument, lexicon: Lexicon) -> Instrument:
    """What a register's columns tell, as the lexicon calls it: "QĐ" is a Quyết định; "UBND tỉnh Hòa Bình" is a body, and its place.

    What it does not know stays as it is typed.
    """
    with_noun = told.type is not None and told.type == told.title and lexicon.type_called(told.type) is None
    told = replace(told, type=None) if with_noun else told
    own = _named_first(told.title, lexicon) if told.title and _wants_number(told.number) else None
    if own and _serial_of(told.number, own[0], lexicon):
        number, kind, date = own
        told = replace(told, number=number, type=told.type or kind, date=told.date or date)
    told = replace(told, title=_SUBJECT.sub("", told.title) if told.title else None, place=_marked(told.place, lexicon))
    told = _headed(told, lexicon)
    issuer, place = told.issuer, issuers.province(told.place, lexicon)
    spellings = filter(None, dict.fromkeys((issuer, _marked(issuer, lexicon))))
    if read := next(filter(None, (_body(wrap(words), told.number, lexicon) for words in spellings)), None):
        issuer, of = read
        within = placenames.whole(issuers.province(of, lexicon), lexicon)
        place = of if within else locality.within(of, place) if of != place else place
    said = _marked(told.type, lexicon)
    facts = replace(told, issuer=issuer, place=place, type=said and _called(wrap(said), told.number, lexicon))
    numbered = facts.number is not None and numbering.parse(facts.number, lexicon) is not None
    if not numbered:
        noun = lexicon.nouns.match(told.title, 0) if with_noun and told.title else None
        return replace(facts, type=noun[0].label) if noun else facts
    return replace(facts, type=_kind(facts, lexicon, with_noun=with_noun))


@lru_cache(maxsize=1000)
def _marked(words: str | None, lexicon: Lexicon) -> str | None:
    """Words that are typed without diacritics as they are spelled: "UBND tinh Phu Tho"."""
    return spelling.restored(words, lexicon)[0] if words and words.isascii() else words


def _headed(told: Instrument, lexicon: Lexicon) -> Instrument:
    """A row with what the heading of its table tells as its place: "UBND XÃ MỸ HÒA HƯNG, TỈNH AN GIANG".

    Below a province a row is of that body, or of another of its place, as the code of its number tells. It is the province's only
    where its own issuer is.
    """
    words = wrap(told.place or "")
    read = issuers.issuer(words, 0, lexicon)
    if read is None or not read.place:
        return replace(told, place=_outer(words, lexicon)) if words else told
    level = placenames.level(read.name, lexicon)
    if level is None and len(locality.parts(read.place)) == 1:
        return replace(told, place=read.place)
    level, province = level or "district", locality.province(read.place)
    above = province if province in lexicon.provinces else None
    if told.issuer:
        own = issuers.issuer(wrap(told.issuer), 0, lexicon)
        if own and own.place:
            return replace(told, place=above)
        same = own is not None and placenames.noun(own.name, lexicon) == placenames.noun(read.name, lexicon)
        provincial = placenames.levelled(told.issuer, lexicon) and not placenames.level(told.issuer, lexicon)
        provincial = provincial and not placenames.of_city(told.issuer, above, lexicon)  # one of the province's: which?
        return replace(told, place=read.place if same and own else above if provincial else None)
    number = numbering.parse(told.number, lexicon) if told.number else None
    body = organs.authority(number, lexicon) if number else None
    if body and (not body.local or (body.level == "province" and placenames.levelled(body.label, lexicon))):
        return replace(told, place=above if body.local else None)
    noun = placenames.noun(read.name, lexicon)
    council = body is not None and noun is not None and body.label.endswith("nhân dân")
    issuer = f"{body.label} {noun}" if body and council else read.name if body == lexicon.authority(read.name) else None
    return replace(told, issuer=issuer, place=read.place, level=level)


def province(place: str | None, lexicon: Lexicon) -> str | None:
    """The province that `--place`, a column, or a heading tells for what a row names; none of a heading with a place below one."""
    read = issuers.issuer(wrap(place), 0, lexicon) if place else None
    if place is None or read is None or not read.place:
        return issuers.province(place and _outer(wrap(place), lexicon), lexicon)
    return read.place if read.place in lexicon.provinces and not placenames.level(read.name, lexicon) else None


def _outer(place: str, lexicon: Lexicon) -> str:
    """A province with whose noun and name capitals begin, whatever goes on: "TỈNH LÂM ĐỒNG TRONG KỲ"."""
    found = lexicon.place_names.match(place, m.end()) if (m := _NOUN.match(place)) else None
    return found[0].label if found and place.isupper() else place


_NOUN = pattern(r"(?:TỈNH|THÀNH PHỐ)\s+")


# Central bodies whose numbers have no code of a type: "206/2025/QH15"; until 1996 "155/HĐBT", "177-TTg", "12-CP".
_NO_TYPE = frozenset({*numbering.OF_ASSEMBLY, "HĐBT", "CP", "TTg", "CTN"})
# Traits of types that such numbers are of; a title may be of an annex.
_DECISIVE = ("deciding", "directing", "normative")


def _kind(facts: Instrument, lexicon: Lexicon, *, with_noun: bool) -> str | None:
    """The type that the row's column tells, or its number, or the noun that its title begins with where several share the code.

    `with_noun`: the column of titles is of their nouns, too.
    """
    told = identity.type_told(facts, lexicon)
    noun = lexicon.nouns.match(facts.title, 0) if facts.title else None
    kind = noun[0] if noun else None
    number = numbering.of(facts, lexicon)
    if kind and told and kind.broader == told:
        return kind.label  # "chương trình hành động thực hiện …" below "109-CTr/TU"
    if facts.type is not None or number is None:
        return told
    if number.type_code is None:
        return _untyped(told, kind, number, facts.year, lexicon)
    return kind.label if kind and _shares(kind, number, lexicon, with_noun=with_noun) else told


def _untyped(
    told: str | None, kind: DocumentType | None, number: numbering.Number, year: int | None, lexicon: Lexicon
) -> str | None:
    """The type of a number without its code: that of a letter, or as the title tells; what no noun tells stays open."""
    assembly = number.issuer_code in numbering.OF_ASSEMBLY
    unit = "-" in (number.issuer_code or "-")
    if kind and _decisive(kind, lexicon) and set((number.issuer_code or "").split("-")[1:]) & set(kind.codes):
        return kind.label  # "12/UB-QĐ", as local bodies wrote
    if not assembly and (unit or year is None or year >= numbering.UNIFORM):
        return told
    if kind and (_decisive(kind, lexicon) or (assembly and kind.kind == "law")):
        return kind.label
    return None if number.issuer_code in _NO_TYPE else told


def _shares(kind: DocumentType, number: numbering.Number, lexicon: Lexicon, *, with_noun: bool) -> bool:
    """Whether a number's code stands for the type that its title begins with, too: "02-L/CTN" of a Pháp lệnh."""
    if not number.issuer_code and lexicon.issuers(number.type_code or ""):
        return _decisive(kind, lexicon)  # "Quyết định số 327-CT": of the chairman
    body = organs.authority(number, lexicon)
    branch = organs.branch(number, body) if body else None
    if kind.label == "Quy định" and not (with_noun and branch == "party"):
        return False  # it may be a verb, or what a Quyết định puts in force
    return number.type_code in kind.codes and (branch is None or branch in kind.branches)


def _decisive(kind: DocumentType, lexicon: Lexicon) -> bool:
    return any(kind.label in lexicon.having.get(trait, ()) for trait in _DECISIVE)


_LAW_OF = pattern(
    r"(?:\s+(?!(?:số|sửa|bổ|thay|bãi|luật|bộ\sluật|pháp\slệnh|nghị\squyết|theo|của)(?!\w))[^\W\d]+,?){1,16}(?=\s+số\s*:?\s*\d)",
    re.IGNORECASE,
)
_ENDS = pattern(r"[\s.]*(?:$|[,(]?\s*(?:ngày|của Quốc hội|được Quốc hội)(?!\w))", re.IGNORECASE)
_DATED = pattern(r",?\s+ngày\s+", re.IGNORECASE)


def _named_first(title: str, lexicon: Lexicon) -> tuple[str, str, str | None] | None:
    """Number, type and date of a title that begins with them: "Kế hoạch số 70/KH-UBND ngày 11/3/2022 của …".

    Behind the name of a law, which names no other: "Luật Đất đai số 31/2024/QH15".
    """
    noun = lexicon.nouns.match(title, 0)
    if noun is None:
        return None
    law = _LAW_OF.match(title, noun[1]) if noun[0].kind == "law" else None
    read = numbers.read(title, law.end() if law else noun[1], lexicon)
    if read is None or (law and not _ENDS.match(title, read[1])):
        return None
    m = _DATED.match(title, read[1])
    day = dates.match(title, m.end()) if m else None
    return read[0], noun[0].label, day[0] if day else None


@lru_cache(maxsize=4)
def _district(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.place_nouns('district')}|h\.)\s*", re.IGNORECASE)


def _in_places(inner: str | None, rest: str, lexicon: Lexicon) -> str | None:
    """A body's place in those that are told after it, "huyện Mộc Châu, tỉnh Sơn La"; None where these are no places."""
    *between, last = (p.strip(" ()") for p in re.split(r"\s?[,-]\s", rest))
    province = issuers.province(last, lexicon)
    if province not in lexicon.provinces or not all(_district(lexicon).match(p) for p in between):
        return None
    for outer in (*(_district(lexicon).sub("", p, count=1) for p in between), province):
        if outer not in locality.parts(inner):
            inner = locality.within(inner, outer)
    return inner


def _wants_number(number: str | None) -> bool:
    """Whether a row has no number, or a serial alone."""
    return number is None or not any(map(str.isalpha, number[:-1]))


def _serial_of(number: str | None, whole: str, lexicon: Lexicon) -> bool:
    """Whether a row has no number but the serial of a whole one: "3" in its column, "Quyết định số 03/QĐ-UBND" in its title."""
    read = numbering.parse(whole, lexicon) if number else None
    return number is None or (read is not None and numbering.serial_key(number) == read.serial)


def _body(words: str, number: str | None, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """The body that a column names in words or in letters, and its place; also that of a unit of one: "Tổ đại biểu HĐND tỉnh A"."""
    words = _VIETNAM.sub(" Việt Nam", words)
    if read := _whole_issuer(words, lexicon) or _spelled(words, lexicon):
        return read
    said = _places_spelled(words, lexicon)
    if said != words and (read := _whole_issuer(said, lexicon) or _spelled(said, lexicon)):
        return read
    parts = numbering.parse(number, lexicon) if number else None
    code = (parts.issuer_code if parts else None) or ""
    writers = lexicon.issuers(code) or lexicon.issuers(code.split("-")[0])
    meant = issuers.abbreviated(f"{_BY}{words}", 0, writers)  # "BCT" of 35-CT/TW, and of 28/2018/TT-BCT
    if meant and meant[0] and (read := _whole_issuer(f"{meant[0]}{words[meant[1] - len(_BY) :]}", lexicon)):
        return read
    within = issuers.before(words, 0, len(words), lexicon)
    if within and within[1] and _UNIT.fullmatch(words[: within[2]]):
        return f"{words[: within[2]]}{within[0]}", within[1]
    called = unknown.called(f" {_BY}{words}", 0, lexicon) if _UNIT.fullmatch(f"{words} ") else None
    whole = called is not None and called.end == len(f" {_BY}{words}") and not placenames.level(called.name, lexicon)
    return (called.name, called.place) if called and whole and called.place else None


@lru_cache(maxsize=4)
def _short_nouns(lexicon: Lexicon) -> tuple[re.Pattern[str], dict[str, str]]:
    """The nouns of places in letters before a name, "TX. A", "P 12"; "TT Huế" is no township's."""
    letters = {initials(k.label): k.label for k in lexicon.kinds}
    letters = {short: noun for short, noun in letters.items() if not any(short in k.names for k in lexicon.kinds)}  # TP
    nouns = "|".join(sorted(letters, key=len, reverse=True))
    return re.compile(rf"(?<![\w.-])({nouns})(?:\.\s*|\s+|(?=\d))(?=[{UPPER}\d])(?!Huế)"), letters


@lru_cache(maxsize=4)
def _unparted(lexicon: Lexicon) -> re.Pattern[str]:
    """A place below a province with no comma before the one that it is in: "phường A quận B"."""
    lower, nouns = lexicon.place_nouns("district", "commune"), lexicon.place_nouns()
    name = rf"[{UPPER}][\w'’]*"
    return re.compile(
        rf"(?<!\w)((?i:{lower})\s*(?:\d{{1,2}}|{name}(?:\s{name}){{0,3}}))\s+(?=(?i:{nouns})\s*[{UPPER}\d])"
    )


def _places_spelled(words: str, lexicon: Lexicon) -> str:
    """Words for a body with the nouns of its places in full, and commas between them: "UBND Q. A TP. B" is of quận A, TP. B."""
    short, letters = _short_nouns(lexicon)
    return _unparted(lexicon).sub(r"\1, ", short.sub(lambda m: f"{letters[m[1]]} ", words))


def _spelled(words: str, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """The body of words whose first one is in letters: "VP UBND tỉnh A", "CT UBND tỉnh A"; a body of that name goes first."""
    first, _, rest = words.partition(" ")
    if not (first.isupper() and len(first) in _FIRST_LETTERS):
        return None
    begins = (*lexicon.words["head"].phrases, *lexicon.words["body"].phrases)
    meant = [b for b in begins if initials(b) == first]
    found = {b: read for b in meant if (read := _whole_issuer(f"{b} {rest}", lexicon))}
    bodies = {r for b, r in found.items() if r[0].startswith(b)} or set(found.values())
    return bodies.pop() if len(bodies) == 1 else None


_FIRST_LETTERS = (2, 3)
_VIETNAM = pattern(r"\sVN$")
_BY = "của "
_UNIT = pattern(r"(?!.*(?<!\w)(?:và|với|về|tại|cùng)(?!\w))[^\W\d][^,;/&:-]*?\s(?:(?:của|thuộc)\s)?", re.IGNORECASE)


def _whole_issuer(words: str, lexicon: Lexicon) -> tuple[str, str | None] | None:
    """The body, or the bodies of a joint instrument, that all of the words name; and its place."""
    read = issuers.issuer(words, 0, lexicon)
    rest = words[read.end :].strip(" ,-()") if read else ""
    if read and not rest:
        return read.name, read.place
    if read and (place := _in_places(read.place, rest, lexicon)):  # "UBND huyện Lạc Sơn - Hòa Bình"
        return read.name, place
    parts = _AND.split(words)
    found = [issuers.issuer(part, 0, lexicon) for part in parts] if len(parts) > 1 else []
    whole = [r for r, part in zip(found, parts, strict=False) if r and r.end == len(part)]
    if not whole or len(whole) < len(parts):
        return None
    return ", ".join(r.name for r in whole), next((r.place for r in whole if r.place), None)


def _called(words: str, number: str | None, lexicon: Lexicon) -> str:
    """The type that a word or a code names: "quyết định", "QĐ"; of those that share a code, that of the number's branch."""
    if noun := lexicon.type_called(words):
        return noun.label
    code = lexicon.type_code(words)
    parts = numbering.parse(number, lexicon) if number else None
    body = organs.authority(parts, lexicon) if parts else None
    kinds = lexicon.types_of_code(code, body.branch if body else None) if code else ()
    return kinds[0].label if kinds else words
