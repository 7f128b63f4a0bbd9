"""spaCy: the pipeline component `kg_instruments`, which hands what `kg.extract` finds to spaCy's `Doc`.

>>> import spacy
>>> nlp = spacy.blank("xx")
>>> component = nlp.add_pipe("kg_instruments")  # found by its entry point: kg need not be imported
>>> doc = nlp("Kế hoạch số 370/KH-UBND ngày 06/12/2021 thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019.")
>>> [(span.text, span.label_, span._.instrument.date, span._.form) for span in doc.ents][1]
('Nghị quyết số 52-NQ/TW ngày 27/9/2019', 'Nghị quyết', '2019-09-27', 'number')
>>> [(link.subject.number, link.predicate, link.object.number) for link in doc._.relations]
[('370/KH-UBND', 'implements', '52-NQ/TW')]

The extraction is kept in `doc.user_data` as one line of the JSON contract, and the extensions read it from there: so a
Doc can be pickled, written with DocBin and sent between processes like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.extract import extract
from kg.lexicon import load
from kg.model import Extraction, Instrument, KgError, Mention, Relation, from_json, to_json
from kg.readers import text

NAME = "kg_instruments"
_DATA = "kg_extraction"  # the key of doc.user_data
_ID = "kg:"  # span.id_ is this and the number of the mention
_OTHER = "Văn bản"  # the label of a name without a noun
# displaCy's template without the link to a knowledge base, which would put a whole URN after every label.
_TEMPLATE = (
    '<mark class="entity" style="background: {bg}; padding: 0.15em 0.4em; line-height: 1.6; border-radius: 0.35em">'
    '{text} <span style="font-size: 0.75em; font-weight: bold; vertical-align: middle">{label}</span></mark>'
)


class Link(NamedTuple):
    """A relation in a Doc, with the words that prove it; `relation` has the rule and the confidence.

    `subject` is None where it is the document, and the document is no instrument (a news article).
    """

    subject: Instrument | None
    predicate: str
    object: Instrument | None
    evidence: Span
    relation: Relation

    @property
    def subject_spans(self) -> tuple[Span, ...]:
        """Where the evidence names the subject; empty where the document itself is meant."""
        return self._named(self.relation.subject)

    @property
    def object_spans(self) -> tuple[Span, ...]:
        """Where the evidence names the object."""
        return self._named(self.relation.object)

    def _named(self, ident: str) -> tuple[Span, ...]:
        doc, first, last = self.evidence.doc, self.relation.start, self.relation.end
        found = enumerate(_extraction(doc).mentions)
        spans = (_span(doc, n, m) for n, m in found if m.instrument == ident and first <= m.start and m.end <= last)
        return tuple(s for s in spans if s is not None)


@dataclass(frozen=True, slots=True)
class Component:
    """Reads each Doc. `spans_key` names the group of all mentions; with `set_ents`, `doc.ents` gets them as well."""

    spans_key: str = "instruments"
    set_ents: bool = True

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its spans and entities; entities of earlier components stay where none of these overlaps."""
        found = extract(text(doc.text))
        doc.user_data[_DATA] = json.dumps(to_json(found), ensure_ascii=False, separators=(",", ":"))
        spans = [s for s in (_span(doc, n, m) for n, m in enumerate(found.mentions)) if s is not None]
        doc.spans[self.spans_key] = spans
        if self.set_ents:
            own = filter_spans(spans)  # the longest of those that overlap
            taken = {t for s in own for t in range(s.start, s.end)}
            doc.ents = [*own, *(e for e in doc.ents if taken.isdisjoint(range(e.start, e.end)))]
        return doc


@Language.factory(
    NAME,
    default_config={"spans_key": "instruments", "set_ents": True},
    assigns=["doc.ents", "doc.spans", "doc._.extraction", "doc._.relations", "span._.instrument", "span._.form"],
)
def make_component(nlp: Language, name: str, spans_key: str, set_ents: bool) -> Component:
    """The factory that spaCy finds by its entry point."""
    register()
    return Component(spans_key=spans_key, set_ents=set_ents)


def register() -> None:
    """Declares the extensions. Making the component does it; call it to read Docs from disk without the component."""
    _declare(Doc, "extraction", _with_text)
    _declare(Doc, "relations", _relations)
    _declare(Span, "mention", _mention)
    _declare(Span, "instrument", _instrument)
    _declare(Span, "form", _form)


def _declare(owner: type[Doc | Span], name: str, getter: Callable[[Any], Any]) -> None:
    if owner.has_extension(name) and getattr(owner.get_extension(name)[2], "__module__", "") != __name__:
        raise KgError(f"{owner.__name__}._.{name} is taken by another spaCy component: use the two in two processes.")
    owner.set_extension(name, getter=getter, force=True)


def displacy_options(doc: Doc | None = None, *, style: str = "ent", spans_key: str = "instruments") -> dict[str, Any]:
    """Options for `displacy.render(doc, style=style, options=…)`, style "ent" or "span": one colour a type of document.

    With a Doc, only the types that it names are coloured and, as entities, shown.
    """
    labels = (*load().types, _OTHER)
    # The golden angle keeps the colours of neighbours apart; light enough for black letters.
    colors = {label: f"hsl({n * 137.5 % 360:.0f}, 75%, 84%)" for n, label in enumerate(labels)}
    if doc is not None:
        used = {s.label_ for s in doc.spans.get(spans_key, ())}
        colors = {label: color for label, color in colors.items() if label in used}
    if style == "span":
        return {"colors": colors, "spans_key": spans_key}
    return {"colors": colors, "ents": list(colors), "template": _TEMPLATE}


# --- From the Doc back to the values


@lru_cache(maxsize=32)
def _read(line: str) -> Extraction:
    return from_json(json.loads(line))


def _extraction(doc: Doc) -> Extraction:
    line = doc.user_data.get(_DATA)
    return Extraction(document=text(""), instrument=None) if line is None else _read(line)


def _with_text(doc: Doc) -> Extraction:
    found = _extraction(doc)
    return replace(found, document=replace(found.document, text=doc.text))


def _relations(doc: Doc) -> tuple[Link, ...]:
    found = _extraction(doc)
    links = []
    for r in found.relations:
        evidence = doc.char_span(r.start, r.end, label=r.predicate, alignment_mode="expand")
        if evidence is not None:
            subject, target = found.instruments.get(r.subject), found.instruments.get(r.object)
            links.append(Link(subject, r.predicate, target, evidence, r))
    return tuple(links)


def _span(doc: Doc, number: int, mention: Mention) -> Span | None:
    """The tokens of a mention, all that it touches: a tokenizer may cut 36-NQ/TW elsewhere."""
    return doc.char_span(
        mention.start,
        mention.end,
        label=mention.type or _OTHER,
        kb_id=mention.instrument or "",
        span_id=f"{_ID}{number}",
        alignment_mode="expand",
    )


def _mention(span: Span) -> Mention | None:
    number = span.id_.removeprefix(_ID)
    mentions = _extraction(span.doc).mentions
    if span.id_.startswith(_ID) and number.isdigit() and int(number) < len(mentions):
        return mentions[int(number)]
    return None


def _instrument(span: Span) -> Instrument | None:
    found = _mention(span)
    return _extraction(span.doc).instruments.get(found.instrument) if found and found.instrument else None


def _form(span: Span) -> str | None:
    found = _mention(span)
    return found.form if found else None
