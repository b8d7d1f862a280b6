"""What is known of the odds of scenarios: plausibility, percentiles, and how sure both are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import chance, decimals, inside, listed, share, titled
from moneygood.questions.odds.percentile import PercentileRow
from moneygood.questions.odds.weight_tables import weight_json, weight_tables
from moneygood.runs.came import CameFigure, came_json
from moneygood.runs.came_tables import came_table
from moneygood.runs.plausibility import Plausibility
from moneygood.runs.scenario_weights.observed import ObservedFigure
from moneygood.runs.scenario_weights.weights import ScenarioWeight
from moneygood.runs.views.found import ViewWeights

MOST_WORDS = 40
"""Words of the lead, unless what it has to say is longer."""
MOST_SHOWN = 8
"""Scenarios in a table of the answer; the rest stand behind it."""


@dataclass(frozen=True)
class ScenarioOdds:
    """One scenario: how unlikely what it imposes is, and where its medians lie in the baseline's draws."""

    name: str
    title: str
    plausibility: Plausibility
    rows: tuple[PercentileRow, ...]
    failed_share: float

    @property
    def furthest(self) -> PercentileRow:
        """The variable whose median lies furthest from the middle of the baseline's draws."""
        return max(self.rows, key=lambda row: abs(row.percentile - 50.0))


@dataclass(frozen=True, repr=False)
class OddsAnswer(ShortRepr):
    """The odds of `scenarios` in quarter `at`, on `draws` paths of each; `weights` has the baseline too.

    `observed` are new figures, which leave an effective `observed_share` (0 to 1) of the draws.
    """

    scenarios: tuple[ScenarioOdds, ...]
    at: str
    draws: int
    seed: int
    baseline_failed: float
    vintage: str
    weights: tuple[ScenarioWeight, ...] = ()
    observed: tuple[ObservedFigure, ...] = ()
    observed_share: float = 1.0
    views: ViewWeights | None = None
    came: tuple[CameFigure, ...] = ()
    seen: str = ""

    @property
    def failed_share(self) -> float:
        """The largest share of draws that failed in any of the runs."""
        return max([self.baseline_failed, *(s.failed_share for s in self.scenarios)])

    @property
    def ranked(self) -> tuple[ScenarioOdds, ...]:
        """The scenarios, the likeliest by the model's own shocks first."""
        return tuple(sorted(self.scenarios, key=lambda s: (-s.plausibility.p_value, s.plausibility.distance)))

    @property
    def title(self) -> str:
        """The title with the quarter."""
        return f"Odds of {len(self.scenarios)} scenarios, {self.at}"

    @property
    def lead(self) -> str:
        """Which scenarios the model's shocks bear out, which is least likely, and how far out one lies."""
        judged = [s for s in self.ranked if s.plausibility.degrees]
        usual = [s for s in judged if s.plausibility.p_value >= 0.05]
        if len(judged) > 1:
            last = judged[-1]
            words = (
                f"{len(usual)} of {len(judged)} scenarios lie within ordinary shocks; least likely is "
                f"{titled(last.title)} ({chance(last.plausibility.p_value)})."
            )
        elif judged:
            p = judged[0].plausibility
            words = f"{judged[0].title} takes {p.grade} shocks ({chance(p.p_value)})."
        else:
            words = "Nothing is imposed on the shocks, so there is no probability to give."
        if self.observed:
            return _within(words, self._gain, self._as_far)
        if self.views is not None:
            return _within(f"{words} {self._heaviest}".rstrip(), self.views.caveat, self._as_far)
        return _within(words, "", self._as_far, self._furthest)

    @property
    def _furthest(self) -> str:
        """Whose median lies furthest out among the baseline's draws."""
        out = max(self.scenarios, key=lambda s: abs(s.furthest.percentile - 50.0))
        row = out.furthest
        digits = decimals(row.mc_error, 1)
        return (
            f"Median {inside(row.label)} in {self.at} under {out.title}: percentile "
            f"{row.percentile:.{digits}f} ± {row.mc_error:.{digits}f} of the baseline's draws."
        )

    @property
    def weighed(self) -> tuple[ScenarioWeight, ...]:
        """The scenarios that have a weight, the heaviest first."""
        return tuple(
            sorted((w for w in self.weights if w.weight is not None), key=lambda w: -(w.weight or 0.0))
        )

    @property
    def _heaviest(self) -> str:
        """Which scenario the draws look like most."""
        if not self.weighed:
            return ""
        top = self.weighed[0]
        return f"Heaviest: {inside(top.title)}, {share(top.weight or 0.0, top.mc_error)} of the futures."

    @property
    def _as_far(self) -> str:
        """How many futures go as far as the scenarios, the one that the fewest do for last."""
        told = sorted((w for w in self.weights if w.as_far is not None), key=lambda w: -(w.as_far or 0.0))
        if not told:
            return ""
        last = told[-1]
        rarest = share(last.as_far or 0.0, last.as_far_error)
        if len(told) == 1:
            return f"{rarest} of the model's futures go as far."
        often = sum((w.as_far or 0.0) >= 0.1 for w in told)
        return (
            f"At least 10% of futures go as far as {often} of {len(told)}; fewest as far as "
            f"{titled(last.title)} ({rarest})."
        )

    @property
    def _gain(self) -> str:
        """Which scenario new figures speak for most."""
        moved = [w for w in self.weighed if w.gained is not None]
        if not moved:
            return "No scenario has a weight that new figures could move."
        top = max(moved, key=lambda w: w.gained or 0.0)
        return (
            f"After the new figures {inside(top.title)} gained most, from {share(top.weight or 0.0)} to "
            f"{share(top.after or 0.0)} of the futures; {100 * self.observed_share:.0f}% of the draws count."
        )

    @property
    def reading(self) -> str:
        """Which scenarios the model's shocks bear out, which lies furthest out, and how sure that is."""
        ranked = self.ranked
        bare = [s for s in ranked if s.plausibility.degrees == 0]
        usual = [s for s in ranked if s.plausibility.degrees and s.plausibility.p_value >= 0.05]
        last = ranked[-1]
        out = max(self.scenarios, key=lambda s: abs(s.furthest.percentile - 50.0))
        row = out.furthest
        judged = len(ranked) - len(bare)
        words = ""
        if judged:
            words = (
                f"The model's own shocks do as much in {len(usual)} of {judged} scenarios that impose "
                "something (p of 0.05 or more). "
            )
        if bare:
            named = listed([s.title for s in bare])
            words += f"{named} {'imposes' if len(bare) == 1 else 'impose'} nothing on the shocks. "
        if last.plausibility.degrees:
            words += f"Least likely: {last.title} ({chance(last.plausibility.p_value)}). "
        return (
            words
            + (
                f"Furthest from the baseline in {self.at}: {out.title}, whose median of {row.label} lies at "
                f"percentile {row.percentile:.1f} ± {row.mc_error:.1f} of the baseline's draws. A scenario "
                f"moves medians; being likely is not being near, nor the reverse. {self._as_far}"
                + (f" {self._gain}" if self.observed else "")
            ).rstrip()
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """Plausibility, percentiles and weights, a row per scenario; of many the first few lead."""
        shown = sorted(self.ranked, key=lambda s: s.plausibility.degrees == 0)
        top = MOST_SHOWN if len(shown) > MOST_SHOWN else 0
        odds = Table(
            "How unlikely",
            (
                Column("scenario"), Column("p", "s"), Column("grade"), Column("shocks imposed", ","),
                Column("largest, sd", "+.1f"), Column("largest is"),
            ),
            tuple(
                (s.title, chance(s.plausibility.p_value).removeprefix("p ").removeprefix("= ")
                 if s.plausibility.degrees else "", s.plausibility.grade, s.plausibility.degrees,
                 *((s.plausibility.largest_sd, s.plausibility.largest_grade) if s.plausibility.degrees
                   else (None, "")))
                for s in shown
            ),
            "p: chance of shocks at least as large, or drifting as far one way, under the model.", top=top,
        )  # fmt: skip
        heads = [
            c
            for row in self.scenarios[0].rows
            for c in (Column(row.label, ".0f"), Column("±", ".1f", full=True))
        ]
        cells = tuple(
            (s.title, *(v for row in s.rows for v in (row.percentile, row.mc_error))) for s in shown
        )
        note = "Percent of the baseline's draws below the scenario's median; 50 is the middle."
        views = () if self.views is None else (self.views.table,)
        told = self.views is not None
        weights = weight_tables(self.weights, self.observed, self.observed_share, told, top)
        columns = (Column("scenario"), *heads)
        percentiles = Table(f"Percentiles, {self.at}", columns, cells, note, top=top)
        came = (came_table(self.came, self.seen),) if self.came else ()
        return odds, percentiles, *came, *weights, *views

    def as_json(self) -> dict[str, Any]:
        """The document of `odds --json`."""
        return {
            "at": self.at,
            "draws": self.draws,
            "seed": self.seed,
            "vintage": self.vintage,
            "failed_share": self.failed_share,
            "scenarios": [
                {
                    "scenario": s.name,
                    "title": s.title,
                    "failed_share": s.failed_share,
                    "plausibility": s.plausibility.as_json(),
                    "percentiles": [row.as_json() for row in s.rows],
                }
                for s in self.ranked
            ],
            "weights": [weight_json(w) for w in self.weights],
            **({"observed": self._observed_json()} if self.observed else {}),
            **({} if self.views is None else {"views": self.views.as_json()}),
            **came_json(self.came, ()),
        }

    def _observed_json(self) -> dict[str, Any]:
        return {"figures": [o.as_json() for o in self.observed], "effective_share": self.observed_share}


def _within(first: str, end: str, *more: str) -> str:
    """A lead of `first` and `end`, and between them as many of the sentences in `more` as it has room for."""
    room = MOST_WORDS - len(f"{first} {end}".split())
    kept = [first]
    for sentence in more:
        count = len(sentence.split())
        if count and count <= room:
            kept.append(sentence)
            room -= count
    return " ".join([*kept, end]).rstrip()
