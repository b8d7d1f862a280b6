"""The shocks that deliver a path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.invert.answer import Inversion


@dataclass(frozen=True, kw_only=True)
class AskInvert(CheckedRequest):
    """Example: moneygood invert my-path.yaml --with eps_rate_10y --with eps_ffr_rule"""

    scenario: Scenario = argument(help="Scenario, file, or stored run with paths.")
    shocks: Sequence[str] = option(
        (), "A shock that may move; may be repeated. All when none is named.", flag="--with", many=True
    )
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(workspace: Workspace, request: AskInvert) -> Inversion:
    """The least unlikely shocks that deliver the paths and bands of a scenario, with their plausibility.

    min z' R^-1 z over the shocks z (in standard deviations, R their correlation in a quarter) from the first
    quarter to the last that is held; `shocks` names those that may move, all normal ones when it is empty.
    Simulating with them gives the paths back. Raises S013 for an unknown shock, S043 for a scenario without a
    path, E046 when the shocks cannot deliver it. Source: ours.

    >>> import moneygood as mg
    >>> hold = {"hold": "rate_10y", "periods": "2026Q4", "value": 5.0, "unit": "pct/yr"}
    >>> found = mg.invert({"title": "Held", "paths": [hold]}, shocks=["eps_rate_10y"], quarters=4)
    >>> "eps_rate_10y" in str(found.as_json())
    True
    """
    from moneygood.questions.invert.answer import invert
    from moneygood.runs.store.sources import plan_of

    r = request
    return invert(workspace, plan_of(workspace, r.scenario), r.quarters, tuple(r.shocks))
