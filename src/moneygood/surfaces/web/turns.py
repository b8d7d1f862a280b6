"""Whose turn it is: work in the order in which it is due, on a few threads."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

STRETCH = 10.0
"""How many times as long as it takes a piece of work may wait for shorter ones that came after it."""


class Turns:
    """Carries out what is submitted, `workers` at a time.

    A piece of work is due when it came, and `STRETCH` times as long as it takes later: a quick look goes
    before long questions, equals go in the order in which they came, and nothing waits for ever.
    """

    def __init__(self, workers: int) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="question")
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._lock = threading.Lock()

    def submit(self, seconds: float, work: Callable[[], None]) -> None:
        """Have `work` done, which takes about so many seconds."""
        with self._lock:
            heapq.heappush(self._due, (time.monotonic() + STRETCH * seconds, next(self._numbers), work))
        self._pool.submit(self._next)

    def close(self) -> None:
        """Begin nothing more; what is under way is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _next(self) -> None:
        with self._lock:
            work = heapq.heappop(self._due)[2]
        work()
