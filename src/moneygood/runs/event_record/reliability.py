"""Probabilities against outcomes: Brier scores, reliability by bin, and bands that know forecasts overlap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
RESAMPLES = 1000
TAIL = 0.05
"""Each tail of the 90% bands."""


@dataclass(frozen=True)
class BandedFigure:
    """A figure with its 90% band."""

    value: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class EventScore:
    """One event within one horizon over `n` origins.

    `said` is the mean probability, `happened` the frequency, `gap` the first less the second. `brier` is the
    model's score (0 best), `climatology` that of base rates known at each origin, `constant` that of the
    frequency over the very same origins, which nobody knew; `skill` is 1 - brier / climatology.
    """

    event: str
    label: str
    horizon: int
    n: int
    said: float
    happened: float
    gap: BandedFigure
    brier: float
    climatology: float
    constant: float
    skill: BandedFigure


@dataclass(frozen=True)
class ReliabilityBin:
    """Forecasts whose probability lies from `low` to `high`: mean `said`, `happened` with its band, count."""

    low: float
    high: float
    said: float
    happened: BandedFigure
    n: int

    @property
    def honest(self) -> bool:
        """Whether the mean probability lies in the band of the frequency."""
        return self.happened.holds(self.said)


def brier(probability: np.ndarray, happened: np.ndarray) -> float:
    """The mean squared distance of probabilities from what happened (0 or 1). Source: brier1950.

    >>> brier(np.array([0.8, 0.2]), np.array([1.0, 1.0]))
    0.34
    """
    return round(float(np.mean((probability - happened) ** 2)), 15)


def block_rows(n: int, length: int, seed: int, resamples: int = RESAMPLES) -> np.ndarray:
    """Rows [resample, n] of a circular block bootstrap: neighbours stay together in blocks of `length`.

    Source: politis1992.
    """
    chance = np.random.default_rng(seed)
    length = max(1, min(length, n))
    blocks = -(-n // length)
    starts = chance.integers(0, n, (resamples, blocks))
    rows = (starts[:, :, None] + np.arange(length)) % n
    return rows.reshape(resamples, -1)[:, :n]


def banded(value: float, rows: np.ndarray, figure: Callable[[np.ndarray], float]) -> BandedFigure:
    """The 90% band of a figure: its quantiles over resampled `rows` [resample, origin]."""
    again = np.array([figure(r) for r in rows])
    again = again[np.isfinite(again)]
    if not again.size:
        return BandedFigure(value, float("nan"), float("nan"))
    low, high = np.quantile(again, [TAIL, 1.0 - TAIL])
    return BandedFigure(value, float(low), float(high))


def event_score(
    event: str, label: str, horizon: int, probability: np.ndarray, happened: np.ndarray, base: np.ndarray,
    block: int, seed: int = 1,
) -> EventScore:  # fmt: skip
    """The score of one event within one horizon: three rows [origin], origins in order.

    `block` is how many origins in a row stay together in the bootstrap, at least as many as share quarters.
    """
    own, theirs = (probability - happened) ** 2, (base - happened) ** 2
    rows = block_rows(len(own), block, seed)
    gap = banded(
        float((probability - happened).mean()), rows, lambda r: float((probability[r] - happened[r]).mean())
    )

    def skill(r: np.ndarray) -> float:
        return 1.0 - float(own[r].mean()) / float(theirs[r].mean())

    everything = np.arange(len(own))
    share = float(happened.mean())
    return EventScore(
        event, label, horizon, len(own), float(probability.mean()), share, gap,
        brier(probability, happened), brier(base, happened), share * (1.0 - share),
        banded(skill(everything), rows, skill),
    )  # fmt: skip


def reliability(
    probability: np.ndarray, happened: np.ndarray, block: int, seed: int = 1
) -> tuple[ReliabilityBin, ...]:
    """Forecasts by ten bins of their probability: tables [origin, forecast], missing where not known.

    Origins are resampled whole, in blocks, so that neither overlap nor events that go together make a band
    too narrow. Bins without a forecast are left out.
    """
    known = np.isfinite(probability) & np.isfinite(happened)
    place = np.clip(np.digitize(probability, EDGES[1:-1]), 0, len(EDGES) - 2)
    rows = block_rows(len(probability), block, seed)
    out = []
    for i in range(len(EDGES) - 1):
        mine = known & (place == i)
        count, struck = mine.sum(axis=1).astype(float), np.where(mine, happened, 0.0).sum(axis=1)
        if not count.sum():
            continue

        def frequency(r: np.ndarray, count: np.ndarray = count, struck: np.ndarray = struck) -> float:
            return float(struck[r].sum() / count[r].sum()) if count[r].sum() else float("nan")

        band = banded(float(struck.sum() / count.sum()), rows, frequency)
        said = float(np.where(mine, probability, 0.0).sum() / count.sum())
        out.append(ReliabilityBin(EDGES[i], EDGES[i + 1], said, band, int(count.sum())))
    return tuple(out)


@dataclass(frozen=True)
class EventHonesty:
    """All events over all origins: a score each, and the bins of all forecasts together."""

    scores: tuple[EventScore, ...]
    bins: tuple[ReliabilityBin, ...]
    first: str
    last: str
    block: int

    @property
    def better(self) -> tuple[EventScore, ...]:
        """Events and horizons whose Brier score is below that of base rates."""
        return tuple(s for s in self.scores if s.brier < s.climatology)

    @property
    def honest(self) -> int:
        """Bins whose mean probability lies in the band of the frequency."""
        return sum(b.honest for b in self.bins)

    def whole(self) -> tuple[EventScore, ...]:
        """Of the directions of triggers and either of them, each trigger once."""
        names = {s.event for s in self.scores}
        own = {n for n in names if "." not in n}
        own |= {n for n in names if n.partition(".")[0] not in own}
        return tuple(s for s in self.scores if s.event in own)

    @property
    def brier(self) -> float:
        """The mean Brier score over events and horizons."""
        return float(np.mean([s.brier for s in self.scores]))

    @property
    def climatology(self) -> float:
        """That of base rates known at each origin."""
        return float(np.mean([s.climatology for s in self.scores]))

    @property
    def constant(self) -> float:
        """That of the frequencies over the same origins."""
        return float(np.mean([s.constant for s in self.scores]))
