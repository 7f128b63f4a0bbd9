"""How the explorer writes a page: templates that escape all they show, words in two languages, links, CSV."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote, unquote, urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg import labels
from kg.guard import Tokens
from kg.model import DOCUMENT_ID
from kg.pages import Proof, Ref, written
from kg.results import cell

LANGUAGES = ("vi", "en")
_CSS, _JS = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
ASSETS = {"style.css": _CSS, "suggest.js": _JS, "sparql.js": _JS}
ASSETS |= {"yasqe/yasqe.min.css": _CSS, "yasqe/yasqe.min.js": _JS}  # vendored: kg/assets/web/yasqe/README.md
_UNSHOWN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), "\N{REPLACEMENT CHARACTER}")
_SESSION, _LANGUAGE, _REVIEWER = "kg_session", "kg_lang", "kg_reviewer"
_YEAR = 365 * 86400  # seconds that a choice of the language is kept


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """The words of the pages: language → key → text."""
    data = tomllib.loads((files("kg") / "assets/web/words.toml").read_text(encoding="utf-8"))
    return {language: {key: told[n] for key, told in data.items()} for n, language in enumerate(LANGUAGES)}


@cache
def _templates() -> jinja2.Environment:
    """Undefined names are errors, everything is escaped, and control characters are shown as such."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("kg", "assets/web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: value.translate(_UNSHOWN) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )


# --- Links


def root(request: Request) -> str:
    """What stands before every address of this server: nothing, or the path under which a proxy has it."""
    return str(request.scope.get("root_path", ""))


def link(target: Ref | str, path: str = "", *, root: str = "") -> str:
    """The address of the page of a node; with `path` another view of it ("map")."""
    ident = target if isinstance(target, str) else target.id
    if ident.startswith(DOCUMENT_ID):
        return f"{root}/document/{quote(ident.removeprefix(DOCUMENT_ID), safe='')}"
    # Every slash of an id is encoded: what stands between two real ones can never be `..`.
    return f"{root}/{path or 'instrument'}/{quote(ident, safe=':;,')}"


def place(proof: Proof, *, root: str = "") -> str:
    """The address of the quoted words in the text of their document."""
    return f"{link(proof.edge.document, root=root)}?{urlencode({'e': proof.key})}#e-{proof.key}"


def listing(*, root: str = "", **filters: object) -> str:
    """The address of the list of instruments with these values; an empty one is asked for as "-"."""
    return f"{root}/instruments?" + urlencode({f: str(v) or "-" for f, v in filters.items()})


# --- Answers


def language(request: Request) -> str:
    """The language of the page: asked for, or chosen earlier, or Vietnamese."""
    asked = request.query_params.get("lang") or request.cookies.get(_LANGUAGE)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page from a template; forms on it carry the token of the session."""
    tokens: Tokens = request.app.state.kg.tokens
    session, chosen = request.cookies.get(_SESSION), language(request)
    told = words()[chosen]
    fresh = session or tokens.session()
    other = LANGUAGES[1 - LANGUAGES.index(chosen)]
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    text = (
        _templates()
        .get_template(template)
        .render(
            **values,
            t=told,
            lang=chosen,
            other=other,
            switch=f"?{urlencode([*query, ('lang', other)])}",
            root=root(request),
            here=request.url.path.removeprefix(root(request)),
            query=request.query_params,
            back=_back(request),
            token=tokens.token(fresh),
            reviewer=unquote(request.cookies.get(_REVIEWER, "")),  # `returned` quotes it
            publishing=request.app.state.kg.publisher.busy,
            publish_error=request.app.state.kg.publisher.error,
            link=partial(link, root=root(request)),
            place=partial(place, root=root(request)),
            listing=partial(listing, root=root(request)),
            relation=partial(labels.label, language=chosen),
            rule=partial(labels.rule, language=chosen),
            reason=partial(labels.reason, language=chosen),
            value=partial(_value, told, chosen),
            moment=partial(_moment, chosen),
            decimal=lambda x: f"{x:.2f}".replace(".", ",") if chosen == "vi" else f"{x:.2f}",
            thousands=lambda n: f"{n:,}".replace(",", "." if chosen == "vi" else ","),
        )
    )
    response = Response(text, status, media_type="text/html; charset=utf-8", headers={"vary": "accept, cookie"})
    if session is None:
        response.set_cookie(_SESSION, fresh, path=_own(request), httponly=True, samesite="strict")
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(_LANGUAGE, chosen, max_age=_YEAR, path=_own(request), httponly=True, samesite="lax")
    return response


def _own(request: Request) -> str:
    """The path that cookies are for: another program of this host has its own."""
    return root(request) or "/"


def _back(request: Request) -> str:
    """Where a form returns to: this page."""
    query = urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "lang"])
    return quote(request.url.path, safe="/:;,%") + (f"?{query}" if query else "")


def _value(told: Mapping[str, str], language: str, field: str, text: object) -> str:
    """A value of a field in the language of the page."""
    value = str(text)
    if not value:
        return told["placeless" if field == "place" else "unknown"]
    if field == "term":
        return labels.numeral(value)
    if field == "date":
        return written(value, language)
    return told.get(value, value) if field in ("level", "branch", "kind", "status") else value


def _moment(language: str, told: str) -> str:
    """A time (ISO 8601) by the clock of this machine, to the minute, as the language writes it; a day stays a day."""
    try:
        when = datetime.fromisoformat(told)
    except ValueError:
        return told
    if len(told) <= len("2026-01-31"):
        return when.strftime("%Y-%m-%d" if language == "en" else "%d/%m/%Y")
    return when.astimezone().strftime("%Y-%m-%d %H:%M" if language == "en" else "%d/%m/%Y %H:%M")


def trusted(request: Request, form: Mapping[str, str]) -> bool:
    """Whether a form was sent from a page of this server, in this session."""
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        return False
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    tokens: Tokens = request.app.state.kg.tokens
    return tokens.fits(request.cookies.get(_SESSION, ""), form.get("token", ""))


def local(request: Request, form: Mapping[str, str]) -> str:
    """The page of a form, which is one of this server."""
    back = form.get("back", "")
    here = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if here else f"{root(request)}/"


def returned(request: Request, form: Mapping[str, str]) -> Response:
    """Back to the page of a form, and never to another server; the reviewer's name is kept for the next form."""
    response = RedirectResponse(local(request, form), 303)
    if name := form.get("reviewer", "").strip():
        value, path = quote(name[:100], safe=" "), _own(request)
        response.set_cookie(_REVIEWER, value, max_age=_YEAR, path=path, httponly=True, samesite="strict")
    return response


def table(columns: Iterable[str], rows: Iterable[Iterable[object]], name: str) -> Response:
    """A list as CSV, which no spreadsheet takes for formulas; `name` is that of the file, one of this program's."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow(columns)
    lines.writerows(["" if v is None else cell(str(v)) for v in row] for row in rows)
    return Response(out.getvalue().encode("utf-8-sig", "replace"), media_type="text/csv", headers=attached(name))


def attached(name: str) -> dict[str, str]:
    """The headers of a CSV file of this name."""
    return {"content-disposition": f'attachment; filename="{name}.csv"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """A page of a list: which, of how many; its rows in the list; the addresses of its neighbours (empty at the ends)."""

    number: int
    pages: int
    total: int
    offset: int
    size: int
    previous: str
    next: str

    def rows(self, found: Sequence[Any]) -> Sequence[Any]:
        """The rows of this page, from all of them."""
        return found[self.offset : self.offset + self.size]


def paged(request: Request, total: int, size: int) -> Paging:
    """The page of a list that a request asks for."""
    pages = max(1, -(-total // size))
    asked = request.query_params.get("page", "1")
    number = min(pages, max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1

    def at(n: int) -> str:
        query = [(k, v) for k, v in request.query_params.multi_items() if k not in ("page", "lang")]
        return f"?{urlencode([*query, ('page', n)])}" if 1 <= n <= pages else ""

    told = {"number": number, "pages": pages, "total": total, "offset": (number - 1) * size, "size": size}
    return Paging(**told, previous=at(number - 1), next=at(number + 1))
