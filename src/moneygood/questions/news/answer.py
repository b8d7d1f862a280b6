"""The answer of `data news`: what changed, and what each kind of change did to the baseline."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from moneygood.baseline.basis_points import basis_points
from moneygood.baseline.news.changes import BLOCKS, SeriesNews
from moneygood.baseline.news.effects import News
from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.figures import change, inside, level, share, unit_of_change
from moneygood.model.model import Model
from moneygood.questions.news.weights import gained_json, gained_tables
from moneygood.runs.scenario_weights.gained import Gained

SMALL = 1e-9
SHORT = dict(zip(BLOCKS, ("revised", "new", "gone", "states", "others", "jump-off"), strict=True))
"""Headings of the blocks."""


@dataclass(frozen=True, repr=False)
class NewsAnswer(ShortRepr):
    """What the newer vintage changed, the difference of the two baselines, and its parts."""

    found: News
    model: Model
    gained: Gained | None = None

    @property
    def title(self) -> str:
        """The heading."""
        d = self.found.difference
        return f"From vintage {d.old.name} to {d.new.name}"

    @cached_property
    def bp(self) -> frozenset[str]:
        """Variables whose differences are in basis points."""
        return basis_points(self.model)

    @property
    def lead(self) -> str:
        """What the news did to the first variable, by which kind of change, and which scenario gained."""
        f, name = self.found, self.found.shown[0]
        gap = float(f.new[0] - f.old[0])
        if abs(gap) < SMALL:
            return (
                f"{self.title} nothing moves the {self._label(name)} of {f.at}: {self._counted()}. "
                f"{self._winner()}"
            )
        parts = sorted(f.blocks.items(), key=lambda b: -abs(float(b[1][0])))
        told = [f"{b} {self._change(0, float(e[0]))}" for b, e in parts if abs(float(e[0])) > SMALL][:2]
        to = level(float(f.new[0]), self._unit(name))
        return (
            f"{self.title} the {self._label(name)} of {f.at} moves by {self._change(0, gap)} to {to}: "
            f"{', '.join(told)}. {self._winner()}"
        )

    def _winner(self) -> str:
        """Which scenario's weight moved most, if by more than twice its error."""
        old, new = self.found.difference.old.name, self.found.difference.new.name
        if self.found.starts[1] < self.found.starts[0]:
            return f"{new} reaches less far than {old}: it begins in {self.found.starts[1]}."
        if self.gained is None:
            return "No figure since speaks for a scenario."
        rows = [w for w in self.gained.weights if w.gained is not None and w.mc_error is not None]
        sure = [w for w in rows if abs(w.gained or 0.0) > 2 * (w.mc_error or 0.0)]
        if not sure:
            return "No scenario gains more than its error."
        best = max(sure, key=lambda w: abs(w.gained or 0.0))
        verb = "gains" if (best.gained or 0.0) > 0 else "loses"
        span = f"from {share(best.before or 0.0)} to {share(best.after or 0.0)} of weight"
        return f"{best.title}: {verb} most, {span}."

    @property
    def reading(self) -> str:
        """What changed in the figures, where simulation begins, and what that did."""
        f = self.found
        moved = (
            f"Simulation begins in {f.starts[1]} and no longer in {f.starts[0]}."
            if f.starts[0] != f.starts[1]
            else f"Simulation begins in {f.starts[0]} on both."
        )
        return (
            f"{self.title}: {self._counted()}. {moved} {self.lead} The parts are Shapley's values over the "
            "kinds of change and add up to the difference. Weights are Bayes' rule on draws that begin in "
            f"{f.starts[0]}, before and after the figures that came out since."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it does to the baseline, which scenario gained, the parts by series, and what changed."""
        own = () if self.gained is None else gained_tables(self.gained, self.model)
        return (self._effects(), *own, self._series(), self._changes())

    def as_json(self) -> dict[str, Any]:
        """The document: both vintages, every variable with its parts, every series and what it did."""
        f, d = self.found, self.found.difference
        return {
            "old": {
                "name": d.old.name,
                "hash": d.old.hash,
                "as_of": str(d.old.as_of),
                "start": str(f.starts[0]),
            },
            "new": {
                "name": d.new.name,
                "hash": d.new.hash,
                "as_of": str(d.new.as_of),
                "start": str(f.starts[1]),
            },
            "at": str(f.at),
            "unexplained": f.unexplained,
            "variables": [
                {
                    "variable": name,
                    "label": self.model.variables[name].label,
                    "unit": self._unit(name),
                    "old": float(f.old[i]),
                    "new": float(f.new[i]),
                    "change": float(f.new[i] - f.old[i]),
                    "blocks": {b: float(e[i]) for b, e in f.blocks.items()},
                    "series": {f"{s.block}: {s.series}": float(s.effect[i]) for s in f.series},
                }
                for i, name in enumerate(f.shown)
            ],
            "changes": [self._plain(c) for c in d.series],
            "tables": dict(d.tables),
            "scenarios": None if self.gained is None else gained_json(self.gained),
        }

    def _plain(self, told: SeriesNews) -> dict[str, Any]:
        return {k: (None if isinstance(v, float) and math.isnan(v) else v) for k, v in asdict(told).items()}

    def _unit(self, name: str) -> str:
        return str(self.model.variables[name].unit)

    def _label(self, name: str) -> str:
        return inside(self.model.variables[name].label)

    def _change(self, i: int, size: float) -> str:
        name = self.found.shown[i]
        return change(size, self._unit(name), bp=name in self.bp, base=float(self.found.old[i]))

    def _counted(self) -> str:
        changes = self.found.difference.series
        parts = []
        for block in BLOCKS:
            figures = sum(c.figures for c in changes if c.block == block)
            if figures:
                parts.append(f"{figures} {block if block != 're-estimated states' else 're-estimated'}")
        return ", ".join(parts) if parts else "no quarterly figure differs"

    def _effects(self) -> Table:
        f = self.found
        moved = [b for b, e in f.blocks.items() if bool((abs(e) > SMALL).any())]
        shown = [Column(h, ",.2f") for h in ("old", "new")]
        columns = (Column(f"baseline of {f.at}"), *shown, Column("change", "+.2f"))
        rows: list[tuple[Cell, ...]] = []
        for i, name in enumerate(f.shown):
            scale = 100.0 if name in self.bp else 1.0
            unit = unit_of_change(self._unit(name), bp=name in self.bp)
            gap = scale * float(f.new[i] - f.old[i])
            label = f"{self.model.variables[name].label}, {unit}"
            parts = [scale * float(f.blocks[b][i]) for b in moved]
            rows.append((label, float(f.old[i]), float(f.new[i]), gap, *parts))
        note = "The parts add up to the change, in the unit named. Baseline without draws."
        headings = tuple(Column(SHORT[b], "+.2f") for b in moved)
        return Table("What the news does to the baseline", (*columns, *headings), tuple(rows), note=note)

    def _series(self) -> Table:
        f = self.found
        name = f.shown[0]
        scale = 100.0 if name in self.bp else 1.0
        unit = unit_of_change(self._unit(name), bp=name in self.bp)
        ranked = sorted(f.series, key=lambda s: -abs(float(s.effect[0])))
        rows = tuple((s.series, s.block, scale * float(s.effect[0])) for s in ranked)
        columns = (
            Column("series"),
            Column("block"),
            Column(f"{self.model.variables[name].label}, {unit}", "+.2f"),
        )
        note = "Series share the part of their block; what they do only together is shared by size."
        return Table("By series", columns, rows, note=note, top=6)

    def _changes(self) -> Table:
        plain = ("series", "block", "figures", "first", "last", "at")
        columns = (*map(Column, plain), Column("before", ".6g"), Column("after", ".6g"))
        rows = tuple(
            (c.series, c.block, c.figures, c.first, c.last, c.at, c.before, c.after)
            for c in self.found.difference.series
        )
        return Table("What changed", columns, rows, full=True)
