"""Whatever the order of the documents, a collection settles the same; one document more changes no certain answer silently."""

from __future__ import annotations

import runpy
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.lexicon import load
from kg.resolve import resolve

resolving = runpy.run_path(str(Path(__file__).with_name("resolving.py")))
read, BEN_TRE, BEN_TRE_23, LONG_AN, NO_YEAR = (
    resolving[name] for name in "read BEN_TRE BEN_TRE_23 LONG_AN NO_YEAR".split()
)
POOL = (
    BEN_TRE,
    BEN_TRE_23,
    LONG_AN,
    NO_YEAR,
    "Nghị quyết 36-NQ/TW được học tập.",
    "Nghị quyết 36-NQ/TW ngày 01/7/2014 của Bộ Chính trị.",
    "Nghị quyết 36-NQ/TW ngày 22/10/2018.",
    "Quán triệt Nghị quyết 52 của Bộ Chính trị.",
    "Nghị quyết 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị về cách mạng công nghiệp.",
    "Ngày 12/4/2022, Ban Thường vụ Tỉnh ủy Bến Tre đã ban hành Nghị quyết 09-NQ/TU về chuyển đổi số năm 2022; "
    "theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch để thực hiện.",
    "Kế hoạch 141/KH-UBND ngày 19/6/2022 của Ủy ban nhân dân tỉnh Bến Tre về chuyển đổi số.",
    "Thi hành Luật Đất đai và Luật Hóa chất.",
    "Luật Đất đai số 31/2024/QH15 ngày 18/01/2024.",
)
SOME = st.lists(st.sampled_from(POOL), unique=True, max_size=7)


@given(texts=SOME, data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_documents_does_not_matter(texts: list[str], data: st.DataObject) -> None:
    first = resolve(map(read, texts))
    again = resolve(map(read, data.draw(st.permutations(texts))))
    assert again == first
    assert list(again.instruments) == list(first.instruments)


@given(texts=SOME, more=st.sampled_from(POOL))
@settings(max_examples=60, deadline=None)
def test_a_further_document_never_changes_a_certain_answer_without_saying_so(texts: list[str], more: str) -> None:
    """What a document tells by itself stays; what was settled at 0.9 or more stays, or is open with that as a candidate.

    Below 0.9 an answer is the best of what was there: a better one may take its place.
    """
    before, after = resolve(map(read, texts)), resolve(map(read, [*texts, more]))
    assert before.instruments.keys() <= after.instruments.keys() | {s.instrument for s in before.settled.values()}
    for place, was in before.settled.items():
        now = after.settled[place]
        if was.instrument and was.confidence >= 0.9 and now.instrument != was.instrument:
            assert now.instrument is None
            assert was.instrument in now.candidates
            assert now.reason


@given(texts=SOME)
@settings(max_examples=40, deadline=None)
def test_every_id_is_settled_or_open_with_a_reason(texts: list[str]) -> None:
    r = resolve(map(read, texts))
    for e in map(read, texts):
        for key in e.instruments:
            answer = r.settled.get((e.document.id, key))
            assert (key in r.instruments) != (answer is not None)
            if answer:
                assert answer.reason
                assert 0 < answer.confidence <= 1
                assert answer.instrument is None or answer.instrument in r.instruments
                listed = set(load().catalogue)
                assert all(c in r.instruments or c in listed for c in answer.candidates)
