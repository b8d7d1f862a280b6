"""Finished replies: pages and their files as bytes, plain and gzipped, made once however many ask."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

T = TypeVar("T")
PACKED = ("image/svg+xml", "application/json", "application/wasm", "application/octet-stream")
LEAST = 1024
"""Bytes from which a reply is worth gzipping."""


@dataclass(frozen=True)
class FinishedReply:
    """A body as it is sent, `packed` where gzip makes it smaller, and a `tag` of what is in it."""

    body: bytes
    media: str
    packed: bytes
    tag: str

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.body) + len(self.packed)


def finish(body: bytes, media: str) -> FinishedReply:
    """A reply of a body: gzipped (the same bytes each time), and hashed."""
    text = media.startswith("text/") or media.partition(";")[0] in PACKED
    packed = gzip.compress(body, 6, mtime=0) if text and len(body) >= LEAST else b""
    return FinishedReply(body, media, packed, hashlib.sha256(body).hexdigest()[:24])


class FinishedShelf:
    """Replies by address, at most `most` bytes of them; the longest unused goes first.

    They are made on `workers` threads of their own, never on the event loop, and whoever asks for one that is
    being made waits for that one. `busy` says whether one is being made.
    """

    def __init__(self, most: int, workers: int = 2) -> None:
        self.most = most
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="page")
        self._kept: OrderedDict[tuple[str, ...], FinishedReply] = OrderedDict()
        self._making: dict[tuple[str, ...], Future[FinishedReply]] = {}
        self._lock = threading.Lock()
        self._bytes = 0

    @property
    def stored(self) -> int:
        """Bytes of kept replies."""
        return self._bytes

    @property
    def busy(self) -> bool:
        """Whether a reply is being made."""
        return bool(self._making)

    def begin(
        self, key: tuple[str, ...], make: Callable[[], tuple[bytes, str]]
    ) -> FinishedReply | Future[FinishedReply]:
        """The reply of a key where it is kept, or else what will be it; the errors of `make` are its."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
            making = self._making.get(key)
            if making is None:
                making = self._making[key] = self._pool.submit(self._made, key, make)
            return making

    async def reply(self, key: tuple[str, ...], make: Callable[[], tuple[bytes, str]]) -> FinishedReply:
        """The reply of a key; a reader who leaves takes nothing from the others who wait for it."""
        found = self.begin(key, make)
        if isinstance(found, FinishedReply):
            return found
        return await asyncio.shield(asyncio.wrap_future(found))

    def work(self, make: Callable[[], T]) -> Future[T]:
        """Any other work on the threads that make replies."""
        return self._pool.submit(make)

    def close(self) -> None:
        """Make no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _made(self, key: tuple[str, ...], make: Callable[[], tuple[bytes, str]]) -> FinishedReply:
        try:
            reply = finish(*make())
            with self._lock:
                self._kept[key] = reply
                self._bytes += reply.size
                while self._bytes > self.most and len(self._kept) > 1:
                    _, gone = self._kept.popitem(last=False)
                    self._bytes -= gone.size
            return reply
        finally:
            with self._lock:
                self._making.pop(key, None)


def finished_response(request: Request, reply: FinishedReply, **headers: str) -> Response:
    """A reply as this reader takes it: gzipped, plain, or 304 where the reader has it."""
    packed = bool(reply.packed) and takes_gzip(request.headers.get("accept-encoding", ""))
    heads = {
        "ETag": f'"{reply.tag}{"-gzip" if packed else ""}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
    if reply.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=heads)
    if packed:
        heads["Content-Encoding"] = "gzip"
    return Response(reply.packed if packed else reply.body, media_type=reply.media, headers=heads | headers)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3: a weight of 0 refuses)."""
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in ("gzip", "*"):
            try:
                return float(weight.partition("=")[2] or 1.0) > 0.0
            except ValueError:
                return False
    return False
