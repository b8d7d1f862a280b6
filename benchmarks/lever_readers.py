"""Many readers who move levers through one server: as people do, as fast as they can, and dragging.

python -m benchmarks.lever_readers                 50 readers, 60 s each kind, prints a table
python -m benchmarks.lever_readers --requests 2000 and the server's memory over so many new levers
python -m benchmarks.lever_readers --json          the figures as JSON

Every lever stands where nobody has had it before, so nothing is read from what is kept. By the clock, so that
a busy machine counts in full; the server's processor time a reply does not depend on who else is at work.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from benchmarks.lab_speed import cpu_seconds
from benchmarks.suite.serve import Served
from moneygood.core.cache import cache_root

SHOWN = ["rate_10y", "ffr", "infl_core_yoy", "unemployment", "debt_ratio", "sp500"]
WHOLE, PREVIEW = 2000, 256
THINKING = 4.0
"""Seconds, on average, for which a reader looks at what a lever did before moving it again."""
DRAGGED = 5
"""Places that a lever passes while it is dragged; each is asked for and, but for the last, given up."""


def places() -> Iterator[float]:
    """Where a lever stands: each place once, inside its range."""
    for n in itertools.count(1):
        yield 0.2 + 0.6 * ((n * 0.6180339887498949) % 1.0)


def asked(place: float, draws: int) -> bytes:
    """The lab's request for a lever at a place."""
    views = ["bands", "first"] if draws > PREVIEW else ["bands"]
    body = json.dumps(
        {
            "scenario": "baseline",
            "levers": {"term_premium": place},
            "draws": draws,
            "views": views,
            "show": SHOWN,
        }
    )
    return (
        "POST /api/v1/run HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


class LeverReader:
    """One reader: a connection that is kept, and opened anew where the reader has hung up."""

    def __init__(self, port: int, found: dict[str, Any]) -> None:
        self.port, self.found, self.write = port, found, None

    async def ask(self, kind: str, request: bytes) -> None:
        """Ask, and note how long the reply took and its status."""
        began = time.perf_counter()
        if self.write is None:
            self.read, self.write = await asyncio.open_connection("127.0.0.1", self.port)
        self.write.write(request)
        heads = (await self.read.readuntil(b"\r\n\r\n")).lower()
        await self.read.readexactly(int(heads.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        self.found["status"][int(heads.split(b" ", 2)[1])] += 1
        self.found["seconds"].setdefault(kind, []).append(time.perf_counter() - began)

    def hang_up(self) -> None:
        """Give up what was asked for."""
        if self.write is not None:
            self.write.close()
            self.write = None


Habit = Callable[[LeverReader, Iterator[float], random.Random], Awaitable[None]]


async def thinking(reader: LeverReader, own: Iterator[float], chance: random.Random) -> None:
    """Looks for a few seconds, then leaves the lever at another place."""
    await asyncio.sleep(chance.uniform(0.5, 1.5) * THINKING)
    reader.hang_up()  # as the server does where nothing has come for a while
    await reader.ask("2,000 draws", asked(next(own), WHOLE))


async def restless(reader: LeverReader, own: Iterator[float], chance: random.Random) -> None:
    """Moves the lever again as soon as there is an answer."""
    await reader.ask("2,000 draws", asked(next(own), WHOLE))


async def previewing(reader: LeverReader, own: Iterator[float], chance: random.Random) -> None:
    """As restless, and takes a quick look first, as the lab does where its server is busy."""
    place = next(own)
    await reader.ask("256 draws", asked(place, PREVIEW))
    await reader.ask("2,000 draws", asked(place, WHOLE))


async def dragging(reader: LeverReader, own: Iterator[float], chance: random.Random) -> None:
    """Drags the lever: asks for previews it gives up at once, takes the last, and then the whole."""
    await asyncio.sleep(chance.uniform(0.5, 1.5) * THINKING)
    reader.hang_up()
    for _ in range(DRAGGED - 1):
        asking = asyncio.create_task(reader.ask("given up", asked(next(own), WHOLE)))
        await asyncio.wait((asking,), timeout=0.05)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        reader.hang_up()
    await previewing(reader, own, chance)


HABITS: dict[str, Habit] = {
    "a lever every 4 s each": thinking, "dragging every 4 s": dragging, "as fast as they can": restless,
    "as fast as they can, a look first": previewing,
}  # fmt: skip


def crowd(server: Served, habit: Habit, readers: int, seconds: float, own: Iterator[float]) -> dict[str, Any]:
    """So many readers of a habit for so long: seconds by kind of request, statuses, processor and memory."""
    found: dict[str, Any] = {"seconds": {}, "status": Counter()}

    async def one(number: int) -> None:
        chance, reader = random.Random(number), LeverReader(server.port, found)
        await asyncio.sleep(chance.uniform(0.0, THINKING if habit in (thinking, dragging) else 0.1))
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await habit(reader, own, chance)
        reader.hang_up()

    async def all_of_them() -> None:
        await asyncio.gather(*(one(n) for n in range(readers)))

    before, began = cpu_seconds(server.process.pid), time.perf_counter()
    asyncio.run(all_of_them())
    found["clock"] = time.perf_counter() - began
    found["cpu"] = cpu_seconds(server.process.pid) - before
    found["resident"] = resident(server.process.pid)
    return found


def resident(process: int) -> float:
    """The megabytes that a process holds; Linux alone says."""
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def memory(server: Served, requests: int, own: Iterator[float]) -> list[float]:
    """The server's memory at every tenth of so many requests, each for a lever at a new place."""
    found: dict[str, Any] = {"seconds": {}, "status": Counter()}
    out = []

    async def some(count: int) -> None:
        reader = LeverReader(server.port, found)
        for _ in range(count):
            await reader.ask("new", asked(next(own), PREVIEW))
        reader.hang_up()

    async def several() -> None:
        await asyncio.gather(*(some(requests // 40) for _ in range(4)))

    for _ in range(10):
        asyncio.run(several())
        out.append(resident(server.process.pid))
    return out


def within(times: list[float], share: float) -> float:
    """The seconds within which a share of the replies came."""
    return sorted(times)[min(int(share * len(times)), len(times) - 1)]


def measure(readers: int, seconds: float, requests: int) -> dict[str, Any]:
    """All figures."""
    own, out = places(), {}
    with Served(str(cache_root())) as server:
        crowd(server, restless, 2, 3.0, own)
        while time.perf_counter() - server.began < 20.0:
            time.sleep(1.0)
        for name, habit in HABITS.items():
            out[name] = crowd(server, habit, readers, seconds, own)
            out[name]["load"] = os.getloadavg()[0]
        if requests:
            out["memory"] = memory(server, requests, own)
    return out


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--requests", type=int, default=0, help="new levers over which memory is watched")
    parser.add_argument("--json", action="store_true", help="the figures as JSON and nothing else")
    words = parser.parse_args()
    found = measure(words.readers, words.seconds, words.requests)
    if words.json:
        print(json.dumps(found, indent=1))
        return
    for name in HABITS:
        own = found[name]
        replies = sum(own["status"].values())
        print(
            f"{words.readers} readers, {name}, load {own['load']:.1f}: {replies} replies "
            f"({dict(own['status'])}), {replies / own['clock']:.1f} a second; processor "
            f"{1000 * own['cpu'] / max(replies, 1):.0f} ms a reply, {own['cpu'] / own['clock']:.2f} cores; "
            f"memory {own['resident']:.0f} MB"
        )
        for kind, times in own["seconds"].items():
            print(
                f"  {kind}: half within {1000 * statistics.median(times):.0f} ms, 95 of 100 within "
                f"{1000 * within(times, 0.95):.0f} ms"
            )
    if words.requests:
        print(f"memory over {words.requests:,} new levers, MB:", *(f"{m:.0f}" for m in found["memory"]))


if __name__ == "__main__":
    main()
