"""Taking a difference apart: scenario against scenario, and quarter against quarter of one scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from moneygood.baseline.settle import lay_plan, on_shocks
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import titled
from moneygood.engine.residuals import over_time
from moneygood.engine.solve_path import solve_path
from moneygood.runs.attribution.attribution import Attribution, Portion
from moneygood.runs.attribution.coalitions import CoalitionRun, DrawnPasts
from moneygood.runs.attribution.players import (
    Player,
    PlayerEffect,
    in_rows,
)
from moneygood.runs.attribution.question import AttributionQuestion
from moneygood.runs.attribution.shapley import shapley, shapley_by_draw
from moneygood.runs.attribution.sides import PlanSide, by_quarter, pair, read_side, swapped

SHAPLEY = "What parts do only together is shared by Shapley values"
Worth = Callable[[np.ndarray, "np.ndarray | None"], np.ndarray]
"""Coalitions bool [player, lane] and draw numbers [lane] -> the figure [lane], missing where it failed."""


def explain(workspace: Workspace, question: AttributionQuestion) -> Attribution:
    """The parts of a difference between two scenarios, or between two quarters of one (`since`).

    - by shock: one part per imposed element of the plans, present or absent;
    - by channel: one part per mechanism, on or held at its baseline value, and what arrives without any;
    - by lag: one part per quarter in which something is imposed.

    Along the deterministic path, or draw by draw on the same shocks. Errors: A201, A204, E001.
    Source: Shapley (1953).
    """
    if question.since is not None:
        return _between_quarters(workspace, question)
    freeze = question.by == "lag"
    a = read_side(workspace, question, question.plan, freeze=freeze)
    b = read_side(workspace, question, question.against, freeze=freeze)
    if question.by == "channel":
        return _by_channel(workspace, question, a, b)
    always, gains, loses = pair(a, b)
    if not gains and not loses:
        what = f"{question.plan.title!r} and {question.against.title!r} impose the same"
        raise MoneygoodError("A201", what, None, "Compare other scenarios, or ask with --since or --given")
    if question.by == "lag":
        players, always = by_quarter(workspace, question, always, gains, loses)
    else:
        players = swapped(gains, loses)
    world = world_of(workspace, question, players, always)
    worth = figure_in(question, world)
    of, less = titled(question.plan.title), titled(question.against.title)
    return shared_out(question, players, worth, workspace, of, less, before="")


def _by_channel(workspace: Workspace, question: AttributionQuestion, a: PlanSide, b: PlanSide) -> Attribution:
    players = channels(workspace)
    one = world_of(workspace, question, players, a.parts, switched=True)
    two = world_of(workspace, question, players, b.parts, switched=True)
    first = figure_in(question, one)
    if question.against.imposes_nothing and not question.draws:
        base = workspace.baseline(question.quarters).series(question.variable)[question.span - 1]

        def worth(members: np.ndarray, draws: np.ndarray | None) -> np.ndarray:
            return first(members, draws) - base  # a held channel does not move the baseline

    else:
        second = figure_in(question, two)

        def worth(members: np.ndarray, draws: np.ndarray | None) -> np.ndarray:
            return first(members, draws) - second(members, draws)

    of, less = titled(question.plan.title), titled(question.against.title)
    answer = shared_out(question, players, worth, workspace, of, less, before="direct")
    return _with_levels(answer, question, first)


def channels(workspace: Workspace) -> list[Player]:
    """A player per mechanism of the model that works through a channel."""
    model = workspace.model
    used = dict.fromkeys(v.switch for v in model.vias)
    return [Player("channel", s, model.switches[s].label, on=s) for s in model.switches if s in used]


def _between_quarters(workspace: Workspace, question: AttributionQuestion) -> Attribution:
    """One scenario's change from the quarter `since` to the quarter `at`."""
    assert question.since is not None
    side = read_side(workspace, question, question.plan, freeze=question.by == "lag")
    before = question.since - question.first
    always: list[PlayerEffect] = []
    judgement = references = None
    own = list(zip(side.elements, side.parts, strict=True))
    if question.by == "channel":
        players, always = channels(workspace), list(side.parts)
        references = references_since(workspace, question, before)
    elif question.by == "lag":
        players, always = by_quarter(workspace, question, [], own, [])
    else:
        players = [Player(e.kind, e.name, e.label, gains=p) for e, p in own]
        if not question.plan.variants:
            judgement = np.zeros_like(workspace.baseline(question.quarters).adds)
            players += _judgement(workspace, question)
    world = world_of(
        workspace, question, players, always, switched=question.by == "channel", references=references,
        judgement=judgement,
    )  # fmt: skip
    history = workspace.history.series(question.variable)[workspace.history.column(question.first - 1)]
    worth = figure_in(question, world, before, float(history))
    if not players:
        raise MoneygoodError(
            "A201", f"{question.plan.title!r} imposes nothing that has a date", None, "Ask by shock"
        )
    start = {"shock": "start", "lag": "baseline", "channel": "direct"}[question.by]
    label = f"{question.plan.title}, {question.at}"
    answer = shared_out(question, players, worth, workspace, label, f"{question.since}", before=start)
    return _with_levels(answer, question, figure_in(question, world))


def _judgement(workspace: Workspace, question: AttributionQuestion) -> list[Player]:
    """A player per equation that the baseline's judgement moves."""
    model = workspace.model
    adds = workspace.baseline(question.quarters).adds
    players = []
    for i, equation in enumerate(model.behavioural):
        if adds[i, : question.span].any():
            only = np.zeros_like(adds)
            only[i] = adds[i]
            label = f"judgement in the baseline: {model.variables[equation.label].label}"
            pushes = in_rows(on_shocks(model, only), model, model)
            players.append(Player("add-factor", equation.label, label, gains=PlayerEffect(pushes)))
    return players


def references_since(workspace: Workspace, question: AttributionQuestion, before: int) -> np.ndarray:
    """Channels as they are in the scenario up to the earlier quarter, and as they were in it ever after."""
    w = workspace
    baseline, outside = w.with_exogenous(question.quarters)
    plan = w.expanded(question.plan, question.quarters)
    laid = lay_plan(plan, w.model, w.levers, w.history, outside, baseline)
    own, setting = laid.model, laid.setting
    if laid.plan.ranges:
        setting = replace(setting, shocks=setting.shocks + w.settle(question.plan, question.quarters).kept)
    solved = solve_path(own, setting, keep_refs=True)
    assert solved.references is not None
    out = solved.references.copy()
    if before >= 0:
        out[:, before + 1 :] = out[:, [before]]
        return out
    past = over_time(own, [v.expr for v in own.vias], w.history.values, setting.parameters)
    last = w.history.column(question.first - 1)
    out[:] = np.array([row[last] for row in past])[:, None]
    return out


def world_of(
    workspace: Workspace,
    question: AttributionQuestion,
    players: Sequence[Player],
    always: Sequence[PlayerEffect],
    *,
    switched: bool = False,
    references: np.ndarray | None = None,
    judgement: np.ndarray | None = None,
    pasts: DrawnPasts | None = None,
) -> CoalitionRun:
    """The runs of all coalitions of `players`, with what is `always` there."""
    parts = [*always, *(x for p in players for x in (p.gains, p.loses))]
    return CoalitionRun(
        workspace,
        tuple(players),
        (question.variable,),
        question.span,
        question.quarters,
        tuple(always),
        question.seed if question.draws else None,
        switched or any(p.switches_off for p in parts),
        references,
        judgement,
        question.threads,
        pasts,
    )


def figure_in(
    question: AttributionQuestion, world: CoalitionRun, before: int | None = None, history: float = 0.0
) -> Worth:
    """The variable in the quarter asked for, less that in quarter number `before` (-1: in history)."""

    def worth(members: np.ndarray, draws: np.ndarray | None) -> np.ndarray:
        values, status = world.run(members, draws)
        figure = values[0, question.span - 1].copy()
        if before is not None:
            figure -= history if before < 0 else values[0, before]
        figure[status != 0] = np.nan
        return figure

    return worth


def shared_out(
    question: AttributionQuestion,
    players: Sequence[Player],
    worth: Worth,
    workspace: Workspace,
    of: str,
    less: str,
    *,
    before: str,
) -> Attribution:
    """The shares of the players; with `before`, what is there without any of them is a part of its own."""
    n = len(players)
    failed = 0.0
    if question.draws:
        shares, empty = shapley_by_draw(n, question.draws, lambda m, d: worth(m, d), seed=question.seed)
        good = np.isfinite(shares).all(axis=0) & np.isfinite(empty)
        if good.sum() < 2:
            raise MoneygoodError("A204", "no draw could be solved with every part left out", None)
        failed = float(1 - good.mean())
        shares, empty = shares[:, good], empty[good]
        count = good.sum()
        values, errors = shares.mean(axis=1), shares.std(axis=1, ddof=1) / np.sqrt(count)
        whole = shares.sum(axis=0) + (empty if before else 0.0)
        total, total_error = float(whole.mean()), float(whole.std(ddof=1) / np.sqrt(count))
        none, none_error = float(empty.mean()), float(empty.std(ddof=1) / np.sqrt(count))
        exact, coalitions = False, (n + 1) * question.draws
        method = f"{SHAPLEY}, one random order of joining per draw"
    else:
        done = shapley(n, lambda m: worth(m, None), seed=question.seed)
        if not np.isfinite(done.values).all():
            raise MoneygoodError(
                "A204", f"{question.plan.title!r} has no solution with some of its parts left out", None,
                "Ask by lag or by channel",
            )  # fmt: skip
        values, errors, exact, coalitions = done.values, done.errors, done.exact, done.coalitions
        none, none_error = float(done.empty), 0.0
        total, total_error = float(done.total) + (none if before else 0.0), 0.0
        orders = "all orders of joining" if exact else "random orders of joining in pairs"
        method = f"{SHAPLEY} over {orders} ({coalitions:,} coalitions)"
    parts = [
        Portion(p.kind, p.name, p.label, float(v), float(e))
        for p, v, e in zip(players, values, errors, strict=True)
    ]
    if before:
        kind, label = {
            "direct": ("direct", "direct effect"),
            "start": ("state", "the state at the start and the model's own course"),
            "baseline": ("baseline", "the baseline's own course"),
        }[before]
        parts.insert(0, Portion(kind, before, label, none, none_error))
    model = workspace.model
    return Attribution(
        variable=question.variable,
        label=model.variables[question.variable].label,
        unit=str(model.variables[question.variable].unit),
        of=of, less=less,
        here=none + total if not before else float("nan"), there=none if not before else float("nan"),
        at=str(question.at), since=None if question.since is None else str(question.since),
        given=question.given, by=question.by, total=total, total_error=total_error, parts=tuple(parts),
        method=method, exact=exact, coalitions=coalitions, draws=question.draws, seed=question.seed,
        failed_share=failed, bp=question.variable in workspace.basis_points,
    )  # fmt: skip


def _with_levels(answer: Attribution, question: AttributionQuestion, level: Worth) -> Attribution:
    """The answer with the two figures that are compared, all parts present."""
    players = len(answer.parts) - 1
    if question.draws:
        numbers = np.arange(question.draws)
        here = float(np.nanmean(level(np.ones((players, question.draws), dtype=bool), numbers)))
    else:
        here = float(level(np.ones((players, 1), dtype=bool), None)[0])
    return replace(answer, here=here, there=here - answer.total)
