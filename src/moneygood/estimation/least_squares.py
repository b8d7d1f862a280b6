"""Least squares over quarters, with standard errors that allow for autocorrelated residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError


@dataclass(frozen=True)
class Fit:
    """A fitted line: `coefficients` [regressor] with their `covariance` [regressor, regressor].

    `residuals` [observation]; `residual_sd` is in the unit of the dependent series, with the degrees of
    freedom taken off; `r2` is about the mean when the regressors hold a constant; `autocorrelation` is that
    of residuals one quarter apart, over the pairs of neighbouring quarters in the sample (NaN without any).
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    residuals: np.ndarray
    residual_sd: float
    r2: float
    autocorrelation: float

    @property
    def standard_errors(self) -> np.ndarray:
        """The Newey-West standard error of each coefficient [regressor]."""
        return np.sqrt(np.diag(self.covariance))


def least_squares(
    dependent: np.ndarray,
    regressors: np.ndarray,
    quarters: np.ndarray,
    *,
    lags: int,
    constant: bool,
    instruments: np.ndarray | None = None,
    absorbed: int = 0,
) -> Fit:
    """The least-squares fit of `dependent` [observation] on `regressors` [observation, regressor].

    With `instruments` [observation, regressor], one for each regressor, it is the instrumental-variables
    fit: residuals are orthogonal to the instruments instead of the regressors.

    `quarters` [observation] is the number of each observation's quarter, not falling: observations of one
    quarter are one cluster. `absorbed` are means that were taken off before and cost a degree of freedom. The
    covariance is that of Newey and West with Bartlett weights up to `lags` quarters and the correction
    n / (n - k - absorbed), with clusters that of Driscoll and Kraay. Quarters that
    are left out keep their place in time: two observations are `j` lags apart when `j` quarters lie between
    them in the calendar. `constant` says whether the regressors hold one. A082 when there are not more
    observations than regressors or a regressor is a combination of the others. Source: neweywest1987,
    driscollkraay1998.
    """
    y = np.asarray(dependent, dtype=np.float64)
    x = np.asarray(regressors, dtype=np.float64)
    n, k = x.shape
    if n <= k:
        raise MoneygoodError("A082", f"{n} observations do not give {k} coefficients")
    z = x if instruments is None else np.asarray(instruments, dtype=np.float64)
    wide, tall = (np.sqrt(np.mean(m * m, axis=0)) for m in (x, z))
    if (
        not (np.all(wide > 0) and np.all(tall > 0))
        or np.linalg.matrix_rank((z / tall).T @ (x / wide) / n) < k
    ):
        raise MoneygoodError("A082", "a regressor is a combination of the others, or always zero")
    bread = np.linalg.inv((z / tall).T @ (x / wide)) / np.outer(wide, tall)
    coefficients = bread @ (z.T @ y)
    residuals = y - x @ coefficients
    at = np.asarray(quarters, dtype=np.int64) - int(quarters[0])
    scores = np.zeros((int(at[-1]) + 1, k))
    np.add.at(scores, at, z * residuals[:, None])
    meat = scores.T @ scores
    for j in range(1, min(lags, len(scores) - 1) + 1):
        cross = scores[j:].T @ scores[:-j]
        meat += (1.0 - j / (lags + 1.0)) * (cross + cross.T)
    squares = float(residuals @ residuals)
    centred = y - y.mean() if constant else y
    total = float(centred @ centred)
    return Fit(
        coefficients=coefficients,
        covariance=n / (n - k - absorbed) * bread @ meat @ bread.T,
        residuals=residuals,
        residual_sd=float(np.sqrt(squares / (n - k - absorbed))),
        r2=1.0 - squares / total if total > 0 and (k > 1 or not constant) else float("nan"),
        autocorrelation=neighbour_correlation(residuals, at),
    )


def neighbour_correlation(residuals: np.ndarray, quarters: np.ndarray) -> float:
    """The correlation of residuals [observation] with those a quarter before, NaN with fewer than 3 pairs."""
    pairs = np.flatnonzero(np.diff(quarters) == 1)
    if len(pairs) < 3:
        return float("nan")
    a, b = residuals[pairs], residuals[pairs + 1]
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else float("nan")
