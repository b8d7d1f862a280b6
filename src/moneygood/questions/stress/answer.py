"""The least unlikely way to a goal: the sentence, the tables and the document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import fixed, inside, level, listed, share
from moneygood.core.units import shown_unit
from moneygood.portfolios.block_text import read_blocks
from moneygood.portfolios.goals import portfolio_gains
from moneygood.runs.headline import HEADLINE_VARIABLES
from moneygood.runs.plausibility import grade_of

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.portfolios.nearest import LikeScenario
    from moneygood.portfolios.returns import Gains
    from moneygood.portfolios.reverse import ReverseStress
    from moneygood.questions.stress.draws import WorstDraws
    from moneygood.scenarios.plan import Plan

_LISTED, _TOP, _LIKE = 12, 5, 3
"""Shocks that are listed, those of them that belong to the answer, and scenarios that do."""


@dataclass(frozen=True, repr=False)
class StressAnswer(ShortRepr):
    """A goal, the least unlikely shocks that meet it, the draws that do, and the scenarios like it."""

    workspace: Workspace
    plan: Plan
    found: ReverseStress
    worst: WorstDraws
    like: tuple[LikeScenario, ...]
    seed: int

    @property
    def title(self) -> str:
        """The goal in its quarter."""
        return f"How it comes that {self._goal} in {self.found.at}"

    @property
    def _goal(self) -> str:
        return self.found.goal.text

    @property
    def _asked(self) -> str:
        portfolio = self.found.goal.portfolio
        return "it happens" if portfolio is None else "as much is lost"

    @property
    def lead(self) -> str:
        """Which shocks it takes, how unlikely they are, and how many draws get there by themselves."""
        f, w = self.found, self.worst
        largest = [inside(_short(f.labels[f.names[i]])) for i in f.order[:2]]
        return (
            f"Least unlikely in {f.at}: shocks to {listed(largest)} before all, {fixed(f.distance, 1)} "
            f"standard deviations together ({share(f.chance)} with normal tails). "
            f"On {share(w.share, w.error)} of draws {self._asked} by then."
        )

    @property
    def reading(self) -> str:
        """How unlikely it is, why the two figures differ, what draws share, which scenario is like it."""
        f, w = self.found, self.worst
        grade, explained = grade_of(f.chance)
        words = (
            f"The path without draws gets there with shocks of {fixed(f.distance, 2)} standard deviations in "
            f"all: {grade}, {explained}. To first order the model's normal shocks go as far with a "
            f"probability of {share(f.chance)}; on {share(w.share, w.error)} of draws {self._asked} in "
            f"{f.at}, and on {share(w.ever)} at some time before. Draws have fat tails, drawn parameters and "
            "regimes that turn, which the path without draws has not. "
        )
        if f.short is not None:
            words += (
                f"The path leaps there: shocks a millionth smaller miss it by {self._size(-f.short)}, "
                f"these pass it by {self._size(f.met)}. "
            )
        if w.boxes:
            which = "draws that come nearest" if w.tail else "draws that get there"
            test = w.boxes[0].tested_on
            words += (
                f"The {which} share: {w.boxes[0].words} ({share(test.density, test.density_error)} of such "
                f"draws, {share(test.coverage)} of all cases, on draws held back). "
            )
        if self.like:
            best = self.like[0]
            words += (
                f"Of the library's scenarios {best.title} points most in its direction ({best.likeness:.2f})."
            )
        return words.strip()

    def _size(self, slack: float) -> str:
        """A slack of the goal with its unit; of a loss in points of the size."""
        if self.found.goal.portfolio is not None:
            return f"{fixed(100 * slack, 1)} points of the size"
        return f"{slack:.3g} {shown_unit(self.found.goal.unit)}".strip()

    @cached_property
    def gains(self) -> tuple[Gains, Gains] | None:
        """The portfolio's gains to the quarter without and with the shocks; None for a condition."""
        own = self.found.goal.portfolio
        if own is None:
            return None
        blocks = read_blocks(self.workspace.model)
        rows = slice(0, self.found.at - self.workspace.start + 1)
        names = blocks.variables(own.names)
        found = []
        for path in (self.found.base, self.found.path):
            lanes = {n: path.series(n)[rows, None] for n in names}
            found.append(portfolio_gains(self.workspace, own, blocks, lanes))
        return found[0], found[1]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Shocks, what they do, where a portfolio loses, what draws share, scenarios like it."""
        blocks = () if self.gains is None else (self._blocks(),)
        return (self._shocks(), self._draws(), self._library(), *blocks, self._figures(), self._leaning())

    def _shocks(self) -> Table:
        f = self.found
        rows = []
        for i in f.order[:_LISTED]:
            t = int(np.argmax(np.abs(f.in_sd[i])))
            rows.append(
                (f.labels[f.names[i]], 100 * float(f.shares[i]), float(f.in_sd[i, t]), str(f.periods[t]),
                 float(f.in_sd[i].sum()), f.names[i])
            )  # fmt: skip
        left = len(f.order) - len(rows)
        note = "Part of the squared distance; sizes in standard deviations of each shock."
        note += f" {left} smaller shocks are in the JSON document." if left > 0 else ""
        columns = (Column("shock to"), Column("part, %", ".0f"), Column("largest", "+.1f"), Column("in"),
                   Column("summed", "+.1f"), Column("name in the code", full=True))  # fmt: skip
        return Table("Shocks", columns, tuple(rows), note, top=_TOP)

    def _variables(self) -> list[str]:
        own = [] if self.found.goal.portfolio is not None else list(self.found.goal.variables)
        return list(dict.fromkeys([*own, *HEADLINE_VARIABLES]))

    def _figures(self) -> Table:
        f, labels, units = self.found, self.workspace.labels, self.workspace.units
        k = f.at - f.periods[0]
        rows = tuple(
            (
                labels[n],
                *(level(float(p.series(n)[k]), units[n]) for p in (f.base, f.path)),
            )
            for n in self._variables()
        )
        columns = (Column(""), Column("without", "s"), Column("with", "s"))
        return Table(f"What they do, {f.at}", columns, rows)

    def _blocks(self) -> Table:
        assert self.gains is not None
        names = read_blocks(self.workspace.model).blocks
        scale = 100.0 / self.gains[0].notional
        before, after = (g.by(0) for g in self.gains)
        rows = []
        for b, part in after.items():
            block = b.removesuffix(" (overlay)")
            label = names[block].label + b[len(block) :]
            rows.append((label, scale * float(before[b].sum()), scale * float(part.sum())))
        rows.append(("All", *(scale * float(g.total.sum()) for g in self.gains)))
        note = "Gain from the start, percent of the size."
        columns = (Column("block"), Column("without", "+.2f"), Column("with", "+.2f"))
        return Table(f"Where it is lost, to {self.found.at}", columns, tuple(rows), note)

    def _draws(self) -> Table:
        w = self.worst
        rows = tuple(
            (limit.words, limit.quasi_p, limit.reproduced) for box in w.boxes for limit in box.limits
        )
        which = f"the {share(w.looked_at)} of draws that come nearest" if w.tail else "draws that get there"
        note = f"Conditions (PRIM) on what is drawn, common to {which}."
        if w.boxes:
            test = w.boxes[0].tested_on
            note += (
                f" Of draws inside, {share(test.density, test.density_error)} belong to them, and they are "
                f"{share(test.coverage)} of all that do (held-back half)."
            )
        else:
            note = f"No set of conditions is surely denser among {which}."
        columns = (Column("condition"), Column("quasi-p", ".1e", full=True), Column("found again in", ".0%"))
        return Table("What such draws share", columns, rows, note)

    def _library(self) -> Table:
        portfolio = self.found.goal.portfolio
        loss = 100.0 * (1.0 - self._target()) if portfolio is not None else 0.0
        rows = []
        for s in self.like:
            own = -(loss + 100.0 * s.slack) if portfolio is not None else s.slack
            rows.append((s.title, s.likeness, s.size, own))
        last = "gain, %" if portfolio is not None else f"short of it, {self.found.goal.unit}"
        note = (
            f"Likeness: cosine of what both do to the headline variables up to {self.found.at}, in standard "
            "deviations of draws; size: how far beside the stress."
        )
        columns = (
            Column("scenario"),
            Column("likeness", "+.2f"),
            Column("size", ".2f"),
            Column(last, "+.1f"),
        )
        return Table("Scenarios that point the same way", columns, tuple(rows), note, top=_LIKE)

    def _target(self) -> float:
        """The share of the notional that is left when the goal is just met."""
        assert self.gains is not None
        value = float(self.gains[1].value[-1, 0]) / self.gains[1].notional
        return value + self.found.met

    def _leaning(self) -> Table:
        rows = tuple((c.label, mean, error) for c, mean, error in self.worst.leaning)
        columns = (Column("input"), Column("mean, sd", "+.2f"), Column("±", ".2f"))
        return Table("Means of what is drawn over such draws", columns, rows, full=True)

    def as_json(self) -> dict[str, Any]:
        """The document of `stress --json`."""
        f, w = self.found, self.worst
        k = f.at - f.periods[0]
        labels, units = self.workspace.labels, self.workspace.units
        blocks = []
        if self.gains is not None:
            scale = 100.0 / self.gains[0].notional
            before = self.gains[0].parts
            blocks = [
                {"block": b, "driver": d, "without": scale * float(before[b, d].sum()),
                 "with": scale * float(part.sum())}
                for (b, d), part in self.gains[1].parts.items()
            ]  # fmt: skip
        return {
            "goal": f.goal.text, "scenario": self.plan.name, "quarter": str(f.at), "distance": f.distance,
            "chance_first_order": f.chance, "rounds": f.rounds, "slack": f.met,
            "slack_before_leap": f.short,
            "plausibility": f.score.as_json(),
            "shocks": [
                {"shock": f.names[i], "label": f.labels[f.names[i]], "unit": f.units[i], "period": str(q),
                 "size": float(f.added[i, t]), "sd": float(f.in_sd[i, t])}
                for i in f.order for t, q in enumerate(f.periods) if f.added[i, t]
            ],
            "parts": [{"shock": f.names[i], "part": float(f.shares[i])} for i in f.order],
            "figures": [
                {"variable": n, "label": labels[n], "unit": units[n], "period": str(f.at),
                 "without": float(f.base.series(n)[k]), "with": float(f.path.series(n)[k])}
                for n in self._variables()
            ],
            "blocks": blocks,
            "draws": {
                "draws": w.draws, "seed": self.seed, "failed_share": w.failed_share, "share": w.share,
                "error": w.error, "ever": w.ever, "looked_at": w.looked_at, "tail": w.tail,
                "shared": [
                    {"input": x.column.name, "label": x.column.label, "unit": x.column.unit, "low": x.low,
                     "high": x.high, "quasi_p": x.quasi_p, "reproduced": x.reproduced}
                    for box in w.boxes for x in box.limits
                ],
                "density": w.boxes[0].tested_on.density if w.boxes else None,
                "coverage": w.boxes[0].tested_on.coverage if w.boxes else None,
                "means": [
                    {"input": c.name, "label": c.label, "mean_sd": m, "error": e} for c, m, e in w.leaning
                ],
            },
            "scenarios": [
                {"scenario": s.name, "title": s.title, "likeness": s.likeness, "size": s.size,
                 "slack": s.slack}
                for s in self.like
            ],
        }  # fmt: skip


def _short(label: str) -> str:
    """A shock's label up to its first comma or colon."""
    return label.partition(",")[0].partition(":")[0]
