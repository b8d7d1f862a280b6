"""How likely each scenario is, where it lies among the baseline's draws, and what weight it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.odds.answer import OddsAnswer
    from moneygood.runs.path_formula import Calendar
    from moneygood.runs.scenario_weights.features import Feature
    from moneygood.runs.scenario_weights.observed import NewFigure

NEAR = 24
"""Quarters within which a scenario's features are looked for."""


@dataclass(frozen=True, kw_only=True)
class AskOdds(CheckedRequest):
    """Example: moneygood odds ai-disappoints foreign-strike --at 2028Q4"""

    scenarios: Sequence[Scenario] = argument(
        (),
        "Scenarios, files, or stored runs (folder, id, or last); all shipped scenarios when none is named.",
        many=True,
    )
    at: Quarter | str | None = option(
        None, "Quarter that is looked at, such as 2028Q4; Q4 of next year by default.", read=Quarter.parse
    )
    observed: Sequence[str] = option(
        (),
        'A figure published since, such as "infl_core_yoy[2026Q4] = 3.1 ± 0.1", or a later vintage: which '
        "scenario gained? May be repeated.",
        many=True,
    )
    draws: int = draw_option("draws", 400, least=100, help="Number of simulated paths of each scenario.")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    backend: str = draw_option("backend")
    view: Sequence[str] = draw_option("view")


def ask(workspace: Workspace, request: AskOdds, progress: Progress | None = None) -> OddsAnswer:
    """How unlikely each scenario is under the model's own shocks, its percentile, and its weight.

    The plausibility of a scenario is the p-value of the shocks that it imposes (see `run`): small means that
    the model's shocks hardly ever do so of themselves. Its percentile for a variable of the headline table is
    the share of the baseline's good draws (in percent, 0 to 100) that lie below the scenario's median in
    quarter `at`, both on the same `draws` shocks; its error is that of draws taken anew. Its weight (0 to 1)
    is the share of the baseline's draws that looks like it among the scenarios asked about and the baseline
    itself, which add up to one; see `scenario_weights`. `view` weighs the draws by views, `observed` by how
    likely new figures were on them: then weights after them stand beside. Failed draws are left out and
    counted. Errors: S-codes for a scenario, R003 and A205 for a stored run, A014 for a quarter outside the
    run, A711 to A715 for views and new figures, those of `run`. Source: meucci2008 and ours.

    >>> import moneygood as mg
    >>> found = mg.odds("cuts-arrive", draws=100, quarters=6)
    >>> [row["scenario"] for row in found.as_json()["scenarios"]]
    ['cuts-arrive']
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.odds.answer import OddsAnswer, ScenarioOdds
    from moneygood.questions.odds.percentile import percentile_rows
    from moneygood.runs.came import seen_of
    from moneygood.runs.headline import HEADLINE_VARIABLES, headline_periods
    from moneygood.runs.path_formula import Calendar
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan
    from moneygood.runs.scenario_weights.features import defining_features
    from moneygood.runs.scenario_weights.observed import likelihood_of
    from moneygood.runs.scenario_weights.weights import scenario_weights
    from moneygood.runs.store.sources import plans_of
    from moneygood.scenarios.labels import distinct_labels
    from moneygood.scenarios.library import list_scenarios

    r = request
    periods = workspace.periods(r.quarters)
    ends = headline_periods(periods[0], periods[-1])
    at = Quarter.parse(r.at) if r.at is not None else ends[min(1, len(ends) - 1)]
    if at not in periods:
        raise MoneygoodError("A014", f"{at} is outside the runs, which cover {periods[0]}..{periods[-1]}")
    plans = plans_of(workspace, r.scenarios, list_scenarios(), r.quarters)
    for i, one in enumerate(r.scenarios):
        if one in list(r.scenarios)[:i]:
            what = f"{plans[i].name} is named twice, and the weights would be shared between the two"
            raise MoneygoodError("A074", what, None, "Name each scenario once")
    calendar = Calendar(workspace.history.periods[0], periods[0], periods[-1])
    new = [o for text in r.observed for o in _observed(workspace, text, calendar)]
    keep = tuple(dict.fromkeys(n for o in new for n in o.formula.variables))
    run_request = RunRequest(
        r.draws, r.seed, r.quarters, r.threads, backend=r.backend, view=tuple(r.view), keep=keep
    )
    base = run_plan(workspace, find_scenario("baseline"), run_request)
    wanted = tuple(dict.fromkeys((*[q for q in ends if q - periods[0] < NEAR], at)))
    found = []
    features: dict[str, tuple[str, tuple[Feature, ...]]] = {"baseline": (base.plan.title, ())}
    for done, (plan, label) in enumerate(zip(plans, distinct_labels(plans), strict=True)):
        run = base if plan == base.plan else run_plan(workspace, plan, run_request)
        rows = percentile_rows(run, base, at)
        if run is not base:
            both = run.paths.ok & base.paths.ok
            own = defining_features(
                run.paths, base.paths, HEADLINE_VARIABLES, wanted, both, base.labels, base.units
            )
            features[label] = plan.title, own
        found.append(ScenarioOdds(label, plan.title, run.plausibility, rows, run.failed_share))
        if progress is not None and progress((done + 1) / len(plans)) is False:
            break
    parameters = {n: p.value for n, p in workspace.model.parameters.items()}
    known = likelihood_of(new, base.paths, workspace.history, parameters) if new else None
    weights = scenario_weights(base.paths, features, None if known is None else known[0])
    return OddsAnswer(
        tuple(found), str(at), r.draws, r.seed, base.failed_share, workspace.vintage.name, weights,
        () if known is None else known[1], 1.0 if known is None else known[2], base.views,
        base.came, seen_of(workspace),
    )  # fmt: skip


def _observed(workspace: Workspace, text: str, calendar: Calendar) -> list[NewFigure]:
    """The new figures that a text names: itself, or those of a later vintage."""
    from moneygood.restarts.opening import load
    from moneygood.runs.headline import HEADLINE_VARIABLES
    from moneygood.runs.scenario_weights.observed import names_vintage, published_since, read_observed

    texts: tuple[str, ...] = (text,)
    if names_vintage(text):
        texts = published_since(load(text.strip()).history, calendar, HEADLINE_VARIABLES)
    return [read_observed(one, workspace.model, calendar) for one in texts]


def facts(request: AskOdds, answer: OddsAnswer) -> list[str]:
    """The line under the answer: draws, seed and failed share."""
    return [
        f"{answer.draws:,} draws of each scenario and of the baseline, seed {request.seed}; failed at most "
        f"{100 * answer.failed_share:.3f}%."
    ]
