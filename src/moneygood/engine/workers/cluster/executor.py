"""Chunks carried out by the workers of a Dask cluster, begun again when a worker dies."""

from __future__ import annotations

import asyncio
import pickle
import queue
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError, wait
from typing import TYPE_CHECKING, Any

from moneygood.core.errors import MoneygoodError
from moneygood.engine.workers.cluster.worker import carry_out, own_mark, packed, refused, same
from moneygood.engine.workers.executor import AbstractExecutor, AbstractTask

if TYPE_CHECKING:
    from distributed import Client, Future

AHEAD = 2
"""Chunks begun or waiting per worker: one in hand and one at hand."""
LISTEN = 1.0
"""Seconds between looks at whether there still is a cluster."""
PATIENCE = 60.0
"""Seconds that a cluster may be without any worker before the work is given up."""
SHARES = 4
"""Chunks per worker that work is cut into, so that a slow or lost worker costs little."""


class ClusterExecutor(AbstractExecutor):
    """The workers that a client is connected to; how many there are may change on the way."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.workers = self._count()

    @property
    def shares(self) -> int:  # type: ignore[override]
        """Into how many chunks a work is best cut."""
        return SHARES * self.workers

    def _count(self) -> int:
        threads: Any = self.client.nthreads()
        return max(sum(threads.values()), 1)

    def results(self, task: AbstractTask, chunks: Sequence[Any]) -> Generator[tuple[int, Any], None, None]:
        """The chunks' results as they are done; a chunk whose worker dies is begun again on another.

        Errors: what a chunk raises, E073 for a worker of another version, E074 for a chunk that ends worker
        after worker, E075 when the cluster is gone.
        """
        parcel = packed(task)
        box: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.workers = self._count()
        open_: dict[object, tuple[int, Future]] = {}
        held = self.client.submit(same, parcel, key=f"moneygood-task-{parcel.name}")
        begun = 0
        try:
            while begun < len(chunks) or open_:
                oldest = min((number for number, _ in open_.values()), default=begun)
                while begun < min(len(chunks), oldest + AHEAD * self.workers):
                    key = f"moneygood-chunk-{parcel.name}-{begun}-{time.monotonic_ns()}"
                    future = self.client.submit(carry_out, held, pickle.dumps(chunks[begun]), key=key)
                    open_[future.key] = begun, future
                    future.add_done_callback(box.put)
                    begun += 1
                future = self._next(box)
                number = open_[future.key][0]
                result = self._fetched(future)
                del open_[future.key]
                future.release()
                del future
                yield number, result
                del result
        finally:
            self._drop([future for _, future in open_.values()] + [held])

    def _next(self, box: queue.SimpleQueue[Future]) -> Future:
        """The next chunk that is done."""
        return self._waited(lambda: box.get(timeout=LISTEN))

    def _waited(self, look: Callable[[], Any]) -> Any:
        """What a look gives that may find nothing yet; E075 when there has been no worker for a while."""
        alone = 0.0
        while True:
            try:
                return look()
            except queue.Empty:
                alone = 0.0 if self._alive() else alone + LISTEN
                if alone >= PATIENCE:
                    raise lost(f"there has been no worker for {PATIENCE:.0f} seconds") from None

    def _alive(self) -> bool:
        try:
            return bool(self.client.nthreads())
        except (OSError, TimeoutError):
            return False

    def _fetched(self, future: Future) -> Any:
        """A chunk's result, or its fault in our words."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        loop: Any = self.client.loop
        coming = asyncio.run_coroutine_threadsafe(self._gathered(future), loop.asyncio_loop)

        def look() -> None:
            if not wait([coming], timeout=LISTEN).done:
                raise queue.Empty

        try:
            self._waited(look)
            return coming.result()
        except KilledWorker as fault:
            hint = "Give workers more memory, or make chunks smaller with --batch"
            times = fault.allowed_failures + 1
            raise MoneygoodError(
                "E074", f"the same chunk of work ended {times} workers, last {fault.last_worker.address}",
                None, hint,
            ) from None  # fmt: skip
        except (FutureCancelledError, CancelledError):
            raise lost("the scheduler has dropped the work") from None
        except (ImportError, AttributeError) as fault:
            if "moneygood" not in str(fault):
                raise
            raise refused(f"no code for this work ({fault})", own_mark()) from None
        finally:
            coming.cancel()

    async def _gathered(self, future: Future) -> Any:
        """A result, fetched from the worker that has it; waits while a lost one is made again."""
        return (await self.client.gather([future], asynchronous=True))[0]  # type: ignore[misc]

    def _drop(self, futures: list[Future]) -> None:
        """Tells the cluster to forget what is still open."""
        try:
            self.client.cancel(futures, force=True)
        except Exception:  # the cluster is gone, and its work with it
            return


def lost(what: str) -> MoneygoodError:
    """The fault of a cluster that is gone in the middle of the work."""
    return MoneygoodError(
        "E075", f"the cluster is lost: {what}", None, "Start it again and repeat the command"
    )
