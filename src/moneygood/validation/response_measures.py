"""What a claim looks at: a transform of a variable, over quarters of the experiment or of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from moneygood.baseline.budget.frozen_run import Span
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter

POINT_TRANSFORMS = (
    "difference", "percent_difference", "ratio_difference", "cents_per_dollar", "per_unit",
)  # fmt: skip
"""Transforms at one quarter."""
SPAN_TRANSFORMS = ("cumulative", "highest", "lowest", "level", "growth")
"""Transforms over one quarter or several."""
TRANSFORMS = (*POINT_TRANSFORMS, *SPAN_TRANSFORMS, "scale_factor")
NEEDS_PER = ("ratio_difference", "cents_per_dollar", "per_unit")
UNSCALED = ("cents_per_dollar", "per_unit", "level", "growth")
"""Transforms that scaling the shock leaves as they are."""


class AbstractSolution(Protocol):
    """A deterministic path: what the engine's `solve_path` gives."""

    def series(self, name: str) -> np.ndarray:
        """The path of one variable [quarter]."""
        ...


@dataclass(frozen=True)
class ResponseMeasure:
    """A response over the quarters `at`.

    `difference` is in the variable's unit, `percent_difference` in percent of the base path,
    `ratio_difference` the change of `variable` over `per`, in percent, `cents_per_dollar` the change of
    `variable` at the value of `value_of`, in cents per dollar of the change of `per`, `per_unit` the change
    of `variable` over that of `per`. Over several quarters: `cumulative` adds up differences of annual rates
    (in the variable's unit less the year), `highest` and `lowest` are the extremes of the difference, and
    `level` is the mean of the shocked path itself, which may lie in the past, and `growth` its growth between
    the first and the last of them, in percent a year. `scale_factor` is by how much the experiment had to be
    scaled.
    """

    variable: str
    transform: str
    at: Span
    per: str | None = None
    value_of: str | None = None

    def of(
        self,
        shocked: AbstractSolution,
        base: AbstractSolution,
        start: Quarter,
        past: Callable[[str], np.ndarray] | None = None,
    ) -> float:
        """The response of `shocked` against `base`, paths from `start` on; `past` gives earlier figures."""
        first, last = self.at.offsets(start)
        if self.transform in ("level", "growth"):
            own = self._own(shocked, first, last, past)
            if self.transform == "level":
                return float(np.mean(own))
            return 100.0 * (float(own[-1] / own[0]) ** (4.0 / (last - first)) - 1.0)
        a, b = (
            self._window(shocked, self.variable, first, last),
            self._window(base, self.variable, first, last),
        )
        if self.transform == "cumulative":
            return float(np.sum(a - b)) / 4.0
        if self.transform in ("highest", "lowest"):
            return float(np.max(a - b) if self.transform == "highest" else np.min(a - b))
        return self._at_a_quarter(float(a[-1]), float(b[-1]), shocked, base, last)

    def _at_a_quarter(
        self, a: float, b: float, shocked: AbstractSolution, base: AbstractSolution, t: int
    ) -> float:
        if self.transform == "difference":
            return a - b
        if self.transform == "percent_difference":
            return 100.0 * (a / b - 1.0)
        per_a = float(self._window(shocked, str(self.per), t, t)[0])
        per_b = float(self._window(base, str(self.per), t, t)[0])
        if self.transform == "ratio_difference":
            return 100.0 * (a / per_a - b / per_b)
        if self.transform == "per_unit":
            return (a - b) / (per_a - per_b)
        worth = float(self._window(base, str(self.value_of), t, t)[0])
        return 100.0 * (a / b - 1.0) * worth / (per_a - per_b)

    def _window(self, path: AbstractSolution, name: str, first: int, last: int) -> np.ndarray:
        figures = path.series(name)
        if first < 0 or last >= len(figures):
            raise MoneygoodError("A062", f"{name}: the claim looks at a quarter outside the run")
        return figures[first : last + 1]

    def _own(
        self, path: AbstractSolution, first: int, last: int, past: Callable[[str], np.ndarray] | None
    ) -> np.ndarray:
        before = past(self.variable) if past is not None else np.empty(0)
        figures = np.concatenate([before, path.series(self.variable)])
        begin, end = first + len(before), last + len(before)
        if begin < 0 or end >= len(figures):
            raise MoneygoodError("A062", f"{self.variable}: the claim looks at a quarter outside the figures")
        return figures[begin : end + 1]
