"""Foresight and inversion: markets that know where a scenario leads, and the shocks that deliver a path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moneygood.baseline.opening import Scenario, find_scenario, load
from moneygood.core.run_limits import QUARTERS

if TYPE_CHECKING:
    from moneygood.questions.foresight.answer import Foresight
    from moneygood.questions.invert.answer import Inversion


def foresee(
    scenario: Scenario,
    variables: Sequence[str],
    *,
    variants: Sequence[str] = (),
    quarters: int = QUARTERS,
    vintage: str | None = None,
) -> Foresight:
    """What a scenario does when bond or share prices foresee it, beside what it does when they look back.

    x(t) may depend on x(t+1) in the variants that look ahead (``foresight_yields``, ``foresight_equities``);
    all `quarters` are then solved together without draws, and after the end everything stays as it is.
    `variables` are names of the model; differences from the baseline are in their own units. What the
    scenario marks ``known`` later is solved a third time as news. Raises S015 for an unknown variant, S044
    when none looks ahead, M001 for a name, E040 and E041 when there is no path.
    """
    from moneygood.questions.foresight.answer import foresee as find

    return find(load(vintage), find_scenario(scenario), tuple(variables), tuple(variants), quarters)


def invert(
    scenario: Scenario,
    *,
    shocks: Sequence[str] = (),
    quarters: int = QUARTERS,
    vintage: str | None = None,
) -> Inversion:
    """The least unlikely shocks that deliver the paths and bands of a scenario, with their plausibility.

    min z' R^-1 z over the shocks z (in standard deviations, R their correlation in a quarter) from the first
    quarter to the last that is held; `shocks` names those that may move, all normal ones when it is empty.
    Simulating with them gives the paths back. Raises S013 for an unknown shock, S043 for a scenario without a
    path, E046 when the shocks cannot deliver it. Source: ours.
    """
    from moneygood.questions.invert.answer import invert as find

    return find(load(vintage), find_scenario(scenario), quarters, tuple(shocks))
