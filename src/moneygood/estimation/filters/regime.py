"""Narrative regimes by filtering: a hidden Markov chain with Student-t figures, kept near its priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Name, Source
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter
from moneygood.core.texts import SourceLocation, economics_root, reference_keys
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.state import series_scope
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model
from moneygood.model.names import names_of

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
    """Probabilities of each regime [quarter, regime]: `filtered` given the past, `smoothed` given all.

    The model's uniform `draw` leads from a regime to another at the values `moves` [from, to]; `beside` are
    variables that tell of other regimes.
    """

    names: tuple[str, ...]
    periods: tuple[Quarter, ...]
    filtered: np.ndarray
    smoothed: np.ndarray
    prior: MarkovChain
    chain: MarkovChain
    loglikelihood: float
    draw: str = ""
    moves: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))
    beside: tuple[str, ...] = ()


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


NUMBERS = MapOf(ListOf(Number(), 2), least=1)
REGIMES = TextKind(
    "regimes",
    "The regimes of the narrative by filtering, over the past.",
    ("backtest/regimes.yaml",),
    Record(
        "text of the regime filter",
        "What each regime looks like beforehand.",
        (
            Field("first", OneQuarter(), "The first quarter.", required=True),
            Field("figures", MapOf(FormulaText(), least=1), "Formulas over the series.", required=True),
            Field("regimes", ListOf(Name("variable"), 2), "The regimes in order.", required=True),
            Field("means", NUMBERS, "The mean of each figure in each regime.", required=True),
            Field(
                "scales",
                MapOf(ListOf(Number(above=0), 2), least=1),
                "Its scale in each regime.",
                required=True,
            ),
            Field("freedom", Number(above=2), "Degrees of freedom of the figures.", required=True),
            Field("weight_means", Number(0), "Quarters that means count for.", required=True),
            Field(
                "transitions",
                ListOf(ListOf(Number(0, 1), 2), 2),
                "The odds of the next regime.",
                required=True,
            ),
            Field("weight_transitions", Number(0), "Quarters that odds count for.", required=True),
            Field("draw", Name("shock"), "The uniform draw that decides.", required=True),
            Field(
                "moves",
                ListOf(ListOf(Number(0, 1), 2), 2),
                "Its value from each regime to each.",
                required=True,
            ),
            Field("beside", ListOf(Name("variable")), "What tells of other regimes.", default=()),
            Field("source", Source(), "Where they are from.", for_people=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood backtest`, `moneygood fit` and `--from`",
)


def regimes(model: Model, vintage: Vintage, root: Path | None = None) -> Regimes:
    """The regimes of the past by the text ``backtest/regimes.yaml``; A601 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "regimes.yaml"
    text = REGIMES.read(path, names_of(model), reference_keys(root))
    names, formulas = text["regimes"], text["figures"]
    for key in ("means", "scales"):
        for name in dict.fromkeys((*formulas, *text[key])):
            if len(text[key].get(name, ())) != len(names) or name not in formulas:
                hint = f"Write {len(names)} for each of {', '.join(formulas)}"
                raise text.fault(f"{key} of {name} has not one number for each regime", key, hint=hint)
    moves = np.array(text["transitions"])
    if moves.shape != (len(names), len(names)) or (np.abs(moves.sum(axis=1) - 1) > 1e-9).any():
        raise text.fault("the rows of transitions are not odds that sum to one", "transitions")
    draws = np.array(text["moves"])
    if draws.shape != moves.shape:
        raise text.fault(f"moves has not {len(names)} numbers for each of {len(names)} regimes", "moves")
    prior = MarkovChain(
        np.array([text["means"][f] for f in formulas]).T,
        np.array([text["scales"][f] for f in formulas]).T,
        moves,
        np.full(len(names), 1.0 / len(names)),
        text["freedom"],
    )
    weights = text["weight_means"], text["weight_transitions"]
    periods, figures = _figures(model, vintage, formulas, text["first"], text.at.at("figures"))
    chain = estimate_chain(prior, figures, *weights)
    filtered, smoothed, _, total = forward_backward(chain, figures)
    return Regimes(
        names, periods, filtered, smoothed, prior, chain, total, text["draw"], draws, text["beside"]
    )


def _figures(
    model: Model, vintage: Vintage, texts: Mapping[str, str], first: Quarter, at: SourceLocation
) -> tuple[tuple[Quarter, ...], np.ndarray]:
    data, scope = vintage.quarterly, series_scope(model, vintage)
    numbers = {n: c.value for n, c in model.constants.items()}
    begin = data.column(first)
    columns = []
    for name, text in texts.items():
        node = parse_expression(text, scope, place=at.at(name)).node
        columns.append(evaluate_series(node, data.series, parameters=numbers)[begin:])
    figures = np.column_stack(columns)
    known = np.flatnonzero(np.isfinite(figures).any(axis=1))
    last = int(known[-1]) + 1
    return data.periods[begin : begin + last], figures[:last]
