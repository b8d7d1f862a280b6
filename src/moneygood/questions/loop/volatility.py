"""Volatility of stocks and odds of a crash with the loop open, closed, and with hopes that chase or lean."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.engine.simulate import simulate
from moneygood.questions.loop.text import Case, LoopText
from moneygood.scenarios.plan import BASELINE, Plan, baseline_plan


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
    good = {n: np.asarray(np.isfinite(v).all(axis=0)) for n, v in logs.items()}
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
    alone = measured(own[:, ok], loop.span, loop.fall)
    found = {k: (value, error(influence)) for k, (value, influence) in alone.items()}
    here, there = (measured(x[:, both], loop.span, loop.fall) for x in (own, reference))
    less = {k: (here[k][0] - there[k][0], error(here[k][1] - there[k][1])) for k in MEASURES}
    return Noise(case, found["sd_year"], found["sd_span"], found["crash"], less, float(np.mean(~ok)))


def measured(logs: np.ndarray, span: int, fall: float) -> dict[str, tuple[float, np.ndarray]]:
    """The statistics of log prices [quarter, draw], in percent (the crash as a share), with the influence of
    every draw on them [draw]."""
    returns = np.diff(logs, axis=0)
    after = (logs[min(span, len(logs) - 1)] - logs[0])[None]
    peak = np.maximum.accumulate(logs, axis=0)
    fell = ((logs - peak).min(axis=0) <= np.log(1 - fall / 100)) * 1.0
    return {
        "sd_year": _spread(returns, 200.0),
        "sd_span": _spread(after, 100.0),
        "crash": (float(fell.mean()), fell - fell.mean()),
    }


def _spread(values: np.ndarray, scale: float) -> tuple[float, np.ndarray]:
    """The standard deviation of all values [row, draw], and each draw's influence on it (delta method)."""
    mean, square = values.mean(), (values**2).mean()
    sd = float(np.sqrt(max(square - mean**2, 0.0)))
    own = (values**2).mean(axis=0) - square - 2 * mean * (values.mean(axis=0) - mean)
    return scale * sd, scale * own / (2 * sd) if sd > 0 else np.zeros(values.shape[1])


def error(influence: np.ndarray) -> float:
    """The Monte-Carlo error of a statistic from the influence of every draw."""
    return float(influence.std() / np.sqrt(influence.size))


def _pair(value: tuple[float, float]) -> dict[str, float]:
    return {"value": value[0], "error": value[1]}
