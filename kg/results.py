"""The answer to a query, and its forms: a table for people, CSV, TSV, SPARQL JSON, Turtle."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from kg.model import KgError
from kg.nodes import PREFIXES
from kg.patterns import pattern

if TYPE_CHECKING:
    import pyoxigraph as ox

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

FORMATS = ("table", "csv", "tsv", "json", "turtle")
_FORMULA = pattern(r"\s*[=+\-@\t\r]")
_NUMBER = pattern(r"[+-]?\d+(?:[.,]\d+)*")
_CELL = 60  # columns of a cell of a table when it has to be cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An answer. `kind` is "rows" (SELECT), "triples" (CONSTRUCT and DESCRIBE: rows of three) or "boolean" (ASK: one row of one).

    `truncated` says that rows beyond the limit were left out.
    """

    kind: str
    variables: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False

    def __iter__(self) -> Iterator[dict[str, Term]]:
        """Each row as variable → term, without those that are unbound; that of ASK holds its "answer"."""
        if self.kind == "boolean":
            import pyoxigraph as ox

            yield {"answer": ox.Literal(bool(self))}
            return
        for row in self.rows:
            yield {v: t for v, t in zip(self.variables, row, strict=True) if t is not None}

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """For ASK the answer, else whether there is any row."""
        return bool(self.rows[0][0]) if self.kind == "boolean" else bool(self.rows)


def write(result: Result, form: str, out: TextIO, *, width: int | None = None) -> None:
    """Writes an answer in one of FORMATS; `width` is that of the terminal, for a table that should fit.

    Raises KgError for an unknown form, and for Turtle where there are no triples.
    """
    if form == "turtle":
        _turtle(result, out)
    elif form == "json":
        _json(result, out)
    elif form == "tsv":
        _tsv(result, out)
    elif form == "csv":
        rows = csv.writer(out, lineterminator="\r\n")
        rows.writerow(result.variables or ("answer",))
        rows.writerows([cell(plain(t)) for t in row] for row in result.rows)
    elif form == "table":
        _table(result, out, width)
    else:
        raise KgError(f"Answers are written as {', '.join(FORMATS)}, not as {form!r}.")


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe is put before what would start one.

    >>> cell("=HYPERLINK(…)"), cell("-5"), cell("Căn cứ")
    ("'=HYPERLINK(…)", '-5', 'Căn cứ')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def visible(text: str) -> str:
    """One line that holds nothing a terminal obeys: no control characters, no change of direction."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))


def plain(term: Any) -> str:
    """A term without its type: the letters of a literal, the IRI."""
    import pyoxigraph as ox

    if term is None:
        return ""
    if isinstance(term, bool):
        return "true" if term else "false"
    if isinstance(term, ox.Triple | ox.BlankNode):
        return str(term)
    return str(term.value)


def short(term: Any) -> str:
    """A term for people: an IRI of a known vocabulary with its prefix."""
    return shorter(plain(term))


def shorter(text: str) -> str:
    """The same for the text of an IRI."""
    for prefix, namespace in PREFIXES.items():
        if text.startswith(namespace) and len(text) > len(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return text


def _table(result: Result, out: TextIO, width: int | None) -> None:
    if result.kind == "boolean":
        out.write("yes\n" if result else "no\n")
        return
    rows = [[visible(short(t)) for t in row] for row in result.rows]
    widths = [max([len(v), *(len(row[n]) for row in rows)]) for n, v in enumerate(result.variables)]
    if width is not None and sum(widths) + 2 * (len(widths) - 1) > width:
        most = max(_CELL // 3, (width - 2 * (len(widths) - 1)) // max(1, len(widths)))
        # Narrow columns leave what they do not use to the wide ones.
        spare = sum(most - w for w in widths if w < most)
        wide = sum(w > most for w in widths)
        most += max(0, spare) // max(1, wide)
        widths = [min(w, most) for w in widths]

    def line(cells: list[str]) -> str:
        cut = (c if len(c) <= w else c[: w - 1] + "…" for c, w in zip(cells, widths, strict=True))
        return "  ".join(c.ljust(w) for c, w in zip(cut, widths, strict=True)).rstrip() + "\n"

    out.write(line(list(result.variables)))
    out.write("  ".join("─" * w for w in widths) + "\n")
    out.writelines(line(row) for row in rows)
    more = " (more were left out)" if result.truncated else ""
    out.write(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}{more}\n")


def _tsv(result: Result, out: TextIO) -> None:
    """The standard form: terms as SPARQL writes them, so that nothing is lost and nothing breaks a line."""
    if result.kind == "boolean":
        out.write(f"{plain(result.rows[0][0])}\n")
        return
    out.write("\t".join(f"?{v}" for v in result.variables) + "\n")
    for row in result.rows:
        out.write("\t".join("" if t is None else str(t) for t in row) + "\n")


def _json(result: Result, out: TextIO) -> None:
    if result.kind == "boolean":
        json.dump({"head": {}, "boolean": bool(result)}, out)
        out.write("\n")
        return
    bindings = [{name: _json_term(term) for name, term in row.items()} for row in result]
    json.dump({"head": {"vars": list(result.variables)}, "results": {"bindings": bindings}}, out, ensure_ascii=False)
    out.write("\n")


def _json_term(term: Any) -> dict[str, Any]:
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {n: _json_term(getattr(term, n)) for n in ("subject", "predicate", "object")}
        return {"type": "triple", "value": parts}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != PREFIXES["xsd"] + "string":
        found["datatype"] = term.datatype.value
    return found


def _turtle(result: Result, out: TextIO) -> None:
    import pyoxigraph as ox

    if result.kind != "triples":
        raise KgError(
            "This query gives no triples: Turtle is for CONSTRUCT and DESCRIBE; take table, csv, tsv or json."
        )
    triples = [ox.Triple(*row) for row in result.rows]
    data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES))
    out.write((data or b"").decode())
