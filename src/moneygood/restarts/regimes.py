"""The regimes of a day: the narrative's odds filtered with its figures, and the draws that lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage
from moneygood.estimation.filters.regime import regimes
from moneygood.model.model import Model


@dataclass(frozen=True)
class DayRegimes:
    """The regimes in their order with the `odds` on the day, and the one that the model begins in: the
    likeliest, or the middle one on the way there.

    `draws` [quarter from the first of the past] by uniform draw are those that lead through the likeliest
    regime of every quarter, each filtered with figures up to that quarter and parameters of the day.
    """

    names: tuple[str, ...]
    odds: tuple[float, ...]
    begins_in: str
    draws: dict[str, np.ndarray]
    beside: tuple[str, ...]

    def as_json(self, state: Mapping[str, float]) -> dict[str, Any]:
        """The odds, where the model begins, and the figures `state` of other regimes on the day."""
        return {
            "odds": dict(zip(self.names, self.odds, strict=True)),
            "begins_in": self.begins_in,
            "beside": {n: state[n] for n in self.beside if n in state},
        }


def day_regimes(model: Model, vintage: Vintage, first: Quarter, origin: Quarter) -> DayRegimes:
    """The regimes on the figures of a vintage, for a past from `first` to `origin`; A601 for a faulty text.

    Quarters after the last figure keep its regime. Source: hamilton1989 for the filter.
    """
    found = regimes(model, vintage, model.root)
    likely = found.filtered.argmax(axis=1)
    periods = {q: int(k) for q, k in zip(found.periods, likely, strict=True)}
    state, draws = 0, []
    quarter = first
    while quarter <= origin:
        to = periods.get(quarter, state)
        draws.append(float(found.moves[state, to]))
        state += int(np.sign(to - state)) if abs(to - state) > 1 else to - state
        quarter = quarter + 1
    odds = found.filtered[min(origin - found.periods[0], len(found.periods) - 1)]
    return DayRegimes(
        found.names, tuple(float(x) for x in odds), found.names[state],
        {found.draw: np.array(draws)}, found.beside,
    )  # fmt: skip
