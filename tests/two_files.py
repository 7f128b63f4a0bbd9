"""A collection of two files, and what it holds."""

from __future__ import annotations

from pathlib import Path

from kg import store

ONE = {"a.txt": "= x\nx implements y\n", "b.txt": "= z\nz basedOn y\n"}


def dump(directory: Path) -> list[str]:
    with store.open_store(directory) as s:
        return sorted(str(q) for q in s.graph)


def relations(directory: Path) -> set[tuple[str, str, str]]:
    with store.open_store(directory) as s:
        return {(e.subject.rsplit(":", 1)[1], e.predicate, e.object.rsplit(":", 1)[1]) for e in s.edges()}
