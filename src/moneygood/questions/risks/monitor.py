"""The risk monitor: probability, loss and early signs of each named risk, from one run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import change, inside, share
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.data.vintage import Vintage
from moneygood.questions.risks.definitions import Loss, RiskText, Sign
from moneygood.questions.risks.signs import SignReading, read_sign
from moneygood.runs.first_passage.event_control import EventDifference, Worth, event_difference, warning_worth
from moneygood.runs.first_passage.meaning import meaning
from moneygood.runs.first_passage.passage import FirstPassage, first_passage, wilson
from moneygood.runs.run import RunResult
from moneygood.runs.timeline import Timeline
from moneygood.runs.views.found import ViewWeights
from moneygood.runs.weighted import effective_draws, weighted_mean

HORIZONS = (4, 12)
WINDOW = 4
"""Quarters within which a sign should be followed by the event."""


@dataclass(frozen=True)
class NamedRisk:
    """One named risk: `odds` {quarters: (share, low, high)} with 90% Monte-Carlo interval, `losses` by
    name."""

    text: RiskText
    odds: dict[int, tuple[float, float, float]]
    losses: dict[str, EventDifference]
    signs: tuple[SignReading, ...]
    worth: tuple[Worth | None, ...]
    met_at_start: bool
    meaning: str = ""

    @property
    def signs_on(self) -> int:
        """How many of the signs are on."""
        return sum(bool(s.on) for s in self.signs)


@dataclass(frozen=True, repr=False)
class RiskMonitor(ShortRepr):
    """All risks of a scenario, in the order of their odds over three years."""

    scenario: str
    name: str
    risks: tuple[NamedRisk, ...]
    losses: tuple[Loss, ...]
    draws: int
    seed: int
    failed_share: float
    vintage: str
    horizons: tuple[int, ...] = HORIZONS
    units: dict[str, str] = field(default_factory=dict)
    views: ViewWeights | None = None

    @property
    def sample(self) -> float:
        """How many equally weighted draws the odds are known from."""
        return self.draws if self.views is None else self.views.effective

    @property
    def title(self) -> str:
        """What is monitored."""
        return f"Risks: {self.scenario}"

    @property
    def lead(self) -> str:
        """The likeliest and the costliest risk; that a loss is not only what the risk causes."""
        far = self.horizons[-1]
        top, main = self.risks[0], self.losses[0]
        odds = top.odds[far][0]
        said = (
            f"Likeliest within {far // 4} years: {inside(top.text.event.label)}, "
            f"{share(odds, float(np.sqrt(odds * (1 - odds) / self.sample)))}."
        )
        hurt = [(r, r.losses[main.name]) for r in self.risks if r.losses[main.name].error]
        if hurt:
            worst, loss = min(hurt, key=lambda x: x[1].difference or 0.0)
            said += (
                f" Costliest for {inside(main.label.split(',')[0])}: {inside(worst.text.event.label)}, "
                f"{change(loss.difference or 0.0, 'pct', loss.error)}, which is what comes with it, not only "
                "what it causes."
            )
        if self.views is not None:
            said = said.replace(", which is what comes with it, not only what it causes.", ".")
            said += f" {self.views.caveat}"
        return said

    @property
    def reading(self) -> str:
        """The likeliest and the costliest risk, and which have signs on."""
        far = self.horizons[-1]
        top = self.risks[0]
        chance, low, high = top.odds[far]
        words = [
            f"Of {len(self.risks)} named risks {inside(top.text.event.label)} is the likeliest: "
            f"{share(chance)} within {far // 4} years (90% Monte-Carlo interval {share(low)} to "
            f"{share(high)})."
        ]
        main = self.losses[0]
        hurt = [(r, r.losses[main.name]) for r in self.risks if r.losses[main.name].error]
        if hurt:
            worst, loss = min(hurt, key=lambda x: x[1].difference or 0.0)
            words.append(
                f"The costliest for {main.label.split(',')[0]} is {inside(worst.text.event.label)}: "
                f"{change(loss.difference or 0.0, 'pct', loss.error)} against control paths."
            )
        lit = [r for r in self.risks if r.signs_on]
        named = ", ".join(f"{inside(r.text.event.label)} ({r.signs_on} of {len(r.signs)})" for r in lit)
        words.append(
            f"Early signs on in the vintage of {self.vintage}: {named}." if lit else "No early sign is on."
        )
        words.append("A loss is what comes with a risk, not only what the risk causes.")
        return " ".join(words)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Odds and losses; early signs; what in the model brings each risk about."""
        views = () if self.views is None else (self.views.table,)
        return (self._odds(), *views, self._signs(), self._mechanisms())

    def _odds(self) -> Table:
        columns = [Column("risk")]
        for k in self.horizons:
            span = f"in {k // 4} year{'s' * (k > 4)}"
            columns += [Column(span, ".1%"), Column("±", ".1%", full=True)]
        for loss in self.losses:
            columns += [Column(loss.label, "+,.2f"), Column("±", ",.2f")]
        columns += [Column("signs on")]
        rows = []
        for r in self.risks:
            row: list[Any] = [r.text.event.label]
            for k in self.horizons:
                share = r.odds[k][0]
                row += [share, float(np.sqrt(share * (1 - share) / self.sample))]
            for loss in self.losses:
                found = r.losses[loss.name]
                row += [found.difference, found.error]
            rows.append((*row, f"{r.signs_on} of {len(r.signs)}"))
        note = "; ".join(f"{x.label.split(',')[0]}: {x.note.rstrip('.')}" for x in self.losses)
        note += ". Event paths less controls (alike to that quarter, not struck by then)."
        note += " ± is one standard error."
        return Table("Probability, and what comes with it", tuple(columns), tuple(rows), note)

    def _signs(self) -> Table:
        columns = (
            Column("risk"),
            Column("early sign"),
            Column("now", ",.3g"),
            Column("in"),
            Column("on when"),
            Column("percentile", ".0f"),
            Column("since"),
            Column("on"),
            Column("odds × if on", ".1f"),
        )
        rows = []
        for r in self.risks:
            for sign, worth in zip(r.signs, r.worth, strict=True):
                lift = worth.lift if worth else None
                rows.append(
                    (
                        r.text.event.label,
                        sign.sign.label,
                        sign.value,
                        sign.quarter,
                        f"{'≥' if sign.sign.above else '≤'} {sign.sign.bound:,g}",
                        sign.percentile,
                        sign.since,
                        _lamp(sign),
                        lift,
                    )
                )
        note = (
            f"Published figures of the vintage; percentile among all quarters since the first. Odds × "
            f"if on: on "
            f"simulated paths, how much likelier the risk is to strike within {WINDOW} quarters when "
            f"the model's own "
            f"counterpart of the sign is on than when it is off; blank where there is none."
        )
        return Table("Early signs and their present reading", columns, tuple(rows), note)

    def _mechanisms(self) -> Table:
        rows = tuple(
            (r.text.event.label, r.meaning or _definition(r.text), r.text.mechanism) for r in self.risks
        )
        return Table(
            "What counts, and what in the model brings it about",
            (Column("risk"), Column("definition"), Column("mechanism")),
            rows,
        )

    def as_json(self) -> dict[str, Any]:
        """The document of `risks --json`."""
        return {
            "scenario": self.name,
            "draws": self.draws,
            "seed": self.seed,
            "failed_share": self.failed_share,
            "vintage": self.vintage,
            "risks": [
                {
                    "name": r.text.name,
                    "label": r.text.event.label,
                    "question": r.text.event.question,
                    "definition": _definition(r.text),
                    "note": r.text.event.note,
                    "mechanism": r.text.mechanism,
                    "met_at_start": r.met_at_start,
                    **{f"p_within_{k}q": r.odds[k][0] for k in self.horizons},
                    **{f"p_within_{k}q_90": list(r.odds[k][1:]) for k in self.horizons},
                    "losses": [
                        {
                            "name": x.name,
                            "label": x.label,
                            "unit": x.unit,
                            "difference": m.difference,
                            "mc_error": m.error,
                            "struck": m.event,
                            "matched": m.control,
                            "cases": m.cases,
                        }
                        for x in self.losses
                        for m in [r.losses[x.name]]
                    ],
                    "signs": [
                        {**s.as_json(), "worth": _worth(w)} for s, w in zip(r.signs, r.worth, strict=True)
                    ],
                }
                for r in self.risks
            ],
            **({} if self.views is None else {"views": self.views.as_json()}),
        }


def monitor(
    result: RunResult, risks: Sequence[RiskText], losses: Sequence[Loss], vintage: Vintage
) -> RiskMonitor:
    """Odds, losses and early signs of risks on one run.

    A risk's odds are the share of good draws on which its event begins within the horizon (its sides are
    ways to meet it). Losses compare with survivors to the same quarter. Errors: A012, A042, A043.
    """
    paths, history = result.paths, result.history
    good = np.flatnonzero(paths.ok)
    passages = {r.name: first_passage(paths, history, [r.event]) for r in risks}
    line = Timeline(paths, history)
    figures = {x.name: line.evaluate(x.expression.node, good)[line.start :] for x in losses}
    labels, rates = result.labels, result.workspace.basis_points
    found = [
        _risk(r, passages[r.name], paths, history, losses, figures, vintage, good, labels, rates)
        for r in risks
    ]
    far = HORIZONS[-1]
    ranked = tuple(sorted(found, key=lambda r: (-r.odds[far][0], r.text.name)))
    return RiskMonitor(
        result.plan.title,
        result.plan.name,
        ranked,
        tuple(losses),
        int(good.size),
        result.request.seed,
        float(paths.failed_share),
        vintage.name,
        units=result.units,
        views=result.views,
    )


def _risk(
    text: RiskText,
    passage: FirstPassage,
    paths: Paths,
    history: Panel,
    losses: Sequence[Loss],
    figures: dict[str, np.ndarray],
    vintage: Vintage,
    good: np.ndarray,
    labels: Mapping[str, str],
    rates: Collection[str],
) -> NamedRisk:
    times, mass = passage.times[text.name], paths.mass
    odds = {}
    for k in HORIZONS:
        struck = (times > 0) & (times <= k)
        share = float(struck.mean()) if mass is None else float(weighted_mean(struck, mass))
        low, high = wilson(np.array(share), times.size if mass is None else effective_draws(mass))
        odds[k] = (share, float(low), float(high))
    worth = tuple(_tried(s, paths, history, good, times) for s in text.signs)
    return NamedRisk(
        text=text,
        odds=odds,
        losses={x.name: event_difference(figures[x.name], times, x.after, mass) for x in losses},
        signs=tuple(read_sign(s, vintage) for s in text.signs),
        worth=worth,
        met_at_start=any(s.met_at_start for s in passage.sides.values()),
        meaning="; or ".join(meaning(text.event, s, labels, rates) for s in text.event.sides),
    )


def _tried(sign: Sign, paths: Paths, history: Panel, good: np.ndarray, times: np.ndarray) -> Worth | None:
    """What a sign is worth on simulated paths, None where the model has no counterpart of it."""
    if sign.along is None:
        return None
    line = Timeline(paths, history)
    values = line.evaluate(sign.along.node, good)[line.start - 1 :]
    on = values >= sign.bound if sign.above else values <= sign.bound
    return warning_worth(on, times, WINDOW, paths.mass)


def _definition(text: RiskText) -> str:
    sides = [
        " and ".join(str(c) for c in s.when)
        + (f", {s.quarters_running} quarters running" if s.quarters_running > 1 else "")
        for s in text.event.sides
    ]
    return "; or ".join(sides)


def _worth(worth: Worth | None) -> dict[str, Any] | None:
    if worth is None:
        return None
    return {
        "window_quarters": worth.window, "p_on": worth.p_on, "p_off": worth.p_off, "lift": worth.lift,
        "lift_log_error": worth.lift_error, "on_share": worth.on_share,
    }  # fmt: skip


def _lamp(sign: SignReading) -> str:
    if sign.on is None:
        return "no figure"
    return ("ON" if sign.on else "off") + (" (partial)" if sign.partial else "")
