"""Files become documents, or one clear sentence that says what to do."""

from __future__ import annotations

import hashlib
import io
import runpy
import sys
import unicodedata
from pathlib import Path

import pytest

from kg.extract import extract
from kg.model import KgError
from kg.normal import normalise
from kg.readers import READERS, files, read, text, unread

reading_files = runpy.run_path(str(Path(__file__).with_name("reading_files.py")))
write, SENTENCE = reading_files["write"], reading_files["SENTENCE"]


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


def twice(words: str, *, kept: bool = True) -> str:
    """Words in UTF-8 that a program took for CP1252, with the bytes that CP1252 lacks or without."""
    lacks = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    return "".join(
        (chr(b) if kept else "\ufffd") if b in lacks else bytes([b]).decode("cp1252") for b in words.encode()
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_text_that_was_encoded_twice_is_read_as_it_was(tmp_path: Path, mark: str) -> None:
    """Its lines that were not, as of a file put together of two, stay; what lost letters thereby is told."""
    whole = "Chương trình số 6-CTr/TU\n"
    (d,) = read(write(tmp_path, "a.txt", twice(f"{mark}{SENTENCE}\n") + whole))
    assert d.text == f"{mark}{SENTENCE}\n{whole}"
    rows = twice("Số ký hiệu;Trích yếu\n9/KH-UBND;Kế hoạch Đề án\n")
    (d,) = read(write(tmp_path, "a.csv", mark + rows))
    assert d.known is not None
    assert (d.known.number, d.text) == ("9/KH-UBND", "Kế hoạch Đề án")
    with pytest.raises(KgError, match="letters were lost when it was saved \\('cá»©'"):
        list(read(write(tmp_path, "b.txt", twice("Căn cứ Nghị định 9/2025/NĐ-CP, Đề án được thực hiện", kept=False))))


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
        ("lost.txt", SENTENCE.encode("ascii", "replace"), ["letters were lost", "'ho?ch'", "CSV UTF-8"]),
        ("lost.csv", "Số ký hiệu;Trích yếu\n9/BC-UBND;Báo cáo".encode("cp1252", "replace"), ["'hi?u;Trích'"]),
        ("twice.txt", SENTENCE.encode("cp1252", "replace").decode(errors="replace").encode(), ["letters were lost"]),
        ("a.exe", b"abc", [".exe", "txt"]),
        ("a.json", b"[{}]", [".json", "a line for each document: .jsonl"]),
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


def test_questions_and_addresses_are_no_lost_letters(tmp_path: Path) -> None:
    asked = "Thời hạn?Mười ngày. Xem https://vanban.tinh.gov.vn/chitiet.aspx?id=120; căn cứ nào? Số ???/QĐ-UBND."
    (d,) = read(write(tmp_path, "a.txt", asked))
    assert d.text == asked


def test_a_name_is_found_in_the_form_that_its_folder_has(tmp_path: Path) -> None:
    """A folder from macOS has "ế" in parts, and a script asks for it whole; both look the same."""
    folder = tmp_path / unicodedata.normalize("NFD", "Kế hoạch năm")
    folder.mkdir()
    path = write(folder, unicodedata.normalize("NFD", "Số một.txt"), SENTENCE)
    whole = unicodedata.normalize("NFC", str(path))
    assert list(files([whole])) == list(files([Path(whole).parent])) == [str(path)]
    with pytest.raises(KgError, match=r"Số hai\.txt: no such file"):
        list(files([Path(whole).with_name("Số hai.txt")]))


def test_what_systems_write_into_folders_is_no_document(tmp_path: Path) -> None:
    for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "~$plan.docx", "Kế hoạch.txt"):
        write(tmp_path, name, SENTENCE)
    assert list(files([tmp_path])) == [str(tmp_path / "Kế hoạch.txt")]
    assert unread([tmp_path]) == {}


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
