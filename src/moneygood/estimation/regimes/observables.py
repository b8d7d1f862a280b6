"""The observables as they were known at the end of each quarter."""

from __future__ import annotations

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.estimation.figures import Figures
from moneygood.estimation.regimes.definition import Observed, RegimeText

FEWEST = 24
"""Fewest quarters with all observables."""


def observe(figures: Figures, what: tuple[Observed, ...]) -> np.ndarray:
    """The observables [quarter, observable] known at the end of each quarter: late figures are shifted."""
    columns = []
    for one in what:
        values = figures.compute(one.expression, one.place, one.unit)
        columns.append(np.concatenate([np.full(one.lag, np.nan), values[: len(values) - one.lag]]))
    return np.column_stack(columns)


def known_observables(figures: Figures, text: RegimeText) -> tuple[tuple[str, ...], np.ndarray]:
    """The quarters from the first that the text names to the last that is complete, and their figures.

    A421 when fewer than `FEWEST` quarters are complete.
    """
    found = observe(figures, text.observables)
    first = figures.spot(text.first) if str(text.first) in figures else 0
    complete = np.logical_not(np.isnan(found).any(axis=1))
    complete[:first] = False
    if complete.sum() < FEWEST:
        raise MoneygoodError(
            "A421",
            f"only {int(complete.sum())} quarters from {text.first} on have all {len(text.observables)} "
            f"observables",
            hint=f"A filter needs {FEWEST}",
        )
    last = int(np.flatnonzero(complete)[-1])
    return figures.periods[first : last + 1], found[first : last + 1]
