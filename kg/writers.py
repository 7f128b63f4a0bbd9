"""Which body writes what: by the code of its number, or by what it is called."""

from __future__ import annotations

from kg import identity, numbering
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern

# Who passes no resolution: what one person heads, and what serves a committee.
_NO_VOTE = pattern(
    r"(?:Ủy ban nhân dân|Ủy ban [Kk]iểm tra|Thủ tướng|Văn phòng|Bộ (?!Chính trị)|Sở |Cục |Tổng cục |"
    r"Ban (?!Chấp hành|Thường vụ|Bí thư|[Cc]án sự))"
)


def may(kind: str | None, issuer: str, lexicon: Lexicon) -> bool:
    """Whether a body issues what is called so: "kế hoạch thực hiện Nghị quyết 57 của Ủy ban nhân dân tỉnh" is about another's."""
    if kind == "Nghị định":
        return issuer == "Chính phủ"
    if kind == "Nghị quyết":
        return _NO_VOTE.match(issuer) is None
    named = lexicon.authority(issuer) if kind == "Thông tư" else None
    return named is None or not (named.local or named.branch == "party")


_LAWGIVERS = frozenset({"Quốc hội", "Ủy ban Thường vụ Quốc hội", "Hội đồng Nhà nước", "Chủ tịch nước"})


def fits(facts: Instrument, issuer: str, lexicon: Lexicon) -> bool:
    """Whether a body may issue what the number says: a code that the lexicon knows to be another branch's is not its; no law is
    of the Government."""
    kind = lexicon.types.get(facts.type or "")
    if kind and kind.kind == "law" and issuer not in _LAWGIVERS:
        return False
    number = numbering.of(facts, lexicon)
    body = identity.authority(number, lexicon, issuer) if number else None
    if body is None or number is None:
        return True
    named = lexicon.authority(issuer)
    return named is None or body.branch in (named.branch, "front")


def writes(facts: Instrument, issuer: str, lexicon: Lexicon) -> bool:
    """Whether an issuer writes the code of a number: what decides which of several names an issuer told apart belongs to."""
    number = numbering.of(facts, lexicon)
    if number is None or not number.issuer_code:
        return may(facts.type, issuer, lexicon) and (facts.number is None or (number is None and facts.issuer is None))
    named = lexicon.authority(issuer)
    codes = {*number.issuer_code.split("-"), number.issuer_code}
    return named is not None and (
        bool(codes & set(named.codes)) or any(named.label == a.label for c in codes for a in lexicon.issuers(c))
    )


def writes_loosely(facts: Instrument, issuer: str, lexicon: Lexicon) -> bool:
    """As `writes`, but a code unknown to the lexicon says nothing against the issuer."""
    number = numbering.of(facts, lexicon)
    known = number is not None and number.issuer_code and any(lexicon.issuers(c) for c in number.issuer_code.split("-"))
    return (
        not known
        or writes(facts, issuer, lexicon)
        or (number is not None and number.type_code in ("TT", "QĐ", "TTLT", "LCT"))
    )
