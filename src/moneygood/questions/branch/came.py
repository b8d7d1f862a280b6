"""Which branch came: the signs since the day beside what each branch had said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.answer import Cell, Column, Table
from moneygood.core.figures import inside, listed
from moneygood.questions.branch.text import BranchMeasure, BranchText
from moneygood.runs.came import percentile, shown_quarters
from moneygood.runs.separation import Separation

if TYPE_CHECKING:
    from moneygood.core.periods import Quarter
    from moneygood.restarts.came import Came


@dataclass(frozen=True)
class CameSign:
    """A sign's change from the quarter before the event to `period`: the one that came, the median of each
    branch with the percentile of what came among its draws, and the branch that it points to, empty where
    the sign tells little then. In `unit`."""

    variable: str
    label: str
    unit: str
    period: str
    came: float
    first: float
    first_percentile: float
    second: float
    second_percentile: float
    points_to: str

    def as_json(self) -> dict[str, Any]:
        """The row as a plain dictionary."""
        return asdict(self)


def came_signs(
    text: BranchText,
    seen: Callable[[BranchMeasure, int], np.ndarray],
    measures: Sequence[BranchMeasure],
    branch: np.ndarray,
    names: Sequence[str],
    found: Sequence[Separation],
    start: Quarter,
    came: Came,
) -> tuple[CameSign, ...]:
    """What came of each measure that is known, after one, four and eight quarters and at the last that is.

    `seen` gives a measure's change [draw] so many quarters after the event. Draws have the event in the
    quarter in which the text puts it; what came has whatever happened. `branch`
    [draw] is the branch of each draw, `names` those of both, `found` what each sign tells by quarter.
    """
    event = start + text.after
    known = [event + k for k in range(text.horizon + 1) if event + k <= came.last]
    if not known:
        return ()
    told = {(t.variable, t.after): t for t in found}
    rows = []
    for m in measures:
        for quarter in shown_quarters(known):
            after = quarter - event
            values = came.series(m.variable, (event - 1, quarter))
            change = float(m.change(values[1:], values[:1])[0])
            if not np.isfinite(change):
                continue
            changes = seen(m, after)
            sides = [changes[branch == k] for k in (0, 1)]
            sign = told.get((m.variable, after))
            points = ""
            if sign is not None and sign.auc >= text.told_apart_at:
                points = names[0] if (change >= sign.cut) == sign.higher else names[1]
            rows.append(
                CameSign(
                    m.variable, m.label, m.unit, str(quarter), change,
                    float(np.median(sides[0])), percentile(sides[0], change),
                    float(np.median(sides[1])), percentile(sides[1], change), points,
                )
            )  # fmt: skip
    return tuple(rows)


def came_sentence(rows: Sequence[CameSign], labels: Sequence[str]) -> str:
    """Which branch the signs point to at the last quarter that is known."""
    if not rows:
        return ""
    last = max(r.period for r in rows)
    told = [r for r in rows if r.period == last and r.points_to]
    if not told:
        return f"By {last} no sign says which branch came."
    counts = {name: sum(r.points_to == name for r in told) for name in labels}
    top = max(labels, key=lambda n: counts[n])
    others = [inside(r.label) for r in told if r.points_to != top]
    said = f"What came by {last}: {counts[top]} of {len(told)} signs that tell say that {inside(top)}"
    return f"{said}, not {listed(others)}." if others else f"{said}."


def came_signs_table(rows: Sequence[CameSign], labels: Sequence[str], seen: str) -> Table:
    """What came of each sign, beside both branches, after four quarters and at the last that is known."""
    periods = sorted({r.period for r in rows})
    shown = list(dict.fromkeys((periods[-1], periods[min(1, len(periods) - 1)])))
    columns = (
        Column("what came"), Column("to", full=True), Column("came", "+,.1f"),
        *(c for label in labels for c in (Column(f"{inside(label)}", "+,.1f"), Column("pctl", ".0f"))),
        Column("points to"),
    )  # fmt: skip
    words = {"pct/yr": "pp", "pct": "pp"}
    body: list[tuple[Cell, ...]] = [
        (
            f"{r.label}, {words.get(r.unit, r.unit)}", r.period, r.came, r.first, r.first_percentile,
            r.second, r.second_percentile, inside(r.points_to),
        )
        for q in shown for r in rows if r.period == q
    ]  # fmt: skip
    note = (
        f"Change to {shown[0]} since the quarter before the event; medians and percentiles (pctl) of the "
        f"draws with it. A blank tells little then. {seen}"
    )
    return Table("", columns, tuple(body), note.strip(), top=sum(r.period == shown[0] for r in rows))
