"""What `kg gaps` prints: the matrix as a table, CSV or JSON lines, in Vietnamese where people read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from kg.gaps import Column, Matrix, Plan, Row, called, records
from kg.results import cell
from kg.show import day
from kg.terminal import dump, replaced, table

_MANY = 3  # columns up to which each cell is a line of the table; beyond, only the cells that have a plan are
_STATES = {"direct": "trực tiếp", "indirect": "gián tiếp", "none": "chưa thấy", "unknown": "chưa đọc tài liệu"}
_HEADS = {"place": "Địa phương", "issuer": "Cơ quan"}
_FIELDS = ("Văn bản Trung ương", "Ngày", "Sau (ngày)", "Triển khai", "Văn bản", "Ngày ban hành", "Ghi chú")


def lines(found: Matrix, form: str) -> Iterator[str]:
    """The lines of a matrix as `table`, `csv` or `json` (one object a line)."""
    if form == "json":
        yield from map(dump, records(found))
    elif form == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        for n, record in enumerate(records(found)):
            if n == 0:
                writer.writerow(record)
            writer.writerow(["" if v is None else cell(str(v)) for v in record.values()])
        yield from replaced(out.getvalue()).splitlines()
    else:
        yield from _table(found)


def _table(found: Matrix) -> Iterator[str]:
    number, date, days, state, plan, since, note = _FIELDS
    rows: list[list[str]] = []
    for row in found.rows:
        cells = [(c, found.plans(row, c)) for c in found.columns]
        shown = cells if len(cells) <= _MANY else [(c, plans) for c, plans in cells if plans]
        rows += [_line(found, row, c, plans) for c, plans in shown]
        if not shown:
            rows.append([*_head(row), "", "chưa thấy ở đâu", "", "", "", _note(row, ())])
    yield from table((number, date, _HEADS[found.by], state, plan, since, days, note), rows)
    planned = len(found.rows) - len(found.missing)
    yield ""
    yield f"{len(found.rows)} văn bản Trung ương: {planned} đã có triển khai, {len(found.missing)} chưa thấy trong tập tài liệu"


def _line(found: Matrix, row: Row, column: Column, plans: tuple[Plan, ...]) -> list[str]:
    state = _STATES[found.state(row, column)]
    if not plans:
        return [*_head(row), column.label, state, "", "", "", _note(row, ())]
    first = plans[0].instrument
    more = f" (+{len(plans) - 1})" if len(plans) > 1 else ""
    days = "" if plans[0].days is None else str(plans[0].days)
    dated = day(first.date) or str(first.year or "")
    return [*_head(row), column.label, state, called(first) + more, dated, days, _note(row, plans)]


def _head(row: Row) -> list[str]:
    return [called(row.instrument), day(row.instrument.date) or str(row.instrument.year or "")]


def _note(row: Row, plans: tuple[Plan, ...]) -> str:
    notes = ["đã bị thay thế, bãi bỏ"] if row.ended else []
    notes += ["dựa trên văn bản hết hiệu lực"] if not row.ended and any(p.stale for p in plans) else []
    notes += ["văn bản triển khai đã hết hiệu lực"] if any(p.over for p in plans) else []
    return "; ".join(notes) or (row.instrument.title or "")
