"""What is exogenous: policy paths by fiscal year, and the budget's state at the jump-off."""

from __future__ import annotations

import numpy as np

from moneygood.baseline.budget.budget import budget_history
from moneygood.baseline.budget.fiscal_years import fiscal_years, policy_tables, read_policy
from moneygood.baseline.budget.policy import policy_path
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.vintage import Vintage
from moneygood.model.model import Model

STANDING = "issuance"
"""The policy table that stands beside the latest budget table: debt management, federal lending, closure."""


def budget_table() -> str:
    """The name of the latest policy table of a CBO baseline."""
    return max(name for name in policy_tables() if name.startswith("cbo-"))


def exogenous_paths(model: Model, first: Quarter, last: Quarter) -> np.ndarray:
    """The exogenous variables [variable, quarter from `first` to `last`], NaN for all others.

    From the policy tables, spread over quarters within fiscal years and carried beyond the last year there.
    Errors: A073 when no table has a path for an exogenous variable.
    """
    begin = Quarter.of(first.fiscal_year - 2, 4)
    periods = quarter_range(begin, last)
    years = fiscal_years(periods)
    tables = read_policy(budget_table()) | read_policy(STANDING)
    out = np.full((len(model.variables), last - first + 1), np.nan)
    for name in model.exogenous:
        if name not in tables:
            raise MoneygoodError(
                "A073", f"no policy table has a path for {name}", None, "Add its path to economics/policy"
            )
        out[model.row(name)] = policy_path(name, tables[name], periods, years)[first - begin :]
    return out


def known_figures(
    model: Model, vintage: Vintage, measured: Panel, end: Quarter, budget: Panel | None = None
) -> Panel:
    """What the vintage measures and what the budget block knows of itself, up to the quarter `end`.

    `budget` is the block's history where it has been worked out before.
    """
    budget = budget_history(model, vintage, end) if budget is None else budget
    first = min(measured.periods[0], budget.periods[0])
    periods = quarter_range(first, end)
    names = tuple(dict.fromkeys((*measured.names, *budget.names)))
    values = np.full((len(names), len(periods)), np.nan)
    status = np.zeros(values.shape, dtype=np.uint8)
    for source in (budget, measured):
        shift = source.periods[0] - first
        width = min(len(source.periods), len(periods) - shift)
        for name in source.names:
            i = names.index(name)
            own = source.series(name)[:width]
            there = np.flatnonzero(np.isfinite(own))
            values[i, shift + there] = own[there]
            status[i, shift + there] = source.status[source.row(name), there]
    return Panel(names, periods, values, status)
