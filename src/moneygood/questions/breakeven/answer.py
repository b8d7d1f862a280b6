"""The answer of a break-even: root, ends of the range, odds, frontier, and what others found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import inside, joined, number, share
from moneygood.questions.breakeven.odds import Odds
from moneygood.questions.breakeven.target import Target
from moneygood.runs.came import CameFigure, came_json
from moneygood.runs.came_tables import came_table
from moneygood.runs.inputs import Input


@dataclass(frozen=True)
class FigureAtRoot:
    """A figure at the lever's rest and at the solution (None without one)."""

    label: str
    unit: str
    rest: float
    solution: float | None


@dataclass(frozen=True)
class FrontierPoint:
    """The lever's value that meets the target (None: none in the range) at one value of the second lever."""

    second: float
    value: float | None


@dataclass(frozen=True, repr=False)
class Breakeven(ShortRepr):
    """What it takes: `value` is the root nearest to the lever's rest, None when there is none in the range.

    `roots` are all of them; `slack` is how far the target is met at rest, at both ends, and at the value (in
    `slack_unit`). `odds` are empty when no draws were asked for. `failed_share` is that of the draws.
    """

    target: Target
    scenario: str
    lever: Input
    second: Input | None
    value: float | None
    roots: tuple[float, ...]
    slack: dict[str, float | None]
    slack_unit: str
    figures: tuple[FigureAtRoot, ...]
    odds: tuple[Odds, ...]
    rest_odds: tuple[float, float] | None
    curve: tuple[tuple[float, float, float], ...]
    frontier: tuple[FrontierPoint, ...]
    draws: int
    seed: int
    failed_share: float
    came: tuple[CameFigure, ...] = ()
    seen: str = ""

    @property
    def title(self) -> str:
        """The target in words."""
        return self.target.label

    @property
    def lead(self) -> str:
        """What even odds take, what the deterministic path takes, and the odds where nothing is moved."""
        own = self.lever
        even = min(self.odds, key=lambda o: abs(o.share - 0.5), default=None)
        central = (
            f"no value from {own.low:g} to {_with_unit(f'{own.high:g}', own.unit)}"
            if self.value is None
            else _with_unit(f"{self.value:.2g}", own.unit)
        )
        if even is None:
            return (
                f"{self.target.label}: {inside(own.label)} of {central} meets it on the deterministic path."
            )
        rest = "" if self.rest_odds is None else f" Unmoved, the odds are {share(*self.rest_odds)}."
        if even.value is None:
            said = (
                f"{self.target.label}: no {inside(own.label)} in its range gives odds of {share(even.share)}"
            )
        else:
            said = (
                f"{self.target.label}: odds of {share(even.share)} take {inside(own.label)} of "
                f"{_with_unit(f'{even.value:.2g}', own.unit)}{_range_of(even)}"
            )
        return f"{said}; the deterministic path takes {central}.{rest}"

    @property
    def reading(self) -> str:
        """What it takes, in words."""
        own, unit = self.lever, words(self.lever.unit)
        if self.value is None:
            low, high = self.slack["low"], self.slack["high"]
            said = (
                f"No solution in range: {own.label.lower()} from {own.low:g} to {own.high:g} {unit} leaves "
                "the "
                f"target {_missed(low, self.slack_unit)} at the low end and "
                f"{_missed(high, self.slack_unit)} at "
                f"the high end."
            )
        else:
            said = (
                f"{own.label}: {self.value:.3g} {unit} meets the target exactly, on the deterministic path "
                f"(at {own.rest:g}, where nothing is moved, it is "
                f"{_missed(self.slack['rest'], self.slack_unit)})."
            )
            if len(self.roots) > 1:
                said += f" The range holds {len(self.roots)} such values: {_list(self.roots)}."
        for o in self.odds:
            if o.value is None:
                said += f" Odds of {percent(o.share)} lie outside the range."
            else:
                said += (
                    f" Odds of {percent(o.share)} take {o.value:.3g} {unit}"
                    f"{_span(o)}; simulated there: {percent(o.reached, 1)} ± {percent(o.error, 1)}."
                )
        if self.second is not None and self.frontier:
            said += f" {self._frontier_words()}"
        return said

    def _frontier_words(self) -> str:
        ends = [self.frontier[0], self.frontier[-1]]
        assert self.second is not None
        own, label = self.second.unit, self.second.label

        def taken(value: float | None) -> str:
            return (
                "a value outside the range" if value is None else _with_unit(f"{value:.3g}", self.lever.unit)
            )

        parts = [f"{_with_unit(f'{p.second:.3g}', own)} it takes {taken(p.value)}" for p in ends]
        return f"With {label[0].lower()}{label[1:]} at {parts[0]}; at {parts[1]}."

    @property
    def tables(self) -> tuple[Table, ...]:
        """Answer, figures beside it, odds, frontier and published values."""
        out = [self._answer_table(), self._figures_table()]
        if self.odds:
            out.insert(0, self._odds_table())
        if self.came:
            out.append(came_table(self.came, self.seen))
        if self.frontier:
            out.append(self._frontier_table())
        if self.target.published:
            columns = (
                Column("published"),
                Column("source"),
                Column("low", ".4g"),
                Column("high", ".4g"),
                Column("unit"),
                Column("note"),
            )
            rows = tuple(
                (p.statement, p.source, p.low, p.high, words(p.unit), p.note) for p in self.target.published
            )
            out.append(Table("What others found", columns, rows))
        return tuple(out)

    def _answer_table(self) -> Table:
        columns = (
            Column("lever"),
            Column("value", ".3g"),
            Column("unit"),
            Column("target met by", "+.3g"),
            Column("in"),
        )
        own, unit, measure = self.lever, words(self.lever.unit), gap_words(self.slack_unit)
        places = [("at rest", own.rest, "rest"), ("lowest", own.low, "low"), ("highest", own.high, "high")]
        rows = [(f"{own.label}, {n}", v, unit, self.slack[k], measure) for n, v, k in places]
        for root in self.roots:
            rows.insert(0, (f"{own.label}, solution", root, unit, 0.0, measure))
        return Table(
            "Where the target is met, on the deterministic path", columns, tuple(rows),
            f"Condition: {self.target.condition.text}.", full=True,
        )  # fmt: skip

    def _figures_table(self) -> Table:
        columns = (
            Column("figure"),
            Column("at rest", "s"),
            Column("at the solution", "s"),
            Column("unit"),
        )
        rows = tuple(
            (f.label, number(f.rest, f.unit), number(f.solution, f.unit), _of_level(f.unit))
            for f in self.figures
        )
        return Table("What stands beside it, on the deterministic path", columns, rows)

    def _odds_table(self) -> Table:
        columns = (
            Column("odds", ".0%"),
            Column("value", ".2g"),
            Column("low", ".2g"),
            Column("high", ".2g"),
            Column("simulated there", ".1%"),
            Column("±", ".1%"),
        )
        rows = tuple((o.share, o.value, o.low, o.high, o.reached, o.error) for o in self.odds)
        rest = ""
        if self.rest_odds is not None:
            rest = f"At rest: {share(*self.rest_odds)}. "
        note = (
            f"{rest}{self.draws:,} draws, seed {self.seed}, {percent(self.failed_share, 2)} failed; ± is "
            "the Monte-Carlo error; 95% interval of the value."
        )
        return Table(f"{self.lever.label} for given odds, {words(self.lever.unit)}", columns, rows, note)

    def _frontier_table(self) -> Table:
        assert self.second is not None
        heads = (
            _with_unit(self.second.label, self.second.unit, ", "),
            _with_unit(self.lever.label, self.lever.unit, ", "),
        )
        columns = (Column(heads[0], ".3g"), Column(heads[1], ".2g"))
        note = "A blank has no solution in the range."
        return Table("Frontier", columns, tuple((p.second, p.value) for p in self.frontier), note)

    def as_json(self) -> dict[str, Any]:
        """The document of `breakeven --json`."""
        return {
            "target": self.target.name,
            "condition": self.target.condition.text,
            "scenario": self.scenario,
            "lever": self.lever.name,
            "unit": self.lever.unit,
            "value": self.value,
            "reached": self.value is not None,
            "roots": list(self.roots),
            "range": [self.lever.low, self.lever.high],
            "rest": self.lever.rest,
            "slack": self.slack,
            "slack_unit": self.slack_unit,
            "figures": [dict(f.__dict__) for f in self.figures],
            "odds": [o.as_json() for o in self.odds],
            "odds_at_rest": None
            if self.rest_odds is None
            else dict(zip(("share", "error"), self.rest_odds, strict=True)),
            "curve": [dict(zip(("value", "share", "error"), row, strict=True)) for row in self.curve],
            "second": None if self.second is None else {"lever": self.second.name, "unit": self.second.unit},
            "frontier": [dict(p.__dict__) for p in self.frontier],
            "published": [dict(p.__dict__) for p in self.target.published],
            "draws": self.draws,
            "seed": self.seed,
            "failed_share": self.failed_share,
            **came_json(self.came, ()),
        }


_WORDS = {"pct/yr": "pp", "pct": "%", "1": "", "usd/yr": "$bn a year", "usd": "$bn", "yr": "years"}


def words(unit: str) -> str:
    """A unit in words."""
    return _WORDS.get(unit, unit)


def _of_level(unit: str) -> str:
    """The unit of a level in words: a rate is in percent, only its changes are in points."""
    return "%" if unit.startswith("pct") else words(unit)


def gap_words(unit: str) -> str:
    """The unit of a difference in words: between percentages it is a matter of points."""
    return "pp" if unit == "pct" else words(unit)


def _with_unit(text: str, unit: str, link: str = " ") -> str:
    return joined(text, words(unit)) if link == " " else f"{text}{link}{words(unit)}" if words(unit) else text


def percent(share: float | None, digits: int = 0) -> str:
    """A share in percent."""
    return "" if share is None else f"{100 * share:.{digits}f}%"


def _missed(slack: float | None, unit: str) -> str:
    if slack is None:
        return "without a value"
    side = "met with room of" if slack >= 0 else "missed by"
    return f"{side} {abs(slack):.3g} {gap_words(unit)}"


def _span(odds: Odds) -> str:
    if odds.low is None or odds.high is None:
        return ""
    return f" (95% interval {odds.low:.3g} to {odds.high:.3g})"


def _range_of(odds: Odds) -> str:
    if odds.low is None or odds.high is None:
        return ""
    return f" ({odds.low:.2g} to {odds.high:.2g})"


def _list(values: tuple[float, ...]) -> str:
    return ", ".join(f"{v:.3g}" for v in values)
