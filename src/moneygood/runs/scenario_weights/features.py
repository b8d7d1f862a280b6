"""The defining features of a scenario: where it moves what is looked at furthest from the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter

MOST = 3
LEAST_SHIFT = 0.1
"""Standard deviations of the baseline's draws that a mean has to move by for a feature."""
ALIKE = 0.8
"""Correlation between draws beyond which two figures are one feature."""


@dataclass(frozen=True)
class Feature:
    """A variable in a quarter: the baseline's mean and standard deviation over draws and the scenario's mean.

    `shift` is the scenario's mean less the baseline's in those standard deviations.
    """

    variable: str
    label: str
    unit: str
    period: str
    baseline: float
    spread: float
    scenario: float

    @property
    def shift(self) -> float:
        """How far the scenario moves the mean, in the baseline's standard deviations."""
        return (self.scenario - self.baseline) / self.spread

    def __str__(self) -> str:
        return f"{self.label} {self.period} ({self.shift:+.1f} sd)"


def candidate_rows(
    base: Paths, names: Sequence[str], quarters: Sequence[Quarter], good: np.ndarray
) -> dict[tuple[str, Quarter], np.ndarray]:
    """The draws [good draw] of the `names` in the `quarters` that a run covers."""
    periods = list(base.periods)
    return {
        (n, q): np.asarray(base.series(n)[periods.index(q)], dtype=np.float64)[good]
        for n in names
        for q in quarters
        if n in base and q in periods
    }


def defining_features(
    scenario: Paths,
    base: Paths,
    names: Sequence[str],
    quarters: Sequence[Quarter],
    good: np.ndarray,
    labels: dict[str, str],
    units: dict[str, str],
) -> tuple[Feature, ...]:
    """The features by which draws are told to look like a scenario: at most three, the furthest moved first.

    Of each variable the quarter counts in which its mean moves furthest, in standard deviations of the
    baseline's draws; what moves by less than a tenth is none, and neither is what goes along (a correlation
    beyond 0.8 over draws) with a feature that moves further. `good` [draw] are those of both runs.
    """
    rows = candidate_rows(base, names, quarters, good)
    moved = candidate_rows(scenario, names, quarters, good)
    best: dict[str, tuple[float, Quarter]] = {}
    for (name, quarter), x in rows.items():
        spread = float(x.std())
        if (name, quarter) not in moved or not spread > 1e-12 * max(abs(float(x.mean())), 1e-300):
            continue
        shift = abs(float(moved[name, quarter].mean() - x.mean())) / spread
        if shift >= LEAST_SHIFT and shift > best.get(name, (0.0, quarter))[0]:
            best[name] = shift, quarter
    chosen: list[tuple[str, Quarter]] = []
    for name, (_, quarter) in sorted(best.items(), key=lambda item: (-item[1][0], item[0])):
        own = rows[name, quarter]
        if len(chosen) < MOST and all(abs(np.corrcoef(own, rows[c])[0, 1]) < ALIKE for c in chosen):
            chosen.append((name, quarter))
    return tuple(
        Feature(
            n, labels.get(n, n), units.get(n, ""), str(q), float(rows[n, q].mean()), float(rows[n, q].std()),
            float(moved[n, q].mean()),
        )
        for n, q in chosen
    )  # fmt: skip
