"""Laws that amend others: which laws their names hold, and whose number and date stand after them."""

from __future__ import annotations

from kg import laws, numbering
from kg.lexicon import DocumentType, Lexicon
from kg.model import Instrument, Name
from kg.text import fold, wrap


def names(text: str, name: Name, lexicon: Lexicon) -> tuple[Name, ...]:
    """ "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục ngày …": both laws. What number and date tell is the outer's.

    The corpus gives them to the span of the inner name, but not where a law amends a code or an ordinance. They are the inner's
    where the catalogue knows them as its own.
    """
    spans = laws.amended(text, name.start, name.end, lexicon)
    inner: list[Name] = []
    for start, end, number in spans:
        kind = lexicon.nouns.match(text, start)
        if kind:
            facts = Instrument(type=kind[0].label, name=wrap(text[start:end]), number=number)
            form = "number" if number else "name"
            over = text.index(number, end) + len(number) if number else end
            inner.append(
                Name(start=start, end=over, form=form, type=kind[0].label, kind="law", facts=facts, told=name.end)
            )
    if not inner:
        return (name,)
    last = inner[-1]
    theirs = _fits(name.facts, last.facts, lexicon) and not _fits(name.facts, name.facts, lexicon)
    if theirs:
        told = name.facts
        when, none = {"date": told.date, "year": told.year}, {"date": None, "year": None}
        own = numbering.of(told, lexicon)
        outers = own is not None and own.year not in (None, told.year)  # "… số 39/2019/QH14 ngày 29 tháng 11 năm 2024"
        last = last.telling(number=told.number, **(none if outers else when))
        inner[-1] = last._replace(told=name.end, form="number" if told.number else "name")
        name = name.telling(number=None, **(when if outers else none))._replace(form="name")
    if theirs or last.type == name.type:
        inner[-1] = inner[-1]._replace(end=name.end)
        name = name._replace(end=last.end, told=name.end)
    return (name, *inner)


def called(kind: DocumentType, name: str) -> str:
    """What amends a law, which texts call "Luật Chứng khoán sửa đổi năm 2010": a code is amended by a law."""
    return f"{'Pháp lệnh' if kind.urn == 'phap.lenh' else 'Luật'} sửa đổi, bổ sung một số điều của {name}"


def _fits(told: Instrument, named: Instrument, lexicon: Lexicon) -> bool:
    """Whether the catalogue knows an instrument by the name of one and the number, date or year of another."""
    number = fold(told.number) if told.number else None
    return any(
        (number is not None and i.number is not None and fold(i.number) == number)
        or (number is None and told.date is not None and i.date == told.date)
        or (number is None and told.date is None and told.year is not None and i.year == told.year)
        for i in lexicon.named(named.name or "")
    )
