"""The budget block over history: revenue, outlays, issuance as they were; interest from the maturities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.block import BlockRun, Given, Series, run_block
from moneygood.baseline.budget.economy import SERIES, observed_economy
from moneygood.baseline.budget.fiscal_years import (
    between_year_ends,
    calendar_years,
    fiscal_years,
    policy_tables,
    read_policy,
    spread_flat,
    spread_smoothly,
)
from moneygood.baseline.budget.policy import (
    RATES,
    SPENDING,
    TRIAL,
    policy_by_quarter,
    policy_path,
    standing_policy,
)
from moneygood.core.periods import Quarter, quarter_range

if TYPE_CHECKING:
    from moneygood.core.panel import Panel
    from moneygood.data.vintage import Vintage
    from moneygood.model.model import Model

START = Quarter.of(2001, 4)
"""The first quarter simulated; the state of the quarter before is the table ``start-2001``."""

TYPICAL_FINANCING = 100.0
"""Size of other financing before the start, $bn a year: only tells the solver the scale of the variable."""
MARKETABLE = ("bills", "notes", "bonds", "tips", "frn")
DEBT_ABSORBER = {"debt_public": "add_other_financing"}
HELD = ("debt_notes", "debt_bonds", "debt_tips")


@dataclass(frozen=True)
class HistoryInputs:
    """Everything a run over history is given. `given` covers `START` less the block's lags to `last`;
    `composition` [quarter from START] are the stocks of notes, bonds and TIPS, `gains` realisations, `debt`
    the debt held by the public, all NaN after the last known."""

    given: Given
    state: dict[str, np.ndarray]
    composition: dict[str, np.ndarray]
    gains: np.ndarray
    debt: np.ndarray
    last: Quarter


def last_actual_year(vintage: Vintage) -> int:
    """The last fiscal year whose budget was out in the vintage."""
    return max(vintage.cbo_budget("actual", "outlays"))


def known_composition(vintage: Vintage) -> dict[str, dict[int, float]]:
    """Debt held by the public by security at fiscal-year ends, $bn: kind (without bills), then year.

    From the latest statement with exact shares where there is one (2025), the year-end table before.
    """
    debt = vintage.cbo_budget("actual", "debt_public")
    kinds = {kind: vintage.fiscal(f"debt_{kind}") for kind in MARKETABLE}
    years = [y for y in kinds["notes"] if y in debt]
    total = {y: sum(kinds[kind][y] for kind in MARKETABLE) for y in years}
    last = last_actual_year(vintage)
    at = Quarter.of(last, 3)
    for kind in MARKETABLE:
        share = vintage.at(f"debt_share_{kind}", at)
        if np.isfinite(share) and last in total:
            kinds[kind][last] = share * total[last]
    out = {kind: {y: kinds[kind][y] for y in years} for kind in MARKETABLE if kind != "bills"}
    out["nonmarketable"] = {y: debt[y] - total[y] for y in years}
    return out


def history_inputs(
    model: Model, block: Model, vintage: Vintage, last: Quarter, economy: Panel | None = None
) -> HistoryInputs:
    """The inputs of a run from fiscal year 2002 to `last`; see `HistoryInputs`.

    Spending and tax paths are those under which the block gives the actual yearly totals, spread smoothly
    (Treasury's seasonality is left out); after the last actual year they come from the latest CBO table.
    """
    lags = max(block.max_lag, 1)
    first = START - lags
    periods = quarter_range(first, last)
    values = observed_economy(model, vintage, first, last, economy)
    years = fiscal_years(periods)
    for name, path in standing_policy(periods, years).items():
        values[name] = path
    stocks = known_composition(vintage)
    debt_ends = vintage.cbo_budget("actual", "debt_public")
    debt = between_year_ends({y: v for y, v in debt_ends.items() if y >= START.year - 2}, periods)
    actual = last_actual_year(vintage)
    future = years > actual
    for kind in ("frn", "nonmarketable"):
        before = np.roll(debt, 1)
        before[0] = debt[0]
        share = between_year_ends(stocks[kind], periods) / before
        values[f"share_{kind}"] = np.where(future, values[f"share_{kind}"], share)
    composition = {}
    inside = quarter_range(START, last)
    known = np.array([p <= Quarter.of(actual, 3) for p in inside])
    for name in HELD:
        path = between_year_ends(stocks[name.removeprefix("debt_")], inside)
        composition[name] = np.where(known, path, np.nan)
    state = starting_state(block, vintage, values, debt[:lags], lags)
    values.update({name: np.full(len(periods), value) for name, value in TRIAL.items()})
    given = Given(first, values)
    debt_inside = np.where(known, debt[lags:], np.nan)
    gains = gains_by_quarter(vintage.annual("capital_gains"), inside)
    held = {**composition, "debt_public": debt_inside, "gains": gains}
    trial = run_block(block, given, state, last, START, held, DEBT_ABSORBER)
    policy = actual_policy(vintage, trial, periods[lags:], values["gdp_nom"][lags:])
    for name, path in policy.items():
        values[name] = np.concatenate([np.full(lags, path[0]), path])
    return HistoryInputs(Given(first, values), state, composition, gains, debt_inside, last)


def starting_state(
    block: Model, vintage: Vintage, economy: Series, debt: np.ndarray, lags: int
) -> dict[str, np.ndarray]:
    """The figures of all endogenous variables in the quarters before `START` [quarter]: the table
    ``start-2001``, the bill rate from the three-month, gains at their normal share of equities, zero where a
    variable's past does not matter."""
    table = {name: row[2001] for name, row in read_policy("start-2001").items()}
    parameter = {n: p.value for n, p in block.parameters.items()}
    state = {name: np.full(lags, table.get(name, 0.0)) for name in block.endogenous}
    bill = economy["rate_3m"][:lags]
    state["rate_bill"] = (
        parameter["b_bill_year"] * bill / (1 - parameter["b_bill_term"] * bill / 100)
        + parameter["b_bill_spread"]
    )
    state["gains"] = parameter["b_gains_share"] * economy["equity_household"][:lags]
    state["debt_public"] = np.array(debt)
    state["other_financing"] = state["other_financing"] + TYPICAL_FINANCING
    return state


def actual_policy(
    vintage: Vintage, trial: BlockRun, periods: tuple[Quarter, ...], gdp: np.ndarray
) -> dict[str, np.ndarray]:
    """Policy [quarter] that gives the actual yearly totals; after the last actual year CBO's latest baseline.

    Where that has no policy table, the totals of its budget; where there was no baseline yet, each line keeps
    its share of `gdp` [quarter of `periods`].
    """
    years, actual = fiscal_years(periods), last_actual_year(vintage)
    latest = next(iter(vintage.cbo_vintages()[-1:]), "")
    lines = {}
    for line in (*RATES, *SPENDING):
        past = vintage.cbo_budget("actual", line)
        ahead = vintage.cbo_budget(latest, line) if latest else _shared(past, gdp, years, actual)
        lines[line] = {y: v for y, v in ahead.items() if y > actual} | past
    out = policy_by_quarter(lines, trial.values, periods, {})
    debt = vintage.cbo_budget("actual", "debt_public")
    balance = vintage.cbo_budget("actual", "balance")
    financing = {y: debt[y] - debt[y - 1] + balance[y] for y in debt if y - 1 in debt and y in balance}
    out["path_other_financing"] = spread_flat(financing, periods)
    if years.max() > actual and f"cbo-{latest}" in policy_tables():
        table = read_policy(f"cbo-{latest}")
        for name, path in table.items():
            own = policy_path(name, path, periods, years)
            out[name] = np.where(years > actual, own, out[name])
    return out


def _shared(past: Mapping[int, float], gdp: np.ndarray, years: np.ndarray, actual: int) -> dict[int, float]:
    """A budget line after its last actual year, at its share of GDP then, for a year beyond the quarters."""
    share = past[actual] / gdp[years == actual].mean()
    ahead = {int(y): share * gdp[years == y].mean() for y in np.unique(years) if y > actual}
    end = max(ahead, default=actual)
    growth = ahead[end] / ahead.get(end - 1, past[actual]) if ahead else 1.0
    return ahead | {end + 1: ahead.get(end, past[actual]) * growth}


def gains_by_quarter(
    figures: Mapping[str, float] | Mapping[int, float], periods: tuple[Quarter, ...]
) -> np.ndarray:
    """Realised gains [quarter] that average to the calendar-year figures; NaN where there are none."""
    yearly = {int(y): float(v) for y, v in figures.items()}
    years = calendar_years(periods)
    inside = np.isin(years, list(yearly))
    out = np.full(len(periods), np.nan)
    if inside.any():
        own = tuple(p for p, use in zip(periods, inside, strict=True) if use)
        out[inside] = spread_smoothly(yearly, own, calendar_years(own))
    return out


def run_history(
    model: Model, vintage: Vintage, last: Quarter, *, composition: str = "given", hold_debt: bool = False,
    economy: Panel | None = None,
) -> BlockRun:  # fmt: skip
    """The block from fiscal year 2002 to `last`, each quarter starting from the simulated one before.

    `composition` "given" holds notes, bonds and TIPS at the recorded stocks (bills take the rest); "rule"
    leaves them to the issuance equations with fixed shares. `hold_debt` puts the debt on its recorded path
    through other financing, for use as a state to start from.
    """
    from moneygood.baseline.budget.block import budget_block

    block = budget_block(model)
    inputs = history_inputs(model, block, vintage, last, economy)
    values = dict(inputs.given.values)
    held: dict[str, np.ndarray] = {}
    if composition == "given":
        held.update(inputs.composition)
    else:
        for tenor in ("2y", "3y", "5y", "7y"):
            name = f"issue_share_{tenor}"
            values[name] = np.full(
                len(values[name]), read_policy("issuance")[name][last_actual_year(vintage)]
            )
    held["gains"] = inputs.gains
    if hold_debt:
        held["debt_public"] = inputs.debt
    return run_block(block, Given(inputs.given.first, values), inputs.state, last, START, held, DEBT_ABSORBER)


READS = frozenset(SERIES.values()) | frozenset(f"debt_share_{kind}" for kind in MARKETABLE)
"""The quarterly series of a vintage that the history of the budget is made of."""
