"""What a comparison found: runs on the same draws and their differences from the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import Column, Table, WithReceipt
from moneygood.core.figures import change, inside, listed
from moneygood.core.periods import Quarter
from moneygood.runs.came import seen_of
from moneygood.runs.came_tables import came_by_run
from moneygood.runs.compare import Comparison, Difference
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
        return f"<{self.lead} .table() shows all>"

    @property
    def title(self) -> str:
        """What is compared."""
        names = listed([run.plan.title for run in self.runs.values()])
        return f"{names} against {inside(self.baseline.plan.title)}"

    @property
    def lead(self) -> str:
        """Where the first scenario moves most against its error; what the figures are."""
        said = " ".join([self.sentence(name) for name in self.runs][:1])
        return said if self.baseline.views is None else f"{said} {self.baseline.views.caveat}"

    @property
    def reading(self) -> str:
        """Each scenario in a sentence, with its plausibility and how many pairs of draws there are."""
        said = [
            f"{self.sentence(name)} Plausibility: {run.plausibility.sentence}."
            for name, run in self.runs.items()
        ]
        draws = min((d.draws for d in self.differences.values()), default=0)
        return " ".join([*said, f"{draws:,} paired draws."])

    @property
    def tables(self) -> tuple[Table, ...]:
        """A table a scenario: the median difference and its error; then the 70% bands of differences."""
        views = () if self.baseline.views is None else (self.baseline.views.table,)
        return (
            *(self._medians(name, i) for i, name in enumerate(self.differences)),
            *self._came(),
            *views,
            *(self._bands(name) for name in self.differences),
        )

    def _came(self) -> tuple[Table, ...]:
        """What came since the day, with its percentile among the draws of each run."""
        names = tuple(dict.fromkeys(row.variable for d in self.differences.values() for row in d.rows))
        all_runs = {self.baseline.plan.title: self.baseline} | {
            run.plan.title if name == run.plan.name else name: run for name, run in self.runs.items()
        }
        beside = {label: run.came_beside(names) for label, run in all_runs.items()}
        return came_by_run(beside, seen_of(self.baseline.workspace))

    def _medians(self, name: str, place: int) -> Table:
        found = self._table(name, f"{self._versus(name)}: median difference", self.figure)
        return replace(found, note=self.sentence(name).partition(". ")[0] + ".") if place else found

    def _bands(self, name: str) -> Table:
        def band(row: Difference) -> str:
            ends = [
                self.figure(replace(row, median=v, median_error=row.mc_error))
                for v in (row.low70, row.high70)
            ]
            return " to ".join(end.split(" ± ")[0] for end in ends)

        return replace(self._table(name, f"{self._versus(name)}: 70% of draws", band), full=True)

    def _versus(self, name: str) -> str:
        plan = self.runs[name].plan
        told = "" if name in (plan.name, plan.title) else f" ({name})"
        return f"{plan.title}{told} against {inside(self.baseline.plan.title)}"

    def _table(self, name: str, title: str, figure: Callable[[Difference], str]) -> Table:
        rows = self.differences[name].rows
        periods = list(dict.fromkeys(row.period for row in rows))
        cells: dict[str, list[str]] = {}
        for row in rows:
            cells.setdefault(row.variable, []).append(figure(row).removesuffix(" a year"))
        body = tuple((self.baseline.labels[v], *texts) for v, texts in cells.items())
        return Table(title, (Column(""), *(Column(q, "s") for q in periods)), body)

    def sentence(self, name: str) -> str:
        """Where a scenario moves most against the error of its median, in two or three figures."""
        rows, plan = self.differences[name].rows, self.runs[name].plan
        periods = list(dict.fromkeys(row.period for row in rows))
        at = periods[min(1, len(periods) - 1)]
        moved = [row for row in rows if row.period == at and row.median != 0.0]
        against = f"{plan.title} against {inside(self.baseline.plan.title)}, {at}"
        if not moved:
            return f"{against}: no difference."
        moved.sort(key=lambda row: -abs(row.median) / (row.median_error or 1e-12))
        parts = [f"{inside(self.baseline.labels[row.variable])} {self.figure(row)}" for row in moved[:3]]
        return f"{against}: {'; '.join(parts)}. Medians of paired draws ± Monte-Carlo error."

    def figure(self, row: Difference) -> str:
        """The median difference of a row in its own unit, with its error."""
        bp = row.variable in self.baseline.workspace.basis_points
        return change(row.median, row.unit, row.median_error, bp=bp, base=self._base(row))

    def _base(self, row: Difference) -> float:
        """The baseline's median where the difference is."""
        fan = self.baseline.quantiles(row.variable)
        return float(fan.median[[str(q) for q in fan.periods].index(row.period)])

    def _repr_html_(self) -> str:
        return self.table().to_html(float_format=lambda x: f"{x:,.2f}")

    def table(self) -> pd.DataFrame:
        """A row per scenario, variable and quarter: difference and its error, median, 70% band, unit.

        The quarter is a pandas period (quarterly), everything else in the variable's own unit.
        """
        import pandas as pd

        frame = pd.DataFrame(self.as_json())
        frame["period"] = pd.PeriodIndex(frame["period"], freq="Q")
        return frame.set_index(["scenario", "variable", "period"])

    def as_json(self) -> list[dict[str, Any]]:
        """The document of `compare --json`: a row per scenario, variable and quarter."""
        views = self.baseline.views
        under = {} if views is None else {"views": views.count, "effective_draws": views.effective}
        return [
            {"scenario": name, **row.as_json(), **under, **self._came_json(name, row)}
            for name, table in self.differences.items()
            for row in table.rows
        ]

    def _came_json(self, name: str, row: Difference) -> dict[str, Any]:
        """What came of a row's figure and its percentiles in both runs; empty where it is not known."""
        quarter = (Quarter.parse(row.period),)
        mine = self.runs[name].came_beside((row.variable,), quarter)
        theirs = self.baseline.came_beside((row.variable,), quarter)
        if not mine or not theirs:
            return {}
        return {
            "came": mine[0].came,
            "percentile": mine[0].percentile,
            "percentile_against": theirs[0].percentile,
        }
