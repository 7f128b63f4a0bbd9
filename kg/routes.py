"""What each address of the explorer answers to a reader: functions of a request and a view."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from functools import partial
from importlib.resources import files
from threading import BoundedSemaphore

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from kg import labels, lineage, openapi, pages, protocol, reviewing, reviews
from kg.eras import leads
from kg.index import EDGE, FILTERS, By
from kg.model import DOCUMENT_ID, Instrument
from kg.pages import View
from kg.plans import surmised
from kg.protocol import RefusedError
from kg.site import ASSETS, attached, language, link, page, paged, root, table, words
from kg.snapshot import aside
from kg.text import fold

_MATRICES = BoundedSemaphore(2)  # that are written at once
_MAP = 5_000  # instruments that the map of the whole collection may have
_TRIPLES = 20_000  # triples that the data of one instrument has at most
_LIST = {"html": "text/html", "csv": "text/csv"}  # the forms of a list
_MATRIX = {**_LIST, "json": "application/jsonl"}
_ROWS = 20  # resolutions on one page of the matrix, which is wide
_NAMES_SHOWN = 25  # open names on one page: each has many candidates, and each of those a form
_NAMES = tuple(f.name for f in fields(Instrument))
HTML = ("html", ("text/html", "application/xhtml+xml"))
_DATA = """CONSTRUCT { ?id ?p ?o . ?s ?q ?id . ?e ?ep ?eo } WHERE {
  { VALUES ?id { UNDEF } ?id ?p ?o } UNION { VALUES ?id { UNDEF } ?s ?q ?id }
  UNION { VALUES ?id { UNDEF } ?e rdf:subject ?id ; ?ep ?eo } UNION { VALUES ?id { UNDEF } ?e rdf:object ?id ; ?ep ?eo } }"""


def _form(request: Request, forms: Mapping[str, object], usual: str = "html") -> str:
    """The form of an answer that an address asks for, of those that the page has."""
    form = request.query_params.get("format") or usual
    if form not in forms:
        raise RefusedError(406, f"This page has the forms {', '.join(forms)}.")
    return form


def home(request: Request, view: View) -> Response:
    """The overview of the collection."""
    return page(request, "overview.html", **pages.overview(view.snapshot))


def search(request: Request, view: View) -> Response:
    """What words fit."""
    asked = request.query_params.get("q", "")
    found = pages.search(view, asked, 500)
    if _form(request, _LIST) == "csv":
        return _instruments(view.store.instrument(r.id) or Instrument(id=r.id) for r in found)
    paging = paged(request, len(found), pages.LISTED)
    return page(request, "search.html", words=asked, rows=paging.rows(found), paging=paging)


def suggest(request: Request, view: View) -> Response:
    """The first of what words fit, for the field of the search."""
    found = pages.search(view, request.query_params.get("q", ""), 8)
    return JSONResponse(
        [{"href": link(r, root=root(request)), "label": r.label, "detail": r.detail, "title": r.title} for r in found]
    )


def instruments(request: Request, view: View) -> Response:
    """A list of instruments by what they are."""
    filters = {f: request.query_params.get(f, "") for f in FILTERS}
    wanted = pages.wanted(filters)
    if _form(request, _LIST) == "csv":
        return _instruments(view.store.listed(wanted)[1])
    paging = paged(request, view.store.listed(wanted, limit=0)[0], pages.LISTED)
    tallies = {f: sorted(c, key=lambda v: (fold(v), v)) for f, c in view.store.tallies().items()}
    refs = [pages.ref(i, view.language) for i in view.store.listed(wanted, offset=paging.offset, limit=paging.size)[1]]
    return page(request, "instruments.html", rows=refs, paging=paging, filters=filters, tallies=tallies)


def _instruments(found: Iterable[Instrument]) -> Response:
    return table(_NAMES, ([getattr(i, n) for n in _NAMES] for i in found), "instruments")


def _absent(request: Request, ident: str) -> RefusedError:
    """What is said of an instrument that is not there."""
    return RefusedError(404, f"{words()[language(request)]['absent']}: {ident[:200]}")


def instrument(request: Request, view: View) -> Response:
    """An instrument: a page, or its data for programs."""
    ident = request.path_params["ident"]
    forms = dict([HTML, *protocol.GRAPHS.items(), ("csv", ("text/csv",))])
    form = _form(request, forms, protocol.choose(request.headers.get("accept", ""), forms.items()) or "none")
    if form == "html":
        if not (view.store.name(ident) or view.store.instrument(ident)):
            raise _absent(request, ident)
        return page(request, "instrument.html", **pages.instrument(view, ident))
    if view.store.instrument(ident) is None:
        raise HTTPException(404)
    vary = {"vary": "accept, cookie"}
    if form == "csv":
        edges = (*view.store.edges(subject=ident), *view.store.edges(object=ident))
        return table(EDGE, (asdict(e).values() for e in edges), "relations")
    found = view.store.query(_DATA, bindings={"id": ident}, timeout=None, limit=_TRIPLES)
    data, kind = protocol.graph(found.rows, form)
    return Response(data, media_type=kind, headers=vary)


def document(request: Request, view: View) -> Response:
    """A document's text with what was read in it."""
    row = view.store.document(f"{DOCUMENT_ID}{request.path_params['key']}")
    if row is None:
        raise RefusedError(404, words()[language(request)]["absent_document"])
    part = request.query_params.get("part", "1")
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 8 else 1
    values = pages.document(view, row, part=number, evidence=request.query_params.get("e", "")[:64])
    return page(request, "document.html", **values)


def documents(request: Request, view: View) -> Response:
    """The documents of the collection."""
    if _form(request, _LIST) == "csv":
        found = view.store.documents()
        columns = ("id", "source", "sha256", "format", "chars", "read_at", "instrument")
        return table(columns, ([getattr(d, c) for c in columns] for d in found), "documents")
    paging = paged(request, view.store.counts().documents, pages.LISTED)
    rows = view.store.documents(offset=paging.offset, limit=paging.size)
    refs = {d.id: view.ref(d.instrument) for d in rows if d.instrument}
    return page(request, "documents.html", rows=rows, paging=paging, refs=refs)


def unresolved(request: Request, view: View) -> Response:
    """The open names, to settle; all, or those of one reason."""
    reason = request.query_params.get("why", "")
    if _form(request, _LIST) == "csv":
        columns = ("id", "document", "source", "local", "label", "start", "end", "reason", "why", "candidates")
        why, found = partial(labels.reason, language=language(request)), view.store.unresolved(reason=reason)
        values = ([*(getattr(u, c) for c in columns[:-2]), why(u.reason), " ".join(u.candidates)] for u in found)
        return table(columns, values, "unresolved")
    counts = view.store.opened()
    paging = paged(request, counts[reason] if reason else counts.total(), _NAMES_SHOWN)
    rows = [
        pages.open_name(view, u) for u in view.store.unresolved(reason=reason, offset=paging.offset, limit=paging.size)
    ]
    return page(request, "unresolved.html", rows=rows, paging=paging, counts=counts.most_common(), why=reason)


def reviewed(request: Request, view: View) -> Response:
    """What people decided."""
    if _form(request, _LIST) == "csv":
        decided = ([getattr(r, c) for c in reviews.COLUMNS] for r in view.store.reviews())
        return table(reviews.COLUMNS, decided, "reviews")
    paging = paged(request, view.store.reviewed(), pages.LISTED)
    found = view.store.reviews(offset=paging.offset, limit=paging.size)
    return page(request, "reviews.html", rows=reviewing.decisions(view, found), paging=paging)


def checks(request: Request, view: View) -> Response:
    """The findings of the checks."""
    found, current = view.snapshot.checks()
    shown = (found or [])[: 5 * pages.LISTED]
    refs = {f["instrument"]: view.ref(f["instrument"]) for f in shown}
    response = page(
        request, "checks.html", found=shown, first=found is None, current=current, total=len(found or ()), refs=refs
    )
    if found is None:
        response.headers["refresh"] = "2"
    return response


def gaps(request: Request, view: View) -> Response:
    """Central resolutions against places: who has a plan, and who has none."""
    from kg import gaps as matrices

    by: By = "issuer" if request.query_params.get("by") == "issuer" else "place"
    only, form = request.query_params.get("only", "").strip()[:200], _form(request, _MATRIX)
    years, wrong = _period(request)
    missing = bool(request.query_params.get("missing"))
    nowhere = bool(only) and not matrices.called_so(view.store, by, only)
    if form != "html":
        if wrong:
            raise RefusedError(400, f"{words()['en'][wrong]}: {request.query_params}")
        if nowhere:
            raise RefusedError(404, f"No {by} of the collection has the words {only!r}.")
        headers = attached("gaps") if form == "csv" else {}
        return StreamingResponse(
            _matrix(view, by, only, years, missing, form), media_type=_MATRIX[form], headers=headers
        )
    rows = _resolutions(view, by, only, years, missing and not nowhere) if not wrong else []
    paging = paged(request, len(rows), _ROWS)
    key = f"gaps {by} {paging.number}"
    some = bool(missing or any(years.values()))  # of which there are too many to keep all
    made = partial(matrices.matrix, view.store, by, paging.rows(rows))
    found = made() if some else view.snapshot.once(key, made)
    told = words()[language(request)]
    refusal = told[wrong] if wrong else f"{told['gaps_nowhere']}: {only}" if nowhere else ""
    shown = found if refusal else matrices.narrowed(found, only)
    return page(
        request,
        "gaps.html",
        400 if wrong else 404 if nowhere else 200,
        matrix=shown,
        leads=leads,
        surmised=surmised,
        rows=found.rows,
        paging=paging,
        by=by,
        only=only,
        refusal=refusal,
        years={way: request.query_params.get(way, "")[:20] for way in years},
        missing=missing,
    )


def _period(request: Request) -> tuple[dict[str, int | None], str]:
    """The years from one to another that are asked for; and the key of the words that tell what is wrong with them, or nothing."""
    typed = {way: request.query_params.get(way, "").strip() for way in ("from", "to")}
    years = {way: int(text) if re.fullmatch("[12][0-9]{3}", text) else None for way, text in typed.items()}
    if any(text and not years[way] for way, text in typed.items()):
        return years, "gaps_no_year"
    first, last = years["from"], years["to"]
    return years, "gaps_backwards" if first and last and first > last else ""


def _resolutions(view: View, by: By, only: str, years: Mapping[str, int | None], missing: bool) -> list[Instrument]:
    """The rows of the matrix: of some years, and with `missing` those that have no plan in any column."""
    from kg import gaps as matrices

    rows = view.snapshot.once("resolutions", lambda: matrices.resolutions(view.store))
    rows = [i for i in rows if matrices.within(i, years["from"], years["to"])]
    if missing:
        lines = b"".join(_matrix(view, by, only, years, True, "json")).splitlines()
        ids = {json.loads(line)["resolution_id"] for line in lines}
        rows = [i for i in rows if i.id in ids]
    return rows


def _matrix(
    view: View, by: By, only: str, years: Mapping[str, int | None], missing: bool, form: str
) -> Iterator[bytes]:
    """The whole matrix as CSV or JSON lines, a piece at a time. It takes seconds in a large collection: others must not wait."""
    arguments = ["--by", by, f"--only={only}", "--format", form, "--store", str(view.store.directory)]
    arguments += [f"--{way}={year}" for way, year in years.items() if year] + ["--missing"] * missing
    with _MATRICES, aside("gaps", *arguments) as process:
        assert process.stdout
        if form == "csv":
            yield b"\xef\xbb\xbf"
        while piece := process.stdout.read1():  # type: ignore[attr-defined]
            yield piece


def map_(request: Request, view: View) -> Response:
    """The map of an instrument's lineage, or of the whole collection; its page brings a policy of its own."""
    from kg.render import render
    from kg.show import called

    ident = request.path_params.get("ident")
    if ident is None and view.store.counts().instruments > _MAP:
        return page(request, "error.html", 503, code=503, message="big_map", detail="")
    found = view.store.instrument(ident) if ident else None
    if ident and found is None:
        raise _absent(request, ident)
    graph = lineage.graph(view.store, [ident] if ident else None)
    # The page of an instrument frames its map: a link there would open that page once more, inside the frame.
    back = (
        ""
        if "framed" in request.query_params
        else link(ident or "", root=root(request))
        if ident
        else f"{root(request)}/"
    )
    text = render(graph, title=called(found) if found else "", focus=ident, language=language(request), back=back)
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    told = html.unescape(policy[1]) if policy else "default-src 'none'"
    headers = {"content-security-policy": f"{told}; frame-ancestors 'self'", "vary": "cookie"}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


def described(request: Request, view: View) -> Response:
    """The description of these addresses as OpenAPI."""
    return JSONResponse(openapi.description(root(request)))


def asset(request: Request, view: View) -> Response:
    """The style and the script of the pages."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise HTTPException(404)
    data = (files("kg") / "assets/web" / name).read_bytes()
    return Response(data, media_type=ASSETS[name], headers={"cache-control": "no-cache"})
