"""Hidden states as a table: what filters find, how well, and what the model assumes."""

from __future__ import annotations

from typing import Any

from moneygood.analysis.filters.premium import PremiumEstimate
from moneygood.analysis.filters.regime import Regimes
from moneygood.analysis.fitting.fit import FitResult
from moneygood.core.answer import Column, Table


def state_table(result: FitResult, premium: PremiumEstimate, regimes: Regimes) -> Table:
    """Each hidden state at its last quarter, with its error, beside what the model assumes of it."""
    neutral, model = result.neutral, result.model
    columns = (
        Column("state"),
        Column("quarter"),
        Column("estimate", ".2f"),
        Column("se", ".2f"),
        Column("model assumes", ".2f"),
        Column("two standard errors"),
        Column("how well identified"),
    )
    last = len(neutral.periods) - 1
    at = str(neutral.periods[last])
    start = {n: v.start.value for n, v in model.variables.items() if v.start}
    s, o = neutral.states, neutral.onesided
    rows: list[tuple[Any, ...]] = [
        (
            "neutral real rate, two-sided",
            at,
            float(s.rstar[last]),
            float(s.rstar_se[last]),
            start.get("rstar"),
            "the level hardly: likelihood is flat in it, and the prior decides",
        ),
        (
            "neutral real rate, one-sided",
            at,
            float(o.rstar[last]),
            float(o.rstar_se[last]),
            start.get("rstar"),
            "as above",
        ),
        (
            "output gap",
            at,
            float(s.gap[last]),
            float(s.gap_se[last]),
            float(result.past.panel.series("gap")[-1]),
            "depends on how smooth potential output is taken to be",
        ),
        (
            "natural unemployment",
            at,
            float(s.natural[last]),
            float(s.natural_se[last]),
            start.get("nairu"),
            "its level moves with the gap's",
        ),
        (
            "trend growth",
            at,
            float(s.growth[last]),
            float(s.growth_se[last]),
            None,
            "its changes hardly: their spread is near its prior",
        ),
        (
            "ten-year term premium",
            str(premium.periods[-1]),
            float(premium.premium[-1]),
            float(premium.se[-1]),
            float(result.past.panel.series("term_premium")[-1]),
            "changes yes; the level is Kim and Wright's, others differ by up to a point",
        ),
    ]
    for i, name in enumerate(regimes.names):
        rows.append(
            (
                name,
                str(regimes.periods[-1]),
                float(regimes.filtered[-1, i]),
                None,
                start.get(name),
                "which regime: yes; the odds of leaving it: no (five exits)",
            )
        )
    rows.append(
        (
            "AI adoption",
            "",
            None,
            None,
            start.get("ai_adoption_index"),
            "not on the bundled figures: AI revenue is not published; stays with its prior",
        )
    )
    shown = tuple((*r[:5], _interval(r[2], r[3]), r[5]) for r in rows)
    return Table(
        "Hidden states",
        columns,
        shown,
        "The model's assumption is its start value or, for gap and premium, its completed past.",
    )


def _interval(value: float | None, se: float | None) -> str:
    return "" if value is None or se is None else f"{value - 2 * se:.1f} … {value + 2 * se:.1f}"
