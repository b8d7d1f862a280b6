"""How draws are spread: independent, in pairs of opposite shocks, or along a Sobol sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.run_limits import SAMPLINGS
from moneygood.engine.sampling.sources import AbstractShockSource, ShockSource

if TYPE_CHECKING:
    from moneygood.model.model import Model


def make_source(
    model: Model, seed: int, distribution: str, sampling: str, quarters: int
) -> AbstractShockSource:
    """The shocks of a model under `sampling` (E021 for an unknown one)."""
    if sampling == "sobol":
        from moneygood.engine.sampling.sobol import SobolSource

        return SobolSource(model, seed, distribution, quarters)
    if sampling in SAMPLINGS:
        return ShockSource(model, seed, distribution, paired=sampling == "antithetic")
    hint = did_you_mean(sampling, SAMPLINGS) or f"There is {', '.join(SAMPLINGS)}"
    raise MoneygoodError("E021", f"there is no sampling {sampling!r}", hint=hint)
