"""The stanzas of docs/extending.md work: added to a copy of the ontology, they change what is read as the page says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import labels, lexicon, terms, turtle
from kg.extract import extract
from kg.identity import identify
from kg.lexicon import Lexicon
from kg.model import Extraction, Instrument, KgError
from kg.readers import text

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "extending.md").read_text(encoding="utf-8")
STANZAS = dict(re.findall(r"^```turtle (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
[EXAMPLE] = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ontology with the stanzas of the page."""
    copy = tmp_path_factory.mktemp("extended") / "ontology"
    shutil.copytree(lexicon.ontology_dir(), copy)
    for name, stanza in STANZAS.items():
        with (copy / f"{name}.ttl").open("a", encoding="utf-8") as file:
            file.write(f"\n{stanza}")
    return copy


@pytest.fixture(scope="module")
def extended(folder: Path) -> Lexicon:
    return lexicon.read(folder)


def read(lex: Lexicon, body: str, monkeypatch: pytest.MonkeyPatch) -> Extraction:
    """What is read in a text with a lexicon."""
    monkeypatch.setattr(lexicon, "load", lambda: lex)
    return extract(text(body))


def facts(found: Extraction) -> list[tuple[str | None, ...]]:
    return [(i.number, i.type, i.issuer, i.place, i.date) for i in found.instruments.values()]


def relations(found: Extraction) -> list[tuple[str | None, str, str | None]]:
    number = {key: i.number for key, i in found.instruments.items()}
    return [(number.get(r.subject), r.predicate, number[r.object]) for r in found.relations if r.predicate != "cites"]


def test_the_page_has_a_stanza_for_every_file_of_the_lexicon():
    assert set(STANZAS) == set(lexicon._FILES)


# Stanzas that are right: a mistake is made in each.
LISTED = (
    '<urn:lex:vn:chinh.phu:quyet.dinh:2021;27> a kg:Instrument ; kg:number "27/QĐ-CP" ; kg:type "Quyết định" ; '
    'kg:issuer "Chính phủ" ; kg:title "ban hành Kế hoạch" ; dct:source "Cổng" ; kg:dated "2021-03-15"'
)
TYPE = (
    'type:new a kg:DocumentType ; skos:prefLabel "Cẩm nang"@vi ; kg:urn "cam.nang" ; kg:code "CN" ; kg:branch "state" ; '
    'kg:kind "policy" ; skos:example "Cẩm nang số 5/CN-UBND"@vi'
)
PLACE = 'place:new a kg:Place ; skos:prefLabel "Mới"@vi ; kg:urn "moi" ; skos:example "tỉnh Mới"@vi'
BODY = (
    'authority:new a kg:Authority ; skos:prefLabel "Ủy ban Mới"@vi ; kg:urn "uy.ban.moi" ; kg:code "UBM" ; '
    'kg:branch "state" ; kg:level "central" ; skos:example "Quyết định số 1/QĐ-UBM"@vi'
)
MISTAKES = [
    (
        "cues",
        'cue:new a kg:Cue ; kg:predicate kg:cites ; kg:voice "active" ; kg:order "eins" ; kg:phrase "x"',
        "kg:order is 'eins', and not a whole",
    ),
    (
        "cues",
        'cue:new a kg:Cue ; kg:predicate kg:cites ; kg:voice "activ" ; kg:phrase "x"',
        "kg:voice is 'activ', and not active or passive",
    ),
    ("cues", 'cue:new a kg:Cue ; kg:predicate kg:cites ; kg:phrase "x"', "kg:voice is missing"),
    (
        "cues",
        'cue:new a kg:Cue ; kg:predicate kg:nosuch ; kg:voice "active" ; kg:phrase "x"',
        "kg:nosuch, which is no relation",
    ),
    ("cues", 'cue:new a kg:Cue ; kg:voice "active" ; kg:phrase "x"', "kg:predicate or kg:role is missing"),
    (
        "places",
        'place:new a kg:Place ; skos:prefLabel "Mới"@vi ; kg:urn "ha.giang"',
        "kg:urn 'ha.giang' is that of another",
    ),
    (
        "places",
        'place:new a kg:Place ; skos:prefLabel "Mới"@vi ; kg:urn "moi" ; kg:successor place:none',
        "place:none, and there is no such kg:Place",
    ),
    (
        "places",
        'place:new a kg:Place ; skos:prefLabel "Mới"@vi ; kg:urn "moi" ; kg:validUntil "gestern"',
        "kg:validUntil is 'gestern', and not a day",
    ),
    ("places", "place:ha-noi kg:urn 'moi'", "kg:urn stands there twice"),
    ("types", 'type:new a kg:DocumentType ; skos:prefLabel "Mới"@vi ; kg:urn "moi"', "kg:code or kg:named is missing"),
    ("types", 'type:new a kg:DocumentType ; skos:prefLabel "Mới"@vi ; kg:code "M"', "kg:urn is missing"),
    (
        "catalogue",
        '<urn:lex:new> a kg:Instrument ; kg:type "Luật" ; kg:name "Luật Mới" ; kg:dated "xx"',
        "urn:lex:new: kg:dated is 'xx', and not a day",
    ),
    (
        "terms",
        "term:new a kg:Term ; kg:termOf authority:quoc-hoi ; kg:term 99 ; kg:began '2099'",
        "kg:began is '2099', and not a month",
    ),
    (
        "catalogue",
        LISTED.replace('dct:source "Cổng" ; ', ""),
        "urn:lex:vn:chinh.phu:quyet.dinh:2021;27: dct:source is missing",
    ),
    (
        "catalogue",
        LISTED.replace("chinh.phu:quyet.dinh", "a:b"),
        "its id is of 'a', and kg:issuer of another body; let",
    ),
    ("catalogue", LISTED.replace("quyet.dinh", "nghi.dinh"), "its id is of 'nghi.dinh', and kg:type and kg:number of"),
    ("catalogue", LISTED.replace("2021-03-15", "2022-03-15"), "its id is of 2021, and kg:dated of 2022"),
    ("catalogue", LISTED.replace(";27>", ";28>"), "its id ends in 28, and kg:number begins with 27"),
    ("catalogue", LISTED.replace("urn:lex:vn:", "urn:lex:"), "it is no id urn:lex:vn:BODY:TYPE:YEAR;SERIAL; let `kg"),
    ("catalogue", LISTED.replace('"Quyết định"', '"Quyết đinh"'), "kg:type is 'Quyết đinh', which is the label of no"),
    ("catalogue", LISTED.replace('"Chính phủ"', '"Chính Phủ"'), "kg:issuer is 'Chính Phủ', which is the label of no"),
    ("catalogue", LISTED + " ; kg:replaces <urn:lex:none>", "kg:replaces is urn:lex:none, and there is no such"),
    (
        "catalogue",
        '<urn:kg:named:luat:luat.moi:1990> a kg:Instrument ; kg:type "Luật" ; kg:name "Luật Mới" ; '
        'kg:dated "1991-05-01" ; dct:source "Cổng"',
        "the id of what has this name and year is urn:kg:named:luat:luat.moi:1991",
    ),
    ("types", TYPE.replace("cam.nang", "Cẩm nang"), "kg:urn is 'Cẩm nang', and not small letters and digits"),
    ("types", TYPE.replace('"CN"', '""'), "kg:code is '', and not words"),
    ("types", TYPE.replace('"CN"', '"C N"'), "kg:code is 'C N', and not a code, which has no blanks"),
    ("types", TYPE.replace("DocumentType", "DocumenType"), "kg:DocumenType is no class of kg.ttl"),
    ("types", TYPE.replace("kg:code", "kg:cod"), "kg:cod is no property of kg.ttl or of SKOS"),
    ("types", TYPE.replace("skos:prefLabel", "skos:preLabel"), "kg:preLabel is no property of kg.ttl or of SKOS"),
    (
        "types",
        TYPE.replace('nang"@vi ; kg:urn', 'nang" ; kg:urn'),
        'skos:prefLabel is in no language that is read; write "…"@vi or',
    ),
    (
        "types",
        TYPE.replace('skos:example "Cẩm nang số 5/CN-UBND"@vi', 'kg:trait "deciding"'),
        "skos:example is missing",
    ),
    ("types", TYPE + ' ; kg:named "yes"', "kg:named is 'yes', and not true; leave it out"),
    ("types", TYPE + ' ; kg:trait "flying"', "kg:trait is 'flying', and not normative or"),
    (
        "words",
        'word:countri kg:phrase "Na Uy"',
        "word:countri: it has no class (a kg:…); what goes on with an entry has",
    ),
    ("words", 'word:country kg:phrase ""', "word:country: kg:phrase is '', and not words"),
    ("cues", 'cue:amend kg:phrase ""', "cue:amend: kg:phrase is '', and not words"),
    ("cues", 'cue:amend kg:phrase "…"', "cue:amend: kg:phrase is '…', and not words"),
    ("places", PLACE + ' ; kg:noun "tinhh"', "kg:noun is 'tinhh', and not tỉnh or thành phố"),
    ("authorities", BODY + " ; kg:successor authority:new", "kg:successor is the entry itself"),
    ("authorities", BODY.replace("Ủy ban Mới", "Chính phủ"), "'chính phủ' is what another kg:Authority is called too"),
    ("authorities", BODY + " ; kg:local true", "kg:level is 'central'; every place has a body with kg:local true"),
    (
        "kg",
        "kg:foos a owl:ObjectProperty ; rdfs:subPropertyOf kg:relation",
        "kg:foos: rdfs:label is missing in a language",
    ),
    (
        "kg",
        'kg:foos a owl:ObjectProperty ; rdfs:subPropertyOf kg:relation ; rdfs:label "foos"',
        'kg:foos: rdfs:label is in no language that is read; write "…"@vi or "…"@en',
    ),
]


def add(folder: Path, name: str, stanza: str) -> Path:
    """A file of the ontology with one stanza more."""
    file = folder / f"{name}.ttl"
    prefixes = "".join(
        f"@prefix {p}: <https://w3id.org/kg-vn/{p}#> .\n" for p in ("cue", "place", "type", "term", "authority", "word")
    )
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{prefixes}{stanza} .\n", encoding="utf-8")
    return file


RIGHT = [("catalogue", LISTED), ("types", TYPE), ("places", PLACE), ("authorities", BODY)]


@pytest.mark.parametrize(("name", "stanza"), RIGHT)
def test_the_stanzas_in_which_mistakes_are_made_are_right(tmp_path: Path, name: str, stanza: str):
    shutil.copytree(lexicon.ontology_dir(), tmp_path / "ontology")
    add(tmp_path / "ontology", name, stanza)
    assert lexicon.read(tmp_path / "ontology")


@pytest.mark.parametrize(("name", "stanza", "told"), MISTAKES, ids=[told for *_, told in MISTAKES])
def test_a_mistake_in_a_stanza_is_one_sentence(tmp_path: Path, name: str, stanza: str, told: str):
    shutil.copytree(lexicon.ontology_dir(), tmp_path / "ontology")
    file = add(tmp_path / "ontology", name, stanza)
    with pytest.raises(KgError) as error:
        lexicon.read(tmp_path / "ontology")
    assert str(error.value).startswith(f"{file}: ")
    assert told in str(error.value)


def test_the_stanzas_are_new():
    known = lexicon.load()
    assert "Sổ tay" not in known.types
    assert not known.issuers("UBQGCĐS")
    assert "Sa Đéc" not in known.provinces
    assert "châu" not in {kind.label for kind in known.kinds}
    assert "examines" not in known.predicates
    assert "Na Uy" not in known.words["country"].phrases
    assert 8 not in known.terms[terms.COMMITTEE]
    assert "27/qd-ubqgcds" not in known.by_number


def test_the_lexicon_has_the_stanzas(extended: Lexicon):
    known = lexicon.load()
    assert extended.types["Sổ tay"].codes == ("ST",)
    assert [a.label for a in extended.issuers("UBQGCĐS")] == ["Ủy ban Quốc gia về chuyển đổi số"]
    assert extended.provinces["Sa Đéc"].urn == "sa.dec"
    assert extended.predicates["examines"] == "rà soát"
    assert [terms.may_be(8, "1994-01-20", 1994, lex) for lex in (known, extended)] == [True, False]
    assert extended.fingerprint != known.fingerprint, "so that a build reads every document again"
    assert len(extended.catalogue) == len(known.catalogue) + 1


def test_what_is_read_changes_as_the_page_says(extended: Lexicon, monkeypatch: pytest.MonkeyPatch):
    before, after = read(lexicon.load(), EXAMPLE, monkeypatch), read(extended, EXAMPLE, monkeypatch)
    wanted = {
        ("05/ST-UBND", "Sổ tay", "Ủy ban nhân dân tỉnh", "Tiền Giang", "2021-01-06"),
        ("27/QĐ-UBQGCĐS", "Quyết định", "Ủy ban Quốc gia về chuyển đổi số", None, "2022-03-15"),
        ("15/QĐ-UB", "Quyết định", "Ủy ban nhân dân tỉnh", "Sa Đéc", "1976-01-02"),
        ("07/QĐ-UB", "Quyết định", "Ủy ban nhân dân châu", "Mường La, Sơn La", "1958-03-05"),
    }
    assert not wanted - set(facts(after)), facts(after)
    assert not wanted & set(facts(before))
    assert [any(i.name == "Luật Cạnh tranh" for i in e.instruments.values()) for e in (before, after)] == [True, False]
    edge = ("12/KH-UBND", "examines", "05/ST-UBND")
    assert edge in relations(after)
    assert edge not in relations(before)


# What is read of a text with a new type, "Sắc chỉ", that has a trait: mentions and relations; without the trait, something else.
TRAITS = [
    ("normative", "Theo sắc chỉ này, người dân được miễn phí.", ["sắc chỉ này"], []),  # its noun is no other word
    ("normative", "Căn cứ Sắc chỉ 100 người dân được miễn phí.", ["Sắc chỉ 100"], ["basedOn"]),  # which counts nothing
    ("directing", "Căn cứ Sắc chỉ 100 người dân được miễn phí.", ["Sắc chỉ 100"], ["basedOn"]),
    (
        "deciding",  # it puts in force what it names next
        "Sắc chỉ số 5/SCH-UBND của Ủy ban nhân dân tỉnh ban hành Đề án Đô thị xanh.",
        ["Sắc chỉ số 5/SCH-UBND", "Đề án Đô thị xanh"],
        ["approves"],
    ),
    (
        "proposing",  # it changes nothing
        "Sắc chỉ số 5/SCH-UBND sửa đổi Quyết định số 7/QĐ-UBND.",
        ["Sắc chỉ số 5/SCH-UBND", "Quyết định số 7/QĐ-UBND"],
        ["cites", "cites"],
    ),
    ("passed", "Thực hiện Sắc chỉ Trung ương 8 khóa XII.", ["Sắc chỉ Trung ương 8 khóa XII"], ["cites"]),
]


@pytest.mark.parametrize(("trait", "body", "mentions", "predicates"), TRAITS)
def test_a_trait_of_a_new_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trait: str, body: str, mentions: list[str], predicates: list[str]
):
    found = []
    for traits in ("", f'kg:trait "{trait}" ; '):
        folder = tmp_path / f"ontology-{len(found)}"
        shutil.copytree(lexicon.ontology_dir(), folder)
        with (folder / "types.ttl").open("a", encoding="utf-8") as file:
            file.write(
                'type:sac-chi a kg:DocumentType ; skos:prefLabel "Sắc chỉ"@vi ; kg:code "SCH" ; kg:urn "sac.chi" ; '
                f'kg:branch "state" ; kg:kind "policy" ; {traits}skos:example "Sắc chỉ số 5/SCH-UBND"@vi .'
            )
        e = read(lexicon.read(folder), body, monkeypatch)
        found.append(([m.text for m in e.mentions], sorted(r.predicate for r in e.relations)))
    without, having = found
    assert having == (mentions, predicates)
    assert without != having


def test_the_subject_of_the_catalogue_entry_is_the_id_that_the_program_gives(extended: Lexicon):
    told = Instrument(number="27/QĐ-UBQGCĐS", type="Quyết định", date="2022-03-15", year=2022)
    assert f"<{identify(told, extended).id}>" in STANZAS["catalogue"]


PLAN = "Kế hoạch 12/KH-UBND ngày 05/3/2025 của Ủy ban nhân dân tỉnh Tiền Giang"
RESOLUTION = "Nghị quyết 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị"
CUES = re.findall(r'"([^"]*\bX\b[^"]*)"', STANZAS["cues"])


@pytest.mark.parametrize("example", CUES)
def test_the_examples_of_the_cues(extended: Lexicon, monkeypatch: pytest.MonkeyPatch, example: str):
    body = re.sub(r"\b[XY]\b", lambda m: PLAN if m[0] == "X" else RESOLUTION, example)
    assert relations(read(extended, body, monkeypatch)) == [("12/KH-UBND", "examines", "57-NQ/TW")]


def test_the_relation_has_its_names(folder: Path, monkeypatch: pytest.MonkeyPatch):
    names = {
        (q.subject.value.removeprefix(turtle.KG), q.object.value)
        for q in ox.parse(path=str(folder / "kg.ttl"))
        if isinstance(q.object, ox.Literal)
    }
    assert ("examines", "được rà soát bởi") in names
    monkeypatch.setattr(labels, "ontology_dir", lambda: folder)
    labels._names.cache_clear()
    try:
        assert labels.label("examines") == "rà soát"
        assert labels.label("examines", inverse=True) == "được rà soát bởi"
    finally:
        labels._names.cache_clear()
