"""Registers: what the columns, the header and the heading of a table tell of its rows."""

from __future__ import annotations

import runpy
import unicodedata
from pathlib import Path

import pytest

from kg import columns
from kg.columns import COLUMNS
from kg.extract import extract
from kg.model import KgError
from kg.readers import read

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
write = reading_files["write"]


@pytest.mark.parametrize(
    "header", ["Số hiệu", "SỐ KÝ HIỆU", "so_hieu", " Số-hiệu ", "number", unicodedata.normalize("NFD", "Số hiệu")]
)
def test_names_of_columns_are_folded(tmp_path: Path, header: str) -> None:
    (d,) = read(write(tmp_path, "r.csv", f'"{header}",Trích yếu\n35/KH-UBND,Trồng rừng\n'))
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


@pytest.mark.parametrize(("name", "data"), [("r.csv", "a,b,c\n1,2,3\n"), ("r.jsonl", '{"a": 1, "b": 2, "c": 3}\n')])
def test_a_register_without_a_column_that_is_known_says_so(tmp_path: Path, name: str, data: str) -> None:
    with pytest.raises(KgError, match=r"no column is known; its columns are 'a', 'b', 'c'; use --columns"):
        list(read(write(tmp_path, name, data)))
