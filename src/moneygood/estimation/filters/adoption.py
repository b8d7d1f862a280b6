"""The place on the adoption curve by filtering: one hidden position seen through published points."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.estimation.filters.adoption_texts import AdoptionText
from moneygood.estimation.filters.kalman import StateSpace, kalman_filter, kalman_smoother

STEP = 1e-3
"""Step of the numerical derivatives in the free slopes."""


@dataclass(frozen=True)
class AdoptionEstimate:
    """The position on the adoption curve, in logits [quarter], with standard errors.

    `position` uses all points, `onesided` in each quarter only those that were out by its end, slopes
    included. Standard errors allow for the free slopes' own. `pace` is the growth of the position a year with
    its error, `slopes` and `distances` those of each series in `names`.
    """

    periods: tuple[Quarter, ...]
    names: tuple[str, ...]
    figures: np.ndarray
    position: np.ndarray
    position_se: np.ndarray
    onesided: np.ndarray
    onesided_se: np.ndarray
    pace: float
    pace_se: float
    slopes: np.ndarray
    distances: np.ndarray


def estimate_adoption(text: AdoptionText) -> AdoptionEstimate:
    """The position given all points, and quarter by quarter given what was out by then."""
    slopes, spread = _fit_slopes(text, text.figures)
    mean, covariance = _smoothed(text, text.figures, slopes)
    se = _with_slopes(text, text.figures, slopes, spread, mean, covariance)
    onesided = np.array([_as_of(text, t) for t in range(len(text.periods))])
    distances = np.array([mean[-1, 2 + i] if s.distance is None else s.distance
                          for i, s in enumerate(text.series)])  # fmt: skip
    return AdoptionEstimate(
        periods=text.periods,
        names=tuple(s.name for s in text.series),
        figures=text.figures,
        position=mean[:, 0],
        position_se=se[:, 0],
        onesided=onesided[:, 0],
        onesided_se=onesided[:, 1],
        pace=float(4.0 * mean[-1, 1]),
        pace_se=float(4.0 * se[-1, 1]),
        slopes=_all_slopes(text, slopes),
        distances=distances,
    )


def adoption_space(text: AdoptionText, slopes: np.ndarray) -> StateSpace:
    """The state space given the slope of each series: position, pace a quarter, a distance for each."""
    n = len(text.series)
    transition = np.eye(2 + n)
    transition[0, 1] = 1.0
    noise = np.zeros((2 + n, 2 + n))
    noise[0, 0] = text.shock**2
    given = [s.distance for s in text.series]
    distance = [text.distance.mean if d is None else d for d in given]
    sd = [text.distance.sd if d is None else 0.0 for d in given]
    return StateSpace(
        design=np.column_stack([slopes, np.zeros(n), np.eye(n)]),
        transition=transition,
        noise=np.array([s.noise**2 for s in text.series]),
        state_noise=noise,
        mean=np.array([text.position.mean, text.pace.mean / 4.0, *distance]),
        covariance=np.diag(np.array([text.position.sd, text.pace.sd / 4.0, *sd]) ** 2),
    )


def _free(text: AdoptionText) -> list[int]:
    return [i for i, s in enumerate(text.series) if s.slope is None]


def _all_slopes(text: AdoptionText, free: np.ndarray) -> np.ndarray:
    out = np.array([np.nan if s.slope is None else s.slope for s in text.series])
    out[_free(text)] = free
    return out


def _cost(text: AdoptionText, figures: np.ndarray, free: np.ndarray) -> float:
    """Minus the log likelihood of the points and the belief about the free slopes."""
    found = kalman_filter(adoption_space(text, _all_slopes(text, free)), figures)
    penalty = 0.5 * float(np.sum(((free - text.slope.mean) / text.slope.sd) ** 2))
    value = penalty - found.loglikelihood
    return value if np.isfinite(value) else 1e10


def _fit_slopes(text: AdoptionText, figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The free slopes where points and belief agree best, and their covariance from the curvature there."""
    from scipy.optimize import minimize

    start = np.full(len(_free(text)), text.slope.mean)
    if not len(start):
        return start, np.zeros((0, 0))
    found = minimize(lambda z: _cost(text, figures, z), start, method="L-BFGS-B", options={"maxiter": 60})
    free = np.asarray(found.x)
    k = len(free)
    curvature = np.empty((k, k))
    for i in range(k):
        for j in range(k):
            a, b = STEP * 10 * np.eye(k)[i], STEP * 10 * np.eye(k)[j]
            corners = (
                _cost(text, figures, free + a + b) - _cost(text, figures, free + a - b)
                - _cost(text, figures, free - a + b) + _cost(text, figures, free - a - b)
            )  # fmt: skip
            curvature[i, j] = corners / (4 * (STEP * 10) ** 2)
    return free, np.linalg.inv(curvature)


def _smoothed(text: AdoptionText, figures: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    space = adoption_space(text, _all_slopes(text, free))
    return kalman_smoother(space, kalman_filter(space, figures))


def _with_slopes(
    text: AdoptionText, figures: np.ndarray, free: np.ndarray, spread: np.ndarray,
    mean: np.ndarray, covariance: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Standard errors [quarter, state]: the filter's, and what the slopes' own errors add to them."""
    variance = np.diagonal(covariance, axis1=1, axis2=2).copy()
    k = len(free)
    if k:
        slopes = np.array([(_smoothed(text, figures, free + STEP * e)[0] - mean) / STEP for e in np.eye(k)])
        variance += np.einsum("its,ij,jts->ts", slopes, spread, slopes)
    return np.sqrt(np.maximum(variance, 0.0))


def position_known(text: AdoptionText) -> float | None:
    """The position at the end of the filter's last quarter from the points that were out by then; None where
    there was none."""
    last = len(text.periods) - 1
    if last < 0:
        return None
    after = text.periods[last] + 1
    end = datetime.date(after.year, 3 * after.quarter - 2, 1).toordinal()
    seen = (text.published > 0) & (text.published < end) & np.isfinite(text.figures)
    return _as_of(text, last)[0] if seen.any() else None


def _as_of(text: AdoptionText, t: int) -> tuple[float, float]:
    """Position and standard error in quarter `t`, from points that were out by its end."""
    quarter = text.periods[t]
    after = quarter + 1
    end = datetime.date(after.year, 3 * after.quarter - 2, 1).toordinal()
    figures = np.where((text.published > 0) & (text.published < end), text.figures, np.nan)[: t + 1]
    free, spread = _fit_slopes(text, figures)
    mean, covariance = _smoothed(text, figures, free)
    se = _with_slopes(text, figures, free, spread, mean, covariance)
    return float(mean[-1, 0]), float(se[-1, 0])
