"""Every format gives its text, told by its content: cases as small files that `small_files` makes."""

# ruff: noqa: E501 - cases read best one a line
from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import reading
from kg.extract import extract
from kg.model import Document
from kg.readers import READERS, files, read, unread

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
make, SENTENCE, found, write = (reading_files[name] for name in "make SENTENCE found write".split())


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
