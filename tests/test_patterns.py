"""Patterns are compiled when they are first used, and are then what `re` makes of them."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

import kg
from kg.patterns import Later, pattern

MODULES = sorted(path.stem for path in Path(kg.__file__).parent.glob("*.py") if not path.stem.startswith("__"))


def test_a_pattern_is_what_re_makes_of_it() -> None:
    later, made = pattern(r"(?P<year>\d{4})", re.ASCII), re.compile(r"(?P<year>\d{4})", re.ASCII)
    for name in ("pattern", "flags", "groups", "groupindex"):
        assert getattr(later, name) == getattr(made, name)
    for name in ("match", "fullmatch", "search"):
        assert getattr(later, name)("2014")["year"] == "2014"
        assert getattr(later, name)("٢٠١٤") is None
    assert later.findall("2014, 2018") == ["2014", "2018"]
    assert later.sub("-", "in 2014") == "in -"


def test_a_pattern_has_no_more_than_re_gives() -> None:
    with pytest.raises(AttributeError):
        pattern("a").matches("a")  # type: ignore[attr-defined]


def test_a_mistake_shows_at_the_first_use() -> None:
    wrong = pattern("(")
    assert not hasattr(wrong, "__wrapped__")  # what collects tests asks so, which is no use
    with pytest.raises(re.error):
        wrong.match("a")


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_can_be_compiled(name: str) -> None:
    module: ModuleType = importlib.import_module(f"kg.{name}")
    for value in vars(module).values():
        if isinstance(value, Later):
            assert value.pattern is not None
