"""How many breaks a relation has: one more is kept while a bootstrapped test rejects that there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.estimation.structural_breaks.alarms import Alarms, Form, false_alarms
from moneygood.estimation.structural_breaks.errors import autoregression, draw_errors
from moneygood.estimation.structural_breaks.intervals import DatedBreak, date_breaks
from moneygood.estimation.structural_breaks.lines import (
    SegmentLine,
    bounds_of,
    fitted_lines,
    lines,
    residuals,
)
from moneygood.estimation.structural_breaks.segments import (
    criteria,
    double_max,
    segment,
    segment_all,
    sup_f,
)


@dataclass(frozen=True)
class SequentialStep:
    """A step of the sequential test: `breaks` against one more; `value` is the chance of a larger one."""

    breaks: int
    statistic: float
    value: float


@dataclass(frozen=True)
class Found:
    """The breaks of one relation: by the bootstrapped tests, by BIC and by LWZ.

    `largest` and `value` are the UDmax statistic and the probability of a larger one without a break.
    """

    largest: float
    value: float
    dated: tuple[DatedBreak, ...]
    lines: tuple[SegmentLine, ...]
    steps: tuple[SequentialStep, ...]
    bic: tuple[int, ...]
    lwz: tuple[int, ...]
    persistence: float
    alarms: tuple[Alarms, ...]


@dataclass(frozen=True)
class Search:
    """What the search may do: see ``economics/relations/breaks.yaml``."""

    shortest: int
    most: int
    lags: int
    size: float
    cover: float
    tests: int
    intervals: int
    false_alarms: int


def find_breaks(
    a: np.ndarray,
    b: np.ndarray,
    search: Search,
    rng: np.random.Generator,
    *,
    changes: bool = False,
    focus: tuple[int, int] | None = None,
) -> Found:
    """The breaks of `a` on a constant and `b`, in levels or in changes: number, dates, false alarms.

    Positions count the periods of what is searched (with `changes`, 0 is the second period).

    As Bai and Perron (2006) advise: UDmax says whether there is any, then one more is kept while the F
    statistic of one more rejects. Probabilities are shares of samples drawn from the model with the breaks
    so far, its errors an autoregression of the residuals.
    """
    y, x = (np.diff(a), np.diff(b)) if changes else (np.asarray(a, float), np.asarray(b, float))
    found = segment(y, x, search.shortest, search.most)
    largest = float(double_max(found.squares[None], len(y))[0])
    null = redraw(y, x, bounds_of((), len(y)), search, search.tests, rng)
    value = _share(_largest(null, x, search.shortest, search.most) >= largest)
    steps: list[SequentialStep] = []
    number = 1 if value <= search.size else 0
    for m in range(number, len(found.breaks)):
        bounds = bounds_of(found.breaks[m], len(y))
        statistic = float(sup_f(y[None], x[None], bounds, search.shortest)[0])
        drawn = redraw(y, x, bounds, search, search.tests, rng)
        larger = sup_f(drawn, x[None], bounds, search.shortest)
        steps.append(SequentialStep(m, statistic, _share(larger >= statistic)))
        if m == 0 or steps[-1].value > search.size or m == len(found.breaks) - 1:
            break
        number = m + 1
    bic, lwz = (found.breaks[int(c.argmin())] for c in criteria(found.squares, len(y)))
    breaks = found.breaks[number]
    bounds = bounds_of(breaks, len(y))
    rests = residuals(y, x, bounds)
    again = redraw(y, x, bounds, search, search.intervals, rng)
    stable = redraw(y, x, bounds_of((), len(y)), search, search.false_alarms, rng)
    form = Form(changes, search.shortest, search.most, search.lags)
    return Found(
        largest=largest,
        value=value,
        dated=date_breaks(y, x, bounds, again, search.shortest, search.cover),
        lines=lines(y, x, bounds),
        steps=tuple(steps),
        bic=bic,
        lwz=lwz,
        persistence=autoregression(rests, search.lags).persistence,
        alarms=false_alarms((a, b), stable, form, focus, largest, rng),
    )


def redraw(
    y: np.ndarray, x: np.ndarray, bounds: np.ndarray, search: Search, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Samples [draw, period] from the segments' lines, with errors drawn from an autoregression."""
    fitted = fitted_lines(y, x, bounds)
    model = autoregression(y - fitted, search.lags)
    return fitted + draw_errors(model, len(y), draws, rng)


def _share(larger: np.ndarray) -> float:
    """The share of samples at least as large, the observed one counted among them."""
    return (1 + int(larger.sum())) / (len(larger) + 1)


def _largest(samples: np.ndarray, x: np.ndarray, shortest: int, most: int) -> np.ndarray:
    """UDmax of each sample [draw, period]."""
    return double_max(segment_all(samples, x[None], shortest, most)[0], samples.shape[1])
