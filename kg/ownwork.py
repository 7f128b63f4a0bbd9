"""What this program wrote itself, by the marks that it leaves: it repeats what documents say, and proves nothing."""

from __future__ import annotations

from collections.abc import Iterable

from kg.patterns import pattern
from kg.reading import UnreadError

OURS = "kg/"  # in the place of a suffix, and no suffix has a slash
_HEAD = 20_000  # characters that tell
_PAGE = '<meta name="generator" content="kg">'  # in maps, and pages of the explorer
_IDENT = pattern(r"<?urn:(?:lex:vn[:;]|kg:)")
_EXTRACTION = {"document", "mentions", "relations"}
_HEADS = {  # tables without identifiers: the page of the gaps saves its own, `kg sources`, `kg review`
    ("Văn bản Trung ương", "Loại", "Ngày ban hành"),
    ("Central instrument", "Type", "Date"),
    ("source", "reader", "documents"),
    ("status", "evidence", "document"),
}
# The heads of what it prints as a table, and of its checks; the foot of an answer, and of the open names.
_TABLE = pattern(r"(?:Số, tên  +Loại|Văn bản Trung ương  +Ngày|Nguồn  +Loại  +Tài liệu) |\d+ lỗi, \d+ cảnh báo, ")
_FOOT = pattern(r"\d+ (?:tên chưa xác định|rows?(?: \(more were left out\))?)")
# An instrument with its identifier, or with evidence, below.
_TREE = pattern(r"(?m)^  URN: +urn:| · quy tắc: [^\n]* · độ tin cậy [01],\d\d")


def refuse_text(body: str, source: str) -> None:
    """Raises UnreadError for text that `kg trace`, `show`, `find`, `query`, `unresolved`, `gaps`, `check` or `sources` printed."""
    head = body[:_HEAD]
    tree = " · " in head.partition("\n")[0] and _TREE.search(head)
    foot = body[-200:].rstrip().rpartition("\n")[2]
    if tree or _TABLE.match(head) or _FOOT.fullmatch(foot):
        raise _refusal(source)


def refuse_page(body: str, source: str) -> None:
    """Raises UnreadError for a map or a page of the explorer."""
    if _PAGE in body[:_HEAD]:
        raise _refusal(source)


def refuse_rows(rows: Iterable[Iterable[object]], source: str) -> None:
    """Raises UnreadError for a table with a column of this program's identifiers, or one of those that have none."""
    for n, row in enumerate(rows):
        cells = [cell for cell in row if isinstance(cell, str)]
        if any(map(_IDENT.match, cells)) or (n == 0 and tuple(cells[:3]) in _HEADS):
            raise _refusal(source)


def refuse_object(row: dict[str, object], source: str) -> None:
    """Raises UnreadError for an object of what `kg extract`, `gaps`, `find` or `unresolved` prints as JSON."""
    if row.keys() >= _EXTRACTION:
        raise _refusal(source)
    refuse_rows([row.values()], source)


def _refusal(source: str) -> UnreadError:
    return UnreadError(f"{source}: kg wrote this itself, so it proves nothing and is not read.", OURS)
