"""Runs of the budget block alone: economy and policy given, everything in the sector solved by the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range

if TYPE_CHECKING:
    from moneygood.engine.setting import PathSolution
    from moneygood.model.model import Model

SECTOR = "07_budget"
Series = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Given:
    """What a run of the block is given: `values` name, then [quarter from `first`], exogenous variables."""

    first: Quarter
    values: Series

    def at(self, name: str, first: Quarter, last: Quarter) -> np.ndarray:
        """The figures of `name` [quarter from `first` to `last`] (A091 when they do not reach)."""
        if name not in self.values:
            raise MoneygoodError("A091", f"the budget block lacks its input {name!r}")
        a, b = first - self.first, last - self.first + 1
        series = self.values[name]
        if a < 0 or b > len(series) or not np.all(np.isfinite(series[a:b])):
            raise MoneygoodError("A091", f"the input {name!r} does not cover {first} to {last}")
        return series[a:b]


@dataclass(frozen=True)
class BlockRun:
    """A run of the block: `values` name, then [quarter of `periods`], all variables of the sector."""

    periods: tuple[Quarter, ...]
    values: dict[str, np.ndarray]
    identity_error: dict[str, float]

    def state(self, end: Quarter, lags: int) -> dict[str, np.ndarray]:
        """The last `lags` quarters up to `end` of every variable [quarter], to start another run from."""
        stop = end - self.periods[0] + 1
        return {name: series[stop - lags : stop] for name, series in self.values.items()}


def budget_block(model: Model) -> Model:
    """The budget sector alone: all other variables exogenous."""
    return model.subset([SECTOR])


def run_block(
    block: Model, given: Given, state: Series, last: Quarter, first: Quarter, held: Series | None = None,
    absorbers: Mapping[str, str] | None = None,
) -> BlockRun:  # fmt: skip
    """Solve the block from `first` to `last`.

    `state` has, for every endogenous variable, its last figures before `first` (at least `block.max_lag`
    quarters); `held` [quarter] puts variables on paths (NaN where free), with the judgement of their own
    equation giving way, or that of the equation named in `absorbers`.
    """
    from moneygood.engine.setting import Hold, Setting
    from moneygood.engine.solve_path import solve_path

    periods = quarter_range(first, last)
    lags = max(block.max_lag, 1)
    before = first - lags
    history = np.full((len(block.variables), lags), np.nan)
    exogenous = np.full((len(block.variables), len(periods)), np.nan)
    for name in block.exogenous:
        history[block.row(name)] = given.at(name, before, first - 1)
        exogenous[block.row(name)] = given.at(name, first, last)
    for name in block.endogenous:
        if name not in state or len(state[name]) < lags:
            raise MoneygoodError("A091", f"the starting figures of {name!r} are missing or too short")
        history[block.row(name)] = state[name][-lags:]
    holds = tuple(
        Hold(name, t, float(v), (absorbers or {}).get(name, f"add_{name}"))
        for name, path in (held or {}).items()
        for t, v in enumerate(path)
        if np.isfinite(v)
    )
    shocks = np.zeros((len(block.shocks), len(periods)))
    for i, shock in enumerate(block.shocks.values()):
        if shock.kind == "uniform":
            shocks[i] = 0.5
    adds = np.zeros((len(block.behavioural), len(periods)))
    setting = Setting(periods, history, exogenous, adds, shocks, holds=holds)
    solution = solve_path(block, setting)
    return BlockRun(periods, _named(block, solution, exogenous), dict(solution.identity_error))


def _named(block: Model, solution: PathSolution, exogenous: np.ndarray) -> dict[str, np.ndarray]:
    values = np.where(np.isfinite(exogenous), exogenous, solution.values)
    own = set(block.endogenous) | {n for n in block.exogenous if block.variables[n].sector == SECTOR}
    return {name: values[block.row(name)] for name in block.variables if name in own}
