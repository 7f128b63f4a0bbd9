"""The three seeds give all that golden/seeds.json holds, and nothing false."""

from __future__ import annotations

import itertools
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.extract import extract
from kg.model import Extraction, Instrument, Resolution
from kg.readers import read
from kg.resolve import resolve
from kg.text import fold

HERE = Path(__file__).parent
GOLD: dict[str, Any] = json.loads((HERE / "golden" / "seeds.json").read_text(encoding="utf-8"))
SEEDS = sorted((HERE.parent / "seeds").glob("*.txt"))


@cache
def extractions() -> dict[str, Extraction]:
    return {path.name: extract(document) for path in SEEDS for document in read(path)}


@cache
def resolution() -> Resolution:
    return resolve(extractions().values())


def settled(e: Extraction, key: str | None) -> Instrument | None:
    """The collection's instrument for a document's id."""
    found = resolution().identity(e.document.id, key) if key else None
    return resolution().instruments[found] if found else None


def is_gold(i: Instrument | None, key: str) -> bool:
    want = GOLD["instruments"][key]
    return i is not None and (i.number, i.date) == (want["number"], want["date"])


def test_the_gold_is_whole() -> None:
    assert [path.name for path in SEEDS] == sorted({m["source"] for m in GOLD["mentions"]})
    assert [len(GOLD[k]) for k in ("mentions", "instruments", "relations")] == [79, 37, 29]


@pytest.mark.parametrize("gold", GOLD["mentions"], ids=lambda g: f"{g['source'][:3]}:{g['start']} {g['instrument']}")
def test_mention(gold: dict[str, Any]) -> None:
    e = extractions()[gold["source"]]
    assert e.document.text[gold["start"] : gold["end"]] == gold["text"]
    found = [m for m in e.mentions if m.start <= gold["start"] and gold["end"] <= m.end]
    assert len(found) == 1
    told = e.instruments[found[0].instrument]
    assert told.number == GOLD["instruments"][gold["instrument"]]["number"]
    if gold.get("date_told", True):
        assert is_gold(told, gold["instrument"])
    assert is_gold(settled(e, found[0].instrument), gold["instrument"]), "over the collection the date is known"


@pytest.mark.parametrize("name", [path.name for path in SEEDS])
def test_no_numbered_mention_beyond_the_gold(name: str) -> None:
    e = extractions()[name]
    spans = [(g["start"], g["end"]) for g in GOLD["mentions"] if g["source"] == name]
    numbered = [m for m in e.mentions if m.instrument and e.instruments[m.instrument].number]
    assert [m.text for m in numbered if not any(m.start <= s and end <= m.end for s, end in spans)] == []


@pytest.mark.parametrize("words", ["giai đoạn 2021 - 2025", "1.772 / 1.772", "27/63", "5.555/6.066"])
def test_figures_of_the_seeds_are_no_instruments(words: str) -> None:
    pattern = re.compile(r"\s*".join(map(re.escape, words.replace(" ", ""))))
    hits = [(e, m.span()) for e in extractions().values() for m in pattern.finditer(e.document.text)]
    assert hits, "the seeds hold it"
    for e, (start, end) in hits:
        assert [m.text for m in e.mentions if m.form != "name" and m.start < end and start < m.end] == []


@pytest.mark.parametrize("key", sorted(GOLD["instruments"]))
def test_instrument(key: str) -> None:
    want = GOLD["instruments"][key]
    (found,) = [i for i in resolution().instruments.values() if is_gold(i, key)]
    assert (found.type, found.level) == (want["type"], want["level"])
    assert f"{found.issuer} {found.place or ''}".strip() == want["issuer"]
    assert found.place == ("Tiền Giang" if want["level"] == "province" else None)


def names(e: Extraction, key: str, gold: str) -> bool:
    """Whether an id is the gold's instrument, by number and date, or by the words of its name."""
    if gold == "document":
        return key == (e.instrument or e.document.id)
    if gold in GOLD["instruments"]:
        return is_gold(settled(e, key), gold)
    i = e.instruments[key]
    told = set(re.findall(r"\w+", fold(" ".join(x for x in (i.name, i.title, i.type, i.issuer) if x))))
    return set(re.findall(r"\w+", fold(gold))) - {"cua", "ve", "viec"} <= told


@pytest.mark.parametrize("gold", GOLD["relations"], ids=lambda g: f"{g['subject']} {g['predicate']} {g['object'][:40]}")
def test_relation(gold: dict[str, Any]) -> None:
    e = extractions()[gold["source"]]
    assert e.document.text[gold["start"] : gold["end"]] == gold["quote"]
    found = [
        r
        for r in e.relations
        if r.predicate == gold["predicate"]
        and r.start < gold["end"]
        and gold["start"] < r.end
        and names(e, r.subject, gold["subject"])
        and names(e, r.object, gold["object"])
    ]
    assert found
    across = gold["kind"] in ("discourse", "collection")
    assert all(r.rule.startswith("discourse") == across for r in found)
    assert all((r.confidence < 0.8) == across for r in found)


def test_no_false_implements_between_numbered_instruments() -> None:
    known = {(w["number"], w["date"]): key for key, w in GOLD["instruments"].items()}
    true = {(g["subject"], g["object"]) for g in GOLD["relations"] if g["predicate"] == "implements"}
    said = {
        (known.get((s.number, s.date)), known.get((o.number, o.date)))
        for e in extractions().values()
        for r in e.relations
        if r.predicate == "implements"
        and (s := settled(e, r.subject))
        and (o := settled(e, r.object))
        and s.number
        and o.number
    }
    assert said <= true
    assert ("370/KH-UBND", "08-NQ/TU") in said, "known over the collection only"


def test_nothing_rests_on_what_is_later() -> None:
    dated = [
        (s.date, o.date, r)
        for e in extractions().values()
        for r in e.relations
        if r.predicate in ("implements", "basedOn")
        and (s := settled(e, r.subject))
        and (o := settled(e, r.object))
        and s.date
        and o.date
    ]
    assert len(dated) > 3
    for later, earlier, r in dated:
        assert earlier <= later, r


def test_370_reaches_its_roots() -> None:
    """370/KH-UBND → 08-NQ/TU → 52-NQ/TW, 749/QĐ-TTg, 942/QĐ-TTg; each step is read across sentences and says so."""
    edges: dict[str, dict[str, str]] = {}
    for e in extractions().values():
        for r in e.relations:
            s, o = settled(e, r.subject), settled(e, r.object)
            if r.predicate in ("implements", "basedOn") and s and o and s.number and o.number:
                edges.setdefault(s.number, {})[o.number] = r.rule
    assert edges["370/KH-UBND"].keys() == {"08-NQ/TU"}
    assert edges["08-NQ/TU"].keys() == {"52-NQ/TW", "749/QĐ-TTg", "942/QĐ-TTg"}
    steps = [*edges["370/KH-UBND"].values(), *edges["08-NQ/TU"].values()]
    assert [rule for rule in steps if not rule.startswith("discourse")] == []
    assert "942/QĐ-TTg" not in edges["52-CTr/TU"]


def test_the_plan_without_a_number_is_settled_over_the_collection_only() -> None:
    e = next(e for name, e in extractions().items() if name.startswith("000"))
    (plan,) = [r.subject for r in e.relations if r.rule == "discourse:theo đó"]
    assert plan.startswith("_:")
    assert settled(e, plan).number == "370/KH-UBND"
    assert resolve([e]).identity(e.document.id, plan) is None, "one document does not know it"


def test_two_plans_with_one_number() -> None:
    twins = [i for i in resolution().instruments.values() if i.number == "20/KH-UBND"]
    assert sorted(i.date for i in twins) == ["2023-01-19", "2024-01-19"]


@pytest.mark.parametrize(
    ("words", "number", "date"),
    [
        ("Nghị quyết 36", "36-NQ/TW", "2014-07-01"),
        ("Nghị quyết 52", "52-NQ/TW", "2019-09-27"),
        ("Nghị quyết 08", "08-NQ/TU", "2021-10-06"),
    ],
)
def test_short_names_of_the_article(words: str, number: str, date: str) -> None:
    e = next(e for name, e in extractions().items() if name.startswith("004"))
    found = {settled(e, m.instrument) for m in e.mentions if m.text.startswith(words)}
    assert {(i.number, i.date) for i in found} == {(number, date)}


def test_the_documents_are_instruments_themselves() -> None:
    notice, report, article = (extractions()[p.name] for p in SEEDS)
    assert article.instrument is None
    own = notice.instruments[notice.instrument]
    assert (own.type, own.issuer, own.place, own.number) == ("Thông báo", "Văn phòng Tỉnh ủy", "Tiền Giang", None)
    own = report.instruments[report.instrument]
    assert (own.type, own.issuer, own.place, own.number) == ("Báo cáo", "Ban Thường vụ Tỉnh ủy", "Tiền Giang", None)


def test_a_programme_known_by_name_is_a_node_with_its_decision() -> None:
    said = {
        (s.number, o.name)
        for e in extractions().values()
        for r in e.relations
        if r.predicate == "approves" and (s := settled(e, r.subject)) and (o := settled(e, r.object))
    }
    assert any(n == "749/QĐ-TTg" and name.startswith("Chương trình Chuyển đổi số quốc gia") for n, name in said)


def test_the_order_of_the_documents_does_not_matter() -> None:
    for order in itertools.permutations(extractions().values()):
        again = resolve(order)
        assert again == resolution()
        assert list(again.instruments) == list(resolution().instruments)
