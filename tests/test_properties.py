"""What holds for every text: offsets, forms of Unicode, repetition, order in time, the JSON form."""

from __future__ import annotations

import datetime
import json
import pickle
import re
import runpy
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.model import Extraction, from_json, to_json
from kg.normal import normalise

read = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))["read"]
SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

# What documents are made of, and what spoils them; a bar stands between two.
FRAGMENTS = tuple(
    (
        "Nghị quyết |Nghị quyết số |QUYẾT ĐỊNH\n|Kế hoạch |Chương trình\n\nhành động |Luật Đất đai|"
        "Luật sửa đổi, bổ sung một số điều của Luật |36-NQ/TW|942/QĐ-TTg|20/KH-UBND|29/2021/NQ-HĐND|31/2024/QH15|"
        "52 - NQ / TW|460/QĐUBND|66.16/2026/NQ-CP|II /2026/QĐ-UBND| ngày 01/7/2014| ngày 22 tháng 12 năm 2024| năm 2021|"
        " (khóa XI)| của Bộ Chính trị| của Ủy ban nhân dân tỉnh Tiền Giang| của Chính phủ| thực hiện |"
        " sửa đổi, bổ sung khoản 2 Điều 3 | được thay thế bởi | phê duyệt Chương trình Chuyển đổi số quốc gia|Căn cứ |"
        "Trên cơ sở đó, |; theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch|"
        "Ngày 06/10/2021, Ban Thường vụ Tỉnh ủy đã ban hành |Quyết định này |Nghị quyết nêu trên |"
        "các Kế hoạch để thực hiện | như: |Số: |Tiền Giang, ngày 06 tháng 12 năm 2021\n|ỦY BAN NHÂN DÂN\nTỈNH TIỀN GIANG\n|"
        ", |; | và |. |\n|\n\n|- |Điều 1. |27/63|2021 - 2025|TCVN 9001|số |“|”|(|)"
    ).split("|")
)
ODD = tuple(
    "\u0301|\u0323|\u200b|\u00ad|\ufeff|\r\n|\r|\x00|\x1b[31m|Ð|ð|\u2011|–|\u00a0|🙂|\u2028|İ|ß|\ud800|\udfff|<b>|٣|²".split(
        "|"
    )
)
PIECES = st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(FRAGMENTS), st.sampled_from(ODD), st.text(max_size=4))
TEXTS = st.lists(PIECES, max_size=25).map("".join)
CLEAN = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
QUICK = settings(max_examples=150, deadline=None)


def check_offsets(e: Extraction) -> None:
    """Mentions and quotes are what stands at their offsets, and ids are entries."""
    text = e.document.text
    for m in e.mentions:
        assert 0 <= m.start < m.end <= len(text)
        assert m.text == text[m.start : m.end]
        assert m.form in ("number", "name", "short", "back")
        assert m.instrument is None or m.instrument in e.instruments
    for r in e.relations:
        assert 0 <= r.start < r.end <= len(text)
        assert r.quote == text[r.start : r.end] == r.quote.strip() != ""
        assert 0 < r.confidence <= 1
        assert r.subject in e.instruments or (e.instrument is None and r.subject == e.document.id)
        assert r.object in e.instruments
        assert r.subject != r.object
    assert e.instrument is None or e.instrument in e.instruments
    assert all(key == i.id for key, i in e.instruments.items())


@pytest.mark.parametrize("mark", ["\u0301", "\u0323\u0301"])
def test_a_mark_that_no_letter_takes_is_read(mark: str) -> None:
    check_offsets(read(f"Luật Đất đaí{mark}"))


@given(text=TEXTS)
@QUICK
def test_offsets_point_at_the_text(text: str) -> None:
    check_offsets(read(text))


@given(text=st.text(st.characters(categories=None), max_size=200))
@QUICK
def test_any_unicode_is_read(text: str) -> None:
    check_offsets(read(text))


ANNOUNCED = "36-NQ/TWTrên cơ sở đó, ; theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch thực hiện Luật Đất đai."


@given(text=TEXTS)
@example(text=ANNOUNCED)
@QUICK
def test_mentions_come_in_order(text: str) -> None:
    starts = [m.start for m in read(text).mentions]
    assert starts == sorted(starts)


@given(text=TEXTS)
@example(text=ANNOUNCED)
@QUICK
def test_a_mention_is_told_once(text: str) -> None:
    spans = [(m.start, m.end, m.instrument) for m in read(text).mentions]
    assert len(set(spans)) == len(spans)


@given(text=TEXTS)
@QUICK
def test_the_same_text_reads_the_same_again(text: str) -> None:
    assert read(text) == read(text)


def meaning(e: Extraction) -> tuple[object, ...]:
    """What a text tells, without where: a document's own id hangs on its bytes, and local ids may hold an offset."""

    def own(key: str | None) -> str | None:
        if key is not None and key.startswith("_:"):
            return re.sub(r":\d+$", "", key)
        return "document" if key in (e.document.id, e.instrument) else key

    facts = {
        own(k): (i.number, i.type, i.issuer, i.place, i.date, i.year, i.term, i.name) for k, i in e.instruments.items()
    }
    return (
        facts,
        [(normalise(m.text.replace("\r\n", "\n")).text, m.form, own(m.instrument)) for m in e.mentions],
        [(own(r.subject), r.predicate, own(r.object), r.rule) for r in e.relations],
    )


FORMS = {
    "NFD": lambda t: unicodedata.normalize("NFD", t),
    "Eth": lambda t: t.replace("Đ", "Ð"),
    "no-break blanks": lambda t: t.replace(" ", "\u00a0"),
    "long dashes": lambda t: t.replace("-", "–"),
    "soft hyphens": lambda t: t.replace("-", "\u00ad-").replace("a", "a\u00ad"),
    "zero width": lambda t: t.replace(" ", " \u200b").replace("/", "\u200d/"),
    "a byte order mark": lambda t: "\ufeff" + t,
    "NFD with Eth and zero width": lambda t: unicodedata.normalize("NFD", t.replace("Đ", "Ð")).replace("/", "/\u200b"),
}


@pytest.mark.parametrize("form", FORMS)
@given(text=CLEAN)
@settings(max_examples=40, deadline=None)
def test_forms_of_unicode_do_not_matter(form: str, text: str) -> None:
    other = FORMS[form](text)
    one, two = read(text), read(other)
    assert meaning(two) == meaning(one)
    check_offsets(two)
    for a, b in zip(one.mentions, two.mentions, strict=True):
        assert normalise(b.text).text == normalise(a.text).text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_forms_of_unicode_do_not_matter_on_the_seeds(form: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert meaning(read(FORMS[form](text))) == meaning(read(text))


@given(text=CLEAN)
@example(text="Nghị quyết \n\n36-NQ/TW")
@example(text="36-NQ/TW\n\n; theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch")
@settings(max_examples=80, deadline=None)
def test_crlf_does_not_matter(text: str) -> None:
    one, two = read(text), read(text.replace("\n", "\r\n"))
    assert meaning(two) == meaning(one)
    check_offsets(two)


def test_crlf_does_not_matter_on_the_seeds() -> None:
    for path in SEEDS:
        text = path.read_text(encoding="utf-8")
        assert meaning(read(text.replace("\n", "\r\n"))) == meaning(read(text))


SENTENCES = (
    "Kế hoạch 35/KH-UBND ngày 12/02/2025 của Ủy ban nhân dân tỉnh Tiền Giang thực hiện Nghị quyết 57-NQ/TW ngày 22/12/2024.",
    "Căn cứ Luật Đất đai số 31/2024/QH15, các sở báo cáo.",
    "Các Nghị định số 11/2010/NĐ-CP, số 12/2011/NĐ-CP và 13/2012/NĐ-CP.",
    "Bộ luật Lao động và Luật Hóa chất được phổ biến.",
    "Quyết định 512/QÐ-UBND được thay thế bởi Quyết định 613/QĐUBND.",
)


@given(sentence=st.sampled_from(SENTENCES), n=st.integers(1, 12), joint=st.sampled_from([" ", "\n", "\n\n"]))
@settings(max_examples=40, deadline=None)
def test_n_times_the_text_gives_n_times_the_mentions(sentence: str, n: int, joint: str) -> None:
    head = "Hội nghị kết thúc." + joint
    once, many = read(head + sentence), read(head + joint.join([sentence] * n))
    count = Counter((m.text, m.instrument) for m in many.mentions)
    assert count == {key: n * c for key, c in Counter((m.text, m.instrument) for m in once.mentions).items()}
    assert many.instruments == once.instruments

    def acts(e: Extraction) -> Counter[tuple[object, str, str]]:
        told = [r for r in e.relations if r.predicate != "cites"]
        return Counter((r.subject == e.document.id or r.subject, r.predicate, r.object) for r in told)

    assert acts(many) == {k: n * c for k, c in acts(once).items()}


DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2025, 12, 31))
DEEDS = (
    ("Kế hoạch số 35/KH-UBND", "thực hiện", "Nghị quyết số 12/NQ-HĐND", "implements"),
    ("Nghị định số 35/{0.year}/NĐ-CP", "sửa đổi", "Nghị định số 12/{1.year}/NĐ-CP", "amends"),
    ("Nghị định số 35/{0.year}/NĐ-CP", "thay thế", "Nghị định số 12/{1.year}/NĐ-CP", "replaces"),
    ("Quyết định số 35/QĐ-UBND", "bãi bỏ", "Quyết định số 12/QĐ-UBND", "repeals"),
    ("Thông tư số 35/{0.year}/TT-BTC", "hướng dẫn", "Nghị định số 12/{1.year}/NĐ-CP", "guides"),
)


@given(deed=st.sampled_from(DEEDS), first=DAYS, second=DAYS)
@QUICK
def test_what_acts_is_not_earlier(deed: tuple[str, str, str, str], first: datetime.date, second: datetime.date) -> None:
    one, cue, other, predicate = deed
    e = read(f"{one} ngày {{0:%d/%m/%Y}} {cue} {other} ngày {{1:%d/%m/%Y}}.".format(first, second))
    told = [r.predicate for r in e.relations if r.predicate != "cites"]
    assert told == ([predicate] if second <= first else [])


@given(text=TEXTS)
@QUICK
def test_the_json_form_is_inverted(text: str) -> None:
    e = read(text)
    data = to_json(e)
    again = from_json(json.loads(json.dumps(data)), e.document.text)
    assert to_json(again) == data
    assert (again.instrument, again.mentions, again.relations) == (e.instrument, e.mentions, e.relations)
    assert dict(again.instruments) == dict(e.instruments)
    assert pickle.loads(pickle.dumps(e)) == e


@given(text=CLEAN)
@settings(max_examples=80, deadline=None)
def test_what_follows_an_end_of_the_document_adds_only(text: str) -> None:
    """A sentence that names nothing, set after a text, changes nothing of what was read."""
    body = f"Hội nghị kết thúc.\n\n{text}."
    one, two = read(body), read(f"{body}\n\nTrời đẹp.")
    assert meaning(two) == meaning(one)
