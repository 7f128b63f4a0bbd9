"""What issues an instrument, as a node of the graph, and which entries of the ontology it is linked to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from kg import locality, placenames
from kg.lexicon import Authority as Entry
from kg.lexicon import Lexicon
from kg.text import slug, telex, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An issuing authority: a body, in its place where it has one. The links are IRIs, None where the lexicon knows none."""

    id: str
    label: str
    entry: str | None  # what the lexicon lists: the body itself, or that of which every place has one
    same: bool  # it is the body itself
    province: str | None


@lru_cache(maxsize=20_000)
def body(issuer: str, place: str | None, lexicon: Lexicon) -> Body:
    """The authority that the words for an issuer and its place tell.

    >>> from kg.lexicon import load
    >>> body("Chính phủ", None, load()).id, body("Ủy ban nhân dân xã", "Tân Thạnh, Đồng Tháp", load()).id
    ('urn:kg:authority:chinh.phu', 'urn:kg:authority:uyr.ban.nhaan.daan.xax.taan.thanhj.ddoongf.thaps')
    """
    label = wrap(placenames.body(issuer, place or ""))
    entry, rest = _entry(issuer, place, lexicon)
    province = lexicon.provinces.get(locality.province(place))
    # Words that the lexicon knows differ without their marks too; others, as communes, may differ in these alone.
    known = entry is not None and not rest and (not place or place in lexicon.provinces)
    name = (slug if known else telex)(label)
    if not name:
        name = hashlib.blake2b(label.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
    return Body(
        id=f"urn:kg:authority:{name}",
        label=label,
        entry=entry.id if entry else None,
        same=entry is not None and not rest and not place and not entry.local and not entry.committee,
        province=province.id if province else None,
    )


def _entry(issuer: str, place: str | None, lexicon: Lexicon) -> tuple[Entry | None, str]:
    """The entry that the words are of, and what they say beyond it and its kind of place; none for several bodies."""
    found = lexicon.authority_names.match(issuer, 0)
    if found is None:
        return None, issuer
    entry, end = found
    rest = issuer[end:].strip()
    for words in (place or "", "tỉnh", "thành phố"):
        rest = rest.removesuffix(words).strip()
    if place and not entry.local:
        entry = lexicon.offices.get(entry.label, entry)
    if rest and (not (entry.local or entry.committee) or "," in rest or " và " in f" {rest} "):
        return None, rest
    return entry, rest
