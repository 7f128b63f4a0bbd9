"""The wheel holds all that the program needs: installed elsewhere, it runs without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Kế hoạch số 370/KH-UBND ngày 06/12/2021 thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019."

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, text: str = "") -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=env, input=text, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
    ]
    run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; the libraries that it needs are those of this environment."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(folder), "platbase": str(folder)}))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder / "bin" / "python"]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder.parent)
    # A path line and no more: .pth files of this environment, such as the one of the checkout, are not read there.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def test_the_wheel_holds_code_data_and_licence(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    packaged = {p for p in (ROOT / "kg").rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    ontology = {p for p in (ROOT / "ontology").rglob("*") if p.is_file()}
    assert {p.relative_to(ROOT).as_posix() for p in packaged} <= names
    assert {f"kg/{p.relative_to(ROOT).as_posix()}" for p in ontology} <= names
    assert "kg/py.typed" in names
    assert {n.split("/")[0] for n in names} == {"kg", f"{wheel.name.rsplit('-', 3)[0]}.dist-info"}, "nothing else"
    assert any(n.endswith("licenses/LICENSE") for n in names)


def test_the_commands_work_from_another_folder(environment: Path, tmp_path: Path):
    where = run(environment / "python", "-c", "import kg; print(kg.__file__)", cwd=tmp_path)
    assert str(environment.parent) in where, "the installed one, not the checkout"
    for command in ([environment / "kg"], [environment / "python", "-m", "kg"]):
        assert run(*command, "--version", cwd=tmp_path) == f"kg {version('kg-vn')}\n"
        found = json.loads(run(*command, "extract", "-", cwd=tmp_path, text=TEXT))
        assert [i["number"] for i in found["instruments"].values()] == ["370/KH-UBND", "52-NQ/TW"]
        assert [r["predicate"] for r in found["relations"]] == ["implements"]


def test_a_collection_and_its_map_work_from_another_folder(environment: Path, tmp_path: Path):
    (tmp_path / "kế hoạch.txt").write_text(TEXT, encoding="utf-8")
    run(environment / "kg", "build", ".", "--store", "store", cwd=tmp_path)
    assert "52-NQ/TW" in run(environment / "kg", "trace", "KH 370", "--store", "store", cwd=tmp_path)
    assert "52-NQ/TW" in run(
        environment / "kg", "query", "lineage-up", "--param", "id=KH 370", "--store", "store", cwd=tmp_path
    )
    run(environment / "kg", "map", "-o", "map.html", "--store", "store", cwd=tmp_path)
    assert "370/KH-UBND" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_spacy_finds_the_component(environment: Path, tmp_path: Path):
    code = f"import spacy; n = spacy.blank('xx'); n.add_pipe('kg_instruments'); print(len(n({TEXT!r}).ents))"
    assert run(environment / "python", "-X", "utf8", "-c", code, cwd=tmp_path) == "2\n"
