"""Benchmarks of the model's forecasts: random walk, autoregression, Bayesian vector autoregression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class NormalPath:
    """A normal forecast for each horizon 1, 2, …: `mean` and `sd` [horizon]."""

    mean: np.ndarray
    sd: np.ndarray


def random_walk(series: np.ndarray, horizons: int, used: np.ndarray | None = None) -> NormalPath:
    """No change from the last figure; spread as that of past changes over as many quarters.

    `series` [quarter] ends at the origin and may have gaps; `used` [quarter] says which quarters may enter a
    change that is measured. In the unit of the series.
    """
    good = np.isfinite(series) if used is None else np.isfinite(series) & used
    last = float(series[np.flatnonzero(np.isfinite(series))[-1]])
    sd = np.empty(horizons)
    for h in range(1, horizons + 1):
        pairs = good[h:] & good[:-h]
        steps = series[h:][pairs] - series[:-h][pairs]
        sd[h - 1] = np.sqrt(np.mean(steps**2)) if len(steps) > 4 else np.nan
    widest = np.fmax.accumulate(np.nan_to_num(sd, nan=0.0))
    return NormalPath(np.full(horizons, last), np.where(np.isnan(sd), widest, sd))


@dataclass(frozen=True)
class Autoregression:
    """x_t = constant + sum lags_i x_{t-i} + e, by least squares; `sd` of e, `observations` used."""

    constant: float
    lags: np.ndarray
    sd: float
    observations: int


def fit_autoregression(series: np.ndarray, order: int, used: np.ndarray | None = None) -> Autoregression:
    """Least squares over the quarters in which the series and its lags are there and may be used."""
    n = len(series)
    good = np.isfinite(series) if used is None else np.isfinite(series) & used
    rows = [t for t in range(order, n) if good[t - order : t + 1].all()]
    x = np.column_stack([np.ones(len(rows)), *([series[t - j] for t in rows] for j in range(1, order + 1))])
    y = np.array([series[t] for t in rows])
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    left = y - x @ coefficients
    sd = float(np.sqrt(left @ left / max(len(rows) - order - 1, 1)))
    return Autoregression(float(coefficients[0]), coefficients[1:], sd, len(rows))


def simulate_autoregression(
    model: Autoregression, last: np.ndarray, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Paths [horizon, draw] from the last figures (the newest last), normal errors."""
    order = len(model.lags)
    state = np.repeat(np.asarray(last, dtype=float)[-order:][::-1][:, None], draws, axis=1)
    out = np.empty((horizons, draws))
    for h in range(horizons):
        out[h] = model.constant + model.lags @ state + model.sd * rng.standard_normal(draws)
        state = np.vstack([out[h], state[:-1]])
    return out


@dataclass(frozen=True)
class Minnesota:
    """A Bayesian vector autoregression with a Minnesota prior, in conjugate form.

    `mean` [regressor, series] and `scale` [regressor, regressor] of the coefficients (first the constant,
    then     lag 1 of every series, lag 2, …), and the inverse-Wishart of the errors' covariance: `errors`
    [series, series] with `freedom` degrees of freedom.
    """

    mean: np.ndarray
    scale: np.ndarray
    errors: np.ndarray
    freedom: float
    lags: int


def fit_minnesota(
    data: np.ndarray,
    lags: int,
    tightness: float,
    decay: float,
    walk: np.ndarray,
    used: np.ndarray | None = None,
    *,
    persistence: float = 0.0,
) -> Minnesota:
    """The posterior given `data` [quarter, series] and a prior that each series is `walk` times its own lag.

    The prior is put in as dummy observations: tightness lambda on the first own lag, lag to the power of
    `decay`, scaled by the series' own residual spread; a loose constant; errors of the size of univariate
    autoregressions. With `persistence` above zero come the dummies of Doan, Litterman and Sims as well: the
    coefficients of a series sum to one, and all series stay where they were, each with that weight. Quarters
    with a gap, or that may not be used, are left out with those that lag them.
    Source: litterman1986, doan1984.
    """
    n, k = data.shape
    good = np.asarray(np.isfinite(data).all(axis=1))
    if used is not None:
        good &= used
    rows = [t for t in range(lags, n) if good[t - lags : t + 1].all()]
    y = data[rows]
    x = np.column_stack([np.ones(len(rows)), *(data[[t - j for t in rows]] for j in range(1, lags + 1))])
    size = np.array([max(fit_autoregression(data[:, i], min(lags, 2), good).sd, 1e-8) for i in range(k)])
    y_prior, x_prior = _dummies(size, lags, tightness, decay, walk)
    if persistence > 0:
        level = data[rows[0] - lags : rows[0]].mean(axis=0) * walk * persistence
        together = np.concatenate([[persistence], np.tile(level, lags)])
        sums = np.column_stack([np.zeros(k), *([np.diag(level)] * lags)])
        y_prior = np.vstack([y_prior, np.diag(level), level])
        x_prior = np.vstack([x_prior, sums, together])
    y, x = np.vstack([y_prior, y]), np.vstack([x_prior, x])
    gram = x.T @ x
    mean = np.linalg.solve(gram, x.T @ y)
    left = y - x @ mean
    return Minnesota(mean, np.linalg.inv(gram), left.T @ left, len(y) - x.shape[1] + 2.0, lags)


def _dummies(
    size: np.ndarray, lags: int, tightness: float, decay: float, walk: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The prior as observations: own and cross lags, errors, a loose constant."""
    k = len(size)
    ys, xs = [], []
    for j in range(1, lags + 1):
        for i in range(k):
            row_x, row_y = np.zeros(1 + k * lags), np.zeros(k)
            row_x[1 + (j - 1) * k + i] = size[i] * j**decay / tightness
            if j == 1:
                row_y[i] = walk[i] * size[i] / tightness
            xs.append(row_x)
            ys.append(row_y)
    for i in range(k):
        row_y = np.zeros(k)
        row_y[i] = size[i]
        ys.append(row_y)
        xs.append(np.zeros(1 + k * lags))
    loose = np.zeros(1 + k * lags)
    loose[0] = 1e-3
    return np.vstack([*ys, np.zeros(k)]), np.vstack([*xs, loose])


def simulate_minnesota(
    model: Minnesota, last: np.ndarray, horizons: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Paths [horizon, series, draw] from the last quarters [quarter, series], coefficients and errors drawn.

    The covariance comes from its inverse-Wishart, the coefficients from their matrix-normal given it. Draws
    that leave every bound are kept: an explosive draw is part of what this benchmark says.
    """
    regressors, k = model.mean.shape
    root = np.linalg.cholesky(model.scale + 1e-14 * np.eye(regressors))
    inverse = np.linalg.cholesky(np.linalg.inv(model.errors))
    out = np.empty((horizons, k, draws))
    for d in range(draws):
        wish = np.zeros((k, k))
        wish[np.diag_indices(k)] = np.sqrt(rng.chisquare(model.freedom - np.arange(k)))
        below = np.tril_indices(k, -1)
        wish[below] = rng.standard_normal(len(below[0]))
        precision = inverse @ wish
        errors = np.linalg.inv(precision).T  # errors @ errors.T is the drawn covariance
        coefficients = model.mean + root @ rng.standard_normal((regressors, k)) @ errors.T
        state = last[-model.lags :][::-1].reshape(-1)
        noise = rng.standard_normal((horizons, k)) @ errors.T
        for h in range(horizons):
            value = coefficients[0] + state @ coefficients[1:] + noise[h]
            out[h, :, d] = value
            state = np.concatenate([value, state[:-k]])
    return out
