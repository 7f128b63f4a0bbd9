"""Knowledge graphs of Vietnamese Party and State documents, with the quoted words behind every edge.

>>> import kg
>>> found = kg.extract("Kế hoạch số 370/KH-UBND ngày 06/12/2021 thực hiện Nghị quyết số 52-NQ/TW ngày 27/9/2019.")
>>> [(i.number, i.date) for i in found.instruments.values()]
[('370/KH-UBND', '2021-12-06'), ('52-NQ/TW', '2019-09-27')]
>>> [(r.predicate, r.confidence > 0.5) for r in found.relations]
[('implements', True)]

A collection on disk: `kg.open("kg-store").add(["seeds"])`, then `.find("KH 370")`, `.trace("KH 370")`,
`.query("SELECT …")`, `.lineage()` (networkx) and `.rdf` (rdflib). Nothing heavy is imported before it is used.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.collection import Collection as Collection
    from kg.collection import extract as extract
    from kg.collection import open as open
    from kg.collection import read as read
    from kg.collection import render as render
    from kg.model import Document as Document
    from kg.model import Extraction as Extraction
    from kg.model import Instrument as Instrument
    from kg.model import KgError as KgError
    from kg.model import Mention as Mention
    from kg.model import Relation as Relation
    from kg.steps import Step as Step

_HOMES = {
    **dict.fromkeys(("Collection", "open", "read"), "kg.collection"),
    **dict.fromkeys(("Document", "Extraction", "Instrument", "KgError", "Mention", "Relation"), "kg.model"),
    "Step": "kg.lineage",
}
_VERBS = ("extract", "render")  # functions of the library that share their name with the module behind them

__all__ = [
    "Collection",
    "Document",
    "Extraction",
    "Instrument",
    "KgError",
    "Mention",
    "Relation",
    "Step",
    "extract",
    "open",
    "read",
    "render",
]


class _Verb(ModuleType):
    """A module that can be called: `kg.extract(document)` works as well as `from kg.extract import extract`."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from kg import collection

        return getattr(collection, self.__name__.rpartition(".")[2])(*args, **kwargs)


class _Package(ModuleType):
    """Importing a submodule binds it here, over a function of its name; so the module itself becomes the function."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _VERBS and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("kg-vn")
    if name in _VERBS:
        return importlib.import_module(f"kg.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
