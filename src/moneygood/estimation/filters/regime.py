"""Narrative regimes by filtering: a hidden Markov chain with Student-t figures, kept near its priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.state import series_scope
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model

PASSES = 40


@dataclass(frozen=True)
class MarkovChain:
    """A hidden Markov chain: `means` and `scales` [regime, figure], `transitions` [from, to], `start`
    [regime], figures Student t with `freedom` degrees of freedom, independent given the regime."""

    means: np.ndarray
    scales: np.ndarray
    transitions: np.ndarray
    start: np.ndarray
    freedom: float


@dataclass(frozen=True)
class Regimes:
    """Probabilities of each regime [quarter, regime]: `filtered` given the past, `smoothed` given all."""

    names: tuple[str, ...]
    periods: tuple[Quarter, ...]
    filtered: np.ndarray
    smoothed: np.ndarray
    prior: MarkovChain
    chain: MarkovChain
    loglikelihood: float


def emission(chain: MarkovChain, figures: np.ndarray) -> np.ndarray:
    """The log density of figures [quarter, figure] in each regime [quarter, regime]; gaps say nothing."""
    from scipy.special import gammaln

    v = chain.freedom
    z = (figures[:, None, :] - chain.means[None]) / chain.scales[None]
    constant = gammaln((v + 1) / 2) - gammaln(v / 2) - 0.5 * np.log(v * np.pi)
    density = constant - np.log(chain.scales)[None] - 0.5 * (v + 1) * np.log1p(z * z / v)
    return np.nansum(density, axis=2)


def forward_backward(
    chain: MarkovChain, figures: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Filtered and smoothed probabilities [quarter, regime], expected transitions [from, to], and the log
    likelihood. Source: hamilton1989."""
    log_density = emission(chain, figures)
    top = log_density.max(axis=1, keepdims=True)
    density = np.exp(log_density - top)
    n, k = density.shape
    filtered, predicted = np.empty((n, k)), np.empty((n, k))
    total = 0.0
    state = chain.start
    for t in range(n):
        predicted[t] = state if t == 0 else filtered[t - 1] @ chain.transitions
        weight = predicted[t] * density[t]
        size = weight.sum()
        filtered[t] = weight / size
        total += float(np.log(size) + top[t, 0])
    smoothed, moves = filtered.copy(), np.zeros((k, k))
    for t in range(n - 2, -1, -1):
        ratio = smoothed[t + 1] / np.maximum(predicted[t + 1], 1e-300)
        joint = filtered[t][:, None] * chain.transitions * ratio[None, :]
        moves += joint
        smoothed[t] = joint.sum(axis=1)
    return filtered, smoothed, moves, total


def estimate_chain(
    prior: MarkovChain, figures: np.ndarray, weight_means: float, weight_moves: float
) -> MarkovChain:
    """The most likely chain under its prior, by expectation and maximisation.

    The prior counts as `weight_means` quarters of figures in each regime and `weight_moves` quarters of
    transitions out of it; Student-t weights make outliers count for less.
    """
    chain = prior
    for _ in range(PASSES):
        _, smoothed, moves, _ = forward_backward(chain, figures)
        z = (figures[:, None, :] - chain.means[None]) / chain.scales[None]
        weight = (chain.freedom + 1) / (chain.freedom + z * z)
        known = np.isfinite(figures)[:, None, :]
        w = np.where(known, smoothed[:, :, None] * weight, 0.0)
        x = np.nan_to_num(figures)[:, None, :]
        means = ((w * x).sum(axis=0) + weight_means * prior.means) / (w.sum(axis=0) + weight_means)
        squares = (w * (x - means[None]) ** 2).sum(axis=0)
        count = np.where(known, smoothed[:, :, None], 0.0).sum(axis=0)
        spread = squares + weight_means * (prior.scales**2 + (means - prior.means) ** 2)
        scales = np.sqrt(spread / (count + weight_means))
        counts = moves + weight_moves * prior.transitions
        transitions = counts / counts.sum(axis=1, keepdims=True)
        chain = MarkovChain(means, scales, transitions, prior.start, prior.freedom)
    return chain


def regimes(model: Model, vintage: Vintage, root: Path | None = None) -> Regimes:
    """The regimes of the past by the text ``backtest/regimes.yaml``; A601 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "regimes.yaml"
    record = read_yaml(path)
    try:
        names = tuple(str(n) for n in record["regimes"])
        kinds = list(record["figures"])
        prior = MarkovChain(
            np.array([[float(record["means"][f][i]) for f in kinds] for i in range(len(names))]),
            np.array([[float(record["scales"][f][i]) for f in kinds] for i in range(len(names))]),
            np.array(record["transitions"], dtype=float),
            np.full(len(names), 1.0 / len(names)),
            float(record["freedom"]),
        )
        weights = float(record["weight_means"]), float(record["weight_transitions"])
        first = Quarter.parse(record["first"])
    except (KeyError, TypeError, ValueError, IndexError) as fault:
        raise MoneygoodError(
            "A601", f"the regimes lack a field or hold a wrong one ({fault})", place_of(path, ())
        ) from None
    periods, figures = _figures(model, vintage, record["figures"], first, path)
    chain = estimate_chain(prior, figures, *weights)
    filtered, smoothed, _, total = forward_backward(chain, figures)
    return Regimes(names, periods, filtered, smoothed, prior, chain, total)


def _figures(
    model: Model, vintage: Vintage, texts: Mapping[str, str], first: Quarter, path: Path
) -> tuple[tuple[Quarter, ...], np.ndarray]:
    data, scope = vintage.quarterly, series_scope(model, vintage)
    numbers = {n: c.value for n, c in model.constants.items()}
    begin = data.column(first)
    columns = []
    for name, text in texts.items():
        node = parse_expression(str(text), scope, place=place_of(path, ("figures", name))).node
        columns.append(evaluate_series(node, data.series, parameters=numbers)[begin:])
    figures = np.column_stack(columns)
    known = np.flatnonzero(np.isfinite(figures).any(axis=1))
    last = int(known[-1]) + 1
    return data.periods[begin : begin + last], figures[:last]
