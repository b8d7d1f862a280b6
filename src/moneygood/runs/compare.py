"""Scenario minus baseline on the same draws, with the Monte-Carlo error of every difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.runs.fan import order_quantiles, quantile_errors
from moneygood.runs.sampling_error import copy_errors, mean_error, quantile_steps
from moneygood.runs.weighted import (
    weighted_error,
    weighted_mean,
    weighted_quantile_errors,
    weighted_quantiles,
)


@dataclass(frozen=True)
class Difference:
    """Scenario minus baseline for one variable and quarter.

    `difference` is the mean over the paired draws and `mc_error` its standard error; `median`,
    `low70`, `high70` describe the distribution of the difference over draws, and `median_error` is the
    standard error of the median. All are in `unit`.
    """

    variable: str
    period: str
    unit: str
    difference: float
    mc_error: float
    median: float
    median_error: float
    low70: float
    high70: float

    def as_json(self) -> dict[str, Any]:
        """Return the row as a plain dictionary for `--json`."""
        return asdict(self)


@dataclass(frozen=True)
class Comparison:
    """All differences between two runs, the paired draws, and the share that failed in either."""

    rows: tuple[Difference, ...]
    draws: int
    failed_share: float


def paired_mask(scenario: Paths, baseline: Paths) -> np.ndarray:
    """Return the draws [draw] that are good in both runs.

    Raises A021 when the runs are not pairs (other quarters, number of draws or seed), because then a
    difference draw by draw would mix two different sets of shocks; A012 when no pair is left.
    """
    if tuple(scenario.periods) != tuple(baseline.periods):
        raise MoneygoodError("A021", "the two runs cover different quarters and cannot be compared by draw")
    good = np.asarray(scenario.ok)
    other = np.asarray(baseline.ok)
    if good.shape != other.shape or (scenario.seed, scenario.sampling) != (
        baseline.seed,
        baseline.sampling,
    ):
        raise MoneygoodError(
            "A021",
            f"the two runs are not pairs: {good.size} draws with seed {scenario.seed} "
            f"against {other.size} draws with seed {baseline.seed}",
        )
    if not _same_weights(scenario, baseline):
        raise MoneygoodError("A021", "the two runs are not read under the same views")
    both = good & other
    if not both.any():
        raise MoneygoodError("A012", "no draw could be solved in both runs")
    return both


def _same_weights(scenario: Paths, baseline: Paths) -> bool:
    """Whether both runs weigh their draws alike."""
    a, b = scenario.weights, baseline.weights
    return a is b if a is None or b is None else bool(np.array_equal(a, b))


def compare(
    scenario: Paths,
    baseline: Paths,
    names: Sequence[str],
    periods: Sequence[Quarter] | None = None,
    *,
    percent: Sequence[str] = (),
    units: Mapping[str, str] | None = None,
) -> Comparison:
    """Return scenario minus baseline on paired draws, by variable and quarter.

    Both runs must have the same seed, draws and quarters. Variables named in `percent` are compared as
    100 * (scenario / baseline - 1), in percent; the others in their own unit. A draw that failed in
    either run is left out of both. Errors: A012, A013, A014, A021.
    """
    both = paired_mask(scenario, baseline)
    simulated = tuple(scenario.periods)
    wanted = tuple(periods) if periods is not None else simulated
    for quarter in wanted:
        if quarter not in simulated:
            raise MoneygoodError(
                "A014", f"{quarter} is outside the runs, which cover {simulated[0]}..{simulated[-1]}"
            )
    places = np.array([simulated.index(quarter) for quarter in wanted])
    rows: list[Difference] = []
    for name in names:
        rows += _variable_rows(
            scenario, baseline, name, places, both, name in percent, (units or {}).get(name, "")
        )
    return Comparison(tuple(rows), int(both.sum()), float(1.0 - both.mean()))


def _variable_rows(
    scenario: Paths,
    baseline: Paths,
    name: str,
    places: np.ndarray,
    both: np.ndarray,
    as_percent: bool,
    unit: str,
) -> list[Difference]:
    """Return the rows of one variable."""
    a = np.asarray(scenario.series(name))[places][:, both].astype(np.float64)
    b = np.asarray(baseline.series(name))[places][:, both].astype(np.float64)
    gap = 100.0 * (a / b - 1.0) if as_percent else a - b
    if not np.isfinite(gap).all():
        raise MoneygoodError("A013", f"the difference of {name} is not finite on a draw that is marked good")
    numbers = scenario.first_draw + np.flatnonzero(both)
    n = gap.shape[1]
    ordered = np.sort(gap, axis=1)
    if scenario.weights is not None:
        mass = np.asarray(scenario.weights, dtype=np.float64)[both]
        mass = mass * (n / mass.sum())
        mean = weighted_mean(gap, mass)
        error = weighted_error(gap, mass, numbers, scenario.sampling)
        low, middle, high = weighted_quantiles(gap, mass, (0.15, 0.50, 0.85))
        middle_error = weighted_quantile_errors(gap, mass, (0.50,), numbers, scenario.sampling)[0]
    else:
        mean = gap.mean(axis=1)
        error = gap.std(axis=1, ddof=1) / np.sqrt(n) if n > 1 else np.full(mean.shape, np.nan)
        low, middle, high = order_quantiles(ordered, (0.15, 0.50, 0.85))
        middle_error = quantile_errors(ordered, (0.50,))[0]
    if scenario.weights is None and scenario.sampling != "random":
        error = mean_error(gap, numbers, scenario.sampling)
        if scenario.sampling == "sobol":
            middle_error = copy_errors(gap, numbers, (0.50,))[0]
        else:
            steps = quantile_steps(gap, middle[None], numbers, scenario.sampling)
            middle_error = quantile_errors(ordered, (0.50,), steps)[0]
    periods = tuple(scenario.periods)
    return [
        Difference(
            variable=name,
            period=str(periods[place]),
            unit="pct" if as_percent else unit,
            difference=float(mean[i]),
            mc_error=float(error[i]),
            median=float(middle[i]),
            median_error=float(middle_error[i]),
            low70=float(low[i]),
            high70=float(high[i]),
        )
        for i, place in enumerate(places)
    ]
