"""What is kept of the ontology makes the start shorter, and nothing else: whatever becomes of it, the Turtle is what counts."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon, turtle
from kg.model import KgError

NAMES = ("types",)


@pytest.fixture
def ontology(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Turtle, and a place of its own for what is kept of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "ontology"
    folder.mkdir()
    shutil.copy(lexicon.ontology_dir() / "types.ttl", folder)
    return folder


def kept() -> list[Path]:
    return sorted(Path(os.environ["XDG_CACHE_HOME"]).rglob("*"))


def parsed(folder: Path) -> turtle.Facts:
    return turtle.read(folder, NAMES)[0]


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, data: bytes) -> Iterator[tuple[str, str, str]]:
        raise AssertionError(f"{path.name} is parsed again")

    monkeypatch.setattr(turtle, "_triples", fail)


def test_the_second_process_need_not_parse(ontology: Path, request: pytest.FixtureRequest) -> None:
    first = turtle.read(ontology, NAMES, keep=True)
    assert first == turtle.read(ontology, NAMES)
    request.getfixturevalue("no_parser")
    assert turtle.read(ontology, NAMES, keep=True) == first
    with pytest.raises(AssertionError, match="parsed again"):
        turtle.read(ontology, NAMES)


def test_the_lexicon_of_what_is_kept_is_that_of_the_turtle(ontology: Path) -> None:
    folder = lexicon.ontology_dir()
    for lex in (lexicon.read(folder, keep=True), lexicon.read(folder, keep=True)):
        of_turtle = lexicon.read(folder)
        assert lex.fingerprint == of_turtle.fingerprint
        assert lex.types == of_turtle.types
        assert lex.authorities == of_turtle.authorities
        assert lex.cue_phrases == of_turtle.cue_phrases
        assert lex.catalogue == of_turtle.catalogue
        assert lex.by_name == of_turtle.by_name
        assert lex.names == of_turtle.names


def test_nothing_is_kept_unasked(ontology: Path) -> None:
    turtle.read(ontology, NAMES)
    assert kept() == []


def test_turtle_that_changes_is_read_anew(ontology: Path) -> None:
    before, digest = turtle.read(ontology, NAMES, keep=True)
    with (ontology / "types.ttl").open("a", encoding="utf-8") as file:
        file.write("\nkg:Ballad a kg:DocumentType ; skos:prefLabel 'Bài ca'@vi .\n")
    after, other = turtle.read(ontology, NAMES, keep=True)
    assert "Ballad" not in before
    assert after["Ballad"]["prefLabel"] == ["Bài ca"]
    assert digest != other


def test_a_mistake_is_told_whatever_is_kept(ontology: Path) -> None:
    turtle.read(ontology, NAMES, keep=True)
    with (ontology / "types.ttl").open("a", encoding="utf-8") as file:
        file.write("\nkg:Ballad a\n")
    with pytest.raises(KgError, match=r"types\.ttl is not valid Turtle"):
        turtle.read(ontology, NAMES, keep=True)


def test_facts_kept_by_other_code_are_not_used(ontology: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that reads the same Turtle otherwise has another module, and that another file."""
    turtle.read(ontology, NAMES, keep=True)
    [old] = [path for path in kept() if path.is_file()]
    other = tmp_path / "turtle.py"
    other.write_bytes(Path(turtle.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(turtle, "__file__", str(other))
    turtle.read(ontology, NAMES, keep=True)
    assert len([path for path in kept() if path.is_file()]) == 2
    assert old.is_file()


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: b"",
        lambda body: body[:-1],
        lambda body: body[: len(body) // 2],
        lambda body: body + b" ",
        lambda body: b"{}",
        lambda body: body.split(b"\n")[0] + b"\n{}",
        lambda body: b"\n" + body,
        lambda body: body.replace("Nghị quyết".encode(), "Nghị quyêt".encode(), 1),
        lambda body: json.dumps({"x": {"a": ["DocumentType"]}}).encode(),
    ],
)
def test_a_damaged_file_is_not_used_and_is_mended(damage: object, ontology: Path) -> None:
    first = turtle.read(ontology, NAMES, keep=True)
    [file] = [path for path in kept() if path.is_file()]
    whole = file.read_bytes()
    file.write_bytes(damage(whole))  # type: ignore[operator]
    assert file.read_bytes() != whole
    assert turtle.read(ontology, NAMES, keep=True) == first
    assert file.read_bytes() == whole


@given(at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_single_bit_is_enough(at: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    body = turtle.json.dumps({"Luật": {"a": ["DocumentType"], "prefLabel": ["Luật"]}}, ensure_ascii=False).encode()
    whole = bytearray(turtle._proof(body) + b"\n" + body)
    file = tmp_path_factory.mktemp("kept") / "kept.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turtle, "_file", lambda digest: file)
        file.write_bytes(whole)
        assert turtle._kept("") is not None
        whole[at % len(whole)] ^= 1 << bit
        file.write_bytes(whole)
        assert turtle._kept("") is None


def test_a_place_that_cannot_be_written_costs_nothing(ontology: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = parsed(ontology)
    file = ontology / "types.ttl"
    for place in (str(file), "/dev/null/x", "/proc/kg"):
        monkeypatch.setenv("XDG_CACHE_HOME", place)
        assert turtle.read(ontology, NAMES, keep=True)[0] == told
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert turtle.read(ontology, NAMES, keep=True)[0] == told


def test_a_write_that_fails_leaves_nothing(ontology: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    turtle.read(ontology, NAMES, keep=True)
    assert not [path for path in kept() if path.is_file()]


def test_few_are_kept(ontology: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turtle, "_MOST", 2)
    file = ontology / "types.ttl"
    for n in range(4):
        file.write_text(f"{file.read_text(encoding='utf-8')}\n# {n}\n", encoding="utf-8")
        before = {path for path in kept() if path.is_file()}
        for path in before:
            os.utime(path, (n, n))
        turtle.read(ontology, NAMES, keep=True)
        [new] = {path for path in kept() if path.is_file()} - before
        assert new.is_file()
    assert len([path for path in kept() if path.is_file()]) == 2
