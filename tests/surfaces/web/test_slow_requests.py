"""Requests that drip in: the head and the body each have their time, on a server with sockets."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

pytest.importorskip("starlette")

import uvicorn

from moneygood.surfaces.web import rest
from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.slow_heads import PatientProtocol

PATIENCE = 0.6
HEAD = (
    b"POST /api/v1/run HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 90\r\n\r\n"
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    app = make_app(WebLimits(sending=PATIENCE, at_once=300.0), lab=False)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        config = uvicorn.Config(
            app, http=PatientProtocol.of(PATIENCE), ws="none", log_level="error", timeout_keep_alive=20
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(30)


def dripped(port: int, begin: bytes, drip: bytes, most: float = 20.0) -> tuple[bytes, float]:
    """What a server said to a request that comes piece by piece, and after how many seconds it hung up."""
    began, said = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(begin)
        one.settimeout(0.1)
        while time.monotonic() - began < most:
            try:
                part = one.recv(4096)
                if not part:
                    return said, time.monotonic() - began
                said += part
            except TimeoutError:
                pass
            except ConnectionError:
                return said, time.monotonic() - began
            with suppress(OSError):
                one.sendall(drip)
    raise AssertionError(f"still open after {most:g} s; it said {said[:80]!r}")


def get(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return one.makefile("rb").read()


@pytest.mark.parametrize("begin", [b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"])
def test_a_head_that_drips_in_is_hung_up_on(port: int, begin: bytes) -> None:
    said, seconds = dripped(port, begin, b"X-A: b\r\n" if begin else b"")
    assert said.startswith(b"HTTP/1.1 408 ")
    assert PATIENCE <= seconds < PATIENCE + 5
    assert b"200 OK" in get(port)


def test_who_reads_only_after_it_has_written_on_is_told_too(port: int) -> None:
    """Bytes for a connection that is closed already would take the reply back."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        until = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < until:
            time.sleep(0.1)
            one.sendall(b"b")
        assert one.makefile("rb").read().startswith(b"HTTP/1.1 408 ")


def test_the_head_of_a_second_request_has_its_time_too(port: int) -> None:
    first = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    said, _ = dripped(port, first, b"G")
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert b"HTTP/1.1 4" in said


def test_a_body_that_drips_in_is_answered_with_408(port: int) -> None:
    said, seconds = dripped(port, HEAD + b"{", b" ")
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in head.lower()
    assert "did not arrive" in json.loads(body)["error"]["message"]
    assert PATIENCE <= seconds < PATIENCE + 5
    assert b"200 OK" in get(port)


def test_a_body_that_nobody_reads_holds_no_connection(port: int) -> None:
    said, seconds = dripped(
        port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n", b"x"
    )
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert seconds < 5


def test_a_body_in_pieces_that_arrives_in_time_is_read(port: int) -> None:
    body = json.dumps({"draws": 2, "quarters": 2, "seed": 1}).encode().ljust(90)
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        for i in range(0, 90, 30):
            one.sendall(body[i : i + 30])
            time.sleep(0.1)
        said = one.makefile("rb").read()
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(said.partition(b"\r\n\r\n")[2])["run"]["draws"] == 2


def test_an_answer_may_take_longer_than_a_body(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async def later(job: rest.WebJob, seconds: float, request: rest.Request) -> None:
        await asyncio.sleep(3 * PATIENCE)
        await waited(job, seconds, request)

    waited = rest.waited
    monkeypatch.setattr(rest, "waited", later)
    body = json.dumps({"draws": 2, "quarters": 2, "seed": 5}).encode().ljust(90)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(HEAD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + body)
        said = one.makefile("rb").read()
    assert time.monotonic() - began >= 3 * PATIENCE
    assert said.startswith(b"HTTP/1.1 200 OK")
