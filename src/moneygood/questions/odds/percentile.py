"""Where a scenario's median lies among the draws of the baseline."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.runs.headline import HEADLINE_VARIABLES
from moneygood.runs.run import RunResult
from moneygood.runs.weighted import weighted_quantiles

RESAMPLES = 200
"""Times that draws are taken anew for an error."""
AT_ONCE = 1 << 18
"""Draws that are taken anew together."""


@dataclass(frozen=True)
class PercentileRow:
    """A scenario's `median` of a variable in its `unit`, and its `percentile` (0 to 100) with its error."""

    variable: str
    label: str
    unit: str
    median: float
    percentile: float
    mc_error: float

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary for `--json`."""
        return asdict(self)


def percentile_of(scenario: np.ndarray, baseline: np.ndarray, mass: np.ndarray | None = None) -> float:
    """The percent of `baseline` [draw] below the median of `scenario` [draw]; equal figures count half.

    `mass` [draw] says how many draws each stands for in both, one by default.
    """
    if mass is None:
        median = float(np.median(scenario))
        return 100.0 * float(np.mean(baseline < median) + 0.5 * np.mean(baseline == median))
    median = float(weighted_quantiles(scenario[None], mass, (0.5,))[0, 0])
    return 100.0 * float(((baseline < median) + 0.5 * (baseline == median)) @ mass / mass.sum())


def percentile_error(
    scenario: np.ndarray, baseline: np.ndarray, seed: int, mass: np.ndarray | None = None
) -> float:
    """The Monte-Carlo error of `percentile_of`: its spread over draws taken anew, in pairs, with replacement.

    Beyond all draws of the baseline it is that of one draw more, for no spread is left to see there.
    """
    chance, n = np.random.default_rng(seed), len(baseline)
    again = np.empty(RESAMPLES)
    at_once = max(1, AT_ONCE // n)
    for first in range(0, RESAMPLES, at_once):
        some = again[first : first + at_once]
        rows = chance.integers(0, n, (some.size, n))
        if mass is None:
            there = baseline[rows]
            median = np.median(scenario[rows], axis=1, keepdims=True)
            some[:] = 100.0 * (np.mean(there < median, axis=1) + 0.5 * np.mean(there == median, axis=1))
        else:
            some[:] = [percentile_of(scenario[r], baseline[r], mass[r]) for r in rows]
    beyond = percentile_of(scenario, baseline, mass) in (0.0, 100.0)
    return max(float(np.std(again, ddof=1)), 100.0 / (n + 2) if beyond else 0.0)


def percentile_rows(run: RunResult, base: RunResult, at: Quarter) -> tuple[PercentileRow, ...]:
    """The row of each headline variable that both runs kept, on the draws that are good in both."""
    both = run.paths.ok & base.paths.ok
    row = list(run.paths.periods).index(at)
    mass = None if base.paths.weights is None else base.paths.weights[both]
    out = []
    for name in HEADLINE_VARIABLES:
        if name not in run.paths or name not in base.paths:
            continue
        a = run.paths.series(name)[row, both].astype(np.float64)
        b = base.paths.series(name)[row, both].astype(np.float64)
        share, error = percentile_of(a, b, mass), percentile_error(a, b, run.request.seed, mass)
        label, unit = run.labels[name], run.units[name]
        middle = np.median(a) if mass is None else weighted_quantiles(a[None], mass, (0.5,))[0, 0]
        out.append(PercentileRow(name, label, unit, float(middle), share, error))
    return tuple(out)
