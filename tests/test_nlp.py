"""The spaCy component: what it sets, that Docs travel, and that displaCy shows no markup of a document."""

from __future__ import annotations

import html
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

from kg import KgError, extract, nlp
from kg.lexicon import load

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
TEXT = "Kế hoạch số 370/KH-UBND ngày 06/12/2021 thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị."


@pytest.fixture(scope="module")
def pipeline() -> Language:
    made = spacy.blank("xx")
    made.add_pipe("kg_instruments")
    return made


def state(doc: Doc) -> tuple[object, ...]:
    """All that the component tells of a Doc, as plain values."""
    return (
        [(s.start_char, s.end_char, s.label_, s.kb_id_, s._.form, s._.instrument) for s in doc.spans["instruments"]],
        [(s.text, s.label_, s._.instrument) for s in doc.ents],
        [(r.subject, r.predicate, r.object, r.evidence.text) for r in doc._.relations],
        doc._.extraction,
    )


def test_it_is_found_without_an_import_of_kg():
    program = (
        "import spacy, sys; assert 'kg' not in sys.modules; nlp = spacy.blank('xx'); nlp.add_pipe('kg_instruments')\n"
        f"print([(e._.instrument.number, e._.form) for e in nlp({TEXT!r}).ents])"
    )
    run = subprocess.run([sys.executable, "-X", "utf8", "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[('370/KH-UBND', 'number'), ('52-NQ/TW', 'number')]"


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem[:3])
def test_a_doc_tells_what_the_extractor_tells(pipeline: Language, path: Path):
    text = path.read_bytes().decode()
    doc, found = pipeline(text), extract(text)
    assert doc._.extraction == found
    assert [s._.mention for s in doc.spans["instruments"]] == list(found.mentions)
    assert [s._.instrument for s in doc.spans["instruments"]] == [
        found.instruments.get(m.instrument) for m in found.mentions
    ]
    assert [link.relation for link in doc._.relations] == list(found.relations)
    for span, mention in zip(doc.spans["instruments"], found.mentions, strict=True):
        assert span.start_char <= mention.start < mention.end <= span.end_char
        assert mention.text in span.text
    for link in doc._.relations:
        assert link.relation.quote in link.evidence.text or "…" in link.relation.quote


def test_relations_are_tied_to_the_words(pipeline: Language):
    doc = pipeline(TEXT)
    [link] = doc._.relations
    subject, predicate, target, evidence, relation = link
    assert (subject.number, predicate, target.number) == ("370/KH-UBND", "implements", "52-NQ/TW")
    assert evidence.label_ == "implements"
    assert evidence.text.startswith("Kế hoạch số 370/KH-UBND")
    assert 0.5 < relation.confidence <= 1
    assert [s.text for s in link.subject_spans] == ["Kế hoạch số 370/KH-UBND ngày 06/12/2021"]
    assert [s.text for s in link.object_spans] == ["Nghị quyết số 52-NQ/TW ngày 27/9/2019"]
    assert link.object_spans[0]._.instrument == target


@pytest.mark.parametrize(
    ("language", "text", "expected", "reason"),
    [
        ("xx", "theo 36-NQ/TW.", "36-NQ/TW", "a number alone, before a full stop"),
        ("en", "QUYẾT ĐỊNH 942/QĐ-TTg(2021)", "942/QĐ-TTg", "glued to what follows: the tokens that it touches"),
        ("xx", "x\n\nNghị\nquyết   số 52-NQ/TW", "52-NQ/TW", "white space is kept by the tokenizer"),
        ("xx", "Nghị quyết số 52-NQ/TW".replace("ế", "e\u0302\u0301"), "52-NQ/TW", "decomposed letters"),
    ],
)
def test_tokens_are_cut_where_the_tokenizer_likes(language: str, text: str, expected: str, reason: str):
    made = spacy.blank(language)
    made.add_pipe("kg_instruments")
    doc = made(text)
    assert expected in [e._.instrument.number for e in doc.ents], reason
    assert all(expected in e.text for e in doc.ents), reason


def test_nothing_to_find(pipeline: Language):
    for text in ("", " \n", "Ngày 24/7 có 27/63 tỉnh, giai đoạn 2021 - 2025."):
        doc = pipeline(text)
        assert (list(doc.ents), list(doc.spans["instruments"]), doc._.relations) == ([], [], ()), text
    plain = spacy.blank("xx")("Nghị quyết số 52-NQ/TW")
    assert plain._.relations == ()
    assert plain._.extraction.mentions == ()
    assert plain[0:2]._.instrument is None


def test_entities_do_not_overlap_and_the_longest_stay(pipeline: Language):
    text = "Luật sửa đổi, bổ sung một số điều của Luật Giáo dục số 44/2009/QH12"
    doc = pipeline(text)
    assert len(doc.spans["instruments"]) > len(doc.ents) >= 1, "an inner name is a span of its own"
    ends = [(e.start, e.end) for e in doc.ents]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    assert max(s.end - s.start for s in doc.spans["instruments"]) == doc.ents[0].end - doc.ents[0].start


def test_entities_of_others_stay_where_they_do_not_overlap():
    made = spacy.blank("xx")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "NUM", "pattern": "52-NQ/TW"}, {"label": "ORG", "pattern": "Bộ Chính trị"}])
    made.add_pipe("kg_instruments")
    assert [(e.text, e.label_) for e in made("Nghị quyết 52-NQ/TW của Bộ Chính trị").ents] == [
        ("Nghị quyết 52-NQ/TW", "Nghị quyết"),
        ("Bộ Chính trị", "ORG"),
    ]


def test_options_of_the_component():
    made = spacy.blank("xx")
    made.add_pipe("kg_instruments", config={"spans_key": "sc", "set_ents": False})
    doc = made(TEXT)
    assert (len(doc.spans["sc"]), len(doc.ents), len(doc._.relations)) == (2, 0, 1)


@pytest.mark.parametrize("processes", [1, 2])
def test_pipe(pipeline: Language, processes: int):
    texts = [TEXT, "", *(p.read_bytes().decode() for p in SEEDS)]
    docs = list(pipeline.pipe(texts, n_process=processes, batch_size=2))
    assert [state(d) for d in docs] == [state(pipeline(t)) for t in texts]


def travelled(pipeline: Language, folder: Path) -> Iterator[tuple[str, Doc]]:
    """A Doc after each way by which Docs travel."""
    doc = pipeline(TEXT)
    yield "pickle", pickle.loads(pickle.dumps(doc))
    yield "bytes", Doc(spacy.blank("xx").vocab).from_bytes(doc.to_bytes())
    doc.to_disk(folder / "doc")
    yield "disk", Doc(spacy.blank("xx").vocab).from_disk(folder / "doc")
    yield "DocBin", next(DocBin(docs=[doc], store_user_data=True).get_docs(spacy.blank("xx").vocab))
    yield "copy", doc.copy()
    pipeline.to_disk(folder / "nlp")
    yield "pipeline on disk", spacy.load(folder / "nlp")(TEXT)
    yield "pickled pipeline", pickle.loads(pickle.dumps(pipeline))(TEXT)


def test_docs_and_pipelines_travel(pipeline: Language, tmp_path: Path):
    expected = state(pipeline(TEXT))
    ways = dict(travelled(pipeline, tmp_path))
    assert len(ways) == 7
    for way, doc in ways.items():
        assert state(doc) == expected, way


def test_extensions_of_others_are_not_taken():
    nlp.register()
    getter = Span.get_extension("form")[2]
    try:
        Span.set_extension("form", default=None, force=True)
        with pytest.raises(KgError, match="taken by another"):
            nlp.register()
    finally:
        Span.set_extension("form", getter=getter, force=True)
    nlp.register()


HOSTILE = (
    'Nghị quyết số 52-NQ/TW<script>alert(1)</script> và Chương trình "<img src=x onerror=alert(2)>", '
    'Kế hoạch số 5/KH-UBND&lt; thực hiện Đề án <b>phát triển</b> "kinh tế\' onclick=alert(3)" của UBND tỉnh Tiền Giang.'
)


@pytest.mark.parametrize("style", ["ent", "span"])
@pytest.mark.parametrize("helped", [True, False])
def test_displacy_shows_no_markup_of_a_document(pipeline: Language, style: str, helped: bool):
    doc = pipeline(HOSTILE)
    assert len(doc.ents) >= 2
    options = nlp.displacy_options(doc, style=style) if helped else {"spans_key": "instruments"}
    page = displacy.render(doc, style=style, options=options, jupyter=False)
    tags = set(re.findall(r"<\s*([A-Za-z]\w*)", page))
    assert tags <= {"div", "mark", "span", "a", "br"}, tags
    if style == "ent":
        shown = html.unescape(re.sub(r"<[^<>]*>", "", page))
        for word in ("<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "<b>phát triển</b>"):
            assert word in shown, "the words are still to be read"


def test_displacy_has_a_colour_for_every_type(pipeline: Language):
    doc = pipeline(TEXT)
    options = nlp.displacy_options(doc)
    assert options["ents"] == ["Nghị quyết", "Kế hoạch"]
    page = displacy.render(doc, style="ent", options=options, jupyter=False)
    for label, color in options["colors"].items():
        assert re.search(rf"background: {re.escape(color)};[^>]*>[^<]*<span[^>]*>{label}<", page), label
    colors = nlp.displacy_options()["colors"]
    assert set(load().types) < set(colors)
    assert len(set(colors.values())) == len(colors)
    assert colors.items() >= options["colors"].items(), "a type has one colour in all texts"
