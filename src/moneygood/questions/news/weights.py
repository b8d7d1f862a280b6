"""What new figures did to the weights of scenarios, as tables and as a document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from moneygood.core.answer import Column, Table
from moneygood.core.figures import share
from moneygood.model.model import Model
from moneygood.runs.scenario_weights.gained import Gained

FAR = 0.01
"""Share of draws that lie further out than the figures below which the weights carry a warning."""


def gained_tables(found: Gained, model: Model) -> tuple[Table, ...]:
    """Weights before and after, the largest gain first, and the figures beside what was expected."""
    ranked = sorted(found.weights, key=lambda w: -(w.gained if w.gained is not None else -9.0))
    rows = tuple(
        (
            w.title,
            "none" if w.before is None else share(w.before),
            "" if w.after is None else share(w.after),
            "" if w.gained is None else f"{100 * w.gained:+.1f} ± {100 * (w.mc_error or 0.0):.1f}",
            w.most,
        )
        for w in ranked
    )
    columns = (
        Column("scenario"), Column("before", "s"), Column("after", "s"), Column("points gained", "s"),
        Column("by", full=True),
    )  # fmt: skip
    note = (
        "Weight: share of the futures that look like it among those named. "
        f"{100 * found.further:.0f}% of draws lie further out than the figures."
    )
    if found.further < FAR:
        note += " So far out weights hang on the tails of a normal distribution: read them as a direction."
    labels = {f.variable: model.variables[f.variable] for f in found.figures}
    figures = tuple(
        (
            f"{labels[f.variable].label} {f.quarter}",
            f.value,
            f.mean,
            f.spread,
            f.surprise,
            str(labels[f.variable].unit),
        )
        for f in found.figures
    )
    heads = (
        Column("came out"), Column("figure", ",.2f"), Column("expected", ",.2f"), Column("sd", ",.2f"),
        Column("surprise, sd", "+.1f"), Column("unit", full=True),
    )  # fmt: skip
    return (
        Table("Which scenario gained", columns, rows, note=note),
        Table("What came out", heads, figures, note=f"Expected: mean and sd of {found.draws:,} draws."),
    )


def gained_json(found: Gained) -> dict[str, Any]:
    """The weights and figures as a plain dictionary."""
    return {
        "draws": found.draws,
        "further_out": found.further,
        "weights": [
            {"scenario": w.scenario, "title": w.title, "before": w.before, "after": w.after,
             "gained": w.gained, "mc_error": w.mc_error, "by": w.most}
            for w in found.weights
        ],
        "figures": [{**asdict(f), "surprise_sd": f.surprise} for f in found.figures],
    }  # fmt: skip
