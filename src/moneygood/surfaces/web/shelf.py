"""Pages that are made once: kept in memory, and on disk under what they were made from."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from functools import lru_cache
from typing import get_args

from moneygood.core.answer import Column, Table
from moneygood.core.cache import read_as, write_cached
from moneygood.core.code_version import code_hash
from moneygood.core.errors import MoneygoodError
from moneygood.core.plain import from_plain, plain_dataclass, to_plain
from moneygood.core.texts import economics_root, text_hash
from moneygood.surfaces.web.reading.index import answered_live, make_page, page_names
from moneygood.surfaces.web.reading.parts import Part, ReadingPage

ROOMS = ("core", "data", "model", "scenarios", "engine", "baseline", "estimation", "restarts", "runs",
         "validation", "portfolios", "questions", "charts", "api", "surfaces/web")  # fmt: skip


@lru_cache(maxsize=1)
def made_from() -> str:
    """A hash of the code and texts that pages are made from."""
    files = sorted(f for f in economics_root().rglob("*") if f.is_file())
    return hashlib.sha256(f"{code_hash(ROOMS)} {text_hash(files)}".encode()).hexdigest()[:24]


KINDS = tuple(map(plain_dataclass, (ReadingPage, *get_args(Part), Table, Column)))
"""What a kept page is made of."""

TYPED = 32
"""Pages of readers' own forms that are kept, the latest."""


class PageShelf:
    """The pages of one model and vintage; whoever asks while one is being made waits for it.

    With `apart` each is made by a process of its own, which leaves it in the cache: a server keeps none of
    the memory that takes, and answers others meanwhile.
    """

    def __init__(self, apart: bool = False) -> None:
        self.apart = apart
        self._makers: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._pages: dict[str, ReadingPage] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def page(self, name: str) -> ReadingPage:
        """The page of an address; U010 where there is none."""
        if name in self._pages:
            return self._pages[name]
        if answered_live(name):
            return self._typed(name)
        if name not in page_names():
            raise MoneygoodError("U010", f"there is no page {name[:60]!r}", None, None)
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            if name not in self._pages:
                if self.apart and _kept(name) is None:
                    self._make_apart(name)
                self._pages[name] = _kept(name) or _make(name)
            return self._pages[name]

    def _typed(self, name: str) -> ReadingPage:
        """A page of a reader's own, in memory only; the oldest goes when there are too many."""
        page = make_page(name)
        with self._lock:
            self._pages[name] = page
            own = [n for n in self._pages if answered_live(n)]
            for old in own[:-TYPED]:
                del self._pages[old]
        return page

    def _make_apart(self, name: str) -> None:
        """Have a page made; where that fails nothing is kept, and it is made here, with its error."""
        with self._lock:
            if self._closed:
                raise MoneygoodError("U014", "the server is being stopped", None, "Ask again")
            words = [sys.executable, "-m", __name__, name]
            maker = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self._makers.add(maker)
        maker.wait()
        with self._lock:
            self._makers.discard(maker)

    def close(self) -> None:
        """Make no more pages."""
        with self._lock:
            self._closed = True
            for maker in self._makers:
                maker.kill()

    def here(self, name: str) -> bool:
        """Whether a page needs no work."""
        return name in self._pages


def page_file_name(name: str) -> str:
    """The name of a page in the cache: a hash of all that it is made from."""
    return f"page.{name.replace('/', '.')}-{made_from()}"


def _kept(name: str) -> ReadingPage | None:
    return read_as(page_file_name(name), _page_of)


def _page_of(content: bytes) -> ReadingPage:
    found = from_plain(content, KINDS)
    if not isinstance(found, ReadingPage):
        raise ValueError("no page")
    return found


def _make(name: str) -> ReadingPage:
    page = make_page(name)
    write_cached(page_file_name(name), to_plain(page, KINDS), keep=2)
    return page


if __name__ == "__main__":
    _make(sys.argv[1])
