"""A real `kg serve` in a process of its own on a free loopback port, and requests to it that end."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# One plan whose parent may be either of two resolutions of the same number, and news that name both.
OPEN = {
    "plan.txt": """UBND TỈNH BÌNH DƯƠNG

Số: 11/KH-UBND
Bình Dương, ngày 5 tháng 3 năm 2024

KẾ HOẠCH
Triển khai thực hiện Nghị quyết 36-NQ/TW

Thực hiện Nghị quyết 36-NQ/TW, Ủy ban nhân dân tỉnh ban hành Kế hoạch.
""",
    "news.txt": "Bài báo. Nghị quyết số 36-NQ/TW ngày 22/10/2018 của Ban Chấp hành Trung ương về kinh tế biển. "
    "Nghị quyết số 36-NQ/TW ngày 30/01/2023 của Bộ Chính trị về công nghệ sinh học.\n",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8-sig")

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Server:
    address: str
    host: str
    port: int

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, timeout: float = 30, **headers: str
    ) -> Answer:
        """One request on a connection of its own; `accept_language="x"` is the header Accept-Language."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Accept": BROWSER} | {k.title(): v for k, v in named.items()})
            found = connection.getresponse()
            cookies = [c.partition(";")[0].partition("=") for c in found.headers.get_all("set-cookie") or []]
            lower = {name.lower(): value for name, value in found.headers.items()}
            values = {name: value for name, _, value in cookies}
            return Answer(status=found.status, headers=lower, cookies=values, body=found.read())
        finally:
            connection.close()

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        kind = {"content_type": "application/x-www-form-urlencoded"}
        return self.ask(path, method="POST", body=urllib.parse.urlencode(fields).encode(), **(kind | headers))


@contextmanager
def serving(directory: Path, *options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "kg", "serve", "--store", str(directory), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address, process.stderr and process.stderr.read()
        parts = urllib.parse.urlsplit(address)
        yield Server(address=address.rstrip("/"), host=parts.hostname or "", port=parts.port or 0)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
