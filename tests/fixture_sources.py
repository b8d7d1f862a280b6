"""A server on this machine that speaks as the sources of figures do, with their failures.

Every source is found below it as ``/<host>/<path>``, which is what a mirror is to the client. Answers are
queued by path; the last one is given again and again.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Sent:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Reply:
    """An answer: its content, and what goes wrong with it."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0  # so many bytes of the promised ones never come
    late: float = 0.0  # seconds before anything is said
    drip: float = 0.0  # seconds between two halves
    packed: bool = False
    cut_packed: int = 0  # so many bytes of the packed content are missing, and the length says nothing of it


class FixtureSources:
    """The server: `give` queues an answer, `sent` has every request."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.sent: list[Sent] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.answer(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def give(self, path: str, *replies: Reply | str | bytes) -> None:
        """Queue answers for ``host/path`` (or ``host/path?id=X``); text and bytes are whole answers."""
        made = [
            r if isinstance(r, Reply) else Reply(r if isinstance(r, bytes) else r.encode()) for r in replies
        ]
        self.replies[path.removeprefix("https://").removeprefix("http://")] = made

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        length = int(handler.headers.get("Content-Length") or 0)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        told = {k.lower(): v for k, v in handler.headers.items()}
        path = parts.path.lstrip("/")
        self.sent.append(Sent(handler.command, path, query, told, handler.rfile.read(length)))
        named = f"{path}?id={query.get('id')}"
        queue = self.replies.get(named) or self.replies.get(path, [Reply(b"not here", 404)])
        reply = queue.pop(0) if len(queue) > 1 else queue[0]
        if reply.late:
            time.sleep(reply.late)
        etag = reply.headers.get("ETag")
        if etag and told.get("if-none-match") == etag:
            reply = Reply(b"", 304, {"ETag": etag})
        content = gzip.compress(reply.content) if reply.packed else reply.content
        if reply.cut_packed:
            content = content[: -reply.cut_packed]
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.packed:
            handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(content)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        body = content[: len(content) - reply.cut] if reply.cut else content
        try:
            half = len(body) // 2 if reply.drip else len(body)
            handler.wfile.write(body[:half])
            if reply.drip:
                handler.wfile.flush()
                time.sleep(reply.drip)
                handler.wfile.write(body[half:])
        except OSError:
            pass
        handler.close_connection = True

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)


@contextmanager
def fixture_sources() -> Iterator[FixtureSources]:
    """The server, closed at the end."""
    server = FixtureSources()
    try:
        yield server
    finally:
        server.close()
