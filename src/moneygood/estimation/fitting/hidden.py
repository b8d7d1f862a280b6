"""Hidden states as a table: what filters find, how well, and what the model assumes."""

from __future__ import annotations

from moneygood.core.answer import Cell, Column, Table
from moneygood.core.errors import MoneygoodError
from moneygood.estimation.filters.adoption import AdoptionEstimate
from moneygood.estimation.filters.premium import PremiumEstimate
from moneygood.estimation.filters.regime import Regimes
from moneygood.estimation.filters.state_texts import ShownState, read_states
from moneygood.estimation.fitting.fit import FitResult

COLUMNS = (
    Column("state"),
    Column("quarter"),
    Column("estimate", ".2f"),
    Column("se", ".2f"),
    Column("model assumes", ".2f"),
    Column("two standard errors"),
    Column("how well identified"),
)
NOTE = (
    "The model's assumption is its start value or parameter or, for gap and premium, its completed past. "
    "Adoption is in logits of the share of its ceiling."
)


def state_table(
    result: FitResult, premium: PremiumEstimate, regimes: Regimes, adoption: AdoptionEstimate
) -> Table:
    """Each hidden state at its last quarter, with its error, beside what the model assumes of it."""
    rows: list[tuple[Cell, ...]] = []
    for shown in read_states(result.model, result.model.root).shown:
        quarter, value, se = _found(shown, result, premium, regimes, adoption)
        assumed = _assumed(shown, result)
        rows.append((shown.label, quarter, value, se, assumed, _interval(value, se), shown.identified))
    return Table("Hidden states", COLUMNS, tuple(rows), NOTE)


def _found(
    shown: ShownState,
    result: FitResult,
    premium: PremiumEstimate,
    regimes: Regimes,
    adoption: AdoptionEstimate,
) -> tuple[str, float | None, float | None]:
    """The last quarter of a state's filter, the state there, and its standard error where there is one."""
    if not shown.filter:
        return "", None, None
    if shown.filter == "adoption":
        return adoption_at(shown, adoption)
    if shown.filter == "premium":
        return str(premium.periods[-1]), float(premium.premium[-1]), float(premium.se[-1])
    if shown.filter == "regimes":
        at = regimes.names.index(shown.state)
        return str(regimes.periods[-1]), float(regimes.filtered[-1, at]), None
    neutral = result.neutral
    states = neutral.onesided if shown.filter == "onesided" else neutral.states
    last = len(neutral.periods) - 1
    value, se = getattr(states, shown.state)[last], getattr(states, f"{shown.state}_se")[last]
    return str(neutral.periods[last]), float(value), float(se)


def adoption_at(shown: ShownState, adoption: AdoptionEstimate) -> tuple[str, float | None, float | None]:
    """Quarter, state and standard error of adoption as a text shows it; A601 for a quarter not filtered."""
    last = str(adoption.periods[-1])
    if shown.state == "pace":
        return last, adoption.pace, adoption.pace_se
    quarters = [str(q) for q in adoption.periods]
    if shown.quarter and shown.quarter not in quarters:
        what, hint = f"adoption is not filtered for {shown.quarter}", f"It is for {quarters[0]}..{last}"
        raise MoneygoodError("A601", what, None, hint)
    at = quarters.index(shown.quarter or last)
    values, errors = getattr(adoption, shown.state), getattr(adoption, f"{shown.state}_se")
    return str(adoption.periods[at]), float(values[at]), float(errors[at])


def _assumed(shown: ShownState, result: FitResult) -> float | None:
    if shown.past:
        return float(result.past.panel.series(shown.past)[-1])
    if shown.parameter:
        return float(result.model.parameters[shown.parameter].value)
    start = result.model.variables[shown.start].start if shown.start else None
    return None if start is None else float(start.value)


def _interval(value: float | None, se: float | None) -> str:
    return "" if value is None or se is None else f"{value - 2 * se:.1f} … {value + 2 * se:.1f}"
