"""Small files, and what the readers give for their bytes."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from kg.model import Document, Failure
from kg.readers import Options, dispatch

make = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "small_files.py")))
SENTENCE = make.SENTENCE


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def found(data: bytes, name: str, **options: Any) -> list[Document | Failure]:
    """Without a process of its own."""
    return list(dispatch(data, name, Options(**options)))


def text_of(data: bytes, name: str, **options: Any) -> str:
    (d,) = found(data, name, **options)
    assert isinstance(d, Document), d
    return d.text
