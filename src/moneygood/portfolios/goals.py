"""What a reverse stress test has to bring about: a loss of a portfolio, or a condition on the path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.least_cost import PathMeasure
from moneygood.portfolios.block_text import Blocks
from moneygood.portfolios.holdings import Portfolio
from moneygood.portfolios.returns import Gains, gains, priced
from moneygood.runs.path_formula import Calendar, FormulaScope, Inequalities, Inequality, read_condition

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

LOSS_TOLERANCE = 1e-9
"""As a share of the notional."""

Lanes = Mapping[str, np.ndarray]
"""Values by variable [quarter, path], the first simulated quarter first."""


@dataclass(frozen=True)
class Goal:
    """Figures by quarter that have to come to zero or above: `slack` [figure, quarter, path], in `unit`.

    `text` says it in words, `variables` are read, `dated` is the one quarter that it speaks of, if it does.
    """

    text: str
    unit: str
    variables: tuple[str, ...]
    tolerance: tuple[float, ...]
    slack: Callable[[Lanes], np.ndarray]
    dated: Quarter | None = None
    portfolio: Portfolio | None = None

    def at(self, quarter: int) -> PathMeasure:
        """The measure of the goal in one quarter, by number."""
        count = len(self.tolerance)
        return PathMeasure(
            self.variables, quarter, np.zeros(count), np.full(count, np.inf), np.array(self.tolerance),
            lambda paths: self.slack(paths)[:, quarter],
        )  # fmt: skip

    def each(self, last: int) -> PathMeasure:
        """The measure of its first figure in every quarter to number `last`."""
        return PathMeasure(
            self.variables, last, np.zeros(last + 1), np.full(last + 1, np.inf),
            np.full(last + 1, self.tolerance[0]), lambda paths: self.slack(paths)[0],
        )  # fmt: skip


def portfolio_gains(workspace: Workspace, portfolio: Portfolio, blocks: Blocks, paths: Lanes) -> Gains:
    """The gains of a portfolio on paths that begin with the first simulated quarter."""
    names = blocks.variables(portfolio.names)
    past = {n: workspace.past(n)[:, None] for n in names}
    figures = {}
    for n in names:
        values = np.asarray(paths[n], dtype=np.float64)
        figures[n] = np.concatenate([np.broadcast_to(past[n][-1:], (1, values.shape[1])), values])
    returns = priced(blocks, portfolio.names, figures, past)
    count = len(figures[names[0]]) - 1
    periods = tuple(workspace.start + t for t in range(count))
    return gains(portfolio, blocks, returns, periods)


def loss_goal(workspace: Workspace, portfolio: Portfolio, blocks: Blocks, loss: float) -> Goal:
    """A loss of `loss` percent of the notional from the start to the quarter."""

    def slack(paths: Lanes) -> np.ndarray:
        value = portfolio_gains(workspace, portfolio, blocks, paths).value[1:]
        return ((1.0 - loss / 100.0) - value / portfolio.notional)[None]

    return Goal(
        f"{portfolio.title} loses {loss:g} percent", "share", blocks.variables(portfolio.names),
        (LOSS_TOLERANCE,), slack, portfolio=portfolio,
    )  # fmt: skip


def condition_goal(workspace: Workspace, words: str, quarters: int) -> Goal:
    """A condition such as ``rate_10y[2028Q4] > 7``, or several joined by `and`.

    Without a quarter it may hold in any. A792 for `or` and `not`, A302, A303 and M-codes for the condition.
    """
    periods = workspace.periods(quarters)
    past = workspace.history
    calendar = Calendar(past.periods[0], periods[0], periods[-1])
    parts = _all(read_condition(words, workspace.model, calendar))
    variables = tuple(dict.fromkeys(v for p in parts for v in p.variables))
    parameters = {n: p.value for n, p in workspace.model.parameters.items()}

    def slack(paths: Lanes) -> np.ndarray:
        count, draws = next(iter(paths.values())).shape
        before = {n: np.broadcast_to(past.series(n)[:, None], (len(past.periods), draws)) for n in variables}
        figures = {
            n: np.concatenate([before[n][: workspace.start - past.periods[0]], paths[n]]) for n in variables
        }
        scope = FormulaScope(figures, past.periods[0], periods[0], draws, count, parameters)
        found = [p.slack.value(scope) for p in parts]
        return np.stack([np.broadcast_to(f, (count, draws)) for f in found])

    timed = any(p.slack.timed for p in parts)
    named = [d.last for p in parts for d in p.slack.dated.values()]
    if timed and named:
        words = f"{words!r} gives some variables a quarter and others none"
        raise MoneygoodError("A792", words, None, "Write a quarter behind each, or behind none")
    if not timed and not named:
        raise MoneygoodError("A792", f"{words!r} says nothing of the path", None, "Name a variable in it")
    tolerance = tuple(1e-9 * max(_size(p, workspace), 1e-3) for p in parts)
    return Goal(" ".join(words.split()), parts[0].unit, variables, tolerance, slack,
                None if timed else max(named))  # fmt: skip


def _all(condition: Inequalities) -> tuple[Inequality, ...]:
    """The inequalities that have to hold together."""
    if condition.inequality is not None:
        return (condition.inequality,)
    if condition.op != "and":
        what = f"a stress test cannot aim at {condition.op!r} in {condition.text!r}"
        raise MoneygoodError("A792", what, None, "Ask for each part alone, or join parts by and")
    return tuple(p for part in condition.parts for p in _all(part))


def _size(part: Inequality, workspace: Workspace) -> float:
    """The usual size of the sides of an inequality, on the history of its variables."""
    sizes = [float(np.nanmax(np.abs(workspace.past(v)[-40:]))) for v in part.variables]
    return max([1.0, *(s for s in sizes if np.isfinite(s))])


def dated_at(goal: Goal, quarter: Quarter) -> Goal:
    """The same goal, to be met in one quarter."""
    return replace(goal, dated=quarter)
