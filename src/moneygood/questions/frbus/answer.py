"""What a solved imported model says: differences from its baseline, or fans of its draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import decimals, fixed, inside, share
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.runs.fan import Fan, fan
from moneygood.runs.imported.bootstrap import Bootstrap
from moneygood.runs.imported.imported_model import ImportedModel, Solved

_ROWS = 24
"""Longest table; of more quarters every fourth is shown."""


@dataclass(frozen=True, repr=False)
class ImportedAnswer(ShortRepr):
    """An imported model's paths beside its baseline: `shown` variables, [quarter] each.

    `instruments` are what targets moved. `fans` are there after a stochastic simulation.
    """

    model: str
    expectations: str
    periods: tuple[Quarter, ...]
    shown: tuple[str, ...]
    labels: dict[str, str]
    baseline: dict[str, np.ndarray]
    path: dict[str, np.ndarray]
    steps: int
    instruments: tuple[str, ...] = ()
    fans: tuple[Fan, ...] = ()
    draws: int = 0
    failed_share: float = 0.0
    seconds: float = 0.0

    @property
    def title(self) -> str:
        how = "draws around the baseline" if self.fans else "against its baseline"
        return f"{self.model}, {self.periods[0]} to {self.periods[-1]}, {how}"

    @property
    def _rows(self) -> list[int]:
        step = 1 if len(self.periods) <= _ROWS else 4
        return list(range(0, len(self.periods), step))

    @property
    def tables(self) -> tuple[Table, ...]:
        if self.fans:
            return tuple(self._fan_table(f) for f in self.fans)
        columns = (Column("quarter"), *(Column(n, "+.4f") for n in self.shown))
        rows = tuple(
            (str(self.periods[t]), *(float(self.path[n][t] - self.baseline[n][t]) for n in self.shown))
            for t in self._rows
        )
        note = "Differences in each variable's own unit."
        return (Table("Difference from the baseline", columns, rows, note),)

    def _fan_table(self, f: Fan) -> Table:
        columns = (Column("quarter"), Column("baseline", ".4f"), Column("5%", ".4f"),
                   Column("median", ".4f"),
                   Column("error of median", ".4f"), Column("95%", ".4f"))  # fmt: skip
        half = f.levels.index(0.5)
        rows = tuple(
            (str(f.periods[t]), float(self.baseline[f.variable][t]), float(f.level(0.05)[t]),
             float(f.median[t]), float(f.quantile_errors[half][t]), float(f.level(0.95)[t]))
            for t in self._rows
        )  # fmt: skip
        return Table(f"{f.variable}: {self.labels.get(f.variable, '')}".rstrip(": "), columns, rows)

    @property
    def lead(self) -> str:
        """The median and range of the first variable, or where it moves most."""
        if self.fans:
            f = self.fans[0]
            half = f.levels.index(0.5)
            error = float(f.quantile_errors[half][-1])
            digits = decimals(error, 3)
            return (
                f"{self._name(f.variable)} in {f.periods[-1]}: median {f.median[-1]:,.{digits}f} ± "
                f"{error:.{digits}f}, nine of ten draws from {f.level(0.05)[-1]:,.{digits}f} to "
                f"{f.level(0.95)[-1]:,.{digits}f}; {share(self.failed_share)} of draws failed."
            )
        name = self.shown[0]
        gap = self.path[name] - self.baseline[name]
        t = int(np.argmax(np.abs(gap)))
        if not gap[t]:
            return f"{self._name(name)} does not move from the model's baseline."
        return (
            f"{self._name(name)} moves most in {self.periods[t]}: {fixed(float(gap[t]), 2, signed=True)} "
            "from the baseline, in its own unit, on the deterministic path."
        )

    def _name(self, variable: str) -> str:
        """What a variable is in the file's own words, without what stands in brackets."""
        return self.labels.get(variable, "").split(",")[0].split("(")[0].strip() or variable

    @property
    def reading(self) -> str:
        how = (
            "that look back"
            if self.expectations == "var"
            else f"consistent with the model ({self.expectations})"
        )
        words = [f"Solved with expectations {how}."]
        if self.fans:
            f = self.fans[0]
            half = f.levels.index(0.5)
            words.append(
                f"In {f.periods[-1]} {inside(self._name(f.variable))} has a median of {f.median[-1]:.4g} "
                "(Monte-Carlo error "
                f"{f.quantile_errors[half][-1]:.2g}) and lies between {f.level(0.05)[-1]:.4g} and "
                f"{f.level(0.95)[-1]:.4g} in nine of ten of {self.draws:,} draws."
            )
            words.append(f"{share(self.failed_share)} of the draws could not be solved.")
            return " ".join(words)
        for name in self.shown[:3]:
            change = self.path[name] - self.baseline[name]
            t = int(np.argmax(np.abs(change)))
            if change[t] == 0.0:
                words.append(f"{self._name(name)} does not move.")
            else:
                words.append(f"{self._name(name)} moves most in {self.periods[t]}, by {change[t]:+.4g}.")
        return " ".join(words)

    def as_json(self) -> dict[str, Any]:
        base = {
            "model": self.model, "expectations": self.expectations, "start": str(self.periods[0]),
            "end": str(self.periods[-1]), "newton_steps": self.steps, "seconds": self.seconds,
            "instruments": list(self.instruments),
        }  # fmt: skip
        paths = [
            {
                "variable": n, "label": self.labels.get(n, ""), "period": str(q),
                "baseline": float(self.baseline[n][t]), "value": float(self.path[n][t]),
                "difference": float(self.path[n][t] - self.baseline[n][t]),
            }
            for n in self.shown for t, q in enumerate(self.periods)
        ]  # fmt: skip
        fans = [
            {
                "variable": f.variable, "period": str(q), "mean": float(f.mean[t]),
                "mean_error": float(f.mean_error[t]), "levels": list(f.levels),
                "quantiles": [float(x) for x in f.quantiles[:, t]],
                "errors": [float(x) for x in f.quantile_errors[:, t]],
            }
            for f in self.fans for t, q in enumerate(f.periods)
        ]  # fmt: skip
        return {
            "import": {**base, "draws": self.draws, "failed_share": self.failed_share},
            "paths": paths,
            "fans": fans,
        }


def solved_answer(
    model: ImportedModel,
    baseline: Panel,
    found: Solved,
    shown: Sequence[str],
    instruments: Sequence[str],
    seconds: float,
) -> ImportedAnswer:
    """The answer of a deterministic solution."""
    at = baseline.column(found.periods[0])
    span = slice(at, at + len(found.periods))
    zero = np.zeros(len(found.periods))
    return ImportedAnswer(
        model=model.source.name,
        expectations=model.expectations,
        periods=found.periods,
        shown=tuple(shown),
        labels=_labels(model, shown),
        baseline={n: baseline.series(n)[span] if n in baseline else zero for n in shown},
        path={n: found.series(n) for n in shown},
        steps=found.steps,
        instruments=tuple(instruments),
        seconds=seconds,
    )


def drawn_answer(model: ImportedModel, baseline: Panel, found: Bootstrap, seconds: float) -> ImportedAnswer:
    """The answer of a stochastic simulation."""
    paths = found.paths
    at = baseline.column(paths.periods[0])
    span = slice(at, at + len(paths.periods))
    fans = tuple(fan(paths, n) for n in paths.names)
    return ImportedAnswer(
        model=model.source.name,
        expectations=model.expectations,
        periods=paths.periods,
        shown=paths.names,
        labels=_labels(model, paths.names),
        baseline={n: baseline.series(n)[span] for n in paths.names},
        path={f.variable: f.median for f in fans},
        steps=0,
        fans=fans,
        draws=paths.draws,
        failed_share=paths.failed_share,
        seconds=seconds,
    )


def _labels(model: ImportedModel, names: Sequence[str]) -> dict[str, str]:
    return {n: model.source.variables[n].definition for n in names if n in model.source.variables}
