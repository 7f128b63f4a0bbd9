"""README.md shows what the program really prints. `python tests/test_readme.py` (or `make docs`) writes the output anew,
and with `--picture` (or `make screenshot`) draws the map that it shows.

In a block fenced as `console`, each line that starts with `$ kg` is run, in one folder with the seeds, in the order of the page;
what follows it is its output. An output that ends with a line `…` is cut there. Blocks fenced as `python` are doctests.
"""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.lexicon import load
from kg.model import to_json

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
MODULES = ROOT / "docs" / "modules.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\d+,\d+(?= giây)")


def blocks(text: str, language: str) -> list[str]:
    return [m[2] for m in BLOCK.finditer(text) if m[1] == language]


def run(command: str, folder: Path) -> str:
    """What a command of the page prints, errors too."""
    program, *words = shlex.split(command)
    assert program == "kg", f"only kg is run here: {command}"
    env = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    done = subprocess.run(
        [sys.executable, "-m", "kg", *words],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    # How long it took differs from run to run.
    return SECONDS.sub("0,4", done.stdout)


def rewritten(text: str, folder: Path) -> str:
    """The page with the real output of its commands."""

    def block(m: re.Match[str]) -> str:
        return f"```console\n{''.join(console(m[2], folder))}```" if m[1] == "console" else m[0]

    return BLOCK.sub(block, text)


def console(body: str, folder: Path) -> Iterator[str]:
    """The lines of a console block, with real output."""
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if not part.strip():
            continue
        command, _, shown = part.partition("\n")
        output = run(command.removeprefix("$ "), folder)
        before = shown.rstrip("\n").split("\n")
        if before[-1] == "…":
            output = "".join(line + "\n" for line in [*output.split("\n")[: len(before) - 1], "…"])
        yield f"{command}\n{output}"
        if shown.endswith("\n\n") and not output.endswith("\n\n"):
            yield "\n"


def workspace(folder: Path) -> Path:
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("readme"))


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def test_the_output_shown_is_real(text: str, folder: Path):
    assert len(blocks(text, "console")) >= 3
    assert text == rewritten(text, folder), "run: make docs"


def test_python_examples(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    examples = blocks(text, "python")
    assert len(examples) >= 2
    monkeypatch.chdir(folder)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    names: dict[str, object] = {}
    for n, example in enumerate(examples):
        test = parser.get_doctest(example, names, f"README.md, python block {n + 1}", str(README), 0)
        assert test.examples, "every python block is a doctest"
        told: list[str] = []
        result = runner.run(test, out=told.append, clear_globs=False)
        assert result.failed == 0, "".join(told)
        names.update(test.globs)


def test_links_lead_somewhere():
    pages = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    links = [(p, t) for p in pages for t in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", p.read_text(encoding="utf-8"))]
    assert len(links) > len(pages)
    for page, target in links:
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_contract_has_every_field():
    told = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    printed = to_json(kg.extract("Kế hoạch số 370/KH-UBND thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019"))
    [sample] = [json.loads(b) for b in blocks(told, "json")]

    def shape(value: dict[str, Any]) -> list[list[str]]:
        first = next(iter(value["instruments"].values()))
        parts = [value, value["document"], first, value["mentions"][0], value["relations"][0]]
        return [list(part) for part in parts]

    assert shape(sample) == shape(printed), "the sample of docs/contract.md has the fields that are printed"
    for field in {name for names in shape(printed)[1:] for name in names}:
        assert f"`{field}`" in told, field
    predicates = {r["predicate"] for r in sample["relations"]}
    assert predicates <= set(load().predicates)


def modules() -> str:
    """The page docs/modules.md: every module in its room, with its layer and the first sentence of its docstring."""
    known = runpy.run_path(str(Path(__file__).with_name("test_layers.py")))
    lines = [
        "# Modules\n",
        "<!-- Made from the rooms and layers of tests/test_layers.py and the docstrings by `make docs`. Do not edit. -->\n",
        "By what they are about. A module imports those of lower layers only.",
    ]
    for room, names in known["ROOMS"].items():
        lines.append(f"\n## {room}\n\n| module | what it is | layer |\n|---|---|---|")
        for name in names.split():
            about = ast.get_docstring(ast.parse((ROOT / "kg" / f"{name}.py").read_text(encoding="utf-8"))) or ""
            first = " ".join(about.split("\n\n")[0].split()).replace("|", "\\|")
            lines.append(f"| [`{name}`](../kg/{name}.py) | {first} | {known['RANK'][name]} |")
    return "\n".join(lines) + "\n"


def test_the_page_of_modules_is_up_to_date():
    assert MODULES.read_text(encoding="utf-8") == modules(), "run: make docs"


def test_pictures_are_small_and_shown(text: str):
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert pictures
    for path in pictures:
        assert path.stat().st_size < 300_000, f"{path.name}: a picture that the page shows is small"
        assert path.name in text


def test_a_wrong_page_is_seen(folder: Path):
    page = "```console\n$ kg --version\nkg 99\n```\n"
    assert rewritten(page, folder) != page
    cut = "```console\n$ kg --help\nUsage: kg [OPTIONS] COMMAND [ARGS]...\n…\n```\n"
    assert rewritten(cut, folder) == cut


def picture(folder: Path) -> None:
    """Draws the map of the page anew, in Chromium."""
    from playwright.sync_api import sync_playwright

    run("kg build seeds", folder)
    run("kg map 370/KH-UBND -o map.html", folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 800}, offline=True)
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        page.goto((folder / "map.html").as_uri())
        page.wait_for_function("window.kgMap && kgMap.drawn !== null")
        page.get_by_role("button", name="Xem trọn đường").click()
        page.wait_for_timeout(1500)  # until the view has moved
        page.screenshot(path=ROOT / "docs" / "images" / "lineage.png")
        browser.close()


def write(folder: Path) -> None:
    """Writes the output shown on the page, and the page of modules."""
    README.write_text(rewritten(README.read_text(encoding="utf-8"), folder), encoding="utf-8")
    MODULES.write_text(modules(), encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        (picture if "--picture" in sys.argv else write)(workspace(Path(made)))
