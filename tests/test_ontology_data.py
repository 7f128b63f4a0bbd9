"""The data of the lexicon: types, authorities, places and the catalogue agree with one another."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import dates, issuers, lexicon, linking, stanzas
from kg.extract import extract
from kg.identity import identify
from kg.lexicon import Words, load, ontology_dir
from kg.model import Instrument
from kg.normal import normalise
from kg.organs import level
from kg.readers import text
from kg.scans import mended
from kg.terms import ASSEMBLY, COMMITTEE, may_be, of_assembly
from kg.text import fold, numeral, slug
from kg.turtle import KG

SKOS = "http://www.w3.org/2004/02/skos/core#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

READING = [("Rule", "example"), ("Reason", "notation")]
LEXICON = [("types", "DocumentType"), ("authorities", "Authority"), ("places", "Place")]
KINDS = {"law", "policy", "letter", "licence", "other"}
BRANCHES = {"state", "party", "front"}
LEVELS = {"central", "province", "district", "commune"}
# Codes that mean two bodies of different branches: the hyphen or the slash of the number tells which.
AMBIGUOUS = {
    "TCT": {"to.cong.tac", "tong.cuc.thue", "truong.chinh.tri"},
    "CA": {"cong.an", "toa.an.nhan.dan.toi.cao"},
    # Of the committee whose document it is, or that words tell.
    "UBKT": {
        "uy.ban.kiem.tra.cong.doan",
        "uy.ban.kiem.tra.tinh.uy",
        "uy.ban.kiem.tra.huyen.uy",
        "uy.ban.kiem.tra.dang.uy",
    },
    # Of the whole union, or of a province's: as words tell.
    "CCB": {"hoi.cuu.chien.binh.viet.nam", "hoi.cuu.chien.binh"},
    "HND": {"trung.uong.hoi.nong.dan.viet.nam", "hoi.nong.dan"},
    "BTV": {"hoi.lien.hiep.phu.nu", "hoi.nong.dan", "hoi.cuu.chien.binh"},  # a standing board: as words tell
    "BCH": {  # a command; the executive committee of a union: as words tell
        "bo.chi.huy.quan.su",
        "tong.lien.doan.lao.dong.viet.nam",
        "doan.chu.tich.trung.uong.hoi.lien.hiep.phu.nu.viet.nam",
        "hoi.lien.hiep.phu.nu",
        "trung.uong.hoi.nong.dan.viet.nam",
        "hoi.nong.dan",
        "hoi.cuu.chien.binh",
    },
    "ĐCT": {  # the presidium of a union
        "tong.lien.doan.lao.dong.viet.nam",
        "doan.chu.tich.trung.uong.hoi.lien.hiep.phu.nu.viet.nam",
        "doan.chu.tich.uy.ban.trung.uong.mat.tran.to.quoc.viet.nam",
    },
    "TTr": {"thanh.tra.tinh", "thanh.tra.huyen"},
    "VP": {
        "van.phong.uy.ban.nhan.dan",
        "van.phong.hoi.dong.nhan.dan",
        "van.phong.hoi.dong.nhan.dan.va.uy.ban.nhan.dan",
    },
    "CT": {"cuc.thue", "tong.cuc.chinh.tri", "uy.ban.nhan.dan", "hoi.dong.bo.truong"},
    # Of a place, or the nation's: as words tell.
    "BCĐ": {"ban.chi.dao", "ban.chi.dao.quoc.gia", "ban.chi.dao.trung.uong"},
    "NH": {"ngan.hang.nha.nuoc.viet.nam", "ngan.hang.nha.nuoc.chi.nhanh"},
    "BTC": {"bo.tai.chinh", "ban.to.chuc.cuoc.thi"},
    "SVHTT": {"so.van.hoa.thong.tin", "so.van.hoa.va.the.thao"},  # of two times
}


@cache
def entries(file: str, kind: str) -> dict[str, dict[str, list[str]]]:
    """Subject → local name of a predicate → values (with "@en" after an English one), for the subjects of a class."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=str(ontology_dir() / f"{file}.ttl")):
        name = "a" if quad.predicate.value == RDF_TYPE else quad.predicate.value.removeprefix(KG).removeprefix(SKOS)
        mark = "@en" if getattr(quad.object, "language", None) == "en" else ""
        found[quad.subject.value][name].append(quad.object.value.removeprefix(KG) + mark)
    return {s: dict(f) for s, f in found.items() if kind in f.get("a", ())}


def types() -> dict[str, dict[str, list[str]]]:
    return entries("types", "DocumentType")


def authorities() -> dict[str, dict[str, list[str]]]:
    return entries("authorities", "Authority")


def places() -> dict[str, dict[str, list[str]]]:
    return entries("places", "Place")


def catalogue() -> dict[str, dict[str, list[str]]]:
    return entries("catalogue", "Instrument")


def label(facts: dict[str, list[str]]) -> str:
    return next(v for v in facts["prefLabel"] if not v.endswith("@en"))


def names(facts: dict[str, list[str]]) -> list[str]:
    return [label(facts), *facts.get("altLabel", ())]


# --- What every entry of the lexicon has


@pytest.mark.parametrize(("file", "kind"), LEXICON)
def test_every_entry_has_one_label_one_urn_and_an_example(file: str, kind: str) -> None:
    for subject, f in entries(file, kind).items():
        assert len([v for v in f["prefLabel"] if not v.endswith("@en")]) == 1, subject  # two: a subject was used twice
        assert len(f["urn"]) == 1, subject
        assert f.get("example"), subject
        assert all(v.strip() == v and v for values in f.values() for v in values), subject


@pytest.mark.parametrize(("file", "kind"), LEXICON)
def test_urns_are_slugs_and_belong_to_one_entry(file: str, kind: str) -> None:
    urns = [f["urn"][0] for f in entries(file, kind).values()]
    assert len(urns) == len(set(urns))
    assert all(slug(u) == u for u in urns)


@pytest.mark.parametrize(("file", "kind"), LEXICON)
def test_a_name_belongs_to_one_entry(file: str, kind: str) -> None:
    owner: dict[str, str] = {}
    for subject, f in entries(file, kind).items():
        for name in names(f):
            assert owner.setdefault(name.lower(), subject) == subject, name


@pytest.mark.parametrize(("file", "kind"), LEXICON)
def test_successors_exist_and_come_later(file: str, kind: str) -> None:
    found = entries(file, kind)
    for subject, f in found.items():
        for heir in f.get("successor", ()):
            assert heir in found, (subject, heir)
            assert heir != subject
            ended, begun = f.get("validUntil"), found[heir].get("validFrom")
            if ended and begun:  # the heir was there already, or began on the next day
                gap = date.fromisoformat(begun[0]) - date.fromisoformat(ended[0])
                assert gap.days <= 1, (subject, heir)


def test_a_place_is_a_place_and_no_position_in_a_sentence() -> None:
    """`kg:place` is what instruments and authorities have: a cue that counts at the start of a sentence has `kg:position`."""
    cues = entries("cues", "Cue")
    assert not [subject for subject, f in cues.items() if "place" in f]
    assert {value for f in cues.values() for value in f.get("position", ())} == {"start"}


SCHEMES = [("types", "DocumentType", "documentTypes"), ("reading", "Rule", "rules"), ("reading", "Reason", "reasons")]


@pytest.mark.parametrize(("file", "kind", "scheme"), SCHEMES)
def test_every_concept_is_in_the_scheme_of_its_kind(file: str, kind: str, scheme: str) -> None:
    assert {tuple(f["inScheme"]) for f in entries(file, kind).values()} == {(scheme,)}
    assert f"{KG}{scheme}" in entries("kg", f"{SKOS}ConceptScheme")


@pytest.mark.parametrize("file", ["kg", "types", "authorities", "places", "terms", "cues", "words", "reading"])
def test_words_for_people_say_their_language(file: str) -> None:
    """What the terms of the vocabulary are called is told in both languages, and an example is in the one of documents."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for q in ox.parse(path=str(ontology_dir() / f"{file}.ttl")):
        if q.predicate.value in (f"{RDFS}label", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}example"):
            told[q.subject.value, q.predicate.value.rpartition("#")[-1]].add(q.object.language)
    assert told
    assert [what for what, languages in told.items() if not languages <= {"vi", "en"}] == []
    assert [what for what, languages in told.items() if what[1] == "label" and languages != {"vi", "en"}] == []
    assert [what for what, languages in told.items() if what[1] == "example" and languages != {"vi"}] == []


# --- Types


def test_types_say_their_kind_and_branches() -> None:
    for subject, f in types().items():
        assert f["kind"][0] in KINDS, subject
        assert f["branch"], subject
        assert set(f["branch"]) <= BRANCHES, subject
        assert all(b in types() for b in f.get("broader", ())), subject


def test_traits_are_told_by_the_ontology_and_asked_for_by_the_code() -> None:
    [said] = entries("kg", "http://www.w3.org/2002/07/owl#DatatypeProperty")[f"{KG}trait"][f"{RDFS}comment"]
    told = set(re.findall(r"(?:\n|; )([a-z]+): ", said))
    code = "\n".join(p.read_text(encoding="utf-8") for p in Path(kg.__file__).parent.glob("*.py"))
    assert {t for f in types().values() for t in f.get("trait", ())} == told
    assert {t for t in told if f'"{t}"' not in code} == set()
    assert set(stanzas._ONE_OF["trait"]) == told


def test_type_examples_start_with_the_noun_and_carry_a_code() -> None:
    for subject, f in types().items():
        for example in f["example"]:
            assert any(example.lower().startswith(n.lower()) for n in names(f)), (subject, example)
        if f.get("code") and f["kind"][0] not in ("law", "letter"):  # their numbers have no type code, or need not
            assert any(c in e.replace("-", "/").split("/") or f" {c}" in e for c in f["code"] for e in f["example"]), (
                subject
            )


# --- Authorities


def test_authorities_say_code_branch_and_level() -> None:
    for subject, f in authorities().items():
        assert f["code"], subject
        assert f["branch"][0] in BRANCHES, subject
        assert f["level"][0] in LEVELS, subject
        assert ("local" in f) == (f["level"][0] != "central"), subject


def test_authority_examples_are_written_with_a_code() -> None:
    for subject, f in authorities().items():
        assert all(any(c in e for c in f["code"]) for e in f["example"]), subject


def test_a_code_means_one_element_of_a_urn() -> None:
    """Whatever its case and diacritics: bodies that share one lead to one key (TW, TU), or are a known exception."""
    means: dict[str, set[str]] = defaultdict(set)
    for f in authorities().values():
        for code in f["code"]:
            means[fold(code)].add(f.get("urnCode", f["urn"])[0])
    assert {code: m for code, m in means.items() if len(m) > 1} == {fold(c): m for c, m in AMBIGUOUS.items()}


def test_tw_stands_for_three_bodies_and_for_what_texts_call_all_of_them() -> None:
    found = {label(f) for f in authorities().values() if "TW" in f["code"]}
    assert found == {"Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư", "Trung ương Đảng"}


# --- Plenums


def test_a_plenum_of_the_catalogue_passed_resolutions_of_its_term_within_a_month() -> None:
    days: dict[tuple[int, int], list[date]] = defaultdict(list)
    for f in entries("catalogue", "Instrument").values():
        if "plenum" in f:
            assert f["issuer"] == ["Ban Chấp hành Trung ương"], f
            term, day = int(f["term"][0]), f["dated"][0]
            assert may_be(term, day, None, load()), f
            days[term, int(f["plenum"][0])].append(date.fromisoformat(day))
    assert len(days) > 20
    assert max(max(d) - min(d) for d in days.values()) <= timedelta(days=31)
    order = sorted(days)
    assert [min(days[k]) for k in order] == sorted(min(days[k]) for k in order), "plenums follow one another"


# --- Terms


def test_a_term_begins_after_the_one_before_and_is_that_of_its_example() -> None:
    found = entries("terms", "Term")
    bodies: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for f in found.values():
        bodies[label(authorities()[f["termOf"][0].removeprefix(KG)])].append((int(f["term"][0]), f["began"][0]))
        assert f["http://purl.org/dc/terms/source"]
        term, (example,) = int(f["term"][0]), f["example"]
        if date := dates.match(example.rpartition("ngày ")[2], 0) if "ngày" in example else None:
            assert may_be(term, date[0], None, load())
            assert f"khóa {numeral(term)}" in example
        else:
            [(year, code)] = re.findall(r"/(\d{4})/(QH\d\d)", example)
            assert (of_assembly(int(year), load()), code) == ([term], f"QH{term}")
            assert mended(normalise(example.replace("QH1", "QHI")), load(), scanned=True).text == example
    assert set(bodies) == {COMMITTEE, ASSEMBLY}
    for began in bodies.values():
        numbers = [n for n, _ in sorted(began)]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert [since for _, since in sorted(began)] == sorted({since for _, since in began})


# --- Words


def words() -> dict[str, dict[str, list[str]]]:
    return {subject.rsplit("#", 1)[-1]: f for subject, f in entries("words", "Words").items()}


def test_every_list_of_words_is_asked_for_by_the_code_and_every_one_that_it_asks_for_is_there() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in Path(kg.__file__).parent.glob("*.py"))
    assert set(re.findall(r"""\.words\[["']([\w-]+)["']\]""", code)) == set(words())


def test_words_are_told_once_and_exceptions_begin_with_one_but_for_marks() -> None:
    for name, f in words().items():
        phrases = tuple(map(fold, f["phrase"]))
        assert not [p for p in f.get("except", ()) if not fold(p).startswith(phrases)], name
        assert len(f["phrase"]) == len(set(f["phrase"])), name
        assert {v.endswith("@en") for v in f["prefLabel"]} == {True, False}, name


@pytest.mark.parametrize(("name", "example"), [(name, e) for name, f in words().items() for e in f["example"]])
def test_what_an_example_of_words_is_read_as_depends_on_them(
    name: str, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = load()
    without = dataclasses.replace(known, words={**known.words, name: Words((), ())})
    found = [dataclasses.replace(text(example), row=row) for row in (False, True)]
    whole = [extract(document) for document in found]
    monkeypatch.setattr(lexicon, "load", lambda: without)
    assert [extract(document) for document in found] != whole


# --- Places


def test_what_took_others_in_under_its_own_name_began_its_numbers_anew() -> None:
    places = entries("places", "Place")
    ended = [f for f in places.values() if f.get("validUntil") == ["2025-06-30"]]
    heirs = {heir.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for f in ended for heir in f["successor"]}
    anew = {s.rsplit("#", 1)[-1].rsplit("/", 1)[-1]: f["renumbered"] for s, f in places.items() if "renumbered" in f}
    assert set(anew) == heirs
    assert (len(heirs), list(anew.values())) == (23, [["2025-07-01"]] * 23)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2007-06-30", 64),  # with Hà Tây, which went to Hà Nội on 1 August 2008
        ("2024-06-30", 63),
        ("2025-01-01", 63),  # the city of Huế in place of the province
        ("2025-06-30", 63),
        ("2025-07-01", 34),  # Resolution 202/2025/QH15
    ],
)
def test_provinces_of_a_day(day: str, count: int) -> None:
    valid = [f for f in places().values() if f.get("validFrom", ["0000"])[0] <= day <= f.get("validUntil", ["9999"])[0]]
    assert len(valid) == count


def test_what_ended_has_a_successor_that_goes_on() -> None:
    for subject, f in places().items():
        assert ("validUntil" in f) == ("successor" in f), subject
        assert all("validUntil" not in places()[heir] for heir in f.get("successor", ())), subject


def test_places_agree_with_the_key_that_is_made_of_their_label() -> None:
    for subject, f in places().items():
        assert slug(label(f)) == f["urn"][0], subject
        assert f["noun"][0] in ("tỉnh", "thành phố"), subject
        assert all(label(f).lower() in e.lower() for e in f["example"]), subject


@pytest.mark.parametrize("subject", entries("places", "PlaceKind"))
def test_a_body_in_a_place_of_a_kind_is_of_its_level(subject: str) -> None:
    f = entries("places", "PlaceKind")[subject]
    read = {e: issuers.issuer(e, 0, load()) for e in f["example"]}
    assert all(r and r[2] == len(e) and r[1] and label(f) in r[0] for e, r in read.items())
    levels = [level(r[0], load().authority(r[0]), r[1], load()) for r in read.values() if r]
    assert sorted(levels) == sorted(f["level"])


# --- Catalogue


def test_the_catalogue_is_wide_enough() -> None:
    count: dict[str, int] = defaultdict(int)
    for f in catalogue().values():
        count[f["type"][0]] += 1
    assert count["Luật"] + count["Bộ luật"] + count["Pháp lệnh"] >= 350
    assert count["Hiến pháp"] == 5


def test_catalogue_entries_are_complete_and_of_known_type_and_issuer() -> None:
    nouns = {label(f) for f in types().values()}
    bodies = {label(f) for f in authorities().values()}
    for subject, f in catalogue().items():
        assert all(
            len(f.get(k, ["one"])) == 1 for k in ("number", "type", "name", "title", "issuer", "dated", "term")
        ), subject
        assert f["type"][0] in nouns, subject
        assert f.get("issuer", ["Quốc hội"])[0] in bodies, subject
        assert ("name" in f) != ("title" in f), subject
        assert f["http://purl.org/dc/terms/source"], subject


def test_catalogue_urns_agree_with_number_and_date() -> None:
    for subject, f in catalogue().items():
        day = f["dated"][0]
        if subject.startswith("urn:kg:named:"):
            assert subject.endswith(f":{slug(f['name'][0])}:{day[:4]}"), subject
            continue
        known = identify(Instrument(number=f["number"][0], type=f["type"][0], date=day), load())
        assert known.id == subject
        assert known.number == f["number"][0]
        assert subject.split(";")[0].endswith(day[:4]), subject
        if known.term is not None:
            assert known.term == int(f["term"][0]), subject


def test_what_is_replaced_or_amended_is_listed_and_earlier() -> None:
    for subject, f in catalogue().items():
        for other in f.get("replaces", []) + f.get("amends", []):
            assert other in catalogue(), (subject, other)
            assert catalogue()[other]["dated"][0] < f["dated"][0], (subject, other)


def test_what_is_in_force_under_a_name_replaces_its_namesakes() -> None:
    """Of the editions of a law with one name, all but the newest are replaced by something."""
    replaced = {o for f in catalogue().values() for o in f.get("replaces", ())}
    open_editions: dict[str, list[str]] = defaultdict(list)
    for subject, f in catalogue().items():
        if "name" in f and "sửa đổi" not in f["name"][0] and subject not in replaced:
            open_editions[f["name"][0]].append(subject)
    assert {name: ids for name, ids in open_editions.items() if len(ids) > 1} == {}


def test_one_number_is_four_resolutions() -> None:
    found = {f["dated"][0]: f["issuer"][0] for f in catalogue().values() if f.get("number") == ["36-NQ/TW"]}
    assert found == {
        "2004-03-26": "Bộ Chính trị",
        "2014-07-01": "Bộ Chính trị",
        "2018-10-22": "Ban Chấp hành Trung ương",
        "2023-01-30": "Bộ Chính trị",
    }


@pytest.mark.parametrize(("kind", "told"), READING)
def test_rules_and_reasons_are_called_something_in_both_languages(kind: str, told: str) -> None:
    found = entries("reading", kind)
    assert len({f["notation"][0] for f in found.values()}) == len(found) > 10
    for subject, f in found.items():
        assert [label.endswith("@en") for label in sorted(f["prefLabel"], key=lambda x: x.endswith("@en"))] == [
            False,
            True,
        ], subject
        assert f[told], subject


def test_every_rule_and_reason_of_the_code_is_called_something() -> None:
    code = {p.stem: p.read_text(encoding="utf-8") for p in Path(kg.__file__).parent.glob("*.py")}
    reasons = {f["notation"][0] for f in entries("reading", "Reason").values()}
    tell = "\n".join(code[name] for name in ("resolve", "settling", "namesakes", "decisions", "edges"))
    lines = "\n".join(re.findall(r"\breason=(.*)", tell, re.MULTILINE))
    assert set(re.findall(r'"([\w-]+)"', lines)) == reasons
    rules = {f["notation"][0] for f in entries("reading", "Rule").values()}
    golden = json.loads((Path(__file__).parent / "golden" / "seeds.json").read_text(encoding="utf-8"))
    used = {*linking.CONFIDENCE, *re.findall(r'"rule": "([^"]+)"', json.dumps(golden))}
    for name in ("relations", "announcements", "discourse", "lists", "enumerations", "passives"):
        used |= set(re.findall(r'"([a-z]+(?:\+[a-z]+)*)', "\n".join(re.findall(r"\brule=(.*)", code[name]))))
    assert {part.partition(":")[0] for rule in used for part in rule.split("+")} == rules
