"""Path-quarters per second on a CUDA device beside the compiled kernel of the processor, on the same draws.

python benchmarks/cuda_speed.py [--scenario baseline] [--quarters 44] [--draws 10000 100000 500000]
                                [--json file]

Draws are asked for in parts of 65,536, much as a streamed run does, and the variables that every run keeps
leave the device. Before anything is timed, every variable of the model on device and NumPy is compared for
`--check` draws, relative to the largest size that the variable has on its paths; beyond 1e-9 the exit code
is 1. Without a device the program says what is missing and ends with exit code 2.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.baseline.opening import find_scenario, load
from moneygood.core.errors import MoneygoodError
from moneygood.engine.cuda.device import require_device, simulated
from moneygood.engine.simulate import Simulator
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.runs.run import kept_variables

PART = 65_536
REPEATS = 3
TOLERANCE = 1e-9


def main(arguments: list[str] | None = None) -> int:
    """The whole program; returns its exit code."""
    wanted = _wanted(arguments)
    try:
        require_device()
    except MoneygoodError as missing:
        print(missing, file=sys.stderr)
        return missing.exit_code
    workspace = load(None)
    settled = workspace.settle(find_scenario(wanted.scenario), wanted.quarters)
    print(f"{_device()}; {len(settled.model.equations)} equations, {wanted.quarters} quarters")
    keep = kept_variables(workspace, read_breaks(settled.model), ())
    report: dict[str, Any] = {"device": _device(), "equations": len(settled.model.equations), "rows": []}
    report["compile_seconds"], worst, name = _check(settled, wanted.check)
    report |= {"farthest": worst, "variable": name}
    print(f"first run with its compiling {report['compile_seconds']:.1f} s")
    print(f"farthest figure {worst:.1e} of the size of {name}, {wanted.check} draws, every variable")
    for draws in wanted.draws:
        seconds = {b: _time(settled, b, draws, keep) for b in ("cuda", "numba")}
        speed = {b: draws * wanted.quarters / s / 1e6 for b, s in seconds.items()}
        report["rows"].append({"draws": draws, "seconds": seconds, "million_path_quarters_per_second": speed})
        print(
            f"{draws:>9,} draws   cuda {speed['cuda']:8.2f} Mpq/s   processor {speed['numba']:6.2f} Mpq/s   "
            f"ratio {speed['cuda'] / speed['numba']:5.1f}"
        )
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0 if worst <= TOLERANCE else 1


def _wanted(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="CUDA device beside processor, same draws, same figures.")
    parser.add_argument("--scenario", default="baseline")
    parser.add_argument("--quarters", type=int, default=44)
    parser.add_argument("--draws", type=int, nargs="+", default=[10_000, 100_000, 500_000])
    parser.add_argument("--check", type=int, default=2000, help="draws that are compared, all variables")
    parser.add_argument("--json", type=Path, default=None)
    return parser.parse_args(arguments)


def _device() -> str:
    if simulated():
        return "numba's CUDA simulator"
    from numba import cuda

    device = cuda.get_current_device()
    name = device.name.decode() if isinstance(device.name, bytes) else device.name
    return f"{name}, compute capability {'.'.join(map(str, device.compute_capability))}"


def _simulator(settled: Any, backend: str, draws: int, keep: Any, exact: bool = False) -> Simulator:
    made = Simulator(
        settled.model, settled.setting, seed=1, draws=draws, keep=keep, backend=backend, exact=exact
    )
    if made.chosen.backend != backend:
        raise SystemExit(f"{backend} cannot be used: {made.chosen.note}")
    return made


def _check(settled: Any, draws: int) -> tuple[float, float, str]:
    """Seconds of the first run, and the farthest figure with its variable; failed draws must be the same."""
    keep = list(settled.model.variables)
    began = time.perf_counter()
    ours = _simulator(settled, "cuda", draws, keep, exact=True).simulate(0, draws).paths
    first = time.perf_counter() - began
    theirs = _simulator(settled, "numpy", draws, keep, exact=True).simulate(0, draws).paths
    if not np.array_equal(ours.ok, theirs.ok):
        raise SystemExit(f"{int((ours.ok != theirs.ok).sum())} draws fail on one backend only")
    size = np.abs(theirs.values[:, :, theirs.ok]).max(axis=(1, 2))
    far = np.abs(ours.values - theirs.values)[:, :, theirs.ok].max(axis=(1, 2)) / np.where(
        size > 0, size, 1.0
    )
    return first, float(far.max()), keep[int(far.argmax())]


def _time(settled: Any, backend: str, draws: int, keep: Any) -> float:
    """The least seconds of a few runs of `draws`, everything compiled before."""
    least = float("inf")
    for turn in range(REPEATS + 1):
        made = _simulator(settled, backend, draws, keep)
        began = time.perf_counter()
        for first in range(0, draws, PART):
            made.simulate(first, min(PART, draws - first))
        if turn:
            least = min(least, time.perf_counter() - began)
    return least


if __name__ == "__main__":
    sys.exit(main())
