"""Word, old and new, and RTF."""

# ruff: noqa: E501 - cases read best one a line
from __future__ import annotations

import runpy
import unicodedata
from pathlib import Path

import pytest

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
make, text_of = reading_files["make"], reading_files["text_of"]
TABLE = "<w:tbl>" + "".join("<w:tr>" + "".join(f"<w:tc>{make.p(c)}</w:tc>" for c in row) + "</w:tr>" for row in make.LETTERHEAD) + "</w:tbl>"  # fmt: skip
_COLUMNS = "\n".join([*(r[0] for r in make.LETTERHEAD), *(r[1] for r in make.LETTERHEAD)])
_R = "<w:r><w:t>{}</w:t></w:r>"
_BOX = "<w:txbxContent>" + make.p("Trong khung") + "</w:txbxContent>"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (TABLE + make.p("KẾ HOẠCH"), _COLUMNS + "\n\nKẾ HOẠCH"),
        (f"<w:tbl><w:tr><w:tc>{make.p('a')}</w:tc><w:tc>{make.p('b')}</w:tc></w:tr></w:tbl>", "a\tb"),
        (f"<w:p>{_R.format('Nghị ')}{_R.format('quyết')}</w:p>", "Nghị quyết"),
        (f"<w:p>{_R.format('57')}<w:r><w:noBreakHyphen/></w:r>{_R.format('NQ/TW')}</w:p>", "57-NQ/TW"),
        (f"<w:p>{_R.format('a')}<w:r><w:br/></w:r>{_R.format('b')}<w:r><w:tab/></w:r>{_R.format('c')}</w:p>", "a\nb c"),
        (f"<w:p><w:ins>{_R.format('mới')}</w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del></w:p>", "mới"),
        (f"<w:p><w:moveFrom>{_R.format('x')}</w:moveFrom><w:moveTo>{_R.format('y')}</w:moveTo></w:p>", "y"),
        (f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{_R.format('Nghị ')}</w:p>{make.p('quyết')}", "Nghị quyết"),
        (f"<w:p>{_R.format('a')}<w:r><mc:AlternateContent><mc:Choice>{_BOX}</mc:Choice><mc:Fallback>{_BOX}</mc:Fallback></mc:AlternateContent></w:r></w:p>", "Trong khung\na"),
        (f"<w:sdt><w:sdtContent>{make.p('a')}</w:sdtContent></w:sdt>", "a"),
        ("<w:p><w:r><w:fldChar/><w:instrText>PAGE</w:instrText></w:r><w:hyperlink>" + _R.format("57-NQ/TW") + "</w:hyperlink></w:p>", "57-NQ/TW"),
    ],
    ids=["letterhead", "table", "runs", "no-break hyphen", "breaks", "changes", "moves", "joined paragraphs", "text box", "control", "field and link"],
)  # fmt: skip
def test_word(body: str, want: str) -> None:
    assert text_of(make.docx(body), "a.docx").strip() == want


def test_word_notes_and_a_letterhead_in_the_page_header() -> None:
    part = f"<w:{{0}} {make.W}>{{1}}</w:{{0}}>"
    data = make.docx(
        make.p("Thân văn bản"),
        header1=part.format("hdr", make.p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        header2=part.format("hdr", make.p("2")),
        footnotes=part.format("footnotes", "<w:footnote>" + make.p("Chú thích 36-NQ/TW") + "</w:footnote>"),
    )
    assert text_of(data, "a.docx").split("\n") == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Thân văn bản",
        "Chú thích 36-NQ/TW",
        "",
    ]


def test_word_counts_automatic_numbers() -> None:
    numbering = (
        f'<w:numbering {make.W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="Điều %1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/>'
        '</w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    )
    data = make.docx("".join(item.format(level) for level in (0, 1, 1, 0, 1)), numbering=numbering)
    assert text_of(data, "a.docx").split("\n")[:5] == ["Điều 1. x", "a) x", "b) x", "Điều 2. x", "a) x"]


def test_old_word_letterheads_and_fields() -> None:
    rows = "".join(f"{a}\x07{b}\x07\x07" for a, b in make.LETTERHEAD)
    text = text_of(make.doc(rows + "\x13PAGE \\* MERGE\x14KẾ HOẠCH\x15\n57\x1eNQ/TW\n"), "a.doc")
    assert text.strip() == _COLUMNS + "\n\nKẾ HOẠCH\n57-NQ/TW"


@pytest.mark.parametrize(
    ("data", "want"),
    [
        (rb"{\rtf1\ansi\ansicpg1258 Nghi\'f2 quy\'ea\'ect}", "Nghị quyết"),
        (rb"{\rtf1\ansi{\fonttbl{\f0\fnil .VnTime;}}\f0 ch\'dd\'6eh s\'b8ch tr\'ee}", "chính sách trợ"),
        (rb"{\rtf1\uc1 a\u7883?b{\*\generator x}{\info{\title y}}}", "aịb"),
        (rb"{\rtf1\uc0 \u55357\u56832 x}", "\U0001f600x"),
        (rb"{\rtf1 a\cell b\cell\row c\par d}", "a\tb\nc\nd"),
        (rb"{\rtf1 a\~b\_c\-d\{\}}", "a b-cd{}"),
    ],
    ids=["CP1258", "TCVN3 font", "Unicode", "surrogates", "table", "symbols"],
)  # fmt: skip
def test_rtf(data: bytes, want: str) -> None:
    assert unicodedata.normalize("NFC", text_of(data, "a.rtf").strip()) == want
