"""The engine beside gcc: the measure of `moneygood bench`, with the same equations as C in turn."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.peers.c_peer import by_gcc, compiler
from moneygood.baseline.opening import load
from moneygood.questions.bench.speed import QUICK_SIZES, BenchAnswer, bench
from moneygood.scenarios.library import find_plan


def bench_engine(
    draws: int = 20_000,
    threads: int = 0,
    sizes: Sequence[int] = QUICK_SIZES,
    progress: Callable[[str], None] | None = None,
) -> BenchAnswer:
    """The rows of `moneygood bench`, with gcc as a peer where there is one. E005 for draws out of range."""
    with tempfile.TemporaryDirectory(prefix="moneygood-bench-") as folder:
        peer = partial(by_gcc, folder=Path(folder)) if compiler() else None
        return bench(
            load(), find_plan("baseline"), draws=draws, threads=threads, sizes=sizes, progress=progress,
            by_gcc=peer,
        )  # fmt: skip
