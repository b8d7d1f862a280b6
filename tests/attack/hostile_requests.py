"""Requests that mean harm, or none and are broken: a 4xx that explains, or text that does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from attack.outcome import Outcome
from attack.served import Served, get, post

SCRIPT = "<script>alert(1)</script>"
RUN = "/api/v1/run"
NEVER = (b"Traceback", b"root:", b"def make_app", b"\r\nset-cookie", b"location: //", b"location: http")
"""What stands in no reply."""
FORM = "application/x-www-form-urlencoded"
REFUSED, MISSING = (400, 404, 405, 501), (301, 307, 308, 400, 404)
PATIENCE = 25.0
"""Seconds in which the worst of them is answered: a half request has 15."""


@dataclass(frozen=True)
class Hostile:
    """A request, the statuses that are right for it, and what its reply must not hold."""

    name: str
    sent: bytes
    right: tuple[int, ...]
    never: tuple[bytes, ...] = ()


def run(**asked: object) -> bytes:
    """A question as JSON."""
    return post(RUN, json.dumps({"draws": 4, "quarters": 2} | asked).encode())


def bodies() -> Iterator[Hostile]:
    """Bodies that are too long, lie about it, or are no question."""
    chunked = get(RUN, "Content-Type: application/json", "Transfer-Encoding: chunked", method="POST")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    yield Hostile("a length of a gigabyte", post(RUN, b"{}", length=str(10**9)), (413,))
    yield Hostile("chunks that never end", chunked + 8 * chunk, (413,))
    yield Hostile(
        "a form in endless chunks",
        chunked.replace(b"run", b"../../claims/check/") + 8 * chunk,
        (400, 404, 405, 413),
    )
    form = get("/claims/check/", f"Content-Type: {FORM}", "Transfer-Encoding: chunked", method="POST")
    yield Hostile("a pasted text in endless chunks", form + 8 * chunk, (413,))
    yield Hostile("a negative length", post(RUN, b"{}", length="-1"), (400,))
    yield Hostile("a length in words", post(RUN, b"{}", length="two"), (400,))
    yield Hostile("two lengths", post(RUN, b"{}", "Content-Length: 3"), (400,))
    yield Hostile("a length and chunks", post(RUN, b"0\r\n\r\n", "Transfer-Encoding: chunked"), (400,))
    yield Hostile("another transfer coding", chunked.replace(b"chunked", b"gzip, chunked"), (400, 501))
    yield Hostile("a chunk of no number", chunked + b"xyz\r\n", (400,))
    texts = {
        "half of it": b'{"draws": 4',
        "a list": b"[1]",
        "5,000 brackets": b"[" * 5000,
        "no Unicode": b"\xff\xfe{}",
        "a number that is none": b'{"draws": NaN}',
        "a number beyond all": b'{"draws": 1e400}',
        "5,000 digits": b'{"draws": ' + b"9" * 5000 + b"}",
        "a name twice": b'{"draws": 2, "draws": 3, "quarters": 2}',
        "half a character": b'{"scenario": {"title": "\\ud800", "levers": {"term_premium": 1}}}',
        "a null character": b'{"show": ["a\\u0000b"], "views": ["bands"]}',
    }
    for name, body in texts.items():
        yield Hostile(f"JSON: {name}", post(RUN, body), (400, 422))
    yield Hostile("a body of another kind", post(RUN, b"draws=4", kind=FORM), (415,))
    yield Hostile("a packed body", post(RUN, b"\x1f\x8b" + b"0" * 90, "Content-Encoding: gzip"), (400, 415))
    yield Hostile("a form of many fields", post("/claims/check/", b"a=1&" * 5000, kind=FORM), (413, 422))


def heads() -> Iterator[Hostile]:
    """Request lines and headers that are broken."""
    lines = {
        "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "no version": b"GET /\r\n\r\n",
        "another version": b"GET / HTTP/3.7\r\nHost: localhost\r\n\r\n",
        "no target": b"GET HTTP/1.1\r\n\r\n",
        "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "a null in a header": get("/healthz", "X-A: a\x00b"),
        "a space before the colon": get("/healthz", "X-A : b"),
        "a header without a name": get("/healthz", ": b"),
        "a header of 200 KB": get("/healthz", "X-A: " + "b" * 200_000),
        "20,000 headers": get("/healthz", *(f"X-{i}: b" for i in range(20_000))),
    }
    for name, sent in lines.items():
        yield Hostile(f"a head: {name}", sent, (400, 408, 431, 505))
    for method in ("TRACE", "CONNECT", "DELETE", "PUT", "brew"):
        yield Hostile(f"the method {method}", get("/api/v1/questions", method=method), REFUSED)
    yield Hostile("a star", get("*", method="OPTIONS"), REFUSED)
    yield Hostile("an address over the limit", get("/today/?" + "x" * 9000), (400, 414, 431))
    for head in (
        "Range: bytes=" + ",".join(["0-0"] * 2000),
        'If-None-Match: "' + "x" * 30_000 + '"',
        "Accept-Encoding: gzip;q=nan",
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Expect: 100-continue",
    ):
        yield Hostile(f"{head[:22]!r}", get("/", head), (100, 200, 206, 400))
    yield Hostile("HEAD of a page", get("/", method="HEAD"), (200,), (b"<html",))
    yield Hostile("HEAD of an answer", get(f"{RUN}?draws=4&quarters=2", method="HEAD"), (200,))


def names() -> Iterator[Hostile]:
    """Other names for this server, and pages of other sites."""
    others = (
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8000",
        "localhost@evil.example",
        "localhost.",
        "0.0.0.0",
        "[::1].evil.example",
        "",
    )
    for host in others:
        yield Hostile(f"called {host!r}", get("/", host=host), (400, 421))
    yield Hostile("no name", b"GET / HTTP/1.1\r\n\r\n", (400, 421))
    yield Hostile("two names", get("/", "Host: evil.example"), (400, 421))
    yield Hostile("an address with a name", get("http://evil.example/today/"), MISSING)
    yield Hostile("a name behind a proxy", get("/today", "X-Forwarded-Host: evil.example"), (308,))
    for origin in ("https://evil.example", "null", "https://localhost.evil.example"):
        sent = post(RUN, b'{"draws": 4, "quarters": 2}', f"Origin: {origin}")
        yield Hostile(f"from a page of {origin}", sent, (403,))


def paths() -> Iterator[Hostile]:
    """Addresses that lead out, and words in them that a page must not repeat as its own."""
    for path in (
        "/../../etc/passwd",
        "/assets/../app.py",
        "/assets/..%2f..%2fapp.py",
        "/assets/%2e%2e/app.py",
        "/assets/..\\..\\app.py",
        "/assets/%c0%ae%c0%ae/app.py",
        "/assets/.git/config",
        "/.env",
        "/%00",
        "/lab/../app.py",
        "/lab/%2e%2e/app.py",
        "//etc/passwd",
        "//evil.example/today",
        "/%zz/",
        "/today/..%2f..%2fx.csv",
        "/embed/../../x/",
        "/api/v1/jobs/..%2f..%2fx",
        f"/{SCRIPT}/",
        f"/api/v1/model/{SCRIPT}",
        "/today%0d%0aSet-Cookie:%20a=b/",
        "/portfolio/sp500=1%22%3E%3Cb%3E/",
    ):
        yield Hostile(f"the path {path[:40]!r}", get(path), MISSING, (b"<script>alert", b'"><b>'))
    yield Hostile("a header in an address", get("/portfolio/?sp500=1%0d%0aSet-Cookie:%20a=b"), (303, 422))


def questions() -> Iterator[Hostile]:
    """Questions that reach for files, programs or all of the machine."""
    asked: dict[str, dict[str, object]] = {
        "a file as scenario": {"scenario": "/etc/passwd"},
        "a file as parent": {"scenario": {"extends": "../x.yaml"}},
        "a file of values": {
            "scenario": {"title": "x", "paths": [{"hold": "ffr", "periods": "2027Q1", "value": "x.csv"}]}
        },
        "a program": {"scenario": {"title": "x", "levers": {"__import__('os')": 1}}},
        "all draws": {"draws": 10**12},
        "a folder to write": {"paths_to": "/tmp/x.zarr"},
        "another machine": {"cluster": "tcp://10.0.0.1:1"},
        "the end of numbers": {"levers": {"term_premium": 1e308}},
        "10,000 variables": {"show": [f"x{n}" for n in range(10_000)]},
    }
    for name, fields in asked.items():
        yield Hostile(f"asked for {name}", run(**fields), (422,))
    titled = {"title": SCRIPT, "levers": {"term_premium": 0.5}}
    yield Hostile("a script in a title", run(scenario=titled), (200,), (b"text/html",))
    text = b"text=" + SCRIPT.encode() + b"+inflation+was+9.1+percent+in+June+2022.&date=2022-08-01"
    yield Hostile(
        "a script in a text", post("/claims/check/", text, kind=FORM), (200, 422), (b"<script>alert",)
    )
    for query in (
        "format=exe",
        "format=csv&table=-1",
        "format=csv&table=" + "9" * 30,
        "wait=never",
        f"x={SCRIPT}",
    ):
        sent = get(f"{RUN}?draws=4&quarters=2&{query}")
        yield Hostile(f"asked with {query[:30]!r}", sent, (400, 404, 406, 422))
    yield Hostile("a forged receipt", post("/api/v1/verify", b'{"question": "run", "seal": "0"}'), (422,))


def halves() -> Iterator[Hostile]:
    """Connections that stay open and say no more."""
    yield Hostile("nothing at all", b"", (408,))
    yield Hostile("half a head", b"GET / HTTP/1.1\r\nHost: loc", (408,))
    chunked = get(RUN, "Content-Type: application/json", "Transfer-Encoding: chunked", method="POST")
    yield Hostile("a chunk of all memory", chunked + b"f" * 16 + b"\r\nx", (400, 408, 413))
    yield Hostile("half a body", post(RUN, b'{"draws"', length="90"), (408,))


KINDS = (bodies, heads, names, paths, questions)


def hostile(server: Served, more: tuple[Hostile, ...] = ()) -> Outcome:
    """Every one of them, eight at a time, and after them a page as usual."""
    sent = [one for kind in KINDS for one in kind()] + list(more)
    out = Outcome(f"{len(sent)} hostile requests")
    server.said(get("/"), 10 * PATIENCE)  # made once, which takes a busy machine its time
    with ThreadPoolExecutor(8) as at_once:
        for one, wrong in zip(sent, at_once.map(lambda h: tried(server, h), sent), strict=True):
            if wrong.isdigit():
                out.add(f"answered {wrong}")
            else:
                out.fault(f"{one.name}: {wrong}")
    said, _ = server.said(get("/healthz"))
    if not said.startswith(b"HTTP/1.1 200 "):
        out.fault(f"afterwards: {said[:80]!r}")
    return out


def tried(server: Served, one: Hostile) -> str:
    """The status of a reply that is right, or what is wrong with it."""
    try:
        said, _ = server.said(one.sent, PATIENCE)
    except TimeoutError:
        return f"no reply within {PATIENCE:g} s"
    status = int(said[9:12]) if said[:9] == b"HTTP/1.1 " and said[9:12].isdigit() else 0
    heads, _, body = said.partition(b"\r\n\r\n")
    page = b"text/html" in heads or b"<html" in body
    found = [n for n in (*NEVER, *(one.never if page else ())) if n.lower() in said.lower()]
    if status not in one.right:
        return f"{status or said[:60]!r}, not {one.right}"
    if found:
        return f"the reply holds {found[0]!r}"
    if one.sent.startswith(b"HEAD") and body:
        return "a body"
    if b"nosniff" not in heads and status in (200, 404, 422):
        return "the reply lacks the headers of safety"
    asked = one.sent.partition(b" ")[2].startswith(b"/api/") and not one.sent.startswith(b"HEAD")
    if asked and status in (403, 404, 405, 413, 415, 422) and b'"message"' not in body:
        return f"{status} without a word"
    return str(status)
