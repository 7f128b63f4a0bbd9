"""The package as Python meets it: its functions, and a collection that is opened."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from kg.model import KgError

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
ROOT = commands["ROOT"]


def test_extract_is_the_function_and_the_module():
    program = """
import kg
first = kg.extract("Nghị quyết số 52-NQ/TW")
import kg.extract, kg.render
from kg.extract import extract
from kg import extract as same
again = kg.extract("Nghị quyết số 52-NQ/TW")
assert first == again == same("Nghị quyết số 52-NQ/TW")
assert kg.extract.extract is extract
import networkx
assert "<html" in kg.render(networkx.MultiDiGraph(), title="x").lower()
assert set(kg.__all__) <= set(dir(kg))
for name in kg.__all__:
    assert callable(getattr(kg, name)), name
try:
    kg.nothing
except AttributeError as e:
    assert "nothing" in str(e)
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_collection(store: str):
    import kg
    from kg.find import AmbiguousError

    with kg.open(store) as collection:
        assert collection.find("KH 370")[0].number == "370/KH-UBND"
        assert collection.trace("KH 370").children[0].instrument.number == "08-NQ/TU"
        assert {i.number for i in collection.instruments()} >= {"370/KH-UBND", "08-NQ/TU"}
        assert bool(collection.query("ASK { ?s kg:number '370/KH-UBND' }"))
        assert len(collection.query("lineage-up", {"id": "KH 370"})) >= 4
        plan = collection.find("KH 370")[0].id
        assert plan in collection.lineage("KH 370", direction="up")
        assert collection.lineage().number_of_nodes() > collection.lineage("KH 370").number_of_nodes()
        assert any("370/KH-UBND" in str(o) for o in collection.rdf.objects())
        with pytest.raises(AmbiguousError):
            collection.trace("20/KH-UBND")
    with pytest.raises(KgError, match="kg build"):
        kg.open(f"{store}-none").find("x")
