"""What a terminal and a page say of an instrument."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from kg import check, forms, lineage, store
from kg.model import Instrument
from kg.quoting import brief
from kg.rdf import Edge
from kg.show import called, instrument, subject, unresolved


@pytest.mark.parametrize(
    ("facts", "name", "about", "why"),
    [
        ({"number": "36-NQ/TW", "title": "kinh tế biển"}, "36-NQ/TW", "kinh tế biển", "a title beside a number"),
        (
            {"number": "31/2024/QH15", "name": "Luật Đất đai"},
            "31/2024/QH15",
            "Luật Đất đai",
            "the name of a numbered law",
        ),
        ({"name": "Luật Đất đai"}, "Luật Đất đai", "", "a name is not told twice"),
        ({"type": "Kế hoạch", "title": "trồng rừng"}, "Kế hoạch trồng rừng", "", "nor a title that is the name"),
        ({"name": "Đề án 06", "title": "dữ liệu dân cư"}, "Đề án 06", "dữ liệu dân cư", "a name with a title"),
    ],
)
def test_what_it_is_called_and_about(facts: dict[str, str], name: str, about: str, why: str) -> None:
    i = Instrument(id="urn:a", **facts)
    assert (called(i), subject(i)) == (name, about), why


AMBIGUOUS = """ỦY BAN NHÂN DÂN
TỈNH AN GIANG
Số: 18/KH-UBND
An Giang, ngày 05 tháng 6 năm 2024

KẾ HOẠCH
Triển khai công tác năm 2024

Căn cứ Nghị quyết số 18-NQ/TW, Ủy ban nhân dân tỉnh ban hành Kế hoạch.
"""


def test_a_candidate_that_no_document_names_has_what_the_catalogue_tells(
    files: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    store.build([files({"a.txt": AMBIGUOUS})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        lines = [click.unstyle(line) for line in unresolved(opened) if "có thể là" in line]
    assert len(lines) > 1
    land = next(line for line in lines if line.endswith(" · urn:lex:vn:trung.uong.dang:nghi.quyet:2022;18"))
    assert "18-NQ/TW · Nghị quyết · 16/06/2022 · Ban Chấp hành Trung ương · tiếp tục đổi mới" in land


DECISION = """{stamp}
ỦY BAN NHÂN DÂN
TỈNH AN GIANG
Số: {number}/QĐ-UBND
An Giang, ngày {day} tháng 6 năm 2024

QUYẾT ĐỊNH
{title}

Điều 1. {title}.
"""
OLD = DECISION.format(stamp="", number="18", day="05", title="Phê duyệt Đề án trồng rừng ngập mặn")


@pytest.mark.parametrize("stamp", ["DỰ THẢO", "(Dự thảo lần 2)", ""])
@pytest.mark.parametrize("deed", ["Thay thế", "Sửa đổi, bổ sung"])
def test_a_draft_changes_nothing_yet(
    files: Callable[[dict[str, str]], Path], tmp_path: Path, stamp: str, deed: str
) -> None:
    title = f"{deed} Quyết định số 18/QĐ-UBND ngày 05/6/2024 của Ủy ban nhân dân tỉnh"
    new = DECISION.format(stamp=stamp, number="     ", day="    ", title=title)
    store.build([files({"a.txt": OLD, "b.txt": new})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        (old,) = [i for i in opened.instruments() if i.number == "18/QĐ-UBND"]
        lines = [click.unstyle(line) for line in instrument(opened, old)]
        ended = lineage.trace(opened, old.id).ended
        found = [f.message for f in check.check(opened) if f.kind == "draft"]
    done = next(line for line in lines if " được " in line)
    assert ("dự thảo, chưa ban hành" in done) == bool(stamp)
    assert any("⚠ đã được thay thế" in line for line in lines) == (deed == "Thay thế" and not stamp)
    assert bool(ended) == (deed == "Thay thế" and not stamp)
    assert [m.split(" là dự thảo: ")[1] for m in found] == [
        f"việc {'thay thế' if deed == 'Thay thế' else 'sửa đổi, bổ sung'} 18/QĐ-UBND chưa được ban hành"
    ] * bool(stamp)


def test_json_tells_of_one_instrument_what_the_text_tells(
    files: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    title = (
        "Thay thế Quyết định số 18/QĐ-UBND ngày 05/6/2024 của Ủy ban nhân dân tỉnh; căn cứ Nghị quyết 18 của Trung ương"
    )
    new = DECISION.format(stamp="DỰ THẢO", number="     ", day="    ", title=title)
    store.build([files({"a.txt": OLD, "b.txt": new})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        nodes = [*opened.instruments(), *(u.facts for u in opened.unresolved())]
        assert any(i.id.startswith("urn:kg:name:") for i in nodes)
        for i in nodes:
            lines = [click.unstyle(line) for line in instrument(opened, i, full=True)]
            told = forms.known(opened, i)
            proofs = [*told["from"], *told["to"]]
            for e in proofs:
                assert any(f"{e['source']}:{e['line']}:{e['column']}" in line for line in lines)
            drafts = {e["other"]["id"] for e in proofs if e["other"]["draft"]}
            draft = told["draft"] or bool(drafts)
            assert draft == any("dự thảo, chưa ban hành" in line for line in lines)
            heads = {e["other"]["number"] for e in proofs} - {None}
            assert all(any(number in line for line in lines) for number in heads)
            assert bool(told["open"]) == ("(chưa xác định)" in lines[0])
            if told["open"]:
                assert any(told["open"]["why"]["vi"] in line for line in lines)


def _proof(predicate: str, quote: str, rule: str) -> Edge:
    told = {"subject": "urn:a", "predicate": predicate, "object": "urn:b", "quote": quote, "rule": rule}
    where = {"start": 0, "end": len(quote), "page": None, "document": "urn:kg:document:0", "source": "a.txt"}
    return Edge(**told, **where, confidence=0.9, provision=None, status="unreviewed")


@pytest.mark.parametrize(
    ("predicate", "rule", "cue", "why"),
    [
        ("basedOn", "discourse:trên cơ sở đó", "Trên cơ sở đó", "what links the sentences"),
        ("amends", "passive+list", "được sửa đổi, bổ sung bởi", "the verb"),
    ],
)
def test_a_long_quote_in_short_keeps_the_words_that_tell_the_relation(
    predicate: str, rule: str, cue: str, why: str
) -> None:
    far = "của tỉnh về nuôi trồng thủy sản ven bờ " * 8
    proof = _proof(predicate, f"Nghị quyết 12-NQ/TW {far} {cue} {far} Quyết định 18/QĐ-UBND", rule)
    short = brief(proof, ["12-NQ/TW", "18/QĐ-UBND"])
    assert len(short) < 300
    for words in ("12-NQ/TW", cue, "18/QĐ-UBND"):
        assert words in short, why


def test_the_parts_that_are_amended_are_told_in_one_line_however_many(
    files: Callable[[dict[str, str]], Path], tmp_path: Path
) -> None:
    title = "Sửa đổi, bổ sung một số điều của Quyết định số 18/QĐ-UBND ngày 05/6/2024 của Ủy ban nhân dân tỉnh"
    items = "\n".join(f"{n}. Sửa đổi Điều {n} như sau:\n“Điều {n}. Rừng”" for n in range(1, 61))
    new = DECISION.format(stamp="", number="30", day="25", title=title).rstrip(".\n") + f"\n{items}\n"
    store.build([files({"a.txt": OLD, "b.txt": new})], tmp_path / "kg")
    with store.open_store(tmp_path / "kg") as opened:
        (old,) = [i for i in opened.instruments() if i.number == "18/QĐ-UBND"]
        lines = [click.unstyle(line) for line in instrument(opened, old)]
        whole = [click.unstyle(line) for line in instrument(opened, old, full=True)]
        (change,) = lineage.trace(opened, old.id).changed
    told = "Điều 1; Điều 2; Điều 3; Điều 4; Điều 5; … (60 chỗ)"
    assert f"  ✎ đã được sửa đổi, bổ sung bởi 30/QĐ-UBND (25/06/2024): {told}" in lines
    assert f"    {told}" in lines
    assert f"    {told}" not in whole  # where each stands beside its words
    assert sum("“Sửa đổi Điều " in line for line in whole) == 60
    assert sum("“Sửa đổi" in line for line in lines) == 1
    assert (change.whole, len(change.parts)) == (True, 60)
    assert forms.ending(change)["provisions"] == [f"Điều {n}" for n in range(1, 61)]
