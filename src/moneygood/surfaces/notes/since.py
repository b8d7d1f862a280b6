"""What came since, in a note asked on a day that has passed: figures, percentiles, and what changed."""

from __future__ import annotations

from moneygood.core.figures import listed
from moneygood.runs.came import CameFigure, seen_of
from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.notes.phrases import name_of, sentence

LOW, HIGH = 15.0, 85.0
"""Percentiles between which seven paths in ten lie."""


def since(m: Material) -> dict[str, str] | None:
    """The section on what came; None where the note is of today, or nothing is known yet."""
    rows = [r for r in m.run.came if r.variable in m.words["variables"]]
    if not rows:
        return None
    last = rows[-1].period
    here = [r for r in rows if r.period == last]
    outside = [r for r in here if not LOW <= r.percentile <= HIGH]
    count = m.ledger.mark(len(here) - len(outside), "count", "figures inside the band", m.source, last)
    all_of = m.ledger.mark(len(here), "count", "figures that are known", m.source, last)
    said = [f"By {last}, {count} of {all_of} figures had come inside the band of seven paths in ten."]
    ranked = sorted(outside, key=lambda r: -abs(r.percentile - 50.0))
    said += [sentence(_told(m, r)) + "." for r in ranked] or [sentence(_told(m, r)) + "." for r in here[:2]]
    met = [f"{e.label.lower()} in {e.came}" for e in m.run.came_events if e.came]
    said.append(
        f"Of what counts as a change, {listed(met)} came." if met else "None of the changes has come yet."
    )
    return {"title": "What came since", "text": " ".join([*said, seen_of(m.run.workspace)])}


def _told(m: Material, r: CameFigure) -> str:
    """A figure that came beside the median said for it, and where it landed."""
    form, mark = m.kind(r.variable), m.ledger.mark
    money = "$" if str(m.run.units[r.variable]).startswith("usd") else ""
    tail = "bn" if money else ""
    came = mark(r.came, form, f"{r.variable} as published", f"what came, {m.source}", r.period)
    median = mark(r.median, form, f"median of {r.variable}", m.source, r.period)
    place = mark(
        r.percentile, "count", f"percentile of {r.variable} that came", f"what came, {m.source}", r.period
    )
    return (
        f"{name_of(m, r.variable)} stood at {money}{came}{tail} against a median of {money}{median}{tail}, "
        f"at percentile {place}"
    )
