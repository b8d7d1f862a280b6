"""A program for a process of its own: runs in numba's CUDA simulator beside NumPy, one JSON line a run.

`python simulated.py small` takes a small model, `python simulated.py whole` the shipped one. The simulator
has to be asked for before numba.cuda is imported, which a test process may have done already.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from moneygood.engine import Hold, simulate


def _beside(model: Any, setting: Any, **options: Any) -> None:
    ours = simulate(model, setting, backend="cuda", exact=True, **options)
    theirs = simulate(model, setting, backend="numpy", exact=True, **options)
    a, b = ours.paths.values, theirs.paths.values
    ok = theirs.paths.ok
    far = np.abs(a - b)[:, :, ok] / np.maximum(np.abs(b[:, :, ok]), 1e-12)
    report = {
        "backend": ours.backend, "note": ours.backend_note, "variables": a.shape[0], "draws": a.shape[2],
        "status": ours.paths.status.tolist(), "expected": theirs.paths.status.tolist(),
        "farthest": float(np.nan_to_num(far, nan=np.inf).max()),
        "guards": ours.guard_share == theirs.guard_share,
        "identities": [max(x.identity_error.values(), default=0.0) for x in (ours, theirs)],
        "absorbed": [[x.mean for x in run.absorbed] for run in (ours, theirs)],
    }  # fmt: skip
    sys.stdout.write(json.dumps(report) + "\n")


def _module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def small() -> None:
    """Student t with a hold, pairs, Sobol points, and draws that fail."""
    builder = _module("small_models", Path(__file__).parents[2] / "small_models.py")
    extra = (
        "distribution: {kind: student_t, df: 5, source: ours}\n"
        "correlations: [{a: eps_x, b: eps_y, rho: 0.4, source: ours}]\nuniforms: {u_run: {source: ours}}"
    )
    text = (
        '[x] "Walk" source: ours\nx ~ x[-1] + 0.1 * step(u_run - 0.5)\n\n'
        '[y] "A loop" source: ours\ny ~ 0.5 * log(y + x) + 0.5 + 0.1 * max(y[-3], 0)\n\n'
        '[z] "A sum" source: ours\nz = x * one + y / 2'
    )
    model = builder.build(
        text, dict.fromkeys("xyz", "1"), {"one": (1.0, "1")}, {"eps_x": 1.5, "eps_y": 0.1}, extra_shocks=extra
    )
    setting = builder.start(model, 4, {"x": 2.0, "y": 1.0, "z": 2.5})
    held = dataclasses.replace(setting, holds=(Hold("z", 1, 3.0, "eps_y"),))
    _beside(model, held, draws=14, seed=2)
    _beside(model, setting, draws=6, seed=2, sampling="antithetic")
    _beside(model, setting, draws=6, seed=2, sampling="sobol")


def whole() -> None:
    """Every variable of the baseline, and of a scenario that holds paths."""
    from moneygood.baseline.opening import find_scenario, load
    from moneygood.core.notices import Notice

    warnings.simplefilter("ignore", Notice)  # a scenario reaches beyond so few quarters, and that is meant
    workspace = load(None)
    for name, quarters in (("baseline", 3), ("higher-for-longer", 2)):
        settled = workspace.settle(find_scenario(name), quarters)
        _beside(settled.model, settled.setting, draws=3, seed=1)


if __name__ == "__main__":
    {"small": small, "whole": whole}[sys.argv[1]]()
