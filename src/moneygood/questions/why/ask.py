"""Why two things differ: attribution that adds up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from moneygood.baseline.opening import Scenario, load
from moneygood.core.periods import Quarter
from moneygood.core.run_limits import QUARTERS
from moneygood.runs.attribution.attribution import Attribution
from moneygood.runs.attribution.explain import explain
from moneygood.runs.attribution.question import ask
from moneygood.runs.first_passage.triggers import read_breaks, with_own
from moneygood.runs.run import resolve_name
from moneygood.runs.store.sources import plan_of
from moneygood.scenarios.plan import BASELINE


def why(
    variable: str,
    scenario: Scenario = BASELINE,
    against: Scenario = BASELINE,
    *,
    at: Quarter | str | None = None,
    since: Quarter | str | None = None,
    given: str | None = None,
    by: str = "shock",
    draws: int | None = None,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    breaks: Sequence[str | Path] = (),
    threads: int = 0,
) -> Attribution:
    """What a difference in one variable consists of, in parts that add up to it exactly.

    `scenario` less `against` in quarter `at` (by default the fourth quarter of the second year after the
    start); with `since`, `scenario` in `at` less itself in that earlier quarter; with `given`, its mean
    over the draws on which a break such as ``stocks`` or ``rates.cuts`` has happened by `at` less its mean
    over all draws. Scenarios may be stored runs too (a run's folder, its id, or ``last``). `by` is
    ``shock`` (one part per imposed element, or per sector's random shocks with `given`), ``channel`` (one
    per mechanism) or ``lag`` (one per quarter in which something is imposed or drawn). `draws` 0, the
    default, looks at the path without draws; more compares draw by draw on the same shocks and gives every
    part its error; with `given` the default is 1,000. `breaks` are files with definitions of your own.

    Figures are in the variable's unit. Errors: A075 for an unknown variable, A201 to A209, S-codes for a
    scenario, C001 for a quarter, R003 and A205 for a stored run. Source: Shapley (1953).
    """
    workspace = load(vintage)
    name = resolve_name(workspace.model, variable)
    question = ask(
        workspace, name, plan_of(workspace, scenario), plan_of(workspace, against),
        at=None if at is None else Quarter.parse(at), since=None if since is None else Quarter.parse(since),
        given=given, by=by, draws=draws, seed=seed, quarters=quarters, threads=threads,
    )  # fmt: skip
    if given is None:
        return explain(workspace, question)
    from moneygood.runs.attribution.conditional import explain_condition

    definitions = with_own(read_breaks(workspace.model), breaks, workspace.model)
    return explain_condition(workspace, question, definitions)
