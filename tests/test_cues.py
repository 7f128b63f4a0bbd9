"""Every skos:example of the ontology is run: what the data says must be what the program reads."""

from __future__ import annotations

import re
import runpy
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import numbering
from kg.lexicon import load, ontology_dir
from kg.turtle import KG

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))
read = cases["read"]
SKOS = "http://www.w3.org/2004/02/skos/core#"
# Two real instruments; the first is the later one, since nothing acts on what is later than itself.
X = "Kế hoạch 12/KH-UBND ngày 05/3/2025 của Ủy ban nhân dân tỉnh Tiền Giang"
Y = "Nghị quyết 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị"
OLDER = "Kế hoạch 57/KH-UBND ngày 22/12/2024 của Ủy ban nhân dân tỉnh Tiền Giang"
# What may act only between instruments of a kind.
CHANGES = (
    "amend",
    "amended",
    "change",
    "exchange",
    "extend",
    "hear",
    "postpone",
    "repeal",
    "repealed",
    "replace",
    "replaced",
    "reword",
    "withdraw",
)
ACTORS = {
    **dict.fromkeys(CHANGES, (X, OLDER)),  # a province changes nothing of the Party's centre
    **dict.fromkeys(("consider", "listen", "propose"), (X, "Tờ trình số 15/TTr-STC ngày 01/02/2025")),
    "annex": (X, "Quyết định số 15/QĐ-UBND ngày 01/02/2025"),
    "approve": ("Quyết định số 749/QĐ-TTg ngày 03/6/2020", "Chuyển đổi số quốc gia"),
    "approved": ("Quyết định số 749/QĐ-TTg ngày 03/6/2020", "Chuyển đổi số quốc gia"),
}
HEAD = "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG\nSố: 99/QĐ-UBND\nTiền Giang, ngày 06 tháng 4 năm 2025\n\nQUYẾT ĐỊNH\nQuy định tạm thời\n\n"
# Examples that are right and not read so yet: (cue, example) → why.
DEFECTS: dict[tuple[str, str], str] = {}


@cache
def facts(file: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for q in ox.parse((ontology_dir() / f"{file}.ttl").read_bytes(), format=ox.RdfFormat.TURTLE):
        if isinstance(q.object, ox.Literal) and q.object.language not in (None, "vi"):
            continue
        short = q.predicate.value.removeprefix(KG).removeprefix(SKOS)
        found.setdefault(q.subject.value.rsplit("#", 1)[-1], {}).setdefault(short, []).append(q.object.value)
    return found


def examples(file: str) -> list[tuple[str, str]]:
    return [(name, e) for name, f in facts(file).items() for e in f.get("example", ())]


def with_defects(found: list[tuple[str, str]]) -> list[object]:
    return [
        pytest.param(
            *e, id=": ".join(e), marks=[pytest.mark.xfail(strict=True, reason=DEFECTS[e])] if e in DEFECTS else []
        )
        for e in found
    ]


def marked(file: str) -> list[object]:
    return with_defects(examples(file))


def filled(name: str, example: str) -> tuple[str, str, str]:
    """The example with its instruments, and the two."""
    x, y = ACTORS.get(name, (X, Y))
    return re.sub(r"\b[XY]\b", lambda m: x if m[0] == "X" else y, example), x, y


def spoken(text: str) -> tuple[set[tuple[str, str, str]], list[str]]:
    e = read(text)
    label = cases["label"]
    relations = {(label(e, r.subject), r.predicate, label(e, r.object)) for r in e.relations}
    return relations, [m.text for m in e.mentions]


def number(of: str) -> str:
    """How a relation names an instrument of an example: by number, or by name."""
    (first, *_) = read(of).instruments.values()
    return str(first.number or first.name)


@pytest.mark.parametrize(("name", "example"), marked("cues"))
def test_the_example_of_a_cue(name: str, example: str) -> None:
    cue = facts("cues")[name]
    predicate = next(iter(cue.get("predicate", [""]))).removeprefix(KG)
    text, x, y = filled(name, example)
    x = number(x)
    y = number(f"Chương trình {y}" if name.startswith("approve") else y)
    if cue.get("position") == ["start"]:  # a clause of the preamble: the document is the subject
        relations, _ = spoken(f"{HEAD}{text}{'' if text.endswith(':') else ';'}\n")
        assert ("document", predicate, y) in relations
    elif cue.get("role") in (["unreal"], ["other"], ["supposed"], ["claimed"], ["denied"], ["asked"], ["introducer"]):
        relations, mentions = spoken(f"Hội nghị kết thúc. {text}.")
        assert len(mentions) == 2
        assert {p for _, p, _ in relations} == {"cites"}
    elif cue.get("role") == ["heard"]:
        e = read(f"Hội nghị kết thúc. {text}.")
        assert [r.confidence for r in e.relations] == [0.5]
    elif cue.get("role") == ["issue"]:
        e = read(f"Ngày 06/3/2025, {example.replace('X', 'Nghị quyết 30-NQ/TU')} về chuyển đổi số.")
        assert [(i.issuer, i.date) for i in e.instruments.values()] == [("Ban Thường vụ Tỉnh ủy", "2025-03-06")]
    elif cue.get("role") == ["discourse"]:
        told = "Ngày 06/3/2025, Ban Thường vụ Tỉnh ủy Tiền Giang đã ban hành Nghị quyết 30-NQ/TU về chuyển đổi số"
        plan = "44-KH/TU" if "Tỉnh ủy" in example else "44/KH-UBND"
        follow = example.replace("X", f"Kế hoạch {plan} ngày 07/4/2025")
        e = read(f"{told}{'. ' if example[0].isupper() else '; '}{follow}.")
        across = [r for r in e.relations if r.rule.startswith("discourse")]
        label = cases["label"]
        assert [(label(e, r.subject), r.predicate, label(e, r.object)) for r in across] == [
            (plan, predicate, "30-NQ/TU")
        ]
    elif cue.get("role") == ["enumerate"]:
        relations, _ = spoken(f"Hội nghị kết thúc. Tỉnh có {text}.")
        assert (x, "implements", y) in relations
    elif predicate == "cites":
        relations, _ = spoken(f"Hội nghị kết thúc. Địa phương thực hiện {text}.")
        assert relations == {("document", "cites", y)}
    else:
        relations, mentions = spoken(f"Hội nghị kết thúc. Khi ấy {text}.")
        assert len(mentions) == 2, mentions
        assert {r for r in relations if r[1] != "cites"} == {(x, predicate, y)}


def phrases() -> list[tuple[str, str]]:
    """The phrases that say a relation between two instruments, wherever they stand."""
    return [
        (name, phrase)
        for name, f in facts("cues").items()
        if "predicate" in f and "role" not in f and "position" not in f and f["predicate"] != [f"{KG}cites"]
        for phrase in f["phrase"]
    ]


@pytest.mark.parametrize(("name", "phrase"), with_defects(phrases()))
def test_every_phrase_of_a_cue_says_its_relation(name: str, phrase: str) -> None:
    """Between two instruments a phrase gives the predicate, in the direction of its voice."""
    cue = facts("cues")[name]
    x, y = ACTORS.get(name, (X, Y))
    y = f"Chương trình {y}" if name.startswith("approve") else y
    first, second = (y, x) if cue["voice"] == ["passive"] else (x, y)
    relations, _ = spoken(f"Hội nghị kết thúc. Khi ấy {first} {phrase} {second}.")
    assert {r for r in relations if r[1] != "cites"} == {(number(x), cue["predicate"][0].removeprefix(KG), number(y))}


@pytest.mark.parametrize(("name", "example"), marked("types"))
def test_the_example_of_a_type_is_a_mention_of_that_type(name: str, example: str) -> None:
    f = facts("types")[name]
    e = read(f"Hội nghị kết thúc. Theo {example}, các đơn vị báo cáo.")
    assert [m.type for m in e.mentions] == [f["prefLabel"][0]]
    assert example.startswith(e.mentions[0].text)
    if any(c.isdigit() and "/" in example for c in example):
        assert e.mentions[0].text == example
        assert e.mentions[0].form == "number"


@pytest.mark.parametrize(("name", "example"), marked("authorities"))
def test_the_example_of_an_authority_has_its_code(name: str, example: str) -> None:
    f = facts("authorities")[name]
    e = read(f"Hội nghị kết thúc. Theo {example}, các đơn vị báo cáo.")
    assert [m.text for m in e.mentions] == [example]
    parsed = numbering.parse(e.instruments[e.mentions[0].instrument].number, load(), e.mentions[0].type)
    assert parsed is not None
    own = [a for a in load().authorities if a.label == f["prefLabel"][0]]
    codes = {c for a in own for c in a.codes}
    assert parsed.issuer_code is not None
    parts = parsed.issuer_code.split("-")
    read_as = {a.label for c in (parsed.issuer_code, *parts) for a in load().issuers(c)}
    assert codes & {*parts, parsed.issuer_code} or f["prefLabel"][0] in read_as, parsed


@pytest.mark.parametrize(("name", "example"), [e for e in examples("places") if "urn" in facts("places")[e[0]]])
def test_the_example_of_a_place_is_that_place(name: str, example: str) -> None:
    label = facts("places")[name]["prefLabel"][0]
    e = read(f"Hội nghị kết thúc. Theo Kế hoạch 20/KH-UBND ngày 01/02/2021 của {example}, các sở báo cáo.")
    assert [(i.number, i.place) for i in e.instruments.values()] == [("20/KH-UBND", label)]


def test_every_entry_of_the_lexicon_has_an_example() -> None:
    for file, kind in (("cues", "Cue"), ("types", "DocumentType"), ("authorities", "Authority"), ("places", "Place")):
        entries = {n: f for n, f in facts(file).items() if any(v == f"{KG}{kind}" for vs in f.values() for v in vs)}
        assert len(entries) > 20
        assert [n for n, f in entries.items() if not f.get("example")] == []
