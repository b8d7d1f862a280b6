"""The figures of a claim: formulas over what was known, at a period or summed up over a range."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.units import Unit
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import Formula, parse_expression
from moneygood.model.graph import leaves
from moneygood.model.scope import Scope
from moneygood.questions.claims.known import Known, Series
from moneygood.questions.claims.text import FigureText

_LATEST = re.compile(r"latest(?:\s*-\s*(\d+))?\Z")
_QUARTERLY_ONLY = re.compile(r"\b(yoy|saar)\s*\(")
PERCENT, PURE = Unit.parse("pct"), Unit.parse("1")


@dataclass(frozen=True)
class Evidence:
    """A figure with what is needed to find it again: formula or source, period, unit, when it was out.

    `kind` is observed, projection (of the baseline in `vintage`), quoted, claimed or model; `value` is NaN
    when the figure was not known. `recalled` marks a quoted figure that was not read at its source.
    """

    name: str
    label: str
    series: str
    value: float
    unit: Unit
    period: str
    vintage: str
    published: str
    kind: str
    recalled: bool = False


@dataclass(frozen=True)
class DatedFigures:
    """A formula over one table [period]: its values, the unit, and the day each value was out."""

    formula: Formula
    periods: tuple[str, ...]
    values: np.ndarray
    published: tuple[str, ...]
    splices: frozenset[int]
    projection: str

    def where(self, text: str, place: Place | None) -> int | None:
        """The position of a period, ``latest`` or ``latest-3``; None when it is not in the figures."""
        found = _LATEST.match(text)
        if found is None:
            return self.periods.index(text) if text in self.periods else self._absent(text, place)
        known = np.flatnonzero(np.isfinite(self.values))
        spot = int(known[-1]) - int(found[1] or 0) if len(known) else -1
        return spot if spot >= 0 else None

    def _absent(self, text: str, place: Place | None) -> None:
        """Raise A502 for what is not written as the periods of this table are."""
        shapes = {re.sub(r"\d", "9", p) for p in self.periods}
        if shapes and re.sub(r"\d", "9", text) not in shapes:
            hint = f"Write it like {self.periods[-1]}, or latest"
            raise MoneygoodError("A502", f"{text!r} is not a period of this table", place, hint)


def line_of(known: Known, table: str, text: str, place: Place | None, baseline: str = "") -> DatedFigures:
    """The values of a formula over a table as it was known (A502, A503, M-codes of the formula)."""
    if table != "quarterly" and _QUARTERLY_ONLY.search(text):
        hint = "Write 100 * (x / x[-1] - 1), with the lag in periods of the table"
        raise MoneygoodError("A502", "yoy and saar count quarters", place, hint)
    scope = Scope(known.names(table), noun="series", open_formulas=True)
    formula = parse_expression(text, scope, place=place)
    series = {n: known.series(table, n, baseline) for n in formula.variables}
    for name in formula.variables:
        if known.hides(name):
            hint = "Use it under since only"
            raise MoneygoodError("A503", f"{name!r} is estimated anew over its whole past", place, hint)
    if not series:
        raise MoneygoodError("A502", f"{text!r} uses no series", place)
    periods = _axis(list(series.values()))
    spread = {n: _spread(s, periods) for n, s in series.items()}
    values = np.broadcast_to(evaluate_series(formula.node, spread.__getitem__), (len(periods),)).copy()
    values[~np.isfinite(values)] = np.nan
    splices = _splices(formula, series, periods)
    for lags, spots in splices.values():
        for spot in spots:
            values[max(spot + min(lags), 0) : max(spot + max(lags), 0)] = np.nan
    days = {p: str(d) for s in series.values() for p, d in zip(s.periods, s.published, strict=True)}
    for s in series.values():
        for p, d in zip(s.periods, s.published, strict=True):
            days[p] = max(days[p], str(d))
    projection = next((s.projection for s in series.values() if s.projection), "")
    every = frozenset(spot for _, spots in splices.values() for spot in spots)
    return DatedFigures(formula, periods, values, tuple(days[p] for p in periods), every, projection)


def table_figure(known: Known, figure: FigureText) -> Evidence:
    """A figure read from a table: the formula at a period, or its summary over a range of periods."""
    table, take, baseline = figure.text("on"), figure.text("take", "value"), figure.text("baseline")
    line = line_of(known, table, figure.text("formula"), figure.place, baseline)
    first, _, last = figure.text("at").partition("..")
    a, b = line.where(first.strip(), figure.place), line.where((last or first).strip(), figure.place)
    ranged = bool(last)
    if ranged != (take != "value"):
        what = f"take: {take} needs {'one period' if ranged else 'a range such as 2023Q1..2024Q2'} under at"
        raise MoneygoodError("A502", what, figure.place)
    other = (
        line_of(known, table, figure.text("with"), figure.place, baseline)
        if "with" in figure.fields
        else None
    )
    unit = _unit(take, line.formula.unit, other.formula.unit if other else PURE)
    value, period = float("nan"), figure.text("at")
    if a is not None and b is not None:
        if a > b:
            raise MoneygoodError("A502", f"the range {figure.text('at')} runs backwards", figure.place)
        period = line.periods[a] if a == b and not ranged else f"{line.periods[a]}..{line.periods[b]}"
        window = slice(a, b + 1)
        value = _summary(take, line, window, _aligned(other, line)[window] if other else None)
    known_at = "" if b is None or not np.isfinite(value) else line.published[b]
    kind = "projection" if line.projection else "observed"
    vintage = f"CBO {line.projection}" if line.projection else known.vintage.name
    name = figure.text("formula") if take == "value" else f"{take} of {figure.text('formula')}"
    return Evidence(
        figure.name, figure.label, f"{table}: {name}", value, unit, period, vintage, known_at, kind
    )


def _summary(take: str, line: DatedFigures, window: slice, other: np.ndarray | None) -> float:
    values = line.values[window]
    spliced = any(window.start < s < window.stop for s in line.splices)
    if take in ("change", "growth"):
        if spliced:
            return float("nan")
        return float(values[-1] - values[0] if take == "change" else 100 * (values[-1] / values[0] - 1))
    if other is not None:
        return _pair(take, values, other)
    if np.isnan(values).any():
        return float("nan")
    summaries: Mapping[str, Callable[[np.ndarray], float]] = {
        "value": lambda v: v[-1], "mean": np.mean, "sum": np.sum, "highest": np.max, "lowest": np.min,
        "share": lambda v: np.mean(v != 0), "count": lambda v: np.sum(v != 0),
    }  # fmt: skip
    return float(summaries[take](values))


def _pair(take: str, y: np.ndarray, x: np.ndarray) -> float:
    """Correlation of two series, or the slope of the first on the second, over the periods both have."""
    both = np.isfinite(y) & np.isfinite(x)
    if both.sum() < 4 or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return float("nan")
    covariance = np.cov(y[both], x[both])
    if take == "slope":
        return float(covariance[0, 1] / covariance[1, 1])
    return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def _aligned(other: DatedFigures | None, line: DatedFigures) -> np.ndarray:
    values = dict(zip(other.periods, other.values, strict=True)) if other else {}
    return np.array([values.get(p, np.nan) for p in line.periods])


def _unit(take: str, unit: Unit, other: Unit) -> Unit:
    if take in ("correlation", "share", "count"):
        return PURE
    if take == "slope":
        return unit / other
    return PERCENT if take == "growth" else unit


def _axis(series: list[Series]) -> tuple[str, ...]:
    """The periods of several series together: those that all of them have, in order of time."""
    shared = set(series[0].periods).intersection(*(s.periods for s in series[1:]))
    return tuple(p for p in series[0].periods if p in shared)


def _spread(series: Series, periods: tuple[str, ...]) -> np.ndarray:
    values = dict(zip(series.periods, series.values, strict=True))
    return np.array([values[p] for p in periods], dtype=np.float64)


def _splices(
    formula: Formula, series: Mapping[str, Series], periods: tuple[str, ...]
) -> dict[str, tuple[list[int], list[int]]]:
    """By series: the lags with which the formula uses it, and where on the axis it changes definition."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for leaf in leaves(formula.node):
        if leaf.op == "var":
            name, lag = leaf.payload
            spots = [series[name].periods[s] for s in series[name].splices]
            at = [periods.index(p) for p in spots if p in periods]
            found.setdefault(name, ([], at))[0].append(lag)
    return found
