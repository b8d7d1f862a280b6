"""The one way to the network: rate limit, retries, limits of time and size, redirects, kept answers."""

from __future__ import annotations

import datetime
import json
import os
import random
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moneygood.core.cache import read_as, write_cached
from moneygood.core.errors import MoneygoodError
from moneygood.core.version import VERSION
from moneygood.data.providers.contract import Provider, Snapshot, WebRequest

if TYPE_CHECKING:
    import ssl

    import httpx

MIRROR = "MONEYGOOD_MIRROR"
"""Environment variable: an address under which every source is found as ``<mirror>/<host>/<path>``."""
AGENT = "MONEYGOOD_CONTACT"
"""Environment variable: name and mail address for sources that want to know who asks (SEC EDGAR)."""
MOST_BYTES = 64 * 2**20
TRIES = 4
REDIRECTS = 5
_AGAIN = {429, 500, 502, 503, 504}
_STEP = 2**18


@dataclass
class Client:
    """Fetches requests of providers. `clock`, `sleep`, `wait` (seconds now) and `chance` can be replaced.

    A host that was out of reach at every try is not asked again. `connect`, `read` and `whole` are time
    limits in seconds; `most` the largest document in bytes, packed or unpacked; `offline` refuses every
    request that was not answered before.
    """

    mirror: str | None = None
    connect: float = 10.0
    read: float = 30.0
    whole: float = 180.0
    most: int = MOST_BYTES
    tries: int = TRIES
    offline: bool = False
    clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)
    sleep: Callable[[float], None] = time.sleep
    wait: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    asked: int = 0
    _away: dict[str, str] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)
    _open: httpx.Client | None = None

    def __post_init__(self) -> None:
        self.mirror = (self.mirror or os.environ.get(MIRROR) or "").rstrip("/") or None

    def today(self, provider: Provider) -> datetime.date:
        """The calendar day at the source: a date after midnight elsewhere is not yet one there."""
        return source_day(self.clock(), provider.zone)

    def fetch(self, provider: Provider, request: WebRequest) -> Snapshot:
        """The answer to a request, taken from what was kept where the source says that nothing changed.

        D020 out of reach, D021 refused, D022 not whole, D024 too large, D025 key needed, D028 offline.
        """
        name = f"etag-{request.key}"
        kept = read_as(name, _unpack)
        if self.offline:
            raise MoneygoodError("D028", f"{provider.name}: {request.shown} was not fetched before")
        headers = {"If-None-Match": kept[0]} if kept else {}
        status, told, content = self._tried(provider, request, headers)
        if status == 304 and kept:
            content, told = kept[1], {**told, "etag": kept[0], "content-type": kept[2]}
        elif told.get("etag"):
            write_cached(name, _pack(told["etag"], told.get("content-type", ""), content), keep=10**6)
        now = self.clock()
        return Snapshot(
            provider.name, request.identity, request.shown, now.isoformat(timespec="seconds"),
            source_day(now, provider.zone), content, told.get("content-type", ""), told.get("etag", ""),
        )  # fmt: skip

    def close(self) -> None:
        """Close the connections."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _tried(
        self, provider: Provider, request: WebRequest, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        import httpx

        host = urlsplit(request.url).hostname or ""
        if host in self._away:  # it did not answer four times a moment ago, and is not waited for again
            raise MoneygoodError("D020", f"{provider.name}: {self._away[host]}", None, "Try again later")
        why = ""
        for turn in range(self.tries):
            rest = 0.0
            try:
                status, told, content = self._once(provider, request, headers)
            except httpx.TimeoutException:
                why = "no answer in time"
            except httpx.RemoteProtocolError as fault:
                why = f"the answer breaks off ({fault})"
            except httpx.TransportError as fault:
                why = f"no connection ({fault})" if str(fault) else "no connection"
            else:
                if status in (200, 304):
                    return status, told, content
                if status not in _AGAIN:
                    raise self._refused(provider, request, status, content)
                why, rest = f"it answered {status}", _seconds(told.get("retry-after"))
            if turn + 1 < self.tries:
                self.sleep(max(rest, 2**turn * (0.5 + self.chance())))
        if why.startswith("no "):
            self._away[host] = f"{host} is out of reach ({why})"
        raise MoneygoodError(
            "D020", f"{provider.name}: {why}, {self.tries} times ({request.shown})", None, "Try again later"
        )

    def _refused(
        self, provider: Provider, request: WebRequest, status: int, content: bytes
    ) -> MoneygoodError:
        said = " ".join(content[:300].decode("utf-8", "replace").split())
        for name, value in request.params:
            if name in request.secret and value:
                said = said.replace(value, "…")
        hint = f"Look at the key in {provider.key}" if provider.key and status in (400, 401, 403) else None
        told = f": {said[:200]}" if said and not said.startswith("<") else ""
        return MoneygoodError(
            "D021", f"{provider.name} answered {status} to {request.shown}{told}", None, hint
        )

    def _once(
        self, provider: Provider, request: WebRequest, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """One try, redirects followed: status, headers in lower case, unpacked content."""
        url, params, body = request.url, request.params, request.body
        for _ in range(REDIRECTS + 1):
            host = urlsplit(url).hostname or ""
            self._pause(host, provider.per_second)
            sent = {
                "User-Agent": f"moneygood/{VERSION} {os.environ.get(AGENT, '')}".strip(),
                "Accept-Encoding": "gzip, identity",
                **dict(request.headers),
                **headers,
            }
            self.asked += 1
            with self._http().stream(
                request.method if body is not None else "GET", self._address(url),
                params=params or None, headers=sent, content=body,
            ) as answer:  # fmt: skip
                told = {k.lower(): v for k, v in answer.headers.items()}
                if answer.status_code not in (301, 302, 303, 307, 308):
                    return answer.status_code, told, self._content(provider, request, answer, told)
                url = self._onward(provider, request, url, told.get("location", ""))
                params = ()  # the new address is whole, and secrets do not travel
                body = body if answer.status_code in (307, 308) else None
        raise MoneygoodError("D020", f"{provider.name}: more than {REDIRECTS} redirects ({request.shown})")

    def _address(self, url: str) -> str:
        if self.mirror is None:
            return url
        parts = urlsplit(url)
        asked = f"?{parts.query}" if parts.query else ""
        return f"{self.mirror}/{parts.hostname}{parts.path}{asked}"

    def _onward(self, provider: Provider, request: WebRequest, url: str, location: str) -> str:
        from urllib.parse import urljoin

        new = urljoin(url, location)
        parts = urlsplit(new)
        if parts.scheme != "https" or parts.hostname not in provider.hosts or not location:
            raise MoneygoodError(
                "D021",
                f"{provider.name} sends {request.shown} on to {new}, which is not one of its hosts",
            )
        return new

    def _content(
        self, provider: Provider, request: WebRequest, answer: httpx.Response, told: dict[str, str]
    ) -> bytes:
        """The unpacked content; D024 as soon as it is too large, D022 when the packed answer breaks off."""
        import httpx

        packing = told.get("content-encoding", "identity").lower().strip()
        if packing not in ("identity", "", "gzip"):
            raise MoneygoodError("D022", f"{provider.name} packed its answer as {packing!r}")
        unpack = zlib.decompressobj(31) if packing == "gzip" else None
        until = self.wait() + self.whole
        parts: list[bytes] = []
        size = raw = 0
        for chunk in answer.iter_raw():
            raw += len(chunk)
            pieces = _unpacked(unpack, chunk, provider, request) if unpack else (chunk,)
            for piece in pieces:
                size += len(piece)
                if size > self.most or raw > self.most:
                    raise MoneygoodError(
                        "D024",
                        f"{provider.name}: more than {self.most / 2**20:g} MiB came ({request.shown})",
                    )
                parts.append(piece)
            if self.wait() > until:
                raise httpx.ReadTimeout("the whole answer took too long")
        if unpack is not None and not unpack.eof:
            raise httpx.RemoteProtocolError("the packed answer is not whole")
        return b"".join(parts)

    def _pause(self, host: str, per_second: float) -> None:
        now = self.wait()
        rest = self._last.get(host, -1e9) + 1.0 / per_second - now
        if rest > 0:
            self.sleep(rest)
            now += rest
        self._last[host] = now

    def _http(self) -> httpx.Client:
        import httpx

        if self._open is None:
            limits = httpx.Timeout(self.read, connect=self.connect)
            self._open = httpx.Client(timeout=limits, follow_redirects=False, verify=_certificates())
        return self._open


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """What a source's certificate is held against: read once a process, which takes 40 ms."""
    import httpx

    return httpx.create_ssl_context()


def source_day(now: datetime.datetime, zone: str) -> datetime.date:
    """The calendar day in a time zone; where the machine knows no zones, that of the latest American one."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return (now.astimezone(datetime.UTC) - datetime.timedelta(hours=8)).date()


def user_key(provider: Provider) -> str:
    """The user's key for a provider, from the environment alone; D025 where it is needed and not there."""
    key = os.environ.get(provider.key, "").strip() if provider.key else ""
    if provider.key_needed and not key:
        raise MoneygoodError(
            "D025",
            f"{provider.title} gives figures to registered users only",
            None,
            f"Put your key into {provider.key}; {provider.manual} says how to get one",
        )
    return key


def _unpacked(
    unpack: zlib._Decompress, chunk: bytes, provider: Provider, request: WebRequest
) -> tuple[bytes, ...]:
    """Pieces of at most 256 KiB, so that nothing larger is ever held unpacked unseen."""
    out, rest = [], chunk
    try:
        while rest:
            out.append(unpack.decompress(rest, _STEP))
            rest = unpack.unconsumed_tail
            if sum(map(len, out)) > MOST_BYTES:
                break
    except zlib.error:
        raise MoneygoodError(
            "D022", f"{provider.name}: the packed answer cannot be unpacked ({request.shown})"
        ) from None
    return tuple(out)


def _seconds(text: str | None) -> float:
    """The pause that a source asks for, at most a minute."""
    try:
        return min(max(float(text or 0), 0.0), 60.0)
    except ValueError:
        return 0.0


def _pack(etag: str, kind: str, content: bytes) -> bytes:
    head = json.dumps({"etag": etag, "type": kind}).encode()
    return len(head).to_bytes(4, "big") + head + content


def _unpack(packed: bytes) -> tuple[str, bytes, str]:
    size = int.from_bytes(packed[:4], "big")
    head: Mapping[str, str] = json.loads(packed[4 : 4 + size])
    return head["etag"], packed[4 + size :], head.get("type", "")
