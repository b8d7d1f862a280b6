"""The answer of `why`: a difference and the parts that add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table

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
    def reading(self) -> str:
        """The largest parts in words."""
        unit = unit_words(self.unit)
        words = [
            f"{self.label} in {self.at} is {significant(self.here, 4):,g}{level_words(self.unit)} "
            f"in {self.of} and "
            f"{significant(self.there, 4):,g} in "
            f"{self.less}: a difference of {_words(self.total)}{_error(self.total_error)} {unit}."
        ]
        large = [p for p in sorted(self.parts, key=lambda p: -abs(p.value)) if p.value != 0.0][:3]
        if large:
            named = "; ".join(f"{p.label} ({_words(p.value)}{_error(p.error)})" for p in large)
            words.append(f"The largest parts: {named}.")
        zero = [p.name for p in self.parts if p.value == 0.0]
        if zero and self.by == "channel":
            words.append(f"{len(zero)} of {len(self.parts)} carry nothing.")
        words.append(f"The parts add up, residual {self.residual:.1e}. {self.method}.")
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
            (p.label, KIND_WORDS.get(p.kind, p.kind), p.value, _shown_error(p.error), self._share(p.value))
            for p in shown
        ]
        if rest:
            small = sum(p.value for p in rest)
            rows.append((f"{len(rest)} smaller parts", "", small, None, self._share(small)))
        rows.append(("Residual", "", self.residual, None, self._share(self.residual)))
        rows.append(("Total", "", self.total, _shown_error(self.total_error), self._share(self.total)))
        unit = unit_words(self.unit)
        columns = (
            Column("part"), Column("kind"), Column(f"contribution, {unit}", "+,.4g"),
            Column("error", ",g"), Column("of the total", "+.0%"),
        )  # fmt: skip
        return (Table("Contributions", columns, tuple(rows), self.method + "."),)

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


def _words(value: float) -> str:
    return f"{significant(value, 3):+,g}"


def _error(error: float) -> str:
    return f" ± {significant(error, 2):,g}" if error else ""


def level_words(unit: str) -> str:
    """A unit as it stands behind a level: a yield is in percent, its change in points."""
    words = {"pct/yr": " %", "pct": " %", "1": "", "index": ""}
    return words.get(unit, f" {unit_words(unit)}")


def unit_words(unit: str) -> str:
    """A unit in words."""
    words = {
        "pct/yr": "points",
        "pct": "points",
        "1": "(log points or share)",
        "usd/yr": "bn a year",
        "usd": "bn",
        "usd17/yr": "bn of 2017 dollars a year",
        "index": "index points",
    }
    return words.get(unit, unit)
