"""The explorer: a local web application over one collection, to read, and to review.

Handlers are functions of a request and a view that run in threads; one gate bounds how many, others how many queries and
maps. Pages are templates that escape all they show. What a person decides is the only thing that is written.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import generation, mistakes, protocol, queries, reviewing, reviews, routes
from kg.find import AmbiguousError, NoneFitsError
from kg.guard import LOOPBACK, BusyError, Gate, Guard, Tokens, TooLongError
from kg.mistakes import EndedError, QueryError
from kg.model import DOCUMENT_ID, NAMED_ID, OPEN_ID, UNNUMBERED_ID, KgError
from kg.nodes import PREFIXES
from kg.pages import View
from kg.protocol import Asked, RefusedError
from kg.results import Result, plain, short
from kg.reviews import Publisher
from kg.routes import HTML
from kg.site import language, link, local, page, returned, root, trusted
from kg.snapshot import Library

Handler = Callable[[Request, View], Response]

_SHOWN = 500  # rows of an answer that the page of queries shows


@dataclass(frozen=True, kw_only=True)
class State:
    """What the application holds. `timeout` is in seconds, `rows` the most that an answer has."""

    library: Library
    publisher: Publisher
    tokens: Tokens
    pages: Gate
    maps: Gate
    queries: Gate
    threads: CapacityLimiter
    timeout: float
    rows: int


# --- Reviewing


def review(form: dict[str, str], request: Request, view: View) -> Response:
    """Keeps a decision, and has the graph made anew."""
    if not trusted(request, form):
        raise HTTPException(403)
    target, candidate = form.get("target", ""), form.get("candidate", "") or form.get("other", "")
    status = {"accept": "accepted", "reject": "rejected", "withdraw": ""}.get(form.get("act", ""), "?")
    told = {"note": form.get("note", ""), "reviewer": form.get("reviewer", "").strip()[: reviews.REVIEWER]}
    try:
        decided = reviews.review(view.store, target, status, candidate=candidate, **told)
        if form.get("sure") != decided.instrument and reviews.doubtful(view.store, decided):
            return _undecided(form, request, view, None, decided.instrument)
        reviews.decide(view.store.directory, [decided])
    except KgError as e:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        return _undecided(form, request, view, e)
    request.app.state.kg.publisher.soon()
    return returned(request, form)


def _undecided(form: dict[str, str], request: Request, view: View, error: KgError | None, odd: str = "") -> Response:
    """Why a decision was not kept, in the reader's language, with what was typed to be sent again; `odd` is an instrument
    that has another number than the name, and is asked for twice."""
    fitting = [view.ref(i.id) for i in error.candidates[:20]] if isinstance(error, AmbiguousError) else []
    why = "review_several" if fitting else "review_none" if isinstance(error, NoneFitsError) else "review_lost"
    told = {key: form.get(key, "") for key in ("target", "candidate", "other", "note", "reviewer")}
    values = {"why": "review_odd" if odd else why, "fitting": fitting, "odd": view.ref(odd) if odd else None}
    status = 409 if fitting or odd else 400
    concerned = reviewing.concerned(view, told["target"])
    return page(
        request, "review.html", status, form={**told, "back": local(request, form)}, concerned=concerned, **values
    )


# --- SPARQL


def _described(request: Request, asked: Asked, accept: str) -> Response:
    """The description of the endpoint, for a request without a query."""
    if request.method == "POST":
        raise RefusedError(400, "There is no query in this request.")
    address = f"http://{request.headers['host']}{request.url.path}"  # the host was checked
    found = protocol.description(address, accept, asked.form)
    if found is None:
        raise RefusedError(406, "The service description is RDF; ask for text/turtle.")
    return Response(found[0], media_type=found[1], headers={"vary": "accept, cookie"})


async def _answer(state: State, asked: Asked, *, people: str) -> tuple[Result | None, str]:
    """The result of a query, if there is one; or what is wrong with it, which people read on the page of the query, in the language
    that `people` names."""
    if asked.query is None:
        return None, ""
    async with state.queries.turn():
        try:
            return await to_thread.run_sync(partial(_answered, state, asked), limiter=state.threads), ""
        except EndedError as e:
            if not people:
                raise RefusedError(503, str(e)) from e
            return None, _told(e, people)
        except KgError as e:
            gone = generation.current(state.library.directory) is None
            if gone or not people:
                raise RefusedError(503 if gone else 400, str(e)) from e
            return None, _told(e, people)


def _told(error: KgError, language: str) -> str:
    """An error in the language of a page, with the words of the program behind where it is not theirs."""
    return f"{error.vietnamese} ({error})" if language == "vi" and isinstance(error, QueryError) else str(error)


def _answered(state: State, asked: Asked) -> Result:
    with state.library.lease() as snapshot, snapshot.engine() as engine:
        return protocol.answer(engine, asked.query or "", asked.graphs, timeout=state.timeout, limit=state.rows)


async def sparql(request: Request) -> Response:
    """The endpoint for programs, its description, and the page for people."""
    state: State = request.app.state.kg
    accept = request.headers.get("accept", "")
    try:
        body = await request.body() if request.method == "POST" else b""
        kind = request.headers.get("content-type", "")
        asked = protocol.asked(request.method, kind, request.url.query, body)
        people = not asked.form and _human(accept)
        if asked.query is None and not people:
            return _described(request, asked, accept)
        result, error = await _answer(state, asked, people=language(request) if people else "")
        if people:
            async with state.pages.turn():
                return _editor(request, asked.query, result, error)
        assert result is not None
        written = partial(protocol.written, result, asked.form, accept)
        data, kind = await to_thread.run_sync(written, limiter=state.threads)
        headers = {"vary": "accept, cookie"} | ({"kg-truncated": "true"} if result.truncated else {})
        return Response(data, media_type=kind, headers=headers)
    except RefusedError as e:
        return Response(f"{e}\n", e.status, media_type="text/plain")


def _human(accept: str) -> bool:
    """Whether a browser asks: it names HTML before all forms of data."""
    return protocol.choose(accept, [("data", ("x/x",)), HTML]) == "html" and "text/html" in accept


def _editor(request: Request, query: str | None, result: Result | None, error: str) -> Response:
    example = queries.named().get(request.query_params.get("example", ""))
    rows = [[short(t) for t in row] for row in result.rows[:_SHOWN]] if result else []
    links = [[_page_of(plain(t), root(request)) for t in row] for row in result.rows[:_SHOWN]] if result else []
    return page(
        request,
        "sparql.html",
        200 if not error else 400,
        text=query
        or (
            example.text
            if example
            else "SELECT DISTINCT ?instrument ?label WHERE {\n"
            "  ?instrument a kg:Instrument ; rdfs:label ?label\n} LIMIT 20\n"
        ),
        result=result,
        rows=[list(zip(cells, hrefs, strict=True)) for cells, hrefs in zip(rows, links, strict=True)],
        error=error,
        examples=queries.named().values(),
        terms=queries.terms(),
        notes=_notes(request, query or "") if result is not None else [],
        prefixes=PREFIXES,
    )


def _notes(request: Request, query: str) -> list[str]:
    """What a query asks for in vain, in the language of the page."""
    with request.app.state.kg.library.lease() as snapshot:
        return [told[language(request) == "vi"] for told in mistakes.vain(query, snapshot.store.instrument)]


def _page_of(term: str, root: str) -> str:
    known = ("urn:lex:", NAMED_ID, UNNUMBERED_ID, OPEN_ID, DOCUMENT_ID)
    return link(term, root=root) if term.startswith(known) and "#" not in term else ""


# --- The application


def _threaded(handler: Handler, gate: str) -> Callable[[Request], Any]:
    """A handler as an endpoint: it waits for its turn and runs in a thread, with a snapshot that stays the same."""

    def run(request: Request) -> Response:
        state: State = request.app.state.kg
        with state.library.lease() as snapshot:
            return handler(request, View(snapshot, language(request)))

    async def endpoint(request: Request) -> Response:
        state: State = request.app.state.kg
        turns: Gate = getattr(state, gate)
        async with turns.turn():
            return await to_thread.run_sync(partial(run, request), limiter=state.threads)

    return endpoint


async def _review(request: Request) -> Response:
    body = (await request.body()).decode("utf-8", "replace")
    try:
        form = dict(parse_qsl(body, keep_blank_values=True, errors="replace", max_num_fields=20))
    except ValueError:
        raise HTTPException(400) from None
    response: Response = await _threaded(partial(review, form), "pages")(request)
    return response


def _failed(request: Request, error: Exception) -> Response:
    """An error as a page, or as text for programs; nothing of the program's inside is told."""
    status, detail, headers = 500, "", {}
    if isinstance(error, HTTPException):
        status, headers = error.status_code, dict(error.headers or {})
    elif isinstance(error, RefusedError):
        status, detail = error.status, str(error)
    elif isinstance(error, BusyError):
        status, headers = 503, {"retry-after": "3"}
    elif isinstance(error, TooLongError):
        status, detail, headers = 413, str(error), {"connection": "close"}
    elif isinstance(error, AmbiguousError):
        status, detail = 409, f"{error}: " + ", ".join(i.id for i in error.candidates[:10])
    elif isinstance(error, KgError):
        status, detail = 404 if request.method in ("GET", "HEAD") else 400, str(error)
    if "text/html" in request.headers.get("accept", ""):
        message = f"error_{status}" if status in (403, 404, 405, 500, 503) else "error"
        response = page(request, "error.html", status, code=status, message=message, detail=detail)
    else:
        response = Response(f"{detail or status}\n", status, media_type="text/plain")
    response.headers.update(headers)
    return response


def _get(path: str, handler: Handler, gate: str = "pages") -> Route:
    return Route(path, _threaded(handler, gate), methods=["GET"])


_ROUTES = (
    _get("/", routes.home),
    _get("/search", routes.search),
    _get("/suggest", routes.suggest),
    _get("/instruments", routes.instruments),
    _get("/instrument/{ident:path}", routes.instrument),
    _get("/documents", routes.documents),
    _get("/document/{key}", routes.document),
    _get("/unresolved", routes.unresolved),
    _get("/reviews", routes.reviewed),
    _get("/checks", routes.checks),
    _get("/gaps", routes.gaps),
    _get("/map", routes.map_, "maps"),
    _get("/map/{ident:path}", routes.map_, "maps"),
    _get("/openapi.json", routes.described),
    _get("/assets/{name:path}", routes.asset),
    Route("/review", _review, methods=["POST"]),
    Route("/sparql", sparql, methods=["GET", "POST"]),
)


def application(
    directory: Path,
    *,
    hosts: Iterable[str] = LOOPBACK,
    prefix: str | None = "",
    timeout: float = 20.0,
    rows: int = 10_000,
    running: int = 3,
) -> Starlette:
    """The ASGI application over a collection; `running` queries run at once. Raises KgError where there is no collection.

    `prefix` is the path under which a proxy has it, "/kg"; with None each request tells it as X-Forwarded-Prefix.
    """
    library = Library(directory)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.kg = State(
            library=library,
            publisher=Publisher(directory),
            tokens=Tokens(),
            pages=Gate(running=8, waiting=400, seconds=20.0),
            maps=Gate(running=2, waiting=20, seconds=20.0),
            queries=Gate(running=running, waiting=200, seconds=min(20.0, timeout + 2)),
            threads=CapacityLimiter(8 + 2 + 2 * running),
            timeout=timeout,
            rows=rows,
        )
        yield
        library.close()

    failures = dict.fromkeys((HTTPException, KgError, BusyError, TooLongError, Exception), _failed)
    return Starlette(
        routes=_ROUTES,
        middleware=[Middleware(Guard, hosts=hosts, prefix=prefix)],
        exception_handlers=failures,
        lifespan=lifespan,
    )


def serve(
    directory: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    allowed: Iterable[str] = (),
    prefix: str | None = "",
    timeout: float = 20.0,
    rows: int = 10_000,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serves a collection until it is interrupted; `ready` gets the address. Port 0 is any free one; `prefix` as in `application`.

    Raises KgError where there is no collection, and where the address can't be had.
    """
    import uvicorn

    app = application(directory, hosts=(*LOOPBACK, host, *allowed), prefix=prefix, timeout=timeout, rows=rows)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # With the protocol told, asyncio sets TCP_NODELAY: an answer in two pieces would wait 40 ms otherwise.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)
    except OSError as e:
        raise KgError(f"{host}:{port} can't be served: {e.strerror or e}; give another --host or --port.") from e
    name = f"[{host}]" if ":" in host else host
    ready(f"http://{name}:{listener.getsockname()[1]}{prefix or ''}/")
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        limit_concurrency=1_000,
        ws="none",
    )
    uvicorn.Server(config).run(sockets=[listener])
