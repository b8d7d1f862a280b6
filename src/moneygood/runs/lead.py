"""The answer of a run in at most forty words: what gives way first, two medians, and what to mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.core.figures import inside, level, listed, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneygood.runs.first_passage.passage import FirstPassage
    from moneygood.runs.headline import HeadlineRow
    from moneygood.runs.plausibility import Plausibility
    from moneygood.runs.views.found import ViewWeights

SHOWN = ("rate_10y", "debt_ratio")
"""Variables of the headline whose medians are named."""


def run_lead(
    rows: Sequence[HeadlineRow], first: FirstPassage, found: Plausibility, views: ViewWeights | None = None
) -> str:
    """Which of the highs gives way first and how surely, two medians of draws, and one caveat."""
    top = max(first.highs.values(), key=lambda r: r.p_first, default=None)
    words = []
    if top is not None:
        when = f", median date {top.median_quarter}" if top.median_quarter else ""
        odds = share(top.p_first, top.p_first_error)
        words.append(f"Most likely to give way first: {inside(top.label)} (probability {odds}{when}).")
    periods = list(dict.fromkeys(row.period for row in rows))
    if periods:
        at = periods[min(1, len(periods) - 1)]
        here = [r for r in rows if r.period == at and r.variable in SHOWN]
        medians = listed([f"{inside(r.label)} {level(r.median, r.unit, r.mc_error)}" for r in here])
        words.append(f"Medians in {at}: {medians}.")
    return " ".join([*words, caveat(found) if views is None else views.caveat])


def caveat(found: Plausibility) -> str:
    """What to mind: how unlikely what is imposed is, or that judgement holds part of the path."""
    if found.degrees:
        stress = found.p_value < 0.01
        return f"What it imposes is {found.grade}" + (": a stress, not a forecast." if stress else ".")
    if found.choices:
        return "The model gives no odds of what it imposes."
    return "Judgement holds part of the baseline's path."
