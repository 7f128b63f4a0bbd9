"""The fuzzer finds what it is to find, and a short run of it finds nothing. `make fuzz` runs a long one."""

from __future__ import annotations

import os
import runpy
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FUZZ = runpy.run_path(str(Path(__file__).parent / "fuzz" / "readers.py"))


@pytest.mark.slow
def test_nothing_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    status = FUZZ["main"](["--inputs", os.environ.get("KG_FUZZ", "2700")])
    assert status == 0, capsys.readouterr().out


def test_an_input_can_be_made_again() -> None:
    damaged = FUZZ["damaged"]
    for form in FUZZ["SEEDS"]:
        made = [damaged(form, 3, n) for n in range(30)]
        assert made == [damaged(form, 3, n) for n in range(30)]
        assert len(set(made)) > 20, form


FAULTS: list[tuple[Callable[[], Any], str]] = [
    (lambda: 1 / 0, "ZeroDivisionError"),
    (lambda: os.kill(os.getpid(), signal.SIGKILL), "ended the process (-9)"),
    (lambda: os._exit(3), "ended the process (3)"),
    (lambda: FUZZ["_one_line"]("a.txt: two\nlines"), "no clear sentence"),
    (lambda: [None for _ in iter(time.time, 0)], "took too long"),
    (lambda: bytearray(2**33), "MemoryError"),
]


@pytest.mark.parametrize(("fault", "words"), FAULTS, ids=[f[1] for f in FAULTS])
def test_a_fault_of_one_input_is_found_and_the_rest_is_read(
    monkeypatch: pytest.MonkeyPatch, fault: Callable[[], Any], words: str
) -> None:
    names = FUZZ["child"].__globals__  # the module as it runs

    def reader(data: bytes, form: str, index: int) -> bool:
        if index == 3:
            fault()
        return True

    monkeypatch.setitem(names, "read", reader)
    monkeypatch.setitem(names, "SECONDS", 0.5)
    tally = FUZZ["Tally"]()
    found = list(FUZZ["slice_of"]("txt", 1, 0, 6, tally))
    assert [index for index, _ in found] == [3]
    assert words in found[0][1]
    assert tally.read >= 2
