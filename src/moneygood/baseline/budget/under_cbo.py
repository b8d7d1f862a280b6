"""The budget block under CBO's own economy: what its budget implies for policy, and the block's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.block import BlockRun, Given, budget_block, run_block
from moneygood.baseline.budget.economy import cbo_economy
from moneygood.baseline.budget.fiscal_years import fiscal_years, read_policy
from moneygood.baseline.budget.history import TYPICAL_FINANCING, gains_by_quarter, run_history
from moneygood.baseline.budget.policy import (
    RATES,
    SPENDING,
    TRIAL,
    policy_by_year,
    policy_path,
    standing_policy,
)
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage
    from moneygood.model.model import Model

Replacement = Callable[[Quarter, dict[str, np.ndarray]], dict[str, np.ndarray]]

UNITS = {"tax_": "1", "real_": "usd17/yr", "pay": "usd/yr", "path_": "usd/yr"}


def first_projected_year(vintage: Vintage, baseline: str) -> int:
    """The first fiscal year that a CBO baseline projects."""
    return min(vintage.cbo_budget(baseline, "interest_net"))


def _economy(
    model: Model, vintage: Vintage, baseline: str, first: Quarter, last: Quarter
) -> dict[str, np.ndarray]:
    periods = quarter_range(first, last)
    values = cbo_economy(model, vintage, baseline, first, last)
    values.update(standing_policy(periods, fiscal_years(periods)))
    return values


def _start(model: Model, vintage: Vintage, baseline: str) -> tuple[BlockRun, Quarter, Quarter]:
    """History to the last actual year of the baseline, and the first and last quarter projected."""
    year = first_projected_year(vintage, baseline)
    history = run_history(model, vintage, Quarter.of(year - 1, 3), hold_debt=True)
    last = max(vintage.cbo_budget(baseline, "interest_net"))
    return history, Quarter.of(year - 1, 4), Quarter.of(last, 3)


def _run(
    model: Model, vintage: Vintage, baseline: str, history: BlockRun, policy: dict[str, np.ndarray],
    first: Quarter, last: Quarter, replace: Replacement | None = None, hold_gains: bool = True,
) -> BlockRun:  # fmt: skip
    """The block from `first` to `last` under CBO's economy and `policy` [quarter], gains at CBO's figures."""
    block = budget_block(model)
    lags = max(block.max_lag, 1)
    state = history.state(first - 1, lags)
    values = _economy(model, vintage, baseline, first - lags, last)
    if replace is not None:
        values.update(replace(first - lags, values))
    for name, path in policy.items():
        values[name] = np.concatenate([state[name], path])
    for name in ("share_frn", "share_nonmarketable"):
        own = values[name].copy()
        own[:lags] = state[name]
        own[lags:] = state[name][-1]
        values[name] = own
    state["other_financing"] = np.where(
        np.abs(state["other_financing"]) < 1, TYPICAL_FINANCING, state["other_financing"]
    )
    periods = quarter_range(first, last)
    gains = gains_by_quarter(vintage.cbo_annual(baseline, "capital_gains"), periods)
    held = {"gains": gains} if hold_gains else {}
    return run_block(block, Given(first - lags, values), state, last, first, held)


def other_financing(vintage: Vintage, baseline: str) -> dict[int, float]:
    """Borrowing beside the deficit by fiscal year that a baseline's debt and deficits imply, $bn."""
    debt = vintage.cbo_budget("actual", "debt_public") | vintage.cbo_budget(baseline, "debt_public")
    balance = vintage.cbo_budget(baseline, "balance")
    return {y: debt[y] - debt[y - 1] + balance[y] for y in balance}


def derive_policy(model: Model, vintage: Vintage, baseline: str) -> dict[str, dict[int, float]]:
    """The policy table of a CBO baseline: path, then fiscal year, from the last actual year on.

    Effective rates are CBO's revenue over the tax bases of the block (the gains tax and the Federal Reserve's
    remittances taken out), real paths CBO's outlays over the prices of the block; other financing is what
    CBO's debt and deficits imply.
    """
    history, first, last = _start(model, vintage, baseline)
    periods = quarter_range(first, last)
    years = fiscal_years(periods)
    trial_policy = {name: np.full(len(periods), value) for name, value in TRIAL.items()}
    trial = _run(model, vintage, baseline, history, trial_policy, first, last)
    lines = {line: vintage.cbo_budget(baseline, line) for line in (*RATES, *SPENDING)}
    shift = read_policy("calendar").get(f"cbo-{baseline}", {})
    table = policy_by_year(lines, trial.values, years, shift)
    past = history.values
    for path, row in table.items():
        row[first.fiscal_year - 1] = float(past[path][-4:].mean())
        table[path] = dict(sorted(row.items()))
    table["payment_shift"] = {int(y): shift.get(int(y), 0.0) for y in np.unique(years)}
    table["path_other_financing"] = other_financing(vintage, baseline)
    return table


def policy_table_text(table: dict[str, dict[int, float]], baseline: str) -> str:
    """A policy table as the text kept in economics/policy."""
    source = f"CBO baseline {baseline} over the bases of the block (cbo{baseline[:4]})"
    lines = [
        f"# Policy in CBO's baseline {baseline} by fiscal year: effective tax rates, spending at 2017",
        "# prices, other financing. Rates and spending start with the last actual year.",
        "path,year,value,unit,source",
    ]
    for path, row in table.items():
        unit = next(u for prefix, u in UNITS.items() if path.startswith(prefix))
        lines += [f"{path},{year},{value:.7g},{unit},{source}" for year, value in row.items()]
    return "\n".join(lines) + "\n"


def cbo_run(
    model: Model, vintage: Vintage, baseline: str, replace: Replacement | None = None, hold_gains: bool = True
) -> BlockRun:
    """The block under CBO's economy and the policy table of `baseline`, from its first projected year.

    Interest starts from the maturity structure that the history run reaches, and debt from the actual debt.
    `replace` may put other figures in place of CBO's: it hears the first quarter and CBO's figures [quarter
    from there] by name. Gains are CBO's own unless `hold_gains` is false. D001 when
    there is no policy table of that baseline.
    """
    table = read_policy(f"cbo-{baseline}")
    history, first, last = _start(model, vintage, baseline)
    if first.fiscal_year not in table["tax_payroll"]:
        raise MoneygoodError("A091", f"the policy table cbo-{baseline} does not reach {first.fiscal_year}")
    joined = quarter_range(first - 4, last)
    years = fiscal_years(joined)
    policy = {name: policy_path(name, row, joined, years)[4:] for name, row in table.items()}
    return _run(model, vintage, baseline, history, policy, first, last, replace, hold_gains)
