"""The columns of registers: their usual names, in one header row or in several, and what their cells tell."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterable, Mapping, Sequence

from kg import dates
from kg.normal import normalise
from kg.spreadsheet import day
from kg.text import fold

# What a column tells: the folded names under which offices publish it, in Vietnamese and English.
COLUMNS = {
    "id": ("id", "stt", "ma", "row", "key", "tt", "so_tt", "so_thu_tu"),
    "number": (
        "so_hieu", "so_ky_hieu", "so_van_ban", "ky_hieu", "number", "so", "so_hieu_van_ban", "so_ki_hieu", "so_va_ky_hieu",
        "so_ky_hieu_van_ban", "so_ky_hieu_vb", "so_hieu_vb", "so_vb", "document_number", "doc_number", "doc_no", "no", "so_kh",
        "so_qd", "so_van_ban_di", "ky_hieu_van_ban", "van_ban_so", "ma_hieu", "ky_ma_hieu", "so_quyet_dinh", "so_cong_van", "so_cv",
        "so_kh_van_ban", "so_phat_hanh", "document_no",
    ),
    "date": (
        "ngay_ban_hanh", "ngay_ky", "ngay", "date", "issued", "ngay_thang", "ngay_thang_nam", "ngay_van_ban", "ngay_thang_van_ban",
        "ngay_thang_ban_hanh", "thoi_gian_ban_hanh", "ngay_bh", "issue_date", "issued_date", "date_issued", "signed_date",
        "ngay_vb", "ngay_thang_vb", "thoi_gian", "published_date", "ban_hanh_ngay", "ngay_phat_hanh",
        "ngay_ra_van_ban", "thoi_diem_ban_hanh", "ngay_dang", "nam_ban_hanh", "nam", "year",
    ),
    "issuer": (
        "co_quan_ban_hanh", "don_vi_ban_hanh", "noi_ban_hanh", "co_quan", "issuer", "cq_ban_hanh", "tac_gia", "to_chuc_ban_hanh",
        "co_quan_to_chuc_ban_hanh", "authority", "agency", "issuing_body", "issued_by", "cqbh", "cq_bh", "co_quan_bh",
        "cap_ban_hanh", "chu_the_ban_hanh", "organization", "organisation", "noi_gui", "co_quan_gui",
        "noi_phat_hanh", "don_vi_phat_hanh", "co_quan_phat_hanh", "don_vi_soan_thao",
    ),
    "type": (
        "loai_van_ban", "loai", "hinh_thuc", "type", "ten_loai", "the_loai", "loai_vb", "hinh_thuc_van_ban", "document_type",
        "doc_type", "ten_loai_van_ban", "the_loai_van_ban", "ten_loai_vb",
    ),
    "title": (
        "trich_yeu", "trich_yeu_noi_dung", "tieu_de", "ten_van_ban", "title", "ten", "ten_goi", "noi_dung_trich_yeu",
        "trich_yeu_van_ban",
        "ten_loai_va_trich_yeu_noi_dung", "ten_loai_va_trich_yeu_noi_dung_van_ban", "ve_viec", "subject", "summary", "name",
        "ten_goi_cua_van_ban", "noi_dung_tom_tat", "tom_tat_noi_dung", "ten_vb", "v_v", "tieu_de_van_ban", "trich_luoc",
        "noi_dung_chinh",
    ),
    "text": ("noi_dung", "toan_van", "text", "content", "full_text", "body", "noi_dung_van_ban", "noi_dung_vb"),
    "place": ("dia_phuong", "tinh", "place", "tinh_thanh", "tinh_thanh_pho", "province"),
    "signer": ("nguoi_ky", "nguoi_ky_van_ban", "ho_ten_nguoi_ky", "signer", "signed_by"),
}  # fmt: skip
_KNOWN = {name: role for role, names in COLUMNS.items() for name in names}
# Longer names begin like these: "Số, ký hiệu; ngày, tháng, năm ban hành văn bản", "Tên gọi của văn bản/Trích yếu nội dung".
_LONGER = tuple(
    (re.compile(words), role)
    for words, role in (
        (r".*trich_yeu", "title"),
        (
            r"so_(?:va_)?(?:k[iy]_)?hieu_|so_(?:(?:qd|quyet_dinh|cv|cong_van)_)?(?:va_)?ngay(?:_|$)|so_van_ban_",
            "number",
        ),
        (r"ngay_(?:thang_)?(?:nam_)?(?:ban_hanh|ky|van_ban)(?:_|$)", "date"),
        (r"(?:co_quan|don_vi|to_chuc|chu_the)_(?:\w+_)?ban_hanh", "issuer"),
        (r"(?:ten_)?(?:loai|hinh_thuc)_van_ban_", "type"),
        (r"ten_van_ban_|ten_goi_", "title"),
    )
)
# What such a column tells of something else: when a document came, or took effect, or of the one that changed it.
_OTHER = re.compile(r"hieu_luc|(?:^|_)den(?:_|$)|dinh_kem|lien_quan|thay_the|sua_doi|bai_bo|het_han|cong_bao")
_LETTERS = {"bh": "ban_hanh", "cq": "co_quan", "vb": "van_ban"}
_OF_DOCUMENT = re.compile(r"_(?:cua_)?(?:van_ban|tai_lieu)$")  # "Tác giả văn bản" is "Tác giả"
_DOCUMENT = ("van_ban", "vb", "tai_lieu")  # names under which numbers stand, too
_TITLE_CHARS = 1_500  # of a line that is a title, and no text

Roles = tuple[str | None, ...]  # of each column


def roles(names: Sequence[str], given: Mapping[str, str]) -> Roles:
    """What each column is. `given` maps a role to the name of its column, and goes before what a name usually means."""
    chosen = {folded(name): role for role, name in given.items()}

    def role(name: str) -> str | None:
        found = chosen.get(name) or _usual(name)
        return None if found in given and name not in chosen else found

    return tuple(role(folded(name)) for name in names)


def _usual(name: str) -> str | None:
    if name in _KNOWN:
        return _KNOWN[name]
    if _OTHER.search(name):
        return None
    whole = "_".join(_LETTERS.get(word, word) for word in name.split("_"))
    bare = _OF_DOCUMENT.sub("", whole)
    short = next((n for n in (whole, bare, bare.removeprefix("ten_")) if n in _KNOWN), None)
    return _KNOWN[short] if short else next((role for words, role in _LONGER if words.match(whole)), None)


def of_documents(name: str) -> bool:
    """Whether a column is headed as documents, and may hold their numbers: "Văn bản"."""
    return folded(name) in _DOCUMENT


def rank(role: str, name: str) -> int:
    """Which of several columns of one role goes first: that whose name stands first in `COLUMNS`; longer names last."""
    names, name = COLUMNS[role], folded(name)
    return names.index(name) if name in names else len(names)


def folded(name: str) -> str:
    """The name of a column as the table has it.

    >>> folded("Số/Ký hiệu"), folded("soKyHieu"), folded("NGÀY BH")
    ('so_ky_hieu', 'so_ky_hieu', 'ngay_bh')
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"\W+", "_", fold(name).strip()).strip("_")


def with_noun(name: str) -> bool:
    """Whether titles in a column begin with the noun of what they are of: "Tên loại và trích yếu nội dung"."""
    return folded(name).startswith("ten_loai_va_trich_yeu")


# --- Header rows


def header(lead: Sequence[Sequence[str]], given: Mapping[str, str]) -> tuple[list[str], int]:
    """The names of the columns among the first rows of a table, and the number of the first row below them.

    A title may stand above them; one row may group the columns that the next one names: "Văn bản" above "Số" and "Ngày".
    """
    best = [len(told(row, given)) for row in lead]
    at = next((i for i, n in enumerate(best) if n >= 2), next((i for i, n in enumerate(best) if n), 0))
    names, end = list(lead[at]), at + 1
    if at and _words(lead[at - 1]):
        above = _grouped(lead[at - 1], names)
        names = above if len(told(above, given)) > len(told(names, given)) else names
    if end < len(lead) and _words(lead[end]):
        below = _grouped(names, lead[end])
        if len(told(below, given)) > len(told(names, given)):
            names, end = below, end + 1
    unique: list[str] = []
    for n, name in enumerate(names):
        own = name.strip() or f"column {n + 1}"
        unique.append(own if own not in unique else f"{own} ({n + 1})")
    return unique, end


def told(names: Sequence[str], given: Mapping[str, str]) -> set[str]:
    """The roles that a row of names tells, an id left out."""
    return {r for r in roles(names, given) if r and r != "id"}


def _words(row: Sequence[str]) -> bool:
    """Whether a row may name columns: a few words in its cells, no numbers, and in more than one."""
    cells = [c for c in row if c.strip()]
    return len(cells) > 1 and all(len(c) < 80 and not re.search(r"\d", c) for c in cells)


def _grouped(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """One row of names of two: "Ngày" of "Ngày" above "ban hành", "Số" of "Văn bản" above "Số"."""
    made: list[str] = []
    group = ""
    for n in range(max(len(upper), len(lower))):
        above, below = ((row[n] if n < len(row) else "").strip() for row in (upper, lower))
        group = above or (group if below else "")
        choices = (f"{group} {below}".strip(), below, above)
        made.append(next((c for c in choices if c and _usual(folded(c))), choices[0]))
    return made


def counts(row: Sequence[str]) -> bool:
    """Whether a row numbers the columns below their names: "(1)", "(2)", "(3)"; "A", "B", "1"."""
    cells = [c.strip(" ()[]") for c in row if c.strip()]
    return len(cells) > 2 and all(re.fullmatch(r"\d\d?|[A-Za-z]", c) for c in cells)


# --- Cells

_NUMBER = re.compile(
    r"\s*(?:[^\d]*?\bs[ốo]\s*[:.]?\s*)?(\d.*?)\s*(?:[\s,;(]*(?:(?:ký|ban hành|bh)\s+)?ngày\b.*)?", re.I | re.S
)
_DATED = re.compile(r"(?:\bngày|[\n;,])\s*(?=\d)", re.IGNORECASE)


def number(cell: str) -> tuple[str, str]:
    """A cell's number, and the date that may stand with it.

    >>> number("Số: 15/2023/NQ-HĐND ngày 14/7/2023"), number("45/KH-UBND"), number("không số")
    (('15/2023/NQ-HĐND', '14/7/2023'), ('45/KH-UBND', ''), ('không số', ''))
    """
    cell = cell.strip()
    first, _, rest = cell.partition("\n")
    m = _NUMBER.fullmatch(first if rest else cell)
    at = next((d.end() for d in _DATED.finditer(cell) if dates.match(cell, d.end())), None)
    told, over = _first(cell, *m.span(1)) if m else (cell, None)
    if over is not None and dates.match(cell, over):
        at = over
    elif over is not None and at is not None and over < at and cell.startswith(told, m.start(1) if m else 0):
        at = None  # "11/TT-BNV; 12/TT-BNV ngày 3/4/2019": is it the day of the first?
    return told.strip(" ,;."), "" if at is None else cell[at:]


_STATED = re.compile(
    r"\s*(?:(?!(?i:theo|tại|căn cứ|thực hiện)\b)(?:[^\W\d]+\s){0,4}(?i:số)\s*[:.]?\s*)?"
    r"\d{1,5}[a-zđ]?\s?[/-]\s?(?:\d{4}\s?/\s?)?[A-ZĐa-zđ][\w&./-]*(?:[\s,;(-]+|$)(?:(?:ký\s)?ngày\b|(?=\d)|$)"
)


def stated(cell: str) -> bool:
    """Whether a cell tells a number, with its date or without, and nothing else.

    >>> stated("Số: 12/QĐ-UBND ngày 05/01/2024"), stated("71/KH-UBND, 20/04/2023"), stated("theo Quyết định số 5/QĐ-UBND")
    (True, True, False)
    """
    return _STATED.match(cell) is not None


_NEXT = re.compile(r"(?<=[\s;,(–-])(?=\d)")
_SECOND = re.compile(r"\d{1,5}[a-zđ]?(\s?[/-]\s?(?:\d{4}\s?/\s?)?[A-ZĐa-zđ][\w&./-]*)")
_BETWEEN = frozenset(("và", "thay", "thế", "cho", "sửa", "đổi", "bổ", "sung", "số"))  # the first number and the second
_LONGEST = 200  # characters of a cell that tells numbers


def _first(cell: str, start: int, end: int) -> tuple[str, int | None]:
    """The first number of a cell from an offset on, and where a date or a second number stands behind it.

    >>> _first("12/QĐ-UBND (09/02/2015)", 0, 23), _first("5/QĐ-UBND (thay 4/QĐ-UBND)", 0, 26), _first("5, 6/QĐ-UBND", 0, 12)
    (('12/QĐ-UBND', 12), ('5/QĐ-UBND', 16), ('5/QĐ-UBND', 3))
    """
    for gap in _NEXT.finditer(cell, start + 1, start + _LONGEST):
        at = gap.start()
        day = dates.match(cell, at)
        second = None if day else _SECOND.match(cell, at)
        hyphened = cell[at - 1] in "-–" and not cell[at - 2].isspace()  # by a hyphen of the number itself
        if not (second and not hyphened) and (day is None or cell[day[1] : day[1] + 1] == "/"):
            continue
        words = re.split(r"[;,(\n]", cell[start : min(at, end)], maxsplit=1)[0].split()
        while len(words) > 1 and words[-1].isalpha() and words[-1].lower() in _BETWEEN:
            words.pop()
        told = " ".join(words).rstrip(" -–")
        bare = second is not None and re.fullmatch(_SERIAL, told) is not None
        if told and not bare and (day or any(map(str.isalpha, told))):
            return told, at
        if second and bare and re.search(r"[;,]|\bvà\b", cell[start:at]):
            return f"{told}{second[1]}", at
    return cell[start:end], None


_SERIAL, _BARE_CODE = r"\d{1,5}[a-zđ]?", r"[A-Za-zĐđ][\w&.-]*(?:/[\w&.-]+)?"


def joined(cells: Sequence[str]) -> str:
    """One number of the cells of a row that may hold it; the serial and the code may have a column each.

    >>> joined(["KH-UBND", "12"]), joined(["5", "KH/TU"]), joined(["１２/KH-UBND", "3"])
    ('12/KH-UBND', '5-KH/TU', '12/KH-UBND')
    """
    told = [(cell if cell.isascii() else normalise(cell).text).strip() for cell in cells if cell.strip()]
    serial = next((c for c in told if re.fullmatch(_SERIAL, c)), None)
    code = next((c for c in told if re.fullmatch(_BARE_CODE, c)), None)
    if serial and code and told[0] in (serial, code):
        return f"{serial}-{code}" if "/" in code else f"{serial}/{code}"  # the Party's numbers have the hyphen first
    return told[0] if told else ""


_EPOCH = datetime.datetime(1970, 1, 1)
_HERE = datetime.timedelta(hours=7)  # Vietnam is seven hours before UTC, in which programs write instants


def date(cell: str) -> str | None:
    """The ISO date of a cell: in any usual form, the day number of a spreadsheet, or an instant that a program wrote.

    >>> date("45323"), date("2024-01-31T17:00:00.000Z"), date("1706720400000"), date("01 Feb 2024")
    ('2024-02-01', '2024-02-01', '2024-02-01', '2024-02-01')
    """
    cell = cell.strip()
    if re.fullmatch(r"[2-6]\d{4}(?:\.\d+)?", cell):
        return day(cell)
    try:
        if re.fullmatch(r"\d{12,13}", cell):
            return dates.iso(*_parts(_EPOCH + datetime.timedelta(milliseconds=int(cell)) + _HERE))
        if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:?00)", cell):
            return dates.iso(*_parts(datetime.datetime.fromisoformat(cell[:19]) + _HERE))
    except (ValueError, OverflowError):
        return None
    return dates.parse(cell) if cell else None


_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?!\d)")
_FULL = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}|\d{4}([/.-])\d{1,2}\2\d{1,2}")
_FEWEST = 2  # dates of which no other order makes one; a single one may be a slip


def month_first(cells: Iterable[str]) -> bool:
    """Whether the dates of a column have the month first, as a spreadsheet of American settings exports them.

    >>> month_first(["01/05/2026", "01/14/2026", "2/27/2026"]), month_first(["02/13/2026", "14/02/2026"])
    (True, False)
    """
    parts = [(int(m[1]), int(m[2])) for cell in cells if (m := _SLASHED.match(cell))]
    return sum(second > 12 for _, second in parts) >= _FEWEST and all(first <= 12 for first, _ in parts)


def day_first(cell: str) -> str:
    """A cell of such a column in the order of Vietnam; one that cannot be of that order stays.

    >>> day_first("01/05/2026 0:00"), day_first("14/01/2026")
    ('05/01/2026', '14/01/2026')
    """
    m = _SLASHED.match(cell)
    return f"{m[2]}/{m[1]}/{m[3]}" if m and int(m[1]) <= 12 else cell


def no_day(cell: str) -> bool:
    """Whether a cell has the form of a date and is no day of the calendar.

    >>> no_day("31/02/2024"), no_day("2024-13-01"), no_day("29/02/2024"), no_day("2019"), no_day("không rõ")
    (True, True, False, False, False)
    """
    return _FULL.fullmatch(cell.strip()) is not None and date(cell) is None


def _parts(instant: datetime.datetime) -> tuple[int, int, int]:
    return instant.day, instant.month, instant.year


_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,4}|[a-zA-Z]{2,8}\d?);")


def plain(cell: str) -> str:
    """A cell without the markup that web sites export: "<p>V&#7873; tri&#7875;n khai</p>".

    >>> plain("<p>V&#7873; tri&#7875;n khai</p>"), plain("A < B & C")
    ('Về triển khai', 'A < B & C')
    """
    if "<" not in cell and "&" not in cell:
        return cell
    bare = _TAG.sub(" ", cell) if _TAG.search(cell) else cell
    bare = html.unescape(bare) if _ENTITY.search(bare) else bare
    return bare if bare == cell else re.sub(r"[^\S\n]+", " ", bare).strip()


def titled(text: str) -> bool:
    """Whether a column of text holds titles: one line that ends where a title may."""
    return len(text) < _TITLE_CHARS and "\n" not in text.strip()
