"""What investors pay for announced capex: returns on the days of results, and the level behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.panel import MISSING, NOWCAST, OBSERVED
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.record_kinds import Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number
from moneygood.core.texts import reference_keys
from moneygood.data.by_day import quarter_groups
from moneygood.data.vintage import Vintage
from moneygood.model.model import Model
from moneygood.model.names import names_of

LEAST = 8
"""Announcements without which the scatter within quarters says nothing."""


@dataclass(frozen=True)
class TakenBeforehand:
    """What is taken of a number beforehand: normal with `mean` and `sd`, within `range`."""

    mean: float
    sd: float
    range: tuple[float, float]


@dataclass(frozen=True)
class RewardText:
    """The hidden `state` and the variable that `shows` it, the parameters that are its `mean` and
    `persistence`, its `shock`, the `series` by day, and what is taken of the three numbers beforehand."""

    state: str
    shows: str
    mean: str
    persistence: str
    shock: str
    series: tuple[str, ...]
    beliefs: tuple[TakenBeforehand, TakenBeforehand, TakenBeforehand]


@dataclass(frozen=True)
class Announcements:
    """Returns by quarter: `means` of the `counts` announcements [quarter], NaN without one; `noise` is the
    scatter of a single one within its quarter."""

    quarters: tuple[Quarter, ...]
    means: np.ndarray
    counts: np.ndarray
    noise: float


@dataclass(frozen=True)
class RewardState:
    """The level behind announcements, by quarter of `seen`: `level` given all of them up to then, with its
    standard error `se`; `mean`, `persistence` and `step` are what it was filtered with."""

    seen: Announcements
    level: np.ndarray
    se: np.ndarray
    mean: float
    persistence: float
    step: float


BELIEF = Record(
    "belief",
    "What is taken beforehand: normal within a range.",
    (
        Field("mean", Number(), "Its mean.", required=True),
        Field("sd", Number(above=0), "Its standard deviation.", required=True),
        Field("low", Number(), "The lowest value.", required=True),
        Field("high", Number(), "The highest value.", required=True),
        Field("source", Source(), "Where it is from.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
    make=lambda e: TakenBeforehand(e["mean"], e["sd"], (e["low"], e["high"])),
)
REWARD = TextKind(
    "reward",
    "The hidden reward for capex and the announcements that show it.",
    ("dictionary/reward.yaml",),
    Record(
        "text of the reward",
        "The state, what shows it, and what is taken beforehand.",
        (
            Field("state", Name("variable"), "The hidden state.", required=True),
            Field("shows", Name("variable"), "The variable that shows it with noise.", required=True),
            Field("mean", Name("parameter"), "The parameter that is its mean.", required=True),
            Field("persistence", Name("parameter"), "The parameter that is its persistence.", required=True),
            Field("shock", Name("shock"), "Its shock.", required=True),
            Field("series", ListOf(Words(empty=False), 1), "Returns by day.", required=True),
            Field("belief_mean", BELIEF, "Of its mean, beforehand.", required=True),
            Field("belief_persistence", BELIEF, "Of its persistence, beforehand.", required=True),
            Field("belief_shock", BELIEF, "Of its quarterly shock, beforehand.", required=True),
        ),
    ),
    FaultCodes("A071"),
    "every verb that runs the model",
)


def read_reward(model: Model) -> RewardText | None:
    """The text ``dictionary/reward.yaml``; None for a model without one, A071 when it is faulty."""
    path = None if model.root is None else Path(model.root) / "dictionary" / "reward.yaml"
    if path is None or not path.is_file():
        return None
    text = REWARD.read(path, names_of(model), reference_keys(model.root))
    beliefs = (text["belief_mean"], text["belief_persistence"], text["belief_shock"])
    return RewardText(
        text["state"], text["shows"], text["mean"], text["persistence"], text["shock"],
        tuple(text["series"]), beliefs,
    )  # fmt: skip


def announcements(
    vintage: Vintage, series: Sequence[str], until: Quarter | None = None
) -> Announcements | None:
    """Returns by day put together by quarter, up to a quarter; None with fewer than eight of them."""
    found = quarter_groups(vintage, series)
    found = {q: v for q, v in found.items() if until is None or q <= until}
    every = sum(len(v) for v in found.values())
    if every < LEAST:
        return None
    quarters = quarter_range(min(found), max(found))
    counts = np.array([len(found.get(q, ())) for q in quarters])
    means = np.array([np.mean(found[q]) if q in found else np.nan for q in quarters])
    spread = sum(float(np.sum((np.array(v) - np.mean(v)) ** 2)) for v in found.values())
    return Announcements(quarters, means, counts, (spread / max(every - len(found), 1)) ** 0.5)


def reward_state(model: Model, vintage: Vintage, series: Sequence[str], until: Quarter) -> RewardState | None:
    """The level behind announcements up to a quarter, filtered with the model's own numbers; None with fewer
    than eight announcements, or for a model without such a state."""
    text, seen = read_reward(model), announcements(vintage, series, until)
    if text is None or seen is None:
        return None
    mean, persistence = (model.parameters[n].value for n in (text.mean, text.persistence))
    return filtered(seen, mean, persistence, model.shocks[text.shock].sd)


def filtered(seen: Announcements, mean: float, persistence: float, step: float) -> RewardState:
    """The level of an autoregression seen through the mean of each quarter's announcements."""
    level, variance, _ = kalman(seen, *(np.array([v]) for v in (mean, persistence, step)))
    return RewardState(seen, level[:, 0], np.sqrt(variance[:, 0]), mean, persistence, step)


def kalman(
    seen: Announcements, mean: np.ndarray, persistence: np.ndarray, step: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Level and its variance [quarter, case] and the log likelihood [case], begun from the long run:

    level = mean + persistence * (level before - mean) + step * shock, and a quarter's mean return is the
    level + noise / sqrt(announcements). Source: ours.
    """
    variance = step**2 / (1.0 - persistence**2)
    level = mean + np.zeros_like(variance)
    likelihood = np.zeros_like(variance)
    out = np.empty((2, len(seen.means), len(variance)))
    for t, (value, count) in enumerate(zip(seen.means, seen.counts, strict=True)):
        if t:
            level = mean + persistence * (level - mean)
            variance = persistence**2 * variance + step**2
        if count:
            total = variance + seen.noise**2 / count
            surprise = value - level
            likelihood = likelihood - 0.5 * (np.log(total) + surprise**2 / total)
            gain = variance / total
            level, variance = level + gain * surprise, (1.0 - gain) * variance
        out[:, t] = level, variance
    return out[0], out[1], likelihood


def reward_rows(
    model: Model, vintage: Vintage, periods: tuple[Quarter, ...]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Figures and their status [quarter] of the state and of what shows it; none where there is no evidence.

    The level of a quarter knows the announcements up to it and none after.
    """
    text = read_reward(model)
    seen = None if text is None else announcements(vintage, text.series)
    if text is None or seen is None:
        return {}
    state = reward_state(model, vintage, text.series, seen.quarters[-1])
    assert state is not None
    return {
        text.state: _laid(periods, seen.quarters, state.level, NOWCAST),
        text.shows: _laid(periods, seen.quarters, seen.means, OBSERVED),
    }


def _laid(
    periods: tuple[Quarter, ...], quarters: tuple[Quarter, ...], row: np.ndarray, mark: int
) -> tuple[np.ndarray, np.ndarray]:
    known = dict(zip(quarters, row, strict=True))
    values = np.array([known.get(q, np.nan) for q in periods])
    return values, np.where(np.isfinite(values), mark, MISSING).astype(np.uint8)
