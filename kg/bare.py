"""Numbers without a noun of their own: the later members of a list, and codes that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg import dating, letterhead, numbering
from kg import numbers as with_noun
from kg.lexicon import DocumentType, Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.text import UPPER, fold

_NO_LEAD = pattern(r"s[oốộổỗồôóòỏõọ]\s{0,2}(?::?\s{0,3}|\. {0,3})\Z", re.IGNORECASE)
_OWN_LINE = pattern(r"^S[ốỐ]\s?:", re.MULTILINE)  # the line of a letterhead: "Số: 45-HĐBT", "Số: 120/SNV-TCBC"
_HELD = pattern(r"(?<!\w)(Nghị quyết|Pháp lệnh|Bộ luật)(?:\s+của\s+Quốc\s+hội)?\s?[:(]\s?$")
_HEADED = pattern(r"(?<!\w)(?:các|những)\s+((?:[^\W\d]+\s){0,3}[^\W\d]+)\s?:\s*$", re.IGNORECASE)
_NEXT = pattern(r"[^.:;\n]{0,300}[;,](?:\s+và)?\s+", re.IGNORECASE)  # what leads from one of a group to the next
_ABOUT = pattern(r"\s+về\s+[^.:()\d\n]{2,60}(?=[,;]|\s+và\s)")  # of a law, whose code tells no type
_OF_BODY = pattern(rf"\s+của\s+[{UPPER}][^,;:.()\n]{{2,80}}")
# A pattern for each, since `re` looks for one character ten times as fast as for one of two.
_CODE = r"(?=[A-ZĐa-zđ]{2}[\w&]*(?:\s?[-/\s,.;)”\"’\]]|$))"
_SLASH, _HYPHEN = pattern(f"/(?:{_CODE}|(?=L-CTN(?!\\w)))"), pattern("-" + _CODE)
# The line breaks behind the first sign of a number: "57-NQ/TW, 68-⏎NQ/TW".
_APART = pattern(r"/\s{1,2}(?=[A-ZĐ][A-Za-zĐ]{0,4}-[A-ZĐ]{2})"), pattern(r"-\s{1,2}(?=[A-ZĐ][A-Za-zĐ]{0,4}/[A-ZĐ]{2})")
_PARTED = pattern(r"\d\s?[/-]\s{1,2}[A-ZĐ]")
# "NQ36-NQ/TW": the abbreviated noun may be glued to it.
_TAIL = pattern(
    r"(?:(?<![\w./-])|(?<=(?<!\w)(?i:nq|qđ|ct|kl|kh|nđ|tt)))\d{1,8}(?:\.(?:\d{1,3}|[a-zđ]))?[a-zA-ZĐđ]{0,2}\s?(?:[/-]\s{0,2}(?:19|20)\d\d\s?)?$"
)


@lru_cache(maxsize=4)
def _not_before(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.words['numbered'].any}(?:\s?:)?(?:\s+số)?[\s:]*$", re.IGNORECASE)


def numbers(text: str, found: Sequence[Name], lexicon: Lexicon) -> Iterator[Name]:
    """The numbers that stand outside the names found so far."""
    spans = iter([*found, None])
    current = next(spans)
    last: Name | None = None
    group: tuple[Name, DocumentType] | None = None  # the last member under a noun before a colon
    form: int | None = None  # where the last number ends that is a form's or an invoice's
    for at in sorted(m.start() for mark in (_SLASH, _HYPHEN, *_APART) for m in mark.finditer(text)):
        while current is not None and current.end <= at:
            last, current = current, next(spans)
        first, over = last.end if last else 0, current.start if current else len(text)
        read = _around(text, at, first, over, lexicon) if first <= at < over else None
        if read is None:
            continue
        number, parsed = read
        begin = number.start()
        forms = form is not None and _joins(text[form:begin])  # "Mẫu 09A/PL-TNCN, 09B/PL-TNCN"
        if forms or _not_before(lexicon).search(text, max(0, begin - 20), begin):
            form = number.end()
        elif named := _named(text, number, parsed, last, group, lexicon):
            last, headed = named
            group = (last, headed) if headed else None
            yield last


def _named(
    text: str,
    number: re.Match[str],
    parsed: numbering.Number,
    last: Name | None,
    group: tuple[Name, DocumentType] | None,
    lexicon: Lexicon,
) -> tuple[Name, DocumentType | None] | None:
    """The name of a number, and the noun before a colon that it stands under; `last` is the name before it."""
    begin = number.start()
    written, end = with_noun.whole(text, number.group(), number.end(), parsed, lexicon)
    parsed = numbering.parse(written, lexicon) or parsed
    code = parsed.type_code
    if code is not None and _no_instrument(text, begin, number.group(), code):
        return None
    lead = _NO_LEAD.search(text, max(0, begin - 8), begin)
    start = lead.start() if lead else begin
    letter = lead is not None and code is None
    heir = last if last is not None and _goes_on(text, last, start, lexicon, parsed, letter=letter) else None
    if heir is None and lead is None and _PARTED.search(number.group()):
        return None
    alone = code is None or parsed.issuer_code is None
    headed = _headed(text, start, lexicon) if alone or heir is None else None
    if headed is None and group and group[0] is last and _NEXT.fullmatch(text, group[0].told, start):
        headed = group[1]
    if not (heir or headed or parsed.term) and alone and not (lead and _OWN_LINE.match(text, start)):
        return None
    kind = _kind(_types(text, start, parsed, headed, lexicon), heir, lexicon)
    if heir is None and (plain := _plain_nouns(lexicon).search(before := fold(text[max(0, start - 30) : start]))):
        start, kind = start - len(before) + plain.start(1), _plain_kind(plain[1], kind, lexicon)
    return dating.dated(text, start, end, "number", kind, number=written), headed


def _around(
    text: str, at: int, first: int, over: int, lexicon: Lexicon
) -> tuple[re.Match[str], numbering.Number] | None:
    """The number whose code begins at an offset, if it stands within two others and the lexicon knows its code."""
    head = _TAIL.search(text, max(0, at - 16), at)
    number = numbering.NUMBER.match(text, head.start()) if head else None
    if number is None or number.start() < first or not at < number.end() <= over:
        return None
    parsed = numbering.parse(number.group(), lexicon)
    return (number, parsed) if parsed is not None and parsed.known else None


_COPIES = frozenset(("SY", "SL", "TrS"))
_COPY_HEAD = 300  # characters of what tells of a copy above its number


def _no_instrument(text: str, at: int, number: str, code: str) -> bool:
    """Whether what looks like a number is none of an instrument: "2-Propen-l-ol" is no law, nor is what certifies a copy one."""
    if code in _COPIES:
        return next(letterhead.copies(text[max(0, at - _COPY_HEAD) : at]), None) is not None
    return len(code) == 1 and code not in number and not number.islower()


@lru_cache(maxsize=4)
def _plain_nouns(lexicon: Lexicon) -> re.Pattern[str]:
    """The nouns of documents without their diacritics, at the end of a folded stretch: "nghi quyet", for "Nghị quyêt" too."""
    nouns = sorted({fold(t.label) for t in lexicon.types.values() if " " in t.label}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(nouns)})\s{{1,2}}$")


def _plain_kind(written: str, kind: DocumentType | None, lexicon: Lexicon) -> DocumentType:
    """The type of a noun without diacritics; of those that are spelled alike, the one that the code tells."""
    alike = [t for t in lexicon.types.values() if fold(t.label) == written]
    return kind if kind in alike and kind is not None else alike[0]


def _kind(types: Sequence[DocumentType], heir: Name | None, lexicon: Lexicon) -> DocumentType | None:
    """The one of the types that a number may be of: that of the name before it in its list, else the usual one."""
    if heir is None:
        return types[0] if types else None
    alike = next((t for t in types if t.label == heir.type), None)
    return alike or (types[0] if types else lexicon.types.get(heir.type or ""))


def _types(
    text: str, at: int, number: numbering.Number, headed: DocumentType | None, lexicon: Lexicon
) -> tuple[DocumentType, ...]:
    """The types that a number may be of: as its code tells, or the noun before a colon or a bracket."""
    if number.type_code:
        found = lexicon.types_of_code(number.type_code)
        if number.year and numbering.promulgated(number.type_code, number.term, lexicon):
            found = (
                tuple(t for t in found if t.kind != "law") or found
            )  # "12/2021/L-CTN" is the order that makes a law known
        return (headed,) if headed in found and headed else found  # "các Quy định: số 80-QĐ/TU …; số 50-QĐ/TU …"
    if held := _HELD.search(text, max(0, at - 40), at) if number.term else None:  # "02 Nghị quyết (số 88/2014/QH13 …)"
        return tuple(t for t in lexicon.types.values() if t.label == held[1])
    return (headed,) if headed else ()


def _headed(text: str, at: int, lexicon: Lexicon) -> DocumentType | None:
    """The type whose noun stands before a colon: "tại các văn bản: số 12/UBND-KT …; số 13/UBND-KT …"."""
    m = _HEADED.search(text, max(0, at - 40), at)
    of = lexicon.nouns.match(text, m.start(1)) if m else None
    return of[0] if m and of and of[1] == m.end(1) else None


def _goes_on(text: str, last: Name, at: int, lexicon: Lexicon, number: numbering.Number, *, letter: bool) -> bool:
    """Whether a list goes on from a name to an offset; a letter's over its body: "Công văn số … của UBND tỉnh A, số …"."""
    between = text[last.told : at]
    # "các Luật số 59/2020/QH14 về Doanh nghiệp, số 61/2020/QH14 về Đầu tư"
    if number.term is not None and number.type_code is None:
        between = _ABOUT.sub("", between, count=1)
    if letter and last.type in lexicon.having["letter"]:
        between = _OF_BODY.sub("", between, count=1)
    return _joins(between)


_JOINT = pattern(r"(?:và|hoặc|[\s,;])*", re.IGNORECASE)
_LONGEST_JOINT = 40  # characters


def _joins(between: str) -> bool:
    """Whether words between two numbers only join them: ", ", " và "."""
    return len(between) < _LONGEST_JOINT and _JOINT.fullmatch(between) is not None
