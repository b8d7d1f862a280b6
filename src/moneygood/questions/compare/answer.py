"""What a comparison found: runs on the same draws and their differences from the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import WithReceipt
from moneygood.runs.compare import Comparison
from moneygood.runs.run import RunResult

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class ComparedRuns(WithReceipt):
    """Scenarios and the baseline on the same draws: `runs` and `differences` from the baseline by label.

    A label is a scenario's name; where two have the same one, what tells them apart is added to it.
    """

    baseline: RunResult
    runs: dict[str, RunResult]
    differences: dict[str, Comparison]

    def __repr__(self) -> str:
        names = ", ".join(self.differences)
        draws = min((d.draws for d in self.differences.values()), default=0)
        return f"<{names} minus {self.baseline.plan.name}: {draws:,} paired draws; .table() shows them>"

    def _repr_html_(self) -> str:
        return self.table().to_html(float_format=lambda x: f"{x:,.2f}")

    def table(self) -> pd.DataFrame:
        """A row per scenario, variable and quarter: difference and its error, median, 70 % band, unit.

        The quarter is a pandas period (quarterly), everything else in the variable's own unit.
        """
        import pandas as pd

        frame = pd.DataFrame(self.as_json())
        frame["period"] = pd.PeriodIndex(frame["period"], freq="Q")
        return frame.set_index(["scenario", "variable", "period"])

    def as_json(self) -> list[dict[str, Any]]:
        """The document of `compare --json`: a row per scenario, variable and quarter."""
        return [
            {"scenario": name, **row.as_json()}
            for name, table in self.differences.items()
            for row in table.rows
        ]
