"""CBO's own errors for debt, deficits and interest, baseline by baseline, in percent of GDP."""

from __future__ import annotations

from dataclasses import dataclass

from moneygood.data.vintage import Vintage

LINES = (("debt_public", "debt"), ("balance", "deficit"), ("interest_net", "net interest"))


@dataclass(frozen=True)
class CboError:
    """One line of one baseline in one fiscal year: CBO's figure, the actual, the error (projected less
    actual; a deficit counts positive), all in percent of actual GDP of the year."""

    baseline: str
    line: str
    year: int
    projection_year: int
    projected: float
    actual: float

    @property
    def error(self) -> float:
        """Projected less actual, percent of GDP."""
        return self.projected - self.actual


def cbo_errors(vintage: Vintage) -> tuple[CboError, ...]:
    """The errors of every bundled baseline in the years that are over.

    The year in which a baseline came out is projection year 1.
    """
    gdp = vintage.fiscal("gdp_nom")
    out = []
    for baseline in vintage.cbo_vintages():
        published = int(baseline[:4])
        for line, label in LINES:
            actual = vintage.fiscal(line)
            for year, value in sorted(vintage.cbo_budget(baseline, line).items()):
                if year < published or year not in actual or year not in gdp:
                    continue
                sign = -100.0 if line == "balance" else 100.0
                out.append(
                    CboError(baseline, label, year, year - published + 1, sign * value / gdp[year],
                             sign * actual[year] / gdp[year])
                )  # fmt: skip
    return tuple(out)
