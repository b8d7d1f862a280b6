"""Measurements of the engine: start, compiling, throughput, size of model, memory, beside gcc and NumPy."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.analysis.bench.c_peer import by_gcc, compiler
from moneygood.analysis.bench.synthetic import steady_setting, synthetic
from moneygood.core.answer import Column, Table
from moneygood.core.errors import MoneygoodError
from moneygood.engine.kernel import binary
from moneygood.engine.kernel.driver import driver_module
from moneygood.engine.kernel.step import step_module
from moneygood.engine.simulate import Simulator
from moneygood.engine.workers import worker_count

if TYPE_CHECKING:
    from moneygood.analysis.workspace import Workspace

SIZES = (50, 100, 200, 300, 500)
REPEATS = 3
LEAST, MOST = 1000, 1_000_000
NUMPY_DRAWS = 4096
QUARTERS = 44
CPU = time.process_time
"""One thread is timed by what it computes, so that other work on the machine counts little."""


@dataclass(frozen=True)
class Measured:
    """One row: `ratio` is the peer's time over ours, above 1 where ours is quicker; missing stays None."""

    work: str
    backend: str
    seconds: float
    per_path_quarter_ns: float | None = None
    peer: str | None = None
    peer_seconds: float | None = None
    peak_mb: float | None = None

    @property
    def ratio(self) -> float | None:
        """The peer's seconds over ours."""
        return self.peer_seconds / self.seconds if self.peer_seconds is not None else None

    def as_json(self) -> dict[str, Any]:
        """The row of `bench --json`."""
        return {
            "work": self.work, "backend": self.backend, "seconds": self.seconds,
            "per_path_quarter_ns": self.per_path_quarter_ns, "peer": self.peer,
            "peer_seconds": self.peer_seconds, "ratio": self.ratio, "peak_mb": self.peak_mb,
        }  # fmt: skip


@dataclass(frozen=True)
class BenchAnswer:
    """What was measured on this machine, best of three each, peers in turn with ours."""

    rows: tuple[Measured, ...]
    machine: str

    @property
    def title(self) -> str:
        """The heading."""
        return "Speed of the engine on this machine"

    @property
    def tables(self) -> tuple[Table, ...]:
        """One table."""
        columns = (
            Column("work"), Column("backend"), Column("seconds", ".3f"), Column("ns per path-quarter", ".0f"),
            Column("peer"), Column("peer seconds", ".3f"), Column("peer / ours", ".2f"),
            Column("peak MB", ".0f"),
        )  # fmt: skip
        cells = tuple(
            (
                r.work,
                r.backend,
                r.seconds,
                r.per_path_quarter_ns,
                r.peer or "",
                r.peer_seconds,
                r.ratio,
                r.peak_mb,
            )
            for r in self.rows
        )
        note = f"Machine: {self.machine}. One thread: CPU seconds; the rest: elapsed seconds."
        return (Table("Best of three", columns, cells, note),)

    @property
    def reading(self) -> str:
        """The figures that matter, in words."""
        many = [r for r in self.rows if r.work.startswith("simulate") and r.backend == "numba"]
        best = min((r.per_path_quarter_ns or 0.0 for r in many if "one thread" in r.work), default=0.0)
        said = f"The compiled engine takes {best:.0f} ns of one core for one quarter of one path."
        for peer in ("gcc -O3", "numpy"):
            found = [r for r in many if r.peer == peer and r.ratio is not None]
            if found:
                said += f" {peer} takes {found[-1].ratio:.2f} times as long on the same equations."
        return (
            said + " Times on a machine with other work vary by a tenth or more; ratios were taken in turn."
        )

    def as_json(self) -> list[dict[str, Any]]:
        """The document of `bench --json`."""
        return [r.as_json() for r in self.rows]


def bench(
    workspace: Workspace,
    plan: Any,
    *,
    draws: int = 20_000,
    threads: int = 0,
    sizes: Sequence[int] = SIZES,
    progress: Callable[[str], None] | None = None,
) -> BenchAnswer:
    """Start, compiling, throughput from 1,000 draws up to `draws`, models of `sizes` equations, and memory.

    E005 for draws outside 1,000 to 1,000,000.
    """
    if not LEAST <= draws <= MOST:
        raise MoneygoodError(
            "E005", f"{draws} draws cannot be measured", hint=f"Ask for {LEAST:,} to {MOST:,}"
        )
    say = progress or (lambda _: None)
    rows: list[Measured] = []
    say("import")
    rows.append(_import())
    settled = workspace.settle(plan, QUARTERS)
    say("compile")
    with tempfile.TemporaryDirectory(prefix="moneygood-bench-") as folder:
        rows += _compile(settled, Path(folder))
        counts = [n for n in (1000, 10_000, 100_000, 1_000_000) if n < draws] + [draws]
        for n in counts:
            say(f"{n:,} draws")
            rows += _throughput(settled, n, threads, Path(folder))
        for n in sizes:
            say(f"{n} equations")
            rows.append(_size(n, Path(folder)))
    say("memory")
    rows += [_memory(plan.name, n) for n in sorted({min(draws, 10_000), max(draws, 140_000)})]
    return BenchAnswer(tuple(rows), machine())


def machine() -> str:
    """The processor, its cores, and the versions that matter."""
    import llvmlite
    import numpy as np

    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        lines = info.read_text(encoding="utf-8", errors="replace").splitlines()
        name = next((x.split(":", 1)[1].strip() for x in lines if x.startswith("model name")), name)
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, llvmlite {llvmlite.__version__}"
    return f"{name}, {worker_count(0)} cores; {versions}"


def _best(*works: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """The least seconds of each of several works, done in turn."""
    least = [float("inf")] * len(works)
    for _ in range(REPEATS):
        for i, work in enumerate(works):
            began = clock()
            work()
            least[i] = min(least[i], clock() - began)
    return least


def _import() -> Measured:
    (seconds,) = _best(
        lambda: subprocess.run([sys.executable, "-c", "import moneygood.api"], check=True, env=_environment())
    )
    return Measured("start Python and import moneygood.api", "python", seconds)


def _environment() -> dict[str, str]:
    source = str(Path(__file__).resolve().parents[3])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}


def _simulator(settled: Any, draws: int, threads: int, backend: str) -> Simulator:
    keep = list(settled.model.variables)[:40]
    return Simulator(
        settled.model, settled.setting, seed=1, draws=draws, keep=keep, threads=threads, backend=backend
    )


def _compile(settled: Any, folder: Path) -> list[Measured]:
    made = _simulator(settled, LEAST, 1, "numba")
    if made.chosen.code is None:
        return []
    pattern, (_, layout) = next(iter(made.chosen.code.programs.items()))
    program, count = made.prepared.programs[pattern], len(settled.model.equations)
    code = [binary.translate(step_module(program, layout)), binary.translate(driver_module())]
    cold, warm = _best(
        lambda: [binary.translate(step_module(program, layout)), binary.translate(driver_module())],
        lambda: [step_module(program, layout), *map(binary.Loaded, code)],
    )
    gcc = by_gcc(made, folder)[1] if compiler() else None
    return [
        Measured(f"compile {count} equations", "numba", cold, None, "gcc -O3" if gcc else None, gcc),
        Measured(f"load {count} compiled equations from disk", "numba", warm),
    ]


def _throughput(settled: Any, draws: int, threads: int, folder: Path) -> list[Measured]:
    ours, one = (_simulator(settled, draws, t, "numba") for t in (threads, 1))
    rows, cells = [], draws * QUARTERS
    name = f"simulate {draws:,} draws × {QUARTERS} quarters"
    part = 65_536  # in parts, as a long run would be: memory stays out of the measurement

    def all_(s: Simulator) -> Callable[[], Any]:
        return lambda: [s.simulate(a, min(part, draws - a)) for a in range(0, draws, part)]

    if ours.workers > 1 and draws >= 8192:
        many, single = _best(all_(ours), all_(one))
        rows.append(Measured(f"{name}, {ours.workers} threads", "numba", many, many / cells * 1e9,
                             "one thread", single))  # fmt: skip
    if compiler() and draws <= 100_000:
        peer = _simulator(settled, draws, 1, "numba")
        peer.chosen, _ = by_gcc(peer, folder)
        single, theirs = _best(all_(one), all_(peer), clock=CPU)
        rows.append(Measured(f"{name}, one thread", "numba", single, single / cells * 1e9, "gcc -O3", theirs))
    else:
        (single,) = _best(all_(one), clock=CPU)
        rows.append(Measured(f"{name}, one thread", "numba", single, single / cells * 1e9))
    if draws <= 10_000:
        reference = _simulator(settled, draws, 1, "numpy")
        single, theirs = _best(all_(one), all_(reference), clock=CPU)
        rows.append(Measured(f"{name}, one thread", "numba", single, single / cells * 1e9, "numpy", theirs))
    return rows


def _size(equations: int, folder: Path) -> Measured:
    model = synthetic(equations)
    setting = steady_setting(model, QUARTERS)
    keep = list(model.variables)[:20]

    def make() -> Simulator:
        return Simulator(model, setting, seed=1, draws=NUMPY_DRAWS, keep=keep, threads=1, backend="numba")

    ours, cells = make(), NUMPY_DRAWS * QUARTERS
    name = f"{equations} synthetic equations, one thread"
    if not compiler():
        (seconds,) = _best(lambda: ours.simulate(0, NUMPY_DRAWS), clock=CPU)
        return Measured(name, "numba", seconds, seconds / cells * 1e9)
    peer = make()
    peer.chosen, _ = by_gcc(peer, folder)
    seconds, theirs = _best(
        lambda: ours.simulate(0, NUMPY_DRAWS), lambda: peer.simulate(0, NUMPY_DRAWS), clock=CPU
    )
    return Measured(name, "numba", seconds, seconds / cells * 1e9, "gcc -O3", theirs)


def _memory(scenario: str, draws: int) -> Measured:
    """Seconds and peak memory of a whole run in a process of its own."""
    program = (
        "import json, resource, sys, time; began = time.perf_counter(); from moneygood import api; "
        f"run = api.run({scenario!r}, draws={draws}, backend='numba'); run.as_json(); "
        "unit = 1 if sys.platform == 'darwin' else 1024; "
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit; "
        "print(json.dumps([time.perf_counter() - began, peak / 1e6]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, env=_environment(), capture_output=True, text=True
    )
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    per = seconds / draws / QUARTERS * 1e9
    return Measured(f"whole run, {draws:,} draws, all statistics", "numba", seconds, per, peak_mb=peak)
