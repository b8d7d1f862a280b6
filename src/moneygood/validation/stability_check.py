"""Stability held against its limits: roots with and without closure, and what every shock leaves behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.record_kinds import Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.scenarios.read import parse_plan
from moneygood.validation.stability import Root, largest_root, linearise, roots

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

CLOSURES = ("closure_on", "closure_off")


@dataclass(frozen=True)
class RootLimit:
    """In which quarter of the baseline the model is linearised, and the `largest` root that it may have."""

    name: str
    quarter: int
    largest: float
    note: str


@dataclass(frozen=True)
class StabilityText:
    """Limits on roots, and by variable what a shock of one standard deviation may leave after `quarters`."""

    roots: tuple[RootLimit, ...]
    quarters: int
    left: Mapping[str, tuple[float, str]]


@dataclass(frozen=True)
class RootFinding:
    """The largest roots of one linearisation, beside the limit on the largest of all."""

    limit: RootLimit
    quarter: str
    largest: float
    roots: tuple[Root, ...]

    @property
    def met(self) -> bool:
        """Whether no root is larger than the limit."""
        return self.largest <= self.limit.largest


@dataclass(frozen=True)
class LeftFinding:
    """What the worst of all shocks leaves on a variable: `left`, the most that it moved it, and the limit."""

    variable: str
    unit: str
    limit: float
    left: float
    shock: str
    largest: float

    @property
    def met(self) -> bool:
        """Whether the variable is back within the limit; a shock that cannot be solved leaves no figure."""
        return self.left <= self.limit


@dataclass(frozen=True)
class Stability:
    """Roots with and without closure, and the return of the baseline after every one-off shock."""

    roots: tuple[RootFinding, ...]
    left: tuple[LeftFinding, ...]
    shocks: int

    @property
    def met(self) -> bool:
        """Whether every limit is kept."""
        return all(r.met for r in self.roots) and all(x.met for x in self.left)

    def as_json(self) -> dict[str, Any]:
        """The findings as plain dictionaries."""
        return {
            "roots": [
                {"closure": r.limit.name, "quarter": r.quarter, "largest": r.largest,
                 "limit": r.limit.largest, "met": r.met, "roots": [x.as_json() for x in r.roots]}
                for r in self.roots
            ],
            "returns": [
                {"variable": x.variable, "unit": x.unit, "left": x.left, "limit": x.limit, "shock": x.shock,
                 "largest": x.largest, "met": x.met}
                for x in self.left
            ],
            "shocks": self.shocks,
        }  # fmt: skip


ROOT = Record(
    "limit",
    "In which quarter the model is linearised, and the largest root that it may have there.",
    (
        Field("quarter", Whole(1, 400), "The quarter of the baseline.", required=True),
        Field("largest", Number(above=0), "The largest modulus.", required=True),
        Field("source", Source(), "Where the limit is from.", for_people=True),
        Field("note", Words(), "Why this much.", default=""),
    ),
)
LEFT = Record(
    "limit",
    "The most that a shock of one standard deviation may leave.",
    (
        Field("most", Number(0), "The most, in the unit.", required=True),
        Field("unit", OfUnit(), "The variable's unit.", required=True),
        Field("source", Source(), "Where the limit is from.", for_people=True),
        Field("note", Words(), "Why this much.", for_people=True),
    ),
)
STABILITY = TextKind(
    "stability",
    "Limits on the roots of the model, and on what shocks leave after thirty years.",
    ("claims/structure/stability.yaml",),
    Record(
        "text of stability",
        "Limits on roots and on what shocks leave.",
        (
            Field("roots", Record(
                "table of roots", "Limits on roots, with the fiscal closure on and off.",
                tuple(Field(n, ROOT, f"With {n.replace('_', ' ')}.", required=True) for n in CLOSURES),
            ), "Limits on roots.", required=True),
            Field("returns", Record(
                "table of returns", "What shocks may leave.",
                (
                    Field("quarters", Whole(1, 400), "After how many quarters.", required=True),
                    Field("left", MapOf(LEFT, "variable", least=1), "Limits by variable.", required=True),
                ),
            ), "Limits on what shocks leave.", required=True),
        ),
    ),
    FaultCodes("A671"),
    "`moneygood validate stability`",
)  # fmt: skip


def read_stability(path: Path | None = None) -> StabilityText:
    """The limits of `economics/claims/structure/stability.yaml`; A671 when one is missing."""
    file = path or economics_root() / "claims" / "structure" / "stability.yaml"
    text = STABILITY.read(file, None, reference_keys())
    roots, returns = text["roots"], text["returns"]
    limits = [(n, roots[n]) for n in CLOSURES]
    return StabilityText(
        tuple(RootLimit(n, limit["quarter"], limit["largest"], limit["note"]) for n, limit in limits),
        returns["quarters"],
        {v: (r["most"], str(r["unit"])) for v, r in returns["left"].items()},
    )


def check_stability(
    workspace: Workspace, text: StabilityText, shocks: Sequence[str] | None = None
) -> Stability:
    """Roots and returns beside their limits, for `shocks` or for every shock that has a size.

    Each shock of one standard deviation hits in the first quarter of a deterministic path; a minute for all.
    Errors: A672 for a quarter outside the baseline, E-codes for a shock that cannot be solved.
    """
    found = []
    for limit in text.roots:
        linear = linearise(workspace, limit.quarter, text.quarters)
        found.append(RootFinding(limit, linear.quarter, largest_root(linear), roots(linear)))
    model = workspace.model
    names = shocks or [n for n, s in model.shocks.items() if s.kind != "uniform" and s.sd > 0]
    return Stability(tuple(found), _left(workspace, text, names), len(names))


def _left(workspace: Workspace, text: StabilityText, shocks: Sequence[str]) -> tuple[LeftFinding, ...]:
    base = workspace.baseline(text.quarters)
    ends, peaks = np.zeros((2, len(text.left), len(shocks)))
    for j, name in enumerate(shocks):
        hit = {"shock": name, "periods": str(workspace.start), "sd": 1.0}
        path = workspace.solve_plan(parse_plan({"title": name, "shocks": [hit]}, name), text.quarters)
        for i, variable in enumerate(text.left):
            moved = np.abs(path.series(variable) - base.series(variable))
            ends[i, j], peaks[i, j] = moved[-1], moved.max()
    out = []
    for i, (variable, (most, unit)) in enumerate(text.left.items()):
        worst = int(np.argmax(ends[i]))
        out.append(
            LeftFinding(variable, unit, most, float(ends[i, worst]), shocks[worst], float(peaks[i, worst]))
        )
    return tuple(out)
