"""Files become documents, or one clear sentence that says what to do."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import unicodedata
from pathlib import Path

import pytest

from kg import columns
from kg.columns import COLUMNS
from kg.extract import extract
from kg.model import Failure, KgError
from kg.normal import normalise
from kg.readers import READERS, files, read, text

SENTENCE = "Kế hoạch 35/KH-UBND ngày 12/02/2025 thực hiện Nghị quyết 57-NQ/TW ngày 22/12/2024."


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- Text


def test_a_text_file_is_one_document(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", SENTENCE)
    (d,) = read(path)
    digest = hashlib.sha256(SENTENCE.encode()).hexdigest()
    assert (d.text, d.source, d.format) == (SENTENCE, path.as_posix(), "txt")
    assert (d.sha256, d.id) == (digest, f"urn:kg:document:{digest[:16]}")
    assert (d.pages, d.known) == (None, None)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (SENTENCE.encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + SENTENCE.encode(), "UTF-8 with a byte order mark"),
        (SENTENCE.encode("utf-16"), "UTF-16 with a byte order mark"),
        (unicodedata.normalize("NFD", SENTENCE).encode(), "only NFD"),
        (SENTENCE.replace("Đ", "Ð").encode(), "Đ as Eth"),
        (SENTENCE.replace(" ", "\r\n").encode(), "CRLF"),
        (SENTENCE.replace("-", "\u00ad-\u200b").encode(), "soft hyphens and zero-width blanks"),
    ],
)
def test_odd_encodings_read_right(tmp_path: Path, data: bytes, why: str) -> None:
    (d,) = read(write(tmp_path, "a.txt", data))
    e = extract(d)
    assert [e.instruments[m.instrument].number for m in e.mentions] == ["35/KH-UBND", "57-NQ/TW"], why
    assert [d.text[m.start : m.end] for m in e.mentions] == [m.text for m in e.mentions]
    assert [d.text[r.start : r.end] for r in e.relations] == [r.quote for r in e.relations]
    assert [r.predicate for r in e.relations] == ["implements"], why


def test_offsets_count_characters_of_the_file(tmp_path: Path) -> None:
    """Nothing is cut from the text of a file: a byte order mark and CRs count."""
    data = "\ufeffXem:\r\n" + SENTENCE
    (d,) = read(write(tmp_path, "a.txt", data))
    assert d.text == data
    first = extract(d).mentions[0]
    assert data[first.start : first.end] == first.text == "Kế hoạch 35/KH-UBND ngày 12/02/2025"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", ["empty"]),
        ("blank.txt", b" \r\n\t\n", ["empty"]),
        ("latin.txt", "Quyết định".encode()[:-1] + b"\xff\xfe", ["not UTF-8", "save"]),
        ("line3.txt", b"\n\n\xff\xfe\xff\x01\xff", ["not UTF-8", "line 3", "save"]),
        ("binary.txt", b"\x7fELF\x00\x01", ["binary"]),
        ("zip.txt", b"PK\x03\x04" + bytes(40), []),
        ("late.txt", b"a" * 70_000 + b"\xff", ["not UTF-8", "byte 70000"]),
        ("cut16.txt", "Số".encode("utf-16") + b"\x00", ["UTF-16"]),
        ("a.exe", b"abc", [".exe", "txt"]),
        ("noname", b"abc", ["txt"]),
    ],
)
def test_what_cannot_be_read_is_one_clear_sentence(tmp_path: Path, name: str, data: bytes, words: list[str]) -> None:
    path = write(tmp_path, name, data)
    with pytest.raises(KgError) as error:
        list(read(path))
    said = str(error.value)
    assert said.startswith(path.as_posix())
    assert said.endswith(".")
    assert "\n" not in said
    assert [w for w in words if w not in said] == []


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"nix\.txt"):
        list(read(tmp_path / "nix.txt"))
    with pytest.raises(KgError, match="no such file or folder"):
        list(files([tmp_path / "nix.txt"]))


def test_a_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "d.txt").mkdir()
    with pytest.raises(KgError, match=r"d\.txt"):
        list(read(tmp_path / "d.txt"))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(SENTENCE.encode())

    monkeypatch.setattr(sys, "stdin", Input)
    (d,) = read("-")
    assert (d.source, d.text) == ("-", SENTENCE)


def test_a_text_in_memory_has_the_id_of_its_file(tmp_path: Path) -> None:
    (d,) = read(write(tmp_path, "a.txt", SENTENCE))
    assert text(SENTENCE).id == d.id


def test_a_text_with_half_a_character_has_an_id() -> None:
    assert text("\ud800").id.startswith("urn:kg:document:")


# --- Folders


def test_files_are_found_in_order_without_the_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.csv", ".hidden.txt", "photo.xyz", "sub/c.jsonl", ".git/x.txt", "sub/d.TXT"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, name, SENTENCE)
    found = [Path(f).relative_to(tmp_path).as_posix() for f in files([tmp_path])]
    assert found == ["a.csv", "b.txt", "sub/c.jsonl", "sub/d.TXT"]


def test_a_file_that_is_given_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = write(tmp_path, ".hidden.txt", SENTENCE)
    assert list(files([path, "-"])) == [str(path), "-"]


# --- Registers

ROW = {
    "so_hieu": "35/KH-UBND",
    "ngay_ban_hanh": "12/02/2025",
    "co_quan_ban_hanh": "Ủy ban nhân dân tỉnh Bến Tre",
    "trich_yeu": "Kế hoạch thực hiện Nghị quyết 57-NQ/TW ngày 22/12/2024",
}


def csv_of(delimiter: str, **columns: str) -> str:
    def quoted(v: str) -> str:
        return '"' + v.replace('"', '""') + '"'

    return "\n".join(delimiter.join(map(quoted, line)) for line in (columns, columns.values())) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("lead", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_csv_rows_are_documents(tmp_path: Path, delimiter: str, lead: str, end: str) -> None:
    path = write(tmp_path, "r.csv", lead + csv_of(delimiter, id="7", **ROW).replace("\n", end))
    (d,) = read(path)
    assert (d.source, d.format, d.text) == (f"{path.as_posix()}#7", "csv", ROW["trich_yeu"])
    e = extract(d)
    own = e.instruments[e.instrument]
    assert (own.number, own.date) == ("35/KH-UBND", "2025-02-12")
    assert (own.issuer, own.place, own.title) == ("Ủy ban nhân dân tỉnh", "Bến Tre", ROW["trich_yeu"])
    (r,) = e.relations
    assert (r.subject, r.predicate, e.instruments[r.object].number) == (e.instrument, "implements", "57-NQ/TW")


@pytest.mark.parametrize(
    "header", ["Số hiệu", "SỐ KÝ HIỆU", "so_hieu", " Số-hiệu ", "number", unicodedata.normalize("NFD", "Số hiệu")]
)
def test_names_of_columns_are_folded(tmp_path: Path, header: str) -> None:
    (d,) = read(write(tmp_path, "r.csv", csv_of(",", **{header: "35/KH-UBND", "Trích yếu": "Trồng rừng"})))
    assert d.known is not None
    assert d.known.number == "35/KH-UBND"


def test_every_common_column_name_is_listed_once() -> None:
    names = [n for group in COLUMNS.values() for n in group]
    assert len(set(names)) == len(names)
    assert {"so_hieu", "ngay_ban_hanh", "co_quan_ban_hanh", "trich_yeu", "noi_dung"} <= set(names)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Số, ký hiệu; ngày, tháng, năm ban hành văn bản", "number"),
        ("Số/\nKý hiệu", "number"),
        ("soKyHieu", "number"),
        ("Số và ngày ban hành", "number"),
        ("Ngày, tháng, năm ban hành văn bản", "date"),
        ("Tên gọi của văn bản/Trích yếu nội dung của văn bản", "title"),
        ("Cơ quan, tổ chức ban hành văn bản", "issuer"),
        ("Tên loại văn bản", "type"),
        ("Tác giả văn bản", "issuer"),
        ("Tác giả VB", "issuer"),
        ("Cơ quan BH văn bản", "issuer"),
        ("Tên CQ ban hành", "issuer"),
        ("Ngày, tháng, năm BH", "date"),
        ("Số QĐ, ngày ký", "number"),
        ("Người ký VB", "signer"),
        ("Ký hiệu tài liệu", "number"),
        ("Ngày có hiệu lực", None),
        ("Ngày đến", None),
        ("Ngày hết hiệu lực, ngưng hiệu lực", None),
        ("Số văn bản sửa đổi, thay thế", None),
        ("Lĩnh vực", None),
        ("Tờ số", None),
        ("Văn bản", None),
        ("Trích yếu văn bản thay thế", None),
    ],
)
def test_longer_names_of_columns(header: str, role: str | None) -> None:
    assert columns.roles([header], {}) == (role,)


def test_a_header_of_two_rows_below_a_title(tmp_path: Path) -> None:
    """The usual form of a list of documents in force: a title with commas, grouped columns, their numbers, headings between."""
    table = """DANH MỤC VĂN BẢN, QUY ĐỊNH;;;;;
TT;Văn bản;;;Nội dung, trích yếu;Cơ quan
;Loại;Số;Ngày;;ban hành
(1);(2);(3);(4);(5);(6)
I;LĨNH VỰC TÀI CHÍNH;;;;
1;QĐ;35/2025/QĐ-UBND;12/02/2025;Quy định mức thu;UBND tỉnh Long An
TT;Văn bản;;;Nội dung, trích yếu;Cơ quan
2;KH;36/KH-UBND;13/02/2025;Trồng rừng;UBND xã Tân Trụ, tỉnh Long An
;;;;;
;;;;Người lập biểu;
"""
    one, two, signed = map(extract, read(write(tmp_path, "r.csv", table)))
    own = [e.instruments[e.instrument] for e in (one, two)]
    assert [(i.type, i.date, i.issuer, i.place, i.title) for i in own] == [
        ("Quyết định", "2025-02-12", "Ủy ban nhân dân tỉnh", "Long An", "Quy định mức thu"),
        ("Kế hoạch", "2025-02-13", "Ủy ban nhân dân xã", "Tân Trụ, Long An", "Trồng rừng"),
    ]
    assert own[0].id == "urn:lex:vn;long.an:uy.ban.nhan.dan:quyet.dinh.quy.pham:2025;35"
    assert signed.instrument is None, "a line below the table is no document with a number"


@pytest.mark.parametrize(
    ("cell", "number", "day"),
    [
        ("Số: 35/KH-UBND", "35/KH-UBND", None),
        ("35/2025/NQ-HĐND ngày 12/02/2025", "35/2025/NQ-HĐND", "2025-02-12"),
        ("Nghị quyết số 35/2025/NQ-HĐND\n12/02/2025", "35/2025/NQ-HĐND", "2025-02-12"),
        ("Số 35/2025/NQ-HĐND, ngày 12 tháng 02 năm 2025", "35/2025/NQ-HĐND", "2025-02-12"),
        ("35-KH/TU; ngày 12/02/2025", "35-KH/TU", "2025-02-12"),
        ("35a-KH/TU", "35a-KH/TU", None),
        ("Không số", "Không số", None),
        # The official column "Số, ký hiệu; ngày, tháng, năm ban hành" needs no word "ngày".
        ("12/2015/QĐ-UBND; 09/02/2015", "12/2015/QĐ-UBND", "2015-02-09"),
        ("12/2015/QĐ-UBND, 09/02/2015", "12/2015/QĐ-UBND", "2015-02-09"),
        ("12/2015/QĐ-UBND 09/02/2015", "12/2015/QĐ-UBND", "2015-02-09"),
        ("12/2015/QĐ-UBND (09/02/2015)", "12/2015/QĐ-UBND", "2015-02-09"),
        ("12/2015/QĐ-UBND - 09/02/2015", "12/2015/QĐ-UBND", "2015-02-09"),
        # Of two numbers the first, and never one made of both.
        ("11/2019/TT-BNV; 12/2019/TT-BNV", "11/2019/TT-BNV", None),
        ("11/2019/TT-BNV và 12/2019/TT-BNV", "11/2019/TT-BNV", None),
        ("1500/QĐ-UBND (thay 1490/QĐ-UBND)", "1500/QĐ-UBND", None),
        ("Quyết định số 5/QĐ-UBND, Quyết định số 6/QĐ-UBND", "5/QĐ-UBND", None),
        # The code of both stands once, and the day of both too; behind two whole numbers it may be the second's alone.
        ("1500, 1501/QĐ-UBND ngày 3/4/2019", "1500/QĐ-UBND", "2019-04-03"),
        ("11/TT-BNV; 12/TT-BNV ngày 3/4/2019", "11/TT-BNV", None),
        ("11/TT-BNV ngày 1/2/2019; 12/TT-BNV ngày 3/4/2019", "11/TT-BNV", "2019-02-01"),
        ("1, 11/QĐ-UBND ngày 3/4/2019", "1/QĐ-UBND", "2019-04-03"),
        ("11/2019/tt-bnv; 12/2019/tt-bnv", "11/2019/tt-bnv", None),
        # Blanks and figures inside one number part nothing.
        ("12 /2015/QĐ-UBND", "12 /2015/QĐ-UBND", None),
        ("12/ 2015/QĐ - UBND", "12/ 2015/QĐ - UBND", None),
        ("12/KH-BCĐ 389", "12/KH-BCĐ 389", None),
    ],
)
def test_the_cell_of_a_number_may_hold_its_date(cell: str, number: str, day: str | None) -> None:
    found, written = columns.number(cell)
    assert (found, columns.date(written)) == (number, day)


def test_a_register_calls_types_and_bodies_as_the_lexicon_does(tmp_path: Path) -> None:
    rows = """Số hiệu,Ngày BH,Loại VB,CQBH,Trích yếu,Người ký
12/QĐ-UBND,1/2/2025,qđ,UBND TP Cà Mau,Một,Lê Văn Tám
12/QC-ABC,1/2/2025,Sổ tay,Câu lạc bộ Hoa Lan,Hai,
9/NQ-HĐND,1/2/2025,NQ,"HĐND xã Lâm Hải, huyện Năm Căn, tỉnh Cà Mau",Một,
8/QĐ-UBND,1/2/2025,qđ,"UBND huyện Năm Căn, Cà Mau",Một,
7/UBND-VX,1/2/2025,,Chủ tịch UBND tỉnh Cà Mau,Ba,
3/TTLT-BTC-BYT,1/2/2025,TTLT,Bộ Tài chính - Bộ Y tế,Bốn,
"""
    own = [e.instruments[e.instrument] for e in map(extract, read(write(tmp_path, "r.csv", rows)))]
    assert [(i.type, i.issuer, i.place) for i in own] == [
        ("Quyết định", "Ủy ban nhân dân thành phố", "Cà Mau, Cà Mau"),  # the city, not its province
        ("Sổ tay", "Câu lạc bộ Hoa Lan", None),  # what nobody knows stays as it is typed
        ("Nghị quyết", "Hội đồng nhân dân xã", "Lâm Hải, Năm Căn, Cà Mau"),
        ("Quyết định", "Ủy ban nhân dân huyện", "Năm Căn, Cà Mau"),
        ("Công văn", "Ủy ban nhân dân tỉnh", "Cà Mau"),
        ("Thông tư liên tịch", "Bộ Tài chính, Bộ Y tế", None),
    ]
    assert own[0].signer == "Lê Văn Tám"


def test_a_column_of_documents_may_tell_their_numbers(tmp_path: Path) -> None:
    rows = """TT,Văn bản,Đơn vị ban hành,Trích yếu
1,Số: 12/QĐ-UBND ngày 05/01/2024,UBND tỉnh An Giang,Giao chỉ tiêu
2,QĐ số 71/QĐ-UBND (20/4/2023),UBND tỉnh An Giang,Cấp đất
3,Theo Quyết định số 9/QĐ-UBND,UBND tỉnh An Giang,Cấp đất
4,Tờ trình,UBND tỉnh An Giang,Cấp đất
"""
    known = [d.known for d in read(write(tmp_path, "r.csv", rows)) if d.known]
    assert [(k.number, k.date) for k in known] == [
        ("12/QĐ-UBND", "2024-01-05"),
        ("71/QĐ-UBND", "2023-04-20"),
        (None, None),  # another document
        (None, None),
    ]
    beside = "Số hiệu,Văn bản,Trích yếu\n,12/QĐ-UBND,Giao chỉ tiêu\n"
    assert [d.known.number for d in read(write(tmp_path, "s.csv", beside)) if d.known] == [None]


_PARTY = """Số hiệu,Ngày BH,Tác giả văn bản,{}
35-CT/TW,14/6/2024,BCT,{} đại hội đảng bộ các cấp
21-NQ/TW,16/6/2022,BCHTW,{} tổ chức cơ sở đảng
80-KL/TW,29/5/2020,BCT,{} công tác cán bộ
148-QĐ/TW,23/5/2024,BCT,Quy định về thẩm quyền của người đứng đầu
"""


@pytest.mark.parametrize(
    ("column", "first", "kind"),
    [
        ("Trích yếu", ("Chỉ thị về", "Nghị quyết về", "Kết luận về"), "Quy định"),
        ("Trích yếu", ("Về", "Nghị quyết về", "Về"), "Quyết định"),  # or what a Quyết định does
        ("Tên loại và trích yếu nội dung", ("Về", "Về", "Về"), "Quy định"),
    ],
)
def test_titles_that_begin_with_their_nouns_tell_types(
    tmp_path: Path, column: str, first: tuple[str, str, str], kind: str
) -> None:
    *_, last = map(extract, read(write(tmp_path, "r.csv", _PARTY.format(column, *first))))
    own = last.instruments[last.instrument or ""]
    assert (own.type, own.issuer) == (kind, "Bộ Chính trị")


_OUT = "TT,Số hiệu,Ngày ban hành,Trích yếu\n1,{},15/5/2024,Trồng rừng\n"


@pytest.mark.parametrize(
    ("heading", "number", "issuer", "place"),
    [
        # The heading's body is the rows', and their key is not the province's.
        ('"UBND XÃ TÂN TRỤ, TỈNH LONG AN"', "5/KH-UBND", "Ủy ban nhân dân xã", "Tân Trụ, Long An"),
        # Its council is of the same place: the code tells the body.
        ('"UBND HUYỆN TÂN TRỤ, TỈNH LONG AN"', "5/NQ-HĐND", "Hội đồng nhân dân huyện", "Tân Trụ, Long An"),
        # As a letterhead has it, the province first.
        ("TỈNH LONG AN\nỦY BAN NHÂN DÂN\nXÃ TÂN TRỤ", "5/KH-UBND", "Ủy ban nhân dân xã", "Tân Trụ, Long An"),
        # A city below its province.
        ('"UBND THÀNH PHỐ TÂN AN, TỈNH LONG AN"', "5/KH-UBND", "Ủy ban nhân dân thành phố", "Tân An, Long An"),
        # What the province's and central bodies alone write stays theirs.
        ('"UBND XÃ TÂN TRỤ, TỈNH LONG AN"', "5-NQ/TU", "Tỉnh ủy", "Long An"),
        ('"UBND XÃ TÂN TRỤ, TỈNH LONG AN"', "5/2024/NĐ-CP", "Chính phủ", None),
        # The province of a district is not told: open, whatever word or year follows its name.
        ("UBND HUYỆN NĂM CĂN NĂM 2024", "5/KH-UBND", "Ủy ban nhân dân huyện", "Năm Căn"),
        # No body is told, or another issued it: open, and not the province's.
        ('"SỔ CÔNG VĂN ĐI XÃ TÂN TRỤ, TỈNH LONG AN"', "5/KH-UBND", "Ủy ban nhân dân", None),
        ('"UBND XÃ TÂN TRỤ, TỈNH LONG AN"\nSỔ VĂN BẢN ĐẾN', "5/KH-UBND", "Ủy ban nhân dân", None),
        # The name of a province ends where the lexicon's does.
        ("DANH MỤC CỦA ỦY BAN NHÂN DÂN TỈNH LONG AN NĂM 2024", "5/KH-UBND", "Ủy ban nhân dân tỉnh", "Long An"),
        ("CÔNG BÁO TỈNH LONG AN SỐ 12 NGÀY 20/7/2024", "5/KH-UBND", "Ủy ban nhân dân tỉnh", "Long An"),
        ("CÔNG BÁO TỈNH LONG AN TRONG KỲ", "5/KH-UBND", "Ủy ban nhân dân tỉnh", "Long An"),
        ("UBND THÀNH PHỐ CẦN THƠ TỪ NĂM 2016 ĐẾN NĂM 2024", "5/KH-UBND", "Ủy ban nhân dân thành phố", "Cần Thơ"),
        ("UBND TỈNH LONG AN: LĨNH VỰC XÃ HỘI", "5/KH-UBND", "Ủy ban nhân dân tỉnh", "Long An"),
    ],
)
def test_the_heading_of_a_table_tells_whose_it_is(
    tmp_path: Path, heading: str, number: str, issuer: str, place: str | None
) -> None:
    (e,) = map(extract, read(write(tmp_path, "r.csv", f"{heading}\n{_OUT.format(number)}")))
    own = e.instruments[e.instrument]
    assert (own.issuer, own.place) == (issuer, place)


def test_rows_with_an_issuer_of_their_own_are_not_of_the_headings_body(tmp_path: Path) -> None:
    rows = """"UBND XÃ TÂN TRỤ, TỈNH LONG AN"
TT,Số hiệu,Ngày ban hành,CQBH,Trích yếu
1,5/KH-UBND,15/5/2024,UBND tỉnh,Trồng rừng
2,6/KH-UBND,15/5/2024,UBND xã,Trồng rừng
3,7/KH-UBND,15/5/2024,UBND huyện,Trồng rừng
4,8/KH-UBND,15/5/2024,UBND thành phố,Trồng rừng
"""
    own = [e.instruments[e.instrument].place for e in map(extract, read(write(tmp_path, "r.csv", rows)))]
    assert own == ["Long An", "Tân Trụ, Long An", None, None]


def test_serial_and_code_may_have_a_column_each(tmp_path: Path) -> None:
    rows = """TT,Số,Ký hiệu,Ngày VB,Nơi phát hành,Trích yếu nội dung VB
1,35,KH-UBND,12.2.2025,UBND tỉnh Bến Tre,Trồng rừng
2,36,CTr/TU,2025/02/12,Tỉnh ủy Bến Tre,Trồng rừng
3,37,,12/2/25,Sở Tư pháp,Báo cáo quý I
"""
    own = [e.instruments[e.instrument] for e in map(extract, read(write(tmp_path, "r.csv", rows)))]
    assert [(i.number, i.type, i.place) for i in own] == [
        ("35/KH-UBND", "Kế hoạch", "Bến Tre"),
        ("36-CTr/TU", "Chương trình", "Bến Tre"),
        ("37", None, None),
    ]


def test_a_year_may_be_all_that_is_told(tmp_path: Path) -> None:
    rows = "Số hiệu,Năm,Tên văn bản\n35/KH-UBND,2025,Kế hoạch trồng rừng của Ủy ban nhân dân tỉnh Bến Tre\n"
    (e,) = map(extract, read(write(tmp_path, "r.csv", rows)))
    assert e.instrument == "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2025;35"


def test_a_title_alone_may_begin_with_its_own_number(tmp_path: Path) -> None:
    rows = """Tên văn bản,Ghi chú
"Kế hoạch số 35/KH-UBND ngày 12/02/2025 của UBND tỉnh Bến Tre thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024",
"Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024",
"""
    one, two = map(extract, read(write(tmp_path, "r.csv", rows)))
    assert one.instrument == "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2025;35"
    assert [(r.subject, r.predicate) for r in one.relations] == [(one.instrument, "implements")]
    assert two.instrument is None, "what it carries out is not what it is"


def test_the_title_above_a_table_tells_the_place(tmp_path: Path) -> None:
    rows = "ỦY BAN NHÂN DÂN TỈNH BẾN TRE,,\nSố hiệu,Ngày,Trích yếu\n35/KH-UBND,12/02/2025,Trồng rừng\n"
    (e,) = map(extract, read(write(tmp_path, "r.csv", rows)))
    assert e.instrument == "urn:lex:vn;ben.tre:uy.ban.nhan.dan:ke.hoach:2025;35"


def test_a_submission_changes_nothing(tmp_path: Path) -> None:
    rows = (
        "Số hiệu,Ngày,Trích yếu\n5/TTr-UBND,1/2/2025,Về việc ban hành Nghị quyết sửa đổi Nghị quyết số 8/2021/NQ-HĐND\n"
    )
    (e,) = map(extract, read(write(tmp_path, "r.csv", rows)))
    assert [r.predicate for r in e.relations] == ["cites"]


def test_content_that_is_one_line_is_a_title(tmp_path: Path) -> None:
    (d,) = read(write(tmp_path, "r.csv", "Số hiệu,Ngày,Nội dung\n1/KH-UBND,1/2/2025,Kế hoạch trồng rừng\n"))
    assert d.known is not None
    assert (d.known.number, d.known.title) == ("1/KH-UBND", "Kế hoạch trồng rừng")


def test_a_register_may_tell_its_separator(tmp_path: Path) -> None:
    (d,) = read(write(tmp_path, "r.csv", "sep=|\nSố hiệu|Trích yếu\n1/KH-UBND|Trồng rừng; chăm sóc, bảo vệ\n"))
    assert d.text == "Trồng rừng; chăm sóc, bảo vệ"


def test_jsonl_of_a_web_site(tmp_path: Path) -> None:
    """Names in one word, a body as an object, an instant of UTC, a title with markup."""
    row = {
        "soKyHieu": "35/KH-UBND",
        "ngayBanHanh": "2025-02-11T17:00:00.000Z",
        "coQuanBanHanh": {"id": 7, "ten": "UBND tỉnh Bến Tre"},
        "trichYeu": "<p>Tr&#7891;ng r&#7915;ng</p>",
    }
    (d,) = read(write(tmp_path, "r.jsonl", json.dumps(row, ensure_ascii=False)))
    assert d.known is not None
    assert (d.text, d.known.date, d.known.issuer) == ("Trồng rừng", "2025-02-12", "UBND tỉnh Bến Tre")


def test_rows_without_an_id_are_numbered(tmp_path: Path) -> None:
    path = write(tmp_path, "r.csv", "so_hieu,trich_yeu\n1/KH-UBND,Một\n2/KH-UBND,Hai\n")
    assert [d.source for d in read(path)] == [f"{path.as_posix()}#1", f"{path.as_posix()}#2"]


def test_two_rows_with_one_text_are_two_documents(tmp_path: Path) -> None:
    found = list(read(write(tmp_path, "r.csv", "so_hieu,trich_yeu\n1/KH-UBND,Trồng rừng\n2/KH-UBND,Trồng rừng\n")))
    assert len({d.id for d in found}) == 2


def test_a_row_keeps_its_id_when_its_neighbours_change(tmp_path: Path) -> None:
    before = list(read(write(tmp_path, "r.csv", "id,trich_yeu\na,Một\nb,Hai\n")))
    after = list(read(write(tmp_path, "r.csv", "id,trich_yeu\nb,Hai\nc,Ba\n")))
    assert before[1].id == after[0].id


def test_a_cell_over_lines_and_with_quotes(tmp_path: Path) -> None:
    body = 'Dòng một\nDòng hai; có "ngoặc", và 36-NQ/TW'
    (d,) = read(write(tmp_path, "r.csv", csv_of(",", id="1", noi_dung=body)))
    assert d.text == body


def test_a_text_column_is_read_as_a_whole_document(tmp_path: Path) -> None:
    (d,) = read(write(tmp_path, "r.csv", csv_of(",", id="1", noi_dung=SENTENCE, **ROW)))
    assert (d.text, d.known) == (SENTENCE, None)


def test_jsonl_rows_are_documents(tmp_path: Path) -> None:
    lines = [json.dumps({"id": "x", **ROW}, ensure_ascii=False), "", json.dumps({"id": "y", "text": SENTENCE})]
    path = write(tmp_path, "r.jsonl", "\n".join(lines))
    one, two = read(path)
    assert (one.source, one.known.number) == (f"{path.as_posix()}#x", "35/KH-UBND")
    assert (two.source, two.text, two.known) == (f"{path.as_posix()}#y", SENTENCE, None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('{"text": "a"}\n{"text": \n', ["line 2", "JSON"]),
        ('{"text": "a"}\n[1, 2]\n', ["line 2", "object"]),
        ('{"text": "a"}\n"x"\n', ["line 2", "object"]),
    ],
)
def test_a_bad_line_of_jsonl_is_named(tmp_path: Path, data: str, words: list[str]) -> None:
    path = write(tmp_path, "r.jsonl", data)
    with pytest.raises(KgError) as error:
        list(read(path))
    assert str(error.value).startswith(path.as_posix())
    assert [w for w in words if w not in str(error.value)] == []


def test_rows_before_a_bad_line_are_given(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "r.jsonl", '{"id": "1", "text": "a"}\nnix\n'))
    assert next(rows).text == "a"
    with pytest.raises(KgError):
        next(rows)


def test_a_bad_line_of_jsonl_costs_no_other_line(tmp_path: Path) -> None:
    failed: list[Failure] = []
    data = '{"text": "a"}\nnix\n{"text": "b"}\n[1]\n{"id": 3}\n'
    rows = list(read(write(tmp_path, "r.jsonl", data), failed=failed.append))
    assert [d.text for d in rows] == ["a", "b"]
    told = ("line 2 is not JSON", "line 4 is not a JSON object", "1 lines name no column")
    assert [w in f.reason for w, f in zip(told, failed, strict=True)] == [True] * 3


@pytest.mark.parametrize(("name", "data"), [("r.csv", "a,b,c\n1,2,3\n"), ("r.jsonl", '{"a": 1, "b": 2, "c": 3}\n')])
def test_a_register_without_a_column_that_is_known_says_so(tmp_path: Path, name: str, data: str) -> None:
    with pytest.raises(KgError, match=r"no column is known; its columns are 'a', 'b', 'c'; use --columns"):
        list(read(write(tmp_path, name, data)))


def test_a_csv_that_is_binary_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="binary"):
        list(read(write(tmp_path, "r.csv", b"a,b\n\x00,\x01\n")))


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_reader_refuses_an_empty_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(KgError):
        list(read(write(tmp_path, f"a.{suffix}", b"")))


# --- Size


def test_fifty_megabytes_on_one_line_are_read(tmp_path: Path) -> None:
    """The reader and the normal form hold: one document, no change of a character. How work grows is in test_linear.py."""
    body = ("x" * 999 + " ") * 52_429
    path = write(tmp_path, "big.txt", body)
    assert path.stat().st_size > 50 * 2**20
    (d,) = read(path)
    assert d.text == body
    assert normalise(d.text).starts is None
