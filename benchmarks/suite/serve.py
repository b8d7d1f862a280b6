"""The server on this machine: its first page from nothing, pages at hand, many readers at once."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.suite.serve_answer import ServeAnswer, ServeRow

PAGES = (
    "/",
    "/today/",
    "/scenarios/",
    "/dominoes/",
    "/why/",
    "/earn/",
    "/claims/",
    "/cycle/",
    "/model/",
    "/data/",
)
NOTHING = "/healthz"
"""The address that takes no work: what the server and this client need by themselves."""
CALM = 40
"""Requests, one after the other, of a page that is at hand."""


@dataclass
class Load:
    """What readers at once were given: seconds of each reply, bytes, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    bytes: int = 0
    faults: int = 0


class Served:
    """`moneygood serve` as a process of its own, with an empty cache or one that is given."""

    def __init__(self, cache: str) -> None:
        line = [sys.executable, "-m", "moneygood", "serve", "--port", "0"]
        known = {**os.environ, "PYTHONUNBUFFERED": "1", "MONEYGOOD_CACHE": cache}
        self.began = time.perf_counter()
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=known)
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        self.port = int(said.split()[2].rstrip("/").rpartition(":")[2])

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *fault: object) -> None:
        self.process.terminate()
        self.process.communicate()


class Reader:
    """One reader who keeps the connection and takes gzip, as browsers do."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Reader:
        self.read, self.write = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *fault: object) -> None:
        self.write.close()

    async def get(self, path: str) -> tuple[int, int]:
        """Status and bytes of the body; only replies that say their length are read."""
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
        self.write.write(head.encode())
        heads = (await self.read.readuntil(b"\r\n\r\n")).lower()
        length = int(heads.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await self.read.readexactly(length)
        return int(heads.split(b" ", 2)[1]), length


async def calm(port: int, path: str, times: int) -> list[float]:
    """Seconds of each of some requests, one after the other."""
    out = []
    async with Reader(port) as reader:
        for _ in range(times):
            began = time.perf_counter()
            status, _ = await reader.get(path)
            assert status == 200, f"{path} answered {status}"
            out.append(time.perf_counter() - began)
    return out


async def crowd(port: int, paths: tuple[str, ...], readers: int, seconds: float) -> Load:
    """So many readers for so long, each asking for one page after the other."""
    load, until = Load(), time.perf_counter() + seconds

    async def one(number: int) -> None:
        async with Reader(port) as reader:
            while time.perf_counter() < until:
                began = time.perf_counter()
                status, size = await reader.get(paths[number % len(paths)])
                load.seconds.append(time.perf_counter() - began)
                load.bytes += size
                load.faults += status != 200
                number += 1

    await asyncio.gather(*(one(n) for n in range(readers)))
    return load


def bench_serve(readers: int, seconds: float, progress: Callable[[str], None]) -> ServeAnswer:
    """The rows: start and first page with an empty cache and with a full one, pages at hand, a crowd."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="moneygood-serve-") as cache:
        for cold in (True, False):
            what = "an empty cache" if cold else "pages kept on disk"
            progress(f"the first page with {what}")
            with Served(cache) as server:
                first = asyncio.run(calm(server.port, "/", 1))[0]
                rows.append(
                    ServeRow(
                        f"start until the first page is read, {what}", time.perf_counter() - server.began
                    )
                )
                rows.append(ServeRow(f"first request of the first page, {what}", first))
                if cold:
                    for path in PAGES:
                        progress(f"{path} from nothing")
                        asyncio.run(calm(server.port, path, 1))
                    continue
                asyncio.run(crowd(server.port, PAGES, 1, 2.0))
                for path in (NOTHING, *PAGES):
                    progress(path)
                    times = asyncio.run(calm(server.port, path, CALM))
                    rows.append(ServeRow(f"{path} at hand", statistics.median(times)))
                for name, paths in ((NOTHING, (NOTHING,)), ("pages", PAGES)):
                    progress(f"{readers} readers of {name}")
                    load = asyncio.run(crowd(server.port, paths, readers, seconds))
                    rows += crowd_rows(name, readers, seconds, load)
    return ServeAnswer(tuple(rows), readers, seconds, os.cpu_count() or 1)


def crowd_rows(name: str, readers: int, seconds: float, load: Load) -> list[ServeRow]:
    """Replies a second, and how long they took for half and for 95 and 99 of 100."""
    times = sorted(load.seconds)
    about = f"{name}, {readers} readers for {seconds:g} s"
    out = [ServeRow(f"{about}: replies a second", len(times) / seconds, "1/s")]
    for share in (0.5, 0.95, 0.99):
        at = times[min(int(share * len(times)), len(times) - 1)]
        out.append(ServeRow(f"{about}: {100 * share:.0f} of 100 replies within", at))
    out.append(ServeRow(f"{about}: replies that are no page", float(load.faults), ""))
    return out
