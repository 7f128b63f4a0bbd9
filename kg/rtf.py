"""RTF → text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.model import Document, KgError
from kg.office import lay_out
from kg.plaintext import mend
from kg.reading import Options, document

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups that hold no text of the document.
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore latentstyles listtable listoverridetable "
    b"rsidtbl generator fldinst xmlnstbl filetbl revtbl header headerl headerr headerf footer footerl footerr footerf pntext "
    b"bkmkstart bkmkend nonshppict shpinst annotation atnid atnauthor".split()
)
_WORDS = {
    b"par": "\n", b"line": "\n", b"page": "\n", b"sect": "\n", b"tab": " ", b"emdash": "—", b"endash": "–", b"bullet": "•",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"cell": "\x07", b"row": "\x08", b"nestcell": " ", b"nestrow": "\n",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CHARSETS = {
    0: "cp1252",
    163: "cp1258",
    204: "cp1251",
    238: "cp1250",
    129: "cp949",
    128: "cp932",
    134: "cp936",
    136: "cp950",
}
_DEEP = 2_000


def read(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of an RTF file. Raises KgError for one that is damaged or empty."""
    if not data.lstrip().startswith(b"{\\rt"):
        raise KgError(f"{source}: no RTF: it does not start with {{\\rtf.")
    raw = "".join(_pieces(data, source))[: options.chars]
    rows: list[list[list[str]]] = []
    lines: list[str] = []
    *table_rows, rest = raw.split("\x08")
    for row in table_rows:
        first, *cells = row.split("\x07")[:-1] or [row]
        # Text before a row's first cell that stands outside the table can't be told from it: only its last line is the cell.
        own = [x.strip() for x in first.split("\n") if x.strip()]
        if len(own) > 6:
            lines += [*lay_out(rows), *own[:-1]]
            rows, own = [], own[-1:]
        rows.append([own, *([x.strip() for x in c.split("\n") if x.strip()] for c in cells)])
    lines += [*lay_out(rows), *(x.strip() for x in rest.replace("\x07", " ").split("\n"))]
    text = "\n".join(lines).strip()
    if not text:
        raise KgError(f"{source}: the RTF file holds no text.")
    yield document(data, source, "rtf", mend(text) + "\n")


def _fonts(data: bytes) -> dict[int, str]:
    """The encoding of each font, by its number."""
    head = data[:200_000]
    return {
        int(number): _CHARSETS.get(int(charset), "cp1252")
        for number, charset in re.findall(rb"\\f(\d{1,5})[^{}]{0,100}?\\fcharset(\d{1,3})", head)
    }


def _pieces(data: bytes, source: str) -> Iterator[str]:
    page = re.search(rb"\\ansicpg(\d{3,5})", data[:2000])
    name = f"cp{int(page[1])}" if page else "cp1252"
    try:
        codecs.lookup(name)
    except LookupError:
        name = "cp1252"
    state = _State(source=source, fonts=_fonts(data), default=name, encoding=name)
    for m in _TOKEN.finditer(data):
        word, value, code, symbol, brace, plain = m.groups()
        if state.pending and not code:
            yield state.flush()
        if brace:
            state.brace(opens=brace == b"{")
        elif word is not None:
            yield state.word(word, int(value) if value else None)
        elif symbol == b"*":
            state.star = True
        elif state.skipped:
            continue
        elif code:
            state.byte(int(code, 16))
        elif symbol:
            yield _SYMBOLS.get(symbol, "")
        elif plain:
            yield state.plain(plain)
    yield state.flush()


@dataclass(slots=True, kw_only=True)
class _State:
    """Where the reading of a file stands: what the open groups say, and what waits for its other half."""

    source: str
    fonts: Mapping[int, str]
    default: str
    encoding: str
    skipped: bool = False
    star: bool = False  # the next word names a group that may be passed over
    fallback: int = 1  # characters that stand after a \\u for programs that don't know it
    drop: int = 0  # of those, how many are still to come
    high: int = 0  # the first half of a surrogate pair
    pending: bytearray = field(default_factory=bytearray)  # bytes of one encoding
    stack: list[tuple[bool, int, str]] = field(default_factory=list)

    def flush(self) -> str:
        """The characters of the bytes that were kept."""
        text = self.pending.decode(self.encoding, "replace")
        self.pending.clear()
        return text

    def brace(self, *, opens: bool) -> None:
        """A group starts or ends."""
        if opens:
            self.stack.append((self.skipped, self.fallback, self.encoding))
            if len(self.stack) > _DEEP:
                raise KgError(f"{self.source}: the RTF file nests groups deeper than {_DEEP} and is not read.")
        elif self.stack:
            self.skipped, self.fallback, self.encoding = self.stack.pop()
        self.star, self.drop = False, 0

    def word(self, word: bytes, number: int | None) -> str:
        """What a control word writes."""
        if word in _SKIPPED or self.star or (word == b"bin" and number):
            self.skipped = True
        self.star = False
        if word == b"uc":
            self.fallback = max(number or 0, 0)
        elif word == b"f" and number is not None:
            self.encoding = self.fonts.get(number, self.default)
        elif word == b"plain":
            self.encoding = self.default
        elif not self.skipped and word == b"u" and number is not None:
            return self._unit(number % 65536)
        elif not self.skipped:
            return _WORDS.get(word, "")
        return ""

    def _unit(self, unit: int) -> str:
        """A UTF-16 unit."""
        self.drop = self.fallback
        if 0xD800 <= unit < 0xDC00:
            self.high = unit
            return ""
        if 0xDC00 <= unit < 0xE000:
            high, self.high = self.high, 0
            return chr(0x10000 + ((high - 0xD800) << 10) + unit - 0xDC00) if high else "\ufffd"
        return "" if unit in (0, 7, 8) else chr(unit)

    def byte(self, value: int) -> None:
        """A byte of the font's encoding."""
        if self.drop:
            self.drop -= 1
        else:
            self.pending.append(value)

    def plain(self, data: bytes) -> str:
        """Text as it stands."""
        text = data.decode(self.encoding if self.encoding.startswith("cp12") else "cp1252", "replace")
        drop, self.drop = self.drop, max(self.drop - len(text), 0)
        return re.sub("[\0\x07\x08]", "", text[drop:])
