"""The answer of `why`: a difference and the parts that add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import change, inside, level, unit_of_change

SHOWN = 16
"""Parts named one by one in the table; smaller ones are added up in one row (the document has them all)."""

KIND_WORDS = {
    "lever": "lever",
    "parameter": "parameter",
    "condition": "held path",
    "range condition": "kept in a range",
    "shock": "shock",
    "add-factor": "add-factor",
    "switch": "mechanism off",
    "variant": "equation replaced",
    "channel": "channel",
    "direct": "other",
    "quarter": "quarter",
    "standing": "all quarters",
    "state": "start",
    "shocks": "random shocks",
    "parameters": "drawn parameters",
    "uniform": "random event",
    "baseline": "baseline",
}


@dataclass(frozen=True)
class Portion:
    """One part of a difference, in the variable's unit, with its standard error (0 where nothing is
    drawn)."""

    kind: str
    name: str
    label: str
    value: float
    error: float

    def as_json(self) -> dict[str, Any]:
        """The part as a plain dictionary for `--json`."""
        return {
            "kind": self.kind, "name": self.name, "label": self.label, "value": self.value,
            "mc_error": self.error,
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class Attribution(ShortRepr):
    """A difference `total` in one variable and the `parts` that add up to it, `residual` = total - sum.

    `of` and `less` say in words what is compared, `here` and `there` are the two figures. `total_error` is
    the Monte-Carlo error of the total. `method` says how what only arises together is shared.
    """

    variable: str
    label: str
    unit: str
    of: str
    less: str
    here: float
    there: float
    at: str
    since: str | None
    given: str | None
    by: str
    total: float
    total_error: float
    parts: tuple[Portion, ...]
    method: str
    exact: bool
    coalitions: int
    draws: int
    seed: int
    failed_share: float
    bp: bool = False

    @property
    def residual(self) -> float:
        """What the parts leave unexplained, in the variable's unit."""
        return self.total - sum(p.value for p in self.parts)

    @property
    def title(self) -> str:
        """What is taken apart."""
        return f"{self.label}, {self.at}: {self.of} less {self.less}"

    @property
    def ranked(self) -> tuple[Portion, ...]:
        """The parts with the largest first; quarters stay in order of time."""
        if self.by == "lag":
            return self.parts
        return tuple(sorted(self.parts, key=lambda p: -abs(p.value)))

    @property
    def lead(self) -> str:
        """The difference, its largest part, and whether it is of draws or of the deterministic path."""
        gap = self._change(self.total, self.total_error)
        said = f"{self.label} in {self.at}: {gap} in {self.of} against {inside(self.less)}."
        large = [p for p in sorted(self.parts, key=lambda p: -abs(p.value)) if p.value != 0.0][:2]
        if large:
            named = "; ".join(f"{inside(p.label)} ({self._change(p.value, p.error)})" for p in large)
            said += f" Largest parts: {named}."
        return said + (f" Means of {self.draws:,} draws." if self.draws else " Deterministic path.")

    def _change(self, value: float, error: float = 0.0) -> str:
        return change(value, self.unit, error or None, bp=self.bp, base=self.there)

    @property
    def reading(self) -> str:
        """The largest parts in words."""
        words = [
            f"{self.label} in {self.at} is {level(self.here, self.unit)} in {self.of} and "
            f"{level(self.there, self.unit)} in {self.less}: a difference of "
            f"{self._change(self.total, self.total_error)}"
            + (f", the mean of {self.draws:,} draws." if self.draws else ", on the deterministic path.")
        ]
        large = [p for p in sorted(self.parts, key=lambda p: -abs(p.value)) if p.value != 0.0][:3]
        if large:
            named = "; ".join(f"{inside(p.label)} ({self._change(p.value, p.error)})" for p in large)
            words.append(f"The largest parts: {named}.")
        zero = [p.name for p in self.parts if p.value == 0.0]
        if zero and self.by == "channel":
            words.append(f"{len(zero)} of {len(self.parts)} carry nothing.")
        words.append(f"The parts add up to the difference. {self.method}.")
        return " ".join(words)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Each part with its share of the total, then residual and total."""
        ranked = self.ranked
        if self.by == "lag":
            shown, rest = ranked, ()
        else:
            live = [p for p in ranked if p.value != 0.0 or p.error != 0.0]
            shown, rest = tuple(live[:SHOWN]), tuple(live[SHOWN:])
        rows: list[tuple[Any, ...]] = [
            (p.label, *self._cells(p.value, p.error), KIND_WORDS.get(p.kind, p.kind), p.name) for p in shown
        ]
        if rest:
            rows.append((f"{len(rest)} smaller parts", *self._cells(sum(p.value for p in rest)), "", ""))
        rows.append(("Residual", *self._cells(self.residual), "", ""))
        rows.append(("Total", *self._cells(self.total, self.total_error), "", ""))
        unit = unit_of_change(self.unit, bp=self.bp)
        form = "+,.1f" if self.bp else "+,.3g" if self.unit == "1" else "+,.2f"
        heading = f"contribution, {unit}" if unit else "contribution"
        columns = (
            Column("part"), Column(heading, form), Column("±", form.removeprefix("+")),
            Column("of the total", "+.0%"), Column("kind", full=True), Column("name in the code", full=True),
        )  # fmt: skip
        return (Table("Contributions", columns, tuple(rows), self.method + "."),)

    def _cells(self, value: float, error: float = 0.0) -> tuple[float, float | None, float | None]:
        """A part's value and error in the unit of the table, and its share of the total."""
        scale = 100.0 if self.bp else 1.0
        return scale * value, _shown_error(scale * error), self._share(value)

    def _share(self, value: float) -> float | None:
        return value / self.total if self.total else None

    def as_json(self) -> dict[str, Any]:
        """The document of `why --json`."""
        return {
            "variable": self.variable,
            "label": self.label,
            "unit": self.unit,
            "of": self.of,
            "less": self.less,
            "at": self.at,
            "since": self.since,
            "given": self.given,
            "by": self.by,
            "here": self.here,
            "there": self.there,
            "total": self.total,
            "total_error": self.total_error,
            "parts": [p.as_json() for p in self.parts],
            "residual": self.residual,
            "method": self.method,
            "exact": self.exact,
            "coalitions": self.coalitions,
            "draws": self.draws,
            "seed": self.seed,
            "failed_share": self.failed_share,
        }


def significant(value: float, digits: int) -> float:
    """A figure cut to so many significant digits."""
    return float(f"{value:.{digits}g}")


def _shown_error(error: float) -> float | None:
    return significant(error, 2) if error else None
