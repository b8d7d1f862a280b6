"""The server as a process: what it says, how soon it answers, and how it stops."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.serving import listener, serve_web


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    line = [sys.executable, "-m", "moneygood", "serve", "--port", "0", "--log"]
    quiet = {**os.environ, "PYTHONUNBUFFERED": "1"}
    started = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=quiet)
    assert started.stdout is not None
    root = started.stdout.readline().split()[2].rstrip("/")
    yield started, root
    if started.poll() is None:
        started.kill()
    started.communicate()


def test_it_answers_logs_survives_readers_that_leave_and_stops_when_told(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    process, root = server
    with urllib.request.urlopen(f"{root}/healthz", timeout=60) as reply:
        assert reply.status == 200
    host, port = root.removeprefix("http://").split(":")
    for _ in range(5):
        with socket.create_connection((host, int(port))) as gone:
            gone.sendall(b"GET /data/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    with socket.create_connection((host, int(port))) as broken:
        broken.sendall(b"\x16\x03\x01 nonsense\r\n\r\n")
    with urllib.request.urlopen(f"{root}/healthz", timeout=60) as reply:
        assert reply.status == 200
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - began < 30
    assert "Traceback" not in said
    assert '"path": "/healthz"' in said


def test_a_port_in_use_is_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MoneygoodError, match="cannot be used") as caught:
            serve_web(port=taken.getsockname()[1])
    assert caught.value.code == "R004"


def test_replies_in_two_parts_do_not_wait_for_each_other() -> None:
    nodelay: list[int] = []

    async def answer(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        own = write.get_extra_info("socket")
        nodelay.append(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        write.close()

    async def talk() -> None:
        taken = listener("127.0.0.1", 0)
        async with await asyncio.start_server(answer, sock=taken):
            read, write = await asyncio.open_connection("127.0.0.1", taken.getsockname()[1])
            await read.read()
            write.close()

    asyncio.run(talk())
    assert nodelay
    assert all(nodelay)


def test_other_commands_load_nothing_of_the_server() -> None:
    code = (
        "import sys; from moneygood.surfaces.cli.main import call; call(['scenario', 'list']); "
        "print([m for m in ('starlette', 'uvicorn', 'mcp') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_help_comes_without_the_server_and_without_what_it_needs() -> None:
    code = (
        "import sys; from moneygood.surfaces.cli.main import call; call(['--help']); "
        "heavy = ('starlette', 'uvicorn', 'mcp', 'jinja2', 'anyio'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "serve" in said.stdout
    assert said.stdout.splitlines()[-1] == "[]"


def test_what_is_kept_is_served_without_the_engine() -> None:
    """The first page after a start: NumPy and all that computes come with the first question."""
    code = (
        "import sys; import moneygood.surfaces.web.app; "
        "from moneygood.core.plain import from_plain; "
        "from moneygood.surfaces.web.reading.index import page_names; "
        "from moneygood.surfaces.web.shelf import made_from, page_file_name; "
        "assert page_names() and made_from(); from_plain(b'[[],[],1]'); "
        "heavy = ('numpy', 'pydantic', 'moneygood.engine', 'moneygood.runs.run'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"
