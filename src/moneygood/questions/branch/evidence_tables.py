"""The tables of `branch` on distance, signs that are published, and how investors take announcements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.baseline.reward import RewardState
from moneygood.core.answer import Column, Table
from moneygood.data.latest import LatestFigure
from moneygood.questions.branch.text import BranchMeasure
from moneygood.runs.distance import LEVELS, Distance

DRIVERS = 8
QUARTERS = 8


def distance_table(measure: BranchMeasure, after: int, far: Distance, names: Mapping[str, str]) -> Table:
    """How far the branches lie apart in a figure, and which drawn numbers make the distance."""
    columns = (
        Column("distance"),
        Column(measure.told_in or "value", "+.1f" if measure.bp else "+.3f"),
        Column("of the mean", "+.0%"),
    )
    rows: list[tuple[Any, ...]] = [("mean", far.mean, 1.0 if far.mean else None)]
    rows += [(f"{100 * p:.0f}% of pairs below", q, None) for p, q in zip(LEVELS, far.quantiles, strict=True)]
    shown = far.drivers[:DRIVERS]
    share = (lambda v: v / far.mean) if far.mean else (lambda v: None)
    rows += [(f"through {names.get(n, n)}", v, share(v)) for n, v in shown]
    if far.drivers[DRIVERS:]:
        rest = sum(v for _, v in far.drivers[DRIVERS:])
        rows.append((f"through {len(far.drivers) - DRIVERS} other drawn numbers", rest, share(rest)))
    if far.drivers:
        rows.append(("through shocks and what bends", far.rest, share(far.rest)))
    note = (
        f"A draw of one branch less one of the other, {after} quarters after; it is above on {far.above:.0%} "
        f"of pairs. Drawn numbers explain {far.explained:.0%} of the variance over draws (least squares); "
        "parts add up to the mean."
    )
    told = ((head, measure.told(value), part) for head, value, part in rows)
    return Table(f"{measure.label}: how far apart", columns, tuple(told), note)


def signs_table(observables: Sequence[BranchMeasure], readings: Mapping[str, LatestFigure]) -> Table:
    """Where each sign is published, and its latest figure."""
    columns = (
        Column("sign"), Column("published as"), Column("latest", ",.4g"), Column("in"), Column("by"),
        Column("licence", full=True),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for m in observables:
        found = [readings[s] for s in m.published if s in readings]
        rows += [(m.label, f.label, f.value, f.period, f.agency, f.licence) for f in found]
        if not found:
            rows.append((m.label, "", None, "", m.by or "no figure yet", ""))
    return Table("Signs that somebody publishes", columns, tuple(rows), full=True)


def reward_table(state: RewardState) -> Table:
    """How investors took announcements, quarter by quarter, and the level behind it."""
    columns = (
        Column("quarter"), Column("announcements", "d"), Column("mean return, %", "+.1f"),
        Column("level", "+.1f"), Column("±", ".1f"),
    )  # fmt: skip
    rows, seen = [], state.seen
    for t in range(max(len(seen.quarters) - QUARTERS, 0), len(seen.quarters)):
        count = int(seen.counts[t])
        mean = float(seen.means[t]) if count else None
        rows.append((str(seen.quarters[t]), count, mean, float(state.level[t]), float(state.se[t])))
    note = (
        "Return on the day after results, less the market. Level: the model's reward, "
        "filtered with the model's own numbers, one standard error: a single announcement scatters by "
        f"{seen.noise:.1f}%, the level moves by {state.step:.1f}% a quarter and keeps "
        f"{state.persistence:.0%} of its distance from {state.mean:+.1f}%."
    )
    return Table("Do investors reward it? Announcements", columns, tuple(rows), note)


def reward_json(state: RewardState | None) -> dict[str, Any] | None:
    """The state as a plain dictionary for `--json`."""
    if state is None:
        return None
    seen = state.seen
    return {
        "step": state.step, "noise": seen.noise, "mean": state.mean, "persistence": state.persistence,
        "quarters": [
            {
                "quarter": str(q), "announcements": int(n), "mean": float(m) if n else None,
                "level": float(v), "se": float(e),
            }
            for q, n, m, v, e in zip(
                seen.quarters, seen.counts, seen.means, state.level, state.se,
                strict=True,
            )
        ],
    }  # fmt: skip
