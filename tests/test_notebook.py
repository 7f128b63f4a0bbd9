"""The notebooks run from top to bottom, in this environment, and what they show is right."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"

pytestmark = pytest.mark.slow


def test_notebooks_are_committed_without_output():
    notebooks = sorted(FOLDER.glob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            assert not cell.get("outputs"), f"{path.name}: clear all outputs"
            assert cell.get("execution_count") is None, f"{path.name}: clear all outputs"


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NotebookNode]:
    """The notebook after a run. The kernel is this interpreter, whatever kernels the machine has."""
    home = tmp_path_factory.mktemp("jupyter")
    kernel = home / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel.write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(home))
        for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            patch.setenv(name, str(home / name.lower()))
        notebook = nbformat.read(FOLDER / "01_trace_a_plan.ipynb", as_version=4)
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
        )
        client.execute(env={"TMPDIR": str(home)})
        yield notebook


def printed(notebook: NotebookNode) -> list[str]:
    """What each code cell printed."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return ["".join(o.get("text", "") for o in cell.outputs if o.output_type == "stream") for cell in code]


def shown(notebook: NotebookNode) -> list[str]:
    """The HTML that cells showed."""
    found = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs]
    return [o.data["text/html"] for o in found if "text/html" in o.get("data", {})]


def test_it_tells_the_lineage(executed: NotebookNode):
    read, said, entities, lineage, plans, own, ranked, path = printed(executed)[:8]
    assert read.startswith("3 tài liệu")
    assert "urn:lex:vn;tien.giang:tinh.uy:nghi.quyet:2021;8" in said
    assert "('Nghị quyết số 08-NQ/TU ngày 06/10/2021', '08-NQ/TU', 'number')" in entities
    assert re.match(r"370/KH-UBND · Kế hoạch · 2021-12-06", lineage)
    for number in ("08-NQ/TU", "52-NQ/TW", "749/QĐ-TTg", "942/QĐ-TTg"):
        assert re.search(rf"^ +{number} · ", lineage, re.MULTILINE)
    assert "370/KH-UBND" in plans
    assert "52-CTr/TU (22/01/2020) → Nghị quyết 52-NQ/TW (27/09/2019)" in own
    assert len(ranked.splitlines()) == 5
    assert path == "370/KH-UBND → 08-NQ/TU → 52-NQ/TW\n"


def test_nothing_is_written_to_standard_error(executed: NotebookNode):
    outputs = [o for cell in executed.cells if cell.cell_type == "code" for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


@pytest.mark.browser
def test_the_map_draws_inside_the_page(executed: NotebookNode, tmp_path: Path):
    from playwright.sync_api import sync_playwright

    entities, frame = shown(executed)
    assert entities.count("<mark") == 2
    assert frame.lstrip().startswith("<iframe")
    page_file = tmp_path / "notebook.html"
    page_file.write_text(f"<!doctype html><meta charset=utf-8>{frame}", encoding="utf-8")
    path = shutil.which("chromium")
    assert path, "the browser tests need Chromium: install it with `apt-get install chromium`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(offline=True)
        page.goto(page_file.as_uri())
        inner = page.frames[1]
        inner.wait_for_function("window.kgMap && kgMap.drawn !== null")
        assert inner.evaluate("kgMap.nodes.map(n => n.number)").count("370/KH-UBND") == 1
        browser.close()
