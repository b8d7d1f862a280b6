"""Estimation of the neutral-rate filter by penalised likelihood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage
from moneygood.estimation.filters.neutral import NeutralStates, neutral_filter, neutral_states
from moneygood.estimation.filters.neutral_texts import NeutralText, StatePrior, read_neutral
from moneygood.model.model import Model


@dataclass(frozen=True)
class NeutralEstimate:
    """The filter at its most likely parameters: `states` two-sided, `onesided` given the past only [quarter].

    `parameters` by name with `se` from the curvature; `prior_states` are two-sided states at the prior
    means, which restarts use.
    """

    periods: tuple[Quarter, ...]
    priors: Mapping[str, StatePrior]
    parameters: dict[str, float]
    se: dict[str, float]
    states: NeutralStates
    onesided: NeutralStates
    prior_states: NeutralStates


def penalised(text: NeutralText, names: list[str], theta: np.ndarray) -> float:
    """Minus the log posterior of the filter's parameters: likelihood by the filter, normal priors."""
    p = text.means | dict(zip(names, theta.tolist(), strict=True))
    _, found = neutral_filter(text.figures, p)
    prior = sum(((p[n] - text.priors[n].mean) / text.priors[n].sd) ** 2 for n in names)
    return -found.loglikelihood + 0.5 * prior


def estimate_neutral(model: Model, vintage: Vintage) -> NeutralEstimate:
    """The most likely parameters under their priors, and the states there.

    Likelihood alone piles the variances of trend growth and of the other part of r* up at zero (Stock and
    Watson's median-unbiased step in Laubach and Williams): the priors take the place of that step.
    Source: laubach2003.
    """
    from scipy.optimize import minimize

    text = read_neutral(model, vintage)
    text = text.until(text.periods[int(np.flatnonzero(np.isfinite(text.figures.output))[-1])])
    names = list(text.priors)
    own = [text.priors[n] for n in names]
    scale = np.array([p.sd for p in own])
    centre = np.array([p.mean for p in own])
    low = np.array([max(p.low, p.mean - 4 * p.sd) for p in own])
    high = np.array([min(p.high, p.mean + 4 * p.sd) for p in own])

    def cost(z: np.ndarray) -> float:
        value = penalised(text, names, centre + scale * z)
        return value if np.isfinite(value) else 1e10

    bounds = list(zip((low - centre) / scale, (high - centre) / scale, strict=True))
    found = minimize(cost, np.zeros(len(names)), method="L-BFGS-B", bounds=bounds, options={"maxiter": 25})
    best = np.asarray(found.x)
    h = 0.05
    slopes = np.array(
        [(cost(best + h * e) - 2 * found.fun + cost(best - h * e)) / h**2 for e in np.eye(len(names))]
    )
    se = scale / np.sqrt(np.maximum(slopes, 1e-6))
    parameters = dict(zip(names, (centre + scale * best).tolist(), strict=True))
    return NeutralEstimate(
        text.periods, text.priors, parameters, dict(zip(names, np.minimum(se, scale).tolist(), strict=True)),
        neutral_states(text.figures, parameters),
        neutral_states(text.figures, parameters, two_sided=False),
        neutral_states(text.figures, text.means),
    )  # fmt: skip
