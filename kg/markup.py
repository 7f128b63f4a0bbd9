"""HTML and MHTML → text: the document, without the site around it."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg import ownwork
from kg.model import Document, KgError
from kg.office import LETTERHEAD, lay_out
from kg.plaintext import decode, mend
from kg.reading import Options, document

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_DROPPED = "script,style,noscript,template,svg,iframe,object,nav,select,button,textarea,input,head title"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "ol p pre section table tbody td th thead tr ul".split()
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_MARKED = re.compile("[à-ỹđÀ-ỸĐ]")
# The share of an element's text that one of its children must hold to be the document: less where it has the letterhead.
_WITH_HEAD, _BARE = 0.6, 0.85
_NEVER = frozenset(("p", "a", "h1", "h2", "h3", "-text", "-comment", "_comment"))
_DEEP = 300
_WIDEST = 1_000  # columns or rows of a cell
_TITLE = 5  # lines above a table that may be its title
_NESTED = 5_000
_NESTING = re.compile(
    r"<(/?)(?:div|span|section|table|ul|ol|b|i|u|em|strong|font|center|blockquote|a|big|small)\b", re.IGNORECASE
)


def read(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of a web page. Raises KgError for one without text."""
    yield _document(data, source, "html", _unicode(data, source), options)


def read_mhtml(data: bytes, source: str, options: Options) -> Iterator[Document]:
    """The document of a saved web page (MHTML): its first HTML part. Raises KgError where there is none."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for n, part in enumerate(message.walk()):
        if n > 1000:
            break
        if part.get_content_type() == "text/html":
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body.strip():
                charset = part.get_content_charset()
                yield _document(data, source, "mhtml", _unicode(body, source, charset), options)
                return
    raise KgError(f"{source}: the saved page holds no HTML; save it again from the browser.")


def _unicode(data: bytes, source: str, charset: str | None = None) -> str:
    """The page's text by its own charset where that decodes it, else by what it spells."""
    found = _CHARSET.search(data[:4096])
    name = charset or (found[1].decode("ascii") if found else None)
    if name and name.lower() not in (
        "utf-8",
        "utf8",
        "utf-16",
        "unicode",
        "x-user-defined",
        "iso-8859-1",
        "windows-1252",
    ):
        try:
            return data.decode(name)
        except (LookupError, ValueError):  # the name may be anything
            pass
    if b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" not in data[:16]:
        data = data.replace(b"\0", b" ")
    try:
        return decode(data, source)
    except KgError:
        if b"\0" in data[:16] or not data.strip():
            raise
        return data.decode("utf-8", "replace")  # a browser shows such a page, and so it is read


def tables(data: bytes, source: str) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The rows of each table of a web page that holds no other, below the lines above it; the table's caption is its name."""
    body = _body(_unicode(data, source), source)
    if body is None:
        return
    left = body.text(deep=True, separator="\n")
    for table in body.css("table"):
        if len(table.css("table")) == 1:  # itself
            above, _, left = left.partition(table.text(deep=True, separator="\n"))
            caption = table.css_first("caption")
            title = [[mend(line.strip())] for line in above.splitlines() if line.strip()][-_TITLE:]
            yield (caption.text(strip=True) if caption else ""), chain(title, _spanning(table))


def _spanning(table: LexborNode) -> Iterator[list[str]]:
    """The rows of a table, in which a cell over several columns or rows stands in the first of them and leaves the others empty."""
    below: dict[int, int] = {}  # by column, how many more rows a cell above takes
    for row in table.css("tr"):
        cells: list[str] = []
        for cell in row.css("td,th"):
            _skip(cells, below)
            wide, high = (_span(cell.attributes.get(name)) for name in ("colspan", "rowspan"))
            below |= dict.fromkeys(range(len(cells), len(cells) + wide), high - 1) if high > 1 else {}
            cells += [" ".join((cell.text(deep=True, separator=" ") or "").split()), *[""] * (wide - 1)]
        _skip(cells, below)
        yield [mend(cell) for cell in cells]


def _skip(cells: list[str], below: dict[int, int]) -> None:
    while below.get(len(cells), 0) > 0:
        below[len(cells)] -= 1
        cells.append("")


def _span(told: str | None) -> int:
    return min(int(told), _WIDEST) if told and told.isdecimal() and int(told) else 1


def _document(data: bytes, source: str, form: str, page: str, options: Options) -> Document:
    body = _body(page, source)
    lines = _lines(_document_of(body)) if body is not None else []
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not text:
        raise KgError(f"{source}: the page holds no text.")
    return document(data, source, form, mend(text[: options.chars]) + "\n")


def _body(page: str, source: str) -> LexborNode | None:
    """What a page shows. Raises KgError for one that no parser should be given, and for one that this program wrote."""
    from selectolax.lexbor import LexborHTMLParser

    if page.count("<") > 5_000_000:
        raise KgError(f"{source}: the page has more than 5 million tags and is not read.")
    if _depth(page) > _NESTED:
        raise KgError(f"{source}: the page nests its elements deeper than {_NESTED} and is not read.")
    ownwork.refuse_page(page, source)
    tree = LexborHTMLParser(page)
    for node in tree.css(_DROPPED):
        node.decompose()
    for node in tree.css("[style],[hidden],[aria-hidden=true]"):
        style = node.attributes.get("style") or ""
        if node.tag not in ("body", "html") and (_HIDDEN.search(style) or "hidden" in node.attributes):
            node.decompose()
    return tree.body


def _depth(page: str) -> int:
    """How deep elements nest that stay open until they are closed: the time of any parser grows with its square."""
    depth = most = 0
    for m in _NESTING.finditer(page):
        depth = max(0, depth - 1) if m[1] else depth + 1
        most = max(most, depth)
    return most


# --- The document and the site around it


def _document_of(body: LexborNode) -> LexborNode:
    """The smallest element with most Vietnamese text that is no link: menus and adverts are links, translations have no marks."""
    weighed = _weigh(body, False, 0)
    headed = _headed(weighed.node)
    while weighed.children:
        best = max(weighed.children, key=lambda c: c.weight)
        best_headed = headed and _headed(best.node)
        if best.weight < weighed.weight * (_WITH_HEAD if best_headed else _BARE) or (headed and not best_headed):
            break
        weighed = best
    return weighed.node


def _headed(node: LexborNode) -> bool:
    return LETTERHEAD.search(node.text(deep=True) or "") is not None


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An element, the Vietnamese letters in it that no link holds, and its elements that may be the document."""

    node: LexborNode
    weight: int
    children: list[_Weighed]


def _weigh(node: LexborNode, linked: bool, depth: int) -> _Weighed:
    children: list[_Weighed] = []
    weight = 0
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            weight += 0 if linked else len(_MARKED.findall(child.text(deep=False) or ""))
        elif depth < _DEEP:
            found = _weigh(child, linked or tag == "a", depth + 1)
            weight += found.weight
            if tag not in _NEVER and found.weight > 0:
                children.append(found)
    return _Weighed(node, weight, children)


# --- Elements → lines


def _lines(node: LexborNode) -> list[str]:
    out = _Lines()
    _walk(node, out, 0)
    return out.done()


class _Lines:
    """Collects running text into lines; white space counts as HTML counts it."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        self._parts.append(text)

    def end(self) -> None:
        line = " ".join("".join(self._parts).split())
        self._parts = []
        if line:
            self._lines.append(line)

    def lines(self, lines: list[str]) -> None:
        self.end()
        self._lines += lines

    def done(self) -> list[str]:
        self.end()
        return self._lines


def _walk(node: Any, out: _Lines, depth: int) -> None:
    if depth > _DEEP:
        out.add(node.text(deep=True) or "")
        return
    for child in node.iter(include_text=True):
        tag = child.tag
        if tag == "-text":
            out.add(child.text(deep=False) or "")
        elif tag == "br":
            out.end()
        elif tag == "table":
            out.lines(_table(child, depth))
        elif tag in _BLOCKS:
            out.end()
            _walk(child, out, depth + 1)
            out.end()
        elif tag not in ("-comment", "_comment", "!doctype"):
            _walk(child, out, depth + 1)


def _table(table: Any, depth: int) -> list[str]:
    rows: list[list[list[str]]] = []
    stack = list(reversed(list(table.iter())))
    found: list[str] = []
    while stack:
        node = stack.pop()
        if node.tag == "tr":
            cells = []
            for cell in node.iter():
                if cell.tag in ("td", "th"):
                    lines = _Lines()
                    _walk(cell, lines, depth + 2)
                    cells.append(lines.done())
            rows.append(cells)
        elif node.tag in ("tbody", "thead", "tfoot"):
            stack += reversed(list(node.iter()))
        elif node.tag == "caption":
            found.append(" ".join((node.text(deep=True) or "").split()))
    return [*found, *lay_out(rows)]
