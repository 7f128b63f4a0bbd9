"""`kg eval`: counts by kind, matched by what a person can read, and the misses."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import readers
from kg.cli import cli
from kg.evaluate import evaluate, lines, predicted
from kg.extract import extract
from kg.model import KgError, to_json

TEXT = (
    "Ủy ban nhân dân tỉnh Tiền Giang ban hành Kế hoạch 12/KH-UBND ngày 05/3/2024 thực hiện Nghị quyết 57-NQ/TW ngày 22/12/2023 "
    "của Bộ Chính trị và Nghị quyết 30/NQ-CP ngày 01/01/2024 của Chính phủ."
)


def line() -> dict[str, object]:
    return to_json(extract(readers.text(TEXT, "a/plan.txt")))


def scores(gold: object, predicted: object) -> dict[str, tuple[int, int, int]]:
    return {s.kind: (s.right, s.extra, s.missed) for s in evaluate([gold], [predicted])[0]}  # type: ignore[list-item]


def test_gold_agrees_with_itself() -> None:
    found, misses = evaluate([line()], [line()])  # type: ignore[list-item]
    assert misses == []
    assert {s.f1 for s in found} == {1.0}
    assert scores(line(), line())["relation:implements"] == (2, 0, 0)


@pytest.mark.parametrize(
    ("change", "kind", "want"),
    [
        ("relations", "relation:implements", (1, 0, 1)),  # a relation that is not found is missed
        ("mentions", "mention", (2, 1, 1)),  # a span one letter off is missed and extra
        ("date", "fact:date", (2, 1, 1)),  # a wrong date is missed and extra
    ],
)
def test_each_disagreement_is_counted(change: str, kind: str, want: tuple[int, int, int]) -> None:
    wrong = copy.deepcopy(line())
    if change == "relations":
        wrong["relations"] = wrong["relations"][1:]  # type: ignore[index]
    elif change == "mentions":
        wrong["mentions"][0]["end"] -= 1  # type: ignore[index]
    else:
        plan = next(i for i in wrong["instruments"].values() if i["number"] == "12/KH-UBND")  # type: ignore[attr-defined]
        plan["date"] = "2020-01-01"
    assert scores(line(), wrong)[kind] == want


def test_what_gold_leaves_out_is_not_scored() -> None:
    gold = {k: v for k, v in line().items() if k != "relations"}
    assert not any(k.startswith(("relation", "rule")) for k in scores(gold, line()))


def test_a_document_not_predicted_is_missed_whole() -> None:
    other = {**line(), "document": {**line()["document"], "source": "other.txt"}}  # type: ignore[dict-item]
    assert scores(line(), other)["mention"] == (0, 0, 3)


def test_the_verb_extracts_documents_and_reads_predictions(tmp_path: Path) -> None:
    plan, gold = tmp_path / "plan.txt", tmp_path / "gold.jsonl"
    plan.write_text(TEXT, encoding="utf-8")
    gold.write_text(json.dumps(line(), ensure_ascii=False), encoding="utf-8")
    for given in (plan, gold):
        result = CliRunner().invoke(cli, ["eval", str(gold), str(given), "--json"])
        assert result.exit_code == 0, result.output
        assert json.loads(result.output)["misses"] == []


def test_a_gold_document_that_no_input_has_is_named(tmp_path: Path) -> None:
    gold, other = tmp_path / "gold.jsonl", tmp_path / "other.jsonl"
    gold.write_text(json.dumps(line(), ensure_ascii=False), encoding="utf-8")
    other.write_text(json.dumps({**line(), "document": {"source": "x/other.txt"}}), encoding="utf-8")
    result = CliRunner().invoke(cli, ["eval", str(gold), str(other)])
    assert (
        f"no INPUT has, or several may be: {line()['document']['source']}; all of that counts as missed"
        in result.output
    )  # type: ignore[index]
    assert any(row.split()[:4] == ["mention", "–", "0.0000", "0.0000"] for row in result.output.splitlines())
    assert not any(row.startswith("fact:") and "1.0000" in row for row in result.output.splitlines()), "of nothing"
    (tmp_path / "none.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(KgError, match=r"none\.jsonl holds no extraction"):
        cli.main(["eval", str(tmp_path / "none.jsonl"), str(gold)], standalone_mode=False)


def test_of_a_folder_those_that_the_gold_names_are_extracted(tmp_path: Path) -> None:
    """The gold lies in it too, and is no prediction; what cannot be read is told, and counts as missed."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text(TEXT, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    wanted = [{**line(), "document": {"source": source}} for source in ("a/plan.txt", "a/empty.txt")]
    gold = folder / "gold.jsonl"
    gold.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in wanted), encoding="utf-16")
    told: list[str] = []
    found = list(predicted(str(folder), lines(gold), told.append))
    assert [one["document"]["source"] for one in found] == [(folder / "plan.txt").as_posix()]
    assert told == [f"{(folder / 'empty.txt').as_posix()}: the file is empty."]
    result = CliRunner().invoke(cli, ["eval", str(gold), str(folder)])
    assert "no INPUT has, or several may be: a/empty.txt;" in result.output
    assert any(row.split()[-3:] == ["3", "0", "3"] for row in result.output.splitlines() if row.startswith("mention"))


def test_documents_of_one_name_in_two_folders_are_not_mixed_up() -> None:
    def at(source: str, **more: object) -> dict[str, object]:
        return {**line(), "document": {"source": source}, **more}

    both = [at("a/plan.txt"), at("b/plan.txt", mentions=[])]
    assert not evaluate([at("a/plan.txt")], both)[1]
    assert len(evaluate([at("c/plan.txt")], both[:1])[1]) == 0, "the only one of its name, wherever it lies"
    missed = evaluate([at("c/plan.txt")], both)[1]
    assert {m.side for m in missed} == {"missed"}, "which of two nobody tells"


def test_bad_gold_is_one_sentence(tmp_path: Path) -> None:
    bad = tmp_path / "gold.jsonl"
    bad.write_text('{"document": {"source": "x"}}\n{', encoding="utf-8")
    with pytest.raises(KgError, match="line 2 is not JSON"):
        lines(bad)


HEAD = '"document": {"source": "x"}'
NO_GOLD = [
    ("[]", "it is no object"),
    ("null", "it is no object"),
    ('{"document": 5, "mentions": [1]}', "it has no document.source"),
    (f'{{{HEAD}, "mentions": [1]}}', "its mentions are not each an object with start, end, text"),
    (f'{{{HEAD}, "mentions": 1}}', "its mentions are not each an object"),
    (f'{{{HEAD}, "relations": [{{"subject": "a"}}]}}', "its relations are not each an object with subject, predicate"),
    (f'{{{HEAD}, "instruments": []}}', "its instruments are not an object of objects"),
    (f'{{{HEAD}, "instruments": {{"a": {{"number": 5}}}}}}', "the number of an instrument is no text"),
]


@pytest.mark.parametrize(("gold", "told"), NO_GOLD)
def test_a_line_that_is_no_extraction_is_told(tmp_path: Path, gold: str, told: str) -> None:
    bad = tmp_path / "gold.jsonl"
    bad.write_text(f"\n{gold}\n", encoding="utf-8")
    with pytest.raises(KgError, match=f"line 2 is no extraction: {told}"):
        lines(bad)


def test_gold_with_a_mark_and_predictions_with_less_than_it_are_read(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(line()), encoding="utf-8-sig")
    [read] = lines(gold)
    assert read == line()
    assert scores(read, {"document": read["document"]})["mention"] == (0, 0, 3)
