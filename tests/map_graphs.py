"""Graphs to draw: the facts of the seeds, and made ones of any size."""

from __future__ import annotations

import json
import random
from pathlib import Path

import networkx as nx

PLACES = ["Tiền Giang", "Bình Dương", "Lào Cai", "Huế", "Cần Thơ", "Đắk Lắk", "Nghệ An", "Quảng Ninh"]
SUBJECTS = [
    "chuyển đổi số tỉnh {place} đến năm 2025, định hướng đến năm 2030",
    "phát triển kinh tế biển bền vững trên địa bàn tỉnh {place}",
    "một số chủ trương, chính sách chủ động tham gia cuộc Cách mạng công nghiệp lần thứ tư",
    "nâng cao chất lượng giáo dục và đào tạo, đáp ứng yêu cầu công nghiệp hóa, hiện đại hóa",
    "quản lý, sử dụng đất đai trong điều kiện kinh tế thị trường",
]
# (noun, code, issuer, level, branch, share)
FAMILIES = [
    ("Nghị quyết", "{n:02d}-NQ/TW", "Bộ Chính trị", "central", "party", 3),
    ("Chỉ thị", "{n:02d}-CT/TW", "Ban Bí thư", "central", "party", 2),
    ("Nghị quyết", "{n}/NQ-CP", "Chính phủ", "central", "state", 4),
    ("Quyết định", "{n}/QĐ-TTg", "Thủ tướng Chính phủ", "central", "state", 6),
    ("Nghị định", "{n}/{y}/NĐ-CP", "Chính phủ", "central", "state", 4),
    ("Thông tư", "{n:02d}/{y}/TT-BKHCN", "Bộ Khoa học và Công nghệ", "central", "state", 6),
    ("Chương trình hành động", "{n}-CTr/TU", "Ban Thường vụ Tỉnh ủy", "province", "party", 6),
    ("Nghị quyết", "{n:02d}-NQ/TU", "Ban Chấp hành Đảng bộ tỉnh", "province", "party", 5),
    ("Kế hoạch", "{n}/KH-UBND", "Ủy ban nhân dân tỉnh", "province", "state", 40),
    ("Nghị quyết", "{n}/{y}/NQ-HĐND", "Hội đồng nhân dân tỉnh", "province", "state", 8),
    ("Kế hoạch", "{n}/KH-SKHCN", "Sở Khoa học và Công nghệ", "province", "state", 6),
    ("Kế hoạch", "{n}/KH-UBND", "Ủy ban nhân dân huyện", "district", "state", 10),
]
PREDICATES = [
    "implements",
    "implements",
    "implements",
    "basedOn",
    "basedOn",
    "guides",
    "amends",
    "replaces",
    "cites",
    "reviews",
]


def seeds() -> nx.MultiDiGraph[str]:
    """The instruments and relations of the three seed documents, as their gold standard has them."""
    data = json.loads(Path(__file__).with_name("data").joinpath("map_seeds.json").read_text(encoding="utf-8"))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in data["nodes"]:
        graph.add_node(node.pop("id"), **node)
    for edge in data["edges"]:
        graph.add_edge(edge.pop("subject"), edge.pop("object"), **edge)
    return graph


def made(size: int, seed: int = 1) -> nx.MultiDiGraph[str]:
    """A collection of `size` instruments, each of which derives from earlier ones of the same or a higher level."""
    rng = random.Random(seed)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    chosen = sorted(rng.choices(range(len(FAMILIES)), [f[5] for f in FAMILIES], k=size))
    for i, family in enumerate(chosen):
        noun, code, issuer, level, branch, _ = FAMILIES[family]
        year = min(2024, 2012 + int(rng.triangular(0, 13, 10 if level != "central" else 5)))
        place = None if level == "central" else rng.choice(PLACES)
        open_name = rng.random() < 0.03
        graph.add_node(
            f"urn:example:{i:05d}",
            number=None if open_name else code.format(n=rng.randint(1, 900), y=year),
            type=noun,
            name=f"{noun} về {SUBJECTS[0].format(place=place or 'nhà')}" if open_name else None,
            issuer=issuer,
            place=place,
            level=level,
            branch=branch,
            date=None if open_name else f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
            year=None if open_name else year,
            title="về " + rng.choice(SUBJECTS).format(place=place or "nhà"),
            status="unresolved" if open_name else "resolved",
            candidates=[f"urn:example:{rng.randrange(size):05d}"] if open_name else [],
        )
    dates = {n: d["date"] or "" for n, d in graph.nodes(data=True)}
    names = sorted(graph)
    for i, n in enumerate(names):
        for _ in range(rng.choice([0, 1, 1, 2])):
            if not i:
                continue
            earlier = [o for o in names[:i][:: 1 + i // 60] if dates[o] <= dates[n]]
            if earlier:
                o = earlier[int(rng.random() ** 2 * len(earlier))]
                predicate = rng.choice(PREDICATES)
                head = graph.nodes[o]["number"] or graph.nodes[o]["name"]
                start = rng.randint(0, 20_000)
                graph.add_edge(
                    n,
                    o,
                    predicate=predicate,
                    quote=f"Ủy ban nhân dân tỉnh đã ban hành {graph.nodes[n]['number']} ngày {dates[n]} để triển khai "
                    f"thực hiện {head} về {rng.choice(SUBJECTS).format(place='Tiền Giang')}",
                    start=start,
                    end=start + 150,
                    page=rng.choice([None, 1, 7]),
                    rule=rng.choice(["cue", "cue", "cue", "discourse-on-that-basis"]),
                    confidence=rng.choice([1.0, 0.95, 0.9, 0.7]),
                    provision=None,
                    source=f"van-ban/{i % 40:03d}.txt",
                    document=f"urn:kg:document:{i % 40:016x}",
                    status="unreviewed",
                )
    return graph
