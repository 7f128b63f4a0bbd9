"""What `kg gaps` prints: the matrix as a table, CSV or JSON lines, in Vietnamese where people read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from kg.eras import leads
from kg.gaps import Column, Matrix, Row, State, called
from kg.labels import day, reason
from kg.placenames import body
from kg.plans import Link, Plan, surmised
from kg.results import cell
from kg.terminal import dump, replaced, table

_MANY = 3  # columns up to which each cell is a line of the table; beyond, those without a plan share one, unless all are asked for
_LISTED = 20  # places that such a line tells
_STATES = {
    "direct": "trực tiếp",
    "indirect": "gián tiếp",
    "over": "đã hết hiệu lực",
    "early": "ngày không hợp lý",
    "draft": "dự thảo",
    "letter": "chỉ có công văn, báo cáo",
    "outside": "không áp dụng",
    "none": "chưa thấy",
    "unknown": "chưa đọc tài liệu",
}
_LACKING: tuple[State, ...] = ("none", "unknown")  # a place that was not there lacks nothing
_NOTES = {
    "over": "văn bản triển khai đã hết hiệu lực",
    "early": "ghi ngày trước văn bản Trung ương",
    "draft": "mới là dự thảo",
    "letter": "là công văn, báo cáo, không tính là kế hoạch",
}
_HEADS = {"place": "Địa phương", "issuer": "Cơ quan"}
_FIELDS = ("Văn bản Trung ương", "Ngày", "Sau (ngày)", "Triển khai", "Văn bản", "Ngày ban hành", "Ghi chú")


def lines(found: Matrix, form: str, *, every: bool = False) -> Iterator[str]:
    """The lines of a matrix as `table` (with `every` each cell is one of its lines), `csv` or `json` (one object a line)."""
    if form == "json":
        yield from map(dump, records(found))
    elif form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        told = (record.values() for record in records(found))
        for values in chain([(*_ROW, found.by, *_CELL)], told):  # a matrix without a cell has its columns
            writer.writerow(["" if v is None else cell(str(v)) for v in values])
            yield from replaced(out.getvalue()).splitlines()
            out.seek(out.truncate(0))
    else:
        yield from _table(found, every)


def records(found: Matrix) -> Iterator[dict[str, Any]]:
    """One flat record for each plan of each cell, and one for each cell without: for tables, CSV and JSON."""
    for row in found.rows:
        for column in found.columns:
            plans: Iterable[Plan | None] = found.plans(row, column) or (None,)
            for plan in plans:
                former = _former(found, row, column) or None
                yield {**_record(row), found.by: column.label, **_planned(plan, found.state(row, column), former)}


def _record(row: Row) -> dict[str, Any]:
    i = row.instrument
    ended = ", ".join(dict.fromkeys(link.subject for link in row.ended)) or None
    values = (called(i), i.type, i.date, i.year, i.issuer, i.title, i.id, ended, surmised(row.ended) or None)
    return dict(zip(_ROW, values, strict=True))


def _planned(plan: Plan | None, state: State, former: str | None) -> dict[str, Any]:
    if plan is None:
        return {**dict.fromkeys(_CELL), "state": state, "former": former}
    i, first = plan.instrument, plan.path[0].edges[0]
    values = (
        plan.standing,
        called(i),
        i.type,
        i.date,
        plan.days,
        i.issuer,
        i.title,
        i.id,
        len(plan.path),
        plan.confidence,
        plan.stale,
        plan.over,
        plan.draft,
        plan.early,
        plan.stamped,
        plan.across,
        first.predicate,
        first.quote,
        first.source,
        first.page,
        plan.grounded,
        ", ".join(dict.fromkeys(link.subject for link in plan.suspended)) or None,
        plan.inferred or None,
        plan.end_inferred or None,
        former,
    )
    return dict(zip(_CELL, values, strict=True))


_ROW = (
    "resolution",
    "type",
    "date",
    "year",
    "issuer_of_resolution",
    "title",
    "resolution_id",
    "ended_by",
    "ended_inferred",
)
_CELL = (
    *("state", "plan", "plan_type", "plan_date", "days", "plan_issuer", "plan_title", "plan_id", "steps", "confidence"),
    *("stale", "over", "draft", "early", "says_draft", "across_sentences", "relation", "quote", "source", "page"),
    *("grounds_only", "suspended_by", "inferred", "end_inferred", "former"),
)


def _table(found: Matrix, every: bool) -> Iterator[str]:
    number, date, days, state, plan, since, note = _FIELDS
    rows: list[list[str]] = []
    for row in found.rows:
        cells = [(c, found.plans(row, c)) for c in found.columns]
        whole = every or len(cells) <= _MANY
        shown = cells if whole else [(c, plans) for c, plans in cells if plans]
        rows += [_line(found, row, c, plans) for c, plans in shown]
        if not shown:
            rows.append([*_head(row), "", _nowhere(found, row), "", "", "", _note(found, row, ())])
        elif not whole:
            rows += _others(found, row)
    yield from table((number, date, _HEADS[found.by], state, plan, since, days, note), rows)
    planned = len(found.rows) - len(found.missing) - len(found.outside)
    yield ""
    held = {row for row, _ in found.cells}
    other = sum(row.instrument.id in held for row in found.missing)
    only = f" ({other} chỉ có văn bản hết hiệu lực, dự thảo, công văn, báo cáo hoặc ngày không hợp lý)" if other else ""
    total = f"{len(found.rows)} văn bản Trung ương: {planned} đã có triển khai, {len(found.missing)} chưa thấy trong tập tài liệu"
    yield total + only + (f", {len(found.outside)} không áp dụng" if found.outside else "")
    if any(found.state(row, c) == "outside" for row in found.rows for c in found.columns):
        yield "Nơi chưa lập, hoặc đã nhập vào nơi khác khi văn bản được ban hành, không tính là thiếu (không áp dụng)"


def _nowhere(found: Matrix, row: Row) -> str:
    if row in found.outside:
        return _STATES["outside"]
    return "chưa thấy trong phạm vi chọn" if found.part else "chưa thấy ở đâu"


def _former(found: Matrix, row: Row, column: Column) -> str:
    """What the provinces that a province took in have for a row: "60/KH-UBND (Bình Định)"."""
    plans = found.former.get((row.instrument.id, column.key), ())
    more = f"; và {len(plans) - _MANY} văn bản khác" if len(plans) > _MANY else ""
    return "; ".join(f"{called(p.instrument)} ({p.instrument.place})" for p in plans[:_MANY]) + more


def _others(found: Matrix, row: Row) -> Iterator[list[str]]:
    """The places without a plan, in one line for each state that they are in."""
    what = _HEADS[found.by].lower()
    for state in _LACKING:
        lacking = [c for c in found.columns if found.state(row, c) == state]
        labels = [
            f"{c.label}{f' [trước sáp nhập: {told}]' if (told := _former(found, row, c)) else ''}" for c in lacking
        ]
        if labels:
            more = f"; và {len(labels) - _LISTED} {what} khác (--every)" if len(labels) > _LISTED else ""
            told = "; ".join(labels[:_LISTED]) + more
            yield [*_head(row), f"{len(labels)} {what}", _STATES[state], "", "", "", told]


def _line(found: Matrix, row: Row, column: Column, plans: tuple[Plan, ...]) -> list[str]:
    state = _STATES[found.state(row, column)]
    if not plans:
        return [*_head(row), column.label, state, "", "", "", _note(found, row, (), column)]
    first = plans[0].instrument
    alike = sum(p.counts == plans[0].counts for p in plans)
    more = f" (+{alike - 1})" if alike > 1 else ""
    days = "" if plans[0].days is None else str(plans[0].days)
    dated = day(first.date) or str(first.year or "")
    state += " (căn cứ)" if plans[0].grounded and plans[0].counts else ""
    of = f" ({body(first.issuer or '', '')})" if found.by == "place" and not leads(first) else ""
    return [*_head(row), column.label, state, called(first) + more + of, dated, days, _note(found, row, plans, column)]


def _head(row: Row) -> list[str]:
    return [called(row.instrument), day(row.instrument.date) or str(row.instrument.year or "")]


def _note(found: Matrix, row: Row, plans: tuple[Plan, ...], column: Column | None = None) -> str:
    """What is to be known of a row and of its plans in a place, then the title of the row."""
    notes = [f"đã bị thay thế, bãi bỏ bởi {_by(found, row.ended)}"] if row.ended else []
    if not row.ended and any(p.stale for p in plans):
        ends = [link for p in plans for link in p.ended if link.object != p.instrument.id]
        notes.append(f"dựa trên văn bản hết hiệu lực{_surmised(ends)}")
    if former := _former(found, row, column) if column else "":
        notes.append(f"có văn bản trước sáp nhập: {former}")
    if column and not plans and found.state(row, column) == "outside":
        notes.append(_era(column, row))
    for p in [p for p in plans if p.suspended][:_MANY]:
        by = _by(found, p.suspended)
        notes.append(f"{called(p.instrument) if p.halted else 'văn bản nền'} đã bị đình chỉ, ngưng hiệu lực bởi {by}")
    for standing, words in _NOTES.items():
        if n := sum(p.standing == standing for p in plans):
            ends = [link for p in plans for link in p.ended if standing == "over" and link.object == p.instrument.id]
            notes.append(f"{words if n == len(plans) else f'{n} {words}'}{_surmised(ends)}")
    if stamped := [p for p in plans if p.stamped and p.counts]:
        notes.append(f"bản đã đọc của {', '.join(called(p.instrument) for p in stamped[:_MANY])} ghi là dự thảo")
    if plans and plans[0].across:
        notes.append(f"đọc qua nhiều câu, độ tin cậy {plans[0].confidence:.2f}".replace(".", ","))
    if plans and plans[0].inferred:
        notes.append(f"suy ra văn bản được nêu: {reason(plans[0].inferred).rstrip('.').lower()}")
    return " · ".join(part for part in ("; ".join(notes), row.instrument.title) if part)


def _by(found: Matrix, links: Sequence[Link]) -> str:
    """What ends or suspends something, "5/2020/NĐ-CP (suy ra)"."""
    ends: dict[str, list[Link]] = {}
    for link in links:
        ends.setdefault(called(found.known[link.subject]), []).append(link)
    return ", ".join(f"{name}{_surmised(told)}" for name, told in ends.items())


def _surmised(links: Sequence[Link]) -> str:
    """That an end was inferred, and why; empty where the words tell it."""
    why = surmised(links)
    return f" (suy ra: {reason(why).rstrip('.').lower()})" if why else ""


def _era(column: Column, row: Row) -> str:
    """Why a place has no gap for a row."""
    told = row.instrument.date or str(row.instrument.year or "")
    if column.until and told > column.until[: len(told)]:
        return f"{column.label} chỉ đến {day(column.until)}" + (f", nay thuộc {column.into}" if column.into else "")
    return f"cấp xã lập lại từ {day(column.since)}"
