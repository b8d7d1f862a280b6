"""Opening a cluster: one of this machine's own, or one that runs already."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import signal
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any

from moneygood.core.errors import MoneygoodError
from moneygood.engine.workers.cluster.worker import own_mark, refused
from moneygood.engine.workers.pool import worker_count

if TYPE_CHECKING:
    from distributed import Client

    from moneygood.engine.workers.cluster.executor import ClusterExecutor

ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s:/]+:\d{1,5}/?")
LOCAL = re.compile(r"local(?::(\d+))?")
MOST_LOCAL = 256
PATIENCE = 15.0
"""Seconds to wait for a scheduler to answer, and then for a first worker."""
SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "4 GB",  # tasks travel once per worker, on purpose
    "distributed.scheduler.allowed-failures": 3,
}


def check_cluster(text: str) -> int:
    """The workers to start here, 0 for a cluster that runs already; E070 for a text that is neither."""
    found = LOCAL.fullmatch(text)
    if found:
        workers = int(found[1]) if found[1] else worker_count(0)
        if 1 <= workers <= MOST_LOCAL:
            return workers
        raise MoneygoodError(
            "E070", f"{workers} workers cannot be started", None, f"Ask for 1 to {MOST_LOCAL}"
        )
    if not ADDRESS.fullmatch(text):
        hint = "Write local, local:4, or an address such as tcp://host:8786"
        raise MoneygoodError("E070", f"{text!r} is not a cluster", None, hint)
    return 0


@contextlib.contextmanager
def open_cluster(text: str) -> Generator[ClusterExecutor, None, None]:
    """The workers of a cluster, for as long as the block runs; those of "local" end with it.

    Errors: E070 for the text, E071 without the library, E072 when nothing answers, E073 for a worker of
    another version.
    """
    workers = check_cluster(text)
    try:
        import distributed
        from dask import config
        from distributed.comm.core import CommClosedError
    except ImportError as fault:
        hint = "Install it with pip install 'moneygood[cluster]'"
        raise MoneygoodError(
            "E071", f"a cluster needs Dask, which is not here ({fault})", None, hint
        ) from None
    from moneygood.engine.workers.cluster.executor import ClusterExecutor, lost

    with contextlib.ExitStack() as stack:
        stack.enter_context(config.set(SETTINGS))
        address: Any = text
        if workers:
            with _interrupt_held():
                address = stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=":0",
                        silence_logs=logging.CRITICAL,
                    )
                )  # fmt: skip
        stack.enter_context(_quiet())
        if not workers:
            _reach(text)
        client = stack.enter_context(_client(address, text))
        try:
            _check_workers(client, text)
            yield ClusterExecutor(client)
        except CommClosedError:  # between two chunks, or before the first
            raise lost("the scheduler went away") from None


@contextlib.contextmanager
def _interrupt_held() -> Generator[None, None, None]:
    """Ctrl-C waits until the block is over, and never reaches processes that are started in it: a terminal
    sends it to all of them, but it is for this one to stop the others. What is ignored (a program in the
    background of a script) stays ignored."""
    here = threading.current_thread() is threading.main_thread() and hasattr(signal, "pthread_sigmask")
    if not here or signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        yield
        return
    resource_tracker.ensure_running()  # now, as starting it would let the signal through again
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


@contextlib.contextmanager
def _quiet() -> Generator[None, None, None]:
    """Dask's own log lines left out: what they tell is said in one line where it matters."""
    named = [n for n in logging.root.manager.loggerDict if n.partition(".")[0] == "distributed"]
    logs = [logging.getLogger(n) for n in {"distributed", *named}]  # some have levels of their own
    before = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, before, strict=True):
            log.setLevel(level)


def _reach(address: str) -> None:
    """E072 unless a scheduler answers: a client of Dask would wait for ever for what speaks otherwise."""
    from distributed.comm.core import connect

    async def reached() -> None:
        (await asyncio.wait_for(connect(address, timeout=PATIENCE), PATIENCE)).abort()

    try:
        with ThreadPoolExecutor(1) as apart:  # a notebook's own thread has a loop already
            apart.submit(lambda: asyncio.run(reached())).result()
    except Exception as fault:  # whatever its reader makes of what the other side says
        refused = isinstance(fault, OSError) and not isinstance(fault, TimeoutError)
        reason = _reason(fault) if refused else "something else may listen there"
        raise _unanswered(address, reason) from None


def _unanswered(address: str, reason: str) -> MoneygoodError:
    hint = "Start it with dask scheduler, and check the address"
    return MoneygoodError("E072", f"no scheduler answers at {address} ({reason})", None, hint)


def _client(address: Any, text: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as fault:
        raise _unanswered(text, _reason(fault)) from None


def _check_workers(client: Client, text: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        hint = f"Start some with dask worker {text} --nthreads 1"
        raise MoneygoodError("E072", f"the cluster at {text} has no workers", None, hint) from None
    marks: Any = client.run(_probe(), on_error="return")
    for where, said in sorted(marks.items()):
        if said != own_mark() and not isinstance(said, OSError):  # one that has just gone does no work
            theirs = said if isinstance(said, str) else f"no moneygood that can be used ({_reason(said)})"
            raise refused(theirs, own_mark(), where)


def _probe() -> Callable[[], str]:
    """Asks a worker for its mark; the function travels as code, as a worker may not have the package."""

    def mark() -> str:
        from moneygood.engine.workers.cluster.worker import own_mark as said

        return said()

    return mark


def _reason(fault: object) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
