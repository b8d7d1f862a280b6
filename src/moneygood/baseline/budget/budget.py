"""The federal budget checked against history and against CBO, and its state to start the full model from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from moneygood.baseline.budget.block import BlockRun
from moneygood.baseline.budget.fiscal_years import read_policy, year_ends, yearly_means
from moneygood.baseline.budget.history import last_actual_year, run_history
from moneygood.baseline.budget.policy import RATES, SPENDING
from moneygood.baseline.budget.under_cbo import cbo_run
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import NOWCAST, OBSERVED, Panel
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage
    from moneygood.model.model import Model

FIRST_JUDGED_YEAR = 2003
HISTORY_LIMITS = {"given": (3.0, 8.0), "rule": (4.0, 11.0)}
"""Largest mean and largest single error of net interest over history, percent."""

REVENUE_LIMIT, LINE_LIMIT, DEBT_LIMIT = 2.0, 6.0, 1.5
BALANCE_LIMIT = 0.25
INTEREST_LIMIT = {"2026-02": 3.0, "2025-01": 4.0}
"""Largest yearly errors under CBO's economy: percent; the balance in percent of GDP."""

SECURITIES = ("bills", "notes", "bonds", "tips", "frn", "nonmarketable", "other")
PARTS = {"rev_other": "rev_remittances", "out_other_mandatory": "out_stabilisers"}
"""Lines that CBO reports together with another line of the block."""


class HasModelAndVintage(Protocol):
    """What a workspace has that the checks need."""

    @property
    def model(self) -> Model: ...
    @property
    def vintage(self) -> Vintage: ...


@dataclass(frozen=True)
class YearRow:
    """One fiscal year: the block's figure, the published one ($bn), the error in percent (balance: of GDP).

    `parts` are the components of the block's figure, $bn.
    """

    year: int
    block: float
    published: float
    error: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class LineCheck:
    """One budget line over the years: rows, mean and largest absolute error, the limit, whether it is met."""

    line: str
    rows: tuple[YearRow, ...]
    mean_error: float
    largest_error: float
    largest_year: int
    limit: float
    met: bool
    unit: str = "percent"


@dataclass(frozen=True)
class InterestHistory:
    """Net interest simulated from the maturity structure since fiscal year 2002, against the actual figures.

    `composition` is "given" or "rule"; `interest` has the rows (with `parts` by security), `debt` the debt at
    fiscal-year ends; `identity_error` is the largest relative residual of an identity; `sample_note` says
    what was fitted on the same years.
    """

    composition: str
    interest: LineCheck
    debt: LineCheck
    mean_limit: float
    met: bool
    identity_error: float
    sample_note: str


@dataclass(frozen=True)
class CboReplication:
    """The block under a CBO baseline's economy against its budget, line by line.

    `policy_inputs` are the paths taken from that budget: lines they drive come out by construction, up to the
    spreading of yearly rates over quarters; net interest, and with it outlays, balance and debt, do not.
    """

    baseline: str
    lines: Mapping[str, LineCheck]
    policy_inputs: tuple[str, ...]
    met: bool
    identity_error: float


SAMPLE_NOTE = (
    "Fitted on these years: the level of federal lending and the speed of its rate, and for the fixed rule "
    "the issuance speeds and shares, on net interest; tenor shares of notes and the pace at which bonds "
    "mature on Treasury's average rates. Not fitted: all else. Treasury's seasonality within the year is "
    "left out."
)


def _check(
    line: str, block: Mapping[int, float], published: Mapping[int, float], limit: float, *, first: int = 0,
    scale: Mapping[int, float] | None = None, parts: Mapping[str, Mapping[int, float]] | None = None,
    shown_from: int | None = None,
) -> LineCheck:  # fmt: skip
    """A line check over the years in both; errors in percent of the published figure, or of `scale`.

    Years before `first` are shown from `shown_from` on, but not judged.
    """
    rows = []
    for year in sorted(set(block) & set(published)):
        if year < (first if shown_from is None else shown_from):
            continue
        base = (scale or published)[year]
        error = 100.0 * (block[year] - published[year]) / abs(base)
        own = {name: values[year] for name, values in (parts or {}).items()}
        rows.append(YearRow(year, block[year], published[year], error, own))
    judged = [r for r in rows if r.year >= first]
    worst = max(judged, key=lambda r: abs(r.error))
    mean = float(np.mean([abs(r.error) for r in judged]))
    unit = "percent of GDP" if scale is not None else "percent"
    met = abs(worst.error) <= limit
    return LineCheck(line, tuple(rows), mean, abs(worst.error), worst.year, limit, met, unit)


def _yearly(run: BlockRun, name: str) -> dict[int, float]:
    return yearly_means(run.values[name], run.periods)


def _by_security(run: BlockRun) -> dict[str, dict[int, float]]:
    return {kind: _yearly(run, f"interest_{kind}") for kind in SECURITIES}


def interest_history(workspace: HasModelAndVintage, composition: str = "given") -> InterestHistory:
    """Net interest of fiscal years 2002 to 2025, simulated dynamically by the engine from the state of 2001.

    Given: market yields, consumer prices, primary balance, other means of financing, and with `composition`
    "given" the stocks of notes, bonds and TIPS (bills are the rest); with "rule" those follow the issuance
    equations with fixed shares. Judged on FY2003 to FY2025. A092 for another composition.
    """
    if composition not in HISTORY_LIMITS:
        raise MoneygoodError("A092", f"composition is {composition!r}", hint="Write given or rule")
    vintage = workspace.vintage
    run = run_history(
        workspace.model, vintage, Quarter.of(last_actual_year(vintage), 3), composition=composition
    )
    mean_limit, largest = HISTORY_LIMITS[composition]
    interest = _check(
        "interest_net", _yearly(run, "interest_net"), vintage.cbo_budget("actual", "interest_net"), largest,
        first=FIRST_JUDGED_YEAR, parts=_by_security(run), shown_from=FIRST_JUDGED_YEAR - 1,
    )  # fmt: skip
    debt = _check(
        "debt_public", year_ends(run.values["debt_public"], run.periods),
        vintage.cbo_budget("actual", "debt_public"), DEBT_LIMIT, first=FIRST_JUDGED_YEAR,
    )  # fmt: skip
    met = interest.met and interest.mean_error <= mean_limit
    worst = max(run.identity_error.values(), default=0.0)
    return InterestHistory(composition, interest, debt, mean_limit, met, worst, SAMPLE_NOTE)


def cbo_replication(workspace: HasModelAndVintage, baseline: str = "2026-02") -> CboReplication:
    """The block under CBO's economy of `baseline` ("2026-02" or "2025-01") against CBO's budget.

    Net interest comes from the maturity structure that history leaves, rolled over at CBO's yields; CBO's
    average rate is not used. The limits are those of the project: revenue and primary outlays 2%, each line
    6%, net interest 3% (4% for January 2025), balance 0.25% of GDP, debt 1.5%.
    """
    vintage = workspace.vintage
    run = cbo_run(workspace.model, vintage, baseline)
    block = {line: _yearly(run, line) for line in run.values}
    gdp = _fiscal_gdp(vintage, baseline)
    lines: dict[str, LineCheck] = {}
    for line in (*RATES, *SPENDING):
        own = block[line]
        if line in PARTS:
            own = {y: v + block[PARTS[line]][y] for y, v in own.items()}
        lines[line] = _check(line, own, vintage.cbo_budget(baseline, line), LINE_LIMIT)
    for line in ("revenue", "outlays_primary"):
        lines[line] = _check(line, block[line], vintage.cbo_budget(baseline, line), REVENUE_LIMIT)
    limit = INTEREST_LIMIT.get(baseline, max(INTEREST_LIMIT.values()))
    published = vintage.cbo_budget(baseline, "interest_net")
    lines["interest_net"] = _check(
        "interest_net", block["interest_net"], published, limit, parts=_by_security(run)
    )
    lines["balance"] = _check(
        "balance", block["balance"], vintage.cbo_budget(baseline, "balance"), BALANCE_LIMIT, scale=gdp
    )
    ends = year_ends(run.values["debt_public"], run.periods)
    lines["debt_public"] = _check(
        "debt_public", ends, vintage.cbo_budget(baseline, "debt_public"), DEBT_LIMIT
    )
    worst = max(run.identity_error.values(), default=0.0)
    inputs = tuple(read_policy(f"cbo-{baseline}"))
    return CboReplication(baseline, lines, inputs, all(c.met for c in lines.values()), worst)


def _fiscal_gdp(vintage: Vintage, baseline: str) -> dict[int, float]:
    economy = vintage.cbo_economy(baseline)
    return yearly_means(economy.series("gdp_nom"), economy.periods)


def budget_history(model: Model, vintage: Vintage, end: Quarter | str, economy: Panel | None = None) -> Panel:
    """All variables of the budget sector [name, quarter] from 2001Q4 to `end`, to start the full model from.

    Up to fiscal year 2025 revenue, outlays, composition and debt are the published yearly figures spread
    smoothly over quarters (status: observed); interest by security and the maturity structure are what the
    block makes of market yields (nowcast). Later quarters follow CBO's latest budget for policy and the
    observed economy for everything else (nowcast). `economy` (model names) replaces the observed economy
    where it has figures. Debt is on CBO's year-end basis, 0.4 percent below Treasury's series.
    """
    last = Quarter.parse(end)
    run = run_history(model, vintage, last, hold_debt=True, economy=economy)
    names = tuple(n for n in model.variables if n in run.values)
    values = np.array([run.values[n] for n in names])
    actual = {
        *RATES,
        *SPENDING,
        "debt_public",
        "debt_notes",
        "debt_bonds",
        "debt_tips",
        "revenue",
        "outlays_primary",
    }
    actual_end = Quarter.of(last_actual_year(vintage), 3)
    known = np.array([p <= actual_end for p in run.periods])
    status = np.full(values.shape, NOWCAST, dtype=np.uint8)
    for i, name in enumerate(names):
        if name in actual:
            status[i, known] = OBSERVED
    return Panel(names, run.periods, values, status)
