"""Weights of scenarios as tables and as a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneygood.core.answer import Cell, Column, Table
from moneygood.core.figures import share
from moneygood.runs.scenario_weights.observed import ObservedFigure
from moneygood.runs.scenario_weights.weights import FEWEST, ScenarioWeight


def weight_tables(
    weights: Sequence[ScenarioWeight],
    observed: Sequence[ObservedFigure],
    left: float,
    views: bool = False,
    top: int = 0,
) -> tuple[Table, ...]:
    """The weights, heaviest first (after new figures too), what they are read off, and the new figures.

    With `views` the weights without them stand beside; `top` rows belong to the answer (0: all).
    """
    ranked = sorted(
        weights, key=lambda w: (-(w.weight if w.weight is not None else -1.0), -w.effective_share)
    )
    rows: list[tuple[Cell, ...]] = []
    for w in ranked:
        own = "none" if w.weight is None else share(w.weight, w.mc_error)
        gained = "" if w.gained is None else f"{100 * w.gained:+.1f}"
        later = ("" if w.after is None else share(w.after), gained) if observed else ()
        before = ("" if w.own is None else share(w.own),) if views else ()
        rows.append(
            (
                w.title,
                "" if w.as_far is None else share(w.as_far, w.as_far_error),
                *before,
                own,
                *later,
                share(w.effective_share),
                "; ".join(map(str, w.features)) or "none",
            )
        )
    after = (Column("after", "s"), Column("gained", "s")) if observed else ()
    before = (Column("without views", "s"),) if views else ()
    columns = (
        Column("scenario"),
        Column("as far", "s"),
        *before,
        Column("weight", "s"),
        *after,
        Column("effective", "s"),
        Column("features", full=True),
    )
    note = (
        "As far: share of the baseline's futures that go as far as the scenario or further, in its own "
        "direction. Weight: share of them that look like it among those named; weights add up to one, so "
        "that many scenarios near the baseline have little each. "
        f"Effective: share of draws that can; below {100 * FEWEST:.0f}% there is no weight."
    )
    found = [Table("Weights", columns, tuple(rows), note, top=top)]
    if observed:
        figures = tuple((o.text, o.mean, o.spread, o.error, o.percentile, o.unit) for o in observed)
        heads = (
            Column("new figure"), Column("model", ",.2f"), Column("sd", ",.2f"), Column("its ±", ",.2f"),
            Column("percentile", ".0f"), Column("unit"),
        )  # fmt: skip
        said = f"Against the baseline's draws; {100 * left:.0f}% of them count afterwards."
        found.append(Table("New figures", heads, figures, said))
    return tuple(found)


def weight_json(w: ScenarioWeight) -> dict[str, Any]:
    """A weight as a plain dictionary."""
    return {
        "scenario": w.scenario, "title": w.title, "weight": w.weight, "mc_error": w.mc_error,
        "without_views": w.own, "as_far": w.as_far,
        "as_far_error": w.as_far_error,
        "after": w.after, "gained": w.gained, "effective_share": w.effective_share,
        "features": [
            {"variable": f.variable, "period": f.period, "unit": f.unit, "baseline_mean": f.baseline,
             "baseline_sd": f.spread, "scenario_mean": f.scenario, "shift_sd": f.shift}
            for f in w.features
        ],
    }  # fmt: skip
