"""Makers of small files of every format, for tests: nothing is kept that a test can make."""

from __future__ import annotations

import io
import random
import struct
import textwrap
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

SENTENCE = "Kế hoạch 35/KH-UBND ngày 12/02/2025 thực hiện Nghị quyết 57-NQ/TW ngày 22/12/2024."
LETTERHEAD = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("TỈNH BẾN TRE", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 35/KH-UBND", "Bến Tre, ngày 12 tháng 02 năm 2025"),
)


# --- PDF

Put = tuple[float, float, str]  # x and y from the lower left corner, and what stands there


def pdf(pages: Sequence[Sequence[Put]], *, size: float = 12, extra: Sequence[bytes] = ()) -> bytes:
    """A PDF whose font maps codes to Unicode; every letter is half as wide as `size`. `extra` are more objects."""
    letters = sorted({c for page in pages for _, _, text in page for c in text})
    code = {c: n + 1 for n, c in enumerate(letters)}
    cmap = "\n".join(f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for c, n in code.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(code)} beginbfchar\n{cmap}\nendbfchar endcmap end end"
    ).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500"
        b"/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80/ItalicAngle 0>>>>",
        stream(to_unicode),
    ]
    for n, page in enumerate(pages):
        shown = [
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{code[c]:04x}' for c in text)}> Tj ET"
            for x, y, text in page
        ]
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (7 + 2 * n)
        )
        objects.append(stream("\n".join(shown).encode()))
    return pdf_of([*objects, *extra])


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object, compressed."""
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The file of these objects; the first is the catalogue."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for n, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def lines(text: str, *, top: float = 780, left: float = 72, pitch: float = 16) -> list[Put]:
    """The lines of a text down a page."""
    return [(left, top - n * pitch, line) for n, line in enumerate(text.split("\n")) if line]


# --- Office


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def p(text: str) -> str:
    """A Word paragraph."""
    return f"<w:p><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A Word file of this body and more parts, by name without suffix: footnotes, header1, numbering."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
    }
    return zipped({**members, **{f"word/{name}.xml": data for name, data in parts.items()}})


def odt(body: str) -> bytes:
    """An OpenDocument text."""
    names = " ".join(
        f'xmlns:{x}="urn:oasis:names:tc:opendocument:xmlns:{x}:1.0"' for x in ("office", "text", "table", "drawing")
    )
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{inner}</office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx(sheets: Mapping[str, Sequence[Sequence[str | int | None]]], *, dates: bool = False) -> bytes:
    """A workbook; strings that start with "=" are formulas without a value, integers are shown as days if `dates`."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {main} {rel}><sheets>"
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(f'<Relationship Id="r{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1))
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet {main}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for n, rows in enumerate(sheets.values(), 1):
        cells = "".join(
            f'<row r="{r}">' + "".join(_cell(r, c, value, dates) for c, value in enumerate(row)) + "</row>"
            for r, row in enumerate(rows, 1)
        )
        members[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"
    return zipped(members)


def _cell(r: int, c: int, value: str | int | None, dates: bool) -> str:
    at = f'r="{chr(65 + c)}{r}"'
    if value is None:
        return ""
    if isinstance(value, int):
        return f"<c {at} s='{int(dates)}'><v>{value}</v></c>"
    if value.startswith("="):
        return f"<c {at}><f>{value[1:]}</f></c>"
    return f'<c {at} t="inlineStr"><is><t>{value}</t></is></c>'


# --- Compound files: DOC and MSG


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE): streams, in at most one level of storages. All are kept in ordinary sectors."""
    entries: list[list[object]] = [["Root Entry", 5, -1, -1, -1, -2, 0]]
    data = bytearray()
    fat: list[int] = []

    def add(name: str, body: bytes, parent: int) -> None:
        body = body.ljust(4096, b"\0")
        first, count = len(fat), -(-len(body) // 512)
        fat.extend([first + i + 1 for i in range(count - 1)] + [-2])
        data.extend(body.ljust(count * 512, b"\0"))
        _hang(entries, [name, 2, -1, -1, -1, first, len(body)], parent)

    for path, body in streams.items():
        *folder, name = path.split("/")
        parent = 0
        if folder:
            parent = next((n for n, e in enumerate(entries) if e[0] == folder[0]), 0)
            if not parent:
                parent = _hang(entries, [folder[0], 1, -1, -1, -1, 0, 0], 0)
        add(name, body, parent)
    directory = bytearray()
    for name, kind, left, right, child, start, size in entries:
        raw = str(name).encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBiii", len(raw) + 2, kind, 1, left, right, child)
        directory += bytes(36) + struct.pack("<iQ", start, size)
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    at = len(fat)
    sectors = len(directory) // 512
    fat.extend([at + i + 1 for i in range(sectors - 1)] + [-2])
    fats = -(-(len(fat) + 1) // 127)
    where = list(range(len(fat), len(fat) + fats))
    fat.extend([-3] * fats)
    fat.extend([-1] * (fats * 128 - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<iiiiiiiii", 0, fats, at, 0, 4096, -2, 0, -2, 0)
    header += struct.pack("<109i", *(where + [-1] * (109 - fats)))
    return header + bytes(data) + bytes(directory) + struct.pack(f"<{len(fat)}i", *fat)


def _hang(entries: list[list[object]], entry: list[object], parent: int) -> int:
    """Adds an entry to its storage's tree: a plain chain, which readers accept."""
    entries.append(entry)
    new = len(entries) - 1
    if entries[parent][4] == -1:
        entries[parent][4] = new
    else:
        n = int(str(entries[parent][4]))
        while entries[n][3] != -1:
            n = int(str(entries[n][3]))
        entries[n][3] = new
    return new


def doc(text: str, *, flags: int = 0x0200) -> bytes:
    """A Word 97 file with one piece of UTF-16; "\\x07" ends cells."""
    raw = text.replace("\n", "\r").encode("utf-16-le")
    main = bytearray(2048)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<i", main, 0x4C, len(raw) // 2)
    pieces = struct.pack("<II", 0, len(raw) // 2) + struct.pack("<HIH", 0, 2048, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", main, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(main) + raw, "1Table": clx})


def msg(subject: str, body: str, **attached: bytes) -> bytes:
    """An Outlook message."""
    streams = {
        "__properties_version1.0": bytes(32),
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
    }
    for n, (name, data) in enumerate(attached.items()):
        folder = f"__attach_version1.0_#{n:08d}"
        streams[f"{folder}/__substg1.0_3707001F"] = name.replace("_", ".").encode("utf-16-le")
        streams[f"{folder}/__substg1.0_37010102"] = data
    return compound(streams)


def eml(subject: str, body: str, attached: Mapping[str, bytes] = {}) -> bytes:
    """A mail."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.vn", "b@example.vn", subject
    mail.set_content(body)
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def rtf(text: str, *, head: str = r"\ansi\ansicpg1258\uc1") -> bytes:
    """An RTF file."""
    body = "".join(c if ord(c) < 128 else f"\\u{ord(c) - 65536 * (ord(c) > 32767)}?" for c in text)
    fonts = "{\\fonttbl{\\f0\\fnil Arial;}}\\f0 "
    return ("{\\rtf1" + head + fonts + body.replace("\n", "\\par\n") + "}").encode("ascii")


def xls(sheets: Mapping[str, Sequence[Sequence[str | int | None]]], *, dates: bool = False) -> bytes:
    """A workbook of Excel 97 to 2003 (BIFF8); with `dates` large numbers are shown as days."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def cell(r: int, c: int, value: str | int) -> bytes:
        if isinstance(value, int):
            return record(0x203, struct.pack("<HHHd", r, c, int(dates and value > 20_000), value))
        return record(0x204, struct.pack("<HHHHB", r, c, 0, len(value), 1) + value.encode("utf-16-le"))

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))

    bodies = [
        begin(0x10)
        + b"".join(cell(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None)
        + record(0x0A)
        for rows in sheets.values()
    ]
    styles = record(0xE0, bytes(20)) + record(0xE0, struct.pack("<HH", 0, 14) + bytes(16))
    names = [struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(begin(5) + styles) + sum(8 + len(name) for name in names) + len(record(0x0A))
    told = b""
    for name, body in zip(names, bodies, strict=True):
        told += record(0x85, struct.pack("<I", at) + name)
        at += len(body)
    return compound({"Workbook": begin(5) + styles + told + record(0x0A) + b"".join(bodies)})


# --- One of every format


def seeds() -> dict[str, bytes]:
    """A valid file of every format, as small as it may be and still take its reader through most of what it does."""
    letter = "\n".join(f"{left}\t{right}" for left, right in LETTERHEAD)
    cells = "".join(f"<w:tr><w:tc>{p(a)}</w:tc><w:tc>{p(b)}</w:tc></w:tr>" for a, b in LETTERHEAD)
    rows = [["STT", "Số hiệu", "Ngày ban hành", "Trích yếu"], ["1", "35/KH-UBND", 45700, SENTENCE]]
    numbered = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>"
    cell = f"<table:table-row><table:table-cell><text:p>{SENTENCE}</text:p></table:table-cell></table:table-row>"
    page = f"<table><tr><td>{letter}</td></tr></table><div><p>{SENTENCE}</p><nav>Trang chủ</nav></div>"
    table = 'so_hieu,ngay_ban_hanh,trich_yeu\n35/KH-UBND,12/02/2025,"Kế hoạch\nthực hiện"\n1/CT-TTg,2025-1-2,Hai\n'
    saved = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n{page}\n--x--\n"
    placed = [*lines("\n".join(a for a, _ in LETTERHEAD)), *lines("\n".join(b for _, b in LETTERHEAD), left=300)]
    return {
        "pdf": pdf([[*placed, *lines(SENTENCE, top=600)], lines(SENTENCE)]),
        "docx": docx(
            f"<w:tbl>{cells}</w:tbl>{p(SENTENCE)}{numbered}",
            footnotes=f"<w:footnotes {W}>{p('Một')}</w:footnotes>",
            numbering=f"<w:numbering {W}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/>"
            "<w:lvlText w:val='Điều %1.'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
            "</w:numbering>",
        ),
        "doc": doc(letter.replace("\t", "\x07") + "\n" + SENTENCE + "\n"),
        "rtf": rtf(letter + "\n" + SENTENCE),
        "odt": odt(
            "".join(f"<text:p>{line}</text:p>" for line in letter.split("\n")) + f"<table:table>{cell}</table:table>"
        ),
        "html": f"<html><head><meta charset='utf-8'><title>a</title></head><body>{page}</body></html>".encode(),
        "mhtml": saved.encode(),
        "xlsx": xlsx({"A": rows, "B": rows}, dates=True),
        "xls": xls({"A": rows, "B": rows}, dates=True),
        "csv": table.encode(),
        "tsv": table.replace(",", "\t").encode(),
        "jsonl": f'{{"so_hieu": "35/KH-UBND", "date": "2025-02-12", "trich_yeu": "{SENTENCE}"}}\n{{"id": 2}}\n'.encode(),
        "txt": (letter + "\n" + SENTENCE).encode(),
        "zip": zipped({"a.txt": SENTENCE, "b/c.rtf": rtf("a"), "d.zip": zipped({"e.csv": table})}),
        "eml": eml("Kế hoạch", SENTENCE, {"a.txt": b"c", "b.docx": docx(p("b"))}),
        "msg": msg("Kế hoạch", SENTENCE, a_txt=b"c" * 5000),
        "png": picture("PNG"),
        "jpg": picture("JPEG"),
        "tif": picture("TIFF", 2),
    }


# Suffixes that are read like another one of `seeds`.
ALIKE = {"md": "txt", "htm": "html", "xhtml": "html", "mht": "mhtml", "jpeg": "jpg", "tiff": "tif"}


def scan(text: str, *, slant: float = 0.0, noise: float = 0.0) -> Any:
    """A page of A4 at 200 dpi, drawn by a font that has Vietnamese: turned by degrees, with a share of its pixels spoilt.

    What follows " || " on a line stands in its right column.
    """
    from PIL import Image, ImageDraw, ImageFilter, ImageFont

    page = Image.new("L", (1654, 2339), 255)
    font = ImageFont.truetype("DejaVuSerif.ttf", 30)
    for n, line in enumerate(
        line for part in text.split("\n") for line in textwrap.wrap(part, 76, break_on_hyphens=False) or [""]
    ):
        for left, column in zip((150, 800), line.split(" || "), strict=False):
            ImageDraw.Draw(page).text((left, 150 + 44 * n), column, fill=20, font=font)
    if slant:
        page = page.rotate(slant, fillcolor=255, resample=Image.Resampling.BICUBIC)
    if noise:
        page = page.filter(ImageFilter.GaussianBlur(0.8))
        chance, pixels = random.Random(1), page.load()
        for _ in range(int(page.width * page.height * noise)):
            pixels[chance.randrange(page.width), chance.randrange(page.height)] = chance.choice((0, 120, 255))
    return page


def picture(form: str, pages: int = 1) -> bytes:
    """A small grey picture."""
    from PIL import Image

    image, out = Image.new("L", (24, 16), 200), io.BytesIO()
    image.save(out, form, **({"save_all": True, "append_images": [image] * (pages - 1)} if pages > 1 else {}))
    return out.getvalue()
