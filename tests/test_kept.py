"""What is kept makes the start shorter and nothing else: whatever becomes of it, the ontology is what counts."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import kept, lexicon, tables, turtle
from kg.lexicon import Lexicon
from kg.model import KgError

MADE = {"Luật": [1, None, "Đ"], "": {"a": True}}


class Maker:
    """Makes a value, and counts how often it is asked."""

    def __init__(self, made: Any = MADE) -> None:
        self.made, self.times = made, 0

    def __call__(self) -> Any:
        self.times += 1
        return self.made


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for what is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kg-vn"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    path = tmp_path / "maker.py"
    path.write_text("first", encoding="utf-8")
    return path


def test_what_is_made_once_is_not_made_again(code: Path, place: Path) -> None:
    first, second = Maker(), Maker("wrong")
    assert kept.kept(first, "kind", "digest", [code]) == MADE
    assert kept.kept(second, "kind", "digest", [code]) == MADE
    assert (first.times, second.times) == (1, 0)
    [file] = place.iterdir()
    assert file.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_other_bytes_other_code_and_another_kind_are_made(code: Path) -> None:
    assert kept.kept(Maker(1), "kind", "digest", [code]) == 1
    assert kept.kept(Maker(2), "kind", "other", [code]) == 2
    assert kept.kept(Maker(3), "sort", "digest", [code]) == 3
    code.write_text("second", encoding="utf-8")
    assert kept.kept(Maker(4), "kind", "digest", [code]) == 4
    code.write_text("first", encoding="utf-8")
    assert kept.kept(Maker(5), "kind", "digest", [code]) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole + b" ",
        lambda whole: b"{}",
        lambda whole: whole.split(b"\n")[0] + b"\n{}",
        lambda whole: b"\n" + whole,
        lambda whole: whole.replace(b"true", b"null"),
    ],
)
def test_a_damaged_file_is_not_used_and_is_mended(damage: Callable[[bytes], bytes], code: Path, place: Path) -> None:
    kept.kept(Maker(), "kind", "digest", [code])
    [file] = place.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert file.read_bytes() != whole
    again = Maker()
    assert kept.kept(again, "kind", "digest", [code]) == MADE
    assert again.times == 1
    assert file.read_bytes() == whole


@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_a_single_bit_is_enough(at: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("kept") / "kind-0.json"
    kept._write(file, MADE)
    assert kept._read(file) == MADE
    whole = bytearray(file.read_bytes())
    whole[at % len(whole)] ^= 1 << bit
    file.write_bytes(whole)
    assert kept._read(file) is None


def test_a_place_that_cannot_be_written_costs_nothing(code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in (str(code), "/dev/null/x", "/proc/kg"):
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        assert kept.kept(Maker(), "kind", "digest", [code]) == MADE
    monkeypatch.delenv("XDG_CACHE_HOME")

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert kept.kept(Maker(), "kind", "digest", [code]) == MADE


def test_code_without_a_file_keeps_nothing(place: Path, tmp_path: Path) -> None:
    assert kept.kept(Maker(), "kind", "digest", [tmp_path / "archive.zip" / "maker.py"]) == MADE
    assert not place.exists()


def test_a_write_that_fails_leaves_nothing(code: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert kept.kept(Maker(), "kind", "digest", [code]) == MADE
    assert list(place.iterdir()) == []


def test_a_mistake_of_the_maker_is_told(code: Path, place: Path) -> None:
    def fail() -> Any:
        raise OSError("of the maker's own")

    with pytest.raises(OSError, match="own"):
        kept.kept(fail, "kind", "digest", [code])
    assert not place.exists()


def test_few_are_kept(code: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    kept.kept(Maker(), "other", "digest", [code])
    for n in range(4):
        kept.kept(Maker(), "kind", str(n), [code])
        for file in place.glob("kind-*"):
            os.utime(file, (file.stat().st_mtime - 10,) * 2)
    assert len(list(place.glob("kind-*"))) == 2
    assert len(list(place.glob("other-*"))) == 1
    newest = Maker()
    kept.kept(newest, "kind", "3", [code])
    assert newest.times == 0


# --- The lexicon


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    return Path(shutil.copytree(lexicon.ontology_dir(), tmp_path / "ontology"))


def values(lex: Lexicon) -> dict[str, Any]:
    """All that a lexicon holds, to the last phrase."""
    fields = {name: getattr(lex, name) for name in Lexicon.__slots__}
    return {n: (v.root, v._values, v._skip) if isinstance(v, lexicon.Phrases) else v for n, v in fields.items()}


def test_the_lexicon_that_is_kept_is_that_of_the_ontology(
    ontology: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = values(lexicon.read(ontology))
    assert not place.exists()
    assert values(lexicon.read(ontology, keep=True)) == fresh
    monkeypatch.setattr(turtle, "facts", lambda files: pytest.fail("the Turtle is parsed again"))
    assert values(lexicon.read(ontology, keep=True)) == fresh


def test_turtle_that_changes_is_read_anew(ontology: Path) -> None:
    before = lexicon.read(ontology, keep=True)
    with (ontology / "types.ttl").open("a", encoding="utf-8") as file:
        file.write("\nkg:Ballad a kg:DocumentType ; skos:prefLabel 'Bài ca'@vi ; kg:code 'BCA' ; kg:urn 'bai.ca' ; ")
        file.write("kg:branch 'state' ; kg:kind 'other' ; skos:example 'Bài ca số 1/BCA'@vi .\n")
    after = lexicon.read(ontology, keep=True)
    assert "Bài ca" in set(after.types) - set(before.types)
    assert after.nouns.match("bài ca", 0)
    with (ontology / "types.ttl").open("a", encoding="utf-8") as file:
        file.write("\nkg:Ballad a\n")
    with pytest.raises(KgError, match=r"types\.ttl is not valid Turtle"):
        lexicon.read(ontology, keep=True)


def test_all_code_that_makes_the_tables_is_known_to_what_keeps_them(ontology: Path) -> None:
    """A release that makes them otherwise differs in one of these modules, so that it makes its own."""
    package = str(Path(lexicon.__file__).parent)
    ran: set[str] = set()

    def see(frame: FrameType, event: str, arg: object) -> None:
        if frame.f_code.co_filename.startswith(package):
            ran.add(Path(frame.f_code.co_filename).stem)

    for cached in (tables.name_key, lexicon.fold):
        getattr(cached, "cache_clear", lambda: None)()
    before = sys.gettrace()
    sys.settrace(see)
    try:
        lexicon.read(ontology)
    finally:
        sys.settrace(before)
    assert {"tables", "text", "turtle"} <= ran
    assert ran <= {*lexicon._CODE, "patterns"}  # which compiles what others wrote
