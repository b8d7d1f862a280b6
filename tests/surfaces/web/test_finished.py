"""Finished pages: made once and off the event loop however many ask, sent as the reader takes them."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web import page_routes
from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.finished import FinishedShelf, finish, takes_gzip
from moneygood.surfaces.web.limits import WebLimits

HOST = "http://127.0.0.1:8000"
TEXT = "text/plain"


@pytest.fixture
def shelf() -> Iterator[FinishedShelf]:
    made = FinishedShelf(10_000)
    yield made
    made.close()


def test_equal_requests_share_one_making_and_the_loop_goes_on(shelf: FinishedShelf) -> None:
    calls: list[str] = []
    gate = threading.Event()

    def make() -> tuple[bytes, str]:
        calls.append(threading.current_thread().name)
        assert gate.wait(30)
        return b"page", TEXT

    async def talk() -> list[Any]:
        asked = [asyncio.create_task(shelf.reply(("a",), make)) for _ in range(30)]
        leaves = asyncio.create_task(shelf.reply(("a",), make))
        await asyncio.sleep(0.02)
        assert shelf.busy
        leaves.cancel()  # a reader who leaves takes nothing from the others
        gate.set()
        return await asyncio.gather(*asked)

    replies = asyncio.run(talk())
    assert {r.body for r in replies} == {b"page"}
    assert len(calls) == 1
    assert calls[0] != threading.current_thread().name
    assert asyncio.run(shelf.reply(("a",), make)) is replies[0]
    assert len(calls) == 1
    assert not shelf.busy


def test_a_fault_reaches_all_who_wait_and_is_not_kept(shelf: FinishedShelf) -> None:
    calls = []

    def make() -> tuple[bytes, str]:
        calls.append(1)
        time.sleep(0.05)
        if len(calls) == 1:
            raise MoneygoodError("U010", "there is none", None, None)
        return b"now", TEXT

    async def talk() -> list[Any]:
        return await asyncio.gather(*(shelf.reply(("a",), make) for _ in range(5)), return_exceptions=True)

    assert [getattr(f, "code", f) for f in asyncio.run(talk())] == ["U010"] * 5
    assert asyncio.run(shelf.reply(("a",), make)).body == b"now"
    assert len(calls) == 2


def test_what_is_kept_stays_below_its_limit(shelf: FinishedShelf) -> None:
    async def talk() -> None:
        for i in range(10):
            await shelf.reply((str(i),), lambda: (bytes(4_000), "image/png"))

    asyncio.run(talk())
    assert shelf.stored == 8_000


def test_gzip_holds_the_same_text_and_small_or_packed_things_stay_plain() -> None:
    text = b"one line of a page\n" * 500
    assert gzip.decompress(finish(text, TEXT).packed) == text
    assert finish(text, TEXT) == finish(text, TEXT)
    assert finish(b"short", TEXT).packed == b""
    assert finish(text, "image/png").packed == b""


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0.0, identity", False),
        ("br", False),
        ("gzip;q=x", False),
        ("", False),
    ],
)
def test_a_reader_says_whether_gzip_is_taken(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


def test_a_page_is_the_same_plain_and_gzipped_and_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    real = page_routes.page_html
    monkeypatch.setattr(page_routes, "page_html", lambda p, **kw: written.append(p.name) or real(p, **kw))
    with TestClient(make_app(lab=False), base_url=HOST) as web:
        packed = web.get("/data/", headers={"Accept-Encoding": "gzip"})
        plain = web.get("/data/", headers={"Accept-Encoding": "identity"})
        refused = web.get("/data/", headers={"Accept-Encoding": "gzip;q=0"})
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(plain.content) / 3
        assert "content-encoding" not in plain.headers
        assert "content-encoding" not in refused.headers
        assert packed.text == plain.text == refused.text == real(page_routes.SHELF.page("data"), lab=False)
        assert packed.headers["etag"] != plain.headers["etag"]
        assert "accept-encoding" in plain.headers["vary"].lower()
        for first in (packed, plain):
            again = web.get("/data/", headers={"If-None-Match": first.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
        assert written == ["data"]
        csv = web.get("/data/series.csv")
        assert csv.headers["content-disposition"] == 'attachment; filename="series.csv"'
        assert web.get("/nothing/series.csv").status_code == 404
        assert written == ["data"]


def test_warming_waits_for_readers_and_for_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(page_routes.SHELF, "page", lambda name: made.append(name))
    monkeypatch.setattr(page_routes, "page_html", lambda page, **kw: "page")
    desk = page_routes.PageDesk(WebLimits(), lab=False)
    stop, asked = threading.Event(), threading.Event()
    asked.set()
    thread = threading.Thread(target=desk.warm, args=(stop, asked.is_set, 0.1))
    thread.start()
    time.sleep(0.5)
    assert made == ["today"]  # the first page at once, nothing else while a question is worked on
    asked.clear()
    thread.join(30)
    assert made == ["today", *(p.name for p in page_routes.PAGES)]
    desk.finished.close()
