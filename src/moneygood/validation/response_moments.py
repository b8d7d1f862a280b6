"""What a claim looks at on many paths: how far the draws of a variable lie apart, and what moves together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.validation.response_measures import ResponseMeasure

MOMENTS = ("spread", "growth_spread", "correlation")
"""Transforms of many paths: `spread` is the standard deviation of the draws of a quarter, or of the mean of
several, in the variable's unit, `growth_spread` that of growth over four quarters, in percent, and
`correlation` that of quarterly growth of `variable` with falls of `per`, over all draws and quarters."""
_YEAR = 4


class AbstractSample(Protocol):
    """Many paths of one plan."""

    @property
    def ok(self) -> np.ndarray:
        """Which draws were solved [draw]."""
        ...

    def series(self, name: str) -> np.ndarray:
        """The figures of a variable [quarter, draw]."""
        ...


def moment(
    measure: ResponseMeasure, sample: AbstractSample, start: Quarter, past: Callable[[str], np.ndarray]
) -> float:
    """The figure of a measure whose transform is one of `MOMENTS`; draws that failed are left out.

    `past` gives the figures before `start`, which growth of the first quarters needs. A062 for a quarter
    outside the run.
    """
    first, last = measure.at.offsets(start)
    figures = sample.series(measure.variable)[:, sample.ok].astype(np.float64)
    if first < 0 or last >= len(figures):
        raise MoneygoodError("A062", f"{measure.variable}: the claim looks at a quarter outside the run")
    if measure.transform == "spread":
        return float(figures[first : last + 1].mean(axis=0).std(ddof=1))
    if measure.transform == "growth_spread":
        before = last - _YEAR
        base = figures[before] if before >= 0 else np.asarray(past(measure.variable))[before]
        return float((100.0 * (figures[last] / base - 1.0)).std(ddof=1))
    other = sample.series(str(measure.per))[:, sample.ok].astype(np.float64)
    rises = np.diff(np.log(figures[first : last + 1]), axis=0)
    falls = -np.diff(other[first : last + 1], axis=0)
    return float(np.corrcoef(rises.ravel(), falls.ravel())[0, 1])


def sampled(measures: Mapping[str, ResponseMeasure]) -> tuple[str, ...]:
    """The variables that the measures need on every draw."""
    names = [n for m in measures.values() for n in (m.variable, m.per) if n]
    return tuple(dict.fromkeys(names))
