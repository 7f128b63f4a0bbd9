"""Who writes a number: the bodies with its code, and whether an issuer or a day that words tell may be its own."""

from __future__ import annotations

from kg import identity, numbering
from kg.lexicon import Authority, Lexicon
from kg.model import Instrument


def all_of(facts: Instrument, lexicon: Lexicon) -> tuple[Authority, ...]:
    """The bodies that write the code of a number."""
    number = numbering.of(facts, lexicon)
    return lexicon.issuers(number.issuer_code) if number and number.issuer_code else ()


def of_year(facts: Instrument, day: str, lexicon: Lexicon) -> bool:
    """Whether a date is of the year that a number tells, if it tells any."""
    number = numbering.of(facts, lexicon)
    return number is None or number.year in (None, int(day[:4]))


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
        may = facts.type != "Nghị định" or issuer == "Chính phủ"  # nobody else issues decrees
        return may and (facts.number is None or (number is None and facts.issuer is None))
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


def alone(facts: Instrument, lexicon: Lexicon) -> bool:
    """Whether the code tells the issuer by itself."""
    return (
        identity.identify(facts, lexicon).issuer is not None and facts.number is not None and facts.issuer is not None
    )
