"""What the verbs print, in Vietnamese: instruments, lineage trees, open names, findings, a build's report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from kg import drafts
from kg.endings import End, folded, named
from kg.inference import inferences
from kg.labels import FACTS, day, fact, label, reason
from kg.lineage import PREDICATES, best_first, fate, node, status
from kg.model import Instrument
from kg.ownwork import OURS
from kg.placenames import body
from kg.quoting import Place, evidence, places
from kg.readers import LINK
from kg.steps import Step
from kg.terminal import accent, bold, clean, cut, faint, fit, table

if TYPE_CHECKING:
    from kg.check import Finding
    from kg.edges import Edge, Unresolved
    from kg.evaluate import Miss, Score
    from kg.records import Review
    from kg.store import BuildReport, Store

_ENDS = 3  # that are told of one instrument
_PLACES = " chỗ"
_NAME = 100  # characters of a title that stands for a name
_TITLE = 200  # characters of a title under its number
_NARROW = 40  # columns that a text gets at least, however deep it stands in a tree
_STATUS = {"named": "biết theo tên", "unresolved": "chưa xác định", "document": "tài liệu"}
_SEVERITY = {"error": "lỗi", "warning": "cảnh báo", "note": "ghi chú"}
_NO_STEP = {
    False: "không thấy văn bản nào mà văn bản này thực hiện hay căn cứ; thêm --down để xem các văn bản thực hiện nó",
    True: "không thấy văn bản nào thực hiện văn bản này; bỏ --down để xem văn bản mà nó thực hiện hay căn cứ",
}
_RETRY = " (không thử lại tệp chưa thay đổi, trừ khi có --retry)"
_PLACE = " (nếu là của một tỉnh, hãy đọc lại với --place TỈNH; kg unresolved liệt kê)"
_MENTIONS = {"resolved": "xác định", "ambiguous": "có nhiều khả năng", "unresolved": "chưa xác định"}
_LEFT = {"": "(không đuôi)", LINK: "liên kết tới thư mục"}  # what a build leaves out, where it is no suffix


# --- Instruments


def issuer(i: Instrument) -> str:
    """The issuer with its place, told once."""
    return body(i.issuer or "", i.place or "")


def called(i: Instrument) -> str:
    """What to call an instrument: its number or name, else its type with its title, or with its issuer."""
    if i.number or i.name:
        return clean(i.number or i.name or "")
    if not (i.type or i.title):
        return clean(i.id)
    return cut(clean(f"{i.type or ''} {i.title or issuer(i)}"), _NAME)


def subject(i: Instrument) -> str:
    """What an instrument is about, beside what it is called: its title, or a law's name; empty where neither tells more."""
    return clean((i.title or i.name or "") if i.number else (i.title or "") if i.name else "")


def noun(i: Instrument) -> str:
    """The type, where what an instrument is called does not begin with it."""
    return i.type if i.type and not called(i).casefold().startswith(i.type.casefold()) else ""


def head(i: Instrument) -> str:
    """Number, type, date and issuer on one line."""
    parts = (bold(called(i)), clean(noun(i)), day(i.date) or str(i.year or ""), clean(issuer(i)))
    return " · ".join(p for p in parts if p)


def decision(store: Store, r: Review) -> str:
    """What a decision is about: the instrument that a name means or does not, or the relation that evidence proves."""
    if r.instrument:
        return f"{head(node(store, r.instrument))} · {clean(r.instrument)}"
    if (edge := store.edge(r.evidence)) is None:
        return clean(r.evidence)
    return f"{head(node(store, edge.subject))} → {accent(label(edge.predicate))}: {head(node(store, edge.object))}"


def nodes(statuses: Iterable[str | None]) -> str:
    """How many instruments a map has, and what else: open names, and documents that are none."""
    counts = Counter("" if status not in ("unresolved", "document") else status for status in statuses)
    others = {"unresolved": "tên chưa xác định", "document": "tài liệu khác"}
    return ", ".join([f"{counts['']} văn bản", *(f"{counts[s]} {what}" for s, what in others.items() if counts[s])])


def instruments(found: Iterable[Instrument]) -> Iterator[str]:
    """A list of instruments as a table."""
    rows = ([called(i), i.type or "", day(i.date) or str(i.year or ""), issuer(i), subject(i), i.id] for i in found)
    yield from table(("Số, tên", "Loại", "Ngày", "Cơ quan ban hành", "Trích yếu", "URN"), rows)


def instrument(store: Store, i: Instrument, *, full: bool = False) -> Iterator[str]:
    """All that is known of one instrument: facts, relations in both directions with their evidence, documents.

    Of a name that is open, why it is and what it may be.
    """
    name = store.name(i.id) if status(i.id) == "unresolved" else None
    yield head(i) + (_state(i.id) if name else _state("", *_drafted(store, i.id)))
    place, inferred = places(store), inferences(store)
    ends, changing = fate(store, store.edges(object=i.id), inferred)
    if over := ended(ends):
        yield f"  ⚠ {over}"
    if told := changed(changing):
        yield f"  ✎ {told}"
    if name:
        yield from _why(store, name)
    for field, value in asdict(i).items():
        if value and field in FACTS:
            yield f"  {FACTS[field] + ':':18}{clean(fact(field, str(value)))}"
    yield f"  {'URN:':18}{clean(i.id)}"
    for document in store.texts(i.id):
        yield f"  {'Toàn văn:':18}{clean(document.source)}"
    out, into = _grouped(store.edges(subject=i.id), "object"), _grouped(store.edges(object=i.id), "subject")
    for title, groups, inverse in (("Văn bản này", out, False), ("Văn bản khác với văn bản này", into, True)):
        if groups:
            yield ""
            yield bold(title)
        for (predicate, other), edges in groups.items():
            to = head(node(store, other))
            stands = [e for e in edges if e.status != "rejected"]
            notes = [*_drafted(store, other), surmised(inferred(stands))]
            yield f"  {accent(label(predicate, inverse=inverse))}: {to}{_state(other, *notes)}"
            if parts := _parts(stands, full=full):
                yield f"    {parts}"
            yield from ("    " + line for line in evidence(best_first(edges), place, names=[called(i)], full=full))
    sources = Counter(e.source for groups in (out, into) for edges in groups.values() for e in edges)
    if sources:
        yield ""
        yield bold("Nguồn")
        yield from (f"  {clean(source)}: {count} bằng chứng" for source, count in sorted(sources.items()))


def _parts(edges: Sequence[Edge], *, full: bool) -> str:
    """The parts of which several pieces of evidence tell, where only the first of these is shown."""
    parts = () if full else named(edges)
    return clean(folded(parts, _PLACES)) if len(parts) > 1 else ""


def _grouped(edges: Iterable[Edge], end: str) -> dict[tuple[str, str], list[Edge]]:
    groups: dict[tuple[str, str], list[Edge]] = {}
    for e in edges:
        groups.setdefault((e.predicate, getattr(e, end)), []).append(e)
    order = {p: n for n, p in enumerate(PREDICATES)}
    return dict(sorted(groups.items(), key=lambda item: (order.get(item[0][0], 99), item[0])))


def _drafted(store: Store, ident: str) -> list[str]:
    """What is told of a draft: what it says of others, nobody has done yet."""
    return ["dự thảo, chưa ban hành"] if drafts.is_draft(store, ident) else []


def _state(ident: str, *more: str) -> str:
    notes = [n for n in (_STATUS.get(status(ident), ""), *more) if n]
    return f" ({'; '.join(notes)})" if notes else ""


def surmised(why: str) -> str:
    """That a text tells too little of an instrument, and why it is taken for this one; empty where it tells enough."""
    return f"suy ra: {reason(why).rstrip('.').lower()}" if why else ""


def changed(ends: Sequence[End]) -> str:
    """What has amended or corrected an instrument, with the day of what did and the parts; empty where nothing has."""
    return _acts(ends, "đã")


def ended(ends: Sequence[End]) -> str:
    """What has replaced, repealed or suspended an instrument or parts of it, with the day of what did; empty where nothing has."""
    return _acts(ends, "một phần đã")


def _acts(ends: Sequence[End], to_parts: str) -> str:
    told = []
    for end in ends[:_ENDS]:
        date = day(end.by.date) or str(end.by.year or "")
        notes = "; ".join(filter(None, (date, surmised(end.inferred))))
        by = f"{label(end.predicate, inverse=True)} {called(end.by)}{f' ({notes})' if notes else ''}"
        part = clean(folded(end.parts, _PLACES))
        told.append(f"{to_parts} {by}: {part}" if part else f"đã {by}")
    more = [f"và {len(ends) - _ENDS} văn bản khác"] if len(ends) > _ENDS else []
    return "; ".join([*told, *more])


# --- Lineage


def tree(
    root: Step, place: Place, *, down: bool = False, full: bool = False, width: int | None = None
) -> Iterator[str]:
    """The lines of a lineage tree, of at most about `width` columns; `down` is the way that it goes."""
    stack: list[tuple[Step, Step | None, str, bool]] = [(root, None, "", True)]
    opened: set[str] = set()
    while stack:
        step, above, before, last = stack.pop()
        lead = bar = before
        if above:
            lead, bar = before + ("└─ " if last else "├─ "), before + ("   " if last else "│  ")
            verbs = dict.fromkeys(label(e.predicate, inverse=e.subject == step.instrument.id) for e in step.edges)
            lead += accent("; ".join(verbs)) + ": "
        where = "" if not step.again else "đã nêu ở trên" if step.instrument.id in opened else "nêu ở dưới"
        opened |= set() if step.again else {step.instrument.id}
        yield lead + head(step.instrument) + _state(step.instrument.id, surmised(step.inferred), where)
        under = bar + ("│  " if step.children else "   ")
        room = None if width is None else max(_NARROW, width - len(under))
        about = subject(step.instrument) if not step.again else ""
        lines = fit(f"⚠ {over}", room) if (over := ended(step.ended)) else []
        lines += fit(f"✎ {told}", room) if (told := changed(step.changed)) and not step.again else []
        lines += fit(about if full else cut(about, _TITLE), room) if about else []
        names = [called(s.instrument) for s in (above, step) if s]
        lines += evidence(step.edges, place, names=names, full=full, room=room)
        yield from (under + line for line in lines)
        if not above and not step.children and not step.more:
            yield f"{under}{_NO_STEP[down]}"
        if step.more:
            yield f"{under}… còn {step.more} bước tiếp theo (--depth)"
        stack += [(child, step, bar, n == 0) for n, child in enumerate(reversed(step.children))]


# --- Collections


def report(r: BuildReport) -> Iterator[str]:
    """What a build did, and what the collection holds."""
    rows = [
        ["Tài liệu", f"{r.documents} (mới {r.read}, đọc lại {r.replaced}, không đổi {r.unchanged})"],
        ["Văn bản", str(r.instruments)],
        ["Lần nêu tên", "; ".join(f"{_MENTIONS.get(k, k)}: {n}" for k, n in r.mentions.items())],
        ["Quan hệ", "; ".join(f"{label(p)}: {n}" for p, n in r.relations.items()) or "0"],
        ["Không đọc được", f"{len(r.failures)}{_RETRY if r.failures else ''}"],
    ]
    yield from (f"{bold(title):{24 + len(bold(''))}}{clean(text)}" for title, text in rows)
    yield from (f"  {clean(f.reason)}" for f in r.failures)
    if unread := [f"{_LEFT.get(k) or clean(k)} {n}" for k, n in sorted(r.unread.items()) if k != OURS]:
        yield "Bỏ qua, vì chưa đọc được: " + ", ".join(unread)
    if ours := r.unread.get(OURS):
        yield f"Bỏ qua, vì do kg viết ra: {ours} tệp"
    if not (r.documents or r.failures):
        yield "Bộ sưu tập còn trống: không thấy tài liệu nào để đọc ở nơi đã cho."
    if r.placeless:
        yield (
            f"{r.placeless} tài liệu có số nhưng chưa rõ địa phương, cơ quan hoặc ngày ban hành, nên chưa tính là văn bản"
            + _PLACE
        )
    for files, what in ((r.missing, "không còn (bỏ ra bằng --prune)"), (r.dropped, "không còn, đã bỏ ra")):
        yield from (f"{clean(f)}: {what}" for f in files)
    yield f"Xong sau {r.seconds:.1f} giây".replace(".", ",") if r.changed else "Không có gì thay đổi"


def unresolved(store: Store) -> Iterator[str]:
    """Every open name: its words, where they stand, what it may be, and why it is open."""
    rows = store.unresolved()
    for u in rows:
        at = "" if u.start is None else f":{u.start}"
        yield f"{bold(clean(u.label))} {faint(f'{clean(u.source)}{at}')}"
        yield from _why(store, u)
    yield f"{len(rows)} tên chưa xác định"


def _why(store: Store, u: Unresolved) -> Iterator[str]:
    yield f"  {clean(reason(u.reason))}"
    for candidate in u.candidates:
        yield f"  có thể là {_candidate(node(store, candidate))}"


def _candidate(i: Instrument) -> str:
    """A candidate with what tells it from the others: number, date, title, and its URN."""
    about = cut(subject(i), _NAME)
    return " · ".join(dict.fromkeys(part for part in (head(i), about, clean(i.id)) if part))


def findings(found: Sequence[Finding], place: Place) -> Iterator[str]:
    """Counts by severity and kind, then the findings with their evidence."""
    counts: Counter[str] = Counter(f.severity for f in found)
    yield ", ".join(f"{counts[severity]} {name}" for severity, name in _SEVERITY.items())
    kinds = Counter((f.severity, f.kind) for f in found)
    yield from (f"  {_SEVERITY[severity]} {kind}: {n}" for (severity, kind), n in kinds.items())
    for f in found:
        yield ""
        yield f"{bold(_SEVERITY[f.severity])} [{f.kind}] {clean(f.message)}"
        yield faint(f"  {clean(f.instrument)}")
        yield from ("  " + line for line in evidence(f.evidence, place))


def scores(found: Iterable[Score], misses: Sequence[Miss], most: int) -> Iterator[str]:
    """The table of `kg eval`, and the first disagreements of each kind."""
    rows = [
        (
            s.kind,
            f"{s.precision:.4f}" if s.right + s.extra else "–",  # nothing was found: 1 by definition, and no merit
            f"{s.recall:.4f}" if s.right + s.missed else "–",
            f"{s.f1:.4f}" if s.right + s.extra + s.missed else "–",
            *map(str, (s.right, s.extra, s.missed)),
        )
        for s in found
    ]
    yield from table(("Loại", "Chính xác", "Độ phủ", "F1", "đúng", "thừa", "thiếu"), rows)
    shown: Counter[tuple[str, str]] = Counter()
    for m in misses:
        shown[m.kind, m.side] += 1
        if shown[m.kind, m.side] <= most:
            side = "thiếu" if m.side == "missed" else "thừa"
            yield f"{side} {m.kind} · {clean(m.source)} · {clean(m.what)}"
