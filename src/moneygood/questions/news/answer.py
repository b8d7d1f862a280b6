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
from moneygood.core.figures import change, inside, level, unit_of_change
from moneygood.core.periods import Quarter
from moneygood.data.vintage import Vintage
from moneygood.model.model import Model

SMALL = 1e-9
SHORT = dict(zip(BLOCKS, ("revised", "new", "gone", "states", "others", "jump-off"), strict=True))
"""Headings of the blocks."""


@dataclass(frozen=True, repr=False)
class NewsAnswer(ShortRepr):
    """What the newer vintage changed, the difference of the two baselines, and its parts."""

    found: News
    model: Model

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
        """What the news did to the first variable, by which kind of change, and what is not in it."""
        f, name = self.found, self.found.shown[0]
        gap = float(f.new[0] - f.old[0])
        if abs(gap) < SMALL:
            return (
                f"{self.title} nothing moves the {self._label(name)} of {f.at}: {self._counted()}. "
                "The baseline is without draws; odds are not in it."
            )
        parts = sorted(f.blocks.items(), key=lambda b: -abs(float(b[1][0])))
        told = [f"{b} {self._change(0, float(e[0]))}" for b, e in parts if abs(float(e[0])) > SMALL][:2]
        to = level(float(f.new[0]), self._unit(name))
        return (
            f"{self.title} the {self._label(name)} of {f.at} moves by {self._change(0, gap)} to {to}: "
            f"{', '.join(told)}. Without draws; odds are not in it."
        )

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
            "kinds of change and add up to the difference; which scenario gained weight, odds tell."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it does to the baseline by kind of change, by series, and what changed."""
        return (self._effects(), self._series(), self._changes())

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


def _vintage(vintage: Vintage, start: Quarter) -> dict[str, str]:
    day = vintage.as_of.isoformat()
    return {"name": vintage.name, "hash": vintage.hash, "as_of": day, "start": str(start)}
