"""Every format gives its text: cases as small files that `small_files` makes."""

# ruff: noqa: E501 - cases read best one a line
from __future__ import annotations

import io
import json
import runpy
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kg import plaintext, reading
from kg.extract import extract
from kg.model import Document, Failure, KgError
from kg.readers import READERS, Options, dispatch, files, read, unread

make = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "small_files.py")))
SENTENCE = make.SENTENCE
HEAD = [(80 + 240 * n, 800 - 16 * y, words) for y, row in enumerate(make.LETTERHEAD) for n, words in enumerate(row)]


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def found(data: bytes, name: str, **options: Any) -> list[Document | Failure]:
    """Without a process of its own."""
    return list(dispatch(data, name, Options(**options)))


def text_of(data: bytes, name: str, **options: Any) -> str:
    (d,) = found(data, name, **options)
    assert isinstance(d, Document), d
    return d.text


# --- All formats

FORMATS: list[tuple[str, Callable[[str], bytes]]] = [
    ("a.txt", str.encode),
    ("a.pdf", lambda s: make.pdf([make.lines(s)])),
    ("a.docx", lambda s: make.docx(make.p(s))),
    ("a.doc", lambda s: make.doc(s + "\n")),
    ("a.rtf", make.rtf),
    ("a.odt", lambda s: make.odt(f"<text:p>{s}</text:p>")),
    ("a.html", lambda s: f"<html><body><p>{s}</p></body></html>".encode()),
    ("a.mhtml", lambda s: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>" + s.encode() + b"</p>\n--x--\n"),
    ("a.eml", lambda s: make.eml("", s)),
    ("a.msg", lambda s: make.msg("", s + " " * 3000)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "maker"), FORMATS, ids=[n for n, _ in FORMATS])
def test_every_format_gives_its_text_and_its_relations(
    tmp_path: Path, name: str, maker: Callable[[str], bytes]
) -> None:
    path = write(tmp_path, name, maker(SENTENCE))
    (d,) = read(path)
    assert d.text.strip() == SENTENCE
    assert (d.source, d.format, d.ocr) == (path.as_posix(), name.split(".")[1], None)
    e = extract(d)
    assert [(e.instruments[m.instrument].number, d.text[m.start : m.end]) for m in e.mentions if m.instrument] == [
        (n, m.text) for n, m in zip(["35/KH-UBND", "57-NQ/TW"], e.mentions, strict=True)
    ]
    assert [r.predicate for r in e.relations] == ["implements"]


MAKERS = {name.removeprefix("a."): maker for name, maker in FORMATS}
DISGUISED = [
    ("a.doc", "html"), ("a.doc", "rtf"), ("a.doc", "docx"), ("a.doc", "txt"), ("a.txt", "pdf"), ("a.pdf", "docx"), ("a", "pdf"),
    ("a.htm", "html"), ("a.rtf", "doc"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), DISGUISED, ids=[f"{name} is {kind}" for name, kind in DISGUISED])
def test_content_counts_more_than_the_suffix(tmp_path: Path, name: str, kind: str) -> None:
    (d,) = read(write(tmp_path, name, MAKERS[kind](SENTENCE)))
    assert d.text.strip() == SENTENCE


def test_the_same_bytes_are_the_same_document(tmp_path: Path) -> None:
    data = make.pdf([make.lines(SENTENCE)])
    (a,), (b,) = read(write(tmp_path, "a.pdf", data)), read(write(tmp_path, "b.pdf", data))
    assert a.id == b.id


@pytest.mark.parametrize(
    ("one", "other", "data", "alike"),
    [
        ("a.txt", "b.md", SENTENCE.encode(), True),
        ("a.html", "b.txt", f"<html><body><p>{SENTENCE}".encode(), True),  # its bytes say what it is
        ("a.txt", "b.eml", f"Subject: Thư mời\n\n{SENTENCE}".encode(), False),
        ("a.txt", "b.html", f"{SENTENCE} <i>1</i>".encode(), False),
    ],
)
def test_bytes_that_a_suffix_has_read_in_another_way_are_another_document(
    tmp_path: Path, one: str, other: str, data: bytes, alike: bool
) -> None:
    (a,), (b,) = read(write(tmp_path, one, data)), read(write(tmp_path, other, data))
    assert (a.id == b.id) is (a.text == b.text) is (a.format == b.format) is alike
    assert a.sha256 == b.sha256


def test_files_finds_every_type_and_unread_names_the_others(tmp_path: Path) -> None:
    for suffix in READERS:
        write(tmp_path, f"a.{suffix}", b"x")
    for name in ("b.exe", "c.exe", "d.mp4", "e", ".hidden.exe", "~$a.docx"):
        write(tmp_path, name, b"x")
    assert {Path(f).suffix[1:] for f in files([tmp_path])} == set(READERS)
    assert unread([tmp_path]) == {"exe": 2, "mp4": 1, "": 1}


def test_json_tells_ocr_and_pages() -> None:
    from kg.model import from_json, to_json

    d = reading.document(b"x", "a.png", "png", SENTENCE, pages=(0,), ocr=0.9)
    e = extract(d)
    data = json.loads(json.dumps(to_json(e)))
    assert (data["document"]["ocr"], data["document"]["pages"]) == (0.9, [0])
    assert from_json(data, d.text).document == d


# --- PDF


def test_a_letterhead_of_two_columns_is_read_column_by_column() -> None:
    text = text_of(make.pdf([[*HEAD, (250, 720, "KẾ HOẠCH"), *make.lines(SENTENCE, top=690)]]), "a.pdf")
    left, right = zip(*make.LETTERHEAD, strict=True)
    assert text.split() == " ".join([*left, *right, "KẾ HOẠCH", SENTENCE]).split()


def test_a_letterhead_written_line_by_line_is_read_column_by_column() -> None:
    """Both columns of a line in one piece, far apart."""
    rows = [(80.0, 800.0 - 16 * n, a + " " * 25 + b) for n, (a, b) in enumerate(make.LETTERHEAD)]
    text = text_of(make.pdf([[*rows, *make.lines(SENTENCE, top=690)]], size=11), "a.pdf")
    assert text.index("TỈNH BẾN TRE") < text.index("Số: 35/KH-UBND") < text.index("CỘNG HÒA")


PARAGRAPH = """Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính
trị về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và
chuyển đổi số quốc gia."""


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        (PARAGRAPH, PARAGRAPH.replace("\n", " ")),
        (PARAGRAPH + "\nĐiều 1. Phạm vi\n" + PARAGRAPH, f"{PARAGRAPH.replace(chr(10), ' ')}\nĐiều 1. Phạm vi\n{PARAGRAPH.replace(chr(10), ' ')}"),
        ("KẾ HOẠCH\nThực hiện Nghị quyết\n\n" + PARAGRAPH, "KẾ HOẠCH\nThực hiện Nghị quyết\n\n" + PARAGRAPH.replace("\n", " ")),
    ],
    ids=["one paragraph", "a heading between two", "a title"],
)  # fmt: skip
def test_paragraphs_are_joined_again(lines: str, want: str) -> None:
    assert text_of(make.pdf([make.lines(lines)]), "a.pdf").strip() == want


def test_a_hyphen_at_the_end_of_a_line_stays_in_the_number() -> None:
    """PDFium gives U+0002 or U+FFFE for it."""
    text = text_of(make.pdf([make.lines("Số: 01/2022/TTLT-VKSNDTC-\nTANDTC-BCA")]), "a.pdf")
    assert "TTLT-VKSNDTC-TANDTC-BCA" in text


def test_pages_tell_where_each_page_starts_and_a_sentence_goes_on_over_them() -> None:
    one, two = PARAGRAPH.split("\ntrị ")
    pages = [make.lines(one, top=60), [(72, 800, "2"), *make.lines("trị " + two, top=780)]]
    (d,) = found(make.pdf(pages), "a.pdf")
    assert isinstance(d, Document)
    assert d.text.strip() == PARAGRAPH.replace("\n", " ")
    assert d.pages is not None
    assert d.text[d.pages[1] :].startswith("trị về")


def test_running_heads_page_numbers_and_stamps_are_dropped_and_nothing_else() -> None:
    pages = [
        [(72, 820, f"CÔNG BÁO/Số {n} + {n + 1}/Ngày 17-6-2025 {n}"), (72, 790, f"Nội dung {chr(97 + n)} của trang"), (290, 20, str(n)), (72, 40, "Phòng Văn thư")]
        for n in range(1, 6)
    ]  # fmt: skip
    pages[0] += [(300, 600, "Ký bởi: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"), (300, 590, "Email: a@chinhphu.vn")]
    assert text_of(make.pdf(pages), "a.pdf").split("\n") == [f"Nội dung {c} của trang" for c in "bcdef"] + [""]


def test_a_text_that_would_be_dropped_whole_is_kept() -> None:
    assert text_of(make.pdf([[(72, 800, f"Trang {n}")] for n in range(9)]), "a.pdf").count("Trang") == 9


# --- Office

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


# --- Web pages

ARTICLE = "<p>" + "</p><p>".join([SENTENCE, "Điều 1. Phạm vi điều chỉnh", "Điều 2. Đối tượng áp dụng"] * 4) + "</p>"
MENU = (
    "<div class=menu>" + "".join(f"<a href=/{n}>Văn bản pháp luật mới ban hành {n}</a>" for n in range(40)) + "</div>"
)


@pytest.mark.parametrize(
    "page",
    [
        f"{MENU}<div id=content>{ARTICLE}</div><div>{MENU}</div>",
        f"<table><tr><td>{MENU}</td><td><div>{ARTICLE}</div></td></tr></table>",
        f"<nav>Trang chủ</nav><script>var x = 'Quyết định';</script><style>p{{}}</style><main>{ARTICLE}</main>",
        f"<main>{ARTICLE}</main><div style='display: none'>Quyết định ẩn</div><!-- Nghị định ẩn -->",
        f"<div><div>{ARTICLE}</div><div>"
        + "<p>Pursuant to the Law on Land, this Decision shall apply.</p>" * 30
        + "</div></div>",
    ],
    ids=["menus beside it", "layout table", "scripts", "hidden", "translation"],
)
def test_a_page_gives_its_document_without_the_site(page: str) -> None:
    want = [SENTENCE, "Điều 1. Phạm vi điều chỉnh", "Điều 2. Đối tượng áp dụng"] * 4
    assert text_of(f"<html><body>{page}</body></html>".encode(), "a.html").strip().split("\n") == want


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (f"<html><meta charset=utf-8><body><p>{SENTENCE}".encode(), "UTF-8"),
        (f"<html><body><p>{SENTENCE}".encode("utf-16"), "UTF-16"),
        (f"<html><meta charset=utf-16><p>{SENTENCE}".encode(), "says UTF-16 and is UTF-8"),
        (f"<html><body><p>{SENTENCE.replace('ế', '&#7871;').replace('ạ', '&#x1ea1;')}".encode(), "entities"),
    ],
)
def test_charsets_of_pages(data: bytes, why: str) -> None:
    assert text_of(data, "a.html").strip() == SENTENCE, why


# --- Legacy encodings

WORDS = """Nghị quyết số 57 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ. Ủy ban nhân dân tỉnh ban hành kế hoạch,
giao các sở, ngành tổ chức thực hiện; hỗ trợ người nghèo, hưởng chính sách trợ giúp xã hội ở vùng sâu, vùng xa."""


def legacy(name: str) -> bytes:
    """The words in a legacy encoding, by the inverse of the reader's table."""
    if name == "VNI":
        pairs = {unicodedata.normalize("NFC", base + mark): letter + sign for base, letter in [*((c, c) for c in "AEOUYaeouy"), ("ư", "ö"), ("ơ", "ô"), ("Ư", "Ö"), ("Ơ", "Ô")] for sign, mark in plaintext._VNI_MARKS.items() if sign.isupper() == base.isupper()}  # fmt: skip
        pairs |= {v: k for k, v in plaintext._VNI_LETTERS.items()}
        return "".join(pairs.get(c, c) for c in WORDS).encode("latin-1")
    if name == "CP1258":
        return b"".join(_cp1258(c) for c in WORDS)
    table = plaintext._TCVN3 if name == "TCVN3" else plaintext._VISCII
    code = {c: 0x80 + n for n, c in enumerate(table)}
    return bytes(code[c] if c in code else ord(c) for c in WORDS)


def _cp1258(c: str) -> bytes:
    for n, tone in enumerate(["", *"\u0300\u0301\u0303\u0309\u0323"]):
        bare = unicodedata.normalize("NFD", c).replace(tone, "") if n else c
        try:
            return unicodedata.normalize("NFC", bare).encode("cp1258") + tone.encode("cp1258") * (bare != c)
        except UnicodeEncodeError:
            continue
    raise AssertionError(c)


@pytest.mark.parametrize("name", ["TCVN3", "VNI", "VISCII", "CP1258"])
@pytest.mark.parametrize("chars", [None, 90], ids=["two sentences", "a line"])
def test_legacy_encodings_are_told_by_what_they_spell(name: str, chars: int | None) -> None:
    data = legacy(name)
    text = plaintext.decode(data if chars is None else data[:chars], "a.txt")
    assert text == WORDS if chars is None else WORDS.startswith(text[:40])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("hưởng chÝnh s¸ch trî gióp xã hội", "hưởng chính sách trợ giúp xã hội"),
        ("theo NghÞ ®Þnh sè 136/2013/N§-CP cña ChÝnh phñ quy định", "theo Nghị định số 136/2013/NĐ-CP của Chính phủ quy định"),
        ("UÛy ban nhaân daân tænh ban haønh Quyeát ñònh soá 12/2010/QÑ-UBND", "Ủy ban nhân dân tỉnh ban hành Quyết định số 12/2010/QĐ-UBND"),
        ("Café Zürich, garçon naïve, São Paulo, 25°C ± 5 m², «a» § 5", "Café Zürich, garçon naïve, São Paulo, 25°C ± 5 m², «a» § 5"),
        ("Được Quốc hội thông qua; có hiệu lực, xã, huyện, ý kiến, hòa, hoà, quý, thuỷ", "Được Quốc hội thông qua; có hiệu lực, xã, huyện, ý kiến, hòa, hoà, quý, thuỷ"),
    ],
    ids=["TCVN3 run", "TCVN3 number", "VNI run", "other languages", "Vietnamese"],
)  # fmt: skip
def test_stray_legacy_words_are_mended(text: str, want: str) -> None:
    assert plaintext.mend(text) == want


def test_good_text_is_never_mended() -> None:
    for path in sorted((Path(__file__).parent.parent / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert plaintext.mend(text) == text


# --- Registers

HEADERS = ["STT", "Số, ký hiệu", "Ngày tháng", "Trích yếu"]


def test_a_workbook_gives_a_document_for_every_row_of_every_sheet() -> None:
    rows = [
        ["DANH MỤC VĂN BẢN"],
        [],
        HEADERS,
        [1, "35/KH-UBND", 45700, "Kế hoạch"],
        [],
        [2, "36/KH-UBND", "14/02/2025", "Hai"],
    ]
    data = make.xlsx({"Năm 2025": rows, "Trống": [], "2024": [HEADERS, [1, "9/KH-UBND", 45300, "Cũ"]]}, dates=True)
    got = [
        (d.source, d.known.number, d.known.date, d.text)
        for d in found(data, "r.xlsx")
        if isinstance(d, Document) and d.known
    ]
    assert [g[1:] for g in got] == [
        ("35/KH-UBND", "2025-02-12", "Kế hoạch"),
        ("36/KH-UBND", "2025-02-14", "Hai"),
        ("9/KH-UBND", "2024-01-09", "Cũ"),
    ]
    assert len({g[0] for g in got}) == 3


def test_formulas_are_never_run_nor_shown() -> None:
    data = make.xlsx(
        {"A": [["Số hiệu", "Trích yếu"], ["1/KH-UBND", '=HYPERLINK("http://x")'], ["2/KH-UBND", "Kế hoạch"]]}
    )
    assert [d.text for d in found(data, "r.xlsx") if isinstance(d, Document)] == ["", "Kế hoạch"]


def test_columns_can_be_named() -> None:
    data = b"a,b,c\n35/KH-UBND,12/02/2025,Trong rung\n"
    (d,) = found(data, "r.csv", columns={"number": "a", "date": "B", "title": "c"})
    assert isinstance(d, Document)
    assert d.known is not None
    assert (d.known.number, d.known.date, d.known.title) == ("35/KH-UBND", "2025-02-12", "Trong rung")
    with pytest.raises(KgError, match="no column 'x'"):
        found(data, "r.csv", columns={"number": "x"})


@pytest.mark.parametrize(
    "value",
    [
        "12/02/2025",
        "12-2-2025",
        "2025-02-12",
        "ngày 12 tháng 02 năm 2025",
        "12.02.2025",
        "45700",
        "2025-02-12T00:00:00",
        "12/02/2025 14:30",
        "2025-02-11T17:00:00Z",
        "1739293200000",
        "20250212",
        "12 Feb 2025",
        "12-Feb-25",
        "12/February/2025",
        "February 12, 2025",
        "12-Thg2-25",
        "12 thg 2, 2025",
        "2/12/2025 12:00:00 AM",
    ],
)
def test_dates_of_registers(value: str) -> None:
    (d,) = found(f"Số hiệu;Ngày ban hành;Trích yếu\n1/KH-UBND;{value};Một\n".encode(), "r.csv")
    assert isinstance(d, Document)
    assert d.known is not None
    assert d.known.date == "2025-02-12"


# --- Archives and mails


def test_members_are_read_by_their_path() -> None:
    inner = make.zipped({"sâu/b.docx": make.docx(make.p(SENTENCE))})
    data = make.zipped({"a.txt": SENTENCE, "thư mục/c.zip": inner, "__MACOSX/a.txt": "x", ".DS_Store": "x"})
    got = [d.source for d in found(data, "k.zip")]
    assert got == ["k.zip!/a.txt", "k.zip!/thư mục/c.zip!/sâu/b.docx"]


def test_a_mail_gives_its_text_and_its_attachments() -> None:
    data = make.eml(
        "Thư mời", "Xin gửi kế hoạch.", {"kế hoạch.docx": make.docx(make.p(SENTENCE)), "logo.png": b"\x89PNG"}
    )
    got = [(d.source, d.text.strip()) for d in found(data, "m.eml") if isinstance(d, Document)]
    assert got == [("m.eml", "Thư mời\n\nXin gửi kế hoạch."), ("m.eml!/kế hoạch.docx", SENTENCE)]


def test_an_outlook_message_gives_its_text_and_its_attachments() -> None:
    data = make.msg("Thư mời", "Nội dung " * 400, a_txt=(SENTENCE * 60).encode())
    got = [(d.source, d.text[:8]) for d in found(data, "m.msg") if isinstance(d, Document)]
    assert got == [("m.msg", "Thư mời\n"), ("m.msg!/a.txt", SENTENCE[:8])]


# --- Pictures


@pytest.fixture
def picture() -> bytes:
    """A page with words, drawn by Pillow's own font, which has no Vietnamese."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(image).text((60, 100), "KE HOACH 35/KH-UBND NAM 2025", fill=0, font=ImageFont.load_default(56))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_read_and_marked(picture: bytes) -> None:
    assert shutil.which("tesseract"), "the tests need tesseract-ocr and tesseract-ocr-vie"
    (d,) = found(picture, "a.png")
    assert isinstance(d, Document)
    assert "2025" in d.text
    assert d.ocr is not None
    assert 0.3 < d.ocr <= 1
    assert d.pages == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side_is_turned(degrees: int) -> None:
    out = io.BytesIO()
    make.scan((make.SENTENCE + "\n") * 12).rotate(degrees, expand=True, fillcolor=255).save(out, "PNG")
    (d,) = found(out.getvalue(), "a.png")
    assert isinstance(d, Document)
    assert d.text.count("35/KH-UBND") >= 10
    assert d.ocr is not None
    assert d.ocr > 0.8


@pytest.mark.slow
def test_the_pages_of_a_tiff_and_their_numbers_survive_noise_and_a_slant() -> None:
    pages = [make.scan((make.SENTENCE + "\n") * 6, slant=1.0, noise=0.003) for _ in range(2)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    (d,) = found(out.getvalue(), "a.tiff")
    assert isinstance(d, Document)
    assert d.pages is not None
    assert (len(d.pages), d.pages[0]) == (2, 0)
    kept = [d.text.count(number) for number in ("35/KH-UBND", "57-NQ/TW")]
    assert min(kept) >= 10, f"of twelve: {kept}"


LETTER = """ỦY BAN NHÂN DÂN || CỘNG HÒA XÃ HỘI CHỦ NGHĨA
TỈNH LÂM ĐỒNG || VIỆT NAM
Số: 412/UBND-NC || Độc lập - Tự do - Hạnh phúc
V/v thực hiện Nghị quyết số || Lâm Đồng, ngày 14 tháng 2 năm 2025
52-NQ/TW của Bộ Chính trị

Kính gửi: Các sở, ban, ngành.
Thực hiện Nghị quyết số 52-NQ/TW ngày 27 tháng 9 năm 2019 của Bộ Chính trị, Ủy ban nhân dân tỉnh đề nghị các sở báo cáo theo Kế hoạch số 35/KH-UBND ngày 10 tháng 01 năm 2025 của Ủy ban nhân dân tỉnh.

Nơi nhận: || KT. CHỦ TỊCH
- Như trên; || PHÓ CHỦ TỊCH
- Bộ Tư pháp; || Trần Văn Hiệp
- Lưu: VT."""
RESOLUTION = """TỈNH ỦY LÂM ĐỒNG || ĐẢNG CỘNG SẢN VIỆT NAM
* || Đà Lạt, ngày 14 tháng 2 năm 2025
Số 08-NQ/TU

NGHỊ QUYẾT
về chuyển đổi số

Thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị, Tỉnh ủy ban hành Nghị quyết.

Nơi nhận: || T/M BAN CHẤP HÀNH
- Bộ Chính trị, || BÍ THƯ
- Lưu Văn phòng Tỉnh ủy. || Nguyễn Thái Học"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "facts", "names"),
    [
        (
            LETTER,
            ("412/UBND-NC", "Công văn", "Ủy ban nhân dân tỉnh", "Lâm Đồng", "2025-02-14", "Trần Văn Hiệp"),
            "thực hiện Nghị quyết số 52-NQ/TW của Bộ Chính trị",
        ),
        (
            RESOLUTION,
            ("08-NQ/TU", "Nghị quyết", "Tỉnh ủy", "Lâm Đồng", "2025-02-14", "Nguyễn Thái Học"),
            "về chuyển đổi số",
        ),
    ],
)
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_columns_of_a_scan_are_told_apart(text: str, facts: tuple[str, ...], names: str, form: str) -> None:
    out = io.BytesIO()
    make.scan(text, slant=0.5).save(out, form, resolution=200)
    (d,) = found(out.getvalue(), f"a.{form}")
    assert isinstance(d, Document)
    read = extract(d)
    assert read.instrument is not None
    own = read.instruments[read.instrument]
    assert (own.number, own.type, own.issuer, own.place, own.date, own.signer) == facts
    assert (own.title or "").removesuffix(".") == names
    assert "implements" in {r.predicate for r in read.relations}


def test_a_scanned_page_of_a_pdf_is_read_and_marked(picture: bytes) -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(out, "PDF", resolution=150)
    (d,) = found(out.getvalue(), "a.pdf")
    assert isinstance(d, Document)
    assert "2025" in d.text
    assert d.ocr is not None
    with pytest.raises(KgError, match="switched off"):
        found(out.getvalue(), "a.pdf", ocr=False)


def test_ocr_can_be_switched_off_and_what_it_needs_is_said(picture: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KgError, match="--no-ocr"):
        found(picture, "a.png", ocr=False)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(KgError, match="apt-get install tesseract-ocr tesseract-ocr-vie"):
        found(picture, "a.png")


def test_a_good_text_layer_is_not_read_by_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    (d,) = found(make.pdf([make.lines(SENTENCE), make.lines("ngắn"), []]), "a.pdf")
    assert isinstance(d, Document)
    assert (d.ocr, len(d.pages or ())) == (None, 3)
