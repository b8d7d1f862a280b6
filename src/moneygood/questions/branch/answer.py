"""The answer about an event's branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import change, growth, inside, share
from moneygood.data.latest import LatestFigure
from moneygood.estimation.filters.reward import RewardState
from moneygood.model.words import count
from moneygood.questions.branch.came import CameSign, came_sentence, came_signs_table
from moneygood.questions.branch.evidence_tables import distance_table, reward_json, reward_table, signs_table
from moneygood.questions.branch.text import LOG_PERCENT, BranchMeasure, BranchText, Range
from moneygood.runs.distance import Distance
from moneygood.runs.separation import Separation


@dataclass(frozen=True)
class BranchOdds:
    """The share of draws that take a branch, its Monte-Carlo error, and how many they are."""

    name: str
    label: str
    share: float
    error: float
    draws: int


@dataclass(frozen=True)
class OddsByThird:
    """The odds of the first branch among draws whose `parameter` lies from `low` to `high`."""

    parameter: str
    low: float
    high: float
    share: float
    error: float
    label: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the event does to a variable in each branch: mean, its error, and three quantiles; and the gap."""

    measure: BranchMeasure
    after: int
    first: tuple[float, ...]
    second: tuple[float, ...]
    gap: float
    error: float


@dataclass(frozen=True)
class ChannelShare:
    """A channel's share in what parts the branches in `total`: its mean in each, the gap and its error."""

    of: str
    label: str
    total: BranchMeasure
    first: float
    second: float
    gap: float
    error: float

    @property
    def told(self) -> tuple[str | float, ...]:
        """The unit in which people are told of it, and its figures: logs add up, percents do not."""
        scale = 100.0 if self.total.bp else 1.0
        unit = LOG_PERCENT if self.total.unit == LOG_PERCENT else self.total.told_in
        return unit, *(scale * v for v in (self.first, self.second, self.gap, self.error))

    def as_json(self) -> dict[str, Any]:
        """Its figures in their own unit, as ever."""
        return {
            "of": self.of, "label": self.label, "unit": self.total.unit, "first": self.first,
            "second": self.second, "gap": self.gap, "error": self.error,
        }  # fmt: skip


@dataclass(frozen=True)
class Held:
    """A response without surprises beside the range held against it.

    `undone` is the response of one outside its range with the reason undone that the text gives for it.
    """

    range: Range
    ours: float
    undone: float | None = None

    @property
    def inside(self) -> bool:
        """Whether it lies there."""
        return self.range.low <= self.ours <= self.range.high


@dataclass(frozen=True, repr=False)
class BranchAnswer(ShortRepr):
    """The branches of an event, side by side. `first` is None when nothing tells them apart in time."""

    text: BranchText
    odds: tuple[BranchOdds, ...]
    undecided: float
    thirds: tuple[OddsByThird, ...]
    outcomes: tuple[Outcome, ...]
    parts: tuple[ChannelShare, ...]
    separations: tuple[Separation, ...]
    first: Separation | None
    held: tuple[Held, ...]
    draws: int
    seed: int
    failed_share: float
    far: Distance | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, LatestFigure] = field(default_factory=dict)
    reward: RewardState | None = None
    came: tuple[CameSign, ...] = ()
    seen: str = ""

    @property
    def title(self) -> str:
        """The event in words."""
        return self.text.label

    @property
    def best(self) -> tuple[Separation, ...]:
        """The observable that tells most, quarter by quarter."""
        quarters = sorted({t.after for t in self.separations})
        return tuple(
            max((t for t in self.separations if t.after == q), key=lambda t: t.auc) for q in quarters
        )

    @property
    def lead(self) -> str:
        """The odds of the branches, what parts them, and what tells them apart first."""
        a, b = self.odds[0], self.odds[1]
        said = f"{a.label}: {share(a.share, a.error)} of draws; {inside(b.label)}: {share(b.share)}."
        if self.outcomes:
            o = self.outcomes[0]
            said += (
                f" {o.measure.label} after {o.after} quarters differs by "
                f"{_effect(o.measure, o.gap, o.error)}{self._spread(o)}."
            )
        if self.first is None:
            told = f"Nothing tells them apart surely within {self.text.horizon} quarters."
        else:
            when = f"after {count(self.first.after)}" if self.first.after else "at once"
            told = f"{self.first.label} tells them apart first, {when}."
        return f"{said} {told} {came_sentence(self.came, [o.label for o in self.odds[:2]])}".rstrip()

    def _spread(self, o: Outcome) -> str:
        """The middle 70% of pairs of draws, one of each branch."""
        if self.far is None:
            return ""
        low, high = (_effect(o.measure, self.far.quantiles[k], None) for k in (1, 3))
        return f" (70% of pairs {low} to {high})"

    @property
    def reading(self) -> str:
        """What was found, in words."""
        a, b = self.odds[0], self.odds[1]
        said = f"{a.label} on {share(a.share, a.error)} of draws, "
        said += f"{inside(b.label)} on {share(b.share, b.error)}."
        for o in self.outcomes[:2]:
            one, other = (_effect(o.measure, v[0], v[1]) for v in (o.first, o.second))
            said += f" {o.measure.label} after {o.after} quarters: {one} against {other}."
        if self.first is None:
            said += f" No observable tells them apart surely within {self.text.horizon} quarters."
        else:
            t = self.first
            side = "above" if t.higher else "below"
            said += (
                f" First to tell them apart: {t.label}, {t.after} quarters after the event (area under the "
                "ROC curve "
                f"{t.auc:.2f} ± {t.error:.2f}); a change {side} {t.cut:.3g} points to “{a.label.lower()}” "
                "and puts "
                f"{share(t.right)} of draws right."
            )
        outside = [h for h in self.held if not h.inside]
        if outside:
            said += (
                f" {len(self.held) - len(outside)} of {len(self.held)} responses lie inside the ranges held "
                "against them; the table says why the others do not, and what they are with that reason "
                "undone."
            )
        return said

    @property
    def tables(self) -> tuple[Table, ...]:
        """Odds, outcomes, distance and its drivers, channels, observables, evidence, ranges."""
        far = []
        if self.far is not None:
            main = self.outcomes[0]
            far = [distance_table(main.measure, main.after, self.far, self.names)]
        reward = [] if self.reward is None else [reward_table(self.reward)]
        labels = [o.label for o in self.odds[:2]]
        came = [came_signs_table(self.came, labels, self.seen)] if self.came else []
        return (
            self._odds(), *came, self._outcomes(), *far, self._observables(), *reward, self._channels(),
            self._each(), signs_table(self.text.observables, self.readings), self._held(),
        )  # fmt: skip

    def _odds(self) -> Table:
        columns = (
            Column("draws with"),
            Column("from", "s"),
            Column("to", "s"),
            Column(self.odds[0].label, ".1%"),
            Column("±", ".1%"),
        )
        rows: list[tuple[Any, ...]] = [("all", None, None, self.odds[0].share, self.odds[0].error)]
        rows += [(t.label or t.parameter, _end(t.low), _end(t.high), t.share, t.error) for t in self.thirds]
        note = (
            f"{self.draws:,} draws, seed {self.seed}, {100 * self.failed_share:.2f}% failed, "
            f"{100 * self.undecided:.2f}% in neither branch; thirds of the draws by each parameter."
        )
        return Table(f"Odds that {self.odds[0].label.lower()}", columns, tuple(rows), note)

    def _outcomes(self) -> Table:
        a, b = (o.label.lower() for o in self.odds[:2])
        columns = [Column(f"effect after {self.text.read_at} quarters"), Column("in")]
        for name in (a, b):
            columns += [
                Column(f"{name}: median", "+.1f"),
                Column("mean", "+.2f", full=True),
                Column("±", ".2f", full=True),
                Column("15%", "+.2f", full=True),
                Column("85%", "+.2f", full=True),
            ]
        columns += [Column("gap", "+.2f"), Column("±", ".2f")]
        rows = tuple(
            (
                o.measure.label,
                o.measure.told_in,
                *(o.measure.told(row[k]) for row in (o.first, o.second) for k in (3, 0, 1, 2, 4)),
                o.measure.told(o.gap),
                o.measure.told_error(o.gap, o.error),
            )
            for o in self.outcomes
        )
        return Table("Side by side", tuple(columns), rows, "Each draw against itself without the event.")

    def _channels(self) -> Table:
        a, b = (o.label.lower() for o in self.odds[:2])
        columns = (
            Column("of"),
            Column("channel"),
            Column("in"),
            Column(a, "+.2f"),
            Column(b, "+.2f"),
            Column("gap", "+.2f"),
            Column("±", ".2f"),
        )
        rows = tuple((p.of, p.label, *p.told) for p in self.parts)
        return Table("Channels that separate them", columns, rows, "Parts add up to the sum in every draw.")

    def _observables(self) -> Table:
        columns = (
            Column("quarters after", "d"),
            Column("best observable"),
            Column("area under ROC", ".2f"),
            Column("±", ".2f"),
            Column("dividing change", ".3g"),
            Column("put right", ".0%"),
        )
        rows = tuple((t.after, t.label, t.auc, t.error, t.cut, t.right) for t in self.best)
        note = (
            "Chosen on half of the draws, measured on the other half; told apart from "
            f"{self.text.told_apart_at:g} on."
        )
        return Table("What tells them apart", columns, rows, note)

    def _each(self) -> Table:
        """Every observable on its own: when it tells first, and how well at two horizons."""
        columns = (
            Column("observable"),
            Column("surely from quarter", "d"),
            Column("area at q4", ".2f"),
            Column("±", ".2f"),
            Column(f"area at q{self.text.read_at}", ".2f"),
            Column("±", ".2f"),
        )
        rows = []
        for m in self.text.observables:
            own = {t.after: t for t in self.separations if t.variable == m.variable}
            sure = [
                a
                for a, t in sorted(own.items())
                if t.surely(self.text.told_apart_at, len(self.text.observables))
            ]
            cells: list[Any] = [m.label, sure[0] if sure else None]
            for q in (4, self.text.read_at):
                cells += [own[q].auc, own[q].error] if q in own else [None, None]
            rows.append(tuple(cells))
        return Table("Observables one by one", columns, tuple(rows), "A blank never tells them apart surely.")

    def _held(self) -> Table:
        columns = (
            Column("response without surprises"),
            Column("at"),
            Column("ours", "+.2f"),
            Column("low", "+.2f"),
            Column("high", "+.2f"),
            Column("verdict"),
            Column("range from"),
            Column("why outside"),
            Column("with that undone", "+.2f"),
        )
        rows = []
        for h in self.held:
            r = h.range
            given = ", ".join(f"{n} {v:g}" for n, v in r.given.items())
            why = "" if h.inside else r.why
            name = f"{r.measure.label}, q{r.after}, {r.measure.told_in}"
            rows.append(
                (
                    name,
                    given,
                    r.measure.told(h.ours),
                    r.measure.told(r.low),
                    r.measure.told(r.high),
                    "inside" if h.inside else "outside",
                    r.note,
                    why,
                    None if h.undone is None else r.measure.told(h.undone),
                )
            )
        return Table("Held against", columns, tuple(rows))

    def as_json(self) -> dict[str, Any]:
        """The document of `branch --json`."""
        names = ("mean", "error", "q15", "q50", "q85")
        return {
            "event": self.text.name,
            "branches": [dict(o.__dict__) for o in self.odds],
            "undecided": self.undecided,
            "odds_by_third": [dict(t.__dict__) for t in self.thirds],
            "outcomes": [
                {
                    "variable": o.measure.variable,
                    "label": o.measure.label,
                    "unit": o.measure.unit,
                    "after": o.after,
                    self.odds[0].name: dict(zip(names, o.first, strict=True)),
                    self.odds[1].name: dict(zip(names, o.second, strict=True)),
                    "gap": o.gap,
                    "gap_error": o.error,
                }
                for o in self.outcomes
            ],
            "channels": [p.as_json() for p in self.parts],
            "distance": None if self.far is None else self.far.as_json(),
            "reward": reward_json(self.reward),
            **({"came": [r.as_json() for r in self.came]} if self.came else {}),
            "published": [
                {
                    "variable": m.variable,
                    "label": m.label,
                    "by": m.by,
                    "series": list(m.published),
                    "latest": [dict(self.readings[s].__dict__) for s in m.published if s in self.readings],
                }
                for m in self.text.observables
            ],
            "first_observable": None if self.first is None else self.first.as_json(),
            "observables": [t.as_json() for t in self.separations],
            "ranges": [
                {
                    "given": dict(h.range.given),
                    "variable": h.range.measure.variable,
                    "after": h.range.after,
                    "low": h.range.low,
                    "high": h.range.high,
                    "ours": h.ours,
                    "inside": h.inside,
                    "why": h.range.why,
                    "undone": h.undone,
                    "source": h.range.source,
                }
                for h in self.held
            ],
            "draws": self.draws,
            "seed": self.seed,
            "failed_share": self.failed_share,
        }


def _effect(measure: BranchMeasure, value: float, error: float | None) -> str:
    """An effect of the event in its own unit; one in log percent as percent."""
    if measure.unit == LOG_PERCENT:
        return growth(value, error)
    return change(value, measure.unit, error, bp=measure.bp)


def _end(value: float) -> str:
    """An end of a third of the draws of a parameter; what is next to nothing is 0."""
    return "0" if abs(value) < 5e-4 else f"{value:.3g}"
