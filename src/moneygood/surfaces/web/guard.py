"""What stands before every request: host, origin, token, length; and behind it: headers, a line, counts."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.slow_bodies import PatientBody

CSP = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
FRAME = (b"content-security-policy", (CSP + "; frame-ancestors 'none'").encode())
EMBEDDED = (b"content-security-policy", (CSP + "; frame-ancestors *").encode())
OPEN = ("/healthz",)
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\[\]:/@\s]+))(?::\d*)?")
SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class WebCounts:
    """How many requests were answered how, and how long they took."""

    def __init__(self) -> None:
        self.began = time.time()
        self.status: dict[int, int] = defaultdict(int)
        self.buckets = [0] * (len(SLOW) + 1)
        self.seconds = 0.0
        self.open = 0

    def add(self, status: int, seconds: float) -> None:
        """Count a request."""
        self.status[status] += 1
        self.seconds += seconds
        self.buckets[next((i for i, s in enumerate(SLOW) if seconds <= s), len(SLOW))] += 1

    def text(self, desk: Any) -> str:
        """The counts in the form that Prometheus reads."""
        lines = ["# TYPE moneygood_requests_total counter"]
        lines += [f'moneygood_requests_total{{status="{s}"}} {n}' for s, n in sorted(self.status.items())]
        lines += ["# TYPE moneygood_request_seconds histogram"]
        total = 0
        for bound, n in zip((*SLOW, "+Inf"), self.buckets, strict=True):
            total += n
            lines.append(f'moneygood_request_seconds_bucket{{le="{bound}"}} {total}')
        lines += [
            f"moneygood_request_seconds_sum {self.seconds:.6f}",
            f"moneygood_request_seconds_count {total}",
        ]
        lines += ["# TYPE moneygood_answers_total counter"]
        lines += [f'moneygood_answers_total{{kind="{k}"}} {n}' for k, n in desk.counts.items()]
        lines += ["# TYPE moneygood_stored_bytes gauge", f"moneygood_stored_bytes {desk.stored}"]
        lines += ["# TYPE moneygood_jobs_open gauge", f"moneygood_jobs_open {desk.open_jobs}"]
        lines += ["# TYPE moneygood_resident_bytes gauge", f"moneygood_resident_bytes {resident()}"]
        lines += [
            "# TYPE moneygood_uptime_seconds gauge",
            f"moneygood_uptime_seconds {time.time() - self.began:.1f}",
        ]
        return "\n".join(lines) + "\n"


def resident() -> int:
    """Bytes of memory that this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096
    except (OSError, ValueError, IndexError):
        return 0


class WebGuard:
    """An ASGI application around another: refuses what is not for it, and adds the safety headers.

    `hosts` are the names by which the server may be called (against DNS rebinding); `token` is wanted of
    everyone when it is set; `log` hears a line of JSON a request.
    """

    def __init__(
        self,
        app: Any,
        limits: WebLimits,
        hosts: tuple[str, ...],
        token: str | None,
        counts: WebCounts,
        log: Callable[[str], Any] | None = None,
    ) -> None:
        self.app, self.limits, self.hosts, self.token, self.counts = app, limits, hosts, token, counts
        self.log = log

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), [500]
        self.counts.open += 1
        frame = EMBEDDED if scope["path"].startswith(("/embed/", "/lab/")) else FRAME

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                message["headers"] = [*message.get("headers", []), *HEADERS[1:], frame]
            await send(message)

        try:
            fault = self._fault(scope)
            if fault is not None:
                await _refuse(sent, *fault)
            else:
                body = PatientBody(receive, sent, dict(scope["headers"]), self.limits)
                await self.app(scope, body.receive, body.send)
        except asyncio.CancelledError:  # the server stops before there is an answer
            if status[0] == 500:
                await _refuse(sent, 503, "U014", "the server is being stopped; ask again")
        finally:
            seconds = time.perf_counter() - began
            self.counts.open -= 1
            self.counts.add(status[0], seconds)
            if self.log is not None:
                client = (scope.get("client") or ("?",))[0]
                line = {
                    "at": round(time.time(), 3),
                    "client": client,
                    "method": scope["method"],
                    "path": scope["path"][:200],
                    "status": status[0],
                    "ms": round(1000 * seconds, 1),
                }
                self.log(json.dumps(line))

    def _fault(self, scope: Any) -> tuple[int, str, str] | None:
        """Why a request is refused: status, code, words."""
        heads = {k.lower(): v for k, v in scope["headers"]}
        if scope["http_version"] not in ("1.0", "1.1"):
            return 505, "U011", "this server speaks HTTP/1.1"
        if b"content-length" in heads and b"transfer-encoding" in heads:  # proxies differ on which one counts
            return 400, "U011", "a request says its length or comes in chunks, not both"
        host = _host(heads.get(b"host", b"").decode("latin-1"))
        if host not in self.hosts:
            return 421, "U020", f"this server is not called {host[:60]!r}; start it with --host or --name"
        origin = heads.get(b"origin", b"").decode("latin-1")
        if (
            origin
            and scope["method"] not in ("GET", "HEAD")
            and _host(origin.partition("://")[2]) not in self.hosts
        ):
            return 403, "U021", "requests from pages of other sites are refused"
        if len(scope["path"]) + len(scope.get("query_string", b"")) > self.limits.path:
            return 414, "U012", f"the address is over {self.limits.path:,} bytes"
        length = heads.get(b"content-length", b"0")
        if not length.isdigit():
            return 400, "U011", "Content-Length is not a number"
        if int(length) > self.limits.body:
            return 413, "U012", f"the body is over {self.limits.body:,} bytes"
        if self.token is not None and scope["path"] not in OPEN:
            said = heads.get(b"authorization", b"").decode("latin-1")
            right = hmac.compare_digest(said.encode(), f"Bearer {self.token}".encode())
            if not right:
                return 401, "U022", "send the server's token: Authorization: Bearer …"
        return None


def _host(text: str) -> str:
    """The name in a Host header, without its port."""
    found = _HOST.fullmatch(text.strip().lower())
    return (found[1] or found[2]) if found else text


async def _refuse(send: Callable[[Any], Awaitable[None]], status: int, code: str, words: str) -> None:
    body = json.dumps({"error": {"code": code, "message": words, "hint": None}}).encode()
    heads = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 401:
        heads.append((b"www-authenticate", b"Bearer"))
    if status in (400, 413, 505):
        heads.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": body})
