"""No input makes the extractor worse than linear. Work is counted, not timed: lines run, characters that patterns were given, items copied."""

from __future__ import annotations

import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

from kg import dates, discourse, extract, facts, header, identity, mentions, naming, relations, sentences
from kg import text as text_module

read = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))["read"]
MODULES: list[ModuleType] = [dates, discourse, extract, facts, header, identity, mentions, naming, relations, sentences, text_module]


class Counted:
    """A compiled pattern that counts the characters it walks over."""

    def __init__(self, pattern: re.Pattern[str], count: list[int]) -> None:
        self._pattern, self._count = pattern, count

    def _walk(self, m: re.Match[str] | None, text: str, start: int, end: int | None) -> None:
        self._count[0] += (m.end() if m else min(len(text), len(text) if end is None else end)) - start + 1

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        m = self._pattern.match(text, start, *(() if end is None else (end,)))
        self._count[0] += len(m.group()) if m else 1
        return m

    def fullmatch(self, text: str, *args: int) -> re.Match[str] | None:
        self._count[0] += len(text)
        return self._pattern.fullmatch(text, *args)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        m = self._pattern.search(text, start, *(() if end is None else (end,)))
        self._walk(m, text, start, end)
        return m

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        at = start
        for m in self._pattern.finditer(text, start, *(() if end is None else (end,))):
            self._count[0] += m.end() - at
            at = m.end()
            yield m
        self._walk(None, text, at, end)

    def sub(self, repl: str, text: str) -> str:
        self._count[0] += len(text)
        return self._pattern.sub(repl, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)


class CountedRe:
    """The module `re` whose patterns count."""

    def __init__(self, count: list[int]) -> None:
        self._count = count

    def compile(self, pattern: str, flags: int = 0) -> Counted:
        return Counted(re.compile(pattern, flags), self._count)

    def __getattr__(self, name: str) -> Any:
        if name in ("match", "fullmatch", "search", "finditer"):
            return lambda pattern, text, flags=0: getattr(self.compile(pattern, flags), name)(text)
        return getattr(re, name)


@pytest.fixture()
def count(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    total = [0]
    for module in MODULES:
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                monkeypatch.setattr(module, name, Counted(value, total))
            elif value is re:
                monkeypatch.setattr(module, name, CountedRe(total))
    return total


def work(text: str, count: list[int]) -> int:
    """Lines of the package that run while a text is read, and characters its patterns walk over."""
    package = str(Path(extract.__file__).parent)

    def each_line(frame: FrameType, event: str, arg: object) -> Any:
        if event == "line":
            count[0] += 1
        return each_line

    def each_call(frame: FrameType, event: str, arg: object) -> Any:
        return each_line if frame.f_code.co_filename.startswith(package) else None

    count[0] = 0
    before = sys.gettrace()
    sys.settrace(each_call)
    try:
        read(text)
    finally:
        sys.settrace(before)
    return count[0]


SHAPES = {
    "articles": "Điều 1, Điều 2, khoản 3 Điều 4, ",
    "nouns": "Nghị quyết ",
    "nouns and numbers without an end": "Nghị quyết 36-NQ/TW, ",
    "numbers with dates": "Nghị quyết 36-NQ/TW ngày 01/7/2014, ",
    "dates": "ngày 01/7/2014 của Chính phủ, ",
    "names and dates": "Nghị định 12/2020/NĐ-CP về đất đai, ngày 01/7/2014 của Chính phủ, ",
    "titles that do not end": "Nghị quyết 36-NQ/TW về ",
    "names of laws": "Luật Bảo vệ và phát triển rừng, ",
    "unknown names of laws": "Luật Sao Hỏa và mặt trăng xanh ",
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
DEFECTS: dict[str, str] = {}
UNITS = 60


@pytest.mark.parametrize(
    "shape",
    [pytest.param(s, marks=[pytest.mark.xfail(strict=True, reason=DEFECTS[s])] if s in DEFECTS else []) for s in SHAPES],
)
def test_work_grows_as_the_text(shape: str, count: list[int]) -> None:
    unit = SHAPES[shape]

    def text(n: int) -> str:
        return "Hội nghị kết thúc. " + "".join(unit.format(1000 + i) for i in range(n))

    read(text(UNITS))  # caches are warm
    # Differences, so that what is done once a document does not hide the growth.
    small, middle, large = (work(text(UNITS * k), count) for k in (4, 8, 16))
    assert large - middle < 2.4 * (middle - small) + 2000


def test_the_counter_sees_what_is_quadratic(count: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that looks at all names for each name, and a pattern that looks at the rest of the text for each, are caught."""
    unit = SHAPES["numbers with dates"]
    plain = [work(unit * k * UNITS, count) for k in (1, 2, 4)]
    real = mentions.find
    pattern = Counted(re.compile("$^"), count)

    def slow(text: str, lexicon: Any) -> Any:
        found = real(text, lexicon)
        for n in found:
            pattern.search(text, n.start)
        return found

    monkeypatch.setattr(mentions, "find", slow)
    patched = [work(unit * k * UNITS, count) for k in (1, 2, 4)]
    assert plain[2] - plain[1] < 2.4 * (plain[1] - plain[0])
    assert patched[2] - patched[1] > 2.4 * (patched[1] - patched[0])
