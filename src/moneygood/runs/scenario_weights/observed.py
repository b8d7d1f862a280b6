"""New figures: what was published since, with its error, and how likely it was on each draw."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import fixed
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.paths import Paths
from moneygood.core.units import PURE, shown_unit
from moneygood.model.model import Model
from moneygood.runs.path_formula import Calendar, PathFormula, read_formula
from moneygood.runs.views.number import spread_of
from moneygood.runs.views.pooling import effective
from moneygood.runs.views.weigh import FEWEST, world_of

VINTAGE = re.compile(r"\d{4}-\d{2}")
OWN_ERROR = 0.2
"""Share of the draws' standard deviation that stands for the error of a figure where none is given."""
FORM = 'Write "infl_core_yoy[2026Q4] = 3.1 ± 0.1", or a vintage such as 2026-12'


@dataclass(frozen=True)
class NewFigure:
    """One new figure: the formula it is of, its `value` and its standard `error` (None: a fifth of the
    draws' spread) in `unit`."""

    text: str
    formula: PathFormula
    value: float
    error: float | None
    unit: str


@dataclass(frozen=True)
class ObservedFigure:
    """A new figure beside the draws: their mean and spread before, and its percentile among them."""

    text: str
    unit: str
    value: float
    error: float
    mean: float
    spread: float
    percentile: float

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return {
            "observed": self.text, "unit": self.unit, "value": self.value, "error": self.error,
            "mean_before": self.mean, "sd_before": self.spread, "percentile": self.percentile,
        }  # fmt: skip


def names_vintage(text: str) -> bool:
    """Whether a text is the name of a vintage and no figure: one that is at hand, or one of that form."""
    from moneygood.data.vintage import list_vintages

    return VINTAGE.fullmatch(text.strip()) is not None or text.strip() in list_vintages()


def read_observed(text: str, model: Model, calendar: Calendar) -> NewFigure:
    """A new figure from a text such as ``infl_core_yoy[2026Q4] = 3.1 ± 0.1``.

    A711 for its form, A715 for a unit, A075, A302, A303 and M-codes for what it is of.
    """
    words = " ".join(text.split())
    try:
        left, sign, right = words.partition("=")
        if not sign or not left.strip() or any(c in left for c in "<>~"):
            raise MoneygoodError("A711", "it is not a figure that was observed", None, FORM)
        formula = read_formula(left.strip(), model, calendar)
        if formula.timed:
            name = next(n for n in formula.formula.variables if n not in formula.dated)
            raise MoneygoodError("A711", f"{name} has no quarter", None, f"Write {name}[{calendar.start}]")
        unit = formula.formula.unit
        value, error = spread_of(right, unit)
        if value is None:
            raise MoneygoodError("A711", "it has no figure", None, FORM)
    except MoneygoodError as fault:
        hint = fault.hint or (FORM if fault.code == "A711" else None)
        what = f"the new figure {words!r}: {fault.message}"
        raise MoneygoodError(fault.code, what, fault.place, hint) from None
    return NewFigure(words, formula, value, error, "" if unit == PURE else shown_unit(str(unit)))


def published_since(history: Panel, calendar: Calendar, names: Sequence[str]) -> tuple[str, ...]:
    """The figures of a later history (of a later vintage) that lie in the run, as texts.

    A711 where there are none: then the vintage says nothing new.
    """
    out = []
    for name in names:
        if name not in history:
            continue
        row = history.names.index(name)
        for at, quarter in enumerate(history.periods):
            if calendar.start <= quarter <= calendar.last and history.status[row, at] == OBSERVED:
                out.append(f"{name}[{quarter}] = {float(history.values[row, at])!r}")
    if not out:
        what = f"no figure of that vintage lies in the run, which begins in {calendar.start}"
        raise MoneygoodError("A711", what, None, FORM)
    return tuple(out)


def likelihood_of(
    observed: Sequence[NewFigure], paths: Paths, history: Panel, parameters: Mapping[str, float]
) -> tuple[np.ndarray, tuple[ObservedFigure, ...], float]:
    """How likely the figures were on each good draw (largest one), each beside the draws, and the effective
    share of draws left.

    Errors are independent and normal. A712 for a figure without spread among the draws, A714 where less than
    5% of the draws are left.
    """
    names = sorted({n for o in observed for n in o.formula.variables})
    world = world_of(paths, history, names, parameters)
    mass = np.ones(world.draws) if paths.mass is None else paths.mass
    log, rows = np.zeros(world.draws), []
    for one in observed:
        x = one.formula.value(world)[0]
        mean = float((mass * x).mean())
        spread = float(np.sqrt((mass * (x - mean) ** 2).mean()))
        if not spread > 1e-12 * max(abs(mean), 1e-300):
            raise MoneygoodError("A712", f"the new figure {one.text!r}: every draw has the same")
        error = one.error if one.error is not None else OWN_ERROR * spread
        log -= 0.5 * ((one.value - x) / error) ** 2
        below = 100.0 * float((mass * (x < one.value)).mean())
        rows.append(ObservedFigure(one.text, one.unit, one.value, error, mean, spread, below))
    likely = np.exp(log - log.max())
    share = effective(mass * likely) / mass.size
    if share < FEWEST:
        far = max(rows, key=lambda r: abs(r.value - r.mean) / r.spread)
        what = (
            f"the new figures leave an effective {100 * share:.1f}% of {mass.size:,} draws, less than "
            f"{100 * FEWEST:.0f}%; furthest out is {far.text!r}, where draws have {fixed(far.mean, 2)} ± "
            f"{fixed(far.spread, 2)}"
        )
        raise MoneygoodError("A714", what, None, "Give a larger ±, or ask for more draws")
    return likely, tuple(rows), share
