"""Where simulation begins: as far as the figures of a vintage go, the ragged edge filled by the model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moneygood.baseline.completion import CompletionRule
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.panel import OBSERVED
from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage
from moneygood.scenarios.plan import HeldPath, Plan


def moved_on(rule: CompletionRule, vintage: Vintage) -> CompletionRule:
    """The rule with its end moved to the last quarter that the vintage's figures reach.

    A quarter is reached when each series of the rule's `edge` is observed in it, or in the quarter so many
    before as the rule grants. The end never moves back, nor beyond the vintage's day. A071 for an edge that
    the vintage does not have.
    """
    if not rule.edge:
        return rule
    reached = []
    for name, late in rule.edge.items():
        if name not in vintage.quarterly:
            hint = did_you_mean(name, vintage.quarterly.names)
            raise MoneygoodError(
                "A071", f"the vintage has no series {name!r}, which the edge names", None, hint
            )
        marks = vintage.quarterly.status[vintage.quarterly.row(name)]
        there = np.flatnonzero(marks == OBSERVED)
        if not there.size:
            return rule
        reached.append(vintage.quarterly.periods[int(there[-1])] + late)
    day = vintage.as_of
    over = Quarter.of(day.year, (day.month + 2) // 3) - 1
    end = min([*reached, over], default=rule.end)
    return replace(rule, end=end) if end > rule.end else rule


def without_past(plan: Plan, start: Quarter) -> Plan:
    """A plan without what it holds before the first simulated quarter: figures have taken its place."""
    if all(path.periods[0] >= start for path in plan.paths):
        return plan
    return replace(plan, paths=tuple(p for path in plan.paths if (p := _cut(path, start)) is not None))


def _cut(path: HeldPath, start: Quarter) -> HeldPath | None:
    kept = [(q, v) for q, v in zip(path.periods, path.values, strict=True) if q >= start]
    if not kept:
        return None
    return replace(path, periods=tuple(q for q, _ in kept), values=tuple(v for _, v in kept))
