"""The answer of `rally` on simulated paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.figures import growth
from moneygood.questions.rally.answer import lower
from moneygood.questions.rally.definition import IdentityText
from moneygood.questions.rally.simulated import SimulatedAttribution, Spread


@dataclass(frozen=True, repr=False)
class SimulatedRallyAnswer(ShortRepr):
    """What drives the index over a window of simulated quarters, in log percent.

    `coefficients` are the central coefficient of a part and its values from low to high, by name.
    """

    text: IdentityText
    found: SimulatedAttribution
    coefficients: Mapping[str, tuple[float, tuple[float, ...]]]

    @property
    def title(self) -> str:
        """The heading."""
        f = self.found
        which = f"draw {f.draw}" if f.draw is not None else f"{f.draws:,} draws"
        return f"{self.text.title}: {f.window.first} to {f.window.last} in {f.scenario}, {which}"

    @property
    def tables(self) -> tuple[Table, ...]:
        """The parts, the groups, the reading by other durations."""
        return self._parts(), self._groups(), self._durations()

    @property
    def lead(self) -> str:
        """How far the index moves, its largest part, and what is left unexplained."""
        f = self.found
        name, part = max(zip(f.labels, f.parts, strict=True), key=lambda p: abs(p[1].mean))
        return (
            f"S&P 500 {growth(f.total.mean, f.total.error)} from {f.window.first} to {f.window.last} (mean "
            f"of draws). Largest part: {lower(name)}, {growth(part.mean, part.error)}; unexplained "
            f"{growth(f.residual.mean, f.residual.error)}. Parts compound."
        )

    @property
    def reading(self) -> str:
        """What was found."""
        f = self.found
        name, part = max(zip(f.labels, f.parts, strict=True), key=lambda p: abs(p[1].mean))
        before, after = f.shares
        a, b = f.groups[0], f.groups[1]
        return (
            f"From {f.window.first} to {f.window.last} the index moves {_words(f.total)} log percent; the "
            f"largest part is "
            f"{lower(name)} ({_words(part)}), the residual {_words(f.residual)}. {a.label} add "
            f"{_words(a.contribution)}, "
            f"{lower(b.label)} {_words(b.contribution)}; the share of the {a.label} goes from "
            f"{100 * before.mean:.1f}% to "
            f"{100 * after.mean:.1f}% (± {100 * after.error:.1f}). "
            f"Run {f.run_id}, seed {f.seed}, failed draws {100 * f.failed_share:.2f}%; ± is one "
            f"Monte-Carlo error of the "
            "mean."
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `rally --json` on simulated paths."""
        f = self.found
        return {
            "simulated": True,
            "unit": "log percent",
            "from": str(f.window.first),
            "to": str(f.window.last),
            "scenario": f.scenario,
            "run": f.run_id,
            "seed": f.seed,
            "draws": f.draws,
            "draw": f.draw,
            "failed_share": f.failed_share,
            "total": _json(f.total),
            "parts": [
                {"name": n, "label": w, **_json(p)}
                for n, w, p in zip(f.names, f.labels, f.parts, strict=True)
            ],
            "residual": _json(f.residual),
            "groups": [
                {
                    "name": g.name,
                    "label": g.label,
                    "total": _json(g.total),
                    "weight": _json(g.weight),
                    "contribution": _json(g.contribution),
                    "residual": _json(g.residual),
                    "parts": [{"name": n, **_json(p)} for n, p in zip(f.names, g.parts, strict=True)],
                }
                for g in f.groups
            ],
            "share": {"before": _json(f.shares[0]), "after": _json(f.shares[1])},
            "durations": [
                {self.text.grid[0]: r, self.text.grid[1]: c, "residual": self._left(r, c)}
                for r in self._values(0)
                for c in self._values(1)
            ],
        }

    def _parts(self) -> Table:
        f = self.found
        columns = (
            Column("part, log percent"),
            Column("mean", "+.1f"),
            Column("MC error", ".2f"),
            Column("70% band: low", "+.1f"),
            Column("high", "+.1f"),
        )
        rows = [(w, *_cells(p)) for w, p in zip(f.labels, f.parts, strict=True)]
        rows += [("Residual", *_cells(f.residual)), ("Index", *_cells(f.total))]
        return Table(
            "What moves the price", columns, tuple(rows), "Means add up exactly, and so does every draw."
        )

    def _groups(self) -> Table:
        f = self.found
        columns = [Column("part, log percent")]
        for g in f.groups:
            columns += [Column(g.label, "+.1f"), Column("MC error", ".2f")]
        rows: list[tuple[Cell, ...]] = []
        for i, label in enumerate(f.labels):
            rows.append((label, *(c for g in f.groups for c in (g.parts[i].mean, g.parts[i].error))))
        for label, pick in (
            ("Residual", "residual"),
            ("The group's price", "total"),
            ("Adds to the index", "contribution"),
        ):
            figures = [getattr(g, pick) for g in f.groups]
            rows.append((label, *(c for s in figures for c in (s.mean, s.error))))
        note = (
            f"Weights in the sum: {', '.join(f'{g.label} {g.weight.mean:.2f}' for g in f.groups)} on average."
        )
        return Table("By group: change of each group's own price", tuple(columns), tuple(rows), note)

    def _durations(self) -> Table:
        rows, columns = self._values(0), self._values(1)
        names = dict(zip(self.found.names, self.found.labels, strict=True))
        label = f"{lower(names[self.text.grid[0]])} \\ {lower(names[self.text.grid[1]])}"
        shown = (Column(label, ".0f"), *(Column(f"{c:g}", "+.1f") for c in columns))
        body = tuple((r, *(self._left(r, c) for c in columns)) for r in rows)
        own = " and ".join(f"{self.coefficients[n][0]:g}" for n in self.text.grid)
        return Table(
            "Mean residual that a reader with other durations would find, log percent",
            shown,
            body,
            f"The model's own durations are {own}.",
        )

    def _values(self, which: int) -> tuple[float, ...]:
        return self.coefficients[self.text.grid[which]][1]

    def _left(self, row: float, column: float) -> float:
        f = self.found
        left = f.residual.mean
        for name, value in zip(self.text.grid, (row, column), strict=True):
            central = self.coefficients[name][0]
            left += f.parts[f.names.index(name)].mean * (1 - value / central)
        return left


def _cells(s: Spread) -> tuple[Cell, ...]:
    return s.mean, s.error, s.low, s.high


def _words(s: Spread) -> str:
    return f"{s.mean:+.1f} ± {s.error:.1f}"


def _json(s: Spread) -> dict[str, float]:
    return {"mean": s.mean, "mc_error": s.error, "low70": s.low, "high70": s.high}
