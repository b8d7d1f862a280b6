"""What an equation's residuals say about it: autocorrelation, stability, fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LAGS = 4
TRIM = 0.15
DRAWS = 299
CUSUM_BOUND = 0.948
"""Of the cumulated recursive residuals at 5%: sqrt(n) times this, and three times as wide at the end.
Source: brown1975."""


@dataclass(frozen=True)
class Diagnostics:
    """`sd` and `r2` of the fit; `rho` of residuals a quarter apart; p-values of Ljung-Box and Breusch-Godfrey
    with four lags; `cusum` the largest excursion over its 5% bound; Andrews' largest break statistic with
    its p-value and the place of the break; Chow's p-value at the middle of the sample."""

    sd: float
    r2: float
    rho: float
    ljung_box: float
    breusch_godfrey: float
    cusum: float
    andrews: float
    andrews_p: float
    andrews_at: int
    chow_p: float


def diagnose(
    residuals: np.ndarray, slopes: np.ndarray, dependent: np.ndarray, quarters: np.ndarray
) -> Diagnostics:
    """The diagnostics of residuals [quarter] with `slopes` [quarter, parameter] of the linearised equation.

    `quarters` are numbers of quarters in the calendar, rising, gaps allowed: a lag that falls into a gap is
    left out of Breusch and Godfrey's regression and of Ljung and Box's correlations.
    """
    spread = float(np.var(dependent))
    sup, p, at = andrews(residuals, slopes)
    return Diagnostics(
        sd=float(np.sqrt(np.sum(residuals**2) / max(len(residuals) - slopes.shape[1], 1))),
        r2=1.0 - float(np.mean(residuals**2)) / spread if spread > 0 else float("nan"),
        rho=_correlation(residuals, quarters, 1),
        ljung_box=ljung_box(residuals, quarters),
        breusch_godfrey=breusch_godfrey(residuals, slopes, quarters),
        cusum=cusum(residuals, slopes), andrews=sup, andrews_p=p, andrews_at=at,
        chow_p=chow(residuals, slopes, len(residuals) // 2),
    )  # fmt: skip


def _correlation(residuals: np.ndarray, quarters: np.ndarray, lag: int) -> float:
    place = {int(q): i for i, q in enumerate(quarters)}
    pairs = [(place[int(q) - lag], i) for i, q in enumerate(quarters) if int(q) - lag in place]
    if len(pairs) < 4:
        return float("nan")
    centred = residuals - residuals.mean()
    return float(sum(centred[i] * centred[j] for i, j in pairs) / (centred @ centred))


def ljung_box(residuals: np.ndarray, quarters: np.ndarray, lags: int = LAGS) -> float:
    """The p-value of Ljung and Box's test of no autocorrelation up to `lags`. Source: ljung1978."""
    from scipy.stats import chi2

    n = len(residuals)
    rho = [_correlation(residuals, quarters, j) for j in range(1, lags + 1)]
    q = n * (n + 2) * sum(r * r / (n - j) for j, r in enumerate(rho, start=1))
    return float(chi2.sf(q, lags))


def breusch_godfrey(
    residuals: np.ndarray, slopes: np.ndarray, quarters: np.ndarray, lags: int = LAGS
) -> float:
    """The p-value of the Lagrange-multiplier test of Breusch and Godfrey; lags before the sample are zero.

    Source: breusch1978.
    """
    from scipy.stats import chi2

    place = {int(q): r for q, r in zip(quarters, residuals, strict=True)}
    past = np.array([[place.get(int(q) - j, 0.0) for j in range(1, lags + 1)] for q in quarters])
    x = np.column_stack([np.ones(len(residuals)), slopes, past])
    centred = residuals - residuals.mean()
    left = centred - x @ np.linalg.lstsq(x, centred, rcond=None)[0]
    share = 1.0 - float(left @ left) / float(centred @ centred)
    return float(chi2.sf(len(residuals) * share, lags))


def recursive_residuals(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """One-step-ahead errors of growing samples, scaled to the variance of the errors [quarter - k]."""
    n, k = x.shape
    out = []
    for t in range(k, n):
        past = x[:t]
        gram = np.linalg.pinv(past.T @ past)
        beta = gram @ past.T @ y[:t]
        out.append((y[t] - x[t] @ beta) / np.sqrt(1.0 + x[t] @ gram @ x[t]))
    return np.array(out)


def cusum(residuals: np.ndarray, slopes: np.ndarray) -> float:
    """The largest cumulated recursive residual over its 5% bound; above one the equation was not stable."""
    x = np.column_stack([np.ones(len(residuals)), slopes])
    w = recursive_residuals(residuals, _scaled(x))
    if len(w) < 8 or not np.std(w) > 0:
        return float("nan")
    path = np.cumsum(w) / np.std(w, ddof=1)
    steps = np.arange(1, len(w) + 1) / len(w)
    bound = CUSUM_BOUND * np.sqrt(len(w)) * (1.0 + 2.0 * steps)
    return float(np.max(np.abs(path) / bound))


def chow(residuals: np.ndarray, slopes: np.ndarray, at: int) -> float:
    """The p-value of Chow's test that the linearised equation is the same before and after place `at`."""
    from scipy.stats import f as f_distribution

    x = _scaled(np.column_stack([np.ones(len(residuals)), slopes]))
    n, k = x.shape
    if min(at, n - at) <= k:
        return float("nan")
    statistic = _break_statistics(residuals[:, None], x, np.array([at]))[0, 0]
    return float(f_distribution.sf(statistic, k, n - 2 * k))


def andrews(residuals: np.ndarray, slopes: np.ndarray) -> tuple[float, float, int]:
    """Andrews' largest F statistic of a break at an unknown place, its p-value, and the place.

    The p-value holds the regressors fixed and draws residuals anew (Hansen's fixed-regressor bootstrap), so
    that it needs no table. Source: andrews1993, hansen2000.
    """
    x = _scaled(np.column_stack([np.ones(len(residuals)), slopes]))
    n, k = x.shape
    edge = max(int(TRIM * n), k + 2)
    places = np.arange(edge, n - edge)
    if len(places) < 3:
        return float("nan"), float("nan"), -1
    own = _break_statistics(residuals[:, None], x, places)[:, 0]
    rng = np.random.default_rng(20261122)
    drawn = rng.standard_normal((n, DRAWS)) * residuals[:, None]
    highest = _break_statistics(drawn, x, places).max(axis=0)
    top = int(np.argmax(own))
    return float(own[top]), float((1 + np.sum(highest >= own[top])) / (DRAWS + 1)), int(places[top])


def _break_statistics(y: np.ndarray, x: np.ndarray, places: np.ndarray) -> np.ndarray:
    """F statistics [place, series] of a break in all coefficients, for series y [quarter, series]."""
    n, k = x.shape

    def squares(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        q, _ = np.linalg.qr(a)
        return np.sum(b * b, axis=0) - np.sum((q.T @ b) ** 2, axis=0)

    whole = squares(x, y)
    out = np.empty((len(places), y.shape[1]))
    for i, at in enumerate(places):
        parts = squares(x[:at], y[:at]) + squares(x[at:], y[at:])
        out[i] = ((whole - parts) / k) / (parts / (n - 2 * k))
    return out


def _scaled(x: np.ndarray) -> np.ndarray:
    """Columns of size one; those that are multiples of columns before them are dropped."""
    keep: list[np.ndarray] = []
    for column in x.T:
        size = float(np.sqrt(np.mean(column**2)))
        if not size > 0:
            continue
        trial = np.column_stack([*keep, column / size])
        if np.linalg.matrix_rank(trial, tol=1e-8 * len(column)) == trial.shape[1]:
            keep.append(column / size)
    return np.column_stack(keep)
