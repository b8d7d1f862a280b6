"""The answer of scenario discovery: boxes, trajectory and tree, each measured on draws not used to find
it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import inside, joined, share
from moneygood.questions.discover.inputs import InputColumn as Drawn


@dataclass(frozen=True)
class HalfSampleShares:
    """A set of draws on one half of the sample: shares and their Monte-Carlo errors.

    `density`: share of its draws with the outcome; `coverage`: share of the outcome's draws in it; `mass`:
    its share of all draws.
    """

    density: float
    density_error: float
    coverage: float
    coverage_error: float
    mass: float


def measured(inside: np.ndarray, outcome: np.ndarray) -> HalfSampleShares:
    """The shares of draws `inside` [draw] with `outcome` [draw]."""
    hits, count, total = int((inside & outcome).sum()), int(inside.sum()), int(outcome.sum())
    density, coverage = hits / count if count else float("nan"), hits / total if total else float("nan")
    return HalfSampleShares(
        density,
        float(np.sqrt(density * (1 - density) / count)) if count else float("nan"),
        coverage,
        float(np.sqrt(coverage * (1 - coverage) / total)) if total else float("nan"),
        count / inside.size,
    )


@dataclass(frozen=True)
class Limit:
    """One restriction of a box: from `low` to `high` (None: open), how surely, and how often it is found
    again."""

    column: Drawn
    low: float | None
    high: float | None
    quasi_p: float
    reproduced: float

    @property
    def words(self) -> str:
        """The restriction in words."""
        unit = {"pct/yr": "pp", "pct": "%", "1": "", "sd": "sd"}.get(self.column.unit, self.column.unit)
        return joined(f"{self.column.label} {_interval(self.low, self.high)}", unit)


@dataclass(frozen=True)
class FoundBox:
    """A box: its restrictions, and its shares on the draws that found it and on the other half."""

    limits: tuple[Limit, ...]
    found_on: HalfSampleShares
    tested_on: HalfSampleShares

    @property
    def words(self) -> str:
        """Its restrictions in words."""
        return " and ".join(limit.words for limit in self.limits) or "no restriction"


@dataclass(frozen=True)
class Leaf:
    """A leaf of the tree: the way to it in words, and its shares on both halves."""

    words: str
    found_on: HalfSampleShares
    tested_on: HalfSampleShares


@dataclass(frozen=True, repr=False)
class Discovery(ShortRepr):
    """What leads to an outcome. `trajectory` is that of the first box: mass, coverage, density,
    restrictions, on the finding half and (last two) coverage and density on the other."""

    condition: str
    window: str
    running: int
    scenario: str
    share: float
    error: float
    boxes: tuple[FoundBox, ...]
    trajectory: tuple[tuple[float, float, float, int, float, float], ...]
    chosen: int
    leaves: tuple[Leaf, ...]
    columns: int
    let_in: int
    draws: int
    seed: int
    failed_share: float

    @property
    def title(self) -> str:
        """The outcome."""
        times = f" for {self.running} quarters in a row" if self.running > 1 else ""
        return f"What leads to: {self.condition}{times}, {self.window}"

    @property
    def lead(self) -> str:
        """How often it happens, the conditions that lead there, and how surely on draws held back."""
        said = f"It happens on {share(self.share, self.error)} of paths."
        if not self.boxes:
            return f"{said} No set of conditions makes it surely likelier."
        box = self.boxes[0]
        named = " and ".join(inside(x.words) for x in box.limits[:2]) or "no condition"
        more = f" and {len(box.limits) - 2} more" if len(box.limits) > 2 else ""
        t = box.tested_on
        return (
            f"{said} With {named}{more}: {share(t.density, t.density_error)}, "
            f"{share(t.coverage)} of all cases, on draws held back."
        )

    @property
    def reading(self) -> str:
        """What was found, in words."""
        said = f"It happens in {100 * self.share:.1f} ± {100 * self.error:.1f} percent of paths."
        for i, box in enumerate(self.boxes):
            t = box.tested_on
            lead = "The conditions that lead there" if i == 0 else "Of what is left"
            said += (
                f" {lead}: {box.words}. On draws not used to find them {100 * t.density:.0f} ± "
                f"{100 * t.density_error:.1f} percent of such paths get there, and they cover "
                f"{100 * t.coverage:.0f} ± "
                f"{100 * t.coverage_error:.1f} percent of all that do."
            )
        if not self.boxes:
            said += " No box is surely denser than the whole."
        return said

    @property
    def tables(self) -> tuple[Table, ...]:
        """Boxes, their restrictions, the trajectory, the tree."""
        return (self._boxes(), self._limits(), self._trajectory(), self._tree())

    def _boxes(self) -> Table:
        columns = (Column("box"), *_MEASURES)
        rows = []
        for i, box in enumerate(self.boxes, 1):
            for half, m in (("found on", box.found_on), ("tested on", box.tested_on)):
                rows.append(
                    (f"{i}, {half}", m.density, m.density_error, m.coverage, m.coverage_error, m.mass)
                )
        note = (
            f"{self.draws:,} draws, seed {self.seed}, {100 * self.failed_share:.2f}% failed; "
            f"{self.columns} inputs, {self.let_in} with a bearing on the outcome; half of the draws find, "
            "the other half tests."
        )
        return Table("Boxes", columns, tuple(rows), note)

    def _limits(self) -> Table:
        columns = (
            Column("box", "d"),
            Column("restriction"),
            Column("quasi-p", ".1e"),
            Column("found again in", ".0%"),
        )
        rows = tuple(
            (i, limit.words, limit.quasi_p, limit.reproduced)
            for i, box in enumerate(self.boxes, 1)
            for limit in box.limits
        )
        note = (
            "quasi-p: odds of as many hits if the restriction did nothing; found again: share of "
            "half-samples."
        )
        return Table("Restrictions", columns, rows, note)

    def _trajectory(self) -> Table:
        columns = (
            Column("step", "d"),
            Column("mass", ".1%"),
            Column("coverage", ".0%"),
            Column("density", ".0%"),
            Column("restrictions", "d"),
            Column("coverage, tested", ".0%"),
            Column("density, tested", ".0%"),
            Column(""),
        )
        if not self.trajectory:
            return Table("Coverage against density while the first box is peeled", columns, ())
        step = max(len(self.trajectory) // 12, 1)
        shown = sorted({*range(0, len(self.trajectory), step), self.chosen, len(self.trajectory) - 1})
        rows = tuple((i, *self.trajectory[i], "chosen" if i == self.chosen else "") for i in shown)
        return Table("Coverage against density while the first box is peeled", columns, rows)

    def _tree(self) -> Table:
        columns = (Column("leaf"), *_MEASURES)
        rows = tuple(
            (
                leaf.words,
                leaf.tested_on.density,
                leaf.tested_on.density_error,
                leaf.tested_on.coverage,
                leaf.tested_on.coverage_error,
                leaf.tested_on.mass,
            )
            for leaf in self.leaves
        )
        return Table("The same as a tree, tested on the other half", columns, rows)

    def as_json(self) -> dict[str, Any]:
        """The document of `discover --json`."""
        steps = ("mass", "coverage", "density", "restrictions", "coverage_tested", "density_tested")
        return {
            "condition": self.condition,
            "window": self.window,
            "running": self.running,
            "scenario": self.scenario,
            "share": self.share,
            "error": self.error,
            "boxes": [
                {
                    "limits": [
                        {
                            "input": x.column.name,
                            "label": x.column.label,
                            "unit": x.column.unit,
                            "low": x.low,
                            "high": x.high,
                            "quasi_p": x.quasi_p,
                            "reproduced": x.reproduced,
                        }
                        for x in box.limits
                    ],
                    "found_on": dict(box.found_on.__dict__),
                    "tested_on": dict(box.tested_on.__dict__),
                }
                for box in self.boxes
            ],
            "trajectory": [dict(zip(steps, row, strict=True)) for row in self.trajectory],
            "chosen": self.chosen,
            "tree": [
                {
                    "rule": leaf.words,
                    "found_on": dict(leaf.found_on.__dict__),
                    "tested_on": dict(leaf.tested_on.__dict__),
                }
                for leaf in self.leaves
            ],
            "inputs": self.columns,
            "inputs_let_in": self.let_in,
            "draws": self.draws,
            "seed": self.seed,
            "failed_share": self.failed_share,
        }


_MEASURES = (
    Column("density", ".0%"),
    Column("±", ".1%"),
    Column("coverage", ".0%"),
    Column("±", ".1%"),
    Column("mass", ".1%"),
)


def _interval(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:.3g}"
    return f"at least {low:.3g}" if high is None else f"from {low:.3g} to {high:.3g}"
