"""Central instruments and plans in the language of `small_pipeline`, and the matrix of gaps over them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kg import gaps, store
from kg.gaps import Matrix

NQ = "type=Nghị quyết; issuer=Bộ Chính trị; level=central; branch=party"
CENTRAL = f"""nq1 | number=1-NQ/TW; {NQ}; date=2019-01-01; year=2019
nq2 | number=2-NQ/TW; {NQ}; date=2020-02-01; year=2020
nq3 | number=3-NQ/TW; {NQ}; date=2021-03-01; year=2021
qd4 | number=4/QĐ-TTg; type=Quyết định; issuer=Thủ tướng Chính phủ; level=central; date=2021-06-15; year=2021
nd5 | number=5/2020/NĐ-CP; type=Nghị định; issuer=Chính phủ; level=central; date=2020-05-05; year=2020
"""


def local(name: str, place: str, date: str, **facts: str) -> str:
    values = {"type": "Kế hoạch", "issuer": "Ủy ban nhân dân tỉnh", "level": "province", "date": date, "year": date[:4]}
    values |= {"number": f"{name}/KH-UBND", "place": place, **facts}
    return f"{name} | " + "; ".join(f"{k}={v}" for k, v in values.items()) + "\n"


@pytest.fixture
def matrix(small: ModuleType, files: Callable[[dict[str, str]], Path], tmp_path: Path) -> Callable[..., Matrix]:
    """The matrix of a collection in the small language: the central instruments and these texts."""

    def make(*texts: str, by: gaps.By = "place") -> Matrix:
        folder = files({"central.txt": CENTRAL, **{f"{i}.txt": text for i, text in enumerate(texts)}})
        store.build([folder], tmp_path / "kg")
        with store.open_store(tmp_path / "kg") as opened:
            return gaps.matrix(opened, by)

    return make


def cells(found: Matrix) -> dict[tuple[str, str], list[tuple[str, bool, int | None]]]:
    """Each cell that has plans: (number of the resolution, column) → [(number, direct, days)]."""
    labels = {c.key: c.label for c in found.columns}
    numbers = {r.instrument.id: r.instrument.number or "" for r in found.rows}
    return {
        (numbers[r], labels[c]): [(p.instrument.number or p.instrument.name or "", p.direct, p.days) for p in plans]
        for (r, c), plans in found.cells.items()
    }


HUE = local("kh1", "Huế", "2019-03-02")
