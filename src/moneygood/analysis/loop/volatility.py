"""Volatility of stocks and odds of a crash with the loop open, closed, and with hopes that chase or lean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from moneygood.analysis.loop.text import Case, LoopText
from moneygood.analysis.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate
from moneygood.scenarios.plan import BASELINE, Plan, baseline_plan

GROUPS = 40
"""Groups of draws from whose spread the Monte-Carlo errors are taken (delete-a-group jackknife)."""


@dataclass(frozen=True)
class Noise:
    """Statistics of one case with their Monte-Carlo errors, and their differences from the reference case.

    `sd_year`: standard deviation of stock returns at a yearly rate, percent; `sd_span`: that of the log price
    after `span` quarters, percent; `crash`: share of paths that fall by the loop's threshold from their peak.
    """

    case: Case
    sd_year: tuple[float, float]
    sd_span: tuple[float, float]
    crash: tuple[float, float]
    less_reference: dict[str, tuple[float, float]]
    failed_share: float

    def as_json(self) -> dict[str, object]:
        """The entry under ``volatility``."""
        return {
            "case": self.case.name,
            "label": self.case.label,
            "sign": self.case.sign,
            "closed": self.case.closed,
            **{k: _pair(getattr(self, k)) for k in MEASURES},
            "less_reference": {k: _pair(v) for k, v in self.less_reference.items()},
            "failed_share": self.failed_share,
        }


MEASURES = ("sd_year", "sd_span", "crash")


def noise(
    workspace: Workspace, loop: LoopText, draws: int, seed: int, quarters: int, threads: int = 0
) -> tuple[Noise, ...]:
    """Every case on the same draws; A012 when a case has no good draw."""
    logs = {c.name: _logs(workspace, loop, c, draws, seed, quarters, threads) for c in loop.cases.values()}
    good = {n: np.isfinite(v).all(axis=0) for n, v in logs.items()}
    return tuple(_noise(loop, c, logs, good) for c in loop.cases.values())


def _logs(
    workspace: Workspace, loop: LoopText, case: Case, draws: int, seed: int, quarters: int, threads: int
) -> np.ndarray:
    """Log stock prices from the quarter before the run on [quarter, draw]; NaN in draws that failed."""
    plan = baseline_plan()
    if case.closed:
        plan = Plan(BASELINE, case.label, switches={loop.switch: False})
    settled = workspace.settle(plan, quarters)
    sign = {**settled.setting.parameters, loop.sign: case.sign}
    run = simulate(settled.model, replace(settled.setting, parameters=sign), draws=draws, seed=seed,
                   keep=[loop.stocks], threads=threads)  # fmt: skip
    values = run.paths.series(loop.stocks).astype(np.float64)
    start = np.full((1, draws), workspace.history.series(loop.stocks)[-1])
    out = np.log(np.concatenate([start, values]))
    out[:, ~run.paths.ok] = np.nan
    return out


def _noise(loop: LoopText, case: Case, logs: dict[str, np.ndarray], good: dict[str, np.ndarray]) -> Noise:
    own, reference = logs[case.name], logs[loop.reference]
    ok, both = good[case.name], good[case.name] & good[loop.reference]
    if both.sum() < 2:
        raise MoneygoodError("A012", f"no draw is good in the case {case.name!r} and in {loop.reference!r}")
    measures = measured(loop.span, loop.fall)
    found = {k: jackknife(lambda d, f=f: f(own[:, d]), np.flatnonzero(ok)) for k, f in measures.items()}
    less = {
        k: jackknife(lambda d, f=f: f(own[:, d]) - f(reference[:, d]), np.flatnonzero(both))
        for k, f in measures.items()
    }
    return Noise(case, found["sd_year"], found["sd_span"], found["crash"], less, float(np.mean(~ok)))


def measured(span: int, fall: float) -> dict[str, Callable[[np.ndarray], float]]:
    """The three statistics of log prices [quarter, draw], in percent (the crash as a share)."""

    def sd_year(logs: np.ndarray) -> float:
        return float(200 * np.diff(logs, axis=0).std())

    def sd_span(logs: np.ndarray) -> float:
        return float(100 * (logs[min(span, len(logs) - 1)] - logs[0]).std())

    def crash(logs: np.ndarray) -> float:
        peak = np.maximum.accumulate(logs, axis=0)
        return float(((logs - peak).min(axis=0) <= np.log(1 - fall / 100)).mean())

    return {"sd_year": sd_year, "sd_span": sd_span, "crash": crash}


def jackknife(statistic: Callable[[np.ndarray], float], draws: np.ndarray) -> tuple[float, float]:
    """A statistic of draws and its standard error, leaving out a group of draws at a time."""
    groups = min(GROUPS, len(draws))
    label = np.arange(len(draws)) % groups
    left_out = np.array([statistic(draws[label != g]) for g in range(groups)])
    error = np.sqrt((groups - 1) / groups * ((left_out - left_out.mean()) ** 2).sum())
    return statistic(draws), float(error)


def _pair(value: tuple[float, float]) -> dict[str, float]:
    return {"value": value[0], "error": value[1]}
