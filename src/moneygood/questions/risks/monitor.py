"""The risk monitor: probability, loss and early signs of each named risk, from one run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from moneygood.core.answer import ShortRepr, Table
from moneygood.core.figures import inside, listed, share
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.data.vintage import Vintage
from moneygood.model.model import Model
from moneygood.questions.risks.definitions import Loss, RiskText, Sign
from moneygood.questions.risks.named_risk import HORIZONS, WINDOW, NamedRisk
from moneygood.questions.risks.risk_tables import risk_tables
from moneygood.questions.risks.signs import read_sign
from moneygood.runs.came import CameEvent, came_json, came_of, came_whole
from moneygood.runs.came_tables import events_table
from moneygood.runs.counterfactual import CausedChange, TakenAway, effects
from moneygood.runs.first_passage.base_rates import LongHistory, base_rate, read_long_history
from moneygood.runs.first_passage.event_control import Worth, event_difference, warning_worth
from moneygood.runs.first_passage.meaning import meaning
from moneygood.runs.first_passage.passage import FirstPassage, first_passage, wilson
from moneygood.runs.first_passage.triggers import required_variables
from moneygood.runs.labels import shock_labels
from moneygood.runs.moved import imposes
from moneygood.runs.run import RunResult
from moneygood.runs.timeline import Timeline
from moneygood.runs.views.found import ViewWeights
from moneygood.runs.weighted import effective_draws, weighted_mean


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
    came: tuple[CameEvent, ...] = ()

    @property
    def sample(self) -> float:
        """How many equally weighted draws the odds are known from."""
        return self.draws if self.views is None else self.views.effective

    @property
    def title(self) -> str:
        """What is monitored."""
        return f"Risks: {self.scenario}"

    @property
    def free(self) -> tuple[NamedRisk, ...]:
        """The risks that the scenario does not bring about by hand, all where it does so to each."""
        return tuple(r for r in self.risks if not r.imposed) or self.risks

    @property
    def lead(self) -> str:
        """The likeliest risk and the one that does most harm by itself, of those not imposed."""
        far = self.horizons[-1]
        top, main = self.free[0], self.losses[0]
        odds = top.odds[far][0]
        said = (
            f"Likeliest within {far // 4} years: {inside(top.text.event.label)}, "
            f"{share(odds, float(np.sqrt(odds * (1 - odds) / self.sample)))}."
        )
        worst = self._worst()
        if worst is not None:
            risk, loss = worst
            said += (
                f" Most harmful by itself: {inside(risk.text.event.label)}, "
                f"{inside(main.called)} {main.said(loss.value, loss.error)}."
            )
        mine = [inside(r.text.event.label) for r in self.risks if r.imposed]
        if mine:
            said += f" The scenario imposes {listed(mine)}."
        return said if self.views is None else f"{said} {self.views.caveat}"

    def _worst(self) -> tuple[NamedRisk, CausedChange] | None:
        """The risk with the largest loss of the first figure by itself."""
        main = self.losses[0].name
        known = [(r, c) for r in self.free if (c := r.caused(main)) is not None]
        return min(known, key=lambda x: x[1].value) if known else None

    @property
    def reading(self) -> str:
        """The likeliest risk beside its base rate, the most harmful, and which have signs on."""
        far = self.horizons[-1]
        top = self.free[0]
        chance, low, high = top.odds[far]
        usual = top.usual.get(far)
        words = [
            f"Of {len(self.risks)} named risks {inside(top.text.event.label)} is the likeliest: "
            f"{share(chance)} within {far // 4} years (90% Monte-Carlo interval {share(low)} to "
            f"{share(high)})"
            + (
                f", against {share(usual.share)} of such windows since 1960."
                if usual and usual.eligible
                else "."
            )
        ]
        worst, main = self._worst(), self.losses[0]
        if worst is not None:
            risk, loss = worst
            come = risk.losses[main.name].difference
            words.append(
                f"Most harmful by itself is {inside(risk.text.event.label)}: "
                f"{inside(main.called)} {main.said(loss.value, loss.error)}"
                + (f"; with what comes along {main.said(come)}." if come is not None else ".")
            )
        lit = [r for r in self.risks if r.signs_on]
        named = ", ".join(f"{inside(r.text.event.label)} ({r.signs_on} of {len(r.signs)})" for r in lit)
        words.append(
            f"Early signs on in the vintage of {self.vintage}: {named}." if lit else "No early sign is on."
        )
        words.append("A loss is with the risk's cause less without it on the same draws.")
        return " ".join(words)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Odds and what each risk does; the move that triggers it; what comes with it; signs; mechanisms."""
        views = () if self.views is None else (self.views.table,)
        odds, *more = risk_tables(self.risks, self.losses, self.horizons, self.sample)
        came = (events_table(self.came),) if self.came else ()
        return (odds, *came, *views, *more)

    def as_json(self) -> dict[str, Any]:
        """The document of `risks --json`."""
        return {
            "scenario": self.name,
            "draws": self.draws,
            "seed": self.seed,
            "failed_share": self.failed_share,
            "vintage": self.vintage,
            "risks": [r.as_json(self.losses, self.horizons) for r in self.risks],
            **({} if self.views is None else {"views": self.views.as_json()}),
            **came_json((), self.came),
        }


def monitor(
    result: RunResult, risks: Sequence[RiskText], losses: Sequence[Loss], vintage: Vintage
) -> RiskMonitor:
    """Odds, losses and early signs of risks on one run.

    A risk's odds are the share of good draws on which its event begins within the horizon (its sides are
    ways to meet it). What it does is the run with its cause less the run without it on the same draws; what
    comes with it compares with survivors to the same quarter. Errors: A012, A042, A043, E-codes.
    """
    paths, history = result.paths, result.history
    good = np.flatnonzero(paths.ok)
    passages = {r.name: first_passage(paths, history, [r.event]) for r in risks}
    line = Timeline(paths, history)
    figures = {x.name: line.evaluate(x.expression.node, good)[line.start :] for x in losses}
    labels, rates = result.labels, result.workspace.basis_points
    long = read_long_history(vintage, result.workspace.start - 1, result.workspace.model.root)
    found = [
        _caused(
            _risk(r, passages[r.name], paths, history, losses, figures, vintage, good, labels, rates),
            result, passages[r.name], losses, long,
        )
        for r in risks
    ]  # fmt: skip
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
        came=_came(result, ranked, passages),
    )


def _came(
    result: RunResult, risks: Sequence[NamedRisk], passages: Mapping[str, FirstPassage]
) -> tuple[CameEvent, ...]:
    """When each risk came, where the question was asked on a day that has passed."""
    known = came_of(result.workspace)
    if known is None:
        return ()
    return tuple(
        one for r in risks for one in came_whole(result.workspace, known, r.text.event, passages[r.text.name])
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


def _caused(
    risk: NamedRisk,
    result: RunResult,
    passage: FirstPassage,
    losses: Sequence[Loss],
    long: LongHistory | None,
) -> NamedRisk:
    """The risk with what it does by itself, how often history had it, and whether the scenario imposes it."""
    event, alone = risk.text.event, len(risk.text.event.sides) == 1
    figures = {x.name: (x.expression.node, x.after) for x in losses}
    found = effects(result, event, risk.text.cause, passage.times[event.name], figures, within=HORIZONS[-1])
    moved = set(required_variables((event,)))
    usual = {
        k: base_rate(long, event, event.sides[0], k) if long is not None and alone else None for k in HORIZONS
    }
    return replace(
        risk, effects=found, usual=usual, imposed=imposes(result.workspace, result.plan, event),
        trigger=event.sides[0].when[0].text,
        own=tuple(x.name for x in losses if set(x.expression.variables) <= moved),
        taken_away=_in_words(risk.text.cause, result.workspace.model),
    )  # fmt: skip


def _tried(sign: Sign, paths: Paths, history: Panel, good: np.ndarray, times: np.ndarray) -> Worth | None:
    """What a sign is worth on simulated paths, None where the model has no counterpart of it."""
    if sign.along is None:
        return None
    line = Timeline(paths, history)
    values = line.evaluate(sign.along.node, good)[line.start - 1 :]
    on = values >= sign.bound if sign.above else values <= sign.bound
    return warning_worth(on, times, WINDOW, paths.mass)


def _in_words(cause: TakenAway, model: Model) -> tuple[str, ...]:
    """What is taken away, as people call it."""
    mechanisms = [f"mechanism: {inside(model.switches[name].label)}" for name in cause.switches]
    return (*mechanisms, *(f"shocks to {inside(x)}" for x in shock_labels(model, cause.shocks).values()))
