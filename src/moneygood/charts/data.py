"""What a chart shows, before anything is drawn: figures, labels and conventions in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.units import shown_unit

HISTORY_QUARTERS = 20
"""Quarters of history shown before the start of a run."""

UNIT_WORDS: Mapping[str, str] = {
    "pct/yr": "percent a year",
    "pct": "percent",
    "$bn/yr": "$bn, annual rate",
    "$bn": "$bn",
    "$bn of 2017/yr": "$bn of 2017, annual rate",
    "index": "index",
    "1": "",
}


def unit_words(unit: str) -> str:
    """A unit in words, as the axis of a chart names it."""
    shown = shown_unit(unit)
    return UNIT_WORDS.get(shown, shown)


@dataclass(frozen=True)
class Line:
    """A labelled line [period], drawn dashed over a fan; `points` are drawn as marks with no line between."""

    label: str
    periods: tuple[Quarter, ...]
    values: np.ndarray
    points: bool = False


@dataclass(frozen=True)
class HeldSpan:
    """Quarters in which a variable is held by hand, and how: what a chart marks below the fan."""

    first: Quarter
    last: Quarter
    words: str


@dataclass(frozen=True)
class FanChart:
    """A fan with its history: `quantiles` [level, period] in the unit named by `unit_words`.

    `history` [history period] ends in the quarter before the first of `periods`; `nowcast` marks the history
    quarters that are estimates. `lines` are drawn dashed, such as the baseline's median; `came` solid, what
    came after a day that has passed.
    """

    key: str
    title: str
    unit_words: str
    periods: tuple[Quarter, ...]
    levels: tuple[float, ...]
    quantiles: np.ndarray
    history_periods: tuple[Quarter, ...] = ()
    history: np.ndarray = field(default_factory=lambda: np.empty(0))
    nowcast: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=bool))
    lines: tuple[Line, ...] = ()
    note: str = ""
    came: Line | None = None
    unit: str = ""
    """The unit as the model writes it."""
    bp: bool = False
    """Whether differences are said in basis points."""
    difference: bool = False
    """Whether it shows a scenario less the baseline: in points, or in percent of the baseline."""
    held: tuple[HeldSpan, ...] = ()

    def level(self, probability: float) -> np.ndarray:
        """The quantile path [period] of one level."""
        return self.quantiles[int(np.argmin(np.abs(np.asarray(self.levels) - probability)))]

    @property
    def bands(self) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        """Lower and upper path of each band, the widest first."""
        count = len(self.levels) // 2
        return tuple((self.quantiles[i], self.quantiles[-1 - i]) for i in range(count))

    def summary(self) -> str:
        """One sentence that says what the chart shows, for readers who cannot see it."""
        last = self.periods[-1]
        came = ""
        if self.came is not None and len(self.came.periods):
            came = f" What came by {self.came.periods[-1]}: {number(self.came.values[-1])}."
        return (
            f"{self.title}, {self.unit_words}: median {number(self.level(0.5)[0])} in {self.periods[0]}, "
            f"{number(self.level(0.5)[-1])} in {last}, with 70% of draws between "
            f"{number(self.level(0.15)[-1])} and {number(self.level(0.85)[-1])} in {last}.{came}"
        )


@dataclass(frozen=True)
class Curve:
    """One cumulative probability [period], 0..1, with its Monte-Carlo band where there is one."""

    key: str
    label: str
    values: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True)
class CurvesChart:
    """Cumulative probabilities over the quarters of a run; `stacked` curves add up."""

    key: str
    title: str
    periods: tuple[Quarter, ...]
    curves: tuple[Curve, ...]
    stacked: bool = False
    note: str = ""

    def summary(self) -> str:
        """One sentence that says what the chart shows, for readers who cannot see it."""
        parts = ", ".join(f"{c.label} {100 * c.values[-1]:.0f}%" for c in self.curves)
        return f"{self.title} by {self.periods[-1]}: {parts}."


def fan_chart(
    key: str,
    title: str,
    unit: str,
    spread: Any,
    history: Panel | None = None,
    *,
    lines: tuple[Line, ...] = (),
    history_quarters: int = HISTORY_QUARTERS,
    note: str = "",
    came: Line | None = None,
    bp: bool = False,
    held: tuple[HeldSpan, ...] = (),
) -> FanChart:
    """Return the chart of one fan (`runs.fan.Fan`) with the last quarters of its history.

    `bp` says that differences are in basis points, `held` which quarters are held by hand.
    """
    periods = tuple(spread.periods)
    past: tuple[Quarter, ...] = ()
    values = np.empty(0)
    nowcast = np.empty(0, dtype=bool)
    if history is not None and spread.variable in history:
        first = max(history.periods[0], periods[0] - history_quarters)
        last = min(history.periods[-1], periods[0] - 1)
        if first <= last:
            a, b = history.column(first), history.column(last) + 1
            past = history.periods[a:b]
            row = history.row(spread.variable)
            values = np.array(history.values[row, a:b])
            nowcast = np.array(history.status[row, a:b] >= 2)
    return FanChart(
        key=key,
        title=title,
        unit_words=unit_words(unit),
        periods=periods,
        levels=tuple(spread.levels),
        quantiles=np.asarray(spread.quantiles, dtype=np.float64),
        history_periods=past,
        history=values,
        nowcast=nowcast,
        lines=lines,
        note=note,
        came=came,
        unit=unit,
        bp=bp,
        held=held,
    )


def difference_chart(key: str, title: str, unit: str, spread: Any, *, bp: bool = False) -> FanChart:
    """Return the chart of the differences of a scenario from the baseline, draw by draw (a `runs.fan.Fan`).

    Basis points for `bp`, percentage points for other rates and ratios, percent of the baseline for the rest.
    """
    points = unit.startswith("pct")
    scale = 100.0 if bp else 1.0
    words = "basis points" if bp else "percentage points" if points else "percent of the baseline"
    return FanChart(
        key=f"{key}-difference",
        title=title,
        unit_words=words if unit != "1" else "difference",
        periods=tuple(spread.periods),
        levels=tuple(spread.levels),
        quantiles=scale * np.asarray(spread.quantiles, dtype=np.float64),
        unit=unit,
        bp=bp,
        difference=True,
    )


def came_line(run: Any, name: str) -> Line | None:
    """What came of a variable after the day of a run; None for a run of today."""
    periods, values = run.came_path(name)
    return Line("what came", periods, values) if periods else None


def incidence_chart(first: Any) -> CurvesChart:
    """Return the chance that each high has broken by each quarter (a `FirstPassage`)."""
    curves = tuple(
        Curve(name, risk.label, risk.incidence, risk.band[0], risk.band[1])
        for name, risk in first.highs.items()
    )
    return CurvesChart("highs-broken", "Chance of having changed", tuple(first.periods), curves)


def first_chart(first: Any) -> CurvesChart:
    """Return the chance that each high has broken before the others, by quarter; the rest is none yet."""
    curves = tuple(Curve(name, risk.label, risk.first_incidence) for name, risk in first.highs.items())
    return CurvesChart("highs-first", "Which has changed first", tuple(first.periods), curves, stacked=True)


def number(value: float) -> str:
    """A figure as a reader wants it: thousands separated, decimals only where they say something."""
    if not np.isfinite(value):
        return "n/a"
    size = abs(value)
    if size >= 1000:
        text = f"{value:,.0f}"
    elif size >= 100:
        text = f"{value:.0f}"
    elif size >= 2 or size == 0:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}"
    return text.replace("-", "−")


def fixed(value: float, decimals: int) -> str:
    """A figure with so many decimals, thousands separated and a true minus sign."""
    return f"{value:,.{decimals}f}".replace("-", "−")


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return round tick values that cover `low`..`high` in about `count` steps."""
    span = high - low
    size = max(abs(low), abs(high))
    if not np.isfinite(span) or span <= 1e-3 * size or span == 0:
        span = 0.1 * size or 1.0
        low, high = low - span / 2, high + span / 2
    rough = span / count
    magnitude = 10.0 ** np.floor(np.log10(rough))
    step = next(m for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough * (1 - 1e-9)) * magnitude
    first = np.floor(low / step + 1e-9)
    last = np.ceil(high / step - 1e-9)
    return [float(round(i * step, 10)) for i in np.arange(first, last + 1)]


def tick_label(value: float, step: float) -> str:
    """A tick with as many decimals as its step needs."""
    decimals = 0
    while decimals < 4 and abs(round(step, decimals) - step) > 1e-9 * max(1.0, abs(step)):
        decimals += 1
    return fixed(value, decimals)
