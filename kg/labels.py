"""What relations, rules and reasons are called in the ontology: relations in both directions, all in both languages; and facts and
their values as Vietnamese sentences have them."""

from __future__ import annotations

from functools import cache

from kg.lexicon import ontology_dir
from kg.turtle import KG, LABEL, RDF_TYPE, SKOS

_INVERSE, _NOTATION, _CALLED = (f"{SKOS}{name}" for name in ("altLabel", "notation", "prefLabel"))

# The fields of an instrument, in the order in which they are told.
FACTS = {
    "type": "Loại",
    "issuer": "Cơ quan ban hành",
    "place": "Địa phương",
    "level": "Cấp",
    "branch": "Khối",
    "date": "Ngày ban hành",
    "year": "Năm",
    "term": "Khóa",
    "name": "Tên gọi",
    "title": "Trích yếu",
    "signer": "Người ký",
}
_VALUES = {
    "level": {"central": "trung ương", "province": "tỉnh", "district": "huyện", "commune": "xã"},
    "branch": {"party": "Đảng", "state": "Nhà nước", "front": "Mặt trận, đoàn thể"},
}


def day(date: str | None) -> str:
    """An ISO date as it is written in Vietnam.

    >>> day("2021-12-06")
    '06/12/2021'
    """
    return "/".join(reversed(date.split("-"))) if date else ""


def fact(field: str, value: str) -> str:
    """A fact as people read it.

    >>> fact("date", "2021-12-06"), fact("level", "province"), fact("issuer", "Chính phủ"), fact("term", "13")
    ('06/12/2021', 'tỉnh', 'Chính phủ', 'XIII')
    """
    if field in ("date", "term"):
        return day(value) if field == "date" else numeral(value)
    return _VALUES.get(field, {}).get(value, value)


def numeral(term: str) -> str:
    """A term as it is written, in Roman numerals.

    >>> numeral("9"), numeral("14"), numeral("")
    ('IX', 'XIV', '')
    """
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (int(term) // 10) + ones[int(term) % 10] if term.isdecimal() else term


def label(predicate: str, *, inverse: bool = False, language: str = "vi") -> str:
    """The name of a relation as its subject has it, or as its object has it; the bare word where the ontology has none.

    >>> label("implements"), label("approves", inverse=True), label("implements", language="en")
    ('triển khai thực hiện', 'được phê duyệt bởi', 'implements')
    """
    names = _names()
    forward = names.get((predicate, LABEL, language), predicate)
    return names.get((predicate, _INVERSE, language), forward) if inverse else forward


def rule(name: str, *, language: str = "vi") -> str:
    """What a rule is called: its kind, the words that it goes by, and that it goes on in a list.

    >>> rule("clause+list"), rule("discourse:theo đó", language="en")
    ('trong một câu, cùng danh sách', 'words that link sentences “theo đó”')
    """
    base, *more = name.split("+")
    kind, _, words = base.partition(":")
    told = _told("Rule", kind, language) + (f" “{words}”" if words else "")
    return ", ".join([told, *(_told("Rule", part, language) for part in more)])


def reason(name: str, *, language: str = "vi") -> str:
    """Why a name is settled as it is, or is open, in one sentence.

    >>> reason("same-number", language="en")
    'Several instruments have this number.'
    """
    return _told("Reason", name, language)


def _told(kind: str, name: str, language: str) -> str:
    return _notations().get((kind, name, language), name)


@cache
def _notations() -> dict[tuple[str, str, str], str]:
    """(class, notation, language) → what it is called."""
    import pyoxigraph as ox

    said: dict[str, dict[str, list[ox.Literal]]] = {}
    for q in ox.parse(path=str(ontology_dir() / "reading.ttl")):
        said.setdefault(str(q.subject), {}).setdefault(q.predicate.value, []).append(q.object)
    return {
        (facts[RDF_TYPE][0].value.removeprefix(KG), facts[_NOTATION][0].value, called.language or ""): called.value
        for facts in said.values()
        for called in facts[_CALLED]
    }


@cache
def _names() -> dict[tuple[str, str, str], str]:
    import pyoxigraph as ox

    return {
        (q.subject.value.removeprefix(KG), q.predicate.value, q.object.language or ""): q.object.value
        for q in ox.parse(path=str(ontology_dir() / "kg.ttl"))
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.Literal)
    }
