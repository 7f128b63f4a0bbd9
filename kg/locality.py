"""Places below a province, "Cái Bè, Tiền Giang": plan 12 of a district is not plan 12 of its province.

A place is the name of a province or, below it, "locality, province" (ten provinces have a district called Châu Thành). A locality
whose province is not told stands alone, and is no jurisdiction yet.
"""

from __future__ import annotations

from kg.text import slug, telex

LEVELS = frozenset({"district", "commune"})
_COMMUNE = "cap.xa"  # xã, phường, thị trấn, đặc khu: which of these is not always told
_BETWEEN = ", "
# A place told in words that nobody can tell from others, "của UBND huyện đô lương" among capitals: it becomes none, and not the
# document's own.
UNREAD = ""


def parts(place: str | None) -> tuple[str, ...]:
    """From the inside out.

    >>> parts("Cái Bè, Tiền Giang"), parts("Tiền Giang"), parts(None)
    (('Cái Bè', 'Tiền Giang'), ('Tiền Giang',), ())
    """
    return tuple(place.split(_BETWEEN)) if place else ()


def within(locality: str | None, province: str | None) -> str | None:
    """A locality in its province, where both are told; else the one that is.

    >>> within("Cái Bè", "Tiền Giang"), within(None, "Tiền Giang"), within("Cái Bè", None)
    ('Cái Bè, Tiền Giang', 'Tiền Giang', 'Cái Bè')
    """
    return _BETWEEN.join(p for p in (locality, province) if p) or None


def jurisdiction(place: str | None, level: str | None, noun: str | None = None) -> tuple[str, ...]:
    """The elements of a key for a place, from the outside in; none while one of its names is not told.

    A commune says that it is one, as many have the name of the district that they were in, and keeps the marks of its name, in
    which alone some of a province differ; another place says its `noun`, where told.

    >>> jurisdiction("Cái Bè, Tiền Giang", "district"), jurisdiction("Cái Bè, Tiền Giang", "province")
    (('tien.giang', 'cai.be'), ('tien.giang',))
    >>> jurisdiction("Mộc Châu, Sơn La", "commune"), jurisdiction("Cai Lậy, Tiền Giang", "district", "đô thị")
    (('son.la', 'cap.xa.moocj.chaau'), ('tien.giang', 'do.thi.cai.lay'))
    >>> jurisdiction("Cái Bè", "district"), jurisdiction("Tiền Giang", "district")
    ((), ())
    """
    found = parts(place)[::-1]
    if level not in LEVELS:
        return tuple(map(slug, found[:1]))
    if len(found) <= 1:  # without its province
        return ()
    inner = f"{_COMMUNE}.{telex(found[-1])}" if level == "commune" else slug(f"{noun or ''} {found[-1]}")
    return (*map(slug, found[:-1]), inner)


def province(place: str | None) -> str:
    """The outermost name, empty where none is told.

    >>> province("Cái Bè, Tiền Giang"), province(None)
    ('Tiền Giang', '')
    """
    return (parts(place) or ("",))[-1]


def named(place: str | None, level: str | None) -> tuple[str, str | None]:
    """The name and the level of a place below a province: what those of several provinces may have in common.

    >>> named("Châu Thành, Tiền Giang", "district") == named("Châu Thành", "district")
    True
    """
    return telex(next(iter(parts(place)), "")), level


def agree(one: str | None, other: str | None, level: str | None = None, other_level: str | None = None) -> bool:
    """Whether two places of one level may be the same, the one told with more than the other.

    >>> agree("Cái Bè", "Cái Bè, Tiền Giang"), agree("Cái Bè, Tiền Giang", "Cai Lậy, Tiền Giang"), agree(None, "Cái Bè")
    (True, False, True)
    >>> agree("Tiền Giang", "Cái Bè, Tiền Giang", "province", "district")
    False
    """
    if level and other_level and level != other_level:
        return False
    a, b = set(parts(one)), set(parts(other))
    return a <= b or b <= a
