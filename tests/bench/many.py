"""A collection of many instruments, invented, with chains of carrying out as they are in life: what a server is measured on.

    python tests/bench/many.py FOLDER [INSTRUMENTS]

writes registers (CSV, one a province, one for the centre) that `kg build FOLDER --store DIR` reads like any other. One
instrument in a hundred is central. A province party committee carries out what the centre decides, the people's committee
what the party committee decides, a department what the people's committee plans: lineages four to six steps long. One row in
three carries nothing out, one in fifty names its parent without a year, which may leave the name open.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = ("so_hieu", "ngay_ban_hanh", "loai_van_ban", "co_quan_ban_hanh", "trich_yeu", "tinh")
YEARS = range(2012, 2026)
SUBJECTS = (
    "chuyển đổi số", "phát triển kinh tế biển", "cải cách hành chính", "giảm nghèo bền vững", "xây dựng nông thôn mới",
    "bảo vệ môi trường", "phát triển nguồn nhân lực", "đổi mới giáo dục", "chăm sóc sức khỏe nhân dân", "an toàn giao thông",
    "phòng, chống thiên tai", "quản lý đất đai", "phát triển du lịch", "công nghiệp hỗ trợ", "an sinh xã hội",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A series of numbers: its noun, the code after the ordinal, who issues it, and which kinds it carries out."""

    noun: str
    code: str
    issuer: str
    above: tuple[str, ...] = ()
    weight: int = 1


CENTRAL = {
    "nq": Kind(noun="Nghị quyết", code="{n:02d}-NQ/TW", issuer="Bộ Chính trị"),
    "ct": Kind(noun="Chỉ thị", code="{n:02d}-CT/TW", issuer="Ban Bí thư"),
    "cp": Kind(noun="Nghị quyết", code="{n}/NQ-CP", issuer="Chính phủ", above=("nq",)),
    "ttg": Kind(noun="Quyết định", code="{n}/QĐ-TTg", issuer="Thủ tướng Chính phủ", above=("nq", "cp"), weight=3),
}
LOCAL = {
    "tu": Kind(noun="Nghị quyết", code="{n:02d}-NQ/TU", issuer="Tỉnh ủy", above=("nq", "ct")),
    "ctr": Kind(noun="Chương trình", code="{n:02d}-CTr/TU", issuer="Tỉnh ủy", above=("nq", "ct")),
    "nqhd": Kind(noun="Nghị quyết", code="{n}/NQ-HĐND", issuer="Hội đồng nhân dân tỉnh", above=("tu",), weight=2),
    "kh": Kind(noun="Kế hoạch", code="{n}/KH-UBND", issuer="Ủy ban nhân dân tỉnh", above=("tu", "ctr", "cp", "ttg"), weight=8),
    "qd": Kind(noun="Quyết định", code="{n}/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh", above=("kh", "nqhd"), weight=12),
    "so": Kind(noun="Kế hoạch", code="{n}/KH-SNV", issuer="Sở Nội vụ", above=("kh", "qd"), weight=6),
}  # fmt: skip


@dataclass
class Series:
    """What was issued: the rows, and (number, day, kind) of what later ones may carry out."""

    rows: list[tuple[str, ...]] = field(default_factory=list)
    issued: dict[tuple[str, int], list[tuple[str, str, Kind]]] = field(default_factory=dict)  # by kind and year


def issue(found: Series, key: str, kind: Kind, n: int, year: int, place: str, chance: random.Random) -> None:
    """One instrument more; its parent, if it has one, is of one of the three years before."""
    number = kind.code.format(n=n)
    day = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{year}"
    above = [a for name in kind.above for back in (1, 2, 3) for a in found.issued.get((name, year - back), ())]
    subject = chance.choice(SUBJECTS)
    title = f"{'triển khai' if kind.noun == 'Kế hoạch' else 'về'} công tác {subject} năm {year}"
    if above and chance.random() < 2 / 3:
        parent, since, upper = chance.choice(above)
        dated = "" if chance.random() < 1 / 50 else f" ngày {since}"
        where = f" {place}" if "TW" not in parent and upper in LOCAL.values() else ""
        title = f"thực hiện {upper.noun} số {parent}{dated} của {upper.issuer}{where} về {subject}"
    found.rows.append((number, day, kind.noun, kind.issuer, title, place))
    found.issued.setdefault((key, year), []).append((number, day, kind))


def series(kinds: dict[str, Kind], rows: int, place: str, before: Series | None, chance: random.Random) -> Series:
    """The rows of one register, spread over the years."""
    found = Series(issued=dict(before.issued) if before else {})
    weights = sum(k.weight for k in kinds.values())
    for at, year in enumerate(YEARS):
        due = rows * (at + 1) // len(YEARS) - rows * at // len(YEARS)
        counted = 0
        for key, kind in kinds.items():
            counted += kind.weight
            upto = due * counted // weights
            for n in range(1, upto - due * (counted - kind.weight) // weights + 1):
                issue(found, key, kind, n, year, place, chance)
    return found


def registers(instruments: int, places: list[str], seed: int = 7) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """(name of the file, rows): the same for the same arguments."""
    chance = random.Random(seed)
    central = series(CENTRAL, max(len(YEARS) * 6, instruments // 100), "", None, chance)
    yield "trung-uong.csv", central.rows
    left = max(0, instruments - len(central.rows))
    for at, place in enumerate(places):
        rows = left * (at + 1) // len(places) - left * at // len(places)
        yield f"{at:02d}.csv", series(LOCAL, rows, place, central, chance).rows


def write(folder: Path, instruments: int) -> int:
    """Writes the registers; the number of rows."""
    from kg.lexicon import load

    places = list(load().provinces)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, rows in registers(instruments, places):
        with (folder / name).open("w", encoding="utf-8", newline="") as f:
            lines = csv.writer(f)
            lines.writerow(COLUMNS)
            lines.writerows(rows)
        written += len(rows)
    return written


if __name__ == "__main__":
    print(write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000))
