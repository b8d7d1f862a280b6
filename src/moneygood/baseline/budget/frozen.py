"""The budget alone under an economy that does not answer: how budget offices run their rules of thumb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from moneygood.baseline.budget.block import BlockRun, Given, budget_block, run_block
from moneygood.baseline.budget.frozen_run import Frozen, FrozenChange
from moneygood.baseline.budget.under_cbo import cbo_run
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.core.panel import Panel
    from moneygood.data.vintage import Vintage
    from moneygood.engine.setting import PathSolution
    from moneygood.model.model import Model

OWN_ECONOMY = "own"


class AbstractOwnEconomy(Protocol):
    """What our own economy is known by: a model, its data and its baseline, as a workspace has them."""

    @property
    def model(self) -> Model: ...
    @property
    def vintage(self) -> Vintage: ...
    @property
    def history(self) -> Panel: ...
    @property
    def start(self) -> Quarter: ...
    def baseline(self, quarters: int, /) -> PathSolution: ...


@dataclass(frozen=True)
class FrozenPath:
    """A run of the budget under a given economy, from `start` on."""

    start: Quarter
    values: Mapping[str, np.ndarray]

    def series(self, name: str) -> np.ndarray:
        """The path of a budget line, or of the economy that was given [quarter] (A091 for another name)."""
        if name not in self.values:
            raise MoneygoodError("A091", f"the frozen budget has no variable {name!r}")
        return self.values[name]


def solve_frozen(own: AbstractOwnEconomy, frozen: Frozen, quarters: int) -> tuple[FrozenPath, FrozenPath]:
    """The budget under the economy that `frozen` names, without and with its changes.

    Under our own baseline's economy the run has so many `quarters`; under CBO's it ends with the projection.
    Errors: A091 for a variable that the budget does not take from the economy, D001 for an unknown baseline.
    """
    if frozen.economy == OWN_ECONOMY:
        return _own(own, frozen, (), quarters), _own(own, frozen, frozen.changes, quarters)
    return _cbo(own, frozen, ()), _cbo(own, frozen, frozen.changes)


def changed(
    values: Mapping[str, np.ndarray],
    first: Quarter,
    start: Quarter,
    given: Mapping[str, float],
    changes: tuple[FrozenChange, ...],
) -> dict[str, np.ndarray]:
    """`values` [quarter from `first`] with `given` in place and the changes on top; q1 is `start`."""
    out = dict(values)
    for name, figure in given.items():
        if name not in out:
            raise MoneygoodError("A091", f"the budget takes no {name!r} from outside")
        out[name] = np.full(len(out[name]), figure)
    for change in changes:
        for name in change.variables:
            if name not in out:
                raise MoneygoodError("A091", f"the budget takes no {name!r} from the economy")
            begin = change.first.offsets(start)[0] + (start - first)
            years = np.maximum(np.arange(len(out[name])) - begin + 1, 0) / 4.0
            if change.kind == "change":
                out[name] = out[name] + change.size * (years > 0)
            elif change.kind == "change_a_year":
                out[name] = out[name] + change.size * years
            else:
                out[name] = out[name] * np.exp(change.size / 100.0 * years)
    return out


def _cbo(own: AbstractOwnEconomy, frozen: Frozen, changes: tuple[FrozenChange, ...]) -> FrozenPath:
    given: dict[str, np.ndarray] = {}

    def replace(first: Quarter, cbo: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        values = changed(cbo, first, first, frozen.given, changes)
        given.update(values)
        return values

    run = cbo_run(own.model, own.vintage, frozen.economy, replace)
    return _path(run, given, run.periods[0])


def _own(
    own: AbstractOwnEconomy, frozen: Frozen, changes: tuple[FrozenChange, ...], quarters: int
) -> FrozenPath:
    block = budget_block(own.model)
    lags = max(block.max_lag, 1)
    ahead, history = own.baseline(quarters), own.history
    start = own.start
    cut = history.periods.index(start - 1) + 1
    joined = {
        n: np.concatenate([history.series(n)[cut - lags : cut], ahead.series(n)])
        for n in block.variables
    }  # fmt: skip
    economy = changed({n: joined[n] for n in block.exogenous}, start - lags, start, frozen.given, changes)
    state = {n: joined[n][:lags] for n in block.endogenous}
    run = run_block(block, Given(start - lags, economy), state, ahead.periods[-1], start)
    return _path(run, economy, start)


def _path(run: BlockRun, given: Mapping[str, np.ndarray], start: Quarter) -> FrozenPath:
    length = len(run.periods)
    values = {n: v[-length:] for n, v in given.items()}
    return FrozenPath(start, values | dict(run.values))
