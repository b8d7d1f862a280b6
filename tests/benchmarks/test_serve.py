"""The measure of the server: its figures from replies whose times are known."""

from __future__ import annotations

import asyncio
import json

import pytest
from benchmarks.__main__ import show_answer
from benchmarks.suite.serve import Load, crowd, crowd_rows
from benchmarks.suite.serve_answer import ServeAnswer, ServeRow


def test_a_crowd_is_counted_by_the_replies_it_got() -> None:
    load = Load([0.001 * i for i in range(1, 101)], 5_000, 2)
    rows = {r.work.rpartition(": ")[2]: r.figure for r in crowd_rows("pages", 5, 4.0, load)}
    assert rows["replies a second"] == 25.0
    assert rows["50 of 100 replies within"] == pytest.approx(0.051)
    assert rows["99 of 100 replies within"] == pytest.approx(0.1)
    assert rows["replies that are no page"] == 2.0


def test_ratios_are_over_an_address_that_takes_no_work(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [ServeRow("first request of the first page, an empty cache", 3.0)]
    rows += [ServeRow("/healthz at hand", 0.002), ServeRow("/today/ at hand", 0.003)]
    rows += [
        *crowd_rows("/healthz", 5, 2.0, Load([0.01] * 100)),
        *crowd_rows("pages", 5, 2.0, Load([0.02] * 40)),
    ]
    answer = ServeAnswer(tuple(rows), 5, 2.0, 2)
    assert answer.ratios["pages a second / empty replies a second"] == pytest.approx(0.4)
    assert answer.ratios["a page / an empty reply"] == pytest.approx(1.5)
    assert "20 pages a second" in answer.lead
    assert answer.as_json()["ratios"] == answer.ratios
    show_answer(answer, json=True)
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"lead": answer.lead, **answer.as_json()}
    show_answer(answer, json=False)
    assert capsys.readouterr().out.startswith(answer.lead)


def test_readers_keep_their_connections_and_wait_for_whole_bodies() -> None:
    opened: list[int] = []

    async def serve(read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        opened.append(1)
        while not read.at_eof():
            if await read.readline() == b"\r\n":
                write.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
                await asyncio.sleep(0.01)
                write.write(b"llo")
        write.close()

    async def talk() -> Load:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            return await crowd(server.sockets[0].getsockname()[1], ("/",), 3, 0.5)

    load = asyncio.run(talk())
    assert len(opened) == 3
    assert load.faults == 0
    assert load.bytes == 5 * len(load.seconds)
    assert min(load.seconds) >= 0.009
