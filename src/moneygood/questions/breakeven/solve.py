"""The question of a break-even, put together: root, odds and frontier of one target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.questions.breakeven.answer import Breakeven, FigureAtRoot, FrontierPoint
from moneygood.questions.breakeven.evaluator import Bench
from moneygood.questions.breakeven.odds import LOOKS, OddsCurve, find_odds, share_met
from moneygood.questions.breakeven.roots import FEW, POINTS, brackets, frontier, solve
from moneygood.questions.breakeven.target import Target, find_target
from moneygood.runs.came import seen_of
from moneygood.runs.inputs import Input, check_apart, find_input, limited
from moneygood.runs.run import RunRequest, check_draws, check_request
from moneygood.scenarios.plan import Plan

SECONDS = 9
"""Values of the second lever along a frontier."""

PRECISION = 1e-9
"""Error of a root, as a share of the lever's range."""


@dataclass(frozen=True)
class BreakevenRequest:
    """What is asked: `levers` one or two names (the target's own when empty), `ranges` for each or None.

    `shares` are the odds wanted; `draws` 0 asks for none of them.
    """

    levers: tuple[str, ...] = ()
    ranges: tuple[tuple[float, float] | None, ...] = ()
    shares: tuple[float, ...] = (0.5, 0.8)
    by: Quarter | None = None
    level: float | None = None
    draws: int = 2000
    seed: int = 1
    quarters: int = 44
    threads: int = 0


def break_even(workspace: Workspace, plan: Plan, target_name: str, request: BreakevenRequest) -> Breakeven:
    """What value of a lever meets a target in a scenario, with what odds, and along which frontier.

    Errors: A301 to A310 for the target and the levers, A074 and E005 for the request, S- and E-codes from
    solving the scenario itself.
    """
    check_request(RunRequest(max(request.draws, 1), request.seed, request.quarters))
    check_draws(request.draws, none=True)
    for share in request.shares:
        if not 0 < share < 1:
            raise MoneygoodError("A309", f"{share:g} is not a share", None, "Write 0.8 for odds of 80%")
    target = find_target(
        workspace, target_name, quarters=request.quarters, by=request.by, level=request.level
    )
    first, second = _levers(workspace, target, request)
    bench = Bench(workspace, plan, target, request.quarters, request.threads)
    bench.settle([])
    points = np.linspace(first.low, first.high, POINTS if first.per_draw else FEW)
    roots = _roots(bench, first, points)
    value = min(roots, key=lambda x: abs(x - first.rest)) if roots else None
    curve = _curve(bench, first, request)
    odds = tuple(find_odds(curve, s, first.rest) for s in request.shares) if curve else ()
    return Breakeven(
        target=target,
        scenario=plan.name,
        lever=first,
        second=second,
        value=value,
        roots=tuple(roots),
        slack=_slacks(bench, first, value),
        slack_unit=target.condition.unit,
        figures=_figures(bench, first, value),
        odds=odds,
        rest_odds=_rest_odds(curve, first),
        curve=tuple((x, *share_met(curve.slack[x])) for x in curve.points) if curve else (),
        frontier=_frontier(bench, first, second, points),
        draws=request.draws,
        seed=request.seed,
        failed_share=_failed(curve),
        came=bench.came(request.draws, request.seed),
        seen=seen_of(workspace),
    )


def _levers(workspace: Workspace, target: Target, request: BreakevenRequest) -> tuple[Input, Input | None]:
    names = list(request.levers)
    if not names:
        names = [n for n in (target.lever, target.second) if n]
    if not 1 <= len(names) <= 2:
        hint = "Name one with --lever, or a second one for the frontier"
        raise MoneygoodError("A306", f"{len(names)} levers are named", None, hint)
    inputs: list[Input] = []
    for i, name in enumerate(names):
        own = find_input(workspace, name, target.own_levers)
        span = request.ranges[i] if i < len(request.ranges) else None
        if span is None and name == target.second:
            span = target.second_range
        low, high = span or (None, None)
        inputs.append(limited(own, low, high))
    check_apart(inputs)
    return inputs[0], inputs[1] if len(inputs) > 1 else None


def _roots(bench: Bench, own: Input, points: np.ndarray) -> list[float]:
    values = bench.many([own], points[None])
    if not np.isfinite(values).any():
        raise MoneygoodError("A310", f"{bench.target.condition.text} has no value anywhere in the range")
    width = PRECISION * (own.high - own.low)
    return [solve(lambda x: bench.slack([(own, x)]), a, b, width) for a, b in brackets(points, values)]


def _slacks(bench: Bench, own: Input, value: float | None) -> dict[str, float | None]:
    """The slack at rest, at both ends and at the solution; None where the path cannot be solved."""

    def at(x: float) -> float | None:
        try:
            return bench.slack([(own, x)])
        except MoneygoodError as fault:
            if fault.exit_code != 3:
                raise
            return None

    rest = bench.slack([])
    return {
        "rest": rest,
        "low": at(own.low),
        "high": at(own.high),
        "value": None if value is None else at(value),
    }


def _figures(bench: Bench, own: Input, value: float | None) -> tuple[FigureAtRoot, ...]:
    rest = bench.world([])
    there = None if value is None else bench.world([(own, value)])
    condition = bench.target.condition
    own_sides = [("Left side of the target", condition.unit, condition.left)]
    own_sides += [("Right side of the target", condition.unit, condition.right)]
    shown = [(s.label, s.unit, s.formula) for s in bench.target.shown]
    return tuple(
        FigureAtRoot(
            label,
            unit,
            float(formula.value(rest)[0, 0]),
            None if there is None else float(formula.value(there)[0, 0]),
        )
        for label, unit, formula in own_sides + shown
    )


def _curve(bench: Bench, own: Input, request: BreakevenRequest) -> OddsCurve | None:
    if request.draws == 0 or not request.shares:
        return None
    points = np.unique(np.append(np.linspace(own.low, own.high, LOOKS), own.rest))
    points = points[(points >= own.low) & (points <= own.high)]
    return OddsCurve(lambda x: bench.drawn([(own, x)], request.draws, request.seed), points)


def _rest_odds(curve: OddsCurve | None, own: Input) -> tuple[float, float] | None:
    return share_met(curve.slack[own.rest]) if curve and own.rest in curve.slack else None


def _failed(curve: OddsCurve | None) -> float:
    if curve is None:
        return 0.0
    return max(float(np.mean(~np.isfinite(s))) for s in curve.slack.values())


def _frontier(
    bench: Bench, first: Input, second: Input | None, points: np.ndarray
) -> tuple[FrontierPoint, ...]:
    if second is None:
        return ()
    fast = first.per_draw and second.per_draw
    others = np.linspace(second.low, second.high, SECONDS if fast else 5)
    firsts = points if fast else np.linspace(first.low, first.high, 5)
    pair: Sequence[Input] = (first, second)
    found = frontier(lambda v: bench.many(pair, v), firsts, others, first.rest, FEW if fast else 3)
    return tuple(FrontierPoint(float(y), x) for y, x in zip(others, found, strict=True))
