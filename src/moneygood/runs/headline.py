"""The headline table: median and 70% band of the main variables at the quarters people ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.runs.fan import Fan, fan

HEADLINE_VARIABLES: tuple[str, ...] = (
    "ffr",
    "rate_10y",
    "infl_core_yoy",
    "unemployment",
    "gdp_growth",
    "debt_ratio",
    "interest_revenue",
    "sp500",
    "ai_capex",
)


@dataclass(frozen=True)
class HeadlineRow:
    """One cell of the headline table, in the variable's own unit.

    `low70` and `high70` are the 15% and 85% quantiles; `mc_error` is the Monte-Carlo standard
    error of the median.
    """

    variable: str
    label: str
    unit: str
    period: str
    median: float
    low70: float
    high70: float
    mc_error: float

    def as_json(self) -> dict[str, Any]:
        """Return the row as a plain dictionary for `--json`."""
        return asdict(self)


def headline_periods(start: Quarter, end: Quarter) -> tuple[Quarter, ...]:
    """Return the last quarter of this year, of next year, and of the years five and ten after this one.

    `start` and `end` are the first and the last simulated quarter; years that the run does not reach
    are left out, and a run that reaches none of them is shown at its last quarter.
    """
    wanted = []
    for years in (0, 1, 5, 10):
        quarter = Quarter.parse(f"{start.year + years}Q4")
        if quarter - end <= 0:
            wanted.append(quarter)
    return tuple(wanted) or (end,)


def headline(
    paths: Paths,
    names: Sequence[str] = HEADLINE_VARIABLES,
    periods: Sequence[Quarter] | None = None,
    *,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    fans: Mapping[str, Fan] | None = None,
) -> tuple[HeadlineRow, ...]:
    """Return the headline rows, variable by variable and within it quarter by quarter.

    `periods` defaults to `headline_periods`. Fans already made can be handed over in `fans`.
    Errors: A014 when a wanted quarter is not simulated.
    """
    simulated = tuple(paths.periods)
    wanted = tuple(periods) if periods is not None else headline_periods(simulated[0], simulated[-1])
    rows = []
    for name in names:
        spread = (fans or {}).get(name) or fan(paths, name)
        middle = spread.levels.index(0.50)
        for quarter in wanted:
            if quarter not in spread.periods:
                raise MoneygoodError(
                    "A014", f"{quarter} is outside the run, which covers {simulated[0]}..{simulated[-1]}"
                )
            t = spread.periods.index(quarter)
            rows.append(
                HeadlineRow(
                    variable=name,
                    label=(labels or {}).get(name, name),
                    unit=(units or {}).get(name, ""),
                    period=str(quarter),
                    median=float(spread.median[t]),
                    low70=float(spread.level(0.15)[t]),
                    high70=float(spread.level(0.85)[t]),
                    mc_error=float(spread.quantile_errors[middle, t]),
                )
            )
    return tuple(rows)
