"""What a collection of many instruments costs to build, and how fast `kg serve` answers over it. `make bench-serve`.

    python tests/bench/bench_serve.py [INSTRUMENTS] [STORE]

The collection is that of `many.py`, 100,000 instruments unless told, built by `kg build` in a folder of its own; with STORE
one that stands already is served. Requests go one after another over one HTTP connection to a server in another process;
p50 and p99 are in milliseconds of what the client waits. "first" is the first request of its kind after the start.
"cpu" is what the server and its query process spend on a request, on average, which a busy machine changes less.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

KG = (sys.executable, "-m", "kg")
PATIENCE = 20_000  # milliseconds after which no more requests of a kind are made
JSON = "application/sparql-results+json"


def measured(*words: str) -> str:
    """Seconds, seconds of the processor and peak memory of a command."""
    start = time.perf_counter()
    process = subprocess.Popen([*KG, *words], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status not in (0, 256):  # 1: it found something
        raise SystemExit(f"kg {words[0]} failed")
    spent = usage.ru_utime + usage.ru_stime
    return (
        f"{time.perf_counter() - start:9.1f} s, {spent:.1f} s of the processor, {usage.ru_maxrss / 1024:.0f} MB at most"
    )


def size(folder: Path) -> float:
    """Megabytes on disk of a folder; a file with two names counts once."""
    seen = {(s.st_dev, s.st_ino): s.st_blocks * 512 for s in (p.lstat() for p in folder.rglob("*"))}
    return sum(seen.values()) / 1e6


class Client:
    """One connection to a server, which stays open."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def ask(self, path: str, accept: str = "text/html", body: str | None = None, **headers: str) -> bytes:
        """The body of an answer; anything but success ends the benchmark."""
        method = "GET" if body is None else "POST"
        self._connection.request(method, path, body, {"Accept": accept, **headers})
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.status not in (200, 303):
            raise SystemExit(f"{path}: {answer.status} {data[:300]!r}")
        self.cookies = [c.partition(";")[0] for c in answer.headers.get_all("set-cookie") or ()]
        return data


@contextmanager
def serving(store: Path) -> Iterator[tuple[str, int]]:
    """The address of a server of its own, and its process."""
    command = [*KG, "serve", "--store", str(store), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.terminate()
        process.wait()


def spent(pid: int) -> float:
    """Milliseconds of the processor that a process and its children have spent."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if pid in (int(path.parent.name), int(fields[1])):
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def percentile(times: list[float], part: float) -> float:
    """The time that this part of all does not exceed."""
    return sorted(times)[min(len(times) - 1, int(part * len(times)))]


Asked = Callable[[int], tuple[str, str]]  # n → the path and the media type of the n-th request


def requests(ids: list[str], words: list[str]) -> Iterator[tuple[str, int, Asked]]:
    """(what, how often, the n-th request). In a path or a query ID is an instrument and WORD a number, others each time."""

    def filled(text: str, n: int) -> str:
        return text.replace("ID", ids[n % len(ids)]).replace("WORD", words[n % len(words)])

    def sparql(text: str) -> Asked:
        return lambda n: (f"/sparql?{urlencode({'query': filled(text, n)})}", JSON)

    def page(path: str, accept: str = "text/html") -> Asked:
        return lambda n: (quote(filled(path, n), safe="/:;,?=&"), accept)

    yield "SPARQL, look-up of an instrument", 500, sparql("SELECT ?p ?o { <ID> ?p ?o }")
    yield "SPARQL, look-up by number", 500, sparql('SELECT ?i { ?i kg:number "WORD" }')
    path = "(kg:implements|kg:guides|kg:basedOn|^kg:approves)+"
    yield "SPARQL, lineage to the roots", 500, sparql(f"SELECT DISTINCT ?up {{ <ID> {path} ?up }}")
    yield "SPARQL, all that carries it out", 500, sparql(f"SELECT DISTINCT ?x {{ ?x {path} <ID> }}")
    yield "page of an instrument", 200, page("/instrument/ID")
    yield "  as Turtle", 200, page("/instrument/ID", "text/turtle")
    yield "map of an instrument", 20, page("/map/ID")
    yield "suggestions", 200, page("/suggest?q=WORD", "*/*")
    two = ("chuyen doi", "kinh te", "ke hoach", "hanh")
    yield "suggestions, two words", 50, lambda n: page(f"/suggest?q={two[n % 4]}", "*/*")(n)
    yield "search", 100, page("/search?q=WORD")
    yield "search, words of a thousand titles", 20, page("/search?q=phat trien kinh te bien")
    yield "overview", 20, page("/")
    yield "list of instruments", 20, lambda n: page(f"/instruments?page={1 + 37 * n}")(n)
    yield "  of one year and type", 20, lambda n: page(f"/instruments?year={2013 + n % 12}&type=Quyết định")(n)
    yield "list of documents", 20, lambda n: page(f"/documents?page={1 + 37 * n}")(n)
    yield "open names", 20, page("/unresolved")
    yield "decisions", 20, page("/reviews")
    yield "gap matrix", 10, page("/gaps")
    yield "gap matrix by issuer", 10, page("/gaps?by=issuer")
    yield "page of queries", 20, page("/sparql")


def reviewed(client: Client, ident: str) -> tuple[float, float]:
    """Seconds until a decision taken on a page is answered for, and until SPARQL knows it."""
    page = client.ask(f"/instrument/{quote(ident, safe=':;,')}").decode()
    cookie = "; ".join(client.cookies)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)[:4])
    known = urlencode({"query": f"ASK {{ <{form['target']}> kg:status 'accepted' }}"})
    act = "reject" if b"true" in client.ask(f"/sparql?{known}", JSON) else "accept"  # what it was not before
    start = time.perf_counter()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    client.ask("/review", body=urlencode({**form, "act": act}), **kind)
    answered = time.perf_counter() - start
    ask = urlencode({"query": f"ASK {{ <{form['target']}> kg:status '{act}ed' }}"})
    while b"true" not in client.ask(f"/sparql?{ask}", JSON):
        time.sleep(0.02)
    return answered, time.perf_counter() - start


def serve(store: Path) -> None:
    """Prints a line a kind of request."""
    from kg.store import open_store

    chance = random.Random(11)
    with open_store(store) as opened:
        proven = sorted({e.subject for e in opened.edges() if e.subject.startswith("urn:lex:")})
        some = chance.sample(proven, min(500, len(proven)))
        numbers = [i.number or "" for i in (opened.instrument(ident) for ident in some) if i]
        print(f"{'quads':40} {opened.counts().quads:9,}")
    with serving(store) as (address, server):
        client = Client(address)
        print(f"{'':40} {'first':>9} {'p50':>9} {'p99':>9} {'cpu':>9}  ms")
        before = 0.0
        for what, times, made in requests(some, numbers):
            found = []
            for n in range(times):
                path, accept = made(n)
                if n == 1:
                    before = spent(server)
                start = time.perf_counter()
                client.ask(path, accept)
                found.append((time.perf_counter() - start) * 1000)
                if sum(found) > PATIENCE:
                    break
            rest = found[1:] or found
            cpu = (spent(server) - before) / len(rest)
            print(
                f"{what:40} {found[0]:9.1f} {percentile(rest, 0.5):9.1f} {percentile(rest, 0.99):9.1f} {cpu:9.1f}",
                flush=True,
            )
        answered, known = reviewed(client, some[0])
        print(f"{'a decision, until its page':40} {answered * 1000:9.1f}")
        print(f"{'  until SPARQL knows it':40} {known * 1000:9.1f}", flush=True)
        start = time.perf_counter()
        client.ask("/")
        client.ask("/instruments")
        client.ask(f"/instrument/{quote(some[1], safe=':;,')}")
        client.ask("/unresolved")
        print(f"{'  four pages right after':40} {(time.perf_counter() - start) * 1000:9.1f}")
    known = ("trace", some[2], "--store", str(store))
    print(f"{'kg trace':40} {measured(*known)}")
    print(f"{'kg find chuyển đổi số':40} {measured('find', 'chuyển đổi số', '--store', str(store))}")
    print(f"{'kg check':40} {measured('check', '--store', str(store))}", flush=True)


def main(arguments: list[str]) -> None:
    """Builds, unless a collection is given, and measures."""
    instruments = int(arguments[0]) if arguments else 100_000
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load}; {instruments:,} instruments")
    if len(arguments) > 1:
        serve(Path(arguments[1]))
        return
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("many.py")), f"{made}/in", str(instruments)], check=True
        )
        print(f"{'kg build':40} {measured('build', f'{made}/in', '--store', f'{made}/kg')}")
        print(f"{'kg build, nothing changed':40} {measured('build', f'{made}/in', '--store', f'{made}/kg')}")
        print(f"{'on disk':40} {size(Path(made) / 'kg'):9.0f} MB", flush=True)
        serve(Path(made) / "kg")


if __name__ == "__main__":
    main(sys.argv[1:])
