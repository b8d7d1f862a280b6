"""A portfolio of building blocks under scenarios and over the draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.portfolio.answer import PortfolioAnswer

MOST = 100_000
"""Draws that are held in memory with the returns of every block."""


@dataclass(frozen=True, kw_only=True)
class AskPortfolio(CheckedRequest):
    """Example: moneygood portfolio sixty-forty-ai --in ai-disappoints --in foreign-strike"""

    portfolio: str | Mapping[str, Any] = argument(
        "sixty-forty-ai", help="Shipped portfolio, or a file of weights by block (.yaml, .csv, .xlsx)."
    )
    scenarios: Sequence[Scenario] = option(
        (), "Scenario it is looked at in; may be repeated. Those of the portfolio when none is named.",
        flag="--in", many=True, ordered=True,
    )  # fmt: skip
    over: int = option(
        4, "Quarters over which risk is measured, beside the whole run.", unit="quarters", least=1, most=120
    )
    level: Sequence[float] = option(
        (95.0, 99.0), "Level of value at risk and expected shortfall; may be repeated.", unit="percent",
        least=50.0, most=99.9, many=True, read=float,
    )  # fmt: skip
    draws: int = draw_option("draws", 2000, least=100, most=MOST)
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters", 14)
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    backend: str = draw_option("backend")
    view: Sequence[str] = draw_option("view")


def ask(workspace: Workspace, request: AskPortfolio, progress: Progress | None = None) -> PortfolioAnswer:
    """The gains of a portfolio in percent of its size: by scenario, year, block and driver, and its risk.

    Building blocks are priced from the paths by carry, roll, rates, convexity, spread, default, breakeven,
    inflation, prepayment, price, income and currency, which add up to the gain. Value at risk and expected
    shortfall (percent of the size, a loss is positive) are over the first `over` quarters and the whole run;
    scenarios are compared with the baseline on the same draws. A hedge ratio is the position in one block, in
    percent of the portfolio's value, that minimises the variance, or the expected shortfall, of the first
    `over` quarters. What is drawn has standard errors beside it; with `view` draws have the weights of these
    views. Errors: A782 to A787, A074, A711 to A717 for views, S-codes for a scenario, those of `run`. Source:
    ours; fabozzi2021, rockafellar2000, ederington1979.

    >>> import moneygood as mg
    >>> found = mg.portfolio({"treasury_10y": 60, "cash": 40}, draws=100, quarters=4)
    >>> found.as_json()["adds_up"] < 1e-9
    True
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.portfolios.analysis import analyse
    from moneygood.portfolios.block_text import read_blocks
    from moneygood.portfolios.holdings import find_portfolio, list_portfolios
    from moneygood.questions.portfolio.answer import PortfolioAnswer
    from moneygood.runs.run import RunRequest
    from moneygood.runs.store.sources import plans_of
    from moneygood.scenarios.labels import distinct_labels

    r = request
    own = find_portfolio(r.portfolio, read_blocks(workspace.model).blocks)
    shipped = isinstance(r.portfolio, str) and r.portfolio in list_portfolios()
    named = r.scenarios or (() if shipped else own.scenarios)
    plans = plans_of(workspace, named, own.scenarios, r.quarters)
    found = analyse(
        workspace, own, list(zip(distinct_labels(plans), plans, strict=True)), find_scenario("baseline"),
        RunRequest(r.draws, r.seed, r.quarters, r.threads, backend=r.backend, view=tuple(r.view)),
        horizon=r.over, levels=[v / 100.0 for v in r.level], progress=progress,
    )  # fmt: skip
    return PortfolioAnswer(found, r.draws, r.seed, workspace.vintage.name)


def facts(request: AskPortfolio, answer: PortfolioAnswer) -> list[str]:
    """The line under the answer: draws, seed, failed share, and how well the parts add up."""
    a = answer.found
    return [
        f"{answer.draws:,} draws of each scenario and of the baseline, seed {answer.seed}; failed at most "
        f"{100 * a.failed_share:.3f}%. Parts add up to {a.adds_up:.0e} of the portfolio."
    ]
