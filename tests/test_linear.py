"""No input makes the extractor worse than linear. Work is counted, not timed: lines run, characters that patterns walk over."""

from __future__ import annotations

import ast
import gc
import re
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from types import FrameType, ModuleType
from typing import Any

import pytest

from kg import extract, mentions, resolve
from kg.lexicon import Lexicon
from kg.model import Name
from kg.normal import Normal
from kg.patterns import Later

cases = runpy.run_path(str(Path(__file__).parent / "cases" / "rows.py"))
read = cases["read"]
# What reads texts and resolves collections, whatever else this process has loaded.
LOADS = "import sys, kg.extract, kg.resolve; print(*(name for name in sys.modules if name.startswith('kg.')))"
NAMES = subprocess.run([sys.executable, "-c", LOADS], check=True, capture_output=True, text=True).stdout.split()
MODULES: list[ModuleType] = [sys.modules[name] for name in sorted(NAMES)]
LATE = [held for held in gc.get_objects() if type(held) is Later]


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

    def sub(self, repl: str, text: str, count: int = 0) -> str:
        self._ledger.add(len(text))
        return self._pattern.sub(repl, text, count)

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


def forget() -> None:
    """Forget what was compiled once: a pattern kept from another test counts in that test's ledger, or in none."""
    for module in MODULES:
        for value in vars(module).values():
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()
    for late in LATE:
        for name in vars(late).keys() - {"_written", "_flags"}:
            delattr(late, name)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """Patterns of the package count in it."""
    made = Ledger()
    forget()
    for module in MODULES:
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                monkeypatch.setattr(module, name, Counted(value, made))
            elif value is re:
                monkeypatch.setattr(module, name, CountedRe(made))
    yield made
    forget()


def work(run: Callable[[], object], ledger: Ledger, limit: float = 10**12) -> int:
    """Lines of the package that run meanwhile, and characters its patterns walk over."""
    package = str(Path(extract.__file__).parent)

    def each_line(frame: FrameType, event: str, arg: object) -> Any:
        if event in ("line", "opcode"):
            ledger.add(1)
        return each_line

    def each_call(frame: FrameType, event: str, arg: object) -> Any:
        if not frame.f_code.co_filename.startswith(package):
            return None
        frame.f_trace_opcodes = frame.f_code.co_name.startswith("<")  # a comprehension goes round and round in one line
        return each_line

    ledger.done, ledger.limit = 0, int(limit)
    before = sys.gettrace()
    sys.settrace(each_call)
    try:
        run()
    finally:
        sys.settrace(before)
    return ledger.done


def growth_is_linear(
    text: Callable[[int, int], str], ledger: Ledger, reader: Callable[[str], object] = cases["read"]
) -> bool:
    """Whether twice the text is at most some more than twice the work, twice in a row.

    `text` makes a text of so many units, whose numbers begin at the second.
    """
    ledger.limit = 10**12
    reader(text(16 * UNITS, 5000))  # what is loaded and remembered once does not count
    return doubles([partial(reader, text(n * UNITS, 1000)) for n in (4, 8, 16)], ledger)


def doubles(runs: Sequence[Callable[[], object]], ledger: Ledger) -> bool:
    """Whether each run, of twice as much, is at most some more than twice the work of the one before."""
    done = work(runs[0], ledger)
    try:
        for run in runs[1:]:
            done = work(run, ledger, 2.3 * done + 3000)
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
    "places below a province": "Kế hoạch {}/KH-UBND của UBND xã An Hòa, huyện Châu Thành, ",
    "bodies behind brackets": "(Kết luận {}-KL/TW (sau đây gọi là KL) của Bộ Chính trị, Ban Bí thư) của ",
    "issuing clauses": "Bộ Chính trị đã ban hành ",
    "slashes": "1/A-B/",
    "digits": "1 2 3 4/5 6-7 ",
    "blanks": "          ",
    "empty lines": "\n",
    "page breaks": "nghị\n\n",
    "page numbers": "Theo Nghị định số 1/2020/NĐ-CP và các Nghị định số\n\n2\n\n",
    "counted pages": "sao băng và mưa đá " * 25 + "\n\n{}\n\n",
    "running heads": "sao băng và mưa đá " * 25 + "\n\n{}\n\nBản tin của hội sao\n\n",
    "gazettes": "Theo các Nghị định số\n3 CÔNG BÁO/Số 2 + 3/Ngày 12-3-2026 3\n",
    "items": "\n- Kế hoạch 35/KH-UBND;",
    "tasks": "\nII. NHIỆM VỤ\n1. Sở Tư pháp:\n- Bãi bỏ Quyết định số {}/2015/QĐ-UBND.",
    "lists of what amends others": "Nghị định số {}/2015/NĐ-CP được sửa đổi bởi:\na) Nghị định số 2/2017/NĐ-CP;\n",
    "brackets": "((((“",
    "names given in brackets": "Chương trình trồng rừng ngập mặn (sau đây gọi là Chương trình rừng xanh), Chương trình rừng xanh. ",
    "bare nouns carried out": "Nghị quyết số {0}-NQ/TW. Triển khai Nghị quyết, Tỉnh ủy đã ban hành Kế hoạch số {0}-KH/TU. ",
    "marks": "a\u0301\u0323\u200b",
    "capitals": "NGHỊ QUYẾT ",
    "numbers of a header": "Số: 12\n",
    "dates of a header": "Tiền Giang, ngày 01\n",
    "back references to laws that nobody names": "Luật này có hiệu lực. " * 8,
    "what replaces many that point back": "thay thế hai Quyết định nêu trên, Quyết định số {0}/2020/QĐ-TTg " * 8,
    "denials": "Thông tin cho rằng Thông tư số {}/2020/TT-BTC thay thế Thông tư số 2/2019/TT-BTC là không đúng. ",
    "short names without a blank": "thực hiện NQ0{}; ",
    "one number of many days": "Kế hoạch số 12/KH-UBND ngày {day}. Kế hoạch số 12/KH-UBND. ",
    "short forms of many codes": "Thông tư số 12/2020/TT-B{letters}; Thông tư 12; ",
    "programmes of periods": "Chương trình phát triển vùng {0} giai đoạn 2021 - 2025; Chương trình phát triển vùng {0} khác; ",
}
UNITS = 25


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_as_the_text(shape: str, ledger: Ledger) -> None:
    def text(n: int, first: int) -> str:
        return "Hội nghị kết thúc. " + filled(SHAPES[shape], n, first)

    assert growth_is_linear(text, ledger)


def filled(unit: str, n: int, first: int) -> str:
    """A text of so many units, each with a number, a day and letters of its own."""
    return "".join(
        unit.format(
            i,
            day=f"{1 + i % 28}/{1 + i // 28 % 12}/{2000 + i // 336 % 20}",
            letters="".join(chr(ord("A") + i // k % 26) for k in (1, 26, 676)),
        )
        for i in range(first, first + n)
    )


TITLES = {
    "sentences that end others": "Khoản 2 Điều 3 Quyết định số {}/2015/QĐ-UBND hết hiệu lực kể từ ngày 01/01/2027. ",
    "names that are amended": "Khoản 2 Điều 3 Quyết định số {}/2015/QĐ-UBND (được sửa đổi bởi A) hết hiệu lực. ",
    "grounds": "Căn cứ Nghị định số {}/2020/NĐ-CP;\n",
    "what is repealed": "Bãi bỏ Thông tư số {}/2019/TT-BTC;\n",
}


@pytest.mark.parametrize("shape", TITLES)
def test_work_grows_as_the_title_of_a_row(shape: str, ledger: Ledger) -> None:
    def row(title: str) -> object:
        return cases["entered"](title, number="12/QĐ-UBND", date="2026-01-05")

    assert growth_is_linear(partial(filled, TITLES[shape]), ledger, row)


def test_the_counter_sees_what_is_quadratic(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that looks at the rest of the text for every name, and a loop over all names for every name, are caught."""
    unit = SHAPES["numbers with dates"]
    real = mentions.find
    pattern = Counted(re.compile("$^"), ledger)

    def rest(normal: Normal, lexicon: Lexicon) -> list[Name]:
        found = real(normal, lexicon)
        for n in found:
            pattern.search(normal.text, n.start)
        return found

    def pairs(normal: Normal, lexicon: Lexicon) -> list[Name]:
        found = real(normal, lexicon)
        ledger.add(len(found) ** 2)
        return found

    assert growth_is_linear(lambda n, _: unit * n, ledger)
    for slow in (rest, pairs):
        monkeypatch.setattr(mentions, "find", slow)
        assert not growth_is_linear(lambda n, _: unit * (8 * n), ledger)


PLAN = """ỦY BAN NHÂN DÂN
TỈNH VĨNH LONG
Số: {n}/KH-UBND
Vĩnh Long, ngày {day:02} tháng {month:02} năm {year}

KẾ HOẠCH
Phát triển vùng cây ăn quả thứ {n} trên địa bàn tỉnh

{told}
"""
COLLECTIONS = {
    "plans announced without a number": "Bộ Chính trị đã ban hành Nghị quyết số 52-NQ/TW ngày 27/9/2019 về cách mạng công nghiệp; "
    "theo đó, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch để thực hiện.",
    "numbers without a year": "Thực hiện Kế hoạch số {other}/KH-UBND của Ủy ban nhân dân tỉnh Vĩnh Long.",
    "serials alone": "Thực hiện Kế hoạch {other} của Ủy ban nhân dân tỉnh Vĩnh Long.",
    "one number of many places": "Thực hiện Kế hoạch số 12/KH-UBND của Ủy ban nhân dân xã An Hòa {n}, tỉnh Vĩnh Long.",
    "programmes of one name": "Quyết định số {n}/QĐ-UBND ngày 05/3/2020 của Ủy ban nhân dân xã An Hòa {n}, huyện Bến Cát {n}, "
    "tỉnh Vĩnh Long phê duyệt Chương trình phát triển vườn cây lâu năm giai đoạn 2021 - 2{n:03}.\n\nThực hiện Đề án 06.",
    "terms": "Thực hiện Quy định số {n}-QĐ/TW khóa XI của Ban Chấp hành Trung ương.",
}


@pytest.mark.parametrize("shape", COLLECTIONS)
def test_work_grows_as_the_collection(shape: str, ledger: Ledger) -> None:
    def plan(n: int) -> str:
        told = COLLECTIONS[shape].format(n=n, other=n + 1)
        return PLAN.format(n=n, day=1 + n % 28, month=1 + n % 12, year=2020 + n % 5, told=told)

    found = [read(plan(n)) for n in range(10, 10 + 16 * UNITS)]
    assert any(facts.local or not facts.year for e in found for facts in e.instruments.values())
    resolve.resolve(found)  # what is remembered once does not count
    parts = [found[: n * UNITS] for n in (4, 8, 16)]
    assert doubles([partial(resolve.resolve, part) for part in parts], ledger)


# A block of lines is looked for once.
LOOKS_TO_THE_START = {"kg.sentences": ["text.rfind('\\n', 0, at)", "text.rfind('\\n', 0, first)"]}
# What `re` does inside a search is not counted: a pattern that begins with a repeat without bound takes time by the square of a run
# of what it repeats. Blanks come in short runs only (`kg.text`), and a repeat after "^" is held by its line.
SEARCHES = re.compile(r"(?<!\w)(\w+)\.(?:search|finditer|findall|sub|split)\(")
SEARCHED = {
    f"{module.__name__}.{name}": held[name]
    for module in MODULES
    for held in [vars(module)]
    for name in sorted(set(SEARCHES.findall(Path(str(module.__file__)).read_text("utf-8"))) & held.keys())
    if isinstance(held[name], Later) or (isinstance(held[name], re.Pattern) and isinstance(held[name].pattern, str))
}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_no_look_back_goes_to_the_start_of_the_text(module: ModuleType) -> None:
    """What `str.rfind` walks over is not counted either: each call says how far back it looks, by more than the text's start."""
    source = Path(str(module.__file__)).read_text("utf-8")
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    back = [n for n in calls if isinstance(n.func, ast.Attribute) and n.func.attr in ("rfind", "rindex")]
    far = [
        ast.unparse(n)
        for n in back
        if len(n.args) == 3 and isinstance(n.args[1], ast.Constant) and n.args[1].value == 0
    ]
    assert far == LOOKS_TO_THE_START.get(module.__name__, [])


def leading_repeats(items: Sequence[tuple[Any, Any]], *, more: bool = False) -> Iterator[Any]:
    """The sets that a match may begin with any number of, before what must follow."""
    for n, (op, value) in enumerate(items):
        follows = more or n + 1 < len(items)
        if op is _constants.BRANCH:
            for branch in value[1]:
                yield from leading_repeats(branch, more=follows)
        elif op is _constants.SUBPATTERN:
            yield from leading_repeats(value[3], more=follows)
        elif op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, repeated = value
            if most is _constants.MAXREPEAT and follows:
                yield repeated
            yield from leading_repeats(repeated, more=True)
            if least == 0:
                continue
        elif op in (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT):
            continue
        return


def slow_in_a_run(pattern: re.Pattern[str]) -> bool:
    """Whether a search for the pattern may begin anew at every character of a run."""
    by_line = pattern.pattern.startswith("^") and bool(pattern.flags & re.MULTILINE)
    for repeated in leading_repeats(_parser.parse(pattern.pattern, pattern.flags)):
        repeats = _compiler.compile(repeated, pattern.flags).match
        if any(repeats(c) for c in "-*_.|…a1") and (repeats("\n") or not by_line):
            return True
    return False


@pytest.mark.parametrize("name", SEARCHED)
def test_a_search_does_not_begin_anew_in_a_run(name: str) -> None:
    assert not slow_in_a_run(SEARCHED[name])


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        (r"^\W*Điều 1", True),  # over lines that hold no word, from each of them
        (r"^[^\w\n]*Điều 1", False),
        (r"[-*]*\d", True),
        (r"\s*\d", False),
        (r"\w+", False),  # every run is a match, so that the next search begins after it
        (r"(?:\w+|-)\s", True),
    ],
)
def test_what_begins_anew_in_a_run_is_seen(pattern: str, slow: bool) -> None:
    assert slow_in_a_run(re.compile(pattern, re.MULTILINE)) is slow
