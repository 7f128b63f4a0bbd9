"""Cases as data: TOML rows become parameters of a test, with the reason as their name.

A file has `[[case]]` rows, which must hold, and `[[defect]]` rows: expectations that are right but not met yet. A
defect that comes to hold fails its test until the row is moved among the cases.
"""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.extract import extract
from kg.model import Extraction, Instrument
from kg.readers import text as document


def rows(name: str) -> list[Any]:
    """The rows of `cases/NAME.toml` as pytest parameters; a row without a reason is an error."""
    data = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    assert set(data) <= {"case", "defect"}, f"{name}.toml: unknown tables {set(data)}"
    found = [pytest.param(row, id=row["why"][:90]) for row in data["case"]]
    return found + [
        pytest.param(row, id=row["why"][:90], marks=pytest.mark.xfail(strict=True, reason=row["why"]))
        for row in data.get("defect", ())
    ]


def read(body: str) -> Extraction:
    """The extraction of a text."""
    return extract(document(body))


def label(e: Extraction, key: str) -> str:
    """A short name for an id, as the cases write it: number, name, title or type; `document` for the document itself."""
    if key in (e.document.id, e.instrument):
        return "document"
    i = e.instruments[key]
    return i.number or i.name or i.title or i.type or key


def entered(title: str, **columns: Any) -> Extraction:
    """The extraction of a register's row: its title, and what its other columns tell."""
    found = document(title)
    day = columns.get("date")
    known = Instrument(title=title, year=int(day[:4]) if day else None, **columns)
    return extract(dataclasses.replace(found, known=known, row=True))
