"""Potential output, gap, natural unemployment and neutral rate, after Laubach and Williams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from moneygood.estimation.filters.kalman import (
    Filtered,
    StateSpace,
    drawn_errors,
    kalman_filter,
    kalman_smoother,
)

STATES = ("potential", "gap", "gap_before", "growth", "growth_before", "other", "other_before", "natural")
_P, _G, _G1, _R, _R1, _Z, _Z1, _U = range(8)


@dataclass(frozen=True)
class NeutralFigures:
    """What the filter sees, each [quarter]: output (100 log), unemployment, core inflation at an annual rate
    less what past and expected inflation explain, and the real short rate; NaN where missing."""

    output: np.ndarray
    unemployment: np.ndarray
    inflation_surprise: np.ndarray
    real_rate: np.ndarray


@dataclass(frozen=True)
class NeutralStates:
    """Smoothed states [quarter] with standard errors, in percent and percent a year, and the likelihood.

    `potential` is 100 times the log of potential output, `growth` its trend growth at an annual rate, `rstar`
    the neutral real rate, `natural` the natural rate of unemployment.
    """

    potential: np.ndarray
    gap: np.ndarray
    gap_se: np.ndarray
    growth: np.ndarray
    growth_se: np.ndarray
    rstar: np.ndarray
    rstar_se: np.ndarray
    natural: np.ndarray
    natural_se: np.ndarray
    loglikelihood: float


def neutral_space(figures: NeutralFigures, p: Mapping[str, float]) -> StateSpace:
    """The state space for parameters `p`.

    gap = gap_1 gap[-1] + gap_2 gap[-2] - rate / 2 (r - r*)[-1, -2] + e; potential grows by growth / 4;
    r* = growth_loading growth + other; u - natural = -okun (gap + gap[-1]) / 2 + e; the inflation surprise
    is slope (gap + gap[-1]) / 2 + e; growth, other and natural are random walks.
    """
    n = len(figures.output)
    transition = np.zeros((8, 8))
    transition[_P, _P], transition[_P, _R] = 1.0, 0.25
    transition[_G, _G], transition[_G, _G1] = p["gap_1"], p["gap_2"]
    half = 0.5 * p["rate"]
    for now, before in ((_R, _R1), (_Z, _Z1)):
        loading = p["growth_loading"] if now == _R else 1.0
        transition[_G, now] = transition[_G, before] = half * loading
        transition[now, now] = transition[before, now] = 1.0
    transition[_G1, _G] = transition[_U, _U] = 1.0
    sd = np.zeros(8)
    sd[[_P, _G, _R, _Z, _U]] = [p[f"sd_{s}"] for s in ("potential", "gap", "growth", "other", "natural")]
    design = np.zeros((3, 8))
    design[0, [_P, _G]] = 1.0
    design[1, _U], design[1, _G], design[1, _G1] = 1.0, -0.5 * p["okun"], -0.5 * p["okun"]
    design[2, [_G, _G1]] = 0.5 * p["slope"]
    drift = np.zeros((n, 8))
    real = figures.real_rate
    for t in range(n):
        past = [real[t - j] for j in (1, 2) if t >= j and np.isfinite(real[t - j])]
        neutral = p["rstar_start"] if t < 2 or len(past) < 2 else None
        drift[t, _G] = -half * (2 * neutral if neutral is not None else float(sum(past)))
    first = float(figures.output[np.flatnonzero(np.isfinite(figures.output))[0]])
    mean = np.zeros(8)
    mean[_P], mean[_R], mean[_R1] = first - 0.25 * p["growth_start"], p["growth_start"], p["growth_start"]
    mean[_Z] = mean[_Z1] = p["rstar_start"] - p["growth_loading"] * p["growth_start"]
    mean[_U] = p["natural_start"]
    spread = np.diag([9.0, 4.0, 4.0, 0.25, 0.25, 0.25, 0.25, 0.5])
    noise = np.array([1e-4, p["sd_unemployment"] ** 2, p["sd_inflation"] ** 2])
    return StateSpace(design, transition, noise, np.diag(sd * sd), mean, spread, drift=drift)


def observations(figures: NeutralFigures) -> np.ndarray:
    """The observed figures [quarter, series]."""
    return np.column_stack([figures.output, figures.unemployment, figures.inflation_surprise])


def neutral_filter(figures: NeutralFigures, p: Mapping[str, float]) -> tuple[StateSpace, Filtered]:
    """The state space and its one-sided states."""
    space = neutral_space(figures, p)
    return space, kalman_filter(space, observations(figures))


def neutral_states(
    figures: NeutralFigures, p: Mapping[str, float], *, two_sided: bool = True
) -> NeutralStates:
    """The states given all figures handed over (two-sided), or given the past of each quarter only."""
    space, found = neutral_filter(figures, p)
    means, covs = kalman_smoother(space, found) if two_sided else (found.mean, found.covariance)
    loading = np.zeros(8)
    loading[_R], loading[_Z] = p["growth_loading"], 1.0

    def se(row: np.ndarray) -> np.ndarray:
        return np.sqrt(np.maximum(np.einsum("i,tij,j->t", row, covs, row), 0.0))

    unit = np.eye(8)
    return NeutralStates(
        potential=means[:, _P], gap=means[:, _G], gap_se=se(unit[_G]),
        growth=means[:, _R], growth_se=se(unit[_R]),
        rstar=means @ loading, rstar_se=se(loading),
        natural=means[:, _U], natural_se=se(unit[_U]), loglikelihood=found.loglikelihood,
    )  # fmt: skip


def drawn_neutral_states(
    figures: NeutralFigures, p: Mapping[str, float], rng: np.random.Generator
) -> NeutralStates:
    """A draw from the two-sided states: a past drawn given figures and parameters."""
    space = neutral_space(figures, p)
    error = drawn_errors(space, observations(figures), rng)
    found = neutral_states(figures, p)
    return replace(
        found,
        potential=found.potential + error[:, _P],
        gap=found.gap + error[:, _G],
        growth=found.growth + error[:, _R],
        rstar=found.rstar + p["growth_loading"] * error[:, _R] + error[:, _Z],
        natural=found.natural + error[:, _U],
    )
