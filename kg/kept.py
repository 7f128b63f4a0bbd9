"""What takes long to make and is always made of the same bytes, kept for the next process below $XDG_CACHE_HOME or ~/.cache.

It is JSON, under a name that only the same bytes and the same code give; what is damaged, or can't be written, is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_MOST = 8  # of one kind that are kept


def kept(make: Callable[[], Any], kind: str, digest: str, code: Iterable[Path]) -> Any:
    """What `make` makes, in values that JSON can hold (tuples come back as lists), or what it made before of the same digest.

    `code` are the files of the modules that make it.
    """
    file = _file(kind, digest, code)
    if file and (found := _read(file)) is not None:
        return found
    made = make()
    if file:
        _write(file, made)
    return made


def _file(kind: str, digest: str, code: Iterable[Path]) -> Path | None:
    """None where there is no home, or no file of a module (in an archive of them)."""
    with contextlib.suppress(OSError, RuntimeError):
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        name = hashlib.sha256(b"\0".join([digest.encode(), *(path.read_bytes() for path in code)])).hexdigest()
        return Path(home) / "kg-vn" / f"{kind}-{name[:32]}.json"
    return None


def _proof(body: bytes) -> bytes:
    """The first line of a file, which tells whether the rest is whole."""
    return hashlib.sha256(body).hexdigest().encode()


def _read(file: Path) -> Any:
    with contextlib.suppress(OSError):
        proof, _, body = file.read_bytes().partition(b"\n")
        if proof == _proof(body):
            return json.loads(body)
    return None


def _write(file: Path, made: Any) -> None:
    """Whoever reads meanwhile sees a whole file or none. The oldest of many are dropped."""
    body = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_suffix(f".{os.getpid()}")
        try:
            new.write_bytes(_proof(body) + b"\n" + body)
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
        kind = file.name.rpartition("-")[0]
        for old in sorted(file.parent.glob(f"{kind}-*.json"), key=os.path.getmtime)[:-_MOST]:
            old.unlink(missing_ok=True)
