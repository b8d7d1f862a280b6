"""What a note is made of: runs, differences, first passage and claims, as words and marked figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moneygood.charts.data import unit_words
from moneygood.core.answer import AbstractAnswer, Column, Table
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, read_yaml
from moneygood.surfaces.notes.ledger import Ledger

if TYPE_CHECKING:
    from moneygood.api import RunResult
    from moneygood.runs.first_passage.passage import Risk

TAILS = {"low": 0.15, "median": 0.5, "high": 0.85}
"""Quantiles that the tails of a note name: one path in seven lies beyond each of the outer two."""


@dataclass(frozen=True)
class Material:
    """The results behind a note. `answers` may hold the answers of further questions by verb."""

    run: RunResult
    base: RunResult
    claims: AbstractAnswer | None
    answers: Mapping[str, AbstractAnswer]
    ledger: Ledger
    words: Mapping[str, Any]

    @property
    def is_baseline(self) -> bool:
        """Whether the note is on the baseline itself."""
        return self.run.plan.imposes_nothing

    @property
    def source(self) -> str:
        """The run, seed and vintage of the note's figures."""
        return source_of(self.run)

    @cached_property
    def quarters(self) -> dict[str, Quarter]:
        """The quarter of each horizon, cut to the run."""
        periods = self.run.paths.periods
        spots = {k: min(int(q), len(periods)) for k, q in self.words["horizons"].items()}
        return {k: periods[spot - 1] for k, spot in spots.items()}

    def kind(self, variable: str) -> str:
        """How a variable's differences are written: rate, share or relative."""
        return str(self.words["variables"][variable]["kind"])

    def value(self, run: RunResult, variable: str, when: str, side: str = "median") -> float:
        """A quantile of a variable at a horizon; before the start for ``start``."""
        if when == "start":
            return float(run.history.at(variable, run.history.periods[-1]))
        fan = run.quantiles(variable)
        return float(fan.level(TAILS[side])[fan.periods.index(self.quarters[when])])

    def level(self, variable: str, when: str, side: str = "median") -> str:
        """A quantile of a variable at a horizon, marked."""
        start = when == "start"
        period = str(self.run.history.periods[-1] if start else self.quarters[when])
        source = f"vintage {self.run.workspace.vintage.name}" if start else self.source
        value = self.value(self.run, variable, when, side)
        what = "history" if start else side
        return self.ledger.mark(value, self.kind(variable), f"{what} of {variable}", source, period)

    def level_of(self, run: RunResult, variable: str, when: str) -> str:
        """The median of a variable in another run at a horizon, marked."""
        value, period = self.value(run, variable, when), str(self.quarters[when])
        return self.ledger.mark(value, self.kind(variable), f"median of {variable}", source_of(run), period)

    @cached_property
    def differences(self) -> dict[tuple[str, str], tuple[float, float]]:
        """By variable and horizon: the mean difference from the baseline and its Monte-Carlo error."""
        import numpy as np

        from moneygood.runs.weighted import weighted_error, weighted_mean

        ok = self.run.paths.ok & self.base.paths.ok
        weights, numbers = self.run.paths.weights, np.flatnonzero(ok)
        mass = None if weights is None else weights[ok] * (numbers.size / weights[ok].sum())
        found: dict[tuple[str, str], tuple[float, float]] = {}
        for name in self.words["variables"]:
            ours, theirs = self.run.paths.series(name), self.base.paths.series(name)
            for when, quarter in self.quarters.items():
                t = self.run.paths.periods.index(quarter)
                a, b = ours[t, ok].astype(np.float64), theirs[t, ok].astype(np.float64)
                d = 100 * (a / b - 1) if self.kind(name) == "relative" else a - b
                if mass is None:
                    found[name, when] = float(d.mean()), _error_of_mean(d)
                    continue
                error = weighted_error(d, mass, numbers, self.run.paths.sampling)
                found[name, when] = float(weighted_mean(d, mass)), float(error)
        return found

    @cached_property
    def peaks(self) -> dict[str, tuple[Quarter, float, float]]:
        """By variable the quarter, up to the middle horizon, in which it is farthest from the baseline.

        With the mean difference there and its size against the baseline's ordinary spread; without variables
        that never move, and empty for the baseline and where draws are weighed.
        """
        if self.is_baseline or self.run.paths.weights is not None:
            return {}
        ok, found = self.run.paths.ok & self.base.paths.ok, {}
        for name, told in self.words["variables"].items():
            if told.get("own"):
                continue
            fan, best = self.base.quantiles(name), 0.0
            for t, quarter in enumerate(self.run.paths.periods):
                if quarter > self.quarters["middle"]:
                    break
                a, b = (r.paths.series(name)[t, ok].astype(float) for r in (self.run, self.base))
                wide = float(fan.level(TAILS["high"])[t] - fan.level(TAILS["low"])[t]) / 2
                size = abs(float((a - b).mean())) / wide if wide else 0.0
                if size > best:
                    relative = self.kind(name) == "relative"
                    value = float((100 * (a / b - 1) if relative else a - b).mean())
                    best, found[name] = size, (quarter, value, size)
        return found

    @cached_property
    def peak(self) -> tuple[str, Quarter, float] | None:
        """What moves most in any quarter up to the middle horizon: variable, quarter and mean difference."""
        name = max(self.peaks, key=lambda n: self.peaks[n][2], default=None)
        return None if name is None else (name, *self.peaks[name][:2])

    def slight(self, variable: str) -> bool:
        """Whether a variable never moves much against the baseline, up to the middle horizon."""
        return variable not in self.peaks or self.peaks[variable][2] < float(self.words["sizes"][0]["below"])

    def gap(self, variable: str, when: str) -> str:
        """The mean difference from the baseline at a horizon, marked."""
        value, quarter = self.differences[variable, when][0], str(self.quarters[when])
        form = f"{self.kind(variable)}_difference"
        return self.ledger.mark(value, form, f"mean difference of {variable}", self.paired, quarter)

    def cell(self, variable: str, when: str) -> str:
        """The mean difference without its unit, marked: for tables that name the unit beside it."""
        value, quarter = self.differences[variable, when][0], str(self.quarters[when])
        form = f"{self.kind(variable)}_cell"
        return self.ledger.mark(value, form, f"mean difference of {variable}", self.paired, quarter)

    def label(self, variable: str) -> str:
        """A variable's label, with its unit where its figures are written without one."""
        unit = unit_words(self.run.units[variable])
        return (
            f"{self.run.labels[variable]}, {unit}"
            if self.kind(variable) == "relative"
            else self.run.labels[variable]
        )

    def distance(self, variable: str, when: str) -> str:
        """The size of the mean difference without its sign, marked."""
        return self.distance_of(variable, self.differences[variable, when][0], self.quarters[when])

    def distance_of(self, variable: str, value: float, quarter: Quarter) -> str:
        """The size of a mean difference in a quarter without its sign, marked."""
        form, key = f"{self.kind(variable)}_distance", f"size of the mean difference of {variable}"
        return self.ledger.mark(abs(value), form, key, self.paired, str(quarter))

    def gap_error(self, variable: str, when: str) -> str:
        """The Monte-Carlo error of the difference, marked."""
        value, quarter = self.differences[variable, when][1], str(self.quarters[when])
        form = f"{self.kind(variable)}_error"
        return self.ledger.mark(value, form, f"error of the difference of {variable}", self.paired, quarter)

    @property
    def paired(self) -> str:
        """The two runs behind a difference."""
        return f"{self.source} less {self.base.id}"

    def size(self, variable: str, when: str) -> float:
        """A difference against the baseline's ordinary spread, half its 70% band."""
        low, high = (self.value(self.base, variable, when, s) for s in ("low", "high"))
        spread = (high - low) / 2
        if self.kind(variable) == "relative":
            spread = 100 * spread / abs(self.value(self.base, variable, when))
        return self.differences[variable, when][0] / spread if spread else 0.0

    def verb(self, variable: str, when: str) -> str:
        """What a variable does against the baseline, in words."""
        size = self.size(variable, when)
        return word_for(self.words["sizes"], size)

    def still(self, variable: str, when: str) -> bool:
        """Whether a variable hardly moves against the baseline."""
        return abs(self.size(variable, when)) < float(self.words["sizes"][0]["below"])

    def still_or_unknown(self, variable: str, when: str) -> bool:
        """Whether a variable hardly moves, or is none that a note speaks of."""
        return variable not in self.words["variables"] or self.still(variable, when)

    def goes_along(self, variable: str, when: str) -> bool:
        """Whether the median itself moves, from the last known figure, in the direction of its difference."""
        moved = self.value(self.run, variable, when) - self.value(self.run, variable, "start")
        return not moved * self.differences[variable, when][0] < 0

    def rises(self, variable: str, start: str, end: str) -> bool:
        """Whether the median is higher at one horizon than at an earlier one."""
        return self.value(self.run, variable, end) > self.value(self.run, variable, start)

    def opposed(self, one: str, other: str, when: str) -> bool:
        """Whether two variables move, and in opposite directions."""
        moved = not self.still(one, when) and not self.still(other, when)
        return moved and self.size(one, when) * self.size(other, when) < 0

    def chance(self, risk: Risk, field: str, run: RunResult | None = None) -> str:
        """A chance of a break, marked."""
        form = "chance_error" if field.endswith("error") else "chance"
        key = f"{field} of {risk.name}"
        return self.ledger.mark(getattr(risk, field), form, key, source_of(run or self.run))


def word_for(rules: Sequence[Mapping[str, Any]], size: float) -> str:
    """The words of the first rule that a size lies below, for its direction."""
    rule = next(r for r in rules if abs(size) < float(r["below"]))
    return str(rule["up" if size >= 0 else "down"])


def source_of(run: RunResult) -> str:
    """A run with its seed and vintage."""
    return f"run {run.id}, seed {run.request.seed}, vintage {run.workspace.vintage.name}"


def read_words() -> dict[str, Any]:
    """What a note talks about and how, from ``economics/notes/commentary.yaml``."""
    return read_yaml(economics_root() / "notes" / "commentary.yaml")


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of words and marked figures."""
    return Table(title, tuple(map(Column, heads)), tuple(tuple(r) for r in rows))


def _error_of_mean(values: Any) -> float:
    """The standard error of a mean [draw]; of a single draw it is not known."""
    return float(values.std(ddof=1) / values.size**0.5) if values.size > 1 else float("nan")
