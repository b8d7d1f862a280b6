"""The answer of `rally`: tables, a reading, a document."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum
from typing import Any

from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.figures import growth
from moneygood.questions.rally.definition import IdentityText
from moneygood.questions.rally.history import PriceChange
from moneygood.questions.rally.identity import ChangePart, residual_at


@dataclass(frozen=True, repr=False)
class RallyAnswer(ShortRepr):
    """What drove the S&P 500 over windows of history, in log percent."""

    text: IdentityText
    windows: tuple[PriceChange, ...]

    @property
    def title(self) -> str:
        """The heading."""
        return f"{self.text.title}: S&P 500, month averages"

    @property
    def tables(self) -> tuple[Table, ...]:
        """The parts, their ranges over coefficients, residuals over durations, groups, other measures."""
        groups = (self._groups(),) if any(a.groups for a in self.windows) else ()
        return (
            self._parts(),
            self._ranges(),
            *(self._grid(a) for a in self.windows),
            *groups,
            self._others(),
            self._memorandum(),
        )

    @property
    def lead(self) -> str:
        """How far the index moved, its largest part, and what is left unexplained."""
        a = self.windows[0]
        largest = max((p for p in a.parts if p.measured), key=lambda p: abs(p.value))
        grid = self.residuals(a)
        return (
            f"S&P 500 {growth(a.total)} from {a.window.first} to {a.window.last}. Largest part: "
            f"{lower(largest.label)}, {growth(largest.value)}; unexplained {growth(a.residual)} "
            f"({growth(min(grid))} to {growth(max(grid))} by durations). Parts compound."
        )

    @property
    def reading(self) -> str:
        """What was found."""
        return " ".join([*(self._words(a) for a in self.windows), self._without_groups()]).strip()

    def as_json(self) -> dict[str, Any]:
        """The document of `rally --json`."""
        return {"simulated": False, "unit": "log percent", "windows": [self._json(a) for a in self.windows]}

    def residuals(self, a: PriceChange) -> list[float]:
        """The residuals of a window over all pairs of durations."""
        rows, columns = self._durations(a)
        return [self._left(a, r, c) for r in rows for c in columns]

    def _json(self, a: PriceChange) -> dict[str, Any]:
        rows, columns = self._durations(a)
        return {
            "from": str(a.window.first),
            "to": str(a.window.last),
            "label": a.window.label,
            "total": a.total,
            "price_change_percent": 100 * (exp(a.total / 100) - 1),
            "parts": [
                {
                    "name": p.name,
                    "label": p.label,
                    "value": p.value,
                    "measured": p.measured,
                    "measure": p.measure,
                    "coefficient": None if p.central != p.central else p.central,
                    "low": p.low,
                    "high": p.high,
                    "by_coefficient": [
                        {"coefficient": c, "value": v} for c, v in zip(p.coefficients, p.values, strict=True)
                    ],
                    "other_measures": [{"label": n, "value": v} for n, v in p.alternatives],
                }
                for p in a.parts
            ],
            "residual": a.residual,
            "durations": [
                {self.text.grid[0]: r, self.text.grid[1]: c, "residual": self._left(a, r, c)}
                for r in rows
                for c in columns
            ],
            "groups": [
                {"label": g.label, "change": g.change, "weight": g.weight, "value": g.value} for g in a.groups
            ],
            "memorandum": [{"label": n, "change": None if v != v else v} for n, v in a.memorandum],
        }

    def _parts(self) -> Table:
        columns, many = [Column("part")], len(self.windows) > 1
        for a in self.windows:
            columns += [
                Column(f"{a.window.first} to {a.window.last}, %", "+.1f"),
                Column("in logs", "+.1f", many),
            ]
        rows: list[tuple[Cell, ...]] = []
        for i, part in enumerate(self.text.parts):
            rows.append((part.label, *(x for a in self.windows for x in _both(_shown(a.parts[i])))))
        rows.append(("Residual", *(x for a in self.windows for x in _both(a.residual))))
        sums = [fsum([*(p.value for p in a.parts), a.residual]) for a in self.windows]
        rows.append(("S&P 500", *(x for total in sums for x in _both(total))))
        measures = [
            f"{part.label}: "
            + ", ".join(dict.fromkeys(a.parts[i].measure for a in self.windows if a.parts[i].measured))
            for i, part in enumerate(self.text.parts)
            if any(a.parts[i].measured for a in self.windows)
        ]
        note = "Percentages compound, logs add up. A blank is not measured and so part of the residual. "
        note += f"Measured by: {'; '.join(measures)}."
        return Table("What moved the price", tuple(columns), tuple(rows), note)

    def _ranges(self) -> Table:
        columns = [
            Column("part, log percent"),
            Column("coefficient", ".1f"),
            Column("from", ".1f"),
            Column("to", ".1f"),
        ]
        for a in self.windows:
            columns += [Column(f"{a.window.first} to {a.window.last}: low", "+.1f"), Column("high", "+.1f")]
        rows: list[tuple[Cell, ...]] = []
        for i, part in enumerate(self.text.parts):
            own = next((a.parts[i] for a in self.windows if a.parts[i].coefficients), None)
            if own is None:
                continue
            ends: list[Cell] = []
            for a in self.windows:
                p = a.parts[i]
                ends += [*p.span] if p.measured else [None, None]
            rows.append((part.label, own.central, own.coefficients[0], own.coefficients[-1], *ends))
        note = (
            "Coefficient: log percent per unit; for a rate or a premium in points it is the duration "
            "in years."
        )
        return Table(
            "The answer hangs on the coefficients: each part over its range",
            tuple(columns),
            tuple(rows),
            note,
        )

    def _grid(self, a: PriceChange) -> Table:
        rows, columns = self._durations(a)
        named = {p.name: p for p in self.text.parts}
        label = f"{lower(named[self.text.grid[0]].label)} \\ {lower(named[self.text.grid[1]].label)}"
        shown = [Column(label, ".0f"), *(Column(f"{c:g}", "+.1f") for c in columns)]
        body = tuple((r, *(self._left(a, r, c) for c in columns)) for r in rows)
        title = f"Residual of {a.window.first} to {a.window.last} by the two durations, log percent"
        return Table(title, tuple(shown), body)

    def _groups(self) -> Table:
        columns = (
            Column("window"),
            Column("group"),
            Column("share before", ".1%"),
            Column("after", ".1%"),
            Column("its value, log percent", "+.1f"),
            Column("weight", ".2f"),
            Column("contribution", "+.1f"),
        )
        rows: list[tuple[Cell, ...]] = []
        for a in self.windows:
            if a.shares is None:
                continue
            first, last = a.shares
            for g, before, after in zip(a.groups, (first, 1 - first), (last, 1 - last), strict=True):
                rows.append(
                    (
                        f"{a.window.first} to {a.window.last}",
                        g.label,
                        before,
                        after,
                        g.change,
                        g.weight,
                        g.value,
                    )
                )
        note = "The largest companies at each date, not the same companies; shares at the end of the quarter."
        return Table(
            "By group, where the concentration is published at both ends", columns, tuple(rows), note
        )

    def _others(self) -> Table:
        columns = [Column("part"), Column("measured instead by")]
        columns += [Column(f"{a.window.first} to {a.window.last}", "+.1f") for a in self.windows]
        rows: list[tuple[Cell, ...]] = []
        for i, part in enumerate(self.text.parts):
            labels = dict.fromkeys(n for a in self.windows for n, _ in a.parts[i].alternatives)
            for label in labels:
                rows.append(
                    (part.label, label, *(dict(a.parts[i].alternatives).get(label) for a in self.windows))
                )
        notes = dict.fromkeys(p.note for a in self.windows for p in a.parts if p.measured and p.note)
        return Table(
            "The same parts by other measures, log percent", tuple(columns), tuple(rows), " ".join(notes)
        )

    def _memorandum(self) -> Table:
        columns = [Column("change over the window")]
        columns += [Column(f"{a.window.first} to {a.window.last}", "+.0f") for a in self.windows]
        rows = tuple(
            (label, *(a.memorandum[i][1] for a in self.windows))
            for i, (label, _) in enumerate(self.text.memorandum)
        )
        return Table("Memorandum: rates at the ends of the window", tuple(columns), rows)

    def _durations(self, a: PriceChange) -> tuple[tuple[float, ...], tuple[float, ...]]:
        by_name = {p.name: p for p in a.parts}
        rows, columns = (by_name[n] for n in self.text.grid)
        return rows.coefficients or (0.0,), columns.coefficients or (0.0,)

    def _left(self, a: PriceChange, row: float, column: float) -> float:
        return residual_at(a.total, a.parts, {self.text.grid[0]: row, self.text.grid[1]: column})

    def _words(self, a: PriceChange) -> str:
        largest = max((p for p in a.parts if p.measured), key=lambda p: abs(p.value))
        rows, _ = self._durations(a)
        grid = self.residuals(a)
        blank = [p.label for p in a.parts if not p.measured]
        gap = f" {' and '.join(blank)} could not be measured." if blank else ""
        rate = next(p for p in a.parts if p.name == self.text.grid[0])
        return (
            f"From {a.window.first} to {a.window.last} the S&P 500 moved {a.total:+.1f} log percent; the "
            f"largest part is "
            f"{lower(largest.label)} ({largest.value:+.1f}{_otherwise(largest)}), {lower(rate.label)} "
            f"takes {rate.span[0]:+.1f} to "
            f"{rate.span[1]:+.1f} as its duration runs from {rows[0]:g} to {rows[-1]:g}, and the residual is "
            f"{a.residual:+.1f} ({min(grid):+.1f} to {max(grid):+.1f} over both durations).{gap}"
        )

    def _without_groups(self) -> str:
        missing = [f"{a.window.first} to {a.window.last}" for a in self.windows if not a.groups]
        if not missing:
            return ""
        return (
            f"For {', '.join(missing)} no published concentration stands at both ends, so groups are "
            f"not shown."
        )


def lower(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _otherwise(part: ChangePart) -> str:
    """What the same part is by its other measures."""
    values = ", ".join(f"{v:+.1f}" for _, v in part.alternatives)
    return f"; {values} by another measure" if values else ""


def _both(value: Cell) -> tuple[Cell, Cell]:
    """A part in percent, and in log percent."""
    return (100.0 * (exp(value / 100.0) - 1.0), value) if isinstance(value, float) else (None, None)


def _shown(part: ChangePart) -> Cell:
    return part.value if part.measured else None
