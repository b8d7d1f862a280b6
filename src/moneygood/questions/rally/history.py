"""The identity on published figures, over any window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.data.as_of import DatedVintage
from moneygood.estimation.figures import Figures, last_months, quarterly_figures
from moneygood.model.evaluate import evaluate
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model
from moneygood.questions.rally.definition import (
    EventWindow,
    IdentityText,
    PartMeasure,
    PartText,
    PlacedFormula,
)
from moneygood.questions.rally.identity import ChangePart, GroupContribution, contributions, residual


@dataclass(frozen=True)
class PriceChange:
    """A window's price change in log percent, its parts, the residual, and what the groups add.

    `shares` are the first group's share of the index at the ends, where published; `memorandum` are changes
    shown for reference.
    """

    window: EventWindow
    total: float
    parts: tuple[ChangePart, ...]
    residual: float
    groups: tuple[GroupContribution, ...]
    shares: tuple[float, float] | None
    memorandum: tuple[tuple[str, float], ...]


class History:
    """Published figures at the ends of quarters, and the model's parameters."""

    def __init__(self, text: IdentityText, workspace: Workspace) -> None:
        self.text = text
        self.model = workspace.model
        self.figures = _named(text, workspace)

    def attribute(self, window: EventWindow) -> PriceChange:
        """The attribution of one window; A402 when the price or its first part is missing at an end."""
        for quarter in (window.first, window.last):
            if str(quarter) not in self.figures:
                span = f"They cover {self.figures.periods[0]} to {self.figures.periods[-1]}"
                raise MoneygoodError("A402", f"the figures do not reach {quarter}", None, span)
        total = self._change(self.text.price, window)
        if np.isnan(total):
            raise self._missing(self.text.price, window, "the price")
        parts = tuple(self._part(p, window) for p in self.text.parts)
        if not parts[0].measured:
            first = self.text.parts[0].measures[0].expression
            raise self._missing(first or self.text.price, window, parts[0].label.lower())
        shares = self._shares(window)
        return PriceChange(
            window=window,
            total=total,
            parts=parts,
            residual=residual(total, parts),
            groups=contributions(total, shares, self.text.groups) if shares else (),
            shares=shares,
            memorandum=tuple((label, self._change(f, window)) for label, f in self.text.memorandum),
        )

    def _part(self, text: PartText, window: EventWindow) -> ChangePart:
        found = [(m, self._moved(m, window)) for m in text.measures]
        known = [(m, v) for m, v in found if not np.isnan(v)]
        if not known:
            return ChangePart(
                text.name, text.label, 0.0, measured=False, note="not measured: in the residual"
            )
        measure, moved = known[0]
        others = tuple((m.label, m.sign * self._coefficient(m) * v) for m, v in known[1:])
        if measure.coefficient is None:
            return ChangePart(
                text.name,
                text.label,
                measure.sign * moved,
                measure.label,
                alternatives=others,
                note=measure.note,
            )
        central = self._coefficient(measure)
        return ChangePart(
            name=text.name,
            label=text.label,
            value=measure.sign * central * moved,
            measure=measure.label,
            central=central,
            coefficients=measure.from_to,
            values=tuple(measure.sign * c * moved + 0.0 for c in measure.from_to),  # no -0.0
            alternatives=others,
            note=measure.note,
        )

    def _moved(self, measure: PartMeasure, window: EventWindow) -> float:
        """The change of a measure over the window, NaN where it has no figure at an end."""
        if measure.quoted is not None:
            quotes = self.text.quotes[measure.quoted]
            ends = [quotes.get(str(q), float("nan")) for q in (window.first, window.last)]
            return ends[1] - ends[0]
        assert measure.expression is not None
        values = self._values(measure.expression)
        if measure.accumulate is not None:
            values = fading_sum(values, number(measure.accumulate, self.model))
        ends = []
        for quarter in (window.first, window.last):
            spot = self.figures.spot(quarter) + measure.ahead
            ends.append(values[spot] if spot < len(values) else np.nan)
        return float(ends[1] - ends[0])

    def _coefficient(self, measure: PartMeasure) -> float:
        return 1.0 if measure.coefficient is None else number(measure.coefficient, self.model)

    def _values(self, formula: PlacedFormula) -> np.ndarray:
        return self.figures.compute(formula.text, formula.place)

    def _change(self, formula: PlacedFormula, window: EventWindow) -> float:
        values = self._values(formula)
        return float(values[self.figures.spot(window.last)] - values[self.figures.spot(window.first)])

    def _shares(self, window: EventWindow) -> tuple[float, float] | None:
        shares = self.text.shares
        first, last = str(window.first), str(window.last)
        return (shares[first], shares[last]) if first in shares and last in shares else None

    def _missing(self, formula: PlacedFormula, window: EventWindow, what: str) -> MoneygoodError:
        values = self._values(formula)
        known = [q for q, v in zip(self.figures.periods, values, strict=True) if not np.isnan(v)]
        gone = next(q for q in (window.first, window.last) if str(q) not in known)
        hint = f"It is known from {known[0]} to {known[-1]}" if known else None
        return MoneygoodError("A402", f"{what} is not published for {gone}", None, hint)


def number(formula: PlacedFormula, model: Model) -> float:
    """The value of a formula over the model's parameters and constants (M-codes, A401 for a variable)."""
    parsed = parse_expression(formula.text, model, place=formula.place)
    if parsed.variables:
        raise MoneygoodError("A401", f"{parsed.variables[0]} is a variable, not a parameter", formula.place)
    values = {n: p.value for n, p in model.parameters.items()} | {
        n: c.value for n, c in model.constants.items()
    }
    return float(evaluate([parsed.node], lambda leaf: values[leaf.payload])[0])


def fading_sum(values: np.ndarray, rate: float) -> np.ndarray:
    """Sums [quarter] of all values so far, each quarter's fading at `rate`; missing before the first value.

    A value missing inside makes the sum missing from there on.
    """
    out = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return out
    held = 0.0
    for t in range(int(known[0]), len(values)):
        held = rate * held + float(values[t])
        out[t] = held
    return out


def _named(text: IdentityText, workspace: Workspace) -> Figures:
    """The figures under the names that the text gives them."""
    book = quarterly_figures(workspace.vintage, workspace.history, workspace.units)
    monthly = workspace.vintage.monthly
    values, units = {}, {}
    take: dict[str, Callable[[str], np.ndarray]] = {
        "monthly": lambda name: last_months(workspace.vintage, name, book.periods),
        "quarterly": lambda name: np.asarray(book.values[name]),
        "model": lambda name: np.asarray(book.values[name]),
    }
    from moneygood.core.units import Unit

    for name, (kind, series) in text.figures.items():
        known = monthly.names if kind == "monthly" else tuple(book.values)
        if series not in known:
            raise MoneygoodError(
                "A401", f"there is no {kind} series {series!r}", None, did_you_mean(series, known)
            )
        values[name] = take[kind](series)
        if isinstance(workspace.vintage, DatedVintage):
            values[name] = _last_known(values[name])
        monthly_unit = (
            Unit.parse(workspace.vintage.record(series, "monthly").unit) if kind == "monthly" else None
        )
        units[name] = monthly_unit or book.units[series]
    return Figures(book.periods, values, units)


NOT_OUT = 2
"""Quarters for which a figure that was not yet out on a day stands at its last: what a reader had then."""


def _last_known(values: np.ndarray) -> np.ndarray:
    """A series [quarter] whose last figure stands for at most `NOT_OUT` quarters after it."""
    out = np.array(values, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(out))
    if known.size:
        last = int(known[-1])
        out[last + 1 : last + 1 + NOT_OUT] = out[last]
    return out


def checked_window(first: str | Quarter, last: str | Quarter) -> EventWindow:
    """A window from two quarters (C001); A403 when it does not run forward."""
    window = EventWindow(Quarter.parse(first), Quarter.parse(last))
    if window.last <= window.first:
        raise MoneygoodError(
            "A403", f"{window.last} does not come after {window.first}", None, "Put the earlier quarter first"
        )
    return window
