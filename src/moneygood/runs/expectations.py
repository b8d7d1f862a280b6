"""What a scenario was expected to do, held against what the medians of its draws do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.units import shown_unit
from moneygood.runs.compare import paired_mask
from moneygood.runs.run import RunResult
from moneygood.scenarios.aliases import with_names
from moneygood.scenarios.expected import factor_of

if TYPE_CHECKING:
    from moneygood.model.model import Model
    from moneygood.scenarios.plan import Plan


@dataclass(frozen=True)
class ExpectationVerdict:
    """One expectation: `found` beside its range `low`..`high`, in `unit`, and whether it `holds`.

    `how` is "value" (the median of the scenario's draws), "change" (it less the baseline's median on the same
    draws) or "change_percent" (in percent of the baseline's).
    """

    variable: str
    label: str
    at: str
    how: str
    low: float
    high: float
    found: float
    unit: str
    holds: bool
    why: str
    source: str

    def as_json(self) -> dict[str, Any]:
        """The verdict as a plain dictionary for `--json`."""
        return asdict(self)


def expected_variables(plan: Plan, model: Model) -> tuple[str, ...]:
    """The variables that a plan's expectations look at, under the model's names: what a run has to keep."""
    return tuple(dict.fromkeys(e.variable for e in with_names(plan, model).expected))


def judge(run: RunResult, base: RunResult) -> tuple[ExpectationVerdict, ...]:
    """The verdicts on the expectations of a run's plan that lie inside the run, in the order of the text.

    Both runs have the same draws and kept the variables (`expected_variables`); draws that failed in either
    are left out. Errors: A021 for runs that are not pairs, C007 for a variable that was not kept.
    """
    model, both = run.workspace.model, paired_mask(run.paths, base.paths)
    periods, out = list(run.paths.periods), []
    for one in with_names(run.plan, model).expected:
        if one.at not in periods:
            continue
        t = periods.index(one.at)
        a, b = (
            float(np.median(np.asarray(r.paths.series(one.variable))[t, both].astype(np.float64)))
            for r in (run, base)
        )
        figure = {"value": a, "change": a - b, "change_percent": 100.0 * (a / b - 1.0)}[one.measure]
        factor = factor_of(one, model)
        own = "%" if one.measure == "change_percent" else shown_unit(run.workspace.units[one.variable])
        found = figure / factor
        out.append(
            ExpectationVerdict(
                one.variable, run.labels[one.variable], str(one.at), one.measure, one.low, one.high, found,
                one.unit or own, one.holds(found), one.why, one.source,
            )
        )  # fmt: skip
    return tuple(out)
