"""Measurements of the engine: start, compiling, throughput, size of model, memory, beside NumPy."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.errors import MoneygoodError
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.driver import driver_module
from moneygood.engine.llvm.step import step_modules
from moneygood.engine.llvm.translate import translate_all
from moneygood.engine.simulate import Simulator
from moneygood.engine.workers.pool import worker_count
from moneygood.questions.bench.synthetic import steady_setting, synthetic

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

SIZES = (50, 110, 200, 300, 500)
QUICK_SIZES = (50, 110)
COUNTS = (1, 10, 100, 1000, 10_000, 100_000, 1_000_000)
REPEATS = 3
LEAST, MOST = 1000, 1_000_000
PART = 8192
"""Draws simulated at a time, as in a long run: memory stays out of the measurement."""
SIZE_DRAWS = 2048
QUARTERS = 44
ByGcc = Callable[[Simulator], tuple[Any, float]]
"""The programs of a simulator compiled by gcc, in a form that takes their place, and the seconds it took."""
CPU = time.process_time
"""One thread is timed by what it computes, so that other work on the machine counts little."""


@dataclass(frozen=True)
class SpeedRow:
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


@dataclass(frozen=True, repr=False)
class BenchAnswer(ShortRepr):
    """What was measured on this machine, best of three each, peers in turn with ours."""

    rows: tuple[SpeedRow, ...]
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
    def lead(self) -> str:
        """What one quarter of one path costs."""
        many = [r for r in self.rows if r.work.startswith("simulate") and r.backend == "compiled"]
        best = min((r.per_path_quarter_ns or 0.0 for r in many if "one thread" in r.work), default=0.0)
        return (
            f"One quarter of one path takes {best:.0f} ns of one core; times vary by a tenth on a machine "
            "with other work."
        )

    @property
    def reading(self) -> str:
        """The figures that matter, in words."""
        many = [r for r in self.rows if r.work.startswith("simulate") and r.backend == "compiled"]
        best = min((r.per_path_quarter_ns or 0.0 for r in many if "one thread" in r.work), default=0.0)
        said = f"The compiled engine takes {best:.0f} ns of one core for one quarter of one path."
        for peer in ("gcc -O3", "numpy"):
            found = [r for r in many if r.peer == peer and r.ratio is not None]
            if found:
                said += f" {peer} takes {found[-1].ratio:.2f} times as long on the same equations."
        flat = [r for r in self.rows if r.peer == "1,000 draws"]
        if flat and flat[0].ratio is not None:
            said += (
                f" A long run costs {1.0 / flat[0].ratio:.2f} times as much per path-quarter as a short one."
            )
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
    sizes: Sequence[int] = QUICK_SIZES,
    progress: Callable[[str], None] | None = None,
    by_gcc: ByGcc | None = None,
) -> BenchAnswer:
    """Start, compiling, throughput from one draw up to `draws`, models of `sizes` equations, and memory.

    With `by_gcc` the same equations as C are measured in turn. E005 for draws outside 1,000 to 1,000,000.
    """
    if not LEAST <= draws <= MOST:
        raise MoneygoodError(
            "E005", f"{draws} draws cannot be measured", hint=f"Ask for {LEAST:,} to {MOST:,}"
        )
    say = progress or (lambda _: None)
    rows: list[SpeedRow] = []
    say("import")
    rows.append(_import())
    settled = workspace.settle(plan, QUARTERS)
    say("compile")
    rows += _compile(settled, by_gcc)
    for n in [n for n in COUNTS if n < draws] + [draws]:
        say(f"{n:,} draws")
        rows += _throughput(settled, n, threads, by_gcc)
    if draws > LEAST:
        say("flatness")
        rows.append(_flat(settled, draws))
    for n in sizes:
        say(f"{n} equations")
        rows += _size(n, by_gcc)
    say("memory")
    rows += [_memory(plan.name, n) for n in sorted({min(draws, 10_000), max(draws, 140_000)})]
    say("command")
    rows.append(_command(plan.name, min(draws, 20_000)))
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


def _import() -> SpeedRow:
    (seconds,) = _best(
        lambda: subprocess.run([sys.executable, "-c", "import moneygood.api"], check=True, env=_environment())
    )
    return SpeedRow("start Python and import moneygood.api", "python", seconds)


def _environment() -> dict[str, str]:
    source = str(Path(__file__).resolve().parents[3])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])}


def _simulator(settled: Any, draws: int, threads: int, backend: str) -> Simulator:
    keep = list(settled.model.variables)[:40]
    return Simulator(
        settled.model, settled.setting, seed=1, draws=draws, keep=keep, threads=threads, backend=backend
    )


def _compile(settled: Any, by_gcc: ByGcc | None) -> list[SpeedRow]:
    made = _simulator(settled, LEAST, 1, "compiled")
    if made.chosen.code is None:
        return []
    pattern, (_, layout) = next(iter(made.chosen.code.programs.items()))
    program, count = made.prepared.programs[pattern], len(settled.model.equations)
    *step, driver = translate_all([*step_modules(program, layout), driver_module()])
    cold, warm = _best(
        lambda: translate_all([*step_modules(program, layout), driver_module()]),
        lambda: [step_modules(program, layout), binary.Loaded(*step), binary.Loaded(driver)],
    )
    gcc = by_gcc(made)[1] if by_gcc else None
    return [
        SpeedRow(f"compile {count} equations", "compiled", cold, None, "gcc -O3" if gcc else None, gcc),
        SpeedRow(f"load {count} compiled equations from disk", "compiled", warm),
    ]


def _in_parts(simulator: Simulator, draws: int) -> Callable[[], Any]:
    room = np.empty(len(simulator.names) * QUARTERS * min(draws, PART), dtype=np.float32)

    def all_() -> None:
        for first in range(0, draws, PART):
            simulator.simulate(first, min(PART, draws - first), room=room)

    return all_


def _throughput(settled: Any, draws: int, threads: int, by_gcc: ByGcc | None) -> list[SpeedRow]:
    """Above 100,000 draws `_flat` and `_memory` say what a long run costs."""
    if draws > 100_000:
        return []
    ours, one = (_simulator(settled, draws, t, "compiled") for t in (threads, 1))
    rows, cells = [], draws * QUARTERS
    name = f"simulate {draws:,} draws × {QUARTERS} quarters"
    if ours.workers > 1 and draws >= PART:
        many, single = _best(_in_parts(ours, draws), _in_parts(one, draws))
        rows.append(SpeedRow(f"{name}, {ours.workers} threads", "compiled", many, many / cells * 1e9,
                             "one thread", single))  # fmt: skip
    if draws >= LEAST:
        rows.append(_beside_gcc(f"{name}, one thread", one, cells, lambda s: _in_parts(s, draws), by_gcc))
    if draws <= 10_000:
        reference = _simulator(settled, draws, 1, "numpy")
        single, theirs = _best(_in_parts(one, draws), _in_parts(reference, draws), clock=CPU)
        rows.append(
            SpeedRow(f"{name}, one thread", "compiled", single, single / cells * 1e9, "numpy", theirs)
        )
    return rows


def _beside_gcc(
    name: str,
    ours: Simulator,
    cells: int,
    work: Callable[[Simulator], Callable[[], Any]],
    by_gcc: ByGcc | None,
) -> SpeedRow:
    """CPU seconds of a simulator, in turn with its programs compiled by gcc where that is asked for."""
    if by_gcc is None:
        (seconds,) = _best(work(ours), clock=CPU)
        return SpeedRow(name, "compiled", seconds, seconds / cells * 1e9)
    peer = copy(ours)
    peer.chosen, _ = by_gcc(ours)
    seconds, theirs = _best(work(ours), work(peer), clock=CPU)
    return SpeedRow(name, "compiled", seconds, seconds / cells * 1e9, "gcc -O3", theirs)


def _flat(settled: Any, draws: int) -> SpeedRow:
    """What a path-quarter costs in a run of `draws`, part by part in turn with runs of 1,000 draws."""
    one = _simulator(settled, draws, 1, "compiled")
    room = np.empty(len(one.names) * QUARTERS * PART, dtype=np.float32)
    long = short = 0.0
    done = 0
    for first in range(0, draws, PART):
        number = min(PART, draws - first)
        began = CPU()
        one.simulate(first, number, room=room)
        long += CPU() - began
        began = CPU()
        for _ in range(PART // LEAST // 4):
            one.simulate(0, LEAST, room=room)
            done += LEAST
        short += CPU() - began
    cells = draws * QUARTERS
    name = f"{draws:,} draws × {QUARTERS} quarters, one thread, part by part"
    return SpeedRow(name, "compiled", long, long / cells * 1e9, "1,000 draws", short / done * draws)


def _size(equations: int, by_gcc: ByGcc | None) -> list[SpeedRow]:
    model = synthetic(equations)
    setting = steady_setting(model, QUARTERS)
    keep = list(model.variables)[:20]

    def make(backend: str) -> Simulator:
        return Simulator(model, setting, seed=1, draws=SIZE_DRAWS, keep=keep, threads=1, backend=backend)

    ours, cells = make("compiled"), SIZE_DRAWS * QUARTERS
    name = f"{equations} synthetic equations, one thread"
    seconds, theirs = _best(_in_parts(ours, SIZE_DRAWS), _in_parts(make("numpy"), SIZE_DRAWS), clock=CPU)
    return [
        _beside_gcc(name, ours, cells, lambda s: _in_parts(s, SIZE_DRAWS), by_gcc),
        SpeedRow(name, "compiled", seconds, seconds / cells * 1e9, "numpy", theirs),
    ]


def _command(scenario: str, draws: int) -> SpeedRow:
    """Elapsed seconds of the whole command, from the shell to the table."""
    line = [sys.executable, "-m", "moneygood", "run", scenario, "--draws", str(draws), "--no-files"]
    line += ["--backend", "compiled"]
    (seconds,) = _best(lambda: subprocess.run(line, check=True, env=_environment(), capture_output=True))
    return SpeedRow(f"command, {draws:,} draws × {QUARTERS} quarters, to the table", "compiled", seconds)


def _memory(scenario: str, draws: int) -> SpeedRow:
    """Seconds and peak memory of a whole run in a process of its own."""
    program = (
        "import json, resource, sys, time; began = time.perf_counter(); from moneygood import api; "
        f"run = api.run({scenario!r}, draws={draws}, backend='compiled'); run.as_json(); "
        "unit = 1 if sys.platform == 'darwin' else 1024; "
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit; "
        "print(json.dumps([time.perf_counter() - began, peak / 1e6]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, env=_environment(), capture_output=True, text=True
    )
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    per = seconds / draws / QUARTERS * 1e9
    return SpeedRow(f"whole run, {draws:,} draws, all statistics", "compiled", seconds, per, peak_mb=peak)
