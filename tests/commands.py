"""The command in a process of its own, and words that a terminal would obey."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEED = "seeds/000_553b255afa740f49.txt"
HOSTILE = "\x1b[31m\x07\x9b2J\u202eevil"


def run(*args: str, status: int = 0, **more) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; what it answers must be `status`, and never a traceback."""
    more.setdefault("env", {})
    done = subprocess.run(
        [sys.executable, "-m", "kg", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=more.pop("cwd", ROOT),
        timeout=120,
        check=False,
        **{**more, "env": {**os.environ, **more["env"]}},
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that an error is."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("kg: ")
    return lines[0]
