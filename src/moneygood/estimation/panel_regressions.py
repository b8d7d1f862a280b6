"""A regression over several members at once: their quarters stacked, each about its own mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.estimation.least_squares import Fit, least_squares, neighbour_correlation
from moneygood.estimation.regression_figures import RegressionFigures
from moneygood.estimation.regression_texts import Regression


@dataclass(frozen=True)
class StackedPanel:
    """The observations of a panel in the order of their quarters: `figures` [observation, term] about each
    member's mean (the dependent series first), the `quarter` and the `member` [observation] of each."""

    figures: np.ndarray
    quarter: np.ndarray
    member: np.ndarray


def fit_panel(regression: Regression, data: RegressionFigures) -> tuple[Fit, np.ndarray]:
    """The fit of a regression with an effect for each member, and the quarter of each observation.

    Standard errors are clustered by quarter: what hits all members at once counts once, and with lags the
    clusters of neighbouring quarters may be related (Driscoll and Kraay). A082 when the figures do not give
    an answer. Source: driscollkraay1998.
    """
    stacked = stack(regression, data)
    k, members = len(regression.regressors), len(np.unique(stacked.member))
    n = len(stacked.quarter)
    if n <= k + members:
        what = f"{regression.name}: {n} observations do not give {k} coefficients and {members} effects"
        raise MoneygoodError("A082", what, regression.place)
    y, x = stacked.figures[:, 0], stacked.figures[:, 1 : 1 + k]
    own = least_squares(
        y, x, stacked.quarter, lags=regression.lags, constant=False,
        instruments=_instruments(regression, stacked), absorbed=members,
    )  # fmt: skip
    return replace(own, autocorrelation=_autocorrelation(own.residuals, stacked)), stacked.quarter


def stack(regression: Regression, data: RegressionFigures) -> StackedPanel:
    """The complete observations of all members, each about the mean of its member."""
    sample = frozenset(regression.sample) - regression.excluded
    tables, quarters, members = [], [], []
    for i, formulas in enumerate(regression.panel):
        table = data.table(formulas, constant=False)
        used = np.isfinite(table).all(axis=1) & data.clean(formulas)
        used &= np.array([q in sample for q in data.periods])
        at = np.flatnonzero(used)
        if not len(at):
            continue
        tables.append(table[at] - table[at].mean(axis=0))
        quarters.append(at)
        members.append(np.full(len(at), i))
    if not tables:
        raise MoneygoodError("A082", f"{regression.name}: no member has a quarter", regression.place)
    order = np.argsort(np.concatenate(quarters), kind="stable")
    return StackedPanel(*(np.concatenate(part)[order] for part in (tables, quarters, members)))


def _instruments(regression: Regression, stacked: StackedPanel) -> np.ndarray:
    """The regressors [observation, regressor], with those that something stands in for replaced."""
    names = list(regression.regressors)
    z = stacked.figures[:, 1 : 1 + len(names)].copy()
    for i, name in enumerate(regression.instruments):
        z[:, names.index(name)] = stacked.figures[:, 1 + len(names) + i]
    return z


def _autocorrelation(residuals: np.ndarray, stacked: StackedPanel) -> float:
    """The mean over members of the correlation of residuals a quarter apart."""
    own: Sequence[float] = [
        neighbour_correlation(residuals[stacked.member == i], stacked.quarter[stacked.member == i])
        for i in np.unique(stacked.member)
    ]
    known = [r for r in own if not np.isnan(r)]
    return float(np.mean(known)) if known else float("nan")
