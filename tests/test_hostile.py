# ruff: noqa: E501 - cases read best one a line
"""Broken and hostile files: each gives one clear sentence, in bounded time and memory, and nothing else is lost."""

from __future__ import annotations

import io
import os
import runpy
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import isolation, store
from kg.model import Document, Failure, KgError
from kg.readers import READERS, Options, dispatch, files, read

make = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "small_files.py")))
SENTENCE = make.SENTENCE
PDF = make.pdf([make.lines(SENTENCE)])
DOC = make.doc(SENTENCE + "\n")
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def bomb(megabytes: int, start: bytes = b"", end: bytes = b"", piece: bytes = b" ") -> bytes:
    """Deflated megabytes of one piece."""
    packer = zlib.compressobj(9)
    block = piece * (2**20 // len(piece))
    return b"".join(
        [
            packer.compress(start),
            *(packer.compress(block) for _ in range(megabytes)),
            packer.compress(end),
            packer.flush(),
        ]
    )


def zip_bomb(name: str, megabytes: int, count: int = 1, piece: bytes = b"a") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(count):
            with archive.open(name.format(n), "w", force_zip64=True) as f:
                for _ in range(megabytes):
                    f.write(piece * (2**20 // len(piece)))
    return out.getvalue()


def unpackable(data: bytes, name: str) -> bytes:
    """A container with one member whose compressed bytes are none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    start = info.header_offset + 30 + len(name)
    return data[: start + 4] + b"\xff" * (info.compress_size - 4) + data[start + info.compress_size :]


def chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG picture."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def matryoshka(depth: int) -> bytes:
    data = SENTENCE.encode()
    for n in range(depth):
        data = make.zipped({"a.zip" if n else "a.txt": data})
    return bytes(data)


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12))
    + "]>"
)
OUTSIDE = '<!DOCTYPE l [<!ENTITY m SYSTEM "file:///etc/passwd">]>'


def word(prolog: str) -> bytes:
    return bytes(
        make.zipped(
            {"word/document.xml": f"{prolog}<w:document {make.W}><w:body>{make.p('&m;')}</w:body></w:document>"}
        )
    )


def sheet(prolog: str, encoding: str = "utf-8") -> bytes:
    """A workbook whose only sheet begins so and names an entity."""
    with zipfile.ZipFile(io.BytesIO(make.xlsx({"A": [["Trích yếu"], ["ENTITY"]]}))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    (name,) = (name for name in members if "worksheets" in name)
    entity = "&m;" if "ENTITY" in prolog else SENTENCE
    members[name] = (prolog + members[name].decode().replace("ENTITY", entity)).encode(encoding)
    return bytes(make.zipped(members))


CASES: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("a PDF cut in the middle", "a.pdf", lambda: PDF[: len(PDF) // 2], "damaged or cut short"),
    ("a PDF of noise", "a.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged or cut short"),
    ("an encrypted PDF", "a.pdf", lambda: make.pdf_of([CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>", b"<</Filter/Standard/V 1/R 2/O<" + b"61" * 32 + b">/U<" + b"62" * 32 + b">/P -4>>"], b"/Encrypt 3 0 R/ID[<6161><6161>]"), "encrypted"),
    ("a PDF that is its own page", "a.pdf", lambda: make.pdf_of([CATALOGUE, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"]), "damaged"),
    ("a PDF without pages", "a.pdf", lambda: make.pdf_of([CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>"]), "PDF"),
    ("a PDF with more pages than are read", "a.pdf", lambda: make.pdf([[(72, 700, "x")]] * 40), "40 pages"),
    ("a huge Word part", "a.docx", lambda: zip_bomb("word/document.xml", 140, piece=b"<a>"), "unpacks to more than"),
    ("a zip bomb", "a.zip", lambda: zip_bomb("{}.txt", 60, 2), "as attacks do"),
    ("archives without end", "a.zip", lambda: matryoshka(9), "archives in archives"),
    ("a name that leaves the archive", "a.zip", lambda: make.zipped({"../../etc/a.txt": "x"}), "out of the archive"),
    ("an absolute name", "a.zip", lambda: make.zipped({"C:\\Windows\\a.txt": "x"}), "out of the archive"),
    ("an empty archive", "a.zip", lambda: make.zipped({}), "empty"),
    ("a broken archive", "a.zip", lambda: b"PK\x03\x04" + bytes(300), "damaged"),
    ("billion laughs in Word", "a.docx", lambda: word(LAUGHS), "document type"),
    ("an external entity in Word", "a.docx", lambda: word(OUTSIDE), "document type"),
    ("billion laughs in UTF-16", "a.docx", lambda: make.zipped({"word/document.xml": (LAUGHS + "<a>&m;</a>").encode("utf-16")}), "document type"),
    ("billion laughs in UTF-16 without a mark, big-endian", "a.docx", lambda: make.zipped({"word/document.xml": (LAUGHS + "<a>&m;</a>").encode("utf-16-be")}), "document type"),
    ("the same, little-endian", "a.docx", lambda: make.zipped({"word/document.xml": (LAUGHS + "<a>&m;</a>").encode("utf-16-le")}), "document type"),
    ("billion laughs below a long comment", "a.docx", lambda: word(f"<!--{'x' * 70_000}-->{LAUGHS}"), "document type"),
    ("a comment longer than any", "a.docx", lambda: word(f"<!--{'x' * 2**20}-->"), "tell nothing"),
    ("billion laughs in a sheet", "a.xlsx", lambda: sheet(LAUGHS), "document type"),
    ("billion laughs in a sheet below a long comment", "a.xlsx", lambda: sheet(f"<!--{'x' * 70_000}-->{LAUGHS}"), "document type"),
    ("billion laughs in a sheet in UTF-16", "a.xlsx", lambda: sheet(LAUGHS, "utf-16-be"), "document type"),
    ("a sheet in an encoding that nobody knows", "a.xlsx", lambda: sheet('<?xml version="1.0" encoding="x-no"?>'), "damaged"),
    ("billion laughs in a workbook", "a.xlsx", lambda: make.zipped({"xl/workbook.xml": LAUGHS + "<workbook>&m;</workbook>"}), "document type"),
    ("billion laughs in ODT", "a.odt", lambda: make.zipped({"content.xml": LAUGHS + "<a>&m;</a>"}), "document type"),
    ("a Word file of nothing", "a.docx", lambda: make.docx(""), "no text"),
    ("a Word file nested without end", "a.docx", lambda: make.docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "no text"),
    ("a Word file cut short", "a.docx", lambda: make.docx(make.p(SENTENCE))[:200], "damaged"),
    ("an encrypted Word file", "a.docx", lambda: make.compound({"EncryptedPackage": bytes(5000)}), "encrypted"),
    ("an encrypted old Word file", "a.doc", lambda: make.doc("x", flags=0x100), "encrypted"),
    ("an old Word file cut short", "a.doc", lambda: DOC[:2000], "damaged"),
    ("a compound file of noise", "a.doc", lambda: DOC[:8] + bytes(range(255, -1, -1)) * 12, "damaged"),
    ("an old workbook of noise", "a.xls", lambda: make.compound({"Workbook": bytes(5000)}), "damaged"),
    ("a page nested without end", "a.html", lambda: b"<div>" * 50_000 + b"x", "deeper"),
    ("a page of nothing", "a.html", lambda: b"<html><script>x</script></html>", "no text"),
    ("RTF nested without end", "a.rtf", lambda: b"{\\rtf1" + b"{" * 50_000, "deeper"),
    ("a mail in mails", "a.eml", lambda: b"Subject:\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 2000, "neither text nor"),
    ("JSON nested without end", "a.jsonl", lambda: b'{"a": ' + b"[" * 100_000, "not JSON"),
    ("a picture of noise", "a.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
    ("a picture without end", "a.png", lambda: b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)) + chunk(b"IDAT", bytes(50)), "pixels"),
    ("a TIFF without a size", "a.tif", lambda: b"II*\0\x08" + bytes(9), "damaged"),
    ("a sheet whose packing is damaged", "a.xlsx", lambda: unpackable(make.xlsx({"A": [["Số hiệu"] * 200]}), "xl/worksheets/sheet1.xml"), "damaged"),
    ("a member that is damaged", "a.docx", lambda: unpackable(make.docx(make.p(SENTENCE)), "word/document.xml"), "damaged"),
    ("a RAR archive", "a.zip", lambda: b"Rar!\x1a\x07\x00" + bytes(50), "RAR"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "name", "maker", "words"), CASES, ids=[c[0] for c in CASES])
def test_each_is_one_clear_sentence(
    tmp_path: Path, why: str, name: str, maker: Callable[[], bytes], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(maker())
    with pytest.raises(KgError) as error:
        list(read(path, Options(pages=30)))
    said = str(error.value)
    assert words in said, why
    assert said.startswith(path.as_posix())
    assert "\n" not in said
    assert "please report" not in said


def test_words_about_document_types_declare_none(tmp_path: Path) -> None:
    told = "<!DOCTYPE html> và <!ENTITY m>"
    (tmp_path / "a.docx").write_bytes(make.docx(make.p(f"<![CDATA[{told}]]>")))
    (tmp_path / "b.xlsx").write_bytes(sheet("", "utf-16"))
    assert [d.text.strip() for name in ("a.docx", "b.xlsx") for d in read(tmp_path / name)] == [told, SENTENCE]


def test_entities_of_pages_reach_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        OUTSIDE.replace("l [", "html [") + "<html><body><p>Kế hoạch &m;</p></body></html>", encoding="utf-8"
    )
    (d,) = read(path)
    assert "root:" not in d.text


def test_a_stream_larger_than_memory_costs_one_process(tmp_path: Path) -> None:
    packed = bomb(400)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    body = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    (tmp_path / "a.pdf").write_bytes(make.pdf_of([CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, body]))
    (tmp_path / "b.pdf").write_bytes(PDF)
    with pytest.raises(KgError, match="needs more than 256 MB of memory"):
        list(read(tmp_path / "a.pdf", Options(memory_bytes=256 * 2**20)))
    (d,) = read(tmp_path / "b.pdf")
    assert d.text.strip() == SENTENCE


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import time; read = lambda n, o: iter([time.sleep(99)])", "took too long"),
        ("import os, signal; read = lambda n, o: iter([os.kill(os.getpid(), signal.SIGSEGV)])", "crashed the reader"),
        ("import os; read = lambda n, o: iter([os._exit(3)])", "crashed the reader"),
        ("read = lambda n, o: iter([bytearray(2**33)])", "memory"),
        ("f = lambda: f(); read = lambda n, o: iter([f()])", "nested too deep"),
        ("read = lambda n, o: iter([1 / 0])", "ZeroDivisionError"),
        ("print('noise'); read = lambda n, o: iter([print('noise'), 1 / 0])", "ZeroDivisionError"),
    ],
    ids=["hangs", "crashes", "ends", "eats memory", "recursion", "a defect", "prints"],
)
def test_a_reader_that_fails_costs_its_own_process(program: str, words: str) -> None:
    process = isolation.Isolated(
        f"from kg import isolation; import os; out = os.dup(1); os.dup2(2, 1)\n{program}\nos.dup2(out, 1); isolation.serve(read)"
    )
    for _ in range(2):
        with pytest.raises(KgError, match=words):
            list(process.read("a.pdf", Options(idle_seconds=1.0 if "sleep" in program else 20.0)))
    process.close()


def test_what_came_before_a_failure_is_given_and_the_rest_too(tmp_path: Path) -> None:
    members = {
        "a.txt": SENTENCE,
        "b.pdf": PDF[:300],
        "c.docx": make.docx(make.p(SENTENCE)),
        "../d.txt": SENTENCE,
        "e.exe": b"MZ",
    }
    path = tmp_path / "a.zip"
    path.write_bytes(make.zipped(members))
    failed: list[Failure] = []
    got = [d.source.rsplit("!/", 1)[1] for d in read(path, failed=failed.append)]
    assert got == ["a.txt", "c.docx"]
    assert [f.source.rsplit("!/", 1)[1] for f in failed] == ["b.pdf", "../d.txt", "e.exe"]


@pytest.mark.parametrize(
    ("data", "words", "why"),
    [
        (b"Subject: =?utf-8?b?a?=\n\nThan", "Than", "a subject that is no base64"),
        (b'Subject: a\nContent-Type: text/plain; charset="a\0b"\n\nTh\xe2n', "Th", "a charset that is no name"),
    ],
)
def test_a_damaged_mail_gives_its_text(tmp_path: Path, data: bytes, words: str, why: str) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(data)
    (d,) = read(path)
    assert words in d.text, why


def test_a_name_of_several_lines_is_shown_on_one(tmp_path: Path) -> None:
    for name, data in {
        "a.zip": make.zipped({"a\nb.pdf": PDF[:300]}),
        "a.msg": make.msg("a", "b", **{"a\nb_pdf": PDF[:300]}),
    }.items():
        (tmp_path / name).write_bytes(data)
        failed: list[Failure] = []
        list(read(tmp_path / name, failed=failed.append))
        (reason,) = [f.reason for f in failed]
        assert reason.startswith(f"{tmp_path.as_posix()}/{name}!/a b.pdf: "), name
        assert "\n" not in reason


def test_a_member_without_a_name_costs_the_others_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(make.zipped({"a.txt": SENTENCE, "b.txt": SENTENCE}).replace(b"b.txt", b"\0.txt"))
    failed: list[Failure] = []
    assert [d.source.rsplit("!/", 1)[1] for d in read(path, failed=failed.append)] == ["a.txt"]
    assert [f.source for f in failed] == [f"{path.as_posix()}!/"]


def test_a_quote_left_open_costs_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'so_hieu,trich_yeu\n1/KH-UBND,"Một\n2/KH-UBND,Hai\n3/KH-UBND,"Ba\nba"\n4/KH-UBND,Bốn\n', encoding="utf-8"
    )
    failed: list[Failure] = []
    got = [(d.known.number, d.text) for d in read(path, failed=failed.append) if d.known]
    assert got == [("1/KH-UBND", "Một"), ("2/KH-UBND", "Hai"), ("3/KH-UBND", "Ba\nba"), ("4/KH-UBND", "Bốn")]
    assert [f.reason.split(": ", 1)[1] for f in failed] == [
        "line 2 opens a quote that is never closed; it was read as it stands."
    ]


def test_odd_files_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    (folder / "zero.pdf").touch()
    (folder / "large.txt").touch()
    os.truncate(folder / "large.txt", 2 * 2**30)
    odd = os.path.join(os.fsencode(folder), b"caf\xe9.txt")
    with open(odd, "wb") as f:
        f.write(SENTENCE.encode())
    texts, errors = [], {}
    for path in files([folder]):
        try:
            texts += [(d.source, d.text) for d in read(path)]
        except KgError as e:
            errors[Path(path).name] = str(e)
    assert texts == [(f"{folder.as_posix()}/caf\\xe9.txt", SENTENCE)]
    assert sorted(errors) == ["gone.txt", "large.txt", "pipe.txt", "self.txt", "zero.pdf"]
    assert all("\n" not in e and e.endswith(".") for e in errors.values())


def test_a_build_lists_what_failed_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    (folder / "a.zip").write_bytes(make.zipped({"a.txt": SENTENCE, "b.pdf": PDF[:300]}))
    (folder / "b.pdf").write_bytes(PDF[:400])
    (folder / "c.exe").write_bytes(b"x")
    (folder / "d.docx").write_bytes(make.docx(make.p("Kế hoạch 36/KH-UBND ngày 13/02/2025.")))
    report = store.build([folder], tmp_path / "kg")
    assert (report.documents, dict(report.unread)) == (2, {"exe": 1})
    assert [Path(f.source).name for f in report.failures] == ["b.pdf", "b.pdf"]
    again = store.build([folder], tmp_path / "kg")
    assert (again.unchanged, again.failures) == (2, report.failures)
    (folder / "a.zip").write_bytes(make.zipped({"a.txt": SENTENCE}))
    mended = store.build([folder], tmp_path / "kg")
    assert [f.source for f in mended.failures] == [str(folder / "b.pdf")]


# --- Fuzzing: any bytes give documents or a KgError, never a crash, a hang or another error

SEEDS, ALIKE = make.seeds(), make.ALIKE
# Parsers written in C could end the tests: a process of its own for them.
NATIVE = frozenset(("pdf", "html", "mhtml", "zip", "eml", "msg"))


def test_every_reader_is_fuzzed() -> None:
    assert set(SEEDS) | set(ALIKE) == set(READERS)


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """A valid file with bytes overwritten, cut out, doubled or added."""
    found = bytearray(data)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        size = draw(st.integers(0, 40))
        match draw(st.sampled_from("oxdac")):
            case "o":
                found[at : at + size] = draw(st.binary(max_size=40))
            case "x":
                del found[at : at + size]
            case "d":
                found[at:at] = found[at : at + size] * draw(st.integers(1, 50))
            case "a":
                found[at:at] = draw(st.binary(max_size=40))
            case _:
                del found[at:]
    return bytes(found)


@pytest.mark.parametrize("suffix", sorted(SEEDS))
def test_any_bytes_give_documents_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, suffix: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / f"a.{suffix}"
    said: list[str] = []

    @settings(
        max_examples=int(os.environ.get("KG_FUZZ", "40")),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(damaged(SEEDS[suffix]) | st.binary(max_size=300))
    def run(data: bytes) -> None:
        try:
            if suffix in NATIVE or data.startswith((b"%PDF", b"<")):
                path.write_bytes(data)
                found = list(read(path, Options(ocr=False, idle_seconds=20), failed=lambda failure: None))
            else:
                found = [d for d in dispatch(data, f"a.{suffix}", Options(ocr=False)) if isinstance(d, Document)]
            assert all(isinstance(d.text, str) for d in found)
        except KgError as e:
            said.append(str(e))

    run()
    assert [s for s in said if "please report" in s or "crashed" in s or "\n" in s] == []
