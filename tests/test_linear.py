"""No input makes the extractor worse than linear. Work is counted, not timed: lines run, characters that patterns walk over."""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

from kg import extract, mentions
from kg.lexicon import Lexicon
from kg.model import Name

read = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))["read"]
MODULES: list[ModuleType] = [m for name, m in sys.modules.items() if name.startswith("kg.")]


class Ledger:
    """Work done so far, and the most that is allowed: beyond it a test need not wait."""

    def __init__(self) -> None:
        self.done, self.limit = 0, 10**12

    def add(self, n: int) -> None:
        self.done += n
        if self.done > self.limit:
            self.limit = 10**12
            raise TooMuchError


class TooMuchError(Exception):
    """More work than a linear reader does."""


class Counted:
    """A compiled pattern that counts the characters it walks over."""

    def __init__(self, pattern: re.Pattern[str], ledger: Ledger) -> None:
        self._pattern, self._ledger = pattern, ledger

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        m = self._pattern.match(text, start, end)
        self._ledger.add(len(m.group()) if m else 1)
        return m

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        self._ledger.add(min(end, len(text)) - start)
        return self._pattern.fullmatch(text, start, end)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        m = self._pattern.search(text, start, end)
        self._ledger.add(max(0, (m.end() if m else min(end, len(text))) - start) + 1)
        return m

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        at = start
        for m in self._pattern.finditer(text, start, end):
            self._ledger.add(m.end() - at + 1)
            at = m.end()
            yield m
        self._ledger.add(max(0, min(end, len(text)) - at))

    def sub(self, repl: str, text: str) -> str:
        self._ledger.add(len(text))
        return self._pattern.sub(repl, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)


class CountedRe:
    """The module `re` whose patterns count."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def compile(self, pattern: str, flags: int = 0) -> Counted:
        return Counted(re.compile(pattern, flags), self._ledger)

    def __getattr__(self, name: str) -> Any:
        if name in ("match", "fullmatch", "search", "finditer"):
            return lambda pattern, text, flags=0: getattr(self.compile(pattern, flags), name)(text)
        return getattr(re, name)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Patterns of the package count in it."""
    made = Ledger()
    for module in MODULES:
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                monkeypatch.setattr(module, name, Counted(value, made))
            elif value is re:
                monkeypatch.setattr(module, name, CountedRe(made))
    return made


def work(text: str, ledger: Ledger, limit: float = 10**12) -> int:
    """Lines of the package that run while a text is read, and characters its patterns walk over."""
    package = str(Path(extract.__file__).parent)

    def each_line(frame: FrameType, event: str, arg: object) -> Any:
        if event == "line":
            ledger.add(1)
        return each_line

    def each_call(frame: FrameType, event: str, arg: object) -> Any:
        return each_line if frame.f_code.co_filename.startswith(package) else None

    ledger.done, ledger.limit = 0, int(limit)
    before = sys.gettrace()
    sys.settrace(each_call)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return ledger.done


def growth_is_linear(text: Callable[[int], str], ledger: Ledger) -> bool:
    """Whether twice the text is at most some more than twice the work, twice in a row."""
    ledger.limit = 10**12
    read(text(UNITS))  # what is loaded and remembered once does not count
    done = work(text(4 * UNITS), ledger)
    try:
        for n in (8, 16):
            done = work(text(n * UNITS), ledger, 2.3 * done + 3000)
    except TooMuchError:
        return False
    return True


SHAPES = {
    "articles": "Điều 1, Điều 2, khoản 3 Điều 4, ",
    "nouns": "Nghị quyết ",
    "nouns and numbers without an end": "Nghị quyết 36-NQ/TW, ",
    "numbers with dates": "Nghị quyết 36-NQ/TW ngày 01/7/2014, ",
    "numbers told again without their year": "Nghị quyết 36-NQ/TW ngày 01/7/2014 và Nghị quyết 36-NQ/TW, ",
    "dates": "ngày 01/7/2014 của Chính phủ, ",
    "names and dates": "Nghị định 12/2020/NĐ-CP về đất đai, ngày 01/7/2014 của Chính phủ, ",
    "titles that do not end": "Nghị quyết 36-NQ/TW về ",
    "names of laws": "Luật Bảo vệ và phát triển rừng, ",
    "unknown names of laws": "Luật Sao Hỏa và mặt trăng xanh ",
    "unknown names that do not end": "Luật sao băng, mưa đá và gió xoáy, ",
    "words that go on after a name": "sao băng, mưa đá và gió xoáy, Luật ",
    "programmes": "Chương trình phát triển rừng ngập mặn, ",
    "open quotes": "Đề án “Phát triển ",
    "cues": "thực hiện triển khai sửa đổi, bổ sung ",
    "cues and names": "Kế hoạch 35/KH-UBND thực hiện Nghị quyết 57-NQ/TW, ",
    "connectives": "theo đó, ",
    "connectives in sentences": "Trên cơ sở đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch 35/KH-UBND. ",
    "connectives after names": "Kế hoạch 35/KH-UBND; theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch ",
    "enumerations": "các Kế hoạch để thực hiện Nghị quyết 02/NQ-CP như: Kế hoạch 58/KH-UBND, ",
    "enumeration heads": "các Kế hoạch để thực hiện Nghị quyết 02/NQ-CP, ",
    "back-references": "Nghị quyết này ",
    "short forms": "Nghị quyết 36, ",
    "short forms of many years": "Thông tư 80/{}, ",
    "different numbers": "Kế hoạch {}/KH-UBND, ",
    "different numbers and short forms": "Kế hoạch {0}/KH-UBND, Kế hoạch {0}, ",
    "terms of plenums": "Nghị quyết Trung ương 3, 4, 5 khóa XI, XII, ",
    "issuers": "của Ủy ban nhân dân tỉnh Tiền Giang ",
    "issuing clauses": "Bộ Chính trị đã ban hành ",
    "slashes": "1/A-B/",
    "digits": "1 2 3 4/5 6-7 ",
    "blanks": "          ",
    "empty lines": "\n",
    "page breaks": "nghị\n\n",
    "items": "\n- Kế hoạch 35/KH-UBND;",
    "brackets": "((((“",
    "marks": "a\u0301\u0323\u200b",
    "capitals": "NGHỊ QUYẾT ",
    "numbers of a header": "Số: 12\n",
    "dates of a header": "Tiền Giang, ngày 01\n",
}
# Shapes that are worse than linear for now: shape → what grows.
UNITS = 25


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_as_the_text(shape: str, ledger: Ledger) -> None:
    unit = SHAPES[shape]
    assert growth_is_linear(lambda n: "Hội nghị kết thúc. " + "".join(unit.format(1000 + i) for i in range(n)), ledger)


def test_the_counter_sees_what_is_quadratic(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that looks at the rest of the text for every name, and a loop over all names for every name, are caught."""
    unit = SHAPES["numbers with dates"]
    real = mentions.find
    pattern = Counted(re.compile("$^"), ledger)

    def rest(text: str, lexicon: Lexicon) -> list[Name]:
        found = real(text, lexicon)
        for n in found:
            pattern.search(text, n.start)
        return found

    def pairs(text: str, lexicon: Lexicon) -> list[Name]:
        found = real(text, lexicon)
        ledger.add(len(found) ** 2)
        return found

    assert growth_is_linear(lambda n: unit * n, ledger)
    for slow in (rest, pairs):
        monkeypatch.setattr(mentions, "find", slow)
        assert not growth_is_linear(lambda n: unit * (8 * n), ledger)
