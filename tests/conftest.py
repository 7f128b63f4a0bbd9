"""Fixtures shared by tests: a collection in the small language of `small_pipeline`, which leans on no extractor."""

from __future__ import annotations

import importlib.util
import runpy
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from kg import changes, store

hypothesis.settings.register_profile("kg", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("kg")
PROGRAM = Path(__file__).with_name("small_pipeline.py")
commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))

NQ, PARTY = "type=Nghị quyết; issuer=Bộ Chính trị; level=central; branch=party", "level=central; branch=party"
TIEN_GIANG = "place=Tiền Giang; level=province"
TEXTS = {
    # Central resolutions with and without a plan of a province, and a decree.
    "register.txt": f"""nq52 | number=52-NQ/TW; {NQ}; date=2019-09-27; year=2019; title=về cách mạng công nghiệp
nq36 | number=36-NQ/TW; {NQ}; date=2014-07-01; year=2014
ct41 | number=41-CT/TW; type=Chỉ thị; issuer=Ban Bí thư; {PARTY}; date=2010-04-15; year=2010
qd942 | number=942/QĐ-TTg; type=Quyết định; issuer=Thủ tướng Chính phủ; date=2021-06-15; year=2021; level=central
nd42 | number=42/2022/NĐ-CP; type=Nghị định; issuer=Chính phủ; date=2022-06-24; year=2022; level=central
""",
    "plan.txt": f"""= kh370
kh370 | number=370/KH-UBND; type=Kế hoạch; issuer=Ủy ban nhân dân tỉnh; {TIEN_GIANG}; date=2021-12-06; year=2021
nq08 | number=08-NQ/TU; type=Nghị quyết; issuer=Ban Thường vụ Tỉnh ủy; {TIEN_GIANG}; date=2021-10-06; year=2021
kh370 implements nq08
nq08 basedOn nq52
kh370 implements urn:kg:named:chien.luoc
qd942 approves urn:kg:named:chien.luoc
urn:kg:named:chien.luoc | name=Chiến lược phát triển Chính phủ số; type=Chiến lược
kh370 cites nd42
""",
    "news.txt": """document reviews nq36
_:nq ? nq52 nq36
_:kh implements nq52
_:one ? nq36
""",
}


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("small_pipeline", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Reads the small language for the length of a test; gives its module."""
    pipeline = _load()
    _install(pipeline, monkeypatch)
    return pipeline


def _install(pipeline: ModuleType, patch: pytest.MonkeyPatch) -> None:
    """In this process, which resolves, and in those of builds, which extract."""
    for name, module in pipeline.modules().items():
        patch.setitem(sys.modules, name, module)
    patch.setattr(changes, "_PROGRAM", pipeline.program())


@pytest.fixture
def files(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes files into a folder `in` and gives the folder."""

    def write(texts: dict[str, str]) -> Path:
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return folder

    return write


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a collection made from TEXTS, for all tests together: to read only."""
    folder = tmp_path_factory.mktemp("collection")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _install(_load(), patch)
        store.build([folder / "in"], folder / "kg")
    return folder / "kg"


@pytest.fixture
def built(small: ModuleType, files: Callable[[dict[str, str]], Path], tmp_path: Path) -> Path:
    """The same, made for one test, which may change it."""
    store.build([files(TEXTS)], tmp_path / "kg")
    return tmp_path / "kg"


@pytest.fixture(name="store", scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A collection of the seeds and of a hostile document, made by the command, for all tests together: to read only."""
    folder = tmp_path_factory.mktemp("seeded")
    bad = folder / "bad.txt"
    bad.write_text(
        f"Kế hoạch số 999/KH-UBND ngày 01/02/2023 của UBND tỉnh Tiền Giang về {commands['HOSTILE']} thực hiện Nghị quyết "
        "số 52-NQ/TW ngày 27/9/2019 của Bộ Chính trị. Hợp đồng này chưa ký.",
        encoding="utf-8",
    )
    done = commands["run"]("build", "seeds", str(bad), "--store", str(folder / "s"))
    assert "Tài liệu" in done.stdout
    return str(folder / "s")
