"""Many readers of one server at once: as usual, slow ones, and while it is killed and started again."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from attack.outcome import Outcome
from attack.served import Served, get, post

PAGES = ("/", "/today/", "/cycle/", "/record/", "/model/", "/data/", "/healthz")
FEW = ("/", "/data/", "/healthz")
"""Pages that take little to make."""
LEVER, STEPS = "term_premium", 40
"""A lever and the places where readers leave it; a place that was asked for once is kept."""
MOST_MEMORY = 600.0
"""MB of the server with the one process that makes a page beside it, at most."""
GROWTH = 0.10
"""How much more memory than in the middle third of the time is taken in the last, at most."""
PATIENCE = 120.0


@dataclass
class Heard:
    """What readers were given: seconds by kind of request, statuses, one hash an address; the memory of the
    server with those that make its pages, and its own."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    hashes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    memory: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    again: int = 0

    def within(self, kind: str, share: float) -> float:
        """The seconds within which a share of the replies of a kind came."""
        times = sorted(self.seconds[kind])
        return times[min(int(share * len(times)), len(times) - 1)] if times else 0.0


class Reader:
    """One reader, who keeps the connection and opens another where it breaks."""

    def __init__(self, port: Callable[[], int], heard: Heard) -> None:
        self.port, self.heard = port, heard
        self.write: asyncio.StreamWriter | None = None

    async def ask(self, kind: str, request: bytes) -> None:
        """Ask until there is an answer, and note it."""
        began = time.monotonic()
        while True:
            try:
                status, body = await self._once(request)
                break
            except (OSError, EOFError, asyncio.IncompleteReadError):
                self.heard.again += 1
                self.close()
                if time.monotonic() - began > PATIENCE:
                    raise
                await asyncio.sleep(0.1)
        self.heard.seconds[kind].append(time.monotonic() - began)
        self.heard.statuses[status] += 1
        if status == 200 and kind != "nothing":
            self.heard.hashes[request.decode()].add(hashlib.sha256(body).hexdigest())

    async def _once(self, request: bytes) -> tuple[int, bytes]:
        if self.write is None:
            self.read, self.write = await asyncio.open_connection("127.0.0.1", self.port())
        self.write.write(request)
        heads = (await self.read.readuntil(b"\r\n\r\n")).lower()
        length = int(heads.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return int(heads.split(b" ", 2)[1]), await self.read.readexactly(length)

    def close(self) -> None:
        """Let the connection go."""
        if self.write is not None:
            self.write.transport.abort()
            self.write.close()
            self.write = None


async def once(port: int, heard: Heard, kind: str, request: bytes) -> None:
    """One request on a connection of its own."""
    reader = Reader(lambda: port, heard)
    try:
        await reader.ask(kind, request)
    finally:
        reader.close()


def moved(number: int, draws: int) -> bytes:
    """The lab's question with the lever at one of its places."""
    levers = {LEVER: (1 + number % STEPS) / STEPS}
    asked = {
        "scenario": "baseline",
        "levers": levers,
        "draws": draws,
        "views": ["bands"],
        "show": ["rate_10y"],
    }
    return post("/api/v1/run", json.dumps(asked).encode())


async def reading(reader: Reader, number: int, until: float, draws: int, pages: tuple[str, ...]) -> None:
    """A reader who looks at pages and moves a lever, one after the other, from a seed."""
    chance = random.Random(number)
    seen: set[int] = set()
    while time.monotonic() < until:
        if chance.random() < 0.25:
            place = chance.randrange(STEPS)
            kind = "lever again" if place in seen else "lever"
            await reader.ask(kind, moved(place, draws))
            seen.add(place)
        else:
            path = chance.choice(pages)
            kind = "nothing" if path == "/healthz" else "page"
            await reader.ask(kind, get(path, "Accept-Encoding: gzip"))
    reader.close()


def crowd(
    server: Served, readers: int, seconds: float, draws: int = 2000, pages: tuple[str, ...] = PAGES
) -> Outcome:
    """So many readers for so long: no 5xx, every answer the same, memory within bounds and flat.

    Every page is asked for once before, and for a whole attack every place of the lever too, so that what
    is kept is kept by then.
    """
    heard = Heard()

    async def all_of_them() -> None:
        for path in pages:
            await once(server.port, heard, "first", get(path, "Accept-Encoding: gzip"))
        for place in range(STEPS if seconds > 10.0 else 0):
            await once(server.port, heard, "first", moved(place, draws))
        heard.seconds.clear()
        until = time.monotonic() + seconds
        work = [reading(Reader(lambda: server.port, heard), n, until, draws, pages) for n in range(readers)]
        await asyncio.gather(watching(server, heard, until), *work)

    asyncio.run(all_of_them())
    return judged(f"{readers} readers for {seconds:g} s, {draws:,} draws", heard, seconds)


async def watching(server: Served, heard: Heard, until: float) -> None:
    """The server's memory, every half second."""
    while time.monotonic() < until:
        heard.own.append(server.resident(alone=True))
        heard.memory.append(server.resident())
        await asyncio.sleep(0.5)


def judged(name: str, heard: Heard, seconds: float) -> Outcome:
    """What was heard as an outcome, with its figures in the name."""
    kinds = ", ".join(
        f"{kind} {1000 * heard.within(kind, 0.5):.0f} / {1000 * heard.within(kind, 0.95):.0f} ms"
        for kind in ("nothing", "page", "lever", "lever again") if heard.seconds[kind]
    )  # fmt: skip
    third = max(len(heard.own) // 3, 1)
    middle, last = (statistics.fmean(heard.own[-n * third :][:third] or [1.0]) for n in (2, 1))
    total = sum(len(times) for times in heard.seconds.values())
    out = Outcome(
        f"{name}: {total / seconds:.0f} replies a second, half and 95 of 100 within: {kinds}; "
        f"memory {max(heard.memory):.0f} MB, its own {100 * (last / middle - 1):+.0f} % in the last third"
    )
    for status, count in heard.statuses.items():
        out.counts[f"answered {status}"] += count
        if status >= 500:
            out.fault(f"{count} replies were {status}")
    for request, hashes in heard.hashes.items():
        if len(hashes) > 1:
            out.fault(f"{len(hashes)} answers to {request.partition(' HTTP')[0]} {request[-80:]!r}")
    if max(heard.memory, default=0.0) > MOST_MEMORY:
        out.fault(f"{max(heard.memory):.0f} MB of memory, where {MOST_MEMORY:.0f} are the most")
    if last > (1 + GROWTH) * middle:
        out.fault(f"memory grew from {middle:.0f} to {last:.0f} MB")
    return out


def killed(server: Served, readers: int, times: int, draws: int = 200) -> Outcome:
    """SIGKILL under load and a start on the same port: readers ask again and are shown the same."""
    heard, now = Heard(), [server]
    port = server.port

    async def ends() -> None:
        for _ in range(times):
            await asyncio.sleep(2.0)
            heard.memory.append(now[0].resident())
            await asyncio.to_thread(now[0].__exit__)
            now[0] = await asyncio.to_thread(Served, port)
        await asyncio.sleep(1.0)

    async def all_of_them() -> None:
        over = asyncio.create_task(ends())
        until = time.monotonic() + 3600

        async def one(number: int) -> None:
            reader = Reader(lambda: port, heard)
            while not over.done() and time.monotonic() < until:
                await reading(reader, number, time.monotonic() + 0.2, draws, FEW)

        await asyncio.gather(over, *(one(n) for n in range(readers)))

    try:
        asyncio.run(all_of_them())
    finally:
        now[0].__exit__()
    out = judged(f"killed {times} times under {readers} readers", heard, 3.0 * times)
    out.counts["asked again"] += heard.again
    return out


def slow(server: Served, connections: int) -> Outcome:
    """So many connections that send a byte a second; a page is there meanwhile, and then all are gone."""
    out = Outcome(f"{connections} slow connections")

    async def one() -> str:
        read, write = await asyncio.open_connection("127.0.0.1", server.port)
        said = asyncio.create_task(read.read())
        begun = get("/", "X-Slow: ")[:-4]
        for n in range(60):
            write.write(begun if n == 0 else b"x")
            done, _ = await asyncio.wait({said}, timeout=1.0)
            if done:
                break
        write.close()
        return said.result()[9:12].decode() if said.done() else ""

    async def all_of_them() -> None:
        await once(server.port, Heard(), "first", get("/"))
        slow_ones = [asyncio.create_task(one()) for _ in range(connections)]
        await asyncio.sleep(2.0)
        heard = Heard()
        for _ in range(20):
            await once(server.port, heard, "page", get("/", "Accept-Encoding: gzip"))
        out.name += f"; a page meanwhile within {1000 * heard.within('page', 0.95):.0f} ms"
        if set(heard.statuses) != {200} or heard.again:
            out.fault(f"a page meanwhile: {dict(heard.statuses)}, asked again {heard.again} times")
        for status in await asyncio.gather(*slow_ones, return_exceptions=True):
            if status == "408":
                out.add("hung up on with 408")
            else:
                out.fault(f"a slow connection: {status!r}")

    asyncio.run(all_of_them())
    return out


def ended(server: Served) -> Outcome:
    """The server told to stop: it goes soon, and what it wrote meanwhile has no traceback."""
    out, began = Outcome("told to stop"), time.monotonic()
    _, said = server.end()
    seconds = time.monotonic() - began
    if "Traceback" in said:
        out.fault(said[-600:])
    elif seconds > 15.0:
        out.fault(f"it took {seconds:.0f} s")
    else:
        out.add(f"gone within {seconds:.0f} s")
    return out
