"""What a portfolio gains and loses: the sentence, the tables and the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import fixed, inside

if TYPE_CHECKING:
    from moneygood.core.answer import Cell
    from moneygood.portfolios.analysis import Analysis, ScenarioGain
    from moneygood.portfolios.risk import Measured
    from moneygood.portfolios.summaries import Summary

_HEDGES = 5
MODEL_ODDS = "The model's odds, no forecast."


@dataclass(frozen=True, repr=False)
class PortfolioAnswer(ShortRepr):
    """The gains of a portfolio, on `draws` paths of the baseline and of each scenario."""

    found: Analysis
    draws: int
    seed: int
    vintage: str

    @property
    def title(self) -> str:
        """The portfolio and the span."""
        periods = self.found.periods
        return f"{self.found.portfolio.title}, {periods[0]} to {periods[-1]}"

    @property
    def worst(self) -> ScenarioGain | None:
        """The scenario with the lowest mean gain."""
        return min(self.found.scenarios, key=lambda s: s.summary.total.mean, default=None)

    @property
    def lead(self) -> str:
        """How much it may lose, and in which scenario it does worst."""
        risk = self.found.baseline.risks[0]
        words = (
            f"{_when(self.found.horizon)} in {_odds(risk.level)} it loses "
            f"{_pm(risk.value_at_risk)} or more ({_pm(risk.expected_shortfall)} on average)."
        )
        worst = self.worst
        if worst is not None:
            last = self.found.periods[-1]
            words += (
                f" Worst scenario: {inside(worst.title)}, {fixed(worst.summary.total.mean, 1, signed=True)}% "
                f"by {last}."
            )
        views = self.found.views
        return f"{words} {MODEL_ODDS if views is None else views.caveat}"

    @property
    def reading(self) -> str:
        """What it earns on average and from what, its risk, and what hedges it."""
        a, base = self.found, self.found.baseline
        drivers = sorted(base.by(1).items(), key=lambda d: -abs(d[1]))[:3]
        said = ", ".join(f"{name} {fixed(value, 1, signed=True)}" for name, value in drivers)
        words = (
            f"On the baseline's draws it gains {fixed(base.total.mean, 1)} ± {fixed(base.total.error, 1)} "
            f"percent of its size by {a.periods[-1]}, most of it from {said}. The largest fall from a peak "
            f"is {_pm(base.drawdown)} on average and {_pm(base.drawdown_tail)} on one path of twenty."
        )
        worst = self.worst
        if worst is not None:
            words += (
                f" In {inside(worst.title)} it gains {fixed(worst.against.value, 1, signed=True)} ± "
                f"{fixed(worst.against.error, 1)} points against the baseline on the same draws."
            )
        if a.active is not None:
            words += (
                f" Against its benchmark it gains {_pm_points(a.active.total.mean, a.active.total.error)}."
            )
        if a.hedges:
            best = a.hedges[0]
            side = "short" if best.ratio < 0 else "long"
            words += (
                f" The block that takes most of its variance over {a.horizon} quarters is "
                f"{inside(a.blocks.blocks[best.block].label)}: {abs(100 * best.ratio):.0f} percent {side} "
                f"would take {100 * best.variance_cut:.0f} percent of it."
            )
        return words

    @property
    def tables(self) -> tuple[Table, ...]:
        """Scenarios by year, risk, blocks, hedges; then drivers and scenarios by driver."""
        tables = [self._scenarios(), self._risk(), self._blocks(), self._hedges()]
        views = () if self.found.views is None else (self.found.views.table,)
        return (*tables, *views, self._drivers(), self._by_driver())

    def _rows(self) -> list[tuple[str, Summary, ScenarioGain | None]]:
        return [
            ("Baseline", self.found.baseline, None),
            *((s.title, s.summary, s) for s in self.found.scenarios),
        ]

    def _scenarios(self) -> Table:
        years = [Column(str(y.year), "+.1f") for y in self.found.baseline.years]
        rows: list[tuple[Cell, ...]] = []
        for title, summary, own in self._rows():
            against: tuple[Cell, Cell] = (None, None) if own is None else own.against
            rows.append(
                (title, *(y.gain.mean for y in summary.years), summary.total.mean, summary.total.error,
                 *against, summary.total.low70, summary.total.high70)
            )  # fmt: skip
        first, last = self.found.baseline.years[0], self.found.baseline.years[-1]
        part = [f"{y.quarters} quarters of {y.year}" for y in (first, last) if y.quarters < 4]
        note = "Mean gain, percent of the size at the start." + (f" {' and '.join(part)}." if part else "")
        return Table(
            "By scenario and year",
            (Column("scenario"), *years, Column("all", "+.1f"), Column("±", ".1f"),
             Column("less base", "+.1f"), Column("±", ".1f"),
             Column("low 70%", "+.1f", full=True), Column("high 70%", "+.1f", full=True)),
            tuple(rows), note,
        )  # fmt: skip

    def _risk(self) -> Table:
        rows = [
            (f"{r.quarters} quarters", f"{100 * r.level:g}%", *r.value_at_risk, *r.expected_shortfall)
            for r in self.found.baseline.risks
        ]
        base = self.found.baseline
        note = (
            f"Loss in percent of the size. Largest fall from a peak over the whole run: {_pm(base.drawdown)} "
            f"on average, {_pm(base.drawdown_tail)} on one path of twenty."
        )
        columns = (Column("over"), Column("level"), Column("value at risk", ".1f"), Column("±", ".1f"),
                   Column("expected shortfall", ".1f"), Column("±", ".1f"))  # fmt: skip
        return Table("Risk on the baseline's draws", columns, tuple(rows), note)

    def _label(self, block: str) -> str:
        name = block.removesuffix(" (overlay)")
        return self.found.blocks.blocks[name].label + block[len(name) :]

    def _blocks(self) -> Table:
        a = self.found
        total, weights = a.baseline.by(0), {**a.portfolio.holdings}
        weights |= {f"{b} (overlay)": w for b, w in a.portfolio.overlays.items()}
        worst = self.worst
        there = worst.summary.by(0) if worst is not None else {}
        rows = [
            (self._label(b), 100 * weights[b], total[b], a.baseline.paid[b], total[b] - a.baseline.paid[b],
             there.get(b))
            for b in weights
        ]  # fmt: skip
        rows.append(
            ("All", 100 * sum(a.portfolio.holdings.values()), sum(total.values()),
             sum(a.baseline.paid.values()), sum(total.values()) - sum(a.baseline.paid.values()),
             sum(there.values()) if there else None)
        )  # fmt: skip
        head = inside(worst.title) if worst is not None else "worst scenario"
        note = "Mean gains to the end of the run, percent of the size; paid is what comes as income."
        columns = (Column("block"), Column("weight", ".4g"), Column("gain", "+.1f"), Column("paid", "+.1f"),
                   Column("price", "+.1f"), Column(f"in {head}", "+.1f"))  # fmt: skip
        return Table("By block, on the baseline's draws", columns, tuple(rows), note)

    def _hedges(self) -> Table:
        rows = [
            (self._label(h.block), 100 * h.ratio, 100 * h.error, h.beta, 100 * h.variance_cut,
             100 * h.tail_ratio, 100 * h.tail_cut)
            for h in self.found.hedges
        ]  # fmt: skip
        columns = (Column("block"), Column("position", "+.0f"), Column("±", ".0f"),
                   Column("beta", "+.2f", full=True), Column("variance taken", ".0f"),
                   Column("position for the tail", "+.0f"), Column("shortfall taken", ".0f"))  # fmt: skip
        note = (
            f"One block beside the portfolio over {self.found.horizon} quarters, percent of its value, paid "
            "for with borrowed cash."
        )
        return Table("Hedges", columns, tuple(rows), note, top=_HEDGES)

    def _drivers(self) -> Table:
        base = self.found.baseline
        drivers = list(base.by(1))
        rows = [
            (self._label(b), *(base.parts.get((b, d)) for d in drivers), value)
            for b, value in base.by(0).items()
        ]
        rows.append(("All", *base.by(1).values(), sum(base.by(1).values())))
        columns = (Column("block"), *(Column(d, "+.2f") for d in drivers), Column("all", "+.2f"))
        return Table("By block and driver, baseline", columns, tuple(rows), full=True)

    def _by_driver(self) -> Table:
        drivers = list(self.found.baseline.by(1))
        rows = [(title, *summary.by(1).values(), summary.total.mean) for title, summary, _ in self._rows()]
        columns = (Column("scenario"), *(Column(d, "+.2f") for d in drivers), Column("all", "+.2f"))
        return Table("By scenario and driver", columns, tuple(rows), full=True)

    def as_json(self) -> dict[str, Any]:
        """The document of `portfolio --json`; gains and losses in percent of the size at the start."""
        a, p = self.found, self.found.portfolio
        return {
            "portfolio": {
                "name": p.name, "title": p.title, "notional": p.notional,
                "holdings": {b: 100 * w for b, w in p.holdings.items()},
                "overlays": {b: 100 * w for b, w in p.overlays.items()},
                "benchmark": {b: 100 * w for b, w in p.benchmark.items()},
                "rebalanced": "quarterly" if p.fixed_weights else "never",
            },
            "unit": "percent of notional",
            "first_quarter": str(a.periods[0]), "last_quarter": str(a.periods[-1]),
            "over": a.horizon, "draws": self.draws, "effective_draws": a.effective_draws, "seed": self.seed,
            "vintage": self.vintage, "failed_share": a.failed_share, "adds_up": a.adds_up,
            "baseline": _summary(a.baseline),
            "benchmark": None if a.active is None else _summary(a.active),
            "scenarios": [
                {"scenario": s.name, "title": s.title, "against": s.against.value, "error": s.against.error,
                 "failed_share": s.failed_share, **_summary(s.summary)}
                for s in a.scenarios
            ],
            **({} if a.views is None else {"views": a.views.as_json()}),
            "hedges": [{"label": self._label(h.block), **h._asdict()} for h in a.hedges],
        }  # fmt: skip


def _summary(found: Summary) -> dict[str, Any]:
    return {
        "total": dict(found.total.__dict__),
        "years": [
            {"year": y.year, "quarters": y.quarters, "paid": y.paid, **y.gain.__dict__} for y in found.years
        ],
        "parts": [{"block": b, "driver": d, "gain": v} for (b, d), v in found.parts.items()],
        "paid": dict(found.paid),
        "risk": [
            {"quarters": r.quarters, "level": r.level, "value_at_risk": r.value_at_risk.value,
             "value_at_risk_error": r.value_at_risk.error, "expected_shortfall": r.expected_shortfall.value,
             "expected_shortfall_error": r.expected_shortfall.error}
            for r in found.risks
        ],
        "drawdown": {"mean": found.drawdown.value, "error": found.drawdown.error,
                     "one_in_twenty": found.drawdown_tail.value,
                     "one_in_twenty_error": found.drawdown_tail.error},
    }  # fmt: skip


def _pm(found: Measured) -> str:
    return f"{fixed(found.value, 1)} ± {fixed(max(found.error, 0.1), 1)}%"


def _pm_points(value: float, error: float) -> str:
    return f"{fixed(value, 1, signed=True)} ± {fixed(max(error, 0.1), 1)} points"


def _when(quarters: int) -> str:
    return "Over one year," if quarters == 4 else f"Over {quarters} quarters,"


def _odds(level: float) -> str:
    """A level in words: one case of twenty."""
    cases = 1.0 / (1.0 - level)
    return (
        f"one case of {cases:.0f}"
        if abs(cases - round(cases)) < 0.01
        else f"{100 * (1 - level):.3g}% of cases"
    )
