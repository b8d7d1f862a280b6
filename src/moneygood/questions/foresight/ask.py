"""Markets that know where a scenario leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.foresight.answer import Foresight


@dataclass(frozen=True, kw_only=True)
class AskForesight(CheckedRequest):
    """Example: moneygood foresight higher-for-longer --with foresight_yields --variable rate_10y"""

    scenario: Scenario = scenario_option()
    variables: Sequence[str] = option(
        (), "A variable to show; may be repeated.", flag="--variable", many=True, ordered=True
    )
    variants: Sequence[str] = option(
        (), "A variant that looks ahead: foresight_yields, foresight_equities.", flag="--with", many=True
    )
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(workspace: Workspace, request: AskForesight) -> Foresight:
    """What a scenario does when bond or share prices foresee it, beside what it does when they look back.

    x(t) may depend on x(t+1) in the variants that look ahead (``foresight_yields``, ``foresight_equities``);
    all `quarters` are then solved together without draws, and after the end everything stays as it is.
    `variables` are names of the model; differences from the baseline are in their own units. What the
    scenario marks ``known`` later is solved a third time as news. Raises S003 without a variable, S015 for an
    unknown variant, S044 when none looks ahead, M001 for a name, E040 and E041 when there is no path.

    >>> import moneygood as mg
    >>> found = mg.foresee("higher-for-longer", ["rate_10y"], variants=["foresight_yields"], quarters=8)
    >>> "foresee" in found.reading or "foresight" in found.reading or "markets" in found.reading
    True
    """
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.foresight.answer import foresee
    from moneygood.runs.store.sources import plan_of

    r = request
    if not r.variables:
        raise MoneygoodError("S003", "no variable is named", None, "Add --variable rate_10y")
    plan = plan_of(workspace, r.scenario)
    return foresee(workspace, plan, tuple(r.variables), tuple(r.variants), r.quarters)
