"""The regimes through history and now: the filter run on what was known, spells, exits, analogues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.data.vintage import Vintage
from moneygood.estimation.figures import Figures, quarterly_figures
from moneygood.estimation.regimes.analogues import Analogues, find_analogues
from moneygood.estimation.regimes.definition import RegimeText, read_regimes
from moneygood.estimation.regimes.exits import Slope, exit_slopes
from moneygood.estimation.regimes.observables import FEWEST, known_observables
from moneygood.estimation.regimes.switching import (
    Probabilities,
    SwitchingParameters,
    SwitchingPrior,
    fit,
    probabilities,
    starting_chain,
)


@dataclass(frozen=True)
class Spell:
    """Quarters in a row in which a state is more likely than not."""

    state: str
    first: str
    last: str
    quarters: int


@dataclass(frozen=True)
class RegimeReading:
    """Probabilities of the states by quarter, three ways, with the parameters behind them.

    `found.filtered` uses the figures known at each quarter and the parameters of the whole history;
    `known_then` [quarter, state] also estimates the parameters on nothing later, NaN before it begins.
    """

    text: RegimeText
    periods: tuple[str, ...]
    figures: np.ndarray
    model: SwitchingParameters
    found: Probabilities
    known_then: np.ndarray
    analogues: Analogues
    slopes: tuple[Slope, ...]

    def spells(self, which: np.ndarray) -> tuple[Spell, ...]:
        """The spells of all states in probabilities [quarter, state]."""
        return spells(which, self.periods, self.text.states, self.text.confident)

    def share(self, state: str) -> float:
        """The share of quarters (0..1) in which a state is more likely than not, with all quarters known."""
        s = self.text.states.index(state)
        return float(np.mean(self.found.smoothed[:, s] > self.text.confident))


def read_history(vintage: Vintage, until: str | None = None) -> RegimeReading:
    """The regimes on a vintage's figures, up to the quarter `until` (the last complete one by default).

    A401 for a faulty text, A421 and A422 for too few figures.
    """
    text, figures = read_regimes(), quarterly_figures(vintage)
    if until is not None:
        figures = cut(figures, until)
    periods, seen = known_observables(figures, text)
    start = starting_chain(text.prior, text.freedom)
    model = fit(seen, text.prior, start)
    found = probabilities(seen, model)
    path = found.smoothed.argmax(axis=1)
    return RegimeReading(
        text=text,
        periods=periods,
        figures=seen,
        model=model,
        found=found,
        known_then=known_then(seen, text.prior, start, _first_known(periods, text)),
        analogues=find_analogues(figures, text.analogues),
        slopes=exit_slopes(seen, path, text.states, tuple(o.name for o in text.observables)),
    )


def known_then(
    figures: np.ndarray, prior: SwitchingPrior, start: SwitchingParameters, first: int
) -> np.ndarray:
    """Filtered probabilities [quarter, state] with parameters, too, from figures up to the quarter.

    Begins at the position `first`; earlier quarters are missing.
    """
    out = np.full((len(figures), len(prior.means)), np.nan)
    model = start
    for end in range(first, len(figures)):
        model = fit(figures[: end + 1], prior, model, most=50, close=1e-3)
        out[end] = probabilities(figures[: end + 1], model).filtered[-1]
    return out


def spells(
    which: np.ndarray, periods: Sequence[str], states: Sequence[str], sure: float
) -> tuple[Spell, ...]:
    """The spells in probabilities [quarter, state]: quarters in a row in which one state passes `sure`."""
    out: list[Spell] = []
    begun: tuple[int, int] | None = None
    for t in range(len(periods) + 1):
        state = -1
        if t < len(periods) and not np.isnan(which[t]).any() and which[t].max() > sure:
            state = int(which[t].argmax())
        if begun is not None and state != begun[0]:
            s, first = begun
            out.append(Spell(states[s], periods[first], periods[t - 1], t - first))
            begun = None
        if begun is None and state >= 0:
            begun = (state, t)
    return tuple(out)


def cut(figures: Figures, until: str) -> Figures:
    """The figures up to a quarter; A421 when they do not reach it."""
    if until not in figures:
        span = f"They cover {figures.periods[0]} to {figures.periods[-1]}"
        raise MoneygoodError("A421", f"the figures do not reach {until}", hint=span)
    n = figures.spot(until) + 1
    return Figures(figures.periods[:n], {k: v[:n] for k, v in figures.values.items()}, figures.units)


def _first_known(periods: Sequence[str], text: RegimeText) -> int:
    named = str(text.known_from)
    return max(periods.index(named) if named in periods else 0, FEWEST // 2)
