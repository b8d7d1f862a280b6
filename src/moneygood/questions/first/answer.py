"""The answer of `first`: odds, dates, orders, what follows what, causes, and the path that is typical."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import inside, listed, share, unit_of_change
from moneygood.questions.first.event_tables import event_tables, share_error
from moneygood.runs.attribution.causes import Cause
from moneygood.runs.came import CameEvent, came_json
from moneygood.runs.came_tables import events_table
from moneygood.runs.first_passage.bands import EventBand, ThresholdRace
from moneygood.runs.first_passage.cascade import Edge
from moneygood.runs.first_passage.passage import FirstPassage
from moneygood.runs.first_passage.triggers import BreakDefinition
from moneygood.runs.first_passage.typical import Typical
from moneygood.runs.views.found import ViewWeights

Z90 = 1.6448536269514722
PARTS = 3
"""Parts and shocks shown for each cause."""


@dataclass(frozen=True, repr=False)
class FirstAnswer(ShortRepr):
    """Which of the breaks comes first in a scenario, and everything about it; `passage` has the figures."""

    scenario: str
    name: str
    passage: FirstPassage
    definitions: tuple[BreakDefinition, ...]
    causes: tuple[Cause, ...]
    causes_by: str
    causes_draws: int
    typical: tuple[Typical, ...]
    labels: Mapping[str, str]
    seed: int
    basis_points: frozenset[str] = frozenset()
    bands: Mapping[str, EventBand] = field(default_factory=dict)
    race: ThresholdRace = field(default_factory=lambda: ThresholdRace(0, {}, ""))
    views: ViewWeights | None = None
    imposed: tuple[str, ...] = ()
    came: tuple[CameEvent, ...] = ()
    regimes: tuple[Table, ...] = ()
    regimes_found: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What is asked."""
        return f"Which changes first: {self.scenario}"

    @property
    def lead(self) -> str:
        """What comes first, what next, and in how many sets of thresholds that is so."""
        sides = self.passage.sides
        free = [r for k, r in sides.items() if k not in self.imposed] or list(sides.values())
        ranked = sorted(free, key=lambda r: -r.p_first)
        top, rest = ranked[0], ranked[1:3]
        said = f"Likeliest first: {self.event(top.name)} ({share(top.p_first, top.p_first_error)})"
        if rest:
            said += f", before {' and '.join(f'{self.event(r.name)} ({share(r.p_first)})' for r in rest)}"
        if len(free) < len(sides):
            mine = listed([inside(sides[k].label) for k in self.imposed])
            return f"{said}. The scenario imposes what makes {mine}, which is no finding."
        return f"{said}. {self._hangs()}"

    def _hangs(self) -> str:
        """How far what comes first hangs on the thresholds."""
        race = self.race
        if self.views is not None:
            return self.views.caveat
        if race.sets < 2 or len(self.bands) < 2:
            return f"None by {self.passage.periods[-1]}: {share(self.passage.none)}."
        held = race.leaders.get(race.own, 0)
        if held == race.sets:
            return f"So at all {race.sets} sets of thresholds tried."
        other = next(k for k in race.leaders if k != race.own)
        return f"So at {held} of {race.sets} sets of thresholds; else mostly {self.event(other)}."

    def event(self, key: str) -> str:
        """An event in words that no threshold changes."""
        return self.bands[key].event if key in self.bands else inside(self.passage.sides[key].label)

    @property
    def reading(self) -> str:
        """The likeliest first break, the most frequent order, the strongest link, and the censoring."""
        p = self.passage
        ranked = sorted(p.highs.values(), key=lambda r: -r.p_first)
        lead = ranked[0]
        words = [
            f"{lead.label} changes first on {_share(lead.p_first, lead.p_first_error)} of the draws"
            + (f", and by {lead.median_quarter} has changed on half of them" if lead.median_quarter else "")
            + "; then "
            + ", ".join(f"{r.label.lower()} {_share(r.p_first, r.p_first_error)}" for r in ranked[1:])
            + f", and nothing on {_share(p.none, share_error(p.none, self._worth))}."
        ]
        if p.order:
            top = p.order[0]
            path = " → ".join(self._label(s) for s in top.sequence) or "nothing breaks"
            odds = _share(top.share, share_error(top.share, self._worth))
            words.append(f"The most frequent order is {path} ({odds}).")
        sure = [
            e for e in p.side_edges if e.odds_ratio and e.log_odds_error and certain(e) and e.odds_ratio > 1
        ]
        if sure:
            e = max(sure, key=lambda e: np.log(e.odds_ratio or 1.0) - Z90 * (e.log_odds_error or 0.0))
            words.append(
                f"The strongest link: within {e.window} quarters of “{self._side(e.origin)}” comes "
                f"“{self._side(e.to)}” on {share(e.p_after)} of the draws, against "
                f"{share(e.p_matched)} of "
                f"those that had come as far with neither."
            )
        words.append(
            f"Draws on which something has not happened by {p.periods[-1]} are censored there: the odds "
            f"are for "
            f"{len(p.periods)} quarters, not for ever."
        )
        return " ".join(words)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Odds, orders, what follows what, causes, and the typical path of the most frequent order."""
        odds, *more = event_tables(
            self.passage, self.bands, self.definitions, self.labels, self.basis_points, self._worth
        )
        views = [] if self.views is None else [self.views.table]
        came = [events_table(self.came)] if self.came else []
        found = [odds, *came, *self.regimes, *views, self._orders(), self._links(), *more]
        if self.causes:
            found += [self._parts(), self._pressures()]
        if self.typical:
            found.append(self._typical(self.typical[0]))
        return tuple(found)

    def _orders(self) -> Table:
        rows = tuple(
            (
                " → ".join(self._label(s) for s in o.sequence) or "nothing breaks",
                o.share,
                share_error(o.share, self._worth),
            )
            for o in self.passage.order[:8]
        )
        return Table("Order of events", (Column("order"), Column("draws", ".1%"), Column("±", ".1%")), rows)

    def _links(self) -> Table:
        columns = (
            Column("after"), Column("comes"), Column("then", ".0%"), Column("anyway", ".0%"),
            Column("odds ×", ".2g"), Column("90%"), Column("median wait, q", ".0f"),
        )  # fmt: skip
        strong = [e for e in self.passage.side_edges if certain(e)]
        strong.sort(key=lambda e: -abs(np.log(e.odds_ratio or 1.0)))
        rows = []
        for e in strong[:12]:
            low, high = _odds_interval(e)
            rows.append(
                (
                    self._side(e.origin),
                    self._side(e.to),
                    e.p_after,
                    e.p_matched,
                    e.odds_ratio,
                    f"{low:.2g}…{high:.2g}",
                    e.lag_quarters,
                )
            )
        window = strong[0].window if strong else 0
        note = (
            f"Share of draws on which the second comes within {window} quarters of the first (then), "
            f"and among draws that "
            f"came as far with neither (anyway). Only links whose 90% interval leaves out 1."
        )
        return Table("What follows what", columns, tuple(rows), note)

    def _parts(self) -> Table:
        columns = (
            Column("where this breaks"), Column("part"), Column("contribution", "+,.3g"), Column("±", ",.1g"),
            Column("of the gap", "+.0%"),
        )  # fmt: skip
        rows: list[tuple[Any, ...]] = []
        for c in self.causes:
            best = sorted(c.parts, key=lambda p: -abs(p.value))
            for p in best[:PARTS]:
                rows.append((c.label, p.label, p.value, p.error, p.value / c.total if c.total else None))
            rest = sum(p.value for p in best[PARTS:])
            rows.append(
                (c.label, f"{len(best) - PARTS} other parts", rest, None, rest / c.total if c.total else None)
            )
            rows.append(
                (
                    c.label,
                    f"total ({unit_of_change(c.unit) or c.unit})",
                    c.total,
                    c.total_error,
                    1.0 if c.total else None,
                )
            )
        note = (
            f"The break variable where it breaks, less its mean over all draws in the same quarters; on "
            f"the run's first "
            f"{self.causes_draws:,} draws. Parts add up exactly (Shapley values, one random order per draw)."
        )
        return Table("Causes: what the break variable owes to what", columns, tuple(rows), note)

    def _pressures(self) -> Table:
        columns = (
            Column("before this"), Column("shock or parameter"), Column("standard deviations", "+.2f"),
            Column("±", ".2f"), Column("cases", ","), Column("name in the code", full=True),
        )  # fmt: skip
        rows = [
            (
                c.label,
                p.label,
                p.mean,
                p.error,
                c.pressure_cases,
                p.name,
            )
            for c in self.causes
            for p in c.pressures[:PARTS]
        ]
        note = (
            "Shocks added up over the eight quarters up to the break, in standard deviations of such a "
            "sum; drawn "
            "parameters in standard errors. Over all draws both are zero on average."
        )
        return Table("Causes: the shocks before it", columns, tuple(rows), note)

    def _typical(self, path: Typical) -> Table:
        periods = [str(q) for q in self.passage.periods]
        last = max((periods.index(q) for q in path.breaks.values()), default=min(11, len(periods) - 1))
        shown = range(min(last + 3, len(periods)))
        columns = (
            Column("quarter"),
            *(Column(self.labels.get(n, n), ",g") for n in path.names),
            Column("breaks"),
        )
        rows = []
        for t in shown:
            here = ", ".join(self._side(k) for k, q in path.breaks.items() if q == periods[t])
            rows.append((periods[t], *(float(f"{v:.4g}") for v in path.figures[:, t]), here))
        order = " → ".join(self._label(s) for s in path.sequence) or "nothing breaks"
        note = (
            f"Draw {path.draw} of seed {self.seed}: of the {path.stands_for:,} draws with this order "
            f"the one nearest to "
            f"all others."
        )
        return Table(f"The path most typical of {order}", columns, tuple(rows), note)

    def _label(self, step: str) -> str:
        return " + ".join(self.passage.highs[name].label for name in step.split("+"))

    def _side(self, key: str) -> str:
        return self.passage.sides[key].label

    @property
    def _worth(self) -> float:
        """How many equally weighted draws these are worth."""
        return self.passage.draws if self.views is None else self.views.effective

    def as_json(self) -> dict[str, Any]:
        """The document of `first --json`."""
        p = self.passage
        periods = [str(q) for q in p.periods]
        return {
            "scenario": self.name,
            "seed": self.seed,
            **p.as_json(),
            "bands": {k: b.as_json() for k, b in self.bands.items()},
            "race": self.race.as_json(),
            "imposed": list(self.imposed),
            "censoring": f"draws without a break are censored at the end of {periods[-1]}",
            "periods": periods,
            "incidence": {
                n: {
                    "cumulative": r.incidence.tolist(),
                    "low90": r.band[0].tolist(),
                    "high90": r.band[1].tolist(),
                    "first": r.first_incidence.tolist(),
                    "first_error": r.first_errors.tolist(),
                }
                for n, r in {**p.highs, **p.sides}.items()
            },
            "causes": [c.as_json() for c in self.causes],
            "causes_by": self.causes_by,
            "causes_draws": self.causes_draws,
            **({} if self.views is None else {"views": self.views.as_json()}),
            "typical": [t.as_json(periods) for t in self.typical],
            **came_json((), self.came),
            **self.regimes_found,
        }


def _share(value: float, error: float) -> str:
    return share(value, error)


def _odds_interval(edge: Edge) -> tuple[float, float]:
    """The 90% interval of an odds ratio."""
    if not edge.odds_ratio or edge.log_odds_error is None:
        return float("nan"), float("nan")
    half = Z90 * edge.log_odds_error
    return float(edge.odds_ratio * np.exp(-half)), float(edge.odds_ratio * np.exp(half))


def certain(edge: Edge) -> bool:
    """Whether the 90% interval of an odds ratio leaves out one."""
    low, high = _odds_interval(edge)
    return low > 1.0 or high < 1.0
