"""The budget alone under an economy that does not answer: how budget offices run their rules of thumb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.block import BlockRun, Given, budget_block, run_block
from moneygood.baseline.budget.under_cbo import cbo_run
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.validation.response_claims import Frozen, FrozenChange

OWN_ECONOMY = "own"


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


def solve_frozen(workspace: Workspace, frozen: Frozen, quarters: int) -> tuple[FrozenPath, FrozenPath]:
    """The budget under the economy that `frozen` names, without and with its changes.

    Under our own baseline's economy the run has so many `quarters`; under CBO's it ends with the projection.
    Errors: A091 for a variable that the budget does not take from the economy, D001 for an unknown baseline.
    """
    if frozen.economy == OWN_ECONOMY:
        return _own(workspace, frozen, (), quarters), _own(workspace, frozen, frozen.changes, quarters)
    return _cbo(workspace, frozen, ()), _cbo(workspace, frozen, frozen.changes)


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


def _cbo(workspace: Workspace, frozen: Frozen, changes: tuple[FrozenChange, ...]) -> FrozenPath:
    given: dict[str, np.ndarray] = {}

    def replace(first: Quarter, cbo: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        own = changed(cbo, first, first, frozen.given, changes)
        given.update(own)
        return own

    run = cbo_run(workspace.model, workspace.vintage, frozen.economy, replace)
    return _path(run, given, run.periods[0])


def _own(
    workspace: Workspace, frozen: Frozen, changes: tuple[FrozenChange, ...], quarters: int
) -> FrozenPath:
    block = budget_block(workspace.model)
    lags = max(block.max_lag, 1)
    ahead, history = workspace.baseline(quarters), workspace.history
    start = workspace.start
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
