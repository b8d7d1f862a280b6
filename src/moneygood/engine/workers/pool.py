"""Workers of this machine: forked processes where that is safe, threads elsewhere.

Numpy releases the interpreter for each operation, but operations of a few microseconds spend much of their
time waiting to take it back; forked workers do not wait. Arrays lie in shared memory and are the same bits
either way.
"""

from __future__ import annotations

import mmap
import os
import pickle
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from multiprocessing.connection import wait as wait_for
from typing import Any

import numpy as np

from moneygood.core.paths import NOT_CONVERGED
from moneygood.engine.numpy.state import Tally
from moneygood.engine.sampling.draws import CELL
from moneygood.engine.workers.executor import AbstractExecutor, AbstractTask

Shapes = Mapping[str, tuple[tuple[int, ...], Any]]
Progress = Callable[[float], "bool | None"]
Result = tuple[int, Any]


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


@dataclass(frozen=True)
class Share:
    """A piece with what its draws alone are given: parameters [draw] and sizes of shocks [quarter, draw]."""

    piece: Piece
    given: Mapping[str, np.ndarray] = field(default_factory=dict)
    added: Mapping[int, np.ndarray] = field(default_factory=dict)

    def cut(self, piece: Piece) -> Share:
        """The share of a piece inside this one."""
        at = slice(piece.begin - self.piece.begin, piece.end - self.piece.begin)
        return Share(
            piece,
            {name: row[at] for name, row in self.given.items()},
            {row: sizes[:, at] for row, sizes in self.added.items()},
        )


Make = Callable[[dict[str, np.ndarray], Share], Callable[[Piece], Tally]]


def worker_count(threads: int) -> int:
    """How many workers `threads` asks for (0 = one per core that this process may use)."""
    if threads:
        return threads
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Fill(AbstractTask):
    """Pieces of draws into arrays. The arrays stay behind when the task travels: a worker without them sends
    those of its piece."""

    def __init__(self, make: Make, shapes: Shapes, arrays: dict[str, np.ndarray], whole: Share) -> None:
        self.make, self.shapes, self.arrays, self.whole = make, shapes, arrays, whole

    def __getstate__(self) -> dict[str, Any]:
        return {"make": self.make, "shapes": self.shapes, "arrays": None, "whole": None}

    def open(self) -> Callable[[Share], tuple[Tally, dict[str, np.ndarray] | None]]:
        """A function that fills the arrays, or makes some of its own."""
        if self.arrays is None:
            return self._apart
        work = self.make(self.arrays, self.whole)
        return lambda share: (work(share.piece), None)

    def _apart(self, share: Share) -> tuple[Tally, dict[str, np.ndarray]]:
        width = share.piece.end - share.piece.begin
        arrays = {n: np.zeros((*shape[:-1], width), kind) for n, (shape, kind) in self.shapes.items()}
        return self.make(arrays, share)(share.piece), arrays


def run_pieces(
    make: Make,
    pieces: list[Piece],
    executor: AbstractExecutor,
    shapes: Shapes,
    progress: Progress | None,
    whole: Share,
    rooms: Mapping[str, np.ndarray] | None = None,
) -> tuple[dict[str, np.ndarray], list[Tally]]:
    """Fills arrays of `shapes`, whose last axis are the draws of `whole`, piece by piece.

    `make` gives a worker's function for arrays and the share that they are of. Returns the arrays and the
    tallies of the pieces done. When `progress` returns False the rest is left out and its draws are marked as
    not converged. Arrays in `rooms` are filled in the place of new ones.
    """
    rooms = rooms or {}
    arrays = {n: rooms[n] if n in rooms else executor.array(*shape) for n, shape in shapes.items()}
    arrays["status"][:] = NOT_CONVERGED
    shares = [whole.cut(piece) for piece in pieces]
    tallies: dict[int, Tally] = {}
    with closing(executor.results(_Fill(make, shapes, arrays, whole), shares)) as results:
        for number, (tally, own) in results:
            tallies[number] = tally
            for name, part in (own or {}).items():
                arrays[name][..., _at(pieces[number], whole)] = part
            if progress is not None and progress(len(tallies) / len(pieces)) is False:
                break
    for number, piece in enumerate(pieces):
        if number not in tallies:
            arrays["status"][_at(piece, whole)] = NOT_CONVERGED
    return arrays, [tallies[number] for number in sorted(tallies)]


def _at(piece: Piece, whole: Share) -> slice:
    return slice(piece.begin - whole.piece.begin, piece.end - whole.piece.begin)


class LocalWorkers(AbstractExecutor):
    """So many workers of this machine. Without `fork` they are threads: compiled code does not hold the
    interpreter."""

    def __init__(self, workers: int, *, fork: bool = True) -> None:
        self.workers = self.shares = workers
        self.forked = fork and workers > 1 and _may_fork()

    def array(self, shape: tuple[int, ...], dtype: Any) -> np.ndarray:
        """Zeros, in shared memory when workers are processes."""
        if not self.forked:
            return np.zeros(shape, dtype)
        count = int(np.prod(shape))
        size = max(count * np.dtype(dtype).itemsize, 1)
        return np.frombuffer(mmap.mmap(-1, size), dtype=dtype, count=count).reshape(shape)

    def results(self, task: AbstractTask, chunks: Sequence[Any]) -> Generator[Result, None, None]:
        """The chunks' results as they are done."""
        workers = min(self.workers, len(chunks))
        if workers <= 1:
            work = task.open() if chunks else None
            for number, chunk in enumerate(chunks):
                assert work is not None
                yield number, work(chunk)
        elif self.forked:
            yield from _run_forked(task, chunks, workers)
        else:
            yield from _run_threads(task, chunks, workers)


def _may_fork() -> bool:
    """Forking is safe where it exists, from the main thread, while no other Python thread runs."""
    return (
        sys.platform.startswith("linux")
        and threading.active_count() == 1
        and threading.current_thread() is threading.main_thread()
        and os.environ.get("MONEYGOOD_WORKERS", "") != "threads"
    )


def _run_forked(task: AbstractTask, chunks: Sequence[Any], workers: int) -> Generator[Result, None, None]:
    """This process works too, and looks between its own chunks for what the others have done."""
    sys.stdout.flush()
    sys.stderr.flush()
    children: dict[Connection, int] = {}
    codes: list[int] = []
    try:
        for worker in range(1, workers):
            receive, send = Pipe(duplex=False)
            pid = _fork()
            if pid == 0:
                _child(task, chunks, range(worker, len(chunks), workers), receive, send)
            send.close()
            children[receive] = pid
        open_ = dict(children)
        work = task.open()
        for number in range(0, len(chunks), workers):
            yield number, work(chunks[number])
            yield from _heard(open_, 0)
        while open_:
            yield from _heard(open_, None)
    finally:
        codes += _end(children)
    if any(codes):
        raise RuntimeError("a worker process ended before its work was done (out of memory?)")


def _fork() -> int:
    with warnings.catch_warnings():  # numpy's idle BLAS threads make newer Pythons warn; no BLAS is used here
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _heard(open_: dict[Connection, int], patience: float | None) -> Iterator[Result]:
    """What the workers have sent; those that have closed are taken out of `open_`."""
    for ready in wait_for(list(open_), patience):
        assert isinstance(ready, Connection)
        try:
            message = ready.recv()
        except EOFError:
            del open_[ready]
            continue
        if isinstance(message, BaseException):
            raise message
        yield message


def _end(children: dict[Connection, int]) -> list[int]:
    """Closes the pipes, which makes workers still at it stop at their next report; returns how they ended."""
    codes = []
    for receive, pid in children.items():
        receive.close()
        codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    return codes


def _child(
    task: AbstractTask, chunks: Sequence[Any], share: range, receive: Connection, send: Connection
) -> None:
    """A forked worker's whole life; never returns."""
    code = 0
    try:
        receive.close()
        work = task.open()
        for number in share:
            send.send((number, work(chunks[number])))
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


def _run_threads(task: AbstractTask, chunks: Sequence[Any], workers: int) -> Generator[Result, None, None]:
    local = threading.local()

    def one(number: int) -> Result:
        if not hasattr(local, "work"):
            local.work = task.open()
        return number, local.work(chunks[number])

    with ThreadPoolExecutor(workers) as pool:
        waiting: set[Future[Result]] = {pool.submit(one, number) for number in range(len(chunks))}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        finally:
            for future in waiting:
                future.cancel()
