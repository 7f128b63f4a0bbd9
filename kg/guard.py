"""What stands before every request: the name of the host, the size of a body, tokens, how many run at once, headers.

Plain ASGI and asyncio: it knows no page.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import asynccontextmanager, suppress
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
BODY = 1 << 20  # bytes that a request may send
_LONG = f"A request may send {BODY} bytes."
_HEARD, _PATIENCE = 8 * BODY, 2.0  # bytes and seconds of a body that is refused which are still heard out
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"cache-control": b"no-store",
}
_PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,8}")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?")


class TooLongError(Exception):
    """A body without a length that gets too long."""


class BusyError(Exception):
    """Too much is running: the request should come again."""


class Gate:
    """Lets a number of requests run at once and some more wait for a while; for the others it raises BusyError."""

    def __init__(self, *, running: int, waiting: int, seconds: float) -> None:
        self._turns = asyncio.Semaphore(running)
        self._room, self._seconds = waiting, seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One turn, for the length of the block."""
        if self._turns.locked():
            if self._room <= 0:
                raise BusyError
            self._room -= 1
            try:
                await asyncio.wait_for(self._turns.acquire(), self._seconds)
            except TimeoutError:
                raise BusyError from None
            finally:
                self._room += 1
        else:
            await self._turns.acquire()
        try:
            yield
        finally:
            self._turns.release()


class Guard:
    """ASGI middleware: refuses hosts that were not named (DNS rebinding) and big bodies, and adds the security headers.

    `prefix` is the path under which a proxy has the application, whether it takes it off or not; None: each request tells it.
    """

    def __init__(self, app: App, hosts: Iterable[str], prefix: str | None = "") -> None:
        self._app, self._prefix = app, prefix
        self._hosts = frozenset(h.casefold().strip("[]") for h in hosts)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI's own name
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])  # of two that are the same the last
        hosts = [value for name, value in scope["headers"] if name == b"host"]

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((n, v) for n, v in _HEADERS.items() if n not in given)]
            await send(message)

        if len(hosts) != 1 or named_host(hosts[0].decode("latin-1")) not in self._hosts:
            await _plain(guarded, 421, "This server does not answer for that host; see kg serve --allow-host.")
        elif not _small(headers.get(b"content-length", b"")):
            await _heard_out(receive)
            await _plain(guarded, 413, _LONG)
        else:
            told = headers.get(b"x-forwarded-prefix", b"").decode("latin-1") if self._prefix is None else self._prefix
            await self._app(_under(scope, prefix(told) or ""), _limited(receive), guarded)


def prefix(told: str) -> str | None:
    """The path under which a proxy has this server, as it stands before an address; None for what is no path.

    >>> prefix("kg/"), prefix("/so/van-ban"), prefix("/"), prefix("//evil.example"), prefix("/a/../b")
    ('/kg', '/so/van-ban', '', None, None)
    """
    path = told if told.startswith("/") or not told else f"/{told}"
    path = path[:-1] if path.endswith("/") else path
    return path if not path or _PREFIX.fullmatch(path) else None


def _under(scope: Message, prefix: str) -> Message:
    """The request as ASGI has it below a path, which some proxies take off and others leave."""
    path, raw = scope["path"], scope.get("raw_path") or b""
    if not prefix:
        return scope
    if path == prefix:
        path, raw = f"{path}/", raw + b"/"
    elif not path.startswith(f"{prefix}/"):
        path, raw = prefix + path, prefix.encode() + raw
    return {**scope, "root_path": prefix, "path": path, "raw_path": raw}


def named_host(header: str) -> str:
    """The name in a Host header, without its port; empty where it is none.

    >>> named_host("localhost:8000"), named_host("[::1]:80"), named_host("a b")
    ('localhost', '::1', '')
    """
    m = _HOST.fullmatch(header)
    return m[1].strip("[]").casefold() if m else ""


def _small(length: bytes) -> bool:
    return not length or (length.isdigit() and len(length) < 10 and int(length) <= BODY)


def _limited(receive: Receive) -> Receive:
    """A body without a length is cut off where it gets too long, as one that tells too great a length is refused."""
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY:
            raise TooLongError(_LONG)
        return message

    return limited


async def _heard_out(receive: Receive) -> None:
    """Read a body that is refused, within bounds, and keep none of it.

    A client that writes all before it reads would meet a closed connection, and never see the answer (RFC 9112, 9.6).
    """
    heard, more = 0, True
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while more and heard <= _HEARD:
                message = await receive()
                heard += len(message.get("body", b""))
                more = bool(message.get("more_body", False))


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})


class Tokens:
    """Tokens against forged requests: each is tied to the session that a strict cookie names, for this process's life."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def session(self) -> str:
        """A new name of a session."""
        return secrets.token_urlsafe(24)

    def token(self, session: str) -> str:
        """The token of a session's forms."""
        return hmac.new(self._secret, session.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def fits(self, session: str, token: str) -> bool:
        """Whether a form came from a page of this session."""
        return bool(session) and hmac.compare_digest(self.token(session).encode(), token.encode("utf-8", "replace"))
