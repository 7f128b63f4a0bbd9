"""Which body writes what: by the code of its number, or by what it is called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg import identity, issuers, issuing, numbering, organs, placenames
from kg.lexicon import Authority, Lexicon
from kg.model import Instrument, Name
from kg.patterns import pattern
from kg.text import fold, next_letter


def may(kind: str | None, issuer: str, lexicon: Lexicon) -> bool:
    """Whether a body issues what is called so: "kế hoạch thực hiện Nghị quyết 57 của Ủy ban nhân dân tỉnh" is about another's."""
    if kind == "Nghị định":
        return issuer == "Chính phủ"
    if kind == "Nghị quyết":
        return _voteless(lexicon).match(issuer) is None
    named = lexicon.authority(issuer) if kind == "Thông tư" else None
    return named is None or not (named.local or named.branch == "party")


@lru_cache(maxsize=4)
def _voteless(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.words['voteless'].any}(?!\w)", re.IGNORECASE)


def fits(facts: Instrument, issuer: str, lexicon: Lexicon) -> bool:
    """Whether a body may issue what the number says: a code that the lexicon knows to be another branch's is not its; no law is
    of the Government."""
    kind, named = lexicon.types.get(facts.type or ""), lexicon.authority(issuer)
    if kind and kind.kind == "law" and not (named and named.lawgiver):
        return False
    body = organs.writer(facts, lexicon, issuer)
    return body is None or named is None or body.branch in (named.branch, "front")


_STANDING = "Thường trực "


def writes(facts: Instrument, issuer: str, lexicon: Lexicon) -> bool:
    """Whether an issuer writes the code of a number: what decides which of several names an issuer told apart belongs to."""
    number = numbering.of(facts, lexicon)
    if number is None or not number.issuer_code:
        return may(facts.type, issuer, lexicon) and (facts.number is None or (number is None and facts.issuer is None))
    named = lexicon.authority(issuer)
    codes = {*number.issuer_code.split("-"), number.issuer_code}
    if named is None or codes & set(named.codes):
        return named is not None
    labels = (named.label, named.label.removeprefix(_STANDING))  # a council's standing board writes the council's code
    return any(a.label in labels for c in codes for a in lexicon.issuers(c))


def writes_loosely(facts: Instrument, issuer: str, lexicon: Lexicon) -> bool:
    """As `writes`, but a code unknown to the lexicon says nothing against the issuer."""
    number = numbering.of(facts, lexicon)
    if number is None or not any(map(lexicon.issuers, (number.issuer_code or "").split("-"))):
        return True
    return number.type_code in ("TT", "QĐ", "TTLT", "LCT") or writes(facts, issuer, lexicon)


AND = pattern(r"\s?(?:,|-|;|,?\s+và)\s{1,2}")
_OF_WRITER = pattern(r"\s{1,2}của\s{1,2}([^.,;:()\d\n]{4,60}?)(?=\s{1,3}ngày\s{0,3}\d)")


def of_code(facts: Instrument, lexicon: Lexicon) -> tuple[Authority, ...]:
    """The bodies that write the code of a number."""
    number = numbering.of(facts, lexicon)
    return lexicon.issuers(number.issuer_code) if number and number.issuer_code else ()


def of_place(facts: Instrument, noun: str, lexicon: Lexicon) -> str | None:
    """The body of a place that writes a number, where the noun of the place alone is told: "huyện", of 12/KH-UBND, is its People's
    Committee. None of one that is called otherwise at each level, as the Party's committees are."""
    body = organs.writer(facts, lexicon)
    if not noun or body is None or not body.local or body.committee or placenames.levelled(body.label, lexicon):
        return None
    return f"{body.label} {noun}"


def in_place(text: str, at: int, facts: Instrument, lexicon: Lexicon) -> issuers.Issuer | None:
    """ "12/KH-UBND của tỉnh", "của huyện Cái Bè": the body of a place, for which the place stands, as `issuers.issuer` tells it."""
    begin = issuers.named(text, at, lexicon) if facts.number and next_letter(text, at) == "c" else None
    if begin is None or "\n" in text[at:begin]:
        return None
    noun, place, end = placenames.place(text, begin, lexicon, below=False)
    body = of_place(facts, noun, lexicon) if noun else None
    return issuers.Issuer(body, place, end) if body else None


def department_follows(text: str, at: int, facts: Instrument, lexicon: Lexicon) -> bool:
    """Whether "của Sở …" follows a number whose code is a central body's: words decide, listed or not."""
    writers = of_code(facts, lexicon)
    return bool(writers) and not writers[0].local and issuers.departmental(text, at, lexicon)


def may_write(name: Name, lexicon: Lexicon) -> Sequence[Authority]:
    """Who may have issued what a name names: a number without a code is anyone's at the centre."""
    return lexicon.authorities if name.form == "short" else of_code(name.facts, lexicon)


def misspelled(text: str, told: int, facts: Instrument, lexicon: Lexicon) -> issuers.Issuer | None:
    """ "…/PL-UBTVQH11 của Ủy ban Thường vụ Quốc hối ngày …": the writer of a number with other marks than its name has."""
    m = _OF_WRITER.match(text, told) if facts.number and next_letter(text, told) == "c" else None
    body = organs.writer(facts, lexicon) if m else None
    if not m or body is None or body.local or not fold(m[1]).endswith(fold(body.label)):
        return None
    return issuers.Issuer(body.label, None, m.end())


def joint(text: str, at: int, facts: Instrument, lexicon: Lexicon) -> tuple[int, list[str], str | None]:
    """Further issuers of a joint instrument, "của Bộ Ngoại giao và Bộ Nội vụ", and the place told after the last of them.

    After a comma only where the number does not name one body: else the next clause begins there, "…/BKTTW của Ban Kinh tế Trung
    ương, Ban Thường vụ Tỉnh ủy báo cáo".
    """
    more: list[str] = []
    place: str | None = None
    number, known = numbering.of(facts, lexicon), of_code(facts, lexicon)
    if known and known[0].urn == issuers.SEVERAL_MINISTRIES:
        known = ()  # "số 05/TT-LB": of any
    bodies = len(number.bodies) if number else 0
    while (m := AND.match(text, at)) and not {";", "\n"} <= set(m.group()):  # "…;⏎Ban Thường vụ … quyết nghị:" enacts
        last = "và" in m.group() or len(more) + 2 == bodies
        if len(known) == 1 and not last:
            break
        read = issuers.issuer(text, m.end(), lexicon)
        if read and known and not last and lexicon.authority(read.name) not in known:
            break
        if not read or not text[m.end()].isupper() or issuing.acts(text, read.end, last=last):
            break  # "của Thủ tướng Chính phủ, Tỉnh ủy Bến Tre ban hành …": the next clause
        more.append(read.name)
        place, at = read.place, read.end
    return at, more, place


def each_has(facts: Instrument, other: str, lexicon: Lexicon) -> bool:
    """Whether a number of one body may be that of another as well: "Kế hoạch số 41/KH-UBND của UBND tỉnh A và UBND tỉnh B" is of
    either, which nobody tells. A joint one has both in its code."""
    number = numbering.of(facts, lexicon)
    return number is not None and not number.joint and len(number.bodies) < 2 and writes(facts, other, lexicon)


def of_year(facts: Instrument, day: str, lexicon: Lexicon) -> bool:
    """Whether a date is of the year that a number tells, if it tells any."""
    number = numbering.of(facts, lexicon)
    return number is None or number.year in (None, int(day[:4]))


def in_brackets(text: str, name: Name, lexicon: Lexicon) -> Name:
    """ "Các kết luận (số 15-KL/TW, số 16-KL/TW) của Bộ Chính trị": the body behind the brackets, where the code leaves it open."""
    if name.facts.issuer or not name.facts.number or identity.identify(name.facts, lexicon).issuer:
        return name
    read = issuers.issuer_after(text, name.told + 1, lexicon)
    return name.telling(issuer=read.name, place=read.place) if read and writes(name.facts, read.name, lexicon) else name


def ill_fits(name: Name, day: str, issuer: str, lexicon: Lexicon) -> bool:
    """Whether a date and issuer that seem to follow a name can't be its own: another year in its number, another's code, a law."""
    if name.form == "name":
        return True
    return not (of_year(name.facts, day, lexicon) and writes_loosely(name.facts, issuer, lexicon))
