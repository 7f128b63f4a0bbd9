"""Names of what another instrument puts in force as its annex: "Quy chế quản lý tài sản công ban hành kèm theo Quyết định số …"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg import rank
from kg.lexicon import Lexicon
from kg.model import Name
from kg.patterns import pattern
from kg.scan import Hit, abbreviated
from kg.span import CHANGES, DOCUMENT, STOPS, Link
from kg.text import LOWER, wrap

_LONGEST_ANNEX = 200  # characters from a noun to "ban hành"
# "Quy chế quản lý tài sản công ban hành kèm theo Quyết định số …": what a decision puts in force has a name.
# Of "Báo cáo theo Mẫu số 2 Phụ lục I ban hành kèm theo Thông tư …" the form is what the circular puts in force.
_ANNEXED = pattern(
    # What changes or carries out another is not what stands before "ban hành kèm theo": that other is.
    # What "và" follows is a field: "liên Bộ Xây dựng-Kế hoạch và Đầu tư-Tài chính".
    r"(?!\s(?:sửa đổi|bổ sung|bãi bỏ|thay thế|điều chỉnh|được ban|và)\s)"
    r"(?!\s(?:[^\W\d]+\s){0,3}(?:[Tt]hực hiện|[Tt]riển khai)\s(?i:chiến lược|đề án|chương trình|quy chế|kế hoạch)\s)"
    r"\s(?:(?!(?:[Mm]ẫu|[Pp]hụ lục|[Bb]iểu|[Dd]anh mục)\W)[^.;:,()\n]|\n(?!\s*\n)){3,160}?"
    r"(?=,?\s+\(?(?:đã\s+)?(?:được\s+)?ban\s+hành\s+(?:kèm\s+)?theo\s+(?:Quyết|Nghị|Thông)\s)"
)
# "Ban hành kèm theo Quyết định này Quy chế quản lý, sử dụng tài sản công."
_WITH_THIS = pattern(
    r"(?:ban\s+hành|phê\s+duyệt)\s+kèm\s+theo\s+(?:Quyết định|Nghị quyết|Thông tư|Nghị định)\s+này\s+(?:bản\s+)?[“\"]?$",
    re.IGNORECASE,
)
# "…, thay thế Quy chế ban hành kèm theo Quyết định số …": what the decision does besides.
_BESIDES = (
    r"(?:(?:và|đồng\sthời)\s){0,2}(?:thay\sthế|bãi\sbỏ|hủy\sbỏ)\s(?:cho\s|các\s)?"
    r"(?:Quy|Quyết|Nghị|Thông|Chỉ|Điều|Danh)\s"
)
_TWO = pattern(rf"\s{_BESIDES}")
# "tỷ lệ 1:2.000" is inside it, and so is "đánh giá; lưu trữ hồ sơ"
_TITLE = pattern(
    rf"(?:\s(?!này(?!\w))(?!{_BESIDES})(?:[^\s.;:()“”\"]|(?<=\d)[.:](?=\d)|;(?=\s(?!thay|bãi|giao|và)[{LOWER}]))+){{3,60}}(?=[.;:()“”\"]|\n|$|\s{_BESIDES})"
)
_NUMBERED = pattern(r"\ssố\s\d{1,4}[/-]")
_NEAR, _LEAD = 12, 60  # characters
_ISSUED_ALONE = frozenset({"deciding", "normative", "directing"})  # what is no annex


def named(text: str, hit: Hit, lexicon: Lexicon) -> Name | None:
    """ "Quy chế quản lý tài sản công ban hành kèm theo Quyết định số …"."""
    kind = hit.type
    if (
        kind.named
        or kind.kind != "policy"
        or not _ISSUED_ALONE.isdisjoint(kind.traits)
        or not text[hit.at].isupper()
        or abbreviated(text, hit)
        or _below_noun(text, hit.at, lexicon)
        or text.startswith(" chi tiết", hit.end)  # "Thông tư số … Quy định chi tiết …" is a verb
    ):
        return None
    m = _ANNEXED.match(text, hit.end) if text.find("ban", hit.end, hit.end + _LONGEST_ANNEX) > 0 else None
    if m and _TWO.search(m.group()):
        return None  # "ban hành Quy chế A, thay thế Quy chế ban hành kèm theo …": what is there put in force is not A
    if m is None and "này" in text[hit.at - _NEAR : hit.at] and _WITH_THIS.search(text, max(0, hit.at - _LEAD), hit.at):
        m = _TITLE.match(text, hit.end)
    if m is None:
        return None
    end = m.start() + len(m.group().rstrip(","))
    name = wrap(text[hit.at : end])
    # What is told by its subject may hold another name: "Kế hoạch triển khai thực hiện Nghị quyết số 68-NQ/TW".
    about = wrap(text[hit.end : end]) if _NUMBERED.search(name) else None
    return hit.name(end, name=name, title=about)


def _below_noun(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether a line above is the noun of a document: "THÔNG TƯ⏎Hướng dẫn …" is a title, whose first word is a verb."""
    above = text[max(0, at - 40) : at]
    line = above.rstrip(" *_\n").rsplit("\n", 1)[-1].strip(" *_")
    return line.isupper() and "\n" in above[-4:] and lexicon.type_called(line) is not None


@lru_cache(maxsize=4)
def _kinds(lexicon: Lexicon) -> frozenset[str]:
    """What a decision may have as its annex: programmes and charters, and what is nothing else, "Quy chế", "Quy định"."""
    plain = {t.label for t in lexicon.types.values() if t.kind == "policy" and not t.traits}
    return lexicon.having["annexed"] | lexicon.having["programme"] | plain


@lru_cache(maxsize=4)
def _heads(lexicon: Lexicon) -> re.Pattern[str]:
    """The head of an annex: its noun in capitals, on a line of its own."""
    nouns = "|".join(re.escape(label.upper()) for label in sorted(_kinds(lexicon)))
    return re.compile(rf"^[^\w\n]{{0,8}}({nouns})[^\w\n]{{0,8}}$", re.MULTILINE)


def meant(
    text: str, names: Sequence[Name], links: Sequence[Link], body: int, lexicon: Lexicon
) -> dict[int, int | None]:
    """What "Quy chế này" means in a regulation that the document annexes: the one of its kind that the document puts in force.

    None where that has no name; never one that the regulation cites. `body` is where the title of the document ends.
    """
    pointing = [i for i, n in enumerate(names) if n.this and n.start >= body and n.type in _kinds(lexicon)]
    heads = [(m.start(), m[1]) for m in _heads(lexicon).finditer(text, body)] if pointing else []
    if not heads:
        return {}  # nearly always
    put: dict[str | None, dict[str | None, int]] = {}
    for k in links:
        if (k.subject, k.predicate) == (DOCUMENT, "approves"):
            put.setdefault(names[k.object].type, {})[names[k.object].facts.name] = k.object
    starts = [at for at, _ in heads]
    found: dict[int, int | None] = {}
    for i in pointing:
        n, kind = bisect_left(starts, names[i].start), names[i].type
        if n and kind and heads[n - 1][1] == kind.upper():
            whole = put.get(kind, {})
            found[i] = next(iter(whole.values())) if len(whole) == 1 else None
    return found


def changing(names: Sequence[Name], links: Sequence[Link], lexicon: Lexicon) -> Iterator[Link]:
    """What changes an annex changes what puts it in force: "sửa đổi Quy chế … ban hành kèm theo Quyết định số …".

    A part of the annex is told as such, "Điều 6 Quy chế": the decision has articles of its own. Where the whole annex ends, it is
    the part of the decision that does.
    """
    put = {
        k.object: k.subject
        for k in links
        if k.predicate == "approves" and k.object < k.subject and names[k.object].form == "name"
    }
    told = {(k.subject, k.predicate, k.object) for k in links} if put else ()
    for k in links if put else ():
        if k.predicate not in CHANGES or (by := put.get(k.object)) is None or k.subject == by:
            continue
        annex = names[k.object].type
        part = f"{k.provision} {annex}" if k.provision else annex if k.predicate in STOPS else None
        link = k._replace(object=by, end=max(k.end, names[by].end), provision=part)
        if (k.subject, k.predicate, by) not in told and rank.possible(names, link, lexicon):
            yield link
