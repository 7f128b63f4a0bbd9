"""WCAG 2.2 AA of every pair of colours that the pages put together, dark and light: 4.5 for words, 3 for shapes and lines."""

from __future__ import annotations

import itertools
import re

import pytest

from kg import offline

# (words, grounds): each of the first is read on each of the second.
WORDS = [
    ("text", ["page", "paper", "ruler", "band-a", "band-b", "mark", "yes", "warn-paper"]),
    ("muted", ["page", "paper", "ruler", "band-a", "band-b", "yes"]),
    ("accent", ["page", "paper", "ruler", "band-b"]),
    ("on-accent", ["accent"]),
    ("warn", ["warn-paper", "page", "paper"]),
]
# What is no word: borders of controls and boxes, lines.
SHAPES = [
    ("control", ["paper", "page", "ruler"]),
    *((name, ["paper", "page", "band-a", "band-b"]) for name in ("party", "state", "front", "none", "warn", "accent")),
]
EXPLORER = [
    ("text", ["page", "paper", "band", "mark", "mention", "open-paper"]),
    ("muted", ["page", "paper", "band", "mention"]),
    ("accent", ["page", "paper", "band", "mention"]),
    ("on-accent", ["accent"]),
    ("open", ["paper", "page", "open-paper", "mention"]),
    ("yes", ["paper", "page"]),
    ("no", ["paper", "page"]),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours by theme and name; a dark one that is not said is the light one."""
    css = offline.asset("theme.css")
    blocks = re.findall(r':root(?:\[data-theme="dark"\])? \{(.*?)\n\}', css, re.S)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG defines it.

    >>> luminance("#ffffff")
    1.0
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return round(0.2126 * r + 0.7152 * g + 0.0722 * b, 6)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(ink: str, ground: str, alpha: float) -> str:
    """The colour of a line that lets some of its ground through, as `lines.js` draws it."""
    pairs = ((int(ink[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(alpha * a + (1 - alpha) * b):02x}" for a, b in pairs)


def weak(colours: dict[str, str], pairs: list[tuple[str, list[str]]], least: float) -> list[str]:
    """The pairs below the least contrast."""
    found = [(ink, ground, contrast(colours[ink], colours[ground])) for ink, grounds in pairs for ground in grounds]
    return [f"{ink} on {ground}: {value:.2f}" for ink, ground, value in found if value < least]


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01), "the grey that WCAG's authors give"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_shapes_stand_out(theme: str) -> None:
    colours = themes()[theme]
    relations = [name for name in colours if name.startswith("r-")]
    assert len(relations) > 15
    lines = list(itertools.product(relations, ("band-a", "band-b")))
    for name, ground in lines:
        colours[f"{name} on {ground}"] = mixed(colours[name], colours[ground], 0.9)
    assert not weak(colours, WORDS, 4.5)
    assert not weak(colours, [*SHAPES, *((f"{name} on {ground}", [ground]) for name, ground in lines)], 3)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_the_explorer_stand_out(theme: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", offline.asset("web/style.css"), re.S)
    light, dark = (dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block)) for block in blocks)
    said = light | (dark if theme == "dark" else {})
    colours = {name: f"#{value if len(value) == 6 else ''.join(c * 2 for c in value)}" for name, value in said.items()}
    assert not weak(colours, EXPLORER, 4.5)
    assert not weak(colours, [("control", ["paper", "page"])], 3)


def test_relations_are_told_apart() -> None:
    """No two relations share a colour."""
    for colours in themes().values():
        own = [colour for name, colour in colours.items() if name.startswith("r-")]
        assert len(own) == len(set(own)) > 10
