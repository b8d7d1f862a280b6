"""Sharing pieces of draws among workers: forked processes where that is safe, threads elsewhere.

Numpy releases the interpreter for each operation, but operations of a few microseconds spend much of their
time waiting to take it back; forked workers do not wait. Results lie in shared memory and are the same bits
either way.
"""

from __future__ import annotations

import mmap
import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from multiprocessing.connection import wait as wait_for
from typing import Any

import numpy as np

from moneygood.core.paths import NOT_CONVERGED
from moneygood.engine.draws import CELL
from moneygood.engine.machine import Tally

Shapes = Mapping[str, tuple[tuple[int, ...], Any]]
Make = Callable[[dict[str, np.ndarray]], Callable[["Piece"], Tally]]
Progress = Callable[[float], "bool | None"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Draws `begin` to `end` (not included), numbered from the first draw of the seed."""

    begin: int
    end: int

    def cells(self) -> list[tuple[int, slice, slice]]:
        """The random-number cells it touches: (cell, draws inside the cell, draws inside the piece)."""
        found = []
        for cell in range(self.begin // CELL, -(-self.end // CELL)):
            low, high = max(self.begin, cell * CELL), min(self.end, (cell + 1) * CELL)
            base = cell * CELL
            found.append((cell, slice(low - base, high - base), slice(low - self.begin, high - self.begin)))
        return found


def worker_count(threads: int) -> int:
    """How many workers `threads` asks for (0 = one per core that this process may use)."""
    if threads:
        return threads
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_pieces(
    make: Make,
    pieces: list[Piece],
    workers: int,
    shapes: Shapes,
    progress: Progress | None,
    *,
    fork: bool = True,
    rooms: Mapping[str, np.ndarray] | None = None,
) -> tuple[dict[str, np.ndarray], list[Tally]]:
    """Fills arrays of `shapes` piece by piece; `make` gives a worker's function for the arrays.

    Returns the arrays and the tallies of the pieces done. When `progress` returns False the rest is left out
    and its draws are marked as not converged. Without `fork` workers are threads: compiled code does not hold
    the interpreter, and arrays in `rooms` are filled instead of new ones.
    """
    forked = fork and workers > 1 and _may_fork()
    old = {} if forked or rooms is None else rooms
    arrays = {n: _shared(*s) if forked else old[n] if n in old else np.zeros(*s) for n, s in shapes.items()}
    arrays["status"][:] = NOT_CONVERGED
    if forked:
        return arrays, _run_forked(make, arrays, pieces, workers, progress)
    if workers == 1:
        work, tallies = make(arrays), []
        for i, piece in enumerate(pieces):
            tallies.append(work(piece))
            if progress is not None and progress((i + 1) / len(pieces)) is False:
                break
        return arrays, tallies
    return arrays, _run_threads(make, arrays, pieces, workers, progress)


def _may_fork() -> bool:
    """Forking is safe where it exists, from the main thread, while no other Python thread runs."""
    return (
        sys.platform.startswith("linux")
        and threading.active_count() == 1
        and threading.current_thread() is threading.main_thread()
        and os.environ.get("MONEYGOOD_WORKERS", "") != "threads"
    )


def _shared(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    count = int(np.prod(shape))
    size = max(count * np.dtype(dtype).itemsize, 1)
    return np.frombuffer(mmap.mmap(-1, size), dtype=dtype, count=count).reshape(shape)


def _run_forked(
    make: Make, arrays: dict[str, np.ndarray], pieces: list[Piece], workers: int, progress: Progress | None
) -> list[Tally]:
    shares = [pieces[w::workers] for w in range(workers)]
    sys.stdout.flush()
    sys.stderr.flush()
    children: dict[Connection, int] = {}
    own = shares[0] if progress is None else []
    for share in shares if progress is not None else shares[1:]:
        receive, send = Pipe(duplex=False)
        pid = _fork()
        if pid == 0:
            _child(make, arrays, share, receive, send)
        send.close()
        children[receive] = pid
    tallies: list[Tally] = []
    faults: list[BaseException] = []
    try:
        if own:
            work = make(arrays)
            tallies += [work(piece) for piece in own]
        _collect(dict(children), tallies, faults, len(pieces), progress)
    finally:
        codes = _end(children)
    if faults:
        raise faults[0]
    if any(codes):
        raise RuntimeError("a worker process ended before its work was done (out of memory?)")
    return tallies


def _fork() -> int:
    with warnings.catch_warnings():  # numpy's idle BLAS threads make newer Pythons warn; no BLAS is used here
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _collect(
    open_: dict[Connection, int],
    tallies: list[Tally],
    faults: list[BaseException],
    total: int,
    progress: Progress | None,
) -> None:
    while open_:
        for ready in wait_for(list(open_)):
            assert isinstance(ready, Connection)
            try:
                message = ready.recv()
            except EOFError:
                del open_[ready]
                continue
            if isinstance(message, BaseException):
                faults.append(message)
            else:
                tallies.append(message)
                if progress is not None and progress(len(tallies) / total) is False:
                    return


def _end(children: dict[Connection, int]) -> list[int]:
    """Closes the pipes, which makes workers still at it stop at their next report; returns how they ended."""
    codes = []
    for receive, pid in children.items():
        receive.close()
        codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return codes


def _child(
    make: Make, arrays: dict[str, np.ndarray], share: list[Piece], receive: Connection, send: Connection
) -> None:
    """A forked worker's whole life; never returns."""
    code = 0
    try:
        receive.close()
        work = make(arrays)
        for piece in share:
            send.send(work(piece))
        send.close()
    except BrokenPipeError:
        pass
    except BaseException as fault:
        try:
            pickle.dumps(fault)
            send.send(fault)
        except Exception:
            code = 1
    finally:
        os._exit(code)


def _run_threads(
    make: Make, arrays: dict[str, np.ndarray], pieces: list[Piece], workers: int, progress: Progress | None
) -> list[Tally]:
    local = threading.local()

    def one(piece: Piece) -> Tally:
        if not hasattr(local, "work"):
            local.work = make(arrays)
        return local.work(piece)

    tallies: list[Tally] = []
    with ThreadPoolExecutor(workers) as pool:
        waiting: set[Future[Tally]] = {pool.submit(one, piece) for piece in pieces}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            tallies += [f.result() for f in done]
            if progress is not None and progress(len(tallies) / len(pieces)) is False:
                for future in waiting:
                    future.cancel()
                waiting = {f for f in waiting if not f.cancelled()}
                tallies += [f.result() for f in waiting]
                break
    return tallies
